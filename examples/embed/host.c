/* A small host: a C program that carries a Lua interpreter with hepar linked in. It runs a script,
   which leaves its evidence in a file, reads a result from that file through the C API, and shuts
   down cleanly.

     host SCRIPT STORE

   The script gets STORE as its argument and returns one number, which the host compares with what
   the C API counts. The Lua half of hepar is found through LUA_PATH, as `. build/env` sets it. */
#include <inttypes.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>

#include "hepar.h"

int luaopen_hepar_core(lua_State *L);

/* Run the script with the path of the store; its number comes back in *answer. */
static int run_script(lua_State *L, const char *script, const char *store, lua_Integer *answer) {
  luaL_openlibs(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushcfunction(L, luaopen_hepar_core);
  lua_setfield(L, -2, "hepar.core");
  lua_pop(L, 1);
  if (luaL_loadfile(L, script) != LUA_OK) return 1;
  lua_pushstring(L, store);
  if (lua_pcall(L, 1, 1, 0) != LUA_OK) return 1;
  *answer = lua_tointeger(L, -1);
  lua_settop(L, 0);
  return 0;
}

/* Open the store that the script saved and count its records, without Lua. */
static hepar_status count_records(const char *path, int64_t *count, hepar_error *error) {
  hepar_store *store = NULL;
  hepar_status status = hepar_store_open(path, true, &store, error);
  if (status == HEPAR_OK) status = hepar_store_count(store, count, error);
  hepar_store_free(store);
  return status;
}

int main(int argc, char **argv) {
  lua_Integer from_script = 0;
  int64_t from_core = 0;
  hepar_error error = {HEPAR_OK, ""};
  int failed;
  lua_State *L;
  if (argc != 3) {
    fprintf(stderr, "usage: host SCRIPT STORE\n");
    return 2;
  }
  L = luaL_newstate();
  if (L == NULL) {
    fprintf(stderr, "host: not enough memory for an interpreter\n");
    return 3;
  }
  failed = run_script(L, argv[1], argv[2], &from_script);
  if (failed) fprintf(stderr, "host: %s\n", lua_tostring(L, -1));
  lua_close(L);
  if (failed) return 1;
  if (count_records(argv[2], &from_core, &error) != HEPAR_OK) {
    fprintf(stderr, "host: %s\n", error.message);
    return 1;
  }
  printf("hepar " HEPAR_VERSION ": the script saved %" PRId64 " records, the C API reads %" PRId64 "\n",
         (int64_t)from_script, from_core);
  return from_core == (int64_t)from_script ? 0 : 1;
}
