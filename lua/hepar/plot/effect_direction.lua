--- The effect-direction plot of Boon and Thomson (2021).
-- @module hepar.plot.effect_direction
-- @local

local data = require "hepar.plot.data"
local page = require "hepar.plot.page"
local shapes = require "hepar.plot.shapes"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.effect_direction"
local BODY, SMALL = style.size.body, style.size.small

local rules = {
  columns = { one_of = { "domain", "outcome" } },
  order = { one_of = { "design", "year", "given" } },
  shade = { one_of = { "design", "quality", "none" } },
  consistency = { type = "number", min = 0.5, max = 1 },
}

-- Sample size classes of Boon and Thomson: more than 300, 50 to 300, fewer than 50.
local function size_class(n)
  if not n then return nil end
  return n > 300 and "large" or n >= 50 and "medium" or "small"
end

local direction_of = {
  benefit = "benefit", harm = "harm", ambiguous = "ambiguous",
  null = "none", no_change = "none", mixed = "none", none = "none",
}

-- The direction of a cell: the common one of its outcomes when at least `share` of those that have
-- a direction agree, else mixed; ambiguous or without direction when no outcome votes.
function M.combine(effects, share)
  local counts = { benefit = 0, harm = 0, none = 0, ambiguous = 0, unreported = 0 }
  for _, effect in ipairs(effects) do
    local kind = direction_of[effect] or "unreported"
    counts[kind] = counts[kind] + 1
  end
  local voting = counts.benefit + counts.harm + counts.none
  counts.voting = voting
  if voting == 0 then
    return counts.ambiguous > 0 and "ambiguous" or "unreported", counts
  end
  if counts.benefit >= share * voting then return "benefit", counts end
  if counts.harm >= share * voting then return "harm", counts end
  return "none", counts
end

