--- The evidence: study records, results, published figures and claims, in a store that can be
-- asked. `builtin`, `open`, `read` and `new` give a view of all records of a store; `where`
-- narrows it, and every narrower view has the same methods. A view is a condition, not a copy:
-- it is cheap, and it follows the store when that changes. `view[1]`,
-- `view["fiore2018:t1:r16"]` and `#view` work as with a table, and a record is a plain table
-- that reads like its JSON. Codes may be given by any of their names ("AD-MSC" is AT). Research
-- use only, never a bedside device.
-- @module hepar.evidence

local core = require("hepar.core")
local card = require("hepar.evidence.card")
local counts = require("hepar.evidence.counts")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.evidence.lists")
local misuse = require("hepar.evidence.misuse")
local words = require("hepar.evidence.words")

local M = {}

local call, fail, show = misuse.call, misuse.fail, misuse.show

-- view -> {store, base, core, filters, root, stamp}: what a view hides from its user
local states = setmetatable({}, { __mode = "k" })

--- A view of the records of a store.
-- @type evidence
local Evidence = {}

local make_view

-- The state of a view, or misuse.
local function state_of(view, name)
  local state = states[view]
  if not state then
    fail("hepar.evidence.%s: expects a view of the evidence (call it with a colon: view:%s), "
      .. "got %s", name, name, show(view))
  end
  if state.closed then fail("hepar.evidence.%s: the view is closed", name) end
  return state
end

local record_meta = { __name = "hepar.record", __tostring = card.text }

local function load_record(view, key, where)
  return setmetatable(call(view.record, view, key, where), record_meta)
end

-- A record that is read when it is first looked into: functions in filters rarely need all of it.
local function lazy_record(view, key, where)
  local function fill(self)
    setmetatable(self, nil)
    for name, value in pairs(load_record(view, key, where)) do self[name] = value end
    return setmetatable(self, record_meta)
  end
  return setmetatable({}, {
    __name = "hepar.record",
    __index = function(self, name) return rawget(fill(self), name) end,
    __pairs = function(self) return next, fill(self) end,
    __tostring = function(self) return card.text(fill(self)) end,
  })
end

