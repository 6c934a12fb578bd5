-- Votes by direction for the report: one object of hepar.meta.directions per outcome, with the rows
-- that vote and the rows that name the outcome, the most votes first.
local M = {}

-- Names short enough for a running line.
local function short(label, code) return #label <= 20 and label or code end

-- The outcomes of some results in a set of records: {outcome, label, short, votes, benefit, …, ids
-- (rows that vote), named (rows that name it), ambiguous_entries}.
function M.by_outcome(results, records)
  local meta = require("hepar.meta")
  local rows = {}
  for _, row in ipairs(results) do
    if row.outcome ~= "GLOBAL" then rows[#rows + 1] = row end
  end
  local out = {}
  if #rows == 0 then return out end
  local named = {}
  for _, row in ipairs(rows) do
    local list = named[row.outcome] or { seen = {} }
    named[row.outcome] = list
    if not list.seen[row.id] then list[#list + 1] = row.id end
    list.seen[row.id] = true
  end
  local whole = meta.directions(rows, { of = records })
  for i = 1, #whole do
    local votes = whole[i]
    local ids = {}
    for _, row in ipairs(votes.rows) do
      if row.vote == "benefit" or row.vote == "harm" then
        for _, id in ipairs(row.ids) do ids[#ids + 1] = id end
      end
    end
    table.sort(ids)
    local label = votes.label or votes.outcome
    out[i] = {
      outcome = votes.outcome, label = label, short = short(label, votes.outcome),
      domain = votes.domain, votes = votes.votes, benefit = votes.benefit, harm = votes.harm,
      no_change = votes.no_change, mixed = votes.mixed, ambiguous = votes.ambiguous_studies,
      unreported = votes.unreported, studies = votes.studies, proportion = votes.proportion,
      ci_lb = votes.ci_lb, ci_ub = votes.ci_ub, pval = votes.pval, ids = ids,
      named = named[votes.outcome], ambiguous_entries = votes.ambiguous_entries,
    }
  end
  table.sort(out, function(a, b)
    if a.votes ~= b.votes then return a.votes > b.votes end
    if #a.named ~= #b.named then return #a.named > #b.named end
    return a.outcome < b.outcome
  end)
  return out
end

return M
