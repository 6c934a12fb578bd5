--- Therapies and injuries in the words of the field, as settings of the liver model: `product`
-- takes a product, its source, donor, passage, route, dose, conditioning, gene, cargo, size and
-- drugs, `injury` takes a cause or an animal model, and `join` puts several together for
-- `simulate`. Every factor comes with its status and reason, nearly all of them assumed; what the
-- model cannot represent is refused with the reason. Research use only, never a bedside device.
-- @module hepar.therapy

local core = require("hepar.core")
local check = require("hepar.util.check")
local factors = require("hepar.therapy.factors")
local injuries = require("hepar.therapy.injuries")

local M = {}

local fail, show = check.fail, check.show

--- What a therapy or an injury does to the liver model; it prints what it sets and assumes.
-- @type therapy
-- @tfield table set parameters and steady inputs, by name
-- @tfield table change list of `{at, input, value}`: inputs from a day on
-- @tfield table dose list of `{at, into, amount}`: 1e6 cells, 1e10 particles or livers
-- @tfield[opt] string preset the species, when it is not human
-- @tfield table assumptions list of `{what, status, reason}`
-- @tfield table applied list of `{what, status, times}`: which factors came from which word
local Therapy = { __name = "hepar.therapy" }
Therapy.__index = Therapy

local function new(title)
  return setmetatable({ title = title, set = {}, change = {}, dose = {}, assumptions = {},
    applied = {} }, Therapy)
end

local function number(value)
  return (("%.6g"):format(value))
end

