-- Several ranks, with a real mpirun on this machine.

local hepar = require "hepar"
local bytes = require "hepar.util.bytes"

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read("a")
  local ok, _, code = pipe:close()
  return text, ok, code
end

local preload = os.getenv("LD_PRELOAD")
local job = "spec/helper/ranks_job.lua"

-- The ranks share one machine: as root, more of them than processors, without a network. Open MPI
-- leaves memory behind when it ends, which is no leak of ours.
local function mpirun(ranks, arguments)
  return run(("env -u LD_PRELOAD OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
    .. "OMPI_MCA_plm=isolated OMPI_MCA_btl=self,vader OMPI_MCA_rmaps_base_oversubscribe=1 "
    .. "ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 timeout 120 mpirun %s -n %d "
    .. "lua5.4 %s %s"):format(preload and "-x LD_PRELOAD=" .. preload or "", ranks, job,
    arguments))
end

-- Without Open MPI these specs wait, except on a build server, where they must run.
local there = os.execute("command -v mpicc >/dev/null && command -v mpirun >/dev/null")
local function with_ranks(name, body)
  it(name, function()
    if there then return body() end
    local reason = "no Open MPI on this machine (Debian packages libopenmpi-dev, openmpi-bin)"
    if os.getenv("CI") == "true" then error(reason, 0) end
    pending(reason)
  end)
end

local function temporary()
  local path = os.tmpname()
  os.remove(path)
  return path
end

describe("one process", function()
  it("is rank 0 of 1, and loads nothing of MPI", function()
    local mpi = hepar.mpi
    assert.equal(0, mpi.rank)
    assert.equal(1, mpi.size)
    assert.equal(5, mpi.root(function() return 5 end))
    assert.equal("x", mpi.broadcast("x"))
    local list = mpi.map(4, function(i) return i > 1 and { i } end)
    assert.same({ false, { 2 }, { 3 }, { 4 } }, list)
    assert.is_nil(package.loaded["hepar.mpi_core"])
  end)

  it("says so when it is one of several and cannot talk to them", function()
    local script = "-e 'local m = require \"hepar\".mpi; print(m.rank, m.size)'"
    local text, ok = run("SLURM_STEP_NUM_TASKS=3 lua5.4 " .. script)
    assert.is_nil(ok)
    assert.truthy(text:find("srun started 3 tasks that do not know of each other", 1, true), text)
    -- A build without MPI: the core alone.
    local folder = temporary()
    local core = package.searchpath("hepar.core", package.cpath)
    assert(os.execute(("mkdir -p %s/hepar && ln -s %s %s/hepar/core.so"):format(folder, core,
      folder)))
    local bare = ("LUA_CPATH='%s/?.so' "):format(folder)
    text, ok = run(bare .. "OMPI_COMM_WORLD_SIZE=2 lua5.4 " .. script)
    assert.is_nil(ok)
    assert.truthy(text:find("hepar was built without MPI: mpicc was not there", 1, true), text)
    assert.equal("0\t1\n", (run(bare .. "OMPI_COMM_WORLD_SIZE=1 lua5.4 " .. script)))
    assert.equal("0\t1\n", (run(bare .. "lua5.4 " .. script)))
    os.execute("rm -r " .. folder)
  end)

  it("refuses what could not be sent either", function()
    for _, value in ipairs { print, hepar.model "liver", { [{}] = 1 } } do
      assert.error_matches(function() hepar.mpi.broadcast(value) end,
        "^hepar%.mpi%.broadcast: what goes from rank to rank")
    end
    local circle = {}
    circle[1] = circle
    assert.error_matches(function() hepar.mpi.broadcast(circle) end, "in a circle")
    assert.error_matches(function() hepar.mpi.map(2, function() return print end) end,
      "^hepar%.mpi%.map: what goes")
    assert.error_matches(function() hepar.mpi.map(1.5, print) end, "n must be a whole number")
    assert.error_matches(function() hepar.mpi.root(1) end, "f must be a function")
  end)

  it("brings values through bytes with every bit", function()
    local value = { 1, 2.5, -0.0, 1e-310, math.huge, math.mininteger, true, false, "a\0b",
      { x = { y = {} } }, hepar.column { 1, 2, 1 / 3 } }
    local again = bytes.read(bytes.write(value))
    assert.equal(bytes.write(value), bytes.write(again))
    assert.equal("integer", math.type(again[1]))
    assert.equal(-math.huge, 1 / again[3])
    assert.is_true(again[11] == value[11])
    local text = bytes.write(value)
    for cut = 1, #text - 1 do assert.is_false((pcall(bytes.read, text:sub(1, cut)))) end
  end)
end)

