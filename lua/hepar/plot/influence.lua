--- Panels of the influence of each study: residuals, Cook's distance, heterogeneity without it …
-- @module hepar.plot.influence
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"

local M = {}

local WHERE = "hepar.plot.influence"
local BODY = style.size.body

-- The panels: names of the column, words, reference lines (k studies, p coefficients, fit).
local panels = {
  { "rstudent", words = "Deleted residual", lines = function()
    return { 0 }, { -1.959963984540054, 1.959963984540054 } end },
  { "dffits", words = "DFFITS", lines = function(k, p)
    local cut = k > p and 3 * math.sqrt(p / (k - p)) or nil
    return { 0 }, cut and { -cut, cut } or {} end },
  { "cook_d", "cook.d", "cook", words = "Cook's distance", zero = true, lines = function(_, p)
    return {}, { distribution.chisq_quantile(0.5, p) } end },
  { "cov_r", "cov.r", words = "Covariance ratio", lines = function() return { 1 }, {} end },
  { "tau2_del", "tau2.del", words = "τ² without the study", zero = true, lines = function(_, _, fit)
    return { fit.tau2 }, {} end },
  { "QE_del", "QE.del", words = "Q without the study", lines = function(_, _, fit)
    return { fit.QE }, {} end },
  { "hat", words = "Leverage", zero = true, lines = function(k, p)
    return { p / k }, { 3 * p / k } end },
  { "weight", words = "Weight, %", zero = true, lines = function(k) return { 100 / k }, {} end },
}

local rules = { panels = "table", columns = { type = "number", min = 1, max = 4, integer = true },
  names = "boolean" }

