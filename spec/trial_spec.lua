-- Boundaries, power by formula, tests and priors of hepar.trial against R (spec/reference/trial.R)
-- and published tables.

local hepar = require "hepar"

local trial = hepar.trial

local function reference()
  local file = assert(io.open("spec/reference/trial.json", "rb"))
  local text = file:read("a")
  file:close()
  return require("hepar.core").json.decode(text)
end

local function near(expected, got, tolerance, what)
  assert.is_true(type(got) == "number" and math.abs(got - expected) <= tolerance,
    ("%s: expected %.12g within %g, got %s"):format(what or "value", expected, tolerance,
      tostring(got)))
end

describe("hepar.trial.sequential", function()
  local R = reference().sequential
  local designs = {
    of = { alpha = 0.025, power = 0.9, spending = "obrien_fleming" },
    of2 = { alpha = 0.05, sided = 2, power = 0.9, spending = "obrien_fleming" },
    pocock = { alpha = 0.025, power = 0.8, spending = "pocock" },
    hsd = { alpha = 0.025, power = 0.9, spending = "hsd", gamma = -2 },
    power = { alpha = 0.025, power = 0.9, spending = "power", rho = 2 },
    classic_pocock = { alpha = 0.05, sided = 2, power = 0.9, spending = "wang_tsiatis",
      delta = 0.5 },
    classic_of = { alpha = 0.05, sided = 2, power = 0.9, spending = "wang_tsiatis", delta = 0 },
    classic_wt = { alpha = 0.05, sided = 2, power = 0.8, spending = "wang_tsiatis", delta = 0.25 },
    futility = { alpha = 0.025, power = 0.9, spending = "hsd", gamma = -4,
      futility = { spending = "hsd", gamma = -2 } },
    binding = { alpha = 0.025, power = 0.9, spending = "hsd", gamma = -4,
      futility = { spending = "hsd", gamma = -2, binding = true } },
  }
  for name, options in pairs(designs) do
    it("agrees with rpact: " .. name, function()
      local expected = R[name]
      options.looks = expected.looks
      local b = trial.sequential(options)
      for k, z in ipairs(expected.upper) do
        near(z, b.upper[k], 2e-6, "upper " .. k)
        near(expected.spent[k], b.spent[k], 2e-8, "spent " .. k)
        if options.futility and k < #expected.upper then
          near(expected.lower[k], b.lower[k], 2e-6, "lower " .. k)
        end
      end
      near(expected.inflation, b.inflation, 2e-6, "inflation")
      if b.sided == 1 then -- rpact counts one side only of two
        near(expected.expected_null, b.expected_null * b.inflation, 2e-5, "size without effect")
      end
      near(expected.expected, b.expected_alternative * b.inflation, 2e-5, "expected size")
    end)
  end

  it("has the constants of Jennison and Turnbull (2000), tables 2.1 to 2.4", function()
    -- alpha 0.05, two-sided; inflation for a power of 0.9
    local pocock = { [2] = { 2.178, 1.100 }, [3] = { 2.289, 1.151 }, [4] = { 2.361, 1.183 },
      [5] = { 2.413, 1.207 } }
    local fleming = { [2] = { 1.977, 1.007 }, [3] = { 2.004, 1.016 }, [4] = { 2.024, 1.022 },
      [5] = { 2.040, 1.026 } }
    for delta, constants in pairs { [0] = fleming, [0.5] = pocock } do
      for looks, row in pairs(constants) do
        local at = {}
        for k = 1, looks do at[k] = k / looks end
        local b = trial.sequential { looks = at, alpha = 0.05, sided = 2, power = 0.9,
          spending = "wang_tsiatis", delta = delta }
        assert.equal(("%.3f"):format(row[1]), ("%.3f"):format(b.upper[looks]))
        assert.equal(("%.3f"):format(row[2]), ("%.3f"):format(b.inflation))
      end
    end
  end)

  it("has the bounds that gsDesign prints for its default design", function()
    local b = trial.sequential { looks = { 1 / 3, 2 / 3, 1 }, spending = "hsd", gamma = -4,
      futility = { spending = "hsd", gamma = -2 } }
    local shown = {}
    for k = 1, 3 do shown[k] = ("%.2f %.2f"):format(b.upper[k], b.lower[k]) end
    assert.same({ "3.01 -0.24", "2.55 0.94", "2.00 2.00" }, shown)
    assert.equal("1.070", ("%.3f"):format(b.inflation))
  end)

  it("agrees with a multivariate normal integral", function()
    local b = trial.sequential { looks = { 0.25, 0.6, 1 }, spending = "hsd", gamma = -2 }
    near(reference().mvn, b:crossing(3).above[3], 1e-6)
  end)

  it("spends what it says: no more without effect, the power at the alternative", function()
    local b = trial.sequential { looks = { 0.2, 0.5, 0.9, 1 }, spending = "pocock", power = 0.85 }
    near(0.025, b:crossing(0).power, 1e-10)
    near(0.85, b:crossing(b.drift).power, 1e-9)
    local two = trial.sequential { looks = { 0.5, 1 }, sided = 2, alpha = 0.05 }
    near(0.05, two:crossing(0).power, 1e-10)
    near(two:crossing(1).power, two:crossing(-1).power, 1e-12)
  end)

  it("is the fixed test with one look", function()
    local b = trial.sequential { alpha = 0.025, power = 0.9 }
    near(1.959963984540054, b.upper[1], 1e-10)
    near(1, b.inflation, 1e-9)
    near(1, b.expected_null, 1e-12)
  end)

  it("prints its looks and takes fifty of them", function()
    local at = {}
    for k = 1, 50 do at[k] = k / 50 end
    local b = trial.sequential { looks = at }
    near(0.025, b:crossing(0).power, 1e-10)
    assert.matches("Group%-sequential design: 2 looks, alpha 0.025 %(one%-sided%)",
      tostring(trial.sequential { looks = { 0.5, 1 } }))
  end)

  it("says what is wrong", function()
    local function refuses(options, text)
      local ok, message = pcall(trial.sequential, options)
      assert.is_false(ok)
      assert.matches(text, message, 1, true)
    end
    refuses({ looks = { 0.5, 0.4, 1 } }, "looks must rise, but looks[2] is 0.4 after 0.5")
    refuses({ looks = { 0.5 } }, "the last of looks must be 1, got 0.5")
    refuses({ spending = "obrien_flemming" }, '(did you mean "obrien_fleming"?)')
    refuses({ spending = "hsd" }, 'spending "hsd" needs gamma')
    refuses({ gamma = 1 }, 'gamma does not belong to spending "obrien_fleming"')
    refuses({ sided = 2, futility = { spending = "pocock" } }, "sided = 1")
    refuses({ alpah = 0.05 }, 'option "alpah" is not known (did you mean "alpha"?)')
    refuses({ power = 0.01 }, "power must be above alpha")
  end)
end)

