/* exp, log, pow and their kin over a vector of lanes, in GCC's vector extensions: the same
   operations in the same order for every width, so the same bits. Errors stay below 0.8 ulp
   (spec/lane_math_spec.lua measures them); no fused operations but where the result is exact either
   way, no tables, no C library. Generated kernels carry this file as text, so it includes nothing.

   Before including it define LANES (2, 4 or 8) and HEPAR_V(name), the name of a function of that
   width. Methods: argument reduction of Cody and Waite (Software Manual for the Elementary
   Functions, 1980); sums and products as two doubles after Dekker (Numerische Mathematik
   1971;18:224-242); erfc by Shepherd and Laframboise's variable (Mathematics of Computation
   1981;36:249-253). The coefficients are Taylor's, or Chebyshev interpolants made by
   spec/reference/lane_math.py. */

typedef double HEPAR_V(real) __attribute__((vector_size(LANES * 8)));
typedef long long HEPAR_V(whole) __attribute__((vector_size(LANES * 8)));
typedef unsigned long long HEPAR_V(bits) __attribute__((vector_size(LANES * 8)));

#define V HEPAR_V(real)
#define VI HEPAR_V(whole)
#define VB HEPAR_V(bits)
#define PAIR HEPAR_V(pair)
#define LANE_FUNCTION static inline __attribute__((always_inline, unused))

/* A number as the unevaluated sum of two doubles. */
typedef struct HEPAR_V(pair) {
  V high, low;
} HEPAR_V(pair);

/* One number in every lane. */
LANE_FUNCTION V HEPAR_V(all)(double x) { return x - (V){0}; } /* minus: it keeps -0 */

/* yes where the mask is set, no elsewhere. */
LANE_FUNCTION V HEPAR_V(select)(VI mask, V yes, V no) {
  return (V)(((VI)yes & mask) | ((VI)no & ~mask));
}

LANE_FUNCTION V HEPAR_V(abs)(V x) { return (V)((VI)x & 0x7FFFFFFFFFFFFFFFLL); }

/* a < b ? a : b: NaN in a gives b. */
LANE_FUNCTION V HEPAR_V(min)(V a, V b) { return HEPAR_V(select)((VI)(a < b), a, b); }
LANE_FUNCTION V HEPAR_V(max)(V a, V b) { return HEPAR_V(select)((VI)(a > b), a, b); }

/* Whether the mask is set in every lane. */
LANE_FUNCTION int HEPAR_V(every)(VI mask) {
  long long all = mask[0];
  for (int l = 1; l < LANES; l++) all &= mask[l];
  return all != 0;
}

/* The sign of `sign` on the size of x. */
LANE_FUNCTION V HEPAR_V(copysign)(V x, V sign) {
  VI mask = (VI)((VB){0} + 0x8000000000000000ULL);
  return (V)(((VI)x & ~mask) | ((VI)sign & mask));
}

/* The nearest whole number of |x| < 2^51, and the same as an integer. Here and below, integers are
   added as unsigned ones: lanes whose result is thrown away later (NaN, below 0) may overflow. */
#define ROUND_MAGIC 6755399441055744.0 /* 1.5 * 2^52 */
LANE_FUNCTION V HEPAR_V(nearest)(V x, VI *whole) {
  V shifted = x + ROUND_MAGIC;
  *whole = (VI)((VB)shifted - (VB)HEPAR_V(all)(ROUND_MAGIC));
  return shifted - ROUND_MAGIC;
}

/* A whole number |k| < 2^51 as a double. */
LANE_FUNCTION V HEPAR_V(real_of)(VI k) {
  return (V)((VB)k + (VB)HEPAR_V(all)(ROUND_MAGIC)) - ROUND_MAGIC;
}

/* x * 2^k for |k| < 2046, rounded once. */
LANE_FUNCTION V HEPAR_V(scale)(V x, VI k) {
  VB first = (((VB)k + 4096ULL) >> 1) - 2048ULL, second = (VB)k - first;
  return x * (V)((first + 1023ULL) << 52) * (V)((second + 1023ULL) << 52);
}

