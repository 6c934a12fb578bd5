-- Subsets of rows and effects from p values: the conveniences of hepar.meta.effects. Values of
-- metafor 3.8-1 in spec/reference/p_values.json.
local hepar = require "hepar"
local files = require "spec.helper.files"

local effects = hepar.meta.effects


local function says(message, options)
  local ok, got = pcall(effects, options)
  assert.is_false(ok)
  assert.equal("hepar.meta.effects: " .. message, (got:gsub("^[%w_/]+%.lua:%d+: ", "")))
end

describe("p values with the sign of the effect", function()
  local data = files.reference("p_values.json")
  local reads = { SMD = { "n1i", "n2i" }, RPB = { "n1i", "n2i" }, D2OR = { "n1i", "n2i" },
    ZCOR = { "ni" }, PCOR = { "ni", "mi" }, SPCOR = { "ni", "mi", "r2i" } }

  for measure, want in pairs(data.measures) do
    it("give metafor's " .. measure, function()
      local options = { measure = measure, pi = data.pi }
      for _, name in ipairs(reads[measure]) do options[name] = data[name] end
      local got = effects(options)
      for i = 1, #data.pi do
        assert.near(1, got.yi[i] / want.yi[i], 1e-11)
        assert.near(1, got.vi[i] / want.vi[i], 1e-11)
        assert.equal("derived: t from the p value", got.notes[i])
      end
    end)
  end

  it("fill in only rows that have nothing else", function()
    local nan = 0 / 0
    local got = effects { measure = "SMD", di = { 0.5, nan, nan }, ti = { nan, 2, nan },
      pi = { 0.01, 0.01, 0.01 }, n1i = { 20, 20, 20 }, n2i = { 20, 20, 20 } }
    local given = effects { measure = "SMD", di = { 0.5 }, n1i = { 20 }, n2i = { 20 } }
    local statistic = effects { measure = "SMD", ti = { 2 }, n1i = { 20 }, n2i = { 20 } }
    local alone = effects { measure = "SMD", pi = 0.01, n1i = 20, n2i = 20 }
    assert.equal(given.yi[1], got.yi[1])
    assert.equal(statistic.yi[1], got.yi[2])
    assert.equal(alone.yi[1], got.yi[3])
    assert.same({ "", "", "derived: t from the p value" }, got.notes)
  end)

  it("come from the data by name", function()
    local data_of = { p = { 0.02, -0.04 }, n1i = { 12, 13 }, n2i = { 11, 14 } }
    local got = effects { measure = "SMD", data = data_of, pi = "p" }
    assert.is_true(got.yi[1] > 0 and got.yi[2] < 0)
    says('data has no column "q" (for pi)', { measure = "SMD", data = data_of, pi = "q" })
  end)

  it("are refused where they mean nothing", function()
    says('measure "RR" does not read pi (it reads ai, bi, ci, di, n1i, n2i)',
      { measure = "RR", pi = { 0.1 } })
    says("pi[2] must be a p value from 0 to 1 with the sign of the effect, got 0",
      { measure = "COR", pi = { 0.1, 0 }, ni = { 10, 10 } })
    says("pi[1] must be a p value from 0 to 1 with the sign of the effect, got -1.5",
      { measure = "COR", pi = { -1.5 }, ni = { 10 } })
    says("pi[1] must be a number, got \"a\"", { measure = "COR", pi = { "a" }, ni = { 10 } })
    says("pi must be a column or an array of numbers, got true", { measure = "COR", pi = true })
  end)
end)

it("SMDH with variance LS2 is metafor 5's", function()
  -- The formula of metafor's escalc since 4.0, in R: sdp <- sqrt((sd1^2 + sd2^2) / 2);
  -- sd1^2 / (n1 * sdp^2) + sd2^2 / (n2 * sdp^2) + yi^2 / (8 * sdp^4) * (sd1^4 / n1 + sd2^4 / n2)
  -- for means 10, 8.1, standard deviations 2, 3.3, and 12, 15 patients: R 4.2.2.
  local got = effects { measure = "SMDH", m1i = 10, sd1i = 2, n1i = 12, m2i = 8.1, sd2i = 3.3,
    n2i = 15, vtype = "LS2", definition = "5.1" }
  assert.near(0.6752028579340194, got.yi[1], 1e-13)
  assert.near(0.1517872931984475, got.vi[1], 1e-13)
end)

describe("a subset of rows", function()
  local data = { ai = { 1, 2, 3, 4 }, n1i = { 10, 11, 12, 13 }, ci = { 4, 5, 6, 2 },
    n2i = { 10, 10, 10, 11 }, study = { "w", "x", "x", "z" }, dose = hepar.column { 1, 2, 3, 4 } }

  it("has the numbers that these rows have in the whole", function()
    local all = effects { measure = "RR", data = data }
    for _, subset in ipairs { { 1, 2, 4 }, { true, true, false, true } } do
      local some = effects { measure = "RR", data = data, subset = subset }
      assert.same({ "w", "x", "z" }, some.slab)
      assert.same({ 1, 2, 4 }, some.subset)
      for i, row in ipairs(some.subset) do
        assert.equal(all.yi[row], some.yi[i])
        assert.equal(all.vi[row], some.vi[i])
        assert.equal(row, some.dose[i])
      end
    end
    assert.is_nil(all.subset)
    assert.equal(4, #data.ai)
  end)

  it("cuts columns, labels, variances and routes that are given themselves", function()
    local some = effects { measure = "SMD", m1i = { 1, 2, 3 }, sd1i = { 1, 1, 1 },
      n1i = { 9, 9, 9 }, m2i = hepar.column { 0, 0, 1 }, sd2i = { 1, 2, 1 }, n2i = { 9, 9, 9 },
      slab = { "a", "b", "c" }, vtype = { "LS", "UB", "LS2" }, routes = { "SD from SE" },
      subset = { 3, 1 } }
    assert.same({ "c", "a" }, some.slab)
    assert.same({ "LS2", "LS" }, some.vtype)
    assert.same({ "", "derived: SD from SE" }, some.notes)
  end)

  it("is refused when it names no rows", function()
    local function given(subset) return { measure = "RR", data = data, subset = subset } end
    says("subset leaves no row", given {})
    says("subset leaves no row", given { false, false, false, false })
    says("subset has 1 entries for 4 rows", given { true })
    says("subset[2] must be true or false, got 1", given { true, 1, true, true })
    says("subset[1] must be a row from 1 to 4, got 5", given { 5 })
    says("subset[1] must be a row from 1 to 4, got 1.5", given { 1.5 })
    says("subset must be an array of true and false, or of rows, got \"x\"", given "x")
    says("subset needs columns to choose rows of", { measure = "RR", subset = { 1 } })
    says("n1i has 2 values for 3 rows", { measure = "RR", ai = { 1, 2, 3 }, n1i = { 9, 9 },
      subset = { 1 } })
  end)
end)
