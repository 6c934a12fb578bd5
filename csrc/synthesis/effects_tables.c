/* Effects of 2 x 2 tables: ai events of n1i, ci events of n2i; and of matched pairs, where ai, bi,
   ci, di are the four kinds of pair. */
#include "effects.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* ln(x / (1 - x)) of x = events / (events + others). */
static double log_odds(double events, double others) { return log(events) - log(others); }

/* The log odds ratio. */
static effect log_odds_ratio(const double *x) {
  effect e;
  e.yi = log_odds(x[HEPAR_AI], x[HEPAR_BI]) - log_odds(x[HEPAR_CI], x[HEPAR_DI]);
  e.vi = 1 / x[HEPAR_AI] + 1 / x[HEPAR_BI] + 1 / x[HEPAR_CI] + 1 / x[HEPAR_DI];
  return e;
}

effect effect_rr(const double *x, const effect_context *context) {
  double n1 = x[HEPAR_AI] + x[HEPAR_BI];
  double n2 = x[HEPAR_CI] + x[HEPAR_DI];
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_AI] / n1) - log(x[HEPAR_CI] / n2);
  e.vi = 1 / x[HEPAR_AI] - 1 / n1 + 1 / x[HEPAR_CI] - 1 / n2;
  return e;
}

effect effect_or(const double *x, const effect_context *context) {
  (void)context;
  return log_odds_ratio(x);
}

int effect_average_rd(const double *x, double value[2], double weight[2]) {
  weight[0] = x[HEPAR_AI] + x[HEPAR_BI];
  weight[1] = x[HEPAR_CI] + x[HEPAR_DI];
  value[0] = x[HEPAR_AI] / weight[0];
  value[1] = x[HEPAR_CI] / weight[1];
  return 2;
}

effect effect_rd(const double *x, const effect_context *context) {
  double n1 = x[HEPAR_AI] + x[HEPAR_BI];
  double n2 = x[HEPAR_CI] + x[HEPAR_DI];
  double p1 = x[HEPAR_AI] / n1;
  double p2 = x[HEPAR_CI] / n2;
  double less = context->vtype == HEPAR_UB ? 1 : 0;
  effect e;
  e.yi = p1 - p2;
  if (context->vtype == HEPAR_AV) {
    p1 = context->mean[0];
    p2 = context->mean[1];
  }
  e.vi = p1 * (1 - p1) / (n1 - less) + p2 * (1 - p2) / (n2 - less);
  return e;
}

/* Peto's one-step log odds ratio: observed less expected events over the hypergeometric variance
   (Yusuf and others, Progress in Cardiovascular Diseases 1985;27:335-371). */
effect effect_peto(const double *x, const effect_context *context) {
  double n1 = x[HEPAR_AI] + x[HEPAR_BI];
  double n2 = x[HEPAR_CI] + x[HEPAR_DI];
  double n = n1 + n2;
  double events = x[HEPAR_AI] + x[HEPAR_CI];
  double others = x[HEPAR_BI] + x[HEPAR_DI];
  double variance = events * others * (n1 / n) * (n2 / n) / (n - 1);
  effect e;
  (void)context;
  e.yi = (x[HEPAR_AI] - events * n1 / n) / variance;
  e.vi = 1 / variance;
  return e;
}

/* The difference of arcsine-transformed proportions (Ruecker and others, Statistics in Medicine
   2009;28:721-738). */
effect effect_as(const double *x, const effect_context *context) {
  double n1 = x[HEPAR_AI] + x[HEPAR_BI];
  double n2 = x[HEPAR_CI] + x[HEPAR_DI];
  effect e;
  (void)context;
  e.yi = asin(sqrt(x[HEPAR_AI] / n1)) - asin(sqrt(x[HEPAR_CI] / n2));
  e.vi = 1 / (4 * n1) + 1 / (4 * n2);
  return e;
}

