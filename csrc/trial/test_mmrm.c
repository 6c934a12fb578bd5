/* Mixed model for repeated measures: means by visit and arm, baseline by visit, an unstructured
   covariance by REML. Patients with the same visits seen are summed up once; then REML by the EM
   algorithm (Dempster, Laird and Rubin 1977; Laird and Ware, Biometrics 1982;38:963), whose cost
   does not depend on the number of patients. */
#include "mmrm.h"

#include <math.h>
#include <string.h>

#define V HEPAR_TRIAL_VISITS
#define WIDE HEPAR_MMRM_WIDE
#define PATTERNS 256

static hepar_status sum_up(hepar_mmrm *m, const hepar_sample *s, hepar_error *error) {
  for (size_t i = 0; i < s->n; i++) {
    const double *y = s->visits + i * s->visit_count;
    double z[HEPAR_MMRM_COLUMNS] = {1, s->group[i], 0};
    if (s->baseline != NULL) z[2] = s->baseline[i] - m->centre;
    uint32_t seen = 0;
    size_t k = 0;
    for (size_t v = 0; v < m->visits; v++)
      if (!isnan(y[v])) seen |= 1U << v;
    if (seen == 0 || isnan(z[2])) continue;
    if (seen >> (m->visits - 1) & 1) m->last++;
    while (k < m->count && m->patterns[k].seen != seen) k++;
    if (k == PATTERNS)
      return hepar_fail(error, HEPAR_RANGE, "too many patterns of missing visits");
    hepar_mmrm_pattern *p = &m->patterns[k];
    if (k == m->count) {
      memset(p, 0, sizeof *p);
      p->seen = seen;
      m->count++;
    }
    p->n++;
    for (size_t a = 0; a < m->columns; a++) {
      for (size_t b = 0; b < m->columns; b++) p->zz[a][b] += z[a] * z[b];
      for (size_t v = 0; v < m->visits; v++)
        if (seen >> v & 1) p->zy[a][v] += z[a] * y[v];
    }
    for (size_t v = 0; v < m->visits; v++)
      for (size_t w = 0; w < m->visits; w++)
        if ((seen >> v & 1) && (seen >> w & 1)) p->yy[v][w] += y[v] * y[w];
  }
  return HEPAR_OK;
}

bool hepar_mmrm_inverse(const hepar_mmrm *m, const hepar_mmrm_pattern *p, size_t *visit,
                        size_t *seen, double *inverse) {
  double part[V * V];
  size_t n = 0;
  for (size_t v = 0; v < m->visits; v++)
    if (p->seen >> v & 1) visit[n++] = v;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) part[i * n + j] = m->sigma[visit[i] * m->visits + visit[j]];
  *seen = n;
  if (!hepar_trial_cholesky(part, n)) return false;
  hepar_trial_cholesky_inverse(part, n, inverse);
  return true;
}

/* Generalised least squares under the present covariance. */
static bool least_squares(hepar_mmrm *m) {
  size_t wide = m->visits * m->columns, c = m->columns;
  double information[WIDE * WIDE] = {0}, right[WIDE] = {0};
  for (size_t k = 0; k < m->count; k++) {
    const hepar_mmrm_pattern *p = &m->patterns[k];
    size_t visit[V], n;
    double w[V * V];
    if (!hepar_mmrm_inverse(m, p, visit, &n, w)) return false;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++)
        for (size_t a = 0; a < c; a++) {
          right[visit[i] * c + a] += w[i * n + j] * p->zy[a][visit[j]];
          for (size_t b = 0; b < c; b++)
            information[(visit[i] * c + a) * wide + visit[j] * c + b] +=
                w[i * n + j] * p->zz[a][b];
        }
  }
  if (!hepar_trial_cholesky(information, wide)) return false;
  memcpy(m->beta, right, wide * sizeof right[0]);
  hepar_trial_cholesky_solve(information, wide, m->beta);
  hepar_trial_cholesky_inverse(information, wide, m->cov);
  return true;
}

/* Expected squares of the residuals of a pattern at its visits v and w. */
static double squares(const hepar_mmrm *m, const hepar_mmrm_pattern *p, size_t v, size_t w) {
  size_t c = m->columns, wide = m->visits * c;
  double sum = p->yy[v][w];
  for (size_t a = 0; a < c; a++) {
    sum -= m->beta[v * c + a] * p->zy[a][w] + m->beta[w * c + a] * p->zy[a][v];
    for (size_t b = 0; b < c; b++)
      sum += p->zz[a][b] *
             (m->beta[v * c + a] * m->beta[w * c + b] + m->cov[(v * c + a) * wide + w * c + b]);
  }
  return sum;
}

