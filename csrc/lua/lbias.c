/* hepar.core.bias: tests and corrections for missing studies; lua/hepar/meta/bias.lua checks and
   prints. */
#include <math.h>

#include "lfit_model.h"
#include "lparts.h"

static const char *const alternatives[] = {"two.sided", "greater", "less", NULL};

/* bias.ranktest(model, where) -> tau, p value, exact | nil, message, code */
static int ranktest(lua_State *L) {
  lfit_model model;
  hepar_error error;
  hepar_ranktest result;
  const char *where = luaL_checkstring(L, 2);
  lfit_model_read(L, 1, where, &model);
  if (hepar_rank_test(model.data.yi, model.data.vi, model.data.count, &result, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushnumber(L, result.tau);
  lua_pushnumber(L, result.pval);
  lua_pushboolean(L, result.exact);
  return 3;
}

/* bias.trimfill(model, where, side, estimator) -> {side, k0, se_k0, p_k0, iterations, rows,
   effects} | nil, message, code */
static int trimfill(lua_State *L) {
  static const char *const sides[] = {"auto", "left", "right", NULL};
  static const char *const estimators[] = {"L0", "R0", "Q0", NULL};
  lfit_model model;
  hepar_error error;
  hepar_trimfill result;
  const char *where = luaL_checkstring(L, 2);
  hepar_side side = (hepar_side)luaL_checkoption(L, 3, NULL, sides);
  hepar_trim_estimator estimator = (hepar_trim_estimator)luaL_checkoption(L, 4, NULL, estimators);
  lfit_model_read(L, 1, where, &model);
  size_t *rows = lua_newuserdatauv(L, (model.data.count + 1) * sizeof *rows, 0);
  double *effects = lua_newuserdatauv(L, (model.data.count + 1) * sizeof *effects, 0);
  if (hepar_trim_fill(&model.data, &model.options, side, estimator, rows, effects, &result,
                      &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_newtable(L);
  lua_pushstring(L, sides[result.side]);
  lua_setfield(L, -2, "side");
  lua_pushinteger(L, (lua_Integer)result.k0);
  lua_setfield(L, -2, "k0");
  lua_pushinteger(L, (lua_Integer)result.iterations);
  lua_setfield(L, -2, "iterations");
  lfit_model_set_number(L, "se_k0", result.se_k0);
  lfit_model_set_number(L, "p_k0", result.p_k0);
  lua_newtable(L);
  lua_newtable(L);
  for (size_t i = 0; i < result.k0; i++) {
    lua_pushinteger(L, (lua_Integer)rows[i] + 1);
    lua_seti(L, -3, (lua_Integer)i + 1);
    lua_pushnumber(L, effects[i]);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -3, "effects");
  lua_setfield(L, -2, "rows");
  return 1;
}

/* bias.fsn(model, where, type, alpha, target, weighted) -> {fsnum, pval, meanes, target} | nil,
   message, code */
static int fsn(lua_State *L) {
  static const char *const types[] = {"rosenthal", "orwin", "rosenberg", "general", NULL};
  lfit_model model;
  hepar_error error;
  hepar_fsn result;
  const char *where = luaL_checkstring(L, 2);
  hepar_failsafe type = (hepar_failsafe)luaL_checkoption(L, 3, NULL, types);
  double alpha = luaL_checknumber(L, 4), target = luaL_optnumber(L, 5, (lua_Number)NAN);
  bool weighted = lua_toboolean(L, 6);
  lfit_model_read(L, 1, where, &model);
  if (hepar_fail_safe(&model.data, &model.options, type, alpha, target, weighted, &result,
                      &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_newtable(L);
  lfit_model_set_number(L, "fsnum", result.fsnum);
  lfit_model_set_number(L, "pval", result.pval);
  lfit_model_set_number(L, "meanes", result.meanes);
  lfit_model_set_number(L, "target", result.target);
  return 1;
}

/* bias.tes(model, where, theta, tau2, null, alternative, alpha, test, tes_alternative) -> {O, E,
   X2, pval, power, significant} | nil, message, code */
static int tes(lua_State *L) {
  static const char *const tests[] = {"exact", "chi2", "binom", NULL};
  lfit_model model;
  hepar_error error;
  hepar_tes result;
  const char *where = luaL_checkstring(L, 2);
  const hepar_column *theta = lcolumn_check(L, 3, where, "theta");
  double tau2 = luaL_checknumber(L, 4), null = luaL_checknumber(L, 5);
  double alpha = luaL_checknumber(L, 7);
  hepar_alternative alternative = (hepar_alternative)luaL_checkoption(L, 6, NULL, alternatives);
  hepar_tes_test test = (hepar_tes_test)luaL_checkoption(L, 8, NULL, tests);
  hepar_alternative direction = (hepar_alternative)luaL_checkoption(L, 9, NULL, alternatives);
  lfit_model_read(L, 1, where, &model);
  size_t k = model.data.count;
  if (theta->length != k)
    lcheck_misuse(L, where, "theta has %zu values for %zu studies", theta->length, k);
  unsigned char *significant = lua_newuserdatauv(L, k + 1, 0);
  lua_newtable(L);
  hepar_column *power = lcolumn_push(L, k, where);
  lua_setfield(L, -2, "power");
  if (hepar_excess_test(model.data.yi, model.data.vi, k, theta->data, tau2, null, alternative,
                        alpha, test, direction, power->data, significant, &result,
                        &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_createtable(L, (int)k, 0);
  for (size_t i = 0; i < k; i++) {
    lua_pushboolean(L, significant[i]);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "significant");
  lua_pushinteger(L, (lua_Integer)result.observed);
  lua_setfield(L, -2, "O");
  lfit_model_set_number(L, "E", result.expected);
  lfit_model_set_number(L, "X2", result.X2);
  lfit_model_set_number(L, "pval", result.pval);
  return 1;
}

/* bias.hc(model, where) -> {beta, se, ci_lb, ci_ub, tau2} | nil, message, code */
static int hc(lua_State *L) {
  lfit_model model;
  hepar_error error;
  hepar_hc result;
  const char *where = luaL_checkstring(L, 2);
  lfit_model_read(L, 1, where, &model);
  if (hepar_henmi_copas(model.data.yi, model.data.vi, model.data.count, model.options.level,
                        &result, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_newtable(L);
  lfit_model_set_number(L, "beta", result.beta);
  lfit_model_set_number(L, "se", result.se);
  lfit_model_set_number(L, "ci_lb", result.ci_lb);
  lfit_model_set_number(L, "ci_ub", result.ci_ub);
  lfit_model_set_number(L, "tau2", result.tau2);
  return 1;
}

/* bias.limit(model, where, tau2) -> {beta … G2, adjusted} | nil, message, code */
static int limit(lua_State *L) {
  static const struct {
    const char *name;
    size_t offset;
  } fields[] = {
      {"beta", offsetof(hepar_limit, beta)},         {"se", offsetof(hepar_limit, se)},
      {"ci_lb", offsetof(hepar_limit, ci_lb)},       {"ci_ub", offsetof(hepar_limit, ci_ub)},
      {"zval", offsetof(hepar_limit, zval)},         {"pval", offsetof(hepar_limit, pval)},
      {"alpha", offsetof(hepar_limit, alpha)},       {"slope", offsetof(hepar_limit, slope)},
      {"Q", offsetof(hepar_limit, Q)},               {"Qp", offsetof(hepar_limit, Qp)},
      {"Q_small", offsetof(hepar_limit, Q_small)},   {"Q_smallp", offsetof(hepar_limit, Q_smallp)},
      {"Q_resid", offsetof(hepar_limit, Q_resid)},   {"Q_residp", offsetof(hepar_limit, Q_residp)},
      {"G2", offsetof(hepar_limit, G2)},
  };
  lfit_model model;
  hepar_error error;
  hepar_limit result;
  const char *where = luaL_checkstring(L, 2);
  double tau2 = luaL_checknumber(L, 3);
  lfit_model_read(L, 1, where, &model);
  lua_newtable(L);
  hepar_column *adjusted = lcolumn_push(L, model.data.count, where);
  lua_setfield(L, -2, "adjusted");
  if (hepar_limit_meta(model.data.yi, model.data.vi, model.data.count, tau2, model.options.level,
                       adjusted->data, &result, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    lfit_model_set_number(L, fields[i].name,
                      *(const double *)(const void *)((const char *)&result + fields[i].offset));
  return 1;
}

int lbias_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"ranktest", ranktest}, {"trimfill", trimfill},
                                       {"fsn", fsn},           {"tes", tes},
                                       {"hc", hc},             {"limit", limit},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
