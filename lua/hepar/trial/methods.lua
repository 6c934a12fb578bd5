--- A trial that can be simulated, and what simulations say.
-- @module hepar.trial.methods

local core = require("hepar.core").trial
local check = require "hepar.trial.check"
local claims = require "hepar.trial.claims"
local column = require "hepar.column"
local design = require "hepar.trial.design"
local pools = require "hepar.trial.pool"
local prior = require "hepar.trial.prior"
local ranks = require "hepar.mpi.replicates"
local scenario = require "hepar.trial.scenario"
local uncertain = require "hepar.trial.uncertain"
local analyse = require "hepar.trial.analyse"

local M = {}

--- What simulated trials did.
-- @type characteristics
-- @tfield integer replicates how many trials
-- @tfield integer n patients planned
-- @tfield string what "power", "type I error" or "assurance"
-- @tfield number power share of trials in which a treated arm was better
-- @tfield number power_se its Monte Carlo error
-- @tfield number ci_lb lower limit of the share, 95 %, exact
-- @tfield number ci_ub upper limit
-- @tfield number harm share of trials in which the treated arm was worse (two-sided)
-- @tfield number futile share of trials that stopped for futility
-- @tfield number expected_n mean number of patients enrolled
-- @tfield number expected_n_se its Monte Carlo error
-- @tfield[opt] number duration mean time to the end, in units of accrual and follow-up
-- @tfield[opt] number duration_se its Monte Carlo error
-- @tfield[opt] number events mean number of events
-- @tfield[opt] number estimate mean estimate of the effect at the end (of the best arm)
-- @tfield[opt] number estimate_sd its standard deviation over trials
-- @tfield number share of patients in the first treated arm, percent
-- @tfield table looks one row for each look: `fraction`, `success`, `futile`, `harm` (shares)
-- @tfield[opt] table arms of several treated arms: how often each was chosen
-- @tfield[opt] table shown of several treated arms: how often each was shown to be better
-- @tfield[opt] number every how often all of them were
-- @tfield[opt] number missing share of patients whose last visit is missing
-- @tfield integer failed trials with a test that could not be done; it counts as no effect
-- @tfield[opt] integer patients virtual patients that the trials drew from
-- @tfield[opt] number pool_se standard error of the power because these are finitely many
-- @tfield[opt] {table,...} draws of parameters, of assurance: `{power, difference, values}` each
-- @tfield column z of each trial at its end
-- @tfield column sizes patients enrolled in each trial
local Result = { __name = "hepar.characteristics", __index = {} }

--- Power at several sizes: rows of one number of patients each.
-- @type powers
-- @tfield table rows list of characteristics
local Powers = { __name = "hepar.powers" }
Powers.__index = {}

--- The design of a trial: what hepar.trial returns. It also holds what it was made with.
-- @type trial
-- @tfield table names of the arms, the control first
-- @tfield integer n patients in all arms
-- @tfield string analysis the test
-- @tfield boundaries boundaries of its looks, with alpha after the adjustment for several arms
-- @tfield number alpha type I error of the trial
-- @tfield integer sided 1 or 2
-- @tfield[opt] scenario scenario that its patients come from
-- @tfield[opt] integer|string patients virtual patients to draw from, or "new"
local Class = { __name = "hepar.trial" }
local methods = {}
Class.__index = methods
M.metatable = Class

local function itself(where, value)
  if getmetatable(value) ~= Class then
    check.fail(where, "expected a trial, got %s", check.show(value))
  end
  return value
end

local RUN = {
  n = { "any" }, replicates = { "count", least = 10, most = 1000000, default = 2000 },
  seed = { "count", least = 0, most = 2 ^ 53 }, threads = { "count", least = 0, most = 1024,
  default = 1 }, progress = { "boolean", default = false },
}

local function rules(more)
  local all = {}
  for name, rule in pairs(RUN) do all[name] = rule end
  for name, rule in pairs(more or {}) do all[name] = rule end
  return all
