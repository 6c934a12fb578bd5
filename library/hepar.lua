---@meta hepar
-- Made by docs/generate.lua from the comments of the sources: do not edit.
-- luacheck: ignore

--- A view of the records of a store. It is cheap to make, and follows the store when that changes.
---@class hepar.evidence
---@field [integer] hepar.record # the i-th record, counted from 1; nil beyond the last
---@field [string] hepar.record # the record with that id; nil when there is none
---@operator len: integer
local class_evidence = {}

--- Narrow the view to the records that fit every condition. A condition is a value, a list of values (any of them), a range `{from = 2010, to = 2015}` (both ends included, either may be left out), `{under = "ALF"}` (the code and all codes below it), `{["not"] = …}`, `{missing = true}`, or a function `f(value, record)` that is called for each value a record gives. Fields with several values (route, source, outcome, flag, …) fit when any value does. `outcome`, `direction` and `effect` in one call speak of the same result. `text` searches as `search` does. `hepar.evidence.fields()` lists all fields.
---
--- Raises when a field or a code is not known (with a suggestion), or a value is of the wrong kind
---
--- ```lua
--- ev:where{design = "clinical", source = "BM", route = {"HA", "PV"}, year = {from = 2010}}
--- ```
---@param filter table # field = condition
---@return hepar.evidence # a view with the same methods
function class_evidence:where(filter) end

--- Get the record with an id, or the records of a study.
---
--- Raises when name is no string
---
--- ```lua
--- ev:get("suk2016").enrolment.n_total
--- ```
---@param name string # the id of a record or the key of a study
---@return hepar.record|hepar.record[]? # the record; a list of records when the study has several in this view; nil, a message and "not_found" when there is none
function class_evidence:get(name) end

--- Go through the records of the view, in the order they came in.
---
--- ```lua
--- for record in ev:each() do print(record.id) end
--- ```
---@return function # an iterator that gives one record at a time
function class_evidence:each() end

--- List the ids of the records in the view.
---
--- ```lua
--- table.concat(ev:where{route = "HA"}:ids(), " ")
--- ```
---@return string[] # in the order the records came in
function class_evidence:ids() end

--- Count the records by the values of a field. A record counts once under each of its values; records that give none make the last row (`code = "missing"`, `missing = true`), so nothing vanishes. Patients are those of the largest record of each study, animals not counted.
---
--- Raises when the field is not known
---
--- ```lua
--- print(ev:tally("route"))
--- ```
---@param field string # a field of `where`, such as "route"
---@param options? table # named options: `by` ("records", "studies" or "patients")
---@return hepar.tally # an object that prints itself
function class_evidence:tally(field, options) end

--- Count the records by the values of two fields.
---
--- Raises when a field is not known
---
--- ```lua
--- print(ev:cross("source", "disease"))
--- ```
---@param row string # the field whose values make the rows
---@param column string # the field whose values make the columns
---@param options? table # named options: `by` ("records", "studies" or "patients")
---@return hepar.cross # an object that prints itself
function class_evidence:cross(row, column, options) end

--- Search the text of records and claims. Words that stand together must all occur; `"…"` is a phrase, `word*` a beginning; AND, OR, NOT and brackets combine; `hepatic artery NEAR fibrosis` wants all three within fifty words of each other (`NEAR/5`: within five). Words with hyphens or signs need no quotation marks. The claims are searched too when the view is the whole store.
---
--- Raises when the text is no string
---
--- ```lua
--- ev:search("hepatic artery NEAR fibrosis")
--- ```
---@param text string # what to look for
---@param options? table # named options: `limit` (number, 1000), `kind` ("record" or "claim")
---@return hepar.hit[]? # best first; its `total` counts all hits. Or nil, message, "format" when the text cannot be read
function class_evidence:search(text, options) end

--- List the results: one row for each direction that a record reports.
---
--- Raises when a condition or a code is not known
---
--- ```lua
--- ev:where{design = "clinical"}:results{outcome = "MELD"}
--- ```
---@param filter? table # named conditions as in `where`: `outcome`, `direction`, `effect`, `context`, `role`
---@return hepar.result[] # in the order of the records; its `universe` is the view: a study of it without a row did not report
function class_evidence:results(filter) end

--- List the figures: one row for each arm, outcome and time. Published figures that hang on a study belong to a view when one of its records does; pooled values of meta-analyses belong to the whole store.
---
--- Raises when a condition or a code is not known
---
--- ```lua
--- ev:quantities{outcome = "MELD", at = {weeks = 24}, tolerance = {weeks = 4}}
--- ```
---@param filter? table # named conditions: `outcome`, `study`, `arm`, `source_id`, `trust` as in `where`; `at` (a time, `{weeks = 24}`; hours, days, weeks, months or years), `tolerance` (a time), `level` ("arm" when not said, "contrast", "pooled" or "any")
---@return hepar.quantity[] # in the order they came in
function class_evidence:quantities(filter) end

--- List the claims of the sources' text, as statements in our own words.
---
--- Raises when a condition is not known, or no claim has that topic or kind
---
--- ```lua
--- ev:claims{topic = "homing"}
--- ```
---@param filter? table # named conditions: `topic`, `kind`, `test`, `source_id`, `study`, `id` (a value or a list), `text` (words to search for)
---@return hepar.claim[]? # the claims; or nil, message, "format" when the text cannot be read
function class_evidence:claims(filter) end

--- List the documents that the evidence comes from.
---
--- ```lua
--- print(ev:sources())
--- ```
---@return hepar.source[] # the documents, with their counts
function class_evidence:sources() end

--- List what was decided where two places speak of the same matter.
---
--- Raises when a condition is not known
---
--- ```lua
--- ev:decisions{kind = "conflict"}
--- ```
---@param filter? table # named conditions: `kind` ("conflict", "resolved", "match", "scope" or "note"), `study`, `id`
---@return hepar.decision[] # the decisions, with both sides and the reason
function class_evidence:decisions(filter) end

--- Run the validation rules over the store and list what they find.
---
--- Raises when a rule is not known
---
--- ```lua
--- print(ev:check())
--- ```
---@param options? table # named options: `rules` (list of names such as "R2"; all when not said), `sources` (table source_id = path of the document, to compare quotes with their lines)
---@return hepar.findings? # a list that prints itself; a contradiction between sources (SEED_CONFLICT) has both values and both locators in `a` and `b`. Or nil, message, code
function class_evidence:check(options) end

--- Bring in records, sources, figures, claims and decisions from a file or a table. A file is a JSON bundle or NDJSON; a table is a bundle, a record or a list of records. All comes in, or nothing does.
---
--- Raises when an argument is of the wrong kind
---
--- ```lua
--- assert(ev:import("nct.json")).added
--- ```
---@param what string|table # the path of a file, or the content itself
---@param options? table # named options: `on_error` ("stop", or "skip" to count and list what is wrong), `on_conflict` ("error", "skip" or "replace": the same id with other content), `who` (string, for the history), `progress` (function, called with the records read so far)
---@return hepar.imported? # what was done; or nil, message, code when the file cannot be read or its content is refused
function class_evidence:import(what, options) end

--- Change one field of a record; what was there, who changed it and why stay in the history.
---
--- Raises when a member is missing, not known, or of the wrong kind
---
--- ```lua
--- ev:amend{id = "fiore2018:t1:r20", field = "enrolment.n_total", value = 27, who = "AB",
---   why = "14 + 13 patients"}
--- ```
---@param change table # `id` (record), `field` (a path such as "enrolment.n_total" or "arms[2].n"), `value` (nil takes the field away), `who` and `why` (strings)
---@return hepar.record? # the record as it is now; or nil, message, code when the change is refused
function class_evidence:amend(change) end

--- List the changes: who changed what, from what to what, when and why.
---
--- Raises when id is no string
---
--- ```lua
--- print(ev:history("fiore2018:t1:r20"))
--- ```
---@param id? string # the id of a record; of the whole store when not said
---@return hepar.change[] # oldest first
function class_evidence:history(id) end

--- Write a copy of the store to a new file: the whole store with its history, or, of a view that `where` narrowed, its records alone.
---
--- Raises when path is no string
---
--- ```lua
--- assert(ev:save("copy.hepar"))
--- ```
---@param path string # the file to make
---@return boolean? # true; or nil, message, code when the file cannot be written
function class_evidence:save(path) end

