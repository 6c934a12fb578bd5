-- Combining p values. Reference: spec/reference/combine.json (metap 1.8, and integrals in R).
local hepar = require "hepar"
local files = require "spec.helper.files"


local reference = files.reference("combine.json")
local combine = hepar.meta.combine_p

local function near(want, got, tolerance)
  if got ~= got or math.abs(got - want) > (tolerance or 1e-8) * math.abs(want) then
    error(string.format("%.15g instead of %.15g", got, want), 2)
  end
end

local methods = { "fisher", "stouffer", "tippett", "edgington", "harmonic", "cauchy", "binomial" }

describe("combine_p", function()
  for name, set in pairs(reference.sets) do
    for _, method in ipairs(methods) do
      it("agrees with the reference: " .. name .. ", " .. method, function()
        near(set[method], combine(set.p, { method = method }).pval)
        local weighted = set[method .. "_weighted"]
        if weighted then
          near(weighted, combine(set.p, { method = method, weights = set.weights }).pval)
        end
      end)
    end
  end

  it("says what a single p value says", function()
    for _, method in ipairs(methods) do
      if method ~= "binomial" then near(0.037, combine({ 0.037 }, { method = method }).pval) end
    end
  end)

  it("does not depend on order, nor on the scale of weights", function()
    local p = { 0.9, 0.02, 0.3, 0.0004 }
    for _, method in ipairs(methods) do
      near(combine(p, { method = method }).pval,
        combine({ 0.3, 0.0004, 0.02, 0.9 }, { method = method }).pval, 1e-12)
    end
    for _, method in ipairs { "stouffer", "harmonic", "cauchy" } do
      near(combine(p, { method = method, weights = { 1, 2, 3, 4 } }).pval,
        combine(p, { method = method, weights = { 10, 20, 30, 40 } }).pval, 1e-12)
    end
  end)

  it("keeps its digits where the textbook sum of Edgington loses them all", function()
    -- 200 values of 1/2 add up to the middle of a symmetric distribution.
    local p = {}
    for i = 1, 200 do p[i] = 0.5 end
    near(0.5, combine(p, { method = "edgington" }).pval, 1e-12)
    -- A sum below 1 has probability sum^k / k!, in the far tail too.
    for i = 1, 20 do p[i] = 0.04 end
    for i = 21, 200 do p[i] = nil end
    local want = 0.8 ^ 20
    for i = 1, 20 do want = want / i end
    near(want, combine(p, { method = "edgington" }).pval, 1e-12)
  end)

  it("holds up with p values near the smallest number", function()
    -- Both tails are heavy: the combined value is that of the values themselves.
    for _, tiny in ipairs { 1e-20, 1e-100, 1e-300 } do
      near(tiny, combine({ tiny, tiny, tiny }, { method = "harmonic" }).pval, 1e-12)
      near(tiny, combine({ tiny, tiny, tiny }, { method = "cauchy" }).pval, 1e-12)
      near(3 * tiny, combine({ tiny, 0.5, 0.7 }, { method = "tippett" }).pval, 1e-12)
    end
    assert.equal(0, combine({ 0, 0.5 }).pval)
    assert.equal(1, combine({ 1, 1 }, { method = "stouffer" }).pval)
  end)

  it("prints itself", function()
    assert.equal("5 p values combined by Fisher's method: X2 = 18.533, df = 10, p = 0.0466111",
      tostring(combine { 0.016, 0.067, 0.25, 0.405, 0.871 }))
  end)

  local function refuses(message, ...)
    local arguments = { ... }
    it("refuses: " .. message, function()
      assert.has_error(function() combine(table.unpack(arguments)) end,
        "hepar.meta.combine_p: " .. message)
    end)
  end
  refuses("p[2] must be from 0 to 1, got 1.2", { 0.1, 1.2 })
  refuses("there is no p value to combine", {})
  refuses('option method must be one of "fisher", "stouffer", "tippett", "edgington", "harmonic", '
    .. '"cauchy", "binomial", got "fischer" (did you mean "fisher"?)', { 0.1 },
    { method = "fischer" })
  refuses('method "fisher" takes no weights ("stouffer", "harmonic" and "cauchy" do)', { 0.1 },
    { weights = { 1 } })
  refuses("weights has 1 values, p has 2", { 0.1, 0.2 }, { method = "stouffer", weights = { 1 } })
  refuses("weights[1] must be above 0, got 0", { 0.1, 0.2 },
    { method = "cauchy", weights = { 0, 1 } })
  refuses('option alpha belongs to method "binomial", not to "fisher"', { 0.1 }, { alpha = 0.05 })
  refuses("Stouffer's method cannot weigh a p value of 0 against one of 1", { 0, 1 },
    { method = "stouffer" })
end)
