/* Shared by the files of the fit. */
#ifndef HEPAR_SYNTHESIS_FIT_H
#define HEPAR_SYNTHESIS_FIT_H

#include "problem.h"

/* Two-sided p value of z or t, and the quantile that leaves (100 - level) / 2 percent above it; ddf
   NaN for the normal distribution. */
double hepar_two_sided(double statistic, double ddf);
double hepar_critical(double level, double ddf);

/* L: from coefficients on Z to coefficients on the given columns, in scaled units, but for the
   intercept, which stays at the middle of the columns. out = L r^-1 where r is upper triangular
   p x p. Uses `small` behind what linear.c takes. */
void hepar_back_factor(const hepar_problem *problem, const double *r, double *out);
/* Row i of such a factor (`width` numbers a row) in the user's coordinates: power of two, and for
   the intercept the way from the middle of the columns to their zero. */
void hepar_user_row(const hepar_problem *problem, const double *centred, size_t i, double *row,
                    size_t width);
/* The arrays of a fit whose problem is made, and the places of btt. */
hepar_status hepar_fit_allocate(hepar_fit *fit, const hepar_fit_options *options,
                                hepar_error *error);
/* Coefficients, variances and tests in the user's units, from theta, factor, s2w and ddf; brief:
   without limits and p values. */
void hepar_fit_tests(hepar_fit *fit, bool brief);
/* Fit once more after y, v or z of the problem changed (hepar_problem_flatten, scratch taken):
   tau2, coefficients and the statistics of their tests; everything else of the fit is stale. */
hepar_status hepar_fit_again(hepar_fit *fit, const hepar_fit_options *options, hepar_error *error);

#endif
