-- The inputs that break implementations (Numerically hard inputs, and what metafor 3.8-1 answers),
-- line by line: A are silently wrong there, B errors or hangs, C boundary answers to agree with.
-- Those of tau2 alone are in fit_difficult_spec.lua, B6 and B7 in bias_spec.lua, B9 and B10 in
-- glmm_spec.lua, B13 in selmodel_spec.lua; A6 and B11 are of multilevel models.

local hepar = require "hepar"
local files = require "spec.helper.files"
local close = require "spec.helper.close"

local R = files.reference "difficult.json"

local nan = 0 / 0
local Y, V = { 0.1, 0.4, 0.35, -0.2, 0.8 }, { 0.02, 0.01, 0.03, 0.02, 0.05 }
local ALL = { "DL", "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML", "REML", "EB", "PM", "PMM" }

local function scaled(list, s)
  local out = {}
  for i, x in ipairs(list) do out[i] = s * x end
  return out
end

local function fit(y, v, options) return assert(hepar.meta.fit({ yi = y, vi = v }, options)) end

-- What a call raises, without the place in this file.
local function raised(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok)
  return (message:gsub("^spec/[%w_]+%.lua:%d+: ", ""))
end

describe("A: where metafor is silently wrong", function()
  it("A1 Paule-Mandel in small units", function()
    for _, s in ipairs { 0.1, 0.05, 0.02, 0.01, 0.001, 1e-8 } do
      local f = fit(scaled(Y, s), scaled(V, s * s), { method = "PM" })
      close(0.1051710912, f.tau2 / s / s, 1e-9, "tau2") -- metafor: 7.618e-5 / 1e-4 at 0.01
      local knha = fit(scaled(Y, s), scaled(V, s * s), { method = "PM", test = "knha" })
      close(1, knha.s2w, 1e-14, "Q / (k - 1)")
      close(0.270602050, f.beta[1] / s, 1e-8, "beta")
      close(0.161157486, f.se[1] / s, 1e-8, "se")          -- metafor: 390334 at 1e-8
    end
  end)

  it("A2 and A3 risk and rate differences of real data, in 50-digit arithmetic", function()
    local exact = {
      nielweise2007 = { PM = 1.00033157078e-3, REML = 1.22552942254e-4, ML = 5.91632191062e-5 },
      li2007 = { PM = 9.13736981674e-4 },
      hart1999 = { PM = 3.21203197077e-4, REML = 1.85176073333e-4, ML = 1.63088675637e-5 },
      nielweise2008 = { REML = 1.33844984497e-7 },
    }
    for name, methods in pairs(exact) do
      for method, tau2 in pairs(methods) do
        close(tau2, hepar.meta.fit(R[name], { method = method }).tau2, 1e-11, name .. method)
      end
    end
  end)

  it("A3b empirical Bayes with variances from 1e-8 to 1e4", function()
    local f = fit(Y, { 1e-8, 0.01, 0.1, 1, 1e4 }, { method = "EB" })
    close(0.00744409040086, f.tau2, 1e-11) -- metafor: 7.1e-08
    close(0.1952, f.beta[1], 1e-4)
    close(0.0704, f.se[1], 1e-3)
  end)

  it("A5 a moderator with an offset of 1e8", function()
    local x = { 1e8 + 1, 1e8 + 2, 1e8 + 3, 1e8 + 4, 1e8 + 5 }
    local f = hepar.meta.fit({ yi = { 0.1, 0.4, 0.35, 0.3, 0.8 }, vi = V, x = x }, { mods = "~ x" })
    assert.same({}, f.dropped)
    assert.equal(2, f.p)
    local near = hepar.meta.fit({ yi = { 0.1, 0.4, 0.35, 0.3, 0.8 }, vi = V,
      x = { 1, 2, 3, 4, 5 } }, { mods = "~ x" })
    close(near.beta[2], f.beta[2], 1e-13)
    close(near.tau2 + 1, f.tau2 + 1, 1e-13)
  end)

  it("A7 two exact studies that conflict: the interval is narrow, and Q says why", function()
    local f = fit({ 0, 1, 0.5, 0.4 }, { 1e-10, 1e-10, 0.1, 0.1 }, { method = "EE" })
    close(0.499986, f.ci_lb[1], 1e-6)
    close(0.500014, f.ci_ub[1], 1e-6)
    close(5e9, f.QE, 1e-9)
    assert.equal(0, f.QEp)
    close(100, f.I2, 1e-8)
    local knha = fit({ 0, 1, 0.5, 0.4 }, { 1e-10, 1e-10, 0.1, 0.1 }, { method = "EE",
      test = "knha" })
    close(math.sqrt(5e9 / 3) * f.se[1], knha.se[1], 1e-9)
  end)
end)

