--- The worlds of a protocol search: draws of the uncertain values, and in each of them the same
-- virtual patients, brought to the start of the trial.
--
-- A world in which too few patients are eligible is none in which the question is asked: it is
-- dropped, and counted. What is left are draws from the stated distributions, given that the
-- scenario's patients exist.
-- @module hepar.cohort.search.worlds
-- @local

local check = require("hepar.util.check")
local column = require("hepar.column")
local core = require("hepar.core")
local engine = require("hepar.model.engine")
local inputs_of = require("hepar.cohort.inputs")
local population = require("hepar.cohort.population")

local M = {}

local fail, show = check.fail, check.show

local ATTEMPTS = 8    -- candidates for each patient of a world
local CHUNKS = 50     -- so many times the number of worlds are tried
local statuses = { "assumed", "calibrated", "recalled", "verified", "cited", "unstated" }

-- ---- what is uncertain ----

local function symbol_of(model, name)
  return rawget(model.parameter, name) or rawget(model.input, name)
end

-- What the liver model is told about the product, the course of the injury and the patient:
-- settings, not knowledge. The factors of a product have strengths of their own, below.
local settings = {}
for name in ([[potency cell_trophic cell_immune cell_matrix vesicle_trophic vesicle_immune
  vesicle_matrix cargo_GPX1 cargo_NLRP3 cargo_STAT3 cargo_SK cxcr4 cell_survival allogeneic
  vesicle_diameter vesicle_targeting vesicle_secretion k_exposure overdose_rise overdose_fall flare
  flare_time flare_width resection resection_time transplant_rate transplant_by_MELD age female
  AST_upper_limit]]):gmatch("%S+") do settings[name] = true end

-- Names that patients or the scenario set: they are no matter of doubt here.
local function fixed_names(spec)
  local fixed = {}
  if spec.is_liver then
    for name in pairs(settings) do fixed[name] = true end
  end
  for name in pairs(spec.set) do fixed[name] = true end
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" then fixed[feature.name] = true end
  end
  return fixed
end

-- Parameters of some statuses with a range, as the option of hepar.cohort.sensitivity has them:
-- triangular over the stated range, the model's value the most likely one.
local function stated(model, wanted, fixed, out)
  local without = 0
  for _, symbol in ipairs(model:parameters()) do
    if wanted[symbol.status] and not fixed[symbol.name] then
      if not symbol.low or symbol.low >= symbol.high then without = without + 1
      elseif symbol.value ~= 0 then
        out[symbol.name] = { low = symbol.low, mode = symbol.value, high = symbol.high }
      end
    end
  end
  return without
end

