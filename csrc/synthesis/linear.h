/* Weighted least squares on a hepar_problem without any k x k matrix.

   For weights a, A = diag(a), let Q R = sqrt(A) Z and M = I - QQ'. Then
   P = A - A Z (Z'AZ)^-1 Z'A = sqrt(A) M sqrt(A), and every trace that the estimators need follows
   from hat values h = diag(QQ') and p x p products. Rows with a hat value near 1 belong to studies
   so precise that 1 - h cancels; their part of M is found from M = MM instead. */
#ifndef HEPAR_LINEAR_H
#define HEPAR_LINEAR_H

#include "problem.h"

/* All point into the scratch of the problem: one projection of a problem at a time. */
typedef struct hepar_projection {
  const hepar_problem *problem;
  const double *a; /* weights */
  double *q, *h;   /* k x p by columns; hat values */
  double *r;       /* p x p upper triangular, row by row */
  size_t high;     /* rows with h above 0.9 … */
  size_t *row;     /* … which they are … */
  double *m;       /* … and their part of M, high x high */
} hepar_projection;

/* Factorise for weights a (may be problem->w). q, h and `small` of the problem are overwritten. */
hepar_projection hepar_project(hepar_problem *problem, const double *a);
/* Coefficients of y on Z, and sqrt(a) (y - Z theta) into r (k numbers). Returns the weighted sum of
   squares of the residuals. */
double hepar_project_solve(const hepar_projection *pr, const double *y, double *theta, double *r);
/* Sum of c_i m_ii: tr(P) for c = a, tr(PV) for c = a v. */
double hepar_project_trace(const hepar_projection *pr, const double *c);
/* Sum of c_i d_j m_ij^2: tr(PP) for c = d = a, tr(PVPV) for c = d = a v, tr(PPV) for c = a v and
   d = a. */
double hepar_project_pair(const hepar_projection *pr, const double *c, const double *d);
/* log det Z'AZ - log det Z'Z */
double hepar_project_logdet(const hepar_projection *pr);

/* Solve the upper triangular system R x = b or R'x = b, in place. */
void hepar_upper_solve(const double *r, size_t p, double *x);
void hepar_upper_solve_transposed(const double *r, size_t p, double *x);
/* Lower Cholesky factor of a symmetric positive definite p x p matrix, in place, row by row; false
   when it is not positive definite. */
bool hepar_cholesky(double *m, size_t p);

#endif
