/* The true effect of a new study, by the parametric bootstrap of Nagashima, Noma and Furukawa (Stat
   Methods Med Res 2019;28:1689): tau2 is drawn from its confidence distribution, which is the exact
   distribution of Cochran's Q seen as a function of tau2; then

     theta = mean(tau2) + z tau + t sqrt(V(tau2)),

   with the weighted mean and Hartung's variance at that tau2, z normal and t with k - 1 degrees of
   freedom. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "hepar.h"
#include "quadform.h"

/* Intervals of the table of the confidence distribution. */
#define STEPS 512

/* P(Q <= observed) over x = log(1 + t / unit), falling from x = 0 on: cubic pieces between equally
   spaced places, monotone after Fritsch and Carlson (SIAM J Numer Anal 1980;17:238). */
typedef struct table {
  double unit, width;
  double value[STEPS + 1], slope[STEPS + 1];
} table;

/* Slopes that keep the pieces monotone, from three-point differences. */
static void set_slopes(table *t) {
  for (int i = 0; i <= STEPS; i++) {
    double left = i > 0 ? (t->value[i] - t->value[i - 1]) / t->width : 0;
    double right = i < STEPS ? (t->value[i + 1] - t->value[i]) / t->width : 0;
    if (i == 0) t->slope[i] = 1.5 * right - 0.5 * (t->value[2] - t->value[1]) / t->width;
    else if (i == STEPS) t->slope[i] = left;
    else t->slope[i] = 0.5 * (left + right);
    double least = i == 0 ? right : i == STEPS ? left : fmax(left, right);
    if (t->slope[i] > 0) t->slope[i] = 0;
    if (t->slope[i] < 3 * least) t->slope[i] = 3 * least;
  }
}

static hepar_status make_table(hepar_problem *pb, table *t, hepar_error *error) {
  double high = pb->v_max > 0 ? pb->v_max : 1;
  t->unit = pb->v_min > 0 ? pb->v_min : high;
  while (hepar_quadform_at(pb, high) > 1e-10 && high < 1e280) high *= 4;
  t->width = log1p(high / t->unit) / STEPS;
  for (int i = 0; i <= STEPS; i++) {
    t->value[i] = hepar_quadform_at(pb, t->unit * expm1(i * t->width));
    /* Rounding must not make it rise. */
    if (i > 0 && t->value[i] > t->value[i - 1]) t->value[i] = t->value[i - 1];
    if (isnan(t->value[i]))
      return hepar_fail(error, HEPAR_RANGE, "the distribution of Q has no value at tau2 = %g",
                        t->unit * expm1(i * t->width));
  }
  set_slopes(t);
  return HEPAR_OK;
}

/* The tau2 at which P(Q <= observed) is p; 0 when it is lower everywhere. */
static double tau2_at(const table *t, double p) {
  int low = 0, high = STEPS;
  if (p >= t->value[0]) return 0;
  if (p <= t->value[STEPS]) return t->unit * expm1(STEPS * t->width);
  while (high - low > 1) {
    int middle = (low + high) / 2;
    if (t->value[middle] > p) low = middle;
    else high = middle;
  }
  double y0 = t->value[low], y1 = t->value[high];
  double m0 = t->slope[low] * t->width, m1 = t->slope[high] * t->width, a = 0, b = 1;
  for (int i = 0; i < 60 && b - a > 1e-15; i++) {
    double s = 0.5 * (a + b), r = 1 - s;
    double y = r * r * (1 + 2 * s) * y0 + s * r * r * m0 + s * s * (3 - 2 * s) * y1 - s * s * r * m1;
    if (y > p) a = s;
    else b = s;
  }
  return t->unit * expm1((low + 0.5 * (a + b)) * t->width);
}

/* One draw, in scaled units. */
static double draw(const hepar_problem *pb, double tau2, double z, double t) {
  double sum = 0, mean = 0, square = 0;
  for (size_t i = 0; i < pb->k; i++) sum += 1 / (pb->v[i] + tau2);
  for (size_t i = 0; i < pb->k; i++) mean += pb->y[i] / (pb->v[i] + tau2) / sum;
  for (size_t i = 0; i < pb->k; i++)
    square += (pb->y[i] - mean) * (pb->y[i] - mean) / (pb->v[i] + tau2) / sum;
  return mean + z * sqrt(tau2) + t * sqrt(square / (double)(pb->k - 1));
}

hepar_status hepar_new_study(const hepar_fit_data *data, size_t count, uint64_t seed,
                             double *effects, hepar_error *error) {
  static const char purposes[3][8] = {"tau2", "normal", "t"};
  hepar_fit_data given = *data;
  hepar_problem pb;
  hepar_stream stream[3];
  table *t = NULL;
  if (data->mod_count > 0 || !data->intercept)
    return hepar_fail(error, HEPAR_MISUSE, "only models without moderators have this");
  double *weights = hepar_malloc((data->count + 1) * sizeof *weights);
  if (weights == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "no memory for %zu weights", data->count);
  for (size_t i = 0; i < data->count; i++) {
    double v = data->sei ? data->vi[i] * data->vi[i] : data->vi[i];
    if (v <= 0) {
      hepar_free(weights);
      return hepar_fail(error, HEPAR_RANGE, "a sampling variance is 0, so Q is not defined");
    }
    weights[i] = 1 / v;
  }
  given.weights = weights;
  hepar_status status = hepar_problem_make(&pb, &given, error);
  hepar_free(weights);
  if (status != HEPAR_OK) return status;
  if (pb.k < 2)
    status = hepar_fail(error, HEPAR_MISUSE, "two studies or more are needed, there is %zu", pb.k);
  if (status == HEPAR_OK && (t = hepar_malloc(sizeof *t)) == NULL)
    status = hepar_fail(error, HEPAR_NOMEM, "no memory for a table");
  if (status == HEPAR_OK) status = make_table(&pb, t, error);
  for (uint32_t i = 0; i < 3; i++)
    stream[i] =
        hepar_stream_new(seed, i, hepar_stream_purpose(purposes[i], strlen(purposes[i])));
  for (size_t i = 0; i < count && status == HEPAR_OK; i++) {
    double p = hepar_stream_uniform(&stream[0], i);
    double z = gsl_cdf_ugaussian_Pinv(hepar_stream_uniform(&stream[1], i));
    double x = gsl_cdf_tdist_Pinv(hepar_stream_uniform(&stream[2], i), (double)(pb.k - 1));
    effects[i] = ldexp(draw(&pb, tau2_at(t, p), z, x), pb.exponent) + pb.shift;
  }
  hepar_free(t);
  hepar_problem_free(&pb);
  return status;
}
