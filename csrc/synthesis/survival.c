/* The log-rank test, and the patients behind a published Kaplan-Meier curve.

   A curve falls by the factor 1 - d / n at each event time, so that its steps tell the events d as
   soon as the number at risk n is known. n is known at the times of the risk table; between them it
   follows from the events and from how many were censored. Guyot and others (BMC Medical Research
   Methodology 2012;12:9) spread the censored evenly over each interval and change their number
   until the next entry of the risk table is met. */
#include "hepar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A walk over the points of a curve, with what it found at each. */
typedef struct walk {
  const double *time, *survival;
  size_t points;
  double *n, *events, *censored, *estimate;
} walk;

/* An interval of the risk table: the points from low to high, `next` the time of its end. */
typedef struct interval {
  size_t low, high;
  double next, at_risk;
} interval;

/* How many of `count` evenly spread censored patients fall before the end of point k. */
static double censored_at(const walk *w, const interval *in, size_t k, double count) {
  double width = in->next - w->time[in->low];
  double end = k == in->high ? in->next : w->time[k + 1];
  double from = (w->time[k] - w->time[in->low]) / width * (count + 1);
  double to = (end - w->time[in->low]) / width * (count + 1);
  if (!(width > 0)) return k == in->low ? count : 0;
  /* The patients stand at 1, 2, …, count. */
  return fmin(fmax(ceil(to) - 1, 0), count) - fmin(fmax(ceil(from) - 1, 0), count);
}

/* Go through an interval with `count` censored patients; the number at risk at its end. `last` is
   the estimate before the interval and after it. */
static double pass(walk *w, const interval *in, double count, double *last) {
  double n = in->at_risk;
  for (size_t k = in->low; k <= in->high; k++) {
    double d = 0;
    if (*last > 0 && n > 0) d = nearbyint(n * (1 - w->survival[k] / *last));
    d = fmin(fmax(d, 0), n);
    if (d > 0) *last *= 1 - d / n;
    w->n[k] = n;
    w->events[k] = d;
    w->estimate[k] = *last;
    w->censored[k] = fmin(censored_at(w, in, k, count), n - d);
    n -= d + w->censored[k];
  }
  return n;
}

/* The censored of an interval that lead to `wanted` patients at risk at its end. */
static double fit_interval(walk *w, const interval *in, double wanted, double *last) {
  double start = *last;
  double count = in->at_risk * w->survival[in->high] / fmax(start, 1e-300) - wanted;
  double best = 0;
  double miss = INFINITY;
  count = fmax(0, nearbyint(count));
  for (int i = 0; i < 100 && miss > 0; i++) {
    double trial = start;
    double off = pass(w, in, count, &trial) - wanted;
    if (fabs(off) < miss) {
      miss = fabs(off);
      best = count;
    }
    if (count + off < 0 && count == 0) break;
    count = fmin(fmax(0, count + off), in->at_risk);
  }
  *last = start;
  return pass(w, in, best, last);
}

/* All events of the points from 0 to `high`. */
static double sum_events(const walk *w, size_t high) {
  double sum = 0;
  for (size_t k = 0; k <= high; k++) sum += w->events[k];
  return sum;
}

/* The last interval has no entry of the risk table at its end: the rate of censoring goes on, or
   the total of events decides. */
static void fit_last(walk *w, const interval *in, double rate, double events, double *last) {
  double start = *last;
  double count = fmin(nearbyint(rate * (in->next - w->time[in->low])), in->at_risk);
  double best = count;
  double miss = INFINITY;
  for (int i = 0; i < 200 && !isnan(events) && miss > 0; i++) {
    double trial = start;
    double off;
    (void)pass(w, in, count, &trial);
    off = sum_events(w, in->high) - events;
    if (fabs(off) < miss) {
      miss = fabs(off);
      best = count;
    }
    if (off < 0 && count == 0) break;
    count = fmin(fmax(0, count + off), in->at_risk);
  }
  *last = start;
  (void)pass(w, in, best, last);
}

/* Refuse a curve that is none. */
static hepar_status check_curve(const hepar_curve *c, hepar_error *error) {
  if (c->points == 0 || c->risks == 0)
    return hepar_fail(error, HEPAR_MISUSE, "a curve needs points and a number at risk");
  for (size_t i = 0; i < c->points; i++) {
    if (!(c->survival[i] >= 0) || !(c->survival[i] <= 1))
      return hepar_fail(error, HEPAR_RANGE, "surv[%zu] must be from 0 to 1, got %.10g", i + 1,
                        c->survival[i]);
    if (!(c->time[i] >= 0) || !isfinite(c->time[i]) || (i > 0 && c->time[i] < c->time[i - 1]))
      return hepar_fail(error, HEPAR_RANGE,
                        "time[%zu] must be 0 or more and must not fall, got %.10g", i + 1,
                        c->time[i]);
    if (i > 0 && c->survival[i] > c->survival[i - 1])
      return hepar_fail(error, HEPAR_RANGE, "surv[%zu] = %.10g is above surv[%zu] = %.10g", i + 1,
                        c->survival[i], i, c->survival[i - 1]);
  }
  for (size_t i = 0; i < c->risks; i++) {
    bool falls = i > 0 && (c->risk_time[i] <= c->risk_time[i - 1] ||
                           c->at_risk[i] > c->at_risk[i - 1]);
    if (!(c->at_risk[i] >= 0) || c->at_risk[i] > 1e7 || c->at_risk[i] != floor(c->at_risk[i]) ||
        isnan(c->risk_time[i]) || falls)
      return hepar_fail(error, HEPAR_RANGE,
                        "entry %zu of the risk table (%.10g at %.10g) must be a count that does "
                        "not rise, later than the entry before",
                        i + 1, c->at_risk[i], c->risk_time[i]);
  }
  if (c->risk_time[0] > c->time[0])
    return hepar_fail(error, HEPAR_RANGE, "the risk table must start with the curve, at %.10g",
                      c->time[0]);
  return HEPAR_OK;
}

