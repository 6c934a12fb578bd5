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

--- Search the text of records and claims. Words that stand together must all occur; `"…"` is a phrase, `word*` a beginning; AND, OR, NOT and brackets combine; `hepatic artery NEAR fibrosis` wants all three within fifty words of each other (`NEAR/5`: within five). Words with hyphens or signs need no quotation marks. A word or phrase that is a synonym of a code also finds the records that have the code, by its label (`AD-MSC`: "adipose tissue"); next to NEAR, words stand for themselves. The claims are searched too when the view is the whole store.
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

--- Effects ready for `hepar.meta.fit`: the figures of the arms of each study at one time, as one row for each comparison (or, for measures of one group, for each arm), with study, arm, control, days, trust and unit as columns and the route of every number that was not printed: SDs of means with SE or interval, means of medians, counts of percentages, changes from baseline. A control group is told by a word of its arm's name (control, placebo, standard, smt, sham, saline, untreated) or by `control`; one that several arms share is split among them.
---
--- Raises when an option is not known or does not fit the measure
---
--- ```lua
--- ev:effects{outcome = "MELD", measure = "MD", at = {weeks = 24}, tolerance = {weeks = 4}}
--- ```
---@param options table # named options: `outcome`, `measure` (of two groups such as "MD", "SMD", "ROM", "OR", "RR", "RD"; of one such as "PLO", "MN", "MC"); `at`, `tolerance`, `study`, `trust`, `source_id` as in `quantities` (without `at` the last time of each arm); `control` (an arm's name or a table study = arm); `shared` ("split", "combine" the treated arms, or "keep" the control whole); `scale` ("final", or "change" from baseline, reported or by `r`); `r` (the correlation of baseline and later values); `add`, `to`, `drop00`, `vtype`, `definition` as in `hepar.meta.effects`
---@return hepar.effects # with `left_out`, a list of {study, arm, reason}; or nil, message, "not_found" when no study gives such an effect
function class_evidence:effects(options) end

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
---@param change table # `id` (record), `field` (a path such as "enrolment.n_total" or "arms[2].n"), `value` (nil takes the field away), `who` and `why` (strings). Objects that the path needs and the record does not have are made.
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
---@field controlled? boolean # whether there is a control arm; absent when no arm is recorded
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

--- Give the JSON Schema (2020-12) of a bundle, the format that `read` and `import` take and `export` writes. It is made from the tables that an import is checked against, and stands in docs/hepar-record.schema.json, too. It has the codes alone; an import also takes their synonyms.
---
--- ```lua
--- local text = assert(hepar.evidence.schema())
--- ```
---@return string? # JSON text; or nil, message, code when memory runs out
function module_evidence.schema() end

--- List the fields that records can be selected and counted by.
---
--- ```lua
--- print(hepar.evidence.fields())
--- ```
---@return hepar.field[] # sorted by name
function module_evidence.fields() end

--- Missing studies: this file is loaded when one of its methods is first called.
---@class hepar.fit
---@field beta hepar.column # estimates, one for each coefficient
---@field se hepar.column # their standard errors
---@field zval hepar.column # their test statistics, z or t
---@field pval hepar.column # their p values
---@field ci_lb hepar.column # lower limits of their confidence intervals
---@field ci_ub hepar.column # upper limits
---@field coef string[] # names of the coefficients
---@field vb hepar.column[] # their variance matrix, by rows
---@field tau2 number # variance between studies
---@field tau number # its square root
---@field se_tau2? number # its standard error
---@field I2? number # percent of the variance that is between studies
---@field H2? number # total variance over sampling variance
---@field H? number # its square root
---@field R2? number # percent of tau2 that the moderators explain
---@field vt? number # typical sampling variance
---@field QE? number # statistic of (residual) heterogeneity, with k - p degrees of freedom
---@field QEp? number # its p value
---@field QM? number # statistic of the coefficients `btt`, chi-squared or F
---@field QMdf table # its degrees of freedom: one for chi-squared, two for F
---@field QMp? number # its p value
---@field btt integer[] # places of the coefficients that QM tests
---@field ll? number # log likelihood
---@field dev? number # deviance
---@field AIC? number # Akaike's criterion
---@field BIC? number # Schwarz's criterion
---@field AICc? number # AIC corrected for few studies
---@field ML table # ll, dev, AIC, BIC and AICc by maximum likelihood
---@field REML table # the same by restricted maximum likelihood
---@field k integer # studies in the model
---@field p integer # coefficients
---@field m integer # coefficients that QM tests
---@field parms integer # parameters, tau2 included
---@field k_all integer # rows given
---@field rows? table # places of the studies among the rows given, when some are missing
---@field missing integer[] # rows left out because a value is missing
---@field dropped string[] # moderators left out because others determine them
---@field yi hepar.column # effects of the studies in the model
---@field vi hepar.column # their sampling variances
---@field slab string[] # their labels
---@field ni? hepar.column # their sample sizes, when the data have them
---@field measure? string # what the effects are ("RR", "SMD" …), when the data say so
---@field method string # such as "REML"; "EE" stands for FE and CE too
---@field test string # "z", "t", "knha" or "adhoc"
---@field level number # percent
---@field ddf? number # degrees of freedom of the tests; absent for z
---@field s2w? number # factor on the variances by Knapp and Hartung
---@field intercept boolean # whether the model has one
---@field fixed boolean # whether tau2 was given
---@field fallback boolean # whether test z stands in for want of degrees of freedom
---@field converged boolean # whether the iteration for tau2 converged
---@field modes integer # local maxima of the likelihood that were found
---@field zeros integer # sampling variances of 0
---@field columns integer[] # places of the moderators kept, the intercept being 1
---@field as string # "metafor", "RevMan" or "Stata"
---@field conventions string[] # what that program does in another way than metafor, as sentences
---@field pi? string # the prediction intervals of that program ("HTS")
---@field notes string[] # what a reader should know, one sentence each
local class_fit = {}

--- Regression test for funnel plot asymmetry: hepar.meta.regtest of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:regtest{model = "lm"})
--- ```
---@param options? table # named options: `variant`, `model`, `predictor`, `ni`, `level`, `method`, `test`
---@return table # the test; or nil, message, code
function class_fit:regtest(options) end

--- Rank test for funnel plot asymmetry: hepar.meta.ranktest of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:ranktest())
--- ```
---@param options? table # there are no options
---@return table # `tau`, `pval`, `exact`; or nil, message, code
function class_fit:ranktest(options) end

--- Trim and fill: hepar.meta.trimfill of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:trimfill{estimator = "R0"})
--- ```
---@param options? table # named options: `side`, `estimator`
---@return table # what was filled in, and the fit with it; or nil, message, code
function class_fit:trimfill(options) end

--- Fail-safe N: hepar.meta.fsn of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:fsn{type = "general"})
--- ```
---@param options? table # named options: `type`, `alpha`, `target`, `weighted`
---@return table # `fsnum` and more; or nil, message, code
function class_fit:fsn(options) end

--- PET-PEESE: hepar.meta.pet_peese of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:pet_peese())
--- ```
---@param options? table # named options: `model`, `alpha`, `level`
---@return table # both regressions and the one to report; or nil, message, code
function class_fit:pet_peese(options) end

--- Test of excess significance: hepar.meta.tes of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:tes())
--- ```
---@param options? table # named options: `H0`, `alternative`, `alpha`, `theta`, `tau2`, `test`, `tes_alternative`, `tes_alpha`, `find_lim`
---@return table # the test; or nil, message, code
function class_fit:tes(options) end

--- Interval of Henmi and Copas: hepar.meta.hc of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:hc())
--- ```
---@param options? table # named options: `level`
---@return table # estimate and interval; or nil, message, code
function class_fit:hc(options) end

--- Limit meta-analysis: hepar.meta.limit of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:limit())
--- ```
---@param options? table # named options: `level`
---@return table # adjusted estimate and interval; or nil, message, code
function class_fit:limit(options) end

--- Selection model: hepar.meta.selmodel of this fit.
---
--- Raises when an option is not known, or the fit does not allow it
---
--- ```lua
--- print(fit:selmodel{type = "step", steps = 0.025})
--- ```
---@param options table # named options: `type`, `alternative`, `steps`, `delta`, `prec`, `level`
---@return table # the model; or nil, message, code
function class_fit:selmodel(options) end

--- Forest plot of this fit: hepar.plot.forest. With moderators, a grey diamond behind each study is what the model expects there.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- fit:forest{favours = {"Favours cells", "Favours control"}}:save("forest.svg")
--- ```
---@param options? table # those of `hepar.plot.forest`
---@return hepar.figure # the figure
function class_fit:forest(options) end

--- Funnel plot of this fit: hepar.plot.funnel. With `regtest` it has the line of that regression test.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- fit:funnel{contours = true, regtest = fit:regtest()}:save("funnel.svg")
--- ```
---@param options? table # those of `hepar.plot.funnel`
---@return hepar.figure # the figure
function class_fit:funnel(options) end

--- Baujat plot of this fit: hepar.plot.baujat.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- fit:baujat():save("baujat.svg")
--- ```
---@param options? table # those of `hepar.plot.baujat`
---@return hepar.figure # the figure
function class_fit:baujat(options) end

--- Radial plot of this fit: hepar.plot.radial.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- fit:radial():save("radial.svg")
--- ```
---@param options? table # those of `hepar.plot.radial`
---@return hepar.figure # the figure
function class_fit:radial(options) end

--- L'Abbé plot of the tables behind this fit, studies without events included: hepar.plot.labbe. The data must hold the counts, as those of hepar.meta.effects do.
---
--- Raises when there are no counts, or an option is not of the kind described
---
--- ```lua
--- fit:labbe{scale = "log"}:save("labbe.svg")
--- ```
---@param options? table # those of `hepar.plot.labbe`
---@return hepar.figure # the figure
function class_fit:labbe(options) end

--- Normal quantile plot of the residuals: hepar.plot.qq.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- fit:qqnorm():save("quantiles.svg")
--- ```
---@param options? table # those of `hepar.plot.qq`
---@return hepar.figure # the figure
function class_fit:qqnorm(options) end

--- Profile of the likelihood over tau2, with its maximum and interval: hepar.plot.profile. With moderators the likelihood is that of the whole model.
---
--- Raises when the fit does not estimate tau2 by ML or REML and has moderators, or an option is not of the kind described
---
--- ```lua
--- fit:profile():save("profile.svg")
--- ```
---@param options? table # those of `hepar.plot.profile`
---@return hepar.figure # the figure
function class_fit:profile(options) end

--- Bubble plot of this meta-regression: hepar.plot.bubble. With several moderators `mod` names the coefficient to show; the others stay at their means.
---
--- Raises when the model has no such coefficient, or an option is not of the kind described
---
--- ```lua
--- fit:bubble{mod = "dose"}:save("bubble.svg")
--- ```
---@param options? table # those of `hepar.plot.bubble`
---@return hepar.figure # the figure
function class_fit:bubble(options) end

--- Drapery plot of this fit: hepar.plot.drapery.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- fit:drapery():save("drapery.svg")
--- ```
---@param options? table # those of `hepar.plot.drapery`
---@return hepar.figure # the figure
function class_fit:drapery(options) end

--- Plot of all subsets of the studies, or of a sample: hepar.plot.gosh of `fit:gosh`.
---
--- Raises when the fit has moderators, or an option is not of the kind described
---
--- ```lua
--- fit:gosh_plot{out = 3}:save("gosh.svg")
--- ```
---@param options? table # those of `hepar.plot.gosh`, and `subsets`, `seed`, `threads` and `progress` of `fit:gosh`
---@return hepar.figure # the figure
function class_fit:gosh_plot(options) end

--- Panels of the influence of each study: hepar.plot.influence.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- fit:influence_plot():save("influence.svg")
--- ```
---@param options? table # those of `hepar.plot.influence`
---@return hepar.figure # the figure
function class_fit:influence_plot(options) end

--- Confidence intervals of tau2, tau, I2, H2 and H. The Q-profile (Viechtbauer, Statistics in Medicine 2007;26:37-52) inverts the exact distribution of Q; "PL" is the profile likelihood (Hardy and Thompson 1996), of fits by ML and REML; "GENQ" inverts the generalised Q (Jackson, Research Synthesis Methods 2013;4:220-229), of fits by GENQ and GENQM.
---
--- Raises when the fit does not estimate tau2, or the type does not suit its method
---
--- ```lua
--- print(fit:confint{type = "PL"})
--- ```
---@param options? table # named options: `type` ("QP", the default; "PL"; "GENQ", the default of GENQ and GENQM), `level` (that of the fit)
---@return hepar.confint # `tau2`, `tau`, `I2`, `H2`, `H`, each with `estimate`, `ci_lb`, `ci_ub`; `none`, true when no tau2 agrees with so little spread (both limits are 0 then); or nil, message, code
function class_fit:confint(options) end

--- What the model expects: mean effects with confidence intervals, prediction intervals for the true effect of a new study, and the probability that this exceeds a threshold. Prediction intervals use the normal distribution for test z, else t with k - p degrees of freedom, as metafor does (a fit `as` RevMan or Stata takes "HTS"). `pi = "HTS"` takes k - p - 1 (Higgins, Thompson and Spiegelhalter, JRSS A 2009;172:137-159), `pi = "t"` k - p for every test, and `pi = "nagashima"`, for models without moderators, the parametric bootstrap of Nagashima, Noma and Furukawa (Statistical Methods in Medical Research 2019;28:1689-1702): `iter` draws of the effect of a new study, with tau2 from its exact confidence distribution. That interval is one of the data, whatever the fit's method.
---
--- Raises when newmods does not suit the model
---
--- ```lua
--- print(fit:predict{newmods = {dose = {1, 2, 5}}, transf = "exp"})
--- ```
---@param options? table # named options: `newmods` (columns or values by name; or rows, or for one moderator a list of its values; without it the studies of the model), `addx` (false): keep x, `transf` ("exp", "ilogit", "ztor" or a function), `level`, `pi`, `above` or `below` (thresholds, before transf); for "nagashima" `iter` (25000) and `seed` (1)
---@return hepar.prediction # columns `pred, se, ci_lb, ci_ub, pi_lb, pi_ub`, with a threshold `prob`, and `slab`; prints itself
function class_fit:predict(options) end

--- Compare with another fit of the same effects by a likelihood-ratio test, or test a block of coefficients by Wald's test. Fits by REML can only be compared when they have the same coefficients; use ML else.
---
--- Raises when the fits are of different effects or methods
---
--- ```lua
--- print(fit:anova{btt = "route"})
--- ```
---@param other hepar.fit|hepar.location_scale|table # a fit; or options: `btt` (places or names of coefficients)
---@return hepar.comparison|hepar.wald # of two fits `LRT`, `df`, `pval`, `full`, `reduced` (each with `parms, ll, AIC, BIC, AICc, QE, tau2`), `R2`; of coefficients `QM`, `QMdf`, `QMp`, `btt`; prints itself
function class_fit:anova(other) end

--- Variance inflation factors: how many times larger the variance of each coefficient is than if its moderator were uncorrelated with the others (the intercept is left out).
---
--- Raises when there are fewer than two moderators
---
--- ```lua
--- fit:vif().vif
--- ```
---@return hepar.vif # `coef` (names) and `vif` (a column), and `sif`, their square roots
function class_fit:vif() end

--- Influence of each study: what the fit without it would be (Viechtbauer and Cheung 2010). Studies whose deletion leaves no fit have NaN.
---
--- Raises when the fit has one study or an option is not known
---
--- ```lua
--- print(hepar.meta.fit(data):influence())
--- ```
---@param options? table # named options: `btt` (the coefficients that Cook's distance and the covariance ratio are about, places or names; by default all), `threads` (0: all processors)
---@return table # columns `rstudent, dffits, cook_d, cov_r, tau2_del, QE_del, hat, weight` (percent), `dfbs` (one column for each coefficient, by name), `is_infl` (a list of booleans), `slab`
function class_fit:influence(options) end

--- Residuals: "response" (yi - fitted), "pearson" (divided by the square root of vi + tau2), "rstandard" (divided by their standard error) or "rstudent" (each study against the fit of the others).
---
--- Raises when the type or an option is not known
---
--- ```lua
--- print(fit:residuals{type = "rstudent"}.z)
--- ```
---@param options? table # named options: `type` ("response"), `threads` (0: all processors)
---@return table # columns `resid`, and for "rstandard" and "rstudent" also `se` and `z`; `slab`
function class_fit:residuals(options) end

--- Weight of each study in percent.
---
--- ```lua
--- print(fit:weights())
--- ```
---@return hepar.column # weights that add up to 100
function class_fit:weights() end

--- Hat values: the leverage of each study.
---
--- ```lua
--- print(fit:hatvalues())
--- ```
---@return hepar.column # values from 0 to 1 that add up to the number of coefficients
function class_fit:hatvalues() end

--- Best linear unbiased predictions of the true effects of the studies: between the study's own effect and the fitted one.
---
--- Raises when the fit has weights of the user, or is unweighted
---
--- ```lua
--- print(fit:blup())
--- ```
---@param options? table # named options: `level` (percent; that of the fit)
---@return table # columns `pred, se, pi_lb, pi_ub`; `slab`
function class_fit:blup(options) end

--- The fit without each study in turn, for models without moderators.
---
--- Raises when the fit has moderators or one study
---
--- ```lua
--- print(fit:leave1out())
--- ```
---@param options? table # named options: `threads` (0: all processors)
---@return table # columns `estimate, se, zval, pval, ci_lb, ci_ub, Q, Qp, tau2, I2, H2`; `slab`
function class_fit:leave1out(options) end

--- Cumulative meta-analysis: the fit of the first study, the first two, and so on.
---
--- Raises when the fit has moderators, or order has a missing value
---
--- ```lua
--- print(fit:cumul{order = "year"})
--- ```
---@param options? table # named options: `order` (a column of the data, or its name; by default the order of the rows; ties keep it), `decreasing` (false), `threads` (0: all processors)
---@return table # columns as of `fit:leave1out`; `order` (places of the studies), `slab`
function class_fit:cumul(options) end

--- Numbers of a Baujat plot: how much each study adds to the heterogeneity, and how much it moves the result (Baujat and others, Statistics in Medicine 2002;21:2641).
---
--- Raises when the fit has one study
---
--- ```lua
--- print(fit:baujat_data())
--- ```
---@param options? table # named options: `threads` (0: all processors)
---@return table # columns `x` (squared Pearson residual), `y` (squared standardised change of the fitted value); `slab`
function class_fit:baujat_data(options) end

--- Numbers of a normal quantile plot of the residuals.
---
--- Raises when the type or an option is not known
---
--- ```lua
--- print(fit:qqnorm_data())
--- ```
---@param options? table # named options: `type` ("rstandard" or "rstudent"), `threads`
---@return table # columns `x` (quantile of the normal distribution), `y` (residual); `slab`
function class_fit:qqnorm_data(options) end

--- Graphical display of study heterogeneity: the fit of all subsets of the studies, or of a random sample of them (Olkin, Dahabreh and Trikalinos, Research Synthesis Methods 2012;3:214). All subsets are taken when there are no more than `subsets`.
---
--- Raises when the fit has one study or an option is not known
---
--- ```lua
--- local g = fit:gosh{subsets = 10000, seed = 7}
--- ```
---@param options? table # named options: `subsets` (1000000), `seed` (1) of the random sample, `threads` (0: all processors), `progress` (false)
---@return table # columns `k, tau2, I2, H2, Q, Qp, estimate` (with moderators `beta`, a list of columns in the order of `coef`), `exact` (all subsets), `count`; subset i of all has study j when bit j - 1 of i is set, subsets with too few studies left out
function class_fit:gosh(options) end

--- Permutation test: without moderators the signs of the effects change, with moderators their rows change places (Higgins and Thompson, Statistics in Medicine 2004;23:1663). The test is exact when no more than `iter` fits do it, or on request. `permci` inverts it: the limits are where the one-sided p value of the shifted effects first falls below (1 - level) / 2, found by bisection; each limit takes some 30 such tests, and all use the same permutations.
---
--- Raises when an option is not known, or an exact test takes more than 10 million fits
---
--- ```lua
--- print(fit:permutest{exact = true}.pval[1])
--- ```
---@param options? table # named options: `exact` (false), `iter` (1000), `seed` (1), `alternative` ("two.sided", "greater", "less"), `stat` ("test", the z or t values, or "coef"), `permci` (true, or places or names of coefficients), `level` (that of the fit, percent), `threads` (0: all processors), `progress` (false)
---@return table # `pval` (a column, one for each coefficient), `QMp`, `exact`, `iter`, `failed` (fits that do not exist), `zval_perm` and `beta_perm` (lists of columns), `QM_perm`; with `permci` the columns `ci_lb` and `ci_ub`, NaN where there are too few permutations for a limit
function class_fit:permutest(options) end

--- Bootstrap: fits of resampled studies, with percentile intervals.
---
--- Raises when an option is not known
---
--- ```lua
--- print(fit:bootstrap{iter = 2000, seed = 5}.ci[1][1])
--- ```
---@param options? table # named options: `iter` (1000), `seed` (1), `level` (that of the fit), `threads` (0: all processors), `progress` (false)
---@return table # `tau2` and `beta` (a list of columns) of the resamples, `ci` (a list of lower and upper limit for each coefficient), `ci_tau2`, `failed`
function class_fit:bootstrap(options) end

--- Standard errors, tests and intervals that stay right when the effects of a cluster depend on one another. CR2 (Bell and McCaffrey; Pustejovsky and Tipton, Journal of Business & Economic Statistics 2018;36:672-683) is unbiased when the fit's own model holds, and comes with Satterthwaite's degrees of freedom and, for several coefficients, the test AHT-HTZ (Tipton and Pustejovsky 2015): what clubSandwich does. CR1 is CR0 times n / (n - p), with n - p degrees of freedom for n clusters: what metafor's robust does; CR1.S1 and CR1.S2 are Stata's factors.
---
--- Raises when a study has no cluster, or there are not more clusters than coefficients
---
--- ```lua
--- print(fit:robust("laboratory", {type = "CR2"}))
--- ```
---@param cluster hepar.column|table|string # the cluster of each row of the data: a column, a list, or the name of a column
---@param options? table # named options: `type` ("CR2", "CR1", "CR0", "CR1.S1", "CR1.S2"), `test` ("satterthwaite", the default of CR2; "t", that of the others; "z"), `level` (that of the fit), `btt` (coefficients that QM tests: places or names)
---@return hepar.robust # estimates with robust `se, tval, dfs, pval, ci_lb, ci_ub, vb, QM`; prints itself
function class_fit:robust(cluster, options) end

--- Numbers that were derived from what a paper prints. It has those that the function names, and prints them with the route that led to them.
---@class hepar.derived
---@field sd? number # standard deviation
---@field se? number # standard error
---@field mean? number # mean
---@field n? number # patients
---@field events? number # patients with the event
---@field r? number # correlation
---@field d? number # standardised mean difference
---@field g? number # the same without small-sample bias
---@field yi? number # log hazard ratio
---@field vi? number # sampling variance
---@field sei? number # its square root
---@field hr? number # hazard ratio
---@field oe? number # observed less expected events
---@field v? number # variance of a log-rank test
---@field skewness? number # the statistic of Shi 2023
---@field skewness_limit? number # from where on the values look skewed
---@field skewed? boolean # whether they do
---@field fits? boolean # whether a count fits the percentage
---@field band? table # what other correlations would give, a list of r and sd
---@field route table # formula, from, assumption, reference, warnings

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

--- Effects of one measure, a row for each study. The columns of `data` that no field has the name of are fields too, and serve as moderators. `#effects` is the number of rows.
---@class hepar.effects
---@field yi hepar.column # the effects; NaN where a row has none
---@field vi hepar.column # their sampling variances
---@field sei hepar.column # their standard errors
---@field ni hepar.column # patients, or time at risk
---@field slab string[] # the labels of the studies
---@field notes string[] # what was done to a row, or why it has no effect; "" for nothing
---@field measure string # "RR", "MD" …
---@field label string # its name
---@field natural? string # its name on the natural scale ("risk ratio")
---@field transf? string # the transformation that leads there, for `hepar.meta.transf`
---@field definition string # "3.8" or "5.1"
---@field as string # "metafor", "RevMan" or "Stata"
---@field conventions string[] # what that program does in another way than metafor, as sentences
---@field vtype string|table # the variance, or one for each row
---@field add? number # what was added to cells
---@field to? string # where
---@field drop00 boolean # whether rows without events, or with events only, were left out
---@field level number # of intervals, percent
---@field rows integer # number of rows
---@field subset? integer[] # with option subset: which of the given rows these are
---@field k integer # rows with an effect and a variance
---@field added integer # rows to whose cells something was added
---@field omitted table # the rows that pooling leaves out: list of row, slab, reason
---@field routes? table # for each row the list of how its numbers were derived
---@field left_out? table # of `ev:effects`: arms without an effect, list of study, arm, reason
local class_effects = {}

