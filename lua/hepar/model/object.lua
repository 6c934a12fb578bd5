--- A model: what it holds, and the methods that ask it something.
-- @module hepar.model.object

local check = require("hepar.util.check")
local engine = require("hepar.model.engine")
local lists = require("hepar.model.lists")
local merge = require("hepar.model.merge")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

--- A model: symbols with unit, value, status and source, and equations. It never changes.
-- @type model
-- @tfield string name as in its text
-- @tfield string purpose what it is for
-- @tfield[opt] string time_unit unit of time and of rates: "day", "hour", …
-- @tfield boolean has_units false when its text names no unit: nothing is checked then
-- @tfield boolean builtin part of hepar
-- @tfield[opt] string file where it was read from
-- @tfield string text its source
-- @tfield table parameter the parameters by name: `m.parameter.k_deg.source`
-- @tfield table state the states by name
-- @tfield table input the inputs by name
-- @tfield table output the outputs by name
-- @tfield table let the definitions by name
-- @tfield {remark,...} sources what it rests on
-- @tfield {remark,...} reproduces what it must reproduce
-- @tfield {remark,...} limits what it does not do
-- @tfield {remark,...} notes what the checker of units took for granted
-- @tfield table events list of `{name, doc, condition, sets}`
-- @tfield[opt] table left_out of a model read from SBML: what the language cannot say
local methods = {}
M.methods = methods

-- model -> what it hides
local states = setmetatable({}, { __mode = "k" })

--- The hidden state of a model, or misuse of the method `name`. With `whole`, nobody may have
-- written over a symbol.
function M.state_of(model, name, whole)
  local state = states[model]
  if not state then
    fail("hepar.model." .. name, "expects a model (call it with a colon: m:%s), got %s", name,
      show(model))
  end
  if whole then
    for _, kind in ipairs { "parameter", "input", "state" } do
      lists.check_whole(model[kind], state.public[kind])
    end
  end
  return state
end

local kinds = { "parameter", "input", "state", "let", "output" }

