/* hepar.core.cohort: draws of virtual patients, correlations, weights, summaries, times to event.
   Thin: lua/hepar/cohort.lua gives this its shape.

   cohort.draw{features = {{name, kind, a, b, low, high, values, cumulative}, …}, factor, seed,
     numbers, attempts} -> list of columns, one for each feature
   cohort.quantile(feature, u) -> column: the values of one feature at probabilities
   cohort.factor(matrix, size, names) -> column | nil, message, code [, nearest]
   cohort.balance(x, columns, targets) -> coefficients, weights, effective | nil, message, code
   cohort.events{times, alive, causes = {…}, u, v} -> times, causes
   cohort.summary(cells, exact) -> summary
     summary:add({first, times, values [, minus [, fixed]] [, weights] [, until_ = column]
       [, patient, count]} or a list of these [, threads]), :merge(summary [, threads]),
       :settle([threads]), :close()
     summary:describe(cell), :quantile(cell, p), :share(cell, x), :pack(), :unpack(text) */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "cohort/cohort.h"
#include "lcolumn.h"
#include "lparts.h"

#define WHERE "hepar.cohort"
#define SUMMARY "hepar.core.summary"

/* Memory that the garbage collector frees; it stays on the stack. */
static void *room(lua_State *L, size_t count, size_t size) {
  void *memory = lua_newuserdatauv(L, count * size + 1, 0);
  memset(memory, 0, count * size + 1);
  return memory;
}

/* A column in the field of a table; NULL when absent. It stays on the stack. */
static const hepar_column *column_field(lua_State *L, int at, const char *name) {
  if (lcheck_field(L, at, name) == LUA_TNIL) return NULL;
  return lcolumn_check(L, lua_gettop(L), WHERE, name);
}

static const hepar_column *wanted_column(lua_State *L, int at, const char *name) {
  const hepar_column *column = column_field(L, at, name);
  if (column == NULL) lcheck_misuse(L, WHERE, "%s is missing", name);
  return column;
}

static void read_feature(lua_State *L, int at, hepar_feature *f) {
  static const char *const kinds[] = {"constant", "normal",     "lognormal", "uniform", "beta",
                                      "gamma",    "triangular", "discrete",  NULL};
  hepar_error error;
  const char *kind;
  luaL_checktype(L, at, LUA_TTABLE);
  (void)lcheck_field(L, at, "name");
  f->name = luaL_checkstring(L, -1);
  (void)lcheck_field(L, at, "kind");
  kind = luaL_checkstring(L, -1);
  for (int k = 0; kinds[k] != NULL; k++)
    if (strcmp(kinds[k], kind) == 0) f->marginal.kind = (hepar_marginal_kind)k;
  f->marginal.a = lcheck_number_option(L, at, WHERE, "a", 0);
  f->marginal.b = lcheck_number_option(L, at, WHERE, "b", 0);
  f->marginal.low = lcheck_number_option(L, at, WHERE, "low", -INFINITY);
  f->marginal.high = lcheck_number_option(L, at, WHERE, "high", INFINITY);
  if (f->marginal.kind == HEPAR_MARGINAL_DISCRETE) {
    const hepar_column *values = wanted_column(L, at, "values");
    const hepar_column *cumulative = wanted_column(L, at, "cumulative");
    if (values->length != cumulative->length)
      lcheck_misuse(L, WHERE, "%s has %d values and %d probabilities", f->name, (int)values->length,
                    (int)cumulative->length);
    f->marginal.values = values->data;
    f->marginal.cumulative = cumulative->data;
    f->marginal.count = values->length;
  }
  if (hepar_marginal_check(&f->marginal, &error) != HEPAR_OK)
    lcheck_misuse(L, WHERE, "%s: %s", f->name, error.message);
}

