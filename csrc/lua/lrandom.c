/* hepar.core.random: streams of random numbers. lua/hepar/random.lua wraps and documents it. */
#include "lcolumn.h"
#include "lparts.h"
#include "lprogress.h"

#include <string.h>

#define CLASS "hepar.random"
#define LARGEST ((lua_Integer)1 << 48)

typedef struct random_object {
  hepar_stream stream;
  lua_Integer seed;
  lua_Integer number;
  uint64_t next; /* index of the next variate, from 0 */
} random_object;

/* The stream at index 1. Its purpose is user value 1. */
static random_object *self_argument(lua_State *L, const char *where) {
  random_object *self = luaL_testudata(L, 1, CLASS);
  if (self == NULL) lcheck_misuse(L, where, "expected a stream, got %s", lcheck_typename(L, 1));
  return self;
}

/* random.new(seed [, {stream=, purpose=}]) -> stream */
static int new_stream(lua_State *L) {
  static const char *const names[] = {"purpose", "stream", NULL};
  lua_Integer seed = lcheck_integer(L, 1, CLASS, "seed", LUA_MININTEGER, LUA_MAXINTEGER);
  lua_Integer number;
  const char *purpose;
  size_t length;
  random_object *self;
  lua_settop(L, 2);
  lcheck_options(L, 2, CLASS, names);
  number = lcheck_integer_option(L, 2, CLASS, "stream", 0, LUA_MININTEGER, LUA_MAXINTEGER);
  if (lua_isnil(L, 2) || lcheck_field(L, 2, "purpose") == LUA_TNIL) lua_pushliteral(L, "");
  if (lua_type(L, -1) != LUA_TSTRING)
    lcheck_misuse(L, CLASS, "purpose must be a string, got %s", lcheck_typename(L, -1));
  purpose = lua_tolstring(L, -1, &length);
  self = lua_newuserdatauv(L, sizeof *self, 1);
  self->stream = hepar_stream_new((uint64_t)seed, (uint64_t)number,
                                  hepar_stream_purpose(purpose, length));
  self->seed = seed;
  self->number = number;
  self->next = 0;
  lua_pushvalue(L, -2);
  lua_setiuservalue(L, -2, 1);
  luaL_setmetatable(L, CLASS);
  return 1;
}

/* random.at(stream, index) -> the same stream, whose next number is that of the index (from 1) */
static int at(lua_State *L) {
  static const char where[] = "hepar.random.at";
  const random_object *self = self_argument(L, where);
  lua_Integer index = lcheck_integer(L, 2, where, "index", 1, LARGEST);
  random_object *moved = lua_newuserdatauv(L, sizeof *moved, 1);
  *moved = *self;
  moved->next = (uint64_t)index - 1;
  lua_getiuservalue(L, 1, 1);
  lua_setiuservalue(L, -2, 1);
  luaL_setmetatable(L, CLASS);
  return 1;
}

/* random.position(stream) -> index of the next number, from 1 */
static int position(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)self_argument(L, "hepar.random.position")->next + 1);
  return 1;
}

/* Refuse to run past the last index. */
static void need(lua_State *L, const random_object *self, const char *where, size_t count) {
  if (count > HEPAR_STREAM_LAST + 1 - self->next)
    lcheck_misuse(L, where, "a stream ends after 2^48 numbers, %zu asked for at index %lld", count,
                  (long long)self->next + 1);
}

typedef struct variate_name {
  hepar_variate variate;
  const char *where;
  const char *a; /* names of the parameters, NULL for none */
  double a_absent;
  const char *b;
  double b_absent;
} variate_name;

static const variate_name variates[] = {
    {HEPAR_UNIFORM, "hepar.random.uniform", "min", 0, "max", 1},
    {HEPAR_NORMAL, "hepar.random.normal", "mean", 0, "sd", 1},
    {HEPAR_EXPONENTIAL, "hepar.random.exponential", "rate", 1, NULL, 0},
    {HEPAR_GAMMA, "hepar.random.gamma", "shape", 1, "scale", 1},
    {HEPAR_BETA, "hepar.random.beta", "a", 1, "b", 1},
    {HEPAR_POISSON, "hepar.random.poisson", "mean", 1, NULL, 0},
    {HEPAR_BINOMIAL, "hepar.random.binomial", "trials", 1, "p", 0.5},
};

/* random.<variate>(stream [, n] [, options]) -> number | column | nil, message, code. Upvalue 1:
   its place in the table above. */
