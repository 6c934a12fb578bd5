-- Every patient, arm and time as CSV or SQLite, written while the run goes on.
local check = require("hepar.util.check")
local column = require("hepar.column")
local core = require("hepar.core")
local file = require("hepar.util.file")

local M = {}

local function number(x)
  if x ~= x then return "NA" end
  local text = ("%.15g"):format(x)
  return tonumber(text) == x and text or ("%.17g"):format(x)
end

-- A name as a cell.
local function cell(text)
  if text:find('[",\r\n]') then return '"' .. text:gsub('"', '""') .. '"' end
  return text
end

local function weighted_of(spec) return spec.match and spec.match.method == "weights" end

-- The values of an output, those that nobody measured missing.
local function measured(spec, values, seen)
  if spec.after_event == "keep" then return values end
  local times, out = #spec.times, column(#values)
  for i = 1, #seen.times do
    for t = 1, times do
      local at = (i - 1) * times + t
      out[at] = spec.times[t] > seen.times[i] and 0 / 0 or values[at]
    end
  end
  return out
end

-- CSV: a line for every patient, arm and time. `failed` makes a sentence of what the system says.
local function csv_sink(handle, failed)
  local head = false
  return function(self, arm, patients, result, seen)
    local spec, rows, values = self.spec, {}, {}
    for o, output in ipairs(spec.outputs) do
      values[o] = measured(spec, result.columns[output], seen)
    end
    local weighted = weighted_of(spec)
    if not head then
      local names = { "patient", "arm", "time" }
      if weighted then names[#names + 1] = "weight" end
      for _, name in ipairs(spec.outputs) do names[#names + 1] = cell(name) end
      rows[1], head = table.concat(names, ","), true
    end
    local name, times = cell(spec.arms[arm].name), #spec.times
    for i = 1, #patients.numbers do
      for t = 1, times do
        local cells = { ("%d"):format(math.tointeger(patients.numbers[i])), name,
          number(spec.times[t]) }
        if weighted then cells[#cells + 1] = number(patients.weights[i]) end
        for _, list in ipairs(values) do
          cells[#cells + 1] = number(list[(i - 1) * times + t])
        end
        rows[#rows + 1] = table.concat(cells, ",")
      end
    end
    rows[#rows + 1] = ""
    local ok, why = handle:write(table.concat(rows, "\n"))
    if not ok then return failed(why) end
    return true
  end
end

local function to_csv(path, where, run)
  local part = file.beside(path)
  local handle, message = io.open(part, "wb")
  if not handle then return file.failed(where, path, part, message) end
  local function failed(why) return file.failed(where, path, part, why) end
  local ok, result, why, code = pcall(run, csv_sink(handle, failed))
  local closed, close_message = handle:close()
  if not ok then
    os.remove(part)
    error(result, 0)
  end
  if result and not closed then
    result, why, code = failed(close_message)
  end
  if not result then
    os.remove(part)
    return nil, why, code
  end
  ok, why, code = file.move(part, path, where)
  if not ok then return nil, why, code end
  return result
end

-- Names as columns of a table: SQLite takes "MELD" and "meld" for one.
local function columns_of(names, taken)
  local out, seen = {}, {}
  for _, name in ipairs(taken) do seen[name] = true end
  for i, name in ipairs(names) do
    while seen[name:lower()] do name = name .. "_" end
    seen[name:lower()], out[i] = true, name
  end
  return out
end

-- The tables of a database, and a sink that fills patient and value.
local Database = {}
Database.__index = Database

function Database:fail(...)
  self.failure = table.pack(...)
  return nil, (select(2, ...))
end

-- Adds a table: its number. Names are those of the run, so nothing of it is the user's to mistake.
function Database:create(name, columns)
  return assert(self.file:table(name, columns))
end

function Database:begin(run)
  local spec = run.spec
  self.weighted, self.features, self.looked = weighted_of(spec), {}, run.population.looked
  local names = {}
  for _, feature in ipairs(spec.features) do
    table.insert(self.features, feature.stream)
    table.insert(names, feature.as == "covariate" and feature.name or feature.name .. "_factor")
  end
  table.move(self.looked, 1, #self.looked, #names + 1, names)
  self.names = columns_of(names, { "patient", "weight" })
  local columns = { { "patient", "INTEGER" } }
  if self.weighted then columns[2] = { "weight", "REAL" } end
  for _, name in ipairs(self.names) do columns[#columns + 1] = { name, "REAL" } end
  self.patient = self:create("patient", columns)
  self.outputs = columns_of(spec.outputs, { "patient", "arm", "time" })
  columns = { { "patient", "INTEGER" }, { "arm", "TEXT" }, { "time", "REAL" } }
  for _, name in ipairs(self.outputs) do columns[#columns + 1] = { name, "REAL" } end
  self.value = self:create("value", columns)
  if spec.survival or spec.dropout then
    self.event = self:create("event", { { "patient", "INTEGER" }, { "arm", "TEXT" },
      { "time", "REAL" }, { "cause", "TEXT" } })
  end
end

-- Until when patients were seen, and why no longer: a cause of the model, left, end, or failed when
-- the solver could not go on.
function Database:events(run, arm, patients, result, seen)
  local spec, by_cause = run.spec, {}
  for i = 1, #seen.times do
    local cause, time = math.tointeger(seen.causes[i]), seen.times[i]
    local name = result.ended[i] < spec.horizon and "failed"
      or cause > 0 and spec.survival.causes[cause].name
      or time < spec.horizon and "left" or "end"
    local list = by_cause[name] or { patient = {}, time = {} }
    by_cause[name] = list
    table.insert(list.patient, patients.numbers[i])
    table.insert(list.time, time)
  end
  for _, name in ipairs(check.names(by_cause)) do
    local list = by_cause[name]
    local ok, message, code = self.file:rows(self.event, #list.time, { column(list.patient),
      spec.arms[arm].name, column(list.time), name })
    if not ok then return nil, message, code end
  end
  return true
end

function Database:sink(run, arm, patients, result, seen)
  if not self.value then self:begin(run) end
  local spec = run.spec
  if arm == 1 then
    local row = { patients.numbers }
    if self.weighted then row[2] = patients.weights end
    for _, stream in ipairs(self.features) do row[#row + 1] = patients.drawn[stream] end
    for _, name in ipairs(self.looked) do row[#row + 1] = patients.base[name] end
    local ok, message, code = self.file:rows(self.patient, #patients.numbers, row)
    if not ok then return self:fail(nil, message, code) end
  end
  local times = #spec.times
  local row = { { patients.numbers, times }, spec.arms[arm].name, run.grid }
  for _, name in ipairs(spec.outputs) do
    row[#row + 1] = measured(spec, result.columns[name], seen)
  end
  local ok, message, code = self.file:rows(self.value, #patients.numbers * times, row)
  if ok and self.event then ok, message, code = self:events(run, arm, patients, result, seen) end
  if not ok then return self:fail(nil, message, code) end
  return true
end

-- What the run was, as name and value, and the names, units and assumptions of the tables.
function Database:close(run)
  local spec = run.spec
  if not self.value then self:begin(run) end
  local function fill(name, columns, rows)
    local at = self:create(name, columns)
    for _, row in ipairs(rows) do assert(self.file:rows(at, 1, row)) end
  end
  local facts = {}
  local function fact(name, value)
    if value ~= nil then facts[#facts + 1] = { name, tostring(value) } end
  end
  fact("hepar", core._VERSION)
  fact("use", "research only; virtual patients are a hypothesis about patients")
  fact("title", spec.title)
  fact("record", spec.record)
  fact("model", spec.model.name)
  fact("model_sha256", core.store.sha256(spec.model.text))
  fact("time_unit", spec.model.time_unit)
  fact("horizon", number(spec.horizon))
  fact("seed", ("%d"):format(spec.seed))
  fact("patients", ("%d"):format(run.state.done))
  fact("planned", ("%d"):format(spec.n))
  fact("candidates", ("%d"):format(run.population.tried))
  fact("failed_courses", ("%d"):format(run.state.failed))
  fact("reference", spec.arms[1].name)
  fill("run", { { "name", "TEXT" }, { "value", "TEXT" } }, facts)
  local outputs = {}
  for i, name in ipairs(spec.outputs) do
    local symbol = rawget(spec.model.state, name) or rawget(spec.model.output, name)
      or rawget(spec.model.let, name) or {}
    outputs[i] = { name, self.outputs[i], symbol.unit or "", symbol.doc or symbol.what or "" }
  end
  fill("output", { { "name", "TEXT" }, { "column", "TEXT" }, { "unit", "TEXT" },
    { "meaning", "TEXT" } }, outputs)
  local rows = {}
  for i, a in ipairs(spec.assumptions) do rows[i] = { a.what, a.status, a.reason } end
  fill("assumption", { { "what", "TEXT" }, { "status", "TEXT" }, { "reason", "TEXT" } }, rows)
end

local function to_database(path, where, run)
  local handle, message, code = core.tablefile.open(path)
  if not handle then return nil, (message:gsub("^hepar%.cohort%.export", where)), code end
  local self = setmetatable({ file = handle }, Database)
  local last
  local ok, result, why
  ok, result, why, code = pcall(run, function(...)
    last = ...
    return self:sink(...)
  end)
  if ok and result and last then
    ok, why = pcall(self.close, self, last)
    if not ok then result, why = why, nil end
  end
  if ok and result then
    local done
    done, why, code = handle:finish()
    if not done then result = nil end
  elseif ok and self.failure then
    why, code = self.failure[2], self.failure[3]
  end
  handle:close()
  if not ok then error(result, 0) end
  if not result then return nil, (tostring(why):gsub("^hepar%.cohort%.export", where)), code end
  return result
end

-- Whether a name ends as that of a database.
function M.is_database(path)
  local ending = path:lower():match("%.(%w+)$")
  return ending == "sqlite" or ending == "sqlite3" or ending == "db"
end

-- Calls run(sink) with a sink that writes options.export; what run returns, or nil, message, code.
function M.while_running(options, where, run)
  local path = options.export
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then return run(nil) end
  return (M.is_database(path) and to_database or to_csv)(path, where, run)
end

return M
