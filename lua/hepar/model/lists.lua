--- Lists of a model's symbols and presets, which print themselves as tables.
-- @module hepar.model.lists

local check = require("hepar.util.check")
local layout = require("hepar.evidence.layout")

local M = {}

--- A parameter, input, state, definition (let) or output of a model. It prints itself.
-- @table symbol
-- @tfield string name as in the text: `k_deg`, `regen.Q`, `cells[2]`
-- @tfield string kind "parameter", "input", "state", "let" or "output"
-- @tfield[opt] number value of a parameter or input: the default; of a state: the value at the
-- start
-- @tfield[opt] string unit as written
-- @tfield[opt] string doc what it is
-- @tfield string status "verified", "recalled", "calibrated", "assumed", "cited" (a source without
-- a word on it) or "unstated"
-- @tfield[opt] string source where its value is from
-- @tfield[opt] number low lower end of the stated range
-- @tfield[opt] number high upper end
-- @tfield boolean nonnegative of a state: it may not fall below 0
-- @tfield boolean delivered of an input: doses arrive here
-- @tfield[opt] string module the prefix under which an import brought it
-- @tfield[opt] string file the text that defines it
-- @tfield[opt] integer line where in that text

--- Values over the defaults that go together: a species, a patient. It prints itself.
-- @table preset
-- @tfield string name as in `preset = "rat"`
-- @tfield[opt] string doc what it is
-- @tfield string status as of a symbol
-- @tfield[opt] string source as of a symbol
-- @tfield table values the parameters that it sets, name to value
-- @tfield {string,...} order their names

--- Something a model must do, may not do, or rests on.
-- @table remark
-- @tfield string text the words
-- @tfield[opt] string status "calibrated" (the model was fitted to it, so agreement is no
-- evidence), "predicted", "contradicted" or "verified"
-- @tfield[opt] string source where the number is from

--- A number as tables show it: six digits at most.
function M.number(value)
  if value == nil or value ~= value then return nil end
  if value == math.floor(value) and math.abs(value) < 1e7 then return ("%d"):format(value) end
  return (("%.6g"):format(value):gsub("e%+?(-?)0*(%d)", "e%1%2"))
end

-- "0.1 to 0.5", or nothing.
local function range(symbol)
  if not symbol.low then return nil end
  return M.number(symbol.low) .. " to " .. M.number(symbol.high)
end

-- Status and source in one cell.
local function origin(row)
  if row.source and row.source ~= "" then
    return row.status == "cited" and row.source or row.status .. ": " .. row.source
  end
  return row.status
end
M.origin = origin

-- What a symbol prints.
local function symbol_text(s)
  local lines = { ("%s  %s%s"):format(s.name, s.kind,
    s.delivered and ", takes doses" or s.nonnegative and ", never below 0" or "") }
  local function add(name, text)
    if text and text ~= "" then
      lines[#lines + 1] = ("  %-8s %s"):format(name, layout.wrap(text, 84, (" "):rep(11)))
    end
  end
  add("what", s.doc)
  local value = s.value and M.number(s.value)
  local unit = s.unit and " " .. s.unit or ""
  add(s.kind == "state" and "start" or "value", value and value .. unit
    or s.unit and "in" .. unit)
  add("range", range(s))
  if s.kind ~= "let" and s.kind ~= "output" then add("status", origin(s)) end
  return table.concat(lines, "\n")
end

local function refuse_change(key)
  check.fail("hepar.model", "a model cannot be changed (%s); use set = {…} of simulate, or "
    .. "m:extend", check.show(key))
end

--- A table that reads like `fields` and cannot be written to: what would look like a change of the
-- model would change nothing.
function M.fixed(name, fields, text)
  local meta = { __name = name, __index = fields }
  function meta.__newindex(_, key) refuse_change(key) end
  function meta.__pairs() return next, fields, nil end
  function meta.__tostring(self) return text(self) end
  return setmetatable({}, meta)
end

--- A symbol as users see it.
function M.symbol(row) return M.fixed("hepar.symbol", row, symbol_text) end

local preset_meta = { __name = "hepar.preset" }

function preset_meta.__tostring(p)
  local parts = {}
  for i, name in ipairs(p.order) do
    parts[i] = ("%s = %s"):format(name, M.number(p.values[name]))
  end
  return ("%s  %s\n  %s\n  %s"):format(p.name, p.doc or "", origin(p),
    layout.wrap(table.concat(parts, ", "), 96, "  "))
end

--- Makes a preset print itself.
function M.preset(row) return setmetatable(row, preset_meta) end

-- "167 parameters: 7 verified, 33 recalled"
function M.by_status(rows)
  local counts, parts = {}, {}
  for _, row in ipairs(rows) do counts[row.status] = (counts[row.status] or 0) + 1 end
  for _, status in ipairs { "verified", "recalled", "calibrated", "cited", "assumed", "predicted",
    "contradicted", "unstated" } do
    if counts[status] then parts[#parts + 1] = ("%d %s"):format(counts[status], status) end
  end
  return table.concat(parts, ", ")
end

local list_metas = {}

local function list_meta(kind, header, cells)
  local meta = { __name = "hepar." .. kind .. "_list" }
  function meta.__tostring(list)
    if #list == 0 then return "no " .. kind .. "s" end
    local rows = {}
    for i, row in ipairs(list) do rows[i] = cells(row) end
    local lines = layout.table(header, rows)
    table.insert(lines, 1, layout.count(#list, kind))
    return table.concat(lines, "\n")
  end
  list_metas[kind] = meta
end

list_meta("parameter", { "name", "value", "unit", "range", "status", "what" }, function(s)
  return { s.name, M.number(s.value), s.unit, range(s), origin(s), s.doc }
end)
list_meta("input", { "name", "value", "unit", "takes", "what" }, function(s)
  local takes = s.either and "either" or s.delivered and "doses" or "a level"
  return { s.name, M.number(s.value), s.unit, takes, s.doc }
end)
list_meta("state", { "name", "start", "unit", "status", "what" }, function(s)
  return { s.name, M.number(s.value), s.unit, origin(s), s.doc }
end)
list_meta("output", { "name", "unit", "what" }, function(s) return { s.name, s.unit, s.doc } end)
list_meta("definition", { "name", "unit", "what" }, function(s)
  return { s.name, s.unit, s.doc }
end)
list_meta("preset", { "name", "sets", "status", "what" }, function(p)
  return { p.name, #p.order, origin(p), p.doc }
end)

--- A list that prints itself; `kind` names what is in it.
function M.list(kind, rows)
  return setmetatable(rows, list_metas[kind])
end

--- A table of symbols by name that refuses unknown names with the nearest.
function M.by_name(what, rows)
  local names, index = {}, {}
  for i, row in ipairs(rows) do names[i], index[row.name] = row.name, row end
  return setmetatable(index, { __name = "hepar.symbols",
    __index = function(_, name)
      check.fail("hepar.model", '%s %s is not known%s', what, check.show(name),
        type(name) == "string" and check.suggest(name, names) or "")
    end,
    __newindex = function(_, name) refuse_change(name) end,
    __tostring = function()
      return ("%s: %s"):format(layout.count(#names, what), layout.wrap(table.concat(names, ", "),
        90, "  "))
    end })
end

--- The symbol of that name in such a table, or nil.
function M.find(symbols, name) return rawget(symbols, name) end

--- Raises when a symbol of such a table was written over, which would change nothing.
function M.check_whole(symbols, rows)
  for _, row in ipairs(rows) do
    if rawget(symbols, row.name) ~= row then refuse_change(row.name) end
  end
end

return M
