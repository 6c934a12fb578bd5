/* The maximum of a smooth function of a few parameters between bounds. */
#include <math.h>
#include <string.h>

#include "lanes.h"
#include "linear.h"
#include "selmodel.h"

/* A parameter closer to its bound than this share of its range, or of 1, may be at the bound. */
#define NEAR 1e-4

typedef struct search {
  hepar_goal goal;
  void *data;
  hepar_maximum *m;
  size_t n;      /* free parameters … */
  size_t *place; /* … and which they are */
  double *par;   /* room for all parameters */
  double *width; /* of differences, for each parameter; 0 while its curvature is not known */
} search;

/* From a coordinate without bounds to the parameter, and back. */
static double bounded(const hepar_maximum *m, size_t i, double u) {
  double low = m->low[i], high = m->high[i];
  if (isinf(low)) return u;
  if (isinf(high)) return low + exp(u);
  return low + (high - low) / (1 + exp(-u));
}

static double unbounded(const hepar_maximum *m, size_t i, double x) {
  double low = m->low[i], high = m->high[i];
  if (isinf(low)) return x;
  if (isinf(high)) return log(fmax(x - low, 1e-12));
  double share = fmin(fmax((x - low) / (high - low), 1e-9), 1 - 1e-9);
  return log(share / (1 - share));
}

/* The function at unbounded coordinates u of the free parameters. */
static double at_coordinates(search *s, const double *u) {
  memcpy(s->par, s->m->par, s->m->n * sizeof *s->par);
  for (size_t a = 0; a < s->n; a++) s->par[s->place[a]] = bounded(s->m, s->place[a], u[a]);
  return s->goal(s->data, s->par);
}

static void slope_of(search *s, double *u, double *g) {
  for (size_t a = 0; a < s->n; a++) {
    double keep = u[a], h = 1e-4 * fmax(1, fabs(keep)), up;
    u[a] = keep + h;
    up = at_coordinates(s, u);
    u[a] = keep - h;
    g[a] = (up - at_coordinates(s, u)) / (2 * h);
    u[a] = keep;
  }
}

/* Broyden, Fletcher, Goldfarb and Shanno; memory: n^2 + 6 n numbers. */
static void climb(search *s, double *memory) {
  size_t n = s->n;
  double *b = memory, *u = b + n * n, *g = u + n, *step = g + n, *next = step + n, *turn = next + n;
  double *hy = turn + n;
  for (size_t a = 0; a < n; a++) u[a] = unbounded(s->m, s->place[a], s->m->par[s->place[a]]);
  double value = at_coordinates(s, u);
  slope_of(s, u, g);
  for (int round = 0, fresh = 1; round < 200; round++) {
    if (fresh)
      for (size_t a = 0; a < n * n; a++) b[a] = a % (n + 1) == 0 ? 0.1 : 0;
    double gain = 0, size = 1, longest = 0, there = value;
    for (size_t a = 0; a < n; a++) {
      step[a] = hepar_lanes_dot(b + a * n, g, n);
      gain += step[a] * g[a];
      longest = fmax(longest, fabs(step[a]));
    }
    if (!(gain > 0)) {
      if (fresh) break;
      fresh = 1;
      continue;
    }
    if (longest > 2) size = 2 / longest;
    bool found = false;
    for (int half = 0; half < 30 && !found; half++, size /= 2) {
      for (size_t a = 0; a < n; a++) next[a] = u[a] + size * step[a];
      there = at_coordinates(s, next);
      found = there >= value + 1e-4 * size * gain;
    }
    if (!found) {
      if (fresh) break;
      fresh = 1;
      continue;
    }
    double improved = there - value;
    slope_of(s, next, turn);
    double sy = 0, yhy = 0;
    for (size_t a = 0; a < n; a++) {
      step[a] = next[a] - u[a];
      u[a] = next[a];
      next[a] = g[a] - turn[a]; /* of minus the function */
      g[a] = turn[a];
      sy += step[a] * next[a];
    }
    value = there;
    fresh = 0;
    if (sy > 1e-14) {
      for (size_t a = 0; a < n; a++) hy[a] = hepar_lanes_dot(b + a * n, next, n);
      yhy = hepar_lanes_dot(hy, next, n);
      for (size_t a = 0; a < n; a++)
        for (size_t c = 0; c < n; c++)
          b[a * n + c] += (1 + yhy / sy) * step[a] * step[c] / sy -
                          (hy[a] * step[c] + step[a] * hy[c]) / sy;
    }
    if (improved < 1e-9) break;
  }
  for (size_t a = 0; a < n; a++) s->m->par[s->place[a]] = bounded(s->m, s->place[a], u[a]);
}

