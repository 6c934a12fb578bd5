-- Scenarios as targets of sensitivity and calibration.
local hepar = require "hepar"
local inputs_of = require "hepar.cohort.inputs"
local targets = require "hepar.cohort.target"

local text = [[
model waste "A substance that is made before the trial and washed out in it"
time day
param k = 0.1 range 0.02 .. 0.5 [1/day] "loss" {assumed}
param made = 1 range 0.5 .. 2 [mg/day] "production" {assumed}
param extra = 0 range 0 .. 1 [1/day] "loss by a drug" {assumed}
input pulse [mg] "dose"
state amount = 0 [mg] "what is there"
amount' = made - (k + extra) * amount + pulse
output double = 2 * amount [mg]
]]
local model = hepar.model.define(text)

-- Patients differ in k; the control arm gets nothing, `drug` a loss, `both` a loss and a dose.
local function scenario(more)
  local fields = { model = model, horizon = 20, every = 5, outputs = { "amount" },
    initial = { amount = 10 }, cohort = { n = 30, seed = 5, vary = { k = { omega = 0.3 } } },
    arms = { control = {}, drug = { { set = { extra = 0.2 } } },
      both = { { set = { extra = 0.2 } }, { into = "pulse", amount = 5, at = 4 } } } }
  for name, value in pairs(more or {}) do fields[name] = value end
  return hepar.scenario(fields)
end

local function sensitivity(s, options) return assert(hepar.cohort.sensitivity(s, options)) end

-- The course without a dose: loss, production, start, time.
local function course(loss, made, start, t)
  return made / loss + (start - made / loss) * math.exp(-loss * t)
end

-- The outcome at one point, and the object that gave it.
local function at(s, point, options)
  local given = {}
  for name, value in pairs(point) do given[name] = { value - 1, value + 1 } end
  options.inputs = inputs_of.read("spec", given, model)
  local object, columns = targets.make("spec", s, options), {}
  for j, input in ipairs(options.inputs) do columns[j] = hepar.column { point[input.name] } end
  return assert(object.evaluate(options.inputs, columns, 1, 1, false))[1], object
end

