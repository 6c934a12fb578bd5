/* A record into its tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "tables.h"

/* The parts of an id, source:table:r12. */
typedef struct id_parts {
  char source[128];
  char container[64];
  int row;
} id_parts;

static bool split_id(const char *id, id_parts *parts) {
  const char *colon = strchr(id, ':');
  const char *second = colon != NULL ? strchr(colon + 1, ':') : NULL;
  if (second == NULL || (size_t)(colon - id) >= sizeof parts->source ||
      (size_t)(second - colon - 1) >= sizeof parts->container)
    return false;
  (void)snprintf(parts->source, sizeof parts->source, "%.*s", (int)(colon - id), id);
  (void)snprintf(parts->container, sizeof parts->container, "%.*s", (int)(second - colon - 1),
                 colon + 1);
  parts->row = atoi(second + 2);
  return true;
}

/* A shallow copy without some members; NULL: out of memory. */
static json_t *without(const json_t *object, const char *const *keys) {
  json_t *copy = hepar_json_copy(object);
  for (size_t i = 0; copy != NULL && keys[i] != NULL; i++) (void)json_object_del(copy, keys[i]);
  return copy;
}

/* In `coded`, put `value` (a new reference) for a member. */
static bool put(json_t *coded, const char *key, json_t *value) {
  return value != NULL && json_object_set_new(coded, key, value) == 0;
}

/* The record without verbatim, derived and child parts. Lists that have tables of their own stay
   as empty lists, to tell an empty list from none. */
static json_t *make_coded(const json_t *json) {
  static const char *const own[] = {"verbatim", "results", "provenance", "flags", NULL};
  static const char *const sums[] = {"arms_sum", "consistent", NULL};
  static const char *const days[] = {"days", NULL};
  static const char *const lists[] = {"arms", "quantities"};
  const json_t *enrolment = json_object_get(json, "enrolment");
  const json_t *follow_up = json_object_get(json, "follow_up");
  const json_t *adverse = json_object_get(json, "adverse_events");
  json_t *coded = without(json, own);
  bool good = coded != NULL;
  for (size_t i = 0; i < 2 && good; i++)
    if (json_object_get(json, lists[i]) != NULL) good = put(coded, lists[i], json_array());
  if (good && json_is_object(enrolment)) good = put(coded, "enrolment", without(enrolment, sums));
  if (good && json_is_object(follow_up)) good = put(coded, "follow_up", without(follow_up, days));
  if (good && json_object_get(adverse, "events") != NULL)
    good = put(coded, "adverse_events", hepar_json_copy(adverse)) &&
           put(json_object_get(coded, "adverse_events"), "events", json_array());
  if (good) return coded;
  json_decref(coded);
  return NULL;
}

/* {"enrolment": {arms_sum, consistent}, "follow_up": {days}}, as far as there. */
static json_t *make_derived(const json_t *json) {
  static const char *const places[][2] = {
      {"enrolment", "arms_sum"}, {"enrolment", "consistent"}, {"follow_up", "days"}};
  json_t *derived = json_object();
  for (size_t i = 0; derived != NULL && i < 3; i++) {
    json_t *value = json_object_get(json_object_get(json, places[i][0]), places[i][1]);
    json_t *part = json_object_get(derived, places[i][0]);
    bool good = true;
    if (value == NULL) continue;
    if (part == NULL) {
      part = json_object();
      good = put(derived, places[i][0], part);
    }
    if (!good || json_object_set(part, places[i][1], value) != 0) {
      json_decref(derived);
      return NULL;
    }
  }
  return derived;
}

/* Bind a JSON value as compact text and drop the reference to it. */
static hepar_status bind_own(sqlite3_stmt *statement, int at, json_t *value, hepar_error *error) {
  char *text;
  if (value == NULL) return hepar_fail_memory(error);
  text = hepar_json_string(value, error);
  json_decref(value);
  if (text == NULL) return error->status;
  if (sqlite3_bind_text(statement, at, text, -1, hepar_free) != SQLITE_OK)
    return hepar_fail_memory(error);
  return HEPAR_OK;
}

