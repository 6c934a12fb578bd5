--- The funnel plot, plain and with contours of significance.
-- @module hepar.plot.funnel
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"
local measures = require "hepar.plot.measures"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"

local M = {}

local WHERE = "hepar.plot.funnel"

local rules = {
  measure = "string", transf = true, atransf = true, level = { type = "number", min = 50,
    max = 99.9999 }, yaxis = { one_of = { "sei", "vi", "seinv", "vinv", "ni" } },
  contours = { type = "table", also = "boolean" }, side = { one_of = { "both", "left", "right" } },
  refline = { type = "number", also = "boolean" }, null = "number", filled = "table",
  tau2 = { type = "number", min = 0 }, regtest = "table",
  limits = "table", xlab = "string", region = "boolean",
  names = scatter.names,
}

-- The vertical axes: value of a study, standard error of a value, direction, words.
local kinds = {
  sei = { of = function(row) return row.sei end, se = function(v) return v end, reverse = true,
    label = "Standard error" },
  vi = { of = function(row) return row.sei ^ 2 end, se = math.sqrt, reverse = true,
    label = "Sampling variance" },
  seinv = { of = function(row) return 1 / row.sei end, se = function(v) return 1 / v end,
    label = "Inverse of the standard error" },
  vinv = { of = function(row) return 1 / row.sei ^ 2 end,
    se = function(v) return 1 / math.sqrt(v) end, label = "Inverse of the sampling variance" },
  ni = { of = function(row) return row.ni end, label = "Sample size" },
}

local shades = { "#AEBBC4", "#D3DCE2", "#EEF2F4" }

