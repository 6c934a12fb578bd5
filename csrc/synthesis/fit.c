/* The model: coefficients and their variances, tests, heterogeneity, likelihoods, R2. */
#include "fit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "lanes.h"
#include "linear.h"
#include "narrow.h"
#include "tau2.h"

#define LOG_2PI 1.8378770664093454836

double hepar_two_sided(double statistic, double ddf) {
  double x = fabs(statistic);
  if (isnan(statistic)) return NAN;
  if (isinf(x)) return 0;
  if (isnan(ddf)) return erfc(x * 0.70710678118654752440);
  return ddf > 0 ? 2 * gsl_cdf_tdist_Q(x, ddf) : NAN;
}

double hepar_critical(double level, double ddf) {
  double tail = (1 - level / 100) / 2;
  if (isnan(ddf)) return gsl_cdf_ugaussian_Qinv(tail);
  if (!(ddf > 0)) return NAN;
  double x = gsl_cdf_tdist_Qinv(tail, ddf);
  /* GSL stops at some 1e-9; two Newton steps go to the last digits. */
  for (int i = 0; i < 2; i++) {
    double density = gsl_ran_tdist_pdf(x, ddf);
    if (density > 0) x += (gsl_cdf_tdist_Q(x, ddf) - tail) / density;
  }
  return x;
}

/* L: from coefficients on Z to coefficients on the given columns, in scaled units, but for the
   intercept, which stays at the middle of the columns. factor = L r^-1 where r is upper triangular
   p x p; gives the rows of `out`. */
static void back_factor(const hepar_problem *pb, const double *r, double *out) {
  size_t p = pb->p;
  for (size_t j = 0; j < p; j++) {
    double *column = pb->small + HEPAR_SMALL_LINEAR(p);
    for (size_t i = 0; i < p; i++) column[i] = i == j;
    hepar_upper_solve(r, p, column);
    hepar_upper_solve(pb->back, p, column);
    for (size_t i = 0; i < p; i++) out[i * p + j] = column[i];
  }
}

/* Row i of the factor of vb in the user's coordinates: power of two, and for the intercept the way
   from the middle of the columns to their zero. */
static void user_row(const hepar_fit *fit, const double *centred, size_t i, double *row,
                     size_t width) {
  const hepar_problem *pb = fit->problem;
  for (size_t l = 0; l < width; l++)
    row[l] = ldexp(centred[i * width + l], pb->exponent - pb->power[i]);
  if (i == 0 && pb->intercept)
    for (size_t j = 1; j < fit->p; j++)
      for (size_t l = 0; l < width; l++)
        row[l] -= ldexp(centred[j * width + l], pb->exponent - pb->power[j]) * pb->middle[j];
}

/* Whether the weights leave enough studies for the coefficients. */
static bool full_rank(const hepar_projection *pr) {
  size_t p = pr->problem->p;
  for (size_t j = 0; j < p; j++) {
    double length = 0, r = pr->r[j * p + j];
    for (size_t i = 0; i <= j; i++) length += pr->r[i * p + j] * pr->r[i * p + j];
    if (!(r > 1e-13 * sqrt(length)) || isinf(length)) return false;
  }
  return true;
}

/* Weights a = 1 / (v + t). */
static void inverse_variances(hepar_problem *pb, double t, double *w) {
  for (size_t i = 0; i < pb->k; i++) w[i] = 1 / (pb->v[i] + t);
}

/* A weighted sum of squares is 0 when no residual exceeds what rounding leaves of a perfect fit.
   u = w residual. With the intercept alone equal effects leave an exact 0 anyway. */
static double clean_rss(const hepar_problem *pb, const double *u, double rss) {
  double most = 0;
  if (pb->alone) return rss;
  for (size_t i = 0; i < pb->k; i++) most = fabs(pb->y[i]) > most ? fabs(pb->y[i]) : most;
  for (size_t i = 0; i < pb->k; i++)
    if (fabs(u[i]) > 1.5e-14 * most * pb->w[i]) return rss;
  return 0;
}

