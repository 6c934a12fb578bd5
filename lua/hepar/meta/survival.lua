--- Hazard ratios from what papers report, and the patients behind Kaplan-Meier curves.
-- @module hepar.meta.survival

local core = require("hepar.core")
local effects, survival = core.effects, core.survival
local check = require "hepar.meta.check"
local derived = require "hepar.meta.derived"

local M = {}

local tierney = "Tierney 2007, Trials 8:16"
local parmar = "Parmar 1998, Stat Med 17:2815"

-- An option that must be a number, above `low` when given.
local function number(where, options, name, low)
  local value = options[name]
  if type(value) ~= "number" or value ~= value or math.abs(value) == math.huge
    or (low and value <= low) then
    check.fail(where, "%s must be a number%s, got %s", name,
      low and string.format(" above %g", low) or "", check.show(value))
  end
  return value
end

local inputs = { "oe", "v", "hr", "ci", "level", "p", "sign", "events", "events1", "events2", "n1",
  "n2" }

-- The quantile of a two-sided p.
local function z_of(where, options)
  local p = number(where, options, "p", 0)
  if p >= 1 then check.fail(where, "p must be below 1 to say anything, got %g", p) end
  return -effects.quantile("normal", p / 2)
end

local function result(yi, vi, route, options)
  return derived.make({ "yi", "vi", "sei", "hr", "oe", "v" },
    { yi = yi, vi = vi, sei = math.sqrt(vi), hr = math.exp(yi), oe = yi / vi, v = 1 / vi }, route,
    inputs, options)
end

-- The log-rank variance from counts of events, and how.
local function variance_of_events(where, options)
  if options.events1 ~= nil then
    local a, b = number(where, options, "events1", 0), number(where, options, "events2", 0)
    return a * b / (a + b), "V = events1 x events2 / (events1 + events2)", nil, tierney
  end
  local events = number(where, options, "events", 0)
  if options.n1 ~= nil or options.n2 ~= nil then
    local a, b = number(where, options, "n1", 0), number(where, options, "n2", 0)
    return events * a * b / (a + b) ^ 2, "V = events x n1 x n2 / (n1 + n2)^2",
      "patients are at risk in the proportion of randomisation", parmar
  end
  return events / 4, "V = events / 4", "equal groups", parmar
end

local function from_interval(where, options)
  local ci, hr = options.ci, options.hr
  if type(ci) ~= "table" or #ci ~= 2 or type(ci[1]) ~= "number" or type(ci[2]) ~= "number"
    or not (ci[1] > 0 and ci[1] < ci[2]) then
    check.fail(where, "ci must be {lower, upper}, above 0 and rising")
  end
  local level = check.level(where, options.level)
  local z = effects.quantile("normal", 1 - (1 - level / 100) / 2)
  local lower, upper = math.log(ci[1]), math.log(ci[2])
  local se = (upper - lower) / (2 * z)
  local warnings = {}
  local yi = hr and math.log(hr) or (lower + upper) / 2
  if hr and math.abs(yi - (lower + upper) / 2) > 0.1 * se then
    warnings[1] = string.format("the interval is not centred on the hazard ratio: its middle is "
      .. "%.4g", math.exp((lower + upper) / 2))
  end
  return result(yi, se * se, { formula = "SE = (ln upper - ln lower) / (2 x normal quantile)"
    .. (hr and "" or "; ln HR = the middle of the interval"),
    assumption = "the interval is symmetric on the log scale",
    reference = parmar .. "; " .. tierney, warnings = warnings }, options)
end

-- hepar.meta.hazard_ratio, documented in lua/hepar/meta.lua.
function M.hazard_ratio(options)
  local where = "hepar.meta.hazard_ratio"
  options = check.options(where, options, inputs)
  local hr = options.hr ~= nil and number(where, options, "hr", 0) or nil
  if options.oe ~= nil then
    local oe = number(where, options, "oe")
    if options.v ~= nil then
      local v = number(where, options, "v", 0)
      return result(oe / v, 1 / v, { formula = "ln HR = (O - E) / V; variance 1 / V",
        reference = "Yusuf 1985, Prog Cardiovasc Dis 27:335" }, options)
    end
    if not hr then check.fail(where, "oe needs v, or hr to tell it") end
    local v = oe / math.log(hr)
    if not (v > 0 and v < math.huge) then
      check.fail(where, "oe %g and hr %g point in different directions", oe, hr)
    end
    return result(math.log(hr), 1 / v, { formula = "V = (O - E) / ln HR", reference = tierney },
      options)
  end
  if hr and options.v ~= nil then
    return result(math.log(hr), 1 / number(where, options, "v", 0), { formula = "variance 1 / V",
      reference = tierney }, options)
  end
  if options.ci ~= nil then return from_interval(where, options) end
  if hr and options.p ~= nil then
    local yi, z = math.log(hr), z_of(where, options)
    if yi == 0 then check.fail(where, "a hazard ratio of 1 and a p value tell no variance") end
    return result(yi, (yi / z) ^ 2, { formula = "SE = |ln HR| / z of p",
      assumption = "p is two-sided and belongs to this hazard ratio",
      reference = parmar .. "; " .. tierney }, options)
  end
  if options.events == nil and options.events1 == nil then
    check.fail(where, "needs oe and v, hr with ci or p, ci, or events with p or hr")
  end
  local v, formula, assumption, reference = variance_of_events(where, options)
  if hr then
    return result(math.log(hr), 1 / v, { formula = formula, assumption = assumption,
      reference = reference }, options)
  end
  local z = z_of(where, options)
  if options.sign ~= 1 and options.sign ~= -1 then
    check.fail(where, "sign must be 1 (more hazard in group 1) or -1, as p has no direction")
  end
  return result(options.sign * z / math.sqrt(v), 1 / v, {
    formula = formula .. "; O - E = sign x z of p x sqrt(V)",
    assumption = (assumption and assumption .. "; " or "") .. "p is two-sided, of a log-rank test",
    reference = reference }, options)
