--- Reads what hepar.trial is given into the numbers that the core simulates.
-- @module hepar.trial.design
-- @local

local analyse = require "hepar.trial.analyse"
local analytic = require "hepar.trial.analytic"
local check = require "hepar.trial.check"
local claims = require "hepar.trial.claims"
local prior = require "hepar.trial.prior"
local scenario = require "hepar.trial.scenario"
local sequential = require "hepar.trial.sequential"

local M = {}

local WHERE = "hepar.trial"
local INF = math.huge

M.endpoints = { "continuous", "binary", "ordinal", "time_to_event" }
local ENDPOINT = { continuous = 0, binary = 1, ordinal = 2, time_to_event = 3 }
local SUITED = {
  continuous = { "t", "welch", "ancova", "mmrm", "imputed", "wilcoxon" },
  binary = { "chi_square", "fisher", "cmh" },
  ordinal = { "wilcoxon", "proportional_odds" },
  time_to_event = { "logrank", "cox", "rmst", "gray", "fine_gray" },
}

local RULES = {
  arms = { "plain" }, endpoint = { "plain", needed = true },
  scenario = { "any" }, patients = { "any" },
  n = { "count", least = 4, most = 1000000 }, control = { "any" }, allocation = { "any" },
  analysis = { "any" }, randomisation = { "any" },
  accrual = { "number", above = 0 }, follow_up = { "number", least = 0 },
  events = { "count", least = 2 }, looks = { "any" }, spending = { "any" }, gamma = { "any" },
  rho = { "any" }, delta = { "any" }, futility = { "any" }, alpha = check.with(check.alpha, 0.025),
  sided = check.with(check.sided, 1),
  keep = { "count", least = 1, most = 7 }, resize = { "any" }, borrow = { "any" },
  seed = { "count", least = 0, most = 2 ^ 53 },
}

for name, rule in pairs(claims.rules) do RULES[name] = rule end

local POINT = {
  type = { "word", words = M.endpoints, needed = true },
  better = { "word", words = { "higher", "lower" }, default = "higher" },
  baseline = { "any" }, correlation = { "any" }, tau = { "number", above = 0 },
  name = { "any" },
}

local ARM = {
  continuous = { mean = { "any" }, sd = { "any" } },
  binary = { probability = { "number", least = 0, most = 1, needed = true } },
  ordinal = { probabilities = { "numbers", least = 0, most = 1, fewest = 2, longest = 12,
    needed = true } },
  time_to_event = { hazard = { "number", above = 0 }, median = { "number", above = 0 },
    competing_hazard = { "number", least = 0, default = 0 } },
}

