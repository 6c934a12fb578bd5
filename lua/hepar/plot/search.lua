--- Benefit against burden of the candidates of a protocol search.
-- @module hepar.plot.search
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.search"
local rules = { xlab = "string", ylab = "string", key = "boolean" }

-- Draws the figure; documented as hepar.plot.search.
function M.draw(result, given)
  if check.class(result) ~= "hepar.search" then
    check.fail(WHERE, "data must be a protocol search, got %s", check.show(result))
  end
  local options = page.options(WHERE, given, rules, { key = true })
  local p = page.new("search", options, "Protocols: benefit against burden")
  if #result.rows == 0 then
    p:empty("No protocol went through.")
    return p:finish("Protocol search without candidates.")
  end
  local front, low, high, most = result:front(), 0, 0, 0
  for _, row in ipairs(result.rows) do
    most = math.max(most, row.burden)
    low, high = axes.range({ row.benefit }, low, high)
    if row.front == 1 then low, high = axes.range({ row.low, row.high }, low, high) end
  end
  low, high = axes.pad(low, high, 0.08)
  local words = require("hepar.cohort.search.found").benefit_words(result)
  p:legend(nil, { scatter.sample_point("on the front of the means", { fill = style.series[1] }),
    scatter.sample_point("dominated", { fill = "paper", stroke = "muted" }),
    scatter.sample_line(("%s %% of the worlds"):format(numbers.short(result.level, 3)),
      { stroke = style.series[1], width = 1.2 }) })
  local panel = scatter.panel(p, { low = 0, high = most > 0 and most * 1.06 or 1,
    label = options.xlab or "Burden (points: stated preferences)" }, { low = low, high = high,
    label = options.ylab or words:sub(1, 1):upper() .. words:sub(2) }, { right = 14 })
  local fig = panel.fig
  fig:line(panel.box[1], panel.y(0), panel.box[3], panel.y(0), { stroke = "rule", width = 0.6,
    dash = "3 2" })
  -- intervals of the front, its staircase, then points
  local path = {}
  for i, row in ipairs(front) do
    local x, y = panel.x(row.burden), panel.y(row.benefit)
    fig:line(x, panel.y(row.low), x, panel.y(row.high), { stroke = style.series[1], width = 1 })
    if i > 1 and #result.outcomes == 1 then
      path[#path + 1] = { x1 = panel.x(front[i - 1].burden), y1 = panel.y(front[i - 1].benefit),
        x2 = x, y2 = y }
    end
  end
  for _, step in ipairs(path) do
    fig:line(step.x1, step.y1, step.x2, step.y1, { stroke = "rule", width = 0.8 })
    fig:line(step.x2, step.y1, step.x2, step.y2, { stroke = "rule", width = 0.8 })
  end
  for _, row in ipairs(result.rows) do
    if row.front ~= 1 then
      scatter.point(panel, row.burden, row.benefit, { fill = "paper", stroke = "muted", r = 1.9,
        width = 0.8, title = ("%s: benefit %s, burden %s"):format(row.words,
        numbers.short(row.benefit, 3), numbers.short(row.burden, 3)) })
    end
  end
  -- a letter above each interval, further up where another one is
  local placed, size = {}, style.size.small
  for _, row in ipairs(front) do
    scatter.point(panel, row.burden, row.benefit, { r = 3, label = row.mark,
      title = ("%s, %s: benefit %s, %s to %s, burden %s; on the front in %.0f %% of the worlds")
      :format(row.mark, row.words, numbers.short(row.benefit, 3), numbers.short(row.low, 3),
      numbers.short(row.high, 3), numbers.short(row.burden, 3), 100 * row.on_front) })
    local x, width = panel.x(row.burden), text.width(row.mark, size, true)
    local y = math.min(panel.y(row.high), panel.y(row.benefit) - 3) - 3
    local free
    repeat
      free = true
      for _, box in ipairs(placed) do
        if math.abs(box.x - x) < (box.width + width) / 2 + 1.5 and math.abs(box.y - y) < size then
          y, free = box.y - size - 0.5, false
        end
      end
    until free
    placed[#placed + 1] = { x = x, y = y, width = width }
    fig:text(x, y, row.mark, { size = size, anchor = "middle", bold = true })
  end
  scatter.close(p, panel)
  if options.key then
    for _, row in ipairs(front) do
      p:note("%s  %s: on the front in %.0f %%, best in %.0f %% of the worlds", row.mark, row.words,
        100 * row.on_front, 100 * row.best)
    end
  end
  p:note("%d protocols, %d worlds (draws of %d uncertain values), the same %d patients in each. "
    .. "A hypothesis machine, never advice on a patient.", #result.rows, result.draws,
    result.uncertain, result.patients)
  scatter.publish(fig, panel)
  local parts = {}
  for i, row in ipairs(front) do
    parts[i] = ("%s: %s, burden %s, benefit %s"):format(row.mark, row.words,
      numbers.short(row.burden, 3), numbers.short(row.benefit, 3))
  end
  return p:finish(("Scatter of benefit against burden of %d protocols. The front: %s."):format(
    #result.rows, table.concat(parts, "; ")))
end

return M
