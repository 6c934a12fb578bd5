--- Lists that print themselves: plain arrays of plain rows, with a metatable for the prompt.
-- @module hepar.evidence.lists

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

--- One direction that a record reports, as `ev:results()` lists them. What is not given is absent.
-- @table result
-- @tfield string id the record
-- @tfield string study the key of the study
-- @tfield string source_id the document
-- @tfield[opt] string first_author of the study
-- @tfield[opt] integer year of publication
-- @tfield string design "clinical", "preclinical", …
-- @tfield[opt] string subdesign "rct", "nrct", "single_arm", …
-- @tfield[opt] string source origin of the cells; several are joined with "/"
-- @tfield[opt] string donor "AUTO", "ALLO", "XENO"
-- @tfield {string,...} routes the routes of administration
-- @tfield[opt] string route the same, joined with "/"
-- @tfield[opt] string disease code of the disease
-- @tfield[opt] string species code of the species
-- @tfield[opt] boolean controlled whether there is a control arm; absent when no arm is
-- recorded
-- @tfield[opt] integer n_total patients of the record
-- @tfield string outcome code of the outcome
-- @tfield string outcome_label its name
-- @tfield[opt] string domain what the outcome is about
-- @tfield[opt] string desirable which way is good: "up", "down", "improve", "ctx" (it depends)
-- @tfield[opt] string direction what was reported: "up", "down", "improved", "no_diff", …
-- @tfield string effect "benefit", "harm", "null", "ambiguous" or "unknown", by rule
-- @tfield[opt] string text as printed
-- @tfield[opt] string context what tells the reading, such as "tissue expression"
-- @tfield[opt] string role "mechanism" where the result explains another
-- @tfield[opt] string parent the outcome it belongs to
-- @tfield integer ord its place in the record
-- @tfield {string,...} flags the codes of the flags of the record

--- One figure: a value of an arm at a time, as `ev:quantities()` lists them. What is not given is
-- absent.
-- @table quantity
-- @tfield[opt] string study the key of the study
-- @tfield string source_id the document
-- @tfield string level "arm", "contrast" or "pooled"
-- @tfield[opt] string arm the arm of the study
-- @tfield[opt] integer n patients behind the value
-- @tfield string outcome code of the outcome
-- @tfield string outcome_label its name
-- @tfield[opt] number value in `unit`
-- @tfield[opt] string unit the unit of the vocabulary
-- @tfield[opt] string stat "mean", "median", "count", …
-- @tfield[opt] string scale "final", or "change" from baseline
-- @tfield[opt] string disp kind of the dispersion: "sd", "iqr", "ci", …
-- @tfield[opt] number disp_value the dispersion, where one number says it
-- @tfield[opt] number disp_lo lower end, where two do
-- @tfield[opt] number disp_hi upper end
-- @tfield[opt] integer events how many had the event
-- @tfield[opt] number days the time after the start of treatment
-- @tfield[opt] table timepoint the time as reported: value, unit, label
-- @tfield[opt] string trust how far to trust it: "table", "typed", "abstract", "low"
-- @tfield[opt] string caution what to mind
-- @tfield[opt] string locator where it stands
-- @tfield[opt] number value_original the value as reported
-- @tfield[opt] string unit_original the unit as reported

--- One claim of a source's text, in our own words, as `ev:claims()` lists them.
-- @table claim
-- @tfield string id such as "fiore2018:c004"
-- @tfield string source_id the document
-- @tfield string topic what it is about
-- @tfield[opt] string kind "efficacy", "safety", "mechanism", "count", …
-- @tfield[opt] string test what would test it: "record", "synthesis", "model", …
-- @tfield string statement the claim, in our own words
-- @tfield[opt] {integer,...} lines first and last line of the passage
-- @tfield[opt] string quote_sha256 SHA-256 of the passage
-- @tfield[opt] table refs the references that the passage cites
-- @tfield[opt] table facts the numbers in it
-- @tfield[opt] string check how to check it against the records
-- @tfield[opt] table expected what that check should give

--- One document that the evidence comes from, as `ev:sources()` lists them.
-- @table source
-- @tfield string source_id its key
-- @tfield string kind "narrative_review", "meta_analysis", "trial_report", …
-- @tfield[opt] string file its file name
-- @tfield[opt] string sha256 of the file
-- @tfield[opt] string citation how to cite it
-- @tfield[opt] string doi its DOI
-- @tfield integer records how many records of the view come from it
-- @tfield integer claims how many claims come from it

