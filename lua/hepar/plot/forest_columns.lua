--- The columns of text of a forest plot: what they hold, and how wide they are.
-- @module hepar.plot.forest_columns
-- @local

local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local BODY = style.size.body
local GAP = 9

-- "0.49 [0.34, 0.70]" of a value and its interval, as the axis prints them.
function M.interval(scale, value, lb, ub, digits)
  local function show(v)
    if v == nil then return "–" end
    return numbers.fixed(scale.print(scale.axis(v)), digits)
  end
  if value == nil then return "" end
  local low, high = lb, ub
  if lb and ub and scale.axis(lb) and scale.print(scale.axis(lb)) >
    scale.print(scale.axis(ub)) then
    low, high = ub, lb
  end
  return string.format("%s [%s, %s]", show(value), show(low), show(high))
end

local rules = { head = "string", values = "table", field = "string", align = { one_of = { "left",
  "right", "center" } }, total = "string", totals = "table", under = "string", digits = {
  type = "number", min = 0, max = 10, integer = true } }

-- A cell as text: strings stay, numbers get the digits, missing values are empty.
local function cell(value, digits)
  if value == nil or value ~= value then return "" end
  if type(value) == "number" then
    if digits then return numbers.fixed(value, digits) end
    return numbers.tick(value)
  end
  return text.clean(tostring(value))
end

-- One column out of a name or a table of the user.
local function column(where, given, set, options, scale, side)
  if type(given) == "string" then
    if given == "study" then
      local c = { kind = "study", head = options.study or "Study", align = "left", cells = {} }
      for _, row in ipairs(set.all) do c.cells[row.index] = row.slab end
      return c
    elseif given == "effect" then
      local c = { kind = "effect", align = "right", cells = {}, head = string.format(
        "%s [%s CI]", scale.short:gsub("^%l", string.upper), numbers.percent(set.level)) }
      for _, row in ipairs(set.rows) do
        c.cells[row.index] = M.interval(scale, row.yi, row.lb, row.ub, options.digits)
      end
      return c
    elseif given == "weight" then
      local c = { kind = "weight", align = "right", cells = {}, head = "Weight" }
      for _, row in ipairs(set.rows) do
        c.cells[row.index] = row.percent and numbers.fixed(row.percent, 1) .. "\u{00A0}%" or ""
      end
      return c
    end
    given = { field = given, head = given }
  end
  if type(given) ~= "table" then
    check.fail(where, "a column of option %s must be a table or a name, got %s", side,
      check.show(given))
  end
  given = check.options(where .. ": column of option " .. side, given, rules)
  local values = given.values or given.field and study.column_of(set.data, given.field)
  if values == nil then
    check.fail(where, "a column of option %s needs values, or the name of a field of the data%s",
      side, given.field and string.format('; there is no "%s"', given.field) or "")
  end
  local c = { kind = "given", head = given.head or "", under = given.under, total = given.total,
    totals = given.totals or {}, cells = {} }
  local all_numbers = true
  for i = 1, set.n do
    local value = values[i]
    if value ~= nil and type(value) ~= "number" then all_numbers = false end
    c.cells[i] = cell(value, given.digits)
  end
  c.align = given.align or all_numbers and "right" or "left"
  return c
end

-- The columns of one side.
function M.list(where, given, set, options, scale, side)
  local list = {}
  for i, one in ipairs(given) do list[i] = column(where, one, set, options, scale, side) end
  return list
end

-- Natural width of a column: heads may break at blanks, cells do not.
function M.measure(c, size, extra)
  local w = 0
  for _, value in pairs(c.cells) do w = math.max(w, text.width(value, size)) end
  for _, value in ipairs(extra or {}) do w = math.max(w, text.width(value, size, true)) end
  if c.total then w = math.max(w, text.width(c.total, size, true)) end
  for _, value in pairs(c.totals or {}) do
    w = math.max(w, text.width(tostring(value), size, true))
  end
  c.head_word = text.longest_word(c.head, size, true)
  local head = text.width(c.head, size, true)
  -- two lines of head, where one would widen the column
  local share = head <= w and head or math.max(w, c.head_word, 0.62 * head)
  c.width = math.max(w, math.min(head, share)) + 0.5
  return c.width
end

-- Widens columns under a common head until that fits.
local function fit_common(list, size)
  local i = 1
  while i <= #list do
    local j = i
    while list[i].under and list[j + 1] and list[j + 1].under == list[i].under do j = j + 1 end
    if list[i].under then
      local sum = GAP * (j - i)
      for k = i, j do sum = sum + list[k].width end
      local more = text.width(list[i].under, size, true) - sum
      for k = i, j do list[k].width = list[k].width + math.max(0, more / (j - i + 1)) end
    end
    i = j + 1
  end
end

-- Sets x of every column from a left edge; returns the right edge.
function M.place(list, x, size)
  fit_common(list, size)
  for i, c in ipairs(list) do
    if i > 1 then x = x + GAP end
    c.x1, c.x2 = x, x + c.width
    c.x = c.align == "left" and c.x1 or c.align == "right" and c.x2 or (c.x1 + c.x2) / 2
    c.anchor = c.align == "left" and "start" or c.align == "right" and "end" or "middle"
    x = c.x2
  end
  return x
end

-- Sum of widths and gaps.
function M.total(list)
  local sum = 0
  for i, c in ipairs(list) do sum = sum + c.width + (i > 1 and GAP or 0) end
  return sum
end

-- Draws the heads of a list so that the last lines share the base line; returns nothing.
function M.heads(fig, list, base, size, plan)
  for _, c in ipairs(list) do
    for i, line in ipairs(c.head_lines) do
      fig:text(c.x, base - (#c.head_lines - i) * text.LEADING * size, line,
        { size = size, bold = true, anchor = c.anchor })
    end
  end
  local i = 1
  while i <= #list do
    local j = i
    while list[i].under and list[j + 1] and list[j + 1].under == list[i].under do j = j + 1 end
    if list[i].under then
      local y = base - (plan.head_lines - 1) * text.LEADING * size - text.ASCENT * size - 4
      local x1, x2 = list[i].x1, list[j].x2
      fig:line(x1, y, x2, y, { stroke = "rule", width = 0.6 })
      fig:text((x1 + x2) / 2, y - 3, text.fit(list[i].under, x2 - x1 + GAP - 2, size, true),
        { size = size, bold = true, anchor = "middle" })
    end
    i = j + 1
  end
end

-- Breaks the heads; returns the number of lines and whether there is a common head.
function M.break_heads(lists, size)
  local most, common = 1, false
  for _, list in ipairs(lists) do
    for _, c in ipairs(list) do
      c.head_lines = text.wrap(c.head, c.width + 0.5, size, true, 3)
      most = math.max(most, #c.head_lines)
      common = common or c.under ~= nil
    end
  end
  return most, common
end

M.GAP, M.BODY = GAP, BODY

return M