end

local N = { least = 4, most = 1000000 }

local pool_error

-- Mean and its Monte Carlo error.
local function mean_of(list)
  local mean, n = list:mean(), #list
  return mean, n > 1 and list:sd() / math.sqrt(n) or nil
end

-- The standard error of a power because the pool is finite: that of the expected z, times the rise
-- of the power with it at the drift that has this power.
function pool_error(self, pool, r)
  local most, se = -1, nil
  for a = 2, #self.names do
    local error, z = pools.error(self, pool, a, r.n)
    if error and z > most then most, se = z, error end
  end
  if not se then return nil end
  local b, limit = self.boundaries, 0.5 / r.replicates
  local target = math.min(math.max(r.power, limit), 1 - limit)
  local low, high = 0, 50
  for _ = 1, 40 do
    local middle = (low + high) / 2
    if b:crossing(middle).power < target then low = middle else high = middle end
  end
  local rise = (b:crossing(math.min(low + 0.1, 50)).power -
    b:crossing(math.max(low - 0.1, 0)).power) / (math.min(low + 0.1, 50) - math.max(low - 0.1, 0))
  return rise * se
end

-- The result of simulated trials.
local function result_of(self, raw, n, replicates, what, pool)
  local function total(list)
    local sum = 0
    for _, x in ipairs(list) do sum = sum + x end
    return sum
  end
  local r = { replicates = replicates, n = n, what = what, failed = math.tointeger(raw.failed),
    z = raw.z, sizes = raw.n, looks = {} }
  local good = total(raw.success)
  r.power = good / replicates
  r.power_se = math.sqrt(r.power * (1 - r.power) / replicates)
  local interval = require("hepar.core").meta.proportion_ci
  r.ci_lb, r.ci_ub = interval(math.tointeger(good), replicates, "clopper-pearson", 95)
  r.harm, r.futile = total(raw.harm) / replicates, total(raw.futile) / replicates
  r.expected_n, r.expected_n_se = mean_of(raw.n)
  if self.accrual or self.follow_up or self.given.endpoint == 3 then
    r.duration, r.duration_se = mean_of(raw.duration)
  end
  if self.given.endpoint == 3 then r.events = mean_of(raw.events) end
  local estimate = raw.estimate:mean { na_rm = true }
  if estimate == estimate then
    r.estimate, r.estimate_sd = estimate, raw.estimate:sd { na_rm = true }
  end
  r.share = mean_of(raw.share)
  for k, fraction in ipairs(self.boundaries.fraction) do
    r.looks[k] = { fraction = fraction, success = raw.success[k] / replicates,
      futile = raw.futile[k] / replicates, harm = raw.harm[k] / replicates }
  end
  if #self.names > 2 then
    r.arms = {}
    for a = 2, #self.names do r.arms[self.names[a]] = raw.arm[a] / replicates end
  end
  if pool then
    r.patients, r.again = pool.n, not pool.fixed and pool.n * pool.chances < n
    if what == "power" then r.pool_se = pool_error(self, pool, r) end
  end
  claims.result(self, raw, r)
  return setmetatable(r, Result)
end

