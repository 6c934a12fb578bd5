-- Vesicles from a vein to the liver in six hours: where 1e10 of them are, small and large, in a
-- healthy liver and in an injured one.
-- Run from the root after `. build/env`:  lua5.4 examples/vesicles.lua [vesicles.svg]

local hepar = require "hepar"

local m = hepar.model "ev_kinetics"

local function given(label, set)
  return assert(m:simulate { t = { 0, { hours = 6 } }, every = { minutes = 1 }, set = set,
    dose = { { at = 0, vesicles = 1e10, route = "IV" } }, label = label })
end

local small = given("small, healthy", {})
local injured = given("small, injured", { injury_signal = 1 })
local large = given("large, healthy", { vesicle_diameter = 800 })

print("% of the dose          liver  spleen   lung  blood")
for _, run in ipairs { small, injured, large } do
  for _, hours in ipairs { 0.1, 1, 6 } do
    local row = run:at { hours = hours }
    print(("  %-14s%4g h%8.1f%8.1f%7.1f%7.1f"):format(run.label, hours, 100 * row.vesicles_liver,
      100 * row.vesicles_spleen, 100 * row.vesicles_lung, math.abs(100 * row.vesicles_blood)))
  end
end
print("\nMorishita 2015 (mouse, 4 h; the shares were fitted to it): liver 28, spleen 1.6, lung 7")
print(("The model at 4 h: liver %.0f, spleen %.1f, lung %.0f"):format(
  100 * small:at { hours = 4 }.vesicles_liver, 100 * small:at { hours = 4 }.vesicles_spleen,
  100 * small:at { hours = 4 }.vesicles_lung))

if arg[1] then
  assert(small:plot { "vesicles_liver", "vesicles_lung", with = { injured, large },
    title = "1e10 vesicles into a vein" }:save(arg[1]))
end
