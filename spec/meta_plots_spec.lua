-- Radial, Baujat, L'Abbé, GOSH, quantile, bubble, profile, drapery, albatross and influence plots:
-- where their points stand, against metafor 3.8-1 on the BCG trials (Colditz and others 1994).

package.path = "spec/helper/?.lua;" .. package.path
local picture = require "picture"
local hepar = require "hepar"
local plot = require "hepar.plot"
local files = require "spec.helper.files"
local distribution = require "hepar.plot.distribution"
local albatross = require "hepar.plot.albatross"

local reference = files.reference "bcg_plots.json"

local function bcg(block, method)
  local data = dofile("spec/data/bcg.lua")
  data.pooled = { method = method or "REML" }
  for key, value in pairs(block or reference.REML) do data.pooled[key] = value end
  return data
end

local function influence()
  local data = { slab = dofile("spec/data/bcg.lua").slab, tau2 = reference.REML.tau2,
    QE = reference.REML.QE }
  for key, value in pairs(reference.influence) do data[key] = value end
  return data
end

local function with_size()
  local data = bcg()
  data.ni = {}
  for i = 1, 13 do data.ni[i] = data.n1i[i] + data.n2i[i] end
  return data
end

-- All subsets of at least two of the first studies, pooled with common-effect weights.
local function subsets(count)
  local data = bcg()
  local all = { estimate = {}, I2 = {}, incl = {}, measure = "RR", slab = data.slab }
  for mask = 1, (1 << count) - 1 do
    local w, total, n, incl = 0, 0, 0, {}
    for i = 1, count do
      incl[i] = (mask >> (i - 1)) & 1 == 1
      if incl[i] then n, w, total = n + 1, w + 1 / data.vi[i], total + data.yi[i] / data.vi[i] end
    end
    if n >= 2 then
      local q = 0
      for i = 1, count do
        if incl[i] then q = q + (data.yi[i] - total / w) ^ 2 / data.vi[i] end
      end
      local k = #all.estimate + 1
      all.estimate[k], all.I2[k], all.incl[k] = total / w, math.max(0, 100 * (1 - (n - 1) / q)),
        incl
    end
  end
  return all
end

