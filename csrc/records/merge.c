/* One object into the store. The same again is recognised; something different under the same id
   is a conflict, and what happens then is the caller's choice. */
#include <string.h>

#include "import.h"
#include "record.h"
#include "tables.h"

void hepar_import_warn(void *data, const char *message) {
  hepar_importer *importer = data;
  hepar_import_report *report = importer->report;
  size_t most = importer->options->warnings_max > 0 ? importer->options->warnings_max : 100;
  char *copy;
  report->warnings_total++;
  if (report->warnings_count >= most) return;
  if (report->warnings == NULL) report->warnings = hepar_calloc(most, sizeof *report->warnings);
  copy = report->warnings != NULL ? hepar_strdup(message) : NULL;
  /* Without memory for a warning the count still tells of it. */
  if (copy != NULL) report->warnings[report->warnings_count++] = copy;
}

static hepar_import_counts *counts_of(hepar_importer *importer, hepar_shape_kind kind) {
  hepar_import_report *report = importer->report;
  switch (kind) {
    case HEPAR_SHAPE_RECORD: return &report->records;
    case HEPAR_SHAPE_SOURCE: return &report->sources;
    case HEPAR_SHAPE_QUANTITY: return &report->quantities;
    case HEPAR_SHAPE_CLAIM: return &report->claims;
    case HEPAR_SHAPE_DECISION: return &report->decisions;
  }
  return NULL;
}

hepar_status hepar_import_forgive(hepar_importer *importer, hepar_shape_kind kind,
                                  hepar_status status) {
  bool own_fault = status == HEPAR_FORMAT || status == HEPAR_RANGE || status == HEPAR_CONFLICT ||
                   status == HEPAR_NOT_FOUND;
  if (!importer->options->skip_bad || !own_fault) return status;
  counts_of(importer, kind)->skipped++;
  hepar_import_warn(importer, importer->error->message);
  return HEPAR_OK;
}

/* Fail with the place in front. */
static hepar_status fail(hepar_importer *importer, hepar_status status, const char *message) {
  const char *where = importer->check.where;
  return hepar_fail(importer->error, status, "%s%s%s", where != NULL ? where : "",
                    where != NULL ? ": " : "", message);
}

/* A record without what rules found, for comparing. New reference, or NULL. */
static json_t *comparable(const json_t *json, hepar_error *error) {
  json_t *copy = hepar_json_copy(json);
  json_t *flags = hepar_json_copy(json_object_get(json, "flags"));
  if (copy == NULL || flags == NULL || json_object_set(copy, "flags", flags) != 0) {
    json_decref(copy);
    copy = NULL;
    hepar_fail_memory(error);
  }
  json_decref(flags);
  if (copy != NULL && hepar_record_drop_rule_flags(copy, error) != HEPAR_OK) {
    json_decref(copy);
    copy = NULL;
  }
  return copy;
}

/* Same canonical text? */
static hepar_status compare(const json_t *a, const json_t *b, bool *same, hepar_error *error) {
  char *x = hepar_json_string(a, error);
  char *y = x != NULL ? hepar_json_string(b, error) : NULL;
  if (y != NULL) *same = strcmp(x, y) == 0;
  hepar_free(x);
  if (y == NULL) return error->status;
  hepar_free(y);
  return HEPAR_OK;
}

/* Decide on an object that is there already. *write: it has to be replaced. */
static hepar_status settle(hepar_importer *importer, hepar_shape_kind kind, const char *id,
                           const json_t *stored, const json_t *object, bool *write) {
  hepar_import_counts *counts = counts_of(importer, kind);
  hepar_text text = {0};
  hepar_status status;
  bool same = false;
  *write = false;
  status = compare(stored, object, &same, importer->error);
  if (status != HEPAR_OK) return status;
  if (same) {
    counts->merged++;
    return HEPAR_OK;
  }
  if (importer->options->on_conflict == HEPAR_CONFLICT_REPLACE) {
    *write = true;
    return HEPAR_OK;
  }
  hepar_text_add(&text, hepar_shape_name(kind));
  hepar_text_char(&text, ' ');
  hepar_text_add(&text, id);
  hepar_text_add(&text, " is there already and differs in ");
  hepar_json_difference(stored, object, &text);
  if (text.failed) {
    status = hepar_fail_memory(importer->error);
  } else {
    status = fail(importer, HEPAR_CONFLICT, text.data);
    if (importer->options->on_conflict == HEPAR_CONFLICT_SKIP) {
      counts->skipped++;
      hepar_import_warn(importer, importer->error->message);
      status = HEPAR_OK;
    }
  }
  hepar_text_free(&text);
  return status;
}

