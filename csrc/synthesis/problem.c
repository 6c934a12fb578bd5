/* Makes a hepar_problem: missing rows, centring, scaling, orthogonal columns. */
#include "problem.h"

#include <math.h>
#include <string.h>

#include "lanes.h"
#include "linear.h"

/* A column is redundant when earlier ones leave less than this share of its centred length. */
#define REDUNDANT 1e-10
/* Scaled variances stay between 2^-FAR and 2^FAR. */
#define FAR 1000
/* Spans of more powers of two than this, between the data and the least standard error, are
   extreme. */
#define WIDE 450
/* With moderators the arithmetic keeps 12 digits for ratios of variances up to here. */
#define FAR_APART 1e24

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
  *k = data->count; /* the usual case at once */
  if (data->weights == NULL && data->mod_count == 0 && data->count > 0 &&
      hepar_lanes_sound(data->yi, data->vi, data->count))
    return HEPAR_OK;
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
  size_t per_study = 2u + (data->weights != NULL ? 1u : 0u) + (alone ? 0u : p + 1);
  size_t numbers = k * per_study + p * p + 2 * p + HEPAR_SMALL(p);
  size_t places = 3 * p + 2 + (k < data->count ? k : (size_t)0);
  double *next = hepar_malloc(numbers * sizeof *next + places * sizeof(size_t) + p * sizeof(int));
  problem->block = next;
  if (next == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  problem->y = next;
  problem->v = next += k;
  next += k;
  if (data->weights != NULL) {
    problem->a = next;
    next += k;
  }
  if (!alone) {
    problem->z = next;
    problem->rest = next += p * k;
    next += k;
  }
  problem->back = next;
  problem->along = next += p * p;
  problem->middle = next += p;
  problem->small = next += p;
  size_t *place = (size_t *)(void *)(next + HEPAR_SMALL(p));
  problem->column = place;
  problem->high = place += p;
  place += 2 * p + 2;
  if (k < data->count) {
    problem->row = place;
    place += k;
  }
  problem->power = (int *)(void *)place;
  problem->k = k;
  problem->p = p;
  return hepar_problem_scratch(problem, error);
}

