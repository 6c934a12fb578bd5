-- A scenario of a study record. What the record does not say is assumed, and every assumption is a
-- sentence of the scenario.
local check = require("hepar.util.check")
local factors = require("hepar.therapy.factors")
local injuries = require("hepar.therapy.injuries").injuries

local M = {}

local show = check.show

local days_of = { d = 1, day = 1, wk = 7, week = 7, mo = 30.4375, month = 30.4375, yr = 365.25 }

-- Diseases of the clinical records as the model knows them.
local human = { CIRR = "cirrhosis", CIRR_DECOMP = "decompensated cirrhosis",
  ACLF = "acute-on-chronic", FIBROSIS = "fibrosis" }
local etiologies = { HBV = "HBV", HCV = "HCV", ALC = "alcohol", META = "NASH", BIL = "cholestatic" }

-- Routes that the model can take, of cells.
local usable = { HA = true, PV = true, IV = true, IH = true, IS = true }

-- Assumed numbers of animal experiments, which the tables do not give: as counts of the model,
-- which are those of a human.
local ANIMAL_CELLS, ANIMAL_PARTICLES = 5e7, 1e11

local function refuse(text, ...) error({ refused = text:format(...) }, 0) end

local function label_of(arm, taken)
  local name = tostring(arm.label or arm.id or "treated"):lower():gsub("[^%w]+", "_")
  name = name:gsub("^_+", ""):gsub("_+$", "")
  if name == "" or name:match("^%d") then name = "arm_" .. name end
  while taken[name] do name = name .. "_" .. (arm.id or "2"):lower() end
  taken[name] = true
  return name
end

-- Days of the doses: of an interval, of weeks, of words such as "1 mo post BM aspiration".
local function times_of(dose, say)
  local schedule = dose.schedule or {}
  local n = dose.n_doses or schedule.at and #schedule.at or 1
  if schedule.weeks then
    local list = {}
    for i, week in ipairs(schedule.weeks) do list[i] = 7.0 * week end
    return list
  end
  if schedule.interval then
    local unit = days_of[schedule.interval.unit]
    if not unit then refuse("the interval of the doses is in %s", show(schedule.interval.unit)) end
    local list = {}
    for i = 1, n do list[i] = (i - 1) * unit * schedule.interval.value end
    say("the first dose is on day 0")
    return list
  end
  if schedule.at then
    local list = {}
    for i, words in ipairs(schedule.at) do
      local months, day = words:match("^(%d+) mo"), words:match("day (%d+)")
      if not months and not day then
        refuse("when a dose was given is told in words only: %s", show(words))
      end
      list[i] = months and 28.0 * tonumber(months) or tonumber(day) + 0.0
      say(('"%s" is day %g'):format(words, list[i]))
    end
    return list
  end
  if n > 1 then
    local list = {}
    for i = 1, n do list[i] = 28.0 * (i - 1) end
    say(("%d doses without times: every 4 weeks from day 0"):format(n))
    return list
  end
  say("the dose is given on day 0")
  return { 0.0 }
end

-- One dose of cells in the fields of hepar.therapy.product.
local function treatment(record, arm, dose, say)
  local product = record.product
  local entry = { product = arm.intervention_type or product.type or "MSC", source = product.source,
    donor = product.donor }
  if not dose.min then refuse("its dose cannot be read: %s", show(dose.text)) end
  if dose.unit ~= "cells" then refuse("its dose is in %s, not in cells", show(dose.unit)) end
  local amount = (dose.min + dose.max) / 2
  if dose.min ~= dose.max then
    say(("the dose is the middle of %g to %g"):format(dose.min, dose.max))
  end
  if dose.per == "kg" then
    entry.dose_per_kg, entry.weight = amount, 70
    say("a patient weighs 70 kg")
  else
    entry.dose = amount
  end
  local route = arm.route
  if not route then
    for _, code in ipairs(product.routes or {}) do
      if usable[code] and not route then route = code end
    end
    if not route then refuse("its route is none that the model has") end
    if #product.routes > 1 then
      say(("of the routes %s the first that the model has: %s"):format(table.concat(product.routes,
        ", "), route))
    end
  end
  entry.route = route
  if product.passage and product.passage.max then
    entry.passage = (product.passage.min + product.passage.max) / 2
  end
  entry.at = { days = times_of(dose, say) }
  return entry
