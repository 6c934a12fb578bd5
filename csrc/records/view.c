/* Views: sets of records, each a condition over `record r` with its values. */
#include "query.h"

#include <stdlib.h>
#include <string.h>

/* SQLite refuses expressions that are 1000 deep. */
#define PARTS_MAX 800

struct hepar_view {
  hepar_store *store;
  hepar_sql condition; /* empty: every record */
  size_t parts;        /* joined by AND in it */
  int64_t *records;    /* keys in ascending order, valid while stamp holds */
  size_t count;
  int64_t stamp;
  bool known;
};

hepar_store *hepar_view_store(const hepar_view *view) { return view->store; }

bool hepar_view_whole(const hepar_view *view) { return view->condition.text.length == 0; }

/* A view with a copy of another's condition (NULL: none). */
static hepar_view *make(hepar_store *store, const hepar_view *wider) {
  hepar_view *view = hepar_calloc(1, sizeof *view);
  if (view == NULL) return NULL;
  view->store = hepar_store_retain(store);
  if (wider == NULL) return view;
  hepar_sql_append(&view->condition, &wider->condition);
  view->parts = wider->parts;
  return view;
}

void hepar_view_free(hepar_view *view) {
  if (view == NULL) return;
  hepar_store_free(view->store);
  hepar_sql_free(&view->condition);
  hepar_free(view->records);
  hepar_free(view);
}

hepar_status hepar_view_open(hepar_store *store, hepar_view **view, hepar_error *error) {
  hepar_status status = hepar_store_check(store, error);
  *view = NULL;
  if (status != HEPAR_OK) return status;
  *view = make(store, NULL);
  return *view != NULL ? HEPAR_OK : hepar_fail_memory(error);
}

/* Begin one more condition of a view. */
static void begin(hepar_view *view) {
  if (view->parts++ > 0) hepar_sql_add(&view->condition, " AND ");
}

/* Hand out view when nothing went wrong, else release it. */
static hepar_status finish(hepar_view *view, hepar_status status, hepar_view **out,
                           hepar_error *error) {
  if (status == HEPAR_OK && (view->condition.failed || view->condition.text.failed))
    status = hepar_fail_memory(error);
  if (status == HEPAR_OK && view->parts > PARTS_MAX)
    status = hepar_fail(error, HEPAR_MISUSE, "a view takes no more than %d conditions", PARTS_MAX);
  if (status != HEPAR_OK) {
    hepar_view_free(view);
    return status;
  }
  *out = view;
  return HEPAR_OK;
}

/* The rows of a field's table begin so: `r.record IN (SELECT record FROM … WHERE `. */
static void begin_rows(const hepar_field *field, hepar_sql *sql) {
  hepar_sql_add(sql, "r.record IN (SELECT record FROM ");
  hepar_sql_add(sql, field->table);
  hepar_sql_add(sql, " WHERE ");
  if (strcmp(field->table, "code") == 0) {
    hepar_sql_add(sql, "field = ");
    hepar_sql_text(sql, field->name);
    hepar_sql_add(sql, " AND ");
  }
}

/* {missing = true}: records that give no value; false: those that give one. */
static hepar_status add_missing(const hepar_field *field, const json_t *missing, hepar_sql *sql,
                                hepar_error *error) {
  if (!json_is_boolean(missing))
    return hepar_fail(error, HEPAR_MISUSE, "field \"%s\": missing expects true or false",
                      field->name);
  if (json_is_true(missing)) hepar_sql_add(sql, "NOT ");
  hepar_sql_add(sql, "(");
  if (field->table != NULL) begin_rows(field, sql);
  hepar_sql_add(sql, field->column);
  hepar_sql_add(sql, field->table != NULL ? " IS NOT NULL))" : " IS NOT NULL)");
  return HEPAR_OK;
}

static hepar_status add_field(hepar_store *store, const hepar_field *field, const json_t *spec,
                              hepar_sql *sql, hepar_error *error);

/* {not = spec}: all records that spec does not select, those without a value included. */
static hepar_status add_not(hepar_store *store, const hepar_field *field, const json_t *spec,
                            hepar_sql *sql, hepar_error *error) {
  hepar_status status;
  hepar_sql_add(sql, "NOT coalesce(");
  status = add_field(store, field, spec, sql, error);
  hepar_sql_add(sql, ", 0)");
  return status;
}

