/* Dense factors with partial pivoting for a single lane: the way out when the sparse factors, which
   do not pivot, are not finite. They live behind the rows of the work array. */
#include "drive.h"

/* The doubles after the rows: n x n of factors, n of row numbers. */
static double *factors_of(const hepar_kernel *kernel, double *work) {
  return work + HEPAR_ROW_COUNT(kernel->programs->model->state_count) * kernel->lanes;
}

/* L and U of c I - J of lane 0, rows swapped for the largest pivot. */
static void factor(const hepar_kernel *kernel, double *frame, double *work) {
  const hepar_programs *p = kernel->programs;
  size_t n = p->model->state_count;
  size_t lanes = kernel->lanes;
  double *a = factors_of(kernel, work);
  double *rows = a + n * n;
  double c = frame[(size_t)p->coefficient_slot * lanes];
  for (size_t i = 0; i < n * n; i++) a[i] = 0;
  for (size_t i = 0; i < n; i++) a[i * n + i] = c;
  for (size_t e = 0; e < p->jacobian_count; e++) {
    size_t row = (size_t)p->jacobian_entries[e].row, column = (size_t)p->jacobian_entries[e].column;
    a[row * n + column] -= frame[((size_t)p->jacobian_slot + e) * lanes];
  }
  for (size_t k = 0; k < n; k++) {
    size_t best = k;
    for (size_t i = k + 1; i < n; i++)
      if (fabs(a[i * n + k]) > fabs(a[best * n + k])) best = i;
    rows[k] = (double)best;
    if (best != k)
      for (size_t j = 0; j < n; j++) {
        double t = a[k * n + j];
        a[k * n + j] = a[best * n + j];
        a[best * n + j] = t;
      }
    for (size_t i = k + 1; i < n; i++) {
      double m = a[i * n + k] / a[k * n + k];
      a[i * n + k] = m;
      if (m != 0)
        for (size_t j = k + 1; j < n; j++) a[i * n + j] -= m * a[k * n + j];
    }
  }
}

/* The vector of lane 0 becomes the solution. */
static void solve(const hepar_kernel *kernel, double *frame, double *work) {
  const hepar_programs *p = kernel->programs;
  size_t n = p->model->state_count;
  size_t lanes = kernel->lanes;
  const double *a = factors_of(kernel, work);
  const double *rows = a + n * n;
  double *x = frame + (size_t)p->vector_slot * lanes;
  for (size_t k = 0; k < n; k++) {
    size_t other = (size_t)rows[k];
    double t = x[other * lanes];
    x[other * lanes] = x[k * lanes];
    x[k * lanes] = t;
  }
  for (size_t i = 1; i < n; i++)
    for (size_t j = 0; j < i; j++) x[i * lanes] -= a[i * n + j] * x[j * lanes];
  for (size_t i = n; i-- > 0;) {
    for (size_t j = i + 1; j < n; j++) x[i * lanes] -= a[i * n + j] * x[j * lanes];
    x[i * lanes] /= a[i * n + i];
  }
}

#define TABLE_FACTOR factor(kernel, frame, work)
#define TABLE_SOLVE solve(kernel, frame, work)
#define TABLE_SCOPE
#define TABLE_STEP hepar_step_dense
#define TABLE_WIDTH 2
#include "step_table.h"