end

--- Patients behind a Kaplan-Meier curve. `#patients` is their number.
-- @type patients
-- @tfield column time of the event or of censoring
-- @tfield column event 1, or 0 for censored
-- @tfield integer events how many had the event
-- @tfield integer points of the curve
-- @tfield number off the largest distance of their curve from the one given
-- @tfield table route formula, assumption, reference, warnings
local Patients = {}

local patients_meta = {
  __index = Patients,
  __name = "hepar.patients",
  __len = function(self) return #self.time end,
  __tostring = function(self)
    local text = string.format("%d patients, %d events, from a curve of %d points\n"
      .. "  largest distance from the curve %.4f\n  formula     %s\n  assumption  %s\n"
      .. "  reference   %s", #self.time, self.events, self.points, self.off, self.route.formula,
      self.route.assumption, self.route.reference)
    for _, warning in ipairs(self.route.warnings) do
      text = text .. "\n  warning     " .. warning
    end
    return text
  end,
}

-- hepar.meta.reconstruct, documented in lua/hepar/meta.lua.
function M.reconstruct(options)
  local where = "hepar.meta.reconstruct"
  options = check.options(where, options, { "time", "surv", "trisk", "nrisk", "events" })
  local events = options.events
  if events ~= nil then events = check.count(where, "events", events, 0) end
  for _, name in ipairs { "time", "surv", "trisk", "nrisk" } do
    if options[name] == nil then check.fail(where, "%s is missing", name) end
  end
  local ok, time, event, off = pcall(survival.patients, options.time, options.surv, options.trisk,
    options.nrisk, events)
  if not ok then error((tostring(time):match("hepar%..*") or time), 0) end
  local warnings = {}
  local total = math.tointeger(event:sum()) or event:sum()
  if events and total ~= events then
    warnings[1] = string.format("%d events were asked for, %d found: the curve allows no more",
      events, total)
  end
  if off > 0.02 then
    warnings[#warnings + 1] = string.format("the patients miss the curve by up to %.3f", off)
  end
  return setmetatable({ time = time, event = event, events = total, off = off,
    points = #options.time, route = {
      formula = "events from the steps of the curve, censored patients from the risk table",
      assumption = "censoring is even between the entries of the risk table",
      reference = "Guyot 2012, BMC Med Res Methodol 12:9", warnings = warnings } }, patients_meta)
end

--- A log-rank test of two groups.
-- @type logrank
-- @tfield number o1 observed events of the first group
-- @tfield number e1 expected events
-- @tfield number o2 observed events of the second group
-- @tfield number e2 expected events
-- @tfield number oe observed less expected in the first group
-- @tfield number v its variance
-- @tfield number chi2 the statistic, 1 degree of freedom
-- @tfield number pval its p value
-- @tfield number yi Peto's log hazard ratio
-- @tfield number vi its variance
-- @tfield number hr the hazard ratio
local Logrank = {}

local logrank_meta = {
  __index = Logrank,
  __name = "hepar.logrank",
  __tostring = function(self)
    return string.format("Log-rank test: observed %g and %g, expected %.4f and %.4f\n"
      .. "O - E %.4f, V %.4f, chi-squared %.4f, p %.4g\nhazard ratio (Peto) %.4f", self.o1, self.o2,
      self.e1, self.e2, self.oe, self.v, self.chi2, self.pval, self.hr)
  end,
}

-- hepar.meta.logrank, documented in lua/hepar/meta.lua.
function M.logrank(one, two)
  local where = "hepar.meta.logrank"
  for i, group in ipairs { one or false, two or false } do
    if type(group) ~= "table" or group.time == nil or group.event == nil then
      check.fail(where, "group %d must be a table with time and event", i)
    end
  end
  local ok, o1, e1, o2, e2, v = pcall(survival.logrank, one.time, one.event, two.time, two.event)
  if not ok then error((tostring(o1):match("hepar%..*") or o1), 0) end
  local oe = o1 - e1
  local chi2 = oe * oe / v
  return setmetatable({ o1 = o1, e1 = e1, o2 = o2, e2 = e2, oe = oe, v = v, chi2 = chi2,
    pval = 2 * effects.probability("normal", -math.sqrt(chi2)), yi = oe / v, vi = 1 / v,
    hr = math.exp(oe / v) }, logrank_meta)
end

return M
