-- Power against the number of patients, with the proposal marked.
local page = require("hepar.plot.page")
local scatter = require("hepar.plot.scatter")
local style = require("hepar.plot.style")

local M = {}

-- The figure of a proposal: its curves, sizes and size.
function M.draw(p)
  local fig_page = page.new("power", { title = false, width = 180 }, "Power by number of patients")
  local items = {}
  for i, curve in ipairs(p.curves) do
    items[i] = scatter.sample_line(curve.label, { stroke = style.series[i == 1 and 2 or 1],
      width = 1.6, dash = i == 1 and "4 2" or nil })
  end
  fig_page:legend(nil, items)
  local ticks = {}
  for k = 0, 4 do ticks[k + 1] = { at = k / 4, text = ("%d %%"):format(25 * k) } end
  local most = p.sizes[#p.sizes]
  local panel = scatter.panel(fig_page, { low = 0, high = most * 1.03, label = "Patients in all" },
    { low = 0, high = 1, label = "Chance of success", ticks = ticks }, { height = 190 })
  local fig = panel.fig
  fig:line(panel.box[1], panel.y(0.9), panel.box[3], panel.y(0.9), { stroke = "rule", width = 0.6,
    dash = "3 2" })
  fig:line(panel.x(p.n), panel.box[2], panel.x(p.n), panel.box[4], { stroke = "rule", width = 0.6,
    dash = "3 2" })
  local words = {}
  for i, curve in ipairs(p.curves) do
    local colour = style.series[i == 1 and 2 or 1]
    for k, row in ipairs(curve.rows) do
      local before = curve.rows[k - 1]
      if before then
        fig:line(panel.x(before.n), panel.y(before.power), panel.x(row.n), panel.y(row.power),
          { stroke = colour, width = 1.6, dash = i == 1 and "4 2" or nil })
      end
    end
    for _, row in ipairs(curve.rows) do
      scatter.point(panel, row.n, row.power, { fill = colour, r = 2.2,
        title = ("%s, %d patients: %.0f %%"):format(curve.label, row.n, 100 * row.power) })
      words[#words + 1] = ("%s, %d patients: %.0f %%"):format(curve.label, row.n, 100 * row.power)
    end
  end
  fig:text(panel.x(p.n) - 3, panel.box[4] - 4, ("%d"):format(p.n), { size = style.size.small,
    anchor = "end", bold = true })
  scatter.close(fig_page, panel)
  return fig_page:finish("Power by number of patients. " .. table.concat(words, "; ") .. ".")
end

return M
