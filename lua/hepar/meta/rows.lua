--- Columns that follow from other columns before effects are computed: a subset of the rows, and t
-- statistics from p values.
-- @module hepar.meta.rows
-- @local

local core = require("hepar.core").effects
local check = require "hepar.meta.check"
local column = require "hepar.column"

local M = {}

local function is_list(value) return column.is(value) or check.plain(value) end

-- The rows that `subset` names, in their order: a list of true and false, or of places.
local function chosen(where, subset, rows)
  if not is_list(subset) then
    check.fail(where, "subset must be an array of true and false, or of rows, got %s",
      check.show(subset))
  end
  local places = {}
  if type(subset[1]) == "boolean" then
    if #subset ~= rows then
      check.fail(where, "subset has %d entries for %d rows", #subset, rows)
    end
    for i = 1, rows do
      if type(subset[i]) ~= "boolean" then
        check.fail(where, "subset[%d] must be true or false, got %s", i, check.show(subset[i]))
      end
      if subset[i] then places[#places + 1] = i end
    end
  else
    for i = 1, #subset do
      local place = math.tointeger(subset[i])
      if not place or place < 1 or place > rows then
        check.fail(where, "subset[%d] must be a row from 1 to %d, got %s", i, rows,
          check.show(subset[i]))
      end
      places[i] = place
    end
  end
  if #places == 0 then check.fail(where, "subset leaves no row") end
  return places
end

local function pick(list, places)
  local picked = {}
  for i, place in ipairs(places) do picked[i] = list[place] end
  return picked
end

-- The options of hepar.meta.effects for the rows of `subset` alone, and which rows those are. Only
-- `columns` among the options, slab, routes, vtype and what data holds are cut.
function M.subset(where, options, columns)
  local rows
  local function count(list)
    if is_list(list) and (not rows or #list > rows) then rows = #list end
  end
  for _, name in ipairs(columns) do count(options[name]) end
  for _, list in pairs(check.plain(options.data) and options.data or {}) do count(list) end
  if not rows then check.fail(where, "subset needs columns to choose rows of") end
  local places = chosen(where, options.subset, rows)
  local cut = {}
  for name, value in pairs(options) do cut[name] = value end
  cut.subset = nil
  local function shorten(name)
    local list = options[name]
    if not is_list(list) then return end
    if #list ~= rows then
      check.fail(where, "%s has %d values for %d rows", name, #list, rows)
    end
    cut[name] = pick(list, places)
  end
  for _, name in ipairs(columns) do shorten(name) end
  for _, name in ipairs { "slab", "vtype" } do shorten(name) end
  if is_list(options.routes) then -- may be shorter: later rows have no route
    cut.routes = {}
    for i, place in ipairs(places) do cut.routes[i] = options.routes[place] or {} end
  end
  if check.plain(options.data) then
    local data = {}
    for name, list in pairs(options.data) do
      data[name] = is_list(list) and #list == rows and pick(list, places) or list
    end
    cut.data = data
  end
  return cut, places
end

-- Whether the row has numbers that go before a p value.
local function known(fields, ti, i)
  for _, list in ipairs { ti, fields.di or {}, fields.m1i or {}, fields.ri or {} } do
    local value = list[i]
    if type(value) == "number" and value == value then return true end
  end
  return false
end

-- Degrees of freedom of the t test behind a p value.
local function freedom(group, fields, i)
  local function at(name)
    local list = fields[name]
    return list and list[i] or 0 / 0
  end
  if group == "means" then return at("n1i") + at("n2i") - 2 end
  if group == "partial correlation" then return at("ni") - at("mi") - 1 end
  return at("ni") - 2
end

-- t statistics from two-sided p values with the sign of the effect, where a row has neither t, d,
-- means nor correlation: fields.ti is filled in; which rows were.
function M.from_p(where, group, fields, pi)
  local filled, ti = {}, {}
  for i = 1, #pi do
    local p = pi[i]
    ti[i] = fields.ti and fields.ti[i] or 0 / 0
    if type(p) ~= "number" then
      check.fail(where, "pi[%d] must be a number, got %s", i, check.show(p))
    end
    if p == p and not known(fields, ti, i) then
      if math.abs(p) > 1 or p == 0 then
        check.fail(where, "pi[%d] must be a p value from 0 to 1 with the sign of the effect, got "
          .. "%s", i, check.show(p))
      end
      local df = freedom(group, fields, i)
      if df > 0 then
        ti[i] = (p > 0 and -1 or 1) * core.quantile("t", math.abs(p) / 2, df)
        filled[i] = true
      end
    end
  end
  fields.ti = ti
  return filled
end

return M
