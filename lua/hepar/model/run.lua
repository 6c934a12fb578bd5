--- What a simulation gives: columns by name, values at any time, figures, a file.
-- @module hepar.model.run

local check = require("hepar.util.check")
local file = require("hepar.util.file")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.model.lists")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

--- One simulation of a model. Its columns are fields: `run.t`, `run.collagen`, `run["cells[2]"]`;
-- they cannot be changed, and an unknown name is an error that names the nearest.
-- @type run
-- @tfield column t the times, in the model's unit
-- @tfield {string,...} names the columns beside t: states, then outputs
-- @tfield {string,...} outputs what a figure shows when nothing is asked for
-- @tfield table units unit of each column, by name
-- @tfield table doses list of `{t, label}`: the doses within the run
-- @tfield model model what was simulated
-- @tfield[opt] string time_unit "day", "hour", …
-- @tfield[opt] string label the run's name in figures
-- @tfield string title of its figures
-- @tfield table statistics `steps`, `rejected`, `rates`, `jacobians`, `factors`, `solves`,
-- `restarts`, `events`, and `solver`, `backend`
-- @tfield[opt] table sensitivity of `m:sensitivity`: `sensitivity[parameter][state]` is a column,
-- the derivative of the state by the parameter
local methods = {}

-- run -> what it hides
local states = setmetatable({}, { __mode = "k" })

local function state_of(run, name)
  local state = states[run]
  if not state then
    fail("hepar.model.run." .. name, "expects a run (call it with a colon: run:%s), got %s", name,
      show(run))
  end
  return state
end

-- A column by its name, or misuse.
local function column_of(where, state, name)
  local column = type(name) == "string" and rawget(state.columns, name)
  if not column then
    fail(where, "%s is no column of this run%s", show(name),
      type(name) == "string" and check.suggest(name, state.all) or "")
  end
  return column
end

--- A column by its name: also one whose name is that of a field or method, such as `t`.
-- @tparam string name of a state, output, or definition that was asked for; or "t"
-- @treturn column its values, one for each time
-- @raise when the run has no such column
-- @usage run:column("collagen"):max()
function methods:column(name)
  return column_of("hepar.model.run.column", state_of(self, "column"), name)
end

--- The values at one time, between the times of the columns as exact as at them.
-- A time that is no time of the columns is asked of the solver again.
-- @tparam number|table time in the model's unit, or `{weeks = 24}`
-- @treturn table `t` and each column's value by name; prints itself
-- @raise when the time is outside the run
-- @usage run:at(168).collagen
-- =run:at{months = 6}
function methods:at(time)
  local where = "hepar.model.run.at"
  local state = state_of(self, "at")
  local t = values.time(where, "time", time, state.fields.model)
  local times = state.columns.t
  local low, high = 1, #times
  local first, last = state.request.start, state.request.stop
  if t < first or t > last then
    fail(where, "time %s is outside the run, which goes from %s to %s", show(t), show(first),
      show(last))
  end
  while low < high do
    local middle = (low + high) // 2
    if times[middle] < t then low = middle + 1 else high = middle end
  end
  local columns, place = state.columns, low
  if times[low] ~= t then
    columns, place = state.again(t), 1
  end
  local row = { t = t }
  for _, name in ipairs(state.fields.names) do row[name] = columns[name][place] end
  local meta = { __name = "hepar.run_row", __index = function(_, name)
    if type(name) == "string" then column_of(where, state, name) end
  end }
  function meta.__tostring(r)
    local cells = {}
    for i, name in ipairs(state.fields.names) do
      cells[i] = { name, lists.number(r[name]), state.fields.units[name] }
    end
    local lines = layout.table({ "t", lists.number(r.t), state.fields.time_unit }, cells)
    return table.concat(lines, "\n")
  end
  return setmetatable(row, meta)
end

-- What hepar.plot.time_course takes.
function M.plain(run)
  local state = states[run]
  local fields, plain = state.fields, {}
  for name, column in pairs(state.columns) do plain[name] = column end
  for _, name in ipairs { "names", "outputs", "label", "doses", "units", "time_unit", "title" } do
    plain[name] = fields[name]
  end
  plain.t = state.columns.t
  return plain
end

