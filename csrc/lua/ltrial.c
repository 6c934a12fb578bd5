/* hepar.core.trial: boundaries and exact power. lua/hepar/trial.lua checks and documents what is
   given here; so the tables of this file hold numbers under known names. */
#include "lcolumn.h"
#include "lparts.h"
#include "ltrial.h"

#include <math.h>

#define WHERE "hepar.trial"

double ltrial_number(lua_State *L, int at, const char *name, double absent) {
  double value = absent;
  if (lcheck_field(L, at, name) == LUA_TNUMBER) value = lua_tonumber(L, -1);
  else if (lua_type(L, -1) == LUA_TBOOLEAN) value = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return value;
}

size_t ltrial_numbers(lua_State *L, int at, const char *name, double *values, size_t room) {
  size_t count = 0;
  if (lcheck_field(L, at, name) == LUA_TTABLE) {
    size_t length = lua_rawlen(L, -1);
    for (; count < length && count < room; count++) {
      lua_rawgeti(L, -1, (lua_Integer)count + 1);
      values[count] = lua_tonumber(L, -1);
      lua_pop(L, 1);
    }
  }
  lua_pop(L, 1);
  return count;
}

void ltrial_push(lua_State *L, const char *name, const double *values, size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushnumber(L, values[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, name);
}

/* Set a number of the table on top. */
static void set(lua_State *L, const char *name, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

/* trial.spending(family, parameter, total, sided, t) -> number */
static int spending(lua_State *L) {
  lua_pushnumber(L, hepar_spending_at((hepar_spending)lua_tointeger(L, 1), lua_tonumber(L, 2),
                                      lua_tonumber(L, 3), (unsigned)lua_tointeger(L, 4),
                                      lua_tonumber(L, 5)));
  return 1;
}

/* trial.sequential{fraction=, alpha=, …} -> {upper=, lower=, spent=, drift=, …} */
static int sequential(lua_State *L) {
  hepar_sequential_options o = {0};
  hepar_sequential r = {0};
  hepar_error error = {HEPAR_OK, ""};
  luaL_checktype(L, 1, LUA_TTABLE);
  o.looks = ltrial_numbers(L, 1, "fraction", o.fraction, HEPAR_LOOKS);
  o.alpha = ltrial_number(L, 1, "alpha", NAN);
  o.sided = (unsigned)ltrial_number(L, 1, "sided", 1);
  o.power = ltrial_number(L, 1, "power", NAN);
  o.family = (hepar_spending)ltrial_number(L, 1, "family", 0);
  o.parameter = ltrial_number(L, 1, "parameter", 0);
  o.futility = ltrial_number(L, 1, "futility", 0) != 0;
  o.binding = ltrial_number(L, 1, "binding", 0) != 0;
  o.futility_family = (hepar_spending)ltrial_number(L, 1, "futility_family", 0);
  o.futility_parameter = ltrial_number(L, 1, "futility_parameter", 0);
  if (hepar_sequential_make(&o, &r, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.trial.sequential", &error);
  lua_newtable(L);
  ltrial_push(L, "upper", r.upper, r.looks);
  ltrial_push(L, "lower", r.lower, r.looks);
  ltrial_push(L, "spent", r.spent, r.looks);
  set(L, "drift", r.drift);
  set(L, "fixed_drift", r.fixed_drift);
  set(L, "inflation", r.inflation);
  return 1;
}

/* trial.cross({fraction=, lower=, upper=}, drift) -> {above=, below=} */
static int cross(lua_State *L) {
  double fraction[HEPAR_LOOKS], lower[HEPAR_LOOKS], upper[HEPAR_LOOKS];
  double above[HEPAR_LOOKS], below[HEPAR_LOOKS];
  hepar_error error;
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t looks = ltrial_numbers(L, 1, "fraction", fraction, HEPAR_LOOKS);
  ltrial_numbers(L, 1, "lower", lower, HEPAR_LOOKS);
  ltrial_numbers(L, 1, "upper", upper, HEPAR_LOOKS);
  if (hepar_sequential_cross(looks, fraction, lower, upper, lua_tonumber(L, 2), above, below,
                             &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.trial.sequential", &error);
  lua_newtable(L);
  ltrial_push(L, "above", above, looks);
  ltrial_push(L, "below", below, looks);
  return 1;
}

/* trial.power_means{claim=, n1=, n2=, difference=, sd=, margin=, alpha=, sided=, lost=} -> power */
static int power_means(lua_State *L) {
  hepar_power_means o;
  hepar_error error;
  double power;
  luaL_checktype(L, 1, LUA_TTABLE);
  o.claim = (hepar_claim)ltrial_number(L, 1, "claim", 0);
  o.n1 = ltrial_number(L, 1, "n1", NAN);
  o.n2 = ltrial_number(L, 1, "n2", NAN);
  o.difference = ltrial_number(L, 1, "difference", NAN);
  o.sd = ltrial_number(L, 1, "sd", NAN);
  o.margin = ltrial_number(L, 1, "margin", 0);
  o.alpha = ltrial_number(L, 1, "alpha", NAN);
  o.sided = (unsigned)ltrial_number(L, 1, "sided", 2);
  o.lost = ltrial_number(L, 1, "lost", 0);
  if (hepar_power_of_means(&o, &power, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.trial.means", &error);
  lua_pushnumber(L, power);
  return 1;
}

/* trial.power_fisher(n1, n2, p1, p2, alpha, sided) -> power */
static int power_fisher(lua_State *L) {
  hepar_error error;
  double power;
  if (hepar_power_of_fisher((size_t)lua_tointeger(L, 1), (size_t)lua_tointeger(L, 2),
                            lua_tonumber(L, 3), lua_tonumber(L, 4), lua_tonumber(L, 5),
                            (unsigned)lua_tointeger(L, 6), &power, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.trial.proportions", &error);
  lua_pushnumber(L, power);
  return 1;
}

/* trial.noncentral_t(t, df, ncp, above) -> probability */
static int noncentral_t(lua_State *L) {
  lua_pushnumber(L, hepar_noncentral_t(lua_tonumber(L, 1), lua_tonumber(L, 2), lua_tonumber(L, 3),
                                       lua_toboolean(L, 4)));
  return 1;
}

/* trial.adjust(method, {p, …}, {lambda, …}) -> {p, …} */
static int adjust(lua_State *L) {
  double p[HEPAR_TRIAL_ARMS], lambda[HEPAR_TRIAL_ARMS] = {0}, adjusted[HEPAR_TRIAL_ARMS];
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_createtable(L, 0, 2);
  lua_pushvalue(L, 2);
  lua_setfield(L, -2, "p");
  lua_pushvalue(L, 3);
  lua_setfield(L, -2, "lambda");
  int at = lua_gettop(L);
  size_t k = ltrial_numbers(L, at, "p", p, HEPAR_TRIAL_ARMS);
  ltrial_numbers(L, at, "lambda", lambda, HEPAR_TRIAL_ARMS);
  hepar_multiplicity_adjust((hepar_multiplicity)lua_tointeger(L, 1), k, p, lambda, adjusted);
  ltrial_push(L, "adjusted", adjusted, k);
  lua_getfield(L, at, "adjusted");
  return 1;
}

/* trial.cross_many{fraction=, upper=, lambda=} -> probability */
static int cross_many(lua_State *L) {
  double fraction[HEPAR_LOOKS], upper[HEPAR_LOOKS], lambda[HEPAR_TRIAL_ARMS], probability;
  hepar_error error;
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t looks = ltrial_numbers(L, 1, "fraction", fraction, HEPAR_LOOKS);
  ltrial_numbers(L, 1, "upper", upper, HEPAR_LOOKS);
  size_t k = ltrial_numbers(L, 1, "lambda", lambda, HEPAR_TRIAL_ARMS);
  if (hepar_multiplicity_cross(looks, fraction, upper, k, lambda, &probability, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushnumber(L, probability);
  return 1;
}

int ltrial_open(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"spending", spending},         {"sequential", sequential},     {"cross", cross},
      {"power_means", power_means},   {"power_fisher", power_fisher},
      {"noncentral_t", noncentral_t}, {"test", ltrial_test},
      {"simulate", ltrial_simulate},  {"allot", ltrial_allot},        {"adjust", adjust},
      {"cross_many", cross_many},     {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
