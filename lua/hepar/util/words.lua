-- Words of messages: one line that can be read, whatever strange values it speaks of.
local M = {}

local MOST = 500

--- A text as a message may hold it: "?" for bytes that are no UTF-8 and for control characters, and
-- not longer than a reader's patience.
function M.clean(text)
  if not utf8.len(text) then
    local out, i = {}, 1
    while i <= #text do
      local _, bad = utf8.len(text, i)
      out[#out + 1] = text:sub(i, (bad or #text + 1) - 1)
      if bad then out[#out + 1] = "?" end
      i = (bad or #text) + 1
    end
    text = table.concat(out)
  end
  text = text:gsub("\\\n", "?"):gsub("[%z\1-\8\10-\31\127]", "?")
  return M.cut(text, MOST)
end

--- The first `most` bytes at most, never half a character.
function M.cut(text, most)
  if #text <= most then return text end
  local stop = most
  while stop > 0 and (text:byte(stop + 1) & 0xC0) == 0x80 do stop = stop - 1 end
  return text:sub(1, stop) .. "…"
end

--- The class of an object of hepar ("hepar.column"), or nil for any other value; rows and lists
-- that only print themselves are plain tables.
function M.class(value)
  local meta = getmetatable(value)
  local name = type(meta) == "table" and rawget(meta, "__index") and rawget(meta, "__name")
  return type(name) == "string" and name:match("^hepar%.[%w_]+$") or nil
end

--- A value as messages show it: a string in quotation marks, a table as "a table".
function M.show(value)
  local kind = type(value)
  if kind == "string" then return '"' .. M.cut(M.clean(value), 40) .. '"' end
  if math.type(value) == "integer" then return ("%d"):format(value) end
  if kind == "number" then return ("%.14g"):format(value) end
  if kind == "boolean" or kind == "nil" then return tostring(value) end
  return "a " .. (M.class(value) or kind)
end

return M
