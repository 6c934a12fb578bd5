/* Makes a hepar_problem: missing rows, centring, scaling, orthogonal columns. */
#include "problem.h"

#include <math.h>
#include <string.h>

#include "linear.h"

/* A column whose rest after earlier columns is below this share of its centred length is redundant. */
#define REDUNDANT 1e-10
/* Scaled variances stay between 2^-FAR and 2^FAR. */
#define FAR 1000
/* Spans of more powers of two than this are extreme. */
#define WIDE 150

/* Moderator j, as in messages. */
static const char *mod_name(const hepar_fit_data *data, size_t j) {
  return data->names != NULL ? data->names[j] : "a moderator";
}

/* Whether row i is complete; *bad says what is wrong with a value that is there. */
static bool row_complete(const hepar_fit_data *data, size_t i, const char **bad, double *value) {
  double y = data->yi[i], v = data->vi[i];
  bool complete = !isnan(y) && !isnan(v);
  *bad = NULL;
  if (isinf(y)) {
    *bad = "yi";
    *value = y;
  } else if (isinf(v) || v < 0) {
    *bad = data->sei ? "sei" : "vi";
    *value = v;
  }
  if (data->weights != NULL) {
    double a = data->weights[i];
    if (isnan(a)) complete = false;
    if (isinf(a) || a < 0) {
      *bad = "weights";
      *value = a;
    }
  }
  for (size_t j = 0; j < data->mod_count; j++) {
    double x = data->mods[j][i];
    if (isnan(x)) complete = false;
    if (isinf(x)) {
      *bad = mod_name(data, j);
      *value = x;
    }
  }
  return complete;
}

/* Count complete rows and refuse impossible values. */
static hepar_status count_rows(const hepar_fit_data *data, size_t *k, hepar_error *error) {
  const char *bad;
  double value = 0;
  *k = 0;
  for (size_t i = 0; i < data->count; i++) {
    if (row_complete(data, i, &bad, &value)) ++*k;
    if (bad == NULL) continue;
    if (isinf(value))
      return hepar_fail(error, HEPAR_MISUSE, "%s[%zu] must be finite, got %g", bad, i + 1, value);
    return hepar_fail(error, HEPAR_MISUSE, "%s[%zu] must not be negative, got %.14g", bad, i + 1,
                      value);
  }
  if (*k == 0)
    return hepar_fail(error, HEPAR_MISUSE, "no study has all its values (%zu rows given)",
                      data->count);
  return HEPAR_OK;
}

/* Allocate for k studies and at most p columns. */
static hepar_status allocate(hepar_problem *problem, const hepar_fit_data *data, size_t k, size_t p,
                             hepar_error *error) {
  bool alone = data->intercept && data->mod_count == 0;
  size_t numbers = k * (6 + (data->weights != NULL ? 1u : 0u) + (alone ? 0 : p) + p) + 2 * p * p + p +
                   HEPAR_SMALL(p);
  size_t places = 3 * p + 2 + (k < data->count ? k : (size_t)0);
  double *next = hepar_malloc(numbers * sizeof *next);
  size_t *place = hepar_malloc(places * sizeof *place + p * sizeof(int));
  problem->blocks[0] = next;
  problem->blocks[1] = place;
  if (next == NULL || place == NULL) {
    hepar_problem_free(problem);
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  }
  problem->y = next;
  problem->v = next += k;
  problem->w = next += k;
  problem->u = next += k;
  problem->h = next += k;
  problem->c = next += k;
  problem->q = next += k;
  next += p * k;
  if (data->weights != NULL) {
    problem->a = next;
    next += k;
  }
  if (!alone) {
    problem->z = next;
    next += p * k;
  }
  problem->back = next;
  problem->middle = next += p * p;
  problem->small = next + p;
  problem->column = place;
  problem->high = place += p;
  place += 2 * p + 2;
  if (k < data->count) {
    problem->row = place;
    place += k;
  }
  problem->power = (int *)(void *)place;
  return HEPAR_OK;
}

