--- Tallies and cross tables: plain tables of numbers that print themselves.
-- @module hepar.evidence.counts

local layout = require("hepar.evidence.layout")
local words = require("hepar.evidence.words")

local M = {}

local MISSING = "missing"

-- Most first, then by code; what has no value comes last.
local function before(a, b)
  if (a.missing or false) ~= (b.missing or false) then return b.missing or false end
  if a.n ~= b.n then return a.n > b.n end
  if type(a.code) == "number" and type(b.code) == "number" then return a.code < b.code end
  return tostring(a.code) < tostring(b.code)
end

-- Rows {code, label, n, at} of values and their counts; the last count belongs to no value, and is
-- left out when it is nothing.
local function rows(field, values, n)
  local out = {}
  for i, code in ipairs(values) do
    out[i] = { code = code, label = words.value(field, code), n = n[i] }
  end
  local none = #values + 1
  if n[none] > 0 then
    out[none] = { code = MISSING, label = "no value given", n = n[none], missing = true }
  end
  local at = {}
  for i, row in ipairs(out) do at[row] = i end
  table.sort(out, before)
  return out, at
end

-- "50 records" or "420 patients (2 studies give no number)".
local function whole(object)
  local text = layout.count(object.total, object.by:gsub("ies$", "y"):gsub("s$", ""), object.by)
  if object.unknown > 0 then
    text = ("%s (%s no number of patients)"):format(text,
      layout.count(object.unknown, "study gives", "studies give"))
  end
  return text
end

-- A remark where the rows do not add up to the total, so that nobody has to wonder.
local function remark(object, list)
  local sum = 0
  for _, row in ipairs(list) do sum = sum + row.n end
  if sum == object.total then return nil end
  return ("a %s with several values counts under each"):format(
    object.by == "studies" and "study" or object.by == "records" and "record" or "patient")
end

--- A count of records by the values of a field; it prints itself. `#tally` is the number of rows.
-- @table tally
-- @tfield {count,...} rows the values, most first; what gives no value comes last
-- @tfield integer total how many records, studies or patients there are
-- @tfield integer unknown studies that give no number of patients
-- @tfield string field the field
-- @tfield string by "records", "studies" or "patients"

--- One value of a field with its count.
-- @table count
-- @tfield any code the value, "missing" for none
-- @tfield string label what it means
-- @tfield integer n how many
-- @tfield[opt] boolean missing true in the row of those that give no value

local tally = { __name = "hepar.tally" }

function tally.__tostring(self)
  local cells = {}
  for i, row in ipairs(self.rows) do
    local share = self.total > 0 and ("%.0f %%"):format(100 * row.n / self.total) or ""
    local label = row.label ~= layout.cell(row.code) and row.label or nil
    cells[i] = { row.missing and "-" or row.code, label, row.n, share }
  end
  local lines = layout.table({ self.field, "", self.by, "share" }, cells)
  table.insert(lines, 1, ("%s by %s"):format(whole(self), self.field))
  lines[#lines + 1] = remark(self, self.rows)
  lines[#lines + 1] = ('next  .rows[1].n  ev:tally("%s", {by = "%s"})  hepar.help(tally)')
    :format(self.field, self.by == "patients" and "studies" or "patients")
  return table.concat(lines, "\n")
end

function tally.__len(self) return #self.rows end

--- A tally from the counts of the core.
function M.tally(field, by, c)
  return setmetatable({ field = field, by = by, rows = rows(field, c.values, c.n),
    total = c.total, unknown = c.unknown }, tally)
end

--- A count of records by the values of two fields; it prints itself.
-- @table cross
-- @tfield {count,...} rows the values of the first field, most first
-- @tfield {count,...} columns the values of the second
-- @tfield table cells `cells[i][j]` is the count of row i and column j
-- @tfield integer total how many records, studies or patients there are
-- @tfield integer unknown studies that give no number of patients
-- @tfield string row_field the first field
-- @tfield string column_field the second field
-- @tfield string by "records", "studies" or "patients"

local cross = { __name = "hepar.cross" }

function cross.__tostring(self)
  local header, cells = { self.row_field .. " \\ " .. self.column_field }, {}
  for j, column in ipairs(self.columns) do
    header[j + 1] = column.missing and "-" or layout.cell(column.code)
  end
  header[#header + 1] = "all"
  for i, row in ipairs(self.rows) do
    local line = { row.missing and "-" or layout.cell(row.code) }
    for j = 1, #self.columns do line[j + 1] = self.cells[i][j] end
    line[#line + 1] = row.n
    cells[i] = line
  end
  local last = { "all" }
  for j, column in ipairs(self.columns) do last[j + 1] = column.n end
  last[#last + 1] = self.total
  cells[#cells + 1] = last
  local lines = layout.table(header, cells)
  table.insert(lines, 1, ("%s by %s and %s (-: no value given)"):format(whole(self),
    self.row_field, self.column_field))
  lines[#lines + 1] = remark(self, self.rows) or remark(self, self.columns)
  lines[#lines + 1] = "next  .cells[1][1]  .rows[1].label  hepar.help(cross)"
  return table.concat(lines, "\n")
end

--- A cross table from the counts of the core.
function M.cross(row, column, by, c)
  local row_list, row_at = rows(row, c.values, c.n)
  local column_list, column_at = rows(column, c.columns, c.column_n)
  local cells = {}
  for i, r in ipairs(row_list) do
    cells[i] = {}
    for j, k in ipairs(column_list) do cells[i][j] = c.cells[row_at[r]][column_at[k]] end
  end
  return setmetatable({ row_field = row, column_field = column, by = by, rows = row_list,
    columns = column_list, cells = cells, total = c.total, unknown = c.unknown }, cross)
end

return M
