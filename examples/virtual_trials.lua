-- Lin 2017 and Suk 2016 again, as virtual trials: the chance that each would have succeeded if the
-- liver model were right, and if the published figures are all that is known.
--
-- Virtual patients are a hypothesis about patients. What was fitted to these trials is said below,
-- from the model's own text.
-- Run from the root after `. build/env`:  lua5.4 examples/virtual_trials.lua

local hepar = require "hepar"
local trial = hepar.trial
local ev = hepar.evidence.builtin()
local liver = hepar.model "liver"

local PATIENTS, DRAWS, EACH = 200, 12, 40

local function heading(text) print("\n" .. text .. "\n" .. ("-"):rep(utf8.len(text))) end
local function printf(...) print(string.format(...)) end

-- The row of an arm.
local function figure(study, outcome, arm, days)
  for _, q in ipairs(ev:quantities { study = study, outcome = outcome }) do
    if q.arm == arm and math.abs(q.days - days) < 1 then return q end
  end
end

-- A scenario of a shipped file, with more fields.
local function scenario(name, more)
  local fields = dofile("examples/scenarios/" .. name .. ".lua")
  for key, value in pairs(more) do fields[key] = value end
  return hepar.scenario(fields)
end

-- What the model says of where its values come from.
local function fitted(study)
  local names = {}
  for _, p in ipairs(liver:parameters()) do
    if p.source and p.source:find(study, 1, true) then
      names[#names + 1] = ("%s (%s)"):format(p.name, p.status)
    end
  end
  if #names == 0 then return " none" end
  for i = 3, #names, 2 do names[i] = "\n    " .. names[i] end
  return "\n    " .. (table.concat(names, ", "):gsub(", \n", ",\n"))
end

-- Parameters that act where cells are, and nowhere else: those whose values are assumptions, and
-- those that were fitted to trials of cells but that the data cannot tell apart
-- (docs/calibration.md).
local assumed = { "weight_outside_liver", "SMAD_block", "IL10_by_cells", "Th17_fall",
  "k_differentiation" }
local loose = { "cells_half_effect", "k_activated_death_therapy", "MMP_by_therapy", "TIMP_fall",
  "recovery_by_trophic" }
for _, name in ipairs(assumed) do assert(liver.parameter[name].status == "assumed") end
for _, name in ipairs(loose) do assert(liver.parameter[name].status == "calibrated") end
local all = table.move(loose, 1, #loose, #assumed + 1, table.move(assumed, 1, #assumed, 1, {}))

local function chance(text, r)
  local extra = r.pool_se and (", other patients: %.3f"):format(r.pool_se) or ""
  if r.draws then
    local low, high = 1, 0
    for _, draw in ipairs(r.draws) do
      low, high = math.min(low, draw.power), math.max(high, draw.power)
    end
    extra = (", draws from %.2f to %.2f"):format(low, high)
  end
  printf("  %-48s %.2f  (Monte Carlo %.3f%s)", text, r.power, r.power_se, extra)
end

local function uncertain(d, names)
  return assert(d:assurance { parameters = names, draws = DRAWS, patients = EACH,
    replicates = DRAWS * 200, threads = 2 })
end

-- ---- Lin 2017 -----------------------------------------------------------------------------------

heading("1. Lin 2017: survival in acute-on-chronic failure, four weekly doses against none")
local cells = figure("lin2017", "SURV", "bm_msc", 168)
local care = figure("lin2017", "SURV", "control", 168)
printf("  evidence: alive at week 24 %.1f %% of %d with cells, %.1f %% of %d without", cells.value,
  cells.n, care.value, care.n)
print("  analysis assumed: log-rank test, two-sided 5 %, everybody followed for 24 weeks")
printf("  values of the model that name the trial:%s", fitted("Lin 2017"))
for _, row in ipairs(scenario("lin2017", {}).assumptions) do
  if row.reason:find("Lin 2017", 1, true) then
    print("  its disease: " .. row.reason:gsub("; ", ";\n    "))
  end
end
print("  nothing was fitted to its treated arm")

-- The survival of virtual patients with a flare of some height, no chance events; without arms,
-- of the control arm.
local function survival_with(flare, arms)
  local s = scenario("lin2017", { set = { flare = flare }, outputs = { "survival" }, arms = arms or
    { control = {} }, cohort = { n = 100, seed = 2017 } })
  return assert(s:run { threads = 2 }):summary("survival")
end

local own = scenario("lin2017", {})
local plain = survival_with(hepar.therapy.injury("acute-on-chronic").set.flare)
local low, high = 0.08, 0.16
for _ = 1, 8 do
  local middle = (low + high) / 2
  if survival_with(middle)[1].mean > care.value / 100 then low = middle else high = middle end
end
local flare = (low + high) / 2
local again = survival_with(flare, dofile("examples/scenarios/lin2017.lua").arms)
printf("  the height was fitted on one average patient: with differences between patients %.1f %%",
  100 * plain[1].mean)
printf("  of the control arm live. Fitted again on 100 of them (%.4f, was %.4f): %.1f %%, with "
  .. "cells", flare, hepar.therapy.injury("acute-on-chronic").set.flare, 100 * again[1].mean)
printf("  %.1f %% (published %.1f to %.1f)", 100 * again[2].mean, cells.disp_lo, cells.disp_hi)

local function lin(s)
  return trial { scenario = s, patients = PATIENTS, n = cells.n + care.n, sided = 2, alpha = 0.05,
    endpoint = { event = "death", at = { weeks = 24 } } }
end
local as_shipped = lin(own)
local refitted = lin(scenario("lin2017", { set = { flare = flare } }))
print("\n" .. tostring(refitted:pool { threads = 2 }))
print("\n  chance of success")
chance("model, flare as shipped", as_shipped:power { threads = 2 })
chance("model, control arm fitted again", refitted:power { threads = 2 })
chance(("the same, %d assumed values drawn"):format(#assumed), uncertain(refitted, assumed))
chance(("the same, %d loosely fitted ones as well"):format(#loose), uncertain(refitted, all))

local function hazard(percent) return -math.log(percent / 100) / 24 end
local ratio = hazard(cells.value) / hazard(care.value)
local published = trial { arms = { control = { hazard = hazard(care.value) },
  cells = { hazard = hazard(cells.value) } }, n = cells.n + care.n, follow_up = 24, sided = 2,
  alpha = 0.05, endpoint = { type = "time_to_event" }, seed = 2017 }
chance("evidence, if the truth is what it found", published:power { threads = 2 })
local error = math.sqrt(1 / (cells.n - cells.events) + 1 / (care.n - care.events))
chance("evidence, with the uncertainty of what it found", published:assurance {
  prior = { mean = math.log(ratio), sd = error }, threads = 2 })

-- ---- Suk 2016 -----------------------------------------------------------------------------------

heading("2. Suk 2016: collagen in alcoholic cirrhosis, one or two doses against none")
print("  evidence: collagen proportionate area, percent (SD), before and six months later")
local arms = { one = "one_time", two = "two_time" }
local shown = {}
for _, name in ipairs { "one", "two" } do
  local q, r = figure("suk2016", "CPA", arms[name], 0), figure("suk2016", "CPA", arms[name],
    182.625)
  shown[name] = { before = q, after = r }
  printf("    %s: %.1f (%.1f) to %.1f (%.1f), n = %d", name, q.value, q.disp_value, r.value,
    r.disp_value, r.n)
end
local record, control_n = ev["fiore2018:t1:r16"], nil
for _, arm in ipairs(record.arms) do
  if arm.role == "control" then control_n = arm.n end
end
printf("    control: %d patients, no figures in the evidence", control_n)
print("  analysis assumed: each treated arm against the control, analysis of covariance with the")
print("  collagen of the start, two-sided 5 %; biopsies of the control arm as in the treated ones")
printf("  values of the model that name the trial:%s", fitted("Suk 2016"))
print("  so the fall with cells was fitted to both treated arms; that collagen stays flat without")
print("  was not. Agreement here is no evidence for the model; the spread is what is asked.")

local s = scenario("suk2016", {})
for _, name in ipairs { "one", "two" } do
  local q, r = shown[name].before, shown[name].after
  local n = control_n + r.n
  local function suk(noise)
    return trial { scenario = s, arms = { "control", name }, patients = PATIENTS, n = n, sided = 2,
      alpha = 0.05, endpoint = { output = "collagen", at = { months = 6 }, noise = noise } }
  end
  -- the spread of the model's patients is smaller than that of biopsies: the rest is taken as noise
  local exact = suk(nil)
  local pool = assert(exact:pool { threads = 2 })
  local within = math.max(0, (q.disp_value ^ 2 + r.disp_value ^ 2) / 2 -
    (pool.baseline:sd() ^ 2 + pool.arms[2].sd ^ 2) / 2)
  local noisy = suk { sd = math.sqrt(within) }
  printf("\n  %s against control, %d patients", name, n)
  printf("    model: %.1f to %.1f, control to %.1f; SD %.1f, so noise of SD %.1f makes the "
    .. "published one", pool.baseline:mean(), pool.arms[2].mean, pool.arms[1].mean, pool.arms[2].sd,
    math.sqrt(within))
  chance("model, every biopsy exact", exact:power { threads = 2 })
  chance("model, biopsies with noise", noisy:power { threads = 2 })
  chance(("the same, %d assumed values drawn"):format(#assumed), uncertain(noisy, assumed))
  chance(("the same, %d loosely fitted ones as well"):format(#loose), uncertain(noisy, all))
  local effect, rho = r.value - q.value, 0.5
  local known = trial { arms = { control = { mean = q.value, sd = r.disp_value },
    treated = { mean = r.value, sd = r.disp_value } }, n = n, sided = 2, alpha = 0.05,
    endpoint = { type = "continuous", better = "lower", baseline = { mean = q.value,
      sd = q.disp_value }, correlation = rho }, seed = 2016 }
  chance("evidence, if the truth is what it found", known:power { threads = 2 })
  local change = math.sqrt(q.disp_value ^ 2 + r.disp_value ^ 2 - 2 * rho * q.disp_value *
    r.disp_value)
  chance("evidence, with the uncertainty of what it found", known:assurance { threads = 2,
    prior = { mean = effect, sd = change * math.sqrt(1 / r.n + 1 / control_n) } })
end
print("\n  values were drawn flat over the ranges that the model states: an assumption, too")
print("  the chances by the evidence assume that collagen stays without cells, with the same SD,")
print("  and that start and end correlate by 0.5; see the control arm of the model")

print("\nResearch use only: not for decisions on the care of patients.")
