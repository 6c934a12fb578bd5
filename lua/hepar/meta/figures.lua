--- Figures as methods of a fit: hepar.plot draws them.
-- @module hepar.meta.figures

local core = require("hepar.core").fit
local check = require "hepar.meta.check"
local model = require "hepar.meta.model"

--- Figures: this file is loaded when one of its methods is first called.
-- @type fit
local Fit = {}

local function plot(name, data, options) return require("hepar.plot")[name](data, options) end

--- Forest plot of this fit: hepar.plot.forest. With moderators, a grey diamond behind each study is
-- what the model expects there.
-- @tparam[opt] table options those of `hepar.plot.forest`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage fit:forest{favours = {"Favours cells", "Favours control"}}:save("forest.svg")
function Fit:forest(options) return plot("forest", self, options) end

--- Funnel plot of this fit: hepar.plot.funnel. With `regtest` it has the line of that regression
-- test.
-- @tparam[opt] table options those of `hepar.plot.funnel`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage fit:funnel{contours = true, regtest = fit:regtest()}:save("funnel.svg")
function Fit:funnel(options) return plot("funnel", self, options) end

--- Baujat plot of this fit: hepar.plot.baujat.
-- @tparam[opt] table options those of `hepar.plot.baujat`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage fit:baujat():save("baujat.svg")
function Fit:baujat(options) return plot("baujat", self, options) end

--- Radial plot of this fit: hepar.plot.radial.
-- @tparam[opt] table options those of `hepar.plot.radial`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage fit:radial():save("radial.svg")
function Fit:radial(options) return plot("radial", self, options) end

local COUNTS = { "ai", "bi", "n1i", "ci", "di", "n2i" }

--- L'Abbé plot of the tables behind this fit, studies without events included: hepar.plot.labbe.
-- The data must hold the counts, as those of hepar.meta.effects do.
-- @tparam[opt] table options those of `hepar.plot.labbe`
-- @treturn figure the figure
-- @raise when there are no counts, or an option is not of the kind described
-- @usage fit:labbe{scale = "log"}:save("labbe.svg")
function Fit:labbe(options)
  local where = "hepar.fit:labbe"
  local data, given = core.info(self).data, {}
  for _, name in ipairs(COUNTS) do
    local column = data[name]
    if model.is_list(column) then given[name] = column end
  end
  if not (given.ai and given.ci and (given.n1i or given.bi) and (given.n2i or given.di)) then
    check.fail(where, "the data must hold the counts ai and n1i (or bi), ci and n2i (or di); "
      .. "pool what hepar.meta.effects makes of them")
  end
  given.slab = data.slab
  local measure = self.measure == "PETO" and "OR" or self.measure
  if measure == "RR" or measure == "OR" or measure == "RD" then
    given.measure, given.pooled = measure, model.alone(self) and self or nil
  end
  return plot("labbe", given, options)
end

--- Normal quantile plot of the residuals: hepar.plot.qq.
-- @tparam[opt] table options those of `hepar.plot.qq`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage fit:qqnorm():save("quantiles.svg")
function Fit:qqnorm(options) return plot("qq", self, options) end

-- Log likelihoods of this model at values of tau2.
local function likelihoods(fit, restricted, values)
  local list, m = {}, model.of(fit)
  local data = { yi = m.yi, vi = m.vi }
  for i, tau2 in ipairs(values) do
    local at = require("hepar.meta").fit(data, { method = restricted and "REML" or "ML",
      mods = m.mods, intercept = m.intercept, weights = m.weights, weighted = m.weighted,
      tau2 = tau2 })
    list[i] = at and (restricted and at.REML or at.ML).ll or 0 / 0
  end
  return list
end