end

local function clinical(record, fields, say)
  local population = record.population or {}
  local name = human[population.disease]
  local etiology
  for _, code in ipairs(population.etiology or {}) do etiology = etiology or etiologies[code] end
  if population.disease == "PBC_UDCA_R" or population.disease == "PBC" then
    name, etiology = "cirrhosis", "cholestatic"
    say("primary biliary cholangitis as cholestatic injury of the model, at the stage of cirrhosis")
  elseif population.disease == "LT" or not name then
    refuse("its disease %s is none that the model has", show(population.disease_text or
      population.disease))
  end
  if name == "acute-on-chronic" then
    fields.disease = { name = name }
    say("the flare has its height on day 12, on the cirrhosis of alcohol whatever the cause")
  else
    if not etiology then
      etiology = "alcohol"
      say("the etiology is not reported: alcohol")
    elseif #(population.etiology or {}) > 1 then
      say(("of several etiologies the first that the model has: %s"):format(etiology))
    end
    fields.disease = { name = name, etiology = etiology }
  end
  local doses = record.product and record.product.doses
  if not doses or #doses == 0 then refuse("it gives no dose") end
  local taken, control, reasons = { control = true }, false, {}
  fields.arms = {}
  for _, arm in ipairs(record.arms or {}) do
    if arm.role == "control" or arm.role == "as_printed" or arm.role == "comparator" then
      control = true
    else
      for _, dose in ipairs(doses) do
        local for_arm = not dose.arms
        for _, id in ipairs(dose.arms or {}) do for_arm = for_arm or id == arm.id end
        if for_arm and not (arm.role == "stratum" and next(fields.arms)) then
          local kind = arm.intervention_type
          local entry = kind and factors.products[kind]
          if entry and entry.refused then
            reasons[#reasons + 1] = ("arm %s is left out: %s"):format(show(arm.label),
              entry.refused)
          else
            local key = arm.role == "stratum" and "treated" or label_of(arm, taken)
            fields.arms[key] = { treatment(record, arm, dose, say) }
          end
        end
      end
    end
  end
  if next(fields.arms) == nil then refuse("it has no arm that the model can treat: %s",
    table.concat(reasons, "; ")) end
  for _, reason in ipairs(reasons) do say(reason) end
  fields.arms.control = {}
  if not control then say("the study has no control arm: an untreated one is added") end
  local follow = record.follow_up and record.follow_up.days
  if not follow then
    follow = 182.625
    say("the follow-up is not reported: 6 months")
  end
  fields.horizon = { days = follow }
  fields.outputs = { "MELD", "collagen", "albumin" }
end

