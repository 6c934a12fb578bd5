--- Cluster-robust inference: methods of fits, and the object that they return.
-- @module hepar.meta.robust

local core = require "hepar.core"
local check = require "hepar.meta.check"
local methods = require "hepar.meta.fit_methods"
local model = require "hepar.meta.model"
local text = require "hepar.meta.fit_text"

--- Cluster-robust inference of a fit: standard errors that hold when effects of one cluster (a
-- study with several effects, a laboratory) are correlated, whatever the correlation.
-- @type robust
-- @tfield column beta estimates, those of the fit
-- @tfield column se robust standard errors
-- @tfield column zval test statistics; the same as `tval`
-- @tfield column tval test statistics
-- @tfield column dfs degrees of freedom of each; NaN for test z
-- @tfield column pval p values
-- @tfield column ci_lb lower limits of the confidence intervals
-- @tfield column ci_ub upper limits
-- @tfield {column,...} vb robust variance matrix, by rows
-- @tfield {string,...} coef names of the coefficients
-- @tfield[opt] number QM F statistic of the coefficients `btt`; chi-squared for test z
-- @tfield table QMdf its degrees of freedom
-- @tfield[opt] number QMp its p value
-- @tfield {integer,...} btt places of the coefficients that QM tests
-- @tfield integer n clusters
-- @tfield integer k studies
-- @tfield integer p coefficients
-- @tfield integer smallest studies in the smallest cluster
-- @tfield integer largest studies in the largest cluster
-- @tfield string type "CR0", "CR1", "CR1.S1", "CR1.S2" or "CR2"
-- @tfield string test "satterthwaite", "t" or "z"
-- @tfield number level percent
-- @tfield number tau2 of the fit
-- @tfield fit fit the fit
-- @tfield {string,...} notes what a reader should know, one sentence each
local Robust = {}
local meta = { __name = "hepar.robust", __index = Robust }

local TYPES = { "CR0", "CR1", "CR1.S1", "CR1.S2", "CR2" }
local TESTS = { "satterthwaite", "t", "z" }

