-- Virtual patients: drawn, brought to the start of the trial by the model, accepted or refused.
--
-- Patient `number` is the first of its candidates (attempt 0, 1, 2 …) that is eligible; a candidate
-- is a function of seed, number and attempt alone.
local column = require("hepar.column")
local core = require("hepar.core")
local engine = require("hepar.model.engine")

local M = {}

--- Years of illness before a trial at most.
M.MOST_YEARS = 100

-- Tried candidates after which an acceptance below one in 10,000 ends a run.
local ENOUGH, LEAST = 40000, 1e-4

local Population = {}
Population.__index = Population

local function core_feature(stream, marginal)
  return { name = stream, kind = marginal.kind, a = marginal.a, b = marginal.b,
    low = marginal.low, high = marginal.high, values = marginal.values,
    cumulative = marginal.cumulative }
end

local uniform = { kind = "uniform", a = 0, b = 1 }

--- The population of a scenario.
function M.new(spec, threads)
  local self = setmetatable({ spec = spec, threads = threads, drawn = {}, tried = 0, accepted = 0,
    refused = {}, failed = 0 }, Population)
  self.names = {}
  for _, feature in ipairs(spec.features) do
    if feature.at then
      self.drawn[feature.at] = core_feature(feature.stream, feature.marginal)
      self.names[feature.at] = feature
    end
  end
  self.kernel = assert(engine.kernel(spec.state, "auto", false))
  -- What of the model is looked at before anybody is treated.
  self.looked, self.wanted = {}, {}
  for _, list in ipairs { spec.limits, spec.match and spec.match.rows or {} } do
    for _, row in ipairs(list) do
      if row.of == "model" and not self.wanted[row.name] then
        self.wanted[row.name] = true
        table.insert(self.looked, row.name)
      end
    end
  end
  self.states = {}
  for _, state in ipairs(spec.model:states()) do self.states[#self.states + 1] = state.name end
  return self
end

--- Uniform numbers of some patients for a purpose.
function Population:uniform(purpose, numbers, attempts)
  return core.cohort.draw { features = { core_feature(purpose, uniform) }, seed = self.spec.seed,
    numbers = numbers, attempts = attempts }[1]
end

--- The features of candidates: name of the stream -> column.
function Population:draw(numbers, attempts)
  local spec, out = self.spec, {}
  local columns = core.cohort.draw { features = self.drawn, factor = spec.factor,
    seed = spec.seed, numbers = numbers, attempts = attempts }
  for i, feature in ipairs(self.names) do out[feature.stream] = columns[i] end
  if spec.import then
    local u = self:uniform("row of import", numbers, attempts)
    local rows = {}
    for i = 1, #numbers do
      rows[i] = attempts[i] == 0 and (math.tointeger(numbers[i]) - 1) % spec.import.rows + 1
        or math.floor(u[i] * spec.import.rows) + 1
    end
    for _, feature in ipairs(spec.features) do
      if not feature.at then
        local from, values = spec.import.columns[feature.marginal.column], {}
        for i, row in ipairs(rows) do values[i] = from[row] end
        out[feature.stream] = column(values)
      end
    end
  end
  return out
end

--- Values of parameters, inputs and states of candidates: what is given for all, and columns.
function Population:values(drawn, parameters, inputs)
  local spec = self.spec
  local result = { parameter = {}, input = {}, state = {} }
  for name, value in pairs(parameters) do result.parameter[name] = value end
  for name, value in pairs(inputs) do result.input[name] = value end
  for name, value in pairs(spec.initial) do result.state[name] = value end
  local covariate = {}
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" then
      covariate[feature.name] = drawn[feature.stream]
      if feature.sets then result[feature.sets][feature.name] = drawn[feature.stream] end
      if feature.initial then result.state[feature.name] = drawn[feature.stream] end
    end
  end
  local function times(kind, name, factor)
    local value = result[kind][name]
    if value == nil then value = spec.model[kind][name].value end
    result[kind][name] = factor * value
  end
  for _, feature in ipairs(spec.features) do
    if feature.as == "factor" then times(feature.sets, feature.name, drawn[feature.stream]) end
  end
  for _, effect in ipairs(spec.effects) do
    local from, factors = covariate[effect.of], {}
    for i = 1, #from do
      factors[i] = effect.factors and effect.factors[math.tointeger(from[i])] or not
        effect.factors and (from[i] / effect.reference) ^ effect.power
    end
    times(effect.kind, effect.on, column(factors))
  end
  return result
end

--- Brings candidates to the start: columns of states and of what is looked at; nil, message, code.
-- `given` may have other values than those of the scenario (as Population:values gives them),
-- threads, and rtol.
function Population:start(drawn, count, given)
  local spec = self.spec
  given = given or {}
  if not spec.before and #self.looked == 0 then return {} end
  local values = given.values or self:values(drawn, spec.parameters, spec.inputs)
  local columns = {}
  if spec.before then table.move(self.states, 1, #self.states, 1, columns) end
  table.move(self.looked, 1, #self.looked, #columns + 1, columns)
  local starts
  if spec.years_vary then
    local years = drawn["covariate years"]
    starts = column(#years)
    for i = 1, #years do starts[i] = -math.max(0, math.min(M.MOST_YEARS, years[i])) * 365.25 end
  end
  -- A start that is the same whoever is in the block: what a patient gets must not depend on it.
  local from = starts and -M.MOST_YEARS * 365.25 or -(spec.before or 0)
  local plan = { from = from, starts = starts, to = 0, times = column { 0 }, columns = columns,
    patients = count, parameters = values.parameter, inputs = values.input, initial = values.state,
    threads = given.threads or self.threads, rtol = given.rtol }
  if not plan.rtol then plan.rtol, plan.atol = spec.rtol, spec.rtol / 1000 end
  local result, message, code = engine.run(self.kernel, plan)
  if not result then return nil, message, code end
  return result.columns, result
end

--- Puts states at the start of the trial in their place: those that were reached before it (columns
-- of Population:start), and whoever enters is alive.
function Population:enter(states, base)
  local spec = self.spec
  if spec.before then
    for _, name in ipairs(self.states) do states[name] = base[name] end
  end
  if spec.survival then
    states[spec.survival.alive] = 1
    for _, cause in ipairs(spec.survival.causes) do states[cause.from] = 0 end
  end
end

--- Puts what an arm is given into a plan of the solver, which leaves out what comes after its end:
-- doses, those per kg times the weights that were drawn, and changes.
function M.give(plan, arm, drawn)
  plan.doses, plan.changes = {}, {}
  for i, dose in ipairs(arm.doses) do
    local amount = dose.amount
    if dose.per_kg then amount = drawn["covariate weight"] * amount end
    plan.doses[i] = { at = dose.at, into = dose.name, amount = amount, duration = dose.duration,
      every = dose.every, count = dose.count, ["until"] = dose.until_, lag = dose.lag,
      fraction = dose.fraction }
  end
  for i, change in ipairs(arm.changes) do
    plan.changes[i] = { at = change.at, name = change.name, value = change.value }
  end
end

-- Whether a candidate is within the limits that speak of its covariates, or of the model.
local function within(limits, of, get)
  for _, limit in ipairs(limits) do
    if limit.of == of then
      local value = get(limit.name)
      if not (value >= limit.low and value <= limit.high) then return false, limit.name end
    end
  end
  return true
end

-- Why so few are accepted.
local function too_few(self)
  local parts = {}
  for _, limit in ipairs(self.spec.limits) do
    local count = self.refused[limit.name]
    if count then
      local seen = self.seen[limit.name]
      parts[#parts + 1] = ("%s refuses %.4g %%%s"):format(limit.name, 100 * count / self.tried,
        seen and (" (from %.4g to %.4g among candidates, %.4g to %.4g wanted)"):format(seen[1],
          seen[2], limit.low, limit.high) or "")
    end
  end
  if self.failed > 0 then
    parts[#parts + 1] = ("the model fails for %.3g %%"):format(100 * self.failed / self.tried)
  end
  return nil, ("%s: eligibility accepts %d of %d candidates, fewer than one in 10,000: %s"):format(
    self.spec.where, self.accepted, self.tried, table.concat(parts, "; ")), "range"
end

local function see(self, name, value)
  local seen = self.seen[name]
  if not seen then
    self.seen[name] = { value, value }
  elseif value < seen[1] then
    seen[1] = value
  elseif value > seen[2] then
    seen[2] = value
  end
end

-- One round: candidates of open places, the first eligible one of each taken.
local function round(self, open, store, most, weight_of)
  local spec = self.spec
  local each = math.max(1, math.min(64, most // #open))
  local numbers, attempts, place = {}, {}, {}
  for _, slot in ipairs(open) do
    for k = 0, each - 1 do
      numbers[#numbers + 1], place[#place + 1] = slot.number, slot
      attempts[#attempts + 1] = slot.attempt + k
    end
  end
  local drawn = self:draw(column(numbers), column(attempts))
  local covariate = {}
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" then covariate[feature.name] = drawn[feature.stream] end
  end
  -- Only those whose covariates fit are worth a run of the model.
  local kept, why = {}, {}
  for i = 1, #numbers do
    local fits, name = within(spec.limits, "covariate", function(n)
      see(self, n, covariate[n][i])
      return covariate[n][i]
    end)
    if fits then kept[#kept + 1] = i else why[i] = name end
  end
  local base = {}
  if #kept > 0 then
    local part = {}
    for stream, values in pairs(drawn) do
      local list = {}
      for k, i in ipairs(kept) do list[k] = values[i] end
      part[stream] = column(list)
    end
    local result
    base, result = self:start(part, #kept)
    if not base then return nil, result end
    for k, i in ipairs(kept) do
      if type(result) == "table" and result.ended[k] ~= 0 then why[i] = false end
    end
  end
  local at = {}
  for k, i in ipairs(kept) do at[i] = k end
  local selection = weight_of and self:uniform("selection", column(numbers), column(attempts))
  for i = 1, #numbers do
    local slot = place[i]
    if not slot.done then
      self.tried, slot.tried = self.tried + 1, slot.tried + 1
      local k, name = at[i], why[i]
      local fits = k and name == nil
      if fits then
        fits, name = within(spec.limits, "model", function(n)
          see(self, n, base[n][k])
          return base[n][k]
        end)
      end
      if fits and weight_of then
        fits = selection[i] <= weight_of(function(row)
          return row.of == "covariate" and covariate[row.name][i] or base[row.name][k]
        end)
        if not fits then self.unselected = (self.unselected or 0) + 1 end
      elseif name == false then
        self.failed, slot.failed = self.failed + 1, slot.failed + 1
      elseif name then
        self.refused[name] = (self.refused[name] or 0) + 1
        slot.refused[name] = (slot.refused[name] or 0) + 1
      end
      if fits then
        slot.done, slot.attempt = true, attempts[i]
        self.accepted = self.accepted + 1
        for stream, values in pairs(drawn) do store.drawn[stream][slot.at] = values[i] end
        for n, values in pairs(base) do store.base[n][slot.at] = values[k] end
        store.attempts[slot.at] = attempts[i]
      else
        slot.attempt = attempts[i] + 1
      end
    end
  end
  local left = {}
  for _, slot in ipairs(open) do
    if not slot.done then left[#left + 1] = slot end
  end
  return left
end

-- A table that makes its tables.
local function tables()
  return setmetatable({}, { __index = function(t, k)
    local new = {}
    rawset(t, k, new)
    return new
  end })
end

--- The patients first … first + count - 1: {numbers, attempts, drawn, base, slots}; or nil,
-- message, code. With weight_of, a candidate is also taken with that probability only. A slot has
-- how many candidates of a patient were tried, refused (by name of the limit) and failed; there are
-- none when everybody is taken.
function Population:take(first, count, weight_of)
  local numbers = {}
  for i = 1, count do numbers[i] = first + i - 1 end
  self.seen = self.seen or {}
  if #self.spec.limits == 0 and not weight_of then
    local attempts = column(count)
    local drawn = self:draw(column(numbers), attempts)
    local base, result, code = self:start(drawn, count)
    if not base then return nil, result, code end
    self.tried, self.accepted = self.tried + count, self.accepted + count
    return { numbers = column(numbers), attempts = attempts, drawn = drawn, base = base }
  end
  local open, store = {}, { drawn = tables(), base = tables(), attempts = {} }
  for i, number in ipairs(numbers) do
    open[i] = { at = i, number = number, attempt = 0, tried = 0, failed = 0, refused = {} }
  end
  local slots = table.move(open, 1, #open, 1, {})
  while #open > 0 do
    local left, message, code = round(self, open, store, 256, weight_of)
    if not left then return nil, message, code end
    open = left
    if self.tried >= ENOUGH and self.accepted < LEAST * self.tried then return too_few(self) end
  end
  local drawn, base = {}, {}
  for name, values in pairs(store.drawn) do drawn[name] = column(values) end
  for name, values in pairs(store.base) do base[name] = column(values) end
  return { numbers = column(numbers), attempts = column(store.attempts), drawn = drawn,
    base = base, slots = slots }
end

--- What a row of limits or targets looks at, of patients that were taken.
function Population.look(_, patients, row)
  if row.of == "model" then return patients.base[row.name] end
  return patients.drawn["covariate " .. row.name]
end

return M
