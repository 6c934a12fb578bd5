-- The first report, seen from the person who reads it: every number comes from the store, every
-- statement leads to its rows.
local hepar = require "hepar"
local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local html = dofile(here .. "helper/html.lua")

-- A list that stays one when it is empty.
local list = require("hepar.core").json.array

-- A row of a clinical table, small but whole.
local function clinical(row, study, results, more)
  local record = {
    id = ("alpha:t1:r%02d"):format(row), study = study, design = "clinical",
    subdesign = "single_arm", citation = { first_author = "Alpha", year = 2000 + row },
    verbatim = { results = "MELD" },
    population = { species = "human", disease = "CIRR", etiology = { "HBV" } },
    enrolment = { n_total = 10 * row }, product = { source = "BM", donor = "AUTO",
      routes = { "HA" }, doses = { { text = "10^7", min = 1e7, max = 1e7, unit = "cells",
        per = "total" } } },
    arms = { { id = "A1", label = "MSC", n = 10 * row, role = "experimental",
      intervention_type = "MSC" } },
    results = results, follow_up = { value = 24, unit = "wk", text = "24 wk" },
    adverse_events = { status = "na", text = "NA", events = list {} },
    provenance = { { source_id = "alpha", container = "Table 1", row = row,
      lines = { 10 * row, 10 * row + 5 }, quote_sha256 = ("%064x"):format(row) } },
    flags = list {},
  }
  for name, value in pairs(more or {}) do record[name] = value end
  return record
end

local function store(records)
  local ev = hepar.evidence.new()
  assert(ev:import {
    schema = "hepar.record/1",
    sources = { { source_id = "alpha", kind = "narrative_review", file = "alpha.txt",
      sha256 = ("ab"):rep(32), citation = "Alpha A. A review <of> little. 2010" } },
    records = records,
  })
  return ev
end

local function meld(direction)
  return { { outcome = "MELD", direction = direction, text = "MELD" } }
end

