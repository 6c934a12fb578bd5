--- Standard deviations and other numbers that a paper does not print, each with its route.
-- @module hepar.meta.sd
-- @local

local core = require("hepar.core")
local convert, effects = core.convert, core.effects
local check = require "hepar.meta.check"
local derived = require "hepar.meta.derived"

local M = {}

local handbook = "Cochrane Handbook 6, section "

-- An option that must be a finite number, at least (or with `above`, above) `low`.
local function number(where, options, name, low, above)
  local value = options[name]
  if type(value) ~= "number" or value ~= value or value == math.huge or value == -math.huge
    or (low and (value < low or (above and value == low))) then
    local wanted = low and string.format("a number %s %g", above and "above" or "of at least", low)
      or "a number"
    check.fail(where, "%s must be %s, got %s", name, wanted, check.show(value))
  end
  return value
end

-- A two-sided p value as the quantile it belongs to.
local function quantile_of_p(where, options, distribution, df)
  local p = number(where, options, "p", 0, true)
  if p >= 1 then check.fail(where, "p must be below 1 to say anything, got %s", check.show(p)) end
  if distribution == "z" then return -effects.quantile("normal", p / 2) end
  return -effects.quantile("t", p / 2, df)
end

-- The half width of a confidence interval in standard errors.
local function critical(where, options, distribution, df)
  local level = check.level(where, options.level)
  local p = 1 - (1 - level / 100) / 2
  if distribution == "z" then return effects.quantile("normal", p), level end
  return effects.quantile("t", p, df), level
end

-- ci = {lower, upper}
local function interval(where, options)
  local ci = options.ci
  if type(ci) ~= "table" or #ci ~= 2 or type(ci[1]) ~= "number" or type(ci[2]) ~= "number" then
    check.fail(where, "ci must be {lower, upper}, got %s", check.show(ci))
  end
  if ci[1] >= ci[2] then
    check.fail(where, "ci must rise, got %.10g to %.10g", ci[1], ci[2])
  end
  return ci[1], ci[2]
end

local function distribution_of(where, options)
  return check.word(where, "distribution", options.distribution, { "t", "z" }, "t")
end

local function distribution_text(distribution, df)
  return distribution == "z" and "the interval or p value is of a normal distribution"
    or string.format("the interval or p value is of a t distribution, %g degrees of freedom", df)
end

-- The standard error behind a confidence interval, a t or F statistic, or a p value, and how.
local function standard_error(where, options, df, effect_name)
  local distribution = distribution_of(where, options)
  if options.se ~= nil then return number(where, options, "se", 0), "SE as given" end
  if options.ci ~= nil then
    local lower, upper = interval(where, options)
    local factor, level = critical(where, options, distribution, df)
    return (upper - lower) / (2 * factor), string.format(
      "SE = (upper - lower) / (2 x %s quantile of %g %%)", distribution, level),
      distribution_text(distribution, df)
  end
  local effect = number(where, options, effect_name)
  if effect == 0 then
    check.fail(where, "%s is 0: a test statistic of it tells no standard error", effect_name)
  end
  local statistic, how
  if options.t ~= nil then
    statistic, how = number(where, options, "t"), "t"
  elseif options.f ~= nil then
    statistic, how = math.sqrt(number(where, options, "f", 0, true)), "sqrt(F)"
  elseif options.p ~= nil then
    statistic = quantile_of_p(where, options, distribution, df)
    how = distribution .. " of p"
  else
    return nil
  end
  if statistic == 0 then
    check.fail(where, "the test statistic is 0: it tells no standard error")
  end
  return math.abs(effect / statistic), string.format("SE = |%s / %s|", effect_name, how),
    options.p ~= nil and distribution_text(distribution, df) or nil
end

local sd_names = { "se", "ci", "level", "n", "n1", "n2", "mean", "md", "t", "f", "p", "median",
  "q1", "q3", "min", "max", "method", "distribution" }

