/* Boundaries of group-sequential designs, and the probabilities of crossing them. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define FAR 40.0

static hepar_status check_fractions(size_t looks, const double *fraction, hepar_error *error) {
  if (looks < 1 || looks > HEPAR_LOOKS)
    return hepar_fail(error, HEPAR_MISUSE, "a trial has 1 to %d looks, not %zu", HEPAR_LOOKS,
                      looks);
  for (size_t k = 0; k < looks; k++)
    if (!(fraction[k] > (k > 0 ? fraction[k - 1] : 0)) || fraction[k] > 1)
      return hepar_fail(error, HEPAR_MISUSE,
                        "looks must be rising fractions above 0 and up to 1; number %zu is %g",
                        k + 1, fraction[k]);
  return HEPAR_OK;
}

static double step_after(size_t looks, const double *fraction, size_t k) {
  return k + 1 < looks ? fraction[k + 1] - fraction[k] : 0;
}

hepar_status hepar_sequential_cross(size_t looks, const double *fraction, const double *lower,
                                    const double *upper, double drift, double *above,
                                    double *below, hepar_error *error) {
  hepar_walk walk;
  hepar_status status = check_fractions(looks, fraction, error);
  if (status != HEPAR_OK) return status;
  hepar_walk_start(&walk, drift);
  for (size_t k = 0; k < looks && status == HEPAR_OK; k++) {
    above[k] = hepar_walk_beyond(&walk, fraction[k], upper[k], true);
    below[k] = hepar_walk_beyond(&walk, fraction[k], lower[k], false);
    if (k + 1 < looks)
      status = hepar_walk_on(&walk, fraction[k], lower[k], upper[k],
                             step_after(looks, fraction, k), error);
  }
  hepar_walk_end(&walk);
  return status;
}

/* A bound that is crossed at the next look with the probability that is left to spend. */
typedef struct bound_search {
  const hepar_walk *walk;
  double t, target;
  bool above, both;
} bound_search;

static double bound_gap(double z, void *data) {
  const bound_search *s = data;
  double p = hepar_walk_beyond(s->walk, s->t, z, s->above);
  if (s->both) p += hepar_walk_beyond(s->walk, s->t, -z, !s->above);
  return p > 0 ? log(p / s->target) : -HUGE_VAL;
}

static double find_bound(const hepar_walk *walk, double t, double target, bool above, bool both) {
  bound_search s = {walk, t, target, above, both};
  double low = both ? 0 : -FAR, high = FAR;
  if (!(target > 1e-290)) return above ? HUGE_VAL : -HUGE_VAL;
  if (bound_gap(above ? low : high, &s) <= 0) return above ? -HUGE_VAL : HUGE_VAL;
  return hepar_root(bound_gap, &s, low, high, 1e-12);
}

typedef struct plan {
  const hepar_sequential_options *o;
  hepar_sequential *r;
  hepar_status status;
  hepar_error *error;
} plan;

static double lower_of(const plan *p, size_t k) {
  return p->o->sided == 2 ? -p->r->upper[k] : p->r->lower[k];
}

/* Total type I error of bounds C * t^(Delta - 1/2), less alpha. */
static double wang_tsiatis_gap(double c, void *data) {
  plan *p = data;
  const hepar_sequential_options *o = p->o;
  double above[HEPAR_LOOKS], below[HEPAR_LOOKS], sum = 0;
  for (size_t k = 0; k < o->looks; k++) {
    p->r->upper[k] = c * pow(o->fraction[k] / o->fraction[o->looks - 1], o->parameter - 0.5);
    p->r->lower[k] = o->sided == 2 ? -p->r->upper[k] : -HUGE_VAL;
  }
  p->status = hepar_sequential_cross(o->looks, o->fraction, p->r->lower, p->r->upper, 0, above,
                                     below, p->error);
  for (size_t k = 0; k < o->looks; k++) {
    sum += above[k] + (o->sided == 2 ? below[k] : 0);
    p->r->spent[k] = sum;
  }
  return sum - o->alpha;
}

/* The share of the error that is spent at look k and before; all of it at the last one. */
static double spent_at(const hepar_sequential_options *o, size_t k) {
  double t = k + 1 == o->looks ? 1 : o->fraction[k];
  return hepar_spending_at(o->family, o->parameter, o->alpha, o->sided, t);
}

static double beta_at(const hepar_sequential_options *o, size_t k) {
  double t = k + 1 == o->looks ? 1 : o->fraction[k];
  return hepar_spending_at(o->futility_family, o->futility_parameter, 1 - o->power, 1, t);
}

/* Bounds by spending, under the drift of the alternative where there is futility. What is missing
   in power at that drift. */
