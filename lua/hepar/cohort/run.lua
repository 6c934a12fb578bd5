-- The run of a scenario: blocks of patients, every arm on the same patients, results into summaries
-- that do not grow. A block leaves nothing behind but what the summaries hold; the summaries are
-- those of parts (cohort/parts.lua), which blocks and ranks share out among them.
local bytes = require("hepar.util.bytes")
local check = require("hepar.util.check")
local checkpoint = require("hepar.cohort.checkpoint")
local column = require("hepar.column")
local core = require("hepar.core")
local deal = require("hepar.mpi.deal")
local engine = require("hepar.model.engine")
local job = require("hepar.mpi.job")
local matching = require("hepar.cohort.matching")
local parts = require("hepar.cohort.parts")
local population = require("hepar.cohort.population")
local shares = require("hepar.cohort.share")
local stores = require("hepar.mpi.store")

local M = {}

local fail, show = check.fail, check.show

-- A run that is kept in a file has smaller blocks, so that less is lost with it.
local BLOCK, KEPT_BLOCK, BLOCK_BYTES = 1024, 256, 48 << 20
M.kinds = { value = 1, change = 2, contrast = 3 }

local known = { "threads", "progress", "checkpoint", "sample", "n", "seed", "export", "share" }

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
  if o.export and job.shared() then
    fail(where, "option export writes one file, and %d ranks share this run: export on one of "
      .. "them, mpi.root(function() c:export(…) end)", job.size)
  end
  if given.share ~= nil then
    local share = given.share
    if type(share) ~= "table" or check.class(share) or #share ~= 2 then
      fail(where, "option share must be {which, of}, such as {3, 16}, got %s", show(share))
    end
    local of = whole(where, "share[2]", rawget(share, 2), 1, 4096)
    o.share = { whole(where, "share[1]", rawget(share, 1), 1, of), of }
    if not o.checkpoint then
      fail(where, "option share goes with checkpoint, the file that hepar.cohort.merge takes")
    end
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
  self.population:enter(values.state, patients.base)
  local plan = { from = 0, to = spec.horizon, times = self.grid, columns = self.columns,
    patients = #patients.numbers, parameters = values.parameter, inputs = values.input,
    initial = values.state, threads = self.options.threads, rtol = spec.rtol,
    atol = spec.rtol / 1000 }
  population.give(plan, arm, patients.drawn)
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

-- Puts the times to event of the patients at from … to of a block into a part.
function Run:log(part, arm_number, block, from, to)
  local log, horizon = part.state.events[arm_number], self.spec.horizon
  local seen, weights = block.seen[arm_number], block.patients.weights
  local ended = block.results[arm_number].ended
  for i = from, to do
    local t, cause = seen.times[i], math.tointeger(seen.causes[i])
    local w = weights and weights[i] or 1
    if ended[i] >= horizon then
      if self.events_exact then
        local at = #log.time + 1
        log.time[at], log.cause[at], log.weight[at] = t, cause, w
      else
        local bin = math.min(parts.BINS,
          math.max(1, math.ceil(t / horizon * parts.BINS - 1e-9)))
        local key = bin * 32 + cause
        log.bins[key] = (log.bins[key] or 0.0) + w
        log.squares[key] = (log.squares[key] or 0.0) + w * w
      end
    end
  end
end

-- The first patients whole, for figures of single courses.
function Run:keep(part, arm_number, block, from, to)
  local spec, times = self.spec, #self.spec.times
  local sample, result = part.state.sample[arm_number], block.results[arm_number]
  for i = from, to do
    local number = math.tointeger(block.patients.numbers[i])
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
  local spec = self.spec
  local weights, columns = {}, {}
  for _, row in ipairs(spec.match.rows) do
    columns[row.name] = self.population:look(patients, row)
  end
  for i = 1, #patients.numbers do
    weights[i] = self.fit.weight(function(row) return columns[row.name][i] end)
  end
  patients.weights = column(weights)
end

