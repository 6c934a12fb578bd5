-- Trials whose patients come from a scenario: against the cohort's own export, against formulas on
-- the pool's own mean and SD, and the properties that they must have.

local hepar = require "hepar"

local trial = hepar.trial

-- A score that drifts, less under the drug, and a constant hazard: everything is known in closed
-- form.
local toy = hepar.model.define [[
model toy "A score under a drug"
time day
param slope = 0.05 range 0.01 .. 0.2 [1/day] "drift" {assumed}
param power = 0.03 range 0 .. 0.1 [1/day] "what the drug takes off" {assumed}
param h = 0.01 [1/day] "hazard of death" {calibrated: nothing}
param g = 0.004 [1/day] "hazard of transplantation" {verified: nothing}
input drug "drug, 0 or 1"
state score = 20
state alive = 1
state dead = 0
state moved = 0
score' = slope - power * drug
alive' = -(h * exp(-drug) + g) * alive
dead' = h * exp(-drug) * alive
moved' = g * alive
]]

local function scenario(more)
  local fields = { model = toy, horizon = 100, outputs = { "score" }, every = 10,
    cohort = { n = 400, seed = 11, covariates = { score = { mean = 20, sd = 4 } },
      vary = { slope = 0.5 } },
    arms = { control = {}, low = { { set = { drug = 0.5 } } }, high = { { set = { drug = 1 } } },
      same = {} },
    survival = { alive = "alive", causes = { death = "dead", transplantation = "moved" } } }
  for key, value in pairs(more or {}) do fields[key] = value end
  return hepar.scenario(fields)
end

local plain = scenario()

local function design(more)
  local o = { scenario = plain, arms = { "control", "high" }, n = 80, patients = 400, seed = 3,
    endpoint = { output = "score", better = "lower", noise = { sd = 5 } } }
  for key, value in pairs(more or {}) do o[key] = value end
  return trial(o)
end

local function within(expected, result, errors)
  local error = math.sqrt(expected * (1 - expected) / result.replicates)
  assert.is_true(math.abs(result.power - expected) <= (errors or 3.5) * error,
    ("expected %.4f with a Monte Carlo error of %.4f, got %.4f"):format(expected, error,
      result.power))
end

-- Mean and SD of a list.
local function moments(list)
  local sum, ss = 0, 0
  for i = 1, #list do sum = sum + list[i] end
  for i = 1, #list do ss = ss + (list[i] - sum / #list) ^ 2 end
  return sum / #list, math.sqrt(ss / (#list - 1))
end

