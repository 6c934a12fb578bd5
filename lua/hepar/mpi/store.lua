-- What is kept of single patients: tables within tables, in which a patient has what is his under
-- his number. The ranks of a job fill a part of them each, and get the whole.
local bytes = require("hepar.util.bytes")
local deal = require("hepar.mpi.deal")
local job = require("hepar.mpi.job")
local parts = require("hepar.cohort.parts")

local M = {}

-- The tables of a store, with nobody in them.
local function bare(store)
  local out = {}
  for key, value in pairs(store) do
    if type(value) == "table" then out[key] = bare(value) end
  end
  return out
end

-- Puts the patients of a part into the whole.
local function join(whole, part)
  for key, value in pairs(part) do
    if type(value) == "table" then join(whole[key], value) else whole[key] = value end
  end
end

-- The candidates that a population has tried, refused and failed since `before`.
local function counted(population, before)
  local refused = {}
  for name, count in pairs(population.refused) do
    refused[name] = count - (before and before.refused[name] or 0)
  end
  return { tried = population.tried - (before and before.tried or 0),
    accepted = population.accepted - (before and before.accepted or 0),
    failed = population.failed - (before and before.failed or 0), refused = refused }
end

local function add(total, more)
  for _, name in ipairs { "tried", "accepted", "failed" } do
    total[name] = total[name] + more[name]
  end
  for name, count in pairs(more.refused) do
    total.refused[name] = (total.refused[name] or 0) + count
  end
end

-- Visits the patients of a run on all ranks: true; or nil, message, code.
function M.share_out(run, visit, store, meter)
  local n, population, empty = run.spec.n, run.population, bare(store)
  local size, count = parts.layout(n)
  local total = { tried = 0, accepted = 0, failed = 0, refused = {} }
  local ok, message, code = deal.run {
    first = 1, last = count,
    work = function(number, step)
      local piece, before = { store = bare(empty) }, counted(population)
      local first, last = parts.patients(n, number)
      local done, why, kind = run:visit_all(first, last, step, visit, piece.store)
      if not done then return nil, why, kind end
      piece.counts = counted(population, before)
      return piece
    end,
    pack = bytes.write, unpack = bytes.read,
    take = function(_, piece)
      join(store, piece.store)
      add(total, piece.counts)
      return true
    end,
    look = function(done) return meter:step(math.min(n, (done or 0) * size), n) end }
  if not ok then return nil, message, code end
  local all = job.broadcast(job.rank == 0 and bytes.write { store = store, total = total } or nil)
  if job.rank > 0 then
    all = bytes.read(all)
    join(store, all.store)
    total = all.total
  end
  for name, value in pairs(total) do population[name] = value end
  return true
end

return M
