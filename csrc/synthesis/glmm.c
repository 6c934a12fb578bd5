/* Mixed logistic and Poisson models, and the exact conditional model, for tables and rates.

   Stijnen, Hamza & Ozdemir, Stat Med 2010;29:3046. Names of the models as in metafor. The marginal
   likelihood is concave in all parameters but the standard deviations, so those get several starts;
   damped Newton steps climb, never down. Parameters of a single study (its level in UM.FS, its
   effect in the saturated model) are solved for inside. */
#include "glmm.h"
#include "stratified.h"

#include <math.h>
#include <string.h>

static double log_choose(double n, double x) {
  int sign;
  return lgamma_r(n + 1.0, &sign) - lgamma_r(x + 1.0, &sign) - lgamma_r(n - x + 1.0, &sign);
}

/* x of n persons (`other` of them without), or x in time `other`. */
static void set_arm(glmm_arm *arm, bool rates, double x, double other) {
  arm->family = rates ? GLMM_POISSON : GLMM_BINOMIAL;
  arm->x = x;
  arm->n = rates ? other : x + other;
  arm->constant = rates ? 0.0 : log_choose(arm->n, x);
}

/* The two groups of an unconditional model. */
static void set_groups(glmm_study *study, const hepar_glmm_options *options, const double *cell) {
  double share = options->coding;
  bool rs = options->model == HEPAR_GLMM_UM_RS;
  study->arms = 2;
  set_arm(&study->arm[0], options->rates, cell[0], cell[1]);
  set_arm(&study->arm[1], options->rates, cell[2], cell[3]);
  study->arm[0].effect = 1.0;
  study->arm[0].level = study->arm[1].level = 1.0;
  study->arm[0].random = share;
  study->arm[1].random = share == 0.5 ? -0.5 : 1.0 - share;
  study->arm[0].random_level = study->arm[1].random_level = rs ? 1.0 : 0.0;
  study->local = options->rates ? log((cell[2] + 0.5) / cell[3])
                                : log((cell[2] + 0.5) / (cell[3] + 0.5));
  /* Its level would be infinite, and then the study says nothing. */
  if (!rs && ((cell[0] == 0.0 && cell[2] == 0.0) ||
              (!options->rates && cell[1] == 0.0 && cell[3] == 0.0)))
    study->arm[0].family = study->arm[1].family = GLMM_SILENT;
}

static hepar_status set_study(glmm_study *study, const hepar_glmm_options *options,
                              const double *cell, hepar_error *error) {
  glmm_arm *arm = &study->arm[0];
  double n1 = cell[0] + cell[1];
  double n2 = cell[2] + cell[3];
  if (options->model == HEPAR_GLMM_UM_FS || options->model == HEPAR_GLMM_UM_RS) {
    set_groups(study, options, cell);
    return HEPAR_OK;
  }
  study->arms = 1;
  arm->effect = arm->random = 1.0;
  if (options->model == HEPAR_GLMM_SINGLE) {
    set_arm(arm, options->rates, cell[0], cell[1]);
  } else if (options->model == HEPAR_GLMM_CM_AL || options->rates) {
    set_arm(arm, false, cell[0], cell[2]);
    arm->offset = options->rates ? log(cell[1] / cell[3]) : log(n1 / n2);
  } else {
    arm->family = GLMM_HYPERGEOMETRIC;
    arm->x = cell[0];
    return hepar_glmm_support(&arm->support, cell[0], n1, n2, cell[0] + cell[2], error);
  }
  return HEPAR_OK;
}

/* Whether the data push the effect to plus or minus infinity, or do not speak of it: every table
   that says anything has its count at the same end. */
static bool is_infinite(const hepar_tables *t, const hepar_glmm_options *options) {
  double a = 0.0, b = 0.0, c = 0.0, d = 0.0;
  bool low = true;
  bool high = true;
  for (size_t i = 0; i < t->k; i++) {
    double at = t->a[i];
    double events = t->a[i] + t->c[i];
    double first = 0.0;
    double last = events;
    a += t->a[i];
    b += t->b[i];
    c += t->c[i];
    d += t->d[i];
    if (!options->rates && options->model != HEPAR_GLMM_CM_AL) {
      first = fmax(0.0, events - t->c[i] - t->d[i]);
      last = fmin(events, t->a[i] + t->b[i]);
    }
    low = low && at == first;
    high = high && at == last;
  }
  if (options->model == HEPAR_GLMM_SINGLE) return a == 0.0 || (!options->rates && b == 0.0);
  if (options->model == HEPAR_GLMM_UM_RS)
    return a == 0.0 || c == 0.0 || (!options->rates && (b == 0.0 || d == 0.0));
  return low || high;
}

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

