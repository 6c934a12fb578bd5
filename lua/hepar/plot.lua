--- Figures of evidence and of meta-analysis, ready for print: drawn in Lua, written as SVG, PNG or
-- PDF. Functions for directions take a view of the evidence or plain tables of the same shape,
-- those for meta-analysis a fit or a table of columns; all return a figure: `fig:save("x.svg")`,
-- `fig:svg()`. Figures are 180 mm wide unless `width` says otherwise; no letter is smaller than 7
-- points; colours are those of Okabe and Ito (2008) and never the only sign. Missing values are
-- counted in a footnote. Research use only.
-- @module hepar.plot

local M = {}

--- Effect-direction plot: studies in rows, outcome domains in columns, an arrow in each cell.
-- Conventions of Boon and Thomson (2021), Res Synth Methods 12:29, doi 10.1002/jrsm.1458: up for a
-- positive and down for a negative health impact, sideways for no change, mixed or conflicting; the
-- arrow's size is the class of the sample size (more than 300, 50 to 300, fewer than 50); a number
-- beside it counts the outcomes behind it. Outcomes whose desirable direction is not known (PT) get
-- a hollow mark with "?" and do not vote.
-- @tparam evidence|table data a view, a list of results as `ev:results{}` gives them (fields
-- `study`, `domain`, `outcome`, `effect`, `n_total`, `subdesign`, `year`, `quality`), or a
-- directions object
-- @tparam[opt] table options `columns` ("domain" or "outcome"), `order` of rows ("design", "year",
-- "given"), `shade` of rows ("design", "none", or "quality" when rows say `quality` = "low",
-- "some" or "high"), `consistency` (0.7: share of outcomes of a cell that must agree), `labels`
-- (your words by code or study), `width` (180, millimetres), `title` (a string, or false for none),
-- `note` (a footnote of your own)
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.effect_direction(ev:where{design = "clinical"}):save("directions.pdf")
function M.effect_direction(data, options)
  return require("hepar.plot.effect_direction").draw(data, options)
end

--- Harvest plot: one bar per study, in columns negative, no difference, positive and ambiguous.
-- After Ogilvie and others (2008), BMC Med Res Methodol 8:8, doi 10.1186/1471-2288-8-8: the height
-- of a bar is the design (randomised tallest), its fill says whether there was a control arm, the
-- number above it names the study in the list below.
-- @tparam evidence|table data as for `hepar.plot.effect_direction`; a row may say `controlled`
-- @tparam[opt] table options `rows` ("domain" or "outcome"), `consistency` (0.7), and `labels`,
-- `width`, `title`, `note` as in every figure
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.harvest(ev:results{}, {rows = "outcome"}):save("harvest.svg")
function M.harvest(data, options)
  return require("hepar.plot.harvest").draw(data, options)
end

--- Evidence map: cell source by disease, one bubble per class of design in each cell.
-- The area of a bubble is the number of patients (printed below it), the number in or above it the
-- number of studies. A study with several records counts once.
-- @tparam evidence|table data a view or a list of records
-- @tparam[opt] table options `rows` and `columns` ("source", "donor", "disease", "design" or
-- "species"; default source by disease), and `labels`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.evidence_map(ev:where{design = "clinical"}):save("map.png", {dpi = 600})
function M.evidence_map(data, options)
  return require("hepar.plot.evidence_map").draw(data, options)
end

--- Doses by route on logarithmic scales, with the number of doses; a range is a bar.
-- Doses per kilogram have a mark and a scale of their own; they are converted only with the weight
-- that you state, and the footnote says so. Doses that cannot be read as one value or range, or
-- that are no number of cells, are listed in the footnote.
-- @tparam evidence|table data a view or a list of records
-- @tparam[opt] table options `weight` ({value = kilograms, source = where it is from}), and
-- `labels`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described, or a weight has no source
-- @usage hepar.plot.dose_route(ev, {weight = {value = 70, source = "assumed"}}):save("dose.svg")
function M.dose_route(data, options)
  return require("hepar.plot.dose_route").draw(data, options)
end

