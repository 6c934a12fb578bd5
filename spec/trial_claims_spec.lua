-- Margins, several arms, missing visits and strata: tests against R, simulated trials against
-- formulas and within their Monte Carlo error.

local core = require "hepar.core"
local hepar = require "hepar"

local trial = hepar.trial

local function read(path)
  local handle = assert(io.open(path))
  local text = handle:read("a")
  handle:close()
  return core.json.decode(text)
end

-- spec/reference/trial_more.R made the values, trial.R the data.
local ref, data = read "spec/reference/trial_more.json", read("spec/reference/trial.json").data
local visits = {}
for v = 1, 3 do
  visits[v] = {}
  for i = 1, #data.group do
    local y = data.visits[v][i]
    visits[v][i] = type(y) == "number" and y or 0 / 0
  end
end

local function within(expected, result, errors)
  local error = math.sqrt(expected * (1 - expected) / result.replicates)
  assert.is_true(math.abs(result.power - expected) <= (errors or 4) * error,
    ("expected %.4f with a Monte Carlo error of %.4f, got %.4f"):format(expected, error,
      result.power))
end

describe("degrees of freedom of the mixed model", function()
  local function of(degrees)
    return trial.analyse { analysis = "mmrm", degrees = degrees, group = data.group,
      baseline = data.baseline, visits = visits }
  end

  it("are those of the whole covariance matrix, spelt out in R", function()
    local kr, sw, plain = of(), of "satterthwaite", of "residual"
    assert.near(ref.mmrm.estimate, kr.estimate, 1e-7)
    assert.near(ref.mmrm.kenward_roger_se, kr.se, 1e-7)
    assert.near(ref.mmrm.kenward_roger_df, kr.df, 1e-5)
    assert.near(ref.mmrm.se, sw.se, 1e-7)
    assert.near(ref.mmrm.satterthwaite_df, sw.df, 1e-5)
    assert.near(ref.mmrm.se, plain.se, 1e-7)
    assert.equal(55, plain.df) -- 58 patients seen at the last visit, three columns
  end)

  it("are those of the analysis of covariance when no visit is missing", function()
    local whole, y = {}, {}
    for v = 1, 3 do
      whole[v] = {}
      for i = 1, #data.group do whole[v][i] = data.baseline[i] * 0.3 * v + math.sin(i * v) end
    end
    for i = 1, #data.group do y[i] = whole[3][i] end
    local ancova = trial.analyse { analysis = "ancova", group = data.group, y = y,
      baseline = data.baseline }
    for _, degrees in ipairs { "kenward_roger", "satterthwaite", "residual" } do
      local a = trial.analyse { analysis = "mmrm", degrees = degrees, group = data.group,
        baseline = data.baseline, visits = whole }
      assert.near(ancova.df, a.df, 1e-4)
      assert.near(ancova.se, a.se, 1e-7)
    end
  end)

  it("keep alpha in small trials", function()
    for _, degrees in ipairs { "kenward_roger", "satterthwaite" } do
      local d = trial { arms = { control = { mean = { 0, 0, 0 }, sd = 4 },
        treated = { mean = { 1, 1, 1 }, sd = 4 } }, n = 24, dropout = 0.25, analysis = "mmrm",
        endpoint = { type = "continuous", correlation = 0.6 }, degrees = degrees }
      within(0.025, d:type1_error { replicates = 4000 })
    end
  end)
end)

