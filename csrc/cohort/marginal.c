/* Distributions of single features: the quantile at a standard normal score, so that a Gaussian
   copula can join them. */
#include "cohort/cohort.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* The distribution function, for cutting off. */
static double cumulative(const hepar_marginal *m, double x) {
  switch (m->kind) {
    case HEPAR_MARGINAL_NORMAL: return gsl_cdf_ugaussian_P((x - m->a) / m->b);
    case HEPAR_MARGINAL_LOGNORMAL: return x <= 0 ? 0 : gsl_cdf_ugaussian_P(log(x / m->a) / m->b);
    case HEPAR_MARGINAL_GAMMA: return x <= 0 ? 0 : gsl_cdf_gamma_P(x, m->a, m->b);
    default: return 0;
  }
}

static hepar_status check_discrete(const hepar_marginal *m, hepar_error *error) {
  double before = 0;
  if (m->count == 0) return hepar_fail(error, HEPAR_MISUSE, "a discrete feature has no values");
  for (size_t i = 0; i < m->count; i++) {
    if (!isfinite(m->values[i]) || !(m->cumulative[i] >= before))
      return hepar_fail(error, HEPAR_MISUSE,
                        "value %zu of a discrete feature is not a number with a probability of at "
                        "least 0",
                        i + 1);
    before = m->cumulative[i];
  }
  if (fabs(before - 1) > 1e-9)
    return hepar_fail(error, HEPAR_MISUSE, "the probabilities sum to %.6g, not to 1", before);
  return HEPAR_OK;
}

hepar_status hepar_marginal_check(hepar_marginal *m, hepar_error *error) {
  bool cut = m->low != -INFINITY || m->high != INFINITY;
  m->p_low = 0;
  m->p_high = 1;
  if (m->kind == HEPAR_MARGINAL_DISCRETE) return check_discrete(m, error);
  if (!isfinite(m->a) || !isfinite(m->b) || isnan(m->low) || isnan(m->high))
    return hepar_fail(error, HEPAR_MISUSE, "a distribution wants finite parameters");
  switch (m->kind) {
    case HEPAR_MARGINAL_NORMAL:
      if (!(m->b >= 0))
        return hepar_fail(error, HEPAR_MISUSE, "sd must be at least 0, got %g", m->b);
      break;
    case HEPAR_MARGINAL_LOGNORMAL:
      if (!(m->a > 0))
        return hepar_fail(error, HEPAR_MISUSE, "median must be above 0, got %g", m->a);
      if (!(m->b >= 0))
        return hepar_fail(error, HEPAR_MISUSE, "omega must be at least 0, got %g", m->b);
      break;
    case HEPAR_MARGINAL_UNIFORM:
      if (!(m->a <= m->b))
        return hepar_fail(error, HEPAR_MISUSE, "low = %g is above high = %g", m->a, m->b);
      return HEPAR_OK;
    case HEPAR_MARGINAL_BETA:
    case HEPAR_MARGINAL_GAMMA:
      if (!(m->a > 0 && m->b > 0))
        return hepar_fail(error, HEPAR_MISUSE, "shape and scale must be above 0, got %g and %g",
                          m->a, m->b);
      if (m->kind == HEPAR_MARGINAL_BETA && !(isfinite(m->low) && isfinite(m->high)))
        return hepar_fail(error, HEPAR_MISUSE, "a beta feature goes from a low to a high end");
      break;
    case HEPAR_MARGINAL_TRIANGULAR:
      if (!(m->low <= m->a && m->a <= m->high && isfinite(m->low) && isfinite(m->high)))
        return hepar_fail(error, HEPAR_MISUSE, "low, mode and high must rise, got %g, %g and %g",
                          m->low, m->a, m->high);
      return HEPAR_OK;
    default: break;
  }
  if (m->low > m->high)
    return hepar_fail(error, HEPAR_MISUSE, "low = %g is above high = %g", m->low, m->high);
  if (m->kind == HEPAR_MARGINAL_BETA || !cut || m->b == 0) return HEPAR_OK;
  m->p_low = m->low == -INFINITY ? 0 : cumulative(m, m->low);
  m->p_high = m->high == INFINITY ? 1 : cumulative(m, m->high);
  if (!(m->p_high - m->p_low > 1e-6))
    return hepar_fail(error, HEPAR_RANGE,
                      "from %g to %g there is less than a millionth of the distribution", m->low,
                      m->high);
  return HEPAR_OK;
}

