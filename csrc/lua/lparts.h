/* The parts of hepar.core: each l<noun>.c opens one and leaves its table on the stack. */
#ifndef HEPAR_LPARTS_H
#define HEPAR_LPARTS_H

#include <lua.h>

int luaopen_hepar_core(lua_State *L);
/* A module of its own, with ranks over MPI. */
int luaopen_hepar_mpi_core(lua_State *L);

int lmemory_open(lua_State *L);
int lcolumn_open(lua_State *L);
int lrandom_open(lua_State *L);
int llanes_open(lua_State *L);
int lprogress_open(lua_State *L);
int lmeta_open(lua_State *L);
int leffects_open(lua_State *L);
int lconvert_open(lua_State *L);
int lsurvival_open(lua_State *L);
int ltables_open(lua_State *L);
int lfit_open(lua_State *L);
int linfluence_open(lua_State *L);
int lbias_open(lua_State *L);
int lselmodel_open(lua_State *L);
int lrobust_open(lua_State *L);
int lscale_open(lua_State *L);
int lscore_open(lua_State *L);
int lfit_many(lua_State *L);
int lsuggest(lua_State *L);
int lspecial(lua_State *L);
int lmodels_open(lua_State *L);
int lsolve_open(lua_State *L);
int lprograms_open(lua_State *L);
int lsensitivity_open(lua_State *L);
int lcohort_open(lua_State *L);
int loptimise_open(lua_State *L);
int lsandbox(lua_State *L);
int lunits_open(lua_State *L);
int lrules_open(lua_State *L);
int ljson_open(lua_State *L);
int lstore_open(lua_State *L);
int levidence_open(lua_State *L);
int ltrial_open(lua_State *L);
int ltablefile_open(lua_State *L);

#endif
