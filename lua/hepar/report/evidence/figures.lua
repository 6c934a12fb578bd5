-- The figures, each with a caption that says what to read from it.
local report = require("hepar.report")

local M = {}

function M.write(r, data)
  local plot = require("hepar.plot")
  local clinical = data.groups.clinical
  r:heading(1, "Figures", { id = "figures" })
  local function draw(name, source, options, caption)
    local figure = plot[name](source, options)
    r:figure(figure, { caption = caption, id = "figure-" .. name:gsub("_", "-") })
  end
  draw("effect_direction", data.results.clinical, { title = false },
    { "Effect direction, clinical rows. One row per study, one column per domain; an arrow up is ",
      "a benefit to health, not a rise of the variable. Size stands for the number of patients; a ",
      "question mark is an outcome whose good direction is unknown." })
  draw("harvest", data.results.clinical, { title = false },
    { "Harvest plot, clinical rows: one bar per study, its height the design, its fill the ",
      "control arm. Read it from the left: what speaks against a benefit stands there. See ",
      report.ref("summary"), "." })
  draw("evidence_map", clinical, { title = false },
    "Evidence map: where cells come from against disease; the area of a bubble is the number of "
      .. "patients. Empty fields were not studied in these rows.")
  draw("dose_route", clinical, { title = false },
    "Dose by route on a logarithmic scale. Doses per kg and in total are marked apart and are "
      .. "never converted into each other.")
  draw("timeline", clinical, { title = false }, "The clinical rows over time.")
  draw("stacked", clinical, { title = false },
    "Clinical rows by source of the cells, donor and disease.")
end

return M
