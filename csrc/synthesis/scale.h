/* The likelihood of a location-scale model and its maximum: scale_likelihood.c climbs, scale.c makes
   the model and what follows from it.

   y is normal with mean X beta and variance v + t, t = exp(eta) or eta, eta = S gamma + offset. The
   location coefficients are profiled out (ML) or integrated out (REML), so gamma is all there is to
   search for. */
#ifndef HEPAR_SCALE_H
#define HEPAR_SCALE_H

#include "problem.h"

typedef struct hepar_scale_model {
  hepar_problem *location; /* with its scratch */
  bool restricted, identity;
  size_t k, q;
  double *s;       /* q orthonormal columns of k (or a column of ones) */
  double *offset;  /* k */
  double *t;       /* k: at the last place that was evaluated */
  double *eta, *c; /* scratch, k each */
  double *small;   /* scratch, HEPAR_SCALE_SMALL(q, p) */
  double barrier;  /* factor of the sum of log t */
} hepar_scale_model;

#define HEPAR_SCALE_SMALL(q, p) (4 * (q) * (q) + 8 * (q) + (q) * (p) * (p) + (q) * (p))

typedef enum hepar_scale_end {
  HEPAR_SCALE_FOUND, /* at a maximum */
  HEPAR_SCALE_AWAY,  /* still rising, or flat, on its way to infinity */
  HEPAR_SCALE_LOST   /* no finite likelihood where it began */
} hepar_scale_end;

/* Log likelihood at gamma but for constants; gradient (q) and negative Hessian (q x q) unless NULL.
   Minus infinity where it has no value. */
double hepar_scale_evaluate(hepar_scale_model *model, const double *gamma, double *gradient,
                            double *information);
/* To the maximum near gamma. With the identity link and a maximum at a bound, *bound counts the
   studies whose t is 0 there. */
hepar_scale_end hepar_scale_climb(hepar_scale_model *model, double *gamma, double *value,
                                  size_t *bound);

#endif