--- Timeline: one row per study with year of publication, number of patients and follow-up.
-- Where records of a study differ, the first is shown and the study is marked.
-- @tparam evidence|table data a view or a list of records
-- @tparam[opt] table options `order` ("year", "design" or "given"), `shade` ("design" or "source"),
-- and `labels`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.timeline(ev:where{design = "clinical"}, {shade = "source"}):save("years.svg")
function M.timeline(data, options)
  return require("hepar.plot.timeline").draw(data, options)
end

--- Stacked bars: the shares of cell sources, donors and diseases, with counts and percentages.
-- @tparam evidence|table data a view, a list of records, one tally of `ev:tally`, or a list of them
-- @tparam[opt] table options `fields` (list of "source", "donor", "disease", "design", "species"),
-- `by` ("studies", "records" or "patients"), and `labels`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.stacked(ev:where{design = "clinical"}, {by = "patients"}):save("shares.svg")
function M.stacked(data, options)
  return require("hepar.plot.stacked").draw(data, options)
end

--- Forest plot: a square and an interval per study, a diamond per summary, columns of text.
-- Long intervals are cut and end in an arrow; studies without estimate are counted and listed.
-- Values are those of the analysis (log ratios, for a ratio); the axis and the columns print what
-- the measure is read as (ratios on a logarithmic axis), and options in "printed values" are in
-- those units. The figure's `at.x(value)` and `at.y[row]` say where things stand, to draw more.
-- @tparam table|fit|tables data a fit, or a table with `yi` and `vi`, `sei` or (`ci_lb`, `ci_ub`),
--   and perhaps `slab`, `weights`, `measure`, `level`, `pooled` (`beta`, `ci_lb`, `ci_ub`, and
--   `pi_lb`,
-- `pi_ub`, `tau2`, `I2`, `QE`, `QEp`, `k`, `method`, `label`; or a list of such tables)
-- @tparam[opt] table options `left` ({"study"}) and `right` ({"effect", "weight"}): lists of
-- columns, each "study", "effect", "weight", the name of a field, or {head, values|field, align,
-- under (a common head), digits, total, totals (by group)}; `group` (a field or a list) with
-- `subgroups` (pooled results by group, or a list with `group`) and `difference` ({QM, QMdf, QMp});
-- `order` ("given", "effect", "precision", "weight", "label", a field, a list of rows, a function);
-- `measure`, `transf` and `atransf` ("exp", "ilogit", "ztor", "iarcsin", a function, or false for
-- the values as they are); `limits`, `at` (ticks), `refline` (number or false), `lines` in printed
-- values; `favours` ({left, right}); `prediction`, `heterogeneity`, `effect_line` (true), `fitted`
-- (true: with moderators a grey diamond behind each study, what the model expects there);
-- `risk` ({domains, judgements (per row a list of "low", "some", "unclear", "moderate", "high",
-- "serious", "critical", "none", or a string such as "++?-"), letters}); `missing` ("list" or
-- "row"), `shade`, `level` (95), `digits` (2), `study` (head of the studies), `xlab`, and `labels`
-- (of groups), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.forest(fit, {favours = {"Favours cells", "Favours control"}}):save("f.pdf")
function M.forest(data, options)
  return require("hepar.plot.forest").draw(data, options)
end

--- Funnel plot, plain or with contours of significance, and with the studies that trim and fill
-- imputes as open circles.
-- @tparam table|fit|tables data as for `hepar.plot.forest`; `fill` (true for imputed rows), `ni`
-- @tparam[opt] table options `contours` (true for 90, 95 and 99, or a list of up to three levels),
-- `regtest` (what `hepar.meta.regtest` gives: its line),
-- `side` ("both", or "left" or "right" for one-sided contours), `null` (0: their centre, a value of
-- the analysis), `refline` (the pooled estimate, a value of the analysis, or false), `region`
-- (true: the lines within which studies fall), `tau2` (widens the region), `filled` (what
-- `hepar.meta.trimfill` gave, or a table with the imputed studies), `yaxis` ("sei", "vi", "seinv",
-- "vinv" or "ni"), `limits` (printed values), `names` ("none", "all" or a number), and `measure`,
-- `atransf`, `level`, `xlab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.funnel(fit, {contours = true}):save("funnel.svg")
function M.funnel(data, options)
  return require("hepar.plot.funnel").draw(data, options)
end

--- Radial plot of Galbraith (1988), Stat Med 7:889: estimate over standard error against precision
-- (with the tau2 of the pooled result), and an arc on which a ray shows each estimate.
-- @tparam table|fit|tables data as for `hepar.plot.forest`
-- @tparam[opt] table options `names` ("none", "all" or a number), `measure`, `atransf`, `level`,
-- `xlab`, `zlab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.radial(fit, {names = "all"})
function M.radial(data, options)
  return require("hepar.plot.radial").draw(data, options)