/* Half of the span of x and its middle, without overflow. */
static double half_span(const double *x, size_t k, double *middle) {
  double low = x[0], high = x[0];
  for (size_t i = 1; i < k; i++) {
    low = x[i] < low ? x[i] : low;
    high = x[i] > high ? x[i] : high;
  }
  *middle = low / 2 + high / 2;
  return high / 2 - low / 2;
}

static double largest(const double *x, size_t k) {
  double high = 0;
  for (size_t i = 0; i < k; i++) high = fabs(x[i]) > high ? fabs(x[i]) : high;
  return high;
}

/* The power of two at or above x > 0; 0 for 0. */
static int power_of(double x) {
  int power = 0;
  if (x > 0) (void)frexp(x, &power);
  return power;
}

/* x 2^power for all of x. ldexp is slow, so a product where one factor will do. */
static void scale(double *x, size_t k, int power) {
  if (power > -1000 && power < 1000) {
    double factor = ldexp(1.0, power);
    for (size_t i = 0; i < k; i++) x[i] *= factor;
  } else {
    for (size_t i = 0; i < k; i++) x[i] = ldexp(x[i], power);
  }
}

/* The power of two to divide y by: that of the span of the data. When the smallest variance is out
   of all proportion to it, the middle between both keeps every weight within range. */
static int choose_exponent(double span, double low, double high) {
  int upper = power_of(span > high ? span : high), lower = power_of(low);
  return low > 0 && upper - lower > WIDE ? lower + (upper - lower) / 2 : upper;
}

/* y and v: shift, scale, and note the smallest and largest variance. */
static void scale_effects(hepar_problem *problem, bool sei) {
  size_t k = problem->k;
  double *y = problem->y, *v = problem->v;
  double low = v[0], high = v[0], span;
  if (problem->intercept) {
    span = half_span(y, k, &problem->shift);
    for (size_t i = 0; i < k; i++) y[i] -= problem->shift;
  } else {
    span = largest(y, k);
  }
  for (size_t i = 0; i < k; i++) {
    if (v[i] < low) {
      low = v[i];
      problem->pivot = i;
    }
    high = v[i] > high ? v[i] : high;
    problem->zeros += v[i] == 0;
  }
  problem->exponent =
      choose_exponent(span, sei ? low : sqrt(low), sei ? high : sqrt(high));
  scale(y, k, -problem->exponent);
  scale(v, k, sei ? -problem->exponent : -2 * problem->exponent);
  double least = ldexp(1.0, -FAR), most = ldexp(1.0, FAR);
  for (size_t i = 0; i < k; i++) {
    if (sei) v[i] *= v[i];
    if (v[i] > most) v[i] = most;
    if (v[i] < least && (v[i] > 0 || problem->zeros == 0)) v[i] = least;
  }
  problem->v_min = problem->v_max = v[problem->pivot];
  for (size_t i = 0; i < k; i++) problem->v_max = v[i] > problem->v_max ? v[i] : problem->v_max;
}

/* Take column j (0 the intercept) as the next orthonormal one, unless earlier ones explain it. */
static void add_column(hepar_problem *problem, const double *x, size_t j, size_t width) {
  size_t k = problem->k, n = problem->p;
  double *z = problem->z + n * k, *back = problem->back;
  double length;
  problem->middle[n] = 0;
  problem->power[n] = 0;
  for (size_t l = 0; l < width; l++) back[l * width + n] = 0;
  if (j == 0 && problem->intercept) {
    for (size_t i = 0; i < k; i++) z[i] = 1;
  } else {
    double span = problem->intercept ? half_span(x, k, &problem->middle[n]) : largest(x, k);
    if (!(span > 0)) return;
    problem->power[n] = power_of(span);
    for (size_t i = 0; i < k; i++) z[i] = x[i] - problem->middle[n];
    scale(z, k, -problem->power[n]);
  }
  length = 0;
  for (int pass = 0; pass < 3; pass++)
    for (size_t l = 0; l < n; l++) {
      const double *other = problem->z + l * k;
      double c = hepar_dot(other, z, k);
      for (size_t i = 0; i < k; i++) z[i] -= c * other[i];
      back[l * width + n] += c;
      if (l == 0 && pass == 0 && problem->intercept) length = sqrt(hepar_dot(z, z, k));
    }
  double rest = sqrt(hepar_dot(z, z, k));
  if (!problem->intercept || n == 0) {
    length = 0;
    for (size_t l = 0; l < n; l++) length += back[l * width + n] * back[l * width + n];
    length = sqrt(length + rest * rest);
  }
  if (!(rest > REDUNDANT * length)) return;
  for (size_t i = 0; i < k; i++) z[i] /= rest;
  back[n * width + n] = rest;
  problem->column[n] = j;
  problem->p++;
}