describe("margins", function()
  it("are tested as R does", function()
    local function of(claim)
      return trial.analyse { analysis = "t", group = data.group, y = data.y, claim = claim,
        margin = 1.5 }
    end
    assert.near(ref.margin.non_inferiority, of("non_inferiority").p_claim, 1e-10)
    local a = of "equivalence"
    assert.near(ref.margin.equivalence, a.p_claim, 1e-10)
    assert.truthy(tostring(a):find("\n  equivalence, margin 1.5: one-sided p = 0.9265", 1, true))
    -- The other direction: a treated arm that is lower is better.
    a = trial.analyse { analysis = "t", group = data.group, y = data.y, margin = 1.5,
      claim = "non_inferiority", better = "lower" }
    assert.is_true(a.p_claim < 1e-3)
  end)

  it("have the power of the formulas", function()
    local function means(claim, better)
      return trial { arms = { control = { mean = 0, sd = 4 }, treated = { mean = 0.3, sd = 4 } },
        endpoint = { type = "continuous", better = better }, n = 226, claim = claim, margin = 1.8 }
    end
    local function formula(claim, difference)
      return trial.means { claim = claim, difference = difference, margin = 1.8, sd = 4, n = 226,
        alpha = 0.025 }.power
    end
    within(formula("non_inferiority", 0.3), means("non_inferiority"):power())
    within(formula("non_inferiority", -0.3), means("non_inferiority", "lower"):power())
    within(formula("equivalence", 0.3), means("equivalence"):power())
    local p = trial { arms = { control = { probability = 0.6 }, treated = { probability = 0.6 } },
      endpoint = { type = "binary" }, n = 400, claim = "non_inferiority", margin = 0.15 }
    within(trial.proportions { p1 = 0.6, p2 = 0.6, n = 400, claim = "non_inferiority",
      margin = 0.15 }.power, p:power())
    local s = trial { arms = { control = { median = 12 }, treated = { median = 12 } },
      endpoint = { type = "time_to_event" }, n = 400, follow_up = 24, accrual = 400 / 12,
      claim = "non_inferiority", margin = 1.4, analysis = "cox" }
    within(trial.survival { hazard_ratio = 1, median = 12, accrual = 12, follow_up = 24, n = 400,
      claim = "non_inferiority", margin = 1.4 }.power, s:power(), 5)
  end)

  it("have their type I error at the margin", function()
    local function alpha(o)
      o.claim = o.claim or "non_inferiority"
      within(0.025, trial(o):type1_error { replicates = 4000 })
    end
    local arms = { control = { mean = 0, sd = 4 }, treated = { mean = 0, sd = 4 } }
    alpha { arms = arms, endpoint = { type = "continuous", better = "lower" }, n = 100, margin = 1 }
    alpha { arms = arms, endpoint = { type = "continuous" }, n = 300, margin = 2,
      claim = "equivalence", analysis = "welch" }
    alpha { arms = { control = { hazard = 0.05 }, treated = { hazard = 0.05 } }, n = 300,
      endpoint = { type = "time_to_event" }, follow_up = 30, margin = 1.3, analysis = "logrank" }
    alpha { arms = { control = { hazard = 0.05 }, treated = { hazard = 0.05 } }, n = 600,
      endpoint = { type = "time_to_event", tau = 20 }, follow_up = 30, margin = 2,
      analysis = "rmst" }
    alpha { arms = { control = { probabilities = { 0.4, 0.3, 0.3 } },
      treated = { probabilities = { 0.4, 0.3, 0.3 } } }, endpoint = { type = "ordinal" }, n = 300,
      margin = 1.6, analysis = "proportional_odds" }
    alpha { arms = { control = { probability = 0.5 }, treated = { probability = 0.5 } },
      endpoint = { type = "binary" }, n = 400, margin = 0.1 }
  end)
end)

describe("margins of virtual patients", function()
  local function bank(more)
    local control, treated = {}, {}
    local y = hepar.random.new(7):normal(4000)
    local mean, sd = y:mean(), y:sd()
    for i = 1, 4000 do
      control[i] = 10 + 4 * (y[i] - mean) / sd
      treated[i] = control[i]
    end
    local o = { arms = { control = { values = control }, treated = { values = treated } }, n = 226,
      endpoint = { type = "continuous" }, claim = "non_inferiority", margin = 1.5 }
    for key, value in pairs(more or {}) do o[key] = value end
    return trial(o)
  end

  it("have the power of the formula, and alpha at the margin", function()
    within(trial.means { claim = "non_inferiority", difference = 0, margin = 1.5, sd = 4,
      n = 226 }.power, bank():power())
    within(0.025, bank():type1_error { replicates = 4000 })
    within(0.025, bank { endpoint = { type = "continuous", better = "lower" },
      claim = "equivalence" }:type1_error { replicates = 4000 })
    local ok, said = pcall(function()
      return trial { arms = { control = { values = { 0, 1, 0, 1 } },
        treated = { values = { 0, 1, 0, 1 } } }, endpoint = { type = "binary" },
        claim = "non_inferiority", margin = 0.1 }:type1_error { replicates = 10 }
    end)
    assert.is_false(ok)
    assert.truthy(said:find("of virtual patients is for continuous endpoints", 1, true), said)
  end)
end)

