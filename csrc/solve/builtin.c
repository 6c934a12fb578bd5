/* Kernels that the build compiled from the built-in models, one for each width. */
#include <string.h>

#include "model/interpret.h"
#include "solve/kernel_private.h"

/* `static const hepar_kernel_table *const tables[]`, ending with NULL: made by the Makefile. */
#include "kernel_tables.inc"

hepar_status hepar_kernel_builtin_of(hepar_kernel **kernel, const hepar_programs *programs,
                                     int lanes, hepar_error *error) {
  *kernel = NULL;
  for (size_t i = 0; tables[i] != NULL; i++)
    if (tables[i]->lanes == lanes && strcmp(tables[i]->hash, programs->hash) == 0)
      return hepar_kernel_of_table(kernel, programs, tables[i], error);
  return hepar_fail(error, HEPAR_NOT_FOUND, "no kernel of this model is built in");
}

hepar_status hepar_kernel_builtin(hepar_kernel **kernel, const hepar_programs *programs,
                                  hepar_error *error) {
  int lanes = hepar_processor_has("avx512") ? 8 : hepar_processor_has("avx2") ? 4 : 2;
  hepar_status status = HEPAR_NOT_FOUND;
  for (; lanes >= 2 && status == HEPAR_NOT_FOUND; lanes /= 2)
    status = hepar_kernel_builtin_of(kernel, programs, lanes, error);
  return status;
}
