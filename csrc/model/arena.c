/* A list of blocks that are filled from front to back. */
#include "arena.h"

#include <string.h>

#define BLOCK 16384
#define ALIGN 16

typedef struct hepar_arena_block {
  struct hepar_arena_block *next;
  size_t used, size; /* of the bytes behind this head */
} block;

#define HEAD ((sizeof(block) + ALIGN - 1) / ALIGN * ALIGN)

void *hepar_arena_alloc(hepar_arena *arena, size_t size) {
  block *b = arena->blocks;
  char *memory;
  if (size > SIZE_MAX / 2) return NULL;
  size = (size + ALIGN - 1) / ALIGN * ALIGN;
  if (b == NULL || b->size - b->used < size) {
    size_t room = size > BLOCK / 4 ? size : BLOCK;
    block *fresh = hepar_malloc(HEAD + room);
    if (fresh == NULL) return NULL;
    fresh->used = 0;
    fresh->size = room;
    if (room == size && b != NULL) { /* a block of its own, behind the one that is being filled */
      fresh->next = b->next;
      b->next = fresh;
    } else {
      fresh->next = b;
      arena->blocks = fresh;
    }
    b = fresh;
  }
  memory = (char *)b + HEAD + b->used;
  b->used += size;
  memset(memory, 0, size);
  return memory;
}

void hepar_arena_free(hepar_arena *arena) {
  block *b = arena->blocks;
  while (b != NULL) {
    block *next = b->next;
    hepar_free(b);
    b = next;
  }
  arena->blocks = NULL;
}
