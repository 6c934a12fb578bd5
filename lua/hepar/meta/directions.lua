--- Synthesis by direction of effect, for evidence that reports arrows and no numbers.
-- @module hepar.meta.directions

local check = require "hepar.meta.check"
local count = require "hepar.meta.count"
local entries_of = require "hepar.meta.entries"
local text = require "hepar.meta.directions_text"

local M = {}

local WHERE = "hepar.meta.directions"
local known = { "by", "of", "ci", "level", "agreement", "probable" }
local fields = { "design", "subdesign", "source", "donor", "route", "disease", "species",
  "source_id", "controlled", "year", "study", "domain", "desirable", "role", "phase", "etiology" }

--- Directions of one outcome, or of several. Of one outcome it has the fields below, and is also
-- the list of that one outcome. Of several it holds one such object for each, `d[1]` with the most
-- votes first and `d.MELD` by code, and of the whole set `records`, `studies`, `entries`,
-- `uncontrolled`, `composition`, `rows`, `warnings`. With option `by`, `groups` holds one object
-- per group, in order and by name.
-- @type directions
-- @tfield[opt] string outcome code of the outcome
-- @tfield[opt] string label its name
-- @tfield[opt] string domain what it is about
-- @tfield integer benefit studies in the direction of benefit
-- @tfield integer harm studies in the direction of harm
-- @tfield integer no_change studies that report no change
-- @tfield integer mixed studies whose entries disagree
-- @tfield integer ambiguous_studies studies with ambiguous entries only
-- @tfield integer unreported studies of the set without a direction
-- @tfield integer studies the sum of the numbers of studies above
-- @tfield integer ambiguous entries that cannot be read as benefit or harm
-- @tfield integer votes benefit + harm
-- @tfield[opt] number proportion of the votes in the direction of benefit; absent without votes
-- @tfield[opt] number ci_lb lower limit of its confidence interval
-- @tfield[opt] number ci_ub upper limit
-- @tfield[opt] number pval of the exact two-sided sign test
-- @tfield table rows one per study with an entry: study, ids, vote, reason, …
-- @tfield[opt] table absent the studies of the set without an entry
-- @tfield table ambiguous_entries list of study, id, outcome, direction, text, reason
-- @tfield table no_change_entries likewise
-- @tfield {string,...} warnings sentences that belong beside every use of the numbers
-- @tfield integer records of the whole set
-- @tfield integer entries of the whole set
-- @tfield integer uncontrolled records of the set without a control arm
-- @tfield table composition of the set: lists of code and n, by field
-- @tfield[opt] table groups with option `by`: one object per group
-- @tfield directions [i] of several outcomes, the i-th
local Directions = {}

-- The set each object was counted in, for what is made only when asked for.
local sets = setmetatable({}, { __mode = "k" })

local shared = { __name = "hepar.directions" }

-- What an object of one outcome answers to beside its fields: it is also the list of that one
-- outcome, and `absent` is made when it is asked for.
local function special(self, key)
  if rawget(self, "outcomes") then return nil end
  if key == "absent" and sets[self] then
    self.absent = count.absent(self.rows, sets[self])
    return self.absent
  end
  if key == 1 or (key ~= nil and key == rawget(self, "outcome")) then return self end
  return nil
end

--- How many outcomes it holds.
-- @function __len
-- @treturn integer a count
shared.__len = function(self)
  local outcomes = rawget(self, "outcomes")
  if outcomes then return #outcomes end
  return rawget(self, "outcome") and 1 or 0
end

--- The table of counts, the warnings, and what a vote count cannot say.
-- @function __tostring
-- @treturn string some lines
shared.__tostring = text.directions

-- Make d an object. Its methods are in a plain table of its own, where completion finds them.
local function object(d)
  local weak = setmetatable({ d }, { __mode = "v" })
  local methods = { effect_direction_table = Directions.effect_direction_table,
    harvest = Directions.harvest }
  setmetatable(methods, { __index = function(_, key) return special(weak[1], key) end })
  local meta = { __index = methods }
  for name, value in pairs(shared) do meta[name] = value end
  return setmetatable(d, meta)
end

local function is_object(value)
  local meta = type(value) == "table" and getmetatable(value)
  return type(meta) == "table" and meta.__tostring == text.directions
end

local function by_votes(a, b)
  if a.votes ~= b.votes then return a.votes > b.votes end
  return a.outcome < b.outcome
end

local build

-- The object of one outcome with what holds for its set. Without a known set, that is the entries'.
local function one_outcome(outcome, entries, scope, set, whole)
  if not scope.members or not set then
    set = count.set(scope.members, entries, scope.merge)
    whole = count.overview(entries, scope, set)
  end
  local d = count.outcome(outcome, entries, scope, set)
  d.records, d.composition, d.uncontrolled = whole.records, whole.composition, whole.uncontrolled
  sets[d] = set
  return object(d)
end

