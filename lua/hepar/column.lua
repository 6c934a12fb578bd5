--- Columns of numbers: contiguous doubles in C that read like a Lua array. A column is what every
-- number-crunching part of hepar takes and gives; a plain array of numbers serves wherever a column
-- is asked for.
--
-- `column[i]` counts from 1 and is nil out of range; writing out of range is an error. `#column`,
-- `ipairs(column)`, `table.concat(column, ", ")` and `table.unpack(column)` work. `+ - * / ^ %` and
-- unary minus work value by value, between columns of equal length, arrays and numbers; `a .. b`
-- joins; `a == b` compares all values; `print(column)` shows a summary.
--
-- A missing value is NaN (`0/0`, `hepar.column.missing`): statistics of a column with missing
-- values are NaN unless `na_rm = true` leaves them out, and sorting puts them last. To run out of
-- memory is an error.
-- @module hepar.column
-- @usage local x = hepar.column{2, 4, 4, 5}
-- print(x:mean(), x:sd(), (x * 2 + 1):sum())

local core = require("hepar.core").column
local misuse = require("hepar.evidence.misuse")

local M = {}

--- The missing value, NaN. It equals nothing, itself included: test with `x ~= x`.
-- @field missing
M.missing = 0 / 0

--- A new column: of an array or column (copied), or of n equal values.
-- @tparam table|column|integer values an array of numbers, a column, or how many values
-- @tparam[opt] number value with a count: the value of all of them (0)
-- @treturn column the column
-- @raise when an element is no number (the message names it), or the array has a hole
-- @usage hepar.column.new{1, 2, 3}
-- hepar.column(100, 0.5)
function M.new(values, value)
  if type(values) == "number" then return core.new(values, value) end
  if value ~= nil then
    misuse.fail("hepar.column: a value goes with a count, not with %s", misuse.show(values))
  end
  return core.from(values)
end

--- Equally spaced values from `from` up to `to`, which is among them when the steps meet it.
-- @tparam number from the first value
-- @tparam number to the bound, never passed
-- @tparam[opt] number step the distance (1); negative to go down
-- @treturn column the values
-- @raise when the step is 0 or leads away from `to`
-- @usage hepar.column.range(0, 1, 0.1)
function M.range(from, to, step)
  return core.range(from, to, step)
end

--- n equally spaced values, both ends exact.
-- @tparam number from the first value
-- @tparam number to the last value
-- @tparam integer n how many, at least 1 (then it is `from`)
-- @treturn column the values
-- @usage hepar.column.linspace(0, 24, 7)
function M.linspace(from, to, n)
  return core.linspace(from, to, n)
end

--- Whether a value is a column.
-- @tparam any value anything
-- @treturn boolean true for a column, closed or not
-- @usage hepar.column.is(fit.beta)
function M.is(value)
  return core.is(value)
end

-- Refuse to work on anything but an open column, in the name of a method.
local function check_self(self, name)
  if not core.is(self) then
    misuse.fail("hepar.column.%s: expected a column, got %s", name, misuse.show(self))
  end
  return #self -- raises when it is closed
end

--- A column of doubles.
-- @type column
-- @tfield number [i] the value at place i, counted from 1; nil out of range
local Column = core.methods

-- The operators live in the core; this is what they do.

--- How many values.
-- @function __len
-- @treturn integer a count

--- Sums, value by value; a column or an array must be as long as this one.
-- @function __add
-- @tparam number|column|table other a number, a column or an array
-- @treturn column the values

--- Differences, value by value.
-- @function __sub
-- @tparam number|column|table other a number, a column or an array
-- @treturn column the values

--- Products, value by value.
-- @function __mul
-- @tparam number|column|table other a number, a column or an array
-- @treturn column the values

--- Quotients, value by value.
-- @function __div
-- @tparam number|column|table other a number, a column or an array
-- @treturn column the values

--- Powers, value by value.
-- @function __pow
-- @tparam number|column|table other a number, a column or an array
-- @treturn column the values

--- Remainders, value by value, with the sign of the right side as in Lua.
-- @function __mod
-- @tparam number|column|table other a number, a column or an array
-- @treturn column the values

--- The values with their signs turned.
-- @function __unm
-- @treturn column the values

--- Both joined end to end.
-- @function __concat
-- @tparam column|table other what follows
-- @treturn column the values

--- Whether all values are the same.
-- @function __eq
-- @tparam column other the other column
-- @treturn boolean true when they are

--- The first and last values, with mean, standard deviation, least, largest and missing ones.
-- @function __tostring
-- @treturn string two lines

--- Free the memory at the end of the block.
-- @function __close

--- A view on some of the values: no copy, writing to the view writes to the column.
-- @tparam[opt] integer start the first place (1; going down, the last); -1 is the last
-- @tparam[opt] integer stop the last place (the last; going down, 1); -1 is the last
-- @tparam[opt] integer step the distance (1); negative reverses
-- @treturn column the view
-- @raise when start or stop is outside the column
-- @usage x:slice(2, -2)
-- x:slice(nil, nil, -1)
function Column:slice(start, stop, step)
  return core.slice(self, start, stop, step)
end

--- The values at given places, in that order, as a new column.
-- @tparam column|table places places from 1, repeats allowed
-- @treturn column the values
-- @raise when a place is outside the column
-- @usage dose:take(mass:order())
function Column:take(places)
  return core.take(self, places)
end

