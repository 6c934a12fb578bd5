-- Pooling the few trials that print figures by arm: what can be pooled is pooled, with the interval
-- for a new trial; what cannot is said.
local directions = require("hepar.report.evidence.directions")
local format = require("hepar.report.format")
local meta = require("hepar.meta")
local report = require("hepar.report")

local M = {}

-- Controlled trials of cells with figures by arm, and which of their arms are which. Arms with a
-- drug alone are left out, and so is the trial of a machine (alss2019).
local trials = {
  { study = "spahr2013", control = "smt", cells = { "bmmnc" }, of = "alcoholic hepatitis" },
  { study = "newsome2018", control = "standard_care", cells = { "gcsf_cd133" },
    of = "compensated cirrhosis" },
  { study = "zekri2015", control = "control", cells = { "single_infusion", "double_infusion" },
    of = "cirrhosis" },
  { study = "lin2017", control = "control", cells = { "bm_msc" }, of = "acute-on-chronic failure" },
  { study = "aclf302", control = "control", cells = { "uc_msc" }, of = "acute-on-chronic failure",
    name = "302 Hospital" },
}

local function printed(x, digits)
  local text = (("%." .. (digits or 2) .. "f"):format(x):gsub("^-", "−"))
  return text
end
M.printed = printed

function M.interval(estimate, low, high, digits)
  return ("%s (%s to %s)"):format(printed(estimate, digits), printed(low, digits),
    printed(high, digits))
end

