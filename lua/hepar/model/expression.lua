-- Expressions of the model language as trees, from their text: for what looks at the form of an
-- equation (the network, SBML). The core has its own parser, which has accepted the text before.
--
-- A tree is {kind = …} with
--   number   value, text (as written), unit     name     name          time, pi
--   sum      items of {tree, inverse}: subtracted       product  items of {tree, inverse}: divided
--   negate   tree      power  base, exponent    call  name, arguments  convert  tree, unit
--   compare  operator, left, right              both ("and"), either ("or")  items; negation  tree
--   choice   condition, yes, no
local M = {}

local DEEPEST = 200

local reader = {}
reader.__index = reader

local function fail(self, what)
  error({ expression = ("%s at %d of %s"):format(what, self.at, self.text:sub(1, 60)) }, 0)
end

local two = { ["<="] = true, [">="] = true, ["=="] = true, ["!="] = true, [".."] = true }

-- Reads the next token into self.kind and self.value; a unit keeps its brackets.
function reader:next()
  local text = self.text
  local spaced = text:find("^%s", self.at) ~= nil
  local at = text:find("%S", self.at)
  self.after_name = self.kind == "name" and not spaced
  if not at then
    self.kind, self.value, self.at = "end", "", #text + 1
    return
  end
  local number = text:match("^%d+%.?%d*[eE][+-]?%d+", at) or text:match("^%.%d+[eE][+-]?%d+", at)
    or text:match("^%d+%.%.()", at) and text:match("^%d+", at)
    or text:match("^%d+%.?%d*", at) or text:match("^%.%d+", at)
  local name = text:match("^[%a_][%w_]*", at)
  if number then
    self.kind, self.value = "number", number
  elseif name then
    while true do -- regen.Q
      local more = text:match("^%.[%a_][%w_]*", at + #name)
      if not more then break end
      name = name .. more
    end
    self.kind, self.value = "name", name
  elseif text:find("^%[", at) and not self.after_name then
    local unit = text:match("^%b[]", at)
    if not unit then fail(self, "an open bracket") end
    self.kind, self.value = "unit", unit
  else
    local sign = text:sub(at, at + 1)
    if not two[sign] then sign = text:sub(at, at) end
    self.kind, self.value = "sign", sign
  end
  self.at = at + #self.value
end

function reader:is(value) return self.kind ~= "number" and self.value == value end

function reader:take(value)
  if not self:is(value) then return false end
  self:next()
  return true
end

function reader:expect(value)
  if not self:take(value) then fail(self, ('"%s" was expected'):format(value)) end
end

-- The whole number of an index.
function reader:index()
  local sign = self:take("-") and -1 or 1
  local value = self.kind == "number" and math.tointeger(tonumber(self.value))
  if not value then fail(self, "a whole number was expected") end
  self:next()
  return sign * value
end

function reader:call(name)
  local arguments = {}
  self:expect("(")
  if not self:is(")") then
    repeat arguments[#arguments + 1] = self:expression() until not self:take(",")
  end
  self:expect(")")
  local family = name == "sum" and #arguments == 1 and arguments[1].kind == "name" and
    self.families and self.families[arguments[1].name]
  if family then
    local items = {}
    for i, element in ipairs(family) do items[i] = { tree = { kind = "name", name = element } } end
    return { kind = "sum", items = items }
  end
  if #arguments == 1 and arguments[1].kind == "range" then
    local range, items = arguments[1], {}
    for i = range.low, range.high do
      items[#items + 1] = { tree = { kind = "name", name = ("%s[%d]"):format(range.name, i) } }
    end
    return { kind = "sum", items = items }
  end
  if name == "sum" then
    local items = {}
    for i, argument in ipairs(arguments) do items[i] = { tree = argument } end
    return { kind = "sum", items = items }
  end
  return { kind = "call", name = name, arguments = arguments }
end

function reader:primary()
  self.depth = self.depth + 1
  if self.depth > DEEPEST then fail(self, "nested too deeply") end
  local tree
  if self.kind == "number" then
    tree = { kind = "number", value = tonumber(self.value), text = self.value }
    self:next()
    if self.kind == "unit" then
      tree.unit = self.value:sub(2, -2)
      self:next()
    end
  elseif self:take("(") then
    tree = self:expression()
    self:expect(")")
  elseif self:is("if") then
    self:next()
    if self:is("(") and self.after_name then
      tree = self:call("if")
      local list = tree.arguments
      tree = { kind = "choice", condition = list[1], yes = list[2], no = list[3] }
    else
      local condition = self:expression()
      self:expect("then")
      local yes = self:expression()
      self:expect("else")
      tree = { kind = "choice", condition = condition, yes = yes, no = self:expression() }
    end
  elseif self.kind == "name" then
    local name = self.value
    self:next()
    if self.after_name and self:is("[") then
      self:next()
      local low = self:index()
      if self:take("..") then
        tree = { kind = "range", name = name, low = low, high = self:index() }
      else
        tree = { kind = "name", name = ("%s[%d]"):format(name, low) }
      end
      self:expect("]")
    elseif self:is("(") then
      tree = self:call(name)
    elseif name == "time" or name == "pi" then
      tree = { kind = name }
    else
      tree = { kind = "name", name = name }
    end
  else
    fail(self, "a value was expected")
  end
  self.depth = self.depth - 1
  return tree
end

function reader:power()
  local base = self:primary()
  while self:is("in") do
    self:next()
    if self.kind ~= "unit" then fail(self, "a unit was expected") end
    base = { kind = "convert", tree = base, unit = self.value:sub(2, -2) }
    self:next()
  end
  if self:take("^") then
    return { kind = "power", base = base, exponent = self:unary() }
  end
  return base
end

function reader:unary()
  if self:take("-") then return { kind = "negate", tree = self:unary() } end
  self:take("+")
  return self:power()
end

-- A chain of `level` joined by signs; those in `inverse` subtract or divide.
function reader:chain(kind, level, signs)
  local first = level(self)
  if signs[self.value] == nil or self.kind == "number" then return first end
  local items = { { tree = first } }
  while self.kind ~= "number" and signs[self.value] ~= nil do
    local inverse = signs[self.value]
    self:next()
    items[#items + 1] = { tree = level(self), inverse = inverse or nil }
  end
  return { kind = kind, items = items }
end

function reader:product()
  return self:chain("product", self.unary, { ["*"] = false, ["/"] = true })
end

function reader:sum() return self:chain("sum", self.product, { ["+"] = false, ["-"] = true }) end

local comparisons = { ["<"] = true, ["<="] = true, [">"] = true, [">="] = true, ["=="] = true,
  ["!="] = true }

function reader:comparison()
  local left = self:sum()
  if self.kind == "sign" and comparisons[self.value] then
    local operator = self.value
    self:next()
    return { kind = "compare", operator = operator, left = left, right = self:sum() }
  end
  return left
end

function reader:negation()
  if self:take("not") then return { kind = "negation", tree = self:negation() } end
  return self:comparison()
end

function reader:both() return self:chain("both", self.negation, { ["and"] = false }) end

function reader:expression() return self:chain("either", self.both, { ["or"] = false }) end

--- The elements of arrays among some symbols: name of the array -> names of its elements.
function M.families(rows)
  local families = {}
  for _, row in ipairs(rows) do
    local name = row.name:match("^(.*)%[%-?%d+%]$")
    if name then
      families[name] = families[name] or {}
      table.insert(families[name], row.name)
    end
  end
  return families
end

--- The tree of a text, or nil and what is wrong with it. `families`: the elements of arrays, for
-- sums over whole ones.
function M.parse(text, families)
  local self = setmetatable({ text = text, at = 1, depth = 0, families = families }, reader)
  local ok, result = pcall(function()
    self:next()
    local tree = self:expression()
    if self.kind ~= "end" then fail(self, "something is left over") end
    return tree
  end)
  if ok then return result end
  if type(result) == "table" and result.expression then return nil, result.expression end
  error(result, 0)
end

-- The trees right below one, in order.
local function below(tree)
  local list = {}
  for _, name in ipairs { "condition", "yes", "no", "left", "right", "base", "exponent", "tree" } do
    list[#list + 1] = tree[name]
  end
  for _, item in ipairs(tree.items or {}) do list[#list + 1] = item.tree end
  for _, argument in ipairs(tree.arguments or {}) do list[#list + 1] = argument end
  return list
end

local writers = {}

local function bracketed(tree) return "(" .. writers[tree.kind](tree) .. ")" end

local function joined(sign, inverse)
  return function(tree)
    local text = ""
    for i, item in ipairs(tree.items) do
      local mark = item.inverse and inverse or sign
      text = text .. (i > 1 and " " .. mark .. " " or item.inverse and "1 " .. mark .. " " or "")
        .. bracketed(item.tree)
    end
    return text
  end
end

function writers.number(tree) return tree.text .. (tree.unit and " [" .. tree.unit .. "]" or "") end
function writers.name(tree) return tree.name end
function writers.time() return "time" end
function writers.pi() return "pi" end
function writers.negate(tree) return "-" .. bracketed(tree.tree) end
function writers.power(tree) return bracketed(tree.base) .. "^" .. bracketed(tree.exponent) end
function writers.convert(tree) return bracketed(tree.tree) .. " in [" .. tree.unit .. "]" end
function writers.negation(tree) return "not " .. bracketed(tree.tree) end
function writers.compare(tree)
  return bracketed(tree.left) .. " " .. tree.operator .. " " .. bracketed(tree.right)
end
function writers.choice(tree)
  return "if " .. bracketed(tree.condition) .. " then " .. bracketed(tree.yes) .. " else " ..
    bracketed(tree.no)
end
function writers.call(tree)
  local list = {}
  for i, argument in ipairs(tree.arguments) do list[i] = writers[argument.kind](argument) end
  return tree.name .. "(" .. table.concat(list, ", ") .. ")"
end
writers.sum, writers.product = joined("+", "-"), joined("*", "/")
writers.both, writers.either = joined("and"), joined("or")

--- The text of a tree, with more parentheses than a person would write.
function M.text(tree) return writers[tree.kind](tree) end

--- Calls f(name) for every name in a tree, as often as it stands there.
function M.names(tree, f)
  if tree.kind == "name" then return f(tree.name) end
  for _, inner in ipairs(below(tree)) do M.names(inner, f) end
end

--- Calls f(tree) for a tree and all below it.
function M.each(tree, f)
  f(tree)
  for _, inner in ipairs(below(tree)) do M.each(inner, f) end
end

-- Adds the factors of a tree to a list, those divided by as "1 / x"; the sign comes back.
local function factors(tree, inverse, list, sign)
  if tree.kind == "product" then
    for _, item in ipairs(tree.items) do
      sign = factors(item.tree, (item.inverse or false) ~= inverse, list, sign)
    end
  elseif tree.kind == "negate" then
    return factors(tree.tree, inverse, list, -sign)
  else
    list[#list + 1] = (inverse and "1 / " or "") .. M.key(tree)
  end
  return sign
end

--- A text that is the same for trees that are written alike.
function M.key(tree)
  if tree.kind == "number" then return ("%.17g"):format(tree.value) end
  if tree.kind == "name" then return tree.name end
  local parts = { tree.kind, tree.name or tree.operator or tree.unit }
  for _, inner in ipairs(below(tree)) do parts[#parts + 1] = M.key(inner) end
  for i, item in ipairs(tree.items or {}) do
    if item.inverse then parts[#parts + 1] = "~" .. i end
  end
  return "(" .. table.concat(parts, " ") .. ")"
end

--- The terms of a sum, signs spread over inner sums: list of {sign, factors = {texts}, tree}.
function M.terms(tree, sign, list)
  sign, list = sign or 1, list or {}
  if tree.kind == "sum" then
    for _, item in ipairs(tree.items) do
      M.terms(item.tree, item.inverse and -sign or sign, list)
    end
  elseif tree.kind == "negate" then
    M.terms(tree.tree, -sign, list)
  else
    local found = {}
    sign = factors(tree, false, found, sign)
    list[#list + 1] = { sign = sign, factors = found, tree = tree }
  end
  return list
end

return M
