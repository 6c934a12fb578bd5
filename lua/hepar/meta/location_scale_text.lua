--- How location-scale models print themselves.
-- @module hepar.meta.location_scale_text
-- @local

local text = require "hepar.meta.fit_text"

-- A table of coefficients.
local function coefficients(lines, self, coef, suffix, ddf)
  local show = text.show
  local rows = { { "", "estimate", "se", ddf and "t" or "z", "p", text.percent(self.level),
    "interval" } }
  local first = suffix == "" and "beta" or "alpha"
  for i, name in ipairs(coef) do
    rows[#rows + 1] = { name, show(self[first][i]), show(self["se" .. suffix][i]),
      show(self["zval" .. suffix][i]), text.pvalue(self["pval" .. suffix][i]),
      show(self["ci_lb" .. suffix][i]), show(self["ci_ub" .. suffix][i]) }
  end
  for _, line in ipairs(text.layout(rows)) do lines[#lines + 1] = line end
end

-- "QM(2) = 5.1, p = .08"
local function test_of(name, q, df, p)
  return string.format("%s = %s, %s", df[2] and string.format("F(%d, %d)", df[1], df[2])
    or string.format("%s(%d)", name, df[1]), text.show(q), text.equals(p))
end

-- The whole model.
return function(self)
  local lines, show = {}, text.show
  local function add(format, ...) lines[#lines + 1] = string.format(format, ...) end
  add("Location-scale model (%s, link %s), %d studies, test: %s", self.method, self.link, self.k,
    text.tests[self.test])
  if self.converged then
    local low, high = math.huge, 0
    for i = 1, self.k do
      low, high = math.min(low, self.tau2[i]), math.max(high, self.tau2[i])
    end
    add("")
    add("  tau2 %s%s", show(low), high > low and " to " .. show(high) or "")
    if self.QE then
      add("  Residual heterogeneity: QE(%d) = %s, %s", self.k - self.p, show(self.QE),
        text.equals(self.QEp))
    end
    if self.p > 1 then add("  Moderators: %s", test_of("QM", self.QM, self.QMdf, self.QMp)) end
    add("")
    add("Location")
    coefficients(lines, self, self.coef, "", self.ddf)
    add("")
    add("Scale (%s)", self.link == "log" and "log tau2" or "tau2")
    coefficients(lines, self, self.coef_alpha, "_alpha", self.ddf_alpha)
    if self.q > 1 and self.QS then
      add("")
      add("  Scale moderators: %s", test_of("QS", self.QS, self.QSdf, self.QSp))
    end
    add("")
    add("  log likelihood %s, AIC %s, BIC %s, AICc %s", show(self.ll), show(self.AIC),
      show(self.BIC), show(self.AICc))
  end
  for i, note in ipairs(self.notes) do
    if i == 1 then add("") end
    add("  ! %s", note)
  end
  add("")
  add("  next: model:predict{newscale = …}  model:confint()  model:anova(other)  model.alpha")
  return table.concat(lines, "\n")
end
