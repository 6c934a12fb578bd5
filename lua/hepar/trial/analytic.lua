--- Power and sample size by formula.
-- @module hepar.trial.analytic

local core = require("hepar.core").trial
local effects = require("hepar.core").effects
local check = require "hepar.trial.check"
local sequential = require "hepar.trial.sequential"

local M = {}

local CLAIMS = { superiority = 0, non_inferiority = 1, equivalence = 2 }
local CLAIM_WORDS = { "superiority", "non_inferiority", "equivalence" }
local MOST = 1e9

local function quantile(p) return effects.quantile("normal", p) end
local function probability(z) return effects.probability("normal", z) end

--- A sample size or a power by formula: what means, proportions and survival return. It also holds
-- every option of the call, with its default.
-- @type planned
-- @tfield integer n patients in all
-- @tfield integer n1 patients in the control arm
-- @tfield integer n2 patients in the treated arm
-- @tfield number exact_n the size before rounding up, in both arms
-- @tfield number power with n patients
-- @tfield string method the test and where the formula comes from
-- @tfield[opt] number events survival: events needed
-- @tfield[opt] number event_probability survival: share of patients that will have an event
-- @tfield[opt] number difference means: of the arms
-- @tfield[opt] boundaries boundaries the group-sequential design
local Class = { __name = "hepar.planned", __index = {} }
M.metatable = Class

-- What print shows.
function Class:__tostring()
  local lines = { self.method, ("  %d patients (%d control, %d treated), power %.4f, alpha %g " ..
    "%s-sided"):format(self.n, self.n1, self.n2, self.power, self.alpha,
    self.sided == 1 and "one" or "two") }
  if self.claim ~= "superiority" then
    lines[1] = lines[1] .. "; " .. self.claim:gsub("_", "-") .. (", margin %g"):format(self.margin)
  end
  if self.events then
    lines[#lines + 1] = ("  %d events%s"):format(math.ceil(self.events - 1e-9),
      self.event_probability and (", in %.1f %% of the patients"):format(100 *
      self.event_probability) or "")
  end
  if self.boundaries then
    lines[#lines + 1] = ("  %d looks; the size is %.4f times that without interim looks"):format(
      self.boundaries.looks, self.boundaries.inflation)
  end
  return table.concat(lines, "\n")
end

-- Options that every formula takes.
local function rules(more)
  more.n, more.power = { "number", least = 2, most = MOST }, check.power
  more.ratio = { "number", above = 0, most = 1000, default = 1 }
  more.alpha, more.sided = check.alpha, check.sided
  more.claim = { "word", words = CLAIM_WORDS, default = "superiority" }
  more.margin, more.boundaries = { "number", above = 0 }, { "any" }
  return more
end

-- Reads them, with alpha, sides and power of a group-sequential design.
local function read(where, options, known)
  local o = check.read(where, options, known)
  if o.boundaries ~= nil then
    if getmetatable(o.boundaries) ~= sequential.metatable then
      check.fail(where, "boundaries must come from hepar.trial.sequential, got %s",
        check.show(o.boundaries))
    end
    for _, name in ipairs { "alpha", "sided", "power", "n" } do
      if o[name] ~= nil then
        check.fail(where, "%s comes from the boundaries: leave it out", name)
      end
    end
    o.alpha, o.sided, o.power = o.boundaries.alpha, o.boundaries.sided, o.boundaries.power
  end
  o.sided = o.sided or (o.claim == "superiority" and 2 or 1)
  o.alpha = o.alpha or (o.sided == 2 and 0.05 or 0.025)
  if o.claim == "superiority" and o.margin ~= nil then
    check.fail(where, "margin does not belong to superiority")
  elseif o.claim ~= "superiority" then
    if o.margin == nil then check.fail(where, "margin is missing") end
    if o.sided == 2 then
      check.fail(where, "%s is tested with sided = 1", (o.claim:gsub("_", "-")))
    end
  end
  return o
end

-- Both arms of a total.
local function arms(n, ratio) return n / (1 + ratio), n * ratio / (1 + ratio) end

