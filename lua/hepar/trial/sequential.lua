--- Boundaries of group-sequential designs.
-- @module hepar.trial.sequential

local core = require("hepar.core").trial
local effects = require("hepar.core").effects
local check = require "hepar.trial.check"

local M = {}

local WHERE = "hepar.trial.sequential"

M.families = { "obrien_fleming", "pocock", "hsd", "power", "wang_tsiatis" }
local FAMILY = { obrien_fleming = 0, pocock = 1, hsd = 2, power = 3, wang_tsiatis = 4 }
local PARAMETER = { hsd = "gamma", power = "rho", wang_tsiatis = "delta" }
local LIMITS = {
  gamma = { "number", least = -40, most = 40 }, rho = { "number", above = 0, most = 50 },
  delta = { "number", least = -1, most = 1 },
}

--- Looks with their bounds: what hepar.trial.sequential returns. Bounds are of the z value that is
-- positive when the treated arm is better.
-- @type boundaries
-- @tfield integer looks how many analyses, the last one counted
-- @tfield table fraction of the information at each look
-- @tfield table upper bounds of efficacy: stop at or above
-- @tfield table lower bounds of futility, or of harm when sided is 2; minus infinity: none
-- @tfield table spent alpha that is spent up to each look
-- @tfield table nominal p value of each upper bound, of all sides
-- @tfield number alpha type I error
-- @tfield integer sided 1 or 2
-- @tfield number power at the alternative
-- @tfield number drift expected z of the last look at the alternative
-- @tfield number inflation sample size over that of the same design without interim looks
-- @tfield number expected_null expected size, as part of the largest, without any effect
-- @tfield number expected_alternative the same at the alternative
-- @tfield string spending the family of the bounds
-- @tfield[opt] number parameter gamma, rho or delta of the family
-- @tfield[opt] table futility `spending`, `parameter` and `binding` of the futility bounds
local Class = { __name = "hepar.boundaries" }
local methods = {}
Class.__index = methods
M.metatable = Class

local function itself(where, value)
  if getmetatable(value) ~= Class then
    check.fail(where, "expected boundaries, got %s", check.show(value))
  end
  return value
end

-- Probabilities of stopping for an effect.
local function crossing(self, drift)
  local lower = self.lower
  local p = assert(core.cross({ fraction = self.fraction, lower = lower, upper = self.upper },
    drift))
  local above, below, size, left = 0, 0, 0, 1
  for k = 1, self.looks do
    above, below = above + p.above[k], below + p.below[k]
    local stop = k == self.looks and left or p.above[k] + p.below[k]
    size, left = size + stop * self.fraction[k], left - stop
  end
  p.drift, p.power, p.futile, p.expected = drift, above, below, size
  if self.sided == 2 then p.power, p.futile = above + below, nil end
  return p
end

--- The probabilities of stopping at each look for one size of the effect.
-- @function boundaries:crossing
-- @tparam number drift expected z of the last look: 0 is no effect, `boundaries.drift` the
-- alternative
-- @treturn table `above` and `below` (lists, one number for each look), `power` (of all looks; both
-- sides when sided is 2), `futile`, `expected` (size as part of the largest)
-- @raise when drift is no number from -50 to 50
-- @usage hepar.trial.sequential{looks = {0.5, 1}}:crossing(0).power  --> 0.025
function methods:crossing(drift)
  itself("hepar.trial.boundaries.crossing", self)
  return crossing(self, check.number("hepar.trial.boundaries.crossing", "drift", drift,
    { least = -50, most = 50 }))
end

local function family(self)
  local name = self.spending:gsub("_", " ")
  return self.parameter and ("%s (%s = %g)"):format(name, PARAMETER[self.spending], self.parameter)
    or name
end

