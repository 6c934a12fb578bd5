--- Quantiles of standardised residuals against those of the normal distribution.
-- @module hepar.plot.qq
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"

local M = {}

local WHERE = "hepar.plot.qq"

local rules = { level = { type = "number", min = 50, max = 99.9999 }, envelope = "boolean",
  names = scatter.names, ylab = "string" }

-- Standardised residuals: those given as `z`, or those of a model with one mean.
local function read(data, options)
  if study.field(data, "z") ~= nil and study.field(data, "yi") == nil then
    local n = study.rows(data, { "z", "slab" })
    local z = study.column(WHERE, data, "z", n)
    local labels, set = study.labels(WHERE, data, n), { rows = {}, missing = {}, pooled = {},
      level = study.level(options, data) }
    for i = 1, n do
      if z[i] and math.abs(z[i]) < math.huge then
        set.rows[#set.rows + 1] = { index = i, slab = labels[i], y = z[i] }
      else
        set.missing[#set.missing + 1] = labels[i]
      end
    end
    return set
  end
  local set = study.read(WHERE, data, options)
  local ok, residuals = pcall(function() return data:qqnorm_data() end)
  local z = ok and study.field(residuals, "y")
  if not z and study.has_moderators(data) then
    check.fail(WHERE, "data must be a fit without moderators, or hold residuals z")
  end
  local pooled = set.pooled[1]
  local tau2 = pooled and pooled.tau2 or 0
  local rows, sum, total = {}, 0, 0
  for _, row in ipairs(set.rows) do
    local v = row.sei and row.sei ^ 2 + tau2
    if v and v > 0 and v < math.huge then
      rows[#rows + 1] = row
      sum, total = sum + 1 / v, total + row.yi / v
    else
      set.missing[#set.missing + 1] = row.slab
    end
  end
  local mean = total / sum
  set.rows = {}
  for _, row in ipairs(rows) do
    -- variance of a residual about the weighted mean
    local v = row.sei ^ 2 + tau2 - 1 / sum
    row.y = z and z[row.index] or v > 0 and (row.yi - mean) / math.sqrt(v) or nil
    if row.y then
      set.rows[#set.rows + 1] = row
    else
      set.missing[#set.missing + 1] = row.slab
    end
  end
  return set
end

-- Draws the plot; documented as hepar.plot.qq.
function M.draw(data, given)
  study.check_data(WHERE, data)
  local options = page.options(WHERE, given, rules, { envelope = true, names = "none" })
  local set = read(data, options)
  local p = page.new("qq", options, "Normal quantiles of the standardised residuals")
  local rows = set.rows
  local k = #rows
  if k == 0 then
    p:empty("No residuals to show (it takes two studies).")
    study.note_missing(p, set)
    return p:finish("Quantile plot without data.")
  end
  table.sort(rows, function(a, b)
    if a.y ~= b.y then return a.y < b.y end
    return a.index < b.index
  end)
  local a = k <= 10 and 3 / 8 or 1 / 2
  local xs, ys, lower, upper = {}, {}, {}, {}
  local tail = (1 - set.level / 100) / 2
  for i, row in ipairs(rows) do
    row.x = distribution.normal_quantile((i - a) / (k + 1 - 2 * a))
    xs[i], ys[i] = row.x, row.y
    if options.envelope then
      lower[i] = distribution.normal_quantile(distribution.beta_quantile(tail, i, k + 1 - i))
      upper[i] = distribution.normal_quantile(distribution.beta_quantile(1 - tail, i, k + 1 - i))
    end
  end
  local low, high = axes.range(ys, xs[1], xs[k])
  low, high = axes.range(lower, low, high)
  low, high = axes.range(upper, low, high)
  local x, y = { label = "Normal quantile" }, { label = options.ylab or "Standardised residual" }
  x.low, x.high = axes.pad(xs[1], xs[k], 0.06)
  y.low, y.high = axes.pad(low, high, 0.04)
  local panel = scatter.panel(p, x, y)
  if options.envelope and k > 1 then
    local points = {}
    for i = 1, k do
      points[#points + 1], points[#points + 2] = panel.x(xs[i]), panel.y(upper[i])
    end
    for i = k, 1, -1 do
      points[#points + 1], points[#points + 2] = panel.x(xs[i]), panel.y(lower[i])
    end
    panel:layer():polygon(points, { fill = "shade2" })
  end
  panel:curve({ { x.low, x.low }, { x.high, x.high } }, { stroke = "ink", width = 0.75 })
  local placed, outside = {}, 0
  for i, row in ipairs(rows) do
    placed[i] = scatter.point(panel, row.x, row.y, { label = row.slab,
      title = string.format("%s: %s", row.slab, numbers.fixed(row.y, 2)) })
    if options.envelope and (row.y < lower[i] or row.y > upper[i]) then outside = outside + 1 end
  end
  local unnamed = scatter.name(panel, placed, options.names)
  scatter.close(p, panel)
  local items = { scatter.sample_point("study", {}),
    scatter.sample_line("normal distribution", { stroke = "ink", width = 0.75 }) }
  if options.envelope then
    items[#items + 1] = scatter.sample_box(numbers.percent(set.level) ..
      " envelope, point by point", { fill = "shade2", stroke = "rule",
      width = 0.5 })
  end
  p:legend(nil, items)
  if options.envelope then
    p:note("Envelope: exact quantiles of each order statistic of %d independent normal values; " ..
      "residuals of one model are slightly dependent.", k)
  end
  scatter.note_names(p, unnamed)
  study.note_missing(p, set)
  local result = p:finish(string.format("Normal quantile plot of the residuals of %d %s%s.", k,
    k == 1 and "study" or "studies", options.envelope and
    string.format("; %d outside the envelope", outside) or ""))
  return scatter.publish(result, panel)
end

return M
