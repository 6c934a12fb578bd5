-- The job that this process is a rank of. Without a launcher, or without ranks, it is rank 0 of 1
-- and nothing of MPI is loaded.
local M = { rank = 0, size = 1, started = false }

-- More than 0 while a rank works on its own share: what it calls does not concern the others.
local depth = 0

local launchers = { "OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK" }

local function launched()
  for _, name in ipairs(launchers) do
    if os.getenv(name) then return name end
  end
end

--- Joins the job, once.
function M.start()
  if M.started then return M end
  M.started = true
  local launcher = launched()
  if not launcher then
    local tasks = tonumber(os.getenv("SLURM_STEP_NUM_TASKS") or 1)
    if tasks > 1 then
      error(("hepar.mpi: srun started %d tasks that do not know of each other, and each would do "
        .. "all the work; say srun --mpi=pmix"):format(tasks), 0)
    end
    return M
  end
  local found, core = pcall(require, "hepar.mpi_core")
  if not found then
    local size = tonumber(os.getenv("OMPI_COMM_WORLD_SIZE") or os.getenv("SLURM_NTASKS") or 2)
    if size == 1 then return M end
    error(("hepar.mpi: this process was started as one of several ranks (%s is set), but hepar was "
      .. "built without MPI: mpicc was not there; install it and build again"):format(launcher), 0)
  end
  local rank, size = core.join()
  if not rank then error(size, 0) end
  M.rank, M.size, M.core = rank, size, core
  return M
end

--- Whether what is done now is shared out among several ranks.
function M.shared() return M.size > 1 and depth == 0 end

--- Calls f on this rank alone: what it does is not shared out.
function M.alone(f, ...)
  depth = depth + 1
  local results = table.pack(pcall(f, ...))
  depth = depth - 1
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

--- Every rank comes here with the same text, or all are told who differs.
function M.agree(label)
  local ok, message = M.core.agree(label)
  if not ok then error("hepar.mpi: " .. tostring(message):gsub("^hepar%.mpi: ", ""), 0) end
end

--- Rank 0's bytes, on every rank.
function M.broadcast(bytes)
  local result, message = M.core.broadcast(bytes)
  if not result then error(message, 0) end
  return result
end

return M
