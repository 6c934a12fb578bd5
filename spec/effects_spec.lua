-- Effect sizes: metafor's answers (spec/reference/effects.R), cases worked by hand, and bad input.

local hepar = require "hepar"
local files = require "spec.helper.files"
local effects = hepar.meta.effects

local reference = files.reference

local nan = 0 / 0

-- JSON null is a missing value.
local function numbers(list)
  local result = {}
  for i = 1, #list do
    result[i] = type(list[i]) == "number" and list[i] or nan
  end
  return result
end

-- Relative difference, absolute near 0.
local function off(got, want)
  return math.abs(got - want) / math.max(math.abs(want), 1e-6)
end

local function raised(code, options)
  local ok, message = pcall(code, options)
  assert.is_false(ok)
  return message
end

describe("hepar.meta.effects", function()
  local data = reference("effects.json")

  it("has the reference of metafor 3.8-1", function()
    assert.matches("metafor 3%.8%.1", data.versions)
    assert.is_true(#data.cases > 250)
  end)

  -- yi and vi of two cases of the reference are worked out by numerical differentiation or
  -- integration; all others are metafor's, to rounding.
  local loose = { RTET = { 1e-9, 1e-6 }, UCOR = { 1e-9, 1e-9 } }

  local by_measure, order = {}, {}
  for _, case in ipairs(data.cases) do
    if not by_measure[case.measure] then
      by_measure[case.measure] = {}
      order[#order + 1] = case.measure
    end
    table.insert(by_measure[case.measure], case)
  end

  for _, measure in ipairs(order) do
    it("agrees with metafor on " .. measure, function()
      local compared = 0
      local limit = loose[measure] or { 1e-11, 1e-10 }
      for _, case in ipairs(by_measure[measure]) do
        local options = { measure = measure }
        for name, column in pairs(case.input) do options[name] = numbers(column) end
        for name, value in pairs(case.options) do options[name] = value end
        local got = effects(options)
        local yi, vi = numbers(case.yi), numbers(case.vi)
        assert.equal(#yi, #got)
        for i = 1, #yi do
          local place = ("%s %s %s row %d"):format(case.name, measure, case.options.vtype or "", i)
          if yi[i] ~= yi[i] then
            assert.is_true(got.yi[i] ~= got.yi[i], place)
            assert.not_equal("", got.notes[i], place)
          else
            assert.is_true(off(got.yi[i], yi[i]) < limit[1],
              ("%s: yi %.15g, metafor %.15g"):format(place, got.yi[i], yi[i]))
            compared = compared + 1
          end
          if yi[i] ~= yi[i] or vi[i] ~= vi[i] then
            assert.is_true(got.vi[i] ~= got.vi[i], place .. " has a variance")
          else
            assert.is_true(off(got.vi[i], vi[i]) < limit[2],
              ("%s: vi %.15g, metafor %.15g"):format(place, got.vi[i], vi[i]))
          end
        end
      end
      assert.is_true(compared > 0)
    end)
  end

  it("covers every measure of the core", function()
    for _, measure in ipairs(require("hepar.core").effects.measures()) do
      assert.is_truthy(by_measure[measure.name], measure.name)
    end
  end)
end)

-- metafor 5.1-12 on the same data; the values stand in a comparison of the two versions.
describe("the definitions of metafor 5.1", function()
  local function row(measure, input, definition)
    input.measure, input.definition = measure, definition
    return effects(input)
  end

  local montreal = function() -- dat.normand1999, Montreal-Home
    return { m1i = { 14 }, sd1i = { 11 }, n1i = { 8 }, m2i = { 18 }, sd2i = { 11 }, n2i = { 13 } }
  end

  it("change SMD1H and SMDH", function()
    local normand = montreal()
    local old, new = row("SMD1H", normand, "3.8"), row("SMD1H", normand, "5.1")
    assert.is_true(off(old.vi[1], 1 / 8 + 1 / 13 + old.yi[1] ^ 2 / 26) < 1e-14)
    assert.is_true(off(new.vi[1], 1 / 7 + 1 / 12 + old.yi[1] ^ 2 / 24) < 1e-14)
    assert.equal(old.yi[1], new.yi[1])
    local small = { m1i = { 2 }, sd1i = { 1 }, n1i = { 2 }, m2i = { 1 }, sd2i = { 1 }, n2i = { 2 } }
    assert.is_true(off(row("SMDH", small, "3.8").vi[1], 0.661950068278) < 1e-11)
    assert.is_true(off(row("SMDH", small, "5.1").vi[1], 2.07957747155) < 1e-11)
  end)

  local change = function()
    return { m1i = { 9.5 }, m2i = { 10 }, sd1i = { 2.5 }, sd2i = { 2 }, ri = { 0.3 }, ni = { 12 } }
  end

  it("change SMCRH, ROMC and CVRC", function()
    assert.is_true(off(row("SMCRH", change(), "3.8").vi[1], 0.0925596129159) < 1e-11)
    assert.is_true(off(row("SMCRH", change(), "5.1").vi[1], 0.107026954997) < 1e-11)
    assert.is_true(off(row("ROMC", change(), "3.8").yi[1], -0.0512932943876) < 1e-11)
    assert.is_true(off(row("ROMC", change(), "5.1").yi[1], -0.0500744578225) < 1e-11)
    assert.is_true(off(row("CVRC", change(), "3.8").yi[1], 0.274436845702) < 1e-11)
    assert.is_true(off(row("CVRC", change(), "5.1").yi[1], 0.273218009137) < 1e-11)
  end)

  it("change PCOR and ZPCOR", function()
    local t = function() return { ti = { 2.1 }, ni = { 40 }, mi = { 3 } } end
    assert.is_true(off(row("PCOR", t(), "3.8").vi[1], 0.0220457460253) < 1e-11)
    assert.is_true(off(row("PCOR", t(), "5.1").vi[1], 0.0214499150516) < 1e-11)
    assert.is_true(off(row("ZPCOR", t(), "3.8").vi[1], 1 / 36) < 1e-14)
    assert.is_true(off(row("ZPCOR", t(), "5.1").vi[1], 1 / 35) < 1e-14)
  end)

  it("change ROM and CVR", function()
    -- dat.gibson2002, row 1 (ROM) and row 6 (CVR)
    local data = reference("effects.json")
    for _, case in ipairs(data.cases) do
      if case.name == "gibson2002" and next(case.options) == nil
        and (case.measure == "ROM" or case.measure == "CVR") then
        local options = { measure = case.measure, definition = "5.1" }
        for name, column in pairs(case.input) do options[name] = numbers(column) end
        local got = effects(options)
        if case.measure == "ROM" then
          assert.is_true(off(got.yi[1], -0.578885634376) < 1e-11)
        else
          assert.is_true(off(got.yi[6], 0.141134095931) < 1e-11)
        end
      end
    end
  end)
end)

describe("worked by hand", function()
  it("24-week survival of Lin 2017: 11 of 56 and 25 of 54 dead", function()
    local input = { ai = { 15 }, n1i = { 56 }, ci = { 24 }, n2i = { 54 } }
    input.measure = "OR"
    local got = effects(input)
    assert.is_true(off(got.yi[1], math.log(15 * 30 / (41 * 24))) < 1e-13)
    assert.is_true(off(got.vi[1], 1 / 15 + 1 / 41 + 1 / 24 + 1 / 30) < 1e-13)
    assert.equal(110, got.ni[1])
  end)

  it("zero cells: what DIFFICULT inputs give", function()
    local function one(measure, options)
      local all = { measure = measure, ai = { 0 }, n1i = { 10 }, ci = { 0 }, n2i = { 10 } }
      for name, value in pairs(options or {}) do all[name] = value end
      return effects(all)
    end
    assert.is_true(off(one("OR").vi[1], 4 / 0.5 / 2 + 2 / 10.5) < 1e-12)
    assert.equal("1/2 added to the cells", one("OR").notes[1])
    assert.equal(0, one("RD", { add = 0 }).vi[1])
    assert.matches("variance of 0", one("RD", { add = 0 }).notes[1])
    local dropped = one("OR", { drop00 = true })
    assert.equal(0, dropped.k)
    assert.same({ { row = 1, slab = "Study 1",
      reason = "no events, or only events, in both groups (drop00)" } }, dropped.omitted)
    assert.equal(0, one("OR", { to = "none" }).k)
    assert.matches("a group of nobody", effects { measure = "RD", ai = { 0 }, n1i = { 0 },
      ci = { 1 }, n2i = { 10 } }.notes[1])
  end)

  it("a correlation at the end of its range, and too few for its variance", function()
    assert.equal(0, effects { measure = "ZCOR", ri = { 1 }, ni = { 20 } }.k)
    local three = effects { measure = "COR", ri = { 0.5 }, ni = { 3 } }
    assert.equal(0.5, three.yi[1])
    assert.equal("no sampling variance", three.notes[1])
    assert.equal(0, effects { measure = "UCOR", ri = { 0.5 }, ni = { 4 } }.k)
  end)

  it("the tetrachoric correlation of equal halves is a sine", function()
    -- With both cut points at 0, P(both) = 1/4 + asin(rho) / (2 pi) (Sheppard 1898).
    local got = effects { measure = "RTET", ai = { 40 }, bi = { 10 }, ci = { 10 }, di = { 40 } }
    assert.is_true(off(got.yi[1], math.sin(2 * math.pi * (0.4 - 0.25))) < 1e-14)
    local empty = effects { measure = "RTET", ai = { 4 }, bi = { 0 }, ci = { 3 }, di = { 5 } }
    assert.equal(1, empty.yi[1])
    assert.equal(0, empty.k)
  end)

  it("yi with a confidence interval or standard error", function()
    local z = 1.959963984540054
    local got = effects { yi = { 0.5, 1 }, ci_lb = { 0.5 - z, nan }, ci_ub = { 0.5 + z, 2 } }
    assert.is_true(off(got.vi[1], 1) < 1e-14)
    assert.equal(1, got.k)
    assert.equal("GEN", got.measure)
    local wide = effects { yi = { 0 }, ci_lb = { -1.6448536269514722 },
      ci_ub = { 1.6448536269514722 }, level = 90 }
    assert.is_true(off(wide.sei[1], 1) < 1e-14)
    assert.equal(0.25, effects { yi = { 1 }, sei = { 0.5 } }.vi[1])
    assert.equal("log hazard ratio", effects { measure = "HR", yi = { 1 }, sei = { 0.5 } }.label)
  end)

  it("log odds ratios with their intervals: the first rows of dat.hackshaw1998", function()
    local function logs(list)
      local column = {}
      for i, x in ipairs(list) do column[i] = math.log(x) end
      return column
    end
    local got = effects { yi = logs { 1.18, 1.45, 2.02 }, ci_lb = logs { 0.90, 1.02, 0.48 },
      ci_ub = logs { 1.54, 2.08, 8.56 } }
    for i, vi in ipairs { 0.01877688548506811, 0.03304403890578804, 0.5401958653424493 } do
      assert.is_true(off(got.vi[i], vi) < 1e-12)
    end
  end)

  it("a variance for each row", function()
    local means = { measure = "MD", m1i = { 3, 3 }, sd1i = { 1, 1 }, n1i = { 4, 4 }, m2i = { 1, 1 },
      sd2i = { 2, 2 }, n2i = { 9, 9 }, vtype = { "LS", "HO" } }
    local got = effects(means)
    assert.is_true(off(got.vi[1], 1 / 4 + 4 / 9) < 1e-14)
    assert.is_true(off(got.vi[2], (3 * 1 + 8 * 4) / 11 * (1 / 4 + 1 / 9)) < 1e-14)
  end)

  it("the correction of bias keeps its digits for a million patients", function()
    local got = effects { measure = "SMD", di = { 1, 1, 1 }, n1i = { 1e6, 60, 61 },
      n2i = { 1e6, 61, 62 } }
    assert.is_true(off(got.yi[1], 1 - 3 / (4 * (2e6 - 2) - 1)) < 1e-13)
    -- exact rationals: m = 119 is computed from gamma functions, m = 121 from the series; both lie
    -- on the curve c(m) c(m + 1) = sqrt((m - 1) / (m + 1)) (m = 119, 120, 121).
    local both = effects { measure = "SMD", di = { 1, 1, 1 }, n1i = { 60, 61, 61 },
      n2i = { 61, 61, 62 } }
    assert.is_true(off(both.yi[1] * both.yi[2], 118 / math.sqrt(119 * 120)) < 1e-14)
    assert.is_true(off(both.yi[2] * both.yi[3], 119 / math.sqrt(120 * 121)) < 1e-14)
  end)
end)

describe("effects of random rows", function()
  local random = hepar.random.new(28)
  local function whole(low, high) return low + math.floor(random:uniform() * (high - low + 1)) end

  -- Swapping the groups turns the sign and keeps the variance.
  local turning = { "RR", "OR", "RD", "AS", "PHI", "YUQ", "YUY", "RTET", "PBIT", "OR2DL", "PETO" }
  it("turn with the groups", function()
    for _ = 1, 200 do
      local n1, n2 = whole(1, 60), whole(1, 60)
      local a, c = whole(0, n1), whole(0, n2)
      for _, measure in ipairs(turning) do
        local function of(x, n, y, m)
          return effects { measure = measure, ai = { x }, n1i = { n }, ci = { y }, n2i = { m } }
        end
        local one, two = of(a, n1, c, n2), of(c, n2, a, n1)
        local place = ("%s %d/%d %d/%d"):format(measure, a, n1, c, n2)
        if one.yi[1] == one.yi[1] then
          assert.is_true(off(-two.yi[1], one.yi[1]) < 1e-9, place)
        else
          assert.is_true(two.yi[1] ~= two.yi[1], place)
        end
        if one.vi[1] == one.vi[1] then
          assert.is_true(one.vi[1] >= 0 and off(two.vi[1], one.vi[1]) < 1e-8, place)
        else
          assert.is_true(two.vi[1] ~= two.vi[1], place)
        end
      end
    end
  end)

  it("do not depend on the unit, or change as it does", function()
    for _ = 1, 100 do
      local row = { whole(1, 90) / 7, whole(1, 90) / 9, whole(2, 60), whole(1, 90) / 7,
        whole(1, 90) / 9, whole(2, 60) }
      local s = 10 ^ whole(-6, 6)
      local function of(measure, scale, definition, vtype)
        return effects { measure = measure, m1i = { row[1] * scale }, sd1i = { row[2] * scale },
          n1i = { row[3] }, m2i = { row[4] * scale }, sd2i = { row[5] * scale }, n2i = { row[6] },
          definition = definition, vtype = vtype }
      end
      for _, measure in ipairs { "SMD", "SMDH", "SMD1H", "ROM", "RPB", "RBIS", "D2OR", "CVR" } do
        for _, definition in ipairs { "3.8", "5.1" } do
          local one, two = of(measure, 1, definition), of(measure, s, definition)
          if one.yi[1] == one.yi[1] then
            assert.is_true(off(two.yi[1], one.yi[1]) < 1e-9, measure)
            assert.is_true(off(two.vi[1], one.vi[1]) < 1e-9, measure)
          end
        end
      end
      local md = of("MD", s)
      assert.is_true(math.abs(md.yi[1] / s - of("MD", 1).yi[1]) < 1e-9)
      assert.is_true(off(md.vi[1] / s / s, of("MD", 1).vi[1]) < 1e-9)
      local bonett = of("SMDH", 1, "5.1", "LS2")
      if bonett.k == 1 then
        assert.is_true(off(of("SMDH", s, "5.1", "LS2").vi[1], bonett.vi[1]) < 1e-9)
      end
    end
  end)

  it("are never silent about a row without an effect", function()
    for _ = 1, 300 do
      local n1, n2 = whole(0, 5), whole(0, 5)
      for name, about in pairs(require("hepar.meta.effects").measures) do
        if about.group == "table" then
          local got = effects { measure = name, ai = { whole(0, n1) }, n1i = { n1 },
            ci = { whole(0, n2) }, n2i = { n2 } }
          if got.k == 0 then assert.not_equal("", got.notes[1]) end
          assert.equal(1 - got.k, #got.omitted)
        end
      end
    end
  end)
end)

describe("the object of effects", function()
  local data = {
    study = { "Zhang", "Zhang", "Lin" }, events = { 3, 4, nan }, n1i = { 10, 12, 9 },
    ci = { 5, 6, 7 }, n2i = { 11, 12, 13 }, dose = { 1, 2, 3 },
  }

  it("finds its columns in a table and takes the others along", function()
    local got = effects { measure = "RR", ai = "events", data = data }
    assert.same({ "Zhang.1", "Zhang.2", "Lin" }, got.slab)
    assert.equal(2, got.k)
    assert.equal(3, got.rows)
    assert.equal(data.dose, got.dose)
    assert.same({ { row = 3, slab = "Lin", reason = "a value that the measure needs is missing" } },
      got.omitted)
    local list = got:list()
    assert.equal(2, #list)
    assert.equal("Zhang.2", list[2].slab)
    assert.equal(got.yi[2], list[2].yi)
  end)

  it("shows how derived numbers came about", function()
    local sd = hepar.meta.sd { se = 0.9, n = 25 }
    local got = effects { measure = "MD", m1i = { 3, 2 }, sd1i = { sd.sd, 1 }, n1i = { 25, 9 },
      m2i = { 1, 1 }, sd2i = { 4, 2 }, n2i = { 25, 9 }, routes = { sd, false } }
    assert.equal("derived: SD = SE x sqrt(n) (Cochrane Handbook 6, section 6.5.2.2)", got.notes[1])
    assert.equal("", got.notes[2])
    assert.matches("derived %[1%]\n.*\n  %[1%] SD = SE x sqrt%(n%)", tostring(got))
  end)

  it("prints every row, what was added and what is left out", function()
    local text = tostring(effects { measure = "RR", ai = { 0, nan }, n1i = { 10, 9 }, ci = { 2, 3 },
      n2i = { 10, 9 }, slab = { "Bölük 2011", "Lin" } })
    assert.matches("log risk ratio %(RR%), 1 of 2 rows", text)
    assert.matches("1/2 added to the cells of rows with an empty one: 1 row\n", text)
    assert.matches("Bölük 2011 +20 +%-1%.6094", text)
    assert.matches("row 2, Lin: a value that the measure needs is missing", text)
    assert.matches('hepar%.meta%.transf%(x, "exp"%)', text)
  end)
end)

describe("bad input to hepar.meta.effects", function()
  local function says(pattern, options)
    local message = raised(effects, options)
    assert.matches(pattern, message)
    assert.matches("^hepar%.meta%.effects: ", message)
  end

  it("names argument, row and reason", function()
    says("ci has 1 values, but ai has 2",
      { measure = "OR", ai = { 1, 2 }, n1i = { 3, 4 }, ci = { 1 }, n2i = { 3, 4 } })
    says('ai%[2%] must be a number, got "x"',
      { measure = "OR", ai = { 1, "x" }, n1i = { 3, 4 }, ci = { 1, 1 }, n2i = { 3, 4 } })
    says('ai%[2%] is 5, above n1i%[2%] = 4 %(study "Lin"%)', { measure = "OR", ai = { 1, 5 },
      n1i = { 3, 4 }, ci = { 1, 1 }, n2i = { 3, 4 }, slab = { "Xue", "Lin" } })
    says("ai%[1%] must be 0 or more, got %-1",
      { measure = "OR", ai = { -1 }, n1i = { 3 }, ci = { 1 }, n2i = { 3 } })
    says("n1i%[1%] is 9, but ai %+ bi is 3",
      { measure = "OR", ai = { 1 }, bi = { 2 }, n1i = { 9 }, ci = { 1 }, n2i = { 3 } })
    says("vi%[1%] must be 0 or more, got %-0%.5", { yi = { 1 }, vi = { -0.5 } })
    says("yi%[1%] must be a finite number", { yi = { math.huge }, vi = { 1 } })
    says("sd2i%[1%] must be 0 or more", { measure = "MD", m1i = { 1 }, sd1i = { 1 }, n1i = { 3 },
      m2i = { 1 }, sd2i = { -2 }, n2i = { 4 } })
    says("ri%[1%] must be a correlation from %-1 to 1, got 1%.2",
      { measure = "ZCOR", ri = { 1.2 }, ni = { 9 } })
    says("ni%[1%] is 4, which leaves no degree of freedom",
      { measure = "PCOR", ti = { 2 }, ni = { 4 }, mi = { 3 } })
    says("row 1 has nobody in it", { measure = "PR", xi = { 0 }, mi = { 0 } })
    says("ci_lb%[1%] is 2, above ci_ub%[1%] = 1", { yi = { 1 }, ci_lb = { 2 }, ci_ub = { 1 } })
    says("r2i%[1%] must be a share from 0 to 1",
      { measure = "SPCOR", ti = { 2 }, ni = { 40 }, mi = { 3 }, r2i = { 1.5 } })
    says("ai%[1%] must be at most 1", { measure = "ABT", ai = { 1.1 }, mi = { 4 }, ni = { 30 } })
    says("mi%[1%] must be 2 or more", { measure = "ABT", ai = { 0.8 }, mi = { 1 }, ni = { 30 } })
  end)

  it("names a missing column, an unknown measure or option, and one without meaning", function()
    says('measure "SMD" needs m1i', { measure = "SMD", n1i = { 3 }, n2i = { 3 } })
    says('measure "OR" needs di or n2i', { measure = "OR", ai = { 1 }, bi = { 1 }, ci = { 1 } })
    says('measure "OR" needs bi or n1i', { measure = "OR", ai = { 1 }, ci = { 1 } })
    says("yi needs its variance vi", { yi = { 1 } })
    says('measure "PR" needs ni or mi', { measure = "PR", xi = { 1 } })
    says('measure "COR" needs ri or ti', { measure = "COR", ni = { 9 } })
    says('measure "SDM" is not known %(did you mean "SMD"%?%)', { measure = "SDM" })
    says("measure is missing", {})
    says('option "masure" is not known %(did you mean "measure"', { masure = "OR" })
    says('option add has no meaning for measure "MD"', { measure = "MD", add = 1 })
    says('drop00 has no meaning for measure "GEN"', { yi = { 1 }, vi = { 1 }, drop00 = true })
    says('vtype must be one of "LS"', { measure = "OR", ai = { 1 }, n1i = { 3 }, ci = { 1 },
      n2i = { 3 }, vtype = "UB" })
    says('measure "MD" has no variance of vtype "ST"', { measure = "MD", m1i = { 1 }, sd1i = { 1 },
      n1i = { 3 }, m2i = { 1 }, sd2i = { 2 }, n2i = { 4 }, vtype = { "ST" } })
    says("vtype has 2 values for 1 rows", { measure = "MD", m1i = { 1 }, sd1i = { 1 },
      n1i = { 3 }, m2i = { 1 }, sd2i = { 2 }, n2i = { 4 }, vtype = { "LS", "HO" } })
    says('measure "OR" does not read m1i', { measure = "OR", m1i = { 1 } })
    says('data has no column "deaths"', { measure = "OR", ai = "deaths", data = {} })
    says("there is no data", { measure = "OR", ai = "deaths" })
    says("slab has 2 labels for 1 rows", { yi = { 1 }, vi = { 1 }, slab = { "a", "b" } })
    says("slab%[1%] must be a label", { yi = { 1 }, vi = { 1 }, slab = { true } })
    says("add must be 0 or more", { measure = "OR", ai = { 1 }, n1i = { 3 }, ci = { 1 },
      n2i = { 3 }, add = -1 })
    says("definition must be one of", { yi = { 1 }, vi = { 1 }, definition = "4.0" })
    says("drop00 must be true or false", { measure = "OR", drop00 = 1 })
    says("option add must be a number", { measure = "OR", add = "x" })
    says("data must be a table", { measure = "OR", data = 1 })
  end)
end)

describe("hepar.meta.transf", function()
  local transf = hepar.meta.transf
  local data = reference("effects.json")

  it("agrees with metafor", function()
    assert.is_true(#data.transf > 20)
    for _, case in ipairs(data.transf) do
      local x = case.x
      local got = transf(x, case.name, case.options)
      if type(x) == "number" then
        assert.is_true(off(got, case.y) < 1e-13, case.name)
      else
        for i = 1, #x do
          assert.is_true(off(got[i], case.y[i]) < 1e-12,
            ("%s of %g: %.15g, metafor %.15g"):format(case.name, x[i], got[i], case.y[i]))
        end
      end
    end
  end)

  it("integrates over the distribution of true effects", function()
    assert.is_true(off(transf(0.3, "exp.int", { tau2 = 0.2 }), math.exp(0.4)) < 1e-14)
    assert.is_true(off(transf(0, "ilogit.int", { tau2 = 3 }), 0.5) < 1e-13)
    assert.is_true(off(transf(0.7, "ilogit.int", { tau2 = 0 }), 1 / (1 + math.exp(-0.7))) < 1e-13)
    -- second order in tau2: tanh(m) + tau2 / 2 * tanh''(m)
    local t = transf(0.4, "ztor")
    assert.is_true(off(transf(0.4, "ztor.int", { tau2 = 1e-6 }),
      t - 1e-6 * t * (1 - t * t)) < 1e-11)
  end)

  it("goes there and back", function()
    for _, pair in ipairs { { "logit", "ilogit" }, { "arcsin", "iarcsin" }, { "rtoz", "ztor" },
      { "abt", "iabt" }, { "ahw", "iahw" }, { "log", "exp" } } do
      for _, p in ipairs { 0.001, 0.3, 0.99 } do
        assert.is_true(off(transf(transf(p, pair[1]), pair[2]), p) < 1e-12, pair[1])
      end
    end
    assert.is_true(off(transf(transf(0.4, "pft", { ni = 20 }), "ipft", { ni = 20 }), 0.4) < 1e-12)
    assert.is_true(off(transf(transf(0.4, "irft", { ti = 20 }), "iirft", { ti = 20 }), 0.4) < 1e-12)
  end)

  it("refuses what it does not know", function()
    assert.matches('transformation "epx" is not known %(did you mean "exp"',
      select(2, pcall(transf, 1, "epx")))
    assert.matches('"ipft" needs the option ni', select(2, pcall(transf, 1, "ipft")))
    assert.matches("option ni has 2 values for 1 numbers",
      select(2, pcall(transf, { 1 }, "ipft", { ni = { 1, 2 } })))
    assert.matches("expected a number", select(2, pcall(transf, "x", "exp")))
  end)
end)
