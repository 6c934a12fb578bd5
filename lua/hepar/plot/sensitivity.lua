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

local rules = { most = { type = "number", min = 1, max = 500, integer = true }, xlab = "string",
  figure = { one_of = { "bars", "scatter" } } }

local shown = {
  sobol = { { "total", "total", 1 }, { "first", "first order", 2 } },
  efast = { { "total", "total", 1 }, { "first", "first order", 2 } },
  morris = { { "mu_star", "mu* (mean size of the effects)", 1 },
    { "sigma", "sigma (their SD: curvature, interplay)", 2 } },
  prcc = { { "prcc", "partial rank correlation", 1 }, { "spearman", "Spearman's", 2 } },
}
local axis = { sobol = "Share of the variance", efast = "Share of the variance",
  morris = "Elementary effect over the whole range", prcc = "Rank correlation" }

-- Morris' plane: how much an input counts, and how far that hangs on where it is asked. Rays after
-- Garcia Sanchez et al. 2014: sigma / mu* below 0.1 near a line, below 0.5 monotone, below 1 nearly
-- so.
local function plane(result, options)
  local rows, all = {}, result:ranked()
  for i = 1, math.min(options.most, #all) do rows[i] = all[i] end
  local p = page.new("sensitivity", options, ("Elementary effects on %s"):format(result.outcome))
  local right, top = 0, 0
  for _, row in ipairs(rows) do
    right, top = math.max(right, row.mu_star), math.max(top, row.sigma)
  end
  right, top = right > 0 and 1.12 * right or 1, top > 0 and 1.12 * top or 1
  local panel = scatter.panel(p, { low = 0, high = right, label = options.xlab
    or "mu* (mean size of the effects)" }, { low = 0, high = top, label = "sigma (their SD)" },
    { right = 34 })
  for _, slope in ipairs { 0.1, 0.5, 1 } do
    local x = math.min(right, top / slope)
    p.fig:line(panel.x(0), panel.y(0), panel.x(x), panel.y(slope * x), { stroke = "rule",
      width = 0.6, dash = "3 2" })
    p.fig:text(panel.x(x) + (x < right and -2 or 3), panel.y(slope * x) + (x < right and -3 or 3),
      numbers.short(slope), { size = style.size.small, fill = "muted",
      anchor = x < right and "end" or "start" })
  end
  local points, words = {}, {}
  for i, row in ipairs(rows) do
    points[i] = scatter.point(panel, row.mu_star, row.sigma, { label = row.name,
      title = ("%s: mu* %s, sigma %s"):format(row.name, numbers.short(row.mu_star),
      numbers.short(row.sigma)) })
    words[i] = ("%s %s, %s"):format(row.name, numbers.short(row.mu_star),
      numbers.short(row.sigma))
  end
  scatter.note_names(p, scatter.name(panel, points, "all"))
  scatter.close(p, panel)
  p:note("Rays: sigma / mu*; below 0.1 the outcome is nearly linear in an input, below 0.5 "
    .. "monotone, above 1 curved or in interplay with others.")
  if #all > #rows then p:note("The %d most important of %d inputs.", #rows, #all) end
  return p:finish(("mu* and sigma of %d inputs: %s."):format(#rows, table.concat(words, "; ")))
end

-- Draws the figure; documented as hepar.plot.sensitivity.
function M.draw(result, given)
  if check.class(result) ~= "hepar.sensitivity" then
    check.fail(WHERE, "data must be a sensitivity analysis, got %s", check.show(result))
  end
  local options = page.options(WHERE, given, rules, { most = 20 })
  if options.figure == "scatter" then
    if result.method ~= "morris" then
      check.fail(WHERE, 'option figure = "scatter" belongs to method "morris", got "%s"',
        result.method)
    end
    return plane(result, options)
  end
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
