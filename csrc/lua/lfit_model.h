/* Data and options of a fit as Lua hands them on: lua/hepar/meta/model.lua makes the table. */
#ifndef HEPAR_LFIT_MODEL_H
#define HEPAR_LFIT_MODEL_H

#include "lcolumn.h"

typedef struct lfit_model {
  hepar_fit_data data;
  hepar_fit_options options;
} lfit_model;

/* Read the table at `index`: yi, vi (columns), method, test, weighted, level, tau2, intercept,
   weights, mods (a list of columns), names, btt. Arrays become columns of the table, so the data
   live as long as it does; lists are kept by the stack, where this leaves two values. */
void lfit_model_read(lua_State *L, int index, const char *where, lfit_model *model);

/* Push a list of columns cut from `values`: `count` columns of `length` numbers. */
void lfit_model_push_columns(lua_State *L, const double *values, size_t count, size_t length,
                         const char *where);

/* Set a field of the table at the top: a number, nothing for NaN. */
void lfit_model_set_number(lua_State *L, const char *name, double value);

#endif
