-- Programs of models: derivatives, sparse LU, and back ends that agree to the bit.
local core = require("hepar.core")
local expressions = require("spec.helper.expressions")
local files = require "spec.helper.files"

local read = files.read

local function parse(text)
  return assert(core.model.parse(text, {
    find = function(name) return read("csrc/kernels/" .. name .. ".model") end,
  }))
end

local function make(text, gradient)
  return assert(core.programs.make(parse(text), gradient))
end

-- The results of one lane.
local function evaluate(programs, lane)
  return assert(programs:kernel("interpreter")):run({lane})[1]
end

-- Entries of a sparse result as {[row] = {[column] = value}}.
local function matrix(entries, values)
  local result = setmetatable({}, {__index = function(t, i)
    t[i] = {}
    return t[i]
  end})
  for e, entry in ipairs(entries) do result[entry[1]][entry[2]] = values[e] end
  return result
end

-- The derivative of f by env[name]: central differences, extrapolated twice (Richardson), and an
-- estimate of its error.
local function difference(f, env, name)
  local kept = env[name]
  local function central(h)
    env[name] = kept + h
    local up = f(env)
    env[name] = kept - h
    local down = f(env)
    env[name] = kept
    return (up - down) / (2 * h)
  end
  local h = 2e-3 * math.max(1, math.abs(kept))
  local d1, d2, d4 = central(h), central(h / 2), central(h / 4)
  local e1, e2 = (4 * d2 - d1) / 3, (4 * d4 - d2) / 3
  return (16 * e2 - e1) / 15, math.abs(e2 - e1)
end

describe("derivatives of random expressions", function()
  local random = expressions.stream(20261121)
  local checked, kinked = 0, 0

  -- One derivative against differences; near a kink the differences do not settle and do not count.
  local function check(f, env, name, got, text)
    local want, doubt = difference(f, env, name)
    local size = 1 + math.abs(want) + math.abs(f(env))
    if doubt > 1e-6 * size then
      kinked = kinked + 1
      return
    end
    checked = checked + 1
    assert(math.abs(got - want) <= 1e-6 * size,
      ("d/d%s of %s: %.12g, by differences %.12g"):format(name, text, got, want))
  end

  it("agree with finite differences, by states, parameters, inputs and time", function()
    for _ = 1, 60 do
      local text, rates = expressions.model(random, 4)
      local programs = make(text, true)
      local about = programs:describe()
      local env = {x = 3 * random() - 1, y = random() + 0.2, z = 2 * random(), a = random() + 0.5,
        b = random() + 0.5, n = 1 + 2 * random(), u = random(), time = 2 * random()}
      local got = evaluate(programs, {states = {env.x, env.y, env.z},
        parameters = {env.a, env.b, env.n}, inputs = {env.u}, time = env.time, c = 1})
      local by_state = matrix(about.jacobian, got.jacobian)
      local by_parameter = matrix(about.gradient, got.gradient)
      local by_input = matrix(about.input_rates, got.input_rates)
      for i, rate in ipairs(rates) do
        local value = rate.value(env)
        assert(math.abs(value - got.rates[i]) <= 1e-12 * (1 + math.abs(value)), rate.text)
        for j, name in ipairs {"x", "y", "z"} do
          check(rate.value, env, name, by_state[i][j] or 0, rate.text)
        end
        for j, name in ipairs {"a", "b", "n"} do
          check(rate.value, env, name, by_parameter[i][j] or 0, rate.text)
        end
        check(rate.value, env, "u", by_input[i][1] or 0, rate.text)
        check(rate.value, env, "time", about.time_dependent and got.time_rates[i] or 0, rate.text)
      end
    end
    assert.is_true(checked > 1200 and kinked < checked / 20, checked .. " " .. kinked)
  end)

  it("leave out what is zero for every value", function()
    local about =
      make("model m\nstate x = 1\nstate y = 1\nx' = -x\ny' = floor(x) + x - x"):describe()
    assert.same({{1, 1}}, about.jacobian)
  end)
end)

