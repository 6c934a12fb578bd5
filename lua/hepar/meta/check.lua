--- Checks of arguments for hepar.meta: one clear sentence that names function, argument and value.
-- @module hepar.meta.check
-- @local

local base = require "hepar.util.check"

local M = { show = base.show, suggest = base.suggest, fail = base.fail }

-- Refuses unknown names in a table of options; returns the table, or an empty one for nil.
function M.options(where, options, known)
  base.given(where, options, known)
  return options or {}
end

-- Whether a value is a table of the user's own, not an object of hepar.
function M.plain(value)
  return type(value) == "table" and not base.class(value)
end

-- True or false, or the default for nil.
function M.boolean(where, name, value, default)
  if value == nil then return default end
  if type(value) ~= "boolean" then
    M.fail(where, "%s must be true or false, got %s", name, M.show(value))
  end
  return value
end

-- One of some words, or the default for nil.
function M.word(where, name, value, words, default)
  if value == nil then return default end
  for _, word in ipairs(words) do
    if value == word then return value end
  end
  M.fail(where, 'option %s must be one of "%s", got %s%s', name, table.concat(words, '", "'),
    M.show(value), type(value) == "string" and M.suggest(value, words) or "")
end

-- A number above `low` and below (or with `reach` up to) `high`, or the default for nil.
function M.number(where, name, value, low, high, reach, default)
  if value == nil then return default end
  if type(value) ~= "number" or value ~= value or value <= low or value > high
    or (value == high and not reach) then
    M.fail(where, "%s must be a number above %g and %s %g, got %s", name, low,
      reach and "at most" or "below", high, M.show(value))
  end
  return value
end

-- A confidence level in percent: 95, not 0.95.
function M.level(where, value)
  local level = M.number(where, "level", value, 0, 100, false, 95)
  if level < 1 then
    M.fail(where, "level is given in percent (95 means 95 %%), got %s", M.show(value))
  end
  return level
end

-- A whole number of at least `low`.
function M.count(where, name, value, low)
  local whole = type(value) == "number" and math.tointeger(value)
  if not whole or whole < low then
    M.fail(where, "%s must be a whole number of %d or more, got %s", name, low, M.show(value))
  end
  return whole
end

return M