describe("trials of a scenario", function()
  local text = [[
    model small "An organ that wears out"
    time day
    param k = 0.01 range 0.0001 .. 1 [1/day]
    input gain [1/day]
    state size = 1
    state survival = 1
    state death = 0
    size' = gain - k * size
    survival' = -0.01 / size * survival
    death' = 0.01 / size * survival
  ]]
  local function of(endpoint, more)
    local o = { scenario = hepar.scenario { model = hepar.model.define(text), horizon = 100,
      every = 25, outputs = { "size" }, cohort = { n = 60, seed = 3, vary = { k = 0.4 },
        covariates = { size = { mean = 1, sd = 0.2, low = 0.3 } } },
      arms = { control = {}, treated = { { set = { gain = 0.002 } } } } }, patients = 60, n = 40,
      endpoint = endpoint }
    for key, value in pairs(more or {}) do o[key] = value end
    return trial(o)
  end

  it("take imputations, margins and borrowing, too", function()
    local last = { output = "size", at = 100, better = "higher" }
    local visits_ = { output = "size", at = { 50, 100 }, better = "higher" }
    local event = { output = "size", at = 100, type = "binary", above = 0.4, better = "higher" }
    for _, d in ipairs {
      of(visits_, { analysis = "imputed", dropout = 0.2 }), of(visits_, { dropout = 0.2 }),
      of(last, { claim = "non_inferiority", margin = 0.1 }),
      of(last, { borrow = { mean = 0.4, sd = 0.1 } }),
      of(event, { borrow = { mean = -0.5, sd = 1 } }),
      of({ type = "time_to_event" }, { follow_up = 100, borrow = { mean = -4.5, sd = 1 } }),
    } do
      for _, r in ipairs { d:power { replicates = 20 }, d:type1_error { replicates = 20 } } do
        assert.equal(0, r.failed)
        assert.is_true(r.power >= 0 and r.power <= 1)
      end
    end
  end)

  it("are read before they are tested: what is not there is no crash", function()
    for code = 0, 15 do
      assert.has_error(function()
        core.trial.test { analysis = code, n = 2, group = { 0, 1 } }
      end, "hepar.trial.analyse: the test lacks what it reads")
    end
  end)
end)

describe("sizes by formula", function()
  it("of group-sequential designs and margins are those of rpact", function()
    local b = trial.sequential { looks = { 1 / 3, 2 / 3, 1 }, alpha = 0.025, power = 0.8,
      spending = "wang_tsiatis", delta = 0 }
    local r = ref.rpact
    local function near(want, got, digits) assert.near(want, got, want * 10 ^ -digits) end
    near(r.means_n, trial.means { difference = 2, sd = 4, boundaries = b }.exact_n, 6)
    near(r.rates_n, trial.proportions { p1 = 0.3, p2 = 0.5, boundaries = b }.exact_n, 8)
    local s = trial.survival { hazard_ratio = 0.6, median = 12, accrual = 12, follow_up = 12,
      boundaries = b }
    near(r.events[3], s.events, 8)
    near(r.survival_n, s.exact_n, 8)
    near(r.non_inferiority_n, trial.means { claim = "non_inferiority", difference = 0,
      margin = 1.5, sd = 4, power = 0.8, alpha = 0.025 }.exact_n, 8)
  end)
end)