--- Write the records of the view to a text file: JSON, NDJSON or CSV, as its name ends.
---
--- Raises when the name ends in something else
---
--- ```lua
--- assert(ev:where{design = "clinical"}:export("clinical.csv"))
--- ```
---@param path string # a name that ends in .json, .ndjson or .csv
---@param options? table # named options: `table` (CSV: "records", "results", "quantities" or "claims")
---@return boolean? # true; or nil, message, code when the file cannot be written
function class_evidence:export(path, options) end

--- Close the view. The view that `open`, `read`, `new` or `builtin` gave closes the store, and with it every view of it; a narrower view closes only itself. Closing twice does nothing.
---
--- ```lua
--- ev:close()
--- ```
function class_evidence:close() end

--- One row of one source: a plain table that reads like its JSON and prints itself as a card. Members that the source does not give are absent.
---@class hepar.record
---@field id string # such as "fiore2018:t1:r16"
---@field study string # the key of the study, shared by all its records
---@field design string # "clinical", "preclinical", …
---@field subdesign? string # "rct", "nrct", "single_arm", …
---@field citation? table # first_author, year, ref_printed, …
---@field population? table # disease, etiology, …
---@field enrolment? table # n_total; by rule arms_sum and consistent
---@field arms? table # list of id, label, n, role, …
---@field product? table # type, source, donor, passage, routes, doses, …
---@field ev? table # vesicles: isolation, markers, size_nm, …
---@field animal? table # species, strain, …
---@field injury? table # list of models of injury
---@field doses? table # list of min, max, unit, per, text
---@field routes? string[] # codes of the routes of administration
---@field follow_up? table # text, value, unit; by rule days
---@field results? table # list of outcome, direction, text; by rule effect
---@field quantities? table # list of figures
---@field adverse_events? table # status, events, text
---@field flags? table # list of code, text and, when a rule found it, rule
---@field provenance? table # list of source_id, container, row, lines, quote_sha256, …
---@field verbatim? table # the cells as printed, the short ones

--- A count of records by the values of a field; it prints itself. `#tally` is the number of rows.
---@class hepar.tally
---@field rows hepar.count[] # the values, most first; what gives no value comes last
---@field total integer # how many records, studies or patients there are
---@field unknown integer # studies that give no number of patients
---@field field string # the field
---@field by string # "records", "studies" or "patients"

--- One value of a field with its count.
---@class hepar.count
---@field code any # the value, "missing" for none
---@field label string # what it means
---@field n integer # how many
---@field missing? boolean # true in the row of those that give no value

--- A count of records by the values of two fields; it prints itself.
---@class hepar.cross
---@field rows hepar.count[] # the values of the first field, most first
---@field columns hepar.count[] # the values of the second
---@field cells table # `cells[i][j]` is the count of row i and column j
---@field total integer # how many records, studies or patients there are
---@field unknown integer # studies that give no number of patients
---@field row_field string # the first field
---@field column_field string # the second field
---@field by string # "records", "studies" or "patients"

--- One finding of a rule.
---@class hepar.finding
---@field rule string # such as "R2"
---@field code string # such as "N_MISMATCH"
---@field id? string # the record
---@field study? string # the study
---@field severity string # "error", "warning" or "note"
---@field text string # what was found
---@field subject? string # of a contradiction: what it is about
---@field a? table # of a contradiction: one side, with source_id, lines and value
---@field b? table # the other side

--- The findings of `ev:check()`: a list that prints itself.
---@class hepar.findings
---@field [integer] hepar.finding # a finding, by rule
---@field counts table # how many, by rule
---@field severities table # how many, by severity
local class_findings = {}

--- The text of all findings, without leaving any out.
---
--- Raises when called on anything but the findings
---
--- ```lua
--- print(ev:check():text())
--- ```
---@return string # a line or more for each
function class_findings:text() end

--- One direction that a record reports, as `ev:results()` lists them. What is not given is absent.
---@class hepar.result
---@field id string # the record
---@field study string # the key of the study
---@field source_id string # the document
---@field first_author? string # of the study
---@field year? integer # of publication
---@field design string # "clinical", "preclinical", …
---@field subdesign? string # "rct", "nrct", "single_arm", …
---@field source? string # origin of the cells; several are joined with "/"
---@field donor? string # "AUTO", "ALLO", "XENO"
---@field routes string[] # the routes of administration
---@field route? string # the same, joined with "/"
---@field disease? string # code of the disease
---@field species? string # code of the species
---@field controlled? boolean # whether there is a control arm; absent for animals
---@field n_total? integer # patients of the record
---@field outcome string # code of the outcome
---@field outcome_label string # its name
---@field domain? string # what the outcome is about
---@field desirable? string # which way is good: "up", "down", "improve", "ctx" (it depends)
---@field direction? string # what was reported: "up", "down", "improved", "no_diff", …
---@field effect string # "benefit", "harm", "null", "ambiguous" or "unknown", by rule
---@field text? string # as printed
---@field context? string # what tells the reading, such as "tissue expression"
---@field role? string # "mechanism" where the result explains another
---@field parent? string # the outcome it belongs to
---@field ord integer # its place in the record
---@field flags string[] # the codes of the flags of the record

--- One figure: a value of an arm at a time, as `ev:quantities()` lists them. What is not given is absent.
---@class hepar.quantity
---@field study? string # the key of the study
---@field source_id string # the document
---@field level string # "arm", "contrast" or "pooled"
---@field arm? string # the arm of the study
---@field n? integer # patients behind the value
---@field outcome string # code of the outcome
---@field outcome_label string # its name
---@field value? number # in `unit`
---@field unit? string # the unit of the vocabulary
---@field stat? string # "mean", "median", "count", …
---@field scale? string # "final", or "change" from baseline
---@field disp? string # kind of the dispersion: "sd", "iqr", "ci", …
---@field disp_value? number # the dispersion, where one number says it
---@field disp_lo? number # lower end, where two do
---@field disp_hi? number # upper end
---@field events? integer # how many had the event
---@field days? number # the time after the start of treatment
---@field timepoint? table # the time as reported: value, unit, label
---@field trust? string # how far to trust it: "table", "typed", "abstract", "low"
---@field caution? string # what to mind
---@field locator? string # where it stands
---@field value_original? number # the value as reported
---@field unit_original? string # the unit as reported

--- One claim of a source's text, in our own words, as `ev:claims()` lists them.
---@class hepar.claim
---@field id string # such as "fiore2018:c004"
---@field source_id string # the document
---@field topic string # what it is about
---@field kind? string # "efficacy", "safety", "mechanism", "count", …
---@field test? string # what would test it: "record", "synthesis", "model", …
---@field statement string # the claim, in our own words
---@field lines? integer[] # first and last line of the passage
---@field quote_sha256? string # SHA-256 of the passage
---@field refs? table # the references that the passage cites
---@field facts? table # the numbers in it
---@field check? string # how to check it against the records
---@field expected? table # what that check should give

--- One document that the evidence comes from, as `ev:sources()` lists them.
---@class hepar.source
---@field source_id string # its key
---@field kind string # "narrative_review", "meta_analysis", "trial_report", …
---@field file? string # its file name
---@field sha256? string # of the file
---@field citation? string # how to cite it
---@field doi? string # its DOI
---@field records integer # how many records of the view come from it
---@field claims integer # how many claims come from it

--- One decision on two places that speak of the same matter, as `ev:decisions()` lists them.
---@class hepar.decision
---@field id string # its key
---@field kind string # "conflict", "resolved", "match", "scope" or "note"
---@field subject? string # what it is about
---@field field? string # the field it is about
---@field study? string # the key of the study
---@field a? table # one place: source_id, value and locator
---@field b? table # the other place
---@field text? string # the reason

--- One hit of a search, as `ev:search()` lists them.
---@class hepar.hit
---@field id string # of the record or claim
---@field kind string # "record" or "claim"
---@field snippet string # the words found, between « and »
---@field rank number # BM25, lower is better

--- One change, as `ev:history()` lists them.
---@class hepar.change
---@field seq integer # its number
---@field time string # when, UTC
---@field who string # who did it
---@field op string # what was done: "import", "amend", …
---@field record? string # the id of the record
---@field field? string # the path of the field
---@field old? any # what was there
---@field new? any # what is there
---@field why? string # the reason