--- Profile of the likelihood over tau2, with its maximum and interval: hepar.plot.profile. With
-- moderators the likelihood is that of the whole model.
-- @tparam[opt] table options those of `hepar.plot.profile`
-- @treturn figure the figure
-- @raise when the fit does not estimate tau2 by ML or REML and has moderators, or an option is not
--   of the kind described
-- @usage fit:profile():save("profile.svg")
function Fit:profile(options)
  if model.alone(self) then return plot("profile", self, options) end
  local where = "hepar.fit:profile"
  if self.fixed or self.method ~= "ML" and self.method ~= "REML" then
    check.fail(where, 'with moderators the fit must be by "ML" or "REML", this one is by "%s"%s',
      self.method, self.fixed and " with a given tau2" or "")
  end
  local interval, message = self:confint { type = "PL" }
  if not interval then check.fail(where, "%s", message) end
  local estimate, upper = self.tau2, interval.tau2.ci_ub
  local values = {}
  for i = 0, 160 do values[i + 1] = (estimate + 1.35 * (upper - estimate)) * i / 160 end
  if estimate > 0 then values[#values + 1] = estimate end
  table.sort(values)
  local restricted = self.method == "REML"
  if options == nil or check.plain(options) and options.ylab == nil then
    local given = { ylab = restricted and "Restricted log likelihood" or nil }
    for key, value in pairs(options or {}) do given[key] = value end
    options = given
  end
  return plot("profile", { tau2 = values, ll = likelihoods(self, restricted, values),
    estimate = estimate, ci_lb = interval.tau2.ci_lb, ci_ub = upper }, options)
end

-- The fitted line over one of several moderators, the others at their means; and its values.
local function line_over(where, fit, name)
  local rows, place = fit:predict { addx = true }.x, nil
  for j, coefficient in ipairs(fit.coef) do
    if coefficient == name then place = j end
  end
  if not place then
    check.fail(where, 'the model has no coefficient "%s"; it has %s', name,
      table.concat(fit.coef, ", "))
  end
  local mean, low, high, x = {}, math.huge, -math.huge, {}
  for i, row in ipairs(rows) do
    for j, value in ipairs(row) do mean[j] = (mean[j] or 0) + value / #rows end
    x[i] = row[place]
    low, high = math.min(low, x[i]), math.max(high, x[i])
  end
  local wanted, at, names = {}, {}, core.info(fit).mod_names
  for i = 0, 80 do
    local row = {}
    for j = 1, #names do row[j] = 0 end
    for j, column in ipairs(fit.columns) do
      if column > 1 then row[column - 1] = mean[j] end
    end
    at[i + 1] = low + (high - low) * i / 80
    row[fit.columns[place] - 1] = at[i + 1]
    wanted[i + 1] = row
  end
  local line = fit:predict { newmods = wanted }
  return { x = at, pred = line.pred, ci_lb = line.ci_lb, ci_ub = line.ci_ub, pi_lb = line.pi_lb,
    pi_ub = line.pi_ub }, x
end

--- Bubble plot of this meta-regression: hepar.plot.bubble. With several moderators `mod` names the
-- coefficient to show; the others stay at their means.
-- @tparam[opt] table options those of `hepar.plot.bubble`
-- @treturn figure the figure
-- @raise when the model has no such coefficient, or an option is not of the kind described
-- @usage fit:bubble{mod = "dose"}:save("bubble.svg")
function Fit:bubble(options)
  local where = "hepar.fit:bubble"
  if options ~= nil and type(options) ~= "table" or model.alone(self) then
    if model.alone(self) then check.fail(where, "the model has no moderator to show") end
    return plot("bubble", self, options)
  end
  local slopes = self.p - (self.intercept and 1 or 0)
  local name = options and options.mod
  if slopes == 1 and self.intercept or options and options.line or name ~= nil
    and type(name) ~= "string" then
    return plot("bubble", self, options)
  end
  if name == nil then
    if slopes > 1 then
      check.fail(where, "the model has several moderators: option mod must name one of %s",
        table.concat(self.coef, ", "))
    end
    name = self.coef[1]
  end
  local given = { xlab = name }
  for key, value in pairs(options or {}) do given[key] = value end
  given.line, given.mod = line_over(where, self, name)
  return plot("bubble", self, given)
end

--- Drapery plot of this fit: hepar.plot.drapery.
-- @tparam[opt] table options those of `hepar.plot.drapery`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage fit:drapery():save("drapery.svg")
function Fit:drapery(options) return plot("drapery", self, options) end

local GOSH = { "subsets", "seed", "threads", "progress" }

--- Plot of all subsets of the studies, or of a sample: hepar.plot.gosh of `fit:gosh`.
-- @tparam[opt] table options those of `hepar.plot.gosh`, and `subsets`, `seed`, `threads` and
--   `progress` of `fit:gosh`
-- @treturn figure the figure
-- @raise when the fit has moderators, or an option is not of the kind described
-- @usage fit:gosh_plot{out = 3}:save("gosh.svg")
function Fit:gosh_plot(options)
  local where = "hepar.fit:gosh_plot"
  model.check_alone(where, self)
  if options ~= nil and type(options) ~= "table" then return plot("gosh", {}, options) end
  local sampling, drawing = {}, {}
  for key, value in pairs(options or {}) do drawing[key] = value end
  for _, name in ipairs(GOSH) do sampling[name], drawing[name] = drawing[name], nil end
  drawing.measure = drawing.measure or self.measure
  local subsets, message = self:gosh(sampling)
  if not subsets then check.fail(where, "%s", message) end
  return plot("gosh", subsets, drawing)
end

--- Panels of the influence of each study: hepar.plot.influence.
-- @tparam[opt] table options those of `hepar.plot.influence`
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage fit:influence_plot():save("influence.svg")
function Fit:influence_plot(options) return plot("influence", self, options) end

return Fit
