/* exp, log, pow and their kin as hepar computes them: our own, since the C library's differ between
   machines. One number at a time, or arrays with the widest vectors of the processor; always the
   same bits as the solver's lanes. */
#ifndef HEPAR_BASE_LANE_MATH_H
#define HEPAR_BASE_LANE_MATH_H

#include <stddef.h>

/* sin and cos are NaN beyond 1.6 million, where their argument has too few digits. */
double hepar_lane_exp(double x);
double hepar_lane_expm1(double x);
double hepar_lane_log(double x);
double hepar_lane_log1p(double x);
double hepar_lane_pow(double x, double y);
double hepar_lane_cbrt(double x);
double hepar_lane_sin(double x);
double hepar_lane_cos(double x);
double hepar_lane_tanh(double x);
double hepar_lane_erf(double x);
double hepar_lane_erfc(double x);

/* The vector width this processor is best at: 2 (baseline), 4 (AVX2) or 8 (AVX-512). */
unsigned hepar_lane_width(void);

typedef enum hepar_lane_function {
  HEPAR_LANE_EXP,
  HEPAR_LANE_EXPM1,
  HEPAR_LANE_LOG,
  HEPAR_LANE_LOG1P,
  HEPAR_LANE_CBRT,
  HEPAR_LANE_SIN,
  HEPAR_LANE_COS,
  HEPAR_LANE_TANH,
  HEPAR_LANE_ERF,
  HEPAR_LANE_ERFC,
  HEPAR_LANE_POW, /* of x and y */
  HEPAR_LANE_FUNCTIONS
} hepar_lane_function;

/* result[i] = f(x[i]) or f(x[i], y[i]); result may be x or y. `width` 0 takes the best; a width that
   the processor does not have falls back to the baseline. */
void hepar_lane_map(hepar_lane_function function, unsigned width, const double *x, const double *y,
                    double *result, size_t count);

/* The template's text, for generated code. */
extern const char hepar_lane_math_text[];

#endif
