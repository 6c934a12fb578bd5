/* Elementary effects: Morris, Technometrics 1991;33:161-174; mu* and trajectories of good spread:
   Campolongo, Cariboni and Saltelli, Environ Model Softw 2007;22:1509-1518, the set grown one by
   one as Ruano et al., Environ Model Softw 2012;37:103-109, propose. */
#include "cohort/sensitivity.h"

#include <math.h>
#include <string.h>

/* One random trajectory of inputs + 1 points: from a base point on the grid, each input moves once,
   in a random order, by half the grid's range. */
static void trajectory(size_t inputs, size_t levels, uint64_t seed, size_t number, size_t *order,
                       double *points) {
  hepar_stream stream = hepar_stream_new(seed, number, hepar_stream_purpose("morris", 6));
  double step = (double)levels / (2.0 * (double)(levels - 1));
  uint64_t next = 0;
  for (size_t i = 0; i < inputs; i++) {
    /* the lower half of the grid goes up, the upper half down: both alike often */
    int64_t level = hepar_stream_integer(&stream, next++, 0, (int64_t)levels / 2 - 1);
    bool down = hepar_stream_uniform(&stream, next++) < 0.5;
    points[i] = (double)level / (double)(levels - 1) + (down ? step : 0);
    size_t j = (size_t)hepar_stream_integer(&stream, next++, 0, (int64_t)i);
    order[i] = order[j];
    order[j] = i;
  }
  for (size_t k = 0; k < inputs; k++) {
    double *before = points + k * inputs, *after = before + inputs;
    memcpy(after, before, inputs * sizeof *after);
    after[order[k]] += before[order[k]] < 0.5 ? step : -step;
  }
}

/* How far two trajectories are from one another: the distances of all pairs of their points. */
static double distance(const double *a, const double *b, size_t inputs) {
  double sum = 0;
  for (size_t i = 0; i <= inputs; i++)
    for (size_t j = 0; j <= inputs; j++) {
      double square = 0;
      for (size_t k = 0; k < inputs; k++) {
        double x = a[i * inputs + k] - b[j * inputs + k];
        square += x * x;
      }
      sum += sqrt(square);
    }
  return sum;
}

/* Reorder the candidates so that the first `count` are far apart: the next one is always that with
   the largest sum of squared distances to those chosen. */
static void choose(double *points, size_t inputs, size_t count, size_t candidates, double *sums,
                   double *spare) {
  size_t size = (inputs + 1) * inputs;
  for (size_t i = 0; i < candidates; i++) sums[i] = 0;
  for (size_t chosen = 0; chosen < count; chosen++) {
    size_t best = chosen;
    for (size_t i = chosen + 1; i < candidates; i++)
      if (sums[i] > sums[best]) best = i;
    if (best != chosen) {
      double sum = sums[best];
      memcpy(spare, points + best * size, size * sizeof *spare);
      memcpy(points + best * size, points + chosen * size, size * sizeof *spare);
      memcpy(points + chosen * size, spare, size * sizeof *spare);
      sums[best] = sums[chosen];
      sums[chosen] = sum;
    }
    for (size_t i = chosen + 1; i < candidates; i++) {
      double d = distance(points + chosen * size, points + i * size, inputs);
      sums[i] += d * d;
    }
  }
}

hepar_status hepar_morris_points(size_t inputs, size_t count, size_t levels, size_t candidates,
                                 uint64_t seed, double *points, hepar_error *error) {
  size_t size = (inputs + 1) * inputs;
  size_t *order = hepar_malloc(inputs * sizeof *order);
  double *all, *sums, *spare;
  if (candidates < count) candidates = count;
  all = hepar_malloc(candidates * size * sizeof *all);
  sums = hepar_malloc(candidates * sizeof *sums);
  spare = hepar_malloc(size * sizeof *spare);
  if (order != NULL && all != NULL && sums != NULL && spare != NULL) {
    for (size_t t = 0; t < candidates; t++)
      trajectory(inputs, levels, seed, t, order, all + t * size);
    if (candidates > count) choose(all, inputs, count, candidates, sums, spare);
    memcpy(points, all, count * size * sizeof *points);
  }
  bool complete = order != NULL && all != NULL && sums != NULL && spare != NULL;
  hepar_free(order);
  hepar_free(all);
  hepar_free(sums);
  hepar_free(spare);
  return complete ? HEPAR_OK
                  : hepar_fail(error, HEPAR_NOMEM, "out of memory for %zu trajectories",
                               candidates);
}

typedef struct effects {
  const double *each; /* count trajectories of `inputs` effects */
  size_t inputs;
} effects;

static hepar_status estimate(const void *data, const size_t *rows, size_t count, double *values,
                             double *scratch, hepar_error *error) {
  const effects *e = data;
  (void)scratch;
  (void)error;
  for (size_t i = 0; i < e->inputs; i++) {
    double sum = 0, sizes = 0, squares = 0, mean;
    for (size_t k = 0; k < count; k++) {
      double x = e->each[rows[k] * e->inputs + i];
      sum += x;
      sizes += fabs(x);
    }
    mean = sum / (double)count;
    for (size_t k = 0; k < count; k++) {
      double x = e->each[rows[k] * e->inputs + i] - mean;
      squares += x * x;
    }
    values[3 * i] = mean;
    values[3 * i + 1] = sizes / (double)count;
    values[3 * i + 2] = count > 1 ? sqrt(squares / (double)(count - 1)) : (double)NAN;
  }
  return HEPAR_OK;
}

hepar_status hepar_morris_effects(const double *points, const double *values, size_t inputs,
                                  size_t count, const hepar_bootstrap *how, hepar_estimates *out,
                                  hepar_error *error) {
  double *each = hepar_calloc(count * inputs, sizeof *each);
  effects e = {each, inputs};
  hepar_status status;
  if (each == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory for elementary effects");
  for (size_t t = 0; t < count; t++)
    for (size_t k = 0; k < inputs; k++) {
      size_t row = t * (inputs + 1) + k;
      for (size_t i = 0; i < inputs; i++) {
        double step = points[(row + 1) * inputs + i] - points[row * inputs + i];
        if (step != 0) each[t * inputs + i] = (values[row + 1] - values[row]) / step;
      }
    }
  status = hepar_bootstrap_run(how, estimate, &e, count, 3 * inputs, 0, out, error);
  hepar_free(each);
  return status;
}
