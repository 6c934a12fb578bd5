/* Eigenvalues and eigenvectors of a small symmetric matrix. */
#ifndef HEPAR_SYMMETRIC_H
#define HEPAR_SYMMETRIC_H

#include <stddef.h>

/* Jacobi's method: accurate also for the small eigenvalues of a matrix whose rows are of different
   size. m (n x n) is destroyed; values ascend, row i of `vectors` belongs to values[i]. */
void hepar_symmetric_eigen(double *m, size_t n, double *values, double *vectors);

#endif
