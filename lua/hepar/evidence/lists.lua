-- Lists that print themselves: plain arrays of plain rows, with a metatable for the prompt.
local card = require("hepar.evidence.card")
local layout = require("hepar.evidence.layout")
local words = require("hepar.evidence.words")

local M = {}

local SHOWN = 20

local function arm(row)
  return row.arm and (row.n and ("%s (n = %s)"):format(row.arm, layout.cell(row.n)) or row.arm)
end

local function spread(row)
  if row.disp_value then return ("%s %s"):format(row.disp or "", layout.cell(row.disp_value)) end
  if row.disp_lo or row.disp_hi then
    return ("%s %s to %s"):format(row.disp or "", layout.cell(row.disp_lo),
      layout.cell(row.disp_hi))
  end
  return nil
end

local function value(row)
  if row.value == nil and row.events then return ("%d events"):format(row.events) end
  return row.value and layout.cell(row.value) .. (row.unit and " " .. row.unit or "")
end


-- What one side of a decision says.
local function side(s)
  if type(s) ~= "table" then return tostring(s) end
  local v = s.value
  if type(v) == "table" then v = "…" end
  return (s.source_id and s.source_id .. ": " or "") .. (v ~= nil and layout.cell(v) or "")
end

-- kind -> what one is called, several are called, the columns and how a row fills them
local kinds = {
  results = { "result", "results", { "study", "outcome", "", "effect", "text" }, function(r)
    return { r.study, r.outcome_label, card.arrow(r.direction), words.value("effect", r.effect),
      r.text }
  end },
  quantities = { "figure", "figures",
    { "study", "arm", "outcome", "day", "value", "spread", "trust" }, function(r)
      return { r.study or r.source_id, arm(r) or r.level, r.outcome, r.days, value(r), spread(r),
        r.trust }
    end },
  claims = { "claim", "claims", { "id", "topic", "test", "statement" }, function(r)
    return { r.id, r.topic, r.test, r.statement }
  end },
  sources = { "source", "sources", { "source", "records", "claims", "citation" }, function(r)
    return { r.source_id, r.records, r.claims, r.citation or r.file }
  end },
  decisions = { "decision", "decisions", { "id", "kind", "subject", "a", "b" }, function(r)
    return { r.id, r.kind, r.subject, side(r.a), side(r.b) }
  end },
  hits = { "hit", "hits", { "id", "kind", "snippet" }, function(r)
    return { r.id, r.kind, r.snippet }
  end },
  history = { "change", "changes",
    { "time", "who", "what", "record", "field", "old", "new", "why" }, function(r)
      return { r.time, r.who, r.op, r.record, r.field, r.old, r.new, r.why }
    end },
  vocabulary = { "code", "codes", { "code", "label", "synonyms" }, function(r)
    return { r.code, r.label, table.concat(r.synonyms, ", ") }
  end },
  fields = { "field", "fields", { "field", "kind", "values", "vocabulary" }, function(r)
    return { r.name, r.kind, r.multiple and "several" or "one",
      r.vocabulary or r.codes and table.concat(r.codes, " ") }
  end },
  records = { "record", "records", { "id", "study", "design" }, function(r)
    return { r.id, r.study, r.design }
  end },
}

