/* Arguments, options, errors and classes: the shared half of the binding. */
#include "lcheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* True for a file of hepar's own Lua half: …/lua/hepar/x.lua or …/lua/5.4/hepar/x.lua. */
static bool own_file(const char *source) {
  const char *at = source;
  while ((at = strstr(at, "lua/")) != NULL) {
    at += 4;
    if (at[0] == '5' && at[1] == '.' && at[2] >= '0' && at[2] <= '9' && at[3] == '/') at += 4;
    if (strncmp(at, "hepar/", 6) == 0) return true;
  }
  return false;
}

/* Raise `file:line: where: message` with the place in the user's script, not in hepar's wrapper. */
static int raise(lua_State *L, const char *where, const char *message) {
  lua_Debug frame;
  for (int level = 1; lua_getstack(L, level, &frame) != 0; level++) {
    if (lua_getinfo(L, "Sl", &frame) == 0 || frame.currentline < 0 || own_file(frame.source))
      continue;
    lua_pushfstring(L, "%s:%d: ", frame.short_src, frame.currentline);
    lua_pushfstring(L, "%s: %s", where, message);
    lua_concat(L, 2);
    return lua_error(L);
  }
  return luaL_error(L, "%s: %s", where, message);
}

int lcheck_raise(lua_State *L, const char *where, const hepar_error *error) {
  return raise(L, where, error->message);
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
  hepar_utf8_clean(message);
  return raise(L, where, message);
}

const char *lcheck_class_of(lua_State *L, int at) {
  const char *name = NULL;
  if (luaL_getmetafield(L, at, "__index") == LUA_TNIL) return NULL; /* rows that print themselves */
  lua_pop(L, 1);
  if (luaL_getmetafield(L, at, "__name") == LUA_TNIL) return NULL;
  if (lua_type(L, -1) == LUA_TSTRING && strncmp(lua_tostring(L, -1), "hepar.", 6) == 0)
    name = lua_tostring(L, -1); /* the metatable keeps it alive */
  lua_pop(L, 1);
  return name;
}

const char *lcheck_typename(lua_State *L, int at) {
  const char *name = lcheck_class_of(L, at);
  return name != NULL ? name : luaL_typename(L, at);
}

int lcheck_field(lua_State *L, int at, const char *name) {
  at = lua_absindex(L, at);
  lua_pushstring(L, name);
  return lua_rawget(L, at);
}

const char *lcheck_text(lua_State *L, int at, const char *where, const char *argname) {
  size_t length;
  const char *text;
  if (lua_type(L, at) != LUA_TSTRING)
    lcheck_misuse(L, where, "%s must be a string, got %s", argname, lcheck_typename(L, at));
  text = lua_tolstring(L, at, &length);
  if (strlen(text) != length) lcheck_misuse(L, where, "%s has a zero byte", argname);
  return text;
}

void lcheck_options(lua_State *L, int at, const char *where, const char *const *names) {
  size_t count = 0;
  if (lua_isnoneornil(L, at)) return;
  if (!lua_istable(L, at) || lcheck_class_of(L, at) != NULL)
    lcheck_misuse(L, where, "options must be a table, got %s", lcheck_typename(L, at));
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
        lcheck_misuse(L, where, "option \"%.80s\" is not known (did you mean \"%s\"?)", name, near);
      lcheck_misuse(L, where, "option \"%.80s\" is not known", name);
    }
  }
}

double lcheck_number(lua_State *L, int at, const char *where, const char *argname) {
  if (lua_type(L, at) != LUA_TNUMBER)
    lcheck_misuse(L, where, "%s must be a number, got %s", argname, lcheck_typename(L, at));
  return lua_tonumber(L, at);
}

lua_Integer lcheck_integer(lua_State *L, int at, const char *where, const char *argname,
                           lua_Integer low, lua_Integer high) {
  int whole;
  double x = lcheck_number(L, at, where, argname);
  lua_Integer i = lua_tointegerx(L, at, &whole);
  if (!whole) lcheck_misuse(L, where, "%s must be a whole number, got %.14g", argname, x);
  if (i < low)
    lcheck_misuse(L, where, "%s must be at least %lld, got %lld", argname, (long long)low,
                  (long long)i);
  if (i > high)
    lcheck_misuse(L, where, "%s must be at most %lld, got %lld", argname, (long long)high,
                  (long long)i);
  return i;
}

/* Push option `name`; false, and nothing pushed, when it is not there. */
static bool push_option(lua_State *L, int at, const char *name) {
  if (lua_isnoneornil(L, at)) return false;
  if (lcheck_field(L, at, name) != LUA_TNIL) return true;
  lua_pop(L, 1);
  return false;
}

double lcheck_number_option(lua_State *L, int at, const char *where, const char *name,
                            double absent) {
  if (push_option(L, at, name)) {
    absent = lcheck_number(L, -1, where, name);
    lua_pop(L, 1);
  }
  return absent;
}

lua_Integer lcheck_integer_option(lua_State *L, int at, const char *where, const char *name,
                                  lua_Integer absent, lua_Integer low, lua_Integer high) {
  if (push_option(L, at, name)) {
    absent = lcheck_integer(L, -1, where, name, low, high);
    lua_pop(L, 1);
  }
  return absent;
}

bool lcheck_boolean_option(lua_State *L, int at, const char *where, const char *name,
                           bool absent) {
  if (push_option(L, at, name)) {
    if (!lua_isboolean(L, -1))
      lcheck_misuse(L, where, "%s must be true or false, got %s", name, luaL_typename(L, -1));
    absent = lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return absent;
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
