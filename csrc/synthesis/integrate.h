/* Integrals of smooth functions over an interval, without any error handler of a library. */
#ifndef HEPAR_INTEGRATE_H
#define HEPAR_INTEGRATE_H

#include "hepar.h"

typedef double (*hepar_integrand)(double x, void *data);

/* The integral of f from points[0] to points[count - 1] (increasing; 30 at most) by Gauss-Kronrod
   rules (7 and 15 points) on the intervals between them, which are halved until their errors add up
   to less than `relative` of the result. false when they do not. */
bool hepar_integrate(hepar_integrand f, void *data, const double *points, size_t count,
                     double relative, double *value);

#endif
