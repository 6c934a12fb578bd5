-- Formulas against R's model.matrix (R 4.2.2; the names of columns are what it prints), and what a
-- fit refuses.

local hepar = require "hepar"
local formula = require "hepar.meta.formula"

local data = { yi = { 1, 2, 3, 4, 5, 6 }, vi = { 1, 1, 1, 1, 1, 1 }, dose = { 1, 2, 3, 4, 5, 6 },
  route = { "IV", "HA", "PV", "IV", "HA", "PV" }, sex = { "m", "m", "m", "f", "f", "f" },
  blind = { true, false, true, true, false, false } }

local function model(text, options)
  options = options or {}
  return formula.model("here", text, data, { rows = 6, intercept = true,
    reference = options.reference })
end

describe("A formula", function()
  local cases = {
    { "~ dose", true, "dose" },
    { "~ dose + route", true, "dose routeIV routePV" },
    { "~dose*route", true, "dose routeIV routePV dose:routeIV dose:routePV" },
    { "~ route*sex", true, "routeIV routePV sexm routeIV:sexm routePV:sexm" },
    { "~ route:sex", true, "routeHA:sexf routeIV:sexf routePV:sexf routeHA:sexm routeIV:sexm "
      .. "routePV:sexm" },
    { "~ route - 1", false, "routeHA routeIV routePV" },
    { "~ 0 + dose:route", false, "dose:routeHA dose:routeIV dose:routePV" },
    { "~ dose + I(dose^2) + log(dose)", true, "dose I(dose^2) log(dose)" },
    { "~ (dose + route + sex)^2 - dose:sex", true,
      "dose routeIV routePV sexm dose:routeIV dose:routePV routeIV:sexm routePV:sexm" },
    { "~ route/dose", true, "routeIV routePV routeHA:dose routeIV:dose routePV:dose" },
    { "~ factor(dose)", true,
      "factor(dose)2 factor(dose)3 factor(dose)4 factor(dose)5 factor(dose)6" },
    { "~ blind", true, "blindTRUE" },
    { "~ 1", true, "" },
    { "~ dose + dose:route", true, "dose dose:routeIV dose:routePV" },
    { "~ -1 + dose", false, "dose" },
    { "~ 0 + route + sex", false, "routeHA routeIV routePV sexm" },
    { "~ 0 + dose + sex + route", false, "dose sexf sexm routeIV routePV" },
    { "~ 0 + route*sex", false, "routeHA routeIV routePV sexm routeIV:sexm routePV:sexm" },
    { "~ 0 + dose*route", false, "dose routeHA routeIV routePV dose:routeIV dose:routePV" },
    { "~ 0 + sex + route:dose", false, "sexf sexm routeHA:dose routeIV:dose routePV:dose" },
  }

  it("gives R's columns in R's order", function()
    for _, case in ipairs(cases) do
      local got = model(case[1])
      assert.equal(case[3], table.concat(got.names, " "), case[1])
      assert.equal(case[2], got.intercept, case[1])
    end
  end)

  it("computes them", function()
    local got = model("~ route*dose + I((dose - 3)^2/2)")
    assert.same({ 1, 0, 0, 1, 0, 0 }, got.columns[1])
    assert.equal(data.dose, got.columns[3])
    assert.same({ 2, 0.5, 0, 0.5, 2, 4.5 }, got.columns[4])
    assert.same({ 0, 0, 3, 0, 0, 6 }, got.columns[6])
    assert.same({ "routeHA", "routePV" }, model("~ route", { reference = { route = "IV" } }).names)
  end)

  it("says where it cannot be read", function()
    local wrong = {
      { "dose", 'mods "dose": expected "~" at character 1, got "dose"' },
      { "~ dose +", 'mods "~ dose +": expected a variable at the end' },
      { "~ dose $ x", 'mods "~ dose $ x": character 8, "$", has no meaning in a formula' },
      { "~ dosee", 'mods "~ dosee": the data have no column "dosee" (did you mean "dose"?)' },
      { "~ foo(dose)", 'mods "~ foo(dose)": the function foo is not known (I, factor, log, exp, '
        .. "sqrt, abs)" },
      { "~ (dose", 'mods "~ (dose": expected ")" at the end' },
      { "~ 0", 'mods "~ 0" is a model of nothing' },
      { "~ dose^x", 'mods "~ dose^x": expected a whole power at character 8, got "x"' },
      { "~ dose dose", 'mods "~ dose dose": expected "+" at character 8, got "dose"' },
      { "~ I(route)", 'I(route): the column "route" is not numeric' },
    }
    for _, case in ipairs(wrong) do
      assert.has_error(function() model(case[1]) end, "here: " .. case[2])
    end
    assert.has_error(function() model("~ route", { reference = { route = "IM" } }) end,
      'here: reference: route has no level "IM"; it has HA, IV, PV')
    assert.has_error(function() model("~ route", { reference = { rout = "IV" } }) end,
      'here: reference: the formula has no factor "rout"')
  end)

  it("refuses columns that are no columns", function()
    local function fails(columns, message)
      columns.yi, columns.vi = data.yi, data.vi
      assert.has_error(function() hepar.meta.fit(columns, { mods = "~ x" }) end,
        "hepar.meta.fit: " .. message)
    end
    fails({ x = { 1, 2, "high", 4, 5, 6 } },
      'x mixes numbers and texts: row 1 has 1, row 3 has "high"')
    fails({ x = { 1, 2, 3 } }, "x has 3 values, yi has 6")
    fails({ x = { 1, 2, 3, 4, 5, 6, 7 } }, "x has 7 values, yi has 6")
    fails({ x = 3 }, "x must be a column or an array, got 3")
    fails({ x = { 1, {}, 3, 4, 5, 6 } }, "x[2] must be a number or a text, got a table")
  end)

  it("leaves out rows without a level, and tells of levels with one study", function()
    local fit = hepar.meta.fit({ yi = { 1, 2, 3, 4, 5, 7 }, vi = { 1, 1, 1, 1, 1, 1 },
      g = { "a", "b", nil, "a", "b", "c" } }, { mods = "~ g", method = "EE", strict = false })
    assert.equal(5, fit.k)
    assert.same({ 3 }, fit.missing)
    assert.matches("the level c has one study", table.concat(fit.notes, "\n"), 1, true)
  end)
end)

