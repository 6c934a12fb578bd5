/* Effects of means and standard deviations: two groups, one group, one group measured twice. */
#include "effects.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

double effect_small_sample(double m) {
  double z = (m - 1) / 2;
  double u = 1 / z;
  if (!(m > 1)) return NAN;
  if (m < 120) return tgamma(m / 2) / (sqrt(m / 2) * tgamma(z));
  /* Gamma(z + 1/2) / (Gamma(z) sqrt(z)) as a series in 1 / z: no difference of large logarithms. */
  return sqrt((m - 1) / m) *
         (1 + u * (-1.0 / 8 +
                   u * (1.0 / 128 +
                        u * (5.0 / 1024 +
                             u * (-21.0 / 32768 + u * (-399.0 / 262144 + u * 869.0 / 4194304))))));
}

/* Both groups of a row, by short names. */
typedef struct groups {
  double m1, m2, sd1, sd2, n1, n2, n;
} groups;

static groups groups_of(const double *x) {
  groups g = {x[HEPAR_M1I], x[HEPAR_M2I], x[HEPAR_SD1I], x[HEPAR_SD2I], x[HEPAR_N1I], x[HEPAR_N2I],
              0};
  g.n = g.n1 + g.n2;
  return g;
}

/* The pooled standard deviation. */
static double pooled_sd(const groups *g) {
  return sqrt(((g->n1 - 1) * g->sd1 * g->sd1 + (g->n2 - 1) * g->sd2 * g->sd2) / (g->n - 2));
}

/* The standardised mean difference without the correction of its bias. */
static double standardised(const groups *g) { return (g->m1 - g->m2) / pooled_sd(g); }

effect effect_md(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  effect e;
  e.yi = g.m1 - g.m2;
  if (context->vtype == HEPAR_HO) {
    double sd = pooled_sd(&g);
    e.vi = sd * sd * (1 / g.n1 + 1 / g.n2);
  } else {
    e.vi = g.sd1 * g.sd1 / g.n1 + g.sd2 * g.sd2 / g.n2;
  }
  return e;
}

/* A corrected standardised difference of `d` with m degrees of freedom; `size` is the number of
   patients behind the standard deviation. */
static effect corrected(const groups *g, double d, double m, double size,
                        const effect_context *context) {
  double c = effect_small_sample(m);
  double sizes = 1 / g->n1 + 1 / g->n2;
  effect e;
  e.yi = c * d;
  switch (context->vtype) {
    case HEPAR_UB:
      e.vi = sizes + (1 - (m - 2) / (m * c * c)) * e.yi * e.yi;
      break;
    case HEPAR_LS2:
      e.vi = c * c * (sizes + d * d / (2 * size));
      break;
    case HEPAR_AV:
      e.vi = sizes + context->mean[0] * context->mean[0] / (2 * size);
      break;
    default:
      e.vi = sizes + e.yi * e.yi / (2 * size);
  }
  return e;
}

effect effect_smd(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  return corrected(&g, standardised(&g), g.n - 2, g.n, context);
}

int effect_average_smd(const double *x, double value[2], double weight[2]) {
  groups g = groups_of(x);
  value[0] = effect_small_sample(g.n - 2) * standardised(&g);
  weight[0] = g.n;
  return 1;
}

/* Glass's difference, standardised by the second group. */
effect effect_smd1(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  return corrected(&g, (g.m1 - g.m2) / g.sd2, g.n2 - 1, g.n2, context);
}

int effect_average_smd1(const double *x, double value[2], double weight[2]) {
  groups g = groups_of(x);
  value[0] = effect_small_sample(g.n2 - 1) * (g.m1 - g.m2) / g.sd2;
  weight[0] = g.n;
  return 1;
}

effect effect_smd1h(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  double less = context->newer ? 1 : 0;
  double ratio = g.sd1 / g.sd2;
  effect e;
  e.yi = effect_small_sample(g.n2 - 1) * (g.m1 - g.m2) / g.sd2;
  e.vi = ratio * ratio / (g.n1 - less) + 1 / (g.n2 - less) + e.yi * e.yi / (2 * (g.n2 - less));
  return e;
}

/* The standardised difference without the assumption of equal variances (Bonett, Psychological
   Methods 2008;13:99-109). */
effect effect_smdh(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  double c = effect_small_sample(g.n - 2);
  double v1 = g.sd1 * g.sd1;
  double v2 = g.sd2 * g.sd2;
  double sum = v1 + v2;
  effect e;
  double y2;
  e.yi = c * (g.m1 - g.m2) / sqrt(sum / 2);
  y2 = e.yi * e.yi;
  if (context->vtype == HEPAR_LS2) {
    /* metafor 3.8 has variances where Bonett has their squares, and so an answer that changes with
       the unit of measurement. */
    double q1 = context->newer ? v1 * v1 : v1;
    double q2 = context->newer ? v2 * v2 : v2;
    e.vi = y2 * (q1 / g.n1 + q2 / g.n2) / (2 * sum * sum) + 2 * (v1 / g.n1 + v2 / g.n2) / sum;
    return e;
  }
  e.vi = y2 * (v1 * v1 / (g.n1 - 1) + v2 * v2 / (g.n2 - 1)) / (2 * sum * sum) +
         (v1 / (g.n1 - 1) + v2 / (g.n2 - 1)) / (sum / 2);
  if (!context->newer) e.vi *= c * c;
  return e;
}

