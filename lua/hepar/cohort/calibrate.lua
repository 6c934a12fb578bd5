--- Calibration: which values of parameters the data support.
-- @module hepar.cohort.calibrate

local check = require("hepar.util.check")
local column = require("hepar.column")
local core_of = require("hepar.core")
local identify = require("hepar.cohort.identify")
local layout = require("hepar.evidence.layout")
local levenberg = require("hepar.cohort.levenberg")
local linear = require("hepar.cohort.linear")
local lists = require("hepar.model.lists")
local posterior = require("hepar.cohort.posterior")
local problem_of = require("hepar.cohort.problem")
local profile = require("hepar.cohort.profile")
local random_of = require("hepar.random")
local values = require("hepar.model.values")

local M = {}

local core, optimise = core_of.sensitivity, core_of.optimise
local WHERE = "hepar.cohort.calibrate"
local fail, show = check.fail, check.show

local methods = { "local", "global", "mcmc" }
local common = { "data", "free", "method", "seed", "threads", "level", "iterations", "patients",
  "run_in", "progress" }
local own = { ["local"] = {}, global = { "optimiser", "population", "generations",
  "algorithm", "evaluations" },
  mcmc = { "sampler", "steps", "warmup", "walkers" } }

-- The hidden problem of a calibration.
local hidden = setmetatable({}, { __mode = "k" })

--- What a calibration found; prints itself.
-- @type calibration
-- @tfield string method "local", "global" or "mcmc"
-- @tfield boolean converged whether the search ended at a minimum (mcmc: every R-hat below 1.05)
-- @tfield table rows one for each free parameter, by name: `name`, `value`, `se`, `low`, `high`
-- (nil when the data do not determine it), `start`, `at_bound`; of mcmc also `mean`, `sd`,
-- `median`, `rhat`, `ess`, `shrinkage` (1 - SD / SD of the prior, on the scale that is searched;
-- nil without bounds), and low and high are quantiles of the posterior
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

--- Draws the chains of a posterior (method "mcmc"): `hepar.plot.traces`, `hepar.plot.posterior` or
-- `hepar.plot.pairs`.
-- @tparam[opt] table options `figure` ("posterior", "traces", "pairs") and those of the figure
-- @treturn figure the figure
-- @raise when there is no posterior or an option is not of the kind described
-- @usage calibration:plot{figure = "traces"}:save("traces.svg")
function class:plot(options)
  local where = WHERE .. ".plot"
  if not hidden[self] then fail(where, "expected a calibration, got %s", show(self)) end
  local rest = {}
  for name, value in pairs(options == nil and {} or values.table(where, "options", options,
    '{figure = "traces"}')) do
    rest[name] = value
  end
  local figure = rest.figure == nil and "posterior" or rest.figure
  rest.figure = nil
  local words = { "posterior", "traces", "pairs" }
  if type(figure) ~= "string" or not table.concat(words, " "):find(figure, 1, true)
    or not require("hepar.plot.chains")[figure] then
    fail(where, "option figure must be one of %s, got %s%s", table.concat(words, ", "),
      show(figure), type(figure) == "string" and check.suggest(figure, words) or "")
  end
  return require("hepar.plot.chains")[figure](self, rest)
end

--- The problem behind a calibration and its best point.
function M.state_of(calibration) return hidden[calibration] end

