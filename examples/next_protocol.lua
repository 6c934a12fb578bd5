-- What the evidence says to whoever writes the next protocol: writes one page with everything, and
-- prints the five findings that matter.
--   lua5.4 examples/next_protocol.lua [next_protocol.html]
local hepar = require "hepar"

local path = arg[1] or "next_protocol.html"
local report = hepar.report.evidence(hepar.evidence.builtin(), {
  title = "For the next protocol: what the evidence really shows",
  commands = ". build/env\nlua5.4 examples/next_protocol.lua next_protocol.html",
})
local saved, message = report:save(path)
if not saved then
  io.stderr:write("next_protocol: ", message, "\n")
  os.exit(1)
end
print(report.findings)
