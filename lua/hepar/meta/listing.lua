--- Results with one row per study: columns by name that print themselves as a table.
-- @module hepar.meta.listing
-- @local

local M = {}

-- What prints where: the object stays free of it.
local layouts = setmetatable({}, { __mode = "k" })

-- A number in few letters.
local function show(value)
  if value == nil or value ~= value then return "-" end
  if type(value) ~= "number" then return tostring(value) end
  if value == math.floor(value) and math.abs(value) < 1e6 then
    return string.format("%d", math.tointeger(value) or 0)
  end
  local size = math.abs(value)
  if size >= 1e5 or size < 1e-4 then return string.format("%.3g", value) end
  return string.format("%.4f", value)
end
M.show = show

local function width(text) return utf8.len(text) or #text end

local function pad(text, size, left)
  local fill = string.rep(" ", math.max(0, size - width(text)))
  return left and text .. fill or fill .. text
end

local meta = { __name = "hepar.listing" }

meta.__len = function(self) return layouts[self].rows end

meta.__tostring = function(self)
  local layout = layouts[self]
  local lines, sizes, cells, missing = { layout.title }, {}, {}, false
  local names = { "" }
  for _, name in ipairs(layout.order) do names[#names + 1] = name end
  local rows = math.min(layout.rows, layout.most)
  for i = 0, rows do
    local row = {}
    for j, name in ipairs(names) do
      if i == 0 then
        row[j] = name
      elseif j == 1 then
        row[j] = layout.labels and tostring(layout.labels[i]) or tostring(i)
      else
        row[j] = show(self[name][i])
        missing = missing or row[j] == "-"
      end
      sizes[j] = math.max(sizes[j] or 0, width(row[j]))
    end
    cells[i + 1] = row
  end
  for _, row in ipairs(cells) do
    for j in ipairs(row) do row[j] = pad(row[j], sizes[j], j == 1) end
    lines[#lines + 1] = (table.concat(row, "  "):gsub("%s+$", ""))
  end
  if layout.rows > rows then
    lines[#lines + 1] = string.format("… %d more rows", layout.rows - rows)
  end
  if missing then
    lines[#lines + 1] = "-: there is no such number (too few studies, no spread, or a variance "
      .. "of 0)"
  end
  for _, note in ipairs(layout.notes or {}) do lines[#lines + 1] = note end
  return table.concat(lines, "\n")
end

-- Make a listing of `fields`: title, order (names of the columns to print), labels (one per row),
-- rows, notes.
function M.make(fields, layout)
  layout.most = layout.most or 200
  layouts[fields] = layout
  return setmetatable(fields, meta)
end

local facts = { __name = "hepar.facts" }

facts.__tostring = function(self)
  local layout = layouts[self]
  local lines = { layout.title }
  for _, entry in ipairs(layout.lines) do lines[#lines + 1] = entry end
  return table.concat(lines, "\n")
end

-- An object with a few numbers that prints `layout.title` and `layout.lines`.
function M.facts(fields, layout)
  layouts[fields] = layout
  return setmetatable(fields, facts)
end

return M
