-- Pooling against metafor (spec/reference/metafor_fit.json, exact_fit.json: its "about" lines) and
-- against what spec/reference/fit.R makes.

local hepar = require "hepar"
local files = require "spec.helper.files"
local within = require "spec.helper.close"

-- Relative error at most `tolerance`; estimates of 0 may be a residue of metafor's iteration.
local function close(expected, got, tolerance, what)
  return within(expected, got, tolerance, what, 1e-13)
end

local COLUMNS = { "beta", "se", "zval", "pval", "ci_lb", "ci_ub" }
local NUMBERS = { "k", "p", "se_tau2", "H2", "R2", "QE", "QEp", "QM", "QMp" }

-- Compare what is there in a reference block with a fit.
local function compare(block, fit, tolerance, what)
  local n = 0
  local function check(expected, got, name)
    if type(expected) ~= "number" then return end
    n = n + 1
    close(expected, got, tolerance, what .. " " .. name)
  end
  for _, name in ipairs(COLUMNS) do
    for i, expected in ipairs(block[name] or {}) do
      check(expected, fit[name][i], name .. "[" .. i .. "]")
    end
  end
  for _, name in ipairs(NUMBERS) do check(block[name], fit[name], name) end
  -- A tau2 of 0 is left by Fisher scoring as some 1e-12.
  for name, slack in pairs { tau2 = 1e-11, I2 = 1e-8 } do
    if block[name] then
      n = n + 1
      assert.is_true(math.abs(fit[name] - block[name]) <= tolerance * block[name] + slack,
        ("%s %s: expected %.15g, got %.15g"):format(what, name, block[name], fit[name]))
    end
  end
  for i, expected in ipairs(block.QMdf or {}) do check(expected, fit.QMdf[i], "QMdf") end
  for i, row in ipairs(block.vb or {}) do
    for j, expected in ipairs(row) do check(expected, fit.vb[i][j], "vb") end
  end
  for _, kind in ipairs { "ML", "REML" } do
    for name, expected in pairs(block["fit_" .. kind] or {}) do
      check(expected, fit[kind][name], kind .. " " .. name)
    end
  end
  return n
end

local ROWS = { "tau2", "tau", "I2", "H2" }

-- metafor's limits come from a search that stops 1.2e-4 away at worst, here always nearer.
local function compare_interval(block, interval, what)
  for side, values in pairs(block) do
    for i, name in ipairs(ROWS) do
      local expected = values[i]
      local got = interval[name][side]
      assert.is_true(math.abs(got - expected) <= 1e-6 * math.abs(expected) + 1e-9,
        ("%s %s %s: expected %.12g, got %.12g"):format(what, name, side, expected, got))
    end
  end
end

local reference = files.reference "metafor_fit.json"

local function data_of(block)
  local data = { yi = block.yi, vi = block.vi, w = block.weights }
  for name, column in pairs(block.columns or {}) do data[name] = column end
  return data
end

