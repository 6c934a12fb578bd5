-- What differs between the patients of a scenario beside the model's values: weight and dose, years
-- of illness, times to event from hazards.
local hepar = require "hepar"

local organ = [[
  model small "An organ that wears out"
  time day
  param k = 0.01 range 0.0001 .. 1 [1/day]
  param h0 = 0.004 [1/day]
  input gain [mg] "delivered"
  state size = 1
  state drug = 0 [mg]
  size' = -k * size
  drug' = gain - 0.1 * drug
  let risk = h0 * (2 - size)
  let other = 0.002 [1/day]
  output hazard = risk
]]

local function scenario(more)
  local fields = { model = hepar.model.define(organ), horizon = 100, every = 10,
    outputs = { "size", "drug" }, cohort = { n = 6, seed = 2, vary = false,
    covariates = { weight = { mean = 70, sd = 12, low = 40 } } }, arms = { control = {} } }
  for key, value in pairs(more) do fields[key] = value end
  return hepar.scenario(fields)
end

describe("a dose per kilogram", function()
  it("is that of each patient's own weight", function()
    local s = scenario { arms = { control = {}, some = { { into = "drug", amount_per_kg = 2,
      at = { days = { 0, 50 } } } } } }
    local weight = s:patients().weight
    assert.is_true(weight:max() - weight:min() > 10)
    local courses = s:run():courses("drug", "some")
    for i = 1, 6 do
      -- The second row is ten days after the first dose.
      assert.near(2 * weight[i] * math.exp(-1), courses[i][2], 1e-3)
    end
    assert.truthy(tostring(s):find("2 per kg into drug at 50", 1, true))
  end)

  it("is the same in blocks of any size", function()
    local s = scenario { arms = { control = {}, some = { { into = "drug", amount_per_kg = 2,
      at = 0 } } } }
    local few, many = s:run { n = 6 }, s:run { n = 1500, threads = 2 }
    for i, course in ipairs(few:courses("drug", "some")) do
      assert.same(course, many:courses("drug", "some")[i])
    end
  end)

  it("needs weights, and one amount", function()
    assert.has_error(function()
      scenario { cohort = { vary = false }, arms = { a = { { into = "drug", amount_per_kg = 2,
        at = 0 } } } }
    end, 'hepar.scenario.new: arms.a[1].amount_per_kg needs the covariate weight, in kg: '
      .. 'cohort = {covariates = {weight = {mean = 70, sd = 12, low = 40}}}')
    assert.has_error(function()
      scenario { arms = { a = { { into = "drug", amount_per_kg = 2, amount = 3, at = 0 } } } }
    end, "hepar.scenario.new: arms.a[1] gives amount and amount_per_kg; one is wanted")
  end)

  it("of cells takes the weight of the cohort, or the one that is given", function()
    local function liver(arm, covariates)
      return hepar.scenario { model = "liver", disease = { name = "cirrhosis",
        etiology = "alcohol", years = 6 }, horizon = { days = 28 }, every = { days = 14 },
        outputs = { "collagen" }, cohort = { n = 3, vary = false, covariates = covariates },
        arms = { control = {}, cells = { arm } } }
    end
    local weights = { weight = { values = { 50, 100 } } }
    local per_kg = { product = "MSC", route = "HA", dose_per_kg = 1e6, at = 0 }
    local s = liver(per_kg, weights)
    local weight = s:patients().weight
    local got = s:run():courses("collagen", "cells")
    local of = {}
    for _, kg in ipairs { 50, 100 } do
      of[kg] = liver({ product = "MSC", route = "HA", dose = kg * 1e6, at = 0 }, weights):run()
        :courses("collagen", "cells")[1]
    end
    assert.is_true(of[50][3] - of[100][3] > 0.01)
    for i = 1, 3 do assert.same(of[weight[i]], got[i]) end
    per_kg.weight = 50
    assert.same(of[50], liver(per_kg, weights):run():courses("collagen", "cells")[1])
    per_kg.weight = nil
    local assumed = false
    for _, row in ipairs(liver(per_kg, {}).assumptions) do
      assumed = assumed or row.reason:find("no weight given: 70 kg", 1, true) ~= nil
    end
    assert.is_true(assumed)
  end)
end)

