--- Survival curves of a cohort: Kaplan-Meier or cumulative incidence, with bands and numbers at
-- risk.
-- @module hepar.plot.survival
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.survival"
local rules = { show = { one_of = { "survival", "incidence" } }, cause = "string",
  from = { type = "number", min = 0, max = 1 }, height = { type = "number", min = 20, max = 500 } }
local dashes = { false, "6 2", "2 2", "8 2 2 2" }

-- Steps through times and values, to the end.
local function steps(t, y, stop)
  local points = { { t[1], 100 * y[1] } }
  for i = 2, #t do
    points[#points + 1] = { t[i], 100 * y[i - 1] }
    points[#points + 1] = { t[i], 100 * y[i] }
  end
  points[#points + 1] = { stop, 100 * y[#y] }
  return points
end

-- What of each curve is drawn.
local function series(data, options)
  local list = {}
  for i, one in ipairs(data.curves) do
    if options.show == "incidence" then
      for k, part in ipairs(one.incidence) do
        if part.cause == options.cause or not options.cause then
          list[#list + 1] = { name = options.cause and one.arm or one.arm .. ", " .. part.cause,
            t = part.t, y = part.F, low = part.ci_lb, high = part.ci_ub, colour = i,
            dash = options.cause and i or k }
        end
      end
    else
      list[#list + 1] = { name = one.arm, t = one.t, y = one.S, low = one.ci_lb, high = one.ci_ub,
        colour = i, dash = i }
    end
  end
  return list
end

-- Draws the figure; documented as hepar.plot.survival.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { show = "survival" })
  if check.class(data) ~= "hepar.survival" then
    check.fail(WHERE, "data must be the survival of a cohort, got %s", check.show(data))
  end
  if options.cause then
    local known = {}
    for _, part in ipairs(data.curves[1].incidence) do known[#known + 1] = part.cause end
    local found = false
    for _, name in ipairs(known) do found = found or name == options.cause end
    if not found then
      check.fail(WHERE, "option cause: %s is no cause%s", check.show(options.cause),
        check.suggest(options.cause, known))
    end
    options.show = "incidence"
  end
  local incidence = options.show == "incidence"
  local list = series(data, options)
  local p = page.new("survival", options, incidence and "Cumulative incidence" ..
    (options.cause and " of " .. options.cause or "") or "Survival without event")
  local most, least = 0, 1
  for _, one in ipairs(list) do
    for i = 1, #one.t do
      most, least = math.max(most, one.high[i]), math.min(least, one.low[i])
    end
  end
  local low = incidence and 0 or 100 * (options.from or math.max(0, math.floor(least * 20 - 0.5) /
    20))
  local high = incidence and math.max(1, 110 * most) or 100
  local items = {}
  for i, one in ipairs(list) do
    items[i] = scatter.sample_line(one.name, { stroke = style.series[(one.colour - 1) %
      #style.series + 1], width = 1.6, dash = dashes[(one.dash - 1) % 4 + 1] or nil })
  end
  p:legend(nil, items)
  local names = 0
  for _, one in ipairs(data.curves) do
    names = math.max(names, text.width(one.arm, style.size.small))
  end
  local unit = data.time_unit
  local y_ticks = axes.linear_ticks(low, high, 6)
  local left = p.left + math.max(0, math.min(names, 110) + 20 -
    axes.left_room(y_ticks, nil, "share"))
  local panel = scatter.panel(p, { low = 0, high = data.horizon, label = unit and "Time (" ..
    unit .. "s)" or "Time" }, { low = low, high = high, ticks = y_ticks,
    label = incidence and "Incidence (%)" or "Without event (%)" },
    { height = options.height and options.height * 72 / 25.4 or 190, left = left,
      width = p.right - left })
  for _, one in ipairs(list) do
    local colour = style.series[(one.colour - 1) % #style.series + 1]
    for _, bound in ipairs { one.low, one.high } do
      panel:curve(steps(one.t, bound, data.horizon), { stroke = colour, width = 0.4 })
    end
    panel:curve(steps(one.t, one.y, data.horizon), { stroke = colour, width = 1.6,
      dash = dashes[(one.dash - 1) % 4 + 1] or nil })
  end
  scatter.close(p, panel)
  -- Numbers at risk below the ticks.
  local size = style.size.small
  p.y = p.y + 4
  p.fig:text(p.left, p.y + text.ASCENT * size, "Number at risk", { size = size, bold = true })
  p.y = p.y + text.LEADING * size
  local at = {}
  for i, tick in ipairs(panel.x_ticks) do at[i] = tick.at end
  local curves_at = data:at(at)
  local parts = {}
  for i, one in ipairs(data.curves) do
    p.fig:text(p.left, p.y + text.ASCENT * size, text.fit(one.arm, panel.box[1] - p.left - 8,
      size), { size = size })
    for k, tick in ipairs(panel.x_ticks) do
      local row = curves_at[(i - 1) * #at + k]
      p.fig:text(panel.x(tick.at), p.y + text.ASCENT * size, ("%.0f"):format(row.risk),
        { size = size, anchor = "middle" })
    end
    p.y = p.y + text.LEADING * size
    parts[i] = ("%s %.1f %% without event at the end"):format(one.arm, 100 * one.S[#one.S])
  end
  p:note("Thin lines: 95 % limits (log-log). Times to event are drawn with the model's "
    .. "probabilities; the limits are of the simulated number of patients, not of the model.")
  return p:finish(table.concat(parts, "; ") .. ".")
end

return M
