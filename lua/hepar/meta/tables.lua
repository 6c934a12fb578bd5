--- Two-by-two tables and rates pooled by their cells: Mantel-Haenszel and Peto.
-- @module hepar.meta.tables

local core = require("hepar.core").tables
local column = require "hepar.column"
local conventions = require "hepar.meta.conventions"
local check = require "hepar.meta.check"
local input = require "hepar.meta.tables_input"

local M = {}

--- Pooled tables or rates: what `hepar.meta.mh`, `hepar.meta.peto` and `hepar.meta.glmm` give.
-- Names are metafor's. What the data do not determine is absent, or NaN in a column.
-- @type tables
-- @tfield string measure OR, RR, RD, IRR, IRD, PLO or IRLN
-- @tfield string method MH, PETO, or of a mixed model ML or EE
-- @tfield[opt] string model of a mixed model of two groups: UM.FS, UM.RS, CM.EL or CM.AL
-- @tfield integer k tables pooled
-- @tfield column beta the estimate, of ratios and proportions on the log or logit scale; se, zval,
--   pval, ci_lb and ci_ub are columns too: of one value, or of a mixed model with moderators one
--   for each coefficient, with names in `coef` and the variance matrix in `vb`
-- @tfield[opt] number QM of a mixed model with moderators: Wald test of the coefficients `btt`,
--   with QMdf and QMp
-- @tfield[opt] number QE heterogeneity of the effect sizes, with QEp, I2 and H2 (mh, peto)
-- @tfield[opt] number MH Cochran-Mantel-Haenszel statistic, with MHp; CO and COp, Cochran's (mh)
-- @tfield[opt] number BD Breslow-Day statistic, with BDp; TA and TAp with Tarone's correction (mh)
-- @tfield[opt] column yi effect sizes of the single tables, with variances vi (mh, peto)
-- @tfield[opt] boolean converged of a mixed model: when false there is no estimate, and `reason`
--   says why
-- @tfield[opt] number tau2 variance of the effects, with se_tau2; sigma2: of study levels (UM.RS),
--   rho: the correlation of both (cor)
-- @tfield[opt] number QE_Wld Wald test of heterogeneity, with QEp_Wld; QE_LRT and QEp_LRT by
--   likelihood ratio; both with QE_df (mixed models)
-- @tfield[opt] number ll log-likelihood, with dev, AIC, BIC and AICc
-- @tfield[opt] string as "metafor", "RevMan" or "Stata" (mh)
-- @tfield[opt] {string,...} conventions what that program does in another way, as sentences (mh)
-- @tfield table left_out rows that are not in it: row, slab, reason
local Tables = {}
Tables.__index = Tables
Tables.__name = "hepar.tables"

-- The object that a method was called on.
local function own(self, method)
  if getmetatable(self) ~= Tables then
    check.fail("tables:" .. method, "call it on what hepar.meta.mh, peto or glmm gave, got %s",
      check.show(self))
  end
end

local coefficient = { "beta", "se", "zval", "pval", "ci_lb", "ci_ub" }

--- The estimate, its test and interval, and what is said of heterogeneity.
-- @function __tostring
-- @treturn string some lines
function Tables:__tostring()
  return require("hepar.meta.tables_text").show(self)
end

-- Gives numbers of the core the shape of a fit: columns of coefficients, labels, class.
function M.finish(self)
  self.coef = self.coef or { "intrcpt" }
  self.p = #self.coef
  for _, name in ipairs(coefficient) do
    local value = self[name]
    if value == nil then value = column(self.p, column.missing) end
    self[name] = column.is(value) and value or column(type(value) == "table" and value or { value })
  end
  return setmetatable(self, Tables)
end