--- One code of a vocabulary, as `hepar.evidence.vocabulary()` lists them.
---@class hepar.term
---@field code string # what records hold
---@field label string # what it means
---@field synonyms string[] # other names that are understood
---@field parent? string # the code above it
---@field domain? string # of an outcome
---@field desirable? string # of an outcome: "up", "down", "improve", "ctx" (it depends)
---@field unit? string # of an outcome
---@field note? string # what to mind

--- One field of `where`, as `hepar.evidence.fields()` lists them.
---@class hepar.field
---@field name string # what the filter calls it
---@field kind string # "text", "code", "number", "boolean" or "search"
---@field multiple boolean # whether a record may give several values
---@field vocabulary? string # the vocabulary of its codes
---@field codes? string[] # the codes, where no vocabulary has them

--- What an import did; it prints itself. `records`, `sources`, `quantities`, `claims` and `decisions` are tables of their own counts: added, merged (there already), replaced, skipped.
---@class hepar.imported
---@field added integer # all that is new
---@field merged integer # all that was there already
---@field skipped integer # all that was left out
---@field warnings string[] # the first of them, as sentences
---@field warnings_total integer # how many there were
---@field records table # counts of the records
---@field sources table # counts of the sources
---@field quantities table # counts of the figures
---@field claims table # counts of the claims
---@field decisions table # counts of the decisions

--- The evidence: study records, results, published figures and claims, in a store that can be asked. `builtin`, `open`, `read` and `new` give a view of all records of a store; `where` narrows it, and every narrower view has the same methods. A view is a condition, not a copy: it is cheap, and it follows the store when that changes. `view[1]`, `view["fiore2018:t1:r16"]` and `#view` work as with a table, and a record is a plain table that reads like its JSON. Codes may be given by any of their names ("AD-MSC" is AT). Research use only, never a bedside device.
---@class hepar.module.evidence
local module_evidence = {}

--- Open a store in a file; the file is made when it is not there.
---
--- Raises when path is no string
---
--- ```lua
--- local ev = assert(hepar.evidence.open("liver.hepar"))
--- ```
---@param path string # the file, by custom *.hepar
---@param options? table # named options: `readonly` (boolean)
---@return hepar.evidence? # a view of all its records; or nil, message, code when it cannot be opened
function module_evidence.open(path, options) end

--- Make an empty store in memory.
---
--- ```lua
--- local ev = hepar.evidence.new()
--- ```
---@return hepar.evidence # a view of all its records: none yet
function module_evidence.new() end

--- Read a JSON bundle or NDJSON into a store in memory.
---
--- Raises when path is no string
---
--- ```lua
--- local ev, report = hepar.evidence.read("records.json")
--- ```
---@param path string # the file
---@param options? table # as in `import`
---@return hepar.evidence? # a view of all its records; or nil, message, code
---@return hepar.imported? # what the import did
function module_evidence.read(path, options) end

--- Load the built-in evidence: the 50 table rows of both reviews, the claims of their text, and the published figures of the trials. Each call gives a store of its own, in memory.
---
--- ```lua
--- local ev = hepar.evidence.builtin()
--- ```
---@return hepar.evidence? # a view of all its records; or nil, message, code when the data file is not there
function module_evidence.builtin() end

--- List the names of the vocabularies, or the codes of one.
---
--- Raises when the vocabulary is not known
---
--- ```lua
--- hepar.evidence.vocabulary("route").HA.label  --> "hepatic artery"
--- ```
---@param name? string # such as "route"
---@return string[]|hepar.term[] # without a name, the list of names; else the codes, sorted, as a list that also answers to its codes
function module_evidence.vocabulary(name) end

--- Find the code that a text means: a code, a label or a synonym, in any case.
---
--- Raises when the vocabulary is not known
---
--- ```lua
--- hepar.evidence.code("source", "AD-MSC")  --> "AT"
--- ```
---@param vocabulary string # such as "source"
---@param text string # such as "AD-MSC"
---@return string? # the code, or nil
---@return string? # when there is none, the nearest code
function module_evidence.code(vocabulary, text) end

--- List the fields that records can be selected and counted by.
---
--- ```lua
--- print(hepar.evidence.fields())
--- ```
---@return hepar.field[] # sorted by name
function module_evidence.fields() end

--- Directions of one outcome, or of several. Of one outcome it has the fields below, and is also the list of that one outcome. Of several it holds one such object for each, `d[1]` with the most votes first and `d.MELD` by code, and of the whole set `records`, `studies`, `entries`, `uncontrolled`, `composition`, `rows`, `warnings`. With option `by`, `groups` holds one object per group, in order and by name.
---@class hepar.directions
---@field outcome? string # code of the outcome
---@field label? string # its name
---@field domain? string # what it is about
---@field benefit integer # studies in the direction of benefit
---@field harm integer # studies in the direction of harm
---@field no_change integer # studies that report no change
---@field mixed integer # studies whose entries disagree
---@field ambiguous_studies integer # studies with ambiguous entries only
---@field unreported integer # studies of the set without a direction
---@field studies integer # the sum of the numbers of studies above
---@field ambiguous integer # entries that cannot be read as benefit or harm
---@field votes integer # benefit + harm
---@field proportion? number # of the votes in the direction of benefit; absent without votes
---@field ci_lb? number # lower limit of its confidence interval
---@field ci_ub? number # upper limit
---@field pval? number # of the exact two-sided sign test
---@field rows table # one per study with an entry: study, ids, vote, reason, …
---@field absent? table # the studies of the set without an entry
---@field ambiguous_entries table # list of study, id, outcome, direction, text, reason
---@field no_change_entries table # likewise
---@field warnings string[] # sentences that belong beside every use of the numbers
---@field records integer # of the whole set
---@field entries integer # of the whole set
---@field uncontrolled integer # records of the set without a control arm
---@field composition table # of the set: lists of code and n, by field
---@field groups? table # with option `by`: one object per group
---@field [integer] hepar.directions # of several outcomes, the i-th
---@operator len: integer
local class_directions = {}

--- The data of an effect-direction plot (Boon and Thomson 2021): studies by outcomes. ▲ is benefit to health and ▼ harm, not rise and fall; ◄► is no change or mixed, ? ambiguous, – named without a direction, and an empty symbol no entry. The size class is by patients of the intervention group where results carry `n_experimental`, else by `n_total`: large above 300, medium 50 to 300, small below 50. The colour follows `risk_of_bias` (low green, some amber, high red) where given.
---
--- ```lua
--- local t = hepar.meta.directions(ev:results()):effect_direction_table()
---   print(t.studies[1].study, t.outcomes[1].code, t.cells[1][1].symbol)
--- ```
---@return table # `studies` (list of `study`, `n`, `size`, `design`, `subdesign`, `year`, `risk_of_bias`, `colour`), `outcomes` (list of `code`, `label`, `domain`, and the counts, proportion, interval and p value for the foot of the column), `cells[i][j]` (`symbol`, `vote`, `entries`, `ids`, `reason`), `legend`
function class_directions:effect_direction_table() end

--- The data of a harvest plot (Ogilvie and others 2008): for each outcome, one bar per study below the hypothesis it supports. The height is the suitability of the design: 3 randomised, 2 with a control group that was not randomised, 1 any other or not reported.
---
--- ```lua
--- print(#hepar.meta.directions(ev:results{outcome = "MELD"}):harvest()[1].benefit)
--- ```
---@return table # list of `outcome`, `label`, `domain`, and `benefit`, `no_change`, `harm`, `mixed`, `ambiguous`: lists of bars (`study`, `height`, `n`, `subdesign`, `controlled`)
function class_directions:harvest() end

--- Synthesis: what many studies say together. So far for evidence that gives directions and no numbers (SWiM, Campbell and others, BMJ 2020;368:l6890). Research use only.
---@class hepar.module.meta
local module_meta = {}