-- What print shows.
function Class:__tostring()
  local lines = { ("Group-sequential design: %d look%s, alpha %g (%s-sided), power %g, %s %s"):
    format(self.looks, self.looks == 1 and "" or "s", self.alpha, self.sided == 1 and "one" or
    "two", self.power, self.spending == "wang_tsiatis" and "bounds" or "spending", family(self)) }
  lines[2] = ("  %4s  %11s  %9s  %9s  %10s  %10s"):format("look", "information", "efficacy",
    self.futility and "futility" or "", "nominal p", "alpha spent")
  for k = 1, self.looks do
    local low = self.futility and ("%9.4f"):format(self.lower[k]) or (" "):rep(9)
    lines[#lines + 1] = ("  %4d  %11.4f  %9.4f  %s  %10.6f  %11.6f"):format(k, self.fraction[k],
      self.upper[k], low, self.nominal[k], self.spent[k])
  end
  lines[#lines + 1] = ("  inflation %.4f; expected size %.4f of the largest without effect, " ..
    "%.4f at the alternative"):format(self.inflation, self.expected_null,
    self.expected_alternative)
  if self.futility then
    lines[#lines + 1] = self.futility.binding and "  futility is binding: the trial must stop there"
      or "  futility is not binding: going on does not inflate alpha"
  end
  return table.concat(lines, "\n")
end

-- The family and its parameter from a table of options.
local function spending_of(where, options, what)
  local name = options.spending
  if name == nil then name = "obrien_fleming" end
  check.word(where, what .. "spending", name, M.families)
  local parameter = PARAMETER[name]
  for _, other in pairs(PARAMETER) do
    if options[other] ~= nil and other ~= parameter then
      check.fail(where, '%s%s does not belong to spending "%s"', what, other, name)
    end
  end
  if not parameter then return name, nil end
  if options[parameter] == nil then
    check.fail(where, '%sspending "%s" needs %s', what, name, parameter)
  end
  return name, check.number(where, what .. parameter, options[parameter], LIMITS[parameter])
end

local FUTILITY = {
  spending = { "any" }, gamma = { "any" }, rho = { "any" },
  binding = { "boolean", default = false },
}

local RULES = {
  looks = { "numbers", above = 0, most = 1, longest = 50 }, alpha = check.with(check.alpha, 0.025),
  sided = check.with(check.sided, 1), power = check.with(check.power, 0.9),
  spending = { "any" }, gamma = { "any" }, rho = { "any" }, delta = { "any" },
  futility = { "any" },
}
M.rules = RULES

--- Makes boundaries in the name of a function; hepar.trial.sequential documents it.
function M.make(options, where)
  where = where or WHERE
  local o = check.read(where, options, RULES)
  local fraction = o.looks or { 1 }
  for k = 2, #fraction do
    if fraction[k] <= fraction[k - 1] then
      check.fail(where, "looks must rise, but looks[%d] is %g after %g", k, fraction[k],
        fraction[k - 1])
    end
  end
  if fraction[#fraction] ~= 1 then
    check.fail(where, "the last of looks must be 1, got %g", fraction[#fraction])
  end
  if o.power <= o.alpha then
    check.fail(where, "power must be above alpha, got %g and %g", o.power, o.alpha)
  end
  local name, parameter = spending_of(where, o, "")
  local given = { fraction = fraction, alpha = o.alpha, sided = o.sided, power = o.power,
    family = FAMILY[name], parameter = parameter }
  local futility
  if o.futility ~= nil and o.futility ~= false then
    local f = check.read(where, o.futility, FUTILITY, "futility")
    local futile, value = spending_of(where, f, "futility.")
    if futile == "wang_tsiatis" then
      check.fail(where, 'futility.spending must be one of "obrien_fleming", "pocock", "hsd", ' ..
        '"power", got "wang_tsiatis"')
    end
    futility = { spending = futile, parameter = value, binding = f.binding }
    given.futility, given.binding = true, f.binding
    given.futility_family, given.futility_parameter = FAMILY[futile], value
    if o.sided == 2 then check.fail(where, "futility bounds are for trials with sided = 1") end
    if f.binding and name == "wang_tsiatis" then
      check.fail(where, "binding futility needs an alpha spending function, not wang_tsiatis")
    end
  end
  local self, message, code = core.sequential(given)
  if not self then return nil, message, code end
  self.looks, self.fraction, self.alpha, self.sided = #fraction, fraction, o.alpha, o.sided
  self.power, self.spending, self.parameter, self.futility = o.power, name, parameter, futility
  self.nominal = {}
  for k, z in ipairs(self.upper) do
    self.nominal[k] = effects.probability("normal", -z) * o.sided
  end
  self.expected_null = crossing(self, 0).expected
  self.expected_alternative = crossing(self, self.drift).expected
  return setmetatable(self, Class)
end

return M
