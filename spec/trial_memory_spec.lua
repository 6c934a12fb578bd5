-- Memory that runs out at any allocation of a trial is an error that names it, and leaks nothing.
local hepar = require "hepar"
local starve = require "spec.helper.starve"

local trial = hepar.trial
local group, y, visits = {}, {}, { {}, {} }
for i = 1, 20 do
  group[i], y[i] = i % 2, (i * 7) % 11
  visits[1][i], visits[2][i] = (i * 5) % 13, (i * 3) % 7
end

local function analyse(name, more)
  more.analysis, more.group = name, group
  return function() return trial.analyse(more) end
end

local event, level = {}, {}
for i = 1, 20 do event[i], level[i] = i % 3, i % 4 > 1 and 1 or 0 end

local design = trial { arms = { control = { mean = 0, sd = 1 }, treated = { mean = 1, sd = 1 } },
  endpoint = { type = "continuous" }, n = 20, looks = { 0.5, 1 } }
local times = trial { arms = { control = { median = 5 }, treated = { median = 9 } },
  endpoint = { type = "time_to_event" }, n = 20, follow_up = 9 }

local function pool(more)
  local s = hepar.scenario { model = "cell_kinetics", horizon = 3, outputs = { "live_cells_liver" },
    cohort = { n = 20, vary = { residence_liver = 0.3 },
      covariates = { allogeneic = { mean = 0.5, sd = 0.1 } }, match = more },
    arms = { one = { { into = "dose_portal_vein", amount = 50, at = 0 } },
      two = { { into = "dose_portal_vein", amount = 60, at = 0 } } } }
  local d = trial { scenario = s, patients = 40, n = 20, endpoint = { output = "live_cells_liver",
    better = "higher" } }
  d:pool()
  return d
end
local virtual, weighted = pool(), pool { allogeneic = { mean = 0.52 } }

local calls = {
  ["power of virtual patients"] = function() return virtual:power { replicates = 20 } end,
  ["power of weighted patients"] = function() return weighted:power { replicates = 20 } end,
  sequential = function()
    return trial.sequential { looks = { 0.5, 0.8, 1 }, futility = { spending = "pocock" } }
  end,
  fisher = function()
    return trial.proportions { p1 = 0.3, p2 = 0.6, n = 40, test = "fisher" }
  end,
  logrank = analyse("logrank", { time = y, event = event }),
  rmst = analyse("rmst", { time = y, event = event, tau = 8 }),
  gray = analyse("gray", { time = y, event = event }),
  ["fine and gray"] = analyse("fine_gray", { time = y, event = event }),
  mmrm = analyse("mmrm", { visits = visits }),
  wilcoxon = analyse("wilcoxon", { y = y }),
  ["fisher's test"] = analyse("fisher", { y = level }),
  power = function() return design:power { replicates = 20 } end,
  ["power of times"] = function() return times:power { replicates = 20, threads = 2 } end,
}

describe("without memory", function()
  for name, call in pairs(calls) do
    it(name .. " fails in one sentence at every allocation", function()
      starve.leaks_nothing(call, 1)
    end)
  end
end)
