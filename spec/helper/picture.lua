-- What specs need to look at a figure: its words, its marks, and whether its letters collide.

local M = {}

-- All marks in drawing order, groups opened: list of items with `class` and `tooltip` of the
-- innermost group.
function M.items(fig, kind)
  local list = {}
  local function walk(items, class, tooltip)
    for _, item in ipairs(items) do
      if item.kind == "group" then
        walk(item.items, item.class or class, item.title or tooltip)
      elseif kind == nil or item.kind == kind then
        list[#list + 1] = setmetatable({ class = class, tooltip = tooltip }, { __index = item })
      end
    end
  end
  walk(fig.items)
  return list
end

-- What a person reads, a line per text.
function M.words(fig)
  local list = {}
  for _, box in ipairs(fig:boxes()) do list[#list + 1] = box.text end
  return table.concat(list, "\n")
end

-- The box of a text, or nil.
function M.find(fig, wanted)
  for _, box in ipairs(fig:boxes()) do
    if box.text == wanted then return box end
  end
  return nil
end

-- Sentences about letters that leave the page, touch each other or are too small.
function M.faults(fig)
  local list, boxes = {}, fig:boxes()
  for i, a in ipairs(boxes) do
    if a.x < 0 or a.y < 0 or a.x + a.w > fig.width or a.y + a.h > fig.height then
      list[#list + 1] = "outside: " .. a.text
    end
    if a.size < 7 then list[#list + 1] = "smaller than 7 points: " .. a.text end
    for j = i + 1, #boxes do
      local b = boxes[j]
      local across = math.min(a.x + a.w, b.x + b.w) - math.max(a.x, b.x)
      local down = math.min(a.y + a.h, b.y + b.h) - math.max(a.y, b.y)
      if across > 0.2 and down > 0.6 then
        list[#list + 1] = ("touching: %s | %s"):format(a.text, b.text)
      end
    end
  end
  return list
end

-- Whether the SVG is well-formed enough: tags balance and no bare ampersand.
function M.well_formed(fig)
  local open = {}
  for slash, name, rest in fig:svg():gmatch("<(/?)([%a]+)([^>]*)>") do
    if slash == "/" then
      if table.remove(open) ~= name then return false end
    elseif rest:sub(-1) ~= "/" then
      open[#open + 1] = name
    end
  end
  return #open == 0 and not fig:svg():find("&[^;%s]*%s")
end

-- A line through ticks: value -> position, from the middles of two texts of an axis.
function M.axis(fig, first, last, of)
  of = of or function(x) return x end
  local a, b = assert(M.find(fig, first)), assert(M.find(fig, last))
  local va, vb = of(tonumber(first)), of(tonumber(last))
  local xa, xb = a.x + a.w / 2, b.x + b.w / 2
  return function(value) return xa + (of(value) - va) / (vb - va) * (xb - xa) end
end

return M
