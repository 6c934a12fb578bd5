/* The values of fields over a view, in numbers, ready for counting. */
#ifndef HEPAR_VALUES_H
#define HEPAR_VALUES_H

#include "query.h"

/* Each value once, with a hash table to find it. */
typedef struct hepar_names {
  hepar_cell *cells; /* texts are owned */
  size_t count;
  size_t capacity; /* a power of two */
  uint32_t *slots; /* twice as many */
  uint32_t last;   /* the value found last: rows often repeat it */
} hepar_names;

/* The values of one field: those of record r (0 … records - 1) are items[starts[r]] up to
   items[starts[r + 1]] (exclusive), numbers into names.cells, none twice. */
typedef struct hepar_values {
  hepar_names names;
  size_t records;
  size_t *starts;
  uint32_t *items;
} hepar_values;

hepar_status hepar_values_read(hepar_view *view, const hepar_field *field, hepar_values *values,
                               hepar_error *error);
void hepar_values_free(hepar_values *values);

/* The study of each record, and its number of human patients (-1: not given). */
typedef struct hepar_studies {
  uint32_t *study; /* 0 … count - 1 */
  int64_t *patients;
  uint32_t *order; /* the records, study by study */
  size_t count;
  int64_t total_patients; /* of the largest record of each study */
  int64_t unknown;        /* studies whose records give no number */
} hepar_studies;

hepar_status hepar_studies_read(hepar_view *view, hepar_studies *studies, hepar_error *error);
void hepar_studies_free(hepar_studies *studies);

#endif
