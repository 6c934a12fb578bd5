/* Multiple imputation of the last visit, and analysis of covariance of what is complete then. The
   mixed model for repeated measures says what is likely: its effects and covariance are drawn from
   their approximate posterior for every imputation, then the missing values given those seen.
   Missing at random, or like the control from the time of drop-out on ("jump to reference") or all
   along ("copy reference"): Carpenter, Roger and Kenward, J Biopharm Stat 2013;23:1352. */
#include "mmrm.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define V HEPAR_TRIAL_VISITS
#define WIDE HEPAR_MMRM_WIDE
#define IMPUTE 0x696d7075U

typedef struct draw {
  double beta[WIDE], sigma[V * V];
} draw;

/* The covariance from an inverse Wishart distribution around the estimate (Bartlett 1933). */
static bool draw_sigma(const hepar_mmrm *m, const hepar_stream *stream, uint64_t *index, double df,
                       double *sigma) {
  size_t v = m->visits;
  double inverse[V * V], factor[V * V], root[V * V] = {0}, wishart[V * V];
  memcpy(factor, m->sigma, v * v * sizeof *factor);
  if (!hepar_trial_cholesky(factor, v)) return false;
  hepar_trial_cholesky_inverse(factor, v, inverse);
  for (size_t i = 0; i < v * v; i++) inverse[i] /= df;
  if (!hepar_trial_cholesky(inverse, v)) return false;
  for (size_t i = 0; i < v; i++)
    for (size_t j = 0; j < v; j++) {
      /* every number has its place, whatever the others are */
      uint64_t at = (*index)++;
      if (j < i) root[i * v + j] = hepar_stream_variate(stream, at, HEPAR_NORMAL, 0, 1);
      else if (j == i)
        root[i * v + j] =
            sqrt(2 * hepar_stream_variate(stream, at, HEPAR_GAMMA, (df - (double)i) / 2, 1));
    }
  for (size_t i = 0; i < v; i++) /* factor = L root */
    for (size_t j = 0; j < v; j++) {
      factor[i * v + j] = 0;
      for (size_t k = j; k <= i; k++) factor[i * v + j] += inverse[i * v + k] * root[k * v + j];
    }
  for (size_t i = 0; i < v; i++)
    for (size_t j = 0; j < v; j++) {
      wishart[i * v + j] = 0;
      for (size_t k = 0; k < v; k++) wishart[i * v + j] += factor[i * v + k] * factor[j * v + k];
    }
  if (!hepar_trial_cholesky(wishart, v)) return false;
  hepar_trial_cholesky_inverse(wishart, v, sigma);
  return true;
}

static bool draw_beta(const hepar_mmrm *m, const hepar_stream *stream, uint64_t *index,
                      double *beta) {
  size_t wide = m->visits * m->columns;
  double root[WIDE * WIDE], z[WIDE];
  memcpy(root, m->cov, wide * wide * sizeof *root);
  if (!hepar_trial_cholesky(root, wide)) return false;
  for (size_t i = 0; i < wide; i++)
    z[i] = hepar_stream_variate(stream, (*index)++, HEPAR_NORMAL, 0, 1);
  for (size_t i = 0; i < wide; i++) {
    beta[i] = m->beta[i];
    for (size_t k = 0; k <= i; k++) beta[i] += root[i * wide + k] * z[k];
  }
  return true;
}

/* A patient's last visit, given those seen; z is standard normal. */
static double impute(const hepar_mmrm *m, const draw *d, hepar_imputation how, const double *y,
                     double group, double baseline, double z) {
  size_t v = m->visits, c = m->columns, last = v - 1, seen[V], n = 0;
  double mean[V] = {0}, part[V * V], weight[V];
  size_t until = 0; /* visits up to the last one seen */
  for (size_t i = 0; i < v; i++)
    if (!isnan(y[i])) {
      seen[n++] = i;
      until = i + 1;
    }
  for (size_t i = 0; i < v; i++) {
    double own = how == HEPAR_IMPUTE_COPY || (how == HEPAR_IMPUTE_JUMP && i >= until) ? 0 : group;
    mean[i] = d->beta[i * c] + own * d->beta[i * c + 1];
    if (c > 2) mean[i] += baseline * d->beta[i * c + 2];
  }
  double expected = mean[last], variance = d->sigma[last * v + last];
  if (n > 0) {
    for (size_t i = 0; i < n; i++) {
      weight[i] = d->sigma[seen[i] * v + last];
      for (size_t j = 0; j < n; j++) part[i * n + j] = d->sigma[seen[i] * v + seen[j]];
    }
    if (!hepar_trial_cholesky(part, n)) return expected;
    hepar_trial_cholesky_solve(part, n, weight);
    for (size_t i = 0; i < n; i++) {
      expected += weight[i] * (y[seen[i]] - mean[seen[i]]);
      variance -= weight[i] * d->sigma[seen[i] * v + last];
    }
  }
  return expected + sqrt(fmax(0, variance)) * z;
}

