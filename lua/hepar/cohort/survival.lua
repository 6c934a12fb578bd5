--- Survival curves of cohorts.
-- @module hepar.cohort.survival
local check = require("hepar.util.check")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.model.lists")

local M = {}

--- Survival of the arms of a cohort.
-- @type survival
-- @tfield table curves list, one for each arm: `{arm, n, t, S, ci_lb, ci_ub, risk, incidence}`
local methods = {}

local meta = { __name = "hepar.survival", __index = methods }

local function checked(self, name)
  if getmetatable(self) ~= meta then
    check.fail("hepar.survival." .. name,
      "expects the survival of a cohort (call it with a colon: s:%s), got %s", name,
      check.show(self))
  end
  return "hepar.survival." .. name
end

-- A time, or a list or column of times.
local function times_of(where, at)
  if type(at) == "number" then at = { at } end
  local kind = check.class(at)
  if type(at) ~= "table" and kind ~= "hepar.column" or kind and kind ~= "hepar.column" or
    #at == 0 then
    check.fail(where, "at must be a time or a list of times, got %s", check.show(at))
  end
  local list = {}
  for i = 1, #at do
    if type(at[i]) ~= "number" or at[i] - at[i] ~= 0 then
      check.fail(where, "at[%d] must be a finite number, got %s", i, check.show(at[i]))
    end
    list[i] = at[i]
  end
  return list
end

local Z = 1.959963984540054

