/* P(Q <= x) for Q = y'Py, a sum of chi squared variates with weights: the eigenvalues lambda of
   D^1/2 (I - QQ') D^1/2, D = a (v + t).

   The Laplace transform of the density, product of (1 + 2 s lambda)^-1/2, needs no eigenvalues:
   it is det(I + 2sD)^-1/2 det(Q'(I + 2sD)^-1 Q)^-1/2. All its singularities lie on the negative
   axis, so it is inverted on a cotangent contour with the midpoint rule, whose error falls as
   3.89^-N (Trefethen, Weideman and Schmelzer, BIT 2006;46:653-670). */
#include "quadform.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include "linear.h"
#include "tau2.h"

#define NODES 32
/* More degrees of freedom than this are many. */
#define MANY 20
#define PI 3.14159265358979323846

typedef struct quadform {
  hepar_problem *problem;
  hepar_projection projection;
  double observed;
  double probability;
  double complex *matrix; /* p x p */
} quadform;

/* log of the Laplace transform at s, in the upper half plane, where every logarithm of the sum is
   its principal value. */
static double complex log_transform(const quadform *form, double t, double complex s) {
  const hepar_problem *pb = form->problem;
  size_t k = pb->k, p = pb->p;
  double complex sum = 0, *n = form->matrix;
  memset(n, 0, p * p * sizeof *n);
  for (size_t i = 0; i < k; i++) {
    double complex factor = 1 + 2 * s * (pb->a[i] * (pb->v[i] + t)), inverse = 1 / factor;
    sum += clog(factor);
    for (size_t a = 0; a < p; a++)
      for (size_t b = 0; b <= a; b++)
        n[a * p + b] += form->projection.q[a * k + i] * form->projection.q[b * k + i] * inverse;
  }
  for (size_t j = 0; j < p; j++) {
    sum += clog(n[j * p + j]);
    for (size_t a = j + 1; a < p; a++)
      for (size_t b = j + 1; b <= a; b++)
        n[a * p + b] -= n[a * p + j] * n[b * p + j] / n[j * p + j];
  }
  return -0.5 * sum;
}

/* P(Q <= observed) on the cotangent contour. */
static double on_contour(const quadform *form, double t) {
  double sum = 0;
  for (int node = 0; node < NODES / 2; node++) {
    double angle = (2 * node + 1) * PI / NODES, scaled = 0.6407 * angle;
    double cot = cos(scaled) / sin(scaled);
    double complex z = NODES * (0.5017 * angle * cot - 0.6122 + 0.2645 * I * angle);
    double complex slope =
        NODES * (0.5017 * cot - 0.5017 * scaled / (sin(scaled) * sin(scaled)) + 0.2645 * I);
    sum += cimag(cexp(z + log_transform(form, t, z / form->observed)) / z * slope);
  }
  return 2 * sum / NODES;
}

/* The same on a vertical line, for Q with this mean and standard deviation. The line keeps the
   terms near 1, so that the sum loses no digits. */
static double on_line(const quadform *form, double t, double mean, double sd) {
  double far = (form->observed - mean) / sd, sum = 0;
  double abscissa = (far > 5.0 / 3 ? 5 / far : 3) / sd, period = 35 / abscissa;
  if (period < 1.01 * form->observed) period = 1.01 * form->observed;
  for (int node = 0; node < 100000; node++) {
    double complex s = abscissa + I * (2 * PI * node / period);
    double complex term = cexp(s * form->observed + log_transform(form, t, s)) / s;
    sum += creal(term) * (node == 0 ? 0.5 : 1.0);
    if (cabs(term) < 1e-17 * period) break;
  }
  return 2 * sum / period;
}

/* P(Q <= observed) when tau2 = t. */
static double cumulative(const quadform *form, double t) {
  hepar_problem *pb = form->problem;
  for (size_t i = 0; i < pb->k; i++) pb->c[i] = pb->a[i] * (pb->v[i] + t);
  double mean = hepar_project_trace(&form->projection, pb->c);
  double square = hepar_project_pair(&form->projection, pb->c, pb->c);
  double sd = sqrt(2 * square), p;
  if (mean * mean > MANY * square) {
    double far = (form->observed - mean) / sd;
    if (far > 40) return 1;
    if (far < -40) return 0;
    p = on_line(form, t, mean, sd);
  } else {
    p = on_contour(form, t);
  }
  return p < 0 ? 0 : p > 1 ? 1 : p;
}

/* What falls to 0 at the wanted t. */
static double above(void *data, double t, double *slope) {
  const quadform *form = data;
  double here = cumulative(form, t), step = t * 1e-5;
  *slope = (cumulative(form, t + step) - here) / step;
  return here - form->probability;
}

double hepar_quadform_at(hepar_problem *pb, double t) {
  size_t p = pb->p;
  double *theta = pb->small + HEPAR_SMALL_LINEAR(p);
  quadform form = {pb, hepar_project(pb, pb->a), 0, 0,
                   (double complex *)(void *)(theta + p + p % 2)};
  form.observed = hepar_project_solve(&form.projection, pb->y, theta, pb->u);
  return form.observed > 0 ? cumulative(&form, t) : 0;
}

double hepar_quadform_tau2(hepar_problem *pb, double probability, bool *converged) {
  size_t p = pb->p;
  double *theta = pb->small + HEPAR_SMALL_LINEAR(p), low = 0;
  quadform form = {pb, hepar_project(pb, pb->a), 0, probability,
                   (double complex *)(void *)(theta + p + p % 2)};
  form.observed = hepar_project_solve(&form.projection, pb->y, theta, pb->u);
  if (!(form.observed > 0) || cumulative(&form, 0) <= probability) return 0;
  double high = pb->v_min > 0 ? pb->v_min : pb->v_max / 1024;
  double at_low = cumulative(&form, 0), at_high;
  while ((at_high = cumulative(&form, high)) > probability) {
    low = high;
    at_low = at_high;
    high *= 2;
    if (!(high < 1e300)) {
      *converged = false;
      return high;
    }
  }
  return hepar_falling_root(above, &form, low, high, at_low - probability, at_high - probability,
                            converged);
}
