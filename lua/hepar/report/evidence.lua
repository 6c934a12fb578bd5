-- The first report: what the records of a store really show. Everything is read once into `data`,
-- then written section by section.
local contradictions = require("hepar.report.evidence.contradictions")
local findings = require("hepar.report.evidence.findings")
local format = require("hepar.report.format")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")
local closing = require("hepar.report.evidence.closing")
local views = require("hepar.evidence.views")

local M = {}

-- Whether a finding or decision belongs to the rows of a report: one of the rows or studies that it
-- names is among them, or it names none, as the statements of the documents belong to any view.
local function belonging(ev, data, figures)
  local here = {}
  if views.enter(ev, "check"):whole() then return function() return true end end
  for _, record in ipairs(data.records) do here[record.id], here[record.study] = true, true end
  for _, row in ipairs(figures) do here[row.study or ""] = true end
  return function(one)
    local named = false
    for _, name in ipairs { one.id or false, one.study or false, (one.a or {}).record or false,
      (one.b or {}).record or false } do
      if name and here[name] then return true end
      named = named or name
    end
    return not named
  end
end

-- What the rules find now: contradictions between documents, with what a reader knows about each,
-- and findings that hang on no row, such as those on published figures. `belongs` chooses.
local function conflicts(ev, decisions, belongs)
  local known, out, loose = {}, {}, {}
  for _, decision in ipairs(decisions) do known[decision.id] = decision.text end
  for _, finding in ipairs(ev:check()) do
    local mine = belongs(finding)
    if mine and not finding.id and finding.code ~= "SEED_CONFLICT" then
      loose[#loose + 1] = finding
    end
    if mine and finding.code == "SEED_CONFLICT" and finding.severity ~= "note" then
      out[#out + 1] = { id = finding.id, subject = finding.subject or finding.id or "",
        a = finding.a, b = finding.b, decision = finding.decision,
        text = known[finding.decision] or finding.text }
    end
  end
  return out, loose
end

--- Everything that the sections read.
function M.read(ev)
  local data = rows.read(ev)
  data.claims = ev:claims()
  data.sources = ev:sources()
  data.quantities = ev:quantities { level = "arm" }
  data.pooled = ev:quantities { level = "pooled" }
  data.evidence = ev
  local belongs = belonging(ev, data, data.quantities)
  local decisions = ev:decisions()
  data.decisions = rows.filter(decisions, function(decision)
    return belongs { study = decision.study, a = decision.a, b = decision.b }
  end)
  data.conflicts, data.loose = conflicts(ev, decisions, belongs)
  data.findings = findings.of(data)
  return data
end

--- Sources become references; `data.cite` gives the citation of one, or nothing.
function M.register(r, data)
  local known = {}
  for _, source in ipairs(data.sources) do
    if source.citation or source.doi then
      r:reference(source.source_id, { text = source.citation or source.source_id,
        doi = source.doi, url = source.url })
      known[source.source_id] = true
    end
  end
  data.cite = function(source_id)
    return source_id and known[source_id] and { " ", report.cite(source_id) } or ""
  end
end

--- The five findings, each with the rows it rests on.
function M.summary(r, data)
  r:heading(1, "The five findings that matter", { id = "summary" })
  for i, finding in ipairs(data.findings) do
    r:heading(2, ("%d. %s"):format(i, finding.title))
    r:paragraph(finding.text)
    if #finding.ids > 0 then
      local about = finding.about:sub(1, 1):upper() .. finding.about:sub(2)
      r:paragraph(report.em(about, ": "), contradictions.ids(data, finding.ids))
    end
  end
end

-- The five findings of a store or view.
function M.findings(ev)
  return M.read(ev).findings
end

-- The report as a document.
function M.write(ev, options)
  local data = M.read(ev)
  local r = report.new { title = options.title
    or "Cell and vesicle therapy of the liver: what the records show",
    subtitle = options.subtitle or ("%s, %s, %s"):format(
      format.count(#data.records, "table row"), format.count(#data.claims, "statement"),
      format.count(#data.quantities + #data.pooled, "published figure")),
    author = options.author, date = options.date, language = options.language }
  M.register(r, data)
  data.has_figures = options.figures ~= false and #data.groups.clinical > 0
  M.summary(r, data)
  require("hepar.report.evidence.searched").write(r, data)
  require("hepar.report.evidence.records").write(r, data)
  contradictions.write(r, data)
  require("hepar.report.evidence.synthesis").write(r, data)
  if data.has_figures then require("hepar.report.evidence.figures").write(r, data) end
  require("hepar.report.evidence.published").write(r, data)
  require("hepar.report.evidence.claims").write(r, data)
  if options.mechanism ~= false then
    require("hepar.report.evidence.mechanism").write(r, data)
  end
  r.findings = data.findings
  closing.limits(r, data)
  closing.checklist(r, data)
  closing.provenance(r, data, options.commands)
  r:references()
  return r
end

return M
