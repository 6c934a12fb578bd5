--- The options of a protocol search, read and checked.
-- @module hepar.cohort.search.options
-- @local

local arms = require("hepar.scenario.arms")
local burdens = require("hepar.cohort.search.burden")
local check = require("hepar.util.check")
local directions = require("hepar.model.better")
local place = require("hepar.scenario.place")
local space_of = require("hepar.cohort.search.space")
local values = require("hepar.model.values")
local worlds_of = require("hepar.cohort.search.worlds")

local M = {}

local WHERE = "hepar.cohort.search"
local fail, show = check.fail, check.show

local known = { "space", "outcome", "at", "better", "uncertain", "draws", "patients", "burden",
  "price", "agree", "candidates", "rounds", "seed", "threads", "progress", "level" }

local function whole(options, name, absent, low, high)
  return values.whole(WHERE, options, name, absent, low, high)
end

-- One outcome: name, time, sign, weight.
local function outcome_of(what, given, spec)
  local model = spec.model
  local name = given.outcome
  local words = {}
  for _, kind in ipairs { "state", "output", "let" } do
    for word in pairs(model[kind]) do words[#words + 1] = word end
  end
  table.sort(words)
  local symbol = type(name) == "string" and (rawget(model.output, name) or
    rawget(model.state, name) or rawget(model.let, name))
  if not symbol then
    fail(WHERE, "%s must name a state, output or definition of the model, got %s%s", what,
      show(name), type(name) == "string" and check.suggest(name, words) or "")
  end
  local at = spec.horizon
  if given.at ~= nil then
    at = values.span(WHERE, "option at", given.at, model)
    if at > spec.horizon then
      fail(WHERE, "option at: %s is after the horizon of the scenario, %s", show(at),
        show(spec.horizon))
    end
  end
  local better = given.better
  if better == nil then better = spec.is_liver and directions.of(name) or nil end
  if better ~= "lower" and better ~= "higher" then
    fail(WHERE, 'option better must say whether "lower" or "higher" is better for %s, got %s',
      name, show(better))
  end
  return { outcome = name, at = at, better = better, sign = better == "lower" and -1 or 1,
    weight = 1.0, unit = symbol.unit }
end

local function outcomes_of(options, spec)
  local given = options.outcome
  if given == nil then
    fail(WHERE, "option outcome is missing: what the benefit is, such as outcome = \"MELD\"")
  end
  if type(given) == "string" then
    return { outcome_of("option outcome", { outcome = given, at = options.at,
      better = options.better }, spec) }
  end
  values.table(WHERE, "option outcome", given,
    '{{outcome = "MELD", at = {weeks = 24}, weight = 1}, …}')
  if options.at ~= nil or options.better ~= nil then
    fail(WHERE, "options at and better go into the entries of a list of outcomes")
  end
  local list = {}
  for i = 1, #given do
    local what = ("option outcome[%d]"):format(i)
    values.table(WHERE, what, given[i], '{outcome = "MELD", weight = 1}')
    values.only(WHERE, what, given[i], { "outcome", "at", "better", "weight" })
    list[i] = outcome_of(what .. ".outcome", given[i], spec)
    if #given > 1 and given[i].weight == nil then
      fail(WHERE, "%s.weight is missing: what one unit of it is worth, a preference", what)
    end
    if given[i].weight ~= nil then
      list[i].weight = values.number(WHERE, what .. ".weight", given[i].weight, 0)
    end
  end
  if #list == 0 then fail(WHERE, "option outcome names nothing") end
  return list
end

-- What worlds must agree with: published differences between a protocol and no treatment.
local function agreements(q, given)
  local list = {}
  if given == nil then return list end
  values.table(WHERE, "option agree", given,
    '{{treatment = {{product = "MSC", …}}, outcome = "MELD", low = -3, high = 0}}')
  for i = 1, #given do
    local what = ("option agree[%d]"):format(i)
    values.table(WHERE, what, given[i], '{treatment = {{…}}, outcome = "MELD", low = -3, high = 0}')
    values.only(WHERE, what, given[i], { "treatment", "outcome", "at", "low", "high" })
    local row = outcome_of(what .. ".outcome", { outcome = given[i].outcome, at = given[i].at,
      better = "lower" }, q.spec)
    row.low = values.number(WHERE, what .. ".low", given[i].low)
    row.high = values.number(WHERE, what .. ".high", given[i].high)
    if row.low >= row.high then
      fail(WHERE, "%s: low must be below high, got %s and %s", what, show(row.low), show(row.high))
    end
    if given[i].treatment == nil then fail(WHERE, "%s.treatment is missing", what) end
    local root = place({ treatment = given[i].treatment }, { where = WHERE })
    row.arm = arms.one(root:field("treatment"), q.spec)
    list[i] = row
  end
  if #list == 0 then fail(WHERE, "option agree names nothing") end
  return list
end

--- The question: everything that the options and the scenario say.
function M.read(scenario, options)
  if check.class(scenario) ~= "hepar.scenario" then
    fail(WHERE, "the scenario must come from hepar.scenario, got %s", show(scenario))
  end
  local spec = require("hepar.scenario.object").spec_of(scenario, "search")
  check.given(WHERE, options, known)
  if options == nil or options.space == nil then
    fail(WHERE, 'option space is missing: {product = "MSC", dose = {1e7, 5e7}, …}')
  end
  if not spec.control then
    fail(WHERE, "the scenario has no control that protocols could be compared with")
  end
  if spec.match then
    fail(WHERE, "cohort.match does not go with a search: leave it out, or use eligibility")
  end
  local q = { spec = setmetatable({ where = WHERE }, { __index = spec }), scenario = scenario,
    notes = {} }
  q.draws = whole(options, "draws", 64, 2, 100000)
  q.patients = whole(options, "patients", 12, 1, 100000)
  q.limit = whole(options, "candidates", 128, 1, 4096)
  q.rounds = whole(options, "rounds", 2, 0, 100)
  q.seed = whole(options, "seed", spec.seed, 0, math.maxinteger)
  q.spec.seed = q.seed
  q.threads = whole(options, "threads", 1, 0, 1024)
  if options.progress ~= nil and type(options.progress) ~= "boolean" then
    fail(WHERE, "option progress must be a boolean, got %s", show(options.progress))
  end
  q.progress = options.progress or false
  q.level = options.level == nil and 90 or values.number(WHERE, "option level", options.level, 50,
    99.9)
  if options.price ~= nil then q.price = values.number(WHERE, "option price", options.price, 0) end
  q.outcomes = outcomes_of(options, q.spec)
  q.times, q.last, q.names = {}, 0, {}
  local seen = {}
  for _, outcome in ipairs(q.outcomes) do
    if not seen[outcome.at] then q.times[#q.times + 1] = outcome.at end
    seen[outcome.at] = true
    if not seen[outcome.outcome] then q.names[#q.names + 1] = outcome.outcome end
    seen[outcome.outcome] = true
    q.last = math.max(q.last, outcome.at)
  end
  table.sort(q.times)
  q.space = space_of.read(WHERE, options.space, spec.model)
  q.weights, q.burden = burdens.read(WHERE, options.burden)
  q.agree = agreements(q, options.agree)
  local note
  q.inputs, q.products, note = worlds_of.uncertain(WHERE, options.uncertain, q.spec)
  q.notes[#q.notes + 1] = note
  return q
end

return M
