-- What holds for every pooling, on random effects: order, shift, sign and unit change nothing that
-- they should not; a study twice is a study with half the variance; Q falls with tau2; a larger
-- model has the higher likelihood.

local hepar = require "hepar"

local METHODS = { "DL", "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML", "REML", "EB", "PM", "PMM",
  "GENQ", "GENQM", "EE" }

local function fail(what, expected, got)
  error(("%s: expected %.17g, got %.17g"):format(what, expected, got), 3)
end

-- Relative to `size`, by default the expected value.
local function close(expected, got, tolerance, what, size)
  if expected == got then return end
  local off = math.abs(got - expected)
  if off ~= off or off > tolerance * (size or math.abs(expected)) then fail(what, expected, got) end
end

local function map(list, f)
  local out = {}
  for i, x in ipairs(list) do out[i] = f(x, i) end
  return out
end

local random = hepar.random(20261121, { purpose = "properties of pooling" })

-- k studies with two moderators, a factor and weights.
local function draw(k)
  local data = { yi = {}, vi = {}, x = {}, z = {}, g = {}, w = {} }
  for i = 1, k do
    data.vi[i] = math.exp(random:normal { mean = -2, sd = 1.2 })
    data.yi[i] = 0.3 + random:normal { sd = 0.5 } + random:normal() * math.sqrt(data.vi[i])
    data.x[i], data.z[i] = random:normal(), random:uniform() * 10
    data.g[i] = ({ "a", "b", "c" })[1 + i % 3]
    data.w[i] = 0.1 + random:uniform()
  end
  return data
end

local function fit(data, method, options)
  options = options or {}
  options.method = method
  if method:find("GENQ") then options.weights = "w" end
  return assert(hepar.meta.fit(data, options))
end

-- The size that errors of tau2 are measured by where tau2 itself is a small difference.
local function size_of(a, data)
  local least = math.huge
  for _, v in ipairs(data.vi) do least = math.min(least, v) end
  return math.max(a.tau2, 0.01 * least)
end

local MODELS = { false, "~ x", "~ x + g" }

