/* The interpreter's loops, included by interpret_<name>.c. WIDTH doubles make one vector; lanes are a
   multiple of 8. Operations run lane by lane only where there is no vector form. */
#include <math.h>

#include "base/lane_math.h"
#include "interpret.h"

typedef double vector __attribute__((vector_size(WIDTH * sizeof(double)), may_alias));
typedef int64_t mask __attribute__((vector_size(WIDTH * sizeof(double)), may_alias));

/* A loop over the vectors of all lanes: `result` is an expression of x, y, z. The arguments are read
   before the result is written, so a slot may be both. */
#define ONE(result)                      \
  _Pragma("GCC unroll 8")                \
  for (size_t v = 0; v < vectors; v++) { \
    const vector x = a[v];               \
    to[v] = (result);                    \
  }                                      \
  break
#define TWO(result)                      \
  _Pragma("GCC unroll 8")                \
  for (size_t v = 0; v < vectors; v++) { \
    const vector x = a[v], y = b[v];     \
    to[v] = (result);                    \
  }                                      \
  break
#define THREE(result)                              \
  _Pragma("GCC unroll 8")                          \
  for (size_t v = 0; v < vectors; v++) {           \
    const vector x = a[v], y = b[v], z = c[v];     \
    to[v] = (result);                              \
  }                                                \
  break
/* 1 where the mask holds, else 0; and a choice between two vectors, bit by bit. */
#define TRUTH(m) ((vector)((m) & (mask)one))
#define CHOOSE(m, p, q) ((vector)(((m) & (mask)(p)) | (~(m) & (mask)(q))))
/* Lane by lane, through a function on numbers. */
#define LANES(call)                                                \
  for (size_t l = 0; l < vectors * WIDTH; l++) {                   \
    const double p = ((const double *)a)[l];                       \
    ((double *)to)[l] = (call);                                    \
  }                                                                \
  break
#define LANES_TWO(call)                                            \
  for (size_t l = 0; l < vectors * WIDTH; l++) {                   \
    const double p = ((const double *)a)[l], q = ((const double *)b)[l]; \
    ((double *)to)[l] = (call);                                    \
  }                                                                \
  break

static inline __attribute__((always_inline)) void run_lanes(const hepar_program *program,
                                                            double *frame, size_t lanes) {
  const size_t vectors = lanes / WIDTH;
  const vector zero = {0}, one = zero + 1;
  const hepar_instruction *end = program->code + program->count;
  for (const hepar_instruction *i = program->code; i < end; i++) {
    vector *to = (vector *)(frame + (size_t)i->to * lanes);
    const vector *a = (const vector *)(frame + (size_t)i->a * lanes);
    const vector *b = (const vector *)(frame + (size_t)i->b * lanes);
    const vector *c = (const vector *)(frame + (size_t)i->c * lanes);
    switch (i->op) {
      case HEPAR_OP_NEGATE: ONE(-x);
      case HEPAR_OP_RECIPROCAL: ONE(one / x);
      case HEPAR_OP_SQRT: LANES(__builtin_sqrt(p));
      case HEPAR_OP_CBRT: LANES(hepar_lane_cbrt(p));
      case HEPAR_OP_EXP: LANES(hepar_lane_exp(p));
      case HEPAR_OP_EXPM1: LANES(hepar_lane_expm1(p));
      case HEPAR_OP_LOG: LANES(hepar_lane_log(p));
      case HEPAR_OP_LOG1P: LANES(hepar_lane_log1p(p));
      case HEPAR_OP_SIN: LANES(hepar_lane_sin(p));
      case HEPAR_OP_COS: LANES(hepar_lane_cos(p));
      case HEPAR_OP_TANH: LANES(hepar_lane_tanh(p));
      case HEPAR_OP_ERF: LANES(hepar_lane_erf(p));
      case HEPAR_OP_ERFC: LANES(hepar_lane_erfc(p));
      case HEPAR_OP_ABS: LANES(__builtin_fabs(p));
      case HEPAR_OP_SIGN: ONE(CHOOSE(x > zero, one, CHOOSE(x < zero, -one, x)));
      case HEPAR_OP_FLOOR: LANES(__builtin_floor(p));
      case HEPAR_OP_NOT: ONE(TRUTH(x == zero));
      case HEPAR_OP_ADD: TWO(x + y);
      case HEPAR_OP_SUBTRACT: TWO(x - y);
      case HEPAR_OP_MULTIPLY: TWO(x * y);
      case HEPAR_OP_DIVIDE: TWO(x / y);
      case HEPAR_OP_POWER: LANES_TWO(hepar_lane_pow(p, q));
      case HEPAR_OP_MINIMUM: TWO(CHOOSE(x < y, x, y));
      case HEPAR_OP_MAXIMUM: TWO(CHOOSE(x > y, x, y));
      case HEPAR_OP_LESS: TWO(TRUTH(x < y));
      case HEPAR_OP_LESS_EQUAL: TWO(TRUTH(x <= y));
      case HEPAR_OP_EQUAL: TWO(TRUTH(x == y));
      case HEPAR_OP_AND: TWO(TRUTH((x != zero) & (y != zero)));
      case HEPAR_OP_OR: TWO(TRUTH((x != zero) | (y != zero)));
      case HEPAR_OP_SELECT: THREE(CHOOSE(x != zero, y, z));
      case HEPAR_OP_HILL:
        for (size_t l = 0; l < lanes; l++)
          ((double *)to)[l] = hepar_op_evaluate(HEPAR_OP_HILL, ((const double *)a)[l],
                                                ((const double *)b)[l], ((const double *)c)[l]);
        break;
      case HEPAR_RUN_COPY: ONE(x);
      case HEPAR_RUN_MULTIPLY_SUBTRACT: THREE(z - x * y);
      case HEPAR_RUN_MULTIPLY_ADD: THREE(z + x * y);
      case HEPAR_RUN_MULTIPLY_LESS: THREE(x * y - z);
      case HEPAR_RUN_MULTIPLY_MULTIPLY: THREE(x * y * z);
      case HEPAR_RUN_ADD_ADD: THREE(x + y + z);
      case HEPAR_RUN_ADD_SUBTRACT: THREE(x + y - z);
      case HEPAR_RUN_SUBTRACT_ADD: THREE(x - y + z);
      case HEPAR_RUN_SUBTRACT_SUBTRACT: THREE(x - y - z);
      case HEPAR_RUN_LESS_SUM: THREE(z - (x + y));
      case HEPAR_RUN_ADD_MULTIPLY: THREE((x + y) * z);
      case HEPAR_RUN_SUBTRACT_MULTIPLY: THREE((x - y) * z);
      case HEPAR_RUN_DIVIDE_SUM: THREE(z / (x + y));
      case HEPAR_RUN_RECIPROCAL_SUM: TWO(one / (x + y));
      default: break;
    }
  }
}

static void run_any(const hepar_program *program, double *frame, size_t lanes) {
  run_lanes(program, frame, lanes);
}

static void run_32(const hepar_program *program, double *frame) {
  run_lanes(program, frame, HEPAR_INTERPRETER_LANES);
}
