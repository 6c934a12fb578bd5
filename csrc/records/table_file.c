/* An SQLite file of plain tables, written beside its place in one go and renamed at the end. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "store.h"

#define MOST_TABLES 32
#define MOST_COLUMNS 2000 /* SQLite's own limit */

struct hepar_table_file {
  sqlite3 *db;
  char *target, *temporary;
  size_t tables;
  sqlite3_stmt *insert[MOST_TABLES];
  size_t columns[MOST_TABLES];
  bool whole[MOST_TABLES][MOST_COLUMNS]; /* columns of integers */
};

/* SQLite's last error as ours. */
static hepar_status failed(const hepar_table_file *f, int code, hepar_error *error) {
  int number = f->db != NULL ? sqlite3_system_errno(f->db) : 0;
  switch (code & 0xff) {
    case SQLITE_NOMEM: return hepar_fail_memory(error);
    case SQLITE_FULL: return hepar_file_fail(f->target, ENOSPC, error);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return hepar_file_fail(f->target, number != 0 ? number : EIO, error);
    default:
      return hepar_fail(error, HEPAR_MISUSE, "%s: %s", f->target,
                        f->db != NULL ? sqlite3_errmsg(f->db) : "cannot be opened");
  }
}

static hepar_status execute(hepar_table_file *f, const char *sql, hepar_error *error) {
  int code = sqlite3_exec(f->db, sql, NULL, NULL, NULL);
  return code == SQLITE_OK ? HEPAR_OK : failed(f, code, error);
}

