--- Priors from evidence: mixtures of normal distributions.
-- @module hepar.trial.prior

local effects = require("hepar.core").effects
local check = require "hepar.trial.check"

local M = {}

local PI = math.pi

--- What is known before the trial, as a mixture of normal distributions.
-- @type prior
-- @tfield table components list of `{weight, mean, sd}`
-- @tfield number mean of the mixture
-- @tfield number sd its standard deviation
-- @tfield string origin where it comes from
-- @tfield[opt] table tau `mean`, `sd`, `median` of the posterior of the heterogeneity
local Class = { __name = "hepar.prior" }
local methods = {}
Class.__index = methods
M.metatable = Class

--- Makes a prior of components, whose weights are brought to 1.
function M.make(components, origin)
  local sum, mean, square = 0, 0, 0
  for _, c in ipairs(components) do sum = sum + c.weight end
  for _, c in ipairs(components) do
    c.weight = c.weight / sum
    mean = mean + c.weight * c.mean
  end
  for _, c in ipairs(components) do
    square = square + c.weight * (c.sd ^ 2 + (c.mean - mean) ^ 2)
  end
  return setmetatable({ components = components, mean = mean, sd = math.sqrt(square),
    origin = origin }, Class)
end

local function itself(where, value)
  if getmetatable(value) ~= Class then
    check.fail(where, "expected a prior, got %s", check.show(value))
  end
  return value
end

-- Density, its derivative and second derivative.
local function density(self, x)
  local p, d, dd = 0, 0, 0
  for _, c in ipairs(self.components) do
    local z = (x - c.mean) / c.sd
    local f = c.weight * math.exp(-z * z / 2) / (c.sd * math.sqrt(2 * PI))
    p, d, dd = p + f, d - f * z / c.sd, dd + f * (z * z - 1) / c.sd ^ 2
  end
  return p, d, dd
end

local function probability(self, x)
  local p = 0
  for _, c in ipairs(self.components) do
    p = p + c.weight * effects.probability("normal", (x - c.mean) / c.sd)
  end
  return p
end

--- The density of the prior.
-- @function prior:density
-- @tparam number x where
-- @treturn number the density
-- @raise when x is no finite number
-- @usage hepar.trial.normal{mean = 0, sd = 1}:density(0)
function methods:density(x)
  local where = "hepar.trial.prior.density"
  itself(where, self)
  return (density(self, check.number(where, "x", x)))
end

--- The share of the prior below a value.
-- @function prior:probability
-- @tparam number x the value
-- @treturn number the share
-- @raise when x is no finite number
-- @usage hepar.trial.normal{mean = 0, sd = 1}:probability(1.96)
function methods:probability(x)
  local where = "hepar.trial.prior.probability"
  itself(where, self)
  return probability(self, check.number(where, "x", x))
end

--- The value below which a share of the prior lies.
-- @function prior:quantile
-- @tparam number p the share, above 0 and below 1
-- @treturn number the value
-- @raise when p is no share
-- @usage hepar.trial.normal{mean = 0, sd = 1}:quantile(0.975)
function methods:quantile(p)
  local where = "hepar.trial.prior.quantile"
  itself(where, self)
  check.number(where, "p", p, { above = 0, below = 1 })
  local low, high = math.huge, -math.huge
  for _, c in ipairs(self.components) do
    local q = c.mean + c.sd * effects.quantile("normal", p)
    low, high = math.min(low, q), math.max(high, q)
  end
  for _ = 1, 200 do
    local x = low + (high - low) / 2
    if x == low or x == high then break end
    if probability(self, x) < p then low = x else high = x end
  end
  return low + (high - low) / 2
end

--- Random numbers from the prior.
-- @function prior:sample
-- @tparam integer n how many
-- @tparam[opt] integer seed of the random numbers (1)
-- @treturn column the numbers
-- @raise when n or seed is no whole number
-- @usage #hepar.trial.normal{mean = 0, sd = 1}:sample(100)  --> 100
function methods:sample(n, seed)
  local where = "hepar.trial.prior.sample"
  itself(where, self)
  check.count(where, "n", n, { least = 1, most = 10000000 })
  seed = seed == nil and 1 or check.count(where, "seed", seed, { least = 0, most = 2 ^ 53 })
  local random = require "hepar.random"
  local u = random.new(seed, { purpose = "trial.prior.component" }):uniform(n)
  local z = random.new(seed, { purpose = "trial.prior.value" }):normal(n)
  local components = self.components
  for i = 1, n do
    local left, place = u[i], 1
    while place < #components and left > components[place].weight do
      left, place = left - components[place].weight, place + 1
    end
    z[i] = components[place].mean + components[place].sd * z[i]
  end
  return z
end

