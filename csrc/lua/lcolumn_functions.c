/* hepar.core.column: the functions that lua/hepar/column.lua wraps and documents. */
#include "lcolumn.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#define LARGEST ((lua_Integer)1 << 52)

/* column.new(n, value) -> column */
static int new_column(lua_State *L) {
  static const char where[] = "hepar.column";
  size_t n = (size_t)lcheck_integer(L, 1, where, "n", 0, LUA_MAXINTEGER);
  double value = lua_isnoneornil(L, 2) ? 0 : lcheck_number(L, 2, where, "value");
  hepar_column *column = lcolumn_push(L, n, where);
  for (size_t i = 0; value != 0 && i < n; i++) column->data[i] = value;
  return 1;
}

/* The contiguous copy of the column at index 1, pushed. */
static int push_copy(lua_State *L, const char *where, const hepar_column *of) {
  hepar_error error;
  hepar_column *copy = lcolumn_push_empty(L);
  return lcolumn_filled(L, where, hepar_column_copy(copy, of, &error), copy, &error);
}

/* column.from(values) -> column with memory of its own */
static int from(lua_State *L) {
  bool array = lua_type(L, 1) == LUA_TTABLE;
  const hepar_column *column = lcolumn_view(L, 1, "hepar.column", "values");
  if (!array) return push_copy(L, "hepar.column", column);
  lua_settop(L, 1);
  return 1;
}

/* column.copy(column) -> column */
static int copy_column(lua_State *L) {
  static const char where[] = "hepar.column.copy";
  return push_copy(L, where, lcolumn_self(L, where));
}

/* A finite number argument. */
static double finite_argument(lua_State *L, int at, const char *where, const char *argname) {
  double x = lcheck_number(L, at, where, argname);
  if (!isfinite(x)) lcheck_misuse(L, where, "%s must be finite, got %g", argname, x);
  return x;
}

/* column.range(from, to [, step]) -> column */
static int range(lua_State *L) {
  static const char where[] = "hepar.column.range";
  double first = finite_argument(L, 1, where, "from");
  double last = finite_argument(L, 2, where, "to");
  double step = lua_isnoneornil(L, 3) ? 1 : finite_argument(L, 3, where, "step");
  double steps = (last - first) / step;
  hepar_column *column;
  if (step == 0) lcheck_misuse(L, where, "step must not be 0");
  if (steps < 0)
    lcheck_misuse(L, where, "step %g does not lead from %g to %g", step, first, last);
  /* Rounding must not lose the last value of 0, 0.1, …, 1; R's seq has the same tolerance. */
  steps = floor(steps + 1e-10);
  if (!(steps < (double)LARGEST)) lcheck_misuse(L, where, "there would be %g values", steps + 1);
  column = lcolumn_push(L, (size_t)steps + 1, where);
  for (size_t i = 0; i < column->length; i++) {
    double x = first + (double)i * step;
    column->data[i] = step > 0 ? fmin(x, last) : fmax(x, last);
  }
  return 1;
}

/* column.linspace(from, to, n) -> column */
static int linspace(lua_State *L) {
  static const char where[] = "hepar.column.linspace";
  double first = finite_argument(L, 1, where, "from");
  double last = finite_argument(L, 2, where, "to");
  size_t n = (size_t)lcheck_integer(L, 3, where, "n", 1, LUA_MAXINTEGER);
  hepar_column *column = lcolumn_push(L, n, where);
  column->data[0] = first;
  for (size_t i = 1; i < n; i++) {
    double t = (double)i / (double)(n - 1);
    column->data[i] = t < 1 ? first * (1 - t) + last * t : last;
  }
  return 1;
}

/* column.is(value) -> boolean */
static int is(lua_State *L) {
  lua_pushboolean(L, lcolumn_test(L, 1) != NULL);
  return 1;
}

/* A place in a column of n values, negative from the end, from low to high. */
static lua_Integer place(lua_State *L, int at, const char *where, const char *argname,
                         lua_Integer absent, lua_Integer n, lua_Integer low, lua_Integer high) {
  lua_Integer i = absent;
  if (!lua_isnoneornil(L, at)) {
    i = lcheck_integer(L, at, where, argname, LUA_MININTEGER, LUA_MAXINTEGER);
    if (i < 0 && i >= -n) i = n + 1 + i;
  }
  if (i < low || i > high)
    lcheck_misuse(L, where, "%s %lld is outside a column of %lld values", argname, (long long)i,
                  (long long)n);
  return i;
}

