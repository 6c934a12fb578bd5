-- Scenarios as what an analysis evaluates: outcomes of arms at a time, of the typical patient or as
-- the mean of virtual patients, at many sets of values at once. What happens before the trial is
-- run with the same values.
local check = require("hepar.util.check")
local column = require("hepar.column")
local core = require("hepar.core")
local engine = require("hepar.model.engine")
local lists = require("hepar.model.lists")
local matching = require("hepar.cohort.matching")
local objects = require("hepar.scenario.object")
local population = require("hepar.cohort.population")
local simulate = require("hepar.model.simulate")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

-- So many rows (points times patients) go through the solver at once.
local ROWS = 4096

--- Whether a value is a scenario.
function M.is(value) return check.class(value) == "hepar.scenario" end

--- Fields that say what of a scenario is looked at, besides output and time.
M.fields = { "arm", "against", "comparison", "relative", "since" }
--- Options that hold for all evaluations of a scenario.
M.options = { "patients", "run_in" }

local Target = {}
Target.__index = Target

-- Names that arms give themselves vary in these arms alone, all others everywhere.
local function places(spec, name)
  local own, any = {}, false
  for a, arm in ipairs(spec.arms) do
    own[a] = arm.set[name] ~= nil
    any = any or own[a]
  end
  if any then return own, false end
  for a in ipairs(own) do own[a] = true end
  return own, true
end

-- The values that a user gave an arm (nil: before the trial), without what follows from them.
local function given_of(spec, arm)
  local set, own = {}, arm and arm.set or {}
  for _, part in ipairs { spec.injury and spec.injury.set or {}, spec.set, own } do
    for name, value in pairs(part) do set[name] = value end
  end
  return (simulate.point("@", { preset = spec.preset, set = set }, spec.model, { core =
    spec.state.core, presets = spec.state.presets, dependents = false }))
end

-- The virtual patients: their features and weights; the typical one has every feature's median.
local function people(self, threads)
  local spec = self.spec
  self.population = population.new(spec, threads)
  if self.count == 0 then
    local drawn, half = {}, column { 0.5 }
    for _, feature in ipairs(spec.features) do
      local marginal = feature.marginal
      if marginal.kind == "imported" then
        drawn[feature.stream] = column { column(spec.import.columns[marginal.column]):median() }
      else
        drawn[feature.stream] = core.cohort.quantile({ name = feature.name, kind = marginal.kind,
          a = marginal.a, b = marginal.b, low = marginal.low, high = marginal.high,
          values = marginal.values, cumulative = marginal.cumulative }, half)
      end
    end
    self.drawn, self.rows = drawn, 1
    return true
  end
  local weight_of
  if spec.match then
    local fit, message, code = matching.fit(self.population, spec, spec.n)
    if not fit then return nil, message, code end
    weight_of = fit.weight
  end
  local chosen = spec.match and spec.match.method == "selection"
  local patients, message, code = self.population:take(1, self.count, chosen and weight_of or nil)
  if not patients then return nil, message, code end
  self.drawn, self.rows = patients.drawn, self.count
  if weight_of and not chosen then
    local looked, list = {}, {}
    for _, row in ipairs(spec.match.rows) do
      looked[row.name] = self.population:look(patients, row)
    end
    for i = 1, self.count do
      list[i] = weight_of(function(row) return looked[row.name][i] end)
    end
    self.weights = list
  end
  return true
end

