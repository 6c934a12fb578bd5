/* Selection models: what is estimated, on which scale, and the tests. */
#include "selmodel.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "fit.h"
#include "linear.h"
#include "part.h"

#define ROOT_HALF 0.70710678118654752440
#define DELTA_MOST 100

size_t hepar_selection_deltas(const hepar_selmodel_options *options) {
  switch (options->type) {
    case HEPAR_SELECT_STEP:
      return options->step_count;
    case HEPAR_SELECT_BETA:
    case HEPAR_SELECT_NEGEXPPOW:
    case HEPAR_SELECT_HALFNORM2:
    case HEPAR_SELECT_NEGEXP2:
    case HEPAR_SELECT_LOGISTIC2:
    case HEPAR_SELECT_POWER2:
      return 2;
    default:
      return 1;
  }
}

/* Everything that one model needs. */
typedef struct job {
  hepar_fit *fit; /* maximum likelihood without selection */
  hepar_selection_data data;
  hepar_maximum maximum;
  double *numbers;
  bool *flags;
  size_t *group;
} job;

static void job_free(job *j) {
  hepar_fit_free(j->fit);
  hepar_free(j->numbers);
  hepar_free(j->flags);
  hepar_free(j->group);
}

static double goal(void *data, const double *par) { return hepar_selection_loglik(data, par); }

/* The same with rough integrals. */
static double rough_goal(void *data, const double *par) {
  hepar_selection_data rough = *(const hepar_selection_data *)data;
  rough.relative = 1e-7;
  return hepar_selection_loglik(&rough, par);
}

static hepar_status check_options(const hepar_selmodel_options *o, hepar_error *error) {
  double before = 0;
  for (size_t i = 0; i < o->step_count && o->type != HEPAR_SELECT_TRUNC; i++) {
    if (!(o->steps[i] > before && o->steps[i] <= 1))
      return hepar_fail(error, HEPAR_MISUSE,
                        "steps must increase between 0 and 1, steps[%zu] is %g", i + 1,
                        o->steps[i]);
    before = o->steps[i];
  }
  if (o->type == HEPAR_SELECT_STEP && (o->step_count < 2 || o->steps[o->step_count - 1] != 1))
    return hepar_fail(error, HEPAR_MISUSE, "a step function needs a step below 1, and ends at 1");
  if (o->type == HEPAR_SELECT_TRUNC && o->alternative == HEPAR_TWO_SIDED)
    return hepar_fail(error, HEPAR_MISUSE, "a truncated distribution has one side: \"greater\" or "
                      "\"less\"");
  size_t deltas = hepar_selection_deltas(o);
  double low = o->type == HEPAR_SELECT_BETA ? 1e-5 : 0;
  for (size_t i = 0; i < deltas && o->delta != NULL; i++)
    if (!isnan(o->delta[i]) && !(o->delta[i] >= low && !isinf(o->delta[i])))
      return hepar_fail(error, HEPAR_MISUSE, "delta[%zu] must be %g or more, got %g", i + 1, low,
                        o->delta[i]);
  return HEPAR_OK;
}

/* p values of the studies and, for steps, their interval. */
static void p_values(job *j, const hepar_fit_data *data) {
  hepar_selection_data *s = &j->data;
  const hepar_selmodel_options *o = &s->options;
  for (size_t i = 0; i < s->k; i++) {
    double z = data->yi[i] / (data->sei ? data->vi[i] : sqrt(data->vi[i]));
    double above = 0.5 * erfc(z * ROOT_HALF), below = 0.5 * erfc(-z * ROOT_HALF);
    s->pval[i] = o->alternative == HEPAR_GREATER ? above
                 : o->alternative == HEPAR_LESS  ? below
                                                 : 2 * fmin(above, below);
    s->qval[i] = o->alternative == HEPAR_GREATER ? below
                 : o->alternative == HEPAR_LESS  ? above
                                                 : erf(fabs(z) * ROOT_HALF);
    j->group[i] = 0;
    if (o->type == HEPAR_SELECT_STEP)
      while (j->group[i] + 1 < o->step_count && s->pval[i] > o->steps[j->group[i]]) j->group[i]++;
    if (o->type == HEPAR_SELECT_TRUNC) {
      double limit = o->step_count > 0 ? o->steps[0] : 0;
      j->group[i] = o->alternative == HEPAR_GREATER ? data->yi[i] <= limit : data->yi[i] >= limit;
    }
  }
}

