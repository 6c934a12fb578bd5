-- A field of a scenario: its value, its name, the line that gives it, and the checks of its kind.
local check = require("hepar.util.check")
local lines = require("hepar.scenario.lines")
local values = require("hepar.model.values")

local Place = {}
Place.__index = Place

local show = check.show

--- The whole of a scenario. `source` has where (the function), file and lines of a script.
local function whole(value, source)
  return setmetatable({ value = value, path = "", source = source }, Place)
end

--- What messages about this field begin with, before the colon.
function Place:name()
  local file = self.source.file
  local path = self.path ~= "" and self.path or "the scenario"
  if not file then return path end
  local line = lines.find(self.source.lines, self.path)
  return file .. (line and (":%d"):format(line) or "") .. ": " .. path
end

--- Raise one sentence about this field.
function Place:fail(format, ...)
  check.fail(self.source.where, "%s %s", self:name(), format:format(...))
end

--- The field below this one.
function Place:field(key)
  local path = type(key) == "number" and ("%s[%d]"):format(self.path, key)
    or self.path == "" and key or self.path .. "." .. key
  return setmetatable({ value = rawget(self.value, key), path = path, source = self.source }, Place)
end

--- A table of the user's own with no keys but these (nil: any names).
function Place:table(known, example)
  local value = self.value
  if type(value) ~= "table" or check.class(value) then
    self:fail("must be a table%s, got %s", example and " such as " .. example or "", show(value))
  end
  local names = {}
  for key in pairs(value) do
    if type(key) ~= "string" then
      self:fail("has the key %s; names are wanted", show(key))
    end
    names[#names + 1] = key
  end
  table.sort(names)
  if known then
    local wanted = {}
    for _, name in ipairs(known) do wanted[name] = true end
    for _, name in ipairs(names) do
      if not wanted[name] then
        self:field(name):fail("is not known%s", check.suggest(name, known))
      end
    end
  end
  return names
end

--- A list without holes: its length.
function Place:list(example)
  local value = self.value
  if type(value) ~= "table" or check.class(value) then
    self:fail("must be a list such as %s, got %s", example, show(value))
  end
  local n = 0
  for key in pairs(value) do
    if math.type(key) ~= "integer" or key < 1 then
      self:fail("must be a list such as %s, got the key %s", example, show(key))
    end
    n = n + 1
  end
  if n ~= #value then self:fail("has a hole") end
  return n
end

function Place:text()
  if type(self.value) ~= "string" then self:fail("must be a string, got %s", show(self.value)) end
  return self.value
end

function Place:boolean()
  if type(self.value) ~= "boolean" then self:fail("must be true or false, got %s",
    show(self.value)) end
  return self.value
end

--- A finite number, from low to high where given.
function Place:number(low, high)
  local v = self.value
  if not values.finite(v) or low and v < low or high and v > high then
    self:fail("must be %s, got %s", low and high and ("a number from %g to %g"):format(low, high)
      or low and ("a number of at least %g"):format(low) or "a finite number", show(v))
  end
  return v + 0.0
end

function Place:count(low, high)
  local v = math.type(self.value) and math.tointeger(self.value)
  if not v or v < low or high and v > high then
    self:fail("must be a whole number%s, got %s", high and (" from %d to %d"):format(low, high)
      or (" of at least %d"):format(low), show(self.value))
  end
  return v
end

--- One of some words.
function Place:one_of(words)
  for _, word in ipairs(words) do
    if self.value == word then return word end
  end
  return self:fail("must be one of %s, got %s%s", table.concat(words, ", "), show(self.value),
    type(self.value) == "string" and check.suggest(self.value, words) or "")
end

-- What another module raises about a value, told of this field.
function Place:try(f, ...)
  local result = table.pack(pcall(f, ...))
  if result[1] then return table.unpack(result, 2, result.n) end
  local message = tostring(result[2]):gsub("^hepar%.[%w_.]+: ", ""):gsub("^@: ", "")
  return check.fail(self.source.where, "%s: %s", self:name(), message)
end

--- Times in the unit of the model: {months = 6}, {weeks = {4, 8}}, a number.
function Place:time(model)
  return self:try(values.time, "@", "the time", self.value, model)
end
function Place:times(model)
  return self:try(values.times, "@", "the time", self.value, model)
end
function Place:span(model)
  return self:try(values.span, "@", "the time", self.value, model)
end

return whole
