-- Diagnostics of a fit against metafor (spec/reference/influence.json says which).

local hepar = require "hepar"
local files = require "spec.helper.files"


local reference = files.reference("influence.json")

-- Relative error of `got` against a value of 12 digits; `scale` is the size of what it came from.
local function close(want, got, tolerance, what, scale)
  if type(want) ~= "number" then return end
  local size = math.max(math.abs(want), scale or 0)
  assert.is_true(math.abs(got - want) <= tolerance * size + 1e-300,
    string.format("%s: metafor %.12g, got %.12g", what, want, got))
end

-- Where metafor stops at 1e-12 beside a tau2 of 0: tau2 in units of the largest variance, I2 in
-- percent.
local function floor_of(set, name)
  local most = 0
  for _, v in ipairs(set.vi) do most = math.max(most, v) end
  return name == "tau2" and most or name == "I2" and 1 or nil
end

local function columns(want, got, tolerance, what, scale)
  if type(want) ~= "table" then want = { want } end
  assert.equal(#want, #got, what)
  local most = 0
  for i = 1, #want do
    if type(want[i]) == "number" then most = math.max(most, math.abs(want[i])) end
  end
  for i = 1, #want do
    close(want[i], got[i], tolerance, what .. " " .. i, math.max(scale or 0, 1e-3 * most))
  end
end

local function fit_of(set, method)
  local data = { yi = set.yi, vi = set.vi }
  for name, values in pairs(set.mods or {}) do data[name] = values end
  return assert(hepar.meta.fit(data, { method = method or "REML",
    mods = set.terms }))
end

describe("quantiles of a quantile plot", function()
  -- qnorm(ppoints(n))[1] of R, whose constant changes between 10 and 11
  for n, least in pairs { [10] = -1.54663527139923, [11] = -1.6906216295849 } do
    it("are those of R for " .. n .. " studies", function()
      local data = { yi = {}, vi = {} }
      for i = 1, n do data.yi[i], data.vi[i] = i * i / 40, 0.05 + i / 50 end
      local x = hepar.meta.fit(data):qqnorm_data().x:totable()
      table.sort(x)
      close(least, x[1], 1e-13, "least")
      close(-least, x[n], 1e-13, "largest")
    end)
  end
end)

describe("diagnostics agree with metafor for", function()
  for _, set in ipairs(reference.sets) do
    it(set.name, function()
      local fit = fit_of(set)
      close(set.tau2, fit.tau2, 1e-9, "tau2", floor_of(set, "tau2"))
      local infl = fit:influence()
      local want = set.influence
      for there, here in pairs { rstudent = "rstudent", dffits = "dffits", ["cook.d"] = "cook_d",
        ["cov.r"] = "cov_r", ["tau2.del"] = "tau2_del", ["QE.del"] = "QE_del", hat = "hat",
        weight = "weight" } do
        columns(want[there], infl[here], 1e-8, there, here == "tau2_del" and floor_of(set, "tau2"))
      end
      for name, column in pairs(want.dfbs) do
        columns(column, infl.dfbs[name], 1e-8,
          "dfbs " .. name)
      end
      assert.same(want.is_infl, infl.is_infl)
      for _, kind in ipairs { "rstandard", "rstudent" } do
        local res = fit:residuals { type = kind }
        for _, name in ipairs { "resid", "se", "z" } do
          columns(set[kind][name], res[name], 1e-8, kind .. " " .. name)
        end
      end
      local blup = fit:blup()
      for there, here in pairs { pred = "pred", se = "se", ["pi.lb"] = "pi_lb",
        ["pi.ub"] = "pi_ub" } do
        columns(set.blup[there], blup[here], 1e-8, "blup " .. there)
      end
      columns(set.weights_pct, fit:weights(), 1e-9, "weights")
      columns(want.hat, fit:hatvalues(), 1e-9, "hat")
      if set.qqnorm then
        local qq = fit:qqnorm_data()
        columns(set.qqnorm.x, qq.x, 1e-9, "qqnorm x")
        columns(set.qqnorm.y, qq.y, 1e-8, "qqnorm y")
      end
      for method, block in pairs(set.baujat or {}) do
        local baujat = fit_of(set, method):baujat_data()
        columns(block.x, baujat.x, 1e-8, "baujat x")
        columns(block.y, baujat.y, 1e-8, "baujat y")
      end
      local names = { estimate = "estimate", se = "se", zval = "zval", pval = "pval",
        ["ci.lb"] = "ci_lb", ["ci.ub"] = "ci_ub", Q = "Q", Qp = "Qp", tau2 = "tau2", I2 = "I2",
        H2 = "H2" }
      for method, block in pairs(set.leave1out or {}) do
        local left = fit_of(set, method):leave1out()
        for there, here in pairs(names) do
          if block[there] then
            columns(block[there], left[here], 1e-8, "leave1out " .. there, floor_of(set, there))
          end
        end
      end
      for method, block in pairs(set.cumul or {}) do
        local data = { yi = set.yi, vi = set.vi, order = block.order }
        local cumul = hepar.meta.fit(data, { method = method }):cumul { order = "order" }
        for there, here in pairs(names) do
          if block[there] then
            columns(block[there], cumul[here], 1e-8, "cumul " .. there, floor_of(set, there))
          end
        end
      end
      if set.permutest_exact then
        local perm = fit:permutest { exact = true }
        assert.equal(set.permutest_exact["X.iter"], perm.iter)
        close(set.permutest_exact.pval, perm.pval[1], 1e-12, "permutest")
        close(set.permutest_exact.QMp, perm.QMp, 1e-12, "permutest QMp")
      end
      if set.gosh_REML then
        local gosh, there = fit:gosh(), set.gosh_REML
        assert.equal(there.n_subsets, gosh.count)
        local sum, sum_I2 = 0, 0
        for i = 1, gosh.count do
          sum, sum_I2 = sum + gosh.estimate[i], sum_I2 + gosh.I2[i]
        end
        close(there.sum_est, sum, 1e-10, "gosh sum")
        close(there.sum_I2, sum_I2, 1e-9, "gosh I2")
        for i, mask in ipairs(there.mask) do
          close(there.k[i], gosh.k[mask], 0, "gosh k")
          close(there.est[i], gosh.estimate[mask], 1e-9, "gosh estimate")
          close(there.QE[i], gosh.Q[mask], 1e-9, "gosh QE", 1e-6)
          close(there.tau2[i], gosh.tau2[mask], 1e-9, "gosh tau2", floor_of(set, "tau2"))
        end
      end
    end)
  end
end)

describe("diagnostics beyond the defaults agree with metafor", function()
  local there = files.reference("diagnostics.json")
  local options = {
    weights = { weights = "w" }, weights_mod = { mods = { "x" }, weights = "w" },
    unweighted = { mods = { "x" }, weighted = false }, knha = { mods = { "x" }, test = "knha" },
    no_intercept = { mods = { "x", "g", "h" }, intercept = false },
    EE_mod = { mods = { "x" }, method = "EE" }, DL_fixed = { tau2 = 0.05 },
  }
  for name, want in pairs(there.influence) do
    it("for " .. name, function()
      local fit = hepar.meta.fit(there.data, options[name])
      local infl = fit:influence()
      for _, column in ipairs { "rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del",
        "hat", "weight" } do
        columns(want[column], infl[column], 1e-9, column)
      end
      for j, column in ipairs(want.dfbs) do
        if type(column) == "table" then
          columns(column, infl.dfbs[fit.coef[j]], 1e-9, "dfbs " .. j)
        end
      end
      columns(want.resid_se, fit:residuals({ type = "rstandard" }).se, 1e-10, "se")
      columns(want.deleted_se, fit:residuals({ type = "rstudent" }).se, 1e-10, "deleted se")
    end)
  end

  it("for permutations of moderators, and predictions with t quantiles", function()
    local data = {}
    for name, values in pairs(there.data) do data[name] = { table.unpack(values, 1, 6) } end
    local g = hepar.meta.fit(data, { mods = { "g" } }):permutest { exact = true }
    assert.is_true(g.exact)
    assert.equal(there.permutest_g.iter, g.iter)
    columns(there.permutest_g.pval, g.pval, 1e-12, "permutest g")
    close(there.permutest_g.QMp, g.QMp, 1e-12, "permutest g QMp")
    local xg = hepar.meta.fit(data, { mods = { "x", "g" }, test = "knha" })
      :permutest { exact = true }
    assert.equal(there.permutest_xg.iter, xg.iter)
    columns(there.permutest_xg.pval, xg.pval, 1e-12, "permutest xg")
    close(there.permutest_xg.QMp, xg.QMp, 1e-12, "permutest xg QMp")
    local blup = hepar.meta.fit(there.data, options.knha):blup()
    for _, name in ipairs { "pred", "se", "pi_lb", "pi_ub" } do
      columns(there.blup_knha[name], blup[name], 1e-9, "blup " .. name)
    end
  end)
end)

describe("diagnostics", function()
  local data = { yi = { 0.1, 0.4, 0.35, -0.2, 0.8 }, vi = { 0.02, 0.01, 0.03, 0.02, 0.05 },
    x = { 1, 2, 2, 4, 5 }, year = { 2003, 2001, 2002, 2005, 2004 },
    slab = { "Ahn", "Bo", "Cai", "Do", "Eto" } }
  local fit = hepar.meta.fit(data)

  it("give the same bits for any number of threads, and another seed other samples", function()
    for _, name in ipairs { "gosh", "bootstrap", "permutest" } do
      local one = fit[name](fit, name == "gosh" and { subsets = 20, seed = 3, threads = 1 }
        or { iter = 20, seed = 3, threads = 1 })
      local four = fit[name](fit, name == "gosh" and { subsets = 20, seed = 3, threads = 4 }
        or { iter = 20, seed = 3, threads = 4 })
      local other = fit[name](fit, name == "gosh" and { subsets = 20, seed = 4 }
        or { iter = 20, seed = 4 })
      local function key(result)
        local list = {}
        local values = result.zval_perm and result.zval_perm[1] or result.tau2
        for i = 1, #values do list[i] = string.format("%.17g", values[i]) end
        return table.concat(list, " ")
      end
      assert.equal(key(one), key(four))
      assert.is_true(key(one) ~= key(other))
    end
  end)

  it("follow a change of units and a shift", function()
    local scaled = { yi = {}, vi = {}, x = {} }
    for i = 1, 5 do
      scaled.yi[i], scaled.vi[i] = data.yi[i] * 1e-6, data.vi[i] * 1e-12
      scaled.x[i] = 1e6 + data.x[i]
    end
    local a = hepar.meta.fit(data, { mods = { "x" } }):influence()
    local b = hepar.meta.fit(scaled, { mods = { "x" } }):influence()
    for _, name in ipairs { "rstudent", "dffits", "cook_d", "cov_r", "hat" } do
      columns({ table.unpack({ a[name][1], a[name][2], a[name][3], a[name][4], a[name][5] }) },
        b[name], 1e-12, name)
    end
    local x = a.dfbs.x
    columns({ x[1], x[2], x[3], x[4], x[5] }, b.dfbs.x, 1e-12, "x")
  end)

  it("leave a study out as a fit of the others does", function()
    local rest = hepar.meta.fit { yi = { 0.1, 0.35, -0.2, 0.8 }, vi = { 0.02, 0.03, 0.02, 0.05 } }
    local left = fit:leave1out()
    close(rest.beta[1], left.estimate[2], 1e-14, "estimate")
    close(rest.tau2, left.tau2[2], 1e-13, "tau2")
    assert.equal("Bo", left.slab[2])
  end)

  it("have NaN where the others leave no fit, and give what two studies allow", function()
    local lone = hepar.meta.fit({ yi = data.yi, vi = data.vi, g = { 1, 0, 0, 0, 0 } },
      { mods = { "g" } }):influence()
    assert.is_true(lone.rstudent[1] ~= lone.rstudent[1])
    assert.is_true(lone.rstudent[2] == lone.rstudent[2])
    local two = hepar.meta.fit({ yi = { 0.1, 0.9 }, vi = { 0.04, 0.05 } }):leave1out()
    close(0.9, two.estimate[1], 1e-15, "k = 1")
    assert.equal(0, two.tau2[1])
  end)

  it("order a cumulative analysis by a column", function()
    local cumul = fit:cumul { order = "year" }
    assert.same({ 2, 3, 1, 5, 4 }, cumul.order)
    assert.equal("+ Bo", cumul.slab[1])
    assert.same({ 4, 5, 1, 3, 2 }, fit:cumul({ order = "year", decreasing = true }).order)
  end)

  it("print themselves", function()
    assert.matches("Influence of each study\n.-rstudent.-\nAhn", tostring(fit:influence()))
    assert.matches("All 31 subsets of 5 studies", tostring(fit:gosh()))
    assert.matches("Permutation test, exact, 32 fits\nintrcpt: p = ", tostring(fit:permutest()))
    assert.matches("Bootstrap, 50 resamples", tostring(fit:bootstrap { iter = 50 }))
  end)

  local function refused(message, ...)
    local ok, got = pcall(...)
    assert.is_false(ok)
    assert.equal(message, got)
  end

  it("refuse what they do not have", function()
    local meta = hepar.meta.fit(data, { mods = { "x" } })
    refused("hepar.fit:leave1out: only models without moderators have this, the fit has intrcpt, x",
      meta.leave1out, meta)
    refused('hepar.fit:residuals: option type must be one of "response", "pearson", "rstandard", '
      .. '"rstudent", got "student" (did you mean "rstudent"?)', fit.residuals, fit,
      { type = "student" })
    refused('hepar.fit:gosh: option "subset" is not known (did you mean "subsets"?)', fit.gosh, fit,
      { subset = 3 })
    refused("hepar.fit:cumul: order has 2 values, the data have 5 rows", fit.cumul, fit,
      { order = { 1, 2 } })
    refused("hepar.fit:influence: leaving out a study takes two or more, the fit has 1",
      fit.influence, hepar.meta.fit { yi = { 1 }, vi = { 1 } })
    refused("hepar.fit:influence: btt names no coefficient; there are intrcpt", fit.influence, fit,
      { btt = "dose" })
    refused("hepar.fit:blup: models with weights of their own have no such predictions", fit.blup,
      hepar.meta.fit(data, { weights = { 1, 2, 3, 4, 5 } }))
    refused("hepar.fit:permutest: iter must be a whole number of 2 or more, got 1", fit.permutest,
      fit, { iter = 1 })
  end)
end)
