/* hepar.core.fit.many: what lua/hepar/meta/fit_many.lua calls. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lcolumn.h"
#include "lparts.h"
#include "lprogress.h"

#define WHERE "hepar.meta.fit_many"

/* The results: one column for each of these, then six for each coefficient. */
static const char *const names[] = {"k",  "tau2", "se_tau2", "I2",  "H2",       "R2",
                                    "QE", "QEp",  "QM",      "QMp", "converged", "ll"};
static const char *const of_coefficient[] = {"beta", "se", "zval", "pval", "ci_lb", "ci_ub"};
enum { NUMBERS = sizeof names / sizeof names[0], EACH = 6 };

#define REASON 160

typedef struct results {
  double **column;     /* NUMBERS + EACH * width of them */
  size_t width;        /* most coefficients of a set */
  char (*why)[REASON]; /* why a set has no fit */
} results;

/* Put the numbers of one fit into their places; threads write to different places. */
static void visit(void *data, size_t i, const hepar_fit *fit, const hepar_error *why) {
  results *r = data;
  if (fit == NULL) {
    (void)snprintf(r->why[i], REASON, "%.*s", REASON - 1, why->message);
    return;
  }
  const double numbers[NUMBERS] = {(double)fit->k, fit->tau2, fit->se_tau2, fit->I2, fit->H2,
                                   fit->R2, fit->QE, fit->QEp, fit->QM, fit->QMp,
                                   fit->converged ? 1 : 0,
                                   fit->method == HEPAR_REML ? fit->REML.ll : fit->ML.ll};
  const double *const vectors[EACH] = {fit->beta, fit->se, fit->zval,
                                       fit->pval, fit->ci_lb, fit->ci_ub};
  for (size_t n = 0; n < NUMBERS; n++) r->column[n][i] = numbers[n];
  for (size_t e = 0; e < EACH; e++)
    for (size_t j = 0; j < fit->p && j < r->width; j++)
      r->column[NUMBERS + e * r->width + j][i] = vectors[e][j];
}

/* Entry i of the list at `list` as doubles, kept alive by the list itself. */
static const double *entry(lua_State *L, int list, size_t i, const char *name, size_t *length) {
  char label[64];
  (void)snprintf(label, sizeof label, "set %zu: %s", i + 1, name);
  lua_geti(L, list, (lua_Integer)i + 1);
  const hepar_column *column = lcolumn_check(L, lua_gettop(L), WHERE, label);
  const double *data = column->data;
  if (*length == SIZE_MAX) *length = column->length;
  if (column->length != *length)
    lcheck_misuse(L, WHERE, "set %zu: %s has %zu values, yi has %zu", i + 1, name, column->length,
                  *length);
  lua_seti(L, list, (lua_Integer)i + 1);
  return data;
}

/* The moderators of set i, pointers in memory that Lua owns and the list keeps. */
static void read_mods(lua_State *L, int list, size_t i, hepar_fit_data *set, size_t *length) {
  lua_geti(L, list, (lua_Integer)i + 1);
  int mods = lua_gettop(L);
  set->mod_count = (size_t)luaL_len(L, mods);
  const double **pointers = lua_newuserdatauv(L, (set->mod_count + 1) * sizeof *pointers, 0);
  for (size_t j = 0; j < set->mod_count; j++)
    pointers[j] = entry(L, mods, j, "a moderator", length);
  lua_setfield(L, mods, "pointers");
  set->mods = pointers;
  lua_pop(L, 1);
}

/* fit.many(yi, vi, sei, method, test, weighted, level, tau2, intercept, weights, mods, threads,
   progress) -> columns by name, {[index] = why} | nil, message, code. yi, vi, weights and mods are
   lists with one entry for each set. */
int lfit_many(lua_State *L) {
  static const char *const methods[] = {"EE", "DL", "HE", "HS", "HSk", "SJ", "SJIT", "DLIT", "ML",
                                        "REML", "EB", "PM", "PMM", "GENQ", "GENQM", NULL};
  static const char *const tests[] = {"z", "t", "knha", "adhoc", NULL};
  hepar_fit_options options = {0};
  hepar_error error;
  lprogress line;
  lua_settop(L, 13);
  size_t count = (size_t)luaL_len(L, 1);
  bool sei = lua_toboolean(L, 3), intercept = lua_toboolean(L, 9);
  options.method = (hepar_pooling)luaL_checkoption(L, 4, NULL, methods);
  options.test = (hepar_fit_test)luaL_checkoption(L, 5, NULL, tests);
  options.weighted = lua_toboolean(L, 6);
  options.level = luaL_checknumber(L, 7);
  options.tau2 = luaL_optnumber(L, 8, (lua_Number)NAN);
  unsigned threads = (unsigned)lcheck_integer(L, 12, WHERE, "threads", 0, HEPAR_POOL_MOST);
  hepar_fit_data *sets = lua_newuserdatauv(L, (count + 1) * sizeof *sets, 0);
  results r = {NULL, 1, NULL};
  for (size_t i = 0; i < count; i++) {
    size_t length = SIZE_MAX;
    memset(&sets[i], 0, sizeof sets[i]);
    sets[i].sei = sei;
    sets[i].intercept = intercept;
    sets[i].yi = entry(L, 1, i, "yi", &length);
    sets[i].vi = entry(L, 2, i, sei ? "sei" : "vi", &length);
    if (!lua_isnil(L, 10)) sets[i].weights = entry(L, 10, i, "weights", &length);
    if (!lua_isnil(L, 11)) read_mods(L, 11, i, &sets[i], &length);
    sets[i].count = length;
    size_t width = sets[i].mod_count + (intercept ? 1 : 0);
    r.width = width > r.width ? width : r.width;
  }
  r.why = lua_newuserdatauv(L, (count + 1) * sizeof *r.why, 0);
  r.column = lua_newuserdatauv(L, (NUMBERS + EACH * r.width) * sizeof *r.column, 0);
  for (size_t i = 0; i < count; i++) r.why[i][0] = '\0';
  lua_createtable(L, 0, NUMBERS + EACH);
  for (size_t n = 0; n < NUMBERS + EACH * r.width; n++) {
    hepar_column *column = lcolumn_push(L, count, WHERE);
    r.column[n] = column->data;
    for (size_t i = 0; i < count; i++) column->data[i] = NAN;
    if (n < NUMBERS) {
      lua_setfield(L, -2, names[n]);
      continue;
    }
    size_t e = (n - NUMBERS) / r.width, j = (n - NUMBERS) % r.width;
    if (j == 0) {
      lua_createtable(L, (int)r.width, 0);
      lua_setfield(L, -3, of_coefficient[e]);
    }
    lua_getfield(L, -2, of_coefficient[e]);
    lua_insert(L, -2);
    lua_seti(L, -2, (lua_Integer)j + 1);
    lua_pop(L, 1);
  }
  hepar_status status =
      hepar_fit_many(sets, count, &options, threads, visit, &r,
                     lprogress_begin(&line, lua_toboolean(L, 13), WHERE), &error);
  lprogress_end(&line);
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  lua_newtable(L);
  for (size_t i = 0; i < count; i++) {
    if (r.why[i][0] == '\0') continue;
    lua_pushstring(L, r.why[i]);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 2;
}
