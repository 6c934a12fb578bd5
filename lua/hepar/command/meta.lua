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

-- Ways to pool that are no meta-analysis of effects, by the name of their flag.
local others = { "mh", "peto", "glmm" }

-- The flag of the way to pool, or nil.
local function way_of(args)
  for _, name in ipairs(others) do
    if args[name] then return name end
  end
end

-- Options that only some ways to pool know.
local of_fit = { "weights", "pi", "vtype" }
local not_pooled = { "method", "test", "mods", "subgroup" }

--- What is wrong with the options together, or nil.
function M.conflict(args)
  local way, count = way_of(args), 0
  for _, name in ipairs(others) do
    if args[name] then count = count + 1 end
  end
  if count > 1 then return "only one of --mh, --peto and --glmm is possible" end
  if args.model and way ~= "glmm" then return "--model belongs to --glmm" end
  if args.tau2 and not args.subgroup then return "--tau2 belongs to --subgroup" end
  if args.pi and args.mods then return "--pi has no meaning for --mods" end
  if args.subgroup and args.mods then return "--subgroup and --mods cannot be asked for at once" end
  for _, name in ipairs(way and of_fit or {}) do
    if args[name] then return ("--%s has no meaning for --%s"):format(name, way) end
  end
  for _, name in ipairs((way == "mh" or way == "peto") and not_pooled or {}) do
    if args[name] then return ("--%s has no meaning for --%s"):format(name, way) end
  end
  if way == "glmm" and args.subgroup then return "--subgroup has no meaning for --glmm" end
  if args.as and (way == "peto" or way == "glmm") then
    return ("--as has no meaning for --%s"):format(way)
  end
end

--- Whether an option of the command line changes how effects are made.
function M.options_given(args)
  return args.add or args.to or args.vtype or args.as
end

-- The effects of those columns.
function M.effects(read, args)
  local given = {}
  for field in pairs(read.fields) do given[field] = read.columns[field] end
  return require("hepar").meta.effects { measure = args.measure, data = given, slab = read.slab,
    level = args.level, add = args.add, to = args.to, drop00 = args.drop00, vtype = args.vtype,
    as = args.as }
end

-- The columns that tables and mixed models read, with their options.
local function table_options(read, args, fields)
  local options = { measure = args.measure, level = args.level, slab = read.slab, add = args.add,
    to = args.to, drop00 = args.drop00 }
  for _, field in ipairs(fields) do options[field] = read.columns[field] end
  return options
end

-- Tables after Mantel and Haenszel or Peto, or a mixed model.
local function pool_tables(way, read, args)
  local meta, input = require("hepar").meta, require("hepar.meta.tables_input")
  local measure = args.measure
  local fields = (measure == "IRR" or measure == "IRD") and input.rates
    or measure == "IRLN" and input.singles or measure == "PLO" and input.proportions
    or input.counts
  local options = table_options(read, args, fields)
  if way == "mh" then
    options.as = args.as
    return meta.mh(options)
  elseif way == "peto" then
    return meta.peto(options)
  end
  options.model, options.method, options.test = args.model, args.method, args.test
  options.mods, options.data = args.mods, args.mods and read.columns or nil
  return meta.glmm(options)
end

--- Pools the effects, or the counts: a fit, subgroups or pooled tables.
function M.pool(read, effects, args)
  local way = way_of(args)
  if way then return pool_tables(way, read, args) end
  local data, meta = {}, require("hepar").meta
  for name, column in pairs(read.columns) do data[name] = column end
  data.yi, data.vi, data.sei, data.slab = effects.yi, effects.vi, nil, effects.slab
  data.measure, data.as = effects.measure, effects.as
  local options = { method = args.method, test = args.test, level = args.level, mods = args.mods,
    weights = args.weights, as = args.as }
  if args.subgroup then
    options.by, options.tau2, options.pi = args.subgroup, args.tau2, args.pi
    return meta.subgroups(data, options)
  end
  local fit, message, code = meta.fit(data, options)
  if fit and args.pi and fit.p == 1 then fit:predict { pi = args.pi } end -- refuses a wrong word
  return fit, message, code
end

-- What kind of object it is: "fit", "subgroups" or "tables".
local function kind_of(result)
  return getmetatable(result).__name == "hepar.subgroups" and "subgroups"
    or type(result) == "userdata" and "fit" or "tables"
end

--- The forest plot of the result.
function M.forest(effects, result, args)
  local kind = kind_of(result)
  if kind == "subgroups" then return result:forest { measure = effects.measure } end
  if kind == "fit" then return result:forest { measure = effects.measure } end
  if result.p > 1 then error("a mixed model with moderators has no forest plot", 0) end
  return require("hepar").plot.forest({ yi = effects.yi, vi = effects.vi, slab = effects.slab,
    measure = args.measure, pooled = result, level = args.level })
end

local function show(x) return ("%.4f"):format(x) end

-- The pooled effect as it is read, with the interval of a new study.
local function natural(effects, fit, pi)
  local meta = require("hepar").meta
  if not effects.natural or fit.p > 1 or effects.transf:find("^i[pi]") then return nil end
  local function back(x) return show(meta.transf(x, effects.transf)) end
  local p = fit:predict { pi = fit.method ~= "EE" and pi or nil }
  local text = ("  %s %s, %g %% interval %s to %s"):format(effects.natural, back(fit.beta[1]),
    fit.level, back(fit.ci_lb[1]), back(fit.ci_ub[1]))
  if p.pi_lb then
    text = text .. ("; a new study: %s to %s"):format(back(p.pi_lb[1]), back(p.pi_ub[1]))
  end
  return text
