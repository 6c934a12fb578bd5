-- The candidates of a protocol search as comma-separated values.
local check = require("hepar.util.check")
local file = require("hepar.util.file")

local M = {}

local columns = { "words", "mark", "benefit", "low", "high", "se", "burden", "front", "on_front",
  "best", "regret", "rank", "rank_low", "rank_high", "procedures", "cells", "particles", "amount" }

local function cell(value)
  if value == nil then return "NA" end
  if math.type(value) == "float" then
    if value ~= value then return "NA" end
    if value == math.floor(value) and math.abs(value) < 1e15 then return ("%d"):format(value) end
    local text = ("%.15g"):format(value)
    return tonumber(text) == value and text or ("%.17g"):format(value)
  end
  if type(value) == "table" then
    local parts = {}
    for i, one in ipairs(value) do parts[i] = tostring(one) end
    value = table.concat(parts, " and ")
  end
  value = tostring(value)
  if value:find('[",\r\n]') then value = '"' .. value:gsub('"', '""') .. '"' end
  return value
end

-- Writes all candidates to a file: true; or nil, message, "io".
function M.write(result, path, where)
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
    check.fail(where, "path must be the name of a file, got %s", check.show(path))
  end
  local settings, seen = {}, {}
  for _, row in ipairs(result.rows) do
    for field in pairs(row.settings) do
      if not seen[field] then settings[#settings + 1] = field end
      seen[field] = true
    end
  end
  table.sort(settings)
  local head = table.move(columns, 1, #columns, 1, {})
  for _, field in ipairs(settings) do head[#head + 1] = cell("protocol." .. field) end
  local lines = { table.concat(head, ",") }
  for i, row in ipairs(result.rows) do
    local cells = {}
    for k, name in ipairs(columns) do cells[k] = cell(row[name]) end
    for _, field in ipairs(settings) do cells[#cells + 1] = cell(row.settings[field]) end
    lines[i + 1] = table.concat(cells, ",")
  end
  return file.write(path, table.concat(lines, "\n") .. "\n", where)
end

return M