--- The rows that have an effect and a variance, as plain tables: row, slab, yi, vi, sei, ni, note.
---
--- ```lua
--- for _, row in ipairs(effects:list()) do print(row.slab, row.yi) end
--- ```
---@return table # array of rows, in the order of the input
function class_effects:list() end

--- Many fits at once: columns with one entry for each set, NaN where there is no such number. With moderators, `beta` to `ci_ub` are lists of columns, one for each coefficient.
---@class hepar.fits
---@field k hepar.column # studies
---@field tau2 hepar.column # variance between studies
---@field se_tau2 hepar.column # its standard error
---@field I2 hepar.column # percent of the variance that is between studies
---@field H2 hepar.column # total variance over sampling variance
---@field R2 hepar.column # percent of tau2 that the moderators explain
---@field QE hepar.column # statistic of heterogeneity
---@field QEp hepar.column # its p value
---@field QM hepar.column # statistic of the moderators
---@field QMp hepar.column # its p value
---@field ll hepar.column # log likelihood
---@field converged hepar.column # 1 where the iteration for tau2 converged, else 0
---@field beta hepar.column|table # estimates
---@field se hepar.column|table # standard errors
---@field zval hepar.column|table # test statistics
---@field pval hepar.column|table # p values
---@field ci_lb hepar.column|table # lower limits
---@field ci_ub hepar.column|table # upper limits
---@field count integer # how many sets
---@field failed table # why a set has no fit, by its place
---@field [integer] table # the numbers of the i-th set by name; `error` when it has no fit
---@operator len: integer

--- What `fit:confint` returns. Each quantity is a table of `estimate`, `ci_lb` and `ci_ub`.
---@class hepar.confint
---@field tau2 table # variance between studies
---@field tau table # its square root
---@field I2? table # percent of the variance that is between studies
---@field H2? table # total variance over sampling variance
---@field H? table # its square root
---@field type string # "QP", "PL" or "GENQ"
---@field level number # percent
---@field none boolean # no tau2 agrees with so little spread; both limits are 0

--- What `fit:predict` returns: columns with one entry for each row that was asked for.
---@class hepar.prediction
---@field pred hepar.column # expected effects
---@field se? hepar.column # their standard errors; absent when transformed
---@field ci_lb hepar.column # lower limits of their confidence intervals
---@field ci_ub hepar.column # upper limits
---@field pi_lb? hepar.column # lower limits of the prediction intervals for a new study
---@field pi_ub? hepar.column # upper limits
---@field prob? hepar.column # probability that a new study's true effect is beyond the threshold
---@field slab string[] # labels
---@field level number # percent
---@field ddf? number # degrees of freedom of the confidence intervals; absent for z
---@field pi_ddf? number # those of the prediction intervals
---@field pi string # how those were made: "default", "HTS", "t" or "nagashima"
---@field transf? boolean # true when a transformation was applied
---@field x? table # with `addx`: the rows of coefficients' values
---@field coef string[] # names of the coefficients

--- What `fit:anova{btt = …}` returns: a Wald test that some coefficients are all 0.
---@class hepar.wald
---@field QM number # test statistic, chi-squared or F
---@field QMp number # p value
---@field QMdf table # degrees of freedom: one for chi-squared, two for F
---@field btt integer[] # places of the coefficients
---@field coef string[] # names of all coefficients

--- What `fit:anova(other)` returns: a likelihood-ratio test of two nested fits.
---@class hepar.comparison
---@field LRT number # twice the difference of the log likelihoods
---@field df integer # difference of the numbers of parameters
---@field pval number # p value
---@field full table # of the larger fit: parms, ll, AIC, BIC, AICc, QE, tau2
---@field reduced table # of the smaller fit, likewise
---@field R2? number # percent of the smaller fit's tau2 that the larger one explains

--- What `fit:vif` returns.
---@class hepar.vif
---@field coef string[] # names of the coefficients
---@field vif hepar.column # variance inflation factors
---@field sif hepar.column # their square roots

--- Findings about data, before pooling. `#forensics` is their number.
---@class hepar.forensics
---@field findings table # list of check, severity ("error", "warning", "note"), rows, study, text
---@field counts table # findings by check
---@field rows integer # that were looked at

--- A location-scale model (Viechtbauer and López-López, Research Synthesis Methods 2022;13:697-715): effects with mean X beta and variance v + tau2, tau2 = exp(Z alpha) or Z alpha. Without a maximum `converged` is false, `reason` says why, and there are no estimates.
---@class hepar.location_scale
---@field converged boolean # whether there is a maximum, and it was found
---@field reason? string # why not
---@field beta hepar.column # location coefficients
---@field se hepar.column # their standard errors
---@field zval hepar.column # their test statistics
---@field pval hepar.column # their p values
---@field ci_lb hepar.column # lower limits of their confidence intervals
---@field ci_ub hepar.column # upper limits
---@field vb hepar.column[] # their variance matrix, by rows
---@field coef string[] # their names
---@field alpha hepar.column # scale coefficients
---@field se_alpha hepar.column # their standard errors; NaN when a tau2 is at its bound
---@field zval_alpha hepar.column # their test statistics
---@field pval_alpha hepar.column # their p values
---@field ci_lb_alpha hepar.column # lower limits of their confidence intervals
---@field ci_ub_alpha hepar.column # upper limits
---@field va hepar.column[] # their variance matrix, by rows
---@field coef_alpha string[] # their names
---@field tau2 hepar.column # variance between studies, of each study
---@field I2? hepar.column # percent of the variance that is between studies, of each study
---@field H2? hepar.column # total variance over sampling variance, of each study
---@field QM? number # statistic of the location coefficients `btt`
---@field QMdf table # its degrees of freedom
---@field QMp? number # its p value
---@field QS? number # statistic of the scale coefficients `att`
---@field QSdf table # its degrees of freedom
---@field QSp? number # its p value
---@field QE? number # statistic of residual heterogeneity
---@field QEp? number # its p value
---@field vt? number # typical sampling variance
---@field ll number # log likelihood
---@field dev number # deviance
---@field AIC number # Akaike's criterion
---@field BIC number # Schwarz's criterion
---@field AICc number # AIC corrected for few studies
---@field ML table # ll, dev, AIC, BIC and AICc by maximum likelihood
---@field REML table # the same by restricted maximum likelihood
---@field k integer # studies in the model
---@field p integer # location coefficients
---@field q integer # scale coefficients
---@field parms integer # p + q
---@field k_all integer # rows given
---@field rows? table # places of the studies among the rows given, when some are missing
---@field missing integer[] # rows left out because a value is missing
---@field dropped string[] # location moderators that others determine
---@field dropped_alpha string[] # scale moderators that others determine
---@field btt integer[] # places of the coefficients that QM tests
---@field att integer[] # places of the scale coefficients that QS tests
---@field yi hepar.column # effects of the studies in the model
---@field vi hepar.column # their sampling variances
---@field slab string[] # their labels
---@field method string # "REML" or "ML"
---@field link string # "log" or "identity"
---@field test string # "z", "t", "knha" or "adhoc"
---@field level number # percent
---@field ddf? number # degrees of freedom of the location tests; absent for z
---@field ddf_alpha? number # those of the scale tests
---@field s2w? number # factor on the variances by Knapp and Hartung
---@field bound integer # studies whose tau2 is at its bound 0 (identity link)
---@field notes string[] # what a reader should know, one sentence each
local class_location_scale = {}

--- What the model expects. Without options, the effects of the studies with prediction intervals by their own tau2; with `newmods`, new effects; with `newscale` beside it, their prediction intervals too; with `newscale` alone, the scale part: log tau2 (transf = "exp" makes it tau2), or tau2 with the identity link, with confidence limits.
---
--- Raises when newmods or newscale do not suit the model
---
--- ```lua
--- print(model:predict{newscale = {dose = {1, 2}}, transf = "exp"})
--- ```
---@param options? table # named options: `newmods` (as for fits; 1 in a model without location moderators), `newscale` (likewise, for the scale), `addx` (false): keep x, `transf` ("exp", "ilogit", "ztor" or a function), `level`
---@return hepar.prediction # columns `pred, se, ci_lb, ci_ub`, of effects `pi_lb, pi_ub`, and `slab`; prints itself; or nil, message, code when the model did not converge
function class_location_scale:predict(options) end

--- Confidence intervals of the scale coefficients by profile likelihood; an infinite limit where the likelihood never falls far enough.
---
--- Raises when the level is none
---
--- ```lua
--- print(model:confint())
--- ```
---@param options? table # named options: `level` (that of the model)
---@return table # columns `estimate`, `ci_lb`, `ci_ub`, one entry for each scale coefficient; prints itself; or nil, message, code when there is no maximum with standard errors
function class_location_scale:confint(options) end

--- Compare with another model of the same effects by a likelihood-ratio test (a fit without `scale` has one tau2 for all), or test a block of coefficients by Wald's test.
---
--- Raises when the models are of different effects or methods
---
--- ```lua
--- print(model:anova(hepar.meta.fit(data, {mods = "~ dose"})))
--- ```
---@param other hepar.location_scale|hepar.fit|table # a model; or options: `btt` (location) or `att` (scale) coefficients by place or name
---@return hepar.comparison|hepar.wald # as `fit:anova`; or nil, message, code when a model did not converge
function class_location_scale:anova(other) end

--- Cluster-robust inference of a fit: standard errors that hold when effects of one cluster (a study with several effects, a laboratory) are correlated, whatever the correlation.
---@class hepar.robust
---@field beta hepar.column # estimates, those of the fit
---@field se hepar.column # robust standard errors
---@field zval hepar.column # test statistics; the same as `tval`
---@field tval hepar.column # test statistics
---@field dfs hepar.column # degrees of freedom of each; NaN for test z
---@field pval hepar.column # p values
---@field ci_lb hepar.column # lower limits of the confidence intervals
---@field ci_ub hepar.column # upper limits
---@field vb hepar.column[] # robust variance matrix, by rows
---@field coef string[] # names of the coefficients
---@field QM? number # F statistic of the coefficients `btt`; chi-squared for test z
---@field QMdf table # its degrees of freedom
---@field QMp? number # its p value
---@field btt integer[] # places of the coefficients that QM tests
---@field n integer # clusters
---@field k integer # studies
---@field p integer # coefficients
---@field smallest integer # studies in the smallest cluster
---@field largest integer # studies in the largest cluster
---@field type string # "CR0", "CR1", "CR1.S1", "CR1.S2" or "CR2"
---@field test string # "satterthwaite", "t" or "z"
---@field level number # percent
---@field tau2 number # of the fit
---@field fit hepar.fit # the fit
---@field notes string[] # what a reader should know, one sentence each
local class_robust = {}

--- Wald test that some coefficients are all 0, with the robust variance.
---
--- Raises when btt names no coefficient
---
--- ```lua
--- print(fit:robust("laboratory"):anova{btt = "route"})
--- ```
---@param options? table # named options: `btt` (places or names of coefficients)
---@return hepar.wald # `QM`, `QMdf`, `QMp`, `btt`; prints itself
function class_robust:anova(options) end

--- A fit of each subgroup, of all studies together, and the test whether the groups differ. `#subgroups` is the number of groups, `subgroups[i]` one of them.
---@class hepar.subgroups
---@field groups hepar.group[] # the groups, in order of first appearance
---@field overall hepar.fit # the fit of all studies that have a group, as if there were none
---@field by string # the column of the groups, where it was given by name
---@field tau2 string # "separate" or "common"
---@field QM number # statistic of the differences between groups, chi-squared or F
---@field QMdf number[] # its degrees of freedom: one for chi-squared, two for F
---@field QMp number # its p value
---@field Q_between number # the same as QM when that is chi-squared
---@field df number # groups less one
---@field pval number # the same as QMp
---@field k integer # studies with a group, an effect and a variance
---@field level number # percent
---@field model? hepar.fit # of a common tau2: the model of all groups together
---@field notes string[] # what a reader should know, one sentence each
local class_subgroups = {}

--- Forest plot with a block for each group: its diamond, prediction interval and heterogeneity, the overall result, and the test of differences.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- hepar.meta.subgroups(eff, {by = "alloc"}):forest():save("forest.svg")
--- ```
---@param options? table # those of `hepar.plot.forest`, without `group` and `subgroups`
---@return hepar.figure # the figure
function class_subgroups:forest(options) end

--- What `hepar.meta.subgroups` says of one group.
---@class hepar.group
---@field group string # its name
---@field k integer # studies
---@field beta number # estimate; with `se`, `zval`, `pval`, `ci_lb` and `ci_ub`
---@field pi_lb? number # lower limit of the prediction interval, with `pi_ub`; a group of one study has none, unless tau2 is common
---@field tau2 number # variance between studies: of the group, or the common one
---@field I2? number # percent of the variance that is between studies, with `H2`
---@field QE? number # heterogeneity within the group, with `QEp` and `k - 1` degrees of freedom
---@field fit hepar.fit # the fit of the group alone
---@field line function # as `figure:line`
---@field rect function # as `figure:rect`
---@field circle function # as `figure:circle`
---@field polygon function # as `figure:polygon`
---@field path function # as `figure:path`
---@field text function # as `figure:text`
---@field group function # as `figure:group`

--- Patients behind a Kaplan-Meier curve. `#patients` is their number.
---@class hepar.patients
---@field time hepar.column # of the event or of censoring
---@field event hepar.column # 1, or 0 for censored
---@field events integer # how many had the event
---@field points integer # of the curve
---@field off number # the largest distance of their curve from the one given
---@field route table # formula, assumption, reference, warnings

--- A log-rank test of two groups.
---@class hepar.logrank
---@field o1 number # observed events of the first group
---@field e1 number # expected events
---@field o2 number # observed events of the second group
---@field e2 number # expected events
---@field oe number # observed less expected in the first group
---@field v number # its variance
---@field chi2 number # the statistic, 1 degree of freedom
---@field pval number # its p value
---@field yi number # Peto's log hazard ratio
---@field vi number # its variance
---@field hr number # the hazard ratio

--- Pooled tables or rates: what `hepar.meta.mh`, `hepar.meta.peto` and `hepar.meta.glmm` give. Names are metafor's. What the data do not determine is absent, or NaN in a column.
---@class hepar.tables
---@field measure string # OR, RR, RD, IRR, IRD, PLO or IRLN
---@field method string # MH, PETO, or of a mixed model ML or EE
---@field model? string # of a mixed model of two groups: UM.FS, UM.RS, CM.EL or CM.AL
---@field k integer # tables pooled
---@field beta hepar.column # the estimate, of ratios and proportions on the log or logit scale; se, zval, pval, ci_lb and ci_ub are columns too: of one value, or of a mixed model with moderators one for each coefficient, with names in `coef` and the variance matrix in `vb`
---@field QM? number # of a mixed model with moderators: Wald test of the coefficients `btt`, with QMdf and QMp
---@field dropped? string[] # of a mixed model with moderators: those left out because others determine them (strict = false)
---@field QE? number # heterogeneity of the effect sizes, with QEp, I2 and H2 (mh, peto)
---@field MH? number # Cochran-Mantel-Haenszel statistic, with MHp; CO and COp, Cochran's (mh)
---@field BD? number # Breslow-Day statistic, with BDp; TA and TAp with Tarone's correction (mh)
---@field yi? hepar.column # effect sizes of the single tables, with variances vi (mh, peto)
---@field converged? boolean # of a mixed model: when false there is no estimate, and `reason` says why
---@field tau2? number # variance of the effects, with se_tau2; sigma2: of study levels (UM.RS), rho: the correlation of both (cor)
---@field QE_Wld? number # Wald test of heterogeneity, with QEp_Wld; QE_LRT and QEp_LRT by likelihood ratio; both with QE_df (mixed models)
---@field ll? number # log-likelihood, with dev, AIC, BIC and AICc
---@field as? string # "metafor", "RevMan" or "Stata" (mh)
---@field conventions? string[] # what that program does in another way, as sentences (mh)
---@field left_out table # rows that are not in it: row, slab, reason
local class_tables = {}

--- The pooled effect as one would report it: estimate and interval. A random-effects model adds the prediction interval pi_lb and pi_ub (normal quantiles, or t with test "t").
---
--- Raises when there is no estimate, or newmods does not suit the model
---
--- ```lua
--- print(hepar.meta.peto{ai = {4, 6}, n1i = {12, 30}, ci = {9, 11}, n2i = {13, 30}}
---   :predict{transform = "exp"}.pred)
--- ```
---@param options? table # named options: `transform` ("none"; "exp" gives a ratio or rate, "ilogit" a proportion), `level` (percent; that of the fit), `newmods` (of a mixed model with moderators: rows of their values in the order of `coef` without the intercept, or for a formula values or columns by name; without it the studies)
---@return table # pred, se (untransformed only), ci_lb, ci_ub, pi_lb, pi_ub: numbers, or with moderators columns
function class_tables:predict(options) end

--- Compare two mixed models of the same tables by a likelihood-ratio test, or test coefficients of one by Wald's test.
---
--- Raises when the models are of different tables, measures or kinds, or there is no estimate
---
--- ```lua
--- local data = {ai = {4, 6, 3}, n1i = {123, 306, 231}, ci = {11, 29, 11},
---   n2i = {139, 303, 220}, dose = {1, 2, 4}}
--- local full = hepar.meta.glmm{data = data, mods = "~ dose", method = "EE"}
--- print(full:anova(hepar.meta.glmm{data = data, method = "EE"}))
--- ```
---@param other hepar.tables|table # another mixed model; or options: `btt` (places or names of coefficients)
---@return hepar.comparison|hepar.wald # as of `fit:anova`
function class_tables:anova(other) end

--- The points of a L'Abbé plot: what happened in the two groups of each study, studies without events included. On a log scale, `add` goes to the groups that need it.
---
--- Raises for a measure of one group
---
--- ```lua
--- local points = hepar.meta.mh{measure = "RR", ai = {4, 6}, n1i = {12, 30}, ci = {9, 11},
---   n2i = {13, 30}}:labbe()
--- ```
---@return table # x (group 2), y (group 1), vx and vy (their sampling variances): columns; slab and row of each; `scale`: log odds, log risk, risk, log rate or rate
function class_tables:labbe() end

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

--- Effect sizes and their sampling variances from what papers report, as `escalc` of metafor has them: 2 x 2 tables (RR OR RD AS PETO PHI YUQ YUY RTET PBIT OR2D OR2DN OR2DL from `ai bi ci di` or `ai n1i ci n2i`), matched pairs (MPRR MPOR MPRD MPPETO MPORC MPORM), events over time (IRR IRD IRSD from `x1i x2i t1i t2i`), two means (MD SMD SMDH SMD1 SMD1H ROM RPB RBIS D2OR D2ORN D2ORL CVR VR from `m1i sd1i n1i m2i sd2i n2i`; SMD, RPB, RBIS and D2OR also from a d value `di` or a t statistic `ti`), correlations (COR UCOR ZCOR from `ri ni`; PCOR ZPCOR SPCOR from `ti ni mi r2i`); wherever `ti` does, two-sided p values of the t test will do, with the sign of the effect: `pi`; proportions (PR PLN PLO PAS PFT from `xi ni`), rates (IR IRLN IRS IRFT from `xi ti`), one mean (MN MNLN CVLN SDLN SMN from `mi sdi ni`), change (MC SMCC SMCR SMCRH ROMC CVRC VRC from `m1i m2i sd1i sd2i ri ni`), alpha (ARAW AHW ABT from `ai mi ni`), REH, and GEN from `yi` with `vi`, `sei` or `ci_lb` and `ci_ub` (normal limits). docs/effects.md has the formulas and their sources. A missing value (NaN) leaves its row without an effect: such rows are kept, counted in `effects.omitted`, and skipped by pooling. Nothing is ever changed without a note on its row.
---
--- Raises when columns differ in length or hold no numbers, a value is impossible (negative variance or count, more events than patients …; the message names column, row and study), or an option is not known or has no meaning for the measure
---
--- ```lua
--- local eff = hepar.meta.effects{measure = "RR", ai = {4, 6}, n1i = {123, 306},
---   ci = {11, 29}, n2i = {139, 303}, slab = {"Aronson 1948", "Ferguson 1949"}}
--- print(eff)
--- ```
---@param options table # named options: `measure`; the columns, each a column, an array, or the name of a column of `data`; `data` (a table of columns; the columns that a measure needs are found in it by name, the others go along as moderators); `slab` (labels); `add` (1/2; 0 for AS PHI RTET IRSD PAS PFT IRS IRFT), `to` ("only0", "all", "if0all", "none"), `drop00` (false); `vtype` ("LS", and by measure "LS2", "UB", "HO", "ST", "CS", "AV", "AVHO"; or one for each row); `definition` ("3.8", or "5.1" for SMDH, SMD1H, SMCRH, ROM, ROMC, CVR, CVRC, PCOR and ZPCOR as metafor 5.1 has them); `subset` (an array of true and false, or of rows: the others are left out, of `data` too); `level` (95, percent, of ci_lb and ci_ub); `routes` (an array: what `hepar.meta.sd` and its friends returned, or a text, for each row whose numbers were derived); `as` ("metafor", "RevMan" or "Stata": that program's formulas, named in `effects.conventions`)
---@return hepar.effects # with columns `yi`, `vi`, `sei`, `ni` and arrays `slab` and `notes`; numbers `k` (rows with an effect and a variance) and `rows`; `omitted`, a list of {row, slab, reason}
function module_meta.effects(options) end

