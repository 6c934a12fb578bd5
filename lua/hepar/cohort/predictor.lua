-- What a calibration sets beside its data: predictions of a Lua function, of a model through the
-- solver, or of arms of a scenario, at many points at once.
local check = require("hepar.util.check")
local column = require("hepar.column")
local engine = require("hepar.model.engine")
local scenarios = require("hepar.cohort.scenario_target")
local simulate = require("hepar.model.simulate")
local targets = require("hepar.cohort.target")
local values = require("hepar.model.values")

local M = { FINE = 1e-8 }

local WHERE = "hepar.cohort.calibrate"
local fail, show = check.fail, check.show

local settings = { "set", "preset", "initial", "dose", "change", "events" }
local observed = { "output", "times", "relative", "since" }

-- Columns of some of the free parameters, one value a point.
local function columns_of(set, points)
  local columns = {}
  for k, j in ipairs(set.columns) do
    columns[k] = column(#points)
    for i = 1, #points do columns[k][i] = points[i][j] end
  end
  return columns
end

local function raise(message, code) error({ message = message, code = code }, 0) end

-- ---- functions ----

local functions = {}
function functions.knows() return true end

function functions.predict(problem, _, set, s, points, out)
  for i, point in ipairs(points) do
    local named = {}
    for j, name in ipairs(problem.names) do named[name] = point[j] end
    local list = set.target(named, set.given, s)
    if type(list) ~= "table" and check.class(list) ~= "hepar.column" or #list ~= #set.values then
      fail(WHERE, "the function must return a list of %d numbers for data[%d], got %s",
        #set.values, s, show(list))
    end
    out[i][s] = list
  end
end

-- ---- models ----

local models = { fields = table.move(settings, 1, #settings, #observed + 1,
  table.move(observed, 1, #observed, 1, {})) }

function models.knows(target, name)
  local model = target.model
  if check.class(model) ~= "hepar.model" then return true end -- refused later
  return (rawget(model.parameter, name) or rawget(model.input, name) or rawget(model.state, name))
    ~= nil
end

-- Times and the like of a set, checked.
local function times_of(set, what, model)
  local given = set.given
  local times = values.times(WHERE, what .. ".times", given.times == nil and {} or given.times,
    model)
  if #times ~= #set.values then
    fail(WHERE, "%s has %d times for %d values", what, #times, #set.values)
  end
  return times
end

function models.prepare(problem, set, what)
  local given, target = set.given, set.target
  local model = target.model
  if check.class(model) ~= "hepar.model" then
    fail(WHERE, "%s.model must be a model, got %s", given.target and what .. ".target" or "target",
      show(model))
  end
  values.only(WHERE, given.target and what .. ".target" or "target", target,
    table.move(simulate.options, 1, #simulate.options, 2, { "model" }))
  problem.solved, set.model = true, model
  if type(given.output) ~= "string" then
    fail(WHERE, "%s.output must name a state, output or definition of the model, got %s", what,
      show(given.output))
  end
  local times = times_of(set, what, model)
  if given.relative ~= nil and given.relative ~= "difference" and given.relative ~= "ratio" then
    fail(WHERE, '%s.relative must be "difference" or "ratio", got %s', what, show(given.relative))
  end
  set.relative = given.relative
  local start = target.t == nil and 0.0 or values.times(WHERE, "target.t", target.t, model)[1]
  if set.relative then
    set.since = given.since == nil and start
      or values.time(WHERE, what .. ".since", given.since, model)
    times[#times + 1] = set.since
  end
  local options = { model = model }
  for name, value in pairs(target) do options[name] = value end
  for _, name in ipairs(settings) do
    if given[name] ~= nil then options[name] = given[name] end
  end
  local place, sorted = {}, {}
  for _, t in ipairs(times) do
    if t < start then
      fail(WHERE, "%s: the time %s lies before the start of the run, %s", what, show(t),
        show(start))
    end
    if not place[t] then
      place[t] = true
      sorted[#sorted + 1] = t
    end
  end
  table.sort(sorted)
  for k, t in ipairs(sorted) do place[t] = k end
  options.t = { start, math.max(sorted[#sorted], start + 1e-9) }
  if options.rtol == nil then options.rtol = M.FINE end
  set.plan, set.about = targets.prepare(WHERE, options, { given.output }, sorted, set.names)
  set.about.times = sorted
  set.output, set.places, set.count = given.output, {}, #sorted
  for k, t in ipairs(times) do set.places[k] = place[t] end
end

-- Predictions of a set out of a column of the solver, for the patient number `row`.
local function read_row(set, out, row)
  local list, offset = {}, (row - 1) * set.count
  for k = 1, #set.values do list[k] = out[offset + set.places[k]] end
  if set.relative then
    local base = out[offset + set.places[#set.places]]
    for k = 1, #list do
      list[k] = set.relative == "ratio" and list[k] / base or list[k] - base
    end
  end
  return list
end

function models.predict(problem, _, set, s, points, out)
  local result, message, code = targets.run(set.plan, set.about, set.model, set.names,
    columns_of(set, points), #points, problem.threads, false)
  if not result then raise(message, code) end
  for i = 1, #points do out[i][s] = read_row(set, result.columns[set.output], i) end
end

-- ---- scenarios ----

local of_scenarios = { fields = table.move(scenarios.fields, 1, #scenarios.fields, 3,
  { "output", "times" }) }

function of_scenarios.knows(scenario, name)
  return models.knows({ model = scenario.model }, name)
end

-- Sets of one scenario share its runs.
function of_scenarios.prepare(problem, set, what)
  problem.solved = true
  problem.opened = problem.opened or {}
  local opened = problem.opened[set.target]
  if not opened then
    opened = scenarios.open(WHERE, set.target, { names = set.names, patients = problem.patients,
      run_in = problem.run_in, rtol = M.FINE })
    problem.opened[set.target] = opened
    for _, note in ipairs(opened.notes) do table.insert(problem.notes, note) end
  end
  set.opened, set.answers = opened, {}
  for k, at in ipairs(times_of(set, what, set.target.model)) do
    local given = { output = set.given.output, at = at }
    for _, name in ipairs(scenarios.fields) do given[name] = set.given[name] end
    set.answers[k] = #opened.asked + 1
    opened:ask(what .. ".", given, { at = ("times[%d]"):format(k) })
  end
end

function of_scenarios.predict(problem, memory, set, s, points, out)
  local found = memory[set.opened]
  if not found then
    local message, code
    found, message, code = set.opened:evaluate(set.names, columns_of(set, points), #points,
      problem.threads, false)
    if not found then raise(message, code) end
    memory[set.opened] = found
  end
  for i = 1, #points do
    local list = {}
    for k, q in ipairs(set.answers) do list[k] = found[q][i] end
    out[i][s] = list
  end
end

-- ---- all of them ----

--- How predictions of a target are made, or nil when it is none.
function M.kind_of(target)
  if type(target) == "function" then return functions end
  if scenarios.is(target) then return of_scenarios end
  if type(target) == "table" and not check.class(target) and rawget(target, "model") ~= nil then
    return models
  end
end

--- Prepares every set of a problem.
function M.prepare(problem)
  problem.notes = {}
  for i, set in ipairs(problem.sets) do
    if set.kind.prepare then set.kind.prepare(problem, set, ("option data[%d]"):format(i)) end
  end
  if not problem.opened then
    for _, name in ipairs(scenarios.options) do
      if problem[name] ~= nil then fail(WHERE, "option %s belongs to scenarios", name) end
    end
  end
end

--- Predictions of all sets at several points: predicted[point][set].
function M.predict(problem, points)
  local out, memory = {}, {}
  for i = 1, #points do out[i] = {} end
  for s, set in ipairs(problem.sets) do set.kind.predict(problem, memory, set, s, points, out) end
  return out
end

--- The relative tolerance of the runs of scenarios from now on.
function M.accuracy(problem, rtol)
  for _, opened in pairs(problem.opened or {}) do opened.rtol = rtol end
end

--- Whether the solver's forward sensitivities serve: every output a state of a model, no parameter
-- that follows from others.
function M.forward(problem)
  for _, set in ipairs(problem.sets) do
    if not set.model or engine.has_dependents(set.about.state) then return false end
    if not rawget(set.model.state, set.output) then return false end
    for _, name in ipairs(set.names) do
      if rawget(set.model.input, name) then return false end
    end
  end
  return true
end

--- The weighted derivatives by forward sensitivities, on the scale that is searched, at the values
-- `point`: a row for each value; or nil and a message.
function M.jacobian(problem, point)
  local rows = {}
  for _, set in ipairs(problem.sets) do
    local place = {}
    for _, name in ipairs(set.names) do place[name] = true end
    set.plan.sensitivity = set.names
    local result, message = targets.run(set.plan, set.about, set.model, set.names,
      columns_of(set, { point }), 1, 1, false)
    set.plan.sensitivity = nil
    if not result then return nil, message end
    local out = result.columns[set.output]
    local base_place = set.places[#set.places]
    for k = 1, #set.values do
      local row, p = {}, out[set.places[k]]
      for j, one in ipairs(problem.free) do
        if not place[one.name] then
          row[j] = 0
        else
          local by = result.sensitivities[one.name][set.output]
          local d, value = by[set.places[k]], p
          if set.relative == "difference" then
            d, value = d - by[base_place], p - out[base_place]
          end
          if set.relative == "ratio" then
            d = (d - p / out[base_place] * by[base_place]) / out[base_place]
            value = p / out[base_place]
          end
          if set.log then d = d / value end
          row[j] = set.weights[k] * d * (one.log and point[j] or 1)
        end
      end
      rows[#rows + 1] = row
    end
  end
  return rows
end

return M
