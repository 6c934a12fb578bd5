/* Likelihoods of selection models (Hedges, Statistical Science 1992;7:246; Vevea and Hedges,
   Psychometrika 1995;60:419; Preston, Ashby and Smyth, Statistics in Medicine 2004;23:1943;
   Citkowicz and Vevea, Psychological Methods 2017;22:28). */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "integrate.h"
#include "selmodel.h"

#define ROOT_HALF 0.70710678118654752440
#define LOG_ROOT_2PI 0.91893853320467274178

static double upper(double z) { return 0.5 * erfc(z * ROOT_HALF); }

double hepar_selection_margin(hepar_selection type) {
  return type == HEPAR_SELECT_BETA || type == HEPAR_SELECT_POWER ? 1e-5 : 0;
}

/* log of 2 e / (1 + e), e = exp(-x) */
static double log_logistic(double x) { return log(2) - x - log1p(exp(-x)); }

/* Log weight of a study with p value p, q = 1 - p. d are the deltas, c the precision. */
static double log_weight(const hepar_selection_data *s, double p, double q, double c,
                         const double *d) {
  double start = s->options.step_count > 0 ? s->options.steps[0] : 0;
  hepar_selection type = s->options.type;
  double margin = hepar_selection_margin(type);
  if (p < margin) {
    p = margin;
    q = 1 - margin;
  } else if (q < margin) {
    q = margin;
    p = 1 - margin;
  }
  if (type == HEPAR_SELECT_BETA) return (d[0] - 1) * log(p) + (d[1] - 1) * log(q);
  if (p <= start) return 0;
  double r = type >= HEPAR_SELECT_HALFNORM2 ? d[1] * c : d[0] * c, value;
  switch (type) {
    case HEPAR_SELECT_HALFNORM:
    case HEPAR_SELECT_HALFNORM2:
      value = -r * (p * p - start * start);
      break;
    case HEPAR_SELECT_NEGEXP:
    case HEPAR_SELECT_NEGEXP2:
      value = -r * (p - start);
      break;
    case HEPAR_SELECT_LOGISTIC:
    case HEPAR_SELECT_LOGISTIC2:
      value = log_logistic(r * p) - log_logistic(r * start);
      break;
    case HEPAR_SELECT_NEGEXPPOW:
      value = d[1] > 0 ? -r * (pow(p, 1 / d[1]) - pow(start, 1 / d[1])) : 0;
      break;
    default:
      value = r > 0 ? r * (log(q) - log1p(-start)) : 0;
  }
  if (type >= HEPAR_SELECT_HALFNORM2) value = log((d[0] + exp(value)) / (1 + d[0]));
  return value;
}

/* ---- the share of studies that is reported, for one study ---- */

typedef struct share {
  const hepar_selection_data *s;
  const double *delta;
  double mean, eta, se, precision; /* mean and SD of the effect, its standard error */
} share;

/* Weight times density at (effect - mean) / eta = x. */
static double reported(double x, void *data) {
  const share *h = data;
  double z = (h->mean + h->eta * x) / h->se, p, q;
  switch (h->s->options.alternative) {
    case HEPAR_GREATER:
      p = upper(z);
      q = upper(-z);
      break;
    case HEPAR_LESS:
      p = upper(-z);
      q = upper(z);
      break;
    default:
      p = 2 * upper(fabs(z));
      q = erf(fabs(z) * ROOT_HALF);
  }
  return exp(log_weight(h->s, p, q, h->precision, h->delta) - 0.5 * x * x - LOG_ROOT_2PI);
}

/* z values between which the weight is smooth and does not turn fast. */
static size_t corners(const hepar_selection_data *s, double z[16]) {
  double start = s->options.step_count > 0 ? s->options.steps[0] : 0;
  double margin = hepar_selection_margin(s->options.type);
  bool two = s->options.alternative == HEPAR_TWO_SIDED;
  size_t n = 0;
  for (int i = -2; i <= 2; i++) z[n++] = 3.0 * i;
  if (margin > 0) {
    double at = gsl_cdf_ugaussian_Qinv(two ? margin / 2 : margin);
    z[n++] = at;
    z[n++] = -at;
    if (two) {
      double near = gsl_cdf_ugaussian_Qinv((1 - margin) / 2);
      z[n++] = near;
      z[n++] = -near;
    }
  }
  if (start > 0 && start < 1) {
    double at = gsl_cdf_ugaussian_Qinv(two ? start / 2 : start);
    if (two || s->options.alternative == HEPAR_GREATER) z[n++] = at;
    if (two || s->options.alternative == HEPAR_LESS) z[n++] = -at;
  }
  return n;
}

