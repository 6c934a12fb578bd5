--- Inputs of the scores: from what a user writes to values and units, one for each input.
-- @module hepar.score.inputs
-- @local

local core = require("hepar.core").score
local check = require("hepar.util.check")

local M = {}

local all, by_name, names

-- What the core knows of the scores, read once.
local function known()
  if all then return end
  all, by_name, names = core.list(), {}, {}
  for i, score in ipairs(all) do by_name[score.name], names[i] = score, score.name end
end

--- The scores as the core lists them.
function M.all()
  known()
  return all
end

--- The score of a name; raises with a suggestion.
function M.find(where, name)
  known()
  if type(name) ~= "string" then
    check.fail(where, 'name must be the name of a score such as "MELD", got %s', check.show(name))
  end
  local score = by_name[name]
  if not score then
    check.fail(where, "score %s is not known%s", check.show(name), check.suggest(name, names))
  end
  return score
end

-- The number that a word stands for.
local function of_word(where, input, word, label)
  local value = input.words and (input.words[word] or input.words[word:lower()])
  if value then return value end
  local list = input.words and check.names(input.words) or {}
  return check.fail(where, "%s: word %s is not known%s", label, check.show(word),
    #list > 0 and check.suggest(word, list) or "")
end

-- Value and unit of a text such as "42.8 umol/L".
local function of_text(where, input, text)
  if input.words then return of_word(where, input, text, input.name) end
  local number, unit = text:match("^%s*([%d%.eE%+%-]+)%s+(%S.-)%s*$")
  if not number then number, unit = text:match("^%s*([%+%-]?[%d%.]+)([^%d%s%.].-)%s*$") end
  local value = tonumber(number)
  if not value or not input.unit then
    check.fail(where, "%s must be a number%s, got %s", input.name, input.unit
      and (' or a text with a unit such as "2.5 %s"'):format(input.unit) or "", check.show(text))
  end
  return value, unit
end

local function of_boolean(where, input, value)
  if not (input.words and input.words.yes) then
    check.fail(where, "%s must be a number, got %s", input.name, tostring(value))
  end
  return value and 1 or 0
end

-- An array of words or booleans as numbers; other arrays as they are.
local function of_array(where, input, list)
  local first = rawget(list, 1)
  if not input.words or (type(first) ~= "string" and type(first) ~= "boolean") then return list end
  local out = {}
  for i = 1, rawlen(list) do
    local value = rawget(list, i)
    if type(value) == "string" then
      out[i] = of_word(where, input, value, ("%s[%d]"):format(input.name, i))
    elseif type(value) == "boolean" then
      out[i] = of_boolean(where, input, value)
    else
      out[i] = value -- a number, or something that the core refuses by its place
    end
  end
  return out
end

-- Value and unit of one input; the unit is nil when none was said.
local function read(where, input, value)
  local kind = type(value)
  if kind == "string" then return of_text(where, input, value) end
  if kind == "boolean" then return of_boolean(where, input, value) end
  if kind ~= "table" or check.class(value) then return value end
  if rawget(value, "value") == nil then return of_array(where, input, value) end
  for key in next, value do
    if key ~= "value" and key ~= "unit" then
      check.fail(where, "%s has the fields value and unit, got %s", input.name, check.show(key))
    end
  end
  local unit = rawget(value, "unit")
  if unit ~= nil and type(unit) ~= "string" then
    check.fail(where, "%s.unit must be a string, got %s", input.name, check.show(unit))
  end
  local inner = rawget(value, "value")
  if type(inner) == "table" and not check.class(inner) then
    inner = of_array(where, input, inner)
  elseif type(inner) == "string" or type(inner) == "boolean" then
    check.fail(where, "%s.value must be a number or a column, got %s", input.name,
      check.show(inner))
  end
  return inner, unit
end

local systems = { "SI", "conventional" }

--- What the core takes: a list with false or {value, unit} for each input, and whether to round.
function M.read(where, score, inputs)
  if type(inputs) ~= "table" or check.class(inputs) then
    check.fail(where, "inputs must be a table such as {%s = …}, got %s", score.inputs[1].name,
      check.show(inputs))
  end
  local may = { "units", "unrounded" }
  for _, input in ipairs(score.inputs) do may[#may + 1] = input.name end
  local given_names = {}
  for key in next, inputs do
    if type(key) ~= "string" then
      check.fail(where, "names of inputs are strings, got %s", check.show(key))
    end
    given_names[#given_names + 1] = key
  end
  table.sort(given_names)
  for _, name in ipairs(given_names) do
    local fits = false
    for _, one in ipairs(may) do fits = fits or one == name end
    if not fits then
      local hint = check.suggest(name, may)
      if hint == "" then
        hint = (" (%s takes %s)"):format(score.name, table.concat(may, ", ", 3))
      end
      check.fail(where, "input %s is not known%s", check.show(name), hint)
    end
  end
  local units, unrounded = rawget(inputs, "units"), rawget(inputs, "unrounded")
  if units ~= nil and units ~= "SI" and units ~= "conventional" then
    check.fail(where, 'units must be "conventional" or "SI", got %s%s', check.show(units),
      type(units) == "string" and check.suggest(units, systems) or "")
  end
  if unrounded ~= nil and type(unrounded) ~= "boolean" then
    check.fail(where, "unrounded must be true or false, got %s", check.show(unrounded))
  end
  local given = {}
  for i, input in ipairs(score.inputs) do
    local value = rawget(inputs, input.name)
    if value == nil then
      given[i] = false
    else
      local got, unit = read(where, input, value)
      given[i] = { got, unit or (units == "SI" and input.si) or nil }
    end
  end
  return given, unrounded == true
end

return M
