-- The whole story on one page: the evidence and its contradictions, what pooling can say, the
-- mechanism, candidate protocols, a proposal for the next trial, and what rests on assumptions.
local closing = require("hepar.report.evidence.closing")
local contradictions = require("hepar.report.evidence.contradictions")
local evidence = require("hepar.report.evidence")
local format = require("hepar.report.format")
local mechanism = require("hepar.report.evidence.mechanism")
local pooling = require("hepar.report.next.pooling")
local protocols = require("hepar.report.next.protocols")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")
local rests = require("hepar.report.next.rests")
local searched = require("hepar.report.evidence.searched")
local trial = require("hepar.report.next.trial")
local words = require("hepar.report.next.words")

local M = {}

local printed = pooling.printed

-- The answer before the reasons: rows {title, text, short}.
local function conclusions(data, story)
  local out = {}
  local function add(title, short, text)
    out[#out + 1] = { title = title, short = short, text = text or short }
  end
  local d, m = story.pooled.deaths, story.pooled.meld
  local clinical, uncontrolled = data.groups.clinical, 0
  for _, record in ipairs(clinical) do
    if rows.controlled(record) == false then uncontrolled = uncontrolled + 1 end
  end
  -- the findings before these say it at length on a terminal
  add("Evidence", nil, ("Directions agree on benefit and have no size; %d of %d clinical rows have "
    .. "no control arm, no preclinical row is negative, and the sources contradict each other %s")
    :format(uncontrolled, #clinical, format.count(#data.conflicts, "time")))
  if d then
    add("Pooling", ("Pooling: risk ratio of death %s in %d trials (a new one %s to %s)%s"):format(
      pooling.interval(d.estimate, d.low, d.high), #d.rows, printed(d.new_low),
      printed(d.new_high), m and ("; MELD in two that disagree, a new one %s to %s points")
      :format(printed(m.new_low, 0), printed(m.new_high, 0)) or ""))
  end
  local ledger = data.ledger
  if ledger then
    add("Mechanism", ("Mechanism: of %d statements the liver model reproduces %d, %d in part, and "
      .. "contradicts %d; %d of its %d parameters are assumed"):format(#ledger.rows,
      ledger.reproduced, ledger.reproduced_in_part, ledger.contradicted, #story.model:parameters {
      status = "assumed" }, #story.model:parameters()))
  end
  local search = story.found and story.found.search
  if search then
    local first = search.rows[1]
    local largest = story.pooled.published[1]
    add("Protocol", ("Protocol of least regret: %s; MELD falls by %s points (%d %% of the worlds: "
      .. "%s to %s), best in %s%s"):format(words.protocol(first), printed(first.benefit, 1),
      math.floor(search.level), printed(first.low, 1), printed(first.high, 1),
      format.percent(first.best), largest and -largest.value < first.benefit and
      ("; the largest pooled fall ever published is %s, so hold this against what it assumes")
      :format(printed(-largest.value, 1)) or ""))
    local assumed
    for _, g in ipairs(search.reliance and search.reliance.groups or {}) do
      if g.status == "assumed" then assumed = g end
    end
    if assumed and assumed.share then
      local top = {}
      for k = 1, math.min(3, #search.reliance.parameters) do
        local one = search.reliance.parameters[k]
        top[k] = one.doc or one.name
      end
      add("Assumptions", ("Assumed: %s of the variance of that benefit would stay if all but the "
        .. "assumed values were known; what matters most: %s"):format(
        format.percent(math.min(1, assumed.share)), table.concat(top, "; ")))
    end
  end
  local p = story.proposal
  if p then
    add("Trial", ("Next trial: at most %d patients, %d looks, %s power for a difference of %s "
      .. "points of MELD, the smallest that pooled trials published; assurance %s for that effect "
      .. "as uncertain as it is, %s for half of it; a trial of the usual size, %s patients, has %s")
      :format(p.n, p.looks, format.percent(p.at_target.power),
      printed(p.target.value), format.percent(p.priors[1].result.power),
      format.percent(p.priors[2].result.power), format.number(math.floor(p.usual)),
      format.percent(p.usual_power)))
  end
  return out
end

local function in_short(r, list)
  r:heading(1, "In short", { id = "in-short" })
  local items = {}
  for i, one in ipairs(list) do
    items[i] = { report.strong(one.title, ". "), (one.text:gsub("^[^:]-: ", "", 1)
      :gsub("^%l", string.upper)), "." }
  end
  r:list(items)
  r:note("Everything below is computed from the records while this page is written. The model is a "
    .. "hypothesis machine: it orders ideas for a trial, and is never advice on a patient. A world "
    .. "is a draw of everything that nobody knows; what matters most should be measured first.",
    { title = "How to read this page" })
  r:paragraph("Abbreviations are ", report.ref("abbreviations", "explained at the end"), ".")
end

-- Abbreviations of the page, in full.
local known = {
  { "ACLF, ALF", "acute-on-chronic liver failure, acute liver failure" },
  { "ALT, AST", "alanine and aspartate aminotransferase" },
  { "CI", "confidence interval" },
  { "EV", "extracellular vesicle" },
  { "IL-6, TNF, TGF-beta", "messengers of inflammation and scarring: interleukin 6, tumour "
    .. "necrosis factor, transforming growth factor beta" },
  { "INR, PT", "international normalised ratio, prothrombin test" },
  { "I², τ²", "share of the variance that is between trials; that variance" },
  { "MELD", "model for end-stage liver disease: bilirubin, INR and creatinine in points; more is "
    .. "worse" },
  { "MMP, TIMP", "collagenases and their inhibitor" },
  { "MSC", "mesenchymal stromal cell; with BM, UC, AT or AD before it: of bone marrow, umbilical "
    .. "cord, fat" },
  { "n", "number of patients" },
  { "p", "probability of a result at least as far from no effect, if there were none" },
  { "SD, SE", "standard deviation, standard error" },
  { "SMAD, STAT3, NLRP3", "steps of signals inside a cell" },
  { "SWiM", "synthesis without meta-analysis, a reporting guideline" },
}

local function abbreviations(r)
  r:heading(1, "Abbreviations", { id = "abbreviations" })
  r:table { columns = { "Short", "In full" }, rows = known }
end

-- The five findings and the conclusions, for a terminal.
local function outcome(findings, list)
  return setmetatable(list, { __name = "hepar.report_conclusions", __tostring = function(self)
    local lines = { tostring(findings) }
    local number = #findings
    for _, one in ipairs(self) do
      if one.short then
        number = number + 1
        lines[#lines + 1] = format.wrap(("%d. %s"):format(number, one.short), 96, "   ")
      end
    end
    return table.concat(lines, "\n")
  end })
end

--- The report as a document, or nil, message, code.
function M.write(ev, options)
  local step = options.step or function() end
  local data, story = evidence.read(ev), {}
  step("the evidence is read: pooling what can be pooled")
  story.pooled = pooling.read(data)
  story.model = require("hepar.model").builtin("liver")
  step("asking the liver model what the reviews state")
  if #data.claims > 0 then mechanism.ledger(data) end
  if options.protocols ~= false then
    local message, code
    step("trying candidate protocols")
    story.found, message, code = protocols.run(story.pooled, options)
    if not story.found then return nil, message, code end
    step("planning the next trial")
    story.proposal, message, code = trial.run(data, story.pooled, story.found, options)
    if not story.proposal and message then return nil, message, code end
  end
  step("writing the page")
  local r = report.new { title = options.title or "The next protocol: from the evidence to a trial",
    subtitle = options.subtitle or "Cells and vesicles for the liver: what is known, what a "
      .. "mechanism adds, and what to try next", author = options.author, date = options.date,
    language = options.language }
  evidence.register(r, data)
  data.brief = true
  data.has_figures = #data.groups.clinical > 0
  local list = conclusions(data, story)
  in_short(r, list)
  evidence.summary(r, data)
  contradictions.write(r, data)
  pooling.write(r, data, story.pooled)
  mechanism.write(r, data)
  if story.found then
    protocols.write(r, data, story.found, story.pooled)
    if story.proposal then trial.write(r, data, story.proposal) end
    rests.write(r, data, story.found, story.proposal)
  end
  r:heading(1, "Appendices", { id = "appendices" })
  r:paragraph("What the story rests on, in full: directions, figures, flags, searches, every row, "
    .. "every published figure, every statement, every parameter, limits, and where each of them "
    .. "stands.")
  require("hepar.report.evidence.synthesis").write(r, data)
  if data.has_figures then require("hepar.report.evidence.figures").write(r, data) end
  contradictions.flags(r, data, 1)
  searched.write(r, data)
  require("hepar.report.evidence.records").write(r, data)
  require("hepar.report.evidence.published").write(r, data)
  require("hepar.report.evidence.claims").write(r, data)
  if data.ledger then mechanism.appendix(r, data) end
  abbreviations(r)
  closing.limits(r, data)
  closing.checklist(r, data)
  closing.provenance(r, data, options.commands, story.found and { seed = options.seed,
    parameters = M.settings(options, story) })
  r:references()
  r.search = story.found and story.found.search
  r.trial = story.proposal and story.proposal.design
  r.findings, r.conclusions = data.findings, outcome(data.findings, list)
  return r
end

--- Settings of the run, for the appendix.
function M.settings(options, story)
  local search = story.found.search
  local list = {
    { name = "worlds", value = format.number(search.draws), origin = "chosen: each is a draw of "
      .. "all uncertain values; more make probabilities finer" },
    { name = "virtual patients in each world", value = format.number(search.patients),
      origin = "chosen" },
    { name = "protocols", value = format.number(#search.rows), origin = "the space of the search" },
    { name = "price of a point of burden", value = printed(search.price, 3),
      origin = "what the most effective protocol gets for each of its points" },
    { name = "threads", value = format.number(options.threads), origin = "never change a bit" },
  }
  local p = story.proposal
  if p then
    list[#list + 1] = { name = "spread that the entry does not explain", value =
      printed(p.residual) .. " points", origin = "standard deviations that trials print; "
      .. "correlation assumed" }
    list[#list + 1] = { name = "difference aimed at", value = printed(p.target.value) .. " points",
      origin = "published: " .. p.target.source_id }
  end
  return list
end

return M