static int draw(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  if (lcheck_field(L, 1, "features") != LUA_TTABLE)
    return lcheck_misuse(L, WHERE, "features must be a table");
  size_t count = (size_t)lua_rawlen(L, 2);
  luaL_checkstack(L, (int)count * 6 + 32, "features");
  hepar_feature *features = room(L, count, sizeof *features);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    read_feature(L, lua_gettop(L), &features[i]);
  }
  const hepar_column *factor = column_field(L, 1, "factor");
  uint64_t seed = (uint64_t)lcheck_integer_option(L, 1, WHERE, "seed", 1, LUA_MININTEGER,
                                                  LUA_MAXINTEGER);
  const hepar_column *numbers = wanted_column(L, 1, "numbers");
  const hepar_column *attempts = wanted_column(L, 1, "attempts");
  if (factor != NULL && factor->length != count * count)
    return lcheck_misuse(L, WHERE, "the factor does not fit the features");
  if (attempts->length != numbers->length)
    return lcheck_misuse(L, WHERE, "attempts must be as many as numbers");
  double *scratch = room(L, 2 * count, sizeof *scratch);
  double **out = room(L, count, sizeof *out);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    out[i] = lcolumn_push(L, numbers->length, WHERE)->data;
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  for (size_t p = 0; p < numbers->length; p++) {
    hepar_feature_draw(features, count, factor != NULL ? factor->data : NULL, seed,
                       (uint64_t)numbers->data[p], (uint64_t)attempts->data[p], scratch,
                       scratch + count);
    for (size_t i = 0; i < count; i++) out[i][p] = scratch[count + i];
  }
  return 1;
}

static int quantile_of(lua_State *L) {
  hepar_feature feature;
  const hepar_column *u = lcolumn_check(L, 2, WHERE, "u");
  read_feature(L, 1, &feature);
  hepar_column *out = lcolumn_push(L, u->length, WHERE);
  for (size_t i = 0; i < u->length; i++)
    out->data[i] = hepar_marginal_value(&feature.marginal, gsl_cdf_ugaussian_Pinv(u->data[i]));
  return 1;
}

static int correlation_factor(lua_State *L) {
  const hepar_column *matrix = lcolumn_check(L, 1, WHERE, "correlation");
  size_t n = (size_t)lcheck_integer(L, 2, WHERE, "size", 1, 1000);
  hepar_error error;
  if (matrix->length != n * n) return lcheck_misuse(L, WHERE, "a correlation matrix is square");
  hepar_column *result = lcolumn_push(L, n * n, WHERE);
  hepar_status status = hepar_correlation_factor(matrix->data, n, result->data, &error);
  if (status == HEPAR_OK) return 1;
  int results = lcheck_result(L, WHERE, &error);
  if (status != HEPAR_RANGE) return results;
  hepar_column *nearest = lcolumn_push(L, n * n, WHERE);
  status = hepar_correlation_nearest(matrix->data, n, 1e-6, nearest->data, &error);
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  return results + 1;
}

