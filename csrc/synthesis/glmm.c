/* Mixed logistic and Poisson models, and the exact conditional model, for tables and rates.

   Stijnen, Hamza & Ozdemir, Stat Med 2010;29:3046. Names of the models as in metafor. The marginal
   likelihood is concave in all parameters but the standard deviations, so those get several starts;
   damped Newton steps climb, never down. Parameters of a single study (its level in UM.FS, its
   effect in the saturated model) are solved for inside. */
#include "glmm.h"
#include "stratified.h"

#include <math.h>
#include <string.h>

/* The moderators by orthonormal columns (z, k x p by rows), X = Z back. */
typedef struct glmm_design {
  size_t p;
  double *z, *back;
} glmm_design;

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

/* Turn coefficients of the orthonormal columns and their variances back: X = Z back. */
static void turn_back(const glmm_design *d, double *beta, double vb[][GLMM_PARAMETERS]) {
  size_t p = d->p;
  for (size_t j = p; j-- > 0;) {
    for (size_t m = j + 1; m < p; m++) beta[j] -= d->back[j * p + m] * beta[m];
    beta[j] /= d->back[j * p + j];
  }
  for (int side = 0; side < 2; side++) {
    for (size_t c = 0; c < p; c++)
      for (size_t j = p; j-- > 0;) {
        double *at = side == 0 ? &vb[j][c] : &vb[c][j];
        for (size_t m = j + 1; m < p; m++)
          *at -= d->back[j * p + m] * (side == 0 ? vb[m][c] : vb[c][m]);
        *at /= d->back[j * p + j];
      }
  }
}

/* Estimates and standard errors at a maximum. */
static bool describe(const glmm_problem *p, const glmm_design *design, const glmm_climb *c,
                     hepar_glmm *r) {
  double root[GLMM_PARAMETERS][GLMM_PARAMETERS], vb[GLMM_PARAMETERS][GLMM_PARAMETERS];
  double beta[GLMM_PARAMETERS];
  glmm_climb at = *c;
  size_t n = glmm_count(p), k = p->p, tau = glmm_place(p, ARG_TAU);
  double sigma = c->at[glmm_place(p, ARG_SIGMA)], kappa = c->at[glmm_place(p, ARG_KAPPA)];
  if (!hepar_glmm_factor(n, p->free, at.hessian, 0.0, root)) return false;
  for (size_t j = 0; j < n; j++) {
    double unit[GLMM_PARAMETERS] = {0}, x[GLMM_PARAMETERS];
    if (j >= k && j != tau) continue;
    unit[j] = 1.0;
    hepar_glmm_solve(n, p->free, root, unit, x);
    if (j < k) memcpy(vb[j], x, k * sizeof *x);
    else if (p->free[tau]) r->se_tau2 = 2.0 * c->at[tau] * sqrt(x[tau]);
  }
  memcpy(beta, c->at, k * sizeof *beta);
  turn_back(design, beta, vb);
  r->beta = beta[0];
  r->se = sqrt(vb[0][0]);
  r->tau2 = c->at[tau] * c->at[tau];
  r->ll = c->ll;
  if (p->free[glmm_place(p, ARG_SIGMA)]) r->sigma2 = sigma * sigma + kappa * kappa;
  if (p->free[glmm_place(p, ARG_KAPPA)]) r->rho = kappa / sqrt(r->sigma2);
  bool finite = true;
  for (size_t i = 0; i < k; i++) {
    finite = finite && isfinite(vb[i][i]) && vb[i][i] > 0.0;
    if (r->coef != NULL) r->coef[i] = beta[i];
    for (size_t j = 0; j < k && r->vb != NULL; j++) r->vb[i * k + j] = vb[i][j];
  }
  return finite;
}

/* Fit the equal-effects model, then if asked for the random-effects one. */
static void fit(glmm_problem *p, const glmm_design *design, const hepar_glmm_options *options,
                double level, hepar_glmm *r) {
  glmm_climb equal = {.ll = 0.0};
  bool rs = options->model == HEPAR_GLMM_UM_RS;
  size_t tau = glmm_place(p, ARG_TAU), kappa = glmm_place(p, ARG_KAPPA);
  equal.at[glmm_place(p, ARG_LEVEL)] = level;
  p->local = options->model == HEPAR_GLMM_UM_FS ? ARG_LEVEL : GLMM_NO_LOCAL;
  memset(p->free, 0, sizeof p->free);
  for (size_t j = 0; j < p->p; j++) p->free[j] = true;
  p->free[glmm_place(p, ARG_LEVEL)] = p->free[glmm_place(p, ARG_SIGMA)] = rs;
  if (rs) hepar_glmm_maximise_from(p, ARG_SIGMA, &equal);
  else hepar_glmm_maximise(p, &equal);
  r->stop = equal.stop;
  if (equal.stop != HEPAR_GLMM_CONVERGED) return;
  glmm_climb best = equal;
  if (options->random && p->k > 1) {
    glmm_climb mixed = equal;
    p->free[tau] = true;
    p->free[kappa] = rs && options->correlated;
    hepar_glmm_maximise_from(p, ARG_TAU, &mixed);
    if (mixed.stop == HEPAR_GLMM_CONVERGED && mixed.ll > equal.ll + 1e-10 * (1.0 + fabs(equal.ll)))
      best = mixed;
    else if (mixed.stop != HEPAR_GLMM_CONVERGED) r->stop = mixed.stop;
    /* At the lower limit of tau2 the curvature in it says nothing of its standard error. */
    p->free[tau] = best.at[tau] > 0.0;
    p->free[kappa] = p->free[kappa] && p->free[tau];
  }
  if (r->stop != HEPAR_GLMM_CONVERGED) return;
  if (!describe(p, design, &best, r)) {
    r->stop = HEPAR_GLMM_FAILED;
    return;
  }
  if (rs) hepar_glmm_test_random(p, &equal, r);
  else hepar_glmm_test(p, equal.ll, r);
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
  double *coef = r->coef, *vb = r->vb;
  *r = (hepar_glmm){.stop = HEPAR_GLMM_FAILED, .beta = NAN, .se = NAN, .tau2 = NAN, .se_tau2 = NAN,
                    .sigma2 = NAN, .QE_Wld = NAN, .QE_LRT = NAN, .ll = NAN, .ll_saturated = NAN,
                    .rho = NAN, .coef = coef, .vb = vb};
}

