/* hepar.core.robust: cluster-robust inference. lua/hepar/meta/robust.lua checks, names and prints. */
#include <math.h>
#include <string.h>

#include "lcolumn.h"
#include "lmodel.h"
#include "lparts.h"

#define WHERE "hepar.fit:robust"

static const char *const types[] = {"CR0", "CR1", "CR1.S1", "CR1.S2", "CR2", NULL};
static const char *const tests[] = {"satterthwaite", "t", "z", NULL};

/* Whole numbers of the list at `at`, each less 1, in memory that Lua owns. */
static size_t *places(lua_State *L, int at, size_t count) {
  size_t *list = lua_newuserdatauv(L, (count + 1) * sizeof *list, 0);
  for (size_t i = 0; i < count; i++) {
    lua_geti(L, at, (lua_Integer)i + 1);
    lua_Integer place = luaL_checkinteger(L, -1);
    luaL_argcheck(L, place >= 1, at, "counted from 1");
    list[i] = (size_t)place - 1;
    lua_pop(L, 1);
  }
  return list;
}

/* robust.make(fit, cluster, type, test, weighted, level, btt) -> table | nil, message, code */
static int make(lua_State *L) {
  static const char *const names[] = {"se", "zval", "pval", "ci_lb", "ci_ub", "dfs"};
  hepar_robust_options options = {0};
  hepar_robust result;
  hepar_error error;
  hepar_fit **fit = luaL_checkudata(L, 1, "hepar.fit");
  luaL_argcheck(L, *fit != NULL, 1, "the fit is closed");
  luaL_checktype(L, 2, LUA_TTABLE);
  luaL_checktype(L, 7, LUA_TTABLE);
  lua_settop(L, 7);
  options.type = (hepar_robust_type)luaL_checkoption(L, 3, NULL, types);
  options.test = (hepar_robust_test)luaL_checkoption(L, 4, NULL, tests);
  options.weighted = lua_toboolean(L, 5);
  options.level = luaL_checknumber(L, 6);
  options.btt_count = (size_t)luaL_len(L, 7);
  size_t *btt = places(L, 7, options.btt_count);
  for (size_t i = 0; i < options.btt_count; i++)
    luaL_argcheck(L, btt[i] < (*fit)->p, 7, "no such coefficient");
  options.btt = btt;
  const size_t *cluster = places(L, 2, (*fit)->k);
  size_t p = (*fit)->p;
  /* Memory that Lua owns first: nothing may raise while the result is open. */
  lua_createtable(L, 0, 12);
  int table = lua_gettop(L);
  hepar_column *columns[6];
  for (size_t i = 0; i < 6; i++) {
    columns[i] = lcolumn_push(L, p, WHERE);
    lua_setfield(L, table, names[i]);
  }
  double *vb = lua_newuserdatauv(L, p * p * sizeof *vb, 0);
  if (hepar_fit_robust(*fit, cluster, &options, &result, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  double *const values[] = {result.se,    result.zval,  result.pval,
                            result.ci_lb, result.ci_ub, result.dfs};
  for (size_t i = 0; i < 6; i++) memcpy(columns[i]->data, values[i], p * sizeof **values);
  memcpy(vb, result.vb, p * p * sizeof *vb);
  hepar_robust numbers = result;
  hepar_robust_free(&result);
  lmodel_push_columns(L, vb, p, p, WHERE);
  lua_setfield(L, table, "vb");
  lua_settop(L, table);
  lmodel_set_number(L, "QM", numbers.QM);
  lmodel_set_number(L, "QMp", numbers.QMp);
  lua_createtable(L, 2, 0);
  lua_pushinteger(L, (lua_Integer)options.btt_count);
  lua_seti(L, -2, 1);
  if (!isnan(numbers.QMdf[1])) {
    lua_pushnumber(L, numbers.QMdf[1]);
    lua_seti(L, -2, 2);
  }
  lua_setfield(L, table, "QMdf");
  const size_t counts[] = {numbers.n, numbers.smallest, numbers.largest};
  static const char *const count_names[] = {"n", "smallest", "largest"};
  for (size_t i = 0; i < 3; i++) {
    lua_pushinteger(L, (lua_Integer)counts[i]);
    lua_setfield(L, table, count_names[i]);
  }
  return 1;
}

int lrobust_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"make", make}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
