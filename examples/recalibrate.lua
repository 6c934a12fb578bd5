-- The calibrated parameters of the liver model, fitted again to the numbers that they were fitted
-- to: which of them, and which combinations, do these data determine? docs/calibration.md reads
-- the output.
--
-- A range in a source is taken as mean plus or minus two standard deviations; that, and every other
-- reading of a source as a number with an error, is an assumption of this script.
local hepar = require "hepar"

local liver, kinetics = hepar.model "liver", hepar.model "cell_kinetics"

-- Free parameters with the range that the model states: flat before the data, in the logarithm
-- where the range is above 0.
local function free_of(model, names)
  local free = {}
  for _, name in ipairs(names) do
    local symbol = model.parameter[name]
    free[name] = { symbol.value, symbol.low, symbol.high, log = symbol.low > 0 }
  end
  return free
end

local function tell(title, c)
  print(("\n== %s\n%s"):format(title, tostring(c)))
  for _, set in ipairs(c.sets) do
    for i, value in ipairs(set.observed) do
      print(("  %-22s seen %7.3f, fitted %7.3f"):format(set.name, value, set.fitted[i]))
    end
  end
end

local fitted = {}
local function posterior(target, data, free, seed, steps, run_in)
  for name in pairs(free) do fitted[name] = true end
  return assert(hepar.cohort.calibrate(target, { data = data, free = free, method = "mcmc",
    sampler = "metropolis", steps = steps, warmup = steps // 4, walkers = 8, seed = seed,
    threads = 0, progress = true, run_in = run_in }))
end

-- ---- where labelled cells go: indium-111 in cirrhosis, Gholamrezanezhad 2011 ----

-- 100 million cells, so that what is imaged reads as percent of the dose
local scan = { model = kinetics, t = 0, rtol = 1e-4,
  dose = { { at = 0, into = "dose_vein", amount = 100 } } }
local function organ(output, once, later)
  local values, sd = {}, {}
  for i, range in ipairs { once, later } do
    values[i], sd[i] = 0.5 * (range[1] + range[2]), 0.25 * (range[2] - range[1])
  end
  return { target = scan, name = output, output = output, times = { 0.02, 10 }, values = values,
    sd = sd }
end
local labels = {
  organ("imaged_lung", { 27, 33.5 }, { 2, 5.4 }),
  organ("imaged_liver", { 0, 2.8 }, { 13, 17.4 }),
  organ("imaged_spleen", { 2, 10.2 }, { 30.1, 42.2 }),
}
local homing = free_of(kinetics, { "arrest_share_lung", "arrest_share_liver",
  "arrest_share_spleen", "k_release_lung", "k_death_lung", "k_release_elsewhere",
  "label_share_spleen", "label_share_liver" })
local fit = assert(hepar.cohort.calibrate(nil, { data = labels, free = homing, threads = 0 }))
print("Labelled cells: profiles\n" .. tostring(fit:profile { points = 12 }))
local cells = posterior(nil, labels, homing, 111, 7500)
tell("Labelled cells: the posterior", cells)
print(cells:combinations())

-- ---- what cells do: collagen of Suk 2016 and MELD of the trials pooled by Pan 2014 ----

-- The built-in evidence has the collagen of both arms before and after, and the pooled differences.
local evidence = hepar.evidence.builtin()
local function suk(arm)
  local before, after
  for _, row in ipairs(evidence:quantities { study = "suk2016", outcome = "CPA" }) do
    if row.arm == arm then
      if row.timepoint.value == 0 then before = row else after = row end
    end
  end
  -- the ratio of two means of the same patients, whose correlation nobody printed: 0.5 assumed
  local ratio = after.value / before.value
  local a, b = after.disp_value / after.value, before.disp_value / before.value
  return ratio, ratio * math.sqrt((a * a + b * b - 2 * 0.5 * a * b) / after.n)
end
local MELD = { values = {}, sd = {} }
for _, row in ipairs(evidence:quantities { outcome = "MELD", level = "pooled" }) do
  if row.source_id == "meta_pan2014_wjg" then -- after 2, 4 and 24 weeks
    table.insert(MELD.values, row.value)
    table.insert(MELD.sd, (row.disp_hi - row.disp_lo) / (2 * 1.959964))
  end
