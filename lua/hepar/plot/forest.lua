--- The forest plot.
-- @module hepar.plot.forest
-- @local

local axes = require "hepar.plot.axes"
local bias = require "hepar.plot.forest_bias"
local columns = require "hepar.plot.forest_columns"
local marks = require "hepar.plot.forest_marks"
local measures = require "hepar.plot.measures"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local plan_of = require "hepar.plot.forest_rows"
local scale = require "hepar.plot.scale"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.forest"
local BODY, SMALL, GAP = style.size.body, style.size.small, columns.GAP

M.rules = {
  left = "table", right = "table", group = { type = "string", also = "table" },
  subgroups = "table", difference = "table",
  order = true, measure = "string", transf = true, atransf = true,
  limits = "table", at = "table", refline = { type = "number", also = "boolean" },
  lines = "table", favours = "table", prediction = "boolean", heterogeneity = "boolean",
  level = { type = "number", min = 50, max = 99.9999 }, risk = "table", xlab = "string",
  digits = { type = "number", min = 0, max = 8, integer = true }, study = "string",
  effect_line = "boolean", fitted = "boolean",
  missing = { one_of = { "list", "row" } }, shade = "boolean",
}

-- Widths of everything beside the plot at a font size.
local function measure(l, size, set)
  local labels = {}
  for _, list in ipairs { l.left, l.right } do
    for _, c in ipairs(list) do
      local extra = {}
      for _, entry in ipairs(l.plan) do
        local one = entry.pooled
        if c.kind == "effect" and entry.kind == "summary" then
          extra[#extra + 1] = columns.interval(l.scale, one.beta, one.ci_lb, one.ci_ub, l.digits)
        elseif c.kind == "effect" and entry.kind == "prediction" then
          extra[#extra + 1] = string.format("[%s, %s]", l.show(one.pi_lb), l.show(one.pi_ub))
        elseif c.kind == "weight" and entry.overall then
          extra[#extra + 1] = numbers.fixed(100, 1) .. "\u{00A0}%"
        elseif c.kind == "study" and (entry.kind == "group" or entry.kind == "study") then
          labels[#labels + 1] = entry.label or set.all[entry.row.index].slab
        end
      end
      columns.measure(c, size, extra)
      if c.kind == "study" then
        c.width = math.max(c.head_word, text.widest(labels, size) + (l.indent or 0)) + 1
        -- summaries span the columns that say nothing of them
        local alone = #l.left == 1
        for _, entry in ipairs(alone and l.plan or {}) do
          if entry.kind == "summary" or entry.kind == "prediction" then
            c.width = math.max(c.width, math.min(0.36 * l.room,
              text.width(entry.label, size, true) + (entry.indent or 0) + 1))
          end
        end
        c.width = math.min(c.width, 0.36 * l.room)
      end
    end
  end
  return columns.total(l.left) + columns.total(l.right) + GAP * 2 +
    (l.risk and bias.width(l.risk) + GAP or 0)
end

-- Makes everything fit: smaller letters, then a narrower column of studies, then fewer columns.
local function arrange(p, l, set)
  l.room = p.right - p.left
  local least = math.max(62, 0.26 * l.room)
  local dropped = {}
  for _, size in ipairs { BODY, SMALL } do
    l.size = size
    if measure(l, size, set) + least <= l.room then return dropped end
  end
  while true do
    local wanted = measure(l, SMALL, set) + least
    if wanted <= l.room then break end
    local c
    for _, one in ipairs(l.left) do if one.kind == "study" then c = one end end
    if c then
      local slim = math.max(0.2 * l.room, 40, c.head_word)
      if wanted - (c.width - slim) <= l.room then
        c.width = c.width - (wanted - l.room)
        break
      end
      c.width = math.min(c.width, slim)
    end
    -- what can be spared, least missed first
    local best
    for _, list in ipairs { l.right, l.left } do
      for i, one in ipairs(list) do
        local rank = one.kind == "weight" and 1 or one.kind == "given" and 2 or
          one.kind == "effect" and 3 or 4
        if not best or rank < best.rank or rank == best.rank and i > best.i then
          best = { list = list, i = i, rank = rank }
        end
      end
    end
    if not best or best.rank == 4 then
      if l.risk then
        l.risk, dropped[#dropped + 1] = nil, "risk of bias"
      else
        break
      end
    else
      dropped[#dropped + 1] = table.remove(best.list, best.i).head
    end
  end
  return dropped
end

-- The column of a list with cells for a summary starts here: labels may run up to it.
local function label_room(l)
  local first = l.left[1]
  if not first then return 0 end
  local edge = l.x1 - GAP
  for i = 2, #l.left do
    local c = l.left[i]
    if c.kind ~= "given" or c.total or next(c.totals or {}) then
      edge = c.x1 - GAP
      break
    end
  end
  return edge - first.x1
end

-- Writes one row of cells.
local function write_cells(fig, l, list, cells_of, y, given)
  for _, c in ipairs(list) do
    local content = cells_of(c)
    if content and content ~= "" then
      fig:text(c.x, y + 0.36 * l.size, text.fit(content, c.width + 1, l.size, given.bold),
        { size = l.size, anchor = c.anchor, bold = given.bold })
    end
  end
end

-- Lines of text that a row takes, and its height.
local function heights(l)
  for _, entry in ipairs(l.plan) do
    entry.height = l.row
    local room = l.label_room - (entry.indent or 0)
    if entry.kind == "text" then
      entry.lines = text.wrap(entry.text, math.max(l.x1 - GAP - l.x_label - entry.indent,
        0.2 * l.room), SMALL)
      entry.height = #entry.lines * text.LEADING * SMALL + 5
    elseif entry.kind == "space" then
      entry.height = 0.5 * l.row
    elseif entry.kind == "rule" then
      entry.height = 3
    elseif entry.kind == "summary" or entry.kind == "prediction" then
      entry.lines = text.wrap(entry.label, room, l.size, entry.kind == "summary", 3)
      entry.height = math.max(l.row, #entry.lines * text.LEADING * l.size + 4)
    elseif entry.kind == "group" then
      entry.lines = text.wrap(entry.label, room, l.size, true, 2)
      entry.height = math.max(l.row, #entry.lines * text.LEADING * l.size + 3)
    end
  end
end

-- The label lines of a row, centred on y.
local function write_lines(fig, l, entry, y, given)
  local size = given.size or l.size
  for i, line in ipairs(entry.lines) do
    fig:text(l.x_label + (entry.indent or 0),
      y + 0.36 * size + (i - 1 - (#entry.lines - 1) / 2) * text.LEADING * size, line,
      { size = size, bold = given.bold, fill = given.fill, title = given.title })
  end
end

-- Draws one entry of the plan with its middle at y.
local function draw_entry(p, l, set, entry, y)
  local fig = p.fig
  if entry.kind == "group" then
    write_lines(fig, l, entry, y, { bold = true })
  elseif entry.kind == "text" then
    write_lines(fig, l, entry, y, { size = SMALL, fill = "muted" })
  elseif entry.kind == "rule" then
    fig:line(p.left, y, p.right, y, { stroke = "rule", width = 0.6 })
  elseif entry.kind == "study" then
    local row = entry.row
    local group = fig:group { class = "study", title = string.format("%s: %s", row.slab,
      row.shown and columns.interval(l.scale, row.yi, row.lb, row.ub, l.digits) or
      "not estimable") }
    for _, list in ipairs { l.left, l.right } do
      write_cells(group, l, list, function(c)
        if c.kind == "study" then
          local short = text.fit_study(row.slab, c.width - entry.indent, l.size)
          group:text(c.x1 + entry.indent, y + 0.36 * l.size, short, { size = l.size })
          return nil
        elseif c.kind == "effect" and not row.shown then
          return "not estimable"
        end
        return c.cells[row.index]
      end, y, {})
    end
    if row.expected then marks.expected(group, l, row.expected, y) end
    if row.shown then marks.study(group, l, row, y) end
    if l.risk then bias.row(group, l.risk, row, l.x_risk, y) end
    l.at_row[row.index] = y
  elseif entry.kind == "summary" then
    local one = entry.pooled
    local group = fig:group { class = "summary", title = string.format("%s: %s", entry.label,
      columns.interval(l.scale, one.beta, one.ci_lb, one.ci_ub, l.digits)) }
    write_lines(group, l, entry, y, { bold = true })
    for _, list in ipairs { l.left, l.right } do
      write_cells(group, l, list, function(c)
        if c.kind == "effect" then
          return columns.interval(l.scale, one.beta, one.ci_lb, one.ci_ub, l.digits)
        elseif c.kind == "weight" then
          return marks.weight_of(set, entry)
        elseif entry.overall then
          return c.total
        end
        return c.totals and c.totals[entry.group] and tostring(c.totals[entry.group])
      end, y, { bold = true })
    end
    marks.diamond(group, l, one, y, entry.overall)
  elseif entry.kind == "prediction" then
    local one = entry.pooled
    local group = fig:group { class = "prediction", title = entry.label }
    write_lines(group, l, entry, y, {})
    for _, list in ipairs { l.left, l.right } do
      write_cells(group, l, list, function(c)
        return c.kind == "effect" and
          string.format("[%s, %s]", l.show(one.pi_lb), l.show(one.pi_ub)) or nil
      end, y, {})
    end
    marks.prediction(group, l, one, y)
  end
end

-- Axis, its title and the favours labels below the rows.
local function draw_axis(p, l, options, y)
  local fig = p.fig
  fig:line(l.x1, y, l.x2, y, { stroke = "ink", width = 0.75 })
  for _, tick in ipairs(l.ticks) do
    local x = l.at(tick.at)
    fig:line(x, y, x, y + 3, { stroke = "ink", width = 0.75 })
    fig:text(x, y + 4 + text.ASCENT * SMALL, tick.text, { size = SMALL, anchor = "middle" })
  end
  y = y + 5 + text.LEADING * SMALL
  local label = options.xlab or l.scale.label .. (l.scale.log and " (log scale)" or "")
  local middle = (l.x1 + l.x2) / 2
  local most = 2 * math.min(middle - p.left, p.right - middle)
  for _, line in ipairs(text.wrap(label, math.min(most, l.x2 - l.x1 + 80), l.size, false, 3)) do
    fig:text(middle, y + text.ASCENT * l.size, line, { size = l.size, anchor = "middle" })
    y = y + text.LEADING * l.size
  end
  if options.favours then
    y = marks.favours(p, l, options.favours, y + 2)
  end
  p.y = y + 4
end

-- Studies whose estimate has no place on the axis (an overflow, say) count as missing.
local function drop_unprintable(set, shape)
  local rows = {}
  for _, row in ipairs(set.rows) do
    local u = shape.axis(row.yi)
    if u == u and math.abs(u) < 1e150 then
      rows[#rows + 1] = row
    else
      row.shown = false
      set.missing[#set.missing + 1] = row.slab
    end
  end
  set.rows = rows
end

-- What a model with moderators expects of each study, for the diamonds behind them.
local function add_expected(set, data)
  if not study.has_moderators(data) then return end
  local done, answer = pcall(function() return data:predict() end)
  local expected = {}
  for _, name in ipairs { "pred", "ci_lb", "ci_ub" } do
    expected[name] = done and study.field(answer, name)
    if not expected[name] or #expected[name] ~= set.n then return end
  end
  for _, row in ipairs(set.rows) do
    row.expected = { beta = expected.pred[row.index], ci_lb = expected.ci_lb[row.index],
      ci_ub = expected.ci_ub[row.index] }
    set.expected = true
  end
end

-- Says in words what the plot shows.
local function describe(set, l)
  local parts = {}
  for _, entry in ipairs(l.plan) do
    local one = entry.pooled
    if entry.kind == "study" and entry.row.shown then
      parts[#parts + 1] = string.format("%s: %s", entry.row.slab,
        columns.interval(l.scale, entry.row.yi, entry.row.lb, entry.row.ub, l.digits))
    elseif entry.kind == "group" then
      parts[#parts + 1] = "Group " .. entry.label
    elseif entry.kind == "summary" then
      parts[#parts + 1] = string.format("%s: %s", entry.label,
        columns.interval(l.scale, one.beta, one.ci_lb, one.ci_ub, l.digits))
    elseif entry.kind == "prediction" then
      parts[#parts + 1] = string.format("%s: %s to %s", entry.label, l.show(one.pi_lb),
        l.show(one.pi_ub))
    elseif entry.kind == "text" then
      parts[#parts + 1] = entry.text
    end
  end
  return string.format("Forest plot of %d %s, %s with %s confidence intervals. %s.", #set.rows,
    #set.rows == 1 and "study" or "studies", l.scale.label, numbers.percent(set.level),
    table.concat(parts, "; "))
end

-- Draws the plot; documented as hepar.plot.forest.
function M.draw(data, given)
  local options = page.options(WHERE, given, M.rules, { prediction = true, heterogeneity = true,
    effect_line = true, fitted = true, shade = false })
  local set = study.read(WHERE, data, options)
  local shape = measures.scale(WHERE, set.measure, options)
  drop_unprintable(set, shape)
  if options.fitted then add_expected(set, data) end
  local p = page.new("forest", options, shape.label .. " of each study" ..
    (#set.pooled > 0 and " and pooled" or ""))
  if #set.rows == 0 then
    p:empty("No studies to show.")
    study.note_missing(p, set)
    return p:finish("Forest plot without data.")
  end
  options.digits = options.digits or 2
  local first = set.pooled[1]
  study.weigh(set, first and first.tau2 or 0)
  local l = { scale = shape, digits = options.digits, at_row = {}, row = #set.rows > 40 and 11.6 or
    13 }
  l.show = function(v) return numbers.fixed(shape.print(shape.axis(v)), l.digits) end
  l.plan = plan_of.plan(WHERE, set, options)
  l.indent = options.group and 7 or 0
  l.risk = options.risk and bias.read(WHERE, options.risk, set)
  l.left = columns.list(WHERE, options.left or { "study" }, set, options, shape, "left")
  l.right = columns.list(WHERE, options.right or { "effect", "weight" }, set, options, shape,
    "right")
  local dropped = arrange(p, l, set)
  if l.size < BODY then l.row = l.row - 1 end

  l.x_label = p.left + 1
  local edge = columns.place(l.left, l.x_label, l.size)
  l.x1 = edge + (#l.left > 0 and GAP or 8)
  local right = columns.total(l.right)
  l.x_risk = l.risk and p.right - bias.width(l.risk) or p.right
  local start = l.x_risk - (l.risk and GAP or 0) - right
  columns.place(l.right, start, l.size)
  l.x2 = start - (#l.right > 0 and GAP or 9)
  if l.x2 - l.x1 < 40 then l.x2 = math.min(l.x1 + 40, p.right - 4) end
  l.label_room = label_room(l)

  marks.limits(WHERE, l, set, options)
  l.at = scale.linear(l.low, l.high, l.x1, l.x2)
  l.ticks = marks.ticks(WHERE, l, options) or axes.ticks(l.low, l.high, l.at, shape)

  local lines, common = columns.break_heads({ l.left, l.right }, l.size)
  l.head_lines = lines
  local head = lines * text.LEADING * l.size + (common and text.LEADING * l.size + 6 or 0)
  local base = p.y + head - 1.5
  for _, list in ipairs { l.left, l.right } do columns.heads(p.fig, list, base, l.size, l) end
  if l.risk then bias.heads(p.fig, l.risk, l.x_risk, base, l.size) end
  p.y = p.y + head + 2
  p.fig:line(p.left, p.y, p.right, p.y, { stroke = "ink", width = 0.8 })
  p.y = p.y + 3
  local top = p.y - 3
  heights(l)
  local y = p.y
  for _, entry in ipairs(l.plan) do
    entry.y = y + entry.height / 2
    y = y + entry.height
  end
  marks.guides(p, l, set, options, top, y + 3)
  for _, entry in ipairs(l.plan) do draw_entry(p, l, set, entry, entry.y) end
  draw_axis(p, l, options, y + 3)
  if l.risk then bias.legend(p, l.risk) end
  marks.legend(p, l, options, set.expected)
  if #dropped > 0 then
    p:note("Not shown for want of room: %s.", table.concat(dropped, ", "))
  end
  if options.missing ~= "row" then study.note_missing(p, set) end
  local fig = p:finish(describe(set, l))
  fig.at = { x = function(value)
    return l.at(shape.unprint and shape.unprint(value) or value)
  end, y = l.at_row, limits = { l.x1, l.x2 } }
  return fig
end

return M
