-- A trial of 200 new virtual patients by many replicates, beside the same trial with deSolve:
--   lua5.4 spec/bench/trial.lua FOLDER REPLICATES PEERS
-- Each patient is brought through 8 years of disease and then simulated in the arm that he gets.
local hepar = require "hepar"
local core = require "hepar.core"
local pools = require "hepar.trial.pool"

local folder, replicates, peers = arg[1], tonumber(arg[2]), math.tointeger(tonumber(arg[3]))
if not peers then
  io.stderr:write("usage: lua5.4 spec/bench/trial.lua FOLDER REPLICATES PEERS\n")
  os.exit(2)
end
local N = 200
local scenario = assert(hepar.scenario.read "spec/bench/trial_scenario.lua")
local spec = require("hepar.scenario.object").spec_of(scenario, "bench")

local function read(name)
  local file = io.open(folder .. "/" .. name, "rb")
  if not file then return nil end
  local text = file:read "a"
  file:close()
  return text
end

local function trial()
  return hepar.trial { scenario = scenario, patients = "new", n = N, analysis = "ancova",
    endpoint = { output = "MELD", at = { weeks = 24 }, noise = { sd = 3 } } }
end

-- What the first patients have at the end under both arms, at a tolerance.
local design = trial()
local function outcomes(rtol)
  local own = setmetatable({ rtol = rtol }, { __index = spec })
  return assert(pools.simulate(design, own, N * peers, spec.seed, { threads = 2 }, "bench", true))
end

-- Median and largest relative error of the end.
local function errors(value, reference)
  local list = {}
  for i = 1, N * peers do
    local got, arm = value(i)
    local want = reference.arms[arm].values[1][i]
    list[i] = math.abs(got - want) / math.abs(want)
  end
  table.sort(list)
  return list[#list // 2], list[#list]
end

print(("a trial of %d new virtual patients of the liver model, analysis of covariance, by %d "
  .. "replicates"):format(N, replicates))
local reference
local seconds = {}
for _, rtol in ipairs { "1e-5", "1e-4" } do
  local data, speed = read("trial_" .. rtol .. ".bin"), read("trial_" .. rtol .. ".speed")
  if data and speed then
    reference = reference or outcomes(1e-10)
    local function value(i)
      return string.unpack("<d", data, (i - 1) * 24 + 17),
        math.tointeger(string.unpack("<d", data, (i - 1) * 24 + 1))
    end
    seconds[rtol] = tonumber(speed) * replicates
    print(("  deSolve and lm, rtol %s: %9.1f s of processor time (%d of the replicates, scaled)   "
      .. "error median %.1e, largest %.1e"):format(rtol, seconds[rtol], peers, errors(value,
      reference)))
  else
    print "  deSolve is left out: it is not there"
    break
  end
end
local wall, processor = core.solve.clock(), os.clock()
local power = assert(design:power { replicates = replicates, threads = 2 })
wall, processor = core.solve.clock() - wall, os.clock() - processor
local text = ""
if reference then
  local own = outcomes(spec.rtol)
  text = ("   error median %.1e, largest %.1e"):format(errors(function(i)
    return own.arms[2].values[1][i], 2
  end, reference))
end
print(("  hepar, rtol %g:           %9.1f s of processor time, %.1f s by the wall clock on two "
  .. "threads%s"):format(spec.rtol, processor, wall, text))
print(("    power %.3f, %d patients, %.0f of them per second and core"):format(power.power,
  power.patients, power.patients / processor))
for _, rtol in ipairs { "1e-5", "1e-4" } do
  if seconds[rtol] then
    print(("    %.1f times deSolve at rtol %s, per core"):format(seconds[rtol] / processor, rtol))
  end
end