/* Rubin's rules, with the degrees of freedom of Barnard and Rubin (Biometrika 1999;86:948). */
static void combine(const double *estimate, const double *variance, size_t m, double df,
                    hepar_answer *a) {
  double mean = 0, within = 0, between = 0, count = (double)m;
  for (size_t i = 0; i < m; i++) {
    mean += estimate[i] / count;
    within += variance[i] / count;
  }
  for (size_t i = 0; i < m; i++)
    between += (estimate[i] - mean) * (estimate[i] - mean) / (count - 1);
  double extra = (1 + 1 / count) * between, total = within + extra, share = extra / total;
  double seen = (df + 1) / (df + 3) * df * (1 - share);
  double all = share > 1e-12 ? 1 / (share * share / (count - 1) + 1 / seen) : df;
  hepar_answer_wald(a, mean, sqrt(total), all);
}

hepar_status hepar_test_imputed(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  size_t visits = s->visit_count, m = s->imputations;
  hepar_mmrm *fit = NULL;
  hepar_stream stream = hepar_stream_new(s->seed, s->stream, IMPUTE);
  if (m < 2 || m > HEPAR_IMPUTATIONS)
    return hepar_fail(error, HEPAR_RANGE, "imputations must be 2 to %d", HEPAR_IMPUTATIONS);
  hepar_status status = hepar_mmrm_fit(&fit, s, error);
  double *y = hepar_malloc((s->n + 1) * sizeof *y);
  double estimate[HEPAR_IMPUTATIONS], variance[HEPAR_IMPUTATIONS], df = 0;
  bool any = false;
  hepar_sample whole = *s;
  if (status == HEPAR_OK && y == NULL)
    status = hepar_fail(error, HEPAR_NOMEM, "no memory for imputations");
  double known = status == HEPAR_OK ? (double)fit->last - (double)fit->columns : 0;
  if (status == HEPAR_OK && known < (double)visits)
    status = hepar_fail(error, HEPAR_RANGE, "too few patients were seen at the last visit");
  whole.y = y;
  for (size_t k = 0; status == HEPAR_OK && k < m; k++) {
    /* room for the draws of this imputation, then one number for each patient */
    uint64_t index = (uint64_t)k * (1U << 24);
    draw d;
    if (!draw_sigma(fit, &stream, &index, known, d.sigma) ||
        !draw_beta(fit, &stream, &index, d.beta)) {
      status = hepar_fail(error, HEPAR_RANGE, "the mixed model has no spread to impute with");
      break;
    }
    index = (uint64_t)k * (1U << 24) + 1024;
    for (size_t i = 0; i < s->n; i++) {
      const double *row = s->visits + i * visits;
      double base = s->baseline != NULL ? s->baseline[i] - fit->centre : 0;
      y[i] = row[visits - 1];
      if (!isnan(y[i]) || isnan(base)) continue;
      any = true;
      y[i] = impute(fit, &d, s->imputation, row, s->group[i], base,
                    hepar_stream_variate(&stream, index + i, HEPAR_NORMAL, 0, 1));
    }
    hepar_answer one;
    status = hepar_test_means(HEPAR_ANALYSIS_ANCOVA, &whole, &one, error);
    if (status != HEPAR_OK) break;
    estimate[k] = one.estimate;
    variance[k] = one.se * one.se;
    df = one.df;
    if (!any) { /* nothing is missing: one analysis says it all */
      *a = one;
      m = 0;
    }
  }
  if (status == HEPAR_OK && any) combine(estimate, variance, m, df, a);
  hepar_free(y);
  hepar_mmrm_free(fit);
  return status;
}
