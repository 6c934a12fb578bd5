--- What is checked, brought in, changed and written.
-- @module hepar.evidence.write

local core = require("hepar.core")
local findings = require("hepar.evidence.findings")
local lists = require("hepar.evidence.lists")
local misuse = require("hepar.evidence.misuse")
local views = require("hepar.evidence.views")

local call, fail, show = misuse.call, misuse.fail, misuse.show
local enter, find, record_or_nil = views.enter, views.find, views.record_or_nil

--- A view of the records of a store.
-- @type evidence
local Evidence = views.methods

--- Run the validation rules over the store and list what they find.
-- @function check
-- @tparam[opt] table options named options: `rules` (list of names such as "R2"; all when not
-- said), `sources` (table source_id = path of the document, to compare quotes with their lines)
-- @treturn ?findings a list that prints itself; a contradiction between sources (SEED_CONFLICT)
-- has both values and both locators in `a` and `b`. Or nil, message, code
-- @raise when a rule is not known
-- @usage print(ev:check())
function Evidence:check(options)
  local _, where, state = enter(self, "check")
  local found, message, code = call(core.evidence.check, state.store,
    misuse.options(where, options), where)
  if not found then return nil, message, code end
  return findings.make(found)
end

-- The members that are lists wherever they stand.
local list_names = {}
for name in ([[agents arms bbox cargo cell_lines claims conditioning decisions derived_from doses
    etiology events facts flags identifiers injury isolation levels markers phase provenance
    quantities records refs registry_group_ids results risk_of_bias routes searches
    searches_missing sources study_match]]):gmatch("%S+") do
  list_names[name] = true
end

local lists_of_a_bundle = { "records", "sources", "quantities", "claims", "decisions" }

-- The value with its empty lists as JSON has them: an empty Lua table does not say which it is. A
-- table that holds itself stays as it is, for the encoder to refuse.
local function with_lists(value, name, above)
  if type(value) ~= "table" or above[value] then return value end
  local meta = getmetatable(value)
  if meta == nil and next(value) == nil then
    return list_names[name] and core.json.array() or value
  end
  local copy = {}
  above[value] = true
  for key, inner in pairs(value) do copy[key] = with_lists(inner, key, above) end
  above[value] = nil
  return type(meta) == "table" and setmetatable(copy, meta) or copy
end

-- A bundle around what a user hands over: a bundle, a record or a list of records.
local function bundle_of(content, where)
  misuse.expect(where, "the content", content, "table")
  local bundle = { schema = "hepar.record/1" }
  if content.id ~= nil and content.records == nil then
    bundle.records = { content }
  elseif #content > 0 then
    bundle.records = content
  else
    local known = next(content) == nil
    for _, name in ipairs(lists_of_a_bundle) do known = known or content[name] ~= nil end
    if not known then
      fail("%s: the table is neither a bundle, nor a record, nor a list of records", where)
    end
    for name, value in pairs(content) do bundle[name] = value end
  end
  bundle.records = bundle.records or core.json.array()
  bundle.sources = bundle.sources or core.json.array()
  return with_lists(bundle, nil, {})
end

--- Bring in records, sources, figures, claims and decisions from a file or a table.
-- A file is a JSON bundle or NDJSON; a table is a bundle, a record or a list of records. All comes
-- in, or nothing does.
-- @function import
-- @tparam string|table what the path of a file, or the content itself
-- @tparam[opt] table options named options: `on_error` ("stop", or "skip" to count and list
-- what is wrong), `on_conflict` ("error", "skip" or "replace": the same id with other content),
-- `who` (string, for the history), `progress` (function, called with the records read so far)
-- @treturn ?imported what was done; or nil, message, code when the file cannot be read or its
-- content is refused
-- @raise when an argument is of the wrong kind
-- @usage assert(ev:import("nct.json")).added
function Evidence:import(what, options)
  local _, where, state = enter(self, "import")
  options = misuse.options(where, options)
  local store, report, message, code = state.store, nil, nil, nil
  if type(what) == "string" then
    misuse.expect(where, "the path", what, "string")
    report, message, code = call(store.import_file, store, what, options)
  elseif type(what) == "table" then
    local text = call(core.json.encode, bundle_of(what, where))
    report, message, code = call(store.import_text, store, text, "table", options)
  else
    fail("%s: expects a path or a table, got %s", where, show(what))
  end
  if not report then return nil, message, code end
  return lists.report(report)
