--- Subgroups in one call: a fit of each, of all, and the test of their differences.
-- @module hepar.meta.subgroups

local core = require("hepar.core").fit
local check = require "hepar.meta.check"
local column = require "hepar.column"
local fitting = require "hepar.meta.fit"
local text = require "hepar.meta.fit_text"

local M = {}

local WHERE = "hepar.meta.subgroups"
local FITTING = { "as", "level", "method", "test", "weighted", "weights" }
local KNOWN = { "by", "pi", "tau2", table.unpack(FITTING) }

--- A fit of each subgroup, of all studies together, and the test whether the groups differ.
-- `#subgroups` is the number of groups, `subgroups[i]` one of them.
-- @type subgroups
-- @tfield {group,...} groups the groups, in order of first appearance
-- @tfield fit overall the fit of all studies that have a group, as if there were none
-- @tfield string by the column of the groups, where it was given by name
-- @tfield string tau2 "separate" or "common"
-- @tfield number QM statistic of the differences between groups, chi-squared or F
-- @tfield {number,...} QMdf its degrees of freedom: one for chi-squared, two for F
-- @tfield number QMp its p value
-- @tfield number Q_between the same as QM when that is chi-squared
-- @tfield number df groups less one
-- @tfield number pval the same as QMp
-- @tfield integer k studies with a group, an effect and a variance
-- @tfield number level percent
-- @tfield[opt] fit model of a common tau2: the model of all groups together
-- @tfield {string,...} notes what a reader should know, one sentence each
local Subgroups = {}

--- What `hepar.meta.subgroups` says of one group.
-- @table group
-- @tfield string group its name
-- @tfield integer k studies
-- @tfield number beta estimate; with `se`, `zval`, `pval`, `ci_lb` and `ci_ub`
-- @tfield[opt] number pi_lb lower limit of the prediction interval, with `pi_ub`; a group of one
--   study has none, unless tau2 is common
-- @tfield number tau2 variance between studies: of the group, or the common one
-- @tfield[opt] number I2 percent of the variance that is between studies, with `H2`
-- @tfield[opt] number QE heterogeneity within the group, with `QEp` and `k - 1` degrees of freedom
-- @tfield fit fit the fit of the group alone

local meta = { __name = "hepar.subgroups", methods = Subgroups }
meta.__len = function(self) return #self.groups end
meta.__index = function(self, key)
  if math.type(key) == "integer" then return rawget(self, "groups")[key] end
  return Subgroups[key]
end

-- The group of a row as text, nil where there is none.
local function name_of(value)
  if value == nil or value ~= value or value == "" then return nil end
  if type(value) == "number" then return string.format("%.14g", value) end
  if type(value) == "string" or type(value) == "boolean" then return tostring(value) end
  check.fail(WHERE, "by must hold texts, numbers or booleans, got %s", check.show(value))
end

-- Number of rows of the effects.
local function rows_of(data)
  local yi = data.yi
  if type(yi) ~= "table" and type(yi) ~= "userdata" then
    check.fail(WHERE, "data must have yi and vi, or yi and sei; yi is %s", check.show(yi))
  end
  return #yi
end

