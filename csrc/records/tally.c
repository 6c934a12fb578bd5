/* Counting records, studies and patients by the values of one field, or of two. Each record counts
   once for each of its values; records without any value are counted apart, so that a tally always
   accounts for the whole view. */
#include <string.h>

#include "values.h"

#define CELLS_MAX 4000000 /* of a cross table */

typedef enum by { BY_RECORDS, BY_STUDIES, BY_PATIENTS } by;

/* What to count. */
static hepar_status read_by(const char *text, by *out, hepar_error *error) {
  static const char *const names[] = {"records", "studies", "patients"};
  const char *near;
  for (size_t i = 0; i < 3; i++) {
    if (strcmp(names[i], text) == 0) {
      *out = (by)i;
      return HEPAR_OK;
    }
  }
  near = hepar_suggest(text, names, 3);
  if (near != NULL)
    return hepar_fail(error, HEPAR_MISUSE, "by \"%.80s\" is not known (did you mean \"%s\"?)", text,
                      near);
  return hepar_fail(error, HEPAR_MISUSE,
                    "by \"%.80s\" is not known: use records, studies or patients", text);
}

/* The field to count by. */
static const hepar_field *read_field(const char *name, hepar_error *error) {
  const hepar_field *field = hepar_query_field(name, error);
  if (field == NULL || field->kind != HEPAR_FIELD_SEARCH) return field;
  hepar_fail(error, HEPAR_MISUSE, "field \"%s\" cannot be counted", name);
  return NULL;
}

/* A counter over cells. Studies and patients are counted study by study, so that one stamp per cell
   tells whether the study was counted there. */
typedef struct counter {
  by what;
  const hepar_studies *studies;
  int64_t *n;
  uint32_t *stamp; /* the study counted last, + 1 */
  int64_t *best;   /* its patients */
} counter;

static hepar_status open_counter(counter *c, by what, const hepar_studies *studies, int64_t *n,
                                 size_t cells, hepar_error *error) {
  memset(c, 0, sizeof *c);
  c->what = what;
  c->studies = studies;
  c->n = n;
  if (what == BY_RECORDS) return HEPAR_OK;
  c->stamp = hepar_calloc(cells, sizeof *c->stamp);
  c->best = hepar_calloc(cells, sizeof *c->best);
  if (c->stamp != NULL && c->best != NULL) return HEPAR_OK;
  return hepar_fail_memory(error);
}

static void close_counter(counter *c) {
  hepar_free(c->stamp);
  hepar_free(c->best);
}

/* The i-th record in the order of counting. */
static size_t next_record(const counter *c, size_t i) {
  return c->what == BY_RECORDS ? i : c->studies->order[i];
}

/* Count a record in a cell; of the records of one study the one with most patients counts. */
static void count_in(counter *c, uint64_t cell, size_t record) {
  uint32_t stamp;
  int64_t patients;
  if (c->what == BY_RECORDS) {
    c->n[cell]++;
    return;
  }
  stamp = c->studies->study[record] + 1;
  patients = c->what == BY_STUDIES ? 1 : c->studies->patients[record];
  if (c->stamp[cell] != stamp) {
    c->stamp[cell] = stamp;
    c->best[cell] = 0;
  }
  if (patients > c->best[cell]) {
    c->n[cell] += patients - c->best[cell];
    c->best[cell] = patients;
  }
}

/* Values of record r, or `none` when it has none: how many, and where. */
static size_t values_of(const hepar_values *v, size_t r, const uint32_t *none,
                        const uint32_t **items) {
  size_t count = v->starts[r + 1] - v->starts[r];
  *items = count > 0 ? &v->items[v->starts[r]] : none;
  return count > 0 ? count : 1;
}

/* Count one field into n (one more than it has values: the last is "none"). */
static hepar_status count_margin(const hepar_values *v, by what, const hepar_studies *studies,
                                 int64_t *n, hepar_error *error) {
  counter c;
  const uint32_t none = (uint32_t)v->names.count;
  hepar_status status = open_counter(&c, what, studies, n, v->names.count + 1, error);
  for (size_t k = 0; k < v->records && status == HEPAR_OK; k++) {
    const uint32_t *items;
    size_t r = next_record(&c, k);
    size_t count = values_of(v, r, &none, &items);
    for (size_t i = 0; i < count; i++) count_in(&c, items[i], r);
  }
  close_counter(&c);
  return status;
}