--- Draws the course of columns, one panel each, with doses marked; several runs over each other.
-- @tparam[opt] table options the names of columns as a list (when none: the outputs), and `with`
-- (a run or a list of runs to draw over it), and the options of `hepar.plot.time_course`
-- @treturn figure the figure
-- @raise when a name is not known, or an option is not of the kind described
-- @usage run:plot{"collagen", "MELD"}:save("run.svg")
-- two:plot{"collagen", with = {one, control}}
function methods:plot(options)
  local where = "hepar.model.run.plot"
  local state = state_of(self, "plot")
  local given, runs, names = {}, { self }, {}
  if options ~= nil then
    values.table(where, "options", options, '{"' .. (state.fields.names[1] or "t") .. '"}')
    for key, value in pairs(options) do
      if math.type(key) == "integer" then
        if key < 1 or key > #options then fail(where, "the list of columns has a hole") end
      elseif key ~= "with" then
        given[key] = value
      end
    end
    for i = 1, #options do
      column_of(where, state, options[i])
      names[i] = options[i]
    end
    local with = options.with
    if states[with] then with = { with } end
    if with ~= nil then
      values.table(where, "option with", with, "{other}")
      for i = 1, #with do
        if not states[with[i]] then
          fail(where, "option with[%d] must be a run, got %s", i, show(with[i]))
        end
        runs[#runs + 1] = with[i]
      end
    end
  end
  if #names > 0 then
    if given.outputs ~= nil then
      fail(where, "columns are given twice: as a list and as outputs")
    end
    given.outputs = names
  end
  return require("hepar.plot").time_course(runs, given)
end

-- The shortest text that reads back as the number.
local function exact(value)
  if value ~= value then return "NaN" end
  if value == math.floor(value) and math.abs(value) < 1e15 then return ("%.0f"):format(value) end
  for digits = 15, 17 do
    local text = ("%." .. digits .. "g"):format(value)
    if tonumber(text) == value then return text end
  end
  return ("%.17g"):format(value)
end

local function cell(text)
  return text:find('[",\n]') and '"' .. text:gsub('"', '""') .. '"' or text
end

--- Writes the columns as comma-separated values, the times first: whole or not at all.
-- Numbers read back as they were, to the last bit.
-- @tparam string path of the file
-- @tparam[opt] table options the names of columns as a list (when none: all)
-- @treturn ?boolean true; or nil, a message and "io"
-- @raise when a name is not known
-- @usage assert(run:csv("run.csv"))
function methods:csv(path, options)
  local where = "hepar.model.run.csv"
  local state = state_of(self, "csv")
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
    fail(where, "path must be the name of a file, got %s", show(path))
  end
  local names, columns = state.fields.names, { state.columns.t }
  if options ~= nil then
    values.table(where, "options", options, '{"' .. (names[1] or "t") .. '"}')
    names = {}
    for key in pairs(options) do
      if math.type(key) ~= "integer" then fail(where, "option %s is not known", show(key)) end
    end
    for i = 1, #options do names[i] = options[i] end
  end
  local head, lines = { "t" }, {}
  for i, name in ipairs(names) do
    columns[i + 1] = column_of(where, state, name)
    head[i + 1] = cell(name)
  end
  lines[1] = table.concat(head, ",")
  for k = 1, #columns[1] do
    local row = {}
    for j, column in ipairs(columns) do row[j] = exact(column[k]) end
    lines[k + 1] = table.concat(row, ",")
  end
  return file.write(path, table.concat(lines, "\n") .. "\n", where)
end

local function summary(state)
  local f = state.fields
  local model, times = f.model, state.columns.t
  local unit = f.time_unit and " " .. f.time_unit .. "s" or ""
  local lines = { ("%s%s  %s to %s%s, %s"):format(model.name, f.label and " (" .. f.label .. ")" or
    "", lists.number(times[1]), lists.number(times[#times]), unit, layout.count(#times, "time")) }
  local said = {}
  for _, note in ipairs(state.said) do said[#said + 1] = note end
  if #f.doses > 0 then
    local marks = {}
    for i = 1, math.min(3, #f.doses) do
      marks[i] = ("%s at %s"):format(f.doses[i].label, lists.number(f.doses[i].t))
    end
    said[#said + 1] = ("%s: %s%s"):format(layout.count(#f.doses, "dose"),
      table.concat(marks, ", "), #f.doses > 3 and ", …" or "")
  end
  if #said > 0 then lines[2] = "  " .. layout.wrap(table.concat(said, "; "), 94, "  ") end
  local rows, most = {}, 9
  local shown = #f.outputs > 0 and f.outputs or f.names
  for i = 1, math.min(#shown, most) do
    local name = shown[i]
    local column = state.columns[name]
    rows[i] = { name, lists.number(column[1]), lists.number(column:min()),
      lists.number(column:max()), lists.number(column[#column]), f.units[name] }
  end
  for _, line in ipairs(layout.table({ "", "first", "lowest", "highest", "last", "unit" }, rows)) do
    lines[#lines + 1] = "  " .. layout.clip(line, 98)
  end
  if #f.names > #rows then
    lines[#lines + 1] = ("  … %s in all: run.names"):format(layout.count(#f.names, "column"))
  end
  local s = f.statistics
  local backend = s.backend == "interpreter" and s.backend or "compiled"
  lines[#lines + 1] = ("  %s, %s: %d steps, %d rejected, %d evaluations of the rates"):format(
    s.solver, backend, s.steps or 0, s.rejected or 0, s.rates or 0)
  local first = shown[1] or "t"
  local field = first:match("^[%a_][%w_]*$") and "run." .. first or ('run["%s"]'):format(first)
  lines[#lines + 1] = ('next  %s  run:at(%s)  run:plot{"%s"}  run:csv("run.csv")'):format(field,
    lists.number(times[#times]), first)
  return table.concat(lines, "\n")
end

--- Makes a run. `state`: fields (names, outputs, units, doses, …), columns by name with t, request,
-- said (list of notes for the summary), again(t) → columns at one time.
function M.make(state)
  local index = {}
  state.all = {}
  for name, column in pairs(state.columns) do
    index[name] = column
    state.all[#state.all + 1] = name
  end
  table.sort(state.all)
  for name, value in pairs(state.fields) do index[name] = value end
  for name, method in pairs(methods) do index[name] = method end
  index.t = state.columns.t
  setmetatable(index, { __index = function(_, name)
    if type(name) ~= "string" then return nil end
    fail("hepar.model.run", '"%s" is no column of this run%s%s', name,
      check.suggest(name, state.all), lists.find(state.fields.model.let, name)
        and (' (ask for it: outputs = {"%s"})'):format(name) or "")
  end })
  local run = {}
  local meta = { __name = "hepar.run", __index = index, methods = methods }
  function meta.__newindex(_, name)
    fail("hepar.model.run", "a run cannot be changed (%s)", show(name))
  end
  function meta.__tostring() return summary(state) end
  function meta.__len() return #state.columns.t end
  function meta.__pairs() return next, index, nil end
  states[run] = state
  return setmetatable(run, meta)
end

return M
