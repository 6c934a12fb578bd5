--- What pooled tables and their mixed models print.
-- @module hepar.meta.tables_text
-- @local

local M = {}

local names = { OR = "odds ratio", RR = "risk ratio", RD = "risk difference",
  IRR = "incidence rate ratio", IRD = "incidence rate difference", PLO = "proportion",
  IRLN = "incidence rate" }
local logs = { OR = "log odds ratio", RR = "log risk ratio", IRR = "log incidence rate ratio",
  PLO = "log odds", IRLN = "log incidence rate" }

local single = { PLO = true, IRLN = true }

local titles = { MH = "Mantel-Haenszel", PETO = "Peto's method" }
local models = { ["UM.FS"] = "unconditional, fixed study effects",
  ["UM.RS"] = "unconditional, random study effects",
  ["CM.EL"] = "conditional, exact likelihood",
  ["CM.AL"] = "conditional, approximate likelihood" }

-- A number with four decimals, or as many as a small one needs.
local function number(value, digits)
  if value == nil or value ~= value then return "not known" end
  local size = math.abs(value)
  if size ~= 0 and (size < 0.001 or size >= 1e7) then return string.format("%.4g", value) end
  return string.format("%." .. (digits or 4) .. "f", value)
end

local function pval(value)
  if value == nil or value ~= value then return "p not known" end
  if value < 0.0001 then return "p < 0.0001" end
  return string.format("p = %.4f", value)
end

local function plural(n, one, many)
  return string.format("%d %s", n, n == 1 and one or many)
end

local function known(value) return value ~= nil and value == value end

