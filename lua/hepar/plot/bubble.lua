--- The bubble plot of a meta-regression: estimates against a moderator, the line and its bands.
-- @module hepar.plot.bubble
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local distribution = require "hepar.plot.distribution"
local measures = require "hepar.plot.measures"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scale = require "hepar.plot.scale"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"

local M = {}

local WHERE = "hepar.plot.bubble"

local rules = { mod = { type = "string", also = "table" }, measure = "string", atransf = true,
  level = { type = "number", min = 50, max = 99.9999 }, line = "table", ci = "boolean",
  pi = "boolean", refline = { type = "number", also = "boolean" }, xlab = "string",
  ylab = "string", names = scatter.names }

-- The moderator of a fit with an intercept and one slope, by its own predictions.
function M.own_moderator(data, name)
  if not study.is_fit(data) then return nil end
  local ok, answer = pcall(function() return data:predict { addx = true } end)
  local rows, coef = ok and study.field(answer, "x"), study.field(data, "coef")
  if type(rows) ~= "table" or not coef or #coef ~= 2 or coef[1] ~= "intrcpt" or
    coef[2] ~= name then return nil end
  local list = {}
  for i, row in ipairs(rows) do list[i] = row[2] end
  return list
end

-- The moderator by study, from the option, a field, or the data behind a fit.
local function moderator(data, set, options)
  local mod = options.mod
  if mod == nil then
    local coef = study.field(data, "coef")
    mod = type(coef) == "table" and #coef == 2 and coef[2] or "x"
    options.mod_name = mod
  end
  if type(mod) == "string" then
    options.mod_name = mod
    local own = M.own_moderator(data, mod)
    if own then return own end
    local direct = study.field(data, mod)
    if direct ~= nil then return study.column(WHERE, { [mod] = direct }, mod, set.n) end
    local behind = study.field(study.field(data, "data"), mod)
    local rows = study.field(data, "rows")
    if behind == nil then
      check.fail(WHERE, 'the data have no column "%s"; say which one with the option mod', mod)
    end
    local list = {}
    for i = 1, set.n do list[i] = behind[rows and rows[i] or i] end
    return study.column(WHERE, { [mod] = list }, mod, set.n)
  end
  return study.column(WHERE, { mod = mod }, "mod", set.n)
end

-- An entry of a matrix, as rows or as one column of numbers.
local function entry(matrix, i, j)
  local row = study.field(matrix, i)
  if type(row) == "number" then return study.field(matrix, 2 * (i - 1) + j) end
  return study.field(row, j)
end