static int balance(lua_State *L) {
  const hepar_column *x = lcolumn_check(L, 1, WHERE, "x");
  size_t columns = (size_t)lcheck_integer(L, 2, WHERE, "columns", 1, 256);
  const hepar_column *targets = lcolumn_check(L, 3, WHERE, "targets");
  size_t rows = x->length / columns;
  double effective;
  hepar_error error;
  if (x->length != rows * columns || targets->length != columns)
    return lcheck_misuse(L, WHERE, "x and targets do not fit");
  hepar_column *coefficients = lcolumn_push(L, columns, WHERE);
  hepar_column *weights = lcolumn_push(L, rows, WHERE);
  if (hepar_balance(x->data, rows, columns, targets->data, coefficients->data, weights->data,
                    &effective, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushnumber(L, effective);
  return 3;
}

enum { MOST_CAUSES = 16 };

static int events(lua_State *L) {
  const double *causes[MOST_CAUSES], *here[MOST_CAUSES];
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  luaL_checkstack(L, 64, "events");
  const hepar_column *times = wanted_column(L, 1, "times");
  const hepar_column *alive = wanted_column(L, 1, "alive");
  const hepar_column *u = wanted_column(L, 1, "u");
  const hepar_column *v = wanted_column(L, 1, "v");
  if (lcheck_field(L, 1, "causes") != LUA_TTABLE)
    return lcheck_misuse(L, WHERE, "causes must be a table");
  int list = lua_gettop(L);
  size_t count = (size_t)lua_rawlen(L, list), n = u->length;
  if (count == 0 || count > MOST_CAUSES)
    return lcheck_misuse(L, WHERE, "there are 1 to %d causes", MOST_CAUSES);
  if (v->length != n || alive->length != n * times->length)
    return lcheck_misuse(L, WHERE, "the columns do not fit");
  for (size_t k = 0; k < count; k++) {
    lua_rawgeti(L, list, (lua_Integer)k + 1);
    const hepar_column *one = lcolumn_check(L, lua_gettop(L), WHERE, "causes");
    if (one->length != alive->length) return lcheck_misuse(L, WHERE, "the columns do not fit");
    causes[k] = one->data;
  }
  double *at = lcolumn_push(L, n, WHERE)->data;
  double *why = lcolumn_push(L, n, WHERE)->data;
  for (size_t p = 0; p < n; p++) {
    int cause;
    for (size_t k = 0; k < count; k++) here[k] = causes[k] + p * times->length;
    hepar_event_draw(times->data, times->length, alive->data + p * times->length, 1, here, count,
                     u->data[p], v->data[p], &at[p], &cause);
    why[p] = cause;
  }
  return 2;
}

/* ---- summaries ---- */

typedef struct summary {
  hepar_digest **cells;
  size_t count, exact;
} summary;

static int summary_gc(lua_State *L) {
  summary *s = luaL_checkudata(L, 1, SUMMARY);
  for (size_t i = 0; s->cells != NULL && i < s->count; i++) hepar_digest_free(s->cells[i]);
  hepar_free(s->cells);
  s->cells = NULL;
  s->count = 0;
  return 0;
}

static int new_summary(lua_State *L) {
  size_t count = (size_t)lcheck_integer(L, 1, WHERE, "cells", 1, 100000000);
  size_t exact = (size_t)lcheck_integer(L, 2, WHERE, "exact", 0, 100000000);
  hepar_error error;
  hepar_status status = HEPAR_OK;
  summary *s = lua_newuserdatauv(L, sizeof *s, 0);
  memset(s, 0, sizeof *s);
  luaL_setmetatable(L, SUMMARY);
  s->cells = hepar_calloc(count, sizeof(hepar_digest *));
  if (s->cells == NULL)
    status = hepar_fail(&error, HEPAR_NOMEM, "there is no memory for %zu summaries", count);
  s->exact = exact;
  for (; status == HEPAR_OK && s->count < count; s->count++)
    status = hepar_digest_new(&s->cells[s->count], exact, &error);
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  return 1;
}

static hepar_digest *check_cell(lua_State *L, const summary *s) {
  return s->cells[lcheck_integer(L, 2, WHERE, "cell", 1, (lua_Integer)s->count) - 1];
}

enum { TOGETHER = 64 }; /* cells that a thread takes at once */

typedef struct sharing {
  hepar_task task;
  void *data;
  size_t cells;
  bool *done; /* for each index; each has its own byte */
} sharing;

static hepar_status some_cells(void *data, size_t index, unsigned worker, hepar_error *error) {
  const sharing *s = data;
  hepar_status status = HEPAR_OK;
  for (size_t i = index * TOGETHER; i < (index + 1) * TOGETHER && i < s->cells; i++)
    if (status == HEPAR_OK) status = s->task(s->data, i, worker, error);
  s->done[index] = true;
  return status;
}

/* Work on the cells of a summary, shared out among threads: what a cell holds depends on none. An
   interrupt waits until all cells have it. */
static hepar_status share_cells(size_t cells, lua_Integer threads, hepar_task task, void *data,
                                hepar_error *error) {
  size_t count = (cells + TOGETHER - 1) / TOGETHER;
  sharing s = {task, data, cells, hepar_calloc(count + 1, sizeof *s.done)};
  hepar_pool *pool = NULL;
  hepar_status status = HEPAR_OK;
  if (s.done == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a summary");
  if (threads != 1 && count > 1) {
    status = hepar_pool_new(&pool, (unsigned)threads, error);
    if (status == HEPAR_OK) status = hepar_pool_run(pool, count, some_cells, &s, NULL, error);
    hepar_pool_free(pool);
    if (status == HEPAR_INTERRUPTED) status = HEPAR_OK;
  }
  for (size_t i = 0; status == HEPAR_OK && i < count; i++)
    if (!s.done[i]) status = some_cells(&s, i, 0, error);
  hepar_free(s.done);
  return status;
}

/* Values for `times` cells from `first` on: patients from `from` to before `to`. */
typedef struct batch {
  size_t first, times, fixed, from, to, before; /* cells of the batches before this one */
  const hepar_column *values, *minus, *weights, *until, *grid;
} batch;

typedef struct batches {
  const summary *summary;
  batch *list;
  size_t count;
} batches;

static hepar_status add_cell(void *data, size_t index, unsigned worker, hepar_error *error) {
  const batches *all = data;
  const batch *b = all->list;
  (void)worker;
  while (index >= b->before + b->times) b++;
  size_t t = index - b->before;
  hepar_digest *cell = all->summary->cells[b->first + t];
  for (size_t p = b->from; p < b->to; p++) {
    double x = b->values->data[p * b->times + t];
    double w = b->weights != NULL ? b->weights->data[p] : 1;
    if (b->until != NULL && b->grid->data[t] > b->until->data[p]) continue;
    if (b->minus != NULL) x -= b->minus->data[p * b->times + (b->fixed > 0 ? b->fixed - 1 : t)];
    hepar_status status = hepar_digest_add(cell, x, w, error);
    if (status != HEPAR_OK) return status;
  }
  return HEPAR_OK;
}

/* The table at a place of the stack as a batch; false when its columns do not fit. They stay on the
   stack. */
static bool read_batch(lua_State *L, int at, const summary *s, batch *b) {
  b->first = (size_t)lcheck_integer_option(L, at, WHERE, "first", 1, 1, INT64_MAX) - 1;
  b->times = (size_t)lcheck_integer_option(L, at, WHERE, "times", 1, 1, INT32_MAX);
  b->fixed = (size_t)lcheck_integer_option(L, at, WHERE, "fixed", 0, 0, (lua_Integer)b->times);
  b->values = wanted_column(L, at, "values");
  b->minus = column_field(L, at, "minus");
  b->weights = column_field(L, at, "weights");
  b->until = column_field(L, at, "until_");
  b->grid = column_field(L, at, "grid");
  size_t patients = b->values->length / b->times;
  b->from = (size_t)lcheck_integer_option(L, at, WHERE, "patient", 1, 1, INT64_MAX) - 1;
  b->to = b->from + (size_t)lcheck_integer_option(L, at, WHERE, "count", (lua_Integer)patients, 0,
                                                  INT32_MAX);
  return b->first + b->times <= s->count && b->values->length == patients * b->times &&
         b->to <= patients && (b->minus == NULL || b->minus->length == b->values->length) &&
         (b->weights == NULL || b->weights->length == patients) &&
         (b->until == NULL || (b->until->length == patients && b->grid != NULL &&
                               b->grid->length == b->times));
}

/* s:add(batch [, threads]), s:add(list of batches [, threads]): each {first, times, values, minus,
   fixed, weights, until_, grid, patient, count}: patients x times into cells of its own; `count`
   patients from `patient` on, or all. */
static int add(lua_State *L) {
  batches all = {luaL_checkudata(L, 1, SUMMARY), NULL, 1};
  hepar_error error;
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 3);
  lua_Integer threads = lua_isnil(L, 3) ? 1 : lcheck_integer(L, 3, WHERE, "threads", 0, 1024);
  bool single = lcheck_field(L, 2, "values") != LUA_TNIL;
  size_t cells = 0;
  if (!single) all.count = (size_t)lua_rawlen(L, 2);
  luaL_checkstack(L, 8 * (int)all.count + 32, "batches");
  all.list = room(L, all.count, sizeof *all.list);
  for (size_t i = 0; i < all.count; i++) {
    batch *b = &all.list[i];
    if (single) lua_pushvalue(L, 2);
    else lua_rawgeti(L, 2, (lua_Integer)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    if (!read_batch(L, lua_gettop(L), all.summary, b))
      return lcheck_misuse(L, WHERE, "the columns of a summary do not fit");
    for (size_t k = 0; k < i; k++)
      if (all.list[k].first < b->first + b->times &&
          b->first < all.list[k].first + all.list[k].times)
        return lcheck_misuse(L, WHERE, "two batches go into the same cells");
    b->before = cells;
    cells += b->times;
  }
  if (share_cells(cells, threads, add_cell, &all, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, 1);
  return 1;
}

typedef struct joining {
  const summary *to, *from;
} joining;

static hepar_status merge_cell(void *data, size_t index, unsigned worker, hepar_error *error) {
  const joining *j = data;
  (void)worker;
  return hepar_digest_merge(j->to->cells[index], j->from->cells[index], error);
}

/* s:merge(from [, threads]): another part of the same cells, from after those that are there. */
static int merge(lua_State *L) {
  const joining j = {luaL_checkudata(L, 1, SUMMARY), luaL_checkudata(L, 2, SUMMARY)};
  lua_Integer threads =
      lua_isnoneornil(L, 3) ? 1 : lcheck_integer(L, 3, WHERE, "threads", 0, 1024);
  hepar_error error;
  if (j.to == j.from || j.to->count != j.from->count || j.to->exact != j.from->exact)
    return lcheck_misuse(L, WHERE, "the summaries do not fit");
  if (share_cells(j.to->count, threads, merge_cell, (void *)&j, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, 1);
  return 1;
}

static hepar_status settle_cell(void *data, size_t index, unsigned worker, hepar_error *error) {
  const summary *s = data;
  (void)worker;
  (void)error;
  hepar_digest_settle(s->cells[index]);
  return HEPAR_OK;
}

/* s:settle([threads]): small before it is packed; this changes the approximation of what
   follows. */
static int settle(lua_State *L) {
  summary *s = luaL_checkudata(L, 1, SUMMARY);
  lua_Integer threads =
      lua_isnoneornil(L, 2) ? 1 : lcheck_integer(L, 2, WHERE, "threads", 0, 1024);
  hepar_error error;
  if (share_cells(s->count, threads, settle_cell, s, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  return 0;
}

static int describe(lua_State *L) {
  const summary *s = luaL_checkudata(L, 1, SUMMARY);
  hepar_digest_moments m = hepar_digest_describe(check_cell(L, s));
  const struct {
    const char *name;
    double value;
  } fields[] = {{"mean", m.mean}, {"sd", sqrt(m.var)},      {"min", m.low},
                {"max", m.high},  {"weight", m.weight}, {"effective", m.effective}};
  lua_createtable(L, 0, 8);
  lua_pushinteger(L, (lua_Integer)m.count);
  lua_setfield(L, -2, "n");
  lua_pushboolean(L, m.exact);
  lua_setfield(L, -2, "exact");
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    lua_pushnumber(L, fields[i].value);
    lua_setfield(L, -2, fields[i].name);
  }
  return 1;
}

static int quantile(lua_State *L) {
  const summary *s = luaL_checkudata(L, 1, SUMMARY);
  double value;
  hepar_error error;
  if (hepar_digest_quantile(check_cell(L, s), lcheck_number(L, 3, WHERE, "p"), &value, &error) !=
      HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushnumber(L, value);
  return 1;
}

static int share(lua_State *L) {
  const summary *s = luaL_checkudata(L, 1, SUMMARY);
  double value;
  hepar_error error;
  if (hepar_digest_share(check_cell(L, s), lcheck_number(L, 3, WHERE, "x"), &value, &error) !=
      HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushnumber(L, value);
  return 1;
}

static int pack(lua_State *L) {
  const summary *s = luaL_checkudata(L, 1, SUMMARY);
  size_t most = 0;
  luaL_Buffer b;
  for (size_t i = 0; i < s->count; i++) {
    size_t size = hepar_digest_size(s->cells[i]);
    if (size > most) most = size;
  }
  double *numbers = room(L, most + 1, sizeof *numbers);
  luaL_buffinit(L, &b);
  for (size_t i = 0; i < s->count; i++) {
    numbers[0] = (double)hepar_digest_size(s->cells[i]);
    hepar_digest_pack(s->cells[i], numbers + 1);
    luaL_addlstring(&b, (const char *)numbers, ((size_t)numbers[0] + 1) * sizeof *numbers);
  }
  luaL_pushresult(&b);
  return 1;
}

static int unpack(lua_State *L) {
  summary *s = luaL_checkudata(L, 1, SUMMARY);
  size_t length, at = 0;
  const char *text = luaL_checklstring(L, 2, &length);
  double *numbers = room(L, length / sizeof(double), sizeof *numbers);
  hepar_error error;
  hepar_status status = HEPAR_OK;
  memcpy(numbers, text, length / sizeof(double) * sizeof(double));
  length /= sizeof(double);
  for (size_t i = 0; i < s->count && status == HEPAR_OK; i++) {
    double size = at < length ? numbers[at++] : NAN;
    if (!(size >= 0 && size <= (double)(length - at)))
      status = hepar_fail(&error, HEPAR_FORMAT, "the summary of the file is damaged");
    else
      status = hepar_digest_unpack(s->cells[i], numbers + at, (size_t)size, &error);
    if (status == HEPAR_OK) at += (size_t)size;
  }
  if (status == HEPAR_OK && at != length)
    status = hepar_fail(&error, HEPAR_FORMAT, "the summary of the file is damaged");
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, 1);
  return 1;
}

int lcohort_open(lua_State *L) {
  static const luaL_Reg meta[] = {{"__gc", summary_gc}, {"__close", summary_gc}, {NULL, NULL}};
  static const luaL_Reg methods[] = {
      {"add", add},           {"merge", merge}, {"settle", settle}, {"describe", describe},
      {"quantile", quantile}, {"share", share}, {"pack", pack},     {"unpack", unpack},
      {"close", summary_gc},  {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"draw", draw},     {"factor", correlation_factor}, {"balance", balance},
      {"events", events}, {"summary", new_summary},       {"sandbox", lsandbox},
      {"quantile", quantile_of}, {NULL, NULL}};
  lcheck_class(L, SUMMARY, meta, methods);
  luaL_newlib(L, functions);
  return 1;
}
