/* Opening, creating, upgrading, copying and closing a store, and what SQLite's errors mean. */
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "rules.h"
#include "statements.h"

#define APPLICATION_ID 0x68657061 /* "hepa" */
#define BUSY_MS 2000
#define HEADER_SIZE 100 /* of an SQLite file */

static const char schema_sql[] = {
#include "schema_sql.inc"
    0};

/* Step i leads from version i to i + 1. A new version appends a step; none is ever changed. */
static const char *const steps[] = {schema_sql};
#define SCHEMA_VERSION ((int)(sizeof steps / sizeof steps[0]))

const char *hepar_store_name(const hepar_store *store) {
  return store->path != NULL ? store->path : "the store in memory";
}

hepar_status hepar_store_check(const hepar_store *store, hepar_error *error) {
  if (store->db != NULL) return HEPAR_OK;
  return hepar_fail(error, HEPAR_CLOSED, "%s is closed", hepar_store_name(store));
}

void hepar_store_set_rules(hepar_store *store, const hepar_rules *rules) { store->rules = rules; }

/* One sentence for the last error of a database. */
static hepar_status database_fail(sqlite3 *db, const char *name, hepar_error *error) {
  int last = errno; /* SQLite does not hand it on for a failed step */
  int number = db != NULL ? sqlite3_system_errno(db) : 0;
  switch ((db != NULL ? sqlite3_errcode(db) : SQLITE_NOMEM) & 0xff) {
    case SQLITE_NOMEM: return hepar_fail_memory(error);
    case SQLITE_NOTADB: return hepar_fail(error, HEPAR_FORMAT, "%s is not a hepar store", name);
    case SQLITE_CORRUPT: return hepar_fail(error, HEPAR_FORMAT, "%s is damaged", name);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return hepar_fail(error, HEPAR_BUSY, "%s is being written by another program", name);
    case SQLITE_READONLY:
      return hepar_fail(error, HEPAR_READONLY, "%s is read-only and cannot be changed", name);
    case SQLITE_FULL: return hepar_fail(error, HEPAR_FULL, "%s: no space left to write", name);
    case SQLITE_INTERRUPT: return hepar_fail(error, HEPAR_INTERRUPTED, "interrupted");
    case SQLITE_CONSTRAINT:
      return hepar_fail(error, HEPAR_CONFLICT, "%s: %s", name, sqlite3_errmsg(db));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      if (number == 0) number = last;
      if (number != 0) return hepar_file_fail(name, number, error);
      return hepar_fail(error, HEPAR_IO, "%s cannot be read or written", name);
    default: break;
  }
  return hepar_fail(error, HEPAR_INTERNAL, "%s: %s", name, sqlite3_errmsg(db));
}

hepar_status hepar_store_fail(const hepar_store *store, hepar_error *error) {
  return database_fail(store->db, hepar_store_name(store), error);
}

/* The integer that a pragma or count answers. */
static hepar_status ask(hepar_store *store, const char *sql, int64_t *value, hepar_error *error) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  if (code == SQLITE_ROW) *value = sqlite3_column_int64(statement, 0);
  if (code != SQLITE_ROW) hepar_store_fail(store, error);
  (void)sqlite3_finalize(statement);
  return code == SQLITE_ROW ? HEPAR_OK : error->status;
}

/* Run the steps from version on, in one transaction. */
static hepar_status upgrade(hepar_store *store, int64_t version, hepar_error *error) {
  char pragmas[128];
  hepar_status status = hepar_store_begin(store, error);
  if (status != HEPAR_OK) return status;
  for (int64_t i = version; status == HEPAR_OK && i < SCHEMA_VERSION; i++)
    status = hepar_store_execute(store, steps[i], error);
  (void)snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                 APPLICATION_ID, SCHEMA_VERSION);
  if (status == HEPAR_OK) status = hepar_store_execute(store, pragmas, error);
  return hepar_store_end(store, status, error);
}

