/* Residuals, and what leaving out one study changes (Viechtbauer and Cheung, Research Synthesis
   Methods 2010;1:112; Belsley, Kuh and Welsch, Regression diagnostics, 1980).

   Everything is done on orthonormal moderators Z, in which a study's leverage and its fit do not
   depend on units or offsets; only DFBETAS need the way back to the user's columns. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fit.h"
#include "linear.h"
#include "part.h"

/* A fit on orthonormal columns, and how they came from the user's. */
typedef struct frame {
  hepar_fit *given; /* on the user's columns: its problem holds Z */
  hepar_fit *fit;   /* on Z */
  hepar_fit_data data;
  hepar_fit_options options;
  const double **columns;
  size_t k, p;
  const size_t *btt; /* coefficients that Cook's distance is about, NULL for all */
  size_t btt_count;
  bool own;          /* weights are the inverse variances */
} frame;

static void frame_free(frame *f) {
  hepar_free(f->columns);
  hepar_fit_free(f->fit);
  hepar_fit_free(f->given);
}

static hepar_status frame_make(frame *f, const hepar_fit_data *data,
                               const hepar_fit_options *options, hepar_error *error) {
  memset(f, 0, sizeof *f);
  hepar_status status = hepar_rows_check(data, error);
  f->options = *options;
  f->options.skip_r2 = true;
  f->options.btt = NULL;
  f->options.btt_count = 0;
  if (status == HEPAR_OK) status = hepar_fit_new(&f->given, data, &f->options, error);
  if (status != HEPAR_OK) return status;
  const hepar_problem *pb = f->given->problem;
  f->k = f->given->k;
  f->p = f->given->p;
  f->btt = options->btt;
  f->btt_count = options->btt != NULL ? options->btt_count : f->p;
  f->own = options->weighted && data->weights == NULL;
  f->columns = hepar_malloc((f->p + 1) * sizeof *f->columns);
  if (f->columns == NULL) {
    frame_free(f);
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu coefficients", f->p);
  }
  size_t first = pb->intercept ? 1 : 0;
  for (size_t j = first; j < f->p; j++) f->columns[j - first] = pb->z + j * f->k;
  f->data = *data;
  f->data.mods = f->columns;
  f->data.mod_count = f->p - first;
  f->data.names = NULL;
  status = hepar_fit_new(&f->fit, &f->data, &f->options, error);
  if (status == HEPAR_OK) status = hepar_problem_scratch(f->fit->problem, error);
  if (status == HEPAR_OK && f->fit->p != f->p)
    status = hepar_fail(error, HEPAR_INTERNAL, "orthonormal columns lost one");
  if (status != HEPAR_OK) frame_free(f);
  return status;
}

/* Row i of the design on Z. */
static double design(const frame *f, size_t i, size_t j) {
  if (f->data.intercept) return j == 0 ? 1 : f->columns[j - 1][i];
  return f->columns[j][i];
}

/* Coefficients on Z, in place, to the user's columns: only differences are right, because where y
   was shifted is left out. */
static void to_user(const frame *f, double *c) {
  const hepar_problem *pb = f->given->problem;
  if (pb->intercept && !pb->alone) c[0] *= sqrt((double)f->k);
  hepar_upper_solve(pb->back, f->p, c);
  for (size_t j = 0; j < f->p; j++) c[j] = ldexp(c[j], -pb->power[j]);
  if (pb->intercept)
    for (size_t j = 1; j < f->p; j++) c[0] -= c[j] * pb->middle[j];
}

/* The weight that study i has when tau2 is t. */
static double weight_of(const frame *f, size_t i, double t) {
  if (f->own) return 1 / (f->data.vi[i] + t);
  return f->options.weighted ? f->data.weights[i] : 1;
}

/* x'Mx for a p x p matrix. */
static double quadratic(const double *m, const double *x, size_t p) {
  double sum = 0;
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j < p; j++) sum += m[i * p + j] * x[i] * x[j];
  return sum;
}