-- The groups of entries and members by one field, most entries first.
local function groups_of(outcome, entries, scope, by)
  local at, names = {}, {}
  local function slot(name)
    if not at[name] then
      at[name] = { entries = {}, members = scope.members and {} }
      names[#names + 1] = name
    end
    return at[name]
  end
  -- A study of the set that does not say its group itself has the group of its entries.
  local of_record = {}
  for _, entry in ipairs(entries) do
    local name = entries_of.value(entry, by) or "NR"
    table.insert(slot(name).entries, entry)
    of_record[entry.study] = name
    if entry.id then of_record[entry.id] = name end
  end
  for _, member in ipairs(scope.members or {}) do
    local name = entries_of.value(member, by) or of_record[member.id or member.study]
      or of_record[member.study] or "NR"
    table.insert(slot(name).members, member)
  end
  table.sort(names, function(a, b)
    local na, nb = #at[a].entries, #at[b].entries
    if na ~= nb then return na > nb end
    return a < b
  end)
  local groups = {}
  for i, name in ipairs(names) do
    local inner = setmetatable({ members = at[name].members }, { __index = scope })
    local group = build(at[name].entries, inner, nil, outcome)
    group.by, group.group = by, name
    groups[i], groups[name] = group, group
  end
  return groups
end

-- The outcome of that code in an object of one or several, or nil.
local function find(d, code)
  for _, one in ipairs(rawget(d, "outcomes") or { d }) do
    if one.outcome == code then return one end
  end
  return nil
end

-- The same groups for one outcome of several: in a known set a group that does not report the
-- outcome is told too.
local function groups_of_outcome(code, whole, scope, by)
  local groups = {}
  for _, group in ipairs(whole) do
    local one = find(group, code)
    if not one and scope.members then one = one_outcome(code, {}, scope, sets[group], group) end
    if one then
      one.by, one.group = by, group.group
      groups[#groups + 1], groups[group.group] = one, one
    end
  end
  return groups
end

-- One object of all entries: of one outcome, or a collection.
build = function(entries, scope, by, outcome)
  local lists, codes = {}, {}
  for _, entry in ipairs(entries) do
    if not lists[entry.outcome] then
      lists[entry.outcome] = {}
      codes[#codes + 1] = entry.outcome
    end
    table.insert(lists[entry.outcome], entry)
  end
  local d
  if #codes <= 1 then
    outcome = codes[1] or outcome
    d = one_outcome(outcome, entries, scope)
  else
    local set = count.set(scope.members, entries, scope.merge)
    local whole = count.overview(entries, scope, set)
    d = object(whole)
    sets[d] = set
    d.outcomes, d.rows = {}, {}
    for i, code in ipairs(codes) do
      d.outcomes[i] = one_outcome(code, lists[code], scope, set, whole)
    end
    table.sort(d.outcomes, by_votes)
    for i, one in ipairs(d.outcomes) do
      d[i] = one
      -- A code that is also the name of a field stays reachable by its place.
      if d[one.outcome] == nil then d[one.outcome] = one end
      for _, row in ipairs(one.rows) do d.rows[#d.rows + 1] = row end
    end
  end
  d.level, d.ci = scope.level, scope.ci
  if by then
    d.by, d.groups = by, groups_of(outcome, entries, scope, by)
    for _, one in ipairs(d.outcomes or {}) do
      one.by, one.groups = by, groups_of_outcome(one.outcome, d.groups, scope, by)
    end
  end
  return d
end

-- Option `by`: a field that at least one entry or study has.
local function check_by(by, entries, members)
  if by == nil then return nil end
  if type(by) ~= "string" then
    check.fail(WHERE, "option by must be the name of a field, got %s", check.show(by))
  end
  for _, list in ipairs { entries, members or {} } do
    for _, one in ipairs(list) do
      if entries_of.field(one.row, by) ~= nil then return by end
    end
  end
  for _, name in ipairs(fields) do
    if name == by then
      if #entries == 0 then return by end
      check.fail(WHERE, 'option by: no result has the field "%s"', by)
    end
  end
  check.fail(WHERE, 'option by: field "%s" is not known%s', by, check.suggest(by, fields))
end

-- Every study with an entry must be in the set it is said to come from.
local function check_members(entries, members)
  if not members then return end
  local there = {}
  for _, member in ipairs(members) do there[member.study] = true end
  for _, entry in ipairs(entries) do
    if not there[entry.study] then
      check.fail(WHERE, 'study "%s" has results but is not in option of', entry.study)
    end
  end
end

-- Counts the directions; the public function of hepar.meta calls this.
function M.make(results, options)
  options = check.options(WHERE, options, known)
  local entries, universe = entries_of.read(WHERE, results)
  local members
  if options.of ~= nil then
    members = entries_of.members(WHERE, "option of", options.of)
    check_members(entries, members)
  elseif universe ~= nil then
    -- The view the results came from may have been closed since: then the set is not known.
    local ok, list = pcall(entries_of.members, WHERE, "results.universe", universe)
    members = ok and list or nil
  end
  if members then entries_of.link(entries, members) end
  local scope = {
    members = members,
    ci = check.word(WHERE, "ci", options.ci, { "clopper-pearson", "wilson" }, "clopper-pearson"),
    level = check.level(WHERE, options.level),
    agreement = check.number(WHERE, "option agreement", options.agreement, 0.5, 1, true, 0.7),
    merge = check.word(WHERE, "probable", options.probable, { "merge", "separate" }, "merge")
      == "merge",
  }
  return build(entries, scope, check_by(options.by, entries, members))
end

-- The outcomes of an object, whether it has one or several.
local function outcomes_of(self, method)
  if not is_object(self) then
    check.fail("directions:" .. method, "expected a directions object, got %s", check.show(self))
  end
  return rawget(self, "outcomes") or (self.outcome and { self } or {})
end

local symbols = { benefit = "▲", harm = "▼", no_change = "◄►", mixed = "◄►", ambiguous = "?",
  unreported = "–" }
local colours = { low = "green", some = "amber", moderate = "amber", high = "red" }
local suitability = { rct = 3, nrct = 2, cohort_ctrl = 2 }

-- Size classes of the plot: more than 300, 50 to 300, fewer than 50.
local function size_class(n)
  if type(n) ~= "number" then return nil end
  return n > 300 and "large" or n >= 50 and "medium" or "small"
end

--- The data of an effect-direction plot (Boon and Thomson 2021): studies by outcomes. ▲ is benefit
-- to health and ▼ harm, not rise and fall; ◄► is no change or mixed, ? ambiguous, – named without
-- a direction, and an empty symbol no entry. The size class is by patients of the intervention
-- group where results carry `n_experimental`, else by `n_total`: large above 300, medium 50 to 300,
-- small below 50. The colour follows `risk_of_bias` (low green, some amber, high red) where given.
-- @treturn table `studies` (list of `study`, `n`, `size`, `design`, `subdesign`, `year`,
--   `risk_of_bias`, `colour`), `outcomes` (list of `code`, `label`, `domain`, and the counts,
--   proportion, interval and p value for the foot of the column), `cells[i][j]` (`symbol`, `vote`,
--   `entries`, `ids`, `reason`), `legend`
-- @usage local t = hepar.meta.directions(ev:results()):effect_direction_table()
--   print(t.studies[1].study, t.outcomes[1].code, t.cells[1][1].symbol)
function Directions:effect_direction_table()
  local t = { studies = {}, outcomes = {}, cells = {} }
  local at = {}
  for j, d in ipairs(outcomes_of(self, "effect_direction_table")) do
    local column = { code = d.outcome, label = d.label, domain = d.domain }
    for _, name in ipairs { "benefit", "harm", "no_change", "mixed", "ambiguous", "unreported",
      "votes", "proportion", "ci_lb", "ci_ub", "pval" } do
      column[name] = d[name]
    end
    t.outcomes[j] = column
    for _, row in ipairs(d.rows) do
      local i = at[row.study]
      if not i then
        i = #t.studies + 1
        at[row.study] = i
        local n = row.n_experimental or row.n_total
        t.studies[i] = { study = row.study, n = n, size = size_class(n), design = row.design,
          subdesign = row.subdesign, year = row.year, risk_of_bias = row.risk_of_bias,
          colour = colours[row.risk_of_bias] }
        t.cells[i] = {}
      end
      t.cells[i][j] = { symbol = symbols[row.vote], vote = row.vote, entries = row.entries,
        ids = row.ids, reason = row.reason }
    end
  end
  for i = 1, #t.studies do
    for j = 1, #t.outcomes do
      t.cells[i][j] = t.cells[i][j] or { symbol = "", vote = "absent", entries = 0, ids = {} }
    end
  end
  t.legend = { ["▲"] = "benefit", ["▼"] = "harm", ["◄►"] = "no change, or entries that disagree",
    ["?"] = "ambiguous", ["–"] = "named without a direction" }
  return t
end

--- The data of a harvest plot (Ogilvie and others 2008): for each outcome, one bar per study below
-- the hypothesis it supports. The height is the suitability of the design: 3 randomised, 2 with
-- a control group that was not randomised, 1 any other or not reported.
-- @treturn table list of `outcome`, `label`, `domain`, and `benefit`, `no_change`, `harm`, `mixed`,
--   `ambiguous`: lists of bars (`study`, `height`, `n`, `subdesign`, `controlled`)
-- @usage print(#hepar.meta.directions(ev:results{outcome = "MELD"}):harvest()[1].benefit)
function Directions:harvest()
  local list = {}
  for i, d in ipairs(outcomes_of(self, "harvest")) do
    local item = { outcome = d.outcome, label = d.label, domain = d.domain, benefit = {},
      no_change = {}, harm = {}, mixed = {}, ambiguous = {} }
    for _, row in ipairs(d.rows) do
      local bars = item[row.vote]
      if bars then
        bars[#bars + 1] = { study = row.study, height = suitability[row.subdesign] or 1,
          n = row.n_experimental or row.n_total, subdesign = row.subdesign,
          controlled = row.controlled }
      end
    end
    list[i] = item
  end
  return list
end

return M
