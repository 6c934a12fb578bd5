--- Puts names beside points so that no name touches another, a point, or the edge.
-- @module hepar.plot.places
-- @local

local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local function overlap(a, b)
  return a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
end

-- Labels points in the order given (most important first). Each point is { px, py, r, label }.
-- `taken` lists boxes { x1, y1, x2, y2 } that stay free. Returns the number of names that found no
-- place.
function M.label(fig, box, points, all, taken)
  local size = style.size.small
  local up, down = text.ASCENT * size, text.DESCENT * size
  local blocked, left = {}, 0
  for _, p in ipairs(all) do
    blocked[#blocked + 1] = { p.px - p.r, p.py - p.r, p.px + p.r, p.py + p.r }
  end
  for _, one in ipairs(taken or {}) do blocked[#blocked + 1] = one end
  for _, p in ipairs(points) do
    local w = text.width(p.label, size)
    local gap = p.r + 2
    local diagonal = 0.71 * p.r + 1.5
    local candidates = {
      { p.px + gap, p.py + 0.36 * size }, { p.px - gap - w, p.py + 0.36 * size },
      { p.px - w / 2, p.py - gap - down + 0.5 }, { p.px - w / 2, p.py + gap + up },
      { p.px + diagonal, p.py - diagonal - down + 1 }, { p.px - diagonal - w,
        p.py - diagonal - down + 1 },
      { p.px + diagonal, p.py + diagonal + up - 1 }, { p.px - diagonal - w,
        p.py + diagonal + up - 1 },
    }
    local done = false
    for _, c in ipairs(candidates) do
      local place = { c[1] - 0.5, c[2] - up, c[1] + w + 0.5, c[2] + down }
      local free = place[1] >= box[1] and place[2] >= box[2] and place[3] <= box[3] and
        place[4] <= box[4]
      for _, b in ipairs(free and blocked or {}) do
        if overlap(place, b) then
          free = false
          break
        end
      end
      if free then
        fig:text(c[1], c[2], p.label, { size = size })
        blocked[#blocked + 1] = place
        done = true
        break
      end
    end
    if not done then left = left + 1 end
  end
  return left
end

return M
