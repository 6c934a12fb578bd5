/* The tetrachoric correlation of a 2 x 2 table: the correlation of the two normal variables whose
   cut points gave the table. Table and model have three parameters each, so the maximum of the
   likelihood has the margins as cut points and the probability of the first cell as a given; what
   remains is one monotone equation, and the variance is that of a function of multinomial counts
   (Hamdan, Biometrika 1970;57:212-215). */
#include "effects.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

typedef struct cuts {
  double h, k, angle;
} cuts;

/* d/dw of 2 pi P(X < h, Y < k) at the correlation sin(w) (Plackett 1954). */
static double slope(double w, const cuts *c) {
  double cosine = cos(w);
  double sum = c->h * c->h + c->k * c->k - 2 * c->h * c->k * sin(w);
  return cosine > 0 ? exp(-sum / (2 * cosine * cosine)) : 0;
}

static double slope_between(double from_low, double from_high, const void *data) {
  const cuts *c = data;
  (void)from_high;
  return slope(c->angle < 0 ? -from_low : from_low, c);
}

/* P(X < h, Y < k) - P(X < h) P(Y < k) at the correlation sin(angle). */
static double excess(cuts *c, double angle) {
  double area;
  c->angle = angle;
  area = effect_integrate(slope_between, c, fabs(angle)) / (2 * M_PI);
  return angle < 0 ? -area : area;
}

/* The angle whose excess is `wanted`: Newton steps kept inside a bracket that shrinks. */
static double solve(cuts *c, double wanted) {
  double low = -M_PI / 2;
  double high = M_PI / 2;
  double w = 0;
  for (int i = 0; i < 200 && high - low > 1e-16; i++) {
    double miss = excess(c, w) - wanted;
    double step = miss * 2 * M_PI / slope(w, c);
    double next = w - step;
    if (miss == 0) break;
    if (miss > 0)
      high = w;
    else
      low = w;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (fabs(next - w) < 1e-15) break;
    w = next;
  }
  return w;
}

effect effect_rtet(const double *x, const effect_context *context) {
  double a = x[HEPAR_AI];
  double b = x[HEPAR_BI];
  double c = x[HEPAR_CI];
  double d = x[HEPAR_DI];
  double n = a + b + c + d;
  double row = (a + b) / n;
  double column = (a + c) / n;
  effect e = {NAN, NAN};
  cuts cut;
  double rho;
  double root;
  double density;
  double g[3];
  double mean;
  (void)context;
  if (a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0) return e;
  if (a == 0 || b == 0 || c == 0 || d == 0) {
    /* The likelihood rises up to the end of the range. */
    e.yi = a == 0 || d == 0 ? -1 : 1;
    if ((b == 0 && c == 0) || (a == 0 && d == 0)) e.vi = 0;
    return e;
  }
  cut.h = gsl_cdf_ugaussian_Pinv(row);
  cut.k = gsl_cdf_ugaussian_Pinv(column);
  cut.angle = solve(&cut, a / n - row * column);
  rho = sin(cut.angle);
  root = cos(cut.angle);
  e.yi = rho;
  density = slope(cut.angle, &cut) / (2 * M_PI * root);
  /* The gradient of rho in the first three proportions; in the fourth it is 0. */
  g[1] = -gsl_cdf_ugaussian_P((cut.k - rho * cut.h) / root) / density;
  g[2] = -gsl_cdf_ugaussian_P((cut.h - rho * cut.k) / root) / density;
  g[0] = 1 / density + g[1] + g[2];
  mean = (a * g[0] + b * g[1] + c * g[2]) / n;
  e.vi = ((a * g[0] * g[0] + b * g[1] * g[1] + c * g[2] * g[2]) / n - mean * mean) / n;
  return e;
}
