/* Climbing to the maximum of the likelihood of all studies. It is concave in all parameters but the
   standard deviations, so those get several starts; damped Newton steps climb, never down.
   Parameters of a single study are solved for inside, so all is linear in the number of studies. */
#include "glmm.h"

#include <math.h>
#include <string.h>

/* Beyond these nothing real lies: an estimate that walks there has no maximum. */
#define EFFECT_END 40.0
#define TAU_END 20.0

/* Cholesky factor of the free rows and columns of -hessian + lambda * diagonal; false when that is
   not positive definite. */
bool hepar_glmm_factor(const bool free[ARG_COUNT], double h[ARG_COUNT][ARG_COUNT], double lambda,
                       double root[ARG_COUNT][ARG_COUNT]) {
  memset(root, 0, ARG_COUNT * sizeof *root);
  for (int i = 0; i < ARG_COUNT; i++) {
    if (!free[i]) continue;
    for (int j = 0; j <= i; j++) {
      if (!free[j]) continue;
      double sum = -h[i][j];
      if (i == j) sum += lambda * fmax(1.0, fabs(h[i][i]));
      for (int m = 0; m < j; m++) sum -= root[i][m] * root[j][m];
      if (i == j) {
        if (!(sum > 1e-14 * fabs(h[i][i]))) return false;
        root[i][i] = sqrt(sum);
      } else {
        root[i][j] = sum / root[j][j];
      }
    }
  }
  return true;
}

void hepar_glmm_solve(const bool free[ARG_COUNT], double root[ARG_COUNT][ARG_COUNT],
                      const double right[ARG_COUNT], double x[ARG_COUNT]) {
  memset(x, 0, ARG_COUNT * sizeof *x);
  for (int i = 0; i < ARG_COUNT; i++) {
    if (!free[i]) continue;
    double sum = right[i];
    for (int j = 0; j < i; j++) sum -= root[i][j] * x[j];
    x[i] = sum / root[i][i];
  }
  for (int i = ARG_COUNT - 1; i >= 0; i--) {
    if (!free[i]) continue;
    double sum = x[i];
    for (int j = i + 1; j < ARG_COUNT; j++) sum -= root[j][i] * x[j];
    x[i] = sum / root[i][i];
  }
}

/* The likelihood of one study at its best local parameter. */
bool hepar_glmm_study_at(const glmm_problem *p, glmm_study *study, const double args[ARG_COUNT],
                         double *value, double g[ARG_COUNT], double h[ARG_COUNT][ARG_COUNT]) {
  double a[ARG_COUNT];
  int l = p->local;
  memcpy(a, args, sizeof a);
  if (l == GLMM_NO_LOCAL) return hepar_glmm_marginal(study, &p->rule, a, value, g, h);
  a[l] = study->local;
  if (!hepar_glmm_marginal(study, &p->rule, a, value, g, h)) return false;
  for (int step = 0; step < 100; step++) {
    /* A study that does not know the parameter: nothing to solve. */
    if (!(h[l][l] < 0.0)) break;
    double d = fmax(-3.0, fmin(3.0, -g[l] / h[l][l]));
    double gain = fabs(d * g[l]);
    if (gain < 1e-22) break;
    double before = *value;
    double from = a[l];
    do {
      a[l] = from + d;
      if (!hepar_glmm_marginal(study, &p->rule, a, value, g, h)) *value = -INFINITY;
      d /= 2.0;
    } while (*value < before - 1e-12 * (1.0 + fabs(before)) && fabs(d) > 1e-12);
    study->local = a[l];
    if (gain < 1e-16) break;
  }
  return isfinite(*value);
}

/* The likelihood of all studies, with local parameters solved for. */
static bool evaluate(const glmm_problem *p, glmm_climb *c) {
  c->ll = 0.0;
  memset(c->gradient, 0, sizeof c->gradient);
  memset(c->hessian, 0, sizeof c->hessian);
  for (size_t i = 0; i < p->k; i++) {
    double value, g[ARG_COUNT], h[ARG_COUNT][ARG_COUNT];
    int l = p->local;
    if (!hepar_glmm_study_at(p, &p->study[i], c->at, &value, g, h)) return false;
    c->ll += value;
    for (int a = 0; a < ARG_COUNT; a++) {
      c->gradient[a] += g[a];
      for (int b = 0; b < ARG_COUNT; b++) {
        c->hessian[a][b] += h[a][b];
        if (l != GLMM_NO_LOCAL && h[l][l] < 0.0) c->hessian[a][b] -= h[a][l] * h[l][b] / h[l][l];
      }
    }
  }
  return isfinite(c->ll);
}