/* Look at what was opened: ours, empty, older, newer, or something else. */
static hepar_status settle(hepar_store *store, hepar_error *error) {
  const char *name = hepar_store_name(store);
  int64_t application = 0;
  int64_t version = 0;
  int64_t objects = 0;
  hepar_status status = ask(store, "PRAGMA application_id", &application, error);
  if (status == HEPAR_OK) status = ask(store, "PRAGMA user_version", &version, error);
  if (status == HEPAR_OK)
    status = ask(store, "SELECT count(*) FROM sqlite_schema", &objects, error);
  if (status != HEPAR_OK) return status;
  if (application != APPLICATION_ID && (application != 0 || version != 0 || objects > 0))
    return hepar_fail(error, HEPAR_FORMAT, "%s is an SQLite database, but not a hepar store", name);
  if (version > SCHEMA_VERSION)
    return hepar_fail(error, HEPAR_VERSION_NEWER,
                      "%s was written by a newer hepar (schema %lld, this one reads up to %d)",
                      name, (long long)version, SCHEMA_VERSION);
  if (version == SCHEMA_VERSION) return HEPAR_OK;
  if (store->readonly && application == 0)
    return hepar_fail(error, HEPAR_FORMAT, "%s is empty, not a hepar store", name);
  if (store->readonly)
    return hepar_fail(error, HEPAR_READONLY,
                      "%s has the older schema %lld: open it once for writing to upgrade it", name,
                      (long long)version);
  return upgrade(store, version, error);
}

/* Settings of this connection. Changes to a file survive a crash: WAL with NORMAL. */
static hepar_status configure(hepar_store *store, hepar_error *error) {
  const char *settings =
      "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000";
  hepar_status status;
  (void)sqlite3_busy_timeout(store->db, BUSY_MS);
  (void)sqlite3_extended_result_codes(store->db, 0);
  status = hepar_store_execute(store, settings, error);
  if (status == HEPAR_OK && store->path != NULL && !store->readonly)
    status = hepar_store_execute(store, "PRAGMA synchronous = NORMAL", error);
  if (status == HEPAR_OK) status = settle(store, error);
  if (status == HEPAR_OK && store->path != NULL && !store->readonly)
    status = hepar_store_execute(store, "PRAGMA journal_mode = WAL", error);
  return status;
}

/* A file in WAL mode on a read-only medium opens only as immutable; that is safe when no WAL is
   left beside it. */
static hepar_status open_immutable(hepar_store *store, hepar_error *error) {
  hepar_text uri = {0};
  struct stat about;
  int code;
  hepar_text_add(&uri, store->path);
  hepar_text_add(&uri, "-wal");
  if (!uri.failed && stat(uri.data, &about) == 0 && about.st_size > 0) {
    hepar_text_free(&uri);
    return hepar_store_fail(store, error);
  }
  hepar_text_clear(&uri);
  hepar_text_add(&uri, "file:");
  for (const char *c = store->path; *c != '\0'; c++) {
    char escape[4];
    (void)snprintf(escape, sizeof escape, "%%%02X", (unsigned)(unsigned char)*c);
    if (strchr("%?#", *c) != NULL) hepar_text_add(&uri, escape);
    else hepar_text_char(&uri, *c);
  }
  hepar_text_add(&uri, "?immutable=1");
  if (uri.failed) {
    hepar_text_free(&uri);
    return hepar_fail_memory(error);
  }
  (void)sqlite3_close(store->db);
  store->db = NULL;
  code = sqlite3_open_v2(uri.data, &store->db,
                         SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
  hepar_text_free(&uri);
  if (code != SQLITE_OK) return hepar_store_fail(store, error);
  return configure(store, error);
}

/* Open the database itself. */
static hepar_status connect(hepar_store *store, hepar_error *error) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  hepar_status status;
  flags |= store->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2(store->path != NULL ? store->path : ":memory:", &store->db, flags, NULL) !=
      SQLITE_OK)
    return hepar_store_fail(store, error);
  if (!store->readonly && sqlite3_db_readonly(store->db, "main") == 1)
    return hepar_fail(error, HEPAR_READONLY, "%s is read-only and cannot be changed",
                      hepar_store_name(store));
  status = configure(store, error);
  if (store->readonly && (status == HEPAR_IO || status == HEPAR_READONLY ||
                          status == HEPAR_NOT_FOUND))
    status = open_immutable(store, error);
  return status;
}

