-- The model language from the user's side: what each statement gives, and every error with its line
-- and caret. Values of constant expressions are compared with Lua's own arithmetic.

local core = require "hepar.core"
local parse = core.model.parse

-- The text of DESIGN section 6, unchanged.
-- luacheck: push ignore 631
local toy = [[
model suk_toy "Collagen turnover under one cell product"
time day

param k_syn = 0.02  [1/day]   "collagen synthesis by activated stellate cells"   {assumed}
param k_deg = 0.01  [1/day]   "collagen degradation"                             {Friedman 2017, table 2}
input dose          [cells]   "cells delivered to the liver"
state cells = 0     [cells]   "cells resident in the liver"
state collagen = 18 [percent] "collagen proportionate area"

let effect = cells / (cells + 1e7)
cells'    = dose - 0.35 * cells
collagen' = k_syn * (1 - effect) * 20 - k_deg * collagen
output fibrosis = collagen [percent]
]]
-- luacheck: pop

-- The symbols by name, outputs of existing symbols under "output NAME".
local function symbols(m, style)
  local by = {}
  for _, s in ipairs(m:symbols(style)) do
    by[by[s.name] and "output " .. s.name or s.name] = s
  end
  return by
end

-- Parse below a head, or fail with the message.
local function model(body, options)
  return assert(parse("model m\n" .. body, options))
end

local function values(body, options)
  local list = {}
  for name, s in pairs(symbols(model(body, options))) do list[name] = s.value end
  return list
end

-- The error of a text, whole.
local function refused(text, options)
  local m, message, code = parse(text, options)
  assert.is_nil(m, "this was accepted")
  return message, code
end

-- find for imports, over a table of texts.
local function from(texts)
  return function(name) return texts[name] end
end

describe("the toy model of the design", function()
  local m = assert(parse(toy, { file = "suk.model" }))
  local by = symbols(m)

  it("parses unchanged", function()
    local about = m:about()
    assert.equal("suk_toy", about.name)
    assert.equal("Collagen turnover under one cell product", about.purpose)
    assert.equal("suk.model", about.file)
    assert.equal("day", about.time_unit)
    assert.is_true(about.has_units)
    assert.same({ 2, 1, 2, 1, 1 },
      { about.parameters, about.inputs, about.states, about.lets, about.outputs })
    assert.equal(toy .. "\n", about.text)
  end)

  it("keeps what each symbol says", function()
    assert.same({ kind = "parameter", name = "k_syn", unit = "1/day", value = 0.02, index = 1,
      doc = "collagen synthesis by activated stellate cells", status = "assumed",
      expression = "0.02", file = "suk.model", line = 4, column = 7 }, by.k_syn)
    assert.equal("cited", by.k_deg.status)
    assert.equal("Friedman 2017, table 2", by.k_deg.source)
    assert.same({ "state", "cells", "unstated", 0 },
      { by.cells.kind, by.cells.unit, by.cells.status, by.cells.value })
    assert.equal("percent", by.fibrosis.unit)
    assert.equal("collagen", by.fibrosis.expression)
  end)

  it("keeps let names in equations", function()
    assert.equal("k_syn * (1 - effect) * 20 - k_deg * collagen", by.collagen.rate)
    assert.equal("cells / (cells + 1e7)", by.effect.expression)
  end)

  it("finds that dose is delivered, and notes what 0.35 was taken for", function()
    assert.is_true(by.dose.delivered)
    assert.same({ { text = "line 11: 0.35 is taken as 0.35 1/day" } }, m:remarks().notes)
  end)
end)