static bool too_far(const double *at) {
  return fabs(at[ARG_EFFECT]) > EFFECT_END || fabs(at[ARG_LEVEL]) > EFFECT_END;
}

/* Climb from c->at to the next maximum. */
void hepar_glmm_maximise(const glmm_problem *p, glmm_climb *c) {
  const double reach[ARG_COUNT] = {2.0, 2.0, 1.0, 1.0};
  double lambda = 0.0;
  c->stop = HEPAR_GLMM_FAILED;
  if (!evaluate(p, c)) return;
  for (int step = 0; step < 200; step++) {
    double root[ARG_COUNT][ARG_COUNT], d[ARG_COUNT];
    double gain = 0.0;
    double longest = 1.0;
    while (!hepar_glmm_factor(p->free, c->hessian, lambda, root)) {
      lambda = fmax(2.0 * lambda, 1e-3);
      if (lambda > 1e12) return;
    }
    hepar_glmm_solve(p->free, root, c->gradient, d);
    for (int i = 0; i < ARG_COUNT; i++) {
      gain += d[i] * c->gradient[i];
      longest = fmax(longest, fabs(d[i]) / reach[i]);
    }
    glmm_climb next;
    if (gain < 1e-14 && lambda == 0.0) {
      /* One last step, where Newton doubles the digits, if rounding lets it. */
      next = *c;
      for (int i = 0; i < ARG_COUNT; i++) next.at[i] += d[i];
      if (evaluate(p, &next) && next.ll >= c->ll - 1e-12 * (1.0 + fabs(c->ll))) *c = next;
      c->stop = HEPAR_GLMM_CONVERGED;
      return;
    }
    double part = 1.0 / longest;
    for (;; part /= 2.0) {
      next = *c;
      for (int i = 0; i < ARG_COUNT; i++) next.at[i] += part * d[i];
      if (evaluate(p, &next) && next.ll >= c->ll - 1e-12 * (1.0 + fabs(c->ll))) break;
      if (part < 1e-10) {
        /* No way up: a maximum, if the slope is rounding. */
        if (gain < 1e-10 && lambda == 0.0) c->stop = HEPAR_GLMM_CONVERGED;
        return;
      }
    }
    *c = next;
    lambda = lambda > 1e-3 ? lambda / 4.0 : 0.0;
    if (too_far(c->at)) {
      c->stop = HEPAR_GLMM_INFINITE;
      return;
    }
    if (fabs(c->at[ARG_TAU]) > TAU_END || fabs(c->at[ARG_SIGMA]) > TAU_END) {
      c->stop = HEPAR_GLMM_UNBOUNDED;
      return;
    }
  }
}

/* From several starts of one standard deviation to the best maximum, c included. */
void hepar_glmm_maximise_from(const glmm_problem *p, int which, glmm_climb *c) {
  const double starts[] = {0.3, 1.0, 2.5};
  glmm_climb best = *c;
  best.stop = HEPAR_GLMM_FAILED;
  best.ll = -INFINITY;
  bool unbounded = false;
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    glmm_climb here = *c;
    here.at[which] = starts[i];
    hepar_glmm_maximise(p, &here);
    here.at[ARG_TAU] = fabs(here.at[ARG_TAU]);
    here.at[ARG_SIGMA] = fabs(here.at[ARG_SIGMA]);
    if (here.stop == HEPAR_GLMM_CONVERGED && here.ll > best.ll) best = here;
    if (here.stop == HEPAR_GLMM_UNBOUNDED && here.ll > best.ll) {
      unbounded = true;
      best = here;
    }
  }
  if (best.stop != HEPAR_GLMM_CONVERGED && unbounded) best.stop = HEPAR_GLMM_UNBOUNDED;
  *c = best;
}
