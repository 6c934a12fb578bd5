/* Loops over studies in lanes of four. GNU C vectors become the widest instructions that the
   processor has, chosen when the program is loaded; none of them rounds differently. */
#include "lanes.h"

#include <math.h>
#include <string.h>

typedef double lane __attribute__((vector_size(32)));
typedef long long lane_mask __attribute__((vector_size(32)));

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) /* clang 14 leaves the clones of shared functions undefined */
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif

#define LOAD(to, from) memcpy(&(to), (from), sizeof(lane))
#define STORE(to, from) memcpy((to), &(from), sizeof(lane))
#define TOTAL(l) (((l)[0] + (l)[1]) + ((l)[2] + (l)[3]))
/* Copy the last k % 4 values of x, followed by `fill`. */
#define TAIL(to, x, whole, k, fill)                                     \
  for (size_t tail_ = 0; tail_ < 4; tail_++)                            \
  (to)[tail_] = (whole) + tail_ < (k) ? (x)[(whole) + tail_] : (fill)

WIDEST
double hepar_lanes_weights(const double *y, const double *v, size_t k, double t, double base,
                           size_t out, double *w, double sums[3]) {
  lane sum = {0}, moment = {0}, square = {0}, vv, yy, one = {1, 1, 1, 1};
  size_t whole = k - k % 4;
  double left = 1 / (v[out] + t);
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(vv, v + i);
    LOAD(yy, y + i);
    lane ww = one / (vv + t);
    /* A comparison of lanes would be as fast, but only one block holds the study. */
    if (out - i < 4) ww[out - i] = 0;
    STORE(w + i, ww);
    sum += ww;
    moment += ww * (yy - base);
    square += ww * ww;
  }
  if (whole < k) {
    TAIL(vv, v, whole, k, INFINITY);
    TAIL(yy, y, whole, k, base);
    lane ww = one / (vv + t);
    if (out >= whole) ww[out - whole] = 0;
    for (size_t i = whole; i < k; i++) w[i] = ww[i - whole];
    sum += ww;
    moment += ww * (yy - base);
    square += ww * ww;
  }
  sums[0] = TOTAL(sum);
  sums[1] = TOTAL(moment);
  sums[2] = TOTAL(square);
  return left;
}

WIDEST
void hepar_lanes_residuals(const double *y, const double *w, size_t k, double centre,
                           double sums[2]) {
  lane q = {0}, s = {0}, yy, ww;
  size_t whole = k - k % 4;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(yy, y + i);
    LOAD(ww, w + i);
    lane e = yy - centre, u = ww * e;
    q += u * e;
    s += u * u;
  }
  if (whole < k) {
    TAIL(yy, y, whole, k, centre);
    TAIL(ww, w, whole, k, 0);
    lane e = yy - centre, u = ww * e;
    q += u * e;
    s += u * u;
  }
  sums[0] = TOTAL(q);
  sums[1] = TOTAL(s);
}

WIDEST
void hepar_lanes_slopes(const double *y, const double *w, size_t k, double centre, double shift,
                        double sums[3]) {
  lane first = {0}, second = {0}, cube = {0}, yy, ww;
  size_t whole = k - k % 4;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(yy, y + i);
    LOAD(ww, w + i);
    lane u = ww * (yy - centre) - shift, wu = ww * u;
    first += wu;
    second += wu * u;
    cube += ww * ww * ww;
  }
  if (whole < k) {
    TAIL(yy, y, whole, k, centre);
    TAIL(ww, w, whole, k, 0);
    lane u = ww * (yy - centre) - shift, wu = ww * u;
    first += wu;
    second += wu * u;
    cube += ww * ww * ww;
  }
  sums[0] = TOTAL(first);
  sums[1] = TOTAL(second);
  sums[2] = TOTAL(cube);
}

WIDEST
void hepar_lanes_range(const double *x, size_t k, double *low, double *high) {
  lane least = {x[0], x[0], x[0], x[0]}, most = least, xx;
  size_t whole = k - k % 4;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(xx, x + i);
    lane_mask less = xx < least, more = xx > most;
    least = (lane)(((lane_mask)xx & less) | ((lane_mask)least & ~less));
    most = (lane)(((lane_mask)xx & more) | ((lane_mask)most & ~more));
  }
  *low = least[0];
  *high = most[0];
  for (size_t j = 1; j < 4; j++) {
    *low = least[j] < *low ? least[j] : *low;
    *high = most[j] > *high ? most[j] : *high;
  }
  for (size_t i = whole; i < k; i++) {
    *low = x[i] < *low ? x[i] : *low;
    *high = x[i] > *high ? x[i] : *high;
  }
}

