--- Axes with ticks: for one axis (forest) and for panels with two (all scatter plots).
-- @module hepar.plot.axes
-- @local

local numbers = require "hepar.plot.numbers"
local scale = require "hepar.plot.scale"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local SMALL = style.size.small

local Panel = {}
Panel.__index = Panel

-- Round values from low to high, at most `count` steps.
function M.linear_ticks(low, high, count)
  local list = {}
  if high <= low then return { { at = low, text = numbers.tick(low) } } end
  local step = scale.step(high - low, count)
  for i = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) do
    local value = i * step
    list[#list + 1] = { at = value, text = numbers.tick(value) }
  end
  return list
end

local mantissas = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 1.5, 2, 3, 5, 7 }, { 1, 2, 5 }, { 1, 3 },
  { 1 } }

-- Ticks of a logarithmic axis in printed values low..high.
local function log_values(low, high, level)
  local list = {}
  local first, last = math.floor(math.log(low, 10)), math.ceil(math.log(high, 10))
  if level <= #mantissas then
    for e = first, last do
      for _, m in ipairs(mantissas[level]) do
        local value = m * 10 ^ e
        if e < 0 then value = m / 10 ^ -e end
        if value >= low * (1 - 1e-9) and value <= high * (1 + 1e-9) then
          list[#list + 1] = value
        end
      end
    end
  else
    local every = level - #mantissas + 1
    for e = math.ceil(first / every) * every, last, every do
      local value = e < 0 and 1 / 10 ^ -e or 10.0 ^ e
      if value >= low * (1 - 1e-9) and value <= high * (1 + 1e-9) then
        list[#list + 1] = value
      end
    end
  end
  return list
end

-- Whether labels of ticks stay apart on a line.
local function apart(ticks, at, size)
  local before
  for _, tick in ipairs(ticks) do
    local x, half = at(tick.at), text.width(tick.text, size) / 2
    if before and x - half < before + 3.5 then return false end
    before = x + half
  end
  return true
end

-- Ticks for positions low..high on an axis: as many as fit with their labels side by side.
-- `how` is { print, unprint, log } of hepar.plot.measures, or nil; `at` maps to points.
function M.ticks(low, high, at, how, size)
  size = size or SMALL
  how = how or {}
  local print, unprint = how.print, how.unprint
  if how.log and low > -600 and high < 600 then
    local best, fitting
    for level = 1, #mantissas + 40 do
      local list = {}
      for i, value in ipairs(log_values(print(low), print(high), level)) do
        list[i] = { at = unprint(value), text = numbers.tick(value) }
      end
      if #list >= 2 and #list <= 9 and apart(list, at, size) then
        -- ticks should reach the ends of the axis
        local bare = math.max(list[1].at - low, high - list[#list].at) / (high - low)
        if bare <= 0.2 then return list end
        fitting = fitting or list
      end
      if #list < 2 then break end
      best = list
    end
    if fitting then return fitting end
    -- a short axis: round steps of the printed values
    local low_value, high_value = print(low), print(high)
    for count = 8, 1, -1 do
      local list = {}
      for _, tick in ipairs(M.linear_ticks(low_value, high_value, count)) do
        if tick.at > 0 then list[#list + 1] = { at = unprint(tick.at), text = tick.text } end
      end
      if #list >= 2 and apart(list, at, size) then return list end
    end
    best = best or {}
    return #best > 2 and { best[1], best[#best] } or best
  end
  local transformed = print and unprint and how.range and not how.log
  for count = 9, 1, -1 do
    local list = {}
    if transformed then
      for _, tick in ipairs(M.linear_ticks(print(low), print(high), count)) do
        local u = unprint(tick.at)
        if u == u and u >= low - 1e-9 and u <= high + 1e-9 then
          list[#list + 1] = { at = u, text = tick.text }
        end
      end
    else
      list = M.linear_ticks(low, high, count)
      if print and how.transformation then
        for _, tick in ipairs(list) do tick.text = numbers.short(print(tick.at), 3) end
      end
    end
    if (#list >= 2 or count == 1) and apart(list, at, size) then return list end
  end
  return { { at = low, text = numbers.short(print and print(low) or low, 3) } }
end

-- Widens an interval by a share on both sides; equal ends get a neighbourhood.
function M.pad(low, high, share)
  local span = high - low
  if span <= 0 then span = math.abs(high) > 0 and math.abs(high) * 0.5 or 1 end
  return low - share * span, high + share * span
end

-- Smallest and largest finite value of a list, starting from what is given.
function M.range(list, low, high)
  for _, value in ipairs(list) do
    if value == value and math.abs(value) < math.huge then
      low, high = math.min(low or value, value), math.max(high or value, value)
    end
  end
  return low, high
end

-- A panel with two axes. `box` = { x1, y1, x2, y2 } in points (y1 above y2). Each of `x` and `y` is
-- { low, high, label, ticks = list, how = transformation, reverse = y grows downwards, map }.
-- Draws the axes and returns { x = function, y = function, box }.
function M.panel(fig, box, x, y, options)
  options = options or {}
  local x1, y1, x2, y2 = table.unpack(box)
  local size = options.size or SMALL
  local at_x = x.map and x.map(x1, x2) or scale.linear(x.low, x.high, x1, x2)
  local from, to = y2, y1
  if y.reverse then from, to = y1, y2 end
  local at_y = y.map and y.map(from, to) or scale.linear(y.low, y.high, from, to)
  local panel = { x = at_x, y = at_y, box = box, fig = fig, low_x = x.low, high_x = x.high,
    low_y = y.low, high_y = y.high }
  panel.x_ticks = x.ticks or M.ticks(x.low, x.high, at_x, x.how, size)
  panel.y_ticks = y.ticks or M.linear_ticks(y.low, y.high,
    math.max(2, math.min(8, (y2 - y1) // 22)))
  panel.size, panel.x_label, panel.y_label = size, x.label, y.label
  return setmetatable(panel, Panel)
end

-- Room that the labels of y ticks and the turned axis title take on the left.
function M.left_room(ticks, size, label)
  local widest = 0
  for _, tick in ipairs(ticks) do
    widest = math.max(widest, text.width(tick.text, size or SMALL))
  end
  return widest + 8 + (label and 13 or 0)
end

-- Draws frame, ticks and titles on top of what the panel holds.
function Panel:frame()
  local x1, y1, x2, y2 = table.unpack(self.box)
  local fig, size = self.fig, self.size
  fig:line(x1, y1, x1, y2, { stroke = "ink", width = 0.75, cap = "square" })
  fig:line(x1, y2, x2, y2, { stroke = "ink", width = 0.75, cap = "square" })
  local widest = 0
  for _, tick in ipairs(self.x_ticks) do
    local v = self.x(tick.at)
    fig:line(v, y2, v, y2 + 3, { stroke = "ink", width = 0.75 })
    fig:text(v, y2 + 4 + text.ASCENT * size, tick.text, { size = size, anchor = "middle" })
  end
  for _, tick in ipairs(self.y_ticks) do
    local v = self.y(tick.at)
    fig:line(x1 - 3, v, x1, v, { stroke = "ink", width = 0.75 })
    fig:text(x1 - 5, v + 0.36 * size, tick.text, { size = size, anchor = "end" })
    widest = math.max(widest, text.width(tick.text, size))
  end
  local body = style.size.body
  if self.x_label then
    local fitted = text.wrap(self.x_label, x2 - x1 + 20, body, false, 2)
    for i, line in ipairs(fitted) do
      fig:text((x1 + x2) / 2, y2 + 7 + text.LEADING * size + (i - 1) * text.LEADING * body +
        text.ASCENT * body, line, { size = body, anchor = "middle" })
    end
    self.bottom = y2 + 7 + text.LEADING * size + #fitted * text.LEADING * body
  else
    self.bottom = y2 + 5 + text.LEADING * size
  end
  if self.y_label then
    local fitted = text.fit(self.y_label, y2 - y1 + 16, body)
    fig:text(x1 - 9 - widest - text.DESCENT * body, (y1 + y2) / 2, fitted,
      { size = body, anchor = "middle", rotate = -90, title = self.y_label })
  end
end

-- Whether a point is inside the panel.
function Panel:holds(px, py)
  local x1, y1, x2, y2 = table.unpack(self.box)
  return px >= x1 - 1e-6 and px <= x2 + 1e-6 and py >= y1 - 1e-6 and py <= y2 + 1e-6
end

-- A line through points (values), drawn inside the panel only; infinite values break it.
function Panel:curve(points, given)
  local path, drawn = {}, false
  local group = self:layer()
  for _, p in ipairs(points) do
    local px, py = self.x(p[1]), self.y(p[2])
    if px == px and py == py and math.abs(px) < 1e6 and math.abs(py) < 1e6 then
      path[#path + 1] = drawn and "L" or "M"
      path[#path + 1], path[#path + 2] = px, py
      drawn = true
    else
      drawn = false
    end
  end
  if #path >= 6 then group:path(path, given) end
end

-- A group that is clipped to the panel.
function Panel:layer()
  local x1, y1, x2, y2 = table.unpack(self.box)
  return self.fig:group { clip = { x1, y1, x2 - x1, y2 - y1 } }
end

return M
