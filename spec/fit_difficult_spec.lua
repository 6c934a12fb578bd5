-- Inputs that break other implementations, the boundary, and properties that hold for all inputs.
-- Exact values: 50-digit arithmetic (mpmath). What metafor 3.8-1 answers stands beside where it is
-- wrong.

local hepar = require "hepar"
local starve = require "spec.helper.starve"
local close = require "spec.helper.close"

local function scaled(list, factor)
  local out = {}
  for i, x in ipairs(list) do out[i] = x * factor end
  return out
end

local function fit(y, v, options) return assert(hepar.meta.fit({ yi = y, vi = v }, options)) end

local ALL = { "DL", "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML", "REML", "EB", "PM", "PMM" }
local Y, V = { 0.1, 0.4, 0.35, -0.2, 0.8 }, { 0.02, 0.01, 0.03, 0.02, 0.05 }

describe("tau2 of difficult inputs", function()
  it("does not depend on the unit", function()
    -- metafor's PM is 620 % off when all is multiplied by 0.01, its REML stops after one step
    for _, method in ipairs(ALL) do
      local base = fit(Y, V, { method = method, test = "knha" })
      for exponent = -150, 150, 6 do
        local s = 10.0 ^ exponent
        local other = fit(scaled(Y, s), scaled(V, s * s), { method = method, test = "knha" })
        local what = method .. " at 1e" .. exponent
        if base.tau2 == 0 then
          assert.equal(0, other.tau2)
        else
          close(base.tau2, other.tau2 / s / s, 1e-12, what)
        end
        close(base.beta[1], other.beta[1] / s, 1e-12, what)
        close(base.se[1], other.se[1] / s, 1e-12, what)
        close(base.QE, other.QE, 1e-12, what)
        close(base.I2, other.I2, 1e-12, what)
        close(base.ll + 5 * exponent * -math.log(10.0) + (method == "REML" and 1 or 0)
          * exponent * math.log(10.0), other.ll, 1e-10, what .. " ll")
      end
    end
  end)

  it("does not depend on the unit with moderators", function()
    local x, z = { 3, 1, 4, 1, 5, 9, 2 }, { 2, 7, 1, 8, 2, 8, 1 }
    local y, v = { 0.1, 0.4, 0.35, -0.2, 0.8, 0.3, 0.5 },
      { 0.02, 0.01, 0.03, 0.02, 0.05, 0.01, 0.04 }
    for _, method in ipairs { "REML", "ML", "PM", "DL", "HE", "SJ" } do
      local base = assert(hepar.meta.fit({ yi = y, vi = v, x = x, z = z },
        { method = method, mods = "~ x + z" }))
      for exponent = -150, 150, 25 do
        local s = 10.0 ^ exponent
        local other = assert(hepar.meta.fit({ yi = scaled(y, s), vi = scaled(v, s * s), x = x,
          z = scaled(z, 1 / s) }, { method = method, mods = "~ x + z" }))
        close(base.tau2, other.tau2 / s / s, 1e-12, method)
        close(base.beta[2], other.beta[2] / s, 1e-12, method)
        close(base.beta[3], other.beta[3] / s / s, 1e-12, method)
        close(base.se[3], other.se[3] / s / s, 1e-12, method)
        close(base.QM, other.QM, 1e-12, method)
      end
    end
  end)

  it("keeps moderators with offsets and tiny units", function()
    -- metafor drops 1e8 + x, and cannot fit 1e-9 x
    local data = { yi = Y, vi = V, x = { 1, 2, 3, 5, 8 } }
    local base = hepar.meta.fit(data, { mods = "~ x" })
    for _, offset in ipairs { 2000, 1e8, 1e12 } do
      local moved = {}
      for i, x in ipairs(data.x) do moved[i] = offset + x end
      local other = hepar.meta.fit({ yi = Y, vi = V, x = moved }, { mods = "~ x" })
      assert.equal(2, other.p)
      close(base.tau2, other.tau2, 1e-12)
      close(base.beta[2], other.beta[2], 1e-12)
      close(base.se[2], other.se[2], 1e-12)
      local a, b = base:predict { newmods = { 4 } }, other:predict { newmods = { offset + 4 } }
      -- the intercept, at x = 0, is far away: predictions must not go through it
      close(a.se[1], b.se[1], 1e-12)
      close(a.pred[1], b.pred[1], 1e-12)
    end
    for _, factor in ipairs { 1e-300, 1e-9, 1e9, 1e300 } do
      local other = hepar.meta.fit({ yi = Y, vi = V, x = scaled(data.x, factor) }, { mods = "~ x" })
      close(base.zval[2], other.zval[2], 1e-12)
      close(base.beta[1], other.beta[1], 1e-12)
    end
    -- two moderators that differ by 1e-6 are two; multiples are one, and are named
    local near = { 1, 2 + 1e-6, 3, 5, 8 }
    assert.equal(3, hepar.meta.fit({ yi = Y, vi = V, x = data.x, z = near },
      { mods = "~ x + z" }).p)
    local collinear = hepar.meta.fit({ yi = Y, vi = V, x = data.x, z = scaled(data.x, 3) },
      { mods = "~ x + z", strict = false })
    assert.same({ "z" }, collinear.dropped)
    assert.same({ "intrcpt", "x" }, collinear.coef)
    assert.matches("z left out", collinear.notes[1])
    close(base.beta[2], collinear.beta[2], 1e-13)
  end)

  it("converges where Fisher scoring does not", function()
    local y = { 1.30, 1.94, 0.70, 0.36, 1.31, 0.46, 1.24, 0.71, 0.35, 0.77 }
    local v = { 0.640, 0.421, 0.992, 0.058, 0.756, 0.634, 0.79, 0.596, 0.457, 0.935 }
    close(0.0819731144234, fit(y, v).tau2, 1e-11)
    local other = fit({ 0.19484794574416106, -2.8587018996648186, -0.5976286160351163,
      -3.8371792944810976, -0.26958758237990404, -5.928827298920976, -1.046902142805525 },
      { 0.00030190842501805443, 2.7649146084620639, 0.03948841624709732, 2.8759875083212303,
        0.0010487569788837842, 7.5065457621001759, 8.0613798872224756 })
    -- the score, in 50-digit arithmetic, is below 1e-15 there
    close(0.46965978420354454, other.tau2, 1e-13)
  end)

  it("takes the global maximum", function()
    -- maxima of the ML likelihood at 0 and at 0.015109617; the one at 0 is higher
    local v = { 1e-8, 0.01, 0.1, 1, 1e4 }
    local ml = fit(Y, v, { method = "ML" })
    assert.equal(2, ml.modes)
    assert.equal(0, ml.tau2)
    assert.is_true(fit(Y, v, { method = "ML", tau2 = 0.015109617 }).ll < ml.ll)
    assert.matches("2 local maxima", table.concat(ml.notes))
    close(0.0286207375781, fit(Y, v).tau2, 1e-11)
    close(0.00744409040086, fit(Y, v, { method = "PM" }).tau2, 1e-11)
    close(0.00744409040086, fit(Y, v, { method = "EB" }).tau2, 1e-11) -- metafor: 7.1e-08
    close(0.02574342, fit(Y, v, { method = "DL" }).tau2, 1e-7)
    assert.equal(0, fit(Y, v, { method = "HE" }).tau2)
    close(0.01712656, fit(Y, v, { method = "SJ" }).tau2, 1e-6)
  end)

  it("loses nothing to conflicting precise studies", function()
    local y, v = { -1, -1.001, 1, 1.001, 0, 0.1 }, { 1e-6, 1e-6, 1e-6, 1e-6, 4, 4 }
    close(1.13751466236, fit(y, v).tau2, 1e-11)
    close(0.80112027332, fit(y, v, { method = "PM" }).tau2, 1e-11)
    y, v = { 0, 1, 0.5, 0.4 }, { 1e-10, 1e-10, 0.1, 0.1 }
    close(0.203692849964, fit(y, v).tau2, 1e-11)
    close(0.168354777235, fit(y, v, { method = "PM" }).tau2, 1e-11)
    local ee = fit(y, v, { method = "EE" })
    close(0.5, ee.beta[1], 1e-9)
    assert.is_true(ee.QEp == 0) -- and says that the studies conflict
  end)

  it("takes extremes of the floating point range", function()
    for _, s in ipairs { 1e100, 1e-160, 1e150 } do
      close(0.0982642307437, fit(scaled(Y, s), scaled(V, s * s)).tau2 / s / s,
        s == 1e-160 and 1e-2 or 1e-11) -- the variances are denormal at 1e-320
    end
    local v = { 0.02, 0.01, 4e-320, 0.02, 0.05 }
    local denormal, zero = fit(Y, v), fit(Y, { 0.02, 0.01, 0, 0.02, 0.05 })
    close(zero.tau2, denormal.tau2, 1e-12)
    close(zero.se[1], denormal.se[1], 1e-12)
    local ee = fit(Y, v, { method = "EE" })
    assert.equal(0.35, ee.beta[1])
    close(2e-160, ee.se[1], 1e-4) -- sqrt(4e-320), a denormal number of 4 digits
    -- (y - 0.35)^2 / v of the others
    close(0.0625 / 0.02 + 0.0025 / 0.01 + 0.3025 / 0.02 + 0.2025 / 0.05, ee.QE, 1e-12)
  end)

  it("takes moderators with variances far apart, or says so", function()
    local data = { yi = { 0.1, 0.4, 0.35, -0.2, 0.8, 0.3 }, x = { 1, 2, 3, 4, 5, 7 } }
    local function at(tiny, method)
      data.vi = { 0.02, tiny, 0.03, 0.02, 0.05, 3 * tiny }
      return hepar.meta.fit(data, { mods = "~ x", method = method })
    end
    for _, method in ipairs { "REML", "PM", "DL" } do
      local base = at(1e-17, method)
      for _, tiny in ipairs { 1e-18, 1e-20, 1e-22, 1e-24 } do
        local other = at(tiny, method)
        close(base.tau2, other.tau2, 1e-12)
        close(base.beta[2], other.beta[2], 1e-12)
        close(base.se[2], other.se[2], 1e-12)
      end
    end
    -- two exact studies fix the line; the others give Q = sum (y - line)^2 / v
    local q = 0
    for i, v in pairs { [1] = 0.02, [3] = 0.03, [4] = 0.02, [5] = 0.05 } do
      q = q + (data.yi[i] - (0.44 - 0.02 * data.x[i])) ^ 2 / v
    end
    close(q, at(1e-24, "EE").QE, 1e-12)
    local none, message, code = at(1e-26)
    assert.is_nil(none)
    assert.equal("hepar.meta.fit: with moderators, sampling variances must not be more than 1e+24 "
      .. "times apart", message)
    assert.equal("range", code)
  end)

  it("goes far above 100", function()
    local y, v = { -200, 0, 300, 50 }, { 1, 1, 1, 1 }
    close(42290 + 2 / 3, fit(y, v, { method = "PM" }).tau2, 1e-13)
    -- all variances 1: Q(t) = 126875 / (1 + t), so the limits have a closed form
    local interval = fit(y, v, { method = "PM" }):confint()
    close(126875 / 9.3484036044961485 - 1, interval.tau2.ci_lb, 1e-12) -- qchisq(.975, 3)
    close(126875 / 0.2157952826238981 - 1, interval.tau2.ci_ub, 1e-12) -- metafor: "> 422906"
  end)

  it("accepts a variance of 0 where the answer exists", function()
    local v = { 0.02, 0.01, 0, 0.02, 0.05 }
    local reml = fit(Y, v)
    assert.is_true(reml.tau2 > 0)
    assert.is_nil(reml.QE)
    assert.is_nil(reml.I2)
    assert.matches("1 sampling variance is 0", table.concat(reml.notes))
    -- the limit of small variances
    close(fit(Y, { 0.02, 0.01, 1e-200, 0.02, 0.05 }).tau2, reml.tau2, 1e-12)
    assert.has_error(function() fit(Y, v, { method = "DL" }) end)
    local none, message, code = hepar.meta.fit({ yi = Y, vi = v }, { method = "EE" })
    assert.is_nil(none)
    assert.matches("vi[3] is 0, which makes the weight of that study infinite", message, 1, true)
    assert.equal("range", code)
  end)
end)

