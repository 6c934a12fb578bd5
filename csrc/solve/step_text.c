/* The step template as text, for generated code: step.h and rodas5p_step.h in one, made by the
   Makefile. */
#include "solve/kernel_private.h"

const char hepar_step_text[] = {
#include "step_text.inc"
    0};
