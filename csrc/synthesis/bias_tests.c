/* Test of excess significance, Henmi-Copas interval, limit meta-analysis. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "fit.h"
#include "integrate.h"

/* ---- Ioannidis and Trikalinos, Clinical Trials 2007;4:245 ---- */

/* Power of a study whose z value has this mean and standard deviation. */
static double power_of(double mean, double sd, double alpha, hepar_alternative alternative) {
  double critical = gsl_cdf_ugaussian_Qinv(alternative == HEPAR_TWO_SIDED ? alpha / 2 : alpha);
  double power = 0;
  if (alternative != HEPAR_LESS) power += gsl_cdf_ugaussian_Q((critical - mean) / sd);
  if (alternative != HEPAR_GREATER) power += gsl_cdf_ugaussian_P((-critical - mean) / sd);
  return power;
}

/* P(the number of significant studies is as extreme as `observed`): counts with equal or lower
   probability when two-sided. p[j] is the probability of j. */
static double tail(const double *p, size_t k, size_t observed, hepar_alternative alternative) {
  double sum = 0;
  for (size_t j = 0; j <= k; j++) {
    bool in = alternative == HEPAR_GREATER ? j >= observed
              : alternative == HEPAR_LESS  ? j <= observed
                                           : p[j] <= p[observed] + 1.4901161193847656e-08;
    if (in) sum += p[j];
  }
  return fmin(sum, 1);
}

