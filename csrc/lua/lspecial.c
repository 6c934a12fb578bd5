/* hepar.core.special(path) -> boolean: whether a device or a pipe stands there, which is written
   itself and never replaced (lua/hepar/util/file.lua). */
#include "lcheck.h"
#include "lparts.h"
#include "records/file.h"

int lspecial(lua_State *L) {
  lua_pushboolean(L, hepar_file_special(luaL_checkstring(L, 1)));
  return 1;
}
