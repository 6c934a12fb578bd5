-- A synthetic store as NDJSON, the same for the same number of records on every machine:
--   lua5.4 spec/bench/generate.lua 200000 > records.ndjson
-- Shapes and codes are those of real records; names and numbers are drawn from a small generator of
-- our own (Park and Miller 1988, "minimal standard"), so that no library can change them.
local count = math.tointeger(tonumber(arg and arg[1] or "1000") or 0)
if not count or count < 1 then
  io.stderr:write("usage: lua5.4 spec/bench/generate.lua RECORDS > file.ndjson\n")
  os.exit(2)
end

local state = 20181121

local function draw(n) -- 1 … n
  state = state * 16807 % 2147483647
  return state % n + 1
end

local function pick(list) return list[draw(#list)] end

-- Some of a list: one to most of its members, in the order of the list.
local function some(list, most)
  local out, first = {}, draw(#list)
  for i = 1, draw(most) do out[i] = list[(first + i - 2) % #list + 1] end
  return out
end

local function quoted(list)
  local out = {}
  for i, word in ipairs(list) do out[i] = '"' .. word .. '"' end
  return "[" .. table.concat(out, ",") .. "]"
end

local sources = { "BM", "BM", "BM", "UC", "UC", "AT", "UCB", "MENB", "PLAC", "IPSC" }
local donors = { "AUTO", "ALLO", "ALLO", "NR" }
local routes = { "IV", "IV", "HA", "PV", "IS", "IH", "IP" }
local diseases = { "CIRR", "CIRR_DEC", "ACLF", "ALF", "FHF", "PBC", "NASH", "ALD", "LTX", "ESLD" }
local etiologies = { "HBV", "HCV", "ALC", "AI", "BIL", "META", "NR" }
local phases = { "I", "I/II", "II", "II/III", "III", "NR" }
local models = { "CCL4", "CCL4_CHRONIC", "TAA", "BDL", "GALN", "PHX70", "APAP" }
local species = { "mouse", "mouse", "rat", "rat", "pig" }
local strains = { "C57BL/6J", "BALB/c", "Wistar", "Sprague-Dawley", "NOD/SCID" }
local outcomes = { "MELD", "CP", "ALB", "BIL", "ALT", "AST", "PT", "SURV", "FIBROSIS", "ASCITES",
  "TGFB", "IL6", "IL10", "APOP", "REGEN", "COLLAGEN_DEP" }
local directions = { "up", "down", "down", "improved", "no_change", "unspecified" }
local authors = { "Abe", "Bianchi", "Chen", "Dubois", "Eriksen", "Farouk", "García", "Huang",
  "Ivanov", "Jensen", "Kim", "Lopez", "Müller", "Novak", "Okafor", "Petrova", "Rossi", "Singh",
  "Tanaka", "Weber" }
local remarks = { "dose read from the figure", "follow-up incomplete in two patients",
  "portal pressure not measured", "fibrosis staged by one reader", "hepatic artery catheter used",
  "ascites drained before treatment", "cells cryopreserved", "historical comparison" }

local write = io.write
for s = 1, 8 do
  write(('{"source":{"citation":"Synthetic review %d","kind":"synthetic",'
    .. '"source_id":"synthetic%d"}}\n'):format(s, s))
end

local function results(i)
  local out = {}
  for k, outcome in ipairs(some(outcomes, 6)) do
    out[k] = ('{"direction":"%s","outcome":"%s","text":"%s %d"}'):format(pick(directions), outcome,
      outcome, i % 97)
  end
  return table.concat(out, ",")
end

local function provenance(source, i)
  return ('[{"container":"Table 1","extracted":"2026-11-21","extractor":"synthetic",'
    .. '"lines":[%d,%d],"quote_sha256":"%064x","row":%d,"source_id":"%s"}]')
    :format(i, i + 3, i, i, source)
end

local function clinical(i, id, study, source, author, year)
  local n, m = draw(60) + 4, draw(60) + 4
  local controlled = draw(3) > 1
  local arms = ('{"id":"A1","intervention_type":"MSC","label":"MSC","n":%d,"role":"experimental"}')
    :format(n)
  if controlled then
    arms = arms .. (',{"id":"A2","intervention_type":"SOC","label":"Control","n":%d,'
      .. '"role":"control"}'):format(m)
  end
  local dose, months = draw(99), draw(36)
  return ('{"adverse_events":{"events":[],"status":"%s","text":"-"},"arms":[%s],'
    .. '"citation":{"first_author":"%s","ref_printed":"[%d]","year":%d},"design":"clinical",'
    .. '"enrolment":{"n_total":%d,"text":"n = %d"},"flags":[],'
    .. '"follow_up":{"text":"%d mo","unit":"mo","value":%d},"id":"%s","phase":["%s"],'
    .. '"population":{"disease":"%s","etiology":%s,"species":"human"},'
    .. '"product":{"donor":"%s","doses":[{"max":%d,"min":%d,"per":"total","text":"%d",'
    .. '"unit":"cells"}],"routes":%s,"source":"%s","type":"MSC"},"provenance":%s,"results":[%s],'
    .. '"study":"%s","subdesign":"%s",'
    .. '"verbatim":{"disease":"as printed","remark":"%s",'
    .. '"route":"row %d"}}\n')
    :format(pick({ "none_reported", "none_reported", "na" }), arms, author, i, year,
      controlled and n + m or n, controlled and n + m or n, months, months, id, pick(phases),
      pick(diseases), quoted(some(etiologies, 2)), pick(donors), dose * 1000000, dose * 1000000,
      dose * 1000000, quoted(some(routes, 2)), pick(sources), provenance(source, i), results(i),
      study, controlled and pick({ "rct", "nrct" }) or "single_arm", pick(remarks), i)
end

local function preclinical(i, id, study, source, author, year)
  return ('{"animal":{"species":"%s","strain":"%s"},"citation":{"first_author":"%s",'
    .. '"ref_printed":"[%d]","year":%d},"design":"preclinical","flags":[],"id":"%s",'
    .. '"injury":[{"disease":"FIBROSIS","model":"%s"}],"product":{"donor":"XENO","routes":%s,'
    .. '"source":"%s","type":"%s"},"provenance":%s,"results":[%s],"study":"%s",'
    .. '"verbatim":{"model":"as printed","remark":"%s"}}\n')
    :format(pick(species), pick(strains), author, i, year, id, pick(models),
      quoted(some(routes, 2)), pick(sources), pick({ "MSC", "MSC_EV", "MSC_PRECOND" }),
      provenance(source, i), results(i), study, pick(remarks))
end

local author, year
for i = 1, count do
  local source = ("synthetic%d"):format(draw(8))
  -- every tenth record is a second report of the study before
  local number = i % 10 == 0 and i - 1 or i
  if number == i then author, year = pick(authors), 1999 + draw(26) end
  local id = ("%s:t%d:r%d"):format(source, i % 4 + 1, i)
  local make = draw(10) > 4 and clinical or preclinical
  write(make(i, id, ("study%d"):format(number), source, author, year))
end
