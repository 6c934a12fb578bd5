/* hepar.core.fit: pooling. lua/hepar/meta/fit.lua checks, names and prints; the object is a
   userdata whose fields are made when they are asked for. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "lcolumn.h"
#include "lparts.h"
#include "synthesis/fit.h"

#define CLASS "hepar.fit"
#define WHERE "hepar.meta.fit"

static const char *const methods[] = {"EE",  "DL",   "HE",    "HS", "HSk", "SJ",
                                      "SJIT", "DLIT", "ML",    "REML", "EB", "PM",
                                      "PMM", "GENQ", "GENQM", NULL};
static const char *const tests[] = {"z", "t", "knha", "adhoc", NULL};

/* The fit at index 1. */
static hepar_fit *self_argument(lua_State *L) {
  hepar_fit **self = luaL_checkudata(L, 1, CLASS);
  if (*self == NULL) lcheck_misuse(L, CLASS, "the fit is closed");
  return *self;
}

/* A list of moderator columns at `at`, as pointers in memory that Lua owns; the columns replace the
   list's entries so that they live as long as it does. */
static const double **check_mods(lua_State *L, int at, int names, size_t count, size_t rows,
                                 const char ***name) {
  const double **mods = lua_newuserdatauv(L, (count + 1) * sizeof *mods, 0);
  *name = lua_newuserdatauv(L, (count + 1) * sizeof **name, 0);
  for (size_t j = 0; j < count; j++) {
    lua_geti(L, names, (lua_Integer)j + 1);
    (*name)[j] = luaL_checkstring(L, -1);
    lua_geti(L, at, (lua_Integer)j + 1);
    hepar_column *column = lcolumn_check(L, lua_gettop(L), WHERE, (*name)[j]);
    if (column->length != rows)
      lcheck_misuse(L, WHERE, "%s has %zu values, yi has %zu", (*name)[j], column->length, rows);
    mods[j] = column->data;
    lua_seti(L, at, (lua_Integer)j + 1);
    lua_pop(L, 1);
  }
  return mods;
}

/* Places of coefficients, from 1, as a list at `at`, in memory that Lua owns. */
static size_t *check_places(lua_State *L, int at, size_t *count) {
  *count = (size_t)luaL_len(L, at);
  size_t *places = lua_newuserdatauv(L, (*count + 1) * sizeof *places, 0);
  for (size_t i = 0; i < *count; i++) {
    lua_geti(L, at, (lua_Integer)i + 1);
    lua_Integer place = luaL_checkinteger(L, -1);
    if (place < 1) lcheck_misuse(L, WHERE, "coefficients are counted from 1, got %d", (int)place);
    places[i] = (size_t)place - 1;
    lua_pop(L, 1);
  }
  return places;
}

/* fit.new(info, yi, vi, sei, method, test, weighted, level, tau2, intercept, weights, mods, names,
   btt) -> fit | nil, message, code. info is the table of everything that Lua keeps with it. */
