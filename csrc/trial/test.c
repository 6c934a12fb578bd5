/* One door to all tests, and the small linear algebra that they share. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

void hepar_answer_wald(hepar_answer *a, double estimate, double se, double df) {
  double t = estimate / se;
  a->estimate = estimate;
  a->se = se;
  a->statistic = t;
  a->df = df > 0 ? df : NAN;
  a->p_greater = df > 0 ? gsl_cdf_tdist_Q(t, df) : gsl_cdf_ugaussian_Q(t);
  a->p = 2 * (df > 0 ? gsl_cdf_tdist_Q(fabs(t), df) : gsl_cdf_ugaussian_Q(fabs(t)));
  /* the z value with the same p; from the smaller tail, which keeps its digits */
  a->z = df > 0 ? copysign(gsl_cdf_ugaussian_Qinv(a->p / 2), t) : t;
  if (df > 0 && a->p == 0) a->z = copysign(38, t);
}

bool hepar_trial_cholesky(double *a, size_t n) {
  for (size_t j = 0; j < n; j++) {
    double d = a[j * n + j];
    for (size_t k = 0; k < j; k++) d -= a[j * n + k] * a[j * n + k];
    if (!(d > 1e-12 * fabs(a[j * n + j])) || !isfinite(d)) return false;
    a[j * n + j] = sqrt(d);
    for (size_t i = j + 1; i < n; i++) {
      double v = a[i * n + j];
      for (size_t k = 0; k < j; k++) v -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = v / a[j * n + j];
    }
  }
  return true;
}

void hepar_trial_cholesky_solve(const double *a, size_t n, double *b) {
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < i; k++) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; k++) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
}

void hepar_trial_cholesky_inverse(const double *a, size_t n, double *inverse) {
  for (size_t i = 0; i < n; i++) {
    double *row = inverse + i * n; /* symmetric: a row is a column */
    for (size_t j = 0; j < n; j++) row[j] = i == j;
    hepar_trial_cholesky_solve(a, n, row);
  }
}

/* Whether everybody has the same baseline: it explains nothing and is left out, as lm in R does. */
static bool constant(const double *baseline, size_t n) {
  double first = NAN;
  for (size_t i = 0; i < n; i++) {
    if (isnan(baseline[i])) continue;
    if (isnan(first)) first = baseline[i];
    if (baseline[i] != first) return false;
  }
  return !isnan(first);
}

hepar_status hepar_trial_test(hepar_analysis analysis, const hepar_sample *given,
                              hepar_answer *answer, hepar_error *error) {
  hepar_sample own = *given, *sample = &own;
  *answer = (hepar_answer){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
  if (own.baseline != NULL && constant(own.baseline, own.n)) own.baseline = NULL;
  switch (analysis) {
    case HEPAR_ANALYSIS_T:
    case HEPAR_ANALYSIS_WELCH:
    case HEPAR_ANALYSIS_ANCOVA:
    case HEPAR_ANALYSIS_BORROW:
      return hepar_test_means(analysis, sample, answer, error);
    case HEPAR_ANALYSIS_MMRM:
      return hepar_test_mmrm(sample, answer, error);
    case HEPAR_ANALYSIS_IMPUTED:
      return hepar_test_imputed(sample, answer, error);
    case HEPAR_ANALYSIS_CMH:
      return hepar_test_cmh(sample, answer, error);
    case HEPAR_ANALYSIS_CHI_SQUARE:
    case HEPAR_ANALYSIS_FISHER:
      return hepar_test_table(analysis, sample, answer, error);
    case HEPAR_ANALYSIS_WILCOXON:
      return hepar_test_ranks(sample, answer, error);
    case HEPAR_ANALYSIS_PROPORTIONAL_ODDS:
      return hepar_test_odds(sample, answer, error);
    case HEPAR_ANALYSIS_LOGRANK:
    case HEPAR_ANALYSIS_COX:
    case HEPAR_ANALYSIS_RMST:
      return hepar_test_survival(analysis, sample, answer, error);
    case HEPAR_ANALYSIS_GRAY:
    case HEPAR_ANALYSIS_FINE_GRAY:
      return hepar_test_risks(analysis, sample, answer, error);
    default:
      return hepar_fail(error, HEPAR_MISUSE, "there is no such test");
  }
}
