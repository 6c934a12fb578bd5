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

  it("of factors: a level with one study, a single level, collinear ones", function()
    local five = { yi = { 1, 2, 3, 4, 5 }, vi = { 1, 1, 1, 1, 1 } }
    local function notes(columns, mods)
      for name, value in pairs(five) do columns[name] = value end
      return hepar.meta.fit(columns, { mods = mods }).notes
    end
    assert.same({ "g: the level b has one study (row 3), which its coefficient fits exactly.",
      "g: the level c has one study (row 4), which its coefficient fits exactly." },
      notes({ g = { "a", "a", "b", "c", "a" } }, "~ g"))
    assert.same({ "g: every study has the level a, so it explains nothing." },
      notes({ g = { "a", "a", "a", "a", "a" } }, "~ g"))
    assert.same({ "h left out: the other moderators and the intercept determine it." },
      notes({ g = { "a", "a", "b", "b", "a" }, h = { 1, 1, 2, 2, 1 } }, "~ g + h"))
    says("4 coefficients and tau2 cannot be estimated from 4 studies",
      { g = { "a", "b", "c", "d" } }, { mods = "~ g" })
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
