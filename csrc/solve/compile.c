/* Kernels as machine code: built in, or compiled on request. */
#include "solve/kernel_private.h"

hepar_status hepar_kernel_builtin(hepar_kernel **kernel, const hepar_programs *programs,
                                  hepar_error *error) {
  (void)programs;
  *kernel = NULL;
  return hepar_fail(error, HEPAR_NOT_FOUND, "no kernel of this model is built in");
}

void hepar_kernel_free(hepar_kernel *kernel) { hepar_free(kernel); }
