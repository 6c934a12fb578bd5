--- Virtual patients: correlations, weights that make a cohort look like a published baseline table;
-- and analyses of models: sensitivity, calibration.
-- A cohort itself comes from a scenario, `hepar.scenario{…}:run{…}`; docs/cohorts.md has the
-- methods. Research use only: virtual patients are a hypothesis about patients.
-- @module hepar.cohort

local check = require("hepar.util.check")
local column = require("hepar.column")
local core = require("hepar.core")

local M = {}

local fail, show = check.fail, check.show

-- A square matrix {{1, r}, {r, 1}} as a list, and its size.
local function flat(where, matrix)
  if type(matrix) ~= "table" or check.class(matrix) or #matrix == 0 then
    fail(where, "the matrix must be a list of rows such as {{1, 0.5}, {0.5, 1}}, got %s",
      show(matrix))
  end
  local list, n = {}, #matrix
  for i = 1, n do
    local row = matrix[i]
    if type(row) ~= "table" or #row ~= n then
      fail(where, "row %d of the matrix must be a list of %d numbers", i, n)
    end
    for j = 1, n do
      if type(row[j]) ~= "number" or row[j] - row[j] ~= 0 then
        fail(where, "row %d, column %d of the matrix must be a number, got %s", i, j, show(row[j]))
      end
      list[#list + 1] = row[j]
    end
  end
  return list, n
end

--- The nearest correlation matrix to one that no patients can have: Higham (2002), alternating
-- projections, eigenvalues of 1e-6 at least. A positive definite matrix comes back as it is.
-- @tparam table matrix list of rows; symmetric, 1 on the diagonal
-- @treturn table list of rows
-- @treturn number the distance (Frobenius norm); 0 when it is positive definite already
-- @raise when the matrix is not symmetric or holds no correlations
-- @usage hepar.cohort.nearest{{1, 0.9, 0.9}, {0.9, 1, -0.9}, {0.9, -0.9, 1}}
function M.nearest(matrix)
  local where = "hepar.cohort.nearest"
  local list, n = flat(where, matrix)
  local ok, factor, message, code, nearest = pcall(core.cohort.factor, column(list), n)
  if not ok then error(where .. ": " .. tostring(factor):gsub("^hepar%.cohort: ", ""), 0) end
  if not factor and code ~= "range" then fail(where, "%s", message) end
  local rows, distance = {}, 0
  for i = 1, n do
    rows[i] = {}
    for j = 1, n do
      local k = (i - 1) * n + j
      rows[i][j] = nearest and nearest[k] or list[k]
      distance = distance + (rows[i][j] - list[k]) ^ 2
    end
  end
  return rows, math.sqrt(distance)
end

--- Weights under which patients have given means and SDs: entropy balancing (Hainmueller 2012), the
-- nearest weights to equal ones.
-- @tparam table patients columns (or lists) by name, all of one length
-- @tparam table targets `{age = {mean = 53, sd = 8}, female = {mean = 0.3}}`
-- @treturn ?table `weights` (column, mean 1), `effective` (effective sample size); or nil, a
-- message and "range" when the targets are out of reach
-- @raise when a target names no column, or columns differ in length
-- @usage hepar.cohort.weights({age = {40, 50, 60}}, {age = {mean = 52}}).effective
function M.weights(patients, targets)
  local where = "hepar.cohort.weights"
  local kind = type(patients)
  if kind ~= "table" or check.class(patients) then
    fail(where, "patients must be a table of columns, got %s", show(patients))
  end
  if type(targets) ~= "table" or check.class(targets) or next(targets) == nil then
    fail(where, "targets must be a table such as {age = {mean = 53, sd = 8}}, got %s",
      show(targets))
  end
  local known, columns, conditions = {}, {}, {}
  for name in pairs(patients) do
    if type(name) == "string" then known[#known + 1] = name end
  end
  table.sort(known)
  for _, name in ipairs(check.given(where, targets, known)) do
    local target = rawget(targets, name)
    check.given(where, target, { "mean", "sd" })
    if type(target) ~= "table" or type(target.mean) ~= "number" then
      fail(where, "the target of %s needs a mean", name)
    end
    if target.sd ~= nil and not (type(target.sd) == "number" and target.sd >= 0) then
      fail(where, "the sd of %s must be a number of at least 0, got %s", name, show(target.sd))
    end
    columns[name] = column(rawget(patients, name))
    conditions[#conditions + 1] = { name = name, target = target.mean }
    if target.sd then
      conditions[#conditions + 1] = { name = name, target = target.sd ^ 2, mean = target.mean }
    end
  end
  local n = #columns[conditions[1].name]
  local x, goals = {}, {}
  for j, condition in ipairs(conditions) do
    if #columns[condition.name] ~= n then
      fail(where, "%s has %d values, %s has %d", condition.name, #columns[condition.name],
        conditions[1].name, n)
    end
    goals[j] = condition.target
  end
  for i = 1, n do
    for _, condition in ipairs(conditions) do
      local value = columns[condition.name][i]
      x[#x + 1] = condition.mean and (value - condition.mean) ^ 2 or value
    end
  end
  local ok, coefficients, weights, effective = pcall(core.cohort.balance, column(x), #conditions,
    column(goals))
  if not ok then error(where .. ": " .. tostring(coefficients):gsub("^hepar%.cohort: ", ""), 0) end
  if not coefficients then
    return nil, (tostring(weights):gsub("^hepar%.cohort", where)), effective
  end
  return { weights = weights, effective = effective }
end

--- The cohort of a run that was computed in shares (`s:run{share = {3, 16}, checkpoint = …}`),
-- each in a process or on a machine of its own: the same, to the bit, as that of one run.
-- @tparam scenario scenario the scenario
-- @tparam table files list of the names of the files, in any order
-- @treturn ?cohort the cohort; or nil, a message, a code ("not_found" when shares are missing or
-- not finished, and then as the fourth value the list of their numbers)
-- @raise when scenario is none, or files is no list of names
-- @usage local c = assert(hepar.cohort.merge(s, {"share-1.hepar", "share-2.hepar"}))
function M.merge(scenario, files)
  local where = "hepar.cohort.merge"
  if check.class(scenario) ~= "hepar.scenario" then
    fail(where, "scenario must be a scenario, got %s", show(scenario))
  end
  if type(files) ~= "table" or check.class(files) or #files == 0 then
    fail(where, "files must be a list of names of files, got %s", show(files))
  end
  local list = {}
  for i = 1, #files do
    local path = rawget(files, i)
    if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
      fail(where, "files[%d] must be the name of a file, got %s", i, show(path))
    end
    list[i] = path
  end
  local spec = require("hepar.scenario.object").spec_of(scenario, "run")
  return require("hepar.cohort.object").merge(spec, scenario, list, where)
end

--- Sensitivity analysis: which inputs an outcome depends on, over stated ranges or distributions.
-- Methods: "morris" (elementary effects on trajectories of good spread), "sobol" (first and total
-- order, pairs with `second`; Owen-scrambled Sobol points), "efast" (by frequencies), "prcc"
-- (partial rank correlation with p values). docs/sensitivity.md says which to take when.
-- @tparam function|table|scenario target a function of named values that gives a number,
-- `{model = m, t = {0, 336}, …}` with options of `m:simulate`, or a scenario
-- @tparam table options named options: `method`; `parameters` (`{k = {low, high}}`, `{k = {low,
-- high, log = true}}`, `{k = {mean =, sd =}}`, `{k = {median =, omega = or cv =}}`, `{k = {low =,
-- mode =, high =}}`; for a model also a list of names, whose stated ranges hold; for a scenario by
-- default what its patients differ in); `outcome` (of a model: state, output or definition), `at`
-- (time, the end); of a scenario also `arm` (its name; the first after the reference), `relative`
-- ("difference" or "ratio" to the value at `since`, the start), `against` (an arm that it is
-- compared with, by `comparison`: "difference" or "ratio"), `patients` (0: the typical patient;
-- else the mean of so many virtual patients), `run_in` ("each": what happens before the trial is
-- run with the same values; "once": with the scenario's own); `n` (sobol: base points, 1024;
-- morris: trajectories, 20; efast: points of a curve, 257; prcc: points, 500); `seed` (1);
-- `threads` (1, 0 is one for each processor; never changes a bit); `bootstrap` (replicates for
-- intervals, 200; efast: none), `level` (95), `progress` (false); sobol: `second` (false),
-- `estimator` ("saltelli", "jansen", "homma"); morris: `levels` (4), `candidates` (10 n, at most
-- 500); efast: `curves` (3), `harmonics` (4); prcc: `sampling` ("latin", "sobol")
-- @treturn ?sensitivity the analysis; or nil, a message and a code when too few points gave a
-- number, the outcome does not vary, or Ctrl-C was pressed
-- @raise when an option is not of the kind described
-- @usage hepar.cohort.sensitivity(function(v) return v.a + 2 * v.b end,
--   {method = "sobol", parameters = {a = {0, 1}, b = {0, 1}}, n = 256})
-- hepar.cohort.sensitivity(s, {method = "morris", outcome = "collagen", arm = "one"})
function M.sensitivity(target, options)
  return require("hepar.cohort.sensitivity").run(target, options)
end

--- Calibration: the values of parameters under which models, scenarios or functions agree best
-- with data, how well the data determine them, or a whole posterior. Several data sets count at
-- once, each of its own target if need be. docs/calibration.md has the methods.
-- @tparam ?function|table|scenario target a function of named values and a data set that gives a
-- list of predictions, `{model = m, …}` with options of `m:simulate` (`t` gives the start), or a
-- scenario; nil when every data set has a `target` of its own
-- @tparam table options named options: `data`, a list of sets `{values =, sd = (one or a list) or
-- weights =, scale = "linear" or "log", name =, target = (its own)}`; for a model also `output`,
-- `times`, `relative` ("difference" or "ratio" to the value at `since`, the start) and its own
-- `set`, `preset`, `initial`, `dose`, `change`, `events`; for a scenario `output`, `times`,
-- `relative`, `since`, `arm`, `against`, `comparison` as in `hepar.cohort.sensitivity`; `free`
-- (`{k = {start, low, high, log = true, prior = {mean =, sd =}}}`, bounds may be absent; a prior on
-- a logarithmic scale has median and omega);
-- `method` ("local": Levenberg-Marquardt, with forward sensitivities where all outputs are states;
-- "global": over the whole range, then local; "mcmc": local, then chains), `seed` (1), `threads`
-- (1; never changes a bit), `level` (95), `iterations` (200); of scenarios `patients` (0: the
-- typical patient) and `run_in` ("each", "once"); `progress` (false); global: `optimiser`
-- ("differential_evolution" with `population`, `generations` (200); "nlopt", in a build that has
-- it, with `algorithm` ("crs", "direct", "isres", "esch") and `evaluations` (5000)); mcmc:
-- `sampler` ("ensemble", "metropolis"), `steps` (2000), `warmup` (half of them), `walkers`
-- @treturn ?calibration the calibration; or nil, a message and a code when the target gives no
-- values, or Ctrl-C was pressed
-- @raise when an option is not of the kind described
-- @usage hepar.cohort.calibrate(function(v, set) return {v.a + v.b, v.a + 2 * v.b} end,
--   {data = {{values = {3, 5}, sd = 0.1}}, free = {a = {0}, b = {1}}})
function M.calibrate(target, options)
  return require("hepar.cohort.calibrate").run(target, options)
end

--- Protocol search: which protocol to try, under everything that is not known. Every candidate of
-- a stated space is given to the same virtual patients in the same worlds, draws of the uncertain
-- values; its benefit against the control of the scenario is set against its burden. What comes
-- back is the Pareto front with the probability of being on it and of being best, regret, ranks
-- with intervals, and how much of it rests on assumed values. docs/protocol-search.md has the
-- methods. Research use only, never advice on a patient.
-- @tparam scenario scenario patients, disease, horizon and the control; its other arms take no part
-- @tparam table options named options: `space` (a table, or a list of tables, of fields of
-- `hepar.therapy.product` but `at`, and `number`, `interval`, `first`; of other models `into`,
-- `amount`, `over`, `set`; each a value, a list of values, or `{from =, to =, log =}`); `outcome`
-- (a name, with `at`, the horizon, and `better`, "lower" or "higher"; or a list of `{outcome =,
-- at =, better =, weight =}`); `uncertain` (list of statuses, names of parameters and "product";
-- or ranges and distributions as `parameters` of `hepar.cohort.sensitivity`; or false; all that is
-- assumed or calibrated), `draws` (64) and `patients` (12) of each world; `burden` (points by
-- name: `{HA = 3}`, or a function of a protocol), `price` (benefit that a point must bring);
-- `agree` (list of `{treatment =, outcome =, at =, low =, high =}`: only worlds in which that arm
-- less the control lies from low to high, such as the prediction interval of published trials);
-- `candidates` (128 at most; larger spaces are sampled and refined in `rounds`, 2), `seed`,
-- `level` (90), `threads` (1; never changes a bit), `progress` (false)
-- @treturn ?search what was found; or nil, a message and a code when no draws have eligible
-- patients, or Ctrl-C was pressed before anything was done
-- @raise when an option is not of the kind described, or every protocol of the space is refused
-- @usage hepar.cohort.search(s, {outcome = "MELD", space = {product = "MSC", dose = {1e7, 5e7},
-- route = {"HA", "IV"}, number = {1, 2}, interval = {weeks = 4}}})
function M.search(scenario, options)
  return require("hepar.cohort.search").run(scenario, options)
end

return M