end

--- Change one field of a record; what was there, who changed it and why stay in the history.
-- @function amend
-- @tparam table change `id` (record), `field` (a path such as "enrolment.n_total" or "arms[2].n"),
-- `value` (nil takes the field away), `who` and `why` (strings). Objects that the path needs and
-- the record does not have are made.
-- @treturn ?record the record as it is now; or nil, message, code when the change is refused
-- @raise when a member is missing, not known, or of the wrong kind
-- @usage ev:amend{id = "fiore2018:t1:r20", field = "enrolment.n_total", value = 27, who = "AB",
--   why = "14 + 13 patients"}
function Evidence:amend(change)
  local _, where, state = enter(self, "amend")
  misuse.expect(where, "the change", change, "table")
  call(core.evidence.options, change, { "id", "field", "value", "who", "why" }, where)
  for _, name in ipairs({ "id", "field", "who", "why" }) do
    misuse.expect(where, name, change[name], "string")
  end
  local store = state.store
  local ok, message, code = call(store.amend, store, change.id, change.field, change.value,
    change.who, change.why)
  if not ok then return nil, message, code end
  local view = enter(self, "amend") -- the change may have moved the record out of this view
  return record_or_nil(view, find(view, "id", change.id, where)[1], where) or ok
end

--- List the changes: who changed what, from what to what, when and why.
-- @function history
-- @tparam[opt] string id the id of a record; of the whole store when not said
-- @treturn {change,...} oldest first
-- @raise when id is no string
-- @usage print(ev:history("fiore2018:t1:r20"))
function Evidence:history(id)
  local _, where, state = enter(self, "history")
  if id ~= nil then misuse.expect(where, "the id", id, "string") end
  local rows, message, code = call(state.store.history, state.store, id)
  if not rows then return nil, message, code end
  return lists.make("history", rows)
end

-- A store in memory with the records of a narrowed view, and what a text export of them has.
local function narrowed(view, where, state)
  local store, text, message, code
  text, message, code = call(state.store.export_text, state.store,
    { format = "ndjson", records = call(view.keys, view, where) })
  if not text then return nil, message, code end
  store, message, code = core.store.open()
  if not store then return nil, message, code end
  local report
  report, message, code = call(store.import_text, store, text, "save", { who = "save" })
  if not report then return nil, message, code end
  return store
end

--- Write a copy of the store to a new file: the whole store with its history, or, of a view that
-- `where` narrowed, its records alone.
-- @function save
-- @tparam string path the file to make
-- @treturn ?boolean true; or nil, message, code when the file cannot be written
-- @raise when path is no string
-- @usage assert(ev:save("copy.hepar"))
function Evidence:save(path)
  local view, where, state = enter(self, "save")
  misuse.expect(where, "the path", path, "string")
  if view:whole() then return call(state.store.save, state.store, path) end
  local part, message, code = narrowed(view, where, state)
  if not part then return nil, message, code end
  local done
  done, message, code = call(part.save, part, path)
  part:close()
  if not done then return nil, message, code end
  return done
end

--- Write the records of the view to a text file: JSON, NDJSON or CSV, as its name ends.
-- @function export
-- @tparam string path a name that ends in .json, .ndjson or .csv
-- @tparam[opt] table options named options: `table` (CSV: "records", "results", "quantities" or
-- "claims")
-- @treturn ?boolean true; or nil, message, code when the file cannot be written
-- @raise when the name ends in something else
-- @usage assert(ev:where{design = "clinical"}:export("clinical.csv"))
function Evidence:export(path, options)
  local view, where, state = enter(self, "export")
  misuse.expect(where, "the path", path, "string")
  options = misuse.options(where, options)
  call(core.evidence.options, options, { "table" }, where)
  options.format = path:lower():match("%.(%w+)$")
  if options.format ~= "json" and options.format ~= "ndjson" and options.format ~= "csv" then
    fail('%s: the name of the file ends in .json, .ndjson or .csv, got "%s"', where, path)
  end
  if not view:whole() then options.records = call(view.keys, view, where) end
  return call(state.store.export, state.store, path, options)
end

--- Close the view. The view that `open`, `read`, `new` or `builtin` gave closes the store, and
-- with it every view of it; a narrower view closes only itself. Closing twice does nothing.
-- @function close
-- @usage ev:close()
function Evidence:close()
  views.close(self)
end

return Evidence