-- b' V^-1 b of the coefficients at `places`, over V by Cholesky.
local function quadratic(self, places)
  local n, l, u, sum = #places, {}, {}, 0
  for i = 1, n do
    l[i] = {}
    for j = 1, i do
      local rest = self.vb[places[i]][places[j]]
      for m = 1, j - 1 do rest = rest - l[i][m] * l[j][m] end
      if j < i then
        l[i][j] = rest / l[j][j]
      elseif rest > 0 then
        l[i][i] = math.sqrt(rest)
      else
        return column.missing
      end
    end
    u[i] = self.beta[places[i]]
    for m = 1, i - 1 do u[i] = u[i] - l[i][m] * u[m] end
    u[i] = u[i] / l[i][i]
    sum = sum + u[i] ^ 2
  end
  return sum
end

-- Wald's test that the coefficients at `places` are all 0: statistic, p value, degrees of freedom.
function M.wald(self, places)
  local q, m = quadratic(self, places), #places
  if self.ddf then
    if self.ddf < 1 then return column.missing, column.missing, { m, self.ddf } end
    return q / m, core.fdist(q / m, m, self.ddf), { m, self.ddf }
  end
  return q, core.chisq(q, m), { m }
end

--- The pooled effect as one would report it: estimate and interval. A random-effects model adds the
-- prediction interval pi_lb and pi_ub (normal quantiles, or t with test "t").
-- @tparam[opt] table options named options: `transform` ("none"; "exp" gives a ratio or rate,
--   "ilogit" a proportion), `level` (percent; that of the fit), `newmods` (of a mixed model with
--   moderators: rows of their values in the order of `coef` without the intercept, or for a formula
--   values or columns by name; without it the studies)
-- @treturn table pred, se (untransformed only), ci_lb, ci_ub, pi_lb, pi_ub: numbers, or with
--   moderators columns
-- @raise when there is no estimate, or newmods does not suit the model
-- @usage print(hepar.meta.peto{ai = {4, 6}, n1i = {12, 30}, ci = {9, 11}, n2i = {13, 30}}
--   :predict{transform = "exp"}.pred)
function Tables:predict(options)
  own(self, "predict")
  local where = "tables:predict"
  options = check.options(where, options, { "transform", "level", "newmods" })
  local kind = check.word(where, "transform", options.transform, { "none", "exp", "ilogit" },
    "none")
  local level = options.level == nil and self.level or check.level(where, options.level)
  local back = kind == "exp" and math.exp
    or kind == "ilogit" and function(x) return 1 / (1 + math.exp(-x)) end
    or function(x) return x end
  if self.beta[1] ~= self.beta[1] then
    check.fail(where, "there is no estimate: %s", self.reason or "the tables do not determine it")
  end
  local q = core.quantile(level, self.ddf)
  local function predicted(b, se)
    local one = { pred = back(b), ci_lb = back(b - q * se), ci_ub = back(b + q * se),
      se = kind == "none" and se or nil }
    if self.tau2 and self.tau2 > 0 then
      local spread = q * math.sqrt(se * se + self.tau2)
      one.pi_lb, one.pi_ub = back(b - spread), back(b + spread)
    end
    return one
  end
  if not self.x then
    if options.newmods ~= nil then
      check.fail(where, "the model has no moderators, so newmods has no meaning")
    end
    return predicted(self.beta[1], self.se[1])
  end
  local lists = {}
  for _, row in ipairs(require("hepar.meta.glmm_rows").rows(where, self, options.newmods)) do
    local b, v = 0, 0
    for i, x in ipairs(row) do
      b = b + x * self.beta[i]
      for j, z in ipairs(row) do v = v + x * z * self.vb[i][j] end
    end
    for name, value in pairs(predicted(b, math.sqrt(math.max(0, v)))) do
      lists[name] = lists[name] or {}
      table.insert(lists[name], value)
    end
  end
  for name, list in pairs(lists) do lists[name] = column(list) end
  return lists
end

--- Compare two mixed models of the same tables by a likelihood-ratio test, or test coefficients of
-- one by Wald's test.
-- @tparam tables|table other another mixed model; or options: `btt` (places or names of
--   coefficients)
-- @treturn comparison|wald as of `fit:anova`
-- @raise when the models are of different tables, measures or kinds, or there is no estimate
-- @usage local data = {ai = {4, 6, 3}, n1i = {123, 306, 231}, ci = {11, 29, 11},
--   n2i = {139, 303, 220}, dose = {1, 2, 4}}
-- local full = hepar.meta.glmm{data = data, mods = "~ dose", method = "EE"}
-- print(full:anova(hepar.meta.glmm{data = data, method = "EE"}))
function Tables:anova(other)
  own(self, "anova")
  return require("hepar.meta.glmm_rows").anova(self, other)
