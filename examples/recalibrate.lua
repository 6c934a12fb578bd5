-- The calibrated parameters of the liver model, fitted again to the numbers that they were fitted
-- to: which of them do these data determine? docs/calibration.md reads the output.
--
-- What a source gives as a range is taken as mean plus or minus two standard deviations; that, and
-- every other reading of a source as a number with an error, is an assumption of this script.
local hepar = require "hepar"

-- ---- where labelled cells go: indium-111 in cirrhosis, Gholamrezanezhad 2011 ----

local kinetics = hepar.model "cell_kinetics"
local function organ(output, once, later)
  local values, sd = {}, {}
  for i, range in ipairs { once, later } do
    values[i], sd[i] = 0.5 * (range[1] + range[2]), 0.25 * (range[2] - range[1])
  end
  return { name = output, output = output, times = { 0.02, 10 }, values = values, sd = sd }
end
local data = {
  organ("imaged_lung", { 27, 33.5 }, { 2, 5.4 }),
  organ("imaged_liver", { 0, 2.8 }, { 13, 17.4 }),
  organ("imaged_spleen", { 2, 10.2 }, { 30.1, 42.2 }),
}
local free = {}
for _, name in ipairs { "arrest_share_lung", "arrest_share_liver", "arrest_share_spleen",
  "k_release_lung", "k_death_lung", "label_share_spleen", "label_share_liver" } do
  local symbol = kinetics.parameter[name]
  free[name] = { symbol.value, symbol.low, symbol.high, log = true }
end
-- 100 million cells, so that what is imaged reads as percent of the dose
local target = { model = kinetics, t = 0, dose = { { at = 0, into = "dose_vein", amount = 100 } } }
local fit = assert(hepar.cohort.calibrate(target, { data = data, free = free, threads = 0 }))
print("Labelled cells: the best fit\n" .. tostring(fit))
print("\n" .. tostring(fit:profile()))
local posterior = assert(hepar.cohort.calibrate(target, { data = data, free = free, threads = 0,
  method = "mcmc", sampler = "metropolis", steps = 8000,
  seed = 111 }))
print("\nThe posterior\n" .. tostring(posterior))

-- ---- what cells do: collagen of Suk 2016 and MELD of Pan 2014 ----

local liver = hepar.model "liver"
-- a patient of the trial: 16 years of injury, half a year of near abstinence
local ill = assert(liver:simulate { t = { 0, 5840 }, at = { 5840 }, set = { injury = 0.008 },
  initial = { survival = 1 } }):at(5840)
local enrolled = assert(liver:simulate { t = { 0, 182.5 }, at = { 182.5 },
  set = { injury = 0.0012 }, initial = ill }):at(182.5)
local function artery(...)
  local doses = {}
  for i, day in ipairs { ... } do
    doses[i] = { at = day, into = "dose_hepatic_artery", amount = 50 }
  end
  return doses
end
-- Pan gives differences from untreated patients. What is fitted acts on the treated arm alone, so
-- the untreated one is run once, and its own change is added.
local visits = { 44, 58, 198 }
local untreated = assert(liver:simulate { t = { 0, 198 }, at = { 30, 44, 58, 198 },
  set = { injury = 0.0012 }, initial = enrolled })
local MELD = {}
for i, difference in ipairs { -1.23, -1.87, -2.01 } do
  MELD[i] = difference + untreated:at(visits[i]).MELD - untreated:at(30).MELD
end
local trials = {
  { name = "Suk, one dose", output = "collagen", times = { 180 }, values = { 0.743 }, sd = 0.05,
    relative = "ratio", dose = artery(30) },
  { name = "Suk, two doses", output = "collagen", times = { 180 }, values = { 0.626 }, sd = 0.05,
    relative = "ratio", dose = artery(30, 60) },
  { name = "Pan, MELD", output = "MELD", times = visits, values = MELD,
    sd = { 0.62, 0.66, 0.68 }, relative = "difference", since = 30, dose = artery(30) },
}
local wanted = {}
for _, name in ipairs { "k_activated_death_therapy", "MMP_by_therapy", "TIMP_fall",
  "recovery_by_trophic", "cells_half_effect" } do
  local symbol = liver.parameter[name]
  wanted[name] = { symbol.value, symbol.low, symbol.high }
end
local effect = assert(hepar.cohort.calibrate({ model = liver, t = 0, initial = enrolled,
  set = { injury = 0.0012 } }, { data = trials, free = wanted, threads = 0 }))
print("\nEffects of cells: the best fit\n" .. tostring(effect))
for _, set in ipairs(effect.sets) do
  for i, value in ipairs(set.observed) do
    print(("  %-16s seen %7.3f, fitted %7.3f"):format(set.name, value, set.fitted[i]))
  end
end
print("\n" .. tostring(effect:profile { points = 4 }))
print("\nResearch only: a fit to what a model was made to reproduce is no evidence for the model.")
