/* hepar.core.tables: two-by-two tables and rates. The Lua side checks and names. */
#include "lcolumn.h"
#include "lparts.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const char *const measures[] = {"OR", "RR", "RD", "IRR", "IRD", "PETO", NULL};
static const char *const adds[] = {"none", "all", "only0", "if0all", NULL};

/* t[name] = value, unless it is not known */
static void set_number(lua_State *L, const char *name, double value) {
  if (isnan(value)) return;
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void set_count(lua_State *L, const char *name, size_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

/* The four columns at `at`, of one length. */
static hepar_tables read_tables(lua_State *L, int at, const char *where) {
  hepar_tables t;
  hepar_column *column[4];
  for (int i = 0; i < 4; i++) column[i] = lcolumn_check(L, at + i, where, "cells");
  for (int i = 1; i < 4; i++)
    luaL_argcheck(L, column[i]->length == column[0]->length, at + i, "unequal lengths");
  t.a = column[0]->data;
  t.b = column[1]->data;
  t.c = column[2]->data;
  t.d = column[3]->data;
  t.k = column[0]->length;
  return t;
}

/* A field of the table at `at`: the i-th of an array. */
static void get_element(lua_State *L, int at, const char *name, int i) {
  lua_getfield(L, at, name);
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_geti(L, -1, i);
  lua_remove(L, -2);
}

/* {add = {x, x}, to = {s, s}, drop00 = {b, b}, correct = b, level = x}, checked on the Lua side */
static hepar_table_options read_options(lua_State *L, int at) {
  hepar_table_options options;
  luaL_checktype(L, at, LUA_TTABLE);
  for (int i = 0; i < 2; i++) {
    get_element(L, at, "add", i + 1);
    options.add[i] = luaL_checknumber(L, -1);
    get_element(L, at, "to", i + 1);
    options.to[i] = (hepar_add)luaL_checkoption(L, -1, NULL, adds);
    get_element(L, at, "drop00", i + 1);
    options.drop00[i] = lua_toboolean(L, -1);
    lua_pop(L, 3);
  }
  lua_getfield(L, at, "correct");
  options.correct = lua_toboolean(L, -1);
  lua_getfield(L, at, "level");
  options.level = luaL_checknumber(L, -1);
  lua_pop(L, 2);
  return options;
}

/* tables.pool(measure, a, b, c, d, options) -> {beta, se, …, yi, vi} | nil, message, code.
   Measure PETO is Peto's method, the others Mantel and Haenszel's. */
static int pool(lua_State *L) {
  hepar_error error;
  hepar_pooled_tables r;
  hepar_table_measure measure = (hepar_table_measure)luaL_checkoption(L, 1, NULL, measures);
  const char *where = measure == HEPAR_TABLE_PETO ? "hepar.meta.peto" : "hepar.meta.mh";
  hepar_tables t = read_tables(L, 2, where);
  hepar_table_options options = read_options(L, 6);
  hepar_column *yi = lcolumn_push(L, t.k, where);
  hepar_column *vi = lcolumn_push(L, t.k, where);
  hepar_status status =
      measure == HEPAR_TABLE_PETO
          ? hepar_peto(&t, &options, yi->data, vi->data, &r, &error)
          : hepar_mantel_haenszel(&t, measure, &options, yi->data, vi->data, &r, &error);
  if (status != HEPAR_OK) return lcheck_result(L, where, &error);
  lua_createtable(L, 0, 32);
  lua_insert(L, -3);
  lua_setfield(L, -3, "vi");
  lua_setfield(L, -2, "yi");
  set_count(L, "k", r.k);
  set_count(L, "k_yi", r.k_yi);
  set_count(L, "k_pos", r.k_pos);
  const struct { const char *name; double value; } numbers[] = {
      {"beta", r.beta}, {"se", r.se},     {"zval", r.zval}, {"pval", r.pval}, {"ci_lb", r.ci_lb},
      {"ci_ub", r.ci_ub}, {"QE", r.QE},   {"QEp", r.QEp},   {"I2", r.I2},     {"H2", r.H2},
      {"CO", r.CO},     {"COp", r.COp},   {"MH", r.MH},     {"MHp", r.MHp},   {"BD", r.BD},
      {"BDp", r.BDp},   {"TA", r.TA},     {"TAp", r.TAp},   {"ll", r.ll},     {"dev", r.dev},
      {"AIC", r.AIC},   {"BIC", r.BIC},   {"AICc", r.AICc}, {"ll_reml", r.ll_reml}};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    set_number(L, numbers[i].name, numbers[i].value);
  return 1;
}

/* tables.effects(measure, a, b, c, d, add, to, drop00) -> yi, vi */
static int effects(lua_State *L) {
  hepar_error error;
  hepar_table_measure measure = (hepar_table_measure)luaL_checkoption(L, 1, NULL, measures);
  hepar_tables t = read_tables(L, 2, "hepar.meta.glmm");
  double add = luaL_checknumber(L, 6);
  hepar_add to = (hepar_add)luaL_checkoption(L, 7, NULL, adds);
  bool drop00 = lua_toboolean(L, 8);
  hepar_column *yi = lcolumn_push(L, t.k, "hepar.meta.glmm");
  hepar_column *vi = lcolumn_push(L, t.k, "hepar.meta.glmm");
  if (hepar_table_effects(&t, measure, add, to, drop00, yi->data, vi->data, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.meta.glmm", &error);
  return 2;
}

static const char *const models[] = {"UM.FS", "UM.RS", "CM.EL", "CM.AL", "single", NULL};
static const char *const stops[] = {"converged", "infinite", "unbounded", "failed", NULL};

/* The moderators at `at`, a list of columns, as k rows; NULL for nil. */
static const double *read_design(lua_State *L, int at, size_t k, size_t *p) {
  *p = 0;
  if (lua_isnoneornil(L, at)) return NULL;
  luaL_checktype(L, at, LUA_TTABLE);
  *p = (size_t)luaL_len(L, at);
  luaL_argcheck(L, *p > 0 && *p <= HEPAR_GLMM_MOST, at, "number of columns");
  double *x = lua_newuserdatauv(L, (k * *p + 1) * sizeof *x, 0);
  for (size_t j = 0; j < *p; j++) {
    lua_geti(L, at, (lua_Integer)j + 1);
    const hepar_column *column = lcolumn_check(L, lua_gettop(L), "hepar.meta.glmm", "mods");
    luaL_argcheck(L, column->length == k, at, "unequal lengths");
    for (size_t i = 0; i < k; i++) x[i * *p + j] = column->data[i];
    lua_pop(L, 1);
  }
  return x;
}

/* result.coef and result.vb from `numbers`, p + p x p of them. */
static void set_coefficients(lua_State *L, const double *numbers, size_t p) {
  hepar_column *coef = lcolumn_push(L, p, "hepar.meta.glmm");
  for (size_t j = 0; j < p; j++) coef->data[j] = numbers[j];
  lua_setfield(L, -2, "coefficients");
  lua_createtable(L, (int)p, 0);
  for (size_t i = 0; i < p; i++) {
    hepar_column *row = lcolumn_push(L, p, "hepar.meta.glmm");
    for (size_t j = 0; j < p; j++) row->data[j] = numbers[p + i * p + j];
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "vb");
}

/* tables.glmm(model, a, b, c, d, rates, random, drop00, coding, points, correlated, columns of x or
   nil, intercept) -> {stop, k, beta, …} | nil, message, code */
static int glmm(lua_State *L) {
  hepar_error error;
  hepar_glmm r = {.k = 0};
  hepar_glmm_options options;
  options.model = (hepar_glmm_model)luaL_checkoption(L, 1, NULL, models);
  hepar_tables t = read_tables(L, 2, "hepar.meta.glmm");
  lua_Integer points = luaL_checkinteger(L, 10);
  luaL_argcheck(L, points >= 0, 10, "expected 0 or more points");
  options.rates = lua_toboolean(L, 6);
  options.random = lua_toboolean(L, 7);
  options.drop00 = lua_toboolean(L, 8);
  options.coding = luaL_checknumber(L, 9);
  options.points = (size_t)points;
  options.correlated = lua_toboolean(L, 11);
  options.intercept = lua_toboolean(L, 13);
  options.x = read_design(L, 12, t.k, &options.p);
  size_t p = options.x == NULL ? 1 : options.p;
  double *numbers = lua_newuserdatauv(L, (p + p * p) * sizeof *numbers, 0);
  r.coef = numbers;
  r.vb = numbers + p;
  if (hepar_glmm_fit(&t, &options, &r, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.meta.glmm", &error);
  lua_createtable(L, 0, 20);
  if (r.stop == HEPAR_GLMM_CONVERGED) set_coefficients(L, numbers, p);
  lua_pushstring(L, stops[r.stop]);
  lua_setfield(L, -2, "stop");
  set_count(L, "k", r.k);
  set_count(L, "parms", r.parms);
  set_count(L, "k_eff", r.k_eff);
  set_number(L, "beta", r.beta);
  set_number(L, "se", r.se);
  set_number(L, "tau2", r.tau2);
  set_number(L, "se_tau2", r.se_tau2);
  set_number(L, "sigma2", r.sigma2);
  set_number(L, "rho", r.rho);
  set_number(L, "QE_Wld", r.QE_Wld);
  set_number(L, "QE_LRT", r.QE_LRT);
  set_number(L, "ll", r.ll);
  set_number(L, "ll_saturated", r.ll_saturated);
  return 1;
}

/* tables.combine_p(p, weights or nil, method, alpha) -> statistic, pval | nil, message, code */
static int combine_p(lua_State *L) {
  static const char *const methods[] = {"fisher",   "stouffer", "tippett",  "edgington",
                                        "harmonic", "cauchy",   "binomial", NULL};
  static const char *const where = "hepar.meta.combine_p";
  hepar_error error;
  double statistic, p;
  hepar_column *values = lcolumn_check(L, 1, where, "p");
  hepar_column *weights = lua_isnil(L, 2) ? NULL : lcolumn_check(L, 2, where, "weights");
  hepar_combine_method method = (hepar_combine_method)luaL_checkoption(L, 3, NULL, methods);
  if (weights != NULL && weights->length != values->length)
    return lcheck_misuse(L, where, "weights has %d values, p has %d", (int)weights->length,
                         (int)values->length);
  if (hepar_combine_p(values->data, weights == NULL ? NULL : weights->data, values->length, method,
                      luaL_checknumber(L, 4), &statistic, &p, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushnumber(L, statistic);
  lua_pushnumber(L, p);
  return 2;
}

/* Degrees of freedom at `at`: 0 for the normal distribution (none given), NAN when there are none
   to have a distribution with (GSL would end the process). */
static double read_df(lua_State *L, int at) {
  if (lua_isnoneornil(L, at)) return 0.0;
  double df = luaL_checknumber(L, at);
  return df >= 1.0 ? df : NAN;
}

/* tables.pval(z, df or nil) -> two-sided p value, of t when df is a number */
static int pval(lua_State *L) {
  double z = fabs(luaL_checknumber(L, 1));
  double df = read_df(L, 2);
  double tail = NAN;
  if (!isnan(z) && !isnan(df)) tail = df > 0.0 ? gsl_cdf_tdist_Q(z, df) : gsl_cdf_ugaussian_Q(z);
  lua_pushnumber(L, 2.0 * tail);
  return 1;
}

/* tables.chisq(x, df) -> P(X > x) */
static int chisq(lua_State *L) {
  double x = luaL_checknumber(L, 1);
  double df = luaL_checknumber(L, 2);
  lua_pushnumber(L, !(df >= 1.0) || isnan(x) ? NAN : x > 0.0 ? gsl_cdf_chisq_Q(x, df) : 1.0);
  return 1;
}

/* tables.fdist(x, df1, df2) -> P(F > x) */
static int fdist(lua_State *L) {
  double x = luaL_checknumber(L, 1), a = luaL_checknumber(L, 2), b = luaL_checknumber(L, 3);
  lua_pushnumber(L, !(a >= 1.0 && b >= 1.0) || isnan(x) ? NAN
                    : x > 0.0 ? gsl_cdf_fdist_Q(x, a, b) : 1.0);
  return 1;
}

/* tables.quantile(level, df or nil) -> two-sided normal quantile, or of t when df is a number */
static int quantile(lua_State *L) {
  double tail = (1.0 - luaL_checknumber(L, 1) / 100.0) / 2.0;
  double df = read_df(L, 2);
  double q = NAN;
  if (!isnan(df)) q = df > 0.0 ? gsl_cdf_tdist_Qinv(tail, df) : gsl_cdf_ugaussian_Qinv(tail);
  lua_pushnumber(L, q);
  return 1;
}

int ltables_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"pool", pool},
                                       {"effects", effects},
                                       {"glmm", glmm},
                                       {"combine_p", combine_p},
                                       {"quantile", quantile},
                                       {"pval", pval},
                                       {"chisq", chisq},
                                       {"fdist", fdist},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
