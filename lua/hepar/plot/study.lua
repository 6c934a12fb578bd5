--- Reads what the figures of a meta-analysis are given: a plain table of columns, or a fit.
-- A plain table has `yi` with `vi`, `sei` or `ci_lb` and `ci_ub`, and may have `slab`, `weights`,
-- `measure`, `level`, and `pooled` (a table, or a list of them, with `beta`, `ci_lb`, `ci_ub` …).
-- @module hepar.plot.study
-- @local

local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"

local M = {}

-- A field of a table or an object, nil when it has none of that name (or a method).
function M.field(data, name)
  if type(data) ~= "table" and type(data) ~= "userdata" then return nil end
  local ok, value = pcall(function() return data[name] end)
  if ok and type(value) ~= "function" then return value end
  return nil
end
local field = M.field

-- A column of the data by name; of a fit also one of the data behind it, for its own studies.
function M.column_of(data, name)
  local direct = field(data, name)
  if direct ~= nil or field(data, "beta") == nil then return direct end
  local behind, rows, k = field(field(data, "data"), name), field(data, "rows"), field(data, "k")
  if type(behind) ~= "table" and type(behind) ~= "userdata" or not k then return nil end
  local list = {}
  for i = 1, k do list[i] = behind[rows and rows[i] or i] end
  return list
end

-- The number itself, or the first of a column.
function M.first(value)
  if type(value) == "table" or type(value) == "userdata" then value = field(value, 1) end
  if type(value) == "number" and value == value then return value end
  return nil
end

