-- The disease of a scenario: an injury in the words of the field, and how long it lasted before
-- the trial begins.
local check = require("hepar.util.check")
local engine = require("hepar.model.engine")
local column = require("hepar.column")
local simulate = require("hepar.model.simulate")
local therapy = require("hepar.therapy")

local M = {}

local known = { "name", "etiology", "years", "rate", "period", "days", "species", "stage" }

-- Collagen at which a stage is reached: the model's own grades (fibrosis_stage).
local stages = { 3, 5, 8, 14 }
local named = { fibrosis = 3, cirrhosis = 4, ["liver cirrhosis"] = 4, ["liver fibrosis"] = 3,
  ["decompensated cirrhosis"] = 4, ["compensated cirrhosis"] = 4 }

--- Reads `disease`; leaves spec.injury (a therapy) and what is known of its time before the start.
function M.read(root, spec)
  local at = root:field("disease")
  if at.value == nil then return end
  if not spec.is_liver then
    at:fail("is known of the model liver only; give set, initial or the doses of other models")
  end
  at:table(known, '{name = "cirrhosis", etiology = "alcohol", years = 8}')
  local v, word = at.value, nil
  if v.etiology ~= nil then word = at:field("etiology"):text() end
  local name = v.name ~= nil and at:field("name"):text():lower() or nil
  if not word or name and not named[name] then
    word = name and not named[name] and v.name or word
  end
  if not word then
    at:fail('does not say what injures the liver: etiology = "alcohol", "chronic viral" or '
      .. 'another; or name = "CCL4_CHRONIC"')
  end
  local options = {}
  for _, option in ipairs { "rate", "period", "days", "species" } do options[option] = v[option] end
  spec.injury = at:field(v.etiology == word and "etiology" or "name"):try(therapy.injury, word,
    options)
  spec.preset = spec.injury.preset
  spec.stage = v.stage ~= nil and at:field("stage"):count(1, 4) or name and named[name] or nil
  spec.disease = ("%s%s"):format(name or word, name and word ~= v.name and ", " .. word or "")
  if type(v.years) == "table" then -- a distribution: each patient's own, read with the others
    spec.years_vary, spec.before = true, math.huge
  elseif v.years ~= nil then
    spec.before = at:field("years"):number(0, 100) * 365.25
    spec.years = v.years
  end
end

-- The time after which the model's own patient has reached a stage.
local function time_to(spec, point_parameters, inputs, stage)
  local times = {}
  for k = 0, 400 do times[k + 1] = k * 36525 / 400 / 5 * 4 end
  local kernel = assert(engine.kernel(spec.state, "auto", false))
  local result = assert(engine.run(kernel, { from = 0, to = times[#times], times = column(times),
    columns = { "collagen" }, parameters = point_parameters, inputs = inputs }))
  for k, t in ipairs(times) do
    if result.columns.collagen[k] >= stages[stage] then return t end
  end
  return nil
end

--- How long the injury lasted, once everything else is known.
function M.finish(root, spec)
  local injury = spec.injury
  if not injury then return end
  local steady = #injury.change == 0 and #injury.dose == 0 and injury.set.injury ~= nil
  if not spec.before and steady and not injury.preset then
    spec.stage = spec.stage or 4
    local set = {}
    for name, value in pairs(injury.set) do set[name] = value end
    for name, value in pairs(spec.set) do set[name] = value end
    local parameters, inputs = simulate.point("@", { set = set, preset = spec.preset }, spec.model,
      spec.state)
    local time = time_to(spec, parameters, inputs, spec.stage)
    if not time then
      root:field("disease"):fail("never reaches stage F%d in the model; say years", spec.stage)
    end
    spec.before = time
    table.insert(spec.assumptions, { what = "years", status = "assumed",
      reason = ("not given: %.1f years, when the model's own patient reaches F%d"):format(
        time / 365.25, spec.stage) })
  end
  if spec.before and not steady then
    root:field("disease"):field("years"):fail("do not go with %s, which begins at the start",
      check.show(spec.disease))
  end
  for _, row in ipairs(injury.assumptions) do table.insert(spec.assumptions, row) end
end

return M
