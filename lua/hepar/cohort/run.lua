-- The run of a scenario: blocks of patients, every arm on the same patients, results into summaries
-- that do not grow. A block leaves nothing behind but what the summaries hold.
local check = require("hepar.util.check")
local checkpoint = require("hepar.cohort.checkpoint")
local column = require("hepar.column")
local core = require("hepar.core")
local engine = require("hepar.model.engine")
local matching = require("hepar.cohort.matching")
local population = require("hepar.cohort.population")

local M = {}

local fail, show = check.fail, check.show

local BLOCK, BLOCK_BYTES = 1024, 48 << 20
local EXACT = 1000         -- so many values of a cell are kept; beyond, a t-digest
local EVENTS_EXACT = 10000 -- so many times to event are kept; beyond, BINS of the horizon
local BINS = 2000
M.kinds = { value = 1, change = 2, contrast = 3 }

local known = { "threads", "progress", "checkpoint", "sample", "n", "seed", "export" }

local function whole(where, name, value, low, high)
  local v = math.type(value) == "integer" and value or type(value) == "number" and
    math.tointeger(value)
  if not v or v < low or v > high then
    fail(where, "option %s must be a whole number from %d to %d, got %s", name, low, high,
      show(value))
  end
  return v
end

local function read_options(where, given)
  check.given(where, given, known)
  given = given or {}
  local o = { threads = 1, sample = 100 }
  if given.threads ~= nil then o.threads = whole(where, "threads", given.threads, 0, 1024) end
  if given.sample ~= nil then o.sample = whole(where, "sample", given.sample, 0, 100000) end
  if given.n ~= nil then o.n = whole(where, "n", given.n, 1, 1000000000) end
  if given.seed ~= nil then o.seed = whole(where, "seed", given.seed, 0, math.maxinteger) end
  if given.progress ~= nil then
    if type(given.progress) ~= "boolean" then
      fail(where, "option progress must be a boolean, got %s", show(given.progress))
    end
    o.progress = given.progress
  end
  for _, name in ipairs { "checkpoint", "export" } do
    local path = given[name]
    if path ~= nil then
      if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
        fail(where, "option %s must be the name of a file, got %s", name, show(path))
      end
      o[name] = path
    end
  end
  if o.export and o.checkpoint then
    fail(where, "options export and checkpoint do not go together: export is written in one go")
  end
  return o
end

