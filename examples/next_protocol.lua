-- What to try next: from the evidence and its contradictions over pooling and mechanism to
-- candidate protocols and a trial. Writes one page with everything, and prints what matters.
--   lua5.4 examples/next_protocol.lua [next_protocol.html [WORLDS]]
-- WORLDS (64) are draws of all that is not known; a handful makes a quick, coarse page.
local hepar = require "hepar"

local path = arg[1] or "next_protocol.html"
local worlds = math.tointeger(arg[2])
local began = os.time()

-- A place that cannot be written is told at once, not after the work.
local there = io.open(path, "rb")
if there then there:close() end
local probe, why = io.open(path, "ab")
if not probe then
  io.stderr:write(("next_protocol: cannot write %q: %s\n"):format(path, why))
  os.exit(1)
end
probe:close()
if not there then os.remove(path) end

local report, message = hepar.report.next_protocol(hepar.evidence.builtin(), {
  title = "For the next protocol: from what the evidence shows to a trial",
  commands = ". build/env\nlua5.4 examples/next_protocol.lua next_protocol.html",
  threads = 2, progress = true, draws = worlds, patients = worlds and 3,
  replicates = worlds and 50 * worlds,
  step = function(text) io.stderr:write(("%3d s  %s\n"):format(os.time() - began, text)) end,
})
local saved = report
if report then saved, message = report:save(path) end
if not saved then
  io.stderr:write("next_protocol: ", message, "\n")
  os.exit(1)
end
print(report.conclusions)
return report