describe("the findings", function()
  it("of the built-in evidence are those that a reader of both reviews would check", function()
    local text = tostring(hepar.report.findings(hepar.evidence.builtin()))
    local flat = text:gsub("%s+", " ")
    for _, part in ipairs {
      -- Fiore 2018, Table 1, counted by hand
      "MELD score 10 of 10, serum albumin 9 of 9 and total bilirubin 5 of 5",
      "12 of 22 clinical rows do not name MELD score",
      "0 of 28 preclinical rows",
      "no benefit in 2 of 22 clinical rows", "without benefit: fiore2018:t1 r09 r18",
      "No control arm in 9 of 22 clinical rows",
      "without control: fiore2018:t1 r01 r02 r03 r10 r11 r12 r13 r19 r21", "PT: 5",
    } do
      assert.truthy(flat:find(part, 1, true), part .. "\nis not in\n" .. text)
    end
    for line in text:gmatch("[^\n]+") do assert.truthy(utf8.len(line) <= 100, line) end
  end)

  it("change when the evidence changes", function()
    local ev = store { clinical(1, "one2001", meld("down")), clinical(2, "two2002", meld("up")),
      clinical(3, "three2003", { { outcome = "ALB", direction = "up", text = "ALB" } }) }
    local text = tostring(hepar.report.findings(ev)):gsub("%s+", " ")
    for _, part in ipairs { "MELD score 1 of 2", "1 of 3 clinical rows do not name MELD score",
      "No control arm in 3 of 3 clinical rows", "median n 20", "3 in total",
      "0 of 0 preclinical rows", "side effects unknown in 3" } do
      assert.truthy(text:find(part, 1, true), part .. "\nis not in\n" .. text)
    end
  end)

  it("hold for an empty store and for a view", function()
    assert.equal(5, #hepar.report.findings(hepar.evidence.new()))
    local view = hepar.evidence.builtin():where { source_id = "review2" }
    assert.equal(5, #hepar.report.findings(view))
  end)
end)

describe("the first report", function()
  local ev = hepar.evidence.builtin()
  local r = hepar.report.evidence(ev)
  local page = r:html()
  local seen = html.read(page)

  it("is valid, closed in itself and the same each time", function()
    assert.equal(0, html.count(seen, "script"))
    for _, found in ipairs(seen.urls) do
      assert.truthy(found.tag == "a" or found.url == "data:,", found.tag .. " " .. found.url)
    end
    assert.equal(page, hepar.report.evidence(hepar.evidence.builtin()):html())
  end)

  it("carries every row with its place and the hash of its passage", function()
    assert.equal(50, #ev)
    for record in ev:each() do
      assert.truthy(seen.ids[record.id], record.id)
      for _, provenance in ipairs(record.provenance) do
        assert.truthy(page:find(provenance.quote_sha256, 1, true), record.id)
      end
    end
    for _, source_id in ipairs { "fiore2018", "review2" } do
      for _, source in ipairs(ev:sources()) do
        if source.source_id == source_id then
          assert.truthy(page:find(source.sha256, 1, true), source_id)
        end
      end
    end
  end)

  it("carries every statement with the hash of its passage, short and whole", function()
    local n = 0
    for _, claim in ipairs(ev:claims()) do
      n = n + 1
      assert.truthy(page:find("<code>" .. claim.id .. "</code>", 1, true), claim.id)
      local hash = claim.quote_sha256
      assert.equal(64, #hash)
      assert.truthy(page:find("<code>" .. hash .. "</code>", 1, true), claim.id)
      assert.truthy(page:find("<code>" .. hash:sub(1, 12) .. "…</code>", 1, true), claim.id)
    end
    assert.equal(255, n)
  end)

  it("shows each contradiction between the reviews with both values and both places", function()
    local conflicts = 0
    for _, finding in ipairs(ev:check()) do
      if finding.code == "SEED_CONFLICT" and finding.severity ~= "note" then
        conflicts = conflicts + 1
        for _, side in ipairs { finding.a, finding.b } do
          local place = ("%s, lines %d–%d"):format(side.source_id, side.lines[1], side.lines[2])
          assert.truthy(page:find(place, 1, true), place)
        end
      end
    end
    assert.truthy(conflicts > 0)
    assert.truthy(page:find(conflicts .. " contradictions between documents", 1, true))
  end)

  it("of a view leaves out the contradictions that touch none of its rows", function()
    local function subjects(view)
      local out = {}
      local text = hepar.report.evidence(view, { figures = false, mechanism = false }):html()
      for _, finding in ipairs(ev:check()) do
        if finding.code == "SEED_CONFLICT" and finding.severity ~= "note" then
          out[finding.study or finding.decision] = text:find(finding.subject, 1, true) ~= nil
        end
      end
      return out
    end
    local function five(suk, mohamadnejad)
      return { suk2016 = suk, mohamadnejad2013 = mohamadnejad, ["seed:S5"] = true,
        ["seed:S6"] = true, ["seed:S8"] = true }
    end
    assert.same(five(true, true), subjects(ev))
    assert.same(five(false, false), subjects(ev:where { source = "UC" }))
    assert.same(five(true, false), subjects(ev:where { study = "suk2016" }))
    local short = hepar.report.findings(ev:where { source = "UC" })[5]
    assert.matches("^Contradictions: 3 between the sources, ", short.short)
    for _, id in ipairs(short.ids) do
      assert.equal("UC", ev:get(id).product.source)
    end
    assert.matches("^Contradictions: 5 between", hepar.report.findings(ev)[5].short)
  end)

  it("counts as hepar.meta.directions counts", function()
    local votes = hepar.meta.directions(ev:where { design = "clinical", source_id = "fiore2018" }
      :results { outcome = "MELD" })
    assert.equal(10, votes.benefit)
    local row = page:match("<tr><th scope=\"row\">MELD score <code>MELD</code></th>(.-)</tr>")
    assert.truthy(row:find('<td class="right">10</td><td class="right">10</td>', 1, true), row)
    assert.truthy(row:find("100\u{A0}% (69 to 100\u{A0}%)", 1, true), row)
    -- unreported: 22 studies less the 10 that vote
    assert.truthy(row:find('<td class="right">12</td><td class="right"><span', 1, true), row)
  end)

  it("says what the liver model makes of the statements, with counts and every contradiction",
  function()
    local ledger = hepar.model.ledger()
    local flat = page:gsub("<[^>]->", " "):gsub("%s+", " ")
    for _, row in ipairs(ledger.rows) do
      assert.truthy(flat:find(row.id, 1, true), row.id)
    end
    local section = page:match("Statements that the model contradicts.-</table>")
    local n = 0
    for _ in section:gmatch("is not") do n = n + 1 end
    assert.is_true(n >= ledger.contradicted)
    for _, row in ipairs(ledger.rows) do
      assert.equal(row.outcome == "contradicted", section:find(row.id, 1, true) ~= nil, row.id)
    end
    for outcome, word in pairs { reproduced = "Reproduced: the", contradicted = "Contradicted: at",
      reproduced_in_part = "Reproduced in part: every" } do
      local number = flat:match(word .. "[^%d]-(%d+)")
      assert.equal(ledger[outcome], tonumber(number), outcome)
    end
    for _, status in ipairs { "verified", "recalled", "calibrated", "assumed" } do
      local number = flat:match(" " .. status .. " [^%d]-(%d+) +%d+")
      assert.equal(#hepar.model "liver":parameters { status = status }, tonumber(number), status)
    end
    assert.truthy(page:find("in the schedule of Suk 2016", 1, true))
    assert.truthy(flat:find("This is a research tool, never advice on a patient", 1, true))
  end)

  it("leaves the mechanism out where it is not wanted or nothing can be tested", function()
    local view = hepar.evidence.builtin()
    assert.is_nil(hepar.report.evidence(view, { mechanism = false, figures = false }):html()
      :find('id="mechanism"', 1, true))
    assert.is_nil(hepar.report.evidence(hepar.evidence.new()):html()
      :find('id="mechanism"', 1, true))
  end)

  it("draws seven figures and says what a vote count cannot say", function()
    assert.equal(7, html.count(seen, "figure"))
    assert.truthy(page:find("What a vote count cannot say", 1, true))
    assert.truthy(page:find("No preclinical row is negative, which is a warning sign", 1, true))
    assert.truthy(page:find("not a medical device", 1, true))
  end)

  it("answers the nine items of SWiM", function()
    for item = 1, 9 do
      assert.truthy(page:find(('<th scope="row">%d '):format(item)), item)
    end
  end)

  it("reads as Markdown too", function()
    local text, figures = r:markdown("next")
    assert.equal(7, #figures)
    assert.truthy(text:find("# Cell and vesicle therapy", 1, true))
    assert.truthy(text:find("| fiore2018:t1:r16", 1, true))
  end)

  it("says what pooling can and cannot say, from the figures by arm", function()
    local text = hepar.report.evidence(hepar.evidence.builtin(), { mechanism = false }):markdown()
    local section = assert(text:match("### What pooling can and cannot say\n(.-)\n### "))
    local function row(study, effect)
      for line in section:gmatch("[^\n]+") do
        if line:find(study, 1, true) and line:find(effect, 1, true) then return line end
      end
      return nil
    end
    -- 41 of 56 against 30 of 54: exp(log(41 * 24 / (15 * 30)) ± 1.96 sqrt(1/41+1/15+1/30+1/24))
    assert.truthy(row("lin2017", "odds ratio 2.19 (0.98 to 4.86)"))
    -- Zekri 2015, Table 6, 6 months: means 14.64 and 14.07 of 30 and 30, control 17.24
    assert.truthy(row("zekri2015", "mean difference -2.88 (-3.80 to -1.97)"))
    assert.truthy(section:find("-2.01 (-3.35 to -0.68)", 1, true)) -- Pan 2014, from outside
    assert.truthy(section:find("4 of them rest on one study", 1, true))
    assert.truthy(section:find("No cell therapy: artificial liver", 1, true))
    -- derived numbers carry their route: two arms together, survivors from a percentage
    assert.truthy(row("zekri2015", "\\[1\\]"))
    assert.truthy(section:find("mean and SD of all members together (exact)", 1, true))
    assert.truthy(section:find("survivors of 56 from the printed percentage", 1, true))
    assert.truthy(section:find("newsome2018`, gcsf: no value at that time", 1, true))
    -- forensics: SDs near 2 beside others near 6, and an interval that is not centred
    local asked = assert(section:match("#### Questions to the printed numbers\n(.+)$"))
    assert.truthy(asked:find("the median SD 1.9 of zekri2015 for MELD", 1, true))
    assert.truthy(asked:find("-19.13 is not in the middle of -25.59 to -9.27", 1, true))
    assert.is_true(asked:find("warning", 1, true) < asked:find("note", 1, true))
    assert.falsy(hepar.report.evidence(store { clinical(1, "alpha2001", meld("down")) })
      :markdown():find("What pooling", 1, true))
  end)

  it("names no machine and no clock", function()
    assert.falsy(page:find("/home/", 1, true))
    assert.falsy(page:find("/tmp/", 1, true))
    assert.falsy(page:find(os.date("!%Y-%m-%dT"), 1, true))
  end)
end)

describe("the first report on other evidence", function()
  it("is written for an empty store", function()
    local seen = html.read(hepar.report.evidence(hepar.evidence.new()):html())
    assert.equal(0, html.count(seen, "figure"))
    assert.truthy(seen.text:find("0 table rows", 1, true))
  end)

  it("is written for one row that says almost nothing", function()
    local bare = { id = "alpha:t1:r01", study = "one2001", design = "clinical",
      citation = { first_author = "Alpha" }, verbatim = { results = "NA" }, flags = list {},
      results = list {}, provenance = { { source_id = "alpha" } } }
    local page = hepar.report.evidence(store { bare }, { figures = false }):html()
    assert.truthy(html.read(page).ids["alpha:t1:r01"])
  end)

  it("escapes what the store holds", function()
    local page = hepar.report.evidence(store {
      clinical(1, "one2001", meld("down"), { citation = { first_author = "<b>X & \"Y\"" } }),
    }):html()
    assert.equal(0, html.count(html.read(page), "b"))
    assert.truthy(page:find("A review &lt;of&gt; little", 1, true))
  end)

  it("shows harm where there is harm", function()
    local page = hepar.report.evidence(store { clinical(1, "one2001", meld("up")) }):html()
    local row = page:match("<tr><th scope=\"row\">MELD score <code>MELD</code></th>(.-)</tr>")
    assert.truthy(row:find(('<td class="right">%d</td>'):rep(3):format(1, 0, 1),
      1, true), row)
  end)

  it("refuses what is no evidence", function()
    for _, wrong in ipairs { false, 3, "ev", {} } do
      local ok, message = pcall(hepar.report.evidence, wrong)
      assert.is_false(ok)
      assert.truthy(message:find("hepar.report.evidence: evidence must be", 1, true), message)
    end
    local ok, message = pcall(hepar.report.evidence, hepar.evidence.new(), { figure = true })
    assert.is_false(ok)
    assert.truthy(message:find('option "figure" is not known', 1, true), message)
  end)
end)
