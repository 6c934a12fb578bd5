/* Rank test, trim and fill, fail-safe numbers. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fit.h"
#include "part.h"

/* Beyond this many studies the normal approximation is as good as the exact distribution. */
#define EXACT_MOST 200

/* ---- Begg and Mazumdar, Biometrics 1994;50:1088 ---- */

/* P(S <= s) of Kendall's S counted in concordant pairs c, without ties: numbers of permutations by
   inversions, as probabilities. */
static hepar_status kendall_below(size_t n, size_t c, double *below, double *above,
                                  hepar_error *error) {
  size_t most = n * (n - 1) / 2;
  double *p = hepar_calloc(2 * (most + 1), sizeof *p);
  if (p == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", n);
  double *next = p + most + 1;
  p[0] = 1;
  for (size_t m = 2; m <= n; m++) {
    size_t reach = m * (m - 1) / 2;
    double sum = 0;
    for (size_t i = 0; i <= reach; i++) {
      sum += p[i];
      if (i >= m) sum -= p[i - m];
      next[i] = sum / (double)m;
    }
    memcpy(p, next, (reach + 1) * sizeof *p);
  }
  *below = *above = 0;
  for (size_t i = 0; i <= most; i++) {
    if (i <= c) *below += p[i];
    if (i >= c) *above += p[i];
  }
  hepar_free(p);
  return HEPAR_OK;
}

static int by_number(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* Sums over groups of t equal numbers: t(t-1), t(t-1)(t-2), t(t-1)(2t+5). Sorts x. */
static void ties(double *x, size_t n, double sums[3]) {
  qsort(x, n, sizeof *x, by_number);
  sums[0] = sums[1] = sums[2] = 0;
  for (size_t i = 0, j; i < n; i = j) {
    for (j = i; j < n && x[j] == x[i]; j++) continue;
    double t = (double)(j - i);
    sums[0] += t * (t - 1);
    sums[1] += t * (t - 1) * (t - 2);
    sums[2] += t * (t - 1) * (2 * t + 5);
  }
}

static int sign(double a, double b) { return (a > b) - (a < b); }

hepar_status hepar_rank_test(const double *yi, const double *vi, size_t k, hepar_ranktest *result,
                             hepar_error *error) {
  if (k < 2) return hepar_fail(error, HEPAR_MISUSE, "a rank test needs two studies or more");
  for (size_t i = 0; i < k; i++)
    if (!(vi[i] > 0))
      return hepar_fail(error, HEPAR_RANGE,
                        "a rank test needs sampling variances above 0, that of study %zu is 0",
                        i + 1);
  double *x = hepar_malloc(2 * k * sizeof *x), sum = 0, mean = 0;
  if (x == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  double *v = x + k;
  for (size_t i = 0; i < k; i++) sum += 1 / vi[i];
  for (size_t i = 0; i < k; i++) mean += yi[i] / vi[i] / sum;
  for (size_t i = 0; i < k; i++) {
    double off = yi[i] - mean, rest = vi[i] - 1 / sum;
    if (1 / vi[i] > sum / 2) { /* the study that dominates: both differences cancel */
      off = rest = 0;
      for (size_t j = 0; j < k; j++) {
        if (j == i) continue;
        off += (yi[i] - yi[j]) / vi[j] / sum;
        rest += vi[i] / vi[j] / sum;
      }
    }
    x[i] = rest > 0 ? off / sqrt(rest) : 0;
    v[i] = vi[i];
  }
  double s = 0, n = (double)k, tx[3], tv[3], pairs = n * (n - 1) / 2;
  for (size_t i = 1; i < k; i++)
    for (size_t j = 0; j < i; j++) s += sign(x[i], x[j]) * sign(v[i], v[j]);
  ties(x, k, tx);
  ties(v, k, tv);
  hepar_free(x);
  if (tx[0] / 2 == pairs || tv[0] / 2 == pairs)
    return hepar_fail(error, HEPAR_RANGE, "all %s are equal, so they have no rank correlation",
                      tv[0] / 2 == pairs ? "sampling variances" : "standardised effects");
  result->tau = s / (sqrt(pairs - tx[0] / 2) * sqrt(pairs - tv[0] / 2));
  result->exact = tx[0] == 0 && tv[0] == 0 && k <= EXACT_MOST;
  if (result->exact) {
    double below = 0, above = 0;
    hepar_status status = kendall_below(k, (size_t)((s + pairs) / 2 + 0.5), &below, &above, error);
    if (status != HEPAR_OK) return status;
    result->pval = fmin(1, 2 * fmin(below, above));
    return HEPAR_OK;
  }
  double variance = (n * (n - 1) * (2 * n + 5) - tx[2] - tv[2]) / 18 +
                    tx[0] * tv[0] / (2 * n * (n - 1)) +
                    (k > 2 ? tx[1] * tv[1] / (9 * n * (n - 1) * (n - 2)) : 0);
  result->pval = hepar_two_sided(s / sqrt(variance), NAN);
  return HEPAR_OK;
}

/* ---- Duval and Tweedie, Journal of the American Statistical Association 2000;95:89 ---- */

typedef struct study {
  double y;
  size_t row;
} study;

static int by_effect(const void *a, const void *b) {
  const study *x = a, *y = b;
  if (x->y != y->y) return x->y < y->y ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

/* The side where small studies are missing: opposite to the slope on the standard errors. */
static hepar_status find_side(const hepar_fit_data *data, const hepar_fit_options *options,
                              hepar_side *side, hepar_error *error) {
  double *sei = hepar_malloc(data->count * sizeof *sei);
  if (sei == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", data->count);
  for (size_t i = 0; i < data->count; i++) sei[i] = sqrt(data->vi[i]);
  const double *mods[1] = {sei};
  hepar_fit_data with = *data;
  hepar_fit *fit = NULL;
  with.mods = mods;
  with.mod_count = 1;
  hepar_status status = hepar_fit_new(&fit, &with, options, error);
  hepar_free(sei);
  if (status == HEPAR_OK && fit->p < 2)
    status = hepar_fail(error, HEPAR_RANGE, "all sampling variances are equal, so the side where "
                        "studies are missing must be given: \"left\" or \"right\"");
  else if (status == HEPAR_OK)
    *side = fit->beta[1] < 0 ? HEPAR_SIDE_RIGHT : HEPAR_SIDE_LEFT;
  hepar_fit_free(fit);
  return status;
}

/* Signed ranks of the effects around `centre`, ties in order: the sum of the positive ones, and the
   largest of the negative ones. */
static void signed_ranks(const study *studies, size_t k, double centre, study *order, double *sum,
                         double *largest) {
  for (size_t i = 0; i < k; i++) order[i] = (study){fabs(studies[i].y - centre), i};
  qsort(order, k, sizeof *order, by_effect);
  *sum = *largest = 0;
  for (size_t i = 0; i < k; i++) {
    double e = studies[order[i].row].y - centre;
    if (e > 0) *sum += (double)(i + 1);
    if (e < 0) *largest = (double)(i + 1);
  }
}

/* How many are missing, not rounded, and the standard error. */
static double missing(hepar_trim_estimator estimator, double k, double sum, double largest,
                      double *se) {
  double k0, root;
  if (estimator == HEPAR_TRIM_R0) {
    k0 = k - largest - 1;
    *se = sqrt(2 * fmax(0, k0) + 2);
    return k0;
  }
  if (estimator == HEPAR_TRIM_L0)
    k0 = (4 * sum - k * (k + 1)) / (2 * k - 1);
  else
    k0 = k - 0.5 - sqrt(2 * k * k - 4 * sum + 0.25);
  double variance = (k * (k + 1) * (2 * k + 1) + 10 * k0 * k0 * k0 + 27 * k0 * k0 + 17 * k0 -
                     18 * k * k0 * k0 - 18 * k * k0 + 6 * k * k * k0) / 24;
  if (estimator == HEPAR_TRIM_L0) {
    *se = 4 * sqrt(variance) / (2 * k - 1);
  } else {
    root = (k - 0.5) * (k - 0.5) - k0 * (2 * k - k0 - 1);
    *se = 2 * sqrt(variance) / sqrt(root);
  }
  return k0;
}

/* P(as many or more ranks beyond the largest negative one, when nothing is missing): 2^-k0 … */
static double none_missing(size_t k0) { return k0 < 1 ? 0.5 : ldexp(1.0, -(int)k0 - 1); }

/* The search; studies are sorted, mirrored for the right side. */
static hepar_status trim(hepar_part *part, study *studies, study *order, double mirror,
                         const hepar_fit_options *options, hepar_trim_estimator estimator,
                         double *centre, hepar_trimfill *result, hepar_error *error) {
  size_t k = part->whole->count, before = k;
  for (result->iterations = 0, result->k0 = 0; before != result->k0; result->iterations++) {
    hepar_fit *fit = NULL;
    double sum, largest;
    before = result->k0;
    if (result->iterations == 100)
      return hepar_fail(error, HEPAR_RANGE, "trim and fill goes in circles with these data");
    for (size_t i = 0; i < k - before; i++) part->rows[i] = studies[i].row;
    hepar_part_gather(part, part->rows, k - before);
    hepar_status status = hepar_fit_new(&fit, &part->data, options, error);
    if (status != HEPAR_OK) return status;
    *centre = mirror * fit->beta[0];
    hepar_fit_free(fit);
    signed_ranks(studies, k, *centre, order, &sum, &largest);
    double k0 = missing(estimator, (double)k, sum, largest, &result->se_k0);
    if (isnan(k0))
      return hepar_fail(error, HEPAR_RANGE, "the estimator Q0 has no value here (nearly all "
                        "studies lie on one side); use L0 or R0");
    k0 = fmax(0, nearbyint(k0));
    if (!(k0 < (double)k))
      return hepar_fail(error, HEPAR_RANGE, "trim and fill would trim all %zu studies", k);
    result->k0 = (size_t)k0;
    result->se_k0 = fmax(0, result->se_k0);
  }
  return HEPAR_OK;
}

hepar_status hepar_trim_fill(const hepar_fit_data *data, const hepar_fit_options *options,
                             hepar_side side, hepar_trim_estimator estimator, size_t *rows,
                             double *effects, hepar_trimfill *result, hepar_error *error) {
  size_t k = data->count;
  hepar_part part;
  double centre = 0;
  memset(result, 0, sizeof *result);
  hepar_status status = hepar_rows_check(data, error);
  if (status == HEPAR_OK && (data->mod_count > 0 || !data->intercept))
    status = hepar_fail(error, HEPAR_MISUSE, "trim and fill is for models without moderators");
  if (status == HEPAR_OK && k < 3)
    status =
        hepar_fail(error, HEPAR_MISUSE, "trim and fill needs three studies or more, got %zu", k);
  if (status == HEPAR_OK && side == HEPAR_SIDE_AUTO)
    status = find_side(data, options, &side, error);
  if (status == HEPAR_OK) status = hepar_part_make(&part, data, error);
  if (status != HEPAR_OK) return status;
  double mirror = side == HEPAR_SIDE_RIGHT ? -1 : 1;
  study *studies = hepar_malloc(2 * k * sizeof *studies);
  if (studies == NULL) {
    status = hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  } else {
    for (size_t i = 0; i < k; i++) studies[i] = (study){mirror * data->yi[i], i};
    qsort(studies, k, sizeof *studies, by_effect);
    status = trim(&part, studies, studies + k, mirror, options, estimator, &centre, result, error);
  }
  if (status == HEPAR_OK) {
    result->side = side;
    result->p_k0 = estimator == HEPAR_TRIM_R0 ? none_missing(result->k0) : NAN;
    for (size_t i = 0; i < result->k0; i++) {
      const study *s = &studies[k - result->k0 + i];
      rows[i] = s->row;
      effects[i] = mirror * (2 * centre - s->y);
    }
  }
  hepar_free(studies);
  hepar_part_free(&part);
  return status;
}

/* ---- fail-safe numbers ---- */

/* Rosenthal, Psychological Bulletin 1979;86:638. */
static void rosenthal(const hepar_fit_data *data, double alpha, hepar_fsn *result) {
  double k = (double)data->count, z = 0;
  for (size_t i = 0; i < data->count; i++) z += data->yi[i] / sqrt(data->vi[i]);
  z = fabs(z / sqrt(k));
  double critical = gsl_cdf_ugaussian_Qinv(alpha);
  result->pval = gsl_cdf_ugaussian_Q(z);
  result->fsnum = k * (z / critical) * (z / critical) - k;
}

static double inverse_variance_mean(const hepar_fit_data *data, double *sum) {
  double mean = 0;
  *sum = 0;
  for (size_t i = 0; i < data->count; i++) *sum += 1 / data->vi[i];
  for (size_t i = 0; i < data->count; i++) mean += data->yi[i] / data->vi[i] / *sum;
  return mean;
}

/* Orwin, Journal of Educational Statistics 1983;8:157. */
static void orwin(const hepar_fit_data *data, double target, bool weighted, hepar_fsn *result) {
  double k = (double)data->count, sum, mean = 0;
  for (size_t i = 0; i < data->count; i++) mean += data->yi[i] / k;
  if (weighted) mean = inverse_variance_mean(data, &sum);
  if (isnan(target)) target = mean / 2;
  if ((target < 0) != (mean < 0)) target = -target;
  result->meanes = mean;
  result->target = target;
  result->fsnum = target == 0 ? (double)INFINITY : k * (mean - target) / target;
}

/* Rosenberg, Evolution 2005;59:464. */
static void rosenberg(const hepar_fit_data *data, double alpha, hepar_fsn *result) {
  double k = (double)data->count, sum, mean = inverse_variance_mean(data, &sum);
  double critical = gsl_cdf_ugaussian_Qinv(alpha / 2), moment = sum * mean / critical;
  result->meanes = mean;
  result->pval = hepar_two_sided(mean * sqrt(sum), NAN);
  result->fsnum = k * (moment * moment - sum) / sum;
}

/* The model with n null studies of the harmonic mean of the variances. */
static hepar_status with_null(const hepar_fit_data *data, const hepar_fit_options *options,
                              size_t n, double *estimate, double *pval, hepar_error *error) {
  size_t k = data->count, all = k + n;
  double *y = hepar_malloc(3 * all * sizeof *y), sum, weight = 0;
  if (y == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", all);
  double *v = y + all, *w = v + all;
  (void)inverse_variance_mean(data, &sum);
  for (size_t i = 0; i < k && data->weights != NULL; i++) weight += data->weights[i] / (double)k;
  for (size_t i = 0; i < all; i++) {
    y[i] = i < k ? data->yi[i] : 0;
    v[i] = i < k ? data->vi[i] : (double)k / sum;
    w[i] = i < k && data->weights != NULL ? data->weights[i] : weight;
  }
  hepar_fit_data more = *data;
  hepar_fit *fit = NULL;
  more.count = all;
  more.yi = y;
  more.vi = v;
  if (data->weights != NULL) more.weights = w;
  hepar_status status = hepar_fit_new(&fit, &more, options, error);
  if (status == HEPAR_OK) {
    *estimate = fit->beta[0];
    *pval = fit->pval[0];
  }
  hepar_fit_free(fit);
  hepar_free(y);
  return status;
}

/* The least n that takes the result away, by doubling and halving. */
static hepar_status general(const hepar_fit_data *data, const hepar_fit_options *options,
                            double alpha, double target, hepar_fsn *result, hepar_error *error) {
  const size_t most = (size_t)1 << 22;
  size_t low = 0, high = 0;
  double estimate, pval;
  hepar_status status = with_null(data, options, 0, &estimate, &pval, error);
  if (status != HEPAR_OK) return status;
  result->meanes = estimate;
  result->pval = pval;
  result->target = isnan(target) ? target : estimate < 0 ? -fabs(target) : fabs(target);
  for (;;) {
    bool gone = isnan(target) ? !(pval < alpha) : fabs(estimate) <= fabs(target);
    if (gone && high == 0) {
      result->fsnum = 0;
      return HEPAR_OK;
    }
    if (gone) break;
    low = high;
    high = high == 0 ? 1 : 2 * high;
    if (high > most) {
      result->fsnum = INFINITY;
      return HEPAR_OK;
    }
    status = with_null(data, options, high, &estimate, &pval, error);
    if (status != HEPAR_OK) return status;
  }
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    status = with_null(data, options, middle, &estimate, &pval, error);
    if (status != HEPAR_OK) return status;
    bool gone = isnan(target) ? !(pval < alpha) : fabs(estimate) <= fabs(target);
    if (gone) high = middle;
    else low = middle;
  }
  result->fsnum = (double)high;
  return HEPAR_OK;
}

hepar_status hepar_fail_safe(const hepar_fit_data *data, const hepar_fit_options *options,
                             hepar_failsafe type, double alpha, double target, bool weighted,
                             hepar_fsn *result, hepar_error *error) {
  hepar_status status = hepar_rows_check(data, error);
  if (status != HEPAR_OK) return status;
  *result = (hepar_fsn){NAN, NAN, NAN, NAN};
  if (!(alpha > 0 && alpha < 1))
    return hepar_fail(error, HEPAR_MISUSE, "alpha must be between 0 and 1, got %g", alpha);
  if (type == HEPAR_FSN_GENERAL) return general(data, options, alpha, target, result, error);
  if (type == HEPAR_FSN_ROSENTHAL) rosenthal(data, alpha, result);
  else if (type == HEPAR_FSN_ORWIN) orwin(data, target, weighted, result);
  else rosenberg(data, alpha, result);
  /* Whole studies; a number that is whole but for rounding is that number. */
  double n = result->fsnum, whole = nearbyint(n);
  result->fsnum = fabs(n - whole) < 1.5e-8 ? whole : ceil(n);
  if (!(result->fsnum > 0)) result->fsnum = 0;
  return HEPAR_OK;
}
