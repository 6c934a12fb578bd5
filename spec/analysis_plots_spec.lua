-- Figures of chains, posteriors, profiles and of Morris' plane.
local hepar = require "hepar"
local xml = require "hepar.util.xml"

local function has(text, part) assert.is_truthy(text:find(part, 1, true), text:sub(1, 1500)) end

local function count(text, part)
  local _, n = text:gsub(part, "")
  return n
end

-- a is measured twice as 1 (SD 0.1); b, on a logarithmic scale, is not seen at all
local function constant(v, set)
  local list = {}
  for i in ipairs(set.values) do list[i] = v.a + 0 * v.b end
  return list
end
local options = { method = "mcmc", steps = 300, seed = 3, walkers = 8, data = { { values = { 1, 1 },
  sd = 0.1 } }, free = { a = { 0.9, 0, 2 }, b = { 1, 0.1, 10, log = true } } }

describe("the figures of a posterior", function()
  local c = assert(hepar.cohort.calibrate(constant, options))

  it("are traces of every chain, the warm-up shaded", function()
    local figure = hepar.plot.traces(c)
    local svg = figure:svg()
    assert.is_truthy(xml.parse(svg))
    has(svg, "Traces of 8 chains")
    has(svg, "a: R-hat")
    assert.equal(16, count(svg, "<path"))
    has(svg, "the warm-up, which does not count")
    has(figure.desc, "8 chains over 300 steps")
    assert.equal(svg, c:plot { figure = "traces" }:svg())
  end)

  it("are marginal distributions beside the priors", function()
    local figure = hepar.plot.posterior(c, { parameters = { "b" } })
    local svg = figure:svg()
    assert.is_truthy(xml.parse(svg))
    has(svg, "b: shrinkage")
    assert.is_nil(svg:find("a: shrinkage", 1, true))
    -- b is flat on its logarithm: ticks of decades, about equal bars over the whole range
    has(svg, ">0.1<")
    has(svg, ">10<")
    has(figure.desc, "Posteriors: b ")
    has(c:plot():svg(), "Marginal posteriors beside the priors")
  end)

  it("are pairs with their correlations", function()
    local figure = c:plot { figure = "pairs" }
    local svg = figure:svg()
    assert.is_truthy(xml.parse(svg))
    assert.is_true(count(svg, "<circle") > 200)
    has(figure.desc, "is between a and b")
    -- uncorrelated: the number printed is near 0
    assert.is_true(tonumber((figure.desc:match("correlation, ([^,]+),"):gsub("−", "-"))) < 0.3)
  end)

  it("refuse what cannot be meant", function()
    local point = assert(hepar.cohort.calibrate(constant, { data = options.data,
      free = options.free }))
    local function message(f, ...)
      local ok, why = pcall(f, ...)
      assert.is_false(ok)
      return why
    end
    assert.matches('method = "mcmc"', message(hepar.plot.traces, point))
    assert.matches("option figure must be one of posterior, traces, pairs",
      message(c.plot, c, { figure = "trace" }))
    assert.matches("none of them", message(hepar.plot.posterior, c, { parameters = { "q" } }))
    assert.matches("must be profiles", message(hepar.plot.profiles, c))
  end)
end)

describe("the figure of profiles", function()
  it("shows each curve with the threshold and the verdict", function()
    local c = assert(hepar.cohort.calibrate(constant, { data = options.data, free = options.free }))
    local profiles = c:profile()
    local figure = profiles:plot()
    local svg = figure:svg()
    assert.is_truthy(xml.parse(svg))
    has(svg, "a: identifiable")
    has(svg, "b: not identifiable (flat)")
    has(svg, "threshold of 95")
    assert.equal(svg, hepar.plot.profiles(profiles):svg())
    has(figure.desc, "b not identifiable (flat)")
  end)
end)

describe("Morris' plane", function()
  it("sets mu* against sigma, and belongs to Morris' method", function()
    local function f(v) return v.line + math.sin(6 * v.wave) end
    local parameters = { line = { 0, 2 }, wave = { 0, 1 } }
    local s = assert(hepar.cohort.sensitivity(f, { method = "morris", parameters = parameters }))
    local figure = s:plot { figure = "scatter" }
    local svg = figure:svg()
    assert.is_truthy(xml.parse(svg))
    has(svg, "line: mu* 2, sigma 0")
    has(svg, ">wave<")
    assert.equal(2, count(svg, 'class="point"'))
    s = assert(hepar.cohort.sensitivity(f, { method = "prcc", parameters = parameters }))
    local ok, message = pcall(s.plot, s, { figure = "scatter" })
    assert.is_false(ok)
    assert.matches('belongs to method "morris"', message)
  end)
end)
