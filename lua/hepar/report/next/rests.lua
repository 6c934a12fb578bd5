-- The honest list: what of all this rests on assumptions.
local format = require("hepar.report.format")
local pooling = require("hepar.report.next.pooling")
local report = require("hepar.report")
local words = require("hepar.report.next.words")

local M = {}

local printed = pooling.printed

local groups = { assumed = "assumed: nobody published them (strengths of a product’s "
  .. "factors included)", calibrated = "fitted to published "
  .. "results", recalled = "known in the field", verified = "verified" }

-- Shares of the variance by status.
local function shares(r, search)
  local lines = {}
  for i, g in ipairs(search.reliance.groups) do
    lines[i] = { groups[g.status] or g.status, format.number(g.inputs),
      g.share and ("%s (%s to %s)"):format(format.percent(math.min(1, g.share)),
        format.percent(math.max(0, g.low)), format.percent(math.min(1, g.high))) or "not known",
      g.lead and format.percent(math.min(1, g.lead)) or "not known" }
  end
  r:table { caption = "What the benefit of the proposed protocol rests on.", id = "shares",
    rows = lines, columns = { "Values of the model that are", { title = "How many",
      align = "right" }, { title = "Share of the variance", align = "right" },
      { title = "Of the lead over the next", align = "right" } },
    notes = { ("Share of the variance of the benefit over the worlds that would stay if all other "
      .. "values were known, with its %d\u{A0}%% interval; values act together, so shares may add "
      .. "up to more than all. Lead: of the difference to the protocol that comes second."):format(
      math.floor(search.level)) } }
end

-- The values that matter most, one at a time.
local function tornado(r, search)
  local rests, rows, lines = search.reliance, {}, {}
  for _, one in ipairs(rests.parameters) do
    if #rows < 10 and rests.base and (one.low or one.high) then
      rows[#rows + 1] = { name = one.name, low = one.low or rests.base,
        high = one.high or rests.base }
      if #lines < 3 then
        lines[#lines + 1] = { report.code(one.name), one.doc or "", one.status,
          one.low and printed(one.low, 1) or "too few eligible patients",
          one.high and printed(one.high, 1) or "too few eligible patients" }
      end
    end
  end
  if #rows == 0 then return end
  r:table { caption = "The three values that matter most.", id = "matter-most", rows = lines,
    columns = { "Value", "Meaning", "Status", { title = "Fall of MELD when low", align = "right" },
      { title = "when high", align = "right" } },
    notes = { ("One value at a time at the ends of the central 90\u{A0}%% of its range, all others "
      .. "the model’s own, where MELD falls by %s points. In a world with too few eligible "
      .. "patients this disease would not look like that."):format(printed(rests.base, 1)) } }
  r:figure(require("hepar.plot").tornado(rows, { base = rests.base, title = false,
    xlab = "Fall of MELD against control, points" }), { id = "figure-tornado",
    caption = "The ten values that move the benefit of the proposed protocol most, one at a time; "
      .. "a missing side has too few eligible patients." })
end

function M.write(r, data, found, proposal)
  local search, model = found.search, require("hepar.model").builtin("liver")
  r:heading(1, "What rests on assumptions", { id = "assumptions" })
  r:paragraph("The list a reader should hold against every number of the three sections above.")
  if search.reliance then
    shares(r, search)
    tornado(r, search)
  end
  local ledger = data.ledger
  local first = search.rows[1]
  local items = {
    ("Of the %d parameters of the model %d are assumed and %d fitted; only %d are verified against "
      .. "a publication."):format(#model:parameters(), #model:parameters { status = "assumed" },
      #model:parameters { status = "calibrated" }, #model:parameters { status = "verified" }),
    "The ranges of the worlds are those that the model states, each value on its own; nobody "
      .. "measured them, and values that really go together are drawn apart.",
    "Burden is counted in points that are preferences. Other preferences choose other protocols: "
      .. "see the table of the candidates.",
  }
  if ledger then
    items[#items + 1] = ("The model reproduces %d statements of the reviews whole and %d in part, "
      .. "and contradicts %d. %d of those reproduced were used to build it, and in %d the product "
      .. "has a factor whose direction comes from the same reviews: no evidence."):format(
      ledger.reproduced, ledger.reproduced_in_part, ledger.contradicted, ledger.fitted,
      ledger.by_factor)
  end
  if found.agree then
    items[#items + 1] = ("Worlds had to agree with published pooled differences (%s to %s points "
      .. "for one dose into the artery): if those are biased upwards, so are the worlds.")
      :format(printed(found.agree.low), printed(found.agree.high))
  end
  for _, row in ipairs(first.assumptions or {}) do
    items[#items + 1] = ("The proposed product, %s (%s): %s."):format(words.assumption(row.what),
      row.status, row.reason)
  end
  for _, row in ipairs((proposal and proposal.scenario or found.scenario).assumptions) do
    if not row.what:find("^next:") then
      items[#items + 1] = ("The virtual patients, %s (%s): %s."):format(
        words.assumption(row.what), row.status, words.spelt(row.reason))
    end
  end
  if proposal then
    items[#items + 1] = ("The size of the trial: the standard deviation of MELD (%s points) is the "
      .. "median of few trials, and its correlation over 24 weeks is assumed; the difference "
      .. "aimed at is that of other protocols in other patients."):format(
      printed(proposal.printed_sd, 1))
  end
  items[#items + 1] = "No harm of a procedure is modelled beyond its points of burden, and no "
    .. "patient drops out or dies before the measurement of MELD in the search."
  r:list(items)
  if #search.refused == 0 then return end
  r:details("Refused: protocols that the model cannot represent", function(part)
    local rows = {}
    for i, one in ipairs(search.refused) do rows[i] = { one.words, one.reason } end
    part:table { columns = { "Protocol", "Reason" }, rows = rows }
  end)
end

return M
