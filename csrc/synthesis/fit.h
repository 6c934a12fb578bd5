/* Shared by the files of the fit. */
#ifndef HEPAR_SYNTHESIS_FIT_H
#define HEPAR_SYNTHESIS_FIT_H

#include "problem.h"

/* Two-sided p value of z or t, and the quantile that leaves (100 - level) / 2 percent above it; ddf
   NaN for the normal distribution. */
double hepar_two_sided(double statistic, double ddf);
double hepar_critical(double level, double ddf);

/* Fit once more after y, v or z of the problem changed (hepar_problem_flatten, scratch taken):
   tau2, coefficients and the statistics of their tests; everything else of the fit is stale. */
hepar_status hepar_fit_again(hepar_fit *fit, const hepar_fit_options *options, hepar_error *error);

#endif
