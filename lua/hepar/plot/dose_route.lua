--- Doses by route on logarithmic scales, per-kilogram doses kept apart.
-- @module hepar.plot.dose_route
-- @local

local check = require "hepar.plot.check"
local data = require "hepar.plot.data"
local page = require "hepar.plot.page"
local scale = require "hepar.plot.scale"
local shapes = require "hepar.plot.shapes"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.dose_route"
local BODY, SMALL = style.size.body, style.size.small
local LANE = 11   -- height of one line of doses
local R = 3.4     -- half size of a mark

local rules = { weight = "table" }

-- The units a dose can be given per, in the order of the panels.
local bases = {
  { key = "total", label = "cells in total" },
  { key = "animal", label = "cells per animal" },
  { key = "kg", label = "cells per kg of body weight" },
}

-- Routes in words, in a fixed order for those given together.
local routes = {
  { "IV", "Intravenous" }, { "PV", "Portal vein" }, { "HA", "Hepatic artery" },
  { "IS", "Intrasplenic" }, { "IH", "Intrahepatic" }, { "IP", "Intraperitoneal" },
  { "PO", "Oral" }, { "IBD", "Intrabiliary" }, { "SC", "Subcutaneous" }, { "VITRO", "In vitro" },
}
local route_rank, route_word = {}, {}
for i, pair in ipairs(routes) do
  route_rank[pair[1]] = i
  route_word[pair[1]] = pair[2]
end

-- Key, rank and words of the routes of a record.
local function route_of(record, labels)
  local given, codes = data.field(record, "routes"), {}
  for i, code in ipairs(type(given) == "table" and given or {}) do
    codes[i] = tostring(code)
  end
  if #codes == 0 then codes[1] = "NR" end
  table.sort(codes, function(a, b)
    local x, y = route_rank[a] or 99, route_rank[b] or 99
    if x ~= y then return x < y end
    return a < b
  end)
  local words, rank = {}, 0
  for i, code in ipairs(codes) do
    words[i] = tostring(labels and labels[code] or route_word[code] or data.label("route", code))
    if i > 1 then words[i] = words[i]:lower() end
    rank = rank * 100 + (route_rank[code] or 99)
  end
  return table.concat(codes, "/"), #codes * 1e8 + rank, table.concat(words, " / ")
end