/* ---- Newton's method in the parameters themselves ---- */

/* A step for differences at parameter i that stays between the bounds: a share of the standard
   error, once there is one. */
static double difference(const search *s, size_t i) {
  const hepar_maximum *m = s->m;
  double x = m->par[i], h = s->width[i];
  if (!(h > 0)) h = 2e-3 * fmax(fabs(x), isinf(m->low[i]) ? 0.1 : 1e-3);
  if (x - 2 * h < m->low[i]) h = (x - m->low[i]) / 2.001;
  if (x + 2 * h > m->high[i]) h = (m->high[i] - x) / 2.001;
  return h;
}

static double shifted(search *s, size_t i, double di, size_t j, double dj) {
  memcpy(s->par, s->m->par, s->m->n * sizeof *s->par);
  s->par[i] += di;
  s->par[j] += dj;
  return s->goal(s->data, s->par);
}

/* Gradient and minus the Hessian, differences of fourth order. */
static void curvature(search *s, double *g, double *h) {
  size_t n = s->n;
  double centre = shifted(s, 0, 0, 0, 0);
  for (size_t a = 0; a < n; a++) {
    size_t i = s->place[a];
    double d = difference(s, i);
    double p1 = shifted(s, i, d, i, 0), m1 = shifted(s, i, -d, i, 0);
    double p2 = shifted(s, i, 2 * d, i, 0), m2 = shifted(s, i, -2 * d, i, 0);
    g[a] = (8 * (p1 - m1) - (p2 - m2)) / (12 * d);
    h[a * n + a] = -(16 * (p1 + m1) - (p2 + m2) - 30 * centre) / (12 * d * d);
    for (size_t b = 0; b < a; b++) {
      size_t j = s->place[b];
      double e = difference(s, j), one[2];
      for (int r = 0; r < 2; r++) {
        double x = d * (r + 1), y = e * (r + 1);
        one[r] = (shifted(s, i, x, j, y) - shifted(s, i, x, j, -y) - shifted(s, i, -x, j, y) +
                  shifted(s, i, -x, j, -y)) / (4 * x * y);
      }
      h[a * n + b] = h[b * n + a] = -(4 * one[0] - one[1]) / 3;
    }
  }
}

/* Memory: 2 n^2 + 2 n numbers. */
static bool polish(search *s, double *memory, double *hessian) {
  size_t n = s->n;
  double *l = memory, *g = l + n * n, *step = g + n;
  hepar_maximum *m = s->m;
  bool done = n == 0;
  m->value = s->goal(s->data, m->par);
  for (int round = 0; round < 12 && !done; round++) {
    curvature(s, g, hessian);
    for (size_t a = 0; a < n; a++)
      if (hessian[a * n + a] > 0) s->width[s->place[a]] = 0.01 / sqrt(hessian[a * n + a]);
    memcpy(l, hessian, n * n * sizeof *l);
    if (!hepar_cholesky(l, n)) return false;
    for (size_t a = 0; a < n; a++) {
      step[a] = g[a];
      for (size_t b = 0; b < a; b++) step[a] -= l[a * n + b] * step[b];
      step[a] /= l[a * n + a];
    }
    double gain = hepar_lanes_dot(step, step, n) / 2;
    for (size_t a = n; a-- > 0;) {
      for (size_t b = a + 1; b < n; b++) step[a] -= l[b * n + a] * step[b];
      step[a] /= l[a * n + a];
    }
    /* No further than half the way to a bound, and no lower. */
    double size = 1, there = -(double)INFINITY;
    for (size_t a = 0; a < n; a++) {
      size_t i = s->place[a];
      double room = step[a] < 0 ? m->par[i] - m->low[i] : m->high[i] - m->par[i];
      if (fabs(step[a]) * size > room / 2) size = room / 2 / fabs(step[a]);
    }
    for (int half = 0; half < 20 && !(there >= m->value - 1e-11); half++, size /= 2) {
      memcpy(s->par, m->par, m->n * sizeof *s->par);
      for (size_t a = 0; a < n; a++) s->par[s->place[a]] += size * step[a];
      there = s->goal(s->data, s->par);
      if (there >= m->value - 1e-11) {
        memcpy(m->par, s->par, m->n * sizeof *s->par);
        m->value = there;
        break;
      }
    }
    done = gain < 1e-17 || (gain < 1e-12 && size < 1);
  }
  if (n > 0) curvature(s, g, hessian);
  return done;
}