/* a + b exactly; |a| >= |b| or a is 0. */
LANE_FUNCTION PAIR HEPAR_V(quick_sum)(V a, V b) {
  PAIR r;
  r.high = a + b;
  r.low = b - (r.high - a);
  return r;
}

/* a + b exactly. */
LANE_FUNCTION PAIR HEPAR_V(sum)(V a, V b) {
  PAIR r;
  V part;
  r.high = a + b;
  part = r.high - a;
  r.low = (a - (r.high - part)) + (b - part);
  return r;
}

/* a * b exactly, for sizes below 2^996: what is left of the rounded product is a double, which a fused
   operation gives as well as Dekker's splitting. */
LANE_FUNCTION PAIR HEPAR_V(product)(V a, V b) {
  PAIR r;
  r.high = a * b;
#if LANES == 8 && defined(__AVX512F__)
  r.low = __builtin_ia32_vfmaddpd512_mask(a, b, -r.high, (unsigned char)255, 4);
#elif LANES == 4 && defined(__FMA__)
  r.low = __builtin_ia32_vfmaddpd256(a, b, -r.high);
#else
  {
    V wide = a * 134217729.0, ah = wide - (wide - a), al = a - ah, bh, bl;
    wide = b * 134217729.0;
    bh = wide - (wide - b);
    bl = b - bh;
    r.low = ((ah * bh - r.high) + ah * bl + al * bh) + al * bl;
  }
#endif
  return r;
}

LANE_FUNCTION PAIR HEPAR_V(pair_sum)(PAIR a, PAIR b) {
  PAIR s = HEPAR_V(sum)(a.high, b.high);
  return HEPAR_V(quick_sum)(s.high, s.low + (a.low + b.low));
}

LANE_FUNCTION PAIR HEPAR_V(pair_product)(PAIR a, PAIR b) {
  PAIR p = HEPAR_V(product)(a.high, b.high);
  return HEPAR_V(quick_sum)(p.high, p.low + (a.high * b.low + a.low * b.high));
}

LANE_FUNCTION PAIR HEPAR_V(pair_ratio)(PAIR a, PAIR b) {
  V q = a.high / b.high, inverse = 1.0 / b.high;
  PAIR p = HEPAR_V(product)(q, b.high);
  return HEPAR_V(quick_sum)(q, (((a.high - p.high) - p.low) + (a.low - q * b.low)) * inverse);
}

LANE_FUNCTION PAIR HEPAR_V(pair_of)(double high, double low) {
  PAIR r = {HEPAR_V(all)(high), HEPAR_V(all)(low)};
  return r;
}

#define LN2_HIGH 0.6931471804855391 /* 33 bits, so that whole multiples are exact */
#define LN2_LOW 7.440617110012397e-11
#define LN2_LAST -1.3124698417785255e-27 /* ln 2 - LN2_HIGH - LN2_LOW */

/* exp(x + low) = 2^k (1 + s): s as a pair, for |x| < 800 and a small `low`. */
LANE_FUNCTION PAIR HEPAR_V(exp_parts)(V x, V low, VI *k) {
  V n = HEPAR_V(nearest)(x * 1.4426950408889634, k);
  V a = x - n * LN2_HIGH, b = n * LN2_LOW, r = a - b, rest = ((a - r) - b) + low, q, s;
  PAIR out;
  V r2 = r * r, r4 = r2 * r2;
  /* 1 / 2! + r / 3! + … + r^11 / 13!, in halves of halves, which wait less for each other */
  q = ((0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0))) +
      r4 * (((1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0))) +
            r4 * ((1.0 / 3628800.0 + r * (1.0 / 39916800.0)) +
                  r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0))));
  q = r2 * q;
  s = q + (rest + rest * (r + q));
  out.high = r + s;
  out.low = s - (out.high - r);
  return out;
}