/* Count the cells of a cross table. */
static hepar_status count_cells(const hepar_values *a, const hepar_values *b, by what,
                                const hepar_studies *studies, hepar_counts *counts,
                                hepar_error *error) {
  counter c;
  const uint32_t none_a = (uint32_t)a->names.count;
  const uint32_t none_b = (uint32_t)b->names.count;
  uint64_t width = b->names.count + 1;
  uint64_t size = (a->names.count + 1) * width;
  hepar_status status;
  if (size > CELLS_MAX)
    return hepar_fail(error, HEPAR_MISUSE, "%zu by %zu values are too many for one table",
                      a->names.count, b->names.count);
  counts->cells = hepar_calloc(size, sizeof *counts->cells);
  if (counts->cells == NULL) return hepar_fail_memory(error);
  status = open_counter(&c, what, studies, counts->cells, size, error);
  for (size_t k = 0; k < a->records && status == HEPAR_OK; k++) {
    const uint32_t *rows;
    const uint32_t *columns;
    size_t r = next_record(&c, k);
    size_t row_count = values_of(a, r, &none_a, &rows);
    size_t column_count = values_of(b, r, &none_b, &columns);
    for (size_t i = 0; i < row_count; i++)
      for (size_t j = 0; j < column_count; j++) count_in(&c, rows[i] * width + columns[j], r);
  }
  close_counter(&c);
  return status;
}

/* Count the whole view. */
static void count_total(size_t records, by what, const hepar_studies *studies,
                        hepar_counts *counts) {
  counts->total = what == BY_RECORDS   ? (int64_t)records
                  : what == BY_STUDIES ? (int64_t)studies->count
                                       : studies->total_patients;
  counts->unknown = what == BY_PATIENTS ? studies->unknown : 0;
}

/* Move the names of values over to a margin of counts, with room for its numbers. */
static bool take_names(hepar_values *v, hepar_margin *margin) {
  margin->n = hepar_calloc(v->names.count + 1, sizeof *margin->n);
  if (margin->n == NULL) return false;
  margin->values = v->names.cells;
  margin->count = v->names.count;
  return true;
}

void hepar_counts_free(hepar_counts *counts) {
  hepar_margin *margins[] = {&counts->rows, &counts->columns};
  for (size_t m = 0; m < 2; m++) {
    for (size_t i = 0; i < margins[m]->count; i++)
      if (margins[m]->values[i].type == HEPAR_CELL_TEXT)
        hepar_free((char *)(uintptr_t)margins[m]->values[i].text);
    hepar_free(margins[m]->values);
    hepar_free(margins[m]->n);
  }
  hepar_free(counts->cells);
  memset(counts, 0, sizeof *counts);
}

hepar_status hepar_tally(hepar_view *view, const char *row, const char *column, const char *what,
                         hepar_counts *counts, hepar_error *error) {
  const hepar_field *a;
  const hepar_field *b = NULL;
  hepar_values rows = {0};
  hepar_values columns = {0};
  hepar_studies studies = {0};
  by unit = BY_RECORDS;
  hepar_status status = hepar_store_check(hepar_view_store(view), error);
  memset(counts, 0, sizeof *counts);
  if (status == HEPAR_OK) status = read_by(what, &unit, error);
  if (status != HEPAR_OK) return status;
  a = read_field(row, error);
  if (a != NULL && column != NULL) b = read_field(column, error);
  if (a == NULL || (column != NULL && b == NULL)) return HEPAR_MISUSE;
  status = hepar_values_read(view, a, &rows, error);
  if (status == HEPAR_OK && b != NULL) status = hepar_values_read(view, b, &columns, error);
  if (status == HEPAR_OK && unit != BY_RECORDS)
    status = hepar_studies_read(view, &studies, error);
  if (status == HEPAR_OK && b != NULL)
    status = count_cells(&rows, &columns, unit, &studies, counts, error);
  if (status == HEPAR_OK && (!take_names(&rows, &counts->rows) ||
                             (b != NULL && !take_names(&columns, &counts->columns))))
    status = hepar_fail_memory(error);
  if (status == HEPAR_OK) status = count_margin(&rows, unit, &studies, counts->rows.n, error);
  if (status == HEPAR_OK && b != NULL)
    status = count_margin(&columns, unit, &studies, counts->columns.n, error);
  if (status == HEPAR_OK) count_total(rows.records, unit, &studies, counts);
  /* What the counts took over is not freed twice. */
  if (counts->rows.values != NULL) rows.names.cells = NULL, rows.names.count = 0;
  if (counts->columns.values != NULL) columns.names.cells = NULL, columns.names.count = 0;
  hepar_values_free(&rows);
  hepar_values_free(&columns);
  hepar_studies_free(&studies);
  if (status != HEPAR_OK) hepar_counts_free(counts);
  return status;
}
