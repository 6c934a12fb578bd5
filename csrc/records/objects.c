/* Sources, claims, decisions and quantities without a record; flags. */
#include <string.h>

#include "record.h"
#include "shape.h"
#include "tables.h"

static const hepar_table *table_of(int kind) {
  switch (kind) {
    case HEPAR_SHAPE_SOURCE: return &hepar_table_source;
    case HEPAR_SHAPE_QUANTITY: return &hepar_table_quantity;
    case HEPAR_SHAPE_CLAIM: return &hepar_table_claim;
    case HEPAR_SHAPE_DECISION: return &hepar_table_decision;
    default: return NULL;
  }
}

/* A claim or quantity of a source that nobody introduced. */
static hepar_status unknown_source(hepar_store *store, int kind, const json_t *object,
                                   hepar_error *error) {
  const char *id = hepar_json_text(object, "id");
  if (sqlite3_extended_errcode(store->db) != SQLITE_CONSTRAINT_FOREIGNKEY)
    return hepar_store_fail(store, error);
  return hepar_fail(error, HEPAR_NOT_FOUND, "%s%s%s: its source \"%s\" is not among the sources",
                    hepar_shape_name((hepar_shape_kind)kind), id != NULL ? " " : "",
                    id != NULL ? id : "", hepar_json_text(object, "source_id"));
}

hepar_status hepar_object_insert(hepar_store *store, int kind, const json_t *object, int64_t ord,
                                 hepar_error *error) {
  const hepar_table *table = table_of(kind);
  const json_t *study = json_object_get(object, "study");
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s;
  if (kind == HEPAR_SHAPE_QUANTITY && json_is_string(study))
    status = hepar_study_insert(store, study, NULL, error);
  if (status != HEPAR_OK) return status;
  s = hepar_store_prepare(store, table->insert, error);
  if (s == NULL) return error->status;
  if (kind == HEPAR_SHAPE_QUANTITY) {
    (void)sqlite3_bind_int64(s, 1, ord);
    (void)sqlite3_bind_text(s, 4, "arm", -1, SQLITE_STATIC);
  }
  status = hepar_table_bind(table, s, object, error);
  if (status != HEPAR_OK) hepar_store_release(store, s);
  else status = hepar_store_done(store, s, error);
  if (status == HEPAR_CONFLICT) return unknown_source(store, kind, object, error);
  if (status == HEPAR_OK && kind == HEPAR_SHAPE_CLAIM)
    status = hepar_claim_index(store, object, error);
  return status;
}

json_t *hepar_store_objects(hepar_store *store, const char *what, hepar_error *error) {
  const hepar_table *table = NULL;
  json_t *list;
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s;
  if (strcmp(what, "sources") == 0) table = &hepar_table_source;
  if (strcmp(what, "claims") == 0) table = &hepar_table_claim;
  if (strcmp(what, "decisions") == 0) table = &hepar_table_decision;
  if (strcmp(what, "quantities") == 0) table = &hepar_table_quantity;
  if (table == NULL) {
    hepar_fail(error, HEPAR_MISUSE, "there are no objects called \"%s\"", what);
    return NULL;
  }
  s = hepar_store_prepare(store, table->select, error);
  if (s == NULL) return NULL;
  list = json_array();
  if (list == NULL) status = hepar_fail_memory(error);
  while (status == HEPAR_OK && hepar_store_row(store, s, &status, error)) {
    json_t *object = hepar_table_read(table, s, error);
    if (object == NULL) status = error->status;
    else if (json_array_append_new(list, object) != 0) status = hepar_fail_memory(error);
  }
  hepar_store_release(store, s);
  if (status == HEPAR_OK) return list;
  json_decref(list);
  return NULL;
}

hepar_status hepar_flag_add(hepar_store *store, int64_t record, const char *code, const char *text,
                            const char *rule, hepar_error *error) {
  sqlite3_stmt *s = hepar_store_prepare(
      store,
      "INSERT INTO flag (record, ord, code, text, rule) VALUES (?1, (SELECT coalesce(max(ord), 0) "
      "+ 1 FROM flag WHERE record = ?1), ?2, ?3, ?4)",
      error);
  if (s == NULL) return error->status;
  (void)sqlite3_bind_int64(s, 1, record);
  (void)sqlite3_bind_text(s, 2, code, -1, SQLITE_STATIC);
  (void)sqlite3_bind_text(s, 3, text, -1, SQLITE_STATIC);
  if (rule != NULL) (void)sqlite3_bind_text(s, 4, rule, -1, SQLITE_STATIC);
  return hepar_store_done(store, s, error);
}

hepar_status hepar_flag_clear(hepar_store *store, int64_t record, const char *rule,
                              hepar_error *error) {
  /* Two statements, so that the usual one, about one record, uses the key of the table. */
  sqlite3_stmt *s = hepar_store_prepare(
      store,
      record != 0 ? "DELETE FROM flag WHERE rule IS NOT NULL AND record = ?1 AND (?2 IS NULL OR "
                    "rule = ?2)"
                  : "DELETE FROM flag WHERE rule IS NOT NULL AND ?1 = 0 AND (?2 IS NULL OR "
                    "rule = ?2)",
      error);
  if (s == NULL) return error->status;
  (void)sqlite3_bind_int64(s, 1, record);
  if (rule != NULL) (void)sqlite3_bind_text(s, 2, rule, -1, SQLITE_STATIC);
  return hepar_store_done(store, s, error);
}

hepar_status hepar_record_drop_rule_flags(json_t *json, hepar_error *error) {
  json_t *flags = json_object_get(json, "flags");
  for (size_t i = json_array_size(flags); i > 0; i--) {
    if (json_object_get(json_array_get(flags, i - 1), "rule") != NULL &&
        json_array_remove(flags, i - 1) != 0)
      return hepar_fail_memory(error);
  }
  return HEPAR_OK;
}
