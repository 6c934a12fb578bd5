--- Whether small or unfavourable studies are missing: tests, corrections, fail-safe numbers.
-- hepar.meta documents the functions; the methods of a fit are the same.
-- @module hepar.meta.bias
-- @local

local core = require("hepar.core")
local check = require "hepar.meta.check"
local listing = require "hepar.meta.listing"
local model = require "hepar.meta.model"

local M = {}

local show = listing.show

-- A fit, or the fit of data.
local function as_fit(where, x, options)
  if getmetatable(x) == core.fit.metatable then return x end
  if type(x) ~= "table" then
    check.fail(where, "a fit or data with yi and vi is needed, got %s", check.show(x))
  end
  return require("hepar.meta").fit(x, options)
end

local function level_of(where, fit, options)
  if options.level == nil then return fit.level end
  return check.level(where, options.level)
end

-- The place of the last coefficient of a fit that added a predictor to `before` others.
local function added(fit, before)
  return fit.p == before + 1 and fit.columns[fit.p] == fit.p and fit.p or nil
end

-- A column of the data that a fit came from, for the studies in the model; nil without one.
local function data_column(fit, name)
  local data = core.fit.info(fit).data
  if data[name] == nil then return nil end
  return model.in_model(fit, data[name])
end

local function need(where, fit, names, what)
  local list = {}
  for i, name in ipairs(names) do
    list[i] = data_column(fit, name)
    if not list[i] then
      check.fail(where, "%s needs %s in the data, %s is missing", what, table.concat(names, ", "),
        name)
    end
  end
  return table.unpack(list)
end

-- The counts of 2 x 2 tables: ai, n1i, ci, n2i, from either form.
local function counts(where, fit, what)
  local a, c = data_column(fit, "ai"), data_column(fit, "ci")
  local b, d = data_column(fit, "bi"), data_column(fit, "di")
  if a and b and c and d then
    local n1, n2 = {}, {}
    for i = 1, fit.k do n1[i], n2[i] = a[i] + b[i], c[i] + d[i] end
    return a, n1, c, n2
  end
  return need(where, fit, { "ai", "n1i", "ci", "n2i" }, what)
end

-- ---- regression tests ----

local PREDICTORS = { "sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv" }
-- Predictors at whose limit a study would be infinitely large.
local LIMITS = { sei = true, vi = true, ninv = true, sqrtninv = true }

local transforms = {
  ni = function(n) return n end, ninv = function(n) return 1 / n end,
  sqrtni = function(n) return math.sqrt(n) end, sqrtninv = function(n) return 1 / math.sqrt(n) end,
}

-- Total sample sizes.
local function sample_sizes(where, fit, options, predictor)
  local column = options.ni
  if column ~= nil then return model.in_model(fit, model.column(where, fit, "ni", column)) end
  local ni = data_column(fit, "ni")
  if ni then return ni end
  local n1, n2 = data_column(fit, "n1i"), data_column(fit, "n2i")
  if n1 and n2 then
    for i = 1, fit.k do n1[i] = n1[i] + n2[i] end
    return n1
  end
  check.fail(where, 'predictor "%s" needs sample sizes: ni (or n1i and n2i) in the data, or '
    .. "option ni", predictor)
end

local function predictor_of(where, fit, options, name)
  local x = {}
  if name == "sei" or name == "vi" then
    for i = 1, fit.k do x[i] = name == "vi" and fit.vi[i] or math.sqrt(fit.vi[i]) end
    return x
  end
  local ni = sample_sizes(where, fit, options, name)
  for i = 1, fit.k do x[i] = transforms[name](ni[i]) end
  return x
end

-- Each variant gives effects, variances, predictor, its name, and whether it is a lm.
local variants = {}

