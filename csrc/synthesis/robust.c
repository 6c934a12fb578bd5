/* Cluster-robust inference: CR0, CR1, CR2, Satterthwaite's degrees of freedom, and HTZ.

   Pustejovsky and Tipton, Journal of Business & Economic Statistics 2018;36:672-683; Tipton and
   Pustejovsky, Journal of Educational and Behavioral Statistics 2015;40:604-634. The working model
   is that of the fit: independent studies with variances phi = v + tau2, weights a.

   With x the rows of Z R^-1 (so that the weighted sum of x x' is 1), cluster j contributes
   g_j = sum of U_r e_r over its studies, where U = A (a x) and A is its matrix of adjustment. Under
   the working model cov(f'g_j, h'g_l) = d_j(f, h) [j = l] + beta_j(f)' K beta_l(h), with
   beta_j(f) = (sum of phi a x U'f; sum of x U'f), K = (0, -1; -1, C), C = sum of a^2 phi x x'. So
   the moments of the variance follow from 2p x 2p sums, and no matrix is larger than a cluster. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "fit.h"
#include "linear.h"
#include "symmetric.h"

/* What is left of a direction that a cluster explains alone. */
#define NOTHING 1e-12

typedef struct sandwich {
  hepar_problem *pb;
  size_t k, p, n;        /* studies with weight, coefficients, clusters */
  size_t *start, *order; /* studies of cluster j: order[start[j]] up to order[start[j + 1]] */
  double *phi;           /* variances, as all arrays of k by place in `order` */
  double *a;             /* weights */
  double *x, *u;         /* k x p, by rows */
  double *e;             /* residuals */
  double *c;             /* p x p */
  double *score;         /* n x p: the g */
  double *rows;          /* p x p: coefficients from g, in the user's units */
  void *block;
} sandwich;

/* Place the studies by cluster, leaving out those without weight. */
static void sort_studies(sandwich *s, const size_t *cluster, size_t k, const double *a) {
  memset(s->start, 0, (s->n + 2) * sizeof *s->start);
  for (size_t i = 0; i < k; i++)
    if (a[i] > 0) s->start[cluster[i] + 2]++;
  for (size_t j = 2; j <= s->n + 1; j++) s->start[j] += s->start[j - 1];
  for (size_t i = 0; i < k; i++)
    if (a[i] > 0) s->order[s->start[cluster[i] + 1]++] = i;
  s->k = s->start[s->n];
}

