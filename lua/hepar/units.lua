--- Units of measurement: conversion with its derivation, dimensions, comparison of doses.
-- A unit is written as it is printed: `mg/dL`, `µmol/L`, `umol/l`, `IU/L`, `10^9/L`, `cells/kg`.
-- The original value is never touched: a conversion returns a new number and one line that says how
-- it was made. Molar masses: bilirubin 584.66 g/mol (ChEBI:16990), creatinine 113.12 g/mol
-- (ChEBI:16737), albumin 66437 g/mol (mature chain, UniProt P02768). A month is 30.4375 d and a
-- year 365.25 d. One katal is 6e7 U.
-- @module hepar.units

local core = require("hepar.core").units

local M = {}

--- Convert a value from one unit to another.
-- Between mass and amount of substance an analyte is needed; between a dose per kg of body weight
-- and a total dose an assumed weight that names its source. Nothing is assumed silently.
-- @function convert
-- @tparam number value in the unit `from`
-- @tparam string from unit, such as `"mg/dL"`
-- @tparam string to unit, such as `"umol/L"`
-- @tparam[opt] table options named options: `analyte` (string: `"bilirubin"`, `"creatinine"`,
-- `"albumin"` or the outcome code), `weight` (table `{value = 70, unit = "kg", source = "…"}`)
-- @treturn number the value in the unit `to`
-- @treturn string derivation: both values, and the molar mass or weight with its source
-- @raise when a unit is not known, the dimensions differ, or the analyte or weight is missing
-- @usage hepar.units.convert(2.5, "mg/dL", "umol/L", {analyte = "bilirubin"})  --> 42.76, …
function M.convert(value, from, to, options)
  return core.convert(value, from, to, options)
end

--- Compare two doses as the ratio a / b.
-- A dose per kg and a total dose are refused unless a body weight is assumed openly (rule R6); a
-- concentration without a volume is no dose.
-- @function compare
-- @tparam table a a dose, `{value = 1e6, unit = "cells", per = "kg"}`; `per` is kg, m2, total or
-- animal
-- @tparam table b a dose of the same form
-- @tparam[opt] table options named options: `weight` (table `{value, unit, source}`)
-- @treturn number a / b
-- @treturn string derivation of b in the unit of a
-- @raise when the two cannot be compared
-- @usage hepar.units.compare({value = 1e6, unit = "cells", per = "kg"},
--   {value = 5e7, unit = "cells"},
--   {weight = {value = 70, unit = "kg", source = "assumed for adults"}})  --> 1.4
function M.compare(a, b, options)
  return core.compare(a, b, options)
end

--- Name the dimension of a unit, such as "mass concentration".
-- @function dimension
-- @tparam string unit as printed
-- @treturn ?string the dimension in words, or nil when the unit is not known
-- @usage hepar.units.dimension("µmol/L")  --> "substance concentration"
function M.dimension(unit)
  return core.dimension(unit)
end

--- Look up the molar mass of an analyte.
-- @function analyte
-- @tparam string name `"bilirubin"`, `"creatinine"`, `"albumin"` or the outcome code
-- @treturn ?number molar mass in g/mol, or nil when it is not known
-- @treturn string its source
-- @usage hepar.units.analyte("BIL")  --> 584.66, "C33H36N4O6, ChEBI:16990"
function M.analyte(name)
  return core.analyte(name)
end

--- List the preferred spellings of units with their dimensions.
-- @function list
-- @treturn {table,...} rows `{unit, dimension}`; prints as lines
-- @usage print(hepar.units.list())
function M.list()
  return setmetatable(core.list(), {
    __tostring = function(rows)
      local lines = {}
      for i, row in ipairs(rows) do lines[i] = ("%-14s %s"):format(row.unit, row.dimension) end
      return table.concat(lines, "\n")
    end,
  })
end

return M
