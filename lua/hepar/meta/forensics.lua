--- Data forensics before pooling. Findings are warnings; nothing is changed.
-- @module hepar.meta.forensics

local check = require "hepar.meta.check"
local integers = require "hepar.meta.forensics.integers"
local printed = require "hepar.meta.forensics.printed"
local row_checks = require "hepar.meta.forensics.rows"
local set_checks = require "hepar.meta.forensics.sets"

local M = {}

local where = "hepar.meta.forensics"

local all_checks = { "ratio", "interval", "centre", "p", "percent", "counts", "estimate", "change",
  "sign", "spread", "decimals", "sd_ratio", "size", "se_as_sd", "grim", "grimmer", "duplicate",
  "sources", "overlap" }

-- A row of ev:quantities reads as n, mean, sd …
local function adapt(row)
  if row.value == nil then return row end
  local copy = {}
  for key, value in pairs(row) do copy[key] = value end
  -- As printed where no unit was converted: the text keeps the digits.
  local as_printed = printed.read(row.value_original) == row.value
  local value = as_printed and row.value_original or row.value
  local spread = as_printed and printed.read(row.disp_original) == row.disp_value
    and row.disp_original or row.disp_value
  if row.level == "pooled" then
    copy.estimate, copy.measure = value, row.stat and string.upper(row.stat)
    copy.ci_lb, copy.ci_ub = row.disp_lo, row.disp_hi
  elseif row.stat == "median" then
    copy.median = value
  elseif row.stat == "mean" then
    copy.mean = value
    if row.disp == "sd" then copy.sd = spread end
    if row.disp == "se" then copy.se = spread end
  end
  copy.level = nil
  if type(row.timepoint) == "table" then copy.timepoint = row.timepoint.label or row.days end
  return copy
end

-- Rows from a table of columns.
local function transpose(columns)
  local names, rows = {}, {}
  for name, column in pairs(columns) do
    if type(column) ~= "table" and type(column) ~= "userdata" then
      check.fail(where, "column %s must be an array, got %s", tostring(name), check.show(column))
    end
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    for i = 1, #columns[name] do
      rows[i] = rows[i] or {}
      rows[i][name] = columns[name][i]
    end
  end
  return rows
end

-- A list of rows from what was given.
local function rows_of(data)
  local meta = type(data) == "table" and getmetatable(data)
  local is_effects = type(meta) == "table" and meta.__name == "hepar.effects"
  if not is_effects and not check.plain(data) then
    check.fail(where, "expected rows, a table of columns or effects, got %s", check.show(data))
  end
  if is_effects then
    local rows = {}
    for i = 1, #data do
      rows[i] = { study = data.slab[i], yi = data.yi[i], vi = data.vi[i] }
      for _, field in ipairs { "m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i", "outcome", "site",
        "from", "to", "source", "year" } do
        local column = rawget(data, field)
        if type(column) == "table" or type(column) == "userdata" then rows[i][field] = column[i] end
      end
    end
    return rows
  end
  if #data == 0 then
    if next(data) == nil then return {} end
    return transpose(data)
  end
  local rows = {}
  for i, row in ipairs(data) do
    if type(row) ~= "table" then check.fail(where, "row %d must be a table", i) end
    rows[i] = adapt(row)
  end
  return rows
end

--- Findings about data, before pooling. `#forensics` is their number.
-- @type forensics
-- @tfield table findings list of check, severity ("error", "warning", "note"), rows, study, text
-- @tfield table counts findings by check
-- @tfield integer rows that were looked at
local Forensics = {}

local meta = {
  __name = "hepar.forensics",
  __index = Forensics,
  __len = function(self) return #self.findings end,
}

meta.__tostring = function(self)
  local lines = { string.format("Forensics of %d row%s: %d finding%s", self.rows,
    self.rows == 1 and "" or "s", #self.findings, #self.findings == 1 and "" or "s") }
  for _, severity in ipairs { "error", "warning", "note" } do
    for _, finding in ipairs(self.findings) do
      if finding.severity == severity then
        local places = {}
        for i, row in ipairs(finding.rows) do places[i] = tostring(row) end
        if #places > 4 then
          places = { places[1], places[2], "…", places[#places] }
        end
        lines[#lines + 1] = string.format("  %-8s %-10s row %s%s: %s", severity, finding.check,
          table.concat(places, ", "), finding.study and " (" .. finding.study .. ")" or "",
          finding.text)
      end
    end
  end
  lines[#lines + 1] = "Findings are questions to the source. Nothing was changed."
  return table.concat(lines, "\n")
end

-- hepar.meta.forensics, documented in lua/hepar/meta.lua.
function M.run(data, options)
  options = check.options(where, options, { "checks" })
  local wanted
  if options.checks ~= nil then
    if not check.plain(options.checks) then
      check.fail(where, "checks must be an array of names")
    end
    wanted = {}
    for _, one in ipairs(options.checks) do
      wanted[check.word(where, "checks", one, all_checks)] = true
    end
  end
  local rows = rows_of(data)
  local findings, counts = {}, {}
  local function add(kind, severity, places, text)
    if wanted and not wanted[kind] then return end
    local study = rows[places[1]].study
    findings[#findings + 1] = { check = kind, severity = severity, rows = places,
      study = study ~= nil and #places == 1 and tostring(study) or nil, text = text }
    counts[kind] = (counts[kind] or 0) + 1
  end
  for i, row in ipairs(rows) do
    row_checks.check(row, function(kind, severity, text) add(kind, severity, { i }, text) end)
  end
  set_checks.check(rows, add)
  return setmetatable({ findings = findings, counts = counts, rows = #rows }, meta)
end

-- hepar.meta.grim, documented in lua/hepar/meta.lua.
function M.grim(options)
  local name = "hepar.meta.grim"
  options = check.options(name, options, { "mean", "sd", "n", "items" })
  local mean, d1 = printed.read(options.mean)
  if not mean then
    check.fail(name, "mean must be a number, or a text as printed (\"5.20\"), got %s",
      check.show(options.mean))
  end
  local n = check.count(name, "n", options.n, 1)
  local items = check.count(name, "items", options.items == nil and 1 or options.items, 1)
  local result = { grim = integers.grim(mean, d1, n, items) }
  result.informative = result.grim ~= nil
  if options.sd ~= nil then
    local sd, d2 = printed.read(options.sd)
    if not sd or sd < 0 then check.fail(name, "sd must be 0 or more, got %s",
      check.show(options.sd)) end
    result.grimmer = result.grim ~= false and integers.grimmer(mean, d1, sd, d2, n, items) or false
  end
  if result.grim == nil then result.grim = true end
  return result
end

return M
