/* Tests of two cumulative incidences under competing risks: Gray, Ann Stat 1988;16:1141. */
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

hepar_status hepar_test_risks(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error) {
  size_t *order = hepar_sample_order(s);
  double score, variance;
  (void)which;
  if (order == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for the event times");
  gray(s, order, &score, &variance);
  hepar_free(order);
  if (!(variance > 0)) return hepar_fail(error, HEPAR_RANGE, "no event while both arms are at risk");
  a->z = score / sqrt(variance);
  a->statistic = a->z * a->z;
  a->df = 1;
  a->p_greater = gsl_cdf_ugaussian_Q(a->z);
  a->p = 2 * gsl_cdf_ugaussian_Q(fabs(a->z));
  return HEPAR_OK;
}
