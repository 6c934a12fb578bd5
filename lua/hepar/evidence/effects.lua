--- From records to effects: the figures of the arms of each study, at one time, as one effect for
-- each comparison, with the route of every number that was not printed.
-- @module hepar.evidence.effects
-- @local

local meta = require "hepar.meta"
local measures = require("hepar.meta.effects").measures
local check = require "hepar.meta.check"
local misuse = require "hepar.evidence.misuse"

local M = {}

local where = "hepar.evidence.effects"

local days_in = { hours = 1 / 24, days = 1, weeks = 7, months = 30.4375, years = 365.25 }

-- Words of an arm's name that tell a control group.
local control_words = { "control", "placebo", "standard", "smt", "sham", "saline", "untreated" }

local known = { "outcome", "measure", "at", "tolerance", "study", "trust", "source_id", "control",
  "shared", "scale", "r", "add", "to", "drop00", "vtype", "definition" }

-- A time in days, or nil.
local function days_of(at)
  if type(at) ~= "table" then return nil end
  local sum
  for unit, number in pairs(at) do
    if days_in[unit] and type(number) == "number" then sum = (sum or 0) + number * days_in[unit] end
  end
  return sum
end

-- Whether an arm is a control group: as the user says, or by a word of its name.
local function is_control(options, study, arm)
  local said = options.control
  if type(said) == "table" then
    if said[study] ~= nil then return said[study] == arm end
  elseif type(said) == "string" then
    return arm == said
  end
  local name = " " .. arm:lower():gsub("[^%w]", " ") .. " "
  for _, word in ipairs(control_words) do
    if name:find(" " .. word .. " ", 1, true) then return true end
  end
  return false
end

