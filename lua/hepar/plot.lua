--- Figures for direction-only evidence, ready for print: drawn in Lua, written as SVG, PNG or PDF.
-- Every function takes a view of the evidence, or plain tables of the same shape, and returns a
-- figure: `fig:save("x.svg")`, `fig:svg()`. Figures are 180 mm wide unless `width` says otherwise, no
-- letter is smaller than 7 points, colours are those of Okabe and Ito (2008) and never the only sign.
-- Research use only.
-- @module hepar.plot

local M = {}

--- Effect-direction plot: studies in rows, outcome domains in columns, an arrow in each cell.
-- Conventions of Boon and Thomson (2021), Res Synth Methods 12:29, doi 10.1002/jrsm.1458: ▲ positive
-- and ▼ negative health impact, ◄► no change, mixed or conflicting; the arrow's size is the class of
-- the sample size (more than 300, 50 to 300, fewer than 50); the number beside it counts the outcomes
-- behind it. Outcomes whose desirable direction is not known (PT) get a hollow mark with "?" and do
-- not vote.
-- @tparam evidence|table data a view, a list of results as `ev:results{}` gives them (fields `study`,
-- `domain`, `outcome`, `effect`, `n_total`, `subdesign`, `year`, `quality`), or a directions object
-- @tparam[opt] table options `columns` ("domain" or "outcome"), `order` of rows ("design", "year",
-- "given"), `shade` of rows ("design", "quality" with `quality` = "low", "some" or "high" in the
-- rows, "none"), `consistency` (share of outcomes that must agree, 0.7), `labels` (words by code or
-- study), `width` (millimetres, 180), `title` (string or false), `note` (a footnote of your own)
-- @treturn figure the figure
-- @raise when data or an option is not of the kind described
-- @usage hepar.plot.effect_direction(ev:where{design = "clinical"}):save("directions.pdf")
function M.effect_direction(data, options)
  return require("hepar.plot.effect_direction").draw(data, options)
end

--- Harvest plot: one bar per study, in columns negative, no difference, positive and ambiguous.
-- After Ogilvie and others (2008), BMC Med Res Methodol 8:8, doi 10.1186/1471-2288-8-8: the bar's
-- height is the design (randomised tallest), its fill says whether there was a control arm, the
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

return M