end

-- One scenario serves both: doses as in Suk, and a dose at week 4 against no dose as in Pan.
local function artery(...)
  return { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA",
    at = { weeks = { ... } } }
end
local trial = hepar.scenario { model = "liver", horizon = { weeks = 28 },
  disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
  cohort = { vary = false, covariates = { age = 55 } },
  arms = { control = {}, one = { artery(4) }, two = { artery(4, 8) } },
  outputs = { "collagen", "MELD" } }
local function collagen(name, arm, ...)
  local ratio, sd = suk(...)
  return { name = name, arm = arm, output = "collagen", times = { { months = 6 } },
    relative = "ratio", values = { ratio }, sd = sd }
end
local effects = {
  collagen("Suk, one dose", "one", "one_time"),
  collagen("Suk, two doses", "two", "two_time"),
  { name = "Pan, MELD", arm = "one", against = "control", output = "MELD",
    times = { weeks = { 6, 8, 28 } }, values = MELD.values, sd = MELD.sd },
}
local fibrosis = free_of(liver, { "k_activated_death_therapy", "MMP_by_therapy", "TIMP_fall",
  "recovery_by_trophic", "cells_half_effect" })
-- these parameters act on the signal of cells alone: the years before are the same for all values
local best = assert(hepar.cohort.calibrate(trial, { data = effects, free = fibrosis,
  threads = 0, run_in = "once" }))
print("\n== Effects of cells: profiles\n" .. tostring(best:profile { points = 4 }))
local effect = posterior(trial, effects, fibrosis, 2016, 1000, "once")
tell("Effects of cells: the posterior", effect)
print(effect:combinations())

-- ---- all of these data at once ----

