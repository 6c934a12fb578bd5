-- m:simulate from the user's side, against solutions that can be written down.

local hepar = require "hepar"

local m = hepar.model.define [[
model decay "One substance given, lost, and what it turns into"
time day
param k = 0.3 [1/day] "loss" {assumed}
param twice = 2 * k [1/day] "follows k" {assumed}
input infusion [mg] "given"
input level = 1 "how fast everything goes"
state amount = 10 [mg] "what is there"
state waste = 0 nonnegative [mg] "what it became"
let share = amount / (amount + waste + 1 [mg])
amount' = infusion - k * level * amount
waste' = k * level * amount - twice * waste
output total = amount + waste [mg]
preset slow "a third" {assumed} k = 0.1
preset full "more at hand" {assumed} twice = 0.5
]]

local exact = { rtol = 1e-10, atol = 1e-12 }

-- m:simulate with tight tolerances.
local function simulate(options)
  for name, value in pairs(exact) do options[name] = options[name] or value end
  return assert(m:simulate(options))
end

local function near(expected, got)
  assert.is_near(expected, got, 1e-8 * math.max(1, math.abs(expected)))
end

local function refused(options)
  local ok, message = pcall(m.simulate, m, options)
  assert.is_false(ok)
  return message
end

local function has(text, part) assert.is_truthy(text:find(part, 1, true), text) end

