/* The sums over studies that every search for tau2 repeats, four studies at a time. The order of
   the additions is part of the definition, so the bits are the same on every processor. */
#ifndef HEPAR_LANES_H
#define HEPAR_LANES_H

#include <stdbool.h>
#include <stddef.h>

/* w = 1 / (v + t), but 0 for study `out`; sums: w, w (y - base), w^2. Returns the one left out. */
double hepar_lanes_weights(const double *y, const double *v, size_t k, double t, double base,
                           size_t out, double *w, double sums[3]);
/* u = w (y - centre); sums: u (y - centre), u^2. */
void hepar_lanes_residuals(const double *y, const double *w, size_t k, double centre,
                           double sums[2]);
/* u = w (y - centre) - shift; sums: w u, w u^2, w^3. */
void hepar_lanes_slopes(const double *y, const double *w, size_t k, double centre, double shift,
                        double sums[3]);
/* The smallest and largest value. */
void hepar_lanes_range(const double *x, size_t k, double *low, double *high);
double hepar_lanes_dot(const double *a, const double *b, size_t k);
/* b -= c a; b += a^2; to = a b */
void hepar_lanes_subtract(double *b, double c, const double *a, size_t k);
void hepar_lanes_add_square(double *b, const double *a, size_t k);
void hepar_lanes_multiply(double *to, const double *a, const double *b, size_t k);
/* to = (from - shift) factor */
void hepar_lanes_affine(double *to, const double *from, size_t k, double shift, double factor);
/* Whether all y are finite and all v finite and not negative. */
bool hepar_lanes_sound(const double *y, const double *v, size_t k);
/* Sum of (y - mean)^2; the mean is taken of differences from base. */
double hepar_lanes_spread(const double *y, size_t k, double base);
/* sum of log(v + t): logarithms of products whose exponents are kept apart. */
double hepar_lanes_log_sum(const double *v, size_t k, double t);

#endif
