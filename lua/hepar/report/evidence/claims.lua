-- What the running text of the documents claims, in our own words, by topic, each with its place.
local format = require("hepar.report.format")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")

local M = {}

-- Topics as a reader would write them; a topic that is not here is printed as its code.
local names = {
  ev_cargo = "Vesicles: cargo", ev_biology = "Vesicles: biology", ev_therapy = "Vesicles: therapy",
  trial_result = "Trials: results", trial_safety = "Trials: safety", meta_analysis =
  "Meta-analyses", preclinical_result = "Animal results", hepatocyte_therapy =
  "Hepatocyte therapy", gene_modification = "Gene modification", small_molecule =
  "Small molecules", ipsc_esc = "Pluripotent cells", hsc_epc =
  "Haematopoietic and endothelial progenitors", immunomodulation = "Modulation of immunity",
  antifibrotic = "Fibrosis", kinetics = "Fate of the cells",
}

local tests = { model = "a model can test it", record = "a row can test it",
  synthesis = "the synthesis can test it", context = "context", definition = "definition" }

local function title(topic)
  return names[topic] or (topic:sub(1, 1):upper() .. topic:sub(2):gsub("_", " "))
end

function M.write(r, data)
  if #data.claims == 0 then return end
  r:heading(1, "Statements by topic", { id = "statements" })
  local topics, order, by_test = {}, {}, {}
  for _, claim in ipairs(data.claims) do
    local topic = claim.topic or "other"
    if not topics[topic] then
      topics[topic] = {}
      order[#order + 1] = topic
    end
    table.insert(topics[topic], claim)
    local test = claim.test or "not said"
    by_test[test] = (by_test[test] or 0) + 1
  end
  table.sort(order, function(a, b)
    if #topics[a] ~= #topics[b] then return #topics[a] > #topics[b] end
    return title(a) < title(b)
  end)
  local kinds = {}
  for _, test in ipairs { "model", "record", "synthesis", "context", "definition", "not said" } do
    if by_test[test] then
      kinds[#kinds + 1] = ("%d: %s"):format(by_test[test], tests[test] or test)
    end
  end
  r:paragraph(("%s of the running text, restated in our own words, in %s. What would test each "
    .. "(%s). A statement is what a document says, not what is true. ")
    :format(format.count(#data.claims, "statement"), format.count(#order, "topic"),
    table.concat(kinds, "; ")), "Beside it stand its lines and the beginning of the SHA-256 of the "
    .. "passage; ", report.ref("statement-hashes", "the whole hashes"), " stand in the appendix.")
  for _, topic in ipairs(order) do
    r:details(("%s (%d)"):format(title(topic), #topics[topic]), function(part)
      local items = {}
      for i, claim in ipairs(topics[topic]) do
        items[i] = { claim.statement, " ", report.code(claim.id),
          claim.lines and ", " .. rows.lines(claim.lines) or "",
          claim.quote_sha256 and { ", ", report.code(claim.quote_sha256:sub(1, 12) .. "…") } or "",
          claim.test and "; " .. (tests[claim.test] or claim.test) or "" }
      end
      part:list(items)
    end)
  end
end

return M