--- Transformations of effects and back, under the names of metafor without `transf.`: exp, log, ilogit, logit, iarcsin, arcsin, ipft, ipft.hm and pft (proportions, with `ni`; hm: the harmonic mean of them), isqrt, iirft and irft (rates, with `ti`), iahw, ahw, iabt, abt (alpha), ztor, rtoz, ztor2, dtorpb (with `n1i` and `n2i`, or for equal groups), dtobesd, dtocles, dtou1, dtou2, dtou3, dtomd (with `sd`), and with `tau2` the averages over the distribution of true effects exp.int, ilogit.int and ztor.int. A value outside the range of a transformation goes to its end.
---
--- Raises when the name is not known or an option is missing
---
--- ```lua
--- hepar.meta.transf(-0.5, "exp")
--- ```
---@param x number|hepar.column|table # a number, or a column or array of them
---@param name string # the transformation
---@param options? table # named options that some need: `ni`, `ti`, `tau2`, `sd`, `n1i`, `n2i`
---@return number|hepar.column # the transformed number, or a new column
function module_meta.transf(x, name, options) end

--- The standard deviation that a paper does not print, from what it does: `se` and `n`; `ci` ({lower, upper}) and `n`; a `mean` (or mean change) with `t` or `p` and `n`; for two groups `n1`, `n2` and `se`, `ci`, or `md` with `t`, `f` or `p` (the pooled SD); `q1` and `q3`, or `min` and `max` with `n`; and mean and SD from a `median` with quartiles, extremes or both, after Luo 2018 (mean), Wan 2014 and, of five numbers, Shi 2020 (SD), with the skewness check of Shi 2023.
---
--- Raises when nothing follows from what is given, or a value is impossible
---
--- ```lua
--- print(hepar.meta.sd{ci = {30, 34.2}, n = 25})
--- hepar.meta.sd{median = 1.9, q1 = 1.3, q3 = 2.8, n = 28}.mean
--- ```
---@param options table # named options as above, and `level` (95, percent), `distribution` ("t", or "z" when the paper used normal limits), `method` ("recommended", "hozo" for Hozo 2005, "wan")
---@return hepar.derived # with `sd` (and `se`, or `mean`, `skewness`, `skewness_limit`, `skewed`) and `route`: formula, from, assumption, reference, warnings; prints itself with its route
function module_meta.sd(options) end

--- The SD of a change from baseline, from the SDs at both times and a stated correlation `r`, with a band of what other correlations would give; or with `sd_change` the correlation that a study's three SDs imply (Cochrane Handbook 6, section 6.5.2.8).
---
--- Raises when an SD is negative, r is no correlation, or no correlation fits the three SDs
---
--- ```lua
--- print(hepar.meta.sd_change{sd_baseline = 5.1, sd_final = 4.8, r = 0.7})
--- ```
---@param options table # named options: `sd_baseline`, `sd_final`, `r` or `sd_change`, `band` (array of correlations, {0.3, 0.5, 0.7, 0.9})
---@return hepar.derived # with `sd` and `band` (a list of {r, sd}), or with `r`; and `route`
function module_meta.sd_change(options) end

--- Several groups as one: n, mean and SD of all their members (Cochrane Handbook 6, 6.5.2.10).
---
--- Raises when a group lacks a value or has an impossible one
---
--- ```lua
--- hepar.meta.combine_groups{{n = 18, mean = -2, sd = 3.4}, {n = 19, mean = -2.4, sd = 3.8}}
--- ```
---@param groups table # array of groups, each with `n`, `mean` and `sd`
---@return hepar.derived # with `n`, `mean`, `sd` and `route`
function module_meta.combine_groups(groups) end

--- A control group shared by several comparisons, divided among them so that nobody counts twice (Cochrane Handbook 6, 23.3.4).
---
--- Raises when there are fewer patients than parts, or more events than patients
---
--- ```lua
--- hepar.meta.split_control{n = 30, events = 9, parts = 2}
--- ```
---@param options table # named options: `n`, `parts` (2), `events`, `mean`, `sd`
---@return hepar.derived # with `n`, and what was given of `events`, `mean`, `sd`; and `route`
function module_meta.split_control(options) end

--- A standardised mean difference from a test: `t`, `f` (of two groups), two-sided `p`, or a point-biserial `r`.
---
--- Raises when none is given or a value is impossible
---
--- ```lua
--- hepar.meta.d{p = 0.03, sign = -1, n1 = 20, n2 = 22}
--- ```
---@param options table # named options: one of these, `n1`, `n2`, `sign` (1 or -1, for f and p) and `distribution` of p ("t", or "z")
---@return hepar.derived # with `d`, `g` (without small-sample bias), `vi` (of g) and `route`
function module_meta.d(options) end

--- The 2 x 2 table behind an odds ratio, when group sizes and all events are known.
---
--- Raises when there are more events than patients or the ratio is not above 0
---
--- ```lua
--- hepar.meta.table_from_odds_ratio{odds_ratio = 1.57, n1 = 28, n2 = 30, events = 34}
--- ```
---@param options table # named options: `odds_ratio`, `n1`, `n2`, `events` (of both groups)
---@return hepar.derived # with the counts `ai`, `bi`, `ci`, `di`, the unrounded `exact` ai, the `odds_ratio` of the rounded counts, and `route` with a warning when that is another
function module_meta.table_from_odds_ratio(options) end

--- The count and the standard error behind a percentage; says when no count fits it.
---
--- Raises when percent is outside 0 to 100 or n is no count
---
--- ```lua
--- hepar.meta.percentage{percent = 53, n = 30}.events
--- ```
---@param options table # named options: `percent`, `n`, `decimals` (0) as printed
---@return hepar.derived # with `events`, `se` (in percent), `fits` and `route`
function module_meta.percentage(options) end

--- The log hazard ratio and its variance from what a paper gives: `oe` and `v` of a log-rank test (Yusuf 1985); `hr` with `ci` or `p`; `ci` alone; `hr` with `v`; `oe` with `hr`; or, when no ratio is printed, `p` with `sign` and `events` (with `n1`, `n2` unless the groups are equal) or `events1` and `events2` (Parmar 1998, Tierney 2007). Group 1 over group 2.
---
--- Raises when nothing follows from what is given, or a value is impossible
---
--- ```lua
--- print(hepar.meta.hazard_ratio{hr = 0.55, ci = {0.34, 0.89}})
--- ```
---@param options table # named options as above, and `level` (95, percent)
---@return hepar.derived # with `yi`, `vi`, `sei`, `hr`, `oe`, `v` and `route`; pool with `hepar.meta.effects{measure = "HR", yi = …, vi = …}`
function module_meta.hazard_ratio(options) end

--- Patients behind a published Kaplan-Meier curve, from points read off the figure and the numbers at risk below it (Guyot 2012). Good for a hazard ratio that the paper does not print; no substitute for the data.
---
--- Raises when times fall, survival rises or leaves 0 to 1, or the risk table rises
---
--- ```lua
--- hepar.meta.reconstruct{time = {0, 2, 5}, surv = {1, 0.8, 0.5}, trisk = {0}, nrisk = {10}}
--- ```
---@param options table # named options: `time` and `surv` (1 falling to 0) of the points, from time 0 on; `trisk` and `nrisk`, the risk table, from the start of the curve; `events` (of the arm)
---@return hepar.patients # with columns `time` and `event` (1, or 0 for censored), `events`, `off` (the largest distance of their curve from the one given), `route`
function module_meta.reconstruct(options) end

--- The log-rank test of two groups of patients.
---
--- Raises when a group has no times or events
---
--- ```lua
--- hepar.meta.logrank(treated, control).hr
--- ```
---@param one table # a table with `time` and `event` (1 or 0), as `hepar.meta.reconstruct` returns
---@param two table # the other group
---@return hepar.logrank # with `o1`, `e1`, `o2`, `e2`, `oe` (observed less expected in group 1), `v`, `chi2`, `pval`, and Peto's `yi`, `vi`, `hr`
function module_meta.logrank(one, two) end

--- Data forensics before pooling: do the numbers of a paper agree with each other, and the papers with one another? Within a row: an interval that does not hold its estimate or is not centred on it, or does not match its `p`; a negative ratio; a `percent` that is not `events` of `n` or fits no count; arms that do not add up; an estimate that the counts do not give; `before`, `after` and `change` that disagree; a turned sign; SD and SE that disagree; SDs of two groups far apart; means and SDs that mean another p (and whether they would fit as SEs); GRIM and GRIMMER of whole numbers (`integer = true` or `items`). Across rows: the same numbers twice, an SE among SDs, an effect with the sign turned, two sources that disagree on a study, studies of one site at one time. It warns and never changes anything; rounding as printed is allowed for (give "5.20" as text to keep its digits).
---
--- Raises when data are no rows, or the name of a check is not known
---
--- ```lua
--- print(hepar.meta.forensics{{study = "Spahr 2013", n = 30, events = 18, percent = 53}})
--- ```
---@param data table # an array of rows (fields as needed: `study`, `arm`, `outcome`, `unit`, `n`, `mean`, `sd`, `se`, `events`, `percent`, `estimate`, `measure`, `ci_lb`, `ci_ub` or `ci`, `p`, `level`, `before`, `after`, `change`, `arms`, `ai n1i ci_events n2i`, `m1i sd1i n1i m2i sd2i n2i`, `yi vi`, `integer`, `items`, `source`, `year`, `dose`, `cells`, `site`, `from`, `to`), a table of such columns, effects, or the rows of `ev:quantities`
---@param options? table # named options: `checks` (array of names, all by default)
---@return hepar.forensics # with `findings` (a list of {check, severity, rows, study, text}), `counts` by check, `rows`; prints itself
function module_meta.forensics(data, options) end

--- GRIM and GRIMMER: can n whole numbers (or the means of `items` whole numbers each) have this mean and this SD, as rounded in print? (Brown and Heathers 2017; Anaya 2016; Allard 2018.)
---
--- Raises when mean or n is missing
---
--- ```lua
--- hepar.meta.grim{mean = "5.19", n = 28}.grim
--- ```
---@param options table # named options: `mean` and `sd` (numbers, or texts such as "5.20" whose digits count), `n`, `items` (1)
---@return table # with `grim` and, with an SD, `grimmer` (booleans), and `informative`: false when so many patients make every mean possible
function module_meta.grim(options) end

--- Mantel-Haenszel: two-by-two tables or rates pooled by their cells, without a constant for empty ones. Answers what metafor's rma.mh answers. Mantel and Haenszel 1959; Robins, Breslow and Greenland 1986 (OR); Greenland and Robins 1985 (RR, IRR, IRD); Sato 1989 (RD).
---
--- Raises when a column is missing, too short, negative or no number, or events exceed the group
---
--- ```lua
--- print(hepar.meta.mh{measure = "OR", ai = {4, 6}, n1i = {123, 306}, ci = {11, 29},
---   n2i = {139, 303}})
--- ```
---@param options table # named columns and options: `measure` ("OR", "RR", "RD", "IRR" or "IRD"); `ai`, `bi` or `n1i`, `ci`, `di` or `n2i` (counts), or `x1i`, `t1i`, `x2i`, `t2i` (events and time); `slab` (labels); `level` (95, percent); `correct` (true), the continuity correction of the Cochran-Mantel-Haenszel test; `add` (0.5), `to` ("only0", "all", "if0all" or "none") and `drop00` (true) are for the effect sizes behind Q, I2 and H2; give two values, {0.5, 0.5}, to set the second one for the pooling (default: nothing added, nothing dropped); `as` ("metafor", "RevMan": its treatment of empty cells, or "Stata", which is metafor's)
---@return hepar.tables # beta, se, zval, pval, ci_lb, ci_ub (columns of one; on the log scale for ratios), QE, QEp, I2, H2, MH, MHp, CO, COp, BD, BDp, TA, TAp, k, k_yi, k_pos, yi, vi, left_out; methods predict and labbe. What the data do not determine is absent, or NaN in a column.
function module_meta.mh(options) end

--- Peto's one-step odds ratio (Yusuf and others 1985): good for rare events and balanced groups. Answers what metafor's rma.peto answers.
---
--- Raises as `hepar.meta.mh`, and when one of the two outcomes never occurred
---
--- ```lua
--- print(hepar.meta.peto{ai = {4, 6}, n1i = {123, 306}, ci = {11, 29}, n2i = {139, 303}})
--- ```
---@param options table # named columns and options: `ai`, `bi` or `n1i`, `ci`, `di` or `n2i`, `add`, `to`, `drop00`, `slab`, `level`, as for `hepar.meta.mh`
---@return hepar.tables # beta, se, zval, pval, ci_lb, ci_ub (columns of one, log scale), QE, QEp, I2, H2 k, k_pos, yi, vi, left_out
function module_meta.peto(options) end

--- Generalised linear mixed models for tables and rates: the counts' own likelihood instead of effect sizes with normal errors, so that empty cells need no constant (Stijnen, Hamza and Ozdemir 2010). Fits what metafor's rma.glmm fits; where metafor approximates the integral over the random effects, this one is exact to rounding unless `nAGQ` asks for the approximation.
---
--- Raises as `hepar.meta.mh`, when a count is not whole, or a moderator is determined by others
---
--- ```lua
--- print(hepar.meta.glmm{measure = "OR", model = "CM.EL", ai = {4, 6, 3},
---   n1i = {123, 306, 231}, ci = {11, 29, 11}, n2i = {139, 303, 220}})
--- ```
---@param options table # named columns and options: `measure` ("OR", "IRR", "PLO" or "IRLN"); columns as for `hepar.meta.mh`, for PLO `xi` and `mi` or `ni`, for IRLN `xi` and `ti`; `model` ("UM.FS", the default, or "UM.RS", "CM.EL", "CM.AL"); `method` ("ML", or "EE"); `test` ("z" or "t"); `level` (95, percent); `coding` (0.5, 1 or 0: where the random effect of UM sits); `cor` (false; true lets the random study level of UM.RS go with the effect); `mods` (a formula, or a list of columns), `data` (a table of columns: moderators, and counts not given themselves), `intercept` (true), `reference`, `btt` and `strict` (true) as for hepar.meta.fit; `nAGQ` (a number of Gauss-Hermite points, 1 is Laplace; absent: exact); `drop00` (true); `add` (0.5) and `to` ("only0"), for the effect sizes behind I2 and H2 alone; `slab`
---@return hepar.tables # converged and, if so, beta, se, zval, pval, ci_lb, ci_ub (columns, names in `coef`), vb, QM, QMp, QMdf (with moderators), tau2, se_tau2, sigma2 (UM.RS), rho (cor), I2, H2, QE_Wld, QEp_Wld, QE_LRT, QEp_LRT, QE_df, ll, dev, AIC, BIC, AICc, k, parms; when converged is false there is no estimate, and `reason` says why
function module_meta.glmm(options) end

--- Combines p values of several tests of one question into one. All methods but "harmonic" and "cauchy" take the tests to be independent; the p values should be one-sided and all look the same way. A small result says that some study shows something, not how large it is.
---
--- Raises when a p value is not from 0 to 1, weights do not fit, or the method does not use them
---
--- ```lua
--- print(hepar.meta.combine_p({0.016, 0.067, 0.25, 0.405}, {method = "stouffer"}))
--- ```
---@param p table|hepar.column # values from 0 to 1
---@param options? table # named options: `method`: "fisher" (the default; sum of logs), "stouffer" (sum of normal scores), "tippett" (smallest), "edgington" (sum), "harmonic" (Wilson 2019, with the Landau distribution), "cauchy" (Liu and Xie 2020), "binomial" (Wilkinson: how many reach `alpha`, 0.05); `weights` (stouffer, harmonic, cauchy); `alpha`
---@return table # method, k, statistic (named by `statistic_name`), df (fisher), pval
function module_meta.combine_p(p, options) end

--- Pool one effect per study, with or without moderators: equal-effects and random-effects models and meta-regression, with the names, options and conventions of metafor's rma.uni. tau2 is found by bracketed methods to full precision, likelihoods at their global maximum.
---
--- Raises when an option is not known, a value is impossible, there are too few studies, or (strict) a level of a factor has one study or none, or a moderator is determined by others
---
--- ```lua
--- print(hepar.meta.fit({yi = {0.1, 0.4, 0.3}, vi = {0.02, 0.01, 0.03}}, {test = "knha"}))
--- ```
---@param data table|hepar.fit|hepar.tables # `yi` with `vi` or `sei` (columns or arrays; NaN where missing), `slab` (labels), moderators by name; or what hepar.meta.effects returns; or a fit, to fit it again
---@param options? table # named options: `method` ("REML", the default, "EE", "FE", "CE", "DL", "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML", "EB", "PM", "PMM", "GENQ", "GENQM"); `mods` (a formula such as "~ dose + route + dose:route", or a list of columns or their names); `test` ("z", "t", "knha", "adhoc"); `weights` (a column or its name); `weighted` (true); `level` (95, percent); `btt` (coefficients that QM tests: places or names); `tau2` (a value instead of an estimate); `intercept` (true); `reference` (first level of a factor: {route = "IV"}); `as` ("metafor", "RevMan" or "Stata": that program's defaults, named in `fit.conventions`); `strict` (true: a factor's level with one study and a moderator that others determine are errors; false keeps the one, leaves out the other, and notes both in `fit.notes`); `scale` (moderators of tau2 itself, as `mods`: a location-scale model by ML or REML), `link` ("log", or "identity") and `att` (scale coefficients that QS tests) of that
---@return hepar.fit|hepar.location_scale # estimates `beta, se, zval, pval, ci_lb, ci_ub` (columns, names in `coef`), `tau2`, `se_tau2`, `I2`, `H2`, `R2`, `QE`, `QEp`, `QM`, `QMdf`, `QMp`, `k`, `p`, `m`, `ll`, `dev`, `AIC`, `BIC`, `AICc`, `notes`; with `scale` a model with `alpha` … beside them; or nil, message and code when the data allow no answer
function module_meta.fit(data, options) end

--- Subgroups in one call: a fit of each group, of all studies, prediction intervals of each, and the test whether the groups differ. With a tau2 of each group that is Wald's test of independent estimates (Borenstein and Higgins, Prevention Science 2013;14:134-143); with one tau2 for all it is the test of the moderator in a meta-regression, F with test "t", "knha" or "adhoc". With equal effects it is what is left of Q after the groups' own.
---
--- Raises when by makes fewer than two groups, a group cannot be fitted, or an option is not known
---
--- ```lua
--- print(hepar.meta.subgroups({yi = {0.1, 0.4, 0.3, 0.9}, vi = {0.02, 0.01, 0.03, 0.02},
---   route = {"IV", "IV", "HA", "HA"}}, {by = "route"}))
--- ```
---@param data table|hepar.fit|hepar.tables # as for hepar.meta.fit
---@param options table # named options: `by` (a column of texts, numbers or booleans, or its name); `tau2` ("separate", the default, or "common"); `pi` (the prediction intervals of `fit:predict`); `method`, `test`, `weights`, `weighted`, `level` and `as` of hepar.meta.fit
---@return hepar.subgroups # the groups, the overall fit, `QM`, `QMdf`, `QMp`; prints itself, and draws itself with `:forest()`
function module_meta.subgroups(data, options) end

--- Fit many sets of effects at once, over threads, with the same numbers as one by one.
---
--- Raises when an option is not known or a set is no set
---
--- ```lua
--- hepar.meta.fit_many({yi = yi, vi = vi, n = {12, 7, 30}}, {test = "knha"}, {threads = 0})
--- ```
---@param data table # a list of what hepar.meta.fit takes; or one table of columns, with `n`, how many rows belong to each set, one after the other
---@param options? table # what hepar.meta.fit takes, but for `as`, `btt` and `strict`: it is never strict about moderators
---@param run? table # `threads` (1; 0 takes all processors), `progress` (false)
---@return table # columns with one entry for each set, NaN where there is no such number: `k, tau2, se_tau2, I2, H2, R2, QE, QEp, QM, QMp, ll` and `beta, se, zval, pval, ci_lb, ci_ub` (with mods lists of columns, one for each coefficient); `failed`, why a set has no fit, by its place; `#fits`, and `fits[i]` with the numbers of one set
function module_meta.fit_many(data, options, run) end

