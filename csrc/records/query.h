/* Asking the store. A view is a set of records, kept as a condition in SQL with bound values, so it
   is cheap to make and never out of date. A cursor hands out the rows of an answer. Filters and
   options are JSON objects; their member names are those that the Lua side shows. */
#ifndef HEPAR_QUERY_H
#define HEPAR_QUERY_H

#include <jansson.h>
#include <sqlite3.h>

#include "hepar.h"
#include "store.h"
#include "text.h"

/* ---- SQL text that carries its values (cursor.c) ---- */

typedef struct hepar_sql_value {
  int type; /* SQLITE_TEXT, SQLITE_INTEGER, SQLITE_FLOAT */
  char *text;
  int64_t integer;
  double real;
} hepar_sql_value;

/* Start with {0}. Like hepar_text, it remembers a failed allocation until the end. */
typedef struct hepar_sql {
  hepar_text text;
  hepar_sql_value *values;
  size_t count;
  size_t capacity;
  bool failed;
} hepar_sql;

void hepar_sql_add(hepar_sql *sql, const char *text);
/* Append a placeholder and its value. */
void hepar_sql_text(hepar_sql *sql, const char *value);
void hepar_sql_integer(hepar_sql *sql, int64_t value);
void hepar_sql_real(hepar_sql *sql, double value);
/* Append a placeholder for a JSON list of keys. */
void hepar_sql_keys(hepar_sql *sql, const int64_t *keys, size_t count);
/* Append another piece with its values. */
void hepar_sql_append(hepar_sql *sql, const hepar_sql *other);
void hepar_sql_free(hepar_sql *sql);

/* ---- cursors (cursor.c) ---- */

typedef struct hepar_cursor hepar_cursor;

typedef enum hepar_cell_type {
  HEPAR_CELL_NULL,
  HEPAR_CELL_INTEGER,
  HEPAR_CELL_REAL,
  HEPAR_CELL_TEXT,
  HEPAR_CELL_JSON,   /* text that is a JSON value: a column called "name:json" */
  HEPAR_CELL_BOOLEAN /* integer is 0 or 1: a column called "name:boolean" */
} hepar_cell_type;

typedef struct hepar_cell {
  hepar_cell_type type;
  int64_t integer;
  double real;
  const char *text; /* alive until the next step */
  size_t length;
} hepar_cell;

/* Prepare sql and bind its values. The statement belongs to the cursor, sql stays the caller's. */
hepar_status hepar_cursor_open(hepar_store *store, const hepar_sql *sql, hepar_cursor **cursor,
                               hepar_error *error);
/* Step to the next row; *more is false after the last. */
hepar_status hepar_cursor_next(hepar_cursor *cursor, bool *more, hepar_error *error);
size_t hepar_cursor_width(const hepar_cursor *cursor);
/* The name of a column, without its type. */
const char *hepar_cursor_name(const hepar_cursor *cursor, size_t column);
hepar_cell hepar_cursor_cell(const hepar_cursor *cursor, size_t column);
void hepar_cursor_close(hepar_cursor *cursor);

/* ---- fields (select.c) ---- */

typedef enum hepar_field_kind {
  HEPAR_FIELD_TEXT,   /* free text: ids, names, strains */
  HEPAR_FIELD_CODE,   /* codes of a vocabulary or of a short list */
  HEPAR_FIELD_NUMBER,
  HEPAR_FIELD_BOOLEAN,
  HEPAR_FIELD_SEARCH  /* full text */
} hepar_field_kind;

/* One thing that records can be selected and counted by. */
typedef struct hepar_field {
  const char *name;
  hepar_field_kind kind;
  const char *vocabulary;    /* codes: the vocabulary, or NULL */
  const char *const *codes;  /* codes without a vocabulary: the list, ends with NULL */
  const char *table;         /* NULL: one value, an expression over record r */
  const char *column;        /* the expression, or the column of the table */
} hepar_field;

/* All fields, sorted by name, and how many. */
const hepar_field *hepar_query_fields(size_t *count);
/* The field of that name; misuse with a suggestion. */
const hepar_field *hepar_query_field(const char *name, hepar_error *error);
/* The code that text means in this field (synonyms resolved); misuse with a suggestion. */
const char *hepar_query_code(const hepar_store *store, const hepar_field *field, const char *text,
                             hepar_error *error);