-- A dose as printed, its power of ten readable ("3.5 × 107" is the text layer's 10^7).
local function printed(dose)
  local s = text.clean(dose.text or dose.note or "not given")
  return (s:gsub("([×x]%s*10)(%d%d?)%f[%D]", "%1^%2"))
end

-- Sorts the doses of one record into marks and into what cannot be drawn.
local function read_doses(record, label, options, result)
  local doses = data.field(record, "doses")
  if type(doses) ~= "table" or #doses == 0 then return false end
  local study = data.key(record, label)
  local route, rank, words = route_of(record, options.labels)
  for _, dose in ipairs(doses) do
    if type(dose) ~= "table" then dose = { text = dose } end
    local low, high = data.number(dose.min), data.number(dose.max)
    low, high = low or high, high or low
    local per = dose.per or "total"
    local converted = false
    if not low or low <= 0 or high < low then
      result.ambiguous[#result.ambiguous + 1] = string.format("%s (“%s”)", label, printed(dose))
    elseif dose.unit ~= nil and dose.unit ~= "cells" or
        (per ~= "total" and per ~= "animal" and per ~= "kg") then
      result.other[#result.other + 1] = string.format("%s (%s)", label, printed(dose))
    else
      if per == "kg" and options.weight then
        low, high = low * options.weight.value, high * options.weight.value
        per, converted = "total", true
      end
      local same
      for _, mark in ipairs(result.marks) do
        if mark.study == study and mark.route == route and mark.low == low and
          mark.high == high and mark.per == per then same = mark end
      end
      local times = data.number(dose.n_doses)
      if same then
        same.times[#same.times + 1] = times
      else
        result.marks[#result.marks + 1] = { study = study, label = label, low = low, high = high,
          per = per, converted = converted, times = { times }, route = route, rank = rank,
          words = words, design = style.design(record), given = #result.marks + 1 }
      end
    end
  end
  return true
end

-- The numbers of doses of a mark, as " ×1, ×2", or nothing.
local function tail(mark)
  if #mark.times == 0 then return "" end
  local words, seen = {}, {}
  table.sort(mark.times)
  for _, times in ipairs(mark.times) do
    if not seen[times] then
      seen[times] = true
      words[#words + 1] = string.format("×%g", times)
    end
  end
  return " " .. table.concat(words, ", ")
end

-- "Suk 2016 ×1, ×2".
local function caption(mark)
  return mark.label .. tail(mark)
end

-- The room beside a mark, on its wider side.
local function beside(mark, panel)
  return math.max(panel.x2 - panel.at(mark.high), panel.at(mark.low) - panel.x1) - R - 5
end

-- Puts the marks of a cell into lines where nothing touches; returns the number of lines.
local function set_lanes(marks, panel)
  table.sort(marks, function(a, b)
    if a.low ~= b.low then return a.low < b.low end
    return a.given < b.given
  end)
  local ends = {}
  for _, mark in ipairs(marks) do
    mark.x1, mark.x2 = panel.at(mark.low), panel.at(mark.high)
    local room = beside(mark, panel)
    local times = tail(mark)
    local short, cut = text.fit_study(mark.label, room - text.width(times, SMALL), SMALL)
    mark.caption, mark.cut = short .. times, cut
    local w = text.width(mark.caption, SMALL)
    local from, to = mark.x1 - R, mark.x2 + R + 3 + w
    mark.left = to > panel.x2 - 1
    if mark.left then from, to = mark.x1 - R - 3 - w, mark.x2 + R end
    mark.lane = 1
    while ends[mark.lane] and ends[mark.lane] > from - 5 do mark.lane = mark.lane + 1 end
    -- a caption to the left may begin before marks already set, so it must clear whole lines
    ends[mark.lane] = math.max(ends[mark.lane] or 0, to)
  end
  return #ends
end

-- Draws one dose: a mark, or two joined by a bar for a range.
local function draw_mark(fig, mark, y)
  local unit = mark.per == "kg" and " cells/kg" or " cells"
  local span = mark.high > mark.low and string.format("%.3g to %.3g", mark.low, mark.high) or
    string.format("%.3g", mark.low)
  local group = fig:group { class = "dose", title = caption(mark) .. ", " .. mark.words .. ": " ..
    span .. unit .. (mark.converted and " (converted)" or "") }
  local paint = { fill = mark.design.fill, stroke = "ink", width = 0.7 }
  if mark.high > mark.low then
    group:line(mark.x1, y, mark.x2, y, { stroke = "ink", width = 2.2 })
  end
  for _, x in ipairs(mark.high > mark.low and { mark.x1, mark.x2 } or { mark.x1 }) do
    if mark.per == "kg" or mark.converted then
      shapes.diamond(group, x, y, R + 0.6, paint)
    elseif mark.per == "animal" then
      group:rect(x - R + 0.3, y - R + 0.3, 2 * R - 0.6, 2 * R - 0.6, paint)
    else
      group:circle(x, y, R, paint)
    end
  end
  group:text(mark.left and mark.x1 - R - 3 or mark.x2 + R + 3, y + 0.36 * SMALL, mark.caption,
    { size = SMALL, anchor = mark.left and "end" or "start",
      title = mark.cut and caption(mark) or nil })
end

-- The panels that have marks, side by side, every decade equally wide.
local function panels_of(marks, x0, right)
  local panels, decades = {}, 0
  for _, base in ipairs(bases) do
    local low, high
    for _, mark in ipairs(marks) do
      if mark.per == base.key then
        low, high = math.min(low or mark.low, mark.low), math.max(high or mark.high, mark.high)
      end
    end
    if low then
      local first, last = scale.decades(low, high)
      panels[#panels + 1] = { base = base, first = first, last = last }
      decades = decades + last - first
    end
  end
  local gap, pad = 14, 6
  local room = right - x0 - gap * (#panels - 1) - 2 * pad * #panels
  -- a range that fills its panel leaves no room for its caption: then the scale gets a decade more
  for _ = 1, 4 do
    local x, narrow = x0, nil
    for _, panel in ipairs(panels) do
      local width = room * (panel.last - panel.first) / decades
      panel.x1, panel.x2 = x, x + width + 2 * pad
      panel.at = scale.log(panel.first, panel.last, x + pad, x + pad + width)
      x = panel.x2 + gap
      for _, mark in ipairs(marks) do
        if mark.per == panel.base.key and beside(mark, panel) < 40 then narrow = panel end
      end
    end
    if not narrow then break end
    narrow.last, decades = narrow.last + 1, decades + 1
  end
  return panels
end

-- The marks in one chart, or in one chart per panel where panels side by side would be narrow.
local function charts_of(marks, room)
  local list = {}
  for _, base in ipairs(bases) do
    local part = {}
    for _, mark in ipairs(marks) do
      if mark.per == base.key then part[#part + 1] = mark end
    end
    if #part > 0 then list[#list + 1] = part end
  end
  return room / #list < 150 and list or { marks }
end

-- Rows of routes, in order, with the marks of each.
local function rows_of(marks)
  local rows, seen = {}, {}
  for _, mark in ipairs(marks) do
    local row = seen[mark.route]
    if not row then
      row = { route = mark.route, rank = mark.rank, label = mark.words, marks = {} }
      seen[mark.route] = row
      rows[#rows + 1] = row
    end
    row.marks[#row.marks + 1] = mark
  end
  table.sort(rows, function(a, b)
    if a.rank ~= b.rank then return a.rank < b.rank end
    return a.route < b.route
  end)
  return rows
end

local function axis(p, panel, top)
  local fig = p.fig
  for exponent = panel.first, panel.last do
    local x = panel.at(10.0 ^ exponent)
    fig:line(x, p.y, x, p.y + 3.5, { stroke = "ink", width = 0.6 })
    fig:text(x, p.y + 13, { "10", { sup = tostring(exponent) } }, { size = BODY + 0.5,
      anchor = "middle" })
    if exponent < panel.last then
      for digit = 2, 9 do
        local minor = panel.at(digit * 10.0 ^ exponent)
        fig:line(minor, p.y, minor, p.y + 2, { stroke = "rule", width = 0.4 })
      end
    end
  end
  fig:rect(panel.x1, top, panel.x2 - panel.x1, p.y - top, { stroke = "ink", width = 0.6 })
  local lines = text.wrap(panel.base.label, panel.x2 - panel.x1, BODY, true)
  for i, line in ipairs(lines) do
    fig:text((panel.x1 + panel.x2) / 2, p.y + 24 + (i - 1) * text.LEADING * BODY, line,
      { bold = true, anchor = "middle" })
  end
  return #lines
end

local function chart(p, marks, label_width)
  local fig = p.fig
  local panels = panels_of(marks, p.left + label_width + 8, p.right)
  local rows = rows_of(marks)
  local top = p.y
  for index, row in ipairs(rows) do
    local lanes = 1
    for _, panel in ipairs(panels) do
      local list = {}
      for _, mark in ipairs(row.marks) do
        if mark.per == panel.base.key then list[#list + 1] = mark end
      end
      lanes = math.max(lanes, set_lanes(list, panel))
    end
    local words, cut = text.wrap(row.label, label_width, BODY, false, 3)
    row.words, row.cut = words, cut
    row.height = math.max(lanes * LANE, #words * text.LEADING * BODY) + 5
    row.top, row.lanes, row.first = p.y, lanes, index == 1
    p.y = p.y + row.height
  end
  for _, panel in ipairs(panels) do
    for exponent = panel.first, panel.last do
      local x = panel.at(10.0 ^ exponent)
      fig:line(x, top, x, p.y, { stroke = "grid", width = 0.6 })
    end
  end
  for _, row in ipairs(rows) do
    if not row.first then
      for _, panel in ipairs(panels) do
        fig:line(panel.x1, row.top, panel.x2, row.top, { stroke = "grid", width = 0.6 })
      end
    end
    for i, word in ipairs(row.words) do
      fig:text(p.left + 2, row.top + row.height / 2 + 0.36 * BODY +
        (i - (#row.words + 1) / 2) * text.LEADING * BODY, word,
        { title = row.cut and row.label or nil })
    end
    local offset = (row.height - row.lanes * LANE) / 2
    for _, mark in ipairs(row.marks) do
      draw_mark(fig, mark, row.top + offset + (mark.lane - 0.5) * LANE)
    end
  end
  local most = 1
  for _, panel in ipairs(panels) do most = math.max(most, axis(p, panel, top)) end
  p.y = p.y + 32 + (most - 1) * text.LEADING * BODY
  return panels
end

local function legend(p, marks, panels)
  local items, seen = {}, {}
  local function sample(kind)
    return function(fig, x, y)
      local paint = { fill = "grid", stroke = "ink", width = 0.7 }
      if kind == "kg" then
        shapes.diamond(fig, x + 5, y, R + 0.6, paint)
      elseif kind == "animal" then
        fig:rect(x + 5 - R + 0.3, y - R + 0.3, 2 * R - 0.6, 2 * R - 0.6, paint)
      else
        fig:circle(x + 5, y, R, paint)
      end
    end
  end
  local converted = false
  for _, mark in ipairs(marks) do converted = converted or mark.converted end
  for _, panel in ipairs(panels) do
    local key = panel.base.key
    items[#items + 1] = { label = ({ total = "total dose", kg = "dose per kg",
      animal = "dose per animal" })[key], width = 10, draw = sample(key) }
  end
  if converted then
    items[#items + 1] = { label = "converted from a dose per kg", width = 10, draw = sample("kg") }
  end
  items[#items + 1] = { label = "range", width = 18, draw = function(fig, x, y)
    fig:line(x, y, x + 18, y, { stroke = "ink", width = 2.2 })
  end }
  p:legend("Mark", items)
  items = {}
  for _, mark in ipairs(marks) do
    local design = mark.design
    if not seen[design] then
      seen[design] = true
      items[#items + 1] = { label = design.label, width = 12, order = design.index,
        draw = function(fig, x, y)
          fig:rect(x, y - 4, 12, 8, { fill = design.fill, stroke = "ink", width = 0.6 })
        end }
    end
  end
  table.sort(items, function(a, b) return a.order < b.order end)
  p:legend("Fill", items)
end

local function notes(p, result, options)
  if #result.marks > 0 then
    p:note("×2: number of doses, where reported. Routes joined by / were used in one study and " ..
      "were not reported apart.")
  end
  if options.weight then
    p:note("Doses per kilogram were multiplied by an assumed body weight of %g kg (%s).",
      options.weight.value, options.weight.source)
  else
    local kg = false
    for _, mark in ipairs(result.marks) do kg = kg or mark.per == "kg" end
    if kg then
      p:note("Doses per kilogram are not comparable with total doses without a body weight, and " ..
        "are not converted.")
    end
  end
  if #result.ambiguous > 0 then
    p:note("Not drawn, the printed dose cannot be read as one value or range: %s.",
      table.concat(result.ambiguous, "; "))
  end
  if #result.other > 0 then
    p:note("Not drawn, not a number of cells: %s.", table.concat(result.other, "; "))
  end
  if #result.missing > 0 then
    p:note("No dose reported: %s.", table.concat(result.missing, ", "))
  end
end

local function describe(result)
  local parts = {}
  for _, mark in ipairs(result.marks) do
    parts[#parts + 1] = string.format("%s, %s: %.3g%s%s", caption(mark), mark.words, mark.low,
      mark.high > mark.low and string.format(" to %.3g", mark.high) or "",
      mark.per == "kg" and " cells per kg" or " cells")
  end
  return string.format("Dose by route, logarithmic scale. %s. Not drawn: %d.",
    table.concat(parts, "; "), #result.ambiguous + #result.other + #result.missing)
end

-- Draws the chart; documented as hepar.plot.dose_route.
function M.draw(input, given)
  local options = page.options(WHERE, given, rules)
  if options.weight then
    local weight = check.options(WHERE .. ": option weight", options.weight, {
      value = { type = "number", min = 0.001, max = 500 }, source = "string" })
    if not weight.value or not weight.source then
      check.fail(WHERE, "option weight must be {value = kilograms, source = where it is from}")
    end
  end
  local records = data.records(WHERE, input)
  local p = page.new("dose-route", options, "Cell dose by route")
  local result = { marks = {}, ambiguous = {}, other = {}, missing = {} }
  local told, silent = {}, {}
  for _, record in ipairs(records) do
    local label = data.study_label(record, options.labels)
    local key = data.key(record, label)
    if read_doses(record, label, options, result) then
      told[key] = true
    else
      silent[#silent + 1] = { key = key, label = label }
    end
  end
  for _, one in ipairs(silent) do
    if not told[one.key] then
      told[one.key] = true
      result.missing[#result.missing + 1] = one.label
    end
  end
  if #result.marks == 0 then
    p:empty(#records == 0 and "No records to show." or "No dose in cells to show.")
    notes(p, result, options)
    return p:finish("Dose by route without data.")
  end
  local labels = {}
  for i, mark in ipairs(result.marks) do labels[i] = mark.words end
  local label_width = text.label_width(labels, BODY, p.right - p.left)
  local panels = {}
  for _, marks in ipairs(charts_of(result.marks, p.right - p.left - label_width)) do
    for _, panel in ipairs(chart(p, marks, label_width)) do panels[#panels + 1] = panel end
  end
  legend(p, result.marks, panels)
  notes(p, result, options)
  return p:finish(describe(result))
end

return M
