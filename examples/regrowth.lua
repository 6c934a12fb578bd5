-- A resected liver regrows: how fast, and how little may be left. The model of Furchtgott and
-- others against the volumes of living donors (Aoki 2011), to which it was not fitted.
-- Run from the root after `. build/env`:  lua5.4 examples/regrowth.lua [regrowth.svg]

local hepar = require "hepar"

local m = hepar.model "regeneration_furchtgott"

-- Volumes of donors who gave 58 % of their liver, as shares of the whole.
local seen = { { { weeks = 1 }, 0.51 }, { { weeks = 2 }, 0.57 }, { { months = 1 }, 0.64 },
  { { months = 3 }, 0.74 }, { { months = 6 }, 0.77 }, { { years = 1 }, 0.81 } }

local donor = assert(m:simulate { t = { 0, { years = 1 } }, every = { days = 1 },
  set = { remaining = 0.42 }, label = "42 % left" })
print("A donor with 42 % left        model  donors")
for _, row in ipairs(seen) do
  local unit, count = next(row[1])
  local after = ("  after %d %s"):format(count, count == 1 and unit:sub(1, -2) or unit)
  print(("%-28s%6.0f %%%6.0f %%"):format(after,
    100 * donor:at(row[1]).volume, 100 * row[2]))
end

print("\nA rat's hepatocytes, as a share of the healthy number")
local rats = {}
for _, left in ipairs { 0.33, 0.25, 0.20, 0.15 } do
  local rat = assert(m:simulate { t = { 0, { weeks = 4 } }, every = { hours = 6 }, preset = "rat",
    set = { remaining = left }, label = ("%.0f %% left"):format(100 * left) })
  rats[#rats + 1] = rat
  print(("  %2.0f %% left: %3.0f %% after one week, %3.0f %% after four"):format(100 * left,
    math.abs(100 * rat:at { weeks = 1 }.cells), math.abs(100 * rat:at { weeks = 4 }.cells)))
end
print("\nHealing with a quarter left and failure with a fifth or less: a threshold, not a slope.")

if arg[1] then
  local first = table.remove(rats, 1)
  assert(first:plot { "cells", with = rats, title = "A rat's liver after resection" }:save(arg[1]))
end
