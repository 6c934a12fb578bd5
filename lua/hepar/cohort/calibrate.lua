--- Calibration: which values of parameters the data support.
-- @module hepar.cohort.calibrate

local chains_of = require("hepar.cohort.chains")
local check = require("hepar.util.check")
local core = require("hepar.core").sensitivity
local layout = require("hepar.evidence.layout")
local levenberg = require("hepar.cohort.levenberg")
local linear = require("hepar.cohort.linear")
local lists = require("hepar.model.lists")
local problem_of = require("hepar.cohort.problem")
local profile = require("hepar.cohort.profile")
local random_of = require("hepar.random")
local values = require("hepar.model.values")

local M = {}

local WHERE = "hepar.cohort.calibrate"
local fail, show = check.fail, check.show

local methods = { "local", "global", "mcmc" }
local common = { "data", "free", "method", "seed", "threads", "level", "iterations", "patients",
  "run_in" }
local own = { ["local"] = {}, global = { "population", "generations" },
  mcmc = { "sampler", "steps", "warmup", "walkers" } }

-- The hidden problem of a calibration.
local hidden = setmetatable({}, { __mode = "k" })

--- What a calibration found; prints itself.
-- @type calibration
-- @tfield string method "local", "global" or "mcmc"
-- @tfield boolean converged whether the search ended at a minimum (mcmc: every R-hat below 1.05)
-- @tfield table rows one for each free parameter, by name: `name`, `value`, `se`, `low`, `high`
-- (nil when the data do not determine it), `start`, `at_bound`; of mcmc also `mean`, `sd`,
-- `median`,
-- `rhat`, `ess`, and low and high are quantiles of the posterior
-- @tfield table values the best values by name, for `set` of `m:simulate`
-- @tfield number rss the weighted sum of squares, priors included
-- @tfield number sigma the residual standard deviation, where the data gave none
-- @tfield table correlation correlations of the estimates, by name and name; nil when singular
-- @tfield table sets one for each data set: `name`, `n`, `rss`, `observed`, `fitted`
-- @tfield table posterior of mcmc: columns of draws after the warm-up, by name
-- @tfield table traces of mcmc: a column for each walker or chain, by name
local class = {}

local meta = { __name = "hepar.calibration", __index = class }

--- Profile likelihoods: each parameter held at values around its estimate, the others fitted
-- anew; how far the fit bears it, and whether the data identify it (Raue et al. 2009).
-- @tparam[opt] table options `parameters` (list of names; all), `level` (95), `points` (30): at
-- most so many on each side, steps no longer than that part of the range
-- @treturn profiles rows `name`, `value`, `low`, `high`, `verdict`, `x` and `rise` (columns);
-- prints itself
-- @raise when a name is not that of a free parameter or an option is not of the kind described
-- @usage =calibration:profile()
function class:profile(options)
  local state = hidden[self]
  if not state then
    fail(WHERE .. ".profile", "expected a calibration, got %s", show(self))
  end
  return profile.run(self, state.problem, state.best, options)
end

local function text(value)
  return value and lists.number(value) or "–"
end

