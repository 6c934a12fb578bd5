local solve = require "spec.helper.solve"
local core = require "hepar.core"
local files = require "spec.helper.files"

local function reference() return files.reference "solve.json" end

-- Slope of log error over log step between the ends of a list of {step, error}.
local function order(points)
  local first, last = points[1], points[#points]
  return math.log(first[2] / last[2]) / math.log(first[1] / last[1])
end

local function column_names(names, result)
  local list = {}
  for i, name in ipairs(names) do list[i] = result.columns[name] end
  return list
end

describe("the order of convergence", function()
  local expected = reference().forced

  local function errors(method, at, steps)
    local points = {}
    local kernel = solve.kernel(solve.texts.forced)
    for _, n in ipairs(steps) do
      local r = solve.run(kernel, {from = 0, to = 3, times = expected.times, columns = {"a", "b"},
        method = method, fixed_step = 3 / n})
      local e = math.max(math.abs(r.columns.a[at] - expected.values[at][1]),
        math.abs(r.columns.b[at] - expected.values[at][2]))
      points[#points + 1] = {3 / n, e}
      assert.equal(0, r.statistics.rejected)
    end
    return order(points)
  end

  it("is 5 for Rodas5P, with rates that depend on time", function()
    local p = errors("rodas5p", 2, {32, 64, 128})
    assert.is_true(p > 4.6 and p < 5.6, tostring(p))
  end)

  it("is at least 4 for the states inside its steps", function()
    local p = errors("rodas5p", 1, {32, 64, 128})
    assert.is_true(p > 4, tostring(p))
  end)

  it("is 5 for Tsit5", function()
    local p = errors("tsit5", 2, {32, 64, 128})
    assert.is_true(p > 4.7 and p < 6, tostring(p))
  end)

  it("is at least 4 for the states inside its steps, too", function()
    local p = errors("tsit5", 1, {32, 64, 128})
    assert.is_true(p > 4, tostring(p))
  end)

  -- Prothero and Robinson, Mathematics of Computation 28 (1974) 145: y' = lambda (y - cos t) - sin
  -- t
  it("does not fall below 3 where a fast rate forces the solution", function()
    local kernel = solve.kernel [[
model prothero "A fast rate towards a moving target"
param lambda = -1e6
state y = 1
y' = lambda * (y - cos(time)) - sin(time)
]]
    local points = {}
    for _, n in ipairs {8, 16, 32} do
      local r = solve.run(kernel, {from = 0, to = 3, times = {3}, columns = {"y"}, fixed_step =
        3 / n})
      points[#points + 1] = {3 / n, math.abs(r.columns.y[1] - math.cos(3))}
    end
    assert.is_true(order(points) > 2.8, tostring(order(points)))
    assert.is_true(points[3][2] < 1e-10)
  end)
end)

describe("the stiff classics", function()
  local all = reference()
  local names = {
    robertson = {"a", "b", "c"},
    hires = {"y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8"},
    vanderpol = {"x", "v"},
    oregonator = {"x", "y", "z"},
    e5 = {"y1", "y2", "y3"},
  }
  local atol = {robertson = 1e-14, hires = 1e-12, vanderpol = 1e-10, oregonator = 1e-10, e5 = 1e-30}
  -- Errors in units of the tolerance at rtol 1e-8, each a few times what is reached.
  local allowed = {robertson = 4, hires = 0.3, vanderpol = 3, oregonator = 1, e5 = 1}
  for _, name in ipairs {"robertson", "hires", "vanderpol", "oregonator", "e5"} do
    it("has " .. name .. " right", function()
      local expected = all[name]
      local r = solve.run(solve.texts[name], {from = 0, to = expected.times[#expected.times],
        times = expected.times, columns = names[name], rtol = 1e-8, atol = atol[name]})
      local columns = column_names(names[name], r)
      for t, values in ipairs(expected.values) do
        local got = {}
        for i = 1, #values do got[i] = columns[i][t] end
        local e = solve.errors(got, values, 1e-8, atol[name])
        assert.is_true(e < allowed[name], ("%s at %g: %g tolerances"):format(name,
          expected.times[t], e))
        if t == #expected.values and expected.published then
          local digits = name == "e5" and 2e-3 or 1e-6
          assert.is_true(solve.errors(got, expected.published, digits, atol[name]) < 1)
        end
      end
      assert.is_true(r.statistics.steps < 4000, tostring(r.statistics.steps))
    end)
  end

  it("has Lorenz's system right by Tsit5, which is not for stiff models and says so", function()
    local expected = all.lorenz
    local r = solve.run(solve.texts.lorenz, {from = 0, to = 5, times = expected.times,
      columns = {"x", "y", "z"}, method = "tsit5", rtol = 1e-10, atol = 1e-10})
    for t, values in ipairs(expected.values) do
      local got = {r.columns.x[t], r.columns.y[t], r.columns.z[t]}
      assert.is_true(solve.errors(got, values, 1e-8) < 1)
    end
    assert.is_false(r.statistics.stiff)
    r = solve.run(solve.texts.robertson, {from = 0, to = 10, times = {10}, columns = {"a"},
      method = "tsit5", rtol = 1e-4})
    assert.is_true(r.statistics.stiff)
  end)
end)

describe("tolerances", function()
  it("are kept over many orders of magnitude", function()
    local expected = reference().hires
    local before
    for _, rtol in ipairs {1e-4, 1e-6, 1e-8, 1e-10} do
      local names = {"y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8"}
      local r = solve.run(solve.texts.hires, {from = 0, to = 321.8122, times = expected.times,
        columns = names, rtol = rtol, atol = rtol * 1e-5})
      local got = {}
      for i, name in ipairs(names) do got[i] = r.columns[name][2] end
      local e = solve.errors(got, expected.values[2], rtol, rtol * 1e-5)
      assert.is_true(e < 3, ("%g: %g"):format(rtol, e))
      assert.is_true(before == nil or r.statistics.steps > before)
      before = r.statistics.steps
    end
  end)
end)

describe("the 20-state model", function()
  it("agrees with CVODE at rtol 1e-10 as closely as its own tolerance asks for", function()
    local expected = files.reference "liver20.json"
    local model = assert(core.model.parse(files.read "spec/bench/liver20.model"))
    local kernel = assert(core.solve.kernel(model, {backend = "interpreter"}))
    local states, parameters, times = {}, {}, {}
    for _, symbol in ipairs(model:symbols()) do
      if symbol.kind == "state" then states[#states + 1] = symbol.name end
      if symbol.kind == "parameter" then
        local column = {}
        for i, patient in ipairs(expected.patients) do
          column[i] = patient.parameters[symbol.index]
        end
        parameters[symbol.name] = column
      end
    end
    for i, week in ipairs(expected.weeks) do times[i] = 7 * week end
    for _, rtol in ipairs {1e-6, 1e-8} do
      local r = solve.run(kernel, {from = 0, to = 336, times = times, columns = states,
        patients = #expected.patients, parameters = parameters, rtol = rtol, atol = rtol * 1e-3,
        doses = {{at = 0, into = "infusion", amount = 10, duration = 1 / 24, every = 28, count = 3},
          {at = 0, into = "EVb", amount = 5, every = 28, count = 3}}})
      for i, patient in ipairs(expected.patients) do
        for t, values in ipairs(patient.values) do
          local got = {}
          for s, name in ipairs(states) do got[s] = r.columns[name][(i - 1) * #times + t] end
          local e = solve.errors(got, values, rtol, rtol * 1e-3)
          assert.is_true(e < 2, ("patient %d, week %d: %g tolerances"):format(i, expected.weeks[t],
            e))
        end
      end
    end
  end)
end)