--- Vote counting by direction of effect: per outcome how many studies report benefit, harm, no change, something ambiguous or nothing; the proportion in the direction of benefit with its confidence interval; the exact two-sided sign test (Cochrane Handbook, chapter 12; Boon and Thomson 2021). Each study has one vote per outcome, however many rows it has: rows of benefit and of harm make it mixed, without a vote; beside rows of no change it has the direction that at least 70 % of its rows share, else it is mixed. Statistical significance plays no part. Ambiguous entries never vote and are listed with the reason.
---
--- Raises when an option or field is not known, a row has no study, outcome or direction, or a study with results is not in `of`
---
--- ```lua
--- print(hepar.meta.directions(ev:results{outcome = "MELD"}))
--- ```
---@param results table # what `ev:results{…}` returns, or any list of tables with `study`, `outcome` and `effect` ("benefit", "harm", "null", "ambiguous", "unknown") or `direction` with `desirable`; or a table of such columns; or a view
---@param options? table # named options: `by` (a field: "design", "subdesign", "source", "donor", "route", "disease" …), one object per group; `of` (a view or a list of studies), the set in which a study without entry is unreported, by default the set that `ev:results` searched; `ci` ("clopper-pearson", the default, or "wilson"); `level` (95, percent); `agreement` (0.7), the share of a study's rows that must agree; `probable` ("merge", or "separate"), whether a study marked as a probable match ("lin2017?") shares the vote of that study
---@return hepar.directions # of one outcome, or one such object per outcome
function module_meta.directions(results, options) end

--- Confidence interval of a proportion x / n. Clopper-Pearson (1934) inverts the exact binomial test and covers at least the level; Wilson (1927) inverts the score test, is narrower, and covers the level on average. At x = 0 the lower limit is 0, at x = n the upper limit is 1.
---
--- Raises when x or n is no count, or x is above n
---
--- ```lua
--- print(hepar.meta.proportion_ci(10, 10))
--- ```
---@param x integer # how many
---@param n integer # of how many, 1 or more
---@param options? table # named options: `method` ("clopper-pearson", the default, or "wilson"), `level` (95, percent)
---@return number # lower limit
---@return number # upper limit
function module_meta.proportion_ci(x, n, options) end

--- Exact two-sided binomial test: the probability, if the true proportion is p, of all counts that are no more likely than x (for p = 0.5 the sign test, where this equals doubling the tail).
---
--- Raises when x or n is no count, x is above n, or p is outside 0 to 1
---
--- ```lua
--- print(hepar.meta.binom_test(10, 10))
--- ```
---@param x integer # how many
---@param n integer # of how many, 1 or more
---@param options? table # named options: `p` (0.5), the proportion under the null hypothesis
---@return number # p value
function module_meta.binom_test(x, n, options) end

--- A figure, as the functions of `hepar.plot` return it.
---@class hepar.figure
---@field name string # begins the ids of its elements
---@field title string # what a screen reader says first
---@field desc string # what a screen reader says then
---@field width number # in points
---@field height number # in points
local class_figure = {}

--- Adds a straight line.
---
--- Raises when a number or a style is wrong
---
--- ```lua
--- fig:line(0, 10, 100, 10, {stroke = "grid"})
--- ```
---@param x1 number # start
---@param y1 number # start
---@param x2 number # end
---@param y2 number # end
---@param given? table # `stroke` (default "ink"), `width` (points, 0.75), `dash` ("2 2"), `cap`, `title` (a tooltip). Paints are "#rrggbb", "none", a role that follows the theme (ink, muted, rule, grid, paper, shade1, shade2, shade3) or `{pattern = "hatch"|"cross"|"bars"|"dots", colour=, back=}`
---@return hepar.figure # the figure itself
function class_figure:line(x1, y1, x2, y2, given) end

--- Adds a rectangle.
---
--- Raises when a number or a style is wrong
---
--- ```lua
--- fig:rect(10, 10, 80, 20, {fill = "#0072B2"})
--- ```
---@param x number # left
---@param y number # top
---@param w number # width
---@param h number # height
---@param given? table # `fill`, `stroke`, `width`, `dash`, `title`, see `figure:line`
---@return hepar.figure # the figure itself
function class_figure:rect(x, y, w, h, given) end

--- Adds a circle.
---
--- Raises when a number or a style is wrong
---
--- ```lua
--- fig:circle(50, 50, 4, {fill = "paper", stroke = "ink"})
--- ```
---@param x number # centre
---@param y number # centre
---@param r number # radius
---@param given? table # see `figure:rect`
---@return hepar.figure # the figure itself
function class_figure:circle(x, y, r, given) end

--- Adds a polygon.
---
--- Raises when there are fewer than three points, or a number or a style is wrong
---
--- ```lua
--- fig:polygon({0, 10, 5, 0, 10, 10}, {fill = "ink"})
--- ```
---@param points table # x1, y1, x2, y2 …
---@param given? table # see `figure:rect`
---@return hepar.figure # the figure itself
function class_figure:polygon(points, given) end

--- Adds a path.
---
--- Raises when the list holds anything but commands and numbers
---
--- ```lua
--- fig:path({"M", 0, 0, "C", 5, 0, 5, 10, 10, 10}, {stroke = "ink"})
--- ```
---@param path table # SVG commands and numbers in turn, such as `{"M", 0, 0, "L", 10, 10}`
---@param given? table # see `figure:rect`
---@return hepar.figure # the figure itself
function class_figure:path(path, given) end

--- Adds a text; the point is the base line at its start, middle or end.
---
--- Raises when a number, the content or a style is wrong
---
--- ```lua
--- fig:text(10, 20, {"10", {sup = "7"}, " cells"}, {size = 8})
--- ```
---@param x number # where it is anchored
---@param y number # base line
---@param content string|number|table # a string, or a list of strings and {sup = "7"} or {sub = "2"}
---@param given? table # `size` (points, 8), `bold`, `italic`, `anchor` ("start", "middle", "end"), `rotate` (degrees), `fill` ("ink"), `title` (a tooltip)
---@return hepar.figure # the figure itself
function class_figure:text(x, y, content, given) end

--- Adds a group and returns it; it has the same drawing methods.
---
--- Raises when an option is wrong
---
--- ```lua
--- fig:group{title = "Suk 2016"}:circle(10, 10, 3, {fill = "ink"})
--- ```
---@param options? table # `title` (a tooltip for all in it), `clip` ({x, y, width, height}), `class` (a CSS class)
---@return hepar.group # the new group
function class_figure:group(options) end

--- The measured box of every text, in drawing order, for checks of a layout.
---
--- ```lua
--- for _, box in ipairs(fig:boxes()) do assert(box.x >= 0) end
--- ```
---@return table # list of {text, x, y, w, h, size} in points
function class_figure:boxes() end

--- The figure as SVG text. The same figure always gives the same bytes.
---
--- Raises when an option is wrong
---
--- ```lua
--- page:write(fig:svg{embed = true})
--- ```
---@param options? table # `embed` (boolean: for an HTML page; no white ground, and inks as CSS variables that follow light and dark), `id` (string: the id of the element and prefix of all others, default made from the content)
---@return string # the SVG document, or the element when `embed` is set
function class_figure:svg(options) end

--- Writes the figure to a file; the ending says what kind. The file is complete or not there. PNG and PDF are made by `rsvg-convert` (Debian: librsvg2-bin).
---
--- Raises when the ending or an option is wrong
---
--- ```lua
--- assert(fig:save("directions.pdf"))
--- ```
---@param path string # ends in .svg, .png or .pdf
---@param options? table # `dpi` (number, 300: resolution of a PNG), `width` (number: width of a PNG in pixels, instead of dpi)
---@return boolean # true, or nil, a message and a code ("io", "not_found") when the file could not be written or `rsvg-convert` is missing
function class_figure:save(path, options) end

--- A part of a figure that is clipped and named as one. It is drawn on like a figure.
---@class hepar.group
---@field line function # as `figure:line`
---@field rect function # as `figure:rect`
---@field circle function # as `figure:circle`
---@field polygon function # as `figure:polygon`
---@field path function # as `figure:path`
---@field text function # as `figure:text`
---@field group function # as `figure:group`

--- Figures for direction-only evidence, ready for print: drawn in Lua, written as SVG, PNG or PDF. Every function takes a view of the evidence, or plain tables of the same shape, and returns a figure: `fig:save("x.svg")`, `fig:svg()`. Figures are 180 mm wide unless `width` says otherwise; no letter is smaller than 7 points; colours are those of Okabe and Ito (2008) and never the only sign. Missing values are counted in a footnote. Research use only.
---@class hepar.module.plot
local module_plot = {}

