/* Columns: a small view {buffer, data, length, step} on doubles that are counted, so that a slice
   costs nothing and writes through. The core works on views; statistics and sorting have files of
   their own. */
#include "hepar.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

struct hepar_buffer {
  atomic_size_t views;
  double values[];
};

/* Room for `length` zeros; calloc has large ones for nothing. */
hepar_status hepar_column_new(hepar_column *column, size_t length, hepar_error *error) {
  hepar_buffer *buffer = NULL;
  memset(column, 0, sizeof *column);
  if (length <= (PTRDIFF_MAX - sizeof *buffer) / sizeof(double))
    buffer = hepar_calloc(1, sizeof *buffer + length * sizeof(double));
  if (buffer == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a column of %zu values", length);
  atomic_init(&buffer->views, 1);
  column->buffer = buffer;
  column->data = buffer->values;
  column->length = length;
  column->step = 1;
  return HEPAR_OK;
}

hepar_column hepar_column_wrap(double *data, size_t length) {
  hepar_column column = {NULL, data, length, 1};
  return column;
}

hepar_status hepar_column_slice(hepar_column *view, const hepar_column *of, size_t first,
                                size_t count, ptrdiff_t step, hepar_error *error) {
  hepar_column slice = {of->buffer, of->data, count, 1};
  if (count > 0) {
    size_t reach = step < 0 ? first : of->length - 1 - first;
    size_t stride = step < 0 ? (size_t)0 - (size_t)step : (size_t)step;
    if (first >= of->length || step == 0 || (count > 1 && stride > reach / (count - 1)))
      return hepar_fail(error, HEPAR_MISUSE,
                        "a slice of %zu values from place %zu by %td is outside a column of %zu",
                        count, first, step, of->length);
    slice.data = hepar_column_at(of, first);
    /* With a single value the distance to the next does not matter and might overflow. */
    slice.step = count > 1 ? of->step * step : 1;
  }
  if (slice.buffer != NULL) atomic_fetch_add(&slice.buffer->views, 1);
  *view = slice;
  return HEPAR_OK;
}

hepar_status hepar_column_copy(hepar_column *copy, const hepar_column *of, hepar_error *error) {
  hepar_status status = hepar_column_new(copy, of->length, error);
  if (status == HEPAR_OK)
    for (size_t i = 0; i < of->length; i++) copy->data[i] = *hepar_column_at(of, i);
  return status;
}

void hepar_column_close(hepar_column *column) {
  if (column == NULL) return;
  if (column->buffer != NULL && atomic_fetch_sub(&column->buffer->views, 1) == 1)
    hepar_free(column->buffer);
  memset(column, 0, sizeof *column);
}

/* a modulo b with the sign of b, as Lua has it. */
static double modulo(double a, double b) {
  double m = fmod(a, b);
  return m * b < 0 ? m + b : m;
}

hepar_status hepar_column_combine(hepar_column *result, hepar_operation operation,
                                  const hepar_column *a, const hepar_column *b,
                                  hepar_error *error) {
  hepar_status status;
  size_t n = a->length;
  memset(result, 0, sizeof *result);
  if (b->length != n)
    return hepar_fail(error, HEPAR_MISUSE,
                      "the columns differ in length: %zu values and %zu values", n, b->length);
  status = hepar_column_new(result, n, error);
  if (status != HEPAR_OK) return status;
#define EACH(expression)                \
  for (size_t i = 0; i < n; i++) {      \
    double x = *hepar_column_at(a, i);  \
    double y = *hepar_column_at(b, i);  \
    result->data[i] = (expression);     \
  }                                     \
  break
  switch (operation) {
    case HEPAR_ADD: EACH(x + y);
    case HEPAR_SUBTRACT: EACH(x - y);
    case HEPAR_MULTIPLY: EACH(x * y);
    case HEPAR_DIVIDE: EACH(x / y);
    case HEPAR_POWER: EACH(pow(x, y));
    case HEPAR_MODULO: EACH(modulo(x, y));
    default:
      hepar_column_close(result);
      return hepar_fail(error, HEPAR_MISUSE, "operation %d is not known", (int)operation);
  }
#undef EACH
  return HEPAR_OK;
}

hepar_status hepar_column_cumsum(hepar_column *result, const hepar_column *of,
                                 hepar_error *error) {
  double sum = 0;
  double lost = 0;
  hepar_status status = hepar_column_new(result, of->length, error);
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < of->length; i++) {
    double x = *hepar_column_at(of, i);
    double next = sum + x;
    lost += fabs(sum) >= fabs(x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
    /* Beyond the finite numbers the correction is inf - inf. */
    result->data[i] = isfinite(sum) ? sum + lost : sum;
  }
  return HEPAR_OK;
}

bool hepar_column_equal(const hepar_column *a, const hepar_column *b) {
  if (a->length != b->length) return false;
  for (size_t i = 0; i < a->length; i++)
    if (!(*hepar_column_at(a, i) == *hepar_column_at(b, i))) return false;
  return true;
}