describe("several arms", function()
  local p = ref.adjust.p

  it("have the adjusted p values of R", function()
    for _, method in ipairs { "bonferroni", "holm", "hochberg", "hommel" } do
      local got = trial.adjust(p, { method = method })
      for i = 1, 4 do assert.near(ref.adjust[method][i], got[i], 1e-12) end
    end
    local of = { 50, 30, 40, 50, 60 }
    local single = trial.adjust(p, { method = "dunnett", allocation = of })
    local down = trial.adjust(p, { method = "dunnett_step_down", allocation = of })
    for i = 1, 4 do
      assert.near(ref.dunnett.p[i], single[i], 1e-6)
      assert.near(ref.dunnett.step_down[i], down[i], 1e-6)
    end
  end)

  it("have the constants of Dunnett's tables", function()
    -- One-sided, infinite degrees of freedom, alpha 0.05 (Dunnett 1955, table 1a): 1.92, 2.06, 2.16
    -- for two to four arms.
    for k, c in pairs { [2] = 1.92, [3] = 2.06, [4] = 2.16 } do
      local z = {}
      for i = 1, k do z[i] = core.effects.probability("normal", -c) end
      assert.near(0.05, trial.adjust(z, { method = "dunnett" })[1], 0.0006)
    end
    local function tail(z) return core.effects.probability("normal", -z) end
    assert.near(0.05, trial.adjust({ tail(ref.dunnett.k3), 1, 1 }, { method = "dunnett" })[1], 1e-6)
    assert.near(0.025, trial.adjust({ tail(ref.dunnett.unequal), 1, 1 }, { method = "dunnett",
      allocation = { 60, 20, 30, 50 } })[1], 1e-6)
  end)

  local function four(adjust, more)
    local o = { arms = { control = { mean = 0, sd = 1 }, a = { mean = 0.6, sd = 1 },
      b = { mean = 0.5, sd = 1 }, c = { mean = 0, sd = 1 } }, n = 160, adjust = adjust,
      endpoint = { type = "continuous" } }
    for key, value in pairs(more or {}) do o[key] = value end
    return trial(o)
  end

  it("keep the chance of any false claim", function()
    local dunnett = four("dunnett"):type1_error { replicates = 8000 }
    within(0.025, dunnett)
    for _, adjust in ipairs { "holm", "hochberg", "hommel", "dunnett_step_down" } do
      assert.is_true(four(adjust):type1_error { replicates = 4000 }.power <= 0.025 + 4 * 0.0025)
    end
  end)

  it("at several looks cross bounds as often as a multivariate normal integral says", function()
    local function any(t, upper, shares)
      local lambda = {}
      for i, share in ipairs(shares) do lambda[i] = math.sqrt(share) end
      return core.trial.cross_many { fraction = t, upper = upper, lambda = lambda }
    end
    -- R's integral is by random lattice points, to 1e-6.
    local r = ref.many_looks
    assert.near(r.two, any({ 0.5, 1 }, { 2.8, 2.3 }, { 0.5, 0.5 }), 1e-6)
    assert.near(r.three, any({ 0.3, 0.7, 1 }, { 3.2, 2.5, 2.2 }, { 0.5, 0.5 }), 1e-6)
    assert.near(r.unequal, any({ 0.4, 1 }, { 2.6, 2.2 }, { 0.3, 0.4, 0.6 }), 1e-6)
    -- One arm is a group-sequential design.
    local b = trial.sequential { looks = { 0.4, 0.8, 1 }, alpha = 0.025 }
    assert.near(0.025, any(b.fraction, b.upper, { 0.5 }), 1e-7)
  end)

  it("at several looks keep the chance of any false claim, and less is lost than by division",
    function()
      local more = { looks = { 0.5, 1 }, spending = "pocock", n = 200 }
      local dunnett, divided = four("dunnett", more), four("bonferroni", more)
      within(0.025, dunnett:type1_error { replicates = 8000 })
      for k = 1, 2 do
        assert.is_true(dunnett.boundaries.upper[k] < divided.boundaries.upper[k])
      end
      assert.is_true(dunnett:power().power > divided:power().power)
      more.keep = 1
      assert.is_true(four("dunnett", more):type1_error { replicates = 4000 }.power <= 0.025
        + 4 * 0.0025)
      assert.has_error(function()
        four("dunnett", { looks = { 0.25, 0.5, 0.75, 1 } })
      end, 'hepar.trial: adjust = "dunnett" takes up to 3 looks, got 4')
    end)

  it("with times are dropped at a look, and later patients go to the others", function()
    local function of(more)
      local o = { arms = { control = { median = 12 }, a = { median = 22 }, b = { median = 12 } },
        n = 240, accrual = 10, follow_up = 12, looks = { 0.4, 1 },
        endpoint = { type = "time_to_event" } }
      for key, value in pairs(more or {}) do o[key] = value end
      return trial(o)
    end
    local all, one = of():power(), of({ keep = 1 }):power()
    assert.is_true(one.power > all.power + 0.02)
    assert.is_true(one.events < all.events - 20) -- those of the dropped arm count no longer
    assert.is_true(of({ keep = 1 }):type1_error { replicates = 4000 }.power <= 0.025 + 4 * 0.0025)
    local futile = of { futility = { spending = "pocock" } }
    assert.is_true(futile:power().expected_n < all.expected_n)
    local x, y = of({ keep = 1 }):power { replicates = 50 }, of({ keep = 1 }):power {
      replicates = 50, threads = 2 }
    for i = 1, 50 do assert.equal(x.z[i], y.z[i]) end
  end)

  it("gain from closed tests what theory says", function()
    local r = {}
    for _, adjust in ipairs { "bonferroni", "holm", "hochberg", "hommel", "dunnett",
      "dunnett_step_down" } do
      r[adjust] = four(adjust):power { replicates = 1000 }
    end
    -- The same patients: a test that rejects whenever another does has at least its power.
    assert.equal(r.bonferroni.power, r.holm.power)
    assert.is_true(r.holm.shown.b > r.bonferroni.shown.b)
    assert.is_true(r.hochberg.every >= r.holm.every)
    assert.is_true(r.hommel.power >= r.hochberg.power)
    assert.is_true(r.dunnett.power > r.bonferroni.power)
    assert.equal(r.dunnett.power, r.dunnett_step_down.power)
    assert.is_true(r.dunnett_step_down.shown.b > r.dunnett.shown.b)
    assert.is_true(r.holm.shown.a > r.holm.shown.b and r.holm.shown.c < 0.05)
    assert.truthy(tostring(r.holm):find("shown to be better: a 0.", 1, true))
  end)

  it("say what is wrong", function()
    local function fails(message, f)
      local ok, said = pcall(f)
      assert.is_false(ok)
      assert.truthy(said:find(message, 1, true), said)
    end
    fails('adjust = "holm" is for trials without interim looks', function()
      four("holm", { looks = { 0.5, 1 } })
    end)
    fails('adjust = "dunnett" is for three arms and more', function()
      trial { arms = { control = { mean = 0, sd = 1 }, a = { mean = 1, sd = 1 } }, n = 20,
        endpoint = { type = "continuous" }, adjust = "dunnett" }
    end)
    fails('must be one of "bonferroni", "none", "holm"', function() four("dunnet") end)
    fails('method must be one of', function() trial.adjust({ 0.1 }, { method = "dunet" }) end)
    fails("p[2] must be a number of 0 or more and up to 1, got 2", function()
      trial.adjust { 0.1, 2 }
    end)
    fails("allocation must have 3 to 3 numbers, got 2", function()
      trial.adjust({ 0.1, 0.2 }, { method = "dunnett", allocation = { 1, 2 } })
    end)
    fails('allocation belongs to "dunnett"', function()
      trial.adjust({ 0.1, 0.2 }, { method = "holm", allocation = { 1, 2, 3 } })
    end)
  end)
end)

