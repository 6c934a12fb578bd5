-- Memory that runs out at any allocation of a fit is an error that names it, and leaks nothing.
local hepar = require "hepar"
local starve = require "spec.helper.starve"

local cells = { ai = { 4, 6, 3 }, n1i = { 123, 306, 231 }, ci = { 11, 29, 11 },
  n2i = { 139, 303, 220 } }

local function with(more)
  local options = {}
  for name, values in pairs(cells) do options[name] = values end
  for name, value in pairs(more) do options[name] = value end
  return options
end

local calls = {
  mh = function() return hepar.meta.mh(with {}) end,
  peto = function() return hepar.meta.peto(with {}) end,
  ["glmm UM.FS"] = function() return hepar.meta.glmm(with { model = "UM.FS", nAGQ = 3 }) end,
  ["glmm CM.EL"] = function() return hepar.meta.glmm(with { model = "CM.EL" }) end,
  ["glmm with moderators"] = function()
    return hepar.meta.glmm(with { model = "CM.AL", mods = { { 1, 2, 4 } }, method = "EE" })
  end,
  ["combine_p"] = function()
    return hepar.meta.combine_p({ 0.1, 0.2 }, { method = "edgington" })
  end,
}

describe("without memory", function()
  for name, call in pairs(calls) do
    it(name .. " fails in one sentence at every allocation", function()
      starve.leaks_nothing(call, 1)
    end)
  end
end)
