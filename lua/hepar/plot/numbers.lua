--- Numbers as figures print them: a real minus sign, no "-0.00", no endless digits.
-- @module hepar.plot.numbers
-- @local

local M = {}

local MINUS = "\u{2212}"

-- A text of string.format with a minus sign and a point.
local function tidy(s)
  s = s:gsub(",", "."):gsub("e([+-])0*(%d)", function(sign, digit)
    return "e" .. (sign == "-" and "-" or "") .. digit
  end)
  return (s:gsub("-", MINUS))
end

-- A number with fixed decimals; infinite and missing values have signs of their own.
function M.fixed(value, digits)
  if value == nil or value ~= value then return "–" end
  if value == math.huge then return "∞" end
  if value == -math.huge then return MINUS .. "∞" end
  if math.abs(value) >= 1e6 then return tidy(string.format("%.2e", value)) end
  local s = string.format("%." .. digits .. "f", value)
  if tonumber((s:gsub(",", "."))) == 0 then s = s:gsub("^-", "") end
  return tidy(s)
end

-- A number with significant digits, without trailing zeros.
function M.short(value, digits)
  if value == nil or value ~= value then return "–" end
  if math.abs(value) == math.huge then return M.fixed(value, 0) end
  if value == 0 then return "0" end
  return tidy(string.format("%." .. (digits or 3) .. "g", value))
end

-- The number of a tick: as few digits as it takes.
function M.tick(value)
  if math.abs(value) < 1e-300 then return "0" end
  local size = math.abs(value)
  if size >= 1e-4 and size < 1e6 then
    for digits = 0, 8 do
      local s = string.format("%." .. digits .. "f", value)
      if math.abs(tonumber((s:gsub(",", "."))) - value) <= 1e-9 * size then return tidy(s) end
    end
  end
  return tidy(string.format("%.6g", value))
end

-- A p value: "p < 0.001" or "p = 0.023".
function M.p(value, name)
  name = name or "p"
  if value == nil or value ~= value then return nil end
  if value < 0.001 then return name .. " < 0.001" end
  return name .. " = " .. M.fixed(value, value < 0.1 and 3 or 2)
end

-- A level such as 95 or 99.9 as "95 %".
function M.percent(level)
  return M.tick(level) .. "\u{00A0}%"
end

return M
