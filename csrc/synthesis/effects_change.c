/* Effects of one group: its mean and standard deviation, and the change between two times whose
   values correlate by ri. */
#include "effects.h"

#include <math.h>

effect effect_mn(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = x[HEPAR_MI];
  e.vi = x[HEPAR_SDI] * x[HEPAR_SDI] / x[HEPAR_NI];
  return e;
}

/* The variance of a log mean. */
static double log_mean_variance(const double *x) {
  double cv = x[HEPAR_SDI] / x[HEPAR_MI];
  return cv * cv / x[HEPAR_NI];
}

effect effect_mnln(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_MI]);
  e.vi = log_mean_variance(x);
  return e;
}

effect effect_cvln(const double *x, const effect_context *context) {
  double half = 1 / (2 * (x[HEPAR_NI] - 1));
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_SDI] / x[HEPAR_MI]) + half;
  e.vi = half + log_mean_variance(x);
  return e;
}

effect effect_sdln(const double *x, const effect_context *context) {
  double half = 1 / (2 * (x[HEPAR_NI] - 1));
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_SDI]) + half;
  e.vi = half;
  return e;
}

effect effect_smn(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = effect_small_sample(x[HEPAR_NI] - 1) * x[HEPAR_MI] / x[HEPAR_SDI];
  e.vi = 1 / x[HEPAR_NI] + e.yi * e.yi / (2 * x[HEPAR_NI]);
  return e;
}

/* The variance of a change. */
static double change_variance(const double *x) {
  double sd1 = x[HEPAR_SD1I];
  double sd2 = x[HEPAR_SD2I];
  return sd1 * sd1 + sd2 * sd2 - 2 * x[HEPAR_RI] * sd1 * sd2;
}

effect effect_mc(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = x[HEPAR_M1I] - x[HEPAR_M2I];
  e.vi = change_variance(x) / x[HEPAR_NI];
  return e;
}

/* A standardised change d; `spread` is the variance of the change over the standardiser's. */
static effect standardised_change(const double *x, double d, double spread,
                                  const effect_context *context) {
  double n = x[HEPAR_NI];
  double c = effect_small_sample(n - 1);
  effect e;
  e.yi = c * d;
  if (context->vtype == HEPAR_LS2)
    e.vi = c * c * (spread / n + d * d / (2 * n));
  else
    e.vi = spread / n + e.yi * e.yi / (2 * n);
  return e;
}

/* Standardised by the standard deviation of the changes. */
effect effect_smcc(const double *x, const effect_context *context) {
  double d = (x[HEPAR_M1I] - x[HEPAR_M2I]) / sqrt(change_variance(x));
  return standardised_change(x, d, 1, context);
}

/* Standardised by the standard deviation at the first time (Becker, British Journal of Mathematical
   and Statistical Psychology 1988;41:257-278). */
effect effect_smcr(const double *x, const effect_context *context) {
  double d = (x[HEPAR_M1I] - x[HEPAR_M2I]) / x[HEPAR_SD1I];
  return standardised_change(x, d, 2 * (1 - x[HEPAR_RI]), context);
}

/* The same with a variance that allows the two times to differ in theirs (Bonett 2008). */
effect effect_smcrh(const double *x, const effect_context *context) {
  double n = x[HEPAR_NI];
  double sd = x[HEPAR_SD1I];
  double c = effect_small_sample(n - 1);
  effect e;
  e.yi = c * (x[HEPAR_M1I] - x[HEPAR_M2I]) / sd;
  e.vi = change_variance(x) / (sd * sd * (n - 1)) + e.yi * e.yi / (2 * (n - 1));
  if (!context->newer) e.vi *= c * c;
  return e;
}

/* The log ratio of the two means, with the bias correction of metafor 5.1. */
effect effect_romc(const double *x, const effect_context *context) {
  double cv1 = x[HEPAR_SD1I] / x[HEPAR_M1I];
  double cv2 = x[HEPAR_SD2I] / x[HEPAR_M2I];
  double n = x[HEPAR_NI];
  effect e;
  e.yi = log(x[HEPAR_M1I] / x[HEPAR_M2I]);
  if (context->newer) e.yi += (cv1 * cv1 - cv2 * cv2) / (2 * n);
  e.vi = (cv1 * cv1 + cv2 * cv2 - 2 * x[HEPAR_RI] * cv1 * cv2) / n;
  return e;
}

effect effect_cvrc(const double *x, const effect_context *context) {
  double cv1 = x[HEPAR_SD1I] / x[HEPAR_M1I];
  double cv2 = x[HEPAR_SD2I] / x[HEPAR_M2I];
  double n = x[HEPAR_NI];
  double r = x[HEPAR_RI];
  effect e;
  e.yi = log(cv1) - log(cv2);
  if (context->newer) e.yi -= (cv1 * cv1 - cv2 * cv2) / (2 * n);
  e.vi = (1 - r * r) / (n - 1) + (cv1 * cv1 + cv2 * cv2 - 2 * r * cv1 * cv2) / n;
  return e;
}

effect effect_vrc(const double *x, const effect_context *context) {
  double r = x[HEPAR_RI];
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_SD1I] / x[HEPAR_SD2I]);
  e.vi = (1 - r * r) / (x[HEPAR_NI] - 1);
  return e;
}