-- Mean and SD from a median and what stands beside it.
local function from_median(where, options)
  for _, name in ipairs { "min", "q1", "median", "q3", "max" } do
    if options[name] ~= nil then number(where, options, name) end
  end
  local n = number(where, options, "n", 3)
  local method = check.word(where, "method", options.method, { "recommended", "hozo", "wan" },
    "recommended")
  local ok, mean, sd, skewness, limit = pcall(convert.five_numbers, options.min, options.q1,
    options.median, options.q3, options.max, n, method)
  if not ok then error((tostring(mean):match("hepar%..*") or mean), 0) end
  local ends, quartiles = options.min ~= nil and options.max ~= nil,
    options.q1 ~= nil and options.q3 ~= nil
  local what = ends and quartiles and "median, quartiles and range"
    or ends and "median and range" or "median and quartiles"
  local reference = method == "hozo" and "Hozo 2005, BMC Med Res Methodol 5:13"
    or method == "wan" and "Wan 2014, BMC Med Res Methodol 14:135"
    or "mean: Luo 2018, Stat Methods Med Res 27:1785; SD: "
      .. (ends and quartiles and "Shi 2020, Res Synth Methods 11:641"
        or "Wan 2014, BMC Med Res Methodol 14:135")
  local warnings = {}
  local skewed = skewness == skewness and skewness >= limit
  if skewed then
    warnings[1] = string.format("the values look skewed (%.3f, limit %.3f; Shi 2023, Stat Methods "
      .. "Med Res 32:1338): a mean may mislead here", skewness, limit)
  end
  local result = derived.make({ "mean", "sd" }, { mean = mean, sd = sd }, {
    formula = "mean and SD from " .. what .. " of " .. derived.show(n) .. " values",
    assumption = "the values are normally distributed", reference = reference,
    warnings = warnings }, { "median", "q1", "q3", "min", "max", "n" }, options)
  result.skewness, result.skewness_limit, result.skewed = skewness, limit, skewed
  return result
end

-- SD from quartiles, or extremes, without a median.
local function from_spread(where, options)
  if options.q1 ~= nil then
    local width = number(where, options, "q3") - number(where, options, "q1")
    if width < 0 then check.fail(where, "q3 must not be below q1") end
    return derived.make({ "sd" }, { sd = width / 1.35 }, { formula = "SD = (q3 - q1) / 1.35",
      assumption = "a large sample of a normal distribution", reference = handbook .. "6.5.2.5" },
      { "q1", "q3", "n" }, options)
  end
  local width = number(where, options, "max") - number(where, options, "min")
  if width < 0 then check.fail(where, "max must not be below min") end
  local n = number(where, options, "n", 2)
  return derived.make({ "sd" },
    { sd = width / (2 * effects.quantile("normal", (n - 0.375) / (n + 0.25))) },
    { formula = "SD = (max - min) / (2 x normal quantile of (n - 0.375) / (n + 0.25))",
      assumption = "the values are normally distributed; extremes are not robust",
      reference = "Wan 2014, BMC Med Res Methodol 14:135" }, { "min", "max", "n" }, options)
end

-- The pooled SD of two groups from their difference.
local function from_difference(where, options)
  local n1, n2 = number(where, options, "n1", 1), number(where, options, "n2", 1)
  local df = n1 + n2 - 2
  if df <= 0 then check.fail(where, "n1 + n2 must be above 2") end
  local se, how, assumption = standard_error(where, options, df, "md")
  if not se then check.fail(where, "needs se, ci, or md with t, f or p, beside n1 and n2") end
  return derived.make({ "sd", "se" }, { sd = se / math.sqrt(1 / n1 + 1 / n2), se = se }, {
    formula = how .. "; SD = SE / sqrt(1 / n1 + 1 / n2)",
    assumption = "one SD in both groups" .. (assumption and "; " .. assumption or ""),
    reference = handbook .. "6.5.2.3" },
    { "md", "se", "ci", "level", "t", "f", "p", "n1", "n2" }, options)
end

-- hepar.meta.sd, documented in lua/hepar/meta.lua.
function M.sd(options)
  local where = "hepar.meta.sd"
  options = check.options(where, options, sd_names)
  if options.median ~= nil then return from_median(where, options) end
  if options.n1 ~= nil or options.n2 ~= nil then return from_difference(where, options) end
  if options.q1 ~= nil or options.min ~= nil then return from_spread(where, options) end
  local n = number(where, options, "n", 2)
  if options.f ~= nil then check.fail(where, "f compares groups: it needs md, n1 and n2") end
  local se, how, assumption = standard_error(where, options, n - 1, "mean")
  if not se then
    check.fail(where, "needs se, ci, a mean (or mean change) with t or p, a median with quartiles "
      .. "or range, or q1 and q3")
  end
  return derived.make({ "sd", "se" }, { sd = se * math.sqrt(n), se = se }, {
    formula = (how == "SE as given" and "" or how .. "; ") .. "SD = SE x sqrt(n)",
    assumption = assumption, reference = handbook .. "6.5.2.2" },
    { "mean", "se", "ci", "level", "t", "p", "n" }, options)
end

