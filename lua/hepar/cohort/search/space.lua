--- The space of a protocol search: its dimensions, the candidates in it, and why some are none.
-- @module hepar.cohort.search.space
-- @local

local arms = require("hepar.scenario.arms")
local check = require("hepar.util.check")
local lists = require("hepar.model.lists")
local place = require("hepar.scenario.place")
local values = require("hepar.model.values")
local vocabulary = require("hepar.core").evidence

local M = {}

local fail, show = check.fail, check.show

-- Fields of a space, in the order in which candidates are listed; `time`: in units of time.
local product_fields = { "product", "source", "donor", "passage", "conditioning", "gene", "cargo",
  "ev_size", "targeting", "drug", "cause", "injury", "route", "dose", "dose_per_kg", "weight" }
local plain_fields = { "into", "amount", "over" }
local course_fields = { "number", "interval", "first" }
local numeric = { passage = true, dose = true, dose_per_kg = true, weight = true, amount = true,
  number = true, ev_size = true, injury = true }
local timed = { interval = true, first = true, over = true }
-- Fields that may also hold "none": not given.
local optional = { conditioning = true, gene = true, cargo = true, drug = true, cause = true }

local function is_plain(value)
  return type(value) == "table" and not check.class(value)
end

-- A range {from =, to =, log =} of numbers or times: what a uniform number means in it.
local function range_of(where, what, field, value, model)
  values.only(where, what, value, { "from", "to", "log" })
  local function end_of(name)
    if timed[field] then return values.time(where, what .. "." .. name, value[name], model) end
    return values.number(where, what .. "." .. name, value[name])
  end
  local from, to = end_of("from"), end_of("to")
  if from >= to then fail(where, "%s: from must be below to, got %s and %s", what, show(value.from),
    show(value.to)) end
  if value.log ~= nil and type(value.log) ~= "boolean" then
    fail(where, "%s.log must be a boolean, got %s", what, show(value.log))
  end
  if value.log and from <= 0 then
    fail(where, "%s: from must be above 0 on a logarithmic scale, got %s", what, show(value.from))
  end
  if field == "number" then
    from = values.count(where, what .. ".from", value.from, 1)
    to = values.count(where, what .. ".to", value.to, 1)
    local list = {}
    for k = from, to do list[#list + 1] = k end
    return { field = field, list = list }
  end
  local round = function(x) return tonumber(("%.3g"):format(x)) end
  return { field = field, range = function(u)
    if value.log then return round(from * (to / from) ^ u) end
    return round(from + u * (to - from))
  end }
end

-- One dimension: a list of values, or a range.
local function dimension(where, what, field, value, model)
  if is_plain(value) and (rawget(value, "from") ~= nil or rawget(value, "to") ~= nil) then
    if not numeric[field] and not timed[field] and not field:find("^set%.") then
      fail(where, "%s holds words; list them", what)
    end
    return range_of(where, what, field, value, model)
  end
  local list = {}
  if timed[field] then
    list = values.times(where, what, value, model)
    if #list == 0 then fail(where, "%s holds no time", what) end
    for _, time in ipairs(list) do
      if time < 0 or field == "interval" and time == 0 then
        fail(where, "%s must be %s, got %s", what, field == "interval" and "longer than 0" or
          "at least 0", show(time))
      end
    end
    return { field = field, list = list }
  end
  if is_plain(value) then
    if #value == 0 or next(value, #value) ~= nil then
      fail(where, "%s must be a value, a list of values%s, got %s", what,
        numeric[field] and " or {from = …, to = …}" or "", #value == 0 and "an empty list" or
        "a list with names")
    end
    for i = 1, #value do list[i] = value[i] end
  else
    list[1] = value
  end
  for i, one in ipairs(list) do
    local name = #list > 1 and ("%s[%d]"):format(what, i) or what
    if field == "number" then list[i] = values.count(where, name, one, 1)
    elseif field:find("^set%.") then list[i] = values.number(where, name, one)
    elseif numeric[field] and not (field == "ev_size" and type(one) == "string") then
      list[i] = values.number(where, name, one)
    elseif optional[field] and (one == "none" or one == false) then list[i] = false
    elseif optional[field] and is_plain(one) and #one > 0 then list[i] = one
    elseif field == "targeting" and type(one) ~= "string" then list[i] = one
    elseif type(one) ~= "string" then
      fail(where, "%s must be a word, got %s", name, show(one))
    end
  end
  return { field = field, list = list }
end

-- One part of the space: its dimensions.
local function part_of(where, what, given, model)
  values.table(where, what, given, '{product = "MSC", dose = {1e7, 5e7}, route = {"HA", "IV"}}')
  local plain = given.into ~= nil or given.set ~= nil
  local known = table.move(plain and plain_fields or product_fields, 1,
    plain and #plain_fields or #product_fields, 1, {})
  if plain then known[#known + 1] = "set" end
  table.move(course_fields, 1, #course_fields, #known + 1, known)
  values.only(where, what, given, known)
  local part = { plain = plain, dimensions = {} }
  for _, field in ipairs(known) do
    local value = given[field]
    if field == "set" and value ~= nil then
      values.table(where, what .. ".set", value, "{k = {0.1, 0.2}}")
      for _, name in ipairs(values.names(where, what .. ".set", value)) do
        table.insert(part.dimensions, dimension(where, what .. ".set." .. name, "set." .. name,
          value[name], model))
      end
    elseif value ~= nil then
      table.insert(part.dimensions, dimension(where, what .. "." .. field, field, value, model))
    end
  end
  part.size = 1
  for _, d in ipairs(part.dimensions) do
    if d.range then part.continuous = true else part.size = part.size * #d.list end
  end
  return part
end

--- The parts of a space, as the user gives it: one table, or a list of them.
function M.read(where, given, model)
  values.table(where, "option space", given,
    '{product = "MSC", dose = {1e7, 5e7}, route = {"HA", "IV"}}')
  local space = { parts = {}, size = 0 }
  if rawget(given, 1) ~= nil then
    for i = 1, #given do
      space.parts[i] = part_of(where, ("space[%d]"):format(i), given[i], model)
    end
  else
    space.parts[1] = part_of(where, "space", given, model)
  end
  for _, part in ipairs(space.parts) do
    space.size = space.size + part.size
    space.continuous = space.continuous or part.continuous
  end
  return space
end

-- The dimension's value at a uniform number.
local function value_at(d, u)
  if d.range then return d.range(u) end
  return d.list[math.min(#d.list, math.floor(u * #d.list) + 1)]
end

--- What a point of a part means: field -> value.
function M.values(part, point)
  local out = {}
  for i, d in ipairs(part.dimensions) do
    local value = value_at(d, point[i])
    if value ~= false then out[d.field] = value end
  end
  -- one dose has no interval: these are the same protocol
  if (out.number or 1) == 1 then out.interval = nil end
  return out
end

--- Every point of a part without ranges, in order.
function M.grid(part)
  local points, d = {}, part.dimensions
  for k = 0, part.size - 1 do
    local point, rest = {}, k
    for i = #d, 1, -1 do
      point[i] = (rest % #d[i].list + 0.5) / #d[i].list
      rest = rest // #d[i].list
    end
    points[#points + 1] = point
  end
  return points
end

local function word(value)
  if type(value) == "table" then
    local parts = {}
    for i, one in ipairs(value) do parts[i] = tostring(one) end
    return table.concat(parts, " and ")
  end
  return type(value) == "number" and lists.number(value) or tostring(value)
end

-- A dose as people write it: 5e7.
local function amount_text(x)
  if math.abs(x) < 1e4 then return lists.number(x) end
  local text = (("%.3g"):format(x):gsub("e%+?(-?)0*(%d)", "e%1%2"))
  if not text:find("e") then
    local power = math.floor(math.log(x, 10) + 1e-9)
    text = ("%.3g"):format(x / 10 ^ power) .. "e" .. power
  end
  return text
end
M.amount_text = amount_text

local route_words = { IV = "vein", HA = "hepatic artery", PV = "portal vein",
  IH = "injection into the liver", IS = "spleen" }

-- A time of the model in words: whole weeks of a model in days.
local function time_text(x, model)
  if model.time_unit == "day" then
    if x > 0 and x % 7 == 0 then
      return ("%d week%s"):format(x // 7, x == 7 and "" or "s")
    end
    return ("%s day%s"):format(lists.number(x), x == 1 and "" or "s")
  end
  return lists.number(x) .. (model.time_unit and " " .. model.time_unit .. "s" or "")
end
M.time_text = time_text

-- The protocol in words, without the fields in `skip`.
local function words_of(v, part, model, most, skip)
  local out = {}
  skip = skip or {}
  local number = v.number or 1
  local dose = v.dose or v.amount
  local given = v
  v = setmetatable({}, { __index = function(_, field)
    return not skip[field] and given[field] or nil
  end })
  local size = dose and amount_text(dose) or v.dose_per_kg and amount_text(v.dose_per_kg) .. "/kg"
  if size then out[1] = ("%d x %s"):format(number, size) end
  if part.plain then
    if v.into then out[#out + 1] = "into " .. v.into end
    for _, d in ipairs(part.dimensions) do
      local name = d.field:match("^set%.(.*)$")
      if name and v[d.field] then out[#out + 1] = ("%s = %s"):format(name, word(v[d.field])) end
    end
  else
    if not skip.product then out[#out + 1] = v.product or "MSC" end
    for _, field in ipairs { "source", "donor" } do
      if v[field] then out[#out + 1] = v[field] end
    end
    for _, field in ipairs { "conditioning", "gene", "cargo", "drug", "cause" } do
      if v[field] then out[#out + 1] = word(v[field]) end
    end
    if v.passage then out[#out + 1] = "passage " .. word(v.passage) end
    if v.ev_size then out[#out + 1] = word(v.ev_size) .. " nm" end
    if v.targeting then out[#out + 1] = "targeted" end
    local code = v.route and vocabulary.code("route", v.route, "hepar.cohort.search")
    if v.route then out[#out + 1] = "by " .. (route_words[code] or word(v.route)) end
  end
  local text = table.concat(out, " ")
  if number > 1 and v.interval then
    text = text .. ", " .. time_text(v.interval, model) .. " apart"
  end
  if v.first and (v.first > 0 or most.first) then
    text = text .. (v.first == 0 and ", from the start" or ", from " .. time_text(v.first, model)
      .. " on")
  end
  return text
end

--- What tells the protocols of a list apart: sets `brief` of each; the fields that they share.
function M.brief(candidates, model)
  local skip, first = {}, candidates[1]
  for field, value in pairs(first and first.values or {}) do
    skip[field] = field ~= "dose" and field ~= "amount" and field ~= "number"
    for _, c in ipairs(candidates) do
      if c.values[field] ~= value then skip[field] = nil end
    end
  end
  for _, c in ipairs(candidates) do
    if (c.values.product or "MSC") ~= (first.values.product or "MSC") then skip.product = nil end
    -- one dose has no interval
    if c.number > 1 and skip.interval == nil and #candidates > 1 then
      local same = true
      for _, other in ipairs(candidates) do
        same = same and (other.number == 1 or other.values.interval == c.values.interval)
      end
      if same then skip.interval = true end
    end
  end
  for _, c in ipairs(candidates) do
    local varies = { first = not skip.first }
    c.brief = words_of(c.values, c.part, model, varies, skip)
  end
  local shared = {}
  for _, field in ipairs { "product", "source", "donor", "passage", "conditioning", "gene", "cargo",
    "drug", "cause", "route", "into" } do
    if skip[field] then shared[#shared + 1] = word(first.values[field]) end
  end
  for _, c in ipairs(candidates) do
    if skip.interval and c.values.interval then
      shared[#shared + 1] = time_text(c.values.interval, model) .. " apart"
      break
    end
  end
  if skip.first and first.values.first then
    shared[#shared + 1] = "from " .. time_text(first.values.first, model) .. " on"
  end
  return shared
end

-- Why this protocol cannot be: the reason, when it is no misuse.
local refusals = { "is not represented", "does? not go with", "do not go with", "needs option",
  "reach the liver by", "is missing: a product", "is a change of a gene", "is a treatment of" }

local function refusal(message)
  for _, pattern in ipairs(refusals) do
    if message:find(pattern) then
      return (message:gsub("^[%w_.]+: ", ""):gsub("^candidate%[1%]: ", ""))
    end
  end
end

--- The candidate at a point: with its arm; or nil and the reason why it is none, and in words what
-- it is. `spec` is the scenario's; `last`: the last outcome is read then.
function M.candidate(where, part, point, spec, last)
  local v = M.values(part, point)
  local model = spec.model
  local number, first = v.number or 1, v.first or 0
  if number > 1 and not v.interval then
    fail(where, "option space.interval is missing: the time between two of %d doses", number)
  end
  local varies = {}
  for _, d in ipairs(part.dimensions) do
    varies[d.field] = d.range ~= nil or #d.list > 1
  end
  local text = words_of(v, part, model, varies)
  local at = {}
  for k = 1, number do at[k] = first + (k - 1) * (v.interval or 0) end
  if at[number] >= last then
    return nil, ("the last dose, at %s, is not before the outcome at %s"):format(
      lists.number(at[number]), lists.number(last)), text
  end
  local entries = {}
  if part.plain then
    local set = {}
    for field, value in pairs(v) do
      local name = field:match("^set%.(.*)$")
      if name then set[name] = value end
    end
    if next(set) then entries[1] = { set = set } end
    if v.into then
      for k = 1, number do
        table.insert(entries, { into = v.into, amount = v.amount, over = v.over, at = at[k] })
      end
    end
  else
    local entry = { at = at }
    for field, value in pairs(v) do
      if field ~= "number" and field ~= "interval" and field ~= "first" then
        entry[field] = value
      end
    end
    entries[1] = entry
  end
  local root = place({ candidate = entries }, { where = where })
  local ok, arm = pcall(arms.one, root:field("candidate"), spec)
  if not ok then
    local reason = type(arm) == "string" and refusal((arm:gsub("^" .. where:gsub("%.", "%%.") ..
      ": ", "")))
    if not reason then
      if type(arm) ~= "string" then error(arm, 0) end
      error((arm:gsub("candidate%[1%]", "space"):gsub("candidate", "space")), 0)
    end
    return nil, reason, text
  end
  local c = { point = point, part = part, values = v, words = text, treatment = entries, arm = arm,
    number = number, at = at }
  local each = v.dose or v.amount or v.dose_per_kg and v.dose_per_kg * (v.weight or 70) or 0
  c.cells, c.particles, c.amount, c.procedures = 0, 0, 0, number
  if part.plain then
    c.amount = number * (v.amount or 0)
    if not v.into then c.procedures = 0 end
  else
    local particles, delivered = false, false
    for _, dose in ipairs(arm.doses) do
      particles = particles or dose.name == "dose_vesicles"
      delivered = delivered or dose.name:find("^dose_") ~= nil or dose.name == "hepatocytes"
    end
    for _, change in ipairs(arm.changes) do
      delivered = delivered or change.name == "conditioned_medium"
    end
    if not delivered then c.procedures = 0
    elseif particles then c.particles = number * each
    else c.cells = number * each end
    c.route = delivered and vocabulary.code("route", v.route or "IV", where) or nil
  end
  return c
end

return M
