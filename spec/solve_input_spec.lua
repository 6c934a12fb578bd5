local solve = require "spec.helper.solve"

local text = [[
model one "One compartment"
param k = 0.35
input dose
state x = 0
x' = dose - k * x
]]

describe("bad input to the solver", function()
  local kernel = solve.kernel(text)

  local function plan(more)
    local p = {from = 0, to = 30, times = {0, 30}, columns = {"x"}}
    for key, value in pairs(more) do p[key] = value end
    return p
  end

  local function refused(more, pattern)
    local ok, message = pcall(solve.core.run, kernel, plan(more))
    assert.is_false(ok)
    assert.matches(pattern, message, 1, true)
  end

  it("is refused in one sentence that names it", function()
    refused({doses = {{at = 1, into = "x", amount = -5}}}, "a dose of x must be at least 0, got -5")
    refused({doses = {{at = -1, into = "dose", amount = 5}}},
      "a dose of dose at -1 lies before the start at 0")
    refused({doses = {{at = 1, into = "x"}}}, "a dose of x must be at least 0")
    refused({doses = {{at = 0 / 0, into = "x", amount = 1}}},
      "the time of a dose of x must be a number")
    refused({doses = {{at = 1, into = "xx", amount = 1}}}, "did you mean \"x\"?")
    refused({doses = {{at = 1, into = "x", amout = 1}}}, "did you mean \"amount\"?")
    refused({doses = {{at = 1, into = "x", amount = 1, fraction = 1.5}}}, "must be 0 to 1, got 1.5")
    refused({doses = {{at = 1, into = "x", amount = 1, lag = -1}}}, "the lag of a dose of x")
    refused({doses = {{at = 1, into = "x", amount = 1, duration = -1}}},
      "the duration of a dose of x")
    refused({doses = {{at = 1, into = "x", amount = 1, every = -7}}}, "the interval of doses of x")
    refused({doses = {{at = 1, into = "x", amount = 1, count = 3}}},
      "3 doses of x need an interval")
    refused({doses = {{at = 5, into = "x", amount = 1, every = 1, ["until"] = 4}}},
      "doses of x end at 4, before the first at 5")
    refused({doses = {{at = 1, into = "x", amount = 1, rate = 0}}}, "the rate of a dose of x must")
    refused({doses = {{at = 1, into = "x", amount = 1, rate = 1, duration = 1}}},
      "two of amount, duration and rate")
    refused({changes = {{at = -2, name = "k", value = 1}}},
      "a change of k at -2 lies before the start")
    refused({changes = {{at = 2, name = "k", value = 1 / 0}}}, "a change of k must be a number")
    refused({changes = {{at = 2, name = "x", value = 1}}}, "is no parameter or input of the model")
    refused({rtol = 0}, "rtol must be from 1e-13 to 0.1, got 0")
    refused({rtol = 1e-16}, "rtol must be from 1e-13 to 0.1, got 1e-16")
    refused({rtol = 0 / 0}, "rtol must be from 1e-13 to 0.1")
    refused({atol = 0}, "atol must be above 0, got 0")
    refused({atol = {x = -1}}, "atol of x must be above 0, got -1")
    refused({atol = {y = 1}}, "is no state of the model")
    refused({to = -1, times = {}}, "a run goes from a time to a later one, not from 0 to -1")
    refused({times = {5, 3}}, "output times must rise from 0 to 30, but number 2 is 3")
    refused({times = {31}}, "but number 1 is 31")
    refused({first_step = -1}, "the first step must be above 0, got -1")
    refused({method = "rodas"}, "did you mean \"rodas5p\"?")
    refused({columns = {"z"}}, "\"z\" is no state, output or let of the model")
    refused({parameters = {kk = 1}}, "did you mean \"k\"?")
    refused({parameters = {k = {1, 2}}}, "k has 2 values for 1 patients")
    refused({sensitivity = {"dose"}}, "is no parameter or state of the model")
    refused({step = 1}, "step")
  end)

  it("of a patient is that patient's failure", function()
    local r = solve.core.run(kernel, plan {parameters = {k = 0 / 0}})
    assert.equal(1, r.failed)
    assert.equal("patient 1 at time 0: parameter k is not a number", r.failures[1].message)
    r = solve.core.run(kernel, plan {initial = {x = 1 / 0}})
    assert.matches("the initial value of x is infinite", r.failures[1].message)
  end)

  it("of a model that divides by zero at the start says which rate", function()
    local k = solve.kernel [[
model z "Z"
param v = 0
state a = 1
state x = 1
a' = -a
x' = -x / v
]]
    local r = solve.core.run(k, {from = 2, to = 3, times = {3}, columns = {"x"}})
    assert.equal("patient 1 at time 2: the rate of x is not finite", r.failures[1].message)
  end)

  it("of too few steps says how many, where and which state", function()
    local k = solve.kernel(solve.texts.oregonator)
    local r = solve.core.run(k, {from = 0, to = 360, times = {360}, columns = {"x"},
      most_steps = 50})
    assert.matches("^patient 1 at time %d+%.?%d*: 50 steps were not enough %(most_steps%)",
      r.failures[1].message)
  end)

  it("runs of no length give the start", function()
    local r = solve.run(kernel, {from = 4, to = 4, times = {4, 4}, columns = {"x"}, initial = {
      x = 7}})
    assert.equal(7, r.columns.x[1])
    assert.equal(7, r.columns.x[2])
    assert.equal(0, r.statistics.steps)
  end)
end)

describe("a matrix without pivots", function()
  -- The first pivot of W is c - 1 with c = 1 / (gamma h): zero for a step of exactly 1 / gamma.
  it("is rejected, and solved with pivots when a shorter step does not help", function()
    local k = solve.kernel [[
model swap "Growth"
state x = 1
state y = 0
x' = x + 1e-3 * y
y' = 1e-3 * x
]]
    local h = 1 / 0.21193756319429014
    local r = solve.core.run(k, {from = 0, to = h, times = {h}, columns = {"x", "y"},
      first_step = h,
      rtol = 1e-6})
    assert.equal(0, r.failed)
    assert.is_true(math.abs(r.columns.x[1] / math.exp(h) - 1) < 1e-4)
  end)

  -- z is eliminated last; its pivot is c + 1e340 - 3e340 in doubles: infinity less infinity.
  it("is what a patient gets alone when the factors are not finite again and again", function()
    local k = solve.kernel [[
model overflow "Products of the Jacobian overflow, one up and one down"
state x = 0
state y = 0
state z = 0
state w = 1
x' = 1e170 * z
y' = -1e170 * z
z' = 1e170 * x + 3e170 * y
w' = -w + z
]]
    local r = solve.run(k, {from = 0, to = 2, times = {1, 2}, columns = {"w"}})
    assert.is_true(math.abs(r.columns.w[1] - math.exp(-1)) < 1e-6)
    assert.is_true(math.abs(r.columns.w[2] - math.exp(-2)) < 1e-6)
    assert.is_true(r.statistics.dense_steps > 0)
    assert.equal(3, r.statistics.rejected)
  end)
end)
