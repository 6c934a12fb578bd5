--- The albatross plot of Harrison and others (2017): p values against sample sizes, with contours
-- of the effects that would give them.
-- @module hepar.plot.albatross
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scale = require "hepar.plot.scale"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.albatross"

local rules = { effect = { one_of = { "SMD", "MD", "COR", "OR", "RR" } }, contours = "table",
  ratio = { type = "number", min = 1e-6, max = 1e6 }, sd = { type = "number", min = 1e-300 },
  risk = { type = "number", min = 1e-12, max = 1 - 1e-12 }, names = scatter.names,
  yscale = { one_of = { "classic", "sqrt", "log" } },
  limit = { type = "number", min = 1e-300, max = 0.05 }, favours = "table" }

-- Number of patients at which an effect has the statistic z. `o` holds `ratio` (patients of the
-- first group per patient of the second), `sd`, `risk` (in the second group). Large samples: from
-- the variances of Cohen's d, a mean difference, Fisher's z, a log odds ratio, a log risk ratio.
M.size = {
  SMD = function(d, z, o)
    return z * z / (d * d) * ((1 + o.ratio) ^ 2 / o.ratio + d * d / 2)
  end,
  MD = function(d, z, o) return (z * o.sd / d) ^ 2 * (1 + o.ratio) ^ 2 / o.ratio end,
  COR = function(r, z) return 3 + (z / (0.5 * math.log((1 + r) / (1 - r)))) ^ 2 end,
  OR = function(odds, z, o)
    local q = o.risk
    local p = odds * q / (1 - q + odds * q)
    return (z / math.log(odds)) ^ 2 * (1 + o.ratio) *
      (1 / (o.ratio * p * (1 - p)) + 1 / (q * (1 - q)))
  end,
  RR = function(ratio, z, o)
    local q = o.risk
    local p = math.min(ratio * q, 1 - 1e-9)
    return (z / math.log(ratio)) ^ 2 * (1 + o.ratio) * ((1 - p) / (o.ratio * p) + (1 - q) / q)
  end,
}

local defaults = { SMD = { 0.2, 0.5, 0.8 }, COR = { 0.1, 0.3, 0.5 }, OR = { 1.25, 1.5, 2.5 },
  RR = { 1.1, 1.25, 1.5 } }
local names = { SMD = "SMD", MD = "MD", COR = "r", OR = "OR", RR = "RR" }
local styles = { { stroke = "ink", width = 0.9 }, { stroke = "ink", width = 0.9, dash = "5 2.5" },
  { stroke = "ink", width = 0.9, dash = "1.2 2" }, { stroke = "rule", width = 1.1 },
  { stroke = "rule", width = 1.1, dash = "5 2.5" } }

-- Vertical scales: (log10 n)^2 as in the paper, the square root, the logarithm.
local scales = {
  classic = function(n) return math.log(math.max(n, 1), 10) ^ 2 end,
  sqrt = function(n) return math.sqrt(n) end,
  log = function(n) return math.log(math.max(n, 1e-9), 10) end,
}

