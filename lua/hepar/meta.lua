--- Synthesis: what many studies say together. So far for evidence that gives directions and no
-- numbers (SWiM, Campbell and others, BMJ 2020;368:l6890). Research use only.
-- @module hepar.meta

local core = require("hepar.core").meta
local check = require "hepar.meta.check"

local M = {}

--- Vote counting by direction of effect: per outcome how many studies report benefit, harm, no
-- change, something ambiguous or nothing; the proportion in the direction of benefit with its
-- confidence interval; the exact two-sided sign test (Cochrane Handbook, chapter 12; Boon and
-- Thomson 2021). Each study has one vote per outcome, however many rows it has: rows of benefit and
-- of harm make it mixed, without a vote; beside rows of no change it has the direction that at
-- least 70 % of its rows share, else it is mixed. Statistical significance plays no part. Ambiguous
-- entries never vote and are listed with the reason.
-- @tparam table results what `ev:results{…}` returns, or any list of tables with `study`, `outcome`
--   and `effect` ("benefit", "harm", "null", "ambiguous", "unknown") or `direction` with
--   `desirable`; or a table of such columns; or a view
-- @tparam[opt] table options named options: `by` (a field: "design", "subdesign", "source",
--   "donor", "route", "disease" …), one object per group; `of` (a view or a list of studies), the
--   set in which a study without entry is unreported, by default the set that `ev:results`
--   searched; `ci` ("clopper-pearson", the default, or "wilson"); `level` (95, percent);
--   `agreement` (0.7), the share of a study's rows that must agree; `probable` ("merge", or
--   "separate"), whether a study marked as a probable match ("lin2017?") shares the vote of
--   that study
-- @treturn directions of one outcome, or one such object per outcome
-- @raise when an option or field is not known, a row has no study, outcome or direction, or a study
--   with results is not in `of`
-- @usage print(hepar.meta.directions(ev:results{outcome = "MELD"}))
function M.directions(results, options)
  return require("hepar.meta.directions").make(results, options)
end

--- Confidence interval of a proportion x / n. Clopper-Pearson (1934) inverts the exact binomial
-- test and covers at least the level; Wilson (1927) inverts the score test, is narrower, and covers
-- the level on average. At x = 0 the lower limit is 0, at x = n the upper limit is 1.
-- @tparam int x how many
-- @tparam int n of how many, 1 or more
-- @tparam[opt] table options named options: `method` ("clopper-pearson", the default, or "wilson"),
--   `level` (95, percent)
-- @treturn number lower limit
-- @treturn number upper limit
-- @raise when x or n is no count, or x is above n
-- @usage print(hepar.meta.proportion_ci(10, 10))
function M.proportion_ci(x, n, options)
  local where = "hepar.meta.proportion_ci"
  options = check.options(where, options, { "method", "level" })
  n = check.count(where, "n", n, 1)
  x = check.count(where, "x", x, 0)
  local method = check.word(where, "method", options.method, { "clopper-pearson", "wilson" },
    "clopper-pearson")
  local lower, upper = core.proportion_ci(x, n, method, check.level(where, options.level))
  if not lower then error(upper, 0) end
  return lower, upper
end

--- Exact two-sided binomial test: the probability, if the true proportion is p, of all counts that
-- are no more likely than x (for p = 0.5 the sign test, where this equals doubling the tail).
-- @tparam int x how many
-- @tparam int n of how many, 1 or more
-- @tparam[opt] table options named options: `p` (0.5), the proportion under the null hypothesis
-- @treturn number p value
-- @raise when x or n is no count, x is above n, or p is outside 0 to 1
-- @usage print(hepar.meta.binom_test(10, 10))
function M.binom_test(x, n, options)
  local where = "hepar.meta.binom_test"
  options = check.options(where, options, { "p" })
  n = check.count(where, "n", n, 1)
  x = check.count(where, "x", x, 0)
  local p = options.p == nil and 0.5 or options.p
  if type(p) ~= "number" or not (p >= 0 and p <= 1) then
    check.fail(where, "option p must be a number from 0 to 1, got %s", check.show(p))
  end
  local pval, message = core.binom_test(x, n, p)
  if not pval then error(message, 0) end
  return pval
end

