-- hepar.plot.time_course and hepar.plot.network.

local hepar = require "hepar"
local xml = require "hepar.util.xml"

local function has(text, part) assert.is_truthy(text:find(part, 1, true), text:sub(1, 2000)) end

local function refused(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok)
  return message
end

-- A run as a plain table.
local function course(label, scale)
  local run = { t = { 0, 1, 2, 3 }, a = {}, b = {}, names = { "a", "b" }, outputs = { "a" },
    label = label, units = { a = "mg" }, time_unit = "day", title = "A course",
    doses = { { t = 1, label = "5 mg" } } }
  for i = 1, 4 do run.a[i], run.b[i] = scale * i, -scale * i end
  return run
end

describe("hepar.plot.time_course", function()
  it("has a panel for each output, a line for each run, and marks for doses", function()
    local figure = hepar.plot.time_course({ course("one", 1), course("two", 2) },
      { outputs = { "a", "b" } })
    local svg = figure:svg()
    assert.is_truthy(xml.parse(svg))
    for _, part in ipairs { "one", "two", "a (mg)", "Time (days)", 'class="dose"', "5 mg",
      "Triangles on the time axis" } do has(svg, part) end
    local _, curves = svg:gsub("<polyline", "")
    local _, paths = svg:gsub("<path", "")
    assert.is_true(curves + paths >= 4)
    assert.is_truthy(figure.panels.a)
    assert.is_truthy(figure.panels.b)
    has(figure.desc, "a of two from 2 to 8")
  end)

  it("shows what a run says when nothing is asked for, and what was observed", function()
    local figure = hepar.plot.time_course(course("one", 1), { observed = { { output = "a", t = 1.5,
      value = 20, low = 18, high = 22, label = "a trial" } } })
    has(figure:svg(), "a trial: 20")
    assert.is_nil(figure.panels.b)
    -- the axis reaches what was observed
    assert.is_true(figure.panels.a.y(22) < figure.panels.a.y(4))
  end)

  it("leaves out a run that has no such output", function()
    local other = course("other", 1)
    other.c = { 1, 2, 3, 4 }
    other.names = { "a", "b", "c" }
    local figure = hepar.plot.time_course({ course("one", 1), other }, { outputs = { "c" } })
    has(figure.desc, "c of other")
    assert.is_nil(figure.desc:find("of one", 1, true))
  end)

  it("is the same each time", function()
    local function draw() return hepar.plot.time_course({ course("one", 1) }):svg() end
    assert.equal(draw(), draw())
  end)

  it("refuses what is no run, unknown outputs and times without anything", function()
    has(refused(hepar.plot.time_course, {}), "data holds no run")
    has(refused(hepar.plot.time_course, { 3 }), "run 1 must be a run")
    has(refused(hepar.plot.time_course, course("x", 1), { outputs = { "aa" } }),
      'did you mean "a"?')
    has(refused(hepar.plot.time_course, course("x", 1), { from = 3, to = 2 }), "no times to draw")
    local short = course("x", 1)
    short.a = { 1 }
    has(refused(hepar.plot.time_course, short), "has 1 values of a and 4 times")
  end)
end)

describe("hepar.plot.network", function()
  local data = { title = "Three", nodes = { { id = "a", group = "blood" }, { id = "b" },
    { id = "c", label = "the third", title = "c: what it is" } },
    edges = { { from = "a", to = "b", kind = "flow" }, { from = "b", to = "c", kind = "flow" },
      { from = "c", to = "a" } } }

  it("draws boxes and arrows, and says how many", function()
    local figure = hepar.plot.network(data)
    local svg = figure:svg()
    assert.is_truthy(xml.parse(svg))
    for _, part in ipairs { "the third", "c: what it is", "a to b", "blood", "influence" } do
      has(svg, part)
    end
    assert.equal("Network of 3 boxes, 2 flows and 1 influences.", figure.desc)
    assert.equal(svg, hepar.plot.network(data):svg())
  end)

  it("puts what comes later below, and leaves influences out on request", function()
    local figure = hepar.plot.network(data, { influences = false })
    local boxes = figure.boxes_of
    assert.is_true(boxes[1].y < boxes[2].y and boxes[2].y < boxes[3].y)
    assert.equal("Network of 3 boxes, 2 flows and 0 influences.", figure.desc)
  end)

  it("refuses arrows to nowhere and data of another shape", function()
    has(refused(hepar.plot.network, { nodes = { { id = "a" } }, edges = { { from = "a",
      to = "b" } } }), "edge 1 joins no known nodes")
    has(refused(hepar.plot.network, {}), "data must be {nodes")
    has(hepar.plot.network { nodes = {}, edges = {} }.desc, "without nodes")
  end)
end)
