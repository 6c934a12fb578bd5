/* The interpreter for processors with AVX2: the Makefile compiles this file for them alone. */
#ifdef __AVX2__
#define WIDTH 4
#include "interpret_template.h"

hepar_interpreter hepar_interpreter_avx2(void) {
  hepar_interpreter interpreter = {"avx2", run_any, run_32};
  return interpreter;
}
#else
#include "interpret.h"

hepar_interpreter hepar_interpreter_avx2(void) {
  hepar_interpreter none = {NULL, NULL, NULL};
  return none;
}
#endif