local data, free = table.move(labels, 1, #labels, #effects + 1, effects), {}
for _, part in ipairs { homing, fibrosis } do
  for name, one in pairs(part) do free[name] = one end
end
local all = assert(hepar.cohort.calibrate(trial, { data = data, free = free, threads = 0,
  run_in = "once" }))
print(("\n== All at once: %d values of %d data sets, weighted sum of squares %.3g\n%s"):format(
  all.n, #all.sets, all.rss, tostring(all:combinations())))

-- ---- regrowth of donors of a right lobe, 58 % resected: Aoki 2011 ----

local regrowth = posterior({ model = liver, t = 0, rtol = 1e-4, set = { resection = 0.58 } }, { {
  name = "Aoki, volume", output = "mass", times = { 7, 14, 30, 90, 180, 365 },
  values = { 0.51, 0.57, 0.64, 0.74, 0.77, 0.81 }, sd = 0.05 } }, free_of(liver, { -- SD assumed
  "k_regeneration", "regeneration_power", "regeneration_linear" }), 2011, 500)
tell("Regrowth: the posterior", regrowth)
print(regrowth:combinations())

-- ---- decades to cirrhosis: Poynard 1997, and the picture after 16 years of fast injury ----

local function years(count, injury, output, value, sd) -- SDs assumed
  return { name = ("%d years, %s"):format(count, output), output = output, times = { count * 365 },
    values = { value }, sd = sd, set = { injury = injury } }
end
-- the valley of equally good values is long and bent: many steps, each solved less finely
local decades = posterior({ model = liver, t = 0, rtol = 1e-4 }, {
  years(30, 0.003, "collagen", 14, 2), years(16, 0.008, "collagen", 20, 4),
  years(16, 0.008, "ALT", 70, 25) }, free_of(liver, { "k_apoptosis", "k_senescence",
  "k_senescent_clearance", "k_activation", "k_collagen_synthesis" }), 1997, 1600)
tell("Years to cirrhosis: the posterior", decades)
print(decades:combinations())

-- ---- labelled vesicles at 4 hours, mouse: Morishita 2015 ----

local tracer = hepar.model "ev_kinetics"
local shares = {}
local seen = { { "liver", 0.28, 0.02 }, { "spleen", 0.016, 0.002 }, { "lung", 0.07, 0.01 } }
for i, row in ipairs(seen) do
  shares[i] = { name = row[1], output = "vesicles_" .. row[1], times = { 4 / 24 },
    values = { row[2] }, sd = row[3] } -- SDs assumed
end
local vesicles = posterior({ model = tracer, t = 0, rtol = 1e-4,
  dose = { { at = 0, into = "dose_vesicles", amount = 1 } } }, shares, free_of(tracer, {
  "vesicle_share_liver", "vesicle_share_spleen", "vesicle_share_lung" }), 2015, 800)
tell("Vesicles: the posterior", vesicles)

-- ---- one published figure each ----

-- Clinical numbers belong to a liver that is held still: without regeneration and with a fixed TNF
-- it keeps its function, and what is measured in blood comes to rest. SDs are assumed; 14 to 16
-- points of MELD are a range.
local function held(name, output, day, value, sd, initial, set, more)
  local one = { name = name, output = output, times = { day }, values = { value }, sd = sd,
    initial = initial, set = { k_regeneration = 0, k_TNF = 0, k_stress_TNF = 0,
      recruitment_by_gut = 0 } }
  for key, number in pairs(set or {}) do one.set[key] = number end
  for key, word in pairs(more or {}) do one[key] = word end
  return one
end
local low = { hepatocytes = 0.45, TNF = 0.18 } -- TNF as in the model's cirrhosis of 16 years
local figures = {
  held("INR", "INR", 10, 1.5, 0.05, low),
  held("MELD", "MELD", 30, 15, 0.5, low),
  held("HVPG, collagen 11 %", "HVPG", 0, 10, 1, { collagen_young = 6, collagen_crosslinked = 5,
    TNF = 0.12 }),
  -- where the model reaches 16 mmHg its function is 0.53
  held("platelets, 16 mmHg", "platelets", 200, 90, 10, { hepatocytes = 0.53 },
    { HVPG_healthy = 16 }),
  -- Child-Pugh B: 0.3 to 2 litres, the bounds of the model's own grade, here at 16 mmHg
  held("ascites, litres", "ascites", 200, math.sqrt(0.3 * 2), math.log(2 / 0.3) / 4,
    { hepatocytes = 0.45 }, { HVPG_healthy = 16 }, { scale = "log" }),
  -- most cells on day 7, few on day 14: above and below one half, as ranges
  { name = "cells left", output = "live_cells_liver",
    initial = { ["cells_liver[1]"] = 1 }, times = { 7, 14 }, values = { 0.75, 0.25 }, sd = 0.125 },
}
local function of_figures(title, sets, model, names, seed, steps)
  local c = posterior({ model = model, t = 0, rtol = 1e-4 }, sets, free_of(model, names),
    seed, steps)
  tell(title, c)
  print(c:combinations())
end
of_figures("One figure each: INR and MELD, the posterior", table.move(figures, 1, 2, 1, {}),
  liver, { "INR_power", "bilirubin_power", "cholestasis_by_TNF" }, 1500, 500)
of_figures("One figure each: portal pressure, the posterior", table.move(figures, 3, 5, 1, {}),
  liver, { "HVPG_by_collagen", "platelet_loss_HVPG", "k_ascites" }, 1600, 500)
of_figures("One figure each: cells in the liver, the posterior", { figures[6] }, kinetics,
  { "residence_liver" }, 1700, 200)

-- ---- what is left ----

local without = {
  Treg_rise = "Xu 2014: the evidence holds that the ratio rises, no number of it",
  k_Treg_induction = "Xu 2014: the evidence holds that the ratio rises, no number of it",
  stiffness_activation = "mechanosensing: the source names no number",
}
local count, left = 0, {}
for name, symbol in pairs(liver.parameter) do
  if symbol.status == "calibrated" then
    count = count + 1
    if not fitted[name] then left[#left + 1] = ("  %-22s %s"):format(name, without[name]) end
  end
end
table.sort(left)
print(("\n== Of %d calibrated parameters %d have a posterior; not fitted again:\n%s"):format(count,
  count - #left, table.concat(left, "\n")))

print("\nResearch only: a fit to what a model was made to reproduce is no evidence for the model.")