/* The integral over all effects. */
static double integrate_share(const share *h, const double *z, size_t n) {
  double at[24], sum = 0, reach = 12;
  size_t m = 0;
  for (int i = -1; i <= 1; i++) at[m++] = 4.0 * i;
  at[m++] = -reach;
  at[m++] = reach;
  for (size_t i = 0; i < n; i++) {
    double x = (z[i] * h->se - h->mean) / h->eta;
    if (x > -reach && x < reach) at[m++] = x;
  }
  for (size_t i = 1; i < m; i++)
    for (size_t j = i; j > 0 && at[j] < at[j - 1]; j--) {
      double keep = at[j];
      at[j] = at[j - 1];
      at[j - 1] = keep;
    }
  share own = *h;
  (void)hepar_integrate(reported, &own, at, m, h->s->relative, &sum);
  return sum;
}

/* P(a < effect / se <= b) for an effect with this mean and SD. */
static double between(const share *h, double a, double b) {
  double low = (a * h->se - h->mean) / h->eta, high = (b * h->se - h->mean) / h->eta;
  return low > 0 ? upper(low) - upper(high) : upper(-high) - upper(-low);
}

/* STEP: the sum over intervals of p values. */
static double step_share(const share *h) {
  const hepar_selmodel_options *o = &h->s->options;
  bool two = o->alternative == HEPAR_TWO_SIDED;
  double sum = 0, before = (double)INFINITY;
  for (size_t j = 0; j < o->step_count; j++) {
    double step = o->steps[j], cut;
    if (j + 1 == o->step_count) cut = two ? 0 : -(double)INFINITY;
    else cut = gsl_cdf_ugaussian_Qinv(two ? step / 2 : step);
    double mass = 0;
    if (o->alternative != HEPAR_LESS) mass += between(h, cut, before);
    if (o->alternative != HEPAR_GREATER) mass += between(h, -before, -cut);
    sum += h->delta[j] / (j == 0 ? 1 : h->precision) * mass;
    before = cut;
  }
  return sum;
}

/* TRUNC: all effects beyond the limit, and a share of the others. */
static double trunc_share(const share *h) {
  double x = (h->s->limit - h->mean) / h->eta;
  double good = h->s->options.alternative == HEPAR_LESS ? upper(-x) : upper(x);
  return good + h->delta[0] * (1 - good);
}

double hepar_selection_loglik(const hepar_selection_data *s, const double *par) {
  double tau2 = par[s->p], ll = 0, z[16];
  const double *delta = par + s->p + 1;
  hepar_selection type = s->options.type;
  bool smooth = type != HEPAR_SELECT_STEP && type != HEPAR_SELECT_TRUNC;
  size_t n = smooth ? corners(s, z) : 0;
  for (size_t i = 0; i < s->k; i++) {
    share h = {s, delta, 0, sqrt(s->v[i] + tau2), sqrt(s->v[i]), s->precision[i]};
    double weight, sum;
    for (size_t j = 0; j < s->p; j++) h.mean += par[j] * s->x[j * s->k + i];
    if (smooth) {
      weight = log_weight(s, s->pval[i], s->qval[i], h.precision, delta);
      sum = integrate_share(&h, z, n);
    } else if (type == HEPAR_SELECT_STEP) {
      weight = log(delta[s->group[i]] / (s->group[i] == 0 ? 1 : h.precision));
      sum = step_share(&h);
    } else {
      weight = s->group[i] == 0 ? 0 : log(delta[0]);
      sum = trunc_share(&h);
    }
    double e = (s->y[i] - h.mean) / h.eta;
    ll += weight - 0.5 * e * e - LOG_ROOT_2PI - log(h.eta) - log(sum);
  }
  return isnan(ll) ? -(double)INFINITY : ll;
}
