--- Measured text: widths, wrapping and shortening, so that no label overflows or collides.
-- Widths come from `hepar.plot.metrics`; kerning is not used (it only makes text narrower).
-- @module hepar.plot.text
-- @local

local metrics = require "hepar.plot.metrics"

local M = {}

M.FAMILY = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
M.ASCENT = 0.76   -- of the font size: height of capitals and digits above the base line
M.DESCENT = 0.24  -- depth below the base line
M.LEADING = 1.22  -- distance of base lines

-- Unpacks the run-length coded widths into one table, code point -> thousandths.
local function unpack_widths(list)
  local widths = {}
  for _, range in ipairs(list) do
    local code = range[1]
    for width, count in range[2]:gmatch("(%d+)%*?(%d*)") do
      for _ = 1, tonumber(count) or 1 do
        widths[code] = tonumber(width)
        code = code + 1
      end
    end
  end
  return widths
end

local faces = { [false] = unpack_widths(metrics.regular), [true] = unpack_widths(metrics.bold) }

-- Width of one code point in thousandths; unknown scripts get a full square.
local function advance(code, bold)
  local width = faces[bold][code]
  if width and width > 0 then return width end
  if code >= 0x0300 and code <= 0x036F then return 0 end
  return 1000
end

-- Makes any string printable: invalid UTF-8 becomes U+FFFD, control characters become blanks.
function M.clean(text)
  text = tostring(text)
  local _, bad = utf8.len(text)
  if bad then
    local parts = {}
    while bad do
      parts[#parts + 1] = text:sub(1, bad - 1) .. "\u{FFFD}"
      text = text:sub(bad + 1)
      _, bad = utf8.len(text)
    end
    text = table.concat(parts) .. text
  end
  text = text:gsub("[%c]+", " "):gsub("\u{FFFE}", "\u{FFFD}"):gsub("\u{FFFF}", "\u{FFFD}")
  return text
end

-- Width of a text in points at a font size in points.
function M.width(text, size, bold)
  bold = bold and true or false
  local sum = 0
  for _, code in utf8.codes(M.clean(text)) do sum = sum + advance(code, bold) end
  return sum * size / 1000
end

-- Cuts a text to a width with an ellipsis; says whether it was cut.
function M.fit(text, width, size, bold)
  text = M.clean(text)
  if M.width(text, size, bold) <= width then return text, false end
  local room = width - M.width("…", size, bold)
  local sum, stop = 0, 0
  for position, code in utf8.codes(text) do
    sum = sum + advance(code, bold and true or false) * size / 1000
    if sum > room then break end
    stop = position + #utf8.char(code) - 1
  end
  return (text:sub(1, stop):gsub("%s+$", "")) .. "…", true
end

-- Cuts the name of a study to a width and keeps its year: "Mohamad… 2013".
function M.fit_study(label, width, size)
  label = M.clean(label)
  local name, year = label:match("^(.-)(%s%d%d%d%d%S?%*?)$")
  if not name or M.width(label, size) <= width then return M.fit(label, width, size) end
  return M.fit(name, width - M.width(year, size), size) .. year, true
end

-- Splits a text at blanks, and after hyphens and slashes between letters, into pieces that may end
-- a line.
local function pieces(text)
  local list = {}
  for word in text:gmatch("%S+") do
    local first = true
    for part in word:gsub("(%a[%-/])(%a%a%a)", "%1\0%2"):gmatch("[^\0]+") do
      list[#list + 1] = { text = part, blank = first }
      first = false
    end
  end
  return list
end

-- Breaks a text into lines of a width, at most `limit` of them; the last one is cut with an
-- ellipsis when the text is longer. Returns the lines and whether something was cut.
function M.wrap(text, width, size, bold, limit)
  text = M.clean(text)
  local lines, line = {}, ""
  local function push(piece)
    lines[#lines + 1] = piece
  end
  for _, piece in ipairs(pieces(text)) do
    local joined = line == "" and piece.text or line .. (piece.blank and " " or "") .. piece.text
    if M.width(joined, size, bold) <= width or line == "" then
      line = joined
    else
      push(line)
      line = piece.text
    end
  end
  if line ~= "" or #lines == 0 then push(line) end
  local cut = false
  if limit and #lines > limit then
    lines[limit] = table.concat(lines, " ", limit)
    for i = #lines, limit + 1, -1 do lines[i] = nil end
  end
  for i, one in ipairs(lines) do
    local short, was = M.fit(one, width, size, bold)
    lines[i] = short
    cut = cut or was
  end
  return lines, cut
end

-- The widest of several texts.
function M.widest(list, size, bold)
  local most = 0
  for _, one in ipairs(list) do most = math.max(most, M.width(one, size, bold)) end
  return most
end

-- Largest width of a piece that cannot be broken, which is the narrowest column for the text.
function M.longest_word(text, size, bold)
  local most = 0
  for _, piece in ipairs(pieces(M.clean(text))) do
    most = math.max(most, M.width(piece.text, size, bold))
  end
  return most
end

-- Width of a column of row labels: what the widest needs, up to about a fifth of the room, or up to
-- a third where a single word needs it.
function M.label_width(list, size, room)
  local word = 0
  for _, label in ipairs(list) do word = math.max(word, M.longest_word(label, size) + 0.5) end
  return math.min(M.widest(list, size) + 0.5, math.max(0.22 * room, math.min(word, 0.34 * room)))
end

return M
