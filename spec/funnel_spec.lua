-- The funnel plot: positions, contours, imputed studies, and input that breaks it.

package.path = "spec/helper/?.lua;" .. package.path
local hepar = require "hepar"
local picture = require "picture"
local plot = require "hepar.plot"
local files = require "spec.helper.files"

local reference = files.reference "bcg_plots.json"

local function bcg(block)
  local data = dofile("spec/data/bcg.lua")
  data.pooled = {}
  for key, value in pairs(block or reference.EE) do data.pooled[key] = value end
  return data
end

-- Circles of a class.
local function circles(fig, class)
  local list = {}
  for _, item in ipairs(picture.items(fig, "circle")) do
    if item.class == class then list[#list + 1] = item end
  end
  return list
end

-- Middle of the label of a tick on the vertical axis.
local function level(fig, label)
  local box = assert(picture.find(fig, label))
  return box.y + box.h - 0.24 * 7 - 0.36 * 7
end

describe("a funnel plot", function()
  it("puts each study at its estimate and standard error, the precise ones on top", function()
    local data = bcg()
    local fig = plot.funnel(data)
    local points = circles(fig, "point")
    assert.equal(13, #points)
    local x = picture.axis(fig, "1", "3", math.log)
    local y0, y1 = level(fig, "0"), level(fig, "0.6")
    for i, point in ipairs(points) do
      assert.near(x(math.exp(data.yi[i])), point.x, 0.05)
      assert.near(y0 + math.sqrt(data.vi[i]) / 0.6 * (y1 - y0), point.y, 0.05)
      assert.near(fig.at.x(math.exp(data.yi[i])), point.x, 1e-9)
    end
    -- TPT Madras has the smallest standard error
    for i, point in ipairs(points) do assert.is_true(points[8].y <= point.y, data.slab[i]) end
  end)

  it("centres the region on the pooled estimate: estimate -+ 1.96 standard errors", function()
    local fig = plot.funnel(bcg())
    local paths = picture.items(fig, "path")
    local found = 0
    for _, item in ipairs(paths) do
      if item.dash then
        found = found + 1
        local ends = { { item.path[2], item.path[3] }, { item.path[5], item.path[6] } }
        table.sort(ends, function(a, b) return a[2] < b[2] end)
        assert.near(fig.at.x(math.exp(reference.EE.beta)), ends[1][1], 0.01)
        local sign = ends[2][1] < ends[1][1] and -1 or 1
        -- the lower end of the line stands at the foot of the axis
        local se = (ends[2][2] - fig.at.y(0)) / (fig.at.y(1) - fig.at.y(0))
        assert.near(fig.at.x(math.exp(reference.EE.beta + sign * 1.959963984540054 * se)),
          ends[2][1], 0.01)
      end
    end
    assert.equal(2, found)
  end)

  it("shades where p is below 0.10, 0.05 and 0.01, around no effect", function()
    local fig = plot.funnel(bcg(), { contours = true })
    local polygons = picture.items(fig, "polygon")
    assert.equal(3, #polygons)
    -- widest first: 2.576, 1.960, 1.645 standard errors
    for i, z in ipairs { 2.5758293035489, 1.9599639845401, 1.6448536269515 } do
      local points = polygons[i].points
      local bottom = -math.huge
      for k = 2, #points, 2 do bottom = math.max(bottom, points[k]) end
      local se = (bottom - fig.at.y(0)) / (fig.at.y(1) - fig.at.y(0))
      local low, high = math.huge, -math.huge
      for k = 1, #points, 2 do low, high = math.min(low, points[k]), math.max(high, points[k]) end
      assert.near(fig.at.x(math.exp(-z * se)), low, 0.01)
      assert.near(fig.at.x(math.exp(z * se)), high, 0.01)
    end
    local words = picture.words(fig)
    for _, text in ipairs { "p > 0.1", "0.1 to 0.05", "0.05 to 0.01", "< 0.01" } do
      assert.is_truthy(words:find(text, 1, true), text)
    end
  end)

  it("draws one-sided contours on one side only", function()
    local fig = plot.funnel(bcg(), { contours = { 95 }, side = "left" })
    local polygon = picture.items(fig, "polygon")[1]
    local bottom, low, high = -math.huge, math.huge, -math.huge
    for k = 2, #polygon.points, 2 do
      bottom = math.max(bottom, polygon.points[k])
      low, high = math.min(low, polygon.points[k - 1]), math.max(high, polygon.points[k - 1])
    end
    local se = (bottom - fig.at.y(0)) / (fig.at.y(1) - fig.at.y(0))
    assert.near(fig.at.x(math.exp(-1.6448536269515 * se)), low, 0.01)
    assert.is_true(high > fig.at.box[3])
    assert.is_truthy(picture.words(fig):find("one-sided p", 1, true))
  end)

  it("shows what trim and fill imputes as open circles", function()
    local filled = reference.trimfill_right_L0
    local data = { measure = "RR", yi = filled.yi, vi = {}, fill = filled.fill,
      pooled = { beta = filled.beta, ci_lb = filled.ci_lb, ci_ub = filled.ci_ub } }
    for i = 1, 13 do data.vi[i] = reference.vi[i] end
    data.vi[14] = reference.vi[4] -- the mirror of Hart & Sutherland
    local fig = plot.funnel(data)
    assert.equal(13, #circles(fig, "point"))
    local open = circles(fig, "imputed")
    assert.equal(1, #open)
    assert.equal("#ffffff", open[1].fill)
    assert.near(fig.at.x(math.exp(0.310403024014)), open[1].x, 0.01)
    assert.is_truthy(picture.words(fig):find("trim and fill", 1, true))
    fig = plot.funnel(bcg(), { filled = { yi = { 0.3 }, vi = { 0.1 } } })
    assert.equal(1, #circles(fig, "imputed"))
    assert.equal(13, #circles(fig, "point"))
    -- what trimfill gives, as it is
    local fit = hepar.meta.fit(bcg(), { method = "DL" })
    local trim = fit:trimfill { side = "right" }
    assert.is_true(trim.k0 > 0)
    fig = fit:funnel { contours = true, filled = trim }
    assert.equal(trim.k0, #circles(fig, "imputed"))
    assert.equal(13, #circles(fig, "point"))
  end)

  it("has other vertical axes", function()
    local data = bcg()
    data.ni = {}
    for i = 1, 13 do data.ni[i] = data.n1i[i] + data.n2i[i] end
    for yaxis, label in pairs { vi = "Sampling variance", seinv = "Inverse of the standard error",
        vinv = "Inverse of the sampling variance", ni = "Sample size" } do
      local fig = plot.funnel(data, { yaxis = yaxis, contours = true })
      assert.is_truthy(picture.words(fig):find(label, 1, true))
      assert.equal(13, #circles(fig, "point"))
      assert.same({}, picture.faults(fig))
    end
    local fig = plot.funnel(data, { yaxis = "seinv" })
    local points = circles(fig, "point")
    assert.near(fig.at.y(1 / math.sqrt(data.vi[3])), points[3].y, 1e-9)
    assert.is_true(points[8].y < points[3].y)
  end)

  it("keeps its letters apart at every width, named or not, and its bytes the same", function()
    for _, width in ipairs { 85, 120, 180 } do
      for _, options in ipairs { {}, { names = "all" }, { contours = true, names = 3 } } do
        options.width = width
        local fig = plot.funnel(bcg(), options)
        assert.same({}, picture.faults(fig))
        assert.is_true(picture.well_formed(fig))
        assert.equal(fig:svg(), plot.funnel(bcg(), options):svg())
      end
    end
  end)

  it("draws one study, a hundred, none, and counts what is missing or outside", function()
    assert.equal(1, #circles(plot.funnel { yi = { 1 }, vi = { 0.2 } }, "point"))
    local data = { yi = {}, vi = {} }
    for i = 1, 100 do data.yi[i], data.vi[i] = math.cos(i), 0.01 + 0.002 * i end
    local fig = plot.funnel(data)
    assert.equal(100, #circles(fig, "point"))
    assert.same({}, picture.faults(fig))
    assert.matches("No studies", picture.words(plot.funnel { yi = {}, vi = {} }))
    fig = plot.funnel { yi = { 1, 2, 0 / 0 }, vi = { 0.1, math.huge, 0.1 } }
    assert.is_truthy(picture.words(fig):find("(2 of 3): Study 3; Study 2", 1, true))
    fig = plot.funnel({ yi = { 1, 9 }, vi = { 0.1, 0.1 } }, { limits = { 0, 2 } })
    assert.is_truthy(picture.words(fig):find("1 outside", 1, true))
    fig = plot.funnel { yi = { 0.5, 0.5 }, vi = { 0, 0 } }
    assert.equal(2, #circles(fig, "point"))
  end)

  it("says clearly what is wrong", function()
    local good = { yi = { 1, 2 }, vi = { 1, 1 } }
    local function message(...)
      local ok, text = pcall(plot.funnel, ...)
      assert.is_false(ok)
      return text
    end
    assert.matches("hepar.plot.funnel: data must be a table", message(true))
    assert.matches('yaxis must be one of sei, .* got "se"', message(good, { yaxis = "se" }))
    assert.matches('needs ni in the data', message(good, { yaxis = "ni" }))
    assert.matches("contours%[1%] must be a level", message(good, { contours = { 950 } }))
    assert.matches("takes up to 3 levels", message(good, { contours = { 80, 90, 95, 99 } }))
    assert.matches('did you mean "contours"', message(good, { contour = true }))
    assert.matches("limits must be two growing values", message(good, { limits = { 2, 1 } }))
  end)
end)