-- What an arm's name says beside being the control: "cirrhosis, 2 wk" of "cirrhosis, saline, 2 wk".
local function setting(arm)
  local parts = {}
  for part in arm:gmatch("[^,]+") do
    parts[#parts + 1] = part:match("^%s*(.-)%s*$")
  end
  if #parts < 2 then return "" end
  table.remove(parts, 2)
  return table.concat(parts, ", ")
end

-- The arms of each study, in the order of the figures: study -> list of {arm, rows}.
local function arms_of(rows)
  local studies, order = {}, {}
  for _, row in ipairs(rows) do
    if row.study and row.arm then
      local study = studies[row.study]
      if not study then
        study = { key = row.study, arms = {}, by_name = {} }
        studies[row.study] = study
        order[#order + 1] = study
      end
      local arm = study.by_name[row.arm]
      if not arm then
        arm = { name = row.arm, rows = {} }
        study.by_name[row.arm] = arm
        study.arms[#study.arms + 1] = arm
      end
      table.insert(arm.rows, row)
    end
  end
  return order
end

-- The row of an arm nearest to the time that is wanted; without one, the last after baseline.
local function choose(rows, target, fits)
  local best, distance
  for _, row in ipairs(rows) do
    if fits(row) then
      local off
      if target then
        off = math.abs((row.days or math.huge) - target)
      else
        off = (row.days and row.days > 0) and -row.days or 0
      end
      if not best or off < distance then best, distance = row, off end
    end
  end
  return best
end

-- n, mean and SD of a figure with its route, or nil and the reason.
local function mean_of(row)
  if not row.n then return nil, "the number of patients is not given" end
  local value = { n = row.n, mean = row.value, row = row }
  if row.stat == "mean" and row.disp == "sd" then
    value.sd = row.disp_value
  elseif row.stat == "mean" and row.disp == "se" then
    local got = meta.sd { se = row.disp_value, n = row.n }
    value.sd, value.route = got.sd, got.route
  elseif row.stat == "mean" and row.disp == "ci" and row.disp_lo then
    local got = meta.sd { ci = { row.disp_lo, row.disp_hi }, n = row.n, level = row.ci_level }
    value.sd, value.route = got.sd, got.route
  elseif row.stat == "median" and (row.disp == "iqr" or row.disp == "range") and row.disp_lo
    and row.n >= 3 then
    local given = { median = row.value, n = row.n }
    if row.disp == "iqr" then
      given.q1, given.q3 = row.disp_lo, row.disp_hi
    else
      given.min, given.max = row.disp_lo, row.disp_hi
    end
    local got = meta.sd(given)
    value.mean, value.sd, value.route, value.skewed = got.mean, got.sd, got.route, got.skewed
  else
    return nil, string.format("a %s with %s has no SD", row.stat or "value",
      row.disp == "none" and "no dispersion" or row.disp or "no dispersion")
  end
  return value
end

-- n and events of a figure, or nil and the reason.
local function count_of(row)
  if not row.n then return nil, "the number of patients is not given" end
  local value = { n = row.n, events = row.events, row = row }
  if row.events and row.derivation then
    value.route = row.derivation
  elseif not row.events and row.stat == "rate" and row.unit == "percent" and row.value then
    local got = meta.percentage { percent = row.value, n = row.n }
    value.events, value.route = got.events, got.route
  elseif not row.events then
    return nil, "no count of events"
  end
  if value.events > value.n then return nil, "more events than patients" end
  return value
end

-- Changes from baseline: as reported, or from both times with the stated correlation.
local function change_of(arm, target, r)
  local reported = choose(arm.rows, target, function(row) return row.scale == "change" end)
  if reported then return mean_of(reported) end
  local before = choose(arm.all, 0, function(row)
    return row.scale ~= "change" and row.days == 0
  end)
  local after = choose(arm.rows, target, function(row)
    return row.scale ~= "change" and row.days ~= 0
  end)
  if not before then return nil, "no value at baseline" end
  if not after then return nil, "no value at that time" end
  local a, reason = mean_of(before)
  if not a then return nil, "baseline: " .. reason end
  local b
  b, reason = mean_of(after)
  if not b then return nil, reason end
  if not r then return nil, "a change needs the option r, the correlation with baseline" end
  local got = meta.sd_change { sd_baseline = a.sd, sd_final = b.sd, r = r }
  return { n = math.min(a.n, b.n), mean = b.mean - a.mean, sd = got.sd, route = got.route,
    row = after, before = a, after = b }
end

-- What an arm gives for a kind of measure.
local function value_of(arm, kind, options, target)
  if kind == "change" then
    local value, reason = change_of(arm, target, options.r)
    if value and not value.before then
      return nil, "a change is reported, but not the values it is between"
    end
    return value, reason
  end
  if kind == "means" or kind == "mean" then
    if options.scale == "change" then return change_of(arm, target, options.r) end
    local row = choose(arm.rows, target, function(one) return one.scale ~= "change"
      and one.events == nil end)
    if not row then return nil, "no value at that time" end
    return mean_of(row)
  end
  local row = choose(arm.rows, target, function(one) return one.stat == "count"
    or one.stat == "rate" end)
  if not row then return nil, "no count at that time" end
  return count_of(row)
end

-- Several routes, each once; nil stands for a number as printed.
local function routes(...)
  local list, seen = {}, {}
  for i = 1, select("#", ...) do
    local one = select(i, ...)
    local text = one and tostring(one)
    if text and not seen[text] then
      seen[text] = true
      list[#list + 1] = one
    end
  end
  return list
end

-- Columns of a table of effects, one value a row.
local function new_columns()
  return { slab = {}, study = {}, arm = {}, control = {}, days = {}, trust = {}, unit = {},
    routes = {} }
end

local function put(columns, name, value)
  columns[name] = columns[name] or {}
  table.insert(columns[name], value)
end

-- One row that two groups make.
local function compare(columns, study, arm, one, other, control, kind, shared)
  put(columns, "slab", study.key .. " " .. arm.name)
  put(columns, "study", study.key)
  put(columns, "arm", arm.name)
  put(columns, "control", control.name)
  put(columns, "days", one.row.days or 0 / 0)
  put(columns, "trust", one.row.trust or "")
  put(columns, "unit", one.row.unit or "")
  local split
  local part = { n = other.n, events = other.events }
  if shared > 1 then
    local got = meta.split_control { n = other.n, events = other.events, parts = shared }
    part, split = got, got.route
  end
  put(columns, "n1i", one.n)
  put(columns, "n2i", part.n)
  if kind == "table" then
    put(columns, "ai", one.events)
    put(columns, "ci", part.events)
  else
    put(columns, "m1i", one.mean)
    put(columns, "sd1i", one.sd)
    put(columns, "m2i", other.mean)
    put(columns, "sd2i", other.sd)
  end
  put(columns, "routes", routes(one.route, other.route, split))
end

-- All comparisons of a study.
local function two_groups(columns, left_out, study, options, kind, target)
  local function leave(arm, reason)
    left_out[#left_out + 1] = { study = study.key, arm = arm, reason = reason }
  end
  local controls, treated = {}, {}
  for _, arm in ipairs(study.arms) do
    table.insert(is_control(options, study.key, arm.name) and controls or treated, arm)
  end
  if #controls == 0 then return leave(nil, "no control group among the arms with this outcome") end
  local users = {}
  for _, arm in ipairs(treated) do
    local control = #controls == 1 and controls[1]
    for _, one in ipairs(controls) do
      if not control and setting(one.name) == setting(arm.name) then control = one end
    end
    if not control then
      leave(arm.name, "no control group of its own")
    else
      local value, reason = value_of(arm, kind, options, target)
      if not value then
        leave(arm.name, reason)
      else
        users[control] = users[control] or {}
        table.insert(users[control], { arm = arm, value = value })
      end
    end
  end
  for _, control in ipairs(controls) do
    local list = users[control]
    if list then
      local other, reason = value_of(control, kind, options, target)
      if not other then
        leave(control.name, reason)
      else
        if options.shared == "combine" and #list > 1 then list = { M.combine(list, kind) } end
        local shared = options.shared == "keep" and 1 or #list
        for _, one in ipairs(list) do
          compare(columns, study, one.arm, one.value, other, control, kind, shared)
        end
      end
    end
  end
end

-- Several treated arms as one.
function M.combine(list, kind)
  local names, groups = {}, {}
  local n, events = 0, 0
  for i, one in ipairs(list) do
    names[i] = one.arm.name
    groups[i] = { n = one.value.n, mean = one.value.mean, sd = one.value.sd }
    n, events = n + one.value.n, events + (one.value.events or 0)
  end
  local value = { row = list[1].value.row, n = n, events = events }
  if kind == "table" then
    value.route = "the arms added up"
  else
    local got = meta.combine_groups(groups)
    value.mean, value.sd, value.route = got.mean, got.sd, got.route
  end
  return { arm = { name = table.concat(names, " + ") }, value = value }
end

-- A row of one group.
local function one_group(columns, left_out, study, options, kind, target)
  for _, arm in ipairs(study.arms) do
    local value, reason = value_of(arm, kind, options, target)
    if not value then
      left_out[#left_out + 1] = { study = study.key, arm = arm.name, reason = reason }
    else
      put(columns, "slab", study.key .. " " .. arm.name)
      put(columns, "study", study.key)
      put(columns, "arm", arm.name)
      put(columns, "control", "")
      put(columns, "days", value.row.days or 0 / 0)
      put(columns, "trust", value.row.trust or "")
      put(columns, "unit", value.row.unit or "")
      put(columns, "ni", value.n)
      if kind == "proportion" then
        put(columns, "xi", value.events)
        put(columns, "routes", routes(value.route))
      elseif kind == "mean" then
        put(columns, "mi", value.mean)
        put(columns, "sdi", value.sd)
        put(columns, "routes", routes(value.route))
      else
        put(columns, "m1i", value.after.mean)
        put(columns, "sd1i", value.after.sd)
        put(columns, "m2i", value.before.mean)
        put(columns, "sd2i", value.before.sd)
        put(columns, "ri", options.r)
        put(columns, "routes", routes(value.after.route, value.before.route,
          string.format("a correlation of %g with baseline is assumed", options.r)))
      end
    end
  end
end

local kinds = { table = two_groups, means = two_groups, proportion = one_group, mean = one_group,
  change = one_group }

-- The options, checked.
local function check_options(options)
  options = check.options(where, options, known)
  if type(options.outcome) ~= "string" then
    check.fail(where, "option outcome must be the code of an outcome, got %s",
      check.show(options.outcome))
  end
  local names = {}
  for name, about in pairs(measures) do
    if kinds[about.group] then names[#names + 1] = name end
  end
  table.sort(names)
  if options.measure == nil then
    check.fail(where, 'option measure is missing ("MD", "SMD", "OR", "RR" …)')
  end
  local measure = check.word(where, "measure", options.measure, names)
  options.shared = check.word(where, "shared", options.shared, { "split", "combine", "keep" },
    "split")
  options.scale = check.word(where, "scale", options.scale, { "final", "change" }, "final")
  if options.r ~= nil and (type(options.r) ~= "number" or options.r ~= options.r
    or math.abs(options.r) > 1) then
    check.fail(where, "option r must be a correlation from -1 to 1, got %s", check.show(options.r))
  end
  if options.control ~= nil and not check.plain(options.control)
    and type(options.control) ~= "string" then
    check.fail(where, "option control must be the name of an arm, or a table study = arm, got %s",
      check.show(options.control))
  end
  local kind = measures[measure].group
  if kind == "change" and options.r == nil then
    check.fail(where, 'measure "%s" needs the option r, the correlation of both times', measure)
  end
  return options, kind
end

-- The figures, with misuse reported in the name of this method.
local function quantities(view, filter)
  local ok, rows, message = pcall(view.quantities, view, filter)
  if not ok then
    local text = tostring(rows):match("hepar%..*") or tostring(rows)
    misuse.raise((text:gsub("hepar%.evidence%.quantities", where)))
  end
  return rows, message
end

-- ev:effects, documented in lua/hepar/evidence/ask.lua.
function M.make(view, options)
  local copy = {}
  if type(options) == "table" and getmetatable(options) == nil then
    for key, value in pairs(options) do copy[key] = value end
    options = copy
  end
  local kind
  options, kind = check_options(options)
  local filter = { outcome = options.outcome, study = options.study, trust = options.trust,
    source_id = options.source_id, level = "arm" }
  local all = quantities(view, filter)
  filter.at, filter.tolerance = options.at, options.tolerance
  local rows = quantities(view, filter)
  local target = days_of(options.at)
  local baseline = {}
  for _, study in ipairs(arms_of(all)) do
    baseline[study.key] = study.by_name
  end
  local columns, left_out = new_columns(), {}
  for _, study in ipairs(arms_of(rows)) do
    for _, arm in ipairs(study.arms) do arm.all = baseline[study.key][arm.name].rows end
    kinds[kind](columns, left_out, study, options, kind, target)
  end
  if #columns.slab == 0 then
    local reasons = {}
    for i, one in ipairs(left_out) do
      reasons[i] = one.study .. (one.arm and " " .. one.arm or "") .. ": " .. one.reason
    end
    return nil, string.format("%s: no study gives %s of %s%s%s", where, options.measure,
      options.outcome, options.at and " at that time" or "", #reasons > 0 and " ("
      .. table.concat(reasons, "; ") .. ")" or ""), "not_found"
  end
  local data = { study = columns.study, arm = columns.arm, control = columns.control,
    days = columns.days, trust = columns.trust, unit = columns.unit }
  local given = { measure = options.measure, slab = columns.slab, data = data,
    routes = columns.routes, add = options.add, to = options.to, drop00 = options.drop00,
    vtype = options.vtype, definition = options.definition }
  for _, field in ipairs(measures[options.measure].fields) do given[field] = columns[field] end
  local eff = meta.effects(given)
  eff.outcome, eff.left_out, eff.shared = options.outcome, left_out, options.shared
  return eff
end

return M
