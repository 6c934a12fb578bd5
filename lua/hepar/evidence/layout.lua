-- Text tables for the prompt: columns aligned, numbers to the right, as wide as they need to be.
local M = {}

local LINE = 100    -- characters in a line
local WIDEST = 60   -- of one column; the last one takes what is left
local NARROWEST = 24

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

--- Lines of an aligned table. `header` lists the names of the columns, `rows` lists of values;
-- a column that holds nothing but numbers is aligned to the right, and the last one is cut
-- where the line ends.
function M.table(header, rows)
  local texts, right, widths = {}, {}, {}
  for j = 1, #header do
    right[j], widths[j] = #rows > 0, width(header[j])
  end
  for i, row in ipairs(rows) do
    texts[i] = {}
    for j = 1, #header do
      local text = cell(row[j])
      if j < #header then text = clip(text, WIDEST) end
      texts[i][j] = text
      widths[j] = math.max(widths[j], width(text))
      if row[j] ~= nil and type(row[j]) ~= "number" then right[j] = false end
    end
  end
  local left = LINE
  for j = 1, #header - 1 do left = left - widths[j] - 2 end
  for _, row in ipairs(texts) do row[#header] = clip(row[#header], math.max(left, NARROWEST)) end
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
