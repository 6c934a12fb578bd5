-- What holds of every design and every cohort, tried on designs that random numbers make.

local hepar = require "hepar"

local trial = hepar.trial

-- Choices and numbers of a design, each a function of its number and a name.
local function chooser(number)
  local random = {}
  local function u(name)
    random[name] = random[name] or hepar.random.new(number, { purpose = name }):uniform(1)[1]
    return random[name]
  end
  return {
    between = function(name, low, high) return low + (high - low) * u(name) end,
    one_of = function(name, list) return list[math.floor(u(name) * #list) + 1] end,
  }
end

-- A design with an effect of `size` (0 none, 1 that of the design).
local makers = {}

function makers.continuous(c, size)
  local visits, sd = c.one_of("visits", { 1, 1, 3 }), c.between("sd", 2, 6)
  local lower, mean = c.one_of("better", { true, false }), c.between("mean", -5, 20)
  local difference = (lower and -1 or 1) * size * sd * c.between("difference", 0.35, 0.6)
  local function arm(by)
    if visits == 1 then return { mean = mean + by, sd = sd } end
    return { mean = { mean, mean + by / 2, mean + by }, sd = sd }
  end
  local analysis = visits == 3 and "mmrm" or c.one_of("analysis", { "t", "welch", "wilcoxon",
    "ancova" })
  return { arms = { control = arm(0), treated = arm(difference) }, analysis = analysis,
    endpoint = { type = "continuous", better = lower and "lower" or "higher",
      baseline = (analysis == "ancova" or visits == 3) and { mean = mean, sd = sd } or nil,
      correlation = c.between("correlation", 0.2, 0.7) },
    dropout = c.one_of("dropout", { 0, 0.15 }),
    randomisation = { type = c.one_of("randomisation", { "block", "simple" }) } }
end

function makers.binary(c, size)
  local lower, p = c.one_of("better", { true, false }), c.between("p", 0.35, 0.65)
  return { arms = { control = { probability = p }, treated = { probability = p + (lower and -1
    or 1) * size * c.between("difference", 0.17, 0.28) } },
    analysis = c.one_of("analysis", { "chi_square", "cmh" }),
    randomisation = { strata = { { share = 1, shift = -0.4 }, { share = 2, shift = 0.4 } } },
    endpoint = { type = "binary", better = lower and "lower" or "higher" } }
end

function makers.ordinal(c, size)
  local p = { c.between("a", 0.3, 0.4), c.between("b", 0.2, 0.3) }
  p[3] = 1 - p[1] - p[2]
  local shift = size * c.between("difference", 0.15, 0.2)
  return { arms = { control = { probabilities = p },
    treated = { probabilities = { p[1] - shift, p[2], p[3] + shift } } },
    analysis = c.one_of("analysis", { "wilcoxon", "proportional_odds" }),
    endpoint = { type = "ordinal" } }
end

function makers.time_to_event(c, size)
  local median = c.between("median", 6, 18)
  return { arms = { control = { median = median },
    treated = { median = median * (1 + size * c.between("difference", 0.5, 1)) } },
    analysis = c.one_of("analysis", { "logrank", "cox" }), accrual = c.between("rate", 8, 20),
    follow_up = c.between("follow_up", 12, 24), dropout = c.one_of("dropout", { 0, 0.01 }),
    endpoint = { type = "time_to_event" } }
end

local kinds = { "continuous", "binary", "ordinal", "time_to_event" }

-- The design of a number.
local function design(number, size, more)
  local c = chooser(number)
  local o = makers[kinds[number % #kinds + 1]](c, size)
  o.n, o.seed = math.floor(c.between("n", 40, 60)) * 2, number
  if c.one_of("looks", { false, true }) and o.analysis ~= "mmrm" then
    o.looks, o.spending = { 0.5, 1 }, c.one_of("spending", { "obrien_fleming", "pocock" })
  end
  for key, value in pairs(more or {}) do o[key] = value end
  return trial(o)
end

describe("of every design", function()
  for number = 1, 12 do
    local kind = kinds[number % #kinds + 1]
    local about = (" (design %d, %s, %s)"):format(number, kind, design(number, 1).analysis)

    it("the power rises with the size and the effect" .. about, function()
      local o = { replicates = 500 }
      local d = design(number, 1)
      local n = d.n
      local rows = d:power { n = { n, 2 * n, 4 * n }, replicates = 500 }.rows
      -- The same patients come first in larger trials; still, chance may cost two errors.
      for i = 2, 3 do
        assert.is_true(rows[i].power >= rows[i - 1].power - 2 * rows[i - 1].power_se,
          ("%g %g"):format(rows[i - 1].power, rows[i].power))
      end
      assert.is_true(rows[3].power > rows[1].power)
      local half, none = design(number, 0.5):power(o).power, design(number, 0):power(o).power
      assert.is_true(none <= half and half <= rows[1].power)
      assert.is_true(none < rows[1].power)
    end)

    it("the type I error is alpha within its interval" .. about, function()
      local r = design(number, 1):type1_error { replicates = 1500 }
      -- 2 x 0.0003 of outcomes lie beyond 3.5 errors.
      assert.near(0.025, r.power, 3.5 * math.sqrt(0.025 * 0.975 / 1500))
      assert.is_true(r.ci_lb <= r.power and r.power <= r.ci_ub)
    end)

    it("equal arms are equal, and nobody is favoured" .. about, function()
      local d = design(number, 0, { sided = 2, alpha = 0.1 })
      local r = d:power { replicates = 1000 }
      -- Better and worse are as likely: their difference has the spread of 0.1 of the trials.
      assert.is_true(math.abs(r.power - r.harm) <= 4 * math.sqrt(0.1 / 1000))
    end)

    it("seeds come back, and tell apart" .. about, function()
      local d = design(number, 1)
      local one, two = d:power { replicates = 60 }, d:power { replicates = 60, threads = 2 }
      local more = d:power { replicates = 90 }
      for i = 1, 60 do
        assert.equal(one.z[i], two.z[i])
        assert.equal(one.z[i], more.z[i])
      end
      local other, same = d:power { replicates = 60, seed = number + 100 }, 0
      for i = 1, 60 do same = same + (other.z[i] == one.z[i] and 1 or 0) end
      assert.is_true(same < 10)
    end)
  end
end)

describe("of every cohort", function()
  local text = [[
    model small "An organ that wears out"
    time day
    param k = 0.01 range 0.0001 .. 1 [1/day]
    param h = 0.004 range 0 .. 1 [1/day]
    input gain [1/day]
    state size = 1
    state survival = 1
    state death = 0
    size' = gain - k * size
    survival' = -h / size * survival
    death' = h / size * survival
  ]]

  local function scenario(number)
    local c = chooser(number)
    local gain = c.between("gain", 0.002, 0.01)
    return hepar.scenario { model = hepar.model.define(text), horizon = 100, every = 25,
      outputs = { "size" }, cohort = { n = 40, seed = number,
        vary = { k = c.between("k", 0.1, 0.6), h = c.between("h", 0.1, 0.6) },
        covariates = { age = { mean = c.between("age", 40, 60), sd = 8 } },
        correlation = { { "k", "age", c.between("r", -0.6, 0.6) } },
        eligibility = { age = { 30, 75 } } },
      arms = { control = {}, same = {}, treated = { { set = { gain = gain } } } } }
  end

  for number = 1, 4 do
    it("arms of equal treatment are equal, and seeds come back " .. number, function()
      local s = scenario(number)
      local c, again = s:run(), s:run { threads = 2 }
      for _, row in ipairs(c:summary("size", "all", { kind = "contrast" })) do
        if row.arm == "same" then
          assert.equal(0, row.mean)
          assert.equal(0, row.max)
        elseif row.t > 0 then
          assert.is_true(row.min > 0) -- everyone gains
        end
      end
      local curves = c:survival().curves
      local by = {}
      for _, curve in ipairs(curves) do by[curve.arm] = curve end
      assert.same(by.control.t, by.same.t)
      for _, arm in ipairs { "control", "treated" } do
        assert.same(c:courses("size", arm), again:courses("size", arm))
      end
      -- Patients are the same people in a smaller cohort, and others with another seed.
      assert.same(c:courses("size", "control")[10],
        s:run { n = 10 }:courses("size", "control")[10])
      assert.are_not.same(c:courses("size", "control")[1],
        s:run { seed = number + 50 }:courses("size", "control")[1])
    end)
  end
end)
