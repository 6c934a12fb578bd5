--- What single studies, and parts of the studies, do to a fit: methods of the object that
-- hepar.meta.fit returns.
-- @module hepar.meta.influence

local core = require("hepar.core").influence
local check = require "hepar.meta.check"
local listing = require "hepar.meta.listing"
local model = require "hepar.meta.model"

--- Diagnostics: this file is loaded when one of its methods is first called.
-- @type fit
local Fit = {}

local RESIDUALS = { "resid", "resid_se", "resid_z", "pearson", "fitted", "fitted_se", "hat",
  "weight", "blup", "blup_se", "blup_lb", "blup_ub", "quantile" }
local DELETIONS = { "resid", "se", "rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del",
  "baujat_x", "baujat_y", "influential" }
local PARTS = { "k", "tau2", "I2", "H2", "Q", "Qp" }
local TESTS = { "estimate", "se", "zval", "pval", "ci_lb", "ci_ub" }

-- Columns by name.
local function named(names, columns)
  local result = {}
  for i, name in ipairs(names) do result[name] = columns[i] end
  return result
end

local function residuals_of(where, fit, changes)
  local columns, message, code = core.residuals(model.of(fit, changes), where)
  if not columns then return nil, message, code end
  return named(RESIDUALS, columns)
end

local function threads_of(where, options)
  local threads = options.threads == nil and 0 or options.threads
  if math.type(threads) ~= "integer" or threads < 0 or threads > 1024 then
    check.fail(where, "threads must be a whole number from 0 to 1024, got %s", check.show(threads))
  end
  return threads
end

local function level_of(where, fit, options)
  if options.level == nil then return fit.level end
  return check.level(where, options.level)
end

-- A number of fits, as many as memory may hold.
local function count_of(where, name, value, default)
  if value == nil then return default end
  value = check.count(where, name, value, 2)
  if value > 100000000 then
    check.fail(where, "%s must be at most 100000000, got %d", name, value)
  end
  return value
end

local function seed_of(where, options)
  local seed = options.seed == nil and 1 or options.seed
  if math.type(seed) ~= "integer" then
    check.fail(where, "seed must be a whole number, got %s", check.show(seed))
  end
  return seed
end

