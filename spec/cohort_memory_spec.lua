local core = require "hepar.core"
local column = require "hepar.column"
local starve = require "spec.helper.starve"

-- Every allocation of the core fails once, in turn: an error or nil with a code, never a crash, and
-- the same answer as before when memory is back.
describe("cohorts without memory", function()
  local values = {}
  for i = 1, 3000 do values[i] = math.sin(i) end
  values = column(values)
  local operations = {
    balance = function() return core.cohort.balance(values, 1, { 0.1 }) end,
    summary = function()
      local s, message, code = core.cohort.summary(3, 0)
      if not s then return nil, message, code end
      return s:add { first = 1, times = 3, values = values }
    end,
    sandbox = function()
      return core.cohort.sandbox("local t = {} for i = 1, 100 do t[i] = { i } end return t", "=x",
        1000000, 1 << 20)
    end,
    draw = function()
      return core.cohort.draw { features = { { name = "a", kind = "normal", a = 0, b = 1 } },
        numbers = { 1, 2 }, attempts = { 0, 0 } }
    end,
  }
  for name, operation in pairs(operations) do
    it("fail with a sentence: " .. name, function()
      starve.leaks_nothing(operation, 1, "nomem")
    end)
  end
end)
