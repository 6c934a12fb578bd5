--- Transformations of effects and back.
-- @module hepar.meta.transf
-- @local

local core = require("hepar.core").effects
local column = require "hepar.column"
local check = require "hepar.meta.check"

local M = {}

local where = "hepar.meta.transf"
local exp, log, sqrt, sin, cos, asin = math.exp, math.log, math.sqrt, math.sin, math.cos, math.asin
local missing = 0 / 0

local function log1p(x)
  -- Accurate near 0, where log(1 + x) is not.
  local u = 1 + x
  if u == 1 then return x end
  return log(u) * x / (u - 1)
end

local function tanh(x)
  if math.abs(x) > 20 then return x > 0 and 1.0 or -1.0 end
  local e = exp(2 * x)
  return (e - 1) / (e + 1)
end

local function normal(x) return core.probability("normal", x) end

local function clamp(x, low, high) return math.max(low, math.min(high, x)) end

local function pft(p, n)
  local x = p * n
  return (asin(sqrt(x / (n + 1))) + asin(sqrt((x + 1) / (n + 1)))) / 2
end

local function sign(x) return x > 0 and 1 or x < 0 and -1 or 0 end

-- Miller, The American Statistician 1978;32:138.
local function ipft(x, n)
  if x > pft(1, n) then return 1.0 end
  if x < pft(0, n) then return 0.0 end
  local s = sin(2 * x)
  local inside = 1 - (s + (s - 1 / s) / n) ^ 2
  if inside < 0 then return missing end
  return (1 - sign(cos(2 * x)) * sqrt(inside)) / 2
end

local function irft(x, t) return (sqrt(x) + sqrt(x + 1 / t)) / 2 end

local function iirft(x, t)
  if x < irft(0, t) then return 0.0 end
  local z = (1 / t - 8 * x ^ 2 + 16 * t * x ^ 4) / (16 * x ^ 2 * t)
  return z <= 2.220446e-16 and 0.0 or z
end

local function rpb(x, o)
  local h = 4
  if o.n1i and o.n2i then h = (o.n1i + o.n2i - 2) * (1 / o.n1i + 1 / o.n2i) end
  return x / sqrt(x * x + h)
end

-- name = { function(x, options), options that it needs, options that it may have }
local list = {
  exp = { exp },
  log = { function(x) return log(x) end },
  ilogit = { function(x) return 1 / (1 + exp(-x)) end },
  logit = { function(x) return log(x) - log1p(-x) end },
  arcsin = { function(x) return asin(sqrt(x)) end },
  iarcsin = { function(x) return sin(clamp(x, 0, math.pi / 2)) ^ 2 end },
  pft = { function(x, o) return pft(x, o.ni) end, "ni" },
  ipft = { function(x, o) return ipft(x, o.ni) end, "ni" },
  ["ipft.hm"] = { function(x, o) return ipft(x, o.ni) end, "ni" },
  isqrt = { function(x) return x < 0 and 0.0 or x * x end },
  irft = { function(x, o) return irft(x, o.ti) end, "ti" },
  iirft = { function(x, o) return iirft(x, o.ti) end, "ti" },
  ahw = { function(x) return 1 - (1 - x) ^ (1 / 3) end },
  iahw = { function(x) return 1 - (1 - clamp(x, 0, 1)) ^ 3 end },
  abt = { function(x) return -log1p(-x) end },
  iabt = { function(x) return x < 0 and 0.0 or 1 - exp(-x) end },
  rtoz = { function(x) return (log1p(x) - log1p(-x)) / 2 end },
  ztor = { tanh },
  ztor2 = { function(x) return tanh(x) ^ 2 end },
  dtorpb = { rpb },
  dtobesd = { function(x) return 0.5 + x / sqrt(x * x + 4) / 2 end },
  dtocles = { function(x) return normal(x / sqrt(2)) end },
  dtou1 = { function(x)
    local u = normal(math.abs(x) / 2)
    return (2 * u - 1) / u
  end },
  dtou2 = { function(x) return normal(x / 2) end },
  dtou3 = { normal },
  dtomd = { function(x, o) return x * o.sd end, "sd" },
  ["exp.int"] = { function(x, o) return exp(x + o.tau2 / 2) end, "tau2" },
  ["ilogit.int"] = { function(x, o) return core.expectation("ilogit", x, o.tau2) end, "tau2" },
  ["ztor.int"] = { function(x, o) return core.expectation("ztor", x, o.tau2) end, "tau2" },
}

local names = {}
for name in pairs(list) do names[#names + 1] = name end
table.sort(names)

-- The harmonic mean of an array or column of sizes, missing ones left out.
local function harmonic(values)
  local sum, count = 0, 0
  for i = 1, #values do
    local n = values[i]
    if type(n) ~= "number" then
      check.fail(where, "ni[%d] must be a number, got %s", i, check.show(n))
    end
    if n == n then
      sum, count = sum + 1 / n, count + 1
    end
  end
  return count / sum
end

-- hepar.meta.transf, documented in lua/hepar/meta.lua.
function M.apply(x, name, options)
  local entry = list[name]
  if not entry then
    check.fail(where, "transformation %s is not known%s", check.show(name),
      type(name) == "string" and check.suggest(name, names) or "")
  end
  options = check.options(where, options, { "ni", "ti", "tau2", "sd", "n1i", "n2i" })
  local f, needs = entry[1], entry[2]
  if needs and options[needs] == nil then
    check.fail(where, '"%s" needs the option %s', name, needs)
  end
  local one = {}
  for key, value in pairs(options) do one[key] = value end
  if name == "ipft.hm" and type(one.ni) ~= "number" then one.ni = harmonic(one.ni) end
  if type(x) == "number" then
    for key, value in pairs(one) do
      if type(value) ~= "number" then
        check.fail(where, "option %s must be a number, got %s", key, check.show(value))
      end
    end
    return f(x, one)
  end
  if type(x) ~= "table" and type(x) ~= "userdata" then
    check.fail(where, "expected a number, a column or an array of numbers, got %s", check.show(x))
  end
  local source = column.new(x)
  local result = {}
  for i = 1, #source do
    local own = {}
    for key, value in pairs(one) do
      if type(value) ~= "number" and #value ~= #source then
        check.fail(where, "option %s has %d values for %d numbers", key, #value, #source)
      end
      own[key] = type(value) == "number" and value or value[i]
    end
    result[i] = f(source[i], own)
  end
  return column.new(result)
end

return M
