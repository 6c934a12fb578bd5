/* hepar.core.influence: residuals, deletions, parts and permutations of a fit. The model is the
   table that lfit_model.h reads; results are lists of columns that lua/hepar/meta/influence.lua
   names. */
#include <math.h>

#include "lfit_model.h"
#include "lparts.h"
#include "lprogress.h"

/* Room for count columns of `length` numbers, as a userdata that the collector frees. */
static double *scratch(lua_State *L, size_t count, size_t length) {
  if (length > 0 && count > SIZE_MAX / sizeof(double) / length) luaL_error(L, "not enough memory");
  return lua_newuserdatauv(L, count * length * sizeof(double), 0);
}

static size_t coefficients(const lfit_model *model) {
  return model->data.mod_count + (model->data.intercept ? 1 : 0);
}

/* influence.residuals(model, where) -> list of columns | nil, message, code */
static int residuals(lua_State *L) {
  lfit_model model;
  hepar_error error;
  const char *where = luaL_checkstring(L, 2);
  lfit_model_read(L, 1, where, &model);
  double *values = scratch(L, HEPAR_RESIDUAL_COUNT, model.data.count);
  if (hepar_residuals(&model.data, &model.options, values, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lfit_model_push_columns(L, values, HEPAR_RESIDUAL_COUNT, model.data.count, where);
  return 1;
}

/* influence.deletions(model, where, threads) -> list of columns | nil, message, code */
static int deletions(lua_State *L) {
  lfit_model model;
  hepar_error error;
  const char *where = luaL_checkstring(L, 2);
  unsigned threads = (unsigned)luaL_checkinteger(L, 3);
  lfit_model_read(L, 1, where, &model);
  size_t columns = HEPAR_DELETION_COUNT + coefficients(&model);
  double *values = scratch(L, columns, model.data.count);
  if (hepar_influence(&model.data, &model.options, threads, values, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lfit_model_push_columns(L, values, columns, model.data.count, where);
  return 1;
}

/* influence.parts(model, where, kind, count, seed, tests, threads, progress) -> list of columns |
   nil, message, code */
static int parts(lua_State *L) {
  static const char *const kinds[] = {"leave1out", "cumul",     "subsets",
                                      "sampled",   "bootstrap", NULL};
  lfit_model model;
  lprogress line;
  hepar_error error;
  const char *where = luaL_checkstring(L, 2);
  hepar_parts kind = (hepar_parts)luaL_checkoption(L, 3, NULL, kinds);
  size_t count = (size_t)luaL_checkinteger(L, 4);
  uint64_t seed = (uint64_t)luaL_checkinteger(L, 5);
  bool tests = lua_toboolean(L, 6), show = lua_toboolean(L, 8);
  unsigned threads = (unsigned)luaL_checkinteger(L, 7);
  lfit_model_read(L, 1, where, &model);
  size_t columns = HEPAR_PART_COUNT + coefficients(&model) * (tests ? 6 : 1);
  double *values = scratch(L, columns, count);
  hepar_status status =
      hepar_fit_parts(&model.data, &model.options, kind, count, seed, tests, threads, values,
                      lprogress_begin(&line, show, where), &error);
  lprogress_end(&line);
  if (status != HEPAR_OK) return lcheck_result(L, where, &error);
  lfit_model_push_columns(L, values, columns, count, where);
  return 1;
}

/* influence.permutation_count(model, where) -> number | nil, message, code */
static int permutation_count(lua_State *L) {
  lfit_model model;
  hepar_error error;
  double count;
  const char *where = luaL_checkstring(L, 2);
  lfit_model_read(L, 1, where, &model);
  if (hepar_permutation_count(&model.data, &count, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushnumber(L, count);
  return 1;
}

/* influence.permutations(model, where, exact, count, seed, threads, progress) -> list of columns |
   nil, message, code */
static int permutations(lua_State *L) {
  lfit_model model;
  lprogress line;
  hepar_error error;
  const char *where = luaL_checkstring(L, 2);
  bool exact = lua_toboolean(L, 3), show = lua_toboolean(L, 7);
  size_t count = (size_t)luaL_checkinteger(L, 4);
  uint64_t seed = (uint64_t)luaL_checkinteger(L, 5);
  unsigned threads = (unsigned)luaL_checkinteger(L, 6);
  lfit_model_read(L, 1, where, &model);
  size_t columns = 2 * coefficients(&model) + 1;
  double *values = scratch(L, columns, count);
  hepar_status status =
      hepar_permutations(&model.data, &model.options, exact, count, seed, threads, values,
                         lprogress_begin(&line, show, where), &error);
  lprogress_end(&line);
  if (status != HEPAR_OK) return lcheck_result(L, where, &error);
  lfit_model_push_columns(L, values, columns, count, where);
  return 1;
}

/* influence.new_study(model, where, count, seed) -> column of draws | nil, message, code */
static int new_study(lua_State *L) {
  lfit_model model;
  hepar_error error;
  const char *where = luaL_checkstring(L, 2);
  size_t count = (size_t)luaL_checkinteger(L, 3);
  uint64_t seed = (uint64_t)luaL_checkinteger(L, 4);
  lfit_model_read(L, 1, where, &model);
  hepar_column *draws = lcolumn_push(L, count, where);
  if (hepar_new_study(&model.data, count, seed, draws->data, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  return 1;
}

/* influence.normal_scores(column) -> column */
static int normal_scores(lua_State *L) {
  static const char where[] = "hepar.meta.influence";
  hepar_error error;
  const hepar_column *x = lcolumn_check(L, 1, where, "x");
  hepar_column *scores = lcolumn_push(L, x->length, where);
  if (hepar_normal_scores(x->data, x->length, scores->data, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  return 1;
}

int linfluence_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"residuals", residuals},
                                       {"deletions", deletions},
                                       {"parts", parts},
                                       {"permutation_count", permutation_count},
                                       {"permutations", permutations},
                                       {"new_study", new_study},
                                       {"normal_scores", normal_scores},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
