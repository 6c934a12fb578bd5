--- Random numbers that can be looked up: each is a function of seed, stream, purpose and index, so
-- patient 17 is the same person whatever the threads or the order of work.
--
-- The generator is Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, SC11, 2011). A stream has 2^48
-- numbers. Every variate takes one index, whatever its kind: the third number of a stream is made
-- of index 3 also when the first two were normal. Give each thing that is drawn a purpose of its
-- own; the purpose counts through its 32-bit FNV-1a hash.
-- @module hepar.random
-- @usage local r = hepar.random(2016, {stream = 17, purpose = "dropout"})
-- print(r:uniform(), r:normal(1000, {mean = 18, sd = 4}), r:at(5):uniform())

local core = require("hepar.core").random
local misuse = require("hepar.evidence.misuse")

local M = {}

--- A stream of random numbers, at its first index. `hepar.random(seed, options)` is the same.
-- @tparam integer seed any whole number
-- @tparam[opt] table options `stream` (integer, 0): number of the stream, such as the patient;
-- `purpose` (string, ""): what the numbers are for
-- @treturn random the stream
-- @raise when the seed is missing or an option is not known
-- @usage hepar.random.new(1, {stream = 17, purpose = "dropout"})
function M.new(seed, options)
  return core.new(seed, options)
end

--- A stream of random numbers.
-- @type random
local Random = core.methods

--- The same stream at any index, at no cost; this one stays where it is.
-- @tparam integer index the index of the next number, from 1
-- @treturn random the stream there
-- @usage r:at(1000000):normal()
function Random:at(index)
  return core.at(self, index)
end

--- The index of the next number.
-- @treturn integer the index, from 1
-- @usage r:position()
function Random:position()
  return core.position(self)
end

--- Uniform numbers between min and max, 53 bits, with neither 0 nor 1 when these are the bounds.
-- @tparam[opt] integer|table n how many; without it a single number, and the options may stand here
-- @tparam[opt] table options `min` (number, 0), `max` (number, 1), `threads` (integer, 1; 0 is one
-- for each processor; the numbers are the same), `progress` (boolean, false): on a terminal
-- @treturn number|column the number, or a column of n; or nil, message and code when interrupted
-- @usage r:uniform(10, {min = 18, max = 75})
function Random:uniform(n, options)
  return core.uniform(self, n, options)
end

--- Normal numbers: the normal quantile of the uniform number at the same index.
-- @tparam[opt] integer|table n how many; without it a single number, and the options may stand here
-- @tparam[opt] table options `mean` (number, 0), `sd` (number, 1), `threads`, `progress`
-- @treturn number|column the number, or a column of n; or nil, message and code when interrupted
-- @usage r:normal(1000000, {mean = 18, sd = 4, threads = 2})
function Random:normal(n, options)
  return core.normal(self, n, options)
end

--- Exponential numbers with mean 1 / rate, by inversion.
-- @tparam[opt] integer|table n how many; without it a single number, and the options may stand here
-- @tparam[opt] table options `rate` (number, 1), `threads`, `progress`
-- @treturn number|column the number, or a column of n; or nil, message and code when interrupted
-- @usage r:exponential{rate = 0.1}
function Random:exponential(n, options)
  return core.exponential(self, n, options)
end

--- Gamma numbers with mean shape * scale (Marsaglia and Tsang 2000).
-- @tparam[opt] integer|table n how many; without it a single number, and the options may stand here
-- @tparam[opt] table options `shape` (number, 1), `scale` (number, 1), `threads`, `progress`
-- @treturn number|column the number, or a column of n; or nil, message and code when interrupted
-- @usage r:gamma(100, {shape = 2, scale = 0.5})
function Random:gamma(n, options)
  return core.gamma(self, n, options)
end

--- Beta numbers with mean a / (a + b), from two gamma numbers.
-- @tparam[opt] integer|table n how many; without it a single number, and the options may stand here
-- @tparam[opt] table options `a` (number, 1), `b` (number, 1), `threads`, `progress`
-- @treturn number|column the number, or a column of n; or nil, message and code when interrupted
-- @usage r:beta(100, {a = 2, b = 8})
function Random:beta(n, options)
  return core.beta(self, n, options)