/* All arrays for k studies in n clusters. */
static hepar_status allocate(sandwich *s, size_t k, hepar_error *error) {
  size_t p = s->p;
  size_t numbers = 3 * k + 2 * k * p + 2 * p * p + s->n * p;
  double *next = hepar_malloc(numbers * sizeof *next + (k + s->n + 2) * sizeof(size_t));
  s->block = next;
  if (next == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  s->phi = next;
  s->a = next += k;
  s->e = next += k;
  s->x = next += k;
  s->u = next += k * p;
  s->c = next += k * p;
  s->rows = next += p * p;
  s->score = next += p * p;
  s->order = (size_t *)(void *)(next + s->n * p);
  s->start = s->order + k;
  return HEPAR_OK;
}

/* Weights, rows, residuals and the way back, from one projection. */
static void project(sandwich *s, const hepar_fit *fit, const size_t *cluster, bool weighted) {
  hepar_problem *pb = s->pb;
  size_t k = pb->k, p = s->p;
  double t = ldexp(fit->tau2, -2 * pb->exponent), *theta = pb->small + HEPAR_SMALL_LINEAR(p);
  if (fit->method == HEPAR_EE) t = 0;
  for (size_t i = 0; i < k; i++) pb->w[i] = weighted ? 1 / (pb->v[i] + t) : 1;
  const double *a = weighted && pb->a != NULL ? pb->a : pb->w;
  hepar_projection pr = hepar_project(pb, a);
  (void)hepar_project_solve(&pr, pb->y, theta, pb->u);
  sort_studies(s, cluster, k, a);
  memset(s->c, 0, p * p * sizeof *s->c);
  for (size_t r = 0; r < s->k; r++) {
    size_t i = s->order[r];
    double root = sqrt(a[i]), *x = s->x + r * p;
    s->phi[r] = pb->v[i] + t;
    s->a[r] = a[i];
    s->e[r] = pb->u[i] / root;
    for (size_t l = 0; l < p; l++) x[l] = pr.q[l * k + i] / root;
    for (size_t l = 0; l < p; l++)
      for (size_t m = 0; m < p; m++) s->c[l * p + m] += a[i] * a[i] * s->phi[r] * x[l] * x[m];
  }
  double *factor = pr.m; /* free for use: 2 p^2 numbers and more */
  hepar_back_factor(pb, pr.r, factor);
  for (size_t i = 0; i < p; i++) hepar_user_row(pb, factor, i, s->rows + i * p, p);
}

static double dot(const double *a, const double *b, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

/* How many directions of the cluster's studies (first up to last) the coefficients take away. */
static size_t lost(const sandwich *s, size_t first, size_t last, double *work) {
  size_t p = s->p, count = 0;
  double *share = work, *vectors = work + p * p, *values = vectors + p * p, trace = 0;
  memset(share, 0, p * p * sizeof *share);
  for (size_t r = first; r < last; r++)
    for (size_t l = 0; l < p; l++)
      for (size_t m = 0; m < p; m++)
        share[l * p + m] += s->a[r] * s->x[r * p + l] * s->x[r * p + m];
  for (size_t l = 0; l < p; l++) trace += share[l * p + l];
  if (trace < 0.9) return 0;
  hepar_symmetric_eigen(share, p, values, vectors);
  for (size_t l = 0; l < p; l++) count += values[l] > 1 - NOTHING;
  return count;
}

/* U of one cluster by CR2: A = D G^-1/2 D with D = sqrt(phi) and G = D (1 - H) Phi (1 - H)' D. */
static void adjust_cluster(sandwich *s, size_t first, size_t last, double *work) {
  size_t p = s->p, m = last - first, drop = lost(s, first, last, work);
  double *g = work, *vectors = g + m * m, *values = vectors + m * m, *part = values + m, cx = 0;
  const double *phi = s->phi + first, *a = s->a + first, *x = s->x + first * p;
  for (size_t r = 0; r < m; r++)
    for (size_t q = 0; q <= r; q++) {
      double h = dot(x + r * p, x + q * p, p);
      cx = 0;
      for (size_t l = 0; l < p; l++) cx += x[r * p + l] * dot(s->c + l * p, x + q * p, p);
      double inner = (r == q ? phi[r] : 0) - h * a[q] * phi[q] - phi[r] * a[r] * h + cx;
      g[r * m + q] = g[q * m + r] = sqrt(phi[r]) * sqrt(phi[q]) * inner;
    }
  hepar_symmetric_eigen(g, m, values, vectors); /* ascending */
  /* u = D G^-1/2 D (a x) */
  memset(s->u + first * p, 0, m * p * sizeof *s->u);
  for (size_t v = drop; v < m; v++) {
    if (!(values[v] > 0)) continue;
    const double *vector = vectors + v * m;
    memset(part, 0, p * sizeof *part);
    for (size_t r = 0; r < m; r++)
      for (size_t l = 0; l < p; l++) part[l] += vector[r] * sqrt(phi[r]) * a[r] * x[r * p + l];
    for (size_t r = 0; r < m; r++)
      for (size_t l = 0; l < p; l++)
        s->u[(first + r) * p + l] += sqrt(phi[r]) * vector[r] * part[l] / sqrt(values[v]);
  }
}

/* U of all clusters, and the scores. */
static hepar_status adjust(sandwich *s, hepar_robust_type type, size_t largest,
                           hepar_error *error) {
  size_t p = s->p;
  if (type == HEPAR_CR2) {
    double *work = hepar_malloc((2 * largest * largest + largest + 2 * p * p + 2 * p) *
                                sizeof *work);
    if (work == NULL)
      return hepar_fail(error, HEPAR_NOMEM, "not enough memory for a cluster of %zu studies",
                        largest);
    for (size_t j = 0; j < s->n; j++) adjust_cluster(s, s->start[j], s->start[j + 1], work);
    hepar_free(work);
  } else {
    for (size_t r = 0; r < s->k; r++)
      for (size_t l = 0; l < p; l++) s->u[r * p + l] = s->a[r] * s->x[r * p + l];
  }
  memset(s->score, 0, s->n * p * sizeof *s->score);
  for (size_t j = 0; j < s->n; j++)
    for (size_t r = s->start[j]; r < s->start[j + 1]; r++)
      for (size_t l = 0; l < p; l++) s->score[j * p + l] += s->e[r] * s->u[r * p + l];
  return HEPAR_OK;
}

/* to = K beta */
static void times_k(const sandwich *s, const double *beta, double *to) {
  size_t p = s->p;
  for (size_t l = 0; l < p; l++) {
    to[l] = -beta[p + l];
    to[p + l] = -beta[l] + dot(s->c + l * p, beta + p, p);
  }
}

/* Sums of one cluster for the m rows of f: beta (m x 2p), K beta, and d (m x m). */
static void cluster_sums(const sandwich *s, const double *f, size_t m, size_t first, size_t last,
                         double *beta, double *kbeta, double *d) {
  size_t p = s->p;
  double *fu = d + m * m;
  memset(beta, 0, 2 * m * p * sizeof *beta);
  memset(d, 0, m * m * sizeof *d);
  for (size_t r = first; r < last; r++) {
    const double *x = s->x + r * p;
    for (size_t i = 0; i < m; i++) fu[i] = dot(f + i * p, s->u + r * p, p);
    for (size_t i = 0; i < m; i++) {
      for (size_t l = 0; l < p; l++) {
        beta[2 * i * p + l] += s->phi[r] * s->a[r] * x[l] * fu[i];
        beta[2 * i * p + p + l] += x[l] * fu[i];
      }
      for (size_t j = 0; j < m; j++) d[i * m + j] += s->phi[r] * fu[i] * fu[j];
    }
  }
  for (size_t i = 0; i < m; i++) times_k(s, beta + 2 * i * p, kbeta + 2 * i * p);
}

/* out = K times a 2p x 2p matrix */
static void k_times(const sandwich *s, const double *m, double *out) {
  size_t p = s->p, two = 2 * p;
  for (size_t l = 0; l < p; l++)
    for (size_t q = 0; q < two; q++) {
      double sum = -m[l * two + q];
      for (size_t i = 0; i < p; i++) sum += s->c[l * p + i] * m[(p + i) * two + q];
      out[l * two + q] = -m[(p + l) * two + q];
      out[(p + l) * two + q] = sum;
    }
}

/* Room that `moments` needs, in numbers. */
static size_t moments_room(size_t p, size_t m) {
  return 4 * m * p + m * m + m + m * m * 4 * p * p + 8 * p * p;
}

/* With D = sum of (f g_j)(f g_j)' for the m rows of f: its mean under the working model (m x m), and
   the sum of the variances of its elements. */
static void moments(const sandwich *s, const double *f, size_t m, double *mean, double *total,
                    double *work) {
  size_t p = s->p, two = 2 * p, size = two * two;
  double *beta = work, *kbeta = beta + m * two, *d = kbeta + m * two, *t = d + m * m + m;
  double *one = t + m * m * size, *other = one + size;
  *total = 0;
  memset(mean, 0, m * m * sizeof *mean);
  memset(t, 0, m * m * size * sizeof *t);
  for (size_t j = 0; j < s->n; j++) {
    cluster_sums(s, f, m, s->start[j], s->start[j + 1], beta, kbeta, d);
    for (size_t a = 0; a < m; a++)
      for (size_t b = 0; b < m; b++) {
        double n_ab = dot(beta + a * two, kbeta + b * two, two), d_ab = d[a * m + b];
        double n_aa = dot(beta + a * two, kbeta + a * two, two), d_aa = d[a * m + a];
        double n_bb = dot(beta + b * two, kbeta + b * two, two), d_bb = d[b * m + b];
        mean[a * m + b] += d_ab + n_ab;
        *total += d_ab * d_ab + 2 * d_ab * n_ab + d_aa * d_bb + d_aa * n_bb + d_bb * n_aa;
        double *block = t + (a * m + b) * size;
        for (size_t l = 0; l < two; l++)
          for (size_t q = 0; q < two; q++)
            block[l * two + q] += beta[a * two + l] * beta[b * two + q];
      }
  }
  for (size_t a = 0; a < m; a++)
    for (size_t b = 0; b < m; b++) {
      k_times(s, t + (a * m + b) * size, one);
      k_times(s, t + (b * m + a) * size, other);
      for (size_t l = 0; l < two; l++)
        for (size_t q = 0; q < two; q++)
          *total += (one[l * two + q] + other[l * two + q]) * other[q * two + l];
    }
}

/* Rows i of s->rows, of unit length, so that no unit of a moderator matters. */
static void unit_row(const sandwich *s, size_t i, double *row) {
  size_t p = s->p;
  double most = 0, sum = 0;
  for (size_t l = 0; l < p; l++)
    most = fabs(s->rows[i * p + l]) > most ? fabs(s->rows[i * p + l]) : most;
  for (size_t l = 0; l < p; l++) {
    row[l] = s->rows[i * p + l] / most;
    sum += row[l] * row[l];
  }
  for (size_t l = 0; l < p; l++) row[l] /= sqrt(sum);
}

/* Satterthwaite's degrees of freedom of coefficient i. */
static double satterthwaite(const sandwich *s, size_t i, double *work) {
  double mean, total, *row = work;
  unit_row(s, i, row);
  moments(s, row, 1, &mean, &total, work + s->p);
  return mean > 0 && total > 0 ? 2 * mean * mean / total : NAN;
}

/* Degrees of freedom eta of the Wishart distribution that has the mean and the total variance of
   the m x m variance of some coefficients. */
static double wishart(const sandwich *s, const size_t *at, size_t m, double *work) {
  size_t p = s->p;
  double *f = work, *mean = f + m * p, total, *next = mean + m * m;
  for (size_t i = 0; i < m; i++) unit_row(s, at[i], f + i * p);
  moments(s, f, m, mean, &total, next);
  if (!hepar_cholesky(mean, m)) return NAN;
  for (size_t l = 0; l < p; l++) /* f = mean^-1/2 f */
    for (size_t i = 0; i < m; i++) {
      double sum = f[i * p + l];
      for (size_t j = 0; j < i; j++) sum -= mean[i * m + j] * f[j * p + l];
      f[i * p + l] = sum / mean[i * m + i];
    }
  moments(s, f, m, mean, &total, next);
  return (double)(m * (m + 1)) / total;
}

/* The Wald statistic of some coefficients: chi squared before any correction. NaN when the clusters
   leave their variance singular. */
static double wald(const hepar_robust *result, const size_t *at, size_t m, double *work) {
  size_t p = result->p;
  double *r = work, *b = r + m * m, sum = 0;
  for (size_t i = 0; i < m; i++) {
    b[i] = result->zval[at[i]];
    for (size_t j = 0; j < m; j++)
      r[i * m + j] = result->vb[at[i] * p + at[j]] / result->se[at[i]] / result->se[at[j]];
  }
  for (size_t i = 0; i < m; i++) r[i * m + i] = 1;
  if (!hepar_cholesky(r, m)) return NAN;
  for (size_t i = 0; i < m; i++) {
    if (!(r[i * m + i] > 1e-7)) return NAN; /* its square is what is left of a variance of 1 */
    for (size_t j = 0; j < i; j++) b[i] -= r[i * m + j] * b[j];
    b[i] /= r[i * m + i];
    sum += b[i] * b[i];
  }
  return sum;
}

/* The factor on CR0. */
static double correction(const sandwich *s, hepar_robust_type type) {
  double n = (double)s->n, k = (double)s->k, p = (double)s->p;
  switch (type) {
    case HEPAR_CR1:
      return n / (n - p);
    case HEPAR_CR1_S1:
      return n / (n - 1) * (k - 1) / (k - p);
    case HEPAR_CR1_S2:
      return n / (n - 1);
    default:
      return 1;
  }
}

/* The standard error of coefficient i but for the correction: the root of the sum of squares of what
   the clusters contribute. NaN when that is only what rounding leaves of residuals that add up to 0
   in every cluster, as they do where a cluster alone determines the coefficient. */
static double standard_error(const sandwich *s, size_t i) {
  size_t p = s->p;
  const double *row = s->rows + i * p;
  double most = 0, sum = 0, size = 0;
  for (size_t j = 0; j < s->n; j++) most = fmax(most, fabs(dot(row, s->score + j * p, p)));
  if (!(most > 0)) return most;
  for (size_t j = 0; j < s->n; j++) {
    double g = dot(row, s->score + j * p, p) / most, parts = 0;
    for (size_t r = s->start[j]; r < s->start[j + 1]; r++)
      for (size_t l = 0; l < p; l++) parts += fabs(s->e[r] * s->u[r * p + l] * row[l]);
    sum += g * g;
    size = fmax(size, parts / most);
  }
  return sqrt(sum) > 1e-13 * size ? most * sqrt(sum) : NAN;
}

/* Standard errors and tests of each coefficient. */
static void coefficients(const sandwich *s, const hepar_fit *fit,
                         const hepar_robust_options *options, hepar_robust *result,
                         double *work) {
  size_t p = s->p, n = s->n;
  double factor = correction(s, options->type);
  for (size_t i = 0; i < p; i++) {
    result->se[i] = standard_error(s, i) * sqrt(factor);
    for (size_t l = 0; l <= i; l++) {
      double element = 0;
      for (size_t j = 0; j < n; j++)
        element += dot(s->rows + i * p, s->score + j * p, p) *
                   dot(s->rows + l * p, s->score + j * p, p);
      result->vb[i * p + l] = result->vb[l * p + i] = element * factor;
    }
    bool known = !isnan(result->se[i]);
    result->dfs[i] = NAN;
    if (known && options->test == HEPAR_ROBUST_T) result->dfs[i] = (double)(n - p);
    if (known && options->test == HEPAR_ROBUST_SATTERTHWAITE)
      result->dfs[i] = satterthwaite(s, i, work);
    known = known && (options->test == HEPAR_ROBUST_Z || result->dfs[i] > 0);
    double critical = known ? hepar_critical(options->level, result->dfs[i]) : NAN;
    result->zval[i] = fit->beta[i] / result->se[i];
    result->pval[i] = known ? hepar_two_sided(result->zval[i], result->dfs[i]) : NAN;
    result->ci_lb[i] = fit->beta[i] - critical * result->se[i];
    result->ci_ub[i] = fit->beta[i] + critical * result->se[i];
  }
}

/* The test of options->btt. */
static void joint(const sandwich *s, const hepar_robust_options *options, hepar_robust *result,
                  double *work) {
  size_t m = options->btt_count;
  double q = wald(result, options->btt, m, work), df = (double)(s->n - s->p), d = (double)m;
  result->QM = result->QMp = result->QMdf[1] = NAN;
  result->QMdf[0] = d;
  if (isnan(q)) return;
  if (options->test == HEPAR_ROBUST_Z) {
    result->QM = q;
    result->QMp = gsl_cdf_chisq_Q(q, d);
    return;
  }
  result->QM = q / d;
  if (options->test == HEPAR_ROBUST_SATTERTHWAITE) {
    double eta = m == 1 ? result->dfs[options->btt[0]] : wishart(s, options->btt, m, work);
    df = eta - d + 1;
    result->QM = df > 0 ? df / (eta * d) * q : NAN;
  }
  result->QMdf[1] = df;
  if (df > 0) result->QMp = gsl_cdf_fdist_Q(result->QM, d, df);
}

/* Arrays of the result. */
static hepar_status make_result(hepar_robust *result, size_t p, hepar_error *error) {
  double *next = hepar_malloc((6 * p + p * p) * sizeof *next);
  memset(result, 0, sizeof *result);
  result->block = next;
  if (next == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu coefficients", p);
  double **const columns[] = {&result->se, &result->zval, &result->pval, &result->ci_lb,
                              &result->ci_ub, &result->dfs};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++, next += p) *columns[i] = next;
  result->vb = next;
  result->p = p;
  return HEPAR_OK;
}

/* Everything between the sandwich and the result. */
static hepar_status run(sandwich *s, const hepar_fit *fit, const hepar_robust_options *options,
                        hepar_robust *result, hepar_error *error) {
  size_t p = s->p, m = options->btt_count > 1 ? options->btt_count : 1;
  result->n = s->n;
  result->smallest = result->largest = s->start[1];
  for (size_t j = 0; j < s->n; j++) {
    size_t size = s->start[j + 1] - s->start[j];
    if (size > result->largest) result->largest = size;
    if (size < result->smallest) result->smallest = size;
  }
  if (result->smallest == 0)
    return hepar_fail(error, HEPAR_MISUSE, "all studies of a cluster have the weight 0");
  hepar_status status = adjust(s, options->type, result->largest, error);
  if (status != HEPAR_OK) return status;
  double *work = hepar_malloc((p + m * p + m * m + m + moments_room(p, m)) * sizeof *work);
  if (work == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu coefficients", p);
  coefficients(s, fit, options, result, work);
  joint(s, options, result, work);
  hepar_free(work);
  return HEPAR_OK;
}

hepar_status hepar_fit_robust(hepar_fit *fit, const size_t *cluster,
                              const hepar_robust_options *options, hepar_robust *result,
                              hepar_error *error) {
  sandwich s = {.pb = fit->problem, .p = fit->p};
  for (size_t i = 0; i < fit->k; i++) s.n = cluster[i] + 1 > s.n ? cluster[i] + 1 : s.n;
  if (s.n <= s.p)
    return hepar_fail(error, HEPAR_MISUSE,
                      "%zu %s and %zu %s: more clusters than coefficients are needed", s.n,
                      s.n == 1 ? "cluster" : "clusters", s.p,
                      s.p == 1 ? "coefficient" : "coefficients");
  hepar_status status = make_result(result, s.p, error);
  if (status == HEPAR_OK) status = allocate(&s, fit->k, error);
  if (status == HEPAR_OK) status = hepar_problem_scratch(s.pb, error);
  if (status == HEPAR_OK) {
    project(&s, fit, cluster, options->weighted);
    status = run(&s, fit, options, result, error);
  }
  hepar_problem_rest(s.pb);
  hepar_free(s.block);
  if (status != HEPAR_OK) hepar_robust_free(result);
  return status;
}

void hepar_robust_free(hepar_robust *result) {
  hepar_free(result->block);
  memset(result, 0, sizeof *result);
}