/* Full text: the entries of records have the records' keys. */
static hepar_status add_search(const hepar_store *store, const json_t *spec, hepar_sql *sql,
                               hepar_error *error) {
  hepar_text expression = {0};
  hepar_status status;
  if (!json_is_string(spec))
    return hepar_fail(error, HEPAR_MISUSE, "field \"text\" expects a text to search for");
  status = hepar_search_expression(store->vocabulary, json_string_value(spec), &expression, error);
  if (status == HEPAR_OK) {
    hepar_sql_add(sql, "r.record IN (SELECT rowid FROM text_index WHERE text_index MATCH ");
    hepar_sql_text(sql, expression.data);
    hepar_sql_add(sql, ")");
  }
  hepar_text_free(&expression);
  return status;
}

/* One condition: what spec says about field, in brackets where it needs them. */
static hepar_status add_field(hepar_store *store, const hepar_field *field, const json_t *spec,
                              hepar_sql *sql, hepar_error *error) {
  hepar_status status;
  if (json_is_object(spec) && json_object_size(spec) == 1) {
    const json_t *inner = json_object_get(spec, "not");
    if (inner != NULL) return add_not(store, field, inner, sql, error);
    inner = json_object_get(spec, "missing");
    if (inner != NULL && field->column != NULL) return add_missing(field, inner, sql, error);
  }
  if (field->kind == HEPAR_FIELD_SEARCH) return add_search(store, spec, sql, error);
  hepar_sql_add(sql, "(");
  if (field->table != NULL) begin_rows(field, sql);
  status = hepar_query_test(store, field, field->column, spec, sql, error);
  hepar_sql_add(sql, field->table != NULL ? "))" : ")");
  return status;
}

/* True when spec can be tested on one row of the field's table, together with others. */
static bool joins(const hepar_field *field, const json_t *spec) {
  return field->table != NULL && strcmp(field->table, "result") == 0 &&
         json_object_get(spec, "not") == NULL && json_object_get(spec, "missing") == NULL;
}

/* Outcome, direction and effect of one filter speak of the same result: a record fits when one of
   its results fits all of them. */
static hepar_status add_result(hepar_view *view, const json_t *filter, hepar_error *error) {
  hepar_sql *sql = &view->condition;
  const char *key;
  json_t *spec;
  bool first = true;
  json_object_foreach((json_t *)(uintptr_t)filter, key, spec) {
    const hepar_field *field = hepar_query_field(key, error);
    hepar_status status;
    if (field == NULL) return HEPAR_MISUSE;
    if (!joins(field, spec)) continue;
    if (first) {
      begin(view);
      begin_rows(field, sql);
    } else {
      hepar_sql_add(sql, " AND ");
    }
    first = false;
    status = hepar_query_test(view->store, field, field->column, spec, sql, error);
    if (status != HEPAR_OK) return status;
  }
  if (!first) hepar_sql_add(sql, ")");
  return HEPAR_OK;
}

hepar_status hepar_view_where(const hepar_view *view, const json_t *filter, hepar_view **narrower,
                              hepar_error *error) {
  hepar_status status = hepar_store_check(view->store, error);
  hepar_view *made;
  const char *key;
  json_t *spec;
  *narrower = NULL;
  if (status != HEPAR_OK) return status;
  if (!json_is_object(filter) && !(json_is_array(filter) && json_array_size(filter) == 0))
    return hepar_fail(error, HEPAR_MISUSE, "a filter is a table of field = value");
  made = make(view->store, view);
  if (made == NULL) return hepar_fail_memory(error);
  status = add_result(made, filter, error);
  json_object_foreach((json_t *)(uintptr_t)filter, key, spec) {
    const hepar_field *field;
    if (status != HEPAR_OK) break;
    field = hepar_query_field(key, error);
    if (field == NULL) {
      status = HEPAR_MISUSE;
    } else if (!joins(field, spec)) {
      begin(made);
      status = add_field(view->store, field, spec, &made->condition, error);
    }
  }
  return finish(made, status, narrower, error);
}

