-- Questions to the built-in evidence. The expected numbers were counted by hand in the two reviews'
-- tables: Fiore 2018, Table 1 has 22 rows (16 bone marrow, 5 umbilical cord, 1 adipose; 13
-- autologous, 9 allogeneic; 9 without a control arm); MELD is reported by 10 of them, albumin by 9,
-- bilirubin by 5, PT five times.
local hepar = require("hepar")

local function message_of(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok)
  return message
end

-- code -> n of a tally's rows
local function numbers(tally)
  local out = {}
  for _, row in ipairs(tally.rows) do out[row.code] = row.n end
  return out
end

describe("questions to the evidence", function()
  local ev, table1

  setup(function()
    ev = hepar.evidence.builtin()
    table1 = ev:where { source_id = "fiore2018", container = "t1" }
  end)

  teardown(function() ev:close() end)

  describe("where", function()
    it("takes a value, lists and ranges", function()
      assert.equal(22, #table1)
      assert.equal(27, #ev:where { design = "preclinical" })
      assert.equal(16, #table1:where { source = "BM" })
      assert.equal(17, #table1:where { source = { "BM", "AT" } })
      assert.equal(0, #table1:where { source = {} })
      assert.equal(4, #table1:where { year = 2014 })
      assert.equal(5, #table1:where { year = { from = 2014, to = 2016 } })
      assert.equal(4, #table1:where { year = { to = 2011.5 } } - 1)
      assert.equal(0, #table1:where { year = { from = 2018 } })
      assert.equal(1, #table1:where { row = 7 })
      assert.equal(1, #ev:where { id = "fiore2018:t1:r16" })
      assert.equal(2, #ev:where { study = { "suk2016", "shi2012" } })
      assert.equal(22, #ev:where {} - 28)
    end)

    it("takes long lists", function()
      local ids, years = {}, {}
      for i = 1, 3000 do
        ids[i] = "nothing:t1:r" .. i
        years[i] = 1000 + i
      end
      ids[2999] = "fiore2018:t1:r16"
      assert.same({ "fiore2018:t1:r16" }, ev:where { id = ids }:ids())
      assert.equal(22, #table1:where { year = years })
      local codes = {}
      for i = 1, 1000 do codes[i] = i % 2 == 0 and "AD-MSC" or "UC" end
      assert.equal(6, #table1:where { source = codes })
      codes[900] = "UX"
      assert.truthy(message_of(ev.where, ev, { source = codes })
        :find('source "UX" is not known', 1, true))
    end)

    it("can be narrowed many times, and says when it is too many", function()
      local view = ev
      for _ = 1, 700 do view = view:where { design = "clinical" } end
      assert.equal(23, #view)
      assert.truthy(message_of(function()
        for _ = 1, 200 do view = view:where { design = "clinical" } end
      end):find("hepar.evidence.where: a view takes no more than", 1, true))
    end)

    it("combines conditions, and composes", function()
      local hepatic = ev:where { design = "clinical", source = "BM", route = { "HA", "PV" },
        year = { from = 2010 } }
      assert.same({ "fiore2018:t1:r04", "fiore2018:t1:r12", "fiore2018:t1:r15",
        "fiore2018:t1:r16", "fiore2018:t1:r21" }, hepatic:ids())
      local step = ev:where { design = "clinical" }:where { source = "BM" }
        :where { route = { "HA", "PV" } }:where { year = { from = 2010 } }
      assert.same(hepatic:ids(), step:ids())
      assert.is_nil(hepatic["fiore2018:t1:r01"])
      assert.is_nil(hepatic:get("mohamadnejad2007"))
      assert.equal("suk2016", hepatic[4].study)
    end)

    it("resolves synonyms and other spellings", function()
      assert.equal(#ev:where { source = "AT" }, #ev:where { source = "AD-MSC" })
      assert.equal(#ev:where { source = "AT" }, #ev:where { source = { "adipose tissue" } })
      assert.equal(5, #table1:where { route = "hepatic artery" })
    end)

    it("takes a code with everything below it", function()
      assert.equal(6, #ev:where { disease = "ALF" })
      assert.equal(2, #ev:where { disease = "FHF" })
      assert.equal(8, #ev:where { disease = { under = "ALF" } })
      assert.equal(8 + 15, #ev:where { disease = { under = { "ALF", "CIRR" } } })
    end)

    it("takes the opposite, and what is missing", function()
      assert.equal(50 - 23, #ev:where { design = { ["not"] = "clinical" } })
      local without = ev:where { route = { ["not"] = { "IV", "HA" } } }
      for record in without:each() do
        for _, route in ipairs((record.product or {}).routes or record.routes or {}) do
          assert.is_true(route ~= "IV" and route ~= "HA")
        end
      end
      assert.equal(50, #without + #ev:where { route = { "IV", "HA" } })
      local missing = ev:where { year = { missing = true } }
      assert.equal(50, #missing + #ev:where { year = { missing = false } })
      assert.equal(50, #missing + #ev:where { year = { from = 0 } })
      assert.equal(50, #ev:where { route = { missing = true } } +
        #ev:where { route = { missing = false } })
    end)

    it("means one result by outcome, direction and effect", function()
      assert.equal(10, #ev:where { outcome = "MELD", direction = "down" })
      -- albumin rises and something else falls in nine rows, but albumin falls in none
      assert.equal(0, #ev:where { outcome = "ALB", direction = "down" })
      assert.equal(9, #ev:where { outcome = "ALB" }:where { direction = "down" })
      -- one of the four rows reports PT twice, up and down
      assert.equal(4, #ev:where { outcome = "PT", effect = "ambiguous" })
      assert.equal(0, #ev:where { effect = "harm" })
    end)

    it("knows a control arm from a group called so", function()
      assert.equal(13, #table1:where { controlled = true })
      assert.equal(9, #table1:where { controlled = false })
      assert.equal(0, #table1:where { controlled = true, study = "kharaziha2009" })
      -- the rows of the other tables name no arms: neither with nor without
      assert.equal(9, #ev:where { controlled = false })
      assert.equal(28, #ev:where { controlled = { missing = true } })
    end)

    it("searches the text", function()
      assert.equal(1, #table1:where { text = "Suk" })
      assert.truthy(message_of(ev.where, ev, { text = '"open' })
        :find("a quotation mark is not closed", 1, true))
    end)

    it("calls a function for each value, and for its record when it wants that", function()
      local even = ev:where { year = function(year) return year % 2 == 0 end }
      for record in even:each() do assert.equal(0, record.citation.year % 2) end
      assert.equal(13, #even)
      local seen = 0
      local hepatic = ev:where { route = function(route, record)
        seen = seen + 1
        return route == "HA" and record.design == "clinical" and #record.arms > 0
      end }
      assert.equal(5, #hepatic)
      assert.truthy(seen > 28)
      assert.equal(4, #hepatic:where { source = "BM" })
      assert.equal(4, hepatic:where { source = "BM" }:tally("source").total)
      assert.equal(9, #table1:where { controlled = function(yes) return not yes end })
      assert.equal(50, #ev:where { id = function() return true end })
    end)

    it("lets an error of the function through as it is", function()
      local oops = { code = 7 }
      local ok, caught = pcall(ev.where, ev, { year = function() error(oops) end })
      assert.is_false(ok)
      assert.equal(oops, caught)
      assert.truthy(message_of(ev.where, ev, { year = function(year) return year.month end })
        :find("query_spec.lua", 1, true))
    end)

    it("gives a function a record that can be gone through like any other", function()
      local names = {}
      local _ = table1:where { row = 16 }:where { id = function(_, record)
        for name in pairs(record) do names[name] = true end
        names.text = tostring(record):find("Suk 2016", 1, true) ~= nil
        return true
      end }
      assert.is_true(names.study and names.results and names.text)
    end)

    it("suggests what was meant", function()
      for filter, expected in pairs {
        [{ desing = "clinical" }] = 'field "desing" is not known (did you mean "design"?)',
        [{ route = "HX" }] = 'route "HX" is not known (did you mean "HA"?)',
        [{ disease = "cirrosis" }] = 'disease "cirrosis" is not known (did you mean "CIRR"?)',
        [{ design = "rct" }] = 'it is a subdesign: use subdesign = "rct"',
        [{ year = "2010" }] = 'field "year" expects a number, a list of numbers',
        [{ controlled = "yes" }] = 'field "controlled" expects true or false, got a string',
        [{ year = { form = 2010 } }] = 'option "form" is not known (did you mean "from"?)',
        [{ year = { from = 2012, to = 2010 } }] = "from = 2012 is above to = 2010",
        [{ route = { from = "HA" } }] = 'field "route" has no range',
        [{ year = { under = 2010 } }] = 'field "year" has no codes below others',
        [{ year = { from = 2010, under = "x" } }] = "at a time",
        [{ "clinical" }] = "a filter is field = value",
      } do
        local message = message_of(ev.where, ev, filter)
        assert.truthy(message:find("hepar.evidence.where: ", 1, true), message)
        assert.truthy(message:find(expected, 1, true), message)
      end
    end)
  end)

  describe("tally", function()
    it("counts the rows of Fiore's table as a reader does", function()
      assert.same({ BM = 16, UC = 5, AT = 1 }, numbers(table1:tally("source")))
      assert.same({ AUTO = 13, ALLO = 9 }, numbers(table1:tally("donor")))
      assert.same({ [true] = 13, [false] = 9 }, numbers(table1:tally("controlled")))
      assert.same({ none_reported = 17, na = 4, reported = 1 },
        numbers(table1:tally("adverse_events")))
      assert.equal(4, numbers(table1:tally("year"))[2014])
    end)

    it("puts the most first, then goes by code, and ends with what is missing", function()
      local tally = ev:tally("route")
      for i = 2, #tally.rows do
        local a, b = tally.rows[i - 1], tally.rows[i]
        assert.is_true(b.missing or a.n > b.n or (a.n == b.n and a.code < b.code))
      end
      local last = tally.rows[#tally.rows]
      assert.equal("missing", last.code)
      assert.equal(#ev:where { route = { missing = true } }, last.n)
      assert.equal("intravenous / peripheral vein", tally.rows[1].label)
      assert.equal(50, tally.total)
    end)

    it("accounts for every record in every field", function()
      for _, field in ipairs(hepar.evidence.fields()) do
        if field.kind ~= "search" then
          local tally, sum = ev:tally(field.name), 0
          for _, row in ipairs(tally.rows) do
            sum = sum + row.n
            if not row.missing then
              assert.equal(row.n, #ev:where { [field.name] = row.code },
                field.name .. " " .. tostring(row.code))
            end
          end
          if field.multiple then
            assert.is_true(sum >= 50, field.name)
          else
            assert.equal(50, sum, field.name)
          end
        end
      end
    end)

    it("counts studies and patients", function()
      assert.equal(49, ev:tally("design", { by = "studies" }).total)
      local patients = table1:tally("source", { by = "patients" })
      local expected = { BM = 0, UC = 0, AT = 0 }
      for record in table1:each() do
        local source = record.product.source
        expected[source] = expected[source] + record.enrolment.n_total
      end
      assert.same(expected, numbers(patients))
      assert.equal(expected.BM + expected.UC + expected.AT, patients.total)
      assert.equal(0, patients.unknown)
      -- the 27 animal studies count no patients
      assert.equal(27, ev:tally("source", { by = "patients" }).unknown)
    end)

    it("counts a study once, with its largest report", function()
      local small = hepar.evidence.new()
      local function report(row, n, source)
        return { id = "book:t1:r" .. row, study = row < 3 and "one2020" or "two2020",
          design = "clinical", citation = {}, verbatim = { x = "y" },
          population = { species = "human" }, enrolment = { n_total = n },
          product = { source = source },
          results = { { outcome = "MELD", direction = "down", text = "x" } },
          provenance = { { source_id = "book", container = "t", row = row } },
          flags = require("hepar.core").json.array() }
      end
      assert(small:import { sources = { { source_id = "book" } },
        records = { report(1, 20, "BM"), report(2, 30, "BM"), report(3, 7, "UC") } })
      assert.same({ BM = 30, UC = 7 }, numbers(small:tally("source", { by = "patients" })))
      assert.same({ BM = 1, UC = 1 }, numbers(small:tally("source", { by = "studies" })))
      assert.same({ BM = 2, UC = 1 }, numbers(small:tally("source")))
      assert.equal(37, small:tally("source", { by = "patients" }).total)
    end)

    it("prints itself", function()
      local text = tostring(table1:tally("source"))
      assert.truthy(text:find("22 records by source", 1, true))
      assert.truthy(text:find("BM%s+bone marrow%s+16%s+73 %%"))
      assert.truthy(tostring(table1:tally("route"))
        :find("a record with several values counts under each", 1, true))
    end)

    it("refuses what is no field and no unit", function()
      assert.truthy(message_of(ev.tally, ev, "rute")
        :find('hepar.evidence.tally: field "rute" is not known (did you mean "route"?)', 1, true))
      assert.truthy(message_of(ev.tally, ev, "route", { by = "record" })
        :find('by "record" is not known (did you mean "records"?)', 1, true))
      assert.truthy(message_of(ev.tally, ev, "text"):find('"text" cannot be counted', 1, true))
    end)
  end)

  describe("cross", function()
    it("counts two fields with their totals", function()
      local cross = table1:cross("source", "donor")
      assert.equal("BM", cross.rows[1].code)
      assert.equal("AUTO", cross.columns[1].code)
      assert.same({ { 12, 4 }, { 0, 5 }, { 1, 0 } }, cross.cells)
      assert.equal(13, cross.columns[1].n)
      assert.equal(22, cross.total)
    end)

    it("agrees with where in every cell", function()
      local cross = ev:cross("source", "disease")
      for i, row in ipairs(cross.rows) do
        for j, column in ipairs(cross.columns) do
          assert.equal(#ev:where { source = row.code, disease = column.code }, cross.cells[i][j])
        end
      end
    end)

    it("agrees with its tallies, by studies and by patients, too", function()
      for _, by in ipairs { "records", "studies", "patients" } do
        local cross = ev:cross("route", "phase", { by = by })
        assert.same(numbers(ev:tally("route", { by = by })), numbers(cross))
        local columns = {}
        for _, column in ipairs(cross.columns) do columns[column.code] = column.n end
        assert.same(numbers(ev:tally("phase", { by = by })), columns)
      end
    end)

    it("prints itself with totals", function()
      local text = tostring(table1:cross("source", "donor"))
      assert.truthy(text:find("22 records by source and donor", 1, true))
      assert.truthy(text:find("all%s+13%s+9%s+22"))
    end)
  end)

  describe("search", function()
    it("understands the example of the guide", function()
      local hits = assert(ev:search("hepatic artery NEAR fibrosis"))
      assert.is_true(#hits >= 2)
      local found = {}
      for _, hit in ipairs(hits) do
        found[hit.id] = true
        assert.truthy(hit.snippet:find("«", 1, true))
        assert.is_true(hit.kind == "record" or hit.kind == "claim")
        assert.is_number(hit.rank)
      end
      assert.is_true(found["fiore2018:t1:r16"]) -- Suk 2016: hepatic artery, fibrosis
      assert.equal(#hits, hits.total)
    end)

    it("takes words with hyphens and signs as they are written", function()
      for _, text in ipairs { "miR-122", "IL-6", "TNF-α", "CD34+", "C57BL/6J", "4-5" } do
        assert.is_true(#assert(ev:search(text)) > 0, text)
      end
    end)

    it("finds what has the code that a word is a synonym of", function()
      local function found(text)
        local ids = {}
        for _, hit in ipairs(assert(ev:search(text, { kind = "record" }))) do
          ids[#ids + 1] = hit.id
        end
        table.sort(ids)
        return ids
      end
      local coded = ev:where { source = "AT" }:ids()
      table.sort(coded)
      assert.equal(7, #coded)
      for _, text in ipairs { "AD-MSC", "ADSC", "ad-msc", '"AD-MSC"', "AD‐MSC" } do
        assert.same(coded, found(text), text)
      end
      assert.same(found("AD-MSC"), ev:where { text = "AD-MSC", id = coded }:ids())
      assert.equal(7, #ev:where { text = "AD-MSC" })
      assert.equal(0, #ev:where { text = "liver NOT AD-MSC", source = "AT" })
      -- an English word that is a code, a beginning, and words beside NEAR stay as they are
      assert.same(found('"AT"'), found("AT"))
      assert.same({}, found("ADSC*"))
      assert.same({}, found("ADSC NEAR liver"))
      -- of claims
      assert.is_true(#ev:claims { text = "AD-MSC" } > 0)
    end)

    it("knows AND, OR, NOT, brackets, phrases and beginnings", function()
      local function n(text) return assert(ev:search(text)).total end
      assert.equal(n("fibrosis cirrhosis"), n("fibrosis AND cirrhosis"))
      assert.equal(n("fibrosis") + n("cirrhosis"),
        n("fibrosis OR cirrhosis") + n("fibrosis AND cirrhosis"))
      assert.equal(n("fibrosis"), n("fibrosis NOT cirrhosis") + n("fibrosis cirrhosis"))
      assert.equal(n("fibrosis"), n("(fibrosis)"))
      assert.is_true(n('"bone marrow"') <= n("bone marrow"))
      assert.is_true(n("fibro*") > n("fibrosis"))
      assert.is_true(n("hepatic NEAR/1 artery") >= n('"hepatic artery"'))
      assert.equal(n("NEAR(hepatic artery, 0)"), n("hepatic NEAR/0 artery"))
      assert.equal(0, n("xyzzy"))
    end)

    it("explains what it cannot read", function()
      for text, expected in pairs {
        ['"open'] = "a quotation mark is not closed", ["(a b"] = "a bracket is not closed",
        ["a)"] = "a bracket closes that was not opened", ["AND a"] = "AND needs a word before it",
        ["a OR"] = "OR needs a word behind it", ["NOT a"] = "NOT needs a word before it",
        ["a AND OR b"] = "AND needs a word behind it", ["NEAR a"] = "NEAR needs a word before it",
        ["a NEAR"] = "NEAR needs a word behind it", [""] = "holds no words",
        [" - "] = "holds no words", ["NEAR(a, b)"] = "a number of words is expected",
        ["(a) NEAR b"] = "NEAR stands between words",
        [("("):rep(100) .. "a" .. (")"):rep(100)] = "too many brackets",
      } do
        local hits, message, code = ev:search(text)
        assert.is_nil(hits, text)
        assert.equal("format", code)
        assert.truthy(message:find("hepar.evidence.search: ", 1, true))
        assert.truthy(message:find(expected, 1, true), message)
      end
    end)

    it("refuses what is no text", function()
      for _, text in ipairs { "a\0b", "\255" } do
        assert.truthy(message_of(ev.search, ev, text):find("hepar.evidence.search: ", 1, true))
      end
    end)

    it("never trips over what people type", function()
      local pieces = { "a", "AND", "OR", "NOT", "NEAR", "(", ")", '"', "*", "-", "NEAR/3", "NEAR(",
        ",", "5", "fibrosis", "+", "^", ":", "{", "}", "é", "'", ";", "--" }
      local state = 7
      for _ = 1, 2000 do
        local words = {}
        for i = 1, 1 + state % 7 do
          state = state * 16807 % 2147483647
          words[i] = pieces[state % #pieces + 1]
        end
        local text = table.concat(words, state % 2 == 0 and " " or "")
        local hits, message, code = ev:search(text)
        if not hits then
          assert.equal("format", code, text .. ": " .. tostring(message))
          assert.falsy(message:find("fts5", 1, true), message)
        end
        state = state + 1
      end
    end)

    it("keeps to the records of the view; claims belong to the whole store", function()
      local all = assert(ev:search("fibrosis"))
      local narrow = assert(table1:search("fibrosis"))
      local expected = 0
      for _, hit in ipairs(all) do
        if table1[hit.id] then expected = expected + 1 end
      end
      assert.equal(expected, #narrow)
      assert.is_true(expected > 0)
      for _, hit in ipairs(narrow) do assert.equal("record", hit.kind) end
    end)

    it("can be limited, and then still counts all", function()
      local hits = assert(ev:search("liver", { limit = 3 }))
      assert.equal(3, #hits)
      assert.is_true(hits.total > 3)
      for _, hit in ipairs(assert(ev:search("liver", { kind = "claim" }))) do
        assert.equal("claim", hit.kind)
      end
      assert.truthy(tostring(hits):find("the first 3 of", 1, true))
      assert.truthy(message_of(ev.search, ev, "liver", { limit = 0 }):find("limit", 1, true))
      assert.truthy(message_of(ev.search, ev, "liver", { kind = "page" }):find("kind", 1, true))
    end)
  end)

  describe("results", function()
    it("finds what the table reports of each outcome", function()
      for outcome, n in pairs { MELD = 10, ALB = 9, BIL = 5 } do
        local list = table1:results { outcome = outcome }
        assert.equal(n, #list, outcome)
        for _, row in ipairs(list) do assert.equal("benefit", row.effect) end
      end
      local pt = table1:results { outcome = "PT" }
      assert.equal(5, #pt)
      for _, row in ipairs(pt) do assert.equal("ambiguous", row.effect) end
    end)

    it("tells all of a row that a synthesis needs", function()
      local row = table1:where { study = "suk2016" }:results { outcome = "FIBROSIS" }[1]
      assert.equal("fiore2018:t1:r16", row.id)
      assert.equal("suk2016", row.study)
      assert.equal("fiore2018", row.source_id)
      assert.equal("clinical", row.design)
      assert.equal("rct", row.subdesign)
      assert.equal(2016, row.year)
      assert.equal("BM", row.source)
      assert.equal("AUTO", row.donor)
      assert.same({ "HA" }, row.routes)
      assert.equal("HA", row.route)
      assert.equal("CIRR", row.disease)
      assert.equal("human", row.species)
      assert.is_true(row.controlled)
      assert.equal(55, row.n_total)
      assert.equal("liver fibrosis", row.outcome_label)
      assert.equal("down", row.desirable)
      assert.equal("down", row.direction)
      assert.equal(ev[row.id].results[row.ord].outcome, row.outcome)
      assert.equal("table", type(row.flags))
    end)

    it("does not say whether there was a control arm when no arms are recorded", function()
      local seen = {}
      for _, row in ipairs(ev:results()) do
        local arms = #(ev[row.id].arms or {}) > 0
        seen[tostring(row.controlled)] = true
        assert.equal(arms, row.controlled ~= nil, row.id)
      end
      assert.same({ ["true"] = true, ["false"] = true, ["nil"] = true }, seen)
    end)

    it("joins several routes with a stroke", function()
      local row = table1:where { study = "kharaziha2009" }:results()[1]
      assert.same({ "PV", "IV" }, row.routes)
      assert.equal("PV/IV", row.route)
    end)

    it("gives one row for each result of each record", function()
      local n = 0
      for record in ev:each() do n = n + #record.results end
      assert.equal(n, #ev:results())
      assert.truthy(tostring(ev:results()):find(("%d results"):format(n), 1, true))
      assert.equal(0, #ev:results { effect = "harm" })
    end)

    it("refuses unknown conditions", function()
      assert.truthy(message_of(ev.results, ev, { outcom = "MELD" })
        :find('hepar.evidence.results: option "outcom" is not known (did you mean "outcome"?)', 1,
          true))
      assert.truthy(message_of(ev.results, ev, { outcome = "MELDS" })
        :find('outcome "MELDS" is not known (did you mean "MELD"?)', 1, true))
    end)
  end)

  describe("quantities", function()
    it("gives published figures of the arms, with time in days", function()
      local list = ev:quantities { study = "suk2016" }
      assert.is_true(#list > 0)
      for _, row in ipairs(list) do
        assert.equal("suk2016", row.study)
        assert.equal("arm", row.level)
        assert.is_string(row.trust)
        assert.is_string(row.outcome_label)
      end
    end)

    it("selects a time within a tolerance, in any unit", function()
      local exact = ev:quantities { outcome = "ALB", at = { weeks = 24 } }
      local days = ev:quantities { outcome = "ALB", at = { days = 168 } }
      assert.equal(#exact, #days)
      local near = ev:quantities { outcome = "ALB", at = { weeks = 24 }, tolerance = { weeks = 4 } }
      assert.is_true(#near > #exact and #exact > 0)
      for _, row in ipairs(near) do assert.is_true(math.abs(row.days - 168) <= 28.001) end
    end)

    it("keeps pooled values of meta-analyses apart from arms", function()
      local arms, pooled = ev:quantities(), ev:quantities { level = "pooled" }
      assert.equal(#arms + #pooled, #ev:quantities { level = "any" })
      assert.is_true(#pooled > 0)
      for _, row in ipairs(pooled) do assert.is_nil(row.study) end
      assert.equal(0, #table1:quantities { level = "pooled" })
      local studies = {}
      for record in table1:each() do studies[record.study] = true end
      for _, row in ipairs(table1:quantities()) do assert.is_true(studies[row.study]) end
    end)

    it("refuses a time it does not understand", function()
      for filter, expected in pairs {
        [{ at = 24 }] = "option at expects a time such as {weeks = 24}",
        [{ at = { weeks = "24" } }] = "weeks expects a number",
        [{ at = { fortnights = 2 } }] = '"fortnights" is no unit of time',
        [{ tolerance = { weeks = 4 } }] = "option tolerance needs option at",
        [{ at = { weeks = 4 }, tolerance = { weeks = -1 } }] = "below zero",
        [{ level = "arms" }] = 'level "arms" is not known (did you mean "arm"?)',
      } do
        local message = message_of(ev.quantities, ev, filter)
        assert.truthy(message:find(expected, 1, true), message)
      end
    end)
  end)

  describe("claims, sources and decisions", function()
    it("lists the 255 claims with topic and locator", function()
      assert.equal(255, #ev:claims())
      assert.equal(128, #ev:claims { source_id = "fiore2018" })
      assert.equal(2, #ev:claims { topic = "homing" })
      assert.equal(104, #ev:claims { test = "model" })
      assert.equal(106, #ev:claims { test = { "model" }, kind = nil } +
        #ev:claims { topic = { "homing" } })
      local claim = ev:claims { id = "fiore2018:c003" }[1]
      assert.equal("homing", claim.topic)
      assert.equal(2, #claim.lines)
      assert.equal(64, #claim.quote_sha256)
      assert.is_string(claim.check)
      assert.is_true(#ev:claims { text = "hepatic artery" } > 0)
    end)

    it("says when no claim has that topic", function()
      assert.truthy(message_of(ev.claims, ev, { topic = "homming" })
        :find('hepar.evidence.claims: no claim has topic "homming" (did you mean "homing"?)', 1,
          true))
      local none, message, code = ev:claims { text = "(" }
      assert.is_nil(none)
      assert.equal("format", code)
      assert.truthy(message:find("bracket", 1, true))
    end)

    it("lists the sources with what they gave", function()
      local by_id = {}
      for _, source in ipairs(ev:sources()) do by_id[source.source_id] = source end
      assert.equal(28, by_id.fiore2018.records)
      assert.equal(128, by_id.fiore2018.claims)
      assert.equal(22, by_id.review2.records)
      assert.equal("10.3748/wjg.v24.i23.2427", by_id.fiore2018.doi)
      for _, source in ipairs(table1:sources()) do by_id[source.source_id] = source end
      assert.equal(22, by_id.fiore2018.records)
    end)

    it("lists the decisions with both sides", function()
      local list = ev:decisions { kind = "conflict" }
      assert.is_true(#list >= 5)
      for _, decision in ipairs(list) do
        assert.is_string(decision.a.source_id)
        assert.is_string(decision.b.source_id)
        assert.not_nil(decision.a.value)
      end
      assert.truthy(message_of(ev.decisions, ev, { kind = "conflicts" })
        :find('did you mean "conflict"?', 1, true))
    end)
  end)

  describe("check", function()
    it("finds the contradictions, with both values and both places", function()
      local found = ev:check { rules = { "R21" } }
      local mohamadnejad
      for _, f in ipairs(found) do
        assert.equal("R21", f.rule)
        if f.id == "fiore2018:t1:r09" then mohamadnejad = f end
      end
      assert.equal("SEED_CONFLICT", mohamadnejad.code)
      assert.equal("fiore2018", mohamadnejad.a.source_id)
      assert.equal("review2", mohamadnejad.b.source_id)
      assert.equal(#found, found.counts.R21)
    end)

    it("finds that the arms of Shi 2017 do not add up, and nothing else of that kind", function()
      local found = ev:check { rules = { "R2" } }
      assert.equal(1, #found)
      assert.equal("fiore2018:t1:r20", found[1].id)
      assert.truthy(tostring(found):find("n = 20 but the arms sum to 27", 1, true))
    end)

    it("suggests a rule", function()
      local ok, message = pcall(ev.check, ev, { rules = { "R99" } })
      assert.is_false(ok)
      assert.truthy(message:find("hepar.evidence.check: ", 1, true))
    end)
  end)
end)