describe("an outcome of a scenario", function()
  it("is that of the typical patient, whose features have their medians", function()
    local value, object = at(scenario(), { made = 1.5 }, { outcome = "amount", arm = "drug" })
    assert.near(course(0.3, 1.5, 10, 20), value, 1e-4)
    assert.equal("amount in arm drug", object.outcome)
    assert.equal("mg", object.unit)
    assert.equal(20, object.at)
  end)

  it("is a change, a ratio, or set against another arm", function()
    local s = scenario()
    local function control(t) return course(0.1, 2, 10, t) end
    local function drug(t) return course(0.3, 2, 10, t) end
    local value = at(s, { made = 2 }, { outcome = "double", arm = "drug", at = 5,
      relative = "difference" })
    assert.near(2 * (drug(5) - 10), value, 1e-3)
    value = at(s, { made = 2 }, { outcome = "amount", arm = "drug", at = 15, relative = "ratio",
      since = 5 })
    assert.near(drug(15) / drug(5), value, 1e-4)
    local object
    value, object = at(s, { made = 2 }, { outcome = "amount", arm = "drug", against = "control" })
    assert.near(drug(20) - control(20), value, 1e-3)
    assert.equal("amount in arm drug against control", object.outcome)
    value, object = at(s, { made = 2 }, { outcome = "amount", arm = "drug", against = "control",
      comparison = "ratio" })
    assert.near(drug(20) / control(20), value, 1e-4)
    assert.is_nil(object.unit)
  end)

  it("is of the first arm after the reference when none is named", function()
    local _, object = at(scenario(), { made = 1 }, { outcome = "amount" })
    assert.equal("amount in arm both", object.outcome)
  end)

  it("is the mean that the cohort itself has, patient by patient", function()
    local s = hepar.scenario { model = "liver", disease = { name = "cirrhosis",
      etiology = "alcohol", years = 8 }, cohort = { n = 12, seed = 3,
      eligibility = { MELD = { 10, 25 } } }, arms = { control = {}, one = { { product = "MSC",
      route = "HA", dose = 5e7, at = { weeks = 4 } } } }, horizon = { weeks = 12 },
      outputs = { "collagen", "MELD" } }
    local cohort = assert(s:run())
    local value = hepar.model("liver").parameter.MMP_by_therapy.value
    for _, case in ipairs { { "value", {} }, { "contrast", { against = "control" } },
      { "change", { relative = "difference" } } } do
      local options = case[2]
      options.outcome, options.patients, options.arm = "MELD", 12, "one"
      local mean = at(s, { MMP_by_therapy = value }, options)
      local row = cohort:summary("MELD", { weeks = 12 }, { kind = case[1], arm = "one" })[1]
      assert.near(row.mean, mean, 1e-9)
    end
  end)

  it("has a dose per kg of the patient's own weight, and of the median's", function()
    local s = scenario { cohort = { n = 40, seed = 2, vary = false,
      covariates = { weight = { mean = 70, sd = 12, low = 40 } } },
      arms = { control = {}, dosed = { { into = "pulse", amount_per_kg = 0.5, at = 4 } } } }
    local row = assert(s:run()):summary("amount", 20, { arm = "dosed" })[1]
    local mean = at(s, { k = 0.1 }, { outcome = "amount", arm = "dosed", patients = 40 })
    assert.near(row.mean, mean, 1e-9)
    -- 35 mg into the amount of 10 mg that production holds
    assert.near(10 + 35 * math.exp(-1.6), at(s, { k = 0.1 }, { outcome = "amount",
      arm = "dosed" }), 0.05)
  end)

  it("begins before the trial as long ago as each patient fell ill", function()
    local s = hepar.scenario { model = "liver", disease = { name = "cirrhosis",
      etiology = "alcohol", years = { mean = 8, sd = 3 } }, cohort = { n = 8, seed = 3 },
      arms = { control = {}, one = { { product = "MSC", route = "HA", dose = 5e7 } } },
      horizon = { weeks = 8 }, outputs = { "collagen" } }
    local row = assert(s:run()):summary("collagen", { weeks = 8 }, { arm = "one" })[1]
    local value = hepar.model("liver").parameter.MMP_by_therapy.value
    for _, run_in in ipairs { "each", "once" } do
      assert.near(row.mean, at(s, { MMP_by_therapy = value }, { outcome = "collagen", arm = "one",
        patients = 8, run_in = run_in }), 1e-9)
    end
    assert.is_true(row.sd > 0.1)
  end)

  it("counts patients of a matched cohort by their weights", function()
    local s = scenario { cohort = { n = 60, seed = 2, covariates = { age = { mean = 50, sd = 10 } },
      vary = false, effects = { { of = "age", on = "made", power = 1, reference = 50 } },
      match = { age = { mean = 55 } } } }
    local cohort = assert(s:run())
    local row = cohort:summary("amount", 20, { arm = "drug" })[1]
    local mean = at(s, { k = 0.1 }, { outcome = "amount", arm = "drug", patients = 60 })
    assert.near(row.mean, mean, 1e-9)
    local plain = at(s, { k = 0.1 }, { outcome = "amount", arm = "drug" })
    assert.is_true(math.abs(plain - mean) > 0.05)
  end)

  it("has what happens before the trial run with the same values, unless once is asked",
    function()
      local s = hepar.scenario { model = "liver", disease = { name = "cirrhosis",
        etiology = "alcohol", years = 8 }, cohort = { vary = false }, arms = { control = {} },
        horizon = 7, outputs = { "collagen" } }
      local usual = hepar.model("liver").parameter.k_collagen_synthesis.value
      local point = { k_collagen_synthesis = 0.5 * usual }
      local each = at(s, point, { outcome = "collagen" })
      local once = at(s, point, { outcome = "collagen", run_in = "once" })
      local base = at(s, { k_collagen_synthesis = usual }, { outcome = "collagen" })
      assert.is_true(each < 0.8 * base)
      assert.is_true(once > 0.97 * base and once < base)
    end)

  it("varies what arms give themselves in these arms alone", function()
    local s = scenario()
    local control = at(s, { extra = 0.5 }, { outcome = "amount", arm = "control" })
    assert.near(course(0.1, 1, 10, 20), control, 1e-4)
    local drug = at(s, { extra = 0.5 }, { outcome = "amount", arm = "drug" })
    assert.near(course(0.6, 1, 10, 20), drug, 1e-4)
  end)
end)

