-- Simulated trials: against formulas, within their Monte Carlo error, and the properties they must
-- have.

local hepar = require "hepar"

local trial = hepar.trial

-- Within `errors` Monte Carlo errors of what is expected.
local function within(expected, result, errors)
  local error = math.sqrt(expected * (1 - expected) / result.replicates)
  assert.is_true(math.abs(result.power - expected) <= (errors or 3.5) * error,
    ("expected %.4f with a Monte Carlo error of %.4f, got %.4f"):format(expected, error,
      result.power))
end

local function means(more)
  local o = { arms = { control = { mean = 0, sd = 4 }, treated = { mean = 2, sd = 4 } },
    endpoint = { type = "continuous" }, n = 120 }
  for key, value in pairs(more or {}) do o[key] = value end
  return trial(o)
end

local function proportions(more)
  local o = { arms = { control = { probability = 0.3 }, treated = { probability = 0.5 } },
    endpoint = { type = "binary" }, n = 150 }
  for key, value in pairs(more or {}) do o[key] = value end
  return trial(o)
end

local function survival(more)
  local o = { arms = { control = { median = 12 }, treated = { median = 24 } },
    endpoint = { type = "time_to_event" }, n = 160, accrual = 10, follow_up = 12 }
  for key, value in pairs(more or {}) do o[key] = value end
  return trial(o)
end

describe("simulated power", function()
  it("of the t test is that of the formula", function()
    local d = means()
    for _, n in ipairs { 40, 120 } do
      within(trial.means { difference = 2, sd = 4, n = n, alpha = 0.025, sided = 1 }.power,
        d:power { n = n, replicates = 8000 })
    end
  end)

  it("of the analysis of covariance is that of the formula", function()
    local d = means { endpoint = { type = "continuous", baseline = { mean = 16, sd = 4 },
      correlation = 0.6 }, n = 80 }
    within(trial.means { difference = 2, sd = 4, n = 80, alpha = 0.025, sided = 1,
      correlation = 0.6 }.power, d:power { replicates = 8000 })
  end)

  it("of two looks is that of the boundaries", function()
    local d = means { looks = { 0.4, 1 }, spending = "pocock", n = 400,
      futility = { spending = "hsd", gamma = -2 } }
    local r = d:power { replicates = 8000 }
    local exact = d.boundaries:crossing(2 / 4 * math.sqrt(400 / 4))
    within(exact.power, r, 4)
    assert.is_true(math.abs(r.looks[1].success - exact.above[1]) < 0.02)
    assert.is_true(math.abs(r.looks[1].futile - exact.below[1]) < 0.01)
    assert.is_true(math.abs(r.expected_n - exact.expected * 400) < 4 * r.expected_n_se + 2)
  end)

  it("of Fisher's test is that of all tables", function()
    local d = proportions { analysis = "fisher", n = 60 }
    within(trial.proportions { p1 = 0.3, p2 = 0.5, n = 60, sided = 1, alpha = 0.025,
      test = "fisher" }.power, d:power { replicates = 8000 })
  end)

  it("of the log-rank test is near that of Schoenfeld's formula", function()
    local d = survival { n = 200, events = 120, dropout = 0.005 }
    local r = d:power { replicates = 3000 }
    local formula = trial.survival { hazard_ratio = 0.5, events = 120, sided = 1, alpha = 0.025 }
    assert.is_true(math.abs(r.power - formula.power) < 0.02)
    -- the events of a fixed follow-up are those of the formula
    local f = survival { dropout = 0.01 }:power { replicates = 3000 }
    local e = trial.survival { hazard_ratio = 0.5, median = 12, accrual = 16, follow_up = 12,
      dropout_hazard = 0.01, n = 160 }
    assert.is_true(math.abs(f.events - e.events) < 0.5)
    assert.is_true(math.abs(f.duration - 28) < 0.2)
  end)

  it("rises with the size and with the effect", function()
    local rows = means():power { n = { 20, 60, 120, 200, 300 }, replicates = 2000 }.rows
    for i = 2, #rows do assert.is_true(rows[i].power > rows[i - 1].power) end
    local last = -1
    for effect = 0, 4 do
      local d = means { arms = { control = { mean = 0, sd = 4 },
        treated = { mean = effect, sd = 4 } }, n = 60 }
      local p = d:power { replicates = 2000 }.power
      assert.is_true(p > last)
      last = p
    end
  end)

  it("finds the size that the formula has", function()
    local r = means():sample_size { power = 0.8, replicates = 4000 }
    local n = trial.means { difference = 2, sd = 4, power = 0.8, alpha = 0.025, sided = 1 }.n
    assert.is_true(r.n_lb <= n and n <= r.n_ub, ("%d not in %d to %d"):format(n, r.n_lb, r.n_ub))
    assert.is_true(r.power >= 0.8)
    local none, message, code = means { arms = { control = { mean = 0, sd = 4 },
      treated = { mean = 0, sd = 4 } } }:sample_size { replicates = 100, most = 1000 }
    assert.is_nil(none)
    assert.equal("range", code)
    assert.matches("more than 1000 are not tried", message)
  end)
end)

