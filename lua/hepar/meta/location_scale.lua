--- Location-scale models: moderators explain the effects and the variance between studies. The
-- object that hepar.meta.fit returns when it is given `scale`.
-- @module hepar.meta.location_scale

local core = require "hepar.core"
local check = require "hepar.meta.check"
local methods = require "hepar.meta.fit_methods"
local pooling = require "hepar.meta.fit"
local say = require "hepar.util.words"
local text = require "hepar.meta.fit_text"
local print_model = require "hepar.meta.location_scale_text"

local M = {}

local WHERE = "hepar.meta.fit"

--- A location-scale model (Viechtbauer and López-López, Research Synthesis Methods
-- 2022;13:697-715): effects with mean X beta and variance v + tau2, tau2 = exp(Z alpha) or Z alpha.
-- Without a maximum `converged` is false, `reason` says why, and there are no estimates.
-- @type location_scale
-- @tfield boolean converged whether there is a maximum, and it was found
-- @tfield[opt] string reason why not
-- @tfield column beta location coefficients
-- @tfield column se their standard errors
-- @tfield column zval their test statistics
-- @tfield column pval their p values
-- @tfield column ci_lb lower limits of their confidence intervals
-- @tfield column ci_ub upper limits
-- @tfield {column,...} vb their variance matrix, by rows
-- @tfield {string,...} coef their names
-- @tfield column alpha scale coefficients
-- @tfield column se_alpha their standard errors; NaN when a tau2 is at its bound
-- @tfield column zval_alpha their test statistics
-- @tfield column pval_alpha their p values
-- @tfield column ci_lb_alpha lower limits of their confidence intervals
-- @tfield column ci_ub_alpha upper limits
-- @tfield {column,...} va their variance matrix, by rows
-- @tfield {string,...} coef_alpha their names
-- @tfield column tau2 variance between studies, of each study
-- @tfield[opt] column I2 percent of the variance that is between studies, of each study
-- @tfield[opt] column H2 total variance over sampling variance, of each study
-- @tfield[opt] number QM statistic of the location coefficients `btt`
-- @tfield table QMdf its degrees of freedom
-- @tfield[opt] number QMp its p value
-- @tfield[opt] number QS statistic of the scale coefficients `att`
-- @tfield table QSdf its degrees of freedom
-- @tfield[opt] number QSp its p value
-- @tfield[opt] number QE statistic of residual heterogeneity
-- @tfield[opt] number QEp its p value
-- @tfield[opt] number vt typical sampling variance
-- @tfield number ll log likelihood
-- @tfield number dev deviance
-- @tfield number AIC Akaike's criterion
-- @tfield number BIC Schwarz's criterion
-- @tfield number AICc AIC corrected for few studies
-- @tfield table ML ll, dev, AIC, BIC and AICc by maximum likelihood
-- @tfield table REML the same by restricted maximum likelihood
-- @tfield integer k studies in the model
-- @tfield integer p location coefficients
-- @tfield integer q scale coefficients
-- @tfield integer parms p + q
-- @tfield integer k_all rows given
-- @tfield[opt] table rows places of the studies among the rows given, when some are missing
-- @tfield {integer,...} missing rows left out because a value is missing
-- @tfield {string,...} dropped location moderators that others determine
-- @tfield {string,...} dropped_alpha scale moderators that others determine
-- @tfield {integer,...} btt places of the coefficients that QM tests
-- @tfield {integer,...} att places of the scale coefficients that QS tests
-- @tfield column yi effects of the studies in the model
-- @tfield column vi their sampling variances
-- @tfield {string,...} slab their labels
-- @tfield string method "REML" or "ML"
-- @tfield string link "log" or "identity"
-- @tfield string test "z", "t", "knha" or "adhoc"
-- @tfield number level percent
-- @tfield[opt] number ddf degrees of freedom of the location tests; absent for z
-- @tfield[opt] number ddf_alpha those of the scale tests
-- @tfield[opt] number s2w factor on the variances by Knapp and Hartung
-- @tfield integer bound studies whose tau2 is at its bound 0 (identity link)
-- @tfield {string,...} notes what a reader should know, one sentence each
local Model = {}
local meta = { __name = "hepar.location_scale", __index = Model }

