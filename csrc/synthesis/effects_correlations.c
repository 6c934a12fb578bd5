/* Effects that are correlations or made of them, reliability coefficients, the excess of
   heterozygosity, and effects that come with their variance. */
#include "effects.h"

#include <math.h>

#define STEP (1.0 / 32)
#define REACH 128

double effect_integrate(effect_integrand *f, const void *data, double width) {
  double sum = 0;
  for (int i = -REACH; i <= REACH; i++) {
    double t = i * STEP;
    double u = exp(-M_PI * fabs(sinh(t)));
    /* u / (1 + u) is the distance from the nearer end, as a part of the width. */
    double near = width * (u / (1 + u));
    double far = width / (1 + u);
    double weight = M_PI * cosh(t) * u / ((1 + u) * (1 + u));
    sum += weight * (i < 0 ? f(near, far, data) : f(far, near, data));
  }
  return sum * width * STEP;
}

/* The hypergeometric series 2F1(a, b; c; x) for 0 <= x <= 1 and a large c. */
static double series(double a, double b, double c, double x) {
  double term = 1;
  double sum = 1;
  for (int k = 0; k < 10000 && term > 1e-18 * sum; k++) {
    term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * x;
    sum += term;
  }
  return sum;
}

/* Beyond this third parameter the series is short. */
#define LARGE_C 40.0

typedef struct hypergeometric {
  double power, r2;
} hypergeometric;

/* sin(w)^power / sqrt(r^2 + (1 - r^2) sin(w)^2), w from 0 to a right angle. */
static double half_integrand(double from_low, double from_high, const void *data) {
  const hypergeometric *h = data;
  double s = from_low < from_high ? sin(from_low) : cos(from_high);
  return pow(s, h->power) / sqrt(h->r2 + (1 - h->r2) * s * s);
}

/* u^power / (r^2 + (1 - r^2) u), u from 0 to 1. */
static double unit_integrand(double from_low, double from_high, const void *data) {
  const hypergeometric *h = data;
  (void)from_high;
  return pow(from_low, h->power) / (h->r2 + (1 - h->r2) * from_low);
}

/* 2F1(1/2, 1/2; c; 1 - r2), c > 1. */
static double hypergeometric_half(double c, double r2) {
  hypergeometric h = {2 * c - 2, r2};
  if (c >= LARGE_C) return series(0.5, 0.5, c, 1 - r2);
  return 2 * tgamma(c) / (sqrt(M_PI) * tgamma(c - 0.5)) *
         effect_integrate(half_integrand, &h, M_PI / 2);
}

/* 2F1(1, 1; c; 1 - r2), c > 2. */
static double hypergeometric_unit(double c, double r2) {
  hypergeometric h = {c - 2, r2};
  if (c >= LARGE_C) return series(1, 1, c, 1 - r2);
  return (c - 1) * effect_integrate(unit_integrand, &h, 1);
}

/* The large-sample variance of a correlation, NaN for three or fewer. */
static double correlation_variance(double r, double n) {
  return n <= 3 ? NAN : (1 - r * r) * (1 - r * r) / (n - 1);
}

effect effect_cor(const double *x, const effect_context *context) {
  effect e;
  e.yi = x[HEPAR_RI];
  e.vi = correlation_variance(context->vtype == HEPAR_AV ? context->mean[0] : e.yi, x[HEPAR_NI]);
  return e;
}

int effect_average_cor(const double *x, double value[2], double weight[2]) {
  value[0] = x[HEPAR_RI];
  weight[0] = x[HEPAR_NI];
  return 1;
}

/* The correlation without bias (Olkin and Pratt, Annals of Mathematical Statistics 1958;29:201). */
static double unbiased(double r, double n) {
  return n > 4 ? r * hypergeometric_half((n - 2) / 2, r * r) : NAN;
}

effect effect_ucor(const double *x, const effect_context *context) {
  double n = x[HEPAR_NI];
  double r2 = x[HEPAR_RI] * x[HEPAR_RI];
  effect e;
  e.yi = unbiased(x[HEPAR_RI], n);
  if (context->vtype == HEPAR_UB)
    e.vi = e.yi * e.yi -
           (1 - (n - 3) / (n - 2) * (1 - r2) * (n > 4 ? hypergeometric_unit(n / 2, r2) : NAN));
  else
    e.vi = correlation_variance(context->vtype == HEPAR_AV ? context->mean[0] : e.yi, n);
  return e;
}

int effect_average_ucor(const double *x, double value[2], double weight[2]) {
  value[0] = unbiased(x[HEPAR_RI], x[HEPAR_NI]);
  weight[0] = x[HEPAR_NI];
  return 1;
}