--- Pool one effect per study, with or without moderators: equal-effects and random-effects models
-- and meta-regression, with the names, options and conventions of metafor's rma.uni. tau2 is found
-- by bracketed methods to full precision, likelihoods at their global maximum.
-- @tparam table data `yi` with `vi` or `sei` (columns or arrays; NaN where missing), `slab`
--   (labels), moderators by name; or what hepar.meta.effects returns
-- @tparam[opt] table options named options: `method` ("REML", the default, "EE", "FE", "CE", "DL",
--   "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML", "EB", "PM", "PMM", "GENQ", "GENQM"); `mods` (a
--   formula such as "~ dose + route + dose:route", or a list of columns or their names); `test`
--   ("z", "t", "knha", "adhoc"); `weights` (a column or its name); `weighted` (true); `level` (95,
--   percent); `btt` (coefficients that QM tests: places or names); `tau2` (a value instead of an
--   estimate); `intercept` (true); `reference` (first level of a factor: {route = "IV"})
-- @treturn fit estimates `beta, se, zval, pval, ci_lb, ci_ub` (columns, names in `coef`), `tau2`,
--   `se_tau2`, `I2`, `H2`, `R2`, `QE`, `QEp`, `QM`, `QMdf`, `QMp`, `k`, `p`, `m`, `ll`, `dev`,
--   `AIC`, `BIC`, `AICc`, `notes`; or nil, message and code when the data allow no answer
-- @raise when an option is not known, a value is impossible, or there are too few studies
-- @usage print(hepar.meta.fit({yi = {0.1, 0.4, 0.3}, vi = {0.02, 0.01, 0.03}}, {test = "knha"}))
function M.fit(data, options)
  return require("hepar.meta.fit").make(data, options)
end

--- Fit many sets of effects at once, over threads, with the same numbers as one by one.
-- @tparam table data a list of what hepar.meta.fit takes; or one table of columns, with `n`, how
--   many rows belong to each set, one after the other
-- @tparam[opt] table options what hepar.meta.fit takes, but for `btt`
-- @tparam[opt] table run `threads` (1; 0 takes all processors), `progress` (false)
-- @treturn fits columns with one entry for each set, NaN where there is no such number: `k, tau2,
--   se_tau2, I2, H2, R2, QE, QEp, QM, QMp, ll` and `beta, se, zval, pval, ci_lb, ci_ub` (with mods
--   lists of columns, one for each coefficient); `failed`, why a set has no fit, by its place;
--   `#fits`, and `fits[i]` with the numbers of one set
-- @raise when an option is not known or a set is no set
-- @usage hepar.meta.fit_many({yi = yi, vi = vi, n = {12, 7, 30}}, {test = "knha"}, {threads = 0})
function M.fit_many(data, options, run)
  return require("hepar.meta.fit_many").make(data, options, run)
end

--- Regression tests for funnel plot asymmetry. The default is Egger's test in the form of a
-- meta-regression on the standard errors (Sterne and Egger 2005); `model = "lm"` is the classical
-- weighted regression with a dispersion factor (Egger 1997). Variants for 2 x 2 tables need the
-- counts `ai, n1i, ci, n2i` (or `ai, bi, ci, di`) among the data: "harbord" (score test), "peters"
-- and "macaskill" (1 / n and n, weights from the average event probability), "deeks" (effective
-- sample size, for diagnostic odds ratios, `n1i, n2i`); "thompson" is meta-regression with the
-- DerSimonian-Laird estimator and t; "pustejovsky" is for standardised mean differences (`n1i,
-- n2i`).
-- @tparam fit|table x a fit, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `variant` ("egger", …), `model` ("rma" or "lm"),
--   `predictor` ("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv"), `ni` (sample sizes), `level`,
--   `method` and `test` of the meta-regression
-- @treturn table `zval` (t when `ddf` is there), `pval`, `ddf`, `estimate` and `se` of the slope,
--   `est, ci_lb, ci_ub` (effect at the limit of an infinitely large study), `fit`; or nil, message,
--   code when the predictor is the same everywhere
-- @raise when an option is not known, or there are too few studies
-- @usage print(hepar.meta.regtest(data, {model = "lm"}))
function M.regtest(x, options) return require("hepar.meta.bias").regtest(x, options) end

--- Rank correlation test for funnel plot asymmetry (Begg and Mazumdar 1994): Kendall's tau of the
-- standardised effects and the variances, exact without ties.
-- @tparam fit|table x a fit, or data as for hepar.meta.fit
-- @treturn table `tau, pval, exact`; or nil, message, code when all variances are equal
-- @usage print(hepar.meta.ranktest(data).pval)
function M.ranktest(x, options) return require("hepar.meta.bias").ranktest(x, options) end

--- Trim and fill (Duval and Tweedie 2000): how many studies are missing on one side, and the
-- estimate with their mirror images.
-- @tparam fit|table x a fit without moderators, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `side` ("left", "right"; by default opposite to the
--   slope on the standard errors), `estimator` ("L0", "R0", "Q0")
-- @treturn table `k0, se_k0, p_k0` (for R0), `side`, `fill` (a list of booleans), `yi, vi, slab`
--   with the filled studies, `fit` and its `beta, se, zval, pval, ci_lb, ci_ub, tau2, k, QE, I2`;
--   or
--   nil, message, code when the estimator has no value
-- @raise when there are moderators or fewer than three studies
-- @usage print(hepar.meta.trimfill(data, {estimator = "R0"}))
function M.trimfill(x, options) return require("hepar.meta.bias").trimfill(x, options) end

