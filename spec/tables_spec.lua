-- Two-by-two tables and rates: Mantel-Haenszel, Peto, L'Abbé. Reference values: spec/reference/
-- tables.json (metafor 3.8-1); others say where they come from.
local hepar = require "hepar"
local files = require "spec.helper.files"
local close = require "spec.helper.close"


local reference = files.reference("tables.json")

local function near(want, got, what, tolerance)
  if type(want) ~= "number" then
    assert.is_true(got == nil or got ~= got, what .. ": metafor has no value, we have one")
    return
  end
  close(want, got, tolerance or 1e-9, what)
end

local columns = { beta = true, se = true, zval = true, pval = true, ci_lb = true, ci_ub = true }

local function options(inputs, more)
  local result = {}
  for name, values in pairs(inputs) do result[name] = values end
  for name, value in pairs(more) do result[name] = value end
  return result
end

describe("Mantel-Haenszel and Peto", function()
  for _, data in ipairs(reference.datasets) do
    for name, block in pairs(data.stratified) do
      it(string.format("agrees with metafor: %s, %s", data.name, name), function()
        local fit
        if name == "PETO" then
          fit = hepar.meta.peto(options(data.inputs, {}))
        else
          fit = hepar.meta.mh(options(data.inputs,
            { measure = name:match("^MH_(%u+)"), correct = not name:find("correct") }))
        end
        for field, want in pairs(block) do
          local got = fit[field]
          if columns[field] then got = got[1] end
          near(want, got, field)
        end
      end)
    end
    if data.labbe then
      it("gives the points of the L'Abbé plot: " .. data.name, function()
        local points = hepar.meta.mh(options(data.inputs, { measure = "RR" })):labbe()
        assert.equal(#data.labbe.x, #points.x)
        for i = 1, #points.x do
          near(data.labbe.x[i], points.x[i], "x", 1e-10)
          near(data.labbe.y[i], points.y[i], "y", 1e-10)
        end
      end)
    end
  end

  it("does not depend on the order of the tables", function()
    local data = reference.datasets[1].inputs
    local turned = {}
    for name, values in pairs(data) do
      turned[name] = {}
      for i, value in ipairs(values) do turned[name][#values + 1 - i] = value end
    end
    local a = hepar.meta.mh(options(data, { measure = "OR" }))
    local b = hepar.meta.mh(options(turned, { measure = "OR" }))
    near(a.beta[1], b.beta[1], "beta", 1e-14)
    near(a.TA, b.TA, "TA", 1e-12)
  end)

  it("turns with the groups and with the outcome", function()
    local data = reference.datasets[1].inputs
    local swapped = { ai = data.ci, n1i = data.n2i, ci = data.ai, n2i = data.n1i, measure = "OR" }
    near(-hepar.meta.mh(options(data, { measure = "OR" })).beta[1],
      hepar.meta.mh(swapped).beta[1], "beta", 1e-13)
  end)

  it("pools survival at 24 weeks of Lin 2017 as one table by hand", function()
    -- 41 of 56 and 30 of 54 alive: the odds ratio is ad/bc.
    local fit = hepar.meta.mh { ai = { 41 }, n1i = { 56 }, ci = { 30 }, n2i = { 54 } }
    near(math.log(41 * 24 / (15 * 30)), fit.beta[1], "beta", 1e-14)
    near(math.sqrt(1 / 41 + 1 / 15 + 1 / 30 + 1 / 24), fit.se[1], "se", 1e-12)
    assert.equal(0, fit.QE)
    assert.equal(1, fit.H2)
    assert.is_nil(fit.TAp)
  end)

  it("has no odds ratio when no control has an event, and says so", function()
    local fit = hepar.meta.mh { measure = "OR", ai = { 1, 2 }, bi = { 9, 8 }, ci = { 0, 0 },
      di = { 10, 10 } }
    assert.is_true(fit.beta[1] ~= fit.beta[1])
    assert.equal(0, fit.k_pos)
    assert.equal(0, fit.tau2)
    assert.is_truthy(tostring(fit):find("not known; the tables do not determine it", 1, true))
  end)

  it("takes tables without any event as metafor does", function()
    local fit = hepar.meta.mh { measure = "OR", ai = { 0, 0 }, bi = { 9, 8 }, ci = { 0, 0 },
      di = { 10, 10 } }
    assert.is_true(fit.beta[1] ~= fit.beta[1])
    assert.equal(2, fit.k)
    assert.equal(0, fit.k_yi)
    assert.is_nil(fit.MH)
    assert.has_error(function()
      hepar.meta.peto { ai = { 0, 0 }, bi = { 9, 8 }, ci = { 0, 0 }, di = { 10, 10 } }
    end, "hepar.meta.peto: one of the two outcomes never occurred in any table, so Peto's method "
      .. "has nothing to pool")
  end)

  it("adds to empty cells as told, for the effect sizes and for the pooling", function()
    local data = { ai = { 0, 3 }, n1i = { 10, 10 }, ci = { 2, 5 }, n2i = { 10, 10 } }
    local fit = hepar.meta.mh(options(data, { measure = "OR" }))
    near(math.log(0.5 * 8.5 / (10.5 * 2.5)), fit.yi[1], "yi", 1e-14)
    near(1 / 0.5 + 1 / 10.5 + 1 / 2.5 + 1 / 8.5, fit.vi[1], "vi", 1e-14)
    near(math.log(3 * 5 / (7 * 5)), fit.yi[2], "yi", 1e-14)
    fit = hepar.meta.mh(options(data, { measure = "OR", to = "if0all" }))
    near(math.log(3.5 * 5.5 / (7.5 * 5.5)), fit.yi[2], "yi", 1e-14)
    fit = hepar.meta.mh(options(data, { measure = "OR", to = "none" }))
    assert.is_true(fit.yi[1] ~= fit.yi[1])
    assert.equal(1, fit.k_yi)
    -- Pooled with 1/2 in the table with the empty cell: R and S of Mantel and Haenszel by hand.
    fit = hepar.meta.mh(options(data, { add = { 0.5, 0.5 }, to = { "only0", "only0" } }))
    near(math.log((0.5 * 8.5 / 22 + 15 / 20) / (10.5 * 2.5 / 22 + 35 / 20)), fit.beta[1], "beta",
      1e-14)
  end)

  it("keeps a table without events in either group unless told to drop it", function()
    local data = { ai = { 0, 3 }, n1i = { 10, 10 }, ci = { 0, 5 }, n2i = { 10, 10 } }
    local fit = hepar.meta.mh(options(data, { drop00 = false }))
    -- DIFFICULT.md C: 0/10 v 0/10 OR yi 0, vi 4.1905
    assert.equal(0, fit.yi[1])
    near(4 + 2 / 10.5, fit.vi[1], "vi", 1e-14)
    assert.equal(1, hepar.meta.mh(data).k_yi)
  end)

  it("leaves rows with a missing cell out, and lists them", function()
    local data = { ai = { 1, 0 / 0, 4 }, n1i = { 10, 10, 12 }, ci = { 2, 3, 6 },
      n2i = { 10, 10, 12 }, slab = { "Alpha", "Beta", "Gamma" } }
    local fit = hepar.meta.mh(data)
    assert.equal(2, fit.k)
    assert.same({ { row = 2, slab = "Beta", reason = "a cell is missing" } }, fit.left_out)
    assert.is_truthy(tostring(fit):find("Left out, a cell is missing: 2 (Beta)", 1, true))
  end)

  it("prints what print.rma.mh answers", function()
    local data = reference.datasets[1].inputs
    local text = tostring(hepar.meta.mh(options(data, { measure = "OR" })))
    for _, piece in ipairs { "Mantel-Haenszel, odds ratios of 13 tables", "0.6229", "-0.4734",
      "Cochran-Mantel-Haenszel test (continuity-corrected)", "Tarone", "Breslow-Day", "I2 =" } do
      assert.is_truthy(text:find(piece, 1, true), piece .. " is missing in\n" .. text)
    end
  end)

  it("predicts on the scale of the ratio", function()
    local fit = hepar.meta.mh(options(reference.datasets[1].inputs, { measure = "OR" }))
    local odds = fit:predict { transform = "exp" }
    near(math.exp(fit.beta[1]), odds.pred, "pred", 1e-14)
    near(math.exp(fit.ci_ub[1]), odds.ci_ub, "ci_ub", 1e-12)
    assert.is_true(fit:predict { level = 99 }.ci_lb < fit.ci_lb[1])
  end)

  local good = { ai = { 1, 2 }, n1i = { 9, 8 }, ci = { 1, 3 }, n2i = { 10, 10 } }
  local function refuses(changes, message)
    it("refuses: " .. message, function()
      local bad = options(good, changes)
      for name, value in pairs(bad) do if value == "nil" then bad[name] = nil end end
      assert.has_error(function() hepar.meta.mh(bad) end, "hepar.meta.mh: " .. message)
    end)
  end
  refuses({ ai = { 1, 20 } }, "ai[2] = 20 is more than n1i[2] = 8")
  refuses({ ai = { 1, -2 } }, "ai[2] must not be negative, got -2")
  refuses({ ai = { 1, "2" } }, 'ai[2] must be a number (NaN when missing), got "2"')
  refuses({ ci = { 1 } }, "all columns must be equally long: ai has 2 values, ci has 1")
  refuses({ n2i = { 10 } }, "all columns must be equally long: ci has 2 values, n2i has 1")
  refuses({ n1i = "nil" }, "ai needs bi or n1i beside it")
  refuses({ ci = "nil" }, "measure OR needs ai, ci: ci is missing")
  refuses({ bi = { 8, 7 } }, "ai[2] + bi[2] is not n1i[2]")
  refuses({ x1i = { 8, 7 } },
    "measure OR does not use x1i (it takes ai, bi, ci, di, n1i, n2i)")
  refuses({ measure = "IRR" }, "measure IRR does not use ai (it takes x1i, t1i, x2i, t2i)")
  refuses({ measure = "HR" }, 'option measure must be one of "OR", "RR", "RD", "IRR", "IRD", '
    .. 'got "HR" (did you mean "OR"?)')
  refuses({ levle = 90 }, 'option "levle" is not known (did you mean "level"?)')
  refuses({ level = 0.95 }, "level is given in percent (95 means 95 %), got 0.95")
  refuses({ to = "only" }, 'option to must be one of "none", "all", "only0", "if0all", '
    .. 'got "only" (did you mean "only0"?)')
  refuses({ slab = { "a" } }, "slab has 1 labels for 2 rows")
  refuses({ n1i = { 9, 0 }, ai = { 1, 0 } }, "row 2 has a group without a single person")
  refuses({ n1i = { 9, 1 / 0 } }, "n1i[2] must be finite")
  refuses({ ai = {}, ci = {}, n1i = {}, n2i = {} }, "there is no table to pool")
  refuses({ add = -1 }, "add must be a number of 0 or more, got -1")
end)
