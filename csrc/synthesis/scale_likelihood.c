/* The likelihood of a location-scale model, its derivatives, and Newton's method with safeguards. */
#include <math.h>
#include <string.h>

#include "lanes.h"
#include "linear.h"
#include "scale.h"

/* The longest step of eta with the log link. */
#define STRIDE 3.0
/* Where a t (in the scaled units of the problem) counts as 0 with the identity link. */
#define AT_BOUND 1e-9

/* t at gamma, and its logarithm's or its own linear predictor. False where a t is impossible. */
static bool predict(hepar_scale_model *m, const double *gamma) {
  size_t k = m->k;
  memcpy(m->eta, m->offset, k * sizeof *m->eta);
  for (size_t a = 0; a < m->q; a++) hepar_lanes_subtract(m->eta, -gamma[a], m->s + a * k, k);
  for (size_t i = 0; i < k; i++) {
    double t = m->identity ? m->eta[i] : exp(m->eta[i]);
    if (!(t >= 0) || !(t < 1e280) || (t == 0 && m->location->v[i] == 0)) return false;
    if (m->barrier > 0 && !(t > 0)) return false;
    m->t[i] = t;
  }
  return true;
}

/* Negative Hessian from the weights w, the scores r = Py and the projection; g is the derivative of
   the log likelihood by t, in m->c. With P = sqrt(w) (1 - QQ') sqrt(w) the double sums over studies
   are sums over pairs of coefficients. */
static void curvature(hepar_scale_model *m, const hepar_projection *pr, const double *r,
                      double *information) {
  size_t k = m->k, q = m->q, p = m->location->p;
  const double *w = pr->a;
  double *cross = m->small + 4 * q * q + 8 * q, *pairs = cross + q * p;
  memset(information, 0, q * q * sizeof *information);
  memset(cross, 0, q * p * sizeof *cross);
  memset(pairs, 0, q * p * p * sizeof *pairs);
  for (size_t i = 0; i < k; i++) {
    double slope = m->identity ? 1 : m->t[i], bend = m->identity ? 0 : m->t[i];
    double dr = slope * r[i], dw = slope * w[i];
    double own = w[i] * dr * dr - m->c[i] * bend;
    own -= m->restricted ? 0.5 * dw * dw * (1 - 2 * pr->h[i]) : 0.5 * dw * dw;
    if (m->barrier > 0) own += m->barrier / m->t[i] / m->t[i];
    for (size_t a = 0; a < q; a++) {
      double sa = m->s[a * k + i];
      for (size_t b = 0; b <= a; b++) information[a * q + b] += own * sa * m->s[b * k + i];
      for (size_t l = 0; l < p; l++) {
        double ql = pr->q[l * k + i];
        cross[a * p + l] += sqrt(w[i]) * ql * dr * sa;
        if (!m->restricted) continue;
        for (size_t n = 0; n <= l; n++)
          pairs[(a * p + l) * p + n] += dw * ql * pr->q[n * k + i] * sa;
      }
    }
  }
  for (size_t a = 0; a < q; a++)
    for (size_t b = 0; b <= a; b++) {
      double sum = 0;
      for (size_t l = 0; l < p; l++) {
        sum -= cross[a * p + l] * cross[b * p + l];
        for (size_t n = 0; n <= l && m->restricted; n++)
          sum -= (n == l ? 0.5 : 1.0) * pairs[(a * p + l) * p + n] * pairs[(b * p + l) * p + n];
      }
      information[a * q + b] += sum;
      information[b * q + a] = information[a * q + b];
    }
}

double hepar_scale_evaluate(hepar_scale_model *m, const double *gamma, double *gradient,
                            double *information) {
  hepar_problem *pb = m->location;
  size_t k = m->k, q = m->q;
  if (!predict(m, gamma)) return -HUGE_VAL;
  for (size_t i = 0; i < k; i++) {
    m->c[i] = pb->v[i] + m->t[i];
    pb->w[i] = 1 / m->c[i];
  }
  double value = -0.5 * hepar_lanes_log_sum(m->c, k, 0);
  hepar_projection pr = hepar_project(pb, pb->w);
  double *theta = pb->small + HEPAR_SMALL_LINEAR(pb->p);
  value -= 0.5 * hepar_project_solve(&pr, pb->y, theta, pb->u);
  if (m->restricted) value -= 0.5 * hepar_project_logdet(&pr);
  if (m->barrier > 0)
    for (size_t i = 0; i < k; i++) value += m->barrier * log(m->t[i]);
  if (isnan(value)) return -HUGE_VAL;
  if (gradient == NULL) return value;
  double *r = pb->u;
  memset(gradient, 0, q * sizeof *gradient);
  for (size_t i = 0; i < k; i++) {
    r[i] *= sqrt(pb->w[i]);
    m->c[i] = 0.5 * (r[i] * r[i] - pb->w[i] * (m->restricted ? 1 - pr.h[i] : 1));
    double part = m->c[i] * (m->identity ? 1 : m->t[i]);
    if (m->barrier > 0) part += m->barrier / m->t[i];
    for (size_t a = 0; a < q; a++) gradient[a] += part * m->s[a * k + i];
  }
  if (information != NULL) curvature(m, &pr, r, information);
  return value;
}

/* step = (information + damping)^-1 gradient, with as much damping as that takes. False when no
   damping helps. */
