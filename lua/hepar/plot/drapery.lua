--- The drapery plot of Rücker and Schwarzer (2021): p value functions of the studies and of the
-- pooled estimate, with the range where a new study is expected.
-- @module hepar.plot.drapery
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"
local measures = require "hepar.plot.measures"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"

local M = {}

local WHERE = "hepar.plot.drapery"
local SMALL = style.size.small

local rules = { measure = "string", atransf = true, limits = "table", alpha = "table",
  refline = { type = "number", also = "boolean" }, prediction = "boolean", xlab = "string",
  level = { type = "number", min = 50, max = 99.9999 } }

-- p values where the curves are drawn: dense where they are steep.
local grid = {}
for i = 0, 44 do grid[#grid + 1] = 10 ^ (-4 + 3 * i / 44) end
for i = 1, 36 do grid[#grid + 1] = 0.1 + 0.9 * i / 36 end

-- The curve of an estimate: from the left foot over the top to the right foot.
local quantiles = {}
local function curve(centre, se, df)
  local key = df or "z"
  local z = quantiles[key]
  if not z then
    z = {}
    for i, p in ipairs(grid) do z[i] = p >= 1 and 0 or distribution.t_quantile(1 - p / 2, df) end
    if not df then quantiles[key] = z end
  end
  local points = {}
  for i = 1, #grid do points[#points + 1] = { centre - z[i] * se, grid[i] } end
  for i = #grid - 1, 1, -1 do points[#points + 1] = { centre + z[i] * se, grid[i] } end
  return points
end

local function standard_error(one, z)
  if one.se then return one.se end
  return one.ci_lb and one.ci_ub and (one.ci_ub - one.ci_lb) / (2 * z)
end

-- Draws the plot; documented as hepar.plot.drapery.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { prediction = true })
  local set = study.read(WHERE, data, options)
  local shape = measures.scale(WHERE, set.measure, options)
  local p = page.new("drapery", options, "p value functions")
  local rows = study.keep(set, study.weighable)
  if #rows == 0 then
    p:empty("No studies to show.")
    study.note_missing(p, set)
    return p:finish("Drapery plot without data.")
  end
  local pooled = set.pooled[1]
  local pooled_se = pooled and standard_error(pooled, set.z)
  local df = pooled and pooled.test and pooled.test ~= "z" and
    (pooled.dfs or pooled.k and pooled.k - 1) or nil
  local predicted = options.prediction and pooled_se and (pooled.tau2 or 0) > 0 and
    math.sqrt(pooled.tau2 + pooled_se ^ 2)
  local x = { how = shape, label = options.xlab or shape.label ..
    (shape.log and " (log scale)" or "") }
  if options.limits then
    for i = 1, 2 do
      local value = check.finite(WHERE, "option limits[" .. i .. "]", options.limits[i])
      x[i == 1 and "low" or "high"] = shape.unprint and shape.unprint(value) or value
    end
    if not (x.low < x.high) then -- luacheck: ignore 581
      check.fail(WHERE, "option limits must be two growing values that the axis can print")
    end
  else
    local values, ends, lengths = {}, {}, {}
    for i, row in ipairs(rows) do
      values[i] = row.yi
      ends[#ends + 1], ends[#ends + 2] = row.yi - 3 * row.sei, row.yi + 3 * row.sei
      lengths[i] = row.sei
    end
    table.sort(lengths)
    local low, high = axes.range(values, pooled and pooled.beta, pooled and pooled.beta)
    local least, most = axes.range(ends)
    local reach = 3 * lengths[(#lengths + 1) // 2]
    x.low, x.high = axes.pad(math.max(least, low - reach), math.min(most, high + reach), 0.02)
  end
  local y = { low = 0, high = 1.02, label = "p value" }
  local panel = scatter.panel(p, x, y, { right = 34 })
  local fig, box = p.fig, panel.box
  if predicted then
    local points, list = {}, curve(pooled.beta, predicted, df)
    for _, one in ipairs(list) do
      points[#points + 1] = math.min(math.max(panel.x(one[1]), box[1] - 10), box[3] + 10)
      points[#points + 1] = panel.y(one[2])
    end
    panel:layer():polygon(points, { fill = "#F9E3D3" })
  end
  local null = type(options.refline) == "number" and (shape.unprint and
    shape.unprint(options.refline) or options.refline) or
    options.refline ~= false and shape.difference and 0 or nil
  if null and null > x.low and null < x.high then
    fig:line(panel.x(null), box[2], panel.x(null), box[4], { stroke = "ink", width = 0.75 })
  end
  for _, alpha in ipairs(options.alpha or { 0.05, 0.1 }) do
    if type(alpha) ~= "number" or alpha <= 0 or alpha >= 1 then
      check.fail(WHERE, "option alpha must be p values between 0 and 1, got %s", check.show(alpha))
    end
    local v = panel.y(alpha)
    fig:line(box[1], v, box[3], v, { stroke = "rule", width = 0.6, dash = "2 2" })
  end
  for _, row in ipairs(rows) do
    local group = fig:group { class = "study", title = string.format("%s: %s", row.slab,
      numbers.fixed(shape.to(row.yi), 2)) }
    local holder = setmetatable({ layer = function()
      return group:group { clip = { box[1], box[2], box[3] - box[1], box[4] - box[2] } }
    end }, { __index = panel })
    holder:curve(curve(row.yi, row.sei), { stroke = "#8c8c8c", width = 0.6 })
  end
  if pooled_se and pooled_se > 0 then
    panel:curve(curve(pooled.beta, pooled_se, df), { stroke = "#0072B2", width = 1.8 })
  end
  -- levels of confidence on the right
  fig:line(box[3], box[2], box[3], box[4], { stroke = "ink", width = 0.75 })
  local before
  for _, level in ipairs { 0, 50, 80, 90, 95 } do
    local v = panel.y(1 - level / 100)
    fig:line(box[3], v, box[3] + 3, v, { stroke = "ink", width = 0.75 })
    if not before or v - before > 8.6 then
      fig:text(box[3] + 5, v + 0.36 * SMALL, numbers.percent(level), { size = SMALL })
      before = v
    end
  end
  scatter.close(p, panel)
  local items = { scatter.sample_line("study", { stroke = "#8c8c8c", width = 0.8 }) }
  if pooled_se and pooled_se > 0 then
    items[#items + 1] = scatter.sample_line("pooled", { stroke = "#0072B2", width = 1.8 })
  end
  if predicted then
    items[#items + 1] = scatter.sample_box("a new study (prediction)",
      { fill = "#F9E3D3", stroke = "rule", width = 0.5 })
  end
  p:legend(nil, items)
  p:note("Height of a curve: two-sided p value of the hypothesis that the effect is the value " ..
    "below; its width at p is the confidence interval of the level on the right (Rücker and " ..
    "Schwarzer 2021, doi 10.1002/jrsm.1410).")
  study.note_missing(p, set, "without an estimate and a standard error above 0")
  local parts = {}
  for i, row in ipairs(rows) do
    parts[i] = string.format("%s %s", row.slab, numbers.fixed(shape.to(row.yi), 2))
  end
  local result = p:finish(string.format("Drapery plot of %d %s%s: %s.", #rows,
    #rows == 1 and "study" or "studies", pooled and ", pooled " ..
    numbers.fixed(shape.to(pooled.beta), 2) or "", table.concat(parts, "; ")))
  return scatter.publish(result, panel, shape.unprint)
end

return M