static int draw(lua_State *L) {
  const variate_name *v = &variates[lua_tointeger(L, lua_upvalueindex(1))];
  const char *const names[] = {"progress", "threads", v->a, v->b, NULL};
  random_object *self = self_argument(L, v->where);
  hepar_error error;
  hepar_status status;
  lprogress line;
  if (lua_type(L, 2) == LUA_TTABLE && lua_isnoneornil(L, 3)) {
    lua_pushnil(L);
    lua_insert(L, 2);
  }
  lua_settop(L, 3);
  lcheck_options(L, 3, v->where, names);
  double a = lcheck_number_option(L, 3, v->where, v->a, v->a_absent);
  double b = v->b != NULL ? lcheck_number_option(L, 3, v->where, v->b, v->b_absent) : 0;
  unsigned threads =
      (unsigned)lcheck_integer_option(L, 3, v->where, "threads", 1, 0, HEPAR_POOL_MOST);
  bool show = lcheck_boolean_option(L, 3, v->where, "progress", false);
  if (hepar_variate_check(v->variate, a, b, &error) != HEPAR_OK)
    return lcheck_raise(L, v->where, &error);
  if (lua_isnil(L, 2)) {
    need(L, self, v->where, 1);
    lua_pushnumber(L, hepar_stream_variate(&self->stream, self->next++, v->variate, a, b));
    return 1;
  }
  size_t n = (size_t)lcheck_integer(L, 2, v->where, "n", 0, LARGEST);
  need(L, self, v->where, n);
  hepar_column *column = lcolumn_push(L, n, v->where);
  status = hepar_stream_fill(&self->stream, self->next, v->variate, a, b, column->data, n, threads,
                             lprogress_begin(&line, show, v->where), &error);
  lprogress_end(&line);
  if (status != HEPAR_OK) return lcheck_result(L, v->where, &error);
  self->next += n;
  return 1;
}

/* random.integer(stream, low, high [, n]) -> integer | column */
static int integer(lua_State *L) {
  static const char where[] = "hepar.random.integer";
  random_object *self = self_argument(L, where);
  lua_Integer low = lcheck_integer(L, 2, where, "low", LUA_MININTEGER, LUA_MAXINTEGER);
  lua_Integer high = lcheck_integer(L, 3, where, "high", LUA_MININTEGER, LUA_MAXINTEGER);
  if (high < low)
    lcheck_misuse(L, where, "high must not be below low, got %lld and %lld", (long long)low,
                  (long long)high);
  if (lua_isnoneornil(L, 4)) {
    need(L, self, where, 1);
    lua_pushinteger(L, hepar_stream_integer(&self->stream, self->next++, low, high));
    return 1;
  }
  size_t n = (size_t)lcheck_integer(L, 4, where, "n", 0, LARGEST);
  need(L, self, where, n);
  hepar_column *column = lcolumn_push(L, n, where);
  for (size_t i = 0; i < n; i++)
    column->data[i] = (double)hepar_stream_integer(&self->stream, self->next + i, low, high);
  self->next += n;
  return 1;
}

static int meta_tostring(lua_State *L) {
  const random_object *self = self_argument(L, CLASS);
  lua_getiuservalue(L, 1, 1);
  lua_pushfstring(L, "random stream: seed %I, stream %I, purpose \"%s\", next index %I", self->seed,
                  self->number, lua_tostring(L, -1), (lua_Integer)self->next + 1);
  return 1;
}

/* Two streams are equal when they would give the same numbers from here on. */
static int meta_eq(lua_State *L) {
  const random_object *a = luaL_testudata(L, 1, CLASS);
  const random_object *b = luaL_testudata(L, 2, CLASS);
  lua_pushboolean(L, a != NULL && b != NULL && a->next == b->next &&
                         memcmp(&a->stream, &b->stream, sizeof a->stream) == 0);
  return 1;
}

/* random.philox(c0, c1, c2, c3, k0, k1) -> four integers: the bare cipher, for known answers */
static int philox(lua_State *L) {
  uint32_t words[6];
  uint32_t out[4];
  for (int i = 0; i < 6; i++)
    words[i] = (uint32_t)lcheck_integer(L, i + 1, "hepar.core.random.philox", "a word", 0,
                                        UINT32_MAX);
  hepar_philox(words, words + 4, out);
  for (int i = 0; i < 4; i++) lua_pushinteger(L, out[i]);
  return 4;
}

int lrandom_open(lua_State *L) {
  static const luaL_Reg meta[] = {{"__tostring", meta_tostring}, {"__eq", meta_eq}, {NULL, NULL}};
  static const luaL_Reg functions[] = {{"new", new_stream}, {"at", at}, {"position", position},
                                       {"integer", integer}, {"philox", philox}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{NULL, NULL}}; /* lua/hepar/random.lua fills them in */
  lcheck_class(L, CLASS, meta, methods);
  luaL_newlib(L, functions);
  for (size_t i = 0; i < sizeof variates / sizeof variates[0]; i++) {
    lua_pushinteger(L, (lua_Integer)i);
    lua_pushcclosure(L, draw, 1);
    lua_setfield(L, -2, strrchr(variates[i].where, '.') + 1);
  }
  luaL_getmetatable(L, CLASS);
  lua_getfield(L, -1, "__index");
  lua_setfield(L, -3, "methods");
  lua_pop(L, 1);
  return 1;
}
