-- Points of an analysis, evaluated by all ranks of a job. What a point gives depends on the point
-- alone, so it does not matter who has it.
local column = require("hepar.column")
local job = require("hepar.mpi.job")

local M = {}

local SHARE = 8 -- blocks that each rank gets, about

-- Some of the points of all columns.
local function slice(columns, first, last)
  local out = {}
  for j, values in ipairs(columns) do
    out[j] = column(last - first + 1)
    for i = first, last do out[j][i - first + 1] = values[i] end
  end
  return out
end

-- evaluate(inputs, columns, count, threads, progress) -> column, how many failed, why the first
-- did; or nil, message, code. The same of all points, shared out where there are ranks.
function M.evaluate(evaluate, inputs, columns, count, threads, progress)
  if not job.shared() then return evaluate(inputs, columns, count, threads, progress) end
  local size = math.max(1, count // (SHARE * job.size))
  local blocks = (count + size - 1) // size
  local list, message, code = require("hepar.mpi").map(blocks, function(b)
    local first, last = (b - 1) * size + 1, math.min(b * size, count)
    local out, failed, why = evaluate(inputs, slice(columns, first, last), last - first + 1,
      threads, false)
    if not out then return { message = tostring(failed), code = why } end
    return { out = out, failed = failed, why = why }
  end)
  if not list then return nil, message, code end
  local out, failed, why = column(count), 0, nil
  for b, block in ipairs(list) do
    if not block.out then return nil, block.message, block.code end
    for i = 1, #block.out do out[(b - 1) * size + i] = block.out[i] end
    failed, why = failed + block.failed, why or block.why
  end
  return out, failed, why
end

return M
