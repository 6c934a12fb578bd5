/* Tests of two cumulative incidences under competing risks: Gray, Ann Stat 1988;16:1141; Fine and
   Gray, J Am Stat Assoc 1999;94:496. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* What is known of one arm just before a time. */
typedef struct arm {
  double risk, alive, incidence; /* at risk; free of any event; cumulative incidence of the event */
  double events, others, gone;   /* at this time */
  double weight, total;          /* a and c of the variance */
  double v2, v3;
} arm;

/* Gray's score for the control arm, and its variance. */
static void gray(const hepar_sample *s, const size_t *order, double *score, double *variance) {
  arm arms[2] = {{.alive = 1}, {.alive = 1}};
  double pooled = 0;
  *score = *variance = 0;
  for (size_t i = 0; i < s->n; i++) arms[s->group[i]].risk++;
  for (size_t i = 0; i < s->n; i++) {
    double time = s->time[order[i]], spread = 0, weighted = 0, alive[2];
    for (int g = 0; g < 2; g++) arms[g].events = arms[g].others = arms[g].gone = 0;
    for (;; i++) {
      arm *one = &arms[s->group[order[i]]];
      uint8_t event = s->event[order[i]];
      one->gone++;
      if (event == 1) one->events++;
      if (event == 2) one->others++;
      if (i + 1 >= s->n || s->time[order[i + 1]] != time) break;
    }
    double events = arms[0].events + arms[1].events;
    for (int g = 0; g < 2; g++) {
      arm *one = &arms[g];
      alive[g] = one->alive;
      if (one->risk <= 0) continue;
      alive[g] = one->alive * (one->risk - one->events - one->others) / one->risk;
      spread += one->risk / one->alive;
      weighted += one->risk * (1 - one->incidence) / one->alive;
    }
    double next = pooled;
    if (events > 0) {
      next = pooled + events / spread;
      double first = arms[0].risk > 0 ? arms[0].risk / arms[0].alive : 0;
      if (first > 0)
        *score += arms[0].events - events * first * (1 - arms[0].incidence) / weighted;
      for (int g = 0; g < 2; g++) {
        arm *one = &arms[g];
        one->weight = 0;
        if (one->risk <= 0) continue;
        double own = one->risk / one->alive;
        one->weight = g == 0 ? own * (1 - own / spread) : -own * first / spread;
        one->total += one->weight * events / (spread * (1 - pooled));
        double t4 = alive[g] > 0 ? 1 - (1 - next) / alive[g] : 1;
        double t5 = events > 1 ? 1 - (events - 1) / (spread * one->alive - 1) : 1;
        double t3 = t5 * one->alive * events / (spread * one->risk);
        double t1 = one->weight - t4 * one->total;
        one->v3 += t4 * t4 * t3;
        one->v2 += t1 * t4 * t3;
        *variance += t1 * t1 * t3;
      }
    }
    for (int g = 0; g < 2; g++) {
      arm *one = &arms[g];
      if (one->others <= 0 || alive[g] <= 0) continue;
      double t4 = (1 - next) / alive[g];
      double t5 = one->others > 1 ? 1 - (one->others - 1) / (one->risk - 1) : 1;
      double t3 = t5 * one->alive * one->alive * one->others / (one->risk * one->risk);
      double t1 = t4 * one->total;
      one->v3 += t4 * t4 * t3;
      one->v2 -= t1 * t4 * t3;
      *variance += t1 * t1 * t3;
    }
    pooled = next;
    for (int g = 0; g < 2; g++) {
      arm *one = &arms[g];
      if (one->risk > 0) one->incidence += one->alive * one->events / one->risk;
      one->alive = alive[g];
      one->risk -= one->gone;
    }
  }
  for (int g = 0; g < 2; g++)
    *variance += arms[g].total * arms[g].total * arms[g].v3 + 2 * arms[g].total * arms[g].v2;
}

/* ---- Fine and Gray ---- */

/* One of the distinct times. Those with a competing event stay at risk with the weight G / G(T). */
typedef struct moment {
  double risk[2], events[2], others[2], censored;
  double stay;      /* G: not censored before this time */
  double weight[2]; /* of the arms in the risk set of the subdistribution */
  double past[2];   /* sum of 1 / G over competing events before */
  double share;     /* expected covariate */
  double rise;      /* of the baseline subdistribution hazard */
  double sum[2];    /* of (g - share) exp(b g) rise, up to this time */
  double later[2];  /* of the same times G, after this time */
  double censoring; /* sum of q / pi^2 over censorings up to this time */
  double q;         /* over pi */
} moment;

