-- The right-hand side and the scores of the liver model at states along published courses, against
-- an independent implementation (spec/reference/models.json, "rates"): no solver is between.

local core = require "hepar.core"
local models = require "spec.helper.models"

local function text(name)
  local file = io.open("csrc/kernels/" .. name .. ".model")
  if not file then return nil end
  local all = file:read("a")
  file:close()
  return all
end

local function parse(name)
  return assert(core.model.parse(assert(text(name)), { find = text, file = name .. ".model" }))
end

-- Values of a preset over the defaults, by name.
local function preset(model, name)
  for _, p in ipairs(model:presets()) do
    if p.name == name then
      local values = {}
      for _, set in ipairs(p.sets) do values[set.name] = set.value end
      return values
    end
  end
  error("no preset " .. name)
end

describe("the rates of the liver model", function()
  local model = parse "liver"
  local programs = assert(core.programs.make(model, false))
  local kernel = assert(programs:kernel("interpreter"))

  -- All rates and outputs, by name.
  local function evaluate(case)
    local lane = { states = {}, parameters = {}, inputs = {}, time = case.time or 0 }
    local states, outputs = {}, {}
    local special = case.preset and preset(model, case.preset) or {}
    for _, symbol in ipairs(model:symbols()) do
      local name = symbol.name
      if symbol.kind == "state" then
        states[#states + 1] = name
        lane.states[#states] = case.states and case.states[name] or nil
      elseif symbol.kind == "parameter" then
        lane.parameters[#lane.parameters + 1] = case.set and case.set[name] or special[name] or
          symbol.value
      elseif symbol.kind == "input" then
        lane.inputs[#lane.inputs + 1] = case.inputs and case.inputs[name] or symbol.value
      elseif symbol.kind == "output" then
        outputs[#outputs + 1] = name
      end
    end
    if not case.states then lane.states = kernel:run({ lane })[1].initial end
    local result = kernel:run({ lane })[1]
    local by_name = { rates = {}, outputs = {} }
    for i, name in ipairs(states) do by_name.rates[name] = result.rates[i] end
    for i, name in ipairs(outputs) do by_name.outputs[name] = result.outputs[i] end
    return by_name
  end

  local function close(expected, got, what)
    assert.is_number(got, what)
    local off = math.abs(got - expected)
    if off ~= off or off > 1e-11 * math.abs(expected) + 1e-15 then
      error(("%s: expected %.16g, got %.16g"):format(what, expected, got), 2)
    end
  end

  for _, case in ipairs(models.reference().rates) do
    it("are those of the reference, " .. case.preset, function()
      local got, n = evaluate(case), 0
      for name, rate in pairs(case.rates) do
        close(rate, got.rates[name], case.preset .. " " .. name .. "'")
        n = n + 1
      end
      for name, value in pairs(case.outputs) do
        close(value, got.outputs[name], case.preset .. " " .. name)
      end
      assert.are.equal(55, n)
    end)
  end

  it("are zero in health, but for deaths of other causes, in every species", function()
    for _, name in ipairs{ "human", "rat", "mouse" } do
      local got = evaluate{ preset = name }
      for state, rate in pairs(got.rates) do
        if state == "survival" then
          close(-2.7e-5, rate, state)
        elseif state == "death" then
          close(2.7e-5, rate, state)
        else
          assert.is_true(math.abs(rate) < 1e-15, name .. " " .. state)
        end
      end
    end
  end)
end)

describe("the texts of the built-in models", function()
  for _, name in ipairs{ "cell_kinetics", "ev_kinetics", "liver", "paracetamol_reddyhoff",
    "paracetamol_remien", "regeneration_furchtgott", "renewal_cook", "repair_adler",
    "stages_thein", "stellate_bougueon" } do
    it(name .. " passes the unit checker without assumptions, and says what it does and does not",
      function()
        local model = parse(name)
        local remarks = model:remarks()
        assert.is_true(#remarks.sources > 0)
        assert.is_true(#remarks.reproduces > 0)
        assert.is_true(#remarks.limits > 0)
        for _, note in ipairs(remarks.notes) do
          assert.is_truthy(note.text:find("outside the ranges", 1, true), note.text)
        end
        for _, symbol in ipairs(model:symbols()) do
          if symbol.kind == "parameter" then
            assert.is_string(symbol.doc, symbol.name)
            assert.is_string(symbol.status, symbol.name)
            assert.are_not.equal("unstated", symbol.status, symbol.name)
          elseif symbol.kind == "state" or symbol.kind == "input" then
            assert.is_string(symbol.doc, symbol.name)
          end
        end
      end)
  end

  it("the liver has 167 physiological parameters, 93 of them assumed",
    function()
      local count = { verified = 0, recalled = 0, calibrated = 0, assumed = 0 }
      for _, symbol in ipairs(parse("liver"):symbols()) do
        if symbol.kind == "parameter" then
          count[symbol.status] = count[symbol.status] + 1
          assert.is_true(symbol.low <= symbol.value and symbol.value <= symbol.high, symbol.name)
        end
      end
      -- 31 more describe product, course and patient: one recalled, thirty assumed.
      assert.are.same({ verified = 7, recalled = 34, calibrated = 34, assumed = 123 }, count)
    end)
end)
