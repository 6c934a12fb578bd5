/* The likelihood of one study with its random effects integrated out.

   The integrand is log-concave and analytic in a strip around the real axis, so the trapezoidal
   rule, centred at the mode and scaled by the curvature there, converges geometrically: with the
   steps below the error is that of rounding (Trefethen & Weideman, SIAM Review 2014;56:385).
   Gradient and Hessian are posterior moments of those of the complete data (Louis, J R Stat Soc B
   1982;44:226). With a given number of points the rule is adaptive Gauss-Hermite (Liu & Pierce,
   Biometrika 1994;81:624), where one point is Laplace's approximation; then the derivatives are
   those of the approximation, by differences. */
#include "glmm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Terms below e^-FAR of the largest are nothing in double precision, however many. */
#define FAR 45.0
/* Step of the trapezoidal rule in standard deviations, and how much shorter where the predictor
   moves by more than a unit per step: the strip is pi/2 wide. */
#define STEP 0.5
#define STRIP 0.26
#define MAX_SIDE 4000

/* The parts of the linear predictors that do not change inside one integral. */
typedef struct frame {
  const glmm_study *study;
  size_t dimension;
  double base[2];     /* predictor at u = s = 0 */
  double slope[2][2]; /* of u and s */
} frame;

/* Log of the integrand at (u, s); each arm's derivatives go to out. */
static double log_integrand(const frame *f, const double z[2], double out[2][3]) {
  double sum = -0.5 * z[0] * z[0];
  if (f->dimension == 2) sum -= 0.5 * z[1] * z[1];
  for (size_t a = 0; a < f->study->arms; a++) {
    hepar_glmm_arm(&f->study->arm[a],
                   f->base[a] + f->slope[a][0] * z[0] + f->slope[a][1] * z[1], out[a]);
    sum += out[a][0];
  }
  return sum;
}

/* Negative Hessian of the log integrand: identity and the information of the arms. */
static void curvature(const frame *f, double out[2][3], double k[3]) {
  k[0] = k[2] = 1.0;
  k[1] = 0.0;
  for (size_t a = 0; a < f->study->arms; a++) {
    k[0] -= out[a][2] * f->slope[a][0] * f->slope[a][0];
    k[1] -= out[a][2] * f->slope[a][0] * f->slope[a][1];
    k[2] -= out[a][2] * f->slope[a][1] * f->slope[a][1];
  }
}

/* Newton's method with halving to the mode of the integrand, which is strictly log-concave. */
static bool find_mode(const frame *f, double z[2], double *top, double k[3]) {
  double out[2][3];
  double value = log_integrand(f, z, out);
  if (!isfinite(value)) {
    z[0] = z[1] = 0.0;
    value = log_integrand(f, z, out);
  }
  /* A last full step once the gain is below rounding leaves the mode as exact as can be. */
  bool polished = false;
  for (int step = 0; step < 200; step++) {
    double g[2] = {-z[0], f->dimension == 2 ? -z[1] : 0.0};
    for (size_t a = 0; a < f->study->arms; a++) {
      g[0] += out[a][1] * f->slope[a][0];
      g[1] += out[a][1] * f->slope[a][1];
    }
    curvature(f, out, k);
    double det = k[0] * k[2] - k[1] * k[1];
    double d[2] = {(k[2] * g[0] - k[1] * g[1]) / det, (k[0] * g[1] - k[1] * g[0]) / det};
    double gain = d[0] * g[0] + d[1] * g[1];
    if (!isfinite(gain)) return false;
    *top = value;
    if (polished) return true;
    polished = gain < 1e-16;
    double part = 1.0;
    for (; part > 1e-12; part /= 2.0) {
      double next[2] = {z[0] + part * d[0], z[1] + part * d[1]};
      double there = log_integrand(f, next, out);
      if (there >= value + 1e-4 * part * gain || (part == 1.0 && gain < 1e-10)) {
        z[0] = next[0];
        z[1] = next[1];
        value = there;
        break;
      }
    }
    if (part <= 1e-12) {
      value = log_integrand(f, z, out);
      *top = value;
      curvature(f, out, k);
      return gain < 1e-10;
    }
  }
  return false;
}