/* Solve LL'x = b in place for a lower factor. */
static void cholesky_solve(const double *l, size_t p, double *x) {
  for (size_t i = 0; i < p; i++) {
    for (size_t j = 0; j < i; j++) x[i] -= l[i * p + j] * x[j];
    x[i] /= l[i * p + i];
  }
  for (size_t i = p; i-- > 0;) {
    for (size_t j = i + 1; j < p; j++) x[i] -= l[j * p + i] * x[j];
    x[i] /= l[i * p + i];
  }
}

/* X'AX, as its Cholesky factor, and X'A(V + t)AX for the weights at tau2 = t. */
static bool cross_products(const frame *f, double t, double *normal, double *middle) {
  size_t p = f->p;
  memset(normal, 0, p * p * sizeof *normal);
  memset(middle, 0, p * p * sizeof *middle);
  for (size_t i = 0; i < f->k; i++) {
    double a = weight_of(f, i, t), d = a * a * (f->data.vi[i] + t);
    for (size_t j = 0; j < p; j++)
      for (size_t l = 0; l <= j; l++) {
        double x = design(f, i, j) * design(f, i, l);
        normal[j * p + l] += a * x;
        middle[j * p + l] += d * x;
      }
  }
  for (size_t j = 0; j < p; j++)
    for (size_t l = j + 1; l < p; l++) {
      normal[j * p + l] = normal[l * p + j];
      middle[j * p + l] = middle[l * p + j];
    }
  return hepar_cholesky(normal, p);
}

/* ---- one fit ---- */

typedef struct ranked {
  double value;
  size_t place;
} ranked;

