/* Arguments, options, errors and classes: the shared half of the binding. */
#include "lcheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int lcheck_raise(lua_State *L, const char *where, const hepar_error *error) {
  return luaL_error(L, "%s: %s", where, error->message);
}

int lcheck_result(lua_State *L, const char *where, const hepar_error *error) {
  if (error->status == HEPAR_MISUSE || error->status == HEPAR_CLOSED ||
      error->status == HEPAR_INTERNAL)
    return lcheck_raise(L, where, error);
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", where, error->message);
  lua_pushstring(L, hepar_status_name(error->status));
  return 3;
}

int lcheck_misuse(lua_State *L, const char *where, const char *format, ...) {
  char message[HEPAR_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return luaL_error(L, "%s: %s", where, message);
}

void lcheck_options(lua_State *L, int at, const char *where, const char *const *names) {
  size_t count = 0;
  if (lua_isnoneornil(L, at)) return;
  if (!lua_istable(L, at))
    lcheck_misuse(L, where, "options must be a table, got %s", luaL_typename(L, at));
  while (names[count] != NULL) count++;
  at = lua_absindex(L, at);
  lua_pushnil(L);
  while (lua_next(L, at) != 0) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING)
      lcheck_misuse(L, where, "option names are strings, got a %s", luaL_typename(L, -1));
    const char *name = lua_tostring(L, -1);
    size_t i = 0;
    while (i < count && strcmp(names[i], name) != 0) i++;
    if (i == count) {
      const char *near = hepar_suggest(name, names, count);
      if (near != NULL)
        lcheck_misuse(L, where, "option \"%s\" is not known (did you mean \"%s\"?)", name, near);
      lcheck_misuse(L, where, "option \"%s\" is not known", name);
    }
  }
}

void lcheck_class(lua_State *L, const char *name, const luaL_Reg *meta, const luaL_Reg *methods) {
  luaL_newmetatable(L, name);
  luaL_setfuncs(L, meta, 0);
  if (methods != NULL) {
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
  }
  lua_pop(L, 1);
}
