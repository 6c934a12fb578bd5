-- Virtual cohorts beside deSolve, over threads and ranks, and what they take of memory:
--   lua5.4 spec/bench/cohort.lua FOLDER speed|ranks|memory PATIENTS
-- The liver model in the protocol of Suk 2016: 8 years of disease, then three arms of 6 months.
local hepar = require "hepar"
local core = require "hepar.core"
local engine = require "hepar.model.engine"

local folder, what, patients = arg[1], arg[2], math.tointeger(tonumber(arg[3]))
if not patients then
  io.stderr:write("usage: lua5.4 spec/bench/cohort.lua FOLDER speed|ranks|memory PATIENTS\n")
  os.exit(2)
end
local scenario = assert(hepar.scenario.read "examples/scenarios/suk2016.lua")
local spec = require("hepar.scenario.object").spec_of(scenario, "bench")
local wall = core.solve.clock

local function read(name)
  local file = io.open(folder .. "/" .. name, "rb")
  if not file then return nil end
  local text = file:read "a"
  file:close()
  return text
end

-- Wall and processor time of one run.
local function timed(options)
  local start, processor = wall(), os.clock()
  local cohort = assert(scenario:run(options))
  return wall() - start, os.clock() - processor, cohort
end

-- What a scenario records of its first patients at a tolerance: a function of patient, arm, row and
-- column; and the names of the columns.
local function courses(count, rtol)
  local own = setmetatable({ n = count, rtol = rtol }, { __index = spec })
  local results, names = {}, nil
  assert(require("hepar.cohort.run").run(own, {}, "bench", function(run, a, _, result)
    results[a], names = result.columns, run.columns
    return true
  end))
  return function(i, a, t, name)
    return results[a][name][(i - 1) * #spec.times + t]
  end, names
end

-- Median and 99th percentile over patients of the largest relative error of what is recorded.
local function errors(value, reference, names, count)
  local worst = {}
  for i = 1, count do
    local most = 0
    for a = 1, #spec.arms do
      for t = 1, #spec.times do
        for _, name in ipairs(names) do
          local want = reference(i, a, t, name)
          local e = math.abs(value(i, a, t, name) - want) / (math.abs(want) + 1e-6)
          most = math.max(most, e == e and e or math.huge)
        end
      end
    end
    worst[i] = most
  end
  table.sort(worst)
  return worst[(count + 1) // 2], worst[math.max(1, math.ceil(count * 0.99))]
end

local function peer(name)
  local data, speed = read(name .. ".bin"), read(name .. ".speed")
  if not data or not speed then return nil end
  local arms, times = #spec.arms, #spec.times
  local names = {}
  for word in read "scenario.txt":gmatch "%S+" do names[#names + 1] = word end
  local place, width = {}, #names - 6
  for k = 1, width do place[names[k + 6]] = k end
  return tonumber(speed), function(i, a, t, column)
    return (string.unpack("<d", data,
      ((((i - 1) * arms + a - 1) * times + t - 1) * width + place[column] - 1) * 8 + 1))
  end, #data // (arms * times * width * 8)
end

local function line(what_, speed, value, reference, names, count)
  local text = ("  %-36s %7.1f"):format(what_, speed)
  if reference then
    text = text .. ("   error median %.1e, 99th percentile %.1e"):format(errors(value, reference,
      names, count))
  end
  print(text)
end

local function speed()
  local about = engine.kernel(spec.state, "auto", false):about()
  print(("%d virtual patients of the liver model through s:run, 8 years and 3 arms of 6 months, "
    .. "kernel %s; patients per second of processor time"):format(patients, about.backend))
  local reference, names, count
  for _, rtol in ipairs { "1e-6", "1e-5", "1e-4" } do
    local rate, value, some = peer("lsoda_" .. rtol)
    if rate then
      if not reference then
        reference, names = courses(some, 1e-10)
        count = some
      end
      line("deSolve lsoda, rtol " .. rtol, rate, value, reference, names, count)
    else
      print("  deSolve's lsoda is left out: it is not there")
      break
    end
  end
  local best, one, two, cost = math.huge, math.huge, math.huge, math.huge
  for _ = 1, 3 do
    local time, processor = timed { n = patients, threads = 1 }
    one, best = math.min(one, time), math.min(best, processor)
    time, processor = timed { n = patients, threads = 2 }
    two, cost = math.min(two, time), math.min(cost, processor)
  end
  local value = reference and courses(count, spec.rtol)
  line(("hepar, one core, rtol %g"):format(spec.rtol), patients / best, value, reference, names,
    count)
  for _, rtol in ipairs { "1e-6", "1e-5", "1e-4" } do
    local rate = peer("lsoda_" .. rtol)
    if rate then print(("    %.1f times lsoda at rtol %s"):format(patients / best / rate, rtol)) end
  end
  print(("  two threads: %.2f times one by the wall clock, for %.2f times its processor time")
    :format(one / two, cost / best))
end

-- What one rank takes; the first one tells.
local function ranks()
  local mpi = require "hepar.mpi"
  local time = math.huge
  for _ = 1, 2 do time = math.min(time, (timed { n = patients, threads = 1 })) end
  if mpi.rank == 0 then print(("%d %.4f"):format(mpi.size, time)) end
end

-- The largest memory of this process, in kB, where the system tells.
local function memory()
  timed { n = patients, threads = 1 }
  local file = io.open "/proc/self/status"
  local text = file and file:read "a" or ""
  if file then file:close() end
  print(text:match "VmHWM:%s*(%d+)")
end

local jobs = { speed = speed, ranks = ranks, memory = memory }
jobs[what]()
