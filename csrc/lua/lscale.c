/* hepar.core.scale: location-scale models. lua/hepar/meta/location_scale.lua checks, names and
   prints; the scale coefficients come as a "hepar.fit" of their own. */
#include <math.h>
#include <string.h>

#include "lcolumn.h"
#include "lmodel.h"
#include "lparts.h"

#define WHERE "hepar.meta.fit"

/* What both functions are given: model tables of location and scale. */
typedef struct request {
  lmodel location, scale;
  hepar_scale_options options;
} request;

/* Names of moderators from the list `names` of the table at `at`, in memory that Lua owns. */
static const char **names_of(lua_State *L, int at, size_t count) {
  const char **names = lua_newuserdatauv(L, (count + 1) * sizeof *names, 0);
  lua_getfield(L, at, "names");
  for (size_t j = 0; j < count; j++) {
    lua_geti(L, -1, (lua_Integer)j + 1);
    names[j] = luaL_checkstring(L, -1); /* kept by the list */
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return names;
}

/* Tables at 1 (location) and 2 (scale), link at 3. Leaves values on the stack. */
static void read_request(lua_State *L, request *r) {
  lmodel_read(L, 1, WHERE, &r->location);
  lmodel_read(L, 2, WHERE, &r->scale);
  r->location.data.sei = lua_getfield(L, 1, "sei") != LUA_TNIL && lua_toboolean(L, -1);
  lua_pop(L, 1);
  r->location.data.names = names_of(L, 1, r->location.data.mod_count);
  r->scale.data.names = names_of(L, 2, r->scale.data.mod_count);
  r->options.restricted = r->location.options.method == HEPAR_REML;
  r->options.identity = strcmp(luaL_checkstring(L, 3), "identity") == 0;
  r->options.test = r->location.options.test;
  r->options.level = r->location.options.level;
  r->options.att = r->scale.options.btt;
  r->options.att_count = r->scale.options.btt_count;
}

/* scale.new(location, scale, link, info) -> part, tau2, rows or nil, bound, p | nil, message, code */
static int new_scale(lua_State *L) {
  request r;
  hepar_scale *made;
  hepar_error error;
  lua_settop(L, 4);
  luaL_checktype(L, 4, LUA_TTABLE);
  read_request(L, &r);
  hepar_fit **part = lua_newuserdatauv(L, sizeof *part, 1);
  *part = NULL;
  luaL_setmetatable(L, "hepar.fit");
  lua_pushvalue(L, 4);
  lua_setiuservalue(L, -2, 1);
  int place = lua_gettop(L);
  /* Memory that Lua owns first: nothing may raise while the result is open. */
  size_t most = r.location.data.count;
  hepar_column *tau2 = lcolumn_push(L, most, WHERE);
  size_t *rows = lua_newuserdatauv(L, (most + 1) * sizeof *rows, 0);
  if (hepar_scale_new(&made, &r.location.data, &r.scale.data, &r.options, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  size_t k = made->part->k, bound = made->bound, p = made->p;
  bool all = made->row == NULL;
  memcpy(tau2->data, made->tau2, k * sizeof *made->tau2);
  if (!all) memcpy(rows, made->row, k * sizeof *rows);
  *part = made->part;
  made->part = NULL;
  hepar_scale_free(made);
  lua_pushvalue(L, place);
  lua_createtable(L, (int)k, 0);
  for (size_t i = 0; i < k; i++) {
    lua_pushnumber(L, tau2->data[i]);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  if (all) {
    lua_pushnil(L);
  } else {
    lua_createtable(L, (int)k, 0);
    for (size_t i = 0; i < k; i++) {
      lua_pushinteger(L, (lua_Integer)rows[i] + 1);
      lua_seti(L, -2, (lua_Integer)i + 1);
    }
  }
  lua_pushinteger(L, (lua_Integer)bound);
  lua_pushinteger(L, (lua_Integer)p);
  return 5;
}

/* scale.interval(location, scale, link, j, level) -> lower, upper | nil, message, code */
static int interval(lua_State *L) {
  request r;
  hepar_error error;
  double lb, ub;
  lua_settop(L, 5);
  lua_Integer j = luaL_checkinteger(L, 4);
  double level = luaL_checknumber(L, 5);
  luaL_argcheck(L, j >= 1, 4, "counted from 1");
  read_request(L, &r);
  if (hepar_scale_interval(&r.location.data, &r.scale.data, &r.options, (size_t)j - 1, level, &lb,
                           &ub, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.location_scale:confint", &error);
  lua_pushnumber(L, lb);
  lua_pushnumber(L, ub);
  return 2;
}

int lscale_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"new", new_scale}, {"interval", interval}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