describe("ranks", function()
  with_ranks("have the same bits for any number of them and of threads", function()
    local alone, ok = run(("lua5.4 %s bits 1 %s"):format(job, temporary()))
    assert.is_true(ok, alone)
    local wanted = alone:match("^rank 0 of 1: (.*)\n$")
    assert.equal(4, select(2, wanted:gsub("%x+/%x+", "")))
    local bare = wanted:gsub("/%x+", "")
    for _, case in ipairs { { 1, 2 }, { 2, 2 }, { 4, 1 } } do
      local text
      text, ok = mpirun(case[1], ("bits %d %s"):format(case[2], temporary()))
      assert.is_true(ok, text)
      local seen = 0
      for rank, of, body in text:gmatch("rank (%d+) of (%d+): ([^\n]+)") do
        assert.equal(case[1], tonumber(of))
        -- Rank 0 also tells the hash of its checkpoint.
        assert.equal(rank == "0" and wanted or bare, body)
        seen = seen + 1
      end
      assert.equal(case[1], seen)
    end
  end)

  with_ranks("share out the points of a sensitivity analysis", function()
    local alone, ok = run(("lua5.4 %s analyses 1"):format(job))
    assert.is_true(ok, alone)
    assert.truthy(alone:find(" %d+/320 "), alone)
    local text = mpirun(3, "analyses 1")
    assert.equal(alone:rep(3), text)
  end)

  with_ranks("share out the replicates and the virtual patients of a trial", function()
    local alone, ok = run(("lua5.4 %s trials 1"):format(job))
    assert.is_true(ok, alone)
    local text = mpirun(3, "trials 1")
    assert.equal(alone:rep(3), text)
  end)

  with_ranks("share out work, talk, and print once", function()
    local text, ok = mpirun(3, "talks")
    assert.is_true(ok, text)
    for rank = 0, 2 do
      local line = ("%d 3 7 2.0 6.0 12.0 20.0 30.0 42.0 56.0 72.0 90.0 %s\n"):format(rank,
        rank == 0 and "50" or "nil")
      assert.truthy(text:find(line, 1, true), text)
    end
    assert.equal(3, select(2, text:gsub("it has a function", "")))
  end)

  with_ranks("that differ, fail or leave end the job with a message that names the rank", function()
    for task, message in pairs {
      raises = "piece four is ill (on rank ",
      differs = "the ranks do not do the same: rank 0 is at hepar.scenario.run, 100 patients",
      leaves = "rank 1 at the end of its script",
      fails = "hepar.mpi: rank 1 of 3 ended with code 1; the job ends" } do
      local text, ok = mpirun(3, task)
      assert.is_nil(ok, task)
      assert.truthy(text:find(message, 1, true), text)
    end
  end)

  with_ranks("do not write one file together", function()
    local path = temporary()
    local text, ok = mpirun(2, "exports 1 " .. path)
    assert.is_nil(ok)
    assert.truthy(text:find("option export writes one file, and 2 ranks share this run", 1, true),
      text)
    assert.is_nil(io.open(path))
  end)

  with_ranks("all return what is done when one is interrupted", function()
    local path = temporary()
    local text, ok = mpirun(3, "interrupted 1 " .. path)
    assert.is_true(ok, text)
    local line = text:match("true %d+ %x+\n")
    assert.truthy(line, text)
    assert.equal(line:rep(3), text)
    assert.is_true(tonumber(line:match("%d+")) < 30000)
    local whole = run(("lua5.4 %s long 2"):format(job))
    assert.equal(whole, (mpirun(2, "long 1 " .. path)))
    os.remove(path)
  end)

  with_ranks("leave a checkpoint when one is killed, that goes on to the same bits", function()
    local path = temporary()
    local whole = run(("lua5.4 %s long 2"):format(job))
    local text, ok = mpirun(3, "killed 1 " .. path)
    assert.is_nil(ok)
    assert.truthy(text:find("rank 2 .*signal 9"), text)
    local file = assert(io.open(path, "rb"))
    local kept = file:read("a")
    file:close()
    local state = bytes.read(kept, #kept:match("^[^\n]*\n[^\n]*\n") + 1).state
    assert.is_true(state.done > 0 and state.done < 30000)
    local resumed
    resumed, ok = mpirun(2, "long 1 " .. path)
    assert.is_true(ok, resumed)
    assert.equal(whole, resumed)
    os.remove(path)
  end)
end)
