/* Global search within bounds by NLopt, where the build found it: hepar_optimise_there says so. */
#ifndef HEPAR_COHORT_OPTIMISE_H
#define HEPAR_COHORT_OPTIMISE_H

#include "hepar.h"

typedef enum hepar_optimiser {
  HEPAR_OPTIMISER_CRS,    /* controlled random search with local mutation (Kaelo and Ali 2006) */
  HEPAR_OPTIMISER_DIRECT, /* dividing rectangles, biased to local search (Gablonsky 2001) */
  HEPAR_OPTIMISER_ISRES,  /* evolution strategy (Runarsson and Yao 2005) */
  HEPAR_OPTIMISER_ESCH    /* evolutionary algorithm (da Silva Santos 2010) */
} hepar_optimiser;

/* The value at x; sets *stop to end the search. */
typedef double (*hepar_objective)(void *data, const double *x, bool *stop);

typedef struct hepar_search {
  hepar_optimiser optimiser;
  size_t count; /* of variables */
  const double *lower, *upper;
  hepar_objective objective;
  void *data;
  uint64_t seed;
  int evaluations;  /* at most */
  double tolerance; /* ends when values change by less, as a share */
} hepar_search;

bool hepar_optimise_there(void);
/* x: the start in, the best out. HEPAR_INTERRUPTED when the objective stopped it; HEPAR_NOT_FOUND
   in a build without NLopt. */
hepar_status hepar_optimise(const hepar_search *search, double *x, double *value,
                            hepar_error *error);

#endif
