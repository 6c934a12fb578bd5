-- Reads comma-separated values (RFC 4180): a header, quoted cells that may hold commas, quotes and
-- line ends, LF or CRLF, with or without a byte order mark.
local words = require("hepar.util.words")

local M = {}

-- Cells of the text as records {line = …, cell, …}; nil and a message for what is no CSV.
local function records(text)
  local list, record, at, line = {}, nil, 1, 1
  local last = #text
  if text:sub(1, 3) == "\xef\xbb\xbf" then at = 4 end
  while at <= last do
    record = record or { line = line }
    local cell
    if text:sub(at, at) == '"' then
      local parts, from = {}, at + 1
      while true do
        local quote = text:find('"', from, true)
        if not quote then
          return nil, ("line %d: a quotation mark is not closed"):format(record.line)
        end
        parts[#parts + 1] = text:sub(from, quote - 1)
        if text:sub(quote + 1, quote + 1) ~= '"' then
          at = quote + 1
          break
        end
        parts[#parts + 1] = '"'
        from = quote + 2
      end
      cell = table.concat(parts)
      local _, ends = cell:gsub("\n", "")
      line = line + ends
      if at <= last and not text:find("^,", at) and not text:find("^\r?\n", at) then
        return nil, ("line %d, column %d: text after a closing quotation mark"):format(line,
          #record + 1)
      end
    else
      local stop = text:find("[,\n]", at) or last + 1
      cell = text:sub(at, stop - 1)
      if text:sub(stop, stop) ~= "," then cell = cell:gsub("\r$", "") end
      if cell:find('"', 1, true) then
        return nil, ("line %d, column %d: a quotation mark inside a cell without quotes"):format(
          line, #record + 1)
      end
      at = stop
    end
    record[#record + 1] = cell
    local comma = text:sub(at, at) == ","
    if comma then
      at = at + 1
      if at > last then record[#record + 1] = "" end
    end
    if not comma or at > last then
      local ended = text:match("^\r?\n()", at)
      -- A line without anything is no record.
      if #record > 1 or record[1] ~= "" then list[#list + 1] = record end
      record = nil
      if ended then at, line = ended, line + 1 end
    end
  end
  return list
end

-- The names of the header; nil and a message when one is empty or there twice.
local function header(record)
  local seen, names = {}, {}
  for i, name in ipairs(record) do
    name = name:match("^%s*(.-)%s*$")
    if name == "" then return nil, ("the header has no name for column %d"):format(i) end
    if seen[name] then return nil, ('the header has the column "%s" twice'):format(name) end
    seen[name], names[i] = true, name
  end
  return names
end

--- Read a text: {names, rows = count, lines = {line of each row}, cells = {name = {text, …}}}; or
-- nil and a message.
function M.parse(text)
  if not utf8.len(text) then return nil, "the text is not UTF-8" end
  local list, message = records(text)
  if not list then return nil, words.clean(message) end
  if #list == 0 then return nil, "the file is empty; a header was expected" end
  local names
  names, message = header(list[1])
  if not names then return nil, words.clean(message) end
  local result = { names = names, rows = #list - 1, lines = {}, cells = {} }
  for _, name in ipairs(names) do result.cells[name] = {} end
  for row = 1, result.rows do
    local record = list[row + 1]
    if #record ~= #names then
      return nil, ("row %d (line %d) has %d cells, the header has %d"):format(row, record.line,
        #record, #names)
    end
    result.lines[row] = record.line
    for i, name in ipairs(names) do result.cells[name][row] = record[i] end
  end
  return result
end

--- Read a file as M.parse does; the message of a failure begins with the path.
function M.read(path)
  local file, message = io.open(path, "rb")
  if not file then return nil, message end
  local text
  text, message = file:read("a")
  file:close()
  if not text then return nil, ("%s: %s"):format(path, message) end
  local result
  result, message = M.parse(text)
  if not result then return nil, ("%s: %s"):format(path, message) end
  return result
end

local missing = { [""] = true, NA = true, NaN = true, nan = true, ["."] = true }

--- The number of a cell; NaN for a missing one ("", NA, NaN, "."); nil for anything else.
function M.number(cell)
  cell = cell:match("^%s*(.-)%s*$")
  if missing[cell] then return 0 / 0 end
  local digits = cell:match("^[+-]?(.-)$"):gsub("[eE][+-]?%d+$", "")
  if digits:find("^%d+%.?%d*$") or digits:find("^%.%d+$") then
    return tonumber((cell:gsub("^%+", "")))
  end
  return nil
end

--- Whether a cell stands for a missing value.
function M.is_missing(cell) return missing[cell:match("^%s*(.-)%s*$")] == true end

return M