-- The text of a list of some kind.
local function text(kind, list)
  local k = kinds[kind]
  local total = list.total or #list
  local head = layout.count(total, k[1], k[2])
  local limit = (kind == "vocabulary" or kind == "fields") and #list or math.min(#list, SHOWN)
  local rows = {}
  for i = 1, limit do rows[i] = k[4](list[i]) end
  if #rows == 0 then return head end
  local out = layout.table(k[3], rows)
  table.insert(out, 1, head)
  if limit < #list then
    out[#out + 1] = ("… and %d more in this list"):format(#list - limit)
  elseif #list < total then
    out[#out + 1] = ("… the first %d of %d"):format(#list, total)
  end
  return table.concat(out, "\n")
end

local metatables = {}
for kind in pairs(kinds) do
  metatables[kind] = {
    __name = "hepar." .. kind,
    __tostring = function(list) return text(kind, list) end,
  }
end
-- A vocabulary also answers to its codes: vocabulary("route").HA.label
metatables.vocabulary.__index = function(list, code)
  if type(code) ~= "string" then return nil end
  for i = 1, #list do
    if list[i].code == code then return list[i] end
  end
  return nil
end

--- Make rows a list of that kind.
function M.make(kind, rows) return setmetatable(rows, metatables[kind]) end

-- The members that have no column of their own move up into the row.
local function spill(row)
  local rest = row.rest
  row.rest = nil
  for name, v in pairs(rest or {}) do
    if row[name] == nil then row[name] = v end
  end
  return row
end

--- Rows of hepar_query_open as the public rows.
M.finish = {
  results = function(row)
    spill(row)
    local entry = words.entry("outcome", row.outcome) or {}
    row.outcome_label = entry.label or row.outcome
    row.domain, row.desirable = entry.domain, entry.desirable
    row.source = row.sources[1] and table.concat(row.sources, "/") or nil
    row.donor = row.donors[1] and table.concat(row.donors, "/") or nil
    row.route = row.routes[1] and table.concat(row.routes, "/") or nil
    row.sources, row.donors = nil, nil
  end,
  quantities = function(row)
    spill(row)
    local entry = words.entry("outcome", row.outcome)
    row.outcome_label = entry and entry.label or row.outcome
    if row.timepoint_value or row.timepoint_unit or row.timepoint_label then
      row.timepoint = { value = row.timepoint_value, unit = row.timepoint_unit,
        label = row.timepoint_label }
    end
    row.timepoint_value, row.timepoint_unit, row.timepoint_label = nil, nil, nil
  end,
  claims = spill,
  sources = spill,
  decisions = spill,
}

-- ---- what an import did ----

local report = { __name = "hepar.import" }

function report.__tostring(self)
  local lines = {}
  for _, name in ipairs({ "records", "sources", "quantities", "claims", "decisions" }) do
    local c = self[name]
    if c.added + c.merged + c.replaced + c.skipped > 0 then
      lines[#lines + 1] = ("%-10s  %d added, %d there already, %d replaced, %d skipped"):format(
        name, c.added, c.merged, c.replaced, c.skipped)
    end
  end
  if #lines == 0 then lines[1] = "nothing came in" end
  if self.warnings_total > 0 then
    lines[#lines + 1] = layout.count(self.warnings_total, "warning")
    for i = 1, math.min(#self.warnings, SHOWN) do
      lines[#lines + 1] = "  " .. layout.wrap(self.warnings[i], 96, "    ")
    end
    if self.warnings_total > SHOWN then lines[#lines + 1] = "  …" end
  end
  return table.concat(lines, "\n")
end

--- The report of an import.
function M.report(what) return setmetatable(what, report) end

-- ---- findings of the rules ----

local findings = { __name = "hepar.findings" }

function findings.__tostring(self)
  if #self == 0 then return "no findings" end
  local lines = { layout.count(#self, "finding") }
  local last
  for _, f in ipairs(self) do
    if f.rule ~= last then
      lines[#lines + 1] = ("%s  %s"):format(f.rule, layout.count(self.counts[f.rule], "finding"))
      last = f.rule
    end
    lines[#lines + 1] = ("  %-7s  %-18s  %s"):format(f.severity, f.id or f.study or "",
      f.code or "")
    lines[#lines + 1] = (" "):rep(11) .. layout.wrap(f.text, 86, (" "):rep(11))
  end
  return table.concat(lines, "\n")
end

--- Findings with their counts by rule and by severity.
function M.findings(found)
  local by_rule, by_severity = {}, {}
  for _, f in ipairs(found) do
    by_rule[f.rule] = (by_rule[f.rule] or 0) + 1
    by_severity[f.severity] = (by_severity[f.severity] or 0) + 1
  end
  found.counts, found.severities = by_rule, by_severity
  return setmetatable(found, findings)
end

return M
