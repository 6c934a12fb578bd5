-- Parts of a cohort: stretches of patients that depend on how many there are, and on nothing else.
-- Each has summaries of its own; the total takes them in their order. So the total has the same
-- bits whoever computed which part, and however often the work was interrupted.
local bytes = require("hepar.util.bytes")
local core = require("hepar.core")

local M = {}

M.EXACT = 1000         -- so many values of a cell are kept; beyond, a t-digest
M.EVENTS_EXACT = 10000 -- so many times to event are kept; beyond, BINS of the horizon
M.BINS = 2000

-- Small parts where values are kept, since those are only put in a row; 128 patients and more where
-- clusters are joined, so that joining costs little; at most 256 parts for the first million
-- patients and 4,096 for any number, so that files of parts stay small.
local SMALL, LEAST, FEW, MANY, LARGE = 32, 128, 256, 4096, 4096

--- How many patients a part has, and how many parts there are.
function M.layout(n)
  if n <= M.EXACT then return SMALL, (n + SMALL - 1) // SMALL end
  local count = math.min((n + LEAST - 1) // LEAST, FEW)
  count = math.max(count, math.min((n + LARGE - 1) // LARGE, MANY))
  local size = (n + count - 1) // count
  return size, (n + size - 1) // size
end

--- The first and last patient of a part.
function M.patients(n, part)
  local size = M.layout(n)
  return (part - 1) * size + 1, math.min(part * size, n)
end

local numbers = { "done", "failed", "weight", "squares", "tried", "accepted", "model_failed" }

--- What is known of patients before there are any.
function M.state(spec)
  local state = { done = 0, failed = 0, weight = 0.0, squares = 0.0, tried = 0, accepted = 0,
    model_failed = 0, refused = {}, events = {}, sample = {} }
  for a = 1, #spec.arms do
    state.events[a] = { time = {}, cause = {}, weight = {}, bins = {}, squares = {} }
    state.sample[a] = {}
    for o = 1, #spec.outputs do state.sample[a][o] = {} end
  end
  return state
end

--- The summaries of all cells, empty.
function M.summary(spec)
  return core.cohort.summary(#spec.arms * #spec.outputs * 3 * #spec.times,
    spec.n <= M.EXACT and M.EXACT or 0)
end

--- A part without patients yet.
function M.new(spec, number)
  local first, last = M.patients(spec.n, number)
  return { number = number, first = first, last = last, state = M.state(spec),
    summary = M.summary(spec) }
end

local function add_to(sums, more)
  for key, value in pairs(more) do sums[key] = (sums[key] or 0) + value end
end

--- Takes the next part into a total, {state, summary}.
function M.merge(total, part)
  local state, more = total.state, part.state
  for _, name in ipairs(numbers) do state[name] = state[name] + more[name] end
  state.failure = state.failure or more.failure
  add_to(state.refused, more.refused)
  for a, log in ipairs(state.events) do
    local new = more.events[a]
    for _, name in ipairs { "time", "cause", "weight" } do
      table.move(new[name], 1, #new[name], #log[name] + 1, log[name])
    end
    add_to(log.bins, new.bins)
    add_to(log.squares, new.squares)
    for o, rows in ipairs(state.sample[a]) do
      for number, row in pairs(more.sample[a][o]) do rows[number] = row end
    end
  end
  return total.summary:merge(part.summary, total.options and total.options.threads)
end

--- A part or total as bytes.
function M.pack(part)
  return bytes.write { number = part.number, state = part.state, summary = part.summary:pack() }
end

--- A part or total of bytes; or nil, message, code.
function M.unpack(spec, text)
  local ok, part = pcall(bytes.read, text)
  if not ok or type(part) ~= "table" or type(part.summary) ~= "string" then
    return nil, "the summary of the file is damaged", "format"
  end
  local summary = M.summary(spec)
  local message, code
  ok, message, code = summary:unpack(part.summary)
  if not ok then return nil, message, code end
  part.summary = summary
  return part
end

return M
