-- A checked scenario out of a table: the model, what happens before and in each arm, the virtual
-- patients, what is recorded. Every refusal names the field and, of a script, its line.
local arms = require("hepar.scenario.arms")
local check = require("hepar.util.check")
local disease = require("hepar.scenario.disease")
local objects = require("hepar.model.object")
local patients = require("hepar.scenario.patients")
local place = require("hepar.scenario.place")
local schedule = require("hepar.model.schedule")
local simulate = require("hepar.model.simulate")
local survival = require("hepar.scenario.survival")

local M = {}

local known = { "title", "record", "model", "preset", "disease", "set", "initial", "cohort", "arms",
  "control", "horizon", "every", "outputs", "survival", "dropout", "after_event", "rtol",
  "assumed" }

-- The model: a name, or an object of hepar.model in a scenario that is no file.
local function model_of(at)
  local value = at.value
  if check.class(value) == "hepar.model" then return value end
  if value == nil then
    at:fail('is missing: the name of a model, such as "liver"')
  end
  at:text()
  return at:try(require("hepar.model").builtin, value)
end

local function recorded(root, model)
  local at, names, seen = root:field("outputs"), {}, {}
  if at.value == nil then
    for _, output in ipairs(model:outputs()) do
      if #names < 3 then names[#names + 1] = output.name end
    end
    if #names == 0 then names[1] = model:states()[1].name end
    return names
  end
  if type(at.value) == "string" then at.value = { at.value } end
  local words = {}
  for _, kind in ipairs { "state", "output", "let" } do
    for name in pairs(model[kind]) do words[#words + 1] = name end
  end
  table.sort(words)
  for i = 1, at:list('{"collagen", "MELD"}') do
    local name = at:field(i):text()
    if not (rawget(model.state, name) or rawget(model.output, name) or
      rawget(model.let, name)) then
      at:field(i):fail("%s is no state, output or definition of the model%s", check.show(name),
        check.suggest(name, words))
    end
    if not seen[name] then names[#names + 1] = name end
    seen[name] = true
  end
  if #names == 0 then at:fail("names nothing") end
  return names
end

-- The times of the results: equal steps, the last one at the horizon.
local function times_of(root, model, horizon)
  local at = root:field("every")
  local every = at.value ~= nil and at:span(model) or horizon / 26
  local count = math.ceil(horizon / every - 1e-9)
  if count > 10000 then at:fail("makes more than 10000 times") end
  local times = {}
  for k = 0, count do times[#times + 1] = k == count and horizon or k * every end
  return times
end

local function dropout_of(root, model)
  local at = root:field("dropout")
  if at.value == nil then return nil end
  at:table({ "rate", "share", "at" }, "{share = 0.1, at = {months = 6}}")
  if at.value.rate ~= nil then
    if at.value.share ~= nil then at:fail("gives rate and share; one is wanted") end
    return { rate = at:field("rate"):number(0) }
  end
  local share = at:field("share"):number(0, 1)
  if share == 1 then at:field("share"):fail("must be below 1") end
  return { rate = -math.log(1 - share) / at:field("at"):span(model), share = share }
end

-- What the user says was assumed: sentences.
local function assumed_of(root, spec)
  local at = root:field("assumed")
  if at.value == nil then return end
  for i = 1, at:list('{"the cells are as those of bone marrow"}') do
    table.insert(spec.assumptions, { what = "scenario", status = "assumed",
      reason = at:field(i):text() })
  end
end

-- The scenario of a table. `source`: where, and of a script file and lines.
function M.make(value, source)
  local root = place(value, source)
  root:table(known, "{model = …, arms = …, horizon = …}")
  local spec = { where = source.where, assumptions = {}, notes = {}, file = source.file }
  for _, name in ipairs { "title", "record" } do
    if root.value[name] ~= nil then spec[name] = root:field(name):text() end
  end
  local model
  model, spec.survival = survival.read(root:field("survival"), model_of(root:field("model")))
  spec.model, spec.state = model, objects.state_of(model, "simulate")
  spec.is_liver = rawget(model.input, "dose_hepatic_artery") ~= nil
    and rawget(model.input, "injury") ~= nil
  assumed_of(root, spec)
  local horizon = root:field("horizon")
  if horizon.value == nil then horizon:fail("is missing: how long, such as {months = 6}") end
  spec.horizon = horizon:span(model)
  spec.times = times_of(root, model, spec.horizon)
  disease.read(root, spec)
  local base = { preset = spec.preset }
  if root.value.preset ~= nil then
    if spec.preset then
      root:field("preset"):fail("is set by the disease already, to %s", check.show(spec.preset))
    end
    base.preset = root.value.preset
    root:field("preset"):try(simulate.point, "@", base, model, spec.state)
  end
  root:field("set"):try(schedule.levels, "@", "set", root.value.set, model,
    simulate.converter(spec.state))
  spec.preset, spec.set = base.preset, root.value.set or {}
  spec.initial = root:field("initial"):try(simulate.initial, "@", "initial", root.value.initial,
    model, spec.state)
  spec.outputs = recorded(root, model)
  spec.dropout = dropout_of(root, model)
  spec.after_event = root.value.after_event == nil and "keep" or
    root:field("after_event"):one_of { "keep", "missing" }
  -- A tenth of the solver's own care: far below what differs between patients.
  spec.rtol = root.value.rtol == nil and 1e-5 or root:field("rtol"):number(1e-12, 0.01)
  disease.finish(root, spec)
  patients.read(root:field("cohort"), spec, spec.years_vary and
    root:field("disease"):field("years"))
  arms.read(root, spec)
  return spec
end

return M
