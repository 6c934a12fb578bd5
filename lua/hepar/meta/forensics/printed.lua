--- Numbers as they were printed: value and decimals, so that rounding is no finding.
-- @module hepar.meta.forensics.printed
-- @local

local M = {}

-- The value and decimals of a number, or of a text like "5.20"; nil for anything else.
function M.read(x)
  if type(x) == "string" then
    local text = x:match("^%s*([+-]?%d*%.?%d+)%s*$")
    if not text then return nil end
    return tonumber(text), #(text:match("%.(%d+)$") or "")
  end
  if type(x) ~= "number" or x ~= x or x == math.huge or x == -math.huge then return nil end
  local text = string.format("%.12g", x)
  local exponent = tonumber(text:match("e([+-]%d+)$") or "0")
  local decimals = #(text:match("%.(%d+)") or "") - exponent
  return x, math.max(0, decimals)
end

-- Half a unit of the last digit.
function M.half(decimals) return 0.5 * 10 ^ -decimals end

-- A number with so many decimals.
function M.show(x, decimals)
  if type(x) ~= "number" then return tostring(x) end
  if decimals then return (string.format("%." .. math.min(decimals, 9) .. "f", x)) end
  return (string.format("%.6g", x))
end

-- A p value and whether it is a bound: 0.03, "0.03", "<0.001".
function M.read_p(x)
  if type(x) == "string" then
    local text = x:match("^%s*[Pp]?%s*<%s*(%d*%.%d+)%s*$")
    if text then return tonumber(text), #text:match("%.(%d+)"), true end
  end
  local value, decimals = M.read(x)
  if not value or value < 0 or value > 1 then return nil end
  return value, decimals, false
end

return M
