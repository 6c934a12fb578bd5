/* The binomial distribution of a count: exact test and confidence intervals of a proportion.

   Probabilities come as ratios of weights, weight 1 at the most likely count, each neighbour from
   the last by the recurrence P(k + 1) / P(k) = (n - k) / (k + 1) * p / (1 - p). All terms are
   positive, so nothing cancels, and a walk ends where the weights fade out: about 40 standard
   deviations from the middle, which keeps counts of millions cheap. */
#include "hepar.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Slack when two probabilities are compared, as they carry rounding errors. */
#define SAME (1.0 + 1e-7)
/* Counts from here on would make the walk too long. */
#define TOO_MANY ((uint64_t)1 << 32)

/* A walk over the weights from the most likely count, first upwards, then downwards. */
typedef struct walk {
  double n, odds, mode;
  double k, weight;
  bool up;
} walk;

/* Start at the most likely count of n with 0 < p < 1. */
static walk walk_start(uint64_t n, double p) {
  walk w;
  w.n = (double)n;
  w.odds = p / (1.0 - p);
  w.mode = fmin(floor((w.n + 1.0) * p), w.n);
  w.k = w.mode;
  w.weight = 1.0;
  w.up = true;
  return w;
}

/* Step to the next count; false at the end. */
static bool walk_next(walk *w) {
  if (w->up) {
    w->weight *= (w->n - w->k) / (w->k + 1.0) * w->odds;
    w->k += 1.0;
    if (w->weight > 0.0) return true;
    w->up = false;
    w->k = w->mode;
    w->weight = 1.0;
  }
  if (w->k <= 0.0) return false;
  w->weight *= w->k / (w->n - w->k + 1.0) / w->odds;
  w->k -= 1.0;
  return w->weight > 0.0;
}

/* P(X >= x), or with `below` P(X <= x), of X binomial with 0 < p < 1. */
static double tail(double x, uint64_t n, double p, bool below) {
  walk w = walk_start(n, p);
  double inside = 0.0;
  double all = 0.0;
  do {
    all += w.weight;
    if (below ? w.k <= x : w.k >= x) inside += w.weight;
  } while (walk_next(&w));
  return inside / all;
}

static hepar_status check_count(uint64_t x, uint64_t n, hepar_error *error) {
  if (n == 0)
    return hepar_fail(error, HEPAR_RANGE, "n must be 1 or more: there is nothing to count");
  if (n >= TOO_MANY)
    return hepar_fail(error, HEPAR_RANGE, "n must be below 4294967296, got %llu",
                      (unsigned long long)n);
  if (x > n)
    return hepar_fail(error, HEPAR_RANGE, "x must be at most n = %llu, got %llu",
                      (unsigned long long)n, (unsigned long long)x);
  return HEPAR_OK;
}

hepar_status hepar_binomial_test(uint64_t x, uint64_t n, double p, double *pval,
                                 hepar_error *error) {
  double here = 0.0;
  double less_likely = 0.0;
  double all = 0.0;
  hepar_status status = check_count(x, n, error);
  if (status != HEPAR_OK) return status;
  if (!(p >= 0.0 && p <= 1.0))
    return hepar_fail(error, HEPAR_RANGE, "p must be from 0 to 1, got %g", p);
  if (p <= 0.0 || p >= 1.0) {
    *pval = x == (p <= 0.0 ? 0 : n) ? 1.0 : 0.0;
    return HEPAR_OK;
  }
  /* Once to find how likely x is, once to add up what is no likelier. */
  walk w = walk_start(n, p);
  do {
    if (w.k >= (double)x && w.k <= (double)x) here = w.weight;
  } while (walk_next(&w));
  w = walk_start(n, p);
  do {
    all += w.weight;
    if (w.weight <= here * SAME) less_likely += w.weight;
  } while (walk_next(&w));
  *pval = fmin(less_likely / all, 1.0);
  return HEPAR_OK;
}

/* The p at which the tail beyond x has probability `half`, by bisection down to neighbouring
   doubles: P(X >= x) grows with p, P(X <= x) falls. */
static double clopper_pearson(double x, uint64_t n, double half, bool below) {
  double lo = 0.0;
  double hi = 1.0;
  for (;;) {
    double middle = lo + (hi - lo) / 2.0;
    if (middle <= lo || middle >= hi) return middle;
    if ((tail(x, n, middle, below) < half) != below)
      lo = middle;
    else
      hi = middle;
  }
}

hepar_status hepar_proportion_ci(uint64_t x, uint64_t n, hepar_interval method, double level,
                                 double *lb, double *ub, hepar_error *error) {
  hepar_status status = check_count(x, n, error);
  if (status != HEPAR_OK) return status;
  if (!(level > 0.0 && level < 100.0))
    return hepar_fail(error, HEPAR_RANGE,
                      "level must be a percentage above 0 and below 100, got %g", level);
  double half = (100.0 - level) / 200.0;
  if (method == HEPAR_CLOPPER_PEARSON) {
    *lb = x == 0 ? 0.0 : clopper_pearson((double)x, n, half, false);
    *ub = x == n ? 1.0 : clopper_pearson((double)x, n, half, true);
    return HEPAR_OK;
  }
  if (method != HEPAR_WILSON)
    return hepar_fail(error, HEPAR_MISUSE, "method %d is not known", (int)method);
  /* Wilson 1927: the p whose score test just does not reject x. */
  double z = gsl_cdf_ugaussian_Qinv(half);
  double count = (double)n;
  double share = (double)x / count;
  double middle = share + z * z / (2.0 * count);
  double spread = z * sqrt(share * (1.0 - share) / count + z * z / (4.0 * count * count));
  double scale = 1.0 + z * z / count;
  *lb = x == 0 ? 0.0 : fmax((middle - spread) / scale, 0.0);
  *ub = x == n ? 1.0 : fmin((middle + spread) / scale, 1.0);
  return HEPAR_OK;
}
