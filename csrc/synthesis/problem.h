/* One effect per study and what may explain it, made ready for arithmetic that neither offsets nor
   units can harm.

   y and the square roots of v are divided by a power of two near the spread of the data, which
   changes no digit; with an intercept y is taken from its mid-range, each moderator is centred at
   its mid-range and divided by a power of two, and the columns are made orthonormal:
   X = Z back, up to centring and scaling. Every estimator works on (y, v, Z) and is turned back at
   the end, so f(s y, s^2 v) = s^2 f(y, v) for every s. */
#ifndef HEPAR_PROBLEM_H
#define HEPAR_PROBLEM_H

#include "hepar.h"

/* Sums over studies at one value t of tau2, with w = 1 / (v + t) and P as in linear.h. */
typedef struct hepar_pass {
  double rss;    /* y'Py */
  double ypp;    /* y'PPy */
  double trace;  /* tr P */
  double sum;    /* sum of w */
  double mean;   /* weighted mean; NaN with moderators */
  double yppp;   /* y'PPPy */
  double pair;   /* tr PP */
  double square; /* sum of w^2 */
} hepar_pass;

/* How much of hepar_pass is wanted. Each level holds the ones before. */
typedef enum hepar_pass_level {
  HEPAR_PASS_VALUE, /* rss, ypp, trace, sum, mean */
  HEPAR_PASS_SLOPE  /* all */
} hepar_pass_level;

/* Sums that were made. */
typedef struct hepar_pass_memory {
  bool filled;
  double t;
  hepar_pass_level level;
  hepar_pass pass;
} hepar_pass_memory;

typedef struct hepar_problem hepar_problem;
struct hepar_problem {
  size_t k;            /* studies in the model */
  size_t p;            /* coefficients in the model */
  bool intercept;      /* the first of them is the intercept */
  bool alone;          /* the intercept is the only one: z is a column of ones */
  bool brief;          /* no standard error of tau2 is wanted */
  size_t zeros;        /* studies with v = 0 */
  int exponent;        /* scaled y = (y - shift) 2^-exponent, scaled v = v 2^(-2 exponent) */
  double shift;
  double v_min, v_max; /* of the scaled variances */
  size_t pivot;        /* the study with the smallest variance */
  double *y, *v;       /* scaled, k each */
  double *a;           /* weights of the user, scaled by a power of two; NULL when there are none */
  double *z;           /* p orthonormal columns of k; NULL when the intercept is alone */
  double *rest;        /* y without its least-squares fit on z; NULL when the intercept is alone */
  double *along;       /* p: that fit */
  double *back;        /* p x p, upper triangular, row by row: centred and scaled X = Z back */
  double *middle;      /* mid-range of each kept column, 0 for the intercept */
  int *power;          /* the column was divided by 2^power */
  size_t *column;      /* place of each kept column among the given ones; the intercept is 0, the
                          first moderator 1 */
  size_t *row;         /* place of each study among the given rows, NULL when all are in */
  size_t given;        /* rows given */
  double *small;       /* scratch, small numbers */
  size_t *high;        /* scratch, rows of high leverage */
  double *w, *u, *h, *c; /* scratch, k each: weights, residuals, hat values, anything */
  double *w2;          /* scratch, k: of linear.c alone */
  double *q;           /* scratch, p columns of k */
  hepar_pass_memory memory[2]; /* of the intercept alone: at t = 0, and the last other one */
  double *block, *scratch;
};

/* Check, leave out rows with missing values, centre, scale, orthogonalise. On failure nothing needs
   to be freed. */
hepar_status hepar_problem_make(hepar_problem *problem, const hepar_fit_data *data,
                                hepar_error *error);
void hepar_problem_free(hepar_problem *problem);
/* The scratch w, u, h, c, w2 and q, which a made problem has, can be given back and taken again. */
hepar_status hepar_problem_scratch(hepar_problem *problem, hepar_error *error);
void hepar_problem_rest(hepar_problem *problem);

/* rest and along, once more after y or z changed. */
void hepar_problem_flatten(hepar_problem *problem);

/* `small` has room for this many numbers: 7 p^2 for linear.c, then the rest for its callers. */
#define HEPAR_SMALL_LINEAR(p) (7 * (p) * (p))
#define HEPAR_SMALL(p) (12 * (p) * (p) + 12 * (p))

#endif