-- hepar.meta.sd_change, documented in lua/hepar/meta.lua.
function M.sd_change(options)
  local where = "hepar.meta.sd_change"
  options = check.options(where, options, { "sd_baseline", "sd_final", "sd_change", "r", "band" })
  local b = number(where, options, "sd_baseline", 0)
  local f = number(where, options, "sd_final", 0)
  local function at(r) return math.sqrt(math.max(b * b + f * f - 2 * r * b * f, 0)) end
  if options.sd_change ~= nil then
    local c = number(where, options, "sd_change", 0)
    if b == 0 or f == 0 then check.fail(where, "an SD of 0 tells no correlation") end
    local r = (b * b + f * f - c * c) / (2 * b * f)
    if math.abs(r) > 1 then
      check.fail(where, "no correlation fits: the three SDs ask for one of %.4g", r)
    end
    return derived.make({ "r" }, { r = r }, {
      formula = "r = (SD baseline^2 + SD final^2 - SD change^2) / (2 SD baseline SD final)",
      reference = handbook .. "6.5.2.8" }, { "sd_baseline", "sd_final", "sd_change" }, options)
  end
  local r = number(where, options, "r")
  if math.abs(r) > 1 then check.fail(where, "r must be from -1 to 1, got %g", r) end
  local band = options.band
  if band == nil then band = { 0.3, 0.5, 0.7, 0.9 } end
  if not check.plain(band) then check.fail(where, "band must be an array of correlations") end
  local rows = { names = { "r", "sd" } }
  for i, one in ipairs(band) do
    if type(one) ~= "number" or one ~= one or math.abs(one) > 1 then
      check.fail(where, "band[%d] must be a correlation, got %s", i, check.show(one))
    end
    rows[i] = { r = one, sd = at(one) }
  end
  local result = derived.make({ "sd" }, { sd = at(r) }, {
    formula = "SD change = sqrt(SD baseline^2 + SD final^2 - 2 r SD baseline SD final)",
    assumption = string.format("baseline and final values correlate by %g", r),
    reference = handbook .. "6.5.2.8" }, { "sd_baseline", "sd_final", "r" }, options)
  result.band = rows
  return result
end

-- hepar.meta.combine_groups, documented in lua/hepar/meta.lua.
function M.combine_groups(groups)
  local where = "hepar.meta.combine_groups"
  if type(groups) ~= "table" or #groups == 0 then
    check.fail(where, "expected an array of groups {n =, mean =, sd =}, got %s", check.show(groups))
  end
  local n, mean, sd, text = {}, {}, {}, {}
  for i, group in ipairs(groups) do
    if type(group) ~= "table" then check.fail(where, "group %d must be a table", i) end
    local name = where .. ": group " .. i
    check.options(name, group, { "n", "mean", "sd", "events" })
    n[i] = number(name, group, "n", 1)
    mean[i] = number(name, group, "mean")
    sd[i] = number(name, group, "sd", 0)
    text[i] = string.format("%s: %s (%s)", derived.show(n[i]), derived.show(mean[i]),
      derived.show(sd[i]))
  end
  local all_n, all_mean, all_sd = convert.combine(n, mean, sd)
  return derived.make({ "n", "mean", "sd" }, { n = all_n, mean = all_mean, sd = all_sd }, {
    formula = "mean and SD of all members together (exact)", reference = handbook .. "6.5.2.10" },
    { "groups" }, { groups = table.concat(text, " + ") })
end

-- hepar.meta.split_control, documented in lua/hepar/meta.lua.
function M.split_control(options)
  local where = "hepar.meta.split_control"
  options = check.options(where, options, { "n", "parts", "events", "mean", "sd" })
  local parts = check.count(where, "parts", options.parts == nil and 2 or options.parts, 2)
  local n = number(where, options, "n", parts)
  local values = { n = n / parts, mean = options.mean, sd = options.sd }
  if options.events ~= nil then
    local events = number(where, options, "events", 0)
    if events > n then check.fail(where, "events is %g, above n = %g", events, n) end
    values.events = events / parts
  end
  return derived.make({ "n", "events", "mean", "sd" }, values, {
    formula = string.format("n%s divided by %d; mean and SD as they are",
      options.events ~= nil and " and events" or "", parts),
    assumption = "counts the shared group once; the comparisons stay correlated, which pooling "
      .. "ignores", reference = handbook .. "23.3.4" },
    { "n", "events", "mean", "sd", "parts" },
    { n = n, events = options.events, mean = options.mean, sd = options.sd, parts = parts })
end