/* Free parameters: neither fixed nor at a bound. */
static void find_free(search *s) {
  s->n = 0;
  for (size_t i = 0; i < s->m->n; i++)
    if (!s->m->fixed[i] && !s->m->bound[i]) s->place[s->n++] = i;
}

/* Put a parameter that is next to a bound on it, when the function is no lower there. */
static void settle(search *s) {
  hepar_maximum *m = s->m;
  double value = s->goal(s->data, m->par);
  for (size_t i = 0; i < m->n; i++) {
    if (m->fixed[i] || isinf(m->low[i])) continue;
    double range = isinf(m->high[i]) ? 1 : m->high[i] - m->low[i], keep = m->par[i], there;
    double at = keep - m->low[i] < NEAR * range ? m->low[i] : m->high[i] - keep < NEAR * range
                                                                  ? m->high[i]
                                                                  : (double)NAN;
    if (isnan(at)) continue;
    m->par[i] = at;
    there = s->goal(s->data, m->par);
    if (there >= value - 1e-7) {
      m->bound[i] = true;
      value = there;
    } else {
      m->par[i] = keep;
    }
  }
}

/* A parameter at its bound that wants to leave it is free again; whether there was one. */
static bool release(search *s) {
  hepar_maximum *m = s->m;
  bool any = false;
  double value = s->goal(s->data, m->par);
  for (size_t i = 0; i < m->n; i++) {
    if (!m->bound[i]) continue;
    double keep = m->par[i], range = isinf(m->high[i]) ? 1 : m->high[i] - m->low[i];
    double inside = 1e-5 * range;
    m->par[i] = keep > m->low[i] ? keep - inside : keep + inside;
    if (s->goal(s->data, m->par) > value + 1e-10) {
      m->bound[i] = false;
      any = true;
    } else {
      m->par[i] = keep;
    }
  }
  return any;
}

/* Memory of a search: work holds 2 n^2 + 7 n numbers, hessian n^2. */
static hepar_status begin(search *s, hepar_goal goal, void *data, hepar_maximum *m, double **work,
                          double **hessian, hepar_error *error) {
  size_t n = m->n;
  double *memory = hepar_calloc(3 * n * n + 9 * n + 1, sizeof *memory);
  size_t *place = hepar_malloc((n + 1) * sizeof *place);
  if (memory == NULL || place == NULL) {
    hepar_free(memory);
    hepar_free(place);
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu parameters", n);
  }
  *s = (search){goal, data, m, 0, place, memory, memory + n};
  *work = memory + 2 * n;
  *hessian = *work + 2 * n * n + 7 * n;
  for (size_t i = 0; i < n; i++) m->bound[i] = false;
  find_free(s);
  return HEPAR_OK;
}

static void end(search *s) {
  hepar_free(s->par);
  hepar_free(s->place);
}

hepar_status hepar_maximum_approach(hepar_goal goal, void *data, hepar_maximum *m,
                                    hepar_error *error) {
  search s;
  double *work, *hessian;
  hepar_status status = begin(&s, goal, data, m, &work, &hessian, error);
  if (status != HEPAR_OK) return status;
  climb(&s, work);
  m->value = goal(data, m->par);
  end(&s);
  return HEPAR_OK;
}

hepar_status hepar_maximum_finish(hepar_goal goal, void *data, hepar_maximum *m,
                                  hepar_error *error) {
  search s;
  double *work, *hessian;
  hepar_status status = begin(&s, goal, data, m, &work, &hessian, error);
  if (status != HEPAR_OK) return status;
  size_t n = m->n;
  m->converged = false;
  for (int round = 0; round < 4 && !m->converged; round++) {
    settle(&s);
    find_free(&s);
    m->converged = polish(&s, work, hessian);
    if (m->converged && release(&s)) m->converged = false;
    if (!m->converged) {
      find_free(&s);
      climb(&s, work);
    }
  }
  m->value = goal(data, m->par);
  memset(m->hessian, 0, n * n * sizeof *m->hessian);
  find_free(&s);
  if (m->converged)
    for (size_t a = 0; a < s.n; a++)
      for (size_t b = 0; b < s.n; b++)
        m->hessian[s.place[a] * n + s.place[b]] = hessian[a * s.n + b];
  end(&s);
  return HEPAR_OK;
}
