--- What the benefit of the best protocol, and its lead over the next, rest on.
-- @module hepar.cohort.search.reliance
-- @local

local benefit = require("hepar.cohort.search.benefit")
local rank = require("hepar.cohort.search.rank")

local M = {}

-- Whether a value can touch what a candidate does: strengths of other products cannot.
local function touches(input, candidate)
  if input.kind ~= "strength" then return true end
  for _, row in ipairs(candidate.arm.applied) do
    if row.what == input.what then return true end
  end
  return false
end

-- One value at a time from low to high, all others the model's own: what the benefit of the first
-- does, and its lead over the second.
local function ends_of(q, first, second, meter)
  local made, message, code = q.worlds:ends(meter)
  if not made then return nil, message, code end
  local rows, control = q.worlds:columns(made), {}
  local out = { parameters = {} }
  if rows.count == 0 then return out end
  control.columns, control.ended = benefit.of(q, rows, q.spec.arms[1])
  if not control.columns then return nil, control.ended, "interrupted" end
  local effects_of = {}
  for k, candidate in ipairs { first, second } do
    local effects, failed, why = benefit.of(q, rows, candidate.arm, control)
    if not effects then return nil, failed, why end
    effects_of[k] = {}
    for i, value in ipairs(benefit.score(q, effects)) do effects_of[k][rows.worlds[i]] = value end
  end
  local function lead(w)
    local a, b = effects_of[1][w], effects_of[2] and effects_of[2][w]
    return a and b and a - b - q.chosen_price * (first.burden - second.burden)
  end
  out.base = effects_of[1][1]
  for j, input in ipairs(q.inputs) do
    local low, high = 2 * j, 2 * j + 1
    if touches(input, first) or second and touches(input, second) then
      local row = { name = input.name, status = input.status, doc = input.doc,
        words = input.words, low = effects_of[1][low], high = effects_of[1][high] }
      row.swing = row.low and row.high and math.abs(row.high - row.low) or
        (row.low or row.high) and out.base and math.abs((row.low or row.high) - out.base) or 0
      local a, b, c = lead(low), lead(high), lead(1)
      row.switches = c ~= nil and (a ~= nil and a * c < 0 or b ~= nil and b * c < 0) or false
      table.insert(out.parameters, row)
    end
  end
  local squares = 0
  for _, row in ipairs(out.parameters) do squares = squares + row.swing ^ 2 end
  for _, row in ipairs(out.parameters) do
    row.share = squares > 0 and row.swing ^ 2 / squares or 0
  end
  table.sort(out.parameters, function(a, b)
    if a.swing ~= b.swing then return a.swing > b.swing end
    return a.name < b.name
  end)
  return out
end

--- What the benefit of the best, and its lead over the next, rest on: the worlds again with other
-- draws of the values of one status at a time; then one value at a time.
function M.of(q, result, meter)
  if #q.inputs == 0 or #result.rows == 0 then return nil end
  local first, second = result.rows[1].candidate, result.rows[2] and result.rows[2].candidate
  local groups, seen = {}, {}
  for _, input in ipairs(q.inputs) do
    if not seen[input.status] then groups[#groups + 1] = input.status end
    seen[input.status] = (seen[input.status] or 0) + 1
  end
  table.sort(groups)
  local base = benefit.score(q, first.benefits)
  local base_second = second and benefit.score(q, second.benefits)
  local out = { groups = {} }
  for g, status in ipairs(groups) do
    local again, message, code = q.worlds:resample(function(input)
      return input.status == status end, g, meter)
    if not again then return nil, message, code end
    local rows = q.worlds:columns(again)
    local others, others_second = {}, {}
    for w = 1, #base do others[w], others_second[w] = 0 / 0, 0 / 0 end
    if rows.count > 0 then
      local control = {}
      control.columns, control.ended = benefit.of(q, rows, q.spec.arms[1])
      if not control.columns then return nil, control.ended end
      for k, candidate in ipairs { first, second } do
        local made, failed, why = benefit.of(q, rows, candidate.arm, control)
        if not made then return nil, failed, why end
        for i, value in ipairs(benefit.score(q, made)) do
          (k == 1 and others or others_second)[rows.worlds[i]] = value
        end
      end
    end
    local row = rank.share(base, others, q.level, q.seed)
    local lead
    if second then
      local a, b = {}, {}
      for w = 1, #base do a[w], b[w] = base[w] - base_second[w], others[w] - others_second[w] end
      lead = rank.share(a, b, q.level, q.seed)
    end
    out.groups[g] = { status = status, inputs = seen[status], share = row and row.share,
      low = row and row.low, high = row and row.high, lead = lead and lead.share,
      lead_low = lead and lead.low, lead_high = lead and lead.high }
  end
  local made, message, code = ends_of(q, first, second, meter)
  if not made then return nil, message, code end
  for name, value in pairs(made) do out[name] = value end
  return out
end

return M
