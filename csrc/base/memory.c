/* The allocator of the core: malloc with counters, and a fuse that tests can set to make the n-th
   allocation fail. The counters are atomic because pool threads allocate too; they are the only
   process-wide state of the core and change no result. */
#include "hepar.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_uint_fast64_t count;
static atomic_int_fast64_t live;
static atomic_uint_fast64_t fuse;
static atomic_bool fuse_forever;

/* True when this allocation is the one that has to fail. */
static bool blown(void) {
  uint64_t now = atomic_fetch_add(&count, 1) + 1;
  uint64_t at = atomic_load(&fuse);
  if (at == 0) return false;
  return atomic_load(&fuse_forever) ? now >= at : now == at;
}

void *hepar_malloc(size_t size) {
  void *pointer;
  if (blown()) return NULL;
  pointer = malloc(size > 0 ? size : 1);
  if (pointer != NULL) atomic_fetch_add(&live, 1);
  return pointer;
}

void *hepar_calloc(size_t n, size_t size) {
  void *pointer;
  if (blown()) return NULL;
  pointer = calloc(n > 0 ? n : 1, size > 0 ? size : 1);
  if (pointer != NULL) atomic_fetch_add(&live, 1);
  return pointer;
}

void *hepar_realloc(void *pointer, size_t size) {
  void *moved;
  if (pointer == NULL) return hepar_malloc(size);
  if (blown()) return NULL;
  moved = realloc(pointer, size > 0 ? size : 1);
  return moved;
}

void hepar_free(void *pointer) {
  if (pointer == NULL) return;
  atomic_fetch_sub(&live, 1);
  free(pointer);
}

char *hepar_strndup(const char *text, size_t length) {
  char *copy = hepar_malloc(length + 1);
  if (copy != NULL) {
    memcpy(copy, text, length);
    copy[length] = '\0';
  }
  return copy;
}

char *hepar_strdup(const char *text) { return hepar_strndup(text, strlen(text)); }

void hepar_memory_fail_at(uint64_t n, bool forever) {
  atomic_store(&fuse, 0);
  atomic_store(&count, 0);
  atomic_store(&fuse_forever, forever);
  atomic_store(&fuse, n);
}

uint64_t hepar_memory_count(void) { return atomic_load(&count); }

int64_t hepar_memory_live(void) { return atomic_load(&live); }

/* SQLite asks for the size of a block, so its blocks carry it in front. */
#define HEADER 16

static void *sqlite_malloc(int size) {
  char *block = hepar_malloc((size_t)size + HEADER);
  if (block == NULL) return NULL;
  memcpy(block, &size, sizeof size);
  return block + HEADER;
}

static void sqlite_free(void *pointer) {
  if (pointer != NULL) hepar_free((char *)pointer - HEADER);
}

static void *sqlite_realloc(void *pointer, int size) {
  char *block = hepar_realloc((char *)pointer - HEADER, (size_t)size + HEADER);
  if (block == NULL) return NULL;
  memcpy(block, &size, sizeof size);
  return block + HEADER;
}

static int sqlite_size(void *pointer) {
  int size = 0;
  if (pointer != NULL) memcpy(&size, (char *)pointer - HEADER, sizeof size);
  return size;
}

static int sqlite_roundup(int size) { return (size + 7) & ~7; }
static int sqlite_init(void *data) { return (void)data, SQLITE_OK; }
static void sqlite_shut(void *data) { (void)data; }

hepar_status hepar_memory_adopt_libraries(hepar_error *error) {
  static sqlite3_mem_methods methods = {sqlite_malloc,  sqlite_free, sqlite_realloc, sqlite_size,
                                        sqlite_roundup, sqlite_init, sqlite_shut,    NULL};
  if (sqlite3_shutdown() != SQLITE_OK ||
      sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK ||
      sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK ||
      sqlite3_initialize() != SQLITE_OK)
    return hepar_fail(error, HEPAR_MISUSE,
                      "SQLite is in use: its allocator can only be changed before the first store");
  json_set_alloc_funcs(hepar_malloc, hepar_free);
  return HEPAR_OK;
}
