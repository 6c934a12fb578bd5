-- Text tables for the prompt: columns aligned, numbers to the right, as wide as they need to be.
local M = {}

local LINE = 100     -- characters in a line
local NARROWEST = 16 -- a column is not made narrower than that

-- The number of characters that s takes on a terminal.
local function width(s) return utf8.len(s) or #s end
M.width = width

-- A cell as text: whole numbers without a point, others with six digits.
local function cell(value)
  if value == nil then return "" end
  if math.type(value) == "integer" then return ("%d"):format(value) end
  if math.type(value) == "float" then
    if value == math.floor(value) and math.abs(value) < 1e15 then return ("%.0f"):format(value) end
    return ("%.6g"):format(value)
  end
  if value == true then return "yes" elseif value == false then return "no" end
  return (tostring(value):gsub("%s+", " "))
end
M.cell = cell

-- The first n characters of s, with an ellipsis when that cuts it.
local function clip(s, n)
  if width(s) <= n or not utf8.len(s) then return s end
  return s:sub(1, utf8.offset(s, n) - 1) .. "…"
end
M.clip = clip

-- Narrow the widest columns until a line fits, but not the first one, which names the row.
local function fit(widths)
  local total = -2
  for _, w in ipairs(widths) do total = total + w + 2 end
  while total > LINE do
    local widest, next_one = nil, NARROWEST
    for j = 2, #widths do
      if not widest or widths[j] > widths[widest] then
        next_one = widest and math.max(widths[widest], NARROWEST) or NARROWEST
        widest = j
      else
        next_one = math.max(next_one, widths[j])
      end
    end
    if not widest or widths[widest] <= NARROWEST then return end
    local least = math.max(NARROWEST, math.min(next_one, widths[widest] - 1))
    local cut = math.min(total - LINE, widths[widest] - least)
    widths[widest], total = widths[widest] - cut, total - cut
  end
end

--- Lines of an aligned table. `header` lists the names of the columns, `rows` lists of values;
-- a column that holds nothing but numbers is aligned to the right, and what does not fit in a line
-- is cut.
function M.table(header, rows)
  local texts, right, widths = {}, {}, {}
  for j = 1, #header do
    right[j], widths[j] = #rows > 0, width(header[j])
  end
  for i, row in ipairs(rows) do
    texts[i] = {}
    for j = 1, #header do
      local text = cell(row[j])
      texts[i][j] = text
      widths[j] = math.max(widths[j], width(text))
      if row[j] ~= nil and type(row[j]) ~= "number" then right[j] = false end
    end
  end
  fit(widths)
  for _, row in ipairs(texts) do
    for j = 2, #header do row[j] = clip(row[j], widths[j]) end
  end
  local lines = {}
  local function add(row)
    local parts = {}
    for j = 1, #header do
      local pad = (" "):rep(math.max(0, widths[j] - width(row[j])))
      parts[j] = right[j] and pad .. row[j] or row[j] .. pad
    end
    lines[#lines + 1] = (table.concat(parts, "  "):gsub("%s+$", ""))
  end
  add(header)
  for _, row in ipairs(texts) do add(row) end
  return lines
end

--- "1 record", "2 records".
function M.count(n, one, many)
  return ("%d %s"):format(n, n == 1 and one or many or one .. "s")
end

--- Words as "a, b and c".
function M.listed(words)
  if #words < 2 then return words[1] or "" end
  return table.concat(words, ", ", 1, #words - 1) .. " and " .. words[#words]
end

--- Break text into lines of at most `most` characters, each after the first behind `indent`.
function M.wrap(text, most, indent)
  local lines, line = {}, ""
  for word in text:gmatch("%S+") do
    if line ~= "" and width(line) + 1 + width(word) > most then
      lines[#lines + 1] = line
      line = word
    else
      line = line == "" and word or line .. " " .. word
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n" .. indent)
end

return M