local function length(value)
  local ok, n = pcall(function() return #value end)
  return ok and n or 0
end

-- Raises unless data can be indexed by name.
function M.check_data(where, data, wanted)
  if type(data) ~= "table" and type(data) ~= "userdata" then
    check.fail(where, "data must be %s, got %s", wanted or "a table of columns or a fit",
      check.show(data))
  end
end

-- Number of rows: the longest of the columns, by their largest index, since a plain table may have
-- holes where values are missing.
function M.rows(data, names)
  local most = 0
  for _, name in ipairs(names) do
    local column = field(data, name)
    if type(column) == "table" then
      for key in pairs(column) do
        if math.type(key) == "integer" and key > most then most = key end
      end
    elseif column ~= nil then
      most = math.max(most, length(column))
    end
  end
  return most
end

-- A column of numbers, missing as nil. Anything else in it is refused with its row.
function M.column(where, data, name, n, rule)
  local column = field(data, name)
  if column == nil then return nil end
  if type(column) ~= "table" and type(column) ~= "userdata" then
    check.fail(where, "%s must be a list of numbers, got %s", name, check.show(column))
  end
  if length(column) > n then
    check.fail(where, "%s has %d values, but there are %d studies", name, length(column), n)
  end
  local list = {}
  for i = 1, n do
    local value = column[i]
    if value ~= nil and type(value) ~= "number" then
      check.fail(where, "%s[%d] must be a number, got %s", name, i, check.show(value))
    end
    if value ~= nil and value == value then
      if rule and rule.min and value < rule.min then
        check.fail(where, "%s[%d] must be %g or more, got %s", name, i, rule.min,
          check.show(value))
      end
      if rule and rule.finite and math.abs(value) == math.huge then
        check.fail(where, "%s[%d] must be a finite number, got %s", name, i, check.show(value))
      end
      list[i] = value
    end
  end
  return list
end

-- Labels of the studies.
function M.labels(where, data, n)
  local slab, list = field(data, "slab"), {}
  if slab ~= nil and type(slab) ~= "table" and type(slab) ~= "userdata" then
    check.fail(where, "slab must be a list of names, got %s", check.show(slab))
  end
  for i = 1, n do
    local one = slab and slab[i]
    list[i] = one ~= nil and tostring(one) or "Study " .. i
  end
  return list
end

-- The level in percent, of the options, the data or 95.
function M.level(options, data)
  local level = options.level or field(data, "level")
  return type(level) == "number" and level > 0 and level < 100 and level or 95
end

-- Standard normal quantile of a two-sided level.
function M.critical(level)
  return -distribution.normal_quantile((1 - level / 100) / 2)
end

local numbers = { "tau2", "se_tau2", "I2", "H2", "QE", "QEp", "QM", "QMp", "k", "p", "pval",
  "zval", "se", "beta", "ci_lb", "ci_ub", "pi_lb", "pi_ub" }

-- One pooled result as a plain table of numbers.
local function pooled_one(where, pooled)
  M.check_data(where, pooled, "a pooled result with beta, ci_lb and ci_ub")
  local one = { method = field(pooled, "method"), test = field(pooled, "test"),
    label = field(pooled, "label"), QMdf = field(pooled, "QMdf"), level = field(pooled, "level"),
    dfs = M.first(field(pooled, "dfs")) or M.first(field(pooled, "ddf")) }
  for _, name in ipairs(numbers) do one[name] = M.first(field(pooled, name)) end
  if not one.beta then
    check.fail(where, "pooled.beta must be a number, got %s", check.show(field(pooled, "beta")))
  end
  for _, name in ipairs { "beta", "ci_lb", "ci_ub" } do
    if one[name] and math.abs(one[name]) == math.huge then one[name] = nil end
  end
  return one
end
M.pooled_one = pooled_one

-- The prediction interval of a fit, by its own method.
local function add_prediction(one, fit)
  local ok, predict = pcall(function() return fit.predict end)
  if one.pi_lb or not ok or not predict or one.method == "EE" then return end
  local done, answer = pcall(predict, fit)
  if done and type(answer) ~= "nil" then
    one.pi_lb, one.pi_ub = M.first(field(answer, "pi_lb")), M.first(field(answer, "pi_ub"))
  end
end

-- Whether an object is a fit (or a table like one): it has its own estimate.
local function is_fit(data) return field(data, "beta") ~= nil and field(data, "pooled") == nil end
M.is_fit = is_fit

-- Number of coefficients of a fit.
function M.coefficients(data)
  local beta = field(data, "beta")
  return type(beta) == "number" and 1 or length(beta)
end

-- Whether data are a fit with moderators, for which numbers made here would not hold.
function M.has_moderators(data) return is_fit(data) and M.coefficients(data) > 1 end

-- All pooled results of the data, a list that may be empty.
function M.pooled(where, data)
  if is_fit(data) then
    if M.coefficients(data) ~= 1 then return {} end
    local one = pooled_one(where, data)
    add_prediction(one, data)
    return { one }
  end
  local given = field(data, "pooled")
  if given == nil then return {} end
  local inner = field(given, 1)
  if type(inner) == "table" or type(inner) == "userdata" then
    local list = {}
    for i = 1, #given do list[i] = pooled_one(where, given[i]) end
    return list
  end
  local one = pooled_one(where, given)
  if type(given) == "userdata" then add_prediction(one, given) end
  return { one }
end

-- Reads everything: { rows = list of {index, yi, vi, sei, lb, ub, slab}, missing = labels, n,
-- pooled = list, measure, level, z }. Rows without an estimate, or without its uncertainty, are
-- missing.
function M.read(where, data, options)
  M.check_data(where, data)
  options = options or {}
  local fit = is_fit(data)
  local set = { level = M.level(options, data), measure = options.measure or field(data, "measure"),
    rows = {}, missing = {}, all = {}, data = data }
  set.z = M.critical(set.level)
  local n = M.rows(data, { "yi", "vi", "sei", "slab" })
  set.n = n
  if field(data, "yi") == nil then
    check.fail(where, "data must have yi; it is missing")
  end
  local yi = M.column(where, data, "yi", n)
  local vi = M.column(where, data, "vi", n, { min = 0 })
  local sei = not vi and M.column(where, data, "sei", n, { min = 0 }) or nil
  local lb = not fit and M.column(where, data, "ci_lb", n) or nil
  local ub = not fit and M.column(where, data, "ci_ub", n) or nil
  if not vi and not sei and not (lb and ub) then
    check.fail(where, "data must have vi, sei, or both ci_lb and ci_ub; none is there")
  end
  local labels = M.labels(where, data, n)
  local weights = M.column(where, data, "weights", n, { min = 0, finite = true })
  if fit and not weights then
    local ok, own = pcall(function() return data:weights() end)
    if ok and length(own) == n then weights = own end
  end
  for i = 1, n do
    local row = { index = i, yi = yi[i], slab = labels[i], weight = weights and weights[i] }
    row.sei = vi and vi[i] and math.sqrt(vi[i]) or sei and sei[i]
    row.lb, row.ub = lb and lb[i], ub and ub[i]
    if row.sei and row.sei < math.huge and row.yi then
      row.lb, row.ub = row.lb or row.yi - set.z * row.sei, row.ub or row.yi + set.z * row.sei
    elseif row.sei == math.huge then
      row.lb, row.ub = -math.huge, math.huge
    elseif row.lb and row.ub and not row.sei then
      row.sei = (row.ub - row.lb) / (2 * set.z)
    end
    if row.lb and row.ub and row.lb > row.ub then
      check.fail(where, "ci_lb[%d] is above ci_ub[%d]: %s and %s", i, i, check.show(row.lb),
        check.show(row.ub))
    end
    -- beyond 1e150 squares overflow, and nothing is drawn
    row.shown = row.yi ~= nil and math.abs(row.yi) < 1e150 and row.lb ~= nil and row.ub ~= nil
    set.all[i] = row
    if row.shown then
      set.rows[#set.rows + 1] = row
    else
      set.missing[#set.missing + 1] = row.slab
    end
  end
  set.pooled = M.pooled(where, data)
  -- rows that the fit itself left out
  local dropped = fit and field(data, "missing")
  if type(dropped) == "table" then
    for _, row in ipairs(dropped) do set.missing[#set.missing + 1] = "row " .. tostring(row) end
  end
  return set
end

-- Weights in percent of a random-effects (tau2) or common-effect (0) model, unless given.
function M.weigh(set, tau2)
  local sum, given, least = 0, false, math.huge
  for _, row in ipairs(set.rows) do
    given = given or row.weight ~= nil
    row.v = row.sei and row.sei * row.sei + (tau2 or 0) or math.huge
    if row.v > 0 then least = math.min(least, row.v) end
  end
  for _, row in ipairs(set.rows) do
    -- in units of the largest weight, so that nothing overflows
    row.w = given and (row.weight or 0) or row.v > 0 and row.v < math.huge and least / row.v or 0
    row.exact = not given and row.v == 0
    sum = sum + row.w
  end
  for _, row in ipairs(set.rows) do row.percent = sum > 0 and 100 * row.w / sum or 0 end
end

-- Sorts out the rows that cannot be drawn: returns those for which `fits` holds; the labels of the
-- others go to `missing`.
function M.keep(set, fits)
  local rows = {}
  for _, row in ipairs(set.rows) do
    if fits(row) then
      rows[#rows + 1] = row
    else
      set.missing[#set.missing + 1] = row.slab
    end
  end
  return rows
end

-- Whether a row has a standard error that can be worked with.
function M.weighable(row) return row.sei and row.sei > 0 and row.sei < math.huge end

-- Footnote on what could not be drawn.
function M.note_missing(page, set, reason)
  if #set.missing == 0 then return end
  page:note("Not shown, %s (%d of %d): %s.", reason or "without an estimate and its uncertainty",
    #set.missing, #set.missing + #set.rows, table.concat(set.missing, "; "))
end

return M
