--- What can be asked of the evidence.
-- @module hepar.evidence.ask

local core = require("hepar.core")
local counts = require("hepar.evidence.counts")
local lists = require("hepar.evidence.lists")
local misuse = require("hepar.evidence.misuse")
local views = require("hepar.evidence.views")

local call, fail, show = misuse.call, misuse.fail, misuse.show
local ask, enter, find = views.ask, views.enter, views.find
local load_record, record_or_nil = views.load_record, views.record_or_nil

--- A view of the records of a store. It is cheap to make, and follows the store when that changes.
-- @type evidence
-- @tfield record [i] the i-th record, counted from 1; nil beyond the last
-- @tfield record [id] the record with that id; nil when there is none
local Evidence = views.methods

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
    for _, one in ipairs(functions) do narrow.core = views.apply(narrow.core, one, where) end
  end
  return views.make(narrow)
end

--- Get the record with an id, or the records of a study.
-- @function get
-- @tparam string name the id of a record or the key of a study
-- @treturn ?record|{record,...} the record; a list of records when the study has several in this
-- view; nil, a message and "not_found" when there is none
-- @raise when name is no string
-- @usage ev:get("suk2016").enrolment.n_total
function Evidence:get(name)
  local view, where = enter(self, "get")
  misuse.expect(where, "the id or study", name, "string")
  local keys = find(view, "id", name, where)
  if #keys == 0 then keys = find(view, "study", name, where) end
  if #keys == 0 then
    return nil, ("%s: no record or study is called %s here"):format(where, misuse.quote(name)),
      "not_found"
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
-- @treturn {string,...} in the order the records came in
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
-- @treturn tally an object that prints itself
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
-- @treturn cross an object that prints itself
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
-- A word or phrase that is a synonym of a code also finds the records that have the code, by its
-- label (`AD-MSC`: "adipose tissue"); next to NEAR, words stand for themselves.
-- The claims are searched too when the view is the whole store.
-- @function search
-- @tparam string text what to look for
-- @tparam[opt] table options named options: `limit` (number, 1000), `kind` ("record" or "claim")
-- @treturn ?{hit,...} best first; its `total` counts all hits. Or nil, message, "format" when the
-- text cannot be read
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
-- @treturn {result,...} in the order of the records; its `universe` is the view: a study of it
-- without a row did not report
-- @raise when a condition or a code is not known
-- @usage ev:where{design = "clinical"}:results{outcome = "MELD"}
function Evidence:results(filter)
  local view, where = enter(self, "results")
  local rows, message, code = ask(view, "results", misuse.options(where, filter), where)
  if not rows then return nil, message, code end
  rows.universe = self
  return rows
end

--- List the figures: one row for each arm, outcome and time.
-- Published figures that hang on a study belong to a view when one of its records does; pooled
-- values of meta-analyses belong to the whole store.
-- @function quantities
-- @tparam[opt] table filter named conditions: `outcome`, `study`, `arm`, `source_id`, `trust`
-- as in `where`; `at` (a time, `{weeks = 24}`; hours, days, weeks, months or years),
-- `tolerance` (a time), `level` ("arm" when not said, "contrast", "pooled" or "any")
-- @treturn {quantity,...} in the order they came in
-- @raise when a condition or a code is not known
-- @usage ev:quantities{outcome = "MELD", at = {weeks = 24}, tolerance = {weeks = 4}}
function Evidence:quantities(filter)
  local view, where = enter(self, "quantities")
  return ask(view, "quantities", misuse.options(where, filter), where)
end

--- Effects ready for `hepar.meta.fit`: the figures of the arms of each study at one time, as one
-- row for each comparison (or, for measures of one group, for each arm), with study, arm, control,
-- days, trust and unit as columns and the route of every number that was not printed: SDs of means
-- with SE or interval, means of medians, counts of percentages, changes from baseline. A control
-- group is told by a word of its arm's name (control, placebo, standard, smt, sham, saline,
-- untreated) or by `control`; one that several arms share is split among them.
-- @function effects
-- @tparam table options named options: `outcome`, `measure` (of two groups such as "MD", "SMD",
-- "ROM", "OR", "RR", "RD"; of one such as "PLO", "MN", "MC"); `at`, `tolerance`, `study`, `trust`,
-- `source_id` as in `quantities` (without `at` the last time of each arm); `control` (an arm's name
-- or a table study = arm); `shared` ("split", "combine" the treated arms, or "keep" the control
-- whole); `scale` ("final", or "change" from baseline, reported or by `r`); `r` (the correlation of
-- baseline and later values); `add`, `to`, `drop00`, `vtype`, `definition` as in
-- `hepar.meta.effects`
-- @treturn effects with `left_out`, a list of {study, arm, reason}; or nil, message, "not_found"
-- when no study gives such an effect
-- @raise when an option is not known or does not fit the measure
-- @usage ev:effects{outcome = "MELD", measure = "MD", at = {weeks = 24}, tolerance = {weeks = 4}}
function Evidence:effects(options)
  local _, where = enter(self, "effects")
  misuse.expect(where, "the options", options, "table")
  return require("hepar.evidence.effects").make(self, options)
end

--- List the claims of the sources' text, as statements in our own words.
-- @function claims
-- @tparam[opt] table filter named conditions: `topic`, `kind`, `test`, `source_id`, `study`,
-- `id` (a value or a list), `text` (words to search for)
-- @treturn ?{claim,...} the claims; or nil, message, "format" when the text cannot be read
-- @raise when a condition is not known, or no claim has that topic or kind
-- @usage ev:claims{topic = "homing"}
function Evidence:claims(filter)
  local view, where = enter(self, "claims")
  return ask(view, "claims", misuse.options(where, filter), where)
end

--- List the documents that the evidence comes from.
-- @function sources
-- @treturn {source,...} the documents, with their counts
-- @usage print(ev:sources())
function Evidence:sources()
  local view, where = enter(self, "sources")
  return ask(view, "sources", nil, where)
end

--- List what was decided where two places speak of the same matter.
-- @function decisions
-- @tparam[opt] table filter named conditions: `kind` ("conflict", "resolved", "match", "scope" or
-- "note"), `study`, `id`
-- @treturn {decision,...} the decisions, with both sides and the reason
-- @raise when a condition is not known
-- @usage ev:decisions{kind = "conflict"}
function Evidence:decisions(filter)
  local view, where = enter(self, "decisions")
  return ask(view, "decisions", misuse.options(where, filter), where)
end

return Evidence
