-- Liver scores: more of what is bad never lowers a score, and units do not matter. Where a
-- published formula itself breaks that, this shows where.

local hepar = require "hepar"
local score = hepar.score

-- Where inputs are drawn from, in conventional units; whole: grades and flags.
local ranges = {
  bilirubin = { 0.2, 40 }, bilirubin_day7 = { 0.2, 40 }, INR = { 0.8, 9 },
  creatinine = { 0.3, 7 }, sodium = { 115, 150 }, albumin = { 1, 5.5 }, age = { 1, 90 },
  AST = { 10, 3000 }, ALT = { 10, 3000 }, AST_limit = { 30, 60 }, platelets = { 10, 600 },
  prothrombin_time = { 10, 60 }, prothrombin_prolonged = { 0, 30 }, control = { 10, 15 },
  WBC = { 0.5, 60 }, MAP = { 40, 110 }, PaO2_FiO2 = { 60, 500 }, SpO2_FiO2 = { 80, 470 },
  pH = { 6.9, 7.6 }, lactate = { 0.3, 12 }, lactate_after_fluids = { 0.3, 12 },
  jaundice = { 0, 60 }, OF = { 6, 18 }, ascites = { 0, 3, whole = true },
  encephalopathy = { 0, 4, whole = true },
}
local flag = { 0, 1, whole = true }

-- Of children; and so that not everybody meets the criteria by one input alone.
local own = {
  PELD = { age = { 0, 12 } },
  kings_paracetamol = { pH = { 7.25, 7.6 }, lactate = { 0.3, 4 },
    lactate_after_fluids = { 0.3, 3.5 } },
}

local function range_of(name, input)
  return own[name] and own[name][input] or ranges[input] or flag
end

-- 1: rises with the input, -1: falls; 0: neither for certain. Only these are asked.
local directions = {
  MELD = { bilirubin = 1, INR = 1, creatinine = 1, dialysis = 1 },
  MELD_original = { bilirubin = 1, INR = 1, creatinine = 1, cause = 1 },
  MELD_Na = { bilirubin = 1, INR = 1, creatinine = 1, dialysis = 1, sodium = -1 },
  MELD_Na_2008 = { bilirubin = 1, INR = 1, creatinine = 1, dialysis = 1, sodium = -1 },
  MELD3 = { bilirubin = 1, INR = 1, creatinine = 1, dialysis = 1, sodium = 0, albumin = 0, sex = 1,
    adolescent = 1 },
  PELD = { bilirubin = 1, INR = 1, albumin = -1, age = -1, growth_failure = 1 },
  mayo_TIPS = { bilirubin = 1, INR = 1, creatinine = 1, cause = 1 },
  UKELD = { bilirubin = 1, INR = 1, creatinine = 1, sodium = -1 },
  child_pugh = { bilirubin = 1, albumin = -1, INR = 1, prothrombin_prolonged = 1, ascites = 1,
    encephalopathy = 1, biliary = -1 },
  ALBI = { bilirubin = 1, albumin = -1 },
  FIB4 = { age = 1, AST = 1, ALT = -1, platelets = -1 },
  APRI = { AST = 1, AST_limit = -1, platelets = -1 },
  maddrey = { prothrombin_time = 1, control = -1, bilirubin = 1 },
  lille = { age = 1, albumin = -1, bilirubin = -1, bilirubin_day7 = 1, creatinine = 1,
    prothrombin_time = 1 },
  CLIF_OF = { bilirubin = 1, creatinine = 1, renal_replacement = 1, encephalopathy = 1, INR = 1,
    MAP = -1, vasopressors = 1, PaO2_FiO2 = -1, SpO2_FiO2 = -1, ventilation = 1 },
  CLIF_ACLF = { OF = 1, age = 1, WBC = 1 },
  CLIF_AD = { age = 1, creatinine = 1, INR = 1, WBC = 1, sodium = -1 },
  kings_paracetamol = { pH = -1, INR = 1, creatinine = 1, encephalopathy = 1, lactate = 1,
    lactate_after_fluids = 1 },
  kings_other = { INR = 1, age = 0, cause = 1, jaundice = 1, bilirubin = 1 },
}
directions.ACLF_grade = directions.CLIF_OF

local patients, steps = 60, 25

