-- What a calibration minimises: free parameters, data sets, residuals and their derivatives.
local check = require("hepar.util.check")
local levenberg = require("hepar.cohort.levenberg")
local predictor = require("hepar.cohort.predictor")
local values = require("hepar.model.values")

local M = {}

local WHERE = "hepar.cohort.calibrate"
local fail, show = check.fail, check.show

local own_fields = { "values", "sd", "weights", "scale", "name", "target" }

local function numbers(what, given, count)
  if type(given) == "number" and count then
    local list = {}
    for i = 1, count do list[i] = values.number(WHERE, what, given) end
    return list
  end
  if type(given) ~= "table" and check.class(given) ~= "hepar.column" then
    fail(WHERE, "%s must be a list of numbers, got %s", what, show(given))
  end
  if count and #given ~= count then
    fail(WHERE, "%s has %d numbers for %d values", what, #given, count)
  end
  local list = {}
  for i = 1, #given do list[i] = values.number(WHERE, ("%s[%d]"):format(what, i), given[i]) end
  if #list == 0 then fail(WHERE, "%s holds nothing", what) end
  return list
end

-- The free parameters, in order of names: start, bounds and prior on the scale that is searched.
local function read_free(given)
  values.table(WHERE, "option free", given, "{k = {0.1, 0.01, 1}}")
  local list = {}
  for _, name in ipairs(values.names(WHERE, "option free", given)) do
    local what, one = "option free." .. name, given[name]
    if type(one) == "number" then one = { one } end
    values.table(WHERE, what, one, "{0.1, 0.01, 1}")
    for key in pairs(one) do
      if not (key == 1 or key == 2 or key == 3 or key == "log" or key == "prior") then
        fail(WHERE, "%s: %s is not known; {start, low, high, log =, prior =}", what, show(key))
      end
    end
    if one.log ~= nil and type(one.log) ~= "boolean" then
      fail(WHERE, "%s.log must be a boolean, got %s", what, show(one.log))
    end
    local low = one[2] == nil and (one.log and 0 or -math.huge)
      or values.number(WHERE, what .. " low", one[2])
    local high = one[3] == nil and math.huge or values.number(WHERE, what .. " high", one[3])
    local start = values.number(WHERE, what .. " start", one[1])
    if low >= high then
      fail(WHERE, "%s: low must be below high, got %s and %s", what, show(low), show(high))
    end
    if start < low or start > high then
      fail(WHERE, "%s: the start %s is not between %s and %s", what, show(start), show(low),
        show(high))
    end
    if one.log and (start <= 0 or low < 0) then
      fail(WHERE, "%s: a logarithmic scale takes values above 0", what)
    end
    local into = one.log and math.log or function(v) return v end
    local entry = { name = name, log = one.log or false, start = into(start), lower = into(low),
      upper = into(high) }
    if one.prior ~= nil then
      values.table(WHERE, what .. ".prior", one.prior, "{mean = 1, sd = 0.2}")
      values.only(WHERE, what .. ".prior", one.prior,
        one.log and { "median", "omega" } or { "mean", "sd" })
      local middle, spread = one.prior[one.log and "median" or "mean"],
        one.prior[one.log and "omega" or "sd"]
      middle = values.number(WHERE, what .. ".prior " .. (one.log and "median" or "mean"), middle)
      spread = values.number(WHERE, what .. ".prior " .. (one.log and "omega" or "sd"), spread)
      if spread <= 0 or one.log and middle <= 0 then
        fail(WHERE, "%s.prior must have a spread and a median above 0", what)
      end
      entry.prior = { into(middle), spread }
    end
    list[#list + 1] = entry
  end
  if #list == 0 then fail(WHERE, "option free names nothing") end
  return list
end

-- One data set as a user gave it, checked.
local function read_set(i, given, target)
  local what = ("option data[%d]"):format(i)
  values.table(WHERE, what, given, '{output = "collagen", times = {28}, values = {15}, sd = 2}')
  local set = { given = given }
  set.target = given.target == nil and target or given.target
  set.kind = predictor.kind_of(set.target)
  if not set.kind then
    fail(WHERE, "%s must be a function of named values and a data set, {model = m, …} or a "
      .. "scenario, got %s", given.target == nil and "target, or target of every data set," or
      what .. ".target", show(set.target))
  end
  local fields = set.kind.fields
  if fields then
    local known = table.move(own_fields, 1, #own_fields, 1, {})
    values.only(WHERE, what, given, table.move(fields, 1, #fields, #known + 1, known))
  end
  set.name = given.name or fields and given.output or ("set " .. i)
  if type(set.name) ~= "string" then
    fail(WHERE, "%s.name must be a string, got %s", what, show(set.name))
  end
  set.values = numbers(what .. ".values", given.values)
  if given.sd ~= nil and given.weights ~= nil then
    fail(WHERE, "%s gives sd and weights; one is wanted", what)
  end
  set.known = given.sd ~= nil
  local spread = given.sd ~= nil and numbers(what .. ".sd", given.sd, #set.values)
    or given.weights ~= nil and numbers(what .. ".weights", given.weights, #set.values)
  set.weights = {}
  for k = 1, #set.values do
    if spread and spread[k] <= 0 then
      fail(WHERE, "%s.%s must be above 0, got %s", what, set.known and "sd" or "weights",
        show(spread[k]))
    end
    set.weights[k] = not spread and 1 or set.known and 1 / spread[k] or math.sqrt(spread[k])
  end
  if given.scale ~= nil and given.scale ~= "linear" and given.scale ~= "log" then
    fail(WHERE, '%s.scale must be "linear" or "log", got %s', what, show(given.scale))
  end
  set.log = given.scale == "log"
  for _, value in ipairs(set.values) do
    if set.log and value <= 0 then
      fail(WHERE, "%s: a logarithmic scale takes values above 0, got %s", what, show(value))
    end
  end
  return set
end

-- The problem's own values of the searched ones.
local function natural(free, x)
  local point = {}
  for j, one in ipairs(free) do point[j] = one.log and math.exp(x[j]) or x[j] end
  return point
end

-- The weighted residuals of predictions, priors at the end; nil when one is no number.
local function residuals_of(problem, predicted, x)
  local r = {}
  for s, set in ipairs(problem.sets) do
    for k, value in ipairs(set.values) do
      local p = predicted[s][k]
      if type(p) ~= "number" or p - p ~= 0 or set.log and p <= 0 then return nil end
      r[#r + 1] = set.weights[k] * (set.log and math.log(p / value) or p - value)
    end
  end
  for j, one in ipairs(problem.free) do
    if one.prior then r[#r + 1] = (x[j] - one.prior[1]) / one.prior[2] end
  end
  return r
end

-- Central differences, all points at once.
local function difference_jacobian(problem, x, r)
  local points, steps = {}, {}
  local share = problem.solved and 1e-4 or 6e-6
  for j, one in ipairs(problem.free) do
    local size = one.log and 1 or math.abs(x[j])
    if size == 0 then
      size = one.upper - one.lower < math.huge and 0.01 * (one.upper - one.lower) or 1
    end
    local up = math.min(x[j] + share * size, one.upper)
    local down = math.max(x[j] - share * size, one.lower)
    for side, value in ipairs { up, down } do
      local point = table.move(x, 1, #x, 1, {})
      point[j] = value
      points[2 * j - 2 + side] = point
    end
    steps[j] = up - down
  end
  local all = problem.batch(points)
  local rows = {}
  for i = 1, #r do rows[i] = {} end
  for j = 1, #x do
    local up, down = all[2 * j - 1], all[2 * j]
    if not up or not down then
      return nil, "the target gives no values beside the fitted ones, so no derivative"
    end
    for i = 1, #r do rows[i][j] = (up[i] - down[i]) / steps[j] end
  end
  return rows
end

-- The names of the free parameters that a set's target knows; every name is known to one.
local function share_names(problem)
  local met = {}
  for _, set in ipairs(problem.sets) do
    set.names, set.columns = {}, {}
    for j, name in ipairs(problem.names) do
      if set.kind.knows(set.target, name) then
        set.names[#set.names + 1], set.columns[#set.columns + 1], met[name] = name, j, true
      end
    end
  end
  for j, name in ipairs(problem.names) do
    if not met[name] then -- the first target says what it does know
      table.insert(problem.sets[1].names, name)
      table.insert(problem.sets[1].columns, j)
    end
  end
end

-- The problem of a target and options: names, free, lower, upper, start, sets, residuals(x),
-- batch(points), many(points), jacobian(x, r), natural(x).
function M.make(target, options)
  if target ~= nil and not predictor.kind_of(target) then
    fail(WHERE, "target must be a function of named values and a data set, {model = m, …} or a "
      .. "scenario, got %s", show(target))
  end
  if options.data == nil or options.free == nil then
    fail(WHERE, "option %s is missing", options.data == nil and "data" or "free")
  end
  local problem = { free = read_free(options.free), names = {}, lower = {}, upper = {}, start = {},
    sets = {}, evaluations = 0, threads = options.threads or 1, patients = options.patients,
    run_in = options.run_in }
  for j, one in ipairs(problem.free) do
    problem.names[j], problem.start[j] = one.name, one.start
    problem.lower[j], problem.upper[j] = one.lower, one.upper
  end
  values.table(WHERE, "option data", options.data, '{{output = "collagen", …}}')
  if #options.data == 0 then fail(WHERE, "option data holds no data set") end
  local known, count = nil, 0
  for i = 1, #options.data do
    local set = read_set(i, options.data[i], target)
    if known ~= nil and known ~= set.known then
      fail(WHERE, "some data sets have an sd and others not: all of them, or none")
    end
    known = set.known
    problem.sets[i], count = set, count + #set.values
  end
  share_names(problem)
  predictor.prepare(problem)
  problem.known, problem.count = known, count
  for _, one in ipairs(problem.free) do
    if one.prior and not known then
      fail(WHERE, "a prior needs data with an sd, to be weighed against them")
    end
  end
  local function predict(points)
    problem.evaluations = problem.evaluations + #points
    return predictor.predict(problem, points)
  end
  function problem.natural(x) return natural(problem.free, x) end
  function problem.batch(points)
    local plain, list = {}, {}
    for i, x in ipairs(points) do plain[i] = natural(problem.free, x) end
    local predicted = predict(plain)
    for i, x in ipairs(points) do list[i] = residuals_of(problem, predicted[i], x) or false end
    return list
  end
  function problem.residuals(x) return problem.batch { x }[1] or nil end
  function problem.many(points)
    local list = problem.batch(points)
    for i = 1, #points do list[i] = list[i] and levenberg.squares(list[i]) or math.huge end
    return list
  end
  function problem.predicted(x) return predict { natural(problem.free, x) }[1] end
  problem.forward = predictor.forward(problem)
  function problem.jacobian(x, r)
    if not problem.forward then return difference_jacobian(problem, x, r) end
    local rows, message = predictor.jacobian(problem, natural(problem.free, x))
    if not rows then return nil, message end
    for j, one in ipairs(problem.free) do
      if one.prior then
        local row = {}
        for k = 1, #x do row[k] = k == j and 1 / one.prior[2] or 0 end
        rows[#rows + 1] = row
      end
    end
    return rows
  end
  return problem
end

return M
