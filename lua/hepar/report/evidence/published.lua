-- Figures published elsewhere for the same field: arm-level values with the trust each deserves,
-- and pooled values of other authors as targets from outside, never as results of this report.
local format = require("hepar.report.format")
local report = require("hepar.report")

local M = {}

local trust_names = {
  table = "whole table, checked cell by cell", typed = "whole table, typed by hand",
  abstract = "abstract", low = "low: seen on a page of a third party",
}

-- The same in a running sentence.
local trust_phrases = {
  table = "from whole tables, checked cell by cell", typed = "from whole tables, typed by hand",
  abstract = "from abstracts", low = "of low trust, seen on pages of third parties",
}

-- Distinct values of a list in order of first appearance.
local function distinct(list)
  local out, seen = {}, {}
  for _, value in ipairs(list) do
    if value ~= nil and not seen[value] then
      seen[value] = true
      out[#out + 1] = value
    end
  end
  return out
end

local function column(rows, field)
  local out = {}
  for _, row in ipairs(rows) do
    if row[field] ~= nil then out[#out + 1] = row[field] end
  end
  return distinct(out)
end

local function timepoint(row)
  local at = row.timepoint or {}
  if at.value and at.unit then
    if at.value == 0 then return at.label or "baseline" end
    return format.number(at.value) .. " " .. at.unit
  end
  return at.label or "not stated"
end

-- Rows grouped by a field, in order of first appearance.
local function grouped(rows, field)
  local groups, order = {}, {}
  for _, row in ipairs(rows) do
    local key = row[field] or ""
    if not groups[key] then
      groups[key] = {}
      order[#order + 1] = key
    end
    table.insert(groups[key], row)
  end
  return groups, order
end

local function arms(r, data, figures)
  local groups, order = grouped(figures, "study")
  table.sort(order)
  local lines, cautions, by_trust = {}, {}, {}
  for i, study in ipairs(order) do
    local rows = groups[study]
    local trust = column(rows, "trust")
    for j, name in ipairs(trust) do trust[j] = trust_names[name] or name end
    local outcomes = column(rows, "outcome")
    table.sort(outcomes)
    lines[i] = { report.code(study), data.cite(rows[1].source_id), #rows,
      #column(rows, "arm"), table.concat(outcomes, ", "), format.list(trust),
      table.concat(column(rows, "locator"), "; ") }
    for _, text in ipairs(column(rows, "caution")) do
      cautions[#cautions + 1] = { report.code(study), ": ", text }
    end
  end
  for _, row in ipairs(figures) do
    local name = row.trust or "not said"
    by_trust[name] = (by_trust[name] or 0) + 1
  end
  local parts = {}
  for _, name in ipairs { "table", "typed", "abstract", "low", "not said" } do
    if by_trust[name] then
      parts[#parts + 1] = ("%d %s"):format(by_trust[name], trust_phrases[name] or name)
    end
  end
  r:heading(2, "Figures by arm")
  r:paragraph(("%s from %s: %s. They are not part of the tables above and took no part in the "
    .. "synthesis; they are what an effect size for a protocol could be built on."):format(
    format.count(#figures, "figure"), format.count(#order, "study", "studies"),
    table.concat(parts, "; ")))
  r:table { caption = "Published figures by study.", id = "published-arms", rows = lines,
    columns = { "Study", "Source", { title = "Figures", align = "right" },
      { title = "Arms", align = "right" }, "Outcomes", "Trust", "Locator" } }
  if #cautions > 0 then
    r:details(("Cautions (%d)"):format(#cautions), function(part) part:list(cautions) end)
  end
end

local function estimate(row)
  if not row.value then return row.value_original or "not printed" end
  local text = format.number(row.value)
  if row.disp_lo and row.disp_hi then
    text = text .. (" (%s to %s)"):format(format.number(row.disp_lo), format.number(row.disp_hi))
  elseif row.disp_value then
    text = text .. " ± " .. format.number(row.disp_value)
  end
  return text .. (row.unit and row.unit ~= "" and " " .. row.unit or "")
end

local function pooled(r, data, figures)
  r:heading(2, "Pooled values of other authors")
  r:paragraph("Targets from outside, to compare with. None can be recomputed from study rows that "
    .. "are printed, so none is reproduced here; misprints of the sources are kept and named.")
  local lines = {}
  for i, row in ipairs(figures) do
    lines[i] = { { report.code(row.source_id), " ", data.cite(row.source_id) },
      data.label.outcome[row.outcome] or row.outcome, timepoint(row),
      row.measure_original or row.stat or "", estimate(row),
      row.p_value and format.p(row.p_value, true) or "", row.caution or "" }
  end
  r:details(("All %s"):format(format.count(#figures, "pooled value")), function(part)
    part:table { columns = { "Meta-analysis", "Outcome", "Time", "Measure",
      { title = "Estimate (95 % CI)", align = "right" }, { title = "p", align = "right" },
      "Caution" }, rows = lines }
  end)
end

function M.write(r, data)
  local by_arm, from_outside = data.quantities, data.pooled
  if #by_arm == 0 and #from_outside == 0 then return end
  r:heading(1, "Published figures", { id = "published" })
  if #by_arm > 0 then
    arms(r, data, by_arm)
    require("hepar.report.evidence.pooling").write(r, data)
  end
  if #from_outside > 0 then pooled(r, data, from_outside) end
end

return M
