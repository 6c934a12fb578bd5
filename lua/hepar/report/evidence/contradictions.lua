-- Where the sources contradict each other and themselves, and every flag with its reason.
local format = require("hepar.report.format")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")

local M = {}

-- A value as it can be printed: a text, a number, a list, or "name: value" lines in order of name.
local function printed(value)
  if value == nil or type(value) == "userdata" then return "not stated" end  -- null
  if type(value) == "number" then return format.number(value) end
  if type(value) ~= "table" then return tostring(value) end
  if #value > 0 then
    local out = {}
    for i, item in ipairs(value) do out[i] = printed(item) end
    return table.concat(out, ", ")
  end
  local names, lines = {}, {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names)
  for i, name in ipairs(names) do
    local inner = value[name]
    lines[i] = { (name:gsub("_", " ")), ": ", type(inner) == "table" and #inner == 0 and "none"
      or printed(inner) }
  end
  return #lines > 0 and report.lines(lines) or "not stated"
end

-- One side of a conflict: the value, and where it stands.
local function side(part, data)
  if not part then return "" end
  local where = { part.source_id or "" }
  if part.locator then
    where[#where + 1] = part.locator
  elseif part.lines then
    where[#where + 1] = rows.lines(part.lines)
  end
  local lines = { printed(part.value), report.em(table.concat(where, ", ")) }
  if part.record and data.by_id[part.record] then lines[#lines + 1] = report.ref(part.record) end
  if part.claims and #part.claims > 0 then
    lines[#lines + 1] = report.em("statements ", table.concat(part.claims, ", "))
  end
  return report.lines(lines)
end

-- Ids as links, one piece per table.
function M.ids(data, ids)
  local out = {}
  for i, group in ipairs(format.by_table(ids)) do
    if i > 1 then out[#out + 1] = "; " end
    out[#out + 1] = report.code(group[1])
    for j, row in ipairs(group[2]) do
      out[#out + 1] = " "
      local id = group[3][j]
      out[#out + 1] = data.by_id[id] and report.ref(id, row) or row
    end
  end
  return out
end

-- Every flag, counted and one by one; `level` of its heading.
function M.flags(r, data, level)
  local counts, ids, codes = {}, {}, {}
  for _, record in ipairs(data.records) do
    local own = {}
    for _, flag in ipairs(record.flags or {}) do
      if not counts[flag.code] then
        counts[flag.code], ids[flag.code] = 0, {}
        codes[#codes + 1] = flag.code
      end
      counts[flag.code] = counts[flag.code] + 1
      if not own[flag.code] then table.insert(ids[flag.code], record.id) end
      own[flag.code] = true
    end
  end
  table.sort(codes, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  local lines, total = {}, 0
  for i, code in ipairs(codes) do
    total = total + counts[code]
    lines[i] = { rows.flag(code), data.label.flag[code] or "", counts[code],
      #ids[code] == #data.records and "every row" or M.ids(data, ids[code]) }
  end
  r:heading(level or 2, "Flags")
  r:paragraph(("%s on %s. A flag found by a rule is found again at every import; a curated flag "
    .. "took a reader."):format(format.count(total, "flag"),
    format.count(#data.records, "row")))
  r:table { caption = "Flags by kind.", id = "flags", rows = lines,
    columns = { "Flag", "Meaning", { title = "Flags", align = "right" }, "Rows" } }
  r:details(("Flags one by one (%d)"):format(total), function(part)
    local each, at = {}, {}
    for _, record in ipairs(data.records) do
      for _, flag in ipairs(record.flags or {}) do
        local by = flag.rule and "rule " .. flag.rule or "curated"
        local key = flag.code .. "|" .. flag.text .. "|" .. by
        if not at[key] then
          at[key] = { code = flag.code, text = flag.text, by = by, ids = {} }
          each[#each + 1] = at[key]
        end
        table.insert(at[key].ids, record.id)
      end
    end
    local reasons = {}
    for i, flag in ipairs(each) do
      reasons[i] = { rows.flag(flag.code), flag.text, flag.by, M.ids(data, flag.ids) }
    end
    part:table { columns = { "Flag", "Reason", "Found by", { title = "Rows", least = 18 } },
      rows = reasons }
  end, { id = "flags-one-by-one" })
end

function M.write(r, data)
  r:heading(1, "Contradictions", { id = "contradictions" })
  r:paragraph("Two values that disagree are both kept, with the place of each. None is corrected "
    .. "or preferred here.")
  local between, matched, shown = {}, {}, {}
  for i, conflict in ipairs(data.conflicts) do
    between[i] = { conflict.subject, side(conflict.a, data), side(conflict.b, data),
      conflict.text }
    if conflict.decision then shown[conflict.decision] = true end
  end
  r:heading(2, "Between the documents")
  if #between > 0 then
    r:table { caption = ("%s between documents."):format(format.count(#between, "contradiction")),
      id = "conflicts", rows = between,
      columns = { "Matter", "One document", "The other", "What is known" } }
  else
    r:paragraph("No contradiction between documents was found.")
  end
  for _, decision in ipairs(data.decisions) do
    if not shown[decision.id] then
      matched[#matched + 1] = { decision.subject, decision.kind, side(decision.a, data),
        side(decision.b, data), decision.text }
    end
  end
  if #matched > 0 then
    r:details(("Other matters that stand in two places (%d)"):format(#matched), function(part)
      part:paragraph("Matches between documents, scopes that differ, and notes: what was decided, "
        .. "and why.")
      part:table { columns = { "Matter", "Kind", "One place", "The other", "Decision" },
        rows = matched }
    end)
  end
  local lines = {}
  for _, record in ipairs(data.records) do
    for _, flag in ipairs(record.flags or {}) do
      if flag.code == "TEXT_CONFLICT" or flag.code == "N_MISMATCH"
        or flag.code == "DIR_CONFLICT" or flag.code == "SPECIES_CONFLICT" then
        lines[#lines + 1] = { { rows.name(record), " ", report.ref(record.id) },
          rows.flag(flag.code), flag.text,
          record.provenance and record.provenance[1].lines
            and report.nowrap(rows.lines(record.provenance[1].lines)) or "" }
      end
    end
  end
  r:heading(2, "Inside one document")
  if #lines > 0 then
    r:table { caption = "Rows that disagree with the text of their own document or with "
        .. "themselves.",
      id = "text-conflicts", rows = lines,
      columns = { "Row", "Kind", "What disagrees", "Row stands at" } }
  else
    r:paragraph("No row disagrees with the text of its own document.")
  end
  if #data.loose > 0 then
    local each = {}
    for i, finding in ipairs(data.loose) do
      each[i] = { finding.study and report.code(finding.study) or "", rows.flag(finding.code),
        finding.text, "rule " .. finding.rule }
    end
    r:heading(2, "In published figures")
    r:table { caption = "Published figures that a rule doubts.", id = "loose-findings",
      columns = { "Study", "Kind", "Why", "Found by" }, rows = each }
  end
  if not data.brief then M.flags(r, data) end
end

return M
