/* Kernels that the build compiled from the built-in models, for three widths. */
#include "model/interpret.h"
#include "solve/kernel_private.h"

hepar_status hepar_kernel_builtin(hepar_kernel **kernel, const hepar_programs *programs,
                                  hepar_error *error) {
  (void)programs;
  *kernel = NULL;
  return hepar_fail(error, HEPAR_NOT_FOUND, "no kernel of this model is built in");
}
