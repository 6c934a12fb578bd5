--- The marks of a forest plot: squares, intervals, diamonds, guides, limits of the axis.
-- @module hepar.plot.forest_marks
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local text = require "hepar.plot.text"

local M = {}

local SQUARE, DIAMOND, PREDICTION = "#56B4E9", "#0072B2", "#D55E00"

local function finite(x) return x ~= nil and x == x and math.abs(x) < math.huge end

local function median(list)
  table.sort(list)
  local n = #list
  if n == 0 then return nil end
  return n % 2 == 1 and list[(n + 1) // 2] or 0.5 * (list[n // 2] + list[n // 2 + 1])
end

-- A pair of printed values as positions on the axis.
local function printed_pair(where, name, pair, shape)
  local list = {}
  for i = 1, 2 do
    local value = check.finite(where, "option " .. name .. "[" .. i .. "]", pair[i])
    list[i] = shape.unprint and shape.unprint(value) or value
    if not finite(list[i]) then
      check.fail(where, "option %s[%d] is outside what the axis can print: %s", name, i,
        check.show(value))
    end
  end
  if list[1] >= list[2] then
    check.fail(where, "option %s must be two growing values, got %s and %s", name,
      check.show(pair[1]), check.show(pair[2]))
  end
  return list[1], list[2]
end

-- Position of the reference line, or nil.
local function reference(where, options, shape)
  local given = options.refline
  if given == false then return nil end
  if type(given) == "number" then
    local u = shape.unprint and shape.unprint(given) or given
    if not finite(u) then
      check.fail(where, "option refline is outside what the axis can print: %s",
        check.show(given))
    end
    return u
  end
  return shape.difference and shape.null or nil
end

-- Ends of the axis: all estimates and summaries, and of the intervals what does not squeeze the
-- rest; longer ones are clipped and end in an arrow.
function M.limits(where, l, set, options)
  local shape = l.scale
  l.reference = reference(where, options, shape)
  l.lines = {}
  for i, value in ipairs(options.lines or {}) do
    check.finite(where, "option lines[" .. i .. "]", value)
    l.lines[i] = shape.unprint and shape.unprint(value) or value
  end
  if options.limits then
    l.low, l.high = printed_pair(where, "limits", options.limits, shape)
    return
  end
  local centre, ends, lengths = { l.reference }, {}, {}
  for _, u in ipairs(l.lines) do centre[#centre + 1] = u end
  local function add(list, value)
    if value ~= nil then list[#list + 1] = shape.axis(value) end
  end
  for _, row in ipairs(set.rows) do
    add(centre, row.yi)
    add(ends, row.lb)
    add(ends, row.ub)
    local a, b = shape.axis(row.lb), shape.axis(row.ub)
    if finite(a) and finite(b) then lengths[#lengths + 1] = math.abs(b - a) end
  end
  for _, entry in ipairs(l.plan) do
    local one = entry.pooled
    if one then
      add(centre, one.beta)
      add(centre, one.ci_lb)
      add(centre, one.ci_ub)
      if entry.kind == "prediction" then
        add(ends, one.pi_lb)
        add(ends, one.pi_ub)
      end
    end
  end
  local low, high = axes.range(centre)
  local least, most = axes.range(ends, low, high)
  local reach = 1.5 * (median(lengths) or 0)
  if reach == 0 then reach = most - least end
  l.low, l.high = axes.pad(math.max(least, low - reach), math.min(most, high + reach), 0.02)
end

-- Ticks that the user states, in printed values.
function M.ticks(where, l, options)
  if not options.at then return nil end
  local list = {}
  for i, value in ipairs(options.at) do
    check.finite(where, "option at[" .. i .. "]", value)
    local u = l.scale.unprint and l.scale.unprint(value) or value
    if not finite(u) or u < l.low - 1e-9 or u > l.high + 1e-9 then
      check.fail(where, "option at[%d] is outside the axis: %s", i, check.show(value))
    end
    list[i] = { at = u, text = numbers.tick(value) }
  end
  return list
end

-- Vertical lines behind the rows.
function M.guides(p, l, set, options, top, bottom)
  local fig = p.fig
  if options.shade then
    local odd = false
    for _, entry in ipairs(l.plan) do
      if entry.kind == "study" then
        odd = not odd
        if odd then
          fig:rect(p.left, entry.y - entry.height / 2, p.right - p.left, entry.height,
            { fill = "shade2" })
        end
      end
    end
  end
  local function inside(u) return u and u >= l.low and u <= l.high end
  for _, u in ipairs(l.lines) do
    if inside(u) then
      fig:line(l.at(u), top, l.at(u), bottom, { stroke = "rule", width = 0.75, dash = "1 2" })
    end
  end
  local last = set.pooled[1]
  local u = options.effect_line and last and l.scale.axis(last.beta)
  if inside(u) then
    fig:line(l.at(u), top, l.at(u), bottom, { stroke = DIAMOND, width = 0.75, dash = "3 2" })
  end
  if inside(l.reference) then
    fig:line(l.at(l.reference), top, l.at(l.reference), bottom, { stroke = "ink", width = 0.75 })
  end
end

local function arrow(fig, tip, y, sign)
  fig:polygon({ tip, y, tip - sign * 4.5, y - 2.6, tip - sign * 4.5, y + 2.6 }, { fill = "ink" })
end

-- Two ends of an interval on the page in growing order, cut at the plot, and which were cut.
local function cut(l, low, high)
  local a, b = l.scale.axis(low), l.scale.axis(high)
  if a > b then a, b = b, a end
  if a ~= a then a = -math.huge end
  if b ~= b then b = math.huge end
  local left, right = a < l.low, b > l.high
  local x1 = l.at(math.min(math.max(a, l.low), l.high))
  local x2 = l.at(math.min(math.max(b, l.low), l.high))
  return x1, x2, left, right
end

-- Side of the square of a study: its area is its weight.
local function side(l, row)
  local most = l.row * 0.74
  local share = row.exact and 1 or l.most_weight > 0 and row.w / l.most_weight or 0.25
  return math.max(1.6, most * math.sqrt(share))
end

-- The square and the interval of a study.
function M.study(fig, l, row, y)
  if not l.most_weight then
    l.most_weight = 0
    for _, entry in ipairs(l.plan) do
      local w = entry.row and entry.row.shown and entry.row.w or nil
      if finite(w) then l.most_weight = math.max(l.most_weight, w) end
    end
  end
  local u = l.scale.axis(row.yi)
  local x1, x2, left, right = cut(l, row.lb, row.ub)
  local here = u >= l.low and u <= l.high
  if here then
    local s = side(l, row)
    local x = l.at(u)
    fig:rect(x - s / 2, y - s / 2, s, s, { fill = SQUARE })
  end
  if x2 > x1 then fig:line(x1, y, x2, y, { stroke = "ink", width = 0.9 }) end
  if left then
    arrow(fig, l.x1, y, -1)
    l.clipped = true
  end
  if right then
    arrow(fig, l.x2, y, 1)
    l.clipped = true
  end
  if here then
    local x = l.at(u)
    fig:line(x, y - 1.9, x, y + 1.9, { stroke = "ink", width = 0.9 })
  end
end

-- A diamond from end to end of an interval.
local function diamond(fig, l, one, y, half, style)
  local u = l.scale.axis(one.beta)
  if not finite(u) then return end
  local low, high = one.ci_lb or one.beta, one.ci_ub or one.beta
  local a, b = l.scale.axis(low), l.scale.axis(high)
  if a > b then a, b = b, a end
  local span = 4 * (l.high - l.low)
  a, b = math.max(a, l.low - span), math.min(b, l.high + span)
  u = math.min(math.max(u, l.low - span), l.high + span)
  local clip = fig:group { clip = { l.x1 - 0.5, y - half - 1, l.x2 - l.x1 + 1, 2 * half + 2 } }
  clip:polygon({ l.at(a), y, l.at(u), y - half, l.at(b), y, l.at(u), y + half }, style)
end

-- The diamond of a summary.
function M.diamond(fig, l, one, y, overall)
  diamond(fig, l, one, y, l.row * 0.36,
    { fill = overall and DIAMOND or SQUARE, stroke = "ink", width = 0.6, join = "round" })
end

-- The diamond behind a study: what a model with moderators expects there.
function M.expected(fig, l, one, y)
  diamond(fig, l, one, y, l.row * 0.46, { fill = "#C9CED2" })
end

-- The bar of a prediction interval.
function M.prediction(fig, l, one, y)
  local x1, x2, left, right = cut(l, one.pi_lb, one.pi_ub)
  if x2 > x1 then
    fig:rect(x1, y - 1.7, x2 - x1, 3.4, { fill = PREDICTION })
  end
  if left then arrow(fig, l.x1, y, -1) end
  if right then arrow(fig, l.x2, y, 1) end
  l.clipped = l.clipped or left or right
end

-- The sum of the weights behind a summary.
function M.weight_of(set, entry)
  local sum = 0
  for _, row in ipairs(set.rows) do
    if entry.overall or row.group == entry.group then sum = sum + (row.percent or 0) end
  end
  if entry.overall and entry.pooled ~= set.pooled[1] then return nil end
  return sum > 0 and numbers.fixed(sum, 1) .. "\u{00A0}%" or nil
end

-- Which side of the reference line speaks for what. Returns the y below.
function M.favours(p, l, words, y)
  local x = l.at(math.min(math.max(l.reference or (l.low + l.high) / 2, l.low), l.high))
  local most = 1
  for i, word in ipairs { words[1] or "", words[2] or "" } do
    local sign = i == 1 and -1 or 1
    local room = (i == 1 and x - p.left or p.right - x) - 16
    local lines = text.wrap(tostring(word), math.max(room, 20), l.size, false, 3)
    if word ~= "" then
      for k, line in ipairs(lines) do
        p.fig:text(x + sign * 5, y + text.ASCENT * l.size + (k - 1) * text.LEADING * l.size, line,
          { size = l.size, anchor = i == 1 and "end" or "start" })
      end
      local w = text.width(lines[1], l.size)
      local start = x + sign * (w + 8)
      local middle = y + 0.42 * l.size
      p.fig:line(start, middle, start + sign * 6, middle, { stroke = "ink", width = 0.8 })
      arrow(p.fig, start + sign * 9, middle, sign)
      most = math.max(most, #lines)
    end
  end
  return y + most * text.LEADING * l.size
end

-- Footnote on signs that need words.
function M.legend(p, l, options, expected)
  local parts = { "Square: estimate, its area the weight; line: confidence interval" }
  local summary, prediction = false, false
  for _, entry in ipairs(l.plan) do
    summary = summary or entry.kind == "summary"
    prediction = prediction or entry.kind == "prediction"
  end
  if expected then
    parts[#parts + 1] = "grey diamond: what the model expects there, with its confidence interval"
  end
  if summary then parts[#parts + 1] = "diamond: pooled estimate with its confidence interval" end
  if prediction then parts[#parts + 1] = "bar: where the effect of a new study is expected" end
  if l.clipped then parts[#parts + 1] = "arrow: goes on beyond the axis" end
  if #l.lines > 0 then
    local list = {}
    for i, value in ipairs(options.lines) do list[i] = numbers.tick(value) end
    parts[#parts + 1] = "dotted: " .. table.concat(list, ", ")
  end
  p:note("%s.", table.concat(parts, "; "))
end

return M
