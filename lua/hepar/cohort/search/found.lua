--- What a protocol search found.
-- @module hepar.cohort.search.found

local benefit = require("hepar.cohort.search.benefit")
local check = require("hepar.util.check")
local csv = require("hepar.cohort.search.csv")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.model.lists")
local rank = require("hepar.cohort.search.rank")
local space_of = require("hepar.cohort.search.space")

local M = {}

-- The rows on the front of the means, the least burden first.
local function front_of(rows)
  local out = {}
  for _, row in ipairs(rows) do
    if row.front == 1 then out[#out + 1] = row end
  end
  table.sort(out, function(a, b)
    if a.burden ~= b.burden then return a.burden < b.burden end
    return a.number < b.number
  end)
  return out
end

local fail, show = check.fail, check.show

--- What a protocol search found: candidates by their value, the Pareto front of benefit against
-- burden, and what the benefit rests on. It prints and draws itself. Research only, never advice on
-- a patient.
-- @type search
-- @tfield {protocol,...} rows the candidates, the one of least expected regret first
-- @tfield {string,...} shared what all protocols have in common
-- @tfield table control of no treatment: `best` (probability that nothing is better than doing it)
-- @tfield table refused rows `{words, reason}` of protocols that cannot be, with the reason
-- @tfield table outcomes rows `{outcome, at, better, weight, unit}`
-- @tfield table weights rows `{name, value, reason, status, replaced}`: points of the burden, each
-- a stated preference
-- @tfield number price benefit that one point of burden must bring
-- @tfield boolean price_given whether the user gave it; else it is the benefit for each point of
-- the most effective protocol
-- @tfield[opt] table reliance what the benefit of the first row rests on: `groups`, rows `{status,
-- inputs, share, low, high, lead, lead_low, lead_high}` (share of the variance that stays when all
-- else is known; lead: of its lead over the second row); `parameters`, rows `{name, status, low,
-- high, swing, share, switches, doc, words}`, the widest swing first: the benefit when this one is
-- at the ends of its central 90 % and all others are the model's own, and whether the second row
-- then does better; `base`, the benefit at the model's own values
-- @tfield integer draws how many worlds, draws of the uncertain values
-- @tfield integer patients how many virtual patients in each
-- @tfield integer uncertain how many values are uncertain
-- @tfield integer tried draws that were tried to find so many with eligible patients
-- @tfield integer ineligible draws that had too few of them
-- @tfield[opt] integer disagreed draws whose patients did not do what `agree` says
-- @tfield integer space how many protocols the space holds; absent when it has ranges
-- @tfield boolean sampled whether they were sampled and refined
-- @tfield boolean interrupted whether Ctrl-C ended it early
-- @tfield integer seed the seed
-- @tfield number level of the intervals
-- @tfield table notes sentences
local methods = {}

--- One candidate protocol.
-- @table protocol
-- @tfield string words the protocol in words
-- @tfield string brief the same without what all protocols share
-- @tfield string mark a letter, when it is on the front
-- @tfield number benefit mean over the worlds; several outcomes are weighted
-- @tfield number low lower end of its interval
-- @tfield number high upper end
-- @tfield number se standard error of the mean: from the number of worlds alone
-- @tfield table outcomes for each outcome `{mean, low, high}`
-- @tfield number burden points
-- @tfield integer front 1 when no other dominates it on the means, 2 when only those do …
-- @tfield number on_front probability of being on the front
-- @tfield number best probability of having the greatest value, benefit less price times burden
-- @tfield number regret mean value that is lost against the best of each world
-- @tfield number rank mean rank by value
-- @tfield number rank_low lower end of its interval
-- @tfield number rank_high upper end
-- @tfield integer procedures how many
-- @tfield number cells in all
-- @tfield number particles in all
-- @tfield number amount in all, of a dose of another model
-- @tfield table settings field to value, as in the space
-- @tfield table treatment the arm of a scenario
-- @tfield table assumptions rows `{what, status, reason}` of the product

local meta = { __name = "hepar.search", __index = methods }

-- Objectives of a candidate: benefits and less burden.
local function objectives(q, c, w)
  local list = {}
  for k = 1, #q.outcomes do list[k] = w and c.benefits[k][w] or c.means[k] end
  list[#list + 1] = -c.burden
  return list
end

local function nothing(q)
  local list = {}
  for k = 1, #q.outcomes + 1 do list[k] = 0 end
  return list
end

-- Candidates that went through, with their means.
local function usable(q)
  local list = {}
  for i = 1, q.evaluated do
    local c = q.candidates[i]
    local fine = true
    c.means = {}
    for k = 1, #q.outcomes do
      local sum = 0
      for w = 1, #c.benefits[k] do sum = sum + c.benefits[k][w] end
      c.means[k] = sum / #c.benefits[k]
      fine = fine and c.means[k] == c.means[k]
    end
    if fine then
      list[#list + 1] = c
    elseif not c.dropped then
      c.dropped = true
      table.insert(q.refused, { words = c.words, reason = "the model fails: " ..
        tostring(c.why or "no patient went through") })
    end
  end
  return list
end

--- The candidates so far, the best first: by front, then by weighted benefit for each point.
function M.order(q)
  local list = usable(q)
  local points = { nothing(q) }
  for i, c in ipairs(list) do points[i + 1] = objectives(q, c) end
  local front = rank.fronts(points)
  local order = {}
  local place = {}
  for i, c in ipairs(list) do
    order[i] = c.number_in_space
    place[c.number_in_space] = { front[i + 1], c.burden }
  end
  table.sort(order, function(a, b)
    local x, y = place[a], place[b]
    if x[1] ~= y[1] then return x[1] < y[1] end
    if x[2] ~= y[2] then return x[2] < y[2] end
    return a < b
  end)
  return order
end

-- Letters: A to Z, then A2 …
local function mark(k)
  local letter = string.char(65 + (k - 1) % 26)
  return k > 26 and letter .. ((k - 1) // 26 + 1) or letter
end

--- The result of a search whose candidates are evaluated.
function M.make(q)
  local list = usable(q)
  local worlds = #q.worlds.kept
  local result = { rows = {}, refused = q.refused, outcomes = {}, weights = q.weights,
    draws = worlds, patients = q.patients, uncertain = #q.inputs, tried = q.worlds.tried,
    sampled = q.sampled, space = not q.space.continuous and q.space.size or nil, seed = q.seed,
    level = q.level, notes = q.notes, interrupted = q.interrupted or false,
    model = q.spec.model.name, time_unit = q.spec.model.time_unit }
  for k, o in ipairs(q.outcomes) do
    result.outcomes[k] = { outcome = o.outcome, at = o.at, better = o.better, weight = o.weight,
      unit = o.unit }
  end
  for _, input in ipairs(q.inputs) do
    result.statuses = result.statuses or {}
    result.statuses[input.status] = (result.statuses[input.status] or 0) + 1
  end
  result.shared = space_of.brief(list, q.spec.model)
  result.ineligible = q.worlds.ineligible
  result.disagreed = #q.agree > 0 and q.worlds.disagreed or nil
  -- scores, fronts of the means, price
  local points, most = { nothing(q) }, nil
  for i, c in ipairs(list) do
    c.score = benefit.score(q, c.benefits)
    c.summary = rank.summary(c.score, q.level)
    points[i + 1] = objectives(q, c)
  end
  local front = rank.fronts(points)
  for i, c in ipairs(list) do
    c.front = front[i + 1]
    if c.front == 1 and (not most or c.summary.mean > most.summary.mean) then most = c end
  end
  result.price_given = q.price ~= nil
  result.price = q.price or most and most.burden > 0 and
    math.max(0, most.summary.mean / most.burden) or 0
  -- world by world
  for _, c in ipairs(list) do c.on_front, c.best, c.regret, c.ranks = 0, 0, 0, {} end
  local control = { best = 0 }
  for w = 1, worlds do
    points = { nothing(q) }
    local value, highest = {}, 0
    for i, c in ipairs(list) do
      points[i + 1] = objectives(q, c, w)
      value[i] = c.score[w] - result.price * c.burden
      highest = math.max(highest, value[i])
    end
    local free, ranks = rank.undominated(points), rank.ranks(value)
    local winners = highest == 0 and { control } or {}
    for i, c in ipairs(list) do
      if value[i] == highest then winners[#winners + 1] = c end
      if free[i + 1] then c.on_front = c.on_front + 1 / worlds end
      c.regret = c.regret + (highest - value[i]) / worlds
      c.ranks[w] = ranks[i]
    end
    for _, c in ipairs(winners) do c.best = c.best + 1 / worlds / #winners end
  end
  for i, c in ipairs(list) do
    local ranks = rank.summary(c.ranks, q.level)
    local row = { words = c.words, brief = c.brief, benefit = c.summary.mean, low = c.summary.low,
      high = c.summary.high, se = c.summary.sd / math.sqrt(worlds), burden = c.burden,
      front = c.front, on_front = c.on_front, best = c.best, regret = c.regret,
      rank = ranks.mean, rank_low = ranks.low, rank_high = ranks.high, procedures = c.procedures,
      cells = c.cells, particles = c.particles, amount = c.amount, settings = c.values,
      treatment = c.treatment, assumptions = c.arm.assumptions, outcomes = {}, candidate = c,
      number = c.number_in_space, failed = c.failed > 0 and c.failed or nil }
    for k = 1, #q.outcomes do
      local s = rank.summary(c.benefits[k], q.level)
      row.outcomes[k] = { mean = s.mean, low = s.low, high = s.high }
    end
    result.rows[i] = row
  end
  table.sort(result.rows, function(a, b)
    if a.regret ~= b.regret then return a.regret < b.regret end
    if a.burden ~= b.burden then return a.burden < b.burden end
    return a.number < b.number
  end)
  for k, row in ipairs(front_of(result.rows)) do row.mark = mark(k) end
  result.control = control
  if #list > 1 and q.worlds.count > 1 and worlds < 30 then
    result.notes[#result.notes + 1] = ("%d worlds are few: a probability of 0.5 is known to ±%.2f")
      :format(worlds, 1.96 * 0.5 / math.sqrt(worlds))
  end
  return result
end

--- The finished result as an object; rows lose what only the search needs.
function M.seal(result)
  for _, row in ipairs(result.rows) do row.candidate = nil end
  return setmetatable(result, meta)
end

local function own(result, name)
  if check.class(result) ~= "hepar.search" then
    fail("hepar.search." .. name, "expects a protocol search (call it with a colon: r:%s), got %s",
      name, show(result))
  end
  return result
end

--- The protocols on the Pareto front of the means, the least burden first.
-- @treturn {protocol,...} rows
-- @usage for _, row in ipairs(r:front()) do print(row.mark, row.words, row.on_front) end
function methods:front()
  own(self, "front")
  return front_of(self.rows)
end

--- Benefit against burden with intervals, the front marked: `hepar.plot.search`.
-- @tparam[opt] table options those of `hepar.plot.search`
-- @treturn figure the figure
-- @usage r:plot():save("search.svg")
function methods:plot(options)
  own(self, "plot")
  return require("hepar.plot.search").draw(self, options)
end

--- Write every candidate as a row of comma-separated values.
-- @tparam string path the file
-- @treturn ?boolean true; or nil, a message and "io"
-- @raise when path is no name of a file
-- @usage r:csv("protocols.csv")
function methods:csv(path)
  own(self, "csv")
  return csv.write(self, path, "hepar.search.csv")
end

-- ---- as text ----

local function short(x, digits)
  local text = ("%." .. (digits or 2) .. "f"):format(x)
  return text:match("^%-0%.?0*$") and text:sub(2) or text
end

local function digits_of(rows)
  local largest = 0
  for _, row in ipairs(rows) do largest = math.max(largest, math.abs(row.benefit)) end
  return largest >= 100 and 0 or largest >= 1 and 2 or 3
end

--- What the benefit is, in words.
function M.benefit_words(result)
  local parts = {}
  for k, o in ipairs(result.outcomes) do
    local unit = o.unit and o.unit ~= "" and " (" .. o.unit .. ")" or ""
    parts[k] = ("%s of %s%s against control at %s"):format(o.better == "lower" and "fall" or "rise",
      o.outcome, unit, space_of.time_text(o.at, result))
    if #result.outcomes > 1 then
      parts[k] = ("%s times %s"):format(lists.number(o.weight), parts[k])
    end
  end
  return table.concat(parts, " + ")
end

--- The sentences on what the benefit rests on; none without uncertain values.
function M.reliance_words(result)
  local rests, out = result.reliance, {}
  if not rests then return out end
  local parts = {}
  for _, g in ipairs(rests.groups) do
    if g.share then
      parts[#parts + 1] = ("%s %.0f %% (%.0f to %.0f)"):format(g.status, 100 * g.share, 100 * g.low,
        100 * g.high)
    end
  end
  out[1] = "share of the variance of the first one's benefit that stays when all else is known: " ..
    table.concat(parts, ", ")
  parts = {}
  for _, g in ipairs(rests.groups) do
    if g.lead then parts[#parts + 1] = ("%s %.0f %%"):format(g.status, 100 * g.lead) end
  end
  if #parts > 0 then out[2] = "of its lead over the second: " .. table.concat(parts, ", ") end
  parts = {}
  for k = 1, math.min(3, #rests.parameters) do
    local p = rests.parameters[k]
    parts[k] = ("%s (%s: %s to %s)"):format(p.name, p.status, p.low and short(p.low) or
      "too few eligible", p.high and short(p.high) or "too few eligible")
  end
  if #parts > 0 then
    out[#out + 1] = ("what matters most, one at a time around a benefit of %s: %s"):format(
      rests.base and short(rests.base) or "none", table.concat(parts, ", "))
  end
  return out
end

function meta.__tostring(result)
  local lines = { ("Protocol search, %s: %s"):format(result.model, M.benefit_words(result)) }
  local function add(...) lines[#lines + 1] = "  " .. layout.wrap((...):format(select(2, ...)), 96,
    "  ") end
  add("%s%s, %s", layout.count(#result.rows, "protocol", "protocols"),
    result.sampled and (" sampled%s"):format(result.space and " out of " .. result.space or "")
    or result.space and " of " .. result.space or "",
    #result.refused > 0 and ("%d refused"):format(#result.refused) or "none refused")
  if result.uncertain > 0 then
    local parts = {}
    for _, status in ipairs(check.names(result.statuses)) do
      parts[#parts + 1] = ("%d %s"):format(result.statuses[status], status)
    end
    add("%d worlds (draws of %d uncertain values: %s) out of %d tried%s; the same %d patients in "
      .. "each",
      result.draws, result.uncertain, table.concat(parts, ", "), result.tried, result.disagreed and
      (", %d did not agree with trials"):format(result.disagreed) or "", result.patients)
  else
    add("nothing uncertain, %d patients", result.patients)
  end
  if result.interrupted then add("interrupted: not all protocols were tried") end
  add("burden in points, stated preferences; one point is worth %s of benefit (%s)",
    lists.number(tonumber(("%.3g"):format(result.price))), result.price_given and "given" or
    "what the most effective one gets for each of its points")
  if #result.shared > 0 then add("all: %s", table.concat(result.shared, ", ")) end
  local digits = digits_of(result.rows)
  local header = { "", "protocol", "burden", "benefit", lists.number(result.level) .. " %",
    "front", "best", "regret" }
  local rows, shown = {}, 0
  for i, row in ipairs(result.rows) do
    if row.front == 1 or i <= 8 then
      shown = shown + 1
      rows[shown] = { row.mark or "", row.brief, short(row.burden), short(row.benefit, digits),
        ("%s to %s"):format(short(row.low, digits), short(row.high, digits)), short(row.on_front),
        short(row.best), short(row.regret, digits) }
    end
  end
  table.move(layout.table(header, rows), 1, #rows + 2, #lines + 1, lines)
  if shown < #result.rows then
    add("and %d more that are dominated; r.rows has all", #result.rows - shown)
  end
  if result.control.best > 0 then
    add("no treatment is best with a probability of %s", short(result.control.best))
  end
  for _, sentence in ipairs(M.reliance_words(result)) do add("%s", sentence) end
  for _, note in ipairs(result.notes) do add("%s", note) end
  lines[#lines + 1] = "next  r:front()  r.rows[1]  r:plot()  r:csv(\"protocols.csv\")"
  return table.concat(lines, "\n")
end

return M
