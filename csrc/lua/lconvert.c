/* hepar.core.convert: conversions that are more than a line. */
#include <math.h>

#include "lcolumn.h"
#include "lparts.h"

/* convert.five_numbers(min, q1, median, q3, max, n, method) -> mean, sd, skewness, critical */
static int five_numbers(lua_State *L) {
  static const char *const methods[] = {"recommended", "hozo", "wan", NULL};
  hepar_summary summary;
  hepar_error error;
  hepar_summary_method method = (hepar_summary_method)luaL_checkoption(L, 7, NULL, methods);
  double five[5];
  for (int i = 0; i < 5; i++) five[i] = luaL_optnumber(L, i + 1, (lua_Number)NAN);
  if (hepar_five_numbers(five[0], five[1], five[2], five[3], five[4], luaL_checknumber(L, 6), method,
                         &summary, &error) != HEPAR_OK)
    return lcheck_raise(L, "hepar.meta.sd", &error);
  lua_pushnumber(L, summary.mean);
  lua_pushnumber(L, summary.sd);
  lua_pushnumber(L, summary.skewness);
  lua_pushnumber(L, summary.critical);
  return 4;
}

/* convert.combine(n, mean, sd) -> n, mean, sd */
static int combine(lua_State *L) {
  static const char where[] = "hepar.meta.combine_groups";
  double all[3];
  hepar_error error;
  const hepar_column *n = lcolumn_check(L, 1, where, "n");
  const hepar_column *mean = lcolumn_check(L, 2, where, "mean");
  const hepar_column *sd = lcolumn_check(L, 3, where, "sd");
  if (mean->length != n->length || sd->length != n->length)
    lcheck_misuse(L, where, "every group needs n, mean and sd");
  if (hepar_combine_groups(n->data, mean->data, sd->data, n->length, &all[0], &all[1], &all[2],
                           &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  for (int i = 0; i < 3; i++) lua_pushnumber(L, all[i]);
  return 3;
}

/* convert.table_from_odds_ratio(or, n1, n2, events) -> ai */
static int table_from_odds_ratio(lua_State *L) {
  double ai;
  hepar_error error;
  if (hepar_table_from_odds_ratio(luaL_checknumber(L, 1), luaL_checknumber(L, 2),
                                  luaL_checknumber(L, 3), luaL_checknumber(L, 4), &ai,
                                  &error) != HEPAR_OK)
    return lcheck_raise(L, "hepar.meta.table_from_odds_ratio", &error);
  lua_pushnumber(L, ai);
  return 1;
}

int lconvert_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"five_numbers", five_numbers},
                                       {"combine", combine},
                                       {"table_from_odds_ratio", table_from_odds_ratio},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
