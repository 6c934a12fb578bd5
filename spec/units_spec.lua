-- Units: conversion factors come from molar masses (bilirubin C33H36N4O6 584.66, creatinine C4H7N3O
-- 113.12 g/mol), the SI prefixes, and 365.25 days a year.
local units = require("hepar").units

-- a and b agree to twelve digits
local function near(expected, got)
  assert.is_true(math.abs(expected - got) <= 1e-12 * math.abs(expected),
    ("expected %.17g, got %.17g"):format(expected, got))
end

describe("hepar.units.convert", function()
  it("converts bilirubin: 1 mg/dL is 17.104 umol/L", function()
    local value, derivation = units.convert(1, "mg/dL", "umol/L", {analyte = "bilirubin"})
    near(10000 / 584.66, value)
    assert.equal("17.104", ("%.3f"):format(value))
    assert.matches("584.66 g/mol", derivation, 1, true)
    assert.matches("ChEBI:16990", derivation, 1, true)
    near(2, (units.convert(34.2079157117, "umol/L", "mg/dL", {analyte = "BIL"})) * 1)
  end)

  it("converts creatinine: 1 mg/dL is 88.40 umol/L", function()
    local value = units.convert(1, "mg/dL", "µmol/L", {analyte = "creatinine"})
    assert.equal("88.40", ("%.2f"):format(value))
    near(1, (units.convert(value, "umol/L", "mg/dL", {analyte = "CREA"})))
  end)

  it("moves powers of ten exactly", function()
    assert.equal(31, (units.convert(3.1, "g/dL", "g/L")))
    assert.equal(3.1, (units.convert(31, "g/L", "g/dL")))
    assert.equal(1, (units.convert(1, "ug/uL", "mg/mL")))
    assert.equal(0.5, (units.convert(50, "percent", "proportion")))
    assert.equal(150, (units.convert(150, "1000/cmm", "10^9/L")))
  end)

  it("takes spellings as one unit", function()
    for _, spelling in ipairs{"umol/L", "µmol/L", "μmol/l", "UMOL/L", "umol / L"} do
      assert.equal("substance concentration", units.dimension(spelling))
      assert.equal(7, (units.convert(7, spelling, "umol/L")))
    end
    assert.equal(40, (units.convert(40, "IU/L", "U/L")))
    assert.equal(60, (units.convert(1, "ukat/L", "U/L")))
    assert.equal(31, (units.convert(3.1, "G/DL", "g/L")))
  end)

  it("converts times with stated lengths of month and year", function()
    assert.equal(2, (units.convert(48, "h", "d")))
    assert.equal(168, (units.convert(24, "wk", "d")))
    assert.equal(182.625, (units.convert(6, "mo", "d")))
    assert.equal(365.25, (units.convert(1, "y", "d")))
    local _, derivation = units.convert(6, "months", "d")
    assert.matches("month 30.4375 d", derivation, 1, true)
  end)

  it("needs a stated weight between cells per kg and cells", function()
    assert.has_error(function() units.convert(1e6, "cells/kg", "cells") end)
    local ok, message = pcall(units.convert, 1e6, "cells/kg", "cells")
    assert.is_false(ok)
    assert.matches("needs an assumed body weight", message, 1, true)
    local weight = {value = 70, unit = "kg", source = "assumed for adults"}
    local value, derivation = units.convert(1e6, "cells/kg", "cells", {weight = weight})
    assert.equal(7e7, value)
    assert.matches("assumed for adults", derivation, 1, true)
    assert.equal(1e6, (units.convert(7e7, "cells", "cells/kg", {weight = weight})))
    for _, bad in ipairs{{value = 70, unit = "kg", source = " "}, {value = 0, unit = "kg",
        source = "x"}, {value = 70, unit = "cm", source = "x"}} do
      assert.is_false(pcall(units.convert, 1e6, "cells/kg", "cells", {weight = bad}))
    end
  end)

  local wrong = {
    {"an unknown unit with a suggestion", {1, "mg/dLL", "g/L"}, 'did you mean "mg/dL"?'},
    {"two dimensions", {1, "g/L", "d"}, "(mass concentration) cannot become \"d\" (time)"},
    {"mass and amount without an analyte", {1, "mg/dL", "umol/L"}, "give analyte"},
    {"an analyte that is not known", {1, "mg/dL", "umol/L", {analyte = "glucose"}}, '"glucose"'},
    {"an option that is not known", {1, "g/L", "g/dL", {wieght = {}}}, 'did you mean "weight"?'},
    {"a value that is no number", {"1", "g/L", "g/dL"}, "value must be a number, got string"},
    {"no unit at all", {1, "", "g/dL"}, 'unit "" is not known'},
  }
  for _, case in ipairs(wrong) do
    it("refuses " .. case[1], function()
      local ok, message = pcall(units.convert, table.unpack(case[2]))
      assert.is_false(ok)
      assert.matches("hepar.units.convert: ", message, 1, true)
      assert.matches(case[3], message, 1, true)
    end)
  end
end)

describe("hepar.units.compare (rule R6)", function()
  local per_kg = {value = 1e6, unit = "cells", per = "kg"}
  local total = {value = 5e7, unit = "cells", per = "total"}

  it("compares doses on one basis", function()
    assert.equal(2, (units.compare(per_kg, {value = 5e5, unit = "cells", per = "kg"})))
    assert.equal(0.5, (units.compare({value = 50, unit = "ug"}, {value = 0.1, unit = "mg"})))
  end)

  it("refuses per kg against total without a weight", function()
    local ok, message = pcall(units.compare, per_kg, total)
    assert.is_false(ok)
    assert.matches("needs an assumed body weight", message, 1, true)
    local ratio, derivation = units.compare(per_kg, total,
      {weight = {value = 70, unit = "kg", source = "assumed for adults"}})
    near(1.4, ratio)
    assert.matches("70 kg assumed", derivation, 1, true)
  end)

  it("refuses a concentration and particles against cells", function()
    local ok, message = pcall(units.compare, {value = 1, unit = "ug/uL", per = "concentration"},
      {value = 1, unit = "ug"})
    assert.is_false(ok)
    assert.matches("is no dose", message, 1, true)
    assert.is_false(pcall(units.compare, total, {value = 1e9, unit = "particles"}))
  end)
end)

describe("hepar.units", function()
  it("names dimensions and lists units", function()
    assert.equal("mass concentration", units.dimension("g/dL"))
    assert.equal("catalytic concentration", units.dimension("U/L"))
    assert.equal("cells per body weight", units.dimension("10^6 cells/kg"))
    assert.is_nil(units.dimension("stage"))
    local list = units.list()
    assert.is_true(#list > 30)
    for _, row in ipairs(list) do assert.equal(row.dimension, units.dimension(row.unit)) end
    assert.matches("mg/dL", tostring(list), 1, true)
  end)

  it("knows three molar masses", function()
    assert.equal(584.66, (units.analyte("bilirubin")))
    assert.equal(113.12, (units.analyte("CREA")))
    assert.equal(66437, (units.analyte("albumin")))
    assert.is_nil((units.analyte("glucose")))
  end)
end)
