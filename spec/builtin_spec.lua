-- The built-in evidence, seen from the user's side. Expected counts were made by hand from the two
-- reviews' tables (and are listed in docs/evidence.md).
local hepar = require "hepar"

-- Words of a table cell: runs of non-blank characters.
local function words(text)
  local n = 0
  for _ in text:gmatch("%S+") do n = n + 1 end
  return n
end

local function count(list, test)
  local n = 0
  for _, item in ipairs(list) do
    if test(item) then n = n + 1 end
  end
  return n
end

local function has(list, value)
  for _, item in ipairs(list or {}) do
    if item == value then return true end
  end
  return false
end

describe("built-in evidence", function()
  local ev, vocabulary

  -- Fail unless value is a code of the vocabulary.
  local function assert_code(name, value, where)
    if not vocabulary[name] then vocabulary[name] = hepar.evidence.vocabulary(name) end
    assert.equal(value, hepar.evidence.code(name, value), name .. " of " .. where)
  end

  setup(function()
    ev = assert(hepar.evidence.builtin())
    vocabulary = {}
  end)

  teardown(function() ev:close() end)

  describe("the file", function()
    local path = package.searchpath("hepar.evidence", package.path)
      :gsub("evidence%.lua$", "data/builtin.json")

    local function content(name)
      local file = assert(io.open(name, "rb"))
      local text = file:read("a")
      file:close()
      return text
    end

    it("is byte for byte what the store writes", function()
      local copy = os.tmpname()
      assert(ev:export(copy .. ".json"))
      local written = content(copy .. ".json")
      os.remove(copy)
      os.remove(copy .. ".json")
      assert.is_true(content(path) == written)
    end)

    it("is taken in without a warning", function()
      local new = hepar.evidence.new()
      local taken = assert(new:import(path))
      assert.same({}, taken.warnings)
      assert.equal(50, #new)
      new:close()
    end)
  end)

  describe("records", function()
    it("are the 50 rows of the four tables", function()
      local per = {}
      for record in ev:each() do
        local table_ = record.id:match("^(.*):r%d+$")
        per[table_] = (per[table_] or 0) + 1
      end
      assert.equal(50, #ev)
      assert.same({
        ["fiore2018:t1"] = 22, ["fiore2018:t2"] = 6, ["review2:t1"] = 13, ["review2:t2"] = 9,
      }, per)
    end)

    it("count donors, sources and controls of the 22 clinical rows as printed", function()
      local clinical = ev:where{source_id = "fiore2018", design = "clinical"}
      assert.equal(22, #clinical)
      assert.equal(13, #clinical:where{donor = "AUTO"})
      assert.equal(9, #clinical:where{donor = "ALLO"})
      assert.equal(16, #clinical:where{source = "BM"})
      assert.equal(5, #clinical:where{source = "UC"})
      assert.equal(1, #clinical:where{source = "AT"})
      assert.equal(9, #clinical:where{controlled = false})
    end)

    it("add up to 802 patients by the totals and 797 by the arms", function()
      local totals, arms = 0, 0
      for record in ev:where{source_id = "fiore2018", design = "clinical"}:each() do
        totals = totals + record.enrolment.n_total
        for _, arm in ipairs(record.arms) do arms = arms + (arm.n or 0) end
      end
      assert.equal(802, totals)
      assert.equal(797, arms)
    end)

    it("keep no cell beyond eight words, but its own words and its hash", function()
      local long = 0
      for record in ev:each() do
        for column, text in pairs(record.verbatim) do
          assert.is_true(words(text) <= 8, record.id .. " " .. column .. ": " .. text)
        end
        for column, text in pairs(record.verbatim_own or {}) do
          long = long + 1
          assert.is_nil(record.verbatim[column])
          assert.is_true(#text > 0)
          assert.matches("^%x+$", record.verbatim_sha256[column])
          assert.equal(64, #record.verbatim_sha256[column])
        end
        for _, result in ipairs(record.results) do
          assert.is_true(words(result.text) <= 8, record.id .. ": " .. result.text)
        end
      end
      assert.equal(54, long)
    end)

    it("keep the flattened power of ten of the doses beside the number read", function()
      local zhang = ev:get("fiore2018:t1:r07")
      assert.equal("0.5 × 106/kg every 4 wk, 3 times", zhang.product.doses[1].text)
      assert.equal(5e5, zhang.product.doses[1].min)
      assert.equal("1 × 106/kg", ev:get("fiore2018:t1:r17").product.doses[1].text)
      assert.equal(6, ev:get("fiore2018:t1:r17").product.doses[1].n_doses)
    end)

    it("use codes of the vocabularies only", function()
      for record in ev:each() do
        local id = record.id
        assert_code("design", record.subdesign, id)
        assert_code("source", record.product.source, id)
        assert_code("donor", record.product.donor, id)
        for _, route in ipairs(record.product.routes or record.routes or {}) do
          assert_code("route", route, id)
        end
        for _, result in ipairs(record.results) do
          assert_code("outcome", result.outcome, id)
          assert_code("direction", result.direction, id)
        end
        for _, flag in ipairs(record.flags) do assert_code("flag", flag.code, id) end
      end
    end)

    it("say where they stand: lines and hash of the passage", function()
      for record in ev:each() do
        local place = record.provenance[1]
        assert.equal(record.id:match("^[^:]+"), place.source_id)
        assert.is_true(place.lines[1] <= place.lines[2])
        assert.equal(64, #place.quote_sha256)
        assert.is_nil(place.quote)
      end
    end)

    it("share a study when both reviews describe one trial", function()
      local lin = ev:where{study = "lin2017"}
      assert.equal(2, #lin)
      assert.equal("lin2017", ev:get("review2:t1:r03").study)
      assert.equal("lou2017", ev:get("review2:t1:r05").study)
    end)

    it("are randomised where one of the reviews says so", function()
      local ids = {}
      for record in ev:where{source_id = "fiore2018", subdesign = "rct"}:each() do
        ids[#ids + 1] = record.study
      end
      table.sort(ids)
      assert.same({"lin2017", "mohamadnejad2013", "suk2016", "xu2014"}, ids)
    end)
  end)

  describe("results", function()
    it("are 168 of benefit, 30 ambiguous, 6 unknown, 4 null and none of harm", function()
      local per = {}
      for _, row in ipairs(ev:results{}) do per[row.effect] = (per[row.effect] or 0) + 1 end
      assert.same({benefit = 168, ambiguous = 30, unknown = 6, null = 4}, per)
    end)

    it("of Fiore 2018, Table 1 are in favour as printed", function()
      local clinical = ev:where{source_id = "fiore2018", design = "clinical"}
      local function effects(outcome)
        local rows = clinical:results{outcome = outcome}
        return #rows, count(rows, function(row) return row.effect == "benefit" end)
      end
      assert.same({10, 10}, {effects("MELD")})
      assert.same({9, 9}, {effects("ALB")})
      assert.same({5, 5}, {effects("BIL")})
      assert.same({5, 0}, {effects("PT")})
    end)
  end)

  it("has the 43 flags of a reader and the 44 that rules find", function()
    local read, found = 0, 0
    for record in ev:each() do
      for _, flag in ipairs(record.flags) do
        if flag.rule then found = found + 1 else read = read + 1 end
      end
    end
    assert.equal(43, read)
    assert.equal(44, found)
  end)

  describe("claims", function()
    it("are 255, 128 and 127, each with a place and a hash", function()
      local claims = ev:claims{}
      assert.equal(255, #claims)
      assert.equal(128, #ev:claims{source_id = "fiore2018"})
      assert.equal(127, #ev:claims{source_id = "review2"})
      for _, claim in ipairs(claims) do
        assert.is_true(#claim.statement > 0)
        assert.is_true(claim.lines[1] <= claim.lines[2])
        assert.equal(64, #claim.quote_sha256)
        assert.is_nil(claim.quote)
      end
    end)

    it("carry the study of the tables that they describe", function()
      local function studies(ids)
        local found = {}
        for _, claim in ipairs(ev:claims{}) do
          if has(ids, claim.id) then found[#found + 1] = claim.study end
        end
        return found
      end
      assert.same({"mohamadnejad2013", "mohamadnejad2013"},
        studies{"review2:c065", "review2:c066"})
      assert.same({"suk2016", "suk2016"}, studies{"fiore2018:c022", "review2:c028"})
      assert.equal(55, count(ev:claims{}, function(claim) return claim.study ~= nil end))
      assert.same({}, studies{"review2:c047"}) -- 20 and 20 patients: Amer 2011 or Salama 2014
    end)
  end)

  describe("published figures", function()
    it("are 460 of arms and 71 pooled, none lost", function()
      assert.equal(460, #ev:quantities{})
      assert.equal(71, #ev:quantities{level = "pooled"})
      assert.equal(531, #ev:quantities{level = "any"})
    end)

    it("say how far they can be trusted", function()
      local per = {}
      for _, row in ipairs(ev:quantities{}) do per[row.trust] = (per[row.trust] or 0) + 1 end
      assert.same({table = 262, typed = 104, abstract = 85, low = 9}, per)
    end)

    it("give Zekri's MELD at 6 months with the caution about cells and n", function()
      local rows = ev:quantities{outcome = "MELD", study = "zekri2015", at = {months = 6}}
      assert.equal(3, #rows)
      local means = {}
      for _, row in ipairs(rows) do
        means[row.arm] = row.value
        assert.equal("sd", row.disp)
        assert.equal(30, row.n)
        assert.matches("portal vein", row.caution)
        assert.matches("30 randomised", row.caution)
      end
      assert.same({control = 17.24, single_infusion = 14.64, double_infusion = 14.07}, means)
    end)

    it("keep medians as medians and changes as changes", function()
      local rows = ev:quantities{outcome = "MELD", study = "newsome2018", at = {days = 90}}
      assert.equal(3, #rows)
      for _, row in ipairs(rows) do
        assert.equal("median", row.stat)
        assert.equal("change", row.scale)
        assert.equal("iqr", row.disp)
        assert.is_true(row.disp_lo <= row.value and row.value <= row.disp_hi)
      end
    end)

    it("count events within n, and say when a count is derived", function()
      for _, row in ipairs(ev:quantities{}) do
        if row.events then assert.is_true(row.events <= row.n, row.study .. " " .. row.outcome) end
      end
      local rows = ev:quantities{outcome = "SURV", study = "lin2017"}
      assert.equal(2, #rows)
      for _, row in ipairs(rows) do
        assert.matches("derived", row.caution)
        assert.matches("%%", row.value_original)
      end
      assert.equal(41, rows[1].events) -- 56 less 15 deaths: 73.2 %
      assert.equal(56, rows[1].n)
    end)

    it("mark Wang 2013 and the values without a known time as of low trust", function()
      local low = {}
      for _, row in ipairs(ev:quantities{}) do
        if row.trust == "low" then low[row.study] = (low[row.study] or 0) + 1 end
      end
      assert.same({wang2013 = 5, altayeb2015 = 4}, low)
    end)

    it("call pooled values external targets", function()
      for _, row in ipairs(ev:quantities{level = "pooled"}) do
        assert.matches("^External target", row.caution)
      end
    end)
  end)

  describe("sources", function()
    it("are the 2 reviews with file and hash, 29 papers and 17 meta-analyses", function()
      local per = {}
      for _, source in ipairs(ev:sources()) do
        per[source.kind] = (per[source.kind] or 0) + 1
        if source.kind == "narrative_review" then assert.equal(64, #source.sha256) end
      end
      assert.same({
        narrative_review = 2, trial_report = 28, animal_study = 1, meta_analysis = 17,
      }, per)
    end)

    it("carry the reviews' own search records", function()
      local found = {}
      for _, source in ipairs(ev:sources()) do
        for _, search in ipairs(source.searches or {}) do
          for name, value in pairs(search.found) do found[name] = value end
        end
      end
      assert.equal(52, found.registered)
      assert.equal(22, found.published)
      assert.equal(13, found.completed)
      assert.equal(11, found.ongoing)
    end)
  end)

  it("has the 13 meeting points of the reviews and 10 errors of other sources", function()
    local seed, data, sources = 0, 0, {}
    for _, source in ipairs(ev:sources()) do sources[source.source_id] = true end
    for _, decision in ipairs(ev:decisions{}) do
      if decision.id:match("^seed:S%d+$") then seed = seed + 1 end
      if decision.id:match("^data:E%d+$") then data = data + 1 end
      for _, side in ipairs{decision.a, decision.b} do
        assert.is_true(sources[side.source_id], decision.id)
        assert.is_table(side.value)
      end
    end
    assert.equal(13, seed)
    assert.equal(10, data)
    local found = {}
    for _, finding in ipairs(ev:check{rules = {"R21"}}) do found[#found + 1] = finding.decision end
    assert.equal(13, #found) -- errors in papers known by abstract alone are no findings
    for i, id in ipairs(found) do assert.equal("seed:S" .. i, id) end
    assert.equal(5, #ev:decisions{kind = "conflict"})
    assert.equal(5, #ev:decisions{kind = "match"})
  end)
end)
