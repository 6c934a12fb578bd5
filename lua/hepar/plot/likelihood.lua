--- Profile likelihoods of a calibration, with the threshold.
-- @module hepar.plot.likelihood
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local panels = require "hepar.plot.small_panels"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"

local M = {}

local rules = { parameters = "table", columns = { type = "number", min = 1, max = 4,
  integer = true }, height = { type = "number", min = 15, max = 300 } }

-- Draws the figure; documented as hepar.plot.profiles.
function M.draw(data, given)
  local where = "hepar.plot.profiles"
  if check.class(data) ~= "hepar.profiles" then
    check.fail(where, "data must be profiles (of calibration:profile), got %s", check.show(data))
  end
  local options = page.options(where, given, rules, { columns = 2 })
  local list, known = {}, {}
  for i, row in ipairs(data) do known[i], list[row.name] = row.name, row end
  list = panels.chosen(where, options.parameters, list, known)
  local p = page.new("profiles", options, "Profile likelihoods")
  p:legend(nil, {
    scatter.sample_line("rise of the best fit with the parameter held", { stroke = style.series[1],
      width = 1.2 }),
    scatter.sample_line(("threshold of %s"):format(numbers.percent(data.level)),
      { stroke = style.series[5], width = 1, dash = "4 2" }),
    scatter.sample_point("best fit", { fill = "ink" }) })
  p.y = p.y + 4
  panels.grid(p, #list, options, 84, function(i, place)
    local row = list[i]
    local points, low, high = {}, nil, nil
    for k = 1, #row.x do
      local v = row.log and math.log(row.x[k]) or row.x[k]
      points[k] = { v, math.max(row.rise[k], 0) }
      low, high = axes.range({ v }, low, high)
    end
    low, high = axes.pad(low, high, 0.04)
    local panel = panels.panel(p, place, row.name .. ": " .. row.verdict,
      panels.axis(row, low, high), { low = 0, high = 1.6 * row.limit,
      label = (i - 1) % options.columns == 0 and "Rise" or nil })
    local x1, _, x2 = table.unpack(panel.box)
    local cut = panel.y(row.limit)
    p.fig:line(x1, cut, x2, cut, { stroke = style.series[5], width = 1, dash = "4 2" })
    panel:curve(points, { stroke = style.series[1], width = 1.2 })
    local layer = panel:layer()
    for _, point in ipairs(points) do
      layer:circle(panel.x(point[1]), panel.y(point[2]), 1.1, { fill = style.series[1],
        stroke = "none" })
    end
    p.fig:circle(panel.x(row.log and math.log(row.value) or row.value), panel.y(0), 2.4,
      { fill = "ink", stroke = "paper", width = 0.4 })
    return panel
  end)
  p:note("Rise of the weighted sum of squares over that of the best fit. A curve that stays below "
    .. "the threshold leaves the parameter open on that side.")
  local words = {}
  for i, row in ipairs(list) do words[i] = ("%s %s"):format(row.name, row.verdict) end
  return p:finish("Profile likelihoods: " .. table.concat(words, "; ") .. ".")
end

return M