hepar_status hepar_problem_scratch(hepar_problem *problem, hepar_error *error) {
  size_t k = problem->k;
  double *next = hepar_malloc(k * (5 + problem->p) * sizeof *next);
  problem->scratch = next;
  if (next == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  problem->w = next;
  problem->u = next += k;
  problem->h = next += k;
  problem->c = next += k;
  problem->w2 = next += k;
  problem->q = next + k;
  return HEPAR_OK;
}

void hepar_problem_rest(hepar_problem *problem) {
  hepar_free(problem->scratch);
  problem->scratch = NULL;
}

/* Half of the span of x and its middle, without overflow. */
static double half_span(const double *x, size_t k, double *middle) {
  double low, high;
  hepar_lanes_range(x, k, &low, &high);
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

/* to = (from - shift) 2^power. ldexp is slow, so a product where one factor will do. */
static void rescale(double *to, const double *from, size_t k, double shift, int power) {
  if (power > -1000 && power < 1000)
    hepar_lanes_affine(to, from, k, shift, ldexp(1.0, power));
  else
    for (size_t i = 0; i < k; i++) to[i] = ldexp(from[i] - shift, power);
}

/* The power of two to divide y by: that of the span of the data. When the smallest variance is out
   of all proportion to it, one that keeps its weight within range. */
static int choose_exponent(double span, double low, double high) {
  int upper = power_of(span > high ? span : high), lower = power_of(low);
  if (!(low > 0) || upper - lower <= WIDE) return upper;
  return lower + WIDE > upper - WIDE ? lower + WIDE : upper - WIDE;
}

/* y and v: shift, scale, and note the smallest and largest variance. yi and vi may be y and v. */
static void scale_effects(hepar_problem *problem, const double *yi, const double *vi, bool sei) {
  size_t k = problem->k;
  double *v = problem->v, low, high, span;
  hepar_lanes_range(vi, k, &low, &high);
  while (vi[problem->pivot] != low) problem->pivot++;
  if (low == 0)
    for (size_t i = 0; i < k; i++) problem->zeros += vi[i] == 0;
  span = problem->intercept ? half_span(yi, k, &problem->shift) : largest(yi, k);
  problem->exponent = choose_exponent(span, sei ? low : sqrt(low), sei ? high : sqrt(high));
  rescale(problem->y, yi, k, problem->shift, -problem->exponent);
  rescale(v, vi, k, 0, sei ? -problem->exponent : -2 * problem->exponent);
  if (sei)
    for (size_t i = 0; i < k; i++) v[i] *= v[i];
  hepar_lanes_range(v, k, &problem->v_min, &problem->v_max);
  double least = ldexp(1.0, -FAR), most = ldexp(1.0, FAR);
  if (problem->v_max <= most && problem->v_min >= least) return;
  for (size_t i = 0; i < k; i++) {
    if (v[i] > most) v[i] = most;
    if (v[i] < least && (v[i] > 0 || problem->zeros == 0)) v[i] = least;
  }
  hepar_lanes_range(v, k, &problem->v_min, &problem->v_max);
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
    rescale(z, x, k, problem->middle[n], -problem->power[n]);
  }
  length = 0;
  for (int pass = 0; pass < 3; pass++)
    for (size_t l = 0; l < n; l++) {
      const double *other = problem->z + l * k;
      double c = hepar_lanes_dot(other, z, k);
      hepar_lanes_subtract(z, c, other, k);
      back[l * width + n] += c;
      if (l == 0 && pass == 0 && problem->intercept) length = sqrt(hepar_lanes_dot(z, z, k));
    }
  double rest = sqrt(hepar_lanes_dot(z, z, k));
  if (!problem->intercept || n == 0) {
    length = 0;
    for (size_t l = 0; l < n; l++) length += back[l * width + n] * back[l * width + n];
    length = sqrt(length + rest * rest);
  }
  if (!(rest > REDUNDANT * length)) return;
  hepar_lanes_affine(z, z, k, 0, 1 / rest);
  back[n * width + n] = rest;
  problem->column[n] = j;
  problem->p++;
}

void hepar_problem_flatten(hepar_problem *problem) {
  size_t k = problem->k;
  memcpy(problem->rest, problem->y, k * sizeof *problem->rest);
  for (size_t j = 0; j < problem->p; j++) problem->along[j] = 0;
  for (int pass = 0; pass < 2; pass++)
    for (size_t j = 0; j < problem->p; j++) {
      const double *z = problem->z + j * k;
      double c = hepar_lanes_dot(z, problem->rest, k);
      hepar_lanes_subtract(problem->rest, c, z, k);
      problem->along[j] += c;
    }
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
  if (problem->z != NULL) hepar_problem_flatten(problem);
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
  if (status != HEPAR_OK) {
    hepar_problem_free(problem);
    return status;
  }
  problem->p = 0;
  problem->given = data->count;
  problem->intercept = data->intercept;
  if (problem->row != NULL)
    for (size_t i = 0, n = 0; i < data->count; i++) {
      const char *bad;
      double value;
      if (row_complete(data, i, &bad, &value)) problem->row[n++] = i;
    }
  if (problem->row != NULL) {
    gather(problem->y, data->yi, problem);
    gather(problem->v, data->vi, problem);
  }
  if (data->weights != NULL) {
    gather(problem->a, data->weights, problem);
    double most = largest(problem->a, k);
    if (!(most > 0)) {
      hepar_problem_free(problem);
      return hepar_fail(error, HEPAR_MISUSE, "weights must not all be 0");
    }
    rescale(problem->a, problem->a, k, 0, -power_of(most));
  }
  if (problem->row != NULL)
    scale_effects(problem, problem->y, problem->v, data->sei);
  else
    scale_effects(problem, data->yi, data->vi, data->sei);
  orthogonalise(problem, data, width);
  if (!problem->alone && problem->v_min > 0 && problem->v_max / problem->v_min > FAR_APART) {
    hepar_problem_free(problem);
    return hepar_fail(error, HEPAR_RANGE,
                      "with moderators, sampling variances must not be more than %g times apart",
                      FAR_APART);
  }
  if (problem->p == 0) {
    hepar_problem_free(problem);
    return hepar_fail(error, HEPAR_MISUSE, "every moderator is 0 in all studies");
  }
  return HEPAR_OK;
}

void hepar_problem_free(hepar_problem *problem) {
  hepar_free(problem->block);
  hepar_free(problem->scratch);
  memset(problem, 0, sizeof *problem);
}