/* Coefficients and the factor of their variance, log det Z'WZ and both residual sums of squares. */
typedef struct solution {
  double rss, rss_model, logdet;
} solution;

static hepar_status solve(hepar_fit *fit, const hepar_fit_options *options, double t,
                          solution *out, hepar_error *error) {
  hepar_problem *pb = fit->problem;
  size_t k = pb->k, p = pb->p;
  bool own = options->weighted && pb->a == NULL;
  if (t == 0 && pb->zeros > 0)
    return hepar_fail(error, HEPAR_RANGE,
                      "tau2 is 0 and vi[%zu] is 0, which makes the weight of that study infinite",
                      (fit->row != NULL ? fit->row[pb->pivot] : pb->pivot) + 1);
  if (own && pb->alone) {
    hepar_pass pass;
    hepar_pass_make(pb, t, HEPAR_PASS_VALUE, &pass);
    fit->theta[0] = pass.mean;
    fit->factor[0] = 1 / sqrt(pass.sum);
    out->rss = out->rss_model = pass.rss;
    out->logdet = log(pass.sum) - log((double)k);
    return HEPAR_OK;
  }
  if (own && hepar_narrow_fits(pb, t)) {
    hepar_pass pass;
    hepar_narrow_pass(pb, t, HEPAR_PASS_VALUE, &pass, fit->theta);
    out->rss = out->rss_model = clean_rss(pb, pb->u, pass.rss);
    for (size_t j = 0; j < p; j++) out->logdet += 2 * log(pb->small[j * p + j]);
    back_factor(pb, pb->small, fit->factor);
    return HEPAR_OK;
  }
  inverse_variances(pb, t, pb->w);
  hepar_projection pr = hepar_project(pb, pb->w);
  if (!full_rank(&pr))
    return hepar_fail(error, HEPAR_RANGE,
                      "the sampling variances differ too much to estimate %zu coefficients", p);
  out->rss = hepar_project_solve(&pr, pb->y, fit->theta, pb->u);
  for (size_t i = 0; i < k; i++) pb->u[i] *= sqrt(pb->w[i]);
  out->rss = out->rss_model = clean_rss(pb, pb->u, out->rss);
  out->logdet = hepar_project_logdet(&pr);
  if (own) {
    back_factor(pb, pr.r, fit->factor);
    return HEPAR_OK;
  }
  /* Other weights A: the variance is (Z'AZ)^-1 Z'A (V + tau2) AZ (Z'AZ)^-1. */
  const double *a = pb->a;
  if (!options->weighted) {
    for (size_t i = 0; i < k; i++) pb->w[i] = 1;
    a = pb->w;
  }
  pr = hepar_project(pb, a);
  if (!full_rank(&pr))
    return hepar_fail(error, HEPAR_MISUSE, "the weights leave too few studies for %zu coefficients",
                      p);
  (void)hepar_project_solve(&pr, pb->y, fit->theta, pb->u);
  back_factor(pb, pr.r, fit->factor);
  double *inner = pb->small + HEPAR_SMALL_LINEAR(p), *row = inner + p * p;
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = 0;
      for (size_t l = 0; l < k; l++)
        sum += pr.q[i * k + l] * pr.q[j * k + l] * a[l] * (pb->v[l] + t);
      inner[i * p + j] = inner[j * p + i] = sum;
    }
  if (!hepar_cholesky(inner, p))
    return hepar_fail(error, HEPAR_RANGE, "the variance of the coefficients is singular");
  for (size_t i = 0; i < p; i++) {
    memcpy(row, fit->factor + i * p, p * sizeof *row);
    for (size_t j = 0; j < p; j++) {
      fit->factor[i * p + j] = 0;
      for (size_t l = j; l < p; l++) fit->factor[i * p + j] += row[l] * inner[l * p + j];
    }
  }
  out->rss_model = 0;
  for (size_t i = 0; i < k; i++) {
    double e = pb->y[i];
    for (size_t j = 0; j < p; j++) e -= fit->theta[j] * (pb->z != NULL ? pb->z[j * k + i] : 1);
    out->rss_model += e * e / (pb->v[i] + t);
  }
  return HEPAR_OK;
}

