/* The fields by which records are selected and counted, and the tests that a filter makes of them.
   One table drives everything: filters, tallies, the messages and the help. */
#include "query.h"

#include <math.h>
#include <string.h>

#define LIST_MAX 500 /* placeholders for one list */

static const char *const designs[] = {"clinical", "in_vitro", "mixed",
                                      "preclinical", "registry", NULL};
static const char *const effects[] = {"ambiguous", "benefit", "harm", "null", "unknown", NULL};
static const char *const event_states[] = {"na", "none_reported", "reported", NULL};

/* Sorted by name. A field with a table has many values in one record. */
static const hepar_field fields[] = {
    {"adverse_events", HEPAR_FIELD_CODE, NULL, event_states, "code", "code"},
    {"cargo", HEPAR_FIELD_CODE, "cargo", NULL, "code", "code"},
    {"conditioning", HEPAR_FIELD_CODE, "conditioning", NULL, "code", "code"},
    {"container", HEPAR_FIELD_TEXT, NULL, NULL, NULL, "r.container"},
    {"controlled", HEPAR_FIELD_BOOLEAN, NULL, NULL, NULL,
     HEPAR_CONTROLLED},
    {"design", HEPAR_FIELD_CODE, NULL, designs, NULL, "r.design"},
    {"direction", HEPAR_FIELD_CODE, "direction", NULL, "result", "direction"},
    {"disease", HEPAR_FIELD_CODE, "disease", NULL, NULL, "r.disease"},
    {"donor", HEPAR_FIELD_CODE, "donor", NULL, "code", "code"},
    {"effect", HEPAR_FIELD_CODE, NULL, effects, "result", "derived_effect"},
    {"etiology", HEPAR_FIELD_CODE, "etiology", NULL, "code", "code"},
    {"first_author", HEPAR_FIELD_TEXT, NULL, NULL, NULL, "r.first_author"},
    {"flag", HEPAR_FIELD_CODE, "flag", NULL, "flag", "code"},
    {"follow_up_days", HEPAR_FIELD_NUMBER, NULL, NULL, NULL, "r.derived_follow_up_days"},
    {"id", HEPAR_FIELD_TEXT, NULL, NULL, NULL, "r.id"},
    {"injury_model", HEPAR_FIELD_CODE, "injury_model", NULL, "code", "code"},
    {"isolation", HEPAR_FIELD_CODE, "ev_isolation", NULL, "code", "code"},
    {"marker", HEPAR_FIELD_CODE, "ev_marker", NULL, "code", "code"},
    {"n_total", HEPAR_FIELD_NUMBER, NULL, NULL, NULL, "r.n_total"},
    {"outcome", HEPAR_FIELD_CODE, "outcome", NULL, "result", "outcome"},
    {"phase", HEPAR_FIELD_CODE, "phase", NULL, "code", "code"},
    {"route", HEPAR_FIELD_CODE, "route", NULL, "code", "code"},
    {"row", HEPAR_FIELD_NUMBER, NULL, NULL, NULL, "r.row"},
    {"source", HEPAR_FIELD_CODE, "source", NULL, "code", "code"},
    {"source_id", HEPAR_FIELD_TEXT, NULL, NULL, NULL, "r.source_id"},
    {"species", HEPAR_FIELD_CODE, "species", NULL, NULL, "r.species"},
    {"strain", HEPAR_FIELD_TEXT, NULL, NULL, "code", "code"},
    {"study", HEPAR_FIELD_TEXT, NULL, NULL, NULL, "r.study"},
    {"subdesign", HEPAR_FIELD_CODE, "design", NULL, NULL, "r.subdesign"},
    {"text", HEPAR_FIELD_SEARCH, NULL, NULL, NULL, NULL},
    {"type", HEPAR_FIELD_CODE, "intervention_type", NULL, "code", "code"},
    {"year", HEPAR_FIELD_NUMBER, NULL, NULL, NULL, "r.year"},
};

#define FIELDS (sizeof fields / sizeof fields[0])

const hepar_field *hepar_query_fields(size_t *count) {
  *count = FIELDS;
  return fields;
}

