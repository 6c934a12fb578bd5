-- The features of virtual patients as a scenario gives them: distributions, correlations, effects.
local check = require("hepar.util.check")
local column = require("hepar.column")
local core = require("hepar.core")

local M = {}

local fields = {
  normal = { "mean", "sd", "low", "high" },
  lognormal = { "mean", "median", "cv", "omega", "low", "high" },
  uniform = { "low", "high" },
  beta = { "a", "b", "mean", "sd", "low", "high" },
  gamma = { "shape", "scale", "mean", "sd", "low", "high" },
  triangular = { "low", "mode", "high" },
  discrete = { "values", "p" },
  constant = { "value" },
  imported = { "column" },
}
local kinds = check.names(fields)

-- The kind that the given names speak of, when `kind` is not among them.
local function guess(place)
  local v = place.value
  if v.column ~= nil then return "imported" end
  if v.values ~= nil then return "discrete" end
  if v.value ~= nil then return "constant" end
  if v.cv ~= nil or v.omega ~= nil or v.median ~= nil then return "lognormal" end
  if v.mode ~= nil then return "triangular" end
  if v.mean ~= nil or v.sd ~= nil then return "normal" end
  if v.low ~= nil and v.high ~= nil then return "uniform" end
  return place:fail("does not say which distribution: kind = one of %s", table.concat(kinds, ", "))
end

local make = {}

function make.normal(place, number)
  return { a = number("mean"), b = number("sd", 0) }, { place.value.low, place.value.high }
end

-- The mean of a log-normal is exp(omega^2 / 2) times its median; its CV is sqrt(exp(omega^2) - 1).
function make.lognormal(place, number)
  local v, omega = place.value, nil
  if v.omega ~= nil then omega = number("omega", 0)
  elseif v.cv ~= nil then omega = math.sqrt(math.log(1 + number("cv", 0) ^ 2))
  else place:fail("needs cv, or omega, the standard deviation of the logarithm") end
  if v.omega ~= nil and v.cv ~= nil then place:fail("gives cv and omega; one is wanted") end
  if (v.mean ~= nil) == (v.median ~= nil) then place:fail("needs mean or median, one of them") end
  local median = v.median ~= nil and number("median") or number("mean") / math.exp(omega ^ 2 / 2)
  if median <= 0 then place:fail("must lie above 0, as log-normal values do") end
  return { a = median, b = omega }, { v.low, v.high }
end

function make.uniform(_, number)
  return { a = number("low"), b = number("high") }, {}
end

function make.beta(place, number)
  local v = place.value
  local low = v.low == nil and 0 or number("low")
  local high = v.high == nil and 1 or number("high")
  if low >= high then place:fail("has low = %g and high = %g", low, high) end
  local a, b
  if v.mean ~= nil then
    local mean = (number("mean") - low) / (high - low)
    local sd = number("sd", 0) / (high - low)
    local sum = mean * (1 - mean) / sd ^ 2 - 1
    if sum ~= sum or sum <= 0 or mean <= 0 or mean >= 1 then
      place:fail("cannot have that mean and sd between %g and %g", low, high)
    end
    a, b = mean * sum, (1 - mean) * sum
  else
    a, b = number("a", 0), number("b", 0)
  end
  return { a = a, b = b, low = low, high = high }, {}
end

function make.gamma(place, number)
  local v = place.value
  if v.mean ~= nil then
    local mean, sd = number("mean", 0), number("sd", 0)
    if mean == 0 or sd == 0 then place:fail("needs a mean and an sd above 0") end
    return { a = (mean / sd) ^ 2, b = sd ^ 2 / mean }, { v.low, v.high }
  end
  return { a = number("shape", 0), b = number("scale", 0) }, { v.low, v.high }
end

function make.triangular(_, number)
  return { a = number("mode"), low = number("low"), high = number("high") }, {}
end

function make.constant(_, number) return { a = number("value") }, {} end