double hepar_fit_wald(const hepar_fit *fit, const size_t *at, size_t m, double *pval) {
  size_t p = fit->p;
  /* Columns of q: the rows of the factor of vb, each of unit length, made orthogonal. */
  double *q = fit->problem->small + 8 * p * p + p, sum = 0;
  *pval = NAN;
  if (m > p) return NAN;
  double *r = q + m * p, *b = r + m * m;
  memset(r, 0, m * m * sizeof *r);
  bool regular = true;
  for (size_t j = 0; j < m; j++) {
    double *column = q + j * p, most = 0, length;
    user_row(fit, fit->factor, at[j], column, p);
    for (size_t l = 0; l < p; l++) most = fabs(column[l]) > most ? fabs(column[l]) : most;
    for (size_t l = 0; l < p; l++) column[l] /= most;
    length = sqrt(hepar_lanes_dot(column, column, p));
    for (size_t l = 0; l < p; l++) column[l] /= length;
    b[j] = fit->zval[at[j]];
    for (int pass = 0; pass < 2; pass++)
      for (size_t i = 0; i < j; i++) {
        double c = hepar_lanes_dot(q + i * p, column, p);
        for (size_t l = 0; l < p; l++) column[l] -= c * q[i * p + l];
        r[i * m + j] += c;
      }
    r[j * m + j] = sqrt(hepar_lanes_dot(column, column, p));
    if (!(r[j * m + j] > 1e-14)) regular = false;
    for (size_t l = 0; l < p; l++) column[l] /= r[j * m + j];
  }
  if (regular) {
    hepar_upper_solve_transposed(r, m, b);
    for (size_t j = 0; j < m; j++) sum += b[j] * b[j];
    if (isnan(fit->ddf)) {
      *pval = gsl_cdf_chisq_Q(sum, (double)m);
    } else {
      sum /= (double)m;
      if (fit->ddf > 0) *pval = gsl_cdf_fdist_Q(sum, (double)m, fit->ddf);
    }
  }
  return regular ? sum : NAN;
}

/* Coefficients, variances and tests in the user's units. */
static void tests(hepar_fit *fit, bool brief) {
  hepar_problem *pb = fit->problem;
  size_t p = fit->p;
  double *centred = pb->small + HEPAR_SMALL_LINEAR(p), *rows = centred + p;
  double critical = brief ? (double)NAN : hepar_critical(fit->level, fit->ddf);
  double root = sqrt(fit->s2w);
  memcpy(centred, fit->theta, p * sizeof *centred);
  hepar_upper_solve(pb->back, p, centred);
  for (size_t i = 0; i < p; i++) user_row(fit, fit->factor, i, rows + i * p, p);
  for (size_t i = 0; i < p; i++) {
    user_row(fit, centred, i, &fit->beta[i], 1);
    if (i == 0 && pb->intercept) fit->beta[i] += pb->shift;
    for (size_t j = 0; j < p; j++)
      fit->vb[i * p + j] = hepar_lanes_dot(rows + i * p, rows + j * p, p) * fit->s2w;
    /* Not the root of vb, which may underflow. */
    double most = 0, sum = 0;
    for (size_t j = 0; j < p; j++)
      most = fabs(rows[i * p + j]) > most ? fabs(rows[i * p + j]) : most;
    for (size_t j = 0; j < p && most > 0; j++)
      sum += rows[i * p + j] / most * (rows[i * p + j] / most);
    fit->se[i] = most * sqrt(sum) * root;
    fit->zval[i] = fit->beta[i] / fit->se[i];
    fit->pval[i] = brief ? (double)NAN : hepar_two_sided(fit->zval[i], fit->ddf);
    fit->ci_lb[i] = fit->beta[i] - critical * fit->se[i];
    fit->ci_ub[i] = fit->beta[i] + critical * fit->se[i];
  }
  if (fit->m == 1) { /* the usual case needs no algebra */
    double z = fit->zval[fit->btt[0]];
    fit->QM = z * z;
    fit->QMp = fit->pval[fit->btt[0]];
  } else {
    fit->QM = hepar_fit_wald(fit, fit->btt, fit->m, &fit->QMp);
  }
}

