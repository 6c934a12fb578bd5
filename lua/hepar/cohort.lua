--- Analyses of models: what an outcome depends on, and which values of parameters the data support.
-- Research use only: a model is a set of hypotheses.
-- @module hepar.cohort

local M = {}

--- Sensitivity analysis: which inputs an outcome depends on, over stated ranges or distributions.
-- Methods: "morris" (elementary effects on trajectories of good spread), "sobol" (first and total
-- order, pairs with `second`; Owen-scrambled Sobol points), "efast" (by frequencies), "prcc"
-- (partial rank correlation with p values). docs/sensitivity.md says which to take when.
-- @tparam function|table target a function of named values that gives a number, or
-- `{model = m, t = {0, 336}, …}` with options of `m:simulate`
-- @tparam table options named options: `method`; `parameters` (`{k = {low, high}}`, `{k = {low,
-- high, log = true}}`, `{k = {mean =, sd =}}`, `{k = {median =, omega = or cv =}}`, `{k = {low =,
-- mode =, high =}}`; for a model also a list of names, whose stated ranges hold); `outcome` (of a
-- model: state, output or definition), `at` (time, the end); `n` (sobol: base points, 1024; morris:
-- trajectories, 20; efast: points of a curve, 257; prcc: points, 500); `seed` (1); `threads` (1, 0
-- is one for each processor; never changes a bit); `bootstrap` (replicates for intervals, 200;
-- efast: none), `level` (95), `progress` (false); sobol: `second` (false), `estimator`
-- ("saltelli", "jansen", "homma"); morris: `levels` (4), `candidates` (10 n, at most 500); efast:
-- `curves` (3), `harmonics` (4); prcc: `sampling` ("latin", "sobol")
-- @treturn ?sensitivity the analysis; or nil, a message and a code when too few points gave a
-- number, the outcome does not vary, or Ctrl-C was pressed
-- @raise when an option is not of the kind described
-- @usage hepar.cohort.sensitivity(function(v) return v.a + 2 * v.b end,
--   {method = "sobol", parameters = {a = {0, 1}, b = {0, 1}}, n = 256})
function M.sensitivity(target, options)
  return require("hepar.cohort.sensitivity").run(target, options)
end

--- Calibration: the values of parameters under which a model, or a function, agrees best with data,
-- how well the data determine them, or a whole posterior. Several data sets count at once.
-- docs/calibration.md has the methods.
-- @tparam function|table target a function of named values and a data set that gives a list of
-- predictions, or `{model = m, …}` with options of `m:simulate`; `t` gives the start
-- @tparam table options named options: `data`, a list of sets `{values =, sd = (one or a list) or
-- weights =, scale = "linear" or "log", name =}`; for a model also `output`, `times`, `relative`
-- ("difference" or "ratio" to the value at `since`, the start) and its own `set`, `preset`,
-- `initial`, `dose`, `change`, `events`; `free` (`{k = {start, low, high, log = true, prior =
-- {mean =, sd =}}}`, bounds may be absent; a prior on a logarithmic scale has median and omega);
-- `method` ("local": Levenberg-Marquardt, with forward sensitivities where all outputs are states;
-- "global": differential evolution, then local; "mcmc": local, then chains), `seed` (1), `threads`
-- (1; never changes a bit), `level` (95), `iterations` (200); global: `population`, `generations`
-- (200); mcmc: `sampler` ("ensemble", "metropolis"), `steps` (2000), `warmup` (half of them),
-- `walkers`
-- @treturn ?calibration the calibration; or nil, a message and a code when the target gives no
-- values, or Ctrl-C was pressed
-- @raise when an option is not of the kind described
-- @usage hepar.cohort.calibrate(function(v, set) return {v.a + v.b, v.a + 2 * v.b} end,
--   {data = {{values = {3, 5}, sd = 0.1}}, free = {a = {0}, b = {1}}})
function M.calibrate(target, options)
  return require("hepar.cohort.calibrate").run(target, options)
end

return M