end

--- The points of a L'Abbé plot: what happened in the two groups of each study, studies without
-- events included. On a log scale, `add` goes to the groups that need it.
-- @treturn table x (group 2), y (group 1), vx and vy (their sampling variances): columns; slab and
--   row of each; `scale`: log odds, log risk, risk, log rate or rate
-- @raise for a measure of one group
-- @usage local points = hepar.meta.mh{measure = "RR", ai = {4, 6}, n1i = {12, 30}, ci = {9, 11},
--   n2i = {13, 30}}:labbe()
function Tables:labbe()
  own(self, "labbe")
  return require("hepar.meta.labbe").points(self)
end

local known = { "measure", "add", "to", "drop00", "correct", "level", "slab", "as" }
for _, name in ipairs(input.all) do known[#known + 1] = name end

local function pool(where, measure, method, options)
  local columns = input.columns(where, options, method == "PETO" and "OR" or measure)
  local k = #columns[1]
  if k == 0 then check.fail(where, "there is no table to pool") end
  local labels = input.labels(where, options, k)
  local left_out = input.missing(columns, labels)
  if #left_out == k then check.fail(where, "every row has a missing cell") end
  local settings = input.empty_cells(where, options)
  settings.correct = input.flag(where, "correct", options.correct, true)
  settings.level = check.level(where, options.level)
  local self, message = core.pool(method == "PETO" and "PETO" or measure, columns[1], columns[2],
    columns[3], columns[4], settings)
  if not self then error(message, 0) end
  self.measure, self.method, self.level = measure, method, settings.level
  self.add, self.to, self.drop00 = settings.add, settings.to, settings.drop00
  self.correct = method == "MH" and settings.correct or nil
  self.slab, self.left_out, self.columns = labels, left_out, columns
  self.tau2 = 0
  self.test = "z"
  return M.finish(self)
end

-- The options with RevMan 5's treatment of empty cells, and what that changes.
local function revman(options, measure)
  local copy, list = {}, {}
  for name, value in pairs(options) do copy[name] = value end
  if options.add == nil and options.to == nil then
    copy.add, copy.to = { 0.5, 0.5 }, { "only0", "only0" }
    list[1] = "1/2 is added to all cells of tables with an empty one before pooling too; metafor "
      .. "adds it to the effect sizes alone"
  end
  if options.drop00 == nil and measure ~= "RD" then
    copy.drop00 = { true, true }
    list[#list + 1] = "tables without events, or with events only, in both groups are left out"
  end
  return copy, list
end

-- hepar.meta.mh
function M.mh(options)
  local where = "hepar.meta.mh"
  options = check.options(where, options, known)
  local measure = check.word(where, "measure", options.measure,
    { "OR", "RR", "RD", "IRR", "IRD" }, "OR")
  local as, differences = conventions.word(where, options.as), {}
  if as == "RevMan" and (measure == "OR" or measure == "RR" or measure == "RD") then
    options, differences = revman(options, measure)
  end
  local self = pool(where, measure, "MH", options)
  self.as, self.conventions = as, differences
  return self
end

-- hepar.meta.peto
function M.peto(options)
  local where = "hepar.meta.peto"
  options = check.options(where, options, known)
  if options.as ~= nil then
    check.fail(where, "option as belongs to hepar.meta.mh: Peto's method is the same everywhere")
  elseif options.measure ~= nil and options.measure ~= "PETO" and options.measure ~= "OR" then
    check.fail(where, 'measure can only be "OR", got %s', check.show(options.measure))
  elseif options.correct ~= nil then
    check.fail(where, "option correct belongs to hepar.meta.mh: Peto's method has no correction")
  end
  return pool(where, "OR", "PETO", options)
end

return M
