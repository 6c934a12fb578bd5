-- The state of a run in a file: numbers keep every bit, a file of another run is refused.
local file = require("hepar.util.file")
local words = require("hepar.util.words")

local M = {}

local MAGIC = "hepar cohort checkpoint 1\n"

-- Tables of numbers, strings, booleans and tables, keys in order, as bytes.
local function write(value, out)
  local kind = math.type(value) or type(value)
  if kind == "integer" then
    out[#out + 1] = string.pack("<c1i8", "i", value)
  elseif kind == "float" then
    out[#out + 1] = string.pack("<c1d", "d", value)
  elseif kind == "string" then
    out[#out + 1] = string.pack("<c1s8", "s", value)
  elseif kind == "boolean" then
    out[#out + 1] = value and "t" or "f"
  else
    local integers, names = {}, {}
    for key in pairs(value) do
      table.insert(math.type(key) == "integer" and integers or names, key)
    end
    table.sort(integers)
    table.sort(names)
    out[#out + 1] = string.pack("<c1i8", "{", #integers + #names)
    for _, list in ipairs { integers, names } do
      for _, key in ipairs(list) do
        write(key, out)
        write(value[key], out)
      end
    end
  end
end

--- A plain table as bytes that are the same for equal tables.
function M.bytes(value)
  local out = {}
  write(value, out)
  return table.concat(out)
end

local function read(text, at, depth)
  local kind = text:sub(at, at)
  if kind == "i" then return string.unpack("<i8", text, at + 1) end
  if kind == "d" then return string.unpack("<d", text, at + 1) end
  if kind == "s" then return string.unpack("<s8", text, at + 1) end
  if kind == "t" or kind == "f" then return kind == "t", at + 1 end
  if kind ~= "{" or depth > 32 then error("damaged", 0) end
  local count, key
  local result = {}
  count, at = string.unpack("<i8", text, at + 1)
  for _ = 1, count do
    key, at = read(text, at, depth + 1)
    result[key], at = read(text, at, depth + 1)
  end
  return result, at
end

--- Write the state of a run: true, or nil, message, "io".
function M.save(path, identity, state, where)
  return file.write(path, MAGIC .. M.bytes { identity = identity, state = state }, where)
end

--- The state in a file; nil when there is no file; nil, message, code for a file that is no
-- checkpoint of this run.
function M.load(path, identity, where)
  local handle = io.open(path, "rb")
  if not handle then return nil end
  local text = handle:read("a")
  handle:close()
  local ok, content
  if text and text:sub(1, #MAGIC) == MAGIC then ok, content = pcall(read, text, #MAGIC + 1, 0) end
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