describe("the type I error", function()
  local designs = {
    t = means(), welch = means { analysis = "welch", allocation = { 1, 2 } },
    wilcoxon = means { analysis = "wilcoxon" },
    ["ancova in strata"] = means { endpoint = { type = "continuous", better = "lower",
      baseline = { mean = 16, sd = 4 }, correlation = 0.5 }, dropout = 0.15,
      randomisation = { strata = { { share = 2 }, { share = 1, shift = 3 } } } },
    mmrm = trial { arms = { control = { mean = { 16, 16, 16 }, sd = 4 },
      treated = { mean = { 15, 14, 13 }, sd = 4 } }, n = 80, dropout = 0.2, analysis = "mmrm",
      endpoint = { type = "continuous", better = "lower", baseline = { mean = 16, sd = 4 },
        correlation = 0.6 } },
    chi_square = proportions { n = 400 },
    odds = trial { arms = { control = { probabilities = { 0.4, 0.3, 0.3 } },
      treated = { probabilities = { 0.2, 0.3, 0.5 } } }, n = 200,
      endpoint = { type = "ordinal" }, analysis = "proportional_odds" },
    logrank = survival(), cox = survival { analysis = "cox" },
    gray = survival { analysis = "gray", arms = { control = { median = 12,
      competing_hazard = 0.02 }, treated = { median = 24, competing_hazard = 0.02 } } },
    ["rmst of a large trial"] = survival { analysis = "rmst", n = 600,
      endpoint = { type = "time_to_event", tau = 12 } },
    fine_gray = survival { analysis = "fine_gray", dropout = 0.01, arms = {
      control = { median = 12, competing_hazard = 0.02 },
      treated = { median = 24, competing_hazard = 0.02 } } },
    ["two looks"] = means { looks = { 0.5, 1 }, spending = "pocock" },
    ["two-sided"] = means { sided = 2, alpha = 0.05 },
    ["promising zone"] = means { looks = { 0.5, 1 }, resize = { type = "promising", most = 300 } },
    ["blinded size"] = means { resize = { type = "blinded", most = 300 } },
    adaptive = proportions { randomisation = { type = "adaptive", block = 20 }, n = 300 },
  }
  for name, d in pairs(designs) do
    it("is alpha within its Monte Carlo interval: " .. name, function()
      local r = d:type1_error { replicates = 4000 }
      if d.sided == 2 then r.power = r.power + r.harm end
      within(d.alpha, r, 4)
      assert.equal(0, r.failed)
    end)
  end

  it("of exact tests and of several arms is not above alpha", function()
    local three = { control = { mean = 0, sd = 1 }, low = { mean = 0.3, sd = 1 },
      high = { mean = 0.6, sd = 1 } }
    for _, d in ipairs { proportions { analysis = "fisher" },
      means { arms = three, looks = { 0.5, 1 }, keep = 1 } } do
      local r = d:type1_error { replicates = 4000 }
      assert.is_true(r.power <= 0.025 + 3 * 0.0025)
    end
  end)
end)

