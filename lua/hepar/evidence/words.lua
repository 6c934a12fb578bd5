-- The words for codes: labels of the vocabularies, and of the short lists that need none.
local core = require("hepar.core").evidence

local M = {}

local lists = {
  design = { clinical = "clinical", preclinical = "preclinical (animals)", in_vitro = "in vitro",
    mixed = "in vitro and in vivo", registry = "registry entry" },
  effect = { benefit = "benefit", harm = "harm", null = "no change", ambiguous = "ambiguous",
    unknown = "not stated" },
  adverse_events = { none_reported = "none reported", na = "printed as not available",
    reported = "reported" },
  controlled = { [true] = "with a control arm", [false] = "without a control arm" },
}

local fields, vocabularies, all

--- The fields of a filter by name: {name, kind, vocabulary, codes, multiple}.
function M.fields()
  if not fields then
    fields = {}
    for _, field in ipairs(core.fields()) do fields[field.name] = field end
  end
  return fields
end

--- The vocabularies as lists: name -> list of {code, label, …}, sorted by code.
function M.lists()
  all = all or core.vocabularies()
  return all
end

--- The vocabularies: name -> code -> {code, label, parent, domain, desirable, unit, synonyms}.
function M.vocabularies()
  if not vocabularies then
    vocabularies = {}
    for name, entries in pairs(M.lists()) do
      local by_code = {}
      for _, entry in ipairs(entries) do by_code[entry.code] = entry end
      vocabularies[name] = by_code
    end
  end
  return vocabularies
end

--- The entry of a code, or nil.
function M.entry(vocabulary, code)
  local entries = M.vocabularies()[vocabulary]
  return entries and entries[code]
end

--- The label of a code in a vocabulary, else the code itself.
function M.label(vocabulary, code)
  local entry = M.entry(vocabulary, code)
  return entry and entry.label or tostring(code)
end

--- The label of a value of a field.
function M.value(name, value)
  if lists[name] then return lists[name][value] or tostring(value) end
  local field = M.fields()[name]
  if field and field.vocabulary then return M.label(field.vocabulary, value) end
  if math.type(value) == "float" then return ("%.6g"):format(value) end
  return tostring(value)
end

return M
