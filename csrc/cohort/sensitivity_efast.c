/* The extended Fourier amplitude sensitivity test: Saltelli, Tarantola and Chan, Technometrics
   1999;41:39-56. */
#include "cohort/sensitivity.h"

#include <math.h>

#define PI 3.14159265358979323846

/* The frequency of the input that is looked at: one less than the largest whose harmonics fit, so
   that harmonics beyond them, folded back, do not fall beside those that are counted. */
static size_t own_frequency(size_t samples, size_t harmonics) {
  return (samples - 1) / (2 * harmonics) - 1;
}

/* The frequency of another input, the place-th of `others`: spread from 1 to a part of the own one
   that keeps its harmonics apart; less one, so that none divides the own one evenly. */
static size_t other_frequency(size_t own, size_t harmonics, size_t place, size_t others) {
  size_t most = (own - 1) / (2 * harmonics);
  if (most < 1) most = 1;
  if (most >= others && others > 1) return 1 + place * (most - 1) / (others - 1);
  return 1 + place % most;
}

hepar_status hepar_efast_points(size_t inputs, size_t samples, size_t curves, size_t harmonics,
                                uint64_t seed, double *points, hepar_error *error) {
  size_t own = own_frequency(samples, harmonics);
  (void)error;
  for (size_t i = 0; i < inputs; i++)
    for (size_t c = 0; c < curves; c++) {
      hepar_stream stream =
          hepar_stream_new(seed, i * curves + c, hepar_stream_purpose("efast", 5));
      double *block = points + (i * curves + c) * samples * inputs;
      for (size_t j = 0; j < inputs; j++) {
        size_t place = j < i ? j : j - 1;
        double frequency =
            (double)(j == i ? own : other_frequency(own, harmonics, place, inputs - 1));
        double phase = 2 * PI * hepar_stream_uniform(&stream, j);
        for (size_t k = 0; k < samples; k++) {
          double s = PI * (2.0 * (double)k + 1 - (double)samples) / (double)samples;
          double u = 0.5 + asin(sin(frequency * s + phase)) / PI;
          block[k * inputs + j] = fmin(fmax(u, 0x1p-40), 1 - 0x1p-40);
        }
      }
    }
  return HEPAR_OK;
}

/* The power of a curve at one frequency. */
static double power(const double *values, size_t samples, size_t frequency) {
  double a = 0, b = 0;
  for (size_t k = 0; k < samples; k++) {
    /* the whole turns are left out, for digits */
    double s = PI * (double)((2 * k + 1) * frequency % (2 * samples)) / (double)samples;
    a += values[k] * cos(s);
    b += values[k] * sin(s);
  }
  return (a * a + b * b) / ((double)samples * (double)samples);
}

hepar_status hepar_efast_indices(const double *values, size_t inputs, size_t samples, size_t curves,
                                 size_t harmonics, double *first, double *total,
                                 hepar_error *error) {
  size_t own = own_frequency(samples, harmonics);
  for (size_t row = 0; row < inputs * curves; row++) {
    const double *y = values + row * samples;
    double mean = 0, variance = 0, main = 0, rest = 0;
    for (size_t k = 0; k < samples; k++) mean += y[k];
    mean /= (double)samples;
    for (size_t k = 0; k < samples; k++) variance += (y[k] - mean) * (y[k] - mean);
    variance /= (double)samples;
    if (!(sqrt(variance) > 1e-13 * fabs(mean)))
      return hepar_fail(error, HEPAR_RANGE,
                        "the outcome is %.6g along a whole curve: there is no variance to explain",
                        mean);
    for (size_t h = 1; h <= harmonics; h++) main += 2 * power(y, samples, h * own);
    for (size_t f = 1; f <= own / 2; f++) rest += 2 * power(y, samples, f);
    first[row] = main / variance;
    total[row] = 1 - rest / variance;
  }
  return HEPAR_OK;
}
