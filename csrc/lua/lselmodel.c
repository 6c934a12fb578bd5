/* hepar.core.selmodel: selection models; lua/hepar/meta/selmodel.lua checks and prints. */
#include <math.h>
#include <string.h>

#include "lfit_model.h"
#include "lparts.h"

#define CLASS "hepar.selmodel.box"

/* selmodel.fit(model, where, type, alternative, steps, delta, precision) -> table | nil, message,
   code. steps, delta (false where it is estimated) and precision are lists or nil. */
static int fit(lua_State *L) {
  static const char *const types[] = {"step",    "beta",      "halfnorm", "negexp", "logistic",
                                      "power",   "negexppow", "halfnorm2", "negexp2",
                                      "logistic2", "power2",  "trunc",    NULL};
  static const char *const alternatives[] = {"two.sided", "greater", "less", NULL};
  lfit_model model;
  hepar_error error;
  hepar_selmodel_options options = {0};
  lua_settop(L, 7);
  const char *where = luaL_checkstring(L, 2);
  options.type = (hepar_selection)luaL_checkoption(L, 3, NULL, types);
  options.alternative = (hepar_alternative)luaL_checkoption(L, 4, NULL, alternatives);
  if (!lua_isnil(L, 5)) {
    const hepar_column *steps = lcolumn_check(L, 5, where, "steps");
    options.steps = steps->data;
    options.step_count = steps->length;
  }
  if (!lua_isnil(L, 6)) {
    size_t count = (size_t)luaL_len(L, 6);
    if (count != hepar_selection_deltas(&options))
      lcheck_misuse(L, where, "delta has %zu values, this model has %zu", count,
                    hepar_selection_deltas(&options));
    double *delta = lua_newuserdatauv(L, (count + 1) * sizeof *delta, 0);
    for (size_t i = 0; i < count; i++) {
      lua_geti(L, 6, (lua_Integer)i + 1);
      delta[i] = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : (double)NAN;
      lua_pop(L, 1);
    }
    options.delta = delta;
  }
  if (!lua_isnil(L, 7)) options.precision = lcolumn_check(L, 7, where, "precision")->data;
  lfit_model_read(L, 1, where, &model);
  hepar_selmodel **box = lua_newuserdatauv(L, sizeof *box, 0);
  *box = NULL;
  luaL_setmetatable(L, CLASS);
  if (hepar_selmodel_new(box, &model.data, &model.options, &options, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  const hepar_selmodel *r = *box;
  lua_newtable(L);
  const double *const columns[] = {r->beta, r->se, r->zval, r->pval, r->ci_lb, r->ci_ub};
  static const char *const names[] = {"beta", "se", "zval", "pval", "ci_lb", "ci_ub"};
  for (size_t c = 0; c < 6; c++) {
    hepar_column *column = lcolumn_push(L, r->p, where);
    memcpy(column->data, columns[c], r->p * sizeof(double));
    lua_setfield(L, -2, names[c]);
  }
  hepar_column *delta = lcolumn_push(L, r->deltas, where);
  memcpy(delta->data, r->delta, r->deltas * sizeof(double));
  lua_setfield(L, -2, "delta");
  hepar_column *se = lcolumn_push(L, r->deltas, where);
  memcpy(se->data, r->se_delta, r->deltas * sizeof(double));
  lua_setfield(L, -2, "se_delta");
  lua_newtable(L);
  lua_newtable(L);
  for (size_t d = 0; d < r->deltas; d++) {
    lua_pushinteger(L, (lua_Integer)r->count[d]);
    lua_seti(L, -3, (lua_Integer)d + 1);
    lua_pushboolean(L, r->bound[d]);
    lua_seti(L, -2, (lua_Integer)d + 1);
  }
  lua_setfield(L, -3, "bound");
  lua_setfield(L, -2, "count");
  lfit_model_set_number(L, "tau2", r->tau2);
  lfit_model_set_number(L, "se_tau2", r->se_tau2);
  lfit_model_set_number(L, "ll", r->ll);
  lfit_model_set_number(L, "ll0", r->ll0);
  lfit_model_set_number(L, "LRT", r->LRT);
  lfit_model_set_number(L, "LRTp", r->LRTp);
  lua_pushinteger(L, (lua_Integer)r->LRTdf);
  lua_setfield(L, -2, "LRTdf");
  lua_pushinteger(L, (lua_Integer)r->parms);
  lua_setfield(L, -2, "parms");
  lua_pushboolean(L, r->converged);
  lua_setfield(L, -2, "converged");
  return 1;
}

static int meta_gc(lua_State *L) {
  hepar_selmodel **box = luaL_checkudata(L, 1, CLASS);
  hepar_selmodel_free(*box);
  *box = NULL;
  return 0;
}

int lselmodel_open(lua_State *L) {
  static const luaL_Reg meta[] = {{"__gc", meta_gc}, {"__close", meta_gc}, {NULL, NULL}};
  static const luaL_Reg functions[] = {{"fit", fit}, {NULL, NULL}};
  lcheck_class(L, CLASS, meta, NULL);
  luaL_newlib(L, functions);
  return 1;
}
