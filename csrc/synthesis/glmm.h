/* Between glmm.c (the models), glmm_climb.c (their maximum) and glmm_marginal.c (one study's
   likelihood). */
#ifndef HEPAR_GLMM_H
#define HEPAR_GLMM_H

#include "hepar.h"

/* What a study's likelihood depends on: the effect, the study's level, the standard deviation of the
   random effect, that of the random study level, and the part of that level which goes with the
   random effect when they are correlated. */
enum { ARG_EFFECT, ARG_LEVEL, ARG_TAU, ARG_SIGMA, ARG_KAPPA, ARG_COUNT };

/* All studies together depend on the coefficients of the effect and on the other arguments. */
#define GLMM_PARAMETERS (HEPAR_GLMM_MOST + ARG_COUNT - 1)

typedef enum glmm_family {
  GLMM_BINOMIAL,       /* x of n */
  GLMM_POISSON,        /* x in time n */
  GLMM_HYPERGEOMETRIC, /* Fisher's noncentral: x given all margins */
  GLMM_SILENT          /* says nothing */
} glmm_family;

/* The support of the noncentral hypergeometric distribution, counted from its lowest value. */
typedef struct glmm_support {
  double *log_weight; /* relative to the observed count */
  double *ratio;      /* of each weight to the one before; ratio[0] is not used */
  size_t count, observed;
} glmm_support;

/* One likelihood factor with a linear predictor
   offset + effect * E + level * L + random * tau * u + random_level * (sigma * s + kappa * u). */
typedef struct glmm_arm {
  glmm_family family;
  double x, n, constant, offset;
  double effect, level, random, random_level;
  glmm_support support;
} glmm_arm;

typedef struct glmm_study {
  glmm_arm arm[2];
  size_t arms;
  const double *x; /* the effect is x'beta */
  double local;   /* a parameter of this study alone; kept as the start of the next search */
  double mode[2]; /* of (u, s), likewise */
} glmm_study;

/* How to integrate: points = 0 to the last digit, else Gauss-Hermite with so many points. */
typedef struct glmm_rule {
  size_t points, dimension;
  double *node, *weight;
} glmm_rule;

/* Log-likelihood of a linear predictor with its first two derivatives. */
void hepar_glmm_arm(const glmm_arm *arm, double predictor, double out[3]);

/* Fill the support for x of the first group of n1, with n2 in the other and m events in all. */
hepar_status hepar_glmm_support(glmm_support *support, double x, double n1, double n2, double m,
                                hepar_error *error);

hepar_status hepar_glmm_rule(glmm_rule *rule, size_t points, size_t dimension, hepar_error *error);
void hepar_glmm_rule_clear(glmm_rule *rule);

/* Log marginal likelihood of a study with gradient and Hessian. False when a number overflowed. */
bool hepar_glmm_marginal(glmm_study *study, const glmm_rule *rule, const double args[ARG_COUNT],
                         double *value, double gradient[ARG_COUNT],
                         double hessian[ARG_COUNT][ARG_COUNT]);

/* No parameter is a study's own. */
#define GLMM_NO_LOCAL ARG_COUNT

typedef struct glmm_problem {
  bool rates;
  glmm_study *study;
  size_t k;
  bool intercept;
  size_t p; /* coefficients; behind them come the arguments from ARG_LEVEL on */
  glmm_rule rule;
  int local;
  bool free[GLMM_PARAMETERS];
} glmm_problem;

/* The place of an argument behind the coefficients. */
static inline size_t glmm_place(const glmm_problem *p, int argument) {
  return p->p + (size_t)argument - ARG_LEVEL;
}
static inline size_t glmm_count(const glmm_problem *p) { return p->p + ARG_COUNT - 1; }

typedef struct glmm_climb {
  double at[GLMM_PARAMETERS], ll;
  double gradient[GLMM_PARAMETERS], hessian[GLMM_PARAMETERS][GLMM_PARAMETERS];
  hepar_glmm_stop stop;
} glmm_climb;

/* Cholesky factor of the free ones of n rows and columns of -h + lambda * diagonal; false when that
   is not positive definite. And the solution with it of a system of equations. */
bool hepar_glmm_factor(size_t n, const bool *free, double h[][GLMM_PARAMETERS], double lambda,
                       double root[][GLMM_PARAMETERS]);
void hepar_glmm_solve(size_t n, const bool *free, double root[][GLMM_PARAMETERS],
                      const double *right, double *x);

/* The likelihood of one study at its best local parameter, by its arguments: those at `at`. */
bool hepar_glmm_study_at(const glmm_problem *p, glmm_study *study, const double *at, double *value,
                         double g[ARG_COUNT], double h[ARG_COUNT][ARG_COUNT]);

/* Climb from c->at to the next maximum; or from several starts of one standard deviation to the
   best of them. */
void hepar_glmm_maximise(const glmm_problem *p, glmm_climb *c);
void hepar_glmm_maximise_from(const glmm_problem *p, int which, glmm_climb *c);

/* glmm_tests.c: Wald and likelihood-ratio statistic of (residual) heterogeneity, against a model
   with an effect for each study; the second when study levels are random. */
void hepar_glmm_test(const glmm_problem *p, double ll_equal, hepar_glmm *result);
void hepar_glmm_test_random(const glmm_problem *equal, const glmm_climb *at, hepar_glmm *result);

#endif
