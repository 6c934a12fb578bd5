--- Protocol search: which dose, route, number, interval, product and preparation, under everything
-- that is not known. Documented as hepar.cohort.search.
-- @module hepar.cohort.search
-- @local

local benefit = require("hepar.cohort.search.benefit")
local check = require("hepar.util.check")
local core = require("hepar.core")
local found = require("hepar.cohort.search.found")
local options_of = require("hepar.cohort.search.options")
local random = require("hepar.random")
local reliance = require("hepar.cohort.search.reliance")
local space_of = require("hepar.cohort.search.space")
local worlds_of = require("hepar.cohort.search.worlds")

local M = {}

local WHERE = "hepar.cohort.search"
local fail = check.fail

-- ---- candidates ----

-- A candidate of the queue, unless that protocol is there already.
local function take(q, part, point)
  local v = space_of.values(part, point)
  local parts = {}
  for _, d in ipairs(part.dimensions) do
    local value = v[d.field]
    if type(value) == "table" then value = table.concat(value, "+") end
    parts[#parts + 1] = type(value) == "number" and ("%.17g"):format(value) or tostring(value)
  end
  local key = part.number .. ":" .. table.concat(parts, "|")
  if q.seen[key] then return end
  q.seen[key] = true
  local candidate, reason, words = space_of.candidate(WHERE, part, point, q.spec, q.last)
  if not candidate then
    q.refused[#q.refused + 1] = { words = words, reason = reason }
    return
  end
  candidate.burden = q.burden(candidate)
  q.candidates[#q.candidates + 1] = candidate
  candidate.number_in_space = #q.candidates
end

-- The first candidates: the whole grid when it is small enough, else a Sobol sample.
local function first_candidates(q)
  q.seen, q.refused, q.candidates = {}, {}, {}
  for i, part in ipairs(q.space.parts) do part.number = i end
  q.sampled = q.space.continuous or q.space.size > 4 * q.limit
  if not q.sampled then
    for _, part in ipairs(q.space.parts) do
      for _, point in ipairs(space_of.grid(part)) do take(q, part, point) end
    end
    if #q.candidates <= q.limit then
      q.last_round = 0
      return
    end
    -- too many after all: what was not refused is sampled
    q.seen, q.refused, q.candidates, q.sampled = {}, {}, {}, true
  end
  q.last_round = q.rounds
  local share = q.rounds > 0 and 0.6 or 1
  local most = math.max(2, math.floor(q.limit * share))
  local each = math.max(1, most // #q.space.parts)
  for _, part in ipairs(q.space.parts) do
    local d = math.max(1, #part.dimensions)
    local before, tries = #q.candidates, 8 * each
    local points = core.sensitivity.points("sobol", d, tries, q.seed)
    for k = 0, tries - 1 do
      if #q.candidates - before >= each then break end
      local point = {}
      for j = 1, d do point[j] = points[k * d + j] end
      take(q, part, point)
    end
  end
end

-- One candidate for each word of a sampled space, whether it is among the first or not.
local function single_words(q)
  local list = {}
  for _, part in ipairs(q.space.parts) do
    for j, dimension in ipairs(part.dimensions) do
      for k = 1, dimension.range and 0 or #dimension.list do
        local point = {}
        for i, other in ipairs(part.dimensions) do
          point[i] = other.range and 0 or 0.5 / #other.list
        end
        point[j] = (k - 0.5) / #dimension.list
        list[#list + 1] = space_of.candidate(WHERE, part, point, q.spec, q.last)
      end
    end
  end
  return list
end

-- Neighbours of the best: every dimension of a copy moves with some chance.
local function refine(q, round)
  local order = found.order(q)
  local parents = {}
  for k = 1, math.min(#order, 12) do parents[k] = order[k] end
  local rng = random.new(q.seed, { purpose = "protocol search", stream = round })
  local wanted = math.ceil((q.limit - #q.candidates) / (q.last_round - round + 1))
  local before, tries = #q.candidates, 0
  while #q.candidates - before < wanted and tries < 30 * wanted do
    tries = tries + 1
    local parent = q.candidates[parents[(tries - 1) % #parents + 1]]
    local part, point = parent.part, table.move(parent.point, 1, #parent.point, 1, {})
    local d = #part.dimensions
    if d == 0 then return end
    local forced = rng:integer(1, d)
    for j, dimension in ipairs(part.dimensions) do
      local moved, step = rng:uniform(), rng:normal()
      if j == forced or moved < 1 / d then
        local width = dimension.range and 0.15 / round or 1 / #dimension.list
        point[j] = math.min(1 - 1e-9, math.max(0, point[j] + width * step))
      end
    end
    take(q, part, point)
  end
end

-- ---- evaluation ----

-- Evaluates candidates that have not been; true, or nil, message, code.
local function evaluate(q, meter, done, total)
  for i = done + 1, #q.candidates do
    local going, message, code = meter:step(i - 1, math.max(total, #q.candidates))
    if not going then return nil, message, code end
    local c = q.candidates[i]
    local out, failed, why = benefit.of(q, q.rows, c.arm, q.control)
    if not out then return nil, failed, why end
    c.benefits, c.failed, c.why = out, failed, why
    q.evaluated = i
    collectgarbage("step", 2000)
  end
  return true
end

--- The search; documented as hepar.cohort.search.
function M.run(scenario, options)
  local q = options_of.read(scenario, options)
  first_candidates(q)
  if #q.candidates == 0 then
    local row = q.refused[1]
    fail(WHERE, "the space holds no protocol that can be tried: %s", row and
      ("all %d are refused, the first, %s, because %s"):format(#q.refused, row.words, row.reason) or
      "it is empty")
  end
  if q.products then
    local list = worlds_of.strengths(q.candidates, q.sampled and single_words(q) or {})
    table.move(list, 1, #list, #q.inputs + 1, q.inputs)
  end
  q.worlds = worlds_of.new(q.spec, q.inputs, q.agree, q.draws, q.patients, q.seed, q.threads)
  local result, message, code
  do
    local meter <close> = core.progress.new("drawing worlds", q.progress)
    local drawn
    drawn, message, code = q.worlds:draw(meter)
    if not drawn then return nil, WHERE .. ": " .. tostring(message):gsub("^hepar[%w_.]*: ", ""),
      code end
  end
  q.rows = q.worlds:columns(q.worlds.kept)
  q.control = {}
  q.control.columns, q.control.ended = benefit.of(q, q.rows, q.spec.arms[1])
  if not q.control.columns then
    return nil, WHERE .. ": " .. tostring(q.control.ended), "failed"
  end
  q.evaluated = 0
  do
    local meter <close> = core.progress.new("trying protocols", q.progress)
    local total = q.last_round > 0 and q.limit or #q.candidates
    local going
    going, message, code = evaluate(q, meter, 0, total)
    for round = 1, q.last_round do
      if not going then break end
      refine(q, round)
      going, message, code = evaluate(q, meter, q.evaluated, total)
    end
    if not going then
      if code ~= "interrupted" then
        return nil, WHERE .. ": " .. tostring(message):gsub("^hepar[%w_.]*: ", ""), code
      end
      q.interrupted = true
      if q.evaluated == 0 then return nil, message, code end
    end
  end
  result = found.make(q)
  q.chosen_price = result.price
  if not q.interrupted then
    local meter <close> = core.progress.new("what the benefit rests on", q.progress)
    local rests
    rests, message, code = reliance.of(q, result, meter)
    if not rests and code == "interrupted" then result.interrupted = true
    elseif not rests and message then
      result.notes[#result.notes + 1] = "what the benefit rests on could not be computed: " ..
        tostring(message)
    end
    result.reliance = rests
  end
  return found.seal(result)
end

return M