static bool newton_step(const double *information, const double *gradient, size_t q,
                        double *damping, double *factor, double *step) {
  double size = 0;
  for (size_t a = 0; a < q * q; a++) size = fmax(size, fabs(information[a]));
  if (!(size > 0) || isinf(size)) return false;
  for (int round = 0; round < 60; round++) {
    memcpy(factor, information, q * q * sizeof *factor);
    for (size_t a = 0; a < q; a++) factor[a * q + a] += *damping;
    if (hepar_cholesky(factor, q)) {
      for (size_t a = 0; a < q; a++) {
        step[a] = gradient[a];
        for (size_t b = 0; b < a; b++) step[a] -= factor[a * q + b] * step[b];
        step[a] /= factor[a * q + a];
      }
      for (size_t a = q; a-- > 0;) {
        for (size_t b = a + 1; b < q; b++) step[a] -= factor[b * q + a] * step[b];
        step[a] /= factor[a * q + a];
      }
      return true;
    }
    *damping = *damping > 0 ? 4 * *damping : 1e-4 * size;
  }
  return false;
}

/* How far the whole step would move eta, and what part of the step is allowed. m->t is where the
   step begins. */
static double allowed(const hepar_scale_model *m, const double *step, double *change) {
  double part = 1;
  *change = 0;
  for (size_t i = 0; i < m->k; i++) {
    double move = 0;
    for (size_t a = 0; a < m->q; a++) move += step[a] * m->s[a * m->k + i];
    double unit = m->identity ? m->t[i] + m->location->v[i] : 1;
    *change = fmax(*change, fabs(move) / unit);
    if (m->identity && move < 0) part = fmin(part, -0.95 * m->t[i] / move);
  }
  return !m->identity && *change > STRIDE ? STRIDE / *change : part;
}

/* Newton's method from gamma with the barrier as it is. */
static hepar_scale_end climb(hepar_scale_model *m, double *gamma, double *value) {
  size_t q = m->q;
  double *gradient = m->small, *step = gradient + q, *next = step + q, *factor = next + q;
  double *information = factor + q * q, damping = 0;
  int calm = 0;
  *value = hepar_scale_evaluate(m, gamma, gradient, information);
  if (isinf(*value)) return HEPAR_SCALE_LOST;
  for (int round = 0; round < 400 && calm < 40; round++) {
    double change, given = damping;
    if (!newton_step(information, gradient, q, &damping, factor, step)) return HEPAR_SCALE_AWAY;
    double part = allowed(m, step, &change), gain = 0, reached = -HUGE_VAL;
    for (size_t a = 0; a < q; a++) gain += gradient[a] * step[a];
    bool tiny = gain <= 1e-11 * (1 + fabs(*value));
    calm = tiny ? calm + 1 : 0;
    for (int halving = 0; halving < 50; halving++, part /= 2) {
      for (size_t a = 0; a < q; a++) next[a] = gamma[a] + part * step[a];
      reached = hepar_scale_evaluate(m, next, NULL, NULL);
      /* Where the gain is less than rounding shows, Newton's step is right as it is. */
      if (tiny ? !isinf(reached) : reached >= *value + 1e-4 * part * gain) break;
    }
    if (isinf(reached)) return HEPAR_SCALE_AWAY;
    memcpy(gamma, next, q * sizeof *gamma);
    *value = hepar_scale_evaluate(m, gamma, gradient, information);
    if (change <= 1e-10 && damping == 0 && part >= 1) return HEPAR_SCALE_FOUND;
    /* Rounding in the gradient of large data may leave a little more. */
    if (calm > 20 && change <= 1e-6 && damping == 0 && part >= 1) return HEPAR_SCALE_FOUND;
    damping = damping > given ? damping : damping / 8;
    if (damping < 1e-10 * fabs(information[0])) damping = 0;
  }
  return HEPAR_SCALE_AWAY;
}

hepar_scale_end hepar_scale_climb(hepar_scale_model *m, double *gamma, double *value,
                                  size_t *bound) {
  double *begin = m->small + 3 * m->q + 2 * m->q * m->q;
  *bound = 0;
  m->barrier = 0;
  if (!m->identity) return climb(m, gamma, value);
  memcpy(begin, gamma, m->q * sizeof *gamma);
  hepar_scale_end end = climb(m, gamma, value);
  if (end == HEPAR_SCALE_FOUND) return end;
  /* At the bound: logarithmic barriers that fade, from a high one, which forgets where it began, and
     from a low one, which does not. From 1/2 on they would outweigh log(v + t). */
  double *best = begin + m->q;
  *value = -HUGE_VAL;
  for (int low = 0; low < 2; low++) {
    double *place = m->small + 3 * m->q + 2 * m->q * m->q + 2 * m->q, reached;
    memcpy(place, begin, m->q * sizeof *place);
    for (m->barrier = low ? 1e-6 : 0.05; m->barrier > 5e-14; m->barrier /= 4)
      if (climb(m, place, &reached) == HEPAR_SCALE_LOST) break;
    m->barrier = 0;
    reached = hepar_scale_evaluate(m, place, NULL, NULL);
    if (!(reached > *value)) continue;
    *value = reached;
    memcpy(best, place, m->q * sizeof *best);
  }
  if (isinf(*value)) return HEPAR_SCALE_LOST;
  memcpy(gamma, best, m->q * sizeof *gamma);
  /* It may have ended beside a maximum without bounds. */
  double again;
  if (climb(m, best, &again) == HEPAR_SCALE_FOUND && again >= *value) {
    memcpy(gamma, best, m->q * sizeof *gamma);
    *value = again;
    return HEPAR_SCALE_FOUND;
  }
  (void)hepar_scale_evaluate(m, gamma, NULL, NULL);
  for (size_t i = 0; i < m->k; i++) *bound += m->t[i] < AT_BOUND;
  return *bound > 0 ? HEPAR_SCALE_FOUND : HEPAR_SCALE_AWAY;
}
