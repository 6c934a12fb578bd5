--- The plot of L'Abbé, Detsky and O'Rourke (1987): risk in one arm against risk in the other.
-- @module hepar.plot.labbe
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local measures = require "hepar.plot.measures"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scale = require "hepar.plot.scale"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"

local M = {}

local WHERE = "hepar.plot.labbe"

local rules = { measure = { one_of = { "RR", "OR", "RD" } }, names = scatter.names, arms = "table",
  limit = { type = "number", min = 1e-9, max = 1 },
  scale = { one_of = { "risk", "log", "logit" } } }

-- Axes: position of a risk, and how its ticks are found.
local scales = {
  risk = { to = function(risk) return risk end, from = function(u) return u end },
  log = { to = math.log, from = math.exp, how = measures.transformations.exp },
  logit = { to = measures.transformations.ilogit.from, from = measures.transformations.ilogit.to,
    how = measures.transformations.ilogit },
}

-- Risk in the treated arm that an effect makes of a risk in the control arm.
local effects = {
  RR = function(risk, b) return risk * math.exp(b) end,
  OR = function(risk, b)
    if risk <= 0 or risk >= 1 then return risk end
    return 1 / (1 + (1 - risk) / risk * math.exp(-b))
  end,
  RD = function(risk, b) return risk + b end,
}

