/* hepar.core.memory: the fuse and the counters that the specs use to prove that a failed allocation
   gives a clean error and no leak. */
#include "lcheck.h"
#include "lparts.h"

#define WHERE "hepar.core.memory"

/* memory.fail_at(n [, forever]) */
static int fail_at(lua_State *L) {
  lua_Integer n = luaL_checkinteger(L, 1);
  luaL_argcheck(L, n >= 0, 1, "expected 0 or a positive count");
  hepar_memory_fail_at((uint64_t)n, lua_toboolean(L, 2));
  return 0;
}

/* memory.count() -> allocations since the last fail_at, blocks alive */
static int count(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)hepar_memory_count());
  lua_pushinteger(L, (lua_Integer)hepar_memory_live());
  return 2;
}

/* memory.adopt_libraries() -> true | nil, message, code */
static int adopt_libraries(lua_State *L) {
  hepar_error error;
  if (hepar_memory_adopt_libraries(&error) != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, 1);
  return 1;
}

int lmemory_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"fail_at", fail_at},
                                       {"count", count},
                                       {"adopt_libraries", adopt_libraries},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