function meta.__tostring(c)
  local lines = { ("Calibration (%s) of %d parameters on %d values of %d data sets"):format(
    c.method == "mcmc" and "mcmc, " .. c.sampler or c.method, #c.rows, c.n, #c.sets),
    ("weighted sum of squares %s%s, %d evaluations, %s"):format(text(c.rss),
    c.sigma and ", residual SD " .. text(c.sigma) or "", c.evaluations,
    c.converged and "converged" or "NOT converged") }
  local header, rows = { "parameter", "value", "SE", c.level .. " % low", "high", "start" }, {}
  if c.method == "mcmc" then
    header = { "parameter", "median", "mean", "SD", c.level .. " % low", "high", "R-hat", "ESS" }
  end
  for i, row in ipairs(c.rows) do
    if c.method == "mcmc" then
      rows[i] = { row.name, text(row.median), text(row.mean), text(row.sd), text(row.low),
        text(row.high), ("%.3f"):format(row.rhat), ("%.0f"):format(row.ess) }
    else
      rows[i] = { row.name, text(row.value), text(row.se), text(row.low), text(row.high),
        text(row.start) .. (row.at_bound and " (at its bound)" or "") }
    end
  end
  for _, line in ipairs(layout.table(header, rows)) do lines[#lines + 1] = line end
  for _, note in ipairs(c.notes) do lines[#lines + 1] = "note: " .. note end
  lines[#lines + 1] = "next  c:profile()  c.values  c.sets  c.correlation"
  return table.concat(lines, "\n")
end

local function whole(options, name, absent, low, high)
  local value = options[name]
  if value == nil then return absent end
  value = values.count(WHERE, "option " .. name, value, low)
  if value > high then fail(WHERE, "option %s must be at most %d, got %d", name, high, value) end
  return value
end

-- Estimates, standard errors and intervals at the best point.
local function estimates(c, problem, best, level)
  local n, p = problem.count, #problem.free
  local covariance = linear.covariance(best.jacobian, p)
  c.rss = best.value
  local factor, quantile = 1, nil
  if problem.known then
    quantile = math.sqrt(core.chi2(level / 100, 1))
  elseif n > p then
    c.sigma = math.sqrt(best.value / (n - p))
    factor, quantile = c.sigma ^ 2, core.student(0.5 + level / 200, n - p)
  end
  if not covariance then
    c.notes[#c.notes + 1] = "the data do not determine all parameters together: c:profile() says "
      .. "which"
  elseif not quantile then
    c.notes[#c.notes + 1] = "as many parameters as values, and no sd: no standard errors"
  end
  local point = problem.natural(best.x)
  c.rows, c.values = {}, {}
  for j, one in ipairs(problem.free) do
    local row = { name = one.name, value = point[j], start = problem.natural(problem.start)[j],
      at_bound = best.x[j] <= one.lower or best.x[j] >= one.upper }
    c.values[one.name] = point[j]
    if covariance and quantile then
      local se = math.sqrt(covariance[j][j] * factor)
      row.se = one.log and se * point[j] or se
      row.low, row.high = best.x[j] - quantile * se, best.x[j] + quantile * se
      if one.log then row.low, row.high = math.exp(row.low), math.exp(row.high) end
    end
    c.rows[j] = row
  end
  if covariance then
    c.correlation = {}
    for i, a in ipairs(problem.free) do
      c.correlation[a.name] = {}
      for j, b in ipairs(problem.free) do
        c.correlation[a.name][b.name] = covariance[i][j]
          / math.sqrt(covariance[i][i] * covariance[j][j])
      end
    end
  end
  local predicted, place = problem.predicted(best.x), 0
  c.sets = {}
  for s, set in ipairs(problem.sets) do
    local row = { name = set.name, n = #set.values, rss = 0, observed = set.values, fitted = {} }
    for k = 1, #set.values do
      place = place + 1
      row.rss, row.fitted[k] = row.rss + best.r[place] ^ 2, predicted[s][k]
    end
    c.sets[s] = row
  end
  return covariance, factor
end

-- Where chains start: around the best point as its covariance says, inside the bounds.
local function scatter(problem, best, covariance, count, seed)
  local random, list, n = random_of.new(seed, { purpose = "walkers" }), {}, #best.x
  local factor = covariance and linear.cholesky(covariance)
  for w = 1, count do
    local x, inside = nil, false
    for try = 1, 200 do
      local z = {}
      for j = 1, n do z[j] = random:normal() end
      x, inside = {}, true
      for j = 1, n do
        local sum = 0
        for k = 1, factor and j or 0 do sum = sum + factor[j][k] * z[k] end
        if not factor then
          local range = problem.upper[j] - problem.lower[j]
          sum = (range < math.huge and 0.05 * range or 0.05 * math.max(math.abs(best.x[j]), 1e-3))
            * z[j]
        end
        x[j] = best.x[j] + sum * 0.98 ^ try
        inside = inside and x[j] > problem.lower[j] and x[j] < problem.upper[j]
      end
      if inside then break end
    end
    for j = 1, n do
      if not inside then
        local range = math.min(problem.upper[j] - problem.lower[j], 1)
        x[j] = math.min(math.max(best.x[j], problem.lower[j] + 1e-3 * range * random:uniform()),
          problem.upper[j] - 1e-3 * range * random:uniform())
      end
    end
    list[w] = x
  end
  return list
end

-- The chains, and what they say.
local function sample(c, problem, best, covariance, factor, options, seed)
  local n = #problem.free
  local steps = whole(options, "steps", 2000, 10, 10000000)
  local warmup = whole(options, "warmup", steps // 2, 0, steps - 5)
  local function log_density(points)
    local inside, places, out = {}, {}, {}
    for i, x in ipairs(points) do
      local within = true
      for j = 1, n do
        within = within and x[j] >= problem.lower[j] and x[j] <= problem.upper[j]
      end
      out[i] = -math.huge
      if within then inside[#inside + 1], places[#places + 1] = x, i end
    end
    for k, sum in ipairs(#inside > 0 and problem.many(inside) or {}) do
      -- without an sd, that of the errors is integrated out under the prior 1 / sigma
      out[places[k]] = problem.known and -0.5 * sum or -0.5 * problem.count * math.log(sum)
    end
    return out
  end
  local scaled
  if covariance then
    scaled = {}
    for i = 1, n do
      scaled[i] = {}
      for j = 1, n do scaled[i][j] = covariance[i][j] * factor end
    end
  end
  local chains, taken
  if c.sampler == "ensemble" then
    local walkers = whole(options, "walkers", math.max(4 * n, 16), 2 * n, 10000)
    if walkers % 2 ~= 0 then fail(WHERE, "option walkers must be even, got %d", walkers) end
    chains, taken = chains_of.ensemble(log_density, scatter(problem, best, scaled, walkers, seed),
      steps, seed)
  else
    local walkers = whole(options, "walkers", 4, 2, 1000)
    if not scaled then
      scaled = {}
      for i = 1, n do
        scaled[i] = {}
        local range = problem.upper[i] - problem.lower[i]
        for j = 1, n do
          scaled[i][j] = i == j and (range < math.huge and 0.05 * range
            or 0.05 * math.max(math.abs(best.x[i]), 1e-3)) ^ 2 or 0
        end
      end
    end
    chains, taken = chains_of.adaptive(log_density, scatter(problem, best, scaled, walkers, seed),
      steps, seed, scaled)
  end
  c.acceptance, c.warmup, c.steps, c.walkers = taken, warmup, steps, #chains
  c.posterior, c.traces, c.converged = {}, {}, true
  local tail = (100 - c.level) / 200
  for j, one in ipairs(problem.free) do
    local after, row = {}, c.rows[j]
    c.traces[one.name] = {}
    for w, chain in ipairs(chains) do
      after[w] = {}
      for step = warmup + 1, steps do after[w][step - warmup] = chain[step][j] end
      local trace = chains_of.flatten({ chain }, j, 0)
      c.traces[one.name][w] = one.log and trace:map(math.exp) or trace
    end
    row.rhat, row.ess = chains_of.diagnose(after)
    local draws = chains_of.flatten(chains, j, warmup)
    if one.log then draws = draws:map(math.exp) end
    c.posterior[one.name] = draws
    row.mean, row.sd, row.median = draws:mean(), draws:sd(), draws:median()
    row.low, row.high = draws:quantile(tail), draws:quantile(1 - tail)
    c.converged = c.converged and row.rhat < 1.05
  end
  if not c.converged then
    c.notes[#c.notes + 1] = "chains disagree (R-hat of 1.05 or more): more steps"
  end
end

-- The search itself; errors of the solver come out as tables.
local function calibrate(target, options)
  local method = options.method or "local"
  local level = options.level == nil and 95 or values.number(WHERE, "option level", options.level,
    50, 99.99)
  local seed = whole(options, "seed", 1, math.mininteger, math.maxinteger)
  whole(options, "threads", 1, 0, 1024)
  local sampler = options.sampler or "ensemble"
  if sampler ~= "ensemble" and sampler ~= "metropolis" then
    fail(WHERE, "option sampler must be one of ensemble, metropolis, got %s%s", show(sampler),
      type(sampler) == "string" and check.suggest(sampler, { "ensemble", "metropolis" }) or "")
  end
  local problem = problem_of.make(target, options)
  local c = { method = method, level = level, seed = seed, n = problem.count,
    notes = problem.notes }
  local start = problem.start
  if method == "global" then
    for j, one in ipairs(problem.free) do
      if problem.upper[j] - problem.lower[j] == math.huge then
        fail(WHERE, "option free.%s needs bounds {start, low, high} for a global search", one.name)
      end
    end
    start = levenberg.evolve(problem, random_of.new(seed, { purpose = "evolution" }),
      { population = whole(options, "population", nil, 4, 100000),
        generations = whole(options, "generations", 200, 1, 1000000) })
  end
  local best, message = levenberg.minimise(problem, start,
    { iterations = whole(options, "iterations", 200, 1, 1000000) })
  if not best then return nil, WHERE .. ": " .. message, "range" end
  c.converged, c.iterations = best.converged, best.iterations
  c.derivatives = problem.forward and "forward" or "differences"
  local covariance, factor = estimates(c, problem, best, level)
  if method == "mcmc" then
    c.sampler = sampler
    sample(c, problem, best, covariance, factor, options, seed)
  end
  c.evaluations = problem.evaluations
  setmetatable(c, meta)
  hidden[c] = { problem = problem, best = best }
  return c
end

--- The calibration; documented as hepar.cohort.calibrate.
function M.run(target, options)
  values.table(WHERE, "options", options, "{data = {…}, free = {k = {0.1, 0.01, 1}}}")
  local method = options.method == nil and "local" or options.method
  local known = table.move(common, 1, #common, 1, {})
  if type(method) ~= "string" or not own[method] then
    fail(WHERE, "option method must be one of %s, got %s%s", table.concat(methods, ", "),
      show(method), type(method) == "string" and check.suggest(method, methods) or "")
  end
  table.move(own[method], 1, #own[method], #known + 1, known)
  check.given(WHERE, options, known)
  local ok, c, message, code = pcall(calibrate, target, options)
  if ok then return c, message, code end
  if type(c) == "table" and c.message then return nil, c.message, c.code end
  error(c, 0)
end

return M
