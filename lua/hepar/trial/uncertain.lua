--- Trials whose model is uncertain: parameters drawn, new virtual patients for each draw.
-- @module hepar.trial.uncertain
-- @local

local check = require "hepar.trial.check"
local column = require "hepar.column"
local inputs = require "hepar.cohort.inputs"
local objects = require "hepar.scenario.object"
local pools = require "hepar.trial.pool"
local random = require "hepar.random"
local ranks = require "hepar.mpi.replicates"

local M = {}

-- One column of quantiles for each input: every k-th part of each range once (McKay, Beckman and
-- Conover, Technometrics 1979;21:239).
local function hypercube(list, count, seed)
  local stream, out = random.new(seed), {}
  for i, input in ipairs(list) do
    local order, u = {}, {}
    for k = 1, count do order[k] = k end
    local chance, within = stream:uniform(count), stream:uniform(count)
    for k = count, 2, -1 do
      local other = math.floor(chance[k] * k) + 1
      order[k], order[other] = order[other], order[k]
    end
    for k = 1, count do u[k] = (order[k] - 1 + within[k]) / count end
    out[i] = input.quantile(column(u))
  end
  return out
end

-- The scenario with the values of a draw; an arm that sets one of them itself is refused.
local function drawn_spec(self, where, values)
  local spec = objects.spec_of(objects.with(self.scenario, values, where), "trial")
  for _, arm in ipairs(spec.arms) do
    for name, value in pairs(values) do
      local there = arm.parameters[name]
      if there == nil then there = arm.inputs[name] end
      if there ~= value then
        check.fail(where, "parameters.%s is set by arm %q of the scenario", name, arm.name)
      end
    end
  end
  return spec
end

--- trial:assurance with parameters.
function M.assurance(self, where, o, limits, result_of, draw_from)
  if type(o.n) == "table" then
    check.fail(where, "n must be one number when parameters are drawn")
  end
  local n = o.n == nil and self.n or check.count(where, "n", o.n, limits)
  local list = inputs.read(where, o.parameters, self.spec.model)
  local draws, patients = o.draws or 25, o.patients or 200
  if o.replicates < draws then
    check.fail(where, "replicates (%d) must be at least draws (%d)", o.replicates, draws)
  end
  local seed = o.seed or self.seed
  local points, rows, raws = hypercube(list, draws, seed), {}, {}
  local each, failed = o.replicates // draws, 0
  local meter <close> = require("hepar.core").progress.new("drawing parameters",
    o.progress == true)
  for k = 1, draws do
    local going, message, code = meter:step(k - 1, draws)
    if not going then return nil, message, code end
    local values = {}
    for i, input in ipairs(list) do values[input.name] = points[i][k] end
    local pool
    pool, message, code = pools.simulate(self, drawn_spec(self, where, values), patients,
      self.spec.seed, { threads = o.threads }, where)
    if pool then
      local given = {}
      for key, value in pairs(self.given) do given[key] = value end
      draw_from(given, pool, n)
      given.n, given.threads, given.seed = n, o.threads, seed
      given.first, given.replicates = (k - 1) * each, each
      given.events = require("hepar.trial.design").events(self, n)
      local raw
      raw, message, code = ranks.simulate(given)
      if not raw then return nil, message, code end
      raws[#raws + 1] = raw
      local good = 0
      for _, x in ipairs(raw.success) do good = good + x end
      rows[#rows + 1] = { power = good / each, values = values,
        difference = pool.arms[2].difference }
    elseif code == "interrupted" then
      return nil, message, code
    else
      failed = failed + 1
      if failed > draws / 2 then return nil, message, code end
    end
  end
  local r = result_of(self, ranks.join(raws), n, #rows * each, "assurance")
  -- between draws is what counts, not between the trials of one
  local sum, squares = 0, 0
  for _, row in ipairs(rows) do sum, squares = sum + row.power, squares + row.power ^ 2 end
  local mean = sum / #rows
  r.power_se = math.sqrt(math.max(0, squares / #rows - mean ^ 2) / (#rows - 1))
  r.ci_lb = math.max(0, mean - 1.96 * r.power_se)
  r.ci_ub = math.min(1, mean + 1.96 * r.power_se)
  r.draws, r.patients, r.draws_failed = rows, patients, failed
  r.drawn = #list == 1 and list[1].name or #list .. " parameters"
  return r
end

return M
