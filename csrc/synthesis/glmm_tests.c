/* Tests of (residual) heterogeneity of mixed models: against a model with an effect for each study.

   The Wald statistic is the weighted sum of squares of the studies' own effects t about their
   regression on the moderators, t'Pt - t'PX (X'PX)^-1 X'Pt, where P is their information once the
   other parameters of that model are solved for. */
#include "glmm.h"

#include <math.h>
#include <string.h>

/* A study's own effect and its information; none when it is infinite. */
static double own_effect(const glmm_study *study, double *information) {
  const glmm_arm *arm = study->arm;
  double out[3];
  double t = 0.0;
  *information = 0.0;
  if (arm->family == GLMM_SILENT) return 0.0;
  if (arm->family == GLMM_HYPERGEOMETRIC) {
    if (arm->support.observed == 0 || arm->support.observed + 1 == arm->support.count) return 0.0;
    for (int step = 0; step < 200; step++) {
      hepar_glmm_arm(arm, t, out);
      double d = fmax(-1.0, fmin(1.0, -out[1] / out[2]));
      if (!isfinite(d)) return 0.0;
      t += d;
      if (fabs(d) < 1e-14 * (1.0 + fabs(t))) break;
    }
    *information = -out[2];
    return t;
  }
  double variance = 0.0;
  for (size_t a = 0; a < study->arms; a++) {
    double rest = arm[a].n - arm[a].x;
    bool rate = arm[a].family == GLMM_POISSON;
    if (arm[a].x == 0.0 || (!rate && rest == 0.0)) return 0.0;
    variance += 1.0 / arm[a].x + (rate ? 0.0 : 1.0 / rest);
    t += (a == 0 ? 1.0 : -1.0) * (log(arm[a].x / (rate ? arm[a].n : rest)) - arm[a].offset);
  }
  *information = 1.0 / variance;
  return t;
}

/* The highest likelihood of one factor, whatever its predictor. */
static double highest(const glmm_arm *arm) {
  double p = arm->x / arm->n;
  if (arm->family == GLMM_SILENT || arm->x == 0.0) return 0.0;
  if (arm->family == GLMM_POISSON) {
    int sign;
    return arm->x * log(arm->x) - arm->x - lgamma_r(arm->x + 1.0, &sign);
  }
  if (arm->x == arm->n) return 0.0;
  return arm->constant + arm->x * log(p) + (arm->n - arm->x) * log1p(-p);
}

/* X'PX, X'Pt and t'Pt: of p + 1 columns, the last of which is t. */
typedef struct cross_products {
  double at[GLMM_PARAMETERS][GLMM_PARAMETERS];
} cross_products;

/* Add the products of a study with weight w. */
static void add_products(cross_products *c, size_t p, const double *x, double t, double w) {
  for (size_t i = 0; i <= p; i++)
    for (size_t j = 0; j <= i; j++)
      c->at[i][j] += w * (i < p ? x[i] : t) * (j < p ? x[j] : t);
}

/* What is left of t'Pt after the moderators: the last pivot of Cholesky's factorisation. NAN when
   the studies that have an effect do not determine the coefficients. */
static double residual(cross_products *c, size_t p) {
  for (size_t i = 0; i <= p; i++) {
    double full = c->at[i][i];
    for (size_t j = 0; j <= i; j++) {
      double sum = c->at[i][j];
      for (size_t m = 0; m < j; m++) sum -= c->at[i][m] * c->at[j][m];
      if (j < i) c->at[i][j] = sum / c->at[j][j];
      else if (i == p) return fmax(0.0, sum);
      else if (!(sum > 1e-12 * full)) return NAN;
      else c->at[i][i] = sqrt(sum);
    }
  }
  return NAN;
}

/* The mean of the own effects, which is taken off them so that no digits are lost. */
static double centre_of(const glmm_problem *p) {
  double w = 0.0, wt = 0.0;
  for (size_t i = 0; i < p->k; i++) {
    double information, t = own_effect(&p->study[i], &information);
    w += information;
    wt += information * t;
  }
  return w > 0.0 ? wt / w : 0.0;
}

