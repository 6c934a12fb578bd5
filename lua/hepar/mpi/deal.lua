-- Numbered pieces of work, dealt out over the ranks of a job. Rank 0 deals, works itself, and takes
-- the results in the order of their numbers, so what it makes of them does not depend on who did
-- what, or when. Everybody else works. Nobody runs far ahead: a rank has at most two pieces, and
-- rank 0 holds few results that are not yet due.
local bytes = require("hepar.util.bytes")
local job = require("hepar.mpi.job")

local M = {}

local WORK, RESULT, FAIL, STOP, BYE = 1, 2, 3, 4, 5
local AHEAD = 2 -- pieces that a rank has at once

-- What went wrong on a rank, as a table that can be sent.
local function trouble(message, code, raised)
  return { rank = job.rank, message = tostring(message), code = code or "internal",
    raised = raised or false }
end

-- Calls work(number, step): the result, or nil and a trouble.
local function attempt(work, number, step)
  local ok, result, message, code = pcall(job.alone, work, number, step)
  if not ok then return nil, trouble(result, "internal", true) end
  if result == nil then return nil, trouble(message, code) end
  return result
end

local function checked(result, message)
  if result == nil then error(message, 0) end
  return result
end

-- ---- all ranks but 0 ----

local function follow(task)
  local core = job.core
  local stopped = false
  local function step()
    if not stopped then stopped = core.receive(0, STOP, 0) end
    if stopped then return nil, "stopped", "stopped" end
    return task.look()
  end
  local function unsent() return checked(core.unsent()) end
  while not stopped do
    local from, tag, text = core.receive(0, -1, 0.05)
    checked(from, tag)
    local ok, message, code = true, nil, nil
    if not from then
      ok, message, code = task.look()
    elseif tag == STOP then
      stopped = true
    else
      local number = string.unpack("<i8", text)
      local result, what = attempt(task.work, number, step)
      if not stopped and result ~= nil then
        ok, text = pcall(task.pack, result)
        if ok then
          checked(core.send(0, RESULT, string.pack("<i8", number) .. text))
        else
          message, code = text, "raised"
        end
      elseif not stopped then
        ok, message, code = nil, what.message, what.code
        if what.raised then code = "raised" end
      end
      -- Results that nobody takes are not piled up.
      while not stopped and unsent() > 1 do
        if core.receive(0, STOP, 0.01) then stopped = true end
      end
    end
    if not ok then
      local what = trouble(message, code == "raised" and "internal" or code, code == "raised")
      checked(core.send(0, FAIL, bytes.write(what)))
      while not stopped do stopped = core.receive(0, STOP, 0.05) end
    end
  end
  -- Pieces that came too late are thrown away here, and results that did so by rank 0.
  while core.receive(0, WORK, 0) do end
  while unsent() > 0 do core.receive(0, WORK, 0.01) end
  checked(core.send(0, BYE, ""))
  while unsent() > 0 do core.receive(0, WORK, 0.01) end
end

-- ---- rank 0 ----

local function lead(task)
  local core, last = job.core, task.last
  local next_, due = task.first, task.first -- the next piece to be dealt, and to be taken
  local queue, waiting, held = {}, {}, 0
  local window = AHEAD * job.size + 1
  local failed
  for rank = 1, job.size - 1 do queue[rank] = 0 end

  local function fail(what) failed = failed or what end

  -- The results that are due, in order.
  local function take()
    while not failed and waiting[due] ~= nil do
      local result = waiting[due]
      waiting[due], held = nil, held - 1
      local called, ok, message, code = pcall(task.take, due, result)
      if not called then return fail(trouble(ok, "internal", true)) end
      if not ok then return fail(trouble(message, code)) end
      due = due + 1
    end
  end

  local function deal()
    for depth = 1, AHEAD do
      for rank = 1, job.size - 1 do
        if queue[rank] < depth and next_ <= last and next_ < due + window then
          checked(core.send(rank, WORK, string.pack("<i8", next_)))
          queue[rank], next_ = queue[rank] + 1, next_ + 1
        end
      end
    end
  end

  -- What has arrived; waits for something at most `seconds`.
  local function receive(seconds)
    local from, tag, text = core.receive(-1, -1, seconds)
    checked(from, tag)
    while from do
      if tag == RESULT then
        local number, at = string.unpack("<i8", text)
        queue[from] = queue[from] - 1
        if not failed then
          local ok, result, message = pcall(task.unpack, text:sub(at))
          if ok and result ~= nil then
            waiting[number], held = result, held + 1
          else
            fail(trouble(ok and message or result))
          end
        end
      elseif tag == FAIL then
        fail(bytes.read(text))
      end
      from, tag, text = core.receive(-1, -1, 0)
    end
    take()
  end

  local function step()
    receive(0)
    if failed then return nil, "stopped", "stopped" end
    deal()
    return task.look(due - task.first + held)
  end

  while due <= last and not failed do
    local mine = next_ <= last and next_ < due + window and next_
    if mine then next_ = next_ + 1 end
    deal()
    if mine then
      local result, what = attempt(task.work, mine, step)
      if result ~= nil then
        waiting[mine], held = result, held + 1
      elseif what.code ~= "stopped" then
        fail(what)
      end
    else
      local ok, message, code = task.look(due - task.first + held)
      if not ok then fail(trouble(message, code)) end
    end
    receive(mine and 0 or 0.05)
  end

  -- Everybody stops, and says so after the last message.
  for rank = 1, job.size - 1 do checked(core.send(rank, STOP, "")) end
  local there = job.size - 1
  while there > 0 do
    local from, tag = core.receive(-1, -1, 0.05)
    checked(from, tag)
    if from and tag == BYE then there = there - 1 end
  end
  while checked(core.unsent()) > 0 do core.receive(-1, BYE, 0.01) end
  return failed
end

-- Deals out the pieces first … last of a task; every rank calls it, and gets the same answer:
-- true; or nil, message, code and the rank where it went wrong; an error that was raised somewhere
-- is raised everywhere. A task has, on every rank,
--   work(number, step)  the piece; step() says whether to go on, and is to be called often
--   pack(result)        the result as bytes, and unpack(bytes) back
--   look([done])        whether to go on (Ctrl-C); on rank 0 with the number of results
-- and on rank 0
--   first, last         the pieces
--   take(number, result)  is given the results in order
function M.run(task)
  local what
  if job.rank == 0 then
    what = lead(task)
    job.broadcast(bytes.write(what or false))
  else
    follow(task)
    what = bytes.read(job.broadcast())
  end
  if not what then return true end
  if what.code == "interrupted" then
    -- Ctrl-C comes to all ranks, but not at once: whoever was told first waits for the signal, so
    -- that it is not taken for another one.
    job.core.receive(-1, BYE, 0.1)
    task.look()
  end
  if what.raised then
    error(("%s (on rank %d of %d)"):format(what.message, what.rank, job.size), 0)
  end
  return nil, what.message, what.code, what.rank
end

return M
