--- Checks of one row: do the numbers that a paper prints agree with each other?
-- @module hepar.meta.forensics.rows
-- @local

local effects = require("hepar.core").effects
local printed = require "hepar.meta.forensics.printed"
local integers = require "hepar.meta.forensics.integers"

local M = {}

local read, half, show = printed.read, printed.half, printed.show

-- Measures that are ratios: above 0, symmetric on the log scale.
local ratios = { OR = true, RR = true, HR = true, IRR = true, ROM = true }

-- The limits of a row: ci = {lower, upper}, or ci_lb and ci_ub, with their decimals.
local function limits(row)
  local ci = row.ci or { row.ci_lb, row.ci_ub }
  if type(ci) ~= "table" then return nil end
  local lower, d1 = read(ci[1])
  local upper, d2 = read(ci[2])
  if not lower or not upper then return nil end
  return lower, upper, math.max(d1, d2)
end

-- The scale on which an interval is symmetric.
local function scale(row)
  if ratios[row.measure] then
    return function(x) return x > 0 and math.log(x) or -math.huge end
  end
  return function(x) return x end
end

local function normal_tail(z) return 2 * effects.probability("normal", -math.abs(z)) end

-- A ratio cannot be 0 or negative.
local function check_ratio(row, report)
  if not ratios[row.measure] then return end
  local estimate = read(row.estimate)
  local lower, upper = limits(row)
  for _, one in ipairs { estimate or false, lower or false, upper or false } do
    if one and one < 0 then
      return report("ratio", "error", string.format("%s of %s: a ratio is never negative; "
        .. "a difference or a logarithm may be meant", row.measure, show(one)))
    end
  end
end

-- An interval holds its estimate, in the middle.
local function check_centre(row, report)
  local estimate, decimals = read(row.estimate)
  local lower, upper, ci_decimals = limits(row)
  if not estimate or not lower then return end
  if lower > upper then
    return report("interval", "error", string.format("the interval runs from %s down to %s",
      show(lower), show(upper)))
  end
  local h, g = half(decimals), half(ci_decimals)
  if estimate + h < lower - g or estimate - h > upper + g then
    return report("interval", "error", string.format("%s lies outside its interval %s to %s",
      show(estimate), show(lower), show(upper)))
  end
  if ratios[row.measure] and (lower <= g or estimate <= 0) then return end
  local f = scale(row)
  local middle_low = (f(lower - g) + f(upper - g)) / 2
  local middle_high = (f(lower + g) + f(upper + g)) / 2
  local gap = math.max(f(estimate - h) - middle_high, middle_low - f(estimate + h))
  local width = (f(upper) - f(lower)) / 2
  if width > 0 and gap > 0.02 * width then
    local middle = (f(lower) + f(upper)) / 2
    if ratios[row.measure] then middle = math.exp(middle) end
    report("centre", "warning", string.format("%s is not in the middle of %s to %s, which is %s",
      show(estimate), show(lower), show(upper), string.format("%.4g", middle)))
  end
end

-- The p value that estimate and interval imply, beside the one printed.
local function check_p(row, report)
  local estimate, decimals = read(row.estimate)
  local lower, upper, ci_decimals = limits(row)
  local p, p_decimals, bound = printed.read_p(row.p)
  if not estimate or not lower or not p or upper <= lower then return end
  if ratios[row.measure] and (lower <= 0 or estimate <= 0) then return end
  local f = scale(row)
  local h, g = half(decimals), half(ci_decimals)
  local z95 = effects.quantile("normal", 1 - (1 - (row.level or 95) / 100) / 2)
  local lower_in, upper_in = lower + g, upper - g
  local lower_out = lower - g
  if ratios[row.measure] and lower_out <= 0 then lower_out = lower / 2 end
  local widest, narrowest = f(upper + g) - f(lower_out), math.max(f(upper_in) - f(lower_in), 1e-12)
  local high = math.max(math.abs(f(estimate + h)),
    ratios[row.measure] and estimate - h <= 0 and 0 or math.abs(f(estimate - h)))
  local centre = f(estimate)
  local low = math.max(0, 2 * math.abs(centre) - high)
  -- A tenth of slack: a t distribution in place of the normal, an exact test in place of Wald's.
  local z_low, z_high = 0.9 * low * 2 * z95 / widest, 1.1 * high * 2 * z95 / narrowest + 0.05
  local p_high = math.min(p + (bound and 0 or half(p_decimals)), 1)
  local p_low = bound and 0 or math.max(p - half(p_decimals), 0)
  local p_from, p_to = normal_tail(z_high), normal_tail(z_low)
  if p_from > p_high or p_to < p_low then
    report("p", "warning", string.format("the interval %s to %s around %s means p = %.2g, "
      .. "printed is %s", show(lower), show(upper), show(estimate),
      normal_tail(2 * z95 * centre / (f(upper) - f(lower))), tostring(row.p)))
  end
