--- Reads what a figure is given: a view of the evidence, a list of plain records or results, or an
-- object that holds such rows; and finds the words to print for codes and studies.
-- @module hepar.plot.data
-- @local

local check = require "hepar.plot.check"

local M = {}

-- A method of a view, or nil; anything but a table or userdata has none.
local function method(data, name)
  if type(data) ~= "table" and type(data) ~= "userdata" then return nil end
  local ok, value = pcall(function() return data[name] end)
  return ok and type(value) == "function" and value or nil
end

-- Whether a table without entries is not meant as a list: it has names. The empty lists of the
-- evidence module have names too, and a metatable.
local function no_list(data)
  return #data == 0 and next(data) ~= nil and getmetatable(data) == nil
end

-- Copies a list after checking that every entry is a table.
local function entries(where, list, what)
  local copy = {}
  for i = 1, #list do
    if type(list[i]) ~= "table" then
      check.fail(where, "%s %d must be a table, got %s", what, i, check.show(list[i]))
    end
    copy[i] = list[i]
  end
  return copy
end

local function refuse(where, data, wanted)
  check.fail(where, "data must be %s, got %s", wanted, check.show(data))
end

-- Records, as plain tables, from a view (`each`), a bundle (`records`) or a list.
function M.records(where, data)
  local each = method(data, "each")
  if each then
    local list = {}
    for record in each(data) do list[#list + 1] = record end
    return entries(where, list, "record")
  end
  if type(data) ~= "table" or check.class(data) then
    refuse(where, data, "a view or a list of records")
  end
  if type(data.records) == "table" then data = data.records end
  if no_list(data) then
    refuse(where, data, "a view or a list of records (this table has no entry 1)")
  end
  return entries(where, data, "record")
end

-- Result rows, one per reported direction, from a view (`results`), a list of rows, an object with
-- `rows`, or an object with one such object per outcome.
function M.results(where, data)
  local results = method(data, "results")
  if results then data = results(data) end
  local class = check.class(data)
  if type(data) ~= "table" or class and class ~= "hepar.directions" then
    refuse(where, data, "a view, a list of results or a directions object")
  end
  if type(data.rows) == "table" then data = data.rows end
  if no_list(data) then
    refuse(where, data,
      "a view, a list of results or a directions object (this table has no entry 1)")
  end
  return entries(where, data, "result")
end

-- The label of a code in the vocabularies of the evidence. Without the compiled core, plain tables
-- are drawn all the same and codes stand for themselves.
local function vocabulary_label(name, code)
  local ok, evidence = pcall(require, "hepar.evidence")
  if not ok then return nil end
  local entry = evidence.vocabulary(name)[code]
  return entry and entry.label
end

-- Upper case for the first letter, unless the word is written with capitals inside ("iPSC").
local function capital(s)
  local first = s:match("^%S+")
  if not first or first:find("%u") then return s end
  return s:sub(1, 1):upper() .. s:sub(2)
end

-- Small letter at the start of a label that follows other words, unless it is an abbreviation.
function M.lower(s)
  if s:match("^%S*"):sub(2):find("%u") then return s end
  return s:sub(1, 1):lower() .. s:sub(2)
end

-- A vocabulary's label made fit for a heading: without remarks in brackets, capital first.
function M.tidy(label)
  return capital((tostring(label):gsub("%s*%b()%s*", " "):gsub("^%s+", ""):gsub("%s+$", "")))
end

-- The words for a code: the caller's, else the vocabulary's without remarks in brackets, else the
-- code itself.
function M.label(kind, code, labels)
  if labels and labels[code] then return tostring(labels[code]) end
  if code == nil or code == "NR" then return "Not reported" end
  local label = vocabulary_label(kind, code)
  if not label then return tostring(code) end
  return M.tidy(label)
end

-- A code or name as a string, several in one ("BM/UC"), or nil for what is neither text nor a whole
-- number.
function M.code(value)
  if type(value) == "string" and value ~= "" then return value end
  if type(value) == "table" then
    local parts = {}
    for i, part in ipairs(value) do
      if type(part) ~= "string" then return nil end
      parts[i] = part
    end
    return parts[1] and table.concat(parts, "/")
  end
  local whole = math.tointeger(value)
  return whole and string.format("%d", whole) or nil
end

-- What the rows of one study have in common: its key, else the id of the row, else a given string.
function M.key(row, otherwise)
  return M.code(row.study) or M.code(row.id) or otherwise
end

-- A finite number that is not negative, or nil for anything else.
function M.number(value)
  return type(value) == "number" and value >= 0 and value < math.huge and value or nil
end

-- Year of a record or row, or nil.
function M.year(row)
  local citation = type(row.citation) == "table" and row.citation or row
  local year = M.number(tonumber(citation.year or row.year))
  return year and year < 10000 and math.floor(year) or nil
end

-- "Suk 2016" from a study key such as "suk2016", the author where it is known.
function M.study_label(row, labels)
  local study = M.key(row, "?")
  if labels and labels[study] then return tostring(labels[study]) end
  local citation = type(row.citation) == "table" and row.citation or row
  local year = M.year(row)
  if citation.first_author then
    return year and string.format("%s %.0f", citation.first_author, year) or
      tostring(citation.first_author)
  end
  local name, digits, letter = tostring(study):match("^(%a[%a-]*)(%d%d%d%d)(%a?%??)$")
  if name then return capital(name) .. " " .. digits .. letter end
  if citation.ref_printed then
    local source = tostring(row.source_id or row.id or study):match("^[^:_]+")
    return string.format("%s [%s]", source, (tostring(citation.ref_printed):gsub("[%[%]]", "")))
  end
  -- a key made from the number of a reference, such as "review2_ref54"
  local source, number = tostring(study):match("^(%w+)_[%a_%d]-(%d+)$")
  if source then return string.format("%s [%s]", source, number) end
  return (tostring(study):gsub("_", " "))
end

-- One field of a record, wherever the record keeps it.
function M.field(record, name)
  local product = type(record.product) == "table" and record.product or {}
  local population = type(record.population) == "table" and record.population or {}
  local enrolment = type(record.enrolment) == "table" and record.enrolment or {}
  local follow_up = type(record.follow_up) == "table" and record.follow_up or {}
  if name == "source" then return M.code(product.source or record.source) end
  if name == "donor" then return M.code(product.donor or record.donor) end
  if name == "disease" then
    local injury = type(record.injury) == "table" and record.injury[1]
    return M.code(population.disease or record.disease or type(injury) == "table" and
      injury.disease)
  end
  if name == "species" then
    local animal = type(record.animal) == "table" and record.animal or {}
    return M.code(population.species or animal.species or record.species)
  end
  if name == "doses" or name == "routes" then return product[name] or record[name] end
  if name == "n_total" then return M.number(enrolment.n_total or record.n_total) end
  if name == "follow_up_days" then return M.number(follow_up.days or record.follow_up_days) end
  return record[name]
end

-- One record per study, in order of appearance. Where records of a study differ in the named number
-- fields, `differs[study]` holds their names; a missing value is taken from the next record.
function M.studies(records, fields)
  local list, seen, differs = {}, {}, {}
  for index, record in ipairs(records) do
    local key = M.key(record, "#" .. index)
    local entry = seen[key]
    if not entry then
      entry = { key = key, record = record, values = {} }
      seen[key] = entry
      list[#list + 1] = entry
    end
    for _, name in ipairs(fields) do
      local value = M.field(record, name)
      if entry.values[name] == nil then
        entry.values[name] = value
      elseif value ~= nil and value ~= entry.values[name] then
        differs[key] = differs[key] or {}
        differs[key][name] = true
      end
    end
  end
  return list, differs
end

-- "1 study", "2 studies".
function M.count(n, one, many)
  return string.format("%d %s", n, n == 1 and one or many or one .. "s")
end

-- A list of words as "a, b and c".
function M.listed(words)
  if #words < 2 then return words[1] or "" end
  return table.concat(words, ", ", 1, #words - 1) .. " and " .. words[#words]
end

return M