--- Regression tests for funnel plot asymmetry. The default is Egger's test in the form of a meta-regression on the standard errors (Sterne and Egger 2005); `model = "lm"` is the classical weighted regression with a dispersion factor (Egger 1997). Variants for 2 x 2 tables need the counts `ai, n1i, ci, n2i` (or `ai, bi, ci, di`) among the data: "harbord" (score test), "peters" and "macaskill" (1 / n and n, weights from the average event probability), "deeks" (effective sample size, for diagnostic odds ratios, `n1i, n2i`); "thompson" is meta-regression with the DerSimonian-Laird estimator and t; "pustejovsky" is for standardised mean differences (`n1i, n2i`).
---
--- Raises when an option is not known, or there are too few studies
---
--- ```lua
--- print(hepar.meta.regtest(data, {model = "lm"}))
--- ```
---@param x hepar.fit|table # a fit, or data as for hepar.meta.fit
---@param options? table # named options: `variant` ("egger", …), `model` ("rma" or "lm"), `predictor` ("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv"), `ni` (sample sizes), `level`, `method` and `test` of the meta-regression
---@return table # `zval` (t when `ddf` is there), `pval`, `ddf`, `estimate` and `se` of the slope, `est, ci_lb, ci_ub` (effect at the limit of an infinitely large study), `fit`; or nil, message, code when the predictor is the same everywhere
function module_meta.regtest(x, options) end

--- Rank correlation test for funnel plot asymmetry (Begg and Mazumdar 1994): Kendall's tau of the standardised effects and the variances, exact without ties.
---
--- ```lua
--- print(hepar.meta.ranktest(data).pval)
--- ```
---@param x hepar.fit|table # a fit, or data as for hepar.meta.fit
---@param options? table # there are no options
---@return table # `tau, pval, exact`; or nil, message, code when all variances are equal
function module_meta.ranktest(x, options) end

--- Trim and fill (Duval and Tweedie 2000): how many studies are missing on one side, and the estimate with their mirror images.
---
--- Raises when there are moderators or fewer than three studies
---
--- ```lua
--- print(hepar.meta.trimfill(data, {estimator = "R0"}))
--- ```
---@param x hepar.fit|table # a fit without moderators, or data as for hepar.meta.fit
---@param options? table # named options: `side` ("left", "right"; by default opposite to the slope on the standard errors), `estimator` ("L0", "R0", "Q0")
---@return table # `k0, se_k0, p_k0` (for R0), `side`, `fill` (a list of booleans), `yi, vi, slab` with the filled studies, `fit` and its `beta, se, zval, pval, ci_lb, ci_ub, tau2, k, QE, I2`; or nil, message, code when the estimator has no value
function module_meta.trimfill(x, options) end

--- Fail-safe N: how many null studies would take the result away. "rosenthal" (1979, Stouffer's test), "orwin" (1983, mean effect down to `target`, by default half of it), "rosenberg" (2005, equal-effects test), "general" (the model's own test at `alpha`, or its estimate down to `target`, with null studies of the harmonic mean variance).
---
--- Raises when an option is not known
---
--- ```lua
--- print(hepar.meta.fsn(data, {type = "orwin", target = 0.1}).fsnum)
--- ```
---@param x hepar.fit|table # a fit, or data as for hepar.meta.fit
---@param options? table # named options: `type`, `alpha` (0.05), `target`, `weighted` (false, for "orwin")
---@return table # `fsnum` (infinite when no number does it), `pval, meanes, target`
function module_meta.fsn(x, options) end

--- PET-PEESE (Stanley and Doucouliagos 2014): the effect of a study without sampling error, from the regression on the standard errors (PET), or on the variances (PEESE) when PET finds an effect.
---
--- Raises when an option is not known, or there are too few studies
---
--- ```lua
--- print(hepar.meta.pet_peese(data))
--- ```
---@param x hepar.fit|table # a fit without moderators, or data as for hepar.meta.fit
---@param options? table # named options: `model` ("lm", weighted least squares, or "rma"), `alpha` (0.1, two-sided), `level`
---@return table # `PET` and `PEESE` (`beta, se, zval, pval, ci_lb, ci_ub`, columns), `chosen`, and `beta, se, pval, ci_lb, ci_ub` of that one
function module_meta.pet_peese(x, options) end

--- Test of excess significance (Ioannidis and Trikalinos 2007): whether more studies are significant than their power lets expect. Power under heterogeneity in closed form.
---
--- Raises when an option is not known
---
--- ```lua
--- print(hepar.meta.tes(data))
--- ```
---@param x hepar.fit|table # a fit, or data as for hepar.meta.fit
---@param options? table # named options: `H0` (0), `alternative` ("two.sided", "greater", "less"), `alpha` (0.05) of the studies; `theta` (true effect; by default what the model fits), `tau2` (that of the model), `test` ("exact", "chi2", "binom"), `tes_alternative` ("greater"), `tes_alpha` (0.1), `find_lim` (true): look for the limits of theta
---@return table # `O, E, OEratio, pval, X2, power` (a column), `significant` (a list), and when all studies have one true effect `theta` and `theta_lim`, the effect at which the p value is `tes_alpha` (NaN where there is none; two, at half of it, for "two.sided")
function module_meta.tes(x, options) end

--- Henmi and Copas (2010): the equal-effects estimate with an interval that allows for heterogeneity; less shifted by missing small studies than a random-effects estimate.
---
--- Raises when there are moderators or fewer than two studies
---
--- ```lua
--- print(hepar.meta.hc(data))
--- ```
---@param x hepar.fit|table # a fit without moderators, or data as for hepar.meta.fit
---@param options? table # named options: `level` (percent)
---@return table # `beta, se, ci_lb, ci_ub, tau2`
function module_meta.hc(x, options) end

--- Limit meta-analysis (Ruecker and others 2011, adjustment beta0): the effect in studies of infinite precision, and how much of the heterogeneity small-study effects explain.
---
--- Raises when there are moderators or fewer than three studies
---
--- ```lua
--- print(hepar.meta.limit(data))
--- ```
---@param x hepar.fit|table # a fit without moderators, or data as for hepar.meta.fit
---@param options? table # named options: `level` (percent)
---@return table # `beta, se, zval, pval, ci_lb, ci_ub` (adjusted), `alpha` and `slope` of the radial regression, `Q, Q_small, Q_resid` with `Qp, Q_smallp, Q_residp`, `G2` (percent), `adjusted` (a column of shrunken effects); or nil, message, code when all variances are equal
function module_meta.limit(x, options) end

