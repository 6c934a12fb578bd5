-- What the ranks of spec/mpi_spec.lua run: lua5.4 spec/helper/ranks_job.lua TASK [THREADS FILE].
local hepar = require "hepar"
local core = require "hepar.core"
local mpi = hepar.mpi

local task, threads, path = arg[1], tonumber(arg[2]), arg[3]

local small = [[
  model small "An organ that wears out"
  time day
  param k = 0.01 range 0.0001 .. 1 [1/day]
  param h = 0.004 range 0 .. 1 [1/day]
  param q = 0.002 range 0 .. 1 [1/day]
  input gain [1/day]
  state size = 1
  state survival = 1
  state death = 0
  state transplanted = 0
  size' = gain - k * size
  survival' = -(h + q) * survival
  death' = h * survival
  transplanted' = q * survival
]]

-- More patients than are kept one by one, and as few as have exact quantiles, by model.
local function scenario(model, n)
  local cohort = { n = n, seed = 5, vary = model == "liver" and { k_activation = 0.3 }
    or { k = 0.4 }, covariates = { age = { mean = 50, sd = 10 } },
    eligibility = { age = { 40, 70 } } }
  return hepar.scenario { model = model == "liver" and model or hepar.model.define(small),
    horizon = 100, every = 20, outputs = { model == "liver" and "collagen" or "size" },
    cohort = cohort, arms = { control = {}, treated = { model == "liver" and
      { product = "MSC", route = "HA", dose = 5e7 } or { set = { gain = 0.01 } } } } }
end

