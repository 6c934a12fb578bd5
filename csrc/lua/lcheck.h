/* What every file of the binding shares: errors, options, objects. Only csrc/lua includes lua.h. */
#ifndef HEPAR_LCHECK_H
#define HEPAR_LCHECK_H

#include <lauxlib.h>
#include <lua.h>

#include "hepar.h"

/* Raise error->message, prefixed with the public function it came from ("hepar.evidence.where"). */
int lcheck_raise(lua_State *L, const char *where, const hepar_error *error);

/* Misuse, and a defect, raise; the world failing returns nil, message, status name. */
int lcheck_result(lua_State *L, const char *where, const hepar_error *error);

/* Raise `where: format…`. */
int lcheck_misuse(lua_State *L, const char *where, const char *format, ...);

/* Refuse unknown keys of the option table at index `at` (nil or none is an empty one). `names` ends
   with NULL. Raises with a suggestion, or when the argument is no table. */
void lcheck_options(lua_State *L, int at, const char *where, const char *const *names);

/* The class of a value of hepar's own ("hepar.column"), NULL for any other value; and that, or the
   name of its Lua type, for messages. An object of hepar is never taken for a plain table. */
const char *lcheck_class_of(lua_State *L, int at);
const char *lcheck_typename(lua_State *L, int at);

/* Push the member of a table that a user made, and return its type. Without metamethods: those could
   run anything, and give strings that nothing keeps alive. */
int lcheck_field(lua_State *L, int at, const char *name);

/* A string argument without zero bytes; anything else raises and is named. */
const char *lcheck_text(lua_State *L, int at, const char *where, const char *argname);

/* A number argument, or a whole one from `low` to `high`; anything else raises and is named. */
double lcheck_number(lua_State *L, int at, const char *where, const char *argname);
lua_Integer lcheck_integer(lua_State *L, int at, const char *where, const char *argname,
                           lua_Integer low, lua_Integer high);

/* One option of the table at `at` (nil or none: no options), or `absent` when it is not set. */
double lcheck_number_option(lua_State *L, int at, const char *where, const char *name,
                            double absent);
lua_Integer lcheck_integer_option(lua_State *L, int at, const char *where, const char *name,
                                  lua_Integer absent, lua_Integer low, lua_Integer high);
bool lcheck_boolean_option(lua_State *L, int at, const char *where, const char *name, bool absent);

/* A class: metatable `name` with `meta` and a separate method table (NULL for none) as __index.
   Leaves nothing on the stack. */
void lcheck_class(lua_State *L, const char *name, const luaL_Reg *meta, const luaL_Reg *methods);

#endif
