--- GRIM and GRIMMER: can a mean and an SD of whole numbers be what they are? (Brown and Heathers,
-- Social Psychological and Personality Science 2017;8:363-369; Anaya 2016, Allard 2018.)
-- @module hepar.meta.forensics.integers
-- @local

local printed = require "hepar.meta.forensics.printed"

local M = {}

-- Whole numbers from a to b, with room for rounding in the last bits.
local function wholes(a, b)
  return math.ceil(a - 1e-9), math.floor(b + 1e-9)
end

-- grim: true, false, or nil when every mean is possible. n answers of `items` whole numbers each.
function M.grim(mean, decimals, n, items)
  local count = n * items
  local half = printed.half(decimals)
  local first, last = wholes((mean - half) * count, (mean + half) * count)
  if first <= last then
    if 2 * half * count >= 1 then return nil end
    return true
  end
  return false
end

-- grimmer: whether whole numbers with a sum that fits the mean can have this SD. The sum of squares
-- is whole, and even or odd as the sum is.
function M.grimmer(mean, mean_decimals, sd, sd_decimals, n, items)
  if n < 2 then return nil end
  local half_mean, half_sd = printed.half(mean_decimals), printed.half(sd_decimals)
  -- In whole numbers: the total of all items of each person.
  local scale = items
  local low_sd, high_sd = math.max(0, sd - half_sd) * scale, (sd + half_sd) * scale
  local first, last = wholes((mean - half_mean) * scale * n, (mean + half_mean) * scale * n)
  if last - first > 10000 then return nil end
  for sum = first, last do
    local base = sum * sum / n
    local low, high = wholes((n - 1) * low_sd * low_sd + base, (n - 1) * high_sd * high_sd + base)
    if high - low >= 2 then return true end
    for squares = low, high do
      if (squares - sum) % 2 == 0 and squares * n >= sum * sum then return true end
    end
  end
  return false
end

return M