static int new_fit(lua_State *L) {
  hepar_fit_data data = {0};
  hepar_fit_options options = {0};
  hepar_error error;
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 14);
  data.sei = lua_toboolean(L, 4);
  const hepar_column *yi = lcolumn_check(L, 2, WHERE, "yi");
  const hepar_column *vi = lcolumn_check(L, 3, WHERE, data.sei ? "sei" : "vi");
  if (vi->length != yi->length)
    lcheck_misuse(L, WHERE, "%s has %zu values, yi has %zu", data.sei ? "sei" : "vi", vi->length,
                  yi->length);
  data.count = yi->length;
  data.yi = yi->data;
  data.vi = vi->data;
  options.method = (hepar_pooling)luaL_checkoption(L, 5, NULL, methods);
  options.test = (hepar_fit_test)luaL_checkoption(L, 6, NULL, tests);
  options.weighted = lua_toboolean(L, 7);
  options.level = luaL_checknumber(L, 8);
  options.tau2 = luaL_optnumber(L, 9, (lua_Number)NAN);
  data.intercept = lua_toboolean(L, 10);
  if (!lua_isnil(L, 11)) {
    const hepar_column *weights = lcolumn_check(L, 11, WHERE, "weights");
    if (weights->length != yi->length)
      lcheck_misuse(L, WHERE, "weights has %zu values, yi has %zu", weights->length, yi->length);
    data.weights = weights->data;
  }
  if (!lua_isnil(L, 12)) {
    const char **names;
    data.mod_count = (size_t)luaL_len(L, 12);
    data.mods = check_mods(L, 12, 13, data.mod_count, data.count, &names);
    data.names = names;
  }
  if (!lua_isnil(L, 14)) options.btt = check_places(L, 14, &options.btt_count);
  hepar_fit **self = lua_newuserdatauv(L, sizeof *self, 1);
  *self = NULL;
  luaL_setmetatable(L, CLASS);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  if (hepar_fit_new(self, &data, &options, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  /* Lua sees only a pointer; tell it how much is behind it. */
  if (data.count > 1024) lua_gc(L, LUA_GCSTEP, (int)(data.count / 16 % (1 << 20)));
  return 1;
}

/* Push a number, nil for NaN. */
static int push_number(lua_State *L, double value) {
  if (isnan(value))
    lua_pushnil(L);
  else
    lua_pushnumber(L, value);
  return 1;
}

/* Push a new column with these numbers. */
static int push_column(lua_State *L, const double *values, size_t count) {
  hepar_column *column = lcolumn_push(L, count, CLASS);
  memcpy(column->data, values, count * sizeof *values);
  return 1;
}

/* Push a list of places, counted from 1. */
static int push_places(lua_State *L, const size_t *places, size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, (lua_Integer)places[i] + 1);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static void set_number(lua_State *L, const char *name, double value) {
  push_number(L, value);
  lua_setfield(L, -2, name);
}

/* Push {ll =, dev =, AIC =, BIC =, AICc =} */
static int push_statistics(lua_State *L, const hepar_fit_statistics *s) {
  lua_createtable(L, 0, 5);
  set_number(L, "ll", s->ll);
  set_number(L, "dev", s->dev);
  set_number(L, "AIC", s->AIC);
  set_number(L, "BIC", s->BIC);
  set_number(L, "AICc", s->AICc);
  return 1;
}

typedef enum field_kind { NUMBER, COUNT, BOOLEAN, COLUMN, STATISTIC, OTHER } field_kind;

typedef struct field {
  const char *name;
  field_kind kind;
  size_t offset;
} field;

#define AT(member) offsetof(hepar_fit, member)

static const field fields[] = {
    {"beta", COLUMN, AT(beta)}, {"se", COLUMN, AT(se)}, {"zval", COLUMN, AT(zval)},
    {"pval", COLUMN, AT(pval)}, {"ci_lb", COLUMN, AT(ci_lb)}, {"ci_ub", COLUMN, AT(ci_ub)},
    {"tau2", NUMBER, AT(tau2)}, {"se_tau2", NUMBER, AT(se_tau2)}, {"I2", NUMBER, AT(I2)},
    {"H2", NUMBER, AT(H2)}, {"R2", NUMBER, AT(R2)}, {"vt", NUMBER, AT(vt)},
    {"QE", NUMBER, AT(QE)}, {"QEp", NUMBER, AT(QEp)}, {"QM", NUMBER, AT(QM)},
    {"QMp", NUMBER, AT(QMp)}, {"ddf", NUMBER, AT(ddf)}, {"s2w", NUMBER, AT(s2w)},
    {"level", NUMBER, AT(level)}, {"k", COUNT, AT(k)}, {"p", COUNT, AT(p)}, {"m", COUNT, AT(m)},
    {"k_all", COUNT, AT(given)}, {"parms", COUNT, AT(parms)}, {"modes", COUNT, AT(modes)},
    {"converged", BOOLEAN, AT(converged)}, {"fixed", BOOLEAN, AT(fixed)},
    {"fallback", BOOLEAN, AT(fallback)},
    {"intercept", BOOLEAN, AT(intercept)},
    {"ll", STATISTIC, offsetof(hepar_fit_statistics, ll)},
    {"dev", STATISTIC, offsetof(hepar_fit_statistics, dev)},
    {"AIC", STATISTIC, offsetof(hepar_fit_statistics, AIC)},
    {"BIC", STATISTIC, offsetof(hepar_fit_statistics, BIC)},
    {"AICc", STATISTIC, offsetof(hepar_fit_statistics, AICc)},
    {"vb", OTHER, 0}, {"method", OTHER, 1}, {"test", OTHER, 2}, {"ML", OTHER, 3},
    {"REML", OTHER, 4}, {"QMdf", OTHER, 5}, {"btt", OTHER, 6}, {"columns", OTHER, 7},
    {"rows", OTHER, 8}, {"zeros", OTHER, 9},
};

/* Push what has a shape of its own. */
static int push_other(lua_State *L, const hepar_fit *fit, size_t which) {
  switch (which) {
    case 0:
      lua_createtable(L, (int)fit->p, 0);
      for (size_t i = 0; i < fit->p; i++) {
        push_column(L, fit->vb + i * fit->p, fit->p);
        lua_seti(L, -2, (lua_Integer)i + 1);
      }
      return 1;
    case 1:
      lua_pushstring(L, methods[fit->method]);
      return 1;
    case 2:
      lua_pushstring(L, tests[fit->test]);
      return 1;
    case 3:
      return push_statistics(L, &fit->ML);
    case 4:
      return push_statistics(L, &fit->REML);
    case 5:
      lua_createtable(L, 2, 0);
      lua_pushinteger(L, (lua_Integer)fit->m);
      lua_seti(L, -2, 1);
      if (!isnan(fit->ddf)) {
        lua_pushinteger(L, (lua_Integer)(fit->k - fit->p));
        lua_seti(L, -2, 2);
      }
      return 1;
    case 6:
      return push_places(L, fit->btt, fit->m);
    case 7:
      return push_places(L, fit->column, fit->p);
    case 8:
      if (fit->row == NULL) lua_pushnil(L);
      else push_places(L, fit->row, fit->k);
      return 1;
    default:
      lua_pushinteger(L, (lua_Integer)fit->zeros);
      return 1;
  }
}

static int push_field(lua_State *L, const hepar_fit *fit, const field *f) {
  const char *base = (const char *)fit;
  switch (f->kind) {
    case NUMBER:
      return push_number(L, *(const double *)(const void *)(base + f->offset));
    case COUNT:
      lua_pushinteger(L, (lua_Integer)*(const size_t *)(const void *)(base + f->offset));
      return 1;
    case BOOLEAN:
      lua_pushboolean(L, *(const bool *)(const void *)(base + f->offset));
      return 1;
    case COLUMN:
      return push_column(L, *(double *const *)(const void *)(base + f->offset), fit->p);
    case STATISTIC:
      base = (const char *)(fit->method == HEPAR_REML ? &fit->REML : &fit->ML);
      return push_number(L, *(const double *)(const void *)(base + f->offset));
    case OTHER:
      break;
  }
  return push_other(L, fit, f->offset);
}

/* fit[key]: what Lua keeps with the object, then a method, then a field of the core, which is kept
   when it is a column or table. Upvalues: methods, places of fields by name. */
static int meta_index(lua_State *L) {
  lua_settop(L, 2);
  hepar_fit **self = luaL_checkudata(L, 1, CLASS);
  lua_getiuservalue(L, 1, 1);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, 3) != LUA_TNIL) return 1;
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNIL) {
    lua_pushliteral(L, "_lazy");
    if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL) return 1;
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_call(L, 2, 1);
    return 1;
  }
  if (*self == NULL) lcheck_misuse(L, CLASS, "the fit is closed");
  const field *f = &fields[lua_tointeger(L, -1)];
  push_field(L, *self, f);
  if (f->kind == COLUMN || f->kind == OTHER) {
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_rawset(L, 3);
  }
  return 1;
}

