/* The interpreter for any processor, and the choice of the best. */
#define WIDTH 2
#include "interpret_template.h"

#include <string.h>

hepar_interpreter hepar_interpreter_baseline(void) {
  hepar_interpreter interpreter = {"baseline", run_any, run_32};
  return interpreter;
}

bool hepar_processor_has(const char *name) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_cpu_init();
  if (strcmp(name, "avx2") == 0) /* with the fused operations that came with it */
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  if (strcmp(name, "avx512") == 0) return __builtin_cpu_supports("avx512f") != 0;
#else
  (void)name;
#endif
  return false;
}

hepar_interpreter hepar_interpreter_best(void) {
  hepar_interpreter wide = hepar_interpreter_avx512(), middle = hepar_interpreter_avx2();
  if (wide.name != NULL && hepar_processor_has("avx512")) return wide;
  if (middle.name != NULL && hepar_processor_has("avx2")) return middle;
  return hepar_interpreter_baseline();
}

void hepar_program_run(const hepar_program *program, double *frame, size_t lanes) {
  if (lanes == HEPAR_INTERPRETER_LANES) hepar_interpreter_best().run_32(program, frame);
  else hepar_interpreter_best().run(program, frame, lanes);
}