-- Deaths and patients of some arms at the last time at which all of them print a count.
local function deaths_of(quantities, trial)
  local arms, days = { [trial.control] = "control" }, {}
  for _, name in ipairs(trial.cells) do arms[name] = "cells" end
  local by_day, names = {}, 0
  for _ in pairs(arms) do names = names + 1 end
  local row
  for _, q in ipairs(quantities) do
    if q.study == trial.study and arms[q.arm] and q.days and q.events and
      (q.outcome == "MORT" or q.outcome == "SURV") then
      local day = by_day[q.days]
      if not day then
        day = { count = 0, control = { 0, 0 }, cells = { 0, 0 } }
        by_day[q.days], days[#days + 1] = day, q.days
      end
      local side = day[arms[q.arm]]
      side[1] = side[1] + (q.outcome == "SURV" and q.n - q.events or q.events)
      side[2], day.count = side[2] + q.n, day.count + 1
      row = q
    end
  end
  table.sort(days)
  for k = #days, 1, -1 do
    local day = by_day[days[k]]
    if day.count == names then return day, days[k], row end
  end
end

-- Studies as a reader names them: "Zekri 2015".
local function name_of(study)
  local word, year = study:match("^(%a+)(%d%d%d%d)$")
  return word and word:sub(1, 1):upper() .. word:sub(2) .. " " .. year or study
end

-- Deaths: the pooled risk ratio, its trials; nil with fewer than three.
local function deaths(data)
  local rows, columns = {}, { ai = {}, n1i = {}, ci = {}, n2i = {}, slab = {} }
  for _, trial in ipairs(trials) do
    local day, days, quantity = deaths_of(data.quantities, trial)
    if day then
      rows[#rows + 1] = { study = trial.study, name = trial.name or name_of(trial.study),
        of = trial.of,
        days = days, control = day.control, cells = day.cells, source_id = quantity.source_id }
      local k = #rows
      columns.ai[k], columns.n1i[k] = day.cells[1], day.cells[2]
      columns.ci[k], columns.n2i[k] = day.control[1], day.control[2]
      columns.slab[k] = rows[k].name
    end
  end
  if #rows < 3 then return nil end
  columns.measure = "RR"
  local effects = meta.effects(columns)
  local fit = meta.fit(effects, { method = "REML", test = "adhoc" })
  local p = fit:predict { transf = "exp" }
  return { rows = rows, fit = fit, effects = effects, estimate = p.pred[1], low = p.ci_lb[1],
    high = p.ci_ub[1], new_low = p.pi_lb[1], new_high = p.pi_ub[1] }
end

-- MELD after three months: a trial with means of values, one with medians of changes.
local function meld(data)
  local arms = {}
  for _, q in ipairs(data.quantities) do
    if q.outcome == "MELD" and q.study == "newsome2018" and q.days and math.abs(q.days - 90) < 7 and
      q.stat == "median" and q.disp_lo then
      local derived = meta.sd { median = q.value, q1 = q.disp_lo, q3 = q.disp_hi, n = q.n }
      arms[q.arm] = { mean = derived.mean, sd = derived.sd, n = q.n }
    end
  end
  local a, c = arms.gcsf_cd133, arms.standard_care
  local final = data.evidence:effects { outcome = "MELD", measure = "MD", at = { months = 3 },
    tolerance = { weeks = 2 }, shared = "combine", study = "zekri2015" }
  if not (a and c and final) then return nil end
  local change = meta.effects { measure = "MD", m1i = a.mean, sd1i = a.sd, n1i = a.n, m2i = c.mean,
    sd2i = c.sd, n2i = c.n }
  local fit = meta.fit({ yi = { final.yi[1], change.yi[1] }, vi = { final.vi[1], change.vi[1] },
    slab = { "Zekri 2015", "Newsome 2018" } }, { method = "REML", test = "adhoc" })
  local p = fit:predict()
  return { fit = fit, estimate = p.pred[1], low = p.ci_lb[1], high = p.ci_ub[1],
    new_low = p.pi_lb[1], new_high = p.pi_ub[1] }
end

-- Pooled differences of MELD that others published at six months.
local function published(data)
  local list = {}
  for _, row in ipairs(data.pooled) do
    local at = row.timepoint or {}
    if row.outcome == "MELD" and row.stat == "md" and row.disp_lo and (at.unit == "mo" and
      at.value == 6 or at.unit == "wk" and at.value == 24) then
      list[#list + 1] = { value = row.value, low = row.disp_lo, high = row.disp_hi,
        source_id = row.source_id }
    end
  end
  table.sort(list, function(x, y) return x.value < y.value end)
  return list
end

-- SDs of MELD as trials print them: the median over trials of what each prints, without those whose
-- SD the forensics doubt.
local function spread(data)
  local rows = {}
  for _, q in ipairs(data.quantities) do
    if q.outcome == "MELD" then rows[#rows + 1] = q end
  end
  local doubted = {}
  for _, finding in ipairs(meta.forensics(rows).findings) do
    if finding.severity ~= "note" and finding.study then doubted[finding.study] = true end
  end
  local by_study, order = {}, {}
  for _, q in ipairs(rows) do
    if q.disp == "sd" and q.disp_value and not doubted[q.study] then
      if not by_study[q.study] then
        by_study[q.study] = {}
        order[#order + 1] = q.study
      end
      table.insert(by_study[q.study], q.disp_value)
    end
  end
  local medians = {}
  for i, study in ipairs(order) do medians[i] = format.median(by_study[study]) end
  local names = {}
  for study in pairs(doubted) do names[#names + 1] = study end
  table.sort(names)
  return { sd = format.median(medians), studies = order, doubted = names }
end

--- Everything that is pooled or read off for the design of the next trial.
function M.read(data)
  return { deaths = deaths(data), meld = meld(data), published = published(data),
    spread = spread(data) }
end

-- Directions of the clinical outcomes that most studies name.
local function votes(r, data)
  local lines = {}
  for _, outcome in ipairs(directions.by_outcome(data.results.clinical, data.voters.clinical)) do
    if outcome.votes >= 3 and #lines < 8 then
      lines[#lines + 1] = { outcome.label, format.number(outcome.votes),
        format.number(outcome.benefit), format.number(outcome.harm),
        format.number(outcome.unreported), report.nowrap(("%s to %s"):format(
        format.percent(outcome.ci_lb), format.percent(outcome.ci_ub))) }
    end
  end
  if #lines == 0 then return end
  r:table { caption = "Directions that clinical rows print, outcomes with three votes or more.",
    id = "directions", rows = lines, columns = { "Outcome", { title = "Votes", align = "right" },
      { title = "Benefit", align = "right" }, { title = "Harm", align = "right" },
      { title = "Not reported", align = "right" },
      { title = "Share in favour, 95\u{A0}% interval", align = "right" } },
    notes = { "A vote has no size: a fall of one point and of ten count the same. Not reported is "
      .. "not “no effect”." } }
end

function M.write(r, data, pooled)
  r:heading(1, "How large: what pooling can and cannot say", { id = "pooled" })
  r:paragraph("Most rows print a direction only, and no number is made out of an arrow. What they "
    .. "allow is a count of directions, one vote for each study; ", report.ref("synthesis"), " has "
    .. "every outcome, every row and what never votes.")
  votes(r, data)
  r:paragraph("A few controlled trials print figures by arm. These can be pooled, and each pooled "
    .. "value is given with the interval in which a new trial of the same kind would fall.")
  local d = pooled.deaths
  if d then
    local lines = {}
    for i, row in ipairs(d.rows) do
      lines[i] = { { row.name, data.cite(row.source_id) }, row.of, format.days(row.days),
        ("%d of %d"):format(row.cells[1], row.cells[2]),
        ("%d of %d"):format(row.control[1], row.control[2]) }
    end
    r:table { caption = "Deaths in the controlled trials of cells that print them.",
      id = "deaths", rows = lines, columns = { "Trial", "Patients with", "Seen for",
        { title = "Died with cells", align = "right" },
        { title = "Died without", align = "right" } },
      notes = { "The last time at which all arms print a count. Arms that were given cells are "
        .. "taken together; an arm with a growth factor alone (Newsome 2018) is left out." } }
    r:figure(d.fit:forest { title = false, transf = "exp", prediction = true,
      favours = { "fewer deaths with cells", "more" }, xlab = "Risk ratio of death" },
      { id = "figure-deaths", caption = { "Risk of death with cells against without: ",
      report.nowrap(M.interval(d.estimate, d.low, d.high)), (", heterogeneity τ² %s, I² %s, %s. A "
      .. "new trial of this kind would fall between %s and %s."):format(printed(d.fit.tau2),
      format.percent(d.fit.I2 / 100), format.p(d.fit.QEp), printed(d.new_low),
      printed(d.new_high)) } })
    r:paragraph(("Random effects (restricted maximum likelihood), standard errors of Knapp and "
      .. "Hartung, never made smaller by them. The interval looks narrow because %d small trials "
      .. "happen to agree: they mix acute-on-chronic failure, alcoholic hepatitis and cirrhosis, "
      .. "marrow and cord, %s to %s of follow-up, and rest on abstracts in part. A τ² of zero from "
      .. "so few says that heterogeneity was not seen, not that there is none."):format(#d.rows,
      format.days(math.min(table.unpack(M.days(d)))),
      format.days(math.max(table.unpack(M.days(d))))))
  end
  local m = pooled.meld
  if m then
    r:paragraph("MELD, the score most trials use, can be compared between arms in two of these "
      .. "trials after three months. They disagree: pooled, the difference is ",
      report.nowrap(M.interval(m.estimate, m.low, m.high, 1)), (" points, I² %s, and a new trial "
      .. "would fall between %s and %s: pooling says that nothing is known of a third trial. One "
      .. "of the two prints standard deviations that may be standard errors (")
      :format(format.percent(m.fit.I2 / 100), printed(m.new_low, 1), printed(m.new_high, 1)),
      report.ref("published", "questions to the printed numbers"), ").")
  end
  if #pooled.published > 0 then
    local items = {}
    for i, row in ipairs(pooled.published) do
      items[i] = { report.nowrap(M.interval(row.value, row.low, row.high)), " points",
        data.cite(row.source_id) }
    end
    r:paragraph("Other authors pooled more trials than print their figures by arm here. Their "
      .. "differences of MELD at six months, cells less control, serve below as targets from "
      .. "outside; they overlap in their trials, so they are not pooled again:")
    r:list(items)
  end
  r:paragraph("What pooling cannot do: it adds no trial that was not printed, removes no bias of "
    .. "trials without blinding, and says nothing about dose, route or number of doses, which no "
    .. "two trials varied alike. Those questions need a mechanism.")
end

--- The times at which the deaths of a pooled result were seen.
function M.days(d)
  local list = {}
  for i, row in ipairs(d.rows) do list[i] = row.days end
  return list
end

return M
