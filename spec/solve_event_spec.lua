local core = require "hepar.core"
local solve = require "spec.helper.solve"

describe("events", function()
  -- Dropped from 10 m with g = 9.81 it reaches the ground at sqrt(2 * 10 / g); each bounce leaves
  -- the part e of the speed: heights and times are geometric series.
  local ball = [[
model ball "A ball that bounces"
param e = 0.8
state h = 10
state v = 0
h' = v
v' = -9.81
event bounce when h <= 0 set v = -e * v, h = 0
]]

  it("are found to the rounding of the time: a bouncing ball", function()
    local g, e = 9.81, 0.8
    local fall = math.sqrt(2 * 10 / g)
    local speed = math.sqrt(2 * 10 * g)
    local times, heights = {}, {}
    local at = fall
    for i = 1, 6 do
      speed = speed * e
      local up = speed / g
      times[i] = at + up
      heights[i] = speed * speed / (2 * g)
      at = at + 2 * up
    end
    local r = solve.run(ball, {from = 0, to = at, times = times, columns = {"h", "v"}, rtol = 1e-8})
    for i = 1, 6 do
      assert.is_true(math.abs(r.columns.h[i] - heights[i]) < 1e-11, tostring(r.columns.h[i]))
      assert.is_true(math.abs(r.columns.v[i]) < 1e-10)
    end
    assert.is_true(r.statistics.events >= 6 and r.statistics.events <= 7)
  end)

  it("that come faster and faster end the patient, not the program", function()
    local k = solve.kernel(ball)
    local r = solve.core.run(k, {from = 0, to = 20, times = {20}, columns = {"h"},
      most_steps = 5000})
    assert.equal(1, r.failed)
    assert.matches("patient 1 at time 12%.8", r.failures[1].message) -- the series ends at 12.85
  end)

  it("fire when a condition turns true, not while it is true", function()
    local k = [[
model clock "A count of crossings"
state x = 0
state n = 0
x' = cos(time)
n' = 0
event up when x > 0.5 set n = n + 1
]]
    local r = solve.run(k, {from = 0, to = 40, times = {0, 0.5, 0.6, 6.7, 6.9, 40},
      columns = {"n"}})
    assert.same({0, 0, 1, 1, 2, 7}, {table.unpack {r.columns.n[1], r.columns.n[2], r.columns.n[3],
      r.columns.n[4], r.columns.n[5], r.columns.n[6]}})
    -- True from the start is not turning true.
    r = solve.run(k, {from = 0, to = 1, times = {1}, columns = {"n"}, initial = {x = 0.7}})
    assert.equal(0, r.columns.n[1])
    -- A dose can turn it.
    r = solve.run(k, {from = 0, to = 0.1, times = {0.1}, columns = {"n"},
      doses = {{at = 0.05, into = "x", amount = 1}}})
    assert.equal(1, r.columns.n[1])
  end)

  it("see the values before each other, and set each other off", function()
    local r = solve.run([[
model chain "Events at one time"
state a = 0
state b = 1
state c = 0
a' = 1
b' = 0
c' = 0
event first when a >= 1 set b = 5, c = b
event second when b > 4 set c = c + 10
]], {from = 0, to = 2, times = {2}, columns = {"a", "b", "c"}})
    assert.is_true(math.abs(r.columns.a[1] - 2) < 1e-12)
    assert.equal(5, r.columns.b[1])
    assert.equal(11, r.columns.c[1])
    assert.equal(2, r.statistics.events)
  end)

  it("that set each other off without end say so", function()
    local k = solve.kernel [[
model loop "Never at rest"
state a = 0
state b = 0
a' = 1
b' = 0
event on when a >= 1 and b < 1 set b = 2
event off when b > 1 set b = 0
]]
    local r = solve.core.run(k, {from = 0, to = 2, times = {2}, columns = {"a"}})
    assert.equal(1, r.failed)
    assert.matches("set each other off", r.failures[1].message)
  end)
end)

