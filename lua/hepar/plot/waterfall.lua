--- Waterfall plot of a cohort: the change of each of the first patients, sorted, by arm.
-- @module hepar.plot.waterfall
-- @local

local axes = require "hepar.plot.axes"
local page = require "hepar.plot.page"
local panels = require "hepar.plot.cohort_panels"

local M = {}

local WHERE = "hepar.plot.waterfall"
local rules = { output = "string", arms = "table", columns = { type = "number", min = 1, max = 4,
  integer = true }, kind = { one_of = { "change", "contrast" } }, limit = "number",
  patients = { type = "number", min = 1, max = 1000, integer = true },
  height = { type = "number", min = 20, max = 500 } }

-- Draws the figure; documented as hepar.plot.waterfall.
function M.draw(cohort, given)
  local options = page.options(WHERE, given, rules, { patients = 100, kind = "change" })
  local run, o, output = panels.read(WHERE, cohort, options)
  local contrast = options.kind == "contrast"
  local arms = panels.arms(WHERE, cohort, options, contrast and 2 or 1)
  local changes, low, high, count = {}, 0, 0, 0
  for _, a in ipairs(arms) do
    local list = {}
    for i, course in ipairs(run.state.sample[a][o]) do
      local from = contrast and run.state.sample[1][o][i][#course] or course[1]
      local change = course[#course] - from
      if i <= options.patients and change == change then list[#list + 1] = change end
    end
    table.sort(list)
    changes[a], count = list, math.max(count, #list)
    low, high = axes.range(list, low, high)
  end
  local p = page.new("waterfall", options, ("%s of %s in %d virtual patients"):format(contrast and
    "Difference" or "Change", output, count))
  if count == 0 then
    p:empty("No courses were kept.")
    return p:finish("Waterfall plot without data.")
  end
  low, high = low < 0 and 1.06 * low or 0, high > 0 and 1.06 * high or 0
  if low == high then low, high = -1, 1 end
  local parts = {}
  panels.grid(p, cohort, arms, options, { low = 0, high = count, label = "Patients, sorted" },
    { low = low, high = high, label = (contrast and "Difference in " or "Change of ") .. output ..
    panels.unit(run, output) }, function(panel, a)
    local zero = panel.y(0)
    local layer = panel:layer()
    for i, change in ipairs(changes[a]) do
      local x1, x2, y = panel.x(i - 1), panel.x(i), panel.y(change)
      layer:rect(x1, math.min(y, zero), math.max(x2 - x1 - (x2 - x1 > 2 and 0.4 or 0), 0.1),
        math.abs(y - zero), { fill = panels.colour(a), stroke = "none" })
    end
    panel.fig:line(panel.box[1], zero, panel.box[3], zero, { stroke = "ink", width = 0.5 })
    if options.limit and options.limit >= low and options.limit <= high then
      local y = panel.y(options.limit)
      panel.fig:line(panel.box[1], y, panel.box[3], y, { stroke = "ink", width = 0.6,
        dash = "3 2" })
    end
    local list = changes[a]
    parts[#parts + 1] = ("%s from %.3g to %.3g"):format(cohort.arms[a], list[1], list[#list])
  end)
  p:note("One bar for each patient; %s. The model has no error of measurement.", contrast and
    "the difference to the reference arm at the end" or "the change from the start to the end")
  return p:finish(("Waterfall plot of %s: %s."):format(output, table.concat(parts, "; ")))
end

return M
