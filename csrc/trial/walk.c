/* The walk of a z value from look to look. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define REACH 9.0 /* standard deviations beyond which nothing counts: 1e-19 */
#define NODES 10
#define WIDEST 1.0 /* of a panel, in standard deviations of the step */

/* Gauss-Legendre rule of 10 points on (-1, 1), the upper half. */
static const double node[NODES / 2] = {0.148874338981631210884826, 0.433395394129247190799266,
                                       0.679409568299024406234327, 0.865063366688984510732097,
                                       0.973906528517171720077964};
static const double weight[NODES / 2] = {0.295524224714752870173815, 0.269266719309996355091227,
                                         0.219086362515982043995535, 0.149451349150580593145863,
                                         0.066671344308688137593569};

void hepar_walk_start(hepar_walk *walk, double drift) {
  *walk = (hepar_walk){.t = 0, .drift = drift};
}

void hepar_walk_end(hepar_walk *walk) {
  hepar_free(walk->z);
  hepar_free(walk->mass);
  walk->z = walk->mass = NULL;
  walk->count = walk->room = 0;
}

/* Mean and standard deviation of z at t, when it was x at the look before. */
static double mean_at(const hepar_walk *walk, double t, double x) {
  return (x * sqrt(walk->t) + walk->drift * (t - walk->t)) / sqrt(t);
}
static double sd_at(const hepar_walk *walk, double t) { return sqrt((t - walk->t) / t); }

static double tail(double z, bool above) {
  return above ? gsl_cdf_ugaussian_Q(z) : gsl_cdf_ugaussian_P(z);
}

double hepar_walk_beyond(const hepar_walk *walk, double t, double bound, bool above) {
  double sd = sd_at(walk, t), sum = 0;
  if (isinf(bound)) {
    if ((bound > 0) == above) return 0;
  }
  if (walk->t == 0) return isinf(bound) ? 1 : tail((bound - mean_at(walk, t, 0)) / sd, above);
  for (size_t i = 0; i < walk->count; i++) {
    double m = mean_at(walk, t, walk->z[i]);
    sum += walk->mass[i] * (isinf(bound) ? 1 : tail((bound - m) / sd, above));
  }
  return sum;
}

/* The density of z at t. Nodes lie in rising order, so far ones are left out at both ends. */
static double density(const hepar_walk *walk, double t, double z) {
  double sd = sd_at(walk, t), sum = 0;
  const double scale = 0.398942280401432677939946 / sd;
  if (walk->t == 0) {
    double u = (z - mean_at(walk, t, 0)) / sd;
    return scale * exp(-u * u / 2);
  }
  double slope = sqrt(walk->t / t) / sd, start = (z - mean_at(walk, t, 0)) / sd;
  for (size_t i = 0; i < walk->count; i++) {
    double u = start - slope * walk->z[i];
    if (u > 2 * REACH) continue;
    if (u < -2 * REACH) break;
    sum += walk->mass[i] * exp(-u * u / 2);
  }
  return scale * sum;
}

hepar_status hepar_walk_on(hepar_walk *walk, double t, double lower, double upper, double step,
                           hepar_error *error) {
  double centre = walk->drift * sqrt(t), sd = sd_at(walk, t);
  double low = fmax(lower, centre - REACH), high = fmin(upper, centre + REACH);
  double width = WIDEST * fmin(sd, step > 0 ? sqrt(step / t) : 1);
  size_t panels = high > low ? (size_t)ceil((high - low) / width) : 0;
  size_t count = panels * NODES, place = 0;
  double *z = NULL, *mass = NULL;
  if (panels > 20000)
    return hepar_fail(error, HEPAR_RANGE, "looks are too close to each other to be told apart");
  if (count > 0) {
    z = hepar_malloc(count * sizeof *z);
    mass = hepar_malloc(count * sizeof *mass);
    if (z == NULL || mass == NULL) {
      hepar_free(z);
      hepar_free(mass);
      return hepar_fail(error, HEPAR_NOMEM, "no memory for the integration");
    }
  }
  for (size_t panel = 0; panel < panels; panel++) {
    double half = (high - low) / (double)panels / 2;
    double middle = low + half * (double)(2 * panel + 1);
    for (int i = 0; i < NODES; i++, place++) {
      int from_end = i < NODES / 2 ? NODES / 2 - 1 - i : i - NODES / 2;
      z[place] = middle + (i < NODES / 2 ? -half : half) * node[from_end];
      mass[place] = half * weight[from_end] * density(walk, t, z[place]);
    }
  }
  hepar_walk_end(walk);
  walk->z = z;
  walk->mass = mass;
  walk->count = walk->room = count;
  walk->t = t;
  return HEPAR_OK;
}

double hepar_root(hepar_function f, void *data, double low, double high, double width) {
  /* false position with the Illinois rule, and halving where that crawls */
  double a = low, b = high, fa = f(a, data), fb = f(b, data);
  if (fa == 0) return a;
  if (fb == 0) return b;
  for (int i = 0; i < 300 && fabs(b - a) > width; i++) {
    double x = i % 3 == 2 || isinf(fa) || isinf(fb) ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
    if (!(x > fmin(a, b) && x < fmax(a, b))) x = (a + b) / 2;
    double fx = f(x, data);
    if (fx == 0) return x;
    if ((fx > 0) == (fb > 0)) {
      b = x;
      fb = fx;
      if (i % 3 != 2) fa /= 2;
    } else {
      a = x;
      fa = fx;
      if (i % 3 != 2) fb /= 2;
    }
  }
  return (a + b) / 2;
}
