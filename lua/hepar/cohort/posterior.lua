-- The posterior of a calibration: where chains start, on which scale they move, what they say.
local chains_of = require("hepar.cohort.chains")
local check = require("hepar.util.check")
local core = require("hepar.core")
local identify = require("hepar.cohort.identify")
local linear = require("hepar.cohort.linear")
local predictor = require("hepar.cohort.predictor")
local random_of = require("hepar.random")
local values = require("hepar.model.values")

local M = {}

local WHERE = "hepar.cohort.calibrate"
local fail = check.fail

-- Chains only ask how probable a point is: errors small beside those of data do.
local COARSE = 1e-4
-- So many points around the best one tell how far chains step at first.
local CLOUD = 200

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

-- Chains move on the whole line: a parameter between two bounds as the logit of its place.
local function scale_of(problem)
  local scale, n = {}, #problem.free
  for j = 1, n do
    local low, high = problem.lower[j], problem.upper[j]
    if high - low < math.huge then scale[j] = { low = low, range = high - low } end
  end
  function scale.out(x)
    local z = {}
    for j = 1, n do
      local one = scale[j]
      local u = one and math.min(math.max((x[j] - one.low) / one.range, 1e-9), 1 - 1e-9)
      z[j] = one and math.log(u / (1 - u)) or x[j]
    end
    return z
  end
  -- The point, and the logarithm of the volume that a unit of the line has there.
  function scale.back(z)
    local x, volume = {}, 0.0
    for j = 1, n do
      local one = scale[j]
      if one then
        local u = 1 / (1 + math.exp(-z[j]))
        x[j] = one.low + one.range * u
        volume = volume + math.log(u) + math.log(1 - u)
      else
        x[j] = z[j]
      end
    end
    return x, volume
  end
  return scale
end

-- The covariance of some points.
local function covariance_of(points)
  local n, mean, out = #points[1], {}, {}
  for j = 1, n do
    mean[j] = 0
    for _, x in ipairs(points) do mean[j] = mean[j] + x[j] / #points end
  end
  for i = 1, n do
    out[i] = {}
    for j = 1, i do
      local sum = 0
      for _, x in ipairs(points) do sum = sum + (x[i] - mean[i]) * (x[j] - mean[j]) end
      out[i][j] = sum / (#points - 1)
      out[j][i] = out[i][j]
    end
  end
  return out
end

local function whole(options, name, absent, low, high)
  return values.whole(WHERE, options, name, absent, low, high)
end

-- The logarithm of the posterior at points of the line, up to a constant.
local function density_of(problem, scale)
  local n = #problem.free
  return function(points)
    local inside, places, out, volume = {}, {}, {}, {}
    for i, z in ipairs(points) do
      local x
      x, volume[i] = scale.back(z)
      local within = volume[i] > -math.huge
      for j = 1, n do
        within = within and x[j] >= problem.lower[j] and x[j] <= problem.upper[j]
      end
      out[i] = -math.huge
      if within then inside[#inside + 1], places[#places + 1] = x, i end
    end
    for k, sum in ipairs(#inside > 0 and problem.many(inside) or {}) do
      -- without an sd, that of the errors is integrated out under the prior 1 / sigma
      out[places[k]] = volume[places[k]]
        + (problem.known and -0.5 * sum or -0.5 * problem.count * math.log(sum))
    end
    return out
  end
end

-- Runs the chains of a calibration and writes what they say into it. options: seed, steps, warmup,
-- walkers, progress.
function M.sample(c, problem, best, covariance, factor, options)
  local n, steps = #problem.free, options.steps
  local warmup = whole(options, "warmup", steps // 2, 0, steps - 5)
  local ensemble = c.sampler == "ensemble"
  local walkers = ensemble and whole(options, "walkers", math.max(4 * n, 16), 2 * n, 10000)
    or whole(options, "walkers", 4, 2, 1000)
  if ensemble and walkers % 2 ~= 0 then
    fail(WHERE, "option walkers must be even, got %d", walkers)
  end
  -- what bounds and priors say keeps directions in range that the data leave open
  local scaled = identify.covariance(problem, best, math.sqrt(factor))
  if not scaled and covariance then
    scaled = {}
    for i = 1, n do
      scaled[i] = {}
      for j = 1, n do scaled[i][j] = covariance[i][j] * factor end
    end
  end
  local scale = scale_of(problem)
  local cloud = scatter(problem, best, scaled, math.max(walkers, CLOUD), options.seed)
  for i, x in ipairs(cloud) do cloud[i] = scale.out(x) end
  local starts = table.move(cloud, 1, walkers, 1, {})
  local density = density_of(problem, scale)
  local chains, taken
  predictor.accuracy(problem, COARSE)
  do
    local meter <close> = core.progress.new("moving chains", options.progress)
    local function watch(step)
      local going, message, code = meter:step(step, steps)
      if not going then error({ message = message, code = code }, 0) end
    end
    if ensemble then
      chains, taken = chains_of.ensemble(density, starts, steps, options.seed, watch)
    else
      chains, taken = chains_of.adaptive(density, starts, steps, options.seed,
        covariance_of(cloud), watch)
    end
  end
  predictor.accuracy(problem, predictor.FINE)
  for _, chain in ipairs(chains) do
    local before, point
    for step, z in ipairs(chain) do
      if z ~= before then before, point = z, scale.back(z) end
      chain[step] = point
    end
  end
  c.acceptance, c.warmup, c.steps, c.walkers = taken, warmup, steps, #chains
  c.posterior, c.traces, c.converged = {}, {}, true
  local tail = (100 - c.level) / 200
  local function natural(one, list)
    return one.log and list:map(function(v) return math.exp(v) end) or list
  end
  for j, one in ipairs(problem.free) do
    local after, row = {}, c.rows[j]
    c.traces[one.name] = {}
    for w, chain in ipairs(chains) do
      after[w] = {}
      for step = warmup + 1, steps do after[w][step - warmup] = chain[step][j] end
      c.traces[one.name][w] = natural(one, chains_of.flatten({ chain }, j, 0))
    end
    row.rhat, row.ess = chains_of.diagnose(after)
    local draws = natural(one, chains_of.flatten(chains, j, warmup))
    c.posterior[one.name] = draws
    row.mean, row.sd, row.median = draws:mean(), draws:sd(), draws:median()
    row.low, row.high = draws:quantile(tail), draws:quantile(1 - tail)
    row.shrinkage = identify.shrinkage(one, draws)
    c.converged = c.converged and row.rhat < 1.05
  end
  if not c.converged then
    c.notes[#c.notes + 1] = "chains disagree (R-hat of 1.05 or more): more steps"
  end
end

return M
