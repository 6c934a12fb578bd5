-- A file is written whole or not at all: first beside its place, then moved there.
local words = require("hepar.util.words")

local M = {}

-- true, or nil, message, "io". `where` is the function that the message names.
function M.write(path, text, where)
  local part = path .. ".part"
  local function failed(message)
    message = tostring(message)
    if message:sub(1, #part) == part then message = message:sub(#part + 1):gsub("^:%s*", "") end
    return nil, words.clean(("%s: cannot write %s: %s"):format(where, words.show(path), message)),
      "io"
  end
  local handle, message = io.open(part, "wb")
  if not handle then return failed(message) end
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
  return failed(message)
end

return M
