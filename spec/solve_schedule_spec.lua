local solve = require "spec.helper.solve"

-- One compartment: x' = dose - k x. After a dose of amount D at time s, x = D exp(-k (t - s));
-- doses add up.
local one = [[
model one "One compartment"
param k = 0.35
param v = 2
input dose
input level
state x = 0
state area = 0
let concentration = x / v
x' = dose - k * x
area' = level
output twice = 2 * concentration
]]

local times = {0, 0.5, 1, 2, 3, 5, 8, 10, 12, 20, 28, 30}

local function bolus(t, k, at, amount)
  return t > at and amount * math.exp(-k * (t - at)) or 0
end

local function infusion(t, k, at, amount, duration)
  if t <= at then return 0 end
  local rate = amount / duration
  local x = rate / k * (1 - math.exp(-k * math.min(t - at, duration)))
  return t <= at + duration and x or x * math.exp(-k * (t - at - duration))
end

local function expect(result, formula, name, tolerance)
  local column = result.columns[name or "x"]
  for i, t in ipairs(times) do
    local want = formula(t)
    assert.is_true(math.abs(column[i] - want) <= (tolerance or 3e-7) * (1 + math.abs(want)),
      ("at %g: %.12g, not %.12g"):format(t, column[i], want))
  end
end

local function plan(doses, more)
  local p = {from = 0, to = 30, times = times, columns = {"x"}, doses = doses, rtol = 1e-8,
    atol = 1e-10}
  for key, value in pairs(more or {}) do p[key] = value end
  return p
end

describe("doses", function()
  for _, into in ipairs {"x", "dose"} do
    it("add up as formulas say, all at once into " .. into, function()
      local r = solve.run(one, plan {{at = 1, into = into, amount = 10},
        {at = 5, into = into, amount = 4}})
      expect(r, function(t) return bolus(t, 0.35, 1, 10) + bolus(t, 0.35, 5, 4) end)
    end)

    it("are infused evenly into " .. into, function()
      local r = solve.run(one, plan {{at = 1, into = into, amount = 10, duration = 2.5},
        {at = 2, into = into, amount = 3, duration = 10}})
      expect(r, function(t) return infusion(t, 0.35, 1, 10, 2.5) + infusion(t, 0.35, 2, 3, 10) end)
    end)
  end

  it("may say their rate in place of amount or duration", function()
    local r = solve.run(one, plan {{at = 1, into = "x", rate = 4, duration = 2.5},
      {at = 2, into = "dose", rate = 0.3, amount = 3}})
    expect(r, function(t) return infusion(t, 0.35, 1, 10, 2.5) + infusion(t, 0.35, 2, 3, 10) end)
  end)

  it("are repeated by count and until a time", function()
    local r = solve.run(one, plan {{at = 1, into = "x", amount = 10, every = 7, count = 3},
      {at = 0.5, into = "dose", amount = 2, duration = 0.25, every = 2}})
    expect(r, function(t)
      local x = infusion(t, 0.35, 0.5, 2, 0.25)
      for i = 0, 2 do x = x + bolus(t, 0.35, 1 + 7 * i, 10) end
      for i = 1, 14 do x = x + infusion(t, 0.35, 0.5 + 2 * i, 2, 0.25) end
      return x
    end)
    r = solve.run(one, plan {{at = 0, into = "x", amount = 1, every = 4, ["until"] = 9}})
    expect(r, function(t)
      return bolus(t, 0.35, 0, 1) + bolus(t, 0.35, 4, 1) + bolus(t, 0.35, 8, 1)
    end)
  end)

  it("arrive late by a lag and lose what does not arrive", function()
    local r = solve.run(one, plan {{at = 1, into = "x", amount = 10, lag = 1.5, fraction = 0.4},
      {at = 4, into = "dose", amount = 6, duration = 3, lag = 2, fraction = 0.5}})
    expect(r, function(t) return bolus(t, 0.35, 2.5, 4) + infusion(t, 0.35, 6, 3, 3) end)
  end)

  it("leave nothing behind when back-to-back infusions end", function()
    local r = solve.run([[
model total "A sum"
state x = 0
x' = 0
]], {from = 0, to = 30, times = {29.95, 30}, columns = {"x"},
      doses = {{at = 0, into = "x", amount = 0.1, duration = 0.1, every = 0.1, count = 299}}})
    assert.is_true(math.abs(r.columns.x[1] - 29.9) < 1e-11, tostring(r.columns.x[1]))
    assert.equal(r.columns.x[1], r.columns.x[2])
  end)

  it("are seen before the time of a dose and, if asked for, after it", function()
    local p = {from = 0, to = 2, times = {0, 1, 2}, columns = {"x", "concentration", "twice"},
      doses = {{at = 0, into = "x", amount = 3}, {at = 1, into = "x", amount = 5}}}
    local r = solve.run(one, p)
    assert.equal(0, r.columns.x[1])
    local trough = r.columns.x[2]
    assert.is_true(math.abs(trough - 3 * math.exp(-0.35)) < 1e-7)
    p.after = true
    r = solve.run(one, p)
    assert.equal(3, r.columns.x[1])
    assert.equal(1.5, r.columns.concentration[1])
    assert.equal(trough + 5, r.columns.x[2])
    assert.equal(r.columns.x[2], r.columns.twice[2])
  end)

  it("go into a state through what the model does with an input", function()
    -- 30 % of what is delivered goes to a, the rest to b; the part depends on a parameter.
    local r = solve.run([[
model split "Two places"
param f = 0.3
input dose
state a = 0
state b = 0
a' = f * dose - 0.1 * a
b' = (1 - f) * dose - 0.2 * b
]], {from = 0, to = 4, times = {4}, columns = {"a", "b"}, rtol = 1e-8,
      doses = {{at = 1, into = "dose", amount = 100}}})
    assert.is_true(math.abs(r.columns.a[1] - 30 * math.exp(-0.3)) < 1e-9)
    assert.is_true(math.abs(r.columns.b[1] - 70 * math.exp(-0.6)) < 1e-7)
  end)
end)