const hepar_field *hepar_query_field(const char *name, hepar_error *error) {
  const char *names[FIELDS];
  const char *near;
  for (size_t i = 0; i < FIELDS; i++) {
    if (strcmp(fields[i].name, name) == 0) return &fields[i];
    names[i] = fields[i].name;
  }
  near = hepar_suggest(name, names, FIELDS);
  if (near != NULL)
    hepar_fail(error, HEPAR_MISUSE, "field \"%.80s\" is not known (did you mean \"%s\"?)", name,
               near);
  else
    hepar_fail(error, HEPAR_MISUSE, "field \"%.80s\" is not known", name);
  return NULL;
}

hepar_status hepar_query_options(const json_t *options, const char *const *names,
                                 hepar_error *error) {
  const char *key;
  json_t *value;
  size_t count = 0;
  if (options == NULL) return HEPAR_OK;
  while (names[count] != NULL) count++;
  json_object_foreach((json_t *)(uintptr_t)options, key, value) {
    size_t i = 0;
    const char *near;
    while (i < count && strcmp(names[i], key) != 0) i++;
    if (i < count) continue;
    near = hepar_suggest(key, names, count);
    if (near != NULL)
      return hepar_fail(error, HEPAR_MISUSE, "option \"%.80s\" is not known (did you mean \"%s\"?)",
                        key, near);
    return hepar_fail(error, HEPAR_MISUSE, "option \"%.80s\" is not known", key);
  }
  return HEPAR_OK;
}

/* Other words for the codes that have no vocabulary. */
static const char *other_word(const char *text) {
  static const char *const words[][2] = {{"no_change", "null"},     {"no change", "null"},
                                         {"unreported", "unknown"}, {"none", "none_reported"},
                                         {"in vitro", "in_vitro"},  {"animal", "preclinical"}};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(words[i][0], text) == 0) return words[i][1];
  return text;
}

const char *hepar_query_code(const hepar_store *store, const hepar_field *field, const char *text,
                             hepar_error *error) {
  const char *near = NULL;
  if (field->vocabulary != NULL) {
    const hepar_code *code = hepar_vocabulary_resolve(store->vocabulary, field->vocabulary, text);
    if (code != NULL) return code->code;
    near = hepar_vocabulary_suggest(store->vocabulary, field->vocabulary, text);
  } else {
    const char *word = other_word(text);
    size_t count = 0;
    for (; field->codes[count] != NULL; count++)
      if (strcmp(field->codes[count], word) == 0) return field->codes[count];
    near = hepar_suggest(text, field->codes, count);
  }
  if (strcmp(field->name, "design") == 0 &&
      hepar_vocabulary_resolve(store->vocabulary, "design", text) != NULL)
    hepar_fail(error, HEPAR_MISUSE,
               "design \"%.80s\" is not known (it is a subdesign: use subdesign = \"%.80s\")", text,
               text);
  else if (near != NULL)
    hepar_fail(error, HEPAR_MISUSE, "%s \"%.80s\" is not known (did you mean \"%s\"?)", field->name,
               text, near);
  else
    hepar_fail(error, HEPAR_MISUSE, "%s \"%.80s\" is not known", field->name, text);
  return NULL;
}

/* What a JSON value is called in messages. */
static const char *type_name(const json_t *value) {
  switch (json_typeof(value)) {
    case JSON_OBJECT: return "a table";
    case JSON_ARRAY: return "a list";
    case JSON_STRING: return "a string";
    case JSON_INTEGER:
    case JSON_REAL: return "a number";
    case JSON_TRUE:
    case JSON_FALSE: return "a boolean";
    default: return "nothing";
  }
}

/* Refuse a value of the wrong kind. */
static hepar_status wrong(const hepar_field *field, const json_t *value, hepar_error *error) {
  static const char *const expected[] = {
      "a name, a list of names or a function",
      "a code, a list of codes, {under = code} or a function",
      "a number, a list of numbers, {from =, to =} or a function",
      "true or false", "a text to search for"};
  return hepar_fail(error, HEPAR_MISUSE, "field \"%s\" expects %s, got %s", field->name,
                    expected[field->kind], type_name(value));
}

