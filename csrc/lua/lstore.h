/* The userdata of an open store, for the other files of the binding. */
#ifndef HEPAR_LSTORE_H
#define HEPAR_LSTORE_H

#include "lcheck.h"
#include "records/store.h"

#define LSTORE "hepar.store"

/* The open store at `index`; raises for anything else, and when it was closed. A view that keeps a
   store longer takes a reference of its own (hepar_store_retain) or keeps the userdata alive. */
hepar_store *lstore_check(lua_State *L, int index, const char *where);

/* Push a userdata that takes over the caller's reference. */
void lstore_push(lua_State *L, hepar_store *store);

#endif
