/* Virtual patients: distributions of single features, joined by a Gaussian copula; weights that
   make a cohort look like a published baseline table; summaries of results that do not grow with
   the number of patients; times to event out of probabilities.

   Every draw is a function of seed, patient, name of the feature and attempt: patient 17 is the
   same person whatever the threads, the order and the other features. docs/cohorts.md has the
   methods. */
#ifndef HEPAR_COHORT_COHORT_H
#define HEPAR_COHORT_COHORT_H

#include "hepar.h"

/* ---- the distribution of one feature ---- */

typedef enum hepar_marginal_kind {
  HEPAR_MARGINAL_CONSTANT,   /* a */
  HEPAR_MARGINAL_NORMAL,     /* mean a, standard deviation b */
  HEPAR_MARGINAL_LOGNORMAL,  /* median a, standard deviation b of the logarithm */
  HEPAR_MARGINAL_UNIFORM,    /* a to b */
  HEPAR_MARGINAL_BETA,       /* shapes a and b, stretched over low to high */
  HEPAR_MARGINAL_GAMMA,      /* shape a, scale b */
  HEPAR_MARGINAL_TRIANGULAR, /* low to high, most likely a */
  HEPAR_MARGINAL_DISCRETE    /* values with probabilities, in their order */
} hepar_marginal_kind;

/* low and high cut the distribution off (-INFINITY and INFINITY: not); the rest is scaled up. */
typedef struct hepar_marginal {
  hepar_marginal_kind kind;
  double a, b, low, high;
  const double *values, *cumulative; /* of a discrete one; the last cumulative value is 1 */
  size_t count;
  double p_low, p_high; /* set by hepar_marginal_check */
} hepar_marginal;

hepar_status hepar_marginal_check(hepar_marginal *marginal, hepar_error *error);
/* The value at a standard normal score: the quantile of a marginal that was checked. */
double hepar_marginal_value(const hepar_marginal *marginal, double score);

/* ---- correlations ---- */

/* The lower triangular factor of a correlation matrix of `size` rows (row by row, both symmetric
   halves given). HEPAR_RANGE when it is not positive definite; HEPAR_MISUSE when it is no
   correlation matrix at all. */
hepar_status hepar_correlation_factor(const double *matrix, size_t size, double *factor,
                                      hepar_error *error);
/* The nearest correlation matrix in the Frobenius norm whose eigenvalues are at least `least`:
   alternating projections with Dykstra's correction, Higham, IMA J Numer Anal 2002;22:329-343. */
hepar_status hepar_correlation_nearest(const double *matrix, size_t size, double least,
                                       double *nearest, hepar_error *error);

/* ---- the draw ---- */

typedef struct hepar_feature {
  const char *name; /* the purpose of its stream */
  hepar_marginal marginal;
} hepar_feature;

/* Features of patient `number`, drawn for the attempt-th time. factor (may be NULL: independent) is
   that of hepar_correlation_factor. scratch has room for `count` doubles. */
void hepar_feature_draw(const hepar_feature *features, size_t count, const double *factor,
                        uint64_t seed, uint64_t number, uint64_t attempt, double *scratch,
                        double *values);

/* ---- matching a published baseline ---- */

/* Entropy balancing, Hainmueller, Polit Anal 2012;20:25-46: the weights nearest to equal ones
   (Kullback-Leibler) under which each of `columns` functions of the baseline (row by row in x) has its target
   as mean. `coefficients` (columns) defines them for further patients too:
   weight = exp(-sum_j coefficient_j (x_j - target_j)), up to a factor. weights sum to rows.
   HEPAR_RANGE when the targets are out of reach. */
hepar_status hepar_balance(const double *x, size_t rows, size_t columns, const double *targets,
                           double *coefficients, double *weights, double *effective,
                           hepar_error *error);

/* ---- summaries that do not grow ---- */

/* Count, mean, variance, extremes; quantiles of all values as long as they are at most `exact`, of
   a t-digest (Dunning, arXiv 1902.04023) beyond. */
typedef struct hepar_digest hepar_digest;

hepar_status hepar_digest_new(hepar_digest **digest, size_t exact, hepar_error *error);
void hepar_digest_free(hepar_digest *digest);
/* A value with its weight, above 0. A missing value is left out. */
hepar_status hepar_digest_add(hepar_digest *digest, double value, double weight,
                              hepar_error *error);
/* All of `from` into a digest of the same `exact`, as the next part of the same values: together at
   most `exact` values stay all of them in their order; beyond, clusters are joined. The result
   depends on the parts and their order alone. `from` is brought into order, and else stays. */
hepar_status hepar_digest_merge(hepar_digest *digest, hepar_digest *from, hepar_error *error);
/* Bring it into order, and a digest into clusters if there are many: before it is packed, so that
   what is packed is small. The quantiles that follow are another approximation than before. */
void hepar_digest_settle(hepar_digest *digest);
typedef struct hepar_digest_moments {
  uint64_t count;
  double weight, mean, var, low, high; /* var: divisor n - 1, or its weighted form */
  double effective;                    /* effective sample size of the weights */
  bool exact;                          /* quantiles are those of all values */
} hepar_digest_moments;
hepar_digest_moments hepar_digest_describe(const hepar_digest *digest);
/* The quantile at p, and the share of values at or below x. */
hepar_status hepar_digest_quantile(hepar_digest *digest, double p, double *value,
                                   hepar_error *error);
hepar_status hepar_digest_share(hepar_digest *digest, double x, double *share, hepar_error *error);
/* As numbers, to be kept in a file: how many, the numbers, and back into an empty digest. */
size_t hepar_digest_size(const hepar_digest *digest);
void hepar_digest_pack(const hepar_digest *digest, double *numbers);
hepar_status hepar_digest_unpack(hepar_digest *digest, const double *numbers, size_t count,
                                 hepar_error *error);

/* ---- times to event ---- */

/* One patient's first event by competing risks. alive[t] is the probability of no event until
   times[t] and causes[k][t] that of an event of cause k; u and v are uniform. The time is where
   alive falls to u, geometrically between two times; the cause follows the shares of that interval.
   *cause counts from 1; 0 and the last time when nothing happens. */
void hepar_event_draw(const double *times, size_t count, const double *alive, size_t step,
                      const double *const *causes, size_t cause_count, double u, double v,
                      double *time, int *cause);

#endif
