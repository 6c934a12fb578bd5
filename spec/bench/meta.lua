-- Pooling: hepar against metafor on the same data in one run. Medians of calls that make a fit and
-- read tau2, the estimate and its standard error; then of many fits from one data set. Both sides
-- run on one thread. Where metafor would take minutes it does a sample, scaled up, and the row says
-- so.
--   lua5.4 spec/bench/meta.lua FOLDER      (needs Rscript with metafor: r-cran-metafor)
local hepar = require "hepar"

local folder = arg and arg[1]
if not folder then
  io.stderr:write("usage: lua5.4 spec/bench/meta.lua FOLDER\n")
  os.exit(2)
end

local random = hepar.random(20260731, { purpose = "bench of pooling" })

-- k studies and three moderators, as columns.
local function generate(k)
  local data = { yi = {}, vi = {}, x1 = {}, x2 = {}, x3 = {} }
  for i = 1, k do
    data.vi[i] = math.exp(random:normal { mean = -2.5, sd = 0.8 })
    data.yi[i] = 0.3 + random:normal { sd = 0.25 } + random:normal { sd = math.sqrt(data.vi[i]) }
    for j = 1, 3 do data["x" .. j][i] = random:normal() end
  end
  for name, list in pairs(data) do data[name] = hepar.column(list) end
  return data
end

local function write(data, k)
  local file = assert(io.open(string.format("%s/meta_%d.csv", folder, k), "w"))
  file:write("yi,vi,x1,x2,x3\n")
  for i = 1, k do
    file:write(string.format("%.17g,%.17g,%.17g,%.17g,%.17g\n", data.yi[i], data.vi[i], data.x1[i],
      data.x2[i], data.x3[i]))
  end
  file:close()
end

local ten, hundred, thousand = generate(10), generate(100), generate(1000)
local twelve, thirty, fifty = generate(12), generate(30), generate(50)
for _, data in ipairs { ten, twelve, thirty, fifty, hundred, thousand } do write(data, #data.yi) end

local cases = {
  { "REML_10", ten }, { "REML_100", hundred, goal = 1000 },
  { "REML_1000", thousand, goal = 30000 }, { "DL_100", hundred, method = "DL" },
  { "PM_100", hundred, method = "PM" }, { "ML_100", hundred, method = "ML" },
  { "knha_100", hundred, test = "knha" },
  { "mods_100", hundred, test = "knha", mods = { "x1", "x2", "x3" } },
  { "leave_one_100", hundred, goal = 1000, inner = 20,
    call = function(fit) return fit:leave1out { threads = 1 } end },
  { "gosh_12", twelve, goal = 1000, inner = 2, call = function(fit)
    local g = fit:gosh { threads = 1 }
    assert(g.exact and g.count == 4095)
  end },
  { "permute_50", fifty, goal = 1000, inner = 3, mods = { "x1" },
    call = function(fit) return fit:permutest { iter = 1000, threads = 1 } end },
  { "bootstrap_30", thirty, goal = 1000, inner = 3,
    call = function(fit) return fit:bootstrap { iter = 1000, threads = 1 } end },
}

-- Seconds per call, the median of eleven rounds.
local function median(inner, call)
  local rounds = {}
  for round = 1, 11 do
    local start = os.clock()
    for _ = 1, inner do call() end
    rounds[round] = (os.clock() - start) / inner
  end
  table.sort(rounds)
  return rounds[6]
end

local function time(case)
  local data, options = case[2], { method = case.method, test = case.test, mods = case.mods }
  local seconds = median(case.inner or 2000, function()
    local fit = hepar.meta.fit(data, options)
    if case.call then
      case.call(fit)
    else
      local _ = fit.tau2 + fit.beta[1] + fit.se[1]
    end
  end)
  return seconds, hepar.meta.fit(data, options)
end

local ours = {}
for _, case in ipairs(cases) do ours[case[1]] = { time(case) } end

local peers = {}
local pipe = io.popen(string.format("Rscript spec/bench/meta.R '%s' 2>/dev/null", folder))
for line in pipe:lines() do
  local name, seconds, tau2, beta, sample = line:match("^(%S+) (%S+) (%S+) (%S+)%s*(.-)%s*$")
  if name then
    peers[name] = { seconds = tonumber(seconds) or seconds, tau2 = tonumber(tau2),
      beta = tonumber(beta), sample = sample ~= "" and "; metafor: " .. sample or "" }
  end
end
pipe:close()

print(string.format("pooling, median processor time per call, hepar beside metafor %s:",
  peers.metafor and tostring(peers.metafor.seconds) or "(absent)"))
for _, case in ipairs(cases) do
  local name = case[1]
  local seconds, fit = table.unpack(ours[name])
  local peer = peers[name]
  if peer then
    local far = math.abs(peer.tau2 / fit.tau2 - 1)
    print(string.format("  %-13s %10.1f us %12.0f us  ratio %8.0f%s  (tau2 apart by %.0e%s)", name,
      seconds * 1e6, peer.seconds * 1e6, peer.seconds / seconds,
      case.goal and string.format(", goal %d", case.goal) or "", far, peer.sample))
  else
    print(string.format("  %-13s %10.1f us", name, seconds * 1e6))
  end
end

-- One large fit, in less than 200 MB with everything: resident memory at its highest.
local function peak()
  local status = io.open("/proc/self/status")
  if not status then return 0 end
  local text = status:read("a")
  status:close()
  return tonumber(text:match("VmHWM:%s*(%d+)") or 0) / 1024
end
local k = 1000000
local v = random:uniform(k, { min = 0.01, max = 0.2 })
local y = random:normal(k, { sd = 0.4 })
collectgarbage()
local before, start = peak(), os.clock()
local fit = hepar.meta.fit { yi = y, vi = v }
print(string.format("  k = 1,000,000: REML in %.0f ms, tau2 %.6f, peak resident memory %.0f MB, "
  .. "goal below 200, %.0f MB of it the fit's", (os.clock() - start) * 1e3, fit.tau2, peak(),
  peak() - before))
