/* Tests of two means: t, Welch, covariance analysis, and a control mean with a prior. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define COLUMNS (3 + HEPAR_TRIAL_STRATA)

typedef struct moments {
  double n, mean, ss;
} moments;

/* Count, mean and sum of squares around it of one arm, missing values left out. */
static moments of_arm(const hepar_sample *s, uint8_t group) {
  moments m = {0, 0, 0};
  for (size_t i = 0; i < s->n; i++) {
    if (s->group[i] != group || isnan(s->y[i])) continue;
    double off = s->y[i] - m.mean;
    m.n++;
    m.mean += off / m.n;
    m.ss += off * (s->y[i] - m.mean);
  }
  return m;
}

static hepar_status too_few(hepar_error *error) {
  return hepar_fail(error, HEPAR_RANGE, "too few patients, or no spread among them, for the test");
}

static hepar_status two_means(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error) {
  moments c = of_arm(s, 0), t = of_arm(s, 1);
  double df = c.n + t.n - 2, se;
  if (c.n < 2 || t.n < 2 || !(c.ss + t.ss > 0)) return too_few(error);
  if (which == HEPAR_ANALYSIS_WELCH) {
    double vc = c.ss / (c.n - 1) / c.n, vt = t.ss / (t.n - 1) / t.n;
    se = sqrt(vc + vt);
    df = (vc + vt) * (vc + vt) / (vc * vc / (c.n - 1) + vt * vt / (t.n - 1));
  } else {
    se = sqrt((c.ss + t.ss) / df * (1 / c.n + 1 / t.n));
  }
  hepar_answer_wald(a, t.mean - c.mean, se, df);
  return HEPAR_OK;
}

/* What an arm says on the scale of the prior: an estimate and its variance. Half an event (and half
   a patient without) keeps the logarithms finite. */
static bool on_scale(const hepar_sample *s, uint8_t group, double *mean, double *variance) {
  double with = 0.5, without = 0.5, time = 0;
  for (size_t i = 0; i < s->n; i++) {
    if (s->group[i] != group) continue;
    if (s->prior_of == HEPAR_PRIOR_OF_LOG_HAZARD) {
      with += s->event[i] == 1;
      time += s->time[i];
    } else if (!isnan(s->y[i])) {
      with += s->y[i] > 0.5;
      without += s->y[i] <= 0.5;
    }
  }
  if (s->prior_of == HEPAR_PRIOR_OF_LOG_HAZARD) {
    *mean = log(with / time);
    *variance = 1 / with;
    return time > 0;
  }
  *mean = log(with / without);
  *variance = 1 / with + 1 / without;
  return with + without > 2;
}

/* The posterior of the difference: flat for the treated arm, a mixture of normals for the other.
   The standard deviation of means is the pooled one, taken as known. */
static hepar_status borrowed(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  moments c = {0, 0, 0}, t = {0, 0, 0};
  double vc, vt;
  if (s->prior_of == HEPAR_PRIOR_OF_MEAN) {
    c = of_arm(s, 0);
    t = of_arm(s, 1);
    if (c.n < 2 || t.n < 2 || !(c.ss + t.ss > 0)) return too_few(error);
    double v = (c.ss + t.ss) / (c.n + t.n - 2);
    vc = v / c.n;
    vt = v / t.n;
  } else if (!on_scale(s, 0, &c.mean, &vc) || !on_scale(s, 1, &t.mean, &vt)) {
    return too_few(error);
  }
  double top = -HUGE_VAL, sum = 0, mean = 0, square = 0, less = 0, more = 0;
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < s->components; i++) {
      const double *part = s->prior + 3 * i;
      double vp = part[2] * part[2], off = c.mean - part[1];
      double logw = log(part[0]) - log(vp + vc) / 2 - off * off / (vp + vc) / 2;
      if (round == 0) {
        if (logw > top) top = logw;
        continue;
      }
      double w = exp(logw - top), vd = vp * vc / (vp + vc) + vt;
      double d = t.mean - (part[1] * vc + c.mean * vp) / (vp + vc);
      sum += w;
      mean += w * d;
      square += w * (d * d + vd);
      more += w * gsl_cdf_ugaussian_P(d / sqrt(vd));
      less += w * gsl_cdf_ugaussian_Q(d / sqrt(vd));
    }
  if (s->prior_of == HEPAR_PRIOR_OF_LOG_HAZARD) { /* less of a hazard is more time */
    double swap = less;
    less = more;
    more = swap;
  }
  a->estimate = mean / sum;
  a->se = sqrt(square / sum - a->estimate * a->estimate);
  a->p_greater = less / sum;
  a->z = less < more ? gsl_cdf_ugaussian_Qinv(fmax(less / sum, 1e-300))
                     : -gsl_cdf_ugaussian_Qinv(fmax(more / sum, 1e-300));
  a->statistic = a->z;
  a->p = 2 * fmin(less, more) / sum;
  return HEPAR_OK;
}

