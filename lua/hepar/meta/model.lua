--- A fit's data and options as the table that the C core reads.
-- @module hepar.meta.model
-- @local

local core = require("hepar.core").fit
local check = require "hepar.meta.check"

local M = {}

-- The entries of a column or list of all rows that belong to the studies in the model.
function M.in_model(fit, values)
  local list, rows = {}, fit.rows
  for i = 1, fit.k do list[i] = values[rows and rows[i] or i] end
  return list
end

-- Whether a value is a list or a column.
function M.is_list(value)
  local class = getmetatable(value)
  return check.plain(value) or type(value) == "userdata" and type(class) == "table"
    and class.__name == "hepar.column"
end

-- A column of the data, or the value itself, for all rows that were given.
function M.column(where, fit, name, value)
  local data = core.info(fit).data
  if type(value) == "string" then
    if data[value] == nil then
      check.fail(where, "%s names a column which the data do not have: %s", name,
        check.show(value))
    end
    value = data[value]
  end
  if not M.is_list(value) then
    check.fail(where, "%s must be a column or the name of one, got %s", name, check.show(value))
  end
  if #value ~= fit.k_all then
    check.fail(where, "%s has %d values, the data have %d rows", name, #value, fit.k_all)
  end
  return value
end

-- The model table of a fit; `changes` replace options.
function M.of(fit, changes)
  local info = core.info(fit)
  local model = {
    yi = fit.yi, vi = fit.vi, method = fit.method, test = fit.test, level = fit.level,
    weighted = not info.unweighted, intercept = fit.intercept,
    tau2 = fit.fixed and fit.tau2 or nil,
  }
  if info.given_weights then model.weights = M.in_model(fit, info.given_weights) end
  local offset = fit.intercept and 1 or 0
  if info.mods and (fit.p > 1 or offset == 0) then
    model.mods = {}
    for _, place in ipairs(fit.columns) do
      if place > 1 then
        model.mods[#model.mods + 1] = M.in_model(fit, info.mods[place - 1])
      end
    end
  end
  for name, value in pairs(changes or {}) do model[name] = value end
  return model
end

-- Whether the model is an intercept and nothing else.
function M.alone(fit) return fit.intercept and fit.p == 1 end

-- Refuses models with moderators.
function M.check_alone(where, fit)
  if not M.alone(fit) then
    check.fail(where, "only models without moderators have this, the fit has %s",
      table.concat(fit.coef, ", "))
  end
end

return M