-- The export of a cohort: values[arm][patient] of the score at two times.
local function exported(s, first, last)
  local path = os.tmpname()
  assert(s:run { export = path })
  local start, finish, head = {}, {}, nil
  for line in io.lines(path) do
    local cells = {}
    for cell in line:gmatch("[^,]+") do cells[#cells + 1] = cell end
    if not head then
      head = {}
      for i, name in ipairs(cells) do head[name] = i end
    else
      local arm, t = cells[head.arm], tonumber(cells[head.t or head.time])
      local k, y = tonumber(cells[head.patient]), tonumber(cells[head.score])
      for _, pair in ipairs { { first, start }, { last, finish } } do
        if math.abs(t - pair[1]) < 1e-9 then
          pair[2][arm] = pair[2][arm] or {}
          pair[2][arm][math.tointeger(k)] = y
        end
      end
    end
  end
  os.remove(path)
  return start, finish
end

describe("the patients of a trial from a scenario", function()
  it("are those of the cohort", function()
    local start, finish = exported(plain, 0, 100)
    local pool = design():pool()
    assert.equal(400, pool.n)
    for k = 1, 400 do
      assert.is_near(start.control[k], pool.baseline[k], 1e-9)
      assert.is_near(finish.control[k], pool.arms[1].values[1][k], 1e-6)
      assert.is_near(finish.high[k], pool.arms[2].values[1][k], 1e-6)
    end
    assert.is_near(-3, pool.arms[2].difference, 1e-6) -- 100 days of 0.03 a day
  end)

  it("have the course of their own drift", function()
    local pool = design { endpoint = { output = "score", better = "lower",
      at = { 20, 60, 100 } } }:pool()
    for k = 1, 20 do
      local v = pool.arms[1].values
      local slope = (v[3][k] - pool.baseline[k]) / 100
      assert.is_near(pool.baseline[k] + 20 * slope, v[1][k], 1e-6)
      assert.is_near(pool.baseline[k] + 60 * slope, v[2][k], 1e-6)
    end
  end)

  it("are the same for any number of threads", function()
    local one, two = design():pool { threads = 1 }, design():pool { threads = 2 }
    for a = 1, 2 do assert.is_true(one.arms[a].values[1] == two.arms[a].values[1]) end
    local e = { endpoint = { event = "death" } }
    assert.is_true(design(e):pool { threads = 1 }.arms[2].times ==
      design(e):pool { threads = 2 }.arms[2].times)
  end)

  it("in arms that get the same have the same outcome", function()
    local d = design { arms = { "control", "same" } }
    local pool = d:pool()
    assert.is_true(pool.arms[1].values[1] == pool.arms[2].values[1])
    assert.equal(0, pool.arms[2].difference)
    within(0.025, d:power { replicates = 4000 }, 4)
    local t = design { arms = { "control", "same" }, endpoint = { event = "any" } }:pool()
    assert.is_true(t.arms[1].times == t.arms[2].times)
  end)

  it("leave out whom the solver fails for, and say so", function()
    local wild = hepar.model.define [[
model wild
time day
param k = 1 [1/day]
input drug
state x = 1
x' = k * x * x * (1 - drug)
]]
    local s = hepar.scenario { model = wild, horizon = 1, outputs = { "x" },
      cohort = { n = 100, vary = { k = 0.5 } },
      arms = { control = {}, drug = { { set = { drug = 0.9 } } } } }
    local d = trial { scenario = s, patients = 100, n = 20,
      endpoint = { output = "x", better = "lower", at = 0.9 } }
    local pool = d:pool()
    local expected = 0 -- x = 1 / (1 - k t) has no value beyond t = 1 / k
    local factors = s:patients { n = 100 }["k factor"]
    for i = 1, 100 do
      if factors[i] * 0.9 >= 1 then expected = expected + 1 end
    end
    assert.is_true(expected > 10)
    assert.equal(expected, pool.failed)
    assert.equal(100 - expected, pool.n)
    assert.matches(("the model failed for %d, who are left out"):format(expected), tostring(pool),
      1, true)
  end)

  it("are eligible", function()
    local s = scenario { cohort = { n = 50, covariates = { score = { mean = 20, sd = 4 } },
      eligibility = { score = { 18, 30 } } } }
    local pool = design { scenario = s, patients = 60 }:pool()
    assert.is_true(pool.baseline:min() >= 18 and pool.tried > 60)
    assert.matches("score refused", tostring(pool), 1, true)
  end)
end)

describe("power from a scenario", function()
  it("is that of the same trials on the exported cohort", function()
    local start, finish = exported(plain, 0, 100)
    local d = design { endpoint = { output = "score", better = "lower" }, n = 40,
      arms = { "control", "low" } }
    local r = d:power { replicates = 4000 }
    -- the same cohort given as lists, drawn with replacement
    local given = trial { arms = { control = { values = finish.control },
      low = { values = finish.low } }, n = 40, endpoint = { type = "continuous",
      better = "lower", baseline = { values = start.control } } }
    within(given:power { replicates = 8000 }.power, r, 5)
    -- trials made by hand: patients drawn, allotted and tested one trial at a time
    local random, good, many = hepar.random.new(99), 0, 800
    for _ = 1, many do
      local u, seen, group, y, base = random:uniform(200), {}, {}, {}, {}
      for i = 1, 200 do
        local k = math.floor(u[i] * 400) + 1
        if not seen[k] and #y < 40 then
          seen[k] = true
          local arm = #y % 2
          group[#y + 1], base[#y + 1] = arm, start.control[k]
          y[#y + 1] = (arm == 0 and finish.control or finish.low)[k]
        end
      end
      local answer = trial.analyse { analysis = "ancova", group = group, y = y, baseline = base }
      if answer.z < -1.959963984540054 then good = good + 1 end
    end
    local p = good / many
    assert.is_true(math.abs(p - r.power) < 4 * math.sqrt(p * (1 - p) / many) + 0.005,
      ("%.4f by hand, %.4f"):format(p, r.power))
  end)

  it("is that of the formula on the pool's own mean and SD", function()
    local d = design { analysis = "t" }
    local pool = d:pool()
    local _, sd = moments(pool.arms[1].values[1])
    within(trial.means { difference = pool.arms[2].difference, sd = math.sqrt(sd ^ 2 + 25),
      n = 80, alpha = 0.025, sided = 1 }.power, d:power { replicates = 8000 }, 4)
    -- analysis of covariance: both measurements have the error
    local rho = 0
    local mb, sb = moments(pool.baseline)
    local my = moments(pool.arms[1].values[1])
    for k = 1, pool.n do
      rho = rho + (pool.baseline[k] - mb) * (pool.arms[1].values[1][k] - my)
    end
    rho = rho / (pool.n - 1) / math.sqrt((sb ^ 2 + 25) * (sd ^ 2 + 25))
    within(trial.means { difference = pool.arms[2].difference, sd = math.sqrt(sd ^ 2 + 25),
      n = 80, alpha = 0.025, sided = 1, correlation = rho }.power,
      design():power { replicates = 8000 }, 4.5)
  end)

  it("of responders is that of the formula for proportions", function()
    local function check(endpoint, good)
      local d = design { endpoint = endpoint, n = 60 }
      local pool = d:pool()
      local share = { 0, 0 }
      for a = 1, 2 do
        for k = 1, pool.n do
          if good(pool.arms[a].values[1][k], pool.baseline[k]) then
            share[a] = share[a] + 1 / pool.n
          end
        end
      end
      local r = d:power { replicates = 4000 }
      assert.is_near(share[2] - share[1], r.estimate, 4 * r.estimate_sd / math.sqrt(4000))
      assert.equal("higher", d.point.better)
      return r.estimate
    end
    assert.is_true(check({ output = "score", measure = "change", below = 1 },
      function(y, b) return y - b <= 1 end) > 0)
    assert.is_true(check({ output = "score", above = 25 }, function(y) return y >= 25 end) < 0)
  end)

  it("of times is that of their constant hazards", function()
    local exact = trial { arms = { control = { hazard = 0.01, competing_hazard = 0.004 },
      high = { hazard = 0.01 * math.exp(-1), competing_hazard = 0.004 } }, n = 60,
      follow_up = 100, endpoint = { type = "time_to_event" } }
    local d = design { endpoint = { event = "death" }, n = 60 }
    local a, b = d:power { replicates = 4000 }, exact:power { replicates = 4000 }
    assert.is_near(b.events, a.events, 1)
    assert.is_near(b.power, a.power, 4 * math.sqrt(2) * b.power_se + 2 * a.pool_se)
    local gray = design { endpoint = { event = "death" }, n = 60, analysis = "gray" }
    assert.is_true(gray:power { replicates = 200 }.power > 0.3)
    local any = design { endpoint = { event = "any" }, n = 60 }:power { replicates = 200 }
    assert.is_true(any.events > a.events)
  end)

  it("rises with the size and with the effect", function()
    local rows = design():power { n = { 20, 60, 120, 200 }, replicates = 2000 }.rows
    for i = 2, #rows do assert.is_true(rows[i].power > rows[i - 1].power) end
    local low = design { arms = { "control", "low" } }:power { replicates = 2000 }
    assert.is_true(low.power < design():power { replicates = 2000 }.power)
  end)

  it("without effect is alpha", function()
    for _, more in ipairs { { analysis = "t" }, {}, { looks = { 0.5, 1 } },
      { analysis = "wilcoxon" }, { endpoint = { output = "score", below = 20 }, n = 200 },
      { endpoint = { output = "score", cuts = { 16, 20, 24 }, better = "lower" } },
      { endpoint = { event = "death" }, n = 200 },
      { endpoint = { output = "score", better = "lower", at = { 30, 60, 100 },
        noise = { sd = 3 } }, dropout = 0.2 } } do
      local r = design(more):type1_error { replicates = 3000 }
      within(0.025, r, 4)
      assert.equal(0, r.failed)
    end
  end)

  it("finds a size with the power asked for", function()
    local d = design()
    local r = d:sample_size { power = 0.8, replicates = 1000 }
    assert.is_true(r.power >= 0.8 and r.n_lb <= r.n)
    assert.is_true(d:power { n = r.n - 2, replicates = 1000 }.power < 0.8)
  end)

  it("says how far it would differ with other patients", function()
    local powers, said, chance = {}, 0, 0
    for k = 1, 24 do
      local s = scenario { cohort = { n = 100, seed = 1000 + k, covariates = { score = { mean = 20,
        sd = 4 } }, vary = { slope = 0.5, power = 0.8 } } }
      local r = design { scenario = s, patients = 100, endpoint = { output = "score",
        better = "lower", noise = { sd = 3 } }, n = 60 }:power { replicates = 2000 }
      powers[k], said, chance = r.power, said + r.pool_se ^ 2 / 24, chance + r.power_se ^ 2 / 24
    end
    local _, sd = moments(powers)
    -- the SD of 24 powers has itself an error of 15 %
    local ratio = math.sqrt(said + chance) / sd
    assert.is_true(ratio > 0.6 and ratio < 1.6, ("said %.4f, found %.4f"):format(
      math.sqrt(said + chance), sd))
    assert.is_true(said > chance)
  end)

  it("does so for every analysis", function()
    local two = { output = "score", better = "lower", at = { 50, 100 }, noise = { sd = 3 } }
    local good = { output = "score", below = 21, noise = { sd = 3 } }
    local levels = { output = "score", cuts = { 18, 22 }, better = "lower", noise = { sd = 3 } }
    local death = { event = "death" }
    for _, more in ipairs { { analysis = "mmrm", endpoint = two, dropout = 0.2 },
      { analysis = "imputed", endpoint = two, dropout = 0.2 }, { analysis = "welch" },
      { analysis = "wilcoxon" }, { borrow = { mean = 25, sd = 1 } }, { endpoint = good },
      { endpoint = good, analysis = "fisher" }, { endpoint = good,
        borrow = { mean = 0, sd = 0.3 } }, { endpoint = levels }, { endpoint = levels,
        analysis = "proportional_odds" }, { endpoint = death }, { endpoint = death,
        analysis = "cox" }, { endpoint = death, analysis = "rmst" }, { endpoint = death,
        analysis = "gray" }, { endpoint = death, analysis = "fine_gray" },
      { endpoint = death, borrow = { mean = -4.6, sd = 0.3 } } } do
      local r = design(more):power { replicates = 60 }
      assert.is_true(r.pool_se > 0 and r.pool_se < 0.2, tostring(r))
    end
  end)

  it("does so where groups of the pool have p values beyond all numbers", function()
    local s = scenario { cohort = { n = 200, seed = 1, vary = { power = 0.4 } } }
    local d = design { scenario = s, patients = 200, n = 8, analysis = "t", endpoint = {
      output = "score", better = "lower", measure = "change", baseline = false,
      noise = { sd = 0.7 } } }
    local pool = d:pool()
    local error, z = require("hepar.trial.pool").error(d, pool, 2, 8)
    -- change has two errors; the treated arm's own spread is that of its effect
    local spread = (0.98 + 0.98 + pool.arms[2].difference_sd ^ 2) / 4
    local expected = -pool.arms[2].difference / math.sqrt(spread)
    assert.is_near(expected, z, 0.1 * expected)
    assert.is_near(pool.arms[2].se / math.sqrt(spread), error, 0.6 * error)
  end)
end)

describe("new patients in every trial", function()
  it("give what a large pool gives", function()
    local d = design { patients = "new", n = 60 }
    local r = d:power { replicates = 500 }
    assert.equal(60 * 500, r.patients)
    assert.is_nil(r.pool_se)
    local pool = design { patients = 5000, n = 60 }:power { replicates = 4000 }
    within(pool.power, r, 4)
  end)

  it("are the same bits for threads, and their own for a seed", function()
    local function z(o) return design { patients = "new", n = 30 }:power(o).z end
    local one = z { replicates = 40 }
    assert.is_true(one == z { replicates = 40, threads = 2 })
    assert.is_false(one == z { replicates = 40, seed = 4 })
    local d = design { patients = "new", n = 30 }
    assert.is_true(one == d:power { n = { 20, 30, 40 }, replicates = 40 }.rows[2].z)
  end)

  it("are simulated in the arm that they get alone", function()
    for _, more in ipairs { { patients = "new", n = 30 }, { patients = "new", n = 31,
      randomisation = { type = "simple" }, allocation = { 1, 2 }, looks = { 0.5, 1 } },
      { patients = "new", n = 30, arms = { "control", "low", "high" } },
      { patients = "new", n = 40, endpoint = { event = "death" } } } do
      local d, all = design(more), design(more)
      local r = d:power { replicates = 20 }
      local pool = d.pools[1]
      assert.equal(more.n * 20, pool.n)
      -- the same trials with everybody in every arm
      all:power { replicates = 10 }
      local spec = require("hepar.scenario.object").spec_of(plain, "spec")
      local full = require("hepar.trial.pool").simulate(all, spec, more.n * 20, all.seed, {},
        "spec", true)
      full.seed, full.stride, full.null = all.seed, 20, false
      all.pools[1] = full
      assert.is_true(r.z == all:power { replicates = 20 }.z)
      local seen = 0
      for a = 1, #d.names do
        local mine = pool.arms[a].times or pool.arms[a].values[1]
        local theirs = full.arms[a].times or full.arms[a].values[1]
        for k = 1, pool.n do
          if mine[k] == mine[k] then
            seen = seen + 1
            assert.equal(theirs[k], mine[k])
          end
        end
      end
      assert.equal(pool.n, seen)
    end
    local d = design { patients = "new", n = 40 }
    within(0.025, d:type1_error { replicates = 1000 }, 4)
    assert.equal(0, #d.pools[1].arms[2].values[1] - d.pools[1].arms[2].values[1]:missing())
  end)

  it("are not more than memory has room for", function()
    local r, message, code = design { patients = "new", n = 1000 }:power { replicates = 1000000 }
    assert.is_nil(r)
    assert.equal("range", code)
    assert.matches("more than can be held", message, 1, true)
  end)
end)

describe("a trial from a scenario", function()
  it("stops at Ctrl-C", function()
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write([[
      local hepar = require "hepar"
      local s = hepar.scenario { model = "liver", horizon = 1000, outputs = { "MELD" },
        disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
        arms = { control = {}, drug = { { set = { drug_SMAD = 0.5 } } } } }
      local d = hepar.trial { scenario = s, patients = 1000000, endpoint = { output = "MELD" } }
      os.execute("(sleep 0.5; kill -INT $PPID) > /dev/null 2>&1 &")
      local r, message, code = d:power()
      io.write(tostring(r), "|", message, "|", code)
    ]])
    file:close()
    local pipe = assert(io.popen(("lua5.4 %s 2>&1"):format(path)))
    local said = pipe:read("a")
    pipe:close()
    os.remove(path)
    assert.matches("^nil|.+|interrupted$", said)
  end)

  it("is that of the design, told in full", function()
    local s = hepar.scenario { model = "liver", cohort = { n = 100, seed = 2016 },
      disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
      arms = { control = {}, one = { { product = "MSC", source = "BM", donor = "autologous",
        dose = 5e7, route = "HA", at = { weeks = 4 } } },
        two = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA",
          at = { weeks = { 4, 8 } } } } },
      horizon = { months = 6 }, outputs = { "collagen" } }
    local d = trial { scenario = s, arms = { "control", "two" }, n = 60, analysis = "ancova",
      endpoint = { output = "MELD", at = { weeks = 24 } }, looks = { 0.5, 1 }, patients = 40,
      spending = "obrien_fleming" }
    assert.equal("lower", d.point.better)
    local r = d:power { replicates = 200, threads = 2 }
    assert.equal(1, r.power)
    assert.equal(40, r.patients)
    assert.matches("40 virtual patients, fewer than a trial has: some are in it twice", tostring(r),
      1, true)
    local text = tostring(d)
    assert.matches("measured: MELD at 168 (days)", text, 1, true)
    assert.matches("arms differ in 2 doses, 2 settings; 2 of the 2 settings are assumed "
      .. "(allogeneic, potency)", text, 1, true)
    local assumed = 0
    for _, p in ipairs(s.model:parameters()) do
      assumed = assumed + (p.status == "assumed" and 1 or 0)
    end
    assert.matches(("parameters of the model %d are assumed"):format(assumed), text, 1, true)
    assert.matches("virtual patients are a hypothesis", text, 1, true)
  end)

  it("draws the same trials for the same seed and any threads", function()
    local weighted = scenario { cohort = { n = 400, covariates = { score = { mean = 20, sd = 4 } },
      match = { score = { mean = 22, sd = 3.5 } } } }
    -- an arm that is dropped sends later patients back, to be drawn again
    local dropping = { arms = { "control", "low", "high" }, endpoint = { event = "death" },
      looks = { 0.4, 1 }, events = 40, keep = 1, accrual = 1 }
    local matched = { scenario = weighted }
    for key, value in pairs(dropping) do matched[key] = value end
    for _, more in ipairs { {}, { endpoint = { event = "death" } }, { looks = { 0.5, 1 } },
      dropping, matched } do
      local d = design(more)
      local one = d:power { replicates = 101 }
      assert.is_true(one.z == d:power { replicates = 101, threads = 2 }.z)
      assert.is_true(one.z == design(more):power { replicates = 101 }.z)
      assert.is_false(one.z == d:power { replicates = 101, seed = 8 }.z)
      assert.equal(one.z[50], d:power { replicates = 50 }.z[50])
    end
  end)

  it("keeps the weights of a matched cohort", function()
    local s = scenario { cohort = { n = 1000, seed = 2, covariates = { score = { mean = 20,
      sd = 4 } }, match = { score = { mean = 23, sd = 3 } } } }
    local d = design { scenario = s, patients = 1000, analysis = "t", n = 100,
      endpoint = { output = "score", better = "lower" } }
    local pool = d:pool()
    assert.is_true(pool.effective < 800)
    assert.matches("matched by weights, worth", tostring(pool), 1, true)
    assert.is_near(23 + 5, pool.arms[1].mean, 0.1)
    local three = design { scenario = s, patients = 1000, n = 100, allocation = { 1, 1 },
      endpoint = { output = "score", above = 27 } }:power { replicates = 2000 }
    assert.is_true(three.estimate < -0.25)
  end)

  it("has nobody twice while the pool is large enough", function()
    local core, ranks = require("hepar.core").trial, require "hepar.mpi.replicates"
    local matched = scenario { cohort = { n = 400, covariates = { score = { mean = 20, sd = 4 } },
      match = { score = { mean = 22, sd = 3.5 } } } }
    for _, from in ipairs { plain, matched } do
      local given
      local simulate = ranks.simulate
      ranks.simulate = function(g)
        given = g
        return simulate(g)
      end
      design { scenario = from, n = 100, analysis = "t", endpoint = { output = "score",
        better = "lower" } }:power { replicates = 400 }
      ranks.simulate = simulate
      assert.equal(from == matched, given.bank_cumulative ~= nil)
      -- everybody has 0 but for the one of the largest weight, who has 1 in either arm
      local heavy, most = 1, 0
      for k = 1, given.bank_cumulative and 400 or 0 do
        local w = given.bank_cumulative[k] - (k > 1 and given.bank_cumulative[k - 1] or 0)
        if w > most then heavy, most = k, w end
      end
      given.bank_value = hepar.column(800)
      given.bank_value[heavy], given.bank_value[400 + heavy] = 1, 1
      local raw, seen = core.simulate(given), 0
      for i = 1, 400 do
        local x = math.abs(raw.estimate[i])
        if x == x and x > 0 then
          assert.is_near(0.02, x, 1e-12) -- one of 50
          seen = seen + 1
        end
      end
      assert.is_true(seen > 50 and seen < 400)
    end
  end)

  it("measures change, percent and levels, and hides whom it has lost", function()
    local function estimate(more)
      local r = design(more):power { replicates = 400 }
      return r.estimate, 4 * r.estimate_sd / 20
    end
    local change, error = estimate { endpoint = { output = "score", measure = "change",
      better = "lower" } }
    assert.is_near(-3, change, error)
    local d = design { analysis = "t", endpoint = { output = "score", measure = "percent",
      better = "lower" } }
    local pool, sum = d:pool(), 0
    for k = 1, pool.n do sum = sum - 300 / pool.baseline[k] end
    local r = d:power { replicates = 4000 }
    assert.is_near(sum / pool.n, r.estimate, 4 * r.estimate_sd / math.sqrt(4000))
    local levels = design { endpoint = { output = "score", cuts = { 20, 24, 28 } ,
      better = "lower" } }:power { replicates = 400 }
    assert.is_true(levels.power > 0.4)
    local gone = scenario { after_event = "missing" }
    local kept, lost = design { endpoint = { output = "score", better = "lower",
      noise = { sd = 5 } } }, design { scenario = gone }
    assert.is_true(lost:power { replicates = 2000 }.power <
      kept:power { replicates = 2000 }.power - 0.1)
    local cv = design { endpoint = { output = "score", better = "lower", noise = { cv = 0.25 } } }
    assert.is_near(kept:power { replicates = 2000 }.power, cv:power { replicates = 2000 }.power,
      0.15)
  end)

  it("leaves a baseline out that is the same for all", function()
    local s = hepar.scenario { model = "cell_kinetics", horizon = 3, outputs =
      { "live_cells_liver" }, cohort = { n = 40, vary = { residence_liver = 0.3 } },
      arms = { one = { { into = "dose_portal_vein", amount = 50, at = 0 } },
        two = { { into = "dose_portal_vein", amount = 51, at = 0 } } } }
    for _, at in ipairs { { 3 }, { 1, 3 } } do
      local e = { output = "live_cells_liver", better = "higher", at = at, noise = { cv = 0.1 } }
      local with = trial { scenario = s, patients = 40, n = 20, endpoint = e }
      assert.equal(0, with:pool().baseline:max())
      local r = with:power { replicates = 200 }
      assert.equal(0, r.failed)
      local without = trial { scenario = s, patients = 40, n = 20, endpoint = { output = e.output,
        better = "higher", at = at, noise = e.noise, baseline = false },
        analysis = with.analysis == "ancova" and "t" or "mmrm" }
      assert.is_near(without:power { replicates = 200 }.power, r.power, 1e-12)
      assert.is_true(r.power > 0.02 and r.power < 0.9)
    end
  end)

  it("takes several arms, looks and dropping", function()
    local d = design { arms = { "control", "low", "high" }, n = 300, looks = { 0.5, 1 }, keep = 1 }
    local r = d:power { replicates = 500 }
    assert.is_true(r.arms.high > 0.6 and r.arms.low < r.arms.high)
  end)
end)

describe("assurance from a scenario", function()
  it("at the pool's own effect is the power", function()
    local d = design { endpoint = { output = "score", better = "lower", noise = { sd = 5 } } }
    local effect = d:pool().arms[2].difference
    assert.equal(d:power { replicates = 500 }.power,
      d:assurance { prior = { mean = effect, sd = 1e-9 }, replicates = 500 }.power)
    within(0.025, d:assurance { prior = { mean = 0, sd = 1e-9 }, replicates = 3000 }, 4)
  end)

  it("of responders has the odds that were drawn", function()
    local d = design { endpoint = { output = "score", measure = "change", below = 3,
      noise = { sd = 2 } }, n = 200 }
    local control = 0
    local pool = d:pool()
    for k = 1, pool.n do
      local z = (3 - (pool.arms[1].values[1][k] - pool.baseline[k])) / math.sqrt(8)
      control = control + require("hepar.core").effects.probability("normal", z) / pool.n
    end
    local r = d:assurance { prior = { mean = 1, sd = 1e-9 }, replicates = 2000 }
    local treated = 1 / (1 + math.exp(-math.log(control / (1 - control)) - 1))
    assert.is_near(treated - control, r.estimate, 4 * r.estimate_sd / math.sqrt(2000) + 0.005)
  end)

  it("draws parameters of the model", function()
    local d = design { endpoint = { output = "score", better = "lower", noise = { sd = 2 } } }
    local r = d:assurance { parameters = { "power" }, draws = 10, patients = 100,
      replicates = 1000 }
    assert.equal(10, #r.draws)
    table.sort(r.draws, function(a, b) return a.values.power < b.values.power end)
    for i, draw in ipairs(r.draws) do
      assert.is_near(-100 * draw.values.power, draw.difference, 1e-6)
      assert.is_true(draw.values.power > (i - 1) * 0.01 and draw.values.power < i * 0.01)
      assert.is_true(i == 1 or draw.power >= r.draws[i - 1].power - 0.1)
    end
    assert.is_true(r.draws[1].power < 0.2 and r.draws[10].power > 0.9)
    assert.matches("10 draws of power, 100 patients each: power from", tostring(r), 1, true)
    assert.equal(r.power, d:assurance { parameters = { "power" }, draws = 10, patients = 100,
      replicates = 1000, threads = 2 }.power)
    local narrow = d:assurance { parameters = { power = { 0.0299, 0.0301 } }, draws = 4,
      patients = 400, replicates = 2000 }
    assert.is_near(d:power { replicates = 2000 }.power, narrow.power, 0.04)
  end)
end)

describe("hepar.trial of a scenario", function()
  local function refuses(more, text)
    local ok, message = pcall(design, more)
    assert.is_false(ok)
    assert.matches("hepar.trial: ", message, 1, true)
    assert.matches(text, message, 1, true)
  end

  it("says what is wrong with a design", function()
    refuses({ scenario = "suk" }, 'scenario must come from hepar.scenario, got "suk"')
    refuses({ arms = { "control", "hihg" } }, 'arms[2]: "hihg" is no arm of the scenario (did you '
      .. 'mean "high"?)')
    refuses({ arms = { "control" } }, "arms must be 2 to 8 arms of the scenario, got 1")
    refuses({ arms = { control = {}, high = {} } }, "arms must be a list of names")
    refuses({ arms = { "low", "low" } }, 'arms names "low" twice')
    refuses({ control = "same" }, 'control must be one of the arms, got "same"')
    refuses({ endpoint = { output = "scor" } }, '"scor" is no state, output or definition of the '
      .. 'model (did you mean "score"?)')
    refuses({ endpoint = { at = 50 } }, "endpoint.output is missing")
    refuses({ endpoint = { output = "score" } }, 'endpoint.better is missing: whether "higher"')
    refuses({ endpoint = { output = "score", at = { months = 6 }, better = "lower" } },
      "endpoint.at = 182.625 is after the horizon of the scenario, 100")
    refuses({ endpoint = { output = "score", at = { 50, 20 }, better = "lower" } },
      "times that rise, got 20")
    refuses({ endpoint = { output = "score", below = 3 }, analysis = "ancova" },
      'analysis (of a binary endpoint) must be one of "chi_square", "fisher", "cmh", got "ancova"')
    refuses({ analysis = "mmrm" }, "endpoint.at as a list of times")
    refuses({ endpoint = { output = "score", below = 3, above = 2 } }, "do not go together")
    refuses({ endpoint = { output = "score", below = 3, cuts = { 1, 2 } } }, "do not go together")
    refuses({ endpoint = { output = "score", type = "continuous", below = 3 } },
      'endpoint.below makes the endpoint binary, but endpoint.type is "continuous"')
    refuses({ endpoint = { output = "score", type = "binary" } }, "needs endpoint.below")
    refuses({ endpoint = { output = "score", cuts = { 2, 1 }, better = "lower" } },
      "endpoint.cuts must rise")
    refuses({ endpoint = { event = "deth" } }, 'endpoint.event: "deth" is no cause of the scenario '
      .. '(did you mean "death"?)')
    refuses({ scenario = scenario { survival = false }, endpoint = { event = "death" } },
      "needs a scenario with survival")
    refuses({ endpoint = { output = "score", better = "lower", noise = { sd = 1, cv = 1 } } },
      "endpoint.noise must be {sd = …} or {cv = …}")
    refuses({ endpoint = { output = "score", betterr = "lower" } }, '(did you mean "better"?)')
    refuses({ patients = "nwe" }, 'patients must be a number or "new", got "nwe" (did you mean '
      .. '"new"?)')
    refuses({ patients = 1 }, "patients must be a whole number")
    refuses({ randomisation = { strata = { { share = 1 }, { share = 1 } } } },
      "randomisation.strata does not go with virtual patients")
    refuses({ endpoint = { event = "death" }, looks = { 0.5, 1 } },
      "looks at times of virtual patients need events")
    local ok, message = pcall(trial, { patients = 5, arms = { control = { mean = 0, sd = 1 },
      treated = { mean = 0, sd = 1 } }, endpoint = { type = "continuous" } })
    assert.is_false(ok)
    assert.matches("patients (how many virtual ones) goes with a scenario", message, 1, true)
  end)

  it("says what is wrong with a call", function()
    local function fails(text, d, name, options)
      local ok, message = pcall(d[name], d, options)
      assert.is_false(ok)
      assert.matches(text, message, 1, true)
    end
    fails("parameters.drug", design { scenario = scenario { arms = { control = { { set = {
      drug = 0 } } }, high = { { set = { drug = 1 } } } } } }, "assurance",
      { parameters = { drug = { 0, 1 } }, replicates = 100 })
    fails('"pover" is no parameter of the model (did you mean "power"?)', design(), "assurance",
      { parameters = { "pover" } })
    fails("prior and parameters do not go together", design(), "assurance",
      { prior = { mean = 0, sd = 1 }, parameters = { "power" } })
    fails("draws goes with parameters", design(), "assurance", { prior = { mean = 0, sd = 1 },
      draws = 3 })
    fails("not with time_to_event ones", design { endpoint = { event = "death" } }, "assurance",
      { prior = { mean = 0, sd = 1 } })
    fails("there is no pool", design { patients = "new" }, "pool")
    fails("do not come from a scenario", trial { arms = { control = { mean = 0, sd = 1 },
      treated = { mean = 0, sd = 1 } }, endpoint = { type = "continuous" } }, "pool")
  end)
end)