/* Bind a string or whole number, or nothing. */
static void bind(sqlite3_stmt *statement, int at, const json_t *value) {
  if (json_is_string(value))
    (void)sqlite3_bind_text(statement, at, json_string_value(value), -1, SQLITE_STATIC);
  else if (json_is_integer(value))
    (void)sqlite3_bind_int64(statement, at, (sqlite3_int64)json_integer_value(value));
  else if (json_is_real(value))
    (void)sqlite3_bind_double(statement, at, json_real_value(value));
}

hepar_status hepar_study_insert(hepar_store *store, const json_t *study, const json_t *citation,
                                hepar_error *error) {
  sqlite3_stmt *statement = hepar_store_prepare(
      store,
      "INSERT INTO study (study, first_author, year) VALUES (?, ?, ?) ON CONFLICT (study) DO "
      "UPDATE SET first_author = coalesce(first_author, excluded.first_author), "
      "year = coalesce(year, excluded.year) WHERE first_author IS NULL OR year IS NULL",
      error);
  if (statement == NULL) return error->status;
  bind(statement, 1, study);
  bind(statement, 2, json_object_get(citation, "first_author"));
  bind(statement, 3, json_object_get(citation, "year"));
  return hepar_store_done(store, statement, error);
}

/* The disease of the population, else of the first injury that names one. */
static const json_t *disease_of(const json_t *json) {
  const json_t *disease = json_object_get(json_object_get(json, "population"), "disease");
  const json_t *injury = json_object_get(json, "injury");
  for (size_t i = 0; !json_is_string(disease) && i < json_array_size(injury); i++)
    disease = json_object_get(json_array_get(injury, i), "disease");
  return disease;
}

static const json_t *species_of(const json_t *json) {
  const json_t *species = json_object_get(json_object_get(json, "population"), "species");
  if (json_is_string(species)) return species;
  return json_object_get(json_object_get(json, "animal"), "species");
}

