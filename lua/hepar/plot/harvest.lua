--- The harvest plot of Ogilvie and others (2008).
-- @module hepar.plot.harvest
-- @local

local data = require "hepar.plot.data"
local direction = require "hepar.plot.effect_direction"
local page = require "hepar.plot.page"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.harvest"
local BODY, SMALL = style.size.body, style.size.small
local UNIT = 6.5    -- height of one step of design quality
local HEAD = 10.5   -- room above a bar for its number

local rules = {
  rows = { one_of = { "domain", "outcome" } },
  consistency = { type = "number", min = 0.5, max = 1 },
}

local columns = {
  { key = "harm", label = "Negative", sign = "−" },
  { key = "none", label = "No difference", sign = "0" },
  { key = "benefit", label = "Positive", sign = "+" },
  { key = "ambiguous", label = "Ambiguous", sign = "?" },
  { key = "unreported", label = "No direction", sign = "n.d." },
}

local fills = {
  yes = "#0072B2",
  no = "#ffffff",
  unknown = { pattern = "dots", colour = "#555555", back = "#ffffff" },
}

-- Whether a study had a control arm: what the row says, else what its design implies.
local function controlled(study)
  if study.controlled ~= nil then return study.controlled and "yes" or "no" end
  local key = study.design.key
  if key == "randomised" or key == "controlled" then return "yes" end
  return key == "uncontrolled" and "no" or "unknown"
end