/* QE, I2, H2 from the weights 1 / v. */
static void heterogeneity(hepar_fit *fit, double t) {
  hepar_problem *pb = fit->problem;
  double df = (double)(fit->k - fit->p);
  hepar_pass pass;
  fit->QE = fit->QEp = fit->I2 = fit->H2 = fit->vt = NAN;
  if (pb->zeros > 0) return;
  if (fit->k == fit->p) {
    fit->QE = fit->I2 = fit->vt = 0;
    fit->QEp = fit->H2 = 1;
    return;
  }
  hepar_pass_make(pb, 0, HEPAR_PASS_VALUE, &pass); /* with moderators u is w times residuals */
  fit->QE = clean_rss(pb, pb->u, pass.rss);
  fit->QEp = isinf(fit->QE) ? 0 : gsl_cdf_chisq_Q(fit->QE, df);
  double vt = df / pass.trace;
  fit->vt = ldexp(vt, 2 * pb->exponent);
  if (fit->method == HEPAR_EE) {
    fit->I2 = fit->QE > df ? 100 * (1 - df / fit->QE) : 0;
    fit->H2 = fit->QE / df;
  } else {
    fit->I2 = 100 * (t / (vt + t));
    fit->H2 = t / vt + 1;
  }
}

/* Information criteria from a log likelihood; n is k or, for REML, k - p. */
static void criteria(hepar_fit_statistics *s, double parms, double n) {
  double most = n > parms + 2 ? n : parms + 2;
  s->AIC = -2 * s->ll + 2 * parms;
  s->BIC = -2 * s->ll + parms * log(n);
  s->AICc = -2 * s->ll + 2 * parms * most / (most - parms - 1);
}

/* Log likelihoods. The scale of the data comes back in as a constant. */
static void likelihoods(hepar_fit *fit, double t, const solution *found) {
  hepar_problem *pb = fit->problem;
  double k = (double)fit->k, df = (double)(fit->k - fit->p);
  double scale = pb->exponent * 0.69314718055994530942;
  double logs = hepar_lanes_log_sum(pb->v, fit->k, t);
  fit->ML.ll = -0.5 * (k * LOG_2PI + logs + found->rss_model) - k * scale;
  fit->REML.ll = -0.5 * (df * LOG_2PI + logs + found->logdet + found->rss_model) - df * scale;
  fit->ML.dev = -2 * fit->ML.ll;
  if (fit->k == fit->p)
    fit->ML.dev = 0;
  else if (pb->zeros == 0)
    fit->ML.dev = logs - (t > 0 ? hepar_lanes_log_sum(pb->v, fit->k, 0) : logs) + found->rss_model;
  fit->REML.dev = -2 * fit->REML.ll;
  criteria(&fit->ML, (double)fit->parms, k);
  criteria(&fit->REML, (double)fit->parms, df);
}

/* 100 (1 - residual / total variance), adjusted, of the weighted regression: R2 without tau2. */
static double adjusted_r2(const hepar_fit *fit, const double *a) {
  const hepar_problem *pb = fit->problem;
  size_t k = fit->k, n = 0;
  double sum = 0, mean = 0, rss = 0, mss = 0;
  for (size_t i = 0; i < k; i++) {
    double f = 0;
    for (size_t j = 0; j < fit->p; j++) f += fit->theta[j] * pb->z[j * k + i];
    pb->u[i] = f;
    double w = a != NULL ? a[i] : 1;
    n += w > 0;
    sum += w;
    mean += w * f;
  }
  mean /= sum;
  for (size_t i = 0; i < k; i++) {
    double w = a != NULL ? a[i] : 1, e = pb->y[i] - pb->u[i], f = pb->u[i] - mean;
    rss += w * e * e;
    mss += w * f * f;
  }
  if (!(rss + mss > 0) || n <= fit->p) return rss + mss > 0 ? NAN : 0;
  double r2 = 100 * (1 - rss / (rss + mss) * (double)(n - 1) / (double)(n - fit->p));
  return r2 > 0 ? r2 : 0;
}