--- The same prior with a part that allows for a conflict of the new trial with it: Schmidli and
-- others, Biometrics 2014;70:1023.
-- @function prior:robust
-- @tparam table options `weight` of the new part (0.2), its `mean` (that of the prior) and `sd`
-- (needed: the standard deviation of one patient carries the information of one)
-- @treturn prior the mixture
-- @raise when an option is unknown, sd is missing, or a weight is no share
-- @usage hepar.trial.normal{mean = 0, sd = 1}:robust{weight = 0.2, sd = 10}
function methods:robust(options)
  local where = "hepar.trial.prior.robust"
  itself(where, self)
  local o = check.read(where, options, { weight = { "number", above = 0, below = 1,
    default = 0.2 }, mean = { "number", default = self.mean }, sd = { "number", above = 0,
    needed = true } }, "options")
  local parts = { { weight = o.weight, mean = o.mean, sd = o.sd } }
  for _, c in ipairs(self.components) do
    parts[#parts + 1] = { weight = c.weight * (1 - o.weight), mean = c.mean, sd = c.sd }
  end
  local new = M.make(parts, ("%s, robust with weight %g"):format(self.origin, o.weight))
  new.tau = self.tau
  return new
end

-- The mean of f(x, p, d, dd) over the prior, by Simpson's rule on pieces around every component.
local function expectation(self, f)
  local low, high, least = math.huge, -math.huge, math.huge
  for _, c in ipairs(self.components) do
    low, high = math.min(low, c.mean - 12 * c.sd), math.max(high, c.mean + 12 * c.sd)
    least = math.min(least, c.sd)
  end
  local pieces = math.min(20000, math.max(400, 2 * math.ceil((high - low) / least * 8)))
  local sum, h = 0, (high - low) / pieces
  for i = 0, pieces do
    local p, d, dd = density(self, low + i * h)
    local w = (i == 0 or i == pieces) and 1 or i % 2 == 1 and 4 or 2
    if p > 1e-300 then sum = sum + w * f(p, d, dd) end
  end
  return sum * h / 3
end

-- The place of the largest density.
local function mode(self)
  local best, top = self.mean, -1
  for _, c in ipairs(self.components) do
    local x = c.mean
    for _ = 1, 500 do -- the mean-shift climb of a mixture ends at a maximum
      local sum, weight = 0, 0
      for _, other in ipairs(self.components) do
        local z = (x - other.mean) / other.sd
        local w = other.weight * math.exp(-z * z / 2) / other.sd ^ 3
        sum, weight = sum + w * other.mean, weight + w
      end
      local step = sum / weight - x
      x = x + step
      if math.abs(step) < 1e-14 * (1 + math.abs(x)) then break end
    end
    local p = density(self, x)
    if p > top then best, top = x, p end
  end
  return best
end

--- How many patients the prior is worth. "elir": the expected local information ratio,
-- Neuenschwander and others, Biometrics 2020;76:578; "morita": the information at the mode over
-- that of one patient (Morita, Thall and Mueller, Biometrics 2008;64:595), which a robust part
-- hardly lowers; "moment": the variance of one patient over that of the prior.
-- @function prior:ess
-- @tparam table options `sd` of the outcome of one patient (needed), `method` ("elir")
-- @treturn number the effective sample size
-- @raise when an option is unknown or sd is missing
-- @usage hepar.trial.normal{mean = 0, sd = 1}:ess{sd = 5}  --> 25
function methods:ess(options)
  local where = "hepar.trial.prior.ess"
  itself(where, self)
  local o = check.read(where, options, { sd = { "number", above = 0, needed = true },
    method = { "word", words = { "elir", "morita", "moment" }, default = "elir" } }, "options")
  if o.method == "moment" then return (o.sd / self.sd) ^ 2 end
  if o.method == "morita" then
    local p, d, dd = density(self, mode(self))
    return o.sd ^ 2 * ((d / p) ^ 2 - dd / p)
  end
  return o.sd ^ 2 * expectation(self, function(p, d, dd) return d * d / p - dd end)
end

--- What is known after an estimate with a normal error.
-- @function prior:posterior
-- @tparam number estimate what the trial found
-- @tparam number se its standard error
-- @treturn prior the posterior mixture
-- @raise when estimate or se is no number
-- @usage hepar.trial.normal{mean = 0, sd = 1}:posterior(1, 1).mean  --> 0.5
function methods:posterior(estimate, se)
  local where = "hepar.trial.prior.posterior"
  itself(where, self)
  check.number(where, "estimate", estimate)
  check.number(where, "se", se, { above = 0 })
  local parts, top = {}, -math.huge
  for i, c in ipairs(self.components) do
    local v, e = c.sd ^ 2, se ^ 2
    local log = math.log(c.weight) - math.log(v + e) / 2 - (estimate - c.mean) ^ 2 / (v + e) / 2
    top = math.max(top, log)
    parts[i] = { weight = log, mean = (c.mean * e + estimate * v) / (v + e),
      sd = math.sqrt(v * e / (v + e)) }
  end
  for _, c in ipairs(parts) do c.weight = math.exp(c.weight - top) end
  return M.make(parts, self.origin .. ", after a trial")
end

-- What print shows.
function Class:__tostring()
  local text = ("Prior from %s: mean %.4g, SD %.4g, 95 %% of it from %.4g to %.4g"):format(
    self.origin, self.mean, self.sd, self:quantile(0.025), self:quantile(0.975))
  if self.tau then
    text = text .. ("\n  tau: median %.4g, mean %.4g"):format(self.tau.median, self.tau.mean)
  end
  return text
end

-- hepar.trial.normal
function M.normal(options)
  local where = "hepar.trial.normal"
  check.plain(where, "options", options)
  return M.of(where, "options", options)
end

--- A prior from a prior, a fit (its prediction of a new study, tau2 as estimated), or a table
-- {mean =, sd =}.
function M.of(where, name, value)
  if getmetatable(value) == Class then return value end
  if check.class(value) == "hepar.fit" then
    if value.p ~= 1 then
      check.fail(where, "%s must be a fit without moderators, it has %d coefficients", name,
        value.p)
    end
    return M.make({ { weight = 1, mean = value.beta[1],
      sd = math.sqrt(value.se[1] ^ 2 + value.tau2) } },
      ("the prediction of a new study (%d studies)"):format(value.k))
  end
  if type(value) == "table" and not check.class(value) then
    local o = check.read(where, value, { mean = { "number", needed = true },
      sd = { "number", above = 0, needed = true } }, name)
    return M.make({ { weight = 1, mean = o.mean, sd = o.sd } }, "a normal distribution")
  end
  check.fail(where, "%s must be a prior, a fit, or {mean =, sd =}, got %s", name,
    check.show(value))
end

--- Weights, means and standard deviations one after the other, and how many components.
function M.flat(self)
  local list = {}
  for _, c in ipairs(self.components) do
    list[#list + 1], list[#list + 2], list[#list + 3] = c.weight, c.mean, c.sd
  end
  return #self.components, list
end

local SHAPES = {
  half_normal = function(tau, scale) return math.exp(-(tau / scale) ^ 2 / 2) end,
  half_cauchy = function(tau, scale) return 1 / (1 + (tau / scale) ^ 2) end,
  uniform = function(tau, scale) return tau <= scale and 1 or 0 end,
}

-- Log of the marginal likelihood of tau under a flat mean; mean and variance of that mean.
local function marginal(yi, vi, tau)
  local sum, mean, log = 0, 0, 0
  for i = 1, #yi do
    local w = 1 / (vi[i] + tau * tau)
    sum, mean = sum + w, mean + w * yi[i]
  end
  mean = mean / sum
  for i = 1, #yi do
    local w = 1 / (vi[i] + tau * tau)
    log = log + math.log(w) / 2 - w * (yi[i] - mean) ^ 2 / 2
  end
  return log - math.log(sum) / 2, mean, 1 / sum
end

--- The meta-analytic predictive prior; hepar.trial.map documents it.
function M.map(fit, options)
  local where = "hepar.trial.map"
  if check.class(fit) ~= "hepar.fit" then
    check.fail(where, "fit must come from hepar.meta.fit, got %s", check.show(fit))
  elseif fit.p ~= 1 then
    check.fail(where, "fit must have no moderators, it has %d coefficients", fit.p)
  end
  local o = check.read(where, options, { scale = { "number", above = 0, needed = true },
    tau = { "word", words = { "half_normal", "half_cauchy", "uniform" },
    default = "half_normal" }, nodes = { "count", least = 20, most = 2000, default = 200 } },
    "options")
  if o.tau == "half_cauchy" and fit.k < 3 then
    check.fail(where, "a half_cauchy tau needs three studies or more, got %d", fit.k)
  end
  local yi, vi, shape = fit.yi, fit.vi, SHAPES[o.tau]
  -- nodes of tau by the middle rule on u = tau / (tau + scale), dense near 0 and reaching far
  local reach = o.tau == "uniform" and 0.5 or 1
  local parts, top = {}, -math.huge
  for i = 1, o.nodes do
    local u = (i - 0.5) / o.nodes * reach
    local tau = o.scale * u / (1 - u)
    local log, mean, v = marginal(yi, vi, tau)
    local p = shape(tau, o.scale)
    if p > 0 then
      log = log + math.log(p) - 2 * math.log(1 - u)
      top = math.max(top, log)
      parts[#parts + 1] = { weight = log, mean = mean, sd = math.sqrt(v + tau * tau), tau = tau }
    end
  end
  local kept, sum = {}, 0
  for _, c in ipairs(parts) do
    c.weight = math.exp(c.weight - top)
    sum = sum + c.weight
  end
  local tau = { mean = 0 }
  local below, square = 0, 0
  for _, c in ipairs(parts) do
    local w = c.weight / sum
    below, tau.mean, square = below + w, tau.mean + w * c.tau, square + w * c.tau ^ 2
    if not tau.median and below >= 0.5 then tau.median = c.tau end
    if w > 1e-12 then kept[#kept + 1] = { weight = w, mean = c.mean, sd = c.sd } end
  end
  tau.sd = math.sqrt(math.max(0, square - tau.mean ^ 2))
  local self = M.make(kept, ("%d studies (meta-analytic predictive, %s tau, scale %g)"):format(
    fit.k, (o.tau:gsub("_", "-")), o.scale))
  self.tau = tau
  return self
end

return M
