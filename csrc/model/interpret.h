/* The interpreter: one operation for all lanes, then the next. One copy of it for each instruction
   set; all give the same bits. */
#ifndef HEPAR_MODEL_INTERPRET_H
#define HEPAR_MODEL_INTERPRET_H

#include "program.h"

#define HEPAR_INTERPRETER_LANES 32

typedef struct hepar_interpreter {
  const char *name; /* NULL: not built for this kind of processor */
  void (*run)(const hepar_program *program, double *frame, size_t lanes);
  void (*run_32)(const hepar_program *program, double *frame); /* the same for 32 lanes */
} hepar_interpreter;

/* csrc/model/interpret_<name>.c, each compiled for its instruction set (see the Makefile). */
hepar_interpreter hepar_interpreter_baseline(void);
hepar_interpreter hepar_interpreter_avx2(void);
hepar_interpreter hepar_interpreter_avx512(void);
/* The best that this processor runs. */
hepar_interpreter hepar_interpreter_best(void);
/* Whether this processor and system have an instruction set: "avx2", "avx512". */
bool hepar_processor_has(const char *name);

#endif
