/* Jacobi's method (Golub and Van Loan, Matrix Computations, 8.5). */
#include "symmetric.h"

#include <math.h>

/* Make element a, b of m 0 by a rotation, which `vectors` follow. */
static void rotate(double *m, size_t n, double *vectors, size_t a, size_t b) {
  double off = m[a * n + b], tau = (m[b * n + b] - m[a * n + a]) / (2 * off);
  double t = isinf(tau * tau) ? 0.5 / tau : copysign(1 / (fabs(tau) + sqrt(1 + tau * tau)), tau);
  double c = 1 / sqrt(1 + t * t), s = t * c;
  m[a * n + a] -= t * off;
  m[b * n + b] += t * off;
  m[a * n + b] = m[b * n + a] = 0;
  for (size_t i = 0; i < n; i++) {
    double *va = vectors + a * n + i, *vb = vectors + b * n + i, x = *va, y = *vb;
    *va = c * x - s * y;
    *vb = s * x + c * y;
    if (i == a || i == b) continue;
    x = m[i * n + a];
    y = m[i * n + b];
    m[i * n + a] = m[a * n + i] = c * x - s * y;
    m[i * n + b] = m[b * n + i] = s * x + c * y;
  }
}

void hepar_symmetric_eigen(double *m, size_t n, double *values, double *vectors) {
  for (size_t i = 0; i < n * n; i++) vectors[i] = i / n == i % n;
  for (int sweep = 0; sweep < 60; sweep++) {
    size_t turned = 0;
    for (size_t a = 0; a < n; a++)
      for (size_t b = a + 1; b < n; b++) {
        double scale = sqrt(fabs(m[a * n + a])) * sqrt(fabs(m[b * n + b]));
        if (!(fabs(m[a * n + b]) > 1e-17 * scale)) continue;
        rotate(m, n, vectors, a, b);
        turned++;
      }
    if (turned == 0) break;
  }
  for (size_t i = 0; i < n; i++) values[i] = m[i * n + i];
  for (size_t i = 1; i < n; i++) /* by insertion */
    for (size_t j = i; j > 0 && values[j] < values[j - 1]; j--) {
      double value = values[j];
      values[j] = values[j - 1];
      values[j - 1] = value;
      for (size_t l = 0; l < n; l++) {
        double x = vectors[j * n + l];
        vectors[j * n + l] = vectors[(j - 1) * n + l];
        vectors[(j - 1) * n + l] = x;
      }
    }
}