function make.discrete(place)
  local values, p = place:field("values"), place:field("p")
  local n = values:list("{0, 1}")
  if n == 0 then values:fail("is empty") end
  local labels, numbers, cumulative, sum = nil, {}, {}, 0
  for i = 1, n do
    if type(values.value[i]) == "string" then
      labels = labels or {}
      labels[i], numbers[i] = values.value[i], i
    else
      numbers[i] = values:field(i):number()
    end
  end
  if labels and #labels ~= n then values:fail("mixes names and numbers") end
  if p.value ~= nil and p:list("{0.7, 0.3}") ~= n then
    p:fail("has %d probabilities for %d values", #p.value, n)
  end
  for i = 1, n do
    sum = sum + (p.value and p:field(i):number(0, 1) or 1 / n)
    cumulative[i] = sum
  end
  if math.abs(sum - 1) > 1e-6 then p:fail("sums to %.6g, not to 1", sum) end
  for i = 1, n do cumulative[i] = i == n and 1 or cumulative[i] / sum end
  return { values = column(numbers), cumulative = column(cumulative), labels = labels }, {}
end

--- One distribution at a place of a scenario. `extra`: further keys that the caller reads.
function M.marginal(place, extra)
  if type(place.value) == "number" then
    return { kind = "constant", a = place:number() }
  end
  local names = place:table(nil, "{mean = 55, sd = 8}")
  local kind = place.value.kind == nil and guess(place)
  if not kind then
    local word = place.value.kind
    if word == "log-normal" then word = "lognormal" end
    local there = place:field("kind")
    there.value = word
    kind = there:one_of(kinds)
  end
  local known = table.move(fields[kind], 1, #fields[kind], 2, { "kind" })
  for _, name in ipairs(extra or {}) do known[#known + 1] = name end
  place:table(known)
  local function number(name, low)
    local there = place:field(name)
    if there.value == nil then place:fail("needs %s", name) end
    return there:number(low)
  end
  if kind == "imported" then
    return { kind = "imported", column = place:field("column"):text(), place = place }
  end
  local marginal, limits = make[kind](place, number)
  marginal.kind = kind
  if limits[1] ~= nil then marginal.low = number("low") end
  if limits[2] ~= nil then marginal.high = number("high") end
  marginal.place = #names > 0 and place or nil
  -- A draw of nobody tells whether the core takes it.
  place:try(core.cohort.draw, { features = { { name = "x", kind = kind, a = marginal.a,
    b = marginal.b, low = marginal.low, high = marginal.high, values = marginal.values,
    cumulative = marginal.cumulative } }, numbers = column {}, attempts = column {} })
  return marginal
end

--- The factor of a list of {"a", "b", r} over some names; nil without any. Refused when no patients
-- can have them, with the nearest ones that they can.
function M.correlations(place, names)
  if place.value == nil then return nil end
  local n, at, matrix = #names, {}, {}
  for i, name in ipairs(names) do at[name] = i end
  for i = 1, n * n do matrix[i] = (i - 1) % (n + 1) == 0 and 1 or 0 end
  local pairs_of = {}
  for i = 1, place:list('{{"age", "albumin", -0.3}}') do
    local row = place:field(i)
    if row:list('{"age", "albumin", -0.3}') ~= 3 then
      row:fail("must be two names and a correlation, such as {\"age\", \"albumin\", -0.3}")
    end
    local place_of = {}
    for k = 1, 2 do
      local name = row:field(k):text()
      if not at[name] then
        row:field(k):fail("%s is no feature that is drawn%s", check.show(name),
          check.suggest(name, names))
      end
      place_of[k] = at[name]
    end
    local a, b, r = place_of[1], place_of[2], row:field(3):number(-1, 1)
    if a == b then row:fail("correlates %s with itself", names[a]) end
    matrix[(a - 1) * n + b], matrix[(b - 1) * n + a] = r, r
    pairs_of[#pairs_of + 1] = { a, b }
  end
  if #pairs_of == 0 then return nil end
  local factor, message, code, nearest = core.cohort.factor(column(matrix), n)
  if factor then return factor end
  if code ~= "range" then place:fail("%s", message) end
  local offered = {}
  for i, pair in ipairs(pairs_of) do
    offered[i] = ("{%q, %q, %.4f}"):format(names[pair[1]], names[pair[2]],
      nearest[(pair[1] - 1) * n + pair[2]])
  end
  return place:fail("cannot be: the matrix is not positive definite; the nearest one that is: {%s}",
    table.concat(offered, ", "))
end

return M
