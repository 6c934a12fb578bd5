-- The patients and the model of a scenario, for peers that solve it one patient at a time:
--   lua5.4 spec/bench/scenario.lua FOLDER SCENARIO.lua PATIENTS
-- writes into FOLDER: model.c (the model, hepar's own C of it), layout.h, values.bin (for each
-- patient and each of run-in, arm 1, arm 2 …: parameters, then inputs, as doubles), doses.txt
-- (arm, time, input from 1, amount), times.txt, scenario.txt (patients, arms, days before,
-- horizon, parameters, inputs, then the outputs, those of survival after them).
local hepar = require "hepar"
local core = require "hepar.core"
local column = require "hepar.column"
local population = require "hepar.cohort.population"

local folder, path, patients = arg[1], arg[2], math.tointeger(tonumber(arg[3]))
if not patients then
  io.stderr:write("usage: lua5.4 spec/bench/scenario.lua FOLDER SCENARIO.lua PATIENTS\n")
  os.exit(2)
end

local function write(name, text)
  local file = assert(io.open(folder .. "/" .. name, "wb"))
  assert(file:write(text))
  file:close()
end

local spec = require("hepar.scenario.object").spec_of(assert(hepar.scenario.read(path)), "bench")
local model = spec.state.core
local kinds, index = { parameter = {}, input = {}, state = {}, output = {}, let = {} }, {}
for _, symbol in ipairs(model:symbols()) do
  local list = kinds[symbol.kind]
  list[#list + 1] = symbol
  index[symbol.name] = { kind = symbol.kind, at = #list }
end

local function enumeration(list)
  local parts = {}
  for i, entry in ipairs(list) do parts[i] = ("%s = %d"):format(entry[1], entry[2]) end
  return "enum { " .. table.concat(parts, ", ") .. " };"
end

local function array(type, name, list, form)
  local parts = {}
  for i, value in ipairs(list) do parts[i] = form:format(value) end
  return ("static const %s %s[] = {%s};"):format(type, name, table.concat(parts, ", "))
end

local function columns_of()
  local names = table.move(spec.outputs, 1, #spec.outputs, 1, {})
  if spec.survival then
    names[#names + 1] = spec.survival.alive
    for _, cause in ipairs(spec.survival.causes) do names[#names + 1] = cause.from end
  end
  return names
end

-- The C text and where things are in its frame.
local function write_model(names)
  local programs = assert(core.programs.make(model))
  local about = assert(core.solve.kernel(model, { backend = "interpreter" })):about()
  local shape = programs:describe()
  write("model.c", programs:print())
  local lines = { enumeration { { "STATES", #kinds.state }, { "PARAMETERS", #kinds.parameter },
    { "INPUTS", #kinds.input }, { "SLOTS", about.slots }, { "RATE", about.rate_slot },
    { "JACOBIAN", about.jacobian_slot }, { "ENTRIES", about.jacobian_entries },
    { "NUMBER", about.number_slot }, { "START", about.initial_slot },
    { "INPUT_RATE", about.input_rate_slot }, { "INPUT_ENTRIES", #shape.input_rates },
    { "WANTED", #names } } }
  local row, into, input_row, input_of, wanted, enters = {}, {}, {}, {}, {}, {}
  for e, entry in ipairs(shape.jacobian) do row[e], into[e] = entry[1] - 1, entry[2] - 1 end
  for e, entry in ipairs(shape.input_rates) do
    input_row[e], input_of[e] = entry[1] - 1, entry[2] - 1
  end
  for i, name in ipairs(names) do
    local symbol = index[name]
    wanted[i] = symbol.kind == "state" and symbol.at - 1 or about.output_slot + symbol.at - 1 +
      (symbol.kind == "let" and #kinds.output or 0)
  end
  -- Whoever enters the trial is alive.
  if spec.survival then
    enters[1] = ("{%d, 1}"):format(index[spec.survival.alive].at - 1)
    for _, cause in ipairs(spec.survival.causes) do
      enters[#enters + 1] = ("{%d, 0}"):format(index[cause.from].at - 1)
    end
  else
    enters[1] = "{-1, 0}"
  end
  lines[#lines + 1] = array("int", "entry_row", row, "%d")
  lines[#lines + 1] = array("int", "entry_column", into, "%d")
  lines[#lines + 1] = array("int", "input_row", input_row, "%d")
  lines[#lines + 1] = array("int", "input_of", input_of, "%d")
  lines[#lines + 1] = array("int", "wanted", wanted, "%d")
  lines[#lines + 1] = array("double", "numbers", about.numbers, "%.17g")
  lines[#lines + 1] = ("static const struct { int state; double value; } enters[] = {%s};"):format(
    table.concat(enters, ", "))
  write("layout.h", table.concat(lines, "\n") .. "\n")
end

-- Parameters and inputs of all patients under what a run-in or an arm sets.
local function rows_of(people, parameters, inputs)
  local values = people:values(people.taken.drawn, parameters, inputs)
  local rows = {}
  for i = 1, patients do
    local row = {}
    for _, list in ipairs { kinds.parameter, kinds.input } do
      for _, symbol in ipairs(list) do
        local value = values[symbol.kind][symbol.name]
        if value == nil then value = symbol.value end
        if type(value) ~= "number" then value = value[i] end
        row[#row + 1] = string.pack("<d", value)
      end
    end
    rows[i] = table.concat(row)
  end
  return rows
end

local function write_patients()
  local people = population.new(spec, 1)
  people.taken = assert(people:take(1, patients))
  local sets, out = { rows_of(people, spec.parameters, spec.inputs) }, {}
  for a, arm in ipairs(spec.arms) do sets[a + 1] = rows_of(people, arm.parameters, arm.inputs) end
  for i = 1, patients do
    for _, rows in ipairs(sets) do out[#out + 1] = rows[i] end
  end
  write("values.bin", table.concat(out))
end

-- Boluses into inputs, one by one.
local function write_doses()
  local lines = {}
  for a, arm in ipairs(spec.arms) do
    assert(#arm.changes == 0, "a peer knows boluses only")
    for _, dose in ipairs(arm.doses) do
      assert(dose.kind == "input" and dose.duration == 0 and dose.lag == 0 and dose.count > 0,
        "a peer knows counted boluses into inputs only")
      for k = 0, dose.count - 1 do
        local at = dose.at + k * dose.every
        if at < spec.horizon then
          lines[#lines + 1] = ("%d %.17g %d %.17g"):format(a, at, index[dose.name].at,
            dose.amount * dose.fraction)
        end
      end
    end
  end
  write("doses.txt", table.concat(lines, "\n") .. "\n")
end

local names = columns_of()
write_model(names)
write_patients()
write_doses()
local times = column(spec.times)
local lines = {}
for i = 1, #times do lines[i] = ("%.17g"):format(times[i]) end
write("times.txt", table.concat(lines, "\n") .. "\n")
write("scenario.txt", ("%d %d %.17g %.17g %d %d %s\n"):format(patients, #spec.arms,
  spec.before or 0, spec.horizon, #kinds.parameter, #kinds.input, table.concat(names, " ")))
