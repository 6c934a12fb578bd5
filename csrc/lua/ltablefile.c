/* hepar.core.tablefile: an SQLite file of plain tables, which lua/hepar/cohort/export.lua writes. */
#include "lcolumn.h"
#include "lparts.h"

#define CLASS "hepar.tablefile"
#define WHERE "hepar.cohort.export"

static hepar_table_file **self(lua_State *L) {
  hepar_table_file **holder = luaL_checkudata(L, 1, CLASS);
  if (*holder == NULL) lcheck_misuse(L, WHERE, "the file is closed");
  return holder;
}

/* tablefile.open(path) -> file | nil, message, code */
static int open(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  hepar_error error;
  hepar_table_file **holder = lua_newuserdatauv(L, sizeof(hepar_table_file *), 0);
  *holder = NULL;
  luaL_setmetatable(L, CLASS);
  if (hepar_table_file_new(holder, path, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  return 1;
}

/* file:table(name, {{name, type}, …}) -> number of the table | nil, message, code */
static int table(lua_State *L) {
  hepar_table_file **file = self(L);
  const char *name = luaL_checkstring(L, 2);
  hepar_error error;
  size_t number;
  luaL_checktype(L, 3, LUA_TTABLE);
  size_t count = lua_rawlen(L, 3);
  const char **names = lua_newuserdatauv(L, 2 * (count + 1) * sizeof *names, 0);
  const char **types = names + count;
  for (size_t i = 0; i < count; i++) { /* the strings stay in the table at 3 */
    lua_rawgeti(L, 3, (lua_Integer)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    names[i] = luaL_checkstring(L, -2);
    types[i] = luaL_checkstring(L, -1);
    lua_pop(L, 3);
  }
  if (hepar_table_file_table(*file, name, count, names, types, &number, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushinteger(L, (lua_Integer)number);
  return 1;
}

/* file:rows(table, rows, {value, …}) -> true | nil, message, code. A value is a text or a number
   (the same in every row), a column with a number in every row, or {column, each}: each of its
   numbers `each` times, and all over again. */
static int rows(lua_State *L) {
  hepar_table_file **file = self(L);
  lua_Integer number = luaL_checkinteger(L, 2), count = luaL_checkinteger(L, 3);
  hepar_error error;
  luaL_checktype(L, 4, LUA_TTABLE);
  luaL_argcheck(L, number >= 0 && count >= 0, 2, "must not be negative");
  size_t columns = lua_rawlen(L, 4);
  hepar_table_values *values =
      lua_newuserdatauv(L, (columns + 1) * (sizeof *values + sizeof(double)), 0);
  double *single = (double *)(void *)(values + columns + 1);
  luaL_checkstack(L, (int)columns + 8, "rows");
  for (size_t i = 0; i < columns; i++) { /* columns stay on the stack */
    hepar_table_values *v = &values[i];
    *v = (hepar_table_values){.each = 1};
    int type = lua_rawgeti(L, 4, (lua_Integer)i + 1);
    if (type == LUA_TSTRING) {
      v->text = lua_tostring(L, -1);
    } else if (type == LUA_TNUMBER) {
      single[i] = lua_tonumber(L, -1);
      v->values = &single[i];
      v->length = 1;
    } else {
      if (type == LUA_TTABLE) {
        lua_rawgeti(L, -1, 2);
        v->each = (size_t)luaL_checkinteger(L, -1);
        lua_pop(L, 1);
        lua_rawgeti(L, -1, 1);
        lua_remove(L, -2);
      }
      const hepar_column *column = lcolumn_check(L, lua_gettop(L), WHERE, "values");
      v->values = column->data;
      v->length = column->length;
    }
  }
  if (hepar_table_file_rows(*file, (size_t)number, (size_t)count, values, columns, &error) !=
      HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, true);
  return 1;
}

/* file:finish() -> true | nil, message, code: puts the file in its place. */
static int finish(lua_State *L) {
  hepar_error error;
  if (hepar_table_file_end(*self(L), &error) != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, true);
  return 1;
}

/* file:close(): what was not finished is removed. */
static int release(lua_State *L) {
  hepar_table_file **holder = luaL_checkudata(L, 1, CLASS);
  hepar_table_file_free(*holder);
  *holder = NULL;
  return 0;
}

int ltablefile_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"open", open}, {NULL, NULL}};
  static const luaL_Reg meta[] = {{"__gc", release}, {"__close", release}, {NULL, NULL}};
  static const luaL_Reg methods[] = {
      {"table", table}, {"rows", rows}, {"finish", finish}, {"close", release}, {NULL, NULL}};
  lcheck_class(L, CLASS, meta, methods);
  luaL_newlib(L, functions);
  return 1;
}
