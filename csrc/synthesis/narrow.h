/* The sums of hepar_pass for a few moderators and weights that are not far apart: normal equations
   on the orthonormal columns, whose condition the ratio of the weights bounds, four studies at a
   time. Everything else goes through linear.h. */
#ifndef HEPAR_NARROW_H
#define HEPAR_NARROW_H

#include "tau2.h"

/* Whether the sums at t lose no more than three digits this way. */
bool hepar_narrow_fits(const hepar_problem *problem, double t);
/* The pass. w and u of the problem hold the weights and the weighted residuals, `small` the upper
   triangular factor of Z'WZ; theta (NULL: not wanted) gets the p coefficients of y on Z. */
void hepar_narrow_pass(hepar_problem *problem, double t, hepar_pass_level level, hepar_pass *pass,
                       double *theta);

#endif