hepar_status hepar_table_file_new(hepar_table_file **file, const char *path, hepar_error *error) {
  hepar_table_file *f;
  hepar_status status;
  *file = NULL;
  if (path[0] == '\0') return hepar_fail(error, HEPAR_MISUSE, "the name of the file is empty");
  f = hepar_calloc(1, sizeof *f);
  if (f == NULL) return hepar_fail_memory(error);
  f->target = hepar_file_resolve(path);
  status = f->target != NULL ? hepar_file_free_database(f->target, error)
                             : hepar_fail_memory(error);
  if (status == HEPAR_OK) status = hepar_file_create_beside(f->target, &f->temporary, error);
  if (status == HEPAR_OK) {
    int code = sqlite3_open_v2(f->temporary, &f->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) status = failed(f, code, error);
  }
  /* Nobody reads the file before it is complete and synced: no journal needed. */
  if (status == HEPAR_OK)
    status = execute(f, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", error);
  if (status == HEPAR_OK) *file = f;
  else hepar_table_file_free(f);
  return status;
}

/* A name between quotes. */
static void quoted(hepar_text *sql, const char *name) {
  hepar_text_char(sql, '"');
  for (; *name != '\0'; name++) {
    if (*name == '"') hepar_text_char(sql, '"');
    hepar_text_char(sql, *name);
  }
  hepar_text_char(sql, '"');
}

hepar_status hepar_table_file_table(hepar_table_file *f, const char *name, size_t columns,
                                    const char *const *names, const char *const *types,
                                    size_t *table, hepar_error *error) {
  hepar_text create = {0}, insert = {0};
  hepar_status status = HEPAR_OK;
  if (f->db == NULL) return hepar_fail(error, HEPAR_CLOSED, "the file is closed");
  if (f->tables == MOST_TABLES || columns == 0 || columns > MOST_COLUMNS)
    return hepar_fail(error, HEPAR_RANGE, "a table file has up to %d tables of 1 to %d columns",
                      MOST_TABLES, MOST_COLUMNS);
  hepar_text_add(&create, "CREATE TABLE ");
  hepar_text_add(&insert, "INSERT INTO ");
  quoted(&create, name);
  quoted(&insert, name);
  hepar_text_add(&create, " (");
  hepar_text_add(&insert, " VALUES (");
  for (size_t i = 0; i < columns; i++) {
    const char *type = types[i];
    if (strcmp(type, "TEXT") != 0 && strcmp(type, "INTEGER") != 0 && strcmp(type, "REAL") != 0)
      type = "TEXT";
    if (i > 0) hepar_text_add(&create, ", ");
    quoted(&create, names[i]);
    hepar_text_char(&create, ' ');
    hepar_text_add(&create, type);
    hepar_text_add(&insert, i > 0 ? ", ?" : "?");
    f->whole[f->tables][i] = strcmp(type, "INTEGER") == 0;
  }
  hepar_text_char(&create, ')');
  hepar_text_char(&insert, ')');
  if (create.failed || insert.failed) status = hepar_fail_memory(error);
  if (status == HEPAR_OK) status = execute(f, create.data, error);
  if (status == HEPAR_OK) {
    int code = sqlite3_prepare_v2(f->db, insert.data, -1, &f->insert[f->tables], NULL);
    if (code != SQLITE_OK) status = failed(f, code, error);
  }
  if (status == HEPAR_OK) {
    f->columns[f->tables] = columns;
    *table = f->tables++;
  }
  hepar_text_free(&create);
  hepar_text_free(&insert);
  return status;
}

/* Bind the value of a row in a column. */
static int bind(sqlite3_stmt *insert, int place, const hepar_table_values *v, size_t row,
                bool whole) {
  if (v->text != NULL) return sqlite3_bind_text(insert, place, v->text, -1, SQLITE_STATIC);
  double x = v->length > 0 ? v->values[row / v->each % v->length] : NAN;
  if (isnan(x)) return sqlite3_bind_null(insert, place);
  if (whole && fabs(x) < 9007199254740992.0 && x == floor(x))
    return sqlite3_bind_int64(insert, place, (sqlite3_int64)x);
  return sqlite3_bind_double(insert, place, x);
}

hepar_status hepar_table_file_rows(hepar_table_file *f, size_t table, size_t rows,
                                   const hepar_table_values *values, size_t columns,
                                   hepar_error *error) {
  int code = SQLITE_OK;
  if (f->db == NULL) return hepar_fail(error, HEPAR_CLOSED, "the file is closed");
  if (table >= f->tables) return hepar_fail(error, HEPAR_MISUSE, "there is no such table");
  if (columns != f->columns[table])
    return hepar_fail(error, HEPAR_MISUSE, "the table has %zu columns, got values for %zu",
                      f->columns[table], columns);
  sqlite3_stmt *insert = f->insert[table];
  for (size_t c = 0; c < f->columns[table]; c++)
    if (values[c].text == NULL && values[c].each == 0)
      return hepar_fail(error, HEPAR_MISUSE, "a column repeats its values no times");
  for (size_t row = 0; row < rows && code == SQLITE_OK; row++) {
    for (size_t c = 0; c < f->columns[table] && code == SQLITE_OK; c++)
      code = bind(insert, (int)c + 1, &values[c], row, f->whole[table][c]);
    if (code == SQLITE_OK) {
      code = sqlite3_step(insert);
      if (code == SQLITE_DONE) code = SQLITE_OK;
      (void)sqlite3_reset(insert);
    }
  }
  (void)sqlite3_clear_bindings(insert); /* they point to what the caller holds */
  return code == SQLITE_OK ? HEPAR_OK : failed(f, code, error);
}

/* Close the database; false when something of it is left to be written and cannot be. */
static bool close_database(hepar_table_file *f) {
  for (size_t i = 0; i < f->tables; i++) {
    (void)sqlite3_finalize(f->insert[i]);
    f->insert[i] = NULL;
  }
  f->tables = 0;
  int code = sqlite3_close(f->db);
  f->db = NULL;
  return code == SQLITE_OK;
}

hepar_status hepar_table_file_end(hepar_table_file *f, hepar_error *error) {
  hepar_status status;
  if (f->db == NULL) return hepar_fail(error, HEPAR_CLOSED, "the file is closed");
  status = execute(f, "COMMIT", error);
  if (!close_database(f) && status == HEPAR_OK) status = hepar_file_fail(f->target, EIO, error);
  if (status == HEPAR_OK) status = hepar_file_publish(f->temporary, f->target, error);
  if (status == HEPAR_OK) {
    hepar_free(f->temporary);
    f->temporary = NULL;
  }
  return status;
}

void hepar_table_file_free(hepar_table_file *f) {
  if (f == NULL) return;
  (void)close_database(f);
  if (f->temporary != NULL) (void)unlink(f->temporary);
  hepar_free(f->temporary);
  hepar_free(f->target);
  hepar_free(f);
}