/* Refuse intervals whose weight nothing tells. */
static hepar_status check_groups(const job *j, hepar_error *error) {
  const hepar_selmodel_options *o = &j->data.options;
  if (o->type != HEPAR_SELECT_STEP && o->type != HEPAR_SELECT_TRUNC) return HEPAR_OK;
  size_t groups = o->type == HEPAR_SELECT_STEP ? o->step_count : 2;
  for (size_t g = 0; g < groups; g++) {
    size_t n = 0;
    for (size_t i = 0; i < j->data.k; i++) n += j->group[i] == g;
    if (n > 0) continue;
    if (o->type == HEPAR_SELECT_TRUNC) {
      if (g == 0)
        return hepar_fail(error, HEPAR_RANGE,
                          "no study has an effect on the side that is reported");
      if (j->maximum.fixed[j->data.p + 1]) continue;
      return hepar_fail(error, HEPAR_RANGE, "no study lies on the other side of the limit, so "
                        "delta cannot be estimated; give delta = 0 for complete truncation");
    }
    /* The first interval is the standard of all others. */
    if (g > 0 && j->maximum.fixed[j->data.p + 1 + g]) continue;
    bool all_fixed = true;
    for (size_t d = 0; d < o->step_count; d++)
      all_fixed = all_fixed && j->maximum.fixed[j->data.p + 1 + d];
    if (all_fixed) continue;
    return hepar_fail(error, HEPAR_RANGE, "no study has a p value above %g and up to %g, so the "
                      "weight of that interval cannot be estimated; choose other steps",
                      g == 0 ? 0 : o->steps[g - 1], o->steps[g]);
  }
  return HEPAR_OK;
}

