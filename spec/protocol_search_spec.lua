-- Protocol search on models whose optimum, front and shares of variance are known.
local hepar = require "hepar"
local rank = require "hepar.cohort.search.rank"

-- Doses add up to x; z falls by top * x / (x + half).
local toy = hepar.model.define [[
  model toy "A dose that saturates"
  time day
  input dose [cells]
  param half = 2 range 1 .. 4 [cells] "half of the effect" {assumed}
  param top = 10 range 8 .. 12 "greatest effect" {calibrated: here}
  param idle = 1 "without a range" {assumed}
  state x = 0 [cells]
  x' = dose
  output z = 20 * idle - top * x / (x + half)
]]

local function scenario(more)
  local fields = { model = toy, horizon = 10, every = 10, arms = { control = {} },
    outputs = { "z" }, cohort = { n = 5 } }
  for key, value in pairs(more or {}) do fields[key] = value end
  return hepar.scenario(fields)
end

local function search(options, more)
  local all = { outcome = "z", better = "lower", burden = { procedure = 1, amount = 0.1 },
    space = { into = "dose", amount = { 1, 2, 4 }, number = { 1, 2 }, interval = 2 },
    draws = 40, patients = 2, seed = 11 }
  for key, value in pairs(options or {}) do
    all[key] = value
    if value == "nil" then all[key] = nil end
  end
  return hepar.cohort.search(scenario(more), all)
end

local function by_words(result)
  local out = {}
  for _, row in ipairs(result.rows) do out[row.words] = row end
  return out
end

