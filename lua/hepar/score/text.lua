--- What the scores print: their list, one of them, one patient explained.
-- @module hepar.score.text

local layout = require("hepar.evidence.layout")

local M = {}

local LINE = 96

local function add_text(lines, name, text)
  lines[#lines + 1] = ("  %-10s %s"):format(name,
    layout.wrap(text, LINE - 13, (" "):rep(13)))
end

-- 1.5 as it is, 34.20804 with five digits.
local function number(x)
  if x == 0 then return "0" end -- and not -0
  if x == math.floor(x) and math.abs(x) < 1e15 then return ("%.0f"):format(x) end
  return ("%.5g"):format(x)
end

local function with_unit(x, unit) return unit and number(x) .. " " .. unit or number(x) end

local function period(days)
  return ("%d days"):format(days)
end

--- A score: what it takes, its formula and where that comes from.
-- @type score
-- @tfield string name as the function is called
-- @tfield string title what it is
-- @tfield string formula with its bounds
-- @tfield string source authors, journal and year
-- @tfield string status what was verified against a second source and what is recalled
-- @tfield boolean yes_no the answer is yes or no
-- @tfield boolean classes its values fall into classes with names
-- @tfield table inputs list of `{name, about, unit, si, used, low, high, least, most, absent,
-- required, words}`: `unit` of a bare number, `si` under `units = "SI"`, `used` in the formula;
-- `low` and `high` of what is accepted, in `unit`; `least` and `most` of the formula, in `used`
-- @tfield table survival list of `{days, what, formula, source, status}`
M.score = { __name = "hepar.score" }
M.score.__index = {}

-- "words: none, slight" in the order of their numbers.
local function word_list(words)
  local names = {}
  for name in pairs(words) do names[#names + 1] = name end
  table.sort(names, function(a, b)
    if words[a] ~= words[b] then return words[a] < words[b] end
    return a < b
  end)
  return table.concat(names, ", ")
end

local function input_row(input)
  local unit = input.unit or ""
  if input.si and input.si ~= input.unit then unit = unit .. " (SI: " .. input.si .. ")" end
  if input.words then
    unit = word_list(input.words)
    if input.high > 1 then unit = ("%g to %g, %s"):format(input.low, input.high, unit) end
  end
  local need = input.required and "" or "may be missing"
  if input.absent then need = "no unless given" end
  return { input.name, unit, need, input.about }
end

function M.score.__tostring(score)
  local lines = { score.name .. ": " .. score.title }
  add_text(lines, "formula", score.formula)
  add_text(lines, "source", score.source)
  add_text(lines, "status", score.status)
  for _, curve in ipairs(score.survival) do
    add_text(lines, "survival", ("%s: %s; %s (%s; %s)"):format(period(curve.days), curve.what,
      curve.formula, curve.source, curve.status))
  end
  local rows = {}
  for i, input in ipairs(score.inputs) do rows[i] = input_row(input) end
  for _, line in ipairs(layout.table({ "input", "unit or words", "", "" }, rows)) do
    lines[#lines + 1] = "  " .. line
  end
  return table.concat(lines, "\n")
end

--- The scores; prints as a table.
-- @type scores
-- @tfield score [i] the scores
M.scores = { __name = "hepar.scores" }
M.scores.__index = {}

function M.scores.__tostring(list)
  local rows = {}
  for i, score in ipairs(list) do
    local inputs = {}
    for _, input in ipairs(score.inputs) do inputs[#inputs + 1] = input.name end
    -- "Kamath and others, Hepatology 2001;33:464-470" as "Kamath 2001"
    rows[i] = { score.name, score.source:match("^%S+") .. " " .. score.source:match("%d%d%d%d"),
      table.concat(inputs, ", ") }
  end
  local lines = { ("%-18s %-18s %s"):format("score", "from", "inputs") }
  for _, row in ipairs(rows) do
    lines[#lines + 1] = ("%-18s %-18s %s"):format(row[1], row[2],
      layout.wrap(row[3], LINE - 38, (" "):rep(38)))
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = '  next: print(hepar.score.describe("MELD"))   Research use only.'
  return table.concat(lines, "\n")
end

--- A score of one patient with every step that led to it.
-- @type explanation
-- @tfield string score its name
-- @tfield number|boolean value what the plain function returns
-- @tfield[opt] number exact before rounding and the bounds of the score
-- @tfield[opt] string class the class of the value
-- @tfield table inputs list of `{name, unit, given, word, value, used, used_unit}`: `given` in
-- `unit` (`word` when it was one), `value` in the unit of the formula, `used` within its bounds
-- @tfield table steps list of `{what, value}`
-- @tfield table survival list of `{days, probability, what, source, status}`
-- @tfield string formula with its bounds
-- @tfield string source authors, journal and year
-- @tfield string status what was verified and what is recalled
M.explanation = { __name = "hepar.explanation" }
M.explanation.__index = {}

local function show_input(input)
  local text = with_unit(input.given, input.unit)
  if input.word then text = input.word end
  if input.value and input.used_unit ~= input.unit then
    text = text .. " = " .. with_unit(input.value, input.used_unit)
  end
  if input.used and input.used ~= input.value then
    text = text .. ", counts as " .. with_unit(input.used, input.used_unit)
  end
  return text
end

function M.explanation.__tostring(e)
  local value = e.value
  if type(value) == "boolean" then
    value = value and "yes" or "no"
  else
    value = number(value)
  end
  local lines = { ("%s %s%s"):format(e.score, value, e.class and "  (" .. e.class .. ")" or "") }
  for _, input in ipairs(e.inputs) do
    if input.given then
      lines[#lines + 1] = ("  %-40s %s"):format(input.name, show_input(input))
    end
  end
  for _, step in ipairs(e.steps) do
    lines[#lines + 1] = ("    %-38s %9.4f"):format(step.what,
      step.value == 0 and 0 or step.value) -- 0 and not -0
  end
  if e.exact and e.exact ~= e.value and type(e.value) ~= "boolean" then
    lines[#lines + 1] = ("    %-38s %9.4f"):format("before rounding and bounds", e.exact)
  end
  for _, curve in ipairs(e.survival) do
    add_text(lines, "survival", ("%.1f %% alive after %s: %s (%s; %s)"):format(
      100 * curve.probability, period(curve.days), curve.what, curve.source, curve.status))
  end
  add_text(lines, "formula", e.formula)
  add_text(lines, "source", e.source)
  add_text(lines, "status", e.status)
  lines[#lines + 1] = "  Research use only: not for decisions on the care of patients."
  return table.concat(lines, "\n")
end

return M
