--- The plot of Baujat and others (2002): what a study adds to heterogeneity, and to the estimate.
-- @module hepar.plot.baujat
-- @local

local axes = require "hepar.plot.axes"
local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local study = require "hepar.plot.study"

local M = {}

local WHERE = "hepar.plot.baujat"

local rules = { names = scatter.names, xlab = "string", ylab = "string" }

-- Contribution to Q and influence on the estimate in a common-effect model.
local function common_effect(rows)
  local sum, total = 0, 0
  for _, row in ipairs(rows) do
    row.w = 1 / row.sei ^ 2
    sum, total = sum + row.w, total + row.w * row.yi
  end
  local mean = total / sum
  for _, row in ipairs(rows) do
    local rest = sum - row.w
    local without = (total - row.w * row.yi) / rest
    row.x = row.w * (row.yi - mean) ^ 2
    row.y = rest * (mean - without) ^ 2
  end
end

-- The same of a fit: its own numbers, or made of its estimates without each study.
local function from_fit(set, data)
  local pooled = set.pooled[1]
  local done, own = pcall(function() return data:baujat_data() end)
  if done and study.field(own, "x") and study.field(own, "y") then
    for i, row in ipairs(set.rows) do row.x, row.y = own.x[i], own.y[i] end
    return true
  end
  local ok, loo = pcall(function() return data:leave1out() end)
  if not ok or not loo then return false end
  local estimates = study.field(loo, "estimate") or study.field(loo, "beta")
  local errors = study.field(loo, "se")
  if not estimates or not errors or not pooled then return false end
  for i, row in ipairs(set.rows) do
    row.x = (row.yi - pooled.beta) ^ 2 / (row.sei ^ 2 + (pooled.tau2 or 0))
    row.y = (pooled.beta - estimates[i]) ^ 2 / errors[i] ^ 2
  end
  return true
end

-- Rows with x and y; returns the set and what kind of model they come from.
local function read(data, options)
  if study.field(data, "x") ~= nil and study.field(data, "yi") == nil then
    local n = study.rows(data, { "x", "y", "slab" })
    local x = study.column(WHERE, data, "x", n, { min = 0 })
    local y = study.column(WHERE, data, "y", n, { min = 0 })
    if not y then check.fail(WHERE, "data with x must have y; it is missing") end
    local labels, set = study.labels(WHERE, data, n), { rows = {}, missing = {}, pooled = {} }
    for i = 1, n do
      local row = { index = i, slab = labels[i], x = x[i], y = y[i] }
      local fine = row.x and row.y and row.x < math.huge and row.y < math.huge
      if fine then
        set.rows[#set.rows + 1] = row
      else
        set.missing[#set.missing + 1] = row.slab
      end
    end
    return set, "given"
  end
  local set = study.read(WHERE, data, options)
  set.rows = study.keep(set, study.weighable)
  if study.is_fit(data) and #set.rows == set.n and from_fit(set, data) then return set, "fit" end
  if study.has_moderators(data) then
    check.fail(WHERE, "data must be a fit without moderators, or hold x and y")
  end
  if #set.rows >= 2 then common_effect(set.rows) else set.rows = {} end
  return set, "common"
end

-- Draws the plot; documented as hepar.plot.baujat.
function M.draw(data, given)
  study.check_data(WHERE, data)
  local options = page.options(WHERE, given, rules, { names = "all" })
  local set, kind = read(data, options)
  local usable = {}
  for _, row in ipairs(set.rows) do
    -- a fit has no numbers of a study whose deletion leaves no fit
    if row.x and row.y and row.x == row.x and row.y == row.y and row.x < math.huge and
        row.y < math.huge then
      usable[#usable + 1] = row
    else
      set.missing[#set.missing + 1] = row.slab
    end
  end
  set.rows = usable
  local p = page.new("baujat", options, "Contribution to heterogeneity and to the estimate")
  if #set.rows == 0 then
    p:empty("No studies to show (it takes two).")
    study.note_missing(p, set)
    return p:finish("Baujat plot without data.")
  end
  local xs, ys = {}, {}
  for i, row in ipairs(set.rows) do xs[i], ys[i] = row.x, row.y end
  local _, x_most = axes.range(xs)
  local _, y_most = axes.range(ys)
  local x = { low = 0, high = x_most > 0 and 1.08 * x_most or 1, label = options.xlab or
    kind == "common" and "Contribution to Q (common-effect model)" or
    "Squared Pearson residual" }
  local y = { low = 0, high = y_most > 0 and 1.08 * y_most or 1,
    label = options.ylab or "Influence on the estimate" }
  local panel = scatter.panel(p, x, y)
  table.sort(set.rows, function(a, b)
    local one, other = a.x / x.high + a.y / y.high, b.x / x.high + b.y / y.high
    if one ~= other then return one > other end
    return a.index < b.index
  end)
  local placed = {}
  for i, row in ipairs(set.rows) do
    placed[i] = scatter.point(panel, row.x, row.y, { label = row.slab,
      title = string.format("%s: %s, %s", row.slab, numbers.short(row.x), numbers.short(row.y)) })
  end
  local unnamed = scatter.name(panel, placed, options.names)
  scatter.close(p, panel)
  scatter.note_names(p, unnamed)
  p:note("Influence: squared difference of the pooled estimates with and without the study, " ..
    "over the variance without it (Baujat and others 2002, doi 10.1002/sim.1221).")
  study.note_missing(p, set, "without an estimate and a standard error above 0")
  local parts = {}
  for i = 1, math.min(5, #set.rows) do
    local row = set.rows[i]
    parts[i] = string.format("%s (%s, %s)", row.slab, numbers.short(row.x), numbers.short(row.y))
  end
  local result = p:finish(string.format("Baujat plot of %d studies. Furthest out: %s.", #set.rows,
    table.concat(parts, "; ")))
  return scatter.publish(result, panel)
end

return M
