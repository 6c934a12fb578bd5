-- The validation rules R1 to R25: for each a record that breaks it and a near miss that does not.
-- The examples are made up, except where a comment names the published row they were taken from.
local hepar = require("hepar")
local empty_list = require("hepar.core").json.array -- an empty table alone would be an object

-- A bundle of one source and the records given; each is a table of members over a plain default.
local function bundle(...)
  local records = {}
  for i, members in ipairs{...} do
    local record = {
      id = ("lab:t1:r%02d"):format(i), study = "doe" .. i, design = "clinical",
      citation = {ref_printed = ("[%d]"):format(i), first_author = "Doe", year = 2020},
      verbatim = {ref = "Doe 2020"},
      results = {{outcome = "MELD", direction = "down", text = "MELD ↓"}},
      provenance = {{source_id = "lab", container = "Table 1", row = i, lines = {i, i}}},
      flags = empty_list(),
    }
    for name, value in pairs(members) do record[name] = value end
    records[i] = record
  end
  return {schema = "hepar.record/1", sources = {{source_id = "lab"}, {source_id = "other"}},
    records = records}
end

-- An evidence object that holds the bundle.
local function evidence(content)
  local ev = hepar.evidence.new()
  assert(ev:import(content))
  return ev
end

-- The flags that rules left on the record with this id, as "R2 N_MISMATCH" in order.
local function rule_flags(ev, id)
  local list = {}
  for _, flag in ipairs(ev[id].flags) do
    if flag.rule then list[#list + 1] = flag.rule .. " " .. flag.code end
  end
  return list
end

-- The findings of a check, as "R2 N_MISMATCH" in order, the notes of decisions left out.
local function findings(ev, options)
  local list = {}
  for _, finding in ipairs(ev:check(options)) do
    list[#list + 1] = finding.rule .. " " .. finding.code
  end
  return list
end

local function arm(id, n, members)
  local made = {id = id, label = "arm " .. id, n = n, role = "experimental"}
  for name, value in pairs(members or {}) do made[name] = value end
  return made
end

local function dose(members)
  return {source = "BM", donor = "AUTO", doses = {members}}
end

local function outcome(code, direction, text, members)
  local made = {outcome = code, direction = direction, text = text}
  for name, value in pairs(members or {}) do made[name] = value end
  return made
end

-- Two arms of one outcome; a and b are over a plain mean with SD.
local function pair(a, b)
  local rows = {}
  for i, members in ipairs{a, b} do
    rows[i] = {arm = "A" .. i, outcome = "ALB", stat = "mean", value = 30, unit = "g/L", n = 20,
      disp = "sd", disp_value = 4, timepoint = {value = 12, unit = "wk"}}
    for name, value in pairs(members) do rows[i][name] = value end
  end
  return {quantities = rows}
end

-- One row a rule: what breaks it, what nearly does, and the flag.
local cases = {
  {"R2 N_MISMATCH", "arms that do not add up", -- Fiore 2018, Table 1, Shi 2017: n = 20, 14 and 13
    {enrolment = {n_total = 20}, arms = {arm("A1", 14), arm("A2", 13, {role = "control"})}},
    {enrolment = {n_total = 27}, arms = {arm("A1", 14), arm("A2", 13, {role = "control"})}}},
  {"R2 N_MISMATCH", "an arm without n, and too many already",
    {enrolment = {n_total = 12}, arms = {arm("A1", 14), arm("A2")}},
    {enrolment = {n_total = 12}, arms = {arm("A1", 6), arm("A2")}}},
  {"R2 N_MISMATCH", "strata beside the arms they belong to",
    {enrolment = {n_total = 8}, arms = {arm("A1", 8), arm("A2", 8, {role = "control"}),
      arm("A3", 4, {role = "stratum"})}},
    {enrolment = {n_total = 8}, arms = {arm("A1", 8), arm("A2", 5, {role = "stratum"})}}},
  {"R3 N_ROLE_MIXED", "arms that count different patients",
    {arms = {arm("A1", 14, {n_role = "randomised"}), arm("A2", 11, {n_role = "analysed"})}},
    {arms = {arm("A1", 14, {n_role = "analysed"}), arm("A2", 11, {n_role = "analysed"})}}},
  {"R3 N_ROLE_MIXED", "quantities that count different patients",
    pair({n_role = "randomised"}, {n_role = "completed"}),
    pair({n_role = "randomised"}, {n_role = "completed", timepoint = {value = 24, unit = "wk"}})},
  {"R4 RANGE_REVERSED", "a dose from more to less",
    {product = dose{text = "2 to 1 million/kg", min = 2e6, max = 1e6, unit = "cells", per = "kg"}},
    {product = dose{text = "1 million/kg", min = 1e6, max = 1e6, unit = "cells", per = "kg"}}},
  {"R4 RANGE_REVERSED", "a size from more to less",
    {ev = {size_nm = {150, 50}}}, {ev = {size_nm = {50, 150}}}},
  {"R5 EXPONENT_FLATTENED", "10^6 printed 106",
    {product = dose{text = "0.5 × 106/kg", min = 5e5, max = 5e5, unit = "cells", per = "kg"}},
    {product = dose{text = "0.5 × 10^6/kg", min = 5e5, max = 5e5, unit = "cells", per = "kg"}}},
  {"R5 EXPONENT_FLATTENED", "2 × 105 mg read as an exponent, and as a product",
    {product = dose{text = "2 × 105 mg", min = 2e5, max = 2e5, unit = "mg", per = "total"}},
    {product = dose{text = "2 × 105 mg", min = 210, max = 210, unit = "mg", per = "total"}}},
  {"R6 DOSE_AMBIGUOUS", "a dose of two numbers", -- Fiore 2018, Table 1, Mohamadnejad 2007
    {product = dose{text = "1, 0.6 × 10^7", unit = "cells", per = "total"}},
    {product = dose{text = "NR"}}},
  {"R6 DOSE_AMBIGUOUS", "a concentration without a volume",
    {product = dose{text = "1 μg/μL", min = 1, max = 1, unit = "ug/uL", per = "concentration"}},
    {product = dose{text = "1 μg/μL", min = 1, max = 1, unit = "ug/uL", per = "concentration",
      volume_uL = 100}}},
  {"R6 DOSE_AMBIGUOUS", "a dose without a unit",
    {product = dose{text = "20", min = 20, max = 20, per = "total"}},
    {product = dose{text = "20 mg", min = 20, max = 20, unit = "mg", per = "total"}}},
  {"R7 DIR_CONFLICT", "one outcome up and down",
    {results = {outcome("ALB", "up", "ALB ↑"), outcome("ALB", "down", "ALB ↓")}},
    {results = {outcome("ALB", "up", "ALB ↑"), outcome("ALB", "down", "ALB ↓",
      {timepoint = {value = 24, unit = "wk"}})}}},
  {"R8 DIR_MISSING", "an outcome without the arrow that others have",
    {results = {outcome("ALT", "down", "ALT ↓"), outcome("GGT", "unspecified", "γ-GT,")}},
    {results = {outcome("ALT", "improved", "better ALT"), outcome("GGT", "unspecified", "γ-GT")}}},
  {"R9 PT_AMBIGUOUS", "PT without time or activity",
    {results = {outcome("PT", "up", "PT ↑")}},
    {results = {outcome("PT", "up", "PT ↑", {context = "activity, %"})}}},
  {"R11 SPECIES_CONFLICT", "mice in a row on rats",
    {design = "preclinical", animal = {species = "rat"},
      results = {outcome("MORT", "down", "less death of mice")}},
    {design = "preclinical", animal = {species = "rat"}, verbatim = {source = "mouse BM-MSC"},
      results = {outcome("MORT", "down", "less death of rats, moderate")}}},
  {"R13 LABEL_SUSPECT", "control in a list of etiologies", -- Fiore 2018, Table 1, Kharaziha 2009
    {enrolment = {n_total = 8}, arms = {
      arm("A1", 4, {role = "stratum", etiology = "HBV"}),
      arm("A2", 2, {role = "stratum", etiology = "HCV"}),
      arm("A3", 2, {role = "as_printed", label = "Control"})}},
    {enrolment = {n_total = 8}, arms = {
      arm("A1", 4, {etiology = "HBV"}),
      arm("A2", 4, {role = "control", label = "Control"})}}},
  {"R14 FOLLOW_UP_SHORT", "follow-up that ends before the last dose",
    {follow_up = {value = 4, unit = "wk"}, product = dose{text = "1e6/kg", min = 1e6, max = 1e6,
      unit = "cells", per = "kg", n_doses = 3, schedule = {interval = {value = 4, unit = "wk"}}}},
    {follow_up = {value = 8, unit = "wk"}, product = dose{text = "1e6/kg", min = 1e6, max = 1e6,
      unit = "cells", per = "kg", n_doses = 3, schedule = {interval = {value = 4, unit = "wk"}}}}},
  {"R14 FOLLOW_UP_SHORT", "a dose day in words",
    {follow_up = {value = 2, unit = "wk"}, product = dose{text = "1e6/kg", min = 1e6, max = 1e6,
      unit = "cells", per = "kg", schedule = {at = {"day 0", "day 21 post-transplant"}}}},
    {follow_up = {value = 2, unit = "wk"}, product = dose{text = "1e6/kg", min = 1e6, max = 1e6,
      unit = "cells", per = "kg", schedule = {at = {"day 0", "day 2 post-transplant"}}}}},
  {"R16 PERCENT_RANGE", "a percentage of no arm",
    {arms = {arm("A1", 20)}, adverse_events = {status = "reported",
      events = {{code = "FEVER", percent = 50}}}},
    {arms = {arm("A1", 20)}, adverse_events = {status = "reported",
      events = {{code = "FEVER", percent = 50, denominator_arm = "A1 (assumed)"}}}}},
  {"R16 PERCENT_RANGE", "a rate above 1",
    {quantities = {{arm = "A1", outcome = "SURV", stat = "rate", value = 1.2,
      unit = "proportion"}}},
    {quantities = {{arm = "A1", outcome = "SURV", stat = "rate", value = 98, unit = "percent"}}}},
  {"R17 UNIT_WRONG", "albumin in U/L",
    {quantities = {{arm = "A1", outcome = "ALB", stat = "mean", value = 30, unit = "U/L"}}},
    {quantities = {{arm = "A1", outcome = "ALB", stat = "mean", value = 3, unit = "g/dL"}}}},
  {"R17 UNIT_WRONG", "bilirubin converted with the wrong factor",
    {quantities = {{arm = "A1", outcome = "BIL", stat = "mean", value = 25, unit = "umol/L",
      value_original = "2.5", unit_original = "mg/dL"}}},
    {quantities = {{arm = "A1", outcome = "BIL", stat = "mean", value = 42.8, unit = "umol/L",
      value_original = "2.5", unit_original = "mg/dL"}}}},
  {"R18 DISPERSION", "an SD of 0", pair({disp_value = 0}, {}), pair({disp_value = 1}, {})},
  {"R18 DISPERSION", "a value outside its interval",
    pair({disp = "ci", disp_lo = 31, disp_hi = 33}, {}),
    pair({disp = "ci", disp_lo = 30, disp_hi = 33}, {})},
  {"R18 DISPERSION", "an SE as large as the SD",
    pair({arm = "A1", disp = "se", disp_value = 4}, {arm = "A1"}),
    pair({arm = "A1", disp = "se", disp_value = 0.9}, {arm = "A1"})},
  {"R19 SD_RATIO", "an SE entered as SD",
    pair({disp_value = 0.7}, {disp_value = 4}), pair({disp_value = 0.9}, {disp_value = 4})},
  {"R20 EVENTS_EXCEED_N", "more events than patients",
    {quantities = {{arm = "A1", outcome = "MORT", stat = "count", events = 21, n = 20}}},
    {quantities = {{arm = "A1", outcome = "MORT", stat = "count", events = 20, n = 20}}}},
  {"R22 PHASE_TEXT", "two codes for one phase",
    {phase = {"I", "II"}}, {phase = {"I/II"}, verbatim = {phase = "Phase1|Phase2"}}},
  {"R22 PHASE_TEXT", "a phase that is coded otherwise than printed",
    {phase = {"II"}, verbatim = {phase = "PHASE1,PHASE2"}},
    {phase = {"II"}, verbatim = {phase = "Phase 2a"}}},
  {"R23 COLUMN_MEANING", "passages under a p value", -- Fiore 2018, Table 1, header and footnote
    {verbatim = {["P value"] = "3-4"}}, {verbatim = {["P value"] = "P < 0.05", passage = "3-4"}}},
  {"R24 DOSE_TOO_SMALL", "107 cells per kg",
    {product = dose{text = "107/kg", min = 107, max = 107, unit = "cells", per = "kg"}},
    {product = dose{text = "107 cells", min = 107, max = 107, unit = "cells", per = "total"}}},
  {"R25 MULTI_MODEL", "two models and one cell of results",
    {design = "mixed", injury = {{model = "CELL_LINE"}, {model = "CCL4"}}},
    {design = "mixed", injury = {{model = "CELL_LINE"}, {model = "CCL4"}},
      results = {outcome("VIAB", "up", "viable", {system = "in vitro"})}}},
}

describe("rule", function()
  for _, case in ipairs(cases) do
    local expected, what, breaks, near = table.unpack(case)
    it(expected .. " finds " .. what, function()
      local ev <close> = evidence(bundle(breaks))
      assert.same({expected}, rule_flags(ev, "lab:t1:r01"))
      assert.same({expected}, findings(ev))
      local good <close> = evidence(bundle(near))
      assert.same({}, rule_flags(good, "lab:t1:r01"))
      assert.same({}, findings(good))
    end)
  end

  it("R1 CODE_UNKNOWN: an unknown code is refused", function()
    local ev <close> = hepar.evidence.new()
    local ok, message = ev:import(bundle{results = {outcome("MELDD", "down", "MELD ↓")}})
    assert.is_nil(ok)
    assert.matches("MELDD", message, 1, true)
    assert.equal(0, #ev)
  end)

  it("R1 CODE_UNKNOWN: check finds it in a store that another program changed", function()
    if not os.execute("command -v sqlite3 >/dev/null") then
      pending("the sqlite3 program is not there")
      return
    end
    local name = os.tmpname()
    os.remove(name)
    local ev = assert(hepar.evidence.open(name))
    assert(ev:import(bundle{}))
    ev:close()
    assert(os.execute(("sqlite3 %s \"UPDATE result SET outcome = 'MELDD'\""):format(name)))
    local changed <close> = assert(hepar.evidence.open(name))
    local found = changed:check()
    assert.same({"R1", "CODE_UNKNOWN", "lab:t1:r01"}, {found[1].rule, found[1].code, found[1].id})
    assert.matches('"MELDD" is no code of the vocabulary outcome (nearest: MELD)', found[1].text, 1,
      true)
    assert.equal(1, #found)
    os.remove(name)
  end)

  it("R7 DIR_CONFLICT makes the effect ambiguous", function()
    local ev <close> = evidence(bundle{results = {outcome("ALB", "up", "ALB ↑"),
      outcome("ALB", "down", "ALB ↓"), outcome("MELD", "down", "MELD ↓")}})
    local results = ev["lab:t1:r01"].results
    assert.same({"ambiguous", "ambiguous", "benefit"},
      {results[1].effect, results[2].effect, results[3].effect})
  end)

  -- ClinicalTrials.gov and EU registers print one phase in many ways.
  for spelling, code in pairs{["Phase1|Phase2"] = "I/II", ["PHASE1,PHASE2"] = "I/II",
    ["Phase 1/Phase 2"] = "I/II", ["EARLY_PHASE1"] = "EARLY1", ["Phase IIa"] = "II",
    ["PHASE2, PHASE3"] = "II/III", ["N/A"] = "NA"} do
    it("R22: " .. spelling .. " comes in as " .. code, function()
      local ev <close> = evidence(bundle{phase = {spelling}})
      assert.same({code}, {ev["lab:t1:r01"].phase[1], ev["lab:t1:r01"].phase[2]})
      assert.equal(1, #ev:where{phase = code})
    end)
  end

  it("R22: a text that names no phase is refused", function()
    local ev <close> = hepar.evidence.new()
    local ok, message = ev:import(bundle{phase = {"I do not know"}})
    assert.is_nil(ok)
    assert.matches("I do not know", message, 1, true)
  end)

  it("names a code of the vocabulary", function()
    for i, rule in ipairs(require("hepar.core").rules.list()) do
      assert.equal("R" .. i, rule.rule)
      assert.equal(rule.code, (hepar.evidence.code("flag", rule.code)))
      assert.is_true(rule.severity == "error" or rule.severity == "warning" or
        rule.severity == "note")
    end
  end)

  it("R10 REF_SHIFT finds one number for two studies", function()
    local ev <close> = evidence(bundle(
      {study = "zhang2012", citation = {ref_printed = "[18]"}},
      {study = "wang2014", citation = {ref_printed = "18", ref_inferred = "[22]"}},
      {study = "other", citation = {ref_printed = "[19]"}}))
    assert.same({"R10 REF_SHIFT"}, rule_flags(ev, "lab:t1:r01"))
    assert.same({"R10 REF_SHIFT"}, rule_flags(ev, "lab:t1:r02"))
    assert.same({}, rule_flags(ev, "lab:t1:r03"))
    assert.matches("wang2014 (lab:t1:r02)", ev["lab:t1:r01"].flags[1].text, 1, true)
    assert.matches("[22] may be meant here", ev["lab:t1:r02"].flags[1].text, 1, true)
    -- two rows of one study may share it
    local same <close> = evidence(bundle(
      {study = "zhang2012", citation = {ref_printed = "[18]"}},
      {study = "zhang2012", citation = {ref_printed = "[18]"}}))
    assert.same({}, findings(same))
  end)

  it("R12 MISPLACED finds one clinical row among preclinical ones", function()
    local rows = {}
    for i = 1, 5 do rows[i] = {design = "preclinical"} end
    rows[5] = {design = "clinical"}
    local ev <close> = evidence(bundle(table.unpack(rows)))
    assert.same({"R12 MISPLACED"}, rule_flags(ev, "lab:t1:r05"))
    assert.same({"R12 MISPLACED"}, findings(ev))
    rows[4] = {design = "clinical"} -- 2 of 5: a mixed table
    local mixed <close> = evidence(bundle(table.unpack(rows)))
    assert.same({}, findings(mixed))
  end)
end)

describe("R15 QUOTE_CHANGED", function()
  -- SHA-256 of "one\ntwo" and "three", by sha256sum.
  local quotes = {
    "21066d108d5319ecb5a1fc4454f42ef22fc5f1c7df49c31d90294950e0ea8b2c",
    "8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f",
  }
  local function write(name, text)
    local file <close> = assert(io.open(name, "wb"))
    assert(file:write(text))
  end

  it("re-cuts the lines of the file", function()
    local name = os.tmpname()
    write(name, "one\ntwo\nthree\n")
    local content = bundle({}, {})
    content.records[1].provenance[1].lines = {1, 2}
    content.records[1].provenance[1].quote_sha256 = quotes[1]
    content.records[2].provenance[1].lines = {3, 3}
    content.records[2].provenance[1].quote_sha256 = quotes[2]
    local ev <close> = evidence(content)
    assert.same({}, findings(ev, {sources = {lab = name}}))
    write(name, "one\ntwo\nthrei\n")
    local found = ev:check{sources = {lab = name}}
    assert.equal(1, #found)
    assert.equal("lab:t1:r02", found[1].id)
    assert.matches("lines 3 to 3 of lab", found[1].text, 1, true)
    write(name, "one\ntwo")
    assert.matches("not in the file", ev:check{sources = {lab = name}}[1].text, 1, true)
    os.remove(name)
    local nothing, message, code = ev:check{sources = {lab = name}}
    assert.is_nil(nothing)
    assert.matches(name, message, 1, true)
    assert.equal("not_found", code)
    assert.has_error(function() ev:check{sources = {lap = name}} end)
  end)
end)

describe("R21 SEED_CONFLICT", function()
  local function two(a, b)
    local content = bundle(a, b)
    content.records[2].id = "other:t1:r02"
    content.records[2].provenance[1].source_id = "other"
    content.records[2].study = content.records[1].study
    return content
  end
  local sized = {enrolment = {n_total = 25}, arms = {arm("A1", 14), arm("A2", 11)}}

  it("compares records of one study in two sources", function()
    local ev <close> = evidence(two(sized,
      {enrolment = {n_total = 27}, arms = {arm("A1", 15), arm("A2", 12)}}))
    assert.same({"R21 SEED_CONFLICT"}, rule_flags(ev, "lab:t1:r01"))
    assert.same({"R21 SEED_CONFLICT"}, rule_flags(ev, "other:t1:r02"))
    local found = ev:check()
    assert.equal(1, #found)
    assert.same({25, {14, 11}}, {found[1].a.value.n_total, found[1].a.value.arms})
    assert.same({27, {15, 12}}, {found[1].b.value.n_total, found[1].b.value.arms})
    assert.same({"lab", "Table 1", {1, 1}},
      {found[1].a.source_id, found[1].a.container, found[1].a.lines})
    assert.same({"other", "Table 1", {2, 2}},
      {found[1].b.source_id, found[1].b.container, found[1].b.lines})
  end)

  it("is content when the two agree, or cannot be compared", function()
    local ev <close> = evidence(two(sized, {enrolment = {n_total = 25}}))
    assert.same({}, findings(ev))
    -- per kg and total have no common basis
    local doses <close> = evidence(two(
      {product = dose{text = "1e6/kg", min = 1e6, max = 1e6, unit = "cells", per = "kg"}},
      {product = dose{text = "5e7", min = 5e7, max = 5e7, unit = "cells", per = "total"}}))
    assert.same({}, findings(doses))
    local wording <close> = evidence(two({}, {results = {outcome("MELD", "improved", "better")}}))
    assert.same({}, findings(wording))
  end)

  it("finds doses and directions that differ", function()
    local ev <close> = evidence(two(
      {product = dose{text = "1e6/kg", min = 1e6, max = 1e6, unit = "cells", per = "kg"}},
      {product = dose{text = "1e8/kg", min = 1e8, max = 1e8, unit = "cells", per = "kg"},
        results = {outcome("MELD", "no_change", "MELD unchanged")}}))
    local value = ev:check()[1].a.value
    assert.same({"1000000 cells per kg", "down"}, {value.dose, value["results.MELD"]})
  end)

  -- A decision on n, kind given, about the first record.
  local function decided(kind)
    local content = bundle(sized)
    content.decisions = {{id = "d1", kind = kind, subject = "Doe 2020: patients",
      a = {source_id = "lab", lines = {1, 1}, record = "lab:t1:r01",
        value = {["enrolment.n_total"] = 25, ["arms.n"] = {14, 11}}},
      b = {source_id = "other", lines = {7, 9},
        value = {["enrolment.n_total"] = 27, ["arms.n"] = {15, 12}}},
      text = "analysed against randomised"}}
    return content
  end

  it("reports a decision with both values and both locators, and flags the record", function()
    local ev <close> = evidence(decided("conflict"))
    assert.same({"R21 SEED_CONFLICT"}, rule_flags(ev, "lab:t1:r01"))
    local found = ev:check()[1]
    assert.same({"conflict", "warning", "d1"}, {found.kind, found.severity, found.decision})
    assert.same({25, 27}, {found.a.value["enrolment.n_total"], found.b.value["enrolment.n_total"]})
    assert.same({{1, 1}, {7, 9}}, {found.a.lines, found.b.lines})
    assert.matches("(lab lines 1-1) against", found.text, 1, true)
    -- an amended record ends the conflict
    assert(ev:amend{id = "lab:t1:r01", field = "enrolment.n_total", value = 27, who = "reader",
      why = "randomised"})
    assert(ev:amend{id = "lab:t1:r01", field = "arms[1].n", value = 15, who = "reader",
      why = "randomised"})
    assert(ev:amend{id = "lab:t1:r01", field = "arms[2].n", value = 12, who = "reader",
      why = "randomised"})
    assert.same({}, rule_flags(ev, "lab:t1:r01"))
    assert.equal("note", ev:check()[1].severity)
  end)

  it("flags nothing for what is resolved", function()
    local ev <close> = evidence(decided("resolved"))
    assert.same({}, rule_flags(ev, "lab:t1:r01"))
    local found = ev:check()
    assert.same({1, "resolved", "note"}, {#found, found[1].kind, found[1].severity})
  end)
end)

describe("ev:check", function()
  it("runs the rules asked for", function()
    local ev <close> = evidence(bundle{enrolment = {n_total = 20}, arms = {arm("A1", 14)},
      results = {outcome("PT", "up", "PT ↑")}})
    assert.same({"R2 N_MISMATCH", "R9 PT_AMBIGUOUS"}, findings(ev))
    assert.same({"R9 PT_AMBIGUOUS"}, findings(ev, {rules = {"R9"}}))
    assert.has_error(function() ev:check{rules = {"R99"}} end)
    assert.has_error(function() ev:check{rule = {"R9"}} end)
  end)

  it("leaves readers' flags alone", function()
    local ev <close> = evidence(bundle{flags = {{code = "TYPO", text = "sic"}},
      enrolment = {n_total = 20}, arms = {arm("A1", 14)}})
    local flags = ev["lab:t1:r01"].flags
    assert.same({"TYPO", "N_MISMATCH"}, {flags[1].code, flags[2].code})
    assert.is_nil(flags[1].rule)
    assert.same({"R2 N_MISMATCH"}, findings(ev))
  end)
end)
