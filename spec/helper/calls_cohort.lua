-- The valid calls of spec/helper/calls.lua for scenarios and cohorts.

local hepar = require "hepar"

local text = [[
model worn "An organ that wears out"
time day
param k = 0.1 [1/day]
state size = 1
state survival = 1
state death = 0
size' = -k * size
survival' = -0.01 [1/day] * survival
death' = 0.01 [1/day] * survival
]]

return function(in_part, M)
  local fields = { model = hepar.model.define(text), horizon = 10, every = 5, outputs = { "size" },
    cohort = { n = 4, vary = { k = 0.2 } }, arms = { control = {},
    slow = { { set = { k = 0.05 } } } } }
  local scenario = hepar.scenario(fields)
  local cohort = assert(scenario:run())
  local ev = assert(hepar.evidence.builtin())

  in_part("scenario", "new", { fields })
  in_part("scenario", "read", { "nowhere.lua" }, { answers_nil = true })
  in_part("scenario", "from_record", { ev["fiore2018:t1:r16"] }, { options = { [2] = {
    n = { 10, "integer" }, seed = { 1, "integer" }, outputs = { { "MELD" }, "table|string" } } } })
  M["scenario:run"] = { make = function() return scenario, {} end, options = { {
    threads = { 1, "integer" }, progress = { false, "boolean" },
    checkpoint = { "c.point", "string" }, sample = { 2, "integer" }, n = { 3, "integer" },
    seed = { 2, "integer" } } } }
  in_part("cohort", "merge", { scenario, { "nowhere.share" } }, { answers_nil = true })
  M["scenario:patients"] = { make = function() return scenario, {} end, options = { {
    n = { 3, "integer" }, first = { 2, "integer" } } } }
  local function of_cohort(name, arguments, options)
    M["cohort:" .. name] = { options = options,
      make = function() return cohort, table.move(arguments, 1, #arguments, 1, {}) end }
  end
  of_cohort("summary", { "size" }, { [3] = { kind = { "change", "string" },
    arm = { "slow", "string" }, quantiles = { { 0.5 }, "table" } } })
  of_cohort("proportion", { "size", { below = 0.5 } }, { [2] = { at = { 5, "number|integer|table" },
    kind = { "change", "string" } } })
  of_cohort("survival", { "slow" })
  of_cohort("export", { "cohort.csv" })
  of_cohort("plot", { "size" }, { [2] = { figure = { "fan", "string" },
    arms = { { "slow" }, "table" }, height = { 40, "number" } } })
  of_cohort("courses", { "size", "slow" })
  local survival = cohort:survival()
  M["survival:at"] = { make = function() return survival, { 5 } end }
  M["survival:plot"] = { make = function() return survival, {} end, options = { {
    show = { "incidence", "string" }, from = { 0.5, "number" } } } }

  in_part("mpi", "root", { function() return 1 end })
  in_part("mpi", "print", { "x" })
  in_part("mpi", "broadcast", { { 1, "x" } })
  in_part("mpi", "map", { 2, function(i) return i end })
  local space = { into = "size", amount = { 0.1, 0.2 } }
  local searched = { outcome = "size", better = "higher", space = space, draws = 2, patients = 1 }
  local search = assert(hepar.cohort.search(scenario, searched))
  in_part("cohort", "search", { scenario, searched }, { options = { [2] = {
    at = { 5, "number|integer|table" }, uncertain = { { k = { 0.05, 0.2 } }, "table|boolean" },
    burden = { { procedure = 2 }, "table|function" }, price = { 0.1, "number" },
    agree = { { { treatment = { { into = "size", amount = 0.1, at = 0 } }, outcome = "size",
    low = 0, high = 1 } }, "table" }, candidates = { 9, "integer" }, rounds = { 1, "integer" },
    seed = { 2, "integer" }, threads = { 1, "integer" }, progress = { false, "boolean" },
    level = { 80, "number" }, patients = { 2, "integer" }, draws = { 3, "integer" } } } })
  M["search:front"] = { make = function() return search, {} end }
  M["search:csv"] = { make = function() return search, { "protocols.csv" } end }
  local look = { key = { false, "boolean" }, xlab = { "x", "string" }, ylab = { "y", "string" },
    width = { 120, "number" }, title = { "x", "string|boolean" }, note = { "x", "string" } }
  M["search:plot"] = { make = function() return search, {} end, options = { look } }
  in_part("plot", "search", { search }, { options = { [2] = look } })

  in_part("cohort", "nearest", { { { 1, 0.5 }, { 0.5, 1 } } })
  in_part("cohort", "weights", { { age = { 40, 50, 60 } }, { age = { mean = 52 } } }, { options = {
    [2] = {} } })

  local common = { output = { "size", "string" }, arms = { { "slow" }, "table" },
    height = { 40, "number" }, width = { 120, "number" }, title = { "x", "string|boolean" },
    note = { "x", "string" } }
  local function figure(name, more)
    local options = {}
    for key, value in pairs(common) do options[key] = value end
    for key, value in pairs(more) do options[key] = value end
    in_part("plot", name, { cohort }, { options = { [2] = options } })
  end
  figure("fan", { kind = { "contrast", "string" }, columns = { 2, "integer" } })
  figure("spaghetti", { columns = { 2, "integer" }, patients = { 2, "integer" } })
  figure("waterfall", { columns = { 2, "integer" }, patients = { 2, "integer" },
    kind = { "contrast", "string" }, limit = { -0.1, "number" } })
  figure("responders", { kind = { "value", "string" }, limit = { 0.4, "number" } })
  in_part("plot", "survival", { survival }, { options = { [2] = { show = { "incidence", "string" },
    cause = { "death", "string" }, from = { 0.5, "number" }, height = { 40, "number" },
    width = { 120, "number" }, title = { "x", "string|boolean" }, note = { "x", "string" } } } })
  in_part("plot", "tornado", { { { name = "k", low = 1, high = 3 } }, { base = 2 } }, { options = {
    [2] = { base = { 2, "number" }, most = { 3, "integer" }, xlab = { "x", "string" },
      low = { "a", "string" }, high = { "b", "string" }, width = { 120, "number" },
      title = { "x", "string|boolean" }, note = { "x", "string" } } } })
end