describe("expressions", function()
  local function value(text) return values("let x = " .. text).x end

  it("bind as in mathematics", function()
    for text, expected in pairs {
      ["1 + 2 * 3"] = 7, ["(1 + 2) * 3"] = 9, ["2 - 3 - 4"] = -5, ["2 / 4 / 8"] = 0.0625,
      ["-2^2"] = -4, ["2^-1"] = 0.5, ["2^3^2"] = 512, ["2 * -3"] = -6, ["- -2"] = 2, ["+3"] = 3,
      ["1 - (2 - 3)"] = 2, ["8 / (4 / 2)"] = 4, ["1e3 + .5 + 2. + 5e-1"] = 1003,
      ["if 1 < 2 then 3 else 4"] = 3, ["if not 1 < 2 then 3 else 4"] = 4,
      ["if(2 <= 1, 3, 4) * 2"] = 8, ["if 1 > 2 or 3 >= 3 and 1 != 2 then 5 else 6"] = 5,
      ["(if 1 == 1 then 1 else 2) + 1"] = 2, ["if (1 > 2) then 1 else if 2 > 1 then 7 else 8"] = 7,
      ["1 < 2"] = 1, ["2 < 1"] = 0,
    } do
      assert.equal(expected, value(text), text)
    end
  end)

  it("have the functions that models need", function()
    local function near(expected, text)
      local got = value(text)
      assert.is_true(math.abs(got - expected) <= 4e-16 * math.max(math.abs(expected), 1),
        ("%s is %.17g, not %.17g"):format(text, got, expected))
    end
    near(math.exp(1.5), "exp(1.5)")
    near(math.log(7), "log(7)")
    near(2, "log10(100)")
    near(0.0953101798043249, "log1p(0.1)") -- log(1.1)
    near(0.10517091807564763, "expm1(0.1)") -- exp(0.1) - 1
    near(math.sqrt(2), "sqrt(2)")
    near(3, "cbrt(27)")
    near(2 ^ 0.3, "pow(2, 0.3)")
    near(9 / (16 + 9), "hill(3, 4, 2)")
    near(1, "hill(1e200, 1, 4)")
    near(0, "hill(0, 1, 4)")
    near(1, "min(3, 1, 2)")
    near(3, "max(3, 1, 2)")
    near(2.5, "abs(-2.5)")
    near(-1, "sign(-2.5)")
    near(0, "pos(-2)")
    near(2, "pos(2)")
    near(1, "clamp(5, 0, 1)")
    near(0, "clamp(-5, 0, 1)")
    near(math.sin(1), "sin(1)")
    near(math.cos(1), "cos(1)")
    near(math.tan(1), "tan(1)")
    near(0.46211715726000973, "tanh(0.5)")
    near(0.5204998778130465, "erf(0.5)")
    near(0.4795001221869535, "erfc(0.5)")
    near(-3, "floor(-2.5)")
    near(math.pi, "pi")
  end)

  it("go on over lines where nothing can end", function()
    assert.same({ a = 6, b = 3, c = 5, d = 12 }, values [[
let a = 1 +
  2
  + 3     # a comment in between

let b = (1
  + 2
)
let c = if 1 > 2
  then 4
  else 5
let d
  =

  3
  * 4
]])
  end)

  it("are printed with as few parentheses as can be", function()
    local text = "model m\nstate x = 1\nx' = %s\nparam a = 2\nparam b = 3\n"
    local function printed(expression, style)
      return symbols(assert(parse(text:format(expression))), style).x.rate
    end
    for _, pair in ipairs {
      { "((a)+(b))*x", "(a + b) * x" }, { "(a*b)+x", "a * b + x" }, { "a-(b-x)", "a - (b - x)" },
      { "(a-b)-x", "a - b - x" }, { "a/(b*x)", "a / (b * x)" }, { "(a^b)^x", "(a^b)^x" },
      { "a^(b^x)", "a^b^x" }, { "-(a+b)", "-(a + b)" }, { "(-a)^2", "(-a)^2" }, { "-a^2", "-a^2" },
      { "pow(a, b+1)", "a^(b + 1)" }, { "if(a>b,1,2)", "if a > b then 1 else 2" },
      { "2*(if a>b then 1 else 2)", "2 * (if a > b then 1 else 2)" },
      { "not (a and b) or x", "not (a and b) or x" }, { "(a<b)==(b<x)", "(a < b) == (b < x)" },
      { "hill(x,a,(b))", "hill(x, a, b)" }, { "time*pi", "time * pi" },
    } do
      assert.equal(pair[2], printed(pair[1]))
    end
    assert.equal("\\frac{a \\cdot x^{2}}{b + 10^{7}}", (printed("a*x^2/(b+1e7)", "latex")
      :gsub("{x}", "x")))
    assert.equal("\\frac{{x}^{b}}{{a}^{b} + {x}^{b}}", printed("hill(x, a, b)", "latex"))
    assert.equal("<mfrac><mrow><mi>a</mi></mrow><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow>"
      .. "</mfrac>",
      printed("a/(x+1)", "mathml"))
    assert.equal("\\begin{cases} 1 & \\text{if } a > b \\\\ 2 & \\text{otherwise} \\end{cases}",
      printed("if a > b then 1 else 2", "latex"))
  end)

  it("have names with subscripts in mathematics", function()
    local m = model "param k_deg = 1\nparam p[1..2] = 1\nparam rho = 1\nparam collagen = 1"
    local list = {}
    for i = 1, 5 do list[i] = m:name(i, "latex") end
    assert.same({ "{k}_{\\mathrm{deg}}", "{p}_{1}", "{p}_{2}", "\\rho",
      "\\mathrm{collagen}" }, list)
    assert.equal("<msub><mrow><mi>k</mi></mrow><mrow><mtext>deg</mtext></mrow></msub>",
      m:name(1, "mathml"))
  end)
end)