/* Append one value of field to sql as a placeholder. */
static hepar_status add_value(const hepar_store *store, const hepar_field *field,
                              const json_t *value, hepar_sql *sql, hepar_error *error) {
  if (field->kind == HEPAR_FIELD_NUMBER) {
    if (json_is_integer(value))
      hepar_sql_integer(sql, json_integer_value(value));
    else if (json_is_real(value) && isfinite(json_real_value(value)))
      hepar_sql_real(sql, json_real_value(value));
    else
      return wrong(field, value, error);
  } else if (field->kind == HEPAR_FIELD_BOOLEAN) {
    if (!json_is_boolean(value)) return wrong(field, value, error);
    hepar_sql_integer(sql, json_is_true(value) ? 1 : 0);
  } else {
    const char *text = json_string_value(value);
    if (text == NULL) return wrong(field, value, error);
    if (strlen(text) != json_string_length(value))
      return hepar_fail(error, HEPAR_MISUSE, "field \"%s\": a text has a zero byte", field->name);
    if (field->kind == HEPAR_FIELD_CODE) text = hepar_query_code(store, field, text, error);
    if (text == NULL) return HEPAR_MISUSE;
    hepar_sql_text(sql, text);
  }
  return HEPAR_OK;
}

/* A long list as one value: SQLite has a limit on placeholders. */
static hepar_status add_long_list(const hepar_store *store, const hepar_field *field,
                                  const char *expression, const json_t *list, hepar_sql *sql,
                                  hepar_error *error) {
  hepar_sql values = {0};
  json_t *resolved = json_array();
  hepar_status status = resolved != NULL ? HEPAR_OK : hepar_fail_memory(error);
  char *text = NULL;
  size_t i;
  json_t *value;
  json_array_foreach((json_t *)(uintptr_t)list, i, value) {
    const hepar_sql_value *one;
    json_t *copy = NULL;
    if (status != HEPAR_OK) break;
    status = add_value(store, field, value, &values, error);
    if (status != HEPAR_OK) break;
    if (values.failed) {
      status = hepar_fail_memory(error);
      break;
    }
    one = &values.values[values.count - 1];
    if (one->type == SQLITE_TEXT) copy = json_string(one->text);
    else copy = json_incref(value);
    if (json_array_append_new(resolved, copy) != 0) status = hepar_fail_memory(error);
  }
  if (status == HEPAR_OK) {
    text = hepar_json_string(resolved, error);
    if (text == NULL) status = HEPAR_NOMEM;
  }
  if (status == HEPAR_OK) {
    hepar_sql_add(sql, expression);
    hepar_sql_add(sql, " IN (SELECT value FROM json_each(");
    hepar_sql_text(sql, text);
    hepar_sql_add(sql, "))");
  }
  hepar_free(text);
  json_decref(resolved);
  hepar_sql_free(&values);
  return status;
}

/* `expression` IN (each of list). */
static hepar_status add_list(const hepar_store *store, const hepar_field *field,
                             const char *expression, const json_t *list, hepar_sql *sql,
                             hepar_error *error) {
  size_t i;
  json_t *value;
  if (json_array_size(list) > LIST_MAX)
    return add_long_list(store, field, expression, list, sql, error);
  hepar_sql_add(sql, expression);
  hepar_sql_add(sql, " IN (");
  json_array_foreach((json_t *)(uintptr_t)list, i, value) {
    hepar_status status;
    if (i > 0) hepar_sql_add(sql, ",");
    status = add_value(store, field, value, sql, error);
    if (status != HEPAR_OK) return status;
  }
  hepar_sql_add(sql, ")");
  return HEPAR_OK;
}

