-- Why a rate is not finite at the start: the first expression that it divides by and that is zero
-- there, looked for in the rate and in the definitions that it uses.

local engine = require("hepar.model.engine")
local expression = require("hepar.model.expression")

local M = {}

local functions = { exp = math.exp, log = math.log, sqrt = math.sqrt, abs = math.abs,
  sin = math.sin, cos = math.cos, tan = math.tan, floor = math.floor, min = math.min,
  max = math.max, pow = function(x, n) return x ^ n end,
  pos = function(x) return math.max(x, 0) end,
  log10 = function(x) return math.log(x, 10) end,
  hill = function(x, k, n) return x ^ n / (k ^ n + x ^ n) end,
  clamp = function(x, low, high) return math.min(math.max(x, low), high) end,
  ["if"] = function(c, a, b) if c then return a end return b end }

local compare = {
  ["<"] = function(a, b) return a < b end, ["<="] = function(a, b) return a <= b end,
  [">"] = function(a, b) return a > b end, [">="] = function(a, b) return a >= b end,
  ["=="] = function(a, b) return a == b end, ["!="] = function(a, b) return a ~= b end,
}

-- Values of trees: each kind takes the tree, a function for what is below it, and the point. What
-- is not known here raises, and then nothing is said.
local values = {}

function values.number(tree) return tree.value end
function values.pi() return math.pi end
function values.time(_, _, point) return point.time end
function values.name(tree, _, point) return point.value(tree.name) end
function values.negate(tree, of) return -of(tree.tree) end
function values.power(tree, of) return of(tree.base) ^ of(tree.exponent) end
function values.negation(tree, of) return not of(tree.tree) end
function values.compare(tree, of) return compare[tree.operator](of(tree.left), of(tree.right)) end
function values.choice(tree, of)
  if of(tree.condition) then return of(tree.yes) end
  return of(tree.no)
end
function values.call(tree, of)
  local arguments = {}
  for i, argument in ipairs(tree.arguments) do arguments[i] = of(argument) end
  return functions[tree.name](table.unpack(arguments))
end
function values.sum(tree, of)
  local total = 0
  for _, item in ipairs(tree.items) do
    total = item.inverse and total - of(item.tree) or total + of(item.tree)
  end
  return total
end
function values.product(tree, of)
  local total = 1
  for _, item in ipairs(tree.items) do
    total = item.inverse and total / of(item.tree) or total * of(item.tree)
  end
  return total
end
function values.both(tree, of)
  for _, item in ipairs(tree.items) do
    if not of(item.tree) then return false end
  end
  return true
end
function values.either(tree, of)
  for _, item in ipairs(tree.items) do
    if of(item.tree) then return true end
  end
  return false
end

-- The point at the start of a plan: time, value(name), text(name) of a definition.
local function start_of(state, plan)
  local rows, families = {}, expression.families(state.rows)
  for _, row in ipairs(state.rows) do rows[row.name] = row end
  local known, busy = {}, {}
  local function fill(list, given)
    local numbers = {}
    for i, row in ipairs(list) do
      numbers[i] = given[row.name] or row.value or 0
      known[row.name] = numbers[i]
    end
    return numbers
  end
  local ask = { time = plan.from, c = 1, vector = 0,
    parameters = fill(state.lists.parameter, plan.parameters or {}),
    inputs = fill(state.lists.input, plan.inputs or {}),
    states = fill(state.lists.state, plan.initial or {}) }
  local first = engine.point(state, ask)
  for i, row in ipairs(state.lists.state) do
    if first and not (plan.initial or {})[row.name] then known[row.name] = first.initial[i] end
  end
  local point = { time = plan.from }
  function point.tree(name)
    local row = rows[name]
    return row and expression.parse(row.rate or row.expression or "", families)
  end
  function point.of(tree)
    return values[tree.kind](tree, point.of, point)
  end
  function point.value(name)
    if known[name] == nil and not busy[name] then
      busy[name] = true
      known[name] = point.of(point.tree(name))
    end
    return known[name]
  end
  function point.defined(name)
    local row = rows[name]
    return row and not row.rate and row.kind ~= "parameter" and row.kind ~= "input"
  end
  return point
end

-- The text of a tree without parentheses around single names and numbers.
local function plain(tree)
  local text = " " .. expression.text(tree)
  return (text:gsub("([^%w_%]])%(([%w_%.%[%]]+)%)", "%1%2"):sub(2))
end

-- The first divisor of a tree, or of the definitions in it, that is zero.
local function search(point, tree, seen)
  local found
  expression.each(tree, function(inner)
    for _, item in ipairs(inner.kind == "product" and inner.items or {}) do
      if item.inverse and not found then
        local ok, value = pcall(point.of, item.tree)
        if ok and value == 0 then found = plain(item.tree) end
      end
    end
  end)
  if found then return found end
  expression.names(tree, function(name)
    if not found and not seen[name] and point.defined(name) then
      seen[name] = true
      local definition = point.tree(name)
      found = definition and search(point, definition, seen)
    end
  end)
  return found
end

-- The expression that the rate of a state divides by and that is zero at the start of a plan, as
-- text; nil when there is none or it cannot be told.
function M.find(state, plan, name)
  local ok, found = pcall(function()
    local point = start_of(state, plan)
    local tree = point.tree(name)
    return tree and search(point, tree, {})
  end)
  return ok and found or nil
end

return M