end

-- The lines on a fit behind its own.
local function more_of_fit(lines, effects, fit, args)
  lines[#lines + 1] = natural(effects, fit, args.pi)
  if fit.method == "EE" or fit.fixed or fit.k <= fit.p then return end
  local confint = fit:confint()
  if confint then
    lines[#lines + 1] = ""
    lines[#lines + 1] = tostring(confint)
  end
end

--- What the command prints.
function M.text(path, read, effects, result, args)
  local lines = { ("%s: %d row%s, %s (%s)"):format(path, read.rows, read.rows == 1 and "" or "s",
    effects.label, effects.measure) }
  local function add(format, ...) lines[#lines + 1] = format:format(...) end
  if effects.added > 0 and not way_of(args) then
    add("  %g added to the cells of %d row%s", effects.add, effects.added,
      effects.added == 1 and "" or "s")
  end
  for _, text in ipairs(effects.conventions) do add("  as %s: %s", effects.as, text) end
  if #effects.omitted > 0 and not way_of(args) then
    add("  left out: %d row%s", #effects.omitted, #effects.omitted == 1 and "" or "s")
    for _, one in ipairs(effects.omitted) do
      add("    row %d (line %d), %s: %s", one.row, read.lines[one.row], one.slab, one.reason)
    end
  end
  add("")
  add("%s", (tostring(result):gsub("\n+  next: [^\n]*", "")))
  if kind_of(result) == "fit" then more_of_fit(lines, effects, result, args) end
  add("")
  add("Research use only: not for decisions on the care of patients.")
  return table.concat(lines, "\n") .. "\n"
end

-- A number for JSON: what is not finite is absent.
local function finite(x)
  if type(x) ~= "number" then return x end
  return x == x and math.abs(x) < math.huge and x or nil
end

-- Fields of an object by name: numbers, words, and columns as lists.
local function picked(object, names)
  local result = {}
  for _, name in ipairs(names) do
    local value = object[name]
    if type(value) == "userdata" or type(value) == "table" then
      local json = require("hepar.core").json
      local list = json.array()
      for i = 1, #value do
        local one = finite(value[i])
        if one == nil then one = json.null end
        list[i] = one
      end
      result[name] = list
    else
      result[name] = finite(value)
    end
  end
  return result
end

local numbers_of = {
  fit = { "coef", "beta", "se", "zval", "pval", "ci_lb", "ci_ub", "tau2", "se_tau2", "I2", "H2",
    "R2", "QE", "QEp", "QM", "QMdf", "QMp", "k", "p", "ll", "AIC", "BIC", "AICc", "method", "test",
    "level", "converged", "as", "conventions", "notes" },
  tables = { "coef", "beta", "se", "zval", "pval", "ci_lb", "ci_ub", "tau2", "se_tau2", "sigma2",
    "I2", "H2", "QE", "QEp", "QE_Wld", "QEp_Wld", "QE_LRT", "QEp_LRT", "QM", "QMdf", "QMp", "MH",
    "MHp", "BD", "BDp", "TA", "TAp", "k", "p", "ll", "AIC", "BIC", "AICc", "method", "model",
    "test", "level", "converged", "reason", "as", "conventions" },
  subgroups = { "QM", "QMdf", "QMp", "k", "tau2", "level", "method", "test", "notes" },
  group = { "group", "k", "beta", "se", "zval", "pval", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2",
    "I2", "H2", "QE", "QEp" },
  prediction = { "pred", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub" },
}

--- What the command writes with --json: a table of numbers in metafor's names.
function M.numbers(path, read, effects, result, args)
  local kind = kind_of(result)
  local object = { file = path, rows = read.rows, measure = effects.measure, label = effects.label,
    result = picked(result, numbers_of[kind]), kind = kind,
    disclaimer = "Research use only: not for decisions on the care of patients." }
  local json = require("hepar.core").json
  object.effects, object.left_out = json.array(), json.array()
  for i, one in ipairs(effects:list()) do
    object.effects[i] = { row = one.row, slab = one.slab, yi = finite(one.yi), vi = finite(one.vi) }
  end
  for i, one in ipairs(effects.omitted) do
    object.left_out[i] = { row = one.row, slab = one.slab, reason = one.reason }
  end
  if kind == "subgroups" then
    object.groups = {}
    for i, one in ipairs(result.groups) do object.groups[i] = picked(one, numbers_of.group) end
    object.overall = picked(result.overall, numbers_of.fit)
  elseif kind == "fit" then
    if result.p == 1 and result.intercept then
      object.prediction = picked(result:predict { pi = result.method ~= "EE" and args.pi or nil },
        numbers_of.prediction)
    end
    local confint = result.method ~= "EE" and not result.fixed and result.k > result.p
      and result:confint()
    if confint then
      object.confint = {}
      for _, name in ipairs { "tau2", "tau", "I2", "H2", "H" } do
        object.confint[name] = confint[name] and picked(confint[name],
          { "estimate", "ci_lb", "ci_ub" })
      end
    end
  end
  return object
end

return M
