/* What the solver sees of a model: functions over a frame of slots (program.h). The interpreter
   and generated code both fill this in; generated code comes in several vector widths with the
   same bits.

   `lanes` is fixed per kernel: 32 for the interpreter, 2, 4 or 8 for generated code. Slot s of
   lane l is frame[s * lanes + l]; frames are aligned to 64 bytes. Functions read and write the
   slots named in hepar_programs (state_slot, rate_slot …). A kernel never changes after it is
   made, so threads share it; frames belong to callers. The programs must live as long as their
   kernels. */
#ifndef HEPAR_SOLVE_KERNEL_H
#define HEPAR_SOLVE_KERNEL_H

#include "model/program.h"

typedef struct hepar_kernel hepar_kernel;
typedef void (*hepar_kernel_function)(const hepar_kernel *kernel, double *frame);

struct hepar_kernel {
  const hepar_programs *programs;
  size_t lanes;
  hepar_kernel_function prelude, initial, rates, time_rates, jacobian, factor, solve, outputs,
      switches, sets, gradient, input_rates;
  /* Optional: one whole attempted Rodas5P step for all lanes, with everything inlined; the solver
     uses it when present, and it gives the same bits as the separate functions. Owned by
     csrc/solve. */
  void (*rodas5p)(const hepar_kernel *kernel, double *frame, double *work);
  const char *backend; /* "interpreter", "sse2", "avx2", "avx512" */
  void *handle;        /* of a loaded library, or NULL */
};

/* The interpreter's kernel: always there. */
hepar_status hepar_kernel_interpret(hepar_kernel **kernel, const hepar_programs *programs,
                                    hepar_error *error);
/* Generated code for this processor, or NULL with HEPAR_NOT_FOUND: built in at build time, or
   compiled by hepar_kernel_compile and kept by the hash of its text (folder NULL: in the user's
   cache; compiler NULL: cc). */
hepar_status hepar_kernel_builtin(hepar_kernel **kernel, const hepar_programs *programs,
                                  hepar_error *error);
hepar_status hepar_kernel_compile(hepar_kernel **kernel, const hepar_programs *programs,
                                  const char *compiler, const char *cache_folder,
                                  hepar_error *error);
void hepar_kernel_free(hepar_kernel *kernel);

/* The programs and the solver's step as C text: one file of its own, without includes, for every
   width (LANES is defined on the compiler's command line). Its table of functions is called
   `symbol`. *text is released with hepar_free. */
hepar_status hepar_programs_print(const hepar_programs *programs, const char *symbol, char **text,
                                  hepar_error *error);

#endif