-- Events of one arm: sorted distinct times, with weights of each cause (0: censored).
local function tally(run, arm)
  local log, at, out = run.state.events[arm], {}, {}
  local function put(t, cause, w, square)
    local row = at[t]
    if not row then
      row = { t = t, lost = 0, squares = 0, [0] = 0 }
      at[t], out[#out + 1] = row, row
    end
    if cause == 0 then row.lost = row.lost + w else row[cause] = (row[cause] or 0) + w end
    row.squares = row.squares + square
  end
  for i, t in ipairs(log.time) do put(t, log.cause[i], log.weight[i], log.weight[i] ^ 2) end
  local keys = {}
  for key in pairs(log.bins) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    put(key // 32 / run.bins * run.spec.horizon, key % 32, log.bins[key], log.squares[key])
  end
  table.sort(out, function(a, b) return a.t < b.t end)
  return out
end

-- Kaplan-Meier with Greenwood's variance and log-log limits; cumulative incidences (Aalen and
-- Johansen) with the variance of Gray as in the delta method.
local function curve(run, arm)
  local rows, causes = tally(run, arm), run.spec.survival and run.spec.survival.causes or {}
  local total, squares = 0, 0
  for _, row in ipairs(rows) do
    total, squares = total + row.lost, squares + row.squares
    for k = 1, #causes do total = total + (row[k] or 0) end
  end
  -- Weights as if there were as many patients as the effective number.
  local scale = total > 0 and total / squares or 1
  local result = { arm = run.spec.arms[arm].name, n = total, effective = total * scale, t = { 0 },
    S = { 1 }, ci_lb = { 1 }, ci_ub = { 1 }, risk = { total }, events = {}, incidence = {} }
  for k, cause in ipairs(causes) do
    result.incidence[k] = { cause = cause.name, t = { 0 }, F = { 0 }, ci_lb = { 0 },
      ci_ub = { 0 }, events = 0 }
  end
  local risk, S, greenwood = total, 1, 0
  local sums = {}
  for k = 1, #causes do sums[k] = { F = 0, a = 0, b = 0, c = 0, d = 0, e = 0 } end
  for _, row in ipairs(rows) do
    local d = 0
    for k = 1, #causes do d = d + (row[k] or 0) end
    if d > 0 then
      local n, e = risk * scale, d * scale
      local before = S
      S = S * (1 - d / risk)
      if n > e then greenwood = greenwood + e / (n * (n - e)) end
      local i = #result.t + 1
      result.t[i], result.S[i], result.risk[i] = row.t, S, risk
      if S > 1e-12 and S < 1 then
        local half = Z * math.sqrt(greenwood) / math.abs(math.log(S))
        result.ci_lb[i], result.ci_ub[i] = S ^ math.exp(half), S ^ math.exp(-half)
      else
        result.ci_lb[i], result.ci_ub[i] = S > 1e-12 and S or 0, S
      end
      -- Var F(t) = sum over events of (F(t) - F(s))^2 d/(n(n-d)) + S(s-)^2 dk(n-dk)/n^3
      --            - 2 (F(t) - F(s)) S(s-) dk/n^2, expanded in powers of F(t).
      for k = 1, #causes do
        local s, x = sums[k], (row[k] or 0) * scale
        local F = s.F + before * (row[k] or 0) / risk
        local g = n > e and e / (n * (n - e)) or 0
        s.a, s.b, s.c = s.a + g, s.b + F * g, s.c + F ^ 2 * g
        s.d = s.d + before ^ 2 * x * (n - x) / n ^ 3
        s.e, s.f = s.e + before * x / n ^ 2, (s.f or 0) + F * before * x / n ^ 2
        s.F = F
        local variance = F ^ 2 * s.a - 2 * F * s.b + s.c + s.d - 2 * (F * s.e - s.f)
        local one = result.incidence[k]
        one.events = one.events + (row[k] or 0)
        one.t[i], one.F[i] = row.t, F
        if F > 0 and F < 1 and variance > 0 then
          local half = Z * math.sqrt(variance) / (F * math.abs(math.log(F)))
          one.ci_lb[i], one.ci_ub[i] = F ^ math.exp(half), F ^ math.exp(-half)
        else
          one.ci_lb[i], one.ci_ub[i] = F, F
        end
      end
    end
    risk = risk - d - row.lost
  end
  result.end_ = run.spec.horizon
  result.rows = rows
  return result
end

local function step(t, y, at)
  local value = y[1]
  for i = 1, #t do
    if t[i] > at then break end
    value = y[i]
  end
  return value
end

--- Survival, numbers at risk and incidences at some times.
-- @tparam number|table|column at a time in the unit of the model, or a list of them
-- @treturn {table,...} rows `{arm, t, S, ci_lb, ci_ub, risk, incidence = {cause = F}}`
-- @raise when a time is no finite number
-- @usage c:survival("two"):at{84, 168}[1].S
function methods:at(at)
  local list, times = {}, times_of(checked(self, "at"), at)
  for _, one in ipairs(self.curves) do
    for _, t in ipairs(times) do
      local row = { arm = one.arm, t = t, S = step(one.t, one.S, t),
        ci_lb = step(one.t, one.ci_lb, t), ci_ub = step(one.t, one.ci_ub, t), incidence = {} }
      row.risk = 0
      for _, r in ipairs(one.rows) do
        if r.t >= t then
          row.risk = row.risk + r.lost
          for k = 1, #one.incidence do row.risk = row.risk + (r[k] or 0) end
        end
      end
      for _, part in ipairs(one.incidence) do
        row.incidence[part.cause] = step(part.t, part.F, t)
      end
      list[#list + 1] = row
    end
  end
  return list
end

--- Draws the curves with bands of 95 % and numbers at risk.
-- @tparam[opt] table options those of `hepar.plot.survival`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage c:survival():plot():save("survival.svg")
-- c:survival():plot{show = "incidence"}
function methods:plot(options)
  checked(self, "plot")
  return require("hepar.plot").survival(self, options)
end

function meta.__tostring(self)
  local heads, rows = { "arm", "n", "events", "survival at " .. lists.number(self.horizon),
    "95 % CI" }, {}
  for k, part in ipairs(self.curves[1].incidence) do
    heads[#heads + 1] = part.cause
    for i, one in ipairs(self.curves) do
      rows[i] = rows[i] or {}
      rows[i][5 + k] = ("%.3f"):format(one.incidence[k].F[#one.incidence[k].F])
    end
  end
  for i, one in ipairs(self.curves) do
    local events = 0
    for _, part in ipairs(one.incidence) do events = events + part.events end
    rows[i] = rows[i] or {}
    rows[i][1], rows[i][2], rows[i][3] = one.arm, ("%.6g"):format(one.n), ("%.6g"):format(events)
    rows[i][4] = ("%.3f"):format(one.S[#one.S])
    rows[i][5] = ("%.3f to %.3f"):format(one.ci_lb[#one.S], one.ci_ub[#one.S])
  end
  local lines = layout.table(heads, rows)
  table.insert(lines, 1, "survival without event (Kaplan-Meier) and cumulative incidence")
  table.insert(lines, "next  :at(84)  :plot()")
  return table.concat(lines, "\n")
end

--- The survival of some arms.
function M.make(run, arms)
  local curves = {}
  for i, a in ipairs(arms) do curves[i] = curve(run, a) end
  return setmetatable({ curves = curves, horizon = run.spec.horizon,
    time_unit = run.spec.model.time_unit, binned = not run.events_exact }, meta)
end

return M
