-- Subgroups, permutation intervals, and figures as methods of a fit. References:
-- spec/reference/subgroups.json, metafor 3.8-1 on dat.bcg of metadat 1.2-0, made by subgroups.R.
local hepar = require "hepar"
local files = require "spec.helper.files"

local reference = files.reference "subgroups.json"

local function near(want, got, what, tolerance)
  tolerance = tolerance or 1e-11
  if not (got and math.abs(want - got) <= tolerance * math.max(1e-3, math.abs(want))) then
    error(("%s: %s instead of %.12g"):format(what, tostring(got), want), 2)
  end
end

local function bcg()
  return { yi = reference.yi, vi = reference.vi, alloc = reference.alloc, measure = "RR" }
end

local function compare(sub, want)
  for i, group in ipairs(want.groups) do
    assert.equal(reference.levels[i], sub[i].group)
    for _, name in ipairs { "beta", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub" } do
      near(group[name], sub[i][name], reference.levels[i] .. " " .. name)
    end
    for _, name in ipairs { "tau2", "I2", "QE", "k" } do
      if group[name] then near(group[name], sub[i][name], reference.levels[i] .. " " .. name) end
    end
  end
  near(want.QM, sub.QM, "QM")
  near(want.QMp, sub.QMp, "QMp")
end

describe("subgroups", function()
  for label, want in pairs(reference.separate) do
    it("have the fits of the groups, " .. label, function()
      local method, test = label:match("^(%w+)_(%w+)$")
      local sub = hepar.meta.subgroups(bcg(), { by = "alloc", method = method, test = test })
      compare(sub, want)
      assert.equal(3, #sub)
      assert.equal(13, sub.k)
      assert.same({ 2 }, sub.QMdf)
      assert.equal(sub.QM, sub.Q_between)
    end)
  end

  for label, want in pairs(reference.common) do
    it("share one tau2, " .. label, function()
      local method, test = label:match("^(%w+)_(%w+)$")
      local sub = hepar.meta.subgroups(bcg(), { by = "alloc", method = method, test = test,
        tau2 = "common" })
      compare(sub, want)
      for i = 1, 3 do near(want.tau2, sub[i].tau2, "tau2") end
      assert.same(test == "z" and { 2 } or { 2, 10 }, sub.QMdf)
    end)
  end

  it("split Q exactly when effects are equal", function()
    local sub = hepar.meta.subgroups(bcg(), { by = "alloc", method = "EE" })
    near(sub.overall.QE - sub[1].QE - sub[2].QE - sub[3].QE, sub.QM, "Q_between")
    local whole = hepar.meta.subgroups(bcg(), { by = "alloc", method = "EE", tau2 = "common" })
    near(sub.QM, whole.QM, "one model", 1e-12)
  end)

  it("take numbers, booleans and rows without a group", function()
    local data = { yi = { 0.1, 0.4, 0.3, 0.9, 5 }, vi = { 0.02, 0.01, 0.03, 0.02, 1 } }
    local sub = hepar.meta.subgroups(data, { by = { 2010, 2010, 2015.5, 2015.5, 0 / 0 } })
    assert.equal("2010", sub[1].group)
    assert.equal("2015.5", sub[2].group)
    assert.equal(4, sub.k)
    assert.equal(4, sub.overall.k)
    assert.is_truthy(sub.notes[1]:find("1 row without a group left out: 5", 1, true))
    sub = hepar.meta.subgroups(data, { by = { true, true, false, false, false } })
    assert.equal("true", sub[1].group)
  end)

  it("with one study say so", function()
    local sub = hepar.meta.subgroups({ yi = { 0.1, 0.4, 0.9 }, vi = { 0.02, 0.01, 0.02 } },
      { by = { "a", "a", "b" } })
    assert.equal(0, sub[2].tau2)
    assert.is_nil(sub[2].pi_lb)
    assert.is_number(sub[1].pi_lb)
    assert.is_truthy(table.concat(sub.notes):find("b: one study", 1, true))
  end)

  it("print themselves, and draw themselves", function()
    local sub = hepar.meta.subgroups(bcg(), { by = "alloc" })
    local text = tostring(sub)
    for _, part in ipairs { "Subgroups by alloc: 13 studies in 3 groups", "systematic",
      "-2.3128 to 0.3708", "Test for subgroup differences: Q_between(2) = 1.8614, p = .3943" } do
      assert.is_truthy(text:find(part, 1, true), text)
    end
    local svg = sub:forest():svg()
    for _, part in ipairs { "random", "alternate", "Test for subgroup differences",
      "prediction interval" } do
      assert.is_truthy(svg:find(part, 1, true), part)
    end
    assert.error_matches(function() sub:forest { group = "alloc" } end, "is what the subgroups are")
  end)

  it("refuse what makes no groups", function()
    local cases = {
      { {}, "option by is missing" }, { { by = "aloc" }, 'did you mean "alloc"' },
      { { by = { "a", "a" } }, "two groups or more" },
      { { by = "alloc", tau2 = "both" }, "tau2 must be one of" },
      { { by = "alloc", tau2 = "common", pi = "nagashima" }, "tau2 of each group" },
    }
    for _, case in ipairs(cases) do
      local done, message = pcall(hepar.meta.subgroups, bcg(), case[1])
      assert.is_false(done)
      assert.is_truthy(message:find(case[2], 1, true), message)
    end
    local done, message = pcall(hepar.meta.subgroups, { yi = { 1, 2, 0 / 0 }, vi = { 1, 1, 1 } },
      { by = { "a", "a", "b" } })
    assert.is_false(done)
    assert.is_truthy(message:find('group "b"', 1, true), message)
  end)
end)

describe("permutation intervals", function()
  local function first(n)
    return { yi = table.move(reference.yi, 1, n, 1, {}),
      vi = table.move(reference.vi, 1, n, 1, {}) }
  end
  for label, want in pairs(reference.permutation) do
    it("are metafor's, " .. label, function()
      local method, test = label:match("^(%w+)_(%w+)$")
      local p = hepar.meta.fit(first(8), { method = method, test = test }):permutest { exact = true,
        permci = true }
      near(want.pval, p.pval[1], "pval", 1e-12)
      -- metafor's search stops at an absolute distance of 1e-8
      near(want.ci_lb, p.ci_lb[1], "ci_lb", 1e-6)
      near(want.ci_ub, p.ci_ub[1], "ci_ub", 1e-6)
    end)
  end

  it("end where the test of the shifted effects begins to reject", function()
    local yi, vi, x = { 0.3, 0.9, 1.2, 1.8, 2.6, 2.9 }, { 0.1, 0.2, 0.1, 0.2, 0.1, 0.2 },
      { 1, 2, 3, 4, 5, 6 }
    local fit = hepar.meta.fit({ yi = yi, vi = vi, x = x }, { mods = "~ x", method = "DL" })
    local p = fit:permutest { exact = true, permci = "x" }
    assert.is_true(p.ci_lb[1] ~= p.ci_lb[1])
    local function pval(slope, alternative)
      local moved = {}
      for i = 1, 6 do moved[i] = yi[i] - slope * x[i] end
      return hepar.meta.fit({ yi = moved, vi = vi, x = x }, { mods = "~ x", method = "DL" })
        :permutest { exact = true, alternative = alternative }.pval[2]
    end
    assert.is_true(pval(p.ci_lb[2] - 1e-5, "greater") < 0.025)
    assert.is_true(pval(p.ci_lb[2] + 1e-5, "greater") >= 0.025)
    assert.is_true(pval(p.ci_ub[2] + 1e-5, "less") < 0.025)
    assert.is_true(pval(p.ci_ub[2] - 1e-5, "less") >= 0.025)
  end)

  it("need enough permutations, and repeat with a seed", function()
    local few = hepar.meta.fit(first(4)):permutest { exact = true, permci = true }
    assert.is_true(few.ci_lb[1] ~= few.ci_lb[1])
    assert.is_truthy(tostring(few):find("16 permutations are too few", 1, true))
    local fit = hepar.meta.fit({ yi = reference.yi, vi = reference.vi }, { method = "DL" })
    local a = fit:permutest { iter = 200, seed = 5, permci = 1, level = 90, threads = 1 }
    local b = fit:permutest { iter = 200, seed = 5, permci = 1, level = 90, threads = 3 }
    assert.equal(a.ci_lb[1], b.ci_lb[1])
    assert.is_true(a.ci_lb[1] < fit.beta[1] and fit.beta[1] < a.ci_ub[1])
    assert.error_matches(function() fit:permutest { permci = "x" } end, "names no coefficient")
  end)
end)

describe("a fit draws", function()
  local data = { ai = { 4, 6, 3, 62, 33 }, n1i = { 123, 306, 231, 1359, 506 },
    ci = { 11, 29, 11, 248, 47 }, n2i = { 139, 303, 220, 1286, 580 }, dose = { 1, 2, 5, 3, 4 },
    year = { 3, 1, 4, 1, 5 } }
  local eff = hepar.meta.effects { measure = "RR", data = data }
  local fit = hepar.meta.fit(eff)
  local reg = hepar.meta.fit(eff, { mods = "~ dose" })

  it("knows its measure and its sizes", function()
    assert.equal("RR", fit.measure)
    assert.equal(262, fit.ni[1])
    assert.equal("RR", hepar.meta.fit(fit).measure)
    assert.is_nil(hepar.meta.fit({ yi = { 1, 2 }, vi = { 1, 1 } }).measure)
  end)

  for _, name in ipairs { "forest", "funnel", "baujat", "radial", "labbe", "qqnorm", "profile",
    "drapery", "gosh_plot", "influence_plot" } do
    it("fit:" .. name, function()
      assert.is_truthy(fit[name](fit):svg():find("</svg>", 1, true))
      if name ~= "labbe" and name ~= "gosh_plot" and name ~= "baujat" and name ~= "influence_plot"
        and name ~= "qqnorm" and name ~= "profile" then
        assert.is_truthy(fit[name](fit):svg():find("isk ratio", 1, true))
      end
    end)
  end

  it("what a model with moderators expects of each study", function()
    local svg = reg:forest():svg()
    assert.is_truthy(svg:find("grey diamond", 1, true))
    assert.is_nil(reg:forest { fitted = false }:svg():find("grey diamond", 1, true))
    assert.is_nil(fit:forest():svg():find("grey diamond", 1, true))
  end)

  it("columns and groups of the data behind it, for the studies in the model", function()
    local some = hepar.meta.fit { yi = { -0.5, 0 / 0, 0.2 }, vi = { 0.1, 0.1, 0.2 },
      dose = { 11, 22, 33 }, arm = { "first", "second", "third" }, measure = "MD" }
    local svg = some:forest { left = { "study", "dose" }, group = "arm" }:svg()
    for _, part in ipairs { ">11<", ">33<", "first", "third" } do
      assert.is_truthy(svg:find(part, 1, true), part)
    end
    assert.is_nil(svg:find(">22<", 1, true))
    assert.error_matches(function() some:forest { left = { "dos" } } end, 'there is no "dos"')
  end)

  it("the line of a regression test", function()
    local test = fit:regtest()
    local svg = fit:funnel { regtest = test }:svg()
    assert.is_truthy(svg:find("regression test (egger), p = ", 1, true))
    assert.is_truthy(fit:funnel { yaxis = "ni", regtest = fit:regtest { predictor = "ninv" } })
    assert.error_matches(function() fit:funnel { regtest = fit:regtest { predictor = "ni" } } end,
      "has no place on the axis")
    assert.error_matches(function() fit:funnel { regtest = {} } end, "what hepar.meta.regtest")
  end)

  it("one of several moderators, the others at their means", function()
    local both = hepar.meta.fit(eff, { mods = "~ dose + year" })
    assert.is_truthy(both:bubble { mod = "dose" }:svg():find("dose", 1, true))
    assert.is_truthy(reg:bubble():svg():find("dose", 1, true))
    assert.error_matches(function() both:bubble() end, "must name one of")
    assert.error_matches(function() both:bubble { mod = "dos" } end, 'no coefficient "dos"')
    assert.error_matches(function() fit:bubble() end, "no moderator")
  end)

  it("a profile of the whole model, at the maximum that the fit has", function()
    local figure = reg:profile()
    near(reg.tau2, figure.profile.estimate, "estimate")
    near(reg:confint { type = "PL" }.tau2.ci_ub, figure.profile.ci_ub, "ci_ub")
    assert.error_matches(function()
      hepar.meta.fit(eff, { mods = "~ dose", method = "DL" }):profile()
    end, 'must be by "ML" or "REML"')
  end)

  it("no L'Abbe plot without counts", function()
    assert.error_matches(function() hepar.meta.fit({ yi = { 1, 2 }, vi = { 1, 1 } }):labbe() end,
      "must hold the counts")
  end)
end)
