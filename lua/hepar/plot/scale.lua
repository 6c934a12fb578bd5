--- Axes: where a value stands, and which ticks to print.
-- @module hepar.plot.scale
-- @local

local M = {}

-- A scale from values low..high to positions x1..x2.
function M.linear(low, high, x1, x2)
  local span = high > low and high - low or 1
  return function(value) return x1 + (value - low) / span * (x2 - x1) end
end

-- Decades that hold all of some positive values: exponents of the first and last tick.
function M.decades(low, high)
  local first = math.floor(math.log(low, 10) + 1e-9)
  local last = math.ceil(math.log(high, 10) - 1e-9)
  if last <= first then last = first + 1 end
  return first, last
end

-- A base-10 logarithmic scale over whole decades.
function M.log(first, last, x1, x2)
  local line = M.linear(first, last, x1, x2)
  return function(value) return line(math.log(value, 10)) end
end

-- Step of a linear axis, 1, 2 or 5 times a power of ten, for at most `count` steps.
function M.step(span, count, least)
  local raw = math.max(span / count, least or 0)
  if raw <= 0 then return 1 end
  local power = 10 ^ math.floor(math.log(raw, 10))
  for _, factor in ipairs { 1, 2, 5 } do
    if factor * power >= raw - 1e-9 * raw then return factor * power end
  end
  return 10 * power
end

-- The largest of 1, 2, 5, 10, 20 … that is not above a value (at least 1).
local function round_down(value)
  if value < 1 then return 1 end
  local power = 10 ^ math.floor(math.log(value, 10) + 1e-9)
  for _, factor in ipairs { 5, 2 } do
    if factor * power <= value then return math.tointeger(factor * power) end
  end
  return math.tointeger(power)
end

-- Round numbers for the legend of an area, the first just below the largest value.
function M.samples(most)
  local list = {}
  for _, value in ipairs { most, most / 4, most / 20 } do
    local round = round_down(value)
    if list[#list] ~= round then list[#list + 1] = round end
  end
  return list
end

return M
