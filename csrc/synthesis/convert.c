/* Distributions that conversions need, behind names of our own. */
#include "effects.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

double hepar_quantile(double p, double df) {
  return df > 0 ? gsl_cdf_tdist_Pinv(p, df) : gsl_cdf_ugaussian_Pinv(p);
}

double hepar_probability(double x, double df) {
  return df > 0 ? gsl_cdf_tdist_P(x, df) : gsl_cdf_ugaussian_P(x);
}

typedef struct normal {
  bool of_tanh;
  double mean, sd, low;
} normal;

/* The transformed value times the density, at a distance from the lower end. */
static double weighted(double from_low, double from_high, const void *data) {
  const normal *n = data;
  double z = n->low + from_low;
  double x = n->mean + n->sd * z;
  (void)from_high;
  return (n->of_tanh ? tanh(x) : 1 / (1 + exp(-x))) * gsl_ran_ugaussian_pdf(z);
}

double hepar_normal_expectation(bool of_tanh, double mean, double variance) {
  /* Ten standard deviations hold all but 1e-23; a piece for each keeps the rule exact. */
  normal n = {of_tanh, mean, sqrt(variance), 0};
  double sum = 0;
  for (int i = -10; i < 10; i++) {
    n.low = i;
    sum += effect_integrate(weighted, &n, 1);
  }
  return sum;
}

/* ---- five-number summaries ---- */

/* The expected half range, in standard deviations, of n normal values; and that of the quartiles
   (Wan and others, BMC Medical Research Methodology 2014;14:135). */
static double range_factor(double n) {
  return 2 * gsl_cdf_ugaussian_Pinv((n - 0.375) / (n + 0.25));
}

static double quartile_factor(double n) {
  return 2 * gsl_cdf_ugaussian_Pinv((0.75 * n - 0.125) / (n + 0.25));
}

typedef struct five {
  double min, q1, median, q3, max, n;
} five;

/* From the extremes. */
static void from_range(const five *f, hepar_summary_method method, hepar_summary *r) {
  double middle = (f->min + f->max) / 2;
  double range = f->max - f->min;
  double weight = 4 / (4 + pow(f->n, 0.75));
  double bend = f->min - 2 * f->median + f->max;
  r->skewness = fabs(bend) / range;
  r->critical = 1 / log(f->n + 9) + 2.5 / (f->n + 1);
  r->mean = weight * middle + (1 - weight) * f->median;
  r->sd = range / range_factor(f->n);
  if (method != HEPAR_RECOMMENDED) r->mean = (middle + f->median) / 2;
  if (method == HEPAR_HOZO) {
    if (f->n > 25) r->mean = f->median;
    r->sd = f->n > 70   ? range / 6
            : f->n > 15 ? range / 4
                        : sqrt((bend * bend / 4 + range * range) / 12);
  }
}

/* From the quartiles. */
static void from_quartiles(const five *f, hepar_summary_method method, hepar_summary *r) {
  double middle = (f->q1 + f->q3) / 2;
  double width = f->q3 - f->q1;
  double weight = 0.7 + 0.39 / f->n;
  r->skewness = fabs(f->q1 - 2 * f->median + f->q3) / width;
  r->critical = 2.65 / sqrt(f->n) - 6 / (f->n * f->n);
  r->mean = weight * middle + (1 - weight) * f->median;
  r->sd = width / quartile_factor(f->n);
  if (method == HEPAR_WAN) r->mean = (f->q1 + f->median + f->q3) / 3;
}

/* From all five. */
static void from_all(const five *f, hepar_summary_method method, hepar_summary *r) {
  double n = f->n;
  double range = f->max - f->min;
  double width = f->q3 - f->q1;
  double w1 = 2.2 / (2.2 + pow(n, 0.75));
  double w2 = 0.7 - 0.72 / pow(n, 0.55);
  double weight = method == HEPAR_WAN ? 0.5 : 1 / (1 + 0.07 * pow(n, 0.6));
  double outer = fabs(f->min - 2 * f->median + f->max) / range;
  double inner = fabs(f->q1 - 2 * f->median + f->q3) / width;
  r->skewness = fmax(2.65 * log(0.6 * n) / sqrt(n) * outer, inner);
  r->critical = 3 / sqrt(n) - 40 / (n * n * n);
  r->mean = w1 * (f->min + f->max) / 2 + w2 * (f->q1 + f->q3) / 2 + (1 - w1 - w2) * f->median;
  if (method == HEPAR_WAN) r->mean = (f->min + 2 * f->q1 + 2 * f->median + 2 * f->q3 + f->max) / 8;
  r->sd = weight * range / range_factor(n) + (1 - weight) * width / quartile_factor(n);
}