-- Harbord, Egger and Sterne, Statistics in Medicine 2006;25:3443: the score and its variance.
function variants.harbord(where, fit)
  local a, n1, c, n2 = counts(where, fit, "Harbord's test")
  local yi, vi, x = {}, {}, {}
  for i = 1, fit.k do
    local n, events = n1[i] + n2[i], a[i] + c[i]
    local z = a[i] - events * n1[i] / n
    local v = n1[i] * n2[i] * events * (n - events) / (n * n * (n - 1))
    yi[i], vi[i], x[i] = z / v, 1 / v, math.sqrt(1 / v)
  end
  return yi, vi, x, "sei of the score"
end

-- The variance of the log odds ratio if both groups had the average event probability.
local function pooled_variance(a, n1, c, n2)
  local events, n = a + c, n1 + n2
  return 1 / events + 1 / (n - events)
end

-- Peters and others, JAMA 2006;295:676.
function variants.peters(where, fit)
  local a, n1, c, n2 = counts(where, fit, "Peters' test")
  local vi, x = {}, {}
  for i = 1, fit.k do
    vi[i], x[i] = pooled_variance(a[i], n1[i], c[i], n2[i]), 1 / (n1[i] + n2[i])
  end
  return fit.yi, vi, x, "1 / n"
end

-- Macaskill, Walter and Irwig, Statistics in Medicine 2001;20:641.
function variants.macaskill(where, fit)
  local a, n1, c, n2 = counts(where, fit, "Macaskill's test")
  local vi, x = {}, {}
  for i = 1, fit.k do
    vi[i], x[i] = pooled_variance(a[i], n1[i], c[i], n2[i]), n1[i] + n2[i]
  end
  return fit.yi, vi, x, "n"
end

-- Deeks, Macaskill and Irwig, Journal of Clinical Epidemiology 2005;58:882: effective sample size.
function variants.deeks(where, fit)
  local n1, n2 = need(where, fit, { "n1i", "n2i" }, "Deeks' test")
  local vi, x = {}, {}
  for i = 1, fit.k do
    local ess = 4 * n1[i] * n2[i] / (n1[i] + n2[i])
    vi[i], x[i] = 1 / ess, 1 / math.sqrt(ess)
  end
  return fit.yi, vi, x, "1 / sqrt(effective n)"
end

-- Thompson and Sharp, Statistics in Medicine 1999;18:2693: additive variance between studies.
function variants.thompson(where, fit)
  return fit.yi, fit.vi, predictor_of(where, fit, {}, "sei"), "sei", { method = "DL", test = "t" }
end

-- Pustejovsky and Rodgers, Research Synthesis Methods 2019;10:57: the standard error without the
-- part that depends on the effect.
function variants.pustejovsky(where, fit)
  local n1, n2 = need(where, fit, { "n1i", "n2i" }, "Pustejovsky's test")
  local x = {}
  for i = 1, fit.k do x[i] = math.sqrt(1 / n1[i] + 1 / n2[i]) end
  return fit.yi, fit.vi, x, "sqrt(1 / n1 + 1 / n2)"
end

local VARIANTS = { "egger", "harbord", "peters", "macaskill", "deeks", "thompson", "pustejovsky" }
local LEAST_SQUARES = { method = "EE", test = "knha" }

