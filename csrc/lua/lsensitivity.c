/* hepar.core.sensitivity: designs and estimators. lua/hepar/cohort/sensitivity.lua checks what
   users give, evaluates, and documents. */
#include "cohort/sensitivity.h"
#include "lcolumn.h"
#include "lparts.h"
#include "lprogress.h"

#include <gsl/gsl_cdf.h>
#include <string.h>

#define WHERE "hepar.cohort.sensitivity"
#define MOST 100000000

/* A whole number from 1. */
static size_t count_argument(lua_State *L, int at, const char *name) {
  return (size_t)lcheck_integer(L, at, WHERE, name, 1, MOST);
}

/* A new column of rows x columns. */
static hepar_column *matrix(lua_State *L, size_t rows, size_t columns) {
  if (columns > 0 && rows > ((size_t)1 << 40) / columns)
    lcheck_misuse(L, WHERE, "%zu points of %zu inputs are too many", rows, columns);
  return lcolumn_push(L, rows * columns, WHERE);
}

/* points(kind, inputs, n, seed) -> n rows of uniform numbers: "sobol", "plain" or "latin" */
static int points(lua_State *L) {
  static const char *const kinds[] = {"sobol", "plain", "latin", NULL};
  int kind = luaL_checkoption(L, 1, NULL, kinds);
  size_t inputs = count_argument(L, 2, "inputs"), n = count_argument(L, 3, "n");
  uint64_t seed = (uint64_t)luaL_checkinteger(L, 4);
  hepar_error error;
  hepar_column *out = matrix(L, n, inputs);
  hepar_status status =
      kind == 2 ? hepar_latin_points(inputs, n, seed, out->data, &error)
                : hepar_sobol_points(inputs, n, seed, kind == 0, out->data, &error);
  return status == HEPAR_OK ? 1 : lcheck_result(L, WHERE, &error);
}

/* saltelli(points, inputs, second) -> rows A, B, A with columns of B … from rows of 2 x inputs */
static int saltelli(lua_State *L) {
  const hepar_column *both = lcolumn_check(L, 1, WHERE, "points");
  size_t d = count_argument(L, 2, "inputs"), n = both->length / (2 * d);
  bool second = lua_toboolean(L, 3);
  size_t blocks = (second ? 2 : 1) * d + 2;
  hepar_column *out = matrix(L, n * blocks, d);
  double *row = out->data;
  for (size_t block = 0; block < blocks; block++) {
    bool from_b = block == 1 || block >= 2 + d;
    size_t other = block < 2 ? d : (block - 2) % d;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < d; j++)
        *row++ = both->data[i * 2 * d + ((j == other) != from_b ? d + j : j)];
  }
  return 1;
}

/* morris_points(inputs, trajectories, levels, candidates, seed) */
static int morris_points(lua_State *L) {
  size_t d = count_argument(L, 1, "inputs"), n = count_argument(L, 2, "n");
  size_t levels = count_argument(L, 3, "levels"), candidates = count_argument(L, 4, "candidates");
  hepar_error error;
  hepar_column *out = matrix(L, n * (d + 1), d);
  return hepar_morris_points(d, n, levels, candidates, (uint64_t)luaL_checkinteger(L, 5),
                             out->data, &error) == HEPAR_OK
             ? 1
             : lcheck_result(L, WHERE, &error);
}

/* efast_points(inputs, samples, curves, harmonics, seed) */
static int efast_points(lua_State *L) {
  size_t d = count_argument(L, 1, "inputs"), n = count_argument(L, 2, "n");
  size_t curves = count_argument(L, 3, "curves"), harmonics = count_argument(L, 4, "harmonics");
  hepar_error error;
  hepar_column *out = matrix(L, n * curves * d, d);
  return hepar_efast_points(d, n, curves, harmonics, (uint64_t)luaL_checkinteger(L, 5), out->data,
                            &error) == HEPAR_OK
             ? 1
             : lcheck_result(L, WHERE, &error);
}

/* A column as a field of the table at the top. */
static double *field(lua_State *L, const char *name, size_t size) {
  hepar_column *column = lcolumn_push(L, size, WHERE);
  lua_setfield(L, -2, name);
  return column->data;
}

/* How to replicate, from the table at `at`; and the result table, at the top. */
static hepar_bootstrap how_of(lua_State *L, int at, size_t size, hepar_estimates *out) {
  hepar_bootstrap how = {0};
  how.replicates = (size_t)lcheck_integer_option(L, at, WHERE, "bootstrap", 0, 0, 10000000);
  how.seed = (uint64_t)lcheck_integer_option(L, at, WHERE, "seed", 0, LUA_MININTEGER,
                                             LUA_MAXINTEGER);
  how.level = lcheck_number_option(L, at, WHERE, "level", 95) / 100;
  how.threads = (unsigned)lcheck_integer_option(L, at, WHERE, "threads", 1, 0, HEPAR_POOL_MOST);
  lua_createtable(L, 0, 4);
  out->value = field(L, "value", size);
  out->low = field(L, "low", size);
  out->high = field(L, "high", size);
  return how;
}

