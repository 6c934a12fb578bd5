-- Prediction intervals. Reference of the bootstrap: spec/reference/prediction.json, the same
-- interval by numerical integration in R (Imhof's integral for Q, no random numbers).
local hepar = require "hepar"
local files = require "spec.helper.files"

local reference = files.reference "prediction.json"

local function near(want, got, tolerance)
  if got ~= got or math.abs(want - got) > tolerance then
    error(("%.6f instead of %.6f"):format(got, want), 2)
  end
end

describe("the bootstrap of Nagashima and others", function()
  for name, set in pairs(reference.sets) do
    it("agrees with numerical integration, " .. name, function()
      local fit = hepar.meta.fit { yi = set.yi, vi = set.vi }
      local options = { pi = "nagashima", iter = 400000, seed = 11, above = 0 }
      local p = fit:predict(options)
      -- Four standard errors of a quantile of so many draws, whose density is some 0.04.
      local width = (set.pi_ub - set.pi_lb) / 100
      near(set.pi_lb, p.pi_lb[1], width)
      near(set.pi_ub, p.pi_ub[1], width)
      near(set.above0, p.prob[1], 0.003)
      near(set.pi_lb_80, fit:predict { pi = "nagashima", iter = 400000, level = 80 }.pi_lb[1],
        width / 2)
    end)
  end

  it("gives the same for the same seed, and depends on the data alone", function()
    local set = reference.sets.few
    local a = hepar.meta.fit { yi = set.yi, vi = set.vi }
    local b = hepar.meta.fit({ yi = set.yi, vi = set.vi }, { method = "DL", test = "knha" })
    local function at(fit, seed) return fit:predict { pi = "nagashima", seed = seed }.pi_ub[1] end
    assert.equal(at(a, 3), at(a, 3))
    assert.equal(at(a, 3), at(b, 3))
    assert.are_not.equal(at(a, 3), at(a, 4))
  end)

  it("moves with the data and their unit", function()
    local set = reference.sets.few
    local yi, vi = {}, {}
    for i = 1, #set.yi do yi[i], vi[i] = 1e-9 * set.yi[i], 1e-18 * set.vi[i] end
    local one = hepar.meta.fit { yi = set.yi, vi = set.vi }
    local small = hepar.meta.fit { yi = yi, vi = vi }
    local p, q = one:predict { pi = "nagashima" }, small:predict { pi = "nagashima" }
    near(p.pi_ub[1], 1e9 * q.pi_ub[1], 1e-12)
  end)

  it("is transformed with the rest", function()
    local set = reference.sets.few
    local fit = hepar.meta.fit { yi = set.yi, vi = set.vi }
    local plain, ratio = fit:predict { pi = "nagashima" }, fit:predict { pi = "nagashima",
      transf = "exp" }
    near(math.exp(plain.pi_lb[1]), ratio.pi_lb[1], 1e-12)
    assert.equal("nagashima", plain.pi)
    assert.is_nil(plain.pi_ddf)
  end)

  it("refuses what it cannot do", function()
    local set = reference.sets.few
    local fit = hepar.meta.fit { yi = set.yi, vi = set.vi }
    local cases = {
      [{ pi = "nagashima", iter = 10 }] = "iter must be a whole number of 1000 or more",
      [{ pi = "nagashima", seed = 1.5 }] = "seed must be a whole number",
      [{ seed = 3 }] = 'option seed belongs to pi = "nagashima"',
      [{ pi = "nagasima" }] = 'did you mean "nagashima"',
    }
    for options, part in pairs(cases) do
      local done, message = pcall(fit.predict, fit, options)
      assert.is_false(done)
      assert.is_truthy(message:find(part, 1, true), message)
    end
    local mods = hepar.meta.fit({ yi = set.yi, vi = set.vi, x = { 1, 2, 3, 4, 5 } },
      { mods = "~ x" })
    assert.error_matches(function() mods:predict { pi = "nagashima" } end, "without moderators")
    local one = hepar.meta.fit { yi = { 1 }, vi = { 1 } }
    assert.error_matches(function() one:predict { pi = "nagashima" } end, "two studies or more")
    local zero = hepar.meta.fit { yi = { 1, 2, 4 }, vi = { 0, 1, 1 } }
    assert.error_matches(function() zero:predict { pi = "nagashima" } end, "variance is 0")
  end)
end)
