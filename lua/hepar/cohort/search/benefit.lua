--- What a protocol does in the worlds of a search, against the control.
-- @module hepar.cohort.search.benefit
-- @local

local M = {}

--- Means over the patients of each world, for every outcome: sign * (arm - control). Without a
-- control, the control itself: columns and where each patient ended.
function M.of(q, rows, arm, control, message)
  local columns, ended, why = q.worlds:simulate(arm, rows, q.names, q.times)
  if not columns then return nil, ended, why end
  if control == nil then return columns, ended end
  local n, out, failed = q.worlds.n, {}, 0
  for k, outcome in ipairs(q.outcomes) do
    out[k] = {}
    local at
    for t, time in ipairs(q.times) do
      if time == outcome.at then at = t end
    end
    local x, y = columns[outcome.outcome], control.columns[outcome.outcome]
    for w = 1, #rows.worlds do
      local sum, count = 0, 0
      for i = 1, n do
        local row = (w - 1) * n + i
        local place = (row - 1) * #q.times + at
        local value = outcome.sign * (x[place] - y[place])
        if ended[row] >= q.last and control.ended[row] >= q.last and value == value then
          sum, count = sum + value, count + 1
        end
      end
      failed = failed + (k == 1 and n - count or 0)
      out[k][w] = count > 0 and sum / count or 0 / 0
    end
  end
  return out, failed, why or message
end

--- The weighted benefit of a candidate in each world.
function M.score(q, out)
  local list = {}
  for w = 1, #out[1] do
    local sum = 0
    for k, outcome in ipairs(q.outcomes) do sum = sum + outcome.weight * out[k][w] end
    list[w] = sum
  end
  return list
end
return M
