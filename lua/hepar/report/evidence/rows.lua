-- What the first report reads from the store, once: the rows in groups, labels, locators. A group
-- is a kind of table (clinical, vesicles, preclinical), not a property of one row, so that a row
-- that is printed in the wrong table is seen and set aside.
local format = require("hepar.report.format")

local M = {}

local vesicle_types = { MSC_EV = true, MSC_EV_ENG = true, HEP_EV = true, HPC_EV = true }

-- code -> label of one vocabulary.
local function labels(name)
  local out = {}
  for _, entry in ipairs(require("hepar.evidence").vocabulary(name)) do
    out[entry.code] = entry.label
  end
  return out
end

local function has_flag(record, code)
  for _, flag in ipairs(record.flags or {}) do
    if flag.code == code then return true end
  end
  return false
end
M.has_flag = has_flag

-- The table a record stands in: "fiore2018:t1".
local function table_of(record) return record.id:match("^(.+):[^:]+$") or record.id end

local function kind_of(record)
  if record.ev then return "vesicles" end
  if record.design == "clinical" or record.design == "preclinical" then return record.design end
  return "other"
end

-- The kind that most rows of each table have.
local function kinds_of_tables(records)
  local counts, order = {}, {}
  for _, record in ipairs(records) do
    local name = table_of(record)
    if not counts[name] then
      counts[name] = { clinical = 0, vesicles = 0, preclinical = 0, other = 0 }
      order[#order + 1] = name
    end
    local kind = kind_of(record)
    counts[name][kind] = counts[name][kind] + 1
  end
  local out = {}
  for _, name in ipairs(order) do
    local best = "other"
    for _, kind in ipairs { "clinical", "preclinical", "vesicles" } do
      if counts[name][kind] > counts[name][best] then best = kind end
    end
    out[name] = best
  end
  return out
end

-- Everything the sections need: records, groups, labels, results and the records they come from.
function M.read(ev)
  local out = {
    ev = ev, records = {}, by_id = {},
    groups = { clinical = {}, vesicles = {}, preclinical = {}, other = {} },
    misplaced = {}, label = {},
  }
  for record in ev:each() do
    out.records[#out.records + 1] = record
    out.by_id[record.id] = record
  end
  local kinds = kinds_of_tables(out.records)
  for _, record in ipairs(out.records) do
    local kind = kinds[table_of(record)]
    local group = out.groups[kind]
    group[#group + 1] = record
    if has_flag(record, "MISPLACED") then out.misplaced[record.id] = true end
  end
  for _, name in ipairs { "outcome", "source", "donor", "route", "disease", "etiology", "design",
    "injury_model", "intervention_type", "conditioning", "species", "flag", "ev_isolation",
    "ev_marker", "adverse_event" } do
    out.label[name] = labels(name)
  end
  -- Rows that stand in the wrong table never vote: they are counted where they belong, if at all.
  out.results = { clinical = {}, animal = {} }
  out.voters = { clinical = {}, animal = {} }
  local part_of = {}
  local parts = { { "clinical", "clinical" }, { "vesicles", "animal" },
    { "preclinical", "animal" } }
  for _, part in ipairs(parts) do
    for _, record in ipairs(out.groups[part[1]]) do
      if not out.misplaced[record.id] then
        part_of[record.id] = part[2]
        table.insert(out.voters[part[2]], record)
      end
    end
  end
  for _, row in ipairs(ev:results()) do
    local part = part_of[row.id]
    if part then table.insert(out.results[part], row) end
  end
  return out
end

-- The ids of a list of records.
function M.ids(records)
  local out = {}
  for i, record in ipairs(records) do out[i] = record.id end
  return out
end

-- Those records of a list that `test` holds for.
function M.filter(records, test)
  local out = {}
  for _, record in ipairs(records) do
    if test(record) then out[#out + 1] = record end
  end
  return out
end

-- "Suk 2016"; a row that prints no name: its number, "[57]".
function M.name(record)
  local citation = record.citation or {}
  if citation.first_author then
    return citation.first_author .. (citation.year and (" %d"):format(citation.year) or "")
  end
  return citation.ref_printed and "no. " .. citation.ref_printed:gsub("[%[%]]", "")
    or record.study
end

-- Whether a row has an arm to compare with; nil when it names no arm.
function M.controlled(record)
  if #(record.arms or {}) == 0 then return nil end
  for _, arm in ipairs(record.arms) do
    if arm.role == "control" or arm.role == "comparator" then return true end
  end
  return false
end

function M.routes(record)
  return record.routes or (record.product or {}).routes or {}
end

function M.doses(record)
  return record.doses or (record.product or {}).doses or {}
end

function M.is_vesicle(record)
  return vesicle_types[(record.product or {}).type or ""] or false
end

-- Where a row stands: "fiore2018, Table 1, row 16, lines 371–387".
function M.locator(provenance)
  local out = { provenance.source_id }
  if provenance.container then out[#out + 1] = provenance.container end
  if provenance.row then
    out[#out + 1] = "row " .. (type(provenance.row) == "number"
      and ("%d"):format(provenance.row) or provenance.row)
  end
  local lines = provenance.lines
  if lines then out[#out + 1] = M.lines(lines) end
  return table.concat(out, ", ")
end

function M.lines(lines)
  local first, last = lines[1], lines[2] or lines[1]
  if first == last then return ("line %d"):format(first) end
  return ("lines %d–%d"):format(first, last)
end

-- One dose as a cell: "5 × 10⁷ cells, 2 doses"; what cannot be read as a number stays as printed.
function M.dose(dose)
  local text
  if dose.min then
    local unit = dose.unit or ""
    text = format.range(dose.min, dose.max or dose.min) .. (unit ~= "" and " " .. unit or "")
    if dose.per == "kg" then text = text .. "/kg" end
    if dose.per == "concentration" then text = text .. " (concentration)" end
  elseif dose.text then
    text = "“" .. dose.text .. "”, not readable as a number"
  else
    text = "not printed"
  end
  if dose.n_doses and dose.n_doses > 1 then text = text .. (", %d doses"):format(dose.n_doses) end
  return text
end

local arrows = { up = "↑", down = "↓", improved = "improved", worsened = "worsened",
  no_change = "unchanged", no_benefit = "no beneficial effect", no_diff = "no difference",
  unspecified = "direction not printed", conflict = "two directions", na = "not available" }

-- "MELD ↓"; statements on the whole trial need no name of an outcome.
function M.result(result)
  local arrow = arrows[result.direction] or result.direction
  if result.outcome == "GLOBAL" then
    return arrow .. (result.comparison and " (" .. result.comparison .. ")" or "")
  end
  return result.outcome .. "\u{A0}" .. arrow:gsub(" ", "\u{A0}")
end

local words = { PT = "PT", REF = "reference", DIR = "direction" }

-- "REF_SHIFT" -> "reference shift".
function M.flag(code)
  return (code:gsub("%u+", function(word) return words[word] or word:lower() end)
    :gsub("_", " "))
end

M.effects = { "benefit", "harm", "no_change", "null", "ambiguous", "unknown" }
M.effect_names = { benefit = "Benefit", harm = "Harm", no_change = "No change",
  null = "No effect", ambiguous = "Ambiguous", unknown = "Not stated" }

return M
