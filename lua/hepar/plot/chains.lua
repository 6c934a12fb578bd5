--- Figures of a posterior: traces of the chains, marginal distributions beside the prior, pairs.
-- @module hepar.plot.chains
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local panels = require "hepar.plot.small_panels"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local rules = { parameters = "table", columns = { type = "number", min = 1, max = 4,
  integer = true }, height = { type = "number", min = 15, max = 300 } }
local MOST_STEPS, MOST_POINTS, BINS = 300, 400, 30

-- The parameters of a posterior that are shown: row, searched-for parameter, draws.
local function read(where, c, options)
  if check.class(c) ~= "hepar.calibration" or not c.posterior then
    check.fail(where, 'data must be a calibration with method = "mcmc", got %s', check.show(c))
  end
  local problem = require("hepar.cohort.calibrate").state_of(c).problem
  local list, known = {}, {}
  for j, row in ipairs(c.rows) do
    known[j] = row.name
    list[j] = { row = row, free = problem.free[j], draws = c.posterior[row.name] }
    list[row.name] = list[j]
  end
  return panels.chosen(where, options.parameters, list, known)
end

-- Draws on the scale of the axis.
local function scaled(one, values)
  if not one.free.log then return values end
  return values:map(function(v) return math.log(v) end)
end

-- Traces of the chains; documented as hepar.plot.traces.
function M.traces(c, given)
  local where = "hepar.plot.traces"
  local options = page.options(where, given, rules, { columns = 2 })
  local list = read(where, c, options)
  local p = page.new("traces", options, ("Traces of %d chains"):format(c.walkers))
  local every = math.max(1, c.steps // MOST_STEPS)
  panels.grid(p, #list, options, 70, function(i, place)
    local one = list[i]
    local chains, low, high = {}, nil, nil
    for w, trace in ipairs(c.traces[one.row.name]) do
      local column, points = scaled(one, trace), {}
      for step = 1, c.steps, every do points[#points + 1] = { step, column[step] } end
      chains[w] = points
      low, high = axes.range(column, low, high)
    end
    low, high = axes.pad(low, high, 0.04)
    local panel = panels.panel(p, place, ("%s: R-hat %.3f, ESS %.0f"):format(one.row.name,
      one.row.rhat, one.row.ess), { low = 1, high = c.steps, label = place.last and "Step" or nil },
      panels.axis(one.free, low, high, place.height))
    local x1, y1, _, y2 = table.unpack(panel.box)
    if c.warmup > 1 then
      panel:layer():rect(x1, y1, panel.x(c.warmup) - x1, y2 - y1, { fill = "shade2" })
    end
    for w, points in ipairs(chains) do
      panel:curve(points, { stroke = style.series[(w - 1) % 8 + 1], width = 0.5 })
    end
    return panel
  end)
  p:note("Shaded: the warm-up, which does not count. Steps drawn: %s.", every == 1 and "all"
    or "one in " .. every)
  local words = {}
  for i, one in ipairs(list) do
    words[i] = ("%s R-hat %.3f"):format(one.row.name, one.row.rhat)
  end
  return p:finish(("Traces of %d chains over %d steps: %s."):format(c.walkers, c.steps,
    table.concat(words, ", ")))
end

-- Heights of equal bins, as densities.
local function histogram(values, low, high)
  local bins, width = {}, (high - low) / BINS
  for b = 1, BINS do bins[b] = 0 end
  for i = 1, #values do
    local b = math.min(BINS, math.max(1, math.floor((values[i] - low) / width) + 1))
    bins[b] = bins[b] + 1
  end
  for b = 1, BINS do bins[b] = bins[b] / (#values * width) end
  return bins, width
end

-- The prior's density on the scale of the axis; nil when there is none.
local function prior_of(free)
  if free.prior then
    local middle, sd = free.prior[1], free.prior[2]
    return function(v)
      if v < free.lower or v > free.upper then return 0 end
      return math.exp(-0.5 * ((v - middle) / sd) ^ 2) / (sd * math.sqrt(2 * math.pi))
    end
  end
  local range = free.upper - free.lower
  if range == math.huge then return nil end
  return function(v) return v >= free.lower and v <= free.upper and 1 / range or 0 end
end

-- Where an axis of one parameter begins and ends: its bounds when the posterior fills much of them.
local function reach(one, values)
  local low, high = axes.range(values)
  local free = one.free
  local range = free.upper - free.lower
  if range < math.huge and high - low > 0.3 * range then return free.lower, free.upper end
  low, high = axes.pad(low, high, 0.05)
  return math.max(low, free.lower), math.min(high, free.upper)
end

-- Bars of a histogram in a panel.
local function bars(panel, bins, low, width)
  local layer = panel:layer()
  for b, height in ipairs(bins) do
    if height > 0 then
      local x1, x2 = panel.x(low + (b - 1) * width), panel.x(low + b * width)
      layer:rect(x1, panel.y(height), x2 - x1, panel.y(0) - panel.y(height),
        { fill = style.series[6], stroke = "paper", width = 0.3 })
    end
  end
end

-- Marginal posteriors; documented as hepar.plot.posterior.
function M.posterior(c, given)
  local where = "hepar.plot.posterior"
  local options = page.options(where, given, rules, { columns = 3 })
  local list = read(where, c, options)
  local p = page.new("posterior", options, "Marginal posteriors beside the priors")
  p:legend(nil, { scatter.sample_box("posterior", { fill = style.series[6] }),
    scatter.sample_line("prior", { stroke = style.series[5], width = 1.2, dash = "4 2" }),
    scatter.sample_line(("median and %s interval"):format(numbers.percent(c.level)),
    { stroke = "ink", width = 1.2 }) })
  p.y = p.y + 4
  panels.grid(p, #list, options, 78, function(i, place)
    local one = list[i]
    local values = scaled(one, one.draws)
    local low, high = reach(one, values)
    local bins, width = histogram(values, low, high)
    local top, prior = 0, prior_of(one.free)
    for _, height in ipairs(bins) do top = math.max(top, height) end
    local line = {}
    for k = 0, 100 do
      local v = low + (high - low) * k / 100
      line[k + 1] = { v, prior and prior(v) or 0 }
      top = math.max(top, prior and line[k + 1][2] or 0)
    end
    local shrinkage = one.row.shrinkage
    local panel = panels.panel(p, place, one.row.name .. (shrinkage
      and (": shrinkage %.2f"):format(shrinkage) or ""), panels.axis(one.free, low, high),
      { low = 0, high = 1.16 * top, ticks = {} })
    bars(panel, bins, low, width)
    if prior then
      panel:curve(line, { stroke = style.series[5], width = 1.2, dash = "4 2" })
    end
    local function at(v) return panel.x(one.free.log and math.log(v) or v) end
    local y = panel.y(1.08 * top)
    p.fig:group({ title = ("%s: median %s, %s to %s"):format(one.row.name,
      numbers.short(one.row.median), numbers.short(one.row.low), numbers.short(one.row.high)) })
      :line(at(one.row.low), y, at(one.row.high), y, { stroke = "ink", width = 1.2 })
      :circle(at(one.row.median), y, 2.2, { fill = "ink", stroke = "paper", width = 0.4 })
    return panel
  end)
  p:note("Shrinkage: how much narrower than the prior the posterior is (1 - SD / SD of the prior).")
  local words = {}
  for i, one in ipairs(list) do
    words[i] = ("%s %s (%s to %s)"):format(one.row.name, numbers.short(one.row.median),
      numbers.short(one.row.low), numbers.short(one.row.high))
  end
  return p:finish("Posteriors: " .. table.concat(words, ", ") .. ".")
end

local function correlation(a, b)
  local x, y = a - a:mean(), b - b:mean()
  local d = math.sqrt((x * x):sum() * (y * y):sum())
  return d > 0 and (x * y):sum() / d or 0
end

-- A name in lines that fit, broken after underscores.
local function broken(name, width, size)
  local lines, line = {}, ""
  for part in name:gmatch("[^_]*_?") do
    if line ~= "" and text.width(line .. part, size, true) > width then
      lines[#lines + 1], line = line, ""
    end
    line = line .. part
  end
  lines[#lines + 1] = line
  return lines
end

-- Pairs of parameters; documented as hepar.plot.pairs.
function M.pairs(c, given)
  local where = "hepar.plot.pairs"
  local options = page.options(where, given, { parameters = "table" }, {})
  local list = read(where, c, options)
  if #list > 10 then
    check.fail(where, "option parameters: at most 10 fit into a figure, got %d", #list)
  end
  local p = page.new("pairs", options, "Pairs of parameters in the posterior")
  local n, size = #list, style.size.small
  local gap, left = 4, 30
  local side = (p.right - p.left - left - gap * (n - 1)) / n
  local height = math.min(side, 90)
  local values, ends, heads, most_lines = {}, {}, {}, 1
  for i, one in ipairs(list) do
    heads[i] = broken(one.row.name, side - 2, size)
    most_lines = math.max(most_lines, #heads[i])
  end
  local top = p.y + 4 + 8.5 * most_lines
  for i, one in ipairs(list) do
    values[i] = scaled(one, one.draws)
    ends[i] = { reach(one, values[i]) }
    for k, line in ipairs(heads[i]) do
      p.fig:text(p.left + left + (i - 1) * (side + gap) + side / 2, top - 3 - 8.5 * (#heads[i] - k),
        text.fit(line, side - 2, size, true), { size = size, bold = true, anchor = "middle",
        title = one.row.name })
    end
  end
  local every, worst = math.max(1, #values[1] // MOST_POINTS), { size = -1 }
  for i = 1, n do
    for j = 1, n do
      local x1, y1 = p.left + left + (j - 1) * (side + gap), top + (i - 1) * (height + gap)
      local box = { x1, y1, x1 + side, y1 + height }
      local x = panels.axis(list[j].free, ends[j][1], ends[j][2])
      if i == j then
        local bins, width = histogram(values[i], ends[i][1], ends[i][2])
        local most = 0
        for _, bar in ipairs(bins) do most = math.max(most, bar) end
        local panel = axes.panel(p.fig, box, x, { low = 0, high = 1.05 * most, ticks = {} })
        bars(panel, bins, ends[i][1], width)
        p.fig:rect(x1, y1, side, height, { stroke = "rule", width = 0.5 })
      elseif i > j then
        local panel = axes.panel(p.fig, box, x, { low = ends[i][1], high = ends[i][2],
          ticks = {} })
        local layer = panel:layer()
        for k = 1, #values[i], every do
          layer:circle(panel.x(values[j][k]), panel.y(values[i][k]), 0.7,
            { fill = style.series[1], stroke = "none" })
        end
        p.fig:rect(x1, y1, side, height, { stroke = "rule", width = 0.5 })
      else
        local r = correlation(values[i], values[j])
        if math.abs(r) > worst.size then
          worst = { size = math.abs(r), r = r, a = list[i].row.name, b = list[j].row.name }
        end
        p.fig:rect(x1, y1, side, height, { stroke = "rule", width = 0.5,
          fill = math.abs(r) >= 0.5 and "shade1" or math.abs(r) >= 0.2 and "shade2" or "none" })
        p.fig:text(x1 + side / 2, y1 + height / 2 + 3, numbers.fixed(r, 2), { anchor = "middle",
          bold = math.abs(r) >= 0.5, title = ("%s and %s: %s"):format(list[i].row.name,
          list[j].row.name, numbers.fixed(r, 3)) })
      end
      if i == n then -- values below, at the ends of the axis
        for k, anchor in ipairs { "start", "end" } do
          local v = ends[j][k]
          if list[j].free.log then v = math.exp(v) end
          p.fig:text(k == 1 and x1 or x1 + side, y1 + height + 9, numbers.short(v, 2),
            { size = size, anchor = anchor })
        end
      end
      if j == 1 and i > 1 then
        for k, y in ipairs { y1 + height, y1 + 6 } do
          local v = ends[i][k]
          if list[i].free.log then v = math.exp(v) end
          p.fig:text(x1 - 3, y, numbers.short(v, 2), { size = size, anchor = "end" })
        end
      end
    end
  end
  p.y = top + n * (height + gap) + 10
  p:note("Below: draws (%s); above: correlations, shaded from 0.2 and 0.5. Parameters searched "
    .. "on a logarithmic scale are shown on it.", every == 1 and "all" or "one in " .. every)
  return p:finish(n > 1 and ("Pairs of %d parameters; the strongest correlation, %s, is between %s "
    .. "and %s."):format(n, numbers.fixed(worst.r, 2), worst.a, worst.b) or "One parameter.")
end

return M
