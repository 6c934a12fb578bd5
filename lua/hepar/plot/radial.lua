--- The radial plot of Galbraith (1988).
-- @module hepar.plot.radial
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local measures = require "hepar.plot.measures"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.radial"
local SMALL = style.size.small

local rules = { measure = "string", atransf = true,
  level = { type = "number", min = 50, max = 99.9999 }, names = scatter.names, xlab = "string",
  zlab = "string" }

-- Draws the plot; documented as hepar.plot.radial.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { names = "none" })
  local set = study.read(WHERE, data, options)
  if study.has_moderators(data) then
    check.fail(WHERE, "data must be a fit without moderators: a radial plot has one slope")
  end
  local shape = measures.scale(WHERE, set.measure, options)
  local p = page.new("radial", options, "Radial plot")
  local pooled = set.pooled[1]
  local tau2 = pooled and pooled.tau2 or 0
  local rows = {}
  for _, row in ipairs(set.rows) do
    local v = row.sei and row.sei ^ 2 + tau2
    if v and v > 0 and v < math.huge then
      row.x, row.y = 1 / math.sqrt(v), row.yi / math.sqrt(v)
      rows[#rows + 1] = row
    else
      set.missing[#set.missing + 1] = row.slab
    end
  end
  if #rows == 0 then
    p:empty("No studies to show.")
    study.note_missing(p, set)
    return p:finish("Radial plot without data.")
  end
  local beta = pooled and pooled.beta
  if not beta then
    local sum, weights, most = 0, 0, 0
    for _, row in ipairs(rows) do most = math.max(most, row.x) end
    for _, row in ipairs(rows) do
      local w = (row.x / most) ^ 2
      sum, weights = sum + w * row.yi, weights + w
    end
    beta = sum / weights
  end
  local xs, ys, effects = {}, { -set.z, set.z }, { beta }
  for i, row in ipairs(rows) do
    xs[i] = row.x
    ys[#ys + 1] = row.y
    effects[#effects + 1] = row.yi
  end
  local _, most = axes.range(xs)
  ys[#ys + 1] = beta * most + set.z
  ys[#ys + 1] = beta * most - set.z
  local low, high = axes.range(ys)
  low, high = axes.pad(low, high, 0.06)
  local share = 0.84
  local x = { low = 0, high = most / share, label = options.xlab or (tau2 > 0 and
    "1 / √(v + τ²)" or "1 / √v, the inverse of the standard error") }
  local y = { low = low, high = high, label = options.zlab or (tau2 > 0 and
    "Estimate / √(v + τ²)" or "Estimate / standard error") }
  local panel = scatter.panel(p, x, y, { right = 16 + text.widest({ "−0.00",
    numbers.short(shape.print(axes.range(effects)), 2) }, SMALL) })
  local fig, box = p.fig, panel.box
  local layer = panel:layer()
  local x0, y0 = panel.x(0), panel.y(0)
  local band = { x0, panel.y(set.z), panel.x(most), panel.y(beta * most + set.z),
    panel.x(most), panel.y(beta * most - set.z), x0, panel.y(-set.z) }
  layer:polygon(band, { fill = "shade2" })
  layer:line(x0, y0, panel.x(most), panel.y(beta * most), { stroke = "ink", width = 0.9 })
  layer:line(x0, y0, panel.x(most), y0, { stroke = "rule", width = 0.6, dash = "3 2" })

  -- the arc: where a ray of slope `effect` ends
  local reach = 0
  for _, row in ipairs(rows) do
    reach = math.max(reach, math.sqrt((panel.x(row.x) - x0) ^ 2 + (panel.y(row.y) - y0) ^ 2))
  end
  local radius = math.min(box[3] - x0, math.max(reach + 8, share * (box[3] - x0) + 8))
  local kx = (panel.x(most) - x0) / most
  local ky = (panel.y(high) - panel.y(low)) / (high - low)
  local function ray(effect, r)
    local slope = ky / kx * effect
    if math.abs(slope) > 1e100 then return x0, y0 + (slope > 0 and r or -r) end
    local cosine = 1 / math.sqrt(1 + slope * slope)
    return x0 + cosine * r, y0 + cosine * slope * r
  end
  local least, greatest = axes.range(effects)
  -- as far as the arc stays in the panel
  local function inside(effect)
    local _, py = ray(effect, radius)
    return py >= box[2] + 4 and py <= box[4] - 6
  end
  local function edge(from, to)
    if inside(to) then return to end
    for _ = 1, 60 do
      local middle = 0.5 * (from + to)
      if inside(middle) then from = middle else to = middle end
    end
    return from
  end
  local pad = 0.08 * math.max(greatest - least, 1e-3 * math.abs(beta), 1e-6 / most)
  local first, last = edge(beta, least - pad), edge(beta, greatest + pad)
  local path = {}
  for i = 0, 60 do
    local px, py = ray(first + (last - first) * i / 60, radius)
    path[#path + 1] = i == 0 and "M" or "L"
    path[#path + 1], path[#path + 2] = px, py
  end
  fig:path(path, { stroke = "ink", width = 0.75 })
  local function height(effect) return select(2, ray(effect, radius)) end
  -- labels stand above each other: spread them by their heights
  local ticks = axes.ticks(first, last, function(v) return (height(v) - y0) * -2.2 end, shape,
    SMALL)
  local above
  for _, tick in ipairs(ticks) do
    local ax, ay = ray(tick.at, radius)
    local bx, by = ray(tick.at, radius + 3)
    fig:line(ax, ay, bx, by, { stroke = "ink", width = 0.75 })
    local tx, ty = ray(tick.at, radius + 6)
    if not above or math.abs(ty - above) > 7.4 then
      fig:text(tx, ty + 0.36 * SMALL, tick.text, { size = SMALL })
      above = ty
    end
  end
  if pooled and pooled.ci_lb and pooled.ci_ub then
    local from, to = math.max(first, pooled.ci_lb), math.min(last, pooled.ci_ub)
    local arc = {}
    for i = 0, 30 do
      local px, py = ray(from + (to - from) * i / 30, radius - 3.5)
      arc[#arc + 1] = i == 0 and "M" or "L"
      arc[#arc + 1], arc[#arc + 2] = px, py
    end
    fig:path(arc, { stroke = "#D55E00", width = 2.2 })
  end
  local placed = {}
  for i, row in ipairs(rows) do
    placed[i] = scatter.point(panel, row.x, row.y, { label = row.slab,
      title = string.format("%s: %s", row.slab, numbers.fixed(shape.to(row.yi), 2)) })
  end
  local taken = {}
  for i = 0, 40 do
    local px, py = ray(first + (last - first) * i / 40, radius)
    taken[#taken + 1] = { px - 5, py - 6, box[3], py + 6 }
  end
  local unnamed = scatter.name(panel, placed, options.names, taken)
  scatter.close(p, panel)
  local items = { scatter.sample_point("study", {}),
    scatter.sample_line("slope: " .. (pooled and "pooled estimate" or "common-effect estimate"),
      { stroke = "ink", width = 0.9 }),
    scatter.sample_box(string.format("%s of studies expected inside", numbers.percent(set.level)),
      { fill = "shade2", stroke = "rule", width = 0.5 }) }
  if pooled and pooled.ci_lb then
    items[#items + 1] = scatter.sample_line("its " .. numbers.percent(set.level) ..
      " confidence interval", { stroke = "#D55E00", width = 2.2 })
  end
  p:legend(nil, items)
  p:note("A ray from the origin through a point meets the arc at the estimate of the study (%s).",
    shape.label:lower():gsub("fisher", "Fisher"))
  scatter.note_names(p, unnamed)
  study.note_missing(p, set, "without an estimate and a standard error above 0")
  local result = p:finish(string.format("Radial plot of %d %s: estimate over standard error " ..
    "against precision; the slope is the %s of %s.", #rows, #rows == 1 and "study" or "studies",
    shape.label:lower(), numbers.fixed(shape.to(beta), 2)))
  return scatter.publish(result, panel)
end

return M
