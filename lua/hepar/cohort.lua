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

return M
