--- The points of a L'Abbé plot (L'Abbé and others, Ann Intern Med 1987;107:224).
-- @module hepar.meta.labbe
-- @local

local check = require "hepar.meta.check"
local column = require "hepar.column"

local M = {}

-- What is shown of a group of x events: of n persons, or in time n.
local scales = {
  OR = { "log odds", function(x, rest) return math.log(x / rest) end },
  RR = { "log risk", function(x, rest) return math.log(x / (x + rest)) end },
  RD = { "risk", function(x, rest) return x / (x + rest) end },
  IRR = { "log rate", function(x, time) return math.log(x / time) end },
  IRD = { "rate", function(x, time) return x / time end },
}

-- Sampling variance of a point, on its scale.
local variances = {
  OR = function(x, rest) return 1 / x + 1 / rest end,
  RR = function(x, rest) return 1 / x - 1 / (x + rest) end,
  RD = function(x, rest) return x * rest / (x + rest) ^ 3 end,
  IRR = function(x) return 1 / x end,
  IRD = function(x, time) return x / time ^ 2 end,
}

local function cells_of(self, row)
  local cells = {}
  for j = 1, 4 do cells[j] = self.columns[j][row] end
  return cells
end

-- A group's two numbers with the constant added where the scale needs it: each group on its own, as
-- it is a point's coordinate of its own. Risks and rates need none.
local function arm(self, x, other, rates)
  local logs = self.measure ~= "RD" and self.measure ~= "IRD"
  if logs and (self.to[1] == "all" or (self.to[1] ~= "none"
    and (x == 0 or (not rates and other == 0)))) then
    return x + self.add[1], rates and other or other + self.add[1]
  end
  return x, other
end

-- tables:labbe()
function M.points(self)
  local scale = scales[self.measure]
  if not scale then
    check.fail("tables:labbe", "measure %s has one group: nothing stands against it",
      self.measure)
  end
  local rates = self.measure == "IRR" or self.measure == "IRD"
  local points = { scale = scale[1], measure = self.measure, slab = {}, row = {} }
  local x, y, v1, v2 = {}, {}, {}, {}
  for row = 1, #self.columns[1] do
    local a, b, c, d = table.unpack(cells_of(self, row))
    if a + b + c + d == a + b + c + d then
      local n = #x + 1
      a, b = arm(self, a, b, rates)
      c, d = arm(self, c, d, rates)
      x[n], y[n] = scale[2](c, d), scale[2](a, b)
      v1[n] = variances[self.measure](a, b)
      v2[n] = variances[self.measure](c, d)
      points.slab[n], points.row[n] = self.slab[row], row
    end
  end
  points.x, points.y = column(x), column(y)
  points.vx, points.vy = column(v2), column(v1)
  return points
end

return M