hepar_status hepar_five_numbers(double min, double q1, double median, double q3, double max,
                                double n, hepar_summary_method method, hepar_summary *result,
                                hepar_error *error) {
  five f = {min, q1, median, q3, max, n};
  double values[5] = {min, q1, median, q3, max};
  bool ends = !isnan(min) && !isnan(max);
  bool quartiles = !isnan(q1) && !isnan(q3);
  double last = -INFINITY;
  for (int i = 0; i < 5; i++) {
    if (isnan(values[i])) continue;
    if (values[i] < last || !isfinite(values[i]))
      return hepar_fail(error, HEPAR_RANGE,
                        "min, q1, median, q3 and max must rise, but %.10g stands before %.10g",
                        last, values[i]);
    last = values[i];
  }
  if (isnan(median) || !(ends || quartiles))
    return hepar_fail(error, HEPAR_MISUSE, "a median needs q1 and q3, or min and max, beside it");
  if (!(n >= 3))
    return hepar_fail(error, HEPAR_RANGE, "n must be 3 or more for a spread, got %.10g", n);
  if (method == HEPAR_HOZO && !ends)
    return hepar_fail(error, HEPAR_MISUSE, "the method of Hozo needs min and max");
  if (ends && quartiles && method != HEPAR_HOZO)
    from_all(&f, method, result);
  else if (ends)
    from_range(&f, method, result);
  else
    from_quartiles(&f, method, result);
  return HEPAR_OK;
}

hepar_status hepar_combine_groups(const double *n, const double *mean, const double *sd,
                                  size_t count, double *all_n, double *all_mean, double *all_sd,
                                  hepar_error *error) {
  double total = 0;
  double centre = 0;
  double squares = 0;
  for (size_t i = 0; i < count; i++) {
    double shift = mean[i] - centre;
    if (!(n[i] >= 1) || !(sd[i] >= 0) || !isfinite(mean[i]))
      return hepar_fail(error, HEPAR_RANGE,
                        "group %zu must have n of 1 or more, a mean and an sd of 0 or more, got n "
                        "%.10g, mean %.10g, sd %.10g",
                        i + 1, n[i], mean[i], sd[i]);
    squares += (n[i] - 1) * sd[i] * sd[i] + shift * shift * total * n[i] / (total + n[i]);
    total += n[i];
    centre += shift * n[i] / total;
  }
  *all_n = total;
  *all_mean = count > 0 ? centre : NAN;
  *all_sd = total > 1 ? sqrt(squares / (total - 1)) : NAN;
  return HEPAR_OK;
}

hepar_status hepar_table_from_odds_ratio(double odds_ratio, double n1, double n2, double events,
                                         double *ai, hepar_error *error) {
  double a = odds_ratio - 1;
  double b = odds_ratio * (n1 + events) + n2 - events;
  double c = odds_ratio * n1 * events;
  double root = sqrt(fmax(b * b - 4 * a * c, 0));
  if (!(odds_ratio > 0) || !isfinite(odds_ratio))
    return hepar_fail(error, HEPAR_RANGE, "the odds ratio must be above 0, got %.10g", odds_ratio);
  if (!(n1 > 0) || !(n2 > 0) || !(events >= 0) || !(events <= n1 + n2))
    return hepar_fail(error, HEPAR_RANGE,
                      "there can be no %.10g events in groups of %.10g and %.10g", events, n1, n2);
  *ai = b >= 0 ? 2 * c / (b + root) : (b - root) / (2 * a);
  return HEPAR_OK;
}
