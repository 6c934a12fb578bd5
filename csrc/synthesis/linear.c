/* Projections of weighted least squares: Gram-Schmidt done twice, hat values, traces. */
#include "linear.h"

#include <math.h>
#include <string.h>

#include "lanes.h"

/* Rows above this leverage take part through M = MM. */
#define HIGH 0.9

void hepar_upper_solve(const double *r, size_t p, double *x) {
  for (size_t i = p; i-- > 0;) {
    double s = x[i];
    for (size_t j = i + 1; j < p; j++) s -= r[i * p + j] * x[j];
    x[i] = s / r[i * p + i];
  }
}

void hepar_upper_solve_transposed(const double *r, size_t p, double *x) {
  for (size_t i = 0; i < p; i++) {
    double s = x[i];
    for (size_t j = 0; j < i; j++) s -= r[j * p + i] * x[j];
    x[i] = s / r[i * p + i];
  }
}

bool hepar_cholesky(double *m, size_t p) {
  for (size_t i = 0; i < p; i++) {
    for (size_t j = 0; j <= i; j++) {
      double s = m[i * p + j];
      for (size_t l = 0; l < j; l++) s -= m[i * p + l] * m[j * p + l];
      if (i == j) {
        if (!(s > 0)) return false;
        m[i * p + i] = sqrt(s);
      } else {
        m[i * p + j] = s / m[j * p + j];
      }
    }
    for (size_t j = i + 1; j < p; j++) m[i * p + j] = 0;
  }
  return true;
}

/* Element i, j of QQ'. */
static double overlap(const hepar_projection *pr, size_t i, size_t j) {
  size_t k = pr->problem->k;
  double s = 0;
  for (size_t l = 0; l < pr->problem->p; l++) s += pr->q[l * k + i] * pr->q[l * k + j];
  return s;
}

static bool is_high(const hepar_projection *pr, size_t i) { return pr->h[i] > HIGH; }

/* The part H of M that belongs to the high rows: H = HH + S, S = the rest of MM, by iteration from
   S, which converges because H is below 0.1 or so. */
static void high_part(hepar_projection *pr) {
  size_t n = pr->high, k = pr->problem->k;
  double *s = pr->m + n * n, *t = s + n * n;
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b <= a; b++) {
      double sum = 0;
      for (size_t j = 0; j < k; j++)
        if (!is_high(pr, j)) sum += overlap(pr, pr->row[a], j) * overlap(pr, pr->row[b], j);
      s[a * n + b] = s[b * n + a] = sum;
    }
  memcpy(pr->m, s, n * n * sizeof *s);
  for (int round = 0; round < 60; round++) {
    for (size_t a = 0; a < n; a++)
      for (size_t b = 0; b < n; b++) {
        double sum = s[a * n + b];
        for (size_t l = 0; l < n; l++) sum += pr->m[a * n + l] * pr->m[l * n + b];
        t[a * n + b] = sum;
      }
    bool same = memcmp(t, pr->m, n * n * sizeof *t) == 0;
    memcpy(pr->m, t, n * n * sizeof *t);
    if (same) break;
  }
}

hepar_projection hepar_project(hepar_problem *problem, const double *a) {
  size_t k = problem->k, p = problem->p;
  hepar_projection pr = {problem, a, problem->q, problem->h, problem->small, 0, problem->high,
                         problem->small + p * p};
  double *root = pr.h; /* for now */
  memset(pr.r, 0, p * p * sizeof *pr.r);
  for (size_t i = 0; i < k; i++) root[i] = sqrt(a[i]);
  for (size_t j = 0; j < p; j++) {
    double *q = pr.q + j * k;
    if (problem->z != NULL)
      hepar_lanes_multiply(q, root, problem->z + j * k, k);
    else
      memcpy(q, root, k * sizeof *q);
    for (int pass = 0; pass < 2; pass++)
      for (size_t l = 0; l < j; l++) {
        double c = hepar_lanes_dot(pr.q + l * k, q, k);
        hepar_lanes_subtract(q, c, pr.q + l * k, k);
        pr.r[l * p + j] += c;
      }
    double norm = sqrt(hepar_lanes_dot(q, q, k));
    pr.r[j * p + j] = norm;
    hepar_lanes_affine(q, q, k, 0, 1 / norm);
  }
  memset(pr.h, 0, k * sizeof *pr.h);
  for (size_t j = 0; j < p; j++) hepar_lanes_add_square(pr.h, pr.q + j * k, k);
  for (size_t i = 0; i < k; i++)
    if (pr.h[i] > HIGH && pr.high < p + p / 8) pr.row[pr.high++] = i;
  if (pr.high > 0) high_part(&pr);
  return pr;
}

