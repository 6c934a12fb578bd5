-- The bench on which the claims ledger is tested: a few scenes (a cirrhotic patient, an
-- acute-on-chronic flare, animals), each run once per treatment and kept, and comparisons that
-- write down what they saw.

local check = require("hepar.util.check")
local therapy = require("hepar.therapy")

local M = {}

local Lab = {}
Lab.__index = Lab

-- A difference below a thousandth counts as none.
local LEAST = 0.001

-- A text that is the same for the same settings.
local function key(value)
  if type(value) ~= "table" then return tostring(value) end
  local names, parts = {}, {}
  for name in pairs(value) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for i, name in ipairs(names) do
    local inner = value[name]
    if inner == nil then inner = value[math.tointeger(tonumber(name))] end
    parts[i] = name .. "=" .. key(inner)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- Cells and vesicles in animals are given as the equivalent of a human dose, because the model
-- counts in human livers.
local function injured(name, options)
  return function(lab)
    local injury = therapy.injury(name, options and options.injury)
    return { preset = injury.preset, set = injury.set, change = injury.change, dose = injury.dose,
      t = { 0, options.days },
      every = options.every, lab = lab }
  end
end

local scenes = {
  health = function() return { t = { 0, 400 }, every = 1 } end,
  -- Cirrhosis after 16 years of injury and half a year of near abstinence, as enrolled by Suk 2016.
  cirrhosis = function(lab)
    return { t = { 0, 760 }, every = 2, initial = lab:cirrhotic(), set = { injury = 0.0012 } }
  end,
  -- The same patient while the injury goes on.
  decompensated = function(lab)
    local states = lab:states_after({ t = { 0, 5840 }, at = { 5840 }, set = { injury = 0.008 } },
      5840)
    states.survival, states.death = 1, 0
    return { t = { 0, 200 }, every = 2, initial = states, set = { injury = 0.008 } }
  end,
  -- Enrolment 14 days into a flare on 12 years of injury.
  flare = function(lab)
    local flare = therapy.injury("ACLF")
    local chronic = lab:states_after({ t = { 0, 4380 }, at = { 4380 },
      set = { injury = flare.set.injury } }, 4380)
    local ill = lab:states_after({ t = { 0, 14 }, at = { 14 }, initial = chronic,
      set = flare.set }, 14)
    ill.survival, ill.death = 1, 0
    return { t = { 14, 184 }, every = 2, initial = ill, set = flare.set }
  end,
  stress = function() return { t = { 0, 1826 }, every = 2, set = { injury = 0.008 } } end,
  fibrosis = injured("CCL4_CHRONIC", { days = 84, every = 0.5 }),
  toxin = injured("CCL4_ACUTE", { days = 14, every = 0.125 }),
  lethal = injured("CCL4_ACUTE", { days = 14, every = 0.125, injury = { rate = 5 } }),
  large = injured("CCL4_ACUTE", { days = 14, every = 0.125, injury = { rate = 3 } }),
  fulminant = injured("GALN_LPS", { days = 14, every = 0.125 }),
  galactosamine = injured("GALN", { days = 14, every = 0.125 }),
  mild_galactosamine = injured("GALN", { days = 14, every = 0.125, injury = { rate = 3 } }),
  thioacetamide = injured("TAA_FHF", { days = 14, every = 0.125 }),
  reperfusion = injured("IRI", { days = 14, every = 0.125 }),
  overdose = injured("APAP", { days = 14, every = 0.125 }),
  hepatectomy = injured("PHX70", { days = 14, every = 0.125 }),
  mouse_hepatectomy = injured("PHX70", { days = 14, every = 0.125,
    injury = { species = "mouse" } }),
}

--- A bench for the liver model.
function M.new(models)
  return setmetatable({ models = models, model = models("liver"), runs = {}, kept = {},
    factors = {}, count = 0 }, Lab)
end

