/* Statements and transactions: prepared once, kept, found again by their text. */
#include <string.h>

#include "store.h"
#include "statements.h"

#define CACHE 64

typedef struct entry {
  sqlite3_stmt *statement;
  const char *asked; /* the address of the text it was asked for last: a quick first look */
  uint64_t used; /* clock of the last use, for throwing out the oldest */
  bool busy;
} entry;

struct hepar_statements {
  entry entries[CACHE];
  uint64_t clock;
  sqlite3_stmt *rollback; /* prepared ahead: when memory is short it must still work */
};

hepar_status hepar_statements_open(hepar_store *store, hepar_error *error) {
  store->statements = hepar_calloc(1, sizeof *store->statements);
  return store->statements != NULL ? HEPAR_OK : hepar_fail_memory(error);
}

void hepar_statements_close(hepar_store *store) {
  hepar_statements *cache = store->statements;
  if (cache == NULL) return;
  for (size_t i = 0; i < CACHE; i++) (void)sqlite3_finalize(cache->entries[i].statement);
  (void)sqlite3_finalize(cache->rollback);
  hepar_free(cache);
  store->statements = NULL;
}

static bool fits(const entry *e, const char *sql) {
  return !e->busy && e->statement != NULL && strcmp(sqlite3_sql(e->statement), sql) == 0;
}

/* The slot of a free statement with this text, or else one to fill: empty, or the oldest idle. */
static entry *find_slot(hepar_statements *cache, const char *sql) {
  entry *oldest = NULL;
  for (size_t i = 0; i < CACHE; i++)
    if (cache->entries[i].asked == sql && fits(&cache->entries[i], sql)) return &cache->entries[i];
  for (size_t i = 0; i < CACHE; i++) {
    entry *e = &cache->entries[i];
    if (e->busy) continue;
    if (fits(e, sql)) return e;
    if (oldest == NULL || e->used < oldest->used) oldest = e;
  }
  if (oldest != NULL) {
    (void)sqlite3_finalize(oldest->statement);
    oldest->statement = NULL;
  }
  return oldest;
}

sqlite3_stmt *hepar_store_prepare(hepar_store *store, const char *sql, hepar_error *error) {
  sqlite3_stmt *statement = NULL;
  entry *slot;
  if (hepar_store_check(store, error) != HEPAR_OK) return NULL;
  slot = find_slot(store->statements, sql);
  if (slot != NULL && slot->statement != NULL) {
    statement = slot->statement;
  } else if (sqlite3_prepare_v3(store->db, sql, -1, slot != NULL ? SQLITE_PREPARE_PERSISTENT : 0,
                                &statement, NULL) != SQLITE_OK) {
    hepar_store_fail(store, error);
    return NULL;
  }
  if (slot != NULL) {
    slot->statement = statement;
    slot->asked = sql;
    slot->busy = true;
    slot->used = ++store->statements->clock;
  }
  return statement;
}

void hepar_store_release(hepar_store *store, sqlite3_stmt *statement) {
  hepar_statements *cache = store->statements;
  if (statement == NULL || cache == NULL) return;
  (void)sqlite3_reset(statement);
  (void)sqlite3_clear_bindings(statement);
  for (size_t i = 0; i < CACHE; i++) {
    if (cache->entries[i].statement == statement) {
      cache->entries[i].busy = false;
      return;
    }
  }
  (void)sqlite3_finalize(statement); /* one that found no slot */
}

bool hepar_store_row(hepar_store *store, sqlite3_stmt *statement, hepar_status *status,
                     hepar_error *error) {
  int code = sqlite3_step(statement);
  *status = HEPAR_OK;
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) *status = hepar_store_fail(store, error);
  return false;
}

hepar_status hepar_store_done(hepar_store *store, sqlite3_stmt *statement, hepar_error *error) {
  hepar_status status = HEPAR_OK;
  int code = sqlite3_step(statement);
  if (code != SQLITE_DONE && code != SQLITE_ROW) status = hepar_store_fail(store, error);
  hepar_store_release(store, statement);
  return status;
}

hepar_status hepar_store_execute(hepar_store *store, const char *sql, hepar_error *error) {
  hepar_status status = hepar_store_check(store, error);
  if (status != HEPAR_OK) return status;
  if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    return hepar_store_fail(store, error);
  return HEPAR_OK;
}

/* Run one of the transaction statements out of the cache. */
static hepar_status run(hepar_store *store, const char *sql, hepar_error *error) {
  sqlite3_stmt *statement = hepar_store_prepare(store, sql, error);
  if (statement == NULL) return error != NULL ? error->status : HEPAR_IO;
  return hepar_store_done(store, statement, error);
}

/* Undo the whole transaction, unless SQLite already did. */
static void roll_back(hepar_store *store) {
  if (sqlite3_get_autocommit(store->db)) return;
  (void)sqlite3_step(store->statements->rollback);
  (void)sqlite3_reset(store->statements->rollback);
}

/* Have the statement ready that undoes a transaction, before there is one. */
static hepar_status prepare_rollback(hepar_store *store, hepar_error *error) {
  if (store->statements->rollback != NULL ||
      sqlite3_prepare_v2(store->db, "ROLLBACK", -1, &store->statements->rollback, NULL) ==
          SQLITE_OK)
    return HEPAR_OK;
  return hepar_store_fail(store, error);
}

hepar_status hepar_store_snapshot(hepar_store *store, bool *own, hepar_error *error) {
  hepar_status status = prepare_rollback(store, error);
  if (store->depth == 0) roll_back(store);
  *own = sqlite3_get_autocommit(store->db) != 0;
  if (status == HEPAR_OK && *own) status = run(store, "BEGIN", error);
  return status;
}

void hepar_store_snapshot_end(hepar_store *store) { roll_back(store); /* nothing was written */ }

hepar_status hepar_store_begin(hepar_store *store, hepar_error *error) {
  hepar_error local;
  hepar_status status = hepar_store_check(store, error);
  if (error == NULL) error = &local;
  if (status != HEPAR_OK) return status;
  if (store->readonly)
    return hepar_fail(error, HEPAR_READONLY, "%s was opened read-only", hepar_store_name(store));
  status = prepare_rollback(store, error);
  if (status != HEPAR_OK) return status;
  if (store->depth == 0) roll_back(store);
  status = run(store, store->depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT part", error);
  if (status == HEPAR_OK) store->depth++;
  return status;
}

hepar_status hepar_store_end(hepar_store *store, hepar_status status, hepar_error *error) {
  hepar_error local;
  bool outer = store->depth == 1;
  if (error == NULL) error = &local;
  if (status == HEPAR_OK)
    status = run(store, outer ? "COMMIT" : "RELEASE part", error);
  if (status == HEPAR_OK && outer) store->changes++;
  if (status != HEPAR_OK && outer) {
    roll_back(store);
  } else if (status != HEPAR_OK && !sqlite3_get_autocommit(store->db)) {
    hepar_error undo;
    if (run(store, "ROLLBACK TO part", &undo) != HEPAR_OK ||
        run(store, "RELEASE part", &undo) != HEPAR_OK) {
      /* The whole transaction is gone: the caller must not forgive and go on. */
      roll_back(store);
      status = hepar_fail(error, undo.status, "%s", undo.message);
    }
  }
  store->depth--;
  return status;
}