effect effect_zcor(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = atanh(x[HEPAR_RI]);
  e.vi = x[HEPAR_NI] > 3 ? 1 / (x[HEPAR_NI] - 3) : NAN;
  return e;
}

/* ---- regression: t of one predictor among mi ---- */

/* The residual degrees of freedom. */
static double residual_df(const double *x) { return x[HEPAR_NI] - x[HEPAR_MI] - 1; }

/* The partial correlation. */
static double partial(const double *x) {
  return x[HEPAR_TI] / sqrt(x[HEPAR_TI] * x[HEPAR_TI] + residual_df(x));
}

int effect_average_pcor(const double *x, double value[2], double weight[2]) {
  value[0] = partial(x);
  weight[0] = x[HEPAR_NI];
  return 1;
}

/* metafor 5.1 counts the predictor of interest among mi: one degree of freedom more. */
effect effect_pcor(const double *x, const effect_context *context) {
  double df = residual_df(x) + (context->newer ? 1 : 0);
  double y;
  effect e;
  e.yi = partial(x);
  y = context->vtype == HEPAR_AV ? context->mean[0] : e.yi;
  e.vi = (1 - y * y) * (1 - y * y) / df;
  return e;
}

/* Fisher's z; metafor 5.1 divides as for plain correlations, by n - 3 less the other predictors. */
effect effect_zpcor(const double *x, const effect_context *context) {
  double df = residual_df(x) - (context->newer ? 1 : 0);
  effect e;
  e.yi = atanh(partial(x));
  e.vi = df > 0 ? 1 / df : NAN;
  return e;
}

/* The semi-partial correlation. */
static double semipartial(const double *x) {
  return x[HEPAR_TI] * sqrt(1 - x[HEPAR_R2I]) / sqrt(residual_df(x));
}

int effect_average_spcor(const double *x, double value[2], double weight[2]) {
  value[0] = semipartial(x);
  weight[0] = x[HEPAR_NI];
  return 1;
}

/* Aloe and Becker, Journal of Educational and Behavioral Statistics 2012;37:278-297. */
effect effect_spcor(const double *x, const effect_context *context) {
  double r2 = x[HEPAR_R2I];
  double y;
  double rest;
  effect e;
  e.yi = semipartial(x);
  y = context->vtype == HEPAR_AV ? context->mean[0] : e.yi;
  rest = r2 - y * y;
  e.vi = (r2 * r2 - 2 * r2 + rest + 1 - rest * rest) / x[HEPAR_NI];
  return e;
}

/* ---- Cronbach's alpha ai of mi items in ni persons ---- */

/* Bonett, Psychological Methods 2010;15:368-385. */
effect effect_araw(const double *x, const effect_context *context) {
  double rest = 1 - x[HEPAR_AI];
  effect e;
  (void)context;
  e.yi = x[HEPAR_AI];
  e.vi = 2 * x[HEPAR_MI] * rest * rest / ((x[HEPAR_MI] - 1) * (x[HEPAR_NI] - 2));
  return e;
}

/* Hakstian and Whalen, Psychometrika 1976;41:219-231. */
effect effect_ahw(const double *x, const effect_context *context) {
  double root = cbrt(1 - x[HEPAR_AI]);
  double n = x[HEPAR_NI];
  effect e;
  (void)context;
  e.yi = 1 - root;
  e.vi = 18 * x[HEPAR_MI] * (n - 1) * root * root /
         ((x[HEPAR_MI] - 1) * (9 * n - 11) * (9 * n - 11));
  return e;
}

effect effect_abt(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = -log1p(-x[HEPAR_AI]);
  e.vi = 2 * x[HEPAR_MI] / ((x[HEPAR_MI] - 1) * (x[HEPAR_NI] - 2));
  return e;
}

/* ---- genotypes: ai and ci homozygous, bi heterozygous (Ziegler and others 2011) ---- */

effect effect_reh(const double *x, const effect_context *context) {
  double n = x[HEPAR_AI] + x[HEPAR_BI] + x[HEPAR_CI];
  double p0 = x[HEPAR_AI] / n;
  double p1 = x[HEPAR_BI] / n;
  double p2 = x[HEPAR_CI] / n;
  effect e;
  (void)context;
  e.yi = log(p1) - log(2 * sqrt(p0 * p2));
  e.vi = ((1 - p1) / (4 * p0 * p2) + 1 / p1) / n;
  return e;
}

/* ---- effects that a paper gives ---- */

effect effect_gen(const double *x, const effect_context *context) {
  effect e = {x[HEPAR_YI], x[HEPAR_VI]};
  (void)context;
  return e;
}
