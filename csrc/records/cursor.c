/* SQL text that carries its values, and cursors over the rows of a statement. */
#include "query.h"

#include <stdio.h>
#include <string.h>

void hepar_sql_add(hepar_sql *sql, const char *text) { hepar_text_add(&sql->text, text); }

/* Room for one more value, zeroed; NULL when memory ran out. */
static hepar_sql_value *grow(hepar_sql *sql) {
  if (sql->failed) return NULL;
  if (sql->count == sql->capacity) {
    size_t capacity = sql->capacity > 0 ? 2 * sql->capacity : 8;
    hepar_sql_value *values = hepar_realloc(sql->values, capacity * sizeof *values);
    if (values == NULL) {
      sql->failed = true;
      return NULL;
    }
    sql->values = values;
    sql->capacity = capacity;
  }
  memset(&sql->values[sql->count], 0, sizeof *sql->values);
  return &sql->values[sql->count++];
}

/* Remember a value without writing its placeholder. */
static void keep_text(hepar_sql *sql, const char *value) {
  char *copy = hepar_strdup(value);
  hepar_sql_value *slot = copy != NULL ? grow(sql) : NULL;
  if (slot == NULL) {
    hepar_free(copy);
    sql->failed = true;
    return;
  }
  slot->type = SQLITE_TEXT;
  slot->text = copy;
}

void hepar_sql_text(hepar_sql *sql, const char *value) {
  keep_text(sql, value);
  hepar_sql_add(sql, "?");
}

void hepar_sql_integer(hepar_sql *sql, int64_t value) {
  hepar_sql_value *slot = grow(sql);
  if (slot != NULL) {
    slot->type = SQLITE_INTEGER;
    slot->integer = value;
  }
  hepar_sql_add(sql, "?");
}

void hepar_sql_real(hepar_sql *sql, double value) {
  hepar_sql_value *slot = grow(sql);
  if (slot != NULL) {
    slot->type = SQLITE_FLOAT;
    slot->real = value;
  }
  hepar_sql_add(sql, "?");
}

void hepar_sql_keys(hepar_sql *sql, const int64_t *keys, size_t count) {
  hepar_text list = {0};
  char number[32];
  hepar_text_char(&list, '[');
  for (size_t i = 0; i < count; i++) {
    (void)snprintf(number, sizeof number, i > 0 ? ",%lld" : "%lld", (long long)keys[i]);
    hepar_text_add(&list, number);
  }
  hepar_text_char(&list, ']');
  if (list.failed) sql->failed = true;
  else hepar_sql_text(sql, list.data);
  hepar_text_free(&list);
}

void hepar_sql_append(hepar_sql *sql, const hepar_sql *other) {
  if (other->failed || other->text.failed) sql->failed = true;
  if (other->text.data != NULL) hepar_sql_add(sql, other->text.data);
  for (size_t i = 0; i < other->count; i++) {
    const hepar_sql_value *value = &other->values[i];
    if (value->type == SQLITE_TEXT) {
      keep_text(sql, value->text);
    } else {
      hepar_sql_value *slot = grow(sql);
      if (slot != NULL) *slot = *value;
    }
  }
}

void hepar_sql_free(hepar_sql *sql) {
  for (size_t i = 0; i < sql->count; i++) hepar_free(sql->values[i].text);
  hepar_free(sql->values);
  hepar_text_free(&sql->text);
  memset(sql, 0, sizeof *sql);
}

#define COLUMNS_MAX 48

typedef struct column_info {
  char *name;
  hepar_cell_type as; /* JSON or BOOLEAN; 0: as SQLite says */
} column_info;

struct hepar_cursor {
  hepar_store *store;
  sqlite3_stmt *statement;
  size_t width;
  column_info columns[COLUMNS_MAX];
};

/* Split "name:json" into name and type. */
static bool read_column(column_info *c, const char *name) {
  const char *colon = strchr(name, ':');
  if (colon != NULL && strcmp(colon, ":json") == 0) c->as = HEPAR_CELL_JSON;
  if (colon != NULL && strcmp(colon, ":boolean") == 0) c->as = HEPAR_CELL_BOOLEAN;
  c->name = colon != NULL ? hepar_strndup(name, (size_t)(colon - name)) : hepar_strdup(name);
  return c->name != NULL;
}

/* Bind the values in the order of their placeholders. The text of a value lives only as long as
   the caller's sql, so SQLite copies it. */
