/* hepar.core.effects: columns in, effects out. The Lua side chooses, names and prints. */
#include <math.h>
#include <string.h>

#include "lcolumn.h"
#include "lparts.h"

#define WHERE "hepar.meta.effects"

/* effects.measures() -> {{name, group, fields = {…}, vtypes = {…}, counts, …}, …} */
static int measures(lua_State *L) {
  const hepar_effect_measure *m;
  lua_newtable(L);
  for (size_t i = 0; (m = hepar_effect_measure_at(i)) != NULL; i++) {
    lua_Integer count = 0;
    lua_createtable(L, 0, 7);
    lua_pushstring(L, m->name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, m->group);
    lua_setfield(L, -2, "group");
    lua_pushboolean(L, m->counts);
    lua_setfield(L, -2, "counts");
    lua_pushboolean(L, m->doubles);
    lua_setfield(L, -2, "doubles");
    lua_pushnumber(L, m->add);
    lua_setfield(L, -2, "add");
    lua_newtable(L);
    for (int f = 0; f < HEPAR_EFFECT_FIELDS; f++) {
      if (!(m->fields >> f & 1)) continue;
      lua_pushstring(L, hepar_effect_field_name((hepar_effect_field)f));
      lua_seti(L, -2, ++count);
    }
    lua_setfield(L, -2, "fields");
    lua_newtable(L);
    count = 0;
    for (int v = 0; v < HEPAR_VTYPES; v++) {
      if (!(m->vtypes >> v & 1)) continue;
      lua_pushstring(L, hepar_vtype_name((hepar_vtype)v));
      lua_seti(L, -2, ++count);
    }
    lua_setfield(L, -2, "vtypes");
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* The columns of the table at 2, kept alive on the stack; how many rows they have. */
static size_t read_fields(lua_State *L, const double *field[HEPAR_EFFECT_FIELDS]) {
  size_t rows = 0;
  const char *first = NULL;
  luaL_checktype(L, 2, LUA_TTABLE);
  luaL_checkstack(L, HEPAR_EFFECT_FIELDS + 4, NULL);
  for (int f = 0; f < HEPAR_EFFECT_FIELDS; f++) {
    const char *name = hepar_effect_field_name((hepar_effect_field)f);
    const hepar_column *column;
    field[f] = NULL;
    if (lua_getfield(L, 2, name) == LUA_TNIL) {
      lua_pop(L, 1);
      continue;
    }
    column = lcolumn_check(L, -1, WHERE, name);
    if (first != NULL && column->length != rows)
      lcheck_misuse(L, WHERE, "%s has %zu values, but %s has %zu", name, column->length, first,
                    rows);
    if (first == NULL) {
      first = name;
      rows = column->length;
    }
    field[f] = column->data;
  }
  return rows;
}

/* One vtype by its name, from the top of the stack. */
static hepar_vtype read_vtype(lua_State *L) {
  const char *name = luaL_checkstring(L, -1);
  for (int v = 0; v < HEPAR_VTYPES; v++)
    if (strcmp(name, hepar_vtype_name((hepar_vtype)v)) == 0) return (hepar_vtype)v;
  lcheck_misuse(L, WHERE, "vtype \"%s\" is not known", name);
  return HEPAR_LS;
}

/* The vtype of every row, from the string or array at 3, in memory that Lua owns; or NULL. */
static const hepar_vtype *read_vtypes(lua_State *L, int at, size_t rows) {
  hepar_vtype *vtype;
  if (lua_isnoneornil(L, at)) return NULL;
  vtype = lua_newuserdatauv(L, (rows + 1) * sizeof *vtype, 0);
  if (lua_type(L, at) == LUA_TTABLE && (size_t)luaL_len(L, at) != rows)
    lcheck_misuse(L, WHERE, "vtype has %lld values for %zu rows", (long long)luaL_len(L, at), rows);
  for (size_t i = 0; i < rows; i++) {
    if (lua_type(L, at) == LUA_TTABLE)
      lua_geti(L, at, (lua_Integer)i + 1);
    else
      lua_pushvalue(L, at);
    vtype[i] = read_vtype(L);
    lua_pop(L, 1);
  }
  return vtype;
}

/* effects.compute(measure, fields, vtype, to, drop00, newer, level, add) -> yi, vi, ni, notes */
static int compute(lua_State *L) {
  static const char *const places[] = {"only0", "all", "if0all", "none", NULL};
  const double *field[HEPAR_EFFECT_FIELDS];
  hepar_effect_options options;
  hepar_error error;
  hepar_column *yi;
  hepar_column *vi;
  hepar_column *ni;
  uint8_t *note;
  const char *measure = luaL_checkstring(L, 1);
  size_t rows;
  lua_settop(L, 8);
  options.to = (hepar_effect_to)luaL_checkoption(L, 4, "only0", places);
  options.drop00 = lua_toboolean(L, 5);
  options.newer = lua_toboolean(L, 6);
  options.level = luaL_checknumber(L, 7);
  options.add = luaL_optnumber(L, 8, (lua_Number)NAN);
  rows = read_fields(L, field);
  luaL_checkstack(L, 8, NULL);
  options.vtype = read_vtypes(L, 3, rows);
  note = lua_newuserdatauv(L, rows + 1, 0);
  yi = lcolumn_push(L, rows, WHERE);
  vi = lcolumn_push(L, rows, WHERE);
  ni = lcolumn_push(L, rows, WHERE);
  if (hepar_effects(measure, field, rows, &options, yi->data, vi->data, ni->data, note, &error) !=
      HEPAR_OK)
    return lcheck_raise(L, WHERE, &error);
  lua_createtable(L, (int)rows, 0);
  for (size_t i = 0; i < rows; i++) {
    lua_pushinteger(L, note[i]);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 4;
}

/* The distribution named at index 1: "normal", or "t" with the degrees of freedom at `at`. */
static double check_df(lua_State *L, int at) {
  static const char *const names[] = {"normal", "t", NULL};
  double df = 0;
  if (luaL_checkoption(L, 1, NULL, names) == 1) {
    df = luaL_checknumber(L, at);
    luaL_argcheck(L, df > 0, at, "expected degrees of freedom above 0");
  }
  return df;
}

/* effects.quantile("normal" | "t", p [, df]) -> the value below which the share p lies */
static int quantile(lua_State *L) {
  double p = luaL_checknumber(L, 2);
  double df = check_df(L, 3);
  luaL_argcheck(L, p > 0 && p < 1, 2, "expected a probability between 0 and 1");
  lua_pushnumber(L, hepar_quantile(p, df));
  return 1;
}

/* effects.probability("normal" | "t", x [, df]) -> the share below x */
static int probability(lua_State *L) {
  double x = luaL_checknumber(L, 2);
  lua_pushnumber(L, hepar_probability(x, check_df(L, 3)));
  return 1;
}

/* effects.expectation("ilogit" | "ztor", mean, variance) -> its mean over a normal distribution */
static int expectation(lua_State *L) {
  static const char *const names[] = {"ilogit", "ztor", NULL};
  bool tanh_wanted = luaL_checkoption(L, 1, NULL, names) == 1;
  double mean = luaL_checknumber(L, 2);
  double variance = luaL_checknumber(L, 3);
  luaL_argcheck(L, variance >= 0, 3, "expected a variance of 0 or more");
  lua_pushnumber(L, hepar_normal_expectation(tanh_wanted, mean, variance));
  return 1;
}

int leffects_open(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"measures", measures},       {"compute", compute},         {"quantile", quantile},
      {"probability", probability}, {"expectation", expectation}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
