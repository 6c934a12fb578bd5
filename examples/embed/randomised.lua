-- For examples/embed/host.c: keep the randomised trials of the built-in evidence in a file.
local path = ...
local hepar = require "hepar"

local trials = hepar.evidence.builtin():where { subdesign = "rct" }
os.remove(path)
assert(trials:save(path))
return #trials
