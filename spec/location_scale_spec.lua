-- Location-scale models against metafor (spec/reference/location_scale.json, made by
-- location_scale.R: its "about" line and its comments).

local hepar = require "hepar"
local starve = require "spec.helper.starve"
local files = require "spec.helper.files"
local within = require "spec.helper.close"

local function close(expected, got, tolerance, what)
  return within(expected, got, tolerance, what, 1e-12)
end

local R = files.reference "location_scale.json"

local function columns_of(rows)
  local data = {}
  for i, row in ipairs(rows) do
    for name, value in pairs(row) do
      data[name] = data[name] or {}
      data[name][i] = value
    end
  end
  return data
end

local DATA = { bcg = columns_of(R.data.bcg), ban = columns_of(R.data.ban) }
local VECTORS = { "alpha", "se_alpha", "zval_alpha", "pval_alpha", "ci_lb_alpha", "ci_ub_alpha",
  "beta", "se", "zval", "pval", "ci_lb", "ci_ub", "tau2", "I2", "H2" }
local NUMBERS = { "QS", "QSp", "QM", "QMp", "QE", "QEp", "vt", "k", "p", "q", "parms" }

local function model_of(block, more)
  local options = { method = block.method, link = block.link, test = block.test,
    mods = block.mods ~= "~1" and block.mods or nil, scale = block.scale, weights = block.weights }
  for name, value in pairs(more or {}) do options[name] = value end
  return assert(hepar.meta.fit(DATA[block.of], options))
end