describe("strata of proportions", function()
  it("are tested as R's mantelhaen.test does", function()
    local a = trial.analyse { analysis = "cmh", group = data.group, y = data.binary,
      stratum = data.stratum }
    assert.near(ref.cmh.statistic, a.statistic, 1e-10)
    assert.near(ref.cmh.p, a.pval, 1e-10)
  end)

  it("keep alpha, and gain when strata differ", function()
    local function of(analysis)
      return trial { arms = { control = { probability = 0.35 }, treated = { probability = 0.5 } },
        endpoint = { type = "binary" }, n = 200, analysis = analysis,
        randomisation = { strata = { { share = 1, shift = -1.5 }, { share = 1, shift = 1.5 } } } }
    end
    within(0.025, of("cmh"):type1_error { replicates = 4000 })
    assert.is_true(of("cmh"):power().power > of("chi_square"):power().power + 0.02)
  end)
end)

describe("evidence in the design", function()
  local z = trial.normal
  local function mixture()
    local robust = z { mean = 0, sd = 1 }:robust { weight = 1 / 3, mean = 1, sd = 2 }
    return robust:robust { weight = 0.1, mean = 0, sd = 8 }
  end

  it("is worth what R's integrals say", function()
    local prior = mixture()
    assert.near(ref.morita, prior:ess { sd = 10, method = "morita" }, ref.morita * 1e-6)
    assert.near(25, z { mean = 3, sd = 2 }:ess { sd = 10, method = "morita" }, 1e-9)
    local after = prior:posterior(1.5, 0.8)
    assert.near(ref.posterior.mean, after.mean, 1e-8)
    assert.near(ref.posterior.sd, after.sd, 1e-7)
  end)

  it("borrows for the control arm as the integral says", function()
    -- Two arms of two patients each, with the means 1.5 and 3 and such a pooled spread that the
    -- standard errors are 0.8 both; the integral has 0.7 for the treated arm, so unequal sizes.
    local function arm(mean, n, sd)
      local list = {}
      for i = 1, n do list[i] = mean + (i % 2 == 0 and sd or -sd) end
      return list
    end
    local n0, n1, v = 98, 128, 0.64 * 98 -- 0.8^2 = v / 98, 0.7^2 = v / 128
    local sum0, sum1 = n0, n1 -- sums of squares are n sd^2 in both arms
    local sd = math.sqrt(v * (n0 + n1 - 2) / (sum0 + sum1))
    local group, y = {}, {}
    for g, list in ipairs { arm(1.5, n0, sd), arm(3, n1, sd) } do
      for _, value in ipairs(list) do group[#group + 1], y[#y + 1] = g - 1, value end
    end
    local prior = require "hepar.trial.prior"
    local components, flat = prior.flat(mixture())
    local a = assert(core.trial.test { analysis = require("hepar.trial.analyse").code.borrow,
      n = #y, group = group, y = y, components = components, prior = flat })
    assert.near(ref.borrowed, 1 - a.p_greater, 1e-7)
  end)

  it("borrows log odds and log hazards as the integrals say", function()
    local prior, code = require "hepar.trial.prior", require("hepar.trial.analyse").code
    local function at(mean)
      return prior.flat(z { mean = mean, sd = 0.4 }:robust { weight = 0.2, mean = mean, sd = 2 })
    end
    local group, y = {}, {}
    for i = 1, 62 do
      group[i] = i <= 30 and 0 or 1
      y[i] = (i <= 9 or i > 46) and 1 or 0
    end
    local components, flat = at(-1)
    local a = assert(core.trial.test { analysis = code.borrow_odds, n = 62, group = group, y = y,
      components = components, prior = flat, prior_of = 1 })
    assert.near(ref.borrowed_odds, 1 - a.p_greater, 1e-7)
    -- 30 patients of 10 units with 12 events, 32 of 10 with 7.
    local time, event = {}, {}
    for i = 1, 62 do
      time[i], event[i] = 10.0, (i <= 12 or i > 55) and 1 or 0
    end
    components, flat = at(-3)
    a = assert(core.trial.test { analysis = code.borrow_hazard, n = 62, group = group, time = time,
      event = event, components = components, prior = flat, prior_of = 2 })
    assert.near(ref.borrowed_hazard, 1 - a.p_greater, 1e-7)
    assert.is_true(a.estimate < 0 and a.z > 0) -- fewer events: more time
  end)

  it("raises the power of trials with proportions and times when it fits", function()
    local function of(borrow)
      return trial { arms = { control = { probability = 0.3 }, cells = { probability = 0.5 } },
        endpoint = { type = "binary" }, n = 120, borrow = borrow },
        trial { arms = { control = { hazard = 0.05 }, cells = { hazard = 0.03 } }, n = 160,
          endpoint = { type = "time_to_event" }, follow_up = 24,
          borrow = borrow and { mean = math.log(0.05), sd = 0.2 } }
    end
    local odds, hazard = of { mean = math.log(3 / 7), sd = 0.3 }
    local plain_odds, plain_hazard = of()
    assert.is_true(odds:power().power > plain_odds:power().power + 0.04)
    assert.is_true(hazard:power().power > plain_hazard:power().power + 0.03)
    assert.is_true(odds:type1_error().power <= 0.025)
    assert.is_true(hazard:type1_error().power <= 0.025)
    assert.has_error(function()
      trial { arms = { control = { probabilities = { 0.5, 0.5 } },
        cells = { probabilities = { 0.4, 0.6 } } }, endpoint = { type = "ordinal" },
        borrow = { mean = 0, sd = 1 } }
    end, "hepar.trial: borrowing is not for ordinal endpoints")
  end)

  it("gives the assurance of the integral", function()
    -- A standard error of 0.9: SD 4.5, 100 patients in two arms, t for z.
    local d = trial { arms = { control = { mean = 0, sd = 4.5 }, treated = { mean = 2, sd = 4.5 } },
      endpoint = { type = "continuous" }, n = 100 }
    within(ref.assurance, d:assurance { prior = { mean = 2, sd = 1.5 }, replicates = 4000 })
  end)
end)

describe("missing visits", function()
  it("are imputed to what the mixed model expects", function()
    for method, name in pairs { mar = "mar", jump_to_reference = "jump",
      copy_reference = "copy" } do
      local a = trial.analyse { analysis = "imputed", group = data.group, baseline = data.baseline,
        visits = visits, imputation = { method = method, count = 1000 } }
      -- Draws of the covariance and of 22 missing values leave a spread of 0.01 over 1000 of them.
      assert.near(ref.imputed[name], a.estimate, 0.03)
      -- R's draws are 10000; 1000 leave the standard error a spread of half a per cent.
      local drawn = ref.rubin[name]
      assert.near(drawn[1], a.estimate, 0.03)
      assert.near(drawn[2], a.se, 0.01)
      assert.near(drawn[3], a.df, 1.5)
    end
  end)

  it("are one analysis when there are none", function()
    local whole, y = {}, {}
    for v = 1, 3 do
      whole[v] = {}
      for i = 1, #data.group do whole[v][i] = math.sin(i * v) + 0.1 * data.group[i] end
    end
    for i = 1, #data.group do y[i] = whole[3][i] end
    local a = trial.analyse { analysis = "imputed", group = data.group, baseline = data.baseline,
      visits = whole }
    local b = trial.analyse { analysis = "ancova", group = data.group, baseline = data.baseline,
      y = y }
    assert.equal(b.estimate, a.estimate)
    assert.equal(b.se, a.se)
  end)

  local function drops(analysis, on, more)
    local o = { arms = { control = { mean = { 0, 0, 0 }, sd = 4 },
      treated = { mean = { 1.5, 3, 4.5 }, sd = 4 } }, n = 120, analysis = analysis,
      endpoint = { type = "continuous", baseline = { mean = 0, sd = 4 }, correlation = 0.6 },
      dropout = { share = 0.4, slope = 2, on = on } }
    for key, value in pairs(more or {}) do o[key] = value end
    return trial(o)
  end

  it("at random bias complete patients, and not the mixed model or imputation", function()
    local o = { replicates = 600 }
    local complete = drops("ancova", "observed"):power(o)
    local mixed = drops("mmrm", "observed"):power(o)
    local imputed = drops("imputed", "observed"):power(o)
    local error = mixed.estimate_sd / math.sqrt(600)
    assert.near(4.5, mixed.estimate, 4 * error)
    assert.near(4.5, imputed.estimate, 4 * error)
    assert.is_true(complete.estimate < 4.5 - 3 * error)
    assert.is_true(mixed.missing > 0.2 and mixed.missing < 0.45)
    assert.truthy(tostring(mixed):find("without the last visit: %d%d%.%d %% of the patients"))
    -- Not at random: nobody can mend it.
    assert.is_true(drops("mmrm", "unobserved"):power(o).estimate < 4.5 - 6 * error)
  end)

  it("imputed like the control cost effect, and keep alpha", function()
    local o = { replicates = 600 }
    local own = drops("imputed", "observed"):power(o)
    local jump = drops("imputed", "observed", { imputation = { method = "jump_to_reference" } })
    local copy = drops("imputed", "observed", { imputation = { method = "copy_reference" } })
    local j, c = jump:power(o).estimate, copy:power(o).estimate
    assert.is_true(j < c and c < own.estimate)
    assert.is_true(jump:type1_error { replicates = 1000 }.power < 0.025 + 4 * 0.005)
  end)

  it("without memory fail with a sentence", function()
    for _, analysis in ipairs { "mmrm", "imputed" } do
      local function work()
        return trial.analyse { analysis = analysis, group = data.group, baseline = data.baseline,
          visits = visits }
      end
      local failures = 0
      for n = 1, 40 do
        core.memory.fail_at(n)
        local ok, result, message, code = pcall(work)
        core.memory.fail_at(0)
        assert.is_true(ok, result)
        if not result then
          failures = failures + 1
          assert.truthy(message:find("no memory", 1, true), message)
          assert.equal("nomem", code)
        end
      end
      assert.is_true(failures >= 3)
      assert.truthy(work())
    end
  end)

  it("come back the same with any number of threads", function()
    local d = drops("imputed", "observed")
    local one, two = d:power { replicates = 40 }, d:power { replicates = 40, threads = 2 }
    for i = 1, 40 do assert.equal(one.z[i], two.z[i]) end
  end)

  it("say what is wrong", function()
    local function fails(message, more)
      local ok, said = pcall(drops, "ancova", "observed", more)
      assert.is_false(ok)
      assert.truthy(said:find(message, 1, true), said)
    end
    fails('imputation belongs to analysis "imputed"', { imputation = { method = "mar" } })
    fails('degrees belongs to analysis "mmrm"', { degrees = "residual" })
    fails("dropout.slope is missing", { dropout = { share = 0.2 } })
    fails('dropout.on must be one of "observed", "unobserved"', { dropout = { share = 0.2,
      slope = 1, on = "seen" } })
    fails("dropout must be a number of 0 or more", { dropout = "many" })
    fails("margin is missing", { claim = "non_inferiority" })
    fails("margin goes with claim", { margin = 1 })
    fails('claim "non_inferiority" is tested with sided = 1', { claim = "non_inferiority",
      margin = 1, sided = 2 })
    fails('cannot be tested by analysis "wilcoxon"', { analysis = "wilcoxon", claim = "equivalence",
      margin = 1, endpoint = { type = "continuous" } })
    fails('analysis "imputed" needs several visits', { analysis = "imputed", arms = {
      control = { mean = 0, sd = 1 }, treated = { mean = 1, sd = 1 } } })
    fails('analysis "cmh" needs strata', { analysis = "cmh", endpoint = { type = "binary" },
      dropout = 0, arms = { control = { probability = 0.3 }, treated = { probability = 0.5 } } })
    fails("must be a ratio of hazards above 1, got 0.8", { analysis = "cox", endpoint = {
      type = "time_to_event" }, follow_up = 10, dropout = 0, claim = "non_inferiority",
      margin = 0.8, arms = { control = { hazard = 0.3 }, treated = { hazard = 0.5 } } })
  end)
end)