-- Everything that a cohort says, as one hash.
local function told(c)
  local out = { c.n, c.tried, c.failed, ("%.17g"):format(c.effective) }
  for _, name in ipairs { "age" } do out[#out + 1] = c.refused[name] or 0 end
  for _, kind in ipairs { "value", "change", "contrast" } do
    for _, row in ipairs(c:summary(c.outputs[1], "all", { kind = kind })) do
      for _, key in ipairs { "n", "mean", "sd", "se", "median", "min", "max" } do
        out[#out + 1] = ("%.17g"):format(row[key])
      end
      for _, p in ipairs { 0.05, 0.25, 0.75, 0.95 } do
        out[#out + 1] = ("%.17g"):format(row.quantile[p])
      end
    end
  end
  for _, curve in ipairs(c:survival().curves) do
    for i = 1, #curve.t do
      out[#out + 1] = ("%.17g %.17g %.17g"):format(curve.t[i], curve.S[i], curve.ci_lb[i])
    end
  end
  for _, course in ipairs(c:courses(c.outputs[1], "treated")) do
    out[#out + 1] = ("%.17g"):format(course[#course])
  end
  return core.store.sha256(table.concat(out, " ")):sub(1, 32)
end

local tasks = {}

function tasks.bits()
  local said = { ("rank %d of %d:"):format(mpi.rank, mpi.size) }
  for _, of in ipairs { { "small", 300 }, { "small", 1500 }, { "small", 12000 },
    { "liver", 70 } } do
    local c = assert(scenario(table.unpack(of)):run { threads = threads, checkpoint = path })
    said[#said + 1] = told(c)
    if path and mpi.rank == 0 then
      local file = assert(io.open(path, "rb"))
      said[#said] = said[#said] .. "/" .. core.store.sha256(file:read("a")):sub(1, 16)
      file:close()
      os.remove(path)
    end
  end
  -- One line: what ranks write may come in any order, but not within a short line.
  io.write(table.concat(said, " ") .. "\n")
end

-- Goes on from a checkpoint, or to the end.
function tasks.long()
  local c = assert(scenario("small", 30000):run { threads = threads, checkpoint = path })
  mpi.print(told(c))
end

-- The last rank gets a signal once there is a checkpoint. While it waits for it, the others cannot
-- come to the end: they wait for its piece.
local function signal(name)
  if mpi.rank == mpi.size - 1 then dofile("spec/helper/press.lua")(path, name) end
end

function tasks.killed()
  signal("KILL")
  tasks.long()
end

-- All ranks have what is done, and the last signal of one is no other's.
function tasks.interrupted()
  signal("INT")
  local c = assert(scenario("small", 30000):run { threads = threads, checkpoint = path })
  io.write(("%s %d %s\n"):format(c.interrupted, #c, told(c)))
end

-- Analyses whose points are shared out.
function tasks.analyses()
  local said = {}
  local function add(result)
    for _, row in ipairs(result.rows) do
      for _, key in ipairs { "first", "total", "mu_star", "sigma" } do
        if row[key] then said[#said + 1] = ("%.17g"):format(row[key]) end
      end
    end
    said[#said + 1] = ("%d/%d %s"):format(result.failed, result.evaluations,
      table.concat(result.notes, "; "))
  end
  add(hepar.cohort.sensitivity(function(v)
    if v.c > 0.9 then return 0 / 0 end
    return math.sin(v.a) + 7 * math.sin(v.b) ^ 2 + v.c
  end, { method = "sobol", n = 64, bootstrap = 20, threads = threads,
    parameters = { a = { -3, 3 }, b = { -3, 3 }, c = { 0, 1 } } }))
  add(hepar.cohort.sensitivity({ model = hepar.model.define(small), t = { 0, 50 } }, {
    method = "morris", n = 5, outcome = "size", threads = threads,
    parameters = { k = { 0.005, 0.05 }, gain = { 0, 0.02 } } }))
  io.write(core.store.sha256(table.concat(said, " ")), " ", said[7], "\n")
end

-- Trials: replicates, and the virtual patients of those that have a scenario.
function tasks.trials()
  local said = {}
  local function add(r)
    for _, one in ipairs(r.rows or { r }) do
      for _, key in ipairs { "power", "power_se", "expected_n", "harm", "futile", "patients" } do
        said[#said + 1] = ("%s %.17g"):format(key, one[key] or -1)
      end
    end
  end
  add(assert(hepar.trial { endpoint = { type = "continuous" }, looks = { 0.5, 1 }, seed = 3,
    arms = { control = { mean = 0, sd = 4 }, treated = { mean = 2, sd = 4 } } }:power {
    n = { 40, 90 }, replicates = 70, threads = threads }))
  for _, patients in ipairs { 150, "new" } do
    add(assert(hepar.trial { scenario = scenario("small", 200), arms = { "control", "treated" },
      n = 60, patients = patients, seed = 3,
      endpoint = { output = "size", better = "higher", noise = { sd = 0.5 } } }:power {
      replicates = 40, threads = threads }))
  end
  io.write(core.store.sha256(table.concat(said, " ")), " ", said[1], "\n")
end

function tasks.raises()
  mpi.map(5, function(i)
    if i == 4 then error("piece four is ill") end
    return i
  end)
end

function tasks.differs() scenario("small", 100 + mpi.rank):run() end

function tasks.leaves()
  if mpi.rank == 1 then os.exit(0, true) end
  scenario("small", 100):run()
end

function tasks.fails()
  if mpi.rank == 1 then error("rank one is ill") end
  scenario("small", 100):run()
end

function tasks.exports() scenario("small", 100):run { export = path } end

function tasks.talks()
  local list = assert(mpi.map(9, function(i)
    return { square = i * i, from = hepar.column { i, mpi.rank < mpi.size and 1 or 0 } }
  end))
  local said = { mpi.rank, mpi.size, mpi.broadcast(mpi.rank + 7) }
  for _, one in ipairs(list) do said[#said + 1] = one.square + one.from[1] end
  said[#said + 1] = tostring((mpi.root(function()
    return scenario("small", 50):run().n
  end)))
  local nothing = select(2, pcall(mpi.broadcast, print))
  io.write(table.concat(said, " ") .. "\n" .. nothing .. "\n")
end

tasks[task]()
