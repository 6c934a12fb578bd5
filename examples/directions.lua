-- What do the trials show when all they print is arrows?
--
-- The two reviews give directions (MELD ↓, albumin ↑) and no numbers, so nothing can be pooled.
-- What can be counted is which way the studies point, one vote each, and what the count leaves
-- open. Run from the root after `. build/env`:  lua5.4 examples/directions.lua

local hepar = require "hepar"
local ev = hepar.evidence.builtin()

local function heading(text) print("\n" .. text .. "\n" .. ("-"):rep(utf8.len(text))) end

heading("1. The 22 published trials of Fiore 2018")
local trials = ev:where { source_id = "fiore2018", design = "clinical" }
local d = hepar.meta.directions(trials:results())
for _, code in ipairs { "MELD", "ALB", "BIL" } do
  local one = d[code]
  print(string.format("%-4s  %d of %d studies in the direction of benefit, 95 %% CI %.2f to %.2f, "
    .. "sign test p = %.4f; %d of %d trials do not say", code, one.benefit, one.votes, one.ci_lb,
    one.ci_ub, one.pval, one.unreported, one.studies))
end

heading("2. What does not vote")
for _, entry in ipairs(d.PT.ambiguous_entries) do
  print(string.format("%-10s PT %-4s  %s", entry.study, entry.direction, entry.reason))
end
for _, entry in ipairs(d.no_change_entries) do
  print(string.format("%s: no beneficial effect", entry.study))
end

heading("3. Who was studied")
print(string.format("%d of %d records have no control arm", d.uncontrolled, d.records))
for _, field in ipairs { "donor", "source" } do
  local parts = {}
  for i, item in ipairs(d.composition[field]) do parts[i] = item.code .. " " .. item.n end
  print(field .. ": " .. table.concat(parts, ", "))
end

heading("4. Does MELD depend on the control arm?")
local meld = hepar.meta.directions(trials:results { outcome = "MELD" }, { by = "controlled" })
for _, group in ipairs(meld.groups) do
  print(string.format("%-12s  %d of %d in the direction of benefit, %d of %d trials do not say",
    group.group, group.benefit, group.votes, group.unreported, group.studies))
end

heading("5. The warning sign in the preclinical tables")
local tables = ev:where { id = function(id) return not id:match("^fiore2018:t1:") end }
print(hepar.meta.directions(tables:results()).warnings[1])

heading("6. The whole answer on MELD, with its limits")
print(d.MELD)
