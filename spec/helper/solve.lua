--- For the specs of the solver: texts of models run in one call.
-- @local
local core = require "hepar.core"

local M = {}

M.core = core.solve

--- A kernel of a model's text; `options` as hepar.core.solve.kernel takes them.
function M.kernel(text, options)
  local model = assert(core.model.parse(text, {check = false}))
  return assert(core.solve.kernel(model, options or {backend = "interpreter"}))
end

--- Run a text or kernel; raises on misuse, and when a patient failed.
function M.run(what, plan)
  local kernel = type(what) == "string"
    and M.kernel(what, {backend = "interpreter", gradient = plan.sensitivity ~= nil}) or what
  local result = assert(core.solve.run(kernel, plan))
  assert(result.failed == 0, result.failures[1] and result.failures[1].message)
  return result
end

--- The largest difference of a and b over rtol * |b| + atol.
function M.errors(a, b, rtol, atol)
  local most = 0
  for i = 1, #b do
    local e = math.abs(a[i] - b[i]) / (rtol * math.abs(b[i]) + (atol or 0))
    most = math.max(most, e == e and e or math.huge)
  end
  return most
end

--- Whether two columns have the same bits.
function M.same(a, b)
  if #a ~= #b then return false end
  for i = 1, #a do
    if string.pack("<d", a[i]) ~= string.pack("<d", b[i]) then return false end
  end
  return true
end

M.texts = {
  robertson = [[
model robertson "Three reactions of very different speed"
state a = 1
state b = 0
state c = 0
let r1 = 0.04 * a
let r2 = 1e4 * b * c
let r3 = 3e7 * b^2
a' = -r1 + r2
b' = r1 - r2 - r3
c' = r3
]],
  vanderpol = [[
model vanderpol "Relaxation oscillations"
param mu = 1e6
state x = 2
state v = 0
x' = v
v' = mu * ((1 - x^2) * v - x)
]],
  oregonator = [[
model oregonator "The Belousov-Zhabotinskii reaction"
state x = 1
state y = 2
state z = 3
x' = 77.27 * (y + x * (1 - 8.375e-6 * x - y))
y' = (z - (1 + x) * y) / 77.27
z' = 0.161 * (x - z)
]],
  -- With y4 = y2 - y3 put in: spec/reference/solve.py says why.
  e5 = [[
model e5 "Chemical pyrolysis"
state y1 = 1.76e-3
state y2 = 0
state y3 = 0
let p = 7.89e-10 * y1
let q = 1.1e7 * y1 * y3
let m = 1.13e9 * y2 * y3
let r = 1.13e3 * (y2 - y3)
y1' = -p - q
y2' = p - m
y3' = p - q - m + r
]],
  forced = [[
model forced "Nonlinear, driven by time"
state a = 1
state b = 0.5
a' = b + 0.3 * sin(3 * time) * a^2
b' = -2 * a * b - b + cos(time)
]],
  lorenz = [[
model lorenz "Lorenz 1963"
state x = 1
state y = 1
state z = 1
x' = 10 * (y - x)
y' = x * (28 - z) - y
z' = x * y - 8 / 3 * z
]],
}

M.texts.hires = [[
model hires "High irradiance response of photomorphogenesis"
state y1 = 1
state y2 = 0
state y3 = 0
state y4 = 0
state y5 = 0
state y6 = 0
state y7 = 0
state y8 = 0.0057
y1' = -1.71 * y1 + 0.43 * y2 + 8.32 * y3 + 0.0007
y2' = 1.71 * y1 - 8.75 * y2
y3' = -10.03 * y3 + 0.43 * y4 + 0.035 * y5
y4' = 8.32 * y2 + 1.71 * y3 - 1.12 * y4
y5' = -1.745 * y5 + 0.43 * y6 + 0.43 * y7
y6' = -280 * y6 * y8 + 0.69 * y4 + 1.71 * y5 - 0.43 * y6 + 0.69 * y7
y7' = 280 * y6 * y8 - 1.81 * y7
y8' = -280 * y6 * y8 + 1.81 * y7
]]

return M
