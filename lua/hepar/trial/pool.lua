--- Virtual patients of a trial: simulated once in every arm, kept as columns, drawn by the core.
-- @module hepar.trial.pool

local analyse = require "hepar.trial.analyse"
local check = require "hepar.trial.check"
local column = require "hepar.column"
local core = require("hepar.core").trial
local effects = require("hepar.core").effects
local layout = require "hepar.evidence.layout"
local lists = require "hepar.model.lists"
local runs = require "hepar.cohort.run"

local M = {}

M.most = 2e7 -- numbers of a pool that are held
local GROUPS = 10
local CHANCES = 20 -- times to event that are drawn for each virtual patient

--- The virtual patients that a trial draws from, each simulated in every arm.
-- @type trial_patients
-- @tfield integer n how many there are
-- @tfield integer failed patients that were left out because the solver failed in some arm (with
-- `patients = "new"` they stay, and are missing)
-- @tfield integer tried candidates that were drawn to find them
-- @tfield table refused how many candidates each limit of eligibility refused
-- @tfield number effective effective sample size of their weights (n without weights)
-- @tfield column number of each patient in the scenario
-- @tfield integer chances how many times to event each patient has, of which a trial draws one
-- @tfield[opt] column baseline of each patient, as the model has it
-- @tfield[opt] column weights of patients matched by weights
-- @tfield table arms list of `{arm, values, times, events, mean, sd, difference, difference_sd,
-- se}`: `values` is a list of columns, one for each time of the endpoint; a time to event has the
-- columns `times` and `events` (0 not seen any further, 1 the event, 2 another one) instead, all
-- chances of a patient one after the other; mean, SD and difference to the control, patient by
-- patient, are of the last time
local Class = { __name = "hepar.trial_patients", __index = {} }

