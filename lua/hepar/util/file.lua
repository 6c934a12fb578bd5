-- A file is written whole or not at all: first beside its place, then moved there. A device or a
-- pipe is written itself, and never replaced. Messages name the place, never the file beside it.
local core = require("hepar.core")
local words = require("hepar.util.words")

local M = {}

local CHUNK = 1 << 20

--- A name beside the target, so that the last step is a rename within one file system.
function M.beside(path)
  if core.special(path) then return os.tmpname() end -- no place for files of ours
  return ("%s.%s-%d.part"):format(path, tostring({}):match("0x(%x+)") or "0", os.time())
end

--- nil, message, "io" for a file that could not be written. What the system says may hold `part`,
-- the name beside it, with an ending of its own.
function M.failed(where, path, part, message)
  message = tostring(message)
  for first, last in function() return message:find(part, 1, true) end do
    local rest = message:sub(last + 1):gsub("^%.%w+", "")
    message = first == 1 and rest:gsub("^:%s*", "") or message:sub(1, first - 1) .. path .. rest
  end
  return nil, words.clean(("%s: cannot write %s: %s"):format(where, words.show(path), message)),
    "io"
end

--- Put bytes into a new file: true, or nil and what the system says.
function M.put(path, bytes)
  local handle, message = io.open(path, "wb")
  if not handle then return nil, message end
  local ok, closed, close_message
  ok, message = handle:write(bytes)
  closed, close_message = handle:close()
  if ok and closed then return true end
  os.remove(path)
  return nil, message or close_message
end

-- Pour a file into a device or a pipe.
local function pour(part, path)
  local to
  local from, message = io.open(part, "rb")
  if from then to, message = io.open(path, "wb") end
  local ok = to
  while ok do
    local text = from:read(CHUNK)
    if not text then break end
    ok, message = to:write(text)
  end
  if from then from:close() end
  if to then
    local closed, close_message = to:close()
    if ok and not closed then ok, message = nil, close_message end
  end
  os.remove(part)
  return ok and true or nil, message
end

--- Move the file beside it to its place: true, or nil, message, "io".
function M.move(part, path, where)
  local move = core.special(path) and pour or os.rename
  local ok, message = move(part, path)
  if ok then return true end
  os.remove(part)
  return M.failed(where, path, part, message)
end

--- true, or nil, message, "io". `where` is the function that the message names.
function M.write(path, text, where)
  local part = M.beside(path)
  local ok, message = M.put(part, text)
  if not ok then return M.failed(where, path, part, message) end
  return M.move(part, path, where)
end

return M
