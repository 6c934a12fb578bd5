-- What an analysis evaluates: a Lua function of named values, a model through the solver or a
-- scenario, many points at once. Other kinds of targets register in M.kinds: test(target),
-- fields (options of their own) and make(where, target, options), which gives an object like those
-- below.
local check = require("hepar.util.check")
local column = require("hepar.column")
local engine = require("hepar.model.engine")
local object = require("hepar.model.object")
local scenarios = require("hepar.cohort.scenario_target")
local simulate = require("hepar.model.simulate")
local values = require("hepar.model.values")

local M = { kinds = {} }

local fail, show = check.fail, check.show

-- A function of named values.
local function of_function(where, target, options)
  if options.at ~= nil or options.outcome ~= nil and type(options.outcome) ~= "string" then
    fail(where, "options outcome and at belong to models; a function returns its number")
  end
  return {
    outcome = options.outcome or "the function's value",
    evaluate = function(inputs, columns, count)
      local out, failed = column(count), 0
      for i = 1, count do
        local point = {}
        for j, input in ipairs(inputs) do point[input.name] = columns[j][i] end
        local value = target(point)
        if type(value) ~= "number" then
          fail(where, "the function must return a number, got %s", show(value))
        end
        if value - value ~= 0 then failed, value = failed + 1, column.missing end
        out[i] = value
      end
      return out, failed
    end,
  }
end

-- Parameters that are computed from others follow them, row by row, where one that varies moves
-- them.
local function follow(state, plan, given, varied, count)
  local names, moved = check.names(varied), {}
  local function all_of(i)
    local set = {}
    for name, value in pairs(given) do set[name] = value end
    for _, name in ipairs(names) do set[name] = varied[name][i] end
    return engine.parameters(state, set)
  end
  for _, i in ipairs { 1, count } do
    for name, value in pairs(all_of(i)) do
      local base = plan[name] or state.by_name[name].value
      if not varied[name] and value ~= base and state.by_name[name].kind == "parameter" then
        moved[name] = column(count)
      end
    end
  end
  if next(moved) == nil then return end
  for i = 1, count do
    local all = all_of(i)
    for name, list in pairs(moved) do list[i] = all[name] end
  end
  for name, list in pairs(moved) do plan[name] = list end
end
scenarios.follow = follow

