/* The C module hepar.core: a table of parts, each opened by its own l<noun>.c. */
#include "lcheck.h"
#include "lparts.h"

int luaopen_hepar_core(lua_State *L) {
  static const luaL_Reg parts[] = {
      {"memory", lmemory_open},
      {"column", lcolumn_open},
      {"random", lrandom_open},
      {"lanes", llanes_open},
      {"progress", lprogress_open},
      {"json", ljson_open},
      {"store", lstore_open},
      {"units", lunits_open},
      {"rules", lrules_open},
      {"evidence", levidence_open},
      {"meta", lmeta_open},
      {"effects", leffects_open},
      {"convert", lconvert_open},
      {"survival", lsurvival_open},
      {"tables", ltables_open},
      {"fit", lfit_open},
      {"influence", linfluence_open},
      {"bias", lbias_open},
      {"selmodel", lselmodel_open},
      {"robust", lrobust_open},
      {"scale", lscale_open},
      {"score", lscore_open},
      {"model", lmodels_open},
      {"solve", lsolve_open},
      {"programs", lprograms_open},
      {"trial", ltrial_open},
      {"sensitivity", lsensitivity_open},
      {"cohort", lcohort_open},
      {"tablefile", ltablefile_open},
      {"optimise", loptimise_open},
      {NULL, NULL},
  };
  luaL_checkversion(L);
  hepar_start();
  lua_newtable(L);
  lua_pushliteral(L, HEPAR_VERSION);
  lua_setfield(L, -2, "_VERSION");
  for (const luaL_Reg *part = parts; part->name != NULL; part++) {
    lua_pushcfunction(L, part->func);
    lua_call(L, 0, 1);
    lua_setfield(L, -2, part->name);
  }
  lua_pushcfunction(L, lsuggest);
  lua_setfield(L, -2, "suggest");
  lua_pushcfunction(L, lspecial);
  lua_setfield(L, -2, "special");
  return 1;
}