--- Effect-direction plot: studies in rows, outcome domains in columns, an arrow in each cell. Conventions of Boon and Thomson (2021), Res Synth Methods 12:29, doi 10.1002/jrsm.1458: up for a positive and down for a negative health impact, sideways for no change, mixed or conflicting; the arrow's size is the class of the sample size (more than 300, 50 to 300, fewer than 50); a number beside it counts the outcomes behind it. Outcomes whose desirable direction is not known (PT) get a hollow mark with "?" and do not vote.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.effect_direction(ev:where{design = "clinical"}):save("directions.pdf")
--- ```
---@param data hepar.evidence|table # a view, a list of results as `ev:results{}` gives them (fields `study`, `domain`, `outcome`, `effect`, `n_total`, `subdesign`, `year`, `quality`), or a directions object
---@param options? table # `columns` ("domain" or "outcome"), `order` of rows ("design", "year", "given"), `shade` of rows ("design", "none", or "quality" when rows say `quality` = "low", "some" or "high"), `consistency` (0.7: share of outcomes of a cell that must agree), `labels` (your words by code or study), `width` (180, millimetres), `title` (a string, or false for none), `note` (a footnote of your own)
---@return hepar.figure # the figure
function module_plot.effect_direction(data, options) end

--- Harvest plot: one bar per study, in columns negative, no difference, positive and ambiguous. After Ogilvie and others (2008), BMC Med Res Methodol 8:8, doi 10.1186/1471-2288-8-8: the height of a bar is the design (randomised tallest), its fill says whether there was a control arm, the number above it names the study in the list below.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.harvest(ev:results{}, {rows = "outcome"}):save("harvest.svg")
--- ```
---@param data hepar.evidence|table # as for `hepar.plot.effect_direction`; a row may say `controlled`
---@param options? table # `rows` ("domain" or "outcome"), `consistency` (0.7), and `labels`, `width`, `title`, `note` as in every figure
---@return hepar.figure # the figure
function module_plot.harvest(data, options) end

--- Evidence map: cell source by disease, one bubble per class of design in each cell. The area of a bubble is the number of patients (printed below it), the number in or above it the number of studies. A study with several records counts once.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.evidence_map(ev:where{design = "clinical"}):save("map.png", {dpi = 600})
--- ```
---@param data hepar.evidence|table # a view or a list of records
---@param options? table # `rows` and `columns` ("source", "donor", "disease", "design" or "species"; default source by disease), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.evidence_map(data, options) end

--- Doses by route on logarithmic scales, with the number of doses; a range is a bar. Doses per kilogram have a mark and a scale of their own; they are converted only with the weight that you state, and the footnote says so. Doses that cannot be read as one value or range, or that are no number of cells, are listed in the footnote.
---
--- Raises when data or an option is not of the kind described, or a weight has no source
---
--- ```lua
--- hepar.plot.dose_route(ev, {weight = {value = 70, source = "assumed"}}):save("dose.svg")
--- ```
---@param data hepar.evidence|table # a view or a list of records
---@param options? table # `weight` ({value = kilograms, source = where it is from}), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.dose_route(data, options) end

--- Timeline: one row per study with year of publication, number of patients and follow-up. Where records of a study differ, the first is shown and the study is marked.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.timeline(ev:where{design = "clinical"}, {shade = "source"}):save("years.svg")
--- ```
---@param data hepar.evidence|table # a view or a list of records
---@param options? table # `order` ("year", "design" or "given"), `shade` ("design" or "source"), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.timeline(data, options) end

--- Stacked bars: the shares of cell sources, donors and diseases, with counts and percentages.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.stacked(ev:where{design = "clinical"}, {by = "patients"}):save("shares.svg")
--- ```
---@param data hepar.evidence|table # a view, a list of records, one tally of `ev:tally`, or a list of them
---@param options? table # `fields` (list of "source", "donor", "disease", "design", "species"), `by` ("studies", "records" or "patients"), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.stacked(data, options) end

--- An empty figure to draw on, with the methods `line`, `rect`, `circle`, `polygon`, `path`, `text` and `group`. Lengths are points (1/72 inch) from the upper left corner.
---
--- Raises when an option is missing or wrong
---
--- ```lua
--- hepar.plot.figure{title = "A line", width = 60, height = 20}:line(5, 5, 100, 40)
--- ```
---@param options table # `title` (what a screen reader says first), `width` and `height` in millimetres, `name` ("figure": begins the ids), `desc` (a longer description)
---@return hepar.figure # the figure
function module_plot.figure(options) end

--- A report that is being built; every method that adds something returns the report.
---@class hepar.report
---@field findings? hepar.report_findings # the five findings, in a report made by `hepar.report.evidence`
local class_report = {}

--- Add a heading. Level 1 opens a section; the title of the page stands above all.
---
--- Raises when the level is out of range or the text cannot be printed
---
--- ```lua
--- r:heading(1, "Records", { id = "records" })
--- ```
---@param level integer # 1 to 3
---@param text string|integer|table # a text
---@param options? table # named options: `id` (string, for `ref`); `landscape` (boolean, for level 1: the section is printed on landscape pages)
---@return hepar.report # the report
function class_report:heading(level, text, options) end

--- Add a paragraph.
---
--- Raises when a part cannot be printed
---
--- ```lua
--- r:paragraph("Of ", 22, " rows, ", hepar.report.strong("9"), " have no control arm.")
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.report # the report
function class_report:paragraph(...) end

--- Add a block of code or commands.
---
--- Raises when the text is no string
---
--- ```lua
--- r:listing("lua5.4 examples/next_protocol.lua")
--- ```
---@param text string # lines as they stand
---@return hepar.report # the report
function class_report:listing(text) end

--- Add a list.
---
--- Raises when an item cannot be printed
---
--- ```lua
--- r:list({ "first", "second" }, { ordered = true })
--- ```
---@param items table # texts, one per item
---@param options? table # named options: `ordered` (boolean, false: numbered)
---@return hepar.report # the report
function class_report:list(items, options) end

--- Add a table.
---
--- Raises when an option is not known or a cell cannot be printed
---
--- ```lua
--- r:table { caption = "Doses",
---   columns = { "Study", { title = "cells/kg", align = "right" } },
---   rows = { { "Shi 2012", "0.5 × 10⁶" } } }
--- ```
---@param options table # named options: `columns` (list: a title, or `{title =, align = "right", key =, least = 20}`, `least` being the characters a column keeps on a screen); `rows` (list of rows: cells by position, or by the keys of the columns; a cell that is absent stays empty; member `anchor`, a string: what `ref` finds the row by, and prints); `caption` (a text; a table with a caption is numbered); `notes` (list of texts below the table); `id` (string, for `ref`); `wide` (boolean: may be wider than the text on a screen); `row_header` (boolean, true: the first cell of a row names the row)
---@return hepar.report # the report
function class_report:table(options) end

--- Add a figure, drawn inside the page.
---
--- Raises when the figure is no SVG, holds a script, or refers to anything outside of it
---
--- ```lua
--- r:figure(hepar.plot.timeline(ev), { caption = "Published trials by year." })
--- ```
---@param figure hepar.figure # a figure of `hepar.plot`, or SVG text
---@param options table # named options: `caption` (a text, needed), `id` (string, for `ref`)
---@return hepar.report # the report
function class_report:figure(figure, options) end

--- Add a box that stands out.
---
--- Raises when the content cannot be printed
---
--- ```lua
--- r:note("No preclinical row is negative.", { title = "Warning sign", warning = true })
--- ```
---@param content string|integer|table|function # a text, or a function `f(r)` that fills the box
---@param options? table # named options: `title` (a text), `warning` (boolean, false)
---@return hepar.report # the report
function class_report:note(content, options) end

--- Add a part that is folded on a screen and open on paper.
---
--- Raises when the content cannot be printed
---
--- ```lua
--- r:details("Homing (2 statements)", function(part) part:list { "one", "two" } end)
--- ```
---@param summary string|integer|table # a text, always visible
---@param content string|integer|table|function # a text, or a function `f(r)` that fills the part
---@param options? table # named options: `open` (boolean, false: unfolded at first), `id` (string, for `ref`)
---@return hepar.report # the report
function class_report:details(summary, content, options) end

--- Register a reference; `cite(key)` prints its number. References that nobody cites follow.
---
--- Raises when the key is taken or the text is missing
---
--- ```lua
--- r:reference("fiore2018", { text = "Fiore 2018", doi = "10.3748/wjg.v24.i23.2427" })
--- ```
---@param key string # a short name, used once
---@param options table # named options: `text` (a text, needed), `doi` or `url` (strings)
---@return hepar.report # the report
function class_report:reference(key, options) end

