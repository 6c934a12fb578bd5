--- Sensitivity analysis: which inputs an outcome depends on.
-- @module hepar.cohort.sensitivity

local check = require("hepar.util.check")
local column = require("hepar.column")
local inputs_of = require("hepar.cohort.inputs")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.model.lists")
local ranks = require("hepar.mpi.points")
local sensitivity = require("hepar.core").sensitivity
local targets = require("hepar.cohort.target")
local values = require("hepar.model.values")

local M = {}

local WHERE = "hepar.cohort.sensitivity"
local fail, show = check.fail, check.show

local methods = { "morris", "sobol", "efast", "prcc" }
local known = { "method", "parameters", "outcome", "at", "n", "seed", "threads", "bootstrap",
  "level", "progress" }
local own = {
  morris = { "levels", "candidates" },
  sobol = { "second", "estimator" },
  efast = { "curves", "harmonics" },
  prcc = { "sampling" },
}
local absent_n = { morris = 20, sobol = 1024, efast = 257, prcc = 500 }

local function one_of(name, value, words, absent)
  return values.word(WHERE, "option " .. name, value, words, absent)
end

local function whole(options, name, absent, low, high)
  return values.whole(WHERE, options, name, absent, low, high)
end

local function boolean(options, name)
  local value = options[name]
  if value ~= nil and type(value) ~= "boolean" then
    fail(WHERE, "option %s must be a boolean, got %s", name, show(value))
  end
  return value or false
end

-- ---- what comes back ----

--- What a sensitivity analysis found, one row an input; prints and draws itself.
-- @type sensitivity
-- @tfield string method "morris", "sobol", "efast" or "prcc"
-- @tfield string outcome what was looked at
-- @tfield integer evaluations how often the target was evaluated
-- @tfield integer failed how many of these gave no number
-- @tfield integer seed the seed
-- @tfield table rows one for each input, as its parameters are sorted: `name`, `words` (its
-- distribution); Sobol and eFAST: `first`, `total`; Morris: `mu`, `mu_star`, `sigma`; PRCC: `prcc`,
-- `p`, and Spearman's rank correlation `spearman`, `spearman_p`; each with `…_low` and `…_high`
-- where there are intervals
-- @tfield table second of "sobol" with `second = true`: rows `a`, `b`, `value`, `low`, `high`
local methods_of = {}

local heads = {
  sobol = { "first", "total" }, efast = { "first", "total" },
  morris = { "mu_star", "mu", "sigma" }, prcc = { "prcc", "spearman" },
}
M.heads = heads
local labels = { mu_star = "mu*", spearman = "Spearman" }

