--- Sensitivity indices as bars: two for each input, or a tornado of correlations.
-- @module hepar.plot.sensitivity
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.sensitivity"
local ROW = 22

local rules = { most = { type = "number", min = 1, max = 500, integer = true }, xlab = "string" }

local shown = {
  sobol = { { "total", "total", 1 }, { "first", "first order", 2 } },
  efast = { { "total", "total", 1 }, { "first", "first order", 2 } },
  morris = { { "mu_star", "mu* (mean size of the effects)", 1 },
    { "sigma", "sigma (their SD: curvature, interplay)", 2 } },
  prcc = { { "prcc", "partial rank correlation", 1 } },
}
local axis = { sobol = "Share of the variance", efast = "Share of the variance",
  morris = "Elementary effect over the whole range", prcc = "Partial rank correlation" }

-- Draws the figure; documented as hepar.plot.sensitivity.
function M.draw(result, given)
  if check.class(result) ~= "hepar.sensitivity" then
    check.fail(WHERE, "data must be a sensitivity analysis, got %s", check.show(result))
  end
  local options = page.options(WHERE, given, rules, { most = 20 })
  local rows, all = {}, result:ranked()
  for i = 1, math.min(options.most, #all) do rows[i] = all[i] end
  local bars = shown[result.method]
  local p = page.new("sensitivity", options, ("Sensitivity of %s"):format(result.outcome))
  local low, high, left = 0, 0, 0
  for _, row in ipairs(rows) do
    left = math.max(left, text.width(row.name, style.size.body))
    for _, bar in ipairs(bars) do
      low, high = axes.range({ row[bar[1]], row[bar[1] .. "_low"] or 0,
        row[bar[1] .. "_high"] or 0 }, low, high)
    end
  end
  left = math.min(left, 0.4 * (p.right - p.left))
  if low == high then high = 1 end
  low, high = low < 0 and low - 0.04 * (high - low) or 0, high + 0.04 * (high - low)
  local panel = scatter.panel(p, { low = low, high = high,
    label = options.xlab or axis[result.method] }, { low = 0, high = #rows, ticks = {} },
    { left = left + 8, height = #rows * ROW + 4, right = 8 })
  local fig, words = p.fig, {}
  for i, row in ipairs(rows) do
    local middle = panel.y(#rows - i + 0.5)
    fig:text(panel.box[1] - 6, middle + 3, text.fit(row.name, left, style.size.body),
      { anchor = "end", title = row.words })
    local height = (ROW - 8) / #bars
    for k, bar in ipairs(bars) do
      local value = row[bar[1]]
      local x1, x2 = panel.x(math.min(0, value)), panel.x(math.max(0, value))
      local y = middle - (ROW - 8) / 2 + (k - 1) * height
      fig:group({ class = "bar", title = ("%s, %s: %s"):format(row.name, bar[2],
        numbers.short(value, 3)) }):rect(x1, y, math.max(x2 - x1, 0.4), height - 0.8,
        { fill = style.series[bar[3]] })
      local from, to = row[bar[1] .. "_low"], row[bar[1] .. "_high"]
      if from then
        fig:line(panel.x(from), y + height / 2, panel.x(to), y + height / 2,
          { stroke = "ink", width = 0.8 })
      end
    end
    words[i] = ("%s %s"):format(row.name, numbers.short(row[bars[1][1]], 3))
  end
  if low < 0 then
    fig:line(panel.x(0), panel.box[2], panel.x(0), panel.box[4], { stroke = "ink", width = 0.75 })
  end
  scatter.close(p, panel)
  local items = {}
  for i, bar in ipairs(bars) do
    items[i] = scatter.sample_box(bar[2], { fill = style.series[bar[3]] })
  end
  p:legend(nil, items)
  p:note("%d evaluations%s; lines: %s %% intervals where there are any.", result.evaluations,
    result.failed > 0 and (", %d failed"):format(result.failed) or "",
    numbers.short(result.level, 3))
  if #all > #rows then p:note("The %d most important of %d inputs.", #rows, #all) end
  return p:finish(("Bars of the %s of %d inputs: %s."):format(bars[1][2], #rows,
    table.concat(words, ", ")))
end

return M