--- Fail-safe N: how many null studies would take the result away. "rosenthal" (1979, Stouffer's
-- test), "orwin" (1983, mean effect down to `target`, by default half of it), "rosenberg" (2005,
-- equal-effects test), "general" (the model's own test at `alpha`, or its estimate down to
-- `target`, with null studies of the harmonic mean variance).
-- @tparam fit|table x a fit, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `type`, `alpha` (0.05), `target`, `weighted` (false,
--   for
--   "orwin")
-- @treturn table `fsnum` (infinite when no number does it), `pval, meanes, target`
-- @raise when an option is not known
-- @usage print(hepar.meta.fsn(data, {type = "orwin", target = 0.1}).fsnum)
function M.fsn(x, options) return require("hepar.meta.bias").fsn(x, options) end

--- PET-PEESE (Stanley and Doucouliagos 2014): the effect of a study without sampling error, from
-- the
-- regression on the standard errors (PET), or on the variances (PEESE) when PET finds an effect.
-- @tparam fit|table x a fit without moderators, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `model` ("lm", weighted least squares, or "rma"),
--   `alpha`
--   (0.1, two-sided), `level`
-- @treturn table `PET` and `PEESE` (`beta, se, zval, pval, ci_lb, ci_ub`, columns), `chosen`, and
--   `beta, se, pval, ci_lb, ci_ub` of that one
-- @raise when an option is not known, or there are too few studies
-- @usage print(hepar.meta.pet_peese(data))
function M.pet_peese(x, options) return require("hepar.meta.bias").pet_peese(x, options) end

--- Test of excess significance (Ioannidis and Trikalinos 2007): whether more studies are
-- significant
-- than their power lets expect. Power under heterogeneity in closed form.
-- @tparam fit|table x a fit, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `H0` (0), `alternative` ("two.sided", "greater",
--   "less"), `alpha` (0.05) of the studies; `theta` (true effect; by default what the model fits),
--   `tau2` (that of the model), `test` ("exact", "chi2", "binom"), `tes_alternative` ("greater")
-- @treturn table `O, E, OEratio, pval, X2, power` (a column), `significant` (a list)
-- @raise when an option is not known
-- @usage print(hepar.meta.tes(data))
function M.tes(x, options) return require("hepar.meta.bias").tes(x, options) end

--- Henmi and Copas (2010): the equal-effects estimate with an interval that allows for
-- heterogeneity; less shifted by missing small studies than a random-effects estimate.
-- @tparam fit|table x a fit without moderators, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `level` (percent)
-- @treturn table `beta, se, ci_lb, ci_ub, tau2`
-- @raise when there are moderators or fewer than two studies
-- @usage print(hepar.meta.hc(data))
function M.hc(x, options) return require("hepar.meta.bias").hc(x, options) end

--- Limit meta-analysis (Ruecker and others 2011, adjustment beta0): the effect in studies of
-- infinite
-- precision, and how much of the heterogeneity small-study effects explain.
-- @tparam fit|table x a fit without moderators, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `level` (percent)
-- @treturn table `beta, se, zval, pval, ci_lb, ci_ub` (adjusted), `alpha` and `slope` of the radial
--   regression, `Q, Q_small, Q_resid` with `Qp, Q_smallp, Q_residp`, `G2` (percent), `adjusted` (a
--   column of shrunken effects); or nil, message, code when all variances are equal
-- @raise when there are moderators or fewer than three studies
-- @usage print(hepar.meta.limit(data))
function M.limit(x, options) return require("hepar.meta.bias").limit(x, options) end

--- Selection models by maximum likelihood: studies are reported with a probability that depends on
-- their p value. "step" (Vevea and Hedges: constant between `steps`), "beta" (Citkowicz and Vevea),
-- "halfnorm", "negexp", "logistic", "power" (Preston and others), "negexppow", "halfnorm2",
-- "negexp2", "logistic2", "power2" (metafor's forms with two parameters), and "trunc" (studies with
-- effects on the wrong side of `steps`, by default 0, are reported in the proportion delta).
-- Parameters lie between 0 and 100 as in metafor.
-- @tparam fit|table x a fit, or data as for hepar.meta.fit; always fitted again by ML
-- @tparam table options named options: `type`; `alternative` ("greater", "less", "two.sided");
--   `steps` (p values; a number or list); `delta` (values to fix, false where estimated); `prec`
--   ("sei", "vi", "ninv", "sqrtninv": selection in proportion to it); `level`
-- @treturn table `beta, se, zval, pval, ci_lb, ci_ub` (columns), `tau2, se_tau2, delta, se_delta`,
--   `bound` (which deltas are at a bound), `ll, ll0, LRT, LRTdf, LRTp, AIC, BIC, AICc, converged`,
--   for "step" also `intervals` and `count`; or nil, message, code when an interval has no study
-- @raise when an option is not known or impossible, or there are too few studies
-- @usage print(hepar.meta.selmodel(data, {type = "step", steps = {0.025, 0.5}}))
function M.selmodel(x, options) return require("hepar.meta.selmodel").selmodel(x, options) end

return M
