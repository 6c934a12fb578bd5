/* Correlation matrices: their triangular factor, and the nearest one to what is none. */
#include "cohort/cohort.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <string.h>

static hepar_status check_matrix(const double *a, size_t n, hepar_error *error) {
  if (n == 0 || n > 1000)
    return hepar_fail(error, HEPAR_MISUSE, "a correlation matrix has 1 to 1000 rows, not %zu", n);
  for (size_t i = 0; i < n; i++) {
    if (fabs(a[i * n + i] - 1) > 1e-9)
      return hepar_fail(error, HEPAR_MISUSE,
                        "the diagonal of a correlation matrix is 1, but %zu is %g", i + 1,
                        a[i * n + i]);
    for (size_t j = 0; j < i; j++) {
      double r = a[i * n + j];
      if (!(r >= -1 && r <= 1))
        return hepar_fail(error, HEPAR_MISUSE,
                          "a correlation is from -1 to 1, but %zu with %zu is %g", i + 1, j + 1, r);
      if (fabs(r - a[j * n + i]) > 1e-12)
        return hepar_fail(error, HEPAR_MISUSE,
                          "a correlation matrix is symmetric, but %zu with %zu is %g and %zu with "
                          "%zu is %g", i + 1, j + 1, r, j + 1, i + 1, a[j * n + i]);
    }
  }
  return HEPAR_OK;
}

hepar_status hepar_correlation_factor(const double *a, size_t n, double *l, hepar_error *error) {
  hepar_status status = check_matrix(a, n, error);
  if (status != HEPAR_OK) return status;
  memset(l, 0, n * n * sizeof *l);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = a[i * n + j];
      for (size_t k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i > j) {
        l[i * n + j] = sum / l[j * n + j];
      } else if (sum > 1e-10) {
        l[i * n + i] = sqrt(sum);
      } else {
        return hepar_fail(error, HEPAR_RANGE,
                          "the correlations are not positive definite: no patients can have all of "
                          "them at once");
      }
    }
  return HEPAR_OK;
}

/* b = the part of a whose eigenvalues are at least `least`, the smaller ones raised to it. */
static void project(const double *a, size_t n, double least, gsl_matrix *work, gsl_matrix *vectors,
                    gsl_vector *values, gsl_eigen_symmv_workspace *space, double *b) {
  memcpy(work->data, a, n * n * sizeof *a);
  (void)gsl_eigen_symmv(work, values, vectors, space);
  memset(b, 0, n * n * sizeof *b);
  for (size_t k = 0; k < n; k++) {
    double value = values->data[k] > least ? values->data[k] : least;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++)
        b[i * n + j] += value * vectors->data[i * n + k] * vectors->data[j * n + k];
  }
}

static void iterate(const double *a, size_t n, double least, gsl_matrix *work, gsl_matrix *vectors,
                    gsl_vector *values, gsl_eigen_symmv_workspace *space, double *room,
                    double *y) {
  double *correction = room, *r = room + n * n, *x = room + 2 * n * n;
  memcpy(y, a, n * n * sizeof *a);
  for (int round = 0; round < 1000; round++) {
    double moved = 0;
    for (size_t i = 0; i < n * n; i++) r[i] = y[i] - correction[i];
    project(r, n, least, work, vectors, values, space, x);
    for (size_t i = 0; i < n * n; i++) {
      double next = i % (n + 1) == 0 ? 1 : x[i];
      correction[i] = x[i] - r[i];
      if (fabs(next - y[i]) > moved) moved = fabs(next - y[i]);
      y[i] = next;
    }
    if (moved < 1e-12) break;
  }
  /* The last step, exactly: eigenvalues up to `least`, then the diagonal scaled back to 1. */
  project(y, n, least, work, vectors, values, space, x);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      y[i * n + j] = i == j ? 1 : 0.5 * (x[i * n + j] + x[j * n + i]) /
                                      sqrt(x[i * n + i] * x[j * n + j]);
}

hepar_status hepar_correlation_nearest(const double *a, size_t n, double least, double *nearest,
                                       hepar_error *error) {
  hepar_status status = check_matrix(a, n, error);
  if (status != HEPAR_OK) return status;
  double *room = hepar_calloc(3 * n * n, sizeof *room);
  gsl_matrix *work = gsl_matrix_alloc(n, n), *vectors = gsl_matrix_alloc(n, n);
  gsl_vector *values = gsl_vector_alloc(n);
  gsl_eigen_symmv_workspace *space = gsl_eigen_symmv_alloc(n);
  if (room != NULL && work != NULL && vectors != NULL && values != NULL && space != NULL)
    iterate(a, n, least, work, vectors, values, space, room, nearest);
  else
    status = hepar_fail(error, HEPAR_NOMEM, "there is no memory for a matrix of %zu rows", n);
  if (space != NULL) gsl_eigen_symmv_free(space);
  if (values != NULL) gsl_vector_free(values);
  if (vectors != NULL) gsl_matrix_free(vectors);
  if (work != NULL) gsl_matrix_free(work);
  hepar_free(room);
  return status;
}
