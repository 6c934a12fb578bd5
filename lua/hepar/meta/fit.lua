--- Pooling and meta-regression of one effect per study: the object that hepar.meta.fit returns.
-- @module hepar.meta.fit
-- @local

local core = require("hepar.core").fit
local check = require "hepar.meta.check"
local conventions = require "hepar.meta.conventions"
local methods = require "hepar.meta.fit_methods"
local say = require "hepar.util.words"

local M = {}

local WHERE = "hepar.meta.fit"
local OPTIONS = { "as", "btt", "intercept", "level", "method", "mods", "reference", "tau2", "test",
  "weighted", "weights" }
local KNOWN = {}
for _, name in ipairs(OPTIONS) do KNOWN[name] = true end

M.methods = { "EE", "FE", "CE", "DL", "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML", "REML", "EB",
  "PM", "PMM", "GENQ", "GENQM" }
local METHODS = { MP = "PM" }
for _, name in ipairs(M.methods) do METHODS[name] = name end
METHODS.FE, METHODS.CE = "EE", "EE"
local TESTS = { z = true, t = true, knha = true, adhoc = true }

-- A column of the data by its name, or the value itself.
local function column_of(where, data, name, value)
  if type(value) ~= "string" then return value end
  local column = data[value]
  if column == nil then
    local names = {}
    for key in pairs(data) do names[#names + 1] = tostring(key) end
    table.sort(names)
    check.fail(where, '%s names the column "%s", which the data do not have%s', name, value,
      check.suggest(value, names))
  end
  return column
end

-- Moderators given as columns: one column, or a list of columns and names of columns.
local function listed_mods(where, data, mods)
  local list, names = {}, {}
  if type(mods) == "userdata" or type(mods[1]) == "number" then mods = { mods } end
  for i, entry in ipairs(mods) do
    names[i] = type(entry) == "string" and entry or string.format("mods[%d]", i)
    list[i] = column_of(where, data, "mods", entry)
  end
  for key in pairs(mods) do
    if math.type(key) ~= "integer" then
      check.fail(where, "mods is a formula or a list of columns, got the key %s", check.show(key))
    end
  end
  if #list == 0 then check.fail(where, "mods is empty") end
  return list, names
end

-- Reads the options that are rare, into the info table; returns mods, names, intercept.
local function design(where, data, options, info)
  local intercept = check.boolean(where, "intercept", options.intercept, true)
  local mods = options.mods
  if mods == nil then return nil, nil, intercept end
  if type(mods) == "string" then
    local model = require("hepar.meta.formula").model(where, mods, data, {
      rows = #data.yi, reference = options.reference, intercept = intercept })
    info.formula, info.model = mods, model
    info.warnings = model.notes
    return model.columns, model.names, model.intercept
  end
  if type(mods) ~= "table" and type(mods) ~= "userdata" then
    check.fail(where, "mods must be a formula or a list of columns, got %s", check.show(mods))
  end
  local list, names = listed_mods(where, data, mods)
  return list, names, intercept
end

-- Refuses what is wrong with the options, and gives them their defaults.
local function settings(where, options)
  for name in pairs(options) do
    if not KNOWN[name] then check.options(where, options, OPTIONS) end
  end
  local method = options.method
  if method == nil then method = options.as == "RevMan" and "DL" or "REML" end
  method = METHODS[method]
  if not method then
    check.fail(where, "method %s is not known%s", check.show(options.method),
      type(options.method) == "string" and check.suggest(options.method, M.methods) or "")
  end
  local test = options.test
  if test == nil then test = "z" end
  if not TESTS[test] then check.word(where, "test", test, { "z", "t", "knha", "adhoc" }) end
  local weighted = check.boolean(where, "weighted", options.weighted, true)
  local tau2, reference = options.tau2, options.reference
  if reference ~= nil and (type(reference) ~= "table" or say.class(reference)) then
    check.fail(where, 'reference must be a table such as {route = "IV"}, got %s',
      check.show(reference))
  end
  if tau2 ~= nil and not (type(tau2) == "number" and tau2 >= 0 and tau2 < math.huge) then
    check.fail(where, "tau2 must be a number of 0 or more, got %s", check.show(tau2))
  end
  local level = options.level
  return method, test, weighted, level == nil and 95 or check.level(where, level), tau2
end

-- With `as`: for RevMan's random effects of tables, Q about the Mantel-Haenszel estimate and the
-- tau2 that it gives; else the tau2 as it was.
local function settle(data, options, info, method, tau2, level)
  info.as = conventions.word(WHERE, options.as)
  if info.as ~= "RevMan" or method ~= "DL" or tau2 ~= nil or options.mods ~= nil
    or options.weights ~= nil or data.vi == nil or options.intercept == false then
    return nil, tau2
  end
  local own, q, k = conventions.mantel_haenszel(data, level)
  if not own then return nil, tau2 end
  return { q = q, df = k - 1 }, own
end

-- With `as`: the numbers and words that differ from metafor's.
local function adapt(fit, data, options, info, around)
  if info.as == "metafor" then return end
  if fit.method ~= "EE" then info.pi = "HTS" end
  local q, df = fit.QE, fit.k - fit.p
  if around then
    q, df = around.q, around.df
    info.QE, info.QEp = q, core.chisq(q, df)
    info.tau2_from = "DL about the Mantel-Haenszel estimate"
  end
  if info.as == "RevMan" and fit.I2 and q and df > 0 then
    info.I2 = q > df and 100 * (q - df) / q or 0
    info.H2 = q / df
  end
  info.conventions = conventions.of_fit(info.as, fit,
    { method = options.method, around = around }, data)
end

--- Makes a fit; hepar.meta.fit documents it.
function M.make(data, options)
  options = options == nil and {} or options
  if type(options) ~= "table" then check.options(WHERE, options, OPTIONS) end
  if type(data) ~= "table" and type(data) ~= "userdata" then
    check.fail(WHERE, "data must be a table with yi and vi, got %s", check.show(data))
  end
  local method, test, weighted, level, tau2 = settings(WHERE, options)
  local yi, vi, sei = data.yi, data.vi, nil
  if vi == nil then
    sei = data.sei
    if sei == nil or yi == nil then
      check.fail(WHERE, "data must have yi and vi, or yi and sei; %s is missing",
        yi == nil and "yi" or "vi")
    end
  elseif yi == nil then
    check.fail(WHERE, "data must have yi and vi, or yi and sei; yi is missing")
  end
  -- the nils make room for fields that are read soon
  local info = { data = data, beta = nil, se = nil, pval = nil }
  local measure = data.measure
  if type(measure) == "string" then info.measure = measure end
  local mods, names, intercept, weights = nil, nil, true, options.weights
  if options.mods ~= nil or options.intercept ~= nil then
    mods, names, intercept = design(WHERE, data, options, info)
    info.mods, info.mod_names = mods, names
  end
  if weights ~= nil then
    weights = column_of(WHERE, data, "weights", weights)
    info.given_weights = weights
  end
  if not weighted then info.unweighted = true end
  local around
  if options.as ~= nil then around, tau2 = settle(data, options, info, method, tau2, level) end
  local fit, message, code = core.new(info, yi, vi or sei, sei ~= nil, method, test, weighted,
    level, tau2, intercept, weights, mods, names, nil)
  if fit and options.btt ~= nil then
    local btt = methods.places(WHERE, options.btt, fit.coef)
    fit, message, code = core.new(info, yi, vi or sei, sei ~= nil, method, test, weighted, level,
      tau2, intercept, weights, mods, names, btt)
  end
  if not fit then return nil, message, code end
  if options.as ~= nil then adapt(fit, data, options, info, around) end
  return fit
end

-- ---- fields that are made here, when they are asked for ----

local lazy = {}

-- Names of the coefficients.
function lazy.coef(fit)
  local names, info = {}, core.info(fit)
  local offset = fit.intercept and 1 or 0
  for i, place in ipairs(fit.columns) do
    names[i] = place == 1 and offset == 1 and "intrcpt" or info.mod_names[place - 1]
  end
  return names
end

-- Moderators that were left out because earlier ones determine them.
function lazy.dropped(fit)
  local kept, list, info = {}, {}, core.info(fit)
  for _, place in ipairs(fit.columns) do kept[place] = true end
  for i, name in ipairs(info.mod_names or {}) do
    if not kept[i + 1] then list[#list + 1] = name end
  end
  return list
end

-- Rows (of those given) that have a missing value.
function lazy.missing(fit)
  local rows, list = fit.rows, {}
  if not rows then return list end
  local present = {}
  for _, row in ipairs(rows) do present[row] = true end
  for row = 1, fit.k_all do
    if not present[row] then list[#list + 1] = row end
  end
  return list
end

-- The values of the studies in the model, out of a column or array of all rows.
local function in_model(fit, values)
  local list, rows = {}, fit.rows
  for i = 1, fit.k do list[i] = values[rows and rows[i] or i] end
  return list
end

function lazy.yi(fit)
  return require("hepar.column")(in_model(fit, core.info(fit).data.yi))
end

function lazy.vi(fit)
  local data = core.info(fit).data
  if data.vi then return require("hepar.column")(in_model(fit, data.vi)) end
  local list = in_model(fit, data.sei)
  for i, se in ipairs(list) do list[i] = se * se end
  return require("hepar.column")(list)
end

-- Sample sizes, when the data have them.
function lazy.ni(fit)
  local ni = core.info(fit).data.ni
  if not (type(ni) == "table" or type(ni) == "userdata") or #ni ~= fit.k_all then return nil end
  local list = in_model(fit, ni)
  for _, n in ipairs(list) do
    if type(n) ~= "number" then return nil end
  end
  return #list == fit.k and require("hepar.column")(list) or nil
end

function lazy.slab(fit)
  local slab = core.info(fit).data.slab
  if slab then return in_model(fit, slab) end
  local list, rows = {}, fit.rows
  for i = 1, fit.k do list[i] = string.format("study %d", rows and rows[i] or i) end
  return list
end

function lazy.as() return "metafor" end
function lazy.conventions() return {} end
function lazy.tau(fit) return math.sqrt(fit.tau2) end
function lazy.H(fit) return fit.H2 and math.sqrt(fit.H2) end

-- How many effects in the model rest on derived numbers, and the routes, each once.
local function derived(fit)
  local routes = core.info(fit).data.routes
  local list, seen, count, rows = {}, {}, 0, fit.rows
  if type(routes) ~= "table" then return 0, list end
  for i = 1, fit.k do
    local own = routes[rows and rows[i] or i]
    if type(own) == "table" and #own > 0 then
      count = count + 1
      for _, text in ipairs(own) do
        if not seen[text] then
          seen[text] = true
          list[#list + 1] = tostring(text)
        end
      end
    end
  end
  return count, list
end

-- What a reader should know, one sentence each.
function lazy.notes(fit)
  local notes, info = {}, core.info(fit)
  local function note(format, ...) notes[#notes + 1] = string.format(format, ...) end
  if not fit.converged then
    note("The iteration for tau2 did not converge: do not use these numbers.")
  end
  if #fit.missing > 0 then
    note("%d of %d rows left out because a value is missing: %s.", #fit.missing, fit.k_all,
      table.concat(fit.missing, ", "))
  end
  local count, routes = derived(fit)
  if count > 0 then
    note("%d of %d effects rest on derived numbers: %s.", count, fit.k, table.concat(routes, "; "))
  end
  for _, name in ipairs(fit.dropped) do
    note("%s left out: the other moderators and the intercept determine it.", name)
  end
  for _, warning in ipairs(info.warnings or {}) do note("%s", warning) end
  if info.tau2_from then
    note("This tau2 is of these studies: fits without one of them, and the like, keep it.")
  end
  if fit.fallback then
    note('No degrees of freedom are left: test = "z" was used.')
  end
  if fit.zeros > 0 then
    note("%d sampling variance%s 0: QE, I2 and H2 are not defined.", fit.zeros,
      fit.zeros == 1 and " is" or "s are")
  end
  if fit.modes > 1 then
    note("The likelihood has %d local maxima; tau2 is at the highest.", fit.modes)
  end
  if fit.test == "knha" and fit.s2w < 1 then
    note('Knapp and Hartung made the standard errors smaller (factor %.3g); test = "adhoc" '
      .. "never does.", math.sqrt(fit.s2w))
  end
  if fit.method == "EE" and (fit.test == "knha" or fit.test == "adhoc") then
    note("Knapp and Hartung's test is not meant for models without tau2.")
  end
  return notes
end

function core.methods._lazy(fit, key)
  local make = lazy[key]
  if not make then return nil end
  local value = make(fit)
  core.info(fit)[key] = value
  return value
end

-- Methods in files of their own, which are loaded when one of them is first called.
local elsewhere = {
  ["hepar.meta.influence"] = { "influence", "residuals", "weights", "hatvalues", "blup",
    "leave1out", "cumul", "baujat_data", "qqnorm_data", "gosh", "permutest", "bootstrap" },
  ["hepar.meta.bias_methods"] = { "regtest", "ranktest", "trimfill", "fsn", "pet_peese", "tes",
    "hc", "limit", "selmodel" },
  ["hepar.meta.figures"] = { "forest", "funnel", "baujat", "radial", "labbe", "qqnorm", "profile",
    "bubble", "drapery", "gosh_plot", "influence_plot" },
}
for file, names in pairs(elsewhere) do
  for _, name in ipairs(names) do
    core.methods[name] = function(fit, options)
      if getmetatable(fit) ~= core.metatable then
        check.fail("hepar.fit:" .. name, "needs a fit in front of it, got %s", check.show(fit))
      end
      return require(file)[name](fit, options)
    end
  end
end

M.column_of, M.design, M.settings, M.listed_mods = column_of, design, settings, listed_mods

return M