describe("hepar.meta.fit", function()
  for _, block in ipairs(reference.blocks) do
    local title = block.name .. " " .. block.block

    it("agrees with metafor on " .. title, function()
      local data, n = data_of(block), 0
      for method, expected in pairs(block.methods) do
        local options = { method = method, mods = block.mods,
          weights = method:find("GENQ") and "w" or nil }
        local tolerance = 1e-8 -- where metafor answers to 1e-6 only, too
        local what = title .. " " .. method
        local fit = assert(hepar.meta.fit(data, options))
        assert.is_true(fit.converged)
        n = n + compare(expected, fit, tolerance, what)
        for test, numbers in pairs(expected.tests or {}) do
          options.test = test
          n = n + compare(numbers, hepar.meta.fit(data, options), tolerance, what .. " " .. test)
        end
        if expected.ci_tau2 then
          compare_interval(expected.ci_tau2, fit:confint(), what .. " Q-profile")
        end
      end
      for method, interval in pairs(block.PL or {}) do
        compare_interval(interval, hepar.meta.fit(data, { method = method, mods = block.mods })
          :confint { type = "PL" }, title .. " PL " .. method)
      end
      if block.fixed then
        n = n + compare(block.fixed, hepar.meta.fit(data, { tau2 = 0.05, mods = block.mods }), 1e-8,
          title .. " tau2 = 0.05")
      end
      if block.unweighted then
        n = n + compare(block.unweighted,
          hepar.meta.fit(data, { weighted = false, mods = block.mods }), 1e-8,
          title .. " unweighted")
      end
      assert.is_true(n > 100)
    end)
  end

  it("tests coefficients and compares models as metafor does", function()
    local n = 0
    for _, block in ipairs(reference.blocks) do
      local data, mods = data_of(block), block.mods
      if block.wald then
        local fit = hepar.meta.fit(data, { mods = mods, test = "knha" })
        for _, expected in ipairs(block.wald) do
          local test = fit:anova { btt = expected.btt }
          close(expected.QM, test.QM, 1e-8, "QM")
          close(expected.QMp, test.QMp, 1e-9, "QMp")
          n = n + 1
        end
        local full = hepar.meta.fit(data, { mods = mods, method = "ML" })
        local reduced = hepar.meta.fit(data, { method = "ML" })
        for _, test in ipairs { full:anova(reduced), reduced:anova(full) } do
          close(block.LRT.LRT, test.LRT, 1e-10, "LRT")
          close(block.LRT.pval, test.pval, 1e-10, "p of the LRT")
          close(block.LRT.R2, test.R2, 1e-8, "R2")
          assert.equal(block.LRT.parms_f, test.full.parms)
          assert.equal(block.LRT.parms_r, test.reduced.parms)
        end
      end
      for i, expected in ipairs(block.vif or {}) do
        close(expected, hepar.meta.fit(data, { mods = mods }):vif().vif[i], 1e-10, "vif")
      end
    end
    assert.equal(19, n)
  end)

  it("agrees with 50-digit arithmetic", function()
    local yi, n = {}, 0
    for _, block in ipairs(reference.blocks) do yi[block.name .. block.block] = block end
    for _, block in ipairs(files.reference("exact_fit.json").blocks) do
      local data = yi[block.name .. block.block]
      for method, exact in pairs(block.exact) do
        local fit = hepar.meta.fit(data, { method = method })
        local knha = hepar.meta.fit(data, { method = method, test = "knha" })
        local what = block.name .. " " .. block.block .. " " .. method
        close(exact.tau2, fit.tau2, 1e-13, what .. " tau2")
        close(exact.beta, fit.beta[1], 1e-12, what .. " beta")
        close(exact.se, fit.se[1], 1e-12, what .. " se")
        close(exact.se_knha, knha.se[1], 1e-12, what .. " se_knha")
        close(exact.I2, fit.I2, 1e-12, what .. " I2")
        if exact.ll then close(exact.ll, fit.ll, 1e-12, what .. " ll") end
        n = n + 1
      end
    end
    assert.equal(192, n)
  end)
end)

