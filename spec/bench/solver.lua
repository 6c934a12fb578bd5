-- The solver beside its peers: 1000 patients of the 20-state model, in one run on this machine.
--   lua5.4 spec/bench/solver.lua FOLDER prepare   writes parameters, and the model as C
--   lua5.4 spec/bench/solver.lua FOLDER measure   runs hepar, reads what the peers have written
--   lua5.4 spec/bench/solver.lua FOLDER memory    what a patient costs whose results nobody keeps
-- PATIENTS (1000) may be set in the environment.
local hepar = require "hepar"
local core = require "hepar.core"

local folder, what = arg[1], arg[2]
local patients = tonumber(os.getenv "PATIENTS" or 1000)
local weeks = 49

local states = {"MSCb", "MSCl", "MSCh", "EVb", "EVh", "CG", "H", "I", "D", "M1", "M2", "TNF", "IL6",
  "IL10", "TGF", "Q", "A", "MMP", "COL", "ALT"}
-- Standard deviations of the logarithms of the parameters, in the model's order.
local spread = {.3, .3, .2, .3, .2, .3, .3, .3, .3, .4, .4, .3, .2, .2, .3, .3, .3, .3, .4, .3, .2,
  .2, .3, .3, .2, .2, .2, .3, .2, .3, .2, .2, .2, .2, .3, .2, .3, .2, .3, .2, .3, .2, .3, .2, .3,
  .2, .2,
  .2, .3, .3, .2, .15}

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  file:close()
end

local model = assert(core.model.parse(read "spec/bench/liver20.model"))

