--- A model at one point: rates, Jacobian, steady state.
-- @module hepar.model.point

local check = require("hepar.util.check")
local engine = require("hepar.model.engine")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.model.lists")
local simulate = require("hepar.model.simulate")
local values = require("hepar.model.values")

local M = {}

-- Values of one kind in the order of the core, with those given in the place of the model's own.
local function filled(rows, given)
  local list = {}
  for i, row in ipairs(rows) do
    local value = given[row.name]
    if value == nil then value = row.value end
    list[i] = value or 0 / 0
  end
  return list
end

-- The core's answer at the point that the options name, and the pattern of the Jacobian.
local function ask(where, model, state, options)
  options = options == nil and {} or options
  values.table(where, "options", options, "{states = {…}}")
  check.given(where, options, { "time", "states", "set", "preset" })
  local time = options.time == nil and 0 or values.time(where, "option time", options.time, model)
  local parameters, inputs = simulate.point(where, options, model, state)
  local given = simulate.initial(where, "option states", options.states, model, state)
  local point = { parameters = filled(state.lists.parameter, parameters),
    inputs = filled(state.lists.input, inputs), time = time, c = 1, vector = 0 }
  -- states at the start may depend on parameters: the core computes them first
  point.states = filled(state.lists.state, given)
  local first, message, code = engine.point(state, point)
  if not first then return nil, message, code end
  local all = true
  for _, row in ipairs(state.lists.state) do all = all and given[row.name] ~= nil end
  if all then return engine.point(state, point) end
  for i, row in ipairs(state.lists.state) do
    if given[row.name] == nil then point.states[i] = first.initial[i] end
  end
  return engine.point(state, point)
end

-- A table of numbers by name that prints itself and refuses unknown names.
local function numbers(where, rows, list, units)
  local names, out = {}, {}
  for i, row in ipairs(rows) do names[i], out[row.name] = row.name, list[i] end
  return setmetatable(out, { __name = "hepar.numbers",
    __index = function(_, name)
      check.fail(where, "%s is not known%s", check.show(name),
        type(name) == "string" and check.suggest(name, names) or "")
    end,
    __tostring = function(self)
      local cells = {}
      for i, name in ipairs(names) do
        local value = rawget(self, name)
        cells[i] = { name, lists.number(value) or "not a number", units and units(rows[i]) }
      end
      return table.concat(layout.table({ "name", "value", units and "unit" }, cells), "\n")
    end })
end

--- m:rates.
function M.rates(model, state, options)
  local where = "hepar.model.rates"
  local point, message, code = ask(where, model, state, options)
  if not point then return nil, message, code end
  return numbers(where, state.lists.state, point.rates, function(row)
    local unit = row.unit or "1"
    return model.time_unit and unit .. "/" .. model.time_unit or row.unit
  end)
end

--- m:jacobian.
function M.jacobian(model, state, options)
  local where = "hepar.model.jacobian"
  local point, about, code = ask(where, model, state, options)
  if not point then return nil, about, code end
  local names, rows = {}, {}
  for i, row in ipairs(state.lists.state) do names[i] = row.name end
  for k, entry in ipairs(about.jacobian) do
    local row, column = names[entry[1]], names[entry[2]]
    rows[row] = rows[row] or {}
    rows[row][column] = point.jacobian[k]
  end
  for _, name in ipairs(names) do rows[name] = rows[name] or {} end
  return setmetatable(rows, { __name = "hepar.jacobian",
    __index = function(_, name)
      check.fail(where, "%s is no state%s", check.show(name),
        type(name) == "string" and check.suggest(name, names) or "")
    end,
    __tostring = function(self)
      local cells = {}
      for _, row in ipairs(names) do
        for _, column in ipairs(names) do
          local value = rawget(self, row)[column]
          if value then
            cells[#cells + 1] = { row, column, lists.number(value) or "not a number" }
          end
        end
      end
      return table.concat(layout.table({ "rate of", "by", "value" }, cells), "\n")
    end })
end

--- The steady state of a model. It prints itself.
-- @table steady
-- @tfield table states value of each state by name
-- @tfield table outputs value of each output by name
-- @tfield string stability "stable", "neutral" (something is conserved), "unstable" or "unknown"
-- @tfield table eigenvalue real and imaginary part of the eigenvalue with the largest real part
-- @tfield number residual largest rate over its tolerance
-- @tfield number integrated the time it was followed before Newton's method took over
-- @tfield integer iterations of Newton's method

--- m:steady.
function M.steady(model, state, options)
  local where = "hepar.model.steady"
  options = options == nil and {} or options
  values.table(where, "options", options, "{set = {…}}")
  check.given(where, options, { "set", "initial", "preset", "rtol", "atol", "most_steps",
    "longest" })
  local plan = {}
  plan.parameters, plan.inputs = simulate.point(where, options, model, state)
  plan.initial = simulate.initial(where, "option initial", options.initial, model, state)
  simulate.accuracy(where, options, model, plan)
  if options.longest ~= nil then
    plan.longest = values.span(where, "option longest", options.longest, model)
  end
  local kernel, message, code = engine.kernel(state, "auto")
  if not kernel then return nil, message, code end
  local result
  result, message, code = engine.steady(kernel, plan)
  if not result then return nil, message, code end
  for _, kind in ipairs { "state", "output" } do
    local list = {}
    for i, row in ipairs(state.lists[kind]) do list[i] = result[kind .. "s"][row.name] end
    result[kind .. "s"] = numbers(where, state.lists[kind], list, function(row)
      return row.unit
    end)
  end
  return setmetatable(result, { __name = "hepar.steady", __tostring = function(self)
    local unit = model.time_unit and "/" .. model.time_unit or ""
    local lines = { ("%s: steady state, %s (leading eigenvalue %s%s%s)"):format(model.name,
      self.stability, lists.number(self.eigenvalue[1]) or "unknown",
      self.eigenvalue[2] ~= 0 and self.eigenvalue[2] == self.eigenvalue[2] and
        " ± " .. lists.number(math.abs(self.eigenvalue[2])) .. "i" or "", unit) }
    for line in tostring(self.states):gmatch("[^\n]+") do lines[#lines + 1] = "  " .. line end
    if #state.lists.output > 0 then
      lines[#lines + 1] = "outputs"
      for line in tostring(self.outputs):gmatch("[^\n]+") do lines[#lines + 1] = "  " .. line end
    end
    lines[#lines + 1] = "next  .states  .outputs  .stability  .eigenvalue"
    return table.concat(lines, "\n")
  end })
end

return M
