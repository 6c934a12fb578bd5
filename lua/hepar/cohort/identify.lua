--- Which combinations of parameters the data of a calibration determine.
-- @module hepar.cohort.identify

local check = require("hepar.util.check")
local layout = require("hepar.evidence.layout")
local linear = require("hepar.cohort.linear")

local M = {}

local WHERE = "hepar.cohort.calibrate.combinations"

--- The standard deviation of a parameter before the data, on the scale that is searched: of its
-- prior, or of a flat one between its bounds; nil without either.
function M.prior_sd(one)
  if one.prior then return one.prior[2] end
  local range = one.upper - one.lower
  return range < math.huge and range / math.sqrt(12) or nil
end

-- The logarithms of a column.
local function logs(values) return values:map(function(v) return math.log(v) end) end

-- The covariance of draws on the scale that is searched, in units of the standard deviations.
local function of_draws(c, free, sd)
  local n, columns = #free, {}
  for j, one in ipairs(free) do
    columns[j] = c.posterior[one.name]
    if one.log then columns[j] = logs(columns[j]) end
    columns[j] = (columns[j] - columns[j]:mean()) / sd[j]
  end
  local matrix, count = {}, #columns[1]
  for i = 1, n do
    matrix[i] = {}
    for j = 1, i do
      matrix[i][j] = (columns[i] * columns[j]):sum() / (count - 1)
      matrix[j][i] = matrix[i][j]
    end
  end
  return matrix
end

-- The information of the data, J'J / sigma^2, in units of the standard deviations of the priors.
local function of_jacobian(problem, best, sd, sigma)
  local n, matrix = #problem.free, {}
  for i = 1, n do
    matrix[i] = {}
    for j = 1, n do
      local sum = 0
      for k = 1, problem.count do -- rows of priors come after those of data
        sum = sum + best.jacobian[k][i] * best.jacobian[k][j]
      end
      matrix[i][j] = sum * sd[i] * sd[j] / sigma ^ 2
    end
  end
  return matrix
end

-- A combination in words: the weights that make up most of it, the largest first.
local function words_of(vector, free)
  local order, rest = {}, 1
  for j = 1, #vector do order[j] = j end
  table.sort(order, function(i, j)
    if math.abs(vector[i]) ~= math.abs(vector[j]) then
      return math.abs(vector[i]) > math.abs(vector[j])
    end
    return i < j
  end)
  local parts = {}
  for place, j in ipairs(order) do
    if place > 1 and (rest < 0.1 or place > 4) then break end
    rest = rest - vector[j] ^ 2
    parts[place] = ("%s%.2f %s%s"):format(vector[j] < 0 and "- " or place > 1 and "+ " or "",
      math.abs(vector[j]), free[j].log and "log " or "", free[j].name)
  end
  return table.concat(parts, " ")
end

--- What the data of a calibration determine, one row a combination of parameters, the best
-- determined first; prints itself.
-- @type combinations
-- @tfield number determined how many parameters' worth the data determine: the sum over rows of the
-- share of the prior's variance that is gone
-- @tfield table [i] row: `left` (the standard deviation that is left, as share of that before the
-- data), `weights` (by name; of parameters in units of their prior's standard deviation), `words`,
-- `verdict` ("determined": less than 0.3 is left; "in part"; "not": 0.9 or more)
local meta = { __name = "hepar.combinations" }

function meta.__tostring(list)
  local rows = {}
  for i, row in ipairs(list) do
    rows[i] = { row.words, ("%.3g"):format(row.left), row.verdict }
  end
  local lines = layout.table({ "combination (in SDs of the prior)", "SD left", "determined" }, rows)
  table.insert(lines, 1, ("What the data determine: %.3g of %d parameters"):format(list.determined,
    #list))
  return table.concat(lines, "\n")
end

--- The covariance that information of the data and of bounds or priors give together, on the scale
-- that is searched; nil where a parameter has neither bounds nor a prior.
function M.covariance(problem, best, sigma)
  local sd, n = {}, #problem.free
  for j, one in ipairs(problem.free) do
    sd[j] = M.prior_sd(one)
    if not sd[j] then return nil end
  end
  local values, vectors = linear.eigen(of_jacobian(problem, best, sd, sigma))
  local out = {}
  for i = 1, n do
    out[i] = {}
    for j = 1, n do
      local sum = 0
      for k = 1, n do
        sum = sum + vectors[k][i] * vectors[k][j] / (1 + math.max(values[k], 0))
      end
      out[i][j] = sum * sd[i] * sd[j]
    end
  end
  return out
end

--- The combinations; documented as calibration:combinations.
function M.run(c, problem, best)
  local sd, free = {}, problem.free
  for j, one in ipairs(free) do
    sd[j] = M.prior_sd(one)
    if not sd[j] then
      check.fail(WHERE, "parameter %s has neither bounds nor a prior to be compared with", one.name)
    end
  end
  local sigma = 1
  if not problem.known then
    sigma = c.sigma
    if not sigma or sigma == 0 then
      check.fail(WHERE, "the data have no sd, and no residuals tell it")
    end
  end
  local result, n = { determined = 0.0 }, #free
  local values, vectors
  if c.posterior then
    values, vectors = linear.eigen(of_draws(c, free, sd))
    for i = 1, n // 2 do -- the least variance first
      values[i], values[n + 1 - i] = values[n + 1 - i], values[i]
      vectors[i], vectors[n + 1 - i] = vectors[n + 1 - i], vectors[i]
    end
  else
    values, vectors = linear.eigen(of_jacobian(problem, best, sd, sigma))
    for i = 1, n do values[i] = 1 / (1 + math.max(values[i], 0)) end
  end
  for i = 1, n do
    local left, weights = math.sqrt(math.max(values[i], 0)), {}
    for j, one in ipairs(free) do weights[one.name] = vectors[i][j] end
    result.determined = result.determined + math.max(0, 1 - values[i])
    result[i] = { left = left, weights = weights, words = words_of(vectors[i], free),
      verdict = left < 0.3 and "determined" or left < 0.9 and "in part" or "not" }
  end
  return setmetatable(result, meta)
end

--- How much narrower than before the data a parameter is: 1 - SD after / SD before, on the scale
-- that is searched.
function M.shrinkage(one, draws)
  local sd = M.prior_sd(one)
  if not sd then return nil end
  return 1 - (one.log and logs(draws) or draws):sd() / sd
end

return M
