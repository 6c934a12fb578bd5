/* The lanes' functions for one number, and for arrays in three widths. */
#include "lane_math.h"

#include <string.h>

/* Everything between WIDE_BEGIN and WIDE_END is compiled for the named processor feature. */
#define PRAGMA(text) _Pragma(#text)
#if defined(__x86_64__) && defined(__clang__)
#define WIDE_BEGIN(feature) \
  PRAGMA(clang attribute push(__attribute__((target(feature))), apply_to = function))
#define WIDE_END PRAGMA(clang attribute pop)
#elif defined(__x86_64__)
#define WIDE_BEGIN(feature) PRAGMA(GCC push_options) PRAGMA(GCC target(feature))
#define WIDE_END PRAGMA(GCC pop_options)
#endif

const char hepar_lane_math_text[] = {
#include "lane_math_text.inc"
    0};

/* result = f(x) over whole vectors, the rest through a padded one. */
#define MAP(function)                                                                    \
  static void HEPAR_V(map_##function)(const double *x, double *result, size_t count) {   \
    HEPAR_V(real) v, none = {0};                                                         \
    size_t i = 0;                                                                        \
    for (; i + LANES <= count; i += LANES) {                                             \
      memcpy(&v, x + i, sizeof v);                                                       \
      v = HEPAR_V(function)(v);                                                          \
      memcpy(result + i, &v, sizeof v);                                                  \
    }                                                                                    \
    if (i == count) return;                                                              \
    v = none;                                                                            \
    memcpy(&v, x + i, (count - i) * sizeof *x);                                          \
    v = HEPAR_V(function)(v);                                                            \
    memcpy(result + i, &v, (count - i) * sizeof *x);                                     \
  }

#define MAPS                                                                             \
  MAP(exp) MAP(expm1) MAP(log) MAP(log1p) MAP(cbrt) MAP(sin) MAP(cos) MAP(tanh) MAP(erf) \
  MAP(erfc)                                                                              \
  static void HEPAR_V(map_pow)(const double *x, const double *y, double *result,         \
                               size_t count) {                                           \
    HEPAR_V(real) v, w, none = {0};                                                      \
    for (size_t i = 0; i < count; i += LANES) {                                          \
      size_t n = count - i < LANES ? count - i : LANES;                                  \
      v = w = none;                                                                      \
      memcpy(&v, x + i, n * sizeof *x);                                                  \
      memcpy(&w, y + i, n * sizeof *y);                                                  \
      v = HEPAR_V(pow)(v, w);                                                            \
      memcpy(result + i, &v, n * sizeof *x);                                             \
    }                                                                                    \
  }                                                                                      \
  static void (*const HEPAR_V(table)[])(const double *, double *, size_t) = {            \
      HEPAR_V(map_exp),  HEPAR_V(map_expm1), HEPAR_V(map_log), HEPAR_V(map_log1p),       \
      HEPAR_V(map_cbrt), HEPAR_V(map_sin),   HEPAR_V(map_cos), HEPAR_V(map_tanh),        \
      HEPAR_V(map_erf),  HEPAR_V(map_erfc)};

#define LANES 2
#define HEPAR_V(name) two_##name
#include "lane_math_template.h"
MAPS
#undef LANES
#undef HEPAR_V

#ifdef WIDE_BEGIN
#define LANES 4
#define HEPAR_V(name) four_##name
WIDE_BEGIN("avx2,fma")
#include "lane_math_template.h"
MAPS
WIDE_END
#undef LANES
#undef HEPAR_V

#define LANES 8
#define HEPAR_V(name) eight_##name
WIDE_BEGIN("avx512f")
#include "lane_math_template.h"
MAPS
WIDE_END
#undef LANES
#undef HEPAR_V
#endif

unsigned hepar_lane_width(void) {
#ifdef WIDE_BEGIN
  if (__builtin_cpu_supports("avx512f")) return 8;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 4;
#endif
  return 2;
}

void hepar_lane_map(hepar_lane_function function, unsigned width, const double *x, const double *y,
                    double *result, size_t count) {
  unsigned best = hepar_lane_width();
  if (width == 0) width = best;
#ifdef WIDE_BEGIN
  if (width == 8 && best == 8) {
    if (function == HEPAR_LANE_POW) eight_map_pow(x, y, result, count);
    else eight_table[function](x, result, count);
    return;
  }
  if (width == 4 && best >= 4) {
    if (function == HEPAR_LANE_POW) four_map_pow(x, y, result, count);
    else four_table[function](x, result, count);
    return;
  }
#endif
  if (function == HEPAR_LANE_POW) two_map_pow(x, y, result, count);
  else two_table[function](x, result, count);
}

#define ONE_ARGUMENT(name) \
  double hepar_lane_##name(double x) { return two_##name(two_all(x))[0]; }

ONE_ARGUMENT(exp)
ONE_ARGUMENT(expm1)
ONE_ARGUMENT(log)
ONE_ARGUMENT(log1p)
ONE_ARGUMENT(cbrt)
ONE_ARGUMENT(sin)
ONE_ARGUMENT(cos)
ONE_ARGUMENT(tanh)
ONE_ARGUMENT(erf)
ONE_ARGUMENT(erfc)

double hepar_lane_pow(double x, double y) { return two_pow(two_all(x), two_all(y))[0]; }
