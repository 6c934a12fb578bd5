-- Votes by direction for the report: one object of hepar.meta.directions per outcome, with the rows
-- it came from, the most votes first.
local M = {}

-- Names short enough for a running line.
local function short(row)
  local label = row.outcome_label or row.outcome
  return #label <= 20 and label or row.outcome
end

-- The outcomes of some results, each {outcome, label, short, domain, benefit, …, ids, named}.
function M.by_outcome(_, results)
  local meta = require("hepar.meta")
  local groups, order = {}, {}
  for _, row in ipairs(results) do
    if row.outcome ~= "GLOBAL" then
      if not groups[row.outcome] then
        groups[row.outcome] = {}
        order[#order + 1] = row.outcome
      end
      table.insert(groups[row.outcome], row)
    end
  end
  local out = {}
  for i, code in ipairs(order) do
    local group = groups[code]
    local votes = meta.directions(group)
    local ids, seen, named = {}, {}, {}
    for _, row in ipairs(group) do
      if not seen[row.id] then
        named[#named + 1] = row.id
        if row.effect == "benefit" or row.effect == "harm" then ids[#ids + 1] = row.id end
      end
      seen[row.id] = true
    end
    out[i] = {
      outcome = code, label = group[1].outcome_label or code, short = short(group[1]),
      domain = group[1].domain, benefit = votes.benefit, harm = votes.harm,
      no_change = votes.no_change, ambiguous = votes.ambiguous, unreported = votes.unreported,
      votes = votes.votes, proportion = votes.proportion, ci_lb = votes.ci_lb,
      ci_ub = votes.ci_ub, pval = votes.pval, rows = votes.rows, ids = ids, named = named,
      object = votes,
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