end

-- A percentage is a count of the patients.
local function check_percent(row, report)
  local percent, decimals = read(row.percent)
  local n, events = read(row.n), read(row.events)
  if not percent or not n or n < 1 then return end
  local slack = half(decimals) * (1 + 1e-9)
  local nearest = math.floor(percent / 100 * n + 0.5)
  local fits = math.abs(100 * nearest / n - percent) <= slack
  if events and math.abs(100 * events / n - percent) > slack then
    local text = string.format("%g of %g is %s %%, printed is %s %%", events, n,
      show(100 * events / n, decimals), show(percent, decimals))
    if fits then text = text .. string.format("; %s %% is %d of %g", show(percent, decimals),
      nearest, n) end
    report("percent", "error", text)
  elseif not events and not fits then
    report("percent", "warning", string.format("%s %% fits no count of %g", show(percent, decimals),
      n))
  end
end

-- Events are at most n, arms add up to n.
local function check_counts(row, report)
  local n, events = read(row.n), read(row.events)
  if n and events and events > n then
    report("counts", "error", string.format("%g events among %g patients", events, n))
  end
  local sum, text = 0, {}
  if type(row.arms) == "table" then
    for i, arm in ipairs(row.arms) do
      local one = read(arm)
      if not one then return end
      sum = sum + one
      text[i] = string.format("%g", one)
    end
  elseif read(row.n1i) and read(row.n2i) then
    sum = read(row.n1i) + read(row.n2i)
    text = { string.format("%g", read(row.n1i)), string.format("%g", read(row.n2i)) }
  end
  if #text > 1 and n and n ~= sum then
    report("counts", "warning", string.format("%s are %g, printed is n = %g",
      table.concat(text, " + "), sum, n))
  end
end

-- The estimate that the counts of both groups give.
local function check_table(row, report)
  local a, n1, c, n2 = read(row.ai), read(row.n1i), read(row.ci_events or row.ci), read(row.n2i)
  local estimate, decimals = read(row.estimate)
  if not (a and n1 and c and n2 and estimate) then return end
  local value
  if row.measure == "OR" then
    value = a * (n2 - c) / ((n1 - a) * c)
  elseif row.measure == "RR" then
    value = a / n1 / (c / n2)
  elseif row.measure == "RD" then
    value = a / n1 - c / n2
  end
  if not value or value ~= value or value == math.huge then return end
  if math.abs(value - estimate) > half(decimals) * (1 + 1e-9) then
    report("estimate", "warning", string.format("%g of %g against %g of %g is %s %s, printed is %s",
      a, n1, c, n2, row.measure, show(value, decimals + 1), show(estimate, decimals)))
  end
end

-- After less before is the change.
local function check_change(row, report)
  local before, d1 = read(row.before)
  local after, d2 = read(row.after)
  local change, d3 = read(row.change)
  if not (before and after and change) then return end
  local slack = half(d1) + half(d2) + half(d3) + 1e-9
  local found = after - before
  if math.abs(found - change) > slack then
    local flipped = math.abs(found + change) <= slack
    report(flipped and "sign" or "change", flipped and "warning" or "error",
      string.format("%s to %s is a change of %s, printed is %s%s", show(before, d1),
        show(after, d2), show(found, math.max(d1, d2)), show(change, d3),
        flipped and " (the sign is turned)" or ""))
  end
end

-- The difference of two means has the sign of the estimate.
local function check_sign(row, report)
  local m1, m2, estimate = read(row.m1i), read(row.m2i), read(row.estimate)
  if not (m1 and m2 and estimate) or ratios[row.measure] then return end
  local difference = m1 - m2
  if difference * estimate < 0 and math.abs(difference) > 1e-12 then
    report("sign", "warning", string.format("%s less %s is %s, printed is %s: the sign is turned, "
      .. "or the groups are", show(m1), show(m2), show(difference), show(estimate)))
  end
end

