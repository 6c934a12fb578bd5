--- Inline content: strings are literal text, everything else is a node made here. `flatten` turns
-- what a caller gives (a string, an integer, a node, an array of those) into a list of nodes.
-- @module hepar.report.inline
local words = require("hepar.util.words")

local M = {}

--- Inline content of a text: what `hepar.report.em`, `link`, `cite` and the like return. It goes
-- wherever a text is asked for.
-- @table inline
-- @tfield string kind "em", "strong", "link", …

local Node = { __name = "hepar.inline" }
Node.__index = {} -- an object with a class, no plain table

-- Plain text of a list of nodes, for slugs, titles and messages.
local function plain(nodes)
  local out = {}
  for _, node in ipairs(nodes) do
    if node.text then
      out[#out + 1] = node.text
    elseif node.children and node.kind ~= "footnote" then
      local between = node.kind == "lines" and " " or ""
      local parts = {}
      if node.kind == "lines" then
        for i, line in ipairs(node.children) do parts[i] = plain(line) end
      else
        parts[1] = plain(node.children)
      end
      out[#out + 1] = table.concat(parts, between)
    end
  end
  return table.concat(out)
end
M.plain = plain

function M.is(value) return getmetatable(value) == Node end

-- A node of this kind; fields are kept as they are.
function M.node(kind, fields)
  fields = fields or {}
  fields.kind = kind
  return setmetatable(fields, Node)
end

-- Invalid UTF-8 and control characters never reach a page: each becomes U+FFFD.
function M.clean(text)
  if not utf8.len(text) then
    local out, i = {}, 1
    while i <= #text do
      local good, bad = utf8.len(text, i)
      if good then
        out[#out + 1] = text:sub(i)
        break
      end
      out[#out + 1] = text:sub(i, bad - 1)
      out[#out + 1] = "\u{FFFD}"
      i = bad + 1
    end
    text = table.concat(out)
  end
  return (text:gsub("[%z\1-\8\11-\31\127]", "\u{FFFD}"))
end

local function add(out, value, where, depth)
  if type(value) == "string" then
    out[#out + 1] = M.node("text", { text = M.clean(value) })
  elseif math.type(value) == "integer" then
    out[#out + 1] = M.node("text", { text = tostring(value) })
  elseif math.type(value) == "float" then
    error(where .. ": a number with decimals must be formatted first, for example with "
      .. "string.format(\"%.1f\", x)", 0)
  elseif M.is(value) then
    out[#out + 1] = value
  elseif type(value) == "table" and getmetatable(value) == nil then
    if depth > 32 then error(where .. ": the text is nested too deep (a list in itself?)", 0) end
    for key in pairs(value) do
      if math.type(key) ~= "integer" then
        error(("%s: text must be a string, an integer, an inline node or a list of those, "
          .. "got a table with the key %s"):format(where, words.show(key)), 0)
      end
    end
    for _, item in ipairs(value) do add(out, item, where, depth + 1) end
  else
    error(("%s: text must be a string, an integer, an inline node or a list of those, got %s")
      :format(where, words.show(value)), 0)
  end
end

-- The nodes of `value`; raises (prefixed with `where`) when it is nothing that can be printed.
function M.flatten(value, where)
  local out = {}
  add(out, value, where, 1)
  return out
end

-- The same for the arguments of a function; a nil among them is a slip, not an end.
function M.arguments(where, ...)
  local out = {}
  for i = 1, select("#", ...) do add(out, (select(i, ...)), where, 1) end
  return out
end

-- A link target that is safe to write: a web or mail address, or a place in this page.
function M.url(url, where)
  if type(url) ~= "string" then
    error(("%s: url must be a string, got %s"):format(where, type(url)), 0)
  end
  local lower = url:lower()
  local known = lower:match("^https?://[^%s\"<>]+$") or lower:match("^mailto:[^%s\"<>]+$")
    or url:match("^#[%w._:-]+$")
  if not known then
    error(("%s: url %s must begin with https://, http://, mailto: or #, without blanks")
      :format(where, words.show(url)), 0)
  end
  return url
end

return M
