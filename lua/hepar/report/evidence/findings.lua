--- The five findings that matter, each computed from the rows: a title, a text with its numbers,
-- the ids it rests on and what they are, and one short line for a terminal. Nothing here is a
-- constant of some data set.
-- @module hepar.report.evidence.findings

local directions = require("hepar.report.evidence.directions")
local format = require("hepar.report.format")
local rows = require("hepar.report.evidence.rows")

local M = {}

local count = format.count

-- Some outcomes as "MELD 10 of 10".
local function votes(outcomes)
  local out = {}
  for i, outcome in ipairs(outcomes) do
    out[i] = ("%s %d of %d"):format(outcome.short, outcome.benefit, outcome.votes)
  end
  return format.list(out)
end

-- Direction is consistent, and has no size.
local function direction(data)
  local clinical = data.groups.clinical
  local outcomes = directions.by_outcome(data.results.clinical, data.voters.clinical)
  local top, voted, unanimous, ids, seen = {}, 0, 0, {}, {}
  for _, outcome in ipairs(outcomes) do
    if outcome.votes > 1 then
      voted = voted + 1
      if outcome.benefit == outcome.votes then unanimous = unanimous + 1 end
    end
    if outcome.votes > 0 and #top < 3 then top[#top + 1] = outcome end
  end
  if #top == 0 then
    return { title = "No outcome of a clinical row has a direction that can be counted.",
      text = { "There is nothing to synthesise by direction." }, ids = {},
      short = "No outcome of a clinical row has a direction that can be counted" }
  end
  for _, outcome in ipairs(top) do
    for _, id in ipairs(outcome.ids) do
      if not seen[id] then ids[#ids + 1] = id end
      seen[id] = true
    end
  end
  table.sort(ids)
  local sized = 0
  for _, record in ipairs(clinical) do
    if #(record.quantities or {}) > 0 then sized = sized + 1 end
  end
  local first = top[1]
  local silent = #clinical - #first.named
  local title = unanimous == voted
    and "The printed directions agree on benefit, and none has a size."
    or "The printed directions do not all agree, and none has a size."
  return {
    title = title,
    text = {
      ("Votes for benefit, one per study: %s. "):format(votes(top)),
      ("In %d of the %s with more than one vote, all votes are for benefit. ")
        :format(unanimous, count(voted, "clinical outcome")),
      ("For %s the proportion is %s (95\u{A0}%% CI %s to %s, sign test %s)")
        :format(first.label, format.percent(first.proportion), format.percent(first.ci_lb),
          format.percent(first.ci_ub), format.p(first.pval)),
      (", but %d of the %d clinical rows do not name it, and not naming is not “no effect”. ")
        :format(silent, #clinical),
      sized == 0 and "No row gives a mean, a spread or a count of events, so these rows cannot be "
        .. "pooled: how large an effect to plan for has to come from elsewhere."
        or ("%d of %d rows give figures that could be pooled."):format(sized, #clinical),
    },
    ids = ids, about = "voting rows",
    short = ("Direction without size: %s for benefit, one vote per study; %d of %d clinical rows "
      .. "do not name %s, %s a mean"):format(votes(top), silent, #clinical, first.short,
      sized == 0 and "none gives" or ("%d give"):format(sized)),
  }
end

-- Which records of a list have a result with one of these effects.
local function with_effect(records, effects)
  return rows.filter(records, function(record)
    for _, result in ipairs(record.results or {}) do
      if effects[result.effect] then return true end
    end
    return false
  end)
end

-- What would speak against the therapy is nearly absent.
local function negatives(data)
  local clinical, animal = data.groups.clinical, {}
  for _, kind in ipairs { "vesicles", "preclinical" } do
    for _, record in ipairs(data.groups[kind]) do animal[#animal + 1] = record end
  end
  local adverse = { harm = true, no_change = true, null = true }
  local against = with_effect(animal, adverse)
  local none = rows.filter(clinical, function(record)
    for _, result in ipairs(record.results or {}) do
      if result.direction == "no_benefit" then return true end
    end
    return false
  end)
  local harm = with_effect(clinical, { harm = true })
  local status = {}
  for _, record in ipairs(clinical) do
    local name = (record.adverse_events or {}).status or "na"
    status[name] = (status[name] or 0) + 1
  end
  local reported = status.reported or 0
  local misplaced = 0
  for _, record in ipairs(animal) do
    if data.misplaced[record.id] then misplaced = misplaced + 1 end
  end
  local ids = rows.ids(against)
  for _, group in ipairs { none, harm } do
    for _, record in ipairs(group) do ids[#ids + 1] = record.id end
  end
  local preclinical = #against == 0
    and ("None of the %s reports harm or no effect"):format(count(#animal, "preclinical row"))
    or ("%d of the %s report harm or no effect"):format(#against,
      count(#animal, "preclinical row"))
  return {
    title = #against == 0 and #animal > 0
      and "No preclinical row is negative, which is a warning sign."
      or ("%d of %s report harm or no effect."):format(#against,
        count(#animal, "preclinical row")),
    text = {
      preclinical,
      misplaced > 0 and (" (%s of these rows %s a clinical trial printed in the wrong table)")
        :format(("%d"):format(misplaced), misplaced == 1 and "is" or "are") or "",
      ("; of the %s, %d report no beneficial effect and %s harm. ")
        :format(count(#clinical, "clinical row"), #none,
          #harm == 0 and "none reports" or ("%d report"):format(#harm)),
      "Reviews that select what they tabulate, journals that select what they print and authors "
        .. "that select what they name all produce this picture. ",
      ("Side effects: %d clinical rows say none, %d say nothing, %s. A row that says none states "
        .. "neither how events were looked for nor for how long."):format(
        status.none_reported or 0, status.na or 0,
        reported == 1 and "1 names events" or ("%d name events"):format(reported)),
    },
    ids = ids, about = "without benefit",
    short = ("Negative results in %d of %d preclinical rows%s; no benefit in %d of %d clinical "
      .. "rows; side effects unknown in %d"):format(#against, #animal,
      #against == 0 and #animal > 0 and ", a warning sign of selection" or "", #none, #clinical,
      status.na or 0),
  }
end

-- Designs: controls, randomisation, size, length.
local function designs(data)
  local clinical = data.groups.clinical
  local uncontrolled = rows.filter(clinical, function(r) return rows.controlled(r) == false end)
  local unknown = rows.filter(clinical, function(r) return rows.controlled(r) == nil end)
  local randomised = rows.filter(clinical, function(r) return r.subdesign == "rct" end)
  local sizes, days, total = {}, {}, 0
  for _, record in ipairs(clinical) do
    local n = (record.enrolment or {}).n_total
    if n then
      sizes[#sizes + 1] = n
      total = total + n
    end
    local follow_up = (record.follow_up or {}).days
    if follow_up then days[#days + 1] = follow_up end
  end
  local text = {
    "Without one, what changed in the patients cannot be told apart from the course of the disease "
      .. "or from care. ",
    ("%s randomised. "):format(#randomised == 1 and "1 row is coded as"
      or ("%d rows are coded as"):format(#randomised)),
  }
  if #unknown > 0 then
    text[#text + 1] = ("%s no arms, so that a control arm may be there or not. ")
      :format(count(#unknown, "row names", "rows name"))
  end
  if #sizes > 0 then
    local low, high = format.extent(sizes)
    text[#text + 1] = ("They print %s in all, median %s (%d to %d). ")
      :format(count(total, "patient"), format.number(format.median(sizes)), low, high)
  end
  if #days > 0 then
    local low, high = format.extent(days)
    text[#text + 1] = ("Median follow-up: %s (%s to %s)."):format(
      format.days(format.median(days)), format.days(low), format.days(high))
  end
  return {
    title = ("%d of %d clinical rows have no control arm."):format(#uncontrolled, #clinical),
    text = text, ids = rows.ids(uncontrolled), about = "without control",
    short = ("No control arm in %d of %d clinical rows; %d coded as randomised; median n %s, "
      .. "median follow-up %s"):format(#uncontrolled, #clinical, #randomised,
      #sizes > 0 and format.number(format.median(sizes)) or "unknown",
      #days > 0 and format.days(format.median(days)) or "unknown"),
  }
end

-- Doses and routes cannot be compared.
local function doses(data)
  local clinical = data.groups.clinical
  local by = { kg = {}, total = {}, unread = {} }
  local values = { kg = {}, total = {} }
  local repeated, routes = 0, {}
  for _, record in ipairs(clinical) do
    local basis, again
    for _, dose in ipairs(rows.doses(record)) do
      if dose.min and values[dose.per] then
        basis = dose.per
        table.insert(values[dose.per], dose.min)
        table.insert(values[dose.per], dose.max or dose.min)
      end
      if (dose.n_doses or 1) > 1 then again = true end
    end
    table.insert(by[basis or "unread"], record.id)
    if again then repeated = repeated + 1 end
    local known = rows.routes(record)
    for _, route in ipairs(known) do
      if route ~= "NR" then routes[route] = (routes[route] or 0) + 1 end
    end
  end
  local names = {}
  for route in pairs(routes) do names[#names + 1] = route end
  table.sort(names, function(a, b)
    if routes[a] ~= routes[b] then return routes[a] > routes[b] end
    return a < b
  end)
  local most = names[1]
  local spread = {}
  for _, basis in ipairs { "kg", "total" } do
    if #values[basis] > 0 then
      local low, high = format.extent(values[basis])
      spread[#spread + 1] = ("%s cells%s (%s-fold)"):format(format.range(low, high),
        basis == "kg" and "/kg" or " in total", format.number(high / low, 2))
    end
  end
  local units, seen = 0, {}
  for _, record in ipairs(data.groups.vesicles) do
    for _, dose in ipairs(rows.doses(record)) do
      local unit = (dose.unit or "?") .. "|" .. (dose.per or "?")
      if not seen[unit] then units = units + 1 end
      seen[unit] = true
    end
  end
  local route_text = {}
  for i, name in ipairs(names) do
    route_text[i] = ("%s %d"):format(data.label.route[name] or name, routes[name])
  end
  local compared, compared_ids = 0, {}
  for _, record in ipairs(clinical) do
    for _, result in ipairs(record.results or {}) do
      if result.direction == "no_diff" then
        compared = compared + 1
        compared_ids[#compared_ids + 1] = record.id
      end
    end
  end
  return {
    title = #by.kg > 0 and #by.total > 0
      and ("Doses stand per kg in %s and in total in %d, and cannot be compared.")
        :format(count(#by.kg, "row"), #by.total)
      or ("Doses can be read in %d of %s."):format(#by.kg + #by.total,
        count(#clinical, "clinical row")),
    text = {
      ("Of the %s, %d print cells per kg, %d a total, and %d no dose that can be read as a number")
        :format(count(#clinical, "clinical row"), #by.kg, #by.total, #by.unread),
      #spread > 0 and ": " .. format.list(spread) .. ". " or ". ",
      "The two are never converted here, because no row prints the patients’ weight. ",
      ("%s. "):format(count(repeated, "row gives", "rows give") .. " more than one dose"),
      #names > 0 and ("Routes: %s. "):format(table.concat(route_text, ", ")) or "",
      compared > 0 and ("%s active arms, and %s no difference. "):format(
        count(compared, "row compares", "rows compare"), compared == 1 and "finds" or "find")
        or "No row compares two active arms. ",
      units > 1 and ("The %s use %d kinds of dose unit, so that no dose of one can be set beside "
        .. "that of another."):format(count(#data.groups.vesicles, "vesicle row"), units) or "",
    },
    ids = compared_ids, about = "comparing active arms",
    short = ("Doses not comparable: %d rows per kg, %d in total, %d unreadable; %s%s; "
      .. "%s in %s of unit"):format(#by.kg, #by.total, #by.unread, count(#names, "route"),
      most and (", most often " .. most) or "", count(#data.groups.vesicles, "vesicle row"),
      count(units, "kind")),
  }
end

-- What contradicts what.
local function contradictions(data)
  local between, ids, seen = {}, {}, {}
  local function add(id)
    if id and not seen[id] then
      seen[id] = true
      ids[#ids + 1] = id
    end
  end
  for _, conflict in ipairs(data.conflicts) do
    between[#between + 1] = conflict
    add(conflict.id)
  end
  local counts = { TEXT_CONFLICT = 0, N_MISMATCH = 0, DIR_CONFLICT = 0, SPECIES_CONFLICT = 0,
    REF_SHIFT = 0 }
  local flagged = 0
  for _, record in ipairs(data.records) do
    local own = {}
    for _, flag in ipairs(record.flags or {}) do own[flag.code] = true end
    for code in pairs(counts) do
      if own[code] then counts[code] = counts[code] + 1 end
    end
    if own.TEXT_CONFLICT or own.N_MISMATCH or own.DIR_CONFLICT then add(record.id) end
    own.EXPONENT_FLATTENED, own.TYPO = nil, nil
    if next(own) then flagged = flagged + 1 end
  end
  local ambiguous, pt, entries = 0, 0, 0
  for _, row in ipairs(data.results.clinical) do
    entries = entries + 1
    if row.effect == "ambiguous" then
      ambiguous = ambiguous + 1
      if row.outcome == "PT" then pt = pt + 1 end
    end
  end
  table.sort(ids)
  return {
    title = ("The sources contradict each other %s, and their own text in %s.")
      :format(#between == 1 and "once" or ("%d times"):format(#between),
        count(counts.TEXT_CONFLICT, "row")),
    text = {
      ("%s between the documents; %s where table and text of one document disagree, %d where arm "
        .. "sizes do not add up, %d where species differ, %d where a reference number points to "
        .. "another work. "):format(count(#between, "conflict"),
        count(counts.TEXT_CONFLICT, "row"), counts.N_MISMATCH, counts.SPECIES_CONFLICT,
        counts.REF_SHIFT),
      ("%d of the %s carry at least one flag about their content. ")
        :format(flagged, count(#data.records, "row")),
      ("%d of %d clinical result entries have no direction that could vote%s. ")
        :format(ambiguous, entries, pt > 0
          and (", among them all %d of the prothrombin test, printed without saying time or "
            .. "activity"):format(pt) or ""),
      "Both values are kept in each case; none is corrected.",
    },
    ids = ids, about = "rows in conflict",
    short = ("Contradictions: %d between the sources, %d rows against their own text; %d of %d "
      .. "clinical entries ambiguous (PT: %d)"):format(#between, counts.TEXT_CONFLICT, ambiguous,
      entries, pt),
  }
end

--- The findings of a report: a list that prints itself as short lines.
-- @table report_findings
-- @tfield report_finding [i] a finding, in the order of the page

--- One finding of a report.
-- @table report_finding
-- @tfield string title the finding as one sentence
-- @tfield table text its paragraph, as inline content
-- @tfield {string,...} ids the records it rests on
-- @tfield[opt] string about what those records are
-- @tfield string short the finding in a line or two

-- The list; prints itself for a terminal.
function M.of(data)
  local out = { direction(data), negatives(data), designs(data), doses(data), contradictions(data) }
  return setmetatable(out, { __name = "hepar.report_findings", __tostring = function(self)
    local lines = {}
    for i, finding in ipairs(self) do
      lines[#lines + 1] = format.wrap(("%d. %s"):format(i, finding.short), 96, "   ")
      if #finding.ids > 0 then
        lines[#lines + 1] = "   " .. format.wrap(finding.about .. ": "
          .. format.ids(finding.ids), 93, "   ")
      end
    end
    return table.concat(lines, "\n")
  end })
end

return M
