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

-- The rows of the table, how many questions have an answer, and how many rest on one study.
local function comparisons(data)
  local lines, answered, alone, used, warnings = {}, 0, 0, {}, cautions(data)
  for _, question in ipairs(questions) do
    local outcome, measure = table.unpack(question)
    for _, time in ipairs(months) do
      local effects = data.evidence:effects { outcome = outcome, measure = measure,
        at = { months = time[1] }, tolerance = { weeks = 3 }, shared = "combine" }
      local listed = effects and effects:list() or {}
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
          report.code(study), format.number(one.ni),
          { effects.natural or effects.label, " ", report.nowrap(interval(back(one.yi),
            back(fit.ci_lb[1]), back(fit.ci_ub[1]))) },
          i == 1 and targets(data, outcome, time[1], time[2]) or "" }
      end
    end
  end
  return lines, answered, alone, used
end

function M.write(r, data)
  local lines, answered, alone, used = comparisons(data)
  if #lines == 0 then return end
  r:heading(2, "What pooling can and cannot say", { id = "pooling" })
  r:paragraph(("For %s of outcome and time the figures above compare an arm with a control arm; "
    .. "%s of them rest on one study, where there is nothing to pool."):format(
    format.count(answered, "question"), alone == answered and "all" or tostring(alone)))
  r:table { caption = "Comparisons between arms that the published figures allow.",
    id = "comparisons", rows = lines,
    columns = { "Outcome", "Time", "Study", { title = "Patients", align = "right" },
      { title = "Effect (95\u{A0}% CI)", align = "right" }, "Pooled by others, not from these" },
    notes = { "Treated arms of one study are combined; times within three weeks. Intervals are "
      .. "normal (Wald). Studies are listed beside each other, not pooled: they differ in what was "
      .. "given and to whom. The last column holds other cells and other trials; it is a target "
      .. "from outside, and no value of it is reproduced here." } }
  r:list {
    "Pooling can say how far the printed effects agree, and how precise their mean is.",
    "It cannot mend a printed number that is in doubt, such as a standard deviation that may be a "
      .. "standard error; it carries the doubt into the mean.",
    "It cannot add the trials that compare nothing: figures without a control arm are left out.",
    "An interval of two studies that disagree is wide because nothing is known of a third.",
  }
  if #used > 0 then
    r:details(("Cautions on these studies (%d)"):format(#used), function(part) part:list(used) end)
  end
end

return M
