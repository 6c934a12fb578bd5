--- The profile of the likelihood over tau2.
-- @module hepar.plot.profile
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.profile"

local rules = { method = { one_of = { "REML", "ML" } }, xlab = "string", ylab = "string",
  level = { type = "number", min = 50, max = 99.9999 }, limits = "table" }

-- Log likelihood of a model with one mean at tau2 (restricted: with 0.5 log k, as metafor has it).
local function log_likelihood(rows, tau2, restricted)
  local k, sum, total, logs = #rows, 0, 0, 0
  for _, row in ipairs(rows) do
    local v = row.v + tau2
    sum, total, logs = sum + 1 / v, total + row.yi / v, logs + math.log(v)
  end
  local mean, q = total / sum, 0
  for _, row in ipairs(rows) do q = q + (row.yi - mean) ^ 2 / (row.v + tau2) end
  local ll = -0.5 * ((restricted and k - 1 or k) * math.log(2 * math.pi) + logs + q)
  if restricted then ll = ll + 0.5 * math.log(k) - 0.5 * math.log(sum) end
  return ll
end

-- Where the likelihood has fallen by `drop`, between a place above and one below it.
local function crossing(f, level, inside, outside)
  for _ = 1, 100 do
    local middle = 0.5 * (inside + outside)
    if f(middle) >= level then inside = middle else outside = middle end
  end
  return inside
end

