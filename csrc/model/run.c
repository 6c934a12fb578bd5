/* What each operation of a program means, on numbers: the definition for all back ends. */
#include "program.h"

int hepar_run_arity(unsigned op) {
  if (op < HEPAR_OP_COUNT) return hepar_op_arity((hepar_op)op);
  if (op == HEPAR_RUN_COPY) return 1;
  return op == HEPAR_RUN_RECIPROCAL_SUM ? 2 : 3;
}

/* Every operation that the processor or our own function does counts for one; copies and choices
   for none. */
int hepar_run_operations(unsigned op) {
  if (op >= HEPAR_OP_COUNT) return op == HEPAR_RUN_COPY ? 0 : 2;
  return op == HEPAR_OP_SELECT || op < HEPAR_OP_NEGATE ? 0 : 1;
}

double hepar_run_evaluate(unsigned op, double a, double b, double c) {
  switch (op) {
    case HEPAR_RUN_MULTIPLY_SUBTRACT: return c - a * b;
    case HEPAR_RUN_COPY: return a;
    case HEPAR_RUN_MULTIPLY_ADD: return c + a * b;
    case HEPAR_RUN_MULTIPLY_LESS: return a * b - c;
    case HEPAR_RUN_MULTIPLY_MULTIPLY: return a * b * c;
    case HEPAR_RUN_ADD_ADD: return a + b + c;
    case HEPAR_RUN_ADD_SUBTRACT: return a + b - c;
    case HEPAR_RUN_SUBTRACT_ADD: return a - b + c;
    case HEPAR_RUN_SUBTRACT_SUBTRACT: return a - b - c;
    case HEPAR_RUN_LESS_SUM: return c - (a + b);
    case HEPAR_RUN_ADD_MULTIPLY: return (a + b) * c;
    case HEPAR_RUN_SUBTRACT_MULTIPLY: return (a - b) * c;
    case HEPAR_RUN_DIVIDE_SUM: return c / (a + b);
    case HEPAR_RUN_RECIPROCAL_SUM: return 1 / (a + b);
    default: return hepar_op_evaluate((hepar_op)op, a, b, c);
  }
}