/* Wald and likelihood-ratio statistic against a model with an effect for each study. */
static void test_heterogeneity(const glmm_problem *p, double ll_equal, hepar_glmm *r) {
  double w = 0.0, wt = 0.0, q = 0.0;
  r->ll_saturated = 0.0;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < p->k; i++) {
      double information;
      double t = own_effect(&p->study[i], &information);
      if (pass == 0) {
        w += information;
        wt += information * t;
      } else if (w > 0.0) {
        q += information * (t - wt / w) * (t - wt / w);
      }
    }
  }
  for (size_t i = 0; i < p->k; i++) {
    const glmm_study *study = &p->study[i];
    if (study->arm[0].family == GLMM_HYPERGEOMETRIC) {
      double information, out[3] = {0.0, 0.0, 0.0};
      double t = own_effect(study, &information);
      if (information > 0.0) hepar_glmm_arm(&study->arm[0], t, out);
      r->ll_saturated += out[0];
    } else {
      for (size_t a = 0; a < study->arms; a++) r->ll_saturated += highest(&study->arm[a]);
    }
  }
  r->QE_Wld = q;
  r->QE_LRT = fmax(0.0, 2.0 * (r->ll_saturated - ll_equal));
}

/* The same when study levels are random: the saturated model has them too, so it is fitted, and the
   statistic comes from the joint information of the effects and both parameters of the levels. */
static void test_heterogeneity_random(const glmm_problem *equal, const glmm_climb *c,
                                      hepar_glmm *r) {
  glmm_problem p = *equal;
  glmm_climb s = *c;
  double centre = 0.0, total = 0.0;
  double sum[3] = {0}, cross[2][ARG_COUNT] = {{0}}, information[ARG_COUNT][ARG_COUNT] = {{0}};
  double root[ARG_COUNT][ARG_COUNT], x[2][ARG_COUNT];
  p.local = ARG_EFFECT;
  p.free[ARG_EFFECT] = p.free[ARG_TAU] = false;
  p.free[ARG_LEVEL] = p.free[ARG_SIGMA] = true;
  s.at[ARG_TAU] = 0.0;
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
        sum[0] += w * p.study[i].local;
        continue;
      }
      sum[0] += w;
      sum[1] += w * t;
      sum[2] += w * t * t;
      for (int a = ARG_LEVEL; a < ARG_COUNT; a++) {
        cross[0][a] -= h[ARG_EFFECT][a];
        cross[1][a] -= h[ARG_EFFECT][a] * t;
        for (int b = ARG_LEVEL; b < ARG_COUNT; b++) information[a][b] += h[a][b];
      }
    }
    if (pass == 0) {
      centre = total > 0.0 ? sum[0] / total : 0.0;
      sum[0] = 0.0;
    }
  }
  if (!hepar_glmm_factor(p.free, information, 0.0, root)) return;
  for (int i = 0; i < 2; i++) hepar_glmm_solve(p.free, root, cross[i], x[i]);
  for (int a = ARG_LEVEL; a < ARG_COUNT; a++) {
    sum[0] -= cross[0][a] * x[0][a];
    sum[1] -= cross[0][a] * x[1][a];
    sum[2] -= cross[1][a] * x[1][a];
  }
  r->ll_saturated = s.ll;
  r->QE_Wld = fmax(0.0, sum[2] - sum[1] * sum[1] / sum[0]);
  r->QE_LRT = fmax(0.0, 2.0 * (s.ll - c->ll));
}

/* Estimates and standard errors at a maximum. */
static bool describe(const glmm_problem *p, const glmm_climb *c, hepar_glmm *r) {
  double root[ARG_COUNT][ARG_COUNT], unit[ARG_COUNT] = {0}, x[ARG_COUNT];
  glmm_climb at = *c;
  if (!hepar_glmm_factor(p->free, at.hessian, 0.0, root)) return false;
  unit[ARG_EFFECT] = 1.0;
  hepar_glmm_solve(p->free, root, unit, x);
  r->beta = c->at[ARG_EFFECT];
  r->se = sqrt(x[ARG_EFFECT]);
  r->tau2 = c->at[ARG_TAU] * c->at[ARG_TAU];
  r->ll = c->ll;
  if (p->free[ARG_SIGMA]) r->sigma2 = c->at[ARG_SIGMA] * c->at[ARG_SIGMA];
  if (p->free[ARG_TAU]) {
    unit[ARG_EFFECT] = 0.0;
    unit[ARG_TAU] = 1.0;
    hepar_glmm_solve(p->free, root, unit, x);
    r->se_tau2 = 2.0 * c->at[ARG_TAU] * sqrt(x[ARG_TAU]);
  }
  return isfinite(r->se);
}