static int meta_gc(lua_State *L) {
  hepar_fit **self = luaL_checkudata(L, 1, CLASS);
  hepar_fit_free(*self);
  *self = NULL;
  return 0;
}

/* fit.info(fit) -> the table that Lua keeps with it */
static int info(lua_State *L) {
  luaL_checkudata(L, 1, CLASS);
  lua_getiuservalue(L, 1, 1);
  return 1;
}

/* fit.wald(fit, places) -> QM, p value: test that these coefficients are all 0 */
static int wald(lua_State *L) {
  const hepar_fit *fit = self_argument(L);
  size_t count;
  double pval;
  const size_t *places = check_places(L, 2, &count);
  for (size_t i = 0; i < count; i++) luaL_argcheck(L, places[i] < fit->p, 2, "no such coefficient");
  luaL_argcheck(L, count > 0, 2, "no coefficient");
  push_number(L, hepar_fit_wald(fit, places, count, &pval));
  push_number(L, pval);
  return 2;
}

/* fit.tau2_interval(fit, type, level) -> lower, upper, none | nil, message, code */
static int tau2_interval(lua_State *L) {
  static const char *const types[] = {"QP", "PL", "GENQ", NULL};
  hepar_fit *fit = self_argument(L);
  hepar_tau2_interval type = (hepar_tau2_interval)luaL_checkoption(L, 2, NULL, types);
  hepar_error error;
  double lb, ub;
  bool none;
  if (hepar_fit_tau2_interval(fit, type, luaL_checknumber(L, 3), &lb, &ub, &none, &error) !=
      HEPAR_OK)
    return lcheck_result(L, "hepar.fit:confint", &error);
  lua_pushnumber(L, lb);
  lua_pushnumber(L, ub);
  lua_pushboolean(L, none);
  return 3;
}