describe("power by formula", function()
  local R = reference()

  it("of two means is that of power.t.test", function()
    near(R.means.power, trial.means { difference = 1, sd = 1.3, n = 40 }.power, 1e-9)
    near(R.means.one_sided, trial.means { difference = 0.8, sd = 1, n = 34, sided = 1,
      alpha = 0.025 }.power, 1e-9)
    near(2 * R.means.n, trial.means { difference = 1, sd = 1, power = 0.9 }.exact_n, 1e-6)
    near(R.means.difference, trial.means { sd = 1, n = 40, power = 0.8 }.difference, 1e-7)
  end)

  it("of equivalence is the exact integral", function()
    near(R.equivalence, trial.means { claim = "equivalence", difference = 0.2, sd = 1.2, margin = 1,
      n = 60, alpha = 0.05 }.power, 1e-9)
  end)

  it("of an analysis of covariance is that of the residual spread, one degree of freedom less",
    function()
      local a = trial.means { difference = 1, sd = 2, correlation = 0.6, n = 60 }
      local t = trial.means { difference = 1, sd = 2 * math.sqrt(1 - 0.36), n = 60 }
      assert.is_true(a.power < t.power and a.power > t.power - 0.005)
      near(t.power, trial.means { difference = -1, sd = 1.6, n = 60 }.power, 1e-9)
    end)

  it("of non-inferiority is that of a shifted difference", function()
    near(trial.means { difference = 1.5, sd = 3, n = 80, sided = 1, alpha = 0.025 }.power,
      trial.means { claim = "non_inferiority", difference = 0.5, margin = 1, sd = 3, n = 80 }.power,
      1e-12)
  end)

  it("of two proportions is that of power.prop.test and pwr", function()
    near(R.proportions.power, trial.proportions { p1 = 0.5, p2 = 0.75, n = 100 }.power, 1e-9)
    near(2 * R.proportions.n, trial.proportions { p1 = 0.5, p2 = 0.75, power = 0.9 }.exact_n, 1e-6)
    near(R.proportions.arcsine, trial.proportions { p1 = 0.5, p2 = 0.75, n = 100,
      test = "arcsine" }.power, 1e-9)
  end)

  it("of Fisher's test counts every table", function()
    local function power(sided, alpha)
      return trial.proportions { p1 = 0.3, p2 = 0.7, n = 40, ratio = 22 / 18, test = "fisher",
        sided = sided, alpha = alpha }.power
    end
    near(R.fisher_power.two, power(2, 0.05), 1e-10)
    near(R.fisher_power.one, power(1, 0.025), 1e-10)
    local found = trial.proportions { p1 = 0.3, p2 = 0.7, power = 0.8, test = "fisher" }
    assert.is_true(found.power >= 0.8)
    assert.equal(found.n1, found.n2)
  end)

  it("with continuity correction has the size of Fleiss, Tytun and Ury", function()
    local plain = trial.proportions { p1 = 0.5, p2 = 0.75, power = 0.9 }.exact_n / 2
    local corrected = trial.proportions { p1 = 0.5, p2 = 0.75, power = 0.9, test = "corrected" }
    near(plain / 4 * (1 + math.sqrt(1 + 4 / (plain * 0.25))) ^ 2, corrected.exact_n / 2, 1e-6)
  end)

  it("of the log-rank test is that of rpact, with accrual and drop-out", function()
    local rate = -math.log(0.95) / 12
    local s = trial.survival { hazard_ratio = 0.5, median = 12, accrual = 12, follow_up = 12,
      dropout_hazard = rate, power = 0.9, alpha = 0.025, sided = 1 }
    near(R.survival.events, s.events, 1e-4)
    near(R.survival.n, s.exact_n, 1e-3)
    local f = trial.survival { hazard_ratio = 0.5, median = 12, accrual = 12, follow_up = 12,
      power = 0.9, alpha = 0.025, sided = 1, method = "freedman" }
    near(R.survival.freedman, f.events, 1e-4)
    near(R.survival.freedman_n, f.exact_n, 1e-3)
  end)

  it("rises with the size and the effect", function()
    local last = 0
    for n = 10, 200, 10 do
      local p = trial.means { difference = 1, sd = 2, n = n }.power
      assert.is_true(p > last)
      last = p
    end
    last = 0
    for d = 1, 20 do
      local p = trial.survival { hazard_ratio = 1 - d / 25, events = 100 }.power
      assert.is_true(p > last)
      last = p
    end
  end)

  it("takes the inflation of a group-sequential design", function()
    local b = trial.sequential { looks = { 0.5, 1 }, spending = "pocock", power = 0.8 }
    local fixed = trial.means { difference = 1, sd = 2, power = 0.8, alpha = 0.025, sided = 1 }
    local staged = trial.means { difference = 1, sd = 2, boundaries = b }
    near(fixed.exact_n * b.inflation, staged.exact_n, 1e-6)
    assert.matches("2 looks; the size is", tostring(staged))
  end)

  it("says what is wrong", function()
    local function refuses(f, options, text)
      local ok, message = pcall(f, options)
      assert.is_false(ok)
      assert.matches(text, message, 1, true)
    end
    refuses(trial.means, { difference = 1, sd = 1 }, "give either n or power")
    refuses(trial.means, { difference = 1, sd = 0, n = 20 }, "sd must be a number above 0, got 0")
    refuses(trial.means, { difference = 1, sd = 1, n = 20, margin = 1 },
      "margin does not belong to superiority")
    refuses(trial.proportions, { p1 = 0.5, p2 = 0.5, power = 0.9 }, "p1 and p2 must differ")
    refuses(trial.survival, { hazard_ratio = 1, events = 50 }, "hazard_ratio must differ from 1")
    local none, message, code = trial.means { difference = 0, sd = 1, power = 0.9 }
    assert.is_nil(none)
    assert.equal("range", code)
    assert.matches("no number of patients", message)
  end)
end)

