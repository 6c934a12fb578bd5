-- Reads XML into plain tables, through expat. A document type is refused, so that no entity can
-- grow or fetch anything; depth and size are bounded.
local M = {}

local DEEPEST = 256

-- The name without its namespace prefix.
local function bare(name)
  return (name:gsub("^.*:", ""))
end

--- The root element, {name, attributes = {name = text}, children…}, where a child is an element or
-- a string; or nil and one sentence with line and column. Prefixes of namespaces are dropped.
function M.parse(text)
  local found, lxp = pcall(require, "lxp")
  if not found then
    return nil, "reading XML needs LuaExpat (Debian: lua-expat; LuaRocks: luaexpat)"
  end
  local root, refused
  local stack = {}
  local parser
  local function refuse(message)
    refused = refused or message
    parser:stop()
  end
  parser = lxp.new({
    StartDoctypeDecl = function() refuse("a document type is not accepted") end,
    StartElement = function(_, name, attributes)
      local element = {name = bare(name), attributes = {}}
      for _, key in ipairs(attributes) do element.attributes[bare(key)] = attributes[key] end
      if #stack >= DEEPEST then return refuse(("elements nest deeper than %d"):format(DEEPEST)) end
      local parent = stack[#stack]
      if parent then parent[#parent + 1] = element else root = element end
      stack[#stack + 1] = element
    end,
    EndElement = function() stack[#stack] = nil end,
    CharacterData = function(_, data)
      local parent = stack[#stack]
      if not parent then return end
      if type(parent[#parent]) == "string" then
        parent[#parent] = parent[#parent] .. data
      else
        parent[#parent + 1] = data
      end
    end,
  })
  local ok, message, line, column = parser:parse(text)
  if ok then ok, message, line, column = parser:parse() end
  if refused then
    pcall(parser.close, parser)
    return nil, refused
  end
  if not ok then
    pcall(parser.close, parser)
    return nil, ("line %s, column %s: %s"):format(line or "?", column or "?", message)
  end
  pcall(parser.close, parser)
  return root
end

--- The first child element of that name, or nil.
function M.child(element, name)
  for _, child in ipairs(element or {}) do
    if type(child) == "table" and child.name == name then return child end
  end
  return nil
end

--- The child elements of a list ("listOfSpecies" …), of any name unless one is given.
function M.elements(element, name)
  local list = {}
  for _, child in ipairs(element or {}) do
    if type(child) == "table" and (name == nil or child.name == name) then
      list[#list + 1] = child
    end
  end
  return list
end

--- The text directly inside an element, without blanks at its ends.
function M.text(element)
  local parts = {}
  for _, child in ipairs(element or {}) do
    if type(child) == "string" then parts[#parts + 1] = child end
  end
  return (table.concat(parts):gsub("^%s+", ""):gsub("%s+$", ""))
end

--- Text made safe between tags and in attributes.
function M.escape(text)
  return (tostring(text):gsub("[&<>\"]", {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
    ['"'] = "&quot;"}))
end

return M