-- The columns of a run: outputs first, then the probabilities of survival.
local function columns_of(spec)
  local names, seen = table.move(spec.outputs, 1, #spec.outputs, 1, {}), {}
  for _, name in ipairs(names) do seen[name] = true end
  if spec.survival then
    local extra = { spec.survival.alive }
    for _, cause in ipairs(spec.survival.causes) do extra[#extra + 1] = cause.from end
    for _, name in ipairs(extra) do
      if not seen[name] then names[#names + 1] = name end
      seen[name] = true
    end
  end
  return names
end

local Run = {}
Run.__index = Run

-- Everything that is computed for one arm of one block.
function Run:simulate(arm, patients)
  local spec = self.spec
  local values = self.population:values(patients.drawn, arm.parameters, arm.inputs)
  if spec.before then
    for _, name in ipairs(self.population.states) do values.state[name] = patients.base[name] end
  end
  -- Whoever enters the trial is alive.
  if spec.survival then
    values.state[spec.survival.alive] = 1
    for _, cause in ipairs(spec.survival.causes) do values.state[cause.from] = 0 end
  end
  local plan = { from = 0, to = spec.horizon, times = self.grid, columns = self.columns,
    patients = #patients.numbers, parameters = values.parameter, inputs = values.input,
    initial = values.state, threads = self.options.threads, doses = {}, changes = {} }
  for i, dose in ipairs(arm.doses) do
    plan.doses[i] = { at = dose.at, into = dose.name, amount = dose.amount,
      duration = dose.duration, every = dose.every, count = dose.count, ["until"] = dose.until_,
      lag = dose.lag, fraction = dose.fraction }
  end
  for i, change in ipairs(arm.changes) do
    plan.changes[i] = { at = change.at, name = change.name, value = change.value }
  end
  return engine.run(self.population.kernel, plan)
end

--- The cell of one arm, output, kind and time (all from 1).
function Run:cell(arm, output, kind, time)
  return (((arm - 1) * #self.spec.outputs + output - 1) * 3 + kind - 1) * #self.spec.times + time
end

--- Times to event and causes of a block in one arm, or until when patients are seen (cause 0).
-- Other `attempts` (a column) than 0 are other chances of the same patients.
function Run:chance(result, patients, attempts)
  local spec, numbers = self.spec, patients.numbers
  local function uniform(purpose) return self.population:uniform(purpose, numbers, attempts) end
  local seen
  if spec.survival then
    local causes = {}
    for k, cause in ipairs(spec.survival.causes) do causes[k] = result.columns[cause.from] end
    local times, why = core.cohort.events { times = self.grid,
      alive = result.columns[spec.survival.alive], causes = causes,
      u = uniform("time of event"), v = uniform("cause of event") }
    seen = { times = times, causes = why }
  else
    local none = column(#numbers)
    seen = { times = none + spec.horizon, causes = none }
  end
  if spec.dropout and spec.dropout.rate > 0 then
    local u = uniform("drop-out")
    local times, causes = {}, {}
    for i = 1, #u do
      local left = -math.log(u[i]) / spec.dropout.rate
      times[i], causes[i] = seen.times[i], seen.causes[i]
      if left < times[i] then times[i], causes[i] = left, 0 end
    end
    seen = { times = column(times), causes = column(causes) }
  end
  return seen
end

-- The events of a block in one arm, into the log.
function Run:events(arm_number, result, patients)
  local spec = self.spec
  local seen = self:chance(result, patients, column(#patients.numbers))
  local log = self.state.events[arm_number]
  for i = 1, #patients.numbers do
    local t, cause = seen.times[i], math.tointeger(seen.causes[i])
    local w = patients.weights and patients.weights[i] or 1
    if result.ended[i] >= spec.horizon then
      if self.events_exact then
        local at = #log.time + 1
        log.time[at], log.cause[at], log.weight[at] = t, cause, w
      else
        local bin = math.min(BINS, math.max(1, math.ceil(t / spec.horizon * BINS - 1e-9)))
        local key = bin * 32 + cause
        log.bins[key] = (log.bins[key] or 0.0) + w
        log.squares[key] = (log.squares[key] or 0.0) + w * w
      end
    end
  end
  return seen
end

-- The first patients whole, for figures of single courses.
function Run:keep(arm_number, result, patients)
  local spec, times = self.spec, #self.spec.times
  local sample = self.state.sample[arm_number]
  for i = 1, #patients.numbers do
    local number = math.tointeger(patients.numbers[i])
    if number > self.options.sample then break end
    for o, name in ipairs(spec.outputs) do
      local rows, values = {}, result.columns[name]
      for t = 1, times do rows[t] = values[(i - 1) * times + t] end
      sample[o][number] = rows
    end
  end
end

-- The weights of matched patients.
function Run:weigh(patients)
  if not (self.fit and self.fit.method == "weights") then return end
  local spec, state = self.spec, self.state
  local weights, columns = {}, {}
  for _, row in ipairs(spec.match.rows) do
    columns[row.name] = self.population:look(patients, row)
  end
  for i = 1, #patients.numbers do
    weights[i] = self.fit.weight(function(row) return columns[row.name][i] end)
    state.weight = state.weight + weights[i]
    state.squares = state.squares + weights[i] ^ 2
  end
  patients.weights = column(weights)
end

-- One block: its patients, then every arm.
function Run:block(first, count)
  local spec, state = self.spec, self.state
  local patients, message, code = self.population:take(first, count, self.weight_of)
  if not patients then return nil, message, code end
  -- All arms first: an interrupt leaves no part of a block in the summaries.
  local results = {}
  for a, arm in ipairs(spec.arms) do
    results[a], message, code = self:simulate(arm, patients)
    if not results[a] then return nil, message, code end
  end
  self:weigh(patients)
  local reference = results[1]
  for a, result in ipairs(results) do
    state.failed = state.failed + result.failed
    if result.failures[1] and not state.failure then state.failure = result.failures[1].message end
    local seen = self:events(a, result, patients)
    local until_ = spec.after_event ~= "keep" and seen.times or nil
    self:keep(a, result, patients)
    if self.sink then
      local written
      written, message = self.sink(self, a, patients, result, seen)
      if not written then return nil, message, "io" end
    end
    for o, name in ipairs(spec.outputs) do
      local values = result.columns[name]
      local common = { times = #spec.times, values = values, weights = patients.weights,
        until_ = until_, grid = self.grid }
      local function add(kind, minus, fixed)
        common.first, common.minus, common.fixed = self:cell(a, o, kind, 1), minus, fixed
        assert(self.summary:add(common))
      end
      add(M.kinds.value)
      add(M.kinds.change, values, 1)
      if a > 1 then add(M.kinds.contrast, reference.columns[name]) end
    end
  end
  return true
end

-- What a checkpoint is recognised by: everything that the results depend on.
local function identity_of(spec, options)
  local function plain(value, depth)
    if type(value) ~= "table" then
      if type(value) == "userdata" then
        local list = {}
        for i = 1, #value do list[i] = value[i] end
        return list
      end
      return type(value) ~= "function" and value or nil
    end
    if depth > 12 or check.class(value) then return nil end
    local out = {}
    for key, entry in pairs(value) do
      if key ~= "place" and key ~= "symbol" and key ~= "state" and key ~= "table" then
        out[key] = plain(entry, depth + 1)
      end
    end
    return out
  end
  local whole_ = plain(spec, 0)
  whole_.model, whole_.assumptions, whole_.notes = spec.model.text, nil, nil
  whole_.sample = options.sample
  whole_.version = core._VERSION
  return checkpoint.bytes(whole_)
end

function Run:save(path)
  local state = self.state
  state.summary = self.summary:pack()
  state.tried, state.accepted = self.population.tried, self.population.accepted
  state.refused, state.model_failed = self.population.refused, self.population.failed
  local ok, message, code = checkpoint.save(path, self.identity, state, self.where)
  state.summary = nil
  return ok, message, code
end

-- Goes on where a checkpoint ends: true, or nil, message, code.
function Run:resume(path)
  local state, message, code = checkpoint.load(path, self.identity, self.where)
  if not state then return message == nil or nil, message, code end
  local ok
  ok, message, code = self.summary:unpack(state.summary)
  if not ok then return nil, message, code end
  state.summary = nil
  self.state = state
  local p = self.population
  p.tried, p.accepted, p.refused, p.failed = state.tried, state.accepted, state.refused,
    state.model_failed
  return true
end

local function new_state(spec)
  local state = { done = 0, failed = 0, weight = 0.0, squares = 0.0, events = {}, sample = {} }
  for a = 1, #spec.arms do
    state.events[a] = { time = {}, cause = {}, weight = {}, bins = {}, squares = {} }
    state.sample[a] = {}
    for o = 1, #spec.outputs do state.sample[a][o] = {} end
  end
  return state
end

--- Runs a scenario: the finished Run, or nil, message, code. `sink(run, arm, patients, result,
-- seen)` is given every block; `seen` has `times` (to event, or until when a patient is seen) and
-- `causes`.
function M.run(spec, given, where, sink)
  local options = read_options(where, given)
  spec = setmetatable({ n = options.n or spec.n, seed = options.seed or spec.seed, where = where },
    { __index = spec })
  local self = setmetatable({ spec = spec, options = options, where = where, sink = sink }, Run)
  self.columns, self.grid = columns_of(spec), column(spec.times)
  self.population = population.new(spec, options.threads)
  self.events_exact = spec.n <= EVENTS_EXACT
  self.bins = BINS
  self.summary = core.cohort.summary(#spec.arms * #spec.outputs * 3 * #spec.times,
    spec.n <= EXACT and EXACT or 0)
  self.state = new_state(spec)
  local message, code
  if spec.match then
    self.fit, message, code = matching.fit(self.population, spec, spec.n)
    if not self.fit then return nil, message, code end
    if self.fit.method == "selection" then self.weight_of = self.fit.weight end
  end
  if options.checkpoint then
    local plain_spec = {}
    for key, value in pairs(getmetatable(spec).__index) do plain_spec[key] = value end
    plain_spec.n, plain_spec.seed = spec.n, spec.seed
    self.identity = identity_of(plain_spec, options)
    local ok
    ok, message, code = self:resume(options.checkpoint)
    if not ok then return nil, message, code end
  end
  local bytes = #spec.times * (#self.columns + 2) * 8 * #spec.arms
  local block = math.max(32, math.min(BLOCK, BLOCK_BYTES // bytes))
  local meter <close> = core.progress.new("simulating patients", options.progress == true)
  local saved = os.time()
  while self.state.done < spec.n do
    local going
    going, message, code = meter:step(self.state.done, spec.n)
    local count = math.min(block, spec.n - self.state.done)
    if going then going, message, code = self:block(self.state.done + 1, count) end
    if not going then
      if code ~= "interrupted" then return nil, message, code end
      self.interrupted = true
      break
    end
    self.state.done = self.state.done + count
    -- Columns of a block are large and few: the collector would wait too long.
    collectgarbage("step", 10000)
    if options.checkpoint and os.time() - saved >= 10 then
      going, message, code = self:save(options.checkpoint)
      if not going then return nil, message, code end
      saved = os.time()
    end
  end
  if options.checkpoint then
    local ok
    ok, message, code = self:save(options.checkpoint)
    if not ok then return nil, message, code end
  end
  return self
end

return M