-- Points of a class with the name of their study, from the tooltip.
local function points(fig, class)
  local by, list = {}, {}
  for _, item in ipairs(picture.items(fig, "circle")) do
    if item.class == (class or "point") then
      list[#list + 1] = item
      if item.tooltip then by[item.tooltip:match("^(.-): ")] = item end
    end
  end
  return by, list
end

-- Every figure of this file in its usual form.
local function every(options)
  local function with(more)
    local copy = {}
    for key, value in pairs(options or {}) do copy[key] = value end
    for key, value in pairs(more or {}) do copy[key] = value end
    return copy
  end
  return {
    plot.radial(bcg(), with()), plot.radial(bcg(reference.EE, "EE"), with { names = "all" }),
    plot.baujat(bcg(), with()), plot.labbe(bcg(), with { names = "all" }),
    plot.labbe(bcg(), with { scale = "log" }), plot.labbe(bcg(), with { scale = "logit" }),
    plot.gosh(subsets(7), with()), plot.gosh(subsets(7), with { out = 4 }),
    plot.qq(bcg(), with { names = "all" }),
    plot.bubble(bcg(reference.metareg_ablat), with { mod = "ablat", names = "all" }),
    plot.profile(bcg(), with()), plot.drapery(bcg(), with()),
    plot.albatross(with_size(), with { effect = "OR", risk = 0.02, names = "all" }),
    plot.influence(influence(), with()),
  }
end

describe("distributions behind the figures", function()
  it("agree with published tables", function()
    -- Abramowitz and Stegun (1964), tables 26.1, 26.8, 26.10
    assert.near(1.959963984540054, distribution.normal_quantile(0.975), 1e-12)
    assert.near(0.05, distribution.two_sided(1.959963984540054), 1e-14)
    assert.near(2.2009851600916, distribution.t_quantile(0.975, 11), 1e-10)
    assert.near(3.841458820694124, distribution.chisq_quantile(0.95, 1), 1e-10)
    assert.near(7.814727903251178, distribution.chisq_quantile(0.95, 3), 1e-10)
    -- the smallest of n uniform values: 1 - (1 - p)^(1/n)
    assert.near(1 - 0.975 ^ (1 / 13), distribution.beta_quantile(0.025, 1, 13), 1e-12)
    assert.near(6.22096057427178e-16, distribution.normal_upper(8), 1e-28)
    assert.equal(0.5, distribution.normal_upper(0))
    assert.equal(-distribution.normal_quantile(0.999), distribution.normal_quantile(1 - 0.999))
  end)
end)

describe("a radial plot", function()
  it("has metafor's coordinates", function()
    local data = bcg()
    local fig = plot.radial(data)
    local by = points(fig)
    for i, name in ipairs(data.slab) do
      assert.near(fig.at.x(reference.radial.x[i]), by[name].x, 1e-6)
      assert.near(fig.at.y(reference.radial.y[i]), by[name].y, 1e-6)
    end
    -- x to the right, y upwards, origin on the axis
    assert.is_true(fig.at.x(1) > fig.at.x(0) and fig.at.y(1) < fig.at.y(0))
  end)

  it("draws the slope through the origin and the arc's labels on rays", function()
    local fig = plot.radial(bcg())
    local x0, y0 = fig.at.x(0), fig.at.y(0)
    local label = assert(picture.find(fig, "0.5"))
    local x, y = label.x, label.y + label.h - 0.24 * 7 - 0.36 * 7
    -- the ray to "0.5" has the slope log(0.5)
    local slope = ((y - y0) / (fig.at.y(1) - y0)) / ((x - x0) / (fig.at.x(1) - x0))
    assert.near(math.log(0.5), slope, 1e-6)
  end)
end)

describe("a Baujat plot", function()
  it("has metafor's values in a common-effect model", function()
    local data = bcg(reference.EE, "EE")
    local fig = plot.baujat(data)
    local by = points(fig)
    for i, name in ipairs(data.slab) do
      assert.near(fig.at.x(reference.baujat.EE.x[i]), by[name].x, 1e-6)
      assert.near(fig.at.y(reference.baujat.EE.y[i]), by[name].y, 1e-6)
    end
    assert.is_truthy(picture.find(fig, "TPT Madras 1980"))
  end)

  it("has metafor's values of a random-effects fit", function()
    local data = bcg()
    local fit = hepar.meta.fit(data, { method = "REML" })
    local by = points(plot.baujat(fit))
    local fig = plot.baujat(fit)
    for i, name in ipairs(data.slab) do
      assert.near(fig.at.x(reference.baujat.REML.x[i]), by[name].x, 1e-3)
      assert.near(fig.at.y(reference.baujat.REML.y[i]), by[name].y, 1e-3)
    end
    -- a fit that has no such numbers gives them through its fits without each study
    local plain = { yi = data.yi, vi = data.vi, slab = data.slab, measure = "RR", method = "REML",
      beta = { fit.beta[1] }, tau2 = fit.tau2, leave1out = function() return fit:leave1out() end }
    local other = points(plot.baujat(plain))
    for name, point in pairs(by) do
      assert.near(point.x, other[name].x, 1e-6)
      assert.near(point.y, other[name].y, 1e-6)
    end
    local own = fit:baujat_data()
    for i in ipairs(data.slab) do
      assert.near(1, own.x[i] / reference.baujat.REML.x[i], 2e-5)
      assert.near(1, own.y[i] / reference.baujat.REML.y[i], 2e-5)
    end
  end)

  it("takes values of the user and needs two studies otherwise", function()
    local _, list = points(plot.baujat { x = { 1, 2 }, y = { 3, 1 }, slab = { "A", "B" } })
    assert.equal(2, #list)
    assert.matches("No studies", picture.words(plot.baujat { yi = { 1 }, vi = { 1 } }))
    assert.has_error(function() plot.baujat { x = { 1 } } end,
      "hepar.plot.baujat: data with x must have y; it is missing")
  end)
end)

describe("a L'Abbé plot", function()
  it("has metafor's risks, and areas in proportion to the patients", function()
    local data = bcg()
    local fig = plot.labbe(data)
    local by = points(fig)
    for i, name in ipairs(data.slab) do
      assert.near(fig.at.x(math.exp(reference.labbe_log_risk.x[i])), by[name].x, 1e-5)
      assert.near(fig.at.y(math.exp(reference.labbe_log_risk.y[i])), by[name].y, 1e-5)
    end
    local a, b = by["TPT Madras 1980"], by["Comstock et al 1974"]
    assert.near((88391 * 2) / (50634 + 27338), (a.r / b.r) ^ 2, 1e-9)
  end)

  it("draws the pooled ratio as a line of that ratio", function()
    local fig = plot.labbe(bcg())
    local seen
    for _, item in ipairs(picture.items(fig, "path")) do
      if item.dash == "5 2.5" then seen = item.path end
    end
    local n = #seen
    local x = (seen[n - 1] - fig.at.x(0)) / (fig.at.x(1) - fig.at.x(0))
    local y = (seen[n] - fig.at.y(0)) / (fig.at.y(1) - fig.at.y(0))
    assert.near(math.exp(reference.REML.beta), y / x, 1e-9)
  end)

  it("knows odds ratios and differences, and lists risks of 0 on a log scale", function()
    local data = { ai = { 5, 0 }, bi = { 5, 10 }, ci = { 8, 2 }, di = { 2, 8 },
      pooled = { beta = math.log(0.25) } }
    local fig = plot.labbe(data, { measure = "OR" })
    local _, list = points(fig)
    assert.equal(2, #list)
    fig = plot.labbe(data, { measure = "OR", scale = "log" })
    assert.is_truthy(picture.words(fig):find("(1 of 2): Study 2", 1, true))
    assert.has_error(function() plot.labbe { ai = { 5 }, n1i = { 4 }, ci = { 1 }, n2i = { 4 } } end,
      "hepar.plot.labbe: row 1 (Study 1) has more events than patients")
    assert.has_error(function() plot.labbe { ai = { 5 }, ci = { 1 } } end,
      "hepar.plot.labbe: data must have n1i or bi; it is missing")
  end)
end)

describe("a GOSH plot", function()
  it("counts every subset once", function()
    local all = subsets(7)
    assert.equal(2 ^ 7 - 1 - 7, #all.estimate)
    local fig = plot.gosh(all)
    assert.is_truthy(picture.words(fig):find("120 subsets", 1, true))
    local columns, cells = {}, 0
    for _, item in ipairs(picture.items(fig, "rect")) do
      if item.class == "density" then
        cells = cells + 1
        columns[item.x] = true
        assert.is_true(item.x >= fig.at.box[1] - 1e-6 and item.x <= fig.at.box[3])
        assert.is_true(item.y >= fig.at.box[2] - 1e-6 and item.y <= fig.at.box[4])
      end
    end
    assert.is_true(cells > 20 and cells <= 120)
    -- each estimate has a cell in its column
    local step = (fig.at.box[3] - fig.at.box[1]) / ((fig.width - 8) // 4)
    for _, value in ipairs(all.estimate) do
      local x = fig.at.x(math.exp(value))
      local i = math.min((fig.width - 8) // 4 - 1, (x - fig.at.box[1]) / step // 1)
      local found = false
      for left in pairs(columns) do
        found = found or math.abs(left - (fig.at.box[1] + i * step)) < 1e-6
      end
      assert.is_true(found)
    end
  end)

  it("sets subsets with and without one study side by side", function()
    local fig = plot.gosh(subsets(7), { out = 4 })
    assert.is_truthy(picture.find(fig, "With Hart & Sutherland 1977"))
    assert.is_truthy(picture.find(fig, "Without Hart & Sutherland 1977"))
    assert.has_error(function() plot.gosh({ estimate = { 1 }, I2 = { 2 } }, { out = 1 }) end,
      "hepar.plot.gosh: option out needs incl in the data: per subset a list of true and false")
  end)
end)

describe("a normal quantile plot", function()
  it("has metafor's quantiles and standardised residuals", function()
    local data = bcg()
    local fig = plot.qq(data)
    local by = points(fig)
    for i, name in ipairs(data.slab) do
      assert.near(fig.at.x(reference.qqnorm.x[i]), by[name].x, 1e-6)
      assert.near(fig.at.y(reference.qqnorm.y[i]), by[name].y, 1e-6)
    end
    assert.is_truthy(fig.desc:find("0 outside the envelope", 1, true))
  end)

  it("has the envelope of order statistics", function()
    local fig = plot.qq { z = { 0.1, -0.4, 1.2 } }
    local polygon = picture.items(fig, "polygon")[1].points
    -- the median of three has a symmetric envelope
    local quantile = distribution.normal_quantile(distribution.beta_quantile(0.025, 2, 2))
    assert.near(fig.at.y(-quantile), polygon[4], 1e-6)
    assert.near(fig.at.y(quantile), polygon[10], 1e-6)
  end)
end)

describe("a bubble plot", function()
  it("has the studies at their moderator, and the line and bands of metafor", function()
    local data = bcg(reference.metareg_ablat)
    local fig = plot.bubble(data, { mod = "ablat" })
    local by = {}
    for _, item in ipairs(picture.items(fig, "circle")) do
      if item.class == "point" then by[item.tooltip:match("^(.-): ")] = item end
    end
    for i, name in ipairs(data.slab) do
      assert.near(fig.at.x(data.ablat[i]), by[name].x, 1e-9)
      assert.near(fig.at.y(math.exp(data.yi[i])), by[name].y, 1e-9)
    end
    local line
    for _, item in ipairs(picture.items(fig, "path")) do
      if item.stroke == "#0072B2" then line = item.path end
    end
    local b = reference.metareg_ablat.beta
    local x = fig.at.box[1]
    -- latitude at the left edge
    local left = (x - fig.at.x(0)) / (fig.at.x(1) - fig.at.x(0))
    assert.near(fig.at.y(math.exp(b[1] + b[2] * left)), line[3], 1e-6)
    local bands = picture.items(fig, "polygon")
    assert.equal(2, #bands)
    -- first the prediction band, then the confidence band: upper ends at the left edge
    local v = reference.metareg_ablat.vb
    local variance = v[1][1] + 2 * left * v[1][2] + left * left * v[2][2]
    local tau2 = reference.metareg_ablat.tau2
    for i, extra in ipairs { tau2, 0 } do
      assert.near(fig.at.y(math.exp(b[1] + b[2] * left + 1.959963984540054 *
        math.sqrt(variance + extra))), bands[i].points[2], 1e-6)
    end
  end)

  it("takes a line of the user, a flat matrix, and a list as moderator", function()
    local data = bcg()
    data.pooled = nil
    local fig = plot.bubble(data, { mod = data.ablat, line = { x = { 10, 50 }, pred = { 0, -1 } } })
    local found = false
    for _, item in ipairs(picture.items(fig, "path")) do
      if item.stroke == "#0072B2" then
        found = true
        assert.near(fig.at.x(10), item.path[2], 1e-9)
        assert.near(fig.at.y(math.exp(-1)), item.path[6], 1e-9)
      end
    end
    assert.is_true(found)
    local v = reference.metareg_ablat.vb
    local flat = bcg(reference.metareg_ablat)
    flat.pooled.vb = { v[1][1], v[1][2], v[2][1], v[2][2] }
    assert.equal(plot.bubble(bcg(reference.metareg_ablat), { mod = "ablat" }):svg(),
      plot.bubble(flat, { mod = "ablat" }):svg())
    assert.has_error(function() plot.bubble(bcg(), { mod = "dose" }) end,
      'hepar.plot.bubble: the data have no column "dose"; say which one with the option mod')
  end)
end)

describe("a profile plot", function()
  it("has metafor's maximum and profile likelihood interval", function()
    for _, method in ipairs { "REML", "ML" } do
      local fig = plot.profile(bcg(), { method = method })
      local want = reference.ci_tau2_PL[method]
      assert.near(want.est[1], fig.profile.estimate, 1e-6)
      assert.near(want.ci_lb[1], fig.profile.ci_lb, 1e-9)
      assert.near(want.ci_ub[1], fig.profile.ci_ub, 1e-9)
    end
    assert.near(reference.REML.fit_REML.ll, plot.profile(bcg()).profile.ll, 1e-9)
  end)

  it("finds a maximum at 0 and takes a profile of the user", function()
    local fig = plot.profile { yi = { 1, 1.01, 0.99 }, vi = { 1, 1, 1 } }
    assert.equal(0, fig.profile.estimate)
    assert.equal(0, fig.profile.ci_lb)
    fig = plot.profile { tau2 = { 0, 1, 2 }, ll = { -5, -4, -4.5 } }
    assert.equal(1, fig.profile.estimate)
    local _, list = points(fig)
    assert.equal(3, #list)
    assert.matches("No profile", picture.words(plot.profile { yi = { 1 }, vi = { 1 } }))
  end)

  it("does not depend on the unit of the effect", function()
    local data = bcg()
    for _, unit in ipairs { 1e-60, 1e60 } do
      local scaled = { yi = {}, vi = {} }
      for i = 1, 13 do
        scaled.yi[i], scaled.vi[i] = data.yi[i] * unit, data.vi[i] * unit * unit
      end
      local fig = plot.profile(scaled)
      assert.near(reference.ci_tau2_PL.REML.ci_ub[1], fig.profile.ci_ub / unit / unit, 1e-8)
    end
  end)
end)

describe("a drapery plot", function()
  it("cuts p = 0.05 at the ends of the confidence intervals", function()
    local data = bcg()
    local fig = plot.drapery(data, { limits = { 0.01, 20 } })
    local curves = {}
    for _, item in ipairs(picture.items(fig, "path")) do
      if item.class == "study" then curves[item.tooltip:match("^(.-): ")] = item.path end
    end
    local v = fig.at.y(0.05)
    for i, name in ipairs(data.slab) do
      local crossings = {}
      local path = curves[name]
      for k = 2, #path - 4, 3 do
        local x1, y1, x2, y2 = path[k], path[k + 1], path[k + 3], path[k + 4]
        if (y1 - v) * (y2 - v) < 0 then
          crossings[#crossings + 1] = x1 + (v - y1) / (y2 - y1) * (x2 - x1)
        end
      end
      assert.equal(2, #crossings, name)
      local half = 1.959963984540054 * math.sqrt(data.vi[i])
      assert.near(fig.at.x(math.exp(data.yi[i] - half)), crossings[1], 0.4)
      assert.near(fig.at.x(math.exp(data.yi[i] + half)), crossings[2], 0.4)
    end
  end)
end)

describe("an albatross plot", function()
  it("has contours on which the effect has the p value of the axis", function()
    -- 100 and 100 patients, d = 0.5: z = 0.5 / sqrt(0.02 + 0.125 / 200)
    local z = 0.5 / math.sqrt(0.02 + 0.25 / 400)
    assert.near(200, albatross.size.SMD(0.5, z, { ratio = 1 }), 1e-9)
    -- 60 and 30 patients
    z = 0.5 / math.sqrt(1 / 60 + 1 / 30 + 0.25 / 180)
    assert.near(90, albatross.size.SMD(0.5, z, { ratio = 2 }), 1e-9)
    z = 2 / math.sqrt(9 / 60 + 9 / 30)
    assert.near(90, albatross.size.MD(2, z, { ratio = 2, sd = 3 }), 1e-9)
    assert.near(50, albatross.size.COR(0.3, math.sqrt(47) * 0.5 * math.log(1.3 / 0.7)), 1e-9)
    -- 20/100 against 10/100: log odds ratio over its standard error
    z = math.log(2.25) / math.sqrt(1 / 20 + 1 / 80 + 1 / 10 + 1 / 90)
    assert.near(200, albatross.size.OR(2.25, z, { ratio = 1, risk = 0.1 }), 1e-9)
    z = math.log(2) / math.sqrt(1 / 20 - 1 / 100 + 1 / 10 - 1 / 100)
    assert.near(200, albatross.size.RR(2, z, { ratio = 1, risk = 0.1 }), 1e-9)
  end)

  it("puts studies at their p value, on the side of their direction", function()
    local fig = plot.albatross { ni = { 100, 40 }, p = { 0.01, 0.2 }, direction = { 1, -1 },
      slab = { "A", "B" } }
    local by = points(fig)
    assert.near(fig.at.x(2), by.A.x, 1e-9)
    assert.near(fig.at.x(-(-math.log(0.2, 10))), by.B.x, 1e-9)
    assert.near(fig.at.y(100), by.A.y, 1e-9)
    assert.is_true(by.A.y < by.B.y)
    local data = with_size()
    by = points(plot.albatross(data, { limit = 1e-12 }))
    assert.is_truthy(by["Aronson 1948"])
  end)

  it("says what a contour needs", function()
    local data = { ni = { 100 }, p = { 0.01 }, direction = { 1 } }
    local function message(options)
      local ok, text = pcall(plot.albatross, data, options)
      assert.is_false(ok)
      return text
    end
    assert.matches("option sd, the standard deviation, is needed", message { effect = "MD",
      contours = { 1 } })
    assert.matches("option risk, that of the second group", message { effect = "OR" })
    assert.matches("contours%[1%] is no effect", message { effect = "COR", contours = { 2 } })
    assert.has_error(function() plot.albatross { p = { 0.1 } } end,
      "hepar.plot.albatross: data must have ni, the sample sizes; it is missing")
    assert.has_error(function() plot.albatross { ni = { 10 }, p = { 2 }, direction = { 1 } } end,
      "hepar.plot.albatross: p[1] must be at most 1, got 2")
  end)
end)

describe("influence panels", function()
  it("put every value of metafor's where its axis has it", function()
    local fig = plot.influence(influence())
    assert.equal(8, #fig.panels)
    local columns = { rstudent = "rstudent", dffits = "dffits", cook_d = "cook.d", cov_r = "cov.r",
      tau2_del = "tau2.del", QE_del = "QE.del", hat = "hat", weight = "weight" }
    for _, panel in ipairs(fig.panels) do
      local _, list = points(fig, panel.name)
      assert.equal(13, #list, panel.name)
      for i, point in ipairs(list) do
        assert.near(panel.x(i), point.x, 1e-9)
        assert.near(panel.y(reference.influence[columns[panel.name]][i]), point.y, 1e-9)
      end
    end
  end)

  it("mark influential studies and list the names", function()
    local data = influence()
    data.is_infl = { [4] = true }
    local fig = plot.influence(data, { panels = { "cook_d" } })
    assert.equal(1, #fig.panels)
    local _, list = points(fig, "cook_d")
    assert.is_true(list[4].r > list[3].r)
    assert.is_truthy(fig.desc:find("influential: Hart & Sutherland 1977", 1, true))
    assert.is_truthy(picture.words(fig):find("4\u{00A0}Hart", 1, true))
    assert.has_error(function() plot.influence { slab = { "A" } } end,
      "hepar.plot.influence: data must have at least one of rstudent, dffits, cook_d, cov_r, " ..
      "tau2_del, QE_del, hat, weight")
    assert.has_error(function() plot.influence(data, { panels = { "cook" } }) end,
      'hepar.plot.influence: option panels must hold names of rstudent, dffits, cook_d, cov_r, ' ..
      'tau2_del, QE_del, hat, weight, got "cook" (did you mean "cook_d"?)')
  end)
end)

describe("every figure of meta-analysis", function()
  for _, width in ipairs { 180, 120, 85 } do
    it("keeps its letters apart and on the page at " .. width .. " mm", function()
      for _, fig in ipairs(every { width = width }) do
        assert.same({}, picture.faults(fig), fig.name)
        assert.near(width, fig.width * 25.4 / 72, 1e-9)
        assert.is_true(picture.well_formed(fig), fig.name)
        assert.is_true(#fig.desc > 40, fig.name)
      end
    end)
  end

  it("writes the same bytes for the same data", function()
    local first, second = every(), every()
    for i, fig in ipairs(first) do assert.equal(fig:svg(), second[i]:svg()) end
  end)

  it("takes one study, a hundred, and none", function()
    local many = { yi = {}, vi = {}, ai = {}, n1i = {}, ci = {}, n2i = {}, ni = {}, x = {},
      rstudent = {} }
    for i = 1, 100 do
      many.yi[i], many.vi[i], many.x[i], many.ni[i] = math.sin(i), 0.02 + 0.001 * i, i, 20 + i
      many.ai[i], many.n1i[i], many.ci[i], many.n2i[i] = i % 7, 50, i % 11, 60
      many.rstudent[i] = math.sin(i)
    end
    local one = { yi = { 0.3 }, vi = { 0.1 }, ai = { 1 }, n1i = { 10 }, ci = { 2 }, n2i = { 10 },
      ni = { 20 }, x = { 1 }, rstudent = { 0.2 } }
    local none = { yi = {}, vi = {}, ai = {}, n1i = {}, ci = {}, n2i = {}, ni = {}, x = {},
      rstudent = {} }
    for _, name in ipairs { "radial", "baujat", "labbe", "qq", "bubble", "profile", "drapery",
        "albatross", "influence", "forest", "funnel" } do
      for _, data in ipairs { many, one, none } do
        local fig = plot[name](data)
        assert.same({}, picture.faults(fig), name)
        assert.is_true(picture.well_formed(fig), name)
      end
      assert.matches("No %a+ to show", picture.words(plot[name](none)), name)
    end
    assert.matches("No subsets", picture.words(plot.gosh { estimate = {}, I2 = {} }))
    assert.same({}, picture.faults(plot.gosh { estimate = { 1 }, I2 = { 0 } }))
  end)

  it("makes no numbers of its own for a fit with moderators", function()
    local data = bcg()
    local fit = { yi = data.yi, vi = data.vi, beta = reference.metareg_ablat.beta,
      tau2 = reference.metareg_ablat.tau2 }
    for _, name in ipairs { "radial", "baujat", "qq", "profile" } do
      local ok, message = pcall(plot[name], fit)
      assert.is_false(ok)
      assert.matches("^hepar%.plot%." .. name .. ": data must be a fit without moderators", message)
    end
  end)

  it("refuses what is no data with the name of the function", function()
    for _, name in ipairs { "forest", "funnel", "radial", "baujat", "labbe", "gosh", "qq", "bubble",
        "profile", "drapery", "albatross", "influence" } do
      for _, wrong in ipairs { 1, "x", true, print } do
        local ok, message = pcall(plot[name], wrong)
        assert.is_false(ok)
        assert.is_truthy(message:find("^hepar%.plot%." .. name .. ": data must be"), message)
      end
      local ok, message = pcall(plot[name], {}, { widht = 3 })
      assert.is_false(ok)
      assert.matches("^hepar%.plot%." .. name .. ": ", message)
    end
  end)
end)
