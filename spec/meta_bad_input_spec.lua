-- Bad input to the pooling: an error that names the argument, the row and the reason; missing
-- rows left out, counted and listed; nothing undefined without a word. (hepar.meta.effects and the
-- pooled tables have theirs in effects_spec.lua and tables_spec.lua.)

local hepar = require "hepar"

local nan = 0 / 0
local Y, V = { 0.1, 0.4, 0.35, -0.2 }, { 0.02, 0.01, 0.03, 0.02 }

-- What a call raises, without the place in this file.
local function raised(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok, "no error")
  return (message:gsub("^spec/[%w_]+%.lua:%d+: ", ""))
end

local function data_with(more)
  local data = { yi = Y, vi = V }
  for name, value in pairs(more) do data[name] = value end
  return data
end

-- fit says `message` of these data and options.
local function says(message, more, options)
  assert.equal("hepar.meta.fit: " .. message, raised(hepar.meta.fit, data_with(more), options))
end

describe("bad input to hepar.meta.fit", function()
  it("of unequal length names both columns and lengths", function()
    says("vi has 2 values, yi has 4", { vi = { 1, 2 } })
    says("x has 2 values, yi has 4", { x = { 1, 2 } }, { mods = "~ x" })
    says("x has 5 values, yi has 4", { x = { 1, 2, 3, 4, 5 } }, { mods = "~ x" })
    says("x has 3 values, yi has 4", { x = hepar.column { 1, 2, 3 } }, { mods = "~ x" })
    says("mods[1] has 3 values, yi has 4", {}, { mods = { { 1, 2, 3 } } })
    says("weights has 2 values, yi has 4", {}, { weights = { 1, 2 } })
    says("slab has 2 labels, yi has 4 values", { slab = { "a", "b" } })
    assert.equal("hepar.meta.fit_many: set 2: vi has 1 values, yi has 4",
      raised(hepar.meta.fit_many, { { yi = Y, vi = V }, { yi = Y, vi = { 1 } } }))
  end)

  it("of text where numbers belong names the row", function()
    says('yi[2] must be a number, got "x"', { yi = { 0.1, "x", 0.3, 0.4 } })
    says('vi[4] must be a number, got "0.02"', { vi = { 0.1, 0.1, 0.1, "0.02" } })
    says('x mixes numbers and texts: row 1 has 1, row 2 has "2"', { x = { 1, "2", 3, 4 } },
      { mods = "~ x" })
    says('x[2] must be a number, got "2"', { x = { 1, "2", 3, 4 } }, { mods = { "x" } })
    says('weights[2] must be a number, got "a"', {}, { weights = { 1, "a", 1, 1 } })
    says("slab[4] must be a label, got a table", { slab = { "a", 2, "c", {} } })
    assert.same({ "a", "2", "c", "2.5" },
      hepar.meta.fit(data_with { slab = { "a", 2, "c", 2.5 } }).slab)
  end)

  it("of impossible values names the row", function()
    says("vi[2] must not be negative, got -1", { vi = { 1, -1, 1, 1 } })
    assert.equal("hepar.meta.fit: sei[2] must not be negative, got -0.2",
      raised(hepar.meta.fit, { yi = Y, sei = { 0.1, -0.2, 0.3, 0.4 } }))
    says("weights[2] must not be negative, got -1", {}, { weights = { 1, -1, 1, 1 } })
    says("weights must not all be 0", {}, { weights = { 0, 0, 0, 0 } })
    local many = hepar.meta.fit_many { { yi = Y, vi = V }, { yi = Y, vi = { 1, 1, -1, 1 } } }
    assert.equal("vi[3] must not be negative, got -1", many.failed[2])
  end)

  it("of a formula that does not parse names the place", function()
    for formula, message in pairs {
      ["~"] = "expected a variable at the end", ["~ x +"] = "expected a variable at the end",
      ["x"] = 'expected "~" at character 1, got "x"', ["~ (x"] = 'expected ")" at the end',
      ["~ x y"] = 'expected "+" at character 5, got "y"',
      ["~ x^2.5"] = 'expected a whole power at character 5, got "2.5"',
      ["~ foo(x)"] = "the function foo is not known (I, factor, log, exp, sqrt, abs)",
      ["~ $"] = 'character 3, "$", has no meaning in a formula',
      ["~ dose"] = 'the data have no column "dose"',
    } do
      says(('mods "%s": %s'):format(formula, message), { x = { 1, 2, 3, 5 } }, { mods = formula })
    end
    says('mods "~ 0" is a model of nothing', {}, { mods = "~ 0" })
  end)

  it("of a formula that gives no number names the row", function()
    says("log(x)[2] is not a number, and nothing in it is missing", { x = { 1, -2, 3, 5 } },
      { mods = "~ log(x)" })
    says("log(x)[3] must be finite, got -inf", { x = { 1, 2, 0, 5 } }, { mods = "~ log(x)" })
    -- but what is missing is missing
    local fit = hepar.meta.fit(data_with { x = { 1, nan, 3, 5 } }, { mods = "~ log(x)" })
    assert.same({ 2 }, fit.missing)
  end)

  describe("of moderators that cannot be told apart", function()
    local five = { yi = { 1, 2, 3, 4, 5 }, vi = { 1, 1, 1, 1, 1 } }
    local x = { 1, 2, 3, 5, 4 }
    local function with(columns)
      local data = { yi = five.yi, vi = five.vi }
      for name, value in pairs(columns) do data[name] = value end
      return data
    end
    local function refused(message, columns, mods)
      assert.equal("hepar.meta.fit: mods: " .. message,
        raised(hepar.meta.fit, with(columns), { mods = mods }))
    end
    local function taken(columns, mods)
      return hepar.meta.fit(with(columns), { mods = mods, strict = false })
    end

    it("names levels with one study and their rows", function()
      refused('the level "b" (row 3) of g has one study, which its coefficient fits exactly; leave '
        .. "the row out or join levels, or strict = false accepts it",
        { g = { "a", "a", "b", "c", "c" } }, "~ g")
      refused('the levels "b" (row 3) and "c" (row 4) of g have one study each, which their '
        .. "coefficients fit exactly; leave the rows out or join levels, or strict = false "
        .. "accepts it", { g = { "a", "a", "b", "c", "a" } }, "~ g")
      assert.same({ "g: the level b has one study (row 3), which its coefficient fits exactly.",
        "g: the level c has one study (row 4), which its coefficient fits exactly." },
        taken({ g = { "a", "a", "b", "c", "a" } }, "~ g").notes)
      says("4 coefficients and tau2 cannot be estimated from 4 studies",
        { g = { "a", "b", "c", "d" } }, { mods = "~ g" })
    end)

    it("counts the studies in the model, not the rows", function()
      local data = { yi = { 1, nan, 3, 4, 5, 6 }, vi = { 1, 1, 1, 1, 1, 1 },
        g = { "a", "b", "b", "a", "a", "a" } }
      assert.matches('the level "b" (row 3) of g has one study',
        raised(hepar.meta.fit, data, { mods = "~ g" }), 1, true)
      data.g[3] = "a"
      assert.equal('hepar.meta.fit: mods: every study in the model has the level "a" of g, so it '
        .. "explains nothing; strict = false accepts it", raised(hepar.meta.fit, data,
        { mods = "~ g" }))
      data.g = { "a", "b", "c", "c", "a", "a" }
      assert.equal('hepar.meta.fit: mods: no study in the model has the level "b" (row 2) of g, '
        .. "whose rows have missing values; strict = false accepts it",
        raised(hepar.meta.fit, data, { mods = "~ g" }))
      assert.same({ "gb" }, hepar.meta.fit(data, { mods = "~ g", strict = false }).dropped)
    end)

    it("names a factor with a single level", function()
      local g = { "a", "a", "a", "a", "a" }
      refused('every study in the model has the level "a" of g, so it explains nothing; strict = '
        .. "false accepts it", { g = g }, "~ g")
      assert.same({ "g: every study has the level a, so it explains nothing." },
        taken({ g = g }, "~ g").notes)
      assert.equal(3, hepar.meta.fit(with { g = g }, { mods = "~ 0 + g" }).beta[1])
    end)

    it("names collinear columns and what they follow from", function()
      local ending = ", so it has no effect of its own; leave one of them out, or strict = false "
        .. "accepts it"
      refused("h is determined by gb and the intercept" .. ending,
        { g = { "a", "a", "b", "b", "a" }, h = { 1, 1, 2, 2, 1 } }, "~ g + h")
      refused("sum is determined by x, gb and the intercept" .. ending,
        { x = x, g = { "a", "a", "b", "b", "a" }, sum = { 1, 2, 13, 15, 4 } }, "~ x + g + sum")
      refused("z is determined by x and the intercept" .. ending,
        { x = x, w = { 1, 0, 0, 1, 1 }, z = { -1, -2, -3, -5, -4 } }, { "w", "x", "z" })
      refused("z is 7 in every study" .. ending, { x = x, z = { 7, 7, 7, 7, 7 } }, "~ x + z")
      local fit = taken({ g = { "a", "a", "b", "b", "a" }, h = { 1, 1, 2, 2, 1 } }, "~ g + h")
      assert.same({ "h left out: the other moderators and the intercept determine it." }, fit.notes)
      assert.same({ "h" }, fit.dropped)
    end)

    it("takes the word of the user alone", function()
      assert.equal("hepar.meta.fit: strict must be true or false, got 1",
        raised(hepar.meta.fit, with { x = x }, { mods = "~ x", strict = 1 }))
      -- as many coefficients and the same numbers where there is nothing to refuse
      assert.equal(taken({ x = x }, "~ x").beta[2],
        hepar.meta.fit(with { x = x }, { mods = "~ x" }).beta[2])
    end)

    it("leaves refits of some of the studies alone", function()
      local y, v, g = {}, {}, {}
      for i = 1, 8 do y[i], v[i], g[i] = math.sin(3 * i), 0.1 + i / 50, i < 3 and "b" or "a" end
      local data = { yi = y, vi = v, g = g }
      local fit = hepar.meta.fit(data, { mods = "~ g" })
      assert.equal(8, #fit:influence().cook_d)
      assert.is_true(fit:gosh { subsets = 40, seed = 1 }.count > 0)
      assert.is_true(fit:permutest { permci = true, iter = 50, seed = 1 }.pval[2] > 0)
      g[8] = "c"
      local sub = hepar.meta.subgroups(data, { by = "g", tau2 = "common" })
      assert.equal(1, sub[3].k)
    end)

    it("is known to mixed models and to the scale", function()
      local bcg = { ai = { 4, 6, 3, 62, 33 }, n1i = { 123, 306, 231, 13598, 5069 },
        ci = { 11, 29, 11, 248, 47 }, n2i = { 139, 303, 220, 12867, 5808 },
        lat = { 44, 55, 42, 52, 13 }, twice = { 88, 110, 84, 104, 26 },
        g = { "a", "a", "a", "b", "a" } }
      local function model(mods, strict)
        return hepar.meta.glmm { measure = "OR", model = "CM.AL", data = bcg, mods = mods,
          strict = strict }
      end
      assert.matches('hepar.meta.glmm: mods: the level "b" (row 4) of g has one study',
        raised(model, "~ g"), 1, true)
      assert.matches("hepar.meta.glmm: mods: twice is determined by lat and the intercept",
        raised(model, "~ lat + twice"), 1, true)
      local fit = model("~ lat + twice", false)
      assert.same({ "twice" }, fit.dropped)
      assert.equal(model("~ lat").beta[2], fit.beta[2])
      assert.equal(model("~ lat"):predict { newmods = { lat = 30 } }.pred[1],
        fit:predict { newmods = { lat = 30, twice = 60 } }.pred[1])
      assert.same({ "g: the level b has one study (row 4), which its coefficient fits exactly." },
        model("~ g", false).warnings)
      local data = with { x = x, g = { "a", "a", "b", "a", "a" }, z = { 2, 4, 6, 10, 8 } }
      assert.matches('hepar.meta.fit: scale: the level "b" (row 3) of g has one study',
        raised(hepar.meta.fit, data, { scale = "~ g" }), 1, true)
      assert.matches("hepar.meta.fit: scale: z is determined by x and the intercept",
        raised(hepar.meta.fit, data, { scale = "~ x + z" }), 1, true)
      assert.matches("hepar.meta.fit: mods: z is determined by x and the intercept",
        raised(hepar.meta.fit, data, { mods = "~ x + z", scale = "~ 1" }), 1, true)
    end)
  end)

  it("of new values names what is not in the model", function()
    local fit = hepar.meta.fit(data_with { x = { 1, 2, 3, 5 } }, { mods = "~ x" })
    local function predict(newmods, message)
      assert.equal("hepar.fit:predict: " .. message,
        raised(fit.predict, fit, { newmods = newmods }))
    end
    predict({ x = { 1 }, dose = { 1 } }, 'newmods: the model has no "dose"')
    predict({ x = { 1, "a" } }, 'x mixes numbers and texts: row 1 has 1, row 2 has "a"')
    predict({ { 1, 2 } }, "newmods: row 1 has 2 values, the model has 1 moderators (x)")
    local squares = hepar.meta.fit(data_with { dose = { 1, 2, 3, 5 } }, { mods = "~ I(dose^2)" })
    assert.equal(2, #squares:predict { newmods = { dose = { 1, 2 } } })
  end)
end)

describe("what there is no number for", function()
  it("is never left without a word", function()
    -- every table that prints "-" says what it means
    local zero = hepar.meta.fit { yi = { 0.1, 0.4, 0.35, -0.2, 0.8 },
      vi = { 0.02, 0.01, 0, 0.02, 0.05 } }
    for _, name in ipairs { "cumul", "leave1out", "influence" } do
      assert.matches("\n%-: there is no such number", tostring(zero[name](zero)), name)
    end
    assert.is_nil(tostring(hepar.meta.fit { yi = Y, vi = V }:leave1out()):find("\n-:", 1, true))
    local small = hepar.meta.fit(data_with { x = { 1, 2, 3, 5 }, z = { 1, 0, 0, 1 } },
      { mods = "~ x + z" })
    assert.matches("Nothing can be said about influence", tostring(small:influence()))
    local equal = hepar.meta.fit({ yi = { 0.5, 0.5, 0.5, 0.5 }, vi = { 0.01, 0.02, 0.03, 0.02 } },
      { test = "knha" })
    assert.matches("no spread at all", tostring(equal:regtest()))
  end)

  it("ends: a rank test with a variance of 0, and with one study that dominates", function()
    local got, message, code = hepar.meta.ranktest { yi = { 0.1, 0.4, 0.35, -0.2 },
      vi = { 0.02, 0, 0.03, 0.02 } }
    assert.is_nil(got)
    assert.equal("hepar.meta.ranktest: a rank test needs sampling variances above 0, that of study "
      .. "2 is 0", message)
    assert.equal("range", code)
    -- its own standardised effect is sum w (y - yj) / sqrt(sum w), over the others
    local function tau(tiny)
      return hepar.meta.ranktest { yi = { 0.1, 0.4, 0.35, -0.2, 0.2 },
        vi = { 0.02, tiny, 0.03, 0.05, 0.01 } }.tau
    end
    for _, tiny in ipairs { 1e-12, 1e-18, 1e-40, 1e-200 } do
      assert.equal(tau(1e-6), tau(tiny))
    end
  end)
end)