describe("the sensitivity of a scenario", function()
  it("is that of its solution", function()
    local options = { method = "sobol", parameters = { "k", "made" }, n = 128, bootstrap = 0 }
    local f = sensitivity(function(v)
      return course(v.k + 0.2, v.made, 10, 10) - course(v.k, v.made, 10, 10)
    end, { method = "sobol", parameters = { k = { 0.02, 0.5 }, made = { 0.5, 2 } }, n = 128,
      bootstrap = 0 })
    options.outcome, options.at, options.arm, options.against = "amount", 10, "drug", "control"
    local s = sensitivity(scenario(), options)
    for i = 1, 2 do
      assert.near(f.rows[i].first, s.rows[i].first, 1e-3)
      assert.near(f.rows[i].total, s.rows[i].total, 1e-3)
    end
    assert.matches("Sobol's indices of amount in arm drug against control at 10 days", tostring(s))
  end)

  it("without parameters asks what makes patients differ", function()
    local s = sensitivity(scenario { cohort = { vary = { k = 0.3, made = 0.1 } } }, { method =
      "efast", outcome = "amount", arm = "control", n = 129 })
    assert.equal(2, #s.rows)
    assert.equal("k", s:ranked()[1].name)
    assert.matches("between patients", s.rows[1].words)
  end)

  it("is the same bits with any number of threads and patients at once", function()
    local function bits(threads)
      local s = sensitivity(scenario(), { method = "morris", parameters = { "k", "made" },
        outcome = "amount", n = 60, patients = 30, threads = threads, bootstrap = 0 })
      return ("%a %a"):format(s.rows[1].mu, s.rows[2].sigma)
    end
    assert.equal(bits(1), bits(2))
    -- 180 points of 30 patients are more rows than go through at once; one point alone is the same
    local names = { "k" }
    local opened = require("hepar.cohort.scenario_target").open("spec", scenario(),
      { names = names, patients = 30 })
    opened:ask("spec", { output = "amount" })
    local many, value = hepar.column(180), 0.3
    for i = 1, 180 do many[i] = 0.05 + 0.002 * i end
    many[170] = value
    local all = assert(opened:evaluate(names, { many }, 180, 2))
    local one = assert(opened:evaluate(names, { hepar.column { value } }, 1, 1))
    assert.equal(one[1][1], all[1][170])
  end)

  it("refuses what cannot be meant", function()
    local s = scenario()
    local function message(options)
      options.method = options.method or "morris"
      options.parameters = options.parameters or { "k" }
      options.outcome = options.outcome or "amount"
      local ok, why = pcall(hepar.cohort.sensitivity, s, options)
      assert.is_false(ok)
      return why
    end
    assert.matches('"durg" is no arm of the scenario %(control, both, drug%) %(did you mean "drug"',
      message { arm = "durg" })
    assert.matches('"amuont" is no state.*did you mean "amount"', message { outcome = "amuont" })
    assert.matches("outside the trial, which goes from 0 to 20", message { at = 21 })
    assert.matches("against itself", message { arm = "drug", against = "drug" })
    assert.matches("comparison goes with against", message { comparison = "ratio" })
    assert.matches("since goes with relative", message { since = 3 })
    assert.matches("relative must be one of difference, ratio", message { relative = "share" })
    assert.matches("option patients must be a whole number", message { patients = 1.5 })
    assert.matches("option run_in must be one of each, once", message { run_in = "never" })
    assert.matches('"q" is no parameter, input or state', message { parameters = { q = { 0, 1 } } })
    local ok, why = pcall(hepar.cohort.sensitivity, function() return 1 end, { method = "morris",
      parameters = { a = { 0, 1 } }, arm = "drug" })
    assert.is_false(ok)
    assert.matches('option "arm" is not known', why)
  end)
end)

describe("the calibration of a scenario", function()
  local s = scenario { cohort = { vary = false } }
  local function values(k, made, extra)
    local control, drug = {}, {}
    for i, t in ipairs { 5, 10, 20 } do
      control[i] = course(k, made, 10, t)
      drug[i] = course(k + extra, made, 10, t) - control[i]
    end
    return control, drug
  end

  it("finds values again from several arms, and from a model's own data at once", function()
    local control, drug = values(0.15, 1.3, 0.4)
    local small = hepar.model.define [[
      model rest "Production alone"
      time day
      param made = 1 [mg/day] {assumed}
      state total = 0 [mg]
      total' = made
    ]]
    local c = assert(hepar.cohort.calibrate(s, { free = { k = { 0.1, 0.01, 1, log = true },
      made = { 1, 0.1, 5 }, extra = { 0.2, 0, 1 } }, data = {
        { arm = "control", output = "amount", times = { 5, 10, 20 }, values = control, sd = 0.1 },
        { arm = "drug", against = "control", output = "amount", times = { 5, 10, 20 },
          values = drug, sd = 0.1 },
        { target = { model = small }, output = "total", times = { 10 }, values = { 13 }, sd = 1 } },
      }))
    assert.is_true(c.converged)
    assert.near(0.15, c.values.k, 1e-4)
    assert.near(1.3, c.values.made, 1e-4)
    assert.near(0.4, c.values.extra, 1e-4)
    assert.equal(3, #c.sets)
    assert.equal("differences", c.derivatives)
  end)

  it("weighs every set by its error: two targets of one value", function()
    -- the same quantity measured as 12 (SD 1) and 14 (SD 2): the weighted mean is 12.4
    local small = hepar.model.define [[
      model rest "Production alone"
      time day
      param made = 1 [mg/day] {assumed}
      state total = 0 [mg]
      total' = made
    ]]
    local c = assert(hepar.cohort.calibrate(nil, { free = { made = { 1 } }, data = {
      { target = { model = small }, output = "total", times = { 1 }, values = { 12 }, sd = 1 },
      { target = function(v) return { v.made } end, values = { 14 }, sd = 2 } } }))
    assert.near(12.4, c.values.made, 1e-6)
  end)

  it("takes the mean of virtual patients", function()
    local many = scenario { cohort = { n = 40, seed = 9, vary = { k = { omega = 0.9 } } } }
    local mean = assert(many:run()):summary("amount", 20, { arm = "control" })[1].mean
    local free, data = { made = { 0.7, 0.1, 5 } }, { { arm = "control", output = "amount",
      times = { 20 }, values = { mean }, sd = 0.1 } }
    local c = assert(hepar.cohort.calibrate(many, { free = free, data = data, patients = 40 }))
    assert.near(1, c.values.made, 1e-4)
    c = assert(hepar.cohort.calibrate(many, { free = free, data = data }))
    assert.is_true(math.abs(c.values.made - 1) > 0.02)
  end)

  it("is the same bits with any number of threads", function()
    local control = values(0.15, 1.3, 0.4)
    local function bits(threads)
      local c = assert(hepar.cohort.calibrate(s, { threads = threads, method = "mcmc", steps = 40,
        seed = 4, free = { k = { 0.1, 0.01, 1 }, made = { 1, 0.1, 5 } }, data = { { arm = "control",
          output = "amount", times = { 5, 10, 20 }, values = control, sd = 0.3 } } }))
      return ("%a %a"):format(c.rows[1].mean, c.rows[2].sd)
    end
    assert.equal(bits(1), bits(2))
  end)

  it("refuses what cannot be meant", function()
    local function message(target, options)
      options.free = options.free or { k = { 0.1 } }
      local ok, why = pcall(hepar.cohort.calibrate, target, options)
      assert.is_false(ok)
      return why
    end
    local set = { arm = "control", output = "amount", times = { 5 }, values = { 3 }, sd = 1 }
    assert.matches("dose\" is not known", message(s, { data = { { output = "amount", times = { 5 },
      values = { 3 }, dose = {} } } }))
    assert.matches("is no parameter, input or state of the scenario's model",
      message(s, { data = { set }, free = { q = { 1 } } }))
    assert.matches("target, or target of every data set, must be a function",
      message(nil, { data = { set } }))
    assert.matches("option data%[1%]%.target must be a function",
      message(nil, { data = { { target = 3, values = { 1 } } } }))
    assert.matches("option patients belongs to scenarios", message({ model = model }, {
      data = { { output = "amount", times = { 5 }, values = { 3 } } }, patients = 3 }))
    assert.matches("has 2 times for 1 values", message(s, { data = { { output = "amount",
      times = { 5, 6 }, values = { 3 } } } }))
  end)
end)
