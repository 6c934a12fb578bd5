-- What the specs of the model texts share: the reference solutions, a comparison, and peaks of a
-- course.

local json = require("hepar.core").json

local M = {}

-- spec/reference/models.json: solutions by an independent implementation (its "provenance").
function M.reference()
  local file = assert(io.open("spec/reference/models.json"))
  local text = file:read("a")
  file:close()
  return assert(json.decode(text))
end

-- Relative error at most 1e-6; below 1e-3 an absolute one of 1e-9, which the reference itself has.
function M.near(expected, got, what)
  assert(type(got) == "number", what .. " is missing")
  local slack = math.max(1e-6 * math.abs(expected), 1e-9)
  local off = math.abs(got - expected)
  if off ~= off or off > slack then
    error(("%s: expected %.12g, got %.12g"):format(what, expected, got), 2)
  end
end

-- Compares every state of the rows with a run; says how many numbers were compared.
function M.compare(rows, run, what)
  local n = 0
  for _, row in ipairs(rows) do
    local got = run:at(row.t)
    local names = {}
    for name in pairs(row) do names[#names + 1] = name end
    table.sort(names)
    for _, name in ipairs(names) do
      if name ~= "t" then
        n = n + 1
        M.near(row[name], got[name], ("%s, %s at %g"):format(what, name, row.t))
      end
    end
  end
  return n
end

-- The times of the rows.
function M.times(rows)
  local t = {}
  for i, row in ipairs(rows) do t[i] = row.t end
  return t
end

-- Time and height of the highest point of a column.
function M.peak(run, name)
  local column, best = run[name], 1
  for i = 2, #column do
    if column[i] > column[best] then best = i end
  end
  return run.t[best], column[best]
end

-- The lowest value of a column.
function M.lowest(run, name)
  local column, best = run[name], math.huge
  for i = 1, #column do best = math.min(best, column[i]) end
  return best
end

-- The last time at which a column is above a level; nil when it never is.
function M.last_above(run, name, level)
  local column, last = run[name], nil
  for i = 1, #column do
    if column[i] > level then last = run.t[i] end
  end
  return last
end

-- The first time at which a column is above a level; nil when it never is.
function M.first_above(run, name, level)
  local column = run[name]
  for i = 1, #column do
    if column[i] > level then return run.t[i] end
  end
  return nil
end

-- Fails unless low <= got <= high.
function M.within(low, high, got, what)
  assert(type(got) == "number", what .. " is missing")
  if not (got >= low and got <= high) then
    error(("%s: %.6g is not within %g and %g"):format(what, got, low, high), 2)
  end
end

return M
