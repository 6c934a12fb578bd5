-- Memory that runs out at any allocation of a diagnostic or bias test is an error that names it,
-- and leaks nothing.
local hepar = require "hepar"
local starve = require "spec.helper.starve"

local data = { yi = { 0.1, 0.4, 0.3, 0.8, 0.5 }, vi = { 0.02, 0.01, 0.03, 0.05, 0.02 },
  x = { 1, 2, 2, 1, 1 } }
local alone = hepar.meta.fit(data)
local with = hepar.meta.fit(data, { mods = { "x" } })

local calls = {
  influence = function() return with:influence { threads = 1 } end,
  residuals = function() return with:residuals { type = "rstandard" } end,
  leave1out = function() return alone:leave1out { threads = 1 } end,
  gosh = function() return alone:gosh { subsets = 3, threads = 1 } end,
  permutest = function() return with:permutest { iter = 3, threads = 1 } end,
  ["permutest exact"] = function() return with:permutest { exact = true, threads = 1 } end,
  permci = function()
    local few = { yi = { 0.1, 0.4, 0.3 }, vi = { 0.02, 0.01, 0.03 } }
    return hepar.meta.fit(few):permutest { exact = true, permci = true, level = 50, threads = 1 }
  end,
  nagashima = function() return alone:predict { pi = "nagashima", iter = 1000 } end,
  bootstrap = function() return alone:bootstrap { iter = 3, threads = 1 } end,
  regtest = function() return alone:regtest() end,
  ranktest = function() return alone:ranktest() end,
  trimfill = function() return alone:trimfill() end,
  fsn = function() return alone:fsn { type = "general", target = 0.4 } end,
  tes = function() return alone:tes() end,
  hc = function() return alone:hc() end,
  limit = function() return alone:limit() end,
  selmodel = function() return alone:selmodel { type = "trunc", delta = 0.5 } end,
}

describe("without memory", function()
  for name, call in pairs(calls) do
    it(name .. " fails in one sentence at every allocation", function()
      starve.leaks_nothing(call, name == "hc" and 0 or 1) -- hc allocates nothing
    end)
  end
end)
