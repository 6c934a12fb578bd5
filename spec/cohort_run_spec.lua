local hepar = require "hepar"
local survival = require "hepar.cohort.survival"

local text = [[
  model small "An organ that wears out"
  time day
  param k = 0.01 range 0.0001 .. 1 [1/day]
  param h = 0.004 range 0 .. 1 [1/day]
  param q = 0.002 range 0 .. 1 [1/day]
  input gain [1/day]
  state size = 1
  state survival = 1
  state death = 0
  state transplanted = 0
  size' = gain - k * size
  survival' = -(h + q) * survival
  death' = h * survival
  transplanted' = q * survival
]]

local function scenario(cohort, more)
  local fields = { model = hepar.model.define(text), horizon = 100, every = 10,
    outputs = { "size" }, cohort = cohort or { n = 300, vary = { k = 0.4 } },
    arms = { control = {}, treated = { { set = { gain = 0.01 } } } } }
  for key, value in pairs(more or {}) do fields[key] = value end
  return hepar.scenario(fields)
end

local function dump(c)
  local out = {}
  for _, kind in ipairs { "value", "change", "contrast" } do
    for _, row in ipairs(c:summary(c.outputs[1], "all", { kind = kind })) do
      for _, key in ipairs { "n", "mean", "sd", "median", "min", "max" } do
        out[#out + 1] = ("%s=%.17g"):format(key, row[key])
      end
    end
  end
  for _, curve in ipairs(c:survival().curves) do
    for i = 1, #curve.t do out[#out + 1] = ("%.17g %.17g"):format(curve.t[i], curve.S[i]) end
  end
  return table.concat(out, "\n")
end

describe("parts of a run", function()
  it("cover all patients once, and are as many as asked for whatever the number", function()
    local parts = require "hepar.cohort.parts"
    for _, n in ipairs { 1, 31, 32, 33, 200, 1000, 1001, 2000, 9999, 32768, 1e6 // 1, 1000001,
      123456789, 1000000000 } do
      n = math.tointeger(n)
      local size, count = parts.layout(n)
      assert.is_true((count - 1) * size < n and count * size >= n)
      assert.equal(1, (parts.patients(n, 1)))
      assert.equal(n, select(2, parts.patients(n, count)))
      assert.is_true(count <= (n <= 1048576 and 256 or 4096))
      if n >= 2000 then assert.is_true(count >= 16) end
    end
  end)
end)

describe("a run", function()
  it("has the same bits with any number of threads, and in the patients of a larger one", function()
    local s = scenario()
    local one = s:run { threads = 1 }
    assert.equal(dump(one), dump(s:run { threads = 2 }))
    local more = s:run { n = 1300, threads = 2, sample = 300 }
    local a, b = one:courses("size", "treated"), more:courses("size", "treated")
    for i = 1, 100 do assert.same(a[i], b[i]) end
  end)

  it("has arms of equal treatment equal", function()
    local s = scenario(nil, { arms = { control = {}, same = {} } })
    local c = s:run()
    for _, row in ipairs(c:summary("size", "all", { kind = "contrast" })) do
      assert.equal(0, row.mean)
      assert.equal(0, row.max)
    end
    local curves = c:survival().curves
    assert.same(curves[1].t, curves[2].t)
  end)

  it("agrees with the model, patient by patient", function()
    local s = scenario({ n = 5, vary = { k = 0.4 } })
    local factor = s:patients()["k factor"]
    for i, course in ipairs(s:run():courses("size", "control")) do
      assert.near(math.exp(-0.01 * factor[i] * 100), course[11], 1e-5)
    end
  end)

  it("draws times to event with the model's probabilities", function()
    local c = scenario({ n = 20000, vary = false }):run()
    local row = c:survival("control"):at(100)[1]
    -- exp(-0.6); two thirds of the events are deaths. Four standard errors of a share are 0.014.
    local alive = math.exp(-0.6)
    assert.near(alive, row.S, 0.014)
    assert.near((1 - alive) * 2 / 3, row.incidence.death, 0.014)
    assert.near((1 - alive) / 3, row.incidence.transplantation, 0.014)
    assert.near(1, row.S + row.incidence.death + row.incidence.transplantation, 1e-9)
    assert.near(math.exp(-0.3), c:survival("control"):at(50)[1].S, 0.014)
  end)

  it("loses the share that drops out, and leaves out what nobody measures", function()
    local s = scenario({ n = 4000, vary = false }, { dropout = { share = 0.2, at = 100 },
      survival = false, after_event = "missing" })
    local rows = s:run():summary("size", "all", { arm = "control" })
    assert.equal(4000, rows[1].n)
    assert.near(0.8, rows[#rows].n / 4000, 0.026)
    assert.near(0.8 ^ 0.5, rows[6].n / 4000, 0.026)
  end)

  it("counts the candidates of all its parts", function()
    local c = scenario({ n = 1500, vary = false, covariates = { age = { mean = 50, sd = 10 } },
      eligibility = { age = { 40, 70 } } }):run()
    assert.equal(1500, c.n)
    assert.equal(c.tried, c.n + c.refused.age)
    -- 15.87 % are below, 2.28 % above; four standard errors
    assert.near(0.1814, c.refused.age / c.tried, 4 * math.sqrt(0.1814 * 0.8186 / c.tried))
  end)

  it("goes on from a checkpoint to the same bits", function()
    local path = os.tmpname()
    os.remove(path)
    local script = os.tmpname()
    local file = assert(io.open(script, "w"))
    -- A run of many blocks that is interrupted by the signal of Ctrl-C.
    file:write(([[
      local hepar = require "hepar"
      local s = hepar.scenario { model = hepar.model.define(%q), horizon = 100, every = 10,
        outputs = { "size" }, cohort = { n = 60000, vary = { k = 0.4 } },
        arms = { control = {}, treated = { { set = { gain = 0.01 } } } } }
      local path = %q
      dofile "spec/helper/press.lua"(path, "INT")
      local c = assert(s:run { checkpoint = path })
      io.write(c.interrupted and "interrupted" or "finished", " ", c.n)
    ]]):format(text, path))
    file:close()
    local pipe = assert(io.popen(("lua5.4 %s 2>&1"):format(script)))
    local said = pipe:read("a")
    pipe:close()
    os.remove(script)
    local n = said:match("^interrupted (%d+)$")
    assert.truthy(n, said)
    assert.is_true(tonumber(n) > 0 and tonumber(n) < 60000)
    local s = scenario({ n = 60000, vary = { k = 0.4 } })
    local resumed = assert(s:run { checkpoint = path, threads = 2 })
    assert.equal(60000, resumed.n)
    assert.is_true(dump(s:run { threads = 2 }) == dump(resumed))
    -- Another run does not go on from it.
    local other, message, code = s:run { checkpoint = path, seed = 9 }
    assert.is_nil(other)
    assert.equal("conflict", code)
    assert.truthy(message:find("belongs to another scenario", 1, true))
    local kept = assert(io.open(path, "rb"))
    local bytes = kept:read("a")
    kept:close()
    local half = #bytes // 2
    -- Cut off, one bit of a number another one, something else, nothing.
    for _, wrong in ipairs { bytes:sub(1, half), bytes:sub(1, half - 1)
      .. string.char(bytes:byte(half) ~ 16) .. bytes:sub(half + 1), "a letter\n", "" } do
      local damaged = assert(io.open(path, "wb"))
      damaged:write(wrong)
      damaged:close()
      other, message, code = s:run { checkpoint = path }
      assert.is_nil(other)
      assert.truthy(message:find("no checkpoint of a cohort", 1, true))
      assert.equal("format", code)
    end
    os.remove(path)
  end)

  it("of the liver model goes on after an interrupt of two threads to the bits of one", function()
    local path, script = os.tmpname(), os.tmpname()
    os.remove(path)
    local lua = [[
      local hepar = require "hepar"
      local function go(options)
        return assert(hepar.scenario { model = "liver", disease = { name = "cirrhosis",
          etiology = "alcohol", years = 1 }, cohort = { n = 1100, seed = 5 },
          arms = { control = {}, one = { { product = "MSC", route = "HA", dose = 5e7 } } },
          horizon = { weeks = 8 }, outputs = { "MELD" } }:run(options))
      end
    ]]
    local file = assert(io.open(script, "w"))
    file:write(lua, ("dofile 'spec/helper/press.lua'(%q, 'INT')\n"):format(path),
      ("local c = go { threads = 2, checkpoint = %q }\n"):format(path),
      "print(c.interrupted, c.n)")
    file:close()
    local pipe = assert(io.popen(("lua5.4 %s 2>&1"):format(script)))
    local said = pipe:read("a")
    pipe:close()
    os.remove(script)
    local n = tonumber(said:match("^true%s+(%d+)"))
    assert.is_true(n and n > 0 and n < 1100, said)
    local go = load(lua .. " return go")()
    local resumed, whole = go { checkpoint = path }, go { threads = 2 }
    os.remove(path)
    assert.equal(1100, resumed.n)
    assert.is_true(dump(resumed) == dump(whole))
  end)

  it("writes every patient, arm and time", function()
    local path = os.tmpname()
    local c = scenario({ n = 7, vary = { k = 0.4 } }):run()
    assert.is_true(c:export(path))
    local lines = {}
    for line in io.lines(path) do lines[#lines + 1] = line end
    os.remove(path)
    assert.equal("patient,arm,time,size", lines[1])
    assert.equal(1 + 7 * 2 * 11, #lines)
    local course = c:courses("size", "control")[1]
    assert.equal(course[11], tonumber(lines[12]:match("^1,control,100,(.*)$")))
    local ok, _, code = c:export("/nowhere/at/all.csv")
    assert.is_nil(ok)
    assert.equal("io", code)
  end)

  it("tells shares with their intervals", function()
    local c = scenario({ n = 1000, vary = { k = 0.4 } }):run()
    local row = c:proportion("size", { below = 0.3679 })[1]
    assert.near(0.5, row.share, 0.07)
    -- Wilson's interval of 50 % of 1000 is 3.1 points wide on either side.
    assert.near(0.031, (row.ci_ub - row.ci_lb) / 2, 0.001)
  end)
end)

describe("survival", function()
  it("is that of a published example", function()
    -- Remission of leukaemia under 6-mercaptopurine, Freireich and others, Blood 1963;21:699-716;
    -- Kaplan-Meier and Greenwood's standard errors as in textbooks: 0.857 (0.0764) … 0.448 (0.1346)
    local times = { 6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35 }
    local log = { time = {}, cause = {}, weight = {}, bins = {}, squares = {} }
    for i, t in ipairs(times) do
      log.time[i], log.cause[i], log.weight[i] = t, i <= 9 and 1 or 0, 1
    end
    local one = survival.make({ state = { events = { log } }, bins = 2000, spec = { horizon = 35,
      model = {}, arms = { { name = "6-MP" } },
      survival = { causes = { { name = "relapse" } } } } }, { 1 })
    local wanted = { [6] = 0.857, [7] = 0.807, [10] = 0.753, [13] = 0.690, [16] = 0.627,
      [22] = 0.538, [23] = 0.448 }
    for t, S in pairs(wanted) do
      local row = one:at(t)[1]
      assert.near(S, row.S, 5e-4)
      assert.near(1 - S, row.incidence.relapse, 5e-4)
    end
    -- log-log limits at 23: standard error 0.1346 over 0.448 |log 0.448|
    local row = one:at(23)[1]
    local half = 1.96 * 0.1346 / (0.448 * math.abs(math.log(0.448)))
    assert.near(0.448 ^ math.exp(half), row.ci_lb, 1e-3)
    assert.near(0.448 ^ math.exp(-half), row.ci_ub, 1e-3)
    assert.equal(12, one:at(13)[1].risk)
    -- With one cause the limits of the incidence are near those of Greenwood.
    local F = one.curves[1].incidence[1]
    local i = #F.t
    local se = math.log(math.log(F.ci_lb[i]) / math.log(F.F[i])) / 1.959963984540054
      * F.F[i] * math.abs(math.log(F.F[i]))
    assert.near(0.1346, se, 0.004)
  end)
end)

describe("the liver", function()
  it("of Suk 2016 has the directions of the trial", function()
    local s = assert(hepar.scenario.read("examples/scenarios/suk2016.lua"))
    local c = assert(s:run { n = 120, threads = 2 })
    local rows = c:summary("collagen", nil, { kind = "contrast" })
    assert.equal("one", rows[1].arm)
    assert.is_true(rows[2].mean < rows[1].mean and rows[1].mean < 0)
    assert.equal(0, c.failed)
    local start = c:summary("collagen", 0)
    assert.equal(start[1].mean, start[3].mean)
  end)

  it("takes patients of MELD 10 to 25", function()
    local s = hepar.scenario { model = "liver", disease = { name = "cirrhosis",
      etiology = "alcohol", years = 10 }, cohort = { n = 60, seed = 3,
      eligibility = { MELD = { 12, 25 } } }, arms = { control = {} }, horizon = { weeks = 4 },
      outputs = { "MELD" } }
    local row = assert(s:run { threads = 2 }):summary("MELD", 0)[1]
    assert.is_true(row.min >= 12 and row.max <= 25)
  end)
end)

describe("figures of cohorts", function()
  it("are drawn, with words for screen readers", function()
    local c = scenario({ n = 60, vary = { k = 0.4 } }):run()
    for _, kind in ipairs { "fan", "spaghetti", "waterfall", "responders" } do
      local svg = c:plot("size", { figure = kind }):svg()
      assert.truthy(svg:find("<desc", 1, true))
      assert.falsy(svg:find("nan", 1, true))
      assert.equal(svg, c:plot("size", { figure = kind }):svg())
    end
    for _, show in ipairs { "survival", "incidence" } do
      assert.truthy(c:survival():plot { show = show }:svg():find("Number at risk", 1, true))
    end
    local figure = hepar.plot.tornado({ { name = "k", low = 14, high = 19 } }, { base = 16 })
    assert.truthy(figure:svg():find("k", 1, true))
  end)
end)
