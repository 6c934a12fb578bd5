--- Mixed models with moderators: rows to predict for, and comparisons.
-- @module hepar.meta.glmm_rows
-- @local

local check = require "hepar.meta.check"
local core = require("hepar.core").tables
local text = require "hepar.meta.fit_text"

local M = {}

-- Columns by name, all of one length: single values hold for every row.
local function by_name(where, newmods)
  local count, data = 1, {}
  for _, value in pairs(newmods) do
    if type(value) == "table" or type(value) == "userdata" then count = math.max(count, #value) end
  end
  for name, value in pairs(newmods) do
    if type(value) == "table" or type(value) == "userdata" then
      if #value ~= count then
        check.fail(where, "newmods: %s has %d values, another has %d", tostring(name), #value,
          count)
      end
      data[name] = value
    else
      data[name] = {}
      for i = 1, count do data[name][i] = value end
    end
  end
  return data, count
end

-- Rows of x in the order of the coefficients.
function M.rows(where, self, newmods)
  local rows, offset = {}, self.intercept and 1 or 0
  if newmods == nil then
    for i = 1, #self.x[1] do
      rows[i] = {}
      for j, values in ipairs(self.x) do rows[i][j] = values[i] end
    end
    return rows
  end
  if type(newmods) ~= "table" then
    check.fail(where, "newmods must be a table, got %s", check.show(newmods))
  end
  local columns
  if next(newmods) ~= nil and #newmods == 0 then
    local data, count = by_name(where, newmods)
    if self.formula then
      columns = require("hepar.meta.formula").apply(where, self.formula, data, count)
    else
      columns = {}
      for j = 1 + offset, self.p do
        columns[#columns + 1] = data[self.coef[j]]
          or check.fail(where, "newmods: %s is missing", self.coef[j])
      end
    end
    for i = 1, count do
      rows[i] = offset == 1 and { 1 } or {}
      for _, values in ipairs(columns) do table.insert(rows[i], values[i]) end
    end
  else
    local given = newmods
    if type(given[1]) ~= "table" and self.p - offset > 1 then given = { given } end
    for i, row in ipairs(given) do
      if type(row) ~= "table" then row = { row } end
      if #row ~= self.p - offset then
        check.fail(where, "newmods: row %d has %d values, the model has %d moderators", i, #row,
          self.p - offset)
      end
      rows[i] = offset == 1 and { 1 } or {}
      for _, value in ipairs(row) do table.insert(rows[i], value) end
    end
  end
  for i, row in ipairs(rows) do
    for j, value in ipairs(row) do
      if type(value) ~= "number" or value ~= value then
        check.fail(where, "newmods: %s of row %d must be a number, got %s", self.coef[j], i,
          check.show(value))
      end
    end
  end
  return rows
end

-- What two models have to share.
local SAME = { "measure", "model", "method", "k", "nAGQ", "coding" }

-- Whether two models are of the same tables.
local function same_tables(a, b)
  for j, values in ipairs(a.columns) do
    local others = b.columns[j]
    if not others or #others ~= #values then return false end
    for i = 1, #values do
      if values[i] ~= others[i] and (values[i] == values[i] or others[i] == others[i]) then
        return false
      end
    end
  end
  return true
end

local function side(fit)
  return { parms = fit.parms, ll = fit.ll, AIC = fit.AIC, BIC = fit.BIC, AICc = fit.AICc,
    QE = fit.QE_LRT, tau2 = fit.tau2 }
end

function M.anova(self, other)
  local where = "tables:anova"
  if not self.converged then
    check.fail(where, "only mixed models with an estimate can be compared%s", self.reason
      and ": " .. self.reason or "")
  end
  if check.plain(other) then
    local options = check.options(where, other, { "btt" })
    local btt = options.btt
    if btt == nil then
      btt = {}
      for j = 1, self.p do btt[j] = j end
    end
    btt = require("hepar.meta.fit_methods").places(where, btt, self.coef)
    local q, p, df = require("hepar.meta.tables").wald(self, btt)
    return setmetatable({ QM = q, QMp = p, QMdf = df, btt = btt, coef = self.coef }, text.wald)
  end
  if getmetatable(other) ~= getmetatable(self) then
    check.fail(where, "expected a mixed model or {btt = …}, got %s", check.show(other))
  elseif not other.converged then
    check.fail(where, "the other model has no likelihood%s", other.reason and ": " .. other.reason
      or "")
  end
  for _, name in ipairs(SAME) do
    if self[name] ~= other[name] then
      check.fail(where, "the models differ in %s: %s and %s", name, tostring(self[name]),
        tostring(other[name]))
    end
  end
  if not same_tables(self, other) then
    check.fail(where, "the models are of different tables")
  end
  local full, reduced = self, other
  if full.parms < reduced.parms then full, reduced = reduced, full end
  if full.parms == reduced.parms then
    check.fail(where, "both models have %d parameters, so neither is the reduced one", full.parms)
  end
  local df = full.parms - reduced.parms
  local lrt = math.max(0, 2 * (full.ll - reduced.ll))
  return setmetatable({ LRT = lrt, df = df, pval = core.chisq(lrt, df), full = side(full),
    reduced = side(reduced), R2 = full.method == "ML" and reduced.tau2 > 0
      and math.max(0, 100 * (1 - full.tau2 / reduced.tau2)) or nil }, text.comparison)
end

return M
