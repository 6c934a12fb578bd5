-- Tests and corrections for missing studies against what other people's programs answer
-- (spec/reference/outside.json): metafor's hc(), tes() with its limits, rma() counting up null
-- studies, and limitmeta() of metasens.
local hepar = require "hepar"
local files = require "spec.helper.files"


local outside = files.reference("outside.json").sets

-- Relative error; values below `least` count as that large.
local function close(want, got, tolerance, what, least)
  assert.is_truthy(got, what .. " is missing")
  assert.is_true(math.abs(got - want) <= tolerance * math.max(math.abs(want), least or 0),
    string.format("%s: expected %.12g, got %.12g", what, want, got))
end

local checked = {}
for _, set in ipairs(files.reference("bias.json").sets) do
  local want, data = outside[set.name], { yi = set.yi, vi = set.vi }

  it("Henmi and Copas agree with metafor on " .. set.name, function()
    local hc = hepar.meta.hc(data)
    for name, value in pairs(want.hc) do
      -- metafor's integral has four digits
      close(value, hc[name], name:match("^ci") and 1e-5 or 1e-12, "hc " .. name,
        name:match("^ci") and hc.se or 1e-3)
    end
  end)

  it("the limit meta-analysis agrees with metasens on " .. set.name, function()
    local limit = hepar.meta.fit(data):limit()
    for name, value in pairs(want.limit) do
      if name == "adjusted" then
        for i, y in ipairs(value) do close(y, limit.adjusted[i], 1e-8, "adjusted", 1e-2) end
      else
        close(value, limit[name], 1e-8, name, name == "Q_small" and 1 or 1e-3)
      end
    end
  end)

  it("the general fail-safe N is where metafor's model turns on " .. set.name, function()
    for kind, count in pairs(want.general) do
      local half, method = kind:match("^half_") ~= nil, kind:match("%a+$")
      if type(count) == "number" then
        local fit = hepar.meta.fit(data, { method = method })
        local got = fit:fsn { type = "general", target = half and fit.beta[1] / 2 or nil }
        assert.equal(count, got.fsnum, kind)
        checked[kind] = true
      end
    end
  end)

  if want.tes then
    it("the test of excess significance has metafor's limits on " .. set.name, function()
      local tes = hepar.meta.fit(data, { method = "EE" }):tes { test = "chi2" }
      for name, value in pairs(want.tes) do
        -- its search for the limit stops at four digits
        if name ~= "theta_lim" then close(value, tes[name], 1e-12, name) end
      end
      if type(want.tes.theta_lim) == "number" then
        close(want.tes.theta_lim, tes.theta_lim, 1e-3, "theta_lim")
        checked.theta_lim = true
      end
    end)
  end
end

it("no kind of outside value goes unused", function()
  for _, kind in ipairs { "EE", "REML", "DL", "half_DL", "theta_lim" } do
    assert.is_true(checked[kind], kind)
  end
end)

it("at its limits the test of excess significance has the p value asked for", function()
  local data = { yi = { 0.4, 0.5, 0.3, 0.9, 0.1, 0.7, -0.1, 0.6, 0.2, 0.05 },
    vi = { 0.02, 0.05, 0.02, 0.1, 0.03, 0.06, 0.05, 0.04, 0.01, 0.02 } }
  local fit = hepar.meta.fit(data)
  local one = fit:tes { test = "chi2", tes_alpha = 0.2 }
  local function p_at(theta, direction)
    return fit:tes { test = "chi2", theta = theta, tes_alternative = direction, find_lim = false }
  end
  close(0.2, p_at(one.theta_lim, "greater").pval, 1e-8, "p at the limit")
  assert.is_nil(p_at(one.theta_lim, "greater").theta_lim)
  local both = fit:tes { test = "chi2", tes_alternative = "two.sided" }.theta_lim
  close(0.05, p_at(both[1], "greater").pval, 1e-8, "p at the lower limit")
  close(0.05, p_at(both[2], "less").pval, 1e-8, "p at the upper limit")
  local moderated = hepar.meta.fit({ yi = data.yi, vi = data.vi, x = data.vi }, { mods = { "x" } })
  assert.is_nil(moderated:tes { test = "chi2" }.theta_lim)
  assert.has_error(function() fit:tes { tes_alpha = 2 } end)
end)
