/* The class hepar.column: a userdata that holds one view. What a column does is in csrc/base; its
   methods with their documentation are in lua/hepar/column.lua, loaded at the first method call. */
#include "lcolumn.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lparts.h"

#define CLASS "hepar.column"

hepar_column *lcolumn_test(lua_State *L, int index) { return luaL_testudata(L, index, CLASS); }

hepar_column *lcolumn_push_empty(lua_State *L) {
  hepar_column *column = lua_newuserdatauv(L, sizeof *column, 0);
  memset(column, 0, sizeof *column);
  luaL_setmetatable(L, CLASS);
  return column;
}

/* Tell the garbage collector how large a column is. */
static void account(lua_State *L, const hepar_column *column) {
  /* Lua sees 50 bytes of a column of a million; without this it would not collect in time. */
  size_t kilobytes = column->length / (1024 / sizeof(double));
  if (kilobytes > 0) lua_gc(L, LUA_GCSTEP, kilobytes < 1 << 20 ? (int)kilobytes : 1 << 20);
}

int lcolumn_filled(lua_State *L, const char *where, hepar_status status,
                   const hepar_column *column, const hepar_error *error) {
  if (status != HEPAR_OK) return lcheck_raise(L, where, error);
  account(L, column);
  return 1;
}

hepar_column *lcolumn_push(lua_State *L, size_t length, const char *where) {
  hepar_error error;
  hepar_column *column = lcolumn_push_empty(L);
  (void)lcolumn_filled(L, where, hepar_column_new(column, length, &error), column, &error);
  return column;
}

/* Describe the value on top of the stack in a few characters: "abc", true, nil, a table. */
static const char *describe(lua_State *L, char *text, size_t size) {
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      (void)snprintf(text, size, "\"%.32s\"", lua_tostring(L, -1));
      break;
    case LUA_TBOOLEAN:
      (void)snprintf(text, size, "%s", lua_toboolean(L, -1) ? "true" : "false");
      break;
    case LUA_TNIL:
      (void)snprintf(text, size, "nil");
      break;
    default:
      (void)snprintf(text, size, "a %s", luaL_typename(L, -1));
  }
  return text;
}

/* Every key of the array must be 1..n: a hole or a name would be lost without a word. */
static void check_keys(lua_State *L, int index, size_t n, const char *where, const char *argname) {
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    char text[64];
    lua_pop(L, 1);
    if (lua_isinteger(L, -1)) {
      lua_Integer key = lua_tointeger(L, -1);
      if (key >= 1 && (lua_Unsigned)key <= n) continue;
      lcheck_misuse(L, where, "%s has a hole: %s[%zu] is nil, but there is a %s[%lld] "
                    "(write a missing value as 0/0)", argname, argname, n + 1, argname,
                    (long long)key);
    }
    lcheck_misuse(L, where, "%s must be an array of numbers, got a table with the key %s", argname,
                  describe(L, text, sizeof text));
  }
}

/* Put a column made of the plain array at `index` (absolute) in its place. */
static hepar_column *from_table(lua_State *L, int index, const char *where, const char *argname) {
  size_t n = (size_t)lua_rawlen(L, index);
  hepar_column *column;
  check_keys(L, index, n, where, argname);
  column = lcolumn_push(L, n, where);
  for (size_t i = 0; i < n; i++) {
    if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TNUMBER) {
      char text[64];
      lcheck_misuse(L, where, "%s[%zu] must be a number, got %s", argname, i + 1,
                    describe(L, text, sizeof text));
    }
    column->data[i] = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  lua_replace(L, index);
  return column;
}

hepar_column *lcolumn_view(lua_State *L, int index, const char *where, const char *argname) {
  hepar_column *column = lcolumn_test(L, index);
  index = lua_absindex(L, index);
  if (column != NULL) {
    if (column->buffer == NULL) lcheck_misuse(L, where, "%s is a closed column", argname);
    return column;
  }
  if (lua_type(L, index) != LUA_TTABLE || lcheck_class_of(L, index) != NULL)
    lcheck_misuse(L, where, "%s must be a column or an array of numbers, got %s", argname,
                  lcheck_typename(L, index));
  return from_table(L, index, where, argname);
}