-- Names of the states of the liver model.
function Lab:state_names()
  if not self.names then
    self.names = {}
    for name in pairs(self.model:rates{}) do self.names[#self.names + 1] = name end
    table.sort(self.names)
  end
  return self.names
end

function Lab:simulate(options)
  options.rtol, options.atol, options.lab = 1e-7, 1e-9, nil
  self.count = self.count + 1
  return self.model:simulate(options)
end

-- The states at the end of a run, as an initial state.
function Lab:states_after(options, time)
  local name = "states " .. key(options)
  local states = self.kept[name]
  if not states then
    local now = self:simulate(options):at(time)
    states = {}
    for _, state in ipairs(self:state_names()) do states[state] = now[state] end
    self.kept[name] = states
  end
  local copy = {}
  for state, value in pairs(states) do copy[state] = value end
  return copy
end

function Lab:cirrhotic()
  local chronic = self:states_after({ t = { 0, 5840 }, at = { 5840 }, set = { injury = 0.008 } },
    5840)
  local states = self:states_after({ t = { 0, 182 }, at = { 182 }, initial = chronic,
    set = { injury = 0.0012 } }, 182)
  states.survival, states.death = 1, 0
  return states
end

-- Kinds of assumption of a treatment that give it its effect.
local kinds = { product = true, source = true, conditioning = true, gene = true, cargo = true,
  drug = true }

-- Keeps what a treatment assumes beyond plain cells, vesicles or medium.
function Lab:note(treatment)
  for _, one in ipairs(treatment and treatment.assumptions or {}) do
    if one.status == "assumed" and kinds[one.what:match("^%a+")] then
      self.factors[one.what] = one.reason
    end
  end
end

--- Runs a scene under a treatment (nil: none) with parameters set; each combination once.
function Lab:run(scene, treatment, set)
  self:note(treatment)
  local name = scene .. key(treatment and { treatment.set, treatment.change, treatment.dose } or
    {}) .. key(set or {})
  local run = self.runs[name]
  if run then return run end
  local options = scenes[scene](self)
  options.lab = nil
  if treatment then options = therapy.join(options, treatment) end
  if set then
    local all = {}
    for parameter, value in pairs(options.set or {}) do all[parameter] = value end
    for parameter, value in pairs(set) do all[parameter] = value end
    options.set = all
  end
  run = self:simulate(options)
  self.runs[name] = run
  return run
end

--- The outputs right after the start with some states changed: from the cirrhotic state, or from
-- where a scene is on a day.
function Lab:probe(changes, set, scene, day)
  local options = scene and scenes[scene](self) or { set = { injury = 0.0012 } }
  local states = {}
  if scene then
    local now = self:run(scene):at(day)
    for _, name in ipairs(self:state_names()) do states[name] = now[name] end
  else
    states = self:cirrhotic()
  end
  for name, value in pairs(changes or {}) do states[name] = value end
  local all = {}
  for _, settings in ipairs{ options.set or {}, set or {} } do
    for parameter, value in pairs(settings) do all[parameter] = value end
  end
  return self:simulate{ t = { 0, 1e-6 }, at = { 1e-6 }, initial = states, set = all,
    preset = options.preset }:at(1e-6)
end

--- A day after a dose of vesicles into a vein, in health.
function Lab:vesicles_given()
  self.given = self.given or self:simulate{ t = { 0, 1 }, every = 1 / 96, dose = { { at = 0,
    into = "dose_vesicles", amount = 1 } } }
  return self.given
end

--- Highest value of a column, and when.
function Lab.peak(run, name)
  local column, best = run[name], 1
  for i = 2, #column do
    if column[i] > column[best] then best = i end
  end
  return column[best], run.t[best]
end

--- Lowest value of a column.
function Lab.lowest(run, name)
  local column, best = run[name], math.huge
  for i = 1, #column do best = math.min(best, column[i]) end
  return best
end

--- First time at which a column is at or above a level, or the end of the run.
function Lab.reaches(run, name, level)
  local column = run[name]
  for i = 1, #column do
    if column[i] >= level then return run.t[i] end
  end
  return math.huge
end

-- Treatments used by several checks.

--- 5e7 cells into the hepatic artery on day 30, or as the options say.
function M.cells(options)
  local all = { product = "MSC", route = "HA", dose = 5e7, at = 30 }
  for name, value in pairs(options or {}) do all[name] = value end
  return therapy.product(all)
end

--- 1e10 vesicles into a vein, as the options say.
function M.vesicles(options)
  local all = { product = "EV", dose = 1e10 }
  for name, value in pairs(options or {}) do all[name] = value end
  return therapy.product(all)
end

--- Medium of 1e8 cells from day 0 on, as the options say.
function M.medium(options)
  local all = { product = "conditioned medium", dose = 1e8 }
  for name, value in pairs(options or {}) do all[name] = value end
  return therapy.product(all)
end

--- What a check saw: a list of comparisons, each with what was compared, both values and whether it
-- held.
local Seen = {}
Seen.__index = Seen

function M.seen(lab) return setmetatable({ lab = lab, parts = {} }, Seen) end

local function note(self, what, value, relation, against, holds)
  table.insert(self.parts, { what = what, value = value, relation = relation, against = against,
    holds = holds and true or false })
end

-- A difference that can be noticed: a thousandth of the larger of the two.
local function noticed(a, b) return math.abs(a - b) > LEAST * math.max(math.abs(a), math.abs(b)) end

function Seen:above(what, value, against) note(self, what, value, "above", against,
  value > against and noticed(value, against)) end
function Seen:below(what, value, against) note(self, what, value, "below", against,
  value < against and noticed(value, against)) end
function Seen:differs(what, value, against) note(self, what, value, "unlike", against,
  noticed(value, against)) end
function Seen:within(what, value, low, high)
  note(self, what, value, "at least", low, value >= low)
  note(self, what, value, "at most", high, value <= high)
end
--- Values that differ by no more than a share of the second.
function Seen:like(what, value, against, share)
  note(self, what, value, ("within %g %% of"):format(100 * share), against,
    math.abs(value - against) <= share * math.abs(against))
end

--- Compares outputs with and without a treatment at a time: what = "up" or "down".
function Seen:treated(scene, treatment, day, what, set)
  local with, without = self.lab:run(scene, treatment, set):at(day), self.lab:run(scene, nil,
    set):at(day)
  for _, name in ipairs(check.names(what)) do
    local text = ("%s with treatment against without, %s at day %g"):format(name, scene, day)
    if what[name] == "up" then self:above(text, with[name], without[name]) else self:below(text,
      with[name], without[name]) end
  end
end

--- Compares outputs with parameters changed and as they are.
function Seen:changed(scene, set, day, what, treatment)
  local with, without = self.lab:run(scene, treatment, set):at(day), self.lab:run(scene,
    treatment):at(day)
  for _, name in ipairs(check.names(what)) do
    local text = ("%s with %s changed, %s at day %g"):format(name, table.concat(check.names(set),
      ", "), scene, day)
    if what[name] == "up" then self:above(text, with[name], without[name]) else self:below(text,
      with[name], without[name]) end
  end
end

--- Compares a probe with some states changed to one without.
function Seen:probed(changes, what, set, scene, day)
  local with = self.lab:probe(changes, set, scene, day)
  local without = self.lab:probe(nil, nil, scene, day)
  local names = check.names(changes or {})
  for _, name in ipairs(check.names(set or {})) do names[#names + 1] = name end
  for _, name in ipairs(check.names(what)) do
    local text = ("%s with %s changed, at once in %s"):format(name, table.concat(names, ", "),
      scene or "cirrhosis")
    if what[name] == "up" then self:above(text, with[name], without[name]) else self:below(text,
      with[name], without[name]) end
  end
end

--- Says that the model cannot represent a claim, and why.
function Seen:cannot(reason) self.reason = reason end

return M
