/* Objects into rows and back, after the descriptions in tables.c. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* True when text reads as an integer, so that it could not be told from one. */
static bool looks_integer(const char *text) {
  if (*text == '-') text++;
  if (*text == '\0') return false;
  while (*text >= '0' && *text <= '9') text++;
  return *text == '\0';
}

static bool exact_real(const json_t *value) {
  if (json_is_real(value)) return true;
  return json_is_integer(value) && json_integer_value(value) <= 9007199254740992 &&
         json_integer_value(value) >= -9007199254740992;
}

/* True when the columns can hold the whole timepoint. */
static bool exact_timepoint(const json_t *value) {
  static const char *const keys[] = {"value", "unit", "label", "days"};
  size_t present = 0;
  bool some = false;
  if (!json_is_object(value)) return false;
  for (size_t i = 0; i < COUNT(keys); i++) {
    const json_t *member = json_object_get(value, keys[i]);
    if (member == NULL) continue;
    present++;
    some = some || i < 3;
    if (i == 0 || i == 3 ? !exact_real(member) : !json_is_string(member)) return false;
  }
  return some && present == json_object_size(value);
}

/* True when the column gives the member back exactly. */
static bool exact(hepar_column_kind kind, const json_t *value) {
  switch (kind) {
    case COLUMN_TEXT: return json_is_string(value);
    case COLUMN_INTEGER: return json_is_integer(value);
    case COLUMN_REAL: return exact_real(value);
    case COLUMN_ROW:
      return json_is_integer(value) ||
             (json_is_string(value) && !looks_integer(json_string_value(value)));
    case COLUMN_LINES:
      return json_array_size(value) == 2 && json_is_integer(json_array_get(value, 0)) &&
             json_is_integer(json_array_get(value, 1));
    case COLUMN_TIMEPOINT: return exact_timepoint(value);
    case COLUMN_JSON: return true;
  }
  return false;
}

static int width(hepar_column_kind kind) {
  return kind == COLUMN_LINES ? 2 : kind == COLUMN_TIMEPOINT ? 4 : 1;
}

/* Bind a string, a number, or nothing. */
static int bind_scalar(sqlite3_stmt *statement, int at, const json_t *value) {
  if (json_is_string(value))
    return sqlite3_bind_text(statement, at, json_string_value(value),
                             (int)json_string_length(value), SQLITE_STATIC);
  if (json_is_integer(value))
    return sqlite3_bind_int64(statement, at, (sqlite3_int64)json_integer_value(value));
  if (json_is_real(value)) return sqlite3_bind_double(statement, at, json_real_value(value));
  return SQLITE_OK;
}

/* Bind compact JSON text. */
static hepar_status bind_json(sqlite3_stmt *statement, int at, const json_t *value,
                              hepar_error *error) {
  char *text = hepar_json_string(value, error);
  if (text == NULL) return error->status;
  if (sqlite3_bind_text(statement, at, text, -1, hepar_free) != SQLITE_OK)
    return hepar_fail_memory(error);
  return HEPAR_OK;
}

static hepar_status bind_column(const hepar_table_column *column, sqlite3_stmt *statement, int at,
                                const json_t *value, hepar_error *error) {
  int code = SQLITE_OK;
  if (value == NULL) return HEPAR_OK;
  switch (column->kind) {
    case COLUMN_LINES:
      code = bind_scalar(statement, at, json_array_get(value, 0));
      if (code == SQLITE_OK) code = bind_scalar(statement, at + 1, json_array_get(value, 1));
      break;
    case COLUMN_TIMEPOINT:
      code = bind_scalar(statement, at, json_object_get(value, "value"));
      if (code == SQLITE_OK)
        code = bind_scalar(statement, at + 1, json_object_get(value, "unit"));
      if (code == SQLITE_OK)
        code = bind_scalar(statement, at + 2, json_object_get(value, "label"));
      if (code == SQLITE_OK)
        code = bind_scalar(statement, at + 3, json_object_get(value, "days"));
      break;
    case COLUMN_JSON: return bind_json(statement, at, value, error);
    case COLUMN_TEXT:
    case COLUMN_INTEGER:
    case COLUMN_REAL:
    case COLUMN_ROW: code = bind_scalar(statement, at, value); break;
  }
  return code == SQLITE_OK ? HEPAR_OK : hepar_fail_memory(error);
}

/* The members that no column holds exactly. */
static json_t *make_rest(const hepar_table *table, const json_t *object) {
  json_t *rest = json_object();
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)object, key, value) {
    size_t i = 0;
    while (i < table->count && strcmp(table->columns[i].key, key) != 0) i++;
    if (i < table->count && exact(table->columns[i].kind, value)) continue;
    if (rest == NULL || json_object_set(rest, key, value) != 0) {
      json_decref(rest);
      return NULL;
    }
  }
  return rest;
}

hepar_status hepar_table_bind(const hepar_table *table, sqlite3_stmt *statement,
                              const json_t *object, hepar_error *error) {
  int at = table->first + 1;
  size_t held = 0;
  json_t *rest;
  hepar_status status = HEPAR_OK;
  for (size_t i = 0; i < table->count; i++) {
    const json_t *value = json_object_get(object, table->columns[i].key);
    status = bind_column(&table->columns[i], statement, at, value, error);
    if (status != HEPAR_OK) return status;
    held += value != NULL && exact(table->columns[i].kind, value);
    at += width(table->columns[i].kind);
  }
  if (held == json_object_size(object)) return HEPAR_OK;
  rest = make_rest(table, object);
  if (rest == NULL) return hepar_fail_memory(error);
  status = bind_json(statement, at, rest, error);
  json_decref(rest);
  return status;
}

