-- What do the few trials with numbers say about MELD and survival, and what can pooling add?
--
-- The built-in evidence holds arm-level figures of published trials. Zekri 2015 printed MELD of
-- three arms over a year, Newsome 2018 medians of changes, Lin 2017 survival with intervals. This
-- pools what can be pooled, shows every step between the paper and the effect, and puts published
-- pooled values beside ours: as targets of other cells and other trials, not as a check.
-- Run from the root after `. build/env`:  lua5.4 examples/meld_trials.lua

local hepar = require "hepar"
local meta = hepar.meta
local ev = hepar.evidence.builtin()

local function heading(text) print("\n" .. text .. "\n" .. ("-"):rep(utf8.len(text))) end
local function printf(...) print(string.format(...)) end
local function interval(estimate, low, high, digits)
  local form = ("%%.%df (%%.%df to %%.%df)"):format(digits, digits, digits)
  return form:format(estimate, low, high)
end
local function of_fit(fit) return interval(fit.beta[1], fit.ci_lb[1], fit.ci_ub[1], 2) end

heading("1. Zekri 2015: MELD over a year")
print("Difference from the control arm in points, 30 patients in each arm; below 0 is better.")
print("CD34+/CD133+ marrow cells, half of them into the portal vein: not MSC as usually meant.")
print("The control arm serves two comparisons, so each has half of it; n over time is not printed.")
printf("%-8s%24s%24s%24s", "month", "one infusion", "two infusions", "both, equal effects")
local pooled = {}
for _, month in ipairs { 0, 1, 2, 3, 6, 9, 12 } do
  -- The control arm serves both comparisons: it is split, so that nobody counts twice.
  local at = { outcome = "MELD", measure = "MD", study = "zekri2015", at = { months = month } }
  local effects = ev:effects(at)
  local each = {}
  for i = 1, 2 do
    local low = effects.yi[i] - 1.959964 * effects.sei[i]
    each[i] = interval(effects.yi[i], low, 2 * effects.yi[i] - low, 2)
  end
  pooled[month] = meta.fit(effects, { method = "EE" })
  printf("%-8d%24s%24s%24s", month, each[1], each[2], of_fit(pooled[month]))
end
print("The arms start alike and part within two months. But the forensics ask of the printed SDs:")
for _, finding in ipairs(meta.forensics(ev:quantities { outcome = "MELD" }).findings) do
  if finding.severity ~= "note" then print("  ! " .. finding.text) end
end
local six = ev:effects { outcome = "MELD", measure = "MD", study = "zekri2015",
  at = { months = 6 } }
printf("  If they were standard errors, month 6 would read %s.",
  of_fit(meta.fit({ yi = six.yi, vi = six.vi * 30 }, { method = "EE" })))

heading("2. Newsome 2018: from medians to means")
print("Change of MELD after 90 days in compensated cirrhosis, randomised arms, CD133+ cells.")
local arms = {}
for _, q in ipairs(ev:quantities { study = "newsome2018", outcome = "MELD",
  at = { days = 90 } }) do
  local derived = meta.sd { median = q.value, q1 = q.disp_lo, q3 = q.disp_hi, n = q.n }
  arms[q.arm] = { mean = derived.mean, sd = derived.sd, n = q.n, derived = derived }
  printf("  %-14s n %d, median %.1f (%.1f to %.1f): mean %.2f, SD %.2f%s", q.arm, q.n, q.value,
    q.disp_lo, q.disp_hi, derived.mean, derived.sd, derived.skewed and ", looks skewed" or "")
end
local cells, care = arms.gcsf_cd133, arms.standard_care
local newsome = meta.effects { measure = "MD", m1i = cells.mean, sd1i = cells.sd, n1i = cells.n,
  m2i = care.mean, sd2i = care.sd, n2i = care.n, slab = { "newsome2018" },
  routes = { { cells.derived, care.derived } } }
for _, route in ipairs(newsome.routes[1]) do print("  derived: " .. route) end
local one = meta.fit(newsome, { method = "EE" })
printf("  cells with G-CSF against standard care: %s points", of_fit(one))

heading("3. Both trials after three months")
local both = meta.fit({ yi = { pooled[3].beta[1], one.beta[1] },
  sei = { pooled[3].se[1], one.se[1] }, slab = { "zekri2015", "newsome2018" } },
  { method = "REML", test = "knha" })
printf("  random effects, Knapp and Hartung: %s points; tau %.2f, I2 %.0f %%", of_fit(both),
  both.tau, both.I2)
print("  Two trials that disagree: the interval says that nothing is known of a third. A mean of")
print("  final values (MELD 17 at entry) and of changes (MELD 13, compensated) describes neither.")

heading("4. Lin 2017: survival after 24 weeks")
local survival = {}
for _, q in ipairs(ev:quantities { study = "lin2017", outcome = "SURV" }) do
  survival[q.arm] = q
  -- The Wald interval of the printed percentage, as the paper has it.
  local p, n = q.value / 100, q.n
  local wald = meta.fit({ yi = { p }, vi = { p * (1 - p) / n } }, { method = "EE" })
  printf("  %-8s %d of %d, printed %s %%, Wald %s %%", q.arm, q.events, n,
    interval(q.value, q.disp_lo, q.disp_hi, 1),
    interval(100 * wald.beta[1], 100 * wald.ci_lb[1], 100 * wald.ci_ub[1], 1))
end
local a, c = survival.bm_msc, survival.control
for _, measure in ipairs { "OR", "RR", "RD" } do
  local effects = meta.effects { measure = measure, ai = a.events, n1i = a.n, ci = c.events,
    n2i = c.n }
  local fit = meta.fit(effects, { method = "EE" })
  local function back(x) return effects.transf and meta.transf(x, effects.transf) or x end
  printf("  %-16s %s, p = %.3f", effects.natural or effects.label, interval(back(fit.beta[1]),
    back(fit.ci_lb[1]), back(fit.ci_ub[1]), 2), fit.pval[1])
end
print("  The printed intervals are Wald's, of the printed shares (30 of 54 itself ends at 68.8 %).")
print("  The counts are derived from the shares. The paper prints p = 0.03 between the arms; the")
print("  2 x 2 table of week 24 alone is on the edge of 5 %, on which side depends on the measure.")

heading("5. Published pooled values beside ours")
print("External targets: other cells, other trials, other patients. None is reproduced here.")
local ours = { ["2 wk"] = false, ["4 wk"] = 1, ["24 wk"] = 6, ["1 mo"] = 1, ["3 mo"] = 3,
  ["6 mo"] = 6, ["12 mo"] = 12 }
for _, q in ipairs(ev:quantities { outcome = "MELD", level = "pooled" }) do
  if q.stat == "md" then
    local time = string.format("%d %s", math.tointeger(q.timepoint.value), q.timepoint.unit)
    local month = ours[time]
    printf("  %-24s %-6s %-24s Zekri 2015: %s", q.source_id:gsub("^meta_", ""), time,
      interval(q.value, q.disp_lo, q.disp_hi, 2), month and of_fit(pooled[month]) or "-")
  end
end

heading("What this cannot say")
print("One trial gives most of the numbers, its SDs are in question, and its two comparisons share")
print("a control arm. Pooling adds precision to what trials measured; it adds no trial and removes")
print("no bias. Research use only: not for decisions on the care of patients.")