function Therapy:__tostring()
  local lines = { self.title }
  if self.preset then lines[#lines + 1] = "  species " .. self.preset end
  for _, name in ipairs(check.names(self.set)) do
    lines[#lines + 1] = ("  %s = %s"):format(name, number(self.set[name]))
  end
  for _, change in ipairs(self.change) do
    lines[#lines + 1] = ("  from %s: %s = %s"):format(number(change.at), change.input,
      number(change.value))
  end
  for _, dose in ipairs(self.dose) do
    lines[#lines + 1] = ("  at %s: %s into %s"):format(number(dose.at), number(dose.amount),
      dose.into)
  end
  lines[#lines + 1] = "assumptions"
  for _, row in ipairs(self.assumptions) do
    lines[#lines + 1] = ("  %s (%s): %s"):format(row.what, row.status, row.reason)
  end
  if #self.assumptions == 0 then lines[#lines + 1] = "  none" end
  return table.concat(lines, "\n")
end

local function assume(therapy, what, reason, status)
  table.insert(therapy.assumptions, { what = what, status = status or "assumed", reason = reason })
end

-- Applies an entry of factors to the settings.
local function apply(therapy, what, entry)
  for _, name in ipairs(check.names(entry.set or {})) do therapy.set[name] = entry.set[name] end
  for _, name in ipairs(check.names(entry.times or {})) do
    therapy.factor[name] = (therapy.factor[name] or 1) * entry.times[name]
  end
  for _, name in ipairs(check.names(entry.input or {})) do
    therapy.set[name] = (therapy.set[name] or 0) + entry.input[name]
  end
  if entry.reason then assume(therapy, what, entry.reason, entry.status) end
  if entry.times then
    table.insert(therapy.applied, { what = what, status = entry.status or "assumed",
      times = entry.times })
  end
end

-- The code that a word means: one of the vocabulary, or one of the extra names.
local function resolve(where, option, vocabulary, names, word, known)
  if type(word) ~= "string" then fail(where, "option %s must be a string, got %s", option,
    show(word)) end
  local extra = names and names[word:lower()]
  if extra then return extra end
  if known[word] then return word end
  if vocabulary then
    local code = core.evidence.code(vocabulary, word, where)
    if code then return code end
  end
  local words = check.names(known)
  for _, name in ipairs(check.names(names or {})) do words[#words + 1] = name end
  fail(where, "%s %s is not known%s", option, show(word), check.suggest(word, words))
end

local function refuse(where, option, word, reason)
  fail(where, "%s %s is not represented: %s", option, show(word), reason)
end

-- The words of an option: one or a list, none when it is not given.
local function listed(where, option, value)
  if value == nil then return {} end
  if type(value) ~= "table" then return { value } end
  if check.class(value) or getmetatable(value) then
    fail(where, "option %s must be a word or a list of words, got %s", option, show(value))
  end
  return value
end

local function positive(where, option, value, zero)
  if type(value) ~= "number" or value ~= value or value == math.huge or value < 0 or
    (value == 0 and not zero) then
    fail(where, "option %s must be a positive number, got %s", option, show(value))
  end
  return value
end

local KNOWN = { "product", "source", "donor", "passage", "route", "dose", "dose_per_kg", "weight",
  "at", "conditioning",
  "gene", "cargo", "ev_size", "targeting", "drug", "cause", "injury", "until" }

-- The times of the doses.
local function schedule(where, at)
  local times = {}
  for i, time in ipairs(listed(where, "at", at == nil and 0 or at)) do
    if type(time) ~= "number" or time ~= time or time < 0 or time == math.huge then
      fail(where, "option at must be a time in days or a list of times, got %s", show(time))
    end
    times[i] = time
  end
  if #times == 0 then fail(where, "option at must be a time in days or a list of times, got %s",
    show(at)) end
  table.sort(times)
  return times
end

-- The size of one dose, in cells or particles.
local function amount(where, options, therapy)
  if options.dose ~= nil and options.dose_per_kg ~= nil then fail(where,
    "give dose or dose_per_kg, not both") end
  if options.dose ~= nil then return positive(where, "dose", options.dose) end
  if options.dose_per_kg == nil then fail(where,
    "option dose or dose_per_kg is missing: a product without a dose does nothing") end
  local per_kg, weight = positive(where, "dose_per_kg", options.dose_per_kg), options.weight
  if weight == nil then
    weight = 70
    assume(therapy, "weight", "no weight given: 70 kg")
  end
  return per_kg * positive(where, "weight", weight)
end

local function refuse_options(where, options, names, kind)
  for _, name in ipairs(names) do
    if options[name] ~= nil then fail(where, "option %s does not go with %s", name, kind) end
  end
end

local kinds = {}

-- Cells: source, donor, passage, conditioning, gene, route.
function kinds.cells(where, options, therapy)
  refuse_options(where, options, { "cargo", "ev_size", "targeting", "until" }, "cells")
  if options.source ~= nil then
    local code = resolve(where, "source", "source", nil, options.source, factors.sources)
    apply(therapy, "source " .. code, factors.sources[code] or { reason = factors.source_unknown })
  end
  if options.donor ~= nil then
    local code = resolve(where, "donor", "donor", nil, options.donor, factors.donors)
    apply(therapy, "donor " .. code, factors.donors[code])
  end
  if options.passage ~= nil then
    local passage = positive(where, "passage", options.passage, true)
    if passage > 6 then
      apply(therapy, "passage " .. number(passage), { times = { potency = 0.9 ^ (passage - 6),
        cell_survival = 0.95 ^ (passage - 6) },
        reason = "old cells do less: 0.9 of the signal and 0.95 of the life span per passage " ..
          "after the sixth" })
    end
  end
  local treated = {}
  for _, word in ipairs(listed(where, "conditioning", options.conditioning)) do
    local code = resolve(where, "conditioning", "conditioning", factors.conditioning_names, word,
      factors.conditioning)
    local entry = factors.conditioning[code]
    if not entry then fail(where, "conditioning %s is a change of a gene: give it as gene",
      show(word)) end
    treated[code] = entry
  end
  for _, code in ipairs(check.names(treated)) do
    local entry = treated[code]
    if entry.refused and not treated[entry.with] then refuse(where, "conditioning", code,
      entry.refused) end
    apply(therapy, "conditioning " .. code, entry)
  end
  for _, word in ipairs(listed(where, "gene", options.gene)) do
    local code = resolve(where, "gene", "conditioning", factors.gene_names, word, factors.genes)
    local entry = factors.genes[code]
    if not entry then fail(where, "gene %s is a treatment of the cells: give it as conditioning",
      show(word)) end
    if entry.refused then refuse(where, "gene", word, entry.refused) end
    apply(therapy, "gene " .. code, entry)
  end
  local route = options.route
  if route == nil then fail(where, "option route is missing: HA, PV, IV, IH or IS") end
  local code = resolve(where, "route", "route", nil, route, factors.routes)
  if factors.routes[code].refused then refuse(where, "route", route,
    factors.routes[code].refused) end
  local cells = amount(where, options, therapy)
  for i, time in ipairs(schedule(where, options.at)) do
    therapy.dose[i] = { at = time, into = factors.routes[code].input, amount = cells / 1e6 }
  end
end

-- Vesicles: cargo, size, targeting; into a vein only.
function kinds.vesicles(where, options, therapy)
  refuse_options(where, options, { "passage", "conditioning", "gene", "until" }, "vesicles")
  if options.source ~= nil then
    local code = resolve(where, "source", "source", nil, options.source, factors.sources)
    assume(therapy, "source " .. code, "the source of vesicles has no factor: all alike")
  end
  if options.donor ~= nil then
    local code = resolve(where, "donor", "donor", nil, options.donor, factors.donors)
    assume(therapy, "donor " .. code, "vesicles are not rejected")
  end
  for _, word in ipairs(listed(where, "cargo", options.cargo)) do
    local code = resolve(where, "cargo", "cargo", nil, word, factors.cargo)
    local entry = factors.cargo[code] or { refused = factors.cargo_unknown }
    if entry.refused then refuse(where, "cargo", word, entry.refused) end
    apply(therapy, "cargo " .. code, entry)
  end
  local size = options.ev_size
  if size ~= nil then
    if type(size) == "string" then
      local word = size
      size = factors.sizes[word]
      if not size then fail(where, "ev_size %s is not known%s", show(word), check.suggest(word,
        check.names(factors.sizes))) end
      assume(therapy, "ev_size " .. word, "taken as " .. number(size) .. " nm")
    end
    positive(where, "ev_size", size)
    if size < 30 or size > 2000 then fail(where,
      "option ev_size must be within 30 and 2000 nm, got %s", show(size)) end
    therapy.set.vesicle_diameter = size
  end
  if options.targeting ~= nil then
    local factor = options.targeting == true and 2 or options.targeting
    if factor ~= false then
      therapy.set.vesicle_targeting = positive(where, "targeting", factor)
      assume(therapy, "targeting", "a ligand multiplies the share of the liver by " ..
        number(factor))
    end
  end
  local code = resolve(where, "route", "route", nil, options.route == nil and "IV" or
    options.route, factors.routes)
  if factors.routes[code].refused then refuse(where, "route", options.route,
    factors.routes[code].refused) end
  if code ~= "IV" then refuse(where, "route", options.route,
    "the kinetics of vesicles are known for a vein only") end
  local particles = amount(where, options, therapy)
  for i, time in ipairs(schedule(where, options.at)) do
    therapy.dose[i] = { at = time, into = "dose_vesicles", amount = particles / 1e10 }
  end
end

-- Conditioned medium: a level of factors, from a time to a time.
function kinds.medium(where, options, therapy)
  refuse_options(where, options, { "passage", "donor", "cargo", "ev_size", "targeting", "gene",
    "conditioning", "weight", "dose_per_kg" },
    "conditioned medium")
  local cells = positive(where, "dose", options.dose == nil and 1e8 or options.dose)
  if options.dose == nil then assume(therapy, "dose", "medium of 1e8 cells") end
  local times, length = schedule(where, options.at), 1
  if options["until"] ~= nil then
    if #times > 1 then fail(where, "option until goes with one time only") end
    length = positive(where, "until", options["until"]) - times[1]
    if length <= 0 then fail(where, "option until must be later than at, got %s",
      show(options["until"])) end
  end
  for i, time in ipairs(times) do
    if not (times[i + 1] and times[i + 1] < time + length) then
      table.insert(therapy.change, { at = time, input = "conditioned_medium", value = cells / 1e6 })
      table.insert(therapy.change, { at = time + length, input = "conditioned_medium", value = 0 })
    else
      table.insert(therapy.change, { at = time, input = "conditioned_medium", value = cells / 1e6 })
    end
  end
  assume(therapy, "medium", "its factors act as those of the cells it comes from, for " ..
    number(length) .. " days a dose; no vesicles beside")
end

-- Hepatocytes: a fifth of the dose joins the liver.
function kinds.hepatocytes(where, options, therapy)
  refuse_options(where, options, { "passage", "cargo", "ev_size", "targeting", "gene",
    "conditioning", "until" }, "hepatocytes")
  local code = resolve(where, "route", "route", nil, options.route == nil and "PV" or
    options.route, factors.routes)
  if factors.routes[code].refused then refuse(where, "route", options.route,
    factors.routes[code].refused) end
  if code ~= "PV" and code ~= "IS" and code ~= "IH" then
    refuse(where, "route", options.route,
      "hepatocytes reach the liver by portal vein, spleen or injection only")
  end
  local cells = amount(where, options, therapy)
  assume(therapy, "engraftment",
    "a fifth of the hepatocytes joins the liver and works at once; rejection is not modelled")
  for i, time in ipairs(schedule(where, options.at)) do
    therapy.dose[i] = { at = time, into = "hepatocytes", amount = 0.2 * cells / 1.6e11 }
  end
end

function kinds.none(where, options)
  refuse_options(where, options, { "source", "donor", "passage", "route", "dose", "dose_per_kg",
    "conditioning", "gene", "cargo",
    "ev_size", "targeting", "until" }, "no treatment")
end

function kinds.drug(where, options)
  refuse_options(where, options, { "source", "donor", "passage", "route", "dose", "dose_per_kg",
    "conditioning", "gene", "cargo",
    "ev_size", "targeting", "until" }, "a drug")
end

-- Drugs and removal of the cause, beside any product.
local function drugs(where, options, therapy)
  for _, word in ipairs(listed(where, "drug", options.drug)) do
    local code = resolve(where, "drug", nil, factors.drug_names, word, factors.drugs)
    apply(therapy, "drug " .. code, factors.drugs[code])
  end
  if options.cause ~= nil then
    local code = resolve(where, "cause", nil, nil, options.cause, factors.causes)
    local entry = factors.causes[code]
    if options.injury == nil then fail(where,
      "option injury is missing: the rate of chronic injury that %s lowers", code) end
    local rate = positive(where, "injury", options.injury)
    local times = schedule(where, options.at)
    table.insert(therapy.change, { at = times[1], input = "injury", value = rate * entry.left })
    assume(therapy, "cause " .. code, entry.reason .. ": " .. number(100 * entry.left) ..
      " % of the injury is left", entry.status)
  elseif options.injury ~= nil then
    fail(where, "option injury goes with cause only")
  end
end

--- Turn a product in the words of the field into settings and doses of the liver model. Words are
-- codes of the vocabularies (`hepar.evidence.vocabulary`) or any of their names. Unknown words are
-- misuse, with the nearest known one; what the model cannot represent is refused with the reason.
-- @function product
-- @tparam table options named options: `product` (string, "MSC": also EV, conditioned medium,
-- hepatocyte-like cells, CD34+, CD133+, mononuclear cells, hepatocytes, G-CSF, none), `source`,
-- `donor`, `passage` (number), `route` (string; HA, PV, IV, IH, IS), `dose` (number, cells or
-- particles), `dose_per_kg` with `weight` (kg, 70), `at` (day or list of days, 0), `until` (day, of
-- medium), `conditioning`, `gene`, `cargo`, `drug` (a word or a list), `ev_size` (nm or a word),
-- `targeting` (true or a factor), `cause` ("antiviral" or "abstinence") with `injury` (1/day)
-- @treturn therapy settings, doses and assumptions
-- @raise when a word is not known, cannot be represented, or options do not go together
-- @usage local p = hepar.therapy.product{product = "MSC", source = "BM-MSC", route = "HA", dose =
-- 5e7, at = {30, 60}}
function M.product(options)
  local where = "hepar.therapy.product"
  if options == nil then fail(where, "a table of options is missing") end
  check.given(where, options, KNOWN)
  local word = options.product
  if word == nil then word = "MSC" end
  local code = resolve(where, "product", "intervention_type", factors.product_names, word,
    factors.products)
  local entry = factors.products[code]
  if not entry then refuse(where, "product", word, "the model has no such product") end
  if entry.refused then refuse(where, "product", word, entry.refused) end
  if entry.needs and options[entry.needs] == nil then
    fail(where, "product %s needs option %s", code, entry.needs)
  end
  local therapy = new("product " .. code)
  therapy.factor = {}
  if entry.reason or entry.times or entry.set then apply(therapy, "product " .. code, entry) end
  kinds[entry.kind](where, options, therapy)
  if entry.drug then apply(therapy, "drug " .. entry.drug, factors.drugs[entry.drug]) end
  drugs(where, options, therapy)
  -- All factors are relative to 1, the default of what they multiply.
  for name, factor in pairs(therapy.factor) do therapy.set[name] = factor end
  therapy.factor = nil
  return therapy
end

--- Turn the cause of a liver disease or an animal model of injury into settings of the liver model.
-- Names are codes of the vocabularies `injury_model` and `etiology`, or any of their names, and
-- "chronic viral", "alcoholic", "NASH", "cholestatic", "acute-on-chronic".
-- @function injury
-- @tparam string name such as "CCL4_CHRONIC" or "chronic viral"
-- @tparam[opt] table options named options: `rate` (number; the strength, 1/day or as the model
-- has it),
-- `period` and `days` (numbers; of repeated exposures), `species` (string; "human", "rat" or
-- "mouse")
-- @treturn therapy settings, changes, doses and assumptions
-- @raise when the name is not known or the model cannot represent it
-- @usage print(hepar.therapy.injury("CCL4_CHRONIC"))
function M.injury(name, options)
  local where = "hepar.therapy.injury"
  if type(name) ~= "string" then fail(where, "the injury must be a string, got %s", show(name)) end
  check.given(where, options, { "rate", "period", "days", "species" })
  options = options or {}
  local code = injuries.names[name:lower()] or (injuries.injuries[name] and name) or
    core.evidence.code("injury_model", name, where) or
    core.evidence.code("etiology", name, where)
  local entry = code and injuries.injuries[code]
  if not entry then
    local words = check.names(injuries.injuries)
    for _, word in ipairs(check.names(injuries.names)) do words[#words + 1] = word end
    fail(where, "injury %s is not known%s", show(name), check.suggest(name, words))
  end
  if entry.same then code, entry = entry.same, injuries.injuries[entry.same] end
  if entry.refused then refuse(where, "injury", name, entry.refused) end
  local given = { rate = entry.rate, period = entry.period, days = entry.days }
  for _, option in ipairs{ "rate", "period", "days" } do
    if options[option] ~= nil then
      if given[option] == nil then fail(where, "option %s does not go with %s", option, code) end
      given[option] = positive(where, option, options[option], option == "rate")
    end
  end
  local species = options.species
  if species == nil then species = entry.species end
  if species ~= "human" and species ~= "rat" and species ~= "mouse" then
    fail(where, "option species must be human, rat or mouse, got %s", show(species))
  end
  -- Every exposure is two changes in the schedule: a number without measure is refused here.
  if given.period and given.days / given.period > 10000 then
    fail(where, "option days: %s days are more than 10000 exposures %s days apart",
      show(given.days), show(given.period))
  end
  local therapy = new("injury " .. code)
  if species ~= "human" then therapy.preset = species end
  local made = entry.make(given)
  for key, value in pairs(made) do therapy[key] = value end
  local changed = options.rate ~= nil or options.period ~= nil or options.days ~= nil
  assume(therapy, code, entry.reason, changed and "assumed" or entry.status)
  if species ~= entry.species then assume(therapy, "species " .. species,
    "the course was set for " .. entry.species) end
  return therapy
end

--- Put injuries and products together as options of `simulate`. Later ones go over earlier ones
-- where both set the same value; doses and changes of all are kept, in the order of their times.
-- @function join
-- @tparam table options options of `simulate` that the others are added to, such as `t` and `every`
-- @tparam therapy ... what `product` and `injury` gave
-- @treturn table options for `hepar.model "liver"`:simulate
-- @raise when an argument is no therapy, or two of them want different species
-- @usage hepar.therapy.join({t = {0, 84}}, hepar.therapy.injury("CCL4_CHRONIC"))
function M.join(options, ...)
  local where = "hepar.therapy.join"
  if type(options) ~= "table" or check.class(options) then
    fail(where, "the options must be a table, got %s", show(options))
  end
  local joined = {}
  for name, value in pairs(options) do joined[name] = value end
  joined.set, joined.change, joined.dose = {}, {}, {}
  local parts = { options, ... }
  for i = 1, select("#", ...) + 1 do
    local part = parts[i]
    if i > 1 and getmetatable(part) ~= Therapy then
      fail(where, "argument %d must come from product or injury, got %s", i, show(part))
    end
    for name, value in pairs(part.set or {}) do joined.set[name] = value end
    for _, list in ipairs{ "change", "dose" } do
      for _, row in ipairs(part[list] or {}) do table.insert(joined[list], row) end
    end
    if i > 1 and part.preset then
      if joined.preset and joined.preset ~= part.preset then
        fail(where, "the parts want different species: %s and %s", joined.preset, part.preset)
      end
      joined.preset = part.preset
    end
  end
  for _, list in ipairs{ "change", "dose" } do
    local rows = joined[list]
    local place = {}
    for i, row in ipairs(rows) do place[row] = i end
    table.sort(rows, function(a, b)
      if a.at ~= b.at then return a.at < b.at end
      return place[a] < place[b]
    end)
  end
  return joined
end

return M