hepar_column *lcolumn_check(lua_State *L, int index, const char *where, const char *argname) {
  hepar_error error;
  hepar_column *column = lcolumn_view(L, index, where, argname);
  hepar_column *copy;
  if (column->step == 1) return column;
  index = lua_absindex(L, index);
  copy = lcolumn_push_empty(L);
  (void)lcolumn_filled(L, where, hepar_column_copy(copy, column, &error), copy, &error);
  lua_replace(L, index);
  return copy;
}

hepar_column *lcolumn_self(lua_State *L, const char *where) {
  hepar_column *column = lcolumn_test(L, 1);
  if (column == NULL)
    lcheck_misuse(L, where, "expected a column, got %s", lcheck_typename(L, 1));
  else if (column->buffer == NULL)
    lcheck_misuse(L, where, "the column is closed");
  return column;
}

/* ---- the metamethods ---- */

/* column[i] -> number or nil; column.name -> method. Upvalue 1: the table of methods. */
static int meta_index(lua_State *L) {
  int whole;
  lua_Integer i = lua_tointegerx(L, 2, &whole);
  if (lua_type(L, 2) == LUA_TNUMBER) {
    hepar_column *column = lcolumn_self(L, CLASS);
    if (!whole || i < 1 || (lua_Unsigned)i > column->length) return 0;
    lua_pushnumber(L, *hepar_column_at(column, (size_t)i - 1));
    return 1;
  }
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL && lua_type(L, 2) == LUA_TSTRING) {
    /* The methods arrive with the Lua half of the class. */
    lua_getglobal(L, "require");
    lua_pushliteral(L, CLASS);
    lua_call(L, 1, 0);
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(1));
  }
  return 1;
}

/* column[i] = number */
static int meta_newindex(lua_State *L) {
  static const char where[] = CLASS;
  hepar_column *column = lcolumn_self(L, where);
  char text[64];
  int whole;
  lua_Integer i = lua_tointegerx(L, 2, &whole);
  if (lua_type(L, 2) != LUA_TNUMBER || !whole) {
    lua_settop(L, 2);
    lcheck_misuse(L, where, "the index must be a whole number, got %s",
                  lua_type(L, 2) == LUA_TNUMBER ? "a fraction" : describe(L, text, sizeof text));
  }
  if (i < 1 || (lua_Unsigned)i > column->length)
    lcheck_misuse(L, where, "index %lld is outside 1 to %zu", (long long)i, column->length);
  if (lua_type(L, 3) != LUA_TNUMBER)
    lcheck_misuse(L, where, "value [%lld] must be a number, got %s%s", (long long)i,
                  describe(L, text, sizeof text),
                  lua_isnil(L, 3) ? " (write a missing value as 0/0)" : "");
  *hepar_column_at(column, (size_t)i - 1) = lua_tonumber(L, 3);
  return 0;
}

static int meta_len(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)lcolumn_self(L, CLASS)->length);
  return 1;
}

/* Equal lengths and equal values; a missing value equals nothing. */
static int meta_eq(lua_State *L) {
  const hepar_column *a = lcolumn_test(L, 1);
  const hepar_column *b = lcolumn_test(L, 2);
  lua_pushboolean(L, a != NULL && b != NULL && hepar_column_equal(a, b));
  return 1;
}

static int meta_close(lua_State *L) {
  hepar_column_close(lcolumn_test(L, 1));
  return 0;
}

/* The operand at `index`, as a view; a number stands for `length` equal values. */
static hepar_column operand(lua_State *L, int index, double *number, size_t length) {
  const hepar_column *column = lcolumn_test(L, index);
  hepar_column constant = hepar_column_wrap(number, length);
  if (column != NULL) return *column;
  *number = lua_tonumber(L, index);
  constant.step = 0;
  return constant;
}

/* Arguments 1 and 2, columns, arrays or one number, combined. */
static int combine(lua_State *L, hepar_operation operation, const char *where) {
  hepar_error error;
  double number = 0;
  size_t length = 0;
  hepar_column *result;
  for (int i = 1; i <= 2; i++)
    if (lua_type(L, i) != LUA_TNUMBER)
      length = lcolumn_view(L, i, where, i == 1 ? "the left operand" : "the right operand")->length;
  result = lcolumn_push_empty(L);
  /* From here to the end of the computation nothing runs that could close an operand. */
  hepar_column a = operand(L, 1, &number, length);
  hepar_column b = operand(L, 2, &number, length);
  return lcolumn_filled(L, where, hepar_column_combine(result, operation, &a, &b, &error), result,
                        &error);
}