describe("definitions", function()
  it("may stand in any order", function()
    local v = values "let c = b + 1\nlet b = a * 2\nparam a = d / 2\nparam d = 8"
    assert.same({ a = 4, b = 8, c = 9, d = 8 }, v)
  end)

  it("may be long chains", function()
    local lines = { "model m", "let a0 = 1" }
    for i = 10000, 1, -1 do lines[#lines + 1] = ("let a%d = a%d + 1"):format(i, i - 1) end
    assert.equal(10001, symbols(assert(parse(table.concat(lines, "\n")))).a10000.value)
  end)

  it("give initial values from params and other states", function()
    local v = values [[
state x = 2 * y0
state y = x + 1 nonnegative "a state"
let y0 = 3 * k
param k = 5
x' = -x
y' = x - y]]
    assert.equal(30, v.x)
    assert.equal(31, v.y)
  end)

  it("keep ranges, and expressions of params", function()
    local by = symbols(model "param a = 2 range 1 .. 4\nparam b = 3 * a range -a .. 1e2 {recalled}")
    assert.same({ 1, 4, -2, 100, 6 }, { by.a.low, by.a.high, by.b.low, by.b.high, by.b.value })
    assert.equal("3 * a", by.b.expression)
    assert.equal("recalled", by.b.status)
  end)

  it("keep doc, status and source in any order and on lines of their own", function()
    local by = symbols(model [[
param a = 2
  [1/day]
  "said \"so\" \\"
  {verified:
     Aoki   2011}
param b = 2 {recalled} "b" [kg]
param c = 2 {Friedman: table 2}]])
    assert.same({ "1/day", 'said "so" \\', "verified", "Aoki 2011" },
      { by.a.unit, by.a.doc, by.a.status, by.a.source })
    assert.same({ "kg", "b", "recalled" }, { by.b.unit, by.b.doc, by.b.status, by.b.source })
    assert.same({ "cited", "Friedman: table 2" }, { by.c.status, by.c.source })
  end)

  it("give inputs a default", function()
    local by = symbols(model "input a\ninput b = 2 * 3 \"b\"")
    assert.equal(0, by.a.value)
    assert.equal(6, by.b.value)
    assert.is_nil(by.a.delivered)
  end)

  it("count the places where answers turn", function()
    local m = model [[
state x = 1
param k = 2
let late = time > 5
x' = if x > k and not late then 1 else if k > 1 then sign(x) else 3
event e when x > k set x = 0
]]
    assert.equal(3, m:about().switches) -- k > 1 never turns, x > k is one
  end)
end)

describe("arrays", function()
  it("are chains of stages", function()
    local by = symbols(model [[
param tau = 2
state cells[1..4] = 0 nonnegative "stages"
let s = 4 / tau
cells[1]' = -s * cells[1]
cells[i in 2..4]' = s * cells[i-1] - s * cells[i] * i
let total = sum(cells)
let late = sum(cells[2..4])
output total
output cells]])
    assert.is_true(by["cells[3]"].nonnegative)
    assert.equal("-s * cells[1]", by["cells[1]"].rate)
    assert.equal("s * cells[2] - s * cells[3] * 3", by["cells[3]"].rate)
    assert.equal("sum(cells)", by.total.expression)
    assert.equal("sum(cells[2..4])", by.late.expression)
    assert.equal("output", by["output cells[4]"].kind)
    assert.equal("total", by["output total"].expression)
  end)

  it("add up, and may be defined one by one", function()
    local v = values [[
param p[1..3] = 2
param p[4] = 10
let q[i in 1..4] = i * p[5-i]
let all = sum(p) + sum(q[2..3])]]
    assert.same({ 10, 4, 6, 8, 16 + 4 + 6 },
      { v["q[1]"], v["q[2]"], v["q[3]"], v["q[4]"], v.all })
  end)

  it("say what is wrong with an index", function()
    local head = "model m\nparam p[1..3] = 2\nparam z = 1\n"
    for text, sentence in pairs {
      ["let a = p[4]"] = "4:11: p has elements 1 to 3, not 4",
      ["let a = p"] = "4:9: p is an array: write p[1] for an element, or sum(p)",
      ["let a = z[1]"] = "4:9: z is no array",
      ["let a = sum(z)"] = "4:13: z is no array",
      ["let a = p[i]"] = "4:11: the index `i` is not known here: an index is named on the left, "
        .. "cells[i in 1..4]' = …",
      ["let a[j in 1..2] = p[i]"] = "4:22: the index of this rule is `j`, not `i`",
      ["let a[j in 1..2] = p[i+j]"] = "4:24: an index has one variable, not `i` and `j`",
      ["let a = p[1.5]"] = "4:11: an index is a whole number up to 1000000",
      ["let a[3..1] = 2"] = "4:7: an array runs from the lower to the higher index",
      ["let p = 2"] = "4:5: p is an array already",
      ["let z[1] = 2"] = "4:5: z is defined already, and is no array",
      ["let p[2] = 2"] = "4:5: p[2] is defined twice: first in model, line 2",
      ["let a = p[1..2]"] = "4:12: a range of elements stands in sum() only: sum(p[1..4])",
      ["let a = q[1]"] = "4:9: `q` is not known",
      ["let a = sum(pp)"] = "4:13: `pp` is not known (did you mean \"p\"?)",
    } do
      local message = refused(head .. text)
      assert.equal("model:" .. sentence, message:match("^[^\n]*"), text)
    end
  end)
end)

describe("imports", function()
  local other = [[
model other "one pool"
time day
source "A paper"
input signal "what drives it"
param rate = 1 [1/day] range 0.5 .. 2 {verified: A 2011}
let twice = 2 * signal
state y = 0
y' = rate * (twice - y)
output y
preset fast rate = 2 * rate
]]
  local find = from { other = other }

  it("come under their prefix", function()
    local m = model("time day\nimport other as a\nlet z = a.y + 1\noutput z", { find = find })
    local by = symbols(m)
    assert.equal("a.rate * (a.twice - a.y)", by["a.y"].rate)
    assert.equal("input", by["a.signal"].kind)
    assert.same({ "verified", "A 2011", "other", 5 },
      { by["a.rate"].status, by["a.rate"].source, by["a.rate"].file, by["a.rate"].line })
    assert.equal("a.fast", m:presets()[1].name)
    assert.same({ { name = "a.rate", value = 2 } }, m:presets()[1].sets)
    assert.equal("A paper", m:remarks().sources[1].text)
  end)

  it("bind inputs, params and lets by `with`", function()
    local by = symbols(model([[
time day
param base = 3 [1/day]
state x = 1
x' = -base * x
import other as a with signal = 2 * x, rate = 0.7
import other as b with rate = base / 2, twice = x
]], { find = find }))
    assert.equal("2 * x", by["a.signal"].expression)
    assert.equal("let", by["a.signal"].kind)
    assert.equal("parameter", by["a.rate"].kind)
    assert.equal(0.7, by["a.rate"].value)
    assert.equal("let", by["b.rate"].kind)
    assert.equal("base / 2", by["b.rate"].expression)
    assert.equal("x", by["b.twice"].expression)
    assert.equal("1/day", by["b.rate"].unit)
  end)

  it("without a prefix take their inputs from the model", function()
    local by = symbols(model("time day\nimport other\nlet signal = exp(-time / 1 [day])",
      { find = find }))
    assert.equal("let", by.signal.kind)
    assert.equal("rate * (twice - y)", by.y.rate)
  end)

  it("may import in turn, and share an input", function()
    local texts = { a = "model a\nimport b\nlet s = q + c", b = "model b\ninput c\nlet q = c * 2",
      c = "model c\ninput c = 3\nlet r = c" }
    local m = model("import a\nimport c\nlet all = s + r", { find = from(texts) })
    assert.equal(1, m:about().inputs)
  end)

  it("without a prefix bring their part of a preset", function()
    local texts = { a = "model a\nparam k = 1\nparam j = 1\npreset rat k = 2, j = 3",
      b = "model b\nparam h = 1\npreset rat h = 4\npreset mouse h = 5" }
    local presets = model("import a\nimport b\npreset rat \"rats\" {assumed} j = 7",
      { find = from(texts) }):presets()
    assert.equal(2, #presets)
    assert.same({ { name = "j", value = 7 }, { name = "k", value = 2 }, { name = "h", value = 4 } },
      presets[1].sets)
    assert.equal("assumed", presets[1].status)
    assert.equal("mouse", presets[2].name)
  end)

  it("are refused with a reason", function()
    local texts = { other = other, x = "model x\nimport y", y = "model y\nimport x as z",
      bad = "model bad\nlet a = 1 +* 2", mass = "model mass\ntime hour\nlet a = 1 [kg]" }
    for text, sentence in pairs {
      ["import othr"] = "model:2:8: there is no model `othr`",
      ["import other as a with rte = 2"] =
        'model:2:24: other has no input, param or let `rte` (did you mean "rate"?)',
      ["import other as a with y = 2"] =
        "model:2:24: y is a state of other: `with` replaces inputs, params and lets",
      ["import other as a with rate = 2, rate = 3"] = "model:2:34: rate is given twice",
      ["import x"] = "y:2:8: x imports itself: x -> y -> x",
      ["import bad"] = "bad:2:12: expected a number, a name or `(`, but found `*`",
      ["import other\nparam rate = 2"] =
        "model:3:7: rate is defined twice: first in other, line 5",
      ["time day\nimport mass"] =
        "mass:2:6: time runs in hour here, but in day before: a model has one unit of time",
      ["let a.b = 3"] = "model:2:5: a.b: names with a dot come from imports (replace them by "
        .. "`with`, or in an extension)",
    } do
      local message, code = refused("model m\n" .. text, { find = from(texts) })
      assert.equal(sentence, message:match("^[^\n]*"), text)
      assert.is_true(code == "format" or code == "not_found")
    end
  end)

  it("pass on what the finder has to say", function()
    local message, code = refused("model m\nimport a",
      { find = function() error("no disk", 0) end })
    assert.equal("model:2:8: model `a` cannot be read: no disk\n  import a\n         ^", message)
    assert.equal("io", code)
    message = refused("model m\nimport a", { find = function() return 3 end })
    assert.is_truthy(message:find("find must return a text or nil, got number", 1, true))
  end)

  it("find built-in models first", function()
    for _, name in ipairs(core.model.kernels()) do
      local text = assert(core.model.kernel(name))
      local m = assert(parse(text, { file = name }))
      assert.equal(name, m:about().name)
      local asked = false
      assert(parse(("model m\ntime %s\nimport %s as k"):format(m:about().time_unit, name),
        { find = function() asked = true end }))
      assert.is_false(asked)
    end
    assert.is_nil(core.model.kernel("no such model"))
  end)
end)

describe("events, presets and remarks", function()
  local m = model([[
source "A paper"
source "Another"
state x = 4 [cells]
state y[1..2] = 0
param k = 2 range 1 .. 3 {assumed}
param j = 1
x' = 0 * x
y[i in 1..2]' = k * (1 - y[i])
event drop when x < 1e3 and y[1] > 0.5
  set x = 2 * x, y[2] = 0 "drops" {assumed}
preset rat "rats" {assumed: size} k = 4 * k
  j = 7 + k
preset mouse k = 2.5, j = 2
reproduces "42 % left" {calibrated: K 2012}
reproduces "the other" {contradicted}
limits "no zones"
]])

  it("are kept as written", function()
    assert.same({ { name = "drop", doc = "drops", status = "assumed", line = 10,
      condition = "x < 1e3 and y[1] > 0.5",
      sets = { { name = "x", value = "2 * x" }, { name = "y[2]", value = "0" } } } }, m:events())
    local presets = m:presets()
    assert.same({ { name = "k", value = 8 }, { name = "j", value = 9 } }, presets[1].sets)
    assert.same({ "rat", "rats", "assumed", "size" },
      { presets[1].name, presets[1].doc, presets[1].status, presets[1].source })
    assert.same({ { name = "k", value = 2.5 }, { name = "j", value = 2 } }, presets[2].sets)
    local remarks = m:remarks()
    assert.same({ { text = "42 % left", status = "calibrated", source = "K 2012" },
      { text = "the other", status = "contradicted" } }, remarks.reproduces)
    assert.same({ { text = "no zones", status = "unstated" } }, remarks.limits)
    assert.equal(2, #remarks.sources)
    assert.equal("preset rat sets 1 params outside the ranges of their defaults: k",
      remarks.notes[#remarks.notes].text)
  end)
end)

describe("an extension", function()
  local function extend(text, options)
    options = options or {}
    options.extension = text
    return parse(toy, options)
  end

  it("adds, replaces, and makes a new model", function()
    local m = assert(extend [[
model suk_fast "with faster loss"
param k_deg = 0.03
let effect = 0.5
state label = 0 [cells]
label' = -k_deg * label
cells' = dose - 2 [1/day] * cells]])
    local by = symbols(m)
    assert.equal("suk_fast", m:about().name)
    assert.equal(0.03, by.k_deg.value)
    assert.equal("1/day", by.k_deg.unit) -- of the model, as the extension says none
    assert.equal("collagen degradation", by.k_deg.doc)
    assert.equal("unstated", by.k_deg.status) -- the source was that of the old value
    assert.equal("0.5", by.effect.expression)
    assert.equal("dose - 2 [1/day] * cells", by.cells.rate)
    assert.equal(3, m:about().states)
  end)

  it("may turn a state into something else", function()
    local m = assert(extend "let cells = 1e7 [cells]")
    assert.equal(1, m:about().states)
    assert.equal("let", symbols(m).cells.kind)
  end)

  it("reaches into imports by their full name", function()
    local m = assert(parse("model m\nimport other as a", { extension = "param a.k = 5",
      find = from { other = "model other\nparam k = 1\nlet z = k * 2" } }))
    assert.equal(5, symbols(m)["a.k"].value)
    assert.equal(10, symbols(m)["a.z"].value)
  end)

  it("is refused with its own lines", function()
    local m, message = extend "param k_syn = 0.03\nlet q = cels"
    assert.is_nil(m)
    assert.equal('extension:2:9: `cels` is not known (did you mean "cells"?)\n'
      .. "  let q = cels\n          ^", message)
  end)
end)

describe("units", function()
  local head = [[
model u
time day
unit liver_mass "fraction of a healthy liver"
unit Mcells = [1e6 cells]
param k = 1 [1/day]
param k_hour = 1 [1/h]
param M = 1 [mg]
param G = 1 [g]
param c = 1 [mg/dL]
param n = 2
input dose [cells]
state cells = 0 [cells]
]]

  it("of definitions without one are worked out", function()
    local by = symbols(assert(parse(head .. [[
cells' = dose - k * cells
let a = k * cells
let b = M / c
let d = sqrt(M)
let e = cells / (cells + 1e7)
let f = G in [mg] + M
let g = 3 [Mcells] in [cells] + cells
let h = 2 [10^10 particles/(10^6 cells d)] in [particles/(cells d)]
let i = M^2
let j = 1 [mm^3] + 1 [uL]
let l = 1 [µg] in [ng]
let o = 50 [%] + 1 [points]
output cells]])))
    assert.same({ "cells/day", "mg/(mg/dL)", "mg^0.5", "mg", "cells", "mg^2" },
      { by.a.unit, by.b.unit, by.d.unit, by.f.unit, by.g.unit, by.i.unit })
    assert.is_nil(by.e.unit)
    assert.equal(1001, by.f.value)
    assert.equal(20000, by.h.value)
    assert.equal(1000, by.l.value)
    assert.equal("cells", by["output cells"].unit)
  end)

  it("let numbers take what they need, and note factors", function()
    local function notes(body)
      local list = {}
      for i, note in ipairs(assert(parse(head .. body)):remarks().notes) do list[i] = note.text end
      return list
    end
    assert.same({}, notes "cells' = dose - k * cells + 3")
    assert.same({ "line 13: 0.35 is taken as 0.35 1/day" }, notes "cells' = dose - 0.35 * cells")
    assert.same({ "line 13: 24 converts cells/h to cells/day" },
      notes "cells' = 24 * k_hour * cells")
    assert.same({ "line 14: 1000 converts g to mg" }, notes "cells' = 0\nlet a = 1000 * G [mg]")
    assert.same({ "line 13: 7 is taken as 7 day" }, notes "cells' = -cells / 7")
  end)

  it("make an input a level or a place of delivery", function()
    local function delivered(body)
      return symbols(assert(parse(head .. body))).dose.delivered or false
    end
    assert.is_true(delivered "cells' = dose - k * cells")
    assert.is_true(delivered "cells' = 0.5 * (dose + dose)")
    assert.is_false(delivered "cells' = k * (dose - cells)")
    assert.is_false(delivered "cells' = k * 1e6 [cells] * hill(dose, 1e6, 2)")
    assert.equal("model:13:17: dose is used as a level here, but as a rate of delivery in line 13: "
      .. "an input is one or the other\n  cells' = dose - k * dose\n                  ^",
      refused(head .. "cells' = dose - k * dose"))
  end)

  it("that do not fit name both sides", function()
    for text, sentence in pairs {
      ["cells' = dose - cells"] =
        "13:17: a rate of cells must be in cells/day, but this term is in cells",
      ["cells' = k * cells / (cells + 1)"] =
        "13:10: a rate of cells must be in cells/day, but this is in 1/day",
      ["cells' = k_hour * cells"] = "13:10: a rate of cells must be in cells/day, but this is in "
        .. "cells/h (1 cells/h = 24 cells/day)",
      ["let a = M + G"] = "13:13: the terms of a sum must have one unit, but `M` is in mg and this "
        .. "is in g (1 g = 1000 mg)",
      ["let a = M + k * M"] = "13:13: the terms of a sum must have one unit, but `M` is in mg and "
        .. "this is in mg/day",
      ["let a = G [mg]"] = "13:9: a must be in mg, but this is in g (1 g = 1000 mg)",
      ["let a = 999 * G [mg]"] = "13:9: a must be in mg, but this is in g (1 g = 1000 mg)",
      ["param a = M [kg]"] = "13:11: a must be in kg, but this is in mg (1 mg = 1e-06 kg)",
      ["let a = exp(k)"] = "13:13: the argument of exp must be a pure number, but this is in 1/day",
      ["let a = exp(-k_hour * time)"] = "13:13: the argument of exp must be a pure number, but "
        .. "this is a pure number times 24 (units of different scale)",
      ["let a = M^n"] =
        "13:11: the base of this power is in mg, so its exponent must be a number",
      ["let a = 2^M"] = "13:11: an exponent must be a pure number, but this is in mg",
      ["let a = M^0.123"] =
        "13:10: the power 0.123 of a unit is no simple fraction: make this a pure number first",
      ["let a = hill(M, c, 2)"] = "13:17: x and K of hill(x, K, n) must have one unit, but `M` is "
        .. "in mg and this is in mg/dL",
      ["let a = min(M, k)"] = "13:16: the arguments of min must have one unit, but `M` is in mg "
        .. "and this is in 1/day",
      ["let a = if M > G then 1 else 2"] = "13:16: the two sides of a comparison must have one "
        .. "unit, but `M` is in mg and this is in g (1 g = 1000 mg)",
      ["let a = if M > 1 then M else k"] = "13:30: the two values of an `if` must have one unit, "
        .. "but `M` is in mg and this is in 1/day",
      ["let a = M and n"] = "13:9: a condition must be a pure number, but this is in mg",
      ["let a = k in [mg]"] = "13:14: what is in 1/day cannot be expressed in mg",
      ["let a = 3 in [mg]"] =
        "13:14: a bare number has no unit to convert from: write 3 [g] in [mg]",
      ["param p = 3 [mg] range 1 [g] .. 2"] =
        "13:24: the range of p must be in mg, but this is in g (1 g = 1000 mg)",
      ["state s = M [g]\ns' = 0"] =
        "13:11: the initial value of s must be in g, but this is in mg (1 mg = 0.001 g)",
      ["event e when cells > 3 set cells = M"] = "13:36: cells must be in cells, but this is in mg",
      ["preset p k = M"] = "13:14: k must be in 1/day, but this is in mg",
      ["let a = 1 [mh] + 2"] = '13:12: the unit `mh` is not known (did you mean "h"?)',
      ["let a = M [MG]"] = '13:12: the unit `MG` is not known (did you mean "mg"?)',
      ["let a = M [mg/(d L]"] = "13:19: expected `)` in this unit",
      ["let a = M [mg/d L]"] =
        "13:17: behind a / put the rest in parentheses: mL/(min kg)",
      ["let a = M [mg)]"] = "13:14: `)` without its `(` in this unit",
      ["let a = M []"] = "13:11: this unit is empty: write [1] for a pure number",
      ["let a = M [mg^x]"] = "13:15: expected the power of a unit: L^2, L^(1/2)",
      ["unit cells"] = "13:6: the unit cells is known already",
      ["unit Mcells = [2 cells]"] = "13:6: the unit Mcells is defined twice",
      ["unit A = [B]\nunit B = [A]"] = "14:11: the unit A is defined by itself",
    } do
      local message = refused(head .. (text:find("cells'") and text or "cells' = 0 * k * cells\n"
        .. text):gsub("^cells' = 0 %* k %* cells\n(.*)$", "%1\ncells' = 0 * k * cells"))
      assert.equal("model:" .. sentence, message:match("^[^\n]*"), text)
    end
  end)

  it("may be left out altogether", function()
    local m = model "state x = 1\nx' = -0.3 * x + time"
    assert.is_false(m:about().has_units)
    assert.is_nil(m:about().time_unit)
    assert.same({}, m:remarks().notes)
  end)

  it("are not minded when the caller says so", function()
    local text = head .. "cells' = dose - cells\nlet a = M + G\nlet b = k [nonsense]"
    assert.is_nil((parse(text)))
    local m = assert(parse(text, { check = false }))
    assert.same({}, m:remarks().notes)
    assert.equal(2, symbols(m).a.value)
    assert.is_true(symbols(m).dose.delivered) -- it may be: nobody has looked
  end)

  it("say so when there is no unit of time", function()
    local m = model "state x = 1 [kg]\nx' = -0.3 * x"
    assert.equal("no unit of time is given: a rate is taken in the unit of its state",
      m:remarks().notes[1].text)
  end)
end)

describe("an error", function()
  local function message_of(text) return (refused(text, { file = "my.model" })) end

  it("points at line and column with a caret", function()
    assert.equal('my.model:3:9: `totl` is not known (did you mean "total"?)\n'
      .. "  let q = totl + 1\n          ^", message_of("model m\nlet total = 1\nlet q = totl + 1"))
  end)

  it("counts characters, keeps tabs, and shows the middle of long lines", function()
    assert.equal("my.model:3:9: expected the end of the line, but found `bb`\n"
      .. "  \t\"äöü\"  bb\n  \t       ^", message_of("model m\nlimits\n\t\"äöü\"  bb"))
    local message = message_of("model m\nlet a = 1" .. (" + 1"):rep(100) .. " + b")
    local line, caret = message:match("\n  ([^\n]*)\n  ([^\n]*)$")
    assert.equal("b", line:sub(#caret, #caret))
    assert.is_true(#line <= 80)
  end)

  it("says what was expected", function()
    for text, sentence in pairs {
      [""] = '1:1: expected `model NAME "purpose"` as the first statement, but the text ends here',
      ["let a = 1"] = '1:1: expected `model NAME "purpose"` as the first statement, but found '
        .. "`let`, a word of the language",
      ["model"] = "1:6: expected the name of the model, but the line ends here",
      ["model m\nmodel n"] = "2:1: `model` stands once, as the first statement",
      ["model m\nlet a = 1 +"] = "2:12: expected a number, a name or `(`, but the text ends here",
      ["model m\nlet a = (1 + 2\nlet b = 3"] =
        "3:1: expected `)` for the `(` of line 2, but found `let`, a word of the language",
      ["model m\nlet a = 1 2"] = "2:11: expected the end of the line, but found `2`",
      ["model m\nlet a = f(2)"] = "2:9: there is no function `f`; for a product write `f * (`",
      ["model m\nlet a = ln(2)"] = '2:9: there is no function `ln` (did you mean "log"?)',
      ["model m\nlet a = sqr(2)"] = '2:9: there is no function `sqr` (did you mean "sqrt"?)',
      ["model m\nlet a = hill(1, 2)"] = "2:9: hill takes 3 arguments, got 2",
      ["model m\nlet a = exp(1, 2)"] = "2:9: exp takes 1 argument, got 2",
      ["model m\nlet a = min(1)"] = "2:9: min takes 2 to 1000 arguments, got 1",
      ["model m\nlet a = 1 < 2 < 3"] = "2:15: comparisons do not chain: write a < b and b < c",
      ["model m\nlet a = b = 2"] = "2:11: `=` defines; `==` compares",
      ["model m\nlet a = if 1 then 2"] =
        "2:20: expected `else`: every `if` has both values, but the line ends here",
      ["model m\nlet a = 2 * if 1 then 2 else 3"] =
        "2:13: put `if … then … else …` in parentheses inside a larger expression",
      ["model m\nlet a = 2x"] = "2:10: a letter right behind a number: write 2 * x for a product, "
        .. "and units in brackets, 2 [h]",
      ["model m\nlet a = 1 ? 2"] = "2:11: ? is not expected here",
      ["model m\nlet a = 1 \"b"] = "2:11: this string is not closed by \" on its line",
      ["model m\nlet a = 1 [kg"] = "2:11: this unit is not closed by ] on its line",
      ["model m\nlet a = 1 {b"] = "2:11: this brace is not closed by }",
      ["model m\nlet a = 1 {b {c}}"] = "2:14: braces do not stand inside braces",
      ["model m\nlet a = 1 {}"] = "2:11: these braces are empty: they hold a status or a source, "
        .. "{assumed}, {verified: Aoki 2011}",
      ["model m\nlet a = 1 {asumed}"] =
        '2:11: status `asumed` is not known (did you mean "assumed"?)',
      ["model m\nlet a = 1 \"b\\n\""] =
        '2:13: a backslash in a string stands before " or \\ only',
      ["model m\nlet a = 1 “b”"] = "2:11: “ is no quotation mark of this language: write \"",
      ["model m\nlet a = 2 − 1"] = "2:11: this is a typographic minus sign: write -",
      ["model m\nlet a = 1\0"] = "2:10: a control character has no place in a model",
      ["model m\nlet a = \xff"] = "2:9: this byte is no UTF-8: the text must be UTF-8",
      ["model m\nparm a = 1"] = '2:1: no statement starts with `parm` (did you mean "param"?)',
      ["model m\nzzzzzz 1"] = "2:1: no statement starts with `zzzzzz`; expected model, time, unit, "
        .. "param, input, state, let, output, event, import, preset, reproduces, limits, source or "
        .. "a rate such as cells' = …",
      ["model m\na = 1"] =
        "2:3: write `let a = …` for a definition, or `a' = …` for the rate of a state",
      ["model m\nlet a' = 1"] = "2:6: a rate stands alone: a' = …, without `let`",
      ["model m\nlet exp = 1"] = "2:5: exp is a function of the language: choose another name",
      ["model m\nlet pi = 1"] = "2:5: pi is the number: choose another name",
      ["model m\nlet time = 1"] =
        "2:5: expected a name, but found `time`, a word of the language",
      ["model m\nparam a"] =
        "2:8: expected `=` and the value of the parameter, but the line ends here",
      ["model m\nparam a = 1 range 2"] =
        "2:20: expected `..` of the range: range 0.1 .. 10, but the line ends here",
      ["model m\nparam a = 1 nonnegative"] =
        "2:13: expected the end of the line, but found `nonnegative`, a word of the language",
      ["model m\ntime fortnight"] = "2:6: time runs in second, minute, hour, day, week, month or "
        .. "year, not in `fortnight`",
      ["model m\nevent e set x = 1"] = "2:9: expected `when` and the condition of the event, but "
        .. "found `set`, a word of the language",
      ["model m\npreset p"] = "2:9: expected NAME = value, but the line ends here",
      ["model m\nlimits 3"] = "2:8: expected a text in double quotes, but found `3`",
      ["model m\nlet a = 1e999"] = "2:9: the number 1e999 is too large",
    } do
      assert.equal("my.model:" .. sentence, message_of(text):match("^[^\n]*"), text)
    end
  end)

  it("says what a model lacks or has twice", function()
    for text, sentence in pairs {
      ["let a = 2\nlet a = 3"] = "3:5: a is defined twice: first in my.model, line 2",
      ["state a = 1"] = "2:7: the state a has no rate: write a' = …",
      ["state a = 1\na' = 1\na' = 2"] = "4:1: a has two rates: the first is in line 3",
      ["let a = 1\na' = 1"] = "3:1: a is a definition (let): only states have rates",
      ["cells' = 1"] = "2:1: `cells` is not known",
      ["let a = b\nlet b = c + 1\nlet c = a"] = "2:5: algebraic loop: a -> b -> c -> a",
      ["let a = a"] = "2:5: algebraic loop: a -> a",
      ["param a = b\nparam b = a"] = "2:7: parameters need each other: a -> b -> a",
      ["state a = b\nstate b = a\na' = 1\nb' = 1"] =
        "2:7: initial values need each other: a -> b -> a",
      ["param a = x\nstate x = 1\nx' = 1"] = "2:11: the parameter a is fixed before the model "
        .. "runs: it can use numbers and params, not x, which is a state",
      ["param a = time"] =
        "2:11: the parameter a is fixed before the model runs: it cannot use time",
      ["state a = l\nlet l = 2 * time\na' = 1"] = "2:11: the initial value of a is fixed before "
        .. "the model runs: it can use numbers and params and initial values of states, not l, "
        .. "which changes with time",
      ["param a = 1 / 0"] = "2:7: the value of a is not a finite number",
      ["param z = 0\nstate a = 1 / z\na' = 1"] =
        "3:7: the initial value of a is not a finite number",
      ["param a = 1 range 2 .. 3"] = "2:7: a is 1, outside its range 2 .. 3",
      ["param a = 1 range 3 .. 2"] = "2:19: the range of a runs from 3 to 2",
      ["state a = -1 nonnegative\na' = 1"] =
        "2:7: a is nonnegative, but its initial value is -1",
      ["param a = 1\nevent e when a > 2 set a = 3"] =
        "3:24: an event sets states; a is no state",
      ["state a = 1\na' = 1\nevent e when a > 2 set a = 3, a = 4"] =
        "4:31: the event sets a twice",
      ["let a = 1\npreset p a = 2"] = "3:10: a preset sets params; a is none",
      ["param a = 1\npreset p a = 2\npreset p a = 3"] = "4:8: p is defined twice",
      ["output b"] = "2:8: `b` is not known",
    } do
      assert.equal("my.model:" .. sentence, message_of("model m\n" .. text):match("^[^\n]*"), text)
    end
  end)
end)

describe("a text from anywhere", function()
  local function limit(text, word, options)
    local message, code = refused(text, options)
    assert.is_truthy(message:find("(limit of " .. word .. ")", 1, true), message)
    assert.equal("range", code)
  end

  it("is held to limits, each with its name", function()
    limit("model m\n" .. (" "):rep(2 ^ 20), "text")
    limit("model m" .. ("\nimport a%d"):rep(9):gsub("%%d", (function()
      local n = 0
      return function() n = n + 1 return n end
    end)()), "text", { find = function() return "model x" .. (" "):rep(2 ^ 20 - 20) end })
    limit("model m\nlet a = " .. ("("):rep(300) .. "1" .. (")"):rep(300), "depth")
    limit("model m\nlet a = " .. ("-"):rep(300) .. "1", "depth")
    limit("model m\nlet a = " .. ("not "):rep(300) .. "1", "depth")
    limit("model m\nlet a = 2" .. ("^2"):rep(300), "depth")
    limit("model m\nlet a = " .. ("if 1 then "):rep(300), "depth")
    limit("model m\nstate x[1..4097] = 1\nx[i in 1..4097]' = 1", "states")
    limit("model m\nparam p[1..16385] = 1", "symbols")
    limit("model m\nparam p[1..16000] = 1\nparam q[1..1000] = 1", "symbols")
    limit("model m\nparam p[1..1000] = 1\nlet q[1..4000] = sum(p)", "nodes")
    limit("model m\nimport a0", "import depth", { find = function(name)
      return ("model x\nimport a%d as b"):format(name:match("%d+") + 1)
    end })
    limit("model m\n" .. ("import a%d\n"):rep(300):gsub("%%d", "0"), "imports",
      { find = function() return "model x" end })
    local lines = { "model m" }
    for i = 1, 1001 do lines[#lines + 1] = ("preset p%d a = 1"):format(i) end
    limit(table.concat(lines, "\n") .. "\nparam a = 1", "presets, events and remarks")
    lines = { "model m" }
    for i = 1, 30 do lines[#lines + 1] = ("unit u%d"):format(i) end
    limit(table.concat(lines, "\n"), "units")
  end)

  it("is taken up to the limits", function()
    assert(parse("model m\nlet a = " .. ("("):rep(98) .. "1" .. (")"):rep(98)))
    assert.equal(4096, model("state x[1..4096] = 1\nx[i in 1..4096]' = -x[i]"):about().states)
    assert.equal(100001, values("let a = 1" .. (" + 1"):rep(100000)).a)
  end)

  it("is read in time, however it is made", function()
    local start = os.clock()
    parse("model m\nlet a = " .. ("if(1,2,3)+"):rep(50000))
    parse("model m\n" .. ("let a = 1 # \n\n\n"):rep(20000))
    parse("model m\nparam p[1..9000] = 1" .. (" + 1"):rep(20) .. "\n" .. ("#"):rep(900000))
    parse(("\n"):rep(2 ^ 20))
    parse("model m\nlet a = 1 " .. ("{"):rep(1000000))
    local m = model("time day\nstate x = 1 [mg]\nx' = 2 * x" .. ("+ 3 * x"):rep(100000))
    assert.is_true(#m:remarks().notes <= 101)
    local lines = {}
    for i = 1, 15000 do lines[i] = ("let a%d = if x > %d then a%d else 2"):format(i, i, i - 1) end
    m = model("state x = 1\nx' = a15000\nlet a0 = 1\n" .. table.concat(lines, "\n"))
    assert.equal(15000, m:about().switches)
    assert.is_true(os.clock() - start < 8)
  end)

  it("cannot make the parser run out of memory uncleanly", function()
    local text = toy .. [[
import other as o with s = cells
unit Mcells = [1e6 cells]
param p[1..3] = 2 range 1 .. 3
event e when collagen > 50 set collagen = 3 * collagen
preset fast k_deg = 2 * k_deg
reproduces "x"
let big = (cells + 3 * sum(p)) in [Mcells] + (if time > 2 then 1 else 2)
output cells
]]
    local function run(n)
      core.memory.fail_at(n)
      local m, message, code = parse(text, { extension = "let more = k_deg * 3 [1/day]",
        find = from { other = "model other\ninput s [cells]\nlet z = s / 2" } })
      local printed
      if m then
        local ok, why = pcall(m.symbols, m, "latex")
        if ok then printed = true else message = why code = "nomem" end
      end
      core.memory.fail_at(0)
      return printed, message, code
    end
    local function alive()
      collectgarbage()
      collectgarbage()
      return select(2, core.memory.count())
    end
    assert(run(0))
    local before, failures, done = alive(), 0, false
    for n = 1, 5000 do
      local printed, message, code = run(n)
      if printed then
        done = true
        break
      end
      failures = failures + 1
      assert.equal("nomem", code)
      assert.is_truthy(message:find("out of memory", 1, true), message)
    end
    assert.is_true(done and failures > 20)
    assert.equal(before, alive())
  end)
end)

describe("the parser's binding", function()
  it("refuses misuse in one sentence", function()
    assert.has_error(function() parse(3) end)
    for _, case in ipairs {
      { { 3 }, "the text of the model must be a string, got number" },
      { { toy, { fil = 1 } }, 'did you mean "file"' },
      { { toy, { file = 3 } }, "file must be a string, got number" },
      { { toy, { find = 3 } }, "find must be a function, got number" },
      { { toy, { check = "no" } }, "check" },
    } do
      local ok, message = pcall(parse, table.unpack(case[1]))
      assert.is_false(ok)
      assert.is_truthy(message:find(case[2], 1, true), message)
    end
  end)
end)

describe("the models that fuzzing started from and found", function()
  local lfs = require "lfs"
  local here = (debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "fuzz/model_corpus/"
  local names = {}
  for name in lfs.dir(here) do
    if not name:match("^%.") then names[#names + 1] = name end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    it("hold " .. name, function()
      local file = assert(io.open(here .. name, "rb"))
      local text = file:read("a")
      file:close()
      local parts = {}
      for part in (text .. "\n====\n"):gmatch("(.-)\n====\n") do parts[#parts + 1] = part end
      local m, message = parse(parts[1], { extension = parts[3], find = function()
        return parts[2]
      end })
      if m then
        for _, style in ipairs { "text", "latex", "mathml" } do
          assert.is_table(m:symbols(style))
          assert.is_table(m:events(style))
        end
      else
        assert.matches("^[^\n]*:%d+:%d+: [^\n]*\n  [^\n]*\n  %s*^$", message)
      end
    end)
  end
  it("are all there", function() assert.is_true(#names >= 9) end)
end)
