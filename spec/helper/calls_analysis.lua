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

  in_part("cohort", "sensitivity", { product, { method = "prcc", parameters = { a = { 1, 2 },
    b = { 0, 3 } }, n = 20 } }, { options = { [2] = {
    seed = { 1, "integer" }, threads = { 1, "integer" }, bootstrap = { 5, "integer" },
    level = { 90, "number" }, n = { 30, "integer" }, progress = { false, "boolean" },
    method = { "prcc", "string" }, sampling = { "latin", "string" },
    outcome = { "product", "string" } } } })
  in_part("cohort", "calibrate", { line, { data = { { x = { 1, 2, 3 }, values = { 1, 2, 3.2 },
    sd = 0.1 } }, free = { a = { 0 }, b = { 1 } } } }, { options = { [2] = {
    method = { "local", "string" }, seed = { 1, "integer" }, threads = { 1, "integer" },
    level = { 90, "number" }, iterations = { 20, "integer" } } } })
  M["sensitivity:ranked"] = { make = function() return analysis, {} end }
  local look = { most = { 3, "integer" }, xlab = { "x", "string" }, width = { 120, "number" },
    title = { "x", "string|boolean" }, note = { "x", "string" } }
  M["sensitivity:plot"] = { make = function() return analysis, {} end, options = { look } }
  in_part("plot", "sensitivity", { analysis }, { options = { [2] = look } })
  M["calibration:profile"] = { make = function() return calibration, {} end, options = { {
    parameters = { { "a" }, "table" }, level = { 90, "number" }, points = { 10, "integer" } } } }
end
