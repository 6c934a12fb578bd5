-- Simulated trials, shared out among the ranks of a job. A replicate is a function of seed and
-- number alone, so it does not matter who simulates it.
local column = require("hepar.column")
local core = require("hepar.core").trial
local job = require("hepar.mpi.job")

local M = {}

local SHARE = 8 -- blocks that each rank gets, about

local columns = { "z", "estimate", "duration", "n", "events", "share", "missing" }
local counts = { "success", "harm", "futile", "arm", "shown" }

--- core.simulate of all replicates; or nil, message, code.
function M.simulate(given)
  if not job.shared() then return core.simulate(given) end
  local n, first = given.replicates, given.first or 0
  local size = math.max(1, n // (SHARE * job.size))
  local list, message, code = require("hepar.mpi").map((n + size - 1) // size, function(b)
    local own, from = {}, (b - 1) * size
    for key, value in pairs(given) do own[key] = value end
    own.first, own.replicates, own.progress = first + from, math.min(size, n - from), false
    if given.effects then
      own.effects = {}
      for i = 1, own.replicates do own.effects[i] = given.effects[from + i] end
    end
    local raw, why, kind = core.simulate(own)
    return raw or { message = why, code = kind }
  end)
  if not list then return nil, message, code end
  local all, at = { failed = 0, every = 0 }, 0
  for _, name in ipairs(columns) do all[name] = column(n) end
  for _, name in ipairs(counts) do all[name] = {} end
  for _, raw in ipairs(list) do
    if not raw.z then return nil, raw.message, raw.code end
    for _, name in ipairs(columns) do
      for i = 1, #raw[name] do all[name][at + i] = raw[name][i] end
    end
    for _, name in ipairs(counts) do
      for i = 1, #raw[name] do all[name][i] = (all[name][i] or 0) + raw[name][i] end
    end
    all.failed, all.every = all.failed + raw.failed, all.every + raw.every
    at = at + #raw.z
  end
  return all
end

return M
