/* Tests of two survival curves: log-rank, Cox, restricted mean survival time. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

typedef struct placed {
  double time;
  size_t place;
} placed;

static int by_time(const void *a, const void *b) {
  const placed *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

size_t *hepar_sample_order(const hepar_sample *s) {
  placed *list = hepar_malloc((s->n + 1) * sizeof *list);
  size_t *order = hepar_malloc((s->n + 1) * sizeof *order);
  if (list == NULL || order == NULL) {
    hepar_free(list);
    hepar_free(order);
    return NULL;
  }
  for (size_t i = 0; i < s->n; i++) list[i] = (placed){s->time[i], i};
  qsort(list, s->n, sizeof *list, by_time);
  for (size_t i = 0; i < s->n; i++) order[i] = list[i].place;
  hepar_free(list);
  return order;
}

/* One time with events: how many at risk and with the event, by arm. */
typedef struct moment {
  double risk[2], events[2];
  size_t stratum;
} moment;

/* All moments, stratum by stratum, from the last to the first; NULL: no memory. */
static moment *moments_of(const hepar_sample *s, size_t *count) {
  size_t *order = hepar_sample_order(s);
  moment *list = hepar_malloc((s->n + 1) * sizeof *list);
  size_t strata = s->stratum != NULL ? s->strata : 1;
  *count = 0;
  if (order == NULL || list == NULL) {
    hepar_free(order);
    hepar_free(list);
    return NULL;
  }
  for (size_t k = 0; k < strata; k++) {
    double risk[2] = {0, 0};
    for (size_t i = s->n; i-- > 0;) {
      moment m = {{0, 0}, {0, 0}, k};
      double time = s->time[order[i]];
      for (;; i--) { /* all of one time */
        size_t who = order[i];
        if (s->stratum == NULL || s->stratum[who] == k) {
          risk[s->group[who]]++;
          if (s->event[who] == 1) m.events[s->group[who]]++;
        }
        if (i == 0 || s->time[order[i - 1]] != time) break;
      }
      m.risk[0] = risk[0];
      m.risk[1] = risk[1];
      if (m.events[0] + m.events[1] > 0) list[(*count)++] = m;
    }
  }
  hepar_free(order);
  return list;
}

/* Observed less expected events of the treated arm, and the variance. */
static void log_rank(const moment *list, size_t count, hepar_answer *a) {
  double off = 0, variance = 0;
  for (size_t i = 0; i < count; i++) {
    const moment *m = &list[i];
    double n = m->risk[0] + m->risk[1], d = m->events[0] + m->events[1], share = m->risk[1] / n;
    off += m->events[1] - d * share;
    if (n > 1) variance += d * share * (1 - share) * (n - d) / (n - 1);
  }
  a->z = variance > 0 ? -off / sqrt(variance) : NAN;
  a->statistic = a->z * a->z;
  a->df = 1;
  a->estimate = variance > 0 ? off / variance : NAN; /* Peto's log hazard ratio */
  a->se = 1 / sqrt(variance);
  a->p_greater = gsl_cdf_ugaussian_Q(a->z);
  a->p = 2 * gsl_cdf_ugaussian_Q(fabs(a->z));
}

/* Efron's partial likelihood at the log hazard ratio b: its first and second derivative. */
static double efron(const moment *list, size_t count, double b, double *score, double *info) {
  double h = exp(b), ll = 0;
  *score = *info = 0;
  for (size_t i = 0; i < count; i++) {
    const moment *m = &list[i];
    double d = m->events[0] + m->events[1];
    *score += m->events[1];
    ll += b * m->events[1];
    for (double l = 0; l < d; l++) {
      double f = l / d, treated = (m->risk[1] - f * m->events[1]) * h;
      double all = m->risk[0] - f * m->events[0] + treated, share = treated / all;
      ll -= log(all);
      *score -= share;
      *info += share * (1 - share);
    }
  }
  return ll;
}

static hepar_status cox(const moment *list, size_t count, hepar_answer *a, hepar_error *error) {
  double b = 0, score, info, ll = efron(list, count, 0, &score, &info);
  for (int round = 0; round < 50; round++) {
    if (!(info > 1e-10)) break;
    double step = score / info, then;
    if (fabs(step) > 3) step = copysign(3, step);
    while ((then = efron(list, count, b + step, &score, &info)) < ll - 1e-12 * fabs(ll) &&
           fabs(step) > 1e-12)
      step /= 2;
    b += step;
    ll = then;
    if (fabs(step) < 1e-10) break;
  }
  if (!(info > 1e-10) || fabs(b) > 15)
    return hepar_fail(error, HEPAR_RANGE, "no hazard ratio: one arm has no event");
  hepar_answer_wald(a, b, 1 / sqrt(info), 0);
  a->z = -a->z;
  a->p_greater = gsl_cdf_ugaussian_Q(a->z);
  return HEPAR_OK;
}

/* Area under the Kaplan-Meier curve up to tau, and its variance. */
static void area(const hepar_sample *s, const size_t *order, uint8_t group, double tau,
                 double *mean, double *variance) {
  double risk = 0, alive = 1, from = 0, total = 0, passed = 0;
  *mean = *variance = 0;
  for (size_t i = 0; i < s->n; i++)
    if (s->group[i] == group) risk++;
  const double everyone = risk;
  for (int round = 0; round < 2; round++) {
    risk = everyone;
    alive = 1;
    from = passed = 0;
    for (size_t i = 0; i < s->n; i++) {
      double time = s->time[order[i]], d = 0, gone = 0;
      for (;; i++) {
        size_t who = order[i];
        if (s->group[who] == group) {
          gone++;
          if (s->event[who] == 1) d++;
        }
        if (i + 1 >= s->n || s->time[order[i + 1]] != time) break;
      }
      if (time > tau) break;
      passed += alive * (time - from);
      from = time;
      if (round == 1 && d > 0 && risk > d)
        *variance += (total - passed) * (total - passed) * d / (risk * (risk - d));
      if (risk > 0) alive *= 1 - d / risk;
      risk -= gone;
    }
    total = passed + alive * (tau - from);
  }
  *mean = total;
}

static hepar_status restricted_mean(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  size_t *order = hepar_sample_order(s);
  double mean[2], variance[2], last[2] = {0, 0};
  if (order == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for the survival times");
  for (size_t i = 0; i < s->n; i++) last[s->group[i]] = fmax(last[s->group[i]], s->time[i]);
  /* no mean can be told beyond the last patient of an arm */
  double tau = fmin(s->tau, fmin(last[0], last[1]));
  for (uint8_t g = 0; g < 2; g++) area(s, order, g, tau, &mean[g], &variance[g]);
  hepar_free(order);
  if (!(variance[0] + variance[1] > 0))
    return hepar_fail(error, HEPAR_RANGE, "no event before the horizon");
  hepar_answer_wald(a, mean[1] - mean[0], sqrt(variance[0] + variance[1]), 0);
  return HEPAR_OK;
}

hepar_status hepar_test_survival(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                                 hepar_error *error) {
  size_t count;
  hepar_status status = HEPAR_OK;
  if (which == HEPAR_ANALYSIS_RMST) return restricted_mean(s, a, error);
  moment *list = moments_of(s, &count);
  if (list == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for the survival times");
  if (which == HEPAR_ANALYSIS_COX) {
    status = cox(list, count, a, error);
  } else {
    log_rank(list, count, a);
    if (isnan(a->z))
      status = hepar_fail(error, HEPAR_RANGE, "no event while both arms are at risk");
  }
  hepar_free(list);
  return status;
}
