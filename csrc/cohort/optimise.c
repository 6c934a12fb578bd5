/* Global search by NLopt (S. G. Johnson, github.com/stevengj/nlopt), an optional library. */
#include "cohort/optimise.h"

#ifndef HEPAR_NLOPT

bool hepar_optimise_there(void) { return false; }

hepar_status hepar_optimise(const hepar_search *search, double *x, double *value,
                            hepar_error *error) {
  (void)search;
  (void)x;
  (void)value;
  return hepar_fail(error, HEPAR_NOT_FOUND, "this build is without NLopt");
}

#else

#include <nlopt.h>

typedef struct bridge {
  const hepar_search *search;
  nlopt_opt opt;
  bool stopped;
} bridge;

bool hepar_optimise_there(void) { return true; }

/* NLopt's form of an objective. */
static double evaluate(unsigned count, const double *x, double *gradient, void *data) {
  bridge *b = data;
  double value;
  (void)count;
  (void)gradient;
  if (b->stopped) return 0;
  value = b->search->objective(b->search->data, x, &b->stopped);
  if (b->stopped) nlopt_force_stop(b->opt);
  return value;
}

hepar_status hepar_optimise(const hepar_search *search, double *x, double *value,
                            hepar_error *error) {
  static const nlopt_algorithm algorithms[] = {NLOPT_GN_CRS2_LM, NLOPT_GN_DIRECT_L, NLOPT_GN_ISRES,
                                               NLOPT_GN_ESCH};
  bridge b = {search, NULL, false};
  nlopt_result result;
  b.opt = nlopt_create(algorithms[search->optimiser], (unsigned)search->count);
  if (b.opt == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  nlopt_srand((unsigned long)search->seed);
  result = nlopt_set_min_objective(b.opt, evaluate, &b);
  if (result > 0) result = nlopt_set_lower_bounds(b.opt, search->lower);
  if (result > 0) result = nlopt_set_upper_bounds(b.opt, search->upper);
  if (result > 0) result = nlopt_set_maxeval(b.opt, search->evaluations);
  /* Dividing rectangles stand still for long before they find a better valley. */
  if (result > 0 && search->optimiser != HEPAR_OPTIMISER_DIRECT)
    result = nlopt_set_ftol_rel(b.opt, search->tolerance);
  if (result > 0) result = nlopt_optimize(b.opt, x, value);
  nlopt_destroy(b.opt);
  if (b.stopped) return hepar_fail(error, HEPAR_INTERRUPTED, "interrupted");
  if (result == NLOPT_OUT_OF_MEMORY) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  if (result == NLOPT_INVALID_ARGS)
    return hepar_fail(error, HEPAR_MISUSE, "NLopt does not take these bounds and this start");
  /* A search that roundings limit has found what there is to find. */
  if (result < 0 && result != NLOPT_ROUNDOFF_LIMITED)
    return hepar_fail(error, HEPAR_RANGE, "NLopt ended with code %d", (int)result);
  return HEPAR_OK;
}

#endif
