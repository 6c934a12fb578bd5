/* Few moderators, weights of one order: normal equations on orthonormal columns.

   y enters as `rest`, what ordinary least squares leaves of it, so nothing cancels in the residuals.
   A column of equal numbers (the intercept's) is taken as ones, which spares its products. */
#include "narrow.h"

#include <math.h>
#include <string.h>

/* The most columns, and the largest ratio of weights. */
#define MOST 5
#define PAIRS (MOST * (MOST + 1) / 2)
#define RATIO 200.0

typedef double lane __attribute__((vector_size(32)));

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) /* clang 14 leaves the clones of shared functions undefined */
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define ALWAYS static inline __attribute__((always_inline))
#define TOTAL(l) (((l)[0] + (l)[1]) + ((l)[2] + (l)[3]))

/* What the loops over studies share. Element (j, l), l <= j, of a symmetric matrix is at
   j (j + 1) / 2 + l. */
typedef struct work {
  const double *y, *v, *z[MOST];
  double *w, *u;
  size_t k;
  double normal[PAIRS], second[PAIRS], third[PAIRS]; /* Z'WZ, Z'WWZ, Z'WWWZ */
  double moment[MOST];                               /* Z'Wy, then Z'Wu */
  double theta[MOST];
  double sum, square, cube; /* of w, w^2, w^3 */
  double rss, ypp, rest;    /* u'e, u'u, u'Wu */
} work;

/* Four values of x from place i on, `fill` beyond the last. */
ALWAYS void take(lane *to, const double *x, size_t i, size_t k, double fill) {
  if (i + 4 <= k) {
    memcpy(to, x + i, sizeof *to);
  } else {
    for (size_t j = 0; j < 4; j++) (*to)[j] = i + j < k ? x[i + j] : fill;
  }
}

ALWAYS void put(double *x, const lane *from, size_t i, size_t k) {
  if (i + 4 <= k) {
    memcpy(x + i, from, sizeof *from);
  } else {
    for (size_t j = 0; i + j < k; j++) x[i + j] = (*from)[j];
  }
}

/* The n columns that are not all ones, at place i. */
ALWAYS void columns(lane *z, const work *s, size_t i, size_t n) {
  UNROLL
  for (size_t j = 0; j < n; j++) take(&z[j], s->z[j], i, s->k, 0);
}

/* Put the sums of n columns and, before them, a column of ones into a symmetric matrix. */
ALWAYS void arrange(double *to, const lane *pairs, const lane *single, double ones, size_t n,
                    size_t first) {
  if (first) to[0] = ones;
  for (size_t j = 0, pair = 0; j < n; j++) {
    size_t row = (j + first) * (j + first + 1) / 2;
    if (first) to[row] = TOTAL(single[j]);
    for (size_t l = 0; l <= j; l++, pair++) to[row + first + l] = TOTAL(pairs[pair]);
  }
}

/* Weights, Z'WZ, Z'WWZ and Z'Wy; first is 1 with a column of ones. */
ALWAYS void weigh(work *s, double t, size_t n, size_t first) {
  lane pa[PAIRS] = {{0}}, pb[PAIRS] = {{0}}, sa[MOST] = {{0}}, sb[MOST] = {{0}}, c[MOST] = {{0}};
  lane sum = {0}, square = {0}, moment = {0}, z[MOST], y, v, one = {1, 1, 1, 1};
  for (size_t i = 0; i < s->k; i += 4) {
    take(&v, s->v, i, s->k, INFINITY);
    take(&y, s->y, i, s->k, 0);
    columns(z, s, i, n);
    lane w = one / (v + t), ww = w * w, wy = w * y;
    put(s->w, &w, i, s->k);
    sum += w;
    square += ww;
    if (first) moment += wy;
    UNROLL
    for (size_t j = 0; j < n; j++) {
      lane wz = w * z[j], wwz = ww * z[j];
      c[j] += wy * z[j];
      if (first) {
        sa[j] += wz;
        sb[j] += wwz;
      }
      UNROLL
      for (size_t l = 0; l <= j; l++) {
        pa[j * (j + 1) / 2 + l] += wz * z[l];
        pb[j * (j + 1) / 2 + l] += wwz * z[l];
      }
    }
  }
  s->sum = TOTAL(sum);
  s->square = TOTAL(square);
  arrange(s->normal, pa, sa, s->sum, n, first);
  arrange(s->second, pb, sb, s->square, n, first);
  if (first) s->moment[0] = TOTAL(moment);
  for (size_t j = 0; j < n; j++) s->moment[j + first] = TOTAL(c[j]);
}

