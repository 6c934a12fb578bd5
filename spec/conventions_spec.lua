-- What other programs do in another way. References: spec/reference/conventions.json, formulas of
-- RevMan 5 and Stata's meta written out in R from their documentation (docs/conventions.md).
local hepar = require "hepar"
local files = require "spec.helper.files"

local reference = files.reference "conventions.json"

local function near(want, got, what, tolerance)
  if got ~= got or math.abs(want - got) > (tolerance or 1e-12) * math.max(1e-3, math.abs(want)) then
    error(("%s: %.15g instead of %.15g"):format(what, got, want), 2)
  end
end

local function copy(t, more)
  local result = {}
  for name, value in pairs(t) do result[name] = value end
  for name, value in pairs(more) do result[name] = value end
  return result
end

local function said(list, part)
  for _, text in ipairs(list) do
    if text:find(part, 1, true) then return true end
  end
  return false
end

describe("effects as", function()
  for _, as in ipairs { "RevMan", "Stata" } do
    it(as .. " have its standardised mean differences", function()
      local eff = hepar.meta.effects(copy(reference.means, { measure = "SMD", as = as }))
      for i = 1, 4 do
        near(reference.smd[as].yi[i], eff.yi[i], "yi")
        near(reference.smd[as].vi[i], eff.vi[i], "vi")
      end
      assert.equal(as, eff.as)
      assert.is_true(said(eff.conventions, "SMD: Hedges' g with the correction"))
      assert.is_truthy(tostring(eff):find("as " .. as .. ": SMD", 1, true))
    end)
  end

  it("RevMan and Stata read d values and t statistics too", function()
    local n1, n2 = reference.means.n1i, reference.means.n2i
    local from_means = hepar.meta.effects(copy(reference.means, { measure = "SMD", as = "Stata" }))
    local d, t = {}, {}
    for i = 1, 4 do
      d[i] = from_means.yi[i] / (1 - 3 / (4 * (n1[i] + n2[i] - 2) - 1))
      t[i] = d[i] / math.sqrt(1 / n1[i] + 1 / n2[i])
    end
    local by_d = hepar.meta.effects { measure = "SMD", as = "Stata", di = d, n1i = n1, n2i = n2 }
    local by_t = hepar.meta.effects { measure = "SMD", as = "Stata", ti = t, n1i = n1, n2i = n2 }
    for i = 1, 4 do
      near(from_means.vi[i], by_d.vi[i], "from d")
      near(from_means.vi[i], by_t.vi[i], "from t")
    end
  end)

  it("Stata pools the variances of a mean difference", function()
    local eff = hepar.meta.effects(copy(reference.means, { measure = "MD", as = "Stata" }))
    for i = 1, 4 do near(reference.smd.MD.vi[i], eff.vi[i], "vi") end
    assert.is_true(said(eff.conventions, "equal variances"))
    local asked = hepar.meta.effects(copy(reference.means, { measure = "MD", as = "Stata",
      vtype = "LS" }))
    assert.same({}, asked.conventions)
  end)

  it("RevMan leave out tables without events, Stata add nothing to risk differences", function()
    local eff = hepar.meta.effects(copy(reference.tables, { measure = "OR", as = "RevMan" }))
    assert.equal(5, eff.k)
    assert.is_true(said(eff.conventions, "tables without events"))
    eff = hepar.meta.effects(copy(reference.tables, { measure = "RD", as = "Stata" }))
    near(-4 / 29, eff.yi[3], "nothing added")
    eff = hepar.meta.effects(copy(reference.tables, { measure = "OR", as = "Stata" }))
    assert.equal(6, eff.k)
    assert.same({}, eff.conventions)
  end)

  it("metafor are what they are without the option", function()
    local with = hepar.meta.effects(copy(reference.means, { measure = "SMD", as = "metafor" }))
    local without = hepar.meta.effects(copy(reference.means, { measure = "SMD" }))
    for i = 1, 4 do assert.equal(without.vi[i], with.vi[i]) end
    assert.same({}, with.conventions)
    assert.error_matches(function()
      hepar.meta.effects(copy(reference.means, { measure = "SMD", as = "Revman" }))
    end, 'did you mean "RevMan"')
  end)
end)

describe("a fit as RevMan", function()
  for _, measure in ipairs { "OR", "RR" } do
    it("has tau2 from Q about the Mantel-Haenszel estimate, " .. measure, function()
      local want = reference.random[measure]
      local eff = hepar.meta.effects(copy(reference.tables, { measure = measure, as = "RevMan" }))
      local fit = hepar.meta.fit(eff, { as = "RevMan" })
      for _, name in ipairs { "tau2", "QE", "I2", "k" } do near(want[name], fit[name], name) end
      near(want.beta, fit.beta[1], "beta", 1e-12)
      near(want.se, fit.se[1], "se", 1e-12)
      local p = fit:predict()
      near(want.pi_lb, p.pi_lb[1], "pi_lb", 1e-12)
      near(want.pi_ub, p.pi_ub[1], "pi_ub", 1e-11)
      for _, part in ipairs { "method: DerSimonian", "Mantel-Haenszel", "I2: ",
        "prediction intervals" } do
        assert.is_true(said(fit.conventions, part), part)
      end
      assert.is_truthy(tostring(fit):find("as RevMan: Q, I2 and tau2", 1, true))
    end)

    it("pools tables with 1/2 added to those with an empty cell, " .. measure, function()
      local want = reference.random[measure].mh
      local pooled = hepar.meta.mh(copy(reference.tables, { measure = measure, as = "RevMan" }))
      for _, name in ipairs { "QE", "I2" } do near(want[name], pooled[name], name, 1e-12) end
      near(want.beta, pooled.beta[1], "beta", 1e-12)
      near(want.se, pooled.se[1], "se", 1e-12)
      assert.is_true(said(pooled.conventions, "1/2 is added"))
    end)
  end

  it("is plain DerSimonian-Laird without the counts, with I2 from Q", function()
    local data = { yi = { 0.1, 0.4, 0.3, 0.9 }, vi = { 0.02, 0.01, 0.03, 0.05 } }
    local fit, plain = hepar.meta.fit(data, { as = "RevMan" }), hepar.meta.fit(data,
      { method = "DL" })
    assert.equal(plain.tau2, fit.tau2)
    near(100 * (plain.QE - 3) / plain.QE, fit.I2, "I2")
    assert.is_false(said(fit.conventions, "Mantel"))
    assert.equal("REML", hepar.meta.fit(data, { as = "RevMan", method = "REML" }).method)
  end)
end)

describe("a fit as Stata", function()
  it("predicts with k - 2 degrees of freedom, and says so", function()
    local data = { yi = { 0.1, 0.4, 0.3, 0.9 }, vi = { 0.02, 0.01, 0.03, 0.05 } }
    local fit, plain = hepar.meta.fit(data, { as = "Stata" }), hepar.meta.fit(data)
    assert.equal(plain.tau2, fit.tau2)
    assert.equal(plain:predict { pi = "HTS" }.pi_ub[1], fit:predict().pi_ub[1])
    assert.equal(plain:predict().pi_ub[1], fit:predict { pi = "default" }.pi_ub[1])
    assert.equal("Stata", fit.as)
    assert.equal(1, #fit.conventions)
    assert.same({}, plain.conventions)
    assert.equal("metafor", plain.as)
  end)

  it("says when the effects are not the program's own", function()
    local eff = hepar.meta.effects(copy(reference.means, { measure = "SMD" }))
    assert.is_true(said(hepar.meta.fit(eff, { as = "Stata" }).conventions, "as they were given"))
  end)
end)
