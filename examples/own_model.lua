-- A model of your own in twelve lines: collagen under one cell product.
-- Run from the root after `. build/env`:  lua5.4 examples/own_model.lua [own_model.svg]

local hepar = require "hepar"

local m = hepar.model.define [[
model collagen_toy "Collagen turnover under one cell product"
time day
param k_syn = 0.36 [percent/day] "collagen made by activated stellate cells" {assumed}
param k_deg = 0.02 [1/day] "collagen broken down" {assumed}
param k_loss = 0.35 [1/day] "loss of cells from the liver" {assumed}
param half = 1e7 [cells] "cells for half of the effect" {assumed}
state cells = 0 nonnegative [cells] "cells resident in the liver"
state collagen = 18 [percent] "collagen proportionate area"
let effect = cells / (cells + half)
cells' = -k_loss * cells
collagen' = k_syn * (1 - effect) - k_deg * collagen
output lost = 18 [percent] - collagen [percent] "below the start"
]]

local untreated = assert(m:simulate { t = { 0, { weeks = 12 } }, label = "no cells" })
local one = assert(m:simulate { t = { 0, { weeks = 12 } }, label = "one dose",
  dose = { { at = { weeks = 1 }, cells = 5e7 } } })
local weekly = assert(m:simulate { t = { 0, { weeks = 12 } }, label = "four doses",
  dose = { { at = { weeks = 1 }, cells = 5e7, every = { weeks = 1 }, count = 4 } } })

print(m:equations { what = { "cells", "collagen" } })
for _, run in ipairs { untreated, one, weekly } do
  print(("%-10s  lowest collagen %5.2f %%, at 12 weeks %5.2f %%"):format(run.label,
    run.collagen:min(), run:at { weeks = 12 }.collagen))
end

-- What if the cells stayed longer? A new model, the old one stays as it is.
local homing = m:extend "param k_loss = 0.1 [1/day] {assumed}"
print(("with a third of the loss: %.2f %%"):format(assert(homing:simulate { t = { 0, 84 },
  dose = { { at = 7, cells = 5e7 } } }).collagen:min()))

if arg[1] then assert(weekly:plot { "collagen", with = { one, untreated } }:save(arg[1])) end
