--- What all scatter plots of a meta-analysis share: a panel on a page, its points, their names.
-- @module hepar.plot.scatter
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local places = require "hepar.plot.places"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

M.POINT = 2.7
M.fill = "#0072B2"

-- The rule of an option `names`: "all", "none", or how many.
function M.names(where, name, value)
  if value == "all" or value == "none" then return end
  if math.type(value) == "integer" and value >= 0 then return end
  check.fail(where, 'option %s must be "all", "none" or a count, got %s', name, check.show(value))
end

-- Height of a panel on a page of this width.
function M.height(p) return math.min(285, 0.72 * (p.right - p.left)) end

-- A panel over the width of the page (or square), below p.y. `x` and `y` as in axes.panel; options
-- `height`, `square`, `right` (room on the right for more), `left` and `width` (part of the page).
function M.panel(p, x, y, options)
  options = options or {}
  local height = options.height or M.height(p)
  local top = p.y + (options.top or 6)
  y.ticks = y.ticks or axes.linear_ticks(y.low, y.high, math.max(2, math.min(8, height // 22)))
  local start = options.left or p.left
  local stop = start + (options.width or p.right - start)
  local x1 = start + axes.left_room(y.ticks, nil, y.label)
  local x2 = stop - (options.right or 8)
  if options.square then
    local side = math.min(x2 - x1, height)
    height = side
    x1 = x1 + (x2 - x1 - side) / 2
    x2 = x1 + side
  end
  return axes.panel(p.fig, { x1, top, x2, top + height }, x, y)
end

-- Draws the frame; the page goes on below.
function M.close(p, panel)
  panel:frame()
  p.y = panel.bottom + 5
end

-- One point as a circle with a tooltip; returns its place for labels.
function M.point(panel, x, y, given)
  local px, py = panel.x(x), panel.y(y)
  local r = given.r or M.POINT
  local group = panel.fig:group { class = given.class or "point", title = given.title }
  group:circle(px, py, r, { fill = given.fill or M.fill, stroke = given.stroke or "paper",
    width = given.width or 0.5 })
  return { px = px, py = py, r = r, label = given.label }
end

-- Names points: `which` is "all", "none", or how many of the list (the most important first).
-- Returns the number of names wanted that found no place.
function M.name(panel, points, which, taken)
  if which == "none" then return 0 end
  local count = math.type(which) == "integer" and which or #points
  local list = {}
  for i = 1, math.min(count, #points) do
    if points[i].label then list[#list + 1] = points[i] end
  end
  for _, point in ipairs(list) do
    point.label = text.fit_study(point.label, 110, style.size.small)
  end
  return places.label(panel.fig, panel.box, list, points, taken)
end

-- Footnote on names without a place.
function M.note_names(p, left)
  if left > 0 then
    p:note("%d %s no room for a name.", left, left == 1 and "point has" or "points have")
  end
end

-- Legend samples: a circle, a line, a box.
function M.sample_point(label, given)
  return { label = label, width = 8, draw = function(fig, x, y)
    fig:circle(x + 4, y, given.r or M.POINT, { fill = given.fill or M.fill,
      stroke = given.stroke or "paper", width = given.width or 0.5 })
  end }
end

function M.sample_line(label, given)
  return { label = label, width = 18, draw = function(fig, x, y)
    fig:line(x, y, x + 18, y, given)
  end }
end

function M.sample_box(label, given)
  return { label = label, width = 12, draw = function(fig, x, y)
    fig:rect(x, y - 4, 12, 8, given)
  end }
end

-- What a figure says of where things stand: functions from values to points.
function M.publish(fig, panel, print_x, print_y)
  fig.at = { x = function(v) return panel.x(print_x and print_x(v) or v) end,
    y = function(v) return panel.y(print_y and print_y(v) or v) end, box = panel.box }
  return fig
end

return M
