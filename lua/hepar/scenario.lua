--- Scenarios: a model, virtual patients, a disease, arms of treatment, what is recorded and for how
-- long. A scenario file is a Lua script that returns a table; it runs in a sandbox without files,
-- libraries, metatables or string functions, with a limit on instructions and memory. Every field
-- is checked, with units; what is not known is refused with the nearest name and, in a file, its
-- line. Research use only, never a bedside device.
-- @module hepar.scenario
-- @usage local s = hepar.scenario.read("suk2016.lua")
-- local c = s:run{threads = 2, progress = true}

local check = require("hepar.util.check")
local core = require("hepar.core")
local lines = require("hepar.scenario.lines")
local object = require("hepar.scenario.object")

local M = {}

local fail, show = check.fail, check.show

local MOST_BYTES, INSTRUCTIONS, MEMORY = 1 << 20, 10000000, 32 << 20

--- A scenario of a table; `hepar.scenario{…}` is short for it. docs/scenarios.md describes every
-- field.
-- @tparam table fields `model` (name, or a model), `horizon` (time), `arms` (table of lists of
-- treatments), `outputs` (list of names), `title`, `record`, `disease`, `preset`, `set`, `initial`,
-- `cohort`, `control` (name of an arm), `every` (time), `survival`, `dropout`, `after_event`
-- ("keep" or "missing"), `rtol` (tolerance of the solver, 1e-5), `assumed` (list of sentences)
-- @treturn scenario the scenario
-- @raise when a field is not known, missing or cannot be meant
-- @usage local s = hepar.scenario.new{model = "liver", disease = {name = "cirrhosis", etiology =
-- "alcohol", years = 8}, arms = {control = {}, one = {{product = "MSC", route = "HA", dose =
-- 5e7}}}, horizon = {months = 6}, outputs = {"collagen"}}
function M.new(fields)
  local where = "hepar.scenario.new"
  if type(fields) ~= "table" or check.class(fields) then
    fail(where, "the fields must be a table, got %s", show(fields))
  end
  return object.make(fields, { where = where })
end

--- A scenario of a file.
-- @tparam string path of a Lua script that returns a table
-- @treturn ?scenario the scenario; or nil, a message with the line, and "io", "format" or "range"
-- (a limit of the sandbox)
-- @raise when path is no name of a file
-- @usage local s = assert(hepar.scenario.read("examples/scenarios/suk2016.lua"))
function M.read(path)
  local where = "hepar.scenario.read"
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
    fail(where, "path must be the name of a file, got %s", show(path))
  end
  local file, message = io.open(path, "rb")
  if not file then
    -- "path: reason"; a pattern that looks for the last colon takes minutes on a long path.
    return nil, ("%s: %s: %s"):format(where, show(path), message:sub(#path + 3)), "io"
  end
  local text
  text, message = file:read(MOST_BYTES + 1)
  file:close()
  if message then return nil, ("%s: %s: %s"):format(where, show(path), message), "io" end
  text = text or ""
  if #text > MOST_BYTES then
    return nil, ("%s: %s is longer than %d bytes"):format(where, path, MOST_BYTES), "range"
  end
  local name = path:match("[^/]*$")
  local fields, code
  fields, message, code = core.cohort.sandbox(text, "=" .. name, INSTRUCTIONS, MEMORY)
  if not fields then return nil, (message:gsub("^hepar%.scenario", where)), code end
  local ok, scenario = pcall(object.make, fields, { where = where, file = name,
    lines = lines.of(text) })
  if ok then return scenario end
  if type(scenario) == "string" and scenario:sub(1, #where) == where then
    return nil, scenario, "format"
  end
  return error(scenario, 0)
end

--- A scenario of a study record of the evidence: its arms, product, dose, route and schedule. What
-- the record does not say is assumed, and listed. Records without a usable dose or route are
-- refused with the reason.
-- @tparam table record a record, such as `ev["fiore2018:t1:r16"]`
-- @tparam[opt] table options `n` (patients, 1000), `seed` (1), `outputs` (list of names)
-- @treturn ?scenario the scenario; or nil, a message that says what is missing, and "not_found"
-- @raise when the record is none, or an option is not known
-- @usage local ev = hepar.evidence.builtin()
-- print(hepar.scenario.from_record(ev["fiore2018:t1:r16"]))
function M.from_record(record, options)
  return require("hepar.scenario.record").scenario(record, options)
end

return setmetatable(M, { __call = function(_, fields) return M.new(fields) end })