--- Selection models by maximum likelihood: studies are reported with a probability that depends on their p value. "step" (Vevea and Hedges: constant between `steps`), "beta" (Citkowicz and Vevea), "halfnorm", "negexp", "logistic", "power" (Preston and others), "negexppow", "halfnorm2", "negexp2", "logistic2", "power2" (metafor's forms with two parameters), "trunc" (studies with effects on the wrong side of `steps`, by default 0, are reported in the proportion delta), and "truncest" (the same with the limit estimated too, as delta[2]: a search over all gaps between effects; the limit has no standard error, and the p value is rough). Parameters lie between 0 and 100 as in metafor.
---
--- Raises when an option is not known or impossible, or there are too few studies
---
--- ```lua
--- print(hepar.meta.selmodel(data, {type = "step", steps = {0.025, 0.5}}))
--- ```
---@param x hepar.fit|table # a fit, or data as for hepar.meta.fit; always fitted again by ML
---@param options table # named options: `type`; `alternative` ("greater", "less", "two.sided"); `steps` (p values; a number or list); `delta` (values to fix, false where estimated); `prec` ("sei", "vi", "ninv", "sqrtninv": selection in proportion to it); `level`
---@return table # `beta, se, zval, pval, ci_lb, ci_ub` (columns), `tau2, se_tau2, delta, se_delta`, `bound` (which deltas are at a bound), `ll, ll0, LRT, LRTdf, LRTp, AIC, BIC, AICc, converged`, for "step" also `intervals` and `count`; or nil, message, code when an interval has no study
function module_meta.selmodel(x, options) end

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

--- Figures of evidence and of meta-analysis, ready for print: drawn in Lua, written as SVG, PNG or PDF. Functions for directions take a view of the evidence or plain tables of the same shape, those for meta-analysis a fit or a table of columns; all return a figure: `fig:save("x.svg")`, `fig:svg()`. Figures are 180 mm wide unless `width` says otherwise; no letter is smaller than 7 points; colours are those of Okabe and Ito (2008) and never the only sign. Missing values are counted in a footnote. Research use only.
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

--- Forest plot: a square and an interval per study, a diamond per summary, columns of text. Long intervals are cut and end in an arrow; studies without estimate are counted and listed. Values are those of the analysis (log ratios, for a ratio); the axis and the columns print what the measure is read as (ratios on a logarithmic axis), and options in "printed values" are in those units. The figure's `at.x(value)` and `at.y[row]` say where things stand, to draw more.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.forest(fit, {favours = {"Favours cells", "Favours control"}}):save("f.pdf")
--- ```
---@param data table|hepar.fit|hepar.tables # a fit, or a table with `yi` and `vi`, `sei` or (`ci_lb`, `ci_ub`), and perhaps `slab`, `weights`, `measure`, `level`, `pooled` (`beta`, `ci_lb`, `ci_ub`, and `pi_lb`, `pi_ub`, `tau2`, `I2`, `QE`, `QEp`, `k`, `method`, `label`; or a list of such tables)
---@param options? table # `left` ({"study"}) and `right` ({"effect", "weight"}): lists of columns, each "study", "effect", "weight", the name of a field, or {head, values|field, align, under (a common head), digits, total, totals (by group)}; `group` (a field or a list) with `subgroups` (pooled results by group, or a list with `group`) and `difference` ({QM, QMdf, QMp}); `order` ("given", "effect", "precision", "weight", "label", a field, a list of rows, a function); `measure`, `transf` and `atransf` ("exp", "ilogit", "ztor", "iarcsin", a function, or false for the values as they are); `limits`, `at` (ticks), `refline` (number or false), `lines` in printed values; `favours` ({left, right}); `prediction`, `heterogeneity`, `effect_line` (true), `fitted` (true: with moderators a grey diamond behind each study, what the model expects there); `risk` ({domains, judgements (per row a list of "low", "some", "unclear", "moderate", "high", "serious", "critical", "none", or a string such as "++?-"), letters}); `missing` ("list" or "row"), `shade`, `level` (95), `digits` (2), `study` (head of the studies), `xlab`, and `labels` (of groups), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.forest(data, options) end

--- Funnel plot, plain or with contours of significance, and with the studies that trim and fill imputes as open circles.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.funnel(fit, {contours = true}):save("funnel.svg")
--- ```
---@param data table|hepar.fit|hepar.tables # as for `hepar.plot.forest`; `fill` (true for imputed rows), `ni`
---@param options? table # `contours` (true for 90, 95 and 99, or a list of up to three levels), `regtest` (what `hepar.meta.regtest` gives: its line), `side` ("both", or "left" or "right" for one-sided contours), `null` (0: their centre, a value of the analysis), `refline` (the pooled estimate, a value of the analysis, or false), `region` (true: the lines within which studies fall), `tau2` (widens the region), `filled` (what `hepar.meta.trimfill` gave, or a table with the imputed studies), `yaxis` ("sei", "vi", "seinv", "vinv" or "ni"), `limits` (printed values), `names` ("none", "all" or a number), and `measure`, `atransf`, `level`, `xlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.funnel(data, options) end

--- Radial plot of Galbraith (1988), Stat Med 7:889: estimate over standard error against precision (with the tau2 of the pooled result), and an arc on which a ray shows each estimate.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.radial(fit, {names = "all"})
--- ```
---@param data table|hepar.fit|hepar.tables # as for `hepar.plot.forest`
---@param options? table # `names` ("none", "all" or a number), `measure`, `atransf`, `level`, `xlab`, `zlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.radial(data, options) end

--- Baujat plot: what a study adds to heterogeneity against what it does to the estimate. After Baujat and others (2002), Stat Med 21:2641, doi 10.1002/sim.1221. Values come from the data (`x`, `y`), from a random-effects fit (by leaving studies out), or from a common-effect model.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.baujat(fit)
--- ```
---@param data table|hepar.fit|hepar.tables # as for `hepar.plot.forest`, or `x`, `y` and `slab`
---@param options? table # `names` ("all", "none" or a number: the furthest out), `xlab`, `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.baujat(data, options) end

--- Plot of L'Abbé, Detsky and O'Rourke (1987), Ann Intern Med 107:224: the risk in both arms.
---
--- Raises when data or an option is not of the kind described, or events exceed patients
---
--- ```lua
--- hepar.plot.labbe({ai = {4}, n1i = {123}, ci = {11}, n2i = {139}})
--- ```
---@param data table # `ai`, `n1i` (or `bi`), `ci`, `n2i` (or `di`), `slab`, `measure`, `pooled`
---@param options? table # `measure` ("RR", "OR", "RD": what the pooled line means), `scale` ("risk", "log" or "logit"), `arms` ({first, second}), `limit` (largest risk), `names` ("none", "all" or a number), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.labbe(data, options) end

--- GOSH plot of Olkin, Dahabreh and Trikalinos (2012), doi 10.1002/jrsm.1053: estimate and heterogeneity of subsets of the studies, as a density with its distributions along the edges.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.gosh(fit:gosh(), {out = 8})
--- ```
---@param data table # what `fit:gosh()` gives: `estimate`, `I2` (or `H2`, `QE`, `tau2`), `incl`
---@param options? table # `het` ("I2"), `out` (a study: subsets with and without it side by side), `bins`, `measure`, `atransf`, `xlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.gosh(data, options) end

--- Normal quantile plot of the standardised residuals, with the exact envelope of each order statistic (its quantiles are those of a beta distribution).
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.qq(fit)
--- ```
---@param data table|hepar.fit|hepar.tables # as for `hepar.plot.forest`, or residuals `z` and `slab`
---@param options? table # `level` (95), `envelope` (true), `names` ("none", "all" or a number), `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.qq(data, options) end

--- Bubble plot of a meta-regression: estimates against one moderator, line and bands.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.bubble(fit, {mod = data.ablat, xlab = "Latitude"})
--- ```
---@param data table|hepar.fit|hepar.tables # a fit with one moderator, or a table as for `hepar.plot.forest` whose `pooled` has `beta` (intercept, slope), `vb`, `tau2`, and perhaps `test` and `dfs`
---@param options? table # `mod` (the moderator: a field or a list), `line` ({x, pred, ci_lb, ci_ub, pi_lb, pi_ub}: a line of your own), `ci`, `pi` (true: bands), `refline`, `names` ("none", "all" or a number), `measure`, `atransf`, `level`, `xlab`, `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.bubble(data, options) end

--- Profile of the likelihood over tau2, with its maximum and the profile likelihood interval (also as fields of the figure's `profile`). Computed here for models with one mean; for others give the profile.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.profile(fit)
--- ```
---@param data table|hepar.fit|hepar.tables # as for `hepar.plot.forest`, or a profile: `tau2` (or `x`), `ll`, and perhaps `estimate`, `ci_lb`, `ci_ub`
---@param options? table # `method` ("REML" or "ML"), `level` (95), `limits` of tau2, `xlab`, `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.profile(data, options) end

--- Drapery plot of Rücker and Schwarzer (2021), doi 10.1002/jrsm.1410: the p value function of each study, of the pooled estimate, and of a new study.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.drapery(fit)
--- ```
---@param data table|hepar.fit|hepar.tables # as for `hepar.plot.forest`
---@param options? table # `alpha` ({0.05, 0.1}: lines), `prediction` (true), `limits` and `refline` (printed values), `measure`, `atransf`, `level`, `xlab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.drapery(data, options) end

--- Albatross plot of Harrison and others (2017), doi 10.1002/jrsm.1239: sample size against p value and direction, for studies that report little else, with contours of effects.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.albatross({ni = {40, 90}, p = {0.03, 0.4}, direction = {1, -1}},
---   {effect = "SMD"})
--- ```
---@param data table # `ni` with `p` (two-sided) and `direction` (-1 or 1), or with `yi` and `vi`; `slab`
---@param options? table # `effect` ("SMD", "MD", "COR", "OR" or "RR": kind of the contours), `contours` (up to five effects), `ratio` (1: patients of the first group per patient of the second), `sd` (for MD), `risk` (of the second group, for OR and RR), `yscale` ("classic", the square of the logarithm; "sqrt"; "log"), `limit` (smallest p), `favours` ({left, right}), `names` ("none", "all" or a number), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.albatross(data, options) end

--- Panels of the influence of each study: deleted residual, DFFITS, Cook's distance, covariance ratio, tau2 and Q without the study, leverage, weight; with the usual limits.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.influence(fit)
--- ```
---@param data table|hepar.fit|hepar.tables # a fit, or columns `rstudent`, `dffits`, `cook_d`, `cov_r`, `tau2_del`, `QE_del`, `hat`, `weight` (those there are), `is_infl`, `slab`; and `tau2`, `QE`, `p` of the fit
---@param options? table # `panels` (list of names), `columns` of panels, `names` (true: list of studies), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.influence(data, options) end

--- Time courses of runs of a model: one panel for each output, one line for each run, doses marked below the axis.
---
--- Raises when data or an option is not of the kind described, or an output is not known
---
--- ```lua
--- hepar.plot.time_course({one, two}, {outputs = {"collagen"}}):save("courses.svg")
--- ```
---@param data hepar.run|table # a run, a list of runs, or plain tables of the same shape: `t` and a column for each name; and perhaps `names`, `outputs` (what is shown when nothing is asked for), `label`, `doses` (list of `{t, label}`), `units` (by name), `time_unit`, `title`
---@param options? table # `outputs` (names), `observed` (list of `{output, t, value, low, high, label}`: circles with intervals), `from` and `to` (times), `columns` (panels side by side, 1 to 4), `height` (of a panel, millimetres), `xlab`, and `labels` (your words by name), `width`, `title`, `note`
---@return hepar.figure # the figure; `panels` by name, to draw more
function module_plot.time_course(data, options) end

--- A network: named boxes in layers and curved arrows between them. Layers after Eades, Lin and Smyth (1993), order within them after Sugiyama and others (1981): the same data give the same figure.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.network{nodes = {{id = "a"}, {id = "b"}}, edges = {{from = "a", to = "b"}}}
--- ```
---@param data table # `nodes` (list of `{id, label, title, group}`) and `edges` (list of `{from, to, kind, title}`, kind "flow" or "influence"), `title`
---@param options? table # `influences` (true: draw them too), `group_labels` (your words by group), and `labels`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.network(data, options) end

--- Fan plot of a cohort: median and bands of quantiles (5 to 95 and 25 to 75 %) of an output over time, a panel for each arm.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.fan(c, {output = "collagen"}):save("fan.svg")
--- ```
---@param data hepar.cohort # what `scenario:run` gave
---@param options? table # `output` (the first), `arms` (names), `kind` ("value", "change" or "contrast"), `columns` (panels side by side, 1 to 4), `height` (of a panel, millimetres), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.fan(data, options) end

--- Single courses of the first patients of a cohort, a panel for each arm, with the median of all.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.spaghetti(c, {output = "MELD"}):save("courses.svg")
--- ```
---@param data hepar.cohort # what `scenario:run` gave
---@param options? table # `output` (the first), `arms` (names), `patients` (how many, 50), `columns`, `height`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.spaghetti(data, options) end

--- Waterfall plot of a cohort: the change of each of the first patients, sorted, by arm.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.waterfall(c, {output = "MELD", limit = -2})
--- ```
---@param data hepar.cohort # what `scenario:run` gave
---@param options? table # `output` (the first), `arms` (names), `kind` ("change" since the start, or "contrast": difference to the reference arm), `limit` (a line), `patients` (how many, 100), `columns`, `height`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.waterfall(data, options) end

--- Distribution of the change of an output over all patients: cumulative shares, a line for each arm.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.responders(c, {output = "MELD", limit = -2})
--- ```
---@param data hepar.cohort # what `scenario:run` gave
---@param options? table # `output` (the first), `arms` (names), `kind` ("value", "change" or "contrast"), `limit` (of a response: shares are told), `height`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.responders(data, options) end

--- Survival of the arms of a cohort: Kaplan-Meier curves or cumulative incidences with bands of 95 % and numbers at risk.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.survival(c:survival()):save("survival.svg")
--- ```
---@param data hepar.survival # what `cohort:survival` gave
---@param options? table # `show` ("survival" or "incidence"), `cause` (its incidence only), `from` (where the axis begins, 0 to 1), `height`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.survival(data, options) end

--- Tornado: how far an outcome moves when one value at a time goes from low to high, widest first.
---
--- Raises when data or an option is not of the kind described
---
--- ```lua
--- hepar.plot.tornado({{name = "k_deg", low = 14, high = 19}}, {base = 16})
--- ```
---@param data table # list of `{name, low, high}`: the outcome at the low and the high value
---@param options table # `base` (the outcome with all values as they are), `most` (rows, 20), `xlab`, `low` and `high` (words of the legend), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.tornado(data, options) end

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

--- Traces of the chains of a posterior, a panel a parameter, the warm-up shaded.
---
--- Raises when data is no calibration with chains or an option is not of the kind described
---
--- ```lua
--- hepar.plot.traces(calibration):save("traces.svg")
--- ```
---@param data hepar.calibration # what `hepar.cohort.calibrate` gave with method "mcmc"
---@param options? table # `parameters` (list of names; all), `columns` (2), `height` (of a panel, millimetres), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.traces(data, options) end

--- Marginal posteriors as histograms beside the densities of the priors, with medians and intervals.
---
--- Raises when data is no calibration with chains or an option is not of the kind described
---
--- ```lua
--- hepar.plot.posterior(calibration):save("posterior.svg")
--- ```
---@param data hepar.calibration # what `hepar.cohort.calibrate` gave with method "mcmc"
---@param options? table # `parameters` (list of names; all), `columns` (3), `height` (of a panel, millimetres), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.posterior(data, options) end

--- Pairs of parameters in a posterior: draws below the diagonal, correlations above it.
---
--- Raises when data is no calibration with chains or an option is not of the kind described
---
--- ```lua
--- hepar.plot.pairs(calibration, {parameters = {"k", "q"}}):save("pairs.svg")
--- ```
---@param data hepar.calibration # what `hepar.cohort.calibrate` gave with method "mcmc"
---@param options? table # `parameters` (list of at most 10 names; all), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.pairs(data, options) end

--- Profile likelihoods of a calibration: how much worse the best fit is with a parameter held, the threshold, and the verdict.
---
--- Raises when data are no profiles or an option is not of the kind described
---
--- ```lua
--- hepar.plot.profiles(calibration:profile()):save("profiles.svg")
--- ```
---@param data hepar.profiles # what `calibration:profile` gave
---@param options? table # `parameters` (list of names; all), `columns` (2), `height` (of a panel, millimetres), `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.profiles(data, options) end

--- Bars of a sensitivity analysis, the most important input on top, with intervals; or, for Morris' method, the plane of mu* and sigma with rays that tell linear, monotone and other effects.
---
--- Raises when data is no sensitivity analysis or an option is not of the kind described
---
--- ```lua
--- hepar.plot.sensitivity(hepar.cohort.sensitivity(function(v) return v.a * v.b end,
---   {method = "prcc", parameters = {a = {1, 2}, b = {0, 3}}})):save("sensitivity.svg")
--- ```
---@param data hepar.sensitivity # what `hepar.cohort.sensitivity` gave
---@param options? table # `figure` ("bars"; "scatter" for "morris"), `most` (20): how many inputs, `xlab`, and `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.sensitivity(data, options) end

--- Benefit against burden of the candidates of a protocol search, with intervals of those on the Pareto front, which have letters.
---
--- Raises when data is no protocol search or an option is not of the kind described
---
--- ```lua
--- hepar.plot.search(hepar.cohort.search(s, {outcome = "MELD", space = {product = "MSC",
--- dose = {1e7, 5e7}, route = "HA"}})):save("protocols.svg")
--- ```
---@param data hepar.search # what `hepar.cohort.search` gave
---@param options? table # `key` (true): the protocols of the letters below the figure, `xlab`, `ylab`, `width`, `title`, `note`
---@return hepar.figure # the figure
function module_plot.search(data, options) end

--- A report that is being built; every method that adds something returns the report.
---@class hepar.report
---@field findings? hepar.report_findings # the five findings, in a report made by `hepar.report.evidence`
---@field conclusions? table # what follows from them, in a report made by `hepar.report.next_protocol`: rows `{title, text, short}`; prints findings and conclusions
---@field search? hepar.search # the protocol search of such a report
---@field trial? hepar.trial # the trial that it proposes
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

--- The first report: what the records of a store really show. Five findings, what was searched, the rows, contradictions, synthesis by direction, figures, published figures, statements by topic, what the liver model says to those that a model can test, limits, the SWiM checklist, provenance. Every number is computed from the store. The report of a view has its rows, the figures and contradictions of their studies, and all statements.
---
--- Raises when `ev` is no evidence or an option is not known
---
--- ```lua
--- hepar.report.evidence(hepar.evidence.builtin()):save("evidence.html")
--- ```
---@param ev hepar.evidence # a store, or a view made by `where`
---@param options? table # named options: `title`, `subtitle`, `author`, `date`, `language` as in `new`; `figures` (boolean, true: draw them); `mechanism` (boolean, true: test statements by runs of the models, about a second); `commands` (string: how to make the page again)
---@return hepar.report # a report, ready to save or to extend; member `findings` as `findings` gives them
function module_report.evidence(ev, options) end

--- The five findings that matter, computed from the rows of a store or of a view. A contradiction counts when a row or study that it names is in the view, or when it names none: statements of the documents belong to every view.
---
--- Raises when `ev` is no evidence
---
--- ```lua
--- print(hepar.report.findings(hepar.evidence.builtin()))
--- ```
---@param ev hepar.evidence # a store, or a view made by `where`
---@return hepar.report_findings # a list that prints itself as short lines
function module_report.findings(ev) end

--- The whole story on one page: the evidence and its contradictions, what pooling can and cannot say, the mechanism, candidate protocols ranked under all that is not known, a proposal for the next trial, what rests on assumptions, and appendices with every row and its place. All numbers are computed while it is written, in some twenty seconds. Research only, never advice on a patient.
---
--- Raises when `ev` is no evidence or an option is not known
---
--- ```lua
--- hepar.report.next_protocol(hepar.evidence.builtin(), {threads = 2}):save("next.html")
--- ```
---@param ev hepar.evidence # a store, or a view made by `where`
---@param options? table # named options: `title`, `subtitle`, `author`, `date`, `language` as in `new`; `protocols` (boolean, true: search protocols and plan a trial); `draws` (integer, 64: worlds of the protocol search), `patients` (integer, 6: in each of them), `replicates` (integer, 2000: simulated trials for each line), `seed` (integer, 2026), `threads` (integer, 1; never changes a bit), `progress` (boolean, false: on a terminal), `step` (function: called with a sentence before each part), `commands` (string: how to make the page again)
---@return hepar.report? # a report, ready to save; members `findings` and `conclusions` print themselves; or nil, a message and a code when the models cannot be run, or Ctrl-C was pressed
function module_report.next_protocol(ev, options) end

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

--- A score: what it takes, its formula and where that comes from.
---@class hepar.score
---@field name string # as the function is called
---@field title string # what it is
---@field formula string # with its bounds
---@field source string # authors, journal and year
---@field status string # what was verified against a second source and what is recalled
---@field yes_no boolean # the answer is yes or no
---@field classes boolean # its values fall into classes with names
---@field inputs table # list of `{name, about, unit, si, used, low, high, least, most, absent, required, words}`: `unit` of a bare number, `si` under `units = "SI"`, `used` in the formula; `low` and `high` of what is accepted, in `unit`; `least` and `most` of the formula, in `used`
---@field survival table # list of `{days, what, formula, source, status}`

--- The scores; prints as a table.
---@class hepar.scores
---@field [integer] hepar.score # the scores

--- A score of one patient with every step that led to it.
---@class hepar.explanation
---@field score string # its name
---@field value number|boolean # what the plain function returns
---@field exact? number # before rounding and the bounds of the score
---@field class? string # the class of the value
---@field inputs table # list of `{name, unit, given, word, value, used, used_unit}`: `given` in `unit` (`word` when it was one), `value` in the unit of the formula, `used` within its bounds
---@field steps table # list of `{what, value}`
---@field survival table # list of `{days, probability, what, source, status}`
---@field formula string # with its bounds
---@field source string # authors, journal and year
---@field status string # what was verified and what is recalled

--- Liver scores with their units, bounds and sources, and the survival that was published with them. Each function takes one table of inputs: numbers, columns, or both; a column in gives a column out. Bare numbers are in conventional units (mg/dL, g/dL) or, with `units = "SI"`, in SI units (umol/L, g/L); a value may carry its own: `bilirubin = "42.8 umol/L"`, `bilirubin = {value = column, unit = "umol/L"}`. Words such as `"none"` and `"female"` stand where numbers would hide the meaning. Bounds and rounding are those of the source; `unrounded = true` leaves the rounding out. A missing value of a column is NaN and gives NaN. For research: never for decisions on the care of patients.
---@class hepar.module.score
local module_score = {}

--- MELD with the bounds of UNOS: each input at least 1, creatinine at most 4 mg/dL, 6 to 40. Kamath and others, Hepatology 2001;33:464; Wiesner and others, Gastroenterology 2003;124:91.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.MELD{bilirubin = 2.5, INR = 1.5, creatinine = 1.0}  --> 14
--- hepar.score.MELD{bilirubin = 42.8, INR = 1.5, creatinine = 88, units = "SI"}
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.MELD(inputs) end

--- MELD as first published: with the cause of the disease and without bounds. Malinchoc and others, Hepatology 2000;31:864; Kamath and others, Hepatology 2001;33:464.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.MELD_original{bilirubin = 4.2, INR = 1.2, creatinine = 1.9,
---   cause = "alcohol"}  --> 14
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `cause` ("alcohol", "cholestatic", "viral" or "other"), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.MELD_original(inputs) end

--- MELD-Na of OPTN 2016: sodium counts when MELD is above 11. MELD is rounded before the term of sodium, as the policy has it. After Kim and others, N Engl J Med 2008;359:1018.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.MELD_Na{bilirubin = 2.5, INR = 1.5, creatinine = 1.0, sodium = 130}
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.MELD_Na(inputs) end

--- MELD-Na as first published, with sodium from 125 to 140 mmol/L at every MELD. Kim and others, N Engl J Med 2008;359:1018.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.MELD_Na_2008{bilirubin = 2, INR = 1.8, creatinine = 2, sodium = 131}  --> 26
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.MELD_Na_2008(inputs) end

--- MELD 3.0, with albumin and sex; adolescents have one constant for both sexes. Creatinine counts from 1 to 3 mg/dL, sodium from 125 to 137 mmol/L, albumin from 1.5 to 3.5 g/dL. Kim and others, Gastroenterology 2021;161:1887.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.MELD3{bilirubin = 1.5, INR = 1.2, creatinine = 1.0, sodium = 135,
---   albumin = 3.0, sex = "female"}  --> 13
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `albumin` (g/dL), `sex` ("female" or "male"), `adolescent` (boolean: registered before the age of 18; then sex is not needed), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.MELD3(inputs) end

--- PELD, the score of children until 2023; may be negative. The version with creatinine of July 2023 (PELD Cr) is not here: its coefficients could not be verified. McDiarmid and others, Transplantation 2002;74:173.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.PELD{bilirubin = 3.1, INR = 2, albumin = 2.5, age = 2,
---   growth_failure = true}  --> 19
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `albumin` (g/dL), `age` at listing (years), `growth_failure` (boolean: more than two standard deviations below the mean), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.PELD(inputs) end

--- Mayo risk score of patients before a TIPS: a tenth of the original MELD, without bounds. Malinchoc and others, Hepatology 2000;31:864.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.mayo_TIPS{bilirubin = 2, INR = 1.4, creatinine = 1.1, cause = "viral"}
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `cause` ("alcohol", "cholestatic", "viral" or "other"), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.mayo_TIPS(inputs) end

--- United Kingdom model for end-stage liver disease, not rounded; 49 is the threshold of listing. Barber and others, Transplantation 2011;92:469.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.UKELD{bilirubin = 212, INR = 1.0, creatinine = 54, sodium = 126, units = "SI"}
--- ```
---@param inputs table # `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `units`, `unrounded`
---@return number|hepar.column # the score
---@return string|table? # what 49 and 60 mean; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.UKELD(inputs) end

--- Child-Pugh score, 5 to 15 points, and its class A, B or C. Limits are those in mg/dL and g/dL; SI values are converted. Pugh and others, Br J Surg 1973;60:646.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.child_pugh{bilirubin = 2.4, albumin = 3.1, INR = 1.5, ascites = "slight",
---   encephalopathy = 0}  --> 8, "B"
--- ```
---@param inputs table # `bilirubin` (mg/dL), `albumin` (g/dL), `INR` or `prothrombin_prolonged` (s above the control), `ascites` ("none", "slight", "moderate" or 0 to 3), `encephalopathy` (grade 0 to 4), `biliary` (boolean: primary biliary cholangitis, with its own limits of bilirubin), `units`, `unrounded`
---@return number|hepar.column # the points
---@return string|table? # "A", "B" or "C"; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.child_pugh(inputs) end

--- Albumin-bilirubin score and its grade. Johnson and others, J Clin Oncol 2015;33:550.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.ALBI{bilirubin = 20, albumin = 38, units = "SI"}
--- ```
---@param inputs table # `bilirubin` (mg/dL), `albumin` (g/dL), `units`, `unrounded`
---@return number|hepar.column # the score
---@return string|table? # "grade 1", "grade 2" or "grade 3"; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.ALBI(inputs) end

--- FIB-4 index of fibrosis, with the limits 1.45 and 3.25. Sterling and others, Hepatology 2006;43:1317.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.FIB4{age = 55, AST = 80, ALT = 60, platelets = 140}
--- ```
---@param inputs table # `age` (years), `AST`, `ALT` (U/L), `platelets` (10^9/L), `units`, `unrounded`
---@return number|hepar.column # the index
---@return string|table? # what the limits mean; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.FIB4(inputs) end

--- AST to platelet ratio index, with the limits 0.5 and 1.5 of significant fibrosis. Wai and others, Hepatology 2003;38:518.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.APRI{AST = 38, AST_limit = 40, platelets = 150}
--- ```
---@param inputs table # `AST` (U/L), `AST_limit` (its upper limit of normal, U/L), `platelets` (10^9/L), `units`, `unrounded`
---@return number|hepar.column # the index
---@return string|table? # what the limits mean; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.APRI(inputs) end

--- Maddrey's discriminant function, modified; 32 is severe alcoholic hepatitis. Carithers and others, Ann Intern Med 1989;110:685.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.maddrey{prothrombin_time = 18, control = 12, bilirubin = 10}
--- ```
---@param inputs table # `prothrombin_time` and that of the `control` (s), `bilirubin` (mg/dL), `units`, `unrounded`
---@return number|hepar.column # the function
---@return string|table? # severe or not; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.maddrey(inputs) end

--- Lille model of alcoholic hepatitis after seven days of steroids; 0.45 parts responders. Louvet and others, Hepatology 2007;45:1348.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.lille{age = 50, albumin = 2.8, bilirubin = 15, bilirubin_day7 = 10,
---   creatinine = 1.0, prothrombin_time = 20}
--- ```
---@param inputs table # `age` (years), `albumin` (g/dL), `bilirubin` and `bilirubin_day7` (mg/dL), `creatinine` (mg/dL), `prothrombin_time` (s), `units`, `unrounded`
---@return number|hepar.column # 0 to 1
---@return string|table? # response or none; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.lille(inputs) end

--- CLIF-C organ failure score, 6 to 18 points. Jalan and others, J Hepatol 2014;61:1038.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.CLIF_OF{bilirubin = 14, creatinine = 2.4, encephalopathy = 2, INR = 2.1,
---   MAP = 65, PaO2_FiO2 = 320}
--- ```
---@param inputs table # `bilirubin`, `creatinine` (mg/dL), `renal_replacement` (boolean), `encephalopathy` (0 to 4), `INR`, `MAP` (mmHg), `vasopressors` (boolean), `PaO2_FiO2` (mmHg) or `SpO2_FiO2`, `ventilation` (boolean; then neither is needed), `units`, `unrounded`
---@return number|hepar.column # the points
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.CLIF_OF(inputs) end

--- CLIF-C score of patients with acute-on-chronic liver failure, 0 to 100. Jalan and others, J Hepatol 2014;61:1038.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.CLIF_ACLF{OF = 12, age = 60, WBC = 10}  --> 58.1063
--- ```
---@param inputs table # `OF` (what `CLIF_OF` gives), `age` (years), `WBC` (10^9/L), `units`, `unrounded`
---@return number|hepar.column # the score
---@return nil # of columns: nil, where other scores have classes
---@return integer? # of columns: how many patients have no score
function module_score.CLIF_ACLF(inputs) end

--- CLIF-C score of acute decompensation without ACLF, 0 to 100; 45 and 60 part the risks. Jalan and others, J Hepatol 2015;62:831.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.CLIF_AD{age = 60, creatinine = 1.2, INR = 1.5, WBC = 8, sodium = 135}
--- ```
---@param inputs table # `age` (years), `creatinine` (mg/dL), `INR`, `WBC` (10^9/L), `sodium` (mmol/L), `units`, `unrounded`
---@return number|hepar.column # the score
---@return string|table? # low, intermediate or high risk; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.CLIF_AD(inputs) end

--- Grade of acute-on-chronic liver failure, 0 (none) to 3, by EASL-CLIF. Moreau and others, Gastroenterology 2013;144:1426.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.ACLF_grade{bilirubin = 14, creatinine = 1.6, encephalopathy = 0,
---   INR = 2.1, MAP = 75, PaO2_FiO2 = 320}
--- ```
---@param inputs table # `bilirubin`, `creatinine` (mg/dL), `renal_replacement` (boolean), `encephalopathy` (0 to 4), `INR`, `MAP` (mmHg), `vasopressors` (boolean), `PaO2_FiO2` (mmHg) or `SpO2_FiO2`, `ventilation` (boolean; then neither is needed), `units`, `unrounded`
---@return number|hepar.column # the grade
---@return string|table? # "no ACLF", "grade 1" …; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.ACLF_grade(inputs) end

--- King's College criteria of acute liver failure by paracetamol. O'Grady and others, Gastroenterology 1989;97:439; lactate, when given: Bernal and others, Lancet 2002;359:558.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.kings_paracetamol{pH = 7.35, INR = 7, creatinine = 3.6,
---   encephalopathy = 3}  --> true
--- ```
---@param inputs table # `pH` (arterial), `INR`, `creatinine` (mg/dL), `encephalopathy` (0 to 4), `lactate` early and `lactate_after_fluids` (mmol/L), both may be missing, `units`, `unrounded`
---@return boolean|hepar.column # whether they are met; of columns 1 and 0
---@return string|table? # met or not; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.kings_paracetamol(inputs) end

--- King's College criteria of acute liver failure by causes other than paracetamol. O'Grady and others, Gastroenterology 1989;97:439.
---
--- Raises when an input is missing, unknown or what no patient has, naming it
---
--- ```lua
--- hepar.score.kings_other{INR = 4, age = 45, cause = "drug", jaundice = 5,
---   bilirubin = 12}  --> true
--- ```
---@param inputs table # `INR`, `age` (years), `cause` ("hepatitis A", "hepatitis B"; unfavourable: "indeterminate", "halothane", "drug"), `jaundice` (days before encephalopathy), `bilirubin` (mg/dL), `units`, `unrounded`
---@return boolean|hepar.column # whether they are met; of columns 1 and 0
---@return string|table? # met or not; of columns, a list with false where it is missing
---@return integer? # of columns: how many patients have no score
function module_score.kings_other(inputs) end

--- The probability of being alive as published with a score: from its formula, or as observed in classes of its values. `describe` says which, of whom and where it stands.
---
--- Raises when the score has none, or none after so many days, or the value is outside the score
---
--- ```lua
--- hepar.score.survival("CLIF_ACLF", 58.1, {days = 90})
--- ```
---@param name string # the score: "MELD", "MELD_Na", "MELD_Na_2008", "MELD3", "mayo_TIPS", "child_pugh", "lille", "CLIF_ACLF" or "ACLF_grade"
---@param value number|hepar.column|table # of the score
---@param options? table # `days` (integer): after how many; needed when there are several
---@return number|hepar.column # 0 to 1
function module_score.survival(name, value, options) end

--- A score of one patient with each step: the inputs in the units of the formula and within its bounds, the terms, the value before rounding, class, survival and source.
---
--- Raises as the score does
---
--- ```lua
--- print(hepar.score.explain("MELD3", {bilirubin = 1.5, INR = 1.2, creatinine = 1.0,
---   sodium = 135, albumin = 3.0, sex = "female"}))
--- ```
---@param name string # the score
---@param inputs table # as for the score itself, without columns
---@return hepar.explanation # all of that; prints itself
function module_score.explain(name, inputs) end

--- What a score takes, its formula with bounds, its source, and how far that was verified.
---
--- Raises when there is no such score
---
--- ```lua
--- print(hepar.score.describe("MELD_Na"))
--- ```
---@param name string # the score
---@return hepar.score # the description; prints itself
function module_score.describe(name) end

--- All scores, with their inputs and sources.
---
--- ```lua
--- print(hepar.score.list())
--- ```
---@return hepar.scores # list of descriptions; prints as a table
function module_score.list() end

--- The claims of the reviews that a model can test, and what the models say to them.
---@class hepar.ledger
---@field rows table # list of `{id, statement, check, topic, outcome, reason, fitted, untested, assumed, parts}`; `fitted` is what the model was fitted to, or the term of its equations that holds the claim, so that agreement is no evidence; `untested` lists the parts of the claim that no comparison sees, `assumed` what the outcome rests on beyond the model: thresholds, and factors of the product; `parts` are the comparisons `{what, value, relation, against, holds}`
---@field reproduced integer # claims that are tested whole and of which every comparison holds
---@field reproduced_in_part integer # claims of which every comparison holds and a part is untested
---@field fitted integer # reproduced claims, whole or in part, that the model was fitted to or that a term of its equations holds
---@field by_factor integer # reproduced claims, whole or in part, that rest on an assumed factor of the product, whose direction was taken from the same reviews
---@field contradicted integer # claims of which a comparison fails
---@field not_representable integer # claims that no simulation can test
---@field simulations integer # how many runs it took

--- A parameter, input, state, definition (let) or output of a model. It prints itself.
---@class hepar.symbol
---@field name string # as in the text: `k_deg`, `regen.Q`, `cells[2]`
---@field kind string # "parameter", "input", "state", "let" or "output"
---@field value? number # of a parameter or input: the default; of a state: the value at the start
---@field unit? string # as written
---@field doc? string # what it is
---@field status string # "verified", "recalled", "calibrated", "assumed", "cited" (a source without a word on it) or "unstated"
---@field source? string # where its value is from
---@field low? number # lower end of the stated range
---@field high? number # upper end
---@field nonnegative boolean # of a state: it may not fall below 0
---@field delivered boolean # of an input: doses arrive here
---@field module? string # the prefix under which an import brought it
---@field file? string # the text that defines it
---@field line? integer # where in that text

--- Values over the defaults that go together: a species, a patient. It prints itself.
---@class hepar.preset
---@field name string # as in `preset = "rat"`
---@field doc? string # what it is
---@field status string # as of a symbol
---@field source? string # as of a symbol
---@field values table # the parameters that it sets, name to value
---@field order string[] # their names

--- Something a model must do, may not do, or rests on.
---@class hepar.remark
---@field text string # the words
---@field status? string # "calibrated" (the model was fitted to it, so agreement is no evidence), "predicted", "contradicted" or "verified"
---@field source? string # where the number is from

--- A model: symbols with unit, value, status and source, and equations. It never changes.
---@class hepar.model
---@field name string # as in its text
---@field purpose string # what it is for
---@field time_unit? string # unit of time and of rates: "day", "hour", …
---@field has_units boolean # false when its text names no unit: nothing is checked then
---@field builtin boolean # part of hepar
---@field file? string # where it was read from
---@field text string # its source
---@field parameter table # the parameters by name: `m.parameter.k_deg.source`
---@field state table # the states by name
---@field input table # the inputs by name
---@field output table # the outputs by name
---@field let table # the definitions by name
---@field sources hepar.remark[] # what it rests on
---@field reproduces hepar.remark[] # what it must reproduce
---@field limits hepar.remark[] # what it does not do
---@field notes hepar.remark[] # what the checker of units took for granted
---@field events table # list of `{name, doc, condition, sets}`
---@field left_out? table # of a model read from SBML: what the language cannot say
local class_model = {}

--- The parameters, in the order of the text.
---
--- Raises when the status is not known
---
--- ```lua
--- =m:parameters{status = "assumed"}
--- ```
---@param options? table # `status`: only those of that status
---@return hepar.symbol[] # the list; prints itself as a table
function class_model:parameters(options) end

--- The states, with their values at the start.
---
--- ```lua
--- =m:states()
--- ```
---@return hepar.symbol[] # the list; prints itself as a table
function class_model:states() end

--- The inputs: where doses arrive, and levels that are given from outside.
---
--- ```lua
--- =m:inputs()
--- ```
---@return hepar.symbol[] # the list; prints itself as a table
function class_model:inputs() end

--- The outputs: what every run has as columns, beside the states.
---
--- ```lua
--- =m:outputs()
--- ```
---@return hepar.symbol[] # the list; prints itself as a table
function class_model:outputs() end

--- The presets: values over the defaults that go together, for `preset = "rat"`.
---
--- ```lua
--- =m:presets()
--- ```
---@return hepar.preset[] # the list; prints itself as a table
function class_model:presets() end

--- The equations.
---
--- Raises when a style or name is not known
---
--- ```lua
--- print(m:equations{style = "latex", what = "collagen"})
--- ```
---@param options? table # `style` ("text", "latex" or "mathml"; text when not said), `what` (a name, or a list of names; everything when not said)
---@return string # the equations, one in a line
function class_model:equations(options) end

--- Draws the network: states as boxes, thick arrows for what leaves one state and enters another, thin arrows for the influence of a state on the rate of another.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- m:graph():save("network.svg")
--- m:graph{influences = false}
--- ```
---@param options? table # those of `hepar.plot.network`, and `states` (a list of names: only these), `stages` (true: a box for each element of an array, which share one otherwise)
---@return hepar.figure # the figure
function class_model:graph(options) end

--- A new model with definitions that are added to this one or take the place of its own.
---
--- Raises when the text is no statement of the language: file, line, column and a caret
---
--- ```lua
--- local slow = m:extend[[param k_deg = 0.005 [1/day] {assumed}]]
--- ```
---@param text string # statements of the language, without the line `model …`
---@return hepar.model # the new model; this one stays as it is
function class_model:extend(text) end

--- Compiles the model with the C compiler of this machine; runs use that from now on. What was compiled before is taken from the user's cache. The numbers are the same to the bit.
---
--- ```lua
--- assert(m:compile()):simulate{t = {0, 336}}
--- ```
---@return hepar.model? # this model; or nil, a message and a code when there is no compiler
function class_model:compile() end

--- The model as an SBML Level 3 document.
---
--- ```lua
--- local document, left_out = m:sbml()
--- ```
---@return string? # the document; or nil, a message and "format" when SBML cannot say it
---@return string[] # what was left out, in sentences
function class_model:sbml() end

--- Writes the model: as text to NAME.model, as SBML to NAME.xml or NAME.sbml. Whole or not at all.
---
--- Raises when the ending is none of these
---
--- ```lua
--- assert(m:save("suk_toy.xml"))
--- ```
---@param path string # of the file
---@return boolean? # true; or nil, a message and a code
---@return string[] # of SBML: what was left out
function class_model:save(path) end

--- Simulates: solves the equations from one time to another.
---
--- Raises when an option cannot be meant: unknown names, negative doses, doses before the start, units that clash, tolerances that cannot be reached
---
--- ```lua
--- local run = m:simulate{t = {0, 336}, every = 1, dose = {{at = 28, cells = 5e7}}}
--- ```
---@param options table # `t` (`{0, 336}`, or one number: the end; more than two are the times of the columns), `every` (a column's value after each such time) and `at` (more times; alone: only these); `set` (parameters and levels of inputs: `{k_deg = 0.02}` or `{k_deg = "0.02 1/day"}`), `initial` (states at the start: a table, or what `run:at` or `m:steady().states` gave), `preset` (a name or a list of names), `dose` (list of `{at, into, amount}` or `{at, NAME = amount}` or `{at, cells = 5e7, route = "HA"}`, with `over` (an infusion), `every`, `count`, `until`, `lag`, `fraction`), `change` (list of `{at, set}`: parameters and levels of inputs from then on), `outputs` (names of the columns: states, outputs, definitions; all states and outputs when not said), `events` (true; false: the model's events do not happen), `solver` ("rodas5p", or "tsit5" for models without fast rates), `rtol` (1e-6), `atol` (1e-9, or a table by state), `most_steps` (100000), `backend` ("auto", "interpreter", "compiled"), `label` (the run's name in figures). Times are in the model's unit, or such as `{weeks = 4}`.
---@return hepar.run? # the run; or nil, a message and a code when the equations could not be solved: what, where and when
function class_model:simulate(options) end

--- The rates of all states at one point.
---
--- Raises when a name is not known
---
--- ```lua
--- m:rates{states = {collagen = 20}}.collagen
--- ```
---@param options? table # `time` (0), `states` (a table of values over those at the start), `set`, `preset` as of `m:simulate`
---@return table # the rates by name, per unit of time; prints itself
function class_model:rates(options) end

--- The Jacobian at one point: how fast each rate changes with each state.
---
--- Raises when a name is not known
---
--- ```lua
--- m:jacobian{}.collagen.cells
--- ```
---@param options? table # as of `m:rates`
---@return table # `jacobian[row][column]` by names of states, entries that are always 0 absent; prints itself
function class_model:jacobian(options) end

--- The steady state that a patient comes to.
---
--- Raises when an option cannot be meant
---
--- ```lua
--- m:steady{set = {injury = 0.001}}.states.collagen
--- ```
---@param options? table # `set`, `initial`, `preset`, `rtol`, `atol`, `most_steps` as of `m:simulate`, `longest` (the time after which it gives up: 1e6 units of the model)
---@return hepar.steady? # the state with its stability; or nil, a message and a code when none is found
function class_model:steady(options) end

--- Forward sensitivities: a run, and the derivative of every state by some parameters.
---
--- Raises when an option cannot be meant
---
--- ```lua
--- m:sensitivity{t = {0, 336}, parameters = {"k_deg"}}.sensitivity.k_deg.collagen
--- ```
---@param options table # those of `m:simulate`, and `parameters`: a list of names of parameters, or of states (their values at the start)
---@return hepar.run? # the run with `run.sensitivity[parameter][state]`, columns; or nil, a message and a code
function class_model:sensitivity(options) end

--- The steady state of a model. It prints itself.
---@class hepar.steady
---@field states table # value of each state by name
---@field outputs table # value of each output by name
---@field stability string # "stable", "neutral" (something is conserved), "unstable" or "unknown"
---@field eigenvalue table # real and imaginary part of the eigenvalue with the largest real part
---@field residual number # largest rate over its tolerance
---@field integrated number # the time it was followed before Newton's method took over
---@field iterations integer # of Newton's method

--- One simulation of a model. Its columns are fields: `run.t`, `run.collagen`, `run["cells[2]"]`; they cannot be changed, and an unknown name is an error that names the nearest.
---@class hepar.run
---@field t hepar.column # the times, in the model's unit
---@field names string[] # the columns beside t: states, then outputs
---@field outputs string[] # what a figure shows when nothing is asked for
---@field units table # unit of each column, by name
---@field doses table # list of `{t, label}`: the doses within the run
---@field model hepar.model # what was simulated
---@field time_unit? string # "day", "hour", …
---@field label? string # the run's name in figures
---@field title string # of its figures
---@field statistics table # `steps`, `rejected`, `rates`, `jacobians`, `factors`, `solves`, `restarts`, `events`, and `solver`, `backend`
---@field sensitivity? table # of `m:sensitivity`: `sensitivity[parameter][state]` is a column, the derivative of the state by the parameter
local class_run = {}

--- A column by its name: also one whose name is that of a field or method, such as `t`.
---
--- Raises when the run has no such column
---
--- ```lua
--- run:column("collagen"):max()
--- ```
---@param name string # of a state, output, or definition that was asked for; or "t"
---@return hepar.column # its values, one for each time
function class_run:column(name) end

--- The values at one time, between the times of the columns as exact as at them. A time that is no time of the columns is asked of the solver again.
---
--- Raises when the time is outside the run
---
--- ```lua
--- run:at(168).collagen
--- =run:at{months = 6}
--- ```
---@param time number|table # in the model's unit, or `{weeks = 24}`
---@return table # `t` and each column's value by name; prints itself
function class_run:at(time) end

--- Draws the course of columns, one panel each, with doses marked; several runs over each other.
---
--- Raises when a name is not known, or an option is not of the kind described
---
--- ```lua
--- run:plot{"collagen", "MELD"}:save("run.svg")
--- two:plot{"collagen", with = {one, control}}
--- ```
---@param options? table # the names of columns as a list (when none: the outputs), and `with` (a run or a list of runs to draw over it), and the options of `hepar.plot.time_course`
---@return hepar.figure # the figure
function class_run:plot(options) end

--- Writes the columns as comma-separated values, the times first: whole or not at all. Numbers read back as they were, to the last bit.
---
--- Raises when a name is not known
---
--- ```lua
--- assert(run:csv("run.csv"))
--- ```
---@param path string # of the file
---@param options? table # the names of columns as a list (when none: all)
---@return boolean? # true; or nil, a message and "io"
function class_run:csv(path, options) end

--- Models of the liver and of whatever else a scientist writes down: states, rates, parameters with unit, value, status and source, in a small language of their own (docs/model-language.md). A model is data: reading one from an untrusted file runs no code. Every parameter says whether its value was verified, recalled, calibrated or assumed, and a model prints what it must reproduce and what it does not do. Research use only: a model is a set of hypotheses, never advice on a patient.
---@class hepar.module.model
---@overload fun(name: string): hepar.model
local module_model = {}

--- A built-in model by its name; `hepar.model "liver"` is short for it.
---
--- Raises when there is no such model; the message names the nearest
---
--- ```lua
--- local m = hepar.model.builtin("liver")
--- local m = hepar.model "liver"
--- ```
---@param name string # as `hepar.model.list()` has it
---@return hepar.model # the model
function module_model.builtin(name) end

--- The built-in models.
---
--- ```lua
--- =hepar.model.list()
--- ```
---@return table[] # rows `{name, purpose, states, parameters, time_unit}`; prints itself
function module_model.list() end

--- A model of a text.
---
--- Raises when the text is no model: file, line, column, one sentence, and a caret below the line
---
--- ```lua
--- local m = hepar.model.define[[
--- model decay "One substance that disappears"
--- time day
--- param k = 0.35 [1/day] {assumed}
--- state amount = 100 [mg]
--- amount' = -k * amount
--- ]]
--- ```
---@param text string # in the language of models
---@param options? table # `check` (boolean, true: units are checked), `file` (the name that messages give the text)
---@return hepar.model # the model
function module_model.define(text, options) end

--- A model of a file: of a text (`.model`), or of an SBML document (`.xml`, `.sbml`; Level 3, and Level 2 where it says the same). What the language cannot say is listed in `m.left_out`. Imports are looked for among the built-in models, then beside the file.
---
--- Raises when path is no name of a file or an option is not known
---
--- ```lua
--- local m = assert(hepar.model.read("mine.model"))
--- ```
---@param path string # of the file
---@param options? table # `check` (boolean, true: units are checked)
---@return hepar.model? # the model; or nil, a message and "io" or "format"
function module_model.read(path, options) end

--- What became of the claims of the reviews that a model can be asked about: reproduced, whole or in part, contradicted, or not representable, with counts. Nothing is written down beforehand: each claim is tested by simulations, about a second for all.
---
--- Raises when a claim is not one that a model tests
---
--- ```lua
--- =hepar.model.ledger{claims = {"fiore2018:c049"}}
--- ```
---@param options? table # named options: `claims` (list of their ids; all without it)
---@return hepar.ledger # one row a claim; prints itself
function module_model.ledger(options) end

--- What a therapy or an injury does to the liver model; it prints what it sets and assumes.
---@class hepar.therapy
---@field set table # parameters and steady inputs, by name
---@field change table # list of `{at, input, value}`: inputs from a day on
---@field dose table # list of `{at, into, amount}`: 1e6 cells, 1e10 particles or livers
---@field preset? string # the species, when it is not human
---@field assumptions table # list of `{what, status, reason}`
---@field applied table # list of `{what, status, times}`: which factors came from which word

--- Therapies and injuries in the words of the field, as settings of the liver model: `product` takes a product, its source, donor, passage, route, dose, conditioning, gene, cargo, size and drugs, `injury` takes a cause or an animal model, and `join` puts several together for `simulate`. Every factor comes with its status and reason, nearly all of them assumed; what the model cannot represent is refused with the reason. Research use only, never a bedside device.
---@class hepar.module.therapy
local module_therapy = {}

--- Turn a product in the words of the field into settings and doses of the liver model. Words are codes of the vocabularies (`hepar.evidence.vocabulary`) or any of their names. Unknown words are misuse, with the nearest known one; what the model cannot represent is refused with the reason.
---
--- Raises when a word is not known, cannot be represented, or options do not go together
---
--- ```lua
--- local p = hepar.therapy.product{product = "MSC", source = "BM-MSC", route = "HA", dose =
--- 5e7, at = {30, 60}}
--- ```
---@param options table # named options: `product` (string, "MSC": also EV, conditioned medium, hepatocyte-like cells, CD34+, CD133+, mononuclear cells, hepatocytes, G-CSF, none), `source`, `donor`, `passage` (number), `route` (string; HA, PV, IV, IH, IS), `dose` (number, cells or particles), `dose_per_kg` with `weight` (kg, 70), `at` (day or list of days, 0), `until` (day, of medium), `conditioning`, `gene`, `cargo`, `drug` (a word or a list), `ev_size` (nm or a word), `targeting` (true or a factor), `cause` ("antiviral" or "abstinence") with `injury` (1/day)
---@return hepar.therapy # settings, doses and assumptions
function module_therapy.product(options) end

--- Turn the cause of a liver disease or an animal model of injury into settings of the liver model. Names are codes of the vocabularies `injury_model` and `etiology`, or any of their names, and "chronic viral", "alcoholic", "NASH", "cholestatic", "acute-on-chronic".
---
--- Raises when the name is not known or the model cannot represent it
---
--- ```lua
--- print(hepar.therapy.injury("CCL4_CHRONIC"))
--- ```
---@param name string # such as "CCL4_CHRONIC" or "chronic viral"
---@param options? table # named options: `rate` (number; the strength, 1/day or as the model has it), `period` and `days` (numbers; of repeated exposures), `species` (string; "human", "rat" or "mouse")
---@return hepar.therapy # settings, changes, doses and assumptions
function module_therapy.injury(name, options) end

--- Put injuries and products together as options of `simulate`. Later ones go over earlier ones where both set the same value; doses and changes of all are kept, in the order of their times.
---
--- Raises when an argument is no therapy, or two of them want different species
---
--- ```lua
--- hepar.therapy.join({t = {0, 84}}, hepar.therapy.injury("CCL4_CHRONIC"))
--- ```
---@param options table # options of `simulate` that the others are added to, such as `t` and `every`
---@param ... hepar.therapy # what `product` and `injury` gave
---@return table # options for `hepar.model "liver"`:simulate
function module_therapy.join(options, ...) end

--- A scenario: checked, ready to be run. It never changes.
---@class hepar.scenario
---@field title? string # what it is about
---@field record? string # the id of the study record that it follows
---@field model hepar.model # the model
---@field arms table # the names of the arms, the reference first
---@field outputs table # the names that are recorded
---@field horizon number # how long, in the unit of the model
---@field n integer # how many patients
---@field seed integer # of all random numbers
---@field assumptions table # list of `{what, status, reason}`
local class_scenario = {}

--- Simulate the virtual patients of the scenario in every arm. Patients are streamed: what is held are summaries, times to event and the first courses, so memory does not grow with their number. The same patients, with the same chance events, are in every arm. Ctrl-C returns what is done.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- local c = s:run{threads = 2, progress = true, checkpoint = "suk.checkpoint"}
--- ```
---@param options? table # named options: `threads` (integer, 1; 0 takes every processor), `progress` (boolean, false), `checkpoint` (a file that the run goes on from, to the same bits), `sample` (how many first patients are kept whole, 100), `n`, `seed` (instead of the scenario's), `export` (a CSV or SQLite file that every patient, arm and time is written to, see cohort:export), `share` (`{3, 16}`: only the third of sixteen shares of the patients; `checkpoint` names its file, and `hepar.cohort.merge` makes the whole run of the files)
---@return hepar.cohort? # the cohort; or nil, a message and a code
function class_scenario:run(options) end

--- Draw the virtual patients without simulating their arms: covariates, what differs between them, and what limits and targets look at.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- print(s:patients{n = 200})
--- ```
---@param options? table # `n` (how many; the scenario's), `first` (the first one's number, 1)
---@return table? # one column for each feature by name, and `number`; prints itself; or nil, a message and a code
function class_scenario:patients(options) end

--- Scenarios: a model, virtual patients, a disease, arms of treatment, what is recorded and for how long. A scenario file is a Lua script that returns a table; it runs in a sandbox without files, libraries, metatables or string functions, with a limit on instructions and memory. Every field is checked, with units; what is not known is refused with the nearest name and, in a file, its line. Research use only, never a bedside device.
---@class hepar.module.scenario
---@overload fun(fields: table): hepar.scenario
local module_scenario = {}

--- A scenario of a table; `hepar.scenario{…}` is short for it. docs/scenarios.md describes every field.
---
--- Raises when a field is not known, missing or cannot be meant
---
--- ```lua
--- local s = hepar.scenario.new{model = "liver", disease = {name = "cirrhosis", etiology =
--- "alcohol", years = 8}, arms = {control = {}, one = {{product = "MSC", route = "HA", dose =
--- 5e7}}}, horizon = {months = 6}, outputs = {"collagen"}}
--- ```
---@param fields table # `model` (name, or a model), `horizon` (time), `arms` (table of lists of treatments), `outputs` (list of names), `title`, `record`, `disease`, `preset`, `set`, `initial`, `cohort`, `control` (name of an arm), `every` (time), `survival`, `dropout`, `after_event` ("keep" or "missing"), `rtol` (tolerance of the solver, 1e-5), `assumed` (list of sentences)
---@return hepar.scenario # the scenario
function module_scenario.new(fields) end

--- A scenario of a file.
---
--- Raises when path is no name of a file
---
--- ```lua
--- local s = assert(hepar.scenario.read("examples/scenarios/suk2016.lua"))
--- ```
---@param path string # of a Lua script that returns a table
---@return hepar.scenario? # the scenario; or nil, a message with the line, and "io", "format" or "range" (a limit of the sandbox)
function module_scenario.read(path) end

--- A scenario of a study record of the evidence: its arms, product, dose, route and schedule. What the record does not say is assumed, and listed. Records without a usable dose or route are refused with the reason.
---
--- Raises when the record is none, or an option is not known
---
--- ```lua
--- local ev = hepar.evidence.builtin()
--- print(hepar.scenario.from_record(ev["fiore2018:t1:r16"]))
--- ```
---@param record table # a record, such as `ev["fiore2018:t1:r16"]`
---@param options? table # `n` (patients, 1000), `seed` (1), `outputs` (list of names)
---@return hepar.scenario? # the scenario; or nil, a message that says what is missing, and "not_found"
function module_scenario.from_record(record, options) end

--- What a calibration found; prints itself.
---@class hepar.calibration
---@field method string # "local", "global" or "mcmc"
---@field converged boolean # whether the search ended at a minimum (mcmc: every R-hat below 1.05)
---@field rows table # one for each free parameter, by name: `name`, `value`, `se`, `low`, `high` (nil when the data do not determine it), `start`, `at_bound`; of mcmc also `mean`, `sd`, `median`, `rhat`, `ess`, `shrinkage` (1 - SD / SD of the prior, on the scale that is searched; nil without bounds), and low and high are quantiles of the posterior
---@field values table # the best values by name, for `set` of `m:simulate`
---@field rss number # the weighted sum of squares, priors included
---@field sigma number # the residual standard deviation, where the data gave none
---@field correlation table # correlations of the estimates, by name and name; nil when singular
---@field sets table # one for each data set: `name`, `n`, `rss`, `observed`, `fitted`
---@field posterior table # of mcmc: columns of draws after the warm-up, by name
---@field traces table # of mcmc: a column for each walker or chain, by name
local class_calibration = {}

--- Profile likelihoods: each parameter held at values around its estimate, the others fitted anew; how far the fit bears it, and whether the data identify it (Raue et al. 2009).
---
--- Raises when a name is not that of a free parameter or an option is not of the kind described
---
--- ```lua
--- =calibration:profile()
--- ```
---@param options? table # `parameters` (list of names; all), `level` (95), `points` (30): at most so many on each side, steps no longer than that part of the range
---@return hepar.profiles # rows `name`, `value`, `low`, `high`, `verdict`, `x` and `rise` (columns); prints itself
function class_calibration:profile(options) end

--- Draws the chains of a posterior (method "mcmc"): `hepar.plot.traces`, `hepar.plot.posterior` or `hepar.plot.pairs`.
---
--- Raises when there is no posterior or an option is not of the kind described
---
--- ```lua
--- calibration:plot{figure = "traces"}:save("traces.svg")
--- ```
---@param options? table # `figure` ("posterior", "traces", "pairs") and those of the figure
---@return hepar.figure # the figure
function class_calibration:plot(options) end

--- Which combinations of the parameters the data determine, and which not: eigenvectors of the posterior covariance (of "mcmc") or of the information of the data at the best point, with parameters in units of the standard deviation that their prior, or a flat one between their bounds, has.
---
--- Raises when a parameter has neither bounds nor a prior
---
--- ```lua
--- =calibration:combinations()
--- ```
---@return hepar.combinations # rows, the best determined first; prints itself
function class_calibration:combinations() end

--- What the data of a calibration determine, one row a combination of parameters, the best determined first; prints itself.
---@class hepar.combinations
---@field determined number # how many parameters' worth the data determine: the sum over rows of the share of the prior's variance that is gone
---@field [integer] table # row: `left` (the standard deviation that is left, as share of that before the data), `weights` (by name; of parameters in units of their prior's standard deviation), `words`, `verdict` ("determined": less than 0.3 is left; "in part"; "not": 0.9 or more)

--- A simulated cohort: patients times arms times outputs, as summaries.
---@class hepar.cohort
---@field scenario hepar.scenario # what was run
---@field n integer # patients that were simulated in every arm
---@field interrupted boolean # true when Ctrl-C ended the run early
---@field tried integer # candidates that were drawn to find them
---@field failed integer # courses that the solver could not finish; they are missing
---@field refused table # how many candidates each limit of eligibility refused
---@field effective number # effective sample size of the weights (n without weights)
---@field matching? table # rows of wanted and reached means and SDs, with method
---@field share? table # which share of a run it is, `{3, 16}`
---@field arms table # names of the arms, the reference first
---@field outputs table # names of the outputs
---@field t hepar.column # times of the results
local class_cohort = {}

--- Summaries of one output at one time, or at all times.
---
--- Raises when the output, time or an option is not known
---
--- ```lua
--- print(c:summary("collagen", {months = 6}))
--- c:summary("MELD", {weeks = 24}, {kind = "contrast"})[1].mean
--- ```
---@param output string # the name of an output
---@param at? number|table # the time (the end), such as `{months = 6}`; the nearest time of the results is taken; "all" gives every time
---@param options? table # `kind` ("value"; "change" since the start; "contrast": difference to the reference arm, patient by patient), `arm` (all), `quantiles` (list of probabilities)
---@return table[] # rows `{arm, t, n, mean, sd, se, median, min, max, quantile, exact}`; prints itself
function class_cohort:summary(output, at, options) end

--- The share of patients whose output is below or above a limit, such as responders. The interval (Wilson, 95 %) is of the simulation, for its number of patients; it says nothing of the model.
---
--- Raises when the output, time or an option is not known
---
--- ```lua
--- print(c:proportion("MELD", {below = -2, kind = "change"}))
--- ```
---@param output string # the name of an output
---@param options table # `below` or `above` (number, in the unit of the output), `at` (time, the end), `kind` ("value", "change" or "contrast")
---@return table[] # rows `{arm, n, share, ci_lb, ci_ub}`; prints itself
function class_cohort:proportion(output, options) end

--- Survival of one arm: Kaplan-Meier, and the cumulative incidence of each cause, from times to event that were drawn with the model's probabilities.
---
--- Raises when the arm is not known, or the scenario has no survival
---
--- ```lua
--- print(c:survival("two"))
--- c:survival():plot():save("survival.svg")
--- ```
---@param arm? string # the name of an arm (all of them)
---@return hepar.survival # curves with numbers at risk; prints itself
function class_cohort:survival(arm) end

--- Write every patient, arm and time to a file. CSV has the columns patient, arm, time and the outputs. SQLite has them in the table `value`; `patient` says who they were (covariates, factors, what eligibility looked at, weight), `event` until when they were seen and why, and `run` (seed, version, hash of the model's text …), `output` and `assumption` what the run was. What a run did not keep is simulated again, to the same bits, and streamed; a file is there whole or not at all.
---
--- Raises when path is no name of a file
---
--- ```lua
--- c:export("c.csv")
--- ```
---@param path string # the file: SQLite when its name ends in .sqlite, .sqlite3 or .db, else CSV
---@return boolean? # true; or nil, a message and a code
function class_cohort:export(path) end

--- A figure of an output: median and bands of quantiles over time, a panel for each arm.
---
--- Raises when the output or an option is not known
---
--- ```lua
--- c:plot("collagen"):save("collagen.svg")
--- c:plot("MELD", {figure = "waterfall"}):save("waterfall.svg")
--- ```
---@param output string # the name of an output
---@param options? table # those of `hepar.plot.fan`, and `figure` ("fan"; "spaghetti": single courses; "waterfall": changes of single patients; "responders": distribution of changes)
---@return hepar.figure # the figure
function class_cohort:plot(output, options) end

--- The single courses of the first patients, as they were kept (`sample` of `s:run`).
---
--- Raises when the output or arm is not known
---
--- ```lua
--- c:courses("MELD", "two")[1]
--- ```
---@param output string # the name of an output
---@param arm string # the name of an arm
---@return table[] # for each patient a list of values at the times `c.t`
function class_cohort:courses(output, arm) end

--- Profile likelihoods, one row a parameter; prints itself.
---@class hepar.profiles
---@field level number # of the intervals, in percent
---@field [integer] table # row: `name`, `value`, `low`, `high` (where the rise passes the limit), `verdict`, `x`, `rise` (columns: values of the parameter, and how much worse the best fit is), `limit`, `log` (searched in the logarithm)
local class_profiles = {}

--- Draws the curves with the threshold: `hepar.plot.profiles`.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- calibration:profile():plot():save("profiles.svg")
--- ```
---@param options? table # those of `hepar.plot.profiles`
---@return hepar.figure # the figure
function class_profiles:plot(options) end

--- What a protocol search found: candidates by their value, the Pareto front of benefit against burden, and what the benefit rests on. It prints and draws itself. Research only, never advice on a patient.
---@class hepar.search
---@field rows hepar.protocol[] # the candidates, the one of least expected regret first
---@field shared string[] # what all protocols have in common
---@field control table # of no treatment: `best` (probability that nothing is better than doing it)
---@field refused table # rows `{words, reason}` of protocols that cannot be, with the reason
---@field outcomes table # rows `{outcome, at, better, weight, unit}`
---@field weights table # rows `{name, value, reason, status, replaced}`: points of the burden, each a stated preference
---@field price number # benefit that one point of burden must bring
---@field price_given boolean # whether the user gave it; else it is the benefit for each point of the most effective protocol
---@field reliance? table # what the benefit of the first row rests on: `groups`, rows `{status, inputs, share, low, high, lead, lead_low, lead_high}` (share of the variance that stays when all else is known; lead: of its lead over the second row); `parameters`, rows `{name, status, low, high, swing, share, switches, doc, words}`, the widest swing first: the benefit when this one is at the ends of its central 90 % and all others are the model's own, and whether the second row then does better; `base`, the benefit at the model's own values
---@field draws integer # how many worlds, draws of the uncertain values
---@field patients integer # how many virtual patients in each
---@field uncertain integer # how many values are uncertain
---@field tried integer # draws that were tried to find so many with eligible patients
---@field ineligible integer # draws that had too few of them
---@field disagreed? integer # draws whose patients did not do what `agree` says
---@field space integer # how many protocols the space holds; absent when it has ranges
---@field sampled boolean # whether they were sampled and refined
---@field interrupted boolean # whether Ctrl-C ended it early
---@field seed integer # the seed
---@field level number # of the intervals
---@field notes table # sentences
local class_search = {}

--- The protocols on the Pareto front of the means, the least burden first.
---
--- ```lua
--- for _, row in ipairs(r:front()) do print(row.mark, row.words, row.on_front) end
--- ```
---@return hepar.protocol[] # rows
function class_search:front() end

--- Benefit against burden with intervals, the front marked: `hepar.plot.search`.
---
--- ```lua
--- r:plot():save("search.svg")
--- ```
---@param options? table # those of `hepar.plot.search`
---@return hepar.figure # the figure
function class_search:plot(options) end

--- Write every candidate as a row of comma-separated values.
---
--- Raises when path is no name of a file
---
--- ```lua
--- r:csv("protocols.csv")
--- ```
---@param path string # the file
---@return boolean? # true; or nil, a message and "io"
function class_search:csv(path) end

--- One candidate protocol.
---@class hepar.protocol
---@field words string # the protocol in words
---@field brief string # the same without what all protocols share
---@field mark string # a letter, when it is on the front
---@field benefit number # mean over the worlds; several outcomes are weighted
---@field low number # lower end of its interval
---@field high number # upper end
---@field se number # standard error of the mean: from the number of worlds alone
---@field outcomes table # for each outcome `{mean, low, high}`
---@field burden number # points
---@field front integer # 1 when no other dominates it on the means, 2 when only those do …
---@field on_front number # probability of being on the front
---@field best number # probability of having the greatest value, benefit less price times burden
---@field regret number # mean value that is lost against the best of each world
---@field rank number # mean rank by value
---@field rank_low number # lower end of its interval
---@field rank_high number # upper end
---@field procedures integer # how many
---@field cells number # in all
---@field particles number # in all
---@field amount number # in all, of a dose of another model
---@field settings table # field to value, as in the space
---@field treatment table # the arm of a scenario
---@field assumptions table # rows `{what, status, reason}` of the product

--- What a sensitivity analysis found, one row an input; prints and draws itself.
---@class hepar.sensitivity
---@field method string # "morris", "sobol", "efast" or "prcc"
---@field outcome string # what was looked at
---@field evaluations integer # how often the target was evaluated
---@field failed integer # how many of these gave no number
---@field seed integer # the seed
---@field rows table # one for each input, as its parameters are sorted: `name`, `words` (its distribution); Sobol and eFAST: `first`, `total`; Morris: `mu`, `mu_star`, `sigma`; PRCC: `prcc`, `p`, and Spearman's rank correlation `spearman`, `spearman_p`; each with `…_low` and `…_high` where there are intervals
---@field second table # of "sobol" with `second = true`: rows `a`, `b`, `value`, `low`, `high`
local class_sensitivity = {}

--- The rows, the most important input first: by total index, mu* or size of the correlation.
---
--- ```lua
--- s:ranked()[1].name
--- ```
---@return table # the same rows in another order
function class_sensitivity:ranked() end

--- Draws the indices as bars, the most important input on top: `hepar.plot.sensitivity`.
---
--- ```lua
--- s:plot():save("sensitivity.svg")
--- ```
---@param options? table # those of `hepar.plot.sensitivity`
---@return hepar.figure # the figure
function class_sensitivity:plot(options) end

--- Survival of the arms of a cohort.
---@class hepar.survival
---@field curves table # list, one for each arm: `{arm, n, t, S, ci_lb, ci_ub, risk, incidence}`
local class_survival = {}

--- Survival, numbers at risk and incidences at some times.
---
--- Raises when a time is no finite number
---
--- ```lua
--- c:survival("two"):at{84, 168}[1].S
--- ```
---@param at number|table|hepar.column # a time in the unit of the model, or a list of them
---@return table[] # rows `{arm, t, S, ci_lb, ci_ub, risk, incidence = {cause = F}}`
function class_survival:at(at) end

--- Draws the curves with bands of 95 % and numbers at risk.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- c:survival():plot():save("survival.svg")
--- c:survival():plot{show = "incidence"}
--- ```
---@param options? table # those of `hepar.plot.survival`
---@return hepar.figure # the figure
function class_survival:plot(options) end

--- Virtual patients: correlations, weights that make a cohort look like a published baseline table; and analyses of models: sensitivity, calibration. A cohort itself comes from a scenario, `hepar.scenario{…}:run{…}`; docs/cohorts.md has the methods. Research use only: virtual patients are a hypothesis about patients.
---@class hepar.module.cohort
local module_cohort = {}

--- The nearest correlation matrix to one that no patients can have: Higham (2002), alternating projections, eigenvalues of 1e-6 at least. A positive definite matrix comes back as it is.
---
--- Raises when the matrix is not symmetric or holds no correlations
---
--- ```lua
--- hepar.cohort.nearest{{1, 0.9, 0.9}, {0.9, 1, -0.9}, {0.9, -0.9, 1}}
--- ```
---@param matrix table # list of rows; symmetric, 1 on the diagonal
---@return table # list of rows
---@return number # the distance (Frobenius norm); 0 when it is positive definite already
function module_cohort.nearest(matrix) end

--- Weights under which patients have given means and SDs: entropy balancing (Hainmueller 2012), the nearest weights to equal ones.
---
--- Raises when a target names no column, or columns differ in length
---
--- ```lua
--- hepar.cohort.weights({age = {40, 50, 60}}, {age = {mean = 52}}).effective
--- ```
---@param patients table # columns (or lists) by name, all of one length
---@param targets table # `{age = {mean = 53, sd = 8}, female = {mean = 0.3}}`
---@return table? # `weights` (column, mean 1), `effective` (effective sample size); or nil, a message and "range" when the targets are out of reach
function module_cohort.weights(patients, targets) end

--- The cohort of a run that was computed in shares (`s:run{share = {3, 16}, checkpoint = …}`), each in a process or on a machine of its own: the same, to the bit, as that of one run.
---
--- Raises when scenario is none, or files is no list of names
---
--- ```lua
--- local c = assert(hepar.cohort.merge(s, {"share-1.hepar", "share-2.hepar"}))
--- ```
---@param scenario hepar.scenario # the scenario
---@param files table # list of the names of the files, in any order
---@return hepar.cohort? # the cohort; or nil, a message, a code ("not_found" when shares are missing or not finished, and then as the fourth value the list of their numbers)
function module_cohort.merge(scenario, files) end

--- Sensitivity analysis: which inputs an outcome depends on, over stated ranges or distributions. Methods: "morris" (elementary effects on trajectories of good spread), "sobol" (first and total order, pairs with `second`; Owen-scrambled Sobol points), "efast" (by frequencies), "prcc" (partial rank correlation with p values). docs/sensitivity.md says which to take when.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- hepar.cohort.sensitivity(function(v) return v.a + 2 * v.b end,
---   {method = "sobol", parameters = {a = {0, 1}, b = {0, 1}}, n = 256})
--- hepar.cohort.sensitivity(s, {method = "morris", outcome = "collagen", arm = "one"})
--- ```
---@param target function|table|hepar.scenario # a function of named values that gives a number, `{model = m, t = {0, 336}, …}` with options of `m:simulate`, or a scenario
---@param options table # named options: `method`; `parameters` (`{k = {low, high}}`, `{k = {low, high, log = true}}`, `{k = {mean =, sd =}}`, `{k = {median =, omega = or cv =}}`, `{k = {low =, mode =, high =}}`; for a model also a list of names, whose stated ranges hold; for a scenario by default what its patients differ in); `outcome` (of a model: state, output or definition), `at` (time, the end); of a scenario also `arm` (its name; the first after the reference), `relative` ("difference" or "ratio" to the value at `since`, the start), `against` (an arm that it is compared with, by `comparison`: "difference" or "ratio"), `patients` (0: the typical patient; else the mean of so many virtual patients), `run_in` ("each": what happens before the trial is run with the same values; "once": with the scenario's own); `n` (sobol: base points, 1024; morris: trajectories, 20; efast: points of a curve, 257; prcc: points, 500); `seed` (1); `threads` (1, 0 is one for each processor; never changes a bit); `bootstrap` (replicates for intervals, 200; efast: none), `level` (95), `progress` (false); sobol: `second` (false), `estimator` ("saltelli", "jansen", "homma"); morris: `levels` (4), `candidates` (10 n, at most 500); efast: `curves` (3), `harmonics` (4); prcc: `sampling` ("latin", "sobol")
---@return hepar.sensitivity? # the analysis; or nil, a message and a code when too few points gave a number, the outcome does not vary, or Ctrl-C was pressed
function module_cohort.sensitivity(target, options) end

--- Calibration: the values of parameters under which models, scenarios or functions agree best with data, how well the data determine them, or a whole posterior. Several data sets count at once, each of its own target if need be. docs/calibration.md has the methods.
---
--- Raises when an option is not of the kind described
---
--- ```lua
--- hepar.cohort.calibrate(function(v, set) return {v.a + v.b, v.a + 2 * v.b} end,
---   {data = {{values = {3, 5}, sd = 0.1}}, free = {a = {0}, b = {1}}})
--- ```
---@param target function|table|hepar.scenario? # a function of named values and a data set that gives a list of predictions, `{model = m, …}` with options of `m:simulate` (`t` gives the start), or a scenario; nil when every data set has a `target` of its own
---@param options table # named options: `data`, a list of sets `{values =, sd = (one or a list) or weights =, scale = "linear" or "log", name =, target = (its own)}`; for a model also `output`, `times`, `relative` ("difference" or "ratio" to the value at `since`, the start) and its own `set`, `preset`, `initial`, `dose`, `change`, `events`; for a scenario `output`, `times`, `relative`, `since`, `arm`, `against`, `comparison` as in `hepar.cohort.sensitivity`; `free` (`{k = {start, low, high, log = true, prior = {mean =, sd =}}}`, bounds may be absent; a prior on a logarithmic scale has median and omega); `method` ("local": Levenberg-Marquardt, with forward sensitivities where all outputs are states; "global": over the whole range, then local; "mcmc": local, then chains), `seed` (1), `threads` (1; never changes a bit), `level` (95), `iterations` (200); of scenarios `patients` (0: the typical patient) and `run_in` ("each", "once"); `progress` (false); global: `optimiser` ("differential_evolution" with `population`, `generations` (200); "nlopt", in a build that has it, with `algorithm` ("crs", "direct", "isres", "esch") and `evaluations` (5000)); mcmc: `sampler` ("ensemble", "metropolis"), `steps` (2000), `warmup` (half of them), `walkers`
---@return hepar.calibration? # the calibration; or nil, a message and a code when the target gives no values, or Ctrl-C was pressed
function module_cohort.calibrate(target, options) end

--- Protocol search: which protocol to try, under everything that is not known. Every candidate of a stated space is given to the same virtual patients in the same worlds, draws of the uncertain values; its benefit against the control of the scenario is set against its burden. What comes back is the Pareto front with the probability of being on it and of being best, regret, ranks with intervals, and how much of it rests on assumed values. docs/protocol-search.md has the methods. Research use only, never advice on a patient.
---
--- Raises when an option is not of the kind described, or every protocol of the space is refused
---
--- ```lua
--- hepar.cohort.search(s, {outcome = "MELD", space = {product = "MSC", dose = {1e7, 5e7},
--- route = {"HA", "IV"}, number = {1, 2}, interval = {weeks = 4}}})
--- ```
---@param scenario hepar.scenario # patients, disease, horizon and the control; its other arms take no part
---@param options table # named options: `space` (a table, or a list of tables, of fields of `hepar.therapy.product` but `at`, and `number`, `interval`, `first`; of other models `into`, `amount`, `over`, `set`; each a value, a list of values, or `{from =, to =, log =}`); `outcome` (a name, with `at`, the horizon, and `better`, "lower" or "higher"; or a list of `{outcome =, at =, better =, weight =}`); `uncertain` (list of statuses, names of parameters and "product"; or ranges and distributions as `parameters` of `hepar.cohort.sensitivity`; or false; all that is assumed or calibrated), `draws` (64) and `patients` (12) of each world; `burden` (points by name: `{HA = 3}`, or a function of a protocol), `price` (benefit that a point must bring); `agree` (list of `{treatment =, outcome =, at =, low =, high =}`: only worlds in which that arm less the control lies from low to high, such as the prediction interval of published trials); `candidates` (128 at most; larger spaces are sampled and refined in `rounds`, 2), `seed`, `level` (90), `threads` (1; never changes a bit), `progress` (false)
---@return hepar.search? # what was found; or nil, a message and a code when no draws have eligible patients, or Ctrl-C was pressed before anything was done
function module_cohort.search(scenario, options) end

--- What a test says of two arms: the treated one (group 1) against the control (group 0). z is positive when the treated arm has more (of y, of time).
---@class hepar.analysis
---@field analysis string # the test
---@field n integer # patients
---@field estimate? number # the effect, on the scale of the test
---@field se? number # its standard error
---@field statistic number # of the test: t, z, chi-squared or W
---@field df? number # degrees of freedom
---@field z number # the normal quantile of its p value
---@field pval number # two-sided p value
---@field p_greater number # p value for more in the treated arm
---@field claim? string # what was tested against a margin; then z is that of the claim
---@field margin? number # of the claim
---@field p_claim? number # its one-sided p value (the larger of both of an equivalence)

--- A sample size or a power by formula: what means, proportions and survival return. It also holds every option of the call, with its default.
---@class hepar.planned
---@field n integer # patients in all
---@field n1 integer # patients in the control arm
---@field n2 integer # patients in the treated arm
---@field exact_n number # the size before rounding up, in both arms
---@field power number # with n patients
---@field method string # the test and where the formula comes from
---@field events? number # survival: events needed
---@field event_probability? number # survival: share of patients that will have an event
---@field difference? number # means: of the arms
---@field boundaries? hepar.boundaries # the group-sequential design

--- What simulated trials did.
---@class hepar.characteristics
---@field replicates integer # how many trials
---@field n integer # patients planned
---@field what string # "power", "type I error" or "assurance"
---@field power number # share of trials in which a treated arm was better
---@field power_se number # its Monte Carlo error
---@field ci_lb number # lower limit of the share, 95 %, exact
---@field ci_ub number # upper limit
---@field harm number # share of trials in which the treated arm was worse (two-sided)
---@field futile number # share of trials that stopped for futility
---@field expected_n number # mean number of patients enrolled
---@field expected_n_se number # its Monte Carlo error
---@field duration? number # mean time to the end, in units of accrual and follow-up
---@field duration_se? number # its Monte Carlo error
---@field events? number # mean number of events
---@field estimate? number # mean estimate of the effect at the end (of the best arm)
---@field estimate_sd? number # its standard deviation over trials
---@field share number # of patients in the first treated arm, percent
---@field looks table # one row for each look: `fraction`, `success`, `futile`, `harm` (shares)
---@field arms? table # of several treated arms: how often each was chosen
---@field shown? table # of several treated arms: how often each was shown to be better
---@field every? number # how often all of them were
---@field missing? number # share of patients whose last visit is missing
---@field failed integer # trials with a test that could not be done; it counts as no effect
---@field patients? integer # virtual patients that the trials drew from
---@field pool_se? number # standard error of the power because these are finitely many
---@field draws? table[] # of parameters, of assurance: `{power, difference, values}` each
---@field z hepar.column # of each trial at its end
---@field sizes hepar.column # patients enrolled in each trial

--- Power at several sizes: rows of one number of patients each.
---@class hepar.powers
---@field rows table # list of characteristics

--- The design of a trial: what hepar.trial returns. It also holds what it was made with.
---@class hepar.trial
---@field names table # of the arms, the control first
---@field n integer # patients in all arms
---@field analysis string # the test
---@field boundaries hepar.boundaries # of its looks, with alpha after the adjustment for several arms
---@field alpha number # type I error of the trial
---@field sided integer # 1 or 2
---@field scenario? hepar.scenario # that its patients come from
---@field patients? integer|string # virtual patients to draw from, or "new"
local class_trial = {}

--- The power: the share of simulated trials that find a treated arm better.
---
--- Raises when an option is unknown or impossible
---
--- ```lua
--- hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},
---   endpoint = {type = "continuous"}}:power{n = {80, 160}, replicates = 500}
--- ```
---@param options? table # `n` (patients in all; a list for several sizes), `replicates` (2000), `seed` (that of the design), `threads` (1; 0 is one for each processor; any number gives the same bits), `progress` (false)
---@return hepar.characteristics|hepar.powers # what the trials did; a list of sizes gives one row for each; or nil, message, code when it was interrupted
function class_trial:power(options) end

--- The type I error: the same trials when every treated arm is like the control.
---
--- Raises when an option is unknown or impossible
---
--- ```lua
--- hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},
---   endpoint = {type = "continuous"}}:type1_error{n = 80, replicates = 500}
--- ```
---@param options? table # as for power
---@return hepar.characteristics|hepar.powers # what the trials did; or nil, message, code
function class_trial:type1_error(options) end

--- The smallest number of patients with the power asked for, by simulation: sizes are doubled, then halved in between; all of them see the same patients, so that power rises smoothly.
---
--- Raises when an option is unknown or impossible
---
--- ```lua
--- hepar.trial{arms = {control = {mean = 0, sd = 2}, treated = {mean = 2, sd = 2}},
---   endpoint = {type = "continuous"}}:sample_size{power = 0.8, replicates = 500}
--- ```
---@param options? table # `power` (0.9), `replicates` (2000), `most` (100000), `seed`, `threads`, `progress`
---@return hepar.characteristics # the trials of that size, with `n_lb` and `n_ub`: where the power minus and plus two Monte Carlo errors is reached; or nil, message, code when no size has the power
function class_trial:sample_size(options) end

--- The assurance: the share of trials that succeed when the effect itself is uncertain. With `prior` each trial draws its effect: a difference of means, a log odds ratio or a log hazard ratio of the treated arm (outcomes of virtual patients are shifted so that they have it; times cannot be). O'Hagan, Stevens and Campbell, Pharm Stat 2005;4:187. With `parameters` of a scenario's trial, values of the model's parameters are drawn (Latin hypercube), for each draw new virtual patients are simulated, and trials drawn from them.
---
--- Raises when there is no prior, or the trial has several treated arms
---
--- ```lua
--- hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},
---   endpoint = {type = "continuous"}}:assurance{prior = {mean = 2, sd = 1}, n = 80,
---   replicates = 500}
--- ```
---@param options table # `prior` (of the effect: a prior, `{mean =, sd =}`, or a fit without moderators, whose prediction of a new study it is), or `parameters` (a list of names, drawn from the ranges that the model states, or `{name = {low, high}}` as in hepar.cohort.sensitivity) with `draws` (25) and `patients` for each (200), and those of power
---@return hepar.characteristics|hepar.powers # what the trials did; or nil, message, code
function class_trial:assurance(options) end

--- The virtual patients that the trial draws from, simulated now if they were not yet.
---
--- Raises when the patients do not come from a scenario, or are new in every trial
---
--- ```lua
--- local s = hepar.scenario{model = "cell_kinetics", horizon = {days = 14},
---   outputs = {"live_cells_liver"}, cohort = {vary = {residence_liver = 0.3}},
---   arms = {one = {{into = "dose_portal_vein", amount = 50, at = 0}},
---     two = {{into = "dose_portal_vein", amount = 100, at = 0}}}}
--- print(hepar.trial{scenario = s, patients = 50, endpoint = {output = "live_cells_liver", better =
---   "higher"}}:pool())
--- ```
---@param options? table # `threads` (1), `progress` (false)
---@return hepar.trial_patients # the patients; or nil, message, code
function class_trial:pool(options) end

--- The virtual patients that a trial draws from, each simulated in every arm.
---@class hepar.trial_patients
---@field n integer # how many there are
---@field failed integer # patients that were left out because the solver failed in some arm (with `patients = "new"` they stay, and are missing)
---@field tried integer # candidates that were drawn to find them
---@field refused table # how many candidates each limit of eligibility refused
---@field effective number # effective sample size of their weights (n without weights)
---@field number hepar.column # of each patient in the scenario
---@field chances integer # how many times to event each patient has, of which a trial draws one
---@field baseline? hepar.column # of each patient, as the model has it
---@field weights? hepar.column # of patients matched by weights
---@field arms table # list of `{arm, values, times, events, mean, sd, difference, difference_sd, se}`: `values` is a list of columns, one for each time of the endpoint; a time to event has the columns `times` and `events` (0 not seen any further, 1 the event, 2 another one) instead, all chances of a patient one after the other; mean, SD and difference to the control, patient by patient, are of the last time

--- What is known before the trial, as a mixture of normal distributions.
---@class hepar.prior
---@field components table # list of `{weight, mean, sd}`
---@field mean number # of the mixture
---@field sd number # its standard deviation
---@field origin string # where it comes from
---@field tau? table # `mean`, `sd`, `median` of the posterior of the heterogeneity
local class_prior = {}

--- The density of the prior.
---
--- Raises when x is no finite number
---
--- ```lua
--- hepar.trial.normal{mean = 0, sd = 1}:density(0)
--- ```
---@param x number # where
---@return number # the density
function class_prior:density(x) end

--- The share of the prior below a value.
---
--- Raises when x is no finite number
---
--- ```lua
--- hepar.trial.normal{mean = 0, sd = 1}:probability(1.96)
--- ```
---@param x number # the value
---@return number # the share
function class_prior:probability(x) end

--- The value below which a share of the prior lies.
---
--- Raises when p is no share
---
--- ```lua
--- hepar.trial.normal{mean = 0, sd = 1}:quantile(0.975)
--- ```
---@param p number # the share, above 0 and below 1
---@return number # the value
function class_prior:quantile(p) end

--- Random numbers from the prior.
---
--- Raises when n or seed is no whole number
---
--- ```lua
--- #hepar.trial.normal{mean = 0, sd = 1}:sample(100)  --> 100
--- ```
---@param n integer # how many
---@param seed? integer # of the random numbers (1)
---@return hepar.column # the numbers
function class_prior:sample(n, seed) end

--- The same prior with a part that allows for a conflict of the new trial with it: Schmidli and others, Biometrics 2014;70:1023.
---
--- Raises when an option is unknown, sd is missing, or a weight is no share
---
--- ```lua
--- hepar.trial.normal{mean = 0, sd = 1}:robust{weight = 0.2, sd = 10}
--- ```
---@param options table # `weight` of the new part (0.2), its `mean` (that of the prior) and `sd` (needed: the standard deviation of one patient carries the information of one)
---@return hepar.prior # the mixture
function class_prior:robust(options) end

--- How many patients the prior is worth. "elir": the expected local information ratio, Neuenschwander and others, Biometrics 2020;76:578; "morita": the information at the mode over that of one patient (Morita, Thall and Mueller, Biometrics 2008;64:595), which a robust part hardly lowers; "moment": the variance of one patient over that of the prior.
---
--- Raises when an option is unknown or sd is missing
---
--- ```lua
--- hepar.trial.normal{mean = 0, sd = 1}:ess{sd = 5}  --> 25
--- ```
---@param options table # `sd` of the outcome of one patient (needed), `method` ("elir")
---@return number # the effective sample size
function class_prior:ess(options) end

--- What is known after an estimate with a normal error.
---
--- Raises when estimate or se is no number
---
--- ```lua
--- hepar.trial.normal{mean = 0, sd = 1}:posterior(1, 1).mean  --> 0.5
--- ```
---@param estimate number # what the trial found
---@param se number # its standard error
---@return hepar.prior # the posterior mixture
function class_prior:posterior(estimate, se) end

--- Looks with their bounds: what hepar.trial.sequential returns. Bounds are of the z value that is positive when the treated arm is better.
---@class hepar.boundaries
---@field looks integer # how many analyses, the last one counted
---@field fraction table # of the information at each look
---@field upper table # bounds of efficacy: stop at or above
---@field lower table # bounds of futility, or of harm when sided is 2; minus infinity: none
---@field spent table # alpha that is spent up to each look
---@field nominal table # p value of each upper bound, of all sides
---@field alpha number # type I error
---@field sided integer # 1 or 2
---@field power number # at the alternative
---@field drift number # expected z of the last look at the alternative
---@field inflation number # sample size over that of the same design without interim looks
---@field expected_null number # expected size, as part of the largest, without any effect
---@field expected_alternative number # the same at the alternative
---@field spending string # the family of the bounds
---@field parameter? number # gamma, rho or delta of the family
---@field futility? table # `spending`, `parameter` and `binding` of the futility bounds
local class_boundaries = {}

--- The probabilities of stopping at each look for one size of the effect.
---
--- Raises when drift is no number from -50 to 50
---
--- ```lua
--- hepar.trial.sequential{looks = {0.5, 1}}:crossing(0).power  --> 0.025
--- ```
---@param drift number # expected z of the last look: 0 is no effect, `boundaries.drift` the alternative
---@return table # `above` and `below` (lists, one number for each look), `power` (of all looks; both sides when sided is 2), `futile`, `expected` (size as part of the largest)
function class_boundaries:crossing(drift) end

--- Trials before they are run: boundaries, sample size, power by formula and by simulation, and priors from the evidence. `n` is the number of patients in all arms together. z values and differences are positive when the treated arm is better. Research use only, never a bedside device.
---@class hepar.module.trial
---@overload fun(design: table): hepar.trial
local module_trial = {}

--- Boundaries of a group-sequential design, by recursive numerical integration. Armitage, McPherson and Rowe, J R Stat Soc A 1969;132:235; Jennison and Turnbull, Group Sequential Methods, 2000. Spending functions of Lan and DeMets (Biometrika 1983;70:659), Hwang, Shih and DeCani (Stat Med 1990;9:1439), the power family (Kim and DeMets, Biometrika 1987;74:149); classic bounds of Wang and Tsiatis (Biometrics 1987;43:193).
---
--- Raises when an option is unknown, looks do not rise, or a parameter is missing
---
--- ```lua
--- hepar.trial.sequential{looks = {0.5, 1}, spending = "obrien_fleming"}
--- ```
---@param options? table # `looks` (rising fractions of the information, the last is 1), `alpha` (0.025), `sided` (1), `power` (0.9), `spending` ("obrien_fleming", "pocock", "hsd" with `gamma`, "power" with `rho`, or "wang_tsiatis" with `delta`: 0 is O'Brien and Fleming, 0.5 Pocock), `futility` (`{spending = …, gamma = …, rho = …, binding = false}`: what spends 1 - power)
---@return hepar.boundaries # the looks and their bounds; or nil, message, code
function module_trial.sequential(options) end

--- Two means: power, sample size or the difference that can be found. By the noncentral t distribution; equivalence by two one-sided tests, exact. With `correlation` the analysis of covariance: Borm and others, J Clin Epidemiol 2007;60:1234.
---
--- Raises when an option is unknown, missing or impossible
---
--- ```lua
--- hepar.trial.means{difference = 1, sd = 1, power = 0.9}.n  --> 46
--- ```
---@param options table # `difference` (treated minus control), `sd`, and `n` or `power` (both: then the difference is found); `ratio` (treated to control, 1), `alpha` (0.05, one-sided 0.025), `sided` (2, with a margin 1), `claim` ("superiority", "non_inferiority", "equivalence"), `margin` (above 0), `correlation` of baseline and outcome, `covariates` (how many), `boundaries`
---@return hepar.planned # sizes and power; or nil, message, code when no size gives the power
function module_trial.means(options) end

--- Two proportions: power or sample size. Tests: "normal" (the chi-squared test), "corrected" (Casagrande, Pike and Smith, Biometrics 1978;34:483; Fleiss, Tytun and Ury, Biometrics 1980;36:343), "arcsine" (Cohen 1988), "unpooled", "fisher" (all tables counted; the smallest size found going up from below).
---
--- Raises when an option is unknown, missing or impossible
---
--- ```lua
--- hepar.trial.proportions{p1 = 0.5, p2 = 0.75, power = 0.9}.n  --> 154
--- ```
---@param options table # `p1` (control), `p2` (treated), and `n` or `power`; `test` ("normal"; margins take "unpooled"), `better` ("higher" or "lower", for margins), `ratio`, `alpha`, `sided`, `claim`, `margin`, `boundaries` as for means
---@return hepar.planned # sizes and power; or nil, message, code when no size gives the power
function module_trial.proportions(options) end

--- Two survival curves with proportional hazards: power, events and sample size of the log-rank test. Schoenfeld, Biometrika 1981;68:316; Freedman, Stat Med 1982;1:121. Events of exponential times under accrual at a constant rate, follow-up and drop-out: Lachin and Foulkes, Biometrics 1986;42:507.
---
--- Raises when an option is unknown, missing or impossible
---
--- ```lua
--- hepar.trial.survival{hazard_ratio = 0.5, median = 12, accrual = 12, follow_up = 12,
---   power = 0.9}
--- ```
---@param options table # `hazard_ratio` (treated to control), and `n`, `power` or `events`; `method` ("schoenfeld" or "freedman"), `hazard` or `median` of the control arm, `accrual` and `follow_up` (times), `dropout_hazard` (0), `ratio`, `alpha`, `sided`, `claim`, `margin` (a hazard ratio above 1, for non-inferiority), `boundaries`. Without a hazard every patient has an event.
---@return hepar.planned # events, sizes and power; or nil, message, code when no size gives the power
function module_trial.survival(options) end

--- One of the tests that trials are simulated with, on data that are given: the treated arm against the control. Missing values are NaN; patients with one are left out, but for "mmrm" (a mixed model of every visit that was seen, with the degrees of freedom and standard error of Kenward and Roger, Biometrics 1997;53:983) and "imputed" (the last visit multiply imputed from that model, Rubin's rules, then the analysis of covariance); a baseline that is the same for all is left out. Efron's ties; Gray's test with rho = 0; Wilcoxon's without continuity correction. A claim is read off estimate and standard error.
---
--- Raises when a list is missing, of another length, or holds what it may not
---
--- ```lua
--- hepar.trial.analyse{analysis = "t", group = {0, 0, 0, 1, 1, 1}, y = {1, 2, 3, 3, 4, 5}}
--- ```
---@param data table # `analysis` ("t", "welch", "ancova", "mmrm", "chi_square", "fisher", "wilcoxon", "proportional_odds", "logrank", "cox", "rmst", "gray", "fine_gray", "cmh", "imputed"), `group` (0 control, 1 treated), and what it reads: `y`, `baseline`, `visits` (a list for each visit), `stratum` (from 1), `time`, `event` (0 censored, 1 event, 2 competing), `tau`, `degrees` ("kenward_roger", "satterthwaite" or "residual"), `imputation` (`{method = "mar", "jump_to_reference" or "copy_reference", count = 20}`), `seed` (1) of imputations; `claim` ("superiority", "non_inferiority", "equivalence") with `margin` and `better` ("higher")
---@return hepar.analysis # the estimate and its test; or nil, message, code when the data do not allow it
function module_trial.analyse(data) end

--- The design of a trial, to be simulated. Its patients come from plain distributions (baseline and visits are jointly normal, ordered outcomes have given shares, times are exponential), or they are virtual patients whose outcomes in every arm are given, drawn with replacement, or the virtual patients of a scenario. Drop-out is independent of the outcome, unless something else is said. `hepar.trial{…}` is the same call. With `scenario`, patients are simulated in every arm with the same chance events when they are first needed, and each trial draws from them without replacement while there are enough (new ones in every trial are simulated in the arm that they get alone, where it is known beforehand). `arms` are then names of arms of the scenario (all), and `endpoint` has `output` (what the model computes), `at` (a time, or a list for "mmrm"; the horizon), `measure` ("value", "change" or "percent" since the start), `noise` (`{sd =}` or `{cv =}`, of every measurement), `baseline` (false leaves it out of the analysis), `below` or `above` (a responder), `cuts` (levels), or `event` (a cause of death, a list, or "any"; other causes compete), `better`, `tau`, `name`.
---
--- Raises when a field is unknown, missing or impossible
---
--- ```lua
--- hepar.trial{arms = {control = {mean = 16, sd = 4}, treated = {mean = 13, sd = 4}},
---   endpoint = {type = "continuous", better = "lower"}, n = 60}
--- ```
---@param design table # `arms` (by name, 2 to 8: `mean` and `sd`, numbers or lists for visits; `probability`; `probabilities` of the levels, the lowest first; `hazard` or `median`, and `competing_hazard`; or of virtual patients `values`, or `times` and `events`), `control` (its name, "control"), `endpoint` (`type` "continuous", "binary", "ordinal" or "time_to_event"; `better` "higher" or "lower", of times the longer is the higher; `baseline` `{mean =, sd =}`, `correlation` one number or a matrix of baseline and visits; `tau` of "rmst"; `name`), `n` (100, in all arms), `allocation` (`{1, 1}`, or by name), `analysis` (those of analyse that suit the endpoint), `randomisation` (`type` "block", "simple" or "adaptive", `block`, `strata` a list of `{share =, shift =}`: of the mean, log odds or log hazard), `dropout` (share; of times a hazard; or `{share =, slope =, on = "observed" or "unobserved"}`: log odds for each SD worse at the visit before, or at the one that is missed), `degrees` and `imputation` as in analyse, `claim` ("superiority", "non_inferiority", "equivalence") and `margin` (a difference, or a ratio of odds or hazards above 1), `accrual` (patients per unit of time), `follow_up`, `events` (that end the trial), `looks`, `spending`, `gamma`, `rho`, `delta`, `futility`, `alpha` (0.025), `sided` (1), `adjust` (of several treated arms: "bonferroni", "none", "dunnett" with up to 3 looks; without looks "holm", "hochberg", "hommel", "dunnett_step_down", too), `keep` (treated arms after a look at most), `resize` (`type` "blinded" with `at`, or "promising" with `from` and `to`; `most`), `borrow` (a prior of the control's mean, log odds or log hazard), `seed` (1, or that of the scenario), `scenario`, `patients` (of a scenario: how many are simulated to be drawn from, 1000, or "new" for others in every trial)
---@return hepar.trial # the design; or nil, message, code
function module_trial.new(design) end

--- Adjusts one-sided p values of several arms against one control, so that the chance of any false claim stays below alpha. "holm", "hochberg" and "hommel" (the closed test of Simes' tests) as in R's p.adjust; "dunnett" with the correlation that the shared control makes (J Am Stat Assoc 1955;50:1096), "dunnett_step_down" its closed test (Marcus, Peritz and Gabriel, Biometrika 1976;63:655), both for normal z values.
---
--- Raises when a p value is none, or an option is unknown
---
--- ```lua
--- hepar.trial.adjust({0.012, 0.04, 0.021}, {method = "dunnett"})
--- ```
---@param p number[] # one-sided p values, at most 8
---@param options? table # `method` ("holm"; also "bonferroni", "hochberg", "hommel", "dunnett", "dunnett_step_down", "none"), `allocation` (patients of the control and of each arm; equal)
---@return number[] # adjusted p values, in the same order
function module_trial.adjust(p, options) end

--- The meta-analytic predictive prior: what the studies of a fit say about the mean of a new one, with the uncertainty of the heterogeneity. The mean of all studies is flat, tau has the prior that is asked for; both are integrated out numerically. Neuenschwander and others, Clin Trials 2010;7:5.
---
--- Raises when the fit has moderators, or scale is missing
---
--- ```lua
--- hepar.trial.map(hepar.meta.fit{yi = {16, 15, 17.5}, vi = {0.5, 0.8, 0.6}}, {scale = 2})
--- ```
---@param fit hepar.fit # of hepar.meta.fit, without moderators; its yi and vi are used
---@param options table # `scale` of the prior of tau (needed: it depends on the outcome), `tau` ("half_normal", "half_cauchy", "uniform" up to the scale), `nodes` (200)
---@return hepar.prior # a mixture of normal distributions, one for each node of tau
function module_trial.map(fit, options) end

--- A normal prior.
---
--- Raises when mean or sd is missing or no number
---
--- ```lua
--- hepar.trial.normal{mean = 0, sd = 1}
--- ```
---@param options table # `mean` and `sd`
---@return hepar.prior # the prior
function module_trial.normal(options) end

--- Several ranks of one job, over MPI: `mpirun -n 4 lua5.4 script.lua`, or `srun --mpi=pmix`. A script that uses this part runs unchanged without MPI, as rank 0 of 1. Every rank runs the whole script. Once this part is used, `s:run` shares the patients of a cohort out among the ranks and gives the whole cohort, with the same bits for any number of them, to each. So all ranks must come to the same calls in the same order; what is to happen once goes into `mpi.root` or `mpi.print`. When a rank ends with an error, or is killed, the job ends. docs/many-machines.md has the whole story.
---@class hepar.module.mpi
---@field rank any # Which rank this is, from 0.
---@field size any # How many ranks there are.
local module_mpi = {}

--- Call a function on rank 0 only, such as one that writes a file. What it calls is not shared out among the ranks; the others do not wait.
---
--- Raises when f is no function, or raises
---
--- ```lua
--- mpi.root(function() c:plot("MELD"):save("meld.svg") end)
--- ```
---@param f function # the function, called with the number of ranks
---@return any # what f returns; nothing on other ranks
function module_mpi.root(f) end

--- Print on rank 0 only.
---
--- ```lua
--- mpi.print(c:summary("MELD"))
--- ```
---@param value any # what print takes, one or more values
function module_mpi.print(value) end

--- The value of rank 0 on every rank: an answer of the user, a time, a file that only one machine has. It is made of numbers, strings, booleans, columns and tables of them.
---
--- Raises when the value has something else in it, or the ranks do not come here together
---
--- ```lua
--- local stamp = mpi.broadcast(os.time())
--- ```
---@param value any # the value; it counts on rank 0
---@return any # the value of rank 0
function module_mpi.broadcast(value) end

--- Call a function for the numbers 1 to n, shared out among the ranks, and gather the results in order on every rank. What the function calls is not shared out further.
---
--- Raises when f raises on some rank, or a result has something else in it
---
--- ```lua
--- local powers = mpi.map(6, function(i)
---   return design:power{n = 20 * i, replicates = 500}[1].power
--- end)
--- ```
---@param n integer # how many calls, at most 10,000,000
---@param f function # called as f(i); its first result (numbers, strings, booleans, columns and tables of them; nil counts as false) is kept
---@return any[] # the results in order, the same on every rank; or nil, a message and "interrupted"
function module_mpi.map(n, f) end

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
---@field missing any # The missing value, NaN. It equals nothing, itself included: test with `x ~= x`.
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
---@field score hepar.module.score
---@field model hepar.module.model
---@field therapy hepar.module.therapy
---@field scenario hepar.module.scenario
---@field cohort hepar.module.cohort
---@field trial hepar.module.trial
---@field mpi hepar.module.mpi
---@field column hepar.module.column
---@field random hepar.module.random
---@field help hepar.module.help
local hepar = {}

return hepar
