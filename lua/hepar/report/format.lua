-- How numbers, counts and row ids are printed in a report. No float goes through tostring.
local M = {}

local raised = { ["0"] = "⁰", ["1"] = "¹", ["2"] = "²", ["3"] = "³", ["4"] = "⁴", ["5"] = "⁵",
  ["6"] = "⁶", ["7"] = "⁷", ["8"] = "⁸", ["9"] = "⁹", ["-"] = "⁻" }

-- "1 row", "22 rows".
function M.count(n, one, many)
  return ("%d %s"):format(n, n == 1 and one or many or one .. "s")
end

-- A number with at most `digits` significant digits and no exponent.
function M.number(x, digits)
  if x == math.floor(x) and math.abs(x) < 1e15 then return ("%d"):format(x) end
  local text = ("%." .. (digits or 4) .. "g"):format(x)
  if text:find("e", 1, true) then text = ("%.0f"):format(x) end
  return text
end

-- 35000000 -> "3.5 × 10⁷"; below 10,000 as it stands.
function M.power(x)
  if math.abs(x) < 1e4 then return M.number(x) end
  local mantissa, exponent = ("%.3e"):format(x):match("^(-?[%d.]+)e([+-]%d+)$")
  mantissa = mantissa:gsub("%.?0+$", "")
  return mantissa .. "\u{A0}×\u{A0}10" .. ("%d"):format(tonumber(exponent)):gsub(".", raised)
end

-- A range with one power of ten: "3.4–3.8 × 10⁸", or one number.
function M.range(low, high)
  if low == high then return M.power(low) end
  local a, b = M.power(low), M.power(high)
  local mantissa, rest = a:match("^(.-)(\u{A0}×\u{A0}10.+)$")
  if rest and b:sub(-#rest) == rest then return mantissa .. "–" .. b end
  return a .. " to " .. b
end

-- 0.6915 -> "69 %", with a blank that does not break. 100 % means all, 0 % none.
function M.percent(x)
  local whole = math.floor(100 * x + 0.5)
  if whole == 100 and x < 1 then whole = 99 end
  if whole == 0 and x > 0 then return "< 1\u{A0}%" end
  return ("%d\u{A0}%%"):format(whole)
end

-- "p = 0.002", "p < 0.001"; just the number when `bare`.
function M.p(x, bare)
  local text
  if x < 0.001 then
    text = "< 0.001"
  elseif x > 0.999 then
    text = "1"
  else
    text = (x < 0.1 and "%.3f" or "%.2f"):format(x)
  end
  if bare then return text end
  return "p " .. (text:sub(1, 1) == "<" and "" or "= ") .. text
end

-- "a", "a and b", "a, b and c".
function M.list(items, last)
  if #items < 2 then return items[1] or "" end
  return table.concat(items, ", ", 1, #items - 1) .. (last or " and ") .. items[#items]
end

-- The middle of a list of numbers; nil when it is empty.
function M.median(values)
  if #values == 0 then return nil end
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  local middle = #sorted // 2
  if #sorted % 2 == 1 then return sorted[middle + 1] end
  return (sorted[middle] + sorted[middle + 1]) / 2
end

function M.extent(values)
  local low, high = values[1], values[1]
  for _, value in ipairs(values) do
    low, high = math.min(low, value), math.max(high, value)
  end
  return low, high
end

-- Ids by table: {{"fiore2018:t1", {"r01", "r02"}}, …}, in the order of the ids.
function M.by_table(ids)
  local groups, at = {}, {}
  for _, id in ipairs(ids) do
    local head, row = id:match("^(.+):([^:]+)$")
    head, row = head or "", row or id
    if not at[head] then
      groups[#groups + 1] = { head, {}, {} }
      at[head] = #groups
    end
    local group = groups[at[head]]
    group[2][#group[2] + 1] = row
    group[3][#group[3] + 1] = id
  end
  return groups
end

-- "fiore2018:t1 r01 r02; review2:t1 r03", for a terminal.
function M.ids(ids)
  local out = {}
  for i, group in ipairs(M.by_table(ids)) do
    out[i] = (group[1] ~= "" and group[1] .. " " or "") .. table.concat(group[2], " ")
  end
  return table.concat(out, "; ")
end

-- The days of a follow-up in the unit a clinician would say.
function M.days(days)
  local function span(x, digits, unit)
    local text = M.number(x, digits)
    return text .. " " .. unit .. (text == "1" and "" or "s")
  end
  if days >= 365.25 then return span(days / 365.25, 2, "year") end
  if days >= 30 then return span(days / 30.4375, 2, "month") end
  return span(days, 3, "day")
end

-- Words in lines of at most `width` characters, each line after the first indented.
function M.wrap(text, width, indent)
  local lines, line = {}, ""
  for word in text:gmatch("%S+") do
    if line ~= "" and utf8.len(line) + 1 + utf8.len(word) > width then
      lines[#lines + 1] = line
      line = indent .. word
    else
      line = line == "" and word or line .. " " .. word
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

return M
