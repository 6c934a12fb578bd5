/* hepar.core.trial: tests of given data, and simulated trials. lua/hepar/trial checks what is given
   here. */
#include "lcolumn.h"
#include "lprogress.h"
#include "ltrial.h"

#include <math.h>
#include <string.h>

/* The bytes of a list of small whole numbers under a name, as a new userdata; NULL when absent. */
static uint8_t *bytes_of(lua_State *L, const char *name, size_t n) {
  uint8_t *list = NULL;
  if (lcheck_field(L, 1, name) == LUA_TTABLE) {
    list = lua_newuserdatauv(L, n + 1, 0);
    for (size_t i = 0; i < n; i++) {
      lua_rawgeti(L, -2, (lua_Integer)i + 1);
      list[i] = (uint8_t)lua_tointeger(L, -1);
      lua_pop(L, 1);
    }
  }
  return list; /* what was pushed stays on the stack, which keeps it alive */
}

/* The same for numbers. */
static double *doubles_of(lua_State *L, const char *name, size_t n) {
  double *list = NULL;
  if (lcheck_field(L, 1, name) == LUA_TTABLE) {
    list = lua_newuserdatauv(L, (n + 1) * sizeof *list, 0);
    for (size_t i = 0; i < n; i++) {
      lua_rawgeti(L, -2, (lua_Integer)i + 1);
      list[i] = lua_isnumber(L, -1) ? lua_tonumber(L, -1) : NAN;
      lua_pop(L, 1);
    }
  }
  return list;
}

/* The same for numbers that may be a column: its own data, not a copy. */
static const double *column_of(lua_State *L, const char *name, size_t n) {
  lcheck_field(L, 1, name);
  if (lcolumn_test(L, -1) == NULL) {
    lua_pop(L, 1);
    return doubles_of(L, name, n);
  }
  const hepar_column *column = lcolumn_check(L, lua_gettop(L), "hepar.trial", name);
  if (column->length < n)
    luaL_error(L, "hepar.trial: %s has too few numbers", name);
  return column->data;
}

