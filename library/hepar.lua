---@meta hepar
-- Made by docs/generate.lua from the comments of the sources: do not edit.

---@class hepar
---@field evidence hepar.module.evidence
---@field meta hepar.module.meta
---@field plot hepar.module.plot
---@field report hepar.module.report
---@field units hepar.module.units
---@field column hepar.module.column
---@field random hepar.module.random
---@field help hepar.module.help
local hepar = {}

--- The evidence: study records, results, published figures and claims, in a store that can be asked. `builtin`, `open`, `read` and `new` give a view of all records of a store; `where` narrows it, and every narrower view has the same methods. A view is a condition, not a copy: it is cheap, and it follows the store when that changes. `view[1]`, `view["fiore2018:t1:r16"]` and `#view` work as with a table, and a record is a plain table that reads like its JSON. Codes may be given by any of their names ("AD-MSC" is AT). Research use only, never a bedside device.
---@class hepar.module.evidence
local hepar_evidence = {}

--- Open a store in a file; the file is made when it is not there.
--- Raises when path is no string
---@param path string the file, by custom *.hepar
---@param options? table named options: `readonly` (boolean)
---@return any # a view of all its records; or nil, message, code when it cannot be opened
function hepar_evidence.open(path, options) end

--- Make an empty store in memory.
---@return any # a view of all its records: none yet
function hepar_evidence.new() end

--- Read a JSON bundle or NDJSON into a store in memory.
--- Raises when path is no string
---@param path string the file
---@param options? table as in `import`
---@return any # a view of all its records; or nil, message, code
---@return table # what the import did: {added, merged, skipped, warnings, …}
function hepar_evidence.read(path, options) end

--- Load the built-in evidence: the 50 table rows of both reviews, the claims of their text, and the published figures of the trials. Each call gives a store of its own, in memory.
---@return any # a view of all its records; or nil, message, code when the data file is not there
function hepar_evidence.builtin() end

--- List the names of the vocabularies, or the codes of one.
--- Raises when the vocabulary is not known
---@param name? string such as "route"
---@return table # without a name, the list of names; else a list of {code, label, synonyms, parent, domain, desirable, unit, note}, sorted by code, that also answers to its codes
function hepar_evidence.vocabulary(name) end

--- Find the code that a text means: a code, a label or a synonym, in any case.
--- Raises when the vocabulary is not known
---@param vocabulary string such as "source"
---@param text string such as "AD-MSC"
---@return string # the code, or nil
---@return string # when there is none, the nearest code
function hepar_evidence.code(vocabulary, text) end

--- List the fields that records can be selected and counted by.
---@return table # a list of {name, kind ("text", "code", "number", "boolean" or "search"), vocabulary, codes, multiple}, sorted by name
function hepar_evidence.fields() end

--- Synthesis: what many studies say together. So far for evidence that gives directions and no numbers (SWiM, Campbell and others, BMJ 2020;368:l6890). Research use only.
---@class hepar.module.meta
local hepar_meta = {}

--- Vote counting by direction of effect: per outcome how many studies report benefit, harm, no change, something ambiguous or nothing; the proportion in the direction of benefit with its confidence interval; the exact two-sided sign test (Cochrane Handbook, chapter 12; Boon and Thomson 2021). Each study has one vote per outcome, however many rows it has: rows of benefit and of harm make it mixed, without a vote; beside rows of no change it has the direction that at least 70 % of its rows share, else it is mixed. Statistical significance plays no part. Ambiguous entries never vote and are listed with the reason.
--- Raises when an option or field is not known, a row has no study, outcome or direction, or a study   with results is not in `of`
---@param results table what `ev:results{…}` returns, or any list of tables with `study`, `outcome`   and `effect` ("benefit", "harm", "null", "ambiguous", "unknown") or `direction` with   `desirable`; or a table of such columns; or a view
---@param options? table named options: `by` (a field: "design", "subdesign", "source",   "donor", "route", "disease" …), one object per group; `of` (a view or a list of studies), the   set in which a study without entry is unreported, by default the set that `ev:results`   searched; `ci` ("clopper-pearson", the default, or "wilson"); `level` (95, percent);   `agreement` (0.7), the share of a study's rows that must agree; `probable` ("merge", or   "separate"), whether a study marked as a probable match ("lin2017?") shares the vote of   that study
---@return hepar.directions # of one outcome, or one such object per outcome
function hepar_meta.directions(results, options) end

--- Confidence interval of a proportion x / n. Clopper-Pearson (1934) inverts the exact binomial test and covers at least the level; Wilson (1927) inverts the score test, is narrower, and covers the level on average. At x = 0 the lower limit is 0, at x = n the upper limit is 1.
--- Raises when x or n is no count, or x is above n
---@param x integer how many
---@param n integer of how many, 1 or more
---@param options? table named options: `method` ("clopper-pearson", the default, or "wilson"),   `level` (95, percent)
---@return number # lower limit
---@return number # upper limit
function hepar_meta.proportion_ci(x, n, options) end

--- Exact two-sided binomial test: the probability, if the true proportion is p, of all counts that are no more likely than x (for p = 0.5 the sign test, where this equals doubling the tail).
--- Raises when x or n is no count, x is above n, or p is outside 0 to 1
---@param x integer how many
---@param n integer of how many, 1 or more
---@param options? table named options: `p` (0.5), the proportion under the null hypothesis
---@return number # p value
function hepar_meta.binom_test(x, n, options) end

