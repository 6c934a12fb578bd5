-- Trees of expressions as content MathML, as SBML uses it.
local M = {}

-- Raised inside, caught by M.math: what SBML cannot say.
local function refuse(format, ...) error({ content = format:format(...) }, 0) end

-- The shortest digits that read back as the number.
local function digits(value)
  for count = 15, 17 do
    local text = ("%." .. count .. "g"):format(value)
    if tonumber(text) == value then return text end
  end
end

--- A number element.
function M.number(value)
  if value ~= value or value == math.huge or value == -math.huge then
    refuse("a number that is not finite")
  end
  local text = digits(value)
  local base, exponent = text:match("^(.-)e([+-]?%d+)$")
  if base then
    return ('<cn type="e-notation">%s<sep/>%d</cn>'):format(base,
      math.tointeger(tonumber(exponent)))
  end
  return "<cn>" .. text .. "</cn>"
end

local function apply(operator, ...)
  return "<apply>" .. operator .. table.concat({ ... }) .. "</apply>"
end

local plain = { exp = "<exp/>", log = "<ln/>", sqrt = "<root/>", abs = "<abs/>", sin = "<sin/>",
  cos = "<cos/>", tan = "<tan/>", tanh = "<tanh/>", floor = "<floor/>" }
local several = { min = "<min/>", max = "<max/>" }
local relations = { ["<"] = "<lt/>", ["<="] = "<leq/>", [">"] = "<gt/>", [">="] = "<geq/>",
  ["=="] = "<eq/>", ["!="] = "<neq/>" }

-- Functions of the language that SBML has not: defined in the document when they are used.
local own = {
  hill = { { "x", "K", "n" }, apply("<divide/>", apply("<power/>", "<ci>x</ci>", "<ci>n</ci>"),
    apply("<plus/>", apply("<power/>", "<ci>K</ci>", "<ci>n</ci>"),
      apply("<power/>", "<ci>x</ci>", "<ci>n</ci>"))) },
  pos = { { "x" }, apply("<max/>", "<ci>x</ci>", "<cn>0</cn>") },
  clamp = { { "x", "low", "high" }, apply("<min/>", apply("<max/>", "<ci>x</ci>",
    "<ci>low</ci>"), "<ci>high</ci>") },
  sign = { { "x" }, "<piecewise><piece><cn>1</cn>" .. apply("<gt/>", "<ci>x</ci>", "<cn>0</cn>") ..
    "</piece><piece><cn>-1</cn>" .. apply("<lt/>", "<ci>x</ci>", "<cn>0</cn>") ..
    "</piece><otherwise><cn>0</cn></otherwise></piecewise>" },
}

local convert -- forward

local function all(list, scope)
  local out = {}
  for i, tree in ipairs(list) do out[i] = convert(tree, scope) end
  return table.concat(out)
end

local function call(tree, scope)
  local name, list = tree.name, tree.arguments
  if plain[name] then return apply(plain[name], convert(list[1], scope)) end
  if several[name] then return apply(several[name], all(list, scope)) end
  if name == "pow" then return apply("<power/>", all(list, scope)) end
  if name == "log10" then
    return apply("<log/><logbase><cn>10</cn></logbase>", convert(list[1], scope))
  elseif name == "log1p" then
    return apply("<ln/>", apply("<plus/>", "<cn>1</cn>", convert(list[1], scope)))
  elseif name == "expm1" then
    return apply("<minus/>", apply("<exp/>", convert(list[1], scope)), "<cn>1</cn>")
  elseif name == "cbrt" then
    return apply("<root/><degree><cn>3</cn></degree>", convert(list[1], scope))
  elseif own[name] then
    scope.used[name] = true
    return apply("<ci>" .. scope.function_id(name) .. "</ci>", all(list, scope))
  end
  refuse("the function %s", name)
end

-- Items of a sum or product: those added, those taken away.
local function chain(tree, scope, add, take)
  local plus, minus = {}, {}
  for _, item in ipairs(tree.items) do
    table.insert(item.inverse and minus or plus, convert(item.tree, scope))
  end
  local first = #plus == 0 and (add == "<plus/>" and "<cn>0</cn>" or "<cn>1</cn>")
    or #plus == 1 and plus[1] or apply(add, table.concat(plus))
  for _, one in ipairs(minus) do first = apply(take, first, one) end
  return first
end

local kinds = {}

function kinds.number(tree) return M.number(tree.value) end
function kinds.name(tree, scope) return "<ci>" .. scope.id(tree.name) .. "</ci>" end
function kinds.time()
  return '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">'
    .. "time</csymbol>"
end
function kinds.pi() return "<pi/>" end
function kinds.sum(tree, scope) return chain(tree, scope, "<plus/>", "<minus/>") end

-- a * b / c * d keeps its order, so that the numbers stay the same.
function kinds.product(tree, scope)
  local text
  for _, item in ipairs(tree.items) do
    local one = convert(item.tree, scope)
    if not text then
      text = item.inverse and apply("<divide/>", "<cn>1</cn>", one) or one
    else
      text = apply(item.inverse and "<divide/>" or "<times/>", text, one)
    end
  end
  return text
end

function kinds.negate(tree, scope) return apply("<minus/>", convert(tree.tree, scope)) end
function kinds.power(tree, scope)
  return apply("<power/>", convert(tree.base, scope), convert(tree.exponent, scope))
end
kinds.call = call
function kinds.convert(tree, scope)
  local factor = scope.factor(tree)
  local inner = convert(tree.tree, scope)
  return factor == 1 and inner or apply("<times/>", inner, M.number(factor))
end
function kinds.compare(tree, scope)
  return apply(relations[tree.operator], convert(tree.left, scope), convert(tree.right, scope))
end
function kinds.both(tree, scope)
  local list = {}
  for i, item in ipairs(tree.items) do list[i] = convert(item.tree, scope) end
  return apply("<and/>", table.concat(list))
end
function kinds.either(tree, scope)
  local list = {}
  for i, item in ipairs(tree.items) do list[i] = convert(item.tree, scope) end
  return apply("<or/>", table.concat(list))
end
function kinds.negation(tree, scope) return apply("<not/>", convert(tree.tree, scope)) end
function kinds.choice(tree, scope)
  return ("<piecewise><piece>%s%s</piece><otherwise>%s</otherwise></piecewise>"):format(
    convert(tree.yes, scope), convert(tree.condition, scope), convert(tree.no, scope))
end

function convert(tree, scope)
  local kind = kinds[tree.kind]
  if not kind then refuse("an expression of kind %s", tree.kind) end
  return kind(tree, scope)
end

local OPEN = '<math xmlns="http://www.w3.org/1998/Math/MathML">'

--- The <math> element of a tree; or nil and what SBML cannot say. `scope`: id(name),
-- function_id(name), factor(tree) of a conversion, used (a set that gains functions to define).
function M.math(tree, scope)
  local ok, result = pcall(convert, tree, scope)
  if ok then return OPEN .. result .. "</math>" end
  if type(result) == "table" and result.content then return nil, result.content end
  error(result, 0)
end

--- The definition of a function of the language, as a <functionDefinition>.
function M.definition(name, id)
  local arguments = {}
  for i, argument in ipairs(own[name][1]) do
    arguments[i] = "<bvar><ci>" .. argument .. "</ci></bvar>"
  end
  return ('<functionDefinition id="%s">%s<lambda>%s%s</lambda></math></functionDefinition>'):format(
    id, OPEN, table.concat(arguments), own[name][2])
end

return M
