--- Trials before they are run: boundaries, sample size, power by formula and by simulation, and
-- priors from the evidence.
--
-- `n` is the number of patients in all arms together. z values and differences are positive when
-- the treated arm is better. Research use only, never a bedside device.
-- @module hepar.trial
-- @usage hepar.trial.means{difference = 2, sd = 4, power = 0.9}

local analytic = require "hepar.trial.analytic"
local sequential = require "hepar.trial.sequential"

local M = {}

--- Boundaries of a group-sequential design, by recursive numerical integration. Armitage,
-- McPherson and Rowe, J R Stat Soc A 1969;132:235; Jennison and Turnbull, Group Sequential Methods,
-- 2000. Spending functions of Lan and DeMets (Biometrika 1983;70:659), Hwang, Shih and DeCani (Stat
-- Med 1990;9:1439), the power family (Kim and DeMets, Biometrika 1987;74:149); classic bounds of
-- Wang and Tsiatis (Biometrics 1987;43:193).
-- @tparam[opt] table options `looks` (rising fractions of the information, the last is 1), `alpha`
-- (0.025), `sided` (1), `power` (0.9), `spending` ("obrien_fleming", "pocock", "hsd" with `gamma`,
-- "power" with `rho`, or "wang_tsiatis" with `delta`: 0 is O'Brien and Fleming, 0.5 Pocock),
-- `futility` (`{spending = …, gamma = …, rho = …, binding = false}`: what spends 1 - power)
-- @treturn boundaries the looks and their bounds; or nil, message, code
-- @raise when an option is unknown, looks do not rise, or a parameter is missing
-- @usage hepar.trial.sequential{looks = {0.5, 1}, spending = "obrien_fleming"}
function M.sequential(options)
  return sequential.make(options)
end

--- Two means: power, sample size or the difference that can be found. By the noncentral t
-- distribution; equivalence by two one-sided tests, exact. With `correlation` the analysis of
-- covariance: Borm and others, J Clin Epidemiol 2007;60:1234.
-- @tparam table options `difference` (treated minus control), `sd`, and `n` or `power` (both:
-- then the difference is found); `ratio` (treated to control, 1), `alpha` (0.05, one-sided 0.025),
-- `sided` (2, with a margin 1), `claim` ("superiority", "non_inferiority", "equivalence"),
-- `margin` (above 0), `correlation` of baseline and outcome, `covariates` (how many), `boundaries`
-- @treturn planned sizes and power; or nil, message, code when no size gives the power
-- @raise when an option is unknown, missing or impossible
-- @usage hepar.trial.means{difference = 1, sd = 1, power = 0.9}.n  --> 46
function M.means(options)
  return analytic.means(options)
end

--- Two proportions: power or sample size. Tests: "normal" (the chi-squared test), "corrected"
-- (Casagrande, Pike and Smith, Biometrics 1978;34:483; Fleiss, Tytun and Ury, Biometrics
-- 1980;36:343), "arcsine" (Cohen 1988), "unpooled", "fisher" (all tables counted; the smallest size
-- found going up from below).
-- @tparam table options `p1` (control), `p2` (treated), and `n` or `power`; `test` ("normal";
-- margins take "unpooled"), `better` ("higher" or "lower", for margins), `ratio`, `alpha`, `sided`,
-- `claim`, `margin`, `boundaries` as for means
-- @treturn planned sizes and power; or nil, message, code when no size gives the power
-- @raise when an option is unknown, missing or impossible
-- @usage hepar.trial.proportions{p1 = 0.5, p2 = 0.75, power = 0.9}.n  --> 154
function M.proportions(options)
  return analytic.proportions(options)
end

--- Two survival curves with proportional hazards: power, events and sample size of the log-rank
-- test. Schoenfeld, Biometrika 1981;68:316; Freedman, Stat Med 1982;1:121. Events of exponential
-- times under accrual at a constant rate, follow-up and drop-out: Lachin and Foulkes, Biometrics
-- 1986;42:507.
-- @tparam table options `hazard_ratio` (treated to control), and `n`, `power` or `events`; `method`
-- ("schoenfeld" or "freedman"), `hazard` or `median` of the control arm, `accrual` and `follow_up`
-- (times), `dropout_hazard` (0), `ratio`, `alpha`, `sided`, `claim`, `margin` (a hazard ratio above
-- 1, for non-inferiority), `boundaries`. Without a hazard every patient has an event.
-- @treturn planned events, sizes and power; or nil, message, code when no size gives the power
-- @raise when an option is unknown, missing or impossible
-- @usage hepar.trial.survival{hazard_ratio = 0.5, median = 12, accrual = 12, follow_up = 12,
--   power = 0.9}
function M.survival(options)
  return analytic.survival(options)
end

return M
