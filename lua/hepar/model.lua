--- Models of the liver and of whatever else a scientist writes down: states, rates, parameters with
-- unit, value, status and source, in a small language of their own (docs/model-language.md).
--
-- A model is data: reading one from an untrusted file runs no code. Every parameter says whether
-- its value was verified, recalled, calibrated or assumed, and a model prints what it must
-- reproduce and what it does not do. Research use only: a model is a set of hypotheses, never
-- advice on a patient.
-- @module hepar.model
-- @usage local m = hepar.model "liver"
-- local run = m:simulate{t = {0, 168}, every = 1}

local check = require("hepar.util.check")
local engine = require("hepar.model.engine")
local files = require("hepar.model.files")
local layout = require("hepar.evidence.layout")
local object = require("hepar.model.object")

local M = {}

local fail, show = check.fail, check.show

--- A built-in model by its name; `hepar.model "liver"` is short for it.
-- @tparam string name as `hepar.model.list()` has it
-- @treturn model the model
-- @raise when there is no such model; the message names the nearest
-- @usage local m = hepar.model.builtin("liver")
-- local m = hepar.model "liver"
function M.builtin(name)
  local where = "hepar.model.builtin"
  if type(name) ~= "string" or name:find("\0", 1, true) then
    fail(where, "name must be a string, got %s", show(name))
  end
  local text = engine.text(name)
  if not text then
    fail(where, "model %s is not known%s", show(name), check.suggest(name, engine.names()))
  end
  local model, message = object.make { text = text, file = name .. ".model", builtin = true }
  if not model then object.misuse(where, message) end
  return model
end

local list_meta = { __name = "hepar.model_list" }

function list_meta.__tostring(list)
  local rows = {}
  for i, row in ipairs(list) do
    rows[i] = { row.name, row.states, row.parameters, row.time_unit, row.purpose }
  end
  local lines = layout.table({ "name", "states", "parameters", "time", "purpose" }, rows)
  lines[#lines + 1] = ('next  hepar.model "%s"  hepar.model.read("mine.model")'):format(
    "liver")
  return table.concat(lines, "\n")
end

--- The built-in models.
-- @treturn {table,...} rows `{name, purpose, states, parameters, time_unit}`; prints itself
-- @usage =hepar.model.list()
function M.list()
  local list = {}
  for i, name in ipairs(engine.names()) do
    local core = assert(engine.parse(engine.text(name), { file = name .. ".model" }))
    local about = core:about()
    list[i] = { name = name, purpose = about.purpose, states = about.states,
      parameters = about.parameters, time_unit = about.time_unit }
  end
  return setmetatable(list, list_meta)
end

local function checked(where, options)
  check.given(where, options, { "check", "file" })
  options = options or {}
  if options.check ~= nil and type(options.check) ~= "boolean" then
    fail(where, "option check must be a boolean, got %s", show(options.check))
  end
  if options.file ~= nil and (type(options.file) ~= "string" or options.file:find("\0", 1, true))
  then
    fail(where, "option file must be a string, got %s", show(options.file))
  end
  return options
end

--- A model of a text.
-- @tparam string text in the language of models
-- @tparam[opt] table options `check` (boolean, true: units are checked), `file` (the name that
-- messages give the text)
-- @treturn model the model
-- @raise when the text is no model: file, line, column, one sentence, and a caret below the line
-- @usage local m = hepar.model.define[[
-- model decay "One substance that disappears"
-- time day
-- param k = 0.35 [1/day] {assumed}
-- state amount = 100 [mg]
-- amount' = -k * amount
-- ]]
function M.define(text, options)
  local where = "hepar.model.define"
  if type(text) ~= "string" then fail(where, "text must be a string, got %s", show(text)) end
  options = checked(where, options)
  local model, message = object.make { text = text, file = options.file, check = options.check }
  if not model then object.misuse(where, message) end
  return model
end

--- A model of a file: of a text (`.model`), or of an SBML document (`.xml`, `.sbml`; Level 3, and
-- Level 2 where it says the same). What the language cannot say is listed in `m.left_out`.
-- Imports are looked for among the built-in models, then beside the file.
-- @tparam string path of the file
-- @tparam[opt] table options `check` (boolean, true: units are checked)
-- @treturn ?model the model; or nil, a message and "io" or "format"
-- @raise when path is no name of a file or an option is not known
-- @usage local m = assert(hepar.model.read("mine.model"))
function M.read(path, options)
  local where = "hepar.model.read"
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
    fail(where, "path must be the name of a file, got %s", show(path))
  end
  check.given(where, options, { "check" })
  return files.read(path, checked(where, options))
end

--- What became of the claims of the reviews that a model can be asked about: reproduced, whole or
-- in part, contradicted, or not representable, with counts. Nothing is written down beforehand:
-- each claim is tested by simulations, about a second for all.
-- @tparam[opt] table options named options: `claims` (list of their ids; all without it)
-- @treturn ledger one row a claim; prints itself
-- @raise when a claim is not one that a model tests
-- @usage =hepar.model.ledger{claims = {"fiore2018:c049"}}
function M.ledger(options)
  return require("hepar.model.ledger").table(options)
end

return setmetatable(M, { __call = function(_, name) return M.builtin(name) end })
