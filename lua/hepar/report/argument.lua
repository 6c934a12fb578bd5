-- Argument checks of the report builder; each raises one sentence that names the function.
local base = require("hepar.util.check")
local words = require("hepar.util.words")

local M = { fail = base.fail }

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
  for _, key in ipairs(base.given(where, options, base.names(known))) do
    local value, types = options[key], known[key]
    local got = math.type(value) == "integer" and "integer" or words.class(value) or type(value)
    if types ~= "any" and not ("|" .. types .. "|"):find("|" .. got .. "|", 1, true) then
      M.fail(where, "option %s must be %s, got %s", key, types:gsub("|", " or "), words.show(value))
    end
  end
  return options
end

return M
