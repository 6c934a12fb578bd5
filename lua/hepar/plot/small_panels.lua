--- Small panels in a grid, one a parameter, on the scale on which it was searched.
-- @module hepar.plot.small_panels
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

-- Those of a list (also by name) that an option names; all without.
function M.chosen(where, wanted, list, known)
  if wanted == nil then
    local all = {}
    for i, name in ipairs(known) do all[i] = list[name] end
    return all
  end
  local some = {}
  for i = 1, #wanted do
    local one = type(wanted[i]) == "string" and list[wanted[i]]
    if not one then
      check.fail(where, "option parameters: %s is none of them%s", check.show(wanted[i]),
        type(wanted[i]) == "string" and check.suggest(wanted[i], known) or "")
    end
    some[i] = one
  end
  if #some == 0 then check.fail(where, "option parameters names nothing") end
  return some
end

-- An axis of a parameter; with `height` a standing one.
function M.axis(free, low, high, height)
  local how = free.log and { log = true, print = function(v) return math.exp(v) end,
    unprint = function(v) return math.log(v) end } or nil
  local axis = { low = low, high = high, how = how }
  if height and how then
    axis.ticks = axes.ticks(low, high, function(v)
      return (v - low) / (high - low) * height * 1.6
    end, how)
  end
  return axis
end

-- Places of `count` panels: draw(i, place) gives a panel, whose frame is drawn.
function M.grid(p, count, options, height, draw)
  local across, gap = math.min(count, options.columns), 10
  local width = (p.right - p.left - gap * (across - 1)) / across
  height = options.height and options.height * 72 / 25.4 or height
  for first = 1, count, across do
    local bottom = p.y
    for k = 0, math.min(across, count - first + 1) - 1 do
      local panel = draw(first + k, { left = p.left + k * (width + gap), width = width,
        height = height, top = p.y, last = first + k + across > count })
      panel:frame()
      bottom = math.max(bottom, panel.bottom)
    end
    p.y = bottom + 6
  end
end

-- The panel at a place, its name above it.
function M.panel(p, place, title, x, y)
  local x1 = place.left + (y.ticks and #y.ticks == 0 and 4 or 30)
  if y.label then x1 = x1 + 12 end
  p.fig:text(x1, place.top + 9, text.fit(title, place.left + place.width - x1, style.size.small,
    true), { size = style.size.small, bold = true, title = title })
  return axes.panel(p.fig, { x1, place.top + 14, place.left + place.width - 6,
    place.top + 14 + place.height }, x, y)
end

return M
