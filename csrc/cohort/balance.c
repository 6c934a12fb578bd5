/* Entropy balancing by Newton's method on its dual, a smooth convex problem in as many unknowns as
   there are targets. */
#include "cohort/cohort.h"

#include <math.h>
#include <string.h>

typedef struct problem {
  const double *x, *targets;
  size_t rows, columns;
  double *scale;    /* of each column, its standard deviation */
  double *gradient; /* columns */
  double *hessian;  /* columns x columns */
  double *step, *trial, *mean;
  double *weights;
} problem;

/* log sum exp(-l (x - target)) at coefficients of the scaled columns, and weights that sum to 1. */
static double value_at(problem *q, const double *l) {
  double most = -INFINITY, sum = 0;
  for (size_t i = 0; i < q->rows; i++) {
    double e = 0;
    for (size_t j = 0; j < q->columns; j++)
      e -= l[j] * (q->x[i * q->columns + j] - q->targets[j]) / q->scale[j];
    q->weights[i] = e;
    if (e > most) most = e;
  }
  for (size_t i = 0; i < q->rows; i++) {
    q->weights[i] = exp(q->weights[i] - most);
    sum += q->weights[i];
  }
  for (size_t i = 0; i < q->rows; i++) q->weights[i] /= sum;
  return most + (sum > 0 ? log(sum) : 0);
}

/* Gradient and Hessian of the dual: means and covariances under the weights. */
static double derive(problem *q) {
  size_t n = q->columns;
  double largest = 0;
  memset(q->gradient, 0, n * sizeof *q->gradient);
  memset(q->hessian, 0, n * n * sizeof *q->hessian);
  for (size_t i = 0; i < q->rows; i++)
    for (size_t j = 0; j < n; j++)
      q->gradient[j] -= q->weights[i] * (q->x[i * n + j] - q->targets[j]) / q->scale[j];
  for (size_t i = 0; i < q->rows; i++)
    for (size_t j = 0; j < n; j++) {
      double d = (q->x[i * n + j] - q->targets[j]) / q->scale[j] + q->gradient[j];
      for (size_t k = 0; k <= j; k++)
        q->hessian[j * n + k] +=
            q->weights[i] * d * ((q->x[i * n + k] - q->targets[k]) / q->scale[k] + q->gradient[k]);
    }
  for (size_t j = 0; j < n; j++)
    if (fabs(q->gradient[j]) > largest) largest = fabs(q->gradient[j]);
  return largest;
}

/* Solve hessian * step = gradient by Cholesky in place, the diagonal lifted a little. */
static bool newton(problem *q) {
  size_t n = q->columns;
  double *a = q->hessian;
  for (size_t i = 0; i < n; i++) a[i * n + i] = a[i * n + i] * (1 + 1e-9) + 1e-13;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = a[i * n + j];
      for (size_t k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i == j && !(sum > 0)) return false;
      a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
    }
  for (size_t i = 0; i < n; i++) {
    double sum = q->gradient[i];
    for (size_t k = 0; k < i; k++) sum -= a[i * n + k] * q->step[k];
    q->step[i] = sum / a[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    double sum = q->step[i];
    for (size_t k = i + 1; k < n; k++) sum -= a[k * n + i] * q->step[k];
    q->step[i] = sum / a[i * n + i];
  }
  return true;
}

static void scales(problem *q) {
  for (size_t j = 0; j < q->columns; j++) {
    double mean = 0, square = 0;
    for (size_t i = 0; i < q->rows; i++) mean += q->x[i * q->columns + j] / (double)q->rows;
    for (size_t i = 0; i < q->rows; i++) {
      double d = q->x[i * q->columns + j] - mean;
      square += d * d / (double)q->rows;
    }
    q->mean[j] = mean;
    q->scale[j] = square > 0 ? sqrt(square) : 1;
  }
}

static hepar_status solve(problem *q, double *l, hepar_error *error) {
  double value, gap = INFINITY;
  scales(q);
  memset(l, 0, q->columns * sizeof *l);
  value = value_at(q, l);
  for (int round = 0; round < 200; round++) {
    gap = derive(q);
    if (gap < 1e-10 || !newton(q)) break;
    double slope = 0, length = 1;
    bool better = false;
    for (size_t j = 0; j < q->columns; j++) slope += q->step[j] * q->gradient[j];
    for (int half = 0; half < 60 && !better; half++, length *= 0.5) {
      for (size_t j = 0; j < q->columns; j++) q->trial[j] = l[j] - length * q->step[j];
      double next = value_at(q, q->trial);
      if (next <= value - 1e-4 * length * slope) {
        value = next;
        memcpy(l, q->trial, q->columns * sizeof *l);
        better = true;
      }
    }
    if (!better) {
      (void)value_at(q, l);
      gap = derive(q);
      break;
    }
  }
  if (gap < 1e-6) return HEPAR_OK;
  size_t worst = 0;
  for (size_t j = 1; j < q->columns; j++)
    if (fabs(q->gradient[j]) > fabs(q->gradient[worst])) worst = j;
  return hepar_fail(error, HEPAR_RANGE,
                    "no weights of %zu patients reach the targets: number %zu is %g among them, "
                    "%g is wanted and %g is as near as it comes",
                    q->rows, worst + 1, q->mean[worst], q->targets[worst],
                    q->targets[worst] - q->gradient[worst] * q->scale[worst]);
}

hepar_status hepar_balance(const double *x, size_t rows, size_t columns, const double *targets,
                           double *coefficients, double *weights, double *effective,
                           hepar_error *error) {
  if (rows < 2 || columns == 0 || columns > 256)
    return hepar_fail(error, HEPAR_MISUSE,
                      "matching wants 2 patients or more and 1 to 256 targets");
  for (size_t i = 0; i < rows * columns; i++)
    if (!isfinite(x[i]))
      return hepar_fail(error, HEPAR_MISUSE, "feature %zu of patient %zu is not a finite number",
                        i % columns + 1, i / columns + 1);
  for (size_t j = 0; j < columns; j++)
    if (!isfinite(targets[j]))
      return hepar_fail(error, HEPAR_MISUSE, "target %zu is not a finite number", j + 1);
  problem q = {.x = x, .targets = targets, .rows = rows, .columns = columns, .weights = weights};
  double *room = hepar_calloc(columns * (5 + columns), sizeof *room);
  if (room == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for weights");
  q.scale = room;
  q.gradient = room + columns;
  q.step = room + 2 * columns;
  q.trial = room + 3 * columns;
  q.mean = room + 4 * columns;
  q.hessian = room + 5 * columns;
  hepar_status status = solve(&q, coefficients, error);
  double squares = 0;
  for (size_t i = 0; i < rows; i++) squares += weights[i] * weights[i];
  *effective = 1 / squares;
  for (size_t i = 0; i < rows; i++) weights[i] *= (double)rows;
  for (size_t j = 0; j < columns; j++) coefficients[j] /= q.scale[j];
  hepar_free(room);
  return status;
}
