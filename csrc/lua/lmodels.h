/* The userdata of a parsed model, for the other files of the binding. */
#ifndef HEPAR_LMODELS_H
#define HEPAR_LMODELS_H

#include "lcheck.h"
#include "model/model.h"

#define LMODELS "hepar.core.model"

/* The model at `index`; raises for anything else. It lives as long as the userdata. */
const hepar_model *lmodels_check(lua_State *L, int index, const char *where);

#endif