describe("switching points", function()
  it("of time are hit: a rate that is on for a short while", function()
    local r = solve.run([[
model pulse "On from 5 to 5.001"
state x = 0
x' = if time > 5 and time <= 5.001 then 1000 else 0
]], {from = 0, to = 100, times = {4, 5.0005, 6, 100}, columns = {"x"}, rtol = 1e-8})
    assert.equal(0, r.columns.x[1])
    assert.is_true(math.abs(r.columns.x[2] - 0.5) < 1e-9)
    assert.is_true(math.abs(r.columns.x[3] - 1) < 1e-9, tostring(r.columns.x[3]))
    assert.equal(r.columns.x[3], r.columns.x[4])
  end)

  -- x' = -1 above 1, then -x / 2: x = 3 - t until t = 2, then exp(-(t - 2) / 2).
  it("of states keep the order of the method", function()
    local text = [[
model knee "Another law below 1"
state x = 3
x' = if x > 1 then -1 else -x / 2
]]
    for _, method in ipairs {"rodas5p", "tsit5"} do
      local r = solve.run(text, {from = 0, to = 6, times = {1, 2, 3, 6}, columns = {"x"},
        rtol = 1e-9,
        atol = 1e-12, method = method})
      assert.is_true(math.abs(r.columns.x[1] - 2) < 1e-12)
      assert.is_true(math.abs(r.columns.x[2] - 1) < 1e-9)
      assert.is_true(math.abs(r.columns.x[3] - math.exp(-0.5)) < 1e-9)
      assert.is_true(math.abs(r.columns.x[4] - math.exp(-2)) < 1e-9)
      assert.is_true(r.statistics.rejected < 40)
    end
  end)
end)

describe("steps", function()
  it("are not tried again and again before a switch that turns when the run ends", function()
    for _, method in ipairs {"rodas5p", "tsit5"} do
      local r = solve.run([[
model last "A rate that ends with the run"
state x = 1
x' = if time < 10 then sin(time) else 0
]], {from = 0, to = 10, times = {10}, columns = {"x"}, method = method})
      assert.is_true(math.abs(r.columns.x[1] - (2 - math.cos(10))) < 5e-5)
      assert.is_true(r.statistics.rejected < 30, tostring(r.statistics.rejected))
    end
  end)

  it("do not end where an `if` turns that no rate reads", function()
    local text = [[
model graded "A decay with stages"
state x = 1
x' = -x
output stage = if x > 0.7 then 1 else if x > 0.5 then 2 else 3
]]
    assert.equal(0, core.model.parse(text):about().switches)
    local plan = {from = 0, to = 1, times = {0.2, 0.5, 1}, columns = {"x", "stage"}}
    local r = solve.run(text, plan)
    assert.same({1, 2, 3}, {r.columns.stage[1], r.columns.stage[2], r.columns.stage[3]})
    plan.columns = {"x"}
    local plain = solve.run(text:gsub("output[^\n]*\n", ""), plan)
    assert.is_true(solve.same(plain.columns.x, r.columns.x))
    assert.equal(0, r.statistics.restarts)
  end)
end)

describe("states declared nonnegative", function()
  local text = [[
model leak "A fixed loss from what there is"
state x = 1 nonnegative
state y = 1
x' = -1e3 * x
y' = -1e3 * y
]]
  it("stay at or above 0, whatever the tolerance", function()
    local times = {}
    for i = 1, 50 do times[i] = i * 0.01 end
    local p = {from = 0, to = 0.5, times = times, columns = {"x", "y"}, rtol = 0.01, atol = 1e-3}
    local r = solve.run(text, p)
    local below = 0
    for i = 1, 50 do
      assert.is_true(r.columns.x[i] >= 0)
      if r.columns.y[i] < 0 then below = below + 1 end
    end
    p.keep_nonnegative = false
    r = solve.run(text, p)
    local free = 0
    for i = 1, 50 do if r.columns.x[i] < 0 then free = free + 1 end end
    -- The state without the declaration shows that the guard had work to do.
    assert.is_true(below > 0 and free > 0)
    assert.is_true(r.statistics.clipped == 0)
  end)

  it("cannot hide a model that goes below 0", function()
    local k = solve.kernel [[
model empty "Takes out more than there is"
state x = 1 nonnegative
x' = -1
]]
    local r = solve.core.run(k, {from = 0, to = 3, times = {0.5, 2}, columns = {"x"}})
    assert.equal(1, r.failed)
    assert.is_true(math.abs(r.failures[1].time - 1) < 1e-6)
    assert.matches("x is declared nonnegative", r.failures[1].message)
    assert.is_true(math.abs(r.columns.x[1] - 0.5) < 1e-12)
  end)
end)