--- Place the list of references here; without this call it stands at the end.
---
--- Raises when the title is no string
---
--- ```lua
--- r:references()
--- ```
---@param title? string # the heading above it
---@return hepar.report # the report
function class_report:references(title) end

--- Add the appendix that lets a reader trace and remake the report: documents with their hashes, where parameters come from, seed, versions, commands.
---
--- Raises when an option is not known or has the wrong type
---
--- ```lua
--- r:provenance { sources = ev:sources(), commands = "lua5.4 examples/next_protocol.lua" }
--- ```
---@param options? table # named options: `sources` (list of `{source_id, citation, file, sha256}`), `parameters` (list of `{name, value, origin}`, all texts), `seed` (integer), `versions` (list of `{name, version}`; those of hepar and Lua are always there), `commands` (string)
---@return hepar.report # the report
function class_report:provenance(options) end

--- The report as one HTML page.
---
--- Raises when a citation or cross-reference names nothing
---
--- ```lua
--- local page = r:html()
--- ```
---@return string # the page; the same report gives the same bytes
function class_report:html() end

--- The report as Markdown.
---
--- Raises when a citation or cross-reference names nothing
---
--- ```lua
--- local text, figures = r:markdown()
--- ```
---@param prefix? string # begins the names of the figure files
---@return string # the text
---@return table # the figures, a list of `{name, text}`
function class_report:markdown(prefix) end

--- Write the report to a file, whole or not at all. Markdown puts its figures beside it as SVG.
---
--- Raises when the ending is another, or a citation or cross-reference names nothing
---
--- ```lua
--- assert(r:save("next_protocol.html"))
--- ```
---@param path string # ends in .html, .htm, .md or .markdown
---@return boolean # true, or nil, a message and a code ("io") when the file cannot be written
function class_report:save(path) end

--- The findings of a report: a list that prints itself as short lines.
---@class hepar.report_findings
---@field [integer] hepar.report_finding # a finding, in the order of the page

--- One finding of a report.
---@class hepar.report_finding
---@field title string # the finding as one sentence
---@field text table # its paragraph, as inline content
---@field ids string[] # the records it rests on
---@field about? string # what those records are
---@field short string # the finding in a line or two

--- Inline content of a text: what `hepar.report.em`, `link`, `cite` and the like return. It goes wherever a text is asked for.
---@class hepar.inline
---@field kind string # "em", "strong", "link", …

--- Reports: a document tree written as one self-contained HTML page or as Markdown. A report is built from the top down and saved once. Text is literal: a string is printed as it stands, whatever signs it holds; emphasis, links, citations and footnotes are made by the inline functions below. Wherever a text is asked for, a string, an integer, an inline node or a list of those will do. The same calls give the same bytes: no clock is read unless `date = "today"` asks for it. Every report states that it is no medical device.
---@class hepar.module.report
---@overload fun(options: table): hepar.report
local module_report = {}

--- Emphasised text.
---
--- ```lua
--- r:paragraph("a vote count is ", hepar.report.em("not"), " an effect size")
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.inline # an inline node
function module_report.em(...) end

--- Strong text.
---
--- ```lua
--- r:paragraph(hepar.report.strong("10 of 10"), " rows")
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.inline # an inline node
function module_report.strong(...) end

--- Code, an id, a file name.
---
--- ```lua
--- r:paragraph("row ", hepar.report.code("fiore2018:t1:r16"))
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.inline # an inline node
function module_report.code(...) end

--- Superscript text.
---
--- ```lua
--- r:paragraph("5 × 10", hepar.report.sup("7"), " cells")
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.inline # an inline node
function module_report.sup(...) end

--- Subscript text.
---
--- ```lua
--- r:paragraph("CO", hepar.report.sub("2"))
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.inline # an inline node
function module_report.sub(...) end

--- Text that is never broken across lines.
---
--- ```lua
--- r:paragraph(hepar.report.nowrap("5 × 10", hepar.report.sup("7")), " cells")
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.inline # an inline node
function module_report.nowrap(...) end

--- Several lines in one place, a table cell for example.
---
--- Raises when `list` is no list of texts
---
--- ```lua
--- r:list { hepar.report.lines { "REF_SHIFT", "TYPO" } }
--- ```
---@param list table # the lines, each a text
---@return hepar.inline # an inline node
function module_report.lines(list) end

--- A link to the web, to a mail address, or to a place in the page (`#id`).
---
--- Raises when `url` is anything else
---
--- ```lua
--- r:paragraph(hepar.report.link("Lin 2017", "https://doi.org/10.1002/hep.29189"))
--- ```
---@param text string|integer|table # what is printed: a text
---@param url string # begins with `https://`, `http://`, `mailto:` or `#`
---@return hepar.inline # an inline node
function module_report.link(text, url) end

--- A citation: the number of one or more references in brackets.
---
--- Raises when a key is no string; `save` raises when no reference has that key
---
--- ```lua
--- r:paragraph("As printed in Table 1 ", hepar.report.cite("fiore2018"), ".")
--- ```
---@param ... string # keys given to `reference`
---@return hepar.inline # an inline node
function module_report.cite(...) end

--- A cross-reference: prints "Table 2", "Figure 1" or the words of a heading, as a link.
---
--- Raises when `id` is no string; `save` raises when nothing has that id
---
--- ```lua
--- r:paragraph("see ", hepar.report.ref("doses"))
--- ```
---@param id string # the `id` given to a table, figure, heading or fold, or the `anchor` of a row
---@param label? string # what is printed instead
---@return hepar.inline # an inline node
function module_report.ref(id, label) end

--- A footnote: a mark here, the text at the end of the page.
---
--- ```lua
--- r:paragraph("27 patients", hepar.report.footnote("20 in the table."))
--- ```
---@param ... string|integer|table # text: strings, integers, inline nodes or lists of those
---@return hepar.inline # an inline node
function module_report.footnote(...) end

--- Begin a report. `hepar.report{…}` is the same.
---
--- Raises when the title is missing, or an option is not known or has the wrong type
---
--- ```lua
--- local r = hepar.report.new { title = "What the reviews show", date = "2026-11-21" }
--- ```
---@param options table # named options: `title` (string, needed); `subtitle`, `author` (strings); `date` ("2026-11-21", or "today" to ask the clock; absent: no date is printed); `language` ("en"); `contents` (boolean, true: a table of contents)
---@return hepar.report # an empty report
function module_report.new(options) end

--- The first report: what the records of a store really show. Five findings, what was searched, the rows, contradictions, synthesis by direction, figures, published figures, statements by topic, limits, the SWiM checklist, provenance. Every number is computed from the store.
---
--- Raises when `ev` is no evidence or an option is not known
---
--- ```lua
--- hepar.report.evidence(hepar.evidence.builtin()):save("evidence.html")
--- ```
---@param ev hepar.evidence # a store, or a view made by `where`
---@param options? table # named options: `title`, `subtitle`, `author`, `date`, `language` as in `new`; `figures` (boolean, true: draw them); `commands` (string: how to make the page again)
---@return hepar.report # a report, ready to save or to extend; member `findings` as `findings` gives them
function module_report.evidence(ev, options) end

--- The five findings that matter, computed from the rows of a store.
---
--- Raises when `ev` is no evidence
---
--- ```lua
--- print(hepar.report.findings(hepar.evidence.builtin()))
--- ```
---@param ev hepar.evidence # a store, or a view made by `where`
---@return hepar.report_findings # a list that prints itself as short lines
function module_report.findings(ev) end

--- Units of measurement: conversion with its derivation, dimensions, comparison of doses. A unit is written as it is printed: `mg/dL`, `µmol/L`, `umol/l`, `IU/L`, `10^9/L`, `cells/kg`. The original value is never touched: a conversion returns a new number and one line that says how it was made. Molar masses: bilirubin 584.66 g/mol (ChEBI:16990), creatinine 113.12 g/mol (ChEBI:16737), albumin 66437 g/mol (mature chain, UniProt P02768). A month is 30.4375 d and a year 365.25 d. One katal is 6e7 U.
---@class hepar.module.units
local module_units = {}