end

--- Baujat plot: what a study adds to heterogeneity against what it does to the estimate.
-- After Baujat and others (2002), Stat Med 21:2641, doi 10.1002/sim.1221. Values come from the data
-- (`x`, `y`), from a random-effects fit (by leaving studies out), or from a common-effect model.
-- @tparam table|fit|tables data as for `hepar.plot.forest`, or `x`, `y` and `slab`
-- @tparam[opt] table options `names` ("all", "none" or a number: the furthest out), `xlab`, `ylab`,
-- `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.baujat(fit)
function M.baujat(data, options)
  return require("hepar.plot.baujat").draw(data, options)
end

--- Plot of L'Abbé, Detsky and O'Rourke (1987), Ann Intern Med 107:224: the risk in both arms.
-- @tparam table data `ai`, `n1i` (or `bi`), `ci`, `n2i` (or `di`), `slab`, `measure`, `pooled`
-- @tparam[opt] table options `measure` ("RR", "OR", "RD": what the pooled line means), `scale`
-- ("risk", "log" or "logit"), `arms` ({first, second}), `limit` (largest risk), `names` ("none",
-- "all" or a number), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described, or events exceed patients
-- @usage hepar.plot.labbe({ai = {4}, n1i = {123}, ci = {11}, n2i = {139}})
function M.labbe(data, options)
  return require("hepar.plot.labbe").draw(data, options)
end

--- GOSH plot of Olkin, Dahabreh and Trikalinos (2012), doi 10.1002/jrsm.1053: estimate and
-- heterogeneity of subsets of the studies, as a density with its distributions along the edges.
-- @tparam table data what `fit:gosh()` gives: `estimate`, `I2` (or `H2`, `QE`, `tau2`), `incl`
-- @tparam[opt] table options `het` ("I2"), `out` (a study: subsets with and without it side by
-- side), `bins`, `measure`, `atransf`, `xlab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.gosh(fit:gosh(), {out = 8})
function M.gosh(data, options)
  return require("hepar.plot.gosh").draw(data, options)
end

--- Normal quantile plot of the standardised residuals, with the exact envelope of each order
-- statistic (its quantiles are those of a beta distribution).
-- @tparam table|fit|tables data as for `hepar.plot.forest`, or residuals `z` and `slab`
-- @tparam[opt] table options `level` (95), `envelope` (true), `names` ("none", "all" or a number),
-- `ylab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.qq(fit)
function M.qq(data, options)
  return require("hepar.plot.qq").draw(data, options)
end

--- Bubble plot of a meta-regression: estimates against one moderator, line and bands.
-- @tparam table|fit|tables data a fit with one moderator, or a table as for `hepar.plot.forest`
--   whose `pooled` has `beta` (intercept, slope), `vb`, `tau2`, and perhaps `test` and `dfs`
-- @tparam[opt] table options `mod` (the moderator: a field or a list), `line` ({x, pred, ci_lb,
-- ci_ub, pi_lb, pi_ub}: a line of your own), `ci`, `pi` (true: bands), `refline`, `names` ("none",
-- "all" or a number), `measure`, `atransf`, `level`, `xlab`, `ylab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.bubble(fit, {mod = data.ablat, xlab = "Latitude"})
function M.bubble(data, options)
  return require("hepar.plot.bubble").draw(data, options)
end

