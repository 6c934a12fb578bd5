--- hepar: the evidence on stem-cell and extracellular-vesicle therapy of the liver, as answers that
-- a researcher can defend. `require "hepar"` sets no global and prints nothing; each part is loaded
-- when it is first used. Research use only, never a bedside device.
-- @module hepar

local M = {}

M._VERSION = "0.1.0"
M._NAME = "hepar"

-- name of the part -> module that holds it
local parts = {
  evidence = "hepar.evidence",
  meta = "hepar.meta",
  plot = "hepar.plot",
  report = "hepar.report",
  units = "hepar.units",
  help = "hepar.help",
  column = "hepar.column",
  random = "hepar.random",
  score = "hepar.score",
  model = "hepar.model",
  therapy = "hepar.therapy",
  trial = "hepar.trial",
  scenario = "hepar.scenario",
  cohort = "hepar.cohort",
  mpi = "hepar.mpi",
}

setmetatable(M, {
  __index = function(self, name)
    local module = parts[name]
    if not module then return nil end
    local part = require(module)
    rawset(self, name, part)
    return part
  end,
  __tostring = function() return "hepar " .. M._VERSION end,
})

return M
