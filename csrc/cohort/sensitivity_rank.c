/* Partial rank correlation coefficients (Marino et al., J Theor Biol 2008;254:178-196), and
   Spearman's rank correlations. */
#include "cohort/sensitivity.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

typedef struct ranked {
  const double *points, *values;
  size_t inputs;
} ranked;

/* Ranks of values[0..count-1], ties shared, less their mean. */
static hepar_status ranks(double *values, size_t count, size_t *order, double *out,
                          hepar_error *error) {
  hepar_column column = hepar_column_wrap(values, count);
  hepar_status status = hepar_column_order(&column, false, order, error);
  for (size_t i = 0; i < count && status == HEPAR_OK;) {
    size_t end = i + 1;
    while (end < count && values[order[end]] == values[order[i]]) end++;
    for (size_t k = i; k < end; k++)
      out[order[k]] = 0.5 * (double)(i + end - 1) - 0.5 * (double)(count - 1);
    i = end;
  }
  return status;
}

/* scratch: values and ranks of each of inputs + 1 columns, an order, the matrix. */
static hepar_status estimate(const void *data, const size_t *rows, size_t count, double *values,
                             double *scratch, hepar_error *error) {
  const ranked *r = data;
  size_t d = r->inputs, size = d + 1;
  double *column = scratch, *rank = column + count, *matrix = rank + size * count;
  size_t *order = (size_t *)(void *)(matrix + size * size);
  hepar_status status = HEPAR_OK;
  for (size_t j = 0; j <= d && status == HEPAR_OK; j++) {
    for (size_t k = 0; k < count; k++)
      column[k] = j < d ? r->points[rows[k] * d + j] : r->values[rows[k]];
    status = ranks(column, count, order, rank + j * count, error);
  }
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < size; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = 0;
      for (size_t k = 0; k < count; k++) sum += rank[i * count + k] * rank[j * count + k];
      matrix[i * size + j] = matrix[j * size + i] = sum;
    }
  bool singular = false;
  for (size_t i = 0; i < size; i++) singular = singular || !(matrix[i * size + i] > 0);
  for (size_t i = 0; i < size && !singular; i++) column[i] = sqrt(matrix[i * size + i]);
  for (size_t i = 0; i < size && !singular; i++)
    for (size_t j = 0; j < size; j++) matrix[i * size + j] /= column[i] * column[j];
  for (size_t i = 0; i < d; i++) values[d + i] = singular ? (double)NAN : matrix[i * size + d];
  /* Inputs alone are inverted: an outcome whose ranks follow from theirs is no fault. */
  gsl_matrix_view m = gsl_matrix_view_array_with_tda(matrix, d, d, size);
  singular = singular || gsl_linalg_cholesky_decomp1(&m.matrix) != 0 ||
             gsl_linalg_cholesky_invert(&m.matrix) != 0;
  double rest = 1; /* the share of the outcome that inputs do not explain */
  for (size_t i = 0; i < d; i++) {
    column[i] = 0;
    for (size_t j = 0; j < d; j++) column[i] += matrix[i * size + j] * values[d + j];
    rest -= column[i] * values[d + i];
  }
  if (rest < 1e-12) rest = 0;
  for (size_t i = 0; i < d; i++) {
    double slope = fabs(column[i]) < 1e-9 ? 0 : column[i];
    double both = sqrt(rest * matrix[i * size + i] + slope * slope);
    values[i] = singular ? (double)NAN : both > 0 ? slope / both : 0;
  }
  return HEPAR_OK;
}

/* The p value of a correlation by Student's t. */
static double p_of(double c, double freedom) {
  if (fabs(c) >= 1) return 0;
  return 2 * gsl_cdf_tdist_Q(fabs(c * sqrt(freedom / (1 - c * c))), freedom);
}

hepar_status hepar_rank_correlations(const double *points, const double *values, size_t rows,
                                     size_t inputs, const hepar_bootstrap *how,
                                     hepar_estimates *out, double *p, hepar_error *error) {
  ranked r = {points, values, inputs};
  size_t size = inputs + 1;
  double freedom = (double)rows - 1 - (double)inputs;
  hepar_status status;
  if (freedom < 1)
    return hepar_fail(error, HEPAR_RANGE, "%zu points are too few for %zu inputs: %zu at least",
                      rows, inputs, inputs + 2);
  status = hepar_bootstrap_run(how, estimate, &r, rows, 2 * inputs,
                               rows + size * rows + size * size + rows, out, error);
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < inputs; i++) {
    if (isnan(out->value[i]))
      return hepar_fail(error, HEPAR_RANGE,
                        "ranks cannot be told apart: an input or the outcome is constant, or one "
                        "input follows from others");
    p[i] = p_of(out->value[i], freedom);
    p[inputs + i] = p_of(out->value[inputs + i], (double)rows - 2);
  }
  return HEPAR_OK;
}
