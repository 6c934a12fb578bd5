-- Content MathML, as SBML uses it, to an expression of the model language.
local xml = require("hepar.util.xml")

local M = {}

local LONGEST = 1 << 18

-- Raised inside, caught by M.text: what the language cannot say.
local function refuse(format, ...)
  error({mathml = format:format(...)}, 0)
end

local infix = {plus = "+", minus = "-", times = "*", divide = "/", lt = "<", gt = ">", leq = "<=",
  geq = ">=", eq = "==", neq = "!=", ["and"] = "and", ["or"] = "or"}

-- Functions of one argument that have the same meaning in the language; or how to say them in it.
local functions = {exp = "exp(%s)", ln = "log(%s)", abs = "abs(%s)", floor = "floor(%s)",
  sin = "sin(%s)", cos = "cos(%s)", tan = "tan(%s)", tanh = "tanh(%s)", factorial = false,
  ceiling = "-floor(-(%s))", sec = "1 / cos(%s)", csc = "1 / sin(%s)", cot = "1 / tan(%s)",
  sinh = "(exp(%s) - exp(-(%s))) / 2", cosh = "(exp(%s) + exp(-(%s))) / 2",
  ["not"] = "not (%s)"}

-- A number element, with its kinds of notation.
local function number(element)
  local kind = element.attributes.type
  if kind == "e-notation" or kind == "rational" then
    local parts, now = {}, ""
    for _, child in ipairs(element) do
      if type(child) == "table" then
        parts[#parts + 1], now = now, ""
      else
        now = now .. child
      end
    end
    parts[#parts + 1] = now
    local a, b = tonumber(parts[1]), tonumber(parts[2])
    if not a or not b then refuse("a number of two parts that are no numbers") end
    if kind == "rational" then return ("(%.17g / %.17g)"):format(a, b) end
    local value = tonumber(("%se%d"):format(parts[1]:match("%S+"), math.floor(b)))
    if not value then refuse("a number in e-notation that cannot be read") end
    return M.number(value)
  end
  local value = tonumber(xml.text(element))
  if not value then refuse('"%s" is no number', xml.text(element):sub(1, 40)) end
  return M.number(value)
end

--- The shortest text that reads back as the number; negative ones in parentheses.
function M.number(value)
  if not value then refuse("what should be a number and is none") end
  if value ~= value or value == math.huge or value == -math.huge then
    refuse("a number that is not finite")
  end
  value = value + 0.0
  local text
  for digits = 15, 17 do
    text = ("%%.%dg"):format(digits):format(value)
    if tonumber(text) + 0.0 == value then break end
  end
  return value < 0 and "(" .. text .. ")" or text
end

local convert -- forward

-- The arguments of an apply element after its operator, as texts; qualifiers by name.
local function arguments(element, scope)
  local list, qualifiers = {}, {}
  for i, child in ipairs(xml.elements(element)) do
    if i > 1 then
      if child.name == "degree" or child.name == "logbase" then
        qualifiers[child.name] = convert(xml.elements(child)[1], scope)
      else
        list[#list + 1] = convert(child, scope)
      end
    end
  end
  return list, qualifiers
end

-- (a op b op c), or what an operator means without or with one argument.
local function joined(name, list)
  if #list == 0 then
    if name == "plus" then return "0" end
    if name == "times" then return "1" end
    refuse("<%s/> without arguments", name)
  end
  if #list == 1 then
    if name == "minus" then return "(-" .. list[1] .. ")" end
    return list[1]
  end
  local symbol = " " .. infix[name] .. " "
  if #list > 2 and (name == "lt" or name == "gt" or name == "leq" or name == "geq" or
    name == "eq") then
    local pairs_ = {}
    for i = 1, #list - 1 do pairs_[i] = list[i] .. symbol .. list[i + 1] end
    return "(" .. table.concat(pairs_, " and ") .. ")"
  end
  return "(" .. table.concat(list, symbol) .. ")"
end

local special = {
  power = function(list) return ("(%s) ^ (%s)"):format(list[1], list[2]) end,
  root = function(list, qualifiers)
    local degree = qualifiers.degree
    if not degree or degree == "2" then return ("sqrt(%s)"):format(list[1]) end
    if degree == "3" then return ("cbrt(%s)"):format(list[1]) end
    return ("(%s) ^ (1 / (%s))"):format(list[1], degree)
  end,
  log = function(list, qualifiers)
    local base = qualifiers.logbase
    if not base or base == "10" then return ("log10(%s)"):format(list[1]) end
    return ("(log(%s) / log(%s))"):format(list[1], base)
  end,
  min = function(list) return ("min(%s)"):format(table.concat(list, ", ")) end,
  max = function(list) return ("max(%s)"):format(table.concat(list, ", ")) end,
  xor = function(list)
    return ("((%s) and not (%s) or (%s) and not (%s))"):format(list[1], list[2], list[2], list[1])
  end,
  quotient = function(list) return ("floor((%s) / (%s))"):format(list[1], list[2]) end,
  rem = function(list)
    return ("((%s) - (%s) * floor((%s) / (%s)))"):format(list[1], list[2], list[1], list[2])
  end,
}

local function apply(element, scope)
  local operator = xml.elements(element)[1]
  if not operator then refuse("an empty <apply>") end
  local name = operator.name
  if name == "csymbol" then refuse("the function %s", xml.text(operator)) end
  local list, qualifiers = arguments(element, scope)
  if name == "ci" then -- a function of the document
    local called = scope.functions[xml.text(operator)]
    if not called then refuse('the function "%s", which is not defined', xml.text(operator)) end
    if #called.arguments ~= #list then
      refuse('the function "%s" with %d arguments', xml.text(operator), #list)
    end
    if scope.depth > 40 then refuse("functions that call each other too deeply") end
    local bound = {}
    for i, argument in ipairs(called.arguments) do bound[argument] = "(" .. list[i] .. ")" end
    local text = convert(called.body, {functions = scope.functions, name = scope.name,
      bound = bound, depth = scope.depth + 1})
    -- functions of functions can grow without bound
    if #text > LONGEST then refuse("an expression longer than %d characters", LONGEST) end
    return "(" .. text .. ")"
  end
  if infix[name] then return joined(name, list) end
  if special[name] then
    if #list == 0 then refuse("<%s/> without arguments", name) end
    if (name == "power" or name == "xor" or name == "quotient" or name == "rem") and #list ~= 2 then
      refuse("<%s/> with %d arguments", name, #list)
    end
    return "(" .. special[name](list, qualifiers) .. ")"
  end
  local form = functions[name]
  if not form then refuse("the operation <%s/>", name) end
  if #list ~= 1 then refuse("<%s/> with %d arguments", name, #list) end
  return "(" .. form:gsub("%%s", function() return list[1] end) .. ")"
end

-- if c1 then v1 else if c2 then v2 … else v.
local function piecewise(element, scope)
  local text, open = "", 0
  local otherwise
  for _, part in ipairs(xml.elements(element)) do
    local inner = xml.elements(part)
    if part.name == "piece" then
      if #inner ~= 2 then refuse("a <piece> without value and condition") end
      text = text .. ("(if %s then %s else "):format(convert(inner[2], scope),
        convert(inner[1], scope))
      open = open + 1
    elseif part.name == "otherwise" then
      otherwise = convert(inner[1], scope)
    end
  end
  if not otherwise then
    refuse("a <piecewise> without <otherwise>, which is undefined elsewhere")
  end
  return text .. otherwise .. (")"):rep(open)
end

local constants = {pi = "pi", exponentiale = "2.718281828459045", ["true"] = "1",
  ["false"] = "0"}

function convert(element, scope)
  if not element then refuse("an element without content") end
  local name = element.name
  if name == "math" or name == "semantics" then
    return convert(xml.elements(element)[1], scope)
  elseif name == "cn" then
    return number(element)
  elseif name == "ci" then
    local id = xml.text(element)
    if scope.bound and scope.bound[id] then return scope.bound[id] end
    return scope.name(id)
  elseif name == "csymbol" then
    local which = (element.attributes.definitionURL or ""):match("([^/]+)$")
    if which == "time" then return "time" end
    if which == "avogadro" then return "6.02214076e23" end
    refuse("the symbol %s", which or xml.text(element))
  elseif name == "apply" then
    return apply(element, scope)
  elseif name == "piecewise" then
    return piecewise(element, scope)
  elseif constants[name] then
    return constants[name]
  end
  refuse("the element <%s>", name)
end

--- The expression of a <math> element (or of what is inside one), or nil and what cannot be said.
-- `scope.name(id)` gives the name that an identifier has in the text; `scope.functions` the
-- document's own functions, id -> {arguments = {ids}, body = element}.
function M.text(element, scope)
  local ok, result = pcall(convert, element,
    {functions = scope.functions or {}, name = scope.name, depth = 0})
  if ok then return result end
  if type(result) == "table" and result.mathml then return nil, result.mathml end
  error(result, 0)
end

return M