--- One decision on two places that speak of the same matter, as `ev:decisions()` lists them.
-- @table decision
-- @tfield string id its key
-- @tfield string kind "conflict", "resolved", "match", "scope" or "note"
-- @tfield[opt] string subject what it is about
-- @tfield[opt] string field the field it is about
-- @tfield[opt] string study the key of the study
-- @tfield[opt] table a one place: source_id, value and locator
-- @tfield[opt] table b the other place
-- @tfield[opt] string text the reason

--- One hit of a search, as `ev:search()` lists them.
-- @table hit
-- @tfield string id of the record or claim
-- @tfield string kind "record" or "claim"
-- @tfield string snippet the words found, between « and »
-- @tfield number rank BM25, lower is better

--- One change, as `ev:history()` lists them.
-- @table change
-- @tfield integer seq its number
-- @tfield string time when, UTC
-- @tfield string who who did it
-- @tfield string op what was done: "import", "amend", …
-- @tfield[opt] string record the id of the record
-- @tfield[opt] string field the path of the field
-- @tfield[opt] any old what was there
-- @tfield[opt] any new what is there
-- @tfield[opt] string why the reason

--- One code of a vocabulary, as `hepar.evidence.vocabulary()` lists them.
-- @table term
-- @tfield string code what records hold
-- @tfield string label what it means
-- @tfield {string,...} synonyms other names that are understood
-- @tfield[opt] string parent the code above it
-- @tfield[opt] string domain of an outcome
-- @tfield[opt] string desirable of an outcome: "up", "down", "improve", "ctx" (it depends)
-- @tfield[opt] string unit of an outcome
-- @tfield[opt] string note what to mind

--- One field of `where`, as `hepar.evidence.fields()` lists them.
-- @table field
-- @tfield string name what the filter calls it
-- @tfield string kind "text", "code", "number", "boolean" or "search"
-- @tfield boolean multiple whether a record may give several values
-- @tfield[opt] string vocabulary the vocabulary of its codes
-- @tfield[opt] {string,...} codes the codes, where no vocabulary has them

-- Where one side of a decision stands.
local function side(s) return type(s) == "table" and s.source_id or nil end

-- kind -> what one is called, several are called, the columns, how a row fills them, what one can
-- do next
local kinds = {
  results = { "result", "results", { "study", "outcome", "", "effect", "text" }, function(r)
    return { r.study, r.outcome_label, card.arrow(r.direction), words.value("effect", r.effect),
      r.text }
  end, "hepar.meta.directions(results)  [1].text  hepar.help(results)" },
  quantities = { "figure", "figures",
    { "study", "arm", "outcome", "day", "value", "spread", "trust" }, function(r)
      return { r.study or r.source_id, arm(r) or r.level, r.outcome, r.days, value(r), spread(r),
        r.trust }
    end, "[1].locator  [1].caution  hepar.help(quantities)" },
  claims = { "claim", "claims", { "id", "topic", "test", "statement" }, function(r)
    return { r.id, r.topic, r.test, r.statement }
  end, "[1].statement  [1].lines  hepar.help(claims)" },
  sources = { "source", "sources", { "source", "records", "claims", "citation" }, function(r)
    return { r.source_id, r.records, r.claims, r.citation or r.file }
  end },
  decisions = { "decision", "decisions", { "id", "kind", "a", "b", "subject" }, function(r)
    return { r.id, r.kind, side(r.a), side(r.b), r.subject }
  end, "[1].a  [1].b  [1].text  hepar.help(decisions)" },
  hits = { "hit", "hits", { "id", "kind", "snippet" }, function(r)
    return { r.id, r.kind, r.snippet }
  end, "ev[hits[1].id]  ev:claims{id = hits[1].id}" },
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
  if k[5] then out[#out + 1] = "next  " .. k[5] end
  return table.concat(out, "\n")
end

-- kind -> what its rows are called in the reference
local rows_of = { results = "result", quantities = "quantity", claims = "claim", sources = "source",
  decisions = "decision", hits = "hit", history = "change", vocabulary = "term", fields = "field",
  records = "record" }

local metatables = {}
for kind in pairs(kinds) do
  metatables[kind] = {
    __name = "hepar." .. kind,
    rows = rows_of[kind],
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

--- What an import did; it prints itself. `records`, `sources`, `quantities`, `claims` and
-- `decisions` are tables of their own counts: added, merged (there already), replaced, skipped.
-- @table imported
-- @tfield integer added all that is new
-- @tfield integer merged all that was there already
-- @tfield integer skipped all that was left out
-- @tfield {string,...} warnings the first of them, as sentences
-- @tfield integer warnings_total how many there were
-- @tfield table records counts of the records
-- @tfield table sources counts of the sources
-- @tfield table quantities counts of the figures
-- @tfield table claims counts of the claims
-- @tfield table decisions counts of the decisions

local report = { __name = "hepar.imported" }

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

return M
