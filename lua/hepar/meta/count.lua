--- Counts entries by outcome: one vote per study, the interval and the sign test, the warnings.
-- @module hepar.meta.count
-- @local

local core = require("hepar.core").meta
local entries_of = require "hepar.meta.entries"

local M = {}

-- From this many votes on, the want of any negative report is worth a warning.
M.MANY = 5

-- "1 study", "2 studies"
local function plural(n, one, many)
  return string.format("%d %s", n, n == 1 and one or many or one .. "s")
end
M.plural = plural

-- The set that is counted: `studies`, in order, each once ({study, ids, row}); `at`, where each one
-- stands; `records`, each once ({one, entry}); `merged`, the probable matches that share a vote:
-- with `merge`, "lin2017?" stands with "lin2017" when that is in the set too.
function M.set(members, entries, merge)
  local plain, merged = {}, {}
  local studies, at, records, seen = {}, {}, {}, {}
  local both = { members or {}, entries }
  for _, list in ipairs(both) do
    for _, one in ipairs(list) do plain[one.study] = true end
  end
  for _, list in ipairs(both) do
    for _, one in ipairs(list) do
      local key = one.study
      local sure = merge and key:match("^(.+)%?$")
      if sure and plain[sure] then
        if not merged[key] then merged[#merged + 1] = key end
        merged[key] = sure
        key = sure
      end
      local index = at[key]
      if not index then
        index = #studies + 1
        studies[index] = key
        at[key] = index
      end
      at[one.study] = index
      local record = seen[one.id or one.study]
      if not record then
        record = { one = one }
        seen[one.id or one.study] = record
        records[#records + 1] = record
      end
      if list == entries then record.entry = one end
    end
  end
  return { studies = studies, at = at, records = records, merged = merged }
end

-- Why a study votes as it does.
local function study_reason(vote, mine, agreement)
  local kinds, reasons, seen = { benefit = 0, harm = 0, no_change = 0 }, {}, {}
  for _, entry in ipairs(mine) do
    if kinds[entry.vote] then kinds[entry.vote] = kinds[entry.vote] + 1 end
    if entry.reason and not seen[entry.reason] then
      seen[entry.reason] = true
      reasons[#reasons + 1] = entry.reason
    end
  end
  if vote == "ambiguous" or vote == "unreported" then return table.concat(reasons, "; ") end
  local told = kinds.benefit + kinds.harm + kinds.no_change
  if vote ~= "mixed" then
    return told == 1 and "its one entry" or string.format("%d of %d entries", kinds[vote], told)
  elseif kinds.benefit > 0 and kinds.harm > 0 then
    return string.format("%d of benefit and %d of harm: no vote", kinds.benefit, kinds.harm)
  end
  return string.format("%d of benefit, %d of harm, %d of no change: none reaches %.14g %%",
    kinds.benefit, kinds.harm, kinds.no_change, agreement * 100)
end

local effect_of = { no_change = "null", unreported = "unknown" }
local carried = { "n_total", "n_experimental", "design", "subdesign", "year", "source", "donor",
  "route", "disease", "species", "risk_of_bias", "first_author" }

-- What one study says on an outcome.
local function study_row(study, outcome, vote, mine, agreement)
  local first = mine[1]
  local row = { study = study, ids = {}, outcome = outcome, vote = vote,
    effect = effect_of[vote] or vote, direction = first.direction, text = first.text,
    outcome_label = first.row.outcome_label, domain = first.row.domain, entries = #mine,
    reason = study_reason(vote, mine, agreement) }
  local seen = {}
  for _, entry in ipairs(mine) do
    if entry.id and not seen[entry.id] then
      seen[entry.id] = true
      row.ids[#row.ids + 1] = entry.id
    end
    for _, name in ipairs(carried) do
      if row[name] == nil then row[name] = entry.row[name] end
    end
    local arm = entries_of.value(entry, "controlled")
    if row.controlled == nil and arm then row.controlled = arm == "controlled" end
    if entry.direction ~= row.direction then row.direction = nil end
  end
  row.id = row.ids[1]
  return row
end

-- How many of the studies that vote have no control arm.
local function uncontrolled(rows)
  local n = 0
  for _, row in ipairs(rows) do
    if (row.vote == "benefit" or row.vote == "harm") and row.design == "clinical"
      and row.controlled == false then
      n = n + 1
    end
  end
  return n
end

local function outcome_warnings(d)
  local list = {}
  if d.votes >= M.MANY and d.harm == 0 then
    list[#list + 1] = string.format("no negative result: none of %d votes is for harm%s. Where "
      .. "nothing ever fails, suspect selective reporting before a universal effect", d.votes,
      d.no_change == 0 and ", and no study reports no change" or "")
  end
  if not d.universe_known then
    list[#list + 1] = "the set of studies was not given (option of): studies that do not mention "
      .. "the outcome are not counted as unreported"
  elseif d.unreported > 0 then
    list[#list + 1] = string.format("%d of %s %s no direction for %s: not mentioned is not "
      .. "unchanged", d.unreported, plural(d.studies, "study", "studies"),
      d.unreported == 1 and "gives" or "give", d.outcome or "this outcome")
  end
  local n = uncontrolled(d.rows)
  if n > 0 then
    list[#list + 1] = string.format("%d of the %s that vote %s no control arm: %s direction is a "
      .. "change from baseline, not a difference between arms", n,
      plural(d.votes, "study", "studies"), n == 1 and "has" or "have", n == 1 and "its" or "their")
  end
  if d.votes > 0 and d.votes < 6 then
    list[#list + 1] = string.format("with %s the sign test cannot reach p < 0.05, whatever they "
      .. "say", plural(d.votes, "vote"))
  end
  return list
end

local function listed(entry)
  return { study = entry.study, id = entry.id, outcome = entry.outcome,
    direction = entry.direction, text = entry.text, reason = entry.reason }
end

-- Puts an entry that has no vote for or against into the list where it is named.
local function list_entry(d, entry)
  local list = entry.vote == "ambiguous" and d.ambiguous_entries
    or entry.vote == "no_change" and d.no_change_entries
  if list then list[#list + 1] = listed(entry) end
end

-- Counts one outcome (nil when there is none at all) in a set of studies. `scope` holds members
-- (nil when the set is not known beyond the entries), agreement, ci and level.
function M.outcome(outcome, entries, scope, set)
  local study, vote, mine, told, place = {}, {}, {}, {}, {}
  local d = { outcome = outcome, entries = #entries, studies = #set.studies,
    universe_known = scope.members ~= nil, ambiguous_entries = {}, no_change_entries = {},
    rows = {}, ci = scope.ci, level = scope.level, agreement = scope.agreement }
  for i, entry in ipairs(entries) do
    local index = set.at[entry.study]
    if not place[index] then
      told[#told + 1] = index
      place[index] = #told
      mine[#told] = {}
    end
    study[i], vote[i] = place[index], entry.vote
    table.insert(mine[place[index]], entry)
    d.label = d.label or entries_of.field(entry.row, "outcome_label")
    d.domain = d.domain or entries_of.field(entry.row, "domain")
    list_entry(d, entry)
  end
  local found, message = core.directions(study, vote, #told, scope.agreement, scope.ci,
    scope.level)
  if not found then error(message, 0) end
  for i, index in ipairs(told) do
    d.rows[i] = study_row(set.studies[index], outcome, found.decided[i], mine[i], scope.agreement)
  end
  for _, kind in ipairs { "benefit", "harm", "no_change", "mixed" } do
    d[kind] = found.studies[kind]
  end
  d.ambiguous = found.entries.ambiguous
  d.ambiguous_studies = found.studies.ambiguous
  d.unreported = found.studies.unreported + #set.studies - #told
  for _, name in ipairs { "votes", "proportion", "ci_lb", "ci_ub", "pval" } do
    d[name] = found[name]
  end
  d.warnings = outcome_warnings(d)
  return d
end

-- The studies of a set that have no row in an object.
function M.absent(rows, set)
  local there, list = {}, {}
  for _, row in ipairs(rows) do there[row.study] = true end
  for _, study in ipairs(set.studies) do
    if not there[study] then list[#list + 1] = study end
  end
  return list
end

-- Counts records by one field, most frequent first: list of {code, n}.
local function composition(list, name)
  local counts, codes = {}, {}
  for _, record in ipairs(list) do
    local code = entries_of.value(record.entry or record.one, name)
      or entries_of.value(record.one, name) or "NR"
    if not counts[code] then codes[#codes + 1] = code end
    counts[code] = (counts[code] or 0) + 1
  end
  table.sort(codes, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  local rows = {}
  for i, code in ipairs(codes) do rows[i] = { code = code, n = counts[code] } end
  return rows
end

local composed = { "design", "controlled", "source", "donor" }

local function no_negative(d)
  if d.studies_with_direction < M.MANY or d.harm_entries > 0 then return nil end
  local tail = "and none reports no change"
  if #d.no_change_entries > 0 then
    local names, seen = {}, {}
    for _, entry in ipairs(d.no_change_entries) do
      if not seen[entry.study] then names[#names + 1] = entry.study end
      seen[entry.study] = true
    end
    tail = string.format("and %d %s no change (%s)", #names, #names == 1 and "reports" or "report",
      table.concat(names, ", "))
  end
  return string.format("no negative result: none of %s (%s, %s) reports harm, %s. Where nothing "
    .. "ever fails, suspect selective reporting before a universal effect",
    plural(d.records, "record"), plural(d.studies, "study", "studies"),
    plural(d.entries, "entry", "entries"), tail)
end

-- What holds for a whole set of results, whatever the outcome.
function M.overview(entries, scope, set)
  local d = { records = #set.records, studies = #set.studies, entries = #entries,
    benefit_entries = 0, harm_entries = 0, ambiguous_entries = {}, no_change_entries = {},
    composition = {}, universe_known = scope.members ~= nil, warnings = {} }
  local told = {}
  d.studies_with_direction = 0
  for _, entry in ipairs(entries) do
    if entry.vote == "harm" then d.harm_entries = d.harm_entries + 1 end
    if entry.vote == "benefit" then d.benefit_entries = d.benefit_entries + 1 end
    local index = set.at[entry.study]
    if entry.vote ~= "unreported" and not told[index] then
      told[index] = true
      d.studies_with_direction = d.studies_with_direction + 1
    end
    list_entry(d, entry)
  end
  for _, name in ipairs(composed) do d.composition[name] = composition(set.records, name) end
  d.warnings[1] = no_negative(d)
  local clinical, without = 0, 0
  for _, record in ipairs(set.records) do
    local one = record.entry or record.one
    if entries_of.value(one, "design") == "clinical" then
      clinical = clinical + 1
      if entries_of.value(one, "controlled") == "uncontrolled" then without = without + 1 end
    end
  end
  d.uncontrolled = without
  if without > 0 then
    d.warnings[#d.warnings + 1] = string.format("%d of %s %s no control arm: a direction there is "
      .. "a change from baseline, not a difference between arms", without,
      plural(clinical, "clinical record"), without == 1 and "has" or "have")
  end
  for _, key in ipairs(set.merged) do
    d.warnings[#d.warnings + 1] = string.format("%s is a probable match of %s: they share one vote "
      .. "(option probable = \"separate\" counts them apart)", key, set.merged[key])
  end
  return d
end

return M