-- The rows, the most important first.
local function ranked(result)
  local key = ({ sobol = "total", efast = "total", morris = "mu_star", prcc = "prcc" })
    [result.method]
  local list = table.move(result.rows, 1, #result.rows, 1, {})
  table.sort(list, function(a, b)
    local x, y = math.abs(a[key]), math.abs(b[key])
    if x ~= y then return x > y end
    return a.name < b.name
  end)
  return list
end

--- The rows, the most important input first: by total index, mu* or size of the correlation.
-- @treturn table the same rows in another order
-- @usage s:ranked()[1].name
function methods_of:ranked()
  if check.class(self) ~= "hepar.sensitivity" then
    fail(WHERE .. ".ranked", "expected a sensitivity analysis, got %s", show(self))
  end
  return ranked(self)
end

--- Draws the indices as bars, the most important input on top: `hepar.plot.sensitivity`.
-- @tparam[opt] table options those of `hepar.plot.sensitivity`
-- @treturn figure the figure
-- @usage s:plot():save("sensitivity.svg")
function methods_of:plot(options)
  return require("hepar.plot.sensitivity").draw(self, options)
end

local function cell(row, name)
  local text = ("%.4f"):format(row[name])
  if math.abs(row[name]) >= 1e4 or row[name] ~= 0 and math.abs(row[name]) < 1e-3 then
    text = lists.number(row[name])
  end
  -- three intervals of Morris' measures do not fit into a line
  if row[name .. "_low"] and name ~= "mu" and name ~= "sigma" then
    text = ("%s (%.3g, %.3g)"):format(text, row[name .. "_low"], row[name .. "_high"])
  end
  return text
end

local titles = { sobol = "Sobol's indices", morris = "Elementary effects (Morris)",
  efast = "eFAST indices", prcc = "Partial rank correlations" }

local meta = { __name = "hepar.sensitivity", __index = methods_of }

function meta.__tostring(result)
  local lines = { ("%s of %s%s"):format(titles[result.method], result.outcome,
    result.at and (" at %s %s"):format(lists.number(result.at),
      result.time_unit and result.time_unit .. "s" or "") or ""),
    ("%d evaluations, %d failed, seed %d"):format(result.evaluations, result.failed, result.seed) }
  local header, rows = { "input" }, {}
  for _, name in ipairs(heads[result.method]) do header[#header + 1] = labels[name] or name end
  if result.method == "prcc" then table.insert(header, 3, "p") end
  header[#header + 1] = "range"
  for i, row in ipairs(ranked(result)) do
    rows[i] = { row.name }
    for _, name in ipairs(heads[result.method]) do rows[i][#rows[i] + 1] = cell(row, name) end
    if row.p then
      table.insert(rows[i], 3, row.p < 1e-4 and "<0.0001" or ("%.4f"):format(row.p))
    end
    rows[i][#rows[i] + 1] = row.words
  end
  table.move(layout.table(header, rows), 1, #rows + 2, #lines + 1, lines)
  if result.second then
    local pairs_of = {}
    for i, row in ipairs(result.second) do
      pairs_of[i] = { row.a .. " x " .. row.b, cell({ v = row.value, v_low = row.low,
        v_high = row.high }, "v") }
    end
    lines[#lines + 1] = ""
    for _, line in ipairs(layout.table({ "second order", "index" }, pairs_of)) do
      lines[#lines + 1] = line
    end
  end
  for _, note in ipairs(result.notes) do lines[#lines + 1] = "note: " .. note end
  lines[#lines + 1] = "next  s:ranked()  s:plot()"
  return table.concat(lines, "\n")
end

-- ---- the methods: each makes points of the unit cube and reads the values ----

local function copy(list, from, count, step)
  local out = column(count)
  for i = 1, count do out[i] = list[from + (i - 1) * step] end
  return out
end

-- Estimates as fields of rows: names in the order in which they alternate, or one block each.
local function put(rows, name, found, offset, step)
  for i, row in ipairs(rows) do
    local k = offset + (i - 1) * step
    row[name] = found.value[k]
    if found.low[k] == found.low[k] then
      row[name .. "_low"], row[name .. "_high"] = found.low[k], found.high[k]
    end
  end
end

local plan = {}

function plan.sobol(q, options)
  local d = #q.inputs
  q.second = boolean(options, "second")
  q.estimator = one_of("estimator", options.estimator, { "saltelli", "jansen", "homma" },
    "saltelli")
  q.points = sensitivity.saltelli(sensitivity.points("sobol", 2 * d, q.n, q.seed), d, q.second)
  q.count = q.n * ((q.second and 2 or 1) * d + 2)
  if q.n & (q.n - 1) ~= 0 then
    q.notes[#q.notes + 1] = ("n = %d is no power of 2: Sobol points are even only for powers of 2")
      :format(q.n)
  end
  if 2 * d > 40 then
    q.notes[#q.notes + 1] = "more than 20 inputs: points of several shuffled Sobol sequences"
  end
end

-- Base points of which every value is there; the others are left out, whole.
local function complete(q, out)
  local blocks, keep = q.count // q.n, {}
  for i = 1, q.n do
    local whole_row = true
    for b = 0, blocks - 1 do
      local value = out[b * q.n + i]
      whole_row = whole_row and value == value
    end
    if whole_row then keep[#keep + 1] = i end
  end
  if #keep == q.n then return out end
  if #keep < 2 then return nil end
  q.notes[#q.notes + 1] = ("%d of %d base points left out: a value at them is missing")
    :format(q.n - #keep, q.n)
  local some = column(blocks * #keep)
  for b = 0, blocks - 1 do
    for k, i in ipairs(keep) do some[b * #keep + k] = out[b * q.n + i] end
  end
  return some
end

local read = {}

function read.sobol(q, out)
  local d = #q.inputs
  out = complete(q, out)
  if not out then return nil, "too few of the base points gave values", "range" end
  local found, message, code = sensitivity.sobol(out, d, q.second, q.estimator, q.how)
  if not found then return nil, message, code end
  put(q.rows, "first", found, 1, 1)
  put(q.rows, "total", found, d + 1, 1)
  if q.second then
    local second, k = {}, 2 * d
    for i = 1, d do
      for j = i + 1, d do
        k = k + 1
        local there = found.low[k] == found.low[k]
        second[#second + 1] = { a = q.rows[i].name, b = q.rows[j].name, value = found.value[k],
          low = there and found.low[k] or nil, high = there and found.high[k] or nil }
      end
    end
    return { second = second }
  end
  return {}
end

function plan.morris(q, options)
  local d = #q.inputs
  local levels = whole(options, "levels", 4, 2, 1000)
  if levels % 2 ~= 0 then fail(WHERE, "option levels must be even, got %d", levels) end
  local candidates = whole(options, "candidates", math.min(10 * q.n, 500), 1, 100000)
  q.points = sensitivity.morris_points(d, q.n, levels, math.max(candidates, q.n), q.seed)
  q.count = q.n * (d + 1)
  q.quantile_ends = 1e-4
end

function read.morris(q, out)
  local d = #q.inputs
  local keep = {}
  for t = 1, q.n do
    local whole_row = true
    for k = 1, d + 1 do
      local value = out[(t - 1) * (d + 1) + k]
      whole_row = whole_row and value == value
    end
    if whole_row then keep[#keep + 1] = t end
  end
  if #keep < 2 then return nil, "fewer than two trajectories gave values", "range" end
  local points = q.points
  if #keep < q.n then
    q.notes[#q.notes + 1] = ("%d of %d trajectories left out: a value on them is missing")
      :format(q.n - #keep, q.n)
    local some, at = column(#keep * (d + 1)), column(#keep * (d + 1) * d)
    for k, t in ipairs(keep) do
      for i = 1, d + 1 do some[(k - 1) * (d + 1) + i] = out[(t - 1) * (d + 1) + i] end
      local size = (d + 1) * d
      for i = 1, size do at[(k - 1) * size + i] = points[(t - 1) * size + i] end
    end
    out, points = some, at
  end
  local found, message, code = sensitivity.morris(points, out, d, q.how)
  if not found then return nil, message, code end
  put(q.rows, "mu", found, 1, 3)
  put(q.rows, "mu_star", found, 2, 3)
  put(q.rows, "sigma", found, 3, 3)
  return {}
end

function plan.efast(q, options)
  q.harmonics = whole(options, "harmonics", 4, 1, 20)
  q.curves = whole(options, "curves", 3, 1, 1000)
  if q.n % 2 == 0 then q.n = q.n + 1 end
  if q.n < 4 * q.harmonics ^ 2 + 1 then
    fail(WHERE, "option n must be at least %d with %d harmonics, got %d",
      4 * q.harmonics ^ 2 + 1, q.harmonics, q.n)
  end
  q.points = sensitivity.efast_points(#q.inputs, q.n, q.curves, q.harmonics, q.seed)
  q.count = q.n * q.curves * #q.inputs
end

function read.efast(q, out)
  if q.failed > 0 then
    return nil, ("%d of %d evaluations gave no number; a curve has no gaps"):format(q.failed,
      q.count), "range"
  end
  local found, message, code = sensitivity.efast(out, #q.inputs, q.curves, q.harmonics)
  if not found then return nil, message, code end
  for i, row in ipairs(q.rows) do
    for _, name in ipairs { "first", "total" } do
      local some = copy(found[name], (i - 1) * q.curves + 1, q.curves, 1)
      row[name] = some:mean()
      if q.curves > 1 then
        local half = sensitivity.student(0.5 + q.level / 200, q.curves - 1) * some:sd()
          / math.sqrt(q.curves)
        row[name .. "_low"], row[name .. "_high"] = row[name] - half, row[name] + half
      end
    end
  end
  return {}
end

function plan.prcc(q, options)
  local kind = one_of("sampling", options.sampling, { "latin", "sobol" }, "latin")
  if q.n < #q.inputs + 2 then
    fail(WHERE, "option n must be at least %d for %d inputs, got %d", #q.inputs + 2, #q.inputs, q.n)
  end
  q.points = sensitivity.points(kind, #q.inputs, q.n, q.seed)
  q.count = q.n
end

function read.prcc(q, out)
  local d, points, keep = #q.inputs, q.points, {}
  for i = 1, q.n do
    if out[i] == out[i] then keep[#keep + 1] = i end
  end
  if #keep < q.n then
    q.notes[#q.notes + 1] = ("%d of %d points left out: no value there"):format(q.n - #keep, q.n)
    local some, at = column(#keep), column(#keep * d)
    for k, i in ipairs(keep) do
      some[k] = out[i]
      for j = 1, d do at[(k - 1) * d + j] = points[(i - 1) * d + j] end
    end
    out, points = some, at
  end
  local found, message, code = sensitivity.rank(points, out, d, q.how)
  if not found then return nil, message, code end
  put(q.rows, "prcc", found, 1, 1)
  put(q.rows, "spearman", found, d + 1, 1)
  for i, row in ipairs(q.rows) do row.p, row.spearman_p = found.p[i], found.p[d + i] end
  return {}
end

-- The values of the inputs at the points, a column each.
local function columns_of(q)
  local list, d = {}, #q.inputs
  for j, input in ipairs(q.inputs) do
    local u = copy(q.points, j, q.count, d)
    if q.quantile_ends then -- a grid has 0 and 1, which no normal quantile has
      u = u:map(function(x) return math.min(math.max(x, q.quantile_ends), 1 - q.quantile_ends) end)
      if input.words:find(" to ", 1, true) then u = copy(q.points, j, q.count, d) end
    end
    list[j] = input.quantile(u)
  end
  return list
end

--- The analysis; documented as hepar.cohort.sensitivity.
function M.run(target, options)
  values.table(WHERE, "options", options, '{method = "sobol", parameters = {k = {0.1, 0.5}}}')
  local method = one_of("method", options.method, methods)
  if not method then
    fail(WHERE, "option method is missing: one of %s", table.concat(methods, ", "))
  end
  local allowed = table.move(known, 1, #known, 1, {})
  table.move(own[method], 1, #own[method], #allowed + 1, allowed)
  local kind = targets.kind_of(target)
  if kind then table.move(kind.fields, 1, #kind.fields, #allowed + 1, allowed) end
  check.given(WHERE, options, allowed)
  if options.parameters == nil and not (kind and kind.inputs) then
    fail(WHERE, "option parameters is missing: {k = {0.1, 0.5}} says what varies and how")
  end
  local model = type(target) == "table" and (kind or not check.class(target))
    and rawget(target, "model")
  if check.class(model) ~= "hepar.model" then model = nil end
  local q = { notes = {} }
  if options.parameters ~= nil then
    q.inputs = inputs_of.read(WHERE, options.parameters, model)
  else
    q.inputs = kind.inputs(target)
    if #q.inputs == 0 then
      fail(WHERE, "option parameters is missing, and the scenario's patients differ in nothing")
    end
  end
  q.n = whole(options, "n", absent_n[method], 2, 1 << 24)
  q.seed = whole(options, "seed", 1, math.mininteger, math.maxinteger)
  q.level = options.level == nil and 95 or values.number(WHERE, "option level", options.level, 50,
    99.99)
  local threads = whole(options, "threads", 1, 0, 1024)
  q.how = { seed = q.seed, level = q.level, threads = threads,
    bootstrap = whole(options, "bootstrap", method == "efast" and 0 or 200, 0, 100000) }
  local asked = { outcome = options.outcome, at = options.at, inputs = q.inputs }
  for _, name in ipairs(kind and kind.fields or {}) do asked[name] = options[name] end
  local object = targets.make(WHERE, target, asked)
  table.move(object.notes or {}, 1, #(object.notes or {}), #q.notes + 1, q.notes)
  q.rows = {}
  for i, input in ipairs(q.inputs) do q.rows[i] = { name = input.name, words = input.words } end
  plan[method](q, options)
  local out, failed, why = ranks.evaluate(object.evaluate, q.inputs, columns_of(q), q.count,
    threads, boolean(options, "progress"))
  if not out then return nil, WHERE .. ": " .. tostring(failed), why end
  q.failed = failed
  if failed > 0 then
    q.notes[#q.notes + 1] = ("%d of %d evaluations failed%s"):format(failed, q.count,
      why and ": " .. why or "")
  end
  local more, message, code = read[method](q, out)
  if not more then return nil, (message:gsub("^" .. WHERE:gsub("%.", "%%.") .. ": ", "")):gsub("^",
    WHERE .. ": ", 1), code end
  return setmetatable({ method = method, outcome = object.outcome, at = object.at,
    unit = object.unit, time_unit = object.time_unit, evaluations = q.count, failed = failed,
    seed = q.seed, n = q.n, rows = q.rows, second = more.second, notes = q.notes,
    level = q.level }, meta)
end

return M