-- Estimate, test and interval, on the scale of the model and on the natural one.
local function add_estimate(lines, fit)
  local b, level = fit.beta[1], string.format("%.14g %%", fit.level)
  local log = logs[fit.measure]
  if not known(b) then
    lines[#lines + 1] = "Pooled " .. names[fit.measure] .. ": not known; "
      .. (fit.reason or "the tables do not determine it")
    return
  end
  if log then
    local back = fit:predict { transform = fit.measure == "PLO" and "ilogit" or "exp" }
    lines[#lines + 1] = string.format("Pooled %s: %s (%s CI %s to %s)", names[fit.measure],
      number(back.pred), level, number(back.ci_lb), number(back.ci_ub))
    if back.pi_lb then
      lines[#lines + 1] = string.format("%s prediction interval: %s to %s", level,
        number(back.pi_lb), number(back.pi_ub))
    end
  end
  lines[#lines + 1] = string.format("%s %s, se %s, %s CI %s to %s",
    log and "  " .. log or "Pooled " .. names[fit.measure], number(b), number(fit.se[1]), level,
    number(fit.ci_lb[1]), number(fit.ci_ub[1]))
  lines[#lines + 1] = string.format("  test of %s: %s = %s, %s",
    single[fit.measure] and logs[fit.measure] .. " = 0" or "no effect", fit.test or "z",
    number(fit.zval[1]), pval(fit.pval[1]))
end

-- The coefficients of a model with moderators, and their test.
local function add_coefficients(lines, fit)
  local text = require "hepar.meta.fit_text"
  local rows = { { "", "estimate", "se", fit.test, "p", text.percent(fit.level), "interval" } }
  for j, name in ipairs(fit.coef) do
    rows[#rows + 1] = { name, text.show(fit.beta[j]), text.show(fit.se[j]), text.show(fit.zval[j]),
      text.pvalue(fit.pval[j]), text.show(fit.ci_lb[j]), text.show(fit.ci_ub[j]) }
  end
  for _, line in ipairs(text.layout(rows)) do lines[#lines + 1] = line end
  local tested = {}
  for i, place in ipairs(fit.btt) do tested[i] = fit.coef[place] end
  lines[#lines + 1] = string.format("  Test of %s: %s = %s, %s", table.concat(tested, ", "),
    fit.QMdf[2] and string.format("F(%d, %d)", fit.QMdf[1], fit.QMdf[2])
      or string.format("QM(%d)", fit.QMdf[1]), text.show(fit.QM), text.equals(fit.QMp))
end

local function add_test(lines, name, letter, value, df, p)
  if known(value) then
    lines[#lines + 1] = string.format("  %s: %s = %s, df = %d, %s", name, letter, number(value),
      df, pval(p))
  end
end

local function add_heterogeneity(lines, fit)
  lines[#lines + 1] = fit.p > 1 and "Residual heterogeneity:" or "Heterogeneity:"
  if fit.converged and fit.method == "ML" then
    lines[#lines + 1] = fit.tau2 == 0
      and "  tau2 = 0: the likelihood is highest at its lower limit"
      or string.format("  tau2 = %s (se %s), tau = %s", number(fit.tau2), number(fit.se_tau2),
        number(math.sqrt(fit.tau2)))
  end
  if known(fit.sigma2) then
    lines[#lines + 1] = string.format("  sigma2 of the study effects = %s%s", number(fit.sigma2),
      known(fit.rho) and ", correlation with the effect " .. number(fit.rho) or "")
  end
  if known(fit.I2) then
    lines[#lines + 1] = string.format("  I2 = %.2f %%, H2 = %.2f", fit.I2, fit.H2)
  end
  if fit.QE then add_test(lines, "effect sizes", "Q", fit.QE, (fit.k_yi or 1) - 1, fit.QEp) end
  add_test(lines, "Wald", "Q", fit.QE_Wld, fit.QE_df or 0, fit.QEp_Wld)
  add_test(lines, "likelihood ratio", "Q", fit.QE_LRT, fit.QE_df or 0, fit.QEp_LRT)
  if fit.BD then
    add_test(lines, "Breslow-Day", "X2", fit.BD, fit.k_pos - 1, fit.BDp)
    add_test(lines, "Tarone", "X2", fit.TA, fit.k_pos - 1, fit.TAp)
  end
end

local function add_left_out(lines, fit)
  if #fit.left_out == 0 then return end
  local rows = {}
  for i, one in ipairs(fit.left_out) do
    rows[i] = i <= 8 and string.format("%d%s", one.row,
      one.slab ~= string.format("%d", one.row) and " (" .. one.slab .. ")" or "") or nil
  end
  lines[#lines + 1] = string.format("Left out, %s: %s%s", fit.left_out[1].reason,
    table.concat(rows, ", "), #fit.left_out > 8 and " …" or "")
end

-- The whole text: what `print(fit)` shows.
function M.show(fit)
  local lines = {}
  if fit.converged ~= nil then
    lines[1] = string.format(#(fit.coef or {}) > 1 and "%s meta-regression of %ss, %s (k = %d)"
      or "%s model for %ss, %s (k = %d)",
      fit.method == "ML" and "Random-effects" or "Equal-effects", names[fit.measure],
      models[fit.model] or "one group per study", fit.k)
    if not fit.converged then
      lines[#lines + 1] = "NOT CONVERGED: no estimate is given. " .. (fit.reason or "")
    end
  else
    lines[1] = string.format("%s, %ss of %s", titles[fit.method], names[fit.measure],
      plural(fit.k, "table", "tables"))
  end
  if fit.converged ~= false then
    lines[#lines + 1] = ""
    if fit.QMdf then add_coefficients(lines, fit) else add_estimate(lines, fit) end
    lines[#lines + 1] = ""
    add_heterogeneity(lines, fit)
    if fit.MH then
      lines[#lines + 1] = string.format("%s test%s: X2 = %s, df = 1, %s",
        fit.measure == "IRR" and "Mantel-Haenszel" or "Cochran-Mantel-Haenszel",
        fit.correct and " (continuity-corrected)" or "", number(fit.MH), pval(fit.MHp))
    end
    if known(fit.ll) and fit.converged then
      lines[#lines + 1] = string.format("Log-likelihood %s, AIC %s, BIC %s, AICc %s",
        number(fit.ll), number(fit.AIC), number(fit.BIC), number(fit.AICc))
    end
  end
  for _, text in ipairs(fit.conventions or {}) do
    lines[#lines + 1] = "As " .. fit.as .. ": " .. text
  end
  add_left_out(lines, fit)
  for _, warning in ipairs(fit.warnings or {}) do lines[#lines + 1] = "Warning: " .. warning end
  return table.concat(lines, "\n")
end

return M