--- Directions of one outcome, or of several. Of one outcome, the fields are `outcome`, `label`, `domain`; the numbers of studies `benefit`, `harm`, `no_change`, `mixed`, `ambiguous_studies` and `unreported`, which add up to `studies`; `ambiguous`, the number of entries that cannot be read as benefit or harm; `votes` (benefit + harm), `proportion` in the direction of benefit, `ci_lb`, `ci_ub`, `pval` (absent without votes); `rows`, one per study with an entry (`study`, `ids`, `vote`, `reason`, …); `absent`, the studies of the set without one; `ambiguous_entries` and `no_change_entries` (`study`, `id`, `outcome`, `direction`, `text`, `reason`); `warnings`, a list of sentences. Of several outcomes it holds one such object for each, `d[1]` with the most votes first and `d.MELD` by code, and of the whole set `records`, `studies`, `entries`, `uncontrolled`, `composition` (a list of `code`, `n` by field), `rows`, `warnings`. With option `by`, `groups` holds one object per group, in order and by name.
---@class hepar.directions
local directions = {}

--- Synthesis by direction of effect, for evidence that reports arrows and no numbers.
---@class hepar.module.meta.directions
local hepar_meta_directions = {}

--- The data of an effect-direction plot (Boon and Thomson 2021): studies by outcomes. ▲ is benefit to health and ▼ harm, not rise and fall; ◄► is no change or mixed, ? ambiguous, – named without a direction, and an empty symbol no entry. The size class is by patients of the intervention group where results carry `n_experimental`, else by `n_total`: large above 300, medium 50 to 300, small below 50. The colour follows `risk_of_bias` (low green, some amber, high red) where given.
---@return table # `studies` (list of `study`, `n`, `size`, `design`, `subdesign`, `year`,   `risk_of_bias`, `colour`), `outcomes` (list of `code`, `label`, `domain`, and the counts,   proportion, interval and p value for the foot of the column), `cells[i][j]` (`symbol`, `vote`,   `entries`, `ids`, `reason`), `legend`
function directions:effect_direction_table() end

--- The data of a harvest plot (Ogilvie and others 2008): for each outcome, one bar per study below the hypothesis it supports. The height is the suitability of the design: 3 randomised, 2 with a control group that was not randomised, 1 any other or not reported.
---@return table # list of `outcome`, `label`, `domain`, and `benefit`, `no_change`, `harm`, `mixed`,   `ambiguous`: lists of bars (`study`, `height`, `n`, `subdesign`, `controlled`)
function directions:harvest() end

--- Figures of evidence and of meta-analysis, ready for print: drawn in Lua, written as SVG, PNG or PDF. Functions for directions take a view of the evidence or plain tables of the same shape, those for meta-analysis a fit or a table of columns; all return a figure: `fig:save("x.svg")`, `fig:svg()`. Figures are 180 mm wide unless `width` says otherwise; no letter is smaller than 7 points; colours are those of Okabe and Ito (2008) and never the only sign. Missing values are counted in a footnote. Research use only.
---@class hepar.module.plot
local hepar_plot = {}

--- Effect-direction plot: studies in rows, outcome domains in columns, an arrow in each cell. Conventions of Boon and Thomson (2021), Res Synth Methods 12:29, doi 10.1002/jrsm.1458: up for a positive and down for a negative health impact, sideways for no change, mixed or conflicting; the arrow's size is the class of the sample size (more than 300, 50 to 300, fewer than 50); a number beside it counts the outcomes behind it. Outcomes whose desirable direction is not known (PT) get a hollow mark with "?" and do not vote.
--- Raises when data or an option is not of the kind described
---@param data any|table a view, a list of results as `ev:results{}` gives them (fields `study`, `domain`, `outcome`, `effect`, `n_total`, `subdesign`, `year`, `quality`), or a directions object
---@param options? table `columns` ("domain" or "outcome"), `order` of rows ("design", "year", "given"), `shade` of rows ("design", "none", or "quality" when rows say `quality` = "low", "some" or "high"), `consistency` (0.7: share of outcomes of a cell that must agree), `labels` (your words by code or study), `width` (180, millimetres), `title` (a string, or false for none), `note` (a footnote of your own)
---@return hepar.figure # the figure
function hepar_plot.effect_direction(data, options) end

--- Harvest plot: one bar per study, in columns negative, no difference, positive and ambiguous. After Ogilvie and others (2008), BMC Med Res Methodol 8:8, doi 10.1186/1471-2288-8-8: the height of a bar is the design (randomised tallest), its fill says whether there was a control arm, the number above it names the study in the list below.
--- Raises when data or an option is not of the kind described
---@param data any|table as for `hepar.plot.effect_direction`; a row may say `controlled`
---@param options? table `rows` ("domain" or "outcome"), `consistency` (0.7), and `labels`, `width`, `title`, `note` as in every figure
---@return hepar.figure # the figure
function hepar_plot.harvest(data, options) end

--- Evidence map: cell source by disease, one bubble per class of design in each cell. The area of a bubble is the number of patients (printed below it), the number in or above it the number of studies. A study with several records counts once.
--- Raises when data or an option is not of the kind described
---@param data any|table a view or a list of records
---@param options? table `rows` and `columns` ("source", "donor", "disease", "design" or "species"; default source by disease), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.evidence_map(data, options) end

--- Doses by route on logarithmic scales, with the number of doses; a range is a bar. Doses per kilogram have a mark and a scale of their own; they are converted only with the weight that you state, and the footnote says so. Doses that cannot be read as one value or range, or that are no number of cells, are listed in the footnote.
--- Raises when data or an option is not of the kind described, or a weight has no source
---@param data any|table a view or a list of records
---@param options? table `weight` ({value = kilograms, source = where it is from}), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.dose_route(data, options) end