-- The root of a rising function by halving.
local function rising(f, low, high)
  for _ = 1, 200 do
    local middle = (low + high) / 2
    if middle == low or middle == high then break end
    if f(middle) < 0 then low = middle else high = middle end
  end
  return (low + high) / 2
end

-- The least total with which `power_of(n1, n2)` reaches the power wanted; nil, message, code when
-- no size does.
local function solve_n(where, o, power_of, least)
  local function gap(n) return power_of(arms(n, o.ratio)) - o.power end
  local high = least
  while gap(high) < 0 do
    high = high * 2
    if high > MOST then
      return nil, where .. ": no number of patients up to 10^9 gives that power", "range"
    end
  end
  local n = gap(least) >= 0 and least or rising(gap, least, high)
  if o.boundaries then n = n * o.boundaries.inflation end
  return n
end

-- Sizes and power into the result.
local function finish(where, o, power_of, least, method)
  if (o.n == nil) == (o.power == nil) then
    check.fail(where, "give either n or power, and the other one is computed")
  end
  local result = {}
  for key, value in pairs(o) do result[key] = value end
  if o.power then
    local n, message, code = solve_n(where, o, power_of, least)
    if not n then return nil, message, code end
    result.exact_n = n
    local n1, n2 = arms(n, o.ratio)
    result.n1, result.n2 = math.ceil(n1 - 1e-7), math.ceil(n2 - 1e-7)
    result.power = o.boundaries and o.power or power_of(result.n1, result.n2)
  else
    local n1, n2 = arms(o.n, o.ratio)
    if o.n < least then check.fail(where, "n must be at least %g, got %g", least, o.n) end
    result.exact_n, result.n1, result.n2 = o.n, math.floor(n1 + 0.5), math.floor(n2 + 0.5)
    result.power = power_of(n1, n2)
  end
  result.n = result.n1 + result.n2
  result.method = method
  return setmetatable(result, Class)
end

local MEANS = rules { difference = { "number" }, sd = { "number", above = 0, needed = true },
  correlation = { "number", above = -1, below = 1 }, covariates = { "count", least = 1,
  most = 100 } }

-- hepar.trial.means
function M.means(options)
  local where = "hepar.trial.means"
  local o = read(where, options, MEANS)
  local lost = o.covariates or (o.correlation and 1 or 0)
  local sd = o.sd * math.sqrt(1 - (o.correlation or 0) ^ 2)
  local function power(n1, n2, difference)
    return assert(core.power_means { claim = CLAIMS[o.claim], n1 = n1, n2 = n2,
      difference = o.claim == "superiority" and math.abs(difference) or difference, sd = sd,
      margin = o.margin, alpha = o.alpha, sided = o.sided, lost = lost })
  end
  local least = math.max(4 + lost, (1 + o.ratio) / math.min(1, o.ratio))
  local method = lost > 0 and "Analysis of covariance of two means (noncentral t)"
    or "t test of two means (noncentral t)"
  if o.claim == "equivalence" then
    method = "Two one-sided t tests of two means (exact)"
  end
  if o.difference == nil then
    if o.claim ~= "superiority" then
      o.difference = 0
    elseif not (o.n and o.power) then
      check.fail(where, "difference is missing; or give both n and power to find it")
    else
      if o.n < least then check.fail(where, "n must be at least %g, got %g", least, o.n) end
      local n1, n2 = arms(o.n, o.ratio)
      o.difference = rising(function(d) return power(n1, n2, d) - o.power end, 0,
        sd * math.sqrt(1 / n1 + 1 / n2) * 1000)
      o.power = nil
    end
  end
  return finish(where, o, function(n1, n2) return power(n1, n2, o.difference) end, least, method)
end

local TESTS = { "normal", "corrected", "arcsine", "unpooled", "fisher" }
local PROPORTIONS = rules { p1 = { "number", above = 0, below = 1, needed = true },
  p2 = { "number", above = 0, below = 1, needed = true },
  test = { "word", words = TESTS }, better = { "word", words = { "higher", "lower" },
  default = "higher" } }