/* How many parameters and observations the information criteria count, as in metafor. */
static void count_parameters(const hepar_glmm_options *options, size_t p, hepar_glmm *r) {
  bool um = options->model == HEPAR_GLMM_UM_FS || options->model == HEPAR_GLMM_UM_RS;
  r->parms = p + (options->random ? 1 : 0);
  if (options->model == HEPAR_GLMM_UM_FS) r->parms += r->k;
  if (options->model == HEPAR_GLMM_UM_RS)
    r->parms += options->random && options->correlated ? 3 : 2;
  r->k_eff = um ? 2 * r->k : r->k;
}

/* Columns of mean square 1 that are orthogonal, by Gram and Schmidt, twice. Fails when a column is
   determined by those before it. */
static hepar_status set_design(glmm_design *d, const hepar_glmm_options *options, size_t k,
                               hepar_error *error) {
  size_t p = d->p = options->x == NULL ? 1 : options->p;
  if (p < 1 || p > HEPAR_GLMM_MOST)
    return hepar_fail(error, HEPAR_MISUSE, "1 to %d coefficients are possible, got %zu",
                      HEPAR_GLMM_MOST, p);
  d->z = hepar_calloc(k * p + p * p + 1, sizeof *d->z);
  if (d->z == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for %zu studies", k);
  d->back = d->z + k * p;
  for (size_t i = 0; i < k * p; i++) d->z[i] = options->x == NULL ? 1.0 : options->x[i];
  for (size_t j = 0; j < p; j++) {
    double whole = 0.0, rest = 0.0;
    d->back[j * p + j] = 1.0;
    for (size_t i = 0; i < k; i++) whole = hypot(whole, d->z[i * p + j]);
    for (int turn = 0; turn < 2; turn++)
      for (size_t m = 0; m < j; m++) {
        double share = 0.0;
        for (size_t i = 0; i < k; i++) share += d->z[i * p + j] * d->z[i * p + m] / (double)k;
        for (size_t i = 0; i < k; i++) d->z[i * p + j] -= share * d->z[i * p + m];
        d->back[m * p + j] += share;
      }
    for (size_t i = 0; i < k; i++) rest = hypot(rest, d->z[i * p + j]);
    if (!(rest > 1e-10 * whole))
      return hepar_fail(error, HEPAR_RANGE, "column %zu is determined by those before it", j + 1);
    d->back[j * p + j] = rest / sqrt((double)k);
    for (size_t i = 0; i < k; i++) d->z[i * p + j] /= d->back[j * p + j];
  }
  return HEPAR_OK;
}

hepar_status hepar_glmm_fit(const hepar_tables *tables, const hepar_glmm_options *options,
                            hepar_glmm *r, hepar_error *error) {
  bool single = options->model == HEPAR_GLMM_SINGLE;
  hepar_tables t;
  glmm_design design = {0};
  glmm_problem p = {.rates = options->rates, .intercept = options->x == NULL || options->intercept};
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
  if (status == HEPAR_OK && options->x != NULL && t.k != tables->k)
    status = hepar_fail(error, HEPAR_MISUSE, "moderators need tables of which none is left out");
  if (status == HEPAR_OK) status = set_design(&design, options, t.k, error);
  p.p = design.p;
  count_parameters(options, p.p, r);
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
      p.study[i].x = design.z + i * p.p;
      status = set_study(&p.study[i], options, cell, error);
    }
    if (status == HEPAR_OK) fit(&p, &design, options, log(level[0] / level[1]), r);
    for (size_t i = 0; i < t.k && p.study != NULL; i++)
      hepar_free(p.study[i].arm[0].support.log_weight);
    hepar_free(p.study);
  }
  hepar_glmm_rule_clear(&p.rule);
  hepar_tables_clear(&t);
  hepar_free(design.z);
  return status;
}
