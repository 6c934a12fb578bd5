-- Cluster-robust inference against metafor and clubSandwich (spec/reference/robust.json, made by
-- robust.R: its "about" line), and against its definition.

local hepar = require "hepar"
local starve = require "spec.helper.starve"
local files = require "spec.helper.files"
local within = require "spec.helper.close"

local function close(expected, got, tolerance, what)
  return within(expected, got, tolerance, what, 1e-14)
end

local R = files.reference "robust.json"

local function list(value) return type(value) == "table" and value or { value } end

local function fit_of(block)
  return assert(hepar.meta.fit(R.data[block.of], { mods = block.mods ~= "~1" and block.mods or nil,
    tau2 = block.tau2 > 0 and block.tau2 or nil, method = block.tau2 == 0 and "EE" or nil,
    btt = list(block.btt), weighted = block.weighted, weights = block.weights and "w" or nil }))
end

-- Where a cluster alone determines a coefficient, R prints what rounding leaves of 0.
local function known(se)
  return type(se) == "number" and se > 1e-6
end

local NAMES = { CR0 = "CR0", CR1p = "CR1", CR1S = "CR1.S1", CR1 = "CR1.S2", CR2 = "CR2" }

describe("fit:robust", function()
  for number, block in ipairs(R.blocks) do
    it(number .. " agrees with clubSandwich and metafor: " .. block.of .. " " .. block.mods,
      function()
        local fit = fit_of(block)
        local cluster = R.data[block.of][block.cluster]
        for name, expected in pairs(block.types) do
          local type = NAMES[name]
          local robust = assert(fit:robust(cluster, { type = type, test = "satterthwaite",
            level = 90 }))
          for _, field in ipairs { "se", "tval", "dfs", "pval", "ci_lb", "ci_ub" } do
            for i, value in ipairs(list(expected[field])) do
              if known(list(expected.se)[i]) then
                close(value, robust[field][i], 1e-8, name .. " " .. field .. "[" .. i .. "]")
              else
                assert.is_true(robust[field][i] ~= robust[field][i])
                assert.matches("one cluster alone determines it", table.concat(robust.notes))
              end
            end
          end
          for i, row in ipairs(expected.vb) do
            for j, value in ipairs(row) do close(value, robust.vb[i][j], 1e-9, name .. " vb") end
          end
          close(expected.QM, robust.QM, 1e-8, name .. " HTZ")
          close(expected.df2, robust.QMdf[2], 1e-9, name .. " df of HTZ")
          close(expected.QMp, robust.QMp, 1e-8, name .. " p of HTZ")
          local t = fit:robust(cluster, { type = type, test = "t" })
          local z = fit:robust(cluster, { type = type, test = "z" })
          for i, value in ipairs(list(expected.se)) do
            if known(value) then
              close(list(expected.p_t)[i], t.pval[i], 1e-8, "p of t")
              close(list(expected.p_z)[i], z.pval[i], 1e-8, "p of z")
            end
          end
          close(expected.F, t.QM, 1e-9, "F")
          close(expected.Fp, t.QMp, 1e-8, "p of F")
          close(expected.chi, z.QM, 1e-9, "chi squared")
          close(expected.chip, z.QMp, 1e-11, "p of chi squared")
          assert.is_nil(z.QMdf[2])
        end
        -- the default of CR1 is what metafor's robust() says
        local robust, expected = fit:robust(block.cluster, { type = "CR1" }), block.metafor
        for _, field in ipairs { "se", "zval", "pval", "ci_lb", "ci_ub" } do
          for i, value in ipairs(list(expected[field])) do
            if known(list(expected.se)[i]) then
              close(value, robust[field][i], 1e-9, "metafor " .. field)
            end
          end
        end
        close(expected.QM, robust.QM, 1e-10, "metafor QM")
        close(expected.QMp, robust.QMp, 1e-10, "metafor QMp")
        assert.equal(expected.QMdf[2], robust.QMdf[2])
        assert.equal(expected.n, robust.n)
        for i, value in ipairs(list(block.beta)) do close(value, robust.beta[i], 1e-9, "beta") end
      end)
  end

  it("works with two clusters", function()
    local fit = hepar.meta.fit({ yi = { 0.1, 0.4, 0.35, -0.2, 0.8 },
      vi = { 0.02, 0.01, 0.03, 0.02, 0.05 } }, { tau2 = 0.1 })
    local robust = fit:robust { "a", "a", "a", "b", "b" }
    close(R.two.se, robust.se[1], 1e-11, "se")
    close(R.two.dfs, robust.dfs[1], 1e-11, "df")
    close(R.two.pval, robust.pval[1], 1e-11, "p")
    assert.matches("Fewer than 4 degrees of freedom", robust.notes[1])
  end)

  it("of single studies with equal variances is what is known in closed form", function()
    -- clusters of one: CR0 = sum e^2 / k^2, CR1 and CR2 the usual variance of a mean, df = k - 1
    local y, k = { 1, 2, 4, 8, 9 }, 5
    local fit = hepar.meta.fit({ yi = y, vi = { 2, 2, 2, 2, 2 } }, { method = "EE" })
    local mean, sum = (1 + 2 + 4 + 8 + 9) / k, 0
    for _, value in ipairs(y) do sum = sum + (value - mean) ^ 2 end
    local cr0 = fit:robust({ 1, 2, 3, 4, 5 }, { type = "CR0" })
    close(math.sqrt(sum) / k, cr0.se[1], 1e-14, "CR0")
    local cr2 = fit:robust { 1, 2, 3, 4, 5 }
    close(math.sqrt(sum / (k - 1) / k), cr2.se[1], 1e-14, "CR2")
    close(math.sqrt(sum / (k - 1) / k), fit:robust({ 1, 2, 3, 4, 5 }, { type = "CR1" }).se[1],
      1e-14, "CR1")
    close(k - 1, cr2.dfs[1], 1e-13, "df")
  end)

  it("CR2 is unbiased under the model: its mean over all signs of the effects is the variance",
    function()
      -- V is quadratic in y, so its mean under independent studies is the sum over studies of the V
      -- that a single effect of one standard deviation gives (beta is 0 under the model)
      local vi, cluster = { 0.2, 0.1, 0.3, 0.25, 0.15, 0.4, 0.2 }, { 1, 1, 2, 2, 3, 4, 4 }
      local x = { 1, 2, 4, 7, 3, 5, 9 }
      local sum = { 0, 0 }
      local fit
      for i = 1, 7 do
        local y = { 0, 0, 0, 0, 0, 0, 0 }
        y[i] = math.sqrt(vi[i])
        fit = hepar.meta.fit({ yi = y, vi = vi, x = x }, { mods = "~ x", method = "EE" })
        local robust = fit:robust(cluster)
        for j = 1, 2 do sum[j] = sum[j] + robust.vb[j][j] end
      end
      for j = 1, 2 do close(fit.vb[j][j], sum[j], 1e-12, "mean of CR2") end
    end)

  it("does not depend on units, offsets, order and names of clusters", function()
    local data = R.data.bcg
    local base = hepar.meta.fit(data, { mods = "~ ablat + year", method = "EE" }):robust("lab")
    for _, s in ipairs { 1e-150, 1e-3, 1e150 } do
      local other = { yi = {}, vi = {}, ablat = {}, year = {}, lab = {} }
      for i = 1, 13 do
        local j = 14 - i
        other.yi[i], other.vi[i] = s * data.yi[j], s * s * data.vi[j]
        other.ablat[i], other.year[i] = 1e8 + data.ablat[j], data.year[j] / 1e9
        other.lab[i] = "laboratory " .. data.lab[j]
      end
      local robust = hepar.meta.fit(other, { mods = "~ ablat + year", method = "EE" }):robust("lab")
      close(base.se[2], robust.se[2] / s, 1e-11, "se")
      close(base.se[3], robust.se[3] / s / 1e9, 1e-11, "se")
      for i = 2, 3 do
        close(base.tval[i], robust.tval[i], 1e-11, "t")
        close(base.dfs[i], robust.dfs[i], 1e-11, "df")
      end
      close(base.QM, robust.QM, 1e-11, "QM")
      close(base.QMdf[2], robust.QMdf[2], 1e-11, "df")
    end
  end)

  it("stays finite where a cluster alone determines a coefficient", function()
    -- only cluster b has x = 1: its residuals lose a direction, whose root is taken as 0
    local fit = hepar.meta.fit({ yi = { 0.1, 0.4, 0.3, 0.8, 0.5, 0.2, 0.6 },
      vi = { 0.02, 0.01, 0.03, 0.05, 0.02, 0.01, 0.03 }, x = { 0, 0, 1, 1, 0, 0, 0 } },
      { mods = "~ x", method = "EE" })
    local robust = fit:robust { "a", "a", "b", "b", "c", "c", "d" }
    assert.is_true(robust.se[1] > 0 and robust.se[1] < 1)
    assert.is_true(robust.se[2] > 0 and robust.se[2] < 1)
    assert.is_true(robust.dfs[1] > 1)
  end)

  it("is not touched by the fit's own test", function()
    -- metafor's robust() takes Knapp and Hartung's factor into the bread, and so squares it
    local z = hepar.meta.fit(R.data.bcg, { mods = "~ ablat" })
    local knha = hepar.meta.fit(R.data.bcg, { mods = "~ ablat", test = "knha" })
    assert.equal(z:robust("lab").se[2], knha:robust("lab").se[2])
  end)

  it("leaves out the studies that the fit leaves out", function()
    local data = { yi = {}, vi = {}, lab = {} }
    for i = 1, 13 do
      data.yi[i], data.vi[i], data.lab[i] = R.data.bcg.yi[i], R.data.bcg.vi[i], R.data.bcg.lab[i]
    end
    data.yi[4] = 0 / 0
    data.lab[4] = nil -- of no study in the model
    local fit = hepar.meta.fit(data, { method = "EE" })
    local lab = { 1, 1, 2, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8 }
    local robust = fit:robust(lab)
    assert.equal(8, robust.n)
    assert.equal(12, robust.k)
    assert.equal(1, robust.smallest)
    assert.equal(2, robust.largest)
  end)

  it("tests blocks of coefficients", function()
    local fit = fit_of(R.blocks[4])
    local robust = fit:robust("district")
    local wald = robust:anova()
    assert.equal(robust.QM, wald.QM)
    assert.equal(robust.QMdf[2], wald.QMdf[2])
    local one = robust:anova { btt = "x" }
    close(robust.tval[5] ^ 2, one.QM, 1e-11, "F")
    close(robust.pval[5], one.QMp, 1e-11, "p")
    close(robust.dfs[5], one.QMdf[2], 1e-12, "df")
    assert.equal(fit:robust("district", { btt = "half" }).QM, robust.QM)
    assert.matches("halfb, halfc, halfd: F", tostring(wald))
  end)

  it("works with many studies and clusters", function()
    local random = hepar.random(20260801, { purpose = "spec of clusters" })
    local y, v, x, g = {}, {}, {}, {}
    for i = 1, 20000 do
      g[i] = (i - 1) // 4
      y[i], v[i], x[i] = random:normal(), 0.5 + random:uniform(), random:normal()
    end
    local fit = hepar.meta.fit({ yi = y, vi = v, x = x }, { mods = "~ x" })
    local robust = fit:robust(g)
    assert.equal(5000, robust.n)
    -- independent data: the robust standard errors are near the model's
    close(fit.se[2], robust.se[2], 0.05, "se")
    assert.is_true(robust.dfs[1] > 2000)
  end)

  it("refuses what is no clustering", function()
    local fit = hepar.meta.fit({ yi = { 1, 2, 4 }, vi = { 1, 1, 2 }, x = { 1, 2, 4 } })
    for message, call in pairs {
      ["cluster is missing: a column, or the name of one"] = { nil },
      ['cluster names a column which the data do not have: "lab"'] = { "lab" },
      ["cluster[2] is missing"] = { { 1, 0 / 0, 2 } },
      ["cluster[3] is missing"] = { { 1, 2 } },
      ["cluster has 4 values, the data have 3 rows"] = { { 1, 2, 3, 4 } },
      ["cluster[1] must be a text or a number, got a table"] = { { {}, 1, 2 } },
      ["1 cluster and 1 coefficient: more clusters than coefficients are needed"] = { { 1, 1, 1 } },
      ['option type must be one of "CR0", "CR1", "CR1.S1", "CR1.S2", "CR2", got "CR4" (did you '
        .. 'mean "CR0"?)'] = { { 1, 2, 3 }, { type = "CR4" } },
      ['option "typ" is not known (did you mean "type"?)'] = { { 1, 2, 3 }, { typ = "CR0" } },
      ["cluster must be a column or the name of one, got 3"] = { 3 },
    } do
      local ok, got = pcall(fit.robust, fit, table.unpack(call, 1, 2))
      assert.is_false(ok, message)
      assert.equal("hepar.fit:robust: " .. message, (got:gsub("^spec/[%w_]+%.lua:%d+: ", "")))
    end
  end)

  it("prints itself", function()
    local text = tostring(fit_of(R.blocks[2]):robust("district"))
    for _, part in ipairs { "Cluster%-robust inference %(CR2%), 56 studies in 11 clusters of ",
      "Satterthwaite", "year", "Coefficients 2, 3: F%(2, [%d.]+%) = " } do
      assert.matches(part, text)
    end
    assert.matches("QM%(2%)", tostring(fit_of(R.blocks[2]):robust("district", { test = "z" })))
  end)

  it("without memory is an error that leaks nothing", function()
    local fit = fit_of(R.blocks[8])
    starve.leaks_nothing(function() return fit:robust("lab") end, 5)
  end)
end)
