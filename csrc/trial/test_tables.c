/* Tests of two proportions and of ordered outcomes. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* The z value of a p value of the upper side. */
static double z_of(double p) {
  if (p <= 0) return 38;
  return p >= 1 ? -38 : gsl_cdf_ugaussian_Qinv(p);
}

hepar_status hepar_test_table(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error) {
  size_t n[2] = {0, 0}, x[2] = {0, 0};
  for (size_t i = 0; i < s->n; i++) {
    if (isnan(s->y[i])) continue;
    n[s->group[i]]++;
    if (s->y[i] > 0.5) x[s->group[i]]++;
  }
  if (n[0] == 0 || n[1] == 0) return hepar_fail(error, HEPAR_RANGE, "an arm has no patient");
  double n1 = (double)n[0], n2 = (double)n[1], p1 = (double)x[0] / n1, p2 = (double)x[1] / n2;
  a->estimate = p2 - p1;
  a->se = sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
  if (which == HEPAR_ANALYSIS_CHI_SQUARE) {
    double p = (double)(x[0] + x[1]) / (n1 + n2);
    double null = sqrt(p * (1 - p) * (1 / n1 + 1 / n2));
    a->z = null > 0 ? (p2 - p1) / null : 0;
    a->statistic = a->z * a->z;
    a->df = 1;
    a->p_greater = gsl_cdf_ugaussian_Q(a->z);
    a->p = 2 * gsl_cdf_ugaussian_Q(fabs(a->z));
    return HEPAR_OK;
  }
  double *values = hepar_malloc(((n[0] > n[1] ? n[0] : n[1]) + 1) * sizeof *values);
  if (values == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for Fisher's test");
  hepar_status status = hepar_fisher_values(n[0], n[1], x[0] + x[1], 1, values, error);
  double greater = values[x[1]];
  if (status == HEPAR_OK)
    status = hepar_fisher_values(n[1], n[0], x[0] + x[1], 1, values, error);
  double less = values[x[0]];
  if (status == HEPAR_OK)
    status = hepar_fisher_values(n[0], n[1], x[0] + x[1], 2, values, error);
  a->p = values[x[1]];
  hepar_free(values);
  a->p_greater = greater;
  a->z = greater <= less ? z_of(greater) : -z_of(less);
  if (greater > 0.5 && less > 0.5) a->z = 0;
  a->statistic = a->z;
  return status;
}

/* Cochran, Mantel and Haenszel: observed less expected events of the treated arm, summed over the
   strata; the estimate is Mantel and Haenszel's log odds ratio. */
hepar_status hepar_test_cmh(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  size_t strata = s->stratum != NULL ? s->strata : 1;
  double count[HEPAR_TRIAL_STRATA][2][2] = {{{0}}}, off = 0, variance = 0, with = 0, against = 0;
  for (size_t i = 0; i < s->n; i++) {
    if (isnan(s->y[i])) continue;
    count[s->stratum != NULL ? s->stratum[i] : 0][s->group[i]][s->y[i] > 0.5]++;
  }
  for (size_t k = 0; k < strata; k++) {
    double control = count[k][0][0] + count[k][0][1], treated = count[k][1][0] + count[k][1][1];
    double n = control + treated, events = count[k][0][1] + count[k][1][1];
    if (n < 2) continue;
    off += count[k][1][1] - treated * events / n;
    variance += treated * control * events * (n - events) / (n * n * (n - 1));
    with += count[k][1][1] * count[k][0][0] / n;
    against += count[k][1][0] * count[k][0][1] / n;
  }
  if (!(variance > 0))
    return hepar_fail(error, HEPAR_RANGE, "no stratum has both arms and both outcomes");
  a->z = off / sqrt(variance);
  a->statistic = a->z * a->z;
  a->df = 1;
  a->estimate = with > 0 && against > 0 ? log(with / against) : NAN;
  a->p_greater = gsl_cdf_ugaussian_Q(a->z);
  a->p = 2 * gsl_cdf_ugaussian_Q(fabs(a->z));
  return HEPAR_OK;
}

typedef struct ranked {
  double y;
  uint8_t group;
} ranked;

static int by_value(const void *a, const void *b) {
  double x = ((const ranked *)a)->y, y = ((const ranked *)b)->y;
  return (x > y) - (x < y);
}

hepar_status hepar_test_ranks(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  ranked *list = hepar_malloc((s->n + 1) * sizeof *list);
  double n[2] = {0, 0}, sum = 0, ties = 0;
  size_t count = 0;
  if (list == NULL) return hepar_fail(error, HEPAR_NOMEM, "no memory for ranks");
  for (size_t i = 0; i < s->n; i++) {
    if (isnan(s->y[i])) continue;
    n[s->group[i]]++;
    list[count++] = (ranked){s->y[i], s->group[i]};
  }
  qsort(list, count, sizeof *list, by_value);
  for (size_t i = 0, j; i < count; i = j) {
    for (j = i; j < count && list[j].y == list[i].y; j++) continue;
    double tied = (double)(j - i), rank = (double)(i + j + 1) / 2;
    ties += tied * (tied * tied - 1);
    for (size_t k = i; k < j; k++)
      if (list[k].group == 1) sum += rank;
  }
  hepar_free(list);
  double all = n[0] + n[1], w = sum - n[1] * (n[1] + 1) / 2;
  double variance = n[0] * n[1] / 12 * (all + 1 - ties / (all * (all - 1)));
  if (n[0] < 1 || n[1] < 1 || !(variance > 0))
    return hepar_fail(error, HEPAR_RANGE, "an arm has no patient, or all values are equal");
  hepar_answer_wald(a, w / (n[0] * n[1]), NAN, 0); /* the chance that a treated patient has more */
  a->z = (w - n[0] * n[1] / 2) / sqrt(variance);
  a->statistic = w;
  a->se = NAN;
  a->p_greater = gsl_cdf_ugaussian_Q(a->z);
  a->p = 2 * gsl_cdf_ugaussian_Q(fabs(a->z));
  return HEPAR_OK;
}

#define WIDTH HEPAR_TRIAL_LEVELS

static double logistic(double x) { return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)); }

