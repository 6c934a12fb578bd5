--- The tests of a trial, on data that are given.
-- @module hepar.trial.analyse

local core = require("hepar.core").trial
local effects = require("hepar.core").effects
local check = require "hepar.trial.check"

local M = {}

local WHERE = "hepar.trial.analyse"

M.tests = { "t", "welch", "ancova", "mmrm", "chi_square", "fisher", "wilcoxon",
  "proportional_odds", "logrank", "cox", "rmst", "gray", "fine_gray", "cmh", "imputed" }
M.code = {}
for i, name in ipairs(M.tests) do M.code[name] = i - 1 end
M.code.borrow, M.code.borrow_odds, M.code.borrow_hazard = #M.tests, #M.tests, #M.tests

M.labels = { t = "t test", welch = "Welch's t test", ancova = "Analysis of covariance",
  mmrm = "Mixed model for repeated measures (REML)", chi_square = "Chi-squared test",
  fisher = "Fisher's exact test", wilcoxon = "Wilcoxon rank-sum test",
  proportional_odds = "Proportional odds model", logrank = "Log-rank test", cox = "Cox model",
  rmst = "Restricted mean survival time", gray = "Gray's test",
  fine_gray = "Fine and Gray's model", cmh = "Cochran-Mantel-Haenszel test",
  imputed = "Analysis of covariance, multiple imputation",
  borrow = "Difference of means with a prior on the control mean",
  borrow_odds = "Log odds ratio with a prior on the control's log odds",
  borrow_hazard = "Log hazard ratio with a prior on the control's log hazard" }

--- How degrees of freedom of "mmrm" are found, in the order of the core.
M.degrees = { "kenward_roger", "satterthwaite", "residual" }
M.degrees_code = {}
for i, name in ipairs(M.degrees) do M.degrees_code[name] = i - 1 end

local ESTIMATES = { t = "difference", welch = "difference", ancova = "difference",
  mmrm = "difference at the last visit", chi_square = "difference of proportions",
  fisher = "difference of proportions", wilcoxon = "chance that a treated patient has more",
  proportional_odds = "log odds ratio", logrank = "log hazard ratio (Peto)",
  cox = "log hazard ratio", rmst = "difference of restricted means",
  borrow = "difference", cmh = "log odds ratio (Mantel-Haenszel)",
  imputed = "difference at the last visit", fine_gray = "log subdistribution hazard ratio" }

local survival = { logrank = true, cox = true, rmst = true, gray = true, fine_gray = true }

--- What a test says of two arms: the treated one (group 1) against the control (group 0). z is
-- positive when the treated arm has more (of y, of time).
-- @type analysis
-- @tfield string analysis the test
-- @tfield integer n patients
-- @tfield[opt] number estimate the effect, on the scale of the test
-- @tfield[opt] number se its standard error
-- @tfield number statistic of the test: t, z, chi-squared or W
-- @tfield[opt] number df degrees of freedom
-- @tfield number z the normal quantile of its p value
-- @tfield number pval two-sided p value
-- @tfield number p_greater p value for more in the treated arm
-- @tfield[opt] string claim what was tested against a margin; then z is that of the claim
-- @tfield[opt] number margin of the claim
-- @tfield[opt] number p_claim its one-sided p value (the larger of both of an equivalence)
local Class = { __name = "hepar.analysis", __index = {} }

-- What print shows.
function Class:__tostring()
  local text = ("%s: %d patients"):format(M.labels[self.analysis], self.n)
  if self.estimate then
    text = text .. (", %s %.5g"):format(ESTIMATES[self.analysis], self.estimate)
    if self.se then text = text .. (" (SE %.4g)"):format(self.se) end
  end
  if self.df and self.analysis ~= "logrank" and self.analysis ~= "chi_square"
    and self.analysis ~= "gray" and self.analysis ~= "cmh" then
    text = text .. (", t = %.4f on %.5g degrees of freedom"):format(self.statistic, self.df)
  else
    text = text .. (", z = %.4f"):format(self.z)
  end
  text = text .. (", p = %.4g"):format(self.pval)
  if self.claim then
    text = text .. ("\n  %s, margin %g: one-sided p = %.4g"):format((self.claim:gsub("_", "-")),
      self.margin, self.p_claim)
  end
  return text
end

