--- Studies by year of publication, with their size and follow-up.
-- @module hepar.plot.timeline
-- @local

local data = require "hepar.plot.data"
local page = require "hepar.plot.page"
local scale = require "hepar.plot.scale"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.timeline"
local BODY, SMALL = style.size.body, style.size.small
local ROW = 13.5
local LARGEST = 6      -- radius of the largest circle, points
local MONTH = 30.4375  -- days, a twelfth of 365.25

local rules = {
  shade = { one_of = { "design", "source" } },
  order = { one_of = { "year", "design", "given" } },
}

-- Units of a follow-up, short.
local units = { d = "d", day = "d", days = "d", wk = "wk", week = "wk", weeks = "wk", mo = "mo",
  month = "mo", months = "mo", y = "y", yr = "y", year = "y", years = "y" }

-- A follow-up as reported, else in days.
local function follow_up_text(record, days)
  local given = type(record.follow_up) == "table" and record.follow_up or {}
  local value = data.number(given.value)
  if value and units[given.unit] then return string.format("%g %s", value, units[given.unit]) end
  return string.format("%.0f d", days)
end

-- Studies with what the rows need, and the fills of their marks.
local function gather(records, options)
  local list, differs = data.studies(records, { "n_total", "follow_up_days" })
  local sources, by_source = {}, {}
  for i, study in ipairs(list) do
    local record = study.record
    study.given = i
    study.label = data.study_label(record, options.labels)
    study.year = data.year(record)
    study.design = style.design(record)
    study.n = study.values.n_total
    study.days = study.values.follow_up_days
    study.source = data.field(record, "source") or "NR"
    study.differs = differs[study.key]
    if not by_source[study.source] then
      by_source[study.source] = { code = study.source,
        label = data.label("source", study.source, options.labels), count = 0, given = i }
      sources[#sources + 1] = by_source[study.source]
    end
    by_source[study.source].count = by_source[study.source].count + 1
  end
  table.sort(sources, function(a, b)
    if a.count ~= b.count then return a.count > b.count end
    return a.given < b.given
  end)
  for i, source in ipairs(sources) do
    source.fill = source.code == "NR" and style.missing or
      style.series[(i - 1) % #style.series + 1]
  end
  for _, study in ipairs(list) do
    study.fill = options.shade == "design" and study.design.fill or by_source[study.source].fill
  end
  return list, sources
end

local function sort(list, order)
  if order == "given" then return end
  table.sort(list, function(a, b)
    if order == "design" and a.design.index ~= b.design.index then
      return a.design.index < b.design.index
    end
    local x, y = a.year or 9999, b.year or 9999
    if x ~= y then return x < y end
    if a.label ~= b.label then return a.label < b.label end
    return a.given < b.given
  end)
end

-- Places of the columns and the two scales.
local function layout_of(p, list)
  local l = { most_n = 0, most_days = 0 }
  local labels, codes, ends = {}, {}, {}
  for i, study in ipairs(list) do
    labels[i] = study.label .. (study.differs and "*" or "")
    codes[i] = study.source
    if study.year then
      l.first = math.min(l.first or study.year, study.year)
      l.last = math.max(l.last or study.year, study.year)
    end
    l.most_n = math.max(l.most_n, study.n or 0)
    l.most_days = math.max(l.most_days, study.days or 0)
    ends[i] = study.days and follow_up_text(study.record, study.days) or ""
  end
  local width = p.right - p.left
  l.label = math.min(math.max(text.widest(labels, BODY), 36), 0.3 * width)
  l.x_design = p.left + 2 + l.label + 8
  l.x_source = l.x_design + text.width("Design", BODY, true) + 6
  local source = math.max(text.widest(codes, SMALL), text.width("Source", BODY, true))
  l.x1 = l.x_source + source + 10
  -- a narrow page tells the source and the design by the fill alone
  l.codes = p.right - l.x1 >= 190
  if not l.codes then l.x1 = p.left + 2 + l.label + 6 end
  local room = p.right - l.x1 - 10
  l.x2 = math.min(l.x1 + 0.58 * room,
    p.right - 14 - text.longest_word("Follow-up, months", BODY, true))
  l.f1 = l.x2 + 10
  l.f2 = p.right
  l.first, l.last = l.first or 0, l.last or 0
  -- room on the right for the number beside the last circle
  l.year = scale.linear(l.first, math.max(l.last, l.first + 1), l.x1 + LARGEST + 3,
    l.x2 - LARGEST - 6 - text.width(string.format("%.0f", math.max(l.most_n, 100)), SMALL))
  l.months = scale.linear(0, math.max(l.most_days / MONTH, 1), l.f1,
    l.f2 - text.widest(ends, SMALL) - 6)
  l.factor = LARGEST / math.sqrt(math.max(l.most_n, 1))
  return l
end

-- Words for a missing value, or a dash where they do not fit.
local function silent(room, words)
  return text.width(words, SMALL) <= room and words or "–"
end

local function draw_row(p, l, study, shade)
  local fig = p.fig
  local y = p.y + ROW / 2
  if shade then fig:rect(p.left, p.y, p.right - p.left, ROW, { fill = "shade2" }) end
  local words = {}
  words[#words + 1] = study.year and string.format("%.0f", study.year) or "year not reported"
  words[#words + 1] = study.design.label:lower()
  words[#words + 1] = study.n and string.format("n = %.0f", study.n) or "n not reported"
  words[#words + 1] = study.days and "follow-up " .. follow_up_text(study.record, study.days) or
    "follow-up not reported"
  local group = fig:group { class = "study", title = study.label .. ": " ..
    table.concat(words, ", ") }
  local name = study.label .. (study.differs and "*" or "")
  local short, cut = text.fit_study(name, l.label, BODY)
  group:text(p.left + 2, y + 0.36 * BODY, short, { title = cut and name or nil })
  if l.codes then
    group:text(l.x_design, y + 0.36 * SMALL, study.design.short, { size = SMALL })
    group:text(l.x_source, y + 0.36 * SMALL, study.source, { size = SMALL })
  end
  if study.year then
    local x = l.year(study.year)
    local r = study.n and math.max(1.3, l.factor * math.sqrt(study.n)) or 2.6
    group:line(l.x1, y, x - r, y, { stroke = "grid", width = 0.5 })
    group:circle(x, y, r, { fill = study.n and study.fill or "paper", stroke = "ink", width = 0.7,
      dash = not study.n and "1.5 1.2" or nil })
    group:text(x + r + 2.5, y + 0.36 * SMALL, study.n and string.format("%.0f", study.n) or "–",
      { size = SMALL })
  else
    group:text(l.x1 + 4, y + 0.36 * SMALL, silent(l.x2 - l.x1 - 8, "year not reported"),
      { size = SMALL, fill = "muted" })
  end
  if study.days then
    local x = l.months(study.days / MONTH)
    group:rect(l.f1, y - 3.6, math.max(x - l.f1, 0.6), 7.2, { fill = study.fill, stroke = "ink",
      width = 0.6 })
    group:text(x + 3, y + 0.36 * SMALL, follow_up_text(study.record, study.days), { size = SMALL })
  else
    group:text(l.f1 + 3, y + 0.36 * SMALL, silent(l.f2 - l.f1 - 6, "not reported"),
      { size = SMALL, fill = "muted" })
  end
  p.y = p.y + ROW
end

-- Ticks, frame and names of the two scales.
local function axes(p, l, top)
  local fig = p.fig
  local bottom = p.y
  fig:line(p.left, top, p.right, top, { width = 0.8 })
  fig:line(p.left, bottom, p.right, bottom, { width = 0.8 })
  local step = math.max(1, scale.step(l.last - l.first,
    math.max(1, (l.year(l.last) - l.year(l.first)) // (text.width("2000", SMALL) + 6))))
  if l.last > 0 then
    for year = math.ceil(l.first / step) * step, l.last, step do
      local x = l.year(year)
      fig:line(x, bottom, x, bottom + 3, { width = 0.6 })
      fig:text(x, bottom + 11, string.format("%.0f", year), { size = SMALL, anchor = "middle" })
    end
  end
  local span = math.max(l.most_days / MONTH, 1)
  local month_steps = math.max(1, (l.months(span) - l.f1) // 26)
  step = nil
  for _, months in ipairs { 0.5, 1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600 } do
    if months <= span and (not step or span / step > month_steps) then step = months end
  end
  if not step or span / step > month_steps then step = scale.step(span, month_steps) end
  local month = 0
  while month <= span + 1e-9 do
    local x = l.months(month)
    fig:line(x, bottom, x, bottom + 3, { width = 0.6 })
    fig:text(x, bottom + 11, string.format("%g", month), { size = SMALL, anchor = "middle" })
    month = month + step
  end
  fig:line(l.f1, top, l.f1, bottom, { width = 0.6 })
  fig:line(l.x1, top, l.x1, bottom, { stroke = "rule", width = 0.6 })
  p.y = bottom + 18
end

local function legend(p, l, list, sources, shade)
  local items, seen = {}, {}
  local function swatch(fill)
    return function(fig, x, y)
      fig:rect(x, y - 4, 12, 8, { fill = fill, stroke = "ink", width = 0.6 })
    end
  end
  if shade == "design" then
    for _, study in ipairs(list) do
      local design = study.design
      if not seen[design] then
        seen[design] = true
        items[#items + 1] = { width = 12, draw = swatch(design.fill), order = design.index,
          label = string.format("%s (%s)", design.label, design.short) }
      end
    end
    table.sort(items, function(a, b) return a.order < b.order end)
    p:legend("Design", items)
    items = {}
  end
  if shade == "source" or l.codes then
    for _, source in ipairs(sources) do
      local plain = shade ~= "source"
      items[#items + 1] = { label = source.code .. " " .. data.lower(source.label),
        width = plain and -4 or 12, draw = plain and function() end or swatch(source.fill) }
    end
    p:legend("Source", items)
  end
  if l.most_n > 0 then
    items = {}
    for _, n in ipairs(scale.samples(l.most_n)) do
      local r = math.max(1.3, l.factor * math.sqrt(n))
      items[#items + 1] = { label = tostring(n), width = 2 * r, draw = function(fig, x, y)
        fig:circle(x + r, y, r, { stroke = "ink", width = 0.7 })
      end }
    end
    p:legend("Patients (area)", items)
  end
end

local function notes(p, list)
  local missing = { n = 0, days = 0, year = 0 }
  local different = {}
  for _, study in ipairs(list) do
    for name in pairs(missing) do
      if study[name] == nil then missing[name] = missing[name] + 1 end
    end
    if study.differs then different[#different + 1] = study.label end
  end
  p:note("One row per study; number beside a circle: patients; bar: follow-up, as reported.")
  local parts = {}
  for _, pair in ipairs { { "n", "number of patients (dashed circle, –)" },
      { "days", "follow-up" }, { "year", "year" } } do
    if missing[pair[1]] > 0 then
      parts[#parts + 1] = string.format("%s in %s", pair[2],
        data.count(missing[pair[1]], "study", "studies"))
    end
  end
  if #parts > 0 then p:note("Not reported: %s.", data.listed(parts)) end
  if #different > 0 then
    p:note("* Sources differ in number of patients or follow-up, the first is shown: %s.",
      data.listed(different))
  end
end

local function describe(list)
  local parts = {}
  for _, study in ipairs(list) do
    parts[#parts + 1] = string.format("%s, %s, n %s, follow-up %s", study.label,
      study.design.label:lower(), study.n and string.format("%.0f", study.n) or "not reported",
      study.days and follow_up_text(study.record, study.days) or "not reported")
  end
  return string.format("Timeline of %s. %s.", data.count(#list, "study", "studies"),
    table.concat(parts, "; "))
end

-- Draws the timeline; documented as hepar.plot.timeline.
function M.draw(input, given)
  local options = page.options(WHERE, given, rules, { shade = "design", order = "year" })
  local records = data.records(WHERE, input)
  local p = page.new("timeline", options, "Studies by year, size and follow-up")
  if #records == 0 then
    p:empty("No records to show.")
    return p:finish("Timeline without data.")
  end
  local list, sources = gather(records, options)
  sort(list, options.order)
  local l = layout_of(p, list)
  local fig = p.fig
  fig:text(p.left + 2, p.y + 9, "Study", { bold = true })
  if l.codes then
    fig:text(l.x_design, p.y + 9, "Design", { bold = true })
    fig:text(l.x_source, p.y + 9, "Source", { bold = true })
  end
  local last = 0
  for _, head in ipairs { { l.x1, l.x2, "Year of publication" }, { l.f1, l.f2,
      "Follow-up, months" } } do
    for i, line in ipairs(text.wrap(head[3], head[2] - head[1] - 4, BODY, true)) do
      fig:text(head[1] + 3, p.y + 9 + (i - 1) * text.LEADING * BODY, line, { bold = true })
      last = math.max(last, i - 1)
    end
  end
  p.y = p.y + 14 + last * text.LEADING * BODY
  local top = p.y
  for i, study in ipairs(list) do draw_row(p, l, study, i % 2 == 0) end
  axes(p, l, top)
  legend(p, l, list, sources, options.shade)
  notes(p, list)
  return p:finish(describe(list))
end

return M