static double pass(double drift, void *data) {
  plan *p = data;
  const hepar_sequential_options *o = p->o;
  hepar_walk null, other;
  double alpha = 0, beta = 0, power = 0;
  bool classic = o->family == HEPAR_SPEND_WANG_TSIATIS;
  hepar_walk_start(&null, 0);
  hepar_walk_start(&other, drift);
  p->status = HEPAR_OK;
  for (size_t k = 0; k < o->looks && p->status == HEPAR_OK; k++) {
    double t = o->fraction[k], step = step_after(o->looks, o->fraction, k);
    bool last = k + 1 == o->looks;
    if (!classic) {
      p->r->upper[k] = find_bound(&null, t, spent_at(o, k) - alpha, true, o->sided == 2);
      alpha = p->r->spent[k] = spent_at(o, k);
    }
    p->r->lower[k] = -HUGE_VAL;
    if (o->futility && !last) {
      p->r->lower[k] = find_bound(&other, t, beta_at(o, k) - beta, false, false);
      if (p->r->lower[k] > p->r->upper[k]) p->r->lower[k] = p->r->upper[k];
      beta = beta_at(o, k);
    } else if (o->futility) {
      p->r->lower[k] = p->r->upper[k];
    }
    power += hepar_walk_beyond(&other, t, p->r->upper[k], true);
    if (last) break;
    double bottom = lower_of(p, k), shown = o->futility && !o->binding ? -HUGE_VAL : bottom;
    p->status = hepar_walk_on(&null, t, shown, p->r->upper[k], step, p->error);
    if (p->status == HEPAR_OK)
      p->status = hepar_walk_on(&other, t, bottom, p->r->upper[k], step, p->error);
  }
  hepar_walk_end(&null);
  hepar_walk_end(&other);
  return power - o->power;
}

static hepar_status check_options(const hepar_sequential_options *o, hepar_error *error) {
  hepar_status status = check_fractions(o->looks, o->fraction, error);
  if (status != HEPAR_OK) return status;
  if (!(o->alpha > 0 && o->alpha < 0.5))
    return hepar_fail(error, HEPAR_MISUSE, "alpha must be above 0 and below 0.5, not %g", o->alpha);
  if (o->sided != 1 && o->sided != 2)
    return hepar_fail(error, HEPAR_MISUSE, "sided must be 1 or 2, not %u", o->sided);
  if (!(o->power > o->alpha && o->power < 1))
    return hepar_fail(error, HEPAR_MISUSE, "power must be above alpha and below 1, not %g",
                      o->power);
  if (o->futility && o->sided == 2)
    return hepar_fail(error, HEPAR_MISUSE, "futility bounds are for trials with sided = 1");
  if (o->futility && o->family == HEPAR_SPEND_WANG_TSIATIS && o->binding)
    return hepar_fail(error, HEPAR_MISUSE,
                      "binding futility needs an alpha spending function, not wang_tsiatis");
  return HEPAR_OK;
}

hepar_status hepar_sequential_make(const hepar_sequential_options *o, hepar_sequential *result,
                                   hepar_error *error) {
  plan p = {o, result, HEPAR_OK, error};
  hepar_status status = check_options(o, error);
  double low = 0, high;
  if (status != HEPAR_OK) return status;
  result->fixed_drift =
      gsl_cdf_ugaussian_Qinv(o->alpha / o->sided) + gsl_cdf_ugaussian_Pinv(o->power);
  if (o->family == HEPAR_SPEND_WANG_TSIATIS) {
    double c = hepar_root(wang_tsiatis_gap, &p, 0.1, 20, 1e-11);
    wang_tsiatis_gap(c, &p);
    if (p.status != HEPAR_OK) return p.status;
  }
  high = result->fixed_drift * 1.2 + 0.5;
  while (pass(high, &p) < 0 && p.status == HEPAR_OK && high < 100) {
    low = high;
    high *= 1.4;
  }
  if (p.status == HEPAR_OK && low == 0) {
    low = result->fixed_drift * 0.98 - 0.05;
    if (low < 0 || pass(low, &p) > 0) low = 0;
  }
  if (p.status != HEPAR_OK) return p.status;
  result->drift = hepar_root(pass, &p, low, high, 1e-10);
  pass(result->drift, &p);
  if (p.status != HEPAR_OK) return p.status;
  if (!o->futility)
    for (size_t k = 0; k < o->looks; k++)
      result->lower[k] = o->sided == 2 ? -result->upper[k] : -HUGE_VAL;
  result->looks = o->looks;
  result->inflation = pow(result->drift / result->fixed_drift, 2);
  return HEPAR_OK;
}