/* fit.predict(fit, rows) -> pred, se: columns, one value for each row of coefficients' x */
static int predict(lua_State *L) {
  static const char where[] = "hepar.fit:predict";
  const hepar_fit *fit = self_argument(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  size_t count = (size_t)luaL_len(L, 2);
  double *x = lua_newuserdatauv(L, fit->p * sizeof *x, 0);
  hepar_column *pred = lcolumn_push(L, count, where);
  hepar_column *se = lcolumn_push(L, count, where);
  for (size_t i = 0; i < count; i++) {
    lua_geti(L, 2, (lua_Integer)i + 1);
    for (size_t j = 0; j < fit->p; j++) {
      lua_geti(L, -1, (lua_Integer)j + 1);
      x[j] = luaL_checknumber(L, -1);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
    pred->data[i] = hepar_fit_predict(fit, x, &se->data[i]);
  }
  return 2;
}

/* fit.critical(level, ddf or nil) -> two-sided quantile of t or z */
static int critical(lua_State *L) {
  lua_pushnumber(L, hepar_critical(luaL_checknumber(L, 1), luaL_optnumber(L, 2, (lua_Number)NAN)));
  return 1;
}

/* fit.upper(x, ddf or nil) -> probability that t or z is above x */
static int upper(lua_State *L) {
  double x = luaL_checknumber(L, 1), ddf = luaL_optnumber(L, 2, (lua_Number)NAN);
  double half = hepar_two_sided(x, ddf) / 2;
  lua_pushnumber(L, x < 0 ? 1 - half : half);
  return 1;
}

/* fit.chisq(x, df) -> probability that chi squared is above x */
static int chisq(lua_State *L) {
  lua_pushnumber(L, gsl_cdf_chisq_Q(luaL_checknumber(L, 1), luaL_checknumber(L, 2)));
  return 1;
}

int lfit_open(lua_State *L) {
  static const luaL_Reg meta[] = {{"__gc", meta_gc}, {"__close", meta_gc}, {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"new", new_fit},     {"info", info},   {"wald", wald},
      {"predict", predict}, {"upper", upper}, {"critical", critical},
      {"chisq", chisq},     {"tau2_interval", tau2_interval},
      {"many", lfit_many},  {NULL, NULL}};
  lcheck_class(L, CLASS, meta, NULL);
  luaL_newlib(L, functions);
  luaL_getmetatable(L, CLASS);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "metatable");
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, -4, "methods");
  lua_newtable(L);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    lua_pushinteger(L, (lua_Integer)i);
    lua_setfield(L, -2, fields[i].name);
  }
  lua_pushvalue(L, -1);
  lua_setfield(L, -5, "fields");
  lua_pushcclosure(L, meta_index, 2);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  return 1;
}
