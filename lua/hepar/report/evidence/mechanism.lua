-- The mechanism: what the liver model says to the statements that a model can test, how it was
-- asked, and what it rests on. The checks run while the page is written.
local format = require("hepar.report.format")
local ledgers = require("hepar.model.ledger")
local report = require("hepar.report")

local M = {}

-- Statements that a model can test.
local function testable(claims)
  local list = {}
  for _, claim in ipairs(claims) do
    if claim.test == "model" then list[#list + 1] = claim end
  end
  return list
end

local function with_outcome(ledger, outcome)
  local list = {}
  for _, row in ipairs(ledger.rows) do
    if row.outcome == outcome then list[#list + 1] = row end
  end
  return list
end

-- How many of some rows have something.
local function having(list, field)
  local n = 0
  for _, row in ipairs(list) do
    if row[field] then n = n + 1 end
  end
  return format.number(n)
end

-- A number of some digits, four unless told.
local function value(x, digits)
  local text = ("%." .. (digits or 4) .. "g"):format(x)
  if text:find("e", 1, true) then return format.power(tonumber(text)) end
  return (text:gsub("^-", "−"))
end

-- Two numbers with as many digits as it takes to tell them apart.
local function pair(a, b)
  for digits = 4, 7 do
    if value(a, digits) ~= value(b, digits) then return value(a, digits), value(b, digits) end
  end
  return value(a), value(b)
end

-- The comparisons of a row that fail, with their numbers.
local function failures(row)
  local lines, held = {}, 0
  for _, part in ipairs(row.parts) do
    if part.holds then
      held = held + 1
    else
      local seen, against = pair(part.value, part.against)
      local close = (part.relation == "below" and part.value < part.against) or
        (part.relation == "above" and part.value > part.against)
      lines[#lines + 1] = ("%s: %s is not %s%s %s"):format(part.what, seen,
        close and "noticeably " or "", part.relation, against)
    end
  end
  if held > 0 then
    lines[#lines + 1] = { report.em(("%d of %d comparisons hold."):format(held, #row.parts)) }
  end
  return report.lines(lines)
end

local function counts(r, ledger)
  local outcomes = {
    { "reproduced", "Reproduced: the whole statement is tested and every comparison holds" },
    { "reproduced_in_part", "Reproduced in part: every comparison holds, a part is not tested" },
    { "contradicted", "Contradicted: at least one comparison fails" },
    { "not_representable", "Not representable: the model has nothing to compare" },
  }
  local lines = {}
  for i, outcome in ipairs(outcomes) do
    local rows = with_outcome(ledger, outcome[1])
    lines[i] = { outcome[2], format.number(#rows), having(rows, "fitted"),
      having(rows, "assumed") }
  end
  r:table { caption = "What the model says to the statements that a model can test.",
    id = "ledger", rows = lines, columns = { "Outcome", { title = "Statements", align = "right" },
      { title = "Fitted to or built in", align = "right" },
      { title = "Further assumptions", align = "right" } },
    notes = { "Fitted to or built in: the model was calibrated to this, or has it as a term of "
      .. "its equations, so that agreement is no evidence.",
      ("Further assumptions: a threshold of the check, or a factor of the product, was chosen by "
      .. "us. In %s reproduced whole or in part the product has a factor whose direction comes "
      .. "from the same documents."):format(format.count(ledger.by_factor, "statement")) } }
end

local function contradicted(r, ledger)
  local rows = with_outcome(ledger, "contradicted")
  if #rows == 0 then return end
  local lines = {}
  for i, row in ipairs(rows) do
    lines[i] = { report.code(row.id), row.statement, failures(row) }
  end
  r:table { caption = "Statements that the model contradicts, and where.", id = "contradicted",
    rows = lines, columns = { "Id", "Statement", "What fails" }, notes = { "Either the statement "
      .. "is wrong, or the model lacks what makes it true; the page cannot tell which." } }
end

-- Rows of one outcome, folded, each with what is not tested and what is assumed.
local function folded(r, ledger, outcome, title)
  local rows = with_outcome(ledger, outcome)
  if #rows == 0 then return end
  r:details(("%s (%d)"):format(title, #rows), function(part)
    local items = {}
    for i, row in ipairs(rows) do
      local notes = {}
      if row.reason then notes[#notes + 1] = row.reason end
      if row.fitted then notes[#notes + 1] = "Fitted to or built in: " .. row.fitted end
      if row.untested then
        notes[#notes + 1] = "Not tested: " .. table.concat(row.untested, "; ")
      end
      if row.assumed then notes[#notes + 1] = "Assumed: " .. table.concat(row.assumed, "; ") end
      items[i] = { row.statement, " ", report.code(row.id),
        #notes > 0 and report.em(". " .. table.concat(notes, ". ")) or "" }
    end
    part:list(items)
  end)
end

-- One and two doses in Suk's schedule, and none.
local function course(model)
  local function chronic(from, span, injury)
    local run = assert(model:simulate { t = { 0, span }, at = { span }, set = { injury = injury },
      initial = from })
    local now, states = run:at(span), {}
    for _, state in ipairs(model:states()) do states[state.name] = now[state.name] end
    return states
  end
  local enrolled = chronic(chronic(nil, 16 * 365, 0.008), 182, 0.0012)
  enrolled.survival, enrolled.death = 1, 0
  local function arm(label, weeks)
    return assert(model:simulate { t = { 0, 182 }, every = 1, set = { injury = 0.0012 },
      initial = enrolled, label = label,
      dose = weeks and { { at = { weeks = weeks }, cells = 5e7, route = "HA" } } or nil })
  end
  local two, one, none = arm("two doses", { 4, 8 }), arm("one dose", { 4 }), arm("no cells")
  return two:plot { "collagen", "MELD", with = { one, none }, title = false }
end

local statuses = {
  { "verified", "taken from a publication and checked against it" },
  { "recalled", "known in the field; the number was not checked against its source" },
  { "calibrated", "chosen so that the model meets a published result" },
  { "assumed", "nobody published it: a guess of the right order" },
}

local function assumptions(r, data, model)
  r:heading(2, data.brief and "How sure its numbers are" or "What rests on assumptions")
  local all, lines = #model:parameters(), {}
  for i, status in ipairs(statuses) do
    local n = #model:parameters { status = status[1] }
    lines[i] = { status[1], status[2], format.number(n), format.percent(n / all) }
  end
  r:table { caption = ("The %d parameters of the liver model by how sure they are.")
    :format(all), id = "parameter-status", rows = lines, columns = { "Status", "Meaning",
      { title = "Parameters", align = "right" }, { title = "Share", align = "right" } } }
  local items = {}
  for _, one in ipairs(model.reproduces) do
    if one.status == "contradicted" then
      items[#items + 1] = { one.text, report.em(" (" .. one.status .. ": "
        .. (one.source or "") .. ")") }
    end
  end
  for _, limit in ipairs(model.limits) do
    items[#items + 1] = type(limit) == "table" and limit.text or limit
  end
  r:paragraph("What the model itself says that it gets wrong or leaves out:")
  r:list(items)
end

-- Every parameter, folded.
local function parameters(r, model)
  local all = #model:parameters()
  r:details(("Where each parameter comes from (%d)"):format(all), function(part)
    local rows = {}
    for i, one in ipairs(model:parameters()) do
      rows[i] = { report.code(one.name), one.doc or "", report.nowrap(value(one.value)
        .. (one.unit and " " .. one.unit or "")), one.status or "not said", one.source or "" }
    end
    part:table { columns = { "Parameter", "Meaning", { title = "Value", align = "right" },
      "Status", "Source" }, rows = rows }
  end)
end

--- The statements that are not contradicted, folded.
function M.statements(r, ledger)
  folded(r, ledger, "not_representable", "Statements that the model cannot be asked")
  folded(r, ledger, "reproduced_in_part", "Statements reproduced in part, and what is not tested")
  folded(r, ledger, "reproduced", "Statements reproduced")
end

--- The ledger of the statements that a model can test; kept in `data`.
function M.ledger(data)
  data.ledger = ledgers.run(require("hepar.model").builtin, testable(data.claims))
  return data.ledger
end

-- Writes the section, when the store has a statement that a model can test.
function M.write(r, data)
  local claims = testable(data.claims)
  if #claims == 0 then return end
  local models = require("hepar.model")
  local ledger = data.ledger or M.ledger(data)
  local model = models.builtin("liver")
  r:heading(1, "The mechanism", { id = "mechanism" })
  r:paragraph(("%s of the documents can be put to a model of the liver (%d states, %d parameters; "
    .. "cells, vesicles, inflammation, stellate cells and collagen, function, survival). Each has "
    .. "a check: runs with and without a treatment, or with a part of the model changed, and "
    .. "comparisons of what comes out. The checks ran while this page was written, in %s; a "
    .. "difference below a thousandth counts as none."):format(format.count(#claims, "statement"),
    #model:states(), #model:parameters(), format.count(ledger.simulations, "simulation")))
  r:note("Directions of the model were largely taken from these same documents. A statement that "
    .. "is reproduced shows that the mechanism as told hangs together, not that it is true; a "
    .. "contradiction says more. This is a research tool, never advice on a patient.",
    { title = "What agreement is worth", warning = true })
  counts(r, ledger)
  contradicted(r, ledger)
  if not data.brief then M.statements(r, ledger) end
  if data.has_figures then
    r:reference("suk2016", { text = "Suk KT, Yoon JH, Kim MY, et al. Transplantation with "
      .. "autologous bone marrow-derived mesenchymal stem cells for alcoholic cirrhosis: phase 2 "
      .. "trial. Hepatology 2016;64:2185–2197.", doi = "10.1002/hep.28693" })
    r:figure(course(model), { id = "figure-time-course", caption = {
      "The liver model in alcoholic cirrhosis without cells, with one and with two doses of "
      .. "5\u{A0}×\u{A0}10⁷ cells into the hepatic artery, in the schedule of Suk 2016 ",
      report.cite("suk2016"), ": weeks 4 and 8. Collagen is a share of the "
      .. "area in percent. One typical patient, no spread between patients. "
      .. "The fall of collagen in the two treated arms was fitted; the arm without cells and the "
      .. "course of MELD were not fitted to this trial." } })
  end
  assumptions(r, data, model)
  if not data.brief then parameters(r, model) end
end

--- What a brief section leaves out, as an appendix: statements and parameters one by one.
function M.appendix(r, data)
  if not data.ledger then return end
  r:heading(1, "The model, one by one", { id = "mechanism-details" })
  M.statements(r, data.ledger)
  parameters(r, require("hepar.model").builtin("liver"))
end

return M
