/* What the files of the trials share. */
#ifndef HEPAR_TRIAL_H
#define HEPAR_TRIAL_H

#include "hepar.h"

/* Densities of the z value of a trial that has not stopped: recursive numerical integration,
   Armitage, McPherson and Rowe, J R Stat Soc A 1969;132:235; Jennison and Turnbull, Group
   Sequential Methods, 2000, chapter 19. */
typedef struct hepar_walk {
  double t;     /* information fraction of the last look, 0 before the first */
  double drift; /* expected z at fraction 1 */
  double *z;    /* nodes inside the continuation region of the last look */
  double *mass; /* density there times the weight of the node */
  size_t count;
  size_t room;
} hepar_walk;

void hepar_walk_start(hepar_walk *walk, double drift);
void hepar_walk_end(hepar_walk *walk);
/* The probability of going on to fraction t and being above (or below) the bound there. */
double hepar_walk_beyond(const hepar_walk *walk, double t, double bound, bool above);
/* Go on to fraction t inside lower to upper; `step` is the distance to the next look (or 0). */
hepar_status hepar_walk_on(hepar_walk *walk, double t, double lower, double upper, double step,
                           hepar_error *error);

/* A root of a rising or falling function between low and high, whose signs differ; `width` is the
   accuracy of the place. */
typedef double (*hepar_function)(double x, void *data);
double hepar_root(hepar_function f, void *data, double low, double high, double width);

/* The tests, one file for each kind. */
hepar_status hepar_test_means(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error);
hepar_status hepar_test_mmrm(const hepar_sample *s, hepar_answer *a, hepar_error *error);
hepar_status hepar_test_imputed(const hepar_sample *s, hepar_answer *a, hepar_error *error);
hepar_status hepar_test_cmh(const hepar_sample *s, hepar_answer *a, hepar_error *error);
hepar_status hepar_test_table(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error);
hepar_status hepar_test_ranks(const hepar_sample *s, hepar_answer *a, hepar_error *error);
hepar_status hepar_test_odds(const hepar_sample *s, hepar_answer *a, hepar_error *error);
hepar_status hepar_test_survival(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                                 hepar_error *error);
hepar_status hepar_test_risks(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error);

/* Fill the answer from an estimate and its standard error: t with df > 0, else normal. */
void hepar_answer_wald(hepar_answer *a, double estimate, double se, double df);
/* Symmetric positive definite a (n x n, rows): its Cholesky factor in the lower half, false when
   it is not; x = a^-1 b from that factor, in place; and the whole inverse into `inverse`. */
bool hepar_trial_cholesky(double *a, size_t n);
void hepar_trial_cholesky_solve(const double *a, size_t n, double *b);
void hepar_trial_cholesky_inverse(const double *a, size_t n, double *inverse);
/* The places of patients by rising time; release with hepar_free. NULL: no memory. */
size_t *hepar_sample_order(const hepar_sample *s);

#endif