describe("A fit", function()
  local R = files.reference "fit.json"

  local function compare_prediction(expected, got, what)
    for name, values in pairs(expected) do
      if type(values) ~= "table" then values = { values } end
      for i, value in ipairs(values) do
        close(value, got[name][i], 1e-10, what .. " " .. name .. "[" .. i .. "]")
      end
    end
  end

  it("predicts as metafor does", function()
    local new = { ablat = { 10, 33.5, 55 }, alloc = { "random", "alternate", "systematic" } }
    for _, test in ipairs { "z", "t", "knha" } do
      local fit = hepar.meta.fit(R, { test = test })
      compare_prediction(R["pool_" .. test], fit:predict(), "pool " .. test)
      compare_prediction(R["HTS_" .. test], fit:predict { pi = "HTS" }, "HTS " .. test)
      local mods = hepar.meta.fit(R, { test = test, mods = "~ ablat + alloc" })
      compare_prediction(R["mods_" .. test], mods:predict { newmods = new }, "mods " .. test)
      compare_prediction(R["mods_" .. test],
        mods:predict { newmods = { { 10, 1, 0 }, { 33.5, 0, 0 }, { 55, 0, 1 } } }, "rows " .. test)
    end
    compare_prediction(R.studies, hepar.meta.fit(R, { mods = "~ ablat" }):predict(), "studies")
    local level90 = {}
    for name, value in pairs(R.level90) do
      if type(value) == "number" then level90[name] = value end
    end
    compare_prediction(level90, hepar.meta.fit(R, { level = 90 }):predict { transf = "exp" },
      "90 %")
  end)

  it("tells the probability that a new study exceeds a threshold", function()
    local fit = hepar.meta.fit(R)
    local p = fit:predict { above = 0 }
    -- the normal distribution of a new effect: mean beta, variance se^2 + tau2
    local z = -fit.beta[1] / math.sqrt(fit.se[1] ^ 2 + fit.tau2)
    -- 1 - pnorm(z) by R: pnorm(1.215497…, lower = FALSE)
    local series, term = z, z
    for i = 1, 60 do
      term = term * z * z / (2 * i + 1)
      series = series + term
    end
    local upper = 0.5 - series * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    close(upper, p.prob[1], 1e-12, "prob")
    close(1 - upper, fit:predict { below = 0 }.prob[1], 1e-12, "below")
    -- at the limit of the prediction interval 2.5 % lie above
    local t = hepar.meta.fit(R, { test = "knha" })
    local limit = t:predict().pi_ub[1]
    close(0.025, t:predict { above = limit }.prob[1], 1e-12, "above the limit")
    local upper_hts = t:predict({ pi = "HTS" }).pi_ub[1]
    local hts = t:predict { above = upper_hts, pi = "HTS" }
    close(0.025, hts.prob[1], 1e-12, "HTS")
  end)

  it("tells it for REML with Knapp and Hartung, and at moderators, as R does", function()
    -- metafor 3.8-1, f <- rma(yi, vi, mods = , test = , control = list(threshold = 1e-14)) and
    -- p <- predict(f, newmods): pt((-0.2 - p$pred) / sqrt(p$se^2 + f$tau2), f$k - f$p,
    -- lower.tail = FALSE), and pnorm for test z
    local plain = hepar.meta.fit(R, { test = "knha" })
    close(0.199421210177574, plain:predict { above = -0.2 }.prob[1], 1e-12, "knha")
    local mods = hepar.meta.fit(R, { mods = "~ ablat", test = "knha" })
    local p = mods:predict { newmods = { ablat = { 10, 44 } }, above = -0.2 }
    close(0.672813101524171, p.prob[1], 1e-12, "at 10")
    close(0.0124266935951368, p.prob[2], 1e-12, "at 44")
    local z = hepar.meta.fit(R, { mods = "~ ablat" })
    local above = z:predict { newmods = { ablat = 44 }, above = -0.2 }
    close(0.00373773282116393, above.prob[1], 1e-12, "z")
    local below = z:predict { newmods = { ablat = 44 }, below = -0.2 }
    close(1 - 0.00373773282116393, below.prob[1], 1e-12, "below")
    assert.matches("prob", tostring(p))
  end)

  it("takes formulas as R does", function()
    local fit = hepar.meta.fit(R, { mods = "~ ablat * alloc", method = "EE" })
    assert.same({ "intrcpt", "ablat", "allocrandom", "allocsystematic", "ablat:allocrandom",
      "ablat:allocsystematic" }, fit.coef)
    compare(R.interaction, fit, 1e-9, "interaction")
    local cells = hepar.meta.fit(R, { mods = "~ alloc - 1", method = "DL" })
    assert.same({ "allocalternate", "allocrandom", "allocsystematic" }, cells.coef)
    compare(R.cells, cells, 1e-9, "cells")
    local block = hepar.meta.fit(R, { mods = "~ ablat + alloc", btt = "alloc", test = "knha" })
    assert.equal(2, block.m)
    compare(R.block, block, 1e-9, "block")
    local named = hepar.meta.fit(R, { mods = "~ ablat + alloc", btt = { 3, 4 }, test = "knha" })
    assert.equal(block.QM, named.QM)
    -- another reference level is the same model
    local other = hepar.meta.fit(R, { mods = "~ ablat + alloc",
      reference = { alloc = "systematic" } })
    assert.same({ "intrcpt", "ablat", "allocalternate", "allocrandom" }, other.coef)
    close(hepar.meta.fit(R, { mods = "~ ablat + alloc" }).QM, other.QM, 1e-12, "QM")
  end)

  it("takes weights of the user", function()
    local data = { yi = R.yi, vi = R.vi, ablat = R.ablat, w = R.weights.w }
    local fit = hepar.meta.fit(data, { weights = "w", mods = "~ ablat", test = "knha" })
    for i = 1, 2 do
      close(R.weights.beta[i], fit.beta[i], 1e-12, "beta")
      close(R.weights.se[i], fit.se[i], 1e-12, "se")
    end
    close(R.weights.QM, fit.QM, 1e-11, "QM")
    close(R.weights.ll, fit.ll, 1e-11, "ll")
    close(R.weights.R2, fit.R2, 1e-11, "R2") -- by metafor's default tolerance
    local list = hepar.meta.fit(data, { weights = R.weights.w, mods = "~ ablat" })
    assert.equal(fit.beta[1], list.beta[1])
  end)

  it("inverts the generalised Q exactly", function()
    for i = 1, 2 do
      local expected = R["GENQ_" .. i]
      local options = { method = "GENQM", weights = expected.weights,
        mods = i == 2 and "~ ablat" or nil }
      local fit = hepar.meta.fit(R, options)
      close(expected.median, fit.tau2, 1e-11, "median")
      local interval = fit:confint()
      assert.equal("GENQ", interval.type)
      close(expected.ci_lb, interval.tau2.ci_lb, 1e-10, "lower")
      close(expected.ci_ub, interval.tau2.ci_ub, 1e-9, "upper")
    end
  end)

  it("keeps names, labels and what it left out", function()
    local nan = 0 / 0
    local fit = hepar.meta.fit({ yi = { 0.1, 0.3, nan, 0.2, 0.5 }, vi = { 0.1, 0.2, 0.1, nan, 0.1 },
      slab = { "A", "B", "C", "D", "E" } })
    assert.equal(3, fit.k)
    assert.equal(5, fit.k_all)
    assert.same({ 3, 4 }, fit.missing)
    assert.same({ "A", "B", "E" }, fit.slab)
    assert.equal(0.5, fit.yi[3])
    assert.matches("2 of 5 rows left out because a value is missing: 3, 4", tostring(fit), 1, true)
    local same = hepar.meta.fit { yi = { 0.1, 0.3, 0.5 }, vi = { 0.1, 0.2, 0.1 } }
    assert.equal(same.beta[1], fit.beta[1])
  end)

  it("takes standard errors and columns", function()
    local column = hepar.column
    local a = hepar.meta.fit { yi = { 0.1, 0.3, 0.5 }, sei = { 0.5, 0.25, 0.125 } }
    local b = hepar.meta.fit { yi = column { 0.1, 0.3, 0.5 },
      vi = column { 0.25, 0.0625, 0.015625 } }
    assert.equal(b.beta[1], a.beta[1])
    assert.equal(b.tau2, a.tau2)
    assert.equal(0.0625, a.vi[2])
  end)

  it("prints itself, its intervals and its predictions", function()
    local fit = hepar.meta.fit(R, { mods = "~ ablat" })
    local text = tostring(fit)
    assert.matches("Random-effects meta-regression, 13 studies", text, 1, true)
    assert.matches("tau2 0.0763 (SE 0.0590) (REML)", text, 1, true)
    assert.matches("Moderators: QM(1) = 16.358, p < .0001", text, 1, true)
    assert.matches("ablat%s+%-0.0291%s+0.007195%s+%-4.0445%s+<.0001%s+%-0.0432%s+%-0.0150", text)
    assert.matches("tau2%s+0.0763%s+%S+%s+0.7%d+", tostring(fit:confint()))
    assert.matches("expected", tostring(fit:predict { newmods = { 10, 20 } }), 1, true)
  end)
end)