-- What only the methods need: fits of the two parts, and what they were made from.
local inside = setmetatable({}, { __mode = "k" })

-- Calls f; where it fails, what its message calls `from` is called `to`.
local function renamed(from, to, f, ...)
  local results = table.pack(pcall(f, ...))
  if results[1] then return table.unpack(results, 2, results.n) end
  local message = results[2]
  if type(message) == "string" then
    message = message:gsub("%f[%w_]" .. from .. "%f[^%w_]", to, 1)
  end
  error(message, 0)
end

-- The references that belong to a formula: those whose name it holds. One that is in neither
-- formula goes to both, to be refused.
local function reference_of(reference, formula, other)
  if type(reference) ~= "table" or type(formula) ~= "string" then return reference end
  local list
  for name, level in pairs(reference) do
    local word = "%f[%w_.]" .. tostring(name):gsub("%p", "%%%0") .. "%f[^%w_.]"
    if formula:find(word) or type(other) ~= "string" or not other:find(word) then
      list = list or {}
      list[name] = level
    end
  end
  return list
end

-- The model tables of both parts for the core, and what Lua keeps of them.
local function read(data, options)
  local scale = options.scale
  if scale == nil then
    check.fail(WHERE, "link and att are options of location-scale models: scale is missing")
  end
  if options.as ~= nil and options.as ~= "metafor" then
    check.fail(WHERE, "as has no meaning beside scale: only metafor has location-scale models")
  end
  local known = pooling.scale_options
  local given = {}
  for name, value in pairs(options) do
    if name ~= "scale" and name ~= "link" and name ~= "att" then given[name] = value end
  end
  local method, test, weighted, level, tau2 = pooling.settings(WHERE, given, known)
  if method ~= "REML" and method ~= "ML" then
    check.fail(WHERE, 'location-scale models are fitted by "REML" or "ML", got method "%s"', method)
  end
  if tau2 ~= nil then
    check.fail(WHERE, "tau2 cannot be given beside scale, whose moderators explain it")
  end
  local link = check.word(WHERE, "link", options.link, { "log", "identity" }, "log")
  if type(data) ~= "table" and type(data) ~= "userdata" then
    check.fail(WHERE, "data must be a table with yi and vi, got %s", check.show(data))
  end
  local yi, vi = data.yi, data.vi
  local sei = vi == nil and data.sei or nil
  if yi == nil or (vi == nil and sei == nil) then
    check.fail(WHERE, "data must have yi and vi, or yi and sei; %s is missing",
      yi == nil and "yi" or "vi")
  end
  if data.slab ~= nil then pooling.labels(WHERE, data.slab, yi) end
  local info, info_scale = { data = data }, { data = data }
  local mods, names, intercept = pooling.design(WHERE, data, { mods = options.mods,
    intercept = options.intercept, reference = reference_of(options.reference, options.mods, scale)
  }, info)
  local smods, snames, sintercept = renamed("mods", "scale", pooling.design, WHERE, data,
    { mods = scale, reference = reference_of(options.reference, scale, options.mods) }, info_scale)
  info.mods, info.mod_names = mods, names
  info_scale.mods, info_scale.mod_names = smods, snames
  local weights = options.weights
  if weights ~= nil then weights = pooling.column_of(WHERE, data, "weights", weights) end
  local location = { yi = yi, vi = vi or sei, sei = sei ~= nil, weights = weights, mods = mods,
    names = names, intercept = intercept, method = method, test = test, level = level }
  local other = { yi = yi, vi = vi or sei, mods = smods, names = snames, intercept = sintercept }
  return location, other, { info = info, info_scale = info_scale, link = link, weighted = weighted }
end

-- The entries of a column that belong to complete rows.
local function chosen(values, rows, k)
  if values == nil then return nil end
  local list = {}
  for i = 1, k do list[i] = values[rows and rows[i] or i] end
  return list
end

-- Columns for complete rows.
local function chosen_columns(columns, rows, k)
  if columns == nil then return nil end
  local list = {}
  for j, values in ipairs(columns) do list[j] = chosen(values, rows, k) end
  return list
end