/* Sums over the points: weight, and moments of the score. */
typedef struct sums {
  double all, score[ARG_COUNT], square[ARG_COUNT][ARG_COUNT];
} sums;

/* Add a point with weight w. */
static void add_point(const frame *f, const double z[2], double out[2][3], double w, sums *s) {
  double score[ARG_COUNT] = {0};
  double slope[2][ARG_COUNT];
  s->all += w;
  for (size_t a = 0; a < f->study->arms; a++) {
    const glmm_arm *arm = &f->study->arm[a];
    slope[a][ARG_EFFECT] = arm->effect;
    slope[a][ARG_LEVEL] = arm->level;
    slope[a][ARG_TAU] = arm->random * z[0];
    slope[a][ARG_SIGMA] = arm->random_level * z[1];
    slope[a][ARG_KAPPA] = arm->random_level * z[0];
    for (int i = 0; i < ARG_COUNT; i++) score[i] += out[a][1] * slope[a][i];
  }
  for (int i = 0; i < ARG_COUNT; i++) {
    s->score[i] += w * score[i];
    for (int j = 0; j <= i; j++) {
      double h = score[i] * score[j];
      for (size_t a = 0; a < f->study->arms; a++) h += out[a][2] * slope[a][i] * slope[a][j];
      s->square[i][j] += w * h;
    }
  }
}

/* The linear map from standard coordinates to (u, s) at the mode, and the two steps there. */
typedef struct grid {
  double mode[2], top;
  double l00, l10, l11;
  double step[2];
} grid;

static double grid_point(const frame *f, const grid *g, double w0, double w1, double z[2],
                         double out[2][3]) {
  z[0] = g->mode[0] + g->l00 * w0;
  z[1] = g->mode[1] + g->l10 * w0 + g->l11 * w1;
  return log_integrand(f, z, out) - g->top;
}

/* Sum a row of the grid (all of it in one dimension), walking out from its highest point; *at is a
   guess of where that is, and becomes it. Returns the height there. */
static double add_row(const frame *f, const grid *g, double w0, long *at, sums *s) {
  double z[2];
  double out[2][3];
  double top = grid_point(f, g, w0, (double)*at * g->step[1], z, out);
  for (int way = -1; way <= 1; way += 2) {
    for (;;) {
      double next = grid_point(f, g, w0, (double)(*at + way) * g->step[1], z, out);
      if (!(next > top) || labs(*at) > MAX_SIDE) break;
      top = next;
      *at += way;
    }
  }
  for (int way = -1; way <= 1; way += 2) {
    for (long j = way < 0 ? *at - 1 : *at; labs(j - *at) < MAX_SIDE; j += way) {
      double height = grid_point(f, g, w0, (double)j * g->step[1], z, out);
      if (!(height > -FAR)) break;
      add_point(f, z, out, exp(height), s);
    }
  }
  return top;
}

/* Cholesky factor of the inverse of the curvature, and steps that resolve the integrand. */
static void set_grid(const frame *f, const double k[3], grid *g) {
  double det = k[0] * k[2] - k[1] * k[1];
  double rate[2] = {0.0, 0.0};
  g->l00 = sqrt(k[2] / det);
  g->l10 = -k[1] / det / g->l00;
  g->l11 = sqrt(1.0 / k[2]);
  for (size_t a = 0; a < f->study->arms; a++) {
    rate[0] = fmax(rate[0], fabs(f->slope[a][0] * g->l00 + f->slope[a][1] * g->l10));
    rate[1] = fmax(rate[1], fabs(f->slope[a][1] * g->l11));
  }
  for (int i = 0; i < 2; i++) g->step[i] = fmin(STEP, STRIP / fmax(rate[i], 1e-12));
}

/* All rows, from the middle outwards. */
static void add_rows(const frame *f, const grid *g, sums *s) {
  for (int way = -1; way <= 1; way += 2) {
    long at = 0;
    for (long i = way < 0 ? -1 : 0; labs(i) < MAX_SIDE; i += way)
      if (!(add_row(f, g, (double)i * g->step[0], &at, s) > -FAR)) break;
  }
}