/* Log likelihood of cut points and log odds ratio, its score and (negative) second derivatives. */
static double likelihood(double count[2][WIDTH], size_t levels, const double *b, double *score,
                         double *information) {
  size_t p = levels; /* levels - 1 cuts, then the effect */
  double sum = 0;
  for (size_t j = 0; j < p; j++) score[j] = 0;
  for (size_t j = 0; j < p * p; j++) information[j] = 0;
  for (int g = 0; g < 2; g++)
    for (size_t level = 0; level < levels; level++) {
      double n = count[g][level], effect = g * b[p - 1];
      if (n == 0) continue;
      double high = level + 1 < levels ? logistic(b[level] - effect) : 1;
      double low = level > 0 ? logistic(b[level - 1] - effect) : 0;
      double dh = high * (1 - high), dl = low * (1 - low), q = high - low;
      if (!(q > 0)) return -HUGE_VAL;
      sum += n * log(q);
      double ddh = dh * (1 - 2 * high), ddl = dl * (1 - 2 * low);
      /* derivatives of q by the upper cut, the lower cut and the effect */
      size_t at[3] = {level, level > 0 ? level - 1 : 0, p - 1};
      double d[3] = {level + 1 < levels ? dh : 0, level > 0 ? -dl : 0, g * (dl - dh)};
      double dd[3][3] = {
          {ddh, 0, -ddh * g}, {0, -ddl, ddl * g}, {-ddh * g, ddl * g, g * (ddh - ddl)}};
      bool there[3] = {level + 1 < levels, level > 0, g == 1};
      for (int i = 0; i < 3; i++) {
        if (!there[i]) continue;
        score[at[i]] += n * d[i] / q;
        for (int k = 0; k < 3; k++)
          if (there[k])
            information[at[i] * p + at[k]] += n * (d[i] * d[k] / (q * q) - dd[i][k] / q);
      }
    }
  return sum;
}

hepar_status hepar_test_odds(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  double count[2][WIDTH] = {{0}}, b[WIDTH], score[WIDTH], information[WIDTH * WIDTH], total = 0;
  size_t levels = 0, of[WIDTH] = {0};
  bool seen[WIDTH] = {false};
  for (size_t i = 0; i < s->n; i++)
    if (!isnan(s->y[i])) seen[(size_t)s->y[i]] = true;
  for (size_t k = 0; k < WIDTH; k++)
    if (seen[k]) of[k] = levels++;
  for (size_t i = 0; i < s->n; i++)
    if (!isnan(s->y[i])) {
      count[s->group[i]][of[(size_t)s->y[i]]]++;
      total++;
    }
  if (levels < 2) return hepar_fail(error, HEPAR_RANGE, "all patients have the same level");
  double below = 0, now, next[WIDTH];
  for (size_t k = 0; k + 1 < levels; k++) {
    below += count[0][k] + count[1][k];
    b[k] = log(below / (total - below));
  }
  b[levels - 1] = 0;
  now = likelihood(count, levels, b, score, information);
  for (int round = 0; round < 60; round++) {
    double step[WIDTH], factor = 1, size = 0, then;
    if (!hepar_trial_cholesky(information, levels))
      return hepar_fail(error, HEPAR_RANGE, "the odds ratio is not determined");
    for (size_t k = 0; k < levels; k++) step[k] = score[k];
    hepar_trial_cholesky_solve(information, levels, step);
    do {
      for (size_t k = 0; k < levels; k++) next[k] = b[k] + factor * step[k];
      then = likelihood(count, levels, next, score, information);
      factor /= 2;
    } while (!(then >= now - 1e-12 * fabs(now)) && factor > 1e-6);
    for (size_t k = 0; k < levels; k++) {
      size = fmax(size, fabs(next[k] - b[k]));
      b[k] = next[k];
    }
    now = then;
    if (size < 1e-9) break;
    if (fabs(b[levels - 1]) > 15)
      return hepar_fail(error, HEPAR_RANGE, "the arms are fully separated: no odds ratio");
  }
  double unit[WIDTH] = {0};
  unit[levels - 1] = 1;
  if (!hepar_trial_cholesky(information, levels))
    return hepar_fail(error, HEPAR_RANGE, "the odds ratio is not determined");
  hepar_trial_cholesky_solve(information, levels, unit);
  hepar_answer_wald(a, b[levels - 1], sqrt(unit[levels - 1]), 0);
  return HEPAR_OK;
}