/* u = w (y - Z theta) and its sums; with slope those of higher powers too. */
ALWAYS void leave(work *s, bool slope, size_t n, size_t first) {
  lane pc[PAIRS] = {{0}}, sc[MOST] = {{0}}, c[MOST] = {{0}}, z[MOST], y, w;
  lane rss = {0}, ypp = {0}, rest = {0}, cube = {0}, moment = {0};
  for (size_t i = 0; i < s->k; i += 4) {
    take(&y, s->y, i, s->k, 0);
    take(&w, s->w, i, s->k, 0);
    columns(z, s, i, n);
    lane e = y;
    if (first) e -= s->theta[0];
    UNROLL
    for (size_t j = 0; j < n; j++) e -= s->theta[j + first] * z[j];
    lane u = w * e;
    put(s->u, &u, i, s->k);
    rss += u * e;
    ypp += u * u;
    if (!slope) continue;
    lane wu = w * u, www = w * w * w;
    rest += wu * u;
    if (first) {
      cube += www;
      moment += wu;
    }
    UNROLL
    for (size_t j = 0; j < n; j++) {
      lane wwwz = www * z[j];
      c[j] += wu * z[j];
      if (first) sc[j] += wwwz;
      UNROLL
      for (size_t l = 0; l <= j; l++) pc[j * (j + 1) / 2 + l] += wwwz * z[l];
    }
  }
  s->rss = TOTAL(rss);
  s->ypp = TOTAL(ypp);
  if (!slope) return;
  s->rest = TOTAL(rest);
  arrange(s->third, pc, sc, TOTAL(cube), n, first);
  if (first) s->moment[0] = TOTAL(moment);
  for (size_t j = 0; j < n; j++) s->moment[j + first] = TOTAL(c[j]);
}

/* Both loops for each number of columns, so that the compiler knows it. */
#define LOOPS(n)                                                                           \
  WIDEST static void weigh_##n(work *s, double t) { weigh(s, t, n, 0); }                   \
  WIDEST static void weigh_one_##n(work *s, double t) { weigh(s, t, n, 1); }               \
  WIDEST static void leave_##n(work *s) { leave(s, false, n, 0); }                         \
  WIDEST static void leave_one_##n(work *s) { leave(s, false, n, 1); }                     \
  WIDEST static void slope_##n(work *s) { leave(s, true, n, 0); }                          \
  WIDEST static void slope_one_##n(work *s) { leave(s, true, n, 1); }
LOOPS(1)
LOOPS(2)
LOOPS(3)
LOOPS(4)

/* By [ones][columns - 1]. */
typedef struct loops {
  void (*weigh)(work *s, double t);
  void (*leave)(work *s);
  void (*slope)(work *s);
} loops;
#define ROW(n) {weigh_##n, leave_##n, slope_##n}
#define ROW_ONE(n) {weigh_one_##n, leave_one_##n, slope_one_##n}
static const loops all_loops[2][4] = {{ROW(1), ROW(2), ROW(3), ROW(4)},
                                      {ROW_ONE(1), ROW_ONE(2), ROW_ONE(3), ROW_ONE(4)}};

/* ---- p x p algebra ---- */

/* Lower factor L of a symmetric matrix, in its place, and the inverse of L. */
static void factorise(double *a, double *inverse, size_t p) {
  for (size_t i = 0; i < p; i++) {
    double *row = a + i * (i + 1) / 2, *turned = inverse + i * (i + 1) / 2;
    for (size_t j = 0; j < i; j++) {
      const double *other = a + j * (j + 1) / 2;
      double s = row[j];
      for (size_t l = 0; l < j; l++) s -= row[l] * other[l];
      row[j] = s * inverse[j * (j + 1) / 2 + j];
    }
    double s = row[i];
    for (size_t l = 0; l < i; l++) s -= row[l] * row[l];
    row[i] = sqrt(s);
    turned[i] = 1 / row[i];
    for (size_t j = 0; j < i; j++) {
      double sum = 0;
      for (size_t l = j; l < i; l++) sum += row[l] * inverse[l * (l + 1) / 2 + j];
      turned[j] = -sum * turned[i];
    }
  }
}