/* column.slice(column [, start [, stop [, step]]]) -> view */
static int slice(lua_State *L) {
  static const char where[] = "hepar.column.slice";
  hepar_error error;
  const hepar_column *column = lcolumn_self(L, where);
  lua_Integer n = (lua_Integer)column->length;
  lua_Integer step = lua_isnoneornil(L, 4)
                         ? 1
                         : lcheck_integer(L, 4, where, "step", -LARGEST, LARGEST);
  /* Going up, start may be one past the end and stop one before the start: an empty view. */
  bool up = step > 0;
  lua_Integer start = place(L, 2, where, "start", up ? 1 : n, n, up ? 1 : 0, up ? n + 1 : n);
  lua_Integer stop = place(L, 3, where, "stop", up ? n : 1, n, up ? 0 : 1, up ? n : n + 1);
  size_t count = 0;
  hepar_column *view;
  if (step == 0) lcheck_misuse(L, where, "step must not be 0");
  if (up ? start <= stop : start >= stop) count = (size_t)((stop - start) / step) + 1;
  view = lcolumn_push_empty(L);
  if (hepar_column_slice(view, column, (size_t)(count > 0 ? start - 1 : 0), count,
                         (ptrdiff_t)step, &error) != HEPAR_OK)
    lcheck_raise(L, where, &error);
  return 1;
}

/* column.take(column, places) -> column: the values at those places, in that order */
static int take(lua_State *L) {
  static const char where[] = "hepar.column.take";
  const hepar_column *column = lcolumn_self(L, where);
  const hepar_column *places = lcolumn_view(L, 2, where, "places");
  hepar_column *taken = lcolumn_push(L, places->length, where);
  for (size_t i = 0; i < places->length; i++) {
    double at = *hepar_column_at(places, i);
    if (!(at >= 1 && at <= (double)column->length) || at != floor(at))
      lcheck_misuse(L, where, "places[%zu] must be a whole number from 1 to %zu, got %.14g", i + 1,
                    column->length, at);
    taken->data[i] = *hepar_column_at(column, (size_t)at - 1);
  }
  return 1;
}