-- Columns of patients; each stands `steps` times in a row.
local function cohort(about, random)
  local inputs = {}
  for _, input in ipairs(about.inputs) do
    local range = range_of(about.name, input.name)
    local values = {}
    for i = 1, patients do
      local x = range.whole and random:integer(range[1], range[2])
        or random:uniform { min = range[1], max = range[2] }
      for j = 1, steps do values[(i - 1) * steps + j] = x end
    end
    inputs[input.name] = hepar.column(values)
  end
  return inputs
end

-- One input from its least to its largest value for each patient.
local function sweep(range)
  local values = {}
  for i = 1, patients do
    for j = 1, steps do
      local x = range[1] + (range[2] - range[1]) * (j - 1) / (steps - 1)
      if range.whole then x = math.floor(x + 0.5) end
      values[(i - 1) * steps + j] = x
    end
  end
  return hepar.column(values)
end

-- The places at which the score goes against the direction.
local function against(values, direction)
  local list = {}
  for i = 1, patients do
    for j = 2, steps do
      local at = (i - 1) * steps + j
      if direction * (values[at] - values[at - 1]) < -1e-9 then list[#list + 1] = at end
    end
  end
  return list
end

describe("each score", function()
  for number, about in ipairs(score.list()) do
    it(about.name .. " goes one way with each input", function()
      local random = hepar.random(number, { purpose = "scores" })
      for _, input in ipairs(about.inputs) do
        local direction = directions[about.name][input.name]
        assert.is_number(direction, input.name)
        if direction ~= 0 then
          local inputs = cohort(about, random)
          -- The blood gas that comes second counts when the first is missing.
          if input.name == "SpO2_FiO2" then inputs.PaO2_FiO2 = nil end
          if input.name == "prothrombin_prolonged" then inputs.INR = nil end
          inputs[input.name] = sweep(range_of(about.name, input.name))
          for _, unrounded in ipairs { true, false } do
            inputs.unrounded = unrounded
            local values = score[about.name](inputs)
            assert.equal(0, values:missing())
            assert.same({}, against(values, direction), input.name)
            -- and not always the same, or nothing would have been asked
            local low, high = values:min(), values:max()
            assert.is_true(low < high, input.name)
          end
        end
      end
    end)

    it(about.name .. " is the same in both systems of units", function()
      local random = hepar.random(number, { purpose = "units" })
      local inputs, si = cohort(about, random), { unrounded = true, units = "SI" }
      inputs.unrounded = true
      for _, input in ipairs(about.inputs) do
        local column = inputs[input.name]
        si[input.name] = column
        if input.si and input.si ~= input.unit then
          local analyte = input.name:match("^bilirubin") or input.name
          local factor = hepar.units.convert(1, input.unit, input.si,
            hepar.units.analyte(analyte) and { analyte = analyte } or nil)
          si[input.name] = column * factor
        end
      end
      local here, there = score[about.name](inputs), score[about.name](si)
      for i = 1, #here, steps do
        assert.is_true(math.abs(here[i] - there[i]) <= 1e-9 * (1 + math.abs(here[i])))
      end
    end)
  end
end)

describe("MELD 3.0", function()
  local function at(more)
    local inputs = { bilirubin = 3, INR = 1.5, creatinine = 1.5, sodium = 130, albumin = 2.5,
      sex = "male", unrounded = true }
    for key, value in pairs(more) do inputs[key] = value end
    return score.MELD3(inputs)
  end

  -- As published: the slope of albumin is -1.85 + 1.83 ln(creatinine), which changes its sign at
  -- exp(1.85 / 1.83) = 2.748 mg/dL; that of sodium -0.82 + 0.24 ln(bilirubin), at 30.5 mg/dL.
  it("falls with albumin below a creatinine of 2.748 mg/dL, and rises above", function()
    assert.is_true(at { creatinine = 2.74, albumin = 3 } < at { creatinine = 2.74, albumin = 2 })
    assert.is_true(at { creatinine = 2.76, albumin = 3 } > at { creatinine = 2.76, albumin = 2 })
  end)

  it("falls with sodium below a bilirubin of 30.5 mg/dL, and rises above", function()
    assert.is_true(at { bilirubin = 30.4, sodium = 136 } < at { bilirubin = 30.4, sodium = 126 })
    assert.is_true(at { bilirubin = 30.6, sodium = 136 } > at { bilirubin = 30.6, sodium = 126 })
  end)
end)
