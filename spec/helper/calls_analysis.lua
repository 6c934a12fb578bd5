-- The valid calls of spec/helper/calls.lua for analyses of models.

local hepar = require "hepar"

local function product(v) return v.a * v.b end

local function line(v, set)
  local list = {}
  for i, x in ipairs(set.x) do list[i] = v.a + v.b * x end
  return list
end

return function(in_part, M)
  local analysis = assert(hepar.cohort.sensitivity(product, { method = "prcc",
    parameters = { a = { 1, 2 }, b = { 0, 3 } }, n = 20, bootstrap = 5 }))
  local calibration = assert(hepar.cohort.calibrate(line, {
    data = { { x = { 1, 2, 3 }, values = { 1, 2, 3.2 }, sd = 0.1 } },
    free = { a = { 0 }, b = { 1 } } }))

  local scenario = hepar.scenario { model = hepar.model.define [[
    model worn "An organ that wears out"
    time day
    param k = 0.1 range 0.05 .. 0.2 [1/day]
    state size = 1
    size' = -k * size
  ]], horizon = 10, cohort = { n = 4, vary = { k = 0.2 } }, arms = { control = {},
    slow = { { set = { k = 0.05 } } } } }
  in_part("cohort", "sensitivity", { scenario, { method = "prcc", parameters = { "k" },
    outcome = "size", n = 20 } }, { options = { [2] = {
    arm = { "slow", "string" }, against = { "control", "string" }, relative = { "ratio", "string" },
    patients = { 2, "integer" },
    run_in = { "once", "string" }, at = { 5, "number|integer|table" },
    seed = { 1, "integer" }, threads = { 1, "integer" }, bootstrap = { 5, "integer" },
    level = { 90, "number" }, n = { 30, "integer" }, progress = { false, "boolean" },
    method = { "prcc", "string" }, sampling = { "latin", "string" },
    outcome = { "size", "string" } } } })
  in_part("cohort", "calibrate", { scenario, { data = { { arm = "control", output = "size",
    times = { 2, 4 }, values = { 0.8, 0.6 }, sd = 0.1 } }, free = { k = { 0.1, 0.01, 1 } } } }, {
    options = { [2] = { patients = { 2, "integer" }, run_in = { "once", "string" },
    progress = { false, "boolean" }, method = { "local", "string" }, seed = { 1, "integer" },
    threads = { 1, "integer" }, level = { 90, "number" }, iterations = { 20, "integer" } } } })
  M["sensitivity:ranked"] = { make = function() return analysis, {} end }
  local look = { most = { 3, "integer" }, figure = { "bars", "string" }, xlab = { "x", "string" },
    width = { 120, "number" }, title = { "x", "string|boolean" }, note = { "x", "string" } }
  M["sensitivity:plot"] = { make = function() return analysis, {} end, options = { look } }
  in_part("plot", "sensitivity", { analysis }, { options = { [2] = look } })
  local chains = assert(hepar.cohort.calibrate(line, { method = "mcmc", steps = 60, data = { {
    x = { 1, 2, 3 }, values = { 1, 2, 3.2 }, sd = 0.1 } }, free = { a = { 0, -3, 3 },
    b = { 1, 0.1, 3, log = true } } }))
  local profiles = chains:profile { points = 4 }
  local panels = { parameters = { { "a" }, "table" }, columns = { 1, "integer" },
    height = { 30, "number" }, width = { 120, "number" }, title = { "x", "string|boolean" },
    note = { "x", "string" } }
  M["calibration:combinations"] = { make = function() return chains, {} end }
  M["calibration:plot"] = { make = function() return chains, {} end, options = { {
    figure = { "traces", "string" }, parameters = { { "a" }, "table" },
    note = { "x", "string" } } } }
  M["profiles:plot"] = { make = function() return profiles, {} end, options = { panels } }
  in_part("plot", "profiles", { profiles }, { options = { [2] = panels } })
  in_part("plot", "traces", { chains }, { options = { [2] = panels } })
  in_part("plot", "posterior", { chains }, { options = { [2] = panels } })
  in_part("plot", "pairs", { chains }, { options = { [2] = { parameters = { { "a", "b" },
    "table" }, width = { 120, "number" }, title = { "x", "string|boolean" },
    note = { "x", "string" } } } })
  M["calibration:profile"] = { make = function() return calibration, {} end, options = { {
    parameters = { { "a" }, "table" }, level = { 90, "number" }, points = { 10, "integer" } } } }
end
