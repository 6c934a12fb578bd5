/* Log-likelihoods of a count with their derivatives in the linear predictor: binomial, Poisson and
   Fisher's noncentral hypergeometric. */
#include "glmm.h"

#include <math.h>

static double log_gamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

/* Weights of all counts that the margins allow. */
hepar_status hepar_glmm_support(glmm_support *support, double x, double n1, double n2, double m,
                                hepar_error *error) {
  double low = fmax(0.0, m - n2);
  double high = fmin(n1, m);
  support->count = 0;
  if (high - low > 2e7)
    return hepar_fail(error, HEPAR_RANGE,
                      "a table has more than 20 million possible counts, too many for the exact "
                      "conditional likelihood");
  size_t count = (size_t)(high - low) + 1;
  double *block = hepar_malloc(2 * count * sizeof *block);
  if (block == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for %zu counts", count);
  support->log_weight = block;
  support->ratio = block + count;
  support->count = count;
  support->observed = (size_t)(x - low);
  support->ratio[0] = 0.0;
  for (size_t i = 1; i < count; i++) {
    double j = low + (double)i - 1.0;
    support->ratio[i] = (n1 - j) / (j + 1.0) * ((m - j) / (n2 - m + j + 1.0));
  }
  /* Sums of logs from the observed count, compensated, since they grow long. */
  double sum = 0.0;
  double lost = 0.0;
  support->log_weight[support->observed] = 0.0;
  for (size_t i = support->observed + 1; i < count; i++) {
    double term = log(support->ratio[i]) - lost;
    double next = sum + term;
    lost = (next - sum) - term;
    support->log_weight[i] = sum = next;
  }
  sum = lost = 0.0;
  for (size_t i = support->observed; i > 0; i--) {
    double term = -log(support->ratio[i]) - lost;
    double next = sum + term;
    lost = (next - sum) - term;
    support->log_weight[i - 1] = sum = next;
  }
  return HEPAR_OK;
}

/* log P(x) of the noncentral hypergeometric distribution with log odds ratio t. */
static void hypergeometric(const glmm_support *s, double t, double out[3]) {
  double odds = exp(t);
  double at = (double)s->observed;
  size_t low = 0;
  size_t high = s->count - 1;
  double all = 1.0, first = 0.0, second = 0.0, weight = 1.0;
  /* The most likely count: ratios fall, so bisect for the last one of at least 1. */
  while (low < high) {
    size_t middle = (low + high + 1) / 2;
    if (s->ratio[middle] * odds >= 1.0) low = middle;
    else high = middle - 1;
  }
  for (size_t i = low + 1; i < s->count; i++) {
    double gap = (double)(i - low);
    weight *= s->ratio[i] * odds;
    all += weight;
    first += weight * gap;
    second += weight * gap * gap;
    if (weight * gap * gap < 1e-18 * all) break;
  }
  weight = 1.0;
  for (size_t i = low; i > 0; i--) {
    double gap = -(double)(low - i + 1);
    weight /= s->ratio[i] * odds;
    all += weight;
    first += weight * gap;
    second += weight * gap * gap;
    if (weight * gap * gap < 1e-18 * all) break;
  }
  first /= all;
  out[0] = -(s->log_weight[low] + ((double)low - at) * t) - log(all);
  out[1] = at - (double)low - first;
  out[2] = -fmax(0.0, second / all - first * first);
}

void hepar_glmm_arm(const glmm_arm *arm, double t, double out[3]) {
  t += arm->offset;
  if (arm->family == GLMM_SILENT) {
    out[0] = out[1] = out[2] = 0.0;
  } else if (arm->family == GLMM_BINOMIAL) {
    double e = exp(-fabs(t));
    double p = t >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
    /* x t - n log(1 + e^t), arranged so that no part is large when the sum is not. */
    out[0] = (t >= 0.0 ? (arm->x - arm->n) * t : arm->x * t) - arm->n * log1p(e) + arm->constant;
    out[1] = arm->x - arm->n * p;
    out[2] = -arm->n * e / ((1.0 + e) * (1.0 + e));
  } else if (arm->family == GLMM_POISSON) {
    double rate = arm->n * exp(t);
    out[0] = arm->x * (t + log(arm->n)) - rate - log_gamma(arm->x + 1.0);
    out[1] = arm->x - rate;
    out[2] = -rate;
  } else {
    hypergeometric(&arm->support, t, out);
  }
}