describe("A location-scale model", function()
  for number, block in ipairs(R.models) do
    local title = table.concat({ block.of, block.mods, block.scale, block.method, block.link,
      block.test }, ", ")

    it(number .. " agrees with metafor: " .. title, function()
      assert.is_true(block.off < 2e-4) -- metafor's own optimiser went to the same place
      local model = model_of(block)
      assert.is_true(model.converged)
      for _, name in ipairs(VECTORS) do
        local list = type(block[name]) == "table" and block[name] or { block[name] }
        for i, expected in ipairs(list) do
          close(expected, model[name][i], 1e-8, name .. "[" .. i .. "]")
        end
      end
      for _, name in ipairs(NUMBERS) do close(block[name], model[name], 1e-8, name) end
      for i, row in ipairs(block.va) do
        for j, expected in ipairs(row) do close(expected, model.va[i][j], 1e-8, "va") end
      end
      for i, row in ipairs(block.vb) do
        for j, expected in ipairs(row) do close(expected, model.vb[i][j], 1e-9, "vb") end
      end
      for _, kind in ipairs { "ML", "REML" } do
        for name, expected in pairs(block["fit_" .. kind]) do
          close(expected, model[kind][name], 1e-10, kind .. " " .. name)
        end
      end
      assert.equal(model[block.method].AICc, model.AICc)
      assert.same(block.coef_alpha, model.coef_alpha)
    end)
  end

  local ban = R.models[8]

  local function compare(expected, got)
    for name, values in pairs(expected) do
      for i, value in ipairs(values) do
        if type(value) == "number" then
          close(value, got[name][i], 1e-10, name .. "[" .. i .. "]")
        end
      end
    end
    assert.equal(#expected.pred, #got)
  end

  it("predicts effects and their variance", function()
    local model = model_of(ban)
    local mods, scale = { length = { 10, 20 }, wic = { 1, 0 } }, { ni = { 50, 400 } }
    compare(R.predict.studies, model:predict())
    compare(R.predict.new, model:predict { newmods = mods, newscale = scale })
    compare(R.predict.scale, model:predict { newscale = scale })
    compare(R.predict.transf, model:predict { newscale = { 50, 400 }, transf = "exp" })
    local location = model:predict { newmods = mods, level = 90 }
    compare(R.predict.location, location)
    assert.is_nil(location.pi_lb)
    -- a single new tau2 serves all rows
    local single = model:predict { newmods = mods, newscale = { ni = 50 } }
    assert.equal(model:predict { newmods = mods, newscale = scale }.pi_lb[1], single.pi_lb[1])
    assert.is_true(single.pi_ub[2] > single.ci_ub[2])
    -- a model without location moderators: newmods = 1, as metafor has it
    local alone = model_of(R.models[7])
    local p = alone:predict { newmods = 1, newscale = { ni = { 50, 400 } } }
    assert.equal(2, #p)
    assert.equal(alone.beta[1], p.pred[2])
    close((p.pi_ub[1] - p.pred[1]) ^ 2 / 1.959963984540054 ^ 2, alone.se[1] ^ 2
      + math.exp(alone.alpha[1] + 50 * alone.alpha[2]), 1e-10, "width")
    assert.equal(alone.k, #alone:predict())
  end)

  it("has profile likelihood intervals", function()
    local interval = model_of(ban):confint()
    -- metafor finds those of the second coefficient (and none for the first)
    close(R.confint_metafor[1], interval.ci_lb[2], 1e-10, "ci_lb")
    close(R.confint_metafor[2], interval.ci_ub[2], 1e-10, "ci_ub")
    close(R.confint[2][1], interval.ci_lb[2], 1e-10, "ci_lb")
    close(R.confint[2][2], interval.ci_ub[2], 1e-10, "ci_ub")
    close(R.confint[1][1], interval.ci_lb[1], 1e-10, "ci_lb of the intercept")
    assert.matches("ni", tostring(interval))
    -- at the limits the likelihood ratio has the quantile: a model with that coefficient fixed is
    -- one whose alpha is an offset, here for a single coefficient the given tau2
    local one = hepar.meta.fit(DATA.ban, { scale = "~ 1" })
    local limits = one:confint()
    for _, limit in ipairs { limits.ci_lb[1], limits.ci_ub[1] } do
      local fixed = hepar.meta.fit(DATA.ban, { tau2 = math.exp(limit) })
      close(3.841458820694124, 2 * (one.ll - fixed.ll), 1e-10, "chi squared")
    end
    local pl = hepar.meta.fit(DATA.ban):confint { type = "PL" }
    close(pl.tau2.ci_ub, math.exp(limits.ci_ub[1]), 1e-10, "PL")
    -- a likelihood that stays high as tau2 goes to 0 has no lower limit
    local flat = hepar.meta.fit({ yi = { 0.1, 0.4, 0.1, 0.5 }, vi = { 0.02, 0.03, 0.02, 0.03 } },
      { scale = "~ 1" })
    assert.equal(-math.huge, flat:confint().ci_lb[1])
  end)

  it("is compared with simpler models", function()
    local model = model_of(ban)
    local plain = hepar.meta.fit(DATA.ban, { mods = ban.mods })
    local constant = hepar.meta.fit(DATA.ban, { mods = ban.mods, scale = "~ 1" })
    for _, test in ipairs { model:anova(plain), plain:anova(model), model:anova(constant) } do
      close(R.lrt.LRT, test.LRT, 1e-10, "LRT")
      close(R.lrt.pval, test.pval, 1e-10, "p")
      assert.equal(R.lrt.parms_f, test.full.parms)
      assert.equal(R.lrt.parms_r, test.reduced.parms)
      assert.matches("LRT%(1%)", tostring(test))
    end
    -- one tau2 for all is the model without moderators of the scale
    close(plain.tau2, math.exp(constant.alpha[1]), 1e-11, "tau2")
    close(plain.ll, constant.ll, 1e-12, "ll")
    close(plain.AICc, constant.AICc, 1e-12, "AICc")
    close(plain.I2, constant.I2[5], 1e-10, "I2")
    for _, options in ipairs { { att = 2 }, { att = "ni" } } do
      local wald = model:anova(options)
      close(R.att.QS, wald.QM, 1e-10, "QS")
      close(R.att.QSp, wald.QMp, 1e-10, "QSp")
    end
    local three = model_of(R.models[10])
    assert.equal(three:anova { att = "length" }.QM, model_of(R.models[10], { att = "length" }).QS)
    assert.equal(model.QM, model:anova { btt = { 2, 3 } }.QM)
    assert.equal(model:anova { btt = "wic" }.QM, model_of(ban, { btt = "wic" }).QM)
    assert.has_error(function() model:anova(model_of(R.models[7])) end,
      "hepar.location_scale:anova: REML likelihoods of different location coefficients cannot be "
        .. "compared; fit both by ML")
  end)

  it("does not depend on units, offsets and order", function()
    local data, n = DATA.ban, #DATA.ban.yi
    for _, link in ipairs { "log", "identity" } do
      local base = hepar.meta.fit(data, { mods = "~ length", scale = "~ ni", link = link })
      for _, s in ipairs { 1e-150, 1e-20, 7, 1e150 } do
        local other = { yi = {}, vi = {}, ni = {}, length = {} }
        for i = 1, n do
          local j = n + 1 - i
          other.yi[i], other.vi[i] = s * data.yi[j], s * s * data.vi[j]
          other.ni[i], other.length[i] = 1e8 + data.ni[j] / 64, data.length[j]
        end
        local model = hepar.meta.fit(other, { mods = "~ length", scale = "~ ni", link = link })
        local what = link .. " at " .. s
        assert.is_true(model.converged, what)
        if link == "log" then
          close(64 * base.alpha[2], model.alpha[2], 1e-10, what)
        else
          close(64 * base.alpha[2], model.alpha[2] / s / s, 1e-10, what)
        end
        close(base.QS, model.QS, 1e-10, what)
        close(base.beta[2], model.beta[2] / s, 1e-10, what)
        close(base.se[1], model.se[1] / s, 1e-10, what)
        close(base.tau2[1], model.tau2[n] / s / s, 1e-10, what)
        -- at the intercept, 1e8 away from all studies, predictions must not pass through
        local at, there = { ni = 64 * 3 }, { ni = 1e8 + 3 }
        if link == "log" then
          close(base:predict { newscale = at }.se[1], model:predict { newscale = there }.se[1],
            1e-10, what)
        end
      end
    end
  end)

  it("is at the highest point near it", function()
    -- the derivative of the log likelihood, by differences of models with tau2 given study by study
    local function ll(data, model, alpha)
      local total = {}
      for i = 1, model.k do
        total[i] = data.vi[i] + math.exp(alpha[1] + alpha[2] * data.ni[i])
      end
      return hepar.meta.fit({ yi = data.yi, vi = total, length = data.length },
        { method = "EE", mods = "~ length" })[model.method].ll
    end
    for _, method in ipairs { "ML", "REML" } do
      local model = hepar.meta.fit(DATA.ban, { mods = "~ length", scale = "~ ni",
        method = method })
      local best = ll(DATA.ban, model, model.alpha)
      close(model.ll, best, 1e-13, "ll")
      for j = 1, 2 do
        for _, step in ipairs { 1e-3, -1e-3 } do
          local alpha = { model.alpha[1], model.alpha[2] }
          alpha[j] = alpha[j] + step * model.se_alpha[j]
          assert.is_true(ll(DATA.ban, model, alpha) < best)
        end
      end
    end
  end)

  it("says so when there is no finite maximum", function()
    -- studies that agree: every tau2 goes to 0, and its logarithm without end
    local data = { yi = { 0.1, 0.12, 0.09, 0.11, 0.1, 0.13 }, vi = { 1, 1, 1, 1, 1, 1 },
      x = { 1, 2, 3, 4, 5, 7 } }
    for _, method in ipairs { "ML", "REML" } do
      local model = hepar.meta.fit(data, { scale = "~ x", method = method })
      assert.is_false(model.converged)
      assert.is_nil(model.alpha)
      assert.is_nil(model.beta)
      assert.is_nil(model.ll)
      assert.matches("no finite estimates", model.reason)
      assert.matches("Not converged", tostring(model))
      for _, result in ipairs { table.pack(model:predict()), table.pack(model:confint()),
        table.pack(model:anova { att = 1 }) } do
        assert.is_nil(result[1])
        assert.matches("did not converge", result[2])
        assert.equal("range", result[3])
      end
    end
    -- with the identity link they lie at the bound
    local bound = hepar.meta.fit(data, { scale = "~ 1", link = "identity" })
    assert.is_true(bound.converged)
    assert.equal(6, bound.bound)
    assert.equal(0, bound.tau2[3])
    assert.is_true(bound.se_alpha[1] ~= bound.se_alpha[1])
    assert.is_nil(bound.QS)
    assert.matches("tau2 is 0 for 6 of 6 studies", bound.notes[1])
    close(hepar.meta.fit(data).beta[1], bound.beta[1], 1e-10, "beta")
    -- one part of the studies without heterogeneity
    local groups = { yi = { 0.1, 0.1, 0.11, 0.1, 0.9, -0.5, 0.4, 1.5 },
      vi = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 },
      g = { "a", "a", "a", "a", "b", "b", "b", "b" } }
    assert.is_false(hepar.meta.fit(groups, { scale = "~ g" }).converged)
    local identity = hepar.meta.fit(groups, { scale = "~ g", link = "identity" })
    assert.equal(4, identity.bound)
    assert.is_true(identity.tau2[5] > 0.1)
    -- the profile of tau2 in group b, that of group a at 0
    local total, best = {}, -math.huge
    for step = -40, 40 do
      for i = 1, 8 do total[i] = 0.1 + (i > 4 and identity.tau2[5] * 1.02 ^ step or 0) end
      local at = hepar.meta.fit({ yi = groups.yi, vi = total }, { method = "EE" })
      best = math.max(best, at.REML.ll)
    end
    assert.is_true(identity.ll >= best - 1e-12)
  end)

  it("leaves out incomplete rows, in either part, and counts them", function()
    local data = { yi = {}, vi = {}, ni = {}, length = {}, slab = {} }
    for i = 1, #DATA.ban.yi do
      data.yi[i], data.vi[i], data.ni[i] = DATA.ban.yi[i], DATA.ban.vi[i], DATA.ban.ni[i]
      data.length[i], data.slab[i] = DATA.ban.length[i], "study " .. i
    end
    local nan = 0 / 0
    data.yi[3], data.ni[7], data.length[9] = nan, nan, nan
    local short = { yi = {}, vi = {}, ni = {}, length = {} }
    for i = 1, #data.yi do
      if i ~= 3 and i ~= 7 and i ~= 9 then
        for name, list in pairs(short) do list[#list + 1] = data[name][i] end
      end
    end
    local options = { mods = "~ length", scale = "~ ni" }
    local some, plain = hepar.meta.fit(data, options), hepar.meta.fit(short, options)
    assert.same({ 3, 7, 9 }, some.missing)
    assert.equal(plain.k, some.k)
    assert.equal(#data.yi, some.k_all)
    assert.equal("study 4", some.slab[3])
    assert.matches("3 of %d+ rows left out", some.notes[1])
    for i = 1, 2 do
      assert.equal(plain.alpha[i], some.alpha[i])
      assert.equal(plain.se[i], some.se[i])
    end
    assert.equal(plain:confint().ci_ub[2], some:confint().ci_ub[2])
    -- redundant moderators of the scale are named
    data.twice = {}
    for i, x in ipairs(data.ni) do data.twice[i] = 2 * x end
    local twice = hepar.meta.fit(data, { mods = "~ length", scale = "~ ni + twice",
      strict = false })
    assert.same({ "twice" }, twice.dropped_alpha)
    assert.equal(plain.q, twice.q)
    close(plain.alpha[2], twice.alpha[2], 1e-10, "alpha")
    assert.matches("scale: twice left out", table.concat(twice.notes))
    -- standard errors instead of variances
    local sei = { yi = short.yi, sei = {}, ni = short.ni, length = short.length }
    for i, v in ipairs(short.vi) do sei.sei[i] = math.sqrt(v) end
    close(plain.alpha[1], hepar.meta.fit(sei, options).alpha[1], 1e-11, "sei")
  end)

  it("refuses what is no model", function()
    local data = { yi = { 1, 2, 3, 4 }, vi = { 1, 1, 1, 1 }, x = { 1, 2, 3, 5 },
      g = { "a", "a", "b", "b" } }
    for message, options in pairs {
      ['location-scale models are fitted by "REML" or "ML", got method "DL"'] = { scale = "~ x",
        method = "DL" },
      ["as has no meaning beside scale: only metafor has location-scale models"] = {
        scale = "~ x", as = "RevMan" },
      ["link and att are options of location-scale models: scale is missing"] = { link = "log" },
      ['option link must be one of "log", "identity", got "logit" (did you mean "log"?)'] = {
        scale = "~ x", link = "logit" },
      ["tau2 cannot be given beside scale, whose moderators explain it"] = { scale = "~ x",
        tau2 = 1 },
      ['scale "~ z": the data have no column "z" (did you mean "g"?)'] = { scale = "~ z" },
      ['scale "~ x +": expected a variable at the end'] = { scale = "~ x +" },
      ["scale must be a formula or a list of columns, got 3"] = { scale = 3 },
      ["att names no coefficient; there are intrcpt, x"] = { scale = "~ x", att = "y" },
      ["2 coefficients and 3 scale coefficients cannot be estimated from 4 studies"] = {
        scale = "~ x + g", mods = "~ x" },
      ['reference: the formula has no factor "x"'] = { scale = "~ g", reference = { x = "1" } },
      ['option "scala" is not known (did you mean "scale"?)'] = { scala = "~ x" },
    } do
      local ok, got = pcall(hepar.meta.fit, data, options)
      assert.is_false(ok, message)
      got = got:gsub("^spec/[%w_]+%.lua:%d+: ", "")
      assert.equal("hepar.meta.fit: " .. message, (got:gsub("; the.*$", "; there are intrcpt, x")))
    end
    local ok, message = pcall(hepar.meta.fit, { yi = { 1, 2, 3, 4 }, sei = { 1, 1, "a", 1 },
      x = data.x }, { scale = "~ x" })
    assert.is_false(ok)
    assert.matches('hepar.meta.fit: sei[3] must be a number, got "a"', message, 1, true)
    ok, message = pcall(hepar.meta.fit_many, { data }, { scale = "~ x" })
    assert.is_false(ok)
    assert.matches('option "scale" is not known', message)
    -- the other part's factor keeps its reference
    local two = { yi = DATA.ban.yi, vi = DATA.ban.vi, a = {}, b = {} }
    for i = 1, #two.yi do two.a[i], two.b[i] = "a" .. i % 2, "b" .. i % 2 end
    local model = hepar.meta.fit(two, { mods = "~ a", scale = "~ b",
      reference = { a = "a1", b = "b1" } })
    assert.same({ "intrcpt", "aa0" }, model.coef)
    assert.same({ "intrcpt", "bb0" }, model.coef_alpha)
  end)

  it("prints both parts", function()
    local text = tostring(model_of(ban))
    for _, part in ipairs { "Location%-scale model %(REML, link log%), %d+ studies", "Location\n",
      "Scale %(log tau2%)", "QM%(2%) = ", "QS%(1%) = ", "wic", "ni" } do
      assert.matches(part, text)
    end
  end)

  it("without memory is an error that leaks nothing", function()
    local data = { yi = DATA.bcg.yi, vi = DATA.bcg.vi, ablat = DATA.bcg.ablat }
    starve.leaks_nothing(function()
      local model, message = hepar.meta.fit(data, { scale = "~ ablat" })
      if not model then return nil, message end
      return model:confint()
    end, 11)
  end)
end)