describe("derivatives at the edges", function()
  -- d x' / dx and d x' / dp at a point.
  local function slopes(rate, x, p)
    local text = ("model m\nparam p = %.17g\nstate x = 1\nx' = %s\n"):format(p, rate)
    local programs = make(text, true)
    local about = programs:describe()
    local got = evaluate(programs, {states = {x}, parameters = {p}, c = 1})
    return matrix(about.jacobian, got.jacobian)[1][1] or 0,
      matrix(about.gradient, got.gradient)[1][1] or 0, got.rates[1]
  end

  it("of powers and Hill terms at 0 are the limits from above", function()
    for _, case in ipairs {
      {"x^2", 0, 1, 0}, {"x^1.5", 0, 1, 0}, {"x^p", 0, 1, 1}, {"x^p", 0, 1.7, 0},
      {"hill(x, 2, 2)", 0, 1, 0}, {"hill(x, p, 1)", 0, 2, 0.5}, {"hill(x, 2, 1.5)", 0, 1, 0},
      {"hill(x, 2, p)", 0, 1, 0.5}, {"hill(x, 2, p)", 0, 1.7, 0},
    } do
      local by_x, by_p, rate = slopes(case[1], case[2], case[3])
      assert.equal(case[4], by_x, case[1])
      assert.equal(0, rate, case[1])
      assert.equal(0, by_p, case[1])
    end
  end)

  it("are 0 where they would be infinite, so that a solver can leave the edge", function()
    for _, rate in ipairs {"sqrt(x)", "cbrt(x)", "x^0.5", "x^p", "hill(x, 1, 0.5)",
      "hill(x, 1, p)"} do
      assert.equal(0, (slopes(rate, 0, 0.5)), rate)
    end
  end)

  it("of kinks are those of the side the value is taken from", function()
    for _, case in ipairs {
      {"max(x, p)", 1, 1, 0, 1}, {"min(x, p)", 1, 1, 0, 1}, {"max(x, p)", 2, 1, 1, 0},
      {"min(x, p)", 0, 1, 1, 0}, {"abs(x)", 0, 1, 0, 0}, {"abs(x)", -3, 1, -1, 0},
      {"pos(x)", 0, 1, 0, 0}, {"if(x < p, 3 * x, p * p)", 0, 2, 3, 0},
      {"if(x < p, 3 * x, p * p)", 2, 2, 0, 4},
    } do
      local by_x, by_p = slopes(case[1], case[2], case[3])
      assert.equal(case[4], by_x, case[1])
      assert.equal(case[5], by_p, case[1])
    end
  end)

  it("stay finite far out", function()
    for _, x in ipairs {1e-300, 1e100, 1e200, 1e300} do
      for _, rate in ipairs {"hill(x, 1, 4)", "hill(x, 3, 16)", "hill(x, p, 2.5)",
        "hill(x, 2, p)"} do
        local by_x, by_p, value = slopes(rate, x, 1.3)
        assert.is_true(math.abs(by_x) < 1e300 and math.abs(by_p) < 1, rate)
        assert.equal(x > 1 and 1 or 0, value, rate)
      end
    end
  end)
end)

-- Gaussian elimination with pivoting.
local function solve_dense(a, b)
  local n = #b
  for k = 1, n do
    local best = k
    for i = k + 1, n do if math.abs(a[i][k]) > math.abs(a[best][k]) then best = i end end
    a[k], a[best], b[k], b[best] = a[best], a[k], b[best], b[k]
    for i = k + 1, n do
      local l = a[i][k] / a[k][k]
      for j = k, n do a[i][j] = a[i][j] - l * a[k][j] end
      b[i] = b[i] - l * b[k]
    end
  end
  for i = n, 1, -1 do
    for j = i + 1, n do b[i] = b[i] - a[i][j] * b[j] end
    b[i] = b[i] / a[i][i]
  end
  return b
end

-- Whether the programs solve (c I - J) x = b as a dense solver does.
local function check_solve(programs, lane, n)
  local about = programs:describe()
  local got = evaluate(programs, lane)
  local j = matrix(about.jacobian, got.jacobian)
  local a, b = {}, {}
  for i = 1, n do
    a[i], b[i] = {}, lane.vector[i]
    for k = 1, n do a[i][k] = (i == k and lane.c or 0) - (j[i][k] or 0) end
  end
  local want, size = solve_dense(a, b), 0
  for i = 1, n do size = math.max(size, math.abs(want[i])) end
  for i = 1, n do assert(math.abs(got.solution[i] - want[i]) <= 1e-11 * size) end
end

