-- Plain values as bytes and back: every bit of a number is kept, and equal tables give equal bytes.
local column = require("hepar.column")
local core = require("hepar.core")
local words = require("hepar.util.words")

local M = {}

local DEEPEST = 32

-- Keys of a table in one order: whole numbers, then names.
local function keys_of(value)
  local integers, names = {}, {}
  for key in pairs(value) do
    if math.type(key) == "integer" then
      integers[#integers + 1] = key
    elseif type(key) == "string" then
      names[#names + 1] = key
    else
      error(("a key %s; keys are whole numbers and strings"):format(words.show(key)), 0)
    end
  end
  table.sort(integers)
  table.sort(names)
  return table.move(names, 1, #names, #integers + 1, integers)
end

local function write(value, out, depth)
  local kind = math.type(value) or type(value)
  if kind == "integer" then
    out[#out + 1] = string.pack("<c1i8", "i", value)
  elseif kind == "float" then
    out[#out + 1] = string.pack("<c1d", "d", value)
  elseif kind == "string" then
    out[#out + 1] = string.pack("<c1s8", "s", value)
  elseif kind == "boolean" then
    out[#out + 1] = value and "t" or "f"
  elseif kind == "nil" then
    out[#out + 1] = "n"
  elseif words.class(value) == "hepar.column" then
    out[#out + 1] = string.pack("<c1i8", "c", #value)
    for i = 1, #value do out[#out + 1] = string.pack("<d", value[i]) end
  elseif kind ~= "table" or words.class(value) then
    error(words.show(value), 0)
  elseif depth >= DEEPEST then
    error("tables within tables, too deep or in a circle", 0)
  else
    local keys = keys_of(value)
    out[#out + 1] = string.pack("<c1i8", "{", #keys)
    for _, key in ipairs(keys) do
      write(key, out, depth + 1)
      write(rawget(value, key), out, depth + 1)
    end
  end
end

--- A value of numbers, strings, booleans, columns and tables of them as bytes; raises what else it
-- found, for the caller to put into a sentence.
function M.write(value)
  local out = {}
  write(value, out, 0)
  return table.concat(out)
end

local function read(text, at, depth)
  local kind = text:sub(at, at)
  if kind == "i" then return string.unpack("<i8", text, at + 1) end
  if kind == "d" then return string.unpack("<d", text, at + 1) end
  if kind == "s" then return string.unpack("<s8", text, at + 1) end
  if kind == "t" or kind == "f" then return kind == "t", at + 1 end
  if kind == "n" then return nil, at + 1 end
  local count, key
  if kind == "c" then
    count, at = string.unpack("<i8", text, at + 1)
    if count < 0 or count > (#text - at + 1) // 8 then error("damaged", 0) end
    local values = column(count)
    for i = 1, count do values[i], at = string.unpack("<d", text, at) end
    return values, at
  end
  if kind ~= "{" or depth > DEEPEST then error("damaged", 0) end
  local result = {}
  count, at = string.unpack("<i8", text, at + 1)
  for _ = 1, count do
    key, at = read(text, at, depth + 1)
    if key == nil then error("damaged", 0) end
    result[key], at = read(text, at, depth + 1)
  end
  return result, at
end

--- The value of some bytes, from `at` on, and the place after it; raises when they are damaged.
function M.read(text, at)
  return read(text, at or 1, 0)
end

--- The length of a seal.
M.SEAL = 65

--- What shows later that a text in a file is the one that was written.
function M.seal(text) return core.store.sha256(text) .. "\n" end

return M
