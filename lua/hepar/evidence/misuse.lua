-- Misuse is reported where the user's own code stands, not at a line of the library.
local words = require("hepar.util.words")

local M = {}

local home = debug.getinfo(1, "S").source:match("^(@.*)evidence[/\\]misuse%.lua$")

-- True for a function of the library itself.
local function ours(info)
  return info.what == "C" or (home and info.source:sub(1, #home) == home)
end

--- A string in quotation marks.
M.quote = words.show

--- The class of an object of hepar, or nil.
M.class = words.class

--- Raise message with the position of the nearest caller outside the library.
function M.raise(message)
  local level = 2
  local info = debug.getinfo(level, "S")
  while info and ours(info) do
    level = level + 1
    info = debug.getinfo(level, "S")
  end
  if type(message) == "string" then message = words.clean(message) end
  error(message, info and level or 0)
end

--- Raise a message made by string.format.
function M.fail(format, ...) M.raise(format:format(...)) end

-- The message without the position that C put in front.
local function bare(message)
  if type(message) ~= "string" then return message end
  return message:match("^[^\n]-:%d+: (hepar%..*)$") or message
end

local function settle(ok, ...)
  if ok then return ... end
  return M.raise(bare((...)))
end

--- Call f (a function of the core, never one of the user's) and raise its misuse where it belongs.
function M.call(f, ...) return settle(pcall(f, ...)) end

--- A value as messages show it: a string in quotation marks, a table as "a table".
function M.show(value)
  local kind = type(value)
  if kind == "string" then
    return "the string " .. words.show(value)
  end
  if kind == "number" or kind == "boolean" then
    return ("the %s %s"):format(kind, words.show(value))
  end
  return words.show(value)
end

--- Raise unless value has the type that Lua calls `kind`. An object of hepar is no plain table, and
-- no name or path has a zero byte.
function M.expect(where, name, value, kind)
  if type(value) ~= kind or kind == "table" and words.class(value) then
    M.fail("%s: %s expects a %s, got %s", where, name, kind, M.show(value))
  end
  if kind == "string" and value:find("\0", 1, true) then
    M.fail("%s: %s has a zero byte", where, name)
  end
  return value
end

--- Options: nil or a table; a copy comes back.
function M.options(where, options)
  local copy = {}
  if options == nil then return copy end
  M.expect(where, "the argument", options, "table")
  for name, value in pairs(options) do
    if type(name) ~= "string" then
      M.fail("%s: option names are strings, got %s", where, M.show(name))
    end
    copy[name] = value
  end
  return copy
end

return M
