/* Exact power of the t test and of Fisher's test. */
#include "trial.h"

#include "synthesis/integrate.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

/* An integral over s, the estimated divided by the true standard deviation. */
typedef struct over_s {
  double df, constant;
  double t, ncp;        /* of the noncentral t */
  double centre, width; /* of the equivalence test, in units of the standard error */
  bool above;
} over_s;

/* The density of s: df s^2 is a chi square with df degrees of freedom. */
static double density(const over_s *o, double s) {
  if (s <= 0) return 0;
  return exp(o->constant + (o->df - 1) * log(s) - o->df * s * s / 2);
}

static double share(double s, void *data) {
  const over_s *o = data;
  double z = o->t * s - o->ncp;
  return density(o, s) * (o->above ? gsl_cdf_ugaussian_Q(z) : gsl_cdf_ugaussian_P(z));
}

static double both(double s, void *data) {
  const over_s *o = data;
  double room = o->width - o->t * s;
  if (room <= 0) return 0;
  return density(o, s) *
         (gsl_cdf_ugaussian_P(room - o->centre) - gsl_cdf_ugaussian_P(-room - o->centre));
}

/* Integrate over s from 0 to `end`. */
static double integral(hepar_integrand f, over_s *o, double end) {
  double spread = 1 / sqrt(2 * o->df), points[8] = {0}, value = 0;
  size_t count = 1;
  static const double places[] = {-8, -3, 0, 3, 8, 40};
  o->constant = log(2) + o->df / 2 * log(o->df / 2) - gsl_sf_lngamma(o->df / 2);
  for (size_t i = 0; i < 6; i++) {
    double point = 1 + places[i] * spread;
    if (point > points[count - 1] && point < end) points[count++] = point;
  }
  if (isfinite(end)) points[count++] = end;
  (void)hepar_integrate(f, o, points, count, 1e-13, &value);
  return value;
}

double hepar_noncentral_t(double t, double df, double ncp, bool above) {
  over_s o = {.df = df, .t = t, .ncp = ncp, .above = above};
  return fmin(1, integral(share, &o, HUGE_VAL));
}

hepar_status hepar_power_of_means(const hepar_power_means *o, double *power, hepar_error *error) {
  double df = o->n1 + o->n2 - 2 - o->lost, se = o->sd * sqrt(1 / o->n1 + 1 / o->n2), t;
  if (!(o->n1 > 0 && o->n2 > 0 && df > 0))
    return hepar_fail(error, HEPAR_RANGE, "too few patients for a test: %g and %g", o->n1, o->n2);
  if (!(o->sd > 0 && o->alpha > 0 && o->alpha < 1) || isnan(o->difference))
    return hepar_fail(error, HEPAR_MISUSE, "sd must be above 0 and alpha between 0 and 1");
  if (o->claim == HEPAR_EQUIVALENCE) {
    over_s s = {.df = df, .t = gsl_cdf_tdist_Qinv(o->alpha, df)};
    s.centre = o->difference / se;
    s.width = o->margin / se;
    *power = integral(both, &s, s.width / s.t);
    return HEPAR_OK;
  }
  t = gsl_cdf_tdist_Qinv(o->alpha / o->sided, df);
  double ncp = (o->difference + (o->claim == HEPAR_NON_INFERIORITY ? o->margin : 0)) / se;
  *power = hepar_noncentral_t(t, df, ncp, true);
  if (o->sided == 2) *power += hepar_noncentral_t(-t, df, ncp, false);
  return HEPAR_OK;
}

/* log of n over k */
static double log_choose(size_t n, size_t k) {
  return gsl_sf_lnchoose((unsigned)n, (unsigned)k);
}

hepar_status hepar_fisher_values(size_t n1, size_t n2, size_t events, unsigned sided, double *p,
                                 hepar_error *error) {
  size_t low = events > n1 ? events - n1 : 0, high = events < n2 ? events : n2;
  double total = log_choose(n1 + n2, events), sum = 0;
  if (events > n1 + n2) return hepar_fail(error, HEPAR_MISUSE, "more events than patients");
  for (size_t x = 0; x <= n2; x++) p[x] = 1;
  for (size_t x = low; x <= high; x++)
    p[x] = exp(log_choose(n2, x) + log_choose(n1, events - x) - total);
  if (sided == 1) {
    for (size_t x = high + 1; x-- > low;) {
      sum += p[x];
      p[x] = fmin(1, sum);
    }
    return HEPAR_OK;
  }
  /* from the outside in, always the less likely end; equal ones count together */
  size_t a = low, b = high;
  while (a <= b) {
    double least = fmin(p[a], p[b]) * (1 + 1e-7), group = 0;
    size_t from_a = a, from_b = b;
    while (a <= b && p[a] <= least) group += p[a++];
    while (b + 1 > a && p[b] <= least) {
      group += p[b];
      if (b-- == 0) break;
    }
    sum += group;
    for (size_t x = from_a; x < a; x++) p[x] = fmin(1, sum);
    for (size_t x = b + 1; x <= from_b; x++) p[x] = fmin(1, sum);
    if (b == (size_t)-1) break;
  }
  return HEPAR_OK;
}

/* Probabilities of 0 to n events. */
static void binomial(size_t n, double p, double *out) {
  for (size_t x = 0; x <= n; x++) {
    double part = (x > 0 ? (double)x * log(p) : 0) + (x < n ? (double)(n - x) * log1p(-p) : 0);
    out[x] = exp(log_choose(n, x) + part);
  }
}

hepar_status hepar_power_of_fisher(size_t n1, size_t n2, double p1, double p2, double alpha,
                                   unsigned sided, double *power, hepar_error *error) {
  double *one, *two, *p, sum = 0;
  hepar_status status = HEPAR_OK;
  if (n1 < 1 || n2 < 1 || n1 > 20000 || n2 > 20000)
    return hepar_fail(error, HEPAR_RANGE, "arms of Fisher's test have 1 to 20000 patients");
  one = hepar_malloc((n1 + 1) * sizeof *one);
  two = hepar_malloc((n2 + 1) * sizeof *two);
  p = hepar_malloc((n2 + 1) * sizeof *p);
  if (one == NULL || two == NULL || p == NULL)
    status = hepar_fail(error, HEPAR_NOMEM, "no memory for the tables");
  if (status == HEPAR_OK) {
    binomial(n1, p1, one);
    binomial(n2, p2, two);
  }
  for (size_t events = 0; status == HEPAR_OK && events <= n1 + n2; events++) {
    size_t low = events > n1 ? events - n1 : 0, high = events < n2 ? events : n2;
    status = hepar_fisher_values(n1, n2, events, sided, p, error);
    for (size_t x = low; status == HEPAR_OK && x <= high; x++)
      if (p[x] <= alpha) sum += one[events - x] * two[x];
  }
  hepar_free(one);
  hepar_free(two);
  hepar_free(p);
  *power = sum;
  return status;
}
