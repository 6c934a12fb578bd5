/* Climbing to the maximum of the likelihood of all studies. It is concave in all parameters but the
   standard deviations, so those get several starts; damped Newton steps climb, never down.
   Parameters of a single study are solved for inside, so all is linear in the number of studies. */
#include "glmm.h"

#include <math.h>
#include <string.h>

/* Beyond these nothing real lies: an estimate that walks there has no maximum. */
#define EFFECT_END 40.0
#define TAU_END 20.0

bool hepar_glmm_factor(size_t n, const bool *free, double h[][GLMM_PARAMETERS], double lambda,
                       double root[][GLMM_PARAMETERS]) {
  memset(root, 0, n * sizeof *root);
  for (size_t i = 0; i < n; i++) {
    if (!free[i]) continue;
    for (size_t j = 0; j <= i; j++) {
      if (!free[j]) continue;
      double sum = -h[i][j];
      if (i == j) sum += lambda * fmax(1.0, fabs(h[i][i]));
      for (size_t m = 0; m < j; m++) sum -= root[i][m] * root[j][m];
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

void hepar_glmm_solve(size_t n, const bool *free, double root[][GLMM_PARAMETERS],
                      const double *right, double *x) {
  memset(x, 0, n * sizeof *x);
  for (size_t i = 0; i < n; i++) {
    if (!free[i]) continue;
    double sum = right[i];
    for (size_t j = 0; j < i; j++) sum -= root[i][j] * x[j];
    x[i] = sum / root[i][i];
  }
  for (size_t i = n; i-- > 0;) {
    if (!free[i]) continue;
    double sum = x[i];
    for (size_t j = i + 1; j < n; j++) sum -= root[j][i] * x[j];
    x[i] = sum / root[i][i];
  }
}

/* The likelihood of one study at its best local parameter. */
bool hepar_glmm_study_at(const glmm_problem *p, glmm_study *study, const double *at, double *value,
                         double g[ARG_COUNT], double h[ARG_COUNT][ARG_COUNT]) {
  double a[ARG_COUNT] = {0};
  int l = p->local;
  for (size_t j = 0; j < p->p; j++) a[ARG_EFFECT] += study->x[j] * at[j];
  for (int i = ARG_LEVEL; i < ARG_COUNT; i++) a[i] = at[glmm_place(p, i)];
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

/* Add a study's derivatives in its arguments to those in all parameters. */
static void add_study(const glmm_problem *p, glmm_climb *c, const glmm_study *study,
                      const double g[ARG_COUNT], double h[ARG_COUNT][ARG_COUNT]) {
  size_t n = glmm_count(p);
  for (size_t i = 0; i < n; i++) {
    int a = i < p->p ? ARG_EFFECT : (int)(i - p->p) + ARG_LEVEL;
    double x = i < p->p ? study->x[i] : 1.0;
    c->gradient[i] += x * g[a];
    for (size_t j = 0; j <= i; j++) {
      int b = j < p->p ? ARG_EFFECT : (int)(j - p->p) + ARG_LEVEL;
      double z = j < p->p ? study->x[j] : 1.0;
      c->hessian[i][j] += x * z * h[a][b];
    }
  }
}

/* The likelihood of all studies, with local parameters solved for. */
static bool evaluate(const glmm_problem *p, glmm_climb *c) {
  size_t n = glmm_count(p);
  int l = p->local;
  c->ll = 0.0;
  memset(c->gradient, 0, sizeof c->gradient);
  memset(c->hessian, 0, sizeof c->hessian);
  for (size_t i = 0; i < p->k; i++) {
    double value, g[ARG_COUNT], h[ARG_COUNT][ARG_COUNT], own[ARG_COUNT];
    if (!hepar_glmm_study_at(p, &p->study[i], c->at, &value, g, h)) return false;
    c->ll += value;
    if (l != GLMM_NO_LOCAL && h[l][l] < 0.0) {
      double curve = h[l][l];
      memcpy(own, h[l], sizeof own);
      for (int a = 0; a < ARG_COUNT; a++)
        for (int b = 0; b < ARG_COUNT; b++) h[a][b] -= own[a] * own[b] / curve;
    }
    add_study(p, c, &p->study[i], g, h);
  }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++) c->hessian[j][i] = c->hessian[i][j];
  return isfinite(c->ll);
}

static bool too_far(const glmm_problem *p, const double *at) {
  for (size_t j = 0; j < p->p; j++)
    if (fabs(at[j]) > EFFECT_END) return true;
  return fabs(at[glmm_place(p, ARG_LEVEL)]) > EFFECT_END;
}

static bool too_wide(const glmm_problem *p, const double *at) {
  for (int a = ARG_TAU; a < ARG_COUNT; a++)
    if (fabs(at[glmm_place(p, a)]) > TAU_END) return true;
  return false;
}

/* Climb from c->at to the next maximum. */
void hepar_glmm_maximise(const glmm_problem *p, glmm_climb *c) {
  size_t n = glmm_count(p);
  double lambda = 0.0;
  c->stop = HEPAR_GLMM_FAILED;
  if (!evaluate(p, c)) return;
  for (int step = 0; step < 200; step++) {
    double root[GLMM_PARAMETERS][GLMM_PARAMETERS], d[GLMM_PARAMETERS];
    double gain = 0.0;
    double longest = 1.0;
    while (!hepar_glmm_factor(n, p->free, c->hessian, lambda, root)) {
      lambda = fmax(2.0 * lambda, 1e-3);
      if (lambda > 1e12) return;
    }
    hepar_glmm_solve(n, p->free, root, c->gradient, d);
    for (size_t i = 0; i < n; i++) {
      /* Effects and levels may move by 2 at a time, standard deviations by 1. */
      double reach = i <= p->p ? 2.0 : 1.0;
      gain += d[i] * c->gradient[i];
      longest = fmax(longest, fabs(d[i]) / reach);
    }
    glmm_climb next;
    if (gain < 1e-14 && lambda == 0.0) {
      /* One last step, where Newton doubles the digits, if rounding lets it. */
      next = *c;
      for (size_t i = 0; i < n; i++) next.at[i] += d[i];
      if (evaluate(p, &next) && next.ll >= c->ll - 1e-12 * (1.0 + fabs(c->ll))) *c = next;
      c->stop = HEPAR_GLMM_CONVERGED;
      return;
    }
    double part = 1.0 / longest;
    for (;; part /= 2.0) {
      next = *c;
      for (size_t i = 0; i < n; i++) next.at[i] += part * d[i];
      if (evaluate(p, &next) && next.ll >= c->ll - 1e-12 * (1.0 + fabs(c->ll))) break;
      if (part < 1e-10) {
        /* No way up: a maximum, if the slope is rounding. */
        if (gain < 1e-10 && lambda == 0.0) c->stop = HEPAR_GLMM_CONVERGED;
        return;
      }
    }
    *c = next;
    lambda = lambda > 1e-3 ? lambda / 4.0 : 0.0;
    if (too_far(p, c->at)) {
      c->stop = HEPAR_GLMM_INFINITE;
      return;
    }
    if (too_wide(p, c->at)) {
      c->stop = HEPAR_GLMM_UNBOUNDED;
      return;
    }
  }
}

/* From several starts of one standard deviation to the best maximum, c included. */
void hepar_glmm_maximise_from(const glmm_problem *p, int which, glmm_climb *c) {
  const double starts[] = {0.3, 1.0, 2.5};
  size_t tau = glmm_place(p, ARG_TAU), sigma = glmm_place(p, ARG_SIGMA);
  size_t kappa = glmm_place(p, ARG_KAPPA);
  glmm_climb best = *c;
  best.stop = HEPAR_GLMM_FAILED;
  best.ll = -INFINITY;
  bool unbounded = false;
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    glmm_climb here = *c;
    here.at[glmm_place(p, which)] = starts[i];
    hepar_glmm_maximise(p, &here);
    /* Signs of standard deviations mean nothing, but kappa's is relative to tau's. */
    if (here.at[tau] < 0.0) here.at[kappa] = -here.at[kappa];
    here.at[tau] = fabs(here.at[tau]);
    here.at[sigma] = fabs(here.at[sigma]);
    if (here.stop == HEPAR_GLMM_CONVERGED && here.ll > best.ll) best = here;
    if (here.stop == HEPAR_GLMM_UNBOUNDED && here.ll > best.ll) {
      unbounded = true;
      best = here;
    }
  }
  if (best.stop != HEPAR_GLMM_CONVERGED && unbounded) best.stop = HEPAR_GLMM_UNBOUNDED;
  *c = best;
}
