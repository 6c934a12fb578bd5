--- Selection models: hepar.meta.selmodel documents them.
-- @module hepar.meta.selmodel
-- @local

local core = require("hepar.core")
local check = require "hepar.meta.check"
local listing = require "hepar.meta.listing"
local model = require "hepar.meta.model"

local M = {}

local WHERE = "hepar.meta.selmodel"
local TYPES = { "step", "beta", "halfnorm", "negexp", "logistic", "power", "negexppow", "halfnorm2",
  "negexp2", "logistic2", "power2", "trunc", "truncest" }
local show = listing.show

-- Steps as a list: in order, ending with 1 for a step function.
local function steps_of(kind, steps)
  if steps == nil then
    if kind == "step" then
      check.fail(WHERE, "a step function needs steps, for example {0.025} or {0.025, 0.5}")
    end
    return nil
  end
  if type(steps) == "number" then steps = { steps } end
  if not model.is_list(steps) then
    check.fail(WHERE, "steps must be a list of numbers, got %s", check.show(steps))
  end
  local list = {}
  for i = 1, #steps do
    local step = steps[i]
    if type(step) ~= "number" or step ~= step
      or kind ~= "trunc" and kind ~= "truncest" and (step <= 0 or step > 1) then
      check.fail(WHERE, "steps[%d] must be a p value above 0 and up to 1, got %s", i,
        check.show(step))
    end
    list[i] = step
  end
  if kind == "beta" then check.fail(WHERE, "a beta model has no steps") end
  if kind == "truncest" then
    check.fail(WHERE, "a truncest model has no steps: its limit is delta[2]")
  end
  if kind ~= "step" then
    if #list ~= 1 then check.fail(WHERE, "this model takes one step, got %d", #list) end
    return list
  end
  table.sort(list)
  local unique = {}
  for _, step in ipairs(list) do
    if step ~= unique[#unique] then unique[#unique + 1] = step end
  end
  if unique[#unique] ~= 1 then unique[#unique + 1] = 1 end
  return unique
end

-- Values of delta to fix, false where it is estimated.
local function deltas_of(kind, delta, steps)
  if delta == nil then return nil end
  local two = kind == "beta" or kind == "negexppow" or kind:match("2$")
  local count = kind == "step" and #steps or two and 2 or 1
  if type(delta) == "number" then
    local value = delta
    delta = {}
    for i = 1, count do delta[i] = value end
  end
  if not model.is_list(delta) then
    check.fail(WHERE, "delta must be a number or a list, got %s", check.show(delta))
  end
  local list = {}
  for i = 1, count do
    local value = delta[i]
    local number = type(value) == "number" and value == value
    if value and not number and value == value or number and value < 0 then
      check.fail(WHERE, "delta[%d] must be 0 or more, or false to be estimated, got %s", i,
        check.show(value))
    end
    list[i] = number and value
  end
  return list
end

-- The places a limit can have: the likelihood jumps at the effects, and between two of them rises
-- towards the upper one when the share beyond is below 1, else towards the lower one; so both ends
-- of every gap. On the side of the effect that counts as reported the end itself is just missed.
local function limits_of(fit, alternative)
  local y, list = {}, {}
  for i = 1, fit.k do y[i] = fit.yi[i] end
  table.sort(y)
  for i = 2, #y do
    local gap = y[i] - y[i - 1]
    if gap > 0 then
      local just = gap * 2 ^ -40
      list[#list + 1] = alternative == "less" and y[i] or y[i - 1]
      list[#list + 1] = alternative == "less" and y[i - 1] + just or y[i] - just
    end
  end
  if #list == 0 then check.fail(WHERE, "all effects are equal, so no limit lies between them") end
  return list
end

-- A truncated distribution whose limit is estimated: the likeliest of all limits.
local function truncated(fit, m, alternative, delta, prec)
  local share, limit = nil, nil
  if delta then share, limit = { delta[1] }, delta[2] end
  local best, message, code
  for _, place in ipairs(limit and { limit } or limits_of(fit, alternative)) do
    local one
    one, message, code = core.selmodel.fit(m, WHERE, "trunc", alternative, { place }, share, prec)
    if one and (not best or one.ll > best.ll) then
      best, limit = one, delta and delta[2] or place
    end
  end
  if not best then return nil, message, code end
  local column, nan = require "hepar.column", 0 / 0
  best.delta = column { best.delta[1], limit }
  best.se_delta = column { best.se_delta[1], nan }
  best.bound[2] = false
  if not (delta and delta[2]) then
    best.parms, best.LRTdf = best.parms + 1, best.LRTdf + 1
    best.LRTp = core.fit.chisq(math.max(best.LRT, 0), best.LRTdf)
  end
  return best
end

-- Delta of a model whose limit is estimated: the share beyond it, and the limit.
local function share_and_limit(delta)
  if delta == nil then return nil end
  if not model.is_list(delta) then
    check.fail(WHERE, "delta must be a list of a share and a limit, got %s", check.show(delta))
  end
  local limit = delta[2] or false
  if limit and not (type(limit) == "number" and limit == limit and math.abs(limit) < math.huge) then
    check.fail(WHERE, "delta[2] must be a number, or false to be estimated, got %s",
      check.show(limit))
  end
  return { delta[1], limit }
end

-- What the selection is in proportion to.
local function precision_of(fit, prec)
  if prec == nil then return nil end
  prec = check.word(WHERE, "prec", prec, { "sei", "vi", "ninv", "sqrtninv" })
  local list, most, ni = {}, 0, nil
  if prec == "ninv" or prec == "sqrtninv" then
    local data = core.fit.info(fit).data
    if not data.ni then check.fail(WHERE, 'prec "%s" needs ni in the data', prec) end
    ni = model.in_model(fit, data.ni)
  end
  for i = 1, fit.k do
    local base = ni and 1 / ni[i] or fit.vi[i]
    list[i] = (prec == "sei" or prec == "sqrtninv") and math.sqrt(base) or base
    most = math.max(most, list[i])
  end
  for i = 1, fit.k do list[i] = list[i] / most end
  return list
end

-- The labels of the intervals of a step function.
local function intervals(steps)
  local list, before = {}, 0
  for i, step in ipairs(steps) do
    list[i] = string.format("%g < p <= %g", before, step)
    before = step
  end
  return list
end

function M.selmodel(x, options)
  options = check.options(WHERE, options, { "type", "alternative", "steps", "delta", "prec",
    "level" })
  local kind = check.word(WHERE, "type", options.type, TYPES)
  if kind == nil then
    check.fail(WHERE, 'type must be given: "%s"', table.concat(TYPES, '", "'))
  end
  local alternative = check.word(WHERE, "alternative", options.alternative,
    { "greater", "less", "two.sided" }, "greater")
  local level = options.level ~= nil and check.level(WHERE, options.level) or nil
  local steps = steps_of(kind, options.steps)
  local open = kind == "truncest" and share_and_limit(options.delta)
  local delta = deltas_of(kind, open and { open[1] } or options.delta, steps)
  if open then delta[2] = open[2] end
  local fit = x
  if getmetatable(x) ~= core.fit.metatable then
    if type(x) ~= "table" then
      check.fail(WHERE, "a fit or data with yi and vi is needed, got %s", check.show(x))
    end
    local message, code
    fit, message, code = require("hepar.meta").fit(x, { method = "ML" })
    if not fit then return nil, message, code end
  end
  local m, prec = model.of(fit, { level = level or fit.level }), precision_of(fit, options.prec)
  local result, message, code
  if kind == "truncest" then
    result, message, code = truncated(fit, m, alternative, delta, prec)
  else
    result, message, code = core.selmodel.fit(m, WHERE, kind, alternative, steps, delta, prec)
  end
  if not result then return nil, message, code end
  result.type, result.alternative, result.coef, result.k = kind, alternative, fit.coef, fit.k
  result.level = level or fit.level
  result.AIC = -2 * result.ll + 2 * result.parms
  result.BIC = -2 * result.ll + result.parms * math.log(fit.k)
  local most = math.max(fit.k, result.parms + 2)
  result.AICc = -2 * result.ll + 2 * result.parms * most / (most - result.parms - 1)
  local lines = {}
  for i, name in ipairs(fit.coef) do
    lines[i] = string.format("%s: %s (%s to %s), p = %s", name, show(result.beta[i]),
      show(result.ci_lb[i]), show(result.ci_ub[i]), show(result.pval[i]))
  end
  lines[#lines + 1] = "tau2: " .. show(result.tau2)
  if kind == "step" then
    result.steps, result.intervals = steps, intervals(steps)
  else
    result.count = nil
  end
  for i = 1, #result.delta do
    lines[#lines + 1] = string.format("delta %s: %s%s%s",
      kind == "step" and result.intervals[i] or tostring(i), show(result.delta[i]),
      result.se_delta[i] == result.se_delta[i]
        and string.format(" (standard error %s)", show(result.se_delta[i]))
        or kind == "truncest" and i == 2 and " (limit; no standard error)"
        or result.bound[i] and " (at its bound)" or " (given)",
      kind == "step" and string.format(", k = %d", result.count[i]) or "")
  end
  if result.LRTp then
    lines[#lines + 1] = string.format("test of selection: LRT = %s, df = %d, p = %s",
      show(result.LRT), result.LRTdf, show(result.LRTp))
  end
  if not result.converged then
    lines[#lines + 1] = "The search did not converge: do not use these numbers."
  end
  return listing.facts(result, { title = string.format("Selection model (%s, %s), k = %d", kind,
    alternative, fit.k), lines = lines })
end

return M
