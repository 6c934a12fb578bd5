-- SBML in and out: documents of our own whose solutions can be written down, and models that come
-- back as they went.

local hepar = require "hepar"
local xml = require "hepar.util.xml"

local exact = { rtol = 1e-11, atol = 1e-13 }

local function simulate(m, options)
  for name, value in pairs(exact) do options[name] = value end
  return assert(m:simulate(options))
end

local function near(expected, got)
  assert.is_near(expected, got, 1e-8 * math.max(1, math.abs(expected)))
end

local function has(text, part) assert.is_truthy(text:find(part, 1, true), text) end

local function write(text)
  local path = os.tmpname() .. ".xml"
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

-- The model of a document.
local function read(text)
  local path = write(text)
  local model, message, code = hepar.model.read(path)
  os.remove(path)
  return model, message, code
end

local function document(body)
  return '<?xml version="1.0" encoding="UTF-8"?>\n'
    .. '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">'
    .. '<model id="own" name="an own document">' .. body .. "</model></sbml>"
end

local MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">'

-- A -> B with k1, B -> nothing with k2, both in a compartment of 2 litres.
local chain = document([[
<listOfCompartments><compartment id="cell" size="2" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="A" compartment="cell" initialConcentration="5" hasOnlySubstanceUnits="false"
  boundaryCondition="false" constant="false"/>
<species id="B" compartment="cell" initialAmount="0" hasOnlySubstanceUnits="false"
  boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters><parameter id="k1" value="0.7" constant="true"/>
<parameter id="k2" value="0.2" constant="true"/></listOfParameters>
<listOfReactions>
<reaction id="turn" reversible="false" fast="false">
<listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts><speciesReference species="B" stoichiometry="1" constant="true"/></listOfProducts>
<kineticLaw>]] .. MATH .. [[<apply><times/><ci>cell</ci><ci>k1</ci><ci>A</ci></apply></math>
</kineticLaw></reaction>
<reaction id="lose" reversible="false" fast="false">
<listOfReactants><speciesReference species="B" stoichiometry="1" constant="true"/></listOfReactants>
<kineticLaw>]] .. MATH .. [[<apply><times/><ci>cell</ci><ci>k2</ci><ci>B</ci></apply></math>
</kineticLaw></reaction>
</listOfReactions>]])