end

--- Poisson counts (inversion below a mean of 10, else Hoermann's PTRS, 1993).
-- @tparam[opt] integer|table n how many; without it a single number, and the options may stand here
-- @tparam[opt] table options `mean` (number, 1; up to 1e9), `threads`, `progress`
-- @treturn number|column the count, or a column of n; or nil, message and code when interrupted
-- @usage r:poisson(100, {mean = 3.2})
function Random:poisson(n, options)
  return core.poisson(self, n, options)
end

--- Binomial counts (inversion below a mean of 10, else Hoermann's BTRS, 1993).
-- @tparam[opt] integer|table n how many; without it a single number, and the options may stand here
-- @tparam[opt] table options `trials` (integer, 1; up to 1e9), `p` (number, 0.5), `threads`,
-- `progress`
-- @treturn number|column the count, or a column of n; or nil, message and code when interrupted
-- @usage r:binomial(100, {trials = 20, p = 0.3})
function Random:binomial(n, options)
  return core.binomial(self, n, options)
end

--- Whole numbers from low to high, both possible, all equally likely.
-- @tparam integer low the least
-- @tparam integer high the largest
-- @tparam[opt] integer n how many; without it a single one
-- @treturn integer|column the number, or a column of n
-- @raise when high is below low
-- @usage r:integer(1, 6)
function Random:integer(low, high, n)
  return core.integer(self, low, high, n)
end

-- The length of an array or column; anything else is refused.
local function check_list(where, name, list)
  if require("hepar.column").is(list) then return #list end
  if type(list) ~= "table" or misuse.class(list) then
    misuse.fail("%s: %s must be an array or a column, got %s", where, name, misuse.show(list))
  end
  return #list
end

--- Shuffle an array or column in place (Fisher and Yates). Takes an index per element, but one.
-- @tparam table|column list what to shuffle
-- @treturn table|column the same, shuffled
-- @usage r:shuffle{"control", "one", "two"}
function Random:shuffle(list)
  core.position(self) -- raises unless it is a stream
  for i = check_list("hepar.random.shuffle", "list", list), 2, -1 do
    local j = core.integer(self, 1, i)
    list[i], list[j] = list[j], list[i]
  end
  return list
end

--- Draw k elements of an array or column, or of the numbers 1 to n. Takes k indexes.
-- @tparam table|column|integer from what to draw from
-- @tparam integer k how many
-- @tparam[opt] table options `replace` (boolean, false): an element may come again
-- @treturn table the elements, in the order drawn
-- @raise when k is more than there are and replace is not set
-- @usage r:sample(patients, 20)
function Random:sample(from, k, options)
  local where = "hepar.random.sample"
  core.position(self) -- raises unless it is a stream
  local n = math.type(from) == "integer" and from or check_list(where, "from", from)
  if math.type(k) ~= "integer" or k < 0 then
    misuse.fail("%s: k must be a whole number, 0 or more", where)
  end
  for name, value in pairs(misuse.options(where, options)) do
    if name ~= "replace" then
      misuse.fail('%s: option "%s" is not known, only "replace" is', where, name)
    elseif type(value) ~= "boolean" then
      misuse.fail("%s: replace must be true or false, got %s", where, type(value))
    end
  end
  local replace = options and options.replace
  if (not replace and k > n) or (k > 0 and n < 1) then
    misuse.fail("%s: cannot draw %d of %d", where, k, n)
  end
  -- The shuffle of 1 … n, of which only what moved is written down.
  local moved, drawn = {}, {}
  for i = 1, k do
    local place
    if replace then
      place = core.integer(self, 1, n)
    else
      local j = core.integer(self, i, n)
      place = moved[j] or j
      moved[j] = moved[i] or i
    end
    drawn[i] = n == from and place or from[place]
  end
  return drawn
end

setmetatable(M, {
  __call = function(_, seed, options) return M.new(seed, options) end,
})

return M