-- Log likelihoods and criteria, from those of the location part, which holds tau2 as sampling
-- variance.
local function likelihoods(self, location, vi)
  local logs = 0
  for i = 1, self.k do logs = logs + math.log(2 * math.pi * vi[i]) end
  for name, n in pairs { ML = self.k, REML = self.k - self.p } do
    local ll, parms = location[name].ll, self.parms
    local most = math.max(n, parms + 2)
    local dev = -2 * ll
    if name == "ML" and logs > -math.huge then dev = dev - logs end
    self[name] = { ll = ll, dev = dev, AIC = -2 * ll + 2 * parms,
      BIC = -2 * ll + parms * math.log(n),
      AICc = -2 * ll + 2 * parms * most / (most - parms - 1) }
  end
  for name, value in pairs(self[self.method]) do self[name] = value end
end

-- Moderators that are not among the coefficients.
local function dropped(names, columns)
  local kept, list = {}, {}
  for _, place in ipairs(columns) do kept[place] = true end
  for i, name in ipairs(names or {}) do
    if not kept[i + 1] then list[#list + 1] = name end
  end
  return list
end

local function notes_of(self, hidden)
  local notes = {}
  local function note(format, ...) notes[#notes + 1] = string.format(format, ...) end
  if not self.converged then note("Not converged: %s.", self.reason) end
  if #self.missing > 0 then
    note("%d of %d rows left out because a value is missing: %s.", #self.missing, self.k_all,
      table.concat(self.missing, ", "))
  end
  for _, name in ipairs(self.dropped) do
    note("%s left out: the other moderators and the intercept determine it.", name)
  end
  for _, name in ipairs(self.dropped_alpha) do
    note("scale: %s left out: the other moderators and the intercept determine it.", name)
  end
  for _, part in ipairs { hidden.info, hidden.info_scale } do
    for _, warning in ipairs(part.warnings or {}) do note("%s", warning) end
  end
  if self.bound > 0 then
    note("tau2 is 0 for %d of %d studies, the bound of the identity link: alpha has no standard "
      .. "errors.", self.bound, self.k)
  end
  return notes
end

local NUMBERS = { "beta", "se", "zval", "pval", "ci_lb", "ci_ub", "vb", "QM", "QMdf", "QMp", "btt",
  "m", "ddf", "s2w" }

-- Fills in what follows from the estimates.
local function complete(self, hidden, location, vi, tau2)
  local column = require "hepar.column"
  local fit = hidden.location
  for _, name in ipairs(NUMBERS) do self[name] = fit[name] end
  local part = hidden.part
  for _, name in ipairs { "se", "zval", "pval", "ci_lb", "ci_ub" } do
    self[name .. "_alpha"] = part[name]
  end
  self.alpha, self.va, self.ddf_alpha = part.beta, part.vb, part.ddf
  self.QS, self.QSdf, self.QSp, self.att = part.QM, part.QMdf, part.QMp, part.btt
  if self.ddf_alpha then self.QSdf[2] = self.k - self.q end
  self.tau2 = column(tau2)
  self.QE, self.QEp, self.vt = location.QE, location.QEp, location.vt
  if self.vt then
    local i2, h2 = {}, {}
    for i, t in ipairs(tau2) do
      i2[i], h2[i] = 100 * (t / (self.vt + t)), t / self.vt + 1
    end
    self.I2, self.H2 = column(i2), column(h2)
  end
  likelihoods(self, fit, vi)
end

-- hepar.meta.fit with `scale`
function M.make(data, options)
  local location, scale, hidden = read(data, options)
  if options.att ~= nil then
    local names = table.move(scale.names or {}, 1, #(scale.names or {}), 1, {})
    if scale.intercept then table.insert(names, 1, "intrcpt") end
    scale.btt = renamed("btt", "att", methods.places, WHERE, options.att, names)
  end
  local function new()
    return core.scale.new(location, scale, hidden.link, hidden.info_scale)
  end
  local part, tau2, rows, bound, p
  if location.sei then
    part, tau2, rows, bound, p = renamed("vi", "sei", new)
  else
    part, tau2, rows, bound, p = new()
  end
  if not part then return nil, tau2, rows end
  local k = part.k
  local vi = chosen(location.vi, rows, k)
  if location.sei then
    for i, se in ipairs(vi) do vi[i] = se * se end
  end
  local yi, total = chosen(location.yi, rows, k), {}
  for i = 1, k do total[i] = vi[i] + tau2[i] end
  local info = hidden.info
  info.data = { yi = yi, vi = total, slab = data.slab and chosen(data.slab, rows, k) }
  info.mods = chosen_columns(location.mods, rows, k)
  hidden.info_scale.mods = chosen_columns(scale.mods, rows, k)
  hidden.info_scale.data = info.data
  local weights = chosen(location.weights, rows, k)
  local function fit(variances, keep, test, given, btt)
    return core.fit.new(keep, yi, variances, false, "EE", test, hidden.weighted, location.level,
      nil, location.intercept, given, info.mods, location.names, btt)
  end
  local plain, message, code = fit(vi, { data = info.data, mods = info.mods,
    mod_names = info.mod_names }, "z")
  if not plain and code ~= "range" then return nil, message, code end
  plain = plain or {}
  local column = require "hepar.column"
  local self = { k = k, p = p, q = part.p, parms = p + part.p, k_all = #location.yi, rows = rows,
    method = location.method, link = hidden.link, test = location.test, level = location.level,
    converged = part.converged, bound = bound, yi = column(yi), vi = column(vi),
    coef_alpha = part.coef, missing = {} }
  hidden.part = part
  hidden.request = { location, scale }
  local present = {}
  for i = 1, k do present[rows and rows[i] or i] = true end
  for row = 1, self.k_all do
    if not present[row] then self.missing[#self.missing + 1] = row end
  end
  hidden.location, message, code = fit(total, info, location.test, weights)
  if hidden.location and options.btt ~= nil then
    hidden.location, message, code = fit(total, info, location.test, weights,
      methods.places(WHERE, options.btt, hidden.location.coef))
  end
  if self.converged and not hidden.location then return nil, message, code end
  local shown = hidden.location or plain
  self.coef, self.slab = shown.coef, shown.slab
  self.dropped = dropped(info.mod_names, shown.columns or {})
  self.dropped_alpha = dropped(hidden.info_scale.mod_names, part.columns)
  if self.converged then
    complete(self, hidden, plain, vi, tau2)
  else
    self.reason = hidden.link == "log" and "the likelihood keeps rising as tau2 of some studies "
      .. "goes to 0 or without bound, so the scale coefficients have no finite estimates"
      or "no maximum of the likelihood was found with all tau2 at 0 or above"
  end
  self.notes = notes_of(self, hidden)
  inside[self] = hidden
  return setmetatable(self, meta)
end

-- The hidden part of a model that can answer.
local function itself(where, self)
  local hidden = self ~= nil and inside[self]
  if not hidden then
    check.fail(where, "expected a location-scale model, got %s", check.show(self))
  end
  return hidden
end

local function not_converged(where)
  return nil, where .. ": the model did not converge", "range"
end

-- A transformation as a function that returns numbers, or nil.
local function transformation(where, transf)
  if transf == nil then return nil end
  if type(transf) ~= "function" then
    check.word(where, "transf", transf, { "exp", "ilogit", "ztor" })
    return methods.transformations[transf]
  end
  return function(x)
    local value = transf(x)
    if type(value) == "number" then return value end
    return check.fail(where, "transf must return a number, got %s", check.show(value))
  end
end

-- tau2 from a linear predictor.
local function tau2_of(link, eta)
  if link == "log" then return math.exp(eta) end
  return math.max(0, eta)
end

-- tau2 of each of `count` new rows, from newscale.
local function new_tau2(self, hidden, where, newscale, count)
  local rows = renamed("newmods", "newscale", methods.prediction_rows, hidden.part, where, newscale)
  if #rows ~= count and #rows ~= 1 then
    check.fail(where, "newmods has %d rows, newscale %d", count, #rows)
  end
  local eta, list = core.fit.predict(hidden.part, rows), {}
  for i = 1, count do list[i] = tau2_of(self.link, eta[#rows == 1 and 1 or i]) end
  return list
end

-- The rows of x to predict for, their labels, and the tau2 there (nil where it is not known).
local function location_rows(self, hidden, where, options)
  local fit = hidden.location
  if options.newmods == nil and options.newscale == nil then
    local rows, labels
    if fit.p == 1 and fit.intercept then
      rows, labels = {}, self.slab
      for i = 1, self.k do rows[i] = { 1 } end
    else
      rows, labels = methods.prediction_rows(fit, where)
    end
    return rows, labels, self.tau2
  end
  local rows, labels
  if options.newmods == 1 and fit.p == 1 and fit.intercept then
    rows, labels = { { 1 } }, { "1" }
    if options.newscale ~= nil then
      local scale_rows = renamed("newmods", "newscale", methods.prediction_rows, hidden.part, where,
        options.newscale)
      for i = 1, #scale_rows do rows[i], labels[i] = { 1 }, string.format("%d", i) end
    end
  else
    rows, labels = methods.prediction_rows(fit, where, options.newmods)
  end
  local tau2 = options.newscale ~= nil
    and new_tau2(self, hidden, where, options.newscale, #rows) or nil
  return rows, labels, tau2
end

--- What the model expects. Without options, the effects of the studies with prediction intervals by
-- their own tau2; with `newmods`, new effects; with `newscale` beside it, their prediction
-- intervals too; with `newscale` alone, the scale part: log tau2 (transf = "exp" makes it tau2),
-- or tau2 with the identity link, with confidence limits.
-- @tparam[opt] table options named options: `newmods` (as for fits; 1 in a model without location
--   moderators), `newscale` (likewise, for the scale), `addx` (false): keep x, `transf` ("exp",
--   "ilogit", "ztor" or a function), `level`
-- @treturn prediction columns `pred, se, ci_lb, ci_ub`, of effects `pi_lb, pi_ub`, and `slab`;
--   prints itself; or nil, message, code when the model did not converge
-- @raise when newmods or newscale do not suit the model
-- @usage print(model:predict{newscale = {dose = {1, 2}}, transf = "exp"})
function Model:predict(options)
  local where = "hepar.location_scale:predict"
  local hidden = itself(where, self)
  options = check.options(where, options, { "addx", "level", "newmods", "newscale", "transf" })
  local level = options.level == nil and self.level or check.level(where, options.level)
  local transf = transformation(where, options.transf)
  local addx = check.boolean(where, "addx", options.addx, false)
  if not self.converged then return not_converged(where) end
  local column = require "hepar.column"
  local scale = options.newscale ~= nil and options.newmods == nil
  local rows, labels, tau2
  if scale then
    rows, labels = renamed("newmods", "newscale", methods.prediction_rows, hidden.part, where,
      options.newscale)
  else
    rows, labels, tau2 = location_rows(self, hidden, where, options)
  end
  local part = scale and hidden.part or hidden.location
  local ddf = self.ddf
  if scale then ddf = self.ddf_alpha end
  local pred, se = core.fit.predict(part, rows)
  local critical = core.fit.critical(level, ddf)
  local lists = { pred = {}, ci_lb = {}, ci_ub = {}, pi_lb = tau2 and {}, pi_ub = tau2 and {} }
  for i = 1, #rows do
    local half = critical * se[i]
    lists.pred[i], lists.ci_lb[i], lists.ci_ub[i] = pred[i], pred[i] - half, pred[i] + half
    if tau2 then
      local wide = critical * text.hypot(se[i], math.sqrt(tau2[i]))
      lists.pi_lb[i], lists.pi_ub[i] = pred[i] - wide, pred[i] + wide
    end
    for _, list in pairs(lists) do
      if scale and self.link == "identity" then list[i] = math.max(0, list[i]) end
      if transf then list[i] = transf(list[i]) end
    end
    for _, kind in ipairs { "ci", "pi" } do
      local low, high = lists[kind .. "_lb"], lists[kind .. "_ub"]
      if low and low[i] > high[i] then low[i], high[i] = high[i], low[i] end
    end
  end
  local result = { level = level, slab = labels, ddf = ddf, pi_ddf = tau2 and ddf or nil,
    se = not transf and se or nil, transf = transf and true or nil, x = addx and rows or nil,
    coef = scale and self.coef_alpha or self.coef }
  for name, list in pairs(lists) do result[name] = column(list) end
  return setmetatable(result, text.prediction)
end

--- Confidence intervals of the scale coefficients by profile likelihood; an infinite limit where
-- the likelihood never falls far enough.
-- @tparam[opt] table options named options: `level` (that of the model)
-- @treturn table columns `estimate`, `ci_lb`, `ci_ub`, one entry for each scale coefficient; prints
--   itself; or nil, message, code when there is no maximum with standard errors
-- @raise when the level is none
-- @usage print(model:confint())
function Model:confint(options)
  local where = "hepar.location_scale:confint"
  local hidden = itself(where, self)
  options = check.options(where, options, { "level" })
  local level = options.level == nil and self.level or check.level(where, options.level)
  if not self.converged then return not_converged(where) end
  local lower, upper = {}, {}
  for j = 1, self.q do
    local lb, ub, code = core.scale.interval(hidden.request[1], hidden.request[2], self.link, j,
      level)
    if not lb then return nil, ub, code end
    lower[j], upper[j] = lb, ub
  end
  local column = require "hepar.column"
  return require("hepar.meta.listing").make({ estimate = self.alpha, ci_lb = column(lower),
    ci_ub = column(upper), level = level, coef = self.coef_alpha }, {
    title = string.format("Scale coefficients, %s interval by profile likelihood",
      text.percent(level)),
    order = { "estimate", "ci_lb", "ci_ub" }, labels = self.coef_alpha, rows = self.q })
end

--- Compare with another model of the same effects by a likelihood-ratio test (a fit without `scale`
-- has one tau2 for all), or test a block of coefficients by Wald's test.
-- @tparam location_scale|fit|table other a model; or options: `btt` (location) or `att` (scale)
--   coefficients by place or name
-- @treturn comparison|wald as `fit:anova`; or nil, message, code when a model did not converge
-- @raise when the models are of different effects or methods
-- @usage print(model:anova(hepar.meta.fit(data, {mods = "~ dose"})))
function Model:anova(other)
  local where = "hepar.location_scale:anova"
  local hidden = itself(where, self)
  local class = say.class(other)
  if class ~= "hepar.fit" and class ~= "hepar.location_scale" then
    if type(other) ~= "table" or class then
      check.fail(where, "expected a model or {btt = …} or {att = …}, got %s", check.show(other))
    end
    local options = check.options(where, other, { "att", "btt" })
    if options.att ~= nil and options.btt ~= nil then
      check.fail(where, "btt and att are two tests: ask for one of them")
    end
    if not self.converged then return not_converged(where) end
    local scale = options.btt == nil
    local part, coef = hidden.location, self.coef
    if scale then part, coef = hidden.part, self.coef_alpha end
    local given = options.btt
    if scale then given = options.att end
    local places = given == nil and self.att
      or renamed("btt", scale and "att" or "btt", methods.places, where, given, coef)
    local q, pval = core.fit.wald(part, places)
    local df = self.QMdf[2]
    if scale then df = self.QSdf[2] end
    return setmetatable({ QM = q, QMp = pval, btt = places, QMdf = { #places, df },
      coef = coef }, text.wald)
  end
  if not methods.same_data(self, other) then
    check.fail(where, "the models are of different effects (%d and %d studies)", self.k, other.k)
  end
  if self.method ~= other.method then
    check.fail(where, "the models are by different methods (%s and %s)", self.method, other.method)
  end
  if self.method == "REML" and self.p ~= other.p then
    check.fail(where, "REML likelihoods of different location coefficients cannot be compared; fit "
      .. "both by ML")
  end
  if not self.converged or not other.converged then return not_converged(where) end
  local full, reduced = self, other
  if full.parms < reduced.parms then full, reduced = reduced, full end
  if full.parms == reduced.parms then
    check.fail(where, "both models have %d parameters, so neither is the reduced one", full.parms)
  end
  local function side(fit)
    return { parms = fit.parms, ll = fit.ll, AIC = fit.AIC, BIC = fit.BIC, AICc = fit.AICc,
      QE = fit.QE, tau2 = type(fit.tau2) == "number" and fit.tau2 or nil }
  end
  local df = full.parms - reduced.parms
  local lrt = math.max(0, 2 * (full.ll - reduced.ll))
  return setmetatable({ LRT = lrt, df = df, pval = core.fit.chisq(lrt, df), full = side(full),
    reduced = side(reduced) }, text.comparison)
end

--- The estimates as two tables, with what was left out.
-- @function __tostring
-- @treturn string some lines
meta.__tostring = print_model

return M
