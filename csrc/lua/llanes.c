/* hepar.core.lanes: the solver's own exp, log, pow … over columns, for specs and for Lua code that
   must agree with a model to the bit. */
#include "base/lane_math.h"
#include "lcheck.h"
#include "lcolumn.h"
#include "lparts.h"

static const char *const functions[] = {"exp", "expm1", "log", "log1p", "cbrt", "sin", "cos",
                                        "tanh", "erf", "erfc", "pow", NULL};

/* map(name, x [, y [, width]]) -> column */
static int map(lua_State *L) {
  static const char where[] = "hepar.core.lanes.map";
  int function = luaL_checkoption(L, 1, NULL, functions);
  lua_settop(L, 4);
  const hepar_column *x = lcolumn_check(L, 2, where, "x"), *y = NULL;
  if (function == HEPAR_LANE_POW) {
    y = lcolumn_check(L, 3, where, "y");
    if (y->length != x->length)
      lcheck_misuse(L, where, "y has %zu values, x has %zu", y->length, x->length);
  }
  lua_Integer width = luaL_optinteger(L, 4, 0);
  if (width != 0 && width != 2 && width != 4 && width != 8)
    lcheck_misuse(L, where, "width %d is not 0, 2, 4 or 8", (int)width);
  hepar_column *result = lcolumn_push(L, x->length, where);
  hepar_lane_map((hepar_lane_function)function, (unsigned)width, x->data,
                 y == NULL ? NULL : y->data, result->data, x->length);
  return 1;
}

/* width() -> the width this processor is best at */
static int width_of(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)hepar_lane_width());
  return 1;
}

int llanes_open(lua_State *L) {
  static const luaL_Reg entries[] = {{"map", map}, {"width", width_of}, {NULL, NULL}};
  luaL_newlib(L, entries);
  return 1;
}
