/* Sorting: a bottom-up merge sort over short runs that insertion sorts first. Stable, n log n
   whatever the input, missing values last. */
#include "hepar.h"

#include <math.h>
#include <string.h>

#define RUN 16

/* True when x comes before y. */
static bool before(double x, double y, bool descending) { return descending ? x > y : x < y; }

/* Where a run that starts at `start` ends. */
static size_t end_of(size_t start, size_t width, size_t n) {
  return width < n - start ? start + width : n;
}

/* Sort values[0..n-1] by insertion. */
static void insertion(double *values, size_t n, bool descending) {
  for (size_t i = 1; i < n; i++) {
    double x = values[i];
    size_t j = i;
    for (; j > 0 && before(x, values[j - 1], descending); j--) values[j] = values[j - 1];
    values[j] = x;
  }
}

/* Sort values[0..n-1], none missing, with the help of as much spare room. */
static void merge_values(double *values, double *spare, size_t n, bool descending) {
  double *from = values;
  double *to = spare;
  for (size_t i = 0; i < n; i = end_of(i, RUN, n))
    insertion(values + i, end_of(i, RUN, n) - i, descending);
  for (size_t width = RUN; width < n; width *= 2) {
    double *swap = from;
    for (size_t start = 0; start < n;) {
      size_t middle = end_of(start, width, n);
      size_t end = middle < n ? end_of(middle, width, n) : n;
      size_t i = start;
      size_t j = middle;
      for (size_t k = start; k < end; k++)
        to[k] = j == end || (i < middle && !before(from[j], from[i], descending)) ? from[i++]
                                                                                  : from[j++];
      start = end;
    }
    from = to;
    to = swap;
  }
  if (from != values) memcpy(values, from, n * sizeof *values);
}

hepar_status hepar_column_sort(hepar_column *column, bool descending, hepar_error *error) {
  size_t n = column->length;
  size_t present = 0;
  size_t missing = 0;
  double *values;
  if (n < 2) return HEPAR_OK;
  values = n <= SIZE_MAX / 2 / sizeof *values ? hepar_malloc(2 * n * sizeof *values) : NULL;
  if (values == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory to sort %zu values", n);
  for (size_t i = 0; i < n; i++) {
    double x = *hepar_column_at(column, i);
    if (isnan(x))
      values[n + missing++] = x;
    else
      values[present++] = x;
  }
  memmove(values + present, values + n, missing * sizeof *values);
  merge_values(values, values + n, present, descending);
  for (size_t i = 0; i < n; i++) *hepar_column_at(column, i) = values[i];
  hepar_free(values);
  return HEPAR_OK;
}

/* True when place x comes before place y: by value, then by place, missing values last. */
static bool place_before(const hepar_column *c, size_t x, size_t y, bool descending) {
  double a = *hepar_column_at(c, x);
  double b = *hepar_column_at(c, y);
  if (isnan(b)) return !isnan(a);
  return before(a, b, descending);
}

hepar_status hepar_column_order(const hepar_column *column, bool descending, size_t *order,
                                hepar_error *error) {
  size_t n = column->length;
  size_t *from = order;
  size_t *spare = n <= SIZE_MAX / sizeof *spare ? hepar_malloc(n * sizeof *spare) : NULL;
  size_t *to = spare;
  if (spare == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory to order %zu values", n);
  for (size_t i = 0; i < n; i++) {
    size_t j = i % RUN;
    size_t *run = order + (i - j);
    for (; j > 0 && place_before(column, i, run[j - 1], descending); j--) run[j] = run[j - 1];
    run[j] = i;
  }
  for (size_t width = RUN; width < n; width *= 2) {
    size_t *swap = from;
    for (size_t start = 0; start < n;) {
      size_t middle = end_of(start, width, n);
      size_t end = middle < n ? end_of(middle, width, n) : n;
      size_t i = start;
      size_t j = middle;
      for (size_t k = start; k < end; k++)
        to[k] = j == end || (i < middle && !place_before(column, from[j], from[i], descending))
                    ? from[i++]
                    : from[j++];
      start = end;
    }
    from = to;
    to = swap;
  }
  if (from != order) memcpy(order, from, n * sizeof *order);
  hepar_free(spare);
  return HEPAR_OK;
}
