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

--- Effect sizes and their sampling variances from what papers report, as `escalc` of metafor has
-- them: 2 x 2 tables (RR OR RD AS PETO PHI YUQ YUY RTET PBIT OR2D OR2DN OR2DL from `ai bi ci di` or
-- `ai n1i ci n2i`), matched pairs (MPRR MPOR MPRD MPPETO MPORC MPORM), events over time (IRR IRD
-- IRSD from `x1i x2i t1i t2i`), two means (MD SMD SMDH SMD1 SMD1H ROM RPB RBIS D2OR D2ORN D2ORL CVR
-- VR from `m1i sd1i n1i m2i sd2i n2i`; SMD, RPB, RBIS and D2OR also from a d value `di` or a t
-- statistic `ti`), correlations (COR UCOR ZCOR from `ri ni`; PCOR ZPCOR SPCOR from `ti ni mi r2i`);
-- wherever `ti` does, two-sided p values of the t test will do, with the sign of the effect: `pi`;
-- proportions (PR PLN PLO PAS PFT from `xi ni`), rates (IR IRLN IRS IRFT from `xi ti`), one mean
-- (MN MNLN CVLN SDLN SMN from `mi sdi ni`), change (MC SMCC SMCR SMCRH ROMC CVRC VRC from `m1i m2i
-- sd1i sd2i ri ni`), alpha (ARAW AHW ABT from `ai mi ni`), REH, and GEN from `yi` with `vi`, `sei`
-- or `ci_lb` and `ci_ub` (normal limits). docs/effects.md has the formulas and their sources.
--
-- A missing value (NaN) leaves its row without an effect: such rows are kept, counted in
-- `effects.omitted`, and skipped by pooling. Nothing is ever changed without a note on its row.
-- @tparam table options named options: `measure`; the columns, each a column, an array, or the name
--   of a column of `data`; `data` (a table of columns; the columns that a measure needs are found
--   in it by name, the others go along as moderators); `slab` (labels); `add` (1/2; 0 for AS PHI
--   RTET IRSD PAS PFT IRS IRFT), `to` ("only0", "all", "if0all", "none"), `drop00` (false); `vtype`
--   ("LS", and by measure "LS2", "UB", "HO", "ST", "CS", "AV", "AVHO"; or one for each row);
--   `definition` ("3.8", or "5.1" for SMDH, SMD1H, SMCRH, ROM, ROMC, CVR, CVRC, PCOR and ZPCOR as
--   metafor 5.1 has them); `subset` (an array of true and false, or of rows: the others are left
--   out, of `data` too); `level` (95, percent, of ci_lb and ci_ub); `routes` (an array: what
--   `hepar.meta.sd` and its friends returned, or a text, for each row whose numbers were derived);
--   `as` ("metafor", "RevMan" or "Stata": that program's formulas, named in `effects.conventions`)
-- @treturn effects with columns `yi`, `vi`, `sei`, `ni` and arrays `slab` and `notes`; numbers `k`
--   (rows with an effect and a variance) and `rows`; `omitted`, a list of {row, slab, reason}
-- @raise when columns differ in length or hold no numbers, a value is impossible (negative variance
--   or count, more events than patients …; the message names column, row and study), or an option
--   is not known or has no meaning for the measure
-- @usage local eff = hepar.meta.effects{measure = "RR", ai = {4, 6}, n1i = {123, 306},
--   ci = {11, 29}, n2i = {139, 303}, slab = {"Aronson 1948", "Ferguson 1949"}}
-- print(eff)
function M.effects(options)
  return require("hepar.meta.effects").make(options)
end

--- Transformations of effects and back, under the names of metafor without `transf.`: exp, log,
-- ilogit, logit, iarcsin, arcsin, ipft, ipft.hm and pft (proportions, with `ni`; hm: the harmonic
-- mean of them), isqrt, iirft and irft (rates, with `ti`), iahw, ahw, iabt, abt (alpha), ztor,
-- rtoz, ztor2, dtorpb (with `n1i` and `n2i`, or for equal groups), dtobesd, dtocles, dtou1, dtou2,
-- dtou3, dtomd (with `sd`), and with `tau2` the averages over the distribution of true effects
-- exp.int, ilogit.int and ztor.int. A value outside the range of a transformation goes to its end.
-- @tparam number|column|table x a number, or a column or array of them
-- @tparam string name the transformation
-- @tparam[opt] table options named options that some need: `ni`, `ti`, `tau2`, `sd`, `n1i`, `n2i`
-- @treturn number|column the transformed number, or a new column
-- @raise when the name is not known or an option is missing
-- @usage hepar.meta.transf(-0.5, "exp")
function M.transf(x, name, options)
  return require("hepar.meta.transf").apply(x, name, options)
end

--- The standard deviation that a paper does not print, from what it does: `se` and `n`; `ci`
-- ({lower, upper}) and `n`; a `mean` (or mean change) with `t` or `p` and `n`; for two groups `n1`,
-- `n2` and `se`, `ci`, or `md` with `t`, `f` or `p` (the pooled SD); `q1` and `q3`, or `min` and
-- `max` with `n`; and mean and SD from a `median` with quartiles, extremes or both, after Luo 2018
-- (mean), Wan 2014 and, of five numbers, Shi 2020 (SD), with the skewness check of Shi 2023.
-- @tparam table options named options as above, and `level` (95, percent), `distribution` ("t", or
--   "z" when the paper used normal limits), `method` ("recommended", "hozo" for Hozo 2005, "wan")
-- @treturn derived with `sd` (and `se`, or `mean`, `skewness`, `skewness_limit`, `skewed`) and
--   `route`: formula, from, assumption, reference, warnings; prints itself with its route
-- @raise when nothing follows from what is given, or a value is impossible
-- @usage print(hepar.meta.sd{ci = {30, 34.2}, n = 25})
-- hepar.meta.sd{median = 1.9, q1 = 1.3, q3 = 2.8, n = 28}.mean
function M.sd(options)
  return require("hepar.meta.sd").sd(options)
end

--- The SD of a change from baseline, from the SDs at both times and a stated correlation `r`, with
-- a band of what other correlations would give; or with `sd_change` the correlation that a study's
-- three SDs imply (Cochrane Handbook 6, section 6.5.2.8).
-- @tparam table options named options: `sd_baseline`, `sd_final`, `r` or `sd_change`, `band` (array
--   of correlations, {0.3, 0.5, 0.7, 0.9})
-- @treturn derived with `sd` and `band` (a list of {r, sd}), or with `r`; and `route`
-- @raise when an SD is negative, r is no correlation, or no correlation fits the three SDs
-- @usage print(hepar.meta.sd_change{sd_baseline = 5.1, sd_final = 4.8, r = 0.7})
function M.sd_change(options)
  return require("hepar.meta.sd").sd_change(options)
end

--- Several groups as one: n, mean and SD of all their members (Cochrane Handbook 6, 6.5.2.10).
-- @tparam table groups array of groups, each with `n`, `mean` and `sd`
-- @treturn derived with `n`, `mean`, `sd` and `route`
-- @raise when a group lacks a value or has an impossible one
-- @usage hepar.meta.combine_groups{{n = 18, mean = -2, sd = 3.4}, {n = 19, mean = -2.4, sd = 3.8}}
function M.combine_groups(groups)
  return require("hepar.meta.sd").combine_groups(groups)
end

--- A control group shared by several comparisons, divided among them so that nobody counts twice
-- (Cochrane Handbook 6, 23.3.4).
-- @tparam table options named options: `n`, `parts` (2), `events`, `mean`, `sd`
-- @treturn derived with `n`, and what was given of `events`, `mean`, `sd`; and `route`
-- @raise when there are fewer patients than parts, or more events than patients
-- @usage hepar.meta.split_control{n = 30, events = 9, parts = 2}
function M.split_control(options)
  return require("hepar.meta.sd").split_control(options)
end

--- A standardised mean difference from a test: `t`, `f` (of two groups), two-sided `p`, or a
-- point-biserial `r`.
-- @tparam table options named options: one of these, `n1`, `n2`, `sign` (1 or -1, for f and p) and
--   `distribution` of p ("t", or "z")
-- @treturn derived with `d`, `g` (without small-sample bias), `vi` (of g) and `route`
-- @raise when none is given or a value is impossible
-- @usage hepar.meta.d{p = 0.03, sign = -1, n1 = 20, n2 = 22}
function M.d(options)
  return require("hepar.meta.sd").d(options)
end

--- The 2 x 2 table behind an odds ratio, when group sizes and all events are known.
-- @tparam table options named options: `odds_ratio`, `n1`, `n2`, `events` (of both groups)
-- @treturn derived with the counts `ai`, `bi`, `ci`, `di`, the unrounded `exact` ai, the
--   `odds_ratio` of the rounded counts, and `route` with a warning when that is another
-- @raise when there are more events than patients or the ratio is not above 0
-- @usage hepar.meta.table_from_odds_ratio{odds_ratio = 1.57, n1 = 28, n2 = 30, events = 34}
function M.table_from_odds_ratio(options)
  return require("hepar.meta.sd").table_from_odds_ratio(options)
end

--- The count and the standard error behind a percentage; says when no count fits it.
-- @tparam table options named options: `percent`, `n`, `decimals` (0) as printed
-- @treturn derived with `events`, `se` (in percent), `fits` and `route`
-- @raise when percent is outside 0 to 100 or n is no count
-- @usage hepar.meta.percentage{percent = 53, n = 30}.events
function M.percentage(options)
  return require("hepar.meta.sd").percentage(options)
end

--- The log hazard ratio and its variance from what a paper gives: `oe` and `v` of a log-rank test
-- (Yusuf 1985); `hr` with `ci` or `p`; `ci` alone; `hr` with `v`; `oe` with `hr`; or, when no ratio
-- is printed, `p` with `sign` and `events` (with `n1`, `n2` unless the groups are equal) or
-- `events1` and `events2` (Parmar 1998, Tierney 2007). Group 1 over group 2.
-- @tparam table options named options as above, and `level` (95, percent)
-- @treturn derived with `yi`, `vi`, `sei`, `hr`, `oe`, `v` and `route`; pool with
--   `hepar.meta.effects{measure = "HR", yi = …, vi = …}`
-- @raise when nothing follows from what is given, or a value is impossible
-- @usage print(hepar.meta.hazard_ratio{hr = 0.55, ci = {0.34, 0.89}})
function M.hazard_ratio(options)
  return require("hepar.meta.survival").hazard_ratio(options)
end

--- Patients behind a published Kaplan-Meier curve, from points read off the figure and the numbers
-- at risk below it (Guyot 2012). Good for a hazard ratio that the paper does not print; no
-- substitute for the data.
-- @tparam table options named options: `time` and `surv` (1 falling to 0) of the points, from time
--   0 on; `trisk` and `nrisk`, the risk table, from the start of the curve; `events` (of the arm)
-- @treturn patients with columns `time` and `event` (1, or 0 for censored), `events`, `off` (the
--   largest distance of their curve from the one given), `route`
-- @raise when times fall, survival rises or leaves 0 to 1, or the risk table rises
-- @usage hepar.meta.reconstruct{time = {0, 2, 5}, surv = {1, 0.8, 0.5}, trisk = {0}, nrisk = {10}}
function M.reconstruct(options)
  return require("hepar.meta.survival").reconstruct(options)
end

--- The log-rank test of two groups of patients.
-- @tparam table one a table with `time` and `event` (1 or 0), as `hepar.meta.reconstruct` returns
-- @tparam table two the other group
-- @treturn logrank with `o1`, `e1`, `o2`, `e2`, `oe` (observed less expected in group 1), `v`,
--   `chi2`, `pval`, and Peto's `yi`, `vi`, `hr`
-- @raise when a group has no times or events
-- @usage hepar.meta.logrank(treated, control).hr
function M.logrank(one, two)
  return require("hepar.meta.survival").logrank(one, two)
end

--- Data forensics before pooling: do the numbers of a paper agree with each other, and the papers
-- with one another? Within a row: an interval that does not hold its estimate or is not centred on
-- it, or does not match its `p`; a negative ratio; a `percent` that is not `events` of `n` or fits
-- no count; arms that do not add up; an estimate that the counts do not give; `before`, `after` and
-- `change` that disagree; a turned sign; SD and SE that disagree; SDs of two groups far apart;
-- means and SDs that mean another p (and whether they would fit as SEs); GRIM and GRIMMER of whole
-- numbers (`integer = true` or `items`). Across rows: the same numbers twice, an SE among SDs, an
-- effect with the sign turned, two sources that disagree on a study, studies of one site at one
-- time. It warns and never changes anything; rounding as printed is allowed for (give "5.20" as
-- text to keep its digits).
-- @tparam table data an array of rows (fields as needed: `study`, `arm`, `outcome`, `unit`, `n`,
--   `mean`, `sd`, `se`, `events`, `percent`, `estimate`, `measure`, `ci_lb`, `ci_ub` or `ci`, `p`,
--   `level`, `before`, `after`, `change`, `arms`, `ai n1i ci_events n2i`, `m1i sd1i n1i m2i sd2i
--   n2i`, `yi vi`, `integer`, `items`, `source`, `year`, `dose`, `cells`, `site`, `from`, `to`), a
--   table of such columns, effects, or the rows of `ev:quantities`
-- @tparam[opt] table options named options: `checks` (array of names, all by default)
-- @treturn forensics with `findings` (a list of {check, severity, rows, study, text}), `counts` by
--   check, `rows`; prints itself
-- @raise when data are no rows, or the name of a check is not known
-- @usage print(hepar.meta.forensics{{study = "Spahr 2013", n = 30, events = 18, percent = 53}})
function M.forensics(data, options)
  return require("hepar.meta.forensics").run(data, options)
end

--- GRIM and GRIMMER: can n whole numbers (or the means of `items` whole numbers each) have this
-- mean and this SD, as rounded in print? (Brown and Heathers 2017; Anaya 2016; Allard 2018.)
-- @tparam table options named options: `mean` and `sd` (numbers, or texts such as "5.20" whose
--   digits count), `n`, `items` (1)
-- @treturn table with `grim` and, with an SD, `grimmer` (booleans), and `informative`: false when
--   so many patients make every mean possible
-- @raise when mean or n is missing
-- @usage hepar.meta.grim{mean = "5.19", n = 28}.grim
function M.grim(options)
  return require("hepar.meta.forensics").grim(options)
end

--- Mantel-Haenszel: two-by-two tables or rates pooled by their cells, without a constant for empty
-- ones. Answers what metafor's rma.mh answers. Mantel and Haenszel 1959; Robins, Breslow and
-- Greenland 1986 (OR); Greenland and Robins 1985 (RR, IRR, IRD); Sato 1989 (RD).
-- @tparam table options named columns and options: `measure` ("OR", "RR", "RD", "IRR" or "IRD");
--   `ai`, `bi` or `n1i`, `ci`, `di` or `n2i` (counts), or `x1i`, `t1i`, `x2i`, `t2i` (events and
--   time); `slab` (labels); `level` (95, percent); `correct` (true), the continuity correction of
--   the Cochran-Mantel-Haenszel test; `add` (0.5), `to` ("only0", "all", "if0all" or "none") and
--   `drop00` (true) are for the effect sizes behind Q, I2 and H2; give two values, {0.5, 0.5}, to
--   set the second one for the pooling (default: nothing added, nothing dropped); `as` ("metafor",
--   "RevMan": its treatment of empty cells, or "Stata", which is metafor's)
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
--   "t"); `level` (95, percent); `coding` (0.5, 1 or 0: where the random effect of UM sits); `cor`
--   (false; true lets the random study level of UM.RS go with the effect); `mods` (a formula, or a
--   list of columns), `data` (a table of columns: moderators, and counts not given themselves),
--   `intercept` (true), `reference` and `btt` as for hepar.meta.fit;
--   `nAGQ` (a number of Gauss-Hermite points, 1 is Laplace; absent: exact); `drop00` (true); `add`
--   (0.5) and `to` ("only0"), for the effect sizes behind I2 and H2 alone; `slab`
-- @treturn tables converged and, if so, beta, se, zval, pval, ci_lb, ci_ub (columns, names in
--   `coef`), vb, QM, QMp, QMdf (with moderators), tau2, se_tau2, sigma2 (UM.RS), rho (cor), I2, H2,
--   QE_Wld, QEp_Wld, QE_LRT, QEp_LRT, QE_df, ll, dev, AIC, BIC, AICc, k, parms; when converged is
--   false there is no estimate, and `reason` says why
-- @raise as `hepar.meta.mh`, when a count is not whole, or a moderator is determined by others
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
--   estimate); `intercept` (true); `reference` (first level of a factor: {route = "IV"}); `as`
--   ("metafor", "RevMan" or "Stata": that program's defaults, named in `fit.conventions`)
-- @treturn fit estimates `beta, se, zval, pval, ci_lb, ci_ub` (columns, names in `coef`), `tau2`,
--   `se_tau2`, `I2`, `H2`, `R2`, `QE`, `QEp`, `QM`, `QMdf`, `QMp`, `k`, `p`, `m`, `ll`, `dev`,
--   `AIC`, `BIC`, `AICc`, `notes`; or nil, message and code when the data allow no answer
-- @raise when an option is not known, a value is impossible, or there are too few studies
-- @usage print(hepar.meta.fit({yi = {0.1, 0.4, 0.3}, vi = {0.02, 0.01, 0.03}}, {test = "knha"}))
function M.fit(data, options)
  return require("hepar.meta.fit").make(data, options)
end

--- Subgroups in one call: a fit of each group, of all studies, prediction intervals of each, and
-- the test whether the groups differ. With a tau2 of each group that is Wald's test of independent
-- estimates (Borenstein and Higgins, Prevention Science 2013;14:134-143); with one tau2 for all it
-- is the test of the moderator in a meta-regression, F with test "t", "knha" or "adhoc". With equal
-- effects it is what is left of Q after the groups' own.
-- @tparam table|fit|tables data as for hepar.meta.fit
-- @tparam table options named options: `by` (a column of texts, numbers or booleans, or its name);
--   `tau2` ("separate", the default, or "common"); `pi` (the prediction intervals of
--   `fit:predict`); `method`, `test`, `weights`, `weighted`, `level` and `as` of hepar.meta.fit
-- @treturn subgroups the groups, the overall fit, `QM`, `QMdf`, `QMp`; prints itself, and draws
--   itself with `:forest()`
-- @raise when by makes fewer than two groups, a group cannot be fitted, or an option is not known
-- @usage print(hepar.meta.subgroups({yi = {0.1, 0.4, 0.3, 0.9}, vi = {0.02, 0.01, 0.03, 0.02},
--   route = {"IV", "IV", "HA", "HA"}}, {by = "route"}))
function M.subgroups(data, options)
  return require("hepar.meta.subgroups").make(data, options)
end

--- Fit many sets of effects at once, over threads, with the same numbers as one by one.
-- @tparam table data a list of what hepar.meta.fit takes; or one table of columns, with `n`, how
--   many rows belong to each set, one after the other
-- @tparam[opt] table options what hepar.meta.fit takes, but for `as` and `btt`
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
-- @tparam[opt] table options there are no options
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
--   or nil, message, code when the estimator has no value
-- @raise when there are moderators or fewer than three studies
-- @usage print(hepar.meta.trimfill(data, {estimator = "R0"}))
function M.trimfill(x, options) return require("hepar.meta.bias").trimfill(x, options) end

--- Fail-safe N: how many null studies would take the result away. "rosenthal" (1979, Stouffer's
-- test), "orwin" (1983, mean effect down to `target`, by default half of it), "rosenberg" (2005,
-- equal-effects test), "general" (the model's own test at `alpha`, or its estimate down to
-- `target`, with null studies of the harmonic mean variance).
-- @tparam fit|table x a fit, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `type`, `alpha` (0.05), `target`, `weighted` (false,
--   for "orwin")
-- @treturn table `fsnum` (infinite when no number does it), `pval, meanes, target`
-- @raise when an option is not known
-- @usage print(hepar.meta.fsn(data, {type = "orwin", target = 0.1}).fsnum)
function M.fsn(x, options) return require("hepar.meta.bias").fsn(x, options) end

--- PET-PEESE (Stanley and Doucouliagos 2014): the effect of a study without sampling error, from
-- the regression on the standard errors (PET), or on the variances (PEESE) when PET finds an
-- effect.
-- @tparam fit|table x a fit without moderators, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `model` ("lm", weighted least squares, or "rma"),
--   `alpha` (0.1, two-sided), `level`
-- @treturn table `PET` and `PEESE` (`beta, se, zval, pval, ci_lb, ci_ub`, columns), `chosen`, and
--   `beta, se, pval, ci_lb, ci_ub` of that one
-- @raise when an option is not known, or there are too few studies
-- @usage print(hepar.meta.pet_peese(data))
function M.pet_peese(x, options) return require("hepar.meta.bias").pet_peese(x, options) end

--- Test of excess significance (Ioannidis and Trikalinos 2007): whether more studies are
-- significant than their power lets expect. Power under heterogeneity in closed form.
-- @tparam fit|table x a fit, or data as for hepar.meta.fit
-- @tparam[opt] table options named options: `H0` (0), `alternative` ("two.sided", "greater",
--   "less"), `alpha` (0.05) of the studies; `theta` (true effect; by default what the model fits),
--   `tau2` (that of the model), `test` ("exact", "chi2", "binom"), `tes_alternative` ("greater"),
--   `tes_alpha` (0.1), `find_lim` (true): look for the limits of theta
-- @treturn table `O, E, OEratio, pval, X2, power` (a column), `significant` (a list), and when all
--   studies have one true effect `theta` and `theta_lim`, the effect at which the p value is
--   `tes_alpha` (NaN where there is none; two, at half of it, for "two.sided")
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
-- infinite precision, and how much of the heterogeneity small-study effects explain.
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
-- "negexp2", "logistic2", "power2" (metafor's forms with two parameters), "trunc" (studies with
-- effects on the wrong side of `steps`, by default 0, are reported in the proportion delta), and
-- "truncest" (the same with the limit estimated too, as delta[2]: a search over all gaps between
-- effects; the limit has no standard error, and the p value is rough).
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