static hepar_status allocate(job *j, const hepar_fit_data *data, hepar_error *error) {
  size_t k = j->fit->k, p = j->fit->p, d = hepar_selection_deltas(&j->data.options), n = p + 1 + d;
  hepar_maximum *m = &j->maximum;
  double *next = hepar_calloc(k * (5 + p) + 6 * n + 2 * n * n + 2 * p * p + 1, sizeof *next);
  j->numbers = next;
  j->flags = hepar_calloc(2 * n, sizeof *j->flags);
  j->group = hepar_calloc(k, sizeof *j->group);
  if (next == NULL || j->flags == NULL || j->group == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  const hepar_problem *pb = j->fit->problem;
  hepar_selection_data *s = &j->data;
  double *y = next, *precision = y + k, *x = precision + k;
  s->k = k;
  s->p = p;
  s->deltas = d;
  s->relative = 1e-12;
  s->y = y;
  s->v = pb->v;
  s->x = x;
  s->precision = precision;
  s->pval = x + p * k;
  s->qval = s->pval + k;
  s->group = j->group;
  if (s->options.type == HEPAR_SELECT_TRUNC && s->options.step_count > 0)
    s->limit = ldexp(s->options.steps[0], -pb->exponent);
  for (size_t i = 0; i < k; i++) {
    y[i] = ldexp(data->yi[i], -pb->exponent);
    precision[i] = s->options.precision != NULL ? s->options.precision[i] : 1;
    for (size_t c = 0; c < p; c++)
      x[c * k + i] =
          pb->z == NULL || (pb->intercept && c == 0) ? 1 : pb->z[c * k + i] * sqrt((double)k);
  }
  m->n = n;
  m->par = s->qval + k;
  double *low = m->par + n, *high = low + n;
  m->low = low;
  m->high = high;
  m->hessian = high + n;
  m->fixed = j->flags;
  m->bound = j->flags + n;
  for (size_t i = 0; i < n; i++) {
    low[i] = i < p ? -(double)INFINITY : i > p && s->options.type == HEPAR_SELECT_BETA ? 1e-5 : 0;
    high[i] = i <= p ? (double)INFINITY : DELTA_MOST;
  }
  return HEPAR_OK;
}

/* Where the search begins: the model without selection, and deltas of `start`. */
static void begin(job *j, double start) {
  const hepar_problem *pb = j->fit->problem;
  hepar_maximum *m = &j->maximum;
  size_t p = j->data.p;
  double root = sqrt((double)j->data.k);
  for (size_t i = 0; i < p; i++)
    m->par[i] = pb->z == NULL ? j->fit->theta[i] : j->fit->theta[i] / root;
  if (pb->intercept) m->par[0] += ldexp(pb->shift, -pb->exponent);
  if (!j->flags[p]) m->par[p] = ldexp(j->fit->tau2, -2 * pb->exponent) + 1e-3;
  for (size_t i = p + 1; i < m->n; i++)
    if (!j->flags[i]) m->par[i] = start;
}

/* Which parameters are given. */
static void fix(job *j, const hepar_fit_options *fit_options) {
  const hepar_selmodel_options *o = &j->data.options;
  hepar_maximum *m = &j->maximum;
  size_t p = j->data.p;
  if (fit_options->method == HEPAR_EE || !isnan(fit_options->tau2)) {
    j->flags[p] = true;
    m->par[p] = fit_options->method == HEPAR_EE
                    ? 0 : ldexp(fit_options->tau2, -2 * j->fit->problem->exponent);
  }
  for (size_t d = 0; d < j->data.deltas; d++) {
    double value = o->delta != NULL ? o->delta[d] : (double)NAN;
    if (o->type == HEPAR_SELECT_STEP && d == 0 && isnan(value)) value = 1;
    if (isnan(value)) continue;
    j->flags[p + 1 + d] = true;
    m->par[p + 1 + d] = value;
  }
}

/* The highest of the maxima from some starts. */
static hepar_status maximise(job *j, hepar_error *error) {
  static const double starts[] = {1, 0.2, 4};
  hepar_maximum *m = &j->maximum;
  size_t n = m->n, free_deltas = 0;
  double top = -(double)INFINITY, *best = hepar_malloc(n * sizeof *best);
  if (best == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu parameters", n);
  for (size_t i = j->data.p + 1; i < n; i++) free_deltas += !j->flags[i];
  hepar_status status = HEPAR_OK;
  for (size_t i = 0; i < (free_deltas > 0 ? 3u : 1u) && status == HEPAR_OK; i++) {
    begin(j, starts[i]);
    status = hepar_maximum_approach(rough_goal, &j->data, m, error);
    /* A start that arrives at the same place is no better. */
    if (status == HEPAR_OK && (i == 0 || m->value > top + 1e-6)) {
      top = m->value;
      memcpy(best, m->par, n * sizeof *best);
    }
  }
  if (status == HEPAR_OK) {
    memcpy(m->par, best, n * sizeof *best);
    status = hepar_maximum_finish(goal, &j->data, m, error);
  }
  hepar_free(best);
  return status;
}

/* Invert minus the Hessian of the free parameters in place; the others keep rows of 0. l has room
   for n^2 + 2 n numbers. */
static bool invert(double *h, size_t n, const bool *fixed, const bool *bound, double *l) {
  size_t m = 0;
  double *x = l + n * n;
  for (size_t a = 0; a < n; a++) {
    if (fixed[a] || bound[a]) continue;
    size_t c = 0;
    for (size_t b = 0; b < n; b++)
      if (!fixed[b] && !bound[b]) l[m * n + c++] = h[a * n + b];
    m++;
  }
  for (size_t a = 1; a < m; a++) memmove(l + a * m, l + a * n, m * sizeof *l);
  bool regular = hepar_cholesky(l, m);
  for (size_t column = 0, place = 0; column < n && regular; column++) {
    if (fixed[column] || bound[column]) continue;
    for (size_t i = 0; i < m; i++) x[i] = i == place;
    for (size_t i = 0; i < m; i++) {
      for (size_t b = 0; b < i; b++) x[i] -= l[i * m + b] * x[b];
      x[i] /= l[i * m + i];
    }
    for (size_t i = m; i-- > 0;) {
      for (size_t b = i + 1; b < m; b++) x[i] -= l[b * m + i] * x[b];
      x[i] /= l[i * m + i];
    }
    for (size_t row = 0, i = 0; row < n; row++)
      if (!fixed[row] && !bound[row]) h[row * n + column] = x[i++];
    place++;
  }
  return regular;
}

/* The linear way from the coordinates of the search to the user's coefficients: p x p. */
static void coefficient_map(const job *j, double *map) {
  const hepar_problem *pb = j->fit->problem;
  size_t p = j->data.p;
  double *c = map + p * p, root = sqrt((double)j->data.k);
  for (size_t column = 0; column < p; column++) {
    for (size_t i = 0; i < p; i++) c[i] = i == column ? (pb->z == NULL ? 1 : root) : 0;
    hepar_upper_solve(pb->back, p, c);
    for (size_t i = 0; i < p; i++) c[i] = ldexp(c[i], pb->exponent - pb->power[i]);
    if (pb->intercept)
      for (size_t i = 1; i < p; i++) c[0] -= c[i] * pb->middle[i];
    for (size_t i = 0; i < p; i++) map[i * p + column] = c[i];
  }
}

/* Estimates in the user's units, standard errors and tests. */
static void report(job *j, hepar_selmodel *r, double level) {
  const hepar_maximum *m = &j->maximum;
  size_t p = r->p, n = m->n;
  int exponent = j->fit->problem->exponent;
  double *map = m->hessian + n * n, critical = hepar_critical(level, NAN);
  bool regular = m->converged && invert(m->hessian, n, m->fixed, m->bound, map + 2 * p * p);
  coefficient_map(j, map);
  for (size_t i = 0; i < p; i++) {
    double variance = 0;
    r->beta[i] = 0;
    for (size_t a = 0; a < p; a++) {
      r->beta[i] += map[i * p + a] * m->par[a];
      for (size_t b = 0; b < p; b++)
        variance += map[i * p + a] * map[i * p + b] * m->hessian[a * n + b];
    }
    r->se[i] = regular ? sqrt(variance) : (double)NAN;
    r->zval[i] = r->beta[i] / r->se[i];
    r->pval[i] = hepar_two_sided(r->zval[i], NAN);
    r->ci_lb[i] = r->beta[i] - critical * r->se[i];
    r->ci_ub[i] = r->beta[i] + critical * r->se[i];
  }
  r->tau2 = ldexp(m->par[p], 2 * exponent);
  bool free_tau2 = regular && !m->fixed[p] && !m->bound[p];
  r->se_tau2 = free_tau2 ? ldexp(sqrt(m->hessian[p * n + p]), 2 * exponent) : (double)NAN;
  r->LRTdf = 0;
  for (size_t d = 0; d < r->deltas; d++) {
    size_t at = p + 1 + d;
    bool free_delta = regular && !m->fixed[at] && !m->bound[at];
    r->delta[d] = m->par[at];
    r->se_delta[d] = free_delta ? sqrt(m->hessian[at * n + at]) : (double)NAN;
    r->bound[d] = m->bound[at];
    r->LRTdf += !m->fixed[at];
  }
  r->parms = p + r->LRTdf + (m->fixed[p] ? 0 : 1);
  r->ll = m->value - (double)r->k * exponent * 0.69314718055994530942;
  r->ll0 = j->fit->ML.ll;
  r->LRT = fmax(0, 2 * (r->ll - r->ll0));
  r->LRTp = r->LRTdf > 0 ? gsl_cdf_chisq_Q(r->LRT, (double)r->LRTdf) : (double)NAN;
  r->converged = m->converged && regular;
}

static hepar_status result_new(hepar_selmodel **result, const job *j, hepar_error *error) {
  size_t p = j->data.p, d = j->data.deltas;
  hepar_selmodel *r = hepar_calloc(1, sizeof *r);
  double *next = hepar_calloc(6 * p + 2 * d + 1, sizeof *next);
  size_t *count = hepar_calloc(2 * d + 2, sizeof *count);
  if (r == NULL || next == NULL || count == NULL) {
    hepar_free(r);
    hepar_free(next);
    hepar_free(count);
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu parameters", p + d);
  }
  *result = r;
  r->blocks[0] = next;
  r->blocks[1] = count;
  r->k = j->data.k;
  r->p = p;
  r->deltas = d;
  double **const columns[] = {&r->beta, &r->se, &r->zval, &r->pval, &r->ci_lb, &r->ci_ub};
  for (size_t i = 0; i < 6; i++, next += p) *columns[i] = next;
  r->delta = next;
  r->se_delta = next + d;
  r->count = count;
  r->bound = (bool *)(void *)(count + d + 1);
  for (size_t i = 0; i < r->k; i++)
    if (j->group[i] < d) count[j->group[i]]++;
  return HEPAR_OK;
}

hepar_status hepar_selmodel_new(hepar_selmodel **result, const hepar_fit_data *data,
                                const hepar_fit_options *fit_options,
                                const hepar_selmodel_options *options, hepar_error *error) {
  job j;
  hepar_fit_options plain = *fit_options;
  memset(&j, 0, sizeof j);
  *result = NULL;
  j.data.options = *options;
  hepar_status status = check_options(options, error);
  if (status == HEPAR_OK) status = hepar_rows_check(data, error);
  if (status == HEPAR_OK && (data->weights != NULL || !fit_options->weighted))
    status = hepar_fail(error, HEPAR_MISUSE, "selection models have no weights of their own");
  if (status != HEPAR_OK) return status;
  if (plain.method != HEPAR_EE) plain.method = HEPAR_ML;
  plain.skip_r2 = true;
  plain.btt = NULL;
  plain.test = HEPAR_TEST_Z;
  status = hepar_fit_new(&j.fit, data, &plain, error);
  if (status != HEPAR_OK) return status;
  if (j.fit->zeros > 0)
    status = hepar_fail(error, HEPAR_MISUSE, "a sampling variance of 0 has no p value");
  if (status == HEPAR_OK) status = allocate(&j, data, error);
  if (status == HEPAR_OK) {
    size_t needed = 0;
    fix(&j, fit_options);
    p_values(&j, data);
    for (size_t i = 0; i < j.maximum.n; i++) needed += !j.maximum.fixed[i];
    if (needed > j.fit->k)
      status =
          hepar_fail(error, HEPAR_MISUSE, "%zu parameters cannot be estimated from %zu studies",
                     needed, j.fit->k);
    else
      status = check_groups(&j, error);
  }
  if (status == HEPAR_OK) status = maximise(&j, error);
  if (status == HEPAR_OK) status = result_new(result, &j, error);
  if (status == HEPAR_OK) report(&j, *result, fit_options->level);
  job_free(&j);
  return status;
}

void hepar_selmodel_free(hepar_selmodel *result) {
  if (result == NULL) return;
  hepar_free(result->blocks[0]);
  hepar_free(result->blocks[1]);
  hepar_free(result);
}
