/* The programs of a model as one C file of its own: GCC's vector extensions, no include, one file
   for every width (LANES is set by the compiler's command line). Every operation is printed as
   the interpreter does it, so with -ffp-contract=off the bits are the same. Values that nobody
   reads after the program stay in local variables; only results are stored. */
#include <stdio.h>
#include <string.h>

#include "base/lane_math.h"
#include "records/text.h"
#include "kernel_private.h"

static const char head[] =
    "/* Written by hepar from a model; compiled with -ffp-contract=off. LANES: 2, 4 or 8. */\n"
    "typedef struct hepar_kernel hepar_kernel;\n"
    "#define HEPAR_V(name) lane_##name\n";

static const char helpers[] =
    "typedef double vec __attribute__((vector_size(LANES * 8), may_alias));\n"
    "typedef long long whole __attribute__((vector_size(LANES * 8)));\n"
    "#define QUIET static inline __attribute__((always_inline, unused))\n"
    "#define MASK(test) ((whole)(test))\n"
    "#define TRUTH(m) ((vec)((m) & (whole)((vec){0} + 1.0)))\n"
    "#define CHOOSE(m, p, q) ((vec)(((m) & (whole)(p)) | (~(m) & (whole)(q))))\n"
    "#define IS(x) MASK((x) != 0.0)\n"
    "QUIET vec v_sqrt(vec x) {\n"
    "  for (int l = 0; l < LANES; l++) x[l] = __builtin_sqrt(x[l]);\n"
    "  return x;\n}\n"
    "QUIET vec v_floor(vec x) {\n"
    "  for (int l = 0; l < LANES; l++) x[l] = __builtin_floor(x[l]);\n"
    "  return x;\n}\n"
    "QUIET vec v_sign(vec x) {\n"
    "  vec one = (vec){0} + 1.0;\n"
    "  return CHOOSE(MASK(x > 0.0), one, CHOOSE(MASK(x < 0.0), -one, x));\n}\n";

/* Only for models that need them: they are long to compile. */
static const char wrappers[] =
    "#define OUTSIDE static __attribute__((noinline, unused))\n"
    "#define WRAP(name) OUTSIDE vec v_##name(vec x) { return lane_##name(x); }\n"
    "WRAP(exp) WRAP(expm1) WRAP(log) WRAP(log1p) WRAP(cbrt) WRAP(sin) WRAP(cos) WRAP(tanh)\n"
    "WRAP(erf) WRAP(erfc)\n"
    "typedef struct lane_pair logs;\n"
    "OUTSIDE vec v_pow(vec x, vec y) { return lane_pow(x, y); }\n"
    "OUTSIDE void v_base(vec x, logs *l) { *l = lane_pow_base(x); }\n"
    "OUTSIDE vec v_pow_of(vec x, const logs *l, vec y) { return lane_pow_of(x, *l, y); }\n"
    "OUTSIDE vec v_hill(vec a, vec b, vec c) {\n"
    "  return CHOOSE(MASK(a > 0.0), 1.0 / (1.0 + lane_pow(b / a, c)), (vec){0});\n}\n";

