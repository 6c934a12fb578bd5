/* What the files of csrc/records and the binding share: the open store, its statements and
   transactions, and records as JSON. Others use the text-level calls of hepar.h. */
#ifndef HEPAR_STORE_H
#define HEPAR_STORE_H

#include <jansson.h>
#include <sqlite3.h>

#include "hepar.h"
#include "json.h"
#include "vocabulary.h"

/* The rules that look at what comes in. `record` runs for each record inserted, replaced or
   amended and adds its flags; `store` runs once at the end of an import or amendment, for rules
   that compare records (it has to remove its own old findings first). Both run inside the
   transaction of the caller. */
typedef struct hepar_rules {
  hepar_status (*record)(hepar_store *store, int64_t record, json_t *record_json,
                         hepar_error *error);
  hepar_status (*store)(hepar_store *store, hepar_error *error);
} hepar_rules;

typedef struct hepar_statements hepar_statements; /* the statement cache, store.c */

struct hepar_store {
  sqlite3 *db; /* NULL after close: every call then fails with HEPAR_CLOSED */
  char *path;  /* NULL: in memory */
  bool readonly;
  hepar_vocabulary *vocabulary;
  hepar_statements *statements;
  uint64_t changes; /* grows with every committed change, so that views know they are stale */
  const hepar_rules *rules; /* NULL: none */
  int depth;                /* transactions open, nested ones included */
  int references;
};

/* Set the rules (they must outlive the store; NULL for none). */
void hepar_store_set_rules(hepar_store *store, const hepar_rules *rules);

/* The name to use in messages: the path, or "the store in memory". */
const char *hepar_store_name(const hepar_store *store);

/* HEPAR_OK, or HEPAR_CLOSED with a message. */
hepar_status hepar_store_check(const hepar_store *store, hepar_error *error);

/* A prepared statement from the cache, ready to bind. Give it back with hepar_store_release (which
   resets it and clears its bindings); never finalize it. NULL on error. */
sqlite3_stmt *hepar_store_prepare(hepar_store *store, const char *sql, hepar_error *error);
void hepar_store_release(hepar_store *store, sqlite3_stmt *statement);

/* Step a statement: true for a row. At the end or on error false; *status says which. */
bool hepar_store_row(hepar_store *store, sqlite3_stmt *statement, hepar_status *status,
                     hepar_error *error);

/* Run a statement that returns no rows, and release it, whatever happens. */
hepar_status hepar_store_done(hepar_store *store, sqlite3_stmt *statement, hepar_error *error);

/* Run SQL text without parameters or rows. */
hepar_status hepar_store_execute(hepar_store *store, const char *sql, hepar_error *error);

/* Turn SQLite's last error into ours: one sentence that names the file. */
hepar_status hepar_store_fail(const hepar_store *store, hepar_error *error);

/* Transactions. They nest: an inner one is a savepoint. end(store, status, error) commits when
   status is HEPAR_OK and rolls back otherwise; it returns status, or what the commit said. */
hepar_status hepar_store_begin(hepar_store *store, hepar_error *error);
hepar_status hepar_store_end(hepar_store *store, hepar_status status, hepar_error *error);

/* One view of the data for several statements, even when others write. Inside a transaction there is
   nothing to do: *own is false. Otherwise end it with hepar_store_snapshot_end, which cannot fail. */
hepar_status hepar_store_snapshot(hepar_store *store, bool *own, hepar_error *error);
void hepar_store_snapshot_end(hepar_store *store);

/* ---- records ---- */

/* The key of the record with this id, 0 when there is none. */
hepar_status hepar_record_key(hepar_store *store, const char *id, int64_t *record,
                              hepar_error *error);
/* The same; HEPAR_NOT_FOUND when there is none. */
hepar_status hepar_record_find(hepar_store *store, const char *id, int64_t *record,
                               hepar_error *error);

/* The whole record as a new JSON object, exactly as exported; NULL on error. */
json_t *hepar_record_get(hepar_store *store, int64_t record, hepar_error *error);

/* Insert a record that has passed hepar_shape_check. *record is the key to use, 0 for a new one,
   and becomes the key used. The row of the study is made; the source must be there. Rules are not
   run. */
hepar_status hepar_record_insert(hepar_store *store, const json_t *json, int64_t *record,
                                 hepar_error *error);

/* Remove a record and all that hangs on it. */
hepar_status hepar_record_delete(hepar_store *store, int64_t record, hepar_error *error);

/* Add a flag at the end of a record's flags: rule NULL for a reader's, "R2" for a rule's. */
hepar_status hepar_flag_add(hepar_store *store, int64_t record, const char *code, const char *text,
                            const char *rule, hepar_error *error);

/* Remove the flags that rules made (of one record, or of all with record 0). rule NULL: of all
   rules; else only of that one. */
hepar_status hepar_flag_clear(hepar_store *store, int64_t record, const char *rule,
                              hepar_error *error);

/* ---- derived values (effect.c) ---- */

#define HEPAR_RULE_EFFECT "effect/1"
#define HEPAR_RULE_DAYS "days/1"
#define HEPAR_RULE_ARMS "arms_sum/1"

/* benefit | harm | null | ambiguous | unknown, from the direction reported and the direction that
   is desirable for the outcome (outcome NULL: ambiguous). */
const char *hepar_effect_name(const hepar_code *outcome, const char *direction);

/* The length of a time in days (h, d, wk, mo = 30.4375 d, y = 365.25 d); false: unknown unit. */
bool hepar_days_from(double value, const char *unit, double *days);

/* ---- the log ---- */

/* Append one row to the log (who, op required; the rest may be NULL). Hash chain included. */
hepar_status hepar_log_append(hepar_store *store, const char *who, const char *op,
                              const char *record, const char *field, const char *old_value,
                              const char *new_value, const char *why, hepar_error *error);

/* The log as a JSON array of {seq, time, who, op, record, field, old, new, why}, of one record id
   or (id NULL) of all; NULL on error. */
json_t *hepar_log_rows(hepar_store *store, const char *id, hepar_error *error);

/* SHA-256 of data as 64 hexadecimal digits and a zero byte. */
void hepar_sha256_hex(const void *data, size_t length, char hex[65]);

/* ---- other objects as JSON ---- */

/* All sources, all claims, all decisions (by id), or all quantities that hang on no record, as a
   JSON array in export order; NULL on error. `what` is "sources", "claims", … */
json_t *hepar_store_objects(hepar_store *store, const char *what, hepar_error *error);

#endif