/* A quantile of the beta distribution; by bisection where the library gives up. */
static double beta_quantile(double p, double a, double b) {
  double x = gsl_cdf_beta_Pinv(p, a, b);
  if (x >= 0 && x <= 1) return x;
  double low = 0, high = 1;
  for (int i = 0; i < 200 && low < high; i++) {
    x = 0.5 * (low + high);
    if (gsl_cdf_beta_P(x, a, b) < p) low = x;
    else high = x;
  }
  return x;
}

static double discrete(const hepar_marginal *m, double p) {
  size_t low = 0, high = m->count - 1;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (m->cumulative[middle] >= p) high = middle;
    else low = middle + 1;
  }
  return m->values[low];
}

static double triangular(const hepar_marginal *m, double p) {
  double width = m->high - m->low;
  if (width == 0) return m->a;
  double split = (m->a - m->low) / width;
  if (p < split) return m->low + sqrt(p * width * (m->a - m->low));
  return m->high - sqrt((1 - p) * width * (m->high - m->a));
}

double hepar_marginal_value(const hepar_marginal *m, double score) {
  if (m->kind == HEPAR_MARGINAL_CONSTANT) return m->a;
  if (m->p_low > 0 || m->p_high < 1) {
    double p = m->p_low + gsl_cdf_ugaussian_P(score) * (m->p_high - m->p_low);
    score = p > 0.5 ? gsl_cdf_ugaussian_Qinv(1 - p) : gsl_cdf_ugaussian_Pinv(p);
  }
  double x;
  switch (m->kind) {
    case HEPAR_MARGINAL_NORMAL: x = m->a + m->b * score; break;
    case HEPAR_MARGINAL_LOGNORMAL: x = m->a * exp(m->b * score); break;
    case HEPAR_MARGINAL_UNIFORM: return m->a + gsl_cdf_ugaussian_P(score) * (m->b - m->a);
    case HEPAR_MARGINAL_BETA:
      return m->low + beta_quantile(gsl_cdf_ugaussian_P(score), m->a, m->b) * (m->high - m->low);
    case HEPAR_MARGINAL_TRIANGULAR: return triangular(m, gsl_cdf_ugaussian_P(score));
    case HEPAR_MARGINAL_GAMMA:
      x = gsl_cdf_gamma_Pinv(gsl_cdf_ugaussian_P(score), m->a, m->b);
      break;
    default: return discrete(m, gsl_cdf_ugaussian_P(score));
  }
  return x < m->low ? m->low : x > m->high ? m->high : x;
}

void hepar_feature_draw(const hepar_feature *features, size_t count, const double *factor,
                        uint64_t seed, uint64_t number, uint64_t attempt, double *scratch,
                        double *values) {
  for (size_t i = 0; i < count; i++) {
    const char *name = features[i].name;
    size_t length = 0;
    while (name[length] != '\0') length++;
    hepar_stream stream = hepar_stream_new(seed, number, hepar_stream_purpose(name, length));
    scratch[i] = gsl_cdf_ugaussian_Pinv(hepar_stream_uniform(&stream, attempt));
  }
  for (size_t i = 0; i < count; i++) {
    double score = scratch[i];
    if (factor != NULL) {
      score = 0;
      for (size_t j = 0; j <= i; j++) score += factor[i * count + j] * scratch[j];
    }
    values[i] = hepar_marginal_value(&features[i].marginal, score);
  }
}
