-- Import an NDJSON file into a new store: arg[1] the file, arg[2] the store. Prints the records,
-- the seconds, and the largest memory the process had (kB).
local hepar = require "hepar"

local function seconds()
  local uptime = assert(io.open("/proc/uptime"))
  local now = uptime:read("n")
  uptime:close()
  return now
end

local began = seconds()
local ev = assert(hepar.evidence.open(arg[2]))
local report = assert(ev:import(arg[1]))
ev:close()
local took = seconds() - began
local peak
for line in io.lines("/proc/self/status") do peak = peak or line:match("^VmHWM:%s+(%d+)") end
print(report.added, ("%.2f"):format(took), peak)
