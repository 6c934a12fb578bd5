--- Which way an outcome is better.
-- @module hepar.model.better
-- @local

local M = {}

-- Which way is better, of what the model computes under names that no vocabulary of outcomes has.
local BETTER = { collagen = "lower", MELD_Na = "lower", MELD_3 = "lower", Child_Pugh = "lower",
  ALBI = "lower", FIB4 = "lower", APRI = "lower", fibrosis_stage = "lower", HVPG = "lower",
  ammonia = "lower", hazard = "lower", mass = "higher", liver_function = "higher",
  sodium = "higher", hepatocytes = "higher" }

--- Which way is better, "higher" or "lower": the vocabulary of outcomes knows it of most laboratory
-- values and scores; nil when nobody does.
function M.of(name)
  if BETTER[name] then return BETTER[name] end
  local evidence = require "hepar.evidence"
  local code = evidence.code("outcome", name)
  for _, row in ipairs(code and evidence.vocabulary("outcome") or {}) do
    if row.code == code and (row.desirable == "up" or row.desirable == "down") then
      return row.desirable == "up" and "higher" or "lower"
    end
  end
end

return M
