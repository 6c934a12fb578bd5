--- Arrows and other marks, drawn as polygons so that they look the same in every font.
-- @module hepar.plot.shapes
-- @local

local M = {}

-- Half width and half height of an arrow by class of sample size.
local sizes = { large = { 5.6, 5.8 }, medium = { 4.4, 4.4 }, small = { 3, 3.1 } }

local colours = { benefit = "#0072B2", harm = "#D55E00" }

-- Draws the mark of a direction centred at (x, y); returns its width.
-- benefit ▲, harm ▼, none ◄►, ambiguous a hollow diamond with "?", unreported an open dash.
function M.arrow(fig, direction, class, x, y)
  local w, h = table.unpack(sizes[class])
  if direction == "benefit" then
    fig:polygon({ x - w, y + h, x, y - h, x + w, y + h }, { fill = colours.benefit })
  elseif direction == "harm" then
    fig:polygon({ x - w, y - h, x, y + h, x + w, y - h }, { fill = colours.harm })
  elseif direction == "none" then
    local gap = 0.8
    fig:polygon({ x - gap, y - h, x - gap - w, y, x - gap, y + h }, { fill = "ink" })
    fig:polygon({ x + gap, y - h, x + gap + w, y, x + gap, y + h }, { fill = "ink" })
    return 2 * (w + gap)
  elseif direction == "ambiguous" then
    local r = 6
    fig:polygon({ x - r, y, x, y - r, x + r, y, x, y + r },
      { fill = "paper", stroke = "ink", width = 0.7 })
    fig:text(x, y + 2.5, "?", { size = 7, anchor = "middle" })
    return 2 * r
  else
    fig:rect(x - 4, y - 1.2, 8, 2.4, { fill = "paper", stroke = "ink", width = 0.6 })
    return 8
  end
  return 2 * w
end

-- A diamond, the mark of a dose per kilogram.
function M.diamond(fig, x, y, r, given)
  fig:polygon({ x - r, y, x, y - r, x + r, y, x, y + r }, given)
end

return M