/* The variance of phi when the sizes of the two groups are fixed by design. */
static double phi_stratified(const double *x, double n1, double n2) {
  double p1 = x[HEPAR_AI] / n1;
  double p2 = x[HEPAR_CI] / n2;
  double q1 = 1 - p1;
  double q2 = 1 - p2;
  double n = n1 + n2;
  double events = x[HEPAR_AI] + x[HEPAR_CI];
  double others = x[HEPAR_BI] + x[HEPAR_DI];
  double cross = p2 * q1 + p1 * q2;
  double sum = 4 * n1 * n1 * n1 * p1 * p1 * p2 * q1 * q1 * q2 +
               4 * n2 * n2 * n2 * p1 * p2 * p2 * q1 * q2 * q2 +
               n1 * n2 * n2 * p2 * q2 * cross * (p2 * q1 + p1 * (4 * q1 + q2)) +
               n1 * n1 * n2 * p1 * q1 * cross * (p1 * q2 + p2 * (q1 + 4 * q2));
  return n * n * sum / (4 * events * events * events * others * others * others);
}

effect effect_phi(const double *x, const effect_context *context) {
  double n1 = x[HEPAR_AI] + x[HEPAR_BI];
  double n2 = x[HEPAR_CI] + x[HEPAR_DI];
  double n = n1 + n2;
  double m1 = x[HEPAR_AI] + x[HEPAR_CI];
  double m2 = x[HEPAR_BI] + x[HEPAR_DI];
  double rows = (n1 - n2) / n;
  double columns = (m1 - m2) / n;
  double row_product = n1 / n * (n2 / n);
  double column_product = m1 / n * (m2 / n);
  effect e;
  double y;
  e.yi = (x[HEPAR_AI] * x[HEPAR_DI] - x[HEPAR_BI] * x[HEPAR_CI]) / sqrt(n1 * n2 * m1 * m2);
  y = e.yi;
  if (context->vtype == HEPAR_ST)
    e.vi = phi_stratified(x, n1, n2);
  else
    e.vi = (1 - y * y +
            y * (1 + y * y / 2) * rows * columns / sqrt(row_product * column_product) -
            0.75 * y * y * (rows * rows / row_product + columns * columns / column_product)) /
           n;
  return e;
}

/* Yule's Q, or his Y with `root` 2: (s - 1) / (s + 1) of s = the odds ratio to the power 1 / root,
   with its delta-method variance. */
static effect yule(const double *x, double root) {
  effect odds = log_odds_ratio(x);
  effect e;
  /* tanh keeps its digits where (s - 1) / (s + 1) would overflow. */
  e.yi = tanh(odds.yi / (2 * root));
  e.vi = (1 - e.yi * e.yi) * (1 - e.yi * e.yi) * odds.vi / (4 * root * root);
  return e;
}

effect effect_yuq(const double *x, const effect_context *context) {
  (void)context;
  return yule(x, 1);
}

effect effect_yuy(const double *x, const effect_context *context) {
  (void)context;
  return yule(x, 2);
}

/* The variance of the normal quantile z of a proportion p of n. */
static double probit_variance(double p, double z, double n) {
  return 2 * M_PI * p * (1 - p) * exp(z * z) / n;
}

effect effect_pbit(const double *x, const effect_context *context) {
  double n1 = x[HEPAR_AI] + x[HEPAR_BI];
  double n2 = x[HEPAR_CI] + x[HEPAR_DI];
  double p1 = x[HEPAR_AI] / n1;
  double p2 = x[HEPAR_CI] / n2;
  double z1 = gsl_cdf_ugaussian_Pinv(p1);
  double z2 = gsl_cdf_ugaussian_Pinv(p2);
  effect e;
  (void)context;
  e.yi = z1 - z2;
  e.vi = probit_variance(p1, z1, n1) + probit_variance(p2, z2, n2);
  return e;
}

/* A log odds ratio as a standardised mean difference: divided by the standard deviation of the
   logistic distribution (Chinn, Statistics in Medicine 2000;19:3127-3131). */