--- A contiguous copy with memory of its own.
-- @treturn column the copy
-- @usage local before = x:copy()
function Column:copy()
  return core.copy(self)
end

--- The values as a plain Lua array.
-- @treturn table array of numbers
-- @usage table.sort(x:totable())
function Column:totable()
  return core.totable(self)
end

--- This column and others, joined end to end, as a new column. `a .. b` is the same.
-- @tparam column|table ... what to append
-- @treturn column the joined values
-- @usage control:concat(treated, {17})
function Column:concat(...)
  check_self(self, "concat")
  return core.concat(self, ...)
end

--- Free the memory now instead of at collection (views on it keep it). Using the column afterwards
-- is an error; closing again is not. `local x <close> = …` does it at the end of the block.
-- @usage x:close()
function Column:close()
  return core.close(self)
end

local function step(self, i)
  local x = self[i + 1]
  if x ~= nil then return i + 1, x end
end

--- Iterate over places and values.
-- @treturn function iterator for the generic `for`
-- @usage for i, x in column:each() do print(i, x) end
function Column:each()
  check_self(self, "each")
  return step, self, 0
end

--- A new column of f(value, place).
-- @tparam function f gives a number for each value (a table that can be called will do)
-- @treturn column the results
-- @raise when f gives something else than a number
-- @usage x:map(math.log)
function Column:map(f)
  check_self(self, "map")
  if type(f) ~= "function" then
    local meta = getmetatable(f)
    if type(meta) ~= "table" or not rawget(meta, "__call") then
      misuse.fail("hepar.column.map: f must be a function, got %s", misuse.show(f))
    end
  end
  local mapped = core.new(#self)
  for i = 1, #self do
    local y = f(self[i], i)
    if type(y) ~= "number" then
      misuse.fail("hepar.column.map: f must give a number, got %s for value [%d]", type(y), i)
    end
    mapped[i] = y
  end
  return mapped
end

--- The sum, compensated (Neumaier 1974); 0 for no values.
-- @tparam[opt] table options `na_rm` (boolean, false): leave missing values out
-- @treturn number the sum
-- @usage x:sum{na_rm = true}
function Column:sum(options)
  return core.sum(self, options)
end

--- The arithmetic mean; NaN for no values.
-- @tparam[opt] table options `na_rm` (boolean, false): leave missing values out
-- @treturn number the mean
-- @usage x:mean()
function Column:mean(options)
  return core.mean(self, options)
end

--- The variance of a sample, divisor n - 1; NaN below two values.
-- @tparam[opt] table options `na_rm` (boolean, false): leave missing values out
-- @treturn number the variance
-- @usage x:var()
function Column:var(options)
  return core.var(self, options)
end

--- The standard deviation of a sample, divisor n - 1; NaN below two values.
-- @tparam[opt] table options `na_rm` (boolean, false): leave missing values out
-- @treturn number the standard deviation
-- @usage x:sd()
function Column:sd(options)
  return core.sd(self, options)
end

--- The least value; NaN for no values.
-- @tparam[opt] table options `na_rm` (boolean, false): leave missing values out
-- @treturn number the minimum
-- @usage x:min()
function Column:min(options)
  return core.min(self, options)
end

--- The largest value; NaN for no values.
-- @tparam[opt] table options `na_rm` (boolean, false): leave missing values out
-- @treturn number the maximum
-- @usage x:max()
function Column:max(options)
  return core.max(self, options)
end

--- The median: the middle value, or the mean of the two in the middle; NaN for no values.
-- @tparam[opt] table options `na_rm` (boolean, false): leave missing values out
-- @treturn number the median
-- @usage x:median()
function Column:median(options)
  return core.median(self, options)
end

--- Sample quantiles after any of the nine definitions of Hyndman and Fan (The American Statistician
-- 1996;50:361-365), numbered as in R.
-- @tparam number|column|table p probability, or several, from 0 to 1
-- @tparam[opt] integer|table options the type, 1 to 9 (7), or `type` and `na_rm` (boolean, false)
-- @treturn number|column the quantile, or a column with one for each p; NaN for no values
-- @usage x:quantile(0.9)
-- x:quantile({0.25, 0.75}, {type = 6, na_rm = true})
function Column:quantile(p, options)
  return core.quantile(self, p, options)
end

--- How many values are missing (NaN).
-- @treturn integer the count
-- @usage x:missing()
function Column:missing()
  return core.missing(self)
end

--- Sort in place, stable, missing values last; a view sorts what it shows.
-- @tparam[opt] table options `descending` (boolean, false)
-- @treturn column the column itself
-- @usage x:sort{descending = true}
function Column:sort(options)
  return core.sort(self, options)
end

--- A sorted copy, stable, missing values last.
-- @tparam[opt] table options `descending` (boolean, false)
-- @treturn column the sorted copy
-- @usage x:sorted()[1]
function Column:sorted(options)
  return core.sort(core.copy(self), options)
end

--- The places that sort the column: `x:take(x:order())` is sorted. Stable, missing values last.
-- @tparam[opt] table options `descending` (boolean, false)
-- @treturn column places from 1
-- @usage year:order{descending = true}
function Column:order(options)
  return core.order(self, options)
end

--- Running sums, compensated; from the first missing value on all are missing.
-- @treturn column as long as the column
-- @usage recruited:cumsum()
function Column:cumsum()
  return core.cumsum(self)
end

setmetatable(M, {
  __call = function(_, values, value) return M.new(values, value) end,
})

return M