static int bind(sqlite3_stmt *statement, const hepar_sql *sql) {
  int code = SQLITE_OK;
  for (size_t i = 0; i < sql->count && code == SQLITE_OK; i++) {
    const hepar_sql_value *value = &sql->values[i];
    int at = (int)i + 1;
    if (value->type == SQLITE_TEXT)
      code = sqlite3_bind_text64(statement, at, value->text, strlen(value->text),
                                 SQLITE_TRANSIENT, SQLITE_UTF8);
    else if (value->type == SQLITE_INTEGER)
      code = sqlite3_bind_int64(statement, at, value->integer);
    else
      code = sqlite3_bind_double(statement, at, value->real);
  }
  return code;
}

hepar_status hepar_cursor_open(hepar_store *store, const hepar_sql *sql, hepar_cursor **cursor,
                               hepar_error *error) {
  hepar_status status = hepar_store_check(store, error);
  hepar_cursor *c;
  *cursor = NULL;
  if (status != HEPAR_OK) return status;
  if (sql->failed || sql->text.failed || sql->text.data == NULL)
    return hepar_fail_memory(error);
  c = hepar_calloc(1, sizeof *c);
  if (c == NULL) return hepar_fail_memory(error);
  c->store = hepar_store_retain(store);
  if (sqlite3_prepare_v2(store->db, sql->text.data, -1, &c->statement, NULL) != SQLITE_OK ||
      bind(c->statement, sql) != SQLITE_OK) {
    status = hepar_store_fail(store, error);
  } else if (sqlite3_column_count(c->statement) > COLUMNS_MAX) {
    status = hepar_fail(error, HEPAR_INTERNAL, "an answer has more than %d columns", COLUMNS_MAX);
  } else {
    c->width = (size_t)sqlite3_column_count(c->statement);
    for (size_t i = 0; i < c->width && status == HEPAR_OK; i++) {
      const char *name = sqlite3_column_name(c->statement, (int)i);
      if (name == NULL || !read_column(&c->columns[i], name))
        status = hepar_fail_memory(error);
    }
  }
  if (status != HEPAR_OK) {
    hepar_cursor_close(c);
    return status;
  }
  *cursor = c;
  return HEPAR_OK;
}

hepar_status hepar_cursor_next(hepar_cursor *cursor, bool *more, hepar_error *error) {
  hepar_status status = hepar_store_check(cursor->store, error);
  int code;
  *more = false;
  if (status != HEPAR_OK) return status;
  code = sqlite3_step(cursor->statement);
  if (code == SQLITE_ROW) {
    *more = true;
    return HEPAR_OK;
  }
  return code == SQLITE_DONE ? HEPAR_OK : hepar_store_fail(cursor->store, error);
}

size_t hepar_cursor_width(const hepar_cursor *cursor) { return cursor->width; }

const char *hepar_cursor_name(const hepar_cursor *cursor, size_t column) {
  return cursor->columns[column].name;
}

hepar_cell hepar_cursor_cell(const hepar_cursor *cursor, size_t column) {
  hepar_cell cell = {0};
  sqlite3_stmt *statement = cursor->statement;
  int at = (int)column;
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
      cell.type = HEPAR_CELL_INTEGER;
      cell.integer = sqlite3_column_int64(statement, at);
      if (cursor->columns[column].as == HEPAR_CELL_BOOLEAN) cell.type = HEPAR_CELL_BOOLEAN;
      break;
    case SQLITE_FLOAT:
      cell.type = HEPAR_CELL_REAL;
      cell.real = sqlite3_column_double(statement, at);
      break;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
      cell.type = HEPAR_CELL_TEXT;
      if (cursor->columns[column].as == HEPAR_CELL_JSON) cell.type = HEPAR_CELL_JSON;
      cell.text = (const char *)sqlite3_column_text(statement, at);
      cell.length = (size_t)sqlite3_column_bytes(statement, at);
      if (cell.text == NULL) cell.type = HEPAR_CELL_NULL;
      break;
    default: break;
  }
  return cell;
}

void hepar_cursor_close(hepar_cursor *cursor) {
  if (cursor == NULL) return;
  sqlite3_finalize(cursor->statement);
  for (size_t i = 0; i < cursor->width; i++) hepar_free(cursor->columns[i].name);
  hepar_store_free(cursor->store);
  hepar_free(cursor);
}
