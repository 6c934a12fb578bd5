-- The inputs of an analysis and how they are distributed: names with ranges or distributions, as
-- quantile functions over columns of uniform numbers.
local check = require("hepar.util.check")
local core = require("hepar.core")
local lists = require("hepar.model.lists")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

local fields = {
  uniform = { "low", "high" },
  loguniform = { "low", "high" },
  normal = { "mean", "sd" },
  lognormal = { "median", "mean", "omega", "cv" },
  triangular = { "low", "mode", "high" },
}
local kinds = check.names(fields)
local known = { "kind", "log" }
do
  local seen = {}
  for _, kind in ipairs(kinds) do
    for _, name in ipairs(fields[kind]) do
      if not seen[name] then known[#known + 1] = name end
      seen[name] = true
    end
  end
end

local function number(where, what, given, name, above)
  local value = values.number(where, what .. "." .. name, given[name])
  if above and value <= above then
    fail(where, "%s.%s must be above %g, got %s", what, name, above, show(value))
  end
  return value
end

local function range(where, what, low, high)
  low, high = values.number(where, what .. " low", low), values.number(where, what .. " high", high)
  if low >= high then
    fail(where, "%s: low must be below high, got %s and %s", what, show(low), show(high))
  end
  return low, high
end

local make = {}

function make.uniform(where, what, low, high)
  low, high = range(where, what, low, high)
  return function(u) return u * (high - low) + low end,
    ("%s to %s"):format(lists.number(low), lists.number(high))
end

function make.loguniform(where, what, low, high)
  low, high = range(where, what, low, high)
  if low <= 0 then
    fail(where, "%s: low must be above 0 on a logarithmic scale, got %s", what, show(low))
  end
  local a, b = math.log(low), math.log(high)
  return function(u) return core.lanes.map("exp", u * (b - a) + a) end,
    ("%s to %s, log"):format(lists.number(low), lists.number(high))
end

function make.normal(where, what, given)
  local mean, sd = number(where, what, given, "mean"), number(where, what, given, "sd", 0)
  return function(u) return core.sensitivity.normal(u) * sd + mean end,
    ("normal, mean %s, SD %s"):format(lists.number(mean), lists.number(sd))
end

function make.lognormal(where, what, given)
  if (given.median ~= nil) == (given.mean ~= nil) then
    fail(where, "%s needs median or mean, one of them", what)
  end
  if (given.omega ~= nil) == (given.cv ~= nil) then
    fail(where, "%s needs omega (the SD of the logarithm) or cv, one of them", what)
  end
  local omega = given.omega ~= nil and number(where, what, given, "omega", 0)
    or math.sqrt(math.log(1 + number(where, what, given, "cv", 0) ^ 2))
  local median = given.median ~= nil and number(where, what, given, "median", 0)
    or number(where, what, given, "mean", 0) / math.exp(omega ^ 2 / 2)
  return function(u)
    return core.lanes.map("exp", core.sensitivity.normal(u) * omega + math.log(median))
  end, ("log-normal, median %s, omega %s"):format(lists.number(median), lists.number(omega))
end

function make.triangular(where, what, given)
  local low, high = range(where, what, given.low, given.high)
  local mode = number(where, what, given, "mode")
  if mode < low or mode > high then
    fail(where, "%s.mode must lie from %s to %s, got %s", what, show(low), show(high), show(mode))
  end
  local cut = (mode - low) / (high - low)
  return function(u)
    return u:map(function(x)
      if x < cut then return low + math.sqrt(x * (high - low) * (mode - low)) end
      return high - math.sqrt((1 - x) * (high - low) * (high - mode))
    end)
  end, ("triangular, %s to %s, mode %s"):format(lists.number(low), lists.number(high),
    lists.number(mode))
end

-- What kind a table of named fields speaks of.
local function kind_of(where, what, given)
  if given.kind ~= nil then
    if not fields[given.kind] then
      fail(where, "%s.kind must be one of %s, got %s%s", what, table.concat(kinds, ", "),
        show(given.kind), type(given.kind) == "string" and check.suggest(given.kind, kinds) or "")
    end
    return given.kind
  end
  if given.mode ~= nil then return "triangular" end
  if given.omega ~= nil or given.cv ~= nil or given.median ~= nil then return "lognormal" end
  if given.mean ~= nil or given.sd ~= nil then return "normal" end
  if given.log then return "loguniform" end
  return "uniform"
end

-- One input: its name, the quantile function, and what it is in words.
local function one(where, name, given)
  local what = "option parameters." .. name
  values.table(where, what, given, "{0.1, 0.5}")
  local named, low, high = {}, rawget(given, 1), rawget(given, 2)
  for key, value in pairs(given) do
    if type(key) == "string" then named[key] = value
    elseif key ~= 1 and key ~= 2 then
      fail(where, "%s: {low, high} has two numbers, got the key %s", what, show(key))
    end
  end
  values.only(where, what, named, known)
  if named.log ~= nil and type(named.log) ~= "boolean" then
    fail(where, "%s.log must be a boolean, got %s", what, show(named.log))
  end
  local quantile, words
  if low ~= nil or high ~= nil then
    for _, key in ipairs(known) do
      if named[key] ~= nil and key ~= "log" then
        fail(where, "%s is {low, high} or named fields, not both", what)
      end
    end
    quantile, words = make[named.log and "loguniform" or "uniform"](where, what, low, high)
  else
    local kind = kind_of(where, what, named)
    local allowed = table.move(fields[kind], 1, #fields[kind], 3, { "kind", "log" })
    values.only(where, what .. " (" .. kind .. ")", named, allowed)
    if kind == "uniform" or kind == "loguniform" then
      quantile, words = make[kind](where, what, named.low, named.high)
    else
      quantile, words = make[kind](where, what, named)
    end
  end
  return { name = name, quantile = quantile, words = words }
end

-- The inputs of the option `parameters`, by name: of a table of ranges and distributions, or of a
-- list of names of parameters of a model, with the ranges that the model states.
function M.read(where, given, model)
  values.table(where, "option parameters", given, "{k = {0.1, 0.5}}")
  local list = {}
  if rawget(given, 1) ~= nil then
    if not model then
      fail(where, "option parameters: a list of names takes the ranges of a model; for a function "
        .. "give {name = {low, high}}")
    end
    local seen = {}
    for i = 1, #given do
      local name = given[i]
      local symbol = type(name) == "string" and rawget(model.parameter, name)
      if not symbol then
        fail(where, "option parameters[%d]: %s is no parameter of the model%s", i, show(name),
          type(name) == "string" and check.suggest(name, check.names(model.parameter)) or "")
      end
      if not symbol.low or not symbol.high or symbol.low >= symbol.high then
        fail(where, "option parameters[%d]: the model states no range of %s; give {%s = {low, "
          .. "high}}", i, name, name)
      end
      if seen[name] then fail(where, "option parameters names %s twice", name) end
      seen[name] = true
      list[i] = one(where, name, { symbol.low, symbol.high })
    end
  else
    for _, name in ipairs(values.names(where, "option parameters", given)) do
      list[#list + 1] = one(where, name, given[name])
    end
  end
  if #list == 0 then fail(where, "option parameters names nothing") end
  return list
end

return M