-- Rows that stand for studies which trim and fill imputed.
local function imputed(set, options)
  local list, rows = {}, {}
  local flags = study.field(set.data, "fill")
  for _, row in ipairs(set.rows) do
    local flag = flags and flags[row.index]
    if flag == true or flag == 1 then
      list[#list + 1] = row
    else
      rows[#rows + 1] = row
    end
  end
  set.rows = rows
  if options.filled then
    local more = study.read(WHERE .. ": option filled", options.filled, options)
    for _, row in ipairs(more.rows) do list[#list + 1] = row end
  end
  return list
end

-- Levels of the contours in growing order.
local function levels_of(options)
  local given = options.contours
  if not given then return {} end
  if given == true then given = { 90, 95, 99 } end
  local list = {}
  for i, level in ipairs(given) do
    if type(level) ~= "number" or level <= 0 or level >= 100 then
      check.fail(WHERE, "option contours[%d] must be a level between 0 and 100, got %s", i,
        check.show(level))
    end
    list[i] = level > 0 and level < 1 and 100 * level or level
  end
  table.sort(list)
  if #list > #shades then
    check.fail(WHERE, "option contours takes up to %d levels, got %d", #shades, #list)
  end
  return list
end

-- A region around a centre: the polygon between the two lines centre -+ z * se over the axis.
local function region(panel, kind, centre, left, right, tau2)
  local box, edge, points = panel.box, {}, {}
  local steps = kind.reverse and kind.label == "Standard error" and tau2 == 0 and 1 or 60
  for i = 0, steps do
    local v = panel.low_y + (panel.high_y - panel.low_y) * i / steps
    local se = math.sqrt(kind.se(v) ^ 2 + tau2)
    edge[i] = { panel.y(v), se }
  end
  local function place(value)
    local x = panel.x(value)
    return math.min(math.max(x, box[1] - 4000), box[3] + 4000)
  end
  for i = 0, steps do
    points[#points + 1] = left and place(centre - left * edge[i][2]) or box[1] - 1
    points[#points + 1] = edge[i][1]
  end
  for i = steps, 0, -1 do
    points[#points + 1] = right and place(centre + right * edge[i][2]) or box[3] + 1
    points[#points + 1] = edge[i][1]
  end
  return points, steps
end

-- The regression line of hepar.meta.regtest as a function of the standard error, or of the sample
-- size where that is the axis; the predictor must be one that the axis knows.
local function regression(options)
  local test = options.regtest
  if test == nil then return nil end
  local fit, name = study.field(test, "fit"), study.field(test, "predictor")
  local beta = fit and study.field(fit, "beta")
  local sizes = options.yaxis == "ni"
  local predictors = sizes and { ni = function(n) return n end, ninv = function(n) return 1 / n end,
    sqrtni = math.sqrt, sqrtninv = function(n) return 1 / math.sqrt(n) end } or
    { sei = function(se) return se end, vi = function(se) return se * se end }
  if type(name) ~= "string" or not beta then
    check.fail(WHERE, "option regtest must be what hepar.meta.regtest gives, got %s",
      check.show(test))
  end
  local predictor = predictors[name]
  if not predictor or study.first(study.field(beta, 3)) then
    check.fail(WHERE, 'option regtest: its line over "%s"%s has no place on the axis "%s"', name,
      predictor and " and other moderators" or "", options.yaxis)
  end
  return function(value) return beta[1] + beta[2] * predictor(value) end
end

-- Draws the plot; documented as hepar.plot.funnel.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules,
    { yaxis = "sei", side = "both", region = true, names = "none" })
  local set = study.read(WHERE, data, options)
  local shape = measures.scale(WHERE, set.measure, options)
  local kind = kinds[options.yaxis]
  local levels, line = levels_of(options), regression(options)
  local p = page.new("funnel", options, #levels > 0 and "Contour-enhanced funnel plot" or
    "Funnel plot")
  local ni = options.yaxis == "ni" and study.column(WHERE, data, "ni", set.n, { min = 0 })
  if options.yaxis == "ni" and not ni then
    check.fail(WHERE, 'yaxis = "ni" needs ni in the data; it is missing')
  end
  local fills = imputed(set, options)
  local all = {}
  for _, list in ipairs { set.rows, fills } do
    for _, row in ipairs(list) do
      row.ni = ni and ni[row.index]
      row.v = row.sei and (row.sei > 0 or kind.reverse) and kind.of(row) or nil
      if row.v and row.v < math.huge then
        all[#all + 1] = row
      else
        set.missing[#set.missing + 1] = row.slab
      end
      row.fill = list == fills
    end
  end
  set.rows = all
  if #all == 0 then
    p:empty("No studies to show.")
    study.note_missing(p, set)
    return p:finish("Funnel plot without data.")
  end

  local pooled = set.pooled[1]
  local centre = type(options.refline) == "number" and options.refline or
    options.refline ~= false and pooled and pooled.beta or nil
  local null = options.null or 0
  local values, heights = { centre }, {}
  if #levels > 0 then values[#values + 1] = null end
  for i, row in ipairs(all) do
    values[#values + 1] = row.yi
    heights[i] = row.v
  end
  local low_y, high_y = axes.range(heights)
  local y = { label = kind.label, reverse = kind.reverse }
  if kind.reverse then
    y.low, y.high = 0, high_y > 0 and high_y * 1.06 or 1
  else
    y.low, y.high = axes.pad(low_y, high_y, 0.06)
    y.low = math.max(y.low, 0.5 * low_y)
  end
  local tau2 = options.tau2 or 0
  -- the foot of the region belongs to the picture, unless it would squeeze the points
  local low, high = axes.range(values)
  local span = high - low
  if kind.se and centre and options.region then
    local foot = set.z * math.sqrt(kind.se(kind.reverse and y.high or y.low) ^ 2 + tau2)
    low = math.min(low, math.max(centre - foot, low - 0.6 * span))
    high = math.max(high, math.min(centre + foot, high + 0.6 * span))
  end
  local x = { label = (options.xlab or shape.label .. (shape.log and " (log scale)" or "")),
    how = shape }
  if options.limits then
    local from, to = options.limits[1], options.limits[2]
    check.finite(WHERE, "option limits[1]", from)
    check.finite(WHERE, "option limits[2]", to)
    x.low = shape.unprint and shape.unprint(from) or from
    x.high = shape.unprint and shape.unprint(to) or to
    if not (x.low < x.high) then -- luacheck: ignore 581
      check.fail(WHERE, "option limits must be two growing values that the axis can print, got " ..
        "%s and %s", check.show(from), check.show(to))
    end
  else
    x.low, x.high = axes.pad(low, high, 0.06)
  end
  if options.transf then
    check.fail(WHERE, "a funnel stands on the values of the analysis: use atransf, not transf")
  end

  local panel = scatter.panel(p, x, y)
  local box = panel.box
  local layer = panel:layer()
  if #levels > 0 and kind.se then
    layer:rect(box[1], box[2], box[3] - box[1], box[4] - box[2],
      { fill = #levels == 1 and shades[2] or shades[#levels] })
    for i = #levels, 1, -1 do
      local tail = 1 - levels[i] / 100
      local z = -distribution.normal_quantile(options.side == "both" and tail / 2 or tail)
      local points = region(panel, kind, null, options.side ~= "right" and z,
        options.side ~= "left" and z, 0)
      layer:polygon(points, { fill = i == 1 and "#ffffff" or shades[i - 1] })
    end
    layer:line(panel.x(null), box[2], panel.x(null), box[4], { stroke = "rule", width = 0.75 })
  end
  if centre then
    if options.region and kind.se then
      local points = region(panel, kind, centre, set.z, set.z, tau2)
      local half = #points // 2
      for _, range in ipairs { { 1, half }, { half + 1, #points } } do
        local path = {}
        for i = range[1], range[2], 2 do
          path[#path + 1] = i == range[1] and "M" or "L"
          path[#path + 1], path[#path + 2] = points[i], points[i + 1]
        end
        layer:path(path, { stroke = "ink", width = 0.75, dash = "4 2.5" })
      end
    end
    layer:line(panel.x(centre), box[2], panel.x(centre), box[4], { stroke = "ink", width = 0.9 })
  end
  if line then
    local path, inside = {}, false
    for i = 0, 200 do
      local v = panel.low_y + (panel.high_y - panel.low_y) * i / 200
      local at = line(kind.se and kind.se(v) or v)
      local px = at == at and math.abs(at) < math.huge and panel.x(at) or nil
      if px and px >= box[1] and px <= box[3] then
        path[#path + 1] = inside and "L" or "M"
        path[#path + 1], path[#path + 2] = px, panel.y(v)
        inside = true
      else
        inside = false
      end
    end
    if #path > 3 then layer:path(path, { stroke = "#D55E00", width = 1.2 }) end
  end
  local placed, outside = {}, 0
  for _, row in ipairs(all) do
    if panel:holds(panel.x(row.yi), panel.y(row.v)) then
      placed[#placed + 1] = scatter.point(panel, row.yi, row.v, {
        fill = row.fill and "#ffffff" or nil, stroke = row.fill and "ink" or nil,
        width = row.fill and 0.9 or nil, class = row.fill and "imputed" or "point",
        title = string.format("%s: %s", row.slab, numbers.fixed(shape.to(row.yi), 2)),
        label = not row.fill and row.slab or nil })
    else
      outside = outside + 1
    end
  end
  local unnamed = scatter.name(panel, placed, options.names)
  scatter.close(p, panel)

  local items = { scatter.sample_point("study", {}) }
  if #fills > 0 then
    items[#items + 1] = scatter.sample_point("imputed by trim and fill",
      { fill = "#ffffff", stroke = "ink", width = 0.9 })
  end
  if centre then
    items[#items + 1] = scatter.sample_line(pooled and options.refline == nil and
      "pooled estimate" or "reference", { stroke = "ink", width = 0.9 })
    if options.region and kind.se then
      items[#items + 1] = scatter.sample_line(string.format("%s of studies expected inside%s",
        numbers.percent(set.level), tau2 > 0 and " (with τ²)" or " without heterogeneity"),
        { stroke = "ink", width = 0.75, dash = "4 2.5" })
    end
  end
  if line then
    items[#items + 1] = scatter.sample_line("regression test (" .. options.regtest.variant ..
      "), " .. numbers.p(options.regtest.pval), { stroke = "#D55E00", width = 1.2 })
  end
  p:legend(nil, items)
  if #levels > 0 and kind.se then
    local boxes = {}
    local name = options.side == "both" and "p" or "one-sided p"
    local function alpha(level) return numbers.tick((100 - level) / 100) end
    boxes[1] = scatter.sample_box(string.format("%s > %s", name, alpha(levels[1])),
      { fill = "#ffffff", stroke = "rule", width = 0.5 })
    for i = 1, #levels do
      local label = levels[i + 1] and string.format("%s to %s", alpha(levels[i]),
        alpha(levels[i + 1])) or string.format("< %s", alpha(levels[i]))
      boxes[#boxes + 1] = scatter.sample_box(label,
        { fill = #levels == 1 and shades[2] or shades[i], stroke = "rule", width = 0.5 })
    end
    p:legend(nil, boxes)
  end
  if outside > 0 then p:note("%d outside the limits of the axis.", outside) end
  scatter.note_names(p, unnamed)
  study.note_missing(p, set, "without an estimate and a standard error")
  local result = p:finish(string.format("Funnel plot of %d %s%s: %s against %s%s.", #all - #fills,
    #all - #fills == 1 and "study" or "studies",
    #fills > 0 and string.format(" and %d imputed", #fills) or "", shape.label:lower(),
    kind.label:lower(), centre and ", centred at " .. numbers.fixed(shape.to(centre), 2) or ""))
  return scatter.publish(result, panel, shape.unprint)
end

return M
