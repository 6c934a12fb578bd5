-- Bundles and lines that an import refuses, and what they are made of.
local core = require "hepar.core"

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local json = core.json
local M = {}

-- The text of a file.
function M.read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

M.small = here .. "../data/small.json"

-- A record with the least that is needed.
function M.record(id, more)
  local r = {
    id = id, study = "s1", design = "clinical", citation = {year = 2014}, verbatim = {},
    results = json.array{}, provenance = {{source_id = "atlas"}}, flags = json.array{},
  }
  for key, value in pairs(more or {}) do r[key] = value end
  return r
end

function M.bundle(...)
  return json.encode{
    schema = "hepar.record/1", sources = {{source_id = "atlas"}}, records = json.array{...},
  }
end

local read, small, record, bundle = M.read, M.small, M.record, M.bundle
local R = "atlas:t1:r1"
local function with(more) return bundle(record(R, more)) end
local function result(more)
  local r = {outcome = "ALB", direction = "up", text = "ALB ↑"}
  for key, value in pairs(more) do r[key] = value end
  return with{results = {r}}
end
local quoted = bundle(record(R)):gsub('"study":"s1"', '"study":"\xff"')
-- what, text, name, code, part of the message
M.cases = {
  {"an empty text", "", "x", "format", "x: is empty"},
  {"blank lines only", "\n \n", "x", "format", "x: is empty"},
  {"no JSON", "hello", "x.json", "format", "x.json:1:1: "},
  {"a truncated bundle", bundle(record(R)):sub(1, -20), "x.json", "format", "x.json:1:"},
  {"a truncated pretty bundle", read(small):sub(1, 3000), "x.json", "format", "x.json:"},
  {"invalid UTF-8", quoted, "x.json", "format", "the byte 0xff is not valid UTF-8"},
  {"a JSON list", "[]", "x.json", "format", "is neither a record nor"},
  {"another schema", '{"schema": "other/1", "records": [], "sources": []}', "x", "format",
    'x: is not a hepar bundle (its member "schema" is not "hepar.record/1")'},
  {"a newer schema", '{"schema": "hepar.record/2", "records": [], "sources": []}', "x",
    "version_newer", "x: was written by a newer hepar (schema hepar.record/2"},
  {"a bundle without sources", '{"schema": "hepar.record/1", "records": []}', "x", "format",
    'x: the bundle has no member "sources"'},
  {"records that are no list", '{"schema": "hepar.record/1", "records": {}, "sources": []}',
    "x", "format", 'x: the member "records" of the bundle is not a list'},
  {"text after the bundle", bundle() .. "\n{}", "x", "format", "x:2: there is more after"},
  {"a record that is no object", bundle(3), "x", "format", "x: records[1]: record: 3 is not"},
  {"a store", "SQLite format 3\0....", "x", "format", "x: is a store, not JSON"},
  {"an unknown kind of line", '{"recrd": {}}', "x.ndjson", "format", "x.ndjson:1: is neither"},
  {"a truncated line", '{"source": {"source_id": "atlas"}}\n{"record": {"id"', "x.ndjson",
    "format", "x.ndjson:2:17: ':' expected"},
  {"a member of the wrong type", with{study = 3}, "x", "format",
    "x: record atlas:t1:r1, field study: 3 is not a string"},
  {"an object instead of a list", with{arms = {a = 1}}, "x", "format",
    "record atlas:t1:r1, field arms: an object is not a list"},
  {"a list instead of an object", with{product = {1}}, "x", "format",
    "field product: a list is not an object"},
  {"text instead of a number", with{enrolment = {n_total = "12"}}, "x", "format",
    'field enrolment.n_total: "12" is not a number'},
  {"a fraction of a patient", with{enrolment = {n_total = 1.5}}, "x", "format",
    "field enrolment.n_total: 1.5 is not a whole number"},
  {"a negative count", with{enrolment = {n_total = -1}}, "x", "range",
    "field enrolment.n_total: -1 is out of range: from 0 to"},
  {"a year out of range", with{citation = {year = 3014}}, "x", "range",
    "field citation.year: 3014 is out of range: from 1800 to 2100"},
  {"a percentage out of range",
    with{adverse_events = {status = "reported", events = {{code = "FEVER", percent = 150}}}},
    "x", "range", "field adverse_events.events[1].percent: 150 is out of range: from 0 to 100"},
  {"a p value out of range", with{quantities = {{arm = "A1", outcome = "ALB", stat = "mean",
    p_value = 1.2}}}, "x", "range", "field quantities[1].p_value: 1.2 is out of range"},
  {"true instead of a word", with{results_reported = 1}, "x", "format",
    "field results_reported: 1 is neither true nor false"},
  {"null where it must not be", (with{}:gsub('"s1"', "null")), "x", "format",
    "field study: null is not a string"},
  {"an unknown code", with{product = {source = "BMX"}}, "x", "format", 'field product.source: '
    .. '"BMX" is not a code of the vocabulary source (did you mean "BM"?)'},
  {"an unknown outcome", result{outcome = "MELDD"}, "x", "format",
    'field results[1].outcome: "MELDD" is not a code of the vocabulary outcome (did you mean'},
  {"an unknown word", with{product = {doses = {{text = "1", per = "kilo"}}}}, "x", "format",
    'field product.doses[1].per: "kilo" is not one of kg, total, animal, concentration, m2'},
  {"a misspelt word", with{design = "clinicle"}, "x", "format",
    'field design: "clinicle" is not one of clinical, preclinical, in_vitro, mixed, registry '
    .. '(did you mean "clinical"?)'},
  {"a missing member", (with{}:gsub('"flags":%[%],', "")), "x", "format",
    "record atlas:t1:r1, field flags: is missing"},
  {"no provenance", with{provenance = json.array{}}, "x", "format",
    "field provenance: needs at least one entry"},
  {"a wrong id", bundle(record("Atlas:t1:1")), "x", "format",
    'record Atlas:t1:1, field id: "Atlas:t1:1" is not an id such as "fiore2018:t1:r08"'},
  {"a wrong hash", with{provenance = {{source_id = "atlas", quote_sha256 = "abc"}}}, "x",
    "format", 'field provenance[1].quote_sha256: "abc" is not a SHA-256'},
  {"a date that does not exist", with{provenance = {{source_id = "atlas",
    extracted = "2025-02-29"}}}, "x", "format", '"2025-02-29" is not a date such as'},
  {"lines in the wrong order", with{provenance = {{source_id = "atlas", lines = {9, 3}}}}, "x",
    "range", "field provenance[1].lines: the first number is greater than the last"},
  {"cells that are no text", with{verbatim = {dose = 3}}, "x", "format",
    "field verbatim.dose: 3 is not a string"},
  {"an unknown source", bundle(record("atals:t1:r1")), "x", "not_found",
    'x: record atals:t1:r1: its source "atals" is not among the sources'},
  {"something deep", (with{x = 7}:gsub('"x":7', '"x":' .. ("["):rep(70) .. ("]"):rep(70))),
    "x.json", "format", "nested deeper than 64 levels"},
}

return M