--- Raises when a name is nothing of the model that can be set.
function M.settable(where, model, name, whose)
  local all = {}
  for _, kind in ipairs { "parameter", "input", "state" } do
    if rawget(model[kind], name) then return end
    local names = check.names(model[kind])
    table.move(names, 1, #names, #all + 1, all)
  end
  fail(where, "%s is no parameter, input or state of %s%s", show(name), whose,
    check.suggest(name, all))
end

--- Opens a scenario. options: patients (0: the typical one), run_in ("each", "once"), names (that
-- will vary), rtol. The object, whose `ask` and `evaluate` follow.
function M.open(where, scenario, options)
  local base = objects.spec_of(scenario, "sensitivity")
  local self = setmetatable({ where = where, scenario = scenario, rtol = options.rtol, asked = {},
    notes = {}, names = options.names, applies = {}, before = {}, covariate = {} }, Target)
  self.spec = setmetatable({ where = where }, { __index = base })
  local spec, model = self.spec, base.model
  self.count = options.patients == nil and 0
    or values.count(where, "option patients", options.patients, 0)
  if self.count > 100000 then
    fail(where, "option patients must be at most 100000, got %d", self.count)
  end
  self.run_in = values.word(where, "option run_in", options.run_in, { "each", "once" }, "each")
  for _, name in ipairs(self.names) do
    M.settable(where, model, name, "the scenario's model")
    self.applies[name], self.before[name] = places(spec, name)
    if self.run_in == "once" then self.before[name] = false end
    for _, feature in ipairs(spec.features) do
      if feature.as == "covariate" and feature.name == name then
        self.covariate[name] = feature.stream
      end
    end
    for _, arm in ipairs(spec.arms) do
      for _, change in ipairs(arm.changes) do
        if change.name == name then
          self.notes[#self.notes + 1] = ("%s is changed at %s in arm %s: it varies until then")
            :format(name, lists.number(change.at), arm.name)
        end
      end
    end
  end
  return self
end

-- The number of an arm.
local function arm_of(self, what, name)
  local names = {}
  for a, arm in ipairs(self.spec.arms) do
    if arm.name == name then return a end
    names[a] = arm.name
  end
  return fail(self.where, "%s: %s is no arm of the scenario (%s)%s", what, show(name),
    table.concat(names, ", "), type(name) == "string" and check.suggest(name, names) or "")
end

-- One place of an arm: its index among the columns that are asked for.
local function want(self, arm, output, at)
  local arms = self.arms or {}
  self.arms = arms
  local one = arms[arm] or { outputs = {}, seen = {}, times = {}, place = {} }
  arms[arm] = one
  if not one.seen[output] then
    one.seen[output] = true
    one.outputs[#one.outputs + 1] = output
  end
  if not one.place[at] then
    one.place[at] = true
    one.times[#one.times + 1] = at
    table.sort(one.times)
    for k, t in ipairs(one.times) do one.place[t] = k end
  end
  return { arm = arm, output = output, at = at }
end

--- Asks for a value: {output =, at =, arm =, against =, comparison =, relative =, since =}.
-- Messages name fields as `what` .. field; `called` has other names of output and at. Gives the
-- question, with the words that describe it.
function Target:ask(what, given, called)
  local spec, where, model = self.spec, self.where, self.spec.model
  local output = given.output
  if type(output) ~= "string" or not (rawget(model.state, output) or rawget(model.output, output)
    or rawget(model.let, output)) then
    local known = {}
    for _, kind in ipairs { "state", "output", "let" } do
      for name in pairs(model[kind]) do known[#known + 1] = name end
    end
    table.sort(known)
    fail(where, "%s: %s is no state, output or definition of the model%s", what
      .. (called and called.output or "output"), show(output),
      type(output) == "string" and check.suggest(output, known) or "")
  end
  local function time(name, value, absent)
    local t = value == nil and absent or values.time(where, what .. name, value, model)
    if t < 0 or t > spec.horizon then
      fail(where, "%s%s = %s is outside the trial, which goes from 0 to %s", what, name, show(t),
        show(spec.horizon))
    end
    return t
  end
  local at = time(called and called.at or "at", given.at, spec.horizon)
  local arm = given.arm == nil and math.min(2, #spec.arms) or arm_of(self, what .. "arm",
    given.arm)
  local relative = values.word(where, what .. "relative", given.relative, { "difference", "ratio" })
  if given.since ~= nil and not relative then
    fail(where, "%ssince goes with relative = \"difference\" or \"ratio\"", what)
  end
  local comparison = values.word(where, what .. "comparison", given.comparison,
    { "difference", "ratio" })
  local against = given.against ~= nil and arm_of(self, what .. "against", given.against) or nil
  if comparison and not against then
    fail(where, "%scomparison goes with against, the name of an arm", what)
  end
  if against == arm then
    fail(where, "%sagainst: arm %s is set against itself", what, show(spec.arms[arm].name))
  end
  local since = relative and time("since", given.since, 0.0) or nil
  local question = { relative = relative, comparison = comparison or "difference", parts = {} }
  for i, number in ipairs { arm, against } do
    question.parts[i] = { now = want(self, number, output, at),
      base = relative and want(self, number, output, since) }
  end
  local symbol = rawget(model.state, output) or rawget(model.output, output)
    or rawget(model.let, output)
  local dimensionless = relative == "ratio" or against and comparison == "ratio"
  question.unit = not dimensionless and symbol.unit or nil
  question.at, question.time_unit = at, model.time_unit
  question.words = ("%s%s in arm %s%s"):format(
    relative == "difference" and "change of " or relative and "ratio to the start of " or "",
    output, spec.arms[arm].name, against and (comparison == "ratio" and " over " or " against ")
    .. spec.arms[against].name or "")
  self.asked[#self.asked + 1] = question
  return question
end

-- What the patients have, `count` times over.
local function tile(of, rows, count)
  local out = {}
  for name, from in pairs(of) do
    local list, k = column(count * rows), 0
    for _ = 1, count do
      for i = 1, rows do
        k = k + 1
        list[k] = from[i]
      end
    end
    out[name] = list
  end
  return out
end

-- The features of all rows of some points, kept for the next ones.
local function tiled(self, count)
  if self.tiled_count ~= count then
    self.tiled, self.tiled_count = tile(self.drawn, self.rows, count), count
  end
  return self.tiled
end

-- Values of the rows in an arm (nil: before the trial), and the features with what varies of them.
local function values_of(self, arm, varied, drawn, count)
  local spec, model = self.spec, self.spec.model
  local of = arm and spec.arms[arm] or spec
  local parameters, inputs, states, moved, changed = {}, {}, {}, {}, drawn
  for name, value in pairs(of.parameters) do parameters[name] = value end
  for name, value in pairs(of.inputs) do inputs[name] = value end
  for name, list in pairs(varied) do
    local applies = self.before[name]
    if arm then applies = self.applies[name][arm] end
    if applies then
      if self.covariate[name] then -- effects of the covariate follow
        if changed == drawn then changed = setmetatable({}, { __index = drawn }) end
        changed[self.covariate[name]] = list
      end
      if rawget(model.parameter, name) then parameters[name], moved[name] = list, list
      elseif rawget(model.input, name) then inputs[name] = list
      else states[name] = list end
    end
  end
  if next(moved) and engine.has_dependents(spec.state) then
    self.given = self.given or {}
    local key = arm or 0
    self.given[key] = self.given[key] or given_of(spec, arm and spec.arms[arm])
    M.follow(spec.state, parameters, self.given[key], moved, count)
  end
  local out = self.population:values(changed, parameters, inputs)
  for name, list in pairs(states) do out.state[name] = list end
  return out, changed
end

-- Runs one arm: columns, what ended early; or nil, message, code.
local function simulated(self, arm, plan, of, drawn, threads)
  local spec = self.spec
  plan.parameters, plan.inputs, plan.initial = of.parameter, of.input, of.state
  plan.from, plan.to, plan.threads, plan.rtol = 0, spec.horizon, threads, self.rtol
  if not plan.rtol then plan.rtol, plan.atol = spec.rtol, spec.rtol / 1000 end -- as s:run
  population.give(plan, arm, drawn)
  return engine.run(self.population.kernel, plan)
end

-- States at the start of the trial for the rows of some points.
local function started(self, varied, drawn, count, threads)
  local once = true
  for name in pairs(varied) do once = once and not self.before[name] end
  if once and self.start then
    -- nobody's values before the trial vary: the same states for every point
    if self.start_count ~= count then
      self.starts, self.start_count = tile(self.start, self.rows, count // self.rows), count
    end
    return self.starts
  end
  local rows, features = once and self.rows or count, once and self.drawn or drawn
  local columns, message, code = self.population:start(features, rows, {
    values = (values_of(self, nil, varied, features, rows)), threads = threads, rtol = self.rtol })
  if not columns then return nil, message, code end
  if once then
    self.start = columns
    return started(self, varied, drawn, count, threads)
  end
  return columns
end

-- The mean over the patients of each point.
local function means(self, list, place, times, count)
  local rows, weights, out = self.rows, self.weights, {}
  for point = 1, count do
    local sum, total, first = 0.0, 0.0, (point - 1) * rows
    for i = 1, rows do
      local w = weights and weights[i] or 1.0
      sum, total = sum + w * list[(first + i - 1) * times + place], total + w
    end
    out[point] = rows == 1 and sum or sum / total
  end
  return out
end

-- The answers of some points, into the columns `out` from the place `first`.
local function chunk(self, names, columns, first, count, threads, out)
  local spec, rows = self.spec, count * self.rows
  local drawn, varied = tiled(self, count), {}
  for j, name in ipairs(names) do
    local list, from, k = column(rows), columns[j], 0
    for point = first, first + count - 1 do
      local value = from[point]
      for _ = 1, self.rows do
        k = k + 1
        list[k] = value
      end
    end
    varied[name] = list
  end
  local base
  if spec.before then
    local message, code
    base, message, code = started(self, varied, drawn, rows, threads)
    if not base then return nil, message, code end
  end
  local seen, failure = {}, nil
  for _, a in ipairs(self.order) do
    local one, arm = self.arms[a], spec.arms[a]
    local of, features = values_of(self, a, varied, drawn, rows)
    self.population:enter(of.state, base)
    local result, message, code = simulated(self, arm, { times = column(one.times),
      columns = one.outputs, patients = rows }, of, features, threads)
    if not result then return nil, message, code end
    failure = failure or result.failures[1] and result.failures[1].message
    seen[a] = {}
    for _, output in ipairs(one.outputs) do
      seen[a][output] = {}
      for k in ipairs(one.times) do
        seen[a][output][k] = means(self, result.columns[output], k, #one.times, count)
      end
    end
  end
  local function at(place, point)
    return seen[place.arm][place.output][self.arms[place.arm].place[place.at]][point]
  end
  for q, question in ipairs(self.asked) do
    for point = 1, count do
      local two = {}
      for i, part in ipairs(question.parts) do
        local value = at(part.now, point)
        if question.relative == "difference" then value = value - at(part.base, point) end
        if question.relative == "ratio" then value = value / at(part.base, point) end
        two[i] = value
      end
      local value = two[1]
      if two[2] then
        value = question.comparison == "ratio" and value / two[2] or value - two[2]
      end
      out[q][first + point - 1] = value - value == 0 and value or column.missing
    end
  end
  return true, failure
end

--- Answers of all questions at `count` points, whose values are columns of the names: a list of
-- columns, and why a first point failed; or nil, message, code.
function Target:evaluate(names, columns, count, threads, progress)
  if not self.drawn then
    local ok, message, code = people(self, threads)
    if not ok then return nil, message, code end
  end
  if not self.order then
    self.order = {}
    for a in ipairs(self.spec.arms) do
      if self.arms[a] then self.order[#self.order + 1] = a end
    end
  end
  local out, failure = {}, nil
  for q in ipairs(self.asked) do out[q] = column(count) end
  local size = math.max(1, ROWS // self.rows)
  local meter <close> = core.progress.new("evaluating the scenario", progress == true)
  local done = 0
  while done < count do
    local going, message, code = meter:step(done, count)
    if not going then return nil, message, code end
    local part = math.min(size, count - done)
    going, message, code = chunk(self, names, columns, done + 1, part, threads, out)
    if not going then return nil, message, code end
    failure = failure or message
    done = done + part
  end
  return out, failure
end

--- What the scenario's own patients differ in, as inputs of an analysis: what varies between them,
-- with its distribution.
function M.inputs(scenario)
  local spec = objects.spec_of(scenario, "sensitivity")
  local list = {}
  for _, feature in ipairs(spec.features) do
    local marginal = feature.marginal
    if (feature.sets or feature.initial) and marginal.kind ~= "imported"
      and marginal.kind ~= "constant" then
      local base = 1
      if feature.as == "factor" then
        local given = spec[feature.sets == "input" and "inputs" or "parameters"][feature.name]
        base = given or spec.model[feature.sets][feature.name].value
      end
      list[#list + 1] = { name = feature.name, words = ("as between patients (%s)"):format(
        marginal.kind), quantile = function(u)
          return core.cohort.quantile({ name = feature.name, kind = marginal.kind, a = marginal.a,
            b = marginal.b, low = marginal.low, high = marginal.high, values = marginal.values,
            cumulative = marginal.cumulative }, u) * base
        end }
    end
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

return M
