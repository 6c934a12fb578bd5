--- Profile likelihoods of a calibration.
-- @module hepar.cohort.profile

local check = require("hepar.util.check")
local column = require("hepar.column")
local core = require("hepar.core").sensitivity
local layout = require("hepar.evidence.layout")
local levenberg = require("hepar.cohort.levenberg")
local lists = require("hepar.model.lists")
local values = require("hepar.model.values")

local M = {}

local WHERE = "hepar.cohort.calibrate.profile"
local fail, show = check.fail, check.show

-- The same problem with parameter j held at a value.
local function without(problem, j, value)
  local function whole(y)
    local x = table.move(y, 1, #y, 1, {})
    table.insert(x, j, value)
    return x
  end
  local function short(list)
    local copy = table.move(list, 1, #list, 1, {})
    table.remove(copy, j)
    return copy
  end
  return { lower = short(problem.lower), upper = short(problem.upper), short = short,
    residuals = function(y) return problem.residuals(whole(y)) end,
    jacobian = function(y, r)
      local rows, message = problem.jacobian(whole(y), r)
      if not rows then return nil, message end
      for i, row in ipairs(rows) do rows[i] = short(row) end
      return rows
    end, whole = whole }
end

-- The best fit with parameter j at a value, from the point x.
local function at(problem, j, value, x, small)
  local held = without(problem, j, value)
  if #x == 1 then
    local r = problem.residuals { value }
    return r and { x = { value }, value = levenberg.squares(r) }
  end
  local fit = levenberg.minimise(held, held.short(x), { iterations = 50, small = small })
  return fit and { x = held.whole(fit.x), value = fit.value }
end

-- Whether another parameter than j is held by a bound.
local function leaning(problem, j, x)
  for k = 1, #x do
    if k ~= j and (x[k] <= problem.lower[k] or x[k] >= problem.upper[k]) then return true end
  end
  return false
end

-- One side: places and rises from the best point to where the rise passes the limit, and whether
-- only the bounds of others made it.
local function side(problem, j, best, how, direction)
  local xs, rises, x = {}, {}, best.x
  local bound = direction < 0 and problem.lower[j] or problem.upper[j]
  local step, value, before = how.step, best.x[j], 0
  for _ = 1, how.points do
    if value == bound then break end
    local nearer = value + direction * step
    if (nearer - bound) * direction > 0 then nearer = bound end
    local fit = nearer - nearer == 0 and at(problem, j, nearer, x, 1e-5 * how.limit * how.unit)
    if not fit then break end
    local rise = (fit.value - best.value) / how.unit
    if rise > 1.6 * how.limit and before < 0.5 * how.limit and step > 1e-6 * how.step then
      step = step / 3 -- too far at once
    else
      value, x = nearer, fit.x
      xs[#xs + 1], rises[#rises + 1] = value, rise
      if rise > how.limit then
        -- between two places the root of the rise is close to a line
        local a, b = math.sqrt(math.max(before, 0)), math.sqrt(rise)
        local from = xs[#xs - 1] or best.x[j]
        return xs, rises, from + (value - from) * (math.sqrt(how.limit) - a) / (b - a),
          leaning(problem, j, x) and not leaning(problem, j, best.x)
      end
      if rise - before < 0.15 * how.limit then step = step * 2 end
      before = rise
    end
  end
  return xs, rises, nil
end

-- Runs searches side by side: where each waits for values, those of all go through the target at
-- once. Gives what each returned.
local function together(problem, searches)
  local batch, waiting, results = problem.batch, {}, {}
  local function resume(i, ...)
    local search = searches[i]
    local back = table.pack(coroutine.resume(search, ...))
    if not back[1] then error(back[2], 0) end
    if coroutine.status(search) == "dead" then
      results[i] = table.pack(table.unpack(back, 2, back.n))
    else
      waiting[#waiting + 1] = { i, back[2] }
    end
  end
  problem.batch = coroutine.yield
  local ok, message = pcall(function()
    for i, search in ipairs(searches) do
      searches[i] = coroutine.create(search)
      resume(i)
    end
    while #waiting > 0 do
      local points, asked = {}, waiting
      for _, one in ipairs(asked) do table.move(one[2], 1, #one[2], #points + 1, points) end
      local answers, place = batch(points), 0
      waiting = {}
      for _, one in ipairs(asked) do
        resume(one[1], table.move(answers, place + 1, place + #one[2], 1, {}))
        place = place + #one[2]
      end
    end
  end)
  problem.batch = batch
  if not ok then error(message, 0) end
  return results
end

--- Profile likelihoods, one row a parameter; prints itself.
-- @type profiles
-- @tfield number level of the intervals, in percent
-- @tfield table [i] row: `name`, `value`, `low`, `high` (where the rise passes the limit),
-- `verdict`, `x`, `rise` (columns: values of the parameter, and how much worse the best fit is),
-- `limit`, `log` (searched in the logarithm)
local class = {}

local meta = { __name = "hepar.profiles", __index = class }

--- Draws the curves with the threshold: `hepar.plot.profiles`.
-- @tparam[opt] table options those of `hepar.plot.profiles`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage calibration:profile():plot():save("profiles.svg")
function class:plot(options)
  return require("hepar.plot.likelihood").draw(self, options)
end

function meta.__tostring(list)
  local rows = {}
  for i, row in ipairs(list) do
    rows[i] = { row.name, lists.number(row.value), row.low and lists.number(row.low) or "–",
      row.high and lists.number(row.high) or "–", row.verdict }
  end
  local lines = layout.table({ "parameter", "value", list.level .. " % low", "high", "verdict" },
    rows)
  table.insert(lines, 1, "Profile likelihoods")
  lines[#lines + 1] = "next  :plot()"
  return table.concat(lines, "\n")
end

-- What the two sides say together.
local function verdict(low, high, held, top, limit)
  if held then return "not identifiable (held by bounds of others)" end
  if low and high then return "identifiable" end
  if top < 0.01 * limit then return "not identifiable (flat)" end
  if low then return "bounded below only" end
  if high then return "bounded above only" end
  return "not bounded as far as tried"
end

--- The profiles; documented as calibration:profile.
function M.run(calibration, problem, best, options)
  check.given(WHERE, options, { "parameters", "level", "points" })
  options = options or {}
  local level = options.level == nil and 95 or values.number(WHERE, "option level", options.level,
    50, 99.99)
  local points = options.points == nil and 30 or values.count(WHERE, "option points",
    options.points, 3)
  local wanted = options.parameters
  if wanted == nil then wanted = problem.names end
  values.table(WHERE, "option parameters", wanted, '{"k"}')
  local n, p, result = problem.count, #problem.free, { level = level }
  local limit, unit = core.chi2(level / 100, 1), 1
  if not problem.known then
    if n <= p then fail(WHERE, "there are no more values than parameters, and no sd") end
    limit, unit = core.student(0.5 + level / 200, n - p) ^ 2, best.value / (n - p)
    if unit == 0 then unit = 1e-300 end
  end
  local places, searches = {}, {}
  for i = 1, #wanted do
    local j
    for k, name in ipairs(problem.names) do
      if name == wanted[i] then j = k end
    end
    if not j then
      fail(WHERE, "option parameters: %s is no free parameter%s", show(wanted[i]),
        type(wanted[i]) == "string" and check.suggest(wanted[i], problem.names) or "")
    end
    local one, row = problem.free[j], calibration.rows[j]
    local range = one.upper - one.lower
    local se = row.se and (one.log and row.se / row.value or row.se)
    local step = se and 0.5 * se * math.sqrt(limit)
      or range < math.huge and 0.02 * range or 0.05 * math.max(math.abs(best.x[j]), 1e-3)
    if range < math.huge then step = math.min(step, range / points) end
    local how = { limit = limit, unit = unit, points = points, step = step }
    places[i] = j
    for _, direction in ipairs { -1, 1 } do
      searches[#searches + 1] = function() return side(problem, j, best, how, direction) end
    end
  end
  local found = together(problem, searches)
  for i, j in ipairs(places) do
    local one, row = problem.free[j], calibration.rows[j]
    local down, fall, low, held_low = table.unpack(found[2 * i - 1], 1, 4)
    local up, climb, high, held_high = table.unpack(found[2 * i], 1, 4)
    local xs, rises, top, least = {}, {}, 0, 0
    for k = #down, 1, -1 do xs[#xs + 1], rises[#rises + 1] = down[k], fall[k] end
    xs[#xs + 1], rises[#rises + 1] = best.x[j], 0
    for k = 1, #up do xs[#xs + 1], rises[#rises + 1] = up[k], climb[k] end
    for k, rise in ipairs(rises) do
      top, least = math.max(top, rise), math.min(least, rise)
      if one.log then xs[k] = math.exp(xs[k]) end
    end
    local function back(v) return v and (one.log and math.exp(v) or v) end
    result[i] = { name = one.name, value = row.value, low = back(low), high = back(high),
      log = one.log, x = column(xs), rise = column(rises), limit = limit, least = least,
      verdict = verdict(low, high, held_low or held_high, top, limit) }
    if least < -0.01 * limit then
      result[i].verdict = result[i].verdict .. "; a better fit lies at another value"
    end
  end
  return setmetatable(result, meta)
end

return M
