/* The statement cache of a store: opened and closed by store.c. */
#ifndef HEPAR_STATEMENTS_H
#define HEPAR_STATEMENTS_H

#include "store.h"

hepar_status hepar_statements_open(hepar_store *store, hepar_error *error);
void hepar_statements_close(hepar_store *store);

#endif