--- The option `uncertain`: list of inputs {name, quantile, words, status, base}, whether strengths
-- of products are uncertain too, and a note.
function M.uncertain(where, given, spec)
  local model, fixed, chosen = spec.model, fixed_names(spec), {}
  local products, without = false, 0
  if given == false then return {}, false end
  if given == nil then
    without = stated(model, { assumed = true, calibrated = true }, fixed, chosen)
    products = true
  elseif type(given) ~= "table" or check.class(given) then
    fail(where, 'option uncertain must be a list such as {"assumed", "calibrated"}, a table of '
      .. "ranges, or false, got %s", show(given))
  elseif rawget(given, 1) ~= nil then
    local wanted = {}
    for i = 1, #given do
      local name = given[i]
      local symbol = type(name) == "string" and rawget(model.parameter, name)
      if symbol then
        if not symbol.low or symbol.low >= symbol.high then
          fail(where, "option uncertain[%d]: the model states no range of %s; give {%s = {low, "
            .. "high}}", i, name, name)
        end
        chosen[name] = { low = symbol.low, mode = symbol.value, high = symbol.high }
      elseif name == "product" then products = true
      else
        local is_status = false
        for _, status in ipairs(statuses) do is_status = is_status or status == name end
        if not is_status then
          local words = table.move(statuses, 1, #statuses, 1, check.names(model.parameter))
          words[#words + 1] = "product"
          fail(where, "option uncertain[%d]: %s is no status and no parameter of the model%s", i,
            show(name), type(name) == "string" and check.suggest(name, words) or "")
        end
        wanted[name] = true
      end
    end
    without = stated(model, wanted, fixed, chosen)
  else
    for name, range in pairs(given) do
      if type(name) ~= "string" or not symbol_of(model, name) then
        local words = check.names(model.parameter)
        table.move(check.names(model.input), 1, #check.names(model.input), #words + 1, words)
        fail(where, "option uncertain: %s is no parameter or input of the model%s", show(name),
          type(name) == "string" and check.suggest(name, words) or "")
      end
      chosen[name] = range
    end
  end
  local list = {}
  if next(chosen) then
    local ok, inputs = pcall(inputs_of.read, where, chosen, nil)
    if not ok then error((tostring(inputs):gsub("option parameters", "option uncertain")), 0) end
    list = inputs
  end
  if #list > 0 and engine.has_dependents(spec.state) then
    fail(where, "option uncertain: parameters of %s are computed from others, which a search does "
      .. "not follow; give uncertain = false", model.name)
  end
  for _, input in ipairs(list) do
    local symbol = symbol_of(model, input.name)
    input.status = symbol.status or "unstated"
    input.kind = rawget(model.parameter, input.name) and "parameter" or "input"
    local at = input.kind == "parameter" and spec.parameters or spec.inputs
    input.base = at[input.name] or symbol.value or 0
    input.doc = symbol.doc
  end
  return list, products, without > 0 and
    ("%d value%s without a stated range stay%s"):format(without, without == 1 and "" or "s",
      without == 1 and "s as it is" or " as they are") or nil
end

--- How strong the factors of products are: one exponent for each word that the candidates use,
-- triangular from 0 (no effect) over 1 (as assumed) to 2 (twice on a logarithmic scale).
function M.strengths(...)
  local found = {}
  for _, candidates in ipairs { ... } do
    for _, candidate in ipairs(candidates) do
      for _, row in ipairs(candidate.arm.applied) do
        local moves = false
        for _, factor in pairs(row.times) do moves = moves or factor ~= 1 end
        if moves then found[row.what] = row end
      end
    end
  end
  local list = {}
  for _, what in ipairs(check.names(found)) do
    local name = "strength of " .. what
    local input = inputs_of.read("", { [name] = { low = 0, mode = 1, high = 2 } }, nil)[1]
    input.status, input.kind, input.what = found[what].status, "strength", what
    input.doc = "exponent of the factors that are assumed for " .. what
    list[#list + 1] = input
  end
  return list
end

-- ---- worlds ----

local Worlds = {}
Worlds.__index = Worlds

-- Uniform numbers of m draws, a row each: Latin hypercube.
local function points(d, m, seed)
  if d == 0 then return nil end
  return core.sensitivity.points("latin", d, m, seed)
end

--- New worlds: `count` of them (1 without uncertain values) with `n` patients each.
function M.new(spec, inputs, agree, count, n, seed, threads)
  local features = table.move(spec.features, 1, #spec.features, 1, {})
  for _, input in ipairs(inputs) do
    if input.kind ~= "strength" then
      local kind = input.kind
      -- relative to the value, so that settings of arms and differences of patients stay
      features[#features + 1] = { name = input.name, stream = "uncertain " .. input.name,
        as = input.base == 0 and "covariate" or "factor", sets = kind }
    end
  end
  local own = setmetatable({ features = features }, { __index = spec })
  local self = setmetatable({ spec = own, inputs = inputs, count = #inputs == 0 and 1 or count,
    n = n, seed = seed, threads = threads, agree = agree, tried = 0, disagreed = 0,
    ineligible = 0 }, Worlds)
  self.population = population.new(own, threads)
  return self
end

-- The values at m rows of uniform numbers: a row each.
function Worlds:rows(from, m)
  local d, rows = #self.inputs, {}
  for i = 1, m do rows[i] = {} end
  for j, input in ipairs(self.inputs) do
    local u = {}
    for i = 1, m do u[i] = from[(i - 1) * d + j] end
    local values = input.quantile(column(u))
    for i = 1, m do rows[i][j] = values[i] end
  end
  return rows
end

-- The arm that all others are compared with.
local function spec_control(spec) return spec.arms[1] end

local function eligible(spec, drawn, base, i)
  for _, limit in ipairs(spec.limits) do
    local from = limit.of == "covariate" and drawn["covariate " .. limit.name] or base[limit.name]
    local value = from[i]
    if not (value >= limit.low and value <= limit.high) then return false end
  end
  return true
end

-- Tries worlds (rows of values, one for each input): for each a table of its patients, or false;
-- nil, message, code.
function Worlds:try(rows)
  local n, spec = self.n, self.spec
  local made, open = {}, {}
  for w = 1, #rows do
    made[w] = { found = 0, patients = {}, values = rows[w] }
    for i = 1, n do open[#open + 1] = { world = w, patient = i } end
  end
  self.tried = self.tried + #rows
  for attempt = 0, ATTEMPTS - 1 do
    if #open == 0 then break end
    local numbers, attempts = {}, column(#open)
    for k, slot in ipairs(open) do numbers[k], attempts[k] = slot.patient, attempt end
    local drawn = self.population:draw(column(numbers), attempts)
    for j, input in ipairs(self.inputs) do
      if input.kind ~= "strength" then
        local list = {}
        for k, slot in ipairs(open) do
          local value = rows[slot.world][j]
          list[k] = input.base == 0 and value or value / input.base
        end
        drawn["uncertain " .. input.name] = column(list)
      end
    end
    local base, result, code = self.population:start(drawn, #open)
    if not base then return nil, result, code end
    local left = {}
    for k, slot in ipairs(open) do
      local fine = not (type(result) == "table" and result.ended[k] ~= 0) and
        eligible(spec, drawn, base, k)
      if fine then
        local world, patient = made[slot.world], { drawn = {}, base = {} }
        for stream, list in pairs(drawn) do patient.drawn[stream] = list[k] end
        for name, list in pairs(base) do patient.base[name] = list[k] end
        world.patients[slot.patient], world.found = patient, world.found + 1
      else
        left[#left + 1] = slot
      end
    end
    open = {}
    for _, slot in ipairs(left) do
      -- a world that has so few at first is given up at once
      if made[slot.world].found * 4 >= n then open[#open + 1] = slot end
    end
  end
  for w, world in ipairs(made) do
    if world.found < n then made[w], self.ineligible = false, self.ineligible + 1 end
  end
  return self:agreeing(made)
end

-- Leaves the worlds in which protocols do what trials saw them do.
function Worlds:agreeing(made)
  for _, agree in ipairs(self.agree) do
    local rows = self:columns(made)
    if rows.count == 0 then break end
    local arms = {}
    for k, arm in ipairs { spec_control(self.spec), agree.arm } do
      local columns, ended = self:simulate(arm, rows, { agree.outcome }, { agree.at })
      if not columns then return nil, ended, "interrupted" end
      arms[k] = { columns = columns, ended = ended }
    end
    local x, y = arms[2].columns[agree.outcome], arms[1].columns[agree.outcome]
    for i, w in ipairs(rows.worlds) do
      local sum = 0
      for k = (i - 1) * self.n + 1, i * self.n do sum = sum + x[k] - y[k] end
      local difference = sum / self.n
      if not (difference >= agree.low and difference <= agree.high) then
        made[w] = false
        self.disagreed = self.disagreed + 1
      end
    end
  end
  return made
end

--- Draws the worlds: true; or nil, message, code.
function Worlds:draw(meter)
  local d, kept = #self.inputs, {}
  for chunk = 0, CHUNKS do
    local wanted = self.count - #kept
    if wanted == 0 then break end
    local m = d == 0 and 1 or math.max(8, math.min(2 * self.count, 2 * wanted))
    local from = points(d, m, self.seed + 1000003 * chunk)
    local going, message, code = meter:step(#kept, self.count)
    if not going then return nil, message, code end
    local made
    made, message, code = self:try(d == 0 and { {} } or self:rows(from, m))
    if not made then return nil, message, code end
    for _, world in ipairs(made) do
      if world and #kept < self.count then kept[#kept + 1] = world end
    end
    if d == 0 then break end
  end
  if #kept < self.count then
    return nil, ("only %d of %d draws of the uncertain values have %d eligible patients%s"):format(
      #kept, self.tried, self.n, #self.agree > 0 and (" and agree with what is given as agree "
      .. "(%d do not)"):format(self.disagreed) or ""), "range"
  end
  self.kept = kept
  return true
end

--- The worlds again with other values of some inputs (`moves(input)`), all else as it is: a list of
-- worlds, false where none was found; or nil, message, code.
function Worlds:resample(moves, salt, meter)
  local d, out, open = #self.inputs, {}, {}
  local restart = false
  for _, input in ipairs(self.inputs) do
    if moves(input) and input.kind ~= "strength" then restart = true end
  end
  for w = 1, #self.kept do out[w], open[w] = false, w end
  for round = 0, 19 do
    if #open == 0 then break end
    local going, message, code = meter:step(#self.kept - #open, #self.kept)
    if not going then return nil, message, code end
    local from = points(d, #open, self.seed + 7919 * (salt + 1) + 104729 * round)
    local rows = self:rows(from, #open)
    for k, w in ipairs(open) do
      for j, input in ipairs(self.inputs) do
        if not moves(input) then rows[k][j] = self.kept[w].values[j] end
      end
    end
    local made
    if restart then
      made, message, code = self:try(rows)
      if not made then return nil, message, code end
    else
      made = {}
      for k, w in ipairs(open) do
        made[k] = { values = rows[k], patients = self.kept[w].patients }
      end
    end
    local left = {}
    for k, w in ipairs(open) do
      if made[k] then out[w] = made[k] else left[#left + 1] = w end
    end
    open = left
  end
  return out
end

--- The world of the model's own values, and those where one input at a time is at the ends of its
-- central 90 %: {base =, low = {…}, high = {…}}, false where no patients are eligible; or nil,
-- message, code.
function Worlds:ends(meter)
  local own, rows = {}, {}
  for j, input in ipairs(self.inputs) do own[j] = input.kind == "strength" and 1 or input.base end
  rows[1] = own
  for j, input in ipairs(self.inputs) do
    local low_high = input.quantile(column { 0.05, 0.95 })
    for k = 1, 2 do
      local row = table.move(own, 1, #own, 1, {})
      row[j] = low_high[k]
      rows[#rows + 1] = row
    end
  end
  local going, message, code = meter:step(0, 1)
  if not going then return nil, message, code end
  local agree, disagreed, tried = self.agree, self.disagreed, self.tried
  local ineligible = self.ineligible
  self.agree = {}
  local made
  made, message, code = self:try(rows)
  self.agree, self.disagreed, self.tried = agree, disagreed, tried
  self.ineligible = ineligible
  return made, message, code
end

--- The patients of a list of worlds (false ones left out) as columns, ready to be treated.
function Worlds:columns(list)
  local rows, worlds = {}, {}
  for w, world in ipairs(list) do
    if world then
      worlds[#worlds + 1] = w
      for i = 1, self.n do rows[#rows + 1] = world.patients[i] end
    end
  end
  local out = { worlds = worlds, count = #rows, drawn = {}, base = {}, strength = {} }
  if #rows == 0 then return out end
  for _, part in ipairs { "drawn", "base" } do
    for name in pairs(rows[1][part]) do
      local values = {}
      for k, row in ipairs(rows) do values[k] = row[part][name] end
      out[part][name] = column(values)
    end
  end
  for j, input in ipairs(self.inputs) do
    if input.kind == "strength" then
      local values = {}
      for _, w in ipairs(worlds) do
        for _ = 1, self.n do values[#values + 1] = list[w].values[j] end
      end
      out.strength[input.what] = column(values)
    end
  end
  return out
end

--- Simulates one arm in all rows: name -> column (rows x times), and for each row whether it went
-- through; or nil, message, code.
function Worlds:simulate(arm, rows, names, times)
  local spec = self.spec
  local parameters = {}
  for name, value in pairs(arm.parameters) do parameters[name] = value end
  for _, row in ipairs(arm.applied) do
    local strength = rows.strength[row.what]
    if strength then
      for name, factor in pairs(row.times) do
        if factor > 0 and parameters[name] then
          -- factor^strength in the place of factor
          parameters[name] = core.lanes.map("exp", (strength - 1) * math.log(factor)) *
            parameters[name]
        end
      end
    end
  end
  local values = self.population:values(rows.drawn, parameters, arm.inputs)
  self.population:enter(values.state, rows.base)
  local plan = { from = 0, to = times[#times], times = column(times), columns = names,
    patients = rows.count, parameters = values.parameter, inputs = values.input,
    initial = values.state, threads = self.threads, rtol = spec.rtol, atol = spec.rtol / 1000 }
  population.give(plan, arm, rows.drawn)
  local result, message, code = engine.run(self.population.kernel, plan)
  if not result then return nil, message, code end
  return result.columns, result.ended, result.failures[1] and result.failures[1].message
end

return M
