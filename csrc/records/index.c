/* The index rows of a record: codes that it has several of, doses, full text. All made from the
   record, so they can be made anew. */
#include <string.h>

#include "record.h"
#include "tables.h"

#define MOST_CODES 256

/* The codes found so far, without repeats within a field. */
typedef struct codes {
  struct {
    const char *field;
    const char *code;
  } items[MOST_CODES];
  size_t count;
} codes;

static void add_code(codes *all, const char *field, const json_t *value) {
  const char *code = json_string_value(value);
  if (code == NULL || all->count == MOST_CODES) return;
  for (size_t i = 0; i < all->count; i++)
    if (strcmp(all->items[i].field, field) == 0 && strcmp(all->items[i].code, code) == 0) return;
  all->items[all->count].field = field;
  all->items[all->count].code = code;
  all->count++;
}

/* A code, or a list of them. */
static void add_codes(codes *all, const char *field, const json_t *value) {
  if (!json_is_array(value)) {
    add_code(all, field, value);
    return;
  }
  for (size_t i = 0; i < json_array_size(value); i++)
    add_code(all, field, json_array_get(value, i));
}

/* The same member of each object of a list. */
static void add_each(codes *all, const char *field, const json_t *list, const char *key) {
  for (size_t i = 0; i < json_array_size(list); i++)
    add_codes(all, field, json_object_get(json_array_get(list, i), key));
}

static void collect(codes *all, const json_t *json) {
  const json_t *product = json_object_get(json, "product");
  const json_t *arms = json_object_get(json, "arms");
  const json_t *ev = json_object_get(json, "ev");
  const json_t *markers = json_object_get(ev, "markers");
  add_codes(all, "source", json_object_get(product, "source"));
  add_codes(all, "donor", json_object_get(product, "donor"));
  add_codes(all, "route", json_object_get(product, "routes"));
  add_codes(all, "route", json_object_get(json, "routes"));
  add_each(all, "route", arms, "route");
  add_codes(all, "etiology", json_object_get(json_object_get(json, "population"), "etiology"));
  add_each(all, "etiology", arms, "etiology");
  add_codes(all, "conditioning", json_object_get(product, "conditioning"));
  add_codes(all, "cargo", json_object_get(product, "cargo"));
  add_codes(all, "phase", json_object_get(json, "phase"));
  add_codes(all, "type", json_object_get(product, "type"));
  add_each(all, "type", arms, "intervention_type");
  add_each(all, "injury_model", json_object_get(json, "injury"), "model");
  add_codes(all, "strain", json_object_get(json_object_get(json, "animal"), "strain"));
  add_codes(all, "isolation", json_object_get(ev, "isolation"));
  for (size_t i = 0; i < json_array_size(markers); i++) {
    const json_t *marker = json_array_get(markers, i);
    if (!json_is_false(json_object_get(marker, "present")))
      add_code(all, "marker", json_object_get(marker, "marker"));
  }
  add_codes(all, "adverse_events",
            json_object_get(json_object_get(json, "adverse_events"), "status"));
}

