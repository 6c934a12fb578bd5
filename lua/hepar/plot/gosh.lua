--- The GOSH plot of Olkin, Dahabreh and Trikalinos (2012): estimate and heterogeneity of all
-- subsets of the studies, as a density, with the distributions of both along the edges.
-- @module hepar.plot.gosh
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local measures = require "hepar.plot.measures"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.gosh"

local rules = { measure = "string", atransf = true,
  het = { one_of = { "I2", "H2", "QE", "tau2" } },
  bins = { type = "number", min = 10, max = 200, integer = true },
  out = { type = "number", min = 1, max = 1e6, integer = true }, xlab = "string" }

local labels = { I2 = "I², %", H2 = "H²", QE = "Q", tau2 = "τ²" }

-- From few to many: light to dark, so that a grey copy says the same.
local ramp = { "#D6E8F5", "#A9D0EC", "#6FB1DC", "#3A8FC6", "#0072B2", "#00507D", "#003352",
  "#001A2B" }

-- Pairs (estimate, heterogeneity), and whether a subset holds the study `out`.
local function read(data, options)
  study.check_data(WHERE, data, "a table with estimate and I2 (or H2, QE, tau2)")
  local res = study.field(data, "res") or data
  local n = study.rows(res, { "estimate", options.het })
  local estimate = study.column(WHERE, res, "estimate", n)
  local het = study.column(WHERE, res, options.het, n) or
    options.het == "QE" and study.column(WHERE, res, "Q", n) or nil
  if not estimate or not het then
    check.fail(WHERE, "data must have estimate and %s; %s is missing", options.het,
      estimate and options.het or "estimate")
  end
  local incl = study.field(data, "incl") or study.field(res, "incl")
  -- all subsets in order: subset i has study j when bit j - 1 of i is set
  local out = options.out
  local bits = out and not incl and study.field(res, "exact") == true and n & (n + 1) == 0 and
    out <= 62 and n >= 1 << (out - 1)
  if out and not incl and not bits then
    check.fail(WHERE, "option out needs incl in the data: per subset a list of true and false")
  end
  local function holds(i)
    if not out then return nil end
    if bits then return (i >> (out - 1)) & 1 == 1 end
    local value = study.field(study.field(incl, i), out)
    if value == nil then
      check.fail(WHERE, "incl[%d] says nothing of study %d (option out)", i, out)
    end
    return value == true or type(value) == "number" and value ~= 0
  end
  local list, failed = {}, 0
  for i = 1, n do
    local x, y = estimate[i], het[i]
    if x and y and math.abs(x) < math.huge and math.abs(y) < math.huge then
      list[#list + 1] = { x, y, holds(i) }
    else
      failed = failed + 1
    end
  end
  return list, failed
end

-- Counts in a grid of cells, and along both edges.
local function count(list, keep, panel, nx, ny)
  local cells, along_x, along_y, most = {}, {}, {}, 0
  local x1, y1, x2, y2 = table.unpack(panel.box)
  for _, pair in ipairs(list) do
    if keep == nil or pair[3] == keep then
      local i = math.min(nx - 1, (panel.x(pair[1]) - x1) / (x2 - x1) * nx // 1)
      local j = math.min(ny - 1, (panel.y(pair[2]) - y1) / (y2 - y1) * ny // 1)
      local key = math.tointeger(j * nx + i)
      cells[key] = (cells[key] or 0) + 1
      most = math.max(most, cells[key])
      along_x[math.tointeger(i)] = (along_x[math.tointeger(i)] or 0) + 1
      along_y[math.tointeger(j)] = (along_y[math.tointeger(j)] or 0) + 1
    end
  end
  return cells, along_x, along_y, most
end

-- Shade of a count: logarithmic, since most cells hold few.
local function shade(n, most)
  if most <= 1 then return ramp[5] end
  local level = math.log(n) / math.log(most) * (#ramp - 1)
  return ramp[math.floor(level + 0.5) + 1]
end

local function largest(list, n)
  local most = 1
  for i = 0, n - 1 do most = math.max(most, list[i] or 0) end
  return most
end

local EDGE = 26

-- One panel with its two histograms.
local function draw_panel(p, list, keep, x, y, place, grid)
  local panel = scatter.panel(p, x, y, { left = place.left, width = place.width,
    height = place.height, top = EDGE + 6 + (place.head and 11 or 0), right = EDGE + 8 })
  local fig, box = p.fig, panel.box
  if place.head then
    fig:text(place.left, box[2] - EDGE - 7, text.fit(place.head, place.width, style.size.body,
      true), { size = style.size.body, bold = true, title = place.head })
  end
  local nx = grid
  local step = (box[3] - box[1]) / nx
  local ny = math.max(5, math.floor((box[4] - box[2]) / step))
  local high = (box[4] - box[2]) / ny
  local cells, along_x, along_y, most = count(list, keep, panel, nx, ny)
  local group = fig:group { class = "density" }
  for j = 0, ny - 1 do
    for i = 0, nx - 1 do
      local n = cells[j * nx + i]
      if n then
        group:rect(box[1] + i * step, box[2] + j * high, step + 0.05, high + 0.05,
          { fill = shade(n, most) })
      end
    end
  end
  local top, side = largest(along_x, nx), largest(along_y, ny)
  local edges = fig:group { class = "edges" }
  for i = 0, nx - 1 do
    local h = (along_x[i] or 0) / top * EDGE
    if h > 0 then
      edges:rect(box[1] + i * step, box[2] - 3 - h, step + 0.05, h, { fill = "rule" })
    end
  end
  for j = 0, ny - 1 do
    local w = (along_y[j] or 0) / side * EDGE
    if w > 0 then
      edges:rect(box[3] + 3, box[2] + j * high, w, high + 0.05, { fill = "rule" })
    end
  end
  return panel, most
end

-- Draws the plot; documented as hepar.plot.gosh.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { het = "I2" })
  local list, failed = read(data, options)
  local shape = measures.scale(WHERE, options.measure or study.field(data, "measure"), options)
  local p = page.new("gosh", options, "Estimate and heterogeneity of subsets of the studies")
  if #list == 0 then
    p:empty("No subsets to show.")
    return p:finish("GOSH plot without data.")
  end
  local xs, ys = {}, {}
  for i, pair in ipairs(list) do xs[i], ys[i] = pair[1], pair[2] end
  local low, high = axes.range(xs)
  local x = { label = options.xlab or shape.label .. (shape.log and " (log scale)" or ""),
    how = shape }
  x.low, x.high = axes.pad(low, high, 0.03)
  local y_low, y_high = axes.range(ys)
  local y = { label = labels[options.het], low = math.min(0, y_low), high = y_high }
  if options.het == "I2" then y.high = 100 elseif y.high <= y.low then y.high = y.low + 1 end
  if options.het ~= "I2" then y.high = y.high + 0.03 * (y.high - y.low) end
  local room = p.right - p.left
  local panel, most
  if options.out then
    local width = (room - 10) / 2
    local height = math.min(220, width * 0.95)
    local bottom
    local pages = p.y
    local name = (study.field(data, "slab") or {})[options.out] or "study " .. options.out
    for k, keep in ipairs { true, false } do
      p.y = pages
      local half, m = draw_panel(p, list, keep, { low = x.low, high = x.high, label = x.label,
        how = shape }, { low = y.low, high = y.high, label = y.label },
        { left = p.left + (k - 1) * (width + 10), width = width, height = height,
        head = (keep and "With " or "Without ") .. tostring(name) },
        options.bins or math.floor(width / 4))
      half:frame()
      bottom = math.max(bottom or 0, half.bottom)
      panel, most = panel or half, math.max(most or 0, m)
    end
    p.y = bottom + 5
  else
    panel, most = draw_panel(p, list, nil, x, y, { height = scatter.height(p) - EDGE },
      options.bins or math.floor(room / 4))
    scatter.close(p, panel)
  end
  p:legend("Subsets per cell", {
    { label = string.format("1 to %d, logarithmic", most), width = 12 * #ramp,
      draw = function(fig, px, py)
        for i, colour in ipairs(ramp) do
          fig:rect(px + (i - 1) * 12, py - 4, 12.05, 8, { fill = colour })
        end
      end } })
  p:note("%d subsets of the studies; along the edges the distributions of both.", #list)
  if failed > 0 then p:note("%d subsets without a result are not shown.", failed) end
  local result = p:finish(string.format("GOSH plot: %s against %s for %d subsets of the studies.",
    shape.label:lower(), labels[options.het], #list))
  return scatter.publish(result, panel, shape.unprint)
end

return M