local function parameters()
  local list = {}
  for _, symbol in ipairs(model:symbols()) do
    if symbol.kind == "parameter" then list[#list + 1] = symbol end
  end
  local values = {}
  for j, symbol in ipairs(list) do
    local random = hepar.random(20240917, {purpose = symbol.name})
    local column = random:normal(patients)
    for i = 1, patients do
      local z = math.max(-3, math.min(3, column[i]))
      column[i] = symbol.value * math.exp(spread[j] * z)
    end
    values[symbol.name] = column
    values[j] = column
  end
  return values, #list
end

local function prepare()
  local values, count = parameters()
  local rows = {}
  for i = 1, patients do
    local row = {}
    for j = 1, count do row[j] = string.pack("<d", values[j][i]) end
    rows[i] = table.concat(row)
  end
  write(folder .. "/parameters.bin", table.concat(rows))
  local programs = assert(core.programs.make(model))
  write(folder .. "/liver20.c", programs:print())
  local about = assert(core.solve.kernel(model, {backend = "interpreter"})):about()
  local lines = {("enum { STATES = %d, PARAMETERS = %d, PATIENTS = %d, SLOTS = %d, RATE = %d, "
    .. "JACOBIAN = %d, ENTRIES = %d, NUMBER = %d, NUMBERS = %d };"):format(#states, count, patients,
    about.slots, about.rate_slot, about.jacobian_slot, about.jacobian_entries, about.number_slot,
    #about.numbers)}
  local row, column, numbers, start = {}, {}, {}, {}
  for e, entry in ipairs(programs:describe().jacobian) do
    row[e], column[e] = entry[1] - 1, entry[2] - 1
  end
  for i, number in ipairs(about.numbers) do numbers[i] = ("%.17g"):format(number) end
  local initial = assert(core.solve.run(core.solve.kernel(model, {backend = "interpreter"}),
    {from = 0, to = 0, times = {0}, columns = states}))
  for i, name in ipairs(states) do start[i] = ("%.17g"):format(initial.columns[name][1]) end
  lines[#lines + 1] = ("static const int entry_row[] = {%s};"):format(table.concat(row, ", "))
  lines[#lines + 1] = ("static const int entry_column[] = {%s};"):format(table.concat(column, ", "))
  lines[#lines + 1] = ("static const double numbers[] = {%s};"):format(table.concat(numbers, ", "))
  lines[#lines + 1] = ("static const double initial[] = {%s};"):format(table.concat(start, ", "))
  write(folder .. "/layout.h", table.concat(lines, "\n") .. "\n")
end

local function plan(values, threads, count)
  local times, own = {}, {}
  for i = 1, weeks do times[i] = 7 * (i - 1) end
  for name, column in pairs(values) do
    if type(name) == "string" then own[name] = count and column:sub(1, count) or column end
  end
  return {from = 0, to = 336, times = times, columns = states, patients = count or patients,
    parameters = own, threads = threads, rtol = 1e-6, atol = 1e-9,
    doses = {{at = 0, into = "infusion", amount = 10, duration = 1 / 24, every = 28, count = 3},
      {at = 0, into = "EVb", amount = 5, every = 28, count = 3}}}
end

-- Median and 99th percentile over patients of the largest error in units of 1e-6 |y| + 1e-9.
local function errors(value, reference, count)
  local worst = {}
  for i = 1, count do
    local most = 0
    for t = 1, weeks do
      for s = 1, #states do
        local want = reference(i, t, s)
        local e = math.abs(value(i, t, s) - want) / (1e-6 * math.abs(want) + 1e-9)
        most = math.max(most, e == e and e or math.huge)
      end
    end
    worst[i] = most
  end
  table.sort(worst)
  return worst[(count + 1) // 2], worst[math.max(1, math.ceil(count * 0.99))]
end

local function binary(name)
  local file = io.open(folder .. "/" .. name, "rb")
  if not file then return nil end
  local data = file:read "a"
  file:close()
  return function(i, t, s)
    return (string.unpack("<d", data, (((i - 1) * weeks + t - 1) * #states + s - 1) * 8 + 1))
  end, #data // (weeks * #states * 8)
end

local function of(result)
  local columns = {}
  for s, name in ipairs(states) do columns[s] = result.columns[name] end
  return function(i, t, s) return columns[s][(i - 1) * weeks + t] end
end

local function number(name)
  local file = io.open(folder .. "/" .. name)
  local value = file and tonumber(file:read "l")
  if file then file:close() end
  return value
end

local function measure()
  local values = parameters()
  local kernels, peers = {}, {}
  local compiled, why = core.solve.kernel(model, {backend = "compiled", cache = folder .. "/cache"})
  if compiled then kernels[1] = {"compiled", compiled} else print("no compiled kernel: " .. why) end
  kernels[#kernels + 1] = {"interpreter", core.solve.kernel(model, {backend = "interpreter"})}
  local reference, reference_count = binary "reference.bin"
  print(("%d patients, %d states, %d weekly outputs, rtol 1e-6, atol 1e-9; patients per second "
    .. "of one core"):format(patients, #states, weeks))
  for _, peer in ipairs {{"CVODE, BDF, dense, analytic Jacobian", "cvode"},
    {"deSolve lsoda, compiled rates", "lsoda"}} do
    local speed = number(peer[2] .. ".speed")
    if speed then
      local value, count = binary(peer[2] .. ".bin")
      local median, p99 = errors(value, reference, math.min(count, reference_count))
      peers[peer[2]] = {speed = speed, p99 = p99}
      print(("  %-38s %8.0f   error median %.2f, 99th percentile %.2f tolerances"):format(peer[1],
        speed, median, p99))
    else
      print(("  %-38s is left out: it is not there"):format(peer[1]))
    end
  end
  local peak = number "peak.speed"
  for _, kernel in ipairs(kernels) do
    local about = kernel[2]:about()
    local best, result = math.huge, nil
    for _ = 1, 3 do
      local start = os.clock()
      result = assert(core.solve.run(kernel[2], plan(values, 1)))
      best = math.min(best, os.clock() - start)
    end
    local speed = patients / best
    local line = ("  hepar, %-31s %8.0f"):format(kernel[1] .. " (" .. about.lanes .. " lanes)",
      speed)
    if reference then
      local median, p99 = errors(of(result), reference, reference_count)
      line = line .. ("   error median %.2f, 99th percentile %.2f tolerances"):format(median, p99)
    end
    print(line)
    for name, peer in pairs(peers) do
      print(("    %.1f times %s"):format(speed / peer.speed, name))
    end
    local attempts = result.statistics.steps + result.statistics.rejected
    -- What the programs and the stages do; outputs and first steps are left out.
    local each = 8 * about.rate_operations + about.jacobian_operations + about.factor_operations
      + 8 * about.solve_operations + #states * (2 * 45 + 2 * 8 + 7)
    local flops = attempts * each / best
    print(("    %.1f attempted steps for each patient, %.1f GFLOP/s%s"):format(attempts / patients,
      flops * 1e-9, peak and
        (", %.0f %% of the multiply-add peak of %.1f"):format(flops / peak * 100,
        peak * 1e-9) or ""))
  end
  return kernels, values
end

-- Two threads against one by the wall clock, and what they cost: on a machine that is busy with
-- other things only the second says how well the work is shared.
local function threads(kernels, values)
  local wall = core.solve.clock
  for _, kernel in ipairs(kernels) do
    local best, cost = {math.huge, math.huge}, {math.huge, math.huge}
    for _ = 1, 5 do
      for n = 1, 2 do
        local start, processor = wall(), os.clock()
        assert(core.solve.run(kernel[2], plan(values, n)))
        best[n] = math.min(best[n], wall() - start)
        cost[n] = math.min(cost[n], os.clock() - processor)
      end
    end
    print(("  two threads, %s: %.2f times one, for %.2f times its processor time"):format(kernel[1],
      best[1] / best[2], cost[2] / cost[1]))
  end
end

-- The largest memory of this process, in kB, where the system tells.
local function memory()
  local file = io.open "/proc/self/status"
  local text = file and file:read "a" or ""
  if file then file:close() end
  return tonumber(text:match "VmHWM:%s*(%d+)")
end

-- Memory for each patient when nothing is recorded; the binding keeps one number, the time
-- reached.
local function growth(kernel)
  local function run(count)
    assert(core.solve.run(kernel, {from = 0, to = 1, patients = count}))
    return memory()
  end
  local few = run(65536)
  local many = few and run(65536 * 4)
  if many then
    local each = (many - few) * 1024 / (65536 * 3)
    print(("  memory for each further patient: %.1f bytes"):format(each))
  end
end

if what == "prepare" then
  prepare()
elseif what == "measure" then
  local kernels, values = measure()
  threads(kernels, values)
elseif what == "memory" then
  growth(assert(core.solve.kernel(model, {backend = "interpreter"})))
else
  io.stderr:write("usage: lua5.4 spec/bench/solver.lua FOLDER prepare|measure|memory\n")
  os.exit(2)
end
