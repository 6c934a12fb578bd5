/* hepar.core.suggest(name, names) -> the nearest of names | nil: one way to suggest, for C and Lua. */
#include "lcheck.h"
#include "lparts.h"

int lsuggest(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_Integer count = luaL_len(L, 2);
  if (count <= 0) return 0;
  /* A userdata holds the array, so an error below leaks nothing; the strings stay in the table. */
  const char **names = lua_newuserdatauv(L, (size_t)count * sizeof *names, 0);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_geti(L, 2, i);
    luaL_argcheck(L, lua_type(L, -1) == LUA_TSTRING, 2, "expected an array of strings");
    names[i - 1] = lua_tostring(L, -1);
    lua_pop(L, 1);
  }
  lua_pushstring(L, hepar_suggest(name, names, (size_t)count));
  return 1;
}
