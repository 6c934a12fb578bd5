-- Models as objects: pages, lists, equations, networks, extension, files.

local hepar = require "hepar"

local toy_text = [[
model suk_toy "Collagen turnover under one cell product"
time day
source "A made-up example"

param k_syn = 0.02 range 0.01 .. 0.1 [1/day] "collagen synthesis" {assumed}
param k_deg = 0.01 [1/day] "collagen degradation" {Friedman 2017, table 2}
param k_loss = 0.35 [1/day] "loss of cells" {verified: somebody 2020}
input dose [cells] "cells delivered to the liver"
input block = 0.5 "a level between 0 and 1"
state cells = 0 nonnegative [cells] "cells resident in the liver"
state collagen = 18 [percent] "collagen proportionate area"

let effect = cells / (cells + 1e7)
cells'    = dose - k_loss * cells
collagen' = k_syn * (1 - block * effect) * 20 - k_deg * collagen
output fibrosis = collagen [percent] "what a pathologist sees"
preset fast "a rat" {assumed: factors of order} k_syn = 2 * k_syn, k_deg = 0.05
reproduces "collagen at rest is 40 %" {predicted: by hand}
limits "nothing else"
]]

local function define() return hepar.model.define(toy_text) end

local function has(text, part) assert.is_truthy(text:find(part, 1, true), part .. " in\n"
  .. text) end

-- The message of a misuse.
local function refused(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok)
  return message
end

