-- The rows: one table per kind, each row an anchor that the rest of the report points to.
local format = require("hepar.report.format")
local report = require("hepar.report")
local rows = require("hepar.report.evidence.rows")

local M = {}

-- Name and id of a row.
local function head(record)
  return report.lines { rows.name(record), report.code(record.id) }
end

-- Results as lines by effect: "Benefit: MELD ↓, ALB ↑".
local function results(record)
  local by, lines = {}, {}
  for _, result in ipairs(record.results or {}) do
    local effect = rows.effect_names[result.effect] and result.effect or "unknown"
    by[effect] = by[effect] or {}
    table.insert(by[effect], rows.result(result))
  end
  for _, effect in ipairs(rows.effects) do
    if by[effect] then
      lines[#lines + 1] = { report.strong(rows.effect_names[effect]), ": ",
        table.concat(by[effect], ", ") }
    end
  end
  return #lines > 0 and report.lines(lines) or "none printed"
end

-- Labels without remarks in brackets, for cells.
local function label(data, vocabulary, code)
  if type(code) == "table" then -- cells of two sources
    local out = {}
    for i, one in ipairs(code) do out[i] = label(data, vocabulary, one) end
    return out[1] and table.concat(out, " and ") or "not reported"
  end
  if not code or code == "NR" then return "not reported" end
  local text = data.label[vocabulary][code] or code
  return (text:gsub("%s*%b()", ""))
end

local function labels(data, vocabulary, codes, between)
  local out = {}
  for i, code in ipairs(codes or {}) do out[i] = label(data, vocabulary, code) end
  return table.concat(out, between or ", ")
end

