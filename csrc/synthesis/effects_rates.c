/* Effects of counts over time at risk, and of one group: proportions and rates. */
#include "effects.h"

#include <math.h>

effect effect_irr(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_X1I] / x[HEPAR_T1I]) - log(x[HEPAR_X2I] / x[HEPAR_T2I]);
  e.vi = 1 / x[HEPAR_X1I] + 1 / x[HEPAR_X2I];
  return e;
}

effect effect_ird(const double *x, const effect_context *context) {
  double rate1 = x[HEPAR_X1I] / x[HEPAR_T1I];
  double rate2 = x[HEPAR_X2I] / x[HEPAR_T2I];
  effect e;
  (void)context;
  e.yi = rate1 - rate2;
  e.vi = rate1 / x[HEPAR_T1I] + rate2 / x[HEPAR_T2I];
  return e;
}

effect effect_irsd(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = sqrt(x[HEPAR_X1I] / x[HEPAR_T1I]) - sqrt(x[HEPAR_X2I] / x[HEPAR_T2I]);
  e.vi = 1 / (4 * x[HEPAR_T1I]) + 1 / (4 * x[HEPAR_T2I]);
  return e;
}

/* ---- one group: xi events, mi without ---- */

int effect_average_pr(const double *x, double value[2], double weight[2]) {
  weight[0] = x[HEPAR_XI] + x[HEPAR_MI];
  value[0] = x[HEPAR_XI] / weight[0];
  return 1;
}

effect effect_pr(const double *x, const effect_context *context) {
  double n = x[HEPAR_XI] + x[HEPAR_MI];
  double p = x[HEPAR_XI] / n;
  effect e;
  e.yi = p;
  if (context->vtype == HEPAR_AV) p = context->mean[0];
  e.vi = p * (1 - p) / (context->vtype == HEPAR_UB ? n - 1 : n);
  return e;
}

effect effect_pln(const double *x, const effect_context *context) {
  double n = x[HEPAR_XI] + x[HEPAR_MI];
  double events = context->vtype == HEPAR_AV ? context->mean[0] * n : x[HEPAR_XI];
  effect e;
  e.yi = log(x[HEPAR_XI] / n);
  e.vi = 1 / events - 1 / n;
  return e;
}

effect effect_plo(const double *x, const effect_context *context) {
  double n = x[HEPAR_XI] + x[HEPAR_MI];
  double events = context->vtype == HEPAR_AV ? context->mean[0] * n : x[HEPAR_XI];
  double others = context->vtype == HEPAR_AV ? (1 - context->mean[0]) * n : x[HEPAR_MI];
  effect e;
  e.yi = log(x[HEPAR_XI]) - log(x[HEPAR_MI]);
  e.vi = 1 / events + 1 / others;
  return e;
}

effect effect_pas(const double *x, const effect_context *context) {
  double n = x[HEPAR_XI] + x[HEPAR_MI];
  effect e;
  (void)context;
  e.yi = asin(sqrt(x[HEPAR_XI] / n));
  e.vi = 1 / (4 * n);
  return e;
}

/* Freeman and Tukey's double arcsine (Annals of Mathematical Statistics 1950;21:607-611), halved
   as metafor has it. */
effect effect_pft(const double *x, const effect_context *context) {
  double n = x[HEPAR_XI] + x[HEPAR_MI];
  effect e;
  (void)context;
  e.yi = (asin(sqrt(x[HEPAR_XI] / (n + 1))) + asin(sqrt((x[HEPAR_XI] + 1) / (n + 1)))) / 2;
  e.vi = 1 / (4 * n + 2);
  return e;
}

/* ---- one group: xi events in the time ti ---- */

effect effect_ir(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = x[HEPAR_XI] / x[HEPAR_TI];
  e.vi = e.yi / x[HEPAR_TI];
  return e;
}

effect effect_irln(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_XI] / x[HEPAR_TI]);
  e.vi = 1 / x[HEPAR_XI];
  return e;
}

effect effect_irs(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = sqrt(x[HEPAR_XI] / x[HEPAR_TI]);
  e.vi = 1 / (4 * x[HEPAR_TI]);
  return e;
}

effect effect_irft(const double *x, const effect_context *context) {
  double rate = x[HEPAR_XI] / x[HEPAR_TI];
  effect e;
  (void)context;
  e.yi = (sqrt(rate) + sqrt(rate + 1 / x[HEPAR_TI])) / 2;
  e.vi = 1 / (4 * x[HEPAR_TI]);
  return e;
}