--- Timeline: one row per study with year of publication, number of patients and follow-up. Where records of a study differ, the first is shown and the study is marked.
--- Raises when data or an option is not of the kind described
---@param data any|table a view or a list of records
---@param options? table `order` ("year", "design" or "given"), `shade` ("design" or "source"), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.timeline(data, options) end

--- Stacked bars: the shares of cell sources, donors and diseases, with counts and percentages.
--- Raises when data or an option is not of the kind described
---@param data any|table a view, a list of records, one tally of `ev:tally`, or a list of them
---@param options? table `fields` (list of "source", "donor", "disease", "design", "species"), `by` ("studies", "records" or "patients"), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.stacked(data, options) end

--- Forest plot: a square and an interval per study, a diamond per summary, columns of text. Long intervals are cut and end in an arrow; studies without estimate are counted and listed. Values are those of the analysis (log ratios, for a ratio); the axis and the columns print what the measure is read as (ratios on a logarithmic axis), and options in "printed values" are in those units. The figure's `at.x(value)` and `at.y[row]` say where things stand, to draw more.
--- Raises when data or an option is not of the kind described
---@param data table|any a fit, or a table with `yi` and `vi`, `sei` or (`ci_lb`, `ci_ub`), and perhaps `slab`, `weights`, `measure`, `level`, `pooled` (`beta`, `ci_lb`, `ci_ub`, and `pi_lb`, `pi_ub`, `tau2`, `I2`, `QE`, `QEp`, `k`, `method`, `label`; or a list of such tables)
---@param options? table `left` ({"study"}) and `right` ({"effect", "weight"}): lists of columns, each "study", "effect", "weight", the name of a field, or {head, values|field, align, under (a common head), digits, total, totals (by group)}; `group` (a field or a list) with `subgroups` (pooled results by group, or a list with `group`) and `difference` ({QM, QMdf, QMp}); `order` ("given", "effect", "precision", "weight", "label", a field, a list of rows, a function); `measure`, `transf` and `atransf` ("exp", "expit", "tanh", "arcsin", a function, or false for the values as they are); `limits`, `at` (ticks), `refline` (number or false), `lines` in printed values; `favours` ({left, right}); `prediction`, `heterogeneity`, `effect_line` (true); `risk` ({domains, judgements (per row a list of "low", "some", "unclear", "moderate", "high", "serious", "critical", "none", or a string such as "++?-"), letters}); `missing` ("list" or "row"), `shade`, `level` (95), `digits` (2), `study` (head of the studies), `xlab`, and `labels` (of groups), `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.forest(data, options) end

--- Funnel plot, plain or with contours of significance, and with the studies that trim and fill imputes as open circles.
--- Raises when data or an option is not of the kind described
---@param data table|any as for `hepar.plot.forest`; `fill` (true for imputed rows), `ni`
---@param options? table `contours` (true for 90, 95 and 99, or a list of up to three levels), `side` ("both", or "left" or "right" for one-sided contours), `null` (0: their centre, a value of the analysis), `refline` (the pooled estimate, a value of the analysis, or false), `region` (true: the lines within which studies fall), `tau2` (widens the region), `filled` (a table with the imputed studies), `yaxis` ("sei", "vi", "seinv", "vinv" or "ni"), `limits` (printed values), `names` ("none", "all" or a number), and `measure`, `atransf`, `level`, `xlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.funnel(data, options) end

--- Radial plot of Galbraith (1988), Stat Med 7:889: estimate over standard error against precision (with the tau2 of the pooled result), and an arc on which a ray shows each estimate.
--- Raises when data or an option is not of the kind described
---@param data table|any as for `hepar.plot.forest`
---@param options? table `names` ("none", "all" or a number), `measure`, `atransf`, `level`, `xlab`, `zlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.radial(data, options) end

--- Baujat plot: what a study adds to heterogeneity against what it does to the estimate. After Baujat and others (2002), Stat Med 21:2641, doi 10.1002/sim.1221. Values come from the data (`x`, `y`), from a random-effects fit (by leaving studies out), or from a common-effect model.
--- Raises when data or an option is not of the kind described
---@param data table|any as for `hepar.plot.forest`, or `x`, `y` and `slab`
---@param options? table `names` ("all", "none" or a number: the furthest out), `xlab`, `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.baujat(data, options) end

--- Plot of L'Abbé, Detsky and O'Rourke (1987), Ann Intern Med 107:224: the risk in both arms.
--- Raises when data or an option is not of the kind described, or events exceed patients
---@param data table `ai`, `n1i` (or `bi`), `ci`, `n2i` (or `di`), `slab`, `measure`, `pooled`
---@param options? table `measure` ("RR", "OR", "RD": what the pooled line means), `scale` ("risk", "log" or "logit"), `arms` ({first, second}), `limit` (largest risk), `names` ("none", "all" or a number), `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.labbe(data, options) end

--- GOSH plot of Olkin, Dahabreh and Trikalinos (2012), doi 10.1002/jrsm.1053: estimate and heterogeneity of subsets of the studies, as a density with its distributions along the edges.
--- Raises when data or an option is not of the kind described
---@param data table what `fit:gosh()` gives: `estimate`, `I2` (or `H2`, `QE`, `tau2`), `incl`
---@param options? table `het` ("I2"), `out` (a study: subsets with and without it side by side), `bins`, `measure`, `atransf`, `xlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.gosh(data, options) end

