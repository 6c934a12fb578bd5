--- Cohorts: what a scenario's run gave, as summaries, times to event and first courses.
-- @module hepar.cohort.object
local check = require("hepar.util.check")
local column = require("hepar.column")
local export = require("hepar.cohort.export")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.model.lists")
local population = require("hepar.cohort.population")
local runs = require("hepar.cohort.run")
local survival = require("hepar.cohort.survival")
local values = require("hepar.model.values")

local M = {}

local fail, show = check.fail, check.show

--- A simulated cohort: patients times arms times outputs, as summaries.
-- @type cohort
-- @tfield scenario scenario what was run
-- @tfield integer n patients that were simulated in every arm
-- @tfield boolean interrupted true when Ctrl-C ended the run early
-- @tfield integer tried candidates that were drawn to find them
-- @tfield integer failed courses that the solver could not finish; they are missing
-- @tfield table refused how many candidates each limit of eligibility refused
-- @tfield number effective effective sample size of the weights (n without weights)
-- @tfield[opt] table matching rows of wanted and reached means and SDs, with method
-- @tfield[opt] table share which share of a run it is, `{3, 16}`
-- @tfield table arms names of the arms, the reference first
-- @tfield table outputs names of the outputs
-- @tfield column t times of the results
local methods = {}

local meta = { __name = "hepar.cohort", __index = methods }

local hidden = setmetatable({}, { __mode = "k" })

local function run_of(cohort, name)
  local run = hidden[cohort]
  if not run then
    fail("hepar.cohort." .. name, "expects a cohort (call it with a colon: c:%s), got %s", name,
      show(cohort))
  end
  return run
end
M.run_of = run_of

