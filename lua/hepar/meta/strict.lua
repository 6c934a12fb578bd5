--- What moderators cannot tell: levels of a factor with one study or none, and columns that others
-- determine. Refused by default, noted with strict = false.
-- @module hepar.meta.strict
-- @local

local core = require("hepar.core").fit
local check = require "hepar.meta.check"

local M = {}

local WAY_OUT = "strict = false accepts it"

-- "a", "a and b", "a, b and c"
local function listed(words)
  if #words < 2 then return words[1] or "" end
  return table.concat(words, ", ", 1, #words - 1) .. " and " .. words[#words]
end

-- The levels of a factor with how many studies of the model have them, and a row of each: the last
-- in the model, else any.
local function counted(factor, rows, k, all)
  local count, row_of = {}, {}
  for row = 1, all do
    local level = factor.code(row)
    if level then row_of[level] = row end
  end
  for i = 1, k do
    local row = rows and rows[i] or i
    local level = factor.code(row)
    if level then count[level], row_of[level] = (count[level] or 0) + 1, row end
  end
  return count, row_of
end

-- What is wrong with the factors of a formula, as {name, single =, empty =, only =}.
local function faults(model, rows, k, all)
  local list = {}
  for _, factor in ipairs(model and model.factors or {}) do
    local count, row_of = counted(factor, rows, k, all)
    local one = { name = factor.name, row_of = row_of, single = {}, empty = {} }
    local present = {}
    for _, level in ipairs(factor.levels) do
      local n = count[level] or 0
      if n == 1 then one.single[#one.single + 1] = level end
      if n == 0 then one.empty[#one.empty + 1] = level
      else present[#present + 1] = level end
    end
    if #present == 1 then one.only = present[1] end
    list[#list + 1] = one
  end
  return list
end

--- Sentences on the factors of a formula, for a fit that takes them all.
-- @tparam table|nil model what hepar.meta.formula made
-- @tparam table|nil rows rows in the model, nil for all
-- @tparam integer k how many
-- @tparam integer all how many rows were given
function M.notes(model, rows, k, all)
  local notes = {}
  for _, one in ipairs(faults(model, rows, k, all)) do
    for _, level in ipairs(one.single) do
      notes[#notes + 1] = ("%s: the level %s has one study (row %d), which its coefficient fits "
        .. "exactly."):format(one.name, level, one.row_of[level])
    end
    if one.only and model.intercept then
      notes[#notes + 1] = ("%s: every study has the level %s, so it explains nothing."):format(
        one.name, one.only)
    end
  end
  return notes
end

-- Refuses factors with levels that one study or none has.
local function check_factors(where, argument, given)
  for _, one in ipairs(faults(given.model, given.rows, given.k, given.all)) do
    if one.only and given.intercept then
      check.fail(where, "%s: every study in the model has the level %s of %s, so it explains "
        .. "nothing; %s", argument, check.show(one.only), one.name, WAY_OUT)
    end
    for _, kind in ipairs { "empty", "single" } do
      local levels = {}
      for i, level in ipairs(one[kind]) do
        levels[i] = ("%s (row %d)"):format(check.show(level), one.row_of[level] or 0)
      end
      if #levels > 0 and kind == "empty" then
        check.fail(where, "%s: no study in the model has the level%s %s of %s, whose rows have "
          .. "missing values; %s", argument, #levels > 1 and "s" or "", listed(levels), one.name,
          WAY_OUT)
      elseif #levels == 1 then
        check.fail(where, "%s: the level %s of %s has one study, which its coefficient fits "
          .. "exactly; leave the row out or join levels, or %s", argument, levels[1], one.name,
          WAY_OUT)
      elseif #levels > 1 then
        check.fail(where, "%s: the levels %s of %s have one study each, which their coefficients "
          .. "fit exactly; leave the rows out or join levels, or %s", argument, listed(levels),
          one.name, WAY_OUT)
      end
    end
  end
end

-- The entries of a column that are in the model, and how far they reach from their mean.
local function in_model(values, given)
  local list, sum, reach = {}, 0, 0
  for i = 1, given.k do
    list[i] = values[given.rows and given.rows[i] or i]
    sum = sum + list[i] / given.k
  end
  for i = 1, given.k do reach = math.max(reach, math.abs(list[i] - sum)) end
  return list, reach
end

--- Which columns determine another one: a sentence without its end.
-- @tparam string name of the column
-- @tparam table values of it
-- @tparam table kept columns
-- @tparam table kept_names theirs
-- @tparam table given rows, k, intercept
function M.determined(name, values, kept, kept_names, given)
  local list, reach = in_model(values, given)
  local least, most = math.huge, -math.huge
  for _, x in ipairs(list) do least, most = math.min(least, x), math.max(most, x) end
  if least == most and (given.intercept or least == 0) then
    return ("%s is %.6g in every study"):format(name, least)
  end
  local ones, mods, reaches = {}, {}, {}
  for i = 1, given.k do ones[i] = 1 end
  for j, column in ipairs(kept) do mods[j], reaches[j] = in_model(column, given) end
  local done, fit = pcall(core.new, {}, list, ones, false, "EE", "z", true, 95, nil,
    given.intercept, nil, #mods > 0 and mods or nil, kept_names, nil)
  local words = {}
  if done and fit and fit.p == #mods + (given.intercept and 1 or 0) then
    for j = 1, #mods do
      local beta = fit.beta[j + (given.intercept and 1 or 0)]
      if math.abs(beta) * reaches[j] > 1e-6 * reach then words[#words + 1] = kept_names[j] end
    end
  end
  if #words == 0 then words = { "the other moderators" } end
  if given.intercept then words[#words + 1] = "the intercept" end
  return ("%s is determined by %s"):format(name, listed(words))
end

--- Refuses what M.notes and fit.dropped tell of.
-- @tparam string where public function
-- @tparam string argument "mods" or "scale"
-- @tparam table given model, rows, k, all, intercept, columns (places that are kept, 1 is the
--   intercept; nil for all), mods, names
function M.check(where, argument, given)
  check_factors(where, argument, given)
  if not given.columns or not given.mods then return end
  local kept, columns, names = {}, {}, {}
  for _, place in ipairs(given.columns) do
    if place > 1 then
      kept[place - 1] = true
      columns[#columns + 1], names[#names + 1] = given.mods[place - 1], given.names[place - 1]
    end
  end
  for j, values in ipairs(given.mods) do
    if not kept[j] then
      check.fail(where, "%s: %s, so it has no effect of its own; leave one of them out, or %s",
        argument, M.determined(given.names[j], values, columns, names, given), WAY_OUT)
    end
  end
end

return M