--- Normal quantile plot of the standardised residuals, with the exact envelope of each order statistic (its quantiles are those of a beta distribution).
--- Raises when data or an option is not of the kind described
---@param data table|any as for `hepar.plot.forest`, or residuals `z` and `slab`
---@param options? table `level` (95), `envelope` (true), `names` ("none", "all" or a number), `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.qq(data, options) end

--- Bubble plot of a meta-regression: estimates against one moderator, line and bands.
--- Raises when data or an option is not of the kind described
---@param data table|any a fit with one moderator, or a table as for `hepar.plot.forest` whose `pooled` has `beta` (intercept, slope), `vb`, `tau2`, and perhaps `test` and `dfs`
---@param options? table `mod` (the moderator: a field or a list), `line` ({x, pred, ci_lb, ci_ub, pi_lb, pi_ub}: a line of your own), `ci`, `pi` (true: bands), `refline`, `names` ("none", "all" or a number), `measure`, `atransf`, `level`, `xlab`, `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.bubble(data, options) end

--- Profile of the likelihood over tau2, with its maximum and the profile likelihood interval (also as fields of the figure's `profile`). Computed here for models with one mean; for others give the profile.
--- Raises when data or an option is not of the kind described
---@param data table|any as for `hepar.plot.forest`, or a profile: `tau2` (or `x`), `ll`, and perhaps `estimate`, `ci_lb`, `ci_ub`
---@param options? table `method` ("REML" or "ML"), `level` (95), `limits` of tau2, `xlab`, `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.profile(data, options) end

--- Drapery plot of Rücker and Schwarzer (2021), doi 10.1002/jrsm.1410: the p value function of each study, of the pooled estimate, and of a new study.
--- Raises when data or an option is not of the kind described
---@param data table|any as for `hepar.plot.forest`
---@param options? table `alpha` ({0.05, 0.1}: lines), `prediction` (true), `limits` and `refline` (printed values), `measure`, `atransf`, `level`, `xlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.drapery(data, options) end

--- Albatross plot of Harrison and others (2017), doi 10.1002/jrsm.1239: sample size against p value and direction, for studies that report little else, with contours of effects.
--- Raises when data or an option is not of the kind described
---@param data table `ni` with `p` (two-sided) and `direction` (-1 or 1), or with `yi` and `vi`; `slab`
---@param options? table `effect` ("SMD", "MD", "COR", "OR" or "RR": kind of the contours), `contours` (up to five effects), `ratio` (1: patients of the first group per patient of the second), `sd` (for MD), `risk` (of the second group, for OR and RR), `yscale` ("classic", the square of the logarithm; "sqrt"; "log"), `limit` (smallest p), `favours` ({left, right}), `names` ("none", "all" or a number), `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.albatross(data, options) end

--- Panels of the influence of each study: deleted residual, DFFITS, Cook's distance, covariance ratio, tau2 and Q without the study, leverage, weight; with the usual limits.
--- Raises when data or an option is not of the kind described
---@param data table|any a fit, or columns `rstudent`, `dffits`, `cook_d`, `cov_r`, `tau2_del`, `QE_del`, `hat`, `weight` (those there are), `is_infl`, `slab`; and `tau2`, `QE`, `p` of the fit
---@param options? table `panels` (list of names), `columns` of panels, `names` (true: list of studies), `width`, `title`, `note`
---@return hepar.figure # the figure
function hepar_plot.influence(data, options) end

--- An empty figure to draw on, with the methods `line`, `rect`, `circle`, `polygon`, `path`, `text` and `group`. Lengths are points (1/72 inch) from the upper left corner.
--- Raises when an option is missing or wrong
---@param options table `title` (what a screen reader says first), `width` and `height` in millimetres, `name` ("figure": begins the ids), `desc` (a longer description)
---@return hepar.figure # the figure
function hepar_plot.figure(options) end

--- A figure, as the functions of `hepar.plot` return it. Fields: `name`, `title`, `desc` (what a screen reader says), `width` and `height` in points.
---@class hepar.figure
local figure = {}

--- A figure: a flat list of lines, rectangles, circles, polygons, paths, texts and groups, in points from the upper left corner. It knows the size of every text, writes itself as SVG, and becomes PNG or PDF with the help of `rsvg-convert`.
---@class hepar.module.plot.figure
local hepar_plot_figure = {}

--- Adds a straight line.
--- Raises when a number or a style is wrong
---@param x1 number start
---@param y1 number start
---@param x2 number end
---@param y2 number end
---@param style? table `stroke` (default "ink"), `width` (points, 0.75), `dash` ("2 2"), `cap`, `title` (a tooltip). Paints are "#rrggbb", "none", a role that follows the theme (ink, muted, rule, grid, paper, shade1, shade2, shade3) or `{pattern = "hatch"|"cross"|"bars"|"dots", colour=, back=}`
---@return hepar.figure # the figure itself
function figure:line(x1, y1, x2, y2, style) end

--- Adds a rectangle.
--- Raises when a number or a style is wrong
---@param x number left
---@param y number top
---@param w number width
---@param h number height
---@param style? table `fill`, `stroke`, `width`, `dash`, `title`, see `figure:line`
---@return hepar.figure # the figure itself
function figure:rect(x, y, w, h, style) end

--- Adds a circle.
--- Raises when a number or a style is wrong
---@param x number centre
---@param y number centre
---@param r number radius
---@param style? table see `figure:rect`
---@return hepar.figure # the figure itself
function figure:circle(x, y, r, style) end

--- Adds a polygon.
--- Raises when there are fewer than three points, or a number or a style is wrong
---@param points table x1, y1, x2, y2 …
---@param style? table see `figure:rect`
---@return hepar.figure # the figure itself
function figure:polygon(points, style) end

--- Adds a path.
--- Raises when the list holds anything but commands and numbers
---@param path table SVG commands and numbers in turn, such as `{"M", 0, 0, "L", 10, 10}`
---@param style? table see `figure:rect`
---@return hepar.figure # the figure itself
function figure:path(path, style) end

--- Adds a text; the point is the base line at its start, middle or end.
--- Raises when a number, the content or a style is wrong
---@param x number where it is anchored
---@param y number base line
---@param content string|table a string, or a list of strings and {sup = "7"} or {sub = "2"}
---@param style? table `size` (points, 8), `bold`, `italic`, `anchor` ("start", "middle", "end"), `rotate` (degrees), `fill` ("ink"), `title` (a tooltip)
---@return hepar.figure # the figure itself
function figure:text(x, y, content, style) end

--- Adds a group and returns it; it has the same drawing methods.
--- Raises when an option is wrong
---@param options? table `title` (a tooltip for all in it), `clip` ({x, y, width, height}), `class` (a CSS class)
---@return any # the new group
function figure:group(options) end

--- The measured box of every text, in drawing order, for checks of a layout.
---@return table # list of {text, x, y, w, h, size} in points
function figure:boxes() end

--- The figure as SVG text. The same figure always gives the same bytes.
--- Raises when an option is wrong
---@param options? table `embed` (boolean: for an HTML page; no white ground, and inks as CSS variables that follow light and dark), `id` (string: the id of the element and prefix of all others, default made from the content)
---@return string # the SVG document, or the element when `embed` is set
function figure:svg(options) end

--- Writes the figure to a file; the ending says what kind. The file is complete or not there. PNG and PDF are made by `rsvg-convert` (Debian: librsvg2-bin).
--- Raises when the ending or an option is wrong
---@param path string ends in .svg, .png or .pdf
---@param options? table `dpi` (number, 300: resolution of a PNG), `width` (number: width of a PNG in pixels, instead of dpi)
---@return boolean # true, or nil, a message and a code ("io", "not_found") when the file could not be written or `rsvg-convert` is missing
function figure:save(path, options) end

--- A report that is being built.
---@class hepar.report
local report = {}

--- Reports: a document tree written as one self-contained HTML page or as Markdown. A report is built from the top down and saved once. Text is literal: a string is printed as it stands, whatever signs it holds; emphasis, links, citations and footnotes are made by the inline functions below. Wherever a text is asked for, a string, an integer, an inline node or a list of those will do. The same calls give the same bytes: no clock is read unless `date = "today"` asks for it. Every report states that it is no medical device.
---@class hepar.module.report
local hepar_report = {}

--- Emphasised text.
---@param ... any text: strings, integers, inline nodes or lists of those
---@return any # an inline node
function hepar_report.em(...) end

--- Strong text.
---@param ... any text: strings, integers, inline nodes or lists of those
---@return any # an inline node
function hepar_report.strong(...) end

--- Code, an id, a file name.
---@param ... any text: strings, integers, inline nodes or lists of those
---@return any # an inline node
function hepar_report.code(...) end

--- Superscript text.
---@param ... any text: strings, integers, inline nodes or lists of those
---@return any # an inline node
function hepar_report.sup(...) end

--- Subscript text.
---@param ... any text: strings, integers, inline nodes or lists of those
---@return any # an inline node
function hepar_report.sub(...) end

--- Text that is never broken across lines.
---@param ... any text: strings, integers, inline nodes or lists of those
---@return any # an inline node
function hepar_report.nowrap(...) end

--- Several lines in one place, a table cell for example.
--- Raises when `list` is no list of texts
---@param list table the lines, each a text
---@return any # an inline node
function hepar_report.lines(list) end

--- A link to the web, to a mail address, or to a place in the page (`#id`).
--- Raises when `url` is anything else
---@param text any what is printed: a text
---@param url string begins with `https://`, `http://`, `mailto:` or `#`
---@return any # an inline node
function hepar_report.link(text, url) end

--- A citation: the number of one or more references in brackets.
--- Raises when a key is no string; `save` raises when no reference has that key
---@param ... string keys given to `reference`
---@return any # an inline node
function hepar_report.cite(...) end

--- A cross-reference: prints "Table 2", "Figure 1" or the words of a heading, as a link.
--- Raises when `id` is no string; `save` raises when nothing has that id
---@param id string the `id` given to a table, figure, heading or fold, or the `anchor` of a row
---@param label? string what is printed instead
---@return any # an inline node
function hepar_report.ref(id, label) end

--- A footnote: a mark here, the text at the end of the page.
---@param ... any text: strings, integers, inline nodes or lists of those
---@return any # an inline node
function hepar_report.footnote(...) end

--- Begin a report. `hepar.report{…}` is the same.
--- Raises when the title is missing, or an option is not known or has the wrong type
---@param options table named options: `title` (string, needed); `subtitle`, `author` (strings);   `date` ("2026-11-21", or "today" to ask the clock; absent: no date is printed); `language`   ("en"); `contents` (boolean, true: a table of contents)
---@return hepar.report # an empty report
function hepar_report.new(options) end

--- The first report: what the records of a store really show. Five findings, what was searched, the rows, contradictions, synthesis by direction, figures, published figures, statements by topic, limits, the SWiM checklist, provenance. Every number is computed from the store.
--- Raises when `ev` is no evidence or an option is not known
---@param ev any a store, or a view made by `where`
---@param options? table named options: `title`, `subtitle`, `author`, `date`, `language` as in   `new`; `figures` (boolean, true: draw them); `commands` (string: how to make the page   again)
---@return hepar.report # a report, ready to save or to extend; member `findings` as `findings` gives them
function hepar_report.evidence(ev, options) end

--- The five findings that matter, computed from the rows of a store.
--- Raises when `ev` is no evidence
---@param ev any a store, or a view made by `where`
---@return any # a list of `{title, text, ids, about, short}` that prints itself as short lines
function hepar_report.findings(ev) end

--- Add a heading. Level 1 opens a section; the title of the page stands above all.
--- Raises when the level is out of range or the text cannot be printed
---@param level integer 1 to 3
---@param text any a text
---@param options? table named options: `id` (string, for `ref`); `landscape` (boolean, for   level 1: the section is printed on landscape pages)
---@return hepar.report # the report
function report:heading(level, text, options) end

--- Add a paragraph.
--- Raises when a part cannot be printed
---@param ... any text: strings, integers, inline nodes or lists of those
---@return hepar.report # the report
function report:paragraph(...) end

--- Add a block of code or commands.
--- Raises when the text is no string
---@param text string lines as they stand
---@return hepar.report # the report
function report:listing(text) end

--- Add a list.
--- Raises when an item cannot be printed
---@param items table texts, one per item
---@param options? table named options: `ordered` (boolean, false: numbered)
---@return hepar.report # the report
function report:list(items, options) end

--- Add a table.
--- Raises when an option is not known or a cell cannot be printed
---@param options table named options: `columns` (list: a title, or `{title =, align = "right",   key =, least = 20}`, `least` being the characters a column keeps on a screen); `rows` (list of   rows: cells by position, or by the keys of the columns; a cell that is absent stays empty;   member `anchor`, a string: what `ref` finds the row by, and prints); `caption` (a text; a table   with a caption is numbered); `notes` (list of texts below the table); `id` (string, for `ref`);   `wide` (boolean: may be wider than the text on a screen); `row_header` (boolean, true: the   first cell of a row names the row)
---@return hepar.report # the report
function report:table(options) end

--- Add a figure, drawn inside the page.
--- Raises when the figure is no SVG, holds a script, or refers to anything outside of it
---@param figure hepar.figure a figure of `hepar.plot`, or SVG text
---@param options table named options: `caption` (a text, needed), `id` (string, for `ref`)
---@return hepar.report # the report
function report:figure(figure, options) end

--- Add a box that stands out.
--- Raises when the content cannot be printed
---@param content any a text, or a function `f(r)` that fills the box
---@param options? table named options: `title` (a text), `warning` (boolean, false)
---@return hepar.report # the report
function report:note(content, options) end

--- Add a part that is folded on a screen and open on paper.
--- Raises when the content cannot be printed
---@param summary any a text, always visible
---@param content any a text, or a function `f(r)` that fills the part
---@param options? table named options: `open` (boolean, false: unfolded at first), `id`   (string, for `ref`)
---@return hepar.report # the report
function report:details(summary, content, options) end

--- Register a reference; `cite(key)` prints its number. References that nobody cites follow.
--- Raises when the key is taken or the text is missing
---@param key string a short name, used once
---@param options table named options: `text` (a text, needed), `doi` or `url` (strings)
---@return hepar.report # the report
function report:reference(key, options) end

--- Place the list of references here; without this call it stands at the end.
--- Raises when the title is no string
---@param title? string the heading above it
---@return hepar.report # the report
function report:references(title) end

--- Add the appendix that lets a reader trace and remake the report: documents with their hashes, where parameters come from, seed, versions, commands.
--- Raises when an option is not known or has the wrong type
---@param options table named options: `sources` (list of `{source_id, citation, file, sha256}`),   `parameters` (list of `{name, value, origin}`, all texts), `seed` (integer), `versions` (list   of `{name, version}`; those of hepar and Lua are always there), `commands` (string)
---@return hepar.report # the report
function report:provenance(options) end

--- The report as one HTML page.
--- Raises when a citation or cross-reference names nothing
---@return string # the page; the same report gives the same bytes
function report:html() end

--- The report as Markdown.
--- Raises when a citation or cross-reference names nothing
---@param prefix? string begins the names of the figure files
---@return string # the text
---@return table # the figures, a list of `{name, text}`
function report:markdown(prefix) end

--- Write the report to a file, whole or not at all. Markdown puts its figures beside it as SVG.
--- Raises when the ending is another, or a citation or cross-reference names nothing
---@param path string ends in .html, .htm, .md or .markdown
---@return boolean # true, or nil, a message and a code ("io") when the file cannot be written
function report:save(path) end

--- Units of measurement: conversion with its derivation, dimensions, comparison of doses. A unit is written as it is printed: `mg/dL`, `µmol/L`, `umol/l`, `IU/L`, `10^9/L`, `cells/kg`. The original value is never touched: a conversion returns a new number and one line that says how it was made. Molar masses: bilirubin 584.66 g/mol (ChEBI:16990), creatinine 113.12 g/mol (ChEBI:16737), albumin 66437 g/mol (mature chain, UniProt P02768). A month is 30.4375 d and a year 365.25 d. One katal is 6e7 U.
---@class hepar.module.units
local hepar_units = {}

--- Convert a value from one unit to another. Between mass and amount of substance an analyte is needed; between a dose per kg of body weight and a total dose an assumed weight that names its source. Nothing is assumed silently.
--- Raises when a unit is not known, the dimensions differ, or the analyte or weight is missing
---@param value number in the unit `from`
---@param from string unit, such as `"mg/dL"`
---@param to string unit, such as `"umol/L"`
---@param options? table named options: `analyte` (string: `"bilirubin"`, `"creatinine"`, `"albumin"` or the outcome code), `weight` (table `{value = 70, unit = "kg", source = "…"}`)
---@return number # the value in the unit `to`
---@return string # derivation: both values, and the molar mass or weight with its source
function hepar_units.convert(value, from, to, options) end

--- Compare two doses as the ratio a / b. A dose per kg and a total dose are refused unless a body weight is assumed openly (rule R6); a concentration without a volume is no dose.
--- Raises when the two cannot be compared
---@param a table dose `{value = 1e6, unit = "cells", per = "kg"}`; `per` is kg, m2, total, animal
---@param b table dose of the same form
---@param options? table named options: `weight` (table `{value, unit, source}`)
---@return number # a / b
---@return string # derivation of b in the unit of a
function hepar_units.compare(a, b, options) end

--- Name the dimension of a unit, such as "mass concentration".
---@param unit string as printed
---@return string # the dimension in words, or nil when the unit is not known
function hepar_units.dimension(unit) end

--- Look up the molar mass of an analyte.
---@param name string `"bilirubin"`, `"creatinine"`, `"albumin"` or the outcome code
---@return number # molar mass in g/mol, or nil when it is not known
---@return string # its source
function hepar_units.analyte(name) end

--- List the preferred spellings of units with their dimensions.
---@return any # rows `{unit, dimension}`; prints as lines
function hepar_units.list() end

--- A column of doubles.
---@class hepar.column
local column = {}

--- Columns of numbers: contiguous doubles in C that read like a Lua array. A column is what every number-crunching part of hepar takes and gives; a plain array of numbers serves wherever a column is asked for. `column[i]` counts from 1 and is nil out of range; writing out of range is an error. `#column`, `ipairs(column)`, `table.concat(column, ", ")` and `table.unpack(column)` work. `+ - * / ^ %` and unary minus work value by value, between columns of equal length, arrays and numbers; `a .. b` joins; `a == b` compares all values; `print(column)` shows a summary. A missing value is NaN (`0/0`, `hepar.column.missing`): statistics of a column with missing values are NaN unless `na_rm = true` leaves them out, and sorting puts them last. To run out of memory is an error.
---@class hepar.module.column
local hepar_column = {}

--- A new column: of an array or column (copied), or of n equal values.
--- Raises when an element is no number (the message names it), or the array has a hole
---@param values table|hepar.column|integer an array of numbers, a column, or how many values
---@param value? number with a count: the value of all of them (0)
---@return hepar.column # the column
function hepar_column.new(values, value) end

--- Equally spaced values from `from` up to `to`, which is among them when the steps meet it.
--- Raises when the step is 0 or leads away from `to`
---@param from number the first value
---@param to number the bound, never passed
---@param step? number the distance (1); negative to go down
---@return hepar.column # the values
function hepar_column.range(from, to, step) end

--- n equally spaced values, both ends exact.
---@param from number the first value
---@param to number the last value
---@param n integer how many, at least 1 (then it is `from`)
---@return hepar.column # the values
function hepar_column.linspace(from, to, n) end

--- Whether a value is a column.
---@param value any anything
---@return boolean # true for a column, closed or not
function hepar_column.is(value) end

--- A view on some of the values: no copy, writing to the view writes to the column.
--- Raises when start or stop is outside the column
---@param start? integer the first place (1; going down, the last); -1 is the last
---@param stop? integer the last place (the last; going down, 1); -1 is the last
---@param step? integer the distance (1); negative reverses
---@return hepar.column # the view
function column:slice(start, stop, step) end

--- The values at given places, in that order, as a new column.
--- Raises when a place is outside the column
---@param places hepar.column|table places from 1, repeats allowed
---@return hepar.column # the values
function column:take(places) end

--- A contiguous copy with memory of its own.
---@return hepar.column # the copy
function column:copy() end

--- The values as a plain Lua array.
---@return table # array of numbers
function column:totable() end

--- This column and others, joined end to end, as a new column. `a .. b` is the same.
---@param ... hepar.column|table what to append
---@return hepar.column # the joined values
function column:concat(...) end

--- Free the memory now instead of at collection (views on it keep it). Using the column afterwards is an error; closing again is not. `local x <close> = …` does it at the end of the block.
function column:close() end

--- Iterate over places and values.
---@return function # iterator for the generic `for`
function column:each() end

--- A new column of f(value, place).
--- Raises when f gives something else than a number
---@param f function gives a number for each value
---@return hepar.column # the results
function column:map(f) end

--- The sum, compensated (Neumaier 1974); 0 for no values.
---@param options? table `na_rm` (boolean, false): leave missing values out
---@return number # the sum
function column:sum(options) end

--- The arithmetic mean; NaN for no values.
---@param options? table `na_rm` (boolean, false): leave missing values out
---@return number # the mean
function column:mean(options) end

--- The variance of a sample, divisor n - 1; NaN below two values.
---@param options? table `na_rm` (boolean, false): leave missing values out
---@return number # the variance
function column:var(options) end

--- The standard deviation of a sample, divisor n - 1; NaN below two values.
---@param options? table `na_rm` (boolean, false): leave missing values out
---@return number # the standard deviation
function column:sd(options) end

--- The least value; NaN for no values.
---@param options? table `na_rm` (boolean, false): leave missing values out
---@return number # the minimum
function column:min(options) end

--- The largest value; NaN for no values.
---@param options? table `na_rm` (boolean, false): leave missing values out
---@return number # the maximum
function column:max(options) end

--- The median: the middle value, or the mean of the two in the middle; NaN for no values.
---@param options? table `na_rm` (boolean, false): leave missing values out
---@return number # the median
function column:median(options) end

--- Sample quantiles after any of the nine definitions of Hyndman and Fan (The American Statistician 1996;50:361-365), numbered as in R.
---@param p number|hepar.column|table probability, or several, from 0 to 1
---@param options? integer|table the type, 1 to 9 (7), or `type` and `na_rm` (boolean, false)
---@return number|hepar.column # the quantile, or a column with one for each p; NaN for no values
function column:quantile(p, options) end

--- How many values are missing (NaN).
---@return integer # the count
function column:missing() end

--- Sort in place, stable, missing values last; a view sorts what it shows.
---@param options? table `descending` (boolean, false)
---@return hepar.column # the column itself
function column:sort(options) end

--- A sorted copy, stable, missing values last.
---@param options? table `descending` (boolean, false)
---@return hepar.column # the sorted copy
function column:sorted(options) end

--- The places that sort the column: `x:take(x:order())` is sorted. Stable, missing values last.
---@param options? table `descending` (boolean, false)
---@return hepar.column # places from 1
function column:order(options) end

--- Running sums, compensated; from the first missing value on all are missing.
---@return hepar.column # as long as the column
function column:cumsum() end

--- A stream of random numbers.
---@class hepar.random
local random = {}

--- Random numbers that can be looked up: each is a function of seed, stream, purpose and index, so patient 17 is the same person whatever the threads or the order of work. The generator is Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, SC11, 2011). A stream has 2^48 numbers. Every variate takes one index, whatever its kind: the third number of a stream is made of index 3 also when the first two were normal. Give each thing that is drawn a purpose of its own; the purpose counts through its 32-bit FNV-1a hash.
---@class hepar.module.random
local hepar_random = {}

