--- Fronts, ranks, regret and what the benefit rests on: the arithmetic of a protocol search.
-- @module hepar.cohort.search.rank
-- @local

local random = require("hepar.random")

local M = {}

-- The value at a share of a sorted list (type 7).
local function quantile(sorted, p)
  local h = (#sorted - 1) * p
  local low = math.floor(h)
  local a, b = sorted[low + 1], sorted[math.min(#sorted, low + 2)]
  return a + (h - low) * (b - a)
end

--- Mean, SD, and the interval of so many per cent of a list.
function M.summary(list, level)
  local sorted, sum = table.move(list, 1, #list, 1, {}), 0
  table.sort(sorted)
  for _, x in ipairs(list) do sum = sum + x end
  local mean, squares = sum / #list, 0
  for _, x in ipairs(list) do squares = squares + (x - mean) ^ 2 end
  local tail = (1 - level / 100) / 2
  return { mean = mean, sd = #list > 1 and math.sqrt(squares / (#list - 1)) or 0,
    low = quantile(sorted, tail), high = quantile(sorted, 1 - tail) }
end

-- Whether a is at least as good as b in everything and better in something: objectives, the more
-- the better.
local function dominates(a, b)
  local better = false
  for k = 1, #a do
    if a[k] < b[k] then return false end
    better = better or a[k] > b[k]
  end
  return better
end
M.dominates = dominates

--- The front each point is on: 1 for those that no other dominates, 2 for those dominated by these
-- only, and so on (non-dominated sort). Points are lists of objectives, the more the better.
function M.fronts(points)
  local front, left, layer = {}, {}, 0
  for i = 1, #points do left[i] = i end
  while #left > 0 do
    layer = layer + 1
    local next_left = {}
    for _, i in ipairs(left) do
      local free = true
      for _, j in ipairs(left) do
        if dominates(points[j], points[i]) then
          free = false
          break
        end
      end
      if free then front[i] = layer else next_left[#next_left + 1] = i end
    end
    left = next_left
  end
  return front
end

--- Which points no other dominates: list of booleans. Two objectives are swept, more are compared.
function M.undominated(points)
  local out = {}
  if #points > 0 and #points[1] == 2 then
    local order = {}
    for i = 1, #points do order[i] = i end
    table.sort(order, function(a, b)
      local p, q = points[a], points[b]
      if p[1] ~= q[1] then return p[1] > q[1] end
      if p[2] ~= q[2] then return p[2] > q[2] end
      return a < b
    end)
    local best, first = -math.huge, nil
    for _, i in ipairs(order) do
      local p = points[i]
      -- equal points are together: what the first of them is, all are
      if p[2] > best then
        out[i], best, first = true, p[2], p[1]
      else
        out[i] = p[2] == best and p[1] == first
      end
    end
    return out
  end
  for i = 1, #points do
    out[i] = true
    for j = 1, #points do
      if dominates(points[j], points[i]) then
        out[i] = false
        break
      end
    end
  end
  return out
end

--- Ranks of a list of values, the largest 1; equal ones share the mean of their places.
function M.ranks(list)
  local order, out = {}, {}
  for i = 1, #list do order[i] = i end
  table.sort(order, function(a, b)
    if list[a] ~= list[b] then return list[a] > list[b] end
    return a < b
  end)
  local k = 1
  while k <= #order do
    local last = k
    while last < #order and list[order[last + 1]] == list[order[k]] do last = last + 1 end
    for i = k, last do out[order[i]] = (k + last) / 2 end
    k = last + 1
  end
  return out
end

-- Pearson's correlation; 0 when one of them does not vary.
local function correlation(x, y)
  local n, mx, my = #x, 0, 0
  for i = 1, n do mx, my = mx + x[i] / n, my + y[i] / n end
  local sxy, sxx, syy = 0, 0, 0
  for i = 1, n do
    local a, b = x[i] - mx, y[i] - my
    sxy, sxx, syy = sxy + a * b, sxx + a * a, syy + b * b
  end
  return sxx > 0 and syy > 0 and sxy / math.sqrt(sxx * syy) or 0
end

--- Spearman's rank correlation.
function M.spearman(x, y) return correlation(M.ranks(x), M.ranks(y)) end

--- The share of the variance of y that remains when all but one group is known: `others[i]` is y[i]
-- with another draw of that group (NaN: none). Jansen's (1999) total index; with limits of
-- eligibility the draws depend on each other, and it stays the mean conditional variance. With a
-- bootstrap interval.
function M.share(y, others, level, seed)
  local a, b = {}, {}
  for i = 1, #y do
    if others[i] == others[i] then a[#a + 1], b[#b + 1] = y[i], others[i] end
  end
  local function estimate(pick)
    local n, sum, squares, differences = #a, 0, 0, 0
    for k = 1, n do
      local i = pick and pick(k) or k
      sum = sum + a[i] + b[i]
      squares = squares + a[i] ^ 2 + b[i] ^ 2
      differences = differences + (a[i] - b[i]) ^ 2
    end
    local variance = squares / (2 * n) - (sum / (2 * n)) ^ 2
    return variance > 0 and differences / (2 * n) / variance or 0
  end
  if #a < 2 then return nil end
  local rng = random.new(seed, { purpose = "bootstrap of shares" })
  local list = {}
  for k = 1, 400 do
    local picks = rng:integer(1, #a, #a)
    list[k] = estimate(function(i) return math.tointeger(picks[i]) end)
  end
  local interval = M.summary(list, level)
  return { share = estimate(), low = interval.low, high = interval.high, pairs = #a }
end

return M