--- The plan of a model's target: {model =, options of m:simulate …}, with the outputs and times
-- asked for. `varies` is the list of names that will change.
function M.prepare(where, target, outputs, at, varies)
  local model = target.model
  if check.class(model) ~= "hepar.model" then
    fail(where, "target.model must be a model, got %s", show(model))
  end
  local state = object.state_of(model, "simulate")
  local known = table.move(simulate.options, 1, #simulate.options, 2, { "model" })
  values.only(where, "target", target, known)
  local options = {}
  for name, value in pairs(target) do options[name] = value end
  options.model = nil
  for _, name in ipairs { "outputs", "every", "label", "at" } do
    if options[name] ~= nil then
      fail(where, "target.%s is for runs to look at; say here outcome and at", name)
    end
  end
  options.outputs, options.at = outputs, at
  local plan, about = simulate.plan(where, options, model, state)
  -- what the user set, without what follows from it
  plan.given = simulate.point(where, { set = target.set, preset = target.preset }, model,
    { core = state.core, presets = state.presets, dependents = false })
  for _, name in ipairs(varies) do scenarios.settable(where, model, name, "the model") end
  return plan, about, model
end

--- Runs a plan for many points: names and their columns. Gives result, or nil, message, code.
function M.run(plan, about, model, names, columns, count, threads, progress)
  local own, varied = {}, {}
  for key, value in pairs(plan) do own[key] = value end
  own.given = nil
  for _, kind in ipairs { "parameters", "inputs", "initial" } do
    own[kind] = {}
    for name, value in pairs(plan[kind]) do own[kind][name] = value end
  end
  for j, name in ipairs(names) do
    if rawget(model.parameter, name) then
      own.parameters[name], varied[name] = columns[j], columns[j]
    elseif rawget(model.input, name) then own.inputs[name] = columns[j]
    else own.initial[name] = columns[j] end
  end
  if next(varied) and engine.has_dependents(about.state) then
    follow(about.state, own.parameters, plan.given, varied, count)
  end
  own.patients, own.threads, own.progress = count, threads, progress
  own.times = column(about.times)
  local kernel, message, code = engine.kernel(about.state, about.backend,
    own.sensitivity ~= nil)
  if not kernel then return nil, message, code end
  return engine.run(kernel, own)
end

-- A model.
local function of_model(where, target, options)
  local outcome = options.outcome
  if type(outcome) ~= "string" then
    fail(where, "option outcome must name a state, output or definition of the model, got %s",
      show(outcome))
  end
  local varies = {}
  for i, input in ipairs(options.inputs) do varies[i] = input.name end
  values.table(where, "target", target, "{model = m, t = {0, 336}}")
  local at = options.at
  if at ~= nil then
    local model = target.model
    at = values.time(where, "option at", at, check.class(model) == "hepar.model" and model or {})
  end
  if at == nil then
    local t = values.times(where, "target.t", target.t == nil and {} or target.t, target.model)
    at = t[#t]
  end
  if at == nil then fail(where, "target.t is missing: t = {0, 336} says from when to when") end
  local plan, about, model = M.prepare(where, target, { outcome }, at, varies)
  -- the times that `t` itself lists are not wanted
  about.times = { at }
  local symbol = rawget(model.state, outcome) or rawget(model.output, outcome)
    or rawget(model.let, outcome)
  return {
    outcome = outcome, at = at, unit = symbol.unit, time_unit = model.time_unit,
    evaluate = function(_, columns, count, threads, progress)
      local result, message, code = M.run(plan, about, model, varies, columns, count, threads,
        progress)
      if not result then return nil, message, code end
      return result.columns[outcome], result.failed, result.failures[1]
        and result.failures[1].message
    end,
  }
end

-- A scenario: an outcome of an arm.
local function of_scenario(where, target, options)
  local names = {}
  for i, input in ipairs(options.inputs) do names[i] = input.name end
  local opened = scenarios.open(where, target, { names = names, patients = options.patients,
    run_in = options.run_in })
  local given = { output = options.outcome, at = options.at }
  for _, name in ipairs(scenarios.fields) do given[name] = options[name] end
  local question = opened:ask("option ", given, { output = "outcome" })
  return {
    outcome = question.words, at = question.at, unit = question.unit,
    time_unit = question.time_unit, notes = opened.notes,
    evaluate = function(_, columns, count, threads, progress)
      local out, message, code = opened:evaluate(names, columns, count, threads, progress)
      if not out then return nil, message, code end
      local failed = 0
      for i = 1, count do
        if out[1][i] ~= out[1][i] then failed = failed + 1 end
      end
      return out[1], failed, message
    end,
  }
end

local fields = table.move(scenarios.fields, 1, #scenarios.fields, 1, {})
table.move(scenarios.options, 1, #scenarios.options, #fields + 1, fields)
table.insert(M.kinds, { test = scenarios.is, fields = fields, make = of_scenario,
  inputs = scenarios.inputs })

--- The kind of a target that has registered itself, or nil.
function M.kind_of(target)
  for _, kind in ipairs(M.kinds) do
    if kind.test(target) then return kind end
  end
end

--- The object that evaluates a target: outcome, unit, and evaluate(inputs, columns, count, threads,
-- progress) -> column, how many failed, why the first did; or nil, message, code.
function M.make(where, target, options)
  local kind = M.kind_of(target)
  if kind then return kind.make(where, target, options) end
  if type(target) == "function" then return of_function(where, target, options) end
  if type(target) == "table" and not check.class(target) and rawget(target, "model") ~= nil then
    return of_model(where, target, options)
  end
  return fail(where, "target must be a function of named values, {model = m, t = {0, 336}, …} or "
    .. "a scenario, got %s", show(target))
end

return M