function M.regtest(x, options)
  local where = "hepar.meta.regtest"
  options = check.options(where, options,
    { "variant", "model", "predictor", "ni", "level", "method", "test" })
  local variant = check.word(where, "variant", options.variant, VARIANTS, "egger")
  local kind = check.word(where, "model", options.model, { "rma", "lm" }, "rma")
  local name = check.word(where, "predictor", options.predictor, PREDICTORS, "sei")
  for _, option in ipairs { "method", "test" } do
    local value = options[option]
    if value ~= nil and type(value) ~= "string" then
      check.fail(where, "option %s must be a word, got %s", option, check.show(value))
    end
  end
  local fit, message, code = as_fit(where, x, { method = options.method, test = options.test })
  if not fit then return nil, message, code end
  local level, m = level_of(where, fit, options), model.of(fit)
  if options.ni ~= nil then model.column(where, fit, "ni", options.ni) end
  local yi, vi, predictor, about, settings = m.yi, m.vi
  local mods = { table.unpack(m.mods or {}) }
  if variant == "egger" then
    predictor, about = predictor_of(where, fit, options, name), name
    settings = kind == "lm" and LEAST_SQUARES or nil
  else
    for _, option in ipairs { "model", "predictor" } do
      if options[option] ~= nil then
        check.fail(where, "variant %s has a %s of its own; leave out option %s", variant, option,
          option)
      end
    end
    model.check_alone(where, fit)
    yi, vi, predictor, about, settings = variants[variant](where, fit)
    settings = settings or LEAST_SQUARES
    kind, name = settings.method == "EE" and "lm" or "rma", about
  end
  for i = 1, fit.k do
    local value = predictor[i]
    if value ~= value or value == math.huge or vi[i] == math.huge or yi[i] ~= yi[i] then
      return nil, string.format("%s: %s has no value for %s (no events, or all)", where, about,
        tostring(fit.slab[i])), "range"
    end
  end
  local before = #mods + (fit.intercept and 1 or 0)
  mods[#mods + 1] = predictor
  if fit.k < before + 2 then
    check.fail(where, "%d studies are too few for a test with %d coefficients", fit.k, before + 1)
  end
  local fitting = { mods = mods, intercept = fit.intercept, level = level,
    method = settings and settings.method or options.method or m.method,
    test = settings and settings.test or options.test or m.test }
  if not settings then
    fitting.weights, fitting.weighted, fitting.tau2 = m.weights, m.weighted, m.tau2
  end
  local with
  with, message, code = require("hepar.meta").fit({ yi = yi, vi = vi, slab = fit.slab }, fitting)
  if not with then return nil, message, code end
  local place = added(with, before)
  if not place then
    return nil, string.format("%s: %s is the same in all studies, or explained by the moderators, "
      .. "so there is nothing to regress on", where, about), "range"
  end
  local result = { variant = variant, model = kind, predictor = name, fit = with,
    method = with.method, estimate = with.beta[place], se = with.se[place], zval = with.zval[place],
    pval = with.pval[place], ddf = with.ddf, level = level }
  local lines = { string.format("%s = %s%s, p = %s", with.ddf and "t" or "z", show(result.zval),
    with.ddf and string.format(", df = %d", math.tointeger(with.ddf)) or "", show(result.pval)) }
  local limit = variant == "egger" and LIMITS[name] or variant == "peters"
    or variant == "thompson" or variant == "pustejovsky" or variant == "deeks"
  if limit and model.alone(fit) then
    result.est, result.ci_lb, result.ci_ub = with.beta[1], with.ci_lb[1], with.ci_ub[1]
    lines[2] = string.format("limit estimate as %s goes to 0: %s (%s to %s)", about,
      show(result.est), show(result.ci_lb), show(result.ci_ub))
  end
  return listing.facts(result, { title = string.format(
    "Regression test for funnel plot asymmetry (%s, %s, predictor %s)", variant,
    kind == "lm" and "weighted least squares" or "meta-regression, " .. with.method, about),
    lines = lines })
end

-- ---- the others ----

function M.ranktest(x, options)
  local where = "hepar.meta.ranktest"
  check.options(where, options, {})
  local fit, message, code = as_fit(where, x)
  if not fit then return nil, message, code end
  local tau, pval, exact = core.bias.ranktest(model.of(fit), where)
  if not tau then return nil, pval, exact end
  return listing.facts({ tau = tau, pval = pval, exact = exact }, {
    title = "Rank test for funnel plot asymmetry (Begg and Mazumdar)",
    lines = { string.format("Kendall's tau = %s, p = %s (%s)", show(tau), show(pval),
      exact and "exact" or "normal approximation") } })
end

function M.trimfill(x, options)
  local where = "hepar.meta.trimfill"
  options = check.options(where, options, { "side", "estimator" })
  local side = check.word(where, "side", options.side, { "left", "right" }, "auto")
  local estimator = check.word(where, "estimator", options.estimator, { "L0", "R0", "Q0" }, "L0")
  local fit, message, code = as_fit(where, x)
  if not fit then return nil, message, code end
  model.check_alone(where, fit)
  local m = model.of(fit)
  local result
  result, message, code = core.bias.trimfill(m, where, side, estimator)
  if not result then return nil, message, code end
  local yi, vi, weights, slab, fill = {}, {}, m.weights and {}, {}, {}
  for i = 1, fit.k do
    yi[i], vi[i], slab[i], fill[i] = m.yi[i], m.vi[i], fit.slab[i], false
    if weights then weights[i] = m.weights[i] end
  end
  for i, row in ipairs(result.rows) do
    local at = fit.k + i
    yi[at], vi[at], slab[at], fill[at] = result.effects[i], m.vi[row], "Filled " .. i, true
    if weights then weights[at] = m.weights[row] end
  end
  local filled
  filled, message, code = require("hepar.meta").fit({ yi = yi, vi = vi, slab = slab }, {
    method = m.method, test = m.test, level = m.level, weights = weights, weighted = m.weighted,
    tau2 = m.tau2 })
  if not filled then return nil, message, code end
  result.estimator, result.fit, result.fill = estimator, filled, fill
  for _, name in ipairs { "beta", "se", "zval", "pval", "ci_lb", "ci_ub" } do
    result[name] = filled[name][1]
  end
  result.k, result.tau2, result.QE, result.I2 = filled.k, filled.tau2, filled.QE, filled.I2
  result.yi, result.vi, result.slab = yi, vi, slab
  return listing.facts(result, { title = string.format("Trim and fill (%s)", estimator), lines = {
    string.format("%d %s filled in on the %s side (standard error %s)", result.k0,
      result.k0 == 1 and "study" or "studies", result.side, show(result.se_k0)),
    string.format("estimate %s (%s to %s), tau2 %s; without them %s (%s to %s)", show(result.beta),
      show(result.ci_lb), show(result.ci_ub), show(result.tau2), show(fit.beta[1]),
      show(fit.ci_lb[1]), show(fit.ci_ub[1])) } })
end

function M.fsn(x, options)
  local where = "hepar.meta.fsn"
  options = check.options(where, options, { "type", "alpha", "target", "weighted" })
  local kind = check.word(where, "type", options.type,
    { "rosenthal", "orwin", "rosenberg", "general" }, "rosenthal")
  local alpha = check.number(where, "alpha", options.alpha, 0, 1, false, 0.05)
  local target = options.target
  local weighted = check.boolean(where, "weighted", options.weighted, false)
  if target ~= nil and (type(target) ~= "number" or target ~= target
    or math.abs(target) == math.huge) then
    check.fail(where, "target must be a number, got %s", check.show(target))
  end
  local fit, message, code = as_fit(where, x)
  if not fit then return nil, message, code end
  if kind == "general" then model.check_alone(where, fit) end
  local result
  result, message, code = core.bias.fsn(model.of(fit), where, kind, alpha, target,
    weighted)
  if not result then return nil, message, code end
  result.type, result.alpha = kind, alpha
  return listing.facts(result, { title = "Fail-safe N (" .. kind .. ")", lines = {
    result.fsnum == math.huge and "no number of null studies does it"
      or string.format("%d null studies would take the result away",
        math.tointeger(result.fsnum)) } })
end

function M.pet_peese(x, options)
  local where = "hepar.meta.pet_peese"
  options = check.options(where, options, { "model", "alpha", "level" })
  local kind = check.word(where, "model", options.model, { "lm", "rma" }, "lm")
  local alpha = check.number(where, "alpha", options.alpha, 0, 1, false, 0.1)
  local fit, message, code = as_fit(where, x)
  if not fit then return nil, message, code end
  model.check_alone(where, fit)
  local result = { model = kind, alpha = alpha }
  for name, predictor in pairs { PET = "sei", PEESE = "vi" } do
    local test
    test, message, code = M.regtest(fit, { model = kind, predictor = predictor,
      level = options.level })
    if not test then return nil, message, code end
    local with = test.fit
    result[name] = { beta = with.beta, se = with.se, zval = with.zval, pval = with.pval,
      ci_lb = with.ci_lb, ci_ub = with.ci_ub, ddf = with.ddf, fit = with }
  end
  result.chosen = result.PET.pval[1] < alpha and "PEESE" or "PET"
  local chosen = result[result.chosen]
  result.beta, result.se, result.pval = chosen.beta[1], chosen.se[1], chosen.pval[1]
  result.ci_lb, result.ci_ub = chosen.ci_lb[1], chosen.ci_ub[1]
  local lines = {}
  for i, name in ipairs { "PET", "PEESE" } do
    local one = result[name]
    lines[i] = string.format("%s: %s (%s to %s), p = %s%s", name, show(one.beta[1]),
      show(one.ci_lb[1]), show(one.ci_ub[1]), show(one.pval[1]),
      name == result.chosen and "   <- to be reported" or "")
  end
  return listing.facts(result, { title = "PET-PEESE: effect of a study without sampling error",
    lines = lines })
end

-- Where the p value, as a function of the true effect, crosses alpha on the side of H0 that theta
-- lies on; NaN when it does not. p rises with the effect's distance from H0 when more significant
-- studies than expected are looked for (sign 1), else it falls (sign -1).
local function crossing(p_at, null, theta, alpha, sign)
  local toward = theta >= null and 1 or -1
  local function value(distance)
    local p = p_at(null + toward * distance)
    return p and sign * (p - alpha)
  end
  local low, high = 0, math.abs(theta - null)
  local at = value(0)
  if not at or at >= 0 then return 0 / 0 end
  if high == 0 then high = 1e-3 end
  for _ = 1, 60 do
    at = value(high)
    if not at then return 0 / 0 end
    if at >= 0 then break end
    low, high = high, 2 * high
  end
  if at < 0 then return 0 / 0 end
  for _ = 1, 60 do
    local middle = low + (high - low) / 2
    if high - low <= 1e-10 * high then break end
    at = value(middle)
    if not at then return 0 / 0 end
    if at < 0 then low = middle else high = middle end
  end
  return null + toward * (low + (high - low) / 2)
end

-- The effects at which the test turns significant: result.theta_lim, two for a two-sided test.
local function limits(where, result, m, how)
  local function at(direction, alpha, sign)
    return crossing(function(effect)
      local theta = {}
      for i = 1, how.k do theta[i] = effect end
      local one = core.bias.tes(m, where, theta, how.tau2, how.null, how.alternative, how.alpha,
        how.test, direction)
      return one and one.pval
    end, how.null, result.theta, alpha, sign)
  end
  if how.direction == "two.sided" then
    local half = how.tes_alpha / 2
    result.theta_lim = { at("greater", half, 1), at("less", half, -1) }
  else
    result.theta_lim = at(how.direction, how.tes_alpha, how.direction == "greater" and 1 or -1)
    if result.theta_lim == result.theta_lim then
      how.lines[2] = string.format("p is %s if the true effect is %s", show(how.tes_alpha),
        show(result.theta_lim))
    end
  end
end

function M.tes(x, options)
  local where = "hepar.meta.tes"
  options = check.options(where, options, { "H0", "alternative", "alpha", "theta", "tau2", "test",
    "tes_alternative", "tes_alpha", "find_lim" })
  local sides = { "two.sided", "greater", "less" }
  local alternative = check.word(where, "alternative", options.alternative, sides, "two.sided")
  local direction = check.word(where, "tes_alternative", options.tes_alternative, sides, "greater")
  local alpha = check.number(where, "alpha", options.alpha, 0, 1, false, 0.05)
  local test = check.word(where, "test", options.test, { "exact", "chi2", "binom" }, "exact")
  local tes_alpha = check.number(where, "tes_alpha", options.tes_alpha, 0, 1, false, 0.1)
  local find = check.boolean(where, "find_lim", options.find_lim, true)
  local null, tau2 = options.H0, options.tau2
  if null == nil then null = 0 end
  if type(null) ~= "number" or null ~= null or math.abs(null) == math.huge then
    check.fail(where, "H0 must be a number, got %s", check.show(null))
  end
  if tau2 ~= nil and (type(tau2) ~= "number" or tau2 ~= tau2 or tau2 < 0
    or tau2 == math.huge) then
    check.fail(where, "tau2 must be a number of 0 or more, got %s", check.show(tau2))
  end
  local fit, message, code = as_fit(where, x)
  if not fit then return nil, message, code end
  local theta, m = options.theta, model.of(fit)
  if type(theta) == "number" then
    local value = theta
    theta = {}
    for i = 1, fit.k do theta[i] = value end
  elseif theta == nil then
    local columns
    columns, message, code = core.influence.residuals(m, where)
    if not columns then return nil, message, code end
    theta = columns[5]
  else
    theta = model.in_model(fit, model.column(where, fit, "theta", theta))
  end
  for i = 1, fit.k do
    local value = theta[i]
    if type(value) ~= "number" or value ~= value or math.abs(value) == math.huge then
      check.fail(where, "theta must be a number for every study, got %s for %s", check.show(value),
        tostring(fit.slab[i]))
    end
  end
  local result
  result, message, code = core.bias.tes(m, where, theta, tau2 or fit.tau2, null, alternative, alpha,
    test, direction)
  if not result then return nil, message, code end
  result.k, result.OEratio, result.test, result.slab = fit.k, result.O / result.E, test, fit.slab
  local lines = { string.format("%d of %d studies are significant, %s expected; p = %s (%s)",
    result.O, fit.k, show(result.E), show(result.pval), test) }
  local single = true
  for i = 2, fit.k do single = single and theta[i] == theta[1] end
  if single then
    result.theta = theta[1]
    if find then limits(where, result, m, { tau2 = tau2 or fit.tau2, null = null, alpha = alpha,
      alternative = alternative, test = test, direction = direction, tes_alpha = tes_alpha,
      k = fit.k, lines = lines }) end
  end
  return listing.facts(result, { title = "Test of excess significance", lines = lines })
end

function M.hc(x, options)
  local where = "hepar.meta.hc"
  options = check.options(where, options, { "level" })
  local fit, message, code = as_fit(where, x)
  if not fit then return nil, message, code end
  local level = level_of(where, fit, options)
  model.check_alone(where, fit)
  local result
  result, message, code = core.bias.hc(model.of(fit, { level = level }), where)
  if not result then return nil, message, code end
  result.level = level
  return listing.facts(result, {
    title = "Henmi and Copas: interval that allows for missing studies",
    lines = { string.format("estimate %s (%s to %s); the model had %s (%s to %s)",
      show(result.beta), show(result.ci_lb), show(result.ci_ub), show(fit.beta[1]),
      show(fit.ci_lb[1]), show(fit.ci_ub[1])) } })
end

function M.limit(x, options)
  local where = "hepar.meta.limit"
  options = check.options(where, options, { "level" })
  local fit, message, code = as_fit(where, x)
  if not fit then return nil, message, code end
  local level = level_of(where, fit, options)
  model.check_alone(where, fit)
  local result
  result, message, code = core.bias.limit(model.of(fit, { level = level }), where,
    fit.tau2)
  if not result then return nil, message, code end
  result.level, result.slab = level, fit.slab
  return listing.facts(result, { title = "Limit meta-analysis", lines = {
    string.format("adjusted estimate %s (%s to %s), p = %s; the model had %s", show(result.beta),
      show(result.ci_lb), show(result.ci_ub), show(result.pval), show(fit.beta[1])),
    string.format("small-study effects: Q = %s, p = %s; the rest: Q = %s, p = %s; G2 = %s %%",
      show(result.Q_small), show(result.Q_smallp), show(result.Q_resid), show(result.Q_residp),
      show(result.G2)) } })
end

return M
