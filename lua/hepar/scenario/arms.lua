-- The arms of a scenario: products in the words of the field, or doses, changes and settings of any
-- model.
local check = require("hepar.util.check")
local schedule = require("hepar.model.schedule")
local simulate = require("hepar.model.simulate")
local therapy = require("hepar.therapy")

local M = {}

-- Entries that are not products: {into =, amount =, at =} and {set =, at =}.
local function is_plain(value)
  return value.into ~= nil or value.set ~= nil or value.cells ~= nil or value.vesicles ~= nil or
    value.parameter ~= nil or value.input ~= nil
end

-- Whether each patient has a weight of its own.
local function weighed(spec)
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" and feature.name == "weight" then return true end
  end
  return false
end

-- A product: its times in the unit of the model first.
local function product(at, spec)
  if not spec.is_liver then
    at:fail("is a product, which the model liver alone knows; give "
      .. '{into = "…", amount = …, at = …}')
  end
  local options = {}
  for key, value in pairs(at.value) do options[key] = value end
  if options.at ~= nil then options.at = at:field("at"):times(spec.model) end
  if options["until"] ~= nil then options["until"] = at:field("until"):time(spec.model) end
  if options.cause ~= nil and options.injury == nil and spec.injury then
    options.injury = spec.injury.set.injury
  end
  for _, time in ipairs(options.at or {}) do
    if time > spec.horizon then at:field("at"):fail("is after the horizon") end
  end
  if options.dose_per_kg ~= nil and options.weight == nil and weighed(spec) then
    options.weight = 1
    local part = at:try(therapy.product, options)
    part.per_kg = true
    return part
  end
  return at:try(therapy.product, options)
end

-- A dose of any model; `amount_per_kg` is multiplied by each patient's weight.
local function plain_dose(entry, spec, convert)
  local dose, per_kg = entry.value, entry.value.amount_per_kg ~= nil
  if per_kg then
    if dose.amount ~= nil then entry:fail("gives amount and amount_per_kg; one is wanted") end
    if not weighed(spec) then
      entry:field("amount_per_kg"):fail("needs the covariate weight, in kg: "
        .. "cohort = {covariates = {weight = {mean = 70, sd = 12, low = 40}}}")
    end
    local copy = {}
    for key, value in pairs(dose) do copy[key] = value end
    copy.amount, copy.amount_per_kg = dose.amount_per_kg, nil
    dose = copy
  end
  entry:try(schedule.doses, "@", { dose }, spec.model, convert, 0)
  return { set = {}, dose = { dose }, change = {}, per_kg = per_kg }
end

-- One arm: what it sets and gives, joined.
local function read_arm(at, spec, convert)
  local arm = { set = {}, changes = {}, doses = {}, assumptions = {}, applied = {} }
  local function take(part)
    for name, value in pairs(part.set) do arm.set[name] = value end
    for _, dose in ipairs(at:try(schedule.doses, "@", part.dose, spec.model, convert, 0)) do
      dose.per_kg = part.per_kg or nil
      table.insert(arm.doses, dose)
    end
    for _, change in ipairs(at:try(schedule.changes, "@", part.change, spec.model, convert, 0)) do
      table.insert(arm.changes, change)
    end
    for _, row in ipairs(part.assumptions or {}) do table.insert(arm.assumptions, row) end
    for _, row in ipairs(part.applied or {}) do table.insert(arm.applied, row) end
  end
  local parts = {}
  local count = at:list('{{product = "MSC", route = "HA", dose = 5e7, at = {weeks = 4}}}')
  for i = 1, count do
    local entry = at:field(i)
    if type(entry.value) ~= "table" or check.class(entry.value) then
      entry:fail('must be a table such as {product = "MSC", route = "HA", dose = 5e7}, got %s',
        check.show(entry.value))
    end
    if not is_plain(entry.value) then
      parts[i] = product(entry, spec)
    elseif entry.value.at == nil and entry.value.set ~= nil then
      entry:table({ "set" })
      entry:field("set"):try(schedule.levels, "@", "set", entry.value.set, spec.model, convert)
      parts[i] = { set = entry.value.set, dose = {}, change = {} }
    elseif entry.value.set ~= nil or entry.value.parameter ~= nil or entry.value.input ~= nil then
      parts[i] = { set = {}, dose = {}, change = { entry.value } }
      entry:try(schedule.changes, "@", { entry.value }, spec.model, convert, 0)
    else
      parts[i] = plain_dose(entry, spec, convert)
    end
  end
  if spec.injury then
    take { set = {}, dose = spec.injury.dose, change = spec.injury.change }
  end
  for _, part in ipairs(parts) do take(part) end
  table.sort(arm.doses, function(a, b)
    if a.at ~= b.at then return a.at < b.at end
    if a.name ~= b.name then return a.name < b.name end
    return a.amount < b.amount
  end)
  return arm
end

-- An arm and the whole point of the model in it: injury, settings of the scenario, its own.
local function complete(at, spec, convert)
  local arm = read_arm(at, spec, convert)
  local set = {}
  for key, value in pairs(spec.injury and spec.injury.set or {}) do set[key] = value end
  for key, value in pairs(spec.set) do set[key] = value end
  for key, value in pairs(arm.set) do set[key] = value end
  arm.parameters, arm.inputs = at:try(simulate.point, "@", { preset = spec.preset, set = set },
    spec.model, spec.state)
  return arm
end

-- One more arm of a scenario that stands: its treatments at a place.
function M.one(at, spec)
  return complete(at, spec, simulate.converter(spec.state))
end

-- Reads `arms` and `control`: spec.arms, the reference first, then in the order of the names.
function M.read(root, spec)
  local at = root:field("arms")
  if at.value == nil then at:fail("is missing: arms = {control = {}, one = {{…}}}") end
  local names = at:table(nil, "{control = {}, one = {{…}}}")
  if #names == 0 then at:fail("names no arm") end
  local convert = simulate.converter(spec.state)
  local reference = rawget(at.value, "control") ~= nil and "control" or nil
  if root.value.control ~= nil then
    reference = root:field("control"):text()
    if rawget(at.value, reference) == nil then
      root:field("control"):fail("%s is no arm%s", check.show(reference),
        check.suggest(reference, names))
    end
  end
  spec.control, spec.arms = reference, {}
  table.sort(names, function(a, b)
    if (a == reference) ~= (b == reference) then return a == reference end
    return a < b
  end)
  for i, name in ipairs(names) do
    local arm = complete(at:field(name), spec, convert)
    arm.name = name
    for _, row in ipairs(arm.assumptions) do
      table.insert(spec.assumptions, { what = name .. ": " .. row.what, status = row.status,
        reason = row.reason })
    end
    spec.arms[i] = arm
  end
  local set = {}
  for key, value in pairs(spec.injury and spec.injury.set or {}) do set[key] = value end
  for key, value in pairs(spec.set) do set[key] = value end
  spec.parameters, spec.inputs = simulate.point("@", { preset = spec.preset, set = set },
    spec.model, spec.state)
end

return M
