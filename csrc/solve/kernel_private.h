/* What the makers of kernels share. */
#ifndef HEPAR_SOLVE_KERNEL_PRIVATE_H
#define HEPAR_SOLVE_KERNEL_PRIVATE_H

#include "solve/kernel.h"

/* A kernel without functions, or NULL with the error set. */
hepar_kernel *hepar_kernel_new(const hepar_programs *programs, size_t lanes, const char *backend,
                               hepar_error *error);

#endif