/* column.totable(column) -> array */
static int totable(lua_State *L) {
  const hepar_column *column = lcolumn_self(L, "hepar.column.totable");
  lua_createtable(L, column->length < INT32_MAX ? (int)column->length : 0, 0);
  for (size_t i = 0; i < column->length; i++) {
    lua_pushnumber(L, *hepar_column_at(column, i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

int lcolumn_concat(lua_State *L) {
  static const char where[] = "hepar.column.concat";
  int parts = lua_gettop(L);
  size_t total = 0;
  size_t at = 0;
  hepar_column *all;
  for (int i = 1; i <= parts; i++) {
    char name[32];
    (void)snprintf(name, sizeof name, "argument %d", i);
    total += lcolumn_view(L, i, where, name)->length;
  }
  all = lcolumn_push(L, total, where);
  for (int i = 1; i <= parts; i++) {
    const hepar_column *part = lcolumn_test(L, i);
    for (size_t j = 0; j < part->length; j++) all->data[at++] = *hepar_column_at(part, j);
  }
  return 1;
}

/* The option table at `at`, which knows na_rm alone. */
static bool na_rm_option(lua_State *L, int at, const char *where) {
  static const char *const names[] = {"na_rm", NULL};
  lcheck_options(L, at, where, names);
  return lcheck_boolean_option(L, at, where, "na_rm", false);
}

/* column.<statistic>(column [, {na_rm=}]) -> number */
static int statistic(lua_State *L, double (*of)(const hepar_column *, bool), const char *where) {
  const hepar_column *column = lcolumn_self(L, where);
  lua_pushnumber(L, of(column, na_rm_option(L, 2, where)));
  return 1;
}

static int sum(lua_State *L) { return statistic(L, hepar_column_sum, "hepar.column.sum"); }
static int mean(lua_State *L) { return statistic(L, hepar_column_mean, "hepar.column.mean"); }
static int var(lua_State *L) { return statistic(L, hepar_column_var, "hepar.column.var"); }
static int sd(lua_State *L) { return statistic(L, hepar_column_sd, "hepar.column.sd"); }
static int least(lua_State *L) { return statistic(L, hepar_column_min, "hepar.column.min"); }
static int largest(lua_State *L) { return statistic(L, hepar_column_max, "hepar.column.max"); }

/* column.missing(column) -> integer */
static int missing(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)hepar_column_missing(lcolumn_self(L, "hepar.column.missing")));
  return 1;
}

/* column.median(column [, {na_rm=}]) -> number */
static int median(lua_State *L) {
  static const char where[] = "hepar.column.median";
  hepar_error error;
  double value = 0;
  const hepar_column *column = lcolumn_self(L, where);
  bool na_rm = na_rm_option(L, 2, where);
  if (hepar_column_median(column, na_rm, &value, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_pushnumber(L, value);
  return 1;
}

/* column.quantile(column, p [, type or {type=, na_rm=}]) -> number, or a column for several p */
static int quantile(lua_State *L) {
  static const char where[] = "hepar.column.quantile";
  static const char *const names[] = {"na_rm", "type", NULL};
  hepar_error error;
  const hepar_column *column = lcolumn_self(L, where);
  int type = 7;
  bool na_rm = false;
  hepar_status status;
  lua_settop(L, 3);
  if (lua_type(L, 3) == LUA_TNUMBER) {
    type = (int)lcheck_integer(L, 3, where, "type", 1, 9);
  } else {
    lcheck_options(L, 3, where, names);
    type = (int)lcheck_integer_option(L, 3, where, "type", 7, 1, 9);
    na_rm = lcheck_boolean_option(L, 3, where, "na_rm", false);
  }
  if (lua_type(L, 2) == LUA_TNUMBER) {
    double p = lua_tonumber(L, 2);
    double value = 0;
    status = hepar_column_quantile(column, &p, 1, type, na_rm, &value, &error);
    lua_pushnumber(L, value);
  } else {
    const hepar_column *p = lcolumn_check(L, 2, where, "p");
    hepar_column *values = lcolumn_push(L, p->length, where);
    status = hepar_column_quantile(column, p->data, p->length, type, na_rm, values->data, &error);
  }
  return status == HEPAR_OK ? 1 : lcheck_raise(L, where, &error);
}

/* The option table at index 2 of the sorts. */
static bool descending_option(lua_State *L, const char *where) {
  static const char *const names[] = {"descending", NULL};
  lcheck_options(L, 2, where, names);
  return lcheck_boolean_option(L, 2, where, "descending", false);
}

/* column.sort(column [, {descending=}]) -> the same column, sorted */
static int sort(lua_State *L) {
  static const char where[] = "hepar.column.sort";
  hepar_error error;
  hepar_column *column = lcolumn_self(L, where);
  bool descending = descending_option(L, where);
  if (hepar_column_sort(column, descending, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_settop(L, 1);
  return 1;
}

/* column.order(column [, {descending=}]) -> column of places */
static int order(lua_State *L) {
  static const char where[] = "hepar.column.order";
  hepar_error error;
  const hepar_column *column = lcolumn_self(L, where);
  bool descending = descending_option(L, where);
  hepar_column *places = lcolumn_push(L, column->length, where);
  size_t *found = lua_newuserdatauv(L, (column->length + 1) * sizeof *found, 0);
  if (hepar_column_order(column, descending, found, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  for (size_t i = 0; i < column->length; i++) places->data[i] = (double)found[i] + 1;
  lua_pop(L, 1);
  return 1;
}

/* column.close(column): nothing happens the second time */
static int close_column(lua_State *L) {
  hepar_column *column = lcolumn_test(L, 1);
  if (column == NULL) lcolumn_self(L, "hepar.column.close");
  hepar_column_close(column);
  return 0;
}

/* column.cumsum(column) -> column */
static int cumsum(lua_State *L) {
  static const char where[] = "hepar.column.cumsum";
  hepar_error error;
  const hepar_column *column = lcolumn_self(L, where);
  hepar_column *sums = lcolumn_push_empty(L);
  return lcolumn_filled(L, where, hepar_column_cumsum(sums, column, &error), sums, &error);
}

const luaL_Reg lcolumn_functions[] = {
    {"new", new_column}, {"from", from},       {"copy", copy_column},       {"range", range},
    {"linspace", linspace}, {"is", is},        {"slice", slice},     {"take", take},
    {"totable", totable}, {"concat", lcolumn_concat}, {"sum", sum},  {"mean", mean},
    {"var", var},        {"sd", sd},           {"min", least},       {"max", largest},
    {"missing", missing}, {"median", median},  {"quantile", quantile}, {"sort", sort},
    {"order", order},    {"cumsum", cumsum},   {"close", close_column}, {NULL, NULL},
};
