--- Several ranks of one job, over MPI: `mpirun -n 4 lua5.4 script.lua`, or `srun --mpi=pmix`. A
-- script that uses this part runs unchanged without MPI, as rank 0 of 1.
--
-- Every rank runs the whole script. Once this part is used, `s:run` shares the patients of a cohort
-- out among the ranks and gives the whole cohort, with the same bits for any number of them, to
-- each. So all ranks must come to the same calls in the same order; what is to happen once goes
-- into `mpi.root` or `mpi.print`. When a rank ends with an error, or is killed, the job ends.
-- docs/many-machines.md has the whole story.
-- @module hepar.mpi
-- @usage local mpi = hepar.mpi
-- local c = s:run{checkpoint = "suk.checkpoint"}
-- mpi.print(c)

local bytes = require("hepar.util.bytes")
local check = require("hepar.util.check")
local job = require("hepar.mpi.job").start()

local M = {}

--- Which rank this is, from 0.
-- @field rank
M.rank = job.rank

--- How many ranks there are.
-- @field size
M.size = job.size

local MOST = 10000000

local function callable(where, f)
  if type(f) ~= "function" then
    check.fail(where, "f must be a function, got %s", check.show(f))
  end
end

--- Call a function on rank 0 only, such as one that writes a file. What it calls is not shared out
-- among the ranks; the others do not wait.
-- @tparam function f the function, called with the number of ranks
-- @treturn any what f returns; nothing on other ranks
-- @raise when f is no function, or raises
-- @usage mpi.root(function() c:plot("MELD"):save("meld.svg") end)
function M.root(f)
  callable("hepar.mpi.root", f)
  if job.rank == 0 then return job.alone(f, job.size) end
end

--- Print on rank 0 only.
-- @tparam any value what print takes, one or more values
-- @usage mpi.print(c:summary("MELD"))
function M.print(...)
  if job.rank == 0 then print(...) end
end

-- The value as bytes; raises in the name of the function.
local function pack(where, value)
  local ok, text = pcall(bytes.write, value)
  if not ok then
    check.fail(where, "what goes from rank to rank is made of numbers, strings, booleans, columns "
      .. "and tables of them; it has %s", text)
  end
  return text
end

--- The value of rank 0 on every rank: an answer of the user, a time, a file that only one machine
-- has. It is made of numbers, strings, booleans, columns and tables of them.
-- @tparam any value the value; it counts on rank 0
-- @treturn any the value of rank 0
-- @raise when the value has something else in it, or the ranks do not come here together
-- @usage local stamp = mpi.broadcast(os.time())
function M.broadcast(value)
  local where = "hepar.mpi.broadcast"
  if not job.shared() then
    pack(where, value)
    return value
  end
  job.agree(where)
  -- A value that cannot be sent is told to all, so that nobody waits for it.
  local ok, text = true, nil
  if job.rank == 0 then ok, text = pcall(pack, where, value) end
  local sent = job.broadcast(job.rank == 0 and bytes.write { ok = ok, text = text } or nil)
  if job.rank == 0 and ok then return value end
  local message = bytes.read(sent)
  if not message.ok then error(message.text, 0) end
  return (bytes.read(message.text))
end

--- Call a function for the numbers 1 to n, shared out among the ranks, and gather the results in
-- order on every rank. What the function calls is not shared out further.
-- @tparam integer n how many calls, at most 10,000,000
-- @tparam function f called as f(i); its first result (numbers, strings, booleans, columns and
-- tables of them; nil counts as false) is kept
-- @treturn {any,...} the results in order, the same on every rank; or nil, a message and
-- "interrupted"
-- @raise when f raises on some rank, or a result has something else in it
-- @usage local powers = mpi.map(6, function(i)
--   return design:power{n = 20 * i, replicates = 500}[1].power
-- end)
function M.map(n, f)
  local where = "hepar.mpi.map"
  n = type(n) == "number" and math.tointeger(n) or n
  if math.type(n) ~= "integer" or n < 0 or n > MOST then
    check.fail(where, "n must be a whole number from 0 to %d, got %s", MOST, check.show(n))
  end
  callable(where, f)
  local core = require("hepar.core")
  local results = {}
  local meter <close> = core.progress.new("working", false)
  local function work(i) return { f(i) or false } end
  local function take(i, result)
    pack(where, result[1])
    results[i] = result[1]
    return true
  end
  if not job.shared() then
    for i = 1, n do
      local ok, message, code = meter:step(i - 1, n)
      if not ok then return nil, message, code end
      take(i, work(i))
    end
    return results
  end
  job.agree(("%s of %d calls"):format(where, n))
  local ok, message, code = require("hepar.mpi.deal").run { first = 1, last = n, work = work,
    take = take, unpack = bytes.read, pack = function(result) return pack(where, result) end,
    look = function(done) return meter:step(done or 0, n) end }
  if not ok then return nil, message, code end
  return bytes.read(job.broadcast(job.rank == 0 and bytes.write(results) or nil))
end

return M
