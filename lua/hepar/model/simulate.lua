-- m:simulate and m:sensitivity: options become a plan for the solver, its columns a run.
local check = require("hepar.util.check")
local column = require("hepar.column")
local engine = require("hepar.model.engine")
local lists = require("hepar.model.lists")
local runs = require("hepar.model.run")
local schedule = require("hepar.model.schedule")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

local MOST_TIMES = 10000000
local PARTS = 100 -- equal parts of a run for which no times are asked

local solvers = { "rodas5p", "tsit5" }
local backends = { "auto", "interpreter", "compiled" }

local options_of = { "t", "every", "at", "set", "initial", "preset", "dose", "change", "outputs",
  "events", "solver", "rtol", "atol", "most_steps", "backend", "label" }

local function one_of(where, what, value, words)
  for _, word in ipairs(words) do
    if value == word then return word end
  end
  return fail(where, "%s must be one of %s, got %s%s", what, table.concat(words, ", "),
    show(value), type(value) == "string" and check.suggest(value, words) or "")
end
M.one_of = one_of

--- A function that converts values between units of a model.
function M.converter(state)
  return function(value, from, to) return engine.convert(state.core, value, from, to) end
end

-- Start, end and the times between that t names.
local function span(where, given, model)
  if given == nil then fail(where, "option t is missing: t = {0, 336} says from when to when") end
  local t = values.times(where, "option t", given, model)
  if #t == 1 then table.insert(t, 1, 0.0) end
  for i = 2, #t do
    if t[i] <= t[i - 1] then
      fail(where, "option t must rise, but %s comes after %s", show(t[i]), show(t[i - 1]))
    end
  end
  return t[1], t[#t], #t > 2 and t or nil
end

-- The times of the columns: those of t, of `every` and of `at`, sorted, each once.
local function times_of(where, options, model, start, stop, own)
  local list, seen = {}, {}
  local function add(t)
    if not seen[t] then
      seen[t] = true
      list[#list + 1] = t
    end
  end
  for _, t in ipairs(own or {}) do add(t) end
  if options.every ~= nil then
    local every = values.span(where, "option every", options.every, model)
    local count = (stop - start) / every
    if count > MOST_TIMES then
      fail(where, "option every = %s makes more than %d times", show(every), MOST_TIMES)
    end
    for k = 0, math.floor(count + 1e-9) do add(math.min(start + k * every, stop)) end
    add(stop)
  end
  if options.at ~= nil then
    for i, t in ipairs(values.times(where, "option at", options.at, model)) do
      if t < start or t > stop then
        fail(where, "option at[%d] = %s is outside the run, which goes from %s to %s", i, show(t),
          show(start), show(stop))
      end
      add(t)
    end
  end
  if #list == 0 then
    for k = 0, PARTS do add(k == PARTS and stop or start + (stop - start) * k / PARTS) end
  end
  table.sort(list)
  return list
end

-- The columns that are wanted.
local function columns_of(where, given, model)
  local names = {}
  if given == nil then
    local seen = {}
    for _, list in ipairs { model:states(), model:outputs() } do
      for _, symbol in ipairs(list) do
        if not seen[symbol.name] then names[#names + 1] = symbol.name end
        seen[symbol.name] = true
      end
    end
    return names
  end
  if type(given) == "string" then given = { given } end
  values.table(where, "option outputs", given, '{"' .. (model:states()[1] or { name = "x" }).name
    .. '"}')
  local known, seen = {}, {}
  for _, kind in ipairs { "state", "output", "let" } do
    for name in pairs(model[kind]) do known[#known + 1] = name end
  end
  table.sort(known)
  for key, name in pairs(given) do
    if math.type(key) ~= "integer" or key < 1 or key > #given then
      fail(where, "option outputs is a list of names, got the key %s", show(key))
    end
    if type(name) ~= "string" or not (lists.find(model.state, name) or
      lists.find(model.output, name) or lists.find(model.let, name)) then
      fail(where, "option outputs: %s is no state, output or definition%s", show(name),
        type(name) == "string" and check.suggest(name, known) or "")
    end
  end
  if #given == 0 then fail(where, "option outputs names nothing") end
  for i = 1, #given do
    if given[i] == nil then fail(where, "option outputs has a hole") end
    if not seen[given[i]] then names[#names + 1] = given[i] end
    seen[given[i]] = true
  end
  return names
end

--- The values that a preset and `set` give together: parameters, inputs, and notes for a summary.
function M.point(where, options, model, state)
  local set, said = {}, {}
  local presets = options.preset
  if presets ~= nil then
    if type(presets) == "string" then presets = { presets } end
    values.table(where, "option preset", presets, '{"rat"}')
    local known, by_name = {}, {}
    for _, preset in ipairs(state.presets) do
      known[#known + 1], by_name[preset.name] = preset.name, preset
    end
    if #presets == 0 then fail(where, "option preset names nothing") end
    for i = 1, #presets do
      local preset = type(presets[i]) == "string" and by_name[presets[i]]
      if not preset then
        fail(where, "preset %s is not known%s", show(presets[i]),
          type(presets[i]) == "string" and check.suggest(presets[i], known) or "")
      end
      for name, value in pairs(preset.values) do set[name] = value end
      said[#said + 1] = "preset " .. preset.name
    end
  end
  local given = schedule.levels(where, "option set", options.set, model, M.converter(state))
  local names = check.names(given)
  for i, name in ipairs(names) do
    set[name] = given[name]
    if i <= 4 then said[#said + 1] = ("%s = %s"):format(name, lists.number(given[name])) end
  end
  if #names > 4 then said[#said + 1] = ("%d more values set"):format(#names - 4) end
  local parameters, inputs = {}, {}
  for name, value in pairs(set) do
    if lists.find(model.input, name) then inputs[name] = value else parameters[name] = value end
  end
  return engine.parameters(state, parameters), inputs, said
end

--- States at the start as `initial = {collagen = 18}` gives them.
function M.initial(where, what, given, model, state)
  local out = {}
  if given == nil then return out end
  local names, convert = {}, M.converter(state)
  for _, symbol in ipairs(model:states()) do names[#names + 1] = symbol.name end
  local class = check.class(given)
  if class == "hepar.run_row" or class == "hepar.numbers" then
    -- what run:at or a steady state gave: its states, without times, outputs and definitions
    local states = {}
    for _, name in ipairs(names) do states[name] = rawget(given, name) end
    given = states
  end
  values.table(where, what, given, "{" .. (names[1] or "x") .. " = 1}")
  for _, name in ipairs(values.names(where, what, given)) do
    local symbol = lists.find(model.state, name)
    if not symbol then
      fail(where, '%s: "%s" is no state%s', what, name, check.suggest(name, names))
    end
    out[name] = values.quantity(where, what .. ": " .. name, given[name], symbol.unit, convert)
    if symbol.nonnegative and out[name] < 0 then
      fail(where, "%s: %s may not fall below 0, got %s", what, name, show(out[name]))
    end
  end
  return out
end

--- Tolerances and steps into a plan.
function M.accuracy(where, options, model, plan)
  if options.rtol ~= nil then
    plan.rtol = values.number(where, "option rtol", options.rtol)
    if plan.rtol < 1e-13 or plan.rtol > 0.1 then
      fail(where, "option rtol = %s cannot be reached: from 1e-13 (what numbers of 64 bits can "
        .. "hold) to 0.1", show(plan.rtol))
    end
  end
  local function absolute(what, value)
    value = values.number(where, what, value)
    if value <= 0 then fail(where, "%s must be above 0, got %s", what, show(value)) end
    return value
  end
  local atol = options.atol
  if type(atol) == "table" then
    local names = {}
    for _, symbol in ipairs(model:states()) do names[#names + 1] = symbol.name end
    values.table(where, "option atol", atol, "{" .. (names[1] or "x") .. " = 1e-9}")
    plan.atol = {}
    for _, name in ipairs(values.names(where, "option atol", atol)) do
      if not lists.find(model.state, name) then
        fail(where, 'option atol: "%s" is no state%s', name, check.suggest(name, names))
      end
      plan.atol[name] = absolute("option atol: " .. name, atol[name])
    end
  elseif atol ~= nil then
    plan.atol = absolute("option atol", atol)
  end
  if options.most_steps ~= nil then
    plan.most_steps = values.count(where, "option most_steps", options.most_steps, 1)
  end
end

--- The plan for the solver, and what a run keeps of the options.
local function plan_of(where, options, model, state)
  local start, stop, own = span(where, options.t, model)
  local plan = { from = start, to = stop }
  local about = { start = start, stop = stop }
  local convert = M.converter(state)
  about.times = times_of(where, options, model, start, stop, own)
  plan.columns = columns_of(where, options.outputs, model)
  plan.parameters, plan.inputs, about.said = M.point(where, options, model, state)
  plan.initial = M.initial(where, "option initial", options.initial, model, state)
  local doses = schedule.doses(where, options.dose, model, convert, start)
  about.marks = schedule.marks(doses, model, stop)
  plan.doses, plan.changes = {}, {}
  for i, dose in ipairs(doses) do
    plan.doses[i] = { at = dose.at, into = dose.name, amount = dose.amount,
      duration = dose.duration, every = dose.every, count = dose.count, ["until"] = dose.until_,
      lag = dose.lag, fraction = dose.fraction }
  end
  for i, change in ipairs(schedule.changes(where, options.change, model, convert, start)) do
    plan.changes[i] = { at = change.at, name = change.name, value = change.value }
  end
  if options.solver ~= nil then
    plan.method = one_of(where, "option solver", options.solver, solvers)
  end
  M.accuracy(where, options, model, plan)
  about.backend = options.backend == nil and "auto"
    or one_of(where, "option backend", options.backend, backends)
  local events = options.events
  if events ~= nil and type(events) ~= "boolean" then
    fail(where, "option events must be a boolean, got %s", show(events))
  end
  about.state = state
  if events == false and #model.events > 0 then
    about.state = engine.eventless(state)
    if not about.state then
      fail(where, "option events: those of imported models cannot be left out")
    end
    about.said[#about.said + 1] = "without events"
  end
  if options.label ~= nil and type(options.label) ~= "string" then
    fail(where, "option label must be a string, got %s", show(options.label))
  end
  return plan, about
end

M.plan, M.options = plan_of, options_of

-- What to add to a failure at the start: the expression that is divided by and zero.
local function because(message, state, plan)
  local name = message:match("the rate of (%S+) is not finite$")
  local divisor = name and require("hepar.model.divisor").find(state, plan, name)
  return divisor and ": it divides by " .. divisor .. ", which is 0" or ""
end

-- Runs a plan at some times: columns, statistics; or nil, message, code.
local function solve(kernel, plan, times, where, state)
  plan.times = column(times)
  local result, message, code = engine.run(kernel, plan)
  if not result then return nil, message, code end
  local failure = result.failures[1]
  if failure then
    return nil, where .. ": " .. failure.message:gsub("^patient 1 ", "") ..
      because(failure.message, state, plan), failure.code
  end
  result.columns.t = plan.times
  return result
end

-- What a figure of the run shows when nothing is asked for: outputs, else states, a few of them.
local function shown_of(names, model)
  local outputs, all = {}, {}
  for _, name in ipairs(names) do
    if lists.find(model.output, name) and #outputs < 8 then outputs[#outputs + 1] = name end
    if #all < 8 then all[#all + 1] = name end
  end
  return #outputs > 0 and outputs or all
end

local function make_run(where, model, options, plan, about, gradient)
  local kernel, message, code = engine.kernel(about.state, about.backend, gradient)
  if not kernel then return nil, message, code end
  local result
  result, message, code = solve(kernel, plan, about.times, where, about.state)
  if not result then return nil, message, code end
  local units = {}
  for _, name in ipairs(plan.columns) do
    units[name] = (lists.find(model.state, name) or lists.find(model.output, name) or
      lists.find(model.let, name)).unit
  end
  result.statistics.solver = plan.method or "rodas5p"
  result.statistics.backend = kernel:about().backend
  local label = options.label
  local function again(t)
    plan.sensitivity = nil
    return assert(solve(kernel, plan, { t }, where, about.state)).columns
  end
  return runs.make { columns = result.columns, request = about, said = about.said, again = again,
    fields = { names = table.move(plan.columns, 1, #plan.columns, 1, {}),
      outputs = shown_of(plan.columns, model), units = units, doses = about.marks, model = model,
      time_unit = model.time_unit, label = label, statistics = result.statistics,
      title = model.purpose and model.purpose ~= "" and model.purpose or model.name,
      sensitivity = result.sensitivities } }
end

--- m:simulate.
function M.run(model, state, options)
  local where = "hepar.model.simulate"
  values.table(where, "options", options, "{t = {0, 336}}")
  check.given(where, options, options_of)
  local plan, about = plan_of(where, options, model, state)
  return make_run(where, model, options, plan, about, false)
end

--- m:sensitivity.
function M.sensitivity(model, state, options)
  local where = "hepar.model.sensitivity"
  values.table(where, "options", options, '{t = {0, 336}, parameters = {"k"}}')
  local known = table.move(options_of, 1, #options_of, 1, {})
  known[#known + 1] = "parameters"
  check.given(where, options, known)
  local names = options.parameters
  if names == nil then
    fail(where, "option parameters is missing: the names of what the derivatives are by")
  end
  if type(names) == "string" then names = { names } end
  values.table(where, "option parameters", names, '{"k"}')
  local all = {}
  for _, list in ipairs { model:parameters(), model:states() } do
    for _, symbol in ipairs(list) do all[#all + 1] = symbol.name end
  end
  local wanted = {}
  for i = 1, #names do
    local name = names[i]
    if type(name) ~= "string" or not (lists.find(model.parameter, name) or
      lists.find(model.state, name)) then
      fail(where, "option parameters: %s is no parameter or state%s", show(name),
        type(name) == "string" and check.suggest(name, all) or "")
    end
    wanted[i] = name
  end
  if #wanted == 0 then fail(where, "option parameters names nothing") end
  local plan, about = plan_of(where, options, model, state)
  plan.sensitivity = wanted
  return make_run(where, model, options, plan, about, true)
end

return M