/* Counts at the distinct times; where[i] is the place of patient i. */
static size_t count_moments(const hepar_sample *s, const size_t *order, moment *list,
                            size_t *where) {
  size_t count = 0;
  double risk[2] = {0, 0}, stay = 1, past[2] = {0, 0};
  for (size_t i = 0; i < s->n; i++) risk[s->group[i]]++;
  for (size_t i = 0; i < s->n; i++) {
    moment *m = &list[count];
    double time = s->time[order[i]], gone[2] = {0, 0};
    *m = (moment){.stay = stay};
    for (;; i++) {
      size_t who = order[i];
      uint8_t g = s->group[who], event = s->event[who];
      where[who] = count;
      gone[g]++;
      if (event == 1) m->events[g]++;
      else if (event == 2) m->others[g]++;
      else m->censored++;
      if (i + 1 >= s->n || s->time[order[i + 1]] != time) break;
    }
    for (int g = 0; g < 2; g++) {
      m->risk[g] = risk[g];
      m->past[g] = past[g];
      m->weight[g] = risk[g] + stay * past[g];
      past[g] += m->others[g] / stay;
    }
    stay *= 1 - m->censored / (risk[0] + risk[1]);
    for (int g = 0; g < 2; g++) risk[g] -= gone[g];
    count++;
  }
  return count;
}

/* Score and information at the log hazard ratio b. */
static double derivatives(moment *list, size_t count, double b, double *information) {
  double score = 0, h = exp(b);
  *information = 0;
  for (size_t k = 0; k < count; k++) {
    moment *m = &list[k];
    double d = m->events[0] + m->events[1], all = m->weight[0] + h * m->weight[1];
    m->share = h * m->weight[1] / all;
    m->rise = d / all;
    score += m->events[1] - d * m->share;
    *information += d * m->share * (1 - m->share);
  }
  return score;
}

/* The variance of the score, with the weights estimated: the sum of squares of eta + psi. */
static double score_variance(const hepar_sample *s, moment *list, size_t count,
                             const size_t *where, double b) {
  double h[2] = {1, exp(b)}, sum[2] = {0, 0}, later[2] = {0, 0}, total = 0, censoring = 0;
  for (size_t k = 0; k < count; k++)
    for (int g = 0; g < 2; g++)
      list[k].sum[g] = sum[g] += (g - list[k].share) * h[g] * list[k].rise;
  for (size_t k = count; k-- > 0;)
    for (int g = 0; g < 2; g++) {
      moment *m = &list[k];
      m->later[g] = later[g];
      later[g] += m->stay * (g - m->share) * h[g] * m->rise;
      m->q += m->past[g] * later[g]; /* events at this time count */
    }
  for (size_t k = 0; k < count; k++) {
    double at_risk = list[k].risk[0] + list[k].risk[1];
    list[k].q /= at_risk;
    censoring += list[k].q * list[k].censored / at_risk;
    list[k].censoring = censoring;
  }
  for (size_t i = 0; i < s->n; i++) {
    const moment *m = &list[where[i]];
    uint8_t g = s->group[i];
    double eta = -m->sum[g] - m->censoring;
    if (s->event[i] == 1) eta += g - m->share;
    else if (s->event[i] == 2) eta -= m->later[g] / m->stay;
    else eta += m->q;
    total += eta * eta;
  }
  return total;
}

static hepar_status fine_gray(const hepar_sample *s, const size_t *order, hepar_answer *a,
                              hepar_error *error) {
  moment *list = hepar_malloc((s->n + 1) * sizeof *list);
  size_t *where = hepar_malloc((s->n + 1) * sizeof *where), count;
  hepar_status status = HEPAR_OK;
  double b = 0, information = 0;
  if (list == NULL || where == NULL) {
    hepar_free(list);
    hepar_free(where);
    return hepar_fail(error, HEPAR_NOMEM, "no memory for the event times");
  }
  count = count_moments(s, order, list, where);
  for (int round = 0; round < 100; round++) {
    double score = derivatives(list, count, b, &information), step;
    if (!(information > 1e-10) || fabs(b) > 15) break;
    step = score / information;
    if (fabs(step) > 1) step = copysign(1, step);
    b += step;
    if (fabs(step) < 1e-11) break;
  }
  (void)derivatives(list, count, b, &information);
  if (!(information > 1e-10) || fabs(b) > 15) {
    status = hepar_fail(error, HEPAR_RANGE, "no hazard ratio: one arm has no event");
  } else {
    double variance = score_variance(s, list, count, where, b);
    hepar_answer_wald(a, b, sqrt(variance) / information, 0);
    a->z = -a->z;
    a->p_greater = gsl_cdf_ugaussian_Q(a->z);
  }
  hepar_free(list);
  hepar_free(where);
  return status;
}

hepar_status hepar_test_risks(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error) {
  size_t *order = hepar_sample_order(s);
  double score, variance;
  if (order == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for the event times");
  if (which == HEPAR_ANALYSIS_FINE_GRAY) {
    hepar_status status = fine_gray(s, order, a, error);
    hepar_free(order);
    return status;
  }
  gray(s, order, &score, &variance);
  hepar_free(order);
  if (!(variance > 0))
    return hepar_fail(error, HEPAR_RANGE, "no event while both arms are at risk");
  a->z = score / sqrt(variance);
  a->statistic = a->z * a->z;
  a->df = 1;
  a->p_greater = gsl_cdf_ugaussian_Q(a->z);
  a->p = 2 * gsl_cdf_ugaussian_Q(fabs(a->z));
  return HEPAR_OK;
}
