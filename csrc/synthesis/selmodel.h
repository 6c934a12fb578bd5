/* The likelihood of a selection model, and its maximum. */
#ifndef HEPAR_SELMODEL_H
#define HEPAR_SELMODEL_H

#include "hepar.h"

/* Effects and variances in scaled units (p values do not depend on them), columns of about unit
   size. */
typedef struct hepar_selection_data {
  hepar_selmodel_options options;
  size_t k, p, deltas;
  const double *y, *v, *x; /* x: p columns of k */
  const double *precision; /* k numbers */
  double *pval, *qval;     /* of each study, and 1 - that */
  double limit;            /* of a truncated distribution, in the unit of y */
  size_t *group;           /* STEP: interval of each study */
  double relative;         /* accuracy of integrals */
} hepar_selection_data;

/* Log likelihood at par: p coefficients, tau2, deltas. -INFINITY where it has no value. */
double hepar_selection_loglik(const hepar_selection_data *data, const double *par);

/* p values are kept this far from 0 and 1. */
double hepar_selection_margin(hepar_selection type);

/* A function of n parameters that is to be as large as possible, between bounds. */
typedef double (*hepar_goal)(void *data, const double *par);

typedef struct hepar_maximum {
  size_t n;
  const double *low, *high; /* bounds; infinite for none */
  const bool *fixed;
  bool *bound;   /* out: the parameter ended at a bound */
  double *par;   /* in and out */
  double *hessian; /* out: n x n, of minus the function; 0 where a parameter is not free */
  double value;  /* out */
  bool converged;
} hepar_maximum;

/* Quasi-Newton steps in coordinates without bounds: near a maximum, for which a cheap version of
   the goal will do. par and value are set. */
hepar_status hepar_maximum_approach(hepar_goal goal, void *data, hepar_maximum *m,
                                    hepar_error *error);
/* Bounds, and Newton steps to the last digits. */
hepar_status hepar_maximum_finish(hepar_goal goal, void *data, hepar_maximum *m,
                                  hepar_error *error);

#endif
