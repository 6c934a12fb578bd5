-- Selection models against metafor (spec/reference/selmodel.json) and against maxima of the
-- likelihoods with tight integrals (spec/reference/selmodel_exact.json).

local hepar = require "hepar"
local files = require "spec.helper.files"


local function near(want, got, error, what)
  assert.is_true(math.abs(got - want) <= error,
    string.format("%s: expected %.12g, got %.12g, allowed %.3g", what, want, got, error))
end

local function list(x) return type(x) == "table" and x or { x } end

local steps = { step_025 = { 0.025 }, step_025_5 = { 0.025, 0.5 },
  step_fixed_vh = { 0.05, 0.1, 0.5 } }

-- metafor's search stops at 1e-8 of the log likelihood, and its integrals at 1e-4: its maxima are
-- up to that below ours, and its parameters as far from them as that allows.
describe("selection models agree with metafor for", function()
  for _, set in ipairs(files.reference("selmodel.json").sets) do
    it(set.name, function()
      for name, want in pairs(set.selmodel) do
        local options = { type = name:match("^%a+"), steps = steps[name],
          alternative = want.alternative or "greater",
          delta = name == "step_fixed_vh" and { 1, 0.8, 0.6, 0.4 } or nil }
        if want.error then
          local got, message, code
          for _, alternative in ipairs { "less", "greater" } do
            options.alternative = alternative
            got, message, code = hepar.meta.selmodel(set, options)
          end
          -- DIFFICULT B13: an interval without p values
          assert.is_nil(got)
          assert.matches("hepar.meta.selmodel: no study has a p value above [%d.]+ and up to "
            .. "[%d.]+, so the weight of that interval cannot be estimated; choose other steps$",
            message)
          assert.equal("range", code)
        else
          local got = assert(hepar.meta.selmodel(set, options))
          local smooth = options.type ~= "step"
          assert.is_true(got.converged, name)
          assert.is_true(got.ll > want.ll - (smooth and 1e-6 or 1e-8), name .. " ll")
          assert.equal(want.LRTdf, got.LRTdf)
          if want.ptable then assert.same(want.ptable, got.count) end
          local gain = got.ll - want.ll
          if gain < 2e-3 then -- else metafor stopped on a lower hill
            -- how far a parameter may be off when the likelihood is `gain` lower, in SE
            local off = math.max(1e-3, 2 * math.sqrt(2 * gain))
            near(want.beta, got.beta[1], off * got.se[1], name .. " beta")
            if got.se_tau2 then near(want.tau2, got.tau2, off * got.se_tau2, name .. " tau2") end
            for i, delta in ipairs(list(want.delta)) do
              local se = got.se_delta[i]
              near(delta, got.delta[i], se == se and off * se or 1e-12, name .. " delta")
            end
            near(want.LRT, got.LRT, 2 * math.max(gain, 0) + 1e-5, name .. " LRT")
            if gain < 1e-6 and got.se_tau2 and not smooth then
              near(want.se, got.se[1], 2e-3 * got.se[1], name .. " se")
            end
          end
        end
      end
    end)
  end
end)

describe("selection models reach the maximum of", function()
  local exact = files.reference("selmodel_exact.json")
  for name, want in pairs(exact.models) do
    it(name, function()
      local data = exact[name:match("^%a+")]
      local fit = hepar.meta.fit(data, { mods = name == "bcg_mods" and { "ablat" } or nil })
      local got = fit:selmodel { type = want.type, alternative = want.alternative }
      assert.is_true(got.converged)
      local function relative(expected, value, what)
        near(expected, value, 1e-6 * math.abs(expected), what)
      end
      if name == "bcg_mods" then
        -- delta is 0: R's search only goes near it
        assert.equal(0, got.delta[1])
        assert.is_true(got.bound[1])
        assert.is_true(got.ll >= want.ll)
      else
        near(want.ll, got.ll, 1e-11, "ll")
        relative(want.tau2, got.tau2, "tau2")
        relative(want.se_tau2, got.se_tau2, "se_tau2")
        for i, delta in ipairs(list(want.delta)) do
          relative(delta, got.delta[i], "delta")
          relative(list(want.se_delta)[i], got.se_delta[i], "se_delta")
        end
        for i, beta in ipairs(list(want.beta)) do
          relative(beta, got.beta[i], "beta")
          relative(list(want.se)[i], got.se[i], "se")
        end
      end
    end)
  end
end)