describe("SBML", function()
  it("is read: reactions in a compartment", function()
    local m = assert(read(chain))
    assert.equal("own", m.name)
    local run = simulate(m, { t = { 0, 8 }, every = 2 })
    for i = 1, #run do
      local t = run.t[i]
      near(5 * math.exp(-0.7 * t), run.A[i])
      near(5 * 0.7 / (0.2 - 0.7) * (math.exp(-0.7 * t) - math.exp(-0.2 * t)), run.B[i])
    end
    assert.same({}, m.left_out)
  end)

  it("is read: rules, functions, initial assignments, events", function()
    local m = assert(read(document([[
<listOfFunctionDefinitions><functionDefinition id="twice">]] .. MATH ..
      [[<lambda><bvar><ci>x</ci></bvar><apply><times/><cn>2</cn><ci>x</ci></apply></lambda></math>
</functionDefinition></listOfFunctionDefinitions>
<listOfParameters><parameter id="x" constant="false"/><parameter id="y" constant="false"/>
<parameter id="k" value="0.5" constant="true"/></listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="x">]] .. MATH .. [[<apply><ci>twice</ci>
<cn type="e-notation">1<sep/>1</cn></apply></math></initialAssignment></listOfInitialAssignments>
<listOfRules><rateRule variable="x">]] .. MATH .. [[<apply><minus/><apply><times/><ci>k</ci>
<ci>x</ci></apply></apply></math></rateRule>
<assignmentRule variable="y">]] .. MATH .. [[<piecewise><piece><cn>1</cn><apply><gt/><ci>x</ci>
<cn>15</cn></apply></piece><otherwise><cn>0</cn></otherwise></piecewise></math></assignmentRule>
</listOfRules>
<listOfEvents><event id="again" useValuesFromTriggerTime="true">
<trigger initialValue="true" persistent="true">]] .. MATH .. [[<apply><lt/><ci>x</ci><cn>10</cn>
</apply></math></trigger><listOfEventAssignments><eventAssignment variable="x">]] .. MATH ..
      [[<apply><plus/><ci>x</ci><cn>10</cn></apply></math></eventAssignment>
</listOfEventAssignments></event></listOfEvents>]])))
    local run = simulate(m, { t = { 0, 2 }, at = { 0, 0.2, 1, 2 }, outputs = { "x", "y" } })
    near(20, run.x[1])
    near(20 * math.exp(-0.1), run.x[2])
    near(20 * math.exp(-0.5), run.x[3])
    near(20 * math.exp(-0.5 * (2 - 2 * math.log(2))), run.x[4])
    assert.same({ 1, 1, 0 }, { run.y[1], run.y[2], run.y[3] })
  end)

  it("names what the language cannot say, and lists what it left out", function()
    local none, message, code = read(document([[
<listOfParameters><parameter id="x" value="1" constant="false"/></listOfParameters>
<listOfRules><algebraicRule>]] .. MATH .. [[<ci>x</ci></math></algebraicRule></listOfRules>]]))
    assert.is_nil(none)
    has(message, "an algebraic rule")
    assert.equal("format", code)
    none, message, code = read("<sbml")
    assert.is_nil(none)
    assert.equal("format", code)
    assert.is_truthy(message)
    local m = assert(read(document([[
<notes><p xmlns="http://www.w3.org/1999/xhtml">words</p></notes>
<listOfParameters><parameter id="model" value="3" constant="true"/></listOfParameters>]])))
    has(table.concat(m.left_out, "\n"), "1 notes")
    assert.equal(3, m.parameter.model_.value)
    has(tostring(m), "left out")
  end)

  it("comes back as it went: what the language can say", function()
    local m = hepar.model.define [[
model there_and_back "Everything that SBML can say"
time hour
source "made up"
param k = 0.5 range 0.1 .. 1 [1/hour] "rate" {recalled: a paper}
param n = 2
param double = 2 * k [1/hour]
input level = 1
state x[1..2] = 4 [mg] "in two steps"
state y = 3 * double / k [mg]
let all = sum(x) + sqrt(y * y) + 1e-7 [mg]
let switched = if all > 9 [mg] and not (time < 1 [hour]) or y < 0 [mg] then 2 else 1
x[1]' = -k * x[1] * hill(x[1], 2 [mg], n) * level
x[2]' = k * x[1] * hill(x[1], 2 [mg], n) * level - double * x[2] / (1 + exp(-y / 1 [mg]))
y' = -k * y * switched + clamp(x[2], 0 [mg], 1 [mg]) * 0.1 [1/hour] +
  max(pos(x[1]), abs(y)) * 0 [1/hour]
output mean = all / 3 [mg] "of all"
event low when y < 1 [mg] set y = y + 2 [mg], x[1] = 4 [mg] "filled up"
]]
    local text, left_out = m:sbml()
    assert.is_truthy(xml.parse(text))
    local back = assert(read(text))
    local a = simulate(m, { t = { 0, 12 }, every = 0.5 })
    local b = simulate(back, { t = { 0, 12 }, every = 0.5,
      outputs = { "x_1", "x_2", "y", "mean" } })
    for i = 1, #a do
      near(a["x[1]"][i], b.x_1[i])
      near(a["x[2]"][i], b.x_2[i])
      near(a.y[i], b.y[i])
      near(a.mean[i], b.mean[i])
    end
    assert.is_true(a.statistics.events > 0)
    assert.equal(a.statistics.events, b.statistics.events)
    local said = table.concat(left_out, "\n")
    for _, part in ipairs { "stand in their notes", "inputs are parameters that keep their default",
      "a name: x[1] is x_1" } do has(said, part) end
    for _, part in ipairs { "status: recalled: a paper", "unit: 1/hour", "range: 0.1 to 1", "rate",
      'timeUnits="hour"', 'multiplier="3600"', "source: made up", "Research use only" } do
      has(text, part)
    end
  end)

  it("comes back as it went: the built-in models", function()
    for _, name in ipairs { "renewal_cook", "paracetamol_reddyhoff", "paracetamol_remien",
      "ev_kinetics", "regeneration_furchtgott", "cell_kinetics", "liver" } do
      local m = hepar.model(name)
      local text = assert(m:sbml())
      assert.equal(text, (hepar.model(name):sbml())) -- the same each time
      local back = assert(read(text))
      local a, b = simulate(m, { t = 20, every = 5 }), simulate(back, { t = 20, every = 5 })
      for _, state in ipairs(m:states()) do
        local id = state.name:gsub("%]", ""):gsub("[^%w_]", "_")
        local one, other = a:column(state.name), b:column(id)
        for i = 1, #one do
          assert.is_near(one[i], other[i], 1e-7 * math.max(1e-3, math.abs(one[i])), name .. " "
            .. id)
        end
      end
    end
  end)

  it("says what it cannot say", function()
    local m = hepar.model.define 'model x "y"\nstate a = 1\na\' = -erf(a)\n'
    local none, message, code = m:sbml()
    assert.is_nil(none)
    has(message, "hepar.model.sbml: the rate of a uses the function erf, which SBML has not")
    assert.equal("format", code)
  end)

  it("is written whole", function()
    local path = os.tmpname() .. ".xml"
    local m = hepar.model "renewal_cook"
    local ok, left_out = m:save(path)
    assert.is_true(ok)
    assert.is_table(left_out)
    assert.equal(2, #assert(hepar.model.read(path)):states())
    os.remove(path)
  end)
end)
