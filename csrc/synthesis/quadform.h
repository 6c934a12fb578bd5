/* The distribution of the generalised Q: y'Py with weights a, when the variance of y is V + t. */
#ifndef HEPAR_QUADFORM_H
#define HEPAR_QUADFORM_H

#include "problem.h"

/* The t >= 0 at which P(Q <= the observed Q) falls to `probability`; 0 when it is below that at 0.
   The problem must have weights a. */
double hepar_quadform_tau2(hepar_problem *problem, double probability, bool *converged);

/* P(Q <= the observed Q) when tau2 is t, in scaled units. */
double hepar_quadform_at(hepar_problem *problem, double t);

#endif
