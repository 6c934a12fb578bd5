-- One of every wrong kind of value, and what a refusal has to look like.

local M = {}

-- Lua's type, with whole numbers and hepar's own classes told apart.
function M.kind(value)
  if math.type(value) == "integer" then return "integer" end
  local meta = getmetatable(value)
  local name = type(meta) == "table" and rawget(meta, "__index") and rawget(meta, "__name")
  local class = type(name) == "string" and name:match("^hepar%.(%w+)$")
  return class or type(value)
end

-- {name, value} of every kind. `objects` are closed and living objects of hepar by name.
function M.values(objects)
  local cyclic = { 1, 2, 3 }
  cyclic[4], cyclic.self = cyclic, cyclic
  local list = {
    { "nil", nil }, { "true", true }, { "false", false },
    { "zero", 0 }, { "a negative integer", -3 }, { "a large integer", math.maxinteger },
    { "the least integer", math.mininteger },
    { "a fraction", 0.5 }, { "NaN", 0 / 0 }, { "infinity", math.huge },
    { "negative infinity", -math.huge }, { "a huge number", 1e300 },
    { "a string", "qwertz" }, { "an empty string", "" }, { "a numeral", "12" },
    { "invalid UTF-8", "caf\xe9 \xff\xfe" }, { "a string with a zero byte", "a\0b" },
    { "a format", "%s%d%n" }, { "a long string", ("x"):rep(100000) },
    { "a function", function() end }, { "a function of the library", tostring },
    { "an empty table", {} }, { "a table of tables", { {}, {} } },
    { "a table of words", { "a", "b" } }, { "a table with odd keys", { [true] = 1, [{}] = 2 } },
    { "a cyclic table", cyclic },
    { "a table that raises", setmetatable({}, { __index = function() error("boom", 0) end }) },
    { "a file", io.stdout }, { "a thread", coroutine.create(function() end) },
  }
  local names = {}
  for name in pairs(objects) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do list[#list + 1] = { name, objects[name] } end
  return list
end

-- What is wrong with an error message, or nil. `name` is the function called.
function M.fault(message, name)
  if message == "boom" then return nil end -- the user's own error, passed on as it is
  if type(message) ~= "string" then return "the error is no string: " .. tostring(message) end
  local text = message:match("^[^\n:]*:%d+: (.*)$") or message
  local method = name:match("[%w_]+$")
  if message:find("/hepar/[%w_/]*%.lua:%d") then return "points into the library: " .. message end
  -- of a text in a language: one sentence, the line, and a caret below it
  if text:find("^[^\n]+\n  [^\n]*\n +%^$") then text = text:match("^[^\n]+") end
  if text:find("\n") then return "has several lines: " .. message end
  if not utf8.len(text) then return "is no UTF-8: " .. message end
  if text:find("[%z\1-\8\10-\31\127]") then return "has control characters: " .. message end
  for _, phrase in ipairs { "attempt to ", "bad argument", "to '?'", "stack overflow", "C stack",
    "invalid option '", "invalid value (", "invalid order function", "number has no" } do
    if text:find(phrase, 1, true) then return "is Lua's own: " .. message end
  end
  if #text > 600 then return "is too long: " .. message:sub(1, 200) end
  if not text:find("^hepar%.") and not text:find(method, 1, true) then
    return "does not name the function: " .. message
  end
  return nil
end

return M