/* The distribution of a number of successes with unequal probabilities. */
static hepar_status poisson_binomial(const double *power, double equal, size_t k, double **p,
                                     hepar_error *error) {
  *p = hepar_calloc(k + 1, sizeof **p);
  if (*p == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  (*p)[0] = 1;
  for (size_t i = 0; i < k; i++) {
    double x = isnan(equal) ? power[i] : equal;
    for (size_t j = i + 1; j > 0; j--) (*p)[j] = (*p)[j] * (1 - x) + (*p)[j - 1] * x;
    (*p)[0] *= 1 - x;
  }
  return HEPAR_OK;
}

hepar_status hepar_excess_test(const double *yi, const double *vi, size_t k, const double *theta,
                               double tau2, double null, hepar_alternative alternative,
                               double alpha, hepar_tes_test test,
                               hepar_alternative tes_alternative, double *power,
                               unsigned char *significant, hepar_tes *result, hepar_error *error) {
  if (!(alpha > 0 && alpha < 1))
    return hepar_fail(error, HEPAR_MISUSE, "alpha must be between 0 and 1, got %g", alpha);
  if (k == 0) return hepar_fail(error, HEPAR_MISUSE, "there is no study");
  *result = (hepar_tes){0, 0, NAN, NAN};
  for (size_t i = 0; i < k; i++) {
    double se = sqrt(vi[i]), z = (yi[i] - null) / se;
    double critical = gsl_cdf_ugaussian_Qinv(alternative == HEPAR_TWO_SIDED ? alpha / 2 : alpha);
    if (!(se > 0))
      return hepar_fail(error, HEPAR_MISUSE, "vi[%zu] is 0: that study has no power", i + 1);
    power[i] = power_of((theta[i] - null) / se, sqrt(1 + tau2 / vi[i]), alpha, alternative);
    bool yes = alternative == HEPAR_TWO_SIDED ? fabs(z) >= critical
               : alternative == HEPAR_GREATER ? z >= critical
                                              : z <= -critical;
    if (significant != NULL) significant[i] = yes;
    result->observed += yes;
    result->expected += power[i];
  }
  double n = (double)k, share = result->expected / n, excess = (double)result->observed -
                                                               result->expected;
  if (test == HEPAR_TES_CHI2) {
    double z = excess / sqrt(result->expected * (1 - share));
    result->X2 = z * z;
    result->pval = tes_alternative == HEPAR_TWO_SIDED ? hepar_two_sided(z, NAN)
                   : tes_alternative == HEPAR_GREATER ? gsl_cdf_ugaussian_Q(z)
                                                      : gsl_cdf_ugaussian_P(z);
    return HEPAR_OK;
  }
  if (test == HEPAR_TES_BINOMIAL && tes_alternative == HEPAR_TWO_SIDED)
    return hepar_binomial_test(result->observed, k, fmin(share, 1), &result->pval, error);
  double *p;
  hepar_status status =
      poisson_binomial(power, test == HEPAR_TES_BINOMIAL ? share : (double)NAN, k, &p, error);
  if (status != HEPAR_OK) return status;
  result->pval = tail(p, k, result->observed, tes_alternative);
  hepar_free(p);
  return HEPAR_OK;
}

/* ---- Henmi and Copas, Statistics in Medicine 2010;29:2969 ---- */

typedef struct henmi {
  double W1, W2, W3, W4, tau2, VR, SDR, df, x;
} henmi;

/* Mean and variance of Q given the standardised estimate r. */
static double integrand(double r, void *data) {
  const henmi *h = data;
  double s = r * h->SDR, t = h->tau2, square = s * s / (h->VR * h->VR), c = h->W3 - h->W2 * h->W2;
  double eq = h->df + t * (h->W1 - h->W2) + t * t * (square - 1 / h->VR) * c;
  double vq = 2 * h->df + 4 * t * (h->W1 - h->W2) +
              2 * t * t * (h->W1 * h->W2 - 2 * h->W3 + h->W2 * h->W2) +
              4 * t * t * (square - 1 / h->VR) * c +
              4 * t * t * t * (square - 1 / h->VR) *
                  (h->W4 - 2 * h->W2 * h->W3 + h->W2 * h->W2 * h->W2) +
              2 * t * t * t * t * (1 / (h->VR * h->VR) - 2 * square / h->VR) * c * c;
  double f = (h->W1 / h->W2 - 1) * ((r / h->x) * (r / h->x) - 1) + h->df;
  if (!(f > 0)) return 0;
  if (!(eq > 0) || !(vq > 0)) return gsl_ran_ugaussian_pdf(r);
  return gsl_cdf_gamma_P(f, eq * eq / vq, vq / eq) * gsl_ran_ugaussian_pdf(r);
}

/* P(the standardised estimate is beyond x) under the joint distribution. */
static double beyond(henmi *h, double x) {
  /* The density is nothing beyond 38. The gamma distribution rises soon after x. */
  double points[] = {x, x + 2, x + 8, x + 38}, value = 0;
  h->x = x;
  (void)hepar_integrate(integrand, h, points, 4, 1e-12, &value);
  return value;
}

hepar_status hepar_henmi_copas(const double *yi, const double *vi, size_t k, double level,
                               hepar_hc *result, hepar_error *error) {
  henmi h;
  double mean = 0, Q = 0, sums[4] = {0, 0, 0, 0};
  memset(&h, 0, sizeof h);
  if (k < 2) return hepar_fail(error, HEPAR_MISUSE, "this interval needs two studies or more");
  for (size_t i = 0; i < k; i++) {
    double w = 1 / vi[i];
    if (!(vi[i] > 0))
      return hepar_fail(error, HEPAR_MISUSE, "vi[%zu] must be above 0, got %g", i + 1, vi[i]);
    for (size_t j = 0; j < 4; j++) sums[j] += pow(w, (double)j + 1);
  }
  /* In units of the mean weight, so that no power overflows. */
  double unit = sums[0] / (double)k;
  memset(sums, 0, sizeof sums);
  for (size_t i = 0; i < k; i++) {
    double w = 1 / vi[i] / unit;
    for (size_t j = 0; j < 4; j++) sums[j] += pow(w, (double)j + 1);
    mean += w * yi[i] / (double)k;
  }
  for (size_t i = 0; i < k; i++) Q += (yi[i] - mean) * (yi[i] - mean) / vi[i];
  h.df = (double)k - 1;
  h.W1 = sums[0];
  h.W2 = sums[1] / h.W1;
  h.W3 = sums[2] / h.W1;
  h.W4 = sums[3] / h.W1;
  h.tau2 = fmax(0, (Q - h.df) / (h.W1 - h.W2));
  h.VR = 1 + h.tau2 * h.W2;
  h.SDR = sqrt(h.VR);
  double tail_share = (1 - level / 100) / 2, low = 1e-8, high = 2;
  while (beyond(&h, high) > tail_share && high < 64) high *= 2;
  for (int i = 0; i < 100 && high - low > 1e-14 * high; i++) {
    double middle = low + (high - low) / 2;
    if (beyond(&h, middle) > tail_share) low = middle;
    else high = middle;
  }
  result->beta = mean;
  result->tau2 = h.tau2 / unit;
  result->se = sqrt((h.tau2 * h.W2 + 1) / (h.W1 * unit));
  double reach = h.SDR * (low + high) / 2 * result->se;
  result->ci_lb = mean - reach;
  result->ci_ub = mean + reach;
  return HEPAR_OK;
}

/* ---- Ruecker, Schwarzer, Carpenter, Binder and Schumacher, Biostatistics 2011;12:122 ---- */

/* y/s on 1/s: intercept, slope, residual sum of squares, total sum of squares. */
static void radial(const double *y, const double *variance, size_t k, double out[4]) {
  double mx = 0, my = 0, sxx = 0, sxy = 0, syy = 0, n = (double)k;
  for (size_t i = 0; i < k; i++) {
    mx += 1 / sqrt(variance[i]) / n;
    my += y[i] / sqrt(variance[i]) / n;
  }
  for (size_t i = 0; i < k; i++) {
    double dx = 1 / sqrt(variance[i]) - mx, dy = y[i] / sqrt(variance[i]) - my;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  out[1] = sxy / sxx;
  out[0] = my - out[1] * mx;
  out[2] = 0;
  for (size_t i = 0; i < k; i++) {
    double s = sqrt(variance[i]), e = y[i] / s - out[0] - out[1] / s;
    out[2] += e * e;
  }
  out[3] = syy;
}

hepar_status hepar_limit_meta(const double *yi, const double *vi, size_t k, double tau2,
                              double level, double *adjusted, hepar_limit *result,
                              hepar_error *error) {
  if (k < 3)
    return hepar_fail(error, HEPAR_MISUSE, "limit meta-analysis needs three studies or more");
  double *with = hepar_malloc(2 * k * sizeof *with), fixed[4], random[4], last[4];
  if (with == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  double *limit = with + k;
  double low = vi[0], high = vi[0], n = (double)k, mean = 0, square = 0, sum = 0, pooled = 0;
  for (size_t i = 0; i < k; i++) {
    low = fmin(low, vi[i]);
    high = fmax(high, vi[i]);
    with[i] = vi[i] + tau2;
    mean += 1 / sqrt(vi[i]) / n;
    sum += 1 / vi[i];
  }
  if (!(low > 0) || !(high - low > 1e-12 * high)) {
    hepar_free(with);
    return hepar_fail(error, HEPAR_RANGE, "%s, so effects have no limit in precision",
                      low > 0 ? "all sampling variances are equal" : "a sampling variance is 0");
  }
  for (size_t i = 0; i < k; i++) {
    square += (1 / sqrt(vi[i]) - mean) * (1 / sqrt(vi[i]) - mean);
    pooled += yi[i] / vi[i] / sum;
  }
  radial(yi, vi, k, fixed);
  radial(yi, with, k, random);
  result->Q = 0;
  for (size_t i = 0; i < k; i++) {
    limit[i] = random[1] + sqrt(tau2 / with[i]) * (yi[i] - random[1]);
    result->Q += (yi[i] - pooled) * (yi[i] - pooled) / vi[i];
    if (adjusted != NULL) adjusted[i] = limit[i];
  }
  radial(limit, vi, k, last);
  hepar_free(with);
  result->alpha = random[0];
  result->slope = random[1];
  result->beta = random[1] + sqrt(tau2) * random[0];
  result->se = 1 / sqrt(square);
  double reach = hepar_critical(level, NAN) * result->se;
  result->ci_lb = result->beta - reach;
  result->ci_ub = result->beta + reach;
  result->zval = result->beta / result->se;
  result->pval = hepar_two_sided(result->zval, NAN);
  result->Q_resid = fixed[2];
  result->Q_small = result->Q - fixed[2];
  result->Qp = gsl_cdf_chisq_Q(result->Q, n - 1);
  result->Q_smallp = gsl_cdf_chisq_Q(fmax(0, result->Q_small), 1);
  result->Q_residp = gsl_cdf_chisq_Q(result->Q_resid, n - 2);
  result->G2 = last[3] > 0 ? 100 * last[2] / last[3] : 0;
  return HEPAR_OK;
}
