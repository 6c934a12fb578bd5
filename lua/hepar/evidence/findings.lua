--- What the rules find, as a list that prints itself.
-- @module hepar.evidence.findings

local core = require("hepar.core")
local layout = require("hepar.evidence.layout")
local misuse = require("hepar.evidence.misuse")

local M = {}

local LINE = 98  -- characters in a line
local SHOWN = 3  -- findings of one rule, where there are many

--- One finding of a rule.
-- @table finding
-- @tfield string rule such as "R2"
-- @tfield string code such as "N_MISMATCH"
-- @tfield[opt] string id the record
-- @tfield[opt] string study the study
-- @tfield string severity "error", "warning" or "note"
-- @tfield string text what was found
-- @tfield[opt] string subject of a contradiction: what it is about
-- @tfield[opt] table a of a contradiction: one side, with source_id, lines and value
-- @tfield[opt] table b the other side

--- The findings of `ev:check()`: a list that prints itself.
-- @type findings
-- @tfield finding [i] a finding, by rule
-- @tfield table counts how many, by rule
-- @tfield table severities how many, by severity
local Findings = {}

-- A value as JSON shows it, without the quotes of a plain string.
local function value_text(value)
  if type(value) == "string" then return value end
  if type(value) ~= "table" then return layout.cell(value) end
  return (core.json.encode(value):gsub("%s+$", ""))
end

-- One side of a contradiction: where it stands and what it says.
local function side(s)
  local at = s.source_id or "?"
  if s.lines then at = ("%s lines %d-%d"):format(at, s.lines[1], s.lines[2]) end
  local value, parts = s.value, {}
  if type(value) ~= "table" or #value > 0 then return at .. ": " .. value_text(value or "") end
  local names = {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do parts[#parts + 1] = name .. " " .. value_text(value[name]) end
  return at .. ": " .. table.concat(parts, "; ")
end

-- The lines of one finding.
local function add(lines, f)
  local head = ("  %-7s  %s"):format(f.severity, f.id or f.study or "the sources")
  if type(f.a) == "table" and type(f.b) == "table" then
    local indent = (" "):rep(13)
    lines[#lines + 1] = head .. "  " .. layout.wrap(f.subject or f.text, LINE - #head - 2, indent)
    for _, s in ipairs { f.a, f.b } do
      lines[#lines + 1] = (" "):rep(11) .. layout.wrap(side(s), LINE - 13, indent)
    end
  else
    local width = math.max(#head, 27) + 2
    lines[#lines + 1] = head .. (" "):rep(width - #head)
      .. layout.wrap(f.text, LINE - width, (" "):rep(width))
  end
end

-- "12 warnings, 47 notes"
local function by_severity(found)
  local out = {}
  for _, name in ipairs { "error", "warning", "note" } do
    local n = found.severities[name]
    if n then out[#out + 1] = layout.count(n, name) end
  end
  return table.concat(out, ", ")
end

-- The text; of each rule at most `most` findings.
local function text(found, most)
  if #found == 0 then return "no findings" end
  local lines = { ("%s: %s"):format(layout.count(#found, "finding"), by_severity(found)) }
  local rule, shown = nil, 0
  local function rest()
    local n = rule and found.counts[rule] - shown or 0
    if n > 0 then lines[#lines + 1] = ("  … and %d more of %s"):format(n, rule) end
  end
  for _, f in ipairs(found) do
    if f.rule ~= rule then
      rest()
      rule, shown = f.rule, 0
      lines[#lines + 1] = ("%s  %s, %s"):format(rule, f.code,
        layout.count(found.counts[rule], "finding"))
    end
    if shown < most then
      add(lines, f)
      shown = shown + 1
    end
  end
  rest()
  return table.concat(lines, "\n")
end

--- The text of all findings, without leaving any out.
-- @treturn string a line or more for each
-- @raise when called on anything but the findings
-- @usage print(ev:check():text())
function Findings:text()
  if misuse.class(self) ~= "hepar.findings" then
    misuse.fail("hepar.findings.text: expected the findings, as in ev:check():text(), got %s",
      misuse.show(self))
  end
  return text(self, math.huge)
end

local meta = { __name = "hepar.findings", __index = Findings }

--- A summary: of each rule the first few, with the next things to ask.
-- @function __tostring
-- @treturn string some lines
function meta.__tostring(self)
  if #self <= 20 then return text(self, math.huge) end
  local lines = text(self, SHOWN)
  return lines .. "\n" .. ('  next  [1]  :text()  ev:check{rules = {"%s"}}  '
    .. "hepar.help(ev:check())"):format(self[1].rule)
end

-- Findings with their counts by rule and by severity.
function M.make(found)
  local by_rule, severities = {}, {}
  for _, f in ipairs(found) do
    by_rule[f.rule] = (by_rule[f.rule] or 0) + 1
    severities[f.severity] = (severities[f.severity] or 0) + 1
  end
  found.counts, found.severities = by_rule, severities
  return setmetatable(found, meta)
end

return M
