-- What was searched: by the authors of the documents, as far as they say, and what was read here.
local format = require("hepar.report.format")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")

local M = {}

-- "published 22, registered 52", sorted by name.
local function found(counts)
  if type(counts) ~= "table" then counts = { total = counts } end
  local names, out = {}, {}
  for name in pairs(counts) do names[#names + 1] = name end
  table.sort(names)
  for i, name in ipairs(names) do
    local value = counts[name]
    out[i] = name:gsub("_", " ") .. " "
      .. (type(value) == "number" and format.number(value) or tostring(value))
  end
  return #out > 0 and report.lines(out) or "not given"
end

local function texts(list, note)
  if type(list) == "table" and #list > 0 then
    local out = {}
    for i, item in ipairs(list) do out[i] = "“" .. item .. "”" end
    return report.lines(out)
  end
  return note or "not given"
end

-- Documents that rows or statements were read from, in the order of the store.
function M.read_documents(data)
  local used = {}
  for _, record in ipairs(data.records) do
    for _, provenance in ipairs(record.provenance or {}) do used[provenance.source_id] = true end
  end
  for _, claim in ipairs(data.claims) do used[claim.source_id] = true end
  local out = {}
  for _, source in ipairs(data.sources) do
    if used[source.source_id] then out[#out + 1] = source end
  end
  return out
end

function M.write(r, data)
  r:heading(1, "What was searched", { id = "searched" })
  local documents = M.read_documents(data)
  local by_document = {}
  local function bump(source_id, what)
    by_document[source_id] = by_document[source_id] or { rows = 0, claims = 0 }
    by_document[source_id][what] = by_document[source_id][what] + 1
  end
  for _, record in ipairs(data.records) do
    local first = (record.provenance or {})[1]
    if first then bump(first.source_id, "rows") end
  end
  for _, claim in ipairs(data.claims) do bump(claim.source_id, "claims") end
  local lines = {}
  for i, source in ipairs(documents) do
    local n = by_document[source.source_id] or { rows = 0, claims = 0 }
    lines[i] = { report.code(source.source_id), { source.citation or source.note or "no title",
      data.cite(source.source_id) }, n.rows, n.claims }
  end
  r:paragraph(("This report rests on %s, read row by row and statement by statement: %s and %s of "
    .. "the running text. Nothing was searched anew; whatever these documents missed is missing "
    .. "here too."):format(format.count(#documents, "document"),
    format.count(#data.records, "table row"), format.count(#data.claims, "statement")))
  r:table { caption = "Documents that were read.", id = "documents", rows = lines,
    columns = { "Document", "Citation", { title = "Table rows", align = "right" },
      { title = "Statements", align = "right" } } }
  local searches = {}
  local missing = {}
  for _, source in ipairs(documents) do
    for _, search in ipairs(source.searches or {}) do
      local limits = search.limits or search.limits_note or "not given"
      searches[#searches + 1] = { report.code(source.source_id),
        search.database or search.source or "not given",
        search.date or search.date_note or "not given",
        texts(search.terms, search.terms_note), limits, found(search.found),
        search.lines and report.nowrap(rows.lines(search.lines)) or "" }
    end
    if source.searches_missing and #source.searches_missing > 0 then
      missing[#missing + 1] = { report.code(source.source_id), " does not give: ",
        format.list(source.searches_missing), "." }
    end
  end
  if #searches > 0 then
    r:table { caption = "Searches as their authors describe them.", id = "searches",
      columns = { "Document", "Database or register", "Date", "Terms", "Limits", "Found",
        "Locator" }, rows = searches, notes = missing }
  else
    r:paragraph("No document says how it searched.")
  end
end

return M
