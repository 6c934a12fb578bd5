/* Combining p values of independent tests; harmonic and Cauchy bear dependence too.

   Fisher, Statistical Methods for Research Workers, 4th ed. 1932. Stouffer and others, The American
   Soldier 1949; weights: Liptak 1958. Tippett, The Methods of Statistics 1931. Edgington, J Psychol
   1972;80:351. Wilson, PNAS 2019;116:1195 (harmonic mean). Liu & Xie, J Am Stat Assoc 2020;115:393
   (Cauchy). Wilkinson, Psychol Bull 1951;48:156 (binomial). */
#include "hepar.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Edgington's sum takes k^2 steps. */
#define EDGINGTON_MOST 20000
#define EULER 0.57721566490153286061

/* P(sum of k uniforms <= x), by F_n(x) = (x F_(n-1)(x) + (n - x) F_(n-1)(x - 1)) / n, where no term
   is negative; the textbook sum of alternating terms loses all digits from k = 30 on. */
static hepar_status sum_below(double x, size_t k, double *below, hepar_error *error) {
  if (x >= (double)k) {
    *below = 1.0;
    return HEPAR_OK;
  }
  size_t m = (size_t)x + 1;
  double *f = hepar_malloc(m * sizeof *f);
  if (f == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for %zu p values", k);
  /* f[j] is F_n(x - j); F_0 is the step at 0. */
  for (size_t j = 0; j < m; j++) f[j] = 1.0;
  for (size_t n = 1; n <= k; n++) {
    double d = (double)n;
    for (size_t j = 0; j < m; j++) {
      double y = x - (double)j;
      double next = j + 1 < m ? f[j + 1] : 0.0;
      f[j] = y >= d ? 1.0 : (y * f[j] + (d - y) * next) / d;
    }
  }
  *below = f[0];
  hepar_free(f);
  return HEPAR_OK;
}

/* 1 - exp(-W) of the Landau distribution's integral, with
   W = (pi - d) / sin d * e^((pi - d) cot d - lambda), 0 < d < pi: falls from 1 to almost nothing. */
static double landau_integrand(double d, double lambda) {
  double log_w = log((M_PI - d) / sin(d)) + (M_PI - d) / tan(d) - lambda;
  return log_w > 40.0 ? 1.0 : -expm1(-exp(log_w));
}

/* Tanh-sinh quadrature from `from` to `to`: bears steep ends. */
static double integrate(double from, double to, double lambda) {
  const double step = 1.0 / 32.0;
  double half = 0.5 * (to - from);
  double sum = 0.0;
  for (int i = -128; i <= 128; i++) {
    double t = step * i;
    double s = 0.5 * M_PI * sinh(t);
    /* Distance from the nearer end, without cancellation. */
    double gap = half * 2.0 / (1.0 + exp(2.0 * fabs(s)));
    double weight = half * 0.5 * M_PI * cosh(t) / (cosh(s) * cosh(s));
    double d = t < 0.0 ? from + gap : to - gap;
    if (weight < 1e-300 || !(d > 0.0 && d < M_PI)) continue;
    sum += weight * landau_integrand(d, lambda);
  }
  return sum * step;
}

/* P(X > lambda) of the standard Landau distribution: Zolotarev's integral of a stable law with
   index 1 and full skewness, whose integrand is smooth and positive. */
static double landau_above(double lambda) {
  double low = 1e-300;
  double high = M_PI;
  /* Split where W = 1, since the integrand is steep there for large lambda. */
  for (int i = 0; i < 2000 && high - low > 1e-14 * high; i++) {
    double middle = high / low > 2.0 ? sqrt(low * high) : 0.5 * (low + high);
    double log_w =
        log((M_PI - middle) / sin(middle)) + (M_PI - middle) / tan(middle) - lambda;
    if (!(log_w < 0.0)) low = middle;
    else high = middle;
  }
  double split = 0.5 * (low + high);
  if (lambda > 1e17) return 1.0 / lambda;
  if (!(split < 3.14159)) return fmin(1.0, integrate(0.0, M_PI, lambda) / M_PI);
  return fmin(1.0, (integrate(0.0, split, lambda) + integrate(split, M_PI, lambda)) / M_PI);
}

/* Probability of r or more of k at rate alpha. */
static double binomial_above(size_t r, size_t k, double alpha) {
  if (r == 0) return 1.0;
  return gsl_cdf_beta_P(alpha, (double)r, (double)(k - r) + 1.0);
}

/* The statistics that are sums over the p values. */
typedef struct totals {
  double logs, z, sum, smallest, inverse, cauchy, weight, squares;
  size_t below;
} totals;

static totals add_up(const double *p, const double *weights, size_t k, double alpha) {
  totals t = {.smallest = 1.0};
  for (size_t i = 0; i < k; i++) {
    double w = weights == NULL ? 1.0 : weights[i];
    t.logs += log(p[i]);
    t.z += w * gsl_cdf_ugaussian_Qinv(p[i]);
    t.sum += p[i];
    t.smallest = fmin(t.smallest, p[i]);
    t.inverse += w / p[i];
    /* tan(pi (1/2 - p)) near its poles without loss. */
    t.cauchy += w * (p[i] <= 0.5 ? 1.0 / tan(M_PI * p[i]) : -1.0 / tan(M_PI * (1.0 - p[i])));
    t.weight += w;
    t.squares += w * w;
    if (p[i] <= alpha) t.below++;
  }
  return t;
}

static hepar_status check(const double *p, const double *weights, size_t k, double alpha,
                          hepar_error *error) {
  if (k == 0) return hepar_fail(error, HEPAR_MISUSE, "there is no p value to combine");
  if (!(alpha > 0.0 && alpha < 1.0))
    return hepar_fail(error, HEPAR_MISUSE, "alpha must be above 0 and below 1, got %.15g", alpha);
  for (size_t i = 0; i < k; i++) {
    if (!(p[i] >= 0.0 && p[i] <= 1.0))
      return hepar_fail(error, HEPAR_MISUSE, "p[%zu] must be from 0 to 1, got %.15g", i + 1, p[i]);
    if (weights != NULL && !(weights[i] > 0.0 && isfinite(weights[i])))
      return hepar_fail(error, HEPAR_MISUSE, "weights[%zu] must be above 0, got %.15g", i + 1,
                        weights[i]);
  }
  return HEPAR_OK;
}

hepar_status hepar_combine_p(const double *p, const double *weights, size_t k,
                             hepar_combine_method method, double alpha, double *statistic,
                             double *pval, hepar_error *error) {
  hepar_status status = check(p, weights, k, alpha, error);
  if (status != HEPAR_OK) return status;
  totals t = add_up(p, weights, k, alpha);
  double n = (double)k;
  bool ends = false;
  for (size_t i = 0; i < k; i++) ends = ends || p[i] == 1.0;
  switch (method) {
    case HEPAR_COMBINE_FISHER:
      *statistic = -2.0 * t.logs;
      *pval = isinf(*statistic) ? 0.0 : gsl_cdf_chisq_Q(*statistic, 2.0 * n);
      break;
    case HEPAR_COMBINE_STOUFFER:
      if (t.smallest == 0.0 && ends)
        return hepar_fail(error, HEPAR_RANGE,
                          "Stouffer's method cannot weigh a p value of 0 against one of 1");
      *statistic = t.z / sqrt(t.squares);
      *pval = isinf(*statistic) ? (*statistic > 0.0 ? 0.0 : 1.0) : gsl_cdf_ugaussian_Q(*statistic);
      break;
    case HEPAR_COMBINE_TIPPETT:
      *statistic = t.smallest;
      *pval = -expm1(n * log1p(-t.smallest));
      break;
    case HEPAR_COMBINE_EDGINGTON:
      if (k > EDGINGTON_MOST)
        return hepar_fail(error, HEPAR_RANGE, "Edgington's method takes at most %d p values",
                          EDGINGTON_MOST);
      *statistic = t.sum;
      return sum_below(t.sum, k, pval, error);
    case HEPAR_COMBINE_HARMONIC:
      *statistic = t.weight / t.inverse;
      if (k == 1 || t.smallest == 0.0) *pval = *statistic;
      else *pval = landau_above(1.0 / *statistic - log(n) - 1.0 + EULER);
      break;
    case HEPAR_COMBINE_CAUCHY:
      if (t.smallest == 0.0 && ends)
        return hepar_fail(error, HEPAR_RANGE,
                          "the Cauchy method cannot weigh a p value of 0 against one of 1");
      *statistic = t.cauchy / t.weight;
      *pval = *statistic > 0.0 ? atan(1.0 / *statistic) / M_PI : 0.5 - atan(*statistic) / M_PI;
      break;
    default:
      *statistic = (double)t.below;
      *pval = binomial_above(t.below, k, alpha);
  }
  return HEPAR_OK;
}