-- SD and SE of one group say the same.
local function check_spread(row, report)
  local sd, d1 = read(row.sd)
  local se, d2 = read(row.se)
  local n = read(row.n)
  if sd and sd < 0 then report("spread", "error", "an SD of " .. show(sd)) end
  if sd and se and n and n > 0 then
    local slack = half(d1) + half(d2) * math.sqrt(n) + 0.01 * sd
    if math.abs(se * math.sqrt(n) - sd) > slack then
      report("spread", "warning", string.format("SE %s of %g patients means SD %s, printed is %s",
        show(se), n, show(se * math.sqrt(n)), show(sd)))
    end
  end
  local mean, mean_decimals = read(row.mean)
  if mean and sd and math.abs(mean_decimals - d1) >= 2 and type(row.mean) == type(row.sd) then
    report("decimals", "note", string.format("mean %s and SD %s are printed with %d and %d "
      .. "decimals", show(mean, mean_decimals), show(sd, d1), mean_decimals, d1))
  end
end

-- Two groups with SDs that differ beyond chance.
local function check_ratio_of_sds(row, report)
  local s1, s2, n1, n2 = read(row.sd1i), read(row.sd2i), read(row.n1i), read(row.n2i)
  if not (s1 and s2 and n1 and n2) or s1 <= 0 or s2 <= 0 or n1 < 3 or n2 < 3 then return end
  local ratio = math.max(s1 / s2, s2 / s1)
  local z = math.log(ratio) / math.sqrt(1 / (2 * (n1 - 1)) + 1 / (2 * (n2 - 1)))
  if ratio > 2 and z > 3 then
    report("sd_ratio", "warning", string.format("SDs of %s and %s differ by a factor of %.1f "
      .. "(z = %.1f): one may be an SE", show(s1), show(s2), ratio, z))
  end
end

-- Welch's t of two groups.
local function welch(m1, s1, n1, m2, s2, n2)
  local v1, v2 = s1 * s1 / n1, s2 * s2 / n2
  local df = (v1 + v2) ^ 2 / (v1 * v1 / (n1 - 1) + v2 * v2 / (n2 - 1))
  return (m1 - m2) / math.sqrt(v1 + v2), df
end

-- The p value that means and SDs give: printed p beside it, as SDs and as SEs.
local function check_test(row, report)
  local m1, s1, n1 = read(row.m1i), read(row.sd1i), read(row.n1i)
  local m2, s2, n2 = read(row.m2i), read(row.sd2i), read(row.n2i)
  if not (m1 and s1 and n1 and m2 and s2 and n2) or s1 <= 0 or s2 <= 0 or n1 < 2 or n2 < 2 then
    return
  end
  local t, df = welch(m1, s1, n1, m2, s2, n2)
  local function tail(x) return 2 * effects.probability("t", -math.abs(x), df) end
  local p, p_decimals, bound = printed.read_p(row.p)
  if not p then
    local d = math.abs(m1 - m2) / math.sqrt((s1 * s1 + s2 * s2) / 2)
    if d > 3 then
      report("size", "note", string.format("the groups differ by %.1f SDs: an SE may stand where "
        .. "the SD belongs", d))
    end
    return
  end
  local t_se = (m1 - m2) / math.sqrt(s1 * s1 + s2 * s2)
  local low = bound and 0 or math.max(p - half(p_decimals), 0)
  local high = bound and p or p + half(p_decimals)
  local function fits(x)
    return tail(1.15 * math.abs(x) + 0.05) <= high and tail(0.85 * math.abs(x)) >= low
  end
  if fits(t) then return end
  if fits(t_se) then
    report("se_as_sd", "warning", string.format("as SDs, %s and %s mean p = %.2g; as SEs, p = "
      .. "%.2g, and printed is %s: SEs typed where SDs belong?", show(s1), show(s2), tail(t),
      tail(t_se), tostring(row.p)))
  else
    report("p", "warning", string.format("means and SDs give p = %.2g, printed is %s", tail(t),
      tostring(row.p)))
  end
end

-- Means and SDs of whole numbers.
local function check_integers(row, report)
  if not row.integer and not row.items then return end
  local mean, d1 = read(row.mean)
  local n = read(row.n)
  local items = read(row.items) or 1
  if not mean or not n or n < 1 or n ~= math.floor(n) then return end
  if integers.grim(mean, d1, n, items) == false then
    return report("grim", "error", string.format("no %g whole numbers have the mean %s", n * items,
      show(mean, d1)))
  end
  local sd, d2 = read(row.sd)
  if sd and integers.grimmer(mean, d1, sd, d2, n, items) == false then
    report("grimmer", "error", string.format("no %g whole numbers have the mean %s and the SD %s",
      n, show(mean, d1), show(sd, d2)))
  end
end

local checks = { check_ratio, check_centre, check_p, check_percent, check_counts, check_table,
  check_change, check_sign, check_spread, check_ratio_of_sds, check_test, check_integers }

-- All checks of one row; report(check, severity, text).
function M.check(row, report)
  for _, check in ipairs(checks) do check(row, report) end
end

return M