--- Convert a value from one unit to another. Between mass and amount of substance an analyte is needed; between a dose per kg of body weight and a total dose an assumed weight that names its source. Nothing is assumed silently.
---
--- Raises when a unit is not known, the dimensions differ, or the analyte or weight is missing
---
--- ```lua
--- hepar.units.convert(2.5, "mg/dL", "umol/L", {analyte = "bilirubin"})  --> 42.76, …
--- ```
---@param value number # in the unit `from`
---@param from string # unit, such as `"mg/dL"`
---@param to string # unit, such as `"umol/L"`
---@param options? table # named options: `analyte` (string: `"bilirubin"`, `"creatinine"`, `"albumin"` or the outcome code), `weight` (table `{value = 70, unit = "kg", source = "…"}`)
---@return number # the value in the unit `to`
---@return string # derivation: both values, and the molar mass or weight with its source
function module_units.convert(value, from, to, options) end

--- Compare two doses as the ratio a / b. A dose per kg and a total dose are refused unless a body weight is assumed openly (rule R6); a concentration without a volume is no dose.
---
--- Raises when the two cannot be compared
---
--- ```lua
--- hepar.units.compare({value = 1e6, unit = "cells", per = "kg"},
---   {value = 5e7, unit = "cells"},
---   {weight = {value = 70, unit = "kg", source = "assumed for adults"}})  --> 1.4
--- ```
---@param a table # a dose, `{value = 1e6, unit = "cells", per = "kg"}`; `per` is kg, m2, total or animal
---@param b table # a dose of the same form
---@param options? table # named options: `weight` (table `{value, unit, source}`)
---@return number # a / b
---@return string # derivation of b in the unit of a
function module_units.compare(a, b, options) end

--- Name the dimension of a unit, such as "mass concentration".
---
--- ```lua
--- hepar.units.dimension("µmol/L")  --> "substance concentration"
--- ```
---@param unit string # as printed
---@return string? # the dimension in words, or nil when the unit is not known
function module_units.dimension(unit) end

--- Look up the molar mass of an analyte.
---
--- ```lua
--- hepar.units.analyte("BIL")  --> 584.66, "C33H36N4O6, ChEBI:16990"
--- ```
---@param name string # `"bilirubin"`, `"creatinine"`, `"albumin"` or the outcome code
---@return number? # molar mass in g/mol, or nil when it is not known
---@return string # its source
function module_units.analyte(name) end

--- List the preferred spellings of units with their dimensions.
---
--- ```lua
--- print(hepar.units.list())
--- ```
---@return table[] # rows `{unit, dimension}`; prints as lines
function module_units.list() end

--- A column of doubles.
---@class hepar.column
---@field [integer] number # the value at place i, counted from 1; nil out of range
---@operator len: integer
---@operator add(number|hepar.column|table): hepar.column
---@operator sub(number|hepar.column|table): hepar.column
---@operator mul(number|hepar.column|table): hepar.column
---@operator div(number|hepar.column|table): hepar.column
---@operator pow(number|hepar.column|table): hepar.column
---@operator mod(number|hepar.column|table): hepar.column
---@operator unm: hepar.column
---@operator concat(hepar.column|table): hepar.column
local class_column = {}

--- A view on some of the values: no copy, writing to the view writes to the column.
---
--- Raises when start or stop is outside the column
---
--- ```lua
--- x:slice(2, -2)
--- x:slice(nil, nil, -1)
--- ```
---@param start? integer # the first place (1; going down, the last); -1 is the last
---@param stop? integer # the last place (the last; going down, 1); -1 is the last
---@param step? integer # the distance (1); negative reverses
---@return hepar.column # the view
function class_column:slice(start, stop, step) end

--- The values at given places, in that order, as a new column.
---
--- Raises when a place is outside the column
---
--- ```lua
--- dose:take(mass:order())
--- ```
---@param places hepar.column|table # places from 1, repeats allowed
---@return hepar.column # the values
function class_column:take(places) end

--- A contiguous copy with memory of its own.
---
--- ```lua
--- local before = x:copy()
--- ```
---@return hepar.column # the copy
function class_column:copy() end

--- The values as a plain Lua array.
---
--- ```lua
--- table.sort(x:totable())
--- ```
---@return table # array of numbers
function class_column:totable() end

--- This column and others, joined end to end, as a new column. `a .. b` is the same.
---
--- ```lua
--- control:concat(treated, {17})
--- ```
---@param ... hepar.column|table # what to append
---@return hepar.column # the joined values
function class_column:concat(...) end

--- Free the memory now instead of at collection (views on it keep it). Using the column afterwards is an error; closing again is not. `local x <close> = …` does it at the end of the block.
---
--- ```lua
--- x:close()
--- ```
function class_column:close() end

--- Iterate over places and values.
---
--- ```lua
--- for i, x in column:each() do print(i, x) end
--- ```
---@return function # iterator for the generic `for`
function class_column:each() end

--- A new column of f(value, place).
---
--- Raises when f gives something else than a number
---
--- ```lua
--- x:map(math.log)
--- ```
---@param f function # gives a number for each value (a table that can be called will do)
---@return hepar.column # the results
function class_column:map(f) end

--- The sum, compensated (Neumaier 1974); 0 for no values.
---
--- ```lua
--- x:sum{na_rm = true}
--- ```
---@param options? table # `na_rm` (boolean, false): leave missing values out
---@return number # the sum
function class_column:sum(options) end

--- The arithmetic mean; NaN for no values.
---
--- ```lua
--- x:mean()
--- ```
---@param options? table # `na_rm` (boolean, false): leave missing values out
---@return number # the mean
function class_column:mean(options) end

--- The variance of a sample, divisor n - 1; NaN below two values.
---
--- ```lua
--- x:var()
--- ```
---@param options? table # `na_rm` (boolean, false): leave missing values out
---@return number # the variance
function class_column:var(options) end

--- The standard deviation of a sample, divisor n - 1; NaN below two values.
---
--- ```lua
--- x:sd()
--- ```
---@param options? table # `na_rm` (boolean, false): leave missing values out
---@return number # the standard deviation
function class_column:sd(options) end

--- The least value; NaN for no values.
---
--- ```lua
--- x:min()
--- ```
---@param options? table # `na_rm` (boolean, false): leave missing values out
---@return number # the minimum
function class_column:min(options) end

--- The largest value; NaN for no values.
---
--- ```lua
--- x:max()
--- ```
---@param options? table # `na_rm` (boolean, false): leave missing values out
---@return number # the maximum
function class_column:max(options) end

--- The median: the middle value, or the mean of the two in the middle; NaN for no values.
---
--- ```lua
--- x:median()
--- ```
---@param options? table # `na_rm` (boolean, false): leave missing values out
---@return number # the median
function class_column:median(options) end

--- Sample quantiles after any of the nine definitions of Hyndman and Fan (The American Statistician 1996;50:361-365), numbered as in R.
---
--- ```lua
--- x:quantile(0.9)
--- x:quantile({0.25, 0.75}, {type = 6, na_rm = true})
--- ```
---@param p number|hepar.column|table # probability, or several, from 0 to 1
---@param options? integer|table # the type, 1 to 9 (7), or `type` and `na_rm` (boolean, false)
---@return number|hepar.column # the quantile, or a column with one for each p; NaN for no values
function class_column:quantile(p, options) end

--- How many values are missing (NaN).
---
--- ```lua
--- x:missing()
--- ```
---@return integer # the count
function class_column:missing() end

--- Sort in place, stable, missing values last; a view sorts what it shows.
---
--- ```lua
--- x:sort{descending = true}
--- ```
---@param options? table # `descending` (boolean, false)
---@return hepar.column # the column itself
function class_column:sort(options) end

--- A sorted copy, stable, missing values last.
---
--- ```lua
--- x:sorted()[1]
--- ```
---@param options? table # `descending` (boolean, false)
---@return hepar.column # the sorted copy
function class_column:sorted(options) end

--- The places that sort the column: `x:take(x:order())` is sorted. Stable, missing values last.
---
--- ```lua
--- year:order{descending = true}
--- ```
---@param options? table # `descending` (boolean, false)
---@return hepar.column # places from 1
function class_column:order(options) end

--- Running sums, compensated; from the first missing value on all are missing.
---
--- ```lua
--- recruited:cumsum()
--- ```
---@return hepar.column # as long as the column
function class_column:cumsum() end

