/* Statistics of a column. Sums are compensated after Neumaier, Z Angew Math Mech 1974;54:39-51, so
   that ten thousand small effects do not drown in one large one. */
#include "hepar.h"

#include <float.h>
#include <math.h>

typedef struct tally {
  double sum;
  double lost;
} tally;

/* One more term of a compensated sum. */
static void add(tally *t, double x) {
  double next = t->sum + x;
  t->lost += fabs(t->sum) >= fabs(x) ? (t->sum - next) + x : (x - next) + t->sum;
  t->sum = next;
}

/* The sum with what rounding lost; beyond the finite numbers there is nothing to correct. */
static double total(const tally *t) { return isfinite(t->sum) ? t->sum + t->lost : t->sum; }

size_t hepar_column_missing(const hepar_column *column) {
  size_t missing = 0;
  for (size_t i = 0; i < column->length; i++) missing += isnan(*hepar_column_at(column, i)) != 0;
  return missing;
}

/* How many values a statistic is over; false when a missing value makes the answer missing. */
static bool present(const hepar_column *column, bool na_rm, size_t *n) {
  size_t missing = hepar_column_missing(column);
  *n = column->length - missing;
  return na_rm || missing == 0;
}

/* The sum of scale * x over the values that are there. */
static tally scaled_sum(const hepar_column *column, double scale) {
  tally t = {0, 0};
  for (size_t i = 0; i < column->length; i++) {
    double x = *hepar_column_at(column, i);
    if (!isnan(x)) add(&t, scale * x);
  }
  return t;
}

/* A sum over n, where the remainder of the division and what the sum lost count too. */
static double divided(const tally *t, double n) {
  double sum = total(t);
  double mean = sum / n;
  double rest = fma(-mean, n, sum) + ((t->sum - sum) + t->lost);
  return isfinite(rest) ? mean + rest / n : mean;
}

double hepar_column_sum(const hepar_column *column, bool na_rm) {
  size_t n;
  tally t;
  if (!present(column, na_rm, &n)) return NAN;
  t = scaled_sum(column, 1);
  return total(&t);
}

double hepar_column_mean(const hepar_column *column, bool na_rm) {
  size_t n;
  tally t;
  if (!present(column, na_rm, &n) || n == 0) return NAN;
  t = scaled_sum(column, 1);
  if (isfinite(t.sum)) return divided(&t, (double)n);
  /* Either infinite values, or finite ones whose sum is too large to be a double. */
  t = scaled_sum(column, 0x1p-64);
  return divided(&t, (double)n) * 0x1p64;
}

double hepar_column_var(const hepar_column *column, bool na_rm) {
  tally squares = {0, 0};
  tally rest = {0, 0};
  double mean;
  size_t n;
  if (!present(column, na_rm, &n) || n < 2) return NAN;
  mean = hepar_column_mean(column, true);
  for (size_t i = 0; i < column->length; i++) {
    double d = *hepar_column_at(column, i) - mean;
    if (isnan(d) && !isnan(*hepar_column_at(column, i))) return NAN;
    if (isnan(d)) continue;
    add(&squares, d * d);
    add(&rest, d);
  }
  /* The deviations sum to the rounding error of the mean, which is taken out again. */
  return (total(&squares) - total(&rest) * total(&rest) / (double)n) / (double)(n - 1);
}

double hepar_column_sd(const hepar_column *column, bool na_rm) {
  return sqrt(hepar_column_var(column, na_rm));
}

/* The least value, or with sign -1 the largest. */
static double extreme(const hepar_column *column, bool na_rm, double sign) {
  double best = NAN;
  size_t n;
  if (!present(column, na_rm, &n)) return NAN;
  for (size_t i = 0; i < column->length; i++) {
    double x = *hepar_column_at(column, i);
    if (!isnan(x) && (isnan(best) || sign * x < sign * best)) best = x;
  }
  return best;
}

double hepar_column_min(const hepar_column *column, bool na_rm) {
  return extreme(column, na_rm, 1);
}

double hepar_column_max(const hepar_column *column, bool na_rm) {
  return extreme(column, na_rm, -1);
}

