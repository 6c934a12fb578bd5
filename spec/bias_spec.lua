-- Tests and corrections for missing studies against metafor (spec/reference/bias.json) and R's lm
-- (spec/reference/regtests.json).

local hepar = require "hepar"
local files = require "spec.helper.files"


local reference = files.reference("bias.json")
local more = files.reference("bias_exact.json")

-- Relative error against a value of 12 digits; those below `least` count as that large.
local function close(want, got, tolerance, what, least)
  if type(want) ~= "number" then
    assert.is_nil(got, what)
    return
  end
  assert.is_truthy(got, what .. " is missing")
  local size = math.max(math.abs(want), least or 0)
  assert.is_true(math.abs(got - want) <= tolerance * size + 1e-300,
    string.format("%s: expected %.12g, got %.12g", what, want, got))
end

local function data_of(set)
  return { yi = set.yi, vi = set.vi }
end

describe("bias agrees with metafor for", function()
  for _, set in ipairs(reference.sets) do
    it(set.name, function()
      local fit, exact = hepar.meta.fit(data_of(set)), more.sets[set.name]
      local rank = fit:ranktest()
      close(set.ranktest.tau, rank.tau, 1e-10, "ranktest tau")
      close(set.ranktest.pval, rank.pval, 1e-10, "ranktest p")
      for name, want in pairs(set.regtest) do
        local model, predictor = name:match("(%a+) (%a+)")
        if predictor == "sei" or predictor == "vi" then
          local test = fit:regtest { model = model, predictor = predictor }
          close(want.zval, test.zval, 1e-9, name .. " z", 1e-3)
          close(want.pval, test.pval, 1e-8, name .. " p")
          close(want.ddf, test.ddf, 0, name .. " ddf")
          close(want.est_limit, test.est, 1e-9, name .. " limit")
          close(want.ci_lb, test.ci_lb, 1e-8, name .. " ci_lb", 1e-2)
          close(want.ci_ub, test.ci_ub, 1e-8, name .. " ci_ub", 1e-2)
          close(want.beta[2], test.estimate, 1e-9, name .. " slope")
        end
      end
      for name, want in pairs(exact.trimfill) do
        local side, estimator = name:match("(%a+) (%w+)")
        local tf, message, code = fit:trimfill { side = side, estimator = estimator }
        if want.error then
          assert.is_nil(tf)
          assert.matches("Q0 has no value here", message)
          assert.equal("range", code)
        else
          for _, field in ipairs { "k0", "se_k0", "p_k0", "k", "beta", "se", "zval", "pval",
            "ci_lb", "ci_ub", "QE" } do
            close(want[field], tf[field], 1e-8, name .. " " .. field,
              field == "ci_lb" and 1e-3 or 0)
          end
          close(want.tau2, tf.tau2, 1e-8, name .. " tau2", set.vi[1])
          close(want.I2, tf.I2, 1e-8, name .. " I2", 1)
          assert.same(want.fill, tf.fill)
          for i, y in ipairs(want.yi) do close(y, tf.yi[i], 1e-8, name .. " yi", 1e-3) end
        end
      end
      local ee = hepar.meta.fit(data_of(set), { method = "EE" }):trimfill()
      for _, field in ipairs { "k0", "k", "beta", "se", "ci_lb", "ci_ub" } do
        close(set.trimfill_EE[field], ee[field], 1e-10, "trimfill EE " .. field, 1e-3)
      end
      assert.equal(set.trimfill_EE.side, ee.side)
      for name, want in pairs(set.fsn) do
        local kind = name:match("^%a+"):lower()
        local fsn = fit:fsn { type = kind, target = name:match("target") and 0.1 or nil }
        close(want.fsnum, fsn.fsnum, 0, name)
        close(want.meanes, fsn.meanes, 1e-9, name .. " mean")
        if want.pval and want.pval ~= 0 then
          close(want.pval, fsn.pval, 1e-10, name .. " p")
        end
      end
      for name, want in pairs(set.pet_peese_wls) do
        local one = fit:pet_peese()[name]
        for i = 1, 2 do
          close(want.beta[i], one.beta[i], 1e-9, name .. " beta")
          close(want.se[i], one.se[i], 1e-10, name .. " se")
          close(want.t[i], one.zval[i], 1e-9, name .. " t", 1e-3)
          close(want.p[i], one.pval[i], 1e-8, name .. " p")
        end
      end
      local hc = fit:hc()
      for name, want in pairs(exact.hc) do close(want, hc[name], 1e-12, "hc " .. name, 1e-4) end
      local limit = fit:limit()
      for name, want in pairs(exact.limit) do
        if name == "adjusted" then
          for i, y in ipairs(want) do close(y, limit.adjusted[i], 1e-8, "limit", 1e-2) end
        else
          close(want, limit[name], 1e-8, "limit " .. name, name == "Q_small" and 1 or 1e-3)
        end
      end
      for name, want in pairs { tes = exact.tes, tes_ee = exact.tes_ee } do
        local tes = (name == "tes_ee" and hepar.meta.fit(data_of(set), { method = "EE" }) or fit)
          :tes { test = "chi2" }
        local tolerance = 1e-9
        close(want.O or tes.O, tes.O, 0, name .. " O")
        close(want.E, tes.E, tolerance, name .. " E")
        close(want.pval, tes.pval, 5 * tolerance, name .. " p")
        close(want.X2, tes.X2, tolerance, name .. " X2", 10)
        for i, power in ipairs(want.power) do
          close(power, tes.power[i], tolerance, name .. " power")
        end
        if name == "tes_ee" then
          local model = hepar.meta.fit(data_of(set), { method = "EE" })
          local binom = model:tes { test = "binom", tes_alternative = "two.sided" }
          close(want.binom, binom.pval, 1e-12, "binom")
          if want.exact then close(want.exact, model:tes().pval, 1e-12, "exact") end
        end
      end
    end)
  end
end)

