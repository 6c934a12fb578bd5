/* The interpreter for processors with AVX-512: the Makefile compiles this file for them alone. */
#ifdef __AVX512F__
#define WIDTH 8
#include "interpret_template.h"

hepar_interpreter hepar_interpreter_avx512(void) {
  hepar_interpreter interpreter = {"avx512", run_any, run_32};
  return interpreter;
}
#else
#include "interpret.h"

hepar_interpreter hepar_interpreter_avx512(void) {
  hepar_interpreter none = {NULL, NULL, NULL};
  return none;
}
#endif
