/* Rows back into the JSON they came from. */
#include <string.h>

#include "record.h"
#include "tables.h"

/* The list of a child table, appended to `list`. */
static hepar_status read_list(hepar_store *store, const hepar_table *table, int64_t record,
                              json_t *list, hepar_error *error) {
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s;
  if (list == NULL) return hepar_fail_memory(error);
  s = hepar_store_prepare(store, table->select, error);
  if (s == NULL) return error->status;
  (void)sqlite3_bind_int64(s, 1, record);
  while (status == HEPAR_OK && hepar_store_row(store, s, &status, error)) {
    json_t *object = hepar_table_read(table, s, error);
    if (object == NULL) status = error->status;
    else if (json_array_append_new(list, object) != 0) status = hepar_fail_memory(error);
  }
  hepar_store_release(store, s);
  return status;
}

/* Read a child table into the member `key` of the record. */
static hepar_status read_member(hepar_store *store, const hepar_table *table, int64_t record,
                                json_t *json, const char *key, hepar_error *error) {
  json_t *list = json_array();
  if (json_object_set_new(json, key, list) != 0) return hepar_fail_memory(error);
  return read_list(store, table, record, list, error);
}

/* The columns of the record itself: coded, with verbatim and the derived values in their place. */
static json_t *read_columns(hepar_store *store, int64_t record, hepar_error *error) {
  hepar_status status;
  json_t *json = NULL;
  json_t *derived = NULL;
  json_t *verbatim = NULL;
  const char *key;
  json_t *part;
  bool good = true;
  sqlite3_stmt *s = hepar_store_prepare(
      store, "SELECT coded, verbatim, derived FROM record WHERE record = ?", error);
  if (s == NULL) return NULL;
  (void)sqlite3_bind_int64(s, 1, record);
  if (!hepar_store_row(store, s, &status, error)) {
    if (status == HEPAR_OK)
      hepar_fail(error, HEPAR_NOT_FOUND, "there is no record with the key %lld", (long long)record);
    hepar_store_release(store, s);
    return NULL;
  }
  json = hepar_column_json(s, 0, error);
  if (json != NULL) verbatim = hepar_column_json(s, 1, error);
  if (verbatim != NULL) derived = hepar_column_json(s, 2, error);
  hepar_store_release(store, s);
  if (derived == NULL) {
    json_decref(verbatim);
    json_decref(json);
    return NULL;
  }
  good = json_object_set_new(json, "verbatim", verbatim) == 0;
  json_object_foreach(derived, key, part) {
    json_t *place = json_object_get(json, key);
    good = good && (!json_is_object(place) || json_object_update(place, part) == 0);
  }
  json_decref(derived);
  if (good) return json;
  hepar_fail_memory(error);
  json_decref(json);
  return NULL;
}

/* The level of a record's quantities is told when it is not "arm". */
static hepar_status read_quantities(hepar_store *store, int64_t record, json_t *list,
                                    hepar_error *error) {
  const hepar_table *table = &hepar_table_record_quantity;
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s = hepar_store_prepare(store, table->select, error);
  if (s == NULL) return error->status;
  (void)sqlite3_bind_int64(s, 1, record);
  while (status == HEPAR_OK && hepar_store_row(store, s, &status, error)) {
    json_t *object = hepar_table_read(table, s, error);
    const char *level = hepar_column_text(s, 0);
    if (object == NULL) {
      status = error->status;
      break;
    }
    if (level != NULL && strcmp(level, "arm") == 0) (void)json_object_del(object, "level");
    else if (level == NULL || json_object_set_new(object, "level", json_string(level)) != 0)
      status = hepar_fail_memory(error);
    if (json_array_append_new(list, object) != 0) status = hepar_fail_memory(error);
  }
  hepar_store_release(store, s);
  return status;
}

json_t *hepar_record_get(hepar_store *store, int64_t record, hepar_error *error) {
  json_t *json = read_columns(store, record, error);
  hepar_status status;
  json_t *list;
  if (json == NULL) return NULL;
  status = read_member(store, &hepar_table_result, record, json, "results", error);
  if (status == HEPAR_OK)
    status = read_member(store, &hepar_table_provenance, record, json, "provenance", error);
  if (status == HEPAR_OK)
    status = read_member(store, &hepar_table_flag, record, json, "flags", error);
  list = json_object_get(json, "arms");
  if (status == HEPAR_OK && list != NULL)
    status = read_list(store, &hepar_table_arm, record, list, error);
  list = json_object_get(json_object_get(json, "adverse_events"), "events");
  if (status == HEPAR_OK && list != NULL)
    status = read_list(store, &hepar_table_event, record, list, error);
  list = json_object_get(json, "quantities");
  if (status == HEPAR_OK && list != NULL) status = read_quantities(store, record, list, error);
  if (status == HEPAR_OK) return json;
  json_decref(json);
  return NULL;
}

hepar_status hepar_record_key(hepar_store *store, const char *id, int64_t *record,
                              hepar_error *error) {
  hepar_status status;
  sqlite3_stmt *s = hepar_store_prepare(store, "SELECT record FROM record WHERE id = ?", error);
  *record = 0;
  if (s == NULL) return error->status;
  (void)sqlite3_bind_text(s, 1, id, -1, SQLITE_STATIC);
  if (hepar_store_row(store, s, &status, error)) *record = sqlite3_column_int64(s, 0);
  hepar_store_release(store, s);
  return status;
}

hepar_status hepar_record_find(hepar_store *store, const char *id, int64_t *record,
                               hepar_error *error) {
  hepar_status status = hepar_record_key(store, id, record, error);
  if (status == HEPAR_OK && *record == 0)
    status = hepar_fail(error, HEPAR_NOT_FOUND, "there is no record \"%.80s\" in %s", id,
                        hepar_store_name(store));
  return status;
}

hepar_status hepar_store_get(hepar_store *store, const char *id, char **text, hepar_error *error) {
  hepar_error local;
  hepar_text out = {0};
  int64_t record;
  json_t *json;
  hepar_status status;
  if (error == NULL) error = &local;
  *text = NULL;
  status = hepar_record_find(store, id, &record, error);
  if (status != HEPAR_OK) return status;
  json = hepar_record_get(store, record, error);
  if (json == NULL) return error->status;
  status = hepar_json_write(json, true, &out, error);
  json_decref(json);
  if (status == HEPAR_OK) *text = out.data;
  else hepar_text_free(&out);
  return status;
}
