/* Adaptive Gauss-Kronrod quadrature (Piessens and others, QUADPACK, 1983: nodes and weights). */
#include "integrate.h"

#include <math.h>

#define MOST 200

/* Nodes from the outside in; the odd places are those of the 7-point Gauss rule. */
static const double node[8] = {
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245, 0.0};
static const double kronrod[8] = {
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
static const double gauss[4] = {
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975, 0.417959183673469387755102040816327};

typedef struct interval {
  double a, b, value, error;
} interval;

static interval rule(hepar_integrand f, void *data, double a, double b) {
  double middle = a + (b - a) / 2, half = (b - a) / 2;
  double centre = f(middle, data), k = kronrod[7] * centre, g = gauss[3] * centre;
  for (int i = 0; i < 7; i++) {
    double sum = f(middle - half * node[i], data) + f(middle + half * node[i], data);
    k += kronrod[i] * sum;
    if (i % 2 == 1) g += gauss[i / 2] * sum;
  }
  return (interval){a, b, k * half, fabs((k - g) * half)};
}

bool hepar_integrate(hepar_integrand f, void *data, const double *points, size_t count,
                     double relative, double *value) {
  interval list[MOST];
  int n = 0;
  for (size_t i = 0; i + 1 < count; i++)
    if (points[i + 1] > points[i]) list[n++] = rule(f, data, points[i], points[i + 1]);
  for (;;) {
    double error = 0, sum = 0;
    int worst = 0;
    for (int i = 0; i < n; i++) {
      sum += list[i].value;
      error += list[i].error;
      if (list[i].error > list[worst].error) worst = i;
    }
    *value = sum;
    if (isnan(sum) || n == MOST) return false;
    if (error <= relative * fabs(sum) || error < 1e-300) return true;
    interval wide = list[worst];
    double middle = wide.a + (wide.b - wide.a) / 2;
    list[worst] = rule(f, data, wide.a, middle);
    list[n++] = rule(f, data, middle, wide.b);
  }
}
