-- Markov chains over a posterior, many walkers at once, and what the chains say of themselves.
local column = require("hepar.column")
local linear = require("hepar.cohort.linear")
local random_of = require("hepar.random")

local M = {}

--- Affine-invariant ensemble: stretch moves of Goodman and Weare, Comm App Math Comp Sci
-- 2010;5:65-80, one half of the walkers moved by the other. log_density(points) -> list.
-- Gives chains[walker][step] = point, and the share of moves taken. watch(step) is called before
-- each step and may raise.
function M.ensemble(log_density, walkers, steps, seed, watch)
  local n, count = #walkers[1], #walkers
  local random = random_of.new(seed, { purpose = "ensemble" })
  local density, half = log_density(walkers), count // 2
  local chains, taken = {}, 0
  for w = 1, count do chains[w] = {} end
  for step = 1, steps do
    watch(step - 1)
    for side = 0, 1 do
      local first, last = side == 0 and 1 or half + 1, side == 0 and half or count
      local others, offset = side == 0 and count - half or half, side == 0 and half or 0
      local trials, stretches = {}, {}
      for w = first, last do
        local other = walkers[offset + random:integer(1, others)]
        local z = (1 + random:uniform()) ^ 2 / 2 -- density 1 / sqrt(z) from 1/2 to 2
        local trial = {}
        for j = 1, n do trial[j] = other[j] + z * (walkers[w][j] - other[j]) end
        trials[#trials + 1], stretches[#stretches + 1] = trial, z
      end
      local tried = log_density(trials)
      for k, trial in ipairs(trials) do
        local w = first + k - 1
        if math.log(random:uniform()) < (n - 1) * math.log(stretches[k]) + tried[k] - density[w]
        then
          walkers[w], density[w], taken = trial, tried[k], taken + 1
        end
      end
    end
    for w = 1, count do chains[w][step] = walkers[w] end
  end
  return chains, taken / (count * steps)
end

--- Adaptive Metropolis: Haario, Saksman and Tamminen, Bernoulli 2001;7:223-242. The covariance of
-- what all chains together have seen (Craiu, Rosenthal and Yang, JASA 2009;104:1454-1466), times
-- 2.38^2 / n, proposes the next step of each.
function M.adaptive(log_density, starts, steps, seed, covariance, watch)
  local n, count = #starts[1], #starts
  local random = random_of.new(seed, { purpose = "metropolis" })
  local chains, mean, spread, seen, taken = {}, {}, {}, 0, 0
  local density = log_density(starts)
  local factor = linear.cholesky(covariance)
  for c = 1, count do chains[c] = {} end
  for i = 1, n do
    mean[i], spread[i] = 0.0, {}
    for j = 1, n do spread[i][j] = 0.0 end
  end
  local scale, learning = 2.38 / math.sqrt(n), math.max(20, 10 * n)
  for step = 1, steps do
    watch(step - 1)
    local trials = {}
    for c = 1, count do
      local z, trial = {}, {}
      for j = 1, n do z[j] = random:normal() end
      for i = 1, n do
        local sum = 0
        for j = 1, i do sum = sum + factor[i][j] * z[j] end
        trial[i] = starts[c][i] + scale * sum
      end
      trials[c] = trial
    end
    local tried = log_density(trials)
    for c = 1, count do
      if math.log(random:uniform()) < tried[c] - density[c] then
        starts[c], density[c], taken = trials[c], tried[c], taken + 1
      end
      chains[c][step] = starts[c]
      seen = seen + 1
      local x, before = starts[c], table.move(mean, 1, n, 1, {})
      for i = 1, n do mean[i] = mean[i] + (x[i] - mean[i]) / seen end
      for i = 1, n do
        for j = 1, n do spread[i][j] = spread[i][j] + (x[i] - before[i]) * (x[j] - mean[j]) end
      end
    end
    if seen >= learning and step % 10 == 0 then
      local now = {}
      for i = 1, n do
        now[i] = {}
        for j = 1, n do now[i][j] = 0.95 * spread[i][j] / seen + 0.05 * covariance[i][j] end
      end
      factor = linear.cholesky(now) or factor
    end
  end
  return chains, taken / (count * steps)
end

local function moments(list)
  local mean, variance = 0, 0
  for i = 1, #list do mean = mean + list[i] end
  mean = mean / #list
  for i = 1, #list do variance = variance + (list[i] - mean) ^ 2 end
  return mean, variance / (#list - 1)
end

--- Split R-hat and effective sample size of one quantity: Gelman et al., Bayesian Data Analysis,
-- 3rd edition 2013, sections 11.4 and 11.5 (Geyer's initial monotone sequence). lists: one a chain.
function M.diagnose(lists)
  local halves = {}
  for _, list in ipairs(lists) do
    local half = #list // 2
    halves[#halves + 1] = table.move(list, 1, half, 1, {})
    halves[#halves + 1] = table.move(list, #list - half + 1, #list, 1, {})
  end
  local m, n, means, within = #halves, #halves[1], {}, 0
  for c, list in ipairs(halves) do
    local mean, variance = moments(list)
    means[c], within = mean, within + variance / m
  end
  local _, between = moments(means)
  local total = (n - 1) / n * within + between
  if within <= 0 or within ~= within then return 0 / 0, 0 / 0 end
  local function rho(lag)
    local sum = 0
    for c, list in ipairs(halves) do
      local part = 0
      for i = 1, n - lag do part = part + (list[i] - means[c]) * (list[i + lag] - means[c]) end
      sum = sum + part / n
    end
    return 1 - (within - sum / m) / total
  end
  local tau, before = -1, math.huge
  for lag = 0, n - 2, 2 do
    local pair = math.min(rho(lag) + rho(lag + 1), before)
    if pair <= 0 then break end
    tau, before = tau + 2 * pair, pair
  end
  local effective = m * n / math.max(tau, 1e-12)
  return math.sqrt(total / within), math.min(effective, m * n * math.log(m * n, 10))
end

--- The values of one parameter in all chains after `skip` steps, as one column.
function M.flatten(chains, j, skip)
  local list = {}
  for _, chain in ipairs(chains) do
    for step = skip + 1, #chain do list[#list + 1] = chain[step][j] end
  end
  return column(list)
end

return M