LANE_FUNCTION V HEPAR_V(exp)(V x) {
  VI k;
  V inside = HEPAR_V(max)(HEPAR_V(min)(x, HEPAR_V(all)(711)), HEPAR_V(all)(-747));
  PAIR s = HEPAR_V(exp_parts)(inside, HEPAR_V(all)(0), &k);
  V r = HEPAR_V(scale)(1.0 + (s.high + s.low), k);
  return HEPAR_V(select)((VI)(x == x), r, x);
}

LANE_FUNCTION V HEPAR_V(expm1)(V x) {
  VI k, tiny = (VI)(HEPAR_V(abs)(x) < 1e-300);
  V inside = HEPAR_V(max)(HEPAR_V(min)(x, HEPAR_V(all)(711)), HEPAR_V(all)(-50));
  PAIR s = HEPAR_V(exp_parts)(inside, HEPAR_V(all)(0), &k), t;
  V r;
  t = HEPAR_V(sum)(1.0 - HEPAR_V(scale)(HEPAR_V(all)(1), -k), s.high);
  r = HEPAR_V(scale)(t.high + (t.low + s.low), k);
  r = HEPAR_V(select)((VI)(k == 0), s.high + s.low, r);
  return HEPAR_V(select)((VI)(x == x) & ~tiny, r, x);
}

/* x = 2^k z with z from sqrt(1/2) to sqrt(2), for x > 0, finite. */
LANE_FUNCTION V HEPAR_V(split)(V x, V *k) {
  VI small = (VI)(x < 2.2250738585072014e-308);
  VI bits = (VI)HEPAR_V(select)(small, x * 18014398509481984.0, x);
  VB above = (VB)bits - 0x3FE6A09E667F3BCDULL; /* the bits of sqrt(1/2) */
  VB whole = ((above + (1024ULL << 52)) >> 52) - 1024ULL;
  *k = HEPAR_V(real_of)((VI)whole) - HEPAR_V(select)(small, HEPAR_V(all)(54), HEPAR_V(all)(0));
  return (V)((VB)bits - (whole << 52));
}

/* 2/3 + 2/5 w + … + 2/23 w^10: atanh's series, 2 (atanh(s) / s - 1) = w * this of w = s^2. */
LANE_FUNCTION V HEPAR_V(atanh_series)(V w) {
  V w2 = w * w, w4 = w2 * w2;
  return ((2.0 / 3.0 + w * (2.0 / 5.0)) + w2 * (2.0 / 7.0 + w * (2.0 / 9.0))) +
         w4 * (((2.0 / 11.0 + w * (2.0 / 13.0)) + w2 * (2.0 / 15.0 + w * (2.0 / 17.0))) +
               w4 * ((2.0 / 19.0 + w * (2.0 / 21.0)) + w2 * (2.0 / 23.0 + w * (2.0 / 25.0))));
}

/* k ln 2 + log(1 + f) + low. */
LANE_FUNCTION V HEPAR_V(log_parts)(V k, V f, V low) {
  V s = f / (2.0 + f), w = s * s, half = 0.5 * f * f, r = w * HEPAR_V(atanh_series)(w);
  return k * LN2_HIGH - ((half - (s * (half + r) + (k * LN2_LOW + low))) - f);
}

/* What log-like functions give at the end of their range: -infinity at `pole`, NaN below it. */
LANE_FUNCTION V HEPAR_V(log_ends)(V x, V r, double pole) {
  V infinite = 1.0 / HEPAR_V(all)(0);
  r = HEPAR_V(select)((VI)(x == infinite), infinite, r);
  r = HEPAR_V(select)((VI)(x == pole), -infinite, r);
  return HEPAR_V(select)((VI)(x >= pole), r, infinite - infinite + x);
}

LANE_FUNCTION V HEPAR_V(log)(V x) {
  V k, z = HEPAR_V(split)(x, &k);
  return HEPAR_V(log_ends)(x, HEPAR_V(log_parts)(k, z - 1.0, HEPAR_V(all)(0)), 0);
}