-- Events and numbers of both arms by the names of metafor.
local function read(data)
  study.check_data(WHERE, data, "a table with ai, n1i (or bi), ci, n2i (or di)")
  local n = study.rows(data, { "ai", "bi", "ci", "di", "n1i", "n2i", "slab" })
  local function column(name) return study.column(WHERE, data, name, n, { min = 0 }) end
  local ai, bi, ci, di = column "ai", column "bi", column "ci", column "di"
  local n1, n2 = column "n1i", column "n2i"
  for _, need in ipairs { { ai, "ai" }, { ci, "ci" }, { n1 or bi, "n1i or bi" },
      { n2 or di, "n2i or di" } } do
    if not need[1] then check.fail(WHERE, "data must have %s; it is missing", need[2]) end
  end
  local labels, set = study.labels(WHERE, data, n), { rows = {}, missing = {} }
  for i = 1, n do
    local one = n1 and n1[i] or not n1 and ai[i] and bi[i] and ai[i] + bi[i] or nil
    local two = n2 and n2[i] or not n2 and ci[i] and di[i] and ci[i] + di[i] or nil
    if ai[i] and one and ai[i] > one or ci[i] and two and ci[i] > two then
      check.fail(WHERE, "row %d (%s) has more events than patients", i, labels[i])
    end
    if ai[i] and ci[i] and one and two and one > 0 and two > 0 and one + two < math.huge then
      set.rows[#set.rows + 1] = { index = i, slab = labels[i], y = ai[i] / one, x = ci[i] / two,
        n = one + two }
    else
      set.missing[#set.missing + 1] = labels[i]
    end
  end
  return set
end

-- Draws the plot; documented as hepar.plot.labbe.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { names = "none", scale = "risk" })
  local set = read(data)
  local measure = options.measure or study.field(data, "measure") or "RR"
  local effect = effects[measure]
  if not effect then
    check.fail(WHERE, "measure must be RR, OR or RD for this plot, got %s", check.show(measure))
  end
  local pooled = study.pooled(WHERE, data)[1]
  local words = measures.scale(WHERE, measure, {})
  local p = page.new("labbe", options, "Risk in both arms of each study")
  if #set.rows == 0 then
    p:empty("No studies to show.")
    study.note_missing(p, set)
    return p:finish("L'Abbé plot without data.")
  end
  local on = scales[options.scale]
  local us, largest, rows = {}, 0, {}
  for _, row in ipairs(set.rows) do
    row.u, row.v = on.to(row.x), on.to(row.y)
    if math.abs(row.u) < math.huge and math.abs(row.v) < math.huge then
      us[#us + 1], us[#us + 2] = row.u, row.v
      largest = math.max(largest, row.n)
      rows[#rows + 1] = row
    else
      set.missing[#set.missing + 1] = row.slab
    end
  end
  set.rows = rows
  local low, high = axes.range(us, nil, options.limit and on.to(options.limit))
  if options.scale == "risk" then
    low, high = 0, options.limit or math.min(1, (high or 0) > 0 and 1.1 * high or 1)
  elseif not low or not high or high <= low then
    low, high = (low or -1) - 1, (high or -1) + 1
  else
    low, high = axes.pad(low, options.limit and on.to(options.limit) or high, 0.06)
  end
  local how
  if on.how then
    how = { print = on.how.to, unprint = on.how.from, log = on.how.log, range = on.how.range }
  end
  local arms = options.arms or {}
  local suffix = on.how and " (" .. options.scale .. " scale)" or ""
  local x = { low = low, high = high, how = how,
    label = "Risk, " .. tostring(arms[2] or "control") .. suffix }
  local y = { low = low, high = high,
    label = "Risk, " .. tostring(arms[1] or "treated") .. suffix }
  if how then
    y.ticks = axes.ticks(low, high, scale.linear(low, high, 0, 300), how)
    x.ticks = y.ticks
  end
  local panel = scatter.panel(p, x, y, { square = true, height = 300 })
  panel:curve({ { low, low }, { high, high } }, { stroke = "rule", width = 0.75 })
  local function line(b, given_style)
    local points = {}
    for i = 0, 120 do
      local u = low + (high - low) * i / 120
      local v = on.to(effect(on.from(u), b))
      points[#points + 1] = { u, v == v and v or math.huge }
    end
    panel:curve(points, given_style)
  end
  if pooled then
    line(pooled.beta, { stroke = "#D55E00", width = 1.2, dash = "5 2.5" })
    if pooled.ci_lb and pooled.ci_ub then
      line(pooled.ci_lb, { stroke = "#D55E00", width = 0.7, dash = "1 2" })
      line(pooled.ci_ub, { stroke = "#D55E00", width = 0.7, dash = "1 2" })
    end
  end
  table.sort(set.rows, function(a, b)
    if a.n ~= b.n then return a.n > b.n end
    return a.index < b.index
  end)
  local placed, outside = {}, 0
  for _, row in ipairs(set.rows) do
    if row.u <= high and row.v <= high then
      placed[#placed + 1] = scatter.point(panel, row.u, row.v, { label = row.slab,
        r = math.max(1.8, 9 * math.sqrt(row.n / largest)), fill = "#56B4E9", stroke = "ink",
        width = 0.6, title = string.format("%s: %s against %s, n = %s", row.slab,
        numbers.short(row.y), numbers.short(row.x), numbers.tick(row.n)) })
    else
      outside = outside + 1
    end
  end
  local unnamed = scatter.name(panel, placed, options.names)
  scatter.close(p, panel)
  local items = { scatter.sample_point("study, area: number of patients",
    { fill = "#56B4E9", stroke = "ink", r = 3.5 }),
    scatter.sample_line("no difference", { stroke = "rule", width = 0.75 }) }
  if pooled then
    items[#items + 1] = scatter.sample_line(string.format("pooled %s %s", words.label:lower(),
      numbers.fixed(words.to(pooled.beta), 2)), { stroke = "#D55E00", width = 1.2,
      dash = "5 2.5" })
    if pooled.ci_lb then
      items[#items + 1] = scatter.sample_line("its confidence interval",
        { stroke = "#D55E00", width = 0.7, dash = "1 2" })
    end
  end
  p:legend(nil, items)
  if outside > 0 then p:note("%d outside the limits of the axes.", outside) end
  scatter.note_names(p, unnamed)
  study.note_missing(p, set, "without events and numbers of both arms" ..
    (on.how and ", or with a risk of 0 or 1" or ""))
  local below = 0
  for _, row in ipairs(set.rows) do if row.y < row.x then below = below + 1 end end
  local result = p:finish(string.format("L'Abbé plot of %d %s; the risk is lower in the treated " ..
    "arm in %d.", #set.rows, #set.rows == 1 and "study" or "studies", below))
  return scatter.publish(result, panel, on.to, on.to)
end

return M
