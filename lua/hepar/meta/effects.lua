--- Effect sizes from what papers report: the class hepar.effects.
-- @module hepar.meta.effects

local core = require("hepar.core").effects
local check = require "hepar.meta.check"
local conventions = require "hepar.meta.conventions"
local column = require "hepar.column"
local measures = require "hepar.meta.measures"

local M = {}

local where = "hepar.meta.effects"

-- Groups of measures that p values lead to, through t statistics.
local FROM_P = { means = true, correlation = true, ["partial correlation"] = true }

local MISSING, ADDED, DROPPED, UNDEFINED, NO_VARIANCE, NO_ONE, EXACT = 1, 2, 4, 8, 16, 32, 64

local index = {}   -- measure -> what the core knows of it
local names = {}   -- all measures, in the order of the core
local known_fields = {}
for _, measure in ipairs(core.measures()) do
  index[measure.name] = measure
  names[#names + 1] = measure.name
  for _, field in ipairs(measure.fields) do
    if not known_fields[field] then
      known_fields[field] = true
      known_fields[#known_fields + 1] = field
    end
  end
end

local option_names = { "measure", "data", "slab", "add", "to", "drop00", "vtype", "definition",
  "level", "routes", "subset", "pi", "as", table.unpack(known_fields) }

--- Effects of one measure, a row for each study. The columns of `data` that no field has the name
-- of are fields too, and serve as moderators. `#effects` is the number of rows.
-- @type effects
-- @tfield column yi the effects; NaN where a row has none
-- @tfield column vi their sampling variances
-- @tfield column sei their standard errors
-- @tfield column ni patients, or time at risk
-- @tfield {string,...} slab the labels of the studies
-- @tfield {string,...} notes what was done to a row, or why it has no effect; "" for nothing
-- @tfield string measure "RR", "MD" …
-- @tfield string label its name
-- @tfield[opt] string natural its name on the natural scale ("risk ratio")
-- @tfield[opt] string transf the transformation that leads there, for `hepar.meta.transf`
-- @tfield string definition "3.8" or "5.1"
-- @tfield string as "metafor", "RevMan" or "Stata"
-- @tfield {string,...} conventions what that program does in another way than metafor, as sentences
-- @tfield string|table vtype the variance, or one for each row
-- @tfield[opt] number add what was added to cells
-- @tfield[opt] string to where
-- @tfield boolean drop00 whether rows without events, or with events only, were left out
-- @tfield number level of intervals, percent
-- @tfield integer rows number of rows
-- @tfield[opt] {integer,...} subset with option subset: which of the given rows these are
-- @tfield integer k rows with an effect and a variance
-- @tfield integer added rows to whose cells something was added
-- @tfield table omitted the rows that pooling leaves out: list of row, slab, reason
-- @tfield[opt] table routes for each row the list of how its numbers were derived
-- @tfield[opt] table left_out of `ev:effects`: arms without an effect, list of study, arm, reason
local Effects = {}

-- The measure, or "GEN" when only yi is given.
local function check_measure(options)
  local measure = options.measure
  if measure == nil then
    if options.yi ~= nil then return "GEN" end
    check.fail(where, "option measure is missing (\"RR\", \"OR\", \"MD\", \"SMD\" …)")
  end
  if index[measure] or measure == "HR" then return measure end
  check.fail(where, "measure %s is not known%s", check.show(measure),
    type(measure) == "string" and check.suggest(measure, names) or "")
end

-- d values and t statistics replace means only when they are asked for by name.
local function taken_from_data(about, field)
  if field ~= "di" and field ~= "ti" then return true end
  return about.group ~= "means" and about.group ~= "correlation"
end

-- The columns of the measure, from the options and from the table `data`.
local function gather(options, about)
  local data = options.data
  if data ~= nil and not check.plain(data) then
    check.fail(where, "data must be a table of columns, got %s", check.show(data))
  end
  local reads, fields = {}, {}
  for _, field in ipairs(about.fields) do reads[field] = true end
  for _, field in ipairs(known_fields) do
    local value = options[field]
    if value ~= nil and not reads[field] then
      check.fail(where, 'measure "%s" does not read %s (it reads %s)', about.name, field,
        table.concat(about.fields, ", "))
    end
    if type(value) == "string" then
      if not data then check.fail(where, "%s names a column, but there is no data", field) end
      if data[value] == nil then
        check.fail(where, 'data has no column "%s" (for %s)', value, field)
      end
      value = data[value]
    elseif type(value) == "number" then
      value = { value }
    elseif value == nil and data and reads[field] and taken_from_data(about, field) then
      value = data[field]
    end
    if reads[field] then fields[field] = value end
  end
  return fields
end

-- t statistics from p values, when option pi gives them; which rows took one.
local function p_values(options, about, fields)
  local pi = options.pi
  if pi == nil then return nil end
  local reads = false
  for _, field in ipairs(about.fields) do reads = reads or field == "ti" end
  if not reads or not FROM_P[about.group] then
    check.fail(where, 'measure "%s" does not read pi (it reads %s)', about.name,
      table.concat(about.fields, ", "))
  end
  if type(pi) == "string" then
    local found = options.data and options.data[pi]
    if found == nil then check.fail(where, 'data has no column "%s" (for pi)', pi) end
    pi = found
  elseif type(pi) == "number" then
    pi = { pi }
  elseif not check.plain(pi) and not column.is(pi) then
    check.fail(where, "pi must be a column or an array of numbers, got %s", check.show(pi))
  end
  return require("hepar.meta.rows").from_p(where, about.group, fields, pi)
end

-- The labels as strings, made unique by a number: "Smith 2010.1".
local function check_labels(options, rows)
  local slab = options.slab
  if type(slab) == "string" then
    local found = options.data and options.data[slab]
    if found == nil then check.fail(where, 'data has no column "%s" (for slab)', slab) end
    slab = found
  elseif slab == nil and options.data then
    slab = options.data.slab or options.data.study
  end
  local labels, seen = {}, {}
  if slab == nil then
    for i = 1, rows do labels[i] = "Study " .. i end
    return labels
  end
  if not check.plain(slab) and not column.is(slab) then
    check.fail(where, "slab must be an array of labels, got %s", check.show(slab))
  end
  if #slab ~= rows then
    check.fail(where, "slab has %d labels for %d rows", #slab, rows)
  end
  local count = {}
  for i = 1, rows do
    local label = slab[i]
    if type(label) == "number" then
      label = string.format("%.14g", label)
    elseif type(label) ~= "string" then
      check.fail(where, "slab[%d] must be a label, got %s", i, check.show(label))
    end
    labels[i] = label
    count[label] = (count[label] or 0) + 1
  end
  for i, label in ipairs(labels) do
    if count[label] > 1 then
      seen[label] = (seen[label] or 0) + 1
      labels[i] = label .. "." .. seen[label]
    end
  end
  return labels
end

-- The label of the row that an error of the core names, appended to it.
local function blame(message, labels)
  message = message:match("hepar%.meta%.effects: .*") or message
  local row = tonumber(message:match("%[(%d+)%]") or message:match("row (%d+)"))
  if row and labels[row] and labels[row] ~= "Study " .. row then
    message = message .. string.format(' (study "%s")', labels[row])
  end
  error(message, 0)
end

-- Why a row has no effect, or what was done to it.
local function explain(bits, effects)
  local list = {}
  local function say(bit, text)
    if bits & bit ~= 0 then list[#list + 1] = text end
  end
  say(MISSING, "a value that the measure needs is missing")
  say(DROPPED, "no events, or only events, in both groups (drop00)")
  say(UNDEFINED, effects.measure .. " has no value for these numbers")
  say(NO_VARIANCE, "no sampling variance")
  if effects.add then
    say(ADDED, string.format("%s added to the cells", effects.add == 0.5 and "1/2"
      or string.format("%g", effects.add)))
  end
  say(NO_ONE, "a group of nobody")
  say(EXACT, "a sampling variance of 0: pooling by its inverse breaks")
  return #list > 0 and table.concat(list, "; ") or nil
end

-- How the numbers of each row were derived, as lists of texts: empty for a row as printed.
local function check_routes(routes, rows)
  if routes == nil then return nil end
  if not check.plain(routes) then
    check.fail(where, "routes must be an array, got %s", check.show(routes))
  end
  local lists = {}
  for i = 1, rows do
    local route = routes[i]
    if type(route) ~= "table" or route.route or route.formula then route = { route or nil } end
    lists[i] = {}
    local seen = {}
    for _, one in ipairs(route) do
      if type(one) ~= "table" and type(one) ~= "string" then
        check.fail(where, "routes[%d] must be a route, a text or a list of them, got %s", i,
          check.show(one))
      end
      local text = tostring(type(one) == "table" and one.route or one)
      if not seen[text] then
        seen[text] = true
        table.insert(lists[i], text)
      end
    end
  end
  return lists
end

-- Fills in what follows from yi, vi and the notes.
local function finish(self, notes)
  local rows = #self.yi
  self.sei = self.vi ^ 0.5
  self.notes, self.omitted, self.k = {}, {}, 0
  self.added = 0
  for i = 1, rows do
    self.notes[i] = explain(notes[i], self) or ""
    if self.routes and #self.routes[i] > 0 then
      self.notes[i] = self.notes[i] .. (self.notes[i] ~= "" and "; " or "")
        .. "derived: " .. table.concat(self.routes[i], "; ")
    end
    if notes[i] & ADDED ~= 0 then self.added = self.added + 1 end
    if self.yi[i] == self.yi[i] and self.vi[i] == self.vi[i] then
      self.k = self.k + 1
    else
      self.omitted[#self.omitted + 1] = { row = i, slab = self.slab[i], reason = self.notes[i] }
    end
  end
  return self
end

-- The counts and the other columns of the data go along: figures and tests need the first, and
-- all serve as moderators.
local function adopt(self, data, rows)
  local sorted = {}
  for name in pairs(data) do
    if type(name) == "string" then sorted[#sorted + 1] = name end
  end
  table.sort(sorted)
  for _, name in ipairs(sorted) do
    local kind = type(data[name])
    if (kind == "table" or kind == "userdata") and #data[name] == rows
      and rawget(self, name) == nil and Effects[name] == nil then
      self[name] = data[name]
    end
  end
end

-- hepar.meta.effects, documented in lua/hepar/meta.lua.
function M.make(options)
  options = check.options(where, options, option_names)
  local measure = check_measure(options)
  local as, differences = conventions.word(where, options.as), nil
  if as ~= "metafor" then
    local copy = {}
    for name, value in pairs(options) do copy[name] = value end
    options, differences = copy, conventions.of_effects(as, measure, copy)
  end
  local about = index[measure == "HR" and "GEN" or measure]
  local kept
  if options.subset ~= nil then
    options, kept = require("hepar.meta.rows").subset(where, options, { "pi",
      table.unpack(known_fields) })
  end
  local definition = check.word(where, "definition", options.definition, { "3.8", "5.1" }, "3.8")
  local to = check.word(where, "to", options.to, { "only0", "all", "if0all", "none" }, "only0")
  for _, name in ipairs { "add", "to" } do
    if options[name] ~= nil and not about.counts then
      check.fail(where, 'option %s has no meaning for measure "%s"', name, measure)
    end
  end
  if options.add ~= nil and type(options.add) ~= "number" then
    check.fail(where, "option add must be a number, got %s", check.show(options.add))
  end
  if options.drop00 ~= nil and type(options.drop00) ~= "boolean" then
    check.fail(where, "option drop00 must be true or false, got %s", check.show(options.drop00))
  end
  local vtype = options.vtype
  if type(vtype) == "string" then
    check.word(where, "vtype", vtype, about.vtypes)
  elseif vtype ~= nil then
    if not check.plain(vtype) then
      check.fail(where, "option vtype must be a word or an array of words, got %s",
        check.show(vtype))
    end
    for i = 1, #vtype do
      if type(vtype[i]) ~= "string" then
        check.fail(where, "vtype[%d] must be a word, got %s", i, check.show(vtype[i]))
      end
    end
  end
  local fields = gather(options, about)
  local from_p = p_values(options, about, fields)
  local rows = nil
  for _, field in ipairs(about.fields) do
    if fields[field] ~= nil and (type(fields[field]) == "table"
      or type(fields[field]) == "userdata") then
      rows = #fields[field]
      break
    end
  end
  -- Without any column the core says which are needed.
  local labels = rows and check_labels(options, rows) or {}
  rows = rows or 0
  local level = check.level(where, options.level)
  local ok, yi, vi, ni, notes = pcall(core.compute, about.name, fields, vtype, to,
    options.drop00 or false, definition == "5.1", level, options.add)
  if not ok then blame(yi, labels) end
  yi, vi = conventions.effects(as, measure, options, fields, yi, vi)
  local label, natural, back = measures.describe(measure)
  local self = setmetatable({
    yi = yi, vi = vi, ni = ni, slab = labels, measure = measure, label = label, natural = natural,
    transf = back, definition = definition, vtype = vtype or "LS", level = level,
    to = about.counts and to or nil, add = about.counts and (options.add or about.add) or nil,
    drop00 = options.drop00 or false, rows = rows, routes = check_routes(options.routes, rows),
    subset = kept, as = as, conventions = differences or {},
  }, Effects.meta)
  adopt(self, fields, rows)
  if options.data then adopt(self, options.data, rows) end
  finish(self, notes)
  for i in pairs(from_p or {}) do
    self.notes[i] = self.notes[i] .. (self.notes[i] ~= "" and "; " or "")
      .. "derived: t from the p value"
  end
  return self
end

--- The rows that have an effect and a variance, as plain tables: row, slab, yi, vi, sei, ni, note.
-- @function list
-- @treturn table array of rows, in the order of the input
-- @usage for _, row in ipairs(effects:list()) do print(row.slab, row.yi) end
function Effects:list()
  if type(self) ~= "table" or getmetatable(self) ~= Effects.meta then
    check.fail("hepar.meta.effects: list", "expected effects, got %s", check.show(self))
  end
  local list = {}
  for i = 1, self.rows do
    if self.yi[i] == self.yi[i] and self.vi[i] == self.vi[i] then
      list[#list + 1] = { row = i, slab = self.slab[i], yi = self.yi[i], vi = self.vi[i],
        sei = self.sei[i], ni = self.ni[i], note = self.notes[i] }
    end
  end
  return list
end

-- The normal quantile of the level, from the core.
local function critical(level)
  return core.quantile("normal", 1 - (1 - level / 100) / 2)
end

-- One number with four decimals, or an empty cell.
local function number(x)
  if not x or x ~= x then return "" end
  if x ~= 0 and (math.abs(x) < 1e-3 or math.abs(x) >= 1e6) then return string.format("%.3e", x) end
  return string.format("%.4f", x)
end

-- How many characters a UTF-8 text has.
local function width(text) return utf8.len(text) or #text end

local function pad(text, size, left)
  local space = string.rep(" ", size - width(text))
  return left and text .. space or space .. text
end

-- The sentence that says what was done to counts.
local function adding(self)
  if not self.add or self.to == "none" or self.add == 0 then return nil end
  local half = self.add == 0.5 and "1/2" or string.format("%g", self.add)
  local words = { only0 = "to the cells of rows with an empty one",
    all = "to the cells of all rows", if0all = "to the cells of all rows if any cell is empty" }
  return string.format("%s added %s: %d row%s", half, words[self.to], self.added,
    self.added == 1 and "" or "s")
end

-- The note of a row for print, with the routes as numbers of the list below the table.
local function short_note(self, i, numbers, list)
  if not self.routes or #self.routes[i] == 0 then return self.notes[i] end
  local marks = {}
  for j, text in ipairs(self.routes[i]) do
    if not numbers[text] then
      list[#list + 1] = text
      numbers[text] = #list
    end
    marks[j] = "[" .. numbers[text] .. "]"
  end
  local note = self.notes[i]:gsub(";? ?derived: .*$", "")
  return note .. (note ~= "" and "; " or "") .. "derived " .. table.concat(marks, " ")
end

-- Prints the table of effects.
local function tostring_effects(self)
  local numbers, routes = {}, {}
  local lines = { string.format("Effects: %s (%s), %d of %d rows", self.label, self.measure, self.k,
    self.rows) }
  local about = { "definitions as metafor " .. self.definition,
    "variance " .. (type(self.vtype) == "string" and self.vtype or "by row") }
  about[#about + 1] = adding(self)
  lines[#lines + 1] = table.concat(about, "; ")
  for _, text in ipairs(self.conventions) do
    lines[#lines + 1] = "as " .. self.as .. ": " .. text
  end
  local z = critical(self.level)
  local cells = { { "study", "n", "yi", "se", string.format("%g %% CI", self.level), "" } }
  for i = 1, self.rows do
    local y, s = self.yi[i], self.sei[i]
    local shown = s == s and string.format("[%s, %s]", number(y - z * s), number(y + z * s)) or ""
    local n = self.ni[i] == self.ni[i] and string.format("%.10g", self.ni[i]) or ""
    cells[#cells + 1] = { self.slab[i], n, number(y), number(s), shown,
      short_note(self, i, numbers, routes) }
  end
  local widths = { 0, 0, 0, 0, 0 }
  for _, row in ipairs(cells) do
    for j = 1, 5 do widths[j] = math.max(widths[j], width(row[j])) end
  end
  for _, row in ipairs(cells) do
    local parts = {}
    for j = 1, 5 do parts[j] = pad(row[j], widths[j], j == 1) end
    lines[#lines + 1] = ("  " .. table.concat(parts, "  ") .. "  " .. row[6]):gsub("%s+$", "")
  end
  for i, text in ipairs(routes) do lines[#lines + 1] = string.format("  [%d] %s", i, text) end
  if #self.omitted > 0 then
    lines[#lines + 1] = string.format("left out of pooling: %d row%s", #self.omitted,
      #self.omitted == 1 and "" or "s")
    for _, row in ipairs(self.omitted) do
      lines[#lines + 1] = string.format("  row %d, %s: %s", row.row, row.slab, row.reason)
    end
  end
  for i, one in ipairs(self.left_out or {}) do
    if i == 1 then lines[#lines + 1] = "without an effect:" end
    lines[#lines + 1] = string.format("  %s%s: %s", one.study, one.arm and " " .. one.arm or "",
      one.reason)
  end
  if self.natural then
    lines[#lines + 1] = string.format('read as %s through hepar.meta.transf(x, "%s")', self.natural,
      self.transf)
  end
  return table.concat(lines, "\n")
end

Effects.meta = {
  __name = "hepar.effects",
  __index = Effects,
  __tostring = tostring_effects,
  __len = function(self) return self.rows end,
}

M.methods = Effects
M.measures = index

return M
