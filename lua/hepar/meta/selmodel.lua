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
  "negexp2", "logistic2", "power2", "trunc" }
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
      or kind ~= "trunc" and (step <= 0 or step > 1) then
      check.fail(WHERE, "steps[%d] must be a p value above 0 and up to 1, got %s", i,
        check.show(step))
    end
    list[i] = step
  end
  if kind == "beta" then check.fail(WHERE, "a beta model has no steps") end
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
  local delta = deltas_of(kind, options.delta, steps)
  local fit = x
  if getmetatable(x) ~= core.fit.metatable then
    if type(x) ~= "table" then
      check.fail(WHERE, "a fit or data with yi and vi is needed, got %s", check.show(x))
    end
    local message, code
    fit, message, code = require("hepar.meta").fit(x, { method = "ML" })
    if not fit then return nil, message, code end
  end
  local result, message, code = core.selmodel.fit(model.of(fit, { level = level or fit.level }),
    WHERE, kind, alternative, steps, delta, precision_of(fit, options.prec))
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