double hepar_project_solve(const hepar_projection *pr, const double *y, double *theta, double *r) {
  size_t k = pr->problem->k, p = pr->problem->p;
  for (size_t i = 0; i < k; i++) r[i] = sqrt(pr->a[i]);
  hepar_lanes_multiply(r, r, y, k);
  for (size_t j = 0; j < p; j++) theta[j] = 0;
  /* The second round makes the residuals of very precise studies right, digit by digit. */
  for (int pass = 0; pass < (pr->high > 0 ? 3 : 2); pass++)
    for (size_t j = 0; j < p; j++) {
      double c = hepar_lanes_dot(pr->q + j * k, r, k);
      hepar_lanes_subtract(r, c, pr->q + j * k, k);
      theta[j] += c;
    }
  hepar_upper_solve(pr->r, p, theta);
  return hepar_lanes_dot(r, r, k);
}

double hepar_project_trace(const hepar_projection *pr, const double *c) {
  double sum = 0;
  if (pr->high == 0) {
    for (size_t i = 0; i < pr->problem->k; i++) sum += c[i] * (1 - pr->h[i]);
    return sum;
  }
  for (size_t i = 0; i < pr->problem->k; i++)
    if (!is_high(pr, i)) sum += c[i] * (1 - pr->h[i]);
  for (size_t a = 0; a < pr->high; a++) sum += c[pr->row[a]] * pr->m[a * pr->high + a];
  return sum;
}

double hepar_project_pair(const hepar_projection *pr, const double *c, const double *d) {
  size_t k = pr->problem->k, p = pr->problem->p, n = pr->high;
  double sum = 0;
  double *qc = pr->m + 4 * p * p, *qd = qc + p * p;
  if (n == 0 && c == d) {
    double *cq = pr->problem->w2;
    for (size_t i = 0; i < k; i++) sum += c[i] * c[i] * (1 - 2 * pr->h[i]);
    for (size_t a = 0; a < p; a++) {
      hepar_lanes_multiply(cq, c, pr->q + a * k, k);
      for (size_t b = 0; b <= a; b++) {
        double element = hepar_lanes_dot(cq, pr->q + b * k, k);
        sum += (a == b ? 1.0 : 2.0) * element * element;
      }
    }
    return sum;
  }
  for (size_t i = 0; i < k; i++)
    if (!is_high(pr, i)) sum += c[i] * d[i] * (1 - 2 * pr->h[i]);
  memset(qc, 0, 2 * p * p * sizeof *qc);
  for (size_t a = 0; a < p; a++)
    for (size_t b = 0; b <= a; b++) {
      double sc = 0, sd = 0;
      for (size_t i = 0; i < k; i++) {
        double product = pr->q[a * k + i] * pr->q[b * k + i];
        if (is_high(pr, i)) continue;
        sc += c[i] * product;
        sd += d[i] * product;
      }
      qc[a * p + b] = sc;
      qd[a * p + b] = sd;
    }
  for (size_t a = 0; a < p; a++)
    for (size_t b = 0; b <= a; b++)
      sum += (a == b ? 1.0 : 2.0) * qc[a * p + b] * qd[a * p + b];
  for (size_t a = 0; a < n; a++) {
    size_t i = pr->row[a];
    for (size_t j = 0; j < k; j++) {
      if (is_high(pr, j)) continue;
      double m = overlap(pr, i, j);
      sum += (c[i] * d[j] + c[j] * d[i]) * m * m;
    }
    for (size_t b = 0; b < n; b++) {
      double m = pr->m[a * n + b];
      sum += c[i] * d[pr->row[b]] * m * m;
    }
  }
  return sum;
}

double hepar_project_logdet(const hepar_projection *pr) {
  size_t p = pr->problem->p;
  double sum = 0;
  for (size_t j = 0; j < p; j++) sum += 2 * log(pr->r[j * p + j]);
  return pr->problem->z == NULL ? sum - log((double)pr->problem->k) : sum;
}
