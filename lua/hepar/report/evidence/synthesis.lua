-- Synthesis by direction: one vote per study and outcome, what never votes and why, and what a vote
-- count cannot say.
local contradictions = require("hepar.report.evidence.contradictions")
local directions = require("hepar.report.evidence.directions")
local format = require("hepar.report.format")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")

local M = {}

local number = format.number

local function interval(outcome)
  if outcome.votes == 0 then return "" end
  return report.nowrap(("%s (%s to %s)"):format(format.percent(outcome.proportion),
    format.percent(outcome.ci_lb):gsub("\u{A0}%%$", ""), format.percent(outcome.ci_ub)))
end

local columns = {
  "Outcome", { title = "Votes", align = "right" }, { title = "Benefit", align = "right" },
  { title = "Harm", align = "right" }, { title = "No change", align = "right" },
  { title = "Mixed", align = "right" }, { title = "Ambiguous", align = "right" },
  { title = "Unreported", align = "right" },
  { title = "In favour (95\u{A0}% CI)", align = "right" }, { title = "p", align = "right" },
  { title = "Rows that vote", least = 24 },
}

local function counts(data, outcomes)
  local lines = {}
  for i, outcome in ipairs(outcomes) do
    lines[i] = { { outcome.label, " ", report.code(outcome.outcome) }, number(outcome.votes),
      number(outcome.benefit), number(outcome.harm), number(outcome.no_change),
      number(outcome.mixed), number(outcome.ambiguous), number(outcome.unreported),
      interval(outcome), outcome.votes > 0 and format.p(outcome.pval, true) or "",
      #outcome.ids > 0 and contradictions.ids(data, outcome.ids) or "none" }
  end
  return lines
end

-- Entries that do not vote, each with the reason.
local function silent(results, outcomes)
  local lines = {}
  for _, outcome in ipairs(outcomes) do
    for _, entry in ipairs(outcome.ambiguous_entries) do
      lines[#lines + 1] = { report.ref(entry.id), { outcome.label, " ",
        report.code(outcome.outcome) }, entry.text or entry.direction or "", entry.reason or "" }
    end
  end
  for _, row in ipairs(results) do
    if row.effect == "unknown" and row.outcome ~= "GLOBAL" then
      lines[#lines + 1] = { report.ref(row.id), { row.outcome_label or row.outcome, " ",
        report.code(row.outcome) }, row.text or row.direction,
        "the outcome is named without a direction" }
    end
  end
  return lines
end

-- Statements about a whole trial: no benefit, no difference, not available.
local function global(results)
  local words = { no_benefit = "no beneficial effect", na = "result not available",
    no_diff = "no difference between active arms", no_change = "no change" }
  local lines = {}
  for _, row in ipairs(results) do
    if row.outcome == "GLOBAL" then
      lines[#lines + 1] = { report.ref(row.id), words[row.direction] or row.direction,
        row.text or "" }
    end
  end
  return lines
end

-- Controlled rows against the others, for outcomes with enough votes to split.
local function by_control(data, results, records, outcomes)
  local parts = { { true, "with a control arm" }, { false, "without" },
    { nil, "no arms recorded" } }
  local lines = {}
  for _, outcome in ipairs(outcomes) do
    if outcome.votes >= 4 then
      for _, part in ipairs(parts) do
        local subset = {}
        for _, row in ipairs(results) do
          if row.outcome == outcome.outcome and row.controlled == part[1] then
            subset[#subset + 1] = row
          end
        end
        local split = directions.by_outcome(subset, rows.filter(records, function(record)
          return rows.controlled(record) == part[1]
        end))[1]
        if split then
          lines[#lines + 1] = { outcome.label, part[2], number(split.votes),
            number(split.benefit), number(split.harm), interval(split),
            split.votes > 0 and format.p(split.pval, true) or "",
            contradictions.ids(data, split.ids) }
        end
      end
    end
  end
  return lines
end

local function write_part(r, data, part_name, what)
  local results, records = data.results[part_name], data.voters[part_name]
  local outcomes = directions.by_outcome(results, records)
  if #outcomes == 0 then
    r:paragraph("No row of this kind names an outcome.")
    return
  end
  local voting, rest = {}, {}
  for _, outcome in ipairs(outcomes) do
    local list = outcome.votes > 1 and voting or rest
    list[#list + 1] = outcome
  end
  if #voting > 0 then
    r:table { caption = { ("%s: outcomes with more than one vote. "):format(what),
      "One vote per study; harm and benefit vote, the rest is counted beside them." },
      id = what:lower():gsub("%W+", "-") .. "-votes", wide = true, columns = columns,
      rows = counts(data, voting),
      notes = { ("Counts are studies, %d in all: benefit, harm, no change, mixed (rows of one "
        .. "study disagree), ambiguous, and unreported, which is every study that gives no "
        .. "direction for the outcome; not mentioned is not “no effect”.")
          :format(outcomes[1].studies),
        "In favour: share of votes for benefit with its exact (Clopper-Pearson) interval; "
        .. "p: exact two-sided sign test against one half, not adjusted for the number of "
        .. "outcomes." } }
  end
  if #rest > 0 then
    r:details(("%s: %s with one vote or none"):format(what, format.count(#rest, "outcome")),
      function(part)
        part:table { columns = columns, rows = counts(data, rest) }
      end)
  end
  local split = part_name == "clinical" and by_control(data, results, records, voting) or {}
  if #split > 0 then
    data.has_split = true
    r:table { caption = "Clinical rows with and without a control arm, outcomes with four votes "
      .. "or more. In a row without one, a change is a change over time.",
      id = "votes-by-control", rows = split,
      columns = { "Outcome", "Rows", { title = "Votes", align = "right" },
        { title = "Benefit", align = "right" }, { title = "Harm", align = "right" },
        { title = "In favour (95\u{A0}% CI)", align = "right" }, { title = "p", align = "right" },
        "Rows that vote" } }
  end
  local mute = silent(results, outcomes)
  if #mute > 0 then
    r:details(("%s: %s that never vote, with the reason"):format(what,
      format.count(#mute, "entry", "entries")), function(part)
      part:table { columns = { "Row", "Outcome", "Printed", "Why it does not vote" }, rows = mute }
    end)
  end
  local whole = global(results)
  if #whole > 0 then
    r:table { caption = ("%s: statements about a whole study."):format(what),
      columns = { "Row", "Statement", "Printed" }, rows = whole }
  end
end

function M.write(r, data)
  r:heading(1, "Synthesis by direction", { id = "synthesis", landscape = true })
  r:note(function(box)
    box:list {
      "It does not say how large an effect is: a fall of one point and of ten count the same.",
      "It gives a small study the weight of a large one, and one with a control arm the weight of "
        .. "one without.",
      "It sees only the studies that name an outcome. Who reports what moved, and leaves out what "
        .. "did not, makes a unanimous count.",
      "It does not use statistical significance; nor does a small p of the sign test mean that the "
        .. "therapy works. It says that the printed directions are not evenly split.",
    }
  end, { title = "What a vote count cannot say", warning = true })
  r:heading(2, "Clinical rows")
  write_part(r, data, "clinical", "Clinical rows")
  r:heading(2, "Preclinical rows")
  local negative = data.findings[2]
  r:note(negative.text, { title = negative.title, warning = true })
  write_part(r, data, "animal", "Preclinical rows")
end

return M
