--- Trials before they are run: boundaries, sample size, power by formula and by simulation, and
-- priors from the evidence.
--
-- `n` is the number of patients in all arms together. z values and differences are positive when
-- the treated arm is better. Research use only, never a bedside device.
-- @module hepar.trial
-- @usage hepar.trial.means{difference = 2, sd = 4, power = 0.9}

local analyse = require "hepar.trial.analyse"
local claims = require "hepar.trial.claims"
local analytic = require "hepar.trial.analytic"
local methods = require "hepar.trial.methods"
local prior = require "hepar.trial.prior"
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

--- One of the tests that trials are simulated with, on data that are given: the treated arm against
-- the control. Missing values are NaN; patients with one are left out, but for "mmrm" (a mixed
-- model of every visit that was seen, with the degrees of freedom and standard error of Kenward and
-- Roger, Biometrics 1997;53:983) and "imputed" (the last visit multiply imputed from that model,
-- Rubin's rules, then the analysis of covariance); a baseline that is the same for all is left
-- out. Efron's ties; Gray's test with rho = 0;
-- Wilcoxon's without continuity correction. A claim is read off estimate and standard error.
-- @tparam table data `analysis` ("t", "welch", "ancova", "mmrm", "chi_square", "fisher",
-- "wilcoxon", "proportional_odds", "logrank", "cox", "rmst", "gray", "fine_gray", "cmh",
-- "imputed"), `group` (0 control, 1 treated), and what it reads: `y`, `baseline`, `visits` (a list
-- for each visit), `stratum` (from 1), `time`, `event` (0 censored, 1 event, 2 competing), `tau`,
-- `degrees` ("kenward_roger", "satterthwaite" or "residual"), `imputation` (`{method = "mar",
-- "jump_to_reference" or "copy_reference", count = 20}`), `seed` (1) of imputations; `claim`
-- ("superiority", "non_inferiority", "equivalence") with `margin` and `better` ("higher")
-- @treturn analysis the estimate and its test; or nil, message, code when the data do not allow it
-- @raise when a list is missing, of another length, or holds what it may not
-- @usage hepar.trial.analyse{analysis = "t", group = {0, 0, 0, 1, 1, 1}, y = {1, 2, 3, 3, 4, 5}}
function M.analyse(data)
  return analyse.analyse(data)
end

--- The design of a trial, to be simulated. Its patients come from plain distributions (baseline and
-- visits are jointly normal, ordered outcomes have given shares, times are exponential), or they
-- are virtual patients whose outcomes in every arm are given, drawn with replacement, or the
-- virtual patients of a scenario. Drop-out is independent of the outcome,
-- unless something else is said. `hepar.trial{…}` is the same call.
--
-- With `scenario`, patients are simulated in every arm with the same chance events when they are
-- first needed, and each trial draws from them without replacement while there are enough (new
-- ones in every trial are simulated in the arm that they get alone, where it is known beforehand).
-- `arms` are then names of arms of the scenario (all), and `endpoint` has `output` (what the model
-- computes), `at` (a time, or a list for "mmrm"; the horizon), `measure` ("value", "change" or
-- "percent" since the start), `noise` (`{sd =}` or `{cv =}`, of every measurement), `baseline`
-- (false leaves it out of the analysis), `below` or `above` (a responder), `cuts` (levels), or
-- `event` (a cause of death, a list, or "any"; other causes compete), `better`, `tau`, `name`.
-- @tparam table design `arms` (by name, 2 to 8: `mean` and `sd`, numbers or lists for visits;
-- `probability`; `probabilities` of the levels, the lowest first; `hazard` or `median`, and
-- `competing_hazard`; or of virtual patients `values`, or `times` and `events`), `control` (its
-- name, "control"), `endpoint` (`type` "continuous", "binary", "ordinal" or "time_to_event";
-- `better` "higher" or "lower", of times the longer is the higher; `baseline` `{mean =, sd =}`,
-- `correlation` one number or a matrix of baseline and visits; `tau` of "rmst"; `name`), `n` (100,
-- in all arms), `allocation` (`{1, 1}`, or by name), `analysis` (those of analyse that suit the
-- endpoint), `randomisation` (`type` "block", "simple" or "adaptive", `block`, `strata` a list of
-- `{share =, shift =}`: of the mean, log odds or log hazard), `dropout` (share; of times a hazard;
-- or `{share =, slope =, on = "observed" or "unobserved"}`: log odds for each SD worse at the visit
-- before, or at the one that is missed), `degrees` and `imputation` as in analyse, `claim`
-- ("superiority", "non_inferiority", "equivalence") and `margin` (a difference, or a ratio of odds
-- or hazards above 1), `accrual` (patients per unit of time), `follow_up`, `events` (that end
-- the trial), `looks`, `spending`, `gamma`, `rho`, `delta`, `futility`, `alpha` (0.025), `sided`
-- (1), `adjust` (of several treated arms: "bonferroni", "none", "dunnett" with up to 3 looks;
-- without looks "holm", "hochberg", "hommel", "dunnett_step_down", too), `keep` (treated arms after
-- a look at most), `resize` (`type` "blinded" with `at`, or "promising" with `from` and `to`;
-- `most`), `borrow` (a prior of the control's mean, log odds or log hazard), `seed` (1, or that of
-- the scenario), `scenario`, `patients` (of a scenario: how many are simulated to be drawn from,
-- 1000, or "new" for others in every trial)
-- @treturn trial the design; or nil, message, code
-- @raise when a field is unknown, missing or impossible
-- @usage hepar.trial{arms = {control = {mean = 16, sd = 4}, treated = {mean = 13, sd = 4}},
--   endpoint = {type = "continuous", better = "lower"}, n = 60}
function M.new(design)
  return methods.make(design)
end

--- Adjusts one-sided p values of several arms against one control, so that the chance of any false
-- claim stays below alpha. "holm", "hochberg" and "hommel" (the closed test of Simes' tests) as in
-- R's p.adjust; "dunnett" with the correlation that the shared control makes (J Am Stat Assoc
-- 1955;50:1096), "dunnett_step_down" its closed test (Marcus, Peritz and Gabriel, Biometrika
-- 1976;63:655), both for normal z values.
-- @tparam {number,...} p one-sided p values, at most 8
-- @tparam[opt] table options `method` ("holm"; also "bonferroni", "hochberg", "hommel", "dunnett",
-- "dunnett_step_down", "none"), `allocation` (patients of the control and of each arm; equal)
-- @treturn {number,...} adjusted p values, in the same order
-- @raise when a p value is none, or an option is unknown
-- @usage hepar.trial.adjust({0.012, 0.04, 0.021}, {method = "dunnett"})
function M.adjust(p, options)
  return claims.adjust(p, options)
end

--- The meta-analytic predictive prior: what the studies of a fit say about the mean of a new one,
-- with the uncertainty of the heterogeneity. The mean of all studies is flat, tau has the prior
-- that is asked for; both are integrated out numerically. Neuenschwander and others, Clin Trials
-- 2010;7:5.
-- @tparam fit fit of hepar.meta.fit, without moderators; its yi and vi are used
-- @tparam table options `scale` of the prior of tau (needed: it depends on the outcome), `tau`
-- ("half_normal", "half_cauchy", "uniform" up to the scale), `nodes` (200)
-- @treturn prior a mixture of normal distributions, one for each node of tau
-- @raise when the fit has moderators, or scale is missing
-- @usage hepar.trial.map(hepar.meta.fit{yi = {16, 15, 17.5}, vi = {0.5, 0.8, 0.6}}, {scale = 2})
function M.map(fit, options)
  return prior.map(fit, options)
end

--- A normal prior.
-- @tparam table options `mean` and `sd`
-- @treturn prior the prior
-- @raise when mean or sd is missing or no number
-- @usage hepar.trial.normal{mean = 0, sd = 1}
function M.normal(options)
  return prior.normal(options)
end

setmetatable(M, {
  __call = function(_, design) return M.new(design) end,
})

return M
