/* How JSON objects lie in the tables: which member goes into which column. What a column cannot
   hold exactly (null, an unexpected type, a member without column) goes into `rest`, so that
   reading gives back what was written. */
#ifndef HEPAR_TABLES_H
#define HEPAR_TABLES_H

#include "store.h"

typedef enum hepar_column_kind {
  COLUMN_TEXT,
  COLUMN_INTEGER,
  COLUMN_REAL,
  COLUMN_ROW,      /* row of a table: integer or text, in a TEXT column */
  COLUMN_LINES,    /* [first, last]: two columns */
  COLUMN_TIMEPOINT, /* {value, unit, label, days}: four columns, the last one derived */
  COLUMN_JSON      /* any value, as compact JSON */
} hepar_column_kind;

typedef struct hepar_table_column {
  const char *key;
  hepar_column_kind kind;
} hepar_table_column;

/* The statements list the columns in the order of `columns`, then rest. `first` is the number of
   parameters of `insert` in front of them; rows may have other columns in front, too. */
typedef struct hepar_table {
  const char *insert;
  const char *select;
  const char *find; /* the rows with one key (of quantities: source, study and outcome), or NULL */
  const hepar_table_column *columns;
  size_t count;
  int first;
} hepar_table;

extern const hepar_table hepar_table_source;
extern const hepar_table hepar_table_arm;
extern const hepar_table hepar_table_result;
extern const hepar_table hepar_table_event;
extern const hepar_table hepar_table_provenance;
extern const hepar_table hepar_table_flag;
extern const hepar_table hepar_table_record_quantity;
extern const hepar_table hepar_table_quantity;
extern const hepar_table hepar_table_claim;
extern const hepar_table hepar_table_decision;

/* Bind the members of object. Strings are not copied: object has to live until the step. */
hepar_status hepar_table_bind(const hepar_table *table, sqlite3_stmt *statement,
                              const json_t *object, hepar_error *error);

/* The object in the current row, or NULL. */
json_t *hepar_table_read(const hepar_table *table, sqlite3_stmt *statement, hepar_error *error);

/* The column as text into *value, NULL for NULL. */
const char *hepar_column_text(sqlite3_stmt *statement, int column);

/* Parse JSON that the store wrote itself. NULL: damaged, or out of memory. */
json_t *hepar_column_json(sqlite3_stmt *statement, int column, hepar_error *error);

#endif