-- The records of view for one of whose values f(value, record) is true.
local function apply(view, filter, where)
  local name, f = filter[1], filter[2]
  local about = debug.getinfo(f, "u")
  local wants_record = about.isvararg or about.nparams > 1
  local keys, values = call(view.columns, view, "values", { field = name }, where)
  local kept, last = {}, nil -- keys come in order
  for i, key in ipairs(keys) do
    if key ~= last then
      local record = wants_record and lazy_record(view, key, where) or nil
      if f(values[i], record) then
        kept[#kept + 1] = key
        last = key
      end
    end
  end
  return call(view.only, view, kept, where)
end

-- The core view of a state, made anew when functions chose from a store that has changed since.
local function refresh(state, where)
  if #state.filters == 0 then return state.core end
  local stamp = call(state.base.stamp, state.base, where)
  if stamp ~= state.stamp then
    local view = state.base
    for _, filter in ipairs(state.filters) do view = apply(view, filter, where) end
    state.core, state.stamp = view, stamp
  end
  return state.core
end

-- State and core view for a method of that name.
local function enter(view, name)
  local state = state_of(view, name)
  local where = "hepar.evidence." .. name
  return refresh(state, where), where, state
end

-- Rows of an answer as a list of that kind; nil, message, code when the world failed.
local function ask(view, what, options, where, kind)
  local rows, message, code = call(view.rows, view, what, options, where)
  if not rows then return nil, message, code end
  local finish = lists.finish[what]
  if finish then
    for _, row in ipairs(rows) do finish(row) end
  end
  return lists.make(kind or what, rows)
end

-- The record at a key, or nil.
local function record_or_nil(view, key, where)
  if key then return load_record(view, key, where) end
  return nil
end

-- Keys of the records of view with that value in a text field.
local function find(view, field, value, where)
  if #value == 0 or value:find("%z") or not utf8.len(value) then return {} end
  return call(view.keys, call(view.where, view, { [field] = value }, where), where)
end

--- Narrow the view to the records that fit every condition.
-- A condition is a value, a list of values (any of them), a range `{from = 2010, to = 2015}`
-- (both ends included, either may be left out), `{under = "ALF"}` (the code and all codes below
-- it), `{["not"] = …}`, `{missing = true}`, or a function `f(value, record)` that is called for
-- each value a record gives. Fields with several values (route, source, outcome, flag, …) fit
-- when any value does. `outcome`, `direction` and `effect` in one call speak of the same
-- result. `text` searches as `search` does. `hepar.evidence.fields()` lists all fields.
-- @function where
-- @tparam table filter field = condition
-- @treturn evidence a view with the same methods
-- @raise when a field or a code is not known (with a suggestion), or a value is of the wrong kind
-- @usage ev:where{design = "clinical", source = "BM", route = {"HA", "PV"}, year = {from = 2010}}
function Evidence:where(filter)
  local view, where, state = enter(self, "where")
  misuse.expect(where, "the filter", filter, "table")
  local plain, functions = {}, {}
  for name, value in pairs(filter) do
    if type(name) ~= "string" then
      fail("%s: a filter is field = value, got %s in place of a field", where, show(name))
    end
    call(core.evidence.field, name, where)
    if type(value) == "function" then
      if name == "text" then fail("%s: field \"text\" expects a text to search for", where) end
      functions[#functions + 1] = { name, value }
    else
      plain[name] = value
    end
  end
  table.sort(functions, function(a, b) return a[1] < b[1] end)
  local narrow = { store = state.store, filters = {}, root = state.root or self }
  narrow.base = call(state.base.where, state.base, plain, where)
  narrow.core = call(view.where, view, plain, where)
  table.move(state.filters, 1, #state.filters, 1, narrow.filters)
  table.move(functions, 1, #functions, #narrow.filters + 1, narrow.filters)
  if #narrow.filters > 0 then
    narrow.stamp = call(narrow.base.stamp, narrow.base, where)
    for _, one in ipairs(functions) do narrow.core = apply(narrow.core, one, where) end
  end
  return make_view(narrow)
end

--- Get the record with an id, or the records of a study.
-- @function get
-- @tparam string name the id of a record or the key of a study
-- @treturn ?table the record; a list of records when the study has several in this view; nil, a
-- message and "not_found" when there is none
-- @raise when name is no string
-- @usage ev:get("suk2016").enrolment.n_total
function Evidence:get(name)
  local view, where = enter(self, "get")
  misuse.expect(where, "the id or study", name, "string")
  local keys = find(view, "id", name, where)
  if #keys == 0 then keys = find(view, "study", name, where) end
  if #keys == 0 then
    return nil, ('%s: no record or study is called "%s" here'):format(where, name), "not_found"
  end
  if #keys == 1 then return load_record(view, keys[1], where) end
  local records = {}
  for i, key in ipairs(keys) do records[i] = load_record(view, key, where) end
  return lists.make("records", records)
end

--- Go through the records of the view, in the order they came in.
-- @function each
-- @treturn function an iterator that gives one record at a time
-- @usage for record in ev:each() do print(record.id) end
function Evidence:each()
  local view, where = enter(self, "each")
  local keys, i = call(view.keys, view, where), 0
  return function()
    i = i + 1
    return record_or_nil(view, keys[i], where)
  end
end

--- List the ids of the records in the view.
-- @function ids
-- @treturn table a list of strings, in the order the records came in
-- @usage table.concat(ev:where{route = "HA"}:ids(), " ")
function Evidence:ids()
  local view, where = enter(self, "ids")
  local _, ids = call(view.columns, view, "values", { field = "id" }, where)
  return ids
end

-- The option `by` of tally and cross.
local function counted(where, options)
  options = misuse.options(where, options)
  call(core.evidence.options, options, { "by" }, where)
  local by = options.by
  if by == nil then return "records" end
  if type(by) ~= "string" then
    fail("%s: option by expects \"records\", \"studies\" or \"patients\", got %s", where, show(by))
  end
  return by
end

--- Count the records by the values of a field.
-- A record counts once under each of its values; records that give none make the last row
-- (`code = "missing"`, `missing = true`), so nothing vanishes. Patients are those of the
-- largest record of each study, animals not counted.
-- @function tally
-- @tparam string field a field of `where`, such as "route"
-- @tparam[opt] table options named options: `by` ("records", "studies" or "patients")
-- @treturn tally an object that prints itself: `rows` of {code, label, n}, most first; `total`,
-- `unknown` (studies that give no number of patients), `field`, `by`
-- @raise when the field is not known
-- @usage print(ev:tally("route"))
function Evidence:tally(field, options)
  local view, where = enter(self, "tally")
  misuse.expect(where, "the field", field, "string")
  local by = counted(where, options)
  return counts.tally(field, by, call(view.tally, view, field, nil, by, where))
end

--- Count the records by the values of two fields.
-- @function cross
-- @tparam string row the field whose values make the rows
-- @tparam string column the field whose values make the columns
-- @tparam[opt] table options named options: `by` ("records", "studies" or "patients")
-- @treturn cross an object that prints itself: `rows` and `columns` as in a tally,
-- `cells[i][j]` the count of row i and column j, `total`
-- @raise when a field is not known
-- @usage print(ev:cross("source", "disease"))
function Evidence:cross(row, column, options)
  local view, where = enter(self, "cross")
  misuse.expect(where, "the field of the rows", row, "string")
  misuse.expect(where, "the field of the columns", column, "string")
  local by = counted(where, options)
  return counts.cross(row, column, by, call(view.tally, view, row, column, by, where))
end

--- Search the text of records and claims.
-- Words that stand together must all occur; `"…"` is a phrase, `word*` a beginning; AND, OR,
-- NOT and brackets combine; `hepatic artery NEAR fibrosis` wants all three within fifty words
-- of each other (`NEAR/5`: within five). Words with hyphens or signs need no quotation marks.
-- The claims are searched too when the view is the whole store.
-- @function search
-- @tparam string text what to look for
-- @tparam[opt] table options named options: `limit` (number, 1000), `kind` ("record" or "claim")
-- @treturn ?table a list of hits {id, kind, snippet, rank}, best first (rank: BM25, lower is
-- better), the words found between « and »; `total` counts all hits. Or nil, message, "format"
-- when the text cannot be read.
-- @raise when the text is no string
-- @usage ev:search("hepatic artery NEAR fibrosis")
function Evidence:search(text, options)
  local view, where = enter(self, "search")
  misuse.expect(where, "the text", text, "string")
  options = misuse.options(where, options)
  call(core.evidence.options, options, { "limit", "kind" }, where)
  options.text = text
  local hits, message, code = ask(view, "search", options, where, "hits")
  if not hits then return nil, message, code end
  hits.total = call(view.rows, view, "hits", options, where)[1].n
  return hits
end

--- List the results: one row for each direction that a record reports.
-- @function results
-- @tparam[opt] table filter named conditions as in `where`: `outcome`, `direction`, `effect`,
-- `context`, `role`
-- @treturn table a list of rows {id, study, source_id, first_author, year, design, subdesign,
-- source, donor, routes, route, disease, species, controlled, n_total, outcome, outcome_label,
-- domain, desirable, direction, effect, text, context, role, parent, ord, flags}; what is not
-- given is nil.
-- `universe` is the view: a study of it without a row did not report
-- @raise when a condition or a code is not known
-- @usage ev:where{design = "clinical"}:results{outcome = "MELD"}
function Evidence:results(filter)
  local view, where = enter(self, "results")
  local rows, message, code = ask(view, "results", misuse.options(where, filter), where)
  if rows then rows.universe = self end
  return rows, message, code
end

--- List the figures: one row for each arm, outcome and time.
-- Published figures that hang on a study belong to a view when one of its records does; pooled
-- values of meta-analyses belong to the whole store.
-- @function quantities
-- @tparam[opt] table filter named conditions: `outcome`, `study`, `arm`, `source_id`, `trust`
-- as in `where`; `at` (a time, `{weeks = 24}`; hours, days, weeks, months or years),
-- `tolerance` (a time), `level` ("arm" when not said, "contrast", "pooled" or "any")
-- @treturn table a list of rows {study, source_id, level, arm, n, outcome, value, unit, stat,
-- scale, disp, disp_value, disp_lo, disp_hi, events, days, timepoint, trust, caution, locator,
-- value_original, unit_original, …}; what is not given is nil
-- @raise when a condition or a code is not known
-- @usage ev:quantities{outcome = "MELD", at = {weeks = 24}, tolerance = {weeks = 4}}
function Evidence:quantities(filter)
  local view, where = enter(self, "quantities")
  return ask(view, "quantities", misuse.options(where, filter), where)
end

--- List the claims of the sources' text, as statements in our own words.
-- @function claims
-- @tparam[opt] table filter named conditions: `topic`, `kind`, `test`, `source_id`, `study`,
-- `id` (a value or a list), `text` (words to search for)
-- @treturn ?table a list of rows {id, source_id, topic, test, kind, statement, lines,
-- quote_sha256, refs, facts, check, expected}; or nil, message, "format" when the text cannot
-- be read
-- @raise when a condition is not known, or no claim has that topic or kind
-- @usage ev:claims{topic = "homing"}
function Evidence:claims(filter)
  local view, where = enter(self, "claims")
  return ask(view, "claims", misuse.options(where, filter), where)
end

--- List the documents that the evidence comes from.
-- @function sources
-- @treturn table a list of rows {source_id, kind, file, sha256, citation, doi, retrieved,
-- records (in this view), claims}
-- @usage print(ev:sources())
function Evidence:sources()
  local view, where = enter(self, "sources")
  return ask(view, "sources", nil, where)
end

--- List what was decided where two places speak of the same matter.
-- @function decisions
-- @tparam[opt] table filter named conditions: `kind` ("conflict", "resolved", "match", "scope" or
-- "note"), `study`, `id`
-- @treturn table a list of rows {id, kind, subject, field, study, a, b, text}
-- @raise when a condition is not known
-- @usage ev:decisions{kind = "conflict"}
function Evidence:decisions(filter)
  local view, where = enter(self, "decisions")
  return ask(view, "decisions", misuse.options(where, filter), where)
end

--- Run the validation rules over the store and list what they find.
-- @function check
-- @tparam[opt] table options named options: `rules` (list of names such as "R2"; all when not
-- said), `sources` (table source_id = path of the document, to compare quotes with their lines)
-- @treturn ?findings a list of findings {rule, code, id, text, severity, a, b} that prints
-- itself; a contradiction between sources (SEED_CONFLICT) has both values and both locators in
-- `a` and `b`
-- @raise when a rule is not known
-- @usage print(ev:check())
function Evidence:check(options)
  local _, where, state = enter(self, "check")
  local found, message, code = call(core.evidence.check, state.store,
    misuse.options(where, options), where)
  if not found then return nil, message, code end
  return lists.findings(found)
end

-- A bundle around what a user hands over: a bundle, a record or a list of records.
local function bundle_of(content)
  local bundle = { schema = "hepar.record/1" }
  if content.id ~= nil and content.records == nil then
    bundle.records = { content }
  elseif #content > 0 then
    bundle.records = content
  else
    for name, value in pairs(content) do bundle[name] = value end
  end
  bundle.records = bundle.records or core.json.array()
  bundle.sources = bundle.sources or core.json.array()
  return bundle
end

--- Bring in records, sources, figures, claims and decisions from a file or a table.
-- A file is a JSON bundle or NDJSON; a table is a bundle, a record or a list of records. All comes
-- in, or nothing does.
-- @function import
-- @tparam string|table what the path of a file, or the content itself
-- @tparam[opt] table options named options: `on_error` ("stop", or "skip" to count and list
-- what is wrong), `on_conflict` ("error", "skip" or "replace": the same id with other content),
-- `who` (string, for the history), `progress` (function, called with the records read so far)
-- @treturn ?table {added, merged, skipped, warnings, records, …}; or nil, message, code when the
-- file cannot be read or its content is refused
-- @raise when an argument is of the wrong kind
-- @usage assert(ev:import("nct.json")).added
function Evidence:import(what, options)
  local _, where, state = enter(self, "import")
  options = misuse.options(where, options)
  local store, report, message, code = state.store, nil, nil, nil
  if type(what) == "string" then
    report, message, code = call(store.import_file, store, what, options)
  elseif type(what) == "table" then
    local text = call(core.json.encode, bundle_of(what))
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
-- `value` (nil takes the field away), `who` and `why` (strings)
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
-- @treturn table a list of rows {seq, time, who, op, record, field, old, new, why}
-- @raise when id is no string
-- @usage print(ev:history("fiore2018:t1:r20"))
function Evidence:history(id)
  local _, where, state = enter(self, "history")
  if id ~= nil then misuse.expect(where, "the id", id, "string") end
  local rows, message, code = call(state.store.history, state.store, id)
  if not rows then return nil, message, code end
  return lists.make("history", rows)
end

--- Write a copy of the whole store to a new file.
-- @function save
-- @tparam string path the file to make
-- @treturn ?boolean true; or nil, message, code when the file cannot be written
-- @raise when path is no string
-- @usage assert(ev:save("copy.hepar"))
function Evidence:save(path)
  local _, where, state = enter(self, "save")
  misuse.expect(where, "the path", path, "string")
  return call(state.store.save, state.store, path)
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
  local state = states[self]
  if not state then state_of(self, "close") end
  if state.closed then return end
  state.closed = true
  if not state.root then state.store:close() end
end

-- ---- how a view looks ----

local function parts_of(view, field, where, most)
  local out = {}
  local tally = counts.tally(field, "records",
    call(view.tally, view, field, nil, "records", where))
  for i = 1, math.min(#tally.rows, most) do
    local row = tally.rows[i]
    if not row.missing then out[#out + 1] = ("%s %d"):format(tostring(row.code), row.n) end
  end
  if #tally.rows > most then out[#out + 1] = "…" end
  return table.concat(out, ", ")
end

local function summary(view)
  local state = states[view]
  if state.closed or state.store:about().closed then return "evidence (closed)" end
  local where = "hepar.evidence.tostring"
  local inner = refresh(state, where)
  local n = call(inner.count, inner, where)
  local studies = call(inner.tally, inner, "design", nil, "studies", where).total
  local lines = { ("evidence: %s of %s"):format(layout.count(n, "record"),
    layout.count(studies, "study", "studies")) }
  local function add(name, text)
    if text and text ~= "" then lines[#lines + 1] = ("  %-9s %s"):format(name, text) end
  end
  if n > 0 then
    add("sources", parts_of(inner, "source_id", where, 6))
    add("design", parts_of(inner, "design", where, 6))
    add("cells", parts_of(inner, "source", where, 8))
    add("disease", parts_of(inner, "disease", where, 8))
  end
  if inner:whole() then
    local also = call(inner.rows, inner, "contents", nil, where)[1]
    add("also", layout.count(also.claims, "claim") .. ", " ..
      layout.count(also.quantities, "figure"))
  end
  if n > 0 then
    add("next", ':where{design = "clinical"}  :tally("route")  :cross("source", "disease")')
    add("", ':results{outcome = "MELD"}  :search("fibrosis")  :check()  [1]  hepar.help(ev)')
  else
    add("next", ':import("records.json")  hepar.help(ev)')
  end
  return table.concat(lines, "\n")
end

-- ---- making views ----

local shared = {}

function shared.__len(view)
  local inner, where = enter(view, "len")
  return call(inner.count, inner, where)
end

function shared.__pairs(view)
  local inner, where = enter(view, "pairs")
  local keys, i = call(inner.keys, inner, where), 0
  return function()
    i = i + 1
    local record = record_or_nil(inner, keys[i], where)
    if record then return i, record end
    return nil
  end
end

function shared.__newindex(_, name)
  fail("hepar.evidence: a view cannot be changed (%s); use import or amend", tostring(name))
end

shared.__tostring = summary
shared.__close = Evidence.close
shared.__gc = function() end -- the store closes itself when the last view of it is gone

-- view[i] and view[id]
local function index(view, key)
  local kind = type(key)
  if kind == "number" then
    local i = math.tointeger(key)
    if not i then return nil end
    local inner, where = enter(view, "index")
    return record_or_nil(inner, call(inner.key, inner, i, where), where)
  end
  if kind ~= "string" then return nil end
  local inner, where = enter(view, "index")
  return record_or_nil(inner, find(inner, "id", key, where)[1], where)
end

-- Each view has its methods in a plain table of its own, where completion at a prompt finds them;
-- what is not there is looked up among the records.
function make_view(state)
  local view, methods = {}, {}
  for name, method in pairs(Evidence) do methods[name] = method end
  local weak = setmetatable({ view }, { __mode = "v" })
  setmetatable(methods, { __index = function(_, key) return index(weak[1], key) end })
  local meta = { __name = "hepar.evidence", __index = methods }
  for name, f in pairs(shared) do meta[name] = f end
  states[view] = state
  return setmetatable(view, meta)
end

-- The view of all records of a store that was just opened.
local function whole_view(store, where)
  local base = call(core.evidence.view, store, where)
  return make_view({ store = store, base = base, core = base, filters = {} })
end

-- ---- the module ----
-- @section end

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
  return whole_view(store, where)
end

--- Make an empty store in memory.
-- @function new
-- @treturn evidence a view of all its records: none yet
-- @usage local ev = hepar.evidence.new()
function M.new()
  local where = "hepar.evidence.new"
  local store, message, code = call(core.store.open)
  if not store then return nil, message, code end
  return whole_view(store, where)
end

--- Read a JSON bundle or NDJSON into a store in memory.
-- @function read
-- @tparam string path the file
-- @tparam[opt] table options as in `import`
-- @treturn ?evidence a view of all its records; or nil, message, code
-- @treturn table what the import did: {added, merged, skipped, warnings, …}
-- @raise when path is no string
-- @usage local ev, report = hepar.evidence.read("records.json")
function M.read(path, options)
  local where = "hepar.evidence.read"
  misuse.expect(where, "the path", path, "string")
  options = misuse.options(where, options)
  local store, message, code = call(core.store.open)
  if not store then return nil, message, code end
  local ev = whole_view(store, where)
  local report
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
-- @treturn table without a name, the list of names; else a list of {code, label, synonyms, parent,
-- domain, desirable, unit, note}, sorted by code, that also answers to its codes
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

--- List the fields that records can be selected and counted by.
-- @function fields
-- @treturn table a list of {name, kind ("text", "code", "number", "boolean" or "search"),
-- vocabulary, codes, multiple}, sorted by name
-- @usage print(hepar.evidence.fields())
function M.fields() return lists.make("fields", call(core.evidence.fields)) end

return M