/* sobol(values, inputs, second, estimator, options) -> {value, low, high} */
static int sobol(lua_State *L) {
  static const char *const estimators[] = {"saltelli", "jansen", "homma", NULL};
  const hepar_column *values = lcolumn_check(L, 1, WHERE, "values");
  size_t d = count_argument(L, 2, "inputs");
  hepar_sobol_values v = {values->data, 0, d, lua_toboolean(L, 3), HEPAR_SOBOL_SALTELLI};
  hepar_estimates out;
  hepar_error error;
  hepar_status status;
  lprogress line;
  v.rows = values->length / ((v.second ? 2 : 1) * d + 2);
  v.estimator = (hepar_sobol_estimator)luaL_checkoption(L, 4, NULL, estimators);
  hepar_bootstrap how = how_of(L, 5, 2 * d + (v.second ? d * (d - 1) / 2 : 0), &out);
  how.progress = lprogress_begin(&line, false, "bootstrap");
  status = hepar_sobol_indices(&v, &how, &out, &error);
  lprogress_end(&line);
  return status == HEPAR_OK ? 1 : lcheck_result(L, WHERE, &error);
}

/* morris(points, values, inputs, options) -> {value, low, high} of mu, mu*, sigma each */
static int morris(lua_State *L) {
  const hepar_column *at = lcolumn_check(L, 1, WHERE, "points");
  const hepar_column *values = lcolumn_check(L, 2, WHERE, "values");
  size_t d = count_argument(L, 3, "inputs"), n = values->length / (d + 1);
  hepar_estimates out;
  hepar_error error;
  hepar_status status;
  lprogress line;
  hepar_bootstrap how = how_of(L, 4, 3 * d, &out);
  how.progress = lprogress_begin(&line, false, "bootstrap");
  status = hepar_morris_effects(at->data, values->data, d, n, &how, &out, &error);
  lprogress_end(&line);
  return status == HEPAR_OK ? 1 : lcheck_result(L, WHERE, &error);
}

/* efast(values, inputs, curves, harmonics) -> {first, total}, curves of each input in turn */
static int efast(lua_State *L) {
  const hepar_column *values = lcolumn_check(L, 1, WHERE, "values");
  size_t d = count_argument(L, 2, "inputs"), curves = count_argument(L, 3, "curves");
  size_t harmonics = count_argument(L, 4, "harmonics");
  hepar_error error;
  double *first, *total;
  lua_createtable(L, 0, 2);
  first = field(L, "first", d * curves);
  total = field(L, "total", d * curves);
  return hepar_efast_indices(values->data, d, values->length / (d * curves), curves, harmonics,
                             first, total, &error) == HEPAR_OK
             ? 1
             : lcheck_result(L, WHERE, &error);
}

/* rank(points, values, inputs, options) -> {value, low, high, p}: partial ones, then Spearman's */
static int rank(lua_State *L) {
  const hepar_column *at = lcolumn_check(L, 1, WHERE, "points");
  const hepar_column *values = lcolumn_check(L, 2, WHERE, "values");
  size_t d = count_argument(L, 3, "inputs");
  hepar_estimates out;
  hepar_error error;
  hepar_status status;
  lprogress line;
  hepar_bootstrap how = how_of(L, 4, 2 * d, &out);
  double *p = field(L, "p", 2 * d);
  how.progress = lprogress_begin(&line, false, "bootstrap");
  status = hepar_rank_correlations(at->data, values->data, values->length, d, &how, &out, p,
                                   &error);
  lprogress_end(&line);
  return status == HEPAR_OK ? 1 : lcheck_result(L, WHERE, &error);
}

/* normal(column) -> standard normal quantiles; student(p, df) and chi2(p, df) -> one quantile */
static int normal(lua_State *L) {
  const hepar_column *u = lcolumn_check(L, 1, WHERE, "u");
  hepar_column *out = lcolumn_push(L, u->length, WHERE);
  for (size_t i = 0; i < u->length; i++) out->data[i] = gsl_cdf_ugaussian_Pinv(u->data[i]);
  return 1;
}
static int student(lua_State *L) {
  lua_pushnumber(L, gsl_cdf_tdist_Pinv(luaL_checknumber(L, 1), luaL_checknumber(L, 2)));
  return 1;
}
static int chi2(lua_State *L) {
  lua_pushnumber(L, gsl_cdf_chisq_Pinv(luaL_checknumber(L, 1), luaL_checknumber(L, 2)));
  return 1;
}

int lsensitivity_open(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"points", points}, {"saltelli", saltelli}, {"morris_points", morris_points},
      {"efast_points", efast_points}, {"sobol", sobol}, {"morris", morris}, {"efast", efast},
      {"rank", rank}, {"normal", normal}, {"student", student}, {"chi2", chi2}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
