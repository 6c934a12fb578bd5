-- One and two doses of bone-marrow cells in alcoholic cirrhosis: the schedule of Suk 2016 (5e7
-- cells through the hepatic artery at 4, or at 4 and 8 weeks) in the liver model.
--
-- The model was fitted to the fall of collagen in the two treated arms, so agreement there is no
-- evidence; the control arm was not. Research use only, never advice on a patient.
-- Run from the root after `. build/env`:  lua5.4 examples/two_doses.lua [two_doses.svg]

local hepar = require "hepar"

local m = hepar.model "liver"

-- Twelve years of drinking, then half a year of near abstinence before the trial.
local drinking = assert(m:simulate { t = { 0, { years = 12 } }, set = { injury = 0.008 } })
local abstinent = assert(m:simulate { t = { 0, { months = 6 } }, set = { injury = 0.0012 },
  initial = drinking:at { years = 12 } })
local enrolled = {}
for _, state in ipairs(m:states()) do
  enrolled[state.name] = abstinent:at { months = 6 }[state.name]
end
enrolled.survival, enrolled.death = 1, 0

local function arm(label, dose)
  return assert(m:simulate { t = { 0, { months = 6 } }, every = 1, set = { injury = 0.0012 },
    initial = enrolled, dose = dose, label = label })
end

local control = arm("no cells", nil)
local one = arm("one dose", { { at = { weeks = 4 }, cells = 5e7, route = "HA" } })
local two = arm("two doses", { { at = { weeks = { 4, 8 } }, cells = 5e7, route = "HA" } })

print("At 6 months        collagen      MELD   albumin   alive")
print("                of the start   points     g/dL      %")
for _, run in ipairs { control, one, two } do
  local before, after = run:at(0), run:at { months = 6 }
  print(("  %-12s%10.2f%12.1f%10.1f%8.1f"):format(run.label, after.collagen / before.collagen,
    after.MELD, after.albumin, 100 * after.survival))
end
print("  Suk 2016: 0.74 of the start after one dose, 0.63 after two")

local counts = {}
for _, status in ipairs { "verified", "recalled", "calibrated", "assumed" } do
  counts[#counts + 1] = ("%d %s"):format(#m:parameters { status = status }, status)
end
print("\nThe parameters behind these numbers: " .. table.concat(counts, ", "))

if arg[1] then
  assert(two:plot { "collagen", "MELD", with = { one, control },
    title = "One and two doses in cirrhosis" }:save(arg[1]))
end
