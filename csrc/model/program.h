/* Straight-line programs: what the solver runs. A program is a list of operations on numbered
   slots; every slot is a vector of lanes (one patient each). The interpreter runs it over any
   number of lanes, and the C generator prints it; both do the same operations in the same order,
   so the same bits.

   All programs of one model share one frame of slots, laid out as
     [0 .. state_count)        states y
     then parameters, inputs, time (one slot), step coefficient c (one slot: 1/(gamma h)),
     the Jacobian, prelude results (functions of parameters and inputs alone, computed once per lane
     and segment), numbers (constants, filled once), the results listed below, and scratch.
   Slot s of lane l is frame[s * lanes + l].

   Result slots belong to the programs: callers read them, and write only the slots of states,
   parameters, inputs, time, c, the numbers (once, hepar_programs_start) and `vector`. Entries of
   the Jacobian that depend on parameters and inputs alone are written by the prelude and stay. */
#ifndef HEPAR_MODEL_PROGRAM_H
#define HEPAR_MODEL_PROGRAM_H

#include "model.h"

typedef struct hepar_instruction {
  uint16_t op;         /* hepar_op, or one of the pairs below */
  int32_t to, a, b, c; /* slots; those that the operation does not take are 0 */
} hepar_instruction;

/* Two operations at once, each rounded by itself: what the interpreter saves is a store, a load and
   a dispatch. Never a fused multiply-add. */
typedef enum hepar_run {
  HEPAR_RUN_MULTIPLY_SUBTRACT = HEPAR_OP_COUNT, /* c - a * b */
  HEPAR_RUN_COPY,                               /* a */
  HEPAR_RUN_MULTIPLY_ADD,                       /* c + a * b */
  HEPAR_RUN_MULTIPLY_LESS,                      /* a * b - c */
  HEPAR_RUN_MULTIPLY_MULTIPLY,                  /* a * b * c */
  HEPAR_RUN_ADD_ADD,                            /* a + b + c */
  HEPAR_RUN_ADD_SUBTRACT,                       /* a + b - c */
  HEPAR_RUN_SUBTRACT_ADD,                       /* a - b + c */
  HEPAR_RUN_SUBTRACT_SUBTRACT,                  /* a - b - c */
  HEPAR_RUN_LESS_SUM,                           /* c - (a + b) */
  HEPAR_RUN_ADD_MULTIPLY,                       /* (a + b) * c */
  HEPAR_RUN_SUBTRACT_MULTIPLY,                  /* (a - b) * c */
  HEPAR_RUN_DIVIDE_SUM,                         /* c / (a + b) */
  HEPAR_RUN_RECIPROCAL_SUM,                     /* 1 / (a + b) */
  HEPAR_RUN_COUNT
} hepar_run;

typedef struct hepar_program {
  hepar_instruction *code;
  size_t count;
} hepar_program;

/* One entry of the Jacobian pattern. */
typedef struct hepar_entry {
  int32_t row, column;
} hepar_entry;

typedef struct hepar_programs {
  const hepar_model *model;
  /* the frame */
  int32_t slot_count;
  int32_t state_slot, parameter_slot, input_slot, time_slot, coefficient_slot, number_slot;
  double *numbers; /* values of the number slots */
  int32_t number_count;
  int32_t rate_slot;     /* state_count results of `rates`: dy/dt */
  int32_t time_rate_slot;/* state_count results: d(dy/dt)/dt; meaningful when time_dependent */
  int32_t jacobian_slot; /* jacobian_count results of `jacobian`: d rate[row] / d state[column] */
  int32_t factor_slot;   /* entries of L and U, filled pattern */
  int32_t vector_slot;   /* right-hand side and solution of `solve`: state_count */
  int32_t output_slot;   /* output_count results of `outputs` (model outputs, then every let) */
  int32_t initial_slot;  /* state_count results of `initial` */
  int32_t switch_slot;   /* switch_count results of `switches` (zero where it turns) */
  int32_t condition_slot;/* event_count results of `switches`: 1 when the event's condition holds */
  int32_t set_slot;      /* results of `sets`: new values of all events' sets, in order */
  int32_t gradient_slot; /* gradient_count results of `gradient`: d rate[row] / d parameter[column],
                            of gradient_entries */
  int32_t input_rate_slot; /* input_count results of `input_rates`: d rate[row] / d input[column]:
                              what a bolus into the input adds to the state */
  int32_t scratch_slot;  /* from here on: free for all between two runs */
  /* the programs; every one but prelude may read prelude results */
  hepar_program prelude, initial, rates, time_rates, jacobian, factor, solve, outputs, switches,
      sets, gradient, input_rates;
  /* patterns */
  hepar_entry *jacobian_entries; size_t jacobian_count;
  hepar_entry *factor_entries; size_t factor_count;   /* of W = c I - J after fill-in; entries that
      elimination leaves alone are read from the Jacobian, so their slots here stay unused */
  int32_t *order;              /* elimination order: order[k] is the state eliminated k-th */
  hepar_entry *gradient_entries; size_t gradient_count; /* row: state, column: parameter */
  hepar_entry *input_entries; size_t input_count;       /* where inputs enter rates */
  bool time_dependent;
  /* counted operations, for GFLOP/s */
  size_t rate_operations, jacobian_operations, factor_operations, solve_operations,
      prelude_operations;
  char hash[65]; /* SHA-256 of everything that fixes the bits, hexadecimal */
} hepar_programs;

/* Derivatives, schedule, patterns. The gradient is made only when wanted (sensitivities). */
hepar_status hepar_programs_make(hepar_programs **programs, const hepar_model *model,
                                 bool with_gradient, hepar_error *error);
void hepar_programs_free(hepar_programs *programs);

/* Fill the number slots of a frame of `lanes` lanes and set everything else to 0. */
void hepar_programs_start(const hepar_programs *programs, double *frame, size_t lanes);

/* One operation of a program on numbers: the definition that all back ends follow. */
double hepar_run_evaluate(unsigned op, double a, double b, double c);
/* How many slots an operation reads, and how many floating-point operations it counts for. */
int hepar_run_arity(unsigned op);
int hepar_run_operations(unsigned op);

/* Run a program over all lanes of a frame: a multiple of 8; the frame is aligned to 64 bytes. */
void hepar_program_run(const hepar_program *program, double *frame, size_t lanes);

#endif
