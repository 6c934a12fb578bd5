local solve = require "spec.helper.solve"

local function near(got, want, tolerance, what)
  assert.is_true(math.abs(got - want) <= tolerance * (1 + math.abs(want)),
    ("%s: %.12g, not %.12g"):format(what or "value", got, want))
end

describe("sensitivities", function()
  -- x = x0 exp(-k t) + D exp(-k (t - s)): all derivatives by hand.
  it("of one compartment are those of its formula", function()
    local times = {0, 1, 3, 7, 12}
    local r = solve.run([[
model one "One compartment"
param k = 0.35
param s = 4
input dose
state x = 2 * s
x' = dose - k * x
]], {from = 0, to = 12, times = times, columns = {"x"}, sensitivity = {"x", "k", "s"}, rtol = 1e-8,
      atol = 1e-10, doses = {{at = 5, into = "dose", amount = 6}}})
    local k = 0.35
    for i, t in ipairs(times) do
      local after = t > 5 and 1 or 0
      near(r.columns.x[i], 8 * math.exp(-k * t) + after * 6 * math.exp(-k * (t - 5)), 1e-8)
      near(r.sensitivities.k.x[i],
        -8 * t * math.exp(-k * t) - after * 6 * (t - 5) * math.exp(-k * (t - 5)), 1e-7, "dx/dk")
      near(r.sensitivities.s.x[i], 2 * math.exp(-k * t), 1e-8, "dx/ds")
      near(r.sensitivities.x.x[i], math.exp(-k * t), 1e-8, "dx/dx0")
    end
  end)

  it("of a stiff model are those of differences", function()
    local text = [[
model robertson "With names for the rates"
param k1 = 0.04
param k2 = 1e4
param k3 = 3e7
state a = 1
state b = 0
state c = 0
a' = -k1 * a + k2 * b * c
b' = k1 * a - k2 * b * c - k3 * b^2
c' = k3 * b^2
]]
    local names, times = {"a", "b", "c"}, {0.4, 40, 4000}
    local plan = {from = 0, to = 4000, times = times, columns = names,
      sensitivity = {"k1", "k2", "k3"}, rtol = 1e-9, atol = {a = 1e-13, b = 1e-16, c = 1e-13}}
    local r = solve.run(text, plan)
    for name, value in pairs {k1 = 0.04, k2 = 1e4, k3 = 3e7} do
      local by = value * 1e-4
      local side = {}
      for i, v in ipairs {value - by, value + by} do
        side[i] = solve.run(text, {from = 0, to = 4000, times = times, columns = names,
          parameters = {[name] = v}, rtol = 1e-11, atol = {a = 1e-15, b = 1e-18, c = 1e-15}})
      end
      for _, state in ipairs(names) do
        for i, t in ipairs(times) do
          local d = (side[2].columns[state][i] - side[1].columns[state][i]) / (2 * by)
          local s = r.sensitivities[name][state][i]
          local scale = r.columns[state][i] / value
          assert.is_true(math.abs(s - d) < 1e-5 * math.abs(d) + 1e-6 * scale,
            ("d%s/d%s at %g: %.10g, not %.10g"):format(state, name, t, s, d))
        end
      end
    end
    -- One factorization serves all of them.
    assert.equal(r.statistics.steps + r.statistics.rejected, r.statistics.factors)
  end)

  it("know rates that depend on time", function()
    -- y = y0 exp(a sin t), dy/da = y sin t
    local r = solve.run([[
model forced "Growth by season"
param a = 0.7
state y = 1
y' = a * cos(time) * y
]], {from = 0, to = 9, times = {1, 4, 9}, columns = {"y"}, sensitivity = {"a", "y"}, rtol = 1e-8})
    for i, t in ipairs {1, 4, 9} do
      local y = math.exp(0.7 * math.sin(t))
      near(r.sensitivities.a.y[i], y * math.sin(t), 1e-6)
      near(r.sensitivities.y.y[i], y, 1e-6)
    end
  end)

  it("forget a parameter that the schedule sets", function()
    local r = solve.run([[
model one "One compartment"
param k = 0.5
state x = 1
x' = -k * x
]], {from = 0, to = 4, times = {2, 4}, columns = {"x"}, sensitivity = {"k"}, rtol = 1e-8,
      changes = {{at = 2, name = "k", value = 0.1}}})
    near(r.sensitivities.k.x[1], -2 * math.exp(-1), 1e-9)
    near(r.sensitivities.k.x[2], -2 * math.exp(-1.2), 1e-9)
  end)

  -- x = x0 - t until x = c at t = x0 - c, then c exp(-b (t - x0 + c)): dx/dc there is
  -- (1 - b c) x / c, and dx/dx0 = b x.
  it("jump where a switching point depends on them", function()
    local r = solve.run([[
model knee "Another law below c"
param c = 1.2
param b = 0.4
state x = 3
x' = if x > c then -1 else -b * x
]], {from = 0, to = 6, times = {1, 3, 6}, columns = {"x"}, sensitivity = {"c", "x", "b"},
      rtol = 1e-9, atol = 1e-12})
    near(r.sensitivities.c.x[1], 0, 1e-12)
    near(r.sensitivities.x.x[1], 1, 1e-12)
    for i, t in ipairs {1, 3, 6} do
      if t > 1.8 then
        local x = 1.2 * math.exp(-0.4 * (t - 1.8))
        near(r.columns.x[i], x, 1e-9)
        near(r.sensitivities.c.x[i], (1 / 1.2 - 0.4) * x, 1e-10, "dx/dc")
        near(r.sensitivities.x.x[i], 0.4 * x, 1e-9, "dx/dx0")
        near(r.sensitivities.b.x[i], -(t - 1.8) * x, 1e-8, "dx/db")
      end
    end
  end)

  it("are refused where they would be wrong", function()
    local ball = solve.kernel([[
model ball "Events at times that depend on parameters"
param e = 0.8
state h = 1
state v = 0
h' = v
v' = -9.81
event bounce when h <= 0 set v = -e * v
]], {backend = "interpreter", gradient = true})
    local plan = {from = 0, to = 1, times = {1}, columns = {"h"}, sensitivity = {"e"}}
    assert.error_matches(function() solve.core.run(ball, plan) end,
      "a model with events has no sensi")
    local plain = solve.kernel "model a \"A\"\nparam k = 1\nstate x = 1\nx' = -k * x\n"
    plan = {from = 0, to = 1, times = {1}, columns = {"x"}, sensitivity = {"k"}}
    assert.error_matches(function() solve.core.run(plain, plan) end, "without derivatives")
  end)
end)

