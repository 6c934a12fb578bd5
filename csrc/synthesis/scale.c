/* Location-scale models (Viechtbauer and López-López, Research Synthesis Methods 2022;13:697-715):
   the model from the user's columns, starts of the search, the coefficients, profile likelihood. */
#include "scale.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "fit.h"
#include "lanes.h"
#include "linear.h"
#include "tau2.h"

#define LOG_2 0.69314718055994530942
/* The farthest that a profile is followed, in units of the standard error. */
#define FAR_OUT 1e6

/* Everything that one estimation needs. */
typedef struct workshop {
  hepar_problem rows;     /* finds the complete rows */
  hepar_problem location, scale;
  hepar_scale_model model;
  double *columns;        /* the complete rows of all columns, when some are not */
  const double **pointers;
  double *block;
} workshop;

static void close_shop(workshop *w) {
  hepar_problem_free(&w->rows);
  hepar_problem_free(&w->location);
  hepar_problem_free(&w->scale);
  hepar_free(w->columns);
  hepar_free(w->pointers);
  hepar_free(w->block);
  memset(w, 0, sizeof *w);
}

/* Lists of pointers and names of all moderators, of the location first. */
static hepar_status all_columns(workshop *w, const hepar_fit_data *data,
                                const hepar_fit_data *scale, hepar_fit_data *all,
                                hepar_error *error) {
  size_t count = data->mod_count + scale->mod_count;
  w->pointers = hepar_malloc(2 * (count + 1) * sizeof *w->pointers);
  if (w->pointers == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu moderators", count);
  const char **names = (const char **)(void *)(w->pointers + count + 1);
  for (size_t j = 0; j < count; j++) {
    const hepar_fit_data *from = j < data->mod_count ? data : scale;
    size_t at = j < data->mod_count ? j : j - data->mod_count;
    w->pointers[j] = from->mods[at];
    names[j] = from->names != NULL ? from->names[at] : "a moderator";
  }
  *all = *data;
  all->mods = w->pointers;
  all->names = names;
  all->mod_count = count;
  all->intercept = true;
  return HEPAR_OK;
}

/* The two problems, of the rows that are complete in both parts. */
static hepar_status make_problems(workshop *w, const hepar_fit_data *data,
                                  const hepar_fit_data *scale, hepar_error *error) {
  hepar_fit_data all, one = *data, two = *scale;
  hepar_status status = all_columns(w, data, scale, &all, error);
  if (status == HEPAR_OK) status = hepar_problem_make(&w->rows, &all, error);
  if (status != HEPAR_OK) return status;
  size_t k = w->rows.k;
  two.yi = data->yi;
  two.vi = data->vi;
  two.sei = data->sei;
  one.weights = two.weights = NULL;
  one.count = two.count = k;
  if (w->rows.row != NULL) {
    const double *given[2] = {data->yi, data->vi};
    double *next = w->columns = hepar_malloc((all.mod_count + 2) * k * sizeof *next);
    if (next == NULL)
      return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
    for (size_t j = 0; j < all.mod_count + 2; j++, next += k) {
      const double *from = j < 2 ? given[j] : w->pointers[j - 2];
      for (size_t i = 0; i < k; i++) next[i] = from[w->rows.row[i]];
      if (j >= 2) w->pointers[j - 2] = next;
    }
    one.yi = two.yi = w->columns;
    one.vi = two.vi = w->columns + k;
  }
  one.mods = w->pointers;
  two.mods = w->pointers + data->mod_count;
  status = hepar_problem_make(&w->location, &one, error);
  if (status == HEPAR_OK) status = hepar_problem_make(&w->scale, &two, error);
  return status;
}

/* The model, with room for one column more than the scale has. */
static hepar_status make_model(workshop *w, const hepar_scale_options *options,
                               hepar_error *error) {
  hepar_scale_model *m = &w->model;
  size_t k = w->location.k, q = w->scale.p, p = w->location.p;
  double *next = hepar_malloc((k * (q + 4) + HEPAR_SCALE_SMALL(q, p)) * sizeof *next);
  w->block = next;
  if (next == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  *m = (hepar_scale_model){.location = &w->location, .restricted = options->restricted,
                           .identity = options->identity, .k = k, .q = q};
  m->s = next;
  m->offset = next += q * k;
  m->t = next += k;
  m->eta = next += k;
  m->c = next += k;
  m->small = next + k;
  for (size_t i = 0; i < q * k; i++) m->s[i] = w->scale.z != NULL ? w->scale.z[i] : 1;
  /* exp(Z alpha) is in the user's units, t in those of the problem. */
  for (size_t i = 0; i < k; i++)
    m->offset[i] = options->identity ? 0 : -2 * w->location.exponent * LOG_2;
  return HEPAR_OK;
}

static hepar_status open_shop(workshop *w, const hepar_fit_data *data,
                              const hepar_fit_data *scale, const hepar_scale_options *options,
                              hepar_error *error) {
  memset(w, 0, sizeof *w);
  hepar_status status = make_problems(w, data, scale, error);
  size_t k = w->location.k, p = w->location.p, q = w->scale.p;
  if (status == HEPAR_OK && p + q > k)
    status = hepar_fail(error, HEPAR_MISUSE,
                        "%zu coefficients and %zu scale coefficients cannot be estimated from "
                        "%zu %s", p, q, k, k == 1 ? "study" : "studies");
  if (status == HEPAR_OK) status = make_model(w, options, error);
  if (status != HEPAR_OK) close_shop(w);
  return status;
}

/* gamma whose linear predictor is nearest to `target`. */
static void nearest(const hepar_scale_model *m, const double *target, double *gamma) {
  for (size_t a = 0; a < m->q; a++) {
    const double *s = m->s + a * m->k;
    double sum = 0;
    for (size_t i = 0; i < m->k; i++) sum += s[i] * (target[i] - m->offset[i]);
    gamma[a] = sum / hepar_lanes_dot(s, s, m->k);
  }
}

/* Target number `which` of the search: log t, or t, of each study. False when there is no more. t0
   is the estimate without scale moderators, e the residuals then. */
static bool start(const hepar_scale_model *m, size_t which, double t0, const double *e,
                  double *target) {
  static const double factors[] = {1, 0.1, 10, 1e-4};
  if (which > 4 || (m->identity && which > 3)) return false;
  for (size_t i = 0; i < m->k; i++) {
    double t = t0 * factors[which < 4 ? which : 0], rest = e[i] * e[i] - m->location->v[i];
    /* 1.27 is minus the mean of the logarithm of chi squared with one degree of freedom. */
    if (which == 4) t = exp(1.27) * fmax(rest, 0.05 * e[i] * e[i] + 0.01 * t0);
    target[i] = m->identity ? t : log(t);
  }
  return true;
}

/* The highest maximum that the starts lead to. False when the likelihood rises without end. */
static bool search(hepar_scale_model *m, double *gamma, size_t *bound, hepar_error *error,
                   hepar_status *status) {
  hepar_problem *pb = m->location;
  hepar_tau2 plain;
  size_t k = m->k, q = m->q, at_bound;
  double *e = hepar_malloc((2 * k + q) * sizeof *e), best = -HUGE_VAL, value;
  bool good = false;
  *status = HEPAR_OK;
  if (e == NULL) {
    *status = hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
    return false;
  }
  double *target = e + k, *try = target + k, t0 = pb->v_max > 0 ? pb->v_max : 1;
  if (hepar_tau2_estimate(pb, m->restricted ? HEPAR_REML : HEPAR_ML, NAN, &plain, NULL) ==
      HEPAR_OK && plain.tau2 > 1e-3 * pb->v_min)
    t0 = plain.tau2;
  for (size_t i = 0; i < k; i++) pb->w[i] = 1 / (pb->v[i] + t0);
  hepar_projection pr = hepar_project(pb, pb->w);
  (void)hepar_project_solve(&pr, pb->y, pb->small + HEPAR_SMALL_LINEAR(pb->p), e);
  for (size_t i = 0; i < k; i++) e[i] /= sqrt(pb->w[i]);
  for (size_t which = 0; start(m, which, t0, e, target); which++) {
    nearest(m, target, try);
    hepar_scale_end end = hepar_scale_climb(m, try, &value, &at_bound);
    /* One that runs away counts when it is higher: then the likelihood has no highest point. */
    double margin = 1e-8 * (1 + fabs(best));
    if (end == HEPAR_SCALE_LOST || !(value > best + (isinf(best) ? 0 : margin))) continue;
    best = value;
    good = end == HEPAR_SCALE_FOUND;
    *bound = at_bound;
    memcpy(gamma, try, q * sizeof *gamma);
  }
  hepar_free(e);
  return good;
}

/* The scale coefficients as a fit of their own: takes the problem of the scale over. */
typedef struct whole {
  hepar_scale scale;
  void *block;
} whole;

typedef struct pair {
  hepar_fit fit;
  hepar_problem problem;
} pair;

/* Coefficients and their tests at gamma. */
static hepar_status finish(workshop *w, const hepar_scale_options *options, hepar_scale *result,
                           const double *gamma, hepar_error *error) {
  hepar_fit *fit = result->part;
  hepar_problem *pb = fit->problem;
  size_t q = pb->p, k = pb->k;
  hepar_fit_options plain = {.btt = options->att, .btt_count = options->att_count,
                             .level = options->level};
  hepar_status status = hepar_fit_allocate(fit, &plain, error);
  if (status != HEPAR_OK) return status;
  fit->given = w->rows.given;
  fit->k = k;
  fit->p = q;
  fit->intercept = pb->intercept;
  fit->level = options->level;
  fit->s2w = 1;
  fit->test = options->test;
  fit->ddf = options->test == HEPAR_TEST_Z ? NAN : (double)(k - q);
  fit->converged = result->converged;
  memcpy(fit->theta, gamma, q * sizeof *gamma);
  double *information = w->model.small, *r = information + q * q, *gradient = r + q * q;
  double value = hepar_scale_evaluate(&w->model, gamma, gradient, information);
  for (size_t i = 0; i < k; i++) {
    double t = w->model.t[i];
    result->tau2[i] = result->bound > 0 && t < 1e-9 ? 0 : ldexp(t, 2 * w->location.exponent);
  }
  if (result->bound == 0 && !isinf(value) && hepar_cholesky(information, q)) {
    for (size_t a = 0; a < q; a++)
      for (size_t b = 0; b < q; b++) r[a * q + b] = information[b * q + a];
    hepar_back_factor(pb, r, fit->factor);
    hepar_fit_tests(fit, false);
    return HEPAR_OK;
  }
  for (size_t a = 0; a < q * q; a++) fit->factor[a] = NAN;
  hepar_fit_tests(fit, false);
  for (size_t a = 0; a < q; a++)
    fit->se[a] = fit->zval[a] = fit->pval[a] = fit->ci_lb[a] = fit->ci_ub[a] = NAN;
  fit->QM = fit->QMp = NAN;
  return HEPAR_OK;
}

hepar_status hepar_scale_new(hepar_scale **result, const hepar_fit_data *data,
                             const hepar_fit_data *scale, const hepar_scale_options *options,
                             hepar_error *error) {
  workshop w;
  *result = NULL;
  hepar_status status = open_shop(&w, data, scale, options, error);
  if (status != HEPAR_OK) return status;
  size_t k = w.location.k, q = w.scale.p;
  whole *made = hepar_calloc(1, sizeof *made);
  pair *both = hepar_calloc(1, sizeof *both);
  double *numbers = hepar_malloc((k + q) * sizeof *numbers + k * sizeof(size_t));
  if (made == NULL || both == NULL || numbers == NULL) {
    hepar_free(made);
    hepar_free(both);
    hepar_free(numbers);
    close_shop(&w);
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  }
  hepar_scale *out = &made->scale;
  double *gamma = numbers + k;
  made->block = out->tau2 = numbers;
  out->p = w.location.p;
  out->part = &both->fit;
  both->problem = w.scale;
  both->fit.problem = &both->problem;
  memset(&w.scale, 0, sizeof w.scale);
  both->problem.exponent = options->identity ? 2 * w.location.exponent : 0;
  both->problem.shift = 0;
  memset(gamma, 0, q * sizeof *gamma);
  out->converged = search(&w.model, gamma, &out->bound, error, &status);
  if (status == HEPAR_OK) status = finish(&w, options, out, gamma, error);
  if (w.rows.row != NULL) {
    out->row = (size_t *)(void *)(gamma + q);
    memcpy(out->row, w.rows.row, k * sizeof *out->row);
  }
  close_shop(&w);
  if (status != HEPAR_OK) {
    hepar_scale_free(out);
    return status;
  }
  hepar_problem_rest(&both->problem);
  *result = out;
  return HEPAR_OK;
}

void hepar_scale_free(hepar_scale *result) {
  if (result == NULL) return;
  whole *made = (whole *)(void *)result;
  hepar_fit_free(result->part);
  hepar_free(made->block);
  hepar_free(made);
}

/* ---- profile likelihood ---- */

typedef struct profile {
  workshop *shop;
  hepar_scale_model model; /* of the other coefficients */
  hepar_problem others;
  const double *x;         /* the column of the fixed one, NULL for the intercept */
  double *eta;             /* linear predictor at the maximum, and the offset there … */
  double *base;            /* … of the whole model */
  double *gamma;
  double unit;             /* from the coefficient to the units of eta */
} profile;

static double element(const profile *pr, size_t i) {
  return (pr->x != NULL ? pr->x[i] : 1) * pr->unit;
}

/* The highest log likelihood with the coefficient at a, and its slope. NaN where the search could
   not begin. */
static double height(profile *pr, double a, double *slope) {
  hepar_scale_model *m = &pr->model;
  double value;
  size_t bound;
  for (size_t i = 0; i < m->k; i++) m->offset[i] = pr->base[i] + a * element(pr, i);
  nearest(m, pr->eta, pr->gamma);
  *slope = 0;
  if (m->q > 0 && hepar_scale_climb(m, pr->gamma, &value, &bound) == HEPAR_SCALE_LOST)
    return NAN;
  double *gradient = m->small;
  value = hepar_scale_evaluate(m, pr->gamma, gradient, NULL);
  if (isinf(value)) return NAN;
  for (size_t i = 0; i < m->k; i++)
    *slope += m->c[i] * (m->identity ? 1 : m->t[i]) * element(pr, i);
  return value;
}

/* Where the profile crosses `target` on one side (sign 1: above the estimate). */
static double crossing(profile *pr, double estimate, double se, double target, double sign) {
  double slope, inner = estimate, outer = estimate, step = se, at_outer = 0;
  for (;; step *= 2) {
    outer = estimate + sign * step;
    at_outer = height(pr, outer, &slope);
    if (isnan(at_outer) || at_outer < target) break;
    inner = outer;
    if (step > FAR_OUT * se) return sign * HUGE_VAL;
  }
  if (isnan(at_outer)) return NAN;
  double x = outer, value = at_outer;
  for (int round = 0; round < 200; round++) {
    double next = x + (target - value) / slope;
    bool within = (next - inner) * sign > 0 && (outer - next) * sign > 0;
    if (!within || round % 8 == 7) next = inner + (outer - inner) / 2;
    if (fabs(next - x) <= 1e-13 * (fabs(next) + se)) return next;
    x = next;
    value = height(pr, x, &slope);
    if (isnan(value)) return NAN;
    if (value < target)
      outer = x;
    else
      inner = x;
  }
  return NAN;
}

/* The model without coefficient j, whose column becomes part of the offset. */
static hepar_status make_profile(profile *pr, workshop *w, const hepar_fit_data *data,
                                 const hepar_fit_data *scale, size_t j, hepar_error *error) {
  size_t k = w->location.k, count = 0, q = w->scale.p;
  const double **mods = w->pointers + data->mod_count; /* of the complete rows by now */
  hepar_fit_data two = *scale;
  pr->shop = w;
  pr->unit = w->model.identity ? ldexp(1.0, -2 * w->location.exponent) : 1;
  size_t place = w->scale.column[j];
  pr->x = place == 0 ? NULL : mods[place - 1];
  two.yi = w->columns != NULL ? w->columns : data->yi;
  two.vi = w->columns != NULL ? w->columns + k : data->vi;
  two.sei = data->sei;
  two.weights = NULL;
  two.count = k;
  two.mods = mods;
  two.names = NULL;
  two.intercept = w->scale.intercept && place != 0;
  for (size_t l = 0; l < q; l++) /* places ascend, so nothing is overwritten too early */
    if (l != j && w->scale.column[l] != 0) mods[count++] = mods[w->scale.column[l] - 1];
  two.mod_count = count;
  pr->model = w->model;
  pr->model.q = 0;
  if (q == 1) return HEPAR_OK;
  hepar_status status = hepar_problem_make(&pr->others, &two, error);
  if (status != HEPAR_OK) return status;
  pr->model.q = pr->others.p;
  for (size_t i = 0; i < pr->others.p * k; i++)
    pr->model.s[i] = pr->others.z != NULL ? pr->others.z[i] : 1;
  return HEPAR_OK;
}

hepar_status hepar_scale_interval(const hepar_fit_data *data, const hepar_fit_data *scale,
                                  const hepar_scale_options *options, size_t j, double level,
                                  double *lb, double *ub, hepar_error *error) {
  hepar_scale *fit;
  workshop w;
  profile pr = {0};
  *lb = *ub = NAN;
  hepar_status status = hepar_scale_new(&fit, data, scale, options, error);
  if (status != HEPAR_OK) return status;
  double estimate = j < fit->part->p ? fit->part->beta[j] : NAN;
  double se = isnan(estimate) ? NAN : fit->part->se[j];
  if (!fit->converged || !(se > 0)) {
    hepar_scale_free(fit);
    return hepar_fail(error, HEPAR_RANGE, "without a maximum and standard errors there is no "
                                          "profile to follow");
  }
  status = open_shop(&w, data, scale, options, error);
  if (status == HEPAR_OK) {
    size_t k = w.location.k, q = w.scale.p;
    pr.eta = hepar_malloc((2 * k + q) * sizeof *pr.eta);
    if (pr.eta == NULL) {
      status = hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
    } else {
      pr.base = pr.eta + k;
      pr.gamma = pr.base + k;
      memcpy(pr.base, w.model.offset, k * sizeof *pr.base);
      double top = hepar_scale_evaluate(&w.model, fit->part->theta, NULL, NULL);
      memcpy(pr.eta, w.model.eta, k * sizeof *pr.eta);
      status = make_profile(&pr, &w, data, scale, j, error);
      if (status == HEPAR_OK) {
        double target = top - 0.5 * gsl_cdf_chisq_Pinv(level / 100, 1);
        *lb = crossing(&pr, estimate, se, target, -1);
        *ub = crossing(&pr, estimate, se, target, 1);
      }
      hepar_problem_free(&pr.others);
      hepar_free(pr.eta);
    }
    close_shop(&w);
  }
  hepar_scale_free(fit);
  return status;
}
