-- Makes a cohort look like a published baseline: entropy balancing on a first part of the patients
-- gives the weight of everyone as a function of the baseline; by selection, patients are drawn with
-- a probability in proportion to it (Allen 2016, Rieger 2018: acceptance by the ratio of wanted to
-- given density).
local column = require("hepar.column")
local core = require("hepar.core")

local M = {}

local FIT_MOST, FIT_LEAST = 10000, 500

-- The functions of the baseline whose means are set: the value, and its squared distance.
local function conditions(rows)
  local list = {}
  for _, row in ipairs(rows) do
    list[#list + 1] = { row = row, target = row.mean, of = function(x) return x end }
    if row.sd then
      list[#list + 1] = { row = row, target = row.sd ^ 2, of = function(x)
        return (x - row.mean) ^ 2
      end }
    end
  end
  return list
end

local function moments(values, weights)
  local sum, total, square, squares = 0, 0, 0, 0
  for i = 1, #values do
    local w = weights and weights[i] or 1
    sum, total, squares = sum + w * values[i], total + w, squares + w * w
  end
  local mean = sum / total
  for i = 1, #values do
    local w = weights and weights[i] or 1
    square = square + w * (values[i] - mean) ^ 2
  end
  return mean, math.sqrt(square / (total - squares / total))
end

-- The matching of a scenario: weight(get), and rows for printing; or nil, message, code.
function M.fit(population, spec, n)
  local match = spec.match
  local count = math.min(FIT_MOST, math.max(n, FIT_LEAST))
  local patients, message, code = population:take(1, count)
  if not patients then return nil, message, code end
  population.tried, population.accepted, population.refused = 0, 0, {}
  local list, x, targets, values = conditions(match.rows), {}, {}, {}
  for _, row in ipairs(match.rows) do values[row.name] = population:look(patients, row) end
  for i = 1, count do
    for _, condition in ipairs(list) do
      x[#x + 1] = condition.of(values[condition.row.name][i])
    end
  end
  for j, condition in ipairs(list) do targets[j] = condition.target end
  local coefficients, weights, effective = core.cohort.balance(column(x), #list, column(targets))
  if not coefficients then
    local number, rest = weights:match("number (%d+) is (.*)$")
    local condition = number and list[tonumber(number)]
    return nil, ("%s: match cannot be reached by weights: %s"):format(spec.where, condition and
      ("the %s of %s is %s"):format(condition.target == condition.row.mean and "mean" or
        "variance", condition.row.name, rest) or weights), "range"
  end
  local function raw(get)
    local e = 0
    for j, condition in ipairs(list) do
      e = e - coefficients[j] * (condition.of(get(condition.row)) - condition.target)
    end
    return math.exp(e)
  end
  -- The scale: weights are 1 on the mean of the fitted part; a probability is at most 1.
  local sum, most = 0, 0
  for i = 1, count do
    local w = raw(function(row) return values[row.name][i] end)
    sum, most = sum + w, math.max(most, w)
  end
  local scale = match.method == "selection" and most or sum / count
  local fit = { method = match.method, fitted = count, effective = effective,
    acceptance = match.method == "selection" and sum / count / most or nil, rows = {} }
  for i, row in ipairs(match.rows) do
    local mean, sd = moments(values[row.name])
    local matched_mean, matched_sd = moments(values[row.name], weights)
    fit.rows[i] = { name = row.name, mean = row.mean, sd = row.sd, before_mean = mean,
      before_sd = sd, after_mean = matched_mean, after_sd = matched_sd }
  end
  function fit.weight(get) return raw(get) / scale end
  return fit
end

return M
