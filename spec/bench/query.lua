-- How long questions to a store take, in milliseconds (the best and the median of five, processor
-- time). The store is made from the synthetic records of generate.lua:
--   lua5.4 spec/bench/generate.lua 200000 > /tmp/records.ndjson
--   lua5.4 spec/bench/query.lua /tmp/records.ndjson      (or a *.hepar file)
local hepar = require("hepar")

local path = arg and arg[1]
if not path then
  io.stderr:write("usage: lua5.4 spec/bench/query.lua records.ndjson|store.hepar\n")
  os.exit(2)
end

local start = os.clock()
local ev
if path:find("%.hepar$") then
  ev = assert(hepar.evidence.open(path, { readonly = true }))
else
  ev = assert(hepar.evidence.read(path))
end
print(("%d records, opened in %.2f s"):format(#ev, os.clock() - start))

local clinical = ev:where { design = "clinical", source = "BM" }
local questions = {
  { "where, one code", function() return #ev:where { route = "HA" } end },
  { "where, two codes and a range", function()
    return #ev:where { design = "clinical", source = "BM", route = { "HA", "PV" },
      year = { from = 2010 } }
  end },
  { "where, one result", function() return #ev:where { outcome = "MELD", direction = "down" } end },
  { "where, under", function() return #ev:where { disease = { under = "CIRR" } } end },
  { "where, controlled", function() return #ev:where { controlled = true } end },
  { "where, not", function() return #ev:where { route = { ["not"] = "IV" } } end },
  { "where, text", function() return #ev:where { text = "portal pressure" } end },
  { "where, function of a value", function()
    return #ev:where { year = function(year) return year % 2 == 0 end }
  end },
  { "get by id", function() return ev:get(ev:where { row = 777 }[1].id) and 1 or 0 end },
  { "tally of one value", function() return #ev:tally("design").rows end },
  { "tally of numbers", function() return #ev:tally("n_total").rows end },
  { "tally of several values", function() return #ev:tally("route").rows end },
  { "tally of outcomes", function() return #ev:tally("outcome").rows end },
  { "tally of effects", function() return #ev:tally("effect").rows end },
  { "tally of controlled", function() return #ev:tally("controlled").rows end },
  { "tally by studies", function() return #ev:tally("route", { by = "studies" }).rows end },
  { "tally by patients", function() return #ev:tally("disease", { by = "patients" }).rows end },
  { "tally in a view", function() return #clinical:tally("route").rows end },
  { "cross", function() return #ev:cross("source", "disease").rows end },
  { "cross in a view", function() return #clinical:cross("route", "phase").rows end },
  { "search, rare", function() return ev:search("Novak 1234*").total end },
  { "search, two words", function() return ev:search("hepatic artery NEAR fibrosis").total end },
  { "search, common word", function() return ev:search("cirrhosis", { limit = 20 }).total end },
  { "search in a view", function() return clinical:search("ascites", { limit = 20 }).total end },
  { "results of one outcome", function() return #clinical:results { outcome = "MELD" } end },
  { "print", function() return #tostring(clinical) end },
}

for _, question in ipairs(questions) do
  local times, answer = {}, nil
  for i = 1, 5 do
    collectgarbage()
    local from = os.clock()
    answer = question[2]()
    times[i] = 1000 * (os.clock() - from)
  end
  table.sort(times)
  print(("%-30s %8.1f ms  %8.1f ms  -> %d"):format(question[1], times[1], times[3], answer))
end
ev:close()