/* R2: how much smaller tau2 is than without moderators, in percent. */
static void explained(hepar_fit *fit, const hepar_fit_options *options, double t) {
  hepar_problem *pb = fit->problem, plain = *fit->problem;
  hepar_tau2 without;
  if (options->skip_r2 || !pb->intercept || pb->alone) return;
  if (fit->method == HEPAR_EE) {
    for (size_t i = 0; i < fit->k; i++) pb->w[i] = 1 / pb->v[i];
    fit->R2 = adjusted_r2(fit, !options->weighted ? NULL : pb->a != NULL ? pb->a : pb->w);
    return;
  }
  plain.p = 1;
  plain.alone = true;
  plain.z = NULL;
  memset(plain.memory, 0, sizeof plain.memory);
  if (hepar_tau2_estimate(&plain, fit->method, NAN, &without, NULL) != HEPAR_OK) return;
  if (!(without.tau2 > 0))
    fit->R2 = 0;
  else
    fit->R2 = t < without.tau2 ? 100 * (1 - t / without.tau2) : 0;
}

/* Places of the fit's own memory. */
static hepar_status allocate(hepar_fit *fit, const hepar_fit_options *options, hepar_error *error) {
  hepar_problem *pb = fit->problem;
  size_t p = pb->p, m = options->btt != NULL ? options->btt_count : p;
  size_t numbers = 7 * p + 2 * p * p;
  double *next = hepar_malloc(numbers * sizeof *next + (m + 1) * sizeof(size_t));
  fit->block = next;
  if (next == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu coefficients", p);
  size_t *places = (size_t *)(void *)(next + numbers);
  double **const columns[] = {&fit->beta, &fit->se, &fit->zval, &fit->pval, &fit->ci_lb,
                              &fit->ci_ub, &fit->theta};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++, next += p) *columns[i] = next;
  fit->vb = next;
  fit->factor = next + p * p;
  fit->btt = places;
  fit->column = pb->column;
  fit->row = pb->row;
  if (options->btt == NULL) {
    fit->m = p - (pb->intercept && p > 1 ? 1 : 0);
    for (size_t i = 0; i < fit->m; i++) places[i] = i + p - fit->m;
    return HEPAR_OK;
  }
  fit->m = m;
  for (size_t i = 0; i < m; i++) {
    places[i] = options->btt[i];
    if (places[i] >= p)
      return hepar_fail(error, HEPAR_MISUSE, "btt names coefficient %zu of %zu", places[i] + 1, p);
  }
  if (m == 0) return hepar_fail(error, HEPAR_MISUSE, "btt names no coefficient");
  return HEPAR_OK;
}

/* Estimate tau2 and the coefficients, which found and scaled hold, and test them. */
static hepar_status pool(hepar_fit *fit, const hepar_fit_options *options, solution *found,
                         double *scaled, hepar_error *error) {
  hepar_problem *pb = fit->problem;
  hepar_tau2 estimate = {0, NAN, 0, true};
  double scale = ldexp(1.0, -pb->exponent);
  double fixed = fit->fixed ? options->tau2 * scale * scale : NAN;
  pb->brief = options->brief;
  hepar_status status = hepar_tau2_estimate(pb, options->method, fixed, &estimate, error);
  *found = (solution){0, 0, 0};
  if (status == HEPAR_OK) status = solve(fit, options, estimate.tau2, found, error);
  if (status != HEPAR_OK) return status;
  *scaled = estimate.tau2;
  fit->tau2 = fit->fixed ? options->tau2 : ldexp(estimate.tau2, 2 * pb->exponent);
  fit->se_tau2 = ldexp(estimate.se, 2 * pb->exponent);
  fit->converged = estimate.converged;
  fit->modes = estimate.modes;
  fit->s2w = 1;
  if (fit->test == HEPAR_TEST_KNHA || fit->test == HEPAR_TEST_ADHOC) {
    fit->s2w = fit->df > 0 ? found->rss / fit->df : NAN;
    if (fit->test == HEPAR_TEST_ADHOC && fit->s2w < 1) fit->s2w = 1;
  }
  tests(fit, options->brief);
  return HEPAR_OK;
}