/* How each operation is written: $a, $b and $c stand for its arguments. */
static const char *const forms[HEPAR_RUN_COUNT] = {
    [HEPAR_OP_NEGATE] = "-$a",
    [HEPAR_OP_RECIPROCAL] = "1.0 / $a",
    [HEPAR_OP_SQRT] = "v_sqrt($a)",
    [HEPAR_OP_CBRT] = "v_cbrt($a)",
    [HEPAR_OP_EXP] = "v_exp($a)",
    [HEPAR_OP_EXPM1] = "v_expm1($a)",
    [HEPAR_OP_LOG] = "v_log($a)",
    [HEPAR_OP_LOG1P] = "v_log1p($a)",
    [HEPAR_OP_SIN] = "v_sin($a)",
    [HEPAR_OP_COS] = "v_cos($a)",
    [HEPAR_OP_TANH] = "v_tanh($a)",
    [HEPAR_OP_ERF] = "v_erf($a)",
    [HEPAR_OP_ERFC] = "v_erfc($a)",
    [HEPAR_OP_ABS] = "(vec)((whole)$a & 0x7fffffffffffffffLL)",
    [HEPAR_OP_SIGN] = "v_sign($a)",
    [HEPAR_OP_FLOOR] = "v_floor($a)",
    [HEPAR_OP_NOT] = "TRUTH(MASK($a == 0.0))",
    [HEPAR_OP_ADD] = "$a + $b",
    [HEPAR_OP_SUBTRACT] = "$a - $b",
    [HEPAR_OP_MULTIPLY] = "$a * $b",
    [HEPAR_OP_DIVIDE] = "$a / $b",
    [HEPAR_OP_POWER] = "v_pow($a, $b)",
    [HEPAR_OP_MINIMUM] = "CHOOSE(MASK($a < $b), $a, $b)",
    [HEPAR_OP_MAXIMUM] = "CHOOSE(MASK($a > $b), $a, $b)",
    [HEPAR_OP_LESS] = "TRUTH(MASK($a < $b))",
    [HEPAR_OP_LESS_EQUAL] = "TRUTH(MASK($a <= $b))",
    [HEPAR_OP_EQUAL] = "TRUTH(MASK($a == $b))",
    [HEPAR_OP_AND] = "TRUTH(IS($a) & IS($b))",
    [HEPAR_OP_OR] = "TRUTH(IS($a) | IS($b))",
    [HEPAR_OP_SELECT] = "CHOOSE(IS($a), $b, $c)",
    [HEPAR_OP_HILL] = "v_hill($a, $b, $c)",
    [HEPAR_RUN_MULTIPLY_SUBTRACT] = "$c - $a * $b",
    [HEPAR_RUN_COPY] = "$a",
    [HEPAR_RUN_MULTIPLY_ADD] = "$c + $a * $b",
    [HEPAR_RUN_MULTIPLY_LESS] = "$a * $b - $c",
    [HEPAR_RUN_MULTIPLY_MULTIPLY] = "$a * $b * $c",
    [HEPAR_RUN_ADD_ADD] = "$a + $b + $c",
    [HEPAR_RUN_ADD_SUBTRACT] = "$a + $b - $c",
    [HEPAR_RUN_SUBTRACT_ADD] = "$a - $b + $c",
    [HEPAR_RUN_SUBTRACT_SUBTRACT] = "$a - $b - $c",
    [HEPAR_RUN_LESS_SUM] = "$c - ($a + $b)",
    [HEPAR_RUN_ADD_MULTIPLY] = "($a + $b) * $c",
    [HEPAR_RUN_SUBTRACT_MULTIPLY] = "($a - $b) * $c",
    [HEPAR_RUN_DIVIDE_SUM] = "$c / ($a + $b)",
    [HEPAR_RUN_RECIPROCAL_SUM] = "1.0 / ($a + $b)",
};

static void add_number(hepar_text *text, const char *before, int64_t number) {
  char digits[32];
  snprintf(digits, sizeof digits, "%lld", (long long)number);
  hepar_text_add(text, before);
  hepar_text_add(text, digits);
}

enum { BASES = 16, AHEAD = 4096 };

/* What a slot holds at a point of a program: the local variable that was written to it last, or the
   frame. Both arrays have a place for every slot. */
typedef struct printing {
  hepar_text *text;
  int32_t *written; /* the instruction that wrote the slot, -1: none yet */
  int32_t *last;    /* the last instruction that writes it */
  int32_t scratch;
  /* Bases of powers whose logarithm is kept in a variable: what the base is, and the instruction. */
  int32_t base[BASES], base_at[BASES];
  size_t base_count;
} printing;