/* Write both versions of what is being replaced to the log. */
static hepar_status log_replaced(hepar_importer *importer, const char *id, const json_t *stored,
                                 const json_t *object) {
  hepar_error *error = importer->error;
  char *before = hepar_json_string(stored, error);
  char *after = before != NULL ? hepar_json_string(object, error) : NULL;
  hepar_status status = HEPAR_NOMEM;
  if (after != NULL)
    status = hepar_log_append(importer->store, importer->options->who, "replace", id, NULL, before,
                              after, "imported again with other content", error);
  else status = error->status;
  hepar_free(before);
  hepar_free(after);
  return status;
}

static hepar_status write_record(hepar_importer *importer, json_t *object, int64_t record) {
  hepar_store *store = importer->store;
  const hepar_rules *rules = store->rules;
  hepar_status status = HEPAR_OK;
  if (rules != NULL) status = hepar_record_drop_rule_flags(object, importer->error);
  if (status == HEPAR_OK) status = hepar_record_insert(store, object, &record, importer->error);
  if (status == HEPAR_OK && rules != NULL && rules->record != NULL)
    status = rules->record(store, record, object, importer->error);
  return status;
}

/* A record whose id is taken. */
static hepar_status merge_known(hepar_importer *importer, json_t *object, const char *id,
                                int64_t record) {
  hepar_error *error = importer->error;
  json_t *stored = hepar_record_get(importer->store, record, error);
  json_t *before = stored != NULL ? comparable(stored, error) : NULL;
  json_t *after = before != NULL ? comparable(object, error) : NULL;
  hepar_status status = error->status;
  bool write = false;
  if (after != NULL)
    status = settle(importer, HEPAR_SHAPE_RECORD, id, before, after, &write);
  if (status == HEPAR_OK && write) status = log_replaced(importer, id, before, after);
  if (status == HEPAR_OK && write) status = hepar_record_delete(importer->store, record, error);
  if (status == HEPAR_OK && write) status = write_record(importer, object, record);
  if (status == HEPAR_OK && write) importer->report->records.replaced++;
  json_decref(stored);
  json_decref(before);
  json_decref(after);
  return status;
}

static hepar_status merge_record(hepar_importer *importer, json_t *object) {
  const char *id = hepar_json_text(object, "id");
  int64_t record;
  hepar_status status = hepar_record_key(importer->store, id, &record, importer->error);
  if (status != HEPAR_OK) return status;
  if (record != 0) return merge_known(importer, object, id, record);
  status = write_record(importer, object, 0);
  if (status == HEPAR_OK) importer->report->records.added++;
  return status;
}

/* ---- sources, claims, decisions, quantities ---- */

static const char *key_of(hepar_shape_kind kind) {
  return kind == HEPAR_SHAPE_SOURCE ? "source_id" : "id";
}

/* Find what is stored under the same key; for quantities, the same quantity. *stored NULL: none. */
static hepar_status find_stored(hepar_importer *importer, hepar_shape_kind kind,
                                const hepar_table *table, const json_t *object, json_t **stored) {
  hepar_error *error = importer->error;
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s = hepar_store_prepare(importer->store, table->find, error);
  *stored = NULL;
  if (s == NULL) return error->status;
  if (kind == HEPAR_SHAPE_QUANTITY) {
    static const char *const keys[] = {"source_id", "study", "outcome"};
    for (int i = 0; i < 3; i++)
      (void)sqlite3_bind_text(s, i + 1, hepar_json_text(object, keys[i]), -1, SQLITE_STATIC);
  } else {
    (void)sqlite3_bind_text(s, 1, hepar_json_text(object, key_of(kind)), -1, SQLITE_STATIC);
  }
  while (*stored == NULL && hepar_store_row(importer->store, s, &status, error)) {
    bool same = true;
    *stored = hepar_table_read(table, s, error);
    if (*stored == NULL) status = error->status;
    else if (kind == HEPAR_SHAPE_QUANTITY)
      status = compare(*stored, object, &same, error);
    if (status != HEPAR_OK) break;
    if (!same) {
      json_decref(*stored);
      *stored = NULL;
    }
  }
  hepar_store_release(importer->store, s);
  if (status != HEPAR_OK) {
    json_decref(*stored);
    *stored = NULL;
  }
  return status;
}

