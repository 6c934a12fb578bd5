-- Diagnostics of a fit against metafor (spec/reference/influence.json says which).

local hepar = require "hepar"
local json = require("hepar.core").json

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return assert(json.decode(text))
end

local reference = read("spec/reference/influence.json")

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
        close(there.sum_est, sum, 1e-8, "gosh sum")
        close(there.sum_I2, sum_I2, 1e-7, "gosh I2")
        for i, mask in ipairs(there.mask) do
          close(there.k[i], gosh.k[mask], 0, "gosh k")
          close(there.est[i], gosh.estimate[mask], 1e-8, "gosh estimate")
          close(there.QE[i], gosh.Q[mask], 1e-8, "gosh QE", 1e-6)
          close(there.tau2[i], gosh.tau2[mask], 1e-8, "gosh tau2", floor_of(set, "tau2"))
        end
      end
    end)
  end
end)
