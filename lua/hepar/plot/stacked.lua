--- Stacked bars of shares, one bar for each property of the studies.
-- @module hepar.plot.stacked
-- @local

local check = require "hepar.plot.check"
local data = require "hepar.plot.data"
local page = require "hepar.plot.page"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.stacked"
local BODY, SMALL = style.size.body, style.size.small
local BAR = 28    -- height of a bar
local STEP = 11   -- distance of call-out lines

local rules = { fields = "table", by = { one_of = { "studies", "records", "patients" } } }
local known_fields = { "source", "donor", "disease", "design", "species" }
local heads = { source = "Cell source", donor = "Donor", disease = "Disease", design = "Design",
  species = "Species" }

-- Counts one field; returns rows {code, label, n}, their total and how many had no patient number.
local function tally(records, field, by, labels)
  local rows, seen, total, unknown = {}, {}, 0, 0
  local entries
  if by == "records" then
    entries = {}
    for i, record in ipairs(records) do
      entries[i] = { record = record, values = { n_total = data.field(record, "n_total") } }
    end
  else
    entries = data.studies(records, { "n_total" })
  end
  for _, entry in ipairs(entries) do
    local code, label
    if field == "design" then
      local design = style.design(entry.record)
      code, label = design.key, labels and labels[design.key] or design.label
    else
      code = data.field(entry.record, field) or "NR"
      label = data.label(field, code, labels)
    end
    local weight = 1
    if by == "patients" then
      weight = entry.values.n_total or 0
      if not entry.values.n_total then unknown = unknown + 1 end
    end
    local row = seen[code]
    if not row then
      row = { code = code, label = label, n = 0, given = #rows + 1 }
      seen[code] = row
      rows[#rows + 1] = row
    end
    row.n = row.n + weight
    total = total + weight
  end
  table.sort(rows, function(a, b)
    if (a.code == "NR") ~= (b.code == "NR") then return b.code == "NR" end
    if a.n ~= b.n then return a.n > b.n end
    return a.given < b.given
  end)
  return rows, total, unknown
end

-- Panels from tallies as ev:tally gives them.
local function from_tallies(list, labels)
  local panels = {}
  for i, one in ipairs(list) do
    local rows, total = {}, 0
    for k, row in ipairs(one.rows) do
      local n = data.number(row.n)
      if not n or n < 0 then
        check.fail(WHERE, "tally %d, row %d: n must be a number of 0 or more, got %s", i, k,
          check.show(row.n))
      end
      local code = row.missing and "NR" or row.code
      local label = labels and labels[code] or code == "NR" and "Not reported" or row.label or
        code or "Not reported"
      rows[k] = { code = code, label = data.tidy(label), n = n }
      total = total + n
    end
    local head = one.title or heads[one.field] or one.field or ("Tally " .. i)
    local of = data.number(one.total)
    panels[i] = { head = data.tidy(head), rows = rows, total = total, unit = one.by,
      several = of and of < total and of or nil }
  end
  return panels
end

-- What was given: records, one tally, or a list of tallies.
local function panels_of(input, options)
  if type(input) == "table" and type(input.rows) == "table" then input = { input } end
  if type(input) == "table" and type(input[1]) == "table" and type(input[1].rows) == "table" then
    return from_tallies(input, options.labels), nil, 0
  end
  local records = data.records(WHERE, input)
  if #records == 0 then return {}, records, 0 end
  local panels, most_unknown = {}, 0
  for i, field in ipairs(options.fields) do
    local rows, total, unknown = tally(records, field, options.by, options.labels)
    panels[i] = { head = heads[field], rows = rows, total = total }
    most_unknown = math.max(most_unknown, unknown)
  end
  return panels, records, most_unknown
end

local function share(n, total)
  local percent = 100 * n / total
  if n > 0 and percent < 0.5 then return "<1 %" end
  return string.format("%.0f %%", percent)
end

-- Call-outs below a bar, or a legend where one would not fit. Each text ends at its leader; a text
-- runs under the leaders to its left, so its line is below theirs wherever it would touch one.
local function callouts(p, list)
  local size, deepest = SMALL + 0.5, 0
  for k, one in ipairs(list) do
    one.text = one.label .. " " .. one.count
    one.from = one.x - text.width(one.text, size) - 6
    one.line = 1
    for j = 1, k - 1 do
      if list[j].x + 3 > one.from then one.line = math.max(one.line, list[j].line + 1) end
    end
    if one.from < p.left - 3 then
      for i, item in ipairs(list) do
        list[i] = { label = item.label .. " " .. item.count, width = 10, draw = function(fig, x, y)
          fig:rect(x, y - 4, 10, 8, { fill = item.fill })
        end }
      end
      p.y = p.y + 2
      return p:legend(nil, list)
    end
  end
  for _, one in ipairs(list) do
    local y = p.y + 3 + one.line * STEP
    deepest = math.max(deepest, one.line)
    p.fig:path({ "M", one.x, p.y, "L", one.x, y - 2.6, "L", one.x - 2, y - 2.6 },
      { stroke = "rule", width = 0.6 })
    p.fig:text(one.x - 3.5, y, one.text, { size = size, anchor = "end" })
  end
  p.y = p.y + (deepest > 0 and deepest * STEP + 5 or 0)
end

-- Inside of a segment: name and count in two lines, else the count, else nothing.
local function inside(fig, x, y, w, row, count, fill)
  local style_of = { anchor = "middle", fill = style.contrast(fill), size = BODY }
  local middle = x + w / 2
  if text.width(row.label, BODY, true) <= w - 5 and text.width(count, BODY) <= w - 5 then
    fig:text(middle, y + 12, row.label, { anchor = "middle", bold = true, fill = style_of.fill })
    fig:text(middle, y + 22, count, style_of)
    return true
  end
  local short = text.width(count, BODY) <= w - 4 and count or string.format("%.0f", row.n)
  if text.width(short, BODY) <= w - 3 then
    fig:text(middle, y + BAR / 2 + 0.36 * BODY, short, style_of)
  end
  return false
end

local function bar(p, panel, unit)
  local fig = p.fig
  fig:text(p.left, p.y + 9, { panel.head }, { bold = true })
  local whole = string.format("%.0f %s", panel.several or panel.total, unit)
  if panel.several then whole = string.format("%.0f entries of %s", panel.total, whole) end
  fig:text(p.right, p.y + 9, whole,
    { anchor = "end", size = SMALL + 0.5, fill = "muted" })
  p.y = p.y + 13
  local width = p.right - p.left
  if panel.total == 0 then
    fig:rect(p.left, p.y, width, BAR, { stroke = "rule", dash = "3 2" })
    fig:text(p.left + width / 2, p.y + BAR / 2 + 3, "Nothing to count.",
      { anchor = "middle", fill = "muted" })
    p.y = p.y + BAR + 8
    return
  end
  local x, outside = p.left, {}
  for i, row in ipairs(panel.rows) do
    local w = width * row.n / panel.total
    local fill = row.code == "NR" and style.missing or style.series[(i - 1) % #style.series + 1]
    local count = string.format("%.0f (%s)", row.n, share(row.n, panel.total))
    local group = fig:group { class = "segment", title = row.label .. ": " .. count }
    if row.n > 0 then
      group:rect(x, p.y, w, BAR, { fill = fill, stroke = "paper", width = 0.9 })
      if not inside(group, x, p.y, w, row, count, fill) then
        outside[#outside + 1] = { x = x + w / 2, label = row.label, count = count, fill = fill }
      end
    else
      outside[#outside + 1] = { x = math.min(x, p.right - 0.5), label = row.label, count = count,
        fill = fill }
    end
    x = x + w
  end
  p.y = p.y + BAR
  callouts(p, outside)
  p.y = p.y + 8
end

local function describe(panels, unit)
  local parts = {}
  for _, panel in ipairs(panels) do
    local words = {}
    for i, row in ipairs(panel.rows) do
      words[i] = string.format("%s %.0f (%s)", row.label, row.n,
        panel.total > 0 and share(row.n, panel.total) or "–")
    end
    parts[#parts + 1] = string.format("%s, %.0f %s: %s", panel.head, panel.total,
      panel.unit or unit, table.concat(words, ", "))
  end
  return "Stacked bars. " .. table.concat(parts, ". ") .. "."
end

-- Draws the bars; documented as hepar.plot.stacked.
function M.draw(input, given)
  local options = page.options(WHERE, given, rules,
    { fields = { "source", "donor", "disease" }, by = "studies" })
  for i, field in ipairs(options.fields) do
    check.option(WHERE, "fields[" .. i .. "]", field, { one_of = known_fields })
  end
  local panels, records, unknown = panels_of(input, options)
  local names = {}
  for i, panel in ipairs(panels) do names[i] = i == 1 and panel.head or panel.head:lower() end
  local p = page.new("stacked", options, #names > 0 and
    data.listed(names) .. (records and " of the studies" or "") or "Shares")
  if #panels == 0 then
    p:empty("No records to show.")
    return p:finish("Stacked bars without data.")
  end
  local unit = records and options.by or "counted"
  for _, panel in ipairs(panels) do bar(p, panel, panel.unit or unit) end
  p.y = p.y - 6
  for _, panel in ipairs(panels) do
    if panel.several then
      p:note("%s: what has several values counts under each; shares are of the entries.",
        panel.head)
    end
  end
  if unknown > 0 then
    p:note("%s without a number of patients left out.", data.count(unknown, "study", "studies"))
  end
  return p:finish(describe(panels, unit))
end

return M