describe("For random effects, every estimator", function()
  it("does not depend on the order", function()
    for _ = 1, 12 do
      local data = draw(random:integer(6, 14))
      local order = map(data.yi, function(_, i) return i end)
      for i = #order, 2, -1 do
        local j = random:integer(1, i)
        order[i], order[j] = order[j], order[i]
      end
      local other = {}
      for name, list in pairs(data) do
        other[name] = map(order, function(place) return list[place] end)
      end
      for _, mods in ipairs(MODELS) do
        for _, method in ipairs(METHODS) do
          local a, b = fit(data, method, { mods = mods or nil, test = "knha" }),
            fit(other, method, { mods = mods or nil, test = "knha" })
          local what = method .. " " .. tostring(mods)
          close(a.tau2, b.tau2, 1e-11, what, size_of(a, data))
          for j = 1, a.p do close(a.se[j], b.se[j], 1e-11, what .. " se") end
          close(a.QE, b.QE, 1e-11, what .. " QE")
          close(a.ML.ll, b.ML.ll, 1e-11, what .. " ll", 1 + math.abs(a.ML.ll))
        end
      end
    end
  end)

  it("moves with a shift and turns with the sign", function()
    for _ = 1, 12 do
      local data = draw(random:integer(6, 14))
      local shift = random:normal { sd = 30 }
      local moved = { yi = map(data.yi, function(y) return y + shift end), vi = data.vi, x = data.x,
        g = data.g, w = data.w }
      local turned = { yi = map(data.yi, function(y) return -y end), vi = data.vi, x = data.x,
        g = data.g, w = data.w }
      for _, mods in ipairs(MODELS) do
        for _, method in ipairs(METHODS) do
          local a, b, c = fit(data, method, { mods = mods or nil }),
            fit(moved, method, { mods = mods or nil }), fit(turned, method, { mods = mods or nil })
          local what = method .. " " .. tostring(mods)
          -- y + shift is rounded to some 1e-15 of the shift
          local slack = 1e-13 * (1 + math.abs(shift))
          close(a.tau2, b.tau2, 1e-11, what, size_of(a, data) + slack * 1e3)
          close(a.beta[1] + shift, b.beta[1], 1e-11, what, 1 + math.abs(shift))
          if a.p > 1 then close(a.beta[2], b.beta[2], 1e-11, what, 1 + math.abs(shift)) end
          assert.equal(a.tau2, c.tau2, what)
          assert.equal(-a.beta[1], c.beta[1], what)
          assert.equal(a.ci_lb[1], -c.ci_ub[1], what)
        end
      end
    end
  end)

  it("has the unit of the effects: s for estimates, s^2 for tau2, from 1e-150 to 1e150", function()
    for round = 1, 10 do
      local data = draw(random:integer(6, 14))
      for step = -5, 5 do
        -- powers of two change no digit; other factors round every input once
        local power = math.tointeger(step * 100 + random:integer(-2, 2) * 1)
        local two = 2.0 ^ math.max(-498, math.min(498, power))
        local ten = 10.0 ^ (step * 30)
        for _, mods in ipairs(MODELS) do
          local function unit(s)
            return { yi = map(data.yi, function(y) return s * y end),
              vi = map(data.vi, function(v) return s * s * v end), x = data.x, g = data.g,
              w = data.w }
          end
          for number, method in ipairs(METHODS) do
            -- all estimators in one round or another, each with every model
            if (number + round + step) % 3 == 0 then
              local what = ("%s %s s = "):format(method, tostring(mods))
              local options = { mods = mods or nil, test = "adhoc" }
              local a, b = fit(data, method, options), fit(unit(two), method, options)
              assert.equal(a.tau2, b.tau2 / two / two, what .. two)
              for j = 1, a.p do
                close(a.beta[j], b.beta[j] / two, 1e-14, what .. two, math.abs(a.se[j]))
                close(a.se[j], b.se[j] / two, 1e-14, what .. two)
              end
              assert.equal(a.QE, b.QE)
              close(a.I2, b.I2, 1e-14, what .. two)
              local c = fit(unit(ten), method, options)
              close(a.tau2, c.tau2 / ten / ten, 1e-12, what .. ten, size_of(a, data))
              for j = 1, a.p do
                close(a.beta[j], c.beta[j] / ten, 1e-12, what .. ten, a.se[j])
                close(a.se[j], c.se[j] / ten, 1e-12, what .. ten)
              end
              close(a.QE, c.QE, 1e-12, what .. ten)
              if a.se_tau2 then
                close(a.se_tau2, c.se_tau2 / ten / ten, 1e-11, what .. ten .. " se_tau2")
              end
            end
          end
        end
      end
    end
  end)

  it("goes to its limit when the variances vanish", function()
    -- and never to 0 or infinity on the way: powers of the weights leave the range of doubles
    local data = draw(9)
    for _, mods in ipairs(MODELS) do
      for _, method in ipairs(METHODS) do
        if method ~= "EE" then
          local function at(c)
            return fit({ yi = data.yi, vi = map(data.vi, function(v) return v * c end), x = data.x,
              g = data.g, w = data.w }, method, { mods = mods or nil })
          end
          local limit = at(1e-30)
          assert.is_true(limit.tau2 > 0)
          for _, c in ipairs { 1e-60, 1e-120, 1e-170, 1e-220, 1e-290, 1e-304 } do
            local what = method .. " " .. tostring(mods) .. " " .. c
            local a = at(c)
            close(limit.tau2, a.tau2, 1e-11, what)
            close(limit.se_tau2, a.se_tau2, 1e-11, what)
            close(limit.se[1], a.se[1], 1e-11, what)
            close(100, a.I2, 1e-13, what)
            assert.is_true(a.QE > limit.QE, what)
          end
        end
      end
    end
  end)

  it("has the closed form of equal variances", function()
    for _ = 1, 20 do
      local k = random:integer(3, 10)
      local data, v = draw(k), 0.01 * random:uniform()
      for i = 1, k do data.vi[i] = v end
      local sum, squares = 0, 0
      for _, y in ipairs(data.yi) do sum = sum + y end
      for _, y in ipairs(data.yi) do squares = squares + (y - sum / k) ^ 2 end
      local moment = math.max(0, squares / (k - 1) - v)
      for _, method in ipairs { "DL", "HE", "REML", "EB", "PM", "SJIT" } do
        close(moment, fit(data, method).tau2, 1e-12, method, squares)
      end
      for _, method in ipairs { "ML", "HS" } do
        close(math.max(0, squares / k - v), fit(data, method).tau2, 1e-12, method, squares)
      end
      close(squares / (k - 1) * (squares / k) / (v + squares / k), fit(data, "SJ").tau2, 1e-12,
        "SJ")
    end
  end)

  it("estimates the same where the equations are the same", function()
    for _ = 1, 20 do
      local data = draw(random:integer(6, 14))
      for _, mods in ipairs(MODELS) do
        local pm = fit(data, "PM", { mods = mods or nil })
        for _, method in ipairs { "EB", "SJIT" } do
          close(pm.tau2, fit(data, method, { mods = mods or nil }).tau2, 1e-12, method,
            size_of(pm, data))
        end
        -- at the root the generalised Q is its expectation
        if pm.tau2 > 0 then
          close(1, fit(data, "PM", { mods = mods or nil, test = "knha" }).s2w, 1e-12, "Q")
        end
      end
    end
  end)
end)

