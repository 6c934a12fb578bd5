local hepar = require "hepar"
local core = require "hepar.core"

-- A small model with a hazard, so that runs are quick.
local text = [[
  model small "An organ that wears out"
  time day
  param k = 0.01 range 0.0001 .. 1 [1/day]
  param h = 0.002 range 0 .. 1 [1/day]
  param q = 0.001 range 0 .. 1 [1/day]
  input gain [1/day]
  state size = 1
  state survival = 1
  state death = 0
  state transplanted = 0
  size' = gain - k * size
  survival' = -(h + q) * survival
  death' = h * survival
  transplanted' = q * survival
  output twice = 2 * size
]]

local function scenario(cohort, more)
  local fields = { model = hepar.model.define(text), horizon = 100, every = 10,
    outputs = { "size", "twice" }, cohort = cohort, arms = { control = {},
    treated = { { set = { gain = 0.01 } } } } }
  for key, value in pairs(more or {}) do fields[key] = value end
  return hepar.scenario(fields)
end

describe("virtual patients", function()
  it("have the means and SDs that are asked for", function()
    -- 20,000 patients: four standard errors of a mean are 0.028 SD, of an SD about 0.04 SD.
    local s = scenario({ vary = false, covariates = {
      normal = { mean = 50, sd = 8 }, log = { mean = 2, cv = 0.5 }, flat = { low = -1, high = 3 },
      share = { kind = "beta", mean = 0.3, sd = 0.1 }, wait = { kind = "gamma", mean = 4, sd = 2 },
      corner = { low = 0, mode = 1, high = 4 }, female = { values = { 0, 1 }, p = { 0.7, 0.3 } },
      median = { median = 3, omega = 0.2 }, fixed = 7 } })
    local p = s:patients { n = 20000 }
    local wanted = { normal = { 50, 8 }, log = { 2, 1 }, flat = { 1, 4 / math.sqrt(12) },
      share = { 0.3, 0.1 }, wait = { 4, 2 },
      corner = { 5 / 3, math.sqrt((0 + 1 + 16 - 0 - 0 - 4) / 18) },
      female = { 0.3, math.sqrt(0.21) }, fixed = { 7, 0 },
      median = { 3 * math.exp(0.02), 3 * math.exp(0.02) * math.sqrt(math.exp(0.04) - 1) } }
    for name, row in pairs(wanted) do
      assert.near(row[1], p[name]:mean(), 0.03 * row[2] + 1e-12, name)
      assert.near(row[2], p[name]:sd(), 0.05 * row[2] + 1e-12, name)
    end
  end)

  it("are cut off where limits say", function()
    local p = scenario({ vary = false, covariates = { age = { mean = 55, sd = 10, low = 50,
      high = 60 } } }):patients { n = 4000 }
    assert.is_true(p.age:min() >= 50 and p.age:max() <= 60)
    assert.near(55, p.age:mean(), 0.2)
    -- a normal distribution cut at one SD/2 on both sides has an SD of 0.2840 SD
    assert.near(2.84, p.age:sd(), 0.12)
  end)

  it("are correlated as asked, in every pair of kinds", function()
    local p = scenario({ vary = false, covariates = { a = { mean = 0, sd = 1 },
      b = { median = 1, omega = 1 }, c = { low = 0, high = 1 } }, correlation = { { "a", "b", 0.6 },
      { "a", "c", -0.5 } } }):patients { n = 20000 }
    local function r(x, y)
      local mx, my, sum = x:mean(), y:mean(), 0
      for i = 1, #x do sum = sum + (x[i] - mx) * (y[i] - my) end
      return sum / (#x - 1) / x:sd() / y:sd()
    end
    local log = {}
    for i, v in ipairs(p.b) do log[i] = math.log(v) end
    assert.near(0.6, r(p.a, hepar.column(log)), 0.02)
    -- Pearson's r of a normal with a uniform value: r sqrt(3 / pi)
    assert.near(-0.5 * math.sqrt(3 / math.pi), r(p.a, p.c), 0.02)
  end)

  it("are the same whatever else is drawn, and wherever one begins", function()
    local one = scenario({ seed = 5, vary = false, covariates = { age = { mean = 50, sd = 8 } } })
    local two = scenario({ seed = 5, vary = { k = 0.3 }, covariates = { age = { mean = 50, sd = 8 },
      weight = { mean = 70, sd = 12 } } })
    local all, part = one:patients { n = 30 }, one:patients { n = 5, first = 15 }
    local other = two:patients { n = 30 }
    for i = 1, 30 do assert.equal(all.age[i], other.age[i]) end
    for i = 1, 5 do assert.equal(all.age[14 + i], part.age[i]) end
    local reseeded = scenario({ seed = 6, vary = false, covariates = { age = { mean = 50,
      sd = 8 } } }):patients { n = 30 }
    assert.are_not.equal(all.age[17], reseeded.age[17])
  end)

  it("come from a file, row by row", function()
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write("AGE,K\n40,0.01\n50,0.02\n60,0.03\n")
    file:close()
    local s = scenario({ n = 3, vary = false, import = path, covariates = {
      age = { column = "AGE" }, k = { column = "K" } } })
    os.remove(path)
    local p = s:patients()
    assert.same({ 40, 50, 60 }, { p.age[1], p.age[2], p.age[3] })
    local c = s:run()
    local last = c:courses("size", "control")
    for i, k in ipairs { 0.01, 0.02, 0.03 } do
      assert.near(math.exp(-100 * k), last[i][11], 1e-5)
    end
  end)

  it("feel the effects of covariates", function()
    local s = scenario({ n = 2, vary = false, covariates = { age = 80,
      cause = { values = { "virus" } } }, effects = { { of = "age", on = "k", power = 1,
      reference = 40 }, { of = "cause", on = "k", factor = { virus = 1.5 } } } })
    assert.near(math.exp(-0.01 * 2 * 1.5 * 100), s:run():summary("size")[1].mean, 1e-5)
  end)
end)

describe("eligibility", function()
  it("takes the first candidate within the limits, of covariates and of the model", function()
    local s = scenario({ n = 500, covariates = { age = { mean = 50, sd = 10 },
      size = { mean = 1, sd = 0.2 } }, vary = false, eligibility = { age = { 45, 55 },
      twice = { from = 2 } } })
    local p = assert(s:patients())
    for i = 1, 500 do
      assert.is_true(p.age[i] >= 45 and p.age[i] <= 55 and p.twice[i] >= 2)
    end
    -- P(45 to 55) = 0.3829, P(size >= 1) = 0.5: 0.191, four standard errors 0.03
    assert.near(0.191, 500 / p.tried, 0.03)
    local c = s:run()
    assert.equal(p.tried, c.tried)
    assert.truthy(tostring(c):find("age refused"))
  end)

  it("that nobody can meet stops with the reason", function()
    local s = scenario({ n = 10, covariates = { age = { mean = 50, sd = 5 } }, vary = false,
      eligibility = { age = { 90, 95 } } })
    local c, message, code = s:run()
    assert.is_nil(c)
    assert.equal("range", code)
    assert.truthy(message:find("accepts 0 of %d+ candidates, fewer than one in 10,000: "
      .. "age refuses 100 %%"), message)
  end)
end)

describe("matching", function()
  it("gives the means and SDs of a table by weights, and the effective size", function()
    local p = scenario({ vary = false, covariates = { age = { mean = 55, sd = 10 },
      female = { values = { 0, 1 } } } }):patients { n = 2000 }
    local w = assert(hepar.cohort.weights({ age = p.age, female = p.female }, { age = { mean = 50,
      sd = 8 }, female = { mean = 0.3 } }))
    local sum, mean, square, women, squares = 0, 0, 0, 0, 0
    for i = 1, 2000 do
      sum, mean, women = sum + w.weights[i], mean + w.weights[i] * p.age[i],
        women + w.weights[i] * p.female[i]
      squares = squares + w.weights[i] ^ 2
    end
    mean = mean / sum
    for i = 1, 2000 do square = square + w.weights[i] * (p.age[i] - mean) ^ 2 end
    assert.near(2000, sum, 1e-6)
    assert.near(50, mean, 1e-6)
    assert.near(8, math.sqrt(square / sum), 1e-6)
    assert.near(0.3, women / sum, 1e-8)
    assert.near(sum ^ 2 / squares, w.effective, 1e-6)
    assert.is_true(w.effective < 2000)
  end)

  it("has weights of exponential form: a shift of a normal mean is a known tilt", function()
    -- Of a standard normal, the nearest distribution with mean m is N(m, 1): weights exp(m x), and
    -- an effective share of exp(-m^2).
    local p = scenario({ vary = false, covariates = { x = { mean = 0, sd = 1 } } })
      :patients { n = 50000 }
    local w = assert(hepar.cohort.weights({ x = p.x }, { x = { mean = 0.5 } }))
    assert.near(math.exp(-0.25), w.effective / 50000, 0.01)
    -- Four standard errors of the sample: its mean moves the tilt by 0.0045, its variance by 0.003.
    assert.near(0.5, math.log(w.weights[1] / w.weights[2]) / (p.x[1] - p.x[2]), 0.022)
  end)

  it("out of reach is told", function()
    local w, message, code = hepar.cohort.weights({ x = { 1, 2, 3 } }, { x = { mean = 4 } })
    assert.is_nil(w)
    assert.equal("range", code)
    assert.truthy(message:find("no weights of 3 patients reach the targets", 1, true))
  end)

  for _, method in ipairs { "weights", "selection" } do
    it("of a run works by " .. method, function()
      local s = scenario({ n = 3000, vary = false, covariates = { age = { mean = 55, sd = 10 },
        size = { mean = 1, sd = 0.2, low = 0.1 } }, match = { age = { mean = 52, sd = 8 },
        twice = { mean = 2.1 }, method = method } })
      local c = assert(s:run())
      local start = c:summary("twice", 0)[1]
      assert.near(2.1, start.mean, method == "weights" and 1e-6 or 0.03)
      assert.equal(method, c.matching.method)
      assert.is_true(method == "selection" and c.tried > 3000 or c.effective < 3000)
    end)
  end
end)

describe("the nearest correlation matrix", function()
  it("is that of Higham's example", function()
    -- Higham 2002, section 1: the nearest to {1 1 0; 1 1 1; 0 1 1} has 0.7607 and 0.1573.
    local m, distance = hepar.cohort.nearest { { 1, 1, 0 }, { 1, 1, 1 }, { 0, 1, 1 } }
    assert.near(0.7607, m[1][2], 5e-5)
    assert.near(0.1573, m[1][3], 5e-5)
    assert.near(0.7607, m[2][3], 5e-5)
    assert.near(0.5278, distance, 5e-4)
  end)

  it("is the matrix itself when that can be", function()
    local m, distance = hepar.cohort.nearest { { 1, 0.3 }, { 0.3, 1 } }
    assert.same({ { 1, 0.3 }, { 0.3, 1 } }, m)
    assert.equal(0, distance)
  end)
end)

describe("summaries", function()
  local function of(values, exact, weights)
    local s = core.cohort.summary(1, exact)
    s:add { first = 1, times = 1, values = values, weights = weights }
    return s
  end

  it("are those of all values when few", function()
    local values = {}
    for i = 1, 500 do values[i] = math.sin(i) * i end
    local c = hepar.column(values)
    local s = of(c, 1000)
    local d = s:describe(1)
    assert.near(c:mean(), d.mean, 1e-12 * 500)
    assert.near(c:sd(), d.sd, 1e-9)
    for _, p in ipairs { 0, 0.05, 0.31, 0.5, 0.975, 1 } do
      assert.near(c:quantile(p), s:quantile(1, p), 1e-9)
    end
    assert.is_true(d.exact)
  end)

  it("are near when many: ranks within half a percent, the tails nearer", function()
    local c = hepar.random.new(3):normal(200000)
    local s = of(c, 0)
    assert.is_false(s:describe(1).exact)
    local sorted = hepar.column(c)
    sorted:sort()
    for _, p in ipairs { 0.001, 0.01, 0.05, 0.25, 0.5, 0.9, 0.99, 0.999 } do
      local q, low, high = s:quantile(1, p), 1, #sorted
      while low < high do
        local middle = (low + high) // 2
        if sorted[middle] < q then low = middle + 1 else high = middle end
      end
      assert.near(p, low / #sorted, 0.005 * 2 * math.sqrt(p * (1 - p)))
      assert.near(p, s:share(1, q), 1e-3)
    end
  end)

  it("come back from bytes and go on to the same bits", function()
    local c = hepar.random.new(4):normal(5000)
    for _, exact in ipairs { 0, 1000, 3000 } do
      local whole = of(c, exact)
      local first, last = {}, {}
      for i = 1, #c do table.insert(i <= 2345 and first or last, c[i]) end
      local part = of(first, exact)
      local again = core.cohort.summary(1, exact)
      assert(again:unpack(part:pack()))
      again:add { first = 1, times = 1, values = last }
      assert.equal(whole:pack(), again:pack())
    end
  end)

  it("of parts are those of the whole: exact while few, within half a percent of rank beyond",
    function()
      -- Parts of unlike values, so that merging has to move what is there.
      local function part_of(from, to)
        local values, c = {}, hepar.random.new(11):normal(to)
        for i = from, to do values[#values + 1] = c[i] * (1 + i / 50000) + i / 20000 end
        return values
      end
      local function merged(n, size, exact)
        local total = core.cohort.summary(1, exact)
        for from = 1, n, size do
          local part = of(part_of(from, math.min(n, from + size - 1)), exact)
          part:settle()
          -- What goes through bytes on the way is the same.
          local sent = core.cohort.summary(1, exact)
          assert(sent:unpack(part:pack()))
          local other = core.cohort.summary(1, exact)
          assert(other:unpack(total:pack()))
          assert(total:merge(part))
          assert(other:merge(sent))
          assert.equal(total:pack(), other:pack())
        end
        return total
      end
      local few, whole = merged(900, 32, 1000), of(part_of(1, 900), 1000)
      for _, p in ipairs { 0, 0.1, 0.5, 0.77, 1 } do
        assert.equal(whole:quantile(1, p), few:quantile(1, p))
      end
      local a, b = few:describe(1), whole:describe(1)
      assert.is_true(a.exact)
      for _, key in ipairs { "n", "min", "max", "weight", "effective" } do
        assert.equal(b[key], a[key])
      end
      assert.near(b.mean, a.mean, 1e-13)
      assert.near(b.sd, a.sd, 1e-13)
      for _, case in ipairs { { 1500, 128 }, { 30000, 128 }, { 100000, 4000 } } do
        local n, size = table.unpack(case)
        local many = merged(n, size, 0)
        local sorted = hepar.column(part_of(1, n))
        sorted:sort()
        assert.near(sorted:mean(), many:describe(1).mean, 1e-12)
        assert.near(sorted:sd(), many:describe(1).sd, 1e-11)
        for _, p in ipairs { 0.001, 0.01, 0.05, 0.25, 0.5, 0.9, 0.99, 0.999 } do
          local q, low, high = many:quantile(1, p), 1, n
          while low < high do
            local middle = (low + high) // 2
            if sorted[middle] < q then low = middle + 1 else high = middle end
          end
          assert.near(p, (low - 0.5) / n, 0.5 / n + 0.005 * 2 * math.sqrt(p * (1 - p)))
        end
      end
    end)

  it("of another size, or the same, are not merged", function()
    local s = of({ 1, 2 }, 10)
    assert.error(function() s:merge(s) end)
    assert.error(function() s:merge(core.cohort.summary(2, 10)) end)
    assert.error(function() s:merge(core.cohort.summary(1, 0)) end)
  end)

  it("count weights", function()
    local s = of({ 1, 2, 3 }, 10, { 1, 1, 2 })
    local d = s:describe(1)
    assert.equal(2.25, d.mean)
    assert.near(16 / 6, d.effective, 1e-12)
    assert.equal(0.5, s:share(1, 2))
  end)

  it("refuse bytes that are damaged", function()
    local s = of({ 1, 2, 3 }, 10)
    for _, bytes in ipairs { "", "abc", s:pack():sub(1, -9), s:pack() .. s:pack() } do
      local ok, _, code = core.cohort.summary(1, 10):unpack(bytes)
      assert.is_nil(ok)
      assert.equal("format", code)
    end
  end)
end)