LANE_FUNCTION V HEPAR_V(log1p)(V x) {
  V u = 1.0 + x, k, z, f, lost, r;
  VI whole;
  z = HEPAR_V(split)(u, &k);
  /* what 1 + x lost, as a share of u */
  lost = HEPAR_V(select)((VI)(x > 1.0), 1.0 - (u - x), x - (u - 1.0)) / u;
  whole = (VI)(k == 0.0);
  f = HEPAR_V(select)(whole, x, z - 1.0);
  lost = HEPAR_V(select)(whole, HEPAR_V(all)(0), lost);
  r = HEPAR_V(log_parts)(k, f, lost);
  r = HEPAR_V(select)((VI)(HEPAR_V(abs)(x) < 1e-300), x, r);
  return HEPAR_V(log_ends)(x, r, -1);
}

/* log(x) as a pair, relative error below 2^-64, for x > 0, finite. */
LANE_FUNCTION PAIR HEPAR_V(log_pair)(V x) {
  V k, z = HEPAR_V(split)(x, &k), f = z - 1.0, series, square, fourth;
  PAIR s, w, third, sum, shift;
  sum = HEPAR_V(quick_sum)(HEPAR_V(all)(2), f);
  s.high = f;
  s.low = HEPAR_V(all)(0);
  s = HEPAR_V(pair_ratio)(s, sum);
  w = HEPAR_V(pair_product)(s, s);
  square = w.high * w.high; /* atanh(s) / s = 1 + w / 3 + w^2 (1/5 + w / 7 + … + w^10 / 25) */
  fourth = square * square;
  series = ((1.0 / 5.0 + w.high * (1.0 / 7.0)) + square * (1.0 / 9.0 + w.high * (1.0 / 11.0))) +
           fourth * (((1.0 / 13.0 + w.high * (1.0 / 15.0)) +
                      square * (1.0 / 17.0 + w.high * (1.0 / 19.0))) +
                     fourth * ((1.0 / 21.0 + w.high * (1.0 / 23.0)) + square * (1.0 / 25.0)));
  series = square * series;
  third = HEPAR_V(pair_product)(w, HEPAR_V(pair_of)(0.3333333333333333, 1.850371707708594e-17));
  third = HEPAR_V(quick_sum)(third.high, third.low + series);
  third = HEPAR_V(pair_product)(third, s);
  s = HEPAR_V(pair_sum)(s, third);
  s.high = 2.0 * s.high;
  s.low = 2.0 * s.low;
  shift = HEPAR_V(sum)(k * LN2_HIGH, k * LN2_LOW);
  shift.low = shift.low + k * LN2_LAST;
  return HEPAR_V(pair_sum)(shift, s);
}

/* What x^y takes of x: the logarithm of its size, kept where it is finite. */
LANE_FUNCTION PAIR HEPAR_V(pow_base)(V x) {
  return HEPAR_V(log_pair)(HEPAR_V(min)(HEPAR_V(max)(HEPAR_V(abs)(x),
                                                     HEPAR_V(all)(4.9406564584124654e-324)),
                                        HEPAR_V(all)(1.7976931348623157e308)));
}

