/* hepar.core.optimise: global search by NLopt, where the build has it.

   optimise.there() -> boolean
   optimise.run(objective, {algorithm, lower, upper, start, seed, evaluations}) -> best, value, or
     nil, message, code. objective(list) -> number; what it raises is raised again. */
#include "cohort/optimise.h"
#include "lcolumn.h"
#include "lparts.h"

#include <string.h>

#define WHERE "hepar.cohort.calibrate"

typedef struct caller {
  lua_State *L;
  const double *x;
  size_t count;
  double value;
} caller;

static int there(lua_State *L) {
  lua_pushboolean(L, hepar_optimise_there());
  return 1;
}

/* Calls the objective, which is at 2, with the point as a list: all that may raise is in here. */
static int call(lua_State *L) {
  caller *c = lua_touserdata(L, 1);
  lua_createtable(L, (int)c->count, 0);
  for (size_t i = 0; i < c->count; i++) {
    lua_pushnumber(L, c->x[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_call(L, 1, 1);
  c->value = lua_tonumber(L, -1);
  return 0;
}

/* The objective for the core; what it raises stays on the stack and ends the search. */
static double objective(void *data, const double *x, bool *stop) {
  caller *c = data;
  c->x = x;
  lua_pushcfunction(c->L, call);
  lua_pushlightuserdata(c->L, c);
  lua_pushvalue(c->L, 1);
  *stop = lua_pcall(c->L, 2, 0, 0) != LUA_OK;
  return *stop ? 0 : c->value;
}

static int run(lua_State *L) {
  static const char *const names[] = {"crs", "direct", "isres", "esch", NULL};
  hepar_search search = {0};
  hepar_error error;
  double value = 0;
  luaL_checktype(L, 1, LUA_TFUNCTION);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  luaL_checkstack(L, 16, WHERE);
  (void)lcheck_field(L, 2, "algorithm");
  search.optimiser = (hepar_optimiser)luaL_checkoption(L, -1, "crs", names);
  (void)lcheck_field(L, 2, "lower");
  const hepar_column *lower = lcolumn_check(L, lua_gettop(L), WHERE, "lower");
  (void)lcheck_field(L, 2, "upper");
  const hepar_column *upper = lcolumn_check(L, lua_gettop(L), WHERE, "upper");
  (void)lcheck_field(L, 2, "start");
  const hepar_column *start = lcolumn_check(L, lua_gettop(L), WHERE, "start");
  search.count = lower->length;
  if (upper->length != search.count || start->length != search.count)
    return lcheck_misuse(L, WHERE, "lower, upper and start differ in length");
  search.lower = lower->data;
  search.upper = upper->data;
  search.seed = (uint64_t)lcheck_integer_option(L, 2, WHERE, "seed", 1, LUA_MININTEGER,
                                                LUA_MAXINTEGER);
  search.evaluations = (int)lcheck_integer_option(L, 2, WHERE, "evaluations", 5000, 1, 1000000000);
  search.tolerance = 1e-8;
  hepar_column *best = lcolumn_push(L, search.count, WHERE);
  memcpy(best->data, start->data, search.count * sizeof *best->data);
  caller c = {L, NULL, search.count, 0};
  search.objective = objective;
  search.data = &c;
  int top = lua_gettop(L);
  hepar_status status = hepar_optimise(&search, best->data, &value, &error);
  if (lua_gettop(L) > top) return lua_error(L); /* what the objective raised */
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  lua_pushnumber(L, value);
  return 2;
}

int loptimise_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"there", there}, {"run", run}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