describe("a simulated trial", function()
  local function same(a, b)
    assert.equal(a.power, b.power)
    assert.equal(a.expected_n, b.expected_n)
    assert.is_true(a.z == b.z)
  end

  it("has the same bits for any number of threads, and for the same seed", function()
    for _, d in ipairs { means { looks = { 0.5, 1 } }, survival(), proportions() } do
      local one = d:power { replicates = 301, threads = 1 }
      same(one, d:power { replicates = 301, threads = 2 })
      same(one, d:power { replicates = 301, threads = 3 })
      same(one, d:power { replicates = 301, seed = 1 })
      assert.is_false(one.z == d:power { replicates = 301, seed = 2 }.z)
    end
  end)

  it("has the same first trials however many follow", function()
    local few, many = means():power { replicates = 50 }, means():power { replicates = 120 }
    for i = 1, 50 do assert.equal(few.z[i], many.z[i]) end
  end)

  it("with equal arms favours neither", function()
    local d = means { sided = 2, alpha = 0.2 }
    local r = d:type1_error { replicates = 4000 }
    assert.is_true(math.abs(r.power - r.harm) < 4 * math.sqrt(0.2 / 4000))
    assert.is_true(math.abs(r.estimate) < 4 * r.estimate_sd / math.sqrt(4000))
  end)

  it("turns with the direction that is better", function()
    local up = means()
    local down = means { endpoint = { type = "continuous", better = "lower" },
      arms = { control = { mean = 0, sd = 4 }, treated = { mean = -2, sd = 4 } } }
    local a, b = up:power { replicates = 4000 }, down:power { replicates = 4000 }
    assert.is_true(math.abs(a.power - b.power) < 4 * math.sqrt(2) * a.power_se)
  end)

  it("loses what drops out, and takes the time of accrual and follow-up", function()
    local d = means { accrual = 10, follow_up = 6, dropout = 0.3 }
    local r = d:power { replicates = 2000 }
    assert.is_true(math.abs(r.duration - 18) < 5 * r.duration_se)
    within(trial.means { difference = 2, sd = 4, n = 120 * 0.7, alpha = 0.025, sided = 1 }.power, r,
      5)
  end)

  it("raises its size when the spread is larger than planned", function()
    local plan = { arms = { control = { mean = 0, sd = 4 }, treated = { mean = 2, sd = 4 } },
      resize = { type = "blinded", at = 0.5, most = 600 } }
    local d = means(plan)
    local r = d:power { n = 170, replicates = 1000 }
    assert.is_true(r.expected_n < 190)
    -- the plan says 4, the patients say 6
    d.given.sd = { { 6 }, { 6 } }
    local wide = d:power { n = 170, replicates = 1000 }
    assert.is_true(math.abs(wide.expected_n - 170 * 36 / 16) < 20)
  end)

  it("gains from a promising zone", function()
    local with = means { looks = { 0.5, 1 }, resize = { type = "promising", most = 240 } }
    local without = means { looks = { 0.5, 1 } }
    local a, b = with:power { replicates = 2000 }, without:power { replicates = 2000 }
    assert.is_true(a.power > b.power and a.expected_n > b.expected_n)
    assert.is_true(a.sizes:max() <= 240)
  end)

  it("drops arms and chooses the better one", function()
    local d = means { arms = { control = { mean = 0, sd = 1 }, low = { mean = 0.2, sd = 1 },
      high = { mean = 0.7, sd = 1 } }, n = 150, looks = { 0.5, 1 }, keep = 1 }
    local r = d:power { replicates = 1000 }
    assert.is_true(r.arms.high > 0.8 and r.arms.low < 0.05)
    assert.matches("chosen: high", tostring(r))
  end)

  it("gives the better arm more patients when asked to", function()
    local d = proportions { arms = { control = { probability = 0.2 },
      treated = { probability = 0.8 } }, randomisation = { type = "adaptive", block = 10 } }
    local r = d:power { replicates = 300 }
    assert.is_true(r.share > 58 and r.share < 70) -- sqrt(0.8) to sqrt(0.2) is 2 to 1
  end)

  it("keeps the allocation asked for", function()
    local r = means { allocation = { control = 1, treated = 3 } }:power { replicates = 100 }
    assert.equal(75, r.share)
  end)

  it("borrows for the control arm", function()
    local prior = trial.normal { mean = 0, sd = 0.5 }
    local r = means { borrow = prior }:power { replicates = 1000 }
    assert.is_true(r.power > means():power { replicates = 1000 }.power)
    -- a prior that says nothing changes nothing but the spread taken as known
    local flat = means { borrow = { mean = 0, sd = 1000 } }:power { replicates = 1000 }
    assert.is_true(math.abs(flat.power - means():power { replicates = 1000 }.power) < 0.02)
  end)
end)

