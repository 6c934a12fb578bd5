--- A record as a card: what a reader wants to know, in the order of asking.
-- @module hepar.evidence.card

local layout = require("hepar.evidence.layout")
local words = require("hepar.evidence.words")

local M = {}

local arrows = { up = "↑", down = "↓", improved = "improved", worsened = "worsened",
  no_change = "unchanged", no_benefit = "no benefit", no_diff = "no difference",
  unspecified = "(no direction)", conflict = "↑ and ↓", na = "not available" }

--- The sign of a direction.
function M.arrow(direction) return arrows[direction] or tostring(direction) end

-- Labels of one code or of a list of codes.
local function labels(vocabulary, codes)
  if codes == nil then return nil end
  if type(codes) ~= "table" then codes = { codes } end
  local out = {}
  for _, code in ipairs(codes) do out[#out + 1] = words.label(vocabulary, code) end
  return #out > 0 and table.concat(out, ", ") or nil
end

-- The parts that are there, joined.
local function join(separator, ...)
  local out = {}
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    if part and part ~= "" then out[#out + 1] = part end
  end
  return #out > 0 and table.concat(out, separator) or nil
end

local function title(record)
  local citation = record.citation or {}
  local name = join(" ", citation.first_author, citation.year and layout.cell(citation.year))
  return join("  ", record.id, name or record.study, citation.ref_printed)
end

local function design(record)
  local label = words.value("design", record.design)
  if record.subdesign and record.subdesign ~= "nr" then
    label = label .. ", " .. words.label("design", record.subdesign)
  end
  return label
end

local function disease(record)
  local population = record.population or {}
  return join("; ", labels("disease", population.disease), labels("etiology", population.etiology))
end

local function animals(record)
  local animal = record.animal
  if not animal then return nil end
  local models = {}
  for _, injury in ipairs(record.injury or {}) do
    models[#models + 1] = words.label("injury_model", injury.model)
  end
  return join("; ", join(" ", labels("species", animal.species), animal.strain),
    table.concat(models, ", "))
end

local function people(record)
  local enrolment, arms = record.enrolment or {}, {}
  for _, arm in ipairs(record.arms or {}) do
    arms[#arms + 1] = join(" ", arm.label or arm.id, arm.n and layout.cell(arm.n))
  end
  local n = enrolment.n_total and "n = " .. layout.cell(enrolment.n_total)
  return join("; ", n, table.concat(arms, " · "))
end

local function product(record)
  local p = record.product
  if not p then return nil end
  local source = p.source == "NR" and "source not reported" or labels("source", p.source)
  local donor = p.donor == "NR" and "donor not reported" or labels("donor", p.donor)
  local passage = p.passage and p.passage.text and "passage " .. p.passage.text
  return join(", ", labels("intervention_type", p.type), source, donor, passage,
    labels("conditioning", p.conditioning), labels("cargo", p.cargo))
end

local function vesicles(record)
  local ev = record.ev
  if not ev then return nil end
  local markers = {}
  for _, marker in ipairs(ev.markers or {}) do
    markers[#markers + 1] = marker.marker .. (marker.present == false and "-" or "+")
  end
  local size = ev.size_nm and ("%s-%s nm"):format(layout.cell(ev.size_nm[1]),
    layout.cell(ev.size_nm[2]))
  return join(", ", labels("ev_isolation", ev.isolation), size, table.concat(markers, " "))
end

-- 35000000 as 3.5 × 10^7.
local function power(value)
  if math.abs(value) < 10000 then return layout.cell(value) end
  local mantissa, exponent = ("%.6e"):format(value):match("^(.-)e%+?(%-?%d+)$")
  mantissa = layout.cell(tonumber(mantissa))
  return ("%s × 10^%d"):format(mantissa, tonumber(exponent))
end

local function doses(record)
  local out = {}
  for _, dose in ipairs(record.doses or (record.product or {}).doses or {}) do
    local amount
    if dose.min then
      amount = power(dose.min)
      if dose.max and dose.max ~= dose.min then amount = amount .. " to " .. power(dose.max) end
      amount = join(" ", amount, dose.unit)
      if dose.per and dose.per ~= "total" then amount = amount .. " per " .. dose.per end
    else
      amount = dose.text and ('printed "%s", not parsed'):format(dose.text)
    end
    local times = dose.n_doses and dose.n_doses ~= 1 and layout.count(dose.n_doses, "dose")
    out[#out + 1] = join(", ", amount, times)
  end
  return #out > 0 and table.concat(out, " · ") or nil
end

local function routes(record)
  return labels("route", record.routes or (record.product or {}).routes)
end

local function follow_up(record)
  local f = record.follow_up
  if not f then return nil end
  local printed = f.text or join(" ", f.value and layout.cell(f.value), f.unit)
  if printed and f.days then
    return ("%s (%s days)"):format(printed, ("%.0f"):format(f.days))
  end
  return printed
end

local function results(record)
  local out = {}
  for _, result in ipairs(record.results or {}) do
    local effect = result.effect and words.value("effect", result.effect)
    out[#out + 1] = ("%s %s%s"):format(words.label("outcome", result.outcome),
      M.arrow(result.direction), effect and " (" .. effect .. ")" or "")
  end
  return #out > 0 and table.concat(out, " · ") or nil
end

local function events(record)
  local a = record.adverse_events
  if not a then return nil end
  local out = {}
  for _, event in ipairs(a.events or {}) do
    out[#out + 1] = join(" ", event.term or labels("adverse_event", event.code),
      event.percent and layout.cell(event.percent) .. " %")
  end
  return join(": ", words.value("adverse_events", a.status), table.concat(out, ", "))
end

local function places(record)
  local out = {}
  for _, p in ipairs(record.provenance or {}) do
    local lines = p.lines and ("lines %s-%s"):format(layout.cell(p.lines[1]),
      layout.cell(p.lines[2]))
    out[#out + 1] = join(", ", p.source_id, p.container, p.row and "row " .. layout.cell(p.row),
      lines)
  end
  return #out > 0 and table.concat(out, " · ") or nil
end

-- The flags, one line each.
local function flags(record)
  local out = {}
  for _, flag in ipairs(record.flags or {}) do
    local by = flag.rule and (" [%s]"):format(flag.rule) or ""
    out[#out + 1] = layout.wrap(("%s%s: %s"):format(flag.code, by, flag.text), 84, (" "):rep(14))
  end
  return #out > 0 and table.concat(out, "\n" .. (" "):rep(14)) or nil
end

local parts = {
  { "design", design }, { "disease", disease }, { "animals", animals }, { "patients", people },
  { "product", product }, { "vesicles", vesicles }, { "dose", doses }, { "route", routes },
  { "phase", function(record) return labels("phase", record.phase) end },
  { "follow-up", follow_up }, { "results", results }, { "adverse", events }, { "from", places },
}

--- One row of one source: a plain table that reads like its JSON and prints itself as a card.
-- Members that the source does not give are absent.
-- @table record
-- @tfield string id such as "fiore2018:t1:r16"
-- @tfield string study the key of the study, shared by all its records
-- @tfield string design "clinical", "preclinical", …
-- @tfield[opt] string subdesign "rct", "nrct", "single_arm", …
-- @tfield[opt] table citation first_author, year, ref_printed, …
-- @tfield[opt] table population disease, etiology, …
-- @tfield[opt] table enrolment n_total; by rule arms_sum and consistent
-- @tfield[opt] table arms list of id, label, n, role, …
-- @tfield[opt] table product type, source, donor, passage, routes, doses, …
-- @tfield[opt] table ev vesicles: isolation, markers, size_nm, …
-- @tfield[opt] table animal species, strain, …
-- @tfield[opt] table injury list of models of injury
-- @tfield[opt] table doses list of min, max, unit, per, text
-- @tfield[opt] {string,...} routes codes of the routes of administration
-- @tfield[opt] table follow_up text, value, unit; by rule days
-- @tfield[opt] table results list of outcome, direction, text; by rule effect
-- @tfield[opt] table quantities list of figures
-- @tfield[opt] table adverse_events status, events, text
-- @tfield[opt] table flags list of code, text and, when a rule found it, rule
-- @tfield[opt] table provenance list of source_id, container, row, lines, quote_sha256, …
-- @tfield[opt] table verbatim the cells as printed, the short ones

--- The card of a record.
-- @local
function M.text(record)
  local lines = { title(record) }
  for _, part in ipairs(parts) do
    local text = part[2](record)
    if text then
      lines[#lines + 1] = ("  %-10s  %s"):format(part[1], layout.wrap(text, 84, (" "):rep(14)))
    end
  end
  local marked = flags(record)
  if marked then lines[#lines + 1] = ("  %-10s  %s"):format("flags", marked) end
  return table.concat(lines, "\n")
end

return M