static int meta_add(lua_State *L) { return combine(L, HEPAR_ADD, "hepar.column +"); }
static int meta_sub(lua_State *L) { return combine(L, HEPAR_SUBTRACT, "hepar.column -"); }
static int meta_mul(lua_State *L) { return combine(L, HEPAR_MULTIPLY, "hepar.column *"); }
static int meta_div(lua_State *L) { return combine(L, HEPAR_DIVIDE, "hepar.column /"); }
static int meta_pow(lua_State *L) { return combine(L, HEPAR_POWER, "hepar.column ^"); }
static int meta_mod(lua_State *L) { return combine(L, HEPAR_MODULO, "hepar.column %"); }

/* -column: times -1, so that -0 and the sign of a missing value come out right. */
static int meta_unm(lua_State *L) {
  lua_settop(L, 1);
  lua_pushinteger(L, -1);
  return combine(L, HEPAR_MULTIPLY, "hepar.column -");
}

/* One number for people; a missing value reads NaN whatever its sign bit. */
static void add_number(luaL_Buffer *b, const char *before, double x) {
  char text[64];
  if (isnan(x))
    (void)snprintf(text, sizeof text, "%sNaN", before);
  else
    (void)snprintf(text, sizeof text, "%s%.6g", before, x);
  luaL_addstring(b, text);
}

/* Two lines: the first and last values, and the statistics of those that are there. */
static int meta_tostring(lua_State *L) {
  const hepar_column *column = lcolumn_test(L, 1);
  size_t n;
  luaL_Buffer b;
  char text[64];
  if (column == NULL)
    return lcheck_misuse(L, CLASS, "expected a column, got %s", luaL_typename(L, 1));
  if (column->buffer == NULL) {
    lua_pushliteral(L, "column (closed)");
    return 1;
  }
  n = column->length;
  luaL_buffinit(L, &b);
  (void)snprintf(text, sizeof text, "column of %zu value%s%s", n, n == 1 ? "" : "s",
                 n > 0 ? ":" : "");
  luaL_addstring(&b, text);
  for (size_t i = 0; i < n; i++) {
    if (n > 10 && i == 5) {
      luaL_addstring(&b, " …");
      i = n - 3;
    }
    add_number(&b, " ", *hepar_column_at(column, i));
  }
  if (n > 0) {
    add_number(&b, "\nmean ", hepar_column_mean(column, true));
    add_number(&b, ", sd ", hepar_column_sd(column, true));
    add_number(&b, ", min ", hepar_column_min(column, true));
    add_number(&b, ", max ", hepar_column_max(column, true));
    (void)snprintf(text, sizeof text, ", missing %zu", hepar_column_missing(column));
    luaL_addstring(&b, text);
  }
  luaL_pushresult(&b);
  return 1;
}

int lcolumn_open(lua_State *L) {
  static const luaL_Reg meta[] = {
      {"__newindex", meta_newindex}, {"__len", meta_len},   {"__eq", meta_eq},
      {"__add", meta_add},           {"__sub", meta_sub},   {"__mul", meta_mul},
      {"__div", meta_div},           {"__pow", meta_pow},   {"__mod", meta_mod},
      {"__unm", meta_unm},           {"__gc", meta_close},  {"__close", meta_close},
      {"__tostring", meta_tostring}, {"__concat", lcolumn_concat}, {NULL, NULL},
  };
  lcheck_class(L, CLASS, meta, NULL);
  lua_newtable(L);
  luaL_setfuncs(L, lcolumn_functions, 0);
  lua_newtable(L);
  luaL_getmetatable(L, CLASS);
  lua_pushvalue(L, -2);
  lua_pushcclosure(L, meta_index, 1);
  lua_setfield(L, -2, "__index");
  /* __index is a function, so the names of the methods are here, for help and completion. */
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, "methods");
  lua_pop(L, 1);
  lua_setfield(L, -2, "methods");
  return 1;
}
