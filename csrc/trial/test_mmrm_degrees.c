/* How exact the mixed model's effect is known: Kenward and Roger's standard error and degrees of
   freedom (Biometrics 1997;53:983), or Satterthwaite's (Fai and Cornelius, J Stat Comput Simul
   1996;54:363). Every covariance of two visits is a parameter, so that the covariance matrix is
   linear in them. The effect is one number: then Kenward and Roger's scale is 1, and their degrees
   of freedom are Satterthwaite's of the expected information. */
#include "mmrm.h"

#include <math.h>
#include <string.h>

#define V HEPAR_TRIAL_VISITS
#define WIDE HEPAR_MMRM_WIDE
#define PARAMETERS (V * (V + 1) / 2)

typedef struct work {
  double m[PARAMETERS][WIDE * WIDE];  /* X' W E W X: minus the derivative of the information */
  double cm[PARAMETERS][WIDE * WIDE]; /* the covariance of the effects times that */
  double a[PARAMETERS][WIDE];         /* X' W E W e, of the residuals e */
  double mu[PARAMETERS][WIDE];        /* m u */
  double information[PARAMETERS * PARAMETERS], inverse[PARAMETERS * PARAMETERS];
  double trace[PARAMETERS * PARAMETERS];  /* of P E P E */
  double observed[PARAMETERS * PARAMETERS], shift[PARAMETERS * PARAMETERS];
  double gradient[PARAMETERS];
} work;

/* A parameter: the covariance of visits a and b, at places a and b of a pattern (or none). */
typedef struct place {
  size_t i, a, b;
} place;

/* tr(Ei X Ej Y) of two such parameters and symmetric X and Y with rows of n. */
static double crossed(const place *p, const place *q, const double *x, const double *y, size_t n) {
  double sum = 0;
  size_t pa[2] = {p->a, p->b}, qa[2] = {q->a, q->b};
  for (int k = 0; k < (p->a == p->b ? 1 : 2); k++)
    for (int l = 0; l < (q->a == q->b ? 1 : 2); l++)
      sum += x[pa[1 - k] * n + qa[l]] * y[qa[1 - l] * n + pa[k]];
  return sum;
}

/* Element (v, w) of W E W. */
static double between(const place *p, const double *w, size_t n, size_t v, size_t u) {
  double x = w[v * n + p->a] * w[p->b * n + u];
  return p->a == p->b ? x : x + w[v * n + p->b] * w[p->a * n + u];
}

/* W B W. */
static void around(const double *w, const double *b, double *out, size_t n) {
  double part[V * V] = {0};
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      part[i * n + j] = 0;
      for (size_t k = 0; k < n; k++) part[i * n + j] += w[i * n + k] * b[k * n + j];
    }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      out[i * n + j] = 0;
      for (size_t k = 0; k < n; k++) out[i * n + j] += part[i * n + k] * w[k * n + j];
    }
}

/* What one pattern adds. u is the covariance's column of the effect. */
static bool add_pattern(const hepar_mmrm *m, const hepar_mmrm_pattern *p, const double *u,
                        work *k) {
  size_t visit[V], n, c = m->columns, wide = m->visits * c, count = 0;
  double w[V * V], b[V * V] = {0}, d[V * V] = {0}, s[V * V] = {0};
  double wbw[V * V], wdw[V * V], wsw[V * V];
  double ze[HEPAR_MMRM_COLUMNS][V];
  place places[PARAMETERS];
  if (!hepar_mmrm_inverse(m, p, visit, &n, w)) return false;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++)
      places[count++] = (place){visit[i] * (visit[i] + 1) / 2 + visit[j], i, j};
  for (size_t a = 0; a < c; a++)
    for (size_t i = 0; i < n; i++) {
      ze[a][i] = p->zy[a][visit[i]];
      for (size_t g = 0; g < c; g++) ze[a][i] -= p->zz[a][g] * m->beta[visit[i] * c + g];
    }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      size_t v = visit[i] * c, x = visit[j] * c;
      double cover = 0, along = 0, square = p->yy[visit[i]][visit[j]];
      for (size_t a = 0; a < c; a++) {
        square -= m->beta[v + a] * p->zy[a][visit[j]] + m->beta[x + a] * p->zy[a][visit[i]];
        for (size_t g = 0; g < c; g++) {
          cover += p->zz[a][g] * m->cov[(v + a) * wide + x + g];
          along += p->zz[a][g] * u[v + a] * u[x + g];
          square += p->zz[a][g] * m->beta[v + a] * m->beta[x + g];
        }
      }
      b[i * n + j] = cover;
      d[i * n + j] = along;
      s[i * n + j] = square;
    }
  around(w, b, wbw, n);
  around(w, d, wdw, n);
  around(w, s, wsw, n);
  for (size_t q = 0; q < count; q++) {
    double *to = k->m[places[q].i];
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) {
        double x = between(&places[q], w, n, i, j);
        for (size_t a = 0; a < c; a++) {
          k->a[places[q].i][visit[i] * c + a] += x * ze[a][j];
          for (size_t g = 0; g < c; g++)
            to[(visit[i] * c + a) * wide + visit[j] * c + g] += x * p->zz[a][g];
        }
      }
    for (size_t r = 0; r < count; r++) {
      size_t at = places[q].i * PARAMETERS + places[r].i;
      k->trace[at] += p->n * crossed(&places[q], &places[r], w, w, n) -
                      2 * crossed(&places[q], &places[r], w, wbw, n);
      k->shift[at] += crossed(&places[q], &places[r], w, wdw, n);
      k->observed[at] += crossed(&places[q], &places[r], w, wsw, n);
    }
  }
  return true;
}

