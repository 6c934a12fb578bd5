--- Many meta-analyses at once.
-- @module hepar.meta.fit_many

local core = require("hepar.core").fit
local check = require "hepar.meta.check"
local fit = require "hepar.meta.fit"
local say = require "hepar.util.words"

local M = {}

local WHERE = "hepar.meta.fit_many"
local VECTORS = { "beta", "se", "zval", "pval", "ci_lb", "ci_ub" }
local NUMBERS = { "k", "tau2", "se_tau2", "I2", "H2", "R2", "QE", "QEp", "QM", "QMp", "ll" }

-- The sets of ragged columns: n[i] rows each, one after the other.
local function cut(data)
  local column = require "hepar.column"
  local columns, sets, first = {}, {}, 1
  for name, value in pairs(data) do
    if name ~= "n" and name ~= "slab" then columns[name] = column(value) end
  end
  if not columns.yi then check.fail(WHERE, "data must have yi and vi, or yi and sei") end
  for i = 1, #data.n do
    local n = check.count(WHERE, string.format("n[%d]", i), data.n[i], 1)
    local set = {}
    for name, value in pairs(columns) do
      if #value ~= #columns.yi then
        check.fail(WHERE, "%s has %d values, yi has %d", name, #value, #columns.yi)
      end
      if first + n - 1 > #value then
        check.fail(WHERE, "n adds up to more than the %d rows of yi", #value)
      end
      set[name] = value:slice(first, first + n - 1)
    end
    sets[i] = set
    first = first + n
  end
  if first - 1 ~= #columns.yi then
    check.fail(WHERE, "n adds up to %d, yi has %d values", first - 1, #columns.yi)
  end
  return sets
end

--- Many fits at once: columns with one entry for each set, NaN where there is no such number. With
-- moderators, `beta` to `ci_ub` are lists of columns, one for each coefficient.
-- @type fits
-- @tfield column k studies
-- @tfield column tau2 variance between studies
-- @tfield column se_tau2 its standard error
-- @tfield column I2 percent of the variance that is between studies
-- @tfield column H2 total variance over sampling variance
-- @tfield column R2 percent of tau2 that the moderators explain
-- @tfield column QE statistic of heterogeneity
-- @tfield column QEp its p value
-- @tfield column QM statistic of the moderators
-- @tfield column QMp its p value
-- @tfield column ll log likelihood
-- @tfield column converged 1 where the iteration for tau2 converged, else 0
-- @tfield column|table beta estimates
-- @tfield column|table se standard errors
-- @tfield column|table zval test statistics
-- @tfield column|table pval p values
-- @tfield column|table ci_lb lower limits
-- @tfield column|table ci_ub upper limits
-- @tfield integer count how many sets
-- @tfield table failed why a set has no fit, by its place
-- @tfield table [i] the numbers of the i-th set by name; `error` when it has no fit
local meta = { __name = "hepar.fits" }

-- fits[i]: the numbers of one set as a table.
function meta.__index(self, key)
  if math.type(key) ~= "integer" then return nil end
  if key < 1 or key > self.count then return nil end
  local row = { error = self.failed[key] }
  for _, name in ipairs(NUMBERS) do
    local value = self[name][key]
    if value == value then row[name] = name == "k" and math.tointeger(value) or value end
  end
  for _, name in ipairs(VECTORS) do
    if self.coefficients then
      row[name] = {}
      for j, column in ipairs(self[name]) do row[name][j] = column[key] end
    else
      row[name] = self[name][key]
    end
  end
  return row
end

--- How many sets.
-- @function __len
-- @treturn integer a count
function meta.__len(self) return self.count end

--- How many sets there are and how many failed, in one line.
-- @function __tostring
-- @treturn string one line
function meta.__tostring(self)
  local failed = 0
  for _ in pairs(self.failed) do failed = failed + 1 end
  return string.format("%d fits%s: columns k, tau2, beta, se, ci_lb, ci_ub, QE, I2 …", self.count,
    failed > 0 and string.format(" (%d failed, see .failed)", failed) or "")
end

--- Makes the fits; hepar.meta.fit_many documents it.
function M.make(data, options, run)
  options = options == nil and {} or options
  run = check.options(WHERE, run, { "progress", "threads" })
  if type(options) ~= "table" then check.options(WHERE, options, {}) end
  local method, test, weighted, level, tau2 = fit.settings(WHERE, options)
  for _, name in ipairs { "as", "btt" } do
    if options[name] ~= nil then
      check.fail(WHERE, "option %s has no meaning for many fits", name)
    end
  end
  local progress = check.boolean(WHERE, "progress", run.progress, false)
  if type(data) ~= "table" or say.class(data) then
    check.fail(WHERE, "data must be a list of data, or columns with n, got %s", check.show(data))
  end
  local sets = data.n and cut(data) or data
  local yi, vi, weights, mods, intercept, sei = {}, {}, nil, nil, nil, nil
  if options.weights ~= nil then weights = {} end
  if options.mods ~= nil then mods = {} end
  for i, set in ipairs(sets) do
    if type(set) ~= "table" and type(set) ~= "userdata" then
      check.fail(WHERE, "set %d must be a table, got %s", i, check.show(set))
    end
    if i == 1 then sei = set.vi == nil end
    yi[i], vi[i] = set.yi, set[sei and "sei" or "vi"]
    if yi[i] == nil or vi[i] == nil then
      check.fail(WHERE, "set %d must have yi and %s", i, sei and "sei" or "vi")
    end
    local list, _, constant = fit.design(WHERE, set, options, {})
    if weights then weights[i] = fit.column_of(WHERE, set, "weights", options.weights) end
    if mods then mods[i] = table.move(list or {}, 1, list and #list or 0, 1, {}) end
    intercept = constant
  end
  local result, failed, code = core.many(yi, vi, sei or false, method, test, weighted, level,
    tau2, intercept == nil or intercept, weights, mods, run.threads == nil and 1 or run.threads,
    progress)
  if not result then return nil, failed, code end
  result.count, result.failed = #yi, failed
  if mods then
    result.coefficients = #result.beta
  else
    for _, name in ipairs(VECTORS) do result[name] = result[name][1] end
  end
  return setmetatable(result, meta)
end

return M
