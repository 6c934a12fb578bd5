/* Kernels: the interpreter, and tables of generated code. */
#include "solve/kernel.h"

#include <dlfcn.h>
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

hepar_status hepar_kernel_interpret_with(hepar_kernel **kernel, const hepar_programs *programs,
                                         const char *set, hepar_error *error) {
  bool is_baseline = strcmp(set, "baseline") == 0;
  *kernel = NULL;
  if (!is_baseline && !hepar_processor_has(set))
    return hepar_fail(error, HEPAR_NOT_FOUND, "this processor does not have %s", set);
  *kernel = hepar_kernel_new(programs, HEPAR_INTERPRETER_LANES, "interpreter", error);
  if (*kernel == NULL) return HEPAR_NOMEM;
  if (is_baseline) baseline_fill(*kernel);
  else if (strcmp(set, "avx512") == 0) avx512_fill(*kernel);
  else avx2_fill(*kernel);
  return HEPAR_OK;
}

hepar_status hepar_kernel_interpret(hepar_kernel **kernel, const hepar_programs *programs,
                                    hepar_error *error) {
  return hepar_kernel_interpret_with(kernel, programs, hepar_interpreter_best().name, error);
}

hepar_status hepar_kernel_of_table(hepar_kernel **kernel, const hepar_programs *programs,
                                   const hepar_kernel_table *table, hepar_error *error) {
  const char *name = table->lanes == 8 ? "avx512" : table->lanes == 4 ? "avx2" : "sse2";
  hepar_kernel *k;
  *kernel = NULL;
  if (table->version != HEPAR_KERNEL_VERSION || strcmp(table->hash, programs->hash) != 0)
    return hepar_fail(error, HEPAR_FORMAT, "the kernel was made from another model");
  k = hepar_kernel_new(programs, (size_t)table->lanes, name, error);
  if (k == NULL) return HEPAR_NOMEM;
  k->rates = table->run[HEPAR_PROGRAM_RATES];
  k->time_rates = table->run[HEPAR_PROGRAM_TIME_RATES];
  k->jacobian = table->run[HEPAR_PROGRAM_JACOBIAN];
  k->outputs = table->run[HEPAR_PROGRAM_OUTPUTS];
  k->switches = table->run[HEPAR_PROGRAM_SWITCHES];
  k->sets = table->run[HEPAR_PROGRAM_SETS];
  k->gradient = table->run[HEPAR_PROGRAM_GRADIENT];
  k->input_rates = table->run[HEPAR_PROGRAM_INPUT_RATES];
  k->initial = table->run[HEPAR_PROGRAM_INITIAL];
  k->prelude = table->run[HEPAR_PROGRAM_PRELUDE];
  k->factor = table->run[HEPAR_PROGRAM_FACTOR];
  k->solve = table->run[HEPAR_PROGRAM_SOLVE];
  k->rodas5p = table->rodas5p;
  *kernel = k;
  return HEPAR_OK;
}

void hepar_kernel_free(hepar_kernel *kernel) {
  if (kernel == NULL) return;
  if (kernel->handle != NULL) dlclose(kernel->handle);
  hepar_free(kernel);
}