local function deletions_of(where, fit, options)
  if fit.k < 2 then check.fail(where, "leaving out a study takes two or more, the fit has 1") end
  local btt
  if options.btt ~= nil then
    btt = require("hepar.meta.fit_methods").places(where, options.btt, fit.coef)
  end
  local columns, message, code = core.deletions(model.of(fit, { btt = btt }), where,
    threads_of(where, options))
  if not columns then return nil, message, code end
  local result = named(DELETIONS, columns)
  result.dfbs = {}
  for i, name in ipairs(fit.coef) do result.dfbs[name] = columns[#DELETIONS + i] end
  return result
end

--- Influence of each study: what the fit without it would be (Viechtbauer and Cheung 2010).
-- Studies whose deletion leaves no fit have NaN.
-- @tparam[opt] table options named options: `btt` (the coefficients that Cook's distance and the
--   covariance ratio are about, places or names; by default all), `threads` (0: all processors)
-- @treturn table columns `rstudent, dffits, cook_d, cov_r, tau2_del, QE_del, hat, weight`
--   (percent),
--   `dfbs` (one column for each coefficient, by name), `is_infl` (a list of booleans), `slab`
-- @raise when the fit has one study or an option is not known
-- @usage print(hepar.meta.fit(data):influence())
function Fit:influence(options)
  local where = "hepar.fit:influence"
  options = check.options(where, options, { "btt", "threads" })
  local del, message, code = deletions_of(where, self, options)
  if not del then return nil, message, code end
  local all
  all, message, code = residuals_of(where, self)
  if not all then return nil, message, code end
  local result = { dfbs = del.dfbs, is_infl = {}, slab = self.slab, k = self.k, p = self.p,
    tau2 = self.tau2, QE = self.QE, hat = all.hat, weight = all.weight }
  for _, name in ipairs { "rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del" } do
    result[name] = del[name]
  end
  local infl, notes = {}, {}
  for i = 1, self.k do
    result.is_infl[i] = del.influential[i] == 1
    if result.is_infl[i] then infl[#infl + 1] = self.slab[i] end
  end
  notes[1] = #infl > 0 and "Influential by the usual rules of thumb: " .. table.concat(infl, ", ")
    .. "." or "No study is influential by the usual rules of thumb."
  return listing.make(result, { title = "Influence of each study", rows = self.k,
    labels = self.slab, notes = notes,
    order = { "rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", "hat", "weight" } })
end

--- Residuals: "response" (yi - fitted), "pearson" (divided by the square root of vi + tau2),
-- "rstandard" (divided by their standard error) or "rstudent" (each study against the fit of the
-- others).
-- @tparam[opt] table options named options: `type` ("response"), `threads` (0: all processors)
-- @treturn table columns `resid`, and for "rstandard" and "rstudent" also `se` and `z`; `slab`
-- @raise when the type or an option is not known
-- @usage print(fit:residuals{type = "rstudent"}.z)
function Fit:residuals(options)
  local where = "hepar.fit:residuals"
  options = check.options(where, options, { "type", "threads" })
  threads_of(where, options)
  local kind = check.word(where, "type", options.type,
    { "response", "pearson", "rstandard", "rstudent" }, "response")
  local result, order = { slab = self.slab, type = kind }, { "resid" }
  local source, message, code
  if kind == "rstudent" then
    source, message, code = deletions_of(where, self, options)
    if not source then return nil, message, code end
    result.resid, result.se, result.z = source.resid, source.se, source.rstudent
  else
    source, message, code = residuals_of(where, self)
    if not source then return nil, message, code end
    result.resid = kind == "pearson" and source.pearson or source.resid
    if kind == "rstandard" then result.se, result.z = source.resid_se, source.resid_z end
  end
  if result.z then order = { "resid", "se", "z" } end
  return listing.make(result, { title = "Residuals: " .. kind, rows = self.k, labels = self.slab,
    order = order })
end

--- Weight of each study in percent.
-- @treturn column weights that add up to 100
-- @usage print(fit:weights())
function Fit:weights() return assert(residuals_of("hepar.fit:weights", self)).weight end

--- Hat values: the leverage of each study.
-- @treturn column values from 0 to 1 that add up to the number of coefficients
-- @usage print(fit:hatvalues())
function Fit:hatvalues() return assert(residuals_of("hepar.fit:hatvalues", self)).hat end

--- Best linear unbiased predictions of the true effects of the studies: between the study's own
-- effect and the fitted one.
-- @tparam[opt] table options named options: `level` (percent; that of the fit)
-- @treturn table columns `pred, se, pi_lb, pi_ub`; `slab`
-- @raise when the fit has weights of the user, or is unweighted
-- @usage print(fit:blup())
function Fit:blup(options)
  local where = "hepar.fit:blup"
  options = check.options(where, options, { "level" })
  local m = model.of(self)
  if m.weights or m.weighted == false then
    check.fail(where, "models with weights of their own have no such predictions")
  end
  local level = level_of(where, self, options)
  local all, message, code = residuals_of(where, self, { level = level })
  if not all then return nil, message, code end
  return listing.make({ pred = all.blup, se = all.blup_se, pi_lb = all.blup_lb,
    pi_ub = all.blup_ub, slab = self.slab, level = level }, {
    title = string.format("Predicted true effects, %g %% intervals", level), rows = self.k,
    labels = self.slab, order = { "pred", "se", "pi_lb", "pi_ub" } })
end

-- Fits of parts as a listing.
local function series(where, fit, kind, count, labels, title, changes, options)
  local columns, message, code = core.parts(model.of(fit, changes), where, kind, count, 0, true,
    threads_of(where, options), false)
  if not columns then return nil, message, code end
  local result = named(PARTS, columns)
  for i, name in ipairs(TESTS) do result[name] = columns[#PARTS + i] end
  result.slab = labels
  local order = { table.unpack(TESTS) }
  for _, name in ipairs { "Q", "Qp", "tau2", "I2", "H2" } do order[#order + 1] = name end
  return listing.make(result, { title = title, rows = count, labels = labels, order = order })
end

--- The fit without each study in turn, for models without moderators.
-- @tparam[opt] table options named options: `threads` (0: all processors)
-- @treturn table columns `estimate, se, zval, pval, ci_lb, ci_ub, Q, Qp, tau2, I2, H2`; `slab`
-- @raise when the fit has moderators or one study
-- @usage print(fit:leave1out())
function Fit:leave1out(options)
  local where = "hepar.fit:leave1out"
  options = check.options(where, options, { "threads" })
  model.check_alone(where, self)
  if self.k < 2 then check.fail(where, "leaving out a study takes two or more, the fit has 1") end
  return series(where, self, "leave1out", self.k, self.slab, "Without each study in turn", nil,
    options)
end

--- Cumulative meta-analysis: the fit of the first study, the first two, and so on.
-- @tparam[opt] table options named options: `order` (a column of the data, or its name; by default
--   the order of the rows; ties keep it), `decreasing` (false), `threads` (0: all processors)
-- @treturn table columns as of `fit:leave1out`; `order` (places of the studies), `slab`
-- @raise when the fit has moderators, or order has a missing value
-- @usage print(fit:cumul{order = "year"})
function Fit:cumul(options)
  local where = "hepar.fit:cumul"
  options = check.options(where, options, { "order", "decreasing", "threads" })
  model.check_alone(where, self)
  local decreasing = check.boolean(where, "decreasing", options.decreasing, false)
  local places = {}
  for i = 1, self.k do places[i] = i end
  if options.order ~= nil then
    local keys = model.in_model(self, model.column(where, self, "order", options.order))
    for i, key in ipairs(keys) do
      if (type(key) ~= "number" or key ~= key) and type(key) ~= "string"
        or type(key) ~= type(keys[1]) then
        check.fail(where, "order of %s must be a number, got %s", tostring(self.slab[i]),
          check.show(key))
      end
    end
    if #keys < self.k then check.fail(where, "order has a missing value") end
    table.sort(places, function(a, b)
      if keys[a] == keys[b] then return a < b end
      if decreasing then return keys[a] > keys[b] end
      return keys[a] < keys[b]
    end)
  end
  local m, changes, labels = model.of(self), {}, {}
  for _, name in ipairs { "yi", "vi", "weights" } do
    if m[name] then
      changes[name] = {}
      for i, place in ipairs(places) do changes[name][i] = m[name][place] end
    end
  end
  for i, place in ipairs(places) do labels[i] = "+ " .. tostring(self.slab[place]) end
  local result, message, code = series(where, self, "cumul", self.k, labels, "Cumulative", changes,
    options)
  if not result then return nil, message, code end
  result.order = places
  return result
end

--- Numbers of a Baujat plot: how much each study adds to the heterogeneity, and how much it moves
-- the result (Baujat and others, Statistics in Medicine 2002;21:2641).
-- @tparam[opt] table options named options: `threads` (0: all processors)
-- @treturn table columns `x` (squared Pearson residual), `y` (squared standardised change of the
--   fitted value); `slab`
-- @raise when the fit has one study
-- @usage print(fit:baujat_data())
function Fit:baujat_data(options)
  local where = "hepar.fit:baujat_data"
  options = check.options(where, options, { "threads" })
  local del, message, code = deletions_of(where, self, options)
  if not del then return nil, message, code end
  return listing.make({ x = del.baujat_x, y = del.baujat_y, slab = self.slab },
    { title = "Baujat plot", rows = self.k, labels = self.slab, order = { "x", "y" } })
end

--- Numbers of a normal quantile plot of the residuals.
-- @tparam[opt] table options named options: `type` ("rstandard" or "rstudent"), `threads`
-- @treturn table columns `x` (quantile of the normal distribution), `y` (residual); `slab`
-- @raise when the type or an option is not known
-- @usage print(fit:qqnorm_data())
function Fit:qqnorm_data(options)
  local where = "hepar.fit:qqnorm_data"
  options = check.options(where, options, { "type", "threads" })
  threads_of(where, options)
  local kind = check.word(where, "type", options.type, { "rstandard", "rstudent" }, "rstandard")
  local result = { slab = self.slab, type = kind }
  if kind == "rstandard" then
    local all, message, code = residuals_of(where, self)
    if not all then return nil, message, code end
    result.x, result.y = all.quantile, all.resid_z
  else
    local del, message, code = deletions_of(where, self, options)
    if not del then return nil, message, code end
    result.x, result.y = core.normal_scores(del.rstudent), del.rstudent
  end
  return listing.make(result, { title = "Normal quantiles and " .. kind .. " residuals",
    rows = self.k, labels = self.slab, order = { "x", "y" } })
end

-- Number of subsets with at least p of k studies.
local function subset_count(k, p)
  local total, ways = 0, 1
  for m = 0, k do
    if m >= p then total = total + ways end
    ways = ways * (k - m) / (m + 1)
  end
  return total
end

-- The subsets with p studies or more, out of all.
local function drop_small(columns, p)
  local column = require "hepar.column"
  local keep = {}
  for i = 1, #columns[1] do
    if columns[1][i] >= p then keep[#keep + 1] = i end
  end
  for c, values in ipairs(columns) do
    local list = {}
    for i, place in ipairs(keep) do list[i] = values[place] end
    columns[c] = column(list)
  end
end

--- Graphical display of study heterogeneity: the fit of all subsets of the studies, or of a random
-- sample of them (Olkin, Dahabreh and Trikalinos, Research Synthesis Methods 2012;3:214). All
-- subsets are taken when there are no more than `subsets`.
-- @tparam[opt] table options named options: `subsets` (1000000), `seed` (1) of the random sample,
--   `threads` (0: all processors), `progress` (false)
-- @treturn table columns `k, tau2, I2, H2, Q, Qp, estimate` (with moderators `beta`, a list of
--   columns in the order of `coef`), `exact` (all subsets), `count`; subset i of all has study j
--   when bit j - 1 of i is set, subsets with too few studies left out
-- @raise when the fit has one study or an option is not known
-- @usage local g = fit:gosh{subsets = 10000, seed = 7}
function Fit:gosh(options)
  local where = "hepar.fit:gosh"
  options = check.options(where, options, { "subsets", "seed", "threads", "progress" })
  if self.k < 2 then check.fail(where, "subsets take two studies or more, the fit has 1") end
  local most = count_of(where, "subsets", options.subsets, 1000000)
  local progress = check.boolean(where, "progress", options.progress, false)
  local all = subset_count(self.k, self.p)
  local exact = all <= most and self.k <= 30
  local count = exact and (1 << self.k) - 1 or most
  local columns, message, code = core.parts(model.of(self), where, exact and "subsets" or "sampled",
    count, seed_of(where, options), false, threads_of(where, options), progress)
  if not columns then return nil, message, code end
  if exact and self.p > 1 then drop_small(columns, self.p) end
  local result = named(PARTS, columns)
  result.exact, result.count, result.coef = exact, #columns[1], self.coef
  if model.alone(self) then
    result.estimate = columns[#PARTS + 1]
  else
    result.beta = { table.unpack(columns, #PARTS + 1) }
  end
  return listing.make(result, { title = string.format("%s %d subsets of %d studies",
    exact and "All" or "Random", result.count, self.k), rows = result.count, most = 10,
    order = { "k", "tau2", "I2", "H2", "Q", "Qp" } })
end

-- Share of the values (NaN left out) that are as extreme as the one observed.
local function share(values, observed, alternative)
  local tolerance, n, extreme = 1.4901161193847656e-08, 0, 0
  for i = 1, #values do
    local value = values[i]
    if value == value then
      n = n + 1
      local far
      if alternative == "greater" then
        far = value >= observed - tolerance
      elseif alternative == "less" then
        far = value <= observed + tolerance
      else
        far = math.abs(value) >= math.abs(observed) - tolerance
      end
      if far then extreme = extreme + 1 end
    end
  end
  return n > 0 and extreme / n or 0 / 0
end

-- The first place, on the way from the estimate, where a step function (p less the level) falls
-- below 0: in steps of a quarter of `reach`, from 4 `reach` by doubling, then by bisection. `way`
-- is -1 for the lower limit. NaN when there is none.
local function step_limit(p_at, estimate, reach, way, tolerance)
  local inside, outside = 0, reach / 4
  local start = p_at(estimate)
  if start < 0 or start ~= start then return 0 / 0 end
  while p_at(estimate + way * outside) >= 0 do
    inside, outside = outside, outside < 4 * reach and outside + reach / 4 or 2 * outside
    if outside > 5000 * reach then return 0 / 0 end
  end
  while outside - inside > tolerance * reach do
    local middle = (inside + outside) / 2
    if p_at(estimate + way * middle) >= 0 then inside = middle else outside = middle end
  end
  return estimate + way * (inside + outside) / 2
end

-- Limits of the coefficients whose hypotheses a permutation test does not reject at (1 - level) / 2
-- to either side; a p value of just that does not reject.
local function permutation_interval(where, fit, coefs, settings)
  local lower, upper, m = {}, {}, model.of(fit, { btt = fit.btt })
  local alpha = (1 - settings.level / 100) / 2 - 1e-12
  for j = 1, fit.p do lower[j], upper[j] = 0 / 0, 0 / 0 end
  local function share_at(j, value, alternative)
    local yi = {}
    for i = 1, fit.k do
      local x = j == 1 and fit.intercept and 1 or m.mods[j - (fit.intercept and 1 or 0)][i]
      yi[i] = m.yi[i] - value * x
    end
    local data = { yi = yi, vi = m.vi }
    local moved = require("hepar.meta").fit(data, { method = m.method, test = m.test,
      mods = m.mods, intercept = m.intercept, weights = m.weights, weighted = m.weighted,
      tau2 = m.tau2, level = m.level })
    local changed = model.of(fit, { btt = fit.btt, yi = yi })
    local columns = moved and core.permutations(changed, where, settings.exact, settings.count,
      settings.seed, settings.threads, false)
    if not columns then return 0 / 0 end
    return settings.stat == "test" and share(columns[j], moved.zval[j], alternative)
      or share(columns[fit.p + j], moved.beta[j], alternative)
  end
  for _, j in ipairs(coefs) do
    local estimate = fit.beta[j]
    local reach = math.max(fit.ci_ub[j] - estimate, 1e-300)
    for way = -1, 1, 2 do
      local limit = step_limit(function(value)
        return share_at(j, value, way < 0 and "greater" or "less") - alpha
      end, estimate, reach, way, settings.tolerance)
      if way < 0 then lower[j] = limit else upper[j] = limit end
    end
  end
  return lower, upper
end

-- The places of the coefficients that permci asks for: true for all.
local function permci_places(where, fit, permci)
  local all = {}
  for j = 1, fit.p do all[j] = j end
  if permci == nil or permci == false then return nil end
  if permci == true then return all end
  if type(permci) ~= "number" and type(permci) ~= "string" and not check.plain(permci) then
    check.fail(where, "permci must be true, or places or names of coefficients, got %s",
      check.show(permci))
  end
  return require("hepar.meta.fit_methods").places(where, permci, fit.coef)
end

--- Permutation test: without moderators the signs of the effects change, with moderators their
-- rows change places (Higgins and Thompson, Statistics in Medicine 2004;23:1663). The test is exact
-- when no more than `iter` fits do it, or on request. `permci` inverts it: the limits are where the
-- one-sided p value of the shifted effects first falls below (1 - level) / 2, found by bisection;
-- each limit takes some 30 such tests, and all use the same permutations.
-- @tparam[opt] table options named options: `exact` (false), `iter` (1000), `seed` (1),
--   `alternative` ("two.sided", "greater", "less"), `stat` ("test", the z or t values, or "coef"),
--   `permci` (true, or places or names of coefficients), `level` (that of the fit, percent),
--   `threads` (0: all processors), `progress` (false)
-- @treturn table `pval` (a column, one for each coefficient), `QMp`, `exact`, `iter`, `failed`
--   (fits that do not exist), `zval_perm` and `beta_perm` (lists of columns), `QM_perm`; with
--   `permci` the columns `ci_lb` and `ci_ub`, NaN where there are too few permutations for a limit
-- @raise when an option is not known, or an exact test takes more than 10 million fits
-- @usage print(fit:permutest{exact = true}.pval[1])
function Fit:permutest(options)
  local where = "hepar.fit:permutest"
  options = check.options(where, options,
    { "exact", "iter", "seed", "alternative", "stat", "permci", "level", "threads", "progress" })
  local places, level = permci_places(where, self, options.permci), level_of(where, self, options)
  local alternative = check.word(where, "alternative", options.alternative,
    { "two.sided", "greater", "less" }, "two.sided")
  local stat = check.word(where, "stat", options.stat, { "test", "coef" }, "test")
  local iter = count_of(where, "iter", options.iter, 1000)
  local progress = check.boolean(where, "progress", options.progress, false)
  local m = model.of(self, { btt = self.btt })
  local total, why, kind = core.permutation_count(m, where)
  if not total then return nil, why, kind end
  local exact = total <= iter
  if check.boolean(where, "exact", options.exact, false) and not exact then
    if total > 1e7 then
      check.fail(where, "an exact test takes %.6g fits; leave out exact, or raise iter", total)
    end
    exact = true
  end
  local count = exact and math.tointeger(total) or iter
  local columns, message, code = core.permutations(m, where, exact, count, seed_of(where, options),
    threads_of(where, options), progress)
  if not columns then return nil, message, code end
  local pval, result = {}, { zval_perm = {}, beta_perm = {}, coef = self.coef, exact = exact,
    iter = count, alternative = alternative, stat = stat, QM_perm = columns[2 * self.p + 1] }
  local lines = {}
  for j = 1, self.p do
    result.zval_perm[j], result.beta_perm[j] = columns[j], columns[self.p + j]
    pval[j] = stat == "test" and share(columns[j], self.zval[j], alternative)
      or share(columns[self.p + j], self.beta[j], alternative)
    lines[j] = string.format("%s: p = %s", self.coef[j], listing.show(pval[j]))
  end
  result.pval = require("hepar.column")(pval)
  result.QMp = share(result.QM_perm, self.QM, "greater")
  result.failed = 0
  for i = 1, count do
    if columns[1][i] ~= columns[1][i] then result.failed = result.failed + 1 end
  end
  if places then
    local lower, upper = {}, {}
    for j = 1, self.p do lower[j], upper[j] = 0 / 0, 0 / 0 end
    local enough = 1 / count < (1 - level / 100) / 2
    if enough then
      lower, upper = permutation_interval(where, self, places, { exact = exact, count = count,
        seed = seed_of(where, options), threads = threads_of(where, options), stat = stat,
        level = level, tolerance = 1e-7 })
    end
    for _, j in ipairs(places) do
      lines[j] = lines[j] .. (enough and string.format(", %g %% interval %s to %s", level,
        listing.show(lower[j]), listing.show(upper[j]))
        or string.format(", no %g %% interval: %d permutations are too few", level, count))
    end
    result.ci_lb, result.ci_ub = require("hepar.column")(lower), require("hepar.column")(upper)
    result.level = level
  end
  lines[#lines + 1] = string.format("test of moderators: p = %s", listing.show(result.QMp))
  if result.failed > 0 then
    lines[#lines + 1] = string.format("%d permutations could not be fitted", result.failed)
  end
  return listing.facts(result, { title = string.format("Permutation test, %s, %d fits",
    exact and "exact" or "random", count), lines = lines })
end

--- Bootstrap: fits of resampled studies, with percentile intervals.
-- @tparam[opt] table options named options: `iter` (1000), `seed` (1), `level` (that of the fit),
--   `threads` (0: all processors), `progress` (false)
-- @treturn table `tau2` and `beta` (a list of columns) of the resamples, `ci` (a list of lower and
--   upper limit for each coefficient), `ci_tau2`, `failed`
-- @raise when an option is not known
-- @usage print(fit:bootstrap{iter = 2000, seed = 5}.ci[1][1])
function Fit:bootstrap(options)
  local where = "hepar.fit:bootstrap"
  options = check.options(where, options, { "iter", "seed", "level", "threads", "progress" })
  local iter = count_of(where, "iter", options.iter, 1000)
  local progress = check.boolean(where, "progress", options.progress, false)
  local level = level_of(where, self, options)
  local columns, message, code = core.parts(model.of(self), where, "bootstrap", iter,
    seed_of(where, options), false, threads_of(where, options), progress)
  if not columns then return nil, message, code end
  local column = require "hepar.column"
  local result = named(PARTS, columns)
  result.beta, result.ci, result.failed, result.level = {}, {}, 0, level
  local function interval(values)
    local list = {}
    for i = 1, #values do
      if values[i] == values[i] then list[#list + 1] = values[i] end
    end
    if #list == 0 then return { 0 / 0, 0 / 0 } end
    local tail, sorted = (1 - level / 100) / 2, column(list)
    return { sorted:quantile(tail), sorted:quantile(1 - tail) }
  end
  local lines = {}
  for j = 1, self.p do
    result.beta[j] = columns[#PARTS + j]
    result.ci[j] = interval(result.beta[j])
    lines[j] = string.format("%s: %s to %s", self.coef[j], listing.show(result.ci[j][1]),
      listing.show(result.ci[j][2]))
  end
  result.ci_tau2 = interval(result.tau2)
  lines[#lines + 1] = string.format("tau2: %s to %s", listing.show(result.ci_tau2[1]),
    listing.show(result.ci_tau2[2]))
  for i = 1, iter do
    if result.tau2[i] ~= result.tau2[i] then result.failed = result.failed + 1 end
  end
  if result.failed > 0 then
    lines[#lines + 1] = string.format("%d resamples could not be fitted", result.failed)
  end
  return listing.facts(result, { title = string.format("Bootstrap, %d resamples, %g %% intervals",
    iter, level), lines = lines })
end

return Fit
