--- How fits print themselves.
-- @module hepar.meta.fit_text

local M = {}

-- A number with five significant digits, a fixed point where that is short.
local function show(x)
  if x == nil or x ~= x then return "-" end
  local size = math.abs(x)
  if size == 0 then return "0" end
  if size >= 1e-4 and size < 1e5 then
    local digits = math.max(0, 4 - math.max(0, math.floor(math.log(size, 10) + 1e-12)))
    return string.format("%." .. digits + (size < 0.01 and 2 or 0) .. "f", x)
  end
  return string.format("%.4g", x)
end

local function pvalue(p)
  if p == nil or p ~= p then return "-" end
  if p < 0.0001 then return "<.0001" end
  return (string.format("%.4f", p):gsub("^0", ""))
end

local function equals(p)
  local text = pvalue(p)
  return text:sub(1, 1) == "<" and "p < " .. text:sub(2) or "p = " .. text
end

-- Lines of a table: the first column to the left, the others to the right.
local function layout(rows)
  local width = {}
  for _, row in ipairs(rows) do
    for i, cell in ipairs(row) do width[i] = math.max(width[i] or 0, utf8.len(cell) or #cell) end
  end
  local lines = {}
  for _, row in ipairs(rows) do
    local cells = {}
    for i, cell in ipairs(row) do
      local pad = (" "):rep(width[i] - (utf8.len(cell) or #cell))
      cells[i] = i == 1 and cell .. pad or pad .. cell
    end
    lines[#lines + 1] = ("  " .. table.concat(cells, "  ")):gsub("%s+$", "")
  end
  return lines
end

local function percent(level) return string.format("%g %%", level) end

M.show, M.pvalue, M.equals, M.layout, M.percent = show, pvalue, equals, layout, percent

-- sqrt(a^2 + b^2) without overflow.
function M.hypot(a, b)
  a, b = math.abs(a), math.abs(b)
  if a < b then a, b = b, a end
  return a == 0 and 0 or a * math.sqrt(1 + (b / a) ^ 2)
end

local TESTS = { z = "z", t = "t", knha = "Knapp and Hartung",
  adhoc = "Knapp and Hartung, never narrower" }

function M.fit(fit)
  local lines = {}
  local function add(format, ...) lines[#lines + 1] = string.format(format, ...) end
  local common = fit.method == "EE"
  local mods = fit.p > 1 or not fit.intercept
  add("%s, %d %s, test: %s", mods and (common and "Meta-regression with equal effects"
    or "Random-effects meta-regression") or common and "Equal-effects model"
    or "Random-effects model", fit.k, fit.k == 1 and "study" or "studies", TESTS[fit.test])
  add("")
  if not common then
    local from = fit.tau2_from
    add("  tau2 %s%s (%s), tau %s", show(fit.tau2), not from and fit.fixed and " given"
      or not from and fit.se_tau2 and " (SE " .. show(fit.se_tau2) .. ")" or "",
      from or fit.fixed and "SE by " .. fit.method or fit.method, show(fit.tau))
  end
  if fit.I2 then
    add("  I2 %s %%, H2 %s%s", show(fit.I2), show(fit.H2),
      fit.R2 and ", R2 " .. show(fit.R2) .. " %" or "")
    add("  %s: QE(%d) = %s, %s", mods and "Residual heterogeneity" or "Heterogeneity",
      fit.k - fit.p, show(fit.QE), equals(fit.QEp))
  end
  if mods then
    local df = fit.QMdf[2] and string.format("F(%d, %d)", fit.m, fit.QMdf[2])
      or string.format("QM(%d)", fit.m)
    add("  Moderators%s: %s = %s, %s", fit.m < fit.p - (fit.intercept and 1 or 0)
      and " (coefficients " .. table.concat(fit.btt, ", ") .. ")" or "", df, show(fit.QM),
      equals(fit.QMp))
  end
  add("")
  local rows = {
    { "", "estimate", "se", fit.ddf and "t" or "z", "p", percent(fit.level), "interval" },
  }
  for i, name in ipairs(fit.coef) do
    rows[#rows + 1] = { name, show(fit.beta[i]), show(fit.se[i]), show(fit.zval[i]),
      pvalue(fit.pval[i]), show(fit.ci_lb[i]), show(fit.ci_ub[i]) }
  end
  for _, line in ipairs(layout(rows)) do lines[#lines + 1] = line end
  add("")
  add("  log likelihood %s, AIC %s, BIC %s, AICc %s", show(fit.ll), show(fit.AIC), show(fit.BIC),
    show(fit.AICc))
  for i, text in ipairs(fit.conventions) do
    if i == 1 then add("") end
    add("  as %s: %s", fit.as, text)
  end
  for i, note in ipairs(fit.notes) do
    if i == 1 then add("") end
    add("  ! %s", note)
  end
  add("")
  add("  next: fit:confint()  fit:predict()  fit:anova{btt = …}  fit.beta  fit.notes")
  return table.concat(lines, "\n")
end

--- What `fit:confint` returns. Each quantity is a table of `estimate`, `ci_lb` and `ci_ub`.
-- @table confint
-- @tfield table tau2 variance between studies
-- @tfield table tau its square root
-- @tfield[opt] table I2 percent of the variance that is between studies
-- @tfield[opt] table H2 total variance over sampling variance
-- @tfield[opt] table H its square root
-- @tfield string type "QP", "PL" or "GENQ"
-- @tfield number level percent
-- @tfield boolean none no tau2 agrees with so little spread; both limits are 0
M.confint = { __name = "hepar.confint" }
function M.confint.__tostring(c)
  local rows = { { "", "estimate", percent(c.level), "interval" } }
  for _, name in ipairs { "tau2", "tau", "I2", "H2", "H" } do
    local row = c[name]
    if row then
      rows[#rows + 1] = { name == "I2" and "I2 %" or name, show(row.estimate), show(row.ci_lb),
        show(row.ci_ub) }
    end
  end
  local lines = layout(rows)
  if c.none then
    lines[#lines + 1] = "  No tau2 agrees with so little spread: the set is empty, shown as 0 to 0."
  end
  return table.concat(lines, "\n")
end

--- What `fit:predict` returns: columns with one entry for each row that was asked for.
-- @table prediction
-- @tfield column pred expected effects
-- @tfield[opt] column se their standard errors; absent when transformed
-- @tfield column ci_lb lower limits of their confidence intervals
-- @tfield column ci_ub upper limits
-- @tfield[opt] column pi_lb lower limits of the prediction intervals for a new study
-- @tfield[opt] column pi_ub upper limits
-- @tfield[opt] column prob probability that a new study's true effect is beyond the threshold
-- @tfield {string,...} slab labels
-- @tfield number level percent
-- @tfield[opt] number ddf degrees of freedom of the confidence intervals; absent for z
-- @tfield[opt] number pi_ddf those of the prediction intervals
-- @tfield string pi how those were made: "default", "HTS", "t" or "nagashima"
-- @tfield[opt] boolean transf true when a transformation was applied
-- @tfield[opt] table x with `addx`: the rows of coefficients' values
-- @tfield {string,...} coef names of the coefficients
M.prediction = { __name = "hepar.prediction", __len = function(p) return #p.pred end }
function M.prediction.__tostring(p)
  local head = { "", "expected" }
  local function titles(...)
    for _, title in ipairs { ... } do head[#head + 1] = title end
  end
  if p.se then titles("se") end
  titles(percent(p.level), "interval")
  if p.pi_lb then titles("new study", "") end
  if p.prob then titles("probability") end
  local rows = { head }
  for i = 1, #p.pred do
    local row = { p.slab[i], show(p.pred[i]) }
    if p.se then row[#row + 1] = show(p.se[i]) end
    row[#row + 1], row[#row + 2] = show(p.ci_lb[i]), show(p.ci_ub[i])
    if p.pi_lb then row[#row + 1], row[#row + 2] = show(p.pi_lb[i]), show(p.pi_ub[i]) end
    if p.prob then row[#row + 1] = pvalue(p.prob[i]) end
    rows[#rows + 1] = row
  end
  return table.concat(layout(rows), "\n")
end

--- What `fit:anova{btt = …}` returns: a Wald test that some coefficients are all 0.
-- @table wald
-- @tfield number QM test statistic, chi-squared or F
-- @tfield number QMp p value
-- @tfield table QMdf degrees of freedom: one for chi-squared, two for F
-- @tfield {integer,...} btt places of the coefficients
-- @tfield {string,...} coef names of all coefficients
M.wald = { __name = "hepar.wald" }
function M.wald.__tostring(w)
  local names = {}
  for i, place in ipairs(w.btt) do names[i] = w.coef[place] end
  local df = w.QMdf[2] and string.format("F(%d, %d)", w.QMdf[1], w.QMdf[2])
    or string.format("QM(%d)", w.QMdf[1])
  return string.format("%s: %s = %s, %s", table.concat(names, ", "), df, show(w.QM), equals(w.QMp))
end

--- What `fit:anova(other)` returns: a likelihood-ratio test of two nested fits.
-- @table comparison
-- @tfield number LRT twice the difference of the log likelihoods
-- @tfield integer df difference of the numbers of parameters
-- @tfield number pval p value
-- @tfield table full of the larger fit: parms, ll, AIC, BIC, AICc, QE, tau2
-- @tfield table reduced of the smaller fit, likewise
-- @tfield[opt] number R2 percent of the smaller fit's tau2 that the larger one explains
M.comparison = { __name = "hepar.comparison" }
function M.comparison.__tostring(c)
  local rows = { { "", "parms", "ll", "AIC", "BIC", "AICc", "QE", "tau2" } }
  for _, name in ipairs { "full", "reduced" } do
    local s = c[name]
    rows[#rows + 1] = { name, string.format("%d", s.parms), show(s.ll), show(s.AIC), show(s.BIC),
      show(s.AICc), show(s.QE), show(s.tau2) }
  end
  local lines = layout(rows)
  lines[#lines + 1] = string.format("  LRT(%d) = %s, %s%s", c.df, show(c.LRT), equals(c.pval),
    c.R2 and ", R2 " .. show(c.R2) .. " %" or "")
  return table.concat(lines, "\n")
end

--- What `fit:vif` returns.
-- @table vif
-- @tfield {string,...} coef names of the coefficients
-- @tfield column vif variance inflation factors
-- @tfield column sif their square roots
M.vif = { __name = "hepar.vif" }
function M.vif.__tostring(v)
  local rows = { { "", "vif", "sif" } }
  for i, name in ipairs(v.coef) do rows[#rows + 1] = { name, show(v.vif[i]), show(v.sif[i]) } end
  return table.concat(layout(rows), "\n")
end

return M
