/* The interpreter's loops, included by interpret_<name>.c. WIDTH doubles make one vector; lanes
   are a multiple of 8. Operations run lane by lane only where there is no vector form. */
#include "interpret.h"

#define LANES WIDTH
#define HEPAR_V(name) wide_##name
#include "base/lane_math_template.h"

typedef double vector __attribute__((vector_size(WIDTH * sizeof(double)), may_alias));
typedef int64_t mask __attribute__((vector_size(WIDTH * sizeof(double)), may_alias));

/* A loop over the vectors of all lanes: `result` is an expression of x, y, z. The arguments are
   read before the result is written, so a slot may be both. */
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
/* A function of the lane template as a loop over vectors, out of line: they are long. */
#define MAP(name)                                                                       \
  static __attribute__((noinline)) void map_##name(vector *to, const vector *a,         \
                                                   size_t vectors) {                    \
    for (size_t v = 0; v < vectors; v++) to[v] = wide_##name(a[v]);                     \
  }
MAP(exp)
MAP(expm1)
MAP(log)
MAP(log1p)
MAP(cbrt)
MAP(sin)
MAP(cos)
MAP(tanh)
MAP(erf)
MAP(erfc)

static __attribute__((noinline)) void map_pow(vector *to, const vector *a, const vector *b,
                                              size_t vectors) {
  for (size_t v = 0; v < vectors; v++) to[v] = wide_pow(a[v], b[v]);
}

/* a > 0 ? 1 / (1 + (b / a)^c) : 0 */
static __attribute__((noinline)) void map_hill(vector *to, const vector *a, const vector *b,
                                               const vector *c, size_t vectors) {
  const vector zero = {0}, one = zero + 1;
  for (size_t v = 0; v < vectors; v++) {
    const vector x = a[v], inverse = one / (one + wide_pow(b[v] / x, c[v]));
    to[v] = CHOOSE(x > zero, inverse, zero);
  }
}

/* Rounded correctly on every processor, so one lane at a time is as good as all. */
static __attribute__((noinline)) void map_sqrt(vector *to, const vector *a, size_t vectors) {
  for (size_t v = 0; v < vectors; v++) {
    vector x = a[v];
    for (int l = 0; l < WIDTH; l++) x[l] = __builtin_sqrt(x[l]);
    to[v] = x;
  }
}

static __attribute__((noinline)) void map_floor(vector *to, const vector *a, size_t vectors) {
  for (size_t v = 0; v < vectors; v++) {
    vector x = a[v];
    for (int l = 0; l < WIDTH; l++) x[l] = __builtin_floor(x[l]);
    to[v] = x;
  }
}

#define CALL(name)          \
  map_##name(to, a, vectors); \
  break

static inline __attribute__((always_inline)) void run_lanes(const hepar_program *program,
                                                            double *frame, size_t lanes) {
  const size_t vectors = lanes / WIDTH;
  const vector zero = {0}, one = zero + 1;
  for (size_t n = 0; n < program->count; n++) {
    const hepar_instruction *i = &program->code[n];
    vector *to = (vector *)(frame + (size_t)i->to * lanes);
    const vector *a = (const vector *)(frame + (size_t)i->a * lanes);
    const vector *b = (const vector *)(frame + (size_t)i->b * lanes);
    const vector *c = (const vector *)(frame + (size_t)i->c * lanes);
    switch (i->op) {
      case HEPAR_OP_NEGATE: ONE(-x);
      case HEPAR_OP_RECIPROCAL: ONE(one / x);
      case HEPAR_OP_SQRT: CALL(sqrt);
      case HEPAR_OP_CBRT: CALL(cbrt);
      case HEPAR_OP_EXP: CALL(exp);
      case HEPAR_OP_EXPM1: CALL(expm1);
      case HEPAR_OP_LOG: CALL(log);
      case HEPAR_OP_LOG1P: CALL(log1p);
      case HEPAR_OP_SIN: CALL(sin);
      case HEPAR_OP_COS: CALL(cos);
      case HEPAR_OP_TANH: CALL(tanh);
      case HEPAR_OP_ERF: CALL(erf);
      case HEPAR_OP_ERFC: CALL(erfc);
      case HEPAR_OP_ABS: ONE(wide_abs(x));
      case HEPAR_OP_SIGN: ONE(CHOOSE(x > zero, one, CHOOSE(x < zero, -one, x)));
      case HEPAR_OP_FLOOR: CALL(floor);
      case HEPAR_OP_NOT: ONE(TRUTH(x == zero));
      case HEPAR_OP_ADD: TWO(x + y);
      case HEPAR_OP_SUBTRACT: TWO(x - y);
      case HEPAR_OP_MULTIPLY: TWO(x * y);
      case HEPAR_OP_DIVIDE: TWO(x / y);
      case HEPAR_OP_POWER: map_pow(to, a, b, vectors); break;
      case HEPAR_OP_MINIMUM: TWO(CHOOSE(x < y, x, y));
      case HEPAR_OP_MAXIMUM: TWO(CHOOSE(x > y, x, y));
      case HEPAR_OP_LESS: TWO(TRUTH(x < y));
      case HEPAR_OP_LESS_EQUAL: TWO(TRUTH(x <= y));
      case HEPAR_OP_EQUAL: TWO(TRUTH(x == y));
      case HEPAR_OP_AND: TWO(TRUTH((x != zero) & (y != zero)));
      case HEPAR_OP_OR: TWO(TRUTH((x != zero) | (y != zero)));
      case HEPAR_OP_SELECT: THREE(CHOOSE(x != zero, y, z));
      case HEPAR_OP_HILL: map_hill(to, a, b, c, vectors); break;
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