/* Append `expression` = value, or IN a list, or within a range, as spec says for field. */
hepar_status hepar_query_test(const hepar_store *store, const hepar_field *field,
                              const char *expression, const json_t *spec, hepar_sql *sql,
                              hepar_error *error);
/* Refuse members of options (an object or NULL) that are not among names (ends with NULL). */
hepar_status hepar_query_options(const json_t *options, const char *const *names,
                                 hepar_error *error);

/* ---- views (view.c) ---- */

typedef struct hepar_view hepar_view;

/* The view of all records of the store. */
hepar_status hepar_view_open(hepar_store *store, hepar_view **view, hepar_error *error);
/* The records of view that fit every member of filter (an object: field -> value). */
hepar_status hepar_view_where(const hepar_view *view, const json_t *filter, hepar_view **narrower,
                              hepar_error *error);
/* The records of view that are among these keys. */
hepar_status hepar_view_only(const hepar_view *view, const int64_t *records, size_t count,
                             hepar_view **narrower, hepar_error *error);
void hepar_view_free(hepar_view *view);

hepar_store *hepar_view_store(const hepar_view *view);
/* True when nothing was selected: claims and pooled figures belong to this view only. */
bool hepar_view_whole(const hepar_view *view);
/* A number that changes whenever the content of the store does. */
hepar_status hepar_view_stamp(const hepar_view *view, int64_t *stamp, hepar_error *error);
/* The keys of the records, in the order they came in; kept until the store changes. */
hepar_status hepar_view_records(hepar_view *view, const int64_t **records, size_t *count,
                                hepar_error *error);
/* Append " AND " and the condition that record `key` is in the view; key "r.record" means that
   the statement already reads FROM record r. */
void hepar_view_condition(const hepar_view *view, const char *key, hepar_sql *sql);

/* ---- counts (tally.c) ---- */

/* The values along one side of a table. n has one entry more: the records that give no value. */
typedef struct hepar_margin {
  hepar_cell *values;
  size_t count;
  int64_t *n;
} hepar_margin;

/* Counts by one field (no columns, no cells) or by two. cells[i * (columns.count + 1) + j]. */
typedef struct hepar_counts {
  hepar_margin rows;
  hepar_margin columns;
  int64_t *cells;
  int64_t total;
  int64_t unknown; /* by patients: the studies that give no number */
} hepar_counts;

/* Count "records", "studies" or "patients" (by) of the view by the values of the field row and of
   the field column, unless that is NULL. */
hepar_status hepar_tally(hepar_view *view, const char *row, const char *column, const char *by,
                         hepar_counts *counts, hepar_error *error);
void hepar_counts_free(hepar_counts *counts);

/* ---- answers (answers.c, search.c) ---- */

/* Open the rows of an answer about view:
   values {field}             record, value: one row per record and value, by record
   search {text, limit, kind} id, kind, snippet, rank
   hits {text, kind}          n
   contents                   claims, quantities: how many
   results, quantities, claims, sources, decisions {…filters} */
hepar_status hepar_query_open(hepar_view *view, const char *what, const json_t *options,
                              hepar_cursor **cursor, hepar_error *error);

/* The SELECTs of search.c. */
hepar_status hepar_search_hits(const hepar_view *view, const json_t *options, hepar_sql *sql,
                               hepar_error *error);
hepar_status hepar_search_count(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                hepar_error *error);

/* Whether record r has an arm to compare with; NULL when no arm of it is recorded. */
#define HEPAR_CONTROLLED                                                                      \
  "(CASE WHEN r.record IN (SELECT record FROM arm WHERE role IN ('comparator', 'control')) "  \
  "THEN 1 WHEN EXISTS (SELECT 1 FROM arm a WHERE a.record = r.record) THEN 0 END)"

/* Turn what people type into an FTS5 expression; HEPAR_FORMAT says what cannot be read. */
hepar_status hepar_search_expression(const hepar_vocabulary *vocabulary, const char *text,
                                     hepar_text *expression, hepar_error *error);

#endif
