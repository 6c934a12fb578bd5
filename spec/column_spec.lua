local hepar = require("hepar")
local memory = require("hepar.core").memory

local NAN = 0 / 0
local column = hepar.column

local function missing(x) return x ~= x end

-- Both as text, so that NaN can be compared and a failure shows all values.
local function shows(expected, col)
  local parts = {}
  for i = 1, #col do parts[i] = missing(col[i]) and "NaN" or ("%.15g"):format(col[i]) end
  assert.equal(expected, table.concat(parts, " "))
end

-- The message that f raises, from "hepar." on.
local function refusal(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok)
  return tostring(message):match("hepar%..*") or message
end

describe("a column", function()
  it("is made of an array, a column, a count, a range or a grid", function()
    local x = column{1, 2.5, -3}
    shows("1 2.5 -3", x)
    local y = column(x)
    y[1] = 9
    shows("1 2.5 -3", x)
    shows("9 2.5 -3", y)
    shows("0 0", column(2))
    shows("NaN NaN", column(2, NAN))
    shows("7 7 7", column.new(3, 7))
    shows("", column{})
    shows("0 0.25 0.5 0.75 1", column.linspace(0, 1, 5))
    shows("4", column.linspace(4, 9, 1))
    shows("1 2 3", column.range(1, 3))
    shows("1 3 5", column.range(1, 6, 2))
    shows("3 2 1", column.range(3, 1, -1))
    shows("5", column.range(5, 5))
  end)

  it("keeps the last value of a range in spite of rounding, and both ends of a grid", function()
    local tenths = column.range(0, 1, 0.1)
    assert.equal(11, #tenths)
    assert.equal(1, tenths[11])
    local grid = column.linspace(0.1, 0.7, 4)
    assert.equal(0.1, grid[1])
    assert.equal(0.7, grid[4])
  end)

  it("reads like an array", function()
    local x = column{10, 20, 30}
    assert.equal(3, #x)
    assert.equal(20, x[2])
    assert.equal(20, x[2.0])
    for _, i in ipairs{0, 4, -1, 1.5, math.huge} do assert.is_nil(x[i]) end
    assert.is_nil(x.nothing)
    local seen = {}
    for i, v in ipairs(x) do seen[#seen + 1] = i .. ":" .. math.tointeger(v) end
    for i, v in x:each() do seen[#seen + 1] = i .. ":" .. math.tointeger(v) end
    assert.equal("1:10 2:20 3:30 1:10 2:20 3:30", table.concat(seen, " "))
    assert.same({10, 20, 30}, {table.unpack(x)})
    assert.same({10, 20, 30}, x:totable())
    table.sort(x, function(a, b) return a > b end)
    shows("30 20 10", x)
  end)

  it("refuses what is not a number, naming place and value", function()
    assert.equal('hepar.column: values[2] must be a number, got "abc"', refusal(column, {1, "abc"}))
    assert.equal('hepar.column: values[1] must be a number, got "3"', refusal(column, {"3"}))
    assert.equal("hepar.column: values[1] must be a number, got true", refusal(column, {true}))
    assert.equal("hepar.column: values must be a column or an array of numbers, got string",
      refusal(column, "abc"))
    assert.equal("hepar.column: values must be a column or an array of numbers, got nil",
      refusal(column))
    assert.equal("hepar.column: values[2] must be a number, got a table",
      refusal(column, {1, {}}))
    assert.equal('hepar.column: values must be an array of numbers, got a table with the key "n"',
      refusal(column, {1, 2, n = 2}))
    assert.match("hepar.column: values", refusal(column, {1, 2, nil, 4, [9] = 5}))
    assert.equal("hepar.column: values has a hole: values[1] is nil, but there is a values[3] "
      .. "(write a missing value as 0/0)", refusal(column, {[3] = 1}))
    assert.equal("hepar.column: a value goes with a count, not with a table",
      refusal(column, {1}, 2))
    assert.equal("hepar.column: n must be at least 0, got -1", refusal(column, -1))
    assert.equal("hepar.column: n must be a whole number, got 1.5", refusal(column, 1.5))
    assert.equal("hepar.column: value must be a number, got string", refusal(column, 2, "x"))
    assert.equal("hepar.column: there is no memory for a column of 9223372036854775807 values",
      refusal(column, math.maxinteger))
    assert.equal("hepar.column.range: step must not be 0", refusal(column.range, 1, 2, 0))
    assert.equal("hepar.column.range: step 1 does not lead from 3 to 1",
      refusal(column.range, 3, 1))
    assert.equal("hepar.column.range: to must be finite, got inf",
      refusal(column.range, 1, math.huge))
    assert.match("there would be 1e%+300 values", refusal(column.range, 0, 1, 1e-300))
    assert.equal("hepar.column.linspace: n must be at least 1, got 0",
      refusal(column.linspace, 0, 1, 0))
  end)

  it("is written by place and refuses what does not fit", function()
    local x = column{1, 2}
    x[2] = 5
    x[1.0] = 4
    shows("4 5", x)
    assert.equal("hepar.column.quantile: expected a column, got table",
      refusal(x.quantile, {1}, 0.5))
    local function write(i, v) return refusal(function() x[i] = v end) end
    assert.equal("hepar.column: index 3 is outside 1 to 2", write(3, 1))
    assert.equal("hepar.column: index 0 is outside 1 to 2", write(0, 1))
    assert.equal('hepar.column: value [1] must be a number, got "7"', write(1, "7"))
    assert.equal("hepar.column: value [1] must be a number, got nil (write a missing value as 0/0)",
      write(1, nil))
    assert.equal("hepar.column: the index must be a whole number, got a fraction", write(1.5, 1))
    assert.equal('hepar.column: the index must be a whole number, got "name"', write("name", 1))
    shows("4 5", x)
  end)

  it("gives views that share the values", function()
    local x = column.range(1, 10)
    local odd = x:slice(1, -1, 2)
    shows("1 3 5 7 9", odd)
    odd[2] = 30
    assert.equal(30, x[3])
    local back = x:slice(nil, nil, -1)
    shows("10 9 8 7 6 5 4 30 2 1", back)
    shows("9 5 30", back:slice(2, 9, 1):slice(1, 7, 1):slice(1, -1, 4) .. {x[3]})
    shows("5 6", x:slice(5, 6))
    shows("9 10", x:slice(-2))
    shows("7 4", x:slice(7, 3, -3))
    shows("", x:slice(4, 3))
    shows("", x:slice(11))
    shows("", column{}:slice())
    shows("", column{}:slice(nil, nil, -1))
    back:sort()
    shows("30 10 9 8 7 6 5 4 2 1", x)
    assert.equal("hepar.column.slice: start 0 is outside a column of 10 values",
      refusal(x.slice, x, 0))
    assert.equal("hepar.column.slice: stop 11 is outside a column of 10 values",
      refusal(x.slice, x, 1, 11))
    assert.equal("hepar.column.slice: start -11 is outside a column of 10 values",
      refusal(x.slice, x, -11))
    assert.equal("hepar.column.slice: step must not be 0", refusal(x.slice, x, 1, 2, 0))
    shows("30", x:slice(1, 10, 4503599627370496))
  end)

  it("keeps the values of a view whose column was collected or closed", function()
    local x = column{1, 2, 3}
    local view = x:slice(2)
    x:close()
    x:close()
    x = nil
    collectgarbage()
    assert.is_nil(x)
    shows("2 3", view)
  end)

  it("says that it is closed", function()
    local x = column{1}
    do local y <close> = x; assert.equal(1, y[1]) end
    assert.equal("column (closed)", tostring(x))
    assert.equal("hepar.column: the column is closed", refusal(function() return x[1] end))
    assert.equal("hepar.column: the column is closed", refusal(function() return #x end))
    assert.equal("hepar.column: the column is closed", refusal(function() x[1] = 1 end))
    assert.equal("hepar.column.mean: the column is closed", refusal(x.mean, x))
    assert.equal("hepar.column +: the left operand is a closed column",
      refusal(function() return x + 1 end))
    assert.equal("hepar.column: values is a closed column", refusal(column, x))
  end)

  it("computes value by value", function()
    local x = column{1, 4, 9}
    shows("2 5 10", x + 1)
    shows("11 14 19", 10 + x)
    shows("2 8 18", x + x)
    shows("0 2 6", x - column{1, 2, 3})
    shows("9 6 1", 10 - x)
    shows("3 12 27", 3 * x)
    shows("0.5 2 4.5", x / 2)
    shows("36 9 4", 36 / x)
    shows("1 2 3", x ^ 0.5)
    shows("2 16 512", 2 ^ x)
    shows("1 0 1", x % 2)
    shows("-1 -4 -9", -x)
    shows("2 6 12", x + {1, 2, 3})
    shows("0 -2 -6", {1, 2, 3} - x)
    shows("1 4 9", x)
    shows("NaN 2", column{NAN, 1} + 1)
    shows("", column{} * 2)
    shows("10 6 2", column.range(1, 6):slice(5, 1, -2) * 2)
    assert.equal("hepar.column +: the columns differ in length: 3 values and 2 values",
      refusal(function() return x + column{1, 2} end))
    assert.equal("hepar.column *: the columns differ in length: 1 values and 3 values",
      refusal(function() return {2} * x end))
    assert.equal("hepar.column -: the right operand must be a column or an array of numbers, "
      .. "got string", refusal(function() return x - "1" end))
    assert.equal("hepar.column /: the left operand must be a column or an array of numbers, "
      .. "got nil", refusal(function() return nil / x end))
    assert.equal('hepar.column ^: the right operand[2] must be a number, got "b"',
      refusal(function() return x ^ {1, "b", 3} end))
  end)

  it("takes the modulus with the sign of the divisor, as Lua does", function()
    local a, b = {5, -5, 5, -5, 6, -0.5}, {3, 3, -3, -3, 3, 2}
    local expected = {}
    for i = 1, #a do expected[i] = a[i] % b[i] end
    assert.same(expected, (column(a) % b):totable())
  end)

  it("joins", function()
    shows("1 2 3 4 5", column{1, 2} .. {3} .. column{4, 5})
    shows("1 2 2 1", column{1, 2}:concat(column{1, 2}:slice(nil, nil, -1)))
    assert.equal("hepar.column.concat: argument 2 must be a column or an array of numbers, "
      .. "got string", refusal(function() return column{1} .. " values" end))
  end)

  it("compares", function()
    assert.is_true(column{1, 2} == column{1, 2})
    assert.is_true(column{1, 2} == column{2, 1}:slice(2, 1, -1))
    assert.is_false(column{1, 2} == column{1, 3})
    assert.is_false(column{1, 2} == column{1})
    assert.is_false(column{NAN} == column{NAN})
    assert.is_true(column{} == column{})
  end)

  it("maps", function()
    shows("1 4 9", column{1, 2, 3}:map(function(x) return x * x end))
    shows("2 4 6", column{1, 2, 3}:map(function(x, i) return x + i end))
    assert.equal("hepar.column.map: f must give a number, got string for value [2]",
      refusal(function()
        return column{1, 2}:map(function(_, i) return i == 1 and 1 or "x" end)
      end))
    assert.equal("hepar.column.map: f must be a function, got nil", refusal(function()
      local y = column{1}:map()
      return y
    end))
    assert.match("boom", refusal(function() return column{1}:map(function() error("boom") end) end))
  end)

  it("takes places", function()
    shows("30 10 30", column{10, 20, 30}:take{3, 1, 3})
    assert.equal("hepar.column.take: places[2] must be a whole number from 1 to 3, got 4",
      refusal(column{10, 20, 30}.take, column{10, 20, 30}, {1, 4}))
    assert.equal("hepar.column.take: places[1] must be a whole number from 1 to 3, got 1.5",
      refusal(column{10, 20, 30}.take, column{10, 20, 30}, {1.5}))
  end)

  it("points at the line of the user's script", function()
    local _, message = pcall(function() return column{1}:mean{na_rn = true} end)
    assert.match("column_spec.lua:%d+: hepar.column.mean: option \"na_rn\" is not known "
      .. "%(did you mean \"na_rm\"%?%)", message)
  end)
end)

-- Ten values, their statistics after R 4.2.2: mean(x), sd(x), var(x), median(x),
-- quantile(x, p, type = 1 … 9), order(x).
local X = {12.1, 3.4, 8.8, 5, 7.25, 5, 19.6, 2.2, 11, 6.7}
local P = {0, 0.01, 0.1, 0.25, 0.35, 0.5, 0.9, 0.975, 1}
local QUANTILES = {
  "2.2 2.2 2.2 5 5 6.7 12.1 19.6 19.6",
  "2.2 2.2 2.8 5 5 6.975 15.85 19.6 19.6",
  "2.2 2.2 2.2 3.4 5 6.7 12.1 19.6 19.6",
  "2.2 2.2 2.2 4.2 5 6.7 12.1 17.725 19.6",
  "2.2 2.2 2.8 5 5 6.975 15.85 19.6 19.6",
  "2.2 2.2 2.32 4.6 5 6.975 18.85 19.6 19.6",
  "2.2 2.308 3.28 5 5.255 6.975 12.85 17.9125 19.6",
  "2.2 2.2 2.64 4.86666666666667 5 6.975 16.85 19.6 19.6",
  "2.2 2.2 2.68 4.9 5 6.975 16.6 19.6 19.6",
}
-- The same of 3, 1, 2, 5, 4 at 0.2, 0.4, 0.6, 0.8, where n p is whole but for rounding.
local FIFTHS = {
  "1 2 3 4", "1.5 2.5 3.5 4.5", "1 2 3 4", "1 2 3 4", "1.5 2.5 3.5 4.5", "1.2 2.4 3.6 4.8",
  "1.8 2.6 3.4 4.2", "1.4 2.46666666666667 3.53333333333333 4.6", "1.425 2.475 3.525 4.575",
}

describe("the statistics of a column", function()
  it("are R's", function()
    local x = column(X)
    assert.equal("8.105 5.12024576233082 26.2169166666667 6.975 81.05 2.2 19.6",
      ("%.15g %.15g %.15g %.15g %.15g %.15g %.15g"):format(x:mean(), x:sd(), x:var(), x:median(),
        x:sum(), x:min(), x:max()))
    shows("8 2 4 6 10 5 3 9 1 7", x:order())
    for type = 1, 9 do
      shows(QUANTILES[type], x:quantile(P, type))
      shows(FIFTHS[type], column{3, 1, 2, 5, 4}:quantile({0.2, 0.4, 0.6, 0.8}, {type = type}))
    end
    shows(QUANTILES[7], x:quantile(P))
    shows(QUANTILES[7], x:slice(nil, nil, -1):quantile(column(P)))
    assert.equal(6.975, x:quantile(0.5))
    shows("2.308 12.85", x:quantile(column{0.01, 7, 0.9}:slice(1, 3, 2)))
    assert.equal(3, column{3}:quantile(0.9))
  end)

  it("lose nothing to rounding", function()
    assert.equal(2, column{1, 1e100, 1, -1e100}:sum())
    assert.equal(10000, column{1e16, 1, -1e16}:concat(column(9999, 1)):sum())
    assert.equal(1e5 * 0.1, column(100000, 0.1):sum())
    -- A small spread on a large level (NIST StRD, NumAcc3, 1001 values; certified mean 1000000.2,
    -- sd 0.1). The numbers here are those of the doubles nearest to the data, in exact fractions.
    local x = column{1000000.2}
    for _ = 1, 500 do x = x .. {1000000.1, 1000000.3} end
    assert.equal(1000000.2, x:mean())
    assert.equal(0.1000000000349246, x:sd())
    assert.equal(1.7e308, column{1.7e308, 1.7e308}:mean())
    assert.equal(1.7e308, column{1.7e308, 1.7e308}:median())
    shows("1 1e+100 1e+100 2", column{1, 1e100, 1, -1e100}:cumsum())
  end)

  it("follow infinite values", function()
    local inf = math.huge
    assert.equal(inf, column{1, inf}:sum())
    assert.equal(inf, column{1, inf}:mean())
    assert.is_true(missing(column{inf, -inf}:mean()))
    assert.is_true(missing(column{1, inf}:sd()))
    assert.equal(inf, column{1, inf, 2}:max())
    assert.equal(2, column{1, inf, 2}:median())
    shows("1 inf inf", column{1, inf, 1}:cumsum())
  end)

  it("are missing when a value is, unless it is left out", function()
    local x = column{4, NAN, 1, NAN, 7}
    assert.equal(2, x:missing())
    for _, name in ipairs{"sum", "mean", "var", "sd", "min", "max", "median"} do
      assert.is_true(missing(x[name](x)), name)
      assert.is_true(missing(x[name](x, {na_rm = false})), name)
      assert.equal(column{4, 1, 7}[name](column{4, 1, 7}), x[name](x, {na_rm = true}), name)
    end
    assert.is_true(missing(x:quantile(0.5)))
    assert.equal(4, x:quantile(0.5, {na_rm = true}))
    shows("4 NaN NaN NaN NaN", x:cumsum())
  end)

  it("of nothing are missing, but for the sum", function()
    for _, x in ipairs{column{}, column{1}:slice(1, 0)} do
      assert.equal(0, x:sum())
      for _, name in ipairs{"mean", "var", "sd", "min", "max", "median"} do
        assert.is_true(missing(x[name](x)), name)
      end
      assert.is_true(missing(x:quantile(0.5)))
      shows("", x:order())
      shows("", x:cumsum())
      shows("", x:sorted())
    end
    assert.is_true(missing(column{1}:sd()))
    assert.is_true(missing(column{NAN}:mean{na_rm = true}))
  end)

  it("refuse what they do not know", function()
    local x = column{1, 2}
    assert.equal("hepar.column.mean: na_rm must be true or false, got number",
      refusal(x.mean, x, {na_rm = 1}))
    assert.equal("hepar.column.sum: options must be a table, got boolean",
      refusal(x.sum, x, true))
    assert.equal("hepar.column.sd: expected a column, got nil", refusal(x.sd))
    assert.equal("hepar.column.quantile: type must be at most 9, got 10",
      refusal(x.quantile, x, 0.5, 10))
    assert.equal("hepar.column.quantile: type must be at least 1, got 0",
      refusal(x.quantile, x, 0.5, {type = 0}))
    assert.equal("hepar.column.quantile: a probability lies between 0 and 1, got 1.5",
      refusal(x.quantile, x, {0.5, 1.5}))
    assert.equal("hepar.column.quantile: a probability lies between 0 and 1, got 50",
      refusal(x.quantile, x, 50))
    assert.equal("hepar.column.quantile: p must be a column or an array of numbers, got nil",
      refusal(x.quantile, x))
    assert.equal('hepar.column.sort: option "decending" is not known (did you mean "descending"?)',
      refusal(x.sort, x, {decending = true}))
  end)
end)

describe("sorting a column", function()
  it("puts missing values last, up and down", function()
    local x = column{3, NAN, 1, 2, NAN, -1}
    shows("-1 1 2 3 NaN NaN", x:sorted())
    shows("3 2 1 -1 NaN NaN", x:sorted{descending = true})
    shows("3 NaN 1 2 NaN -1", x)
    shows("6 3 4 1 2 5", x:order())
    shows("1 4 3 6 2 5", x:order{descending = true})
    assert.is_true(rawequal(x, x:sort()))
    shows("-1 1 2 3 NaN NaN", x)
  end)

  it("is stable", function()
    local x = column(200):map(function(_, i) return i % 3 end)
    for _, descending in ipairs{false, true} do
      local order = x:order{descending = descending}
      for i = 2, #order do
        local a, b = x[order[i - 1]], x[order[i]]
        if descending then a, b = -a, -b end
        assert.is_true(a < b or (a == b and order[i - 1] < order[i]))
      end
    end
  end)

  it("agrees with table.sort on every length around the runs, and on large columns", function()
    local state = 1
    local function random()
      state = state * 6364136223846793005 + 1442695040888963407
      return (state >> 40) % 1000 / 8
    end
    for _, n in ipairs{0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 47, 48, 49, 64, 65, 1000, 100003} do
      local t = {}
      for i = 1, n do t[i] = random() end
      local x = column(t)
      table.sort(t)
      assert.is_true(column(t) == x:sorted(), n)
      assert.is_true(column(t) == x:take(x:order()), n)
      assert.is_true(column(t):slice(nil, nil, -1) == x:sorted{descending = true}, n)
    end
  end)
end)

describe("a column at the prompt", function()
  it("shows a summary", function()
    assert.equal("column of 3 values: 1 2 NaN\nmean 1.5, sd 0.707107, min 1, max 2, missing 1",
      tostring(column{1, 2, NAN}))
    assert.equal("column of 0 values", tostring(column{}))
    assert.equal("column of 1 value: 7\nmean 7, sd NaN, min 7, max 7, missing 0",
      tostring(column{7}))
  end)

  it("never floods the terminal", function()
    assert.equal("column of 1000000 values: 1 2 3 4 5 … 999998 999999 1e+06\n"
      .. "mean 500000, sd 288675, min 1, max 1e+06, missing 0", tostring(column.range(1, 1000000)))
  end)
end)

describe("the memory of columns", function()
  it("is known to the garbage collector", function()
    collectgarbage()
    local _, before = memory.count()
    local most = 0
    for i = 1, 300 do
      local x = column(1000000, i)
      most = math.max(most, select(2, memory.count()) - before)
      assert.equal(i, x[1])
    end
    assert.is_true(most < 60, ("%d columns of 8 MB were alive at once"):format(most))
  end)

  it("may run out at any allocation: a clear error, and nothing is lost", function()
    local x, y = column{3, 1, 2}, column{1, 2, 3}
    local work = {
      function() return column{1, 2, 3} end,
      function() return column(5, 1) end,
      function() return column.range(1, 5) end,
      function() return column.linspace(1, 5, 3) end,
      function() return x + y end,
      function() return {1, 2, 3} * x end,
      function() return -x end,
      function() return x .. y .. {1} end,
      function() return x:copy() end,
      function() return x:take{1, 1} end,
      function() return x:map(math.abs) end,
      function() return x:median() end,
      function() return x:quantile{0.1, 0.2} end,
      function() return x:slice(1, 3, 2):quantile(x:slice(2, 2) / 2) end,
      function() return x:sorted() end,
      function() return x:order() end,
      function() return x:cumsum() end,
    }
    assert.equal(3, x[1] + y[1] - 1)
    collectgarbage()
    local _, before = memory.count()
    for which, f in ipairs(work) do
      local failures = 0
      for n = 1, 50 do
        memory.fail_at(n)
        local ok, message = pcall(f)
        memory.fail_at(0)
        if ok then break end
        failures = failures + 1
        assert.match("hepar%.column.*: there is no memory", message)
      end
      assert.is_true(failures > 0 and failures < 50, "work " .. which)
    end
    shows("3 1 2", x)
    collectgarbage()
    collectgarbage()
    assert.equal(before, select(2, memory.count()))
  end)
end)