describe("B: where metafor fails", function()
  it("B4 denormal variances, one or all", function()
    for _, method in ipairs(ALL) do
      local all = fit(Y, scaled(V, 1e-306), { method = method })
      local small = fit(Y, scaled(V, 1e-30), { method = method })
      close(small.tau2, all.tau2, 1e-12, method)
      close(small.se[1], all.se[1], 1e-12, method)
      close(small.se_tau2, all.se_tau2, 1e-12, method)
    end
  end)

  it("B5 infinite values: the argument and the row", function()
    assert.equal("hepar.meta.fit: vi[2] must be finite, got inf",
      raised(hepar.meta.fit, { yi = Y, vi = { 1, math.huge, 1, 1, 1 } }))
    assert.equal("hepar.meta.fit: yi[3] must be finite, got -inf",
      raised(hepar.meta.fit, { yi = { 1, 2, -math.huge }, vi = { 1, 1, 1 } }))
    assert.equal("hepar.meta.fit: x[2] must be finite, got inf",
      raised(hepar.meta.fit, { yi = Y, vi = V, x = { 1, math.huge, 3, 4, 5 } }, { mods = "~ x" }))
    assert.equal("hepar.meta.fit: weights[1] must be finite, got inf",
      raised(hepar.meta.fit, { yi = Y, vi = V }, { weights = { math.huge, 1, 1, 1, 1 } }))
  end)

  it("B8 moderators that are nearly collinear, constant, or in tiny units", function()
    local x = { 1, 2, 3, 5, 8 }
    local function at(z) return hepar.meta.fit({ yi = Y, vi = V, x = x, z = z },
      { mods = "~ x + z", strict = false }) end
    for _, off in ipairs { 1e-6, 1e-9 } do -- two moderators, as the digits of a double can tell
      local f = at { 1, 2 + off, 3, 5, 8 }
      assert.equal(3, f.p)
      local difference = at { 0, off, 0, 0, 0 }
      close(difference.QM, f.QM, 1e-4)
    end
    assert.same({ "z" }, at({ 1, 2 + 1e-11, 3, 5, 8 }).dropped)
    local constant = at { 7, 7, 7, 7, 7 }
    assert.same({ "z" }, constant.dropped)
    assert.matches("z left out", constant.notes[1])
    close(hepar.meta.fit({ yi = Y, vi = V, x = x }, { mods = "~ x" }).beta[2], constant.beta[2],
      1e-13)
    assert.equal(2, at({ 0, 0, 0, 0, 0 }).p)
  end)

  it("B14 DLIT converges wherever it is tried", function()
    for name, data in pairs(R) do
      if name ~= "about" then
        local f = hepar.meta.fit(data, { method = "DLIT" })
        assert.is_true(f.converged)
        -- the fixed point: tau2 = (Q - (k - p)) / tr P with the weights there, or 0
        if f.tau2 > 0 then
          local q, w, w2 = 0, 0, 0
          for i, v in ipairs(data.vi) do
            local weight = 1 / (v + f.tau2)
            w, w2 = w + weight, w2 + weight * weight
            q = q + weight * (data.yi[i] - f.beta[1]) ^ 2
          end
          close(f.tau2, (q - (f.k - 1)) / (w - w2 / w), 1e-12, name)
        end
      end
    end
  end)
end)