-- Power of two proportions by the normal approximation, as stats::power.prop.test has it.
local function normal_power(o, n1, n2)
  local d = math.abs(o.p2 - o.p1)
  local pooled = (n1 * o.p1 + n2 * o.p2) / (n1 + n2)
  local null = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
  local other = math.sqrt(o.p1 * (1 - o.p1) / n1 + o.p2 * (1 - o.p2) / n2)
  if o.test == "unpooled" then null = other end
  return probability((d + quantile(o.alpha / o.sided) * null) / other)
end

local powers = { normal = normal_power, unpooled = normal_power }

-- The continuity correction of Casagrande, Pike and Smith for any ratio: Fleiss, Tytun and Ury.
function powers.corrected(o, n1, n2)
  local a = (o.ratio + 1) / (2 * o.ratio * math.abs(o.p2 - o.p1))
  if n1 <= a then return 0 end
  local n = n1 - 2 * a + a * a / n1
  return normal_power(o, n, n * n2 / n1)
end

function powers.arcsine(o, n1, n2)
  local h = math.abs(2 * math.asin(math.sqrt(o.p2)) - 2 * math.asin(math.sqrt(o.p1)))
  local z, c = h / math.sqrt(1 / n1 + 1 / n2), quantile(o.alpha / o.sided)
  return probability(z + c) + (o.sided == 2 and probability(c - z) or 0)
end

function powers.fisher(o, n1, n2)
  local p1, p2 = o.p1, o.p2
  if p2 < p1 then p1, p2 = 1 - p1, 1 - p2 end
  return assert(core.power_fisher(math.floor(n1 + 0.5), math.floor(n2 + 0.5), p1, p2, o.alpha,
    o.sided))
end

-- Non-inferiority and equivalence, with the variance of the alternative.
local function margin_power(o, n1, n2)
  local d = (o.p2 - o.p1) * (o.better == "lower" and -1 or 1)
  local se = math.sqrt(o.p1 * (1 - o.p1) / n1 + o.p2 * (1 - o.p2) / n2)
  local c = quantile(o.alpha)
  if o.claim == "non_inferiority" then return probability((d + o.margin) / se + c) end
  return math.max(0, probability((o.margin - d) / se + c) + probability((o.margin + d) / se + c)
    - 1)
end

local LABELS = {
  normal = "Chi-squared test of two proportions (normal approximation)",
  corrected = "Chi-squared test of two proportions with continuity correction (Fleiss 1980)",
  arcsine = "Two proportions after the arcsine transformation (Cohen 1988)",
  unpooled = "Two proportions with unpooled variance (normal approximation)",
  fisher = "Fisher's exact test of two proportions (all tables counted)",
}

-- The least total for Fisher's test: its power is a saw, so sizes are tried one after the other.
local function fisher_size(where, o)
  local start = solve_n(where, o, function(a, b) return normal_power(o, a, b) end, 4)
  if not start then return nil, where .. ": no number of patients gives that power", "range" end
  local n1 = math.max(1, math.floor(start / (1 + o.ratio) * 0.95))
  while true do
    local n2 = math.max(1, math.ceil(n1 * o.ratio - 1e-9))
    if n1 + n2 > 4000 then
      return nil, where .. ": Fisher's test is solved up to 4000 patients; take " ..
        'test = "corrected"', "range"
    end
    if powers.fisher(o, n1, n2) >= o.power then return n1, n2 end
    n1 = n1 + 1
  end
end

-- hepar.trial.proportions
function M.proportions(options)
  local where = "hepar.trial.proportions"
  local o = read(where, options, PROPORTIONS)
  if o.claim ~= "superiority" then
    if o.test and o.test ~= "unpooled" then
      check.fail(where, 'a margin is tested with test = "unpooled", not "%s"', o.test)
    end
    o.test = "unpooled"
    return finish(where, o, function(a, b) return margin_power(o, a, b) end, 2, LABELS.unpooled)
  end
  o.test = o.test or "normal"
  if o.p1 == o.p2 and (o.power or o.test == "corrected") then
    check.fail(where, "p1 and p2 must differ, got %g twice", o.p1)
  end
  local power_of = powers[o.test]
  if o.test ~= "fisher" then
    return finish(where, o, function(a, b) return power_of(o, a, b) end, 2, LABELS[o.test])
  end
  if o.boundaries then check.fail(where, "Fisher's test takes no boundaries") end
  if o.n and o.n > 4000 then
    check.fail(where, "Fisher's test is solved up to 4000 patients, got %g", o.n)
  end
  if o.power and o.n == nil then
    local n1, n2, code = fisher_size(where, o)
    if not n1 then return nil, n2, code end
    o.n, o.power = n1 + n2, nil
    local result = finish(where, o, function() return powers.fisher(o, n1, n2) end, 2,
      LABELS.fisher)
    result.n1, result.n2, result.n = n1, n2, n1 + n2
    return result
  end
  return finish(where, o, function(a, b) return power_of(o, a, b) end, 2, LABELS.fisher)