/* One dimension: the grid's second coordinate does not exist. */
static void add_line(const frame *f, const grid *g, sums *s) {
  double z[2];
  double out[2][3];
  for (int way = -1; way <= 1; way += 2) {
    for (long i = way < 0 ? -1 : 0; labs(i) < MAX_SIDE; i += way) {
      double height = grid_point(f, g, (double)i * g->step[0], 0.0, z, out);
      if (!(height > -FAR)) break;
      add_point(f, z, out, exp(height), s);
    }
  }
}

static void set_frame(frame *f, const glmm_study *study, size_t dimension, const double *args) {
  memset(f, 0, sizeof *f);
  f->study = study;
  f->dimension = dimension;
  for (size_t a = 0; a < study->arms; a++) {
    const glmm_arm *arm = &study->arm[a];
    f->base[a] = arm->effect * args[ARG_EFFECT] + arm->level * args[ARG_LEVEL];
    f->slope[a][0] = arm->random * args[ARG_TAU] + arm->random_level * args[ARG_KAPPA];
    if (dimension == 2) f->slope[a][1] = arm->random_level * args[ARG_SIGMA];
  }
}

/* Gauss-Hermite: the approximated log marginal likelihood. */
static double approximate(glmm_study *study, const glmm_rule *rule, const double *args) {
  frame f;
  grid g = {0};
  double k[3], z[2], out[2][3];
  double sum = 0.0;
  size_t second = rule->dimension == 2 ? rule->points : 1;
  set_frame(&f, study, rule->dimension, args);
  memcpy(g.mode, study->mode, sizeof g.mode);
  if (!find_mode(&f, g.mode, &g.top, k)) return NAN;
  memcpy(study->mode, g.mode, sizeof g.mode);
  set_grid(&f, k, &g);
  for (size_t i = 0; i < rule->points; i++) {
    for (size_t j = 0; j < second; j++) {
      double w1 = rule->dimension == 2 ? rule->node[j] : 0.0;
      double weight = rule->weight[i] * (rule->dimension == 2 ? rule->weight[j] : 1.0);
      sum += weight * exp(grid_point(&f, &g, rule->node[i], w1, z, out));
    }
  }
  double scale = rule->dimension == 2 ? log(g.l00 * g.l11) : log(g.l00);
  return g.top + log(sum) + scale - 0.5 * (double)rule->dimension * log(2.0 * M_PI);
}

/* Derivatives of the approximation by central differences of fourth (gradient) and second order. */
static bool differences(glmm_study *study, const glmm_rule *rule, const double *args, double *value,
                        double *gradient, double hessian[ARG_COUNT][ARG_COUNT]) {
  const double h = 1e-3;
  double near[ARG_COUNT][2], a[ARG_COUNT];
  memcpy(a, args, sizeof a);
  *value = approximate(study, rule, a);
  for (int i = 0; i < ARG_COUNT; i++) {
    double at[4];
    const double steps[4] = {-2.0, -1.0, 1.0, 2.0};
    for (int j = 0; j < 4; j++) {
      a[i] = args[i] + steps[j] * h;
      at[j] = approximate(study, rule, a);
    }
    a[i] = args[i];
    gradient[i] = (at[0] - 8.0 * at[1] + 8.0 * at[2] - at[3]) / (12.0 * h);
    hessian[i][i] = (-at[0] + 16.0 * at[1] - 30.0 * *value + 16.0 * at[2] - at[3]) / (12.0 * h * h);
    near[i][0] = at[1];
    near[i][1] = at[2];
  }
  for (int i = 0; i < ARG_COUNT; i++) {
    for (int j = 0; j < i; j++) {
      double both = 0.0;
      for (int way = -1; way <= 1; way += 2) {
        a[i] = args[i] + way * h;
        a[j] = args[j] + way * h;
        both += approximate(study, rule, a);
      }
      a[i] = args[i];
      a[j] = args[j];
      hessian[i][j] = hessian[j][i] =
          (both + 2.0 * *value - near[i][0] - near[i][1] - near[j][0] - near[j][1]) / (2.0 * h * h);
    }
  }
  return isfinite(*value);
}