describe("virtual patients", function()
  local random = hepar.random.new(5)
  local before, noise = random:normal(4000, { mean = 16, sd = 4 }), random:normal(4000)
  local control, treated, yes, no, times, late, events = {}, {}, {}, {}, {}, {}, {}
  for i = 1, 4000 do
    control[i] = 4 + 0.7 * before[i] + 3 * noise[i]
    treated[i] = control[i] - 2
    yes[i], no[i] = i % 10 < 5 and 1 or 0, i % 10 < 3 and 1 or 0
    times[i] = -math.log((i - 0.5) / 4000) * 12 / math.log(2) -- the median is 12
    late[i] = 2 * times[i]
    events[i] = 1
  end
  local column = hepar.column(before)
  local spread = math.sqrt(0.7 ^ 2 * column:var() + 9)

  it("give the power of their own distribution", function()
    local arms = { control = { values = control }, treated = { values = treated } }
    local d = trial { arms = arms, endpoint = { type = "continuous", better = "lower" }, n = 140 }
    within(trial.means { difference = 2, sd = spread, n = 140, alpha = 0.025, sided = 1 }.power,
      d:power { replicates = 4000 }, 5)
    local a = trial { arms = arms, n = 140, endpoint = { type = "continuous", better = "lower",
      baseline = { values = before } } }
    within(trial.means { difference = 2, sd = 3, n = 140, alpha = 0.025, sided = 1 }.power,
      a:power { replicates = 4000 }, 5)
    within(0.025, d:type1_error { replicates = 4000 }, 4)
    within(0.025, a:type1_error { replicates = 4000 }, 4)
  end)

  it("may be well or not, and have times", function()
    local b = trial { arms = { control = { values = no }, treated = { values = yes } },
      endpoint = { type = "binary" }, n = 150 }
    local plain = proportions():power { replicates = 4000 }
    assert.is_true(math.abs(b:power { replicates = 4000 }.power - plain.power) < 0.04)
    local s = trial { arms = { control = { times = times, events = events },
      treated = { times = late, events = events } }, endpoint = { type = "time_to_event" },
      n = 160, accrual = 10, follow_up = 12 }
    local r = s:power { replicates = 2000 }
    assert.is_true(math.abs(r.power - survival():power { replicates = 2000 }.power) < 0.04)
    assert.is_true(math.abs(r.events - survival():power { replicates = 2000 }.events) < 1)
    within(0.025, s:type1_error { replicates = 4000 }, 4)
    assert.is_true(s:power { replicates = 100 }.z == s:power { replicates = 100, threads = 2 }.z)
  end)

  it("say what is wrong with them", function()
    local function refuses(design, text)
      local ok, message = pcall(trial, design)
      assert.is_false(ok)
      assert.matches(text, message, 1, true)
    end
    refuses({ arms = { control = { values = { 1, 2, 3 } }, treated = { values = { 1, 2 } } },
      endpoint = { type = "continuous" } }, "must have 3 patients, as in the control arm, got 2")
    refuses({ arms = { control = { values = { 0, 0.5 } }, treated = { values = { 1, 1 } } },
      endpoint = { type = "binary" } }, "values[2] must be a whole number, got 0.5")
    refuses({ arms = { control = { values = { 0, 1 } }, treated = { mean = 1, sd = 1 } },
      endpoint = { type = "continuous" } }, 'option "mean" is not known')
    local d = trial { arms = { control = { values = { 0, 1 } }, treated = { values = { 1, 2 } } },
      endpoint = { type = "continuous" } }
    local ok, message = pcall(d.assurance, d, { prior = { mean = 0, sd = 1 } })
    assert.is_false(ok)
    assert.matches("virtual patients have one effect", message)
  end)
end)

