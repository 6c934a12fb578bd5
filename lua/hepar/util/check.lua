-- What the argument checks of all parts share. Each part has its own check module on top of this
-- one, with the rules of its own options.
local core = require("hepar.core")
local words = require("hepar.util.words")

local M = {}

--- Shows a value in a message.
M.show = words.show

--- The class of an object of hepar, or nil.
M.class = words.class

--- Raises one sentence in the name of the public function `where`.
function M.fail(where, format, ...)
  error(words.clean(where .. ": " .. format:format(...)), 0)
end

--- The nearest of some words, as ` (did you mean "x"?)`, or the empty string.
function M.suggest(word, list)
  local near = core.suggest(word, list)
  return near and (' (did you mean "%s"?)'):format(near) or ""
end

--- The sorted names of a table of options (nil: none), after refusing what is no such table and
-- names that are not in the list `known`.
function M.given(where, options, known)
  if options == nil then return {} end
  if type(options) ~= "table" or M.class(options) then
    M.fail(where, "options must be a table, got %s", M.show(options))
  end
  local names, wanted = {}, {}
  for name in pairs(options) do
    if type(name) ~= "string" then
      M.fail(where, "option names are strings, got %s", M.show(name))
    end
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(known) do wanted[name] = true end
  for _, name in ipairs(names) do
    if not wanted[name] then
      M.fail(where, 'option "%s" is not known%s', name, M.suggest(name, known))
    end
  end
  return names
end

--- The sorted names of a table whose keys are names.
function M.names(t)
  local names = {}
  for name in pairs(t) do names[#names + 1] = name end
  table.sort(names)
  return names
end

return M