-- One block: its patients, then every arm: {first, count, patients, results, seen}; or nil,
-- message, code.
function Run:block(first, count)
  local spec = self.spec
  local patients, message, code = self.population:take(first, count, self.weight_of)
  if not patients then return nil, message, code end
  -- All arms first: an interrupt leaves no part of a block in the summaries.
  local results, seen = {}, {}
  for a, arm in ipairs(spec.arms) do
    results[a], message, code = self:simulate(arm, patients)
    if not results[a] then return nil, message, code end
  end
  self:weigh(patients)
  for a, result in ipairs(results) do
    seen[a] = self:chance(result, patients, column(#patients.numbers))
    if self.sink then
      local written
      written, message = self.sink(self, a, patients, result, seen[a])
      if not written then return nil, message, "io" end
    end
  end
  return { first = first, count = count, patients = patients, results = results, seen = seen }
end

-- The patients at from … to of a block into the summaries of a part.
function Run:take_in(part, block, from, to)
  local spec, state, weights = self.spec, part.state, block.patients.weights
  for i = from, weights and to or from - 1 do
    state.weight = state.weight + weights[i]
    state.squares = state.squares + weights[i] ^ 2
  end
  local reference, batches = block.results[1], {}
  for a, result in ipairs(block.results) do
    for i = from, result.failed > 0 and to or from - 1 do
      if result.ended[i] < spec.horizon then state.failed = state.failed + 1 end
    end
    if state.failed > 0 and not state.failure and result.failures[1] then
      state.failure = result.failures[1].message
    end
    self:log(part, a, block, from, to)
    self:keep(part, a, block, from, to)
    for o, name in ipairs(spec.outputs) do
      local values = result.columns[name]
      local function add(kind, minus, fixed)
        batches[#batches + 1] = { first = self:cell(a, o, kind, 1), times = #spec.times,
          values = values, minus = minus, fixed = fixed, weights = weights, grid = self.grid,
          until_ = spec.after_event ~= "keep" and block.seen[a].times or nil, patient = from,
          count = to - from + 1 }
      end
      add(M.kinds.value)
      add(M.kinds.change, values, 1)
      if a > 1 then add(M.kinds.contrast, reference.columns[name]) end
    end
  end
  assert(part.summary:add(batches, self.options.threads))
  for i = from, block.patients.slots and to or from - 1 do
    local slot = block.patients.slots[i]
    state.tried = state.tried + slot.tried
    state.model_failed = state.model_failed + slot.failed
    for name, count in pairs(slot.refused) do
      state.refused[name] = (state.refused[name] or 0) + count
    end
  end
  if not block.patients.slots then state.tried = state.tried + to - from + 1 end
  state.accepted = state.accepted + to - from + 1
  state.done = state.done + to - from + 1
end

-- The parts from `first` to `last`, in order, to `take`; `step` is asked before every block whether
-- to go on. True; or nil, message, code and the part that is not complete.
function Run:stretch(first, last, step, take)
  local part = parts.new(self.spec, first)
  local at, last_patient = part.first, select(2, parts.patients(self.spec.n, last))
  while at <= last_patient do
    local ok, message, code = step(at - 1)
    if not ok then return nil, message, code, part end
    local block
    block, message, code = self:block(at, math.min(self.block_size, last_patient - at + 1))
    if not block then return nil, message, code, part end
    local from = 1
    while from <= block.count do
      local to = math.min(block.count, part.last - at + 1)
      self:take_in(part, block, from, to)
      from = to + 1
      if at + to - 1 == part.last then
        part.summary:settle(self.options.threads)
        ok, message, code = take(part)
        if not ok then return nil, message, code end
        part = part.number < last and parts.new(self.spec, part.number + 1)
      end
    end
    at = at + block.count
    -- Columns of a block are large and few: the collector would wait too long.
    collectgarbage("step", 10000)
  end
  return true
end

-- The next part into the total.
function Run:take(part)
  local ok, message, code = parts.merge(self, part)
  if not ok then return nil, message, code end
  self.state.parts = part.number
  if self.keeper then ok, message, code = self.keeper:part(part) end
  -- Summaries are memory of the core, which the collector does not see.
  part.summary:close()
  return ok, message, code
end

-- The candidates of the state are those of the population.
function Run:count()
  local p, state = self.population, self.state
  p.tried, p.accepted, p.failed, p.refused = state.tried, state.accepted, state.model_failed, {}
  for name, count in pairs(state.refused) do p.refused[name] = count end
end

-- All parts that are left, on this rank alone: true; or nil, message, code.
function Run:alone()
  if self.state.parts >= self.last_part then return true end
  local meter <close> = core.progress.new("simulating patients", self.options.progress == true)
  local ok, message, code, part = self:stretch(self.state.parts + 1, self.last_part,
    function(done) return meter:step(done - self.before, self.planned) end,
    function(part) return self:take(part) end)
  if ok then return true end
  if code ~= "interrupted" then return nil, message, code end
  self.interrupted = true
  -- What is done of the last part counts for what is returned, not for what is kept.
  self.rest = part and part.state.done > 0 and part
  return true
end

-- An answer of rank 0 on all ranks: true, or nil, message, code.
local function together(ok, message, code)
  local told = job.rank == 0 and bytes.write { ok = ok or false, message = message, code = code }
  told = bytes.read(job.broadcast(told or nil))
  if told.ok then return true end
  return nil, told.message, told.code
end

-- All parts that are left, shared out among the ranks of a job. Rank 0 has the total and the
-- checkpoint; in the end everybody has the total.
function Run:share_out()
  local spec, leader = self.spec, job.rank == 0
  job.agree(("%s, %d patients, seed %d, scenario %s"):format(self.where, spec.n, spec.seed,
    core.store.sha256(self.identity):sub(1, 16)))
  local ok, message, code = true, nil, nil
  if self.keeper then
    if leader then ok, message, code = self.keeper:resume() end
    ok, message, code = together(ok, message, code)
    if not ok then return nil, message, code end
  end
  local size = parts.layout(spec.n)
  local started = self.state.done
  local meter <close> = core.progress.new("simulating patients",
    self.options.progress == true and leader)
  ok, message, code = deal.run {
    first = self.state.parts + 1, last = self.last_part,
    work = function(number, step)
      local result
      local done, why, kind = self:stretch(number, number, step, function(part)
        result = part
        return true
      end)
      if not done then return nil, why, kind end
      return result
    end,
    pack = function(part)
      local text = parts.pack(part)
      part.summary:close()
      return text
    end,
    unpack = function(text) return parts.unpack(spec, text) end,
    take = function(_, part) return self:take(part) end,
    look = function(done)
      return meter:step(math.min(self.planned, started + (done or 0) * size), self.planned)
    end }
  if not ok and code ~= "interrupted" then
    -- What is done is not lost with the rank that failed.
    if leader and self.keeper then self.keeper:finish() end
    return nil, message, code
  end
  self.interrupted = not ok
  if self.keeper then
    ok, message, code = true, nil, nil
    if leader then ok, message, code = self.keeper:finish() end
    ok, message, code = together(ok, message, code)
    if not ok then return nil, message, code end
  end
  local total = parts.unpack(spec, job.broadcast(leader and parts.pack(self) or nil))
  self.state, self.summary = total.state, total.summary
  return true
end

-- All parts that are left, here: true; or nil, message, code.
function Run:run_here()
  local keeper = self.keeper
  local ok, message, code
  if keeper then
    ok, message, code = keeper:resume()
    if not ok then return nil, message, code end
    self:count()
  end
  ok, message, code = self:alone()
  local kept, why, kind = true, nil, nil
  if keeper then kept, why, kind = keeper:finish() end
  if not ok then return nil, message, code end
  if not kept then return nil, why, kind end
  if self.rest then assert(parts.merge(self, self.rest)) end
  return true
end

-- A run that has not begun.
local function prepare(spec, options, where)
  spec = setmetatable({ n = options.n or spec.n, seed = options.seed or spec.seed, where = where },
    { __index = spec })
  local self = setmetatable({ spec = spec, options = options, where = where }, Run)
  self.columns, self.grid = columns_of(spec), column(spec.times)
  self.population = population.new(spec, options.threads)
  self.events_exact, self.bins = spec.n <= parts.EVENTS_EXACT, parts.BINS
  self.summary, self.state = parts.summary(spec), parts.state(spec)
  return self
end

-- The stretch of parts that is to be computed.
function Run:plan()
  local spec, share = self.spec, self.options.share
  local size, count = parts.layout(spec.n)
  local first, last = 1, count
  if share then
    if share[2] > count then
      fail(self.where, "option share: %d patients make %d parts, so there are at most %d shares, "
        .. "got %d", spec.n, count, count, share[2])
    end
    first, last = shares.range(count, share[1], share[2])
  end
  self.state.parts, self.last_part = first - 1, last
  self.before = (first - 1) * size
  self.planned = math.min(last * size, spec.n) - self.before
  local bytes_each = #spec.times * (#self.columns + 2) * 8 * #spec.arms
  self.block_size = math.max(32, math.min(self.options.checkpoint and KEPT_BLOCK or BLOCK,
    BLOCK_BYTES // bytes_each))
end

-- How patients are made like a published baseline: true, or nil, message, code.
function Run:match()
  if not self.spec.match then return true end
  local message, code
  self.fit, message, code = matching.fit(self.population, self.spec, self.spec.n)
  if not self.fit then return nil, message, code end
  if self.fit.method == "selection" then self.weight_of = self.fit.weight end
  return true
end

-- Visits the patients first … last, block by block: true, or nil, message, code.
function Run:visit_all(first, last, step, visit, store)
  local at = first
  while at <= last do
    local ok, message, code = step(at - 1)
    if not ok then return nil, message, code end
    local count = math.min(self.block_size, last - at + 1)
    local patients
    patients, message, code = self.population:take(at, count, self.weight_of)
    if not patients then return nil, message, code end
    self:weigh(patients)
    ok, message, code = visit(self, patients, store)
    if not ok then return nil, message, code end
    at = at + count
    collectgarbage("step", 10000)
  end
  return true
end

--- Blocks of the patients of a scenario for a function that simulates what it wants of them
-- (run:simulate, run:chance) and puts it into a store: `visit(run, patients, store)` is true, or
-- nil, message, code. The store is made of tables; what a patient has in them stands under his
-- number. Ranks share the blocks out, and all of them get the whole store. The finished Run,
-- without summaries; or nil, message, code.
function M.each(spec, given, where, visit, store)
  local self = prepare(spec, read_options(where, given), where)
  self:plan()
  local ok, message, code = self:match()
  if not ok then return nil, message, code end
  local n, shared = self.spec.n, job.shared()
  local meter <close> = core.progress.new("simulating patients",
    self.options.progress == true and job.rank == 0)
  if not shared then
    ok, message, code = self:visit_all(1, n, function(done) return meter:step(done, n) end, visit,
      store)
  else
    job.agree(("%s, %d patients, seed %d"):format(where, n, self.spec.seed))
    ok, message, code = stores.share_out(self, visit, store, meter)
  end
  if not ok then return nil, message, code end
  return self
end

--- Runs a scenario: the finished Run, or nil, message, code. `sink(run, arm, patients, result,
-- seen)` is given every block, `seen` has `times` (to event, or until when a patient is seen) and
-- `causes`; a run with a sink is not shared out among ranks.
function M.run(spec, given, where, sink)
  local options = read_options(where, given)
  local self = prepare(spec, options, where)
  spec, self.sink = self.spec, sink
  self:plan()
  local ok, message, code = self:match()
  if not ok then return nil, message, code end
  local shared = job.shared() and not sink
  if options.checkpoint or shared then
    self.identity = checkpoint.identity(spec, options.sample)
  end
  if options.checkpoint then
    self.keeper = (options.share and shares or checkpoint).keeper(self)
  end
  if shared then ok, message, code = self:share_out() else ok, message, code = self:run_here() end
  if not ok then return nil, message, code end
  self:count()
  return self
end

--- The finished Run of files of shares; or nil, message, code and the shares that are missing.
function M.merge(spec, files, where)
  local head, total, code, lost = shares.merge(spec, files, where)
  if not head then return nil, total, code, lost end
  local self = prepare(spec, { n = head.n, seed = head.seed, sample = head.sample, threads = 1 },
    where)
  self.state, self.summary, self.fit, self.planned = total.state, total.summary, head.fit, head.n
  self:count()
  return self
end

return M
