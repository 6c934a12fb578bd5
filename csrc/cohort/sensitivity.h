/* Sensitivity analysis of any function of several inputs: where to evaluate it, and what the values
   say. Designs lie in the unit cube, row by row; who evaluates them is not asked. Results are the
   same bits for any number of threads. docs/sensitivity.md has the methods and their sources. */
#ifndef HEPAR_COHORT_SENSITIVITY_H
#define HEPAR_COHORT_SENSITIVITY_H

#include "hepar.h"

/* Sobol points: `count` rows of `dimensions` numbers inside (0, 1). With `scramble` in Owen's
   sense, by hashing. Up to 40 dimensions are one sequence (GSL's, Antonov and Saleev's order with the
   direction numbers of Bratley and Fox); beyond that, blocks of 40 whose order is shuffled. At most
   2^24 rows. */
hepar_status hepar_sobol_points(size_t dimensions, size_t count, uint64_t seed, bool scramble,
                                double *points, hepar_error *error);

/* Latin hypercube: each of `count` equal parts of every axis holds one point. */
hepar_status hepar_latin_points(size_t dimensions, size_t count, uint64_t seed, double *points,
                                hepar_error *error);

/* Where intervals come from: replicates 0 leaves them NaN. */
typedef struct hepar_bootstrap {
  size_t replicates;
  uint64_t seed;
  double level; /* 0.95 */
  unsigned threads;
  hepar_progress *progress;
} hepar_bootstrap;

/* An estimate of each of several numbers, with the interval of its replicates (percentiles). */
typedef struct hepar_estimates {
  double *value, *low, *high;
} hepar_estimates;

/* Computes `size` numbers from rows[0..count-1] of the data; `scratch` as much as asked for. */
typedef hepar_status (*hepar_estimator)(const void *data, const size_t *rows, size_t count,
                                        double *values, double *scratch, hepar_error *error);

/* The estimate of all rows and its bootstrap, rows drawn with replacement. */
hepar_status hepar_bootstrap_run(const hepar_bootstrap *how, hepar_estimator estimator,
                                 const void *data, size_t rows, size_t size, size_t scratch,
                                 hepar_estimates *out, hepar_error *error);

typedef enum hepar_sobol_estimator {
  HEPAR_SOBOL_SALTELLI, /* first order after Saltelli et al. 2010, total after Jansen 1999 */
  HEPAR_SOBOL_JANSEN,   /* both after Jansen 1999 */
  HEPAR_SOBOL_HOMMA     /* both after Homma and Saltelli 1996, Sobol 2007 */
} hepar_sobol_estimator;

/* Values of the function, column by column of `rows` each: at A, at B, at A with column i of B
   (inputs of them), and with `second` at B with column i of A (inputs of them). */
typedef struct hepar_sobol_values {
  const double *values;
  size_t rows, inputs;
  bool second;
  hepar_sobol_estimator estimator;
} hepar_sobol_values;

/* Sobol's indices: first order, total, then with `second` the pairs (1, 2), (1, 3) … */
hepar_status hepar_sobol_indices(const hepar_sobol_values *values, const hepar_bootstrap *how,
                                 hepar_estimates *out, hepar_error *error);

/* `count` trajectories of Morris (1991), inputs + 1 points each, on a grid of `levels`, the best
   spread of `candidates` (Campolongo et al. 2007; chosen one by one). */
hepar_status hepar_morris_points(size_t inputs, size_t count, size_t levels, size_t candidates,
                                 uint64_t seed, double *points, hepar_error *error);
/* Elementary effects per unit of the cube: mu, mu*, sigma, for each input in turn. */
hepar_status hepar_morris_effects(const double *points, const double *values, size_t inputs,
                                  size_t count, const hepar_bootstrap *how, hepar_estimates *out,
                                  hepar_error *error);

/* eFAST (Saltelli, Tarantola and Chan 1999): `curves` searches of `samples` points for each input,
   whose own frequency is (samples - 1) / (2 harmonics) - 1, the harmonics summed. */
hepar_status hepar_efast_points(size_t inputs, size_t samples, size_t curves, size_t harmonics,
                                uint64_t seed, double *points, hepar_error *error);
/* For each input and curve: first[input * curves + curve], total likewise. */
hepar_status hepar_efast_indices(const double *values, size_t inputs, size_t samples, size_t curves,
                                 size_t harmonics, double *first, double *total,
                                 hepar_error *error);

/* Partial rank correlation of each column of `points` (rows by inputs) with the values, the other
   inputs held; then Spearman's correlation of each. `out` and the p values of Student's t have room
   for 2 inputs. */
hepar_status hepar_rank_correlations(const double *points, const double *values, size_t rows,
                                     size_t inputs, const hepar_bootstrap *how,
                                     hepar_estimates *out, double *p, hepar_error *error);

#endif