static hepar_status insert_codes(hepar_store *store, int64_t record, const codes *all,
                                 hepar_error *error) {
  hepar_status status = HEPAR_OK;
  int ord = 0;
  for (size_t i = 0; i < all->count && status == HEPAR_OK; i++) {
    sqlite3_stmt *s = hepar_store_prepare(
        store, "INSERT INTO code (record, field, ord, code) VALUES (?, ?, ?, ?)", error);
    if (s == NULL) return error->status;
    ord = i > 0 && strcmp(all->items[i - 1].field, all->items[i].field) == 0 ? ord + 1 : 1;
    (void)sqlite3_bind_int64(s, 1, record);
    (void)sqlite3_bind_text(s, 2, all->items[i].field, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int(s, 3, ord);
    (void)sqlite3_bind_text(s, 4, all->items[i].code, -1, SQLITE_STATIC);
    status = hepar_store_done(store, s, error);
  }
  return status;
}

static void bind_text(sqlite3_stmt *s, int at, const json_t *value) {
  if (json_is_string(value))
    (void)sqlite3_bind_text(s, at, json_string_value(value), -1, SQLITE_STATIC);
}

static void bind_real(sqlite3_stmt *s, int at, const json_t *value) {
  if (json_is_number(value)) (void)sqlite3_bind_double(s, at, json_number_value(value));
}

/* One row per dose; the product's doses first, then those of the record. */
static hepar_status insert_doses(hepar_store *store, int64_t record, const json_t *json,
                                 const json_t *doses, int *ord, const char *route,
                                 hepar_error *error) {
  const json_t *product = json_object_get(json, "product");
  hepar_status status = HEPAR_OK;
  for (size_t i = 0; i < json_array_size(doses) && status == HEPAR_OK; i++) {
    const json_t *dose = json_array_get(doses, i);
    const json_t *source = json_object_get(product, "source");
    sqlite3_stmt *s = hepar_store_prepare(
        store,
        "INSERT INTO intervention (record, ord, type, source, donor, route, text, dose_min, "
        "dose_max, unit, per, n_doses) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        error);
    if (s == NULL) return error->status;
    (void)sqlite3_bind_int64(s, 1, record);
    (void)sqlite3_bind_int(s, 2, ++*ord);
    bind_text(s, 3, json_object_get(product, "type"));
    bind_text(s, 4, json_array_size(source) == 1 ? json_array_get(source, 0) : source);
    bind_text(s, 5, json_object_get(product, "donor"));
    if (route != NULL) (void)sqlite3_bind_text(s, 6, route, -1, SQLITE_STATIC);
    bind_text(s, 7, json_object_get(dose, "text"));
    bind_real(s, 8, json_object_get(dose, "min"));
    bind_real(s, 9, json_object_get(dose, "max"));
    bind_text(s, 10, json_object_get(dose, "unit"));
    bind_text(s, 11, json_object_get(dose, "per"));
    if (json_is_integer(json_object_get(dose, "n_doses")))
      (void)sqlite3_bind_int64(s, 12, json_integer_value(json_object_get(dose, "n_doses")));
    status = hepar_store_done(store, s, error);
  }
  return status;
}

/* The route when the record has just one. */
static const char *only_route(const codes *all) {
  const char *route = NULL;
  for (size_t i = 0; i < all->count; i++) {
    if (strcmp(all->items[i].field, "route") != 0) continue;
    if (route != NULL) return NULL;
    route = all->items[i].code;
  }
  return route;
}

/* ---- full text ---- */

static void add_words(hepar_text *body, const char *words) {
  if (words == NULL || words[0] == '\0') return;
  if (body->length > 0) hepar_text_char(body, '\n');
  hepar_text_add(body, words);
}

/* All strings below a value. */
static void add_strings(hepar_text *body, const json_t *value) {
  const char *key;
  json_t *member;
  if (json_is_string(value)) add_words(body, json_string_value(value));
  for (size_t i = 0; i < json_array_size(value); i++)
    add_strings(body, json_array_get(value, i));
  json_object_foreach((json_t *)(uintptr_t)value, key, member) {
    if (strcmp(key, "sha256") != 0) add_strings(body, member);
  }
}

/* A code and its label. */
static void add_label(const hepar_store *store, hepar_text *body, const char *vocabulary,
                      const char *code) {
  const hepar_code *entry;
  if (code == NULL) return;
  entry = hepar_vocabulary_code(store->vocabulary, vocabulary, code);
  add_words(body, code);
  if (entry != NULL && strcmp(entry->label, code) != 0) add_words(body, entry->label);
}

/* The vocabulary of an index field. */
static const char *vocabulary_of(const char *field) {
  if (strcmp(field, "type") == 0) return "intervention_type";
  if (strcmp(field, "isolation") == 0) return "ev_isolation";
  if (strcmp(field, "marker") == 0) return "ev_marker";
  return field;
}

static void add_results(const hepar_store *store, hepar_text *body, const json_t *results) {
  for (size_t i = 0; i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    add_label(store, body, "outcome", hepar_json_text(result, "outcome"));
    add_words(body, hepar_json_text(result, "text"));
    add_words(body, hepar_json_text(result, "context"));
    add_words(body, hepar_json_text(result, "note"));
  }
}

static void add_injuries(const hepar_store *store, hepar_text *body, const json_t *injuries) {
  for (size_t i = 0; i < json_array_size(injuries); i++) {
    const json_t *injury = json_array_get(injuries, i);
    const json_t *agents = json_object_get(injury, "agents");
    add_label(store, body, "disease", hepar_json_text(injury, "disease"));
    for (size_t j = 0; j < json_array_size(agents); j++)
      add_words(body, hepar_json_text(json_array_get(agents, j), "agent"));
  }
}

static void make_body(const hepar_store *store, hepar_text *body, const json_t *json,
                      const codes *all) {
  const json_t *population = json_object_get(json, "population");
  const json_t *animal = json_object_get(json, "animal");
  add_words(body, hepar_json_text(json, "study"));
  add_words(body, hepar_json_text(json_object_get(json, "citation"), "first_author"));
  add_strings(body, json_object_get(json, "verbatim"));
  add_strings(body, json_object_get(json, "verbatim_own"));
  add_label(store, body, "design", hepar_json_text(json, "subdesign"));
  add_label(store, body, "species", hepar_json_text(population, "species"));
  add_label(store, body, "disease", hepar_json_text(population, "disease"));
  add_words(body, hepar_json_text(population, "disease_text"));
  add_label(store, body, "species", hepar_json_text(animal, "species"));
  add_strings(body, json_object_get(animal, "cell_lines"));
  add_injuries(store, body, json_object_get(json, "injury"));
  for (size_t i = 0; i < all->count; i++)
    add_label(store, body, vocabulary_of(all->items[i].field), all->items[i].code);
  add_results(store, body, json_object_get(json, "results"));
  add_words(body, hepar_json_text(json, "note"));
}

hepar_status hepar_record_index(hepar_store *store, int64_t record, const json_t *json,
                                hepar_error *error) {
  codes all;
  hepar_text body = {0};
  int ord = 0;
  hepar_status status;
  sqlite3_stmt *s;
  all.count = 0;
  collect(&all, json);
  status = insert_codes(store, record, &all, error);
  if (status == HEPAR_OK)
    status = insert_doses(store, record, json,
                          json_object_get(json_object_get(json, "product"), "doses"), &ord,
                          only_route(&all), error);
  if (status == HEPAR_OK)
    status = insert_doses(store, record, json, json_object_get(json, "doses"), &ord,
                          only_route(&all), error);
  if (status != HEPAR_OK) return status;
  make_body(store, &body, json, &all);
  s = hepar_store_prepare(
      store, "INSERT INTO text_index (rowid, id, kind, body) VALUES (?, ?, 'record', ?)", error);
  if (s == NULL || body.failed) {
    if (s != NULL) hepar_fail_memory(error);
    hepar_store_release(store, s);
    hepar_text_free(&body);
    return error->status;
  }
  (void)sqlite3_bind_int64(s, 1, record);
  bind_text(s, 2, json_object_get(json, "id"));
  (void)sqlite3_bind_text(s, 3, body.data, (int)body.length, SQLITE_STATIC);
  status = hepar_store_done(store, s, error);
  hepar_text_free(&body);
  return status;
}

hepar_status hepar_claim_index(hepar_store *store, const json_t *claim, hepar_error *error) {
  hepar_text body = {0};
  hepar_status status;
  sqlite3_stmt *s;
  add_words(&body, hepar_json_text(claim, "statement"));
  add_words(&body, hepar_json_text(claim, "topic"));
  add_words(&body, hepar_json_text(claim, "kind"));
  add_words(&body, hepar_json_text(claim, "study"));
  add_strings(&body, json_object_get(claim, "facts"));
  add_words(&body, hepar_json_text(claim, "check"));
  /* Claims follow the records under negative row numbers. */
  s = hepar_store_prepare(
      store,
      "INSERT INTO text_index (rowid, id, kind, body) VALUES (min(0, coalesce((SELECT rowid FROM "
      "text_index ORDER BY rowid LIMIT 1), 0)) - 1, ?, 'claim', ?)",
      error);
  if (s == NULL || body.failed) {
    if (s != NULL) hepar_fail_memory(error);
    hepar_store_release(store, s);
    hepar_text_free(&body);
    return error->status;
  }
  bind_text(s, 1, json_object_get(claim, "id"));
  (void)sqlite3_bind_text(s, 2, body.data, (int)body.length, SQLITE_STATIC);
  status = hepar_store_done(store, s, error);
  hepar_text_free(&body);
  return status;
}

hepar_status hepar_claim_unindex(hepar_store *store, const char *id, hepar_error *error) {
  sqlite3_stmt *s =
      hepar_store_prepare(store, "DELETE FROM text_index WHERE id = ? AND kind = 'claim'", error);
  if (s == NULL) return error->status;
  (void)sqlite3_bind_text(s, 1, id, -1, SQLITE_STATIC);
  return hepar_store_done(store, s, error);
}