describe("hepar.trial.analyse", function()
  local R = reference()
  local d = R.data
  for _, visit in ipairs(d.visits) do
    for i = 1, #d.group do
      if type(visit[i]) ~= "number" then visit[i] = 0 / 0 end
    end
  end

  local function analyse(name, more)
    more.analysis, more.group = name, d.group
    return assert(trial.analyse(more))
  end

  it("tests two means as R does", function()
    local t, w = analyse("t", { y = d.y }), analyse("welch", { y = d.y })
    near(R.t.statistic, t.statistic, 1e-10)
    near(R.t.p, t.pval, 1e-12)
    near(R.welch.df, w.df, 1e-9)
    near(R.welch.p, w.pval, 1e-12)
    local a = analyse("ancova", { y = d.y, baseline = d.baseline, stratum = d.stratum })
    near(R.ancova.estimate, a.estimate, 1e-10)
    near(R.ancova.se, a.se, 1e-10)
    near(R.ancova.p, a.pval, 1e-12)
  end)

  it("fits repeated measures with missing visits as nlme's gls does", function()
    local m = analyse("mmrm", { visits = d.visits, baseline = d.baseline, degrees = "residual" })
    near(R.mmrm.estimate, m.estimate, 5e-5) -- gls stops there: its optimiser is a general one
    near(R.mmrm.se, m.se, 5e-5)
  end)

  it("is the analysis of covariance when no visit is missing", function()
    local whole = { {}, {}, d.y }
    for i = 1, #d.y do
      whole[1][i], whole[2][i] = d.baseline[i] + i % 7, d.y[i] + i % 5
    end
    local m = analyse("mmrm", { visits = whole, baseline = d.baseline })
    local a = analyse("ancova", { y = d.y, baseline = d.baseline })
    near(a.estimate, m.estimate, 1e-8)
    near(a.se, m.se, 1e-7)
    near(a.df, m.df, 1e-9)
  end)

  it("tests proportions and ordered outcomes as R does", function()
    near(R.chi_square.statistic, analyse("chi_square", { y = d.binary }).statistic, 1e-10)
    near(R.fisher.p, analyse("fisher", { y = d.binary }).pval, 1e-10)
    near(R.fisher.p_greater, analyse("fisher", { y = d.binary }).p_greater, 1e-10)
    near(R.wilcoxon.statistic, analyse("wilcoxon", { y = d.level }).statistic, 1e-10)
    near(R.wilcoxon.p, analyse("wilcoxon", { y = d.level }).pval, 1e-10)
    local o = analyse("proportional_odds", { y = d.level })
    near(R.proportional_odds.estimate, o.estimate, 1e-5) -- polr's optimiser stops there
    near(R.proportional_odds.se, o.se, 1e-5)
  end)

  it("tests survival as R does", function()
    local function times(more)
      more = more or {}
      more.time, more.event = d.time, d.event
      return more
    end
    near(R.logrank.statistic, analyse("logrank", times()).statistic, 1e-9)
    near(R.logrank.stratified, analyse("logrank", times { stratum = d.stratum }).statistic, 1e-9)
    local c, cs = analyse("cox", times()), analyse("cox", times { stratum = d.stratum })
    near(R.cox.estimate, c.estimate, 1e-8)
    near(R.cox.se, c.se, 1e-8)
    near(R.cox.stratified, cs.estimate, 1e-8)
    near(R.cox.stratified_se, cs.se, 1e-8)
    local m = analyse("rmst", times { tau = 20 })
    near(R.rmst.estimate, m.estimate, 1e-9)
    near(R.rmst.se, m.se, 1e-9)
    near(R.gray.stat, analyse("gray", times()).statistic, 1e-9)
    near(R.gray.pv, analyse("gray", times()).pval, 1e-9)
    local f = analyse("fine_gray", times())
    near(R.fine_gray.estimate, f.estimate, 1e-8)
    near(R.fine_gray.se, f.se, 1e-8)
  end)

  it("turns its sign with the arms", function()
    local other = {}
    for i, g in ipairs(d.group) do other[i] = 1 - g end
    for _, name in ipairs { "t", "welch", "wilcoxon" } do
      local one = trial.analyse { analysis = name, group = d.group, y = d.y }
      local two = trial.analyse { analysis = name, group = other, y = d.y }
      near(-one.z, two.z, 1e-9, name)
    end
    for _, name in ipairs { "logrank", "cox", "gray", "fine_gray" } do
      local one = trial.analyse { analysis = name, group = d.group, time = d.time, event = d.event }
      local two = trial.analyse { analysis = name, group = other, time = d.time, event = d.event }
      near(-one.z, two.z, 1e-7, name)
    end
  end)

  it("answers nil where the data do not allow a test", function()
    local a, message, code = trial.analyse { analysis = "t", group = { 0, 1 }, y = { 1, 2 } }
    assert.is_nil(a)
    assert.equal("range", code)
    assert.matches("too few patients", message)
    local ok, text = pcall(trial.analyse, { analysis = "t", group = { 0, 1 }, y = { 1 } })
    assert.is_false(ok)
    assert.matches("y must have one number for each of the 2 patients, got 1", text, 1, true)
  end)
end)