describe("step functions of several steps reach the maximum of", function()
  local exact, more = files.reference("selmodel_exact.json"),
    files.reference("selmodel_more.json")
  for name, want in pairs(more.models) do
    it(name, function()
      local got = hepar.meta.fit(exact[name:match("^%a+")]):selmodel { type = "step",
        steps = want.steps, alternative = want.alternative }
      -- standard errors come from R's second differences, whose noise is some 1e-6
      local function relative(expected, value, what)
        near(expected, value, (what:match("^se") and 2e-6 or 1e-7) * math.abs(expected), what)
      end
      assert.is_true(got.converged)
      assert.equal(1, got.delta[1])
      near(want.ll[1], got.ll, 1e-12, "ll")
      for _, field in ipairs { "beta", "se" } do relative(want[field][1], got[field][1], field) end
      for _, field in ipairs { "tau2", "se_tau2" } do
        relative(want[field][1], got[field], field)
      end
      for i = 1, #want.delta do
        relative(want.delta[i], got.delta[i + 1], "delta")
        relative(want.se_delta[i], got.se_delta[i + 1], "se_delta")
      end
    end)
  end
end)

describe("selection models", function()
  local data = { yi = { 0.4, 0.5, 0.3, 0.9, 0.1, 0.7, -0.1, 0.6, 0.2, 0.05 },
    vi = { 0.02, 0.05, 0.02, 0.1, 0.03, 0.06, 0.05, 0.04, 0.01, 0.02 } }

  it("do not depend on units or sign", function()
    local turned = { yi = {}, vi = {} }
    for i = 1, 10 do turned.yi[i], turned.vi[i] = -1e-5 * data.yi[i], 1e-10 * data.vi[i] end
    for _, kind in ipairs { "step", "halfnorm" } do
      local step = kind == "step" and 0.025 or nil
      local one = hepar.meta.selmodel(data, { type = kind, steps = step })
      local other = hepar.meta.selmodel(turned, { type = kind, steps = step, alternative = "less" })
      near(one.beta[1], -1e5 * other.beta[1], 1e-6 * one.se[1], "beta")
      near(one.delta[#one.delta], other.delta[#one.delta], 1e-11, "delta")
      near(one.LRT, other.LRT, 1e-12, "LRT")
    end
  end)

  it("with all weights 1 are the model without selection", function()
    local ml = hepar.meta.fit(data, { method = "ML" })
    local same = hepar.meta.selmodel(data, { type = "step", steps = 0.025, delta = 1 })
    near(ml.beta[1], same.beta[1], 1e-8, "beta")
    near(ml.tau2, same.tau2, 1e-8, "tau2")
    near(ml.ll, same.ll, 1e-12, "ll")
    assert.is_nil(same.LRTp)
    local none = hepar.meta.selmodel(data, { type = "negexp", delta = 0 })
    near(ml.ll, none.ll, 1e-12, "ll")
    near(ml.ll, hepar.meta.selmodel(data, { type = "beta", delta = 1 }).ll, 1e-12, "ll")
  end)

  it("take a precision, two parameters, equal effects", function()
    local with = hepar.meta.selmodel(data, { type = "negexp", prec = "sei" })
    assert.is_true(with.converged and with.ll ~= hepar.meta.selmodel(data, { type = "negexp" }).ll)
    for _, kind in ipairs { "negexppow", "halfnorm2", "negexp2", "logistic2", "power2" } do
      local model = hepar.meta.selmodel(data, { type = kind })
      assert.equal(2, #model.delta)
      assert.is_true(model.ll >= model.ll0 - 1e-9, kind)
    end
    local ee = hepar.meta.fit(data, { method = "EE" }):selmodel { type = "step", steps = 0.025 }
    assert.equal(0, ee.tau2)
    assert.equal(2, ee.parms)
  end)

  it("find where the distribution is truncated", function()
    for _, turn in ipairs { 1, -1 } do
      local mirror = { yi = {}, vi = data.vi }
      for i, y in ipairs(data.yi) do mirror.yi[i] = turn * y end
      local side = turn == 1 and "greater" or "less"
      local free = hepar.meta.selmodel(mirror, { type = "truncest", alternative = side })
      assert.equal(2, #free.delta)
      assert.equal(2, free.LRTdf)
      assert.equal(4, free.parms)
      near(-2 * free.ll + 8, free.AIC, 1e-12, "AIC")
      near(math.exp(-free.LRT / 2), free.LRTp, 1e-12, "LRTp") -- chi squared with 2 degrees
      -- no limit on a fine grid, with its best share, is likelier
      local best, at = -math.huge, nil
      for i = -60, 120 do
        local limit = turn * (i / 100 - 1e-6)
        local one = hepar.meta.selmodel(mirror, { type = "trunc", alternative = side,
          steps = limit })
        if one and one.ll > best then best, at = one.ll, limit end
      end
      assert.is_true(free.ll >= best - 1e-9)
      assert.is_true(free.ll - best < 0.01 and math.abs(free.delta[2] - at) < 1e-5)
      local fixed = hepar.meta.selmodel(mirror, { type = "truncest", alternative = side,
        delta = { false, free.delta[2] } })
      near(free.ll, fixed.ll, 1e-12, "ll at the limit that was found")
      assert.equal(1, fixed.LRTdf)
    end
    assert.matches("delta 2: .* %(limit; no standard error%)",
      tostring(hepar.meta.selmodel(data, { type = "truncest" })))
  end)

  it("agree with a search by brute force in R over all limits", function()
    local exact = files.reference("selmodel_exact.json")
    local models = files.reference("selmodel_trunc.json").models
    assert.equal(3, #models)
    for _, want in ipairs(models) do
      local got = hepar.meta.selmodel(exact[want.set], { type = "truncest",
        alternative = want.alternative })
      local function agree(number, value, what)
        near(number, value, 1e-7 * math.abs(number), want.set .. " " .. what)
      end
      for _, name in ipairs { "beta", "tau2", "delta", "se", "se_tau2", "se_delta", "ll" } do
        agree(want[name][1], type(got[name]) == "number" and got[name] or got[name][1], name)
      end
      agree(want.delta[2], got.delta[2], "limit")
      -- in another unit the same model
      local far = { yi = {}, vi = {} }
      for i, y in ipairs(exact[want.set].yi) do
        far.yi[i], far.vi[i] = 1000 * y, 1e6 * exact[want.set].vi[i]
      end
      local fixed = hepar.meta.selmodel(far, { type = "trunc", alternative = want.alternative,
        steps = 1000 * got.delta[2] })
      agree(1000 * want.beta[1], fixed.beta[1], "beta in another unit")
      agree(want.delta[1], fixed.delta[1], "delta in another unit")
    end
  end)

  it("print themselves", function()
    local text = tostring(hepar.meta.selmodel(data, { type = "step", steps = { 0.025 } }))
    assert.matches("^Selection model %(step, greater%), k = 10\nintrcpt: ", text)
    assert.matches("delta 0.025 < p <= 1: ", text, 1, true)
    assert.matches("test of selection: LRT = [%d.]+, df = 1, p = ", text)
  end)

  local function refused(message, options, what)
    local ok, got = pcall(hepar.meta.selmodel, what or data, options)
    assert.is_false(ok)
    assert.equal("hepar.meta.selmodel: " .. message, (got:gsub("^[%w_/]+%.lua:%d+: ", "")))
  end

  it("refuse what they cannot be", function()
    refused('option type must be one of "step", "beta", "halfnorm", "negexp", "logistic", "power", '
      .. '"negexppow", "halfnorm2", "negexp2", "logistic2", "power2", "trunc", "truncest", got '
      .. '"steps" (did you mean "step"?)', { type = "steps" })
    refused("a step function needs steps, for example {0.025} or {0.025, 0.5}", { type = "step" })
    refused("steps[1] must be a p value above 0 and up to 1, got 2.5",
      { type = "step", steps = 2.5 })
    refused("a beta model has no steps", { type = "beta", steps = 0.1 })
    refused("delta[1] must be 0 or more, or false to be estimated, got -1",
      { type = "negexp", delta = -1 })
    refused("4 parameters cannot be estimated from 3 studies",
      { type = "step", steps = { 0.025, 0.5 } }, { yi = { 1, 2, 3 }, vi = { 1, 1, 1 } })
    refused('a truncated distribution has one side: "greater" or "less"',
      { type = "trunc", alternative = "two.sided" })
    refused('a truncated distribution has one side: "greater" or "less"',
      { type = "truncest", alternative = "two.sided" })
    refused("a truncest model has no steps: its limit is delta[2]",
      { type = "truncest", steps = 0 })
    refused("delta[2] must be a number, or false to be estimated, got \"x\"",
      { type = "truncest", delta = { false, "x" } })
    refused("all effects are equal, so no limit lies between them", { type = "truncest" },
      { yi = { 1, 1, 1, 1 }, vi = { 1, 1, 2, 1 } })
    refused("selection models have no weights of their own", { type = "beta" },
      hepar.meta.fit(data, { weighted = false }))
  end)
end)
