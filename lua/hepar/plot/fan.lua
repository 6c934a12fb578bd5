--- Fan plot of a cohort: the median of an output over time with bands of quantiles, by arm.
-- @module hepar.plot.fan
-- @local

local axes = require "hepar.plot.axes"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local panels = require "hepar.plot.cohort_panels"
local scatter = require "hepar.plot.scatter"

local M = {}

local WHERE = "hepar.plot.fan"
local rules = { output = "string", arms = "table", columns = { type = "number", min = 1, max = 4,
  integer = true }, kind = { one_of = { "value", "change", "contrast" } },
  height = { type = "number", min = 20, max = 500 } }

local kinds = { value = 1, change = 2, contrast = 3 }
local wanted = { 0.05, 0.25, 0.5, 0.75, 0.95 }

local function band(panel, rows, low, high, fill)
  local points = {}
  for _, row in ipairs(rows) do
    table.insert(points, panel.x(row.t))
    table.insert(points, panel.y(row.quantile[high]))
  end
  for i = #rows, 1, -1 do
    table.insert(points, panel.x(rows[i].t))
    table.insert(points, panel.y(rows[i].quantile[low]))
  end
  if #points >= 6 then panel:layer():polygon(points, { fill = fill, stroke = "none" }) end
end

-- Draws the figure; documented as hepar.plot.fan.
function M.draw(cohort, given)
  local options = page.options(WHERE, given, rules, {})
  local run, o, output = panels.read(WHERE, cohort, options)
  local kind = kinds[options.kind or "value"]
  local arms = panels.arms(WHERE, cohort, options, kind == 3 and 2 or 1)
  local title = ("%s, median and quantiles of %d virtual patients"):format(output, cohort.n)
  local p = page.new("fan", options, title)
  local row_of, rows, low, high = require("hepar.cohort.object").row, {}, nil, nil
  for _, a in ipairs(arms) do
    rows[a] = {}
    for t = 1, #run.spec.times do
      local row = row_of(run, a, o, kind, t, wanted)
      if row.n > 0 then
        table.insert(rows[a], row)
        low, high = axes.range({ row.quantile[0.05], row.quantile[0.95] }, low, high)
      end
    end
  end
  if not low then
    p:empty("Nothing to show.")
    return p:finish("Fan plot without data.")
  end
  low, high = axes.pad(low, high, 0.06)
  p:legend(nil, { scatter.sample_box("5 to 95 %", { fill = "shade2", stroke = "rule",
    width = 0.4 }), scatter.sample_box("25 to 75 %", { fill = "shade1", stroke = "rule",
    width = 0.4 }), scatter.sample_line("median", { stroke = panels.colour(1), width = 1.6 }) })
  options.doses = panels.doses(run)
  local label = (kind == 2 and "Change of " or kind == 3 and "Difference in " or "") .. output ..
    panels.unit(run, output)
  local parts = {}
  panels.grid(p, cohort, arms, options, { low = 0, high = run.spec.horizon,
    label = panels.xlab(run) }, { low = low, high = high, label = label }, function(panel, a)
    local list = rows[a]
    band(panel, list, 0.05, 0.95, "shade2")
    band(panel, list, 0.25, 0.75, "shade1")
    if kind > 1 and low < 0 and high > 0 then
      panel.fig:line(panel.box[1], panel.y(0), panel.box[3], panel.y(0), { stroke = "rule",
        width = 0.5, dash = "2 2" })
    end
    local points = {}
    for i, row in ipairs(list) do points[i] = { row.t, row.quantile[0.5] } end
    panel:curve(points, { stroke = panels.colour(a), width = 1.6 })
    parts[#parts + 1] = ("%s median from %s to %s"):format(cohort.arms[a],
      numbers.short(list[1].quantile[0.5], 3), numbers.short(list[#list].quantile[0.5], 3))
  end)
  p:note("Bands are of virtual patients, not of the uncertainty of the model. Triangles: doses.")
  return p:finish(("Fan plot of %s: %s."):format(output, table.concat(parts, "; ")))
end

return M