-- The clusters of the studies in the model, numbered from 1 as they appear.
local function clusters_of(where, fit, cluster)
  if cluster == nil then
    check.fail(where, "cluster is missing: a column, or the name of one")
  end
  local values = cluster
  if type(cluster) == "string" then
    values = core.fit.info(fit).data[cluster]
    if values == nil then
      check.fail(where, "cluster names a column which the data do not have: %s",
        check.show(cluster))
    end
  end
  if not model.is_list(values) then
    check.fail(where, "cluster must be a column or the name of one, got %s", check.show(cluster))
  end
  if #values > fit.k_all then
    check.fail(where, "cluster has %d values, the data have %d rows", #values, fit.k_all)
  end
  local numbers, list, rows = {}, {}, fit.rows
  local count = 0
  for i = 1, fit.k do
    local row = rows and rows[i] or i
    local value = values[row]
    if value == nil or value ~= value then
      check.fail(where, "cluster[%d] is missing", row)
    end
    if type(value) ~= "string" and type(value) ~= "number" and type(value) ~= "boolean" then
      check.fail(where, "cluster[%d] must be a text or a number, got %s", row, check.show(value))
    end
    if not numbers[value] then
      count = count + 1
      numbers[value] = count
    end
    list[i] = numbers[value]
  end
  return list
end

-- What a reader should know.
local function notes_of(self)
  local notes = {}
  local few = false
  for i = 1, self.p do few = few or self.dfs[i] < 4 end
  if few then
    notes[1] = "Fewer than 4 degrees of freedom: p values and intervals are then only rough."
  end
  for i, name in ipairs(self.coef) do
    if self.se[i] ~= self.se[i] then
      notes[#notes + 1] = string.format("%s: one cluster alone determines it, so its residuals add "
        .. 'up to 0 and there is no standard error; type = "CR2" has one.', name)
    end
  end
  return notes
end

local function make(where, fit, clusters, set)
  local self, message, code = core.robust.make(fit, clusters, set.type, set.test,
    not core.fit.info(fit).unweighted, set.level, set.btt)
  if not self then return nil, message, code end
  self.fit, self.beta, self.coef, self.tval = fit, fit.beta, fit.coef, self.zval
  self.type, self.test, self.level, self.btt = set.type, set.test, set.level, set.btt
  self.k, self.p, self.tau2, self.clusters = fit.k, fit.p, fit.tau2, clusters
  self.notes = notes_of(self)
  self.where = where
  return setmetatable(self, meta)
end

local function itself(where, self)
  if getmetatable(self) ~= meta then
    check.fail(where, "expected a robust fit, got %s", check.show(self))
  end
end

--- Wald test that some coefficients are all 0, with the robust variance.
-- @tparam[opt] table options named options: `btt` (places or names of coefficients)
-- @treturn wald `QM`, `QMdf`, `QMp`, `btt`; prints itself
-- @raise when btt names no coefficient
-- @usage print(fit:robust("laboratory"):anova{btt = "route"})
function Robust:anova(options)
  local where = "hepar.robust:anova"
  itself(where, self)
  options = check.options(where, options, { "btt" })
  local btt = options.btt == nil and self.btt or methods.places(where, options.btt, self.coef)
  local other, message, code = make(where, self.fit, self.clusters, { type = self.type,
    test = self.test, level = self.level, btt = btt })
  if not other then return nil, message, code end
  return setmetatable({ QM = other.QM, QMp = other.QMp, btt = btt, QMdf = other.QMdf,
    coef = self.coef }, text.wald)
end

local LABELS = { satterthwaite = "Satterthwaite", t = "n - p degrees of freedom", z = "z" }

--- The estimates as a table.
-- @function __tostring
-- @treturn string some lines
function meta.__tostring(self)
  local show, lines = text.show, {}
  local function add(format, ...) lines[#lines + 1] = string.format(format, ...) end
  add("Cluster-robust inference (%s), %d studies in %d clusters of %s, test: %s", self.type, self.k,
    self.n, self.smallest == self.largest and tostring(self.largest)
      or string.format("%d to %d", self.smallest, self.largest), LABELS[self.test])
  add("")
  local z = self.test == "z"
  local rows = { { "", "estimate", "se", z and "z" or "t", not z and "df" or "p",
    not z and "p" or text.percent(self.level), not z and text.percent(self.level) or "interval",
    not z and "interval" or nil } }
  for i, name in ipairs(self.coef) do
    local row = { name, show(self.beta[i]), show(self.se[i]), show(self.zval[i]) }
    if not z then
      local df = self.dfs[i]
      row[#row + 1] = df == df and string.format("%.4g", df) or "-"
    end
    row[#row + 1] = text.pvalue(self.pval[i])
    row[#row + 1], row[#row + 2] = show(self.ci_lb[i]), show(self.ci_ub[i])
    rows[#rows + 1] = row
  end
  for _, line in ipairs(text.layout(rows)) do lines[#lines + 1] = line end
  if self.p > 1 and self.QM then
    add("")
    add("  Coefficients %s: %s = %s, %s", table.concat(self.btt, ", "), self.QMdf[2]
      and string.format("F(%d, %.4g)", self.QMdf[1], self.QMdf[2])
      or string.format("QM(%d)", self.QMdf[1]), show(self.QM), text.equals(self.QMp))
  end
  for i, note in ipairs(self.notes) do
    if i == 1 then add("") end
    add("  ! %s", note)
  end
  return table.concat(lines, "\n")
end

--- Cluster-robust inference: this file is loaded when the method is first called.
-- @type fit
local Fit = {}

--- Standard errors, tests and intervals that stay right when the effects of a cluster depend on one
-- another. CR2 (Bell and McCaffrey; Pustejovsky and Tipton, Journal of Business & Economic
-- Statistics 2018;36:672-683) is unbiased when the fit's own model holds, and comes with
-- Satterthwaite's degrees of freedom and, for several coefficients, the test AHT-HTZ (Tipton and
-- Pustejovsky 2015): what clubSandwich does. CR1 is CR0 times n / (n - p), with n - p degrees of
-- freedom for n clusters: what metafor's robust does; CR1.S1 and CR1.S2 are Stata's factors.
-- @tparam column|table|string cluster the cluster of each row of the data: a column, a list, or the
--   name of a column
-- @tparam[opt] table options named options: `type` ("CR2", "CR1", "CR0", "CR1.S1", "CR1.S2"),
--   `test` ("satterthwaite", the default of CR2; "t", that of the others; "z"), `level` (that of
--   the fit), `btt` (coefficients that QM tests: places or names)
-- @treturn robust estimates with robust `se, tval, dfs, pval, ci_lb, ci_ub, vb, QM`; prints itself
-- @raise when a study has no cluster, or there are not more clusters than coefficients
-- @usage print(fit:robust("laboratory", {type = "CR2"}))
function Fit:robust(cluster, options)
  local where = "hepar.fit:robust"
  options = check.options(where, options, { "btt", "level", "test", "type" })
  local set = { type = check.word(where, "type", options.type, TYPES, "CR2") }
  set.test = check.word(where, "test", options.test, TESTS,
    set.type == "CR2" and "satterthwaite" or "t")
  set.level = options.level == nil and self.level or check.level(where, options.level)
  set.btt = options.btt == nil and self.btt or methods.places(where, options.btt, self.coef)
  return make(where, self, clusters_of(where, self, cluster), set)
end

return Fit