-- The line as { x, pred, ci_lb, ci_ub, pi_lb, pi_ub } at `count` places, or nil.
local function line_of(data, options, low, high, level)
  if options.line then
    local n = study.rows(options.line, { "x", "pred" })
    local columns, list = {}, {}
    for _, name in ipairs { "x", "pred", "ci_lb", "ci_ub", "pi_lb", "pi_ub" } do
      columns[name] = study.column(WHERE .. ": option line", options.line, name, n)
    end
    if not columns.x or not columns.pred then
      check.fail(WHERE, "option line needs x and pred")
    end
    for i = 1, n do
      if columns.x[i] and columns.pred[i] then
        local one = {}
        for name, column in pairs(columns) do one[name] = column[i] end
        list[#list + 1] = one
      end
    end
    table.sort(list, function(a, b) return a.x < b.x end)
    return list
  end
  local fit = study.is_fit(data) and data or study.field(data, "pooled")
  local beta, vb = study.field(fit, "beta"), study.field(fit, "vb")
  local b0, b1 = study.field(beta, 1), study.field(beta, 2)
  if type(b0) ~= "number" or type(b1) ~= "number" or study.field(beta, 3) ~= nil then
    return nil
  end
  local tail = (1 - level / 100) / 2
  local test = study.field(fit, "test")
  local df = study.first(study.field(fit, "dfs")) or study.first(study.field(fit, "ddf"))
  local crit = distribution.t_quantile(1 - tail, test ~= "z" and df or nil)
  local tau2 = study.first(study.field(fit, "tau2")) or 0
  local list = {}
  for i = 0, 80 do
    local x = low + (high - low) * i / 80
    local pred = b0 + b1 * x
    local one = { x = x, pred = pred }
    if vb then
      local v = entry(vb, 1, 1) + 2 * x * entry(vb, 1, 2) + x * x * entry(vb, 2, 2)
      local se = math.sqrt(math.max(0, v))
      one.ci_lb, one.ci_ub = pred - crit * se, pred + crit * se
      if tau2 > 0 then
        local wide = math.sqrt(v + tau2)
        one.pi_lb, one.pi_ub = pred - crit * wide, pred + crit * wide
      end
    end
    list[#list + 1] = one
  end
  return list
end

-- The region between two curves.
local function band(panel, line, low, high, style)
  local points = {}
  for _, one in ipairs(line) do
    if not one[low] or not one[high] then return false end
    points[#points + 1], points[#points + 2] = panel.x(one.x), panel.y(one[high])
  end
  for i = #line, 1, -1 do
    points[#points + 1], points[#points + 2] = panel.x(line[i].x), panel.y(line[i][low])
  end
  if #points < 6 then return false end
  panel:layer():polygon(points, style)
  return true
end

-- Draws the plot; documented as hepar.plot.bubble.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { ci = true, pi = true, names = "none" })
  -- a plain table has its regression as `pooled`; what is read there is the line, below
  local set = study.read(WHERE, data, options)
  local shape = measures.scale(WHERE, set.measure, options)
  local mods = moderator(data, set, options)
  local name = options.xlab or options.mod_name or "Moderator"
  local p = page.new("bubble", options, shape.label .. " by " ..
    name:gsub("^%u%l", string.lower))
  local fit = study.is_fit(data) and data or study.field(data, "pooled")
  local tau2 = study.first(study.field(fit, "tau2")) or 0
  local rows = study.keep(set, function(row)
    row.x = mods[row.index]
    return row.x and math.abs(row.x) < math.huge and row.sei
  end)
  set.rows = rows
  if #rows == 0 then
    p:empty("No studies to show.")
    study.note_missing(p, set)
    return p:finish("Bubble plot without data.")
  end
  study.weigh(set, tau2)
  local xs, ys, most = {}, {}, 0
  for i, row in ipairs(rows) do
    xs[i], ys[i] = row.x, row.yi
    most = math.max(most, row.w)
  end
  local x_low, x_high = axes.range(xs)
  local x = { label = name }
  x.low, x.high = axes.pad(x_low, x_high, 0.06)
  local line = line_of(data, options, x.low, x.high, set.level)
  local ends = {}
  for _, one in ipairs(line or {}) do
    ys[#ys + 1] = one.pred
    if options.ci then ends[#ends + 1], ends[#ends + 2] = one.ci_lb or 0, one.ci_ub or 0 end
  end
  local low, high = axes.range(ys)
  local wide_low, wide_high = axes.range(ends, low, high)
  local span = high - low
  low, high = math.max(wide_low, low - 0.5 * span), math.min(wide_high, high + 0.5 * span)
  local y = { label = options.ylab or shape.label .. (shape.log and " (log scale)" or "") }
  y.low, y.high = axes.pad(low, high, 0.06)
  local height = scatter.height(p)
  y.ticks = axes.ticks(y.low, y.high, scale.linear(y.low, y.high, 0, height * 1.6), shape)
  local panel = scatter.panel(p, x, y, { height = height })
  local wide = line and options.pi and band(panel, line, "pi_lb", "pi_ub", { fill = "shade2" })
  local narrow = line and options.ci and band(panel, line, "ci_lb", "ci_ub", { fill = "#BFD9EA" })
  local null = type(options.refline) == "number" and options.refline or
    options.refline ~= false and shape.difference and 0 or nil
  if null and null >= y.low and null <= y.high then
    panel:layer():line(panel.box[1], panel.y(null), panel.box[3], panel.y(null),
      { stroke = "rule", width = 0.75, dash = "3 2" })
  end
  if line then
    local points = {}
    for i, one in ipairs(line) do points[i] = { one.x, one.pred } end
    panel:curve(points, { stroke = "#0072B2", width = 1.3 })
  end
  table.sort(rows, function(a, b)
    if a.w ~= b.w then return a.w > b.w end
    return a.index < b.index
  end)
  local placed = {}
  for i, row in ipairs(rows) do
    local share = row.exact and 1 or most > 0 and row.w / most or 0.25
    placed[i] = scatter.point(panel, row.x, row.yi, { label = row.slab,
      r = math.max(1.5, 8 * math.sqrt(share)), fill = "#ffffff", stroke = "ink", width = 0.9,
      title = string.format("%s: %s at %s", row.slab, numbers.fixed(shape.to(row.yi), 2),
      numbers.tick(row.x)) })
  end
  local unnamed = scatter.name(panel, placed, options.names)
  scatter.close(p, panel)
  local items = { scatter.sample_point("study, area: weight", { fill = "#ffffff", stroke = "ink",
    width = 0.9, r = 3.5 }) }
  if line then
    items[#items + 1] = scatter.sample_line("meta-regression", { stroke = "#0072B2", width = 1.3 })
  end
  if narrow then
    items[#items + 1] = scatter.sample_box(numbers.percent(set.level) .. " confidence band",
      { fill = "#BFD9EA" })
  end
  if wide then
    items[#items + 1] = scatter.sample_box(numbers.percent(set.level) .. " prediction band",
      { fill = "shade2", stroke = "rule", width = 0.5 })
  end
  p:legend(nil, items)
  scatter.note_names(p, unnamed)
  study.note_missing(p, set, "without an estimate or a moderator")
  local trend = ""
  if line and #line > 1 then
    trend = string.format("; the line goes from %s at %s to %s at %s",
      numbers.fixed(shape.to(line[1].pred), 2), numbers.short(line[1].x),
      numbers.fixed(shape.to(line[#line].pred), 2), numbers.short(line[#line].x))
  end
  local result = p:finish(string.format("Bubble plot of %d %s: %s against %s%s.", #rows,
    #rows == 1 and "study" or "studies", shape.label:lower(), name, trend))
  return scatter.publish(result, panel, nil, shape.unprint)
end

return M