describe("C: the boundary", function()
  it("no study, and none that is complete", function()
    assert.equal("hepar.meta.fit: no study has all its values (0 rows given)",
      raised(hepar.meta.fit, { yi = {}, vi = {} }))
    assert.equal("hepar.meta.fit: no study has all its values (2 rows given)",
      raised(hepar.meta.fit, { yi = { nan, nan }, vi = { 1, 1 } }))
  end)

  it("missing rows are left out, counted and listed", function()
    local f = fit({ 0.1, nan, 0.35, 0.4, 0.8 }, { 0.02, 0.01, nan, 0.02, 0.05 })
    assert.same({ 2, 3 }, f.missing)
    assert.equal(3, f.k)
    assert.equal(5, f.k_all)
    assert.matches("2 of 5 rows left out because a value is missing: 2, 3", f.notes[1])
    assert.matches("2 of 5 rows left out", tostring(f))
  end)

  it("all effects equal: no asymmetry to test", function()
    local equal = { yi = { 0.5, 0.5, 0.5, 0.5 }, vi = { 0.01, 0.02, 0.03, 0.02 } }
    local test = hepar.meta.regtest(equal)
    assert.equal(0, math.abs(test.zval))
    assert.equal(1, test.pval)
    local interval = hepar.meta.fit(equal):confint()
    assert.is_true(interval.none)
    assert.equal(0, interval.tau2.ci_ub)
    assert.is_nil(tostring(hepar.meta.fit(equal)):find("nan"))
  end)

  it("one study: what can be said is said, what cannot is refused", function()
    local f = fit({ 0.3 }, { 0.04 })
    close(0.3 - 1.959963984540054 * 0.2, f.ci_lb[1], 1e-12)
    assert.equal(0, f.QE)
    assert.equal(1, f.QEp)
    assert.equal(0, f.I2)
    assert.equal(f.ci_ub[1], f:predict().pi_ub[1])
    for name, message in pairs {
      influence = "leaving out a study takes two or more, the fit has 1",
      leave1out = "leaving out a study takes two or more, the fit has 1",
      confint = "tau2 has no interval with 1 study and 1 coefficient",
    } do
      assert.equal("hepar.fit:" .. name .. ": " .. message, raised(f[name], f))
    end
    assert.matches("more clusters than coefficients", raised(f.robust, f, { 1 }))
    assert.is_nil(tostring(f):find("nan"))
    for _, name in ipairs { "regtest", "trimfill" } do
      assert.matches("few", raised(hepar.meta[name], { yi = { 0.3 }, vi = { 0.04 } })
        :gsub("three studies or more", "few"))
    end
  end)

  it("two studies", function()
    local data = { yi = { 0.1, 0.9 }, vi = { 0.04, 0.05 } }
    local rows = hepar.meta.fit(data):leave1out()
    assert.equal(0.9, rows.estimate[1])
    close(0.2236067977, rows.se[1], 1e-9)
    assert.equal(0, rows.tau2[2])
    local hc = hepar.meta.hc(data)
    close(0.4556, hc.beta or hc.estimate, 1e-3)
    close(-1.1546, hc.ci_lb, 1e-4)
    close(2.0657, hc.ci_ub, 1e-4)
    assert.equal("hepar.meta.regtest: 2 studies are too few for a test with 2 coefficients",
      raised(hepar.meta.regtest, data))
    assert.equal("hepar.meta.trimfill: trim and fill needs three studies or more, got 2",
      raised(hepar.meta.trimfill, data))
    -- the Q-profile is closed: metafor prints ">100"
    local interval = hepar.meta.fit(data):confint()
    close(0.0187, interval.tau2.ci_lb, 3e-3)
    -- Q(t) = 0.8^2 / (0.09 + 2 t) is the quantile of chi squared with one degree of freedom
    close((0.64 / 0.000982069117175 - 0.09) / 2, interval.tau2.ci_ub, 1e-11)
  end)

  it("HE truncated at 0", function()
    local f = fit({ 0.1, 0.1, 0.1 }, { 0.001, 0.5, 1 }, { method = "HE" })
    assert.equal(0, f.tau2)
    assert.is_true(f.se_tau2 > 0)
    close(1 / math.sqrt(1003), f.se[1], 1e-12)
  end)

  it("as many groups as studies", function()
    assert.equal("hepar.meta.fit: 4 coefficients and tau2 cannot be estimated from 4 studies",
      raised(hepar.meta.fit, { yi = { 1, 2, 3, 4 }, vi = { 1, 1, 1, 1 },
        g = { "a", "b", "c", "d" } }, { mods = "~ g" }))
  end)

  local function effect(measure, numbers)
    numbers.measure = measure
    return hepar.meta.effects(numbers)
  end

  it("zero cells of tables, rates and proportions", function()
    local function zero(measure, options)
      local numbers = { ai = { 0 }, n1i = { 10 }, ci = { 0 }, n2i = { 10 } }
      for name, value in pairs(options or {}) do numbers[name] = value end
      return effect(measure, numbers)
    end
    for measure, v in pairs { OR = 4.1904761904762, RR = 3.8181818181818, RD = 0.0078888054094666,
      PETO = 4, AS = 0.05 } do
      local got = zero(measure)
      assert.equal(0, got.yi[1])
      close(v, got.vi[1], 1e-12, measure)
      if measure ~= "AS" then assert.matches("1/2 added", got.notes[1]) end
    end
    close(4.1904761904762, zero("OR", { ai = { 10 }, ci = { 10 } }).vi[1], 1e-12)
    local exact = zero("RD", { add = 0 })
    assert.equal(0, exact.vi[1])
    assert.matches("variance of 0", exact.notes[1])
    local pooled, message, code = hepar.meta.fit(exact, { method = "EE" })
    assert.is_nil(pooled)
    assert.matches("vi%[1%] is 0", message)
    assert.equal("range", code)
    for measure, want in pairs { PLO = { -3.0445224377234, 2.0952380952381 },
      PFT = { 0.15313868458483, 0.0238095238095 }, PAS = { 0, 0.025 },
      PR = { 0.0454545454545, 0.0039444027047 } } do
      local got = effect(measure, { xi = { 0 }, ni = { 10 } })
      assert.is_true(math.abs(got.yi[1] - want[1]) < 1e-12, measure)
      close(want[2], got.vi[1], 1e-10, measure)
    end
    local rate = effect("IRR", { x1i = { 0 }, t1i = { 100 }, x2i = { 0 }, t2i = { 100 } })
    assert.equal(0, rate.yi[1])
    assert.equal(4, rate.vi[1])
    assert.equal(0, hepar.meta.transf(-0.1, "ipft", { ni = 10 }))
    -- fractional counts are counts
    assert.equal(1, effect("OR", { ai = { 2.5 }, n1i = { 10 }, ci = { 4.5 }, n2i = { 10 } }).k)
    -- a group of nobody is said to be one
    assert.matches("a group of nobody", effect("RD", { ai = { 0 }, n1i = { 0 }, ci = { 1 },
      n2i = { 10 } }).notes[1])
  end)

  it("groups of one, standard deviations of 0, correlations at the end", function()
    local function smd(m1, sd1, n1, sd2, n2)
      return effect("SMD", { m1i = { m1 }, sd1i = { sd1 }, n1i = { n1 }, m2i = { 0 },
        sd2i = { sd2 }, n2i = { n2 } })
    end
    local one = smd(1, 0, 1, 1, 10)
    close(0.91387489179255, one.yi[1], 1e-12)
    close(1.1379621508113, one.vi[1], 1e-12)
    local two = smd(1, 1, 2, 1, 2)
    close(0.56418958354776, two.yi[1], 1e-12)
    close(1.039788735773, two.vi[1], 1e-12)
    close(1, smd(1, 1, 1e6, 1, 1e6).yi[1], 1e-6)
    for what, got in pairs {
      ["n = 1, 1"] = smd(1, 1, 1, 1, 1), ["sd = 0"] = smd(1, 0, 10, 0, 10),
      VR = effect("VR", { sd1i = { 1 }, n1i = { 1 }, sd2i = { 1 }, n2i = { 10 } }),
      ROM = effect("ROM", { m1i = { 1 }, sd1i = { 1 }, n1i = { 10 }, m2i = { -1 }, sd2i = { 1 },
        n2i = { 10 } }),
      ["ZCOR r = 1"] = effect("ZCOR", { ri = { 1 }, ni = { 20 } }),
      ["ZCOR n = 3"] = effect("ZCOR", { ri = { 0.5 }, ni = { 3 } }),
      ["COR n = 1"] = effect("COR", { ri = { 0.5 }, ni = { 1 } }),
      ["UCOR n = 4"] = effect("UCOR", { ri = { 0.5 }, ni = { 4 } }),
      ABT = effect("ABT", { ai = { 1 }, mi = { 5 }, ni = { 20 } }),
    } do
      assert.equal(0, got.k, what)
      assert.equal(1, #got.omitted, what)
      assert.not_equal("", got.notes[1], what)
      -- pooling leaves the row out, and says that nothing is left
      assert.matches("no study has all its values", raised(hepar.meta.fit, got))
    end
  end)

  it("Peto and Mantel-Haenszel with empty cells", function()
    local peto = hepar.meta.peto { ai = { 1, 2 }, bi = { 9, 8 }, ci = { 0, 0 }, di = { 10, 10 } }
    close(math.sqrt(1 / (10 * 10 * 1 * 19 / 400 / 19 + 10 * 10 * 2 * 18 / 400 / 19)), peto.se[1],
      1e-12)
    assert.equal(2, peto.k)
  end)
end)
