/* Between the files of hepar.core.trial: numbers in and out of tables that the Lua side made. */
#ifndef HEPAR_LTRIAL_H
#define HEPAR_LTRIAL_H

#include "lcheck.h"

/* The number (or boolean, as 0 or 1) under a name, or `absent`. */
double ltrial_number(lua_State *L, int at, const char *name, double absent);
/* The array under a name, as many as there is room for; how many it gave. */
size_t ltrial_numbers(lua_State *L, int at, const char *name, double *values, size_t room);
/* Set an array under a name of the table on top. */
void ltrial_push(lua_State *L, const char *name, const double *values, size_t count);

/* core.trial.test, core.trial.simulate and core.trial.allot. */
int ltrial_test(lua_State *L);
int ltrial_simulate(lua_State *L);
int ltrial_allot(lua_State *L);

#endif