effect effect_or2dl(const double *x, const effect_context *context) {
  effect e = log_odds_ratio(x);
  (void)context;
  e.yi *= sqrt(3) / M_PI;
  e.vi *= 3 / (M_PI * M_PI);
  return e;
}

/* The same for normal distributions (Cox and Snell, Analysis of Binary Data, 1989). */
effect effect_or2dn(const double *x, const effect_context *context) {
  effect e = log_odds_ratio(x);
  (void)context;
  e.yi /= 1.65;
  e.vi /= 1.65 * 1.65;
  return e;
}

/* ---- matched pairs: ai both, bi the first only, ci the second only, di neither ---- */

effect effect_mprr(const double *x, const effect_context *context) {
  double n = x[HEPAR_AI] + x[HEPAR_BI] + x[HEPAR_CI] + x[HEPAR_DI];
  double p1 = (x[HEPAR_AI] + x[HEPAR_BI]) / n;
  double p2 = (x[HEPAR_AI] + x[HEPAR_CI]) / n;
  effect e;
  (void)context;
  e.yi = log(p1) - log(p2);
  e.vi = (x[HEPAR_BI] / n + x[HEPAR_CI] / n) / (n * p1 * p2);
  return e;
}

/* The variance of the difference of two dependent proportions, times n. */
static double pair_variance(double p12, double p21) {
  return p12 * (1 - p12) + 2 * p12 * p21 + p21 * (1 - p21);
}

effect effect_mpor(const double *x, const effect_context *context) {
  double n = x[HEPAR_AI] + x[HEPAR_BI] + x[HEPAR_CI] + x[HEPAR_DI];
  double p1 = (x[HEPAR_AI] + x[HEPAR_BI]) / n;
  double p2 = (x[HEPAR_AI] + x[HEPAR_CI]) / n;
  effect e;
  (void)context;
  e.yi = log(p1 / (1 - p1)) - log(p2 / (1 - p2));
  e.vi = pair_variance(x[HEPAR_BI] / n, x[HEPAR_CI] / n) / (n * p1 * (1 - p1) * p2 * (1 - p2));
  return e;
}

effect effect_mprd(const double *x, const effect_context *context) {
  double n = x[HEPAR_AI] + x[HEPAR_BI] + x[HEPAR_CI] + x[HEPAR_DI];
  effect e;
  (void)context;
  e.yi = (x[HEPAR_BI] - x[HEPAR_CI]) / n;
  e.vi = pair_variance(x[HEPAR_BI] / n, x[HEPAR_CI] / n) / n;
  return e;
}

effect effect_mppeto(const double *x, const effect_context *context) {
  double variance = (x[HEPAR_BI] + x[HEPAR_CI]) / 4;
  effect e;
  (void)context;
  e.yi = (x[HEPAR_BI] - x[HEPAR_CI]) / 2 / variance;
  e.vi = 1 / variance;
  return e;
}

effect effect_mporc(const double *x, const effect_context *context) {
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_BI]) - log(x[HEPAR_CI]);
  e.vi = 1 / x[HEPAR_BI] + 1 / x[HEPAR_CI];
  return e;
}

/* The marginal log odds ratio of pairs that are reported as two arms, with the correlation ri of
   the two outcomes (Zou, Statistics in Medicine 2007;26:4131-4149 has the covariance). */
effect effect_mporm(const double *x, const effect_context *context) {
  double a = x[HEPAR_AI];
  double b = x[HEPAR_BI];
  double c = x[HEPAR_CI];
  double d = x[HEPAR_DI];
  double pairs = nearbyint((a + b + c + d) / 2);
  double product = a * b * c * d;
  effect e = log_odds_ratio(x);
  double both = (x[HEPAR_RI] * sqrt(product) + a * b) / pairs;
  (void)context;
  e.vi -= 2 * pairs * (pairs * both - a * b) / product;
  return e;
}
