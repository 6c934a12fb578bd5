/* Memory that is given back all at once: what a model is made of, and what its making needs. */
#ifndef HEPAR_MODEL_ARENA_H
#define HEPAR_MODEL_ARENA_H

#include "hepar.h"

typedef struct hepar_arena {
  struct hepar_arena_block *blocks; /* the newest first */
} hepar_arena;

/* Zeroed memory for anything, or NULL. */
void *hepar_arena_alloc(hepar_arena *arena, size_t size);
/* Everything; twice is fine. */
void hepar_arena_free(hepar_arena *arena);

#endif