describe("steady states", function()
  it("are found to rounding, with outputs and the eigenvalue that says how stable", function()
    local k = solve.kernel [[
model turnover "Production and loss"
param p = 3
param d = 0.25
state x = 0
state y = 100
x' = p - d * x
y' = x - 2 * y
output sum2 = x + y
]]
    local s = assert(solve.core.steady(k, {}))
    near(s.states.x, 12, 1e-14)
    near(s.states.y, 6, 1e-14)
    near(s.outputs.sum2, 18, 1e-14)
    assert.equal("stable", s.stability)
    near(s.eigenvalue[1], -0.25, 1e-12)
    assert.equal(0, s.eigenvalue[2])
  end)

  it("keep what the model conserves", function()
    -- a + b = 5 for ever; b / a = 2 / 3
    local k = solve.kernel [[
model exchange "Two places"
state a = 4
state b = 1
a' = -2 * a + 3 * b
b' = 2 * a - 3 * b
]]
    local s = assert(solve.core.steady(k, {}))
    near(s.states.a, 3, 1e-12)
    near(s.states.b, 2, 1e-12)
    assert.equal("neutral", s.stability)
  end)

  it("are the one that the initial states lead to", function()
    local k = solve.kernel [[
model bistable "Two stable states, 0 and 2, with a border at 1"
state x = 0.9
x' = -x * (x - 1) * (x - 2)
]]
    near(solve.core.steady(k, {}).states.x, 0, 1e-12)
    near(solve.core.steady(k, {initial = {x = 1.1}}).states.x, 2, 1e-12)
    local border = assert(solve.core.steady(k, {initial = {x = 1}}))
    near(border.states.x, 1, 1e-12)
    assert.equal("unstable", border.stability)
  end)

  it("are reported as missing where there are none", function()
    local k = solve.kernel "model up \"Up\"\nstate x = 0\nx' = 1\n"
    local s, message, code = solve.core.steady(k, {longest = 1000})
    assert.is_nil(s)
    assert.matches("no steady state within 1000", message)
    assert.equal("range", code)
    k = solve.kernel [[
model cycle "Lotka and Volterra"
state x = 2
state y = 1
x' = x * (1 - y)
y' = y * (x - 1)
]]
    s, message = solve.core.steady(k, {longest = 200})
    assert.is_nil(s)
    assert.matches("no steady state", message)
    k = solve.kernel "model t \"T\"\nstate x = 0\nx' = cos(time)\n"
    assert.error_matches(function() solve.core.steady(k, {}) end, "depend on time")
  end)
end)
