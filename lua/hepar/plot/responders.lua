--- Distribution of the change of an output over all patients of a cohort: cumulative shares by arm.
-- @module hepar.plot.responders
-- @local

local axes = require "hepar.plot.axes"
local page = require "hepar.plot.page"
local panels = require "hepar.plot.cohort_panels"
local scatter = require "hepar.plot.scatter"

local M = {}

local WHERE = "hepar.plot.responders"
local rules = { output = "string", arms = "table", limit = "number",
  kind = { one_of = { "value", "change", "contrast" } },
  height = { type = "number", min = 20, max = 500 } }
local kinds = { value = 1, change = 2, contrast = 3 }
local dashes = { false, "6 2", "2 2", "8 2 2 2" }

-- Draws the figure; documented as hepar.plot.responders.
function M.draw(cohort, given)
  local options = page.options(WHERE, given, rules, { kind = "change" })
  local run, o, output = panels.read(WHERE, cohort, options)
  local kind = kinds[options.kind]
  local arms = panels.arms(WHERE, cohort, options, kind == 3 and 2 or 1)
  local t, low, high = #run.spec.times, nil, nil
  for _, a in ipairs(arms) do
    local cell = run:cell(a, o, kind, t)
    if run.summary:describe(cell).n > 0 then
      low, high = axes.range({ run.summary:quantile(cell, 0.002),
        run.summary:quantile(cell, 0.998) }, low, high)
    end
  end
  local p = page.new("responders", options, ("Distribution of %s over %d virtual patients"):format(
    (kind == 2 and "the change of " or kind == 3 and "the difference in " or "") .. output,
    cohort.n))
  if not low then
    p:empty("Nothing to show.")
    return p:finish("Distribution without data.")
  end
  low, high = axes.pad(low, high, 0.04)
  local items = {}
  for i, a in ipairs(arms) do
    items[i] = scatter.sample_line(cohort.arms[a], { stroke = panels.colour(a), width = 1.6,
      dash = dashes[(i - 1) % 4 + 1] or nil })
  end
  p:legend(nil, items)
  local panel = scatter.panel(p, { low = low, high = high, label = (kind == 2 and "Change of " or
    kind == 3 and "Difference in " or "") .. output .. panels.unit(run, output) },
    { low = 0, high = 100, label = "Patients at or below (%)" },
    { height = options.height and options.height * 72 / 25.4 or 190 })
  if low < 0 and high > 0 then
    panel.fig:line(panel.x(0), panel.box[2], panel.x(0), panel.box[4], { stroke = "rule",
      width = 0.5, dash = "2 2" })
  end
  local parts = {}
  for i, a in ipairs(arms) do
    local cell, points = run:cell(a, o, kind, t), {}
    for k = 0, 200 do
      local x = low + (high - low) * k / 200
      points[#points + 1] = { x, 100 * run.summary:share(cell, x) }
    end
    panel:curve(points, { stroke = panels.colour(a), width = 1.6,
      dash = dashes[(i - 1) % 4 + 1] or nil })
    if options.limit then
      parts[#parts + 1] = ("%s: %.1f %%"):format(cohort.arms[a],
        100 * run.summary:share(cell, options.limit))
    end
  end
  if options.limit and options.limit > low and options.limit < high then
    local x = panel.x(options.limit)
    panel.fig:line(x, panel.box[2], x, panel.box[4], { stroke = "ink", width = 0.75,
      dash = "3 2" })
  end
  scatter.close(p, panel)
  if options.limit then
    p:note("At or below %g: %s.", options.limit, (table.concat(parts, "; "):gsub("%%", "%%")))
  end
  return p:finish(("Cumulative distribution of %s in %d arms, from %.4g to %.4g."):format(output,
    #arms, low, high))
end

return M
