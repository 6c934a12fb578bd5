/* Intervals: of tau2, and of the effect that a model expects. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "fit.h"
#include "linear.h"
#include "quadform.h"
#include "tau2.h"

double hepar_fit_predict(const hepar_fit *fit, const double *x, double *se) {
  const hepar_problem *pb = fit->problem;
  size_t p = fit->p;
  double *centred = pb->small + HEPAR_SMALL_LINEAR(p), *row = centred + p;
  double expected = 0, most = 0, sum = 0, base = pb->intercept ? x[0] : 0;
  memcpy(centred, fit->theta, p * sizeof *centred);
  hepar_upper_solve(pb->back, p, centred);
  for (size_t l = 0; l < p; l++) row[l] = 0;
  for (size_t j = 0; j < p; j++) {
    /* In the coordinates of the problem, so that an offset common to all x cancels first. */
    double at = j == 0 && pb->intercept ? base : ldexp(x[j] - base * pb->middle[j], -pb->power[j]);
    expected += at * centred[j];
    for (size_t l = 0; l < p; l++) row[l] += at * fit->factor[j * p + l];
  }
  for (size_t l = 0; l < p; l++) most = fabs(row[l]) > most ? fabs(row[l]) : most;
  for (size_t l = 0; l < p && most > 0; l++) sum += row[l] / most * (row[l] / most);
  *se = ldexp(most * sqrt(sum) * sqrt(fit->s2w), pb->exponent);
  return ldexp(expected, pb->exponent) + base * pb->shift;
}

typedef struct likelihood_cut {
  hepar_problem *problem;
  bool restricted;
  double target;
  double sign; /* 1 above the estimate, where the likelihood falls; -1 below it */
} likelihood_cut;

/* Log likelihood less the target, falling away from the estimate. */
static double cut(void *data, double t, double *slope) {
  likelihood_cut *c = data;
  hepar_pass pass;
  double value = hepar_tau2_loglik(c->problem, t, c->restricted) - c->target;
  hepar_pass_make(c->problem, t, HEPAR_PASS_VALUE, &pass);
  *slope = c->sign * 0.5 * (pass.ypp - (c->restricted ? pass.trace : pass.sum));
  return c->sign * value;
}

/* Where the profile likelihood has fallen by half of the chi squared quantile. */
static void profile_likelihood(hepar_fit *fit, double level, double *lb, double *ub, bool *good) {
  hepar_problem *pb = fit->problem;
  double best = ldexp(fit->tau2, -2 * pb->exponent), slope;
  likelihood_cut c = {pb, fit->method == HEPAR_REML, 0, 1};
  c.target = hepar_tau2_loglik(pb, best, c.restricted) - 0.5 * gsl_cdf_chisq_Pinv(level / 100, 1);
  double step = best > 0 ? best : (pb->v_min > 0 ? pb->v_min : pb->v_max), low = best;
  double high = best + step, at_low = -c.target + hepar_tau2_loglik(pb, best, c.restricted);
  double at_high;
  while ((at_high = cut(&c, high, &slope)) > 0 && high < 1e300) {
    low = high;
    at_low = at_high;
    step *= 2;
    high += step;
  }
  *ub = hepar_falling_root(cut, &c, low, high, at_low, at_high, good);
  *lb = 0;
  if (!(best > 0)) return;
  c.sign = -1;
  /* Halve downwards to the first crossing; below 2^-60 of tau2 only 0 is left to try. */
  high = best;
  at_high = c.target - hepar_tau2_loglik(pb, best, c.restricted);
  for (int halving = 0; halving <= 60; halving++) {
    low = halving < 60 ? high / 2 : 0;
    if (low == 0 && pb->zeros > 0) return;
    at_low = cut(&c, low, &slope);
    if (at_low > 0) {
      *lb = hepar_falling_root(cut, &c, low, high, at_low, at_high, good);
      return;
    }
    high = low;
    at_high = at_low;
  }
}

hepar_status hepar_fit_tau2_interval(hepar_fit *fit, hepar_tau2_interval type, double level,
                                     double *lb, double *ub, bool *none, hepar_error *error) {
  hepar_problem *pb = fit->problem;
  double tail = (1 - level / 100) / 2, df = (double)(fit->k - fit->p);
  bool good = true;
  *none = false;
  if (fit->method == HEPAR_EE || fit->fixed)
    return hepar_fail(error, HEPAR_MISUSE, "this fit does not estimate tau2");
  if (fit->k == fit->p)
    return hepar_fail(error, HEPAR_MISUSE, "tau2 has no interval with %zu %s and %zu %s", fit->k,
                      fit->k == 1 ? "study" : "studies", fit->p,
                      fit->p == 1 ? "coefficient" : "coefficients");
  if (type == HEPAR_PROFILE_LIKELIHOOD && fit->method != HEPAR_ML && fit->method != HEPAR_REML)
    return hepar_fail(error, HEPAR_MISUSE, "type \"PL\" needs a fit by ML or REML");
  if (type == HEPAR_GENERALISED_Q && fit->method != HEPAR_GENQ && fit->method != HEPAR_GENQM)
    return hepar_fail(error, HEPAR_MISUSE, "type \"GENQ\" needs a fit by GENQ or GENQM");
  if (type == HEPAR_Q_PROFILE && pb->zeros > 0)
    return hepar_fail(error, HEPAR_MISUSE,
                      "the Q-profile needs sampling variances above 0, vi[%zu] is 0",
                      (fit->row != NULL ? fit->row[pb->pivot] : pb->pivot) + 1);
  hepar_status status = hepar_problem_scratch(pb, error);
  if (status != HEPAR_OK) return status;
  if (type == HEPAR_PROFILE_LIKELIHOOD) {
    profile_likelihood(fit, level, lb, ub, &good);
  } else if (type == HEPAR_GENERALISED_Q) {
    *lb = hepar_quadform_tau2(pb, 1 - tail, &good);
    *ub = hepar_quadform_tau2(pb, tail, &good);
    *none = *ub == 0;
  } else {
    *lb = hepar_tau2_q_root(pb, gsl_cdf_chisq_Qinv(tail, df), &good);
    *ub = hepar_tau2_q_root(pb, gsl_cdf_chisq_Pinv(tail, df), &good);
    *none = *ub == 0;
  }
  hepar_problem_rest(pb);
  if (!good)
    return hepar_fail(error, HEPAR_RANGE, "the search for the limits of tau2 did not converge");
  *lb = ldexp(*lb, 2 * pb->exponent);
  *ub = ldexp(*ub, 2 * pb->exponent);
  return HEPAR_OK;
}
