--- The class of scenarios.
-- @module hepar.scenario.object
local build = require("hepar.scenario.build")
local check = require("hepar.util.check")
local lists = require("hepar.model.lists")

local M = {}

--- A scenario: checked, ready to be run. It never changes.
-- @type scenario
-- @tfield[opt] string title what it is about
-- @tfield[opt] string record the id of the study record that it follows
-- @tfield model model the model
-- @tfield table arms the names of the arms, the reference first
-- @tfield table outputs the names that are recorded
-- @tfield number horizon how long, in the unit of the model
-- @tfield integer n how many patients
-- @tfield integer seed of all random numbers
-- @tfield table assumptions list of `{what, status, reason}`
local methods = {}

local meta = { __name = "hepar.scenario", __index = methods }

local specs = setmetatable({}, { __mode = "k" })
local origin = setmetatable({}, { __mode = "k" })

local function spec_of(scenario, name)
  local spec = specs[scenario]
  if not spec then
    check.fail("hepar.scenario." .. name, "expects a scenario (call it with a colon: s:%s), got %s",
      name, check.show(scenario))
  end
  return spec
end
M.spec_of = spec_of

--- A scenario of fields (checked) and their source.
function M.make(fields, source)
  local spec = build.make(fields, source)
  local names = {}
  for i, arm in ipairs(spec.arms) do names[i] = arm.name end
  local scenario = setmetatable({ title = spec.title, record = spec.record, model = spec.model,
    arms = names, outputs = table.move(spec.outputs, 1, #spec.outputs, 1, {}), n = spec.n,
    horizon = spec.horizon, seed = spec.seed,
    assumptions = table.move(spec.assumptions, 1, #spec.assumptions, 1, {}) }, meta)
  specs[scenario], origin[scenario] = spec, fields
  return scenario
end

--- The same scenario with other values of parameters, as its `set` would give them.
function M.with(scenario, set, where)
  local fields, both = {}, {}
  for key, value in pairs(origin[scenario]) do fields[key] = value end
  for name, value in pairs(fields.set or {}) do both[name] = value end
  for name, value in pairs(set) do both[name] = value end
  fields.set = both
  return M.make(fields, { where = where })
end

--- Simulate the virtual patients of the scenario in every arm. Patients are streamed: what is held
-- are summaries, times to event and the first courses, so memory does not grow with their number.
-- The same patients, with the same chance events, are in every arm. Ctrl-C returns what is done.
-- @tparam[opt] table options named options: `threads` (integer, 1; 0 takes every processor),
-- `progress` (boolean, false), `checkpoint` (a file that the run goes on from, to the same bits),
-- `sample` (how many first patients are kept whole, 100), `n`, `seed` (instead of the scenario's),
-- `export` (a CSV or SQLite file that every patient, arm and time is written to, see
-- cohort:export), `share` (`{3, 16}`: only the third of sixteen shares of the patients;
-- `checkpoint` names its file, and `hepar.cohort.merge` makes the whole run of the files)
-- @treturn ?cohort the cohort; or nil, a message and a code
-- @raise when an option is not of the kind described
-- @usage local c = s:run{threads = 2, progress = true, checkpoint = "suk.checkpoint"}
function methods:run(options)
  return require("hepar.cohort.object").run(spec_of(self, "run"), self, options,
    "hepar.scenario.run")
end

--- Draw the virtual patients without simulating their arms: covariates, what differs between
-- them, and what limits and targets look at.
-- @tparam[opt] table options `n` (how many; the scenario's), `first` (the first one's number, 1)
-- @treturn ?table one column for each feature by name, and `number`; prints itself; or nil, a
-- message and a code
-- @raise when an option is not of the kind described
-- @usage print(s:patients{n = 200})
function methods:patients(options)
  return require("hepar.cohort.object").patients(spec_of(self, "patients"), options,
    "hepar.scenario.patients")
end

local function time_text(spec, days)
  return ("%s%s"):format(lists.number(days), spec.model.time_unit and " " .. spec.model.time_unit ..
    "s" or "")
end

local function marginal_text(feature)
  local m = feature.marginal
  local n = lists.number
  if m.kind == "lognormal" then
    return ("%s CV %.3g %%"):format(feature.as == "factor" and "times log-normal," or
      "log-normal, median " .. n(m.a) .. ",", 100 * math.sqrt(math.exp(m.b ^ 2) - 1))
  elseif m.kind == "normal" then return ("normal, mean %s, SD %s"):format(n(m.a), n(m.b))
  elseif m.kind == "uniform" then return ("uniform, %s to %s"):format(n(m.a), n(m.b))
  elseif m.kind == "constant" then return n(m.a)
  elseif m.kind == "imported" then return "imported, column " .. m.column
  elseif m.kind == "discrete" then
    local parts = {}
    for i = 1, #m.values do
      parts[i] = ("%s %.3g %%"):format(m.labels and m.labels[i] or n(m.values[i]),
        100 * (m.cumulative[i] - (i > 1 and m.cumulative[i - 1] or 0)))
    end
    return table.concat(parts, ", ")
  end
  return m.kind
end

function meta.__tostring(scenario)
  local spec = specs[scenario]
  local out = { spec.title or "a scenario" }
  local function add(name, text) out[#out + 1] = ("  %-10s %s"):format(name, text) end
  if spec.record then add("record", spec.record) end
  add("model", spec.model.name .. (spec.preset and type(spec.preset) == "string" and
    ", preset " .. spec.preset or ""))
  if spec.disease then
    add("disease", spec.disease .. (spec.years_vary and ", years of each patient" or spec.before and
      (", %.1f years"):format(spec.before / 365.25) or ", from the start"))
  end
  add("patients", ("%d, seed %d"):format(spec.n, spec.seed))
  for _, feature in ipairs(spec.features) do
    out[#out + 1] = ("             %s: %s"):format(feature.name, marginal_text(feature))
  end
  for _, limit in ipairs(spec.limits) do
    add("eligible", ("%s %s to %s"):format(limit.name, lists.number(limit.low),
      lists.number(limit.high)))
  end
  for _, arm in ipairs(spec.arms) do
    local parts = {}
    for _, dose in ipairs(arm.doses) do
      parts[#parts + 1] = ("%s%s into %s at %s"):format(lists.number(dose.amount),
        dose.per_kg and " per kg" or "", dose.name, lists.number(dose.at))
    end
    for _, change in ipairs(arm.changes) do
      if #parts < 8 then
        parts[#parts + 1] = ("%s = %s at %s"):format(change.name, lists.number(change.value),
          lists.number(change.at))
      end
    end
    add("arm", ("%s: %s"):format(arm.name, #parts > 0 and table.concat(parts, "; ") or
      next(arm.set) and "settings" or "nothing is given"))
  end
  add("horizon", ("%s, %d times of %s"):format(time_text(spec, spec.horizon), #spec.times,
    table.concat(spec.outputs, ", ")))
  if #spec.assumptions > 0 then
    out[#out + 1] = "assumptions"
    for _, row in ipairs(spec.assumptions) do
      out[#out + 1] = ("  %s (%s): %s"):format(row.what, row.status, row.reason)
    end
  end
  out[#out + 1] = "next  s:run{threads = 2, progress = true}  s:patients{n = 100}"
  return table.concat(out, "\n")
end

return M
