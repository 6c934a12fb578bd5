-- Nonlinear least squares within bounds: Levenberg 1944, Marquardt 1963, the damping after Nielsen
-- (Technical University of Denmark, IMM-REP-1999-05), steps by QR of the damped Jacobian.
local linear = require("hepar.cohort.linear")

local M = {}

local function squares(r)
  local sum = 0
  for i = 1, #r do sum = sum + r[i] * r[i] end
  return sum
end
M.squares = squares

-- The step from damping lambda for the parameters that are free to move.
local function step(jacobian, r, lambda, scale, free)
  local a, b, n = {}, {}, #free
  for i = 1, #jacobian do
    a[i], b[i] = {}, -r[i]
    for k, j in ipairs(free) do a[i][k] = jacobian[i][j] end
  end
  for k, j in ipairs(free) do
    local row = {}
    for l = 1, n do row[l] = l == k and math.sqrt(lambda) * scale[j] or 0 end
    a[#a + 1], b[#b + 1] = row, 0
  end
  linear.qr(a, b, n)
  return linear.back(a, b, n)
end

--- Minimises the sum of squared residuals. problem: residuals(x) -> list or nil, jacobian(x, r) ->
-- rows, lower, upper. Gives x, r, jacobian, whether it converged, and how many iterations it took.
function M.minimise(problem, start, options)
  options = options or {}
  local n, x = #start, table.move(start, 1, #start, 1, {})
  local r = problem.residuals(x)
  if not r then return nil, "the target gives no values at the starting values" end
  local value, lambda, grow = squares(r), nil, 2
  local jacobian, message = problem.jacobian(x, r)
  if not jacobian then return nil, message end
  local scale, converged, iterations = {}, false, 0
  for j = 1, n do scale[j] = 0 end
  for iteration = 1, options.iterations or 200 do
    iterations = iteration
    local free, gradient, largest = {}, {}, 0
    for j = 1, n do
      local g, size = 0, 0
      for i = 1, #r do g, size = g + jacobian[i][j] * r[i], size + jacobian[i][j] ^ 2 end
      scale[j] = math.max(scale[j], math.sqrt(size), 1e-300)
      gradient[j] = g
      local stuck = x[j] <= problem.lower[j] and g > 0 or x[j] >= problem.upper[j] and g < 0
      if not stuck then
        free[#free + 1] = j
        if size > 0 and value > 0 then
          largest = math.max(largest, math.abs(g) / math.sqrt(size * value))
        end
      end
    end
    -- the residuals are at right angles to every column of the Jacobian
    if #free == 0 or largest < 1e-13 or value < 1e-280 then
      converged = true
      break
    end
    lambda = lambda or 1e-3
    local moved = false
    for _ = 1, 60 do
      local delta = step(jacobian, r, lambda, scale, free)
      local trial, change, predicted = table.move(x, 1, n, 1, {}), 0, 0
      for k, j in ipairs(free) do
        trial[j] = math.min(math.max(x[j] + delta[k], problem.lower[j]), problem.upper[j])
        change = math.max(change, math.abs(trial[j] - x[j]) / (math.abs(x[j]) + 1e-10))
        predicted = predicted + delta[k] * (lambda * scale[j] ^ 2 * delta[k] - gradient[j])
      end
      local tried = change > 0 and problem.residuals(trial)
      local now = tried and squares(tried) or math.huge
      if now < value then
        local ratio = predicted > 0 and (value - now) / predicted or 0
        local less = value - now
        local gain = less / value
        x, r, value = trial, tried, now
        lambda = math.max(lambda * math.max(1 / 3, 1 - (2 * ratio - 1) ^ 3), 1e-18)
        grow, moved = 2, true
        if change < 1e-11 or gain < 1e-16 then converged = true end
        -- a decrease that the caller does not ask about, and as large as a line would have it
        if options.small and less < options.small and ratio > 0.25 then converged = true end
        break
      end
      if change < 1e-13 then
        converged = true
        break
      end
      lambda, grow = lambda * grow, grow * 2
      if lambda > 1e40 then break end
    end
    if moved then
      jacobian, message = problem.jacobian(x, r)
      if not jacobian then return nil, message end
    end
    if converged then break end
    if not moved then
      -- no step lowers the sum: the minimum, to what residuals and derivatives can tell
      converged = largest < 1e-4
      break
    end
  end
  return { x = x, r = r, value = value, jacobian = jacobian, converged = converged,
    iterations = iterations }
end

--- Differential evolution, rand/1/bin with dithered weight: Storn and Price, J Glob Optim
-- 1997;11:341-359. problem.many(points) -> sums of squares (nil: no value), all points at once.
-- options: population, generations, watch(done, all), which is called before each and may raise.
function M.evolve(problem, random, options)
  local n = #problem.lower
  local size = options.population or math.max(20, 10 * n)
  local people = {}
  for i = 1, size do
    people[i] = {}
    for j = 1, n do
      people[i][j] = problem.lower[j] + (problem.upper[j] - problem.lower[j]) * random:uniform()
    end
  end
  people[1] = table.move(problem.start, 1, n, 1, {})
  local values, evaluations = problem.many(people), size
  local generations = options.generations or 200
  for generation = 1, generations do
    if options.watch then options.watch(generation - 1, generations) end
    local trials, weight = {}, 0.5 + 0.5 * random:uniform()
    for i = 1, size do
      local a, b, c
      repeat a = random:integer(1, size) until a ~= i
      repeat b = random:integer(1, size) until b ~= i and b ~= a
      repeat c = random:integer(1, size) until c ~= i and c ~= a and c ~= b
      local always, trial = random:integer(1, n), {}
      for j = 1, n do
        trial[j] = people[i][j]
        if j == always or random:uniform() < 0.9 then
          local v = people[a][j] + weight * (people[b][j] - people[c][j])
          -- what leaves the bounds comes back between them and where it came from
          if v < problem.lower[j] then
            v = problem.lower[j] + random:uniform() * (people[a][j] - problem.lower[j])
          elseif v > problem.upper[j] then
            v = problem.upper[j] - random:uniform() * (problem.upper[j] - people[a][j])
          end
          trial[j] = v
        end
      end
      trials[i] = trial
    end
    local tried = problem.many(trials)
    evaluations = evaluations + size
    local best, worst = math.huge, 0
    for i = 1, size do
      if (tried[i] or math.huge) <= (values[i] or math.huge) then
        people[i], values[i] = trials[i], tried[i]
      end
      best, worst = math.min(best, values[i] or math.huge), math.max(worst, values[i] or math.huge)
    end
    if worst - best <= 1e-8 * math.abs(best) then break end
  end
  local best = 1
  for i = 2, size do
    if (values[i] or math.huge) < (values[best] or math.huge) then best = i end
  end
  return people[best], values[best], evaluations
end

return M
