--- Generalised linear mixed models for two-by-two tables and rates.
-- @module hepar.meta.glmm
-- @local

local core = require("hepar.core").tables
local column = require "hepar.column"
local check = require "hepar.meta.check"
local input = require "hepar.meta.tables_input"
local tables = require "hepar.meta.tables"

local M = {}

local where = "hepar.meta.glmm"

local reasons = {
  infinite = "The likelihood has no maximum: the events lie all at one end (for instance no event "
    .. "in any group 2), so the estimate is infinite.",
  unbounded = "The likelihood keeps rising as the heterogeneity grows: the studies lie at both "
    .. "ends, and tau2 has no estimate.",
  failed = "No maximum of the likelihood was reached.",
}

local known = { "measure", "model", "method", "test", "level", "coding", "nAGQ", "add", "to",
  "drop00", "slab" }
for _, name in ipairs(input.all) do known[#known + 1] = name end

-- Effect size and variance of one group, for I2 alone.
local function single_effects(columns, rates, add, to)
  local x, other = columns[1], columns[2]
  local v = {}
  local any = to == "all"
  for i = 1, #x do
    any = any or (to == "if0all" and (x[i] == 0 or (not rates and other[i] == 0)))
  end
  for i = 1, #x do
    local a, b = x[i], other[i]
    if any or (to == "only0" and (a == 0 or (not rates and b == 0))) then
      a, b = a + add, b + add
    end
    v[i] = 1 / a + (rates and 0 or 1 / b)
  end
  return v
end

-- The typical sampling variance of Higgins and Thompson (2002) over the studies that have one.
local function typical_variance(v)
  local n, sum, squares = 0, 0, 0
  for i = 1, #v do
    if v[i] == v[i] and v[i] > 0 and v[i] < math.huge then
      n, sum, squares = n + 1, sum + 1 / v[i], squares + 1 / v[i] ^ 2
    end
  end
  return n > 1 and (n - 1) / (sum - squares / sum) or nil
end

local function add_heterogeneity(self, v)
  local vt = typical_variance(v)
  if vt then
    self.I2, self.H2 = 100 * self.tau2 / (vt + self.tau2), self.tau2 / vt + 1
  else
    self.I2, self.H2 = 0, 1
  end
  self.QE_df = self.k - 1
  if self.k > 1 then
    self.QEp_Wld = self.QE_Wld and core.chisq(self.QE_Wld, self.QE_df)
    self.QEp_LRT = self.QE_LRT and core.chisq(self.QE_LRT, self.QE_df)
  else
    self.QE_Wld, self.QE_LRT = nil, nil
  end
end

local function add_tests(self)
  local df
  if self.test == "t" then
    df = self.k - 1
    self.ddf = df
  end
  self.zval = self.beta / self.se
  if df == 0 then return end
  local q = core.quantile(self.level, df)
  self.pval = core.pval(self.zval, df)
  self.ci_lb, self.ci_ub = self.beta - q * self.se, self.beta + q * self.se
end

local function add_criteria(self)
  local n, parms = self.k_eff, self.parms
  self.dev = self.ll_saturated and 2 * (self.ll_saturated - self.ll)
  self.AIC = 2 * parms - 2 * self.ll
  self.BIC = parms * math.log(n) - 2 * self.ll
  local m = math.max(n, parms + 2)
  self.AICc = 2 * parms * m / (m - parms - 1) - 2 * self.ll
end

local function settings_of(options)
  local set = {
    measure = check.word(where, "measure", options.measure, { "OR", "IRR", "PLO", "IRLN" }, "OR"),
    method = check.word(where, "method", options.method, { "ML", "EE" }, "ML"),
    test = check.word(where, "test", options.test, { "z", "t" }, "z"),
    level = check.level(where, options.level),
  }
  set.single = set.measure == "PLO" or set.measure == "IRLN"
  set.rates = set.measure == "IRR" or set.measure == "IRLN"
  set.model = check.word(where, "model", options.model, { "UM.FS", "UM.RS", "CM.EL", "CM.AL" })
  if set.single and set.model then
    check.fail(where, "model is for two groups: measure %s has one group per study", set.measure)
  end
  set.model = set.model or "UM.FS"
  if set.rates and set.model == "CM.AL" then set.model = "CM.EL" end
  set.coding = options.coding == nil and 0.5 or options.coding
  if set.coding ~= 0.5 and set.coding ~= 1 and set.coding ~= 0 then
    check.fail(where, "coding must be 0.5, 1 or 0, got %s", check.show(options.coding))
  end
  set.points = 0
  if options.nAGQ ~= nil then
    set.points = check.count(where, "nAGQ", options.nAGQ, 1)
    if set.points > 100 then
      check.fail(where, "nAGQ must be at most 100, got %d (leave it out for exact integrals)",
        set.points)
    end
  end
  return set
end

-- Rows that the likelihood leaves out: missing cells, and tables that say nothing.
local function left_out_rows(columns, labels, set)
  local list = input.missing(columns, labels)
  if set.single or not set.drop00 then return list end
  local seen = {}
  for _, one in ipairs(list) do seen[one.row] = true end
  for i = 1, #columns[1] do
    if not seen[i] then
      local a, b, c, d = columns[1][i], columns[2][i], columns[3][i], columns[4][i]
      if a == 0 and c == 0 then
        list[#list + 1] = { row = i, slab = labels[i], reason = "no event in either group" }
      elseif not set.rates and b == 0 and d == 0 then
        list[#list + 1] = { row = i, slab = labels[i], reason = "events only, in both groups" }
      end
    end
  end
  return list
end

-- The numbers of the core, or why there are none.
local function finish(self, v)
  self.converged = self.stop == "converged"
  self.reason = reasons[self.stop]
  self.stop = nil
  if self.converged then
    add_heterogeneity(self, v)
    add_tests(self)
    add_criteria(self)
    if self.method == "ML" and self.k == 1 then
      self.warnings[#self.warnings + 1] = "with one study tau2 cannot be estimated: taken as 0"
    end
  end
  return tables.finish(self)
end

-- hepar.meta.glmm
function M.fit(options)
  options = check.options(where, options, known)
  local set = settings_of(options)
  local columns = input.columns(where, options, set.measure)
  local k = #columns[1]
  if k == 0 then check.fail(where, "there is no table to pool") end
  local labels = input.labels(where, options, k)
  local empty = input.empty_cells(where, options)
  set.drop00 = empty.drop00[1]
  local left_out = left_out_rows(columns, labels, set)
  if #left_out == k then check.fail(where, "no row is left: %s", left_out[1].reason) end
  local c, d = columns[3], columns[4]
  local v
  if set.single then
    c, d = column(k, 1), column(k, 1)
    v = single_effects(columns, set.rates, empty.add[1], empty.to[1])
  else
    local y, variances = core.effects(set.measure, columns[1], columns[2], c, d, empty.add[1],
      empty.to[1], empty.drop00[1])
    if not y then error(variances, 0) end
    v = variances
  end
  local self, message = core.glmm(set.single and "single" or set.model, columns[1], columns[2], c,
    d, set.rates, set.method == "ML", set.drop00, set.coding, set.points)
  if not self then error(message, 0) end
  self.measure, self.method, self.test, self.level = set.measure, set.method, set.test, set.level
  if not set.single then self.model = set.model end
  self.coding, self.nAGQ = set.coding, set.points > 0 and set.points or nil
  self.add, self.to, self.drop00 = empty.add, empty.to, empty.drop00
  self.slab, self.left_out, self.columns, self.warnings = labels, left_out, columns, {}
  return finish(self, v)
end

return M
