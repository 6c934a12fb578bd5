local solve = require "spec.helper.solve"
local core = require "hepar.core"
local memory = core.memory

local text = [[
model one "One compartment with an event and a switch"
param k = 0.35
input dose
state x = 0
state y = 2 * k
x' = dose - (if x > 3 then 2 * k else k) * x
y' = -y
output z = x + y
event low when y < 0.1 set y = 1
]]

describe("the solver's memory", function()
  local kernel = solve.kernel(text)

  local function plan(more)
    local p = {from = 0, to = 10, times = {0, 5, 10}, columns = {"x", "z"}, patients = 40,
      threads = 2,
      parameters = {k = (function()
        local list = {}
        for i = 1, 40 do list[i] = 0.2 + i / 100 end
        return list
      end)()},
      doses = {{at = 1, into = "dose", amount = 5, every = 1, count = 30},
        {at = 2, into = "x", amount = 1, duration = 3}}}
    for key, value in pairs(more or {}) do p[key] = value end
    return p
  end

  -- Every allocation in turn fails, and so do all after it: the call says so and leaves nothing.
  local function starve(call)
    local good = call()
    assert.is_truthy(good)
    for _, forever in ipairs {false, true} do
      for n = 1, 400 do
        collectgarbage()
        local live = select(2, memory.count())
        memory.fail_at(n, forever)
        local ok, result, message, code = pcall(call)
        memory.fail_at(0)
        if ok and result and (result.failed or 0) == 0 then
          assert.is_true(n > 5)
          return
        end
        if ok and not result then
          assert.equal("nomem", code)
          assert.matches("memory", message)
        elseif ok then
          assert.matches("memory", result.failures[1].message)
        else
          assert.matches("memory", tostring(result))
        end
        result = nil -- luacheck: ignore
        collectgarbage()
        collectgarbage()
        assert.equal(live, select(2, memory.count()), "after allocation " .. n)
      end
    end
    error "never enough memory"
  end

  it("may be short at any moment of a run", function()
    starve(function() return core.solve.run(kernel, plan()) end)
  end)

  it("may be short at any moment of a search for a steady state", function()
    local still = solve.kernel "model still \"S\"\nparam k = 2\nstate x = 0\nx' = k - x\n"
    starve(function() return core.solve.steady(still, {}) end)
  end)

  it("may be short with sensitivities, too", function()
    local simple = solve.kernel("model s \"S\"\nparam k = 2\nstate x = k\nx' = -k * x\n",
      {backend = "interpreter", gradient = true})
    starve(function()
      return core.solve.run(simple, {from = 0, to = 1, times = {1}, columns = {"x"},
        sensitivity = {"k", "x"}})
    end)
  end)

  it("may be short when dense factors are wanted", function()
    local overflow = solve.kernel [[
model overflow "As in solve_input_spec"
state x = 0
state y = 0
state z = 0
state w = 1
x' = 1e170 * z
y' = -1e170 * z
z' = 1e170 * x + 3e170 * y
w' = -w + z
]]
    starve(function()
      return core.solve.run(overflow, {from = 0, to = 2, times = {2}, columns = {"w"}})
    end)
  end)

  it("does not grow with the number of patients", function()
    local function blocks(patients)
      memory.fail_at(0)
      assert(core.solve.run(kernel, {from = 0, to = 1, patients = patients, threads = 1,
        parameters = {k = 0.5}, doses = {{at = 0, into = "x", amount = 1}}}))
      return (memory.count())
    end
    local few = blocks(200)
    assert.equal(few, blocks(20000))
  end)
end)