--- A stream of random numbers, at its first index. `hepar.random(seed, options)` is the same.
--- Raises when the seed is missing or an option is not known
---@param seed integer any whole number
---@param options? table `stream` (integer, 0): number of the stream, such as the patient; `purpose` (string, ""): what the numbers are for
---@return hepar.random # the stream
function hepar_random.new(seed, options) end

--- The same stream at any index, at no cost; this one stays where it is.
---@param index integer the index of the next number, from 1
---@return hepar.random # the stream there
function random:at(index) end

--- The index of the next number.
---@return integer # the index, from 1
function random:position() end

--- Uniform numbers between min and max, 53 bits, with neither 0 nor 1 when these are the bounds.
---@param n? integer how many; without it a single number
---@param options? table `min` (number, 0), `max` (number, 1), `threads` (integer, 1; 0 is one for each processor; the numbers are the same), `progress` (boolean, false): on a terminal
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function random:uniform(n, options) end

--- Normal numbers: the normal quantile of the uniform number at the same index.
---@param n? integer how many; without it a single number
---@param options? table `mean` (number, 0), `sd` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function random:normal(n, options) end

--- Exponential numbers with mean 1 / rate, by inversion.
---@param n? integer how many; without it a single number
---@param options? table `rate` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function random:exponential(n, options) end