-- Gathers rows into studies × columns.
function M.gather(rows, options)
  local studies, columns, by_study, by_column = {}, {}, {}, {}
  for _, row in ipairs(rows) do
    local study = data.key(row, "?")
    local code = options.columns ~= "outcome" and data.code(row.domain) or data.code(row.outcome)
      or "?"
    local s = by_study[study]
    if not s then
      s = { key = study, row = row, n = data.number(row.n_total), cells = {}, year = data.year(row),
        design = style.design(row), quality = row.quality, given = #studies + 1 }
      by_study[study] = s
      studies[#studies + 1] = s
    end
    s.n = s.n or data.number(row.n_total)
    local c = by_column[code]
    if not c then
      local label = options.labels and options.labels[code]
      if not label and options.columns == "outcome" then
        label = row.outcome_label and data.tidy(row.outcome_label) or data.label("outcome", code)
      end
      c = { code = code, label = label or tostring(code):gsub("^%l", string.upper), cells = 0 }
      by_column[code] = c
      columns[#columns + 1] = c
    end
    local cell = s.cells[code]
    if not cell then
      cell = { effects = {}, names = {}, codes = {} }
      s.cells[code] = cell
      c.cells = c.cells + 1
    end
    -- two active arms that do not differ say nothing of either against a control
    local active = row.direction == "no_diff"
    cell.effects[#cell.effects + 1] = active and "ambiguous" or row.effect or false
    cell.codes[#cell.effects] = data.code(row.outcome) or code
    cell.active = cell.active or active
    cell.names[#cell.names + 1] = string.format("%s: %s", tostring(row.outcome or code),
      active and "no difference between active arms" or row.effect or "no direction")
  end
  return studies, columns
end

local function by(...)
  local keys = { ... }
  return function(a, b)
    for _, key in ipairs(keys) do
      local x, y = key(a), key(b)
      if x ~= y then return x < y end
    end
    return a.given < b.given
  end
end

function M.sort_studies(studies, order)
  local design = function(s) return s.design.index end
  local year = function(s) return s.year or 9999 end
  local label = function(s) return s.label end
  if order == "design" then
    table.sort(studies, by(design, year, label))
  elseif order == "year" then
    table.sort(studies, by(year, label))
  end
end

local quality_rows = { low = "shade1", some = "shade2", high = "shade3" }

-- Draws the arrow of one cell, centred at (x, y), and beside it the number of outcomes behind it
-- and a question mark when others of the cell are ambiguous.
local function draw_cell(fig, cell, class, x, y, label)
  local group = fig:group { title = label .. "; " .. table.concat(cell.names, ", ") }
  local beside = (cell.behind > 1 and tostring(cell.behind) or "") .. (cell.partly and "?" or "")
  local shift = beside == "" and 0 or text.width(beside, SMALL) / 2 + 0.2
  local w = shapes.arrow(group, cell.direction, class, x - shift, y)
  if beside ~= "" then
    group:text(x - shift + w / 2 + 0.4, y + 5.4, beside, { size = SMALL })
  end
end

-- Header of the columns: horizontal when the words fit, else turned.
local function header(p, columns, x0, pitch)
  local fits = true
  for _, c in ipairs(columns) do
    if text.longest_word(c.label, SMALL + 0.5) > pitch - 3 then fits = false end
  end
  local size = SMALL + 0.5
  local height = 0
  for _, c in ipairs(columns) do
    if fits then
      c.lines = text.wrap(c.label, pitch - 3, size, false, 3)
      height = math.max(height, #c.lines * text.LEADING * size)
    else
      local most = pitch >= 2.3 * size and 2 or 1
      c.lines = text.wrap(c.label, 84, size, false, most)
      height = math.max(height, text.widest(c.lines, size))
    end
  end
  height = math.max(height, text.LEADING * size)
  local base = p.y + height
  for i, c in ipairs(columns) do
    local x = x0 + (i - 0.5) * pitch
    for k, line in ipairs(c.lines) do
      local offset = (k - 1 - (#c.lines - 1) / 2) * text.LEADING * size
      if fits then
        p.fig:text(x, base - 2 - (#c.lines - k) * text.LEADING * size, line,
          { size = size, anchor = "middle", title = c.label })
      else
        p.fig:text(x + 0.34 * size + offset, base, line,
          { size = size, rotate = -90, title = c.label })
      end
    end
  end
  return height
end

-- The studies that have something to show in some columns.
local function with_cells(studies, columns)
  local list = {}
  for _, s in ipairs(studies) do
    for _, c in ipairs(columns) do
      if s.cells[c.code] then
        list[#list + 1] = s
        break
      end
    end
  end
  return list
end

-- One block of columns.
local function block(p, studies, columns, options, layout)
  local fig = p.fig
  local x_study, x_design, x_n = p.left + 3, layout.x_design, layout.x_n
  local x0 = layout.x0
  local pitch = math.min((p.right - x0) / #columns, 60)
  local right = x0 + pitch * #columns
  local height = header(p, columns, x0, pitch)
  local base = p.y + height - 2
  fig:text(x_study, base, "Study", { size = BODY, bold = true })
  fig:text(x_design, base, "Design", { size = BODY, bold = true })
  fig:text(x_n, base, "n", { size = BODY, bold = true, anchor = "end" })
  p.y = p.y + height + 3
  fig:line(p.left, p.y, right, p.y, { stroke = "ink", width = 0.8 })
  local row_height = layout.row
  for _, s in ipairs(studies) do
    local shade = options.shade == "design" and s.design.row or
      options.shade == "quality" and quality_rows[s.quality] or nil
    if shade and shade ~= "shade3" then
      fig:rect(p.left, p.y, right - p.left, row_height, { fill = shade })
    end
    local y = p.y + row_height / 2
    local group = fig:group { class = "study" }
    local short, cut = text.fit_study(s.label, layout.study, BODY)
    group:text(x_study, y + 0.36 * BODY, short, { size = BODY, title = cut and s.label or nil })
    group:text(x_design, y + 0.36 * SMALL, s.design.short, { size = SMALL })
    group:text(x_n, y + 0.36 * BODY, s.n and string.format("%.0f", s.n) or "–",
      { size = BODY, anchor = "end" })
    for i, c in ipairs(columns) do
      local cell = s.cells[c.code]
      if cell then
        draw_cell(fig, cell, size_class(s.n) or "small", x0 + (i - 0.5) * pitch, y,
          s.label .. ", " .. c.label)
      end
    end
    p.y = p.y + row_height
    fig:line(p.left, p.y, right, p.y, { stroke = "grid", width = 0.5 })
  end
  fig:line(p.left, p.y, right, p.y, { stroke = "ink", width = 0.8 })
  for i, c in ipairs(columns) do
    local x = x0 + (i - 0.5) * pitch
    fig:text(x, p.y + 9.5, string.format("%d:%d", c.benefit, c.harm),
      { size = SMALL, anchor = "middle" })
  end
  fig:text(x_n, p.y + 9.5, "Benefit : harm", { size = SMALL, anchor = "end" })
  p.y = p.y + 16
end

local function legend(p, present)
  local items = {}
  local words = {
    { "benefit", "positive health impact" }, { "harm", "negative health impact" },
    { "none", "no change, mixed or conflicting" },
    { "ambiguous", "ambiguous, does not vote" }, { "unreported", "reported without a direction" },
  }
  for _, pair in ipairs(words) do
    if pair[1] ~= "unreported" or present.unreported then
      items[#items + 1] = { label = pair[2], width = 15, draw = function(fig, x, y)
        shapes.arrow(fig, pair[1], "medium", x + 7.5, y)
      end }
    end
  end
  p:legend("Direction", items)
  p:legend("Sample size", {
    { label = "more than 300", width = 12,
      draw = function(fig, x, y) shapes.arrow(fig, "benefit", "large", x + 6, y) end },
    { label = "50 to 300", width = 10,
      draw = function(fig, x, y) shapes.arrow(fig, "benefit", "medium", x + 5, y) end },
    { label = "fewer than 50, or not reported", width = 7,
      draw = function(fig, x, y) shapes.arrow(fig, "benefit", "small", x + 3.5, y) end },
  })
end

local function shade_legend(p, studies, options)
  local items, seen = {}, {}
  for _, s in ipairs(studies) do
    local role, label
    if options.shade == "design" then
      role, label = s.design.row, s.design.short .. ": " .. s.design.label:lower()
    elseif options.shade == "quality" then
      role = quality_rows[s.quality] or "shade3"
      label = not quality_rows[s.quality] and "risk of bias not judged" or
        s.quality .. (s.quality == "some" and " concerns" or " risk of bias")
    end
    if role and not seen[label] then
      seen[label] = true
      items[#items + 1] = { label = label, width = 14, role = role, draw = function(fig, x, y)
        fig:rect(x, y - 4, 14, 8, { fill = role, stroke = "rule", width = 0.5 })
      end, order = options.shade == "design" and s.design.index or label }
    end
  end
  table.sort(items, function(a, b) return a.order < b.order end)
  for i = #items, 2, -1 do
    if items[i].role == items[i - 1].role then
      items[i - 1].label = items[i - 1].label .. "; " .. table.remove(items, i).label
    end
  end
  if #items > 1 then p:legend(options.shade == "design" and "Row" or "Risk of bias", items) end
end

-- Says in words what the arrows say.
local function describe(studies, columns)
  local parts = {}
  for _, c in ipairs(columns) do
    parts[#parts + 1] = string.format(
      "%s: %d benefit, %d harm, %d no change or mixed, %d ambiguous", c.label, c.benefit, c.harm,
      c.none, c.ambiguous)
  end
  return string.format("Effect-direction plot of %s by %s. Studies per column: %s.",
    data.count(#studies, "study", "studies"), data.count(#columns, "column"),
    table.concat(parts, "; "))
end

-- Footnotes on what cannot be read off the arrows.
local function notes(p, studies, columns, options, present)
  p:note("Arrow: direction shared by at least %.0f %% of the outcomes of the cell that have " ..
    "one, whatever their statistical significance (Boon and Thomson 2021, doi " ..
    "10.1002/jrsm.1458). A number beside an arrow counts the outcomes behind it. Votes below " ..
    "the columns count studies; they say nothing of the size of an effect.",
    100 * options.consistency)
  if present.ambiguous then
    local names, seen = {}, {}
    for _, s in ipairs(studies) do
      for _, c in ipairs(columns) do
        for _, name in ipairs(s.cells[c.code] and s.cells[c.code].names or {}) do
          local outcome = name:match("^(.*): ambiguous$")
          if outcome and not seen[outcome] then
            seen[outcome] = true
            names[#names + 1] = outcome
          end
        end
      end
    end
    table.sort(names)
    if #names > 0 then
      p:note("? Ambiguous: the desirable direction of %s depends on a context that was not " ..
        "reported%s.", data.listed(names), seen.PT and " (PT may be a time or an activity)" or "")
    end
    if #present.active > 0 then
      p:note("? No difference between two active arms, which is no comparison with a control: %s.",
        data.listed(present.active))
    end
  end
  if #present.partly > 0 then
    p:note("Arrow with ?: some outcomes of the cell are ambiguous and the arrow is that of the " ..
      "others: %s.", table.concat(present.partly, "; "))
  end
  if present.unreported then
    p:note("Open dash: the outcome is named without a direction.")
  end
  if present.no_n > 0 then
    p:note("– Sample size not reported for %s.", data.count(present.no_n, "study", "studies"))
  end
end

-- Number of different outcomes that decided the direction of a cell: those that vote, if any do.
local function outcomes_behind(cell, voting)
  local n, seen = 0, {}
  for i, code in ipairs(cell.codes) do
    local kind = direction_of[cell.effects[i]]
    local votes = kind ~= nil and kind ~= "ambiguous"
    local same = voting or kind == direction_of[cell.direction]
    if not seen[code] and voting == votes and same then
      seen[code] = true
      n = n + 1
    end
  end
  return n
end

-- Fills in labels, directions and counts.
local function prepare(studies, columns, options)
  local present = { ambiguous = false, unreported = false, no_n = 0, partly = {}, active = {} }
  for _, c in ipairs(columns) do
    c.benefit, c.harm, c.none, c.ambiguous, c.unreported = 0, 0, 0, 0, 0
  end
  for _, s in ipairs(studies) do
    s.label = data.study_label(s.row, options.labels)
    if not s.n then present.no_n = present.no_n + 1 end
    for _, c in ipairs(columns) do
      local cell = s.cells[c.code]
      if cell then
        local counts
        cell.direction, counts = M.combine(cell.effects, options.consistency)
        c[cell.direction] = c[cell.direction] + 1
        cell.behind = outcomes_behind(cell, counts.voting > 0)
        cell.partly = counts.voting > 0 and counts.ambiguous > 0
        if cell.partly then
          present.partly[#present.partly + 1] = string.format("%s, %s (%s)", s.label,
            data.lower(c.label), table.concat(cell.names, ", "))
        end
        present.ambiguous = present.ambiguous or counts.ambiguous > 0
        if cell.active then present.active[#present.active + 1] = s.label end
        present.unreported = present.unreported or cell.direction == "unreported"
      end
    end
  end
  return present
end

-- Draws the plot; documented as hepar.plot.effect_direction.
function M.draw(input, given)
  local options = page.options(WHERE, given, rules,
    { columns = "domain", order = "design", shade = "design", consistency = 0.7 })
  local rows = data.results(WHERE, input)
  local p = page.new("effect-direction", options, "Direction of effect by study and " ..
    (options.columns == "domain" and "outcome domain" or "outcome"))
  if #rows == 0 then
    p:empty("No results to show.")
    return p:finish("Effect-direction plot without data.")
  end
  local studies, columns = M.gather(rows, options)
  local present = prepare(studies, columns, options)
  M.sort_studies(studies, options.order)
  for i, c in ipairs(columns) do c.given = i end
  table.sort(columns, by(function(c) return -c.cells end))

  local labels = {}
  for i, s in ipairs(studies) do labels[i] = s.label end
  local layout = { row = 15 }
  layout.study = math.min(math.max(text.widest(labels, BODY), 40), 0.28 * (p.right - p.left))
  layout.x_design = p.left + 3 + layout.study + 8
  layout.x_n = layout.x_design + 56
  layout.x0 = layout.x_n + 6
  -- as many blocks as it takes to give each column room for an arrow and a number
  local most = math.max(1, (p.right - layout.x0) // 19.5)
  local blocks = math.max(1, -(-#columns // most))
  local each = -(-#columns // blocks)
  for b = 1, blocks do
    local part = table.move(columns, (b - 1) * each + 1, math.min(b * each, #columns), 1, {})
    block(p, b == 1 and studies or with_cells(studies, part), part, options, layout)
  end
  if blocks > 1 then
    p:note("The first block lists all studies, the others those with results in their columns.")
  end
  legend(p, present)
  shade_legend(p, studies, options)
  notes(p, studies, columns, options, present)
  return p:finish(describe(studies, columns))
end

return M