-- The words of a list that are treatments of cells, and those that are genes.
local function sort_conditioning(list)
  local conditioning, gene = {}, {}
  for _, word in ipairs(list or {}) do
    if factors.conditioning[word] then conditioning[#conditioning + 1] = word
    elseif factors.genes[word] then gene[#gene + 1] = word
    else refuse("the model has no factor for %s", show(word)) end
  end
  return #conditioning > 0 and conditioning or nil, #gene > 0 and gene or nil
end

-- One product of an animal experiment, without its time.
local function animal_product(product, type_, say)
  local kind = factors.products[type_]
  if not kind or kind.refused then
    refuse("the product %s: %s", type_, kind and kind.refused or "the model has none such")
  end
  local one = { product = type_, source = product.source }
  if kind.kind == "cells" then
    one.donor, one.route, one.dose = product.donor, "IV", ANIMAL_CELLS
    one.conditioning, one.gene = sort_conditioning(product.conditioning)
    say("dose and route are not in the table: 5e7 cells of the model's human scale, by vein")
  elseif kind.kind == "vesicles" then
    one.route, one.dose = "IV", ANIMAL_PARTICLES
    local cargo = {}
    for _, word in ipairs(product.cargo or {}) do
      if factors.cargo[word] or require("hepar.core").evidence.code("cargo", word, "@") then
        cargo[#cargo + 1] = word
      else
        say(("the cargo %s has no factor of its own"):format(word))
      end
    end
    one.cargo = #cargo > 0 and cargo or nil
    if #cargo == 0 and kind.needs == "cargo" then
      one.product = "MSC_EV"
      say("the cargo is none that the model has: plain vesicles of stromal cells")
    end
    say("the dose is not in particles: 1e11 of the model's human scale, by vein")
  elseif kind.kind == "medium" then
    one.source = nil
    say("the dose of medium is not in the table: of 1e8 cells")
  else
    refuse("the product %s has no dose in the table", type_)
  end
  return one
end

local function preclinical(record, fields, say)
  local product = record.product
  if not product or not product.type then refuse("it names no product") end
  local injury = record.injury and record.injury[1]
  if not injury then refuse("it names no injury") end
  local name = injury.model
  if name == "CCL4" then
    name = (injury.disease == "FIBROSIS" or injury.disease == "CIRR") and "CCL4_CHRONIC" or
      "CCL4_ACUTE"
    say(("carbon tetrachloride is taken as %s"):format(name))
  end
  local entry = injuries[name]
  if not entry then refuse("the model has no course for the injury %s", show(name)) end
  if entry.same then
    name = entry.same
    entry = injuries[name]
  end
  if entry.refused then refuse("the injury %s: %s", name, entry.refused) end
  if #record.injury > 1 then say(("of several injuries the first: %s"):format(name)) end
  local species = record.animal and record.animal.species
  if species ~= "mouse" and species ~= "rat" then
    species = entry.species
    say(("the species is taken as %s"):format(species))
  end
  fields.disease = { name = name, species = species }
  fields.arms = { control = {} }
  if product.type == "MSC_AND_CM" then
    say("cells and medium, of which the table says both or either: an arm of each")
    fields.arms.cells = { animal_product(product, "MSC", say) }
    fields.arms.medium = { animal_product(product, "MSC_CM", say) }
  else
    fields.arms.treated = { animal_product(product, product.type, say) }
  end
  local chronic = name:find("CHRONIC") or name == "TAA" or name == "BDL" or name == "ETOH" or
    name == "HFD"
  local at = { days = chronic and 28 or 1 }
  fields.horizon = { days = chronic and 84 or 21 }
  say(("when it is given is not in the table: on day %d"):format(at.days))
  for _, arm in pairs(fields.arms) do
    if arm[1] then arm[1].at = { days = at.days } end
  end
  fields.outputs = { "ALT", "collagen", "mass" }
end

--- The fields of a scenario of a record; nil and why not.
function M.fields(record, options)
  local fields = { model = "liver", record = record.id, assumed = {},
    cohort = { n = 1000, seed = 1 } }
  if options.n ~= nil then fields.cohort.n = options.n end
  if options.seed ~= nil then fields.cohort.seed = options.seed end
  local seen = {}
  local function say(text)
    if not seen[text] then table.insert(fields.assumed, text) end
    seen[text] = true
  end
  local citation = record.citation or {}
  fields.title = ("%s%s: %s"):format(citation.first_author or record.study or record.id,
    citation.year and (" %d"):format(citation.year) or "", record.design == "clinical" and
    "the clinical protocol" or "the animal experiment")
  local ok, why = pcall(record.design == "clinical" and clinical or preclinical, record, fields,
    say)
  if not ok then
    if type(why) == "table" and why.refused then return nil, why.refused end
    error(why, 0)
  end
  if options.outputs ~= nil then fields.outputs = options.outputs end
  return fields
end

--- hepar.scenario.from_record.
function M.scenario(record, options)
  local where = "hepar.scenario.from_record"
  if type(record) ~= "table" or type(record.id) ~= "string" or type(record.design) ~= "string" then
    check.fail(where, "the record must be one of the evidence, got %s", show(record))
  end
  check.given(where, options, { "n", "seed", "outputs" })
  local fields, why = M.fields(record, options or {})
  if not fields then
    return nil, ("%s: %s makes no scenario: %s"):format(where, record.id, why), "not_found"
  end
  local object = require("hepar.scenario.object")
  local source = { where = where }
  if options and (options.n ~= nil or options.seed ~= nil or options.outputs ~= nil) then
    return object.make(fields, source)
  end
  local made, scenario = pcall(object.make, fields, source)
  if made then return scenario end
  return nil, ("%s: %s makes no scenario: %s"):format(where, record.id,
    (tostring(scenario):gsub("^" .. where:gsub("%.", "%%.") .. ": ", ""))), "not_found"
end

return M