/* SQLite calls a new file in a folder that may not be written a missing one. */
static hepar_status creation_failed(const char *path, hepar_error *error) {
  hepar_text folder = {0};
  const char *slash = strrchr(path, '/');
  struct stat about;
  hepar_text_add(&folder, slash != NULL ? path : ".");
  if (slash != NULL && !folder.failed) folder.data[slash - path + 1] = '\0';
  if (!folder.failed && stat(folder.data, &about) == 0 && S_ISDIR(about.st_mode))
    (void)hepar_file_fail(path, EACCES, error);
  hepar_text_free(&folder);
  return error->status;
}

/* Take away what a failed creation left behind. */
static void remove_files(const char *path) {
  static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
  for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
    hepar_text name = {0};
    hepar_text_add(&name, path);
    hepar_text_add(&name, suffixes[i]);
    if (!name.failed) (void)unlink(name.data);
    hepar_text_free(&name);
  }
}

/* Copy and check the path: SQLite gives names that begin with a colon a meaning of their own. */
static hepar_status set_path(hepar_store *store, const char *path, bool *fresh,
                             hepar_error *error) {
  struct stat about;
  size_t room = strlen(path) + 3;
  if (path[0] == '\0') return hepar_fail(error, HEPAR_MISUSE, "the name of the store is empty");
  store->path = hepar_malloc(room);
  if (store->path == NULL) return hepar_fail_memory(error);
  (void)snprintf(store->path, room, "%s%s", path[0] == ':' ? "./" : "", path);
  if (stat(store->path, &about) != 0) {
    *fresh = errno == ENOENT;
    if (store->readonly || errno != ENOENT) return hepar_file_fail(path, errno, error);
  } else if (S_ISDIR(about.st_mode)) {
    return hepar_file_fail(path, EISDIR, error);
  } else if (!S_ISREG(about.st_mode)) {
    return hepar_fail(error, HEPAR_IO, "%s: is a device or pipe, not a file", path);
  } else if (about.st_size > 0 && about.st_size < HEADER_SIZE) {
    /* SQLite takes the shortest files for empty ones, and would write over them. */
    return hepar_fail(error, HEPAR_FORMAT, "%s is not a hepar store", path);
  }
  return HEPAR_OK;
}

hepar_status hepar_store_open(const char *path, bool readonly, hepar_store **store,
                              hepar_error *error) {
  hepar_error local;
  bool fresh = false;
  hepar_status status = HEPAR_OK;
  hepar_store *s;
  if (error == NULL) error = &local;
  *store = NULL;
  s = hepar_calloc(1, sizeof *s);
  if (s == NULL) return hepar_fail_memory(error);
  s->readonly = readonly && path != NULL;
  s->references = 1;
  s->rules = hepar_rules_default();
  if (path != NULL) status = set_path(s, path, &fresh, error);
  if (status == HEPAR_OK) status = hepar_vocabulary_open(&s->vocabulary, error);
  if (status == HEPAR_OK) status = hepar_statements_open(s, error);
  if (status == HEPAR_OK) status = connect(s, error);
  if (fresh && !s->readonly && status == HEPAR_NOT_FOUND)
    status = creation_failed(s->path, error);
  if (status != HEPAR_OK) {
    hepar_store_close(s);
    if (fresh && !readonly && s->path != NULL) remove_files(s->path);
    hepar_store_free(s);
    return status;
  }
  *store = s;
  return HEPAR_OK;
}

const char *hepar_store_engine(void) { return "SQLite " SQLITE_VERSION; }

void hepar_store_close(hepar_store *store) {
  if (store == NULL) return;
  hepar_statements_close(store);
  (void)sqlite3_close_v2(store->db);
  store->db = NULL;
  store->depth = 0;
}

hepar_store *hepar_store_retain(hepar_store *store) {
  store->references++;
  return store;
}

void hepar_store_free(hepar_store *store) {
  if (store == NULL || --store->references > 0) return;
  hepar_store_close(store);
  hepar_vocabulary_free(store->vocabulary);
  hepar_free(store->path);
  hepar_free(store);
}

hepar_status hepar_store_count(hepar_store *store, int64_t *count, hepar_error *error) {
  hepar_status status;
  sqlite3_stmt *statement = hepar_store_prepare(store, "SELECT count(*) FROM record", error);
  *count = 0;
  if (statement == NULL) return error != NULL ? error->status : HEPAR_IO;
  if (hepar_store_row(store, statement, &status, error))
    *count = sqlite3_column_int64(statement, 0);
  hepar_store_release(store, statement);
  return status;
}