--- Columns of numbers: contiguous doubles in C that read like a Lua array. A column is what every number-crunching part of hepar takes and gives; a plain array of numbers serves wherever a column is asked for. `column[i]` counts from 1 and is nil out of range; writing out of range is an error. `#column`, `ipairs(column)`, `table.concat(column, ", ")` and `table.unpack(column)` work. `+ - * / ^ %` and unary minus work value by value, between columns of equal length, arrays and numbers; `a .. b` joins; `a == b` compares all values; `print(column)` shows a summary. A missing value is NaN (`0/0`, `hepar.column.missing`): statistics of a column with missing values are NaN unless `na_rm = true` leaves them out, and sorting puts them last. To run out of memory is an error.
---@class hepar.module.column
---@field number number # The missing value, NaN. It equals nothing, itself included: test with `x ~= x`.
---@overload fun(values: table|hepar.column|integer, value?: number): hepar.column
local module_column = {}

--- A new column: of an array or column (copied), or of n equal values.
---
--- Raises when an element is no number (the message names it), or the array has a hole
---
--- ```lua
--- hepar.column.new{1, 2, 3}
--- hepar.column(100, 0.5)
--- ```
---@param values table|hepar.column|integer # an array of numbers, a column, or how many values
---@param value? number # with a count: the value of all of them (0)
---@return hepar.column # the column
function module_column.new(values, value) end

--- Equally spaced values from `from` up to `to`, which is among them when the steps meet it.
---
--- Raises when the step is 0 or leads away from `to`
---
--- ```lua
--- hepar.column.range(0, 1, 0.1)
--- ```
---@param from number # the first value
---@param to number # the bound, never passed
---@param step? number # the distance (1); negative to go down
---@return hepar.column # the values
function module_column.range(from, to, step) end

--- n equally spaced values, both ends exact.
---
--- ```lua
--- hepar.column.linspace(0, 24, 7)
--- ```
---@param from number # the first value
---@param to number # the last value
---@param n integer # how many, at least 1 (then it is `from`)
---@return hepar.column # the values
function module_column.linspace(from, to, n) end

--- Whether a value is a column.
---
--- ```lua
--- hepar.column.is(fit.beta)
--- ```
---@param value any # anything
---@return boolean # true for a column, closed or not
function module_column.is(value) end

--- A stream of random numbers.
---@class hepar.random
local class_random = {}

--- The same stream at any index, at no cost; this one stays where it is.
---
--- ```lua
--- r:at(1000000):normal()
--- ```
---@param index integer # the index of the next number, from 1
---@return hepar.random # the stream there
function class_random:at(index) end

--- The index of the next number.
---
--- ```lua
--- r:position()
--- ```
---@return integer # the index, from 1
function class_random:position() end

--- Uniform numbers between min and max, 53 bits, with neither 0 nor 1 when these are the bounds.
---
--- ```lua
--- r:uniform(10, {min = 18, max = 75})
--- ```
---@param n? integer|table # how many; without it a single number, and the options may stand here
---@param options? table # `min` (number, 0), `max` (number, 1), `threads` (integer, 1; 0 is one for each processor; the numbers are the same), `progress` (boolean, false): on a terminal
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function class_random:uniform(n, options) end

--- Normal numbers: the normal quantile of the uniform number at the same index.
---
--- ```lua
--- r:normal(1000000, {mean = 18, sd = 4, threads = 2})
--- ```
---@param n? integer|table # how many; without it a single number, and the options may stand here
---@param options? table # `mean` (number, 0), `sd` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function class_random:normal(n, options) end

--- Exponential numbers with mean 1 / rate, by inversion.
---
--- ```lua
--- r:exponential{rate = 0.1}
--- ```
---@param n? integer|table # how many; without it a single number, and the options may stand here
---@param options? table # `rate` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function class_random:exponential(n, options) end

--- Gamma numbers with mean shape * scale (Marsaglia and Tsang 2000).
---
--- ```lua
--- r:gamma(100, {shape = 2, scale = 0.5})
--- ```
---@param n? integer|table # how many; without it a single number, and the options may stand here
---@param options? table # `shape` (number, 1), `scale` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function class_random:gamma(n, options) end

--- Beta numbers with mean a / (a + b), from two gamma numbers.
---
--- ```lua
--- r:beta(100, {a = 2, b = 8})
--- ```
---@param n? integer|table # how many; without it a single number, and the options may stand here
---@param options? table # `a` (number, 1), `b` (number, 1), `threads`, `progress`
---@return number|hepar.column # the number, or a column of n; or nil, message and code when interrupted
function class_random:beta(n, options) end

--- Poisson counts (inversion below a mean of 10, else Hoermann's PTRS, 1993).
---
--- ```lua
--- r:poisson(100, {mean = 3.2})
--- ```
---@param n? integer|table # how many; without it a single number, and the options may stand here
---@param options? table # `mean` (number, 1; up to 1e9), `threads`, `progress`
---@return number|hepar.column # the count, or a column of n; or nil, message and code when interrupted
function class_random:poisson(n, options) end

--- Binomial counts (inversion below a mean of 10, else Hoermann's BTRS, 1993).
---
--- ```lua
--- r:binomial(100, {trials = 20, p = 0.3})
--- ```
---@param n? integer|table # how many; without it a single number, and the options may stand here
---@param options? table # `trials` (integer, 1; up to 1e9), `p` (number, 0.5), `threads`, `progress`
---@return number|hepar.column # the count, or a column of n; or nil, message and code when interrupted
function class_random:binomial(n, options) end

--- Whole numbers from low to high, both possible, all equally likely.
---
--- Raises when high is below low
---
--- ```lua
--- r:integer(1, 6)
--- ```
---@param low integer # the least
---@param high integer # the largest
---@param n? integer # how many; without it a single one
---@return integer|hepar.column # the number, or a column of n
function class_random:integer(low, high, n) end

--- Shuffle an array or column in place (Fisher and Yates). Takes an index per element, but one.
---
--- ```lua
--- r:shuffle{"control", "one", "two"}
--- ```
---@param list table|hepar.column # what to shuffle
---@return table|hepar.column # the same, shuffled
function class_random:shuffle(list) end

--- Draw k elements of an array or column, or of the numbers 1 to n. Takes k indexes.
---
--- Raises when k is more than there are and replace is not set
---
--- ```lua
--- r:sample(patients, 20)
--- ```
---@param from table|hepar.column|integer # what to draw from
---@param k integer # how many
---@param options? table # `replace` (boolean, false): an element may come again
---@return table # the elements, in the order drawn
function class_random:sample(from, k, options) end

--- Random numbers that can be looked up: each is a function of seed, stream, purpose and index, so patient 17 is the same person whatever the threads or the order of work. The generator is Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, SC11, 2011). A stream has 2^48 numbers. Every variate takes one index, whatever its kind: the third number of a stream is made of index 3 also when the first two were normal. Give each thing that is drawn a purpose of its own; the purpose counts through its 32-bit FNV-1a hash.
---@class hepar.module.random
---@overload fun(seed: integer, options?: table): hepar.random
local module_random = {}

--- A stream of random numbers, at its first index. `hepar.random(seed, options)` is the same.
---
--- Raises when the seed is missing or an option is not known
---
--- ```lua
--- hepar.random.new(1, {stream = 17, purpose = "dropout"})
--- ```
---@param seed integer # any whole number
---@param options? table # `stream` (integer, 0): number of the stream, such as the patient; `purpose` (string, ""): what the numbers are for
---@return hepar.random # the stream
function module_random.new(seed, options) end

--- Help at the prompt: the same texts as the reference.
---@class hepar.module.help
---@overload fun(topic?: any): string
local module_help = {}

--- The help text of a name or an object, as the reference has it. Without an argument, what there is.
---
--- Raises when nothing of that name is known, or the object is not one of hepar's
---
--- ```lua
--- hepar.help("meta.directions")
--- hepar.help(ev)
--- ```
---@param topic? any # a name such as "evidence.where", an object such as a view, or a part such as `hepar.meta`
---@return string # the text; the prompt prints it
function module_help.help(topic) end

--- hepar: the evidence on stem-cell and extracellular-vesicle therapy of the liver, as answers that a researcher can defend. `require "hepar"` sets no global and prints nothing; each part is loaded when it is first used. Research use only, never a bedside device.
---@class hepar
---@field evidence hepar.module.evidence
---@field meta hepar.module.meta
---@field plot hepar.module.plot
---@field report hepar.module.report
---@field units hepar.module.units
---@field column hepar.module.column
---@field random hepar.module.random
---@field help hepar.module.help
local hepar = {}

return hepar
