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

--- Mantel-Haenszel: two-by-two tables or rates pooled by their cells, without a constant for empty
-- ones. Answers what metafor's rma.mh answers. Mantel and Haenszel 1959; Robins, Breslow and
-- Greenland 1986 (OR); Greenland and Robins 1985 (RR, IRR, IRD); Sato 1989 (RD).
-- @tparam table options named columns and options: `measure` ("OR", "RR", "RD", "IRR" or "IRD");
--   `ai`, `bi` or `n1i`, `ci`, `di` or `n2i` (counts), or `x1i`, `t1i`, `x2i`, `t2i` (events and
--   time); `slab` (labels); `level` (95, percent); `correct` (true), the continuity correction of
--   the Cochran-Mantel-Haenszel test; `add` (0.5), `to` ("only0", "all", "if0all" or "none") and
--   `drop00` (true) are for the effect sizes behind Q, I2 and H2; give two values, {0.5, 0.5}, to
--   set the second one for the pooling (default: nothing added, nothing dropped)
-- @treturn tables beta, se, zval, pval, ci_lb, ci_ub (columns of one; on the log scale for ratios),
--   QE, QEp, I2, H2, MH, MHp, CO, COp, BD, BDp, TA, TAp, k, k_yi, k_pos, yi, vi, left_out; methods
--   predict and labbe. What the data do not determine is absent, or NaN in a column.
-- @raise when a column is missing, too short, negative or no number, or events exceed the group
-- @usage print(hepar.meta.mh{measure = "OR", ai = {4, 6}, n1i = {123, 306}, ci = {11, 29},
--   n2i = {139, 303}})
function M.mh(options)
  return require("hepar.meta.tables").mh(options)
end

--- Peto's one-step odds ratio (Yusuf and others 1985): good for rare events and balanced groups.
-- Answers what metafor's rma.peto answers.
-- @tparam table options named columns and options: `ai`, `bi` or `n1i`, `ci`, `di` or `n2i`, `add`,
--   `to`, `drop00`, `slab`, `level`, as for `hepar.meta.mh`
-- @treturn tables beta, se, zval, pval, ci_lb, ci_ub (columns of one, log scale), QE, QEp, I2, H2
--   k, k_pos, yi, vi, left_out
-- @raise as `hepar.meta.mh`, and when one of the two outcomes never occurred
-- @usage print(hepar.meta.peto{ai = {4, 6}, n1i = {123, 306}, ci = {11, 29}, n2i = {139, 303}})
function M.peto(options)
  return require("hepar.meta.tables").peto(options)
end

--- Generalised linear mixed models for tables and rates: the counts' own likelihood instead of
-- effect sizes with normal errors, so that empty cells need no constant (Stijnen, Hamza and Ozdemir
-- 2010). Fits what metafor's rma.glmm fits; where metafor approximates the integral over the random
-- effects, this one is exact to rounding unless `nAGQ` asks for the approximation.
-- @tparam table options named columns and options: `measure` ("OR", "IRR", "PLO" or "IRLN");
--   columns as for `hepar.meta.mh`, for PLO `xi` and `mi` or `ni`, for IRLN `xi` and `ti`; `model`
--   ("UM.FS", the default, or "UM.RS", "CM.EL", "CM.AL"); `method` ("ML", or "EE"); `test` ("z" or
--   "t"); `level` (95, percent); `coding` (0.5, 1 or 0: where the random effect of UM sits);
--   `nAGQ` (a number of Gauss-Hermite points, 1 is Laplace; absent: exact); `drop00` (true); `add`
--   (0.5) and `to` ("only0"), for the effect sizes behind I2 and H2 alone; `slab`
-- @treturn tables converged and, if so, beta, se, zval, pval, ci_lb, ci_ub (columns of one), tau2,
--   se_tau2, sigma2 (UM.RS), I2, H2, QE_Wld, QEp_Wld, QE_LRT, QEp_LRT, QE_df, ll, dev, AIC, BIC,
--   AICc, k, parms; when converged is false there is no estimate, and `reason` says why
-- @raise as `hepar.meta.mh`, and when a count is not whole
-- @usage print(hepar.meta.glmm{measure = "OR", model = "CM.EL", ai = {4, 6, 3},
--   n1i = {123, 306, 231}, ci = {11, 29, 11}, n2i = {139, 303, 220}})
function M.glmm(options)
  return require("hepar.meta.glmm").fit(options)
end

--- Combines p values of several tests of one question into one. All methods but "harmonic" and
-- "cauchy" take the tests to be independent; the p values should be one-sided and all look the same
-- way. A small result says that some study shows something, not how large it is.
-- @tparam table|column p values from 0 to 1
-- @tparam[opt] table options named options: `method`: "fisher" (the default; sum of logs),
--   "stouffer" (sum of normal scores), "tippett" (smallest), "edgington" (sum), "harmonic" (Wilson
--   2019, with the Landau distribution), "cauchy" (Liu and Xie 2020), "binomial" (Wilkinson: how
--   many reach `alpha`, 0.05); `weights` (stouffer, harmonic, cauchy); `alpha`
-- @treturn table method, k, statistic (named by `statistic_name`), df (fisher), pval
-- @raise when a p value is not from 0 to 1, weights do not fit, or the method does not use them
-- @usage print(hepar.meta.combine_p({0.016, 0.067, 0.25, 0.405}, {method = "stouffer"}))
function M.combine_p(p, options)
  return require("hepar.meta.combine").combine(p, options)
end

--- Pool one effect per study, with or without moderators: equal-effects and random-effects models
-- and meta-regression, with the names, options and conventions of metafor's rma.uni. tau2 is found
-- by bracketed methods to full precision, likelihoods at their global maximum.
-- @tparam table|fit|tables data `yi` with `vi` or `sei` (columns or arrays; NaN where missing),
--   `slab` (labels), moderators by name; or what hepar.meta.effects returns; or a fit, to fit it
--   again
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
-- @treturn table columns with one entry for each set, NaN where there is no such number: `k, tau2,
--   se_tau2, I2, H2, R2, QE, QEp, QM, QMp, ll` and `beta, se, zval, pval, ci_lb, ci_ub` (with mods
--   lists of columns, one for each coefficient); `failed`, why a set has no fit, by its place;
--   `#fits`, and `fits[i]` with the numbers of one set
-- @raise when an option is not known or a set is no set
-- @usage hepar.meta.fit_many({yi = yi, vi = vi, n = {12, 7, 30}}, {test = "knha"}, {threads = 0})
function M.fit_many(data, options, run)
  return require("hepar.meta.fit_many").make(data, options, run)
end

return M