describe("At the boundary", function()
  it("tau2 is exactly 0 when effects agree", function()
    local y, v = { 0.1, 0.12, 0.09, 0.11, 0.1 }, { 0.04, 0.04, 0.04, 0.04, 0.04 }
    local se_tau2 = { DL = 0.0282842712475, HE = 0.0282842712475, ML = 0.0252982212813,
      REML = 0.0282842712475, EB = 0.0282842712475, PM = 0.0282842712475, HS = 0.0226274169980 }
    for method, expected in pairs(se_tau2) do
      local f = fit(y, v, { method = method })
      assert.equal(0, f.tau2)
      close(0.104, f.beta[1], 1e-14)
      close(0.0894427191, f.se[1], 1e-11)
      close(expected, f.se_tau2, 1e-10, method)
    end
    close(3.37123479e-07, fit(y, v, { method = "SJ" }).tau2, 1e-8) -- never 0
    local interval = fit(y, v):confint()
    assert.is_true(interval.none)
    assert.equal(0, interval.tau2.ci_ub)
    close(0.00509901951, fit(y, v, { test = "knha" }).se[1], 1e-8)
    local adhoc = fit(y, v, { test = "adhoc" })
    close(0.0894427191, adhoc.se[1], 1e-11)
    close(-0.1443328, adhoc.ci_lb[1], 1e-7)
    close(0.3523328, adhoc.ci_ub[1], 1e-7)
  end)

  it("ML and REML differ as they should", function()
    local y, v = { 0.30, -0.06, 0.22, 0.25, 0.55 }, { 0.028, 0.029, 0.035, 0.05, 0.06 }
    assert.equal(0, fit(y, v, { method = "ML" }).tau2) -- metafor: 1.18e-06
    close(0.00765385765917, fit(y, v).tau2, 1e-11)     -- metafor: .00765395
    close(0.00701977577042, fit(y, v, { method = "PM" }).tau2, 1e-12)
    close(0.00701977577042, fit(y, v, { method = "EB" }).tau2, 1e-12)
    close(0.00716930559, fit(y, v, { method = "DL" }).tau2, 1e-8)
    assert.equal(0, fit(y, v, { method = "HS" }).tau2)
  end)

  it("equal effects leave nothing to explain", function()
    for _, method in ipairs(ALL) do
      local f = fit({ 0.5, 0.5, 0.5, 0.5 }, { 0.01, 0.02, 0.03, 0.02 }, { method = method,
        test = "knha" })
      assert.equal(0, f.tau2)
      assert.equal(0, f.QE)
      assert.equal(0.5, f.beta[1])
      assert.equal(0, f.se[1])
      assert.equal(0.5, f.ci_ub[1])
    end
  end)

  it("one study is its own pool", function()
    for _, method in ipairs(ALL) do
      local f = fit({ 0.3 }, { 0.04 }, { method = method, test = "knha" })
      assert.equal(0, f.tau2)
      assert.is_nil(f.se_tau2)
      assert.equal(0.3, f.beta[1])
      assert.equal(0.2, f.se[1])
      assert.equal("z", f.test)
      assert.matches('test = "z" was used', f.notes[1], 1, true)
    end
    assert.has_error(function() fit({ 0.3 }, { 0.04 }):confint() end,
      "hepar.fit:confint: tau2 has no interval with 1 study and 1 coefficient")
  end)

  it("two studies have closed forms", function()
    local y, v = { 0.1, 0.9 }, { 0.04, 0.05 }
    -- (0.8^2 - 0.04 - 0.05) / 2
    for _, method in ipairs { "DL", "HE", "REML", "EB", "PM", "SJIT" } do
      close(0.275, fit(y, v, { method = method }).tau2, 1e-14, method)
    end
    close(0.2497560976, fit(y, v, { method = "SJ" }).tau2, 1e-9)
    local knha = fit(y, v, { test = "knha" })
    close(-4.5881114, knha.ci_lb[1], 1e-7)
    close(5.5756114, knha.ci_ub[1], 1e-7)
    local predicted = knha:predict()
    close(-7.8862, predicted.pi_lb[1], 1e-4)
    close(8.8737, predicted.pi_ub[1], 1e-4)
    close(0.0187, knha:confint().tau2.ci_lb, 5e-3)
  end)

  it("as many coefficients as studies are refused, but for equal effects", function()
    local data = { yi = { 1, 2 }, vi = { 1, 1 }, x = { 1, 2 } }
    local ok, message = pcall(hepar.meta.fit, data, { mods = "~ x" })
    assert.is_false(ok)
    assert.matches("2 coefficients and tau2 cannot be estimated from 2 studies", message, 1, true)
    local ee = hepar.meta.fit(data, { mods = "~ x", method = "EE" })
    assert.equal(0, ee.QE)
    assert.equal(1, ee.QEp)
    close(1, ee.beta[2], 1e-13)
    local knha = hepar.meta.fit(data, { mods = "~ x", method = "EE", test = "knha" })
    assert.equal("z", knha.test)
    assert.equal(ee.se[2], knha.se[2])
    ok, message = pcall(hepar.meta.fit, { yi = { 1, 2, 4 }, vi = { 1, 1, 1 },
      g = { "a", "b", "c" } }, { mods = "~ g" })
    assert.is_false(ok)
    assert.matches("3 coefficients and tau2 cannot be estimated from 3 studies", message, 1, true)
  end)
end)

