-- Simulated trials, shared out among the ranks of a job. A replicate is a function of seed and
-- number alone, so it does not matter who simulates it.
local check = require("hepar.util.check")
local column = require("hepar.column")
local core = require("hepar.core").trial
local job = require("hepar.mpi.job")

local M = {}

local SHARE = 8 -- blocks that each rank gets, about

--- Blocks of trials one after the other: columns have a value for each replicate, all else is
-- counted.
function M.join(list)
  local all, n, at = {}, 0, 0
  for _, raw in ipairs(list) do n = n + #raw.z end
  for _, raw in ipairs(list) do
    for name, value in pairs(raw) do
      if check.class(value) == "hepar.column" then
        all[name] = all[name] or column(n)
        for i = 1, #value do all[name][at + i] = value[i] end
      elseif type(value) == "table" then
        all[name] = all[name] or {}
        for i, x in ipairs(value) do all[name][i] = (all[name][i] or 0) + x end
      else
        all[name] = (all[name] or 0) + value
      end
    end
    at = at + #raw.z
  end
  return all
end

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
  for _, raw in ipairs(list) do
    if not raw.z then return nil, raw.message, raw.code end
  end
  return M.join(list)
end

return M