--- Gamma numbers with mean shape * scale (Marsaglia and Tsang 2000).
---@param n? integer how many; without it a single number
---@param options? table `shape` (number, 1), `scale` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function random:gamma(n, options) end

--- Beta numbers with mean a / (a + b), from two gamma numbers.
---@param n? integer how many; without it a single number
---@param options? table `a` (number, 1), `b` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function random:beta(n, options) end

--- Poisson counts (inversion below a mean of 10, else Hoermann's PTRS, 1993).
---@param n? integer how many; without it a single number
---@param options? table `mean` (number, 1; up to 1e9), `threads`, `progress`
---@return number|hepar.column # the count, or a column of n; or nil, message and code when interrupted
function random:poisson(n, options) end

--- Binomial counts (inversion below a mean of 10, else Hoermann's BTRS, 1993).
---@param n? integer how many; without it a single number
---@param options? table `trials` (integer, 1; up to 1e9), `p` (number, 0.5), `threads`, `progress`
---@return number|hepar.column # the count, or a column of n; or nil, message and code when interrupted
function random:binomial(n, options) end

--- Whole numbers from low to high, both possible, all equally likely.
--- Raises when high is below low
---@param low integer the least
---@param high integer the largest
---@param n? integer how many; without it a single one
---@return integer|hepar.column # the number, or a column of n
function random:integer(low, high, n) end

--- Shuffle an array or column in place (Fisher and Yates). Takes an index per element, but one.
---@param list table|hepar.column what to shuffle
---@return table|hepar.column # the same, shuffled
function random:shuffle(list) end

--- Draw k elements of an array or column, or of the numbers 1 to n. Takes k indexes.
--- Raises when k is more than there are and replace is not set
---@param from table|hepar.column|integer what to draw from
---@param k integer how many
---@param options? table `replace` (boolean, false): an element may come again
---@return table # the elements, in the order drawn
function random:sample(from, k, options) end

--- Help at the prompt: the same texts as the reference.
---@class hepar.module.help
local hepar_help = {}

--- The help text of a name or an object, as the reference has it. Without an argument, what there is.
--- Raises when nothing of that name is known
---@param topic? string|any a name such as "evidence.where", or an object such as a view
---@return string # the text; the prompt prints it
function hepar_help.help(topic) end

return hepar