/* `expression` IN (the code `text` and all below it); `first` tells whether a list is begun. */
static hepar_status add_under(const hepar_store *store, const hepar_field *field, const json_t *top,
                              bool *first, hepar_sql *sql, hepar_error *error) {
  const char *code = json_string_value(top);
  const hepar_code *codes;
  size_t count = 0;
  if (code == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "field \"%s\": under expects a code or codes, got %s",
                      field->name, type_name(top));
  code = hepar_query_code(store, field, code, error);
  if (code == NULL) return HEPAR_MISUSE;
  codes = hepar_vocabulary_codes(store->vocabulary, field->vocabulary, &count);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(codes[i].code, code) != 0 &&
        !hepar_vocabulary_under(store->vocabulary, field->vocabulary, codes[i].code, code))
      continue;
    if (!*first) hepar_sql_add(sql, ",");
    *first = false;
    hepar_sql_text(sql, codes[i].code);
  }
  return HEPAR_OK;
}

/* {from =, to =}: both ends belong to the range, either may be left out. */
static hepar_status add_range(const hepar_store *store, const hepar_field *field,
                              const char *expression, const json_t *spec, hepar_sql *sql,
                              hepar_error *error) {
  const json_t *from = json_object_get(spec, "from");
  const json_t *to = json_object_get(spec, "to");
  hepar_status status = HEPAR_OK;
  if (field->kind != HEPAR_FIELD_NUMBER)
    return hepar_fail(error, HEPAR_MISUSE, "field \"%s\" has no range: from and to go with numbers",
                      field->name);
  if (json_is_number(from) && json_is_number(to) &&
      json_number_value(from) > json_number_value(to))
    return hepar_fail(error, HEPAR_MISUSE, "field \"%s\": from = %g is above to = %g", field->name,
                      json_number_value(from), json_number_value(to));
  if (from != NULL) {
    hepar_sql_add(sql, expression);
    hepar_sql_add(sql, " >= ");
    status = add_value(store, field, from, sql, error);
  }
  if (from != NULL && to != NULL) hepar_sql_add(sql, " AND ");
  if (to != NULL && status == HEPAR_OK) {
    hepar_sql_add(sql, expression);
    hepar_sql_add(sql, " <= ");
    status = add_value(store, field, to, sql, error);
  }
  return status;
}

/* {under = code} or {under = {codes}}. */
static hepar_status add_descendants(const hepar_store *store, const hepar_field *field,
                                    const char *expression, const json_t *under, hepar_sql *sql,
                                    hepar_error *error) {
  hepar_status status = HEPAR_OK;
  bool first = true;
  if (field->kind != HEPAR_FIELD_CODE || field->vocabulary == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "field \"%s\" has no codes below others: no under",
                      field->name);
  hepar_sql_add(sql, expression);
  hepar_sql_add(sql, " IN (");
  if (json_is_array(under)) {
    size_t i;
    json_t *value;
    json_array_foreach((json_t *)(uintptr_t)under, i, value) {
      status = add_under(store, field, value, &first, sql, error);
      if (status != HEPAR_OK) return status;
    }
  } else {
    status = add_under(store, field, under, &first, sql, error);
  }
  hepar_sql_add(sql, ")");
  return status;
}

hepar_status hepar_query_test(const hepar_store *store, const hepar_field *field,
                              const char *expression, const json_t *spec, hepar_sql *sql,
                              hepar_error *error) {
  static const char *const members[] = {"from", "missing", "not", "to", "under", NULL};
  hepar_status status;
  if (json_is_array(spec)) return add_list(store, field, expression, spec, sql, error);
  if (json_is_object(spec)) {
    const json_t *under = json_object_get(spec, "under");
    size_t size = json_object_size(spec);
    size_t ends = (json_object_get(spec, "from") != NULL ? 1u : 0u) +
                  (json_object_get(spec, "to") != NULL ? 1u : 0u);
    if (size == 0) return add_list(store, field, expression, spec, sql, error);
    status = hepar_query_options(spec, members, error);
    if (status != HEPAR_OK) return status;
    if (under != NULL && size == 1)
      return add_descendants(store, field, expression, under, sql, error);
    if (ends == size) return add_range(store, field, expression, spec, sql, error);
    return hepar_fail(error, HEPAR_MISUSE,
                      "field \"%s\": use one of {from =, to =}, {under =}, {[\"not\"] =} and "
                      "{missing =} at a time",
                      field->name);
  }
  hepar_sql_add(sql, expression);
  hepar_sql_add(sql, " = ");
  return add_value(store, field, spec, sql, error);
}