local function flags(record, everywhere)
  local out, seen = {}, {}
  for _, flag in ipairs(record.flags or {}) do
    if not everywhere[flag.code] and not seen[flag.code] then
      seen[flag.code] = true
      out[#out + 1] = rows.flag(flag.code)
    end
  end
  return #out > 0 and report.lines(out) or ""
end

-- Flags that every row of a group carries are said once, below the table.
local function common_flags(group)
  local counts, out, names = {}, {}, {}
  for _, record in ipairs(group) do
    local own = {}
    for _, flag in ipairs(record.flags or {}) do own[flag.code] = true end
    for code in pairs(own) do counts[code] = (counts[code] or 0) + 1 end
  end
  for code, n in pairs(counts) do
    if #group > 1 and n == #group then
      out[code] = true
      names[#names + 1] = rows.flag(code)
    end
  end
  table.sort(names)
  return out, names
end

-- What the codes of the outcomes in a group mean.
local function abbreviations(data, group)
  local seen, codes, out = {}, {}, {}
  for _, record in ipairs(group) do
    for _, result in ipairs(record.results or {}) do
      if not seen[result.outcome] and result.outcome ~= "GLOBAL" then
        seen[result.outcome] = true
        codes[#codes + 1] = result.outcome
      end
    end
  end
  table.sort(codes)
  for i, code in ipairs(codes) do
    out[i] = code .. " " .. (data.label.outcome[code] or code)
  end
  return "Outcomes: " .. table.concat(out, "; ") .. "."
end

local function notes(data, group, names, more)
  local out = { abbreviations(data, group), more }
  if #names > 0 then
    out[#out + 1] = ("Every row of this table also carries: %s.")
      :format(table.concat(names, ", "))
  end
  return out
end

local function doses(record)
  local out, seen = {}, {}
  for _, dose in ipairs(rows.doses(record)) do
    local text = rows.dose(dose)
    if not seen[text] then out[#out + 1] = text end
    seen[text] = true
  end
  return #out > 0 and report.lines(out) or "not printed"
end

-- "55 (18 + 19, control 18)".
local function size(record)
  local n = (record.enrolment or {}).n_total
  local others, control = {}, {}
  for _, arm in ipairs(record.arms or {}) do
    if arm.n then
      local list = (arm.role == "control" or arm.role == "comparator") and control or others
      list[#list + 1] = ("%d"):format(arm.n)
    end
  end
  local parts = {}
  if #others > 0 then parts[1] = table.concat(others, " + ") end
  if #control > 0 then parts[#parts + 1] = "control " .. table.concat(control, " + ") end
  local text = n and ("%d"):format(n) or "not printed"
  if #others + #control > 1 then text = text .. " (" .. table.concat(parts, ", ") .. ")" end
  return text
end

local function adverse(data, record)
  local events = record.adverse_events or {}
  if events.status == "none_reported" then return "“none”" end
  if events.status ~= "reported" then return "not available" end
  local out = {}
  for i, event in ipairs(events.events or {}) do
    out[i] = (event.term or data.label.adverse_event[event.code] or event.code)
      .. (event.percent and (" %s %%"):format(format.number(event.percent)) or "")
  end
  return #out > 0 and report.lines(out) or "named"
end

local function follow_up(record)
  local span = record.follow_up or {}
  if span.value and span.unit then return format.number(span.value) .. " " .. span.unit end
  return span.text or "not printed"
end

local function disease(data, record)
  local population = record.population or {}
  local text = label(data, "disease", population.disease)
  local causes = {}
  for _, code in ipairs(population.etiology or {}) do
    if code ~= "NR" then causes[#causes + 1] = label(data, "etiology", code) end
  end
  if #causes > 0 then text = text .. "; " .. table.concat(causes, ", ") end
  return text
end

local function origin(data, record)
  local product = record.product or {}
  return report.lines { label(data, "source", product.source),
    label(data, "donor", product.donor) }
end

-- The first words of a design; the rest of its definition goes below the table.
local function design(data, code)
  return (label(data, "design", code):gsub(",.*$", ""))
end

local function definitions(data, group)
  local out, seen = {}, {}
  for _, record in ipairs(group) do
    local text = label(data, "design", record.subdesign)
    if text:find(",", 1, true) and not seen[text] then out[#out + 1] = text end
    seen[text] = true
  end
  table.sort(out)
  return #out > 0 and "Designs: " .. table.concat(out, "; ") .. "." or nil
end

local function clinical(r, data, group, caption)
  local everywhere, names = common_flags(group)
  local lines = {}
  for i, record in ipairs(group) do
    local phase = table.concat(record.phase or {}, ", ")
    lines[i] = { anchor = record.id, head(record), disease(data, record),
      report.lines { design(data, record.subdesign),
        phase ~= "" and phase ~= "NR" and phase ~= "NA" and "phase " .. phase or "" },
      origin(data, record), doses(record), labels(data, "route", rows.routes(record)),
      size(record), follow_up(record), results(record), adverse(data, record),
      flags(record, everywhere) }
  end
  r:table { caption = caption, id = "clinical", wide = true, rows = lines,
    columns = { "Study", "Disease", "Design", "Cells from", "Dose", "Route", "Patients",
      "Follow-up", { title = "Results", least = 22 }, "Side effects", "Flags" },
    notes = notes(data, group, names, definitions(data, group)) }
end

local function model(data, record)
  local animal = record.animal or {}
  local out = {}
  local species = label(data, "species", animal.species)
  out[1] = species .. (animal.strain and ", " .. animal.strain or "")
  for _, injury in ipairs(record.injury or {}) do
    out[#out + 1] = label(data, "injury_model", injury.model)
  end
  return report.lines(out)
end

local function vesicles(r, data, group, caption)
  local everywhere, names = common_flags(group)
  local lines = {}
  for i, record in ipairs(group) do
    local ev, product = record.ev or {}, record.product or {}
    local markers = {}
    for j, marker in ipairs(ev.markers or {}) do
      markers[j] = marker.text or marker.marker
    end
    lines[i] = { anchor = record.id, head(record),
      report.lines { label(data, "intervention_type", product.type),
        label(data, "source", product.source) },
      labels(data, "ev_isolation", ev.isolation),
      ev.size_nm and format.range(ev.size_nm[1], ev.size_nm[2]):gsub(" to ", "–") .. " nm"
        or "not printed",
      #markers > 0 and table.concat(markers, ", ") or "none printed", model(data, record),
      doses(record), labels(data, "route", rows.routes(record)), results(record),
      flags(record, everywhere) }
  end
  r:table { caption = caption, id = "vesicles", wide = true, rows = lines,
    columns = { "Study", "Vesicles from", "Isolation", "Size", "Markers", "Model", "Dose",
      "Route", { title = "Results", least = 24 }, "Flags" },
    notes = notes(data, group, names) }
end

local function preclinical(r, data, group, caption)
  local everywhere, names = common_flags(group)
  local lines = {}
  for i, record in ipairs(group) do
    local product = record.product or {}
    lines[i] = { anchor = record.id, head(record),
      record.design == "clinical" and "human trial, in the wrong table" or model(data, record),
      label(data, "intervention_type", product.type), origin(data, record),
      labels(data, "conditioning", product.conditioning), results(record),
      flags(record, everywhere) }
  end
  r:table { caption = caption, id = "preclinical", wide = true, rows = lines,
    columns = { "Study", "Model", "Product", "Cells from", "Conditioning",
      { title = "Results", least = 30 }, "Flags" },
    notes = notes(data, group, names) }
end

local function other(r, data, group, caption)
  local everywhere, names = common_flags(group)
  local lines = {}
  for i, record in ipairs(group) do
    lines[i] = { anchor = record.id, head(record), label(data, "design", record.subdesign
      or record.design), disease(data, record), origin(data, record), results(record),
      flags(record, everywhere) }
  end
  r:table { caption = caption, id = "other-rows", wide = true, rows = lines,
    columns = { "Study", "Design", "Disease", "Cells from", "Results", "Flags" },
    notes = notes(data, group, names) }
end

local kinds = {
  { "clinical", "Clinical rows", "clinical table row", clinical },
  { "vesicles", "Vesicles", "row on extracellular vesicles", vesicles },
  { "preclinical", "Preclinical rows", "preclinical table row", preclinical },
  { "other", "Other rows", "other row", other },
}

-- "1 row on …", "6 rows on …".
local function counted(n, what)
  return ("%d %s"):format(n, n == 1 and what or (what:gsub("row", "rows", 1)))
end

function M.write(r, data)
  r:heading(1, "The records", { id = "records", landscape = true })
  r:paragraph("One line per row of a table of the documents. What a cell prints was coded; where "
    .. "it could not be read as a code or a number, that is said. Flags stand beside the values "
    .. "and change none of them; ", report.ref("flags-one-by-one", "each is explained below"),
    ". “Benefit” is a benefit to health, not a rise of the variable.")
  for _, kind in ipairs(kinds) do
    local group = data.groups[kind[1]]
    if #group > 0 then
      r:heading(2, kind[2])
      kind[4](r, data, group, counted(#group, kind[3]) .. ".")
    end
  end
end

return M