-- Sorts the studies of each row into the columns; returns which columns are used.
local function harvest(studies, rows, share)
  local most, partly, unreported = {}, {}, false
  for _, column in ipairs(columns) do most[column.key] = 0 end
  for _, row in ipairs(rows) do
    row.bars = {}
    for _, column in ipairs(columns) do row.bars[column.key] = {} end
    for _, s in ipairs(studies) do
      local cell = s.cells[row.code]
      if cell then
        local kind, counts = direction.combine(cell.effects, share)
        if counts.voting > 0 and counts.ambiguous > 0 then
          partly[#partly + 1] = string.format("%d, %s", s.number, data.lower(row.label))
        end
        local list = row.bars[kind]
        list[#list + 1] = { study = s, cell = cell }
        most[kind] = math.max(most[kind], #list)
        unreported = unreported or kind == "unreported"
      end
    end
  end
  local used = {}
  for i, column in ipairs(columns) do
    if column.key ~= "unreported" or unreported then used[#used + 1] = columns[i] end
  end
  return used, most, partly
end

-- Widths of the columns: by need, and shrunk together when the page is too narrow. A very narrow
-- page gets signs for headers.
local function widths(used, most, pitch, room)
  local words = 0
  for _, column in ipairs(used) do
    words = words + math.max(text.longest_word(column.label, BODY, true) + 6, 2 * pitch + 8)
  end
  local need, sum, result = {}, 0, {}
  for i, column in ipairs(used) do
    local label = words > room and column.sign or column.label
    need[i] = math.max(most[column.key] * pitch + 10, text.width(label, BODY, true) + 10)
    sum = sum + need[i]
    result[i] = { key = column.key, label = label, word = column.label }
  end
  for i, column in ipairs(result) do
    local least = math.max(text.longest_word(column.label, BODY, true) + 6, pitch + 8)
    column.width = sum <= room and need[i] + (room - sum) / #used or least
  end
  if sum > room then
    local spare, extra = room, 0
    for i, column in ipairs(result) do
      spare = spare - column.width
      extra = extra + need[i] - column.width
    end
    for i, column in ipairs(result) do
      column.width = column.width + math.max(0, spare) * (need[i] - column.width) / extra
    end
  end
  return result
end

-- How many bars fit side by side.
local function per_line(column, pitch)
  return math.max(1, (column.width - 8) // pitch)
end

-- Heights of the lines of bars of a row: each is as tall as its tallest bar.
local function line_heights(row, layout, pitch)
  local heights = {}
  for _, column in ipairs(layout) do
    for i, bar in ipairs(row.bars[column.key]) do
      local line = (i - 1) // per_line(column, pitch) + 1
      heights[line] = math.max(heights[line] or 0, bar.study.design.rank * UNIT + HEAD)
    end
  end
  return heights
end

-- The bars of one cell, in as many lines as they need, standing on the given base lines.
local function draw_bars(fig, bars, column, bases, pitch, row_label)
  local fit = per_line(column, pitch)
  for i, bar in ipairs(bars) do
    local line, place = (i - 1) // fit + 1, (i - 1) % fit
    local s = bar.study
    local h = s.design.rank * UNIT
    local bx = column.x + 4 + place * pitch + 1
    local base = bases[line]
    local group = fig:group { class = "bar", title = string.format("%d %s, %s; %s", s.number,
      s.label, row_label, table.concat(bar.cell.names, ", ")) }
    group:rect(bx, base - h, pitch - 2, h,
      { fill = fills[controlled(s)], stroke = "ink", width = 0.6 })
    group:text(bx + (pitch - 2) / 2, base - h - 2, tostring(s.number),
      { size = SMALL, anchor = "middle" })
  end
end

-- The studies behind the numbers, in columns.
local function key_list(p, studies)
  local labels = {}
  for i, s in ipairs(studies) do labels[i] = string.format("%d  %s", i, s.label) end
  local room = p.right - p.left
  local pitch = math.min(text.widest(labels, SMALL) + 12, room)
  local count = math.max(1, room // pitch)
  local lines = -(-#labels // count)
  pitch = room / count
  p.y = p.y + 4
  p.fig:text(p.left, p.y + 6, "Studies", { size = SMALL + 0.5, bold = true })
  p.y = p.y + 10
  for i, label in ipairs(labels) do
    local column, line = (i - 1) // lines, (i - 1) % lines
    local short, cut = text.fit(label, pitch - 6, SMALL)
    p.fig:text(p.left + column * pitch, p.y + line * 9.4 + 6, short,
      { size = SMALL, title = cut and label or nil })
  end
  p.y = p.y + lines * 9.4 + 2
end

local function legend(p, studies, layout)
  local items = {}
  if layout[1].label ~= layout[1].word then
    for i, column in ipairs(layout) do
      items[i] = { label = column.label .. " " .. data.lower(column.word), width = -4,
        draw = function() end }
    end
    p:legend("Column", items)
    items = {}
  end
  local function bar(rank, fill)
    return function(fig, x, y)
      fig:rect(x, y + 1.5 * UNIT - rank * UNIT, 8, rank * UNIT, { fill = fill, stroke = "ink",
        width = 0.6 })
    end
  end
  for _, pair in ipairs { { 3, "randomised" }, { 2, "controlled, not randomised" },
      { 1, "uncontrolled, animal, in vitro or not reported" } } do
    items[#items + 1] = { label = pair[2], width = 8, height = 3 * UNIT,
      draw = bar(pair[1], "grid") }
  end
  p:legend("Height", items)
  local seen = {}
  for _, s in ipairs(studies) do seen[controlled(s)] = true end
  items = {}
  for _, pair in ipairs { { "yes", "with a control arm" }, { "no", "without a control arm" },
      { "unknown", "control arm not known" } } do
    if seen[pair[1]] then
      items[#items + 1] = { label = pair[2], width = 10, draw = function(fig, x, y)
        fig:rect(x, y - 4, 10, 8, { fill = fills[pair[1]], stroke = "ink", width = 0.6 })
      end }
    end
  end
  p:legend("Fill", items)
end

-- The grid with its bars.
local function matrix(p, rows, layout, pitch, label_width)
  local fig = p.fig
  local x0 = p.left + label_width + 6
  local x, most = x0, 1
  for _, column in ipairs(layout) do
    column.x = x
    x = x + column.width
    column.lines = text.wrap(column.label, column.width - 4, BODY, true)
    most = math.max(most, #column.lines)
  end
  for _, column in ipairs(layout) do
    for i, line in ipairs(column.lines) do
      fig:text(column.x + column.width / 2,
        p.y + 9 + (most - #column.lines + i - 1) * text.LEADING * BODY, line,
        { bold = true, anchor = "middle" })
    end
  end
  local top = p.y + 14 + (most - 1) * text.LEADING * BODY
  p.y = top
  fig:line(p.left, p.y, p.right, p.y, { width = 0.8 })
  for _, row in ipairs(rows) do
    local heights, bases, height = line_heights(row, layout, pitch), {}, 2
    for i, h in ipairs(heights) do
      height = height + h
      bases[i] = p.y + height
    end
    height = height + 2
    local words, cut = text.wrap(row.label, label_width, BODY, false, math.max(2, height // 10))
    height = math.max(height, #words * text.LEADING * BODY + 4)
    for i, word in ipairs(words) do
      fig:text(p.left + 2, p.y + height / 2 + 0.36 * BODY +
        (i - (#words + 1) / 2) * text.LEADING * BODY, word, { title = cut and row.label or nil })
    end
    for _, column in ipairs(layout) do
      draw_bars(fig, row.bars[column.key], column, bases, pitch, row.label)
    end
    p.y = p.y + height
    fig:line(p.left, p.y, p.right, p.y, { stroke = "rule", width = 0.5 })
  end
  for _, column in ipairs(layout) do
    fig:line(column.x, top, column.x, p.y, { stroke = "grid", width = 0.5 })
  end
  p.y = p.y + 6
end

local function describe(studies, rows, used)
  local parts = {}
  for _, row in ipairs(rows) do
    local counts = {}
    for _, column in ipairs(used) do
      counts[#counts + 1] = string.format("%d %s", #row.bars[column.key], column.label:lower())
    end
    parts[#parts + 1] = row.label .. ": " .. table.concat(counts, ", ")
  end
  return string.format("Harvest plot of %s. Studies per row: %s.",
    data.count(#studies, "study", "studies"), table.concat(parts, "; "))
end

-- Draws the plot; documented as hepar.plot.harvest.
function M.draw(input, given)
  local options = page.options(WHERE, given, rules, { rows = "domain", consistency = 0.7 })
  local results = data.results(WHERE, input)
  local p = page.new("harvest", options, "Studies by direction of effect (harvest plot)")
  if #results == 0 then
    p:empty("No results to show.")
    return p:finish("Harvest plot without data.")
  end
  local studies, rows = direction.gather(results,
    { columns = options.rows, labels = options.labels })
  for _, s in ipairs(studies) do
    s.label = data.study_label(s.row, options.labels)
    s.controlled = s.row.controlled
  end
  direction.sort_studies(studies, "design")
  for i, s in ipairs(studies) do s.number = i end
  for i, row in ipairs(rows) do row.given = i end
  table.sort(rows, function(a, b)
    if a.cells ~= b.cells then return a.cells > b.cells end
    return a.given < b.given
  end)
  local used, most, partly = harvest(studies, rows, options.consistency)
  local pitch = math.max(10.5, text.width(tostring(#studies), SMALL) + 1.6)
  local labels = {}
  for i, row in ipairs(rows) do labels[i] = row.label end
  local width = p.right - p.left
  local label_width = text.label_width(labels, BODY, width)
  local room = width - label_width - 6
  local layout = widths(used, most, pitch, room)
  matrix(p, rows, layout, pitch, label_width)
  legend(p, studies, layout)
  key_list(p, studies)
  p:note("One bar per study and row; the number names the study. A study with several outcomes " ..
    "in a row stands where at least %.0f %% of those with a direction point. Positive means " ..
    "better for the patient. Ambiguous outcomes do not vote. After Ogilvie and others 2008, " ..
    "doi 10.1186/1471-2288-8-8.", 100 * options.consistency)
  if #partly > 0 then
    p:note("Further outcomes of the same study and row are ambiguous: %s.",
      table.concat(partly, "; "))
  end
  return p:finish(describe(studies, rows, used))
end

return M
