/* Sobol's indices from the values of a function at Saltelli's points.

   First order: Saltelli et al., Comput Phys Commun 2010;181:259-270, table 2 (b) and (c); total:
   Jansen, Comput Phys Commun 1999;117:35-43, and Homma and Saltelli, Reliab Eng Syst Saf
   1996;52:1-17; second order: Saltelli, Comput Phys Commun 2002;145:280-297. */
#include "cohort/sensitivity.h"

#include <math.h>

/* The column of values at A with column i of B, and at B with column i of A. */
static const double *at_a(const hepar_sobol_values *v, size_t i) {
  return v->values + (2 + i) * v->rows;
}
static const double *at_b(const hepar_sobol_values *v, size_t i) {
  return v->values + (2 + v->inputs + i) * v->rows;
}

/* Mean of A's and B's values, and their variance about it. */
static void moments(const hepar_sobol_values *v, const size_t *rows, size_t count, double *mean,
                    double *variance) {
  const double *a = v->values, *b = a + v->rows;
  double sum = 0, squares = 0;
  for (size_t k = 0; k < count; k++) sum += a[rows[k]] + b[rows[k]];
  *mean = sum / (2.0 * (double)count);
  for (size_t k = 0; k < count; k++) {
    double x = a[rows[k]] - *mean, y = b[rows[k]] - *mean;
    squares += x * x + y * y;
  }
  *variance = squares / (2.0 * (double)count);
}

static hepar_status estimate(const void *data, const size_t *rows, size_t count, double *values,
                             double *scratch, hepar_error *error) {
  const hepar_sobol_values *v = data;
  const double *a = v->values, *b = a + v->rows;
  size_t d = v->inputs, pair = 2 * d;
  double mean, variance, n = (double)count;
  (void)scratch;
  (void)error;
  moments(v, rows, count, &mean, &variance);
  for (size_t i = 0; i < d; i++) {
    const double *ab = at_a(v, i);
    double product = 0, near_b = 0, near_a = 0, crossed = 0;
    for (size_t k = 0; k < count; k++) {
      size_t r = rows[k];
      double fa = a[r] - mean, fb = b[r] - mean, f = ab[r] - mean;
      product += fb * (f - fa);
      near_b += (fb - f) * (fb - f);
      near_a += (fa - f) * (fa - f);
      crossed += fa * (fa - f);
    }
    values[i] = v->estimator == HEPAR_SOBOL_JANSEN ? 1 - near_b / (2 * n * variance)
                                                   : product / (n * variance);
    values[d + i] = v->estimator == HEPAR_SOBOL_HOMMA ? crossed / (n * variance)
                                                      : near_a / (2 * n * variance);
  }
  for (size_t i = 0; v->second && i < d; i++)
    for (size_t j = i + 1; j < d; j++, pair++) {
      const double *x = at_b(v, i), *y = at_a(v, j);
      double sum = 0;
      for (size_t k = 0; k < count; k++) {
        size_t r = rows[k];
        sum += (x[r] - mean) * (y[r] - mean) - (a[r] - mean) * (b[r] - mean);
      }
      values[pair] = sum / (n * variance) - values[i] - values[j];
    }
  return HEPAR_OK;
}

hepar_status hepar_sobol_indices(const hepar_sobol_values *values, const hepar_bootstrap *how,
                                 hepar_estimates *out, hepar_error *error) {
  size_t d = values->inputs, size = 2 * d + (values->second ? d * (d - 1) / 2 : 0);
  double mean, variance;
  size_t *all = hepar_malloc((values->rows + 1) * sizeof *all);
  if (all == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory for Sobol's indices");
  for (size_t i = 0; i < values->rows; i++) all[i] = i;
  moments(values, all, values->rows, &mean, &variance);
  hepar_free(all);
  if (!(sqrt(variance) > 1e-13 * fabs(mean)))
    return hepar_fail(error, HEPAR_RANGE,
                      "the outcome is %.6g at every point: there is no variance to explain", mean);
  return hepar_bootstrap_run(how, estimate, values, values->rows, size, 0, out, error);
}
