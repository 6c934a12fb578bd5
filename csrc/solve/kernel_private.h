/* What the makers of kernels share. */
#ifndef HEPAR_SOLVE_KERNEL_PRIVATE_H
#define HEPAR_SOLVE_KERNEL_PRIVATE_H

#include "model/make.h"
#include "solve/kernel.h"

#define HEPAR_KERNEL_VERSION 1

/* What generated code offers (print_c.c writes it): functions by hepar_program_kind. */
typedef struct hepar_kernel_table {
  int version, lanes;
  const char *hash; /* of the programs it was made from */
  hepar_kernel_function run[HEPAR_PROGRAM_COUNT];
  void (*rodas5p)(const hepar_kernel *kernel, double *frame, double *work);
} hepar_kernel_table;

/* step.h and rodas5p_step.h without their includes. */
extern const char hepar_step_text[];

/* A kernel without functions, or NULL with the error set. */
hepar_kernel *hepar_kernel_new(const hepar_programs *programs, size_t lanes, const char *backend,
                               hepar_error *error);
/* A kernel of generated code; HEPAR_FORMAT when the table was not made from these programs. */
hepar_status hepar_kernel_of_table(hepar_kernel **kernel, const hepar_programs *programs,
                                   const hepar_kernel_table *table, hepar_error *error);

/* The kernel of a built-in model in one width, whether or not the processor has it. */
hepar_status hepar_kernel_builtin_of(hepar_kernel **kernel, const hepar_programs *programs,
                                     int lanes, hepar_error *error);
/* The interpreter of one instruction set: "baseline", "avx2" or "avx512"; HEPAR_NOT_FOUND when this
   processor does not have it. */
hepar_status hepar_kernel_interpret_with(hepar_kernel **kernel, const hepar_programs *programs,
                                         const char *set, hepar_error *error);

#endif