int effect_average_rom(const double *x, double value[2], double weight[2]) {
  value[0] = x[HEPAR_SD1I] / x[HEPAR_M1I];
  value[1] = x[HEPAR_SD2I] / x[HEPAR_M2I];
  weight[0] = x[HEPAR_N1I];
  weight[1] = x[HEPAR_N2I];
  return 2;
}

/* The squared coefficient of variation over n: the variance of a log mean. */
static double log_mean_variance(double mean, double sd, double n) {
  return sd * sd / (n * mean * mean);
}

/* The log ratio of means; metafor 5.1 takes off the bias that Lajeunesse describes (Ecology
   2015;96:2056-2063). */
effect effect_rom(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  double v1 = log_mean_variance(g.m1, g.sd1, g.n1);
  double v2 = log_mean_variance(g.m2, g.sd2, g.n2);
  double sd;
  effect e;
  e.yi = log(g.m1 / g.m2);
  if (context->newer) e.yi += (v1 - v2) / 2;
  switch (context->vtype) {
    case HEPAR_HO:
      sd = pooled_sd(&g);
      e.vi = log_mean_variance(g.m1, sd, g.n1) + log_mean_variance(g.m2, sd, g.n2);
      break;
    case HEPAR_AV:
      e.vi = context->mean[0] * context->mean[0] / g.n1 +
             context->mean[1] * context->mean[1] / g.n2;
      break;
    case HEPAR_AVHO:
      e.vi = context->mean[2] * context->mean[2] * (1 / g.n1 + 1 / g.n2);
      break;
    default:
      e.vi = v1 + v2;
  }
  return e;
}

/* The point-biserial correlation of a two-group comparison. */
static double point_biserial(const groups *g, double d, double *h) {
  *h = (g->n - 2) / g->n1 + (g->n - 2) / g->n2;
  return d / sqrt(d * d + *h);
}

effect effect_rpb(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  double d = standardised(&g);
  double h;
  double y2;
  effect e;
  e.yi = point_biserial(&g, d, &h);
  y2 = e.yi * e.yi;
  if (context->vtype == HEPAR_CS)
    e.vi = (1 - y2) * (1 - y2) * (g.n * y2 / (4 * g.n1 * g.n2) + (2 - 3 * y2) / (2 * g.n));
  else
    e.vi = h * h / pow(h + d * d, 3) * (1 / g.n1 + 1 / g.n2 + d * d / (2 * g.n));
  return e;
}

/* The biserial correlation (Jacobs and Viechtbauer, Research Synthesis Methods 2017;8:161-180). */
effect effect_rbis(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  double p1 = g.n1 / g.n;
  double p2 = g.n2 / g.n;
  double z = gsl_cdf_ugaussian_Qinv(p1);
  double f = gsl_ran_ugaussian_pdf(z);
  double h;
  double y;
  effect e;
  (void)context;
  e.yi = sqrt(p1 * p2) / f * point_biserial(&g, standardised(&g), &h);
  y = fmin(fmax(e.yi, -1), 1);
  e.vi = (p1 * p2 / (f * f) - (1.5 + (1 - p1 * z / f) * (1 + p2 * z / f)) * y * y + pow(y, 4)) /
         (g.n - 1);
  return e;
}

/* The standardised difference d, stretched to a log odds ratio. */
static effect stretched(const double *x, double factor) {
  groups g = groups_of(x);
  double d = standardised(&g);
  effect e;
  e.yi = factor * d;
  e.vi = factor * factor * (1 / g.n1 + 1 / g.n2 + d * d / (2 * g.n));
  return e;
}

effect effect_d2orl(const double *x, const effect_context *context) {
  (void)context;
  return stretched(x, M_PI / sqrt(3));
}

effect effect_d2orn(const double *x, const effect_context *context) {
  (void)context;
  return stretched(x, 1.65);
}

/* The log ratio of coefficients of variation (Nakagawa and others, Methods in Ecology and Evolution
   2015;6:143-152); metafor 5.1 has the correction of Senior and others (Research Synthesis Methods
   2020;11:553-567). */
effect effect_cvr(const double *x, const effect_context *context) {
  groups g = groups_of(x);
  double v1 = log_mean_variance(g.m1, g.sd1, g.n1);
  double v2 = log_mean_variance(g.m2, g.sd2, g.n2);
  double half1 = 1 / (2 * (g.n1 - 1));
  double half2 = 1 / (2 * (g.n2 - 1));
  effect e;
  e.yi = log(g.sd1 / g.m1) + half1 - log(g.sd2 / g.m2) - half2;
  if (context->newer) e.yi -= (v1 - v2) / 2;
  e.vi = half1 + v1 + half2 + v2;
  return e;
}

effect effect_vr(const double *x, const effect_context *context) {
  double half1 = 1 / (2 * (x[HEPAR_N1I] - 1));
  double half2 = 1 / (2 * (x[HEPAR_N2I] - 1));
  effect e;
  (void)context;
  e.yi = log(x[HEPAR_SD1I] / x[HEPAR_SD2I]) + half1 - half2;
  e.vi = half1 + half2;
  return e;
}
