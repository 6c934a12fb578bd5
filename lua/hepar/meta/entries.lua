--- Reads what a synthesis of directions is given: entries (one reported direction each) and the set
-- of studies they come from; and says of each entry whether it can vote, and if not, why.
-- @module hepar.meta.entries
-- @local

local check = require "hepar.meta.check"

local M = {}

local vote_of = {
  benefit = "benefit", harm = "harm", null = "no_change", no_change = "no_change",
  ambiguous = "ambiguous", unknown = "unreported", unreported = "unreported",
}
local effects = { "benefit", "harm", "null", "no_change", "ambiguous", "unknown", "unreported" }
local directions = { "up", "down", "improved", "worsened", "no_change", "no_benefit", "no_diff",
  "unspecified", "conflict", "na" }
local is_direction = {}
for _, word in ipairs(directions) do is_direction[word] = true end

-- A method of a view, or nil; anything but a table or userdata has none.
local function method(data, name)
  if type(data) ~= "table" and type(data) ~= "userdata" then return nil end
  local ok, value = pcall(function() return data[name] end)
  return ok and type(value) == "function" and value or nil
end

-- What an effect follows from when only the direction is given: the derivation of the records.
local function effect_of(direction, desirable)
  if direction == "improved" then return "benefit" end
  if direction == "worsened" then return "harm" end
  if direction == "no_change" or direction == "no_benefit" or direction == "no_diff" then
    return "null"
  end
  if direction == "unspecified" or direction == "na" then return "unknown" end
  if desirable == "up" or desirable == "down" then
    return direction == desirable and "benefit" or "harm"
  end
  return "ambiguous"
end

local function given(text)
  return text and text ~= "" and " (" .. tostring(text) .. ")" or ""
end

-- Why an entry does not vote.
local function reason_of(entry, vote)
  local row, direction = entry.row, entry.direction
  if vote == "unreported" then
    return direction == "na" and "printed as not available" or "named without a direction"
  elseif direction == "no_diff" then
    return "no difference between two active arms" .. given(row.comparison)
      .. ": no comparison with a control"
  elseif direction == "conflict" then
    return "two opposite directions in one cell"
  elseif entry.outcome == "PT" then
    return "time or activity not stated: lower is better for the time, higher for the activity"
  elseif entry.outcome == "TGFB" then
    return "compartment not stated or not coded: fibrogenic in tissue, favourable in serum"
      .. given(row.context)
  elseif row.desirable == "ctx" then
    return "whether up or down is better depends on the context" .. given(row.context)
  elseif row.effect == nil then
    return "which direction is desirable is not stated"
  end
  return "recorded as ambiguous"
end

-- The vote of an entry, and the reason where it has none.
local function judge(where, entry, number)
  local row = entry.row
  local direction, effect = row.direction, row.effect
  if direction ~= nil and not is_direction[direction] then
    check.fail(where, "result %d: direction %s is not known%s", number, check.show(direction),
      type(direction) == "string" and check.suggest(direction, directions) or "")
  end
  if effect == nil and direction == nil then
    check.fail(where, "result %d has neither effect nor direction", number)
  end
  if effect == nil then effect = effect_of(direction, row.desirable) end
  local vote = vote_of[effect]
  if not vote then
    check.fail(where, "result %d: effect %s is not known%s", number, check.show(effect),
      type(effect) == "string" and check.suggest(effect, effects) or "")
  end
  if vote == "no_change" and direction == "no_diff" then vote = "ambiguous" end
  entry.vote = vote
  if vote == "ambiguous" or vote == "unreported" then entry.reason = reason_of(entry, vote) end
end

-- Columns of equal length to a list of rows.
local function rows_of_columns(where, columns)
  local names = {}
  for name, column in pairs(columns) do
    if type(name) == "string" and (type(column) == "table" or type(column) == "userdata") then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  for _, need in ipairs { "study", "outcome" } do
    if columns[need] == nil then check.fail(where, 'results: column "%s" is missing', need) end
  end
  if columns.effect == nil and columns.direction == nil then
    check.fail(where, 'results: column "effect" (or "direction") is missing')
  end
  for _, name in ipairs { "study", "outcome", "effect", "direction" } do
    if columns[name] ~= nil and type(columns[name]) ~= "table" then
      check.fail(where, 'results: column "%s" must be a list, got %s', name,
        check.show(columns[name]))
    end
  end
  local length = #columns.study
  local rows = {}
  for i = 1, length do rows[i] = {} end
  for _, name in ipairs(names) do
    local column = columns[name]
    -- The optional columns may have gaps, which # does not see.
    if (name == "study" or name == "outcome") and #column ~= length then
      check.fail(where, 'results: column "%s" has %d entries, "study" has %d', name, #column,
        length)
    end
    if name ~= "universe" then
      for i = 1, length do rows[i][name] = column[i] end
    end
  end
  return rows
end

local function key_of(where, row, name, what, number)
  local value = row[name]
  if type(value) ~= "string" or value == "" then
    check.fail(where, "%s %d: %s must be a name, got %s", what, number, name, check.show(value))
  end
  return value