describe("hepar.meta.fit refuses", function()
  local function fails(message, columns, options)
    local ok, got = pcall(hepar.meta.fit, columns, options)
    assert.is_false(ok)
    assert.matches("hepar.meta.fit: " .. message, got, 1, true)
  end
  local y, v = { 1, 2, 3 }, { 1, 1, 1 }

  it("what is not known", function()
    fails('method "RELM" is not known (did you mean "REML"?)', { yi = y, vi = v },
      { method = "RELM" })
    fails('option "methd" is not known (did you mean "method"?)', { yi = y, vi = v },
      { methd = "ML" })
    fails('option test must be one of "z", "t", "knha", "adhoc", got "khna"', { yi = y, vi = v },
      { test = "khna" })
    fails("level is given in percent (95 means 95 %), got 0.95", { yi = y, vi = v },
      { level = 0.95 })
    fails("tau2 must be a number of 0 or more, got -1", { yi = y, vi = v }, { tau2 = -1 })
    fails("weighted must be true or false, got 1", { yi = y, vi = v }, { weighted = 1 })
    fails("intercept must be true or false, got 0", { yi = y, vi = v }, { intercept = 0 })
    fails('weights names the column "w", which the data do not have', { yi = y, vi = v },
      { weights = "w" })
    fails("options must be a table, got \"REML\"", { yi = y, vi = v }, "REML")
    fails("data must be a table with yi and vi, got nil", nil)
    fails("data must have yi and vi, or yi and sei; vi is missing", { yi = y })
    fails("data must have yi and vi, or yi and sei; yi is missing", { vi = v })
    fails("btt names no coefficient; there are intrcpt", { yi = y, vi = v }, { btt = "dose" })
    fails("methods GENQ and GENQM need weights", { yi = y, vi = v }, { method = "GENQ" })
  end)

  it("values that cannot be, naming the row", function()
    fails("vi has 2 values, yi has 3", { yi = y, vi = { 1, 1 } })
    fails('yi[2] must be a number, got "two"', { yi = { 1, "two", 3 }, vi = v })
    fails("vi[3] must not be negative, got -0.5", { yi = y, vi = { 1, 1, -0.5 } })
    fails("sei[1] must not be negative, got -1", { yi = y, sei = { -1, 1, 1 } })
    fails("yi[1] must be finite, got inf", { yi = { math.huge, 2, 3 }, vi = v })
    fails("vi[2] must be finite, got inf", { yi = y, vi = { 1, math.huge, 1 } })
    fails("x[2] must be finite, got -inf", { yi = y, vi = v, x = { 1, -math.huge, 2 } },
      { mods = { "x" } })
    fails("weights[2] must not be negative, got -1", { yi = y, vi = v }, { weights = { 1, -1, 1 } })
    fails("weights must not all be 0", { yi = y, vi = v }, { weights = { 0, 0, 0 } })
    fails("x has 2 values, yi has 3", { yi = y, vi = v, x = { 1, 2 } }, { mods = { "x" } })
    fails("no study has all its values (2 rows given)", { yi = { 0 / 0, 1 }, vi = { 1, 0 / 0 } })
    fails("no study has all its values (0 rows given)", { yi = {}, vi = {} })
    fails("every moderator is 0 in all studies", { yi = y, vi = v, x = { 0, 0, 0 } },
      { mods = { "x" }, intercept = false })
  end)

  it("comparisons of what differs", function()
    local a = hepar.meta.fit({ yi = y, vi = v })
    local b = hepar.meta.fit({ yi = { 1, 2, 4 }, vi = v })
    assert.has_error(function() a:anova(b) end,
      "hepar.fit:anova: the fits are of different effects (3 and 3 studies)")
    local x = hepar.meta.fit({ yi = y, vi = v, x = { 1, 2, 4 } }, { mods = "~ x" })
    assert.has_error(function() a:anova(x) end, "hepar.fit:anova: REML likelihoods of different "
      .. "coefficients cannot be compared; fit both by ML")
    assert.has_error(function() a:vif() end,
      "hepar.fit:vif: at least two moderators are needed, the model has 0")
    assert.has_error(function() a:predict { newmods = { 1 } } end,
      "hepar.fit:predict: the model has no moderators, so newmods has no meaning")
    assert.has_error(function() a:confint { type = "GENQ" } end)
  end)
end)
