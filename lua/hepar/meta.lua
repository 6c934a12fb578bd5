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
-- @tparam table data `yi` with `vi` or `sei` (columns or arrays; NaN where missing), `slab` (labels),
--   moderators by name; or what hepar.meta.effects returns
-- @tparam[opt] table options named options: `method` ("REML", the default, "EE", "FE", "CE", "DL",
--   "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML", "EB", "PM", "PMM", "GENQ", "GENQM"); `mods` (a
--   formula such as "~ dose + route + dose:route", or a list of columns or their names); `test`
--   ("z", "t", "knha", "adhoc"); `weights` (a column or its name); `weighted` (true); `level` (95,
--   percent); `btt` (coefficients that QM tests: places or names); `tau2` (a value instead of an
--   estimate); `intercept` (true); `reference` (first level of a factor: {route = "IV"})
-- @treturn fit estimates `beta, se, zval, pval, ci_lb, ci_ub` (columns, names in `coef`), `tau2`,
--   `se_tau2`, `I2`, `H2`, `R2`, `QE`, `QEp`, `QM`, `QMdf`, `QMp`, `k`, `p`, `m`, `ll`, `dev`, `AIC`,
--   `BIC`, `AICc`, `notes`; or nil, message and code when the data allow no answer
-- @raise when an option is not known, a value is impossible, or there are too few studies
-- @usage print(hepar.meta.fit({yi = {0.1, 0.4, 0.3}, vi = {0.02, 0.01, 0.03}}, {test = "knha"}))
function M.fit(data, options)
  return require("hepar.meta.fit").make(data, options)
end

return M
