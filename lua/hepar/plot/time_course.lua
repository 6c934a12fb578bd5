--- Time courses of a model: one panel per output, one line per run, doses marked below.
-- @module hepar.plot.time_course
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.time_course"

local rules = { outputs = "table", columns = { type = "number", min = 1, max = 4, integer = true },
  observed = "table", xlab = "string", from = "number", to = "number",
  height = { type = "number", min = 20, max = 500 } }

-- Lines that differ by dash as well as by colour.
local dashes = { false, "6 2", "2 2", "8 2 2 2", "4 1.5 1 1.5 1 1.5", "10 3" }

-- The runs of the argument: one, or a list of them.
local function read_runs(data)
  if type(data) ~= "table" then
    check.fail(WHERE, "data must be a run or a list of runs, got %s", check.show(data))
  end
  local runs = data
  if check.class(data) or rawget(data, "t") ~= nil then runs = { data } end
  if #runs == 0 then check.fail(WHERE, "data holds no run") end
  local list = {}
  for i = 1, #runs do
    local run = runs[i]
    if check.class(run) == "hepar.run" then run = require("hepar.model.run").plain(run) end
    local kind = type(run) == "table" and check.class(run) == nil and type(rawget(run, "t"))
    if kind ~= "table" and kind ~= "userdata" then
      check.fail(WHERE, "run %d must be a run of a model or a table with t, got %s", i,
        check.show(run))
    end
    list[i] = run
  end
  return list
end

