--- Checks of arguments: one clear sentence that names the function, the argument and the value.
-- @module hepar.plot.check
-- @local

local say = require "hepar.util.words"

local M = {}

-- Shows a value in a message.
M.show = say.show

-- The class of an object of hepar, or nil.
M.class = say.class

-- Number of single-letter edits between two words; two neighbours swapped are one edit.
local function distance(a, b)
  local before, row = nil, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local new = { [0] = i }
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      new[j] = math.min(row[j] + 1, new[j - 1] + 1, row[j - 1] + cost)
      if before and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        new[j] = math.min(new[j], before[j - 2] + 1)
      end
    end
    before, row = row, new
  end
  return row[#b]
end

-- The nearest of some words, as ` (did you mean "x"?)`, or the empty string.
function M.suggest(word, words)
  if #word > 64 then return "" end
  local best, least = nil, math.max(2, #word // 3) + 1
  for _, one in ipairs(words) do
    local d = distance(word:lower(), one:lower())
    if d < least then best, least = one, d end
  end
  return best and string.format(' (did you mean "%s"?)', best) or ""
end

-- Raises a message in the name of the caller of the public function.
function M.fail(where, format, ...)
  error(say.clean(where .. ": " .. string.format(format, ...)), 0)
end

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
    or say.class(value) then
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
  if options ~= nil and (type(options) ~= "table" or say.class(options)) then
    M.fail(where, "options must be a table, got %s", M.show(options))
  end
  local known, copy = {}, {}
  for name in pairs(rules) do known[#known + 1] = name end
  table.sort(known)
  for name, value in pairs(defaults or {}) do copy[name] = value end
  local given = {}
  for name in pairs(options or {}) do
    if type(name) ~= "string" then
      M.fail(where, "options are named, got the key %s", M.show(name))
    end
    given[#given + 1] = name
  end
  table.sort(given)
  for _, name in ipairs(given) do
    if not rules[name] then
      M.fail(where, 'option "%s" is not known%s', name, M.suggest(name, known))
    end
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
