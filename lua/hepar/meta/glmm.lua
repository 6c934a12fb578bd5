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

local known = { "measure", "model", "method", "test", "level", "coding", "cor", "nAGQ", "add", "to",
  "drop00", "slab", "data", "mods", "intercept", "reference", "btt" }
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

-- The typical sampling variance of Higgins and Thompson (2002) over the studies that have one; with
-- moderators (k - p) / tr(P), as metafor has it.
local function typical_variance(v, x, intercept)
  local yi, vi, mods, n = {}, {}, {}, 0
  for j = 1, #(x or {}) do mods[j] = {} end
  for i = 1, #v do
    if v[i] == v[i] and v[i] > 0 and v[i] < math.huge then
      n = n + 1
      yi[n], vi[n] = v[i], v[i]
      for j, values in ipairs(mods) do values[n] = x[j][i] end
    end
  end
  if not x then
    local sum, squares = 0, 0
    for i = 1, n do sum, squares = sum + 1 / vi[i], squares + 1 / vi[i] ^ 2 end
    return n > 1 and (n - 1) / (sum - squares / sum) or nil
  end
  if intercept then table.remove(mods, 1) end
  local done, fit = pcall(require("hepar.meta").fit, { yi = yi, vi = vi }, { method = "EE",
    mods = #mods > 0 and mods or nil, intercept = intercept })
  return done and fit and fit.k > fit.p and fit.vt or nil
end

local function add_heterogeneity(self, v, x)
  local vt = typical_variance(v, x, self.intercept)
  if vt then
    self.I2, self.H2 = 100 * self.tau2 / (vt + self.tau2), self.tau2 / vt + 1
  else
    self.I2, self.H2 = 0, 1
  end
  self.QE_df = self.k - self.p
  if self.QE_df > 0 then
    self.QEp_Wld = self.QE_Wld and core.chisq(self.QE_Wld, self.QE_df)
    self.QEp_LRT = self.QE_LRT and core.chisq(self.QE_LRT, self.QE_df)
  else
    self.QE_Wld, self.QE_LRT = nil, nil
  end
end

-- Columns of estimates, and the test of those that btt names.
local function add_tests(self, btt)
  local df
  if self.test == "t" then
    df = self.k - self.p
    self.ddf = df
  end
  local lists = { se = {}, zval = {}, pval = {}, ci_lb = {}, ci_ub = {} }
  local q = df ~= 0 and core.quantile(self.level, df) or column.missing
  for j = 1, self.p do
    local b, se = self.beta[j], math.sqrt(self.vb[j][j])
    lists.se[j], lists.zval[j] = se, b / se
    lists.pval[j] = df ~= 0 and core.pval(b / se, df) or column.missing
    lists.ci_lb[j], lists.ci_ub[j] = b - q * se, b + q * se
  end
  for name, list in pairs(lists) do self[name] = list end
  if self.p > 1 or not self.intercept then
    self.btt = btt
    self.QM, self.QMp, self.QMdf = tables.wald(self, btt)
  end
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
  set.cor = check.boolean(where, "cor", options.cor, false)
  if set.cor and set.model ~= "UM.RS" then
    check.fail(where, 'cor = true needs model "UM.RS": only there can a study level go with the '
      .. "effect")
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

-- Counts that are not given themselves, from the columns of `data`.
local function from_data(options, set)
  local data = options.data
  if data == nil then return options, {} end
  if type(data) ~= "table" or not check.plain(data)
    and getmetatable(data) ~= require("hepar.meta.effects").methods.meta then
    check.fail(where, "data must be a table of columns, got %s", check.show(data))
  end
  local names = set.measure == "IRR" and input.rates or set.measure == "IRLN" and input.singles
    or set.measure == "PLO" and input.proportions or input.counts
  local all = {}
  for name, value in pairs(options) do all[name] = value end
  for _, name in ipairs(names) do
    if all[name] == nil then all[name] = data[name] end
  end
  if all.slab == nil then all.slab = data.slab end
  return all, data
end

-- The columns of the design with their names, for all rows; nil for the intercept alone.
local function design_of(options, data, rows)
  local intercept = check.boolean(where, "intercept", options.intercept, true)
  local mods = options.mods
  if mods == nil then
    if not intercept then check.fail(where, "without an intercept there must be mods") end
    for _, name in ipairs { "btt", "reference" } do
      if options[name] ~= nil then check.fail(where, "option %s needs mods", name) end
    end
    return nil, { "intrcpt" }, true
  end
  local list, names, notes, model
  if type(mods) == "string" then
    model = require("hepar.meta.formula").model(where, mods, data, { rows = rows,
      reference = options.reference, intercept = intercept })
    list, names, intercept, notes = model.columns or {}, model.names, model.intercept, model.notes
  else
    if not check.plain(mods) and not column.is(mods) then
      check.fail(where, "mods must be a formula or a list of columns, got %s", check.show(mods))
    end
    list, names = require("hepar.meta.fit").listed_mods(where, data, mods)
    for j, values in ipairs(list) do
      if not check.plain(values) and not column.is(values) then
        check.fail(where, "%s must be a column or a list of numbers, got %s", names[j],
          check.show(values))
      elseif #values ~= rows then
        check.fail(where, "%s has %d values, there are %d tables", names[j], #values, rows)
      end
      for i = 1, rows do
        if type(values[i]) ~= "number" then
          check.fail(where, "%s[%d] must be a number (NaN when missing), got %s", names[j], i,
            check.show(values[i]))
        end
      end
    end
  end
  local x, labels = {}, {}
  if intercept then x[1], labels[1] = column(rows, 1), "intrcpt" end
  for j, values in ipairs(list) do x[#x + 1], labels[#labels + 1] = values, names[j] end
  return x, labels, intercept, notes, model
end

-- Rows with a missing moderator join those that are left out.
local function leave_out(left_out, x, labels)
  local gone = {}
  for _, one in ipairs(left_out) do gone[one.row] = true end
  for i = 1, x and #x[1] or 0 do
    for _, values in ipairs(x) do
      if values[i] ~= values[i] and not gone[i] then
        gone[i] = true
        left_out[#left_out + 1] = { row = i, slab = labels[i], reason = "a moderator is missing" }
      end
    end
  end
  table.sort(left_out, function(a, b) return a.row < b.row end)
  return gone
end

-- The entries of a column that stay.
local function staying(values, gone)
  local list = {}
  for i = 1, #values do
    if not gone[i] then list[#list + 1] = values[i] end
  end
  return column(list)
end

-- The numbers of the core, or why there are none.
local function finish(self, v, x, btt)
  self.converged = self.stop == "converged"
  self.reason = reasons[self.stop]
  self.stop = nil
  if self.converged then
    self.beta, self.coefficients = self.coefficients, nil
    add_heterogeneity(self, v, x)
    if btt ~= nil then
      btt = require("hepar.meta.fit_methods").places(where, btt, self.coef)
    else
      btt = {}
      for j = self.intercept and self.p > 1 and 2 or 1, self.p do btt[#btt + 1] = j end
    end
    add_tests(self, btt)
    add_criteria(self)
    if self.method == "ML" and self.k == 1 then
      self.warnings[#self.warnings + 1] = "with one study tau2 cannot be estimated: taken as 0"
    end
  else
    self.beta, self.se = nil, nil
  end
  return tables.finish(self)
end

-- hepar.meta.glmm
function M.fit(options)
  options = check.options(where, options, known)
  local set = settings_of(options)
  local given, data = from_data(options, set)
  local columns = input.columns(where, given, set.measure)
  local k = #columns[1]
  if k == 0 then check.fail(where, "there is no table to pool") end
  local labels = input.labels(where, given, k)
  local empty = input.empty_cells(where, given)
  set.drop00 = empty.drop00[1]
  local x, names, intercept, notes, model = design_of(given, data, k)
  local left_out = left_out_rows(columns, labels, set)
  local gone = leave_out(left_out, x, labels)
  if #left_out == k then check.fail(where, "no row is left: %s", left_out[1].reason) end
  local a, b, c, d = columns[1], columns[2], columns[3], columns[4]
  local v
  if set.single then
    c, d = column(k, 1), column(k, 1)
    v = single_effects(columns, set.rates, empty.add[1], empty.to[1])
  else
    local y, variances = core.effects(set.measure, a, b, c, d, empty.add[1], empty.to[1],
      empty.drop00[1])
    if not y then error(variances, 0) end
    v = variances
  end
  local v_used = v
  if x then
    a, b, c, d = staying(a, gone), staying(b, gone), staying(c, gone), staying(d, gone)
    v_used = staying(v, gone)
    for j, values in ipairs(x) do x[j] = staying(values, gone) end
    if #a < #x then
      check.fail(where, "%d tables are too few for %d coefficients", #a, #x)
    elseif #x > 40 then
      check.fail(where, "at most 40 coefficients are possible, mods make %d", #x)
    end
  end
  local self, message = core.glmm(set.single and "single" or set.model, a, b, c, d, set.rates,
    set.method == "ML", set.drop00, set.coding, set.points, set.cor, x, intercept)
  if not self then
    local place = tonumber(message:match("column (%d+) is determined"))
    if place then
      check.fail(where, "%s is determined by the intercept and the moderators before it; leave it "
        .. "out", names[place])
    end
    error(message, 0)
  end
  self.measure, self.method, self.test, self.level = set.measure, set.method, set.test, set.level
  if not set.single then self.model = set.model end
  self.coding, self.nAGQ, self.cor = set.coding, set.points > 0 and set.points or nil, set.cor
  self.add, self.to, self.drop00 = empty.add, empty.to, empty.drop00
  self.slab, self.left_out, self.columns, self.warnings = labels, left_out, columns, {}
  for _, note in ipairs(notes or {}) do self.warnings[#self.warnings + 1] = note end
  self.coef, self.p, self.intercept = names, #names, intercept
  self.x, self.formula = x, model
  return finish(self, v_used, x, options.btt)
end

return M
