--- Model formulas: "~ dose + route + dose:route" to columns, with R's rules for order, names and
-- contrasts (treatment contrasts; a factor whose margin is not in the model gets a column for every
-- level).
-- @module hepar.meta.formula
-- @local

local check = require "hepar.meta.check"

local M = {}

local FUNCTIONS = { log = math.log, exp = math.exp, sqrt = math.sqrt, abs = math.abs }
local NAN = 0 / 0
local LONGEST = 10000 -- brackets in brackets take the interpreter's own stack

-- ---- reading ----

-- The formula as a list of tokens {kind, text, place}.
local function tokens(where, text)
  local list, at = {}, 1
  if #text > LONGEST then
    check.fail(where, "mods is a formula of %d characters; %d are the most", #text, LONGEST)
  end
  while true do
    at = text:find("%S", at)
    if not at then break end
    local name = text:match("^[%a_][%w_.]*", at)
    local number = not name and (text:match("^%d+%.?%d*[eE][+-]?%d+", at)
      or text:match("^%d+%.?%d*", at) or text:match("^%.%d+", at))
    local sign = not name and not number and text:match("^[%+%-%*:/%^%(%)~]", at)
    local token = name or number or sign
    if not token then
      check.fail(where, 'mods "%s": character %d, "%s", has no meaning in a formula', text, at,
        text:sub(at, at))
    end
    list[#list + 1] = { kind = name and "name" or number and "number" or "sign", text = token,
      place = at }
    at = at + #token
  end
  return list
end

-- A reader over tokens.
local Reader = {}
Reader.__index = Reader

function Reader:peek() return self.list[self.at] and self.list[self.at].text end

function Reader:fail(expected)
  local token = self.list[self.at]
  if token then
    check.fail(self.where, 'mods "%s": expected %s at character %d, got "%s"', self.text, expected,
      token.place, token.text)
  end
  check.fail(self.where, 'mods "%s": expected %s at the end', self.text, expected)
end

function Reader:take(text)
  if self:peek() ~= text then return false end
  self.at = self.at + 1
  return true
end

function Reader:need(text)
  if not self:take(text) then self:fail('"' .. text .. '"') end
end

-- Arithmetic inside I( ) and functions: a function of the row's variables.
local sum

local function atom(reader)
  local token = reader.list[reader.at]
  if not token then reader:fail("a name or number") end
  if reader:take("(") then
    local inner = sum(reader)
    reader:need(")")
    return inner
  elseif reader:take("-") then
    local inner = atom(reader)
    return function(row) return -inner(row) end
  elseif token.kind == "number" then
    reader.at = reader.at + 1
    local value = tonumber(token.text)
    return function() return value end
  elseif token.kind == "name" then
    reader.at = reader.at + 1
    if reader:take("(") then
      local call = FUNCTIONS[token.text]
      if not call then
        check.fail(reader.where, 'mods "%s": the function %s is not known (log, exp, sqrt, abs)',
          reader.text, token.text)
      end
      local inner = sum(reader)
      reader:need(")")
      return function(row) return call(inner(row)) end
    end
    local variable = reader.number(token.text)
    return function(row) return variable(row) end
  end
  return reader:fail("a name or number")
end

local function power(reader)
  local base = atom(reader)
  if not reader:take("^") then return base end
  local exponent = power(reader)
  return function(row) return base(row) ^ exponent(row) end
end

local function product(reader)
  local left = power(reader)
  while true do
    local a = left
    if reader:take("*") then
      local b = power(reader)
      left = function(row) return a(row) * b(row) end
    elseif reader:take("/") then
      local b = power(reader)
      left = function(row) return a(row) / b(row) end
    else
      return left
    end
  end
end

function sum(reader)
  local left = product(reader)
  while true do
    local a = left
    if reader:take("+") then
      local b = product(reader)
      left = function(row) return a(row) + b(row) end
    elseif reader:take("-") then
      local b = product(reader)
      left = function(row) return a(row) - b(row) end
    else
      return left
    end
  end
end

-- ---- terms: lists of sets of variables; a set is its variables' numbers joined by ":" ----

-- The set that holds both.
local function join(a, b)
  local seen, list = {}, {}
  for number in (a .. ":" .. b):gmatch("%d+") do
    number = tonumber(number)
    if not seen[number] then
      seen[number] = true
      list[#list + 1] = number
    end
  end
  table.sort(list)
  return table.concat(list, ":")
end

local function add(list, term)
  for _, other in ipairs(list) do
    if other == term then return end
  end
  list[#list + 1] = term
end

local function cross(a, b)
  local list = {}
  for _, one in ipairs(a) do
    for _, two in ipairs(b) do add(list, join(one, two)) end
  end
  return list
end

local function both(a, b)
  local list = {}
  for _, term in ipairs(a) do add(list, term) end
  for _, term in ipairs(b) do add(list, term) end
  return list
end

-- The number of a variable, made when it is new. label: its text in names of coefficients.
local function variable(reader, label, make)
  for i, known in ipairs(reader.variables) do
    if known.label == label then return { tostring(i) } end
  end
  reader.variables[#reader.variables + 1] = { label = label, make = make }
  return { tostring(#reader.variables) }
end

local terms

-- A variable, a function of variables, I(…), factor(…), a parenthesis, 0 or 1.
local function term_atom(reader)
  local token = reader.list[reader.at]
  if not token then reader:fail("a variable") end
  if reader:take("(") then
    local inner = terms(reader)
    reader:need(")")
    return inner
  end
  if token.text == "1" or token.text == "0" then
    reader.at = reader.at + 1
    return { token.text == "1" and "" or "none" }
  end
  if token.kind ~= "name" then reader:fail("a variable") end
  reader.at = reader.at + 1
  if not reader:take("(") then return variable(reader, token.text, { name = token.text }) end
  if token.text == "factor" then
    local name = reader.list[reader.at]
    if not name or name.kind ~= "name" then reader:fail("the name of a column") end
    reader.at = reader.at + 1
    reader:need(")")
    return variable(reader, "factor(" .. name.text .. ")", { name = name.text, factor = true })
  end
  local first = reader.at
  local inner = sum(reader)
  reader:need(")")
  local text = {}
  for i = first, reader.at - 2 do
    local sign = reader.list[i].text:match("^[%+%-%*/]$")
    text[#text + 1] = sign and i > first and " " .. sign .. " " or reader.list[i].text
  end
  local label = token.text .. "(" .. table.concat(text) .. ")"
  if token.text ~= "I" and not FUNCTIONS[token.text] then
    check.fail(reader.where, 'mods "%s": the function %s is not known (I, factor, log, exp, sqrt, '
      .. "abs)", reader.text, token.text)
  end
  local call = FUNCTIONS[token.text]
  return variable(reader, label, { value = call and function(row) return call(inner(row)) end
    or inner })
end

local function term_power(reader)
  local base = term_atom(reader)
  while reader:take("^") do
    local token = reader.list[reader.at]
    local exponent = token and token.kind == "number" and math.tointeger(tonumber(token.text))
    if not exponent or exponent < 1 then reader:fail("a whole power") end
    reader.at = reader.at + 1
    local raised = base
    for _ = 2, exponent do raised = both(raised, cross(raised, base)) end
    base = raised
  end
  return base
end

local function term_interaction(reader)
  local left = term_power(reader)
  while reader:take(":") do left = cross(left, term_power(reader)) end
  return left
end

local function term_product(reader)
  local left = term_interaction(reader)
  while true do
    if reader:take("*") then
      local right = term_interaction(reader)
      left = both(both(left, right), cross(left, right))
    elseif reader:take("/") then
      local right, all = term_interaction(reader), left[1]
      for _, term in ipairs(left) do all = join(all, term) end
      left = both(left, cross({ all }, right))
    else
      return left
    end
  end
end

function terms(reader)
  local list = {}
  local minus = reader:take("-")
  if not minus then reader:take("+") end
  while true do
    for _, term in ipairs(term_product(reader)) do
      if term == "none" then
        reader.intercept = minus
      elseif term == "" then
        reader.intercept = not minus
      elseif minus then
        for i = #list, 1, -1 do
          if list[i] == term then table.remove(list, i) end
        end
      else
        add(list, term)
      end
    end
    if reader:take("+") then
      minus = false
    elseif reader:take("-") then
      minus = true
    else
      return list
    end
  end
end

-- ---- columns ----

-- The values of a variable: {value(row)} for numbers, with levels for factors.
local function resolve(where, text, name, data, rows, as_factor, known)
  local column = data[name]
  if column == nil then
    local names = {}
    for key in pairs(data) do
      if type(key) == "string" then names[#names + 1] = key end
    end
    table.sort(names)
    check.fail(where, 'mods "%s": the data have no column "%s"%s', text, name,
      check.suggest(name, names))
  end
  if type(column) ~= "table" and type(column) ~= "userdata" then
    check.fail(where, "%s must be a column or an array, got %s", name, check.show(column))
  end
  local numeric, factor
  for row = 1, rows do
    local value = column[row]
    local kind = type(value)
    if kind == "string" or kind == "boolean" or (kind == "number" and as_factor) then
      factor = factor or row
    elseif kind == "number" then
      numeric = numeric or row
    elseif value ~= nil then
      check.fail(where, "%s[%d] must be a number or a text, got %s", name, row, check.show(value))
    end
    if numeric and factor then
      check.fail(where, "%s mixes numbers and texts: row %d has %s, row %d has %s", name, numeric,
        check.show(column[numeric]), factor, check.show(column[factor]))
    end
  end
  if #column > rows then
    check.fail(where, "%s has %d values, yi has %d", name, #column, rows)
  end
  if not factor and not known then
    for row = 1, rows do
      if column[row] == nil and row > #column then
        check.fail(where, "%s has %d values, yi has %d", name, #column, rows)
      end
    end
    return { value = function(row) return column[row] or NAN end, source = column }
  end
  local function code(row)
    local value = column[row]
    if value == nil or value ~= value then return nil end
    if type(value) == "boolean" then return value and "TRUE" or "FALSE" end
    return type(value) == "number" and string.format("%.14g", value) or value
  end
  return { code = code, numbers = as_factor and numeric == nil and type(column[1]) == "number" }
end

-- The levels of a factor in order, the reference first.
local function levels_of(where, name, resolved, rows, reference, notes)
  local count, levels, last = {}, {}, {}
  for row = 1, rows do
    local level = resolved.code(row)
    if level then
      if not count[level] then levels[#levels + 1] = level end
      count[level], last[level] = (count[level] or 0) + 1, row
    end
  end
  if resolved.numbers then
    table.sort(levels, function(a, b) return tonumber(a) < tonumber(b) end)
  else
    table.sort(levels)
  end
  if reference ~= nil then
    local place
    for i, level in ipairs(levels) do
      if level == tostring(reference) then place = i end
    end
    if not place then
      check.fail(where, "reference: %s has no level %s; it has %s", name, check.show(reference),
        table.concat(levels, ", "))
    end
    table.insert(levels, 1, table.remove(levels, place))
  end
  for _, level in ipairs(levels) do
    if count[level] == 1 then
      notes[#notes + 1] = string.format("%s: the level %s has one study (row %d), which its "
        .. "coefficient fits exactly.", name, level, last[level])
    end
  end
  if #levels == 1 then
    notes[#notes + 1] = string.format("%s: every study has the level %s, so it explains nothing.",
      name, levels[1])
  end
  return levels
end

-- The columns of one variable in one term: {name, value(row)}.
local function pieces(var, contrasts)
  if not var.levels then return { { name = var.label, value = var.value, source = var.source } } end
  local list = {}
  for i = contrasts and 2 or 1, #var.levels do
    local level = var.levels[i]
    list[#list + 1] = { name = var.label .. level, value = function(row)
      local code = var.code(row)
      if code == nil then return NAN end
      return code == level and 1 or 0
    end }
  end
  return list
end

-- All columns of the terms, as {name, value(row)}, given variables with values.
local function expand(model, variables)
  local present, list = { [""] = model.intercept }, {}
  for _, term in ipairs(model.terms) do present[term] = true end
  for number, term in ipairs(model.terms) do
    local columns = { { name = nil, value = function() return 1 end } }
    for text in term:gmatch("%d+") do
      local rest = {}
      for other in term:gmatch("%d+") do
        if other ~= text then rest[#rest + 1] = other end
      end
      local var = variables[tonumber(text)]
      local grown = {}
      for _, piece in ipairs(pieces(var, present[table.concat(rest, ":")])) do
        for _, column in ipairs(columns) do
          if column.name == nil then
            grown[#grown + 1] = piece
          else
            grown[#grown + 1] = { name = column.name .. ":" .. piece.name, value = function(row)
              return column.value(row) * piece.value(row)
            end }
          end
        end
      end
      -- The first factor varies fastest.
      columns = grown
    end
    for _, column in ipairs(columns) do
      column.term = number
      list[#list + 1] = column
    end
  end
  return list
end

-- Give the variables of a model the values of some data.
local function bind(where, model, data, rows, references, notes)
  local bound = {}
  for i, var in ipairs(model.variables) do
    local make, label = var.make, var.label
    if make.value then
      local cache, missing = {}, false
      local function lookup(name, row)
        if not cache[name] then
          cache[name] = resolve(where, model.text, name, data, rows, false).value
            or check.fail(where, '%s: the column "%s" is not numeric', label, name)
        end
        local value = cache[name](row)
        if value ~= value then missing = true end
        return value
      end
      bound[i] = { label = label, value = function(row)
        missing = false
        local value = make.value({ row, lookup })
        if value ~= value and not missing then
          check.fail(where, "%s[%d] is not a number, and nothing in it is missing", label, row)
        end
        return value
      end }
    else
      local known = var.levels
      local resolved = resolve(where, model.text, make.name, data, rows, make.factor, known)
      if resolved.code then
        var.levels = known or levels_of(where, make.name, resolved, rows,
          references and references[make.name], notes)
        local allowed = {}
        for _, level in ipairs(var.levels) do allowed[level] = true end
        for row = 1, rows do
          local level = resolved.code(row)
          if level and not allowed[level] then
            check.fail(where, "%s[%d] is %s, a level that the fit does not have (%s)", make.name,
              row, check.show(level), table.concat(var.levels, ", "))
          end
        end
        bound[i] = { label = label, levels = var.levels, code = resolved.code }
      else
        bound[i] = { label = label, value = resolved.value, source = resolved.source }
      end
    end
  end
  return expand(model, bound)
end

-- One array for each column.
local function values(columns, rows)
  local list = {}
  for i, column in ipairs(columns) do
    if column.source then
      list[i] = column.source
    else
      local array = {}
      for row = 1, rows do array[row] = column.value(row) end
      list[i] = array
    end
  end
  return list
end

--- Reads a formula and makes the columns of a model.
-- @tparam string where public function, for messages
-- @tparam string text formula
-- @tparam table data columns by name
-- @tparam table options rows, reference (level by factor), intercept (false takes it out)
-- @treturn table columns, names, intercept, notes, terms
function M.model(where, text, data, options)
  local reader = setmetatable({ where = where, text = text, list = tokens(where, text), at = 1,
    variables = {}, intercept = options.intercept }, Reader)
  reader.number = function(name)
    return function(row) return row[2](name, row[1]) end
  end
  reader:need("~")
  local list = terms(reader)
  if reader.at <= #reader.list then reader:fail('"+"') end
  -- Main effects first, then interactions by the number of their variables.
  local order, sorted = {}, {}
  for i, term in ipairs(list) do
    local _, colons = term:gsub(":", "")
    order[term] = colons * 10000 + i
    sorted[i] = term
  end
  table.sort(sorted, function(a, b) return order[a] < order[b] end)
  for name in pairs(options.reference or {}) do
    local found = false
    for _, var in ipairs(reader.variables) do found = found or var.make.name == name end
    if not found then check.fail(where, 'reference: the formula has no factor "%s"', name) end
  end
  local model = { text = text, terms = sorted, variables = reader.variables,
    intercept = reader.intercept and options.intercept, notes = {} }
  local columns = bind(where, model, data, options.rows, options.reference, model.notes)
  if #columns == 0 then
    if not model.intercept then check.fail(where, 'mods "%s" is a model of nothing', text) end
    model.names = {}
    return model
  end
  model.names, model.of_term = {}, {}
  for i, column in ipairs(columns) do
    model.names[i] = column.name
    model.of_term[i] = column.term
  end
  model.columns = values(columns, options.rows)
  return model
end

--- The columns of a model for new data.
function M.apply(where, model, data, rows)
  return values(bind(where, model, data, rows, nil, {}), rows)
end

return M