-- What print shows.
function Result:__tostring()
  local lines = { ("%s %.4f (Monte Carlo error %.4f, 95 %% interval %.4f to %.4f), %d patients "
    .. "planned, %d trials"):format(self.what, self.power, self.power_se, self.ci_lb, self.ci_ub,
    self.n, self.replicates) }
  local text = ("  expected size %.1f"):format(self.expected_n)
  if (self.expected_n_se or 0) > 0 then
    text = text .. (" (Monte Carlo error %.2g)"):format(self.expected_n_se)
  end
  if self.duration then
    text = text .. (", duration %.4g"):format(self.duration)
    if (self.duration_se or 0) > 0 then text = text .. (" (%.2g)"):format(self.duration_se) end
  end
  if self.events then text = text .. (", events %.1f"):format(self.events) end
  if self.futile > 0 then text = text .. (", stopped for futility %.4f"):format(self.futile) end
  if self.harm > 0 then text = text .. (", worse %.4f"):format(self.harm) end
  lines[2] = text
  if #self.looks > 1 then
    for k, look in ipairs(self.looks) do
      lines[#lines + 1] = ("  look %d at %.3f: success %.4f, futility %.4f"):format(k,
        look.fraction, look.success, look.futile)
    end
  end
  if self.arms then
    local parts = {}
    for name in pairs(self.arms) do parts[#parts + 1] = name end
    table.sort(parts)
    for i, name in ipairs(parts) do parts[i] = ("%s %.4f"):format(name, self.arms[name]) end
    lines[#lines + 1] = "  chosen: " .. table.concat(parts, ", ")
  end
  if self.draws then
    local powers = {}
    for i, draw in ipairs(self.draws) do powers[i] = draw.power end
    table.sort(powers)
    lines[#lines + 1] = ("  %d draws of %s, %d patients each: power from %.3f to %.3f, median %.3f")
      :format(#powers, self.drawn, self.patients, powers[1], powers[#powers],
        powers[(#powers + 1) // 2])
  elseif self.patients then
    lines[#lines + 1] = ("  %d virtual patients%s%s"):format(self.patients, self.again and
      ", fewer than a trial has: some are in it twice" or "", self.pool_se and
      ("; with others the power would differ (standard error %.4f)"):format(self.pool_se) or "")
  end
  claims.lines(self, lines)
  if self.failed > 0 then
    lines[#lines + 1] = ("  in %d trials a test could not be done, and counts as no effect"):
      format(self.failed)
  end
  return table.concat(lines, "\n")
end

-- What print shows.
function Powers:__tostring()
  local lines = { ("  %8s  %8s  %10s  %10s  %10s"):format("patients", self.rows[1].what == "power"
    and "power" or "share", "MC error", "expected n", "duration") }
  for _, row in ipairs(self.rows) do
    lines[#lines + 1] = ("  %8d  %8.4f  %10.4f  %10.1f  %10s"):format(row.n, row.power,
      row.power_se, row.expected_n, row.duration and ("%.4g"):format(row.duration) or "")
  end
  return table.concat(lines, "\n")
end

function Powers:__len() return #self.rows end

-- Every treated arm like the control.
local function without_effect(given)
  local same = {}
  for key, value in pairs(given) do same[key] = value end
  same.bank_null = true
  for _, name in ipairs { "mean", "sd", "probability", "hazard", "competing" } do
    local values = given[name]
    if values then
      same[name] = {}
      for a = 1, #given.ratio do same[name][a] = values[1] end
    end
  end
  return same
end

-- The pool of a trial, simulated when it is first needed; nil, message, code.
local function pool_of(self, where, o)
  if not self.pools[1] then
    local pool, message, code = pools.simulate(self, self.spec, self.patients, self.spec.seed, o,
      where)
    if not pool then return nil, message, code end
    self.pools[1] = pool
  end
  return self.pools[1]
end

-- New patients for `most` in each replicate: the ones that were simulated last, when they will do.
-- Where it is known beforehand, they are simulated in the arm that they get alone; without effect
-- that is the control.
local function new_patients(self, where, o, most, null)
  local seed, r, given = o.seed or self.seed, o.replicates, self.given
  local pool, total = self.pools[1], most * o.replicates
  if pool and pool.seed == seed and pool.stride == r and pool.n >= total and pool.null == null then
    return pool
  end
  local known = given.allocation ~= 2 and (#self.names == 2 or self.boundaries.looks == 1)
  local arms
  if null then
    arms = column(total)
  elseif known and total <= pools.most then
    arms = core.allot { ratio = given.ratio, block = given.block, allocation = given.allocation,
      stratum_share = given.stratum_share, seed = seed, n = most, replicates = r }
  end
  local message, code
  pool, message, code = pools.simulate(self, self.spec, total, seed, o, where, true, arms)
  if not pool then return nil, message, code end
  pool.seed, pool.stride, pool.null = seed, r, null
  self.pools[1] = pool
  return pool
end

-- What the core needs to draw from a pool.
local function draw_from(given, pool, n)
  for key, value in pairs(pool.bank) do given[key] = value end
  given.bank_stride = pool.stride
  given.bank_distinct = not pool.fixed and pool.n * pool.chances >= n and
    (pool.weights == nil or pool.effective * pool.chances >= 2 * n)
end

-- Run trials of one size.
local function run(self, where, o, n, what, more)
  local given, pool = {}, nil
  local source = what == "type I error"
    and claims.null(where, self, without_effect(self.given)) or self.given
  for key, value in pairs(source) do given[key] = value end
  if self.spec then
    local message, code
    if self.patients == "new" then
      pool, message, code = new_patients(self, where, o, math.max(n, o.largest or 0),
        what == "type I error")
    else
      pool, message, code = pool_of(self, where, o)
    end
    if not pool then return nil, message, code end
    draw_from(given, pool, n)
  end
  for key, value in pairs(more or {}) do given[key] = value end
  if given.most and given.most < n then
    check.fail(where, "resize.most is %d, fewer than the %d patients of the trial", given.most, n)
  end
  given.n, given.replicates, given.threads = n, o.replicates, o.threads
  given.progress, given.seed = o.progress, o.seed or self.seed
  given.events = design.events(self, n)
  local raw, message, code = ranks.simulate(given)
  if not raw then return nil, message, code end
  return result_of(self, raw, n, o.replicates, what, pool)
end

-- One result, or one for each of several sizes.
local function sizes(self, where, o, what, more)
  if type(o.n) ~= "table" then
    local n = o.n == nil and self.n or check.count(where, "n", o.n, N)
    return run(self, where, o, n, what, more)
  end
  local list = check.numbers(where, "n", o.n, { longest = 1000 })
  local rows = {}
  for _, n in ipairs(list) do o.largest = math.max(o.largest or 0, n) end
  for i, n in ipairs(list) do
    local row, message, code = run(self, where, o, check.count(where, ("n[%d]"):format(i), n, N),
      what, more)
    if not row then return nil, message, code end
    rows[i] = row
  end
  return setmetatable({ rows = rows }, Powers)
end

--- The power: the share of simulated trials that find a treated arm better.
-- @function trial:power
-- @tparam[opt] table options `n` (patients in all; a list for several sizes), `replicates` (2000),
-- `seed` (that of the design), `threads` (1; 0 is one for each processor; any number gives the same
-- bits), `progress` (false)
-- @treturn characteristics|powers what the trials did; a list of sizes gives one row for each; or
-- nil, message, code when it was interrupted
-- @raise when an option is unknown or impossible
-- @usage hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},
--   endpoint = {type = "continuous"}}:power{n = {80, 160}, replicates = 500}
function methods:power(options)
  local where = "hepar.trial.power"
  itself(where, self)
  return sizes(self, where, check.read(where, options, RUN), "power")
end

--- The type I error: the same trials when every treated arm is like the control.
-- @function trial:type1_error
-- @tparam[opt] table options as for power
-- @treturn characteristics|powers what the trials did; or nil, message, code
-- @raise when an option is unknown or impossible
-- @usage hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},
--   endpoint = {type = "continuous"}}:type1_error{n = 80, replicates = 500}
function methods:type1_error(options)
  local where = "hepar.trial.type1_error"
  itself(where, self)
  return sizes(self, where, check.read(where, options, RUN), "type I error")
end

--- The smallest number of patients with the power asked for, by simulation: sizes are doubled, then
-- halved in between; all of them see the same patients, so that power rises smoothly.
-- @function trial:sample_size
-- @tparam[opt] table options `power` (0.9), `replicates` (2000), `most` (100000), `seed`,
-- `threads`, `progress`
-- @treturn characteristics the trials of that size, with `n_lb` and `n_ub`: where the power minus
-- and plus two Monte Carlo errors is reached; or nil, message, code when no size has the power
-- @raise when an option is unknown or impossible
-- @usage hepar.trial{arms = {control = {mean = 0, sd = 2}, treated = {mean = 2, sd = 2}},
--   endpoint = {type = "continuous"}}:sample_size{power = 0.8, replicates = 500}
function methods:sample_size(options)
  local where = "hepar.trial.sample_size"
  itself(where, self)
  local o = check.read(where, options, rules { power = check.with(check.power, 0.9),
    most = { "count", least = 8, most = 1000000, default = 100000 } })
  if o.n ~= nil then check.fail(where, "n is what is looked for: leave it out") end
  local step = 0
  for _, ratio in ipairs(self.given.ratio) do step = step + math.max(1, math.ceil(ratio)) end
  step = math.max(step, 2)
  local known = {}
  -- the characteristics of step * units patients
  local function at(units)
    if not known[units] then
      local r, message, code = run(self, where, o, step * units, "power")
      if not r then return nil, message, code end
      known[units] = r
    end
    return known[units]
  end
  local function search(target)
    local low, high = math.ceil(4 / step) - 1, math.max(2, math.ceil(8 / step))
    while true do
      local r, message, code = at(high)
      if not r then return nil, message, code end
      if r.power >= target then break end
      low, high = high, high * 2
      if high * step > o.most then
        return nil, ("%s: %d patients have a power of %.3f, and more than %d are not tried"):format(
          where, low * step, at(low).power, o.most), "range"
      end
    end
    while high - low > 1 do
      local middle = (low + high) // 2
      local r, message, code = at(middle)
      if not r then return nil, message, code end
      if r.power >= target then high = middle else low = middle end
    end
    return high
  end
  local units, message, code = search(o.power)
  if not units then return nil, message, code end
  local best = at(units)
  local error = 2 * math.sqrt(o.power * (1 - o.power) / o.replicates)
  local lower = search(math.max(0.001, o.power - error))
  local upper = o.power + error < 1 and search(o.power + error) or nil
  best.n_lb, best.n_ub = lower and lower * step, upper and upper * step
  return best
end

--- The assurance: the share of trials that succeed when the effect itself is uncertain. With
-- `prior` each trial draws its effect: a difference of means, a log odds ratio or a log hazard
-- ratio of the treated arm (outcomes of virtual patients are shifted so that they have it; times
-- cannot be). O'Hagan, Stevens and Campbell, Pharm Stat 2005;4:187. With `parameters` of a
-- scenario's trial, values of the model's parameters are drawn (Latin hypercube), for each draw new
-- virtual patients are simulated, and trials drawn from them.
-- @function trial:assurance
-- @tparam table options `prior` (of the effect: a prior, `{mean =, sd =}`, or a fit without
-- moderators, whose prediction of a new study it is), or `parameters` (a list of names, drawn from
-- the ranges that the model states, or `{name = {low, high}}` as in hepar.cohort.sensitivity) with
-- `draws` (25) and `patients` for each (200), and those of power
-- @treturn characteristics|powers what the trials did; or nil, message, code
-- @raise when there is no prior, or the trial has several treated arms
-- @usage hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},
--   endpoint = {type = "continuous"}}:assurance{prior = {mean = 2, sd = 1}, n = 80,
--   replicates = 500}
function methods:assurance(options)
  local where = "hepar.trial.assurance"
  itself(where, self)
  local o = check.read(where, options, rules { prior = { "any" }, parameters = { "any" },
    draws = { "count", least = 2, most = 10000 }, patients = { "count", least = 4,
    most = 1000000 } })
  if o.prior ~= nil and o.parameters ~= nil then
    check.fail(where, "prior and parameters do not go together")
  end
  if o.parameters ~= nil then
    if not self.spec then
      check.fail(where, "parameters belong to a trial whose patients come from a scenario")
    end
    return uncertain.assurance(self, where, o, N, result_of, draw_from)
  end
  for _, name in ipairs { "draws", "patients" } do
    if o[name] ~= nil then check.fail(where, "%s goes with parameters", name) end
  end
  if o.prior == nil then check.fail(where, "prior is missing") end
  local p = prior.of(where, "prior", o.prior)
  if #self.names > 2 then check.fail(where, "assurance is for trials of two arms") end
  if self.given.bank then
    check.fail(where, "virtual patients have one effect: draw it anew for each cohort instead")
  end
  local drawn, list = p:sample(o.replicates, o.seed or self.seed), {}
  for i = 1, #drawn do list[i] = drawn[i] end
  if self.spec then
    if self.patients == "new" then
      check.fail(where, 'a prior of the effect goes with a pool of patients, not with "new" ones')
    end
    pools.shiftable(self, where)
    local pool, message, code = pool_of(self, where, o)
    if not pool then return nil, message, code end
    list = pools.shifts(self, pool, list)
  end
  return sizes(self, where, o, "assurance", { effects = list })
end

--- The virtual patients that the trial draws from, simulated now if they were not yet.
-- @function trial:pool
-- @tparam[opt] table options `threads` (1), `progress` (false)
-- @treturn trial_patients the patients; or nil, message, code
-- @raise when the patients do not come from a scenario, or are new in every trial
-- @usage local s = hepar.scenario{model = "cell_kinetics", horizon = {days = 14},
--   outputs = {"live_cells_liver"}, cohort = {vary = {residence_liver = 0.3}},
--   arms = {one = {{into = "dose_portal_vein", amount = 50, at = 0}},
--     two = {{into = "dose_portal_vein", amount = 100, at = 0}}}}
-- print(hepar.trial{scenario = s, patients = 50, endpoint = {output = "live_cells_liver", better =
--   "higher"}}:pool())
function methods:pool(options)
  local where = "hepar.trial.pool"
  itself(where, self)
  local o = check.read(where, options, { threads = RUN.threads, progress = RUN.progress })
  if not self.spec then
    check.fail(where, "the patients of this trial do not come from a scenario")
  elseif self.patients == "new" then
    check.fail(where, 'with patients = "new" there is no pool: every trial has its own')
  end
  return pool_of(self, where, o)
end

-- What print shows.
function Class:__tostring()
  local lines = { ("Trial of %s: %d patients, %s"):format(table.concat(self.names, ", "), self.n,
    analyse.labels[self.analysis]) }
  lines[2] = ("  endpoint %s%s, %s better; alpha %g %s-sided"):format(
    self.point.name and tostring(self.point.name) .. ", " or "", (self.point.type:gsub("_", " ")),
    self.point.better, self.alpha, self.sided == 1 and "one" or "two")
  if self.boundaries.looks > 1 then
    local shown = {}
    for k, z in ipairs(self.boundaries.upper) do shown[k] = ("%.3f"):format(z) end
    lines[#lines + 1] = "  z at the looks: " .. table.concat(shown, ", ")
  end
  if self.spec then
    for _, line in ipairs(scenario.lines(self)) do lines[#lines + 1] = line end
  end
  lines[#lines + 1] = "  next: trial:power{}, trial:type1_error{}, trial:sample_size{}, "
    .. "trial:assurance{}" .. (self.spec and ", trial:pool{}" or "")
  return table.concat(lines, "\n")
end

--- Makes a trial; hepar.trial.new documents it.
function M.make(options)
  local o, message, code = design.read(options)
  if not o then return nil, message, code end
  if o.spec then o.pools = {} end
  return setmetatable(o, Class)
end

return M