-- The list of one kind, filtered by status when that is asked for.
local function listed(model, name, kind, options, title)
  local state = M.state_of(model, name)
  local rows, status = state.public[kind], nil
  if options ~= nil then
    local where = "hepar.model." .. name
    values.table(where, "options", options, '{status = "assumed"}')
    values.only(where, "options", options, { "status" })
    status = options.status
    if status ~= nil then
      local known = { "verified", "recalled", "calibrated", "assumed", "cited", "unstated" }
      local found = false
      for _, word in ipairs(known) do found = found or word == status end
      if not found then
        fail(where, "status %s is not known%s", show(status), type(status) == "string" and
          check.suggest(status, known) or "")
      end
    end
  end
  local list = {}
  for _, row in ipairs(rows) do
    if not status or row.status == status then list[#list + 1] = row end
  end
  return lists.list(title or kind, list)
end

--- The parameters, in the order of the text.
-- @tparam[opt] table options `status`: only those of that status
-- @treturn {symbol,...} the list; prints itself as a table
-- @raise when the status is not known
-- @usage =m:parameters{status = "assumed"}
function methods:parameters(options) return listed(self, "parameters", "parameter", options) end

--- The states, with their values at the start.
-- @treturn {symbol,...} the list; prints itself as a table
-- @usage =m:states()
function methods:states() return listed(self, "states", "state") end

--- The inputs: where doses arrive, and levels that are given from outside.
-- @treturn {symbol,...} the list; prints itself as a table
-- @usage =m:inputs()
function methods:inputs() return listed(self, "inputs", "input") end

--- The outputs: what every run has as columns, beside the states.
-- @treturn {symbol,...} the list; prints itself as a table
-- @usage =m:outputs()
function methods:outputs() return listed(self, "outputs", "output") end

--- The presets: values over the defaults that go together, for `preset = "rat"`.
-- @treturn {preset,...} the list; prints itself as a table
-- @usage =m:presets()
function methods:presets()
  local state = M.state_of(self, "presets")
  return lists.list("preset", table.move(state.presets, 1, #state.presets, 1, {}))
end

--- The equations.
-- @tparam[opt] table options `style` ("text", "latex" or "mathml"; text when not said), `what`
-- (a name, or a list of names; everything when not said)
-- @treturn string the equations, one in a line
-- @raise when a style or name is not known
-- @usage print(m:equations{style = "latex", what = "collagen"})
function methods:equations(options)
  return require("hepar.model.equations").text(self, M.state_of(self, "equations"), options)
end

--- Draws the network: states as boxes, thick arrows for what leaves one state and enters another,
-- thin arrows for the influence of a state on the rate of another.
-- @tparam[opt] table options those of `hepar.plot.network`, and `states` (a list of names: only
-- these), `stages` (true: a box for each element of an array, which share one otherwise)
-- @treturn figure the figure
-- @raise when an option is not of the kind described
-- @usage m:graph():save("network.svg")
-- m:graph{influences = false}
function methods:graph(options)
  return require("hepar.model.network").figure(self, M.state_of(self, "graph"), options)
end

--- A new model with definitions that are added to this one or take the place of its own.
-- @tparam string text statements of the language, without the line `model …`
-- @treturn model the new model; this one stays as it is
-- @raise when the text is no statement of the language: file, line, column and a caret
-- @usage local slow = m:extend[[param k_deg = 0.005 [1/day] {assumed}]]
function methods:extend(text)
  local where = "hepar.model.extend"
  local state = M.state_of(self, "extend")
  if type(text) ~= "string" then fail(where, "text must be a string, got %s", show(text)) end
  local base = merge.whole(state)
  if not base then
    fail(where, "this extended model cannot be extended again: its parts make no one text")
  end
  local model, message = M.make { text = base, extension = text, file = state.file,
    folder = state.folder, check = state.check }
  if not model then M.misuse(where, message) end
  return model
end

--- Compiles the model with the C compiler of this machine; runs use that from now on.
-- What was compiled before is taken from the user's cache. The numbers are the same to the bit.
-- @treturn ?model this model; or nil, a message and a code when there is no compiler
-- @usage assert(m:compile()):simulate{t = {0, 336}}
function methods:compile()
  local state = M.state_of(self, "compile")
  local kernel, message, code = engine.kernel(state, "compiled")
  if not kernel then return nil, message, code end
  state.compiled = true
  return self
end

--- The model as an SBML Level 3 document.
-- @treturn ?string the document; or nil, a message and "format" when SBML cannot say it
-- @treturn {string,...} what was left out, in sentences
-- @usage local document, left_out = m:sbml()
function methods:sbml()
  return require("hepar.model.sbml_export").document(self, M.state_of(self, "sbml"))
end

--- Writes the model: as text to NAME.model, as SBML to NAME.xml or NAME.sbml. Whole or not at all.
-- @tparam string path of the file
-- @treturn ?boolean true; or nil, a message and a code
-- @treturn {string,...} of SBML: what was left out
-- @raise when the ending is none of these
-- @usage assert(m:save("suk_toy.xml"))
function methods:save(path)
  return require("hepar.model.files").save(self, M.state_of(self, "save"), path)
end

--- Simulates: solves the equations from one time to another.
-- @tparam table options `t` (`{0, 336}`, or one number: the end; more than two are the times of the
-- columns), `every` (a column's value after each such time) and `at` (more times; alone: only
-- these); `set` (parameters and levels of inputs: `{k_deg = 0.02}` or `{k_deg = "0.02 1/day"}`),
-- `initial` (states at the start: a table, or what `run:at` or `m:steady().states` gave), `preset`
-- (a name or a list of names), `dose` (list of `{at, into, amount}` or `{at, NAME = amount}` or
-- `{at, cells = 5e7, route = "HA"}`, with `over` (an infusion), `every`, `count`, `until`, `lag`,
-- `fraction`), `change` (list of `{at, set}`: parameters and levels of inputs from then on),
-- `outputs` (names of the columns: states, outputs, definitions; all states and outputs when not
-- said), `events` (true; false: the model's events do not happen), `solver` ("rodas5p", or "tsit5"
-- for models without fast rates), `rtol` (1e-6), `atol` (1e-9, or a table by state), `most_steps`
-- (100000), `backend` ("auto", "interpreter", "compiled"), `label` (the run's name in figures).
-- Times are in the model's unit, or such as `{weeks = 4}`.
-- @treturn ?run the run; or nil, a message and a code when the equations could not be solved: what,
-- where and when
-- @raise when an option cannot be meant: unknown names, negative doses, doses before the start,
-- units that clash, tolerances that cannot be reached
-- @usage local run = m:simulate{t = {0, 336}, every = 1, dose = {{at = 28, cells = 5e7}}}
function methods:simulate(options)
  return require("hepar.model.simulate").run(self, M.state_of(self, "simulate", true), options)
end

--- The rates of all states at one point.
-- @tparam[opt] table options `time` (0), `states` (a table of values over those at the start),
-- `set`, `preset` as of `m:simulate`
-- @treturn table the rates by name, per unit of time; prints itself
-- @raise when a name is not known
-- @usage m:rates{states = {collagen = 20}}.collagen
function methods:rates(options)
  return require("hepar.model.point").rates(self, M.state_of(self, "rates", true), options)
end

--- The Jacobian at one point: how fast each rate changes with each state.
-- @tparam[opt] table options as of `m:rates`
-- @treturn table `jacobian[row][column]` by names of states, entries that are always 0 absent;
-- prints itself
-- @raise when a name is not known
-- @usage m:jacobian{}.collagen.cells
function methods:jacobian(options)
  return require("hepar.model.point").jacobian(self, M.state_of(self, "jacobian", true), options)
end

--- The steady state that a patient comes to.
-- @tparam[opt] table options `set`, `initial`, `preset`, `rtol`, `atol`, `most_steps` as of
-- `m:simulate`, `longest` (the time after which it gives up: 1e6 units of the model)
-- @treturn ?steady the state with its stability; or nil, a message and a code when none is found
-- @raise when an option cannot be meant
-- @usage m:steady{set = {injury = 0.001}}.states.collagen
function methods:steady(options)
  return require("hepar.model.point").steady(self, M.state_of(self, "steady", true), options)
end

--- Forward sensitivities: a run, and the derivative of every state by some parameters.
-- @tparam table options those of `m:simulate`, and `parameters`: a list of names of parameters, or
-- of states (their values at the start)
-- @treturn ?run the run with `run.sensitivity[parameter][state]`, columns; or nil, a message and a
-- code
-- @raise when an option cannot be meant
-- @usage m:sensitivity{t = {0, 336}, parameters = {"k_deg"}}.sensitivity.k_deg.collagen
function methods:sensitivity(options)
  return require("hepar.model.simulate").sensitivity(self, M.state_of(self, "sensitivity", true),
    options)
end

--- Raises what the parser says; a position in the text keeps its line and caret.
function M.misuse(where, message) error(where .. ": " .. message, 0) end

-- Symbols as rows by kind, and tables of them by name.
local function sort_symbols(model, state)
  state.lists, state.public, state.by_name, state.rows = {}, {}, {}, state.core:symbols()
  for _, kind in ipairs(kinds) do state.lists[kind], state.public[kind] = {}, {} end
  for _, row in ipairs(state.rows) do
    row.nonnegative, row.delivered = row.nonnegative or false, row.delivered or false
    -- without units nobody can tell a level from a rate of delivery: it may be either
    row.either = row.kind == "input" and not model.has_units or nil
    row.module = row.name:match("^(.*)%.[^.]*$")
    table.insert(state.lists[row.kind], row)
    table.insert(state.public[row.kind], lists.symbol(row))
    if not state.by_name[row.name] then state.by_name[row.name] = row end
  end
  for _, kind in ipairs(kinds) do
    model[kind] = lists.by_name(kind == "let" and "definition" or kind, state.public[kind])
  end
end

local function read_presets(state)
  local presets = state.core:presets()
  for _, preset in ipairs(presets) do
    preset.values, preset.order = {}, {}
    for i, set in ipairs(preset.sets) do
      preset.values[set.name], preset.order[i] = set.value, set.name
    end
    preset.sets = nil
    lists.preset(preset)
  end
  return presets
end

--- Makes a model of a text: options text, extension, file, folder, check, builtin. nil and a
-- message when the text is no model.
function M.make(options)
  local core, message, code = engine.parse(options.text, options)
  if not core then return nil, message, code end
  local about, remarks = core:about(), core:remarks()
  local state = { core = core, text = options.text, extension = options.extension,
    file = options.file, folder = options.folder, check = options.check, kernels = {} }
  local model = { name = about.name, purpose = about.purpose, time_unit = about.time_unit,
    has_units = about.has_units, builtin = options.builtin or false, file = options.path,
    text = options.text, events = core:events(), sources = remarks.sources,
    reproduces = remarks.reproduces, limits = remarks.limits, notes = remarks.notes,
    left_out = options.left_out }
  sort_symbols(model, state)
  state.presets = read_presets(state)
  for name, method in pairs(methods) do model[name] = method end
  local fixed = lists.fixed("hepar.model", model, function(self)
    return require("hepar.model.page").text(self)
  end)
  states[fixed] = state
  return fixed
end

return M
