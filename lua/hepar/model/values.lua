-- Values as a user gives them to a model: numbers in the unit of the symbol, texts with a unit of
-- their own, times. What cannot be meant is refused in the name of the function `where`.
local check = require("hepar.util.check")

local M = {}

local fail, show = check.fail, check.show

-- Seconds; a month and a year are Julian, as in all of hepar.
local seconds = { second = 1, minute = 60, hour = 3600, day = 86400, week = 604800,
  month = 2629800, year = 31557600 }
local plural, unit_names = {}, {}
for name in pairs(seconds) do
  plural[name .. "s"] = name
  unit_names[#unit_names + 1] = name .. "s"
end
table.sort(unit_names)

-- Whether this is a number that can be computed with.
local function finite(value)
  return type(value) == "number" and value - value == 0
end
M.finite = finite

--- A finite number, at least `low` where that is given.
function M.number(where, what, value, low, high)
  if not finite(value) or low and value < low or high and value > high then
    local wanted = low and high and ("a number from %g to %g"):format(low, high)
      or low and ("a number of at least %g"):format(low) or "a finite number"
    fail(where, "%s must be %s, got %s", what, wanted, show(value))
  end
  return value + 0.0
end

--- A whole number of at least `low`.
function M.count(where, what, value, low)
  if type(value) ~= "number" or not math.tointeger(value) or value < low then
    fail(where, "%s must be a whole number of at least %d, got %s", what, low, show(value))
  end
  return math.tointeger(value)
end

--- The option `name`, a whole number from `low` to `high`; `absent` when it is not given.
function M.whole(where, options, name, absent, low, high)
  local value = options[name]
  if value == nil then return absent end
  value = M.count(where, "option " .. name, value, low)
  if value > high then fail(where, "option %s must be at most %d, got %d", name, high, value) end
  return value
end

--- One of some words; `absent` when there is none.
function M.word(where, what, value, words, absent)
  if value == nil then return absent end
  for _, one in ipairs(words) do
    if value == one then return one end
  end
  return fail(where, "%s must be one of %s, got %s%s", what, table.concat(words, ", "), show(value),
    type(value) == "string" and check.suggest(value, words) or "")
end

--- A table of the user's own, no object of hepar.
function M.table(where, what, value, example)
  if type(value) ~= "table" or check.class(value) then
    fail(where, "%s must be a table such as %s, got %s", what, example, show(value))
  end
  return value
end

--- The sorted names of a table whose keys are all names.
function M.names(where, what, given)
  local names = {}
  for name in pairs(given) do
    if type(name) ~= "string" then
      fail(where, "%s: keys are names, got %s", what, show(name))
    end
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

--- Refuses keys of a table that are not in the list.
function M.only(where, what, given, known)
  local wanted = {}
  for _, name in ipairs(known) do wanted[name] = true end
  for _, name in ipairs(M.names(where, what, given)) do
    if not wanted[name] then
      fail(where, '%s: "%s" is not known%s', what, name, check.suggest(name, known))
    end
  end
  return given
end

-- The model's unit of time, for a sentence.
local function time_of(model, where, what)
  local unit = model.time_unit
  if not unit or not seconds[unit] then
    fail(where, "%s is a time with a unit, but the model has no unit of time", what)
  end
  return seconds[unit]
end

-- Times from {weeks = 4}, {weeks = {4, 8}}, {years = 1, months = 6}.
local function with_units(where, what, value, model)
  local names, sum, several = {}, 0, nil
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, name in ipairs(names) do
    local unit = seconds[plural[name] or name]
    if type(name) ~= "string" or not unit then
      fail(where, "%s: %s is no unit of time%s (%s)", what, show(name),
        type(name) == "string" and check.suggest(name, unit_names) or "",
        table.concat(unit_names, ", "))
    end
    local scale, given = time_of(model, where, what), value[name]
    local function in_model(one)
      if not finite(one) then
        fail(where, "%s: %s must be a finite number, got %s", what, name, show(one))
      end
      return one * unit / scale
    end
    if type(given) == "table" and not check.class(given) and #names == 1 then
      several = {}
      for i = 1, #given do several[i] = in_model(rawget(given, i)) end
    else
      sum = sum + in_model(given)
    end
  end
  return several, sum
end

--- One time, in the model's unit: a number, or {weeks = 4}.
function M.time(where, what, value, model)
  if finite(value) then return value + 0.0 end
  if type(value) == "table" and not check.class(value) and next(value) ~= nil
    and rawget(value, 1) == nil then
    local several, sum = with_units(where, what, value, model)
    if not several then return sum end
  end
  return fail(where, "%s must be a number%s or a time such as {weeks = 4}, got %s", what,
    model.time_unit and " of " .. model.time_unit .. "s" or "", show(value))
end

--- A span of time: above 0, or at least 0 with `zero`.
function M.span(where, what, value, model, zero)
  local span = M.time(where, what, value, model)
  if span < 0 or span == 0 and not zero then
    fail(where, "%s must be %s, got %s", what, zero and "at least 0" or "longer than 0",
      show(span))
  end
  return span
end

--- A list of times: a number, {28, 56}, {weeks = {4, 8}}, a column.
function M.times(where, what, value, model)
  local list = {}
  if check.class(value) == "hepar.column" or type(value) == "table" and not check.class(value)
    and rawget(value, 1) ~= nil then
    for i = 1, #value do
      list[i] = M.time(where, ("%s[%d]"):format(what, i), value[i], model)
    end
    return list
  end
  if type(value) == "table" and not check.class(value) and next(value) ~= nil then
    local several, sum = with_units(where, what, value, model)
    if several and #several == 0 then fail(where, "%s holds no time", what) end
    return several or { sum }
  end
  return { M.time(where, what, value, model) }
end

-- A unit without spaces, for comparison.
local function bare(unit) return (unit:gsub("%s+", "")) end

--- A value in the unit of a symbol: a number, or a text such as "0.02 1/day". `convert(value, from,
-- to)` gives the value in another unit, or nil and why not.
function M.quantity(where, what, value, unit, convert)
  if finite(value) then return value + 0.0 end
  if type(value) ~= "string" then
    return fail(where, "%s must be a finite number or a text such as \"0.02%s\", got %s", what,
      unit and " " .. unit or "", show(value))
  end
  local digits, rest = value:match("^%s*([+-]?[%d.]+[eE]?[+-]?%d*)%s*(.-)%s*$")
  local number = digits and tonumber(digits)
  if not number or not finite(number) or value:find("[%[%]{}\"\n#]") then
    return fail(where, "%s must be a number with a unit, such as \"0.02%s\", got %s", what,
      unit and " " .. unit or " 1/day", show(value))
  end
  if rest == "" or unit and bare(rest) == bare(unit) then return number + 0.0 end
  local converted, message = convert(number, rest, unit or "1")
  if not converted then
    fail(where, "%s is in %s, and %s is not%s", what, unit or "no unit", show(value),
      message and " (" .. message .. ")" or "")
  end
  return converted
end

return M
