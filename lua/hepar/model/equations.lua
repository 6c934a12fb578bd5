-- The equations of a model as text, LaTeX or MathML.
local check = require("hepar.util.check")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

local styles = { "text", "latex", "mathml" }

-- Symbols with their expressions in a style, once per model and style.
local function printed(state, style)
  state.printed = state.printed or {}
  if not state.printed[style] then
    local rows = style == "text" and state.rows or state.core:symbols(style)
    for i, row in ipairs(rows) do
      row.shown = style == "text" and row.name or state.core:name(i, style)
    end
    state.printed[style] = { rows = rows, events = state.core:events(style) }
  end
  return state.printed[style]
end
M.printed = printed

local writers = {}

function writers.text(row)
  local lines = {}
  local unit = row.unit and " [" .. row.unit .. "]" or ""
  if row.kind == "state" then
    lines[1] = ("%s(0) = %s%s"):format(row.name, row.expression or "0", unit)
    lines[2] = ("%s' = %s"):format(row.name, row.rate or "0")
  elseif row.expression and row.expression ~= row.name then
    lines[1] = ("%s = %s%s"):format(row.name, row.expression,
      row.kind == "parameter" and unit or "")
  end
  return lines
end

function writers.latex(row)
  local name = row.shown
  if row.kind == "state" then
    return { ("%s(0) = %s"):format(name, row.expression or "0"),
      ("\\frac{d %s}{dt} = %s"):format(name, row.rate or "0") }
  end
  if row.expression and row.expression ~= name then
    return { ("%s = %s"):format(name, row.expression) }
  end
  return {}
end

local OPEN = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>'
local EQUALS, CLOSE = "<mo>=</mo>", "</mrow></math>"

function writers.mathml(row)
  local name = row.shown
  if row.kind == "state" then
    return { OPEN .. name .. "<mo>(</mo><mn>0</mn><mo>)</mo>" .. EQUALS ..
      (row.expression or "<mn>0</mn>") .. CLOSE,
      ("%s<mfrac><mrow><mi>d</mi>%s</mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac>%s%s%s"):format(
        OPEN, name, EQUALS, row.rate or "<mn>0</mn>", CLOSE) }
  end
  if row.expression and row.expression ~= name then
    return { OPEN .. name .. EQUALS .. row.expression .. CLOSE }
  end
  return {}
end

-- "at the moment when … : a = …"
local function event_lines(event, style)
  local lines = {}
  for _, set in ipairs(event.sets) do
    if style == "text" then
      lines[#lines + 1] = ("when %s: %s becomes %s"):format(event.condition, set.name, set.value)
    elseif style == "latex" then
      lines[#lines + 1] = ("%s \\leftarrow %s \\quad \\text{when } %s"):format(set.shown, set.value,
        event.condition)
    else
      lines[#lines + 1] = OPEN .. set.shown .. "<mo>&#x2190;</mo>" .. set.value ..
        "<mspace width=\"1em\"/><mtext>when</mtext><mspace width=\"0.5em\"/>" .. event.condition ..
        CLOSE
    end
  end
  return lines
end

--- Equations of some kinds of symbols, in the order of the text: list of {name, kind, line}.
function M.list(state, style, wanted)
  local list, shown = {}, {}
  local all = printed(state, style)
  for _, row in ipairs(all.rows) do
    shown[row.name] = row.shown
    if wanted(row) then
      for _, line in ipairs(writers[style](row)) do
        list[#list + 1] = { name = row.name, kind = row.kind, line = line }
      end
    end
  end
  for _, event in ipairs(all.events) do
    if wanted(event) then
      for _, set in ipairs(event.sets) do set.shown = shown[set.name] or set.name end
      for _, line in ipairs(event_lines(event, style)) do
        list[#list + 1] = { name = event.name, kind = "event", line = line }
      end
    end
  end
  return list
end

--- m:equations.
function M.text(_, state, options)
  local where = "hepar.model.equations"
  options = options == nil and {} or options
  values.table(where, "options", options, '{style = "latex"}')
  values.only(where, "options", options, { "style", "what" })
  local style = options.style
  if style == nil then style = "text" end
  style = require("hepar.model.simulate").one_of(where, "option style", style, styles)
  local what = options.what
  local wanted = function(row) return row.kind ~= "parameter" and row.kind ~= "input" end
  if what ~= nil then
    if type(what) == "string" then what = { what } end
    values.table(where, "option what", what, '"collagen"')
    local known, names, asked = {}, {}, {}
    for _, row in ipairs(state.rows) do known[row.name], names[#names + 1] = true, row.name end
    for _, event in ipairs(state.core:events()) do
      known[event.name], names[#names + 1] = true, event.name
    end
    if #what == 0 then fail(where, "option what names nothing") end
    for i = 1, #what do
      local name = what[i]
      if type(name) ~= "string" or not known[name] then
        fail(where, "option what: %s is not known%s", show(name),
          type(name) == "string" and check.suggest(name, names) or "")
      end
      asked[name] = true
    end
    wanted = function(row) return asked[row.name] end
  end
  local lines = {}
  for i, one in ipairs(M.list(state, style, wanted)) do lines[i] = one.line end
  return table.concat(lines, "\n")
end

return M