describe("For random effects and variances", function()
  local random = hepar.random(20260731, { purpose = "spec of pooling" })

  local function draw(k)
    local y, v = {}, {}
    for i = 1, k do
      y[i] = random:normal { sd = 0.6 }
      v[i] = math.exp(random:normal { mean = -2.5, sd = 1.5 })
    end
    return y, v
  end

  it("order, shift and duplication change nothing", function()
    for _ = 1, 60 do
      local k = random:integer(3, 12)
      local y, v = draw(k)
      local ry, rv, sy, dy, dv = {}, {}, {}, {}, {}
      for i = 1, k do
        ry[i], rv[i], sy[i] = y[k + 1 - i], v[k + 1 - i], y[i] + 8
        dy[i], dy[i + k], dv[i], dv[i + k] = y[i], y[i], 2 * v[i], 2 * v[i]
      end
      for _, method in ipairs(ALL) do
        local a, b = fit(y, v, { method = method }), fit(ry, rv, { method = method })
        assert.is_true(math.abs(a.tau2 - b.tau2) <= 1e-12 * a.tau2 + 1e-14, method)
        close(a.se[1], b.se[1], 1e-12, method)
        local c = fit(sy, v, { method = method })
        assert.is_true(math.abs(a.tau2 - c.tau2) <= 1e-11 * a.tau2 + 1e-13, method)
        assert.is_true(math.abs(a.beta[1] + 8 - c.beta[1]) < 1e-12)
      end
      -- a study twice, at twice its variance, is the study: for equal effects
      local once, twice = fit(y, v, { method = "EE" }), fit(dy, dv, { method = "EE" })
      close(once.se[1], twice.se[1], 1e-13)
      close(once.QE, twice.QE, 1e-12)
    end
  end)

  it("REML and ML are at the highest point of a fine grid", function()
    for _ = 1, 40 do
      local y, v = draw(random:integer(3, 9))
      for _, method in ipairs { "ML", "REML" } do
        local f = fit(y, v, { method = method })
        for step = -60, 20 do
          local ll = fit(y, v, { method = method, tau2 = 2.0 ^ (step / 4) }).ll
          assert.is_true(ll <= f.ll + 1e-9, method)
        end
        assert.is_true(fit(y, v, { method = method, tau2 = 0 }).ll <= f.ll + 1e-9)
      end
    end
  end)

  it("the Q-profile is monotone and its limits hit the quantiles", function()
    local limits = 0
    for _ = 1, 60 do
      local y, v = draw(3)
      local function q(t)
        -- the definition, on the plain sums
        local sw, swy, sum = 0, 0, 0
        for i = 1, 3 do sw, swy = sw + 1 / (v[i] + t), swy + y[i] / (v[i] + t) end
        for i = 1, 3 do sum = sum + (y[i] - swy / sw) ^ 2 / (v[i] + t) end
        return sum
      end
      local wide, narrow = fit(y, v):confint(), fit(y, v):confint { level = 80 }
      assert.is_true(wide.tau2.ci_lb <= narrow.tau2.ci_lb)
      assert.is_true(wide.tau2.ci_ub >= narrow.tau2.ci_ub)
      -- chi squared with 2 degrees of freedom has the quantile -2 log(1 - p)
      for side, p in pairs { ci_lb = 0.975, ci_ub = 0.025 } do
        if wide.tau2[side] > 0 then
          close(-2 * math.log(1 - p), q(wide.tau2[side]), 1e-12, side)
          limits = limits + 1
        else
          assert.is_true(q(0) <= -2 * math.log(1 - p) * (1 + 1e-12))
        end
      end
      local last = math.huge
      for step = -20, 20 do
        local value = q(2.0 ^ step)
        assert.is_true(value < last)
        last = value
      end
    end
    assert.is_true(limits > 40)
  end)

  it("nested models have ordered likelihoods", function()
    for _ = 1, 40 do
      local k = random:integer(6, 12)
      local y, v = draw(k)
      local x, z = {}, {}
      for i = 1, k do x[i], z[i] = random:normal(), random:normal() end
      local data = { yi = y, vi = v, x = x, z = z }
      local a = hepar.meta.fit(data, { method = "ML" })
      local b = hepar.meta.fit(data, { method = "ML", mods = "~ x" })
      local c = hepar.meta.fit(data, { method = "ML", mods = "~ x + z" })
      assert.is_true(a.ll <= b.ll + 1e-10 and b.ll <= c.ll + 1e-10)
      assert.is_true(a.QE >= b.QE and b.QE >= c.QE)
      local test = c:anova(a)
      assert.equal(2, test.df)
      -- chi squared with 2 degrees of freedom: p = exp(-LRT / 2)
      close(math.exp(-test.LRT / 2), test.pval, 1e-12)
    end
  end)
end)

describe("A fit without memory", function()
  it("is an error that leaks nothing", function()
    local data = { yi = Y, vi = V, x = { 3, 1, 4, 1, 5 } }
    local calls = {
      function() return hepar.meta.fit(data, { mods = { "x" } }) end,
      function()
        return assert(hepar.meta.fit(data, { mods = "~ x", method = "ML" })):confint()
      end,
      function() return hepar.meta.fit_many { data, data } end,
    }
    for _, call in ipairs(calls) do starve.leaks_nothing(call, 4) end
  end)
end)
