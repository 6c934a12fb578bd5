/* Several arms against one control, several looks: the chance, without effect, that any arm crosses
   its bound at any look. Given the control's path the arms are independent, each a walk of its own
   (Magirr, Jaki and Whitehead, Biometrika 2012;99:494). */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define MOST_LOOKS 3
#define NODES 32     /* of a walk at a look, Gauss and Legendre */
#define STEPS 19     /* of the control at a look, by the trapezoid rule, exact for such functions */
#define STEP 0.7
#define LOWEST (-8.0)

/* The Gauss-Legendre rule of 32 points on (0, 1), found by Newton's method. */
static void rule(double *node, double *weight) {
  for (int i = 0; i < NODES; i++) {
    double x = cos(3.14159265358979323846 * (i + 0.75) / (NODES + 0.5)), slope = 1;
    for (int round = 0; round < 100; round++) {
      double p = 1, before = 0;
      for (int k = 1; k <= NODES; k++) {
        double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
        before = p;
        p = next;
      }
      slope = NODES * (x * p - before) / (x * x - 1);
      double step = p / slope;
      x -= step;
      if (fabs(step) < 1e-15) break;
    }
    node[i] = (1 + x) / 2;
    weight[i] = 1 / ((1 - x * x) * slope * slope);
  }
}

typedef struct arms {
  size_t looks, k;
  const double *fraction, *upper, *lambda;
  double node[NODES], weight[NODES];
} arms;

static double phi(double z) { return 0.398942280401432677939946 * exp(-z * z / 2); }

/* The chance that a walk stays below the bounds. */
static double below(const arms *a, const double *bound) {
  double z[NODES], mass[NODES];
  if (a->looks == 1) return gsl_cdf_ugaussian_P(bound[0]);
  double width = fmax(0, bound[0] - LOWEST);
  for (int i = 0; i < NODES; i++) {
    z[i] = LOWEST + width * a->node[i];
    mass[i] = width * a->weight[i] * phi(z[i]);
  }
  for (size_t look = 1;; look++) {
    double r = sqrt(a->fraction[look - 1] / a->fraction[look]), sd = sqrt(1 - r * r), sum = 0;
    if (look + 1 == a->looks) {
      for (int i = 0; i < NODES; i++)
        sum += mass[i] * gsl_cdf_ugaussian_P((bound[look] - r * z[i]) / sd);
      return sum;
    }
    double next[NODES], grown[NODES];
    width = fmax(0, bound[look] - LOWEST);
    for (int j = 0; j < NODES; j++) {
      next[j] = LOWEST + width * a->node[j];
      sum = 0;
      for (int i = 0; i < NODES; i++) sum += mass[i] * phi((next[j] - r * z[i]) / sd);
      grown[j] = width * a->weight[j] * sum / sd;
    }
    for (int j = 0; j < NODES; j++) {
      z[j] = next[j];
      mass[j] = grown[j];
    }
  }
}

/* The chance that no arm crosses, when the control's path up to `look` is y. */
static double none(const arms *a, double *y, size_t look) {
  double sum = 0, r = 0;
  if (look == a->looks) {
    double product = 1, last = 0;
    for (size_t j = 0; j < a->k; j++) {
      double l = a->lambda[j], bound[MOST_LOOKS];
      if (j == 0 || l != a->lambda[j - 1]) {
        for (size_t i = 0; i < a->looks; i++)
          bound[i] = (a->upper[i] - l * y[i]) / sqrt(1 - l * l);
        last = below(a, bound);
      }
      product *= last;
    }
    return product;
  }
  if (look > 0) r = sqrt(a->fraction[look - 1] / a->fraction[look]);
  for (int i = 0; i < STEPS; i++) {
    double w = (i - (STEPS - 1) / 2) * STEP;
    y[look] = (look > 0 ? r * y[look - 1] : 0) + sqrt(1 - r * r) * w;
    sum += STEP * phi(w) * none(a, y, look + 1);
  }
  return sum;
}

hepar_status hepar_multiplicity_cross(size_t looks, const double *fraction, const double *upper,
                                      size_t k, const double *lambda, double *probability,
                                      hepar_error *error) {
  arms a = {looks, k, fraction, upper, lambda, {0}, {0}};
  double y[MOST_LOOKS];
  if (looks < 1 || looks > MOST_LOOKS || k < 1 || k > HEPAR_TRIAL_ARMS)
    return hepar_fail(error, HEPAR_MISUSE, "several arms have 1 to %d looks", MOST_LOOKS);
  rule(a.node, a.weight);
  *probability = fmax(0, 1 - none(&a, y, 0));
  return HEPAR_OK;
}