/* x = M x for a lower triangular M, in place; returns the sum of squares. */
static double lower_times(const double *m, size_t p, double *x) {
  double squares = 0;
  for (size_t i = p; i-- > 0;) {
    double sum = 0;
    for (size_t l = 0; l <= i; l++) sum += m[i * (i + 1) / 2 + l] * x[l];
    x[i] = sum;
    squares += sum * sum;
  }
  return squares;
}

/* x = M' x */
static void upper_times(const double *m, size_t p, double *x) {
  for (size_t i = 0; i < p; i++) {
    double sum = 0;
    for (size_t l = i; l < p; l++) sum += m[l * (l + 1) / 2 + i] * x[l];
    x[i] = sum;
  }
}

/* M'M of a lower triangular M, symmetric. */
static void squared(const double *m, size_t p, double *to) {
  for (size_t i = 0, pair = 0; i < p; i++)
    for (size_t j = 0; j <= i; j++, pair++) {
      to[pair] = 0;
      for (size_t l = i; l < p; l++)
        to[pair] += m[l * (l + 1) / 2 + i] * m[l * (l + 1) / 2 + j];
    }
}

/* tr AB of symmetric matrices. */
static double trace_of(const double *a, const double *b, size_t p) {
  double sum = 0;
  for (size_t i = 0, pair = 0; i < p; i++, pair++) {
    for (size_t j = 0; j < i; j++, pair++) sum += 2 * a[pair] * b[pair];
    sum += a[pair] * b[pair];
  }
  return sum;
}

static double element(const double *a, size_t i, size_t j) {
  return i >= j ? a[i * (i + 1) / 2 + j] : a[j * (j + 1) / 2 + i];
}

/* tr ABAB of symmetric matrices. */
static double trace_twice(const double *a, const double *b, size_t p) {
  double m[MOST][MOST], sum = 0;
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j < p; j++) {
      m[i][j] = 0;
      for (size_t l = 0; l < p; l++) m[i][j] += element(a, i, l) * element(b, l, j);
    }
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j < p; j++) sum += m[i][j] * m[j][i];
  return sum;
}

/* The third power of the weight of such a variance leaves the range of doubles. */
#define TINY 0x1p-330

bool hepar_narrow_fits(const hepar_problem *pb, double t) {
  size_t n = pb->p - (pb->intercept ? 1 : 0);
  return pb->z != NULL && n >= 1 && n < MOST && pb->v_min + t > TINY &&
         pb->v_max + t <= RATIO * (pb->v_min + t);
}

void hepar_narrow_pass(hepar_problem *pb, double t, hepar_pass_level level, hepar_pass *pass,
                       double *theta) {
  size_t p = pb->p, first = pb->intercept ? 1 : 0, k = pb->k;
  const loops *loop = &all_loops[first][p - first - 1];
  double scale = first ? sqrt((double)k) : 1, inverse[PAIRS] = {0}, variance[PAIRS];
  work s;
  s.y = pb->rest;
  s.v = pb->v;
  s.w = pb->w;
  s.u = pb->u;
  s.k = k;
  for (size_t j = first; j < p; j++) s.z[j - first] = pb->z + j * k;
  loop->weigh(&s, t);
  factorise(s.normal, inverse, p);
  squared(inverse, p, variance);
  memcpy(s.theta, s.moment, p * sizeof *s.theta);
  (void)lower_times(inverse, p, s.theta);
  upper_times(inverse, p, s.theta);
  if (level == HEPAR_PASS_SLOPE)
    loop->slope(&s);
  else
    loop->leave(&s);
  pass->rss = s.rss;
  pass->ypp = s.ypp;
  pass->sum = s.sum;
  pass->mean = NAN;
  pass->trace = s.sum - trace_of(variance, s.second, p);
  for (size_t i = 0; i < p; i++) {
    for (size_t j = 0; j < i; j++) pb->small[i * p + j] = 0;
    for (size_t j = i; j < p; j++) pb->small[i * p + j] = s.normal[j * (j + 1) / 2 + i];
  }
  pb->small[0] /= scale;
  if (theta != NULL) {
    s.theta[0] *= scale;
    for (size_t j = 0; j < p; j++) theta[j] = pb->along[j] + s.theta[j];
  }
  if (level != HEPAR_PASS_SLOPE) return;
  pass->square = s.square;
  pass->pair = s.square - 2 * trace_of(variance, s.third, p) + trace_twice(variance, s.second, p);
  pass->yppp = s.rest - lower_times(inverse, p, s.moment);
}
