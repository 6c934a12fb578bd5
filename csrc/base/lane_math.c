#include "lane_math.h"

#include <math.h>

double hepar_lane_exp(double x) { return exp(x); }
double hepar_lane_expm1(double x) { return expm1(x); }
double hepar_lane_log(double x) { return log(x); }
double hepar_lane_log1p(double x) { return log1p(x); }
double hepar_lane_pow(double x, double y) { return pow(x, y); }
double hepar_lane_cbrt(double x) { return cbrt(x); }
double hepar_lane_sin(double x) { return sin(x); }
double hepar_lane_cos(double x) { return cos(x); }
double hepar_lane_tanh(double x) { return tanh(x); }
double hepar_lane_erf(double x) { return erf(x); }
double hepar_lane_erfc(double x) { return erfc(x); }