void hepar_glmm_test(const glmm_problem *p, double ll_equal, hepar_glmm *r) {
  cross_products c = {{{0}}};
  double centre = centre_of(p);
  r->ll_saturated = 0.0;
  for (size_t i = 0; i < p->k; i++) {
    const glmm_study *study = &p->study[i];
    double information, t = own_effect(study, &information);
    if (information > 0.0) add_products(&c, p->p, study->x, t - centre, information);
    if (study->arm[0].family == GLMM_HYPERGEOMETRIC) {
      double out[3] = {0.0, 0.0, 0.0};
      if (information > 0.0) hepar_glmm_arm(&study->arm[0], t, out);
      r->ll_saturated += out[0];
    } else {
      for (size_t a = 0; a < study->arms; a++) r->ll_saturated += highest(&study->arm[a]);
    }
  }
  /* A centre can be taken off only where the moderators can put it back. */
  if (!p->intercept && centre != 0.0) {
    memset(&c, 0, sizeof c);
    for (size_t i = 0; i < p->k; i++) {
      double information, t = own_effect(&p->study[i], &information);
      if (information > 0.0) add_products(&c, p->p, p->study[i].x, t, information);
    }
  }
  r->QE_Wld = residual(&c, p->p);
  r->QE_LRT = fmax(0.0, 2.0 * (r->ll_saturated - ll_equal));
}

/* The saturated model has random study levels too, so it is fitted, and P comes from the joint
   information of the effects and both parameters of the levels. */
void hepar_glmm_test_random(const glmm_problem *equal, const glmm_climb *at, hepar_glmm *r) {
  glmm_problem p = *equal;
  glmm_climb s = *at;
  cross_products c = {{{0}}};
  size_t coefficients = p.p, n;
  double centre = 0.0, total = 0.0, sum = 0.0;
  double side[GLMM_PARAMETERS][2] = {{0}};
  double information[GLMM_PARAMETERS][GLMM_PARAMETERS] = {{0}};
  double root[GLMM_PARAMETERS][GLMM_PARAMETERS];
  p.local = ARG_EFFECT;
  memset(p.free, 0, sizeof p.free);
  p.free[glmm_place(&p, ARG_LEVEL)] = p.free[glmm_place(&p, ARG_SIGMA)] = true;
  n = glmm_count(&p);
  s.at[glmm_place(&p, ARG_TAU)] = s.at[glmm_place(&p, ARG_KAPPA)] = 0.0;
  for (size_t i = 0; i < p.k; i++) {
    double w;
    p.study[i].local = own_effect(&p.study[i], &w);
    /* Its own effect is infinite: that group is then certain. */
    if (!(p.study[i].arm[0].x > 0.0) || (!p.rates && p.study[i].arm[0].x == p.study[i].arm[0].n))
      p.study[i].arm[0].family = GLMM_SILENT;
  }
  hepar_glmm_maximise(&p, &s);
  if (s.stop != HEPAR_GLMM_CONVERGED) return;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < p.k; i++) {
      double value, g[ARG_COUNT], h[ARG_COUNT][ARG_COUNT];
      if (!hepar_glmm_study_at(&p, &p.study[i], s.at, &value, g, h)) return;
      double w = -h[ARG_EFFECT][ARG_EFFECT];
      double t = p.study[i].local - centre;
      if (pass == 0) {
        total += w;
        sum += w * t;
        continue;
      }
      add_products(&c, coefficients, p.study[i].x, t, w);
      for (int a = 0; a < 2; a++) {
        int arg = a == 0 ? ARG_LEVEL : ARG_SIGMA;
        size_t place = glmm_place(&p, arg);
        for (size_t j = 0; j <= coefficients; j++)
          side[j][a] -= h[ARG_EFFECT][arg] * (j < coefficients ? p.study[i].x[j] : t);
        information[place][place] += h[arg][arg];
        if (a == 1) information[place][glmm_place(&p, ARG_LEVEL)] += h[arg][ARG_LEVEL];
      }
    }
    if (pass == 0 && equal->intercept) centre = total > 0.0 ? sum / total : 0.0;
  }
  if (!hepar_glmm_factor(n, p.free, information, 0.0, root)) return;
  for (size_t i = 0; i <= coefficients; i++) {
    double right[GLMM_PARAMETERS] = {0}, x[GLMM_PARAMETERS];
    right[glmm_place(&p, ARG_LEVEL)] = side[i][0];
    right[glmm_place(&p, ARG_SIGMA)] = side[i][1];
    hepar_glmm_solve(n, p.free, root, right, x);
    for (size_t j = 0; j <= i; j++)
      c.at[i][j] -= side[j][0] * x[glmm_place(&p, ARG_LEVEL)] +
                    side[j][1] * x[glmm_place(&p, ARG_SIGMA)];
  }
  r->ll_saturated = s.ll;
  r->QE_Wld = residual(&c, coefficients);
  r->QE_LRT = fmax(0.0, 2.0 * (s.ll - at->ll));
}
