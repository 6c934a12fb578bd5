-- What pooling can and cannot say: the comparisons that the published figures by arm allow, one row
-- for each study and time, beside pooled values of other authors. Studies are listed, not pooled:
-- whether two treatments are alike enough is for a protocol to say.
local format = require("hepar.report.format")
local meta = require("hepar.meta")
local report = require("hepar.report")

local M = {}

-- Outcome, measure and the months that the literature pools at, with the weeks they stand for.
local questions = { { "MELD", "MD" }, { "SURV", "OR" } }
local months = { { 1, 4 }, { 3, 12 }, { 6, 24 }, { 12, 52 } }

local function interval(estimate, low, high)
  return ("%.2f (%.2f to %.2f)"):format(estimate, low, high)
end

-- Pooled values of other authors for an outcome at that time.
local function targets(data, outcome, month, weeks)
  local list = {}
  for _, row in ipairs(data.pooled) do
    local at = row.timepoint or {}
    local same = at.unit == "mo" and at.value == month or at.unit == "wk" and at.value == weeks
    if row.outcome == outcome and same and row.value and row.disp_lo and row.disp_hi then
      if #list > 0 then list[#list + 1] = "; " end
      list[#list + 1] = interval(row.value, row.disp_lo, row.disp_hi)
      list[#list + 1] = data.cite(row.source_id)
    end
  end
  return #list > 0 and list or "none"
end

-- The caution of each study, once.
local function cautions(data)
  local by_study = {}
  for _, row in ipairs(data.quantities) do
    if row.caution and row.study and not by_study[row.study] then
      by_study[row.study] = row.caution
    end
  end
  return by_study
end

-- Marks such as " [1] [3]" for the routes of a row; each route has one number in `list`.
local function marks(routes, list)
  local text = {}
  for _, route in ipairs(routes or {}) do
    if not list[route] then
      list[#list + 1] = route
      list[route] = #list
    end
    text[#text + 1] = (" [%d]"):format(list[route])
  end
  return table.concat(text)
end

-- Arms that gave no effect, once for each reason: "study, arm: reason".
local function remember(left_out, list)
  for _, one in ipairs(left_out or {}) do
    local key = ("%s, %s: %s"):format(one.study, one.arm or "", one.reason)
    if not list[key] then
      list[key] = true
      list[#list + 1] = { report.code(one.study), one.arm and (", %s: "):format(one.arm) or ": ",
        one.reason }
    end
  end
end

-- The rows of the table, how many questions have an answer, how many rest on one study, and what a
-- reader has to know of them: cautions, routes of derived numbers, arms without an effect.
local function comparisons(data)
  local lines, answered, alone, used, warnings = {}, 0, 0, {}, cautions(data)
  local routes, without = {}, {}
  for _, question in ipairs(questions) do
    local outcome, measure = table.unpack(question)
    for _, time in ipairs(months) do
      local effects = data.evidence:effects { outcome = outcome, measure = measure,
        at = { months = time[1] }, tolerance = { weeks = 3 }, shared = "combine" }
      local listed = effects and effects:list() or {}
      remember(effects and effects.left_out, without)
      if #listed > 0 then
        answered = answered + 1
        if #listed == 1 then alone = alone + 1 end
      end
      for i, one in ipairs(listed) do
        local fit = meta.fit({ yi = { one.yi }, vi = { one.vi } }, { method = "EE" })
        local function back(x) return effects.transf and meta.transf(x, effects.transf) or x end
        local study = effects.study[one.row]
        if warnings[study] and not used[study] then
          used[study] = true
          used[#used + 1] = { report.code(study), ": ", warnings[study] }
        end
        lines[#lines + 1] = { i == 1 and { data.label.outcome[outcome] or outcome, " ",
          report.code(outcome) } or "", i == 1 and format.count(time[1], "month") or "",
          { report.code(study), marks(effects.routes and effects.routes[one.row], routes) },
          format.number(one.ni),
          { effects.natural or effects.label, " ", report.nowrap(interval(back(one.yi),
            back(fit.ci_lb[1]), back(fit.ci_ub[1]))) },
          i == 1 and targets(data, outcome, time[1], time[2]) or "" }
      end
    end
  end
  return lines, answered, alone, used, routes, without
end

-- Findings of the forensics on the printed figures, as questions to the sources: notes come last.
local function questions_to(data)
  local list, serious = {}, 0
  for _, rows in ipairs { data.quantities, data.pooled } do
    local found = meta.forensics(rows)
    for _, finding in ipairs(found.findings) do
      local first = rows[finding.rows[1]] or {}
      local whose = finding.study or first.study or first.source_id
      local text = { report.em(finding.severity), ": ", whose and report.code(whose) or "",
        whose and ": " or "", finding.text, ".", data.cite(first.source_id) }
      table.insert(list, finding.severity == "note" and #list + 1 or serious + 1, text)
      if finding.severity ~= "note" then serious = serious + 1 end
    end
  end
  return list
end

function M.write(r, data)
  local lines, answered, alone, used, routes, without = comparisons(data)
  if #lines == 0 then return end
  r:heading(2, "What pooling can and cannot say", { id = "pooling" })
  r:paragraph(("For %s of outcome and time the figures above compare an arm with a control arm; "
    .. "%s of them rest on one study, where there is nothing to pool."):format(
    format.count(answered, "question"), alone == answered and "all" or tostring(alone)))
  r:table { caption = "Comparisons between arms that the published figures allow.",
    id = "comparisons", rows = lines,
    columns = { "Outcome", "Time", "Study", { title = "Patients", align = "right" },
      { title = "Effect (95\u{A0}% CI)", align = "right" }, "Pooled by others, not from these" },
    notes = { "Treated arms of one study are combined; times within three weeks. Numbers in "
      .. "brackets say how a figure was derived, below. Intervals are normal (Wald). Studies are "
      .. "listed beside each other, not pooled: they differ in what was given and to whom. The "
      .. "last column holds other cells and other trials; it is a target from outside, and no "
      .. "value of it is reproduced here." } }
  r:list {
    "Pooling can say how far the printed effects agree, and how precise their mean is.",
    "It cannot mend a printed number that is in doubt, such as a standard deviation that may be a "
      .. "standard error; it carries the doubt into the mean.",
    "It cannot add the trials that compare nothing: figures without a control arm are left out.",
    "An interval of two studies that disagree is wide because nothing is known of a third.",
  }
  if #routes > 0 then
    local list = {}
    for i, text in ipairs(routes) do list[i] = ("[%d] %s"):format(i, text) end
    r:details(("How derived numbers came about (%d)"):format(#list), function(part)
      part:list(list)
    end)
  end
  if #without > 0 then
    r:details(("Arms without an effect (%d)"):format(#without), function(part)
      part:list(without)
    end)
  end
  local asked = questions_to(data)
  if #asked > 0 then
    r:heading(3, "Questions to the printed numbers", { id = "forensics" })
    r:paragraph("Checks of whether the printed figures can be what they are said to be. A finding "
      .. "is a question to the source; nothing was changed because of it.")
    r:list(asked)
  end
  if #used > 0 then
    r:details(("Cautions on these studies (%d)"):format(#used), function(part) part:list(used) end)
  end
end

return M