describe("years of illness", function()
  local function liver(years, more)
    local fields = { model = "liver", disease = { name = "cirrhosis", etiology = "alcohol",
      years = years }, horizon = { days = 28 }, every = { days = 28 }, outputs = { "collagen" },
      cohort = { n = 5, vary = { injury = 0.2 }, covariates = {}, eligibility = more },
      arms = { control = {} } }
    return hepar.scenario(fields)
  end

  it("may be each patient's own", function()
    local s = liver({ mean = 9, sd = 3, low = 3 })
    local years, together = s:patients().years, s:run():courses("collagen", "control")
    assert.is_true(years:max() - years:min() > 2)
    for i = 1, 5 do
      local alone = liver(years[i]):run():courses("collagen", "control")[i]
      for t = 1, 2 do assert.equal(alone[t], together[i][t]) end
    end
    assert.truthy(tostring(s):find("alcohol, years of each patient", 1, true))
  end)

  it("may limit who takes part", function()
    local s = liver({ low = 2, high = 20 }, { years = { 8, 12 } })
    local years = s:patients { n = 50 }.years
    assert.is_true(years:min() >= 8 and years:max() <= 12)
  end)

  it("are refused where they cannot be", function()
    local function refused(years, message)
      local ok, said = pcall(liver, years)
      assert.is_false(ok)
      assert.truthy(said:find(message, 1, true), said)
    end
    refused({ mean = 9, sd = 3, low = -2 }, "disease.years.low must be from 0 to 100, got -2")
    refused({ low = 5, high = 300 }, "disease.years.high must be from 0 to 100, got 300")
    refused({ values = { "long" } }, "disease.years.values must be numbers")
    refused({ values = { 5, 500 } }, "disease.years.values[2] must be from 0 to 100, got 500")
    refused({ mean = 9, cv = 0.3, omega = 2 }, "disease.years gives cv and omega")
    refused("long", "disease.years must be a number from 0 to 100")
  end)
end)

describe("times to event of a model with hazards", function()
  it("follow the hazard that it computes", function()
    local c = scenario { survival = { hazard = "hazard" }, cohort = { n = 20000, vary = false,
      covariates = {} } }:run()
    -- The integral of h0 (2 - exp(-k t)) over 100 days is 0.004 (200 - 100 (1 - exp(-1))).
    local alive = math.exp(-0.004 * (200 - 100 * (1 - math.exp(-1))))
    assert.near(alive, c:survival():at(100)[1].S, 4 * math.sqrt(alive * (1 - alive) / 20000))
    assert.same({ "size", "drug" }, c.outputs)
  end)

  it("compete", function()
    local c = scenario { survival = { hazards = { death = "hazard", transplantation = "other" } },
      cohort = { n = 20000, vary = false, covariates = {} } }:run()
    -- The integral of 0.002 exp(-(0.01 t - 0.4 (1 - exp(-t / 100)))) by Simpson's rule; four
    -- standard errors are 0.011.
    local transplanted = 0
    for i = 0, 10000 do
      local t = i / 100
      local w = (i == 0 or i == 10000) and 1 or i % 2 == 1 and 4 or 2
      transplanted = transplanted + w * 0.002 * math.exp(-(0.01 * t
        - 0.4 * (1 - math.exp(-t / 100)))) / 300
    end
    local row = c:survival():at(100)[1]
    assert.near(transplanted, row.incidence.transplantation, 0.011)
    assert.near(1 - row.S - row.incidence.transplantation, row.incidence.death, 1e-9)
  end)

  it("are refused for what is no hazard", function()
    local function refused(survival, message)
      local ok, said = pcall(scenario, { survival = survival })
      assert.is_false(ok)
      assert.truthy(said:find(message, 1, true), said)
    end
    refused({ hazard = "size" }, "hepar.scenario.new: survival takes hazards, which count events "
      .. "per unit of the model's time: a rate of")
    refused({ hazard = "hazrd" }, 'survival.hazard "hazrd" is no output, definition or state of '
      .. 'the model (did you mean "hazard"?)')
    refused({ hazards = {} }, "survival.hazards names no cause")
    refused({ hazard = "risk", hazards = { death = "risk" } }, "gives hazard and hazards")
    refused({ hazard = "risk", alive = "size" }, "survival.alive does not go with hazards")
  end)
end)