/* x^y by the rules of C99's pow; l is pow_base(x). */
LANE_FUNCTION V HEPAR_V(pow_of)(V x, PAIR l, V y) {
  V infinite = 1.0 / HEPAR_V(all)(0), nan = infinite - infinite, one = HEPAR_V(all)(1);
  V size = HEPAR_V(abs)(x), steep = HEPAR_V(abs)(y), r, low;
  /* beyond 1e22 the result is 0, 1 or infinite whatever the size is */
  V yy = HEPAR_V(copysign)(HEPAR_V(min)(steep, HEPAR_V(all)(1e22)), y);
  PAIR p;
  VI k, whole, odd, negative = (VI)x < 0;
  p = HEPAR_V(product)(l.high, yy);
  low = p.low + l.low * yy;
  p = HEPAR_V(quick_sum)(p.high, low);
  r = HEPAR_V(max)(HEPAR_V(min)(p.high, HEPAR_V(all)(711)), HEPAR_V(all)(-747));
  low = HEPAR_V(select)((VI)(r == p.high), p.low, HEPAR_V(all)(0));
  {
    PAIR s = HEPAR_V(exp_parts)(r, low, &k);
    r = HEPAR_V(scale)(1.0 + (s.high + s.low), k);
  }
  if (HEPAR_V(every)((VI)(x > 0.0) & (VI)(x < infinite) & (VI)(steep < infinite))) return r;
  /* zero and infinite bases */
  r = HEPAR_V(select)((VI)(size == 0.0),
                      HEPAR_V(select)((VI)(y > 0.0), HEPAR_V(all)(0), infinite), r);
  r = HEPAR_V(select)((VI)(size == infinite),
                      HEPAR_V(select)((VI)(y > 0.0), infinite, HEPAR_V(all)(0)), r);
  /* Negative bases take whole exponents alone. From 2^51 on the bits of y itself tell: halves below
     2^52, whole numbers above, even ones from 2^53 on. */
  {
    VI bits = (VI)steep, halves = (VI)(steep >= 0x1p51) & (VI)(steep < 0x1p52);
    VI last = (VI)(steep >= 0x1p52) & (VI)(steep < 0x1p53);
    V near = HEPAR_V(nearest)(HEPAR_V(min)(steep, HEPAR_V(all)(0x1p50)), &odd);
    VI small = (VI)(steep < 0x1p50), middle = (VI)(steep >= 0x1p50) & (VI)(steep < 0x1p51);
    whole = (small & (VI)(near == steep)) | (middle & ((bits & 3) == 0)) |
            (halves & ((bits & 1) == 0)) | (VI)(steep >= 0x1p52);
    odd = (odd & 1 & small) | ((VI)((VB)bits >> 2) & 1 & middle) |
          ((VI)((VB)bits >> 1) & 1 & halves) | (bits & 1 & last);
  }
  r = HEPAR_V(select)(negative & whole & (odd != 0), -r, r);
  r = HEPAR_V(select)(negative & ~whole & (VI)(size > 0.0) & (VI)(size < infinite), nan, r);
  /* NaN goes through, but 1^NaN and NaN^0 are 1; (-1)^infinity is 1 */
  r = HEPAR_V(select)((VI)(x == x) & (VI)(y == y), r, nan + x + y);
  r = HEPAR_V(select)((VI)(size == 1.0) & (VI)(steep == infinite), one, r);
  return HEPAR_V(select)((VI)(x == 1.0) | (VI)(y == 0.0), one, r);
}

LANE_FUNCTION V HEPAR_V(pow)(V x, V y) { return HEPAR_V(pow_of)(x, HEPAR_V(pow_base)(x), y); }

LANE_FUNCTION V HEPAR_V(cbrt)(V x) {
  V size = HEPAR_V(abs)(x), k, third, rest, z, t;
  VI whole, usual = (VI)(size > 0.0) & (VI)(size <= 1.7976931348623157e308);
  PAIR cube;
  z = HEPAR_V(split)(HEPAR_V(select)(usual, size, HEPAR_V(all)(1)), &k);
  third = HEPAR_V(nearest)(k * (1.0 / 3.0), &whole);
  rest = k - 3.0 * third;
  z = HEPAR_V(select)((VI)(rest > 0.5), 2.0 * z, z);
  z = HEPAR_V(select)((VI)(rest < -0.5), 0.5 * z, z);
  t = 0.5 + z * (0.5937 - 0.0937 * z); /* within 6 % on 0.35 .. 2.83 */
  for (int i = 0; i < 3; i++) t = t * (t * t * t + 2.0 * z) / (2.0 * t * t * t + z); /* Halley */
  cube = HEPAR_V(product)(t, t);
  rest = 3.0 * cube.high;
  cube = HEPAR_V(pair_product)(cube, (PAIR){t, HEPAR_V(all)(0)});
  t = t + ((z - cube.high) - cube.low) / rest;
  return HEPAR_V(select)(usual, HEPAR_V(copysign)(HEPAR_V(scale)(t, whole), x), x);
}

