--- Checks of arguments: one clear sentence that names the function, the argument and the value.
-- @module hepar.plot.check
-- @local

local base = require "hepar.util.check"

local M = { show = base.show, class = base.class, suggest = base.suggest, fail = base.fail }

local function one_of(where, name, value, words)
  for _, word in ipairs(words) do
    if value == word then return end
  end
  M.fail(where, "option %s must be one of %s, got %s%s", name, table.concat(words, ", "),
    M.show(value), type(value) == "string" and M.suggest(value, words) or "")
end

-- Checks one option against its rule: a type name, or a table with `type`, `one_of`, `min`, `max`,
-- `integer`, `also` (a second type); a function checks by itself; `true` leaves it to the figure.
function M.option(where, name, value, rule)
  if rule == true then return end
  if type(rule) == "function" then return rule(where, name, value) end
  if type(rule) == "string" then rule = { type = rule } end
  if rule.one_of then return one_of(where, name, value, rule.one_of) end
  if type(value) ~= rule.type and not (rule.also and type(value) == rule.also)
    or M.class(value) then
    M.fail(where, "option %s must be a %s%s, got %s", name, rule.type,
      rule.also and " or a " .. rule.also or "", M.show(value))
  end
  if type(value) == "number" and (value ~= value or value < (rule.min or -math.huge) or
      value > (rule.max or math.huge) or (rule.integer and value % 1 ~= 0)) then
    M.fail(where, "option %s must be %s from %g to %g, got %s", name,
      rule.integer and "a whole number" or "a number", rule.min or -math.huge,
      rule.max or math.huge, M.show(value))
  end
end

-- Checks a table of named options; unknown names are refused with the nearest known one.
-- Returns a copy with the defaults filled in.
function M.options(where, options, rules, defaults)
  local copy = {}
  for name, value in pairs(defaults or {}) do copy[name] = value end
  for _, name in ipairs(base.given(where, options, base.names(rules))) do
    M.option(where, name, options[name], rules[name])
    copy[name] = options[name]
  end
  return copy
end

-- A finite number, or an error that names it.
function M.finite(where, name, value)
  if type(value) ~= "number" or value ~= value or value == math.huge or value == -math.huge then
    M.fail(where, "%s must be a finite number, got %s", name, M.show(value))
  end
  return value
end

return M