-- Names of the arms, the control first.
local function arm_names(o)
  local names = {}
  for name, arm in pairs(o.arms) do
    if type(name) ~= "string" then
      check.fail(WHERE, "arms are named, such as {control = {…}, treated = {…}}; got the name %s",
        check.show(name))
    end
    check.plain(WHERE, "arms." .. name, arm)
    names[#names + 1] = name
  end
  if #names < 2 or #names > 8 then
    check.fail(WHERE, "arms must be 2 to 8 tables by name, got %d", #names)
  end
  table.sort(names)
  local control = o.control
  if control == nil then control = "control" end
  if type(control) ~= "string" or o.arms[control] == nil then
    check.fail(WHERE, "no arm is called %s: name one so, or say control = %q", check.show(control),
      names[1])
  end
  for i, name in ipairs(names) do
    if name == control then
      table.remove(names, i)
      table.insert(names, 1, name)
      break
    end
  end
  return names
end

-- A number for every visit.
local function by_visit(what, value, visits, rule)
  if value == nil then check.fail(WHERE, "%s is missing", what) end
  if type(value) == "number" then
    local list = {}
    for v = 1, visits do list[v] = check.number(WHERE, what, value, rule) end
    return list
  end
  local list = check.numbers(WHERE, what, value, rule)
  if #list ~= visits then
    check.fail(WHERE, "%s must be one number or %d, one for each visit, got %d", what, visits,
      #list)
  end
  return list
end

-- The Cholesky factor of a correlation matrix given as rows; nil when there is none.
local function factor(matrix)
  local root, n = {}, #matrix
  for i = 1, n do
    for j = 1, i do
      local sum = matrix[i][j]
      for k = 1, j - 1 do sum = sum - root[(i - 1) * n + k] * root[(j - 1) * n + k] end
      if i == j then
        if sum <= 1e-10 then return nil end
        root[(i - 1) * n + i] = math.sqrt(sum)
      else
        root[(i - 1) * n + j] = sum / root[(j - 1) * n + j]
        root[(j - 1) * n + i] = 0
      end
    end
  end
  return root
end

-- Correlations of baseline and visits: one number for all, or a matrix.
local function correlations(point, visits, baseline)
  local size, given = visits + 1, point.correlation
  local matrix, from = {}, baseline and 1 or 2
  for i = 1, size do
    matrix[i] = {}
    for j = 1, size do matrix[i][j] = i == j and 1 or 0 end
  end
  if type(given) == "table" and not check.class(given) then
    local wanted = size - from + 1
    if #given ~= wanted then
      check.fail(WHERE, "endpoint.correlation must have %d rows (%svisits), got %d", wanted,
        baseline and "baseline and " or "", #given)
    end
    for i = 1, wanted do
      local row = check.numbers(WHERE, ("endpoint.correlation[%d]"):format(i), given[i],
        { least = -1, most = 1, fewest = wanted, longest = wanted })
      for j = 1, wanted do matrix[i + from - 1][j + from - 1] = row[j] end
    end
    for i = from, size do
      for j = from, i do
        if matrix[i][j] ~= matrix[j][i] or (i == j and matrix[i][j] ~= 1) then
          check.fail(WHERE, "endpoint.correlation must be symmetric with 1 on the diagonal")
        end
      end
    end
  elseif given ~= nil then
    local r = check.number(WHERE, "endpoint.correlation", given, { above = -1, below = 1 })
    for i = from, size do
      for j = from, size do
        if i ~= j then matrix[i][j] = r end
      end
    end
  end
  local root = factor(matrix)
  if not root then
    check.fail(WHERE, "endpoint.correlation is not positive definite: no patients have such "
      .. "outcomes")
  end
  return root
end

local readers = {}

-- Virtual patients in place of distributions: `values` (or `times` and `events`) of each arm, the
-- same patients in every arm.
local function bank(given, o, point)
  local times = point.type == "time_to_event"
  local value = times and "times" or "values"
  local size
  given.bank_value, given.bank_event = {}, times and {} or nil
  local limits = { fewest = 2, longest = 1000000 }
  if point.type == "binary" then limits.least, limits.most = 0, 1 end
  if point.type == "ordinal" then limits.least, limits.most = 0, 11 end
  if times then limits.above = 0 end
  for i, name in ipairs(o.names) do
    local arm = check.read(WHERE, o.arms[name], { [value] = { "any", needed = true },
      events = times and { "any", needed = true } or nil }, "arms." .. name)
    local list = check.numbers(WHERE, ("arms.%s.%s"):format(name, value), arm[value], limits)
    size = size or #list
    if #list ~= size then
      check.fail(WHERE, "arms.%s.%s must have %d patients, as in the control arm, got %d", name,
        value, size, #list)
    end
    for k, x in ipairs(list) do
      if limits.most and x ~= math.floor(x) then
        check.fail(WHERE, "arms.%s.values[%d] must be a whole number, got %g", name, k, x)
      end
      given.bank_value[(i - 1) * size + k] = x + 0.0
    end
    if times then
      local events = check.numbers(WHERE, ("arms.%s.events"):format(name), arm.events,
        { least = 0, most = 2, fewest = size, longest = size })
      for k, x in ipairs(events) do
        given.bank_event[(i - 1) * size + k] =
          check.count(WHERE, ("arms.%s.events[%d]"):format(name, k), x, {}) + 0.0
      end
    end
  end
  given.bank, given.visits = size, 1
  if point.baseline ~= nil then
    local b = check.read(WHERE, point.baseline, { values = { "any", needed = true } },
      "endpoint.baseline")
    given.bank_baseline = check.numbers(WHERE, "endpoint.baseline.values", b.values,
      { fewest = size, longest = size })
    given.with_baseline = true
  end
  if times and o.analysis == "rmst" and not point.tau then
    check.fail(WHERE, 'analysis "rmst" needs endpoint.tau, the horizon of the means')
  end
  given.tau = point.tau
  for name, there in pairs { correlation = point.correlation, resize = o.resize } do
    if there ~= nil then check.fail(WHERE, "%s does not go with virtual patients", name) end
  end
  if type(o.randomisation) == "table" and o.randomisation.strata ~= nil then
    check.fail(WHERE, "randomisation.strata does not go with virtual patients")
  end
  if times and not o.follow_up and not o.events then
    check.fail(WHERE, "follow_up (after the last patient) or events is missing")
  elseif times and o.looks and not o.events then
    check.fail(WHERE, "looks at times of virtual patients need events")
  end
end

function readers.continuous(given, o, point, arms)
  local first = arms[1].mean
  local visits = type(first) == "table" and not check.class(first) and #first or 1
  if visits < 1 or visits > 8 then
    check.fail(WHERE, "arms have 1 to 8 visits, got %d", visits)
  end
  given.visits, given.mean, given.sd = visits, {}, {}
  for i, arm in ipairs(arms) do
    local name = "arms." .. o.names[i]
    given.mean[i] = by_visit(name .. ".mean", arm.mean, visits)
    given.sd[i] = by_visit(name .. ".sd", arm.sd, visits, { above = 0 })
  end
  if point.baseline ~= nil then
    local b = check.read(WHERE, point.baseline, { mean = { "number", default = 0 },
      sd = { "number", above = 0, default = 1 } }, "endpoint.baseline")
    given.with_baseline, given.baseline_mean, given.baseline_sd = true, b.mean, b.sd
  end
  given.root = correlations(point, visits, given.with_baseline)
end

function readers.binary(given, _, _, arms)
  given.levels, given.probability = 2, {}
  for i, arm in ipairs(arms) do
    given.probability[i] = { 1 - arm.probability, arm.probability }
  end
end

function readers.ordinal(given, o, _, arms)
  given.levels, given.probability = #arms[1].probabilities, {}
  for i, arm in ipairs(arms) do
    local sum, list = 0, arm.probabilities
    for _, p in ipairs(list) do sum = sum + p end
    if math.abs(sum - 1) > 1e-6 or #list ~= given.levels then
      check.fail(WHERE, "arms.%s.probabilities must be %d numbers that add up to 1, got %d and %g",
        o.names[i], given.levels, #list, sum)
    end
    given.probability[i] = list
  end
end

function readers.time_to_event(given, o, point, arms)
  given.hazard, given.competing = {}, {}
  for i, arm in ipairs(arms) do
    if (arm.hazard == nil) == (arm.median == nil) then
      check.fail(WHERE, "arms.%s needs hazard or median (not both)", o.names[i])
    end
    given.hazard[i] = arm.hazard or math.log(2) / arm.median
    given.competing[i] = arm.competing_hazard
  end
  if not o.follow_up and not o.events then
    check.fail(WHERE, "follow_up (after the last patient) or events is missing")
  end
  if o.analysis == "rmst" and not point.tau then
    check.fail(WHERE, 'analysis "rmst" needs endpoint.tau, the horizon of the means')
  end
  given.tau = point.tau
end

-- Which analysis: the one asked for, if it suits the endpoint, or the usual one.
local function analysis_of(o, point, visits)
  local suited = SUITED[point.type]
  if o.borrow ~= nil then
    local plain = claims.borrowing[point.type]
    if not plain then
      check.fail(WHERE, "borrowing is not for %s endpoints", point.type)
    end
    if o.analysis ~= nil and o.analysis ~= plain.instead then
      check.fail(WHERE, 'borrowing goes with analysis "%s", not with %s', plain.instead,
        check.show(o.analysis))
    end
    return plain.analysis
  end
  if o.analysis == nil then
    if point.type == "continuous" then
      return visits and visits > 1 and "mmrm" or point.baseline and "ancova" or "t"
    end
    return suited[1]
  end
  return check.word(WHERE, "analysis (of a " .. point.type .. " endpoint)", o.analysis, suited)
end

local function randomisation(given, o)
  local r = check.read(WHERE, o.randomisation == nil and {} or o.randomisation, {
    type = { "word", words = { "block", "simple", "adaptive" }, default = "block" },
    block = { "count", least = 1, most = 64 }, strata = { "any" } }, "randomisation")
  given.allocation = ({ simple = 0, block = 1, adaptive = 2 })[r.type]
  local sum, whole = 0, true
  for _, ratio in ipairs(given.ratio) do
    sum, whole = sum + ratio, whole and ratio == math.floor(ratio)
  end
  given.block = r.block or (whole and sum <= 32 and math.tointeger(sum) * 2) or 64
  if r.type == "block" and (not whole or given.block % sum ~= 0) then
    check.fail(WHERE, "randomisation.block must be a multiple of %g, the sum of whole allocations, "
      .. "got %d", sum, given.block)
  end
  if r.type == "adaptive" and given.endpoint > 1 then
    check.fail(WHERE, "adaptive randomisation is for continuous and binary endpoints")
  end
  if r.strata ~= nil then
    check.plain(WHERE, "randomisation.strata", r.strata)
    if #r.strata < 2 or #r.strata > 16 then
      check.fail(WHERE, "randomisation.strata must be 2 to 16 tables {share =, shift =}, got %d",
        #r.strata)
    end
    given.stratum_share, given.stratum_shift = {}, {}
    for k, one in ipairs(r.strata) do
      local s = check.read(WHERE, one, { share = { "number", above = 0, needed = true },
        shift = { "number", default = 0 } }, ("randomisation.strata[%d]"):format(k))
      given.stratum_share[k], given.stratum_shift[k] = s.share, s.shift
    end
  else
    given.stratum_share, given.stratum_shift = { 1 }, { 0 }
  end
  return r.type
end

local function allocation(o)
  local list, a = {}, o.allocation
  if a == nil then
    for i = 1, #o.names do list[i] = 1 end
    return list
  end
  check.plain(WHERE, "allocation", a)
  local named = a[1] == nil
  for i, name in ipairs(o.names) do
    local value = named and a[name] or a[i]
    list[i] = check.number(WHERE, "allocation of " .. name, value, { above = 0, most = 1000 })
  end
  for key in pairs(a) do
    local known = named and o.arms[key] or not named and math.type(key) == "integer"
      and key <= #list
    if not known then
      check.fail(WHERE, "allocation has %s, which is no arm", check.show(key))
    end
  end
  return list
end

local function resize(given, o)
  if o.resize == nil then return end
  local r = check.read(WHERE, o.resize, { type = { "word", words = { "blinded", "promising" },
    needed = true }, at = { "number", above = 0, below = 1, default = 0.5 },
    most = { "count", least = 4, most = 1000000, needed = true },
    from = { "number", above = 0, below = 1, default = 0.3 },
    to = { "number", above = 0, below = 1, default = 0.9 } }, "resize")
  if #given.ratio > 2 or given.endpoint == 3 then
    check.fail(WHERE, "resize is for two arms, and not for time_to_event")
  end
  if r.type == "blinded" and (given.endpoint ~= 0 or o.boundaries.looks ~= 1) then
    check.fail(WHERE, "blinded resize is for a continuous endpoint without interim looks")
  elseif r.type == "promising" and (o.boundaries.looks ~= 2 or o.sided ~= 1) then
    check.fail(WHERE, "promising resize needs two looks and sided = 1")
  elseif r.type == "promising" and r.from >= r.to then
    check.fail(WHERE, "resize.from must be below resize.to, got %g and %g", r.from, r.to)
  end
  given.resize, given.resize_at, given.most = r.type == "blinded" and 1 or 2, r.at, r.most
  given.promising_from, given.promising_to = r.from, r.to
  if r.type == "blinded" then
    local v = given.visits
    local rho = 0
    if given.with_baseline and o.analysis == "ancova" then rho = given.root[v * (v + 1) + 1] end
    given.planned_sd = given.sd[1][v] * math.sqrt(1 - rho ^ 2)
    given.planned_difference = given.mean[2][v] - given.mean[1][v]
  end
end

-- A design whose patients come from distributions, or are given.
local function from_arms(o)
  local point = check.read(WHERE, o.endpoint, POINT, "endpoint")
  if o.arms == nil then check.fail(WHERE, "arms is missing") end
  if o.patients ~= nil then
    check.fail(WHERE, "patients (how many virtual ones) goes with a scenario")
  end
  o.names = arm_names(o)
  claims.dropout(o, point)
  o.analysis = analysis_of(o, point)
  local arms = {}
  local control = o.arms[o.names[1]]
  local virtual = control.values ~= nil or control.times ~= nil
  for i, name in ipairs(not virtual and o.names or {}) do
    arms[i] = check.read(WHERE, o.arms[name], ARM[point.type], "arms." .. name)
  end
  for _, name in ipairs { "baseline", "correlation" } do
    if point[name] ~= nil and point.type ~= "continuous" then
      check.fail(WHERE, "endpoint.%s belongs to continuous endpoints", name)
    end
  end
  return point, arms, virtual
end

--- The numbers of the core, and the options with their defaults.
function M.read(options)
  local o = check.read(WHERE, options, RULES, "design")
  local point, arms, virtual
  if o.scenario ~= nil then
    point = scenario.read(WHERE, o)
    claims.dropout(o, point)
    o.analysis = analysis_of(o, point, #point.visits)
  else
    point, arms, virtual = from_arms(o)
    o.seed = o.seed or 1
  end
  local given = { endpoint = ENDPOINT[point.type], analysis = analyse.code[o.analysis],
    lower = point.better == "lower", dropout = o.dropout, rate = o.accrual or 0,
    follow_up = o.follow_up or (point.type == "time_to_event" and INF or 0), sided = o.sided }
  if point.type ~= "time_to_event" and (o.dropout >= 1 or o.events) then
    check.fail(WHERE, o.events and "events belongs to time_to_event endpoints"
      or "dropout must be a share below 1 of the patients, got %g", o.dropout)
  end
  given.ratio = allocation(o)
  if o.scenario ~= nil then
    scenario.measure(WHERE, given, o, point)
  elseif virtual then
    bank(given, o, point)
  else
    readers[point.type](given, o, point, arms)
  end
  if o.analysis == "ancova" and not given.with_baseline then
    check.fail(WHERE, 'analysis "ancova" needs endpoint.baseline = {mean =, sd =}')
  elseif o.analysis == "mmrm" and given.visits < 2 then
    check.fail(WHERE, 'analysis "mmrm" needs several visits: %s',
      o.scenario and "endpoint.at as a list of times" or "means as lists")
  end
  o.randomised = randomisation(given, o)
  local comparisons = #o.names - 1
  local boundaries, message, code = claims.boundaries(o, given.ratio, function(alpha)
    return sequential.make({ looks = o.looks, alpha = alpha, sided = o.sided,
      power = math.max(0.9, alpha * 2), spending = o.spending, gamma = o.gamma, rho = o.rho,
      delta = o.delta, futility = o.futility }, WHERE)
  end)
  if not boundaries then return nil, message, code end
  o.boundaries = boundaries
  given.fraction, given.upper = boundaries.fraction, boundaries.upper
  given.lower_bound = o.sided == 2 and {} or boundaries.lower
  for k = 1, boundaries.looks do given.lower_bound[k] = given.lower_bound[k] or -INF end
  if o.analysis == "rmst" and boundaries.looks > 1 then
    check.fail(WHERE, 'analysis "rmst" takes no interim looks: its horizon is not reached there')
  end
  if o.keep and comparisons < 2 then check.fail(WHERE, "keep is for three arms and more") end
  given.keep = o.keep
  resize(given, o)
  claims.read(given, o)
  if o.borrow ~= nil then
    local p = prior.of(WHERE, "borrow", o.borrow)
    given.components, given.prior = prior.flat(p)
    o.borrow = p
  end
  o.n = o.n or 100
  o.point, o.given = point, given
  return o
end

--- Events that time the looks of a trial with n patients.
function M.events(o, n)
  local g = o.given
  if g.endpoint ~= 3 then return nil end
  local total = o.events
  if not total and (g.bank or o.scenario) then
    total = n -- the only look is the end
  elseif not total then
    local share, sum = 0, 0
    for a, hazard in ipairs(g.hazard) do
      local away = g.dropout + g.competing[a]
      share = share + g.ratio[a] * analytic.event_probability(hazard, away,
        g.rate > 0 and n / g.rate or 0, g.follow_up)
      sum = sum + g.ratio[a]
    end
    total = n * share / sum
  end
  local list = {}
  for k, fraction in ipairs(g.fraction) do
    list[k] = math.max(1, math.ceil(fraction * total - 1e-9)) + 0.0
    if k == #g.fraction and not o.events then list[k] = 0 / 0 end
  end
  return list
end

return M