hepar_status hepar_view_only(const hepar_view *view, const int64_t *records, size_t count,
                             hepar_view **narrower, hepar_error *error) {
  hepar_view *made;
  *narrower = NULL;
  made = make(view->store, view);
  if (made == NULL) return hepar_fail_memory(error);
  begin(made);
  hepar_sql_add(&made->condition, "r.record IN (SELECT value FROM json_each(");
  hepar_sql_keys(&made->condition, records, count);
  hepar_sql_add(&made->condition, "))");
  return finish(made, HEPAR_OK, narrower, error);
}

void hepar_view_condition(const hepar_view *view, const char *key, hepar_sql *sql) {
  if (hepar_view_whole(view)) return;
  hepar_sql_add(sql, " AND ");
  if (strcmp(key, "r.record") == 0) {
    hepar_sql_append(sql, &view->condition);
    return;
  }
  hepar_sql_add(sql, key);
  if (view->known) { /* cheaper than to find them again */
    hepar_sql_add(sql, " IN (SELECT value FROM json_each(");
    hepar_sql_keys(sql, view->records, view->count);
    hepar_sql_add(sql, "))");
    return;
  }
  hepar_sql_add(sql, " IN (SELECT r.record FROM record r WHERE ");
  hepar_sql_append(sql, &view->condition);
  hepar_sql_add(sql, ")");
}

hepar_status hepar_view_stamp(const hepar_view *view, int64_t *stamp, hepar_error *error) {
  hepar_status status = hepar_store_check(view->store, error);
  sqlite3_stmt *statement;
  *stamp = 0;
  if (status != HEPAR_OK) return status;
  *stamp = (int64_t)(view->store->changes << 20);
  if (view->store->path == NULL) return HEPAR_OK;
  /* Another process may write to the same file; data_version moves when one did. */
  statement = hepar_store_prepare(view->store, "PRAGMA data_version", error);
  if (statement == NULL) return error != NULL ? error->status : HEPAR_IO;
  if (hepar_store_row(view->store, statement, &status, error))
    *stamp += sqlite3_column_int64(statement, 0);
  hepar_store_release(view->store, statement);
  return status;
}

/* Order of two keys. */
static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a;
  int64_t y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Read the keys of the view into *records, unsorted, as SQLite likes to give them. */
static hepar_status read_keys(const hepar_view *view, int64_t **records, size_t *count,
                              hepar_error *error) {
  hepar_sql sql = {0};
  hepar_cursor *cursor = NULL;
  hepar_status status;
  size_t capacity = 0;
  bool more = false;
  hepar_sql_add(&sql, "SELECT r.record FROM record r WHERE 1");
  hepar_view_condition(view, "r.record", &sql);
  status = hepar_cursor_open(view->store, &sql, &cursor, error);
  hepar_sql_free(&sql);
  while (status == HEPAR_OK) {
    status = hepar_cursor_next(cursor, &more, error);
    if (status != HEPAR_OK || !more) break;
    if (*count == capacity) {
      int64_t *grown;
      capacity = capacity > 0 ? 2 * capacity : 64;
      grown = hepar_realloc(*records, capacity * sizeof **records);
      if (grown == NULL) {
        status = hepar_fail_memory(error);
        break;
      }
      *records = grown;
    }
    (*records)[(*count)++] = hepar_cursor_cell(cursor, 0).integer;
  }
  hepar_cursor_close(cursor);
  return status;
}

hepar_status hepar_view_records(hepar_view *view, const int64_t **records, size_t *count,
                                hepar_error *error) {
  int64_t stamp;
  int64_t *keys = NULL;
  size_t n = 0;
  hepar_status status = hepar_view_stamp(view, &stamp, error);
  if (status == HEPAR_OK && !(view->known && view->stamp == stamp)) {
    status = read_keys(view, &keys, &n, error);
    if (status != HEPAR_OK) {
      hepar_free(keys);
      return status;
    }
    if (n > 1) qsort(keys, n, sizeof *keys, compare);
    hepar_free(view->records);
    view->records = keys;
    view->count = n;
    view->stamp = stamp;
    view->known = view->store->depth == 0; /* what an open transaction shows may not stay */
  }
  *records = view->records;
  *count = view->count;
  return status;
}