bool hepar_glmm_marginal(glmm_study *study, const glmm_rule *rule, const double args[ARG_COUNT],
                         double *value, double gradient[ARG_COUNT],
                         double hessian[ARG_COUNT][ARG_COUNT]) {
  frame f;
  grid g = {0};
  double k[3];
  sums s = {0};
  if (rule->points > 0) return differences(study, rule, args, value, gradient, hessian);
  set_frame(&f, study, rule->dimension, args);
  memcpy(g.mode, study->mode, sizeof g.mode);
  if (!find_mode(&f, g.mode, &g.top, k)) return false;
  memcpy(study->mode, g.mode, sizeof g.mode);
  set_grid(&f, k, &g);
  double cell = g.l00 * g.step[0];
  if (rule->dimension == 2) {
    cell *= g.l11 * g.step[1];
    add_rows(&f, &g, &s);
  } else {
    add_line(&f, &g, &s);
  }
  *value = g.top + log(s.all * cell) - 0.5 * (double)rule->dimension * log(2.0 * M_PI);
  for (int i = 0; i < ARG_COUNT; i++) gradient[i] = s.score[i] / s.all;
  for (int i = 0; i < ARG_COUNT; i++)
    for (int j = 0; j <= i; j++)
      hessian[i][j] = hessian[j][i] = s.square[i][j] / s.all - gradient[i] * gradient[j];
  return isfinite(*value);
}

/* Orthonormal Hermite polynomial of degree n at x; returns the sum of squares of those below. */
static double hermite(size_t n, double x, double *last) {
  double before = 0.0;
  double now = pow(M_PI, -0.25);
  double sum = 0.0;
  for (size_t j = 0; j < n; j++) {
    double next = x * sqrt(2.0 / ((double)j + 1.0)) * now -
                  sqrt((double)j / ((double)j + 1.0)) * before;
    sum += now * now;
    before = now;
    now = next;
  }
  *last = now;
  return sum;
}

hepar_status hepar_glmm_rule(glmm_rule *rule, size_t points, size_t dimension, hepar_error *error) {
  memset(rule, 0, sizeof *rule);
  rule->points = points;
  rule->dimension = dimension;
  if (points == 0) return HEPAR_OK;
  rule->node = hepar_calloc(4 * points + 2, sizeof *rule->node);
  if (rule->node == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for a quadrature rule");
  rule->weight = rule->node + points;
  /* The roots of each degree lie between those of the degree before: bisect there. */
  double *walls = rule->node + 2 * points;
  for (size_t n = 1; n <= points; n++) {
    double edge = sqrt(2.0 * (double)n + 2.0);
    walls[0] = -edge;
    for (size_t i = 1; i < n; i++) walls[i] = rule->node[i - 1];
    walls[n] = edge;
    for (size_t i = 0; i < n; i++) {
      double low = walls[i], high = walls[i + 1], at_low, at;
      (void)hermite(n, low, &at_low);
      for (int step = 0; step < 200; step++) {
        double middle = 0.5 * (low + high);
        if (!(middle > low && middle < high)) break;
        (void)hermite(n, middle, &at);
        if ((at > 0.0) == (at_low > 0.0)) low = middle;
        else high = middle;
      }
      rule->node[i] = 0.5 * (low + high);
    }
  }
  /* In standard normal coordinates, without the weight function. */
  for (size_t i = 0; i < points; i++) {
    double x = rule->node[i], last;
    rule->weight[i] = sqrt(2.0) * exp(x * x) / hermite(points, x, &last);
    rule->node[i] = sqrt(2.0) * x;
  }
  return HEPAR_OK;
}

void hepar_glmm_rule_clear(glmm_rule *rule) {
  hepar_free(rule->node);
  memset(rule, 0, sizeof *rule);
}