/* Value j, counted from 1, of n sorted ones, with the ends carried on. */
static double ranked(const double *sorted, size_t n, double j) {
  if (j < 1) return sorted[0];
  if (j >= (double)n) return sorted[n - 1];
  return sorted[(size_t)j - 1];
}

/* One quantile of n > 0 sorted values. Hyndman and Fan write every definition as a weighted mean of
   two neighbours: Q(p) = (1 - g) x[j] + g x[j + 1], j = floor(n p + m). */
static double quantile(const double *sorted, size_t count, double p, int type) {
  /* What type 4 to 9 add to n p: m = a + p b. */
  static const double a[] = {0, 0.5, 0, 1, 1.0 / 3, 3.0 / 8};
  static const double b[] = {0, 0, 1, -1, 1.0 / 3, 1.0 / 4};
  double n = (double)count;
  double place;
  double j;
  double g;
  double low;
  double high;
  /* n p is rarely exact: 4 eps decide that it is whole. Type 7 is left as R has it. */
  double fuzz = type == 7 ? 0 : 4 * DBL_EPSILON;
  if (type == 7)
    place = 1 + (n - 1) * p;
  else if (type <= 3)
    place = n * p - (type == 3 ? 0.5 : 0);
  else
    place = a[type - 4] + p * (n + b[type - 4]);
  j = floor(place + fuzz);
  g = place - j;
  if (fabs(g) <= fuzz) g = 0;
  if (type == 1) g = g > 0 ? 1 : 0;
  if (type == 2) g = g > 0 ? 1 : 0.5;
  if (type == 3) g = !(g > 0) && fmod(j, 2) == 0 ? 0 : 1; /* the even neighbour */
  low = ranked(sorted, count, j);
  high = ranked(sorted, count, j + 1);
  if (low == high || !(g > 0)) return low;
  if (g >= 1) return high;
  return (1 - g) * low + g * high;
}

/* The values that are there, sorted, in a column of their own; length 0 when the answer is
   missing. */
static hepar_status sorted_values(const hepar_column *column, bool na_rm, hepar_column *sorted,
                                  hepar_error *error) {
  size_t n;
  bool known = present(column, na_rm, &n);
  hepar_status status = hepar_column_copy(sorted, column, error);
  if (status != HEPAR_OK) return status;
  status = hepar_column_sort(sorted, false, error);
  if (status != HEPAR_OK) hepar_column_close(sorted);
  /* The missing ones are at the end now. */
  sorted->length = status == HEPAR_OK && known ? n : 0;
  return status;
}

hepar_status hepar_column_quantile(const hepar_column *column, const double *p, size_t count,
                                   int type, bool na_rm, double *quantiles, hepar_error *error) {
  hepar_column sorted;
  hepar_status status;
  if (type < 1 || type > 9)
    return hepar_fail(error, HEPAR_MISUSE, "type must be 1 to 9, got %d", type);
  for (size_t i = 0; i < count; i++)
    if (!(p[i] >= 0 && p[i] <= 1))
      return hepar_fail(error, HEPAR_MISUSE, "a probability lies between 0 and 1, got %g", p[i]);
  status = sorted_values(column, na_rm, &sorted, error);
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < count; i++)
    quantiles[i] = sorted.length > 0 ? quantile(sorted.data, sorted.length, p[i], type) : NAN;
  hepar_column_close(&sorted);
  return HEPAR_OK;
}

/* The mean of two numbers, also when their sum is too large. */
static double middle(double a, double b) {
  double sum = a + b;
  return isfinite(sum) ? sum / 2 : a / 2 + b / 2;
}

hepar_status hepar_column_median(const hepar_column *column, bool na_rm, double *median,
                                 hepar_error *error) {
  hepar_column sorted;
  hepar_status status = sorted_values(column, na_rm, &sorted, error);
  size_t half;
  if (status != HEPAR_OK) return status;
  half = sorted.length / 2;
  if (sorted.length == 0)
    *median = NAN;
  else if (sorted.length % 2 == 1 || sorted.data[half - 1] == sorted.data[half])
    *median = sorted.data[half];
  else
    *median = middle(sorted.data[half - 1], sorted.data[half]);
  hepar_column_close(&sorted);
  return HEPAR_OK;
}
