-- The end of the first report: limits, the reporting checklist, provenance.
local format = require("hepar.report.format")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")
local searched = require("hepar.report.evidence.searched")

local M = {}

function M.limits(r, data)
  r:heading(1, "Limits", { id = "limits" })
  local documents = searched.read_documents(data)
  local untitled = 0
  for _, source in ipairs(documents) do
    if not source.citation then untitled = untitled + 1 end
  end
  local double = 0
  for _, record in ipairs(data.records) do
    local seen = {}
    for _, provenance in ipairs(record.provenance or {}) do
      seen[provenance.extractor or "not said"] = true
    end
    local n = 0
    for _ in pairs(seen) do n = n + 1 end
    if n > 1 then double = double + 1 end
  end
  local unresolved = 0
  for _, record in ipairs(data.records) do
    if not (record.citation or {}).first_author then unresolved = unresolved + 1 end
  end
  local judged = 0
  for _, record in ipairs(data.records) do
    if #(record.risk_of_bias or {}) > 0 then judged = judged + 1 end
  end
  r:list {
    ("Second-hand: rows of %s, not the trial reports themselves. %d of %d rows print no author, so "
      .. "that the study behind them cannot be looked up.")
      :format(format.count(#documents, "document"), unresolved, #data.records),
    untitled > 0 and ("%s no title in the file that was read and %s known by the hash of the file "
      .. "only."):format(format.count(untitled, "document has", "documents have"),
      untitled == 1 and "is" or "are") or "Every document has a citation.",
    ("%d of %d rows were extracted by two readers independently."):format(double, #data.records),
    ("No search was made for this report and no protocol registered. Risk of bias is judged in %d "
      .. "of %d rows."):format(judged, #data.records),
    "Directions are those that the documents print. Whether a difference was tested, against what, "
      .. "and at what time is mostly not in a row.",
    "The rows overlap: one trial may stand in several documents. Rows with the same study key vote "
      .. "once; a match that nobody saw votes twice.",
  }
end

-- The nine items of SWiM (Campbell 2020), each with the place where it is addressed.
function M.checklist(r, data)
  r:heading(1, "SWiM checklist", { id = "swim" })
  r:reference("swim", { text = "Campbell M, McKenzie JE, Sowden A, et al. Synthesis without "
    .. "meta-analysis (SWiM) in systematic reviews: reporting guideline. BMJ 2020;368:l6890.",
    doi = "10.1136/bmj.l6890" })
  local synthesis = report.ref("synthesis")
  r:table {
    caption = { "Reporting items for synthesis without meta-analysis ", report.cite("swim"), "." },
    columns = { "Item", "How it is met", "Where" },
    rows = {
      { "1 Grouping of studies", "by kind of table: clinical, vesicles, preclinical; within a "
        .. "group by outcome", report.ref("records") },
      { "2 Standardised metric", "direction of effect, turned into benefit or harm by the "
        .. "desirable direction of each outcome", synthesis },
      { "3 Synthesis method", "vote counting by direction, one vote per study; exact sign test and "
        .. "Clopper-Pearson interval", synthesis },
      { "4 Criteria for priority", "none applied: every row that names an outcome votes with the "
        .. "same weight", report.ref("limits") },
      { "5 Heterogeneity", "rows with and without a control arm apart", #data.results.clinical > 0
        and data.has_split and report.ref("votes-by-control") or synthesis },
      { "6 Certainty", "not graded; what speaks against certainty is listed",
        report.ref("limits") },
      { "7 Data presentation", "tables of rows, effect-direction and harvest plots",
        data.has_figures and report.ref("figures") or report.ref("records") },
      { "8 Results", "per outcome: votes, interval, test, and the rows behind them", synthesis },
      { "9 Limitations", "of the method and of the rows", report.ref("limits") },
    },
  }
end

-- `more`: seed and parameters of a run.
function M.provenance(r, data, commands, more)
  local name, version = require("hepar.core").store.engine:match("^(%S+) (%S+)$")
  local versions = { { name = name, version = version } }
  more = more or {}
  r:provenance { sources = searched.read_documents(data), versions = versions,
    commands = commands, seed = more.seed, parameters = more.parameters }
  r:paragraph("Every row below can be traced to its lines: the hash is the SHA-256 of the passage "
    .. "as it stands in the file above, so that a changed file or a changed quotation shows.")
  local lines = {}
  for i, record in ipairs(data.records) do
    local where, hashes = {}, {}
    for j, provenance in ipairs(record.provenance or {}) do
      where[j] = rows.locator(provenance)
      hashes[j] = report.code(provenance.quote_sha256 or "none")
    end
    lines[i] = { report.ref(record.id), rows.name(record), report.lines(where),
      report.lines(hashes) }
  end
  r:table { caption = "Where each row stands.", id = "locators", rows = lines,
    columns = { "Row", "Study", "Locator", "SHA-256 of the passage" } }
  if #data.claims == 0 then return end
  r:details(("Where each statement stands (%d)"):format(#data.claims), function(part)
    local places = {}
    for i, claim in ipairs(data.claims) do
      places[i] = { report.code(claim.id), claim.source_id,
        claim.lines and rows.lines(claim.lines) or "", report.code(claim.quote_sha256 or "none") }
    end
    part:table { columns = { "Statement", "Document", "Locator", "SHA-256 of the passage" },
      rows = places }
  end, { id = "statement-hashes" })
end

return M
