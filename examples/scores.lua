-- How much does the choice of a score matter? One cohort of 10 000 patients, ranked by five scores.
--
-- The patients are made up: log-normal bilirubin, INR and creatinine, normal sodium and albumin,
-- without correlation. They show what the formulas do, not what patients have. Research use only.
-- Run from the root after `. build/env`:  lua5.4 examples/scores.lua

local hepar = require "hepar"
local score = hepar.score

local n = 10000
local function draw(purpose, mean, sd, low, high)
  local values = hepar.random(2026, { purpose = purpose }):normal(n, { mean = mean, sd = sd })
  return values:map(function(x) return math.max(low, math.min(high, x)) end)
end
local function log_normal(purpose, median, spread, low, high)
  return draw(purpose, math.log(median), spread, math.log(low), math.log(high)):map(math.exp)
end

local patients = {
  bilirubin = log_normal("bilirubin", 2.2, 0.9, 0.3, 45),  -- mg/dL
  INR = log_normal("INR", 1.4, 0.25, 0.8, 8),
  creatinine = log_normal("creatinine", 1.0, 0.4, 0.3, 9), -- mg/dL
  sodium = draw("sodium", 135, 5, 115, 150),               -- mmol/L
  albumin = draw("albumin", 3.1, 0.6, 1.2, 5),             -- g/dL
  sex = hepar.random(2026, { purpose = "sex" }):integer(0, 1, n),
}

-- Those of the inputs that a score takes.
local function of(name)
  local inputs = {}
  for _, input in ipairs(score.describe(name).inputs) do
    inputs[input.name] = patients[input.name]
  end
  return score[name](inputs)
end

local names = { "MELD", "MELD_Na", "MELD_Na_2008", "MELD3", "UKELD" }
local scores = {}
for _, name in ipairs(names) do scores[name] = of(name) end

print(("%-14s%8s%8s%8s%8s%10s"):format("score", "median", "5 %", "95 %", "mean", "90 days"))
for _, name in ipairs(names) do
  local q = scores[name]:quantile { 0.5, 0.05, 0.95 }
  local alive = #score.describe(name).survival > 0
    and ("%8.1f %%"):format(100 * score.survival(name, scores[name]):mean()) or ""
  local mean = scores[name]:mean()
  print(("%-14s%8.1f%8.1f%8.1f%8.2f%10s"):format(name, q[1], q[2], q[3], mean, alive))
end

-- The hundred who come first, by each score.
local function first(values)
  local order, chosen = values:order { descending = true }, {}
  for i = 1, 100 do chosen[order[i]] = true end
  return chosen
end
print("\nOf the first hundred by MELD 3.0, how many are among the first hundred by …")
local by_meld3 = first(of("MELD3"))
for _, name in ipairs { "MELD", "MELD_Na", "MELD_Na_2008", "UKELD" } do
  local shared = 0
  for i in pairs(first(scores[name])) do shared = shared + (by_meld3[i] and 1 or 0) end
  print(("  %-14s%4d"):format(name, shared))
end

local women, men, gain = 0, 0, 0
for i = 1, n do
  local more = scores.MELD3[i] - scores.MELD_Na[i]
  if patients.sex[i] == 1 then women, gain = women + 1, gain + more else men = men + more end
end
print(("\nFrom MELD-Na to MELD 3.0 women gain %.2f points on average, men %.2f."):format(
  gain / women, men / (n - women)))
