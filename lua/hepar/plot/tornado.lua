--- Tornado: how far an outcome moves when one value at a time goes from low to high.
-- @module hepar.plot.tornado
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.tornado"
local rules = { base = "number", most = { type = "number", min = 1, max = 200, integer = true },
  xlab = "string", low = "string", high = "string" }

-- Draws the figure; documented as hepar.plot.tornado.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { most = 20, low = "low value",
    high = "high value" })
  if type(data) ~= "table" or check.class(data) then
    check.fail(WHERE, "data must be a list of rows {name, low, high}, got %s", check.show(data))
  end
  local rows = {}
  for i, row in ipairs(data) do
    if type(row) ~= "table" or type(row.name) ~= "string" then
      check.fail(WHERE, "row %d must be {name = …, low = …, high = …}", i)
    end
    rows[i] = { name = row.name, low = check.finite(WHERE, ("low of row %d"):format(i), row.low),
      high = check.finite(WHERE, ("high of row %d"):format(i), row.high), at = i,
      status = row.status }
  end
  local p = page.new("tornado", options, "What moves the outcome")
  if #rows == 0 then
    p:empty("Nothing to show.")
    return p:finish("Tornado without data.")
  end
  local base = options.base or data.base
  check.finite(WHERE, "option base", base)
  table.sort(rows, function(a, b)
    local x, y = math.abs(a.high - a.low), math.abs(b.high - b.low)
    if x ~= y then return x > y end
    return a.at < b.at
  end)
  local shown, low, high = math.min(#rows, options.most), base, base
  for i = 1, shown do low, high = axes.range({ rows[i].low, rows[i].high }, low, high) end
  low, high = axes.pad(low, high, 0.05)
  p:legend(nil, { scatter.sample_box(options.low, { fill = style.series[2], stroke = "none" }),
    scatter.sample_box(options.high, { fill = style.series[1], stroke = "none" }) })
  local size, names = style.size.body, 0
  for i = 1, shown do names = math.max(names, text.width(rows[i].name, size)) end
  names = math.min(names, 0.4 * (p.right - p.left))
  local step = 13
  local panel = axes.panel(p.fig, { p.left + names + 10, p.y + 4, p.right - 8, p.y + 8 +
    step * shown }, { low = low, high = high, label = options.xlab or "Outcome" },
    { low = 0, high = 1, ticks = {} })
  for i = 1, shown do
    local row, y = rows[i], panel.box[2] + 2 + step * (i - 1)
    for _, side in ipairs { { row.low, style.series[2] }, { row.high, style.series[1] } } do
      local x1, x2 = panel.x(base), panel.x(side[1])
      p.fig:group({ class = "bar", title = ("%s: %s"):format(row.name, numbers.short(side[1], 4)) })
        :rect(math.min(x1, x2), y, math.abs(x2 - x1), step - 4, { fill = side[2],
        stroke = "none" })
    end
    p.fig:text(panel.box[1] - 5, y + step / 2 + 0.5, text.fit(row.name, names, size),
      { size = size, anchor = "end" })
  end
  panel.fig:line(panel.x(base), panel.box[2], panel.x(base), panel.box[4], { stroke = "ink",
    width = 0.75 })
  panel:frame()
  p.y = panel.bottom + 4
  if shown < #rows then p:note("The %d with the widest bars of %d.", shown, #rows) end
  return p:finish(("Tornado: %s moves the outcome most, from %s to %s."):format(rows[1].name,
    numbers.short(rows[1].low, 4), numbers.short(rows[1].high, 4)))
end

return M
