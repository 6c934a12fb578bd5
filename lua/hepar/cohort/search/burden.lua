--- The burden of a protocol in points: stated preferences, each with its reason, which the user may
-- replace.
-- @module hepar.cohort.search.burden
-- @local

local check = require("hepar.util.check")
local values = require("hepar.model.values")
local vocabulary = require("hepar.core").evidence

local M = {}

local fail, show = check.fail, check.show

-- Points of the parts of a protocol. None of them is a measurement.
local preferences = {
  { "IV", 1, "an infusion into an arm vein, at the bedside; the unit of the scale" },
  { "IH", 3, "a needle into the liver under ultrasound: bleeding" },
  { "PV", 4, "a needle through the liver into the portal vein: bleeding, thrombosis" },
  { "HA", 4, "a catheter in the hepatic artery: X-rays, contrast, a day in hospital" },
  { "IS", 4, "a needle or catheter into the spleen: bleeding" },
  { "procedure", 1, "a dose of another model, without a route" },
  { "cells", 0.5, "100 million cells in all: weeks of culture, release tests, cost" },
  { "particles", 0.5, "1e11 vesicles in all: culture and purification" },
  { "harvest", 1, "taking bone marrow or fat from the patient, once" },
  { "conditioning", 0.5, "a further step of production" },
  { "gene", 2, "a gene of the cells changed: long-term follow-up" },
  { "cargo", 1, "loading of vesicles" },
  { "drug", 1, "a further medicine" },
  { "amount", 0, "a unit of a dose of another model" },
}
local names = {}
for i, row in ipairs(preferences) do names[i] = row[1] end

--- The weights as rows, and the function from a candidate to its points.
function M.read(where, given)
  if type(given) == "function" then
    return { { name = "burden", status = "stated preference", reason = "a function of the user",
      replaced = true } }, function(candidate)
      local points = given(M.facts(candidate))
      if not values.finite(points) or points < 0 then
        fail(where, "option burden: the function must give a number of at least 0, got %s for %s",
          show(points), candidate.words)
      end
      return points + 0.0
    end
  end
  local weight, rows = {}, {}
  if given ~= nil then
    values.table(where, "option burden", given, "{HA = 3, cells = 1}")
    values.only(where, "option burden", given, names)
  end
  for i, row in ipairs(preferences) do
    local value = given and given[row[1]]
    if value ~= nil then value = values.number(where, "option burden." .. row[1], value, 0) end
    weight[row[1]] = value or row[2]
    rows[i] = { name = row[1], value = weight[row[1]], status = "stated preference",
      reason = value and "given by the user" or row[3], replaced = value ~= nil }
  end
  return rows, function(c)
    local v, sum = c.values, 0
    sum = sum + c.procedures * (weight[c.route or "procedure"] or weight.procedure)
    sum = sum + c.cells / 1e8 * weight.cells + c.particles / 1e11 * weight.particles +
      c.amount * weight.amount
    local donor = v.donor and vocabulary.code("donor", v.donor, "hepar.cohort.search")
    if c.cells > 0 and donor == "AUTO" then sum = sum + weight.harvest end
    for _, field in ipairs { "conditioning", "gene", "cargo", "drug" } do
      if v[field] then
        sum = sum + weight[field] * (type(v[field]) == "table" and #v[field] or 1)
      end
    end
    return sum
  end
end

--- What a user's function of the burden is given: a plain table.
function M.facts(c)
  local out = { number = c.number, procedures = c.procedures, cells = c.cells,
    particles = c.particles, amount = c.amount, words = c.words, at = c.at }
  for field, value in pairs(c.values) do
    if out[field] == nil then out[field] = value end
  end
  return out
end

return M