const char *hepar_column_text(sqlite3_stmt *statement, int column) {
  return (const char *)sqlite3_column_text(statement, column);
}

json_t *hepar_column_json(sqlite3_stmt *statement, int column, hepar_error *error) {
  const char *text = hepar_column_text(statement, column);
  if (text == NULL) {
    hepar_fail_memory(error);
    return NULL;
  }
  return hepar_json_parse(text, (size_t)sqlite3_column_bytes(statement, column),
                          "JSON in the store", 1, error);
}

/* A number as canonical JSON has it: 12, not 12.0. */
static json_t *read_real(double value) {
  if (value == floor(value) && fabs(value) <= 9007199254740992.0)
    return json_integer((json_int_t)value);
  return json_real(value);
}

/* The value of one column as JSON. NULL with *absent when the column is NULL. */
static json_t *read_scalar(sqlite3_stmt *statement, int at, bool *absent) {
  const char *text;
  *absent = false;
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER: return json_integer(sqlite3_column_int64(statement, at));
    case SQLITE_FLOAT: return read_real(sqlite3_column_double(statement, at));
    case SQLITE_TEXT:
      text = hepar_column_text(statement, at);
      if (text == NULL) return NULL;
      return json_stringn(text, (size_t)sqlite3_column_bytes(statement, at));
    default: *absent = true;
  }
  return NULL;
}

/* Set a member from a column. False: out of memory. */
static bool set_scalar(json_t *object, const char *key, sqlite3_stmt *statement, int at) {
  bool absent;
  json_t *value = read_scalar(statement, at, &absent);
  if (absent) return true;
  return value != NULL && json_object_set_new(object, key, value) == 0;
}

static bool set_lines(json_t *object, const char *key, sqlite3_stmt *statement, int at) {
  if (sqlite3_column_type(statement, at) == SQLITE_NULL ||
      sqlite3_column_type(statement, at + 1) == SQLITE_NULL)
    return true;
  return json_object_set_new(object, key,
                             json_pack("[II]", (json_int_t)sqlite3_column_int64(statement, at),
                                       (json_int_t)sqlite3_column_int64(statement, at + 1))) == 0;
}

static bool set_timepoint(json_t *object, const char *key, sqlite3_stmt *statement, int at) {
  json_t *point;
  bool some = false;
  for (int i = 0; i < 3; i++)
    some = some || sqlite3_column_type(statement, at + i) != SQLITE_NULL;
  if (!some) return true;
  point = json_object();
  if (point == NULL) return false;
  if (!set_scalar(point, "value", statement, at) || !set_scalar(point, "unit", statement, at + 1) ||
      !set_scalar(point, "label", statement, at + 2) ||
      !set_scalar(point, "days", statement, at + 3)) {
    json_decref(point);
    return false;
  }
  return json_object_set_new(object, key, point) == 0;
}

static bool set_row(json_t *object, const char *key, sqlite3_stmt *statement, int at) {
  const char *text = hepar_column_text(statement, at);
  if (text == NULL) return sqlite3_column_type(statement, at) == SQLITE_NULL;
  if (!looks_integer(text)) return set_scalar(object, key, statement, at);
  return json_object_set_new(object, key, json_integer(strtoll(text, NULL, 10))) == 0;
}

static bool set_column(const hepar_table_column *column, json_t *object, sqlite3_stmt *statement,
                       int at, hepar_error *error) {
  switch (column->kind) {
    case COLUMN_TEXT:
    case COLUMN_INTEGER:
    case COLUMN_REAL: return set_scalar(object, column->key, statement, at);
    case COLUMN_ROW: return set_row(object, column->key, statement, at);
    case COLUMN_LINES: return set_lines(object, column->key, statement, at);
    case COLUMN_TIMEPOINT: return set_timepoint(object, column->key, statement, at);
    case COLUMN_JSON: {
      json_t *value = hepar_column_json(statement, at, error);
      return value != NULL && json_object_set_new(object, column->key, value) == 0;
    }
  }
  return false;
}

json_t *hepar_table_read(const hepar_table *table, sqlite3_stmt *statement, hepar_error *error) {
  json_t *object = json_object();
  json_t *rest = NULL;
  int at = sqlite3_column_count(statement) - 1;
  bool good = object != NULL;
  error->status = HEPAR_OK; /* so that a failure without a message is known to be memory */
  /* rest is the last column; the others stand right before it */
  for (size_t i = 0; i < table->count; i++) at -= width(table->columns[i].kind);
  for (size_t i = 0; good && i < table->count; i++) {
    good = set_column(&table->columns[i], object, statement, at, error);
    at += width(table->columns[i].kind);
  }
  if (good && sqlite3_column_type(statement, at) != SQLITE_NULL) {
    rest = hepar_column_json(statement, at, error);
    good = rest != NULL && json_object_update(object, rest) == 0;
    json_decref(rest);
  }
  if (good) return object;
  if (error->status == HEPAR_OK) hepar_fail_memory(error);
  json_decref(object);
  return NULL;
}
