/* Effect sizes of single two-by-two tables and pairs of rates, and the rules for empty cells. */
#include "stratified.h"

#include <math.h>
#include <string.h>

/* Whether the table without events, or without non-events, in both groups tells nothing. */
static bool is_double_zero(const hepar_tables *t, size_t i, bool rates) {
  if (t->a[i] == 0.0 && t->c[i] == 0.0) return true;
  return !rates && t->b[i] == 0.0 && t->d[i] == 0.0;
}

static bool has_zero(const hepar_tables *t, size_t i, bool rates) {
  if (t->a[i] == 0.0 || t->c[i] == 0.0) return true;
  return !rates && (t->b[i] == 0.0 || t->d[i] == 0.0);
}

static bool has_missing(const hepar_tables *t, size_t i) {
  return isnan(t->a[i]) || isnan(t->b[i]) || isnan(t->c[i]) || isnan(t->d[i]);
}

void hepar_tables_add(hepar_tables *t, bool rates, double add, hepar_add to) {
  bool any = to == HEPAR_ADD_ALL;
  if (to == HEPAR_ADD_NONE) return;
  for (size_t i = 0; i < t->k && to == HEPAR_ADD_IF0ALL && !any; i++)
    any = !has_missing(t, i) && has_zero(t, i, rates);
  for (size_t i = 0; i < t->k; i++) {
    if (has_missing(t, i) || (to == HEPAR_ADD_ONLY0 ? !has_zero(t, i, rates) : !any)) continue;
    t->a[i] += add;
    t->c[i] += add;
    if (rates) continue;
    t->b[i] += add;
    t->d[i] += add;
  }
}

void hepar_tables_clear(hepar_tables *copy) {
  hepar_free(copy->a);
  memset(copy, 0, sizeof *copy);
}

hepar_status hepar_tables_copy(const hepar_tables *t, bool rates, bool drop00, hepar_tables *copy,
                               hepar_error *error) {
  size_t n = 0;
  memset(copy, 0, sizeof *copy);
  if (t->k > SIZE_MAX / 4 / sizeof(double) - 1)
    return hepar_fail(error, HEPAR_NOMEM, "too many tables");
  double *cells = hepar_malloc((4 * t->k + 1) * sizeof *cells);
  if (cells == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "no memory for %zu tables", t->k);
  copy->a = cells;
  copy->b = cells + t->k;
  copy->c = cells + 2 * t->k;
  copy->d = cells + 3 * t->k;
  for (size_t i = 0; i < t->k; i++) {
    if (has_missing(t, i) || (drop00 && is_double_zero(t, i, rates))) continue;
    copy->a[n] = t->a[i];
    copy->b[n] = t->b[i];
    copy->c[n] = t->c[i];
    copy->d[n] = t->d[i];
    n++;
  }
  copy->k = n;
  return HEPAR_OK;
}

/* Effect and variance of one table of counts. */
static void effect_of_counts(hepar_table_measure measure, double a, double b, double c, double d,
                             double *y, double *v) {
  double n1 = a + b;
  double n2 = c + d;
  double n = n1 + n2;
  double p1 = a / n1;
  double p2 = c / n2;
  if (measure == HEPAR_TABLE_OR) {
    *y = log(a / b) - log(c / d);
    *v = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d;
  } else if (measure == HEPAR_TABLE_RR) {
    *y = log(p1) - log(p2);
    *v = 1.0 / a - 1.0 / n1 + 1.0 / c - 1.0 / n2;
  } else if (measure == HEPAR_TABLE_RD) {
    *y = p1 - p2;
    *v = p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2;
  } else {
    double var = (a + c) * (b + d) * (n1 / n) * (n2 / n) / (n - 1.0);
    *y = (a - (a + c) * (n1 / n)) / var;
    *v = 1.0 / var;
  }
}

/* Effect and variance of one pair of rates. */
static void effect_of_rates(hepar_table_measure measure, double x1, double t1, double x2, double t2,
                            double *y, double *v) {
  if (measure == HEPAR_TABLE_IRR) {
    *y = log(x1 / t1) - log(x2 / t2);
    *v = 1.0 / x1 + 1.0 / x2;
  } else {
    *y = x1 / t1 - x2 / t2;
    *v = x1 / (t1 * t1) + x2 / (t2 * t2);
  }
}

hepar_status hepar_table_effects(const hepar_tables *tables, hepar_table_measure measure,
                                 double add, hepar_add to, bool drop00, double *yi, double *vi,
                                 hepar_error *error) {
  bool rates = measure == HEPAR_TABLE_IRR || measure == HEPAR_TABLE_IRD;
  hepar_tables cells;
  size_t n = 0;
  hepar_status status = hepar_tables_copy(tables, rates, drop00, &cells, error);
  if (status != HEPAR_OK) return status;
  hepar_tables_add(&cells, rates, add, to);
  for (size_t i = 0; i < tables->k; i++) {
    double y = NAN;
    double v = NAN;
    if (!has_missing(tables, i) && !(drop00 && is_double_zero(tables, i, rates))) {
      if (rates)
        effect_of_rates(measure, cells.a[n], cells.b[n], cells.c[n], cells.d[n], &y, &v);
      else
        effect_of_counts(measure, cells.a[n], cells.b[n], cells.c[n], cells.d[n], &y, &v);
      n++;
    }
    yi[i] = isfinite(y) && isfinite(v) ? y : NAN;
    vi[i] = isfinite(y) && isfinite(v) ? v : NAN;
  }
  hepar_tables_clear(&cells);
  return HEPAR_OK;
}