describe("priors", function()
  local R = reference()

  it("from a meta-analysis are the predictive distribution with uncertain tau", function()
    local fit = hepar.meta.fit { yi = R.map.yi, vi = R.map.vi }
    local p = trial.map(fit, { scale = 0.5 })
    near(R.map.mean, p.mean, 1e-6)
    near(R.map.sd, p.sd, 1e-6)
    near(R.map.tau, p.tau.mean, 1e-6)
    near(R.map.lower, p:quantile(0.025), 1e-5)
    near(R.map.upper, p:quantile(0.975), 1e-5)
    assert.is_true(p.sd > math.sqrt(fit.se[1] ^ 2))
  end)

  it("have the effective sample size of their information", function()
    near(25, trial.normal { mean = 0, sd = 1 }:ess { sd = 5 }, 1e-6)
    local p = trial.normal { mean = 0, sd = 1 }:robust { weight = 0.2, sd = 5 }
    near(R.elir, p:ess { sd = 10 }, 1e-4)
    near(100 / (0.8 + 0.2 * 25), p:ess { sd = 10, method = "moment" }, 1e-9)
  end)

  it("learn from a trial: the conjugate posterior, and less of a prior that is in conflict",
    function()
      local p = trial.normal { mean = 0, sd = 1 }
      near(0.8, p:posterior(1, 0.5).mean, 1e-12)
      near(math.sqrt(0.2), p:posterior(1, 0.5).sd, 1e-12)
      local robust = p:robust { weight = 0.2, sd = 10 }
      assert.is_true(robust:posterior(6, 0.5).mean > p:posterior(6, 0.5).mean + 1)
      near(p:posterior(0.1, 0.5).mean, robust:posterior(0.1, 0.5).mean, 0.01)
    end)

  it("give samples of their own distribution", function()
    local p = trial.normal { mean = 2, sd = 1 }:robust { weight = 0.3, mean = -4, sd = 2 }
    local x = p:sample(20000, 7)
    near(p.mean, x:mean(), 4 * p.sd / math.sqrt(20000))
    local below = 0
    for i = 1, #x do below = below + (x[i] < -1 and 1 or 0) end
    near(p:probability(-1), below / 20000, 0.012)
    near(-1, p:quantile(p:probability(-1)), 1e-9)
  end)

  it("say what is wrong", function()
    local fit = hepar.meta.fit { yi = R.map.yi, vi = R.map.vi }
    local ok, message = pcall(trial.map, fit, {})
    assert.is_false(ok)
    assert.matches("scale is missing", message)
    ok, message = pcall(trial.map, {}, { scale = 1 })
    assert.is_false(ok)
    assert.matches("fit must come from hepar.meta.fit", message)
  end)
end)