describe("changes", function()
  it("of parameters hold from their time on", function()
    local r = solve.run(one, plan({{at = 0, into = "x", amount = 10}},
      {changes = {{at = 10, name = "k", value = 0.05}, {at = 20, name = "k", value = 0}}}))
    expect(r, function(t)
      return t == 0 and 0
        or 10 * math.exp(-0.35 * math.min(t, 10) - 0.05 * math.max(0, math.min(t, 20) - 10))
    end)
  end)

  it("of inputs are levels", function()
    local r = solve.run(one, plan({}, {columns = {"area"}, inputs = {level = 2},
      changes = {{at = 3, name = "level", value = 5}, {at = 12, name = "level", value = -1}}}))
    expect(r, function(t)
      return 2 * math.min(t, 3) + 5 * math.max(0, math.min(t, 12) - 3) - math.max(0, t - 12)
    end, "area")
  end)

  it("reach outputs that depend on what was changed", function()
    local p = {from = 0, to = 2, times = {0, 1, 2}, columns = {"concentration"}, initial = {x = 8},
      parameters = {k = 0}, changes = {{at = 1, name = "v", value = 4}}}
    local r = solve.run(one, p)
    assert.same({4, 4, 2}, {r.columns.concentration[1], r.columns.concentration[2],
      r.columns.concentration[3]})
    p.after = true
    assert.equal(2, solve.run(one, p).columns.concentration[2])
  end)
end)

describe("patients", function()
  it("have parameters, inputs and initial values of their own", function()
    local r = solve.run(one, {from = 0, to = 3, times = {1, 3}, columns = {"x", "area"},
      patients = 3, parameters = {k = {0.1, 0.2, 0.3}}, inputs = {level = {1, 2, 3}},
      initial = {x = {10, 20, 30}}, rtol = 1e-9})
    for i = 1, 3 do
      for j, t in ipairs {1, 3} do
        local at = (i - 1) * 2 + j
        assert.is_true(math.abs(r.columns.x[at] - 10 * i * math.exp(-0.1 * i * t)) < 1e-7)
        assert.is_true(math.abs(r.columns.area[at] - i * t) < 1e-11)
      end
    end
  end)

  it("fail one by one, with the time, the state and the reason", function()
    local k = solve.kernel [[
model blow "Goes to infinity at 1 / y0"
param start = 0.5
state y = start
y' = y^2
]]
    local r = solve.core.run(k, {from = 0, to = 1.5, times = {0.5, 1, 1.5}, columns = {"y"},
      patients = 4, parameters = {start = {0.5, 1, 0.25, 0 / 0}}})
    assert.equal(2, r.failed)
    local blown, none = r.failures[1], r.failures[2]
    assert.equal(2, blown.patient)
    assert.matches("^patient 2 at time 1%.?%d*: .*y", blown.message)
    assert.is_true(math.abs(blown.time - 1) < 1e-5)
    assert.equal(4, none.patient)
    assert.matches("parameter start is not a number", none.message)
    -- What was reached is there; the rest is missing. The others are not touched.
    assert.is_true(math.abs(r.columns.y[4] - 2) < 1e-5)
    assert.is_true(r.columns.y[6] ~= r.columns.y[6])
    assert.is_true(math.abs(r.columns.y[3] - 2) < 1e-4)
    assert.is_true(math.abs(r.columns.y[9] - 0.4) < 1e-6)
  end)
end)