describe("For random effects", function()
  it("a study twice is a study with half the variance", function()
    for _ = 1, 30 do
      local data = draw(random:integer(6, 12))
      local twice, half = {}, {}
      for name, list in pairs(data) do
        twice[name] = {}
        for i, x in ipairs(list) do twice[name][i], twice[name][i + #list] = x, x end
        half[name] = list
      end
      half.vi = map(data.vi, function(v) return v / 2 end)
      for _, mods in ipairs(MODELS) do
        local a = hepar.meta.fit(twice, { method = "EE", mods = mods or nil })
        local b = hepar.meta.fit(half, { method = "EE", mods = mods or nil })
        for j = 1, a.p do
          close(b.beta[j], a.beta[j], 1e-11, "beta", math.abs(b.beta[j]) + b.se[j])
          close(b.se[j], a.se[j], 1e-12, "se")
        end
        close(b.QE, a.QE, 1e-11, "QE")
        -- as one of the pair is a cluster, CR0 of both is the same
        local clusters = map(twice.yi, function(_, i) return (i - 1) % #data.yi end)
        local own = map(data.yi, function(_, i) return i end)
        for j = 1, a.p do
          close(b:robust(own, { type = "CR0" }).se[j], a:robust(clusters, { type = "CR0" }).se[j],
            1e-11, "CR0")
        end
      end
    end
  end)

  it("Q falls as tau2 grows, and the Q-profile inverts it", function()
    for _ = 1, 25 do
      local data = draw(4)
      for _, mods in ipairs { false, "~ x" } do
        local df = mods and 2 or 3
        local function q(t)
          return df * fit(data, "REML", { mods = mods or nil, tau2 = t, test = "knha" }).s2w
        end
        local last = math.huge
        for step = -24, 24 do
          local value = q(2.0 ^ (step / 2))
          assert.is_true(value < last)
          last = value
        end
        local reml, before = fit(data, "REML", { mods = mods or nil }), nil
        for _, level in ipairs { 50, 80, 95, 99 } do
          local interval = reml:confint { level = level }
          if before then
            assert.is_true(interval.tau2.ci_lb <= before.tau2.ci_lb)
            assert.is_true(interval.tau2.ci_ub >= before.tau2.ci_ub)
          end
          before = interval
          if df == 2 then
            local tail = (1 - level / 100) / 2
            if interval.tau2.ci_lb > 0 then
              close(-2 * math.log(tail), q(interval.tau2.ci_lb), 1e-11, "lower")
            end
            if interval.tau2.ci_ub > 0 then
              close(-2 * math.log(1 - tail), q(interval.tau2.ci_ub), 1e-11, "upper")
            end
          end
        end
      end
    end
  end)

  it("a larger model has the higher likelihood and the smaller Q", function()
    for _ = 1, 25 do
      local data = draw(random:integer(9, 16))
      local before
      for _, mods in ipairs { false, "~ x", "~ x + z", "~ x + z + g" } do
        local ml = fit(data, "ML", { mods = mods or nil })
        local ee = fit(data, "EE", { mods = mods or nil })
        if before then
          assert.is_true(ml.ll >= before.ll - 1e-10)
          assert.is_true(ee.QE <= before.QE * (1 + 1e-12))
          assert.is_true(ee.ll >= before.ee - 1e-10)
          assert.is_true(ml:anova(before.fit).LRT >= 0)
        end
        assert.is_true(ml.ll >= ee.ll - 1e-10)
        before = { ll = ml.ll, QE = ee.QE, ee = ee.ll, fit = ml }
        -- tau2 by study holds one tau2 for all
        for _, method in ipairs { "ML", "REML" } do
          local plain = fit(data, method, { mods = mods or nil })
          local scaled = hepar.meta.fit(data, { method = method, mods = mods or nil,
            scale = "~ x" })
          assert.is_true(not scaled.converged or scaled.ll >= plain.ll - 1e-9)
          local bounded = hepar.meta.fit(data, { method = method, mods = mods or nil,
            scale = "~ z", link = "identity" })
          assert.is_true(not bounded.converged or bounded.ll >= plain.ll - 1e-9)
        end
      end
    end
  end)

  it("the unit, the zero and the order of moderators do not matter", function()
    for _ = 1, 15 do
      local data = draw(random:integer(8, 14))
      local s, shift = math.exp(random:normal { sd = 20 }), random:normal { sd = 1000 }
      local other = { yi = data.yi, vi = data.vi, g = data.g, w = data.w, z = data.z,
        x = map(data.x, function(x) return s * (x + shift) end) }
      for _, method in ipairs(METHODS) do
        local a = fit(data, method, { mods = "~ x + z + g" })
        local b = fit(other, method, { mods = "~ g + z + x" })
        assert.same({ "intrcpt", "gb", "gc", "z", "x" }, b.coef)
        close(a.tau2, b.tau2, 1e-11, method, size_of(a, data))
        close(a.zval[2], b.zval[5], 1e-11, method, 1 + math.abs(a.zval[2]))
        close(a.beta[2], b.beta[5] * s, 1e-11, method, a.se[2])
        close(a.QM, b.QM, 1e-11, method, 1 + a.QM)
      end
    end
  end)
end)

describe("Whatever the variances", function()
  it("no number is missing, and none is NaN", function()
    local count = 0
    for _ = 1, 250 do
      local k, span = random:integer(3, 7), random:uniform() * 300
      local data = { yi = {}, vi = {} }
      for i = 1, k do
        data.yi[i], data.vi[i] = random:normal(), 10.0 ^ (-span * random:uniform())
      end
      for _, method in ipairs(METHODS) do
        if not method:find("GENQ") then
          local f = fit(data, method)
          assert.is_true(f.converged)
          for _, name in ipairs { "tau2", "I2", "H2", "QE", "QEp", "vt", "ll", "QM", "QMp",
            method ~= "EE" and "se_tau2" or "tau2" } do
            if f[name] ~= f[name] or f[name] == nil then
              error(method .. " " .. name .. " is missing: v = " .. table.concat(data.vi, ", ")
                .. "; y = " .. table.concat(data.yi, ", "))
            end
            -- only what is infinite because Q is beyond the range of doubles
            if math.abs(f[name]) == math.huge and f.QE < 1e290 then
              error(method .. " " .. name .. " is infinite: v = " .. table.concat(data.vi, ", ")
                .. "; y = " .. table.concat(data.yi, ", "))
            end
          end
          for _, name in ipairs { "beta", "se", "zval", "pval", "ci_lb", "ci_ub" } do
            assert.is_true(math.abs(f[name][1]) < math.huge, method .. " " .. name)
          end
          -- tau2 is not above what the effects themselves allow
          local low, high = math.huge, -math.huge
          for _, y in ipairs(data.yi) do low, high = math.min(low, y), math.max(high, y) end
          if method ~= "PMM" then assert.is_true(f.tau2 <= (high - low) ^ 2, method) end
          count = count + 1
        end
      end
    end
    assert.equal(250 * 13, count)
  end)
end)
