--- Single courses of the first virtual patients of a cohort, by arm, with the median.
-- @module hepar.plot.spaghetti
-- @local

local axes = require "hepar.plot.axes"
local page = require "hepar.plot.page"
local panels = require "hepar.plot.cohort_panels"

local M = {}

local WHERE = "hepar.plot.spaghetti"
local rules = { output = "string", arms = "table", columns = { type = "number", min = 1, max = 4,
  integer = true }, patients = { type = "number", min = 1, max = 1000, integer = true },
  height = { type = "number", min = 20, max = 500 } }

-- Draws the figure; documented as hepar.plot.spaghetti.
function M.draw(cohort, given)
  local options = page.options(WHERE, given, rules, { patients = 50 })
  local run, o, output = panels.read(WHERE, cohort, options)
  local arms = panels.arms(WHERE, cohort, options)
  local shown, low, high = 0, nil, nil
  for _, a in ipairs(arms) do
    for i, course in ipairs(run.state.sample[a][o]) do
      if i <= options.patients then
        low, high = axes.range(course, low, high)
        shown = math.max(shown, i)
      end
    end
  end
  local p = page.new("spaghetti", options, ("%s of %d single virtual patients"):format(output,
    shown))
  if not low then
    p:empty("No courses were kept.")
    return p:finish("Single courses without data.")
  end
  low, high = axes.pad(low, high, 0.06)
  options.doses = panels.doses(run)
  panels.grid(p, cohort, arms, options, { low = 0, high = run.spec.horizon,
    label = panels.xlab(run) }, { low = low, high = high, label = output ..
    panels.unit(run, output) }, function(panel, a)
    for i, course in ipairs(run.state.sample[a][o]) do
      if i > options.patients then break end
      local points = {}
      for t, value in ipairs(course) do points[t] = { run.spec.times[t], value } end
      panel:curve(points, { stroke = "rule", width = 0.35 })
    end
    local points = {}
    for t = 1, #run.spec.times do
      local row = require("hepar.cohort.object").row(run, a, o, 1, t, { 0.5 })
      points[t] = { row.t, row.quantile[0.5] }
    end
    panel:curve(points, { stroke = panels.colour(a), width = 1.8 })
  end)
  p:note("Thin: the first %d patients, the same in every arm. Thick: median of all %d.", shown,
    cohort.n)
  return p:finish(("Courses of %s of %d virtual patients in %d arms, from %.4g to %.4g."):format(
    output, shown, #arms, low, high))
end

return M