-- p values with the direction of each study, given or from yi and vi.
local function read(data)
  study.check_data(WHERE, data, "a table with p and ni, or yi, vi and ni")
  local n = study.rows(data, { "p", "pval", "yi", "ni", "slab" })
  local ni = study.column(WHERE, data, "ni", n, { min = 0 })
  if not ni then check.fail(WHERE, "data must have ni, the sample sizes; it is missing") end
  local name = type(study.field(data, "p")) ~= "number" and study.field(data, "p") ~= nil and
    "p" or "pval"
  local yi, vi = study.column(WHERE, data, "yi", n), study.column(WHERE, data, "vi", n,
    { min = 0 })
  local p = not (yi and vi) and study.column(WHERE, data, name, n, { min = 0 }) or nil
  local direction = study.column(WHERE, data, "direction", n) or yi
  if not direction or not (p or vi) then
    check.fail(WHERE, "data must have p and direction (-1 or 1), or yi and vi")
  end
  local labels, set = study.labels(WHERE, data, n), { rows = {}, missing = {} }
  for i = 1, n do
    local value = p and p[i] or not p and yi[i] and vi[i] and vi[i] > 0 and
      distribution.two_sided(yi[i] / math.sqrt(vi[i])) or nil
    if value and value > 1 then
      check.fail(WHERE, "%s[%d] must be at most 1, got %s", name, i, check.show(value))
    end
    if value and ni[i] and ni[i] >= 1 and ni[i] < math.huge and direction[i] then
      set.rows[#set.rows + 1] = { index = i, slab = labels[i], p = value, n = ni[i],
        sign = direction[i] < 0 and -1 or 1 }
    else
      set.missing[#set.missing + 1] = labels[i]
    end
  end
  return set
end

-- Effects of the contours on one side: the sign turned, or the ratio inverted.
local function mirrored(kind, value)
  if kind == "OR" or kind == "RR" then return 1 / value end
  return -value
end

local function contours_of(options)
  local kind = options.effect
  if not kind then return {} end
  local list = options.contours or defaults[kind]
  if not list then check.fail(WHERE, 'option contours is needed with effect = "%s"', kind) end
  if kind == "MD" and not options.sd then
    check.fail(WHERE, 'option sd, the standard deviation, is needed with effect = "MD"')
  end
  if (kind == "OR" or kind == "RR") and not options.risk then
    check.fail(WHERE, 'option risk, that of the second group, is needed with effect = "%s"', kind)
  end
  if #list > #styles then
    check.fail(WHERE, "option contours takes up to %d effects, got %d", #styles, #list)
  end
  local copy = {}
  for i, value in ipairs(list) do
    local ratio = kind == "OR" or kind == "RR"
    local good = type(value) == "number" and value == value and math.abs(value) < math.huge and
      (ratio and value > 0 and value ~= 1 or not ratio and value ~= 0) and
      (kind ~= "COR" or math.abs(value) < 1)
    if not good then
      check.fail(WHERE, "option contours[%d] is no effect to draw: %s", i, check.show(value))
    end
    copy[i] = ratio and math.max(value, 1 / value) or math.abs(value)
  end
  return copy
end

-- Draws the plot; documented as hepar.plot.albatross.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { ratio = 1, yscale = "classic",
    names = "none" })
  local set = read(data)
  local contours = contours_of(options)
  local p = page.new("albatross", options, "Sample size and p value of each study")
  local rows = set.rows
  if #rows == 0 then
    p:empty("No studies to show.")
    study.note_missing(p, set)
    return p:finish("Albatross plot without data.")
  end
  local least, ns = 0.001, {}
  for i, row in ipairs(rows) do
    least = math.min(least, math.max(row.p, 1e-300))
    ns[i] = row.n
  end
  local limit = options.limit or math.max(least / 1.5, 1e-20)
  local reach = -math.log(limit, 10)
  local squeeze = scales[options.yscale]
  local n_low, n_high = axes.range(ns)
  n_low, n_high = math.max(1, n_low / 1.5), n_high * 1.3
  local y = { low = squeeze(n_low), high = squeeze(n_high), label = "Number of patients" ..
    (options.yscale == "classic" and ", square of the logarithm" or options.yscale == "sqrt" and
    ", square root" or " (log scale)") }
  -- ticks of 1, 2, 5 that stand apart
  local height = scatter.height(p)
  local at = scale.linear(y.low, y.high, height, 0)
  local ticks, before = {}, nil
  local steps = { 1, 2, 5 }
  if n_high / n_low > 1e3 then steps = { 1 } elseif n_high / n_low > 60 then steps = { 1, 3 } end
  for e = 0, math.ceil(math.log(n_high, 10)) do
    for _, m in ipairs(steps) do
      local value = m * 10.0 ^ e
      local v = at(squeeze(value))
      if value >= n_low and value <= n_high and (not before or before - v > 9) then
        ticks[#ticks + 1] = { at = squeeze(value), text = numbers.tick(value) }
        before = v
      end
    end
  end
  y.ticks = ticks
  local x = { low = -1.03 * reach, high = 1.03 * reach, label = "Two-sided p value" }
  x.ticks = {}
  local places = { 1, 0.5, 0.1, 0.05, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-8, 1e-10, 1e-15, 1e-20 }
  local half = (p.right - p.left - 60) / 2
  local last
  local positive = {}
  for _, value in ipairs(places) do
    local u = -math.log(value, 10)
    local pixel = u / reach * half
    if value == 1 then u = 0 end
    if value >= limit * (1 - 1e-9) and (not last or pixel - last > 24) then
      positive[#positive + 1] = { at = u, text = numbers.tick(value) }
      last = pixel
    end
  end
  for i = #positive, 2, -1 do
    x.ticks[#x.ticks + 1] = { at = -positive[i].at, text = positive[i].text }
  end
  for _, tick in ipairs(positive) do x.ticks[#x.ticks + 1] = tick end
  local panel = scatter.panel(p, x, y, { height = height })
  local box = panel.box
  p.fig:line(panel.x(0), box[2], panel.x(0), box[4], { stroke = "rule", width = 0.75 })
  for i, value in ipairs(contours) do
    for _, sign in ipairs { -1, 1 } do
      local effect = sign > 0 and value or mirrored(options.effect, value)
      local points = {}
      for k = 0, 120 do
        local u = 1.03 * reach * (k / 120) ^ 1.5
        local z = distribution.normal_quantile(1 - 0.5 * 10 ^ -u)
        if u > 15 then z = -distribution.normal_quantile(0.5 * 10 ^ -u) end
        points[#points + 1] = { sign * u, squeeze(M.size[options.effect](effect, z, options)) }
      end
      panel:curve(points, styles[i])
    end
  end
  local placed, beyond = {}, 0
  for _, row in ipairs(rows) do
    local u = -math.log(math.max(row.p, 1e-300), 10)
    if u > reach then
      beyond = beyond + 1
      u = reach
    end
    placed[#placed + 1] = scatter.point(panel, row.sign * u, squeeze(row.n), { label = row.slab,
      title = string.format("%s: %s, n = %s", row.slab, numbers.p(row.p), numbers.tick(row.n)) })
  end
  local unnamed = scatter.name(panel, placed, options.names)
  scatter.close(p, panel)
  -- which side is which, on the line of the axis title or below it
  local size = style.size.body
  local words = options.favours or { "negative effect", "positive effect" }
  local sides = { "← " .. tostring(words[1] or ""), tostring(words[2] or "") .. " →" }
  local room = (box[3] - box[1]) / 2 - text.width(x.label, size) / 2 - 6
  local base = p.y - 5 - text.LEADING * size + text.ASCENT * size
  if text.widest(sides, size) > room then
    base = base + text.LEADING * size
    p.y = p.y + text.LEADING * size
    room = (box[3] - box[1]) / 2 - 3
  end
  p.fig:text(box[1], base, text.fit(sides[1], room, size), { size = size })
  p.fig:text(box[3], base, text.fit(sides[2], room, size), { size = size, anchor = "end" })
  local items = {}
  for i, value in ipairs(contours) do
    local ratio = options.effect == "OR" or options.effect == "RR"
    items[i] = scatter.sample_line(ratio and string.format("%s %s or %s", names[options.effect],
      numbers.short(value), numbers.short(1 / value)) or string.format("%s ±%s",
      names[options.effect], numbers.short(value)), styles[i])
  end
  if #items > 0 then p:legend("Contours", items) end
  if beyond > 0 then p:note("%d with a p value beyond the axis stand at its end.", beyond) end
  if #contours > 0 then
    local parts = { string.format("groups of sizes %s : 1", numbers.short(options.ratio)) }
    if options.effect == "COR" then parts = { "Fisher's z" } end
    if options.risk then parts[#parts + 1] = "risk " .. numbers.short(options.risk) end
    if options.sd then parts[#parts + 1] = "standard deviation " .. numbers.short(options.sd) end
    p:note("Contours hold for large samples (%s). Where the studies differ from that, they say " ..
      "little of the size of an effect.", table.concat(parts, ", "))
  end
  p:note("After Harrison and others (2017), doi 10.1002/jrsm.1239.")
  scatter.note_names(p, unnamed)
  study.note_missing(p, set, "without p value, direction and sample size")
  local positive_count = 0
  for _, row in ipairs(rows) do if row.sign > 0 then positive_count = positive_count + 1 end end
  local result = p:finish(string.format("Albatross plot of %d %s: %d with a positive and %d " ..
    "with a negative effect.", #rows, #rows == 1 and "study" or "studies", positive_count,
    #rows - positive_count))
  return scatter.publish(result, panel, nil, squeeze)
end

return M