-- The columns, from a table, an influence object or a fit.
local function read(data, options)
  study.check_data(WHERE, data, "a fit, or a table with rstudent, dffits, cook_d …")
  local source = data
  local ok, method = pcall(function() return data.influence end)
  if ok and type(method) == "function" then
    source = method(data)
  elseif study.field(data, "inf") ~= nil then
    source = study.field(data, "inf")
  end
  local all = { "slab" }
  for _, panel in ipairs(panels) do
    for _, name in ipairs(panel) do all[#all + 1] = name end
  end
  local n = study.rows(source, all)
  local list, known = {}, {}
  for i, panel in ipairs(panels) do known[i] = panel[1] end
  local wanted = options.panels
  for _, name in ipairs(wanted or {}) do
    local found = false
    for _, one in ipairs(known) do found = found or one == name end
    if not found then
      check.fail(WHERE, "option panels must hold names of %s, got %s%s", table.concat(known, ", "),
        check.show(name), type(name) == "string" and check.suggest(name, known) or "")
    end
  end
  for _, panel in ipairs(panels) do
    local asked = wanted == nil
    for _, name in ipairs(wanted or {}) do asked = asked or name == panel[1] end
    local column
    for _, name in ipairs(panel) do
      column = column or study.column(WHERE, source, name, n)
    end
    if asked and column then list[#list + 1] = { panel = panel, column = column } end
    if asked and wanted and not column then
      check.fail(WHERE, "data have no column %s", panel[1])
    end
  end
  if #list == 0 then
    check.fail(WHERE, "data must have at least one of %s", table.concat(known, ", "))
  end
  local slab = study.field(source, "slab") ~= nil and source or data
  local flags = study.field(source, "is_infl") or study.field(data, "is_infl")
  local labels = study.labels(WHERE, slab, n)
  local fit = { tau2 = study.first(study.field(data, "tau2")),
    QE = study.first(study.field(data, "QE")) }
  local p = study.first(study.field(data, "p")) or 1
  return list, labels, flags or {}, fit, n, p
end

-- One panel at a place of the page; returns its lower end.
local function draw(p, one, place, n, coefficients, fit, flags, labels)
  local values, line, cut = {}, one.panel.lines(n, coefficients, fit)
  for i = 1, n do
    if one.column[i] and math.abs(one.column[i]) < math.huge then
      values[#values + 1] = one.column[i]
    end
  end
  if #values == 0 then values = { 0 } end
  for _, v in ipairs(line) do values[#values + 1] = v end
  if one.panel.zero then values[#values + 1] = 0 end
  local low, high = axes.range(values)
  -- a limit is shown when it is near enough not to squeeze the points
  local span = high - low
  for _, v in ipairs(cut) do
    if v > low - 0.8 * span and v < high + 0.8 * span then
      low, high = math.min(low, v), math.max(high, v)
    end
  end
  local x = { low = 0.5, high = n + 0.5 }
  local y = {}
  y.low, y.high = axes.pad(low, high, 0.08)
  if one.panel.zero then y.low = math.max(y.low, 0) end
  y.ticks = axes.linear_ticks(y.low, y.high, 4)
  x.ticks = {}
  local width = place.width - axes.left_room(y.ticks) - 8
  local step = math.max(1, math.ceil(n * 13 / width))
  for _, round in ipairs { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 } do
    if round >= step then
      step = round
      break
    end
  end
  for i = 1, n do
    if i % step == 0 or step == 1 then
      x.ticks[#x.ticks + 1] = { at = i, text = string.format("%d", i) }
    end
  end
  p.fig:text(place.left, p.y + 8, one.panel.words, { size = BODY, bold = true })
  local panel = scatter.panel(p, x, y, { left = place.left, width = place.width,
    height = place.height, top = 15 })
  local box = panel.box
  local layer = panel:layer()
  local function level(v, given)
    if v >= y.low and v <= y.high then
      layer:line(box[1], panel.y(v), box[3], panel.y(v), given)
    end
  end
  for _, v in ipairs(line) do level(v, { stroke = "rule", width = 0.75 }) end
  for _, v in ipairs(cut) do level(v, { stroke = "#D55E00", width = 0.75, dash = "3 2" }) end
  local points = {}
  for i = 1, n do
    if one.column[i] then points[#points + 1] = { i, one.column[i] } end
  end
  if #points > 1 then panel:curve(points, { stroke = "rule", width = 0.6 }) end
  for i = 1, n do
    local v = one.column[i]
    if v and math.abs(v) < math.huge then
      local marked = flags[i] == true or type(flags[i]) == "number" and flags[i] ~= 0
      scatter.point(panel, i, v, { r = marked and 3.2 or n > 60 and 1.5 or 2.1,
        fill = marked and "#D55E00" or nil, stroke = marked and "ink" or nil,
        class = one.panel[1], title = string.format("%s: %s", labels[i], numbers.short(v)) })
    end
  end
  panel:frame()
  return panel
end

-- Draws the panels; documented as hepar.plot.influence.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { names = true })
  local list, labels, flags, fit, n, coefficients = read(data, options)
  local p = page.new("influence", options, "Influence of each study")
  if n == 0 then
    p:empty("No studies to show.")
    return p:finish("Influence panels without data.")
  end
  local room = p.right - p.left
  local columns = math.min(options.columns or (room > 380 and 2 or 1), #list)
  local width = (room - 14 * (columns - 1)) / columns
  local height = math.min(84, 0.45 * width)
  local top, bottom, marked, drawn = p.y, p.y, {}, {}
  for i, one in ipairs(list) do
    local column = (i - 1) % columns
    if column == 0 then
      top = bottom + (i > 1 and 5 or 0)
      bottom = top
    end
    p.y = top
    drawn[i] = draw(p, one, { left = p.left + column * (width + 14), width = width,
      height = height }, n, coefficients, fit, flags, labels)
    bottom = math.max(bottom, drawn[i].bottom)
  end
  p.y = bottom + 4
  for i = 1, n do
    if flags[i] == true or type(flags[i]) == "number" and flags[i] ~= 0 then
      marked[#marked + 1] = labels[i]
    end
  end
  local items = { scatter.sample_point("study", { r = 2.1 }),
    scatter.sample_line("value of the whole, or none", { stroke = "rule", width = 0.75 }),
    scatter.sample_line("usual limit", { stroke = "#D55E00", width = 0.75, dash = "3 2" }) }
  if #marked > 0 then
    table.insert(items, 2, scatter.sample_point("influential",
      { r = 3.2, fill = "#D55E00", stroke = "ink" }))
  end
  p:legend(nil, items)
  if options.names and n <= 60 then
    local words = {}
    for i = 1, n do words[i] = i .. "\u{00A0}" .. labels[i]:gsub(" ", "\u{00A0}") end
    p:note("%s.", table.concat(words, "; "))
  end
  local result = p:finish(string.format("Influence of %d studies in %d panels; %s.", n, #list,
    #marked > 0 and "influential: " .. table.concat(marked, ", ") or "none is marked influential"))
  result.panels = {}
  for i, one in ipairs(list) do
    result.panels[i] = { name = one.panel[1], x = drawn[i].x, y = drawn[i].y, box = drawn[i].box }
  end
  return result
end

return M
