--- Reads the endpoint of a trial whose patients come from a scenario: what is measured in the
-- model, when, and how it is compared.
-- @module hepar.trial.scenario
-- @local

local base = require "hepar.util.check"
local better = require "hepar.model.better"
local check = require "hepar.trial.check"
local values = require "hepar.model.values"

local M = {}

local POINT = {
  type = { "word", words = { "continuous", "binary", "ordinal", "time_to_event" } },
  better = { "word", words = { "higher", "lower" } },
  output = { "any" }, at = { "any" }, event = { "any" }, noise = { "any" }, cuts = { "any" },
  measure = { "word", words = { "value", "change", "percent" }, default = "value" },
  below = { "number" }, above = { "number" }, tau = { "any" }, name = { "any" },
  baseline = { "boolean" },
}

local MEASURE = { value = 0, change = 1, percent = 2 }

-- Arms of the trial, the control first: names of arms of the scenario.
local function arms_of(where, o, spec)
  local known, list, seen = {}, {}, {}
  for i, arm in ipairs(spec.arms) do known[i] = arm.name end
  local given = o.arms or known
  if given[1] == nil then
    check.fail(where, "arms must be a list of names of arms of the scenario, such as {%q, %q}",
      known[1], known[2] or "…")
  end
  for i, name in ipairs(given) do
    local there = false
    for _, one in ipairs(known) do there = there or one == name end
    if not there then
      check.fail(where, "arms[%d]: %s is no arm of the scenario%s", i, check.show(name),
        type(name) == "string" and check.suggest(name, known) or "")
    end
    if seen[name] then check.fail(where, "arms names %s twice", check.show(name)) end
    seen[name], list[i] = true, name
  end
  for key in pairs(given) do
    if math.type(key) ~= "integer" or key < 1 or key > #list then
      check.fail(where, "arms must be a list of names, it has the key %s", check.show(key))
    end
  end
  if #list < 2 or #list > 8 then
    check.fail(where, "arms must be 2 to 8 arms of the scenario, got %d", #list)
  end
  local control = o.control
  if control == nil then
    control = spec.control and seen[spec.control] and spec.control or list[1]
  end
  if not seen[control] then
    check.fail(where, "control must be one of the arms, got %s%s", check.show(control),
      type(control) == "string" and check.suggest(control, list) or "")
  end
  for i, name in ipairs(list) do
    if name == control then
      table.remove(list, i)
      table.insert(list, 1, name)
      break
    end
  end
  return list
end

-- What kind of endpoint it is, and that no field speaks of another kind.
local function type_of(where, point)
  local says = { binary = point.below ~= nil and "below" or point.above ~= nil and "above",
    ordinal = point.cuts ~= nil and "cuts", time_to_event = point.event ~= nil and "event" }
  local found
  for _, kind in ipairs { "time_to_event", "binary", "ordinal" } do
    if says[kind] then
      if found then
        check.fail(where, "endpoint.%s and endpoint.%s do not go together", says[found],
          says[kind])
      end
      found = kind
    end
  end
  if point.below and point.above then
    check.fail(where, "endpoint.below and endpoint.above do not go together")
  end
  local kind = point.type or found or "continuous"
  if found and kind ~= found then
    check.fail(where, "endpoint.%s makes the endpoint %s, but endpoint.type is %q", says[found],
      found, kind)
  elseif kind == "binary" and not found then
    check.fail(where, "a binary endpoint needs endpoint.below or endpoint.above")
  elseif kind == "ordinal" and not found then
    check.fail(where, "an ordinal endpoint needs endpoint.cuts, such as {10, 15, 20}")
  end
  return kind
end

-- The times of the endpoint.
local function times_of(where, point, spec)
  if point.at == nil then return { spec.horizon } end
  local list = values.times(where, "endpoint.at", point.at, spec.model)
  if #list > 8 then check.fail(where, "endpoint.at must be 1 to 8 times, got %d", #list) end
  for i, t in ipairs(list) do
    if t <= (list[i - 1] or 0) then
      check.fail(where, "endpoint.at must be %s, got %g", i > 1 and "times that rise" or
        "a time after the start", t)
    elseif t > spec.horizon * (1 + 1e-12) then
      check.fail(where, "endpoint.at = %g is after the horizon of the scenario, %g", t,
        spec.horizon)
    end
  end
  return list
end

local function noise_of(where, point)
  if point.noise == nil then return 0, 0 end
  local n = check.read(where, point.noise, { sd = { "number", least = 0 },
    cv = { "number", least = 0, most = 10 } }, "endpoint.noise")
  if (n.sd == nil) == (n.cv == nil) then
    check.fail(where, "endpoint.noise must be {sd = …} or {cv = …}")
  end
  return n.sd or 0, n.cv or 0
end

-- An outcome that the model computes.
local function measured(where, point, spec)
  local name, words = point.output, {}
  for _, kind in ipairs { "state", "output", "let" } do
    for word in pairs(spec.model[kind]) do words[#words + 1] = word end
  end
  table.sort(words)
  if name == nil then
    check.fail(where, 'endpoint.output is missing: what is measured, such as "%s" (or '
      .. 'endpoint.event for a time to event)', spec.outputs[1])
  end
  if type(name) ~= "string" or not (rawget(spec.model.state, name) or
    rawget(spec.model.output, name) or rawget(spec.model.let, name)) then
    check.fail(where, "endpoint.output: %s is no state, output or definition of the model%s",
      check.show(name), type(name) == "string" and check.suggest(name, words) or "")
  end
  for _, field in ipairs { "tau", "event" } do
    if point[field] ~= nil then
      check.fail(where, "endpoint.%s belongs to a time to event", field)
    end
  end
  point.noise_sd, point.noise_cv = noise_of(where, point)
  if point.type == "ordinal" then
    point.cuts = check.numbers(where, "endpoint.cuts", point.cuts, { longest = 11 })
    for i = 2, #point.cuts do
      if point.cuts[i] <= point.cuts[i - 1] then
        check.fail(where, "endpoint.cuts must rise, but cuts[%d] is %g after %g", i,
          point.cuts[i], point.cuts[i - 1])
      end
    end
  end
  if point.type ~= "continuous" then
    if #point.visits > 1 then
      check.fail(where, "several times (endpoint.at) are for continuous endpoints")
    elseif point.baseline ~= nil then
      check.fail(where, "endpoint.baseline belongs to continuous endpoints")
    end
  end
  if point.better == nil then
    point.better = point.type == "binary" and "higher" or better.of(name)
    if point.better == nil then
      check.fail(where, 'endpoint.better is missing: whether "higher" or "lower" %s is better',
        name)
    end
  end
  if point.baseline == nil then point.baseline = true end
end

-- A time to event: which causes are the event; the others compete.
local function event(where, point, spec)
  local words, known = {}, {}
  if not spec.survival then
    check.fail(where, "endpoint.event needs a scenario with survival, and this one has none")
  end
  for k, cause in ipairs(spec.survival.causes) do words[k], known[cause.name] = cause.name, k end
  for _, field in ipairs { "output", "noise", "baseline" } do
    if point[field] ~= nil then
      check.fail(where, "endpoint.%s does not belong to a time to event", field)
    end
  end
  if point.measure ~= "value" then
    check.fail(where, "endpoint.measure does not belong to a time to event")
  end
  local list = point.event
  if list == nil or list == "any" then list = words end
  if type(list) == "string" then list = { list } end
  check.plain(where, "endpoint.event", list)
  point.causes = {}
  for i, name in ipairs(list) do
    if not known[name] then
      check.fail(where, 'endpoint.event: %s is no cause of the scenario%s ("%s", or "any")',
        check.show(name), type(name) == "string" and check.suggest(name, words) or "",
        table.concat(words, '", "'))
    end
    point.causes[known[name]] = true
    point.event_name = (i > 1 and point.event_name .. " or " or "") .. name
  end
  if #list == 0 then check.fail(where, "endpoint.event names no cause") end
  if #point.visits > 1 then check.fail(where, "endpoint.at must be one time for an event") end
  point.better = point.better or "higher"
end

--- The endpoint, checked; o.names, o.spec and o.patients are set.
function M.read(where, o)
  if base.class(o.scenario) ~= "hepar.scenario" then
    check.fail(where, "scenario must come from hepar.scenario, got %s", check.show(o.scenario))
  end
  local spec = require("hepar.scenario.object").spec_of(o.scenario, "trial")
  o.spec = spec
  o.names = arms_of(where, o, spec)
  local point = check.read(where, o.endpoint, POINT, "endpoint")
  point.type = type_of(where, point)
  point.visits = times_of(where, point, spec)
  if point.type == "time_to_event" then
    event(where, point, spec)
    if point.tau ~= nil then
      point.tau = values.span(where, "endpoint.tau", point.tau, spec.model)
    end
  else
    measured(where, point, spec)
  end
  if o.patients == nil then o.patients = 1000 end
  if o.patients ~= "new" then
    if type(o.patients) == "string" then
      check.fail(where, 'patients must be a number or "new", got %s%s', check.show(o.patients),
        check.suggest(o.patients, { "new" }))
    end
    o.patients = check.count(where, "patients", o.patients, { least = 2, most = 1000000 })
  elseif spec.match and spec.match.method == "weights" then
    check.fail(where, 'patients = "new" does not go with cohort.match by weights; match with '
      .. 'method = "selection"')
  end
  o.seed = o.seed or spec.seed
  return point
end

--- What the core must know of the endpoint.
function M.measure(where, given, o, point)
  if o.resize ~= nil then check.fail(where, "resize does not go with virtual patients") end
  if type(o.randomisation) == "table" and o.randomisation.strata ~= nil then
    check.fail(where, "randomisation.strata does not go with virtual patients")
  end
  given.visits = #point.visits
  local last = point.visits[#point.visits]
  o.follow_up = o.follow_up or last
  given.follow_up = o.follow_up
  if point.type == "time_to_event" then
    given.tau = point.tau or last
    if given.tau > last then
      check.fail(where, "endpoint.tau = %g is after the end of follow-up, %g", given.tau, last)
    end
    if o.boundaries == nil and o.looks and not o.events then
      check.fail(where, "looks at times of virtual patients need events")
    end
    return
  end
  given.measure, given.noise_sd = MEASURE[point.measure], point.noise_sd
  given.noise_cv = point.noise_cv
  given.with_baseline = point.baseline and point.type == "continuous"
  if point.type == "binary" then
    given.cuts, given.cut_below = { point.below or point.above }, point.below ~= nil
  elseif point.type == "ordinal" then
    given.cuts = point.cuts
  end
end

local function count(n, word) return ("%d %s%s"):format(n, word, n == 1 and "" or "s") end

-- What an arm sets and gives.
local function differences(spec, names)
  local arms, set, doses, changes = {}, {}, 0, 0
  for _, arm in ipairs(spec.arms) do
    for _, name in ipairs(names) do
      if arm.name == name then arms[#arms + 1] = arm end
    end
  end
  for _, kind in ipairs { "parameters", "inputs" } do
    for name, value in pairs(arms[1][kind]) do
      for _, arm in ipairs(arms) do
        if arm[kind][name] ~= value then set[name] = true end
      end
    end
    for _, arm in ipairs(arms) do
      for name, value in pairs(arm[kind]) do
        if arms[1][kind][name] ~= value then set[name] = true end
      end
    end
  end
  local function entries(list)
    local seen = {}
    for _, one in ipairs(list) do
      seen[#seen + 1] = ("%s %s %s %s"):format(one.at, one.name, one.amount, one.value)
    end
    return seen
  end
  -- what every arm gets is no difference
  for _, kind in ipairs { "doses", "changes" } do
    local most, common = 0, {}
    for a, arm in ipairs(arms) do
      local mine = {}
      for _, key in ipairs(entries(arm[kind])) do mine[key] = true end
      for key in pairs(mine) do common[key] = (common[key] or 0) + 1 end
      if a == #arms then
        for _, n in pairs(common) do most = most + (n < #arms and 1 or 0) end
      end
    end
    if kind == "doses" then doses = most else changes = most end
  end
  return base.names(set), doses, changes
end

--- What rests on assumptions: settings that differ between the arms, parameters of the model, and
-- sentences of the scenario.
function M.assumed(o)
  local spec = o.spec
  local set, doses, changes = differences(spec, o.names)
  local r = { settings = set, doses = doses, changes = changes, assumed = {}, status = {},
    parameters = 0, sentences = #spec.assumptions }
  for _, name in ipairs(set) do
    local symbol = rawget(spec.model.parameter, name)
    if symbol and symbol.status == "assumed" then r.assumed[#r.assumed + 1] = name end
  end
  for _, symbol in ipairs(spec.model:parameters()) do
    r.parameters = r.parameters + 1
    local status = symbol.status or "unstated"
    r.status[status] = (r.status[status] or 0) + 1
  end
  return r
end

--- The lines of a print.
function M.lines(o)
  local point, spec, lists = o.point, o.spec, require "hepar.model.lists"
  local at = {}
  for i, t in ipairs(point.visits) do at[i] = lists.number(t) end
  local what
  if point.type == "time_to_event" then
    what = ("time to %s, followed until %s"):format(point.event_name, at[1])
  else
    what = ("%s%s at %s"):format(point.output, point.measure == "change" and ", change" or
      point.measure == "percent" and ", change in percent" or "", table.concat(at, ", "))
    if point.below or point.above then
      what = what .. (point.below and ", at most %g" or ", at least %g"):format(point.below or
        point.above)
    elseif point.cuts then
      what = what .. ", levels from " .. table.concat(point.cuts, ", ")
    end
    if point.noise_sd > 0 then
      what = what .. (", measured with SD %g"):format(point.noise_sd)
    elseif point.noise_cv > 0 then
      what = what .. (", measured with CV %g"):format(point.noise_cv)
    end
  end
  local a, lines = M.assumed(o), {}
  lines[1] = "  measured: " .. what .. (spec.model.time_unit and " (" .. spec.model.time_unit ..
    "s)" or "")
  lines[2] = o.patients == "new" and ("  patients: new virtual patients of model %s in every "
    .. "trial"):format(spec.model.name) or ("  patients: drawn from %d virtual patients of "
    .. "model %s, each simulated in every arm"):format(o.patients, spec.model.name)
  local parts = { count(a.doses, "dose"), count(#a.settings, "setting") }
  if a.changes > 0 then parts[3] = count(a.changes, "change") end
  lines[3] = ("  arms differ in %s; %d of the %s assumed%s"):format(table.concat(parts, ", "),
    #a.assumed, count(#a.settings, "setting") .. (#a.settings == 1 and " is" or " are"),
    #a.assumed > 0 and #a.assumed <= 8 and " (" .. table.concat(a.assumed, ", ") .. ")" or "")
  lines[4] = ("  of %s of the model %d are assumed, %d calibrated; assumptions of the scenario: %d")
    :format(count(a.parameters, "parameter"), a.status.assumed or 0, a.status.calibrated or 0,
      a.sentences)
  lines[5] = "  virtual patients are a hypothesis about patients, and so is every number here"
  return lines
end

return M