/* sin and cos of x reduced to r + low, |r| <= pi/4, and the quarter turn. Beyond 2^20 quarter turns
   (1.6 million) the reduction has no digits left, and the result is NaN. */
LANE_FUNCTION void HEPAR_V(turn)(V x, V *r, V *low, VI *quarter) {
  V n = HEPAR_V(nearest)(x * 0.6366197723675814, quarter);
  V a = x - n * 1.5707963267341256, b = n * 6.077100506303966e-11; /* 33 bits of pi/2, 33 more */
  V c = a - b, rest = (a - c) - b, d = n * 2.0222662487959506e-21, e = c - d;
  *low = ((c - e) - d) + rest;
  *r = e + *low;
  *low = (e - *r) + *low;
}

LANE_FUNCTION V HEPAR_V(sin_near)(V r, V low) {
  V z = r * r, q = -1.0 / 121645100408832000.0 + HEPAR_V(all)(0);
  q = q * z + 1.0 / 355687428096000.0;
  q = q * z - 1.0 / 1307674368000.0;
  q = q * z + 1.0 / 6227020800.0;
  q = q * z - 1.0 / 39916800.0;
  q = q * z + 1.0 / 362880.0;
  q = q * z - 1.0 / 5040.0;
  q = q * z + 1.0 / 120.0;
  q = q * z - 1.0 / 6.0;
  return r + (r * z * q + low * (1.0 - 0.5 * z));
}

LANE_FUNCTION V HEPAR_V(cos_near)(V r, V low) {
  V z = r * r, half = 0.5 * z, near = 1.0 - half, q = 1.0 / 2432902008176640000.0 + HEPAR_V(all)(0);
  q = q * z - 1.0 / 6402373705728000.0;
  q = q * z + 1.0 / 20922789888000.0;
  q = q * z - 1.0 / 87178291200.0;
  q = q * z + 1.0 / 479001600.0;
  q = q * z - 1.0 / 3628800.0;
  q = q * z + 1.0 / 40320.0;
  q = q * z - 1.0 / 720.0;
  q = q * z + 1.0 / 24.0;
  return near + (((1.0 - near) - half) + (z * z * q - r * low));
}

LANE_FUNCTION V HEPAR_V(wave)(V x, long long shift) {
  V r, low, s, c, value;
  VI quarter, inside = (VI)(HEPAR_V(abs)(x) <= 1647099.0);
  HEPAR_V(turn)(HEPAR_V(select)(inside, x, HEPAR_V(all)(0)), &r, &low, &quarter);
  quarter = quarter + shift;
  s = HEPAR_V(sin_near)(r, low);
  c = HEPAR_V(cos_near)(r, low);
  value = HEPAR_V(select)((quarter & 1) != 0, c, s);
  value = HEPAR_V(select)((quarter & 2) != 0, -value, value);
  return HEPAR_V(select)(inside, value, (x - x) / HEPAR_V(all)(0));
}

LANE_FUNCTION V HEPAR_V(sin)(V x) {
  return HEPAR_V(select)((VI)(HEPAR_V(abs)(x) < 1e-300), x, HEPAR_V(wave)(x, 0));
}
LANE_FUNCTION V HEPAR_V(cos)(V x) { return HEPAR_V(wave)(x, 1); }

/* exp(x + low) as a pair without its scale 2^k. */
LANE_FUNCTION PAIR HEPAR_V(exp_pair)(V x, V low, VI *k) {
  PAIR s = HEPAR_V(exp_parts)(x, low, k), one;
  one = HEPAR_V(quick_sum)(HEPAR_V(all)(1), s.high);
  return HEPAR_V(quick_sum)(one.high, one.low + s.low);
}