-- Profile of the studies themselves: curve, estimate, interval.
local function compute(set, options, drop)
  local rows = study.keep(set, study.weighable)
  if #rows < 2 then return nil end
  local pooled = set.pooled[1]
  local method = options.method or pooled and pooled.method == "ML" and "ML" or "REML"
  -- in units of the largest standard error nothing overflows
  local unit, scaled = 0, {}
  for _, row in ipairs(rows) do unit = math.max(unit, row.sei) end
  for i, row in ipairs(rows) do
    scaled[i] = { yi = (row.yi - rows[1].yi) / unit, v = math.max((row.sei / unit) ^ 2, 1e-280) }
  end
  local shift = (method == "REML" and #rows - 1 or #rows) * math.log(unit)
  local function f(tau2) return log_likelihood(scaled, tau2, method == "REML") - shift end
  local least, span = math.huge, 0
  for _, row in ipairs(scaled) do
    least = math.min(least, row.v)
    span = math.max(span, row.yi ^ 2)
  end
  if span > 1e280 then return nil end
  -- the best of a grid that grows by constant factors, refined by golden section
  local grid, best = { 0 }, 1
  local step = math.max(least, 1e-6 * span) / 16
  while grid[#grid] < 4 * (span + least) do
    grid[#grid + 1] = grid[#grid] == 0 and step or grid[#grid] * 1.2
  end
  for i, tau2 in ipairs(grid) do if f(tau2) > f(grid[best]) then best = i end end
  local low, high = grid[math.max(1, best - 1)], grid[math.min(#grid, best + 1)]
  local golden = (math.sqrt(5) - 1) / 2
  for _ = 1, 90 do
    local a, b = high - golden * (high - low), low + golden * (high - low)
    if f(a) >= f(b) then high = b else low = a end
  end
  local estimate = 0.5 * (low + high)
  -- near 0 the likelihood is flat to rounding: 0 it is
  if best == 1 and f(0) >= f(estimate) - 1e-12 * (1 + math.abs(f(0))) then estimate = 0 end
  local top = f(estimate)
  local far = math.max(2 * estimate, grid[2])
  while f(far) > top - drop and far < 1e12 * (span + least) do far = 2 * far end
  local one = { estimate = estimate, top = top, method = method }
  one.ci_ub = crossing(f, top - drop, estimate, far)
  one.ci_lb = f(0) >= top - drop and 0 or crossing(f, top - drop, estimate, 0)
  local square = unit * unit
  one.low, one.high = 0, estimate + 1.35 * (one.ci_ub - estimate)
  if options.limits then
    one.low, one.high = options.limits[1] / square, options.limits[2] / square
  end
  one.points = {}
  for i = 0, 160 do
    local tau2 = one.low + (one.high - one.low) * i / 160
    one.points[#one.points + 1] = { tau2 * square, f(tau2) }
  end
  for _, name in ipairs { "estimate", "ci_lb", "ci_ub", "low", "high" } do
    one[name] = one[name] * square
  end
  return one
end

-- A profile that is given: tau2 (or x) and ll, and perhaps estimate, ci_lb, ci_ub.
local function given_profile(data, name)
  local n = study.rows(data, { name, "ll" })
  local x = study.column(WHERE, data, name, n)
  local ll = study.column(WHERE, data, "ll", n)
  if not ll then check.fail(WHERE, "data with %s must have ll; it is missing", name) end
  local one = { points = {}, estimate = study.first(study.field(data, "estimate")),
    ci_lb = study.first(study.field(data, "ci_lb")),
    ci_ub = study.first(study.field(data, "ci_ub")) }
  for i = 1, n do
    if x[i] and ll[i] and math.abs(x[i]) < math.huge and math.abs(ll[i]) < math.huge then
      one.points[#one.points + 1] = { x[i], ll[i] }
    end
  end
  table.sort(one.points, function(a, b) return a[1] < b[1] end)
  if #one.points == 0 then return nil end
  one.top = -math.huge
  for _, point in ipairs(one.points) do
    if point[2] > one.top then
      one.top = point[2]
      one.peak = point[1]
    end
  end
  one.estimate = one.estimate or one.peak
  one.low, one.high = one.points[1][1], one.points[#one.points][1]
  return one
end

-- Draws the plot; documented as hepar.plot.profile.
function M.draw(data, given)
  study.check_data(WHERE, data)
  local options = page.options(WHERE, given, rules, {})
  for i = 1, options.limits and 2 or 0 do
    check.finite(WHERE, "option limits[" .. i .. "]", options.limits[i])
  end
  if options.limits and (options.limits[1] < 0 or options.limits[1] >= options.limits[2]) then
    check.fail(WHERE, "option limits must be two growing values of 0 or more")
  end
  local level = study.level(options, data)
  local drop = 0.5 * distribution.chisq_quantile(level / 100, 1)
  local set, one = { missing = {}, rows = {} }
  local values = study.field(data, "yi") == nil
  if values then
    local name = study.field(data, "x") ~= nil and "x" or "tau2"
    one = given_profile(data, name)
  else
    set = study.read(WHERE, data, options)
    if study.has_moderators(data) then
      check.fail(WHERE, "data must be a fit without moderators, or a profile: tau2 and ll")
    end
    one = compute(set, options, drop)
  end
  local p = page.new("profile", options, "Profile likelihood of τ²")
  if not one then
    p:empty("No profile to show (it takes two studies).")
    study.note_missing(p, set)
    return p:finish("Profile likelihood without data.")
  end
  local lls = { one.top }
  for i, point in ipairs(one.points) do lls[i + 1] = point[2] end
  local low = axes.range(lls)
  low = math.max(low, one.top - 4 * drop)
  low = math.min(low, one.top - 1.15 * drop)
  local x = { low = one.low, high = one.high > one.low and one.high or one.low + 1,
    label = options.xlab or "τ²" }
  local y = { low = low, high = one.top + 0.08 * (one.top - low), label = options.ylab or
    (one.method == "REML" and "Restricted log likelihood" or "Log likelihood") }
  local panel = scatter.panel(p, x, y)
  local layer, box = panel:layer(), panel.box
  local cut = panel.y(one.top - drop)
  if one.ci_lb and one.ci_ub then
    layer:rect(panel.x(one.ci_lb), panel.y(one.top), panel.x(one.ci_ub) - panel.x(one.ci_lb),
      box[4] - panel.y(one.top), { fill = "shade2" })
  end
  layer:line(box[1], cut, box[3], cut, { stroke = "rule", width = 0.75, dash = "3 2" })
  layer:line(panel.x(one.estimate), panel.y(one.top), panel.x(one.estimate), box[4],
    { stroke = "ink", width = 0.75 })
  if #one.points > 1 then panel:curve(one.points, { stroke = "#0072B2", width = 1.4 }) end
  if values then
    for _, point in ipairs(one.points) do
      if point[2] >= low then scatter.point(panel, point[1], point[2], { r = 1.8 }) end
    end
  end
  scatter.point(panel, one.estimate, one.top, { fill = "ink", class = "estimate",
    title = "estimate " .. numbers.short(one.estimate) })
  local size = style.size.small
  local words = "τ² = " .. numbers.short(one.estimate)
  local w = text.width(words, size)
  local place = panel.x(one.estimate) + 6
  if place + w > box[3] then place = panel.x(one.estimate) - 6 - w end
  p.fig:text(place, box[4] - 6, words, { size = size })
  scatter.close(p, panel)
  local items = { scatter.sample_line("profile", { stroke = "#0072B2", width = 1.4 }),
    scatter.sample_line(string.format("maximum less %s", numbers.fixed(drop, 2)),
      { stroke = "rule", width = 0.75, dash = "3 2" }) }
  if one.ci_lb and one.ci_ub then
    items[#items + 1] = scatter.sample_box(string.format("%s interval, %s to %s",
      numbers.percent(level), numbers.short(one.ci_lb), numbers.short(one.ci_ub)),
      { fill = "shade2", stroke = "rule", width = 0.5 })
  end
  p:legend(nil, items)
  study.note_missing(p, set, "without an estimate and a standard error above 0")
  local fig = p:finish(string.format("Profile likelihood of tau2: highest at %s%s.",
    numbers.short(one.estimate), one.ci_lb and one.ci_ub and string.format(
    "; %s interval from %s to %s", numbers.percent(level), numbers.short(one.ci_lb),
    numbers.short(one.ci_ub)) or ""))
  scatter.publish(fig, panel)
  fig.profile = { estimate = one.estimate, ll = one.top, ci_lb = one.ci_lb, ci_ub = one.ci_ub }
  return fig
end

return M