/* One step of EM for the covariance; how far it moved, relative to the variances. */
static double step(hepar_mmrm *m) {
  size_t visits = m->visits;
  double next[V * V] = {0}, patients = 0, moved = 0;
  for (size_t k = 0; k < m->count; k++) {
    const hepar_mmrm_pattern *p = &m->patterns[k];
    size_t visit[V], n;
    double w[V * V], from[V][V] = {{0}}, square[V][V];
    if (!hepar_mmrm_inverse(m, p, visit, &n, w)) return NAN;
    patients += p->n;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) square[i][j] = squares(m, p, visit[i], visit[j]);
    for (size_t v = 0; v < visits; v++) /* regression of every visit on those seen */
      for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < n; i++)
          from[v][j] += m->sigma[v * visits + visit[i]] * w[i * n + j];
    for (size_t v = 0; v < visits; v++)
      for (size_t u = 0; u < visits; u++) {
        double sum = m->sigma[v * visits + u];
        for (size_t i = 0; i < n; i++) sum -= from[v][i] * m->sigma[visit[i] * visits + u];
        sum *= p->n;
        for (size_t i = 0; i < n; i++)
          for (size_t j = 0; j < n; j++) sum += from[v][i] * square[i][j] * from[u][j];
        next[v * visits + u] += sum;
      }
  }
  for (size_t v = 0; v < visits; v++)
    for (size_t u = 0; u <= v; u++) {
      double value = (next[v * visits + u] + next[u * visits + v]) / 2 / patients;
      double scale = sqrt(m->sigma[v * visits + v] * m->sigma[u * visits + u]);
      moved = fmax(moved, fabs(value - m->sigma[v * visits + u]) / scale);
      next[v * visits + u] = next[u * visits + v] = value;
    }
  memcpy(m->sigma, next, visits * visits * sizeof next[0]);
  return moved;
}

static hepar_status fit(hepar_mmrm *m, hepar_error *error) {
  double moved = 1;
  for (size_t v = 0; v < m->visits; v++) {
    double n = 0, sum = 0, square = 0;
    for (size_t k = 0; k < m->count; k++)
      if (m->patterns[k].seen >> v & 1) {
        n += m->patterns[k].n;
        sum += m->patterns[k].zy[0][v];
        square += m->patterns[k].yy[v][v];
      }
    m->sigma[v * m->visits + v] = n > 0 ? square / n - sum * sum / (n * n) : 0;
  }
  for (int round = 0; round < 2000 && moved > 1e-9; round++) {
    if (!least_squares(m))
      return hepar_fail(error, HEPAR_RANGE, "too few patients, or no spread, for the mixed model");
    moved = step(m);
    if (isnan(moved)) return hepar_fail(error, HEPAR_RANGE, "the mixed model has no solution");
  }
  if (!least_squares(m))
    return hepar_fail(error, HEPAR_RANGE, "the mixed model has no solution");
  return HEPAR_OK;
}

void hepar_mmrm_free(hepar_mmrm *m) {
  if (m != NULL) hepar_free(m->patterns);
  hepar_free(m);
}

hepar_status hepar_mmrm_fit(hepar_mmrm **fitted, const hepar_sample *s, hepar_error *error) {
  hepar_mmrm *m = hepar_calloc(1, sizeof *m);
  double known = 0;
  hepar_status status;
  *fitted = m;
  if (m == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for the mixed model");
  if (s->visits == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "the mixed model needs the outcome of every visit");
  m->patterns = hepar_calloc(PATTERNS, sizeof *m->patterns);
  m->visits = s->visit_count;
  m->columns = s->baseline != NULL ? 3 : 2;
  for (size_t i = 0; s->baseline != NULL && i < s->n; i++)
    if (!isnan(s->baseline[i])) {
      m->centre += s->baseline[i];
      known++;
    }
  if (known > 0) m->centre /= known;
  status = m->patterns == NULL ? hepar_fail(error, HEPAR_NOMEM, "no memory for the mixed model")
                               : sum_up(m, s, error);
  if (status == HEPAR_OK && m->last < m->columns + 2)
    status = hepar_fail(error, HEPAR_RANGE, "too few patients were seen at the last visit");
  return status == HEPAR_OK ? fit(m, error) : status;
}

hepar_status hepar_test_mmrm(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  hepar_mmrm *m;
  hepar_status status = hepar_mmrm_fit(&m, s, error);
  double se = 0, df = 0;
  if (status == HEPAR_OK) status = hepar_mmrm_degrees(m, s->degrees, &se, &df, error);
  if (status == HEPAR_OK)
    hepar_answer_wald(a, m->beta[(m->visits - 1) * m->columns + 1], se, df);
  hepar_mmrm_free(m);
  return status;
}
