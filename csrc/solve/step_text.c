/* The solver's step as text, for generated code: the files that step.c includes, word for word, so
   that a compiled model takes the same step. Made by the Makefile. */
#include "kernel_private.h"

const char hepar_step_types_text[] = {
#include "step_types.inc"
    0};

const char hepar_step_body_text[] = {
#include "step_body.inc"
    0};