-- The scenario with what the endpoint needs alone: fewer times and outputs, the arms of the trial.
local function narrow(o, spec, n, seed)
  local point, arms, times = o.point, {}, {}
  for a, name in ipairs(o.names) do
    for _, arm in ipairs(spec.arms) do
      if arm.name == name then arms[a] = arm end
    end
  end
  local last = math.min(point.visits[#point.visits], spec.horizon)
  local wanted = { [0.0] = true }
  for _, t in ipairs(point.visits) do wanted[math.min(t, spec.horizon)] = true end
  if point.type == "time_to_event" or spec.after_event ~= "keep" then
    for _, t in ipairs(spec.times) do
      if t < last then wanted[t] = true end
    end
  end
  for t in pairs(wanted) do times[#times + 1] = t end
  table.sort(times)
  return setmetatable({ n = n, seed = seed, arms = arms, times = times, horizon = last,
    outputs = { point.output or spec.outputs[1] } }, { __index = spec })
end

-- Mean, SD and number of the values that are there.
local function moments(list, weights)
  local sum, total, squares = 0, 0, 0
  for i, x in ipairs(list) do
    local w = x == x and (weights and weights[i] or 1) or 0
    if w > 0 then sum, total, squares = sum + w * x, total + w, squares + w * w end
  end
  local mean, ss = sum / total, 0
  for i, x in ipairs(list) do
    if x == x then ss = ss + (weights and weights[i] or 1) * (x - mean) ^ 2 end
  end
  return mean, math.sqrt(ss / (total - squares / total)), total ^ 2 / squares
end

local NAN = 0 / 0

-- Outcomes of a block: rows[v][k] of patient k at each time.
local function gather_values(o, spec, rows, patients, result, seen)
  local values, times = result.columns[o.point.output], #spec.times
  for v, t in ipairs(o.point.visits) do
    local place = 1
    while spec.times[place] < math.min(t, spec.horizon) do place = place + 1 end
    for i = 1, #patients.numbers do
      local k = math.tointeger(patients.numbers[i])
      rows[v][k] = seen and spec.times[place] > seen.times[i] and NAN or
        values[(i - 1) * times + place]
    end
  end
end

-- Times and events of a block: rows[m][k] and event[m][k] of the m-th chance of patient k.
local function gather_times(o, spec, rows, event, run, patients, result)
  local causes = o.point.causes
  for m = 1, #rows do
    local seen = run:chance(result, patients, column(#patients.numbers) + (m - 1))
    for i = 1, #patients.numbers do
      local k = math.tointeger(patients.numbers[i])
      local t, cause = seen.times[i], math.tointeger(seen.causes[i])
      rows[m][k] = math.min(t, spec.horizon)
      event[m][k] = (t > spec.horizon or cause == 0) and 0 or causes[cause] and 1 or 2
    end
  end
end

-- Some patients of a block, by their places.
local function some(patients, places)
  if #places == #patients.numbers then return patients end
  local part = { numbers = patients.numbers:take(places), attempts = patients.attempts:take(places),
    drawn = {}, base = {} }
  for name, values in pairs(patients.drawn) do part.drawn[name] = values:take(places) end
  for name, values in pairs(patients.base) do part.base[name] = column(values):take(places) end
  return part
end

-- What patients are before anybody is treated.
local function baselines(o, spec, store, run, patients)
  local arm = spec.arms[1]
  local start = setmetatable({ grid = column { 0 }, spec = setmetatable({ horizon = 0 },
    { __index = spec }) }, { __index = run })
  local result, message, code = start:simulate({ parameters = arm.parameters, inputs = arm.inputs,
    doses = {}, changes = {} }, patients)
  if not result then return nil, message, code end
  for i = 1, #patients.numbers do
    store.base[math.tointeger(patients.numbers[i])] = result.columns[o.point.output][i]
  end
  return true
end

-- What simulates a block and takes it in: each patient in every arm, or in the one that `allotted`
-- (a column, arms from 0) has for his number.
local function visitor(o, spec, allotted)
  local point = o.point
  return function(run, patients, store)
    local count, ok, message, code = #patients.numbers, true, nil, nil
    for i = 1, patients.weights and count or 0 do
      store.weights[math.tointeger(patients.numbers[i])] = patients.weights[i]
    end
    for a, arm in ipairs(spec.arms) do
      local places = {}
      for i = 1, count do
        if not allotted or allotted[math.tointeger(patients.numbers[i])] == a - 1 then
          places[#places + 1] = i
        end
      end
      if #places > 0 then
        local part = some(patients, places)
        local result
        result, message, code = run:simulate(arm, part)
        if not result then return nil, message, code end
        for i = 1, #places do
          if result.ended[i] < spec.horizon then
            store.failed[math.tointeger(part.numbers[i])] = true
          end
        end
        if point.output then
          local seen = spec.after_event ~= "keep" and run:chance(result, part,
            column(#places)) or nil
          gather_values(o, spec, store.rows[a], part, result, seen)
        else
          gather_times(o, spec, store.rows[a], store.event[a], run, part, result)
        end
      end
    end
    if point.output then ok, message, code = baselines(o, spec, store, run, patients) end
    return ok, message, code
  end
end

-- Leaves out patients that failed; returns how many there are left.
local function compact(store, n)
  local kept = 0
  local function each(f)
    for _, arm in ipairs(store.rows) do
      for _, rows in ipairs(arm) do f(rows) end
    end
    for _, arm in ipairs(store.event) do
      for _, rows in ipairs(arm) do f(rows) end
    end
    f(store.base)
    f(store.weights)
  end
  for k = 1, n do
    if not store.failed[k] then
      kept = kept + 1
      store.number[kept] = k
      if kept < k then each(function(rows) rows[kept] = rows[k] end) end
    end
  end
  each(function(rows)
    for k = #rows, kept + 1, -1 do rows[k] = nil end
  end)
  return kept
end

-- Lists of equal length woven into one: the first of each, the second of each … Patients who were
-- not simulated are missing.
local function woven(many, n)
  local list, wide = {}, #many
  for m, rows in ipairs(many) do
    for k = 1, n do list[(k - 1) * wide + m] = rows[k] or NAN end
  end
  return list
end

-- The last time in an arm, and its difference to the control.
local function compare(pool, o, store, a, row)
  local last, control = store.rows[a][#o.point.visits], store.rows[1][#o.point.visits]
  row.mean, row.sd = moments(last, pool.weights)
  if a > 1 then
    local difference = {}
    for k = 1, pool.n do difference[k] = last[k] - control[k] end
    local mean, sd, effective = moments(difference, pool.weights)
    row.difference, row.difference_sd, row.se = mean, sd, sd / math.sqrt(effective)
  end
end

-- What each arm did, for people and for the error of the pool.
local function describe(pool, o, store)
  for a, name in ipairs(o.names) do
    local row = { arm = name }
    if o.point.type == "time_to_event" then
      row.times = column(woven(store.rows[a], pool.n))
      row.events = column(woven(store.event[a], pool.n))
    else
      row.values = {}
      for v, rows in ipairs(store.rows[a]) do row.values[v] = column(woven({ rows }, pool.n)) end
      if not pool.allotted then compare(pool, o, store, a, row) end
    end
    pool.arms[a] = row
  end
end

--- Simulates `n` patients of the scenario in the arms of the trial: the pool, or nil, message,
-- code. With `fixed`, nobody is left out: their numbers matter; and with `allotted` each is in the
-- arm that this column has for him, from 0.
function M.simulate(o, spec, n, seed, options, where, fixed, allotted)
  local times = o.point.type == "time_to_event"
  local wide = times and (fixed and 1 or CHANCES) or #o.point.visits
  if n * #o.names * wide > M.most then
    return nil, ("%s: %d virtual patients in %d arms are more than can be held: fewer replicates, "
      .. "or a pool (patients = 1000)"):format(where, n, #o.names), "range"
  end
  local small = narrow(o, spec, n, seed)
  local store = { rows = {}, event = {}, base = {}, weights = {}, failed = {}, number = {} }
  for a = 1, #o.names do
    store.rows[a], store.event[a] = {}, {}
    for v = 1, wide do
      store.rows[a][v] = {}
      if times then store.event[a][v] = {} end
    end
  end
  local run, message, code = runs.each(small, { threads = options.threads,
    progress = options.progress }, where, visitor(o, small, allotted), store)
  if not run then return nil, message, code end
  local failed = 0
  for k in pairs(store.failed) do
    failed = failed + 1
    for a = 1, fixed and #o.names or 0 do
      for v = 1, wide do store.rows[a][v][k] = NAN end
      if times then store.event[a][1][k] = 0 end
    end
  end
  if fixed then
    for k = 1, n do store.number[k] = k end
  end
  local pool = setmetatable({ n = fixed and n or compact(store, n), asked = n, failed = failed,
    tried = run.population.tried, refused = run.population.refused, arms = {},
    number = column(store.number), point = o.point, fixed = fixed or false, allotted = allotted,
    chances = times and wide or 1 }, Class)
  if pool.n < 4 then
    return nil, ("%s: the model fails for %d of %d virtual patients"):format(where, failed, n),
      "range"
  end
  if store.weights[1] then pool.weights = column(store.weights) end
  if not times then pool.baseline = column(store.base) end
  pool.effective = pool.n + 0.0
  if pool.weights then
    local sum, squares = 0, 0
    for _, w in ipairs(store.weights) do sum, squares = sum + w, squares + w * w end
    pool.effective = sum ^ 2 / squares
  end
  describe(pool, o, store)
  -- what the core reads: arm after arm, patient after patient, visit after visit
  local value, event, length = {}, {}, pool.n * wide
  for a = 1, #o.names do
    table.move(woven(store.rows[a], pool.n), 1, length, (a - 1) * length + 1, value)
    if times then
      table.move(woven(store.event[a], pool.n), 1, length, (a - 1) * length + 1, event)
    end
  end
  pool.bank = { bank = pool.n * pool.chances, bank_value = column(value),
    bank_baseline = pool.baseline, bank_event = times and column(event) or nil }
  if pool.weights then
    local sum, list = 0, {}
    for k, w in ipairs(store.weights) do
      for m = 1, pool.chances do
        sum = sum + w
        list[(k - 1) * pool.chances + m] = sum
      end
    end
    pool.bank.bank_cumulative = column(list)
  end
  return pool
end

-- The outcome of one patient as the trial measures it, before it is put into levels.
local function outcome(point, value, base, e1, e0)
  if point.measure ~= "value" then
    value, base = value + e1, base + e0
    return point.measure == "change" and value - base or 100 * (value - base) / base
  end
  return value + e1
end

-- How often each patient is measured to say what the pool is like, whatever the errors.
local function repeats(self, pool)
  if self.point.noise_sd + self.point.noise_cv == 0 then return 1 end
  return math.min(100, math.max(10, math.ceil(20000 / pool.n)))
end

-- Errors of the outcome and of the baseline, the same for every patient: quantiles of the normal
-- distribution, those of the baseline in the order of multiples of the golden section.
local function errors(again)
  local one, other = { 0 }, { 0 }
  for i = 1, again > 1 and again or 0 do
    one[i] = effects.quantile("normal", (i - 0.5) / again)
    other[i] = effects.quantile("normal", (i * 0.6180339887498949) % 1)
  end
  return one, other
end

-- Outcomes of the last time in an arm and baselines, patient after patient, each measured `again`
-- times.
local function measured(self, pool, a, again)
  local point, out, baseline = self.point, {}, {}
  local values, e1, e0 = pool.arms[a].values[#point.visits], errors(again)
  local function spread(x) return point.noise_sd + point.noise_cv * math.abs(x) end
  for k = 1, pool.n do
    local y, b = values[k], pool.baseline[k]
    local sy, sb = spread(y), spread(b)
    for i = 1, again do
      out[#out + 1] = outcome(point, y, b, sy * e1[i], sb * e0[i])
      baseline[#baseline + 1] = b + sb * e0[i]
    end
  end
  return out, baseline
end

local function level(point, y)
  if y ~= y then return y end
  if point.below then return y <= point.below and 1 or 0 end
  if point.above then return y >= point.above and 1 or 0 end
  local k = 0
  while point.cuts[k + 1] and y >= point.cuts[k + 1] do k = k + 1 end
  return k
end

-- Tests whose statistic is Student's t.
local STUDENT = {}
for _, name in ipairs { "t", "welch", "ancova" } do STUDENT[analyse.code[name]] = true end

-- Tests that stand for those that read visits or a prior.
local PLAIN = { mmrm = "ancova", imputed = "ancova", borrow = "t", borrow_odds = "chi_square",
  borrow_hazard = "logrank" }

-- Every patient of a group both as control and as treated: what the test says of them.
local function group_test(self, pool, a, from, to, data)
  local point, n = self.point, 2 * (to - from + 1)
  local given = { analysis = self.given.analysis, n = n, group = {}, tau = self.given.tau }
  local names = data.y and { "y", "baseline" } or { "time", "event" }
  for _, name in ipairs(names) do given[name] = {} end
  for _, arm in ipairs { 1, a } do
    for k = from, to do
      local i = #given.group + 1
      given.group[i] = arm == 1 and 0 or 1
      if data.y then
        local y = data.y[arm][k]
        given.y[i] = point.type == "continuous" and y or level(point, y)
        given.baseline[i] = data.baseline[k]
      else
        given.time[i], given.event[i] = pool.arms[arm].times[k],
          math.tointeger(pool.arms[arm].events[k])
      end
    end
  end
  local plain = PLAIN[self.analysis]
  if plain then given.analysis = analyse.code[plain] end
  if not self.given.with_baseline then given.baseline = nil end
  local answer = core.test(given)
  if not answer then return nil end
  -- groups are far larger than trials: the z value of so small a p value would run out of numbers
  return STUDENT[given.analysis] and answer.statistic or answer.z
end

--- The standard error of the expected z of a trial of n patients because the pool is finite, and
-- that z: groups of the pool, each patient both treated and not, are compared among themselves.
function M.error(self, pool, a, n)
  if pool.fixed or pool.weights or pool.n < 4 * GROUPS then return nil end
  local size, data = pool.n // GROUPS, {}
  if self.point.type ~= "time_to_event" then
    local again = repeats(self, pool)
    data.y = {}
    data.y[1], data.baseline = measured(self, pool, 1, again)
    data.y[a] = measured(self, pool, a, again)
    size = size * again
  else
    size = size * pool.chances
  end
  local sum, squares = 0, 0
  for g = 1, GROUPS do
    local z = group_test(self, pool, a, (g - 1) * size + 1, g * size, data)
    if not z then return nil end
    sum, squares = sum + z, squares + z * z
  end
  local r0, r1, total = self.given.ratio[1], self.given.ratio[a], 0
  for _, r in ipairs(self.given.ratio) do total = total + r end
  local n0, n1 = n * r0 / total, n * r1 / total
  local scale = math.sqrt(n0 * n1 / (n0 + n1) / (size / 2))
  local mean = sum / GROUPS
  local variance = (squares - GROUPS * mean ^ 2) / (GROUPS - 1)
  return math.sqrt(math.max(0, variance) / GROUPS) * scale, mean * scale *
    (self.given.lower and -1 or 1)
end

--- Refuses an endpoint that no effect can be given to.
function M.shiftable(self, where)
  local point = self.point
  if point.type == "ordinal" or point.type == "time_to_event" then
    check.fail(where, "a prior of the effect goes with continuous and binary endpoints, not with "
      .. "%s ones: give parameters = {…} of the model instead", point.type)
  elseif point.measure == "percent" then
    check.fail(where, 'a prior of the effect goes with measure "value" and "change"')
  end
end

--- Shifts of the outcome of the treated arm, one for each effect: a difference of means, or of a
-- binary endpoint a log odds ratio.
function M.shifts(self, pool, drawn)
  local point, list = self.point, {}
  if point.type == "continuous" then
    for i = 1, #drawn do list[i] = drawn[i] - pool.arms[2].difference end
    return list
  end
  -- the shift that brings the share of responders to what the odds ratio says: a quantile
  local again = repeats(self, pool)
  local control, treated = measured(self, pool, 1, again), measured(self, pool, 2, again)
  local n, good, sorted, cut = #control, 0, {}, point.below or point.above
  for k = 1, n do
    good = good + level(point, control[k])
    sorted[k] = point.below and treated[k] - cut or cut - treated[k]
  end
  table.sort(sorted)
  local share = math.min(math.max(good, 0.5), n - 0.5) / n
  for i = 1, #drawn do
    local p = 1 / (1 + math.exp(-math.log(share / (1 - share)) - drawn[i]))
    local place = math.min(math.max(p * n, 1), n)
    local low = math.floor(place)
    local high = math.min(low + 1, n)
    local shift = sorted[low] + (place - low) * (sorted[high] - sorted[low])
    list[i] = point.below and -shift or shift
  end
  return list
end

-- What print shows.
function Class:__tostring()
  local point = self.point
  local lines = { ("%d virtual patients, each simulated in %d arms"):format(self.n, #self.arms) }
  local refused = {}
  for name, n in pairs(self.refused) do
    refused[#refused + 1] = ("%s refused %d"):format(name, n)
  end
  table.sort(refused)
  if self.tried > self.asked then
    lines[#lines + 1] = ("  accepted %.1f %% of %d candidates%s"):format(100 * self.asked /
      self.tried, self.tried, refused[1] and ": " .. table.concat(refused, ", ") or "")
  end
  if self.effective < self.n - 0.5 then
    lines[#lines + 1] = ("  matched by weights, worth %.1f patients"):format(self.effective)
  end
  if self.failed > 0 then
    lines[#lines + 1] = ("  the model failed for %d, who are %s"):format(self.failed,
      self.fixed and "missing" or "left out")
  end
  if self.chances > 1 then
    lines[#lines + 1] = ("  %d times to event are drawn for each"):format(self.chances)
  end
  local rows, heads = {}, nil
  for a, arm in ipairs(self.arms) do
    if arm.times then
      heads = { "arm", point.event_name, "other events", "none seen" }
      local n = { [0] = 0, 0, 0 }
      for k = 1, #arm.events do
        local e = math.tointeger(arm.events[k])
        n[e] = n[e] + 1
      end
      rows[a] = { arm.arm }
      for i, e in ipairs { 1, 2, 0 } do
        rows[a][i + 1] = ("%.1f %%"):format(100 * n[e] / #arm.events)
      end
    else
      heads = { "arm", "start (SD)", ("at %s (SD)"):format(lists.number(
        point.visits[#point.visits])), "difference (SD)", "SE" }
      local mean, sd = moments(self.baseline, self.weights)
      rows[a] = { arm.arm, ("%.4g (%.3g)"):format(mean, sd), ("%.4g (%.3g)"):format(arm.mean,
        arm.sd), a > 1 and ("%.4g (%.3g)"):format(arm.difference, arm.difference_sd) or "",
        a > 1 and ("%.3g"):format(arm.se) or "" }
    end
  end
  for _, line in ipairs(layout.table(heads, rows)) do lines[#lines + 1] = "  " .. line end
  return table.concat(lines, "\n")
end

function Class:__len() return self.n end

return M
