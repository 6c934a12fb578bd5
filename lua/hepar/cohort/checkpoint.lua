-- The state of a run in a file: numbers keep every bit, a file of another run is refused.
local bytes = require("hepar.util.bytes")
local file = require("hepar.util.file")
local words = require("hepar.util.words")

local M = {}

local MAGIC = "hepar cohort checkpoint 2\n"

--- Write the state of a run: true, or nil, message, "io".
function M.save(path, identity, state, where)
  return file.write(path, MAGIC .. bytes.write { identity = identity, state = state }, where)
end

--- The state in a file; nil when there is no file; nil, message, code for a file that is no
-- checkpoint of this run.
function M.load(path, identity, where)
  local handle = io.open(path, "rb")
  if not handle then return nil end
  local text = handle:read("a")
  handle:close()
  local ok, content
  if text and text:sub(1, #MAGIC) == MAGIC then
    ok, content = pcall(bytes.read, text, #MAGIC + 1)
  end
  if not ok or type(content) ~= "table" or type(content.state) ~= "table" then
    return nil, ("%s: %s is no checkpoint of a cohort, or it is damaged"):format(where,
      words.show(path)), "format"
  end
  if content.identity ~= identity then
    return nil, ("%s: %s belongs to another scenario, number of patients or model"):format(where,
      words.show(path)), "conflict"
  end
  return content.state
end

return M