--- Which combinations of the parameters the data determine, and which not: eigenvectors of the
-- posterior covariance (of "mcmc") or of the information of the data at the best point, with
-- parameters in units of the standard deviation that their prior, or a flat one between their
-- bounds, has.
-- @treturn combinations rows, the best determined first; prints itself
-- @raise when a parameter has neither bounds nor a prior
-- @usage =calibration:combinations()
function class:combinations()
  local state = hidden[self]
  if not state then
    fail(WHERE .. ".combinations", "expected a calibration, got %s", show(self))
  end
  return identify.run(self, state.problem, state.best)
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
    header = { "parameter", "median", "SD", c.level .. " % low", "high", "shrinkage", "R-hat",
      "ESS" }
  end
  for i, row in ipairs(c.rows) do
    if c.method == "mcmc" then
      rows[i] = { row.name, text(row.median), text(row.sd), text(row.low), text(row.high),
        row.shrinkage and ("%.2f"):format(row.shrinkage) or "–", ("%.3f"):format(row.rhat),
        ("%.0f"):format(row.ess) }
    else
      rows[i] = { row.name, text(row.value), text(row.se), text(row.low), text(row.high),
        text(row.start) .. (row.at_bound and " (at its bound)" or "") }
    end
  end
  for _, line in ipairs(layout.table(header, rows)) do lines[#lines + 1] = line end
  for _, note in ipairs(c.notes) do lines[#lines + 1] = "note: " .. note end
  lines[#lines + 1] = "next  c:profile()  c:combinations()  c.values  c.sets"
    .. (c.posterior and "  c:plot()" or "  c.correlation")
  return table.concat(lines, "\n")
end

local function whole(options, name, absent, low, high)
  return values.whole(WHERE, options, name, absent, low, high)
end

-- One of some words, the first unless the options say otherwise.
local function one_of(options, name, words)
  return values.word(WHERE, "option " .. name, options[name], words, words[1])
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

-- A global search: the place where the local one starts; or nil, message, code.
local function search(problem, options, seed)
  local optimiser = one_of(options, "optimiser", { "differential_evolution", "nlopt" })
  local evolution = optimiser == "differential_evolution"
  for _, name in ipairs(evolution and { "algorithm", "evaluations" }
    or { "population", "generations" }) do
    if options[name] ~= nil then
      fail(WHERE, 'option %s does not go with optimiser = "%s"', name, optimiser)
    end
  end
  local meter <close> = core_of.progress.new("searching", options.progress == true)
  local function watch(done, all)
    local going, message, code = meter:step(math.min(done, all), all)
    if not going then error({ message = message, code = code }, 0) end
  end
  if evolution then
    return (levenberg.evolve(problem, random_of.new(seed, { purpose = "evolution" }),
      { population = whole(options, "population", nil, 4, 100000), watch = watch,
        generations = whole(options, "generations", 200, 1, 1000000) }))
  end
  local algorithm = one_of(options, "algorithm", { "crs", "direct", "isres", "esch" })
  local evaluations = whole(options, "evaluations", 5000, 10, 1000000000)
  if not optimise.there() then
    return nil, WHERE .. ": this build is without NLopt; optimiser = \"differential_evolution\" "
      .. "is always there", "not_found"
  end
  local done = 0
  local best, message, code = optimise.run(function(x)
    done = done + 1
    watch(done, evaluations)
    return math.min(problem.many { x }[1], 1e100)
  end, { algorithm = algorithm, lower = column(problem.lower), upper = column(problem.upper),
    start = column(problem.start), seed = seed, evaluations = evaluations })
  if not best then return nil, message, code end
  return table.move(best, 1, #best, 1, {})
end

-- The search itself; errors of the solver come out as tables.
local function calibrate(target, options)
  local method = options.method or "local"
  local level = options.level == nil and 95 or values.number(WHERE, "option level", options.level,
    50, 99.99)
  local seed = whole(options, "seed", 1, math.mininteger, math.maxinteger)
  whole(options, "threads", 1, 0, 1024)
  local sampler = one_of(options, "sampler", { "ensemble", "metropolis" })
  if options.progress ~= nil and type(options.progress) ~= "boolean" then
    fail(WHERE, "option progress must be a boolean, got %s", show(options.progress))
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
    local message, code
    start, message, code = search(problem, options, seed)
    if not start then return nil, message, code end
  end
  local best, message = levenberg.minimise(problem, start,
    { iterations = whole(options, "iterations", 200, 1, 1000000) })
  if not best then return nil, WHERE .. ": " .. message, "range" end
  c.converged, c.iterations = best.converged, best.iterations
  c.derivatives = problem.forward and "forward" or "differences"
  local covariance, factor = estimates(c, problem, best, level)
  if method == "mcmc" then
    c.sampler = sampler
    posterior.sample(c, problem, best, covariance, factor, { seed = seed,
      steps = whole(options, "steps", 2000, 10, 10000000), warmup = options.warmup,
      walkers = options.walkers, progress = options.progress or false })
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
