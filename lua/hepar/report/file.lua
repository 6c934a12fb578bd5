-- A file is written whole or not at all: first beside its place, then moved there.
local M = {}

-- true, or nil, message, "io".
function M.write(path, text)
  local part = path .. ".part"
  local handle, message = io.open(part, "wb")
  if not handle then return nil, message, "io" end
  local ok
  ok, message = handle:write(text)
  local closed, close_message = handle:close()
  if ok and closed then
    ok, message = os.rename(part, path)
    if ok then return true end
  else
    message = message or close_message
  end
  os.remove(part)
  return nil, ("%s: %s"):format(path, (tostring(message):gsub("^" .. part:gsub("%p", "%%%0")
    .. ":%s*", ""))), "io"
end

return M
