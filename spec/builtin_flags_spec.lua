-- The flags of the built-in evidence: exactly those of spec/reference/expected_flags.tsv, which two
-- readers of the reviews agreed on; and the contradictions between the reviews.
local hepar = require("hepar")

-- The folder of this file.
local here = debug.getinfo(1, "S").source:match("^@(.*)/[^/]*$") or "."

-- How often each "id code" of the reference stands there.
local function expected()
  local counts = {}
  for line in io.lines(here .. "/reference/expected_flags.tsv") do
    if not line:match("^id\t") then
      local key = line:gsub("\t", " ")
      counts[key] = (counts[key] or 0) + 1
    end
  end
  return counts
end

describe("built-in evidence", function()
  local ev
  setup(function() ev = assert(hepar.evidence.builtin()) end)
  teardown(function() ev:close() end)

  it("carries the 87 flags expected and no other", function()
    local counts, total = {}, 0
    for record in ev:each() do
      for _, flag in ipairs(record.flags) do
        local key = record.id .. " " .. flag.code
        counts[key] = (counts[key] or 0) + 1
        total = total + 1
      end
    end
    assert.equal(87, total)
    assert.same(expected(), counts)
  end)

  it("has 44 of them found by rules, 43 by readers", function()
    local rules, curated = {}, 0
    for record in ev:each() do
      for _, flag in ipairs(record.flags) do
        if flag.rule then
          rules[flag.rule] = (rules[flag.rule] or 0) + 1
        else
          curated = curated + 1
        end
      end
    end
    assert.equal(43, curated)
    assert.same({R2 = 1, R5 = 24, R6 = 3, R7 = 1, R8 = 1, R9 = 4, R10 = 2, R11 = 1, R12 = 1,
      R13 = 1, R21 = 2, R25 = 3}, rules)
  end)

  it("finds in a check what it flagged at import", function()
    local flagged, found = {}, {}
    for record in ev:each() do
      for _, flag in ipairs(record.flags) do
        if flag.rule then flagged[#flagged + 1] = record.id .. " " .. flag.rule end
      end
    end
    for _, finding in ipairs(ev:check()) do
      if finding.id and finding.severity ~= "note" or finding.rule == "R5" then
        found[#found + 1] = finding.id .. " " .. finding.rule
      end
    end
    table.sort(flagged)
    table.sort(found)
    assert.same(flagged, found)
  end)

  it("tells the 13 matters on which the reviews meet, with both values and both places", function()
    local seen = {}
    for _, finding in ipairs(ev:check{rules = {"R21"}}) do
      assert.equal("SEED_CONFLICT", finding.code)
      local number = finding.decision:match("^seed:(S%d+)$")
      if number then
        seen[number] = finding.kind
        assert.equal("fiore2018", finding.a.source_id)
        assert.equal("review2", finding.b.source_id)
        for _, side in ipairs{finding.a, finding.b} do
          assert.is_true(side.lines[1] <= side.lines[2])
          assert.is_not_nil(next(side.value))
        end
      end
    end
    for i = 1, 13 do assert.is_string(seen["S" .. i], "S" .. i) end
    assert.same({"conflict", "conflict", "resolved", "scope"},
      {seen.S1, seen.S2, seen.S3, seen.S7})
  end)

  it("gives n of Mohamadnejad 2013 from both reviews", function()
    for _, finding in ipairs(ev:check{rules = {"R21"}}) do
      if finding.decision == "seed:S1" then
        assert.equal("fiore2018:t1:r09", finding.id)
        assert.equal(25, finding.a.value["enrolment.n_total"])
        assert.equal(27, finding.b.value["enrolment.n_total"])
        assert.same({14, 11}, finding.a.value["arms.n"])
        assert.same({15, 12}, finding.b.value["arms.n"])
        assert.same({316, 322}, finding.a.lines)
        return
      end
    end
    error("S1 was not found")
  end)
end)