local function make(run, scenario)
  local state, spec = run.state, run.spec
  local effective = state.squares > 0 and state.weight ^ 2 / state.squares or state.done + 0.0
  local cohort = setmetatable({ scenario = scenario, n = state.done, planned = run.planned,
    interrupted = run.interrupted or false, seed = spec.seed, tried = run.population.tried,
    refused = run.population.refused, failed = state.failed, effective = effective,
    arms = table.move(scenario.arms, 1, #scenario.arms, 1, {}),
    outputs = table.move(spec.outputs, 1, #spec.outputs, 1, {}), t = run.grid,
    time_unit = spec.model.time_unit }, meta)
  if run.fit then
    cohort.matching = { method = run.fit.method, fitted = run.fit.fitted,
      acceptance = run.fit.acceptance, effective_fitted = run.fit.effective, rows = run.fit.rows }
  end
  if run.options.share then
    cohort.share = table.move(run.options.share, 1, 2, 1, {})
  end
  hidden[cohort] = run
  return cohort
end

--- hepar.cohort.merge.
function M.merge(spec, scenario, files, where)
  local run, message, code, lost = runs.merge(spec, files, where)
  if not run then return nil, message, code, lost end
  return make(run, scenario)
end

--- s:run.
function M.run(spec, scenario, options, where)
  if type(options) == "table" and options.export ~= nil then
    return export.while_running(options, where, function(sink)
      local run, message, code = runs.run(spec, options, where, sink)
      if not run then return nil, message, code end
      return make(run, scenario)
    end)
  end
  local run, message, code = runs.run(spec, options, where)
  if not run then return nil, message, code end
  return make(run, scenario)
end

local function index_of(where, what, value, names)
  for i, name in ipairs(names) do
    if name == value then return i end
  end
  return fail(where, "%s %s is not known%s", what, show(value), type(value) == "string" and
    check.suggest(value, names) or "")
end
M.index_of = index_of

-- The place of a time of the results, nearest to what is asked; it must be one of them.
local function time_of(run, where, at)
  local times = run.spec.times
  if at == nil then return #times end
  local t = values.time(where, "at", at, run.spec.model)
  local best = 1
  for i = 2, #times do
    if math.abs(times[i] - t) < math.abs(times[best] - t) then best = i end
  end
  local step = times[2] and times[2] - times[1] or 0
  if t < 0 or t > times[#times] * (1 + 1e-9) or math.abs(times[best] - t) > 0.5 * step + 1e-9 then
    fail(where, "at = %s is outside the run, which ends at %s", show(t), show(times[#times]))
  end
  return best
end

local kind_names = { "value", "change", "contrast" }

local function kind_of(where, kind)
  if kind == nil then return 1 end
  return index_of(where, "kind", kind, kind_names)
end

--- One row of a cell.
function M.row(run, arm, output, kind, time, quantiles)
  local cell = run:cell(arm, output, kind, time)
  local d = run.summary:describe(cell)
  local row = { arm = run.spec.arms[arm].name, t = run.spec.times[time], n = d.n, mean = d.mean,
    sd = d.sd, min = d.min, max = d.max, effective = d.effective,
    se = d.sd / math.sqrt(d.effective), exact = d.exact, quantile = {} }
  for _, p in ipairs(quantiles) do row.quantile[p] = run.summary:quantile(cell, p) end
  row.median = run.summary:quantile(cell, 0.5)
  return row
end

local summary_meta = { __name = "hepar.cohort_summary" }

function summary_meta.__tostring(list)
  local heads, rows = { "arm", "t", "n", "mean", "SD", "SE" }, {}
  for _, p in ipairs(list.quantiles) do heads[#heads + 1] = ("%g %%"):format(100 * p) end
  for i, row in ipairs(list) do
    rows[i] = { row.arm, lists.number(row.t), row.n }
    for _, value in ipairs { row.mean, row.sd, row.se } do
      table.insert(rows[i], ("%.4g"):format(value))
    end
    for _, p in ipairs(list.quantiles) do
      table.insert(rows[i], ("%.4g"):format(row.quantile[p]))
    end
  end
  local lines = layout.table(heads, rows)
  table.insert(lines, 1, list.title)
  return table.concat(lines, "\n")
end

local function quantiles_of(where, given)
  if given == nil then return { 0.05, 0.25, 0.5, 0.75, 0.95 } end
  if type(given) ~= "table" or #given == 0 then
    fail(where, "option quantiles must be a list such as {0.05, 0.95}, got %s", show(given))
  end
  for i = 1, #given do values.number(where, ("option quantiles[%d]"):format(i), given[i], 0, 1) end
  return given
end

--- Summaries of one output at one time, or at all times.
-- @tparam string output the name of an output
-- @tparam[opt] number|table at the time (the end), such as `{months = 6}`; the nearest time of the
-- results is taken; "all" gives every time
-- @tparam[opt] table options `kind` ("value"; "change" since the start; "contrast": difference to
-- the reference arm, patient by patient), `arm` (all), `quantiles` (list of probabilities)
-- @treturn {table,...} rows `{arm, t, n, mean, sd, se, median, min, max, quantile, exact}`; prints
-- itself
-- @raise when the output, time or an option is not known
-- @usage print(c:summary("collagen", {months = 6}))
-- c:summary("MELD", {weeks = 24}, {kind = "contrast"})[1].mean
function methods:summary(output, at, options)
  local where = "hepar.cohort.summary"
  local run = run_of(self, "summary")
  check.given(where, options, { "kind", "arm", "quantiles" })
  options = options or {}
  local o = index_of(where, "output", output, run.spec.outputs)
  local kind = kind_of(where, options.kind)
  local quantiles = quantiles_of(where, options.quantiles)
  local arms = {}
  for a = kind == 3 and 2 or 1, #self.arms do arms[#arms + 1] = a end
  if options.arm ~= nil then
    arms = { index_of(where, "arm", options.arm, self.arms) }
    if kind == 3 and arms[1] == 1 then fail(where, "the reference arm has no contrast") end
  end
  local from, to = 1, #run.spec.times
  if at ~= "all" then
    from = time_of(run, where, at)
    to = from
  end
  local list = { quantiles = quantiles, output = output, kind = kind_names[kind] }
  for _, a in ipairs(arms) do
    for t = from, to do list[#list + 1] = M.row(run, a, o, kind, t, quantiles) end
  end
  for _, name in ipairs { "let", "state", "output" } do
    local symbol = rawget(run.spec.model[name], output)
    list.unit = symbol and symbol.unit or list.unit
  end
  list.title = ("%s%s%s, %d virtual patients%s"):format(output, list.unit and " [" .. list.unit ..
    "]" or "", kind == 2 and ", change since the start" or kind == 3 and
    ", difference to " .. self.arms[1] or "", self.n, self.effective < self.n - 0.5 and
    (", effective %.1f"):format(self.effective) or "")
  return setmetatable(list, summary_meta)
end

local share_meta = { __name = "hepar.cohort_shares" }

function share_meta.__tostring(list)
  local rows = {}
  for i, row in ipairs(list) do
    rows[i] = { row.arm, row.n, ("%.1f %%"):format(100 * row.share),
      ("%.1f to %.1f"):format(100 * row.ci_lb, 100 * row.ci_ub) }
  end
  local lines = layout.table({ "arm", "n", "share", "95 % CI" }, rows)
  table.insert(lines, 1, list.title)
  return table.concat(lines, "\n")
end

--- The share of patients whose output is below or above a limit, such as responders. The interval
-- (Wilson, 95 %) is of the simulation, for its number of patients; it says nothing of the model.
-- @tparam string output the name of an output
-- @tparam table options `below` or `above` (number, in the unit of the output), `at` (time, the
-- end), `kind` ("value", "change" or "contrast")
-- @treturn {table,...} rows `{arm, n, share, ci_lb, ci_ub}`; prints itself
-- @raise when the output, time or an option is not known
-- @usage print(c:proportion("MELD", {below = -2, kind = "change"}))
function methods:proportion(output, options)
  local where = "hepar.cohort.proportion"
  local run = run_of(self, "proportion")
  if options == nil then fail(where, "option below or above is missing") end
  check.given(where, options, { "below", "above", "at", "kind" })
  if (options.below == nil) == (options.above == nil) then
    fail(where, "one of the options below and above is wanted")
  end
  local limit = values.number(where, options.below and "option below" or "option above",
    options.below or options.above)
  local o = index_of(where, "output", output, run.spec.outputs)
  local kind, t = kind_of(where, options.kind), time_of(run, where, options.at)
  local list = {}
  for a = kind == 3 and 2 or 1, #self.arms do
    local cell = run:cell(a, o, kind, t)
    local d, share = run.summary:describe(cell), run.summary:share(cell, limit)
    if options.above then share = 1 - share end
    local n, z = d.effective, 1.959963984540054
    local middle = (share + z ^ 2 / (2 * n)) / (1 + z ^ 2 / n)
    local half = z * math.sqrt(share * (1 - share) / n + z ^ 2 / (4 * n ^ 2)) / (1 + z ^ 2 / n)
    list[#list + 1] = { arm = self.arms[a], n = d.n, share = share, ci_lb = middle - half,
      ci_ub = middle + half }
  end
  list.title = ("%s%s %s %s at %s"):format(output, kind == 2 and ", change," or kind == 3 and
    ", difference to " .. self.arms[1] .. "," or "", options.below and "at most" or "above",
    lists.number(limit), lists.number(run.spec.times[t]))
  return setmetatable(list, share_meta)
end

--- Survival of one arm: Kaplan-Meier, and the cumulative incidence of each cause, from times to
-- event that were drawn with the model's probabilities.
-- @tparam[opt] string arm the name of an arm (all of them)
-- @treturn survival curves with numbers at risk; prints itself
-- @raise when the arm is not known, or the scenario has no survival
-- @usage print(c:survival("two"))
-- c:survival():plot():save("survival.svg")
function methods:survival(arm)
  local where = "hepar.cohort.survival"
  local run = run_of(self, "survival")
  if not run.spec.survival and not run.spec.dropout then
    fail(where, "the scenario has no survival: the model has no states survival and death")
  end
  local arms = {}
  for i = 1, #self.arms do arms[i] = i end
  if arm ~= nil then arms = { index_of(where, "arm", arm, self.arms) } end
  return survival.make(run, arms, self)
end

--- Write every patient, arm and time to a file. CSV has the columns patient, arm, time and the
-- outputs. SQLite has them in the table `value`; `patient` says who they were (covariates, factors,
-- what eligibility looked at, weight), `event` until when they were seen and why, and `run` (seed,
-- version, hash of the model's text …), `output` and `assumption` what the run was. What a run did
-- not keep is simulated again, to the same bits, and streamed; a file is there whole or not at all.
-- @tparam string path the file: SQLite when its name ends in .sqlite, .sqlite3 or .db, else CSV
-- @treturn ?boolean true; or nil, a message and a code
-- @raise when path is no name of a file
-- @usage c:export("c.csv")
function methods:export(path)
  local where = "hepar.cohort.export"
  local run = run_of(self, "export")
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
    fail(where, "path must be the name of a file, got %s", show(path))
  end
  if self.share then
    fail(where, "this is share %d of %d of a run: merge the shares, then export", self.share[1],
      self.share[2])
  end
  local scenario = self.scenario
  local spec = require("hepar.scenario.object").spec_of(scenario, "run")
  local options = { export = path, threads = run.options.threads, n = self.n, seed = self.seed,
    sample = 0 }
  local done, message, code = M.run(spec, scenario, options, where)
  if not done then return nil, message, code end
  return true
end

--- A figure of an output: median and bands of quantiles over time, a panel for each arm.
-- @tparam string output the name of an output
-- @tparam[opt] table options those of `hepar.plot.fan`, and `figure` ("fan"; "spaghetti": single
-- courses; "waterfall": changes of single patients; "responders": distribution of changes)
-- @treturn figure the figure
-- @raise when the output or an option is not known
-- @usage c:plot("collagen"):save("collagen.svg")
-- c:plot("MELD", {figure = "waterfall"}):save("waterfall.svg")
function methods:plot(output, options)
  local where = "hepar.cohort.plot"
  run_of(self, "plot")
  index_of(where, "output", output, self.outputs)
  local given, kind = {}, "fan"
  if options ~= nil then
    if type(options) ~= "table" or check.class(options) then
      fail(where, "options must be a table, got %s", show(options))
    end
    for key, value in pairs(options) do given[key] = value end
    if given.figure ~= nil then
      local words = { "fan", "spaghetti", "waterfall", "responders" }
      kind = words[index_of(where, "figure", given.figure, words)]
      given.figure = nil
    end
  end
  if given.output ~= nil then fail(where, "the output is the first argument") end
  given.output = output
  return require("hepar.plot")[kind](self, given)
end

--- The single courses of the first patients, as they were kept (`sample` of `s:run`).
-- @tparam string output the name of an output
-- @tparam string arm the name of an arm
-- @treturn {table,...} for each patient a list of values at the times `c.t`
-- @raise when the output or arm is not known
-- @usage c:courses("MELD", "two")[1]
function methods:courses(output, arm)
  local where = "hepar.cohort.courses"
  local run = run_of(self, "courses")
  local o = index_of(where, "output", output, run.spec.outputs)
  local a = index_of(where, "arm", arm, self.arms)
  local list = {}
  for i, rows in ipairs(run.state.sample[a][o]) do list[i] = table.move(rows, 1, #rows, 1, {}) end
  return list
end

function meta.__len(cohort) return cohort.n end

function meta.__tostring(cohort)
  local run = hidden[cohort]
  local out = { ("%s%d virtual patients in %d arms%s"):format(cohort.share and
    ("share %d of %d: "):format(cohort.share[1], cohort.share[2]) or "", cohort.n, #cohort.arms,
    cohort.interrupted and (", interrupted: %d were planned"):format(cohort.planned) or "") }
  if cohort.tried > cohort.n then
    local parts = {}
    for _, name in ipairs(check.names(cohort.refused)) do
      parts[#parts + 1] = ("%s refused %d"):format(name, cohort.refused[name])
    end
    out[#out + 1] = ("  accepted %.3g %% of %d candidates%s"):format(100 * cohort.n / cohort.tried,
      cohort.tried, #parts > 0 and ": " .. table.concat(parts, ", ") or "")
  end
  if cohort.matching then
    local match = cohort.matching
    out[#out + 1] = ("  matched by %s: effective sample size %.1f of %d"):format(match.method,
      match.method == "weights" and cohort.effective or cohort.n, cohort.n)
    for _, row in ipairs(match.rows) do
      out[#out + 1] = ("    %s: wanted %s%s, before %.4g (%.4g), after %.4g (%.4g)"):format(
        row.name, lists.number(row.mean), row.sd and (" (%s)"):format(lists.number(row.sd)) or "",
        row.before_mean, row.before_sd, row.after_mean, row.after_sd)
    end
  end
  if cohort.failed > 0 then
    out[#out + 1] = ("  %d courses failed: %s"):format(cohort.failed, run.state.failure)
  end
  local rows = {}
  for o, output in ipairs(cohort.outputs) do
    for a, arm in ipairs(cohort.arms) do
      local start = M.row(run, a, o, 1, 1, {})
      local stop = M.row(run, a, o, 1, #run.spec.times, {})
      local gain = a > 1 and M.row(run, a, o, 3, #run.spec.times, {})
      rows[#rows + 1] = { output, arm, ("%.4g (%.3g)"):format(start.mean, start.sd),
        ("%.4g (%.3g)"):format(stop.mean, stop.sd), gain and ("%.4g"):format(gain.mean) or "" }
    end
  end
  local stop = "at " .. lists.number(run.spec.times[#run.spec.times])
  for _, line in ipairs(layout.table({ "output", "arm", "start (SD)", stop,
    "against " .. cohort.arms[1] }, rows)) do
    out[#out + 1] = "  " .. line
  end
  out[#out + 1] = ('next  c:summary("%s")  c:plot("%s")  %sc:export("c.csv")'):format(
    cohort.outputs[1], cohort.outputs[1], run.spec.survival and "c:survival()  " or "")
  return table.concat(out, "\n")
end

local patients_meta = { __name = "hepar.patients" }

function patients_meta.__tostring(list)
  local rows = {}
  for _, name in ipairs(list.names) do
    local c = list[name]
    rows[#rows + 1] = { name, ("%.4g"):format(c:mean()), ("%.4g"):format(c:sd()),
      ("%.4g"):format(c:min()), ("%.4g"):format(c:max()) }
  end
  local lines = layout.table({ "", "mean", "SD", "lowest", "highest" }, rows)
  table.insert(lines, 1, ("%d virtual patients"):format(#list.number))
  return table.concat(lines, "\n")
end

--- s:patients.
function M.patients(spec, options, where)
  check.given(where, options, { "n", "first" })
  options = options or {}
  local n = options.n == nil and spec.n or values.count(where, "option n", options.n, 1)
  local first = options.first == nil and 1 or values.count(where, "option first", options.first, 1)
  if n > 1000000 then fail(where, "option n must be at most 1000000, got %d", n) end
  spec = setmetatable({ where = where }, { __index = spec })
  local p = population.new(spec, 1)
  local taken, message, code = p:take(first, n)
  if not taken then return nil, message, code end
  local list = { number = taken.numbers, names = {} }
  for _, feature in ipairs(spec.features) do
    local name = feature.as == "factor" and feature.name .. " factor" or feature.name
    list.names[#list.names + 1] = name
    list[name] = taken.drawn[feature.stream]
  end
  for _, name in ipairs(p.looked) do
    if not list[name] then
      list.names[#list.names + 1] = name
      list[name] = column(taken.base[name])
    end
  end
  list.tried = p.tried
  return setmetatable(list, patients_meta)
end

return M