hepar_status hepar_fit_again(hepar_fit *fit, const hepar_fit_options *options, hepar_error *error) {
  solution found;
  double tau2;
  memset(fit->problem->memory, 0, sizeof fit->problem->memory);
  return pool(fit, options, &found, &tau2, error);
}

/* The fit of a problem that is made. */
static hepar_status run(hepar_fit *fit, const hepar_fit_options *options, hepar_error *error) {
  hepar_problem *pb = fit->problem;
  solution found;
  double tau2;
  hepar_status status = allocate(fit, options, error);
  if (status != HEPAR_OK) return status;
  bool model = options->method != HEPAR_EE;
  fit->given = pb->given;
  fit->k = pb->k;
  fit->p = pb->p;
  fit->intercept = pb->intercept;
  fit->zeros = pb->zeros;
  fit->method = options->method;
  fit->level = options->level;
  fit->fixed = model && !isnan(options->tau2);
  fit->test = options->test;
  fit->fallback = fit->k <= fit->p && fit->test != HEPAR_TEST_Z;
  if (fit->fallback) fit->test = HEPAR_TEST_Z;
  size_t needed = fit->p + (model && !fit->fixed ? 1 : 0);
  if (needed > fit->k && !(fit->k == 1 && pb->alone))
    return hepar_fail(error, HEPAR_MISUSE, "%zu %s%s cannot be estimated from %zu %s", fit->p,
                      fit->p == 1 ? "coefficient" : "coefficients",
                      needed > fit->p ? " and tau2" : "", fit->k,
                      fit->k == 1 ? "study" : "studies");
  if ((options->method == HEPAR_GENQ || options->method == HEPAR_GENQM) && pb->a == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "methods GENQ and GENQM need weights");
  fit->parms = fit->p + (model && !fit->fixed ? 1 : 0);
  fit->df = (double)(fit->k - fit->p);
  fit->ddf = fit->test == HEPAR_TEST_Z ? NAN : fit->df;
  status = pool(fit, options, &found, &tau2, error);
  if (status != HEPAR_OK) return status;
  heterogeneity(fit, tau2);
  fit->R2 = NAN;
  if (options->brief) return HEPAR_OK;
  likelihoods(fit, tau2, &found);
  explained(fit, options, tau2);
  return HEPAR_OK;
}

/* A fit and its problem in one piece. */
typedef struct pair {
  hepar_fit fit;
  hepar_problem problem;
} pair;

hepar_status hepar_fit_new(hepar_fit **fit, const hepar_fit_data *data,
                           const hepar_fit_options *options, hepar_error *error) {
  pair *both = hepar_calloc(1, sizeof *both);
  *fit = NULL;
  if (both == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for a fit");
  both->fit.problem = &both->problem;
  hepar_status status = hepar_problem_make(&both->problem, data, error);
  if (status == HEPAR_OK) status = run(&both->fit, options, error);
  if (status == HEPAR_OK) {
    hepar_problem_rest(&both->problem);
    *fit = &both->fit;
  } else {
    hepar_fit_free(&both->fit);
  }
  return status;
}

void hepar_fit_free(hepar_fit *fit) {
  if (fit == NULL) return;
  hepar_problem_free(fit->problem);
  hepar_free(fit->block);
  hepar_free(fit);
}