/* trial.test{analysis=, n=, group=, y=, baseline=, visits=, …} -> {estimate, se, …} */
int ltrial_test(lua_State *L) {
  hepar_sample s = {0};
  hepar_answer a;
  hepar_error error;
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkstack(L, 40, NULL);
  s.n = (size_t)ltrial_number(L, 1, "n", 0);
  s.visit_count = (size_t)ltrial_number(L, 1, "visit_count", 1);
  s.strata = (size_t)ltrial_number(L, 1, "strata", 1);
  s.tau = ltrial_number(L, 1, "tau", NAN);
  s.degrees = (hepar_degrees)ltrial_number(L, 1, "degrees", 0);
  s.imputation = (hepar_imputation)ltrial_number(L, 1, "imputation", 0);
  s.imputations = (size_t)ltrial_number(L, 1, "imputations", 20);
  s.seed = (uint64_t)(lua_Integer)ltrial_number(L, 1, "seed", 1);
  s.prior_of = (hepar_scale_of_prior)ltrial_number(L, 1, "prior_of", 0);
  s.components = (size_t)ltrial_number(L, 1, "components", 0);
  s.group = bytes_of(L, "group", s.n);
  s.event = bytes_of(L, "event", s.n);
  s.stratum = bytes_of(L, "stratum", s.n);
  s.y = doubles_of(L, "y", s.n);
  s.baseline = doubles_of(L, "baseline", s.n);
  s.time = doubles_of(L, "time", s.n);
  s.visits = doubles_of(L, "visits", s.n * s.visit_count);
  s.prior = doubles_of(L, "prior", s.components * 3);
  hepar_analysis which = (hepar_analysis)ltrial_number(L, 1, "analysis", 0);
  if (hepar_trial_test(which, &s, &a, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.trial.analyse", &error);
  hepar_claim claim = (hepar_claim)ltrial_number(L, 1, "claim", 0);
  if (claim != HEPAR_SUPERIORITY)
    a.z = hepar_claim_z(which, claim, ltrial_number(L, 1, "margin", 0),
                        ltrial_number(L, 1, "lower", 0) != 0, &a);
  const double values[] = {a.estimate, a.se, a.statistic, a.df, a.z, a.p_greater, a.p};
  static const char *const names[] = {"estimate", "se", "statistic", "df",
                                      "z", "p_greater", "pval"};
  lua_newtable(L);
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    if (isnan(values[i])) continue;
    lua_pushnumber(L, values[i]);
    lua_setfield(L, -2, names[i]);
  }
  return 1;
}

/* A list of lists, arm by arm, into rows of `width` numbers. */
static void table_of(lua_State *L, const char *name, double *rows, size_t width) {
  if (lcheck_field(L, 1, name) == LUA_TTABLE)
    for (size_t a = 0; a < HEPAR_TRIAL_ARMS; a++) {
      lua_rawgeti(L, -1, (lua_Integer)a + 1);
      for (size_t v = 0; v < width && lua_istable(L, -1); v++) {
        lua_rawgeti(L, -1, (lua_Integer)v + 1);
        rows[a * width + v] = lua_tonumber(L, -1);
        lua_pop(L, 1);
      }
      lua_pop(L, 1);
    }
  lua_pop(L, 1);
}

/* The design of the table at index 1. */
static void read_design(lua_State *L, hepar_trial_design *d) {
  d->endpoint = (hepar_endpoint)ltrial_number(L, 1, "endpoint", 0);
  d->analysis = (hepar_analysis)ltrial_number(L, 1, "analysis", 0);
  d->lower = ltrial_number(L, 1, "lower", 0) != 0;
  d->arms = ltrial_numbers(L, 1, "ratio", d->ratio, HEPAR_TRIAL_ARMS);
  d->n = (size_t)ltrial_number(L, 1, "n", 0);
  d->visits = (size_t)ltrial_number(L, 1, "visits", 1);
  table_of(L, "mean", &d->mean[0][0], HEPAR_TRIAL_VISITS);
  table_of(L, "sd", &d->sd[0][0], HEPAR_TRIAL_VISITS);
  table_of(L, "probability", &d->probability[0][0], HEPAR_TRIAL_LEVELS);
  d->baseline_mean = ltrial_number(L, 1, "baseline_mean", 0);
  d->baseline_sd = ltrial_number(L, 1, "baseline_sd", 1);
  d->with_baseline = ltrial_number(L, 1, "with_baseline", 0) != 0;
  ltrial_numbers(L, 1, "root", d->root, sizeof d->root / sizeof d->root[0]);
  d->levels = (size_t)ltrial_number(L, 1, "levels", 2);
  ltrial_numbers(L, 1, "hazard", d->hazard, HEPAR_TRIAL_ARMS);
  ltrial_numbers(L, 1, "competing", d->competing, HEPAR_TRIAL_ARMS);
  d->dropout = ltrial_number(L, 1, "dropout", 0);
  d->rate = ltrial_number(L, 1, "rate", 0);
  d->follow_up = ltrial_number(L, 1, "follow_up", 0);
  d->tau = ltrial_number(L, 1, "tau", 0);
  d->degrees = (hepar_degrees)ltrial_number(L, 1, "degrees", 0);
  d->imputation = (hepar_imputation)ltrial_number(L, 1, "imputation", 0);
  d->imputations = (size_t)ltrial_number(L, 1, "imputations", 20);
  d->claim = (hepar_claim)ltrial_number(L, 1, "claim", 0);
  d->margin = ltrial_number(L, 1, "margin", 0);
  d->adjust = (hepar_multiplicity)ltrial_number(L, 1, "adjust", 0);
  d->adjust_alpha = ltrial_number(L, 1, "adjust_alpha", 0);
  d->dropout_by = (hepar_dropout)ltrial_number(L, 1, "dropout_by", 0);
  d->leave_slope = ltrial_number(L, 1, "leave_slope", 0);
  ltrial_numbers(L, 1, "leave", d->leave, HEPAR_TRIAL_VISITS);
  d->allocation = (hepar_allocation)ltrial_number(L, 1, "allocation", 0);
  d->block = (size_t)ltrial_number(L, 1, "block", 4);
  d->strata = ltrial_numbers(L, 1, "stratum_share", d->stratum_share, HEPAR_TRIAL_STRATA);
  ltrial_numbers(L, 1, "stratum_shift", d->stratum_shift, HEPAR_TRIAL_STRATA);
  d->looks = ltrial_numbers(L, 1, "fraction", d->fraction, HEPAR_LOOKS);
  ltrial_numbers(L, 1, "upper", d->upper, HEPAR_LOOKS);
  ltrial_numbers(L, 1, "lower_bound", d->lower_bound, HEPAR_LOOKS);
  for (size_t k = 0; k < HEPAR_LOOKS; k++) d->events[k] = NAN;
  ltrial_numbers(L, 1, "events", d->events, HEPAR_LOOKS);
  d->sided = (unsigned)ltrial_number(L, 1, "sided", 1);
  d->keep = (size_t)ltrial_number(L, 1, "keep", 0);
  d->resize = (hepar_resize)ltrial_number(L, 1, "resize", 0);
  d->resize_at = ltrial_number(L, 1, "resize_at", 0.5);
  d->most = ltrial_number(L, 1, "most", 0);
  d->planned_sd = ltrial_number(L, 1, "planned_sd", 1);
  d->planned_difference = ltrial_number(L, 1, "planned_difference", 0);
  d->promising_from = ltrial_number(L, 1, "promising_from", 0);
  d->promising_to = ltrial_number(L, 1, "promising_to", 0);
  d->bank_distinct = ltrial_number(L, 1, "bank_distinct", 0) != 0;
  d->bank_stride = (size_t)ltrial_number(L, 1, "bank_stride", 0);
  d->bank_null = ltrial_number(L, 1, "bank_null", 0) != 0;
  d->null_shift = ltrial_number(L, 1, "null_shift", 0);
  d->measure = (hepar_trial_measure)ltrial_number(L, 1, "measure", 0);
  d->noise_sd = ltrial_number(L, 1, "noise_sd", 0);
  d->noise_cv = ltrial_number(L, 1, "noise_cv", 0);
  d->cuts = ltrial_numbers(L, 1, "cuts", d->cut, HEPAR_TRIAL_LEVELS);
  d->cut_below = ltrial_number(L, 1, "cut_below", 0) != 0;
  d->first = (uint64_t)(lua_Integer)ltrial_number(L, 1, "first", 0);
  d->seed = (uint64_t)(lua_Integer)ltrial_number(L, 1, "seed", 1);
  d->replicates = (size_t)ltrial_number(L, 1, "replicates", 1);
  d->threads = (unsigned)ltrial_number(L, 1, "threads", 1);
}

/* Counts by look: successes (or harm), futility; and the runs as columns. */
static void push_runs(lua_State *L, const hepar_trial_run *runs, size_t count, size_t looks,
                      size_t arms) {
  double success[HEPAR_LOOKS] = {0}, futile[HEPAR_LOOKS] = {0}, harm[HEPAR_LOOKS] = {0};
  double arm[HEPAR_TRIAL_ARMS] = {0}, shown[HEPAR_TRIAL_ARMS] = {0}, every = 0, failed = 0;
  static const char *const names[] = {"z",      "estimate", "duration", "n",
                                      "events", "share",    "missing"};
  lua_newtable(L);
  for (size_t c = 0; c < sizeof names / sizeof names[0]; c++) {
    hepar_column *column = lcolumn_push(L, count, "hepar.trial");
    for (size_t i = 0; i < count; i++) {
      const hepar_trial_run *r = &runs[i];
      const double values[] = {r->z, r->estimate, r->duration, r->n,
                               r->events, r->share, r->missing};
      column->data[i] = values[c];
    }
    lua_setfield(L, -2, names[c]);
  }
  for (size_t i = 0; i < count; i++) {
    size_t k = (size_t)runs[i].look - 1;
    if (runs[i].decision > 0) {
      success[k]++;
      arm[runs[i].arm]++;
    } else if (runs[i].decision < 0) {
      harm[k]++;
    } else if (runs[i].futile) {
      futile[k]++;
    }
    failed += runs[i].failed;
    bool all = true;
    for (size_t a = 1; a < arms; a++) {
      shown[a] += runs[i].shown >> a & 1;
      all = all && (runs[i].shown >> a & 1);
    }
    every += all;
  }
  ltrial_push(L, "success", success, looks);
  ltrial_push(L, "harm", harm, looks);
  ltrial_push(L, "futile", futile, looks);
  ltrial_push(L, "arm", arm, HEPAR_TRIAL_ARMS);
  ltrial_push(L, "shown", shown, HEPAR_TRIAL_ARMS);
  lua_pushnumber(L, every);
  lua_setfield(L, -2, "every");
  lua_pushnumber(L, failed);
  lua_setfield(L, -2, "failed");
}

/* trial.simulate{…} -> {z=, estimate=, …, success=, futile=, …} */
int ltrial_simulate(lua_State *L) {
  hepar_trial_design *d;
  hepar_trial_run *runs;
  hepar_error error;
  lprogress line;
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  d = lua_newuserdatauv(L, sizeof *d, 0);
  memset(d, 0, sizeof *d);
  read_design(L, d);
  d->components = (size_t)ltrial_number(L, 1, "components", 0);
  d->prior = doubles_of(L, "prior", d->components * 3);
  d->bank = (size_t)ltrial_number(L, 1, "bank", 0);
  d->bank_value = column_of(L, "bank_value", d->bank * d->arms * d->visits);
  d->bank_event = column_of(L, "bank_event", d->bank * d->arms);
  d->bank_baseline = column_of(L, "bank_baseline", d->bank);
  d->bank_cumulative = column_of(L, "bank_cumulative", d->bank);
  d->effects = doubles_of(L, "effects", d->replicates);
  runs = lua_newuserdatauv(L, d->replicates * sizeof *runs, 0);
  memset(runs, 0, d->replicates * sizeof *runs);
  hepar_status status =
      hepar_trial_simulate(d, runs,
                           lprogress_begin(&line, ltrial_number(L, 1, "progress", 0) != 0,
                                           "hepar.trial"),
                           &error);
  lprogress_end(&line);
  if (status != HEPAR_OK) return lcheck_result(L, "hepar.trial", &error);
  push_runs(L, runs, d->replicates, d->looks, d->arms);
  return 1;
}

/* trial.allot{ratio=, block=, allocation=, seed=, n=, replicates=} -> column of arms from 0 */
int ltrial_allot(lua_State *L) {
  hepar_trial_design *d;
  hepar_error error;
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  d = lua_newuserdatauv(L, sizeof *d, 0);
  memset(d, 0, sizeof *d);
  read_design(L, d);
  hepar_column *arms = lcolumn_push(L, d->n * d->replicates, "hepar.trial");
  if (hepar_trial_allot(d, arms->data, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.trial", &error);
  return 1;
}
