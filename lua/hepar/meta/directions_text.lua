--- What a synthesis of directions prints.
-- @module hepar.meta.directions_text
-- @local

local plural = require("hepar.meta.count").plural

local M = {}

local WIDTH = 96
local MANY = 20    -- outcomes in a table before the rest is only counted
local LISTED = 12  -- entries in a list before the rest is only counted

local arrows = { up = "↑", down = "↓", improved = "improved", worsened = "worsened",
  no_change = "unchanged", no_benefit = "no benefit", no_diff = "no difference", conflict = "↑ ↓" }

local function pad(text, width, right)
  local gap = string.rep(" ", math.max(0, width - (utf8.len(text) or #text)))
  return right and gap .. text or text .. gap
end

-- Lines of a table: the first column to the left, the others to the right.
local function table_lines(rows)
  local widths = {}
  for _, row in ipairs(rows) do
    for j, cell in ipairs(row) do
      widths[j] = math.max(widths[j] or 0, utf8.len(cell) or #cell)
    end
  end
  local lines = {}
  for i, row in ipairs(rows) do
    local cells = {}
    for j, cell in ipairs(row) do cells[j] = pad(cell, widths[j], j > 1) end
    lines[i] = "  " .. table.concat(cells, "  ")
  end
  return lines
end

-- Text in lines of WIDTH, the first behind `first`, the others behind as many blanks.
local function wrapped(lines, first, text)
  local margin = string.rep(" ", utf8.len(first))
  local line, used = first, utf8.len(first)
  for word in text:gmatch("%S+") do
    local width = utf8.len(word) or #word
    if used + 1 + width > WIDTH and used > #margin then
      lines[#lines + 1] = line
      line, used = margin, #margin
    end
    if used > #margin then
      line, used = line .. " ", used + 1
    end
    line, used = line .. word, used + width
  end
  lines[#lines + 1] = line
end

local function p_value(p)
  if not p then return "" end
  return p < 0.0001 and "<0.0001" or string.format("%.4f", p)
end

local function share(d)
  if not d.proportion then return "" end
  return string.format("%.2f [%.2f, %.2f]", d.proportion, d.ci_lb, d.ci_ub)
end

-- The direction that the majority of votes has.
local function majority(d)
  if d.votes == 0 then return d.no_change + d.mixed > 0 and "◄►" or "" end
  if d.benefit * 2 == d.votes then return "◄►" end
  return d.benefit * 2 > d.votes and "▲" or "▼"
end

local function number(n) return string.format("%d", n) end

local function table_row(name, d)
  return { name, majority(d), number(d.benefit), number(d.harm), number(d.no_change),
    number(d.mixed), number(d.ambiguous), number(d.unreported), number(d.votes), share(d),
    p_value(d.pval) }
end

local function table_head(name, d)
  return { name, "", "benefit", "harm", "no change", "mixed", "ambig.", "unrep.", "votes",
    string.format("prop. [%.14g %% CI]", d.level), "p" }
end

local function add_all(lines, more)
  for _, line in ipairs(more) do lines[#lines + 1] = line end
end

local function add_table(lines, head, items, name_of)
  local rows = { table_head(head, items[1]) }
  for i = 1, math.min(#items, MANY) do
    rows[#rows + 1] = table_row(name_of(items[i]), items[i])
  end
  add_all(lines, table_lines(rows))
  if #items > MANY then
    lines[#lines + 1] = string.format("  … and %d more, d[%d] to d[%d]", #items - MANY, MANY + 1,
      #items)
  end
end

local function entry_line(entry)
  local direction = entry.text and entry.text ~= "" and entry.text
    or arrows[entry.direction] or entry.direction or ""
  return string.format("%s, %s: %s", entry.id or entry.study, entry.outcome, direction)
end

local function add_entries(lines, title, entries, field)
  if #entries == 0 then return end
  lines[#lines + 1] = ""
  lines[#lines + 1] = title
  for i = 1, math.min(#entries, LISTED) do
    local entry = entries[i]
    wrapped(lines, "  - ", entry.study .. " (" .. entry_line(entry) .. ")"
      .. (entry.reason and " — " .. entry.reason or ""))
  end
  if #entries > LISTED then
    lines[#lines + 1] = string.format("  … and %d more in %s", #entries - LISTED, field)
  end
end

local function add_mixed(lines, d)
  local mixed = {}
  for _, row in ipairs(d.rows) do
    if row.vote == "mixed" then mixed[#mixed + 1] = row end
  end
  if #mixed == 0 then return end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Mixed, without a vote:"
  for i = 1, math.min(#mixed, LISTED) do
    wrapped(lines, "  - ", string.format("%s, %s: %s", mixed[i].study, mixed[i].outcome,
      mixed[i].reason))
  end
  if #mixed > LISTED then
    lines[#lines + 1] = string.format("  … and %d more in rows", #mixed - LISTED)
  end
end

local function add_warnings(lines, d)
  if #d.warnings == 0 then return end
  lines[#lines + 1] = ""
  for _, warning in ipairs(d.warnings) do wrapped(lines, "Warning: ", warning .. ".") end
end

-- What the reader must not read into it.
local function add_limits(lines, d)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "What a vote count cannot say:"
  wrapped(lines, "  - ", "how large an effect is: every vote counts the same, whatever its size")
  wrapped(lines, "  - ", "how sure it is: studies are not weighted by their patients or their "
    .. "quality, and a direction is not statistical significance")
  wrapped(lines, "  - ", "what was not reported: the sign test takes the votes as a fair sample, "
    .. "but authors choose the outcomes they print and journals the studies")
  if d.outcomes then
    wrapped(lines, "  - ", string.format("which outcome stands out: %s are tested, the p values "
      .. "are not adjusted, and outcomes of one study are not independent",
      plural(#d.outcomes, "outcome")))
  end
  wrapped(lines, "  - ", "what to do for a patient: this is a research tool")
end

local function codes(list)
  local parts = {}
  for i, item in ipairs(list) do
    if i > 6 then
      parts[i] = string.format("and %d more", #list - 6)
      break
    end
    parts[i] = string.format("%s %d", item.code, item.n)
  end
  return table.concat(parts, ", ")
end

local function add_set(lines, d)
  wrapped(lines, "", string.format("%s of %s, %s.", plural(d.records, "record"),
    plural(d.studies, "study", "studies"), plural(d.entries, "entry", "entries")))
  local parts = {}
  for _, name in ipairs { "design", "controlled", "source", "donor" } do
    local list = d.composition[name]
    if #list > 1 or (list[1] and list[1].code ~= "NR") then
      parts[#parts + 1] = (name == "controlled" and "control arm" or name) .. ": " .. codes(list)
    end
  end
  if #parts > 0 then wrapped(lines, "", "Records by " .. table.concat(parts, "; by ") .. ".") end
end

local function group_name(group) return group.by .. " = " .. group.group end

-- A group of several outcomes prints those with most votes.
local function add_groups(lines, d)
  if not d.groups or #d.groups == 0 then return end
  lines[#lines + 1] = ""
  if not d.outcomes then
    add_table(lines, "By " .. d.by, d.groups, function(group) return group.group end)
    return
  end
  for _, group in ipairs(d.groups) do
    local list = group.outcomes or (group.outcome and { group }) or {}
    lines[#lines + 1] = string.format("%s: %s, %s", group_name(group),
      plural(group.records, "record"), plural(group.studies, "study", "studies"))
    if #list > 0 then
      local few = {}
      for i = 1, math.min(#list, 5) do few[i] = list[i] end
      add_table(lines, "", few, function(one) return one.outcome end)
      if #list > #few then
        lines[#lines + 1] = string.format("  … and %d more", #list - #few)
      end
    end
    for _, warning in ipairs(group.warnings) do wrapped(lines, "  Warning: ", warning .. ".") end
  end
end

local function nothing(d)
  return "Synthesis by direction of effect: no results, so there is nothing to count"
    .. (d.studies > 0 and " (" .. plural(d.studies, "study", "studies") .. " in the set)." or ".")
end

-- The whole text of an object: what `print(d)` shows.
function M.directions(d)
  local lines = {}
  if d.entries == 0 then return nothing(d) end
  if d.outcomes then
    lines[1] = string.format("Synthesis by direction of effect: %d outcomes", #d.outcomes)
  else
    lines[1] = "Synthesis by direction of effect: " .. d.outcome
      .. (d.label and d.label ~= d.outcome and " (" .. d.label .. ")" or "")
  end
  add_set(lines, d)
  lines[#lines + 1] = ""
  add_table(lines, "Outcome", d.outcomes or { d }, function(one) return one.outcome end)
  wrapped(lines, "  ", "One vote per study. Ambiguous counts entries, the other columns studies; "
    .. "unreported are studies without a direction. "
    .. (d.ci == "wilson" and "Wilson" or "Clopper-Pearson")
    .. " interval; exact two-sided sign test. ▲ is benefit, ▼ harm, whichever way the value moved.")
  add_groups(lines, d)
  add_entries(lines, "Ambiguous, without a vote:", d.ambiguous_entries, "ambiguous_entries")
  add_entries(lines, "No change:", d.no_change_entries, "no_change_entries")
  add_mixed(lines, d)
  add_warnings(lines, d)
  add_limits(lines, d)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "next  "
    .. (d.outcomes and "." .. d[1].outcome or ".rows[1].vote")
    .. "  :effect_direction_table()  :harvest()  hepar.help(d)"
  return table.concat(lines, "\n")
end

return M