describe("regression tests", function()
  local d = more.bcg
  local data = { yi = d.yi, vi = d.vi, ai = d.ai, bi = d.bi, ci = d.ci, di = d.di, n1i = {},
    n2i = {} }
  for i = 1, #d.ai do
    data.n1i[i], data.n2i[i] = d.ai[i] + d.bi[i], d.ci[i] + d.di[i]
  end

  -- Harbord, Peters, Deeks and Thompson are what metabias() of the R package meta computes (GitHub,
  -- guido-s/meta, revision 025947f, compared line by line); the values are lm()'s.
  for name, want in pairs(more.variants) do
    it("of " .. name .. " follow their formula", function()
      local test = hepar.meta.regtest(data, { variant = name })
      for _, field in ipairs { "estimate", "se", "zval", "pval" } do
        close(want[field], test[field], 1e-12, name .. " " .. field)
      end
      if test.est then close(want.limit, test.est, 1e-12, name .. " limit") end
    end)
  end

  it("take sample sizes as predictors", function()
    for name, want in pairs(more.sizes) do
      local model, predictor = name:match("(%a+) (%a+)")
      local test = hepar.meta.regtest(data, { model = model, predictor = predictor })
      close(want.zval, test.zval, 1e-12, name)
      close(want.pval, test.pval, 1e-11, name)
    end
  end)

  it("say what is missing", function()
    local ok, message = pcall(hepar.meta.regtest, { yi = d.yi, vi = d.vi }, { predictor = "ninv" })
    assert.is_false(ok)
    assert.equal('hepar.meta.regtest: predictor "ninv" needs sample sizes: ni (or n1i and n2i) in '
      .. "the data, or option ni", message)
    ok, message = pcall(hepar.meta.regtest, { yi = d.yi, vi = d.vi }, { variant = "peters" })
    assert.is_false(ok)
    assert.equal("hepar.meta.regtest: Peters' test needs ai, n1i, ci, n2i in the data, ai is "
      .. "missing", message)
    ok, message = pcall(hepar.meta.regtest, data, { variant = "peters", predictor = "sei" })
    assert.is_false(ok)
    assert.equal("hepar.meta.regtest: variant peters has a predictor of its own; leave out option "
      .. "predictor", message)
    ok, message = pcall(hepar.meta.regtest, { yi = { 1, 2 }, vi = { 1, 2 } })
    assert.is_false(ok)
    assert.equal("hepar.meta.regtest: 2 studies are too few for a test with 2 coefficients",
      message)
    ok, message = pcall(hepar.meta.regtest, data, { variant = "eggert" })
    assert.is_false(ok)
    assert.matches('did you mean "egger"?', message, 1, true)
  end)
end)

