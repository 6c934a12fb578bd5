--- A model as an SBML Level 3 document: states are parameters with rate rules, definitions have
-- assignment rules. Hucka et al., J Integr Bioinform 2019;16(2):20190021, is the specification.
-- @module hepar.model.sbml_export
-- @local
local content = require("hepar.model.content")
local engine = require("hepar.model.engine")
local expression = require("hepar.model.expression")
local lists = require("hepar.model.lists")
local merge = require("hepar.model.merge")
local object -- loaded when it is needed: it loads this module

local M = {}

-- Raised inside, caught by M.document.
local function refuse(format, ...) error({ sbml = format:format(...) }, 0) end

local function escape(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
    ['"'] = "&quot;" }):gsub("[%z\1-\8\11\12\14-\31]", " "))
end

local exporter = {}
exporter.__index = exporter

function exporter:add(format, ...) self.lines[#self.lines + 1] = format:format(...) end

function exporter:leave(format, ...) self.left_out[#self.left_out + 1] = format:format(...) end

-- A valid id for a name, the same each time.
function exporter:id(name)
  if self.ids[name] then return self.ids[name] end
  local id = name:gsub("%]", ""):gsub("[^%w_]", "_")
  if id:match("^%d") then id = "_" .. id end
  while self.taken[id] do id = id .. "_" end
  self.taken[id], self.ids[name] = true, id
  return id
end

-- Paragraphs of a <notes> element.
function exporter:notes(paragraphs, indent)
  local out = {}
  for _, text in ipairs(paragraphs) do
    if text and text ~= "" then out[#out + 1] = "<p>" .. escape(text) .. "</p>" end
  end
  if #out == 0 then return end
  self:add('%s<notes><body xmlns="http://www.w3.org/1999/xhtml">%s</body></notes>', indent,
    table.concat(out))
end

-- The factor of a conversion (x in [unit]): the expression with units checked over it unchecked.
local function factor_of(state, tree)
  local function value(check)
    local inner = expression.text(tree.tree)
    local text = check and ("let conversion__ = (%s) in [%s] [%s]"):format(inner, tree.unit,
      tree.unit) or "let conversion__ = " .. inner
    local again = object.make { text = merge.whole(state), folder = state.folder, check = check,
      extension = text }
    if not again then return nil end
    local hidden = object.state_of(again, "sbml")
    local point = { states = {}, parameters = {}, inputs = {}, time = 1, c = 1, vector = 0 }
    for i = 1, #hidden.lists.state do point.states[i] = 1 + i / 7 end
    for i, row in ipairs(hidden.lists.parameter) do point.parameters[i] = row.value end
    for i, row in ipairs(hidden.lists.input) do point.inputs[i] = row.value or 0 end
    local result = assert(engine.point(hidden, point))
    return result.outputs[#hidden.lists.output + again.let.conversion__.index]
  end
  local with, without = value(state.check ~= false), value(false)
  if not with or not without or without == 0 or with - with ~= 0 then
    refuse("a conversion to %s, whose factor is not known", tree.unit)
  end
  return tonumber(("%.15g"):format(with / without))
end

function exporter:scope()
  local factors = {}
  return { used = self.used, id = function(name) return self:id(name) end,
    function_id = function(name) return self:id("function " .. name) end,
    factor = function(tree)
      local key = expression.key(tree)
      factors[key] = factors[key] or factor_of(self.state, tree)
      return factors[key]
    end }
end

-- The <math> of an expression of the text.
function exporter:math(text, what)
  local tree, message = expression.parse(text, self.families)
  if not tree then refuse("%s cannot be read (%s)", what, message) end
  local math
  math, message = content.math(tree, self.math_scope)
  if not math then refuse("%s uses %s, which SBML has not", what, message) end
  return math
end

-- What a symbol's notes say.
local function remarks_of(row)
  local value = { row.doc }
  if row.unit then value[#value + 1] = "unit: " .. row.unit end
  if row.kind == "parameter" or row.kind == "state" or row.kind == "input" then
    value[#value + 1] = "status: " .. lists.origin(row)
  end
  if row.low then
    value[#value + 1] = ("range: %s to %s"):format(lists.number(row.low), lists.number(row.high))
  end
  return value
end

-- Digits of an attribute.
local function attribute(value)
  for count = 15, 17 do
    local text = ("%." .. count .. "g"):format(value)
    if tonumber(text) == value then return text end
  end
end

function exporter:parameters()
  self:add("    <listOfParameters>")
  for _, row in ipairs(self.rows) do
    local constant = row.kind == "parameter" or row.kind == "input"
    local value = row.value and row.value - row.value == 0 and
      (constant or row.kind == "state") and (' value="%s"'):format(attribute(row.value)) or ""
    self:add('      <parameter id="%s" name="%s"%s constant="%s">', self:id(row.name),
      escape(row.name), value, constant and "true" or "false")
    self:notes(remarks_of(row), "        ")
    self:add("      </parameter>")
  end
  self:add("    </listOfParameters>")
end

-- A plain number needs no expression.
local function is_number(text) return text == nil or tonumber(text) ~= nil end

function exporter:initial_assignments()
  local lines = self.lines
  self.lines = {}
  for _, row in ipairs(self.rows) do
    if (row.kind == "parameter" or row.kind == "state" or row.kind == "input")
      and not is_number(row.expression) then
      self:add('      <initialAssignment symbol="%s">%s</initialAssignment>', self:id(row.name),
        self:math(row.expression, "the value of " .. row.name))
    end
  end
  local made = self.lines
  self.lines = lines
  if #made == 0 then return end
  self:add("    <listOfInitialAssignments>")
  table.move(made, 1, #made, #lines + 1, lines)
  self:add("    </listOfInitialAssignments>")
end

function exporter:rules()
  local lines = self.lines
  self.lines = {}
  for _, row in ipairs(self.rows) do
    if row.kind == "state" then
      self:add('      <rateRule variable="%s">%s</rateRule>', self:id(row.name),
        self:math(row.rate or "0", "the rate of " .. row.name))
    elseif row.kind == "let" or row.kind == "output" then
      self:add('      <assignmentRule variable="%s">%s</assignmentRule>', self:id(row.name),
        self:math(row.expression, row.name))
    end
  end
  local made = self.lines
  self.lines = lines
  if #made == 0 then return end
  self:add("    <listOfRules>")
  table.move(made, 1, #made, #lines + 1, lines)
  self:add("    </listOfRules>")
end

function exporter:events(events)
  if #events == 0 then return end
  self:add("    <listOfEvents>")
  for _, event in ipairs(events) do
    self:add('      <event id="%s" name="%s" useValuesFromTriggerTime="true">',
      self:id("event " .. event.name), escape(event.name))
    self:notes({ event.doc }, "        ")
    self:add('        <trigger initialValue="true" persistent="true">%s</trigger>',
      self:math(event.condition, "event " .. event.name))
    self:add("        <listOfEventAssignments>")
    for _, set in ipairs(event.sets) do
      self:add('          <eventAssignment variable="%s">%s</eventAssignment>', self:id(set.name),
        self:math(set.value, "event " .. event.name))
    end
    self:add("        </listOfEventAssignments>")
    self:add("      </event>")
  end
  self:add("    </listOfEvents>")
end

local seconds = { second = 1, minute = 60, hour = 3600, day = 86400, week = 604800,
  month = 2629800, year = 31557600 }

function exporter:unit_of_time(model)
  if not model.time_unit or model.time_unit == "second" then return end
  self:add('    <listOfUnitDefinitions><unitDefinition id="%s"><listOfUnits>', model.time_unit)
  self:add('      <unit kind="second" exponent="1" scale="0" multiplier="%d"/>',
    seconds[model.time_unit])
  self:add("    </listOfUnits></unitDefinition></listOfUnitDefinitions>")
end

-- What the document cannot hold.
function exporter:list_left_out(model)
  local with_unit, nonnegative = 0, {}
  for _, row in ipairs(self.rows) do
    if row.unit then with_unit = with_unit + 1 end
    if row.nonnegative then nonnegative[#nonnegative + 1] = row.name end
  end
  if with_unit > 0 then
    self:leave("the units of %d symbols stand in their notes, not as units of SBML", with_unit)
  end
  if #model:inputs() > 0 then
    local names = {}
    for i, input in ipairs(model:inputs()) do names[i] = input.name end
    self:leave("inputs are parameters that keep their default: %s", table.concat(names, ", "))
  end
  for _, preset in ipairs(model:presets()) do self:leave("preset %s", preset.name) end
  if #nonnegative > 0 then
    self:leave("that these states never fall below 0: %s", table.concat(nonnegative, ", "))
  end
  for name, id in pairs(self.ids) do
    if name ~= id and not name:find(" ", 1, true) then self.renamed[#self.renamed + 1] = name end
  end
  table.sort(self.renamed)
  for _, name in ipairs(self.renamed) do self:leave("a name: %s is %s", name, self.ids[name]) end
end

-- Symbols, each name once: an output may be a state or definition under its own name.
local function distinct(rows)
  local list, seen = {}, {}
  for _, row in ipairs(rows) do
    if not seen[row.name] then list[#list + 1] = row end
    seen[row.name] = true
  end
  return list
end

function exporter:build(model, state)
  self.rows = distinct(state.rows)
  self.families = expression.families(self.rows)
  self.math_scope = self:scope()
  for _, row in ipairs(self.rows) do self:id(row.name) end
  local title = model.name
  while self.taken[title] do title = title .. "_" end
  self.taken[title] = true
  local head = ('  <model id="%s" name="%s"%s>'):format(title, escape(model.purpose or title),
    model.time_unit and (' timeUnits="%s"'):format(model.time_unit) or "")
  self:parameters()
  self:initial_assignments()
  self:rules()
  self:events(state.core:events())
  self:list_left_out(model)
  local body = self.lines
  self.lines = { '<?xml version="1.0" encoding="UTF-8"?>',
    '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">',
    head }
  local words = {}
  for _, source in ipairs(model.sources) do words[#words + 1] = "source: " .. source.text end
  for _, remark in ipairs(model.reproduces) do
    words[#words + 1] = ("must reproduce: %s%s"):format(remark.text,
      remark.status and " (" .. lists.origin(remark) .. ")" or "")
  end
  for _, remark in ipairs(model.limits) do words[#words + 1] = "limit: " .. remark.text end
  words[#words + 1] = "Research use only, never advice on a patient."
  self:notes(words, "    ")
  local functions = {}
  for name in pairs(self.used) do functions[#functions + 1] = name end
  table.sort(functions)
  if #functions > 0 then
    self:add("    <listOfFunctionDefinitions>")
    for _, name in ipairs(functions) do
      self:add("      %s", content.definition(name, self:id("function " .. name)))
    end
    self:add("    </listOfFunctionDefinitions>")
  end
  self:unit_of_time(model)
  table.move(body, 1, #body, #self.lines + 1, self.lines)
  self:add("  </model>")
  self:add("</sbml>")
  return table.concat(self.lines, "\n") .. "\n"
end

--- m:sbml.
function M.document(model, state)
  object = require("hepar.model.object")
  local self = setmetatable({ lines = {}, left_out = {}, ids = {}, taken = {}, used = {},
    renamed = {}, state = state }, exporter)
  local ok, result = pcall(self.build, self, model, state)
  if ok then return result, self.left_out end
  if type(result) == "table" and result.sbml then
    return nil, "hepar.model.sbml: " .. result.sbml, "format"
  end
  error(result, 0)
end

return M
