/* Several arms against one control: p values adjusted so that the chance of any false claim stays
   below alpha. One-sided p values; the arms share the control, whose weight in arm j is lambda_j. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define MOST HEPAR_TRIAL_ARMS

/* The chance that the largest of z values correlated as lambda_i lambda_j is above z, by Simpson's
   rule over the control's part (Dunnett, J Am Stat Assoc 1955;50:1096). */
static double largest(const double *lambda, const size_t *which, size_t k, double z) {
  const int pieces = 120;
  const double low = -8.5, step = 17.0 / pieces;
  double sum = 0;
  if (k == 1) return gsl_cdf_ugaussian_Q(z);
  for (int i = 0; i <= pieces; i++) {
    double y = low + i * step, f = 0.398942280401432677939946 * exp(-y * y / 2);
    for (size_t j = 0; j < k; j++) {
      double l = lambda[which[j]];
      f *= gsl_cdf_ugaussian_P((z - l * y) / sqrt(1 - l * l));
    }
    sum += f * (i == 0 || i == pieces ? 1 : i % 2 == 1 ? 4 : 2);
  }
  return fmax(0, 1 - sum * step / 3);
}

/* Hommel's: the closed test of Simes' tests. Places by rising p. */
static void hommel(const double *p, const size_t *order, size_t k, double *adjusted) {
  for (size_t j = 0; j < k; j++) adjusted[j] = 0;
  for (unsigned set = 1; set < 1U << k; set++) { /* bit i: the hypothesis with the i-th smallest p */
    double size = 0, simes = 1;
    size_t rank = 0;
    for (size_t i = 0; i < k; i++) size += set >> i & 1;
    for (size_t i = 0; i < k; i++)
      if (set >> i & 1) simes = fmin(simes, size * p[order[i]] / (double)++rank);
    for (size_t i = 0; i < k; i++)
      if (set >> i & 1) adjusted[order[i]] = fmax(adjusted[order[i]], simes);
  }
}

void hepar_multiplicity_adjust(hepar_multiplicity method, size_t k, const double *p,
                               const double *lambda, double *adjusted) {
  size_t order[MOST], all[MOST];
  double z[MOST], high = 0, low = 1;
  for (size_t i = 0; i < k; i++) {
    size_t at = i;
    for (; at > 0 && p[order[at - 1]] > p[i]; at--) order[at] = order[at - 1];
    order[at] = i;
    all[i] = i;
    z[i] = p[i] <= 0 ? 38 : p[i] >= 1 ? -38 : gsl_cdf_ugaussian_Qinv(p[i]);
  }
  switch (method) {
    case HEPAR_MULTIPLICITY_NONE:
      for (size_t i = 0; i < k; i++) adjusted[i] = p[i];
      return;
    case HEPAR_MULTIPLICITY_BONFERRONI:
      for (size_t i = 0; i < k; i++) adjusted[i] = fmin(1, (double)k * p[i]);
      return;
    case HEPAR_MULTIPLICITY_HOLM:
      for (size_t i = 0; i < k; i++)
        adjusted[order[i]] = high = fmax(high, fmin(1, (double)(k - i) * p[order[i]]));
      return;
    case HEPAR_MULTIPLICITY_HOCHBERG:
      for (size_t i = k; i-- > 0;)
        adjusted[order[i]] = low = fmin(low, (double)(k - i) * p[order[i]]);
      return;
    case HEPAR_MULTIPLICITY_HOMMEL: hommel(p, order, k, adjusted); return;
    case HEPAR_MULTIPLICITY_DUNNETT:
      for (size_t i = 0; i < k; i++) adjusted[i] = largest(lambda, all, k, z[i]);
      return;
    case HEPAR_MULTIPLICITY_DUNNETT_STEP_DOWN: /* the closed test: the largest set with that z */
      for (size_t i = 0; i < k; i++)
        adjusted[order[i]] = high =
            fmax(high, largest(lambda, order + i, k - i, z[order[i]]));
      return;
  }
}