/* Take the stored version away, to make room for the new one. Records point to their source, so
   nobody looks until the new one has taken its place. */
static hepar_status remove_stored(hepar_importer *importer, hepar_shape_kind kind, const char *id) {
  hepar_store *store = importer->store;
  hepar_error *error = importer->error;
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s;
  if (kind == HEPAR_SHAPE_SOURCE)
    status = hepar_store_execute(store, "PRAGMA defer_foreign_keys = ON", error);
  if (status == HEPAR_OK && kind == HEPAR_SHAPE_CLAIM)
    status = hepar_claim_unindex(store, id, error);
  if (status != HEPAR_OK) return status;
  s = hepar_store_prepare(store,
                          kind == HEPAR_SHAPE_SOURCE  ? "DELETE FROM source WHERE source_id = ?"
                          : kind == HEPAR_SHAPE_CLAIM ? "DELETE FROM claim WHERE id = ?"
                                                      : "DELETE FROM decision WHERE id = ?",
                          error);
  if (s == NULL) return error->status;
  (void)sqlite3_bind_text(s, 1, id, -1, SQLITE_STATIC);
  return hepar_store_done(store, s, error);
}

static hepar_status merge_object(hepar_importer *importer, hepar_shape_kind kind, json_t *object) {
  static const hepar_table *const tables[] = {NULL, &hepar_table_source, &hepar_table_quantity,
                                              &hepar_table_claim, &hepar_table_decision};
  const char *id = hepar_json_text(object, key_of(kind));
  hepar_import_counts *counts = counts_of(importer, kind);
  json_t *stored;
  bool write = false;
  bool replace;
  hepar_status status;
  if (kind == HEPAR_SHAPE_QUANTITY && json_object_get(object, "level") == NULL &&
      json_object_set_new(object, "level", json_string("arm")) != 0)
    return hepar_fail_memory(importer->error);
  status = find_stored(importer, kind, tables[kind], object, &stored);
  if (status != HEPAR_OK) return status;
  replace = stored != NULL;
  if (replace) status = settle(importer, kind, id != NULL ? id : "", stored, object, &write);
  if (status == HEPAR_OK && write) status = log_replaced(importer, id, stored, object);
  if (status == HEPAR_OK && write) status = remove_stored(importer, kind, id);
  json_decref(stored);
  if (status != HEPAR_OK || (replace && !write)) return status;
  status = hepar_object_insert(importer->store, (int)kind, object, ++importer->quantities,
                               importer->error);
  if (status == HEPAR_OK && replace && kind == HEPAR_SHAPE_SOURCE)
    status = hepar_store_execute(importer->store, "PRAGMA defer_foreign_keys = OFF",
                                 importer->error);
  if (status != HEPAR_OK) return status;
  if (replace) counts->replaced++;
  else counts->added++;
  return HEPAR_OK;
}

hepar_status hepar_import_object(hepar_importer *importer, hepar_shape_kind kind, json_t *object) {
  bool part = importer->options->skip_bad;
  hepar_status status = hepar_shape_check(&importer->check, kind, object, importer->error);
  if (status != HEPAR_OK) return hepar_import_forgive(importer, kind, status);
  if (part) status = hepar_store_begin(importer->store, importer->error);
  if (status != HEPAR_OK) return status;
  status = kind == HEPAR_SHAPE_RECORD ? merge_record(importer, object)
                                      : merge_object(importer, kind, object);
  if (status == HEPAR_NOT_FOUND && importer->check.where != NULL) {
    hepar_error copy = *importer->error;
    (void)fail(importer, status, copy.message);
  }
  if (part) status = hepar_store_end(importer->store, status, importer->error);
  return hepar_import_forgive(importer, kind, status);
}
