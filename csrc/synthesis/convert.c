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