WIDEST
double hepar_lanes_dot(const double *a, const double *b, size_t k) {
  lane sum = {0}, aa, bb;
  size_t whole = k - k % 4;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(aa, a + i);
    LOAD(bb, b + i);
    sum += aa * bb;
  }
  double total = TOTAL(sum);
  for (size_t i = whole; i < k; i++) total += a[i] * b[i];
  return total;
}

WIDEST
void hepar_lanes_subtract(double *b, double c, const double *a, size_t k) {
  lane aa, bb;
  size_t whole = k - k % 4;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(aa, a + i);
    LOAD(bb, b + i);
    bb -= c * aa;
    STORE(b + i, bb);
  }
  for (size_t i = whole; i < k; i++) b[i] -= c * a[i];
}

WIDEST
void hepar_lanes_add_square(double *b, const double *a, size_t k) {
  lane aa, bb;
  size_t whole = k - k % 4;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(aa, a + i);
    LOAD(bb, b + i);
    bb += aa * aa;
    STORE(b + i, bb);
  }
  for (size_t i = whole; i < k; i++) b[i] += a[i] * a[i];
}

WIDEST
void hepar_lanes_multiply(double *to, const double *a, const double *b, size_t k) {
  lane aa, bb;
  size_t whole = k - k % 4;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(aa, a + i);
    LOAD(bb, b + i);
    aa *= bb;
    STORE(to + i, aa);
  }
  for (size_t i = whole; i < k; i++) to[i] = a[i] * b[i];
}

WIDEST
void hepar_lanes_affine(double *to, const double *from, size_t k, double shift, double factor) {
  size_t whole = k - k % 4;
  lane x;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(x, from + i);
    x = (x - shift) * factor;
    STORE(to + i, x);
  }
  for (size_t i = whole; i < k; i++) to[i] = (from[i] - shift) * factor;
}

WIDEST
bool hepar_lanes_sound(const double *y, const double *v, size_t k) {
  size_t whole = k - k % 4;
  lane yy, vv, zero = {0};
  lane_mask bad = {0};
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(yy, y + i);
    LOAD(vv, v + i);
    /* x - x is 0 for finite x only. */
    bad |= (yy - yy != zero) | (vv - vv != zero) | (vv < zero);
  }
  for (size_t i = whole; i < k; i++)
    if (!isfinite(y[i]) || !isfinite(v[i]) || v[i] < 0) return false;
  return (bad[0] | bad[1] | bad[2] | bad[3]) == 0;
}

WIDEST
double hepar_lanes_spread(const double *y, size_t k, double base) {
  size_t whole = k - k % 4;
  lane sum = {0}, square = {0}, yy;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(yy, y + i);
    sum += yy - base;
  }
  double total = TOTAL(sum);
  for (size_t i = whole; i < k; i++) total += y[i] - base;
  double mean = base + total / (double)k;
  for (size_t i = 0; i < whole; i += 4) {
    LOAD(yy, y + i);
    square += (yy - mean) * (yy - mean);
  }
  total = TOTAL(square);
  for (size_t i = whole; i < k; i++) total += (y[i] - mean) * (y[i] - mean);
  return total;
}

/* Take the power of two out of a product. */
static void normalise(double *product, double *exponent) {
  int power;
  *product = frexp(*product, &power);
  *exponent += power;
}

/* product times x. Where that leaves the middle of the range of doubles, the powers of two of both go
   to the exponent first: one of them may be as small as 2^-1000. */
static void grow(double *product, double x, double *exponent) {
  double grown = *product * x;
  if (!(grown > 1e-100 && grown < 1e100)) {
    normalise(product, exponent);
    normalise(&x, exponent);
    grown = *product * x;
    normalise(&grown, exponent);
  }
  *product = grown;
}

double hepar_lanes_log_sum(const double *v, size_t k, double t) {
  double product[4] = {1, 1, 1, 1}, exponent = 0;
  size_t i = 0;
  for (; i + 4 <= k; i += 4)
    for (size_t j = 0; j < 4; j++) grow(&product[j], v[i + j] + t, &exponent);
  for (; i < k; i++) grow(&product[0], v[i] + t, &exponent);
  for (size_t j = 0; j < 4; j++) normalise(&product[j], &exponent);
  return log((product[0] * product[1]) * (product[2] * product[3])) +
         exponent * 0.69314718055994530942;
}