describe("a protocol search", function()
  it("finds the front and the optimum that are known", function()
    local r = assert(search { uncertain = false })
    assert.are.equal(6, #r.rows)
    local rows = by_words(r)
    -- benefit 10 D / (D + 2), burden number + D / 10
    local wanted = { ["1 x 1 into dose"] = { 10 / 3, 1.1, 1 }, ["1 x 2 into dose"] = { 5, 1.2, 1 },
      ["1 x 4 into dose"] = { 40 / 6, 1.4, 1 },
      ["2 x 1 into dose, 2 days apart"] = { 5, 2.2, 2 },
      ["2 x 2 into dose, 2 days apart"] = { 40 / 6, 2.4, 2 },
      ["2 x 4 into dose, 2 days apart"] = { 8, 2.8, 1 } }
    for words, row in pairs(wanted) do
      assert.near(row[1], rows[words].benefit, 1e-6, words)
      assert.near(row[2], rows[words].burden, 1e-12, words)
      assert.are.equal(row[3], rows[words].front, words)
    end
    -- the price is what the most effective one gets for a point; one dose of 4 is then best
    assert.near(8 / 2.8, r.price, 1e-6)
    assert.are.equal("1 x 4 into dose", r.rows[1].words)
    assert.are.equal(1, r.rows[1].best)
    assert.near(0, r.rows[1].regret, 1e-12)
    assert.near((40 / 6 - 1.4 * r.price) - (8 - 2.8 * r.price),
      rows["2 x 4 into dose, 2 days apart"].regret, 1e-6)
    local words = {}
    for i, row in ipairs(r:front()) do words[i] = row.mark .. " " .. row.words end
    assert.are.same({ "A 1 x 1 into dose", "B 1 x 2 into dose", "C 1 x 4 into dose",
      "D 2 x 4 into dose, 2 days apart" }, words)
    -- when burden costs nothing, the largest effect is best
    assert.are.equal("2 x 4 into dose, 2 days apart",
      search({ uncertain = false, price = 0 }).rows[1].words)
    -- and when it costs more than it brings, nothing is
    assert.are.equal(1, search({ uncertain = false, price = 100 }).control.best)
  end)

  it("never has a dominated protocol on the front, in any world", function()
    local r = assert(search())
    assert.are.equal(40, r.draws)
    local rows = by_words(r)
    -- the same total in more doses is dominated whatever half and top are
    assert.are.equal(0, rows["2 x 2 into dose, 2 days apart"].on_front)
    assert.are.equal(0, rows["2 x 1 into dose, 2 days apart"].on_front)
    assert.are.equal(0, rows["2 x 2 into dose, 2 days apart"].best)
    for _, word in ipairs { "1 x 1", "1 x 2", "1 x 4" } do
      assert.near(1, rows[word .. " into dose"].on_front, 1e-12)
    end
    local sum = r.control.best
    for _, row in ipairs(r.rows) do
      sum = sum + row.best
      assert.is_true(row.low <= row.benefit and row.benefit <= row.high)
      assert.is_true(row.regret >= 0 and row.rank_low <= row.rank and row.rank <= row.rank_high)
      for _, other in ipairs(r.rows) do
        if row.front == 1 then
          assert.is_false(other.benefit >= row.benefit and other.burden < row.burden)
        end
      end
    end
    assert.near(1, sum, 1e-9)
    for i = 2, #r.rows do assert.is_true(r.rows[i].regret >= r.rows[i - 1].regret) end
  end)

  it("sorts any points into the fronts that definitions give", function()
    local rng = hepar.random(3, { purpose = "spec" })
    for _, dimensions in ipairs { 2, 3 } do
      local points = {}
      -- a grid of few values, so that equal points come up
      for i = 1, 60 do
        points[i] = {}
        for k = 1, dimensions do points[i][k] = rng:integer(1, 6) end
      end
      local front, free = rank.fronts(points), rank.undominated(points)
      for i = 1, 60 do
        local by = 0
        for j = 1, 60 do
          local as_good, better = true, false
          for k = 1, dimensions do
            as_good = as_good and points[j][k] >= points[i][k]
            better = better or points[j][k] > points[i][k]
          end
          if as_good and better then by = math.max(by, front[j]) end
        end
        assert.are.equal(by + 1, front[i])
        assert.are.equal(by == 0, free[i])
      end
    end
    assert.are.same({ 1, 3.5, 2, 3.5 }, rank.ranks { 9, 1, 4, 1 })
  end)

  it("has a burden that rises with every part of a protocol", function()
    local s = hepar.scenario { model = "liver", disease = { name = "cirrhosis",
      etiology = "alcohol", years = 8 }, cohort = { n = 2, vary = false }, arms = { control = {} },
      horizon = { weeks = 24 }, outputs = { "MELD" } }
    local r = assert(hepar.cohort.search(s, { outcome = "MELD", uncertain = false, patients = 1,
      space = { product = "MSC", source = "BM", donor = { "autologous", "allogeneic" },
        route = { "HA", "IV" }, dose = { 1e7, 1e8 }, number = { 1, 2 }, interval = { weeks = 4 },
        conditioning = { "none", "hypoxia" } } }))
    assert.are.equal(32, #r.rows)
    local function key(v, field, value)
      local parts = {}
      for _, name in ipairs { "donor", "route", "dose", "number", "conditioning" } do
        local x = v[name]
        if name == field then x = value end
        parts[#parts + 1] = tostring(x)
      end
      return table.concat(parts, " ")
    end
    local burden = {}
    for _, row in ipairs(r.rows) do burden[key(row.settings)] = row.burden end
    local steps = { { "donor", "allogeneic", "autologous" }, { "route", "IV", "HA" },
      { "dose", 1e7, 1e8 }, { "number", 1, 2 }, { "conditioning", nil, "hypoxia" } }
    for _, row in ipairs(r.rows) do
      for _, step in ipairs(steps) do
        if row.settings[step[1]] == step[2] then
          assert.is_true(burden[key(row.settings, step[1], step[3])] > row.burden, step[1])
        end
      end
    end
    -- one infusion of 1e7 allogeneic cells: 1 point, and 0.5 for a tenth of 1e8 cells
    assert.near(1.05, burden["allogeneic IV 10000000.0 1 nil"], 1e-12)
    -- two catheters, 2e8 cells, bone marrow taken, hypoxia: 8 + 1 + 1 + 0.5
    assert.near(10.5, burden["autologous HA 100000000.0 2 hypoxia"], 1e-12)
    for _, row in ipairs(r.weights) do
      assert.are.equal("stated preference", row.status)
      assert.is_true(#row.reason > 10)
    end
  end)

  it("takes weights and functions of the user for the burden", function()
    local r = search { uncertain = false, burden = { procedure = 3 } }
    assert.near(6, by_words(r)["2 x 4 into dose, 2 days apart"].burden, 1e-12)
    for _, row in ipairs(r.weights) do assert.are.equal(row.name == "procedure", row.replaced) end
    r = search { uncertain = false, burden = function(p) return p.number * p.amount end }
    assert.near(16, by_words(r)["2 x 4 into dose, 2 days apart"].burden, 1e-12)
    assert.has_error(function() search { burden = function() return "x" end } end,
      'hepar.cohort.search: option burden: the function must give a number of at least 0, got "x" '
      .. "for 1 x 1 into dose")
  end)

  it("gives the same bits for any number of threads, and others for another seed", function()
    local function file(options)
      local r = assert(search(options))
      local path = os.tmpname()
      assert(r:csv(path))
      local handle = assert(io.open(path, "rb"))
      local text = handle:read("a")
      handle:close()
      os.remove(path)
      return text, tostring(r)
    end
    local text, words = file { threads = 1 }
    local again, words_again = file { threads = 2 }
    assert.are.equal(text, again)
    assert.are.equal(words, words_again)
    assert.are_not.equal(text, (file { seed = 12 }))
    assert.is_truthy(text:match("^words,mark,benefit,low,high,se,burden,front,"))
    local _, lines = text:gsub("\n", "")
    assert.are.equal(7, lines)
  end)

  it("splits the variance as is known for a sum", function()
    -- z falls by (a + b) x: variances of uniform numbers go with the square of their widths, 9 to 1
    local sum = hepar.model.define [[
      model adding "Two effects"
      time day
      input dose
      param a = 3 range 1 .. 7 {assumed}
      param b = 3 range 2 .. 4 {calibrated: here}
      state x = 0
      x' = dose
      output z = -(a + b) * x
    ]]
    local s = hepar.scenario { model = sum, horizon = 1, every = 1, arms = { control = {} },
      outputs = { "z" }, cohort = { n = 1 } }
    local r = assert(hepar.cohort.search(s, { outcome = "z", better = "lower", draws = 600,
      patients = 1, space = { into = "dose", amount = { 1, 2 } }, price = 0,
      uncertain = { a = { 1, 7 }, b = { 2, 4 } } }))
    local assumed, calibrated = r.reliance.groups[1], r.reliance.groups[2]
    assert.are.equal("assumed", assumed.status)
    -- the standard error of Jansen's estimator at n = 600 is about 0.05 and 0.006
    assert.near(0.9, assumed.share, 0.15)
    assert.near(0.1, calibrated.share, 0.02)
    assert.is_true(assumed.low < 0.9 and 0.9 < assumed.high)
    assert.are.equal("a", r.reliance.parameters[1].name)
    -- at a = 1.3 and 6.7, b = 3, with a dose of 2
    assert.near(2 * (1.3 + 3), r.reliance.parameters[1].low, 1e-6)
    assert.near(2 * (6.7 + 3), r.reliance.parameters[1].high, 1e-6)
    assert.near(0.9, r.reliance.parameters[1].share, 1e-6)
    assert.near(12, r.reliance.base, 1e-6)
    -- mean 7, SD of the mean 1.83 / sqrt(600); twice that for a dose of 2
    assert.near(14, r.rows[1].benefit, 4 * 2 * math.sqrt(3 + 1 / 3) / math.sqrt(600))
  end)

  it("tells how much is assumed, and names what matters most", function()
    local r = assert(search())
    assert.are.equal(2, r.uncertain)
    assert.are.same({ assumed = 1, calibrated = 1 }, r.statuses)
    local text = tostring(r)
    assert.is_truthy(text:find("what matters most, one at a time", 1, true))
    assert.is_truthy(text:find("half (assumed", 1, true))
    assert.is_truthy(text:find("stated preferences", 1, true))
    assert.is_truthy(text:find("1 value without a stated range stays as it is", 1, true))
    assert.are.equal(0, search({ uncertain = false }).uncertain)
    assert.is_nil(search({ uncertain = false }).reliance)
  end)

  it("has regret that is the mean over the worlds", function()
    -- without a price two doses of 4 are best in every world, so what others lose is the difference
    local r = assert(search { uncertain = { top = { 8, 12 } }, price = 0 })
    local best = by_words(r)["2 x 4 into dose, 2 days apart"].benefit
    for _, row in ipairs(r.rows) do assert.near(best - row.benefit, row.regret, 1e-9) end
  end)

  it("says which values turn the order of the first two, at the price", function()
    -- 4 has always more benefit than 1; for 0.3 points more it must be worth 2.9 more
    local function lead(half) return 10 * (4 / (4 + half) - 1 / (1 + half)) - 2.9 end
    assert.is_true(lead(2) > 0 and lead(0.5 + 0.95 * 7.5) < 0)
    local space = { into = "dose", amount = { 1, 4 }, number = 1 }
    local function switches(price)
      return assert(search { space = space, uncertain = { half = { 0.5, 8 } },
        price = price }).reliance.parameters[1].switches
    end
    assert.is_true(switches(2.9 / 0.3))
    assert.is_false(switches(0))
  end)

  it("samples a space with ranges and closes in on the optimum", function()
    -- a gain of 10 x - x^2, greatest at 5
    local hill = hepar.model.define [[
      model hill "More is better until it is not"
      time day
      input dose
      state x = 0
      x' = dose
      output z = -(10 * x - x^2)
    ]]
    local s = hepar.scenario { model = hill, horizon = 10, every = 10, arms = { control = {} },
      outputs = { "z" }, cohort = { n = 1 } }
    local options = { outcome = "z", better = "lower", uncertain = false, candidates = 40,
      rounds = 3, burden = function() return 0 end,
      space = { into = "dose", amount = { from = 0.5, to = 9.5 } } }
    local r = assert(hepar.cohort.search(s, options))
    assert.is_true(r.sampled)
    assert.is_true(#r.rows <= 40 and #r.rows > 30)
    assert.near(5, r.rows[1].settings.amount, 0.15)
    assert.is_true(r.rows[1].benefit > 24.97)
    -- a large grid is sampled too, without doing a protocol twice
    local list = {}
    for k = 1, 400 do list[k] = k / 40 end
    options.space = { into = "dose", amount = list }
    r = assert(hepar.cohort.search(s, options))
    assert.are.equal(400, r.space)
    assert.is_true(r.sampled and #r.rows <= 40)
    local seen = {}
    for _, row in ipairs(r.rows) do
      assert.is_nil(seen[row.words])
      seen[row.words] = true
    end
    assert.near(5, r.rows[1].settings.amount, 0.3)
  end)

  it("keeps the worlds that agree with what trials saw", function()
    local agree = { { treatment = { { into = "dose", amount = 4, at = 0 } }, outcome = "z",
      low = -7, high = -6 } }
    local r = assert(search { agree = agree })
    assert.is_true(r.disagreed > 0)
    local row = by_words(r)["1 x 4 into dose"]
    assert.is_true(row.low >= 6 and row.high <= 7)
    local free = assert(search())
    assert.is_true(by_words(free)["1 x 4 into dose"].high > 7)
    local none, message, code = search { agree = { { treatment = agree[1].treatment,
      outcome = "z", low = 100, high = 101 } } }
    assert.is_nil(none)
    assert.are.equal("range", code)
    assert.is_truthy(message:find("agree with what is given as agree", 1, true))
  end)

  it("drops worlds in which nobody is eligible, and says how many it tried", function()
    local r = assert(search({ uncertain = { idle = { 0.5, 1.5 } } },
      { cohort = { n = 3, eligibility = { z = { 20, 40 } } } }))
    assert.are.equal(40, r.draws)
    assert.is_true(r.tried >= 80)
    assert.is_true(r.ineligible > 0 and r.ineligible <= r.tried - r.draws)
    local none, message, code = search({ uncertain = { idle = { 0.5, 0.6 } } },
      { cohort = { n = 3, eligibility = { z = { 20, 40 } } } })
    assert.is_nil(none)
    assert.are.equal("range", code)
    assert.is_truthy(message:find("only 0 of", 1, true))
  end)

  it("drops worlds in which some of the patients are not eligible", function()
    local r = assert(search({ patients = 6, uncertain = { idle = { 0.5, 1.2 } } },
      { cohort = { n = 6, vary = { idle = 0.2 }, eligibility = { z = { 20, 40 } } } }))
    assert.are.equal(40, r.draws)
    assert.is_true(r.tried > 45)
    for _, row in ipairs(r.rows) do
      assert.is_nil(row.failed)
      -- the effect of a dose does not hang on who is eligible
      local x = row.amount
      assert.near(10 * x / (x + 2), row.benefit, 1e-6)
    end
  end)

  it("weighs several outcomes and keeps them apart for the front", function()
    local both = { { outcome = "z", better = "lower", weight = 1 },
      { outcome = "x", better = "lower", weight = 0.5, at = 5 } }
    local r = assert(search { outcome = both, better = "nil", uncertain = false })
    local row = by_words(r)["1 x 4 into dose"]
    assert.near(40 / 6, row.outcomes[1].mean, 1e-6)
    assert.near(-4, row.outcomes[2].mean, 1e-6)
    assert.near(40 / 6 - 2, row.benefit, 1e-6)
    -- less x counts by itself, so that 2 x 1 (x = 2) is on no front: 1 x 2 is as good and lighter
    assert.are.equal(1, by_words(r)["1 x 1 into dose"].front)
    assert.is_true(by_words(r)["2 x 1 into dose, 2 days apart"].front > 1)
  end)

  it("draws its figure with the letters of the front", function()
    local r = assert(search())
    local svg = r:plot():svg()
    for _, row in ipairs(r:front()) do
      assert.is_truthy(svg:find(">" .. row.mark .. "</text>", 1, true), row.mark)
      assert.is_truthy(svg:find(row.mark .. " +" .. row.words:gsub("%p", "%%%0")), row.words)
    end
    assert.is_truthy(svg:find("stated preferences", 1, true))
    assert.is_falsy(svg:find("nan", 1, true))
    assert.are.equal(svg, hepar.plot.search(r):svg())
  end)

  it("has in each row an arm that a scenario takes", function()
    local r = assert(search { uncertain = false })
    local s = scenario { arms = { control = {}, best = r.rows[1].treatment } }
    local c = assert(s:run { n = 5 })
    assert.near(-r.rows[1].benefit, c:summary("z", 10, { kind = "contrast" })[1].mean, 1e-9)
  end)
end)

describe("a protocol search of the liver", function()
  local function liver(more)
    local fields = { model = "liver", disease = { name = "cirrhosis", etiology = "alcohol",
      years = 10 }, cohort = { n = 4, eligibility = { MELD = { 10, 25 } } },
      arms = { control = {} }, horizon = { weeks = 12 }, outputs = { "MELD" } }
    for key, value in pairs(more or {}) do fields[key] = value end
    return hepar.scenario(fields)
  end

  it("lists what the model cannot represent with the reason, and tries the rest", function()
    local r = assert(hepar.cohort.search(liver(), { outcome = "MELD", uncertain = false,
      patients = 2, space = { { product = "EV", dose = 1e11, route = { "HA", "IV" } },
        { product = "MSC", source = "BM", route = "HA", dose = 5e7, number = { 1, 4 },
          interval = { weeks = 4 }, conditioning = { "none", "hypoxia", "resveratrol" } } } }))
    local reasons = {}
    for i, row in ipairs(r.refused) do reasons[i] = row.words .. ": " .. row.reason end
    assert.are.equal('1 x 1e11 EV by hepatic artery: route "HA" is not represented: the kinetics '
      .. "of vesicles are known for a vein only", reasons[1])
    assert.is_truthy(table.concat(reasons, "\n"):find("resveratrol is known together", 1, true))
    assert.is_truthy(table.concat(reasons, "\n"):find(
      "4 x 5e7 MSC BM hypoxia by hepatic artery, 4 weeks apart: the last dose, at 84, is not "
      .. "before the outcome at 84", 1, true))
    assert.are.equal(3, #r.rows)
    for _, row in ipairs(r.rows) do
      assert.is_true(row.benefit > 0)
      assert.is_true(#row.assumptions > 0 or row.particles > 0)
    end
  end)

  it("draws what is assumed and calibrated, and strengths of the product's factors", function()
    local r = assert(hepar.cohort.search(liver(), { outcome = "MELD", draws = 6, patients = 3,
      threads = 2, space = { product = "MSC", source = { "BM", "UC" }, route = { "HA", "IV" },
        dose = 5e7 } }))
    assert.are.equal(6, r.draws)
    assert.is_true(r.statuses.assumed > 80 and r.statuses.calibrated == 34)
    local names = {}
    for _, row in ipairs(r.reliance.parameters) do names[row.name] = row end
    assert.is_nil(names.potency)
    assert.is_nil(names["age"])
    local top = 0
    for k = 1, 3 do
      top = top + r.reliance.parameters[k].share
      assert.is_truthy(("assumed calibrated"):find(r.reliance.parameters[k].status, 1, true))
    end
    assert.is_true(top > 0.1 and top <= 1)
  end)

  it("raises factors of a product to their strength: 1 is the product as it is", function()
    local function found(uncertain, conditioning)
      local r = assert(hepar.cohort.search(liver(), { outcome = "MELD", patients = 2, draws = 2,
        uncertain = uncertain, space = { product = "MSC", source = "BM", route = "HA", dose = 5e7,
          conditioning = conditioning } }))
      return r, r.rows[1].benefit
    end
    local _, plain = found(false, "none")
    local _, hypoxia = found(false, "hypoxia")
    local r = found({ "product" }, "hypoxia")
    assert.is_true(hypoxia > plain)
    assert.near(hypoxia, r.reliance.base, 1e-6)
    local strength
    for _, row in ipairs(r.reliance.parameters) do
      if row.name:find("HYPOXIA", 1, true) then strength = row end
    end
    assert.is_true(plain < strength.low and strength.low < hypoxia and hypoxia < strength.high)
  end)

  it("refuses what cannot be meant, with the nearest name", function()
    local space = { product = "MSC", dose = 5e7, route = "HA" }
    local cases = {
      { { outcome = "MELD", spcae = space },
        'hepar.cohort.search: option "spcae" is not known (did you mean "space"?)' },
      { { outcome = "MELD" },
        'hepar.cohort.search: option space is missing: {product = "MSC", dose = {1e7, 5e7}, …}' },
      { { outcome = "MLED", space = space }, "hepar.cohort.search: option outcome must name a "
        .. 'state, output or definition of the model, got "MLED" (did you mean "MELD"?)' },
      { { outcome = "MELD", space = { product = "MSC", dse = 5e7 } },
        'hepar.cohort.search: space: "dse" is not known (did you mean "dose"?)' },
      { { outcome = "MELD", space = { product = "MSC", dose = 5e7, route = "hepatic atery" } },
        'hepar.cohort.search: space: route "hepatic atery" is not known' },
      { { outcome = "MELD", space = { product = "MSC", dose = { 1e7, "x" }, route = "HA" } },
        'hepar.cohort.search: space.dose[2] must be a finite number, got "x"' },
      { { outcome = "MELD", space = { product = "MSC", dose = {}, route = "HA" } },
        "hepar.cohort.search: space.dose must be a value, a list of values or {from = …, to = …}, "
        .. "got an empty list" },
      { { outcome = "MELD", space = { product = "MSC", dose = 5e7, route = "HA", number = 2 } },
        "hepar.cohort.search: option space.interval is missing: the time between two of 2 doses" },
      { { outcome = "MELD", space = space, uncertain = { "assumd" } },
        'hepar.cohort.search: option uncertain[1]: "assumd" is no status and no parameter of the '
        .. 'model (did you mean "assumed"?)' },
      { { outcome = "MELD", space = space, uncertain = { k_activaton = { 0, 1 } } },
        'hepar.cohort.search: option uncertain: "k_activaton" is no parameter or input of the '
        .. 'model (did you mean "k_activation"?)' },
      { { outcome = "MELD", space = space, burden = { HE = 1 } },
        'hepar.cohort.search: option burden: "HE" is not known (did you mean "HA"?)' },
      { { outcome = "MELD", space = space, at = { weeks = 40 } }, "is after the horizon" },
      { { outcome = "macrophages_M1", space = space }, 'hepar.cohort.search: option better must '
        .. 'say whether "lower" or "higher" is better for macrophages_M1, got nil' },
      { { outcome = { { outcome = "MELD" }, { outcome = "collagen" } }, space = space },
        "hepar.cohort.search: option outcome[1].weight is missing: what one unit of it is worth, a "
        .. "preference" },
      { { outcome = "MELD", space = space, draws = 1 },
        "hepar.cohort.search: option draws must be a whole number of at least 2, got 1" },
      -- every protocol of the space is refused
      { { outcome = "MELD", space = { product = "EV", dose = { 1e10, 1e11 }, route = "HA" } },
        "hepar.cohort.search: the space holds no protocol that can be tried: all 2 are refused, "
        .. 'the first, 1 x 1e10 EV by hepatic artery, because route "HA" is not represented: the '
        .. "kinetics of vesicles are known for a vein only" },
    }
    local s = liver()
    for _, case in ipairs(cases) do
      local ok, message = pcall(hepar.cohort.search, s, case[1])
      assert.is_false(ok, case[2])
      assert.is_truthy(message:find(case[2], 1, true), message)
      assert.is_truthy(message:find("^hepar%.cohort%.search: "), message)
    end
    assert.has_error(function() hepar.cohort.search({}, { outcome = "MELD", space = space }) end,
      "hepar.cohort.search: the scenario must come from hepar.scenario, got a table")
    assert.has_error(function()
      hepar.cohort.search(hepar.scenario { model = "liver", horizon = 10,
        arms = { one = { { product = "MSC", dose = 5e7, route = "HA" } } } },
        { outcome = "MELD", space = space })
    end, "hepar.cohort.search: the scenario has no control that protocols could be compared with")
  end)
end)