/* Least squares on treatment, baseline and strata. */
static hepar_status ancova(const hepar_sample *s, hepar_answer *a, hepar_error *error) {
  double xx[COLUMNS * COLUMNS] = {0}, xy[COLUMNS] = {0}, yy = 0, centre = 0, middle = 0;
  size_t used = 0, count[HEPAR_TRIAL_STRATA] = {0}, place[HEPAR_TRIAL_STRATA] = {0};
  size_t width = s->baseline != NULL ? 3 : 2;
  bool first = true;
  for (size_t i = 0; i < s->n; i++) {
    if (isnan(s->y[i]) || (s->baseline != NULL && isnan(s->baseline[i]))) continue;
    used++;
    middle += s->y[i];
    if (s->baseline != NULL) centre += s->baseline[i];
    if (s->stratum != NULL) count[s->stratum[i]]++;
  }
  if (used < 4) return too_few(error);
  centre /= (double)used;
  middle /= (double)used;
  for (size_t k = 0; s->stratum != NULL && k < s->strata; k++) {
    if (count[k] > 0 && !first) place[k] = width++;
    if (count[k] > 0) first = false;
  }
  for (size_t i = 0; i < s->n; i++) {
    double row[COLUMNS] = {1, s->group[i]}, y = s->y[i] - middle;
    if (isnan(y) || (s->baseline != NULL && isnan(s->baseline[i]))) continue;
    if (s->baseline != NULL) row[2] = s->baseline[i] - centre;
    if (s->stratum != NULL && place[s->stratum[i]] > 0) row[place[s->stratum[i]]] = 1;
    for (size_t j = 0; j < width; j++) {
      xy[j] += row[j] * y;
      for (size_t k = 0; k <= j; k++) xx[j * width + k] += row[j] * row[k];
    }
    yy += y * y;
  }
  double beta[COLUMNS], unit[COLUMNS] = {0}, rss = yy, df = (double)used - (double)width;
  if (df < 1 || !hepar_trial_cholesky(xx, width)) return too_few(error);
  for (size_t j = 0; j < width; j++) beta[j] = xy[j];
  hepar_trial_cholesky_solve(xx, width, beta);
  for (size_t j = 0; j < width; j++) rss -= beta[j] * xy[j];
  unit[1] = 1;
  hepar_trial_cholesky_solve(xx, width, unit);
  if (!(rss > 0)) return too_few(error);
  hepar_answer_wald(a, beta[1], sqrt(rss / df * unit[1]), df);
  return HEPAR_OK;
}

hepar_status hepar_test_means(hepar_analysis which, const hepar_sample *s, hepar_answer *a,
                              hepar_error *error) {
  if (which == HEPAR_ANALYSIS_ANCOVA) return ancova(s, a, error);
  if (which == HEPAR_ANALYSIS_BORROW) return borrowed(s, a, error);
  return two_means(which, s, a, error);
}