describe("tests for missing studies", function()
  local equal = { yi = { 0.1, 0.2, 0.3, 0.4, 0.9 }, vi = { 0.1, 0.1, 0.1, 0.1, 0.1 } }
  local lopsided = { yi = { -3, -2, -1, 0, 1, 2, 40 }, vi = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 } }

  it("with ties have metafor's p value", function()
    local rank = hepar.meta.ranktest(more.ties)
    close(more.ties.tau, rank.tau, 1e-12, "tau")
    close(more.ties.pval, rank.pval, 1e-12, "p")
    assert.is_false(rank.exact)
  end)

  -- DIFFICULT B6: metafor fails with "missing value where TRUE/FALSE needed", NA, "no longer of
  -- full rank".
  it("say that equal variances tell nothing", function()
    local got, message, code = hepar.meta.regtest(equal)
    assert.is_nil(got)
    assert.equal("hepar.meta.regtest: sei is the same in all studies, or explained by the "
      .. "moderators, so there is nothing to regress on", message)
    assert.equal("range", code)
    got, message, code = hepar.meta.ranktest(equal)
    assert.is_nil(got)
    assert.matches("all sampling variances are equal, so they have no rank correlation", message)
    assert.equal("range", code)
    got, message, code = hepar.meta.trimfill(equal)
    assert.is_nil(got)
    assert.matches('must be given: "left" or "right"', message, 1, true)
    assert.equal("range", code)
    got, message = hepar.meta.limit(equal)
    assert.is_nil(got)
    assert.matches("all sampling variances are equal", message)
    assert.equal(1, hepar.meta.trimfill(equal, { side = "right" }).k0)
  end)

  -- DIFFICULT B7: metafor fails with "missing value where TRUE/FALSE needed".
  it("say where Q0 has no value, and L0 has one", function()
    for _, side in ipairs { "left", "right" } do
      local got, message, code = hepar.meta.trimfill(lopsided, { side = side, estimator = "Q0" })
      if got then
        assert.is_true(got.k0 >= 0 and got.se_k0 == got.se_k0)
      else
        assert.matches("use L0 or R0", message)
        assert.equal("range", code)
      end
      assert.is_true(hepar.meta.trimfill(lopsided, { side = side }).k0 >= 0)
    end
  end)

  it("fill the mirror images of what was trimmed", function()
    local data = { yi = { 0.1, 0.2, 0.3, 0.35, 0.9, 1.4 },
      vi = { 0.01, 0.02, 0.02, 0.03, 0.2, 0.4 }, slab = { "a", "b", "c", "d", "e", "f" } }
    local tf = hepar.meta.trimfill(data)
    assert.equal("left", tf.side)
    assert.is_true(tf.k0 > 0)
    assert.equal(6 + tf.k0, #tf.yi)
    assert.equal("Filled 1", tf.slab[7])
    assert.equal(tf.k, tf.fit.k)
    -- mirrored in the opposite direction, the same number is missing on the other side
    local turned = { yi = {}, vi = data.vi }
    for i, y in ipairs(data.yi) do turned.yi[i] = -y end
    local other = hepar.meta.trimfill(turned)
    assert.equal("right", other.side)
    assert.equal(tf.k0, other.k0)
    close(-tf.beta, other.beta, 1e-12, "mirror")
  end)

  it("find the general fail-safe N by the model itself", function()
    local data = { yi = { 0.5, 0.4, 0.6, 0.7, 0.3 }, vi = { 0.02, 0.03, 0.02, 0.05, 0.04 } }
    local fsn = hepar.meta.fsn(data, { type = "general" })
    local function with(n)
      local y, v, sum = { table.unpack(data.yi) }, { table.unpack(data.vi) }, 0
      for _, x in ipairs(data.vi) do sum = sum + 1 / x end
      for _ = 1, n do y[#y + 1], v[#v + 1] = 0, 5 / sum end
      return hepar.meta.fit({ yi = y, vi = v })
    end
    local n = math.tointeger(fsn.fsnum)
    assert.is_true(with(n).pval[1] >= 0.05 and with(n - 1).pval[1] < 0.05)
    local half = hepar.meta.fsn(data, { type = "general", target = 0.25 })
    n = math.tointeger(half.fsnum)
    assert.is_true(with(n).beta[1] <= 0.25 and with(n - 1).beta[1] > 0.25)
    assert.equal(math.huge, hepar.meta.fsn(data, { type = "orwin", target = 0 }).fsnum)
  end)

  it("print themselves", function()
    local data = { yi = { 0.1, 0.2, 0.3, 0.35, 0.9, 1.4 },
      vi = { 0.01, 0.02, 0.02, 0.03, 0.2, 0.4 } }
    assert.matches("Regression test for funnel plot asymmetry %(egger, meta%-regression, REML",
      tostring(hepar.meta.regtest(data)))
    assert.matches("Kendall's tau = ", tostring(hepar.meta.ranktest(data)))
    assert.matches("filled in on the left side", tostring(hepar.meta.trimfill(data)))
    assert.matches("null studies would take the result away", tostring(hepar.meta.fsn(data)))
    assert.matches("PET: .-\nPEESE: ", tostring(hepar.meta.pet_peese(data)))
    assert.matches("of 6 studies are significant", tostring(hepar.meta.tes(data)))
    assert.matches("Henmi and Copas", tostring(hepar.meta.hc(data)))
    assert.matches("Limit meta%-analysis\nadjusted estimate", tostring(hepar.meta.limit(data)))
  end)

  it("refuse moderators where they mean nothing", function()
    local fit = hepar.meta.fit({ yi = { 1, 2, 3, 5, 4 }, vi = { 1, 1, 2, 2, 1 },
      x = { 1, 2, 3, 4, 6 } }, { mods = { "x" } })
    for _, name in ipairs { "trimfill", "hc", "limit", "pet_peese" } do
      local ok, message = pcall(fit[name], fit)
      assert.is_false(ok)
      assert.equal("hepar.meta." .. name .. ": only models without moderators have this, the fit "
        .. "has intrcpt, x", message)
    end
    assert.is_truthy(fit:regtest().pval)
  end)
end)