/* The row of the record itself. */
static hepar_status insert_row(hepar_store *store, const json_t *json, const id_parts *parts,
                               int64_t *record, hepar_error *error) {
  const json_t *citation = json_object_get(json, "citation");
  const char *id = hepar_json_text(json, "id");
  hepar_status status;
  sqlite3_stmt *s = hepar_store_prepare(
      store,
      "INSERT INTO record (record, id, study, source_id, container, row, design, subdesign, "
      "first_author, year, ref_printed, species, disease, n_total, verbatim, coded, derived, "
      "derived_follow_up_days) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (s == NULL) return error->status;
  if (*record != 0) (void)sqlite3_bind_int64(s, 1, *record);
  bind(s, 2, json_object_get(json, "id"));
  bind(s, 3, json_object_get(json, "study"));
  (void)sqlite3_bind_text(s, 4, parts->source, -1, SQLITE_STATIC);
  (void)sqlite3_bind_text(s, 5, parts->container, -1, SQLITE_STATIC);
  (void)sqlite3_bind_int(s, 6, parts->row);
  bind(s, 7, json_object_get(json, "design"));
  bind(s, 8, json_object_get(json, "subdesign"));
  bind(s, 9, json_object_get(citation, "first_author"));
  bind(s, 10, json_object_get(citation, "year"));
  bind(s, 11, json_object_get(citation, "ref_printed"));
  bind(s, 12, species_of(json));
  bind(s, 13, disease_of(json));
  bind(s, 14, json_object_get(json_object_get(json, "enrolment"), "n_total"));
  status = bind_own(s, 15, json_incref(json_object_get(json, "verbatim")), error);
  if (status == HEPAR_OK) status = bind_own(s, 16, make_coded(json), error);
  if (status == HEPAR_OK) status = bind_own(s, 17, make_derived(json), error);
  bind(s, 18, json_object_get(json_object_get(json, "follow_up"), "days"));
  if (status != HEPAR_OK) {
    hepar_store_release(store, s);
    return status;
  }
  status = hepar_store_done(store, s, error);
  if (status == HEPAR_CONFLICT) {
    if (sqlite3_extended_errcode(store->db) == SQLITE_CONSTRAINT_FOREIGNKEY)
      return hepar_fail(error, HEPAR_NOT_FOUND,
                        "record %s: its source \"%s\" is not among the sources", id, parts->source);
    return hepar_fail(error, HEPAR_CONFLICT, "record %s is there already", id);
  }
  if (status == HEPAR_OK) *record = sqlite3_last_insert_rowid(store->db);
  return status;
}

/* One row for each object of a list. */
static hepar_status insert_list(hepar_store *store, const hepar_table *table, int64_t record,
                                const json_t *list, hepar_error *error) {
  size_t count = json_array_size(list);
  hepar_status status = HEPAR_OK;
  for (size_t i = 0; i < count && status == HEPAR_OK; i++) {
    sqlite3_stmt *s = hepar_store_prepare(store, table->insert, error);
    if (s == NULL) return error->status;
    (void)sqlite3_bind_int64(s, 1, record);
    (void)sqlite3_bind_int64(s, 2, (sqlite3_int64)i + 1);
    status = hepar_table_bind(table, s, json_array_get(list, i), error);
    if (status == HEPAR_OK) status = hepar_store_done(store, s, error);
    else hepar_store_release(store, s);
  }
  return status;
}

/* Quantities of a record: source, study and level stand in the row, not in the JSON. */
static hepar_status insert_quantities(hepar_store *store, int64_t record, const json_t *json,
                                      const char *source, hepar_error *error) {
  const hepar_table *table = &hepar_table_record_quantity;
  const json_t *list = json_object_get(json, "quantities");
  hepar_status status = HEPAR_OK;
  for (size_t i = 0; i < json_array_size(list) && status == HEPAR_OK; i++) {
    json_t *quantity = json_array_get(list, i);
    const char *level = hepar_json_text(quantity, "level");
    sqlite3_stmt *s = hepar_store_prepare(store, table->insert, error);
    if (s == NULL) return error->status;
    (void)sqlite3_bind_int64(s, 1, record);
    (void)sqlite3_bind_int64(s, 2, (sqlite3_int64)i + 1);
    (void)sqlite3_bind_text(s, 3, source, -1, SQLITE_STATIC);
    bind(s, 4, json_object_get(json, "study"));
    (void)sqlite3_bind_text(s, 5, level != NULL ? level : "arm", -1, SQLITE_STATIC);
    status = hepar_table_bind(table, s, quantity, error);
    if (status == HEPAR_OK) status = hepar_store_done(store, s, error);
    else hepar_store_release(store, s);
  }
  return status;
}

hepar_status hepar_record_insert(hepar_store *store, const json_t *json, int64_t *record,
                                 hepar_error *error) {
  id_parts parts;
  hepar_status status;
  if (!split_id(hepar_json_text(json, "id"), &parts))
    return hepar_fail(error, HEPAR_FORMAT, "record %s: the parts of the id are too long",
                      hepar_json_text(json, "id"));
  status = hepar_study_insert(store, json_object_get(json, "study"),
                              json_object_get(json, "citation"), error);
  if (status == HEPAR_OK) status = insert_row(store, json, &parts, record, error);
  if (status == HEPAR_OK)
    status = insert_list(store, &hepar_table_arm, *record, json_object_get(json, "arms"), error);
  if (status == HEPAR_OK)
    status = insert_list(store, &hepar_table_result, *record, json_object_get(json, "results"),
                         error);
  if (status == HEPAR_OK)
    status = insert_list(store, &hepar_table_event, *record,
                         json_object_get(json_object_get(json, "adverse_events"), "events"), error);
  if (status == HEPAR_OK)
    status = insert_list(store, &hepar_table_provenance, *record,
                         json_object_get(json, "provenance"), error);
  if (status == HEPAR_OK)
    status = insert_list(store, &hepar_table_flag, *record, json_object_get(json, "flags"), error);
  if (status == HEPAR_OK)
    status = insert_quantities(store, *record, json, parts.source, error);
  if (status == HEPAR_OK) status = hepar_record_index(store, *record, json, error);
  return status;
}

hepar_status hepar_record_delete(hepar_store *store, int64_t record, hepar_error *error) {
  static const char *const steps[] = {
      "DELETE FROM text_index WHERE rowid = ?", "DELETE FROM record WHERE record = ?"};
  hepar_status status = HEPAR_OK;
  for (size_t i = 0; i < 2 && status == HEPAR_OK; i++) {
    sqlite3_stmt *s = hepar_store_prepare(store, steps[i], error);
    if (s == NULL) return error->status;
    (void)sqlite3_bind_int64(s, 1, record);
    status = hepar_store_done(store, s, error);
  }
  return status;
}
