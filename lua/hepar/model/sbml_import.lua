--- SBML (Level 3 core, and Level 2 where it says the same) to the text of a model.
-- Hucka et al., J Integr Bioinform 2019;16(2):20190021, is the specification.
-- @module hepar.model.sbml_import
-- @local
local mathml = require("hepar.model.mathml")
local xml = require("hepar.util.xml")

local M = {}

-- Words that the language keeps for itself; a symbol of that name gets a trailing underscore.
local keywords = {}
for word in ([[model time unit param input state let output event when set import as with preset
  reproduces limits source range nonnegative if then else and or not in sum pi exp log log10 log1p
  expm1 sqrt cbrt pow hill min max abs sign pos clamp sin cos tan tanh erf erfc floor]]
  ):gmatch("%S+") do
  keywords[word] = true
end

-- Raised inside, caught by M.text: the document says something the language cannot.
local function refuse(format, ...)
  error({sbml = format:format(...)}, 0)
end

local function truth(text) return text == "true" or text == "1" end

-- A doc string: one line, no quotes inside.
local function doc(text)
  text = (text or ""):gsub("[%c]+", " "):gsub("\\", "\\\\"):gsub('"', '\\"')
  return text ~= "" and ' "' .. text .. '"' or ""
end

local importer = {}
importer.__index = importer

-- The name an id of the document has in the text.
function importer:name(id)
  local name = self.names[id]
  if not name then refuse('"%s" is used but not defined', id) end
  return name
end

