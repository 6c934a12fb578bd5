-- Random expressions of the model language, each as text and as a Lua function of the same meaning.
local core = require("hepar.core")

local M = {}

local function lane(name, x) return core.lanes.map(name, {x})[1] end

local function hill(x, k, n)
  if x <= 0 then return 0 end
  return 1 / (1 + (k / x) ^ n)
end

-- A stream of numbers in (0, 1) that is the same on every machine.
function M.stream(seed)
  local state = seed
  return function()
    state = state * 6364136223846793005 + 1442695040888963407
    return ((state >> 33) + 0.5) / 0x80000000
  end
end

-- Leaves by name; `env` holds their values.
local leaves = {"x", "y", "z", "a", "b", "n", "u", "time"}

local unary = {
  {"-(%s)", function(v) return -v end},
  {"exp(tanh(%s))", function(v) return math.exp(lane("tanh", v)) end},
  {"log(1 + (%s)^2)", function(v) return math.log(1 + v * v) end},
  {"sqrt(0.5 + (%s)^2)", function(v) return math.sqrt(0.5 + v * v) end},
  {"(0.5 + (%s)^2)^1.5", function(v) return (0.5 + v * v) ^ 1.5 end},
  {"1 / (1 + (%s)^2)", function(v) return 1 / (1 + v * v) end},
  {"(1 + abs(%s))^-0.5", function(v) return (1 + math.abs(v)) ^ -0.5 end},
  {"tanh(%s)^3", function(v) return lane("tanh", v) ^ 3 end},
  {"sin(%s)", function(v) return math.sin(v) end},
  {"cos(%s)", function(v) return math.cos(v) end},
  {"erf(%s)", function(v) return lane("erf", v) end},
  {"erfc(%s)", function(v) return lane("erfc", v) end},
  {"expm1(sin(%s))", function(v) return lane("expm1", math.sin(v)) end},
  {"log1p((%s)^2)", function(v) return lane("log1p", v * v) end},
  {"cbrt(2 + cos(%s))", function(v) return (2 + math.cos(v)) ^ (1 / 3) end},
  {"pos(%s)", function(v) return v > 0 and v or 0 end},
  {"hill(abs(%s), a, 2)", function(v, e) return hill(math.abs(v), e.a, 2) end},
  {"hill(abs(%s), b, 2.5)", function(v, e) return hill(math.abs(v), e.b, 2.5) end},
  {"hill(abs(%s), b, n)", function(v, e) return hill(math.abs(v), e.b, e.n) end},
  {"(0.1 + abs(%s))^n", function(v, e) return (0.1 + math.abs(v)) ^ e.n end},
  {"floor(%s)", function(v) return math.floor(v) end},
  {"sign(%s)", function(v) return v > 0 and 1 or v < 0 and -1 or 0 end},
}

local binary = {
  {"(%s) + %s", function(v, w) return v + w end},
  {"(%s) - (%s)", function(v, w) return v - w end},
  {"(%s) * (%s)", function(v, w) return v * w end},
  {"(%s) * (%s)", function(v, w) return v * w end},
  {"(%s) / (2 + cos(%s))", function(v, w) return v / (2 + math.cos(w)) end},
  {"(%s) / (1 + abs(%s))", function(v, w) return v / (1 + math.abs(w)) end},
  {"min(%s, %s)", function(v, w) return math.min(v, w) end},
  {"max(%s, %s)", function(v, w) return math.max(v, w) end},
  {"if (%s) < (%s) then x else y * y", function(v, w, e)
    if v < w then return e.x end
    return e.y * e.y
  end},
}

-- An expression of at most `depth` levels: {text, value = function(env)}.
function M.expression(random, depth)
  if depth == 0 or random() < 0.1 then
    if random() < 0.2 then
      local number = math.floor(random() * 40) / 8
      return {text = ("%.3f"):format(number), value = function() return number end}
    end
    local name = leaves[1 + math.floor(random() * #leaves)]
    return {text = name, value = function(env) return env[name] end}
  end
  local first = M.expression(random, depth - 1)
  if random() < 0.4 then
    local form = unary[1 + math.floor(random() * #unary)]
    return {
      text = "(" .. form[1]:format(first.text) .. ")",
      value = function(env) return form[2](first.value(env), env) end,
    }
  end
  local second = M.expression(random, depth - 1)
  local form = binary[1 + math.floor(random() * #binary)]
  return {
    text = "(" .. form[1]:format(first.text, second.text) .. ")",
    value = function(env) return form[2](first.value(env), second.value(env), env) end,
  }
end

-- A model of three states with random rates: its text, and the rates as functions of the leaves.
function M.model(random, depth)
  local rates, lines = {}, {
    'model random "Rates at random"', "param a = 1", "param b = 2", "param n = 1.7", "input u",
    "state x = 1", "state y = a + x", "state z = y * b",
  }
  for i, name in ipairs {"x", "y", "z"} do
    rates[i] = M.expression(random, depth)
    lines[#lines + 1] = name .. "' = " .. rates[i].text
  end
  return table.concat(lines, "\n") .. "\n", rates
end

return M