describe("m:simulate", function()
  it("solves: columns by name", function()
    local run = simulate { t = { 0, 10 }, every = 2.5 }
    assert.same({ 0, 2.5, 5, 7.5, 10 }, run.t:totable())
    assert.equal(5, #run)
    for i = 1, #run do
      local t = run.t[i]
      near(10 * math.exp(-0.3 * t), run.amount[i])
      near(0.3 * 10 / (0.6 - 0.3) * (math.exp(-0.3 * t) - math.exp(-0.6 * t)), run.waste[i])
      near(run.amount[i] + run.waste[i], run.total[i])
    end
    assert.same({ "amount", "waste", "total" }, run.names)
    assert.equal("mg", run.units.amount)
    assert.equal("day", run.time_unit)
  end)

  it("takes times in many forms", function()
    assert.equal(101, #simulate { t = 10 })
    assert.same({ 0, 7, 14 }, simulate { t = { 0, { weeks = 2 } }, every = {
      weeks = 1 } }.t:totable())
    assert.same({ 1, 2, 5 }, simulate { t = { 1, 2, 5 } }.t:totable())
    assert.same({ 0.5, 3 }, simulate { t = { 0, 10 }, at = { 3, 0.5, 3 } }.t:totable())
    assert.same({ 0, 3, 4, 8, 10 }, simulate { t = { 0, 10 }, every = 4, at = 3 }.t:totable())
    assert.same({ 0, 365.25 }, simulate { t = { 0, { years = 1 } }, every = {
      months = 12 } }.t:totable())
  end)

  it("sets parameters, those computed from them, and levels; takes presets", function()
    local run = simulate { t = { 0, 10 }, at = 10, set = { k = 0.2 } }
    near(10 * math.exp(-2), run.amount[1])
    near(0.2 * 10 / 0.2 * (math.exp(-2) - math.exp(-4)), run.waste[1])
    near(10 * math.exp(-2), simulate { t = { 0, 10 }, at = 10, set = {
      k = "1.4 1/week" } }.amount[1])
    near(10 * math.exp(-1.5), simulate { t = { 0, 10 }, at = 10, set = { level = 0.5 } }.amount[1])
    near(10 * math.exp(-1), simulate { t = { 0, 10 }, at = 10, preset = "slow" }.amount[1])
    near(10 * math.exp(-2), simulate { t = { 0, 10 }, at = 10, preset = { "slow", "full" },
      set = { k = 0.2 } }.amount[1])
    near(5 * math.exp(-3), simulate { t = { 0, 10 }, at = 10, initial = {
      amount = "5 mg" } }.amount[1])
    local before = simulate { t = { 0, 4 } }
    local after = simulate { t = { 4, 10 }, at = { 10 }, initial = before:at(4) }
    near(10 * math.exp(-3), after.amount[1])
    near(simulate { t = { 0, 10 }, at = { 10 } }.waste[1], after.waste[1])
    assert.is_near(0, simulate { t = 1, at = 1, initial = m:steady().states }.amount[1], 1e-12)
    near(0.005 * math.exp(-3), simulate { t = { 0, 10 }, at = 10, initial = {
      amount = "5 ug" } }.amount[1])
  end)

  it("gives doses at once, over a time, again and again, late and in part", function()
    local function amount(dose, t)
      return simulate { t = { 0, 20 }, at = { t }, initial = { amount = 0 }, dose = dose }.amount[1]
    end
    local k = 0.3
    near(8 * math.exp(-k * 5), amount({ { at = 5, amount = 8 } }, 10))
    near(8 * math.exp(-k * 5), amount({ at = 5, into = "amount", amount = 8 }, 10))
    near(8 * math.exp(-k * 5), amount({ { at = 5, into = "infusion", amount = "8 mg" } }, 10))
    near(8 * math.exp(-k * 5), amount({ { at = 5, infusion = 8 } }, 10))
    -- 8 mg evenly over 2 days
    near(4 / k * (1 - math.exp(-k * 2)) * math.exp(-k * 3), amount({ { at = 5, infusion = 8,
      over = 2 } }, 10))
    near(8 * (math.exp(-k * 8) + math.exp(-k * 5) + math.exp(-k * 2)),
      amount({ { at = 2, infusion = 8, every = 3, count = 3 } }, 10))
    near(8 * (math.exp(-k * 8) + math.exp(-k * 5)),
      amount({ { at = 2, infusion = 8, every = 3, ["until"] = 6 } }, 10))
    near(8 * (math.exp(-k * 8) + math.exp(-k * 3)), amount({ { at = { 2, 7 }, infusion = 8 } }, 10))
    near(8 * (math.exp(-k * 13) + math.exp(-k * 6)), amount({ { at = { weeks = { 1, 2 } },
      infusion = 8 } }, 20))
    near(0.25 * 8 * math.exp(-k * 4), amount({ { at = 5, infusion = 8, lag = 1,
      fraction = 0.25 } }, 10))
  end)

  it("changes parameters and levels at times", function()
    local run = simulate { t = { 0, 10 }, at = 10, change = { { at = 4, set = { k = 0.1 } },
      { at = { 6 }, input = "level", value = 2 } } }
    near(10 * math.exp(-0.3 * 4 - 0.1 * 2 - 0.2 * 4), run.amount[1])
  end)

  it("records what is asked for", function()
    local run = simulate { t = { 0, 1 }, at = { 0, 1 }, outputs = { "share", "amount" } }
    assert.same({ "share", "amount" }, run.names)
    near(10 / 11, run.share[1])
    has(select(2, pcall(function() return run.waste end)), '"waste" is no column of this run')
    local plain = simulate { t = 1 }
    has(select(2, pcall(function() return plain.share end)), 'outputs = {"share"}')
  end)

  it("agrees with itself over solvers and back ends", function()
    local a = simulate { t = { 0, 10 }, every = 1, solver = "rodas5p" }
    local b = simulate { t = { 0, 10 }, every = 1, solver = "tsit5" }
    for i = 1, #a do near(a.waste[i], b.waste[i]) end
    assert.equal("tsit5", b.statistics.solver)
    assert.is_true(b.statistics.steps > 0)
    local renewal = hepar.model "renewal_cook"
    local fast = renewal:simulate { t = 50 }
    local slow = renewal:simulate { t = 50, backend = "interpreter" }
    assert.equal(fast.bulk, slow.bulk) -- to the last bit
  end)

  it("fires events", function()
    local refilled = m:extend "event refill when amount < 5 [mg] set amount = amount + 5 [mg]"
    local run = assert(refilled:simulate { t = { 0, 4 }, at = { 4 }, rtol = 1e-10, atol = 1e-12 })
    local first = math.log(2) / 0.3
    near(10 * math.exp(-0.3 * (4 - first)), run.amount[1])
    assert.equal(1, run.statistics.events)
    local quiet = assert(refilled:simulate { t = { 0, 4 }, at = { 4 }, rtol = 1e-10, atol = 1e-12,
      events = false })
    near(10 * math.exp(-1.2), quiet.amount[1])
    assert.equal(0, quiet.statistics.events)
    has(tostring(quiet), "without events")
  end)

  it("ends where an event falls on the end", function()
    local stages = hepar.model "stages_thein"
    local run = assert(stages:simulate { t = { 0, 30 } })
    local row = run:at(30)
    assert.is_near(1, row.F0 + row.F1 + row.F2 + row.F3 + row.F4, 1e-12)
    for years = 1, 45 do assert.is_truthy(stages:simulate { t = years }) end
  end)

  it("gives sensitivities by parameters and by values at the start", function()
    local run = assert(m:sensitivity { t = { 0, 5 }, at = 5, parameters = { "k", "amount" },
      rtol = 1e-10, atol = 1e-12 })
    near(-5 * 10 * math.exp(-1.5), run.sensitivity.k.amount[1])
    near(math.exp(-1.5), run.sensitivity.amount.amount[1])
    near(10 * math.exp(-1.5), run.amount[1])
    local ok, message = pcall(m.sensitivity, m, { t = 1, parameters = { "kk" } })
    assert.is_false(ok)
    has(message, 'did you mean "k"?')
  end)

  it("refuses what cannot be meant, in one sentence", function()
    local where = "hepar.model.simulate: "
    for _, case in ipairs {
      { { }, "option t is missing" },
      { { t = { 5, 5 } }, "option t must rise, but 5 comes after 5" },
      { { t = 10, evry = 1 }, 'option "evry" is not known (did you mean "every"?)' },
      { { t = 10, every = 0 }, "option every must be longer than 0" },
      { { t = 10, every = 1e-9 }, "more than 10000000 times" },
      { { t = 10, at = 11 }, "option at[1] = 11 is outside the run" },
      { { t = { fortnights = 2 } }, '"fortnights" is no unit of time' },
      { { t = 10, set = { kk = 1 } }, '"kk" is not known (did you mean "k"?)' },
      { { t = 10, set = { amount = 1 } }, '"amount" is a state' },
      { { t = 10, set = { infusion = 1 } }, 'doses arrive at "infusion"' },
      { { t = 10, set = { k = "3 mg" } }, 'k is in 1/day, and "3 mg" is not' },
      { { t = 10, set = { k = 0 / 0 } }, "k must be a finite number" },
      { { t = 10, initial = { amout = 1 } }, '"amout" is no state (did you mean "amount"?)' },
      { { t = 10, initial = { waste = -1 } }, "waste may not fall below 0" },
      { { t = 10, preset = "slw" }, 'preset "slw" is not known (did you mean "slow"?)' },
      { { t = 10, dose = { { at = 1, infusion = -1 } } }, "a dose cannot be negative, got -1" },
      { { t = { 5, 10 }, dose = { { at = 4, infusion = 1 } } },
        "dose is at 4, before the start at 5" },
      { { t = 10, dose = { { at = 1, infusio = 1 } } }, 'did you mean "infusion"?' },
      { { t = 10, dose = { { at = 1, into = "level", amount = 1 } } }, '"level" is a level' },
      { { t = 10, dose = { { at = 1, into = "share", amount = 1 } } },
        '"share" is no state or input' },
      { { t = 10, dose = { { infusion = 1 } } }, "does not say when" },
      { { t = 10, dose = { { at = 1 } } }, "does not say where it goes" },
      { { t = 10, dose = { { at = 1, infusion = 1, waste = 1 } } }, "write two doses" },
      { { t = 10, dose = { { at = 1, infusion = 1, count = 3 } } }, "needs every" },
      { { t = 10, dose = { { at = 1, infusion = 1, fraction = 2 } } }, "from 0 to 1" },
      { { t = 10, dose = { { at = 1, cells = 1, route = "HA" } } },
        "has no way for cells by route HA" },
      { { t = 10, dose = { { at = 1, cells = 1, route = "XYZ" } } }, 'route "XYZ" is not known' },
      { { t = 10, change = { { at = 1 } } }, "does not say what" },
      { { t = { 1, 2 }, change = { { at = 0, set = { k = 1 } } } }, "before the start" },
      { { t = 10, outputs = { "shar" } }, 'did you mean "share"?' },
      { { t = 10, solver = "rodas" }, 'did you mean "rodas5p"?' },
      { { t = 10, backend = "gpu" }, "must be one of auto, interpreter, compiled" },
      { { t = 10, rtol = 1e-17 }, "option rtol = 1e-17 cannot be reached" },
      { { t = 10, atol = 0 }, "option atol must be above 0" },
      { { t = 10, atol = { amoun = 1 } }, 'did you mean "amount"?' },
    } do
      local message = refused(case[1])
      assert.equal(where, message:sub(1, #where))
      has(message, case[2])
      assert.is_nil(message:find("\n"))
    end
  end)

  it("says which divisor is zero at the start", function()
    local function message(text, options)
      options = options or {}
      options.t = { 0, 1 }
      local run, said = hepar.model.define(text):simulate(options)
      assert.is_nil(run)
      return said
    end
    assert.are.equal("hepar.model.simulate: at time 0: the rate of x is not finite: it divides " ..
      "by K, which is 0", message "model a\nparam K = 0\nstate x = 1\nx' = -x / K")
    -- in a definition that the rate uses, with values given for the run
    local text = "model a\nparam K = 1\nstate x = 1\nstate y = 3\nlet q = x / (y - 2 * x)\n" ..
      "x' = -q\ny' = 0"
    assert.is_truthy(hepar.model.define(text):simulate { t = { 0, 1 } })
    assert.is_truthy(message(text, { initial = { y = 2 } }):find(
      "it divides by y - (2 * x), which is 0", 1, true))
    assert.is_truthy(message "model a\nstate x[1..2] = 0\nx[i in 1..2]' = 1 / sum(x)":find(
      "it divides by x[1] + x[2], which is 0", 1, true))
    -- no division, no divisor
    assert.are.equal("hepar.model.simulate: at time 0: the rate of x is not finite",
      message "model a\nstate x = 0\nx' = log(x)")
  end)

  it("says where and when the equations could not be solved", function()
    local run, message, code = m:simulate { t = { 0, 1000 }, most_steps = 3 }
    assert.is_nil(run)
    has(message, "3 steps were not enough")
    assert.equal("range", code)
    local bad = hepar.model.define 'model x "y"\nstate a = 1\na\' = a^2\n'
    run, message = bad:simulate { t = 2 }
    assert.is_nil(run)
    has(message, "at time 1")
    has(message, "a ")
  end)

  it("finds ways for cells and vesicles by the routes of the evidence", function()
    local liver = hepar.model "liver"
    local run = assert(liver:simulate { t = { 0, 1 }, dose = { { at = 0, cells = 5e7,
      route = "hepatic artery" } } })
    assert.equal("50 10^6 cells into dose_hepatic_artery", run.doses[1].label)
    run = assert(liver:simulate { t = { 0, 1 }, dose = { { at = 0, vesicles = 1e10,
      route = "IV" } } })
    assert.equal("1 10^10 particles into dose_vesicles", run.doses[1].label)
    local _, message = pcall(liver.simulate, liver, { t = 1, dose = { { at = 0, cells = 1,
      route = "SC" } } })
    has(message, "no way for cells by route SC (it has HA, IH, IS, IV, PV)")
  end)
end)

describe("a run", function()
  local run = simulate { t = { 0, 10 }, every = 2.5, dose = { { at = 5, infusion = 8, every = 3 } },
    label = "given" }

  it("answers at any time, between its times too", function()
    local row = run:at(4.3)
    near(10 * math.exp(-0.3 * 4.3), row.amount)
    assert.equal(4.3, row.t)
    assert.equal(run.amount[2], run:at(2.5).amount)
    near(run:at(7).amount, run:at { weeks = 1 }.amount)
    has(tostring(row), "amount")
    local _, message = pcall(run.at, run, 11)
    has(message, "time 11 is outside the run, which goes from 0 to 10")
    _, message = pcall(function() return row.amoun end)
    has(message, 'did you mean "amount"?')
  end)

  it("cannot be changed, and names the nearest column", function()
    has(select(2, pcall(function() run.amount = 3 end)), "a run cannot be changed")
    has(select(2, pcall(function() return run.amout end)),
      '"amout" is no column of this run (did you mean "amount"?)')
    assert.equal(run.t, run:column("t"))
  end)

  it("prints a summary", function()
    local text = tostring(run)
    for _, part in ipairs { "decay (given)  0 to 10 days, 5 times",
      "2 doses: 8 mg into infusion at 5",
      "run:at(10)", "steps" } do has(text, part) end
    for line in text:gmatch("[^\n]+") do assert.is_true(utf8.len(line) <= 100, line) end
  end)

  it("knows its doses", function()
    local t = {}
    for i, dose in ipairs(run.doses) do t[i] = dose.t end
    assert.same({ 5, 8 }, t)
  end)

  it("is drawn, alone and over others", function()
    local other = simulate { t = { 0, 10 }, label = "other" }
    local svg = run:plot { "amount", "total", with = { other } }:svg()
    has(svg, "other")
    has(svg, 'class="dose"')
    assert.equal(svg, hepar.plot.time_course({ run, other }, { outputs = { "amount",
      "total" } }):svg())
    has(run:plot():svg(), "total")
    has(select(2, pcall(run.plot, run, { "amunt" })), 'did you mean "amount"?')
    has(select(2, pcall(run.plot, run, { with = 3 })), "option with")
  end)

  it("is written as CSV, whole, and reads back to the last bit", function()
    local path = os.tmpname()
    assert.is_true(run:csv(path))
    local csv = assert(require("hepar.util.csv").read(path))
    assert.same({ "t", "amount", "waste", "total" }, csv.names)
    for i = 1, #run do assert.equal(run.waste[i], tonumber(csv.cells.waste[i])) end
    assert.is_true(run:csv(path, { "total" }))
    assert.same({ "t", "total" }, require("hepar.util.csv").read(path).names)
    os.remove(path)
    local ok, message, code = run:csv("/nowhere/at/all.csv")
    assert.is_nil(ok)
    has(message, "hepar.model.run.csv: cannot write")
    assert.equal("io", code)
  end)

  it("has its methods where completion finds them", function()
    local index = getmetatable(run).__index
    for _, name in ipairs { "at", "plot", "csv", "column" } do
      assert.is_function(rawget(index, name))
    end
    assert.is_truthy(rawget(index, "amount"))
  end)
end)