static void add_slot(printing *p, int32_t slot) {
  if (p->written[slot] >= 0) {
    add_number(p->text, "t", p->written[slot]);
  } else {
    add_number(p->text, "f[", slot);
    hepar_text_char(p->text, ']');
  }
}

/* Whether some power of the same base follows before its slot is written again. */
static bool base_returns(const hepar_program *program, size_t at) {
  int32_t slot = program->code[at].a;
  for (size_t i = at + 1; i < program->count && i < at + AHEAD; i++) {
    const hepar_instruction *x = &program->code[i];
    if (x->op == HEPAR_OP_POWER && x->a == slot) return true;
    if (x->to == slot) return false;
  }
  return false;
}

/* A power: the logarithm of a base with several exponents is taken once. */
static void add_power(printing *p, const hepar_program *program, int32_t at) {
  const hepar_instruction *x = &program->code[at];
  int32_t base = p->written[x->a] >= 0 ? p->written[x->a] : -1 - x->a;
  size_t known = 0;
  while (known < p->base_count && p->base[known] != base) known++;
  if (known == p->base_count && known < BASES && base_returns(program, (size_t)at)) {
    add_number(p->text, "  logs l", at);
    hepar_text_add(p->text, ";\n  v_base(");
    add_slot(p, x->a);
    add_number(p->text, ", &l", at);
    hepar_text_add(p->text, ");\n");
    p->base[known] = base;
    p->base_at[known] = at;
    p->base_count++;
  }
  add_number(p->text, "  const vec t", at);
  hepar_text_add(p->text, known < p->base_count ? " = v_pow_of(" : " = v_pow(");
  add_slot(p, x->a);
  if (known < p->base_count) add_number(p->text, ", &l", p->base_at[known]);
  hepar_text_add(p->text, ", ");
  add_slot(p, x->b);
  hepar_text_add(p->text, ");\n");
}

/* Any other operation into a new variable. */
static void add_operation(printing *p, const hepar_instruction *x, int32_t at) {
  add_number(p->text, "  const vec t", at);
  hepar_text_add(p->text, " = ");
  for (const char *c = forms[x->op]; *c != '\0'; c++) {
    if (*c != '$') hepar_text_char(p->text, *c);
    else add_slot(p, *++c == 'a' ? x->a : *c == 'b' ? x->b : x->c);
  }
  hepar_text_add(p->text, ";\n");
}

static void add_instruction(printing *p, const hepar_program *program, int32_t at) {
  const hepar_instruction *x = &program->code[at];
  if (x->op == HEPAR_OP_POWER) add_power(p, program, at);
  else add_operation(p, x, at);
  p->written[x->to] = at;
  if (x->to >= p->scratch || p->last[x->to] != at) return;
  add_number(p->text, "  f[", x->to);
  add_number(p->text, "] = t", at);
  hepar_text_add(p->text, ";\n");
}

/* One program as a function over the frame's vectors. */
static void add_program(printing *p, const hepar_programs *programs, int kind) {
  const hepar_program *program = hepar_programs_one(programs, kind);
  hepar_text_add(p->text, "static void run_");
  hepar_text_add(p->text, hepar_program_name(kind));
  hepar_text_add(p->text, "(const hepar_kernel *kernel, double *frame) {\n");
  hepar_text_add(p->text, "  vec *const f = (vec *)frame;\n  (void)kernel;\n  (void)f;\n");
  p->base_count = 0;
  for (int32_t s = 0; s < programs->slot_count; s++) p->written[s] = -1;
  for (size_t i = 0; i < program->count; i++) p->last[program->code[i].to] = (int32_t)i;
  for (size_t i = 0; i < program->count && !p->text->failed; i++)
    add_instruction(p, program, (int32_t)i);
  hepar_text_add(p->text, "}\n");
}