/* tanh(x) = e / (e + 2) of e = exp(2 x) - 1. */
LANE_FUNCTION V HEPAR_V(tanh)(V x) {
  V size = HEPAR_V(min)(HEPAR_V(abs)(x), HEPAR_V(all)(22)), r;
  VI k, tiny = (VI)(HEPAR_V(abs)(x) < 1e-300);
  PAIR s = HEPAR_V(exp_parts)(2.0 * size, HEPAR_V(all)(0), &k), e, under, t;
  V unit = HEPAR_V(scale)(HEPAR_V(all)(1), k);
  t.high = unit * s.high;
  t.low = unit * s.low;
  e = HEPAR_V(sum)(unit - 1.0, t.high);
  e = HEPAR_V(quick_sum)(e.high, e.low + t.low);
  under = HEPAR_V(sum)(e.high, HEPAR_V(all)(2));
  under = HEPAR_V(quick_sum)(under.high, under.low + e.low);
  t = HEPAR_V(pair_ratio)(e, under);
  r = HEPAR_V(copysign)(t.high + t.low, x);
  return HEPAR_V(select)((VI)(x == x) & ~tiny, r, x);
}

/* erf(x) for |x| <= 1/2, as a pair. */
LANE_FUNCTION PAIR HEPAR_V(erf_near)(V x) {
  V z = x * x, q = 8.470400070113714e-11 + HEPAR_V(all)(0);
  PAIR r, square = HEPAR_V(product)(x, x);
  q = q * z - 1.2229214549364408e-09;
  q = q * z + 1.4804901677079983e-08;
  q = q * z - 1.636579021627206e-07;
  q = q * z + 1.646211350878566e-06;
  q = q * z - 1.4925650349400638e-05;
  q = q * z + 0.00012055332981727337;
  q = q * z - 0.0008548327023450579;
  q = q * z + 0.005223977625442187;
  q = q * z - 0.026866170645131252;
  r = HEPAR_V(pair_sum)(HEPAR_V(product)(z, q),
                        HEPAR_V(pair_of)(0.11283791670955126, -4.01761889829978e-18));
  r = HEPAR_V(pair_sum)(HEPAR_V(pair_product)(r, square),
                        HEPAR_V(pair_of)(-0.37612638903183754, 1.3391897249202179e-17));
  r = HEPAR_V(pair_sum)(HEPAR_V(pair_product)(r, square),
                        HEPAR_V(pair_of)(1.1283791670955126, 1.533545961316588e-17));
  return HEPAR_V(pair_product)(r, (PAIR){x, HEPAR_V(all)(0)});
}

/* erfc(x) for 0 <= x <= 28 as a pair times 2^k: exp(-x^2) p(t) / (1 + 2 x) of
   t = (x - 3.75) / (x + 3.75). */
LANE_FUNCTION PAIR HEPAR_V(erfc_far)(V x, VI *k) {
  PAIR above = HEPAR_V(sum)(x, HEPAR_V(all)(-3.75)), below = HEPAR_V(sum)(x, HEPAR_V(all)(3.75));
  PAIR t = HEPAR_V(pair_ratio)(above, below), r, square;
  V q = -4.793171547343815e-13 + HEPAR_V(all)(0);
#define HEPAR_ERFC(c) q = q * t.high + (c);
  HEPAR_ERFC(-2.300039040207446e-12) HEPAR_ERFC(4.6068962799671396e-12)
  HEPAR_ERFC(3.0318468830033506e-11) HEPAR_ERFC(-1.7673593710483505e-11)
  HEPAR_ERFC(-2.230920207097322e-10) HEPAR_ERFC(-1.470277449229229e-12)
  HEPAR_ERFC(1.304880179605065e-09) HEPAR_ERFC(5.039349960758811e-10)
  HEPAR_ERFC(-7.226537401175236e-09) HEPAR_ERFC(-4.365339071784189e-09)
  HEPAR_ERFC(4.17472641772425e-08) HEPAR_ERFC(2.4292254292905355e-08)
  HEPAR_ERFC(-2.617642768096764e-07) HEPAR_ERFC(-5.8278700317788516e-08)
  HEPAR_ERFC(1.7537912891306408e-06) HEPAR_ERFC(-9.728360615999251e-07)
  HEPAR_ERFC(-1.1445188092082755e-05) HEPAR_ERFC(2.2383905670263935e-05)
  HEPAR_ERFC(5.16494466262338e-05) HEPAR_ERFC(-0.0002901539774129059)
  HEPAR_ERFC(0.00029371358741128283) HEPAR_ERFC(0.0017556258320717457)
  HEPAR_ERFC(-0.009746579546705863)
#undef HEPAR_ERFC
#define HEPAR_ERFC(high, low) \
  r = HEPAR_V(pair_sum)(HEPAR_V(pair_product)(r, t), HEPAR_V(pair_of)(high, low));
  r = HEPAR_V(pair_sum)(HEPAR_V(product)(q, t.high),
                        HEPAR_V(pair_of)(0.028362277421555254, 1.2087889831992605e-19));
  HEPAR_ERFC(-0.05869339859061537, -7.642987037137878e-19)
  HEPAR_ERFC(0.09230432116019584, 6.873779932204144e-18)
  HEPAR_ERFC(-0.10880393014170484, 5.077284862990688e-18)
  HEPAR_ERFC(0.0822767384901511, -6.292695058645053e-18)
  HEPAR_ERFC(0.00358541548546365, -1.3028305799290324e-20)
  HEPAR_ERFC(-0.14024059858554702, 2.641369365881791e-18)
  HEPAR_ERFC(1.2375126308378275, 1.0546141307809203e-16)
#undef HEPAR_ERFC
  square = HEPAR_V(product)(x, x);
  r = HEPAR_V(pair_product)(r, HEPAR_V(exp_pair)(-square.high, -square.low, k));
  return HEPAR_V(pair_ratio)(r, HEPAR_V(sum)(HEPAR_V(all)(1), 2.0 * x));
}

