/* The interpreter as a kernel. */
#include "solve/kernel.h"

#include <string.h>

#include "model/interpret.h"
#include "solve/kernel_private.h"

/* One function per program, each with the interpreter of one instruction set. */
#define RUN(set, name)                                                         \
  static void set##_##name(const hepar_kernel *kernel, double *frame) {        \
    hepar_interpreter_##set().run_32(&kernel->programs->name, frame);          \
  }
#define RUNS(set)                                                              \
  RUN(set, prelude) RUN(set, initial) RUN(set, rates) RUN(set, time_rates)     \
  RUN(set, jacobian) RUN(set, factor) RUN(set, solve) RUN(set, outputs)        \
  RUN(set, switches) RUN(set, sets) RUN(set, gradient) RUN(set, input_rates)   \
  static void set##_fill(hepar_kernel *kernel) {                               \
    kernel->prelude = set##_prelude;                                           \
    kernel->initial = set##_initial;                                           \
    kernel->rates = set##_rates;                                               \
    kernel->time_rates = set##_time_rates;                                     \
    kernel->jacobian = set##_jacobian;                                         \
    kernel->factor = set##_factor;                                             \
    kernel->solve = set##_solve;                                               \
    kernel->outputs = set##_outputs;                                           \
    kernel->switches = set##_switches;                                         \
    kernel->sets = set##_sets;                                                 \
    kernel->gradient = set##_gradient;                                         \
    kernel->input_rates = set##_input_rates;                                   \
  }

RUNS(baseline)
RUNS(avx2)
RUNS(avx512)

hepar_kernel *hepar_kernel_new(const hepar_programs *programs, size_t lanes, const char *backend,
                               hepar_error *error) {
  hepar_kernel *kernel = hepar_calloc(1, sizeof *kernel);
  if (kernel == NULL) {
    hepar_fail(error, HEPAR_NOMEM, "out of memory");
    return NULL;
  }
  kernel->programs = programs;
  kernel->lanes = lanes;
  kernel->backend = backend;
  return kernel;
}

hepar_status hepar_kernel_interpret(hepar_kernel **kernel, const hepar_programs *programs,
                                    hepar_error *error) {
  const char *set = hepar_interpreter_best().name;
  *kernel = hepar_kernel_new(programs, HEPAR_INTERPRETER_LANES, "interpreter", error);
  if (*kernel == NULL) return HEPAR_NOMEM;
  if (strcmp(set, "avx512") == 0) avx512_fill(*kernel);
  else if (strcmp(set, "avx2") == 0) avx2_fill(*kernel);
  else baseline_fill(*kernel);
  return HEPAR_OK;
}
