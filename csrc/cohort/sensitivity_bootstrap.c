/* Estimates with bootstrap intervals, replicates over threads. */
#include "cohort/sensitivity.h"

#include <math.h>
#include <string.h>

typedef struct work {
  const hepar_bootstrap *how;
  hepar_estimator estimator;
  const void *data;
  size_t rows, size, scratch;
  double *replicates; /* size numbers of each */
  double *scratches;  /* one for each worker */
  size_t *picked;
} work;

/* One replicate. */
static hepar_status task(void *data, size_t index, unsigned worker, hepar_error *error) {
  work *w = data;
  size_t *rows = w->picked + worker * w->rows;
  hepar_stream stream =
      hepar_stream_new(w->how->seed, index, hepar_stream_purpose("bootstrap", 9));
  hepar_stream_places(&stream, 0, w->rows, w->rows, 0, rows);
  return w->estimator(w->data, rows, w->rows, w->replicates + index * w->size,
                      w->scratches + worker * w->scratch, error);
}

/* The percentiles of one number's replicates; those that could not be computed are left out. */
static hepar_status interval(const work *w, size_t place, double *values, double *low, double *high,
                             hepar_error *error) {
  double p[2] = {0.5 * (1 - w->how->level), 0.5 * (1 + w->how->level)}, q[2];
  size_t count = w->how->replicates;
  for (size_t r = 0; r < count; r++) values[r] = w->replicates[r * w->size + place];
  hepar_column column = hepar_column_wrap(values, count);
  hepar_status status = hepar_column_quantile(&column, p, 2, 7, true, q, error);
  *low = q[0];
  *high = q[1];
  return status;
}

/* The replicates of the pool, and their intervals. */
static hepar_status replicate(work *w, hepar_pool *pool, hepar_estimates *out,
                              hepar_error *error) {
  size_t threads = hepar_pool_threads(pool), count = w->how->replicates;
  double *values = hepar_malloc(count * sizeof *values);
  hepar_status status = HEPAR_NOMEM;
  w->replicates = hepar_malloc(count * w->size * sizeof(double));
  w->scratches = hepar_malloc((threads * w->scratch + 1) * sizeof(double));
  w->picked = hepar_malloc(threads * w->rows * sizeof(size_t));
  if (values != NULL && w->replicates != NULL && w->scratches != NULL && w->picked != NULL) {
    status = hepar_pool_run(pool, count, task, w, w->how->progress, error);
    for (size_t i = 0; i < w->size && status == HEPAR_OK; i++)
      status = interval(w, i, values, &out->low[i], &out->high[i], error);
  } else {
    (void)hepar_fail(error, HEPAR_NOMEM, "out of memory for %zu bootstrap replicates", count);
  }
  hepar_free(values);
  hepar_free(w->replicates);
  hepar_free(w->scratches);
  hepar_free(w->picked);
  return status;
}

hepar_status hepar_bootstrap_run(const hepar_bootstrap *how, hepar_estimator estimator,
                                 const void *data, size_t rows, size_t size, size_t scratch,
                                 hepar_estimates *out, hepar_error *error) {
  work w = {.how = how, .estimator = estimator, .data = data,
            .rows = rows, .size = size, .scratch = scratch};
  size_t *all = hepar_malloc((rows + 1) * sizeof *all);
  double *room = hepar_malloc((scratch + 1) * sizeof *room);
  hepar_status status = HEPAR_NOMEM;
  if (all != NULL && room != NULL) {
    for (size_t i = 0; i < rows; i++) all[i] = i;
    status = estimator(data, all, rows, out->value, room, error);
  } else {
    (void)hepar_fail(error, HEPAR_NOMEM, "out of memory for an estimate of %zu rows", rows);
  }
  for (size_t i = 0; i < size; i++) out->low[i] = out->high[i] = (double)NAN;
  if (status == HEPAR_OK && how->replicates > 0 && rows > 1) {
    hepar_pool *pool;
    status = hepar_pool_new(&pool, how->threads, error);
    if (status == HEPAR_OK) {
      status = replicate(&w, pool, out, error);
      hepar_pool_free(pool);
    }
  }
  hepar_free(all);
  hepar_free(room);
  return status;
}