describe("the sparse LU", function()
  it("solves random systems as a dense solver with pivoting does", function()
    local random = expressions.stream(7)
    for _, n in ipairs {1, 2, 5, 12, 40} do
      local lines = {"model m"}
      for i = 1, n do lines[#lines + 1] = ("state s%d = 1"):format(i) end
      for i = 1, n do
        local terms = {}
        for k = 1, n do
          if random() < 3 / n then
            terms[#terms + 1] = ("%.4f * s%d * s%d"):format(random(), k, 1 + (i * k) % n)
          end
        end
        terms[1] = terms[1] or "0"
        lines[#lines + 1] = ("s%d' = %s"):format(i, table.concat(terms, " - "))
      end
      local lane = {states = {}, c = 30, vector = {}}
      for i = 1, n do lane.states[i], lane.vector[i] = random(), random() - 0.5 end
      check_solve(make(table.concat(lines, "\n")), lane, n)
    end
  end)

  it("fills in little: a chain and a star need no entry beyond their own", function()
    local chain, star = {"model m", "state s[1..30] = 1", "s[1]' = -s[1]"}, {"model m"}
    chain[#chain + 1] = "s[i in 2..30]' = s[i-1] - s[i]"
    local about = make(table.concat(chain, "\n")):describe()
    assert.equal(59, #about.factor)
    star[#star + 1] = "state hub = 1\nstate s[1..30] = 1\nhub' = sum(s[1..30]) - hub"
    star[#star + 1] = "s[i in 1..30]' = hub - s[i]"
    assert.equal(91, #make(table.concat(star, "\n")):describe().factor)
  end)

  it("solves the system of the 20-state model, with about its 130 multiplications", function()
    local text = read("spec/bench/liver20.model")
    local programs = make(text)
    local about = programs:describe()
    assert.equal(72, #about.jacobian)
    assert.is_true(about.operations.factor < 200 and about.operations.solve < 160)
    assert.is_true(about.operations.rates <= 168)
    local random = expressions.stream(3)
    local lane = {states = {}, parameters = {}, inputs = {0.5}, c = 37, vector = {}}
    for i = 1, 20 do lane.states[i], lane.vector[i] = random(), random() end
    for value in text:gmatch("\nparam %S+ = (%S+)") do
      lane.parameters[#lane.parameters + 1] = tonumber(value)
    end
    assert.equal(52, #lane.parameters)
    check_solve(programs, lane, 20)
  end)
end)

describe("programs", function()
  it("compute initial values from each other, outputs, switches and events", function()
    local programs = make([[
model m
param k = 3
state x = y + k
state y = 2 * k
state w = 5
let double = 2 * x
output total = x + y + double
x' = if x < 4 then 1 else -1
y' = -k * y
w' = 0
event low when y < 1 set y = k, x = x + y]])
    local got = evaluate(programs, {states = {10, 0.5, 5}, parameters = {3}})
    assert.same({9, 6, 5}, got.initial)
    assert.same({-1, -1.5, 0}, got.rates)
    assert.equal(30.5, got.outputs[1])
    assert.equal(20, got.outputs[2])
    assert.same({1}, got.conditions)
    assert.same({3, 10.5}, got.sets)
    assert.equal(2, #got.switches)
    assert.equal(6, math.abs(got.switches[1]))
    assert.equal(0.5, math.abs(got.switches[2]))
  end)

  it("leave what depends on parameters alone to the prelude", function()
    local about = make([[
model m
param k = 3
param V = 2
state x = 1
x' = -k^2 * exp(k) / V * x]]):describe()
    assert.equal(1, about.operations.rates)
    assert.equal(0, about.operations.jacobian)
    assert.is_true(about.operations.prelude >= 4)
  end)

  it("divide by a shared denominator once", function()
    local text = make("model m\nstate x = 1\nstate y = 1\n" ..
      "x' = x / (1 + x * y) + y / (1 + x * y)\ny' = x * y / (1 + x * y)"):print()
    local rates = text:match("static void run_rates.-\n}")
    assert.equal(1, select(2, rates:gsub("/", "")))
  end)

  it("have a hash that follows what they compute, and nothing else", function()
    local function hash(text) return make(text):describe().hash end
    local one = hash("model a\nparam k = 1\nstate x = 1\nx' = -k * x")
    assert.equal(one,
      hash('model b "other words"\nparam q = 7\nstate z = 1  # a comment\nz\' = -q * z'))
    assert.not_equal(one, hash("model a\nparam k = 1\nstate x = 1\nx' = -k * x * x"))
    assert.not_equal(one, hash("model a\nparam k = 1\nstate x = 2\nx' = -k * x"))
  end)

  it("refuse a model without states, and systems too dense to write down", function()
    local _, message, code = core.programs.make(parse("model m\nparam k = 1\nlet a = k"))
    assert.equal("format", code)
    assert.matches("the model has no state: there is nothing to solve", message, 1, true)
    _, message, code = core.programs.make(parse(
      "model m\nstate s[1..300] = 1\ns[i in 1..300]' = sum(s[1..300]) * s[i]"))
    assert.equal("range", code)
    assert.matches("more than 4000000 operations", message, 1, true)
  end)

  it("give way when memory runs out, wherever it does", function()
    local model = parse(read("spec/bench/liver20.model"))
    core.memory.fail_at(0)
    assert(core.programs.make(model, true))
    local total = core.memory.count()
    collectgarbage()
    local live = select(2, core.memory.count())
    for n = 1, total do
      core.memory.fail_at(n)
      local programs, message = core.programs.make(model, true)
      core.memory.fail_at(0)
      assert.is_nil(programs)
      assert.matches("out of memory", message, 1, true)
      collectgarbage()
      assert.equal(live, select(2, core.memory.count()))
    end
  end)
end)