/* Orthonormal columns from the moderators, then `back` packed to p x p. */
static void orthogonalise(hepar_problem *problem, const hepar_fit_data *data, size_t width) {
  if (problem->z == NULL) {
    problem->p = 1;
    problem->alone = true;
    problem->back[0] = 1;
    problem->middle[0] = 0;
    problem->power[0] = 0;
    problem->column[0] = 0;
    return;
  }
  if (problem->intercept) add_column(problem, NULL, 0, width);
  for (size_t j = 0; j < data->mod_count; j++) {
    const double *x = data->mods[j];
    if (problem->row != NULL) {
      for (size_t i = 0; i < problem->k; i++) problem->w[i] = x[problem->row[i]];
      x = problem->w;
    }
    add_column(problem, x, j + 1, width);
  }
  for (size_t i = 0; i < problem->p; i++)
    for (size_t j = 0; j < problem->p; j++)
      problem->back[i * problem->p + j] = problem->back[i * width + j];
  if (problem->intercept && problem->p == 1) {
    problem->alone = true;
    problem->z = NULL;
    problem->back[0] = 1;
  }
}

/* Copy the complete rows of `from`. */
static void gather(double *to, const double *from, const hepar_problem *problem) {
  if (problem->row == NULL)
    memcpy(to, from, problem->k * sizeof *to);
  else
    for (size_t i = 0; i < problem->k; i++) to[i] = from[problem->row[i]];
}

hepar_status hepar_problem_make(hepar_problem *problem, const hepar_fit_data *data,
                                hepar_error *error) {
  size_t width = data->mod_count + (data->intercept ? 1 : 0), k;
  memset(problem, 0, sizeof *problem);
  hepar_status status = count_rows(data, &k, error);
  if (status != HEPAR_OK) return status;
  if (width == 0)
    return hepar_fail(error, HEPAR_MISUSE, "a model needs an intercept or a moderator");
  status = allocate(problem, data, k, width, error);
  if (status != HEPAR_OK) return status;
  problem->k = k;
  problem->given = data->count;
  problem->intercept = data->intercept;
  if (problem->row != NULL)
    for (size_t i = 0, n = 0; i < data->count; i++) {
      const char *bad;
      double value;
      if (row_complete(data, i, &bad, &value)) problem->row[n++] = i;
    }
  gather(problem->y, data->yi, problem);
  gather(problem->v, data->vi, problem);
  if (data->weights != NULL) {
    gather(problem->a, data->weights, problem);
    double most = largest(problem->a, k);
    if (!(most > 0)) {
      hepar_problem_free(problem);
      return hepar_fail(error, HEPAR_MISUSE, "weights must not all be 0");
    }
    scale(problem->a, k, -power_of(most));
  }
  scale_effects(problem, data->sei);
  orthogonalise(problem, data, width);
  if (problem->p == 0) {
    hepar_problem_free(problem);
    return hepar_fail(error, HEPAR_MISUSE, "every moderator is 0 in all studies");
  }
  return HEPAR_OK;
}

void hepar_problem_free(hepar_problem *problem) {
  hepar_free(problem->blocks[0]);
  hepar_free(problem->blocks[1]);
  memset(problem, 0, sizeof *problem);
}
