-- Argument checks of the report builder; each raises one sentence that names the function.
local words = require("hepar.util.words")

local M = {}

function M.fail(where, message, ...)
  error(words.clean(where .. ": " .. message:format(...)), 0)
end

-- A method of an object, or nil; whatever the value, and however it is indexed.
function M.method(object, name)
  if type(object) ~= "table" and type(object) ~= "userdata" then return nil end
  local ok, value = pcall(function() return object[name] end)
  return ok and type(value) == "function" and value or nil
end

-- Raises unless value is a plain table: neither an object of hepar nor a piece of text.
function M.list(where, name, value)
  if type(value) ~= "table" or words.class(value) then
    M.fail(where, "%s must be a list, got %s", name, words.show(value))
  end
  return value
end

-- The option table, after refusing unknown keys and wrong types. `known` maps a key to a type, or
-- to a list of types joined by "|"; "any" takes everything.
function M.options(where, options, known)
  if options == nil then return {} end
  if type(options) ~= "table" or words.class(options) then
    M.fail(where, "options must be a table, got %s", words.class(options) or type(options))
  end
  local keys = {}
  for key in pairs(options) do
    if type(key) ~= "string" then
      M.fail(where, "option names are strings, got %s", words.show(key))
    end
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for _, key in ipairs(keys) do
    local value = options[key]
    local types = known[key]
    if not types then
      local names = {}
      for name in pairs(known) do names[#names + 1] = name end
      table.sort(names)
      local near = require("hepar.core").suggest(key, names)
      M.fail(where, "option %q is not known%s", key,
        near and (" (did you mean %q?)"):format(near) or "")
    end
    local got = math.type(value) == "integer" and "integer" or words.class(value) or type(value)
    if types ~= "any" and not ("|" .. types .. "|"):find("|" .. got .. "|", 1, true) then
      M.fail(where, "option %s must be %s, got %s", key, types:gsub("|", " or "), words.show(value))
    end
  end
  return options
end

return M
