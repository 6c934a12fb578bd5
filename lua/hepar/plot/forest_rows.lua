--- What stands in the rows of a forest plot, from top to bottom: groups, studies, summaries,
-- prediction intervals, and lines on heterogeneity.
-- @module hepar.plot.forest_rows
-- @local

local check = require "hepar.plot.check"
local numbers = require "hepar.plot.numbers"
local study = require "hepar.plot.study"

local M = {}

local common = { EE = true, FE = true, CE = true }
local words = { MH = "Mantel-Haenszel model", PETO = "Peto's model" }

-- The name of a model, of its estimator and where it stands.
function M.label(pooled, group)
  if pooled.label then return tostring(pooled.label) end
  local method = pooled.method
  if group then return "Subtotal" .. (type(method) == "string" and " (" .. method .. ")" or "") end
  if common[method] then return "Common-effect model" end
  if words[method] then return words[method] end
  if type(method) == "string" then return "Random-effects model (" .. method .. ")" end
  return "Summary"
end

-- Keeps the words between commas on one line.
local function together(s) return (s:gsub(" ", "\u{00A0}"):gsub(",\u{00A0}", ", ")) end

-- "τ² = 0.313; I² = 92.2 %; Q = 152.23, df = 12, p < 0.001", of what is known.
function M.heterogeneity(pooled)
  local parts = {}
  if pooled.tau2 and not common[pooled.method] then
    local small = pooled.tau2 > 0 and pooled.tau2 < 0.01
    parts[#parts + 1] = "τ² = " .. (small and numbers.short(pooled.tau2, 2) or
      numbers.fixed(pooled.tau2, 3))
  end
  if pooled.I2 then parts[#parts + 1] = "I² = " .. numbers.fixed(pooled.I2, 1) .. "\u{00A0}%" end
  if pooled.QE then
    local q = "Q = " .. numbers.fixed(pooled.QE, 2)
    if pooled.k then
      q = q .. string.format(", df = %d", math.max(0, pooled.k - (pooled.p or 1)))
    end
    local p = numbers.p(pooled.QEp)
    parts[#parts + 1] = p and q .. ", " .. p or q
  end
  if #parts == 0 then return nil end
  for i, part in ipairs(parts) do parts[i] = together(part) end
  return "Heterogeneity: " .. table.concat(parts, "; ")
end

-- The line on differences between groups: { QM =, QMdf =, QMp = }.
function M.difference(where, given)
  local q = study.first(study.field(given, "QM"))
  if not q then check.fail(where, "option difference needs QM, and may have QMdf and QMp") end
  local df = study.field(given, "QMdf")
  local second = type(df) == "table" and study.first(df[2])
  local p = numbers.p(study.first(study.field(given, "QMp")))
  df = study.first(df)
  return "Test for subgroup differences: " .. together(string.format("%s = %s%s%s",
    second and "F" or "Q", numbers.fixed(q, 2), df and string.format(", df = %g", df) ..
    (second and string.format(" and %g", second) or "") or "", p and ", " .. p or ""))
end

local keys = {
  effect = function(row) return row.yi end,
  precision = function(row) return row.sei end,
  weight = function(row) return row.w and -row.w end,
  label = function(row) return row.slab end,
}
keys.sei = function(row) return row.sei end

-- The rows in the order asked for: a word, the name of a column, a list of row numbers, a function.
function M.order(where, rows, set, order)
  local list = table.move(rows, 1, #rows, 1, {})
  if order == nil or order == "given" then return list end
  local key
  if type(order) == "table" then
    local place = {}
    for i, index in ipairs(order) do place[index] = i end
    for _, row in ipairs(list) do
      if not place[row.index] then
        check.fail(where, "option order does not hold row %d (%s)", row.index, row.slab)
      end
    end
    key = function(row) return place[row.index] end
  elseif type(order) == "function" then
    key = function(row) return order(row.index, row) end
  else
    key = keys[order]
    local column = not key and study.column_of(set.data, order)
    if column then key = function(row) return column[row.index] end end
    if not key then
      check.fail(where, "option order must be given, effect, precision, weight, sei, label, the " ..
        "name of a column, a list of rows or a function, got %s%s", check.show(order),
        check.suggest(tostring(order), { "given", "effect", "precision", "weight", "label" }))
    end
  end
  local known = {}
  for _, row in ipairs(list) do known[row] = key(row) end
  table.sort(list, function(a, b)
    local x, y = known[a], known[b]
    if x == nil or y == nil then return y == nil and x ~= nil or
      (x == nil) == (y == nil) and a.index < b.index end
    if type(x) ~= type(y) then x, y = tostring(x), tostring(y) end
    if x ~= y then return x < y end
    return a.index < b.index
  end)
  return list
end

-- The group of every row, and the groups in order: that of `subgroups` if it is a list, else of
-- first appearance.
local function groups_of(where, set, options)
  local given = options.group
  if given == nil then return nil end
  local column = given
  if type(given) == "string" then
    column = study.column_of(set.data, given)
    if column == nil then
      check.fail(where, 'option group: the data have no column "%s"', given)
    end
  end
  local names, seen, pooled = {}, {}, {}
  for key, one in pairs(options.subgroups or {}) do
    local label = type(key) == "string" and key or study.field(one, "group") or
      study.field(one, "label")
    if label == nil then
      check.fail(where, "option subgroups[%s] needs a name: use the group as key, or a field group",
        tostring(key))
    end
    pooled[tostring(label)] = study.pooled_one(where, one)
  end
  for _, one in ipairs(options.subgroups or {}) do
    local label = tostring(study.field(one, "group") or study.field(one, "label"))
    pooled[label].label = nil
    names[#names + 1], seen[label] = label, true
  end
  for _, row in ipairs(set.all) do
    local value = column[row.index]
    row.group = value ~= nil and tostring(value) or "No group stated"
    if not seen[row.group] and (row.shown or options.missing == "row") then
      names[#names + 1], seen[row.group] = row.group, true
    end
  end
  local unknown = {}
  for label in pairs(pooled) do
    if not seen[label] then unknown[#unknown + 1] = label end
  end
  table.sort(unknown)
  if unknown[1] then
    check.fail(where, 'option subgroups names the group "%s", which no study has%s', unknown[1],
      check.suggest(unknown[1], names))
  end
  return names, pooled
end

-- The plan: a list of { kind = "group" | "study" | "summary" | "prediction" | "text" | "space" }.
function M.plan(where, set, options)
  local rows, plan = set.rows, {}
  local function add(entry) plan[#plan + 1] = entry end
  if options.missing == "row" then rows = set.all end
  rows = M.order(where, rows, set, options.order)
  local names, pooled = groups_of(where, set, options)
  local function line(content, indent)
    if content then add { kind = "text", text = content, indent = indent or 0 } end
  end
  local function prediction(one, indent)
    if options.prediction and one.pi_lb and one.pi_ub then
      add { kind = "prediction", pooled = one, indent = indent,
        label = numbers.percent(one.level or set.level) .. " prediction interval" }
    end
  end
  for g, name in ipairs(names or { false }) do
    if name then
      if g > 1 then add { kind = "space" } end
      add { kind = "group", label = options.labels and options.labels[name] or name, group = name }
    end
    for _, row in ipairs(rows) do
      if not name or row.group == name then
        add { kind = "study", row = row, indent = name and 7 or 0 }
      end
    end
    local sub = name and pooled[name]
    if sub then
      add { kind = "summary", pooled = sub, label = M.label(sub, true), group = name, indent = 7 }
      prediction(sub, 7)
      if options.heterogeneity and (sub.k or 2) > 1 then line(M.heterogeneity(sub), 7) end
    end
  end
  if #set.pooled > 0 or options.difference then add { kind = "rule" } end
  for _, one in ipairs(set.pooled) do
    add { kind = "summary", pooled = one, label = M.label(one), overall = true, indent = 0 }
    prediction(one)
    if options.heterogeneity and (one.k or #set.rows) > 1 then line(M.heterogeneity(one)) end
  end
  if options.difference then line(M.difference(where, options.difference)) end
  return plan
end

return M