/* 1 - p. */
LANE_FUNCTION V HEPAR_V(one_minus)(PAIR p) {
  PAIR s = HEPAR_V(sum)(HEPAR_V(all)(1), -p.high);
  return s.high + (s.low - p.low);
}

LANE_FUNCTION V HEPAR_V(erf)(V x) {
  V size = HEPAR_V(min)(HEPAR_V(abs)(x), HEPAR_V(all)(6.5)), r;
  PAIR near = HEPAR_V(erf_near)(HEPAR_V(min)(size, HEPAR_V(all)(0.5))), far;
  VI k;
  far = HEPAR_V(erfc_far)(size, &k);
  far.high = HEPAR_V(scale)(far.high, k);
  far.low = HEPAR_V(scale)(far.low, k);
  r = HEPAR_V(select)((VI)(size <= 0.5), near.high + near.low, HEPAR_V(one_minus)(far));
  r = HEPAR_V(copysign)(r, x);
  r = HEPAR_V(select)((VI)(HEPAR_V(abs)(x) < 1e-290), x * 1.1283791670955126, r);
  return HEPAR_V(select)((VI)(x == x), r, x);
}

LANE_FUNCTION V HEPAR_V(erfc)(V x) {
  V size = HEPAR_V(min)(HEPAR_V(abs)(x), HEPAR_V(all)(28)), r;
  V small = HEPAR_V(copysign)(HEPAR_V(min)(size, HEPAR_V(all)(0.5)), x);
  PAIR near = HEPAR_V(erf_near)(small), far;
  VI k, negative = (VI)(x < 0.0);
  far = HEPAR_V(erfc_far)(size, &k);
  r = HEPAR_V(scale)(far.high + far.low, k);
  far.high = HEPAR_V(scale)(far.high, k);
  far.low = HEPAR_V(scale)(far.low, k);
  { /* erfc(-x) = 2 - erfc(x) */
    PAIR s = HEPAR_V(sum)(HEPAR_V(all)(2), -far.high);
    r = HEPAR_V(select)(negative, s.high + (s.low - far.low), r);
  }
  r = HEPAR_V(select)((VI)(size <= 0.5), HEPAR_V(one_minus)(near), r);
  return HEPAR_V(select)((VI)(x == x), r, x);
}

#undef V
#undef VI
#undef VB
#undef PAIR
#undef LANE_FUNCTION
#undef ROUND_MAGIC
#undef LN2_HIGH
#undef LN2_LOW
#undef LN2_LAST
