--- The evidence map: cell source by disease, a bubble for each class of design.
-- @module hepar.plot.evidence_map
-- @local

local data = require "hepar.plot.data"
local page = require "hepar.plot.page"
local scale = require "hepar.plot.scale"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.evidence_map"
local BODY, SMALL = style.size.body, style.size.small
local LARGEST = 17  -- radius of the largest bubble, points
local UNKNOWN = 5   -- radius of a bubble without a number of patients

local fields = { one_of = { "source", "donor", "disease", "design", "species" } }
local rules = { rows = fields, columns = fields }

-- Largest first, what is not reported last, ties in order of appearance.
local function rank(list)
  table.sort(list, function(a, b)
    if (a.code == "NR") ~= (b.code == "NR") then return b.code == "NR" end
    if a.studies ~= b.studies then return a.studies > b.studies end
    return a.given < b.given
  end)
  return list
end

-- Studies into cells[row][column] = list of {design, studies, patients, unknown}.
local function gather(records, options)
  local studies, differs = data.studies(records, { "n_total" })
  local axes = { rows = {}, columns = {} }
  local known = { rows = {}, columns = {} }
  local cells, most = {}, 0
  local function entry(axis, field, record)
    local code = field ~= "design" and data.field(record, field) or "NR"
    if field == "design" then code = style.design(record).key end
    local found = known[axis][code]
    if not found then
      found = { code = code, label = field == "design" and style.design(record).label or
        data.label(field, code, options.labels), studies = 0, given = #axes[axis] + 1 }
      known[axis][code] = found
      axes[axis][found.given] = found
    end
    found.studies = found.studies + 1
    return found
  end
  for _, study in ipairs(studies) do
    local row = entry("rows", options.rows, study.record)
    local column = entry("columns", options.columns, study.record)
    cells[row] = cells[row] or {}
    local cell = cells[row][column] or {}
    cells[row][column] = cell
    local design = style.design(study.record)
    local bubble
    for _, one in ipairs(cell) do
      if one.design == design then bubble = one end
    end
    if not bubble then
      bubble = { design = design, studies = 0, patients = 0, unknown = 0, names = {} }
      cell[#cell + 1] = bubble
    end
    bubble.studies = bubble.studies + 1
    bubble.names[#bubble.names + 1] = data.study_label(study.record, options.labels)
    if study.values.n_total then
      bubble.patients = bubble.patients + study.values.n_total
      most = math.max(most, bubble.patients)
    else
      bubble.unknown = bubble.unknown + 1
    end
  end
  for _, row in pairs(cells) do
    for _, cell in pairs(row) do
      table.sort(cell, function(a, b) return a.design.index < b.design.index end)
    end
  end
  return { studies = studies, differs = differs, rows = rank(axes.rows),
    columns = rank(axes.columns), cells = cells, most = most }
end

-- Radius, labels and width of every bubble at a size factor (points per root of a patient).
local function measure(map, factor)
  for _, column in ipairs(map.columns) do
    column.need = math.max(44, text.longest_word(column.label, BODY) + 6)
    for _, row in ipairs(map.rows) do
      local cell = map.cells[row] and map.cells[row][column]
      if cell then
        local width = 8
        for _, bubble in ipairs(cell) do
          bubble.r = bubble.patients > 0 and math.max(1.5, factor * math.sqrt(bubble.patients)) or
            UNKNOWN
          bubble.count = tostring(bubble.studies)
          bubble.inside = type(bubble.design.fill) == "string" and
            text.width(bubble.count, BODY, true) <= 2 * bubble.r - 3
          bubble.below = bubble.patients > 0 and string.format("%.0f", bubble.patients) or "–"
          bubble.width = math.max(2 * bubble.r, text.width(bubble.below, SMALL),
            text.width(bubble.count, BODY, true)) + 5
          width = width + bubble.width
        end
        cell.width = width
        column.need = math.max(column.need, width)
      end
    end
  end
end

-- Columns into blocks that fit the width; spare room is shared, up to a limit.
local function blocks_of(columns, room)
  local blocks, block, used = {}, {}, 0
  for _, column in ipairs(columns) do
    if used + column.need > room and #block > 0 then
      blocks[#blocks + 1] = block
      block, used = {}, 0
    end
    block[#block + 1] = column
    used = used + column.need
  end
  blocks[#blocks + 1] = block
  for _, one in ipairs(blocks) do
    local sum = 0
    for _, column in ipairs(one) do sum = sum + column.need end
    local extra = math.min(26, math.max(0, room - sum) / #one)
    for _, column in ipairs(one) do column.width = math.min(column.need, room) + extra end
  end
  return blocks
end

local function draw_cell(fig, cell, x, y, width, label)
  local bx = x + (width - cell.width) / 2 + 4
  for _, bubble in ipairs(cell) do
    local cx = bx + bubble.width / 2
    local group = fig:group { class = "bubble", title = string.format(
      "%s, %s: %s, %.0f patients (%s)", label, bubble.design.label:lower(),
      data.count(bubble.studies, "study", "studies"), bubble.patients,
      table.concat(bubble.names, ", ")) }
    local known = bubble.patients > 0
    group:circle(cx, y, bubble.r, { fill = bubble.design.fill, stroke = "ink", width = 0.7,
      dash = not known and "2 1.5" or nil })
    if bubble.inside then
      group:text(cx, y + 0.36 * BODY, bubble.count, { bold = true, anchor = "middle",
        fill = style.contrast(bubble.design.fill) })
    else
      group:text(cx, y - bubble.r - 2.5, bubble.count, { bold = true, anchor = "middle" })
    end
    group:text(cx, y + bubble.r + 8.5, bubble.below, { size = SMALL, anchor = "middle",
      fill = "muted" })
    bx = bx + bubble.width
  end
end

-- One block of columns.
local function grid(p, map, columns, label_width)
  local fig = p.fig
  local x = p.left + label_width + 8
  local lines = 1
  for _, column in ipairs(columns) do
    column.x = x
    x = x + column.width
    column.lines, column.cut = text.wrap(column.label, column.width - 5, BODY, false, 6)
    lines = math.max(lines, #column.lines)
  end
  local right = x
  local head = lines * text.LEADING * BODY
  for _, column in ipairs(columns) do
    for i, line in ipairs(column.lines) do
      fig:text(column.x + column.width / 2,
        p.y + head - (#column.lines - i) * text.LEADING * BODY - 3, line,
        { anchor = "middle", title = column.cut and column.label or nil })
    end
  end
  p.y = p.y + head + 2
  local top = p.y
  fig:line(p.left, p.y, right, p.y, { width = 0.8 })
  for _, row in ipairs(map.rows) do
    local cells = map.cells[row] or {}
    local used, above, below = false, 0, 0
    for _, column in ipairs(columns) do
      for _, bubble in ipairs(cells[column] or {}) do
        used = true
        above = math.max(above, bubble.r + (bubble.inside and 0 or 9))
        below = math.max(below, bubble.r + 10)
      end
    end
    if used then
      local words, cut = text.wrap(row.label, label_width, BODY, false, 4)
      local height = math.max(above + below + 6, #words * text.LEADING * BODY + 6)
      for i, word in ipairs(words) do
        fig:text(p.left + 2, p.y + height / 2 + 0.36 * BODY +
          (i - (#words + 1) / 2) * text.LEADING * BODY, word, { title = cut and row.label or nil })
      end
      for _, column in ipairs(columns) do
        if cells[column] then
          draw_cell(fig, cells[column], column.x, p.y + (height - above - below) / 2 + above,
            column.width, row.label .. ", " .. column.label)
        end
      end
      p.y = p.y + height
      fig:line(p.left, p.y, right, p.y, { stroke = "grid", width = 0.6 })
    end
  end
  for _, column in ipairs(columns) do
    fig:line(column.x, top, column.x, p.y, { stroke = "grid", width = 0.6 })
  end
  p.y = p.y + 8
end

-- Legend entries for the designs that occur among studies.
function M.design_items(studies, mark)
  local items, seen = {}, {}
  for _, study in ipairs(studies) do
    local design = style.design(study.record)
    if not seen[design] then
      seen[design] = true
      items[#items + 1] = { label = design.label, width = 10, order = design.index,
        draw = mark or function(fig, x, y)
          fig:circle(x + 5, y, 4, { fill = design.fill, stroke = "ink", width = 0.7 })
        end, design = design }
    end
  end
  table.sort(items, function(a, b) return a.order < b.order end)
  return items
end

local function legend(p, map, factor)
  p:legend("Design", M.design_items(map.studies))
  if map.most > 0 then
    local items = {}
    for _, n in ipairs(scale.samples(map.most)) do
      local r = math.max(1.5, factor * math.sqrt(n))
      items[#items + 1] = { label = tostring(n), width = 2 * r, height = 2 * r,
        draw = function(fig, x, y) fig:circle(x + r, y, r, { stroke = "ink", width = 0.7 }) end }
    end
    p:legend("Patients (area)", items)
  end
end

local function describe(map)
  local parts = {}
  for _, row in ipairs(map.rows) do
    for _, column in ipairs(map.columns) do
      for _, bubble in ipairs(map.cells[row] and map.cells[row][column] or {}) do
        parts[#parts + 1] = string.format("%s, %s, %s: %s, %.0f patients", row.label, column.label,
          bubble.design.label:lower(), data.count(bubble.studies, "study", "studies"),
          bubble.patients)
      end
    end
  end
  return string.format("Evidence map of %s. %s.", data.count(#map.studies, "study", "studies"),
    table.concat(parts, "; "))
end

local titles = { source = "cell source", donor = "donor", disease = "disease", design = "design",
  species = "species" }

-- Draws the map; documented as hepar.plot.evidence_map.
function M.draw(input, given)
  local options = page.options(WHERE, given, rules, { rows = "source", columns = "disease" })
  local records = data.records(WHERE, input)
  local p = page.new("evidence-map", options, string.format("Evidence by %s and %s",
    titles[options.rows], titles[options.columns]))
  if #records == 0 then
    p:empty("No records to show.")
    return p:finish("Evidence map without data.")
  end
  local map = gather(records, options)
  local labels, unknown = {}, 0
  for i, row in ipairs(map.rows) do labels[i] = row.label end
  local label_width = text.label_width(labels, BODY, p.right - p.left)
  local room = p.right - p.left - label_width - 8
  local factor = LARGEST / math.sqrt(math.max(map.most, 1))
  -- a wide map takes smaller bubbles before it takes a second block
  for _ = 1, 6 do
    measure(map, factor)
    local sum = 0
    for _, column in ipairs(map.columns) do sum = sum + column.need end
    if sum <= room then break end
    factor = factor * 0.9
  end
  for _, columns in ipairs(blocks_of(map.columns, room)) do grid(p, map, columns, label_width) end
  legend(p, map, factor)
  p:note("Bold number: studies. Number below a bubble: patients in them. A study counts once.")
  for _, study in ipairs(map.studies) do
    if not study.values.n_total then unknown = unknown + 1 end
  end
  if unknown > 0 then
    p:note("The number of patients is not reported for %s; a bubble with none known is dashed, " ..
      "of fixed size and marked –.", data.count(unknown, "study", "studies"))
  end
  if next(map.differs) then
    local names = {}
    for _, study in ipairs(map.studies) do
      if map.differs[study.key] then
        names[#names + 1] = data.study_label(study.record, options.labels)
      end
    end
    p:note("Sources differ in the number of patients, the first is shown: %s.", data.listed(names))
  end
  return p:finish(describe(map))
end

return M
