/* The log: who changed what, when and why. Each row carries the hash of the one before it. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store.h"

#define FIRST_HASH "0000000000000000000000000000000000000000000000000000000000000000"
#define FIELDS 8 /* time, who, op, record, field, old, new, why */

static const char *const keys[FIELDS] = {"time", "who", "op", "record", "field", "old", "new",
                                         "why"};

static json_t *string_or_null(const char *text) {
  return text != NULL ? json_string(text) : json_null();
}

/* The hash of a row: SHA-256 of the canonical JSON list [prev_hash, seq, time, who, …, why]. */
static hepar_status hash_row(const char *previous, int64_t seq, const char *const fields[FIELDS],
                             char hex[65], hepar_error *error) {
  json_t *list = json_array();
  char *text = NULL;
  bool good = json_array_append_new(list, json_string(previous)) == 0 &&
              json_array_append_new(list, json_integer(seq)) == 0;
  for (size_t i = 0; i < FIELDS && good; i++)
    good = json_array_append_new(list, string_or_null(fields[i])) == 0;
  if (good) text = hepar_json_string(list, error);
  json_decref(list);
  if (!good) return hepar_fail_memory(error);
  if (text == NULL) return error->status;
  hepar_sha256_hex(text, strlen(text), hex);
  hepar_free(text);
  return HEPAR_OK;
}

/* Now, in UTC: 2026-11-21T14:05:12Z. */
static void set_time(char buffer[32]) {
  time_t now = time(NULL);
  struct tm parts;
  if (gmtime_r(&now, &parts) == NULL || strftime(buffer, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
    (void)snprintf(buffer, 32, "1970-01-01T00:00:00Z");
}

/* The number and hash of the last row. */
static hepar_status last_row(hepar_store *store, int64_t *seq, char hash[65], hepar_error *error) {
  hepar_status status;
  sqlite3_stmt *s =
      hepar_store_prepare(store, "SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1", error);
  *seq = 0;
  (void)snprintf(hash, 65, "%s", FIRST_HASH);
  if (s == NULL) return error->status;
  if (hepar_store_row(store, s, &status, error)) {
    const char *text = (const char *)sqlite3_column_text(s, 1);
    *seq = sqlite3_column_int64(s, 0);
    if (text != NULL) (void)snprintf(hash, 65, "%s", text);
    else status = hepar_fail_memory(error);
  }
  hepar_store_release(store, s);
  return status;
}

hepar_status hepar_log_append(hepar_store *store, const char *who, const char *op,
                              const char *record, const char *field, const char *old_value,
                              const char *new_value, const char *why, hepar_error *error) {
  char now[32];
  char previous[65];
  char hash[65];
  int64_t seq;
  sqlite3_stmt *s;
  const char *fields[FIELDS] = {now, who, op, record, field, old_value, new_value, why};
  hepar_status status = last_row(store, &seq, previous, error);
  set_time(now);
  if (status == HEPAR_OK) status = hash_row(previous, ++seq, fields, hash, error);
  if (status != HEPAR_OK) return status;
  s = hepar_store_prepare(store,
                          "INSERT INTO log (seq, time, who, op, record, field, old, new, why, "
                          "prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          error);
  if (s == NULL) return error->status;
  (void)sqlite3_bind_int64(s, 1, seq);
  for (int i = 0; i < FIELDS; i++)
    (void)sqlite3_bind_text(s, i + 2, fields[i], -1, SQLITE_STATIC);
  (void)sqlite3_bind_text(s, 10, previous, -1, SQLITE_STATIC);
  (void)sqlite3_bind_text(s, 11, hash, -1, SQLITE_STATIC);
  return hepar_store_done(store, s, error);
}

json_t *hepar_log_rows(hepar_store *store, const char *id, hepar_error *error) {
  hepar_status status = HEPAR_OK;
  json_t *list;
  sqlite3_stmt *s = hepar_store_prepare(
      store,
      "SELECT seq, time, who, op, record, field, old, new, why FROM log "
      "WHERE ?1 IS NULL OR record = ?1 ORDER BY seq",
      error);
  if (s == NULL) return NULL;
  if (id != NULL) (void)sqlite3_bind_text(s, 1, id, -1, SQLITE_STATIC);
  list = json_array();
  if (list == NULL) status = hepar_fail_memory(error);
  while (status == HEPAR_OK && hepar_store_row(store, s, &status, error)) {
    json_t *row = json_object();
    bool good = json_object_set_new(row, "seq", json_integer(sqlite3_column_int64(s, 0))) == 0;
    for (int i = 0; i < FIELDS && good; i++) {
      const char *text = (const char *)sqlite3_column_text(s, i + 1);
      if (text != NULL) good = json_object_set_new(row, keys[i], json_string(text)) == 0;
    }
    if (json_array_append_new(list, row) != 0 || !good) status = hepar_fail_memory(error);
  }
  hepar_store_release(store, s);
  if (status == HEPAR_OK) return list;
  json_decref(list);
  return NULL;
}

/* Compare one row with the chain so far; `hash` becomes the row's. */
static hepar_status verify_row(sqlite3_stmt *s, int64_t expected, char hash[65],
                               hepar_error *error) {
  const char *fields[FIELDS];
  char made[65];
  int64_t seq = sqlite3_column_int64(s, 0);
  const char *previous = (const char *)sqlite3_column_text(s, FIELDS + 1);
  const char *stored = (const char *)sqlite3_column_text(s, FIELDS + 2);
  hepar_status status;
  for (int i = 0; i < FIELDS; i++) fields[i] = (const char *)sqlite3_column_text(s, i + 1);
  if (seq != expected)
    return hepar_fail(error, HEPAR_CONFLICT, "the log is broken: row %lld is missing",
                      (long long)expected);
  status = hash_row(hash, seq, fields, made, error);
  if (status != HEPAR_OK) return status;
  if (previous == NULL || stored == NULL || strcmp(previous, hash) != 0 ||
      strcmp(stored, made) != 0)
    return hepar_fail(error, HEPAR_CONFLICT,
                      "the log is broken: row %lld was changed after it was written",
                      (long long)seq);
  memcpy(hash, made, sizeof made);
  return HEPAR_OK;
}

hepar_status hepar_store_verify(hepar_store *store, hepar_error *error) {
  hepar_error local;
  char hash[65] = FIRST_HASH;
  int64_t expected = 0;
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s;
  if (error == NULL) error = &local;
  s = hepar_store_prepare(store,
                          "SELECT seq, time, who, op, record, field, old, new, why, prev_hash, "
                          "hash FROM log ORDER BY seq",
                          error);
  if (s == NULL) return error->status;
  while (status == HEPAR_OK && hepar_store_row(store, s, &status, error))
    status = verify_row(s, ++expected, hash, error);
  hepar_store_release(store, s);
  return status;
}
