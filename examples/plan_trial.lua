-- How likely was Lin 2017 to succeed, what of Suk 2016 can be run again, and how large must the
-- next trial be?
--
-- Virtual trials from published figures alone, without a model of the liver: each line says what
-- was taken from the evidence and what was assumed.
-- Run from the root after `. build/env`:  lua5.4 examples/plan_trial.lua

local hepar = require "hepar"
local trial = hepar.trial
local ev = hepar.evidence.builtin()

local function heading(text) print("\n" .. text .. "\n" .. ("-"):rep(utf8.len(text))) end
local function printf(...) print(string.format(...)) end

-- The row of an arm.
local function figure(study, outcome, arm, days)
  for _, q in ipairs(ev:quantities { study = study, outcome = outcome }) do
    if q.arm == arm and math.abs(q.days - days) < 1 then return q end
  end
end

heading("1. Lin 2017: survival to week 24 in acute-on-chronic liver failure")
local cells = figure("lin2017", "SURV", "bm_msc", 168)
local care = figure("lin2017", "SURV", "control", 168)
printf("  printed: %.1f %% of %d alive with cells, %.1f %% of %d without", cells.value, cells.n,
  care.value, care.n)
local function hazard(percent) return -math.log(percent / 100) / 24 end
local ratio = hazard(cells.value) / hazard(care.value)
printf("  assumed: constant hazards, so %.4f and %.4f a week, hazard ratio %.2f",
  hazard(cells.value), hazard(care.value), ratio)
local lin = trial { arms = { control = { hazard = hazard(care.value) },
  cells = { hazard = hazard(cells.value) } }, n = cells.n + care.n, follow_up = 24, sided = 2,
  alpha = 0.05, endpoint = { type = "time_to_event", name = "death" }, seed = 2017 }
print(lin:power { replicates = 4000 })
print("  That is the chance of the trial if the truth were what it found, near one half as always.")
local dead1, dead2 = cells.n - cells.events, care.n - care.events
local se = math.sqrt(1 / dead1 + 1 / dead2)
printf("  %d and %d deaths: the log hazard ratio is uncertain by %.2f. With that uncertainty:",
  dead1, dead2, se)
print(lin:assurance { prior = { mean = math.log(ratio), sd = se }, replicates = 4000 })

heading("2. Suk 2016: collagen after one injection")
local before = figure("suk2016", "CPA", "one_time", 0)
local after = figure("suk2016", "CPA", "one_time", 182.625)
printf("  printed: %.1f (SD %.1f) to %.1f (SD %.1f) percent in %d patients; no control arm",
  before.value, before.disp_value, after.value, after.disp_value, after.n)
print("  assumed: without cells collagen stays, same SD; baseline and end correlate by 0.5")
local suk = trial { arms = { control = { mean = before.value, sd = after.disp_value },
  one = { mean = after.value, sd = after.disp_value } }, n = 2 * after.n, sided = 2, alpha = 0.05,
  endpoint = { type = "continuous", better = "lower", name = "collagen area",
    baseline = { mean = before.value, sd = before.disp_value }, correlation = 0.5 }, seed = 2016 }
print(suk:power { replicates = 4000 })
print("  What happens without cells the evidence does not say: this rests on the assumption.")

heading("3. The next trial on survival")
print("  Half of the log hazard ratio that Lin 2017 found; every patient is followed for 24 weeks,")
print("  because the evidence goes no further. Two looks, O'Brien and Fleming's spending.")
local half = math.sqrt(ratio)
local boundaries = trial.sequential { looks = { 0.5, 1 }, power = 0.9,
  futility = { spending = "hsd", gamma = -2 } }
print(boundaries)
print(trial.survival { hazard_ratio = half, hazard = hazard(care.value), accrual = 0,
  follow_up = 24, boundaries = boundaries })
print("\nResearch use only: not for decisions on the care of patients.")
