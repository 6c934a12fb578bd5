--- A model and its extension as one text.
-- @module hepar.model.merge
-- @local
local engine -- loaded when it is needed: it loads this module

local M = {}

-- The statements of a text: where each begins, by the words that can begin one.
local starts = {}
for word in ("model source time unit param input state let output event import preset reproduces "
  .. "limits"):gmatch("%S+") do
  starts[word] = true
end

local function statements(text)
  local list, depth = {}, 0
  for line in (text .. "\n"):gmatch("(.-)\n") do
    local bare = line:gsub('"[^"]*"', '""'):gsub("#.*", "")
    local word = bare:match("^%s*([%a_][%w_]*)")
    local rate = bare:match("^%s*([%a_][%w_]*%s*%b[])'%s*=") or bare:match("^%s*([%a_][%w_]*)'%s*=")
    if depth <= 0 and (rate or word and starts[word]) or #list == 0 then
      list[#list + 1] = { lines = {}, word = rate and "rate" or word,
        name = rate and rate:gsub("%s+", "") or bare:match("^%s*%a+%s+([%a_][%w_]*)") }
      depth = 0
    end
    table.insert(list[#list].lines, line)
    local _, opened = bare:gsub("[{(%[]", "")
    local _, closed = bare:gsub("[})%]]", "")
    depth = depth + opened - closed
  end
  return list
end

-- What a statement defines: rates apart from their states.
local function key_of(one)
  return one.name and (one.word == "rate" and "rate " or "") .. one.name
end

local defining = { rate = true, param = true, input = true, state = true, let = true,
  output = true, preset = true, event = true }

-- A definition of an extension with the unit and words that it took over from what it replaces.
local function complete(one, symbols)
  local symbol = symbols[one.name]
  if #one.lines > 1 or not symbol or one.word == "rate" or not defining[one.word] then return end
  local line = one.lines[1]
  if line:find("#", 1, true) or line:find('"', 1, true) then return end
  local head, origin = line:match("^(.-)%s*(%b{})%s*$")
  head, origin = head or line:gsub("%s+$", ""), origin and " " .. origin or ""
  if symbol.unit and not head:find("%]$") then head = head .. " [" .. symbol.unit .. "]" end
  if symbol.doc then
    head = ('%s "%s"'):format(head, symbol.doc:gsub("\\", "\\\\"):gsub('"', '\\"'))
  end
  one.lines[1] = head .. origin
end

-- What a model says, for comparison.
local function content_of(core)
  local lines = {}
  for _, row in ipairs(core:symbols()) do
    lines[#lines + 1] = ("%s %s %s %s %s %s"):format(row.kind, row.name, row.unit or "",
      row.expression or "", row.rate or "", row.doc or "")
  end
  for _, event in ipairs(core:events()) do
    lines[#lines + 1] = ("%s %s"):format(event.name, event.condition)
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

--- One text of a model and its extension, checked to mean the same; nil when there is none.
function M.whole(state)
  if not state.extension then return state.text end
  if state.whole ~= nil then return state.whole or nil end
  local replaced, lines = {}, {}
  local added, symbols = statements(state.extension), {}
  for _, row in ipairs(state.core:symbols()) do symbols[row.name] = row end
  for _, one in ipairs(added) do
    local key = key_of(one)
    if key then replaced[key] = true end
    complete(one, symbols)
  end
  for _, one in ipairs(statements(state.text)) do
    if not (defining[one.word] and replaced[key_of(one)]) then
      table.move(one.lines, 1, #one.lines, #lines + 1, lines)
    end
  end
  for _, one in ipairs(added) do table.move(one.lines, 1, #one.lines, #lines + 1, lines) end
  local text = table.concat(lines, "\n"):gsub("\n*$", "\n")
  engine = require("hepar.model.engine")
  local again = engine.parse(text, { folder = state.folder, check = state.check })
  state.whole = again and content_of(again) == content_of(state.core) and text or false
  return state.whole or nil
end

--- The text of a model without its events; nil when it makes no one text.
function M.eventless(state)
  local text = M.whole(state)
  if not text then return nil end
  local lines = {}
  for _, one in ipairs(statements(text)) do
    if one.word ~= "event" then table.move(one.lines, 1, #one.lines, #lines + 1, lines) end
  end
  return table.concat(lines, "\n")
end

return M