-- The values of an output of a run, as a list as long as its times; nil when it has none.
local function values_of(run, name, which)
  local column = run[name]
  if type(column) ~= "table" and type(column) ~= "userdata" then return nil end
  if #column ~= #run.t then
    check.fail(WHERE, "run %d has %d values of %s and %d times", which, #column, name, #run.t)
  end
  return column
end

-- What the user gave as observed values of one output.
local function observed_of(options, name)
  local list = {}
  for i, one in ipairs(options.observed or {}) do
    if type(one) ~= "table" or type(one.output) ~= "string" or type(one.t) ~= "number" or
      type(one.value) ~= "number" then
      check.fail(WHERE, "option observed[%d] must be {output =, t =, value =, …}", i)
    end
    if one.output == name then list[#list + 1] = one end
  end
  return list
end

-- One panel below p.y: lines, observed points, doses.
local function draw_panel(p, given)
  local low_t, high_t = given.low, given.high
  local lines, low, high = {}, nil, nil
  for i, run in ipairs(given.runs) do
    local column = values_of(run, given.name, i)
    local points = {}
    if column then
      for k = 1, #run.t do
        local t, v = run.t[k], column[k]
        if t >= low_t and t <= high_t then
          points[#points + 1] = { t, v }
          low, high = axes.range({ v }, low, high)
        end
      end
    end
    lines[i] = points
  end
  local seen = observed_of(given.options, given.name)
  for _, one in ipairs(seen) do
    low, high = axes.range({ one.value, one.low or one.value, one.high or one.value }, low, high)
  end
  if not low then low, high = 0, 1 end
  -- a zero near the data belongs on the axis
  if low > 0 and low < 0.4 * high then low = 0 end
  if low ~= 0 or high == 0 then low, high = axes.pad(low, high, 0.06)
  else high = high + 0.06 * (high - low) end
  local unit = given.units and given.units ~= "" and given.units ~= "1" and
    " (" .. given.units .. ")" or ""
  local x = { low = low_t, high = high_t, label = given.xlab }
  local y = { low = low, high = high, label = given.label .. unit }
  local panel = scatter.panel(p, x, y, { left = given.left, width = given.width,
    height = given.height, right = 6 })
  for i, points in ipairs(lines) do
    panel:curve(points, { stroke = given.colour(i), width = 1.4, dash = given.dash(i) })
  end
  for _, one in ipairs(seen) do
    local px = panel.x(one.t)
    if one.low and one.high then
      p.fig:line(px, panel.y(one.low), px, panel.y(one.high), { stroke = "ink", width = 0.75 })
    end
    scatter.point(panel, one.t, one.value, { fill = "paper", stroke = "ink", width = 0.9,
      title = string.format("%s: %s", one.label or "observed", numbers.short(one.value, 3)) })
  end
  for i, run in ipairs(given.runs) do
    for _, dose in ipairs(run.doses or {}) do
      if dose.t >= low_t and dose.t <= high_t then
        local px, py = panel.x(dose.t), panel.box[4]
        p.fig:group({ class = "dose", title = dose.label }):polygon({ px, py - 1, px - 2.6, py - 6,
          px + 2.6, py - 6 }, { fill = given.colour(i), stroke = "paper", width = 0.4 })
      end
    end
  end
  scatter.close(p, panel)
  return panel
end

-- Draws the figure; documented as hepar.plot.time_course.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, {})
  local runs = read_runs(data)
  local names = options.outputs
  if not names then
    names = runs[1].outputs
    if type(names) ~= "table" or #names == 0 then
      check.fail(WHERE, "option outputs must name what to draw")
    end
  end
  local low, high
  for _, run in ipairs(runs) do low, high = axes.range(run.t, low, high) end
  low, high = options.from or low, options.to or high
  if not low or not (low < high) then -- luacheck: ignore 581
    check.fail(WHERE, "there are no times to draw between %s and %s", check.show(low),
      check.show(high))
  end
  local known, shown, without = {}, {}, {}
  for _, run in ipairs(runs) do
    for _, name in ipairs(run.names or {}) do known[#known + 1] = name end
  end
  for i, name in ipairs(names) do
    if type(name) ~= "string" then
      check.fail(WHERE, "option outputs[%d] must be a name, got %s", i, check.show(name))
    end
    local any = false
    for which, run in ipairs(runs) do any = any or values_of(run, name, which) ~= nil end
    if any then
      shown[#shown + 1] = name
    elseif #known > 0 then
      check.fail(WHERE, 'option outputs: "%s" is not known%s', name, check.suggest(name, known))
    else
      without[#without + 1] = name
    end
  end
  local p = page.new("time-course", options, runs[1].title or "Time course")
  if #shown == 0 then
    p:empty("Nothing to show.")
    return p:finish("Time course without data.")
  end
  local function colour(i) return style.series[(i - 1) % #style.series + 1] end
  local function dash(i) return dashes[(i - 1) % #dashes + 1] or nil end
  if #runs > 1 then
    local items = {}
    for i, run in ipairs(runs) do
      items[i] = scatter.sample_line(run.label or ("run " .. i), { stroke = colour(i), width = 1.4,
        dash = dash(i) })
    end
    p:legend(nil, items)
  end
  local across = math.min(#shown, options.columns or (#shown > 1 and 2 or 1))
  local gap = 10
  local width = (p.right - p.left - gap * (across - 1)) / across
  local height = options.height and options.height * 72 / 25.4 or
    (across == 1 and math.min(190, 0.45 * (p.right - p.left)) or 110)
  local unit = runs[1].time_unit
  local xlab = options.xlab or (unit and "Time (" .. unit .. "s)" or "Time")
  local doses, panels = false, {}
  for first = 1, #shown, across do
    local top, bottom = p.y, p.y
    for k = 0, across - 1 do
      local name = shown[first + k]
      if name then
        p.y = top
        local labels = options.labels or {}
        local units = runs[1].units or {}
        panels[name] = draw_panel(p, { runs = runs, name = name, options = options, low = low,
          high = high, units = units[name], label = labels[name] or name, xlab = xlab,
          left = p.left + k * (width + gap), width = width, height = height, colour = colour,
          dash = dash })
        bottom = math.max(bottom, p.y)
      end
    end
    p.y = bottom + 3
  end
  for _, run in ipairs(runs) do doses = doses or #(run.doses or {}) > 0 end
  if doses then p:note("Triangles on the time axis: doses, in the colour of their run.") end
  if options.observed then p:note("Circles: observed values, with their intervals where given.") end
  if #without > 0 then p:note("No values of %s.", table.concat(without, ", ")) end
  local parts = {}
  for _, name in ipairs(shown) do
    for i, run in ipairs(runs) do
      local column = values_of(run, name, i)
      if column and #column > 0 then
        parts[#parts + 1] = string.format("%s%s from %s to %s", name,
          #runs > 1 and " of " .. (run.label or "run " .. i) or "",
          numbers.short(column[1], 3), numbers.short(column[#column], 3))
      end
    end
  end
  local fig = p:finish(text.clean("Time course: " .. table.concat(parts, "; ") .. "."))
  fig.panels = panels
  return fig
end

return M
