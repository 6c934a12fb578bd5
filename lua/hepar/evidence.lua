--- The evidence: study records, results, published figures and claims, in a store that can be
-- asked. `builtin`, `open`, `read` and `new` give a view of all records of a store; `where`
-- narrows it, and every narrower view has the same methods. A view is a condition, not a copy:
-- it is cheap, and it follows the store when that changes. `view[1]`,
-- `view["fiore2018:t1:r16"]` and `#view` work as with a table, and a record is a plain table
-- that reads like its JSON. Codes may be given by any of their names ("AD-MSC" is AT). Research
-- use only, never a bedside device.
-- @module hepar.evidence

local core = require("hepar.core")
local lists = require("hepar.evidence.lists")
local misuse = require("hepar.evidence.misuse")
local views = require("hepar.evidence.views")
local words = require("hepar.evidence.words")
require("hepar.evidence.ask")
require("hepar.evidence.write")

local M = {}

local call = misuse.call

--- Open a store in a file; the file is made when it is not there.
-- @function open
-- @tparam string path the file, by custom *.hepar
-- @tparam[opt] table options named options: `readonly` (boolean)
-- @treturn ?evidence a view of all its records; or nil, message, code when it cannot be opened
-- @raise when path is no string
-- @usage local ev = assert(hepar.evidence.open("liver.hepar"))
function M.open(path, options)
  local where = "hepar.evidence.open"
  misuse.expect(where, "the path", path, "string")
  options = misuse.options(where, options)
  call(core.evidence.options, options, { "readonly" }, where)
  if options.readonly ~= nil then
    misuse.expect(where, "option readonly", options.readonly, "boolean")
  end
  local store, message, code = call(core.store.open, path, options)
  if not store then return nil, message, code end
  return views.whole(store, where)
end

--- Make an empty store in memory.
-- @function new
-- @treturn evidence a view of all its records: none yet
-- @usage local ev = hepar.evidence.new()
function M.new()
  local where = "hepar.evidence.new"
  local store, message, code = call(core.store.open)
  if not store then return nil, message, code end
  return views.whole(store, where)
end

--- Read a JSON bundle or NDJSON into a store in memory.
-- @function read
-- @tparam string path the file
-- @tparam[opt] table options as in `import`
-- @treturn ?evidence a view of all its records; or nil, message, code
-- @treturn ?imported what the import did
-- @raise when path is no string
-- @usage local ev, report = hepar.evidence.read("records.json")
function M.read(path, options)
  local where = "hepar.evidence.read"
  misuse.expect(where, "the path", path, "string")
  options = misuse.options(where, options)
  local store, message, code = call(core.store.open)
  if not store then return nil, message, code end
  local ev, report
  ev, message, code = views.whole(store, where)
  if not ev then return nil, message, code end
  report, message, code = call(store.import_file, store, path, options)
  if report then return ev, lists.report(report) end
  ev:close()
  return nil, (message:gsub("^hepar%.evidence%.import", where)), code
end

-- The file of that name beside the Lua files of hepar.
local function data_file(name)
  local home = debug.getinfo(1, "S").source:match("^@(.*)evidence%.lua$")
  if home then return home .. "data/" .. name end
  local found = package.searchpath("hepar.evidence", package.path)
  return found and found:gsub("evidence%.lua$", "") .. "data/" .. name
end

--- Load the built-in evidence: the 50 table rows of both reviews, the claims of their text, and the
-- published figures of the trials. Each call gives a store of its own, in memory.
-- @function builtin
-- @treturn ?evidence a view of all its records; or nil, message, code when the data file is not
-- there
-- @usage local ev = hepar.evidence.builtin()
function M.builtin()
  local path = data_file("builtin.json")
  if not path then
    return nil, "hepar.evidence.builtin: the data folder of hepar is not found", "not_found"
  end
  local ev, report, code = M.read(path)
  if not ev then return nil, report, code end
  return ev
end

--- List the names of the vocabularies, or the codes of one.
-- @function vocabulary
-- @tparam[opt] string name such as "route"
-- @treturn {string,...}|{term,...} without a name, the list of names; else the codes, sorted, as a
-- list that also answers to its codes
-- @raise when the vocabulary is not known
-- @usage hepar.evidence.vocabulary("route").HA.label  --> "hepatic artery"
function M.vocabulary(name)
  local where = "hepar.evidence.vocabulary"
  local all = words.lists()
  if name == nil then
    local names = {}
    for key in pairs(all) do names[#names + 1] = key end
    table.sort(names)
    return names
  end
  misuse.expect(where, "the name", name, "string")
  call(core.evidence.vocabulary, name, where)
  return lists.make("vocabulary", table.move(all[name], 1, #all[name], 1, {}))
end

--- Find the code that a text means: a code, a label or a synonym, in any case.
-- @function code
-- @tparam string vocabulary such as "source"
-- @tparam string text such as "AD-MSC"
-- @treturn ?string the code, or nil
-- @treturn ?string when there is none, the nearest code
-- @raise when the vocabulary is not known
-- @usage hepar.evidence.code("source", "AD-MSC")  --> "AT"
function M.code(vocabulary, text)
  local where = "hepar.evidence.code"
  misuse.expect(where, "the vocabulary", vocabulary, "string")
  misuse.expect(where, "the text", text, "string")
  return call(core.evidence.code, vocabulary, text, where)
end

--- Give the JSON Schema (2020-12) of a bundle, the format that `read` and `import` take and
-- `export` writes. It is made from the tables that an import is checked against, and stands in
-- docs/hepar-record.schema.json, too. It has the codes alone; an import also takes their synonyms.
-- @function schema
-- @treturn ?string JSON text; or nil, message, code when memory runs out
-- @usage local text = assert(hepar.evidence.schema())
function M.schema() return call(core.store.schema) end

--- List the fields that records can be selected and counted by.
-- @function fields
-- @treturn {field,...} sorted by name
-- @usage print(hepar.evidence.fields())
function M.fields() return lists.make("fields", call(core.evidence.fields)) end

return M
