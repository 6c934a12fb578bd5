--- What the figures of cohorts share: the cohort of the argument, a panel for each arm.
-- @module hepar.plot.cohort_panels
-- @local

local check = require "hepar.plot.check"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

-- The run behind a cohort, and the number of the output that options name.
function M.read(where, cohort, options)
  if check.class(cohort) ~= "hepar.cohort" then
    check.fail(where, "data must be a cohort (of scenario:run), got %s", check.show(cohort))
  end
  local object = require "hepar.cohort.object"
  local run = object.run_of(cohort, "plot")
  local output = options.output or cohort.outputs[1]
  return run, object.index_of(where, "option output", output, cohort.outputs), output
end

-- The numbers of the arms that are shown.
function M.arms(where, cohort, options, from)
  local list = {}
  if options.arms then
    for i, name in ipairs(options.arms) do
      list[i] = require("hepar.cohort.object").index_of(where, "option arms", name, cohort.arms)
    end
    if #list == 0 then check.fail(where, "option arms names no arm") end
    return list
  end
  for a = from or 1, #cohort.arms do list[#list + 1] = a end
  return list
end

function M.unit(run, name)
  for _, kind in ipairs { "output", "state", "let" } do
    local symbol = rawget(run.spec.model[kind], name)
    if symbol and symbol.unit and symbol.unit ~= "1" then return " (" .. symbol.unit .. ")" end
  end
  return ""
end

function M.xlab(run)
  local unit = run.spec.model.time_unit
  return unit and "Time (" .. unit .. "s)" or "Time"
end

function M.colour(a) return style.series[(a - 1) % #style.series + 1] end

-- A grid of panels, `draw(panel, arm)` in each, the name of the arm above it.
function M.grid(p, cohort, arms, options, x, y, draw)
  local across = math.min(#arms, options.columns or 3)
  local gap = 8
  local width = (p.right - p.left - gap * (across - 1)) / across
  local height = options.height and options.height * 72 / 25.4 or (#arms == 1 and 190 or 130)
  for first = 1, #arms, across do
    local top, bottom = p.y, p.y
    for k = 0, across - 1 do
      local a = arms[first + k]
      if a then
        p.y = top + 11
        local left = p.left + k * (width + gap)
        local panel = scatter.panel(p, { low = x.low, high = x.high, label = x.label },
          { low = y.low, high = y.high, label = k == 0 and y.label or nil },
          { left = left, width = width, height = height, right = 6 })
        p.fig:text(panel.box[1], top + 9, text.fit(cohort.arms[a], width - 20,
          style.size.head, true), { size = style.size.head, bold = true })
        draw(panel, a)
        for _, dose in ipairs(a and options.doses and options.doses[a] or {}) do
          if dose.at >= x.low and dose.at <= x.high then
            local px, py = panel.x(dose.at), panel.box[4]
            p.fig:group({ class = "dose", title = ("dose at %g"):format(dose.at) }):polygon({ px,
              py - 1, px - 2.6, py - 6, px + 2.6, py - 6 }, { fill = M.colour(a),
              stroke = "paper", width = 0.4 })
          end
        end
        scatter.close(p, panel)
        bottom = math.max(bottom, p.y)
      end
    end
    p.y = bottom + 3
  end
end

-- The doses of each arm, for the marks on the axis.
function M.doses(run)
  local list = {}
  for a, arm in ipairs(run.spec.arms) do list[a] = arm.doses end
  return list
end

return M
