/* Fits of parts of one data set: each worker gathers rows into memory of its own. */
#ifndef HEPAR_PART_H
#define HEPAR_PART_H

#include "hepar.h"

typedef struct hepar_part {
  const hepar_fit_data *whole;
  hepar_fit_data data;    /* the rows gathered last */
  double *yi, *vi, *weights, *mods;
  const double **columns; /* of mods */
  size_t *rows;           /* room for twice as many places as there are rows */
  void *blocks[2];
} hepar_part;

hepar_status hepar_part_make(hepar_part *part, const hepar_fit_data *whole, hepar_error *error);
void hepar_part_free(hepar_part *part);
/* Copy rows[0..count-1] of the whole into part->data. */
void hepar_part_gather(hepar_part *part, const size_t *rows, size_t count);

/* One part for each worker of a pool. On failure nothing needs to be freed. */
hepar_status hepar_parts_make(hepar_part **parts, hepar_pool **pool, unsigned threads, size_t tasks,
                              const hepar_fit_data *whole, hepar_error *error);
void hepar_parts_free(hepar_part *parts, hepar_pool *pool);

/* Refuse what hepar_fit_new would leave out. */
hepar_status hepar_rows_check(const hepar_fit_data *data, hepar_error *error);

#endif