/* The first point at or after a time. */
static size_t point_at(const walk *w, double time) {
  size_t k = 0;
  while (k < w->points && w->time[k] < time) k++;
  return k;
}

/* Go through the whole curve. */
static void reconstruct(walk *w, const hepar_curve *c) {
  double last = 1;
  double at_risk = c->at_risk[0];
  double censored = 0;
  size_t low = 0;
  for (size_t i = 0; i < c->risks; i++) {
    size_t next = i + 1 < c->risks ? point_at(w, c->risk_time[i + 1]) : w->points;
    interval in = {low, next - 1, 0, at_risk};
    if (next <= low) continue; /* no point of the curve lies between these two entries */
    in.next = next < w->points ? w->time[next] : w->time[w->points - 1];
    if (next == w->points) {
      double before = w->time[low] - w->time[0];
      fit_last(w, &in, before > 0 ? censored / before : 0, c->events, &last);
      return;
    }
    at_risk = fit_interval(w, &in, c->at_risk[i + 1], &last);
    for (size_t k = in.low; k <= in.high; k++) censored += w->censored[k];
    low = next;
  }
}

/* Write the patients: events at their point, the censored half-way to the next, the rest at the
   end. */
static size_t write_patients(const walk *w, double total, double *time, uint8_t *event) {
  size_t count = 0;
  size_t all = (size_t)total;
  for (size_t k = 0; k < w->points && count < all; k++) {
    double next = k + 1 < w->points ? w->time[k + 1] : w->time[k];
    for (double i = 0; i < w->events[k] && count < all; i++) {
      time[count] = w->time[k];
      event[count++] = 1;
    }
    for (double i = 0; i < w->censored[k] && count < all; i++) {
      time[count] = (w->time[k] + next) / 2;
      event[count++] = 0;
    }
  }
  while (count < all) {
    time[count] = w->time[w->points - 1];
    event[count++] = 0;
  }
  return count;
}

hepar_status hepar_curve_patients(const hepar_curve *curve, double *time, uint8_t *event,
                                  size_t *patients, double *off, hepar_error *error) {
  walk w = {curve->time, curve->survival, curve->points, NULL, NULL, NULL, NULL};
  hepar_status status = check_curve(curve, error);
  double *room;
  if (status != HEPAR_OK) return status;
  room = hepar_calloc(4 * w.points, sizeof *room);
  if (room == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for the curve");
  w.n = room;
  w.events = room + w.points;
  w.censored = room + 2 * w.points;
  w.estimate = room + 3 * w.points;
  reconstruct(&w, curve);
  *patients = write_patients(&w, curve->at_risk[0], time, event);
  *off = 0;
  for (size_t k = 0; k < w.points; k++) *off = fmax(*off, fabs(w.estimate[k] - w.survival[k]));
  hepar_free(room);
  return HEPAR_OK;
}

/* ---- the log-rank test ---- */

typedef struct patient {
  double time;
  uint8_t event, group;
} patient;

static int by_time(const void *a, const void *b) {
  double x = ((const patient *)a)->time;
  double y = ((const patient *)b)->time;
  return (x > y) - (x < y);
}

hepar_status hepar_logrank_test(const double *time1, const uint8_t *event1, size_t n1,
                                const double *time2, const uint8_t *event2, size_t n2,
                                hepar_logrank *result, hepar_error *error) {
  size_t all = n1 + n2;
  double left[2] = {(double)n1, (double)n2};
  patient *p = hepar_malloc((all + 1) * sizeof *p);
  if (p == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for %zu patients", all);
  for (size_t i = 0; i < n1; i++) p[i] = (patient){time1[i], event1[i], 0};
  for (size_t i = 0; i < n2; i++) p[n1 + i] = (patient){time2[i], event2[i], 1};
  qsort(p, all, sizeof *p, by_time);
  memset(result, 0, sizeof *result);
  for (size_t i = 0; i < all;) {
    double events[2] = {0, 0};
    double gone[2] = {0, 0};
    double n = left[0] + left[1];
    double d;
    double time = p[i].time;
    for (; i < all && p[i].time == time; i++) {
      events[p[i].group] += p[i].event;
      gone[p[i].group] += 1;
    }
    d = events[0] + events[1];
    result->observed1 += events[0];
    result->observed2 += events[1];
    result->expected1 += d * left[0] / n;
    result->expected2 += d * left[1] / n;
    if (n > 1) result->variance += d * left[0] / n * (left[1] / n) * (n - d) / (n - 1);
    left[0] -= gone[0];
    left[1] -= gone[1];
  }
  hepar_free(p);
  return HEPAR_OK;
}