-- A list of numbers, NaN allowed where values may be missing.
local function values(name, value, n, rule)
  local list = {}
  if type(value) ~= "table" and check.class(value) ~= "hepar.column"
    or type(value) == "table" and check.class(value) then
    check.fail(WHERE, "%s must be a list of numbers, got %s", name, check.show(value))
  end
  if #value ~= n then
    check.fail(WHERE, "%s must have one number for each of the %d patients, got %d", name, n,
      #value)
  end
  for i = 1, n do
    local v = value[i]
    if rule.missing and v ~= v and type(v) == "number" then
      list[i] = v
    elseif rule.whole then
      list[i] = check.count(WHERE, ("%s[%d]"):format(name, i), v, rule)
    else
      list[i] = check.number(WHERE, ("%s[%d]"):format(name, i), v, rule)
    end
  end
  return list
end

local RULES = { analysis = { "word", words = M.tests, needed = true }, group = { "any" },
  y = { "any" }, baseline = { "any" }, stratum = { "any" }, time = { "any" }, event = { "any" },
  visits = { "any" }, degrees = { "word", words = M.degrees }, imputation = { "any" },
  seed = { "count", least = 0, most = 2 ^ 53, default = 1 }, margin = { "number", above = 0 },
  claim = { "word", words = { "superiority", "non_inferiority", "equivalence" },
    default = "superiority" },
  better = { "word", words = { "higher", "lower" }, default = "higher" },
  tau = { "number", above = 0 } }

local BINARY = { chi_square = true, fisher = true, cmh = true }
local VISITS = { mmrm = true, imputed = true }
local STRATA = { ancova = true, logrank = true, cox = true, cmh = true, imputed = true }

-- What the tests of outcomes read.
local function outcomes(o, given, n)
  if VISITS[o.analysis] then
    check.plain(WHERE, "visits", o.visits)
    local count = #o.visits
    if count < 2 or count > 8 then
      check.fail(WHERE, "visits must be a list of 2 to 8 lists, one for each visit, got %d", count)
    end
    given.visit_count, given.visits = count, {}
    for v = 1, count do
      local list = values(("visits[%d]"):format(v), o.visits[v], n, { missing = true })
      for i = 1, n do given.visits[(i - 1) * count + v] = list[i] end
    end
  else
    if o.y == nil then check.fail(WHERE, "y is missing") end
    local rule = { missing = true }
    if BINARY[o.analysis] then rule = { missing = true, whole = true, least = 0, most = 1 } end
    if o.analysis == "proportional_odds" then
      rule = { missing = true, whole = true, least = 0, most = 11 }
    end
    given.y = values("y", o.y, n, rule)
  end
  if o.baseline ~= nil then
    if o.analysis ~= "ancova" and not VISITS[o.analysis] then
      check.fail(WHERE, 'baseline belongs to "ancova", "mmrm" and "imputed", not to "%s"',
        o.analysis)
    end
    given.baseline = values("baseline", o.baseline, n, { missing = true })
  elseif o.analysis == "ancova" then
    check.fail(WHERE, "baseline is missing")
  end
end

-- hepar.trial.analyse
function M.analyse(data)
  local o = check.read(WHERE, data, RULES, "data")
  local groups = o.group
  if groups == nil then check.fail(WHERE, "group is missing") end
  if type(groups) ~= "table" and check.class(groups) ~= "hepar.column"
    or type(groups) == "table" and check.class(groups) then
    check.fail(WHERE, "group must be a list of 0 and 1, got %s", check.show(groups))
  end
  local n = #groups
  if n < 2 or n > 1e6 then check.fail(WHERE, "group must have 2 to 10^6 patients, got %d", n) end
  local given = { analysis = M.code[o.analysis], n = n,
    group = values("group", groups, n, { whole = true, least = 0, most = 1 }) }
  for i = 1, n do given.group[i] = math.tointeger(given.group[i]) end
  if survival[o.analysis] then
    if o.time == nil or o.event == nil then check.fail(WHERE, "time and event are needed") end
    given.time = values("time", o.time, n, { least = 0 })
    given.event = values("event", o.event, n, { whole = true, least = 0, most = 2 })
    if o.analysis == "rmst" then
      if o.tau == nil then check.fail(WHERE, "tau is missing: the horizon of the means") end
      for g = 0, 1 do
        local last = 0
        for i = 1, n do
          if given.group[i] == g then last = math.max(last, given.time[i]) end
        end
        if o.tau > last then
          check.fail(WHERE, "tau must be at most %g, the last time of arm %d, got %g", last, g,
            o.tau)
        end
      end
      given.tau = o.tau
    end
  else
    outcomes(o, given, n)
  end
  if o.degrees ~= nil and o.analysis ~= "mmrm" then
    check.fail(WHERE, 'degrees belongs to "mmrm", not to "%s"', o.analysis)
  end
  given.degrees = M.degrees_code[o.degrees or "kenward_roger"]
  if o.stratum ~= nil then
    local list, most = values("stratum", o.stratum, n, { whole = true, least = 1, most = 16 }), 1
    for i = 1, n do
      most, list[i] = math.max(most, list[i]), list[i] - 1
    end
    if not STRATA[o.analysis] then
      check.fail(WHERE, 'stratum belongs to "ancova", "cmh", "cox", "imputed" and "logrank", not '
        .. 'to "%s"', o.analysis)
    end
    given.stratum, given.strata = list, most
  elseif o.analysis == "cmh" then
    check.fail(WHERE, "stratum is missing")
  end
  local claims = require "hepar.trial.claims"
  if o.imputation ~= nil and o.analysis ~= "imputed" then
    check.fail(WHERE, 'imputation belongs to "imputed", not to "%s"', o.analysis)
  end
  given.imputation, given.imputations = claims.imputation(WHERE, o.imputation)
  given.claim, given.margin = claims.claim(WHERE, o.analysis, o.claim, o.margin)
  given.seed, given.lower = o.seed, o.better == "lower"
  local answer, message, code = core.test(given)
  if not answer then return nil, message, code end
  answer.analysis, answer.n = o.analysis, n
  if given.claim > 0 then
    answer.claim, answer.margin = o.claim, o.margin
    answer.p_claim = effects.probability("normal", -answer.z)
  end
  return setmetatable(answer, Class)
end

return M