describe("assurance", function()
  it("is the power averaged over the prior", function()
    local d = means { n = 100 }
    local sum, weight = 0, 0
    local prior = trial.normal { mean = 2, sd = 1 }
    for x = -3, 7, 0.05 do
      local p = trial.means { difference = math.abs(x), sd = 4, n = 100, alpha = 0.025, sided = 1 }
      if x > 0 then sum = sum + prior:density(x) * p.power end
      weight = weight + prior:density(x)
    end
    local r = d:assurance { prior = prior, replicates = 8000 }
    assert.is_true(math.abs(r.power - sum / weight) < 4 * r.power_se + 0.002)
  end)

  it("of a fit is that of its prediction of a new study", function()
    local fit = hepar.meta.fit { yi = { 2.2, 1.4, 3.1, 0.4 }, vi = { 0.3, 0.4, 0.5, 0.3 } }
    local sd = math.sqrt(fit.se[1] ^ 2 + fit.tau2)
    local a = means():assurance { prior = fit, replicates = 500 }
    local b = means():assurance { prior = { mean = fit.beta[1], sd = sd }, replicates = 500 }
    assert.equal(b.power, a.power)
    local certain = means():assurance { prior = { mean = 2, sd = 1e-9 }, replicates = 500 }
    assert.equal(means():power { replicates = 500 }.power, certain.power)
  end)

  it("works on log odds and log hazards", function()
    local odds = math.log(0.5 / 0.5) - math.log(0.3 / 0.7)
    local d, s = proportions(), survival()
    assert.equal(d:power { replicates = 500 }.power,
      d:assurance { prior = { mean = odds, sd = 1e-9 }, replicates = 500 }.power)
    assert.equal(s:power { replicates = 500 }.power,
      s:assurance { prior = { mean = math.log(0.5), sd = 1e-12 }, replicates = 500 }.power)
  end)
end)

describe("hepar.trial", function()
  local function refuses(options, text)
    local ok, message = pcall(trial, options)
    assert.is_false(ok)
    assert.matches("hepar.trial: ", message, 1, true)
    assert.matches(text, message, 1, true)
  end
  local arms = { control = { mean = 0, sd = 1 }, treated = { mean = 1, sd = 1 } }

  it("says what is wrong with a design", function()
    refuses({ arms = arms }, "endpoint is missing")
    refuses({ arms = arms, endpoint = { type = "continous" } }, '(did you mean "continuous"?)')
    refuses({ arms = { control = { mean = 0 }, treated = { mean = 1, sd = 1 } },
      endpoint = { type = "continuous" } }, "arms.control.sd is missing")
    refuses({ arms = { a = { mean = 0, sd = 1 }, b = { mean = 1, sd = 1 } },
      endpoint = { type = "continuous" } }, 'no arm is called "control"')
    refuses({ arms = arms, endpoint = { type = "continuous" }, analysis = "logrank" },
      'must be one of "t", "welch", "ancova", "mmrm", "imputed", "wilcoxon"')
    refuses({ arms = arms, endpoint = { type = "continuous" }, analysis = "ancova" },
      "needs endpoint.baseline")
    refuses({ arms = arms, endpoint = { type = "continuous", baseline = {},
      correlation = { { 1, 2 }, { 2, 1 } } } }, "endpoint.correlation[1][2] must be a number")
    refuses({ arms = { control = { mean = { 0, 0 }, sd = 1 }, treated = { mean = { 1, 1 },
      sd = 1 } }, endpoint = { type = "continuous", baseline = {}, correlation = -0.9 } },
      "not positive definite")
    refuses({ arms = arms, endpoint = { type = "continuous" }, dropuot = 0.1 },
      '(did you mean "dropout"?)')
    refuses({ arms = arms, endpoint = { type = "continuous" },
      randomisation = { block = 5 } }, "randomisation.block must be a multiple of 2")
    refuses({ arms = { control = { median = 12 }, treated = { median = 20 } },
      endpoint = { type = "time_to_event" } }, "follow_up (after the last patient) or events")
    refuses({ arms = { control = { probability = 1.2 }, treated = { probability = 0.5 } },
      endpoint = { type = "binary" } }, "up to 1, got 1.2")
  end)

  it("says in how many trials a test could not be done", function()
    local r = proportions { arms = { control = { median = 1 }, treated = { median = 1 } },
      endpoint = { type = "time_to_event" }, accrual = nil, follow_up = 1e-7 }:power {
      replicates = 20 }
    assert.is_true(r.failed > 15)
    assert.matches("a test could not be done", tostring(r))
  end)

  it("prints what it is", function()
    local text = tostring(means { looks = { 0.5, 1 } })
    assert.matches("Trial of control, treated: 120 patients, t test", text, 1, true)
    assert.matches("z at the looks: 2.963, 1.969", text, 1, true)
  end)
end)
