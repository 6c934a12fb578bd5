--- Checks of arguments for hepar.trial: tables of options are read after a list of what they may
-- hold.
-- @module hepar.trial.check
-- @local

local base = require "hepar.util.check"

local M = { show = base.show, suggest = base.suggest, fail = base.fail, class = base.class }

local function finite(value)
  return type(value) == "number" and value == value and math.abs(value) < math.huge
end

-- "above 0 and at most 1"
local function limits(rule)
  local parts = {}
  if rule.above then parts[#parts + 1] = ("above %g"):format(rule.above) end
  if rule.least then parts[#parts + 1] = ("of %.15g or more"):format(rule.least) end
  if rule.below then parts[#parts + 1] = ("below %g"):format(rule.below) end
  if rule.most then parts[#parts + 1] = ("up to %.15g"):format(rule.most) end
  return #parts > 0 and " " .. table.concat(parts, " and ") or ""
end

local function inside(value, rule)
  return not (rule.above and value <= rule.above) and not (rule.least and value < rule.least)
    and not (rule.below and value >= rule.below) and not (rule.most and value > rule.most)
end

--- A finite number within the limits of a rule {above, least, below, most}.
function M.number(where, name, value, rule)
  rule = rule or {}
  if not finite(value) or not inside(value, rule) then
    M.fail(where, "%s must be a number%s, got %s", name, limits(rule), M.show(value))
  end
  return value
end

--- A whole number within the limits of a rule.
function M.count(where, name, value, rule)
  local whole = type(value) == "number" and math.tointeger(value)
  if not whole or not inside(whole, rule) then
    M.fail(where, "%s must be a whole number%s, got %s", name, limits(rule), M.show(value))
  end
  return whole
end

--- One of some words.
function M.word(where, name, value, words)
  for _, word in ipairs(words) do
    if value == word then return value end
  end
  M.fail(where, '%s must be one of "%s", got %s%s', name, table.concat(words, '", "'),
    M.show(value), type(value) == "string" and M.suggest(value, words) or "")
end

--- True or false.
function M.boolean(where, name, value)
  if type(value) ~= "boolean" then
    M.fail(where, "%s must be true or false, got %s", name, M.show(value))
  end
  return value
end

--- A table of the user's own, not an object of hepar.
function M.plain(where, name, value)
  if type(value) ~= "table" or M.class(value) then
    M.fail(where, "%s must be a table, got %s", name, M.show(value))
  end
  return value
end

--- A list of numbers (a column, or a plain array) as a new plain array.
function M.numbers(where, name, value, rule)
  local list = {}
  rule = rule or {}
  if type(value) ~= "table" and M.class(value) ~= "hepar.column" or
    type(value) == "table" and M.class(value) then
    M.fail(where, "%s must be a list of numbers, got %s", name, M.show(value))
  end
  local length = #value
  if length < (rule.fewest or 1) or length > (rule.longest or 1e7) then
    M.fail(where, "%s must have %d to %d numbers, got %d", name, rule.fewest or 1,
      rule.longest or 1e7, length)
  end
  for i = 1, length do
    list[i] = M.number(where, ("%s[%d]"):format(name, i), value[i], rule)
  end
  if type(value) == "table" then
    for key in pairs(value) do
      if math.type(key) ~= "integer" or key < 1 or key > length then
        M.fail(where, "%s must be a list of numbers, it has the key %s", name, M.show(key))
      end
    end
  end
  return list
end

--- Reads a table of options after `rules`: name = {"number"|"count"|"word"|"boolean"|"numbers"|
-- "plain"|"any", limits …, words =, default =, needed = true}. Unknown names are refused; returns a
-- new table.
function M.read(where, options, rules, what)
  local names = base.names(rules)
  if what then M.plain(where, what, options) end
  base.given(where, options, names)
  local read = {}
  for _, name in ipairs(names) do
    local rule, value = rules[name], options and options[name]
    local shown = what and what .. "." .. name or name
    if value == nil then
      if rule.needed then M.fail(where, "%s is missing", shown) end
      read[name] = rule.default
    elseif rule[1] == "any" then
      read[name] = value
    elseif rule[1] == "word" then
      read[name] = M.word(where, shown, value, rule.words)
    else
      read[name] = M[rule[1]](where, shown, value, rule)
    end
  end
  return read
end

--- The limits of what trials share.
M.alpha = { "number", above = 0, below = 0.5 }
M.power = { "number", above = 0, below = 1 }
M.sided = { "count", least = 1, most = 2 }

--- A rule with a default.
function M.with(rule, default)
  local copy = { default = default }
  for key, value in pairs(rule) do copy[key] = value end
  return copy
end

return M