static int by_value(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

hepar_status hepar_normal_scores(const double *x, size_t n, double *scores, hepar_error *error) {
  ranked *list = hepar_malloc((n + 1) * sizeof *list);
  size_t m = 0;
  if (list == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", n);
  for (size_t i = 0; i < n; i++) {
    scores[i] = NAN;
    if (!isnan(x[i])) list[m++] = (ranked){x[i], i};
  }
  qsort(list, m, sizeof *list, by_value);
  double a = m <= 10 ? 0.375 : 0.5;
  for (size_t i = 0; i < m; i++)
    scores[list[i].place] =
        gsl_cdf_ugaussian_Pinv(((double)i + 1 - a) / ((double)m + 1 - 2 * a));
  hepar_free(list);
  return HEPAR_OK;
}

/* Hat values, and the variance of each residual, in the units of the problem. */
static void leverage(const frame *f, double *hat, double *variance) {
  hepar_problem *pb = f->fit->problem;
  size_t k = f->k, p = f->p;
  double t = ldexp(f->fit->tau2, -2 * pb->exponent);
  for (size_t i = 0; i < k; i++)
    pb->w[i] = f->own ? 1 / (pb->v[i] + t) : f->options.weighted ? pb->a[i] : 1;
  hepar_projection pr = hepar_project(pb, pb->w);
  /* 1 - hat without cancellation where a study has nearly all the weight. */
  for (size_t i = 0; i < k; i++) {
    hat[i] = pr.h[i];
    pb->c[i] = 1 - pr.h[i];
  }
  for (size_t a = 0; a < pr.high; a++) pb->c[pr.row[a]] = pr.m[a * pr.high + a];
  for (size_t i = 0; i < k; i++) variance[i] = (pb->v[i] + t) * pb->c[i];
  if (f->own) return;
  /* diag((I - H) D (I - H)'), H = A^-1/2 QQ' A^1/2 */
  double *inner = pb->small + HEPAR_SMALL_LINEAR(p), *row = inner + p * p;
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j < p; j++) {
      double sum = 0;
      for (size_t l = 0; l < k; l++)
        sum += pr.q[i * k + l] * pr.q[j * k + l] * pb->w[l] * (pb->v[l] + t);
      inner[i * p + j] = sum;
    }
  for (size_t i = 0; i < k; i++) {
    for (size_t j = 0; j < p; j++) row[j] = pr.q[j * k + i];
    variance[i] = (pb->v[i] + t) * (1 - 2 * hat[i]) +
                  (pb->w[i] > 0 ? quadratic(inner, row, p) / pb->w[i] : 0);
  }
}

/* Fitted value and its variance for row i. */
static double fitted(const frame *f, const hepar_fit *fit, size_t i, double *variance,
                     double *row) {
  double sum = 0;
  for (size_t j = 0; j < f->p; j++) {
    row[j] = design(f, i, j);
    sum += row[j] * fit->beta[j];
  }
  *variance = quadratic(fit->vb, row, f->p);
  return sum;
}

/* y - prediction, where rounding of equal numbers counts as 0. */
static double residual(double y, double prediction) {
  double e = y - prediction;
  return fabs(e) < 1e-14 * (fabs(y) + fabs(prediction)) ? 0 : e;
}

hepar_status hepar_residuals(const hepar_fit_data *data, const hepar_fit_options *options,
                             double *values, hepar_error *error) {
  frame f;
  hepar_status status = frame_make(&f, data, options, error);
  if (status != HEPAR_OK) return status;
  size_t k = f.k;
  double *row = hepar_malloc(f.p * sizeof *row), total = 0, t = f.fit->tau2;
  double *at[HEPAR_RESIDUAL_COUNT];
  if (row == NULL) {
    frame_free(&f);
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu coefficients", f.p);
  }
  for (size_t c = 0; c < HEPAR_RESIDUAL_COUNT; c++) at[c] = values + c * k;
  leverage(&f, at[HEPAR_HAT], at[HEPAR_RESID_SE]);
  for (size_t i = 0; i < k; i++) {
    double variance, y = data->yi[i], v = data->vi[i];
    double fit = fitted(&f, f.fit, i, &variance, row), e = residual(y, fit);
    double se = ldexp(sqrt(at[HEPAR_RESID_SE][i]), f.fit->problem->exponent);
    at[HEPAR_FITTED][i] = fit;
    at[HEPAR_FITTED_SE][i] = sqrt(variance);
    at[HEPAR_RESID][i] = e;
    at[HEPAR_RESID_SE][i] = se;
    at[HEPAR_RESID_Z][i] = e / se;
    at[HEPAR_RESID_PEARSON][i] = e / sqrt(v + t);
    at[HEPAR_WEIGHT][i] = weight_of(&f, i, t);
    total += at[HEPAR_WEIGHT][i];
    double share = t > 0 ? t / (t + v) : 0;
    at[HEPAR_BLUP][i] = f.own ? share * y + (1 - share) * fit : NAN;
    at[HEPAR_BLUP_SE][i] =
        f.own ? sqrt(share * v + (1 - share) * (1 - share) * variance) : NAN;
  }
  double critical = hepar_critical(f.fit->level, f.fit->ddf);
  for (size_t i = 0; i < k; i++) {
    at[HEPAR_WEIGHT][i] *= 100 / total;
    at[HEPAR_BLUP_LB][i] = at[HEPAR_BLUP][i] - critical * at[HEPAR_BLUP_SE][i];
    at[HEPAR_BLUP_UB][i] = at[HEPAR_BLUP][i] + critical * at[HEPAR_BLUP_SE][i];
  }
  hepar_free(row);
  frame_free(&f);
  return hepar_normal_scores(at[HEPAR_RESID_Z], k, at[HEPAR_QUANTILE], error);
}

/* ---- one fit without each study ---- */

typedef struct deletion {
  frame frame;
  hepar_part *parts;
  double *values;    /* the caller's columns */
  const double *hat;
  double *map;       /* p x p: column j is the user's coefficients of unit vector j on Z */
  double *vb;        /* m x m: Cholesky factor of the variance of the coefficients btt */
  double log_det;
  double median;     /* of chi squared with as many degrees of freedom as btt names */
  double *scratch;   /* for each worker: 4 p x p and 3 p numbers */
} deletion;

/* The rows of `map` that btt names, or the identity, times a vector on Z. */
static void select_vector(const deletion *d, const double *c, double *out) {
  const frame *f = &d->frame;
  for (size_t a = 0; a < f->btt_count; a++) {
    out[a] = 0;
    if (f->btt == NULL) {
      out[a] = c[a];
      continue;
    }
    for (size_t j = 0; j < f->p; j++) out[a] += d->map[f->btt[a] * f->p + j] * c[j];
  }
}

/* The variance of the selected coefficients, factorised; false when it is singular. */
static bool select_variance(const deletion *d, const double *vb, double *out, double *log_det) {
  const frame *f = &d->frame;
  size_t p = f->p, m = f->btt_count;
  for (size_t a = 0; a < m; a++)
    for (size_t b = 0; b < m; b++) {
      double sum = 0;
      if (f->btt == NULL) {
        sum = vb[a * p + b];
      } else {
        for (size_t i = 0; i < p; i++)
          for (size_t j = 0; j < p; j++)
            sum += d->map[f->btt[a] * p + i] * vb[i * p + j] * d->map[f->btt[b] * p + j];
      }
      out[a * m + b] = sum;
    }
  *log_det = 0;
  if (!hepar_cholesky(out, m)) return false;
  for (size_t a = 0; a < m; a++) *log_det += 2 * log(out[a * m + a]);
  return true;
}

/* DFFITS and DFBETAS: the denominators belong to all studies with tau2 of the fit without i. */
static void scaled_changes(const deletion *d, const hepar_fit *del, size_t i, double change,
                           const double *dfb, double *scratch) {
  const frame *f = &d->frame;
  size_t k = f->k, p = f->p;
  double *normal = scratch, *middle = normal + p * p, *x = middle + p * p;
  if (!cross_products(f, del->tau2, normal, middle)) return;
  double variance = d->hat[i] * (del->tau2 + f->data.vi[i]);
  if (!f->own) {
    for (size_t j = 0; j < p; j++) x[j] = design(f, i, j);
    cholesky_solve(normal, p, x);
    variance = quadratic(middle, x, p);
  }
  d->values[HEPAR_DFFITS * k + i] = change / sqrt(del->s2w * variance);
  for (size_t j = 0; j < p; j++) {
    double b = 0;
    for (size_t l = 0; l < p; l++) {
      x[l] = d->map[j * p + l];
      b += x[l] * dfb[l];
    }
    cholesky_solve(normal, p, x);
    d->values[(HEPAR_DELETION_COUNT + j) * k + i] = b / sqrt(del->s2w * quadratic(middle, x, p));
  }
}

/* What leaving out study i changes. */
static void compare(const deletion *d, const hepar_fit *del, size_t i, double *scratch) {
  const frame *f = &d->frame;
  size_t k = f->k, p = f->p, m = f->btt_count;
  double *dfb = scratch, *chosen = dfb + p, *row = chosen + p, *vb = row + p, *rest = vb + p * p;
  double variance, unused, log_det, y = f->data.yi[i], v = f->data.vi[i], *out = d->values + i;
  double prediction = fitted(f, del, i, &variance, row), all = fitted(f, f->fit, i, &unused, row);
  double e = residual(y, prediction), change = residual(all, prediction);
  double se = sqrt(v * del->s2w + variance + del->tau2 * del->s2w);
  double own = residual(y, all);
  for (size_t j = 0; j < p; j++) dfb[j] = f->fit->beta[j] - del->beta[j];
  out[HEPAR_DELETED_RESID * k] = e;
  out[HEPAR_DELETED_SE * k] = se;
  out[HEPAR_RSTUDENT * k] = e / se;
  out[HEPAR_DELETED_TAU2 * k] = del->tau2;
  out[HEPAR_DELETED_QE * k] = del->QE;
  out[HEPAR_BAUJAT_X * k] = own * own / (f->fit->tau2 + v);
  out[HEPAR_BAUJAT_Y * k] = change * change / variance;
  select_vector(d, dfb, chosen);
  if (!isnan(d->log_det)) {
    double cook = 0;
    for (size_t a = 0; a < m; a++) {
      for (size_t b = 0; b < a; b++) chosen[a] -= d->vb[a * m + b] * chosen[b];
      chosen[a] /= d->vb[a * m + a];
      cook += chosen[a] * chosen[a];
    }
    out[HEPAR_COOK * k] = cook;
    if (select_variance(d, del->vb, vb, &log_det))
      out[HEPAR_COVRATIO * k] = exp(log_det - d->log_det);
  }
  scaled_changes(d, del, i, change, dfb, rest);
}

/* Whether study i is influential: the rules of thumb of the article named above. */
static double influential(const deletion *d, size_t i) {
  const frame *f = &d->frame;
  double k = (double)f->k, p = (double)f->p;
  const double *out = d->values + i;
  bool large = fabs(out[HEPAR_DFFITS * f->k]) > 3 * sqrt(p / (k - p)) ||
               out[HEPAR_COOK * f->k] > d->median || d->hat[i] > 3 * p / k;
  for (size_t j = 0; j < f->p; j++)
    large = large || fabs(out[(HEPAR_DELETION_COUNT + j) * f->k]) > 1;
  return large ? 1 : 0;
}

static hepar_status delete_one(void *data, size_t index, unsigned worker, hepar_error *error) {
  deletion *d = data;
  const frame *f = &d->frame;
  hepar_part *part = &d->parts[worker];
  hepar_fit *del = NULL;
  size_t n = 0;
  for (size_t i = 0; i < f->k; i++)
    if (i != index) part->rows[n++] = i;
  hepar_part_gather(part, part->rows, n);
  hepar_status status = hepar_fit_new(&del, &part->data, &f->options, error);
  if (status == HEPAR_NOMEM) return status;
  if (status == HEPAR_OK && del->p == f->p)
    compare(d, del, index, d->scratch + worker * (4 * f->p * f->p + 4 * f->p));
  hepar_fit_free(del);
  d->values[HEPAR_INFLUENTIAL * f->k + index] = influential(d, index);
  return HEPAR_OK;
}

/* Memory and what all deletions share. */
static hepar_status prepare(deletion *d, unsigned workers, double **block, hepar_error *error) {
  const frame *f = &d->frame;
  size_t p = f->p, k = f->k;
  size_t room = (2 + 4 * (size_t)workers) * p * p + 4 * (size_t)workers * p + 2 * k;
  double *next = hepar_malloc(room * sizeof *next);
  *block = next;
  if (next == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  d->map = next;
  d->vb = d->map + p * p;
  double *hat = d->vb + p * p;
  d->hat = hat;
  d->scratch = hat + 2 * k;
  leverage(f, hat, hat + k);
  for (size_t j = 0; j < p; j++) {
    for (size_t i = 0; i < p; i++) d->scratch[i] = i == j;
    to_user(f, d->scratch);
    for (size_t i = 0; i < p; i++) d->map[i * p + j] = d->scratch[i];
  }
  if (!select_variance(d, f->fit->vb, d->vb, &d->log_det)) d->log_det = NAN;
  d->median = gsl_cdf_chisq_Pinv(0.5, (double)f->btt_count);
  return HEPAR_OK;
}

hepar_status hepar_influence(const hepar_fit_data *data, const hepar_fit_options *options,
                             unsigned threads, double *values, hepar_error *error) {
  deletion d = {0};
  hepar_pool *pool = NULL;
  double *block = NULL;
  hepar_status status = frame_make(&d.frame, data, options, error);
  if (status != HEPAR_OK) return status;
  size_t k = d.frame.k;
  for (size_t i = 0; i < (HEPAR_DELETION_COUNT + d.frame.p) * k; i++) values[i] = NAN;
  d.values = values;
  if (d.frame.k == 1)
    status = hepar_fail(error, HEPAR_MISUSE, "influence needs two studies or more");
  for (size_t i = 0; i < d.frame.btt_count && d.frame.btt != NULL && status == HEPAR_OK; i++)
    if (d.frame.btt[i] >= d.frame.p)
      status = hepar_fail(error, HEPAR_MISUSE, "btt names coefficient %zu of %zu",
                          d.frame.btt[i] + 1, d.frame.p);
  if (status == HEPAR_OK)
    status = hepar_parts_make(&d.parts, &pool, threads, k, &d.frame.data, error);
  if (status == HEPAR_OK) {
    status = prepare(&d, hepar_pool_threads(pool), &block, error);
    if (status == HEPAR_OK) status = hepar_pool_run(pool, k, delete_one, &d, NULL, error);
    hepar_parts_free(d.parts, pool);
  }
  hepar_free(block);
  frame_free(&d.frame);
  return status;
}
