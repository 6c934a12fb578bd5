/* exp, log, pow and their kin as hepar computes them: our own, since the C library's differ between
   machines. The same bits as the lanes of the solver, one number at a time. */
#ifndef HEPAR_BASE_LANE_MATH_H
#define HEPAR_BASE_LANE_MATH_H

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

#endif