/* Whether any program calls one of our own functions. */
static bool calls_functions(const hepar_programs *programs) {
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) {
    const hepar_program *program = hepar_programs_one(programs, k);
    for (size_t i = 0; i < program->count; i++) {
      unsigned op = program->code[i].op;
      if ((op >= HEPAR_OP_CBRT && op <= HEPAR_OP_ERFC) || op == HEPAR_OP_POWER ||
          op == HEPAR_OP_HILL)
        return true;
    }
  }
  return false;
}

/* A whole attempted step over these functions, see solve/rodas5p_step.h. */
static void add_step(hepar_text *text, const hepar_programs *programs) {
  const struct {
    const char *name;
    int64_t value;
  } numbers[] = {{"STATES", (int64_t)programs->model->state_count},
                 {"STATE_SLOT", programs->state_slot},
                 {"RATE_SLOT", programs->rate_slot},
                 {"VECTOR_SLOT", programs->vector_slot},
                 {"TIME_SLOT", programs->time_slot},
                 {"COEFFICIENT_SLOT", programs->coefficient_slot},
                 {"TIME_RATE_SLOT", programs->time_rate_slot},
                 {"TIME_DEPENDENT", programs->time_dependent}};
  hepar_text_add(text, "#undef HEPAR_V\n#define HEPAR_LANES LANES\n#define HEPAR_WIDTH LANES\n"
                       "#define HEPAR_STEP run_rodas5p\n#define HEPAR_STEP_SCOPE static\n"
                       "#define HEPAR_RATES run_rates\n#define HEPAR_TIME_RATES run_time_rates\n"
                       "#define HEPAR_JACOBIAN run_jacobian\n#define HEPAR_FACTOR run_factor\n"
                       "#define HEPAR_SOLVE run_solve\n");
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    hepar_text_add(text, "#define HEPAR_");
    hepar_text_add(text, numbers[i].name);
    add_number(text, " ", numbers[i].value);
    hepar_text_char(text, '\n');
  }
  hepar_text_add(text, hepar_step_text);
}

/* The table through which the core finds the functions: hepar_kernel_table of kernel_private.h. */
static void add_table(hepar_text *text, const hepar_programs *programs, const char *symbol) {
  hepar_text_add(text,
                 "struct table {\n  int version, lanes;\n  const char *hash;\n"
                 "  void (*run[12])(const hepar_kernel *, double *);\n"
                 "  void (*rodas5p)(const hepar_kernel *, double *, double *);\n};\n"
                 "extern const struct table ");
  hepar_text_add(text, symbol);
  hepar_text_add(text, ";\nconst struct table ");
  hepar_text_add(text, symbol);
  hepar_text_add(text, " = {1, LANES, \"");
  hepar_text_add(text, programs->hash);
  hepar_text_add(text, "\",\n  {");
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) {
    hepar_text_add(text, k == 0 ? "run_" : ", run_");
    hepar_text_add(text, hepar_program_name(k));
  }
  hepar_text_add(text, "}, run_rodas5p};\n");
}

hepar_status hepar_programs_print(const hepar_programs *programs, const char *symbol, char **text,
                                  hepar_error *error) {
  hepar_text out = {0};
  size_t slots = (size_t)programs->slot_count;
  printing p = {.text = &out, .scratch = programs->scratch_slot};
  *text = NULL;
  p.written = hepar_malloc(slots * sizeof *p.written);
  p.last = hepar_malloc(slots * sizeof *p.last);
  if (p.written != NULL && p.last != NULL) {
    hepar_text_add(&out, head);
    if (calls_functions(programs)) hepar_text_add(&out, hepar_lane_math_text);
    hepar_text_add(&out, helpers);
    if (calls_functions(programs)) hepar_text_add(&out, wrappers);
    for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) add_program(&p, programs, k);
    add_step(&out, programs);
    add_table(&out, programs, symbol);
  } else {
    out.failed = true;
  }
  hepar_free(p.written);
  hepar_free(p.last);
  if (out.failed) {
    hepar_text_free(&out);
    return hepar_fail_memory(error);
  }
  *text = out.data;
  return HEPAR_OK;
}
