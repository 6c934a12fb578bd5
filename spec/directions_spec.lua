-- Vote counting by direction of effect, on the directions that the two reviews print.

package.path = "spec/helper/?.lua;" .. package.path
local fixture = require "fixture"
local hepar = require "hepar"

local directions = hepar.meta.directions

local function table_1(row) return row.id:match("^fiore2018:t1:") ~= nil end
local function other_tables(row) return not table_1(row) end

-- Rows from short words: {"study", "outcome", "effect"}
local function rows(list)
  local out = {}
  for i, one in ipairs(list) do
    out[i] = { study = one[1], outcome = one[2], effect = one[3], direction = one[4] }
  end
  return out
end

local function has(list, part)
  for _, text in ipairs(list) do
    if text:find(part, 1, true) then return text end
  end
  return nil
end

local function counts(list)
  local text = {}
  for i, item in ipairs(list) do text[i] = item.code .. " " .. item.n end
  return table.concat(text, ", ")
end

describe("directions of Fiore 2018, Table 1", function()
  local results = fixture.results(table_1)
  local d = directions(results, { of = results })

  it("finds MELD 10 of 10, albumin 9 of 9, bilirubin 5 of 5 for benefit", function()
    for code, n in pairs { MELD = 10, ALB = 9, BIL = 5 } do
      assert.equal(n, d[code].benefit)
      assert.equal(n, d[code].votes)
      assert.equal(0, d[code].harm + d[code].no_change + d[code].mixed + d[code].ambiguous)
      assert.equal(22 - n, d[code].unreported)
      assert.equal(1.0, d[code].proportion)
      assert.equal(1.0, d[code].ci_ub)
      assert.is_true(math.abs(d[code].ci_lb - 0.025 ^ (1 / n)) < 1e-14)
      assert.is_true(math.abs(d[code].pval - 2 / 2 ^ n) < 1e-15)
    end
  end)

  it("lets no prothrombin entry vote and says why", function()
    local pt = d.PT
    assert.equal(5, pt.ambiguous)
    assert.equal(4, pt.ambiguous_studies)
    assert.equal(0, pt.votes)
    assert.is_nil(pt.proportion)
    assert.is_nil(pt.pval)
    assert.equal(5, #pt.ambiguous_entries)
    for _, entry in ipairs(pt.ambiguous_entries) do
      assert.matches("time or activity not stated", entry.reason)
      assert.equal(entry.study == "amin2013", entry.reason:find("both up and down") ~= nil)
    end
  end)

  it("lets TGF-beta without compartment not vote either", function()
    assert.equal(2, d.TGFB.ambiguous)
    assert.equal(0, d.TGFB.votes)
    assert.matches("compartment", d.TGFB.ambiguous_entries[1].reason)
  end)

  it("names the two trials without benefit", function()
    assert.equal(2, d.GLOBAL.no_change)
    assert.equal(0, d.GLOBAL.votes)
    local names = {}
    for i, entry in ipairs(d.no_change_entries) do names[i] = entry.study end
    assert.same({ "mohamadnejad2013", "detry2017" }, names)
    -- Two comparisons of active arms are no evidence against benefit, one cell is not available.
    assert.equal(2, d.GLOBAL.ambiguous)
    assert.equal(18, d.GLOBAL.unreported)
    assert.matches("active arms %(IS vs IV%)", d.GLOBAL.ambiguous_entries[1].reason)
  end)

  it("says who was studied: 9 of 22 without control, 13 AUTO, BM 16", function()
    assert.equal(22, d.records)
    assert.equal(22, d.studies)
    assert.equal(9, d.uncontrolled)
    assert.equal("AUTO 13, ALLO 9", counts(d.composition.donor))
    assert.equal("BM 16, UC 5, AT 1", counts(d.composition.source))
    assert.equal("controlled 13, uncontrolled 9", counts(d.composition.controlled))
    assert.is_truthy(has(d.warnings, "9 of 22 clinical records have no control arm"))
    assert.is_truthy(has(d.MELD.warnings, "3 of the 10 studies that vote have no control arm"))
  end)

  it("adds up: each study is of one kind", function()
    local outcomes = 0
    for _, one in ipairs(d) do
      outcomes = outcomes + 1
      assert.equal(22, one.benefit + one.harm + one.no_change + one.mixed + one.ambiguous_studies
        + one.unreported)
      assert.equal(one.benefit + one.harm, one.votes)
      assert.equal(22 - #one.rows, #one.absent)
    end
    assert.equal(31, outcomes)
    assert.equal(31, #d)
  end)

  it("holds its outcomes by votes and by code", function()
    assert.equal("MELD", d[1].outcome)
    assert.equal("ALB", d[2].outcome)
    assert.equal(d[1], d.MELD)
    for i = 2, #d do assert.is_true(d[i - 1].votes >= d[i].votes) end
    assert.is_nil(d.NOSUCH)
    assert.is_nil(d[32])
  end)

  it("warns that nothing ever fails", function()
    assert.is_truthy(has(d.warnings, "none of 22 records (22 studies, 78 entries) reports harm, "
      .. "and 2 report no change (mohamadnejad2013, detry2017)"))
    assert.is_truthy(has(d.MELD.warnings, "none of 10 votes is for harm"))
    assert.is_truthy(has(d.MELD.warnings, "12 of 22 studies give no direction for MELD"))
    assert.is_truthy(has(d.BIL.warnings, "with 5 votes the sign test cannot reach p < 0.05"))
    assert.is_nil(has(d.CP.warnings, "no negative result"))
  end)

  it("gives one object per group", function()
    local by = directions(fixture.results(table_1), { by = "donor", of = results })
    assert.equal(2, #by.groups)
    assert.equal("AUTO", by.groups[1].group)
    assert.equal(by.groups[2], by.groups.ALLO)
    assert.equal(13, by.groups.AUTO.studies)
    assert.equal(9, by.groups.ALLO.studies)
    local meld = by.MELD.groups
    assert.equal(10, meld.AUTO.votes + meld.ALLO.votes)
    assert.equal(7, meld.AUTO.benefit)
    assert.equal(6, meld.AUTO.unreported)
    assert.equal(3, meld.ALLO.benefit)
    assert.equal(6, meld.ALLO.unreported)
    assert.equal("MELD", meld.ALLO.outcome)
    assert.matches("By donor", tostring(by.MELD))
    assert.matches("donor = AUTO: 13 records, 13 studies", tostring(by))
    for field, groups in pairs { subdesign = 6, source = 3, disease = 6, route = 6,
      controlled = 2 } do
      local grouped = directions(results, { by = field, of = results })
      assert.equal(groups, #grouped.groups, field)
      local studies = 0
      for _, group in ipairs(grouped.groups) do studies = studies + group.studies end
      assert.equal(22, studies, field)
    end
  end)

  it("groups studies of a set given by name as their entries are grouped", function()
    local names, seen = { "nobody2020" }, {}
    for _, row in ipairs(results) do
      if not seen[row.study] then names[#names + 1] = row.study end
      seen[row.study] = true
    end
    local by = directions(results, { by = "donor", of = names })
    assert.equal(13, by.groups.AUTO.studies)
    assert.equal(6, by.MELD.groups.AUTO.unreported)
    assert.same({ "nobody2020" }, by.MELD.groups.NR.absent)
    assert.equal(by.groups.AUTO.MELD, by.MELD.groups.AUTO)
  end)

  it("names a group in which nobody reports the outcome", function()
    local sakai = directions(fixture.results(function(row)
      return table_1(row) and row.outcome == "MELD"
    end), { of = results, by = "source" })
    assert.equal(1, sakai.groups.AT.unreported)
    assert.equal(0, sakai.groups.AT.votes)
    assert.equal("MELD", sakai.groups.AT.outcome)
    assert.same({ "sakai2017" }, sakai.groups.AT.absent)
  end)
end)

describe("directions of the 28 preclinical rows", function()
  local results = fixture.results(other_tables)
  local d = directions(results, { of = results })

  it("has no negative one and says that this is a warning sign", function()
    assert.equal(28, d.records)
    assert.equal(0, d.harm_entries)
    assert.equal(0, #d.no_change_entries)
    for _, one in ipairs(d) do assert.equal(0, one.harm + one.no_change + one.mixed) end
    local warning = has(d.warnings, "no negative result: none of 28 records (28 studies, 130 "
      .. "entries) reports harm, and none reports no change")
    assert.is_truthy(warning)
    assert.matches("suspect selective reporting", warning)
    assert.is_truthy(tostring(d):find("Warning: no negative result: none of 28 records", 1, true))
  end)

  it("counts 27 of them by design, as one row is a clinical trial", function()
    local all = fixture.results()
    local by = directions(all, { by = "design", of = all }).groups
    assert.equal(27, by.preclinical.records)
    assert.equal(23, by.clinical.records)
    assert.is_truthy(has(by.preclinical.warnings, "none of 27 records"))
  end)
end)

describe("directions of the built-in evidence", function()
  local ev = hepar.evidence.builtin()
  local trials = ev:where { id = function(id) return table_1 { id = id } end }

  it("are those of the tables, and know the set they come from", function()
    local d = directions(trials:results())
    local expected = fixture.results(table_1)
    expected = directions(expected, { of = expected })
    assert.equal(31, #d)
    assert.equal(9, d.uncontrolled)
    assert.equal("AUTO 13, ALLO 9", counts(d.composition.donor))
    for i, one in ipairs(expected) do
      for _, field in ipairs { "outcome", "benefit", "harm", "no_change", "mixed", "ambiguous",
        "unreported", "votes", "proportion", "ci_lb", "ci_ub", "pval" } do
        assert.equal(one[field], d[i][field], one.outcome .. " " .. field)
      end
    end
  end)

  it("count who does not mention the outcome asked for", function()
    local d = directions(trials:results { outcome = "MELD" }, { by = "route" })
    assert.equal(10, d.votes)
    assert.equal(12, d.unreported)
    assert.equal("suk2016", d.groups.HA.absent[2])
    assert.equal(22, directions(trials:results { outcome = "PORTAL_HT" }).unreported)
    assert.equal(10, directions(trials).MELD.votes)
  end)

  it("have no negative preclinical row", function()
    local rest = ev:where { id = function(id) return not table_1 { id = id } end }
    local d = directions(rest:results())
    assert.equal(28, d.records)
    assert.is_truthy(has(d.warnings, "none of 28 records (28 studies, 130 entries) reports harm"))
    -- Records without any arm are not "without a control arm": it is not known.
    assert.equal(0, d.uncontrolled)
    assert.equal("NR 28", counts(d.composition.controlled))
  end)

  it("are counted without the set once the view is closed", function()
    local other = hepar.evidence.builtin()
    local results = other:results { outcome = "MELD" }
    other:close()
    local d = directions(results)
    assert.equal(10, d.votes)
    assert.is_false(d.universe_known)
  end)
end)

describe("one vote per study", function()
  it("is not one per row", function()
    local d = directions(rows { { "a", "ALT", "benefit" }, { "a", "ALT", "benefit" },
      { "b", "ALT", "benefit" } })
    assert.equal(2, d.votes)
    assert.equal(2, d.rows[1].entries)
    assert.equal("2 of 2 entries", d.rows[1].reason)
  end)

  it("is none where rows point both ways, however many", function()
    local d = directions(rows { { "a", "ALT", "benefit" }, { "a", "ALT", "benefit" },
      { "a", "ALT", "benefit" }, { "a", "ALT", "harm" }, { "b", "ALT", "harm" } })
    assert.equal(1, d.mixed)
    assert.equal(1, d.votes)
    assert.equal("mixed", d.rows[1].vote)
    assert.equal("3 of benefit and 1 of harm: no vote", d.rows[1].reason)
    assert.equal(0.0, d.proportion)
  end)

  it("follows at least 70 % of the rows beside rows of no change", function()
    local function study(benefit, none, options)
      local list = {}
      for _ = 1, benefit do list[#list + 1] = { "a", "ALT", "benefit" } end
      for _ = 1, none do list[#list + 1] = { "a", "ALT", "null" } end
      return directions(rows(list), options).rows[1]
    end
    assert.equal("benefit", study(7, 3).vote)
    assert.equal("mixed", study(2, 1).vote)
    assert.equal("benefit", study(3, 1).vote)
    assert.equal("no_change", study(1, 3).vote)
    assert.equal("mixed", study(1, 1).vote)
    assert.equal("benefit", study(2, 1, { agreement = 0.6 }).vote)
    assert.equal("mixed", study(9, 1, { agreement = 1 }).vote)
    assert.matches("none reaches 70 %%", study(2, 1).reason)
  end)

  it("ignores ambiguous rows and rows without direction beside one that votes", function()
    local d = directions(rows { { "a", "PT", "ambiguous" }, { "a", "PT", "benefit" },
      { "b", "PT", "ambiguous" }, { "c", "PT", "unknown" }, { "c", "PT", "ambiguous" },
      { "d", "PT", "unknown" } })
    assert.equal(1, d.benefit)
    assert.equal(3, d.ambiguous)
    assert.equal(2, d.ambiguous_studies)
    assert.equal(1, d.unreported)
    assert.equal(4, d.studies)
  end)

  it("is shared by a probable match, unless asked otherwise", function()
    local list = rows { { "lin2017", "SURV", "benefit" }, { "lin2017?", "SURV", "benefit" },
      { "lou2017?", "SURV", "benefit" } }
    local d = directions(list)
    assert.equal(2, d.votes)
    assert.equal("lin2017", d.rows[1].study)
    assert.equal("lou2017?", d.rows[2].study)
    assert.equal(3, directions(list, { probable = "separate" }).votes)
    list[4] = { study = "a", outcome = "ALT", effect = "harm" }
    assert.is_truthy(has(directions(list).warnings, "lin2017? is a probable match of lin2017"))
  end)
end)

describe("what is read", function()
  it("may be columns", function()
    local d = directions { study = { "a", "b", "c" }, outcome = { "ALT", "ALT", "ALT" },
      effect = { "benefit", "benefit", "harm" }, source = { "BM", "UC", "BM" } }
    assert.equal(2, d.benefit)
    assert.equal(1, d.harm)
    assert.is_true(math.abs(d.proportion - 2 / 3) < 1e-15)
    assert.equal("UC", d.rows[2].source)
  end)

  it("may be directions with what is desirable", function()
    local d = directions {
      { study = "a", outcome = "ALT", direction = "down", desirable = "down" },
      { study = "b", outcome = "ALT", direction = "up", desirable = "down" },
      { study = "c", outcome = "ALT", direction = "improved" },
      { study = "d", outcome = "ALT", direction = "worsened" },
      { study = "e", outcome = "ALT", direction = "no_change" },
      { study = "f", outcome = "ALT", direction = "up" },
      { study = "g", outcome = "ALT", direction = "unspecified" },
      { study = "h", outcome = "ALT", direction = "conflict" },
    }
    assert.same({ 2, 2, 1, 2, 1 }, { d.benefit, d.harm, d.no_change, d.ambiguous, d.unreported })
    assert.equal("which direction is desirable is not stated", d.ambiguous_entries[1].reason)
    assert.equal("two opposite directions in one cell", d.ambiguous_entries[2].reason)
  end)

  it("may be a view, and its set of studies", function()
    local view = {
      results = function()
        return { { study = "a", outcome = "ALT", effect = "benefit" },
          universe = { { study = "a" }, { study = "b" } } }
      end,
    }
    local d = directions(view)
    assert.equal(1, d.benefit)
    assert.equal(1, d.unreported)
    assert.same({ "b" }, d.absent)
  end)

  it("takes the set from option of: names, rows or records", function()
    local list = rows { { "a", "ALT", "benefit" } }
    assert.equal(2, directions(list, { of = { "a", "b", "c" } }).unreported)
    local records = {
      { study = "a", id = "s:t1:r1", product = { source = "BM", routes = { "IV" } } },
      { study = "b", id = "s:t1:r2", product = { source = "UC", routes = { "PV", "IV" } },
        arms = { { role = "experimental" } }, design = "clinical" } }
    local view = { each = function()
      local i = 0
      return function()
        i = i + 1
        return records[i]
      end
    end }
    local d = directions(list, { of = view, by = "route" })
    assert.equal(1, d.unreported)
    assert.equal(1, d.uncontrolled)
    assert.equal(1, d.groups["PV/IV"].unreported)
    assert.is_truthy(has(directions(list).warnings, "the set of studies was not given"))
  end)

  it("may be nothing", function()
    local d = directions({}, { of = { "a", "b" } })
    assert.equal(0, #d)
    assert.equal(0, d.votes)
    assert.equal(2, d.unreported)
    assert.is_nil(d.proportion)
    assert.equal("Synthesis by direction of effect: no results, so there is nothing to count "
      .. "(2 studies in the set).", tostring(d))
    assert.equal(0, directions({}).entries)
  end)

  it("is one outcome, reached like one of several", function()
    local d = directions(rows { { "a", "ALT", "benefit" } })
    assert.equal(1, #d)
    assert.equal(d, d[1])
    assert.equal(d, d.ALT)
    assert.is_nil(d[2])
    assert.is_nil(d.AST)
  end)
end)

describe("options", function()
  local list = {}
  for i = 1, 10 do list[i] = { "s" .. i, "MELD", i <= 8 and "benefit" or "harm" } end
  list = rows(list)

  it("change the interval and its level", function()
    for _, ci in ipairs { "clopper-pearson", "wilson" } do
      for _, level in ipairs { 80, 99.9 } do
        local d = directions(list, { ci = ci, level = level })
        local lb, ub = hepar.meta.proportion_ci(8, 10, { method = ci, level = level })
        assert.same({ lb, ub }, { d.ci_lb, d.ci_ub })
      end
    end
    assert.equal(hepar.meta.binom_test(8, 10), directions(list).pval)
  end)

  it("are refused when not known", function()
    local function refuses(message, results, options)
      assert.has_error(function() directions(results, options) end,
        "hepar.meta.directions: " .. message)
    end
    refuses('option "lvel" is not known (did you mean "level"?)', list, { lvel = 95 })
    refuses("options must be a table, got 3", list, 3)
    refuses('option ci must be one of "clopper-pearson", "wilson", got "wislon" '
      .. '(did you mean "wilson"?)', list, { ci = "wislon" })
    refuses("level is given in percent (95 means 95 %), got 0.95", list, { level = 0.95 })
    refuses("option agreement must be a number above 0.5 and at most 1, got 0.5", list,
      { agreement = 0.5 })
    refuses('option by: field "desing" is not known (did you mean "design"?)', list,
      { by = "desing" })
    refuses('option by: no result has the field "donor"', list, { by = "donor" })
    refuses("option by must be the name of a field, got 4", list, { by = 4 })
    refuses('study "s1" has results but is not in option of', list, { of = { "b" } })
    refuses("option of must be a view or a list of studies, got 4", list, { of = 4 })
    refuses("option of, entry 1 must be a study, got 4", list, { of = { 4 } })
  end)

  it("and results that cannot be read are refused with the place", function()
    local function refuses(message, results)
      assert.has_error(function() directions(results) end, "hepar.meta.directions: " .. message)
    end
    refuses("results must be a list of results, a table of columns or a view, got nil", nil)
    refuses('results must be a list of results, a table of columns or a view, got "MELD"', "MELD")
    refuses("result 1 must be a table, got 7", { 7 })
    refuses("result 1: study must be a name, got nil", { { outcome = "ALT", effect = "benefit" } })
    refuses("result 1: outcome must be a name, got 3",
      { { study = "a", outcome = 3, effect = "benefit" } })
    refuses('result 2: effect "benfit" is not known (did you mean "benefit"?)',
      rows { { "a", "ALT", "benefit" }, { "b", "ALT", "benfit" } })
    refuses('result 1: direction "dwon" is not known (did you mean "down"?)',
      rows { { "a", "ALT", nil, "dwon" } })
    refuses("result 1 has neither effect nor direction", { { study = "a", outcome = "ALT" } })
    refuses("result 1: id must be a string, got a table",
      { { study = "a", outcome = "ALT", effect = "harm", id = {} } })
    refuses('results: column "outcome" is missing', { study = { "a" }, effect = { "benefit" } })
    refuses('results: column "outcome" has 1 entries, "study" has 2',
      { study = { "a", "b" }, outcome = { "ALT" }, effect = { "benefit", "harm" } })
    refuses('results: column "study" must be a list, got "a"',
      { study = "a", outcome = { "ALT" }, effect = { "harm" } })
    refuses("results must be a list of results or a table of columns with study, outcome and "
      .. "effect", { rows = {} })
  end)
end)

describe("the print", function()
  local results = fixture.results(table_1)
  local text = tostring(directions(results, { of = results }).MELD)

  it("tells the counts, the interval, the test and the limits", function()
    for _, part in ipairs { "MELD (MELD score)", "1.00 [0.69, 1.00]", "0.0020",
      "prop. [95 % CI]", "One vote per study", "Clopper-Pearson",
      "What a vote count cannot say", "how large an effect is", "not weighted by",
      "what was not reported", "research tool" } do
      assert.is_truthy(text:find(part, 1, true), part)
    end
  end)

  it("lists ambiguous entries with the reason", function()
    local pt = tostring(directions(results).PT)
    assert.is_truthy(pt:find("shi2012 (fiore2018:t1:r08, PT: PT ↑) — time or activity", 1, true))
  end)

  it("aligns its columns", function()
    local all = tostring(directions(results))
    local widths = {}
    for line in all:gmatch("[^\n]+") do
      assert.is_true(utf8.len(line) <= 105, line)
      if line:match("^  %u+%s+▲") then widths[utf8.len(line)] = true end
    end
    assert.is_not_nil(next(widths))
    assert.is_nil(next(widths, next(widths)))
  end)

  it("is the same every time", function()
    local a = tostring(directions(fixture.results(), { by = "disease" }))
    assert.equal(a, tostring(directions(fixture.results(), { by = "disease" })))
  end)
end)

describe("the data of the plots", function()
  local results = fixture.results(table_1)

  it("are studies by outcomes for the effect-direction plot", function()
    local t = directions(results, { of = results }):effect_direction_table()
    assert.equal(22, #t.studies)
    assert.equal(31, #t.outcomes)
    assert.equal("MELD", t.outcomes[1].code)
    assert.equal(10, t.outcomes[1].benefit)
    local up, sizes = 0, {}
    for i, study in ipairs(t.studies) do
      assert.equal(31, #t.cells[i])
      if t.cells[i][1].symbol == "▲" then up = up + 1 end
      sizes[study.study] = study.size
    end
    assert.equal(10, up)
    assert.equal("small", sizes.mohamadnejad2007)
    assert.equal("medium", sizes.peng2011)
    for j, outcome in ipairs(t.outcomes) do
      for i, study in ipairs(t.studies) do
        local cell = t.cells[i][j]
        if outcome.code == "PT" and study.study == "amin2013" then
          assert.equal("?", cell.symbol)
          assert.equal(2, cell.entries)
        elseif outcome.code == "GLOBAL" and study.study == "detry2017" then
          assert.equal("◄►", cell.symbol)
        elseif outcome.code == "GGT" and study.study == "wang2014" then
          assert.equal("–", cell.symbol)
        elseif outcome.code == "MELD" and study.study == "suk2016" then
          assert.same({ "", "absent" }, { cell.symbol, cell.vote })
        end
      end
    end
  end)

  it("follow size and risk of bias", function()
    local t = directions({
      { study = "a", outcome = "ALT", effect = "harm", n_total = 301, risk_of_bias = "high" },
      { study = "b", outcome = "ALT", effect = "benefit", n_total = 300, risk_of_bias = "low" },
      { study = "c", outcome = "ALT", effect = "benefit", n_total = 900, n_experimental = 49 },
    }):effect_direction_table()
    assert.same({ "large", "medium", "small" },
      { t.studies[1].size, t.studies[2].size, t.studies[3].size })
    assert.same({ "red", "green" }, { t.studies[1].colour, t.studies[2].colour })
    assert.same({ "▼", "▲" }, { t.cells[1][1].symbol, t.cells[2][1].symbol })
  end)

  it("are bars by hypothesis for the harvest plot", function()
    local list = directions(results):harvest()
    assert.equal("MELD", list[1].outcome)
    assert.equal(10, #list[1].benefit)
    assert.equal(0, #list[1].harm)
    local heights = {}
    for _, bar in ipairs(list[1].benefit) do heights[bar.study] = bar.height end
    assert.same({ 1, 2, 3 }, { heights.mohamadnejad2007, heights.peng2011, heights.xu2014 })
  end)

  it("need a directions object", function()
    local d = directions(results)
    assert.has_error(function() d.harvest() end,
      "directions:harvest: expected a directions object, got nil")
    assert.has_error(function() d.effect_direction_table({}) end,
      "directions:effect_direction_table: expected a directions object, got a table")
  end)
end)

describe("counting without memory", function()
  it("is a clean error and leaks nothing", function()
    local memory = require("hepar.core").memory
    local list = rows { { "a", "ALT", "benefit" } }
    directions(list)
    local _, before = memory.count()
    memory.fail_at(1)
    local ok, message = pcall(directions, list)
    memory.fail_at(0)
    local _, after = memory.count()
    assert.is_false(ok)
    assert.matches("not enough memory", tostring(message))
    assert.equal(before, after)
  end)
end)