end

local function check_id(where, what, number, id)
  if id ~= nil and type(id) ~= "string" then
    check.fail(where, "%s %d: id must be a string, got %s", what, number, check.show(id))
  end
end

-- The rows of whatever `results` is: a view, a list of rows or a table of columns.
local function rows_of(where, results)
  local call = method(results, "results")
  if call then results = call(results) end
  if not check.plain(results) then
    check.fail(where, "results must be a list of results, a table of columns or a view, got %s",
      check.show(results))
  end
  if #results > 0 then return results, results.universe end
  if results.study ~= nil or results.outcome ~= nil or results.effect ~= nil
    or results.direction ~= nil then
    return rows_of_columns(where, results), results.universe
  end
  if next(results) ~= nil and (results.universe == nil or next(results, next(results)) ~= nil) then
    check.fail(where, "results must be a list of results or a table of columns with study, outcome "
      .. "and effect")
  end
  return results, results.universe
end

-- The entries of `results`, and the set of studies that it carries, if any.
function M.read(where, results)
  local rows, universe = rows_of(where, results)
  local entries, both = {}, {}
  for i = 1, #rows do
    local row = rows[i]
    if type(row) ~= "table" then
      check.fail(where, "result %d must be a table, got %s", i, check.show(row))
    end
    local entry = { row = row, study = key_of(where, row, "study", "result", i),
      outcome = key_of(where, row, "outcome", "result", i), id = row.id,
      direction = row.direction, text = type(row.text) == "string" and row.text or nil }
    check_id(where, "result", i, row.id)
    judge(where, entry, i)
    entries[i] = entry
    local key = (entry.id or entry.study) .. "\n" .. entry.outcome
    both[key] = both[key] or {}
    both[key][row.direction or ""] = true
  end
  for _, entry in ipairs(entries) do
    local seen = both[(entry.id or entry.study) .. "\n" .. entry.outcome]
    if entry.vote == "ambiguous" and seen.up and seen.down then
      entry.reason = entry.reason .. "; printed both up and down"
    end
  end
  return entries, universe
end

-- The studies of option `of`: a view, a list of records or rows, or a list of study names.
function M.members(where, name, set)
  local list = {}
  local each = method(set, "each")
  if each then
    for record in each(set) do list[#list + 1] = record end
  elseif type(set) == "table" then
    for i = 1, #set do list[i] = set[i] end
  else
    check.fail(where, "%s must be a view or a list of studies, got %s", name, check.show(set))
  end
  local members = {}
  for i, one in ipairs(list) do
    if type(one) == "string" then one = { study = one } end
    if type(one) ~= "table" then
      check.fail(where, "%s, entry %d must be a study, got %s", name, i, check.show(one))
    end
    check_id(where, name .. ", entry", i, one.id)
    members[i] = { study = key_of(where, one, "study", name .. ", entry", i), id = one.id,
      row = one }
  end
  return members
end

-- Whether a record has an arm to compare with; nil when its arms are not recorded.
local function controlled(row)
  if row.controlled ~= nil then return row.controlled end
  if type(row.arms) ~= "table" or #row.arms == 0 then return nil end
  for _, arm in ipairs(row.arms) do
    if type(arm) == "table" and (arm.role == "control" or arm.role == "comparator") then
      return true
    end
  end
  return false
end

local function part(row, name, field)
  local inner = row[name]
  return type(inner) == "table" and inner[field] or nil
end

-- One field of a result row or of a record, wherever it keeps it; nil when absent.
function M.field(row, name)
  if name == "controlled" then
    local value = controlled(row)
    if value == nil then return nil end
    return value and "controlled" or "uncontrolled"
  elseif name == "route" and row.route == nil then
    local routes = row.routes or part(row, "product", "routes")
    if type(routes) ~= "table" then return nil end
    local names = {}
    for i, route in ipairs(routes) do names[i] = tostring(route) end
    return names[1] and table.concat(names, "/")
  end
  local value = row[name]
  if value == nil then
    value = part(row, "product", name) or part(row, "population", name) or part(row, "animal", name)
      or part(row, "citation", name)
  end
  if value == nil and name == "disease" and type(row.injury) == "table" then
    for _, injury in ipairs(row.injury) do
      value = value or (type(injury) == "table" and injury.disease or nil)
    end
  end
  if type(value) == "number" then return string.format("%.14g", value) end
  if type(value) == "boolean" then return value and "true" or "false" end
  return type(value) == "string" and value or nil
end

-- Lets entries know the whole record they come from, where the set has it.
function M.link(entries, members)
  local records = {}
  for _, member in ipairs(members) do
    if member.id and member.row.provenance ~= nil then records[member.id] = member.row end
  end
  for _, entry in ipairs(entries) do entry.record = entry.id and records[entry.id] end
end

-- One field of an entry or a member: of the record, where the set has it.
function M.value(one, name)
  local value = one.record and M.field(one.record, name)
  if value then return value end
  return M.field(one.row, name)
end

return M