describe("hepar.model", function()
  it("is called with the name of a built-in model", function()
    assert.equal("liver", hepar.model("liver").name)
    assert.equal("hepar.model.builtin: model \"livr\" is not known (did you mean \"liver\"?)",
      refused(hepar.model, "livr"))
  end)

  it("lists the built-in models", function()
    local list, names = hepar.model.list(), {}
    for i, row in ipairs(list) do names[i] = row.name end
    for _, name in ipairs { "liver", "renewal_cook", "regeneration_furchtgott" } do
      has(table.concat(names, " "), name)
      has(tostring(list), name)
    end
    for _, row in ipairs(list) do
      assert.equal(row.states, #hepar.model(row.name):states())
      assert.is_true(#row.purpose > 10)
    end
  end)

  it("points at a mistake in a text with line, column and a caret", function()
    local message = refused(hepar.model.define,
      'model x "y"\ntime day\nparam k = 1 [1/day]\nstate a = 1 [mg]\na\' = -kk * a\n')
    assert.equal("hepar.model.define: model:5:7: `kk` is not known (did you mean \"k\"?)\n"
      .. "  a' = -kk * a\n        ^", message)
  end)

  it("names the file of a text, and checks no units when told so", function()
    local text = 'model x "y"\nparam k = 1 [mg]\nparam l = 2 [day]\nlet z = k + l\n'
    has(refused(hepar.model.define, text, { file = "mine.model" }), "mine.model:4:")
    assert.equal(3, hepar.model.define(text, { check = false }).let.z.value)
  end)
end)

describe("a model", function()
  local m = define()

  it("has symbols by name, with unit, value, status, source and range", function()
    local k = m.parameter.k_deg
    assert.equal(0.01, k.value)
    assert.equal("1/day", k.unit)
    assert.equal("cited", k.status)
    assert.equal("Friedman 2017, table 2", k.source)
    assert.equal("verified", m.parameter.k_loss.status)
    assert.equal("somebody 2020", m.parameter.k_loss.source)
    assert.equal(0.1, m.parameter.k_syn.high)
    assert.is_nil(m.parameter.k_deg.low)
    assert.is_true(m.input.dose.delivered)
    assert.is_false(m.input.block.delivered)
    assert.is_true(m.state.cells.nonnegative)
    assert.equal(18, m.state.collagen.value)
    assert.equal("parameter", k.kind)
    has(tostring(k), "collagen degradation")
  end)

  it("names the nearest for an unknown symbol", function()
    assert.equal('hepar.model: parameter "k_dge" is not known (did you mean "k_deg"?)',
      refused(function() return m.parameter.k_dge end))
    assert.equal('hepar.model: state "colagen" is not known (did you mean "collagen"?)',
      refused(function() return m.state.colagen end))
  end)

  it("cannot be changed by accident", function()
    for _, change in ipairs {
      function() m.parameter.k_deg.value = 3 end, function() m.parameter.k_new = 3 end,
      function() m.name = "x" end, function() m.anything = 1 end,
    } do has(refused(change), "a model cannot be changed") end
    assert.equal(0.01, m.parameter.k_deg.value)
    local own = define()
    own.parameter.k_deg = 0.5
    has(refused(own.simulate, own, { t = 1 }), 'a model cannot be changed ("k_deg")')
    local names = {}
    for name, symbol in pairs(m.parameter) do names[#names + 1] = name .. symbol.kind end
    assert.equal(3, #names)
  end)

  it("lists its symbols, and its parameters by status", function()
    assert.equal(3, #m:parameters())
    assert.equal("k_syn", m:parameters { status = "assumed" }[1].name)
    assert.equal(1, #m:parameters { status = "assumed" })
    assert.equal(2, #m:inputs())
    assert.equal(1, #m:outputs())
    assert.equal("fast", m:presets()[1].name)
    assert.same({ k_syn = 0.04, k_deg = 0.05 }, m:presets()[1].values)
    has(tostring(m:parameters()), "0.01 to 0.1")
    has(refused(m.parameters, m, { status = "asumed" }), 'did you mean "assumed"?')
  end)

  it("prints itself as a page", function()
    local page = tostring(m)
    for _, part in ipairs { "Collagen turnover", "2 states, 3 parameters, 2 inputs, 1 output",
      "time in days", "1 verified, 1 cited, 1 assumed", "Friedman 2017, table 2",
      "[predicted] collagen at rest is 40 %", "nothing else", "fast", "Research use only" } do
      has(page, part)
    end
    assert.is_nil(page:find("NO UNITS", 1, true))
    for line in page:gmatch("[^\n]+") do assert.is_true(utf8.len(line) <= 100, line) end
  end)

  it("says what the checker of units took for granted, and when there are no units", function()
    local bare = hepar.model.define 'model x "y"\nstate a = 1\na\' = -0.5 * a\n'
    has(tostring(bare), "NO UNITS")
    local noted = hepar.model.define 'model x "y"\ntime day\nstate a = 1 [mg]\na\' = -0.5 * a\n'
    assert.equal(1, #noted.notes)
    has(tostring(noted), "-0.5 is taken as -0.5 1/day")
  end)

  it("writes its equations as text, LaTeX and MathML", function()
    assert.equal("cells(0) = 0 [cells]\ncells' = dose - k_loss * cells",
      m:equations { what = "cells" })
    assert.equal("effect = cells / (cells + 1e7)", m:equations { what = { "effect" } })
    has(m:equations { style = "latex" }, "\\frac{d \\mathrm{cells}}{dt} = ")
    local mathml = m:equations { style = "mathml", what = "effect" }
    has(mathml, '<math xmlns="http://www.w3.org/1998/Math/MathML"')
    assert.is_truthy(require("hepar.util.xml").parse(mathml))
    has(refused(m.equations, m, { style = "tex" }), "must be one of text, latex, mathml")
    has(refused(m.equations, m, { what = "efect" }), 'did you mean "effect"?')
  end)

  it("gives rates and the Jacobian at a point", function()
    local rates = m:rates { states = { cells = 1e7, collagen = 20 } }
    assert.is_near(-0.35e7, rates.cells, 1e-6)
    assert.is_near(0.02 * (1 - 0.5 * 0.5) * 20 - 0.2, rates.collagen, 1e-15)
    local j = m:jacobian { states = { cells = 1e7 }, set = { k_deg = 0.03, block = 1 } }
    assert.is_near(-0.03, j.collagen.collagen, 1e-15)
    assert.is_near(-0.02 * 20 * 1e7 / (2e7) ^ 2, j.collagen.cells, 1e-20)
    assert.is_nil(j.cells.collagen)
    has(tostring(j), "collagen")
    has(refused(m.rates, m, { states = { cell = 1 } }), 'did you mean "cells"?')
  end)

  it("finds its steady state and says whether it is stable", function()
    local steady = assert(m:steady())
    assert.is_near(40, steady.states.collagen, 1e-6)
    assert.is_near(40, steady.outputs.fibrosis, 1e-6)
    assert.equal("stable", steady.stability)
    assert.is_near(-0.01, steady.eigenvalue[1], 1e-9)
    local fast = assert(m:steady { preset = "fast" })
    assert.is_near(16, fast.states.collagen, 1e-6)
  end)

  it("draws its network: flows are what leaves one state and enters another", function()
    local chain = hepar.model.define [[
model chain "Three in a row, and one that watches"
time day
param s = 1 [1/day]
param w = 2 [1/day]
state a[1..3] = 1 [mg]
state watcher = 0 [mg]
a[1]' = -s * a[1]
a[i in 2..3]' = s * a[i-1] - s * a[i]
watcher' = w * a[3] - w * watcher
]]
    local data = require("hepar.model.network").data(chain, require("hepar.model.object")
      .state_of(chain, "graph"), true)
    local seen = {}
    for _, edge in ipairs(data.edges) do seen[edge.from .. ">" .. edge.to] = edge.kind end
    assert.same({ ["a[1]>a[2]"] = "flow", ["a[2]>a[3]"] = "flow",
      ["a[3]>watcher"] = "influence" }, seen)
    has(chain:graph():svg(), "a[1..3]")
    has(chain:graph().desc, "2 boxes, 0 flows and 1 influences")
    has(chain:graph { stages = true }.desc, "4 boxes, 2 flows and 1 influences")
    has(chain:graph { states = { "watcher" } }.desc, "1 boxes, 0 flows")
    has(refused(chain.graph, chain, { states = { "watchr" } }), 'did you mean "watcher"?')
  end)

  it("is extended into a new model and stays as it was", function()
    local slow = m:extend "param k_deg = 0.005 [1/day] \"slower\" {assumed}"
    assert.equal(0.005, slow.parameter.k_deg.value)
    assert.equal(0.01, m.parameter.k_deg.value)
    local more = slow:extend "state watcher = 0 [percent]\nwatcher' = k_deg * collagen"
    assert.equal(3, #more:states())
    assert.equal(0.005, more.parameter.k_deg.value)
    assert.equal(0.007, more:extend("param k_deg = 0.007 [1/day]").parameter.k_deg.value)
    local message = refused(m.extend, m, "param k_deg = 3 [mg]")
    assert.matches("^hepar%.model%.extend: [^\n]+\n  [^\n]+\n +%^$", message)
  end)

  it("is saved and read as text, whole", function()
    local path = os.tmpname() .. ".model"
    assert.is_true(m:save(path))
    local back = assert(hepar.model.read(path))
    assert.equal(m:equations(), back:equations())
    assert.equal("Friedman 2017, table 2", back.parameter.k_deg.source)
    local extended = m:extend "param k_deg = 0.005 [1/day]"
    assert.is_true(extended:save(path))
    assert.equal(0.005, assert(hepar.model.read(path)).parameter.k_deg.value)
    os.remove(path)
    assert.same({ nil, "io" }, { (hepar.model.read(path)), select(3, hepar.model.read(path)) })
    local _, message, code = m:save("/nowhere/at/all.model")
    has(message, "hepar.model.save: cannot write")
    assert.equal("io", code)
    has(refused(m.save, m, "toy.txt"), "must end in .model, .xml or .sbml")
  end)

  it("imports what lies beside its file", function()
    local folder = os.tmpname()
    os.remove(folder)
    assert(require("lfs").mkdir(folder))
    local function put(name, text)
      local file = assert(io.open(folder .. "/" .. name, "wb"))
      file:write(text)
      file:close()
    end
    put("part.model", 'model part "p"\nparam q = 3\nstate a = 1\na\' = -q * a\n')
    put("whole.model", 'model whole "w"\nimport part as p\noutput twice = 2 * p.a\n')
    local whole = assert(hepar.model.read(folder .. "/whole.model"))
    assert.equal(3, whole.parameter["p.q"].value)
    assert.equal("p", whole.parameter["p.q"].module)
    put("bad.model", 'model bad "b"\nimport nobody as n\n')
    local none, message, code = hepar.model.read(folder .. "/bad.model")
    assert.is_nil(none)
    has(message, "bad.model:2:")
    assert.is_string(code)
    os.execute("rm -rf '" .. folder .. "'")
  end)

  it("refuses what is no model in front of a method", function()
    assert.equal("hepar.model.states: expects a model (call it with a colon: m:states), got 3",
      refused(m.states, 3))
  end)

  it("compiles itself when there is a compiler, and gives the same numbers", function()
    local fresh = define():extend("param k_deg = 0.0123456789 [1/day]")
    local before = fresh:simulate { t = { 0, 50 }, every = 5 }
    local compiled, message, code = fresh:compile()
    if not compiled then
      assert.is_string(message)
      assert.is_string(code)
      return
    end
    assert.equal(fresh, compiled)
    local after = compiled:simulate { t = { 0, 50 }, every = 5 }
    assert.not_equal("interpreter", after.statistics.backend)
    assert.equal(before.collagen, after.collagen)
    assert.equal("interpreter", compiled:simulate { t = 1, backend = "interpreter" }
      .statistics.backend)
  end)
end)