/* x' C y. */
static double form(const double *x, const double *c, const double *y, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) sum += x[i] * c[i * n + j] * y[j];
  return sum;
}

/* The rest of every pair of parameters. */
static void pair_up(const hepar_mmrm *m, const double *u, size_t count, work *k) {
  size_t wide = m->visits * m->columns;
  for (size_t i = 0; i < count; i++) {
    for (size_t r = 0; r < wide; r++) {
      k->mu[i][r] = 0;
      for (size_t s = 0; s < wide; s++) k->mu[i][r] += k->m[i][r * wide + s] * u[s];
      for (size_t s = 0; s < wide; s++) {
        double sum = 0;
        for (size_t t = 0; t < wide; t++) sum += m->cov[r * wide + t] * k->m[i][t * wide + s];
        k->cm[i][r * wide + s] = sum;
      }
    }
    k->gradient[i] = 0;
    for (size_t r = 0; r < wide; r++) k->gradient[i] += u[r] * k->mu[i][r];
  }
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < count; j++) {
      size_t at = i * PARAMETERS + j;
      for (size_t r = 0; r < wide; r++)
        for (size_t s = 0; s < wide; s++)
          k->trace[at] += k->cm[i][r * wide + s] * k->cm[j][s * wide + r];
      k->observed[at] -= form(k->a[i], m->cov, k->a[j], wide) + k->trace[at] / 2;
      k->shift[at] -= form(k->mu[i], m->cov, k->mu[j], wide);
    }
}

/* The inverse of an information; false when it is not positive definite. */
static bool invert(work *k, size_t count, bool observed) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < count; j++)
      k->information[i * count + j] = observed ? k->observed[i * PARAMETERS + j]
                                               : k->trace[i * PARAMETERS + j] / 2;
  if (!hepar_trial_cholesky(k->information, count)) return false;
  hepar_trial_cholesky_inverse(k->information, count, k->inverse);
  return true;
}

hepar_status hepar_mmrm_degrees(const hepar_mmrm *m, hepar_degrees method, double *se, double *df,
                                hepar_error *error) {
  size_t wide = m->visits * m->columns, at = (m->visits - 1) * m->columns + 1;
  size_t count = m->visits * (m->visits + 1) / 2;
  const double *u = m->cov + at * wide; /* symmetric: a row is a column */
  double variance = u[at], spread = 0, shift = 0;
  *se = sqrt(variance);
  *df = (double)m->last - (double)m->columns;
  if (method == HEPAR_DEGREES_RESIDUAL) return HEPAR_OK;
  work *k = hepar_calloc(1, sizeof *k);
  if (k == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for degrees of freedom");
  bool fine = true;
  for (size_t i = 0; fine && i < m->count; i++) fine = add_pattern(m, &m->patterns[i], u, k);
  if (fine) {
    pair_up(m, u, count, k);
    fine = (method == HEPAR_DEGREES_SATTERTHWAITE && invert(k, count, true)) ||
           invert(k, count, false);
  }
  if (fine) {
    for (size_t i = 0; i < count; i++)
      for (size_t j = 0; j < count; j++) {
        spread += k->gradient[i] * k->gradient[j] * k->inverse[i * count + j];
        shift += k->shift[i * PARAMETERS + j] * k->inverse[i * count + j];
      }
    *df = fmax(1, 2 * variance * variance / spread);
    if (method == HEPAR_DEGREES_KENWARD_ROGER) *se = sqrt(fmax(variance + 2 * shift, variance / 4));
  }
  hepar_free(k);
  if (!fine)
    return hepar_fail(error, HEPAR_RANGE, "the covariance of the visits is not known well enough");
  return HEPAR_OK;
}