--- Profile of the likelihood over tau2, with its maximum and the profile likelihood interval (also
-- as fields of the figure's `profile`). Computed here for models with one mean; for others give the
-- profile.
-- @tparam table|fit|tables data as for `hepar.plot.forest`, or a profile: `tau2` (or `x`), `ll`,
--   and perhaps `estimate`, `ci_lb`, `ci_ub`
-- @tparam[opt] table options `method` ("REML" or "ML"), `level` (95), `limits` of tau2, `xlab`,
-- `ylab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.profile(fit)
function M.profile(data, options)
  return require("hepar.plot.profile").draw(data, options)
end

--- Drapery plot of Rücker and Schwarzer (2021), doi 10.1002/jrsm.1410: the p value function of each
-- study, of the pooled estimate, and of a new study.
-- @tparam table|fit|tables data as for `hepar.plot.forest`
-- @tparam[opt] table options `alpha` ({0.05, 0.1}: lines), `prediction` (true), `limits` and
-- `refline` (printed values), `measure`, `atransf`, `level`, `xlab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.drapery(fit)
function M.drapery(data, options)
  return require("hepar.plot.drapery").draw(data, options)
end

--- Albatross plot of Harrison and others (2017), doi 10.1002/jrsm.1239: sample size against p value
-- and direction, for studies that report little else, with contours of effects.
-- @tparam table data `ni` with `p` (two-sided) and `direction` (-1 or 1), or with `yi` and `vi`;
-- `slab`
-- @tparam[opt] table options `effect` ("SMD", "MD", "COR", "OR" or "RR": kind of the contours),
-- `contours` (up to five effects), `ratio` (1: patients of the first group per patient of the
-- second), `sd` (for MD), `risk` (of the second group, for OR and RR), `yscale` ("classic", the
-- square of the logarithm; "sqrt"; "log"), `limit` (smallest p), `favours` ({left, right}), `names`
-- ("none", "all" or a number), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.albatross({ni = {40, 90}, p = {0.03, 0.4}, direction = {1, -1}},
--   {effect = "SMD"})
function M.albatross(data, options)
  return require("hepar.plot.albatross").draw(data, options)
end

--- Panels of the influence of each study: deleted residual, DFFITS, Cook's distance, covariance
-- ratio, tau2 and Q without the study, leverage, weight; with the usual limits.
-- @tparam table|fit|tables data a fit, or columns `rstudent`, `dffits`, `cook_d`, `cov_r`,
--   `tau2_del`, `QE_del`, `hat`, `weight` (those there are), `is_infl`, `slab`; and `tau2`, `QE`,
--   `p` of the fit
-- @tparam[opt] table options `panels` (list of names), `columns` of panels, `names` (true: list of
-- studies), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.influence(fit)
function M.influence(data, options)
  return require("hepar.plot.influence").draw(data, options)
end

--- Time courses of runs of a model: one panel for each output, one line for each run, doses marked
-- below the axis.
-- @tparam run|table data a run, a list of runs, or plain tables of the same shape: `t` and a column
-- for each name; and perhaps `names`, `outputs` (what is shown when nothing is asked for), `label`,
-- `doses` (list of `{t, label}`), `units` (by name), `time_unit`, `title`
-- @tparam[opt] table options `outputs` (names), `observed` (list of `{output, t, value, low, high,
-- label}`: circles with intervals), `from` and `to` (times), `columns` (panels side by side, 1 to
-- 4), `height` (of a panel, millimetres), `xlab`, and `labels` (your words by name), `width`,
-- `title`, `note`
-- @treturn figure the figure; `panels` by name, to draw more
-- @raise when data or an option is not of the kind described, or an output is not known
-- @usage hepar.plot.time_course({one, two}, {outputs = {"collagen"}}):save("courses.svg")
function M.time_course(data, options)
  return require("hepar.plot.time_course").draw(data, options)
end

--- A network: named boxes in layers and curved arrows between them.
-- Layers after Eades, Lin and Smyth (1993), order within them after Sugiyama and others (1981): the
-- same data give the same figure.
-- @tparam table data `nodes` (list of `{id, label, title, group}`) and `edges` (list of `{from, to,
-- kind, title}`, kind "flow" or "influence"), `title`
-- @tparam[opt] table options `influences` (true: draw them too), `group_labels` (your words by
-- group), and `labels`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.network{nodes = {{id = "a"}, {id = "b"}}, edges = {{from = "a", to = "b"}}}
function M.network(data, options)
  return require("hepar.plot.network").draw(data, options)
end

--- Fan plot of a cohort: median and bands of quantiles (5 to 95 and 25 to 75 %) of an output over
-- time, a panel for each arm.
-- @tparam cohort data what `scenario:run` gave
-- @tparam[opt] table options `output` (the first), `arms` (names), `kind` ("value", "change" or
-- "contrast"), `columns` (panels side by side, 1 to 4), `height` (of a panel, millimetres),
-- `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.fan(c, {output = "collagen"}):save("fan.svg")
function M.fan(data, options)
  return require("hepar.plot.fan").draw(data, options)
end

--- Single courses of the first patients of a cohort, a panel for each arm, with the median of all.
-- @tparam cohort data what `scenario:run` gave
-- @tparam[opt] table options `output` (the first), `arms` (names), `patients` (how many, 50),
-- `columns`, `height`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.spaghetti(c, {output = "MELD"}):save("courses.svg")
function M.spaghetti(data, options)
  return require("hepar.plot.spaghetti").draw(data, options)
end

--- Waterfall plot of a cohort: the change of each of the first patients, sorted, by arm.
-- @tparam cohort data what `scenario:run` gave
-- @tparam[opt] table options `output` (the first), `arms` (names), `kind` ("change" since the
-- start, or "contrast": difference to the reference arm), `limit` (a line), `patients` (how many,
-- 100), `columns`, `height`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.waterfall(c, {output = "MELD", limit = -2})
function M.waterfall(data, options)
  return require("hepar.plot.waterfall").draw(data, options)
end

--- Distribution of the change of an output over all patients: cumulative shares, a line for each
-- arm.
-- @tparam cohort data what `scenario:run` gave
-- @tparam[opt] table options `output` (the first), `arms` (names), `kind` ("value", "change" or
-- "contrast"), `limit` (of a response: shares are told), `height`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.responders(c, {output = "MELD", limit = -2})
function M.responders(data, options)
  return require("hepar.plot.responders").draw(data, options)
end

--- Survival of the arms of a cohort: Kaplan-Meier curves or cumulative incidences with bands of
-- 95 % and numbers at risk.
-- @tparam survival data what `cohort:survival` gave
-- @tparam[opt] table options `show` ("survival" or "incidence"), `cause` (its incidence only),
-- `from` (where the axis begins, 0 to 1), `height`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.survival(c:survival()):save("survival.svg")
function M.survival(data, options)
  return require("hepar.plot.survival").draw(data, options)
end

--- Tornado: how far an outcome moves when one value at a time goes from low to high, widest first.
-- @tparam table data list of `{name, low, high}`: the outcome at the low and the high value
-- @tparam table options `base` (the outcome with all values as they are), `most` (rows, 20),
-- `xlab`, `low` and `high` (words of the legend), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.tornado({{name = "k_deg", low = 14, high = 19}}, {base = 16})
function M.tornado(data, options)
  return require("hepar.plot.tornado").draw(data, options)
end

--- An empty figure to draw on, with the methods `line`, `rect`, `circle`, `polygon`, `path`, `text`
-- and `group`. Lengths are points (1/72 inch) from the upper left corner.
-- @tparam table options `title` (what a screen reader says first), `width` and `height` in
-- millimetres, `name` ("figure": begins the ids), `desc` (a longer description)
-- @treturn figure the figure
-- @raise when an option is missing or wrong
-- @usage hepar.plot.figure{title = "A line", width = 60, height = 20}:line(5, 5, 100, 40)
function M.figure(options)
  local check, figure = require "hepar.plot.check", require "hepar.plot.figure"
  local where = "hepar.plot.figure"
  local length = { type = "number", min = 1, max = 5000 }
  options = check.options(where, options, { title = "string", width = length, height = length,
    name = "string", desc = "string" }, { name = "figure", desc = "" })
  for _, name in ipairs { "title", "width", "height" } do
    if options[name] == nil then check.fail(where, "option %s is missing", name) end
  end
  if not options.name:match("^[%a][%w-]*$") then
    check.fail(where, "option name must be letters, digits and hyphens, got %s",
      check.show(options.name))
  end
  local fig = figure.new(options.name, options.title, options.width * figure.MM,
    options.height * figure.MM)
  fig.desc = options.desc
  return fig
end

--- Traces of the chains of a posterior, a panel a parameter, the warm-up shaded.
-- @tparam calibration data what `hepar.cohort.calibrate` gave with method "mcmc"
-- @tparam[opt] table options `parameters` (list of names; all), `columns` (2), `height` (of a
-- panel, millimetres), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data is no calibration with chains or an option is not of the kind described
-- @usage hepar.plot.traces(calibration):save("traces.svg")
function M.traces(data, options)
  return require("hepar.plot.chains").traces(data, options)
end

--- Marginal posteriors as histograms beside the densities of the priors, with medians and
-- intervals.
-- @tparam calibration data what `hepar.cohort.calibrate` gave with method "mcmc"
-- @tparam[opt] table options `parameters` (list of names; all), `columns` (3), `height` (of a
-- panel, millimetres), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data is no calibration with chains or an option is not of the kind described
-- @usage hepar.plot.posterior(calibration):save("posterior.svg")
function M.posterior(data, options)
  return require("hepar.plot.chains").posterior(data, options)
end

--- Pairs of parameters in a posterior: draws below the diagonal, correlations above it.
-- @tparam calibration data what `hepar.cohort.calibrate` gave with method "mcmc"
-- @tparam[opt] table options `parameters` (list of at most 10 names; all), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data is no calibration with chains or an option is not of the kind described
-- @usage hepar.plot.pairs(calibration, {parameters = {"k", "q"}}):save("pairs.svg")
function M.pairs(data, options)
  return require("hepar.plot.chains").pairs(data, options)
end

--- Profile likelihoods of a calibration: how much worse the best fit is with a parameter held, the
-- threshold, and the verdict.
-- @tparam profiles data what `calibration:profile` gave
-- @tparam[opt] table options `parameters` (list of names; all), `columns` (2), `height` (of a
-- panel, millimetres), `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data are no profiles or an option is not of the kind described
-- @usage hepar.plot.profiles(calibration:profile()):save("profiles.svg")
function M.profiles(data, options)
  return require("hepar.plot.likelihood").draw(data, options)
end

--- Bars of a sensitivity analysis, the most important input on top, with intervals; or, for Morris'
-- method, the plane of mu* and sigma with rays that tell linear, monotone and other effects.
-- @tparam sensitivity data what `hepar.cohort.sensitivity` gave
-- @tparam[opt] table options `figure` ("bars"; "scatter" for "morris"), `most` (20): how many
-- inputs, `xlab`, and `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data is no sensitivity analysis or an option is not of the kind described
-- @usage hepar.plot.sensitivity(hepar.cohort.sensitivity(function(v) return v.a * v.b end,
--   {method = "prcc", parameters = {a = {1, 2}, b = {0, 3}}})):save("sensitivity.svg")
function M.sensitivity(data, options)
  return require("hepar.plot.sensitivity").draw(data, options)
end

--- Benefit against burden of the candidates of a protocol search, with intervals of those on the
-- Pareto front, which have letters.
-- @tparam search data what `hepar.cohort.search` gave
-- @tparam[opt] table options `key` (true): the protocols of the letters below the figure, `xlab`,
-- `ylab`, `width`, `title`, `note`
-- @treturn figure the figure
-- @raise when data is no protocol search or an option is not of the kind described
-- @usage hepar.plot.search(hepar.cohort.search(s, {outcome = "MELD", space = {product = "MSC",
-- dose = {1e7, 5e7}, route = "HA"}})):save("protocols.svg")
function M.search(data, options)
  return require("hepar.plot.search").draw(data, options)
end

return M