/* Fit the equal-effects model, then if asked for the random-effects one. */
static void fit(glmm_problem *p, const hepar_glmm_options *options, double level, hepar_glmm *r) {
  glmm_climb equal = {.at = {0.0, level, 0.0, 0.0}};
  bool rs = options->model == HEPAR_GLMM_UM_RS;
  p->local = options->model == HEPAR_GLMM_UM_FS ? ARG_LEVEL : GLMM_NO_LOCAL;
  p->free[ARG_EFFECT] = true;
  p->free[ARG_LEVEL] = p->free[ARG_SIGMA] = rs;
  p->free[ARG_TAU] = false;
  if (rs) hepar_glmm_maximise_from(p, ARG_SIGMA, &equal);
  else hepar_glmm_maximise(p, &equal);
  r->stop = equal.stop;
  if (equal.stop != HEPAR_GLMM_CONVERGED) return;
  glmm_climb best = equal;
  if (options->random && p->k > 1) {
    glmm_climb mixed = equal;
    p->free[ARG_TAU] = true;
    hepar_glmm_maximise_from(p, ARG_TAU, &mixed);
    if (mixed.stop == HEPAR_GLMM_CONVERGED && mixed.ll > equal.ll + 1e-10 * (1.0 + fabs(equal.ll)))
      best = mixed;
    else if (mixed.stop != HEPAR_GLMM_CONVERGED) r->stop = mixed.stop;
    /* At the lower limit of tau2 the curvature in it says nothing of its standard error. */
    p->free[ARG_TAU] = best.at[ARG_TAU] > 0.0;
  }
  if (r->stop != HEPAR_GLMM_CONVERGED) return;
  if (!describe(p, &best, r)) {
    r->stop = HEPAR_GLMM_FAILED;
    return;
  }
  if (rs) test_heterogeneity_random(p, &equal, r);
  else test_heterogeneity(p, equal.ll, r);
}

/* Refuse what is no count. */
static hepar_status check_counts(const hepar_tables *t, bool rates, bool single,
                                 hepar_error *error) {
  for (size_t i = 0; i < t->k; i++) {
    const double cell[4] = {t->a[i], rates ? 0.0 : t->b[i], single ? 0.0 : t->c[i],
                            rates || single ? 0.0 : t->d[i]};
    for (int j = 0; j < 4; j++)
      if (!(cell[j] >= 0.0 && cell[j] < 9e15 && floor(cell[j]) == cell[j]))
        return hepar_fail(error, HEPAR_RANGE,
                          "a mixed model needs whole counts: a table has %.15g", cell[j]);
  }
  return HEPAR_OK;
}

static void clear(hepar_glmm *r) {
  *r = (hepar_glmm){.stop = HEPAR_GLMM_FAILED, .beta = NAN, .se = NAN, .tau2 = NAN, .se_tau2 = NAN,
                    .sigma2 = NAN, .QE_Wld = NAN, .QE_LRT = NAN, .ll = NAN, .ll_saturated = NAN};
}

/* How many parameters and observations the information criteria count, as in metafor. */
static void count_parameters(const hepar_glmm_options *options, hepar_glmm *r) {
  bool um = options->model == HEPAR_GLMM_UM_FS || options->model == HEPAR_GLMM_UM_RS;
  r->parms = 1 + (options->random ? 1 : 0);
  if (options->model == HEPAR_GLMM_UM_FS) r->parms += r->k;
  if (options->model == HEPAR_GLMM_UM_RS) r->parms += 2;
  r->k_eff = um ? 2 * r->k : r->k;
}

hepar_status hepar_glmm_fit(const hepar_tables *tables, const hepar_glmm_options *options,
                            hepar_glmm *r, hepar_error *error) {
  bool single = options->model == HEPAR_GLMM_SINGLE;
  hepar_tables t;
  glmm_problem p = {.rates = options->rates};
  double level[2] = {0.5, 0.5};
  clear(r);
  if (options->points > 100)
    return hepar_fail(error, HEPAR_MISUSE, "at most 100 points of quadrature, got %zu",
                      options->points);
  hepar_status status =
      hepar_tables_copy(tables, options->rates, options->drop00 && !single, &t, error);
  if (status != HEPAR_OK) return status;
  status = check_counts(&t, options->rates, single, error);
  r->k = p.k = t.k;
  count_parameters(options, r);
  if (status == HEPAR_OK)
    status = hepar_glmm_rule(&p.rule, options->points,
                             options->model == HEPAR_GLMM_UM_RS ? 2 : 1, error);
  if (status == HEPAR_OK && is_infinite(&t, options)) {
    r->stop = HEPAR_GLMM_INFINITE;
  } else if (status == HEPAR_OK) {
    p.study = hepar_calloc(t.k + 1, sizeof *p.study);
    if (p.study == NULL) status = hepar_fail(error, HEPAR_NOMEM, "no memory for %zu studies", t.k);
    for (size_t i = 0; i < t.k && status == HEPAR_OK; i++) {
      const double cell[4] = {t.a[i], t.b[i], t.c[i], t.d[i]};
      level[0] += t.c[i];
      level[1] += t.d[i];
      status = set_study(&p.study[i], options, cell, error);
    }
    if (status == HEPAR_OK) fit(&p, options, log(level[0] / level[1]), r);
    for (size_t i = 0; i < t.k && p.study != NULL; i++)
      hepar_free(p.study[i].arm[0].support.log_weight);
    hepar_free(p.study);
  }
  hepar_glmm_rule_clear(&p.rule);
  hepar_tables_clear(&t);
  return status;
}
