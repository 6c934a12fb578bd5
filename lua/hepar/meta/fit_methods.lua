--- The methods of a fit.
-- @module hepar.meta.fit_methods

local core = require("hepar.core").fit
local check = require "hepar.meta.check"
local text = require "hepar.meta.fit_text"

local M = {}

-- Refuses what is no fit in front of a method.
local function itself(where, fit)
  if type(fit) ~= "userdata" or getmetatable(fit) ~= core.metatable then
    check.fail(where, "expected a fit, got %s", check.show(fit))
  end
end

-- The places of coefficients that btt names: numbers, names or parts of names.
local function places(where, btt, coef)
  if type(btt) ~= "table" then btt = { btt } end
  local wanted, list = {}, {}
  for _, entry in ipairs(btt) do
    local place = type(entry) == "number" and math.tointeger(entry)
    if place and place >= 1 and place <= #coef then
      wanted[place] = true
    elseif type(entry) == "string" then
      local found = false
      for i, name in ipairs(coef) do
        if name == entry then wanted[i], found = true, true end
      end
      for i, name in ipairs(coef) do
        if not found and name:find(entry, 1, true) then wanted[i] = true end
      end
    end
  end
  for i = 1, #coef do
    if wanted[i] then list[#list + 1] = i end
  end
  if #list == 0 then
    check.fail(where, "btt names no coefficient; there are %s", table.concat(coef, ", "))
  end
  return list
end

--- A fitted model. Statistics of likelihood are by REML for a REML fit, else by ML.
-- @type fit
-- @tfield column beta estimates, one for each coefficient
-- @tfield column se their standard errors
-- @tfield column zval their test statistics, z or t
-- @tfield column pval their p values
-- @tfield column ci_lb lower limits of their confidence intervals
-- @tfield column ci_ub upper limits
-- @tfield {string,...} coef names of the coefficients
-- @tfield {column,...} vb their variance matrix, by rows
-- @tfield number tau2 variance between studies
-- @tfield number tau its square root
-- @tfield[opt] number se_tau2 its standard error
-- @tfield[opt] number I2 percent of the variance that is between studies
-- @tfield[opt] number H2 total variance over sampling variance
-- @tfield[opt] number H its square root
-- @tfield[opt] number R2 percent of tau2 that the moderators explain
-- @tfield[opt] number vt typical sampling variance
-- @tfield[opt] number QE statistic of (residual) heterogeneity, with k - p degrees of freedom
-- @tfield[opt] number QEp its p value
-- @tfield[opt] number QM statistic of the coefficients `btt`, chi-squared or F
-- @tfield table QMdf its degrees of freedom: one for chi-squared, two for F
-- @tfield[opt] number QMp its p value
-- @tfield {integer,...} btt places of the coefficients that QM tests
-- @tfield[opt] number ll log likelihood
-- @tfield[opt] number dev deviance
-- @tfield[opt] number AIC Akaike's criterion
-- @tfield[opt] number BIC Schwarz's criterion
-- @tfield[opt] number AICc AIC corrected for few studies
-- @tfield table ML ll, dev, AIC, BIC and AICc by maximum likelihood
-- @tfield table REML the same by restricted maximum likelihood
-- @tfield integer k studies in the model
-- @tfield integer p coefficients
-- @tfield integer m coefficients that QM tests
-- @tfield integer parms parameters, tau2 included
-- @tfield integer k_all rows given
-- @tfield[opt] table rows places of the studies among the rows given, when some are missing
-- @tfield {integer,...} missing rows left out because a value is missing
-- @tfield {string,...} dropped moderators left out because others determine them
-- @tfield column yi effects of the studies in the model
-- @tfield column vi their sampling variances
-- @tfield {string,...} slab their labels
-- @tfield[opt] column ni their sample sizes, when the data have them
-- @tfield[opt] string measure what the effects are ("RR", "SMD" …), when the data say so
-- @tfield string method such as "REML"; "EE" stands for FE and CE too
-- @tfield string test "z", "t", "knha" or "adhoc"
-- @tfield number level percent
-- @tfield[opt] number ddf degrees of freedom of the tests; absent for z
-- @tfield[opt] number s2w factor on the variances by Knapp and Hartung
-- @tfield boolean intercept whether the model has one
-- @tfield boolean fixed whether tau2 was given
-- @tfield boolean fallback whether test z stands in for want of degrees of freedom
-- @tfield boolean converged whether the iteration for tau2 converged
-- @tfield integer modes local maxima of the likelihood that were found
-- @tfield integer zeros sampling variances of 0
-- @tfield {integer,...} columns places of the moderators kept, the intercept being 1
-- @tfield string as "metafor", "RevMan" or "Stata"
-- @tfield {string,...} conventions what that program does in another way than metafor, as sentences
-- @tfield[opt] string pi the prediction intervals of that program ("HTS")
-- @tfield {string,...} notes what a reader should know, one sentence each
local Fit = core.methods

--- Confidence intervals of tau2, tau, I2, H2 and H. The Q-profile (Viechtbauer, Statistics in
-- Medicine 2007;26:37-52) inverts the exact distribution of Q; "PL" is the profile likelihood
-- (Hardy and Thompson 1996), of fits by ML and REML; "GENQ" inverts the generalised Q (Jackson,
-- Research Synthesis Methods 2013;4:220-229), of fits by GENQ and GENQM.
-- @tparam[opt] table options named options: `type` ("QP", the default; "PL"; "GENQ", the default of
--   GENQ and GENQM), `level` (that of the fit)
-- @treturn confint `tau2`, `tau`, `I2`, `H2`, `H`, each with `estimate`, `ci_lb`, `ci_ub`; `none`,
--   true when no tau2 agrees with so little spread (both limits are 0 then); or nil, message, code
-- @raise when the fit does not estimate tau2, or the type does not suit its method
-- @usage print(fit:confint{type = "PL"})
function Fit:confint(options)
  local where = "hepar.fit:confint"
  itself(where, self)
  options = check.options(where, options, { "level", "type" })
  local genq = self.method == "GENQ" or self.method == "GENQM"
  local kind = check.word(where, "type", options.type, { "QP", "PL", "GENQ" },
    genq and "GENQ" or "QP")
  local level = options.level == nil and self.level or check.level(where, options.level)
  local lb, ub, none = core.tau2_interval(self, kind, level)
  if not lb then return nil, ub, none end
  local vt = self.vt
  local function row(estimate, low, high)
    return { estimate = estimate, ci_lb = low, ci_ub = high }
  end
  local result = { type = kind, level = level, none = none, tau2 = row(self.tau2, lb, ub),
    tau = row(self.tau, math.sqrt(lb), math.sqrt(ub)) }
  if vt then
    local function i2(t) return 100 * (t / (vt + t)) end
    local function h2(t) return t / vt + 1 end
    result.I2 = row(self.I2, i2(lb), i2(ub))
    result.H2 = row(self.H2, h2(lb), h2(ub))
    result.H = row(self.H, math.sqrt(h2(lb)), math.sqrt(h2(ub)))
  end
  return setmetatable(result, text.confint)
end

-- One row of x for each prediction, in the order of the coefficients, and labels.
local function prediction_rows(fit, where, newmods)
  local info, rows, labels = core.info(fit), {}, {}
  local intercept, names = fit.intercept, info.mod_names or {}
  local function make(count, value)
    for i = 1, count do
      local row = {}
      for j, place in ipairs(fit.columns) do
        local x = intercept and place == 1 and 1 or value(place - 1, i)
        if type(x) ~= "number" or x ~= x then
          check.fail(where, "newmods: %s of row %d must be a number, got %s", names[place - 1], i,
            check.show(x))
        end
        row[j] = x
      end
      rows[i], labels[i] = row, string.format("%d", i)
    end
    return rows, labels
  end
  if newmods == nil then
    if fit.p == 1 and intercept then return make(1, function() return 1 end) end
    local kept = fit.rows
    make(fit.k, function(j, i) return info.mods[j][kept and kept[i] or i] end)
    return rows, fit.slab
  end
  if #names == 0 then
    check.fail(where, "the model has no moderators, so newmods has no meaning")
  end
  if type(newmods) ~= "table" then
    check.fail(where, "newmods must be a table, got %s", check.show(newmods))
  end
  if next(newmods) ~= nil and #newmods == 0 then
    -- By name: columns, or single values that hold for all rows.
    local count, data = 1, {}
    for name, value in pairs(newmods) do
      if type(value) == "table" or type(value) == "userdata" then
        count = math.max(count, #value)
        data[name] = value
      end
    end
    for name, value in pairs(newmods) do
      if data[name] == nil then
        local column = {}
        for i = 1, count do column[i] = value end
        data[name] = column
      elseif #data[name] ~= count then
        check.fail(where, "newmods: %s has %d values, another has %d", name, #data[name], count)
      end
    end
    if info.model then
      local columns = require("hepar.meta.formula").apply(where, info.model, data, count)
      return make(count, function(j, i) return columns[j][i] end)
    end
    for _, name in ipairs(names) do
      if data[name] == nil then check.fail(where, "newmods: %s is missing", name) end
    end
    return make(count, function(j, i) return data[names[j]][i] end)
  end
  if type(newmods[1]) ~= "table" then newmods = #names == 1 and newmods or { newmods } end
  for i, row in ipairs(newmods) do
    if type(row) == "table" and #row ~= #names then
      check.fail(where, "newmods: row %d has %d values, the model has %d moderators (%s)", i, #row,
        #names, table.concat(names, ", "))
    end
  end
  return make(#newmods, function(j, i)
    return type(newmods[i]) == "table" and newmods[i][j] or newmods[i]
  end)
end

local TRANSFORMATIONS = {
  exp = math.exp,
  ilogit = function(x) return 1 / (1 + math.exp(-x)) end,
  ztor = function(x) return (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1) end,
}

-- Draws of the effect of a new study, for pi = "nagashima"; nil for the others.
local function bootstrapped(where, fit, options, pi)
  if pi ~= "nagashima" then
    for _, name in ipairs { "iter", "seed" } do
      if options[name] ~= nil then
        check.fail(where, 'option %s belongs to pi = "nagashima"', name)
      end
    end
    return nil
  end
  local model = require "hepar.meta.model"
  model.check_alone(where, fit)
  local iter, seed = options.iter == nil and 25000 or options.iter, options.seed or 1
  iter = check.count(where, "iter", iter, 1000)
  if iter > 100000000 then check.fail(where, "iter must be at most 100000000, got %d", iter) end
  if math.type(seed) ~= "integer" then
    check.fail(where, "seed must be a whole number, got %s", check.show(seed))
  end
  local draws, message = require("hepar.core").influence.new_study(
    { yi = fit.yi, vi = fit.vi, intercept = true }, where, iter, seed)
  if not draws then check.fail(where, "%s", (message:gsub("^hepar%.fit:predict: ", ""))) end
  return draws
end

-- The share of draws beyond a threshold.
local function beyond(draws, threshold, side)
  local n = 0
  for i = 1, #draws do
    local value = draws[i]
    if side == "above" and value > threshold or side == "below" and value < threshold then
      n = n + 1
    end
  end
  return n / #draws
end

--- What the model expects: mean effects with confidence intervals, prediction intervals for the
-- true effect of a new study, and the probability that this exceeds a threshold. Prediction
-- intervals use the normal distribution for test z, else t with k - p degrees of freedom, as
-- metafor does (a fit `as` RevMan or Stata takes "HTS"). `pi = "HTS"` takes k - p - 1 (Higgins,
-- Thompson and Spiegelhalter, JRSS A 2009;172:137-159), `pi = "t"` k - p for every test, and `pi =
-- "nagashima"`, for models without moderators, the parametric bootstrap of Nagashima, Noma and
-- Furukawa (Statistical Methods in Medical Research 2019;28:1689-1702): `iter` draws of the effect
-- of a new study, with tau2 from its exact confidence distribution. That interval is one of the
-- data, whatever the fit's method.
-- @tparam[opt] table options named options: `newmods` (columns or values by name; or rows, or for
--   one moderator a list of its values; without it the studies of the model), `addx` (false): keep
--   x, `transf` ("exp", "ilogit", "ztor" or a function), `level`, `pi`, `above` or `below`
--   (thresholds, before transf); for "nagashima" `iter` (25000) and `seed` (1)
-- @treturn prediction columns `pred, se, ci_lb, ci_ub, pi_lb, pi_ub`, with a threshold `prob`, and
--   `slab`; prints itself
-- @raise when newmods does not suit the model
-- @usage print(fit:predict{newmods = {dose = {1, 2, 5}}, transf = "exp"})
function Fit:predict(options)
  local where = "hepar.fit:predict"
  itself(where, self)
  options = check.options(where, options, { "above", "addx", "below", "iter", "level", "newmods",
    "pi", "seed", "transf" })
  local level = options.level == nil and self.level or check.level(where, options.level)
  local pi = check.word(where, "pi", options.pi, { "default", "HTS", "t", "nagashima" },
    self.pi or "default")
  local transf = options.transf
  if transf ~= nil and type(transf) ~= "function" then
    check.word(where, "transf", transf, { "exp", "ilogit", "ztor" })
    transf = TRANSFORMATIONS[transf]
  end
  local function transformed(x)
    local value = transf(x)
    if type(value) == "number" then return value end
    return check.fail(where, "transf must return a number, got %s", check.show(value))
  end
  local addx = check.boolean(where, "addx", options.addx, false)
  local rows, labels = prediction_rows(self, where, options.newmods)
  local ok, pred, se = pcall(core.predict, self, rows)
  if not ok then error(pred, 0) end
  local df, tau2 = self.k - self.p, self.method ~= "EE" and self.tau2 or nil
  local critical = core.critical(level, self.ddf)
  local pi_df = self.ddf
  if pi == "HTS" then pi_df = math.max(1, df - 1) elseif pi == "t" then pi_df = math.max(1, df) end
  local pi_critical = core.critical(level, pi_df)
  local column = require "hepar.column"
  local lists = { ci_lb = {}, ci_ub = {}, pi_lb = tau2 and {}, pi_ub = tau2 and {} }
  if options.above ~= nil and options.below ~= nil then
    check.fail(where, "above and below cannot be asked for at once")
  end
  local side = options.above ~= nil and "above" or "below"
  local threshold = options[side]
  if threshold ~= nil then
    check.number(where, side, threshold, -math.huge, math.huge)
    if not tau2 then check.fail(where, "a model without tau2 predicts no new study") end
    lists.prob = {}
  end
  local draws = tau2 and bootstrapped(where, self, options, pi)
  local tail = (1 - level / 100) / 2
  for i = 1, #rows do
    local mean, half = pred[i], critical * se[i]
    local low, high = mean - half, mean + half
    lists.ci_lb[i], lists.ci_ub[i] = low, high
    if draws then
      lists.pi_lb[i], lists.pi_ub[i] = draws:quantile(tail), draws:quantile(1 - tail)
      if threshold then lists.prob[i] = beyond(draws, threshold, side) end
    elseif tau2 then
      local sd = text.hypot(se[i], self.tau)
      lists.pi_lb[i], lists.pi_ub[i] = mean - pi_critical * sd, mean + pi_critical * sd
      if threshold then
        local above = core.upper((threshold - mean) / sd, pi_df)
        lists.prob[i] = side == "above" and above or 1 - above
      end
    end
  end
  local result = { level = level, slab = labels, ddf = self.ddf, pi_ddf = pi_df,
    x = addx and rows or nil, coef = self.coef, pi = pi }
  if pi == "nagashima" then result.pi_ddf = nil end
  if transf then
    local list = {}
    for i = 1, #rows do
      list[i] = transformed(pred[i])
      for _, pair in ipairs { { "ci_lb", "ci_ub" }, tau2 and { "pi_lb", "pi_ub" } or nil } do
        local low, high = lists[pair[1]][i], lists[pair[2]][i]
        low, high = transformed(low), transformed(high)
        if low > high then low, high = high, low end
        lists[pair[1]][i], lists[pair[2]][i] = low, high
      end
    end
    result.pred, result.transf = column(list), true
  else
    result.pred, result.se = pred, se
  end
  for name, list in pairs(lists) do result[name] = column(list) end
  return setmetatable(result, text.prediction)
end

-- Whether two fits are of the same effects.
local function same_data(a, b)
  if a.k ~= b.k then return false end
  local ya, yb, va, vb = a.yi, b.yi, a.vi, b.vi
  for i = 1, a.k do
    if ya[i] ~= yb[i] or va[i] ~= vb[i] then return false end
  end
  return true
end

--- Compare with another fit of the same effects by a likelihood-ratio test, or test a block of
-- coefficients by Wald's test. Fits by REML can only be compared when they have the same
-- coefficients; use ML else.
-- @tparam fit|table other a fit; or options: `btt` (places or names of coefficients)
-- @treturn comparison|wald of two fits `LRT`, `df`, `pval`, `full`, `reduced` (each with `parms,
--   ll, AIC, BIC, AICc, QE, tau2`), `R2`; of coefficients `QM`, `QMdf`, `QMp`, `btt`; prints itself
-- @raise when the fits are of different effects or methods
-- @usage print(fit:anova{btt = "route"})
function Fit:anova(other)
  local where = "hepar.fit:anova"
  itself(where, self)
  if type(other) == "table" then
    local options = check.options(where, other, { "btt" })
    local btt = options.btt
    if btt == nil then btt = self.btt end
    btt = places(where, btt, self.coef)
    local qm, p = core.wald(self, btt)
    return setmetatable({ QM = qm, QMp = p, btt = btt, QMdf = { #btt, self.QMdf[2] },
      coef = self.coef }, text.wald)
  end
  if type(other) ~= "userdata" or getmetatable(other) ~= getmetatable(self) then
    check.fail(where, "expected a fit or {btt = …}, got %s", check.show(other))
  end
  if not same_data(self, other) then
    check.fail(where, "the fits are of different effects (%d and %d studies)", self.k, other.k)
  end
  if self.method ~= other.method then
    check.fail(where, "the fits are by different methods (%s and %s)", self.method, other.method)
  end
  local full, reduced = self, other
  if full.parms < reduced.parms then full, reduced = reduced, full end
  if full.parms == reduced.parms then
    check.fail(where, "both fits have %d parameters, so neither is the reduced one", full.parms)
  end
  if self.method == "REML" and full.p ~= reduced.p then
    check.fail(where, "REML likelihoods of different coefficients cannot be compared; fit both by "
      .. "ML")
  end
  local function side(fit)
    return { parms = fit.parms, ll = fit.ll, AIC = fit.AIC, BIC = fit.BIC, AICc = fit.AICc,
      QE = fit.QE, tau2 = fit.tau2 }
  end
  local df = full.parms - reduced.parms
  local lrt = math.max(0, 2 * (full.ll - reduced.ll))
  local r2
  if full.method ~= "EE" and reduced.tau2 > 0 then
    r2 = math.max(0, 100 * (1 - full.tau2 / reduced.tau2))
  end
  return setmetatable({ LRT = lrt, df = df, pval = core.chisq(lrt, df), full = side(full),
    reduced = side(reduced), R2 = r2 }, text.comparison)
end

-- The diagonal of the inverse of a symmetric positive definite matrix (a list of rows), or nil.
local function inverse_diagonal(m)
  local n, l = #m, {}
  for i = 1, n do
    l[i] = {}
    for j = 1, i do
      local sum = m[i][j]
      for k = 1, j - 1 do sum = sum - l[i][k] * l[j][k] end
      if i == j then
        if sum <= 0 or sum ~= sum then return nil end
        l[i][i] = math.sqrt(sum)
      else
        l[i][j] = sum / l[j][j]
      end
    end
  end
  local diagonal = {}
  for c = 1, n do
    -- Column c of the inverse of l; its squared length is the wanted number.
    local x, sum = {}, 0
    for i = c, n do
      local value = i == c and 1 or 0
      for k = c, i - 1 do value = value - l[i][k] * x[k] end
      x[i] = value / l[i][i]
      sum = sum + x[i] ^ 2
    end
    diagonal[c] = sum
  end
  return diagonal
end

--- Variance inflation factors: how many times larger the variance of each coefficient is than if
-- its moderator were uncorrelated with the others (the intercept is left out).
-- @treturn vif `coef` (names) and `vif` (a column), and `sif`, their square roots
-- @raise when there are fewer than two moderators
-- @usage fit:vif().vif
function Fit:vif()
  itself("hepar.fit:vif", self)
  local first, vb, coef = self.intercept and 2 or 1, self.vb, self.coef
  if self.p - first < 1 then
    check.fail("hepar.fit:vif", "at least two moderators are needed, the model has %d",
      self.p - first + 1)
  end
  local correlation, names = {}, {}
  for i = first, self.p do
    local row = {}
    for j = first, self.p do
      row[#row + 1] = vb[i][j] / math.sqrt(vb[i][i]) / math.sqrt(vb[j][j])
    end
    correlation[#correlation + 1] = row
    names[#names + 1] = coef[i]
  end
  local diagonal = inverse_diagonal(correlation)
  if not diagonal then
    return nil, "hepar.fit:vif: the coefficients are too collinear", "range"
  end
  local sif = {}
  for i, value in ipairs(diagonal) do sif[i] = math.sqrt(value) end
  local column = require "hepar.column"
  return setmetatable({ coef = names, vif = column(diagonal), sif = column(sif) }, text.vif)
end

--- The estimates as a table, with what was left out and what to do next.
-- @function __tostring
-- @treturn string some lines
core.metatable.__tostring = text.fit
core.metatable.methods = Fit
M.places = places

return M
