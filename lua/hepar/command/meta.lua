-- hepar meta: a whole meta-analysis from a CSV file in metafor's column names.

local csv = require("hepar.util.csv")
local say = require("hepar.util.words")

local M = {}

-- Column `name` as numbers; nil and the first row that holds anything else.
local function numbers(data, name)
  local list = {}
  for row, cell in ipairs(data.cells[name]) do
    local value = csv.number(cell)
    if not value then return nil, row end
    list[row] = value
  end
  return list
end

-- Column `name` as text; a missing cell is nil, and the length is that of the file all the same.
local function texts(data, name)
  local list = setmetatable({}, { __len = function() return data.rows end })
  for row, cell in ipairs(data.cells[name]) do
    if not csv.is_missing(cell) then list[row] = cell end
  end
  return list
end

-- Renames columns as the user asks: {"ai=tpos", …}.
local function rename(data, pairs_given)
  local core = require("hepar.core")
  for _, text in ipairs(pairs_given or {}) do
    local new, old = text:match("^([%w_%.]+)=(.+)$")
    if not new then return nil, ('--column takes NAME=COLUMN, got "%s"'):format(text) end
    if not data.cells[old] then
      local near = core.suggest(old, data.names)
      return nil, ('--column: the file has no column "%s"%s'):format(old,
        near and (' (did you mean "%s"?)'):format(near) or "")
    end
    data.cells[new] = data.cells[old]
  end
  return data
end

-- Labels of the rows: the column asked for, slab, study, or author and year; nil without any.
local function labels(data, wanted)
  local cells, list = data.cells, {}
  local one = wanted or cells.slab and "slab" or cells.study and "study"
    or cells.author and "author"
  if not one then return nil end
  if not cells[one] then return nil, ('--slab: the file has no column "%s"'):format(one) end
  local year = one == "author" and cells.year
  for row, cell in ipairs(cells[one]) do
    list[row] = year and cell .. " " .. year[row] or cell
    if csv.is_missing(cell) then list[row] = "row " .. row end
  end
  return list
end

--- Read the file into columns: numbers for the fields of the measure, and for others numbers where
-- all cells are, else text. nil, message and true when it is the command line that is wrong.
function M.columns(path, measure, args)
  local data, message = csv.read(path)
  if not data then return nil, message end
  local renamed
  renamed, message = rename(data, args.column)
  if not renamed then return nil, message, true end
  local slab
  slab, message = labels(data, args.slab)
  if message then return nil, message, true end
  local fields, columns, names = {}, {}, {}
  local some = false
  for _, field in ipairs(measure.fields) do
    fields[field], some = true, some or data.cells[field] ~= nil
  end
  if not some then
    return nil, ("%s: measure %s is made from some of %s; the file has %s"):format(path,
      measure.name, table.concat(measure.fields, ", "), table.concat(data.names, ", "))
  end
  for name in pairs(data.cells) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local list, bad = numbers(data, name)
    if not list and (fields[name] or name == args.weights) then
      return nil, ('%s: row %d (line %d), column "%s": %s is not a number'):format(path, bad,
        data.lines[bad], name, say.show(data.cells[name][bad]))
    end
    columns[name] = list or texts(data, name)
  end
  return { columns = columns, slab = slab, rows = data.rows, lines = data.lines, fields = fields }
end

-- The effects of those columns.
function M.effects(read, name, level)
  local given = {}
  for field in pairs(read.fields) do given[field] = read.columns[field] end
  return require("hepar").meta.effects { measure = name, data = given, slab = read.slab,
    level = level }
end

-- The fit of those effects, and its moderators among the columns.
function M.fit(read, effects, args)
  local data = {}
  for name, column in pairs(read.columns) do data[name] = column end
  data.yi, data.vi, data.sei, data.slab = effects.yi, effects.vi, nil, effects.slab
  return require("hepar").meta.fit(data, { method = args.method, test = args.test,
    level = args.level, mods = args.mods, weights = args.weights })
end

local function show(x) return ("%.4f"):format(x) end

-- The pooled effect as it is read, with the interval of a new study.
local function natural(effects, fit)
  local meta = require("hepar").meta
  if not effects.natural or fit.p > 1 or effects.transf:find("^i[pi]") then return nil end
  local function back(x) return show(meta.transf(x, effects.transf)) end
  local p = fit:predict()
  local text = ("  %s %s, %g %% interval %s to %s"):format(effects.natural, back(fit.beta[1]),
    fit.level, back(fit.ci_lb[1]), back(fit.ci_ub[1]))
  if p.pi_lb then
    text = text .. ("; a new study: %s to %s"):format(back(p.pi_lb[1]), back(p.pi_ub[1]))
  end
  return text
end

--- What the command prints.
function M.text(path, read, effects, fit)
  local lines = { ("%s: %d row%s, %s (%s)"):format(path, read.rows, read.rows == 1 and "" or "s",
    effects.label, effects.measure) }
  local function add(format, ...) lines[#lines + 1] = format:format(...) end
  if effects.added > 0 then
    add("  %g added to the cells of %d row%s", effects.add, effects.added,
      effects.added == 1 and "" or "s")
  end
  if #effects.omitted > 0 then
    add("  left out: %d row%s", #effects.omitted, #effects.omitted == 1 and "" or "s")
    for _, one in ipairs(effects.omitted) do
      add("    row %d (line %d), %s: %s", one.row, read.lines[one.row], one.slab, one.reason)
    end
  end
  add("")
  add("%s", (tostring(fit):gsub("\n+  next: [^\n]*", "")))
  lines[#lines + 1] = natural(effects, fit)
  if fit.method ~= "EE" and not fit.fixed and fit.k > fit.p then
    local confint = fit:confint()
    if confint then
      add("")
      add("%s", tostring(confint))
    end
  end
  add("")
  add("Research use only: not for decisions on the care of patients.")
  return table.concat(lines, "\n") .. "\n"
end

return M
