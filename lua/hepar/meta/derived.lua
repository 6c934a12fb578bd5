--- Numbers that were derived, with the route that led to them: the class hepar.derived.
-- @module hepar.meta.derived

local M = {}

-- A number as people write it.
function M.show(x)
  if type(x) ~= "number" then return tostring(x) end
  if math.type(x) == "integer" then return string.format("%d", x) end
  return string.format("%.6g", x)
end

-- "se 0.9, n 25", in the order of `names`.
local function given(names, options)
  local parts = {}
  for _, name in ipairs(names) do
    local value = options[name]
    if type(value) == "table" then
      local list = {}
      for i, one in ipairs(value) do list[i] = M.show(one) end
      parts[#parts + 1] = name .. " " .. table.concat(list, " to ")
    elseif value ~= nil then
      parts[#parts + 1] = name .. " " .. M.show(value)
    end
  end
  return table.concat(parts, ", ")
end

--- Numbers that were derived from what a paper prints. It has those that the function names, and
-- prints them with the route that led to them.
-- @type derived
-- @tfield[opt] number sd standard deviation
-- @tfield[opt] number se standard error
-- @tfield[opt] number mean mean
-- @tfield[opt] number n patients
-- @tfield[opt] number events patients with the event
-- @tfield[opt] number r correlation
-- @tfield[opt] number d standardised mean difference
-- @tfield[opt] number g the same without small-sample bias
-- @tfield[opt] number yi log hazard ratio
-- @tfield[opt] number vi sampling variance
-- @tfield[opt] number sei its square root
-- @tfield[opt] number hr hazard ratio
-- @tfield[opt] number oe observed less expected events
-- @tfield[opt] number v variance of a log-rank test
-- @tfield[opt] number skewness the statistic of Shi 2023
-- @tfield[opt] number skewness_limit from where on the values look skewed
-- @tfield[opt] boolean skewed whether they do
-- @tfield[opt] boolean fits whether a count fits the percentage
-- @tfield[opt] table band what other correlations would give, a list of r and sd
-- @tfield table route formula, from, assumption, reference, warnings
local Derived = {}

local meta = { __name = "hepar.derived", __index = Derived }

meta.__tostring = function(self)
  local parts = {}
  for _, name in ipairs(self.names) do
    if self[name] ~= nil then parts[#parts + 1] = name .. " " .. M.show(self[name]) end
  end
  local lines = { table.concat(parts, ", ") }
  local route = self.route
  lines[#lines + 1] = "  formula     " .. route.formula
  lines[#lines + 1] = "  from        " .. route.from
  if route.assumption then lines[#lines + 1] = "  assumption  " .. route.assumption end
  lines[#lines + 1] = "  reference   " .. route.reference
  for _, warning in ipairs(route.warnings) do lines[#lines + 1] = "  warning     " .. warning end
  if self.band then
    lines[#lines + 1] = "  band"
    for _, row in ipairs(self.band) do
      local cells = {}
      for _, name in ipairs(self.band.names) do
        cells[#cells + 1] = name .. " " .. M.show(row[name])
      end
      lines[#lines + 1] = "    " .. table.concat(cells, ", ")
    end
  end
  return table.concat(lines, "\n")
end

-- One line, for a table of effects or a report.
local route_meta = {
  __tostring = function(self)
    local text = self.formula .. " (" .. self.reference .. ")"
      .. (self.assumption and "; " .. self.assumption or "")
    for _, warning in ipairs(self.warnings) do text = text .. "; warning: " .. warning end
    return text
  end,
}

-- values: name -> number, with `names` the order to print them in; route: formula, assumption,
-- reference, warnings; `inputs` the names of the options that led there.
function M.make(names, values, route, inputs, options)
  local self = { names = names }
  for _, name in ipairs(names) do self[name] = values[name] end
  route.from = given(inputs, options)
  route.warnings = route.warnings or {}
  self.route = setmetatable(route, route_meta)
  return setmetatable(self, meta)
end

return M