-- A new name, free of clashes.
function importer:claim(id)
  local name = id:gsub("[^%w_]", "_")
  if name:match("^%d") then name = "_" .. name end
  while keywords[name] or self.taken[name] do name = name .. "_" end
  self.taken[name] = true
  self.names[id] = name
  if name ~= id then self.renamed[#self.renamed + 1] = ("%s is %s"):format(id, name) end
  return name
end

-- The text of a <math> child of an element.
function importer:math(element, what)
  local inner = xml.child(element, "math")
  if not inner then refuse("%s has no <math>", what) end
  local text, message = mathml.text(inner, {functions = self.functions,
    name = function(id) return self:name(id) end})
  if not text then refuse("%s uses %s", what, message) end
  return text
end

function importer:leave(what) self.left_out[#self.left_out + 1] = what end

function importer:line(format, ...) self.lines[#self.lines + 1] = format:format(...) end

function importer:read_functions(model)
  for _, f in ipairs(xml.elements(xml.child(model, "listOfFunctionDefinitions"))) do
    local lambda = xml.child(xml.child(f, "math"), "lambda")
    local id = f.attributes.id
    if id and lambda then
      local inner = xml.elements(lambda)
      local arguments = {}
      for i = 1, #inner - 1 do arguments[i] = xml.text(xml.child(inner[i], "ci")) end
      self.functions[id] = {arguments = arguments, body = inner[#inner]}
    else
      self:leave(("function %s, which has no lambda"):format(id or "without id"))
    end
  end
end

-- An attribute that an element must have.
local function needed(element, name)
  return element.attributes[name] or refuse("a <%s> has no %s", element.name, name)
end

-- Which symbols rules and events change, and the rules by symbol.
function importer:read_rules(model)
  for _, rule in ipairs(xml.elements(xml.child(model, "listOfRules"))) do
    local of = rule.attributes.variable
    if rule.name == "algebraicRule" then
      refuse("an algebraic rule: the language has rates and definitions, no implicit equations")
    end
    self.rules[of or needed(rule, "variable")] = rule
  end
  for _, event in ipairs(xml.elements(xml.child(model, "listOfEvents"))) do
    for _, set in ipairs(xml.elements(xml.child(event, "listOfEventAssignments"))) do
      self.set_by_events[needed(set, "variable")] = true
    end
  end
  for _, start in ipairs(xml.elements(xml.child(model, "listOfInitialAssignments"))) do
    self.starts[needed(start, "symbol")] = start
  end
end

-- The statement of a compartment or parameter: constant, defined by a rule, or a state.
function importer:quantity(id, name, value, label)
  local rule, start = self.rules[id], self.starts[id]
  local initial = value and mathml.number(value) or nil
  if start then initial = self:math(start, "the initial assignment of " .. id) end
  if rule and rule.name == "assignmentRule" then
    self:line("let %s = %s%s", name, self:math(rule, "the rule of " .. id), label)
  elseif rule or self.set_by_events[id] then
    self:line("state %s = %s%s", name, initial or "0", label)
    self:line("%s' = %s", name, rule and self:math(rule, "the rate rule of " .. id) or "0")
  elseif not initial then
    refuse('"%s" has no value', id)
  elseif start then -- it may use states: their values at the start are what counts
    self:line("state %s = %s%s", name, initial, label)
    self:line("%s' = 0", name)
  else
    self:line("param %s = %s%s", name, initial, label)
  end
end

-- What reactions add to each species: id -> list of terms.
function importer:read_reactions(model)
  local flows = {}
  for _, reaction in ipairs(xml.elements(xml.child(model, "listOfReactions"))) do
    local id = reaction.attributes.id
    if truth(reaction.attributes.fast) then refuse("the fast reaction %s", id) end
    local law = xml.child(reaction, "kineticLaw")
    if not law then refuse("reaction %s has no kinetic law", id) end
    local shadowed = {}
    for _, list in ipairs {"listOfLocalParameters", "listOfParameters"} do
      for _, p in ipairs(xml.elements(xml.child(law, list))) do
        local own = needed(p, "id")
        if not tonumber(p.attributes.value) then
          refuse("%s of reaction %s has no value", own, id)
        end
        shadowed[own] = self.names[own] or false
        local name = self:claim_local(own, id)
        self:line("param %s = %s%s", name, mathml.number(tonumber(p.attributes.value)),
          doc(p.attributes.name or ("of reaction " .. id)))
      end
    end
    self:line("let %s = %s%s", self.names[id], self:math(law, "reaction " .. id),
      doc(reaction.attributes.name))
    for own, before in pairs(shadowed) do self.names[own] = before or nil end
    for _, side in ipairs {{"listOfReactants", "-"}, {"listOfProducts", "+"}} do
      for _, part in ipairs(xml.elements(xml.child(reaction, side[1]), "speciesReference")) do
        local count = tonumber(part.attributes.stoichiometry or "1")
        if xml.child(part, "stoichiometryMath") or (part.attributes.id and
          (self.rules[part.attributes.id] or self.starts[part.attributes.id])) then
          refuse("reaction %s has a stoichiometry that is computed", id)
        end
        local of = needed(part, "species")
        flows[of] = flows[of] or {}
        table.insert(flows[of], ("%s %s%s"):format(side[2],
          count == 1 and "" or mathml.number(count) .. " * ", self.names[id]))
      end
    end
  end
  return flows
end

-- A local parameter: its own name where that is free, else with the reaction's in front.
function importer:claim_local(own, reaction)
  local before = self.names[own]
  local name = self:claim(self.taken[own] and reaction .. "_" .. own or own)
  self.names[own] = name
  return name, before
end

-- Species: amounts or concentrations as states, moved by reactions unless at a boundary.
function importer:species(species, flows)
  local a = species.attributes
  local id, name = a.id, self.names[a.id]
  local label = doc(a.name)
  if a.conversionFactor then refuse("the conversion factor of species %s", id) end
  local size = self.names[needed(species, "compartment")]
  if not size then refuse("the compartment of species %s is not defined", id) end
  local fixed = self.constant_compartment[a.compartment]
  local concentration = not truth(a.hasOnlySubstanceUnits)
  local rule = self.rules[id]
  local initial
  if self.starts[id] then
    initial = self:math(self.starts[id], "the initial assignment of " .. id)
  elseif a.initialConcentration then
    initial = mathml.number(tonumber(a.initialConcentration))
    if not concentration then initial = initial .. " * " .. size end
  elseif a.initialAmount then
    initial = mathml.number(tonumber(a.initialAmount))
    if concentration then initial = initial .. " / " .. size end
  end
  if rule and rule.name == "assignmentRule" then
    self:line("let %s = %s%s", name, self:math(rule, "the rule of " .. id), label)
    return
  end
  if not initial then refuse("species %s has no initial value", id) end
  local moved = flows[id] and not truth(a.boundaryCondition) and not truth(a.constant)
  if not rule and not moved and not self.set_by_events[id] then
    self:line(self.starts[id] and "state %s = %s%s" or "param %s = %s%s", name, initial, label)
    if self.starts[id] then self:line("%s' = 0", name) end
    return
  end
  local rate = "0"
  if rule then
    rate = self:math(rule, "the rate rule of " .. id)
  elseif moved then
    rate = table.concat(flows[id], " "):gsub("^%+ ", "")
    if concentration then
      if not fixed then
        refuse("species %s is a concentration in compartment %s, whose size changes", id,
          a.compartment)
      end
      rate = ("(%s) / %s"):format(rate, size)
    end
  end
  self:line("state %s = %s%s", name, initial, label)
  self:line("%s' = %s", name, rate)
end

function importer:read_events(model)
  for i, event in ipairs(xml.elements(xml.child(model, "listOfEvents"))) do
    local id = event.attributes.id or ("event_" .. i)
    if xml.child(event, "delay") then refuse("the delay of event %s", id) end
    if xml.child(event, "priority") then self:leave(("the priority of event %s"):format(id)) end
    local trigger = xml.child(event, "trigger")
    local sets = {}
    for _, set in ipairs(xml.elements(xml.child(event, "listOfEventAssignments"))) do
      sets[#sets + 1] = ("%s = %s"):format(self:name(set.attributes.variable),
        self:math(set, "event " .. id))
    end
    if #sets > 0 then
      self:line("event %s when %s set %s%s", self:claim("event " .. id),
        self:math(trigger, "the trigger of event " .. id), table.concat(sets, ", "),
        doc(event.attributes.name))
    end
  end
end

-- What stands in the document and has no place in the language, counted.
function importer:list_left_out(model)
  local function count(list, one, many)
    local n = #xml.elements(xml.child(model, list))
    if n > 0 then self:leave(("%d %s"):format(n, n == 1 and one or many)) end
  end
  count("listOfConstraints", "constraint", "constraints")
  count("listOfUnitDefinitions", "unit definition: the model has no units",
    "unit definitions: the model has no units")
  local notes, annotations, other = 0, 0, {}
  local function walk(element, depth)
    for _, child in ipairs(xml.elements(element)) do
      if child.name == "notes" then notes = notes + 1
      elseif child.name == "annotation" then annotations = annotations + 1
      else walk(child, depth + 1) end
    end
  end
  walk(model, 1)
  if notes > 0 then self:leave(("%d notes"):format(notes)) end
  if annotations > 0 then self:leave(("%d annotations"):format(annotations)) end
  local known = {listOfFunctionDefinitions = 1, listOfUnitDefinitions = 1, listOfCompartments = 1,
    listOfSpecies = 1, listOfParameters = 1, listOfInitialAssignments = 1, listOfRules = 1,
    listOfConstraints = 1, listOfReactions = 1, listOfEvents = 1, notes = 1, annotation = 1,
    listOfCompartmentTypes = 1, listOfSpeciesTypes = 1}
  for _, child in ipairs(xml.elements(model)) do
    if not known[child.name] then other[#other + 1] = child.name end
  end
  for _, name in ipairs(other) do self:leave(("the element <%s>"):format(name)) end
end

local time_units = {second = "second", day = "day", hour = "hour", minute = "minute"}

function importer:build(root)
  if root.name ~= "sbml" then refuse("the root element is <%s>, not <sbml>", root.name) end
  local level = tonumber(root.attributes.level or "")
  if level ~= 3 and level ~= 2 then
    refuse("Level %s is not read; 2 and 3 are", root.attributes.level or "(none)")
  end
  for key, value in pairs(root.attributes) do
    if key == "required" and truth(value) then
      refuse("the document requires a package beyond SBML core")
    end
  end
  local model = xml.child(root, "model")
  if not model then refuse("the document has no model") end
  if model.attributes.conversionFactor then refuse("the conversion factor of the model") end
  self:read_functions(model)
  self:read_rules(model)
  -- names first: mathematics may use what comes later
  local lists = {"listOfCompartments", "listOfSpecies", "listOfParameters", "listOfReactions"}
  for _, list in ipairs(lists) do
    for _, element in ipairs(xml.elements(xml.child(model, list))) do
      if not element.attributes.id then refuse("an element of %s has no id", list) end
      if self.names[element.attributes.id] then
        refuse('the id "%s" is used twice', element.attributes.id)
      end
      self:claim(element.attributes.id)
    end
  end
  local title = (model.attributes.id or "imported"):gsub("[^%w_]", "_")
  if title:match("^%d") then title = "_" .. title end
  self:line("model %s%s", title, doc(model.attributes.name or "imported from SBML"))
  local unit = time_units[model.attributes.timeUnits or ""]
  if unit then self:line("# time is in %ss", unit) end
  for _, c in ipairs(xml.elements(xml.child(model, "listOfCompartments"))) do
    local id = c.attributes.id
    self.constant_compartment[id] = not self.rules[id] and not self.set_by_events[id]
    self:quantity(id, self.names[id], tonumber(c.attributes.size or "1"), doc(c.attributes.name))
  end
  for _, p in ipairs(xml.elements(xml.child(model, "listOfParameters"))) do
    local id = p.attributes.id
    self:quantity(id, self.names[id], tonumber(p.attributes.value or ""), doc(p.attributes.name))
  end
  local flows = self:read_reactions(model)
  for _, s in ipairs(xml.elements(xml.child(model, "listOfSpecies"))) do
    self:species(s, flows)
  end
  self:read_events(model)
  self:list_left_out(model)
end

--- The text of the model in an SBML document, and {left_out = {sentences}, renamed = {…}}; or nil
-- and one sentence.
function M.text(document)
  local root, message = xml.parse(document)
  if not root then return nil, message end
  local self = setmetatable({names = {}, taken = {}, renamed = {}, left_out = {}, lines = {},
    functions = {}, rules = {}, starts = {}, set_by_events = {}, constant_compartment = {}},
    importer)
  local ok, caught = pcall(self.build, self, root)
  if not ok then
    if type(caught) == "table" and (caught.sbml or caught.mathml) then
      return nil, caught.sbml or caught.mathml
    end
    error(caught, 0)
  end
  return table.concat(self.lines, "\n") .. "\n", {left_out = self.left_out,
    renamed = self.renamed}
end

return M
