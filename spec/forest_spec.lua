-- The forest plot: thirteen BCG trials (Colditz and others 1994) with the pooled results of
-- metafor 3.8-1, and the inputs that break such plots.

package.path = "spec/helper/?.lua;" .. package.path
local picture = require "picture"
local plot = require "hepar.plot"
local files = require "spec.helper.files"

local reference = files.reference "bcg_plots.json"

-- The pooled results as a fit has them.
local function pooled(block, method)
  local one = { method = method or "REML" }
  for key, value in pairs(block) do one[key] = value end
  return one
end

local function bcg()
  local data = dofile("spec/data/bcg.lua")
  local one = pooled(reference.REML)
  local half = 1.9599639845400545 * math.sqrt(one.tau2 + one.se ^ 2)
  one.pi_lb, one.pi_ub = one.beta - half, one.beta + half
  data.pooled = one
  return data
end

local function subgroups()
  local list = {}
  for _, name in ipairs { "random", "alternate", "systematic" } do
    local one = pooled(reference.subgroup_alloc[name])
    one.group = name
    list[#list + 1] = one
  end
  return list
end

-- Squares, interval lines and diamonds by the middle of their row.
local function marks(fig)
  local squares, lines, diamonds = {}, {}, {}
  for _, item in ipairs(picture.items(fig)) do
    if item.class == "study" and item.kind == "rect" then squares[#squares + 1] = item end
    if item.class == "study" and item.kind == "line" and item.y1 == item.y2 then
      lines[#lines + 1] = item
    end
    if item.class == "summary" and item.kind == "polygon" then diamonds[#diamonds + 1] = item end
  end
  return squares, lines, diamonds
end

describe("a forest plot", function()
  it("computes the log risk ratios of the trials as metafor does", function()
    local data = bcg()
    for i = 1, 13 do
      assert.near(reference.yi[i], data.yi[i], 1e-12)
      assert.near(reference.vi[i], data.vi[i], 1e-12)
    end
  end)

  it("puts squares, ends of intervals and the diamond where the axis has their values", function()
    local data = bcg()
    local fig = plot.forest(data)
    local x = picture.axis(fig, "0.1", "2", math.log)
    local squares, lines, diamonds = marks(fig)
    assert.equal(13, #squares)
    assert.equal(13, #lines)
    for i = 1, 13 do
      local half = 1.9599639845400545 * math.sqrt(data.vi[i])
      assert.near(x(math.exp(data.yi[i])), squares[i].x + squares[i].w / 2, 0.02)
      assert.near(x(math.exp(data.yi[i] - half)), lines[i].x1, 0.02)
      assert.near(x(math.exp(data.yi[i] + half)), lines[i].x2, 0.02)
      assert.near(squares[i].y + squares[i].h / 2, lines[i].y1, 1e-9)
      assert.near(fig.at.y[i], lines[i].y1, 1e-9)
      assert.near(fig.at.x(math.exp(data.yi[i])), squares[i].x + squares[i].w / 2, 1e-9)
      -- the name of the study stands in the same row
      local box = picture.find(fig, data.slab[i])
      assert.near(lines[i].y1, box.y + box.h / 2, 2)
    end
    assert.equal(1, #diamonds)
    local points = diamonds[1].points
    assert.near(x(math.exp(reference.REML.ci_lb)), points[1], 0.02)
    assert.near(x(math.exp(reference.REML.beta)), points[3], 0.02)
    assert.near(x(math.exp(reference.REML.ci_ub)), points[5], 0.02)
  end)

  it("prints the published numbers", function()
    local words = picture.words(plot.forest(bcg()))
    -- risk ratio 0.49 (0.34 to 0.70), as in Viechtbauer (2010), J Stat Softw 36(3), table 3
    for _, text in ipairs { "0.49 [0.34, 0.70]", "[0.15, 1.55]", "0.41 [0.13, 1.26]",
        "Random-effects model (REML)", "RR [95\u{00A0}% CI]", "Risk ratio (log scale)",
        "I²\u{00A0}=\u{00A0}92.2" } do
      assert.is_truthy(words:find(text, 1, true), text)
    end
  end)

  it("gives weights as metafor does, and squares with areas in their proportion", function()
    local fig = plot.forest(bcg())
    local words, squares = picture.words(fig), marks(fig)
    local most = math.max(table.unpack(reference.weights_pct))
    for i = 1, 13 do
      local weight = reference.weights_pct[i]
      assert.is_truthy(words:find(("%.1f\u{00A0}%%"):format(weight), 1, true))
      assert.near(weight / most, squares[i].w ^ 2 / (math.max(table.unpack((function()
        local list = {}
        for k = 1, 13 do list[k] = squares[k].w end
        return list
      end)())) ^ 2), 1e-9)
    end
  end)

  it("transforms values on a natural axis and leaves logs alone on request", function()
    local data = bcg()
    local fig = plot.forest(data, { transf = "exp" })
    local x = picture.axis(fig, "0.5", "2")
    for i, square in ipairs((marks(fig))) do
      assert.near(x(math.exp(data.yi[i])), square.x + square.w / 2, 0.02)
    end
    local raw = plot.forest(data, { atransf = false })
    assert.is_truthy(picture.words(raw):find("Log risk ratio", 1, true))
    assert.is_truthy(picture.words(raw):find("−0.71 [−1.07, −0.36]", 1, true))
  end)

  it("prints proportions of logits and correlations of Fisher's z", function()
    local fig = plot.forest { measure = "PLO", yi = { 0, 1, -2 }, vi = { 0.1, 0.2, 0.3 } }
    assert.is_truthy(picture.words(fig):find("0.50 [0.35, 0.65]", 1, true))
    assert.is_truthy(picture.words(fig):find("Proportion", 1, true))
    fig = plot.forest { measure = "ZCOR", yi = { 0.5, 0.1 }, vi = { 0.02, 0.01 } }
    assert.is_truthy(picture.words(fig):find("0.46", 1, true)) -- tanh(0.5) = 0.4621
  end)

  it("shows subgroups with their own summaries and what differs between them", function()
    local fig = plot.forest(bcg(), { group = "alloc", subgroups = subgroups(),
      difference = { QM = 1.77, QMdf = 2, QMp = 0.41 },
      labels = { random = "Random allocation" } })
    local words = picture.words(fig)
    for _, text in ipairs { "Random allocation", "alternate", "systematic", "0.38 [0.22, 0.65]",
        "0.58 [0.34, 1.01]", "0.65 [0.32, 1.32]" } do
      assert.is_truthy(words:find(text, 1, true), text)
    end
    assert.is_truthy(words:find("Test for subgroup differences", 1, true))
    local _, _, diamonds = marks(fig)
    assert.equal(4, #diamonds)
    assert.same({}, picture.faults(fig))
    -- studies stand below the name of their group
    local random, alternate = picture.find(fig, "Random allocation"), picture.find(fig, "alternate")
    assert.is_true(random.y < fig.at.y[1] and fig.at.y[1] < alternate.y)
    assert.is_true(fig.at.y[5] > alternate.y)
  end)

  it("takes columns of text on both sides, with a common head and totals", function()
    local data = bcg()
    local events = {}
    for i = 1, 13 do events[i] = data.ai[i] .. "/" .. data.n1i[i] end
    local fig = plot.forest(data, {
      left = { "study", { head = "Events", under = "Vaccinated", values = events, align = "right",
        total = "1065/191064" } },
      right = { "effect", { head = "Latitude", field = "ablat" } } })
    local words = picture.words(fig)
    for _, text in ipairs { "Vaccinated", "505/88391", "1065/191064", "Latitude", "44" } do
      assert.is_truthy(words:find(text, 1, true), text)
    end
    assert.same({}, picture.faults(fig))
  end)

  it("orders rows by effect, weight, a column, a list or a function", function()
    local data = bcg()
    local function first(order)
      local fig = plot.forest(data, { order = order })
      local best
      for i = 1, 13 do if not best or fig.at.y[i] < fig.at.y[best] then best = i end end
      return data.slab[best]
    end
    assert.equal("Vandiviere et al 1973", first "effect")
    assert.equal("TPT Madras 1980", first "weight")
    assert.equal("TPT Madras 1980", first "precision")
    assert.equal("Frimodt-Moller et al 1973", first "ablat")
    assert.equal("Comstock et al 1976", first { 13, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
    assert.equal("Hart & Sutherland 1977", first(function(i) return -data.ci[i] * (i == 4 and 9 or
      1) end))
  end)

  it("cuts what goes beyond the axis and marks it with an arrow", function()
    local fig = plot.forest(bcg(), { limits = { 0.1, 5 } })
    local arrows = 0
    for _, item in ipairs(picture.items(fig, "polygon")) do
      if item.class == "study" then
        arrows = arrows + 1
        local x = item.points[1]
        assert.is_true(math.abs(x - fig.at.limits[1]) < 1e-9 or
          math.abs(x - fig.at.limits[2]) < 1e-9)
      end
    end
    assert.equal(4, arrows)
    for _, line in ipairs(select(2, marks(fig))) do
      assert.is_true(line.x1 >= fig.at.limits[1] - 1e-9 and line.x2 <= fig.at.limits[2] + 1e-9)
    end
    assert.is_truthy(picture.words(fig):find("arrow: goes on beyond", 1, true))
  end)

  it("does not let one huge or infinite interval squeeze the rest", function()
    local data = { yi = { 0.1, 0.2, 0.3, 0.25 }, vi = { 0.01, 0.02, 1e6, 0.015 } }
    local fig = plot.forest(data)
    local _, lines = marks(fig)
    assert.is_true(lines[1].x2 - lines[1].x1 > 0.2 * (fig.at.limits[2] - fig.at.limits[1]))
    data = { yi = { 0.1, 0.2 }, ci_lb = { -math.huge, 0 }, ci_ub = { 0.5, 0.4 } }
    fig = plot.forest(data)
    assert.is_truthy(picture.words(fig):find("−∞", 1, true))
    assert.same({}, picture.faults(fig))
  end)

  it("shows judgements of the risk of bias with signs and their legend", function()
    local judgements = {}
    for i = 1, 13 do judgements[i] = i % 2 == 0 and "+!-" or { "low", "some", "none" } end
    local fig = plot.forest(bcg(), { risk = { domains = { "Randomisation", "Deviations",
      "Missing data" }, judgements = judgements } })
    local circles = picture.items(fig, "circle")
    assert.equal(13 * 3 + 4, #circles) -- four kinds in the legend
    local words = picture.words(fig)
    for _, text in ipairs { "low risk", "some concerns", "high risk", "not judged",
        "Randomisation" } do
      assert.is_truthy(words:find(text, 1, true), text)
    end
    assert.same({}, picture.faults(fig))
  end)

  it("never shortens a statistic", function()
    for _, width in ipairs { 85, 100, 120 } do
      local fig = plot.forest(bcg(), { width = width, right = { "effect" } })
      for _, box in ipairs(fig:boxes()) do
        assert.is_falsy(box.text:find("[%d=<].*…"), box.text)
      end
      assert.is_truthy(picture.words(fig):find("p\u{00A0}<\u{00A0}0.001", 1, true))
    end
  end)

  it("says which side favours what, on the right sides of the line", function()
    local fig = plot.forest(bcg(), { favours = { "Favours vaccine", "Favours control" } })
    local left, right = picture.find(fig, "Favours vaccine"), picture.find(fig, "Favours control")
    assert.is_true(left.x + left.w < fig.at.x(1))
    assert.is_true(right.x > fig.at.x(1))
  end)

  it("counts and lists studies without estimate, or gives them a row", function()
    local data = { yi = { 0.1, 0 / 0, 0.3 }, vi = { 0.01, 0.02, 0 / 0 }, slab = { "A", "B", "C" } }
    local fig = plot.forest(data)
    assert.is_truthy(picture.words(fig):find("(2 of 3): B; C", 1, true))
    assert.equal(1, #(marks(fig)))
    fig = plot.forest(data, { missing = "row" })
    assert.is_truthy(picture.words(fig):find("not estimable", 1, true))
    assert.is_truthy(picture.find(fig, "B"))
  end)

  it("draws one study, a hundred, and none", function()
    local one = plot.forest { yi = { 0.4 }, sei = { 0.1 } }
    assert.equal(1, #(marks(one)))
    assert.same({}, picture.faults(one))
    local data = { yi = {}, vi = {}, slab = {}, measure = "SMD" }
    for i = 1, 100 do
      data.yi[i], data.vi[i] = math.sin(i), 0.02 + 0.001 * i
      data.slab[i] = ("Study number %d %d"):format(i, 1900 + i)
    end
    local many = plot.forest(data)
    assert.equal(100, #(marks(many)))
    assert.same({}, picture.faults(many))
    assert.is_true(many.height > 1100)
    assert.matches("No studies", picture.words(plot.forest { yi = {}, vi = {} }))
    assert.matches("No studies", picture.words(plot.forest { yi = { 0 / 0 }, vi = { 1 } }))
  end)

  it("keeps its letters apart and on the page at every width", function()
    local judgements = {}
    for i = 1, 13 do judgements[i] = "+-" end
    for _, width in ipairs { 85, 120, 180, 250 } do
      for _, options in ipairs { {}, { favours = { "Favours vaccine", "Favours control" } },
          { group = "alloc", subgroups = subgroups() }, { risk = { domains = { "Randomisation",
          "Missing data" }, judgements = judgements } }, { left = { "study", "ai", "n1i", "ci",
          "n2i" } } } do
        options.width = width
        local fig = plot.forest(bcg(), options)
        assert.same({}, picture.faults(fig))
        assert.is_true(picture.well_formed(fig))
        assert.near(width, fig.width * 25.4 / 72, 1e-9)
      end
    end
  end)

  it("writes the same bytes each time and describes itself in words", function()
    local options = { group = "alloc", subgroups = subgroups() }
    local fig = plot.forest(bcg(), options)
    assert.equal(fig:svg(), plot.forest(bcg(), options):svg())
    assert.is_truthy(fig.desc:find("Aronson 1948: 0.41 [0.13, 1.26]", 1, true))
    assert.is_truthy(fig.desc:find("Subtotal (REML): 0.38 [0.22, 0.65]", 1, true))
  end)

  it("reads a fit by its fields", function()
    local data = bcg()
    local fit = { yi = data.yi, vi = data.vi, slab = data.slab, measure = "RR", method = "REML",
      beta = { reference.REML.beta }, ci_lb = { reference.REML.ci_lb },
      ci_ub = { reference.REML.ci_ub }, tau2 = reference.REML.tau2, I2 = reference.REML.I2,
      QE = reference.REML.QE, QEp = reference.REML.QEp, k = 13, p = 1,
      predict = function() return { pi_lb = { -1.866706 }, pi_ub = { 0.437641 } } end }
    local words = picture.words(plot.forest(fit))
    assert.is_truthy(words:find("0.49 [0.34, 0.70]", 1, true))
    assert.is_truthy(words:find("[0.15, 1.55]", 1, true))
  end)

  it("says clearly what is wrong", function()
    local function message(...)
      local ok, text = pcall(plot.forest, ...)
      assert.is_false(ok)
      return text
    end
    local good = { yi = { 1, 2 }, vi = { 1, 1 } }
    assert.equal("hepar.plot.forest: data must be a table of columns or a fit, got 3", message(3))
    assert.equal("hepar.plot.forest: data must have yi; it is missing", message {})
    assert.matches("data must have vi, sei, or both", message { yi = { 1 } })
    assert.matches("vi%[2%] must be 0 or more, got %-1", message { yi = { 1, 2 }, vi = { 1, -1 } })
    assert.matches('yi%[2%] must be a number, got "x"', message { yi = { 1, "x" }, vi = { 1, 1 } })
    assert.matches('option "favors" is not known %(did you mean "favours"', message(good,
      { favors = {} }))
    assert.matches("option transf must be a function", message(good, { transf = "expp" }))
    assert.matches("give either option transf or option atransf", message(good,
      { transf = "exp", atransf = "exp" }))
    assert.matches("option limits must be two growing values", message(good,
      { limits = { 2, 1 } }))
    assert.matches('there is no "dose"', message(good, { right = { "dose" } }))
    assert.matches("option order must be", message(good, { order = "efect" }))
    assert.matches("the data have no column", message(good, { group = "x" }))
    assert.matches("pooled.beta must be a number", message { yi = { 1 }, vi = { 1 }, pooled = {} })
    assert.matches("option risk: A of Study 1 must be one of", message(good,
      { risk = { domains = { "x" }, judgements = { { "lo" } } } }))
    assert.matches("ci_lb%[1%] is above ci_ub%[1%]", message { yi = { 1 }, ci_lb = { 2 },
      ci_ub = { 0 } })
  end)
end)
