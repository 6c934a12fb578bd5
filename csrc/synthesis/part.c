/* Memory of workers that fit parts of a data set. */
#include "part.h"

#include <math.h>
#include <string.h>

hepar_status hepar_part_make(hepar_part *part, const hepar_fit_data *whole, hepar_error *error) {
  size_t k = whole->count, q = whole->mod_count;
  memset(part, 0, sizeof *part);
  double *numbers = hepar_malloc((k * (3 + q) + 1) * sizeof *numbers);
  /* Rows and columns in one block: pointers first. */
  const double **columns = hepar_malloc((q + 1) * sizeof *columns + (2 * k + 2) * sizeof(size_t));
  part->blocks[0] = numbers;
  part->blocks[1] = columns;
  if (numbers == NULL || columns == NULL) {
    hepar_part_free(part);
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  }
  part->whole = whole;
  part->yi = numbers;
  part->vi = numbers + k;
  part->weights = numbers + 2 * k;
  part->mods = numbers + 3 * k;
  part->columns = columns;
  part->rows = (size_t *)(void *)(columns + q + 1);
  for (size_t j = 0; j < q; j++) columns[j] = part->mods + j * k;
  part->data = *whole;
  part->data.yi = part->yi;
  part->data.vi = part->vi;
  part->data.weights = whole->weights != NULL ? part->weights : NULL;
  part->data.mods = columns;
  return HEPAR_OK;
}

void hepar_part_free(hepar_part *part) {
  hepar_free(part->blocks[0]);
  hepar_free(part->blocks[1]);
  memset(part, 0, sizeof *part);
}

void hepar_part_gather(hepar_part *part, const size_t *rows, size_t count) {
  const hepar_fit_data *whole = part->whole;
  part->data.count = count;
  for (size_t i = 0; i < count; i++) {
    part->yi[i] = whole->yi[rows[i]];
    part->vi[i] = whole->vi[rows[i]];
  }
  if (whole->weights != NULL)
    for (size_t i = 0; i < count; i++) part->weights[i] = whole->weights[rows[i]];
  for (size_t j = 0; j < whole->mod_count; j++) {
    double *to = part->mods + j * whole->count;
    for (size_t i = 0; i < count; i++) to[i] = whole->mods[j][rows[i]];
  }
}

hepar_status hepar_parts_make(hepar_part **parts, hepar_pool **pool, unsigned threads, size_t tasks,
                              const hepar_fit_data *whole, hepar_error *error) {
  *parts = NULL;
  hepar_status status = hepar_pool_new(pool, tasks < 2 ? 1 : threads, error);
  if (status != HEPAR_OK) return status;
  unsigned count = hepar_pool_threads(*pool), made = 0;
  *parts = hepar_calloc(count, sizeof **parts);
  if (*parts == NULL)
    status = hepar_fail(error, HEPAR_NOMEM, "not enough memory for %u threads", count);
  while (status == HEPAR_OK && made < count)
    status = hepar_part_make(*parts + made++, whole, error);
  if (status != HEPAR_OK) hepar_parts_free(*parts, *pool);
  return status;
}

void hepar_parts_free(hepar_part *parts, hepar_pool *pool) {
  for (unsigned i = 0; parts != NULL && i < hepar_pool_threads(pool); i++)
    hepar_part_free(parts + i);
  hepar_free(parts);
  hepar_pool_free(pool);
}

hepar_status hepar_rows_check(const hepar_fit_data *data, hepar_error *error) {
  for (size_t i = 0; i < data->count; i++) {
    bool missing = isnan(data->yi[i]) || isnan(data->vi[i]) ||
                   (data->weights != NULL && isnan(data->weights[i]));
    for (size_t j = 0; j < data->mod_count && !missing; j++) missing = isnan(data->mods[j][i]);
    if (missing) return hepar_fail(error, HEPAR_MISUSE, "row %zu has a missing value", i + 1);
  }
  return HEPAR_OK;
}
