-- What happens during a run, as the user says it, in the form that the solver takes: doses into
-- states and inputs, changes of parameters and inputs.
local check = require("hepar.util.check")
local lists = require("hepar.model.lists")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

local dose_keys = { "at", "into", "amount", "route", "over", "every", "count", "until", "lag",
  "fraction" }
local is_dose_key = {}
for _, name in ipairs(dose_keys) do is_dose_key[name] = true end

-- Inputs that stand for the routes of the evidence's vocabulary, and the units of bare amounts.
local routes = { IV = "dose_vein", HA = "dose_hepatic_artery", PV = "dose_portal_vein",
  IH = "dose_liver", IS = "dose_spleen" }
local products = { cells = { unit = "cells", inputs = routes },
  vesicles = { unit = "particles", inputs = { IV = "dose_vesicles" } } }

-- Names of what takes doses.
local function takers(model)
  local names = {}
  for _, state in ipairs(model:states()) do names[#names + 1] = state.name end
  for _, input in ipairs(model:inputs()) do
    if input.delivered or input.either then names[#names + 1] = input.name end
  end
  return names
end

-- The state or input that a dose goes into.
local function taker(where, what, name, model)
  if type(name) ~= "string" then
    fail(where, "%s: into must be the name of a state or input, got %s", what, show(name))
  end
  local symbol = lists.find(model.state, name) or lists.find(model.input, name)
  if not symbol then
    fail(where, "%s: %s is no state or input%s", what, show(name),
      check.suggest(name, takers(model)))
  end
  if symbol.kind == "input" and not symbol.delivered and not symbol.either then
    fail(where, '%s: input "%s" is a level, nothing is delivered there; '
      .. "use change = {{at = …, set = {%s = …}}}", what, name, name)
  end
  return symbol
end

-- {cells = 5e7, route = "HA"}: the input of that route.
local function by_route(where, what, dose, model)
  local code, near = require("hepar.evidence").code("route", tostring(dose.route))
  if type(dose.route) ~= "string" or not code then
    fail(where, "%s: route %s is not known%s", what, show(dose.route),
      near and (' (did you mean "%s"?)'):format(near) or "")
  end
  for _, product in ipairs { "cells", "vesicles" } do
    if dose[product] ~= nil then
      local name = products[product].inputs[code]
      local symbol = name and lists.find(model.input, name)
      if not symbol then
        local ways = {}
        for way, input in pairs(products[product].inputs) do
          if lists.find(model.input, input) then ways[#ways + 1] = way end
        end
        table.sort(ways)
        fail(where, '%s: model "%s" has no way for %s by route %s%s', what, model.name, product,
          code, #ways > 0 and " (it has " .. table.concat(ways, ", ") .. ")" or "")
      end
      return symbol, dose[product], products[product].unit, product
    end
  end
  return fail(where, "%s: a route goes with cells = … or vesicles = …", what)
end

-- Target, amount in its unit, and the key that held the amount.
local function target_of(where, what, dose, model, convert)
  if dose.route ~= nil then
    local symbol, amount, unit, key = by_route(where, what, dose, model)
    if values.finite(amount) then
      local converted, message = convert(amount, unit, symbol.unit or "1")
      if not converted then
        fail(where, "%s: %s does not count %s (%s)", what, symbol.name, key, message or "")
      end
      return symbol, converted, key
    end
    return symbol, values.quantity(where, what .. ": " .. key, amount, symbol.unit, convert), key
  end
  if dose.into ~= nil then
    local symbol = taker(where, what, dose.into, model)
    if dose.amount == nil then fail(where, "%s: amount is missing", what) end
    return symbol, values.quantity(where, what .. ": amount", dose.amount, symbol.unit, convert)
  end
  local found
  for _, key in ipairs(values.names(where, what, dose)) do
    if not is_dose_key[key] then
      if found then
        fail(where, "%s goes into %s and %s; write two doses", what, found, key)
      end
      found = key
    end
  end
  if not found and dose.amount ~= nil and (lists.find(model.state, "amount") or
    lists.find(model.input, "amount")) then
    found = "amount" -- the name of a state, here
  end
  if not found then
    fail(where, '%s does not say where it goes: into = "%s", amount = …', what,
      takers(model)[1] or "state")
  end
  if not (lists.find(model.state, found) or lists.find(model.input, found)) then
    local known = takers(model)
    table.move(dose_keys, 1, #dose_keys, #known + 1, known)
    fail(where, '%s: "%s" is not known%s', what, found, check.suggest(found, known))
  end
  local symbol = taker(where, what, found, model)
  return symbol, values.quantity(where, what .. ": " .. found, dose[found], symbol.unit, convert),
    found
end

-- The repeats of a dose: every, count, until.
local function repeats(where, what, dose, model)
  local every, count, last = 0, 1, nil
  if dose.every ~= nil then
    every, count = values.span(where, what .. ": every", dose.every, model), 0
  end
  if dose.count ~= nil then
    count = values.count(where, what .. ": count", dose.count, 1)
    if every == 0 and count > 1 then
      fail(where, "%s: count = %d needs every = …, the time between two doses", what, count)
    end
  end
  if dose["until"] ~= nil then
    if every == 0 then fail(where, "%s: until needs every = …", what) end
    last = values.time(where, what .. ": until", dose["until"], model)
  end
  return every, count, last
end

-- One dose of the list: {solver's doses}, {marks for figures}.
local function read_dose(where, what, dose, model, convert, start)
  local known = table.move(dose_keys, 1, #dose_keys, 1, {})
  for _, name in ipairs(takers(model)) do known[#known + 1] = name end
  if dose.route ~= nil then
    known[#known + 1], known[#known + 2] = "cells", "vesicles"
  end
  local symbol, amount, key = target_of(where, what, dose, model, convert)
  if key then known[#known + 1] = key end
  values.only(where, what, dose, known)
  if dose.into ~= nil and dose.route ~= nil then
    fail(where, "%s: into and route both say where it goes; give one", what)
  end
  if amount < 0 then
    fail(where, "%s: a dose cannot be negative, got %s", what,
      show(key and dose[key] ~= nil and dose[key] or amount))
  end
  if dose.at == nil then fail(where, "%s does not say when: at is missing", what) end
  local every, count, last = repeats(where, what, dose, model)
  local out = { kind = symbol.kind, name = symbol.name, amount = amount, every = every,
    count = count, until_ = last,
    duration = dose.over ~= nil and values.span(where, what .. ": over", dose.over, model, true)
      or 0,
    lag = dose.lag ~= nil and values.span(where, what .. ": lag", dose.lag, model, true) or 0,
    fraction = dose.fraction ~= nil
      and values.number(where, what .. ": fraction", dose.fraction, 0, 1) or 1 }
  local list = {}
  for i, at in ipairs(values.times(where, what .. ": at", dose.at, model)) do
    if at < start then
      fail(where, "%s is at %s, before the start at %s", what, show(at), show(start))
    end
    local one = {}
    for name, value in pairs(out) do one[name] = value end
    one.at = at
    list[i] = one
  end
  return list
end

-- The list behind an option that takes one table or a list of tables.
local function as_list(where, what, given, example)
  values.table(where, what, given, example)
  if next(given) ~= nil and rawget(given, 1) == nil then return { given } end
  local n = 0
  for key, entry in pairs(given) do
    if math.type(key) ~= "integer" or key < 1 or key > #given then
      fail(where, "%s must be a list such as %s, got the key %s", what, example, show(key))
    end
    n = n + 1
    values.table(where, ("%s[%d]"):format(what, key), entry, example:match("{({.-})}") or example)
  end
  if n ~= #given then fail(where, "%s has a hole", what) end
  return given
end

--- The doses: a list for the solver.
function M.doses(where, given, model, convert, start)
  local all = {}
  if given == nil then return all end
  given = as_list(where, "dose", given, '{{at = 28, into = "cells", amount = 5e7}}')
  for i = 1, #given do
    local what = #given > 1 and ("dose %d"):format(i) or "dose"
    for _, one in ipairs(read_dose(where, what, given[i], model, convert, start)) do
      all[#all + 1] = one
    end
  end
  return all
end

--- Marks {t, label} for figures: every dose that begins within the run, as often as it comes.
function M.marks(doses, model, stop)
  local marks = {}
  for _, dose in ipairs(doses) do
    local symbol = lists.find(model.state, dose.name) or lists.find(model.input, dose.name)
    local label = ("%s%s into %s"):format(lists.number(dose.amount),
      symbol.unit and " " .. symbol.unit or "", dose.name)
    local last = math.min(dose.until_ or stop, stop)
    local n = dose.every > 0 and (dose.count > 0 and dose.count or math.maxinteger) or 1
    local k = 0
    while k < n and k < 10000 do
      local t = dose.at + k * dose.every
      if t > last then break end
      marks[#marks + 1] = { t = t, label = label }
      k = k + 1
    end
  end
  table.sort(marks, function(a, b)
    if a.t ~= b.t then return a.t < b.t end
    return a.label < b.label
  end)
  return marks
end

-- Names of parameters and inputs.
local function levels(model)
  local names = {}
  for _, list in ipairs { model:parameters(), model:inputs() } do
    for _, symbol in ipairs(list) do names[#names + 1] = symbol.name end
  end
  return names
end

--- Values of parameters and inputs as `set = {k_deg = 0.02}` gives them: name -> number.
function M.levels(where, what, given, model, convert)
  local out = {}
  if given == nil then return out end
  values.table(where, what, given, "{" .. (levels(model)[1] or "k") .. " = 1}")
  for _, name in ipairs(values.names(where, what, given)) do
    local symbol = lists.find(model.parameter, name) or lists.find(model.input, name)
    if not symbol then
      if lists.find(model.state, name) then
        fail(where, '%s: "%s" is a state; its start is given by initial = {%s = …}', what, name,
          name)
      end
      fail(where, '%s: "%s" is not known%s', what, name, check.suggest(name, levels(model)))
    end
    if symbol.delivered then
      fail(where, '%s: doses arrive at "%s"; give it in dose = {{at = …, into = "%s", …}}', what,
        name, name)
    end
    out[name] = values.quantity(where, what .. ": " .. name, given[name], symbol.unit, convert)
  end
  return out
end

local change_keys = { "at", "set", "input", "parameter", "value" }

--- The changes: list of {at, kind, name, value} for the solver.
function M.changes(where, given, model, convert, start)
  local all = {}
  if given == nil then return all end
  given = as_list(where, "change", given, "{{at = 28, set = {k_deg = 0.02}}}")
  for i = 1, #given do
    local change, what = given[i], ("change %d"):format(i)
    values.only(where, what, change, change_keys)
    if change.at == nil then fail(where, "%s does not say when: at is missing", what) end
    local set, name = change.set, change.input or change.parameter
    if name ~= nil then
      if set ~= nil or change.input ~= nil and change.parameter ~= nil then
        fail(where, "%s: give one of set, input and parameter", what)
      end
      if type(name) ~= "string" then
        fail(where, "%s: %s must be a name, got %s", what, change.input and "input" or "parameter",
          show(name))
      end
      if change.value == nil then fail(where, "%s: value is missing", what) end
      set = { [name] = change.value }
    elseif set == nil then
      fail(where, "%s does not say what: set = {name = value} is missing", what)
    end
    local levels_of = M.levels(where, what, set, model, convert)
    local names = check.names(levels_of)
    for _, at in ipairs(values.times(where, what .. ": at", change.at, model)) do
      if at < start then
        fail(where, "%s is at %s, before the start at %s", what, show(at), show(start))
      end
      for _, symbol in ipairs(names) do
        all[#all + 1] = { at = at, name = symbol, value = levels_of[symbol],
          kind = lists.find(model.parameter, symbol) and "parameter" or "input" }
      end
    end
  end
  return all
end

return M