-- The groups: names in order, rows of each, and the rows without one.
local function split(data, by)
  local n, values = rows_of(data), by
  if type(by) == "string" then
    values = fitting.column_of(WHERE, data, "by", by)
  end
  if not check.plain(values) and not column.is(values) then
    check.fail(WHERE, "by must be a column, a list or the name of one, got %s", check.show(by))
  end
  if #values > n then
    check.fail(WHERE, "by has %d values, the data have %d rows", #values, n)
  end
  local names, rows, without = {}, {}, {}
  for i = 1, n do
    local name = name_of(values[i])
    if not name then
      without[#without + 1] = i
    else
      if not rows[name] then
        names[#names + 1], rows[name] = name, {}
      end
      table.insert(rows[name], i)
    end
  end
  if #names < 2 then
    check.fail(WHERE, "by must make two groups or more, got %d", #names)
  end
  return names, rows, without
end

-- Some rows of the data, as hepar.meta.fit takes them.
local function part(data, rows, weights)
  local given = { measure = type(data.measure) == "string" and data.measure or nil, slab = {} }
  local slab = data.slab
  for _, name in ipairs { "yi", data.vi ~= nil and "vi" or "sei" } do
    if data[name] == nil then
      check.fail(WHERE, "data must have yi and vi, or yi and sei; %s is missing", name)
    end
    given[name] = {}
    for i, row in ipairs(rows) do given[name][i] = data[name][row] end
  end
  for i, row in ipairs(rows) do
    given.slab[i] = slab and slab[row] or string.format("study %d", row)
  end
  given.as = data.as
  for _, name in ipairs { "ai", "bi", "n1i", "ci", "di", "n2i" } do
    local values = data[name]
    if check.plain(values) or column.is(values) then
      given[name] = {}
      for i, row in ipairs(rows) do given[name][i] = values[row] end
    end
  end
  if weights then
    given.weights = {}
    for i, row in ipairs(rows) do given.weights[i] = weights[row] end
  end
  return given
end

-- A fit, or an error that names the group.
local function fit_of(data, options, name)
  local done, fit, message = pcall(require("hepar.meta").fit, data, options)
  if not done then fit, message = nil, fit end
  if fit then return fit end
  message = tostring(message):gsub("^hepar%.meta%.fit: ", "")
  check.fail(WHERE, '%s: %s', name and ('group "%s"'):format(name) or "all studies", message)
end

-- The numbers of a group: those of its own fit.
local function separate(name, fit, options)
  local one = { group = name, fit = fit, k = fit.k, tau2 = fit.tau2, I2 = fit.I2, H2 = fit.H2,
    QE = fit.QE, QEp = fit.QEp, method = fit.method, measure = fit.measure, level = fit.level }
  for _, field in ipairs { "beta", "se", "zval", "pval", "ci_lb", "ci_ub" } do
    one[field] = fit[field][1]
  end
  if fit.method ~= "EE" and fit.k > 1 then
    local p = fit:predict { pi = options.pi }
    one.pi_lb, one.pi_ub = p.pi_lb[1], p.pi_ub[1]
  end
  return one
end

-- Wald's test that independent estimates are equal.
local function between(groups)
  local sum, total, q = 0, 0, 0
  for _, one in ipairs(groups) do sum = sum + 1 / one.se ^ 2 end
  for _, one in ipairs(groups) do total = total + one.beta / one.se ^ 2 / sum end
  for _, one in ipairs(groups) do q = q + ((one.beta - total) / one.se) ^ 2 end
  return q
end

-- One tau2 for all groups: the groups' estimates are coefficients of one model.
local function common(self, data, names, rows, given, options)
  local all, mods = {}, {}
  for _, name in ipairs(names) do
    for _, row in ipairs(rows[name]) do all[#all + 1] = row end
  end
  table.sort(all)
  local place = {}
  for i, row in ipairs(all) do place[row] = i end
  for g, name in ipairs(names) do
    mods[g] = {}
    for i = 1, #all do mods[g][i] = 0 end
    for _, row in ipairs(rows[name]) do mods[g][place[row]] = 1 end
  end
  local set = part(data, all, options.weights)
  local fitted = {}
  for key, value in pairs(given) do fitted[key] = value end
  fitted.weights = set.weights
  fitted.mods, fitted.intercept = mods, false
  local model = fit_of(set, fitted)
  if model.p < #names then
    check.fail(WHERE, "a group has no study with an effect and a variance")
  end
  self.model = model
  for _, note in ipairs(model.notes) do self.notes[#self.notes + 1] = note end
  local newmods = {}
  for g = 1, #names do
    newmods[g] = {}
    for j = 1, #names do newmods[g][j] = g == j and 1 or 0 end
  end
  local p = model:predict { newmods = newmods, pi = options.pi }
  for g, one in ipairs(self.groups) do
    one.tau2, one.I2, one.H2 = model.tau2, nil, nil
    for _, field in ipairs { "beta", "se", "zval", "pval", "ci_lb", "ci_ub" } do
      one[field] = model[field][g]
    end
    one.pi_lb, one.pi_ub = p.pi_lb and p.pi_lb[g], p.pi_ub and p.pi_ub[g]
  end
  -- The same model with an intercept tests the differences.
  fitted.mods, fitted.intercept = { table.unpack(mods, 2) }, true
  local contrast = fit_of(set, fitted)
  self.QM, self.QMp, self.QMdf = contrast.QM, contrast.QMp, contrast.QMdf
  if not self.QMdf[2] then self.Q_between = self.QM end
end

--- Makes the object; hepar.meta.subgroups documents it.
function M.make(data, options)
  options = check.options(WHERE, options, KNOWN)
  if type(data) ~= "table" and type(data) ~= "userdata" then
    check.fail(WHERE, "data must be a table with yi and vi, got %s", check.show(data))
  end
  if options.by == nil then
    check.fail(WHERE, "option by is missing: the column that names the group of each study")
  end
  local kind = check.word(WHERE, "tau2", options.tau2, { "separate", "common" }, "separate")
  local pi = options.pi
  if pi ~= nil then
    check.word(WHERE, "pi", pi, { "default", "HTS", "t", "nagashima" })
    if pi == "nagashima" and kind == "common" then
      check.fail(WHERE, 'pi = "nagashima" has a tau2 of each group: use tau2 = "separate"')
    end
  end
  local source = getmetatable(data) == core.metatable and core.info(data).data or data
  local names, rows, without = split(source, options.by)
  local given = {}
  for _, name in ipairs(FITTING) do given[name] = options[name] end
  local weights = options.weights
  if weights ~= nil then
    weights = fitting.column_of(WHERE, source, "weights", weights)
    if not check.plain(weights) and not column.is(weights) then
      check.fail(WHERE, "weights must be a column or the name of one, got %s", check.show(weights))
    elseif #weights ~= rows_of(source) then
      check.fail(WHERE, "weights has %d values, the data have %d rows", #weights, rows_of(source))
    end
  end
  local self = setmetatable({ groups = {}, tau2 = kind, notes = {}, k = 0,
    by = type(options.by) == "string" and options.by or nil, measure = nil }, meta)
  local everything = {}
  for _, name in ipairs(names) do
    for _, row in ipairs(rows[name]) do everything[#everything + 1] = row end
  end
  table.sort(everything)
  local function fitted(chosen, name)
    local set = part(source, chosen, weights)
    given.weights = set.weights
    return fit_of(set, given, name)
  end
  self.overall = fitted(everything)
  for g, name in ipairs(names) do
    local fit = fitted(rows[name], name)
    self.groups[g] = separate(name, fit, options)
    self.k = self.k + fit.k
    for _, note in ipairs(kind == "separate" and fit.notes or {}) do
      self.notes[#self.notes + 1] = ("%s: %s"):format(name, note)
    end
    if fit.k == 1 and fit.method ~= "EE" and kind == "separate" then
      self.notes[#self.notes + 1] = ("%s: one study, so tau2 is taken as 0."):format(name)
    end
  end
  self.level, self.method, self.test = self.overall.level, self.overall.method, self.overall.test
  self.measure, self.df = self.overall.measure, #names - 1
  given.weights = nil
  if kind == "common" then
    common(self, source, names, rows, given, { pi = pi, weights = weights })
  else
    self.QM, self.QMdf = between(self.groups), { #names - 1 }
    self.QMp = core.chisq(self.QM, #names - 1)
    self.Q_between = self.QM
  end
  self.pval = self.QMp
  if #without > 0 then
    table.insert(self.notes, 1, ("%d row%s without a group left out: %s."):format(#without,
      #without == 1 and "" or "s", table.concat(without, ", ")))
  end
  -- The group of each study of the overall fit, for the figure.
  local labels, kept = {}, self.overall.rows
  local of_row = {}
  for name, list in pairs(rows) do
    for _, row in ipairs(list) do of_row[row] = name end
  end
  for i = 1, self.overall.k do labels[i] = of_row[everything[kept and kept[i] or i]] end
  self.labels = labels
  if pi then self.pi = pi end
  return self
end

-- The object that a method was called on.
local function own(self, method)
  if type(self) ~= "table" or getmetatable(self) ~= meta then
    check.fail("hepar.subgroups:" .. method,
      "call it on what hepar.meta.subgroups gave, got %s", check.show(self))
  end
end

--- Forest plot with a block for each group: its diamond, prediction interval and heterogeneity, the
-- overall result, and the test of differences.
-- @tparam[opt] table options those of `hepar.plot.forest`, without `group` and `subgroups`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage hepar.meta.subgroups(eff, {by = "alloc"}):forest():save("forest.svg")
function Subgroups:forest(options)
  own(self, "forest")
  local where = "hepar.subgroups:forest"
  if options ~= nil and not check.plain(options) then
    check.fail(where, "expected a table of options, got %s", check.show(options))
  end
  local given = {}
  for key, value in pairs(options or {}) do given[key] = value end
  for _, name in ipairs { "group", "subgroups", "difference" } do
    if given[name] ~= nil then
      check.fail(where, "option %s is what the subgroups are", name)
    end
  end
  given.group, given.subgroups = self.labels, {}
  given.difference = { QM = self.QM, QMdf = self.QMdf, QMp = self.QMp }
  for i, one in ipairs(self.groups) do
    local p = {}
    for key, value in pairs(one) do
      if key ~= "fit" then p[key] = value end
    end
    if self.tau2 == "common" then p.tau2 = nil end
    given.subgroups[i] = p
  end
  return require("hepar.plot").forest(self.overall, given)
end

local function interval(low, high)
  if low == nil then return "" end
  return text.show(low) .. " to " .. text.show(high)
end

--- The groups as a table, and the test of their differences.
-- @function __tostring
-- @treturn string some lines
function meta.__tostring(self)
  local lines = { ("Subgroups%s: %d studies in %d groups, %s"):format(
    self.by and " by " .. self.by or "", self.k, #self.groups, self.method == "EE"
      and "equal effects within groups"
      or (self.tau2 == "common" and "one tau2 for all (%s)" or "a tau2 of each group (%s)")
        :format(self.method)), "" }
  local random = self.method ~= "EE"
  local head = { "", "k", "estimate", text.percent(self.level) .. " interval", "p" }
  if random then
    head[#head + 1] = "new study"
    head[#head + 1] = "tau2"
  end
  for _, name in ipairs { "I2 %", "Q", "p of Q" } do head[#head + 1] = name end
  local rows = { head }
  local function add(name, one)
    local row = { name, ("%d"):format(one.k), text.show(one.beta),
      interval(one.ci_lb, one.ci_ub), text.pvalue(one.pval) }
    if random then
      row[#row + 1] = interval(one.pi_lb, one.pi_ub)
      row[#row + 1] = text.show(one.tau2)
    end
    row[#row + 1] = text.show(one.I2)
    row[#row + 1] = one.k > 1 and text.show(one.QE) or "-"
    row[#row + 1] = one.k > 1 and text.pvalue(one.QEp) or "-"
    rows[#rows + 1] = row
  end
  for _, one in ipairs(self.groups) do add(one.group, one) end
  add("all", separate("all", self.overall, { pi = self.pi }))
  for _, line in ipairs(text.layout(rows)) do lines[#lines + 1] = line end
  lines[#lines + 1] = ""
  lines[#lines + 1] = ("  Test for subgroup differences: %s = %s, %s"):format(self.QMdf[2]
    and ("F(%d, %d)"):format(self.QMdf[1], self.QMdf[2])
    or ("Q_between(%d)"):format(self.QMdf[1]), text.show(self.QM), text.equals(self.QMp))
  for _, note in ipairs(self.notes) do lines[#lines + 1] = "  ! " .. note end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "  next: subgroups:forest()  subgroups.groups  subgroups.overall"
  return table.concat(lines, "\n")
end

M.metatable = meta

return M