-- hepar.meta.d, documented in lua/hepar/meta.lua.
function M.d(options)
  local where = "hepar.meta.d"
  options = check.options(where, options, { "t", "f", "p", "r", "sign", "n1", "n2",
    "distribution" })
  local n1, n2 = number(where, options, "n1", 1), number(where, options, "n2", 1)
  local df = n1 + n2 - 2
  if df <= 0 then check.fail(where, "n1 + n2 must be above 2") end
  local sign = options.sign == nil and 1 or options.sign
  if sign ~= 1 and sign ~= -1 then check.fail(where, "sign must be 1 or -1") end
  local factor = math.sqrt(1 / n1 + 1 / n2)
  local d, formula, assumption
  if options.t ~= nil then
    d, formula = number(where, options, "t") * factor, "d = t sqrt(1 / n1 + 1 / n2)"
  elseif options.f ~= nil then
    d = sign * math.sqrt(number(where, options, "f", 0)) * factor
    formula = "d = sqrt(F) sqrt(1 / n1 + 1 / n2)"
    assumption = "F compares the two groups and nothing else; sign from the text"
  elseif options.p ~= nil then
    local distribution = distribution_of(where, options)
    d = sign * quantile_of_p(where, options, distribution, df) * factor
    formula = "t from p; d = t sqrt(1 / n1 + 1 / n2)"
    assumption = "two-sided; " .. distribution_text(distribution, df) .. "; sign from the text"
  elseif options.r ~= nil then
    local r = number(where, options, "r")
    if math.abs(r) >= 1 then check.fail(where, "r must be between -1 and 1, got %g", r) end
    d = r / math.sqrt(1 - r * r) * math.sqrt(df * (1 / n1 + 1 / n2))
    formula = "d = r / sqrt(1 - r^2) x sqrt((n1 + n2 - 2) (1 / n1 + 1 / n2))"
    assumption = "r is point-biserial"
  else
    check.fail(where, "needs t, f, p or r")
  end
  local eff = require("hepar.meta.effects").make { measure = "SMD", di = { d }, n1i = { n1 },
    n2i = { n2 } }
  return derived.make({ "d", "g", "vi" }, { d = d, g = eff.yi[1], vi = eff.vi[1] }, {
    formula = formula, assumption = assumption,
    reference = "Borenstein 2009, Introduction to Meta-Analysis, chapter 7" },
    { "t", "f", "p", "r", "sign", "n1", "n2" }, options)
end

-- hepar.meta.table_from_odds_ratio, documented in lua/hepar/meta.lua.
function M.table_from_odds_ratio(options)
  local where = "hepar.meta.table_from_odds_ratio"
  options = check.options(where, options, { "odds_ratio", "n1", "n2", "events" })
  local ratio = number(where, options, "odds_ratio", 0, true)
  local n1, n2 = number(where, options, "n1", 0, true), number(where, options, "n2", 0, true)
  local events = number(where, options, "events", 0)
  local ok, exact = pcall(convert.table_from_odds_ratio, ratio, n1, n2, events)
  if not ok then error((tostring(exact):match("hepar%..*") or exact), 0) end
  local ai = math.floor(exact + 0.5)
  local ci = events - ai
  local implied = ai * (n2 - ci) / ((n1 - ai) * ci)
  local warnings = {}
  if implied ~= implied or math.abs(math.log(implied / ratio)) > 0.05 then
    warnings[1] = string.format("whole counts give an odds ratio of %.4g, not %.4g", implied, ratio)
  end
  local result = derived.make({ "ai", "bi", "ci", "di" },
    { ai = ai, bi = n1 - ai, ci = ci, di = n2 - ci }, {
    formula = "the 2 x 2 table with this odds ratio and these margins, rounded to counts",
    assumption = "the odds ratio is unadjusted",
    reference = "the quadratic equation of the odds ratio", warnings = warnings },
    { "odds_ratio", "n1", "n2", "events" }, options)
  result.exact = exact
  result.odds_ratio = implied
  return result
end

-- hepar.meta.percentage, documented in lua/hepar/meta.lua.
function M.percentage(options)
  local where = "hepar.meta.percentage"
  options = check.options(where, options, { "percent", "n", "decimals" })
  local n = check.count(where, "n", options.n, 1)
  local percent = number(where, options, "percent", 0)
  if percent > 100 then check.fail(where, "percent must be at most 100, got %g", percent) end
  local decimals = check.count(where, "decimals", options.decimals == nil and 0
    or options.decimals, 0)
  if decimals > 12 then check.fail(where, "decimals must be at most 12, got %d", decimals) end
  local slack = 0.5 * 10 ^ -decimals * (1 + 1e-9)
  local events = math.floor(percent / 100 * n + 0.5)
  local fits = math.abs(100 * events / n - percent) <= slack
  local p = percent / 100
  local warnings = {}
  if not fits then
    warnings[1] = string.format("%s %% fits no count of %d: %d is %s %%", derived.show(percent), n,
      events, string.format("%." .. decimals + 1 .. "f", 100 * events / n))
  end
  local result = derived.make({ "events", "se" },
    { events = events, se = 100 * math.sqrt(p * (1 - p) / n) }, {
    formula = "events = percent x n / 100, rounded; SE = sqrt(p (1 - p) / n), in percent",
    reference = handbook .. "6.4", warnings = warnings }, { "percent", "n" }, options)
  result.fits = fits
  return result
end

return M
