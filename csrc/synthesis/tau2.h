/* Estimators of tau2 on a hepar_problem, in its scaled units. */
#ifndef HEPAR_TAU2_H
#define HEPAR_TAU2_H

#include "problem.h"

/* One pass, O(k p^2). t = 0 is allowed with at most one variance of 0, none beside moderators. */
void hepar_pass_make(hepar_problem *problem, double t, hepar_pass_level level, hepar_pass *pass);

typedef struct hepar_tau2 {
  double tau2;   /* scaled units */
  double se;     /* of tau2, NaN when there is none */
  size_t modes;  /* local maxima compared */
  bool converged;
} hepar_tau2;

/* Estimate tau2 with its SE; HEPAR_RANGE when the data allow no answer. With `fixed`, a scaled
   value or NaN, only the SE that the estimator would have there. */
hepar_status hepar_tau2_estimate(hepar_problem *problem, hepar_pooling method, double fixed,
                                 hepar_tau2 *result, hepar_error *error);

/* The root in t >= 0 of the decreasing function Q(t) - target, Q = y'Py; 0 when Q(0) <= target. */
double hepar_tau2_q_root(hepar_problem *problem, double target, bool *converged);
/* Log likelihood at t without the constant that holds pi: ML, or REML (without log|X'X| / 2). */
double hepar_tau2_loglik(hepar_problem *problem, double t, bool restricted);
/* Beyond this t the likelihood falls. */
double hepar_tau2_bound(hepar_problem *problem);

/* A decreasing function at x, with its slope. */
typedef double (*hepar_falling)(void *data, double x, double *slope);
/* Its root between low, where it is at_low > 0, and high, where it is at_high <= 0; Newton's
   method, kept within the bracket. */
double hepar_falling_root(hepar_falling f, void *data, double low, double high, double at_low,
                          double at_high, bool *converged);

#endif