end

local SURVIVAL = rules { hazard_ratio = { "number", above = 0, needed = true },
  method = { "word", words = { "schoenfeld", "freedman" }, default = "schoenfeld" },
  hazard = { "number", above = 0 }, median = { "number", above = 0 },
  accrual = { "number", least = 0 }, follow_up = { "number", least = 0 },
  dropout_hazard = { "number", least = 0, default = 0 }, events = { "number", above = 0 } }

--- The chance of an event until the end of the trial: accrual at a constant rate during `accrual`,
-- then `follow_up`; exponential times to event and to drop-out.
function M.event_probability(hazard, dropout, accrual, follow_up)
  local all = hazard + dropout
  local stay = accrual == 0 and math.exp(-all * follow_up)
    or (math.exp(-all * follow_up) - math.exp(-all * (accrual + follow_up))) / (all * accrual)
  return hazard / all * (1 - stay)
end

-- hepar.trial.survival
function M.survival(options)
  local where = "hepar.trial.survival"
  local o = read(where, options, SURVIVAL)
  if o.claim == "equivalence" then
    check.fail(where, 'claim must be "superiority" or "non_inferiority", got "equivalence"')
  end
  if o.claim == "non_inferiority" and (o.margin <= 1 or o.method == "freedman") then
    check.fail(where, "non-inferiority takes a margin of the hazard ratio above 1, and Schoenfeld's"
      .. " formula; got %g and %s", o.margin, o.method)
  end
  if o.claim == "superiority" and o.hazard_ratio == 1 then
    check.fail(where, "hazard_ratio must differ from 1")
  end
  if o.hazard and o.median then check.fail(where, "give hazard or median, not both") end
  local hazard = o.hazard or o.median and math.log(2) / o.median
  local share
  if hazard then
    if not (o.accrual and o.follow_up) or o.accrual + o.follow_up <= 0 then
      check.fail(where, "accrual and follow_up (not both 0) are needed with a hazard")
    end
    local function of(rate)
      return M.event_probability(rate, o.dropout_hazard, o.accrual, o.follow_up)
    end
    share = (of(hazard) + o.ratio * of(hazard * o.hazard_ratio)) / (1 + o.ratio)
  elseif o.accrual or o.follow_up or o.dropout_hazard > 0 then
    check.fail(where, "hazard or median of the control arm is missing")
  end
  local r, h = o.ratio, o.hazard_ratio
  local size
  if o.method == "freedman" then
    size = math.abs(1 - h) * math.sqrt(r) / (1 + r * h)
  else
    local effect = o.claim == "superiority" and math.abs(math.log(h))
      or math.log(o.margin) - math.log(h)
    if effect <= 0 then check.fail(where, "hazard_ratio must be below the margin") end
    size = effect * math.sqrt(r) / (1 + r)
  end
  local function of_events(d)
    return probability(size * math.sqrt(d) + quantile(o.alpha / o.sided))
  end
  local method = (o.method == "freedman" and "Log-rank test (Freedman 1982)"
    or "Log-rank test (Schoenfeld 1981)")
  if o.events then
    if o.n or o.power then check.fail(where, "give one of n, power and events") end
    o.n = o.events / (share or 1)
  end
  if not share then method = method .. "; every patient has an event" end
  local result, message, code = finish(where, o, function(n1, n2)
    return of_events((n1 + n2) * (share or 1))
  end, 2, method)
  if not result then return nil, message, code end
  result.event_probability, result.hazard = share, hazard
  result.events = o.events or result.exact_n * (share or 1)
  return result
end

return M
