/* Straight-line programs: what the solver runs. A program is a list of operations on numbered slots;
   every slot is a vector of lanes (one patient each). The interpreter runs it over any number of lanes,
   and the C generator prints it; both do the same operations in the same order, so the same bits.

   All programs of one model share one frame of slots, laid out as
     [0 .. state_count)        states y
     then parameters, inputs, time (one slot), step coefficient c (one slot: 1/(gamma h)),
     prelude results (functions of parameters and inputs alone, computed once per lane and segment),
     numbers (constants, filled once), the results listed below, and scratch.
   Slot s of lane l is frame[s * lanes + l]. */
#ifndef HEPAR_MODEL_PROGRAM_H
#define HEPAR_MODEL_PROGRAM_H

#include "model.h"

typedef struct hepar_instruction {
  uint16_t op; /* hepar_op, or HEPAR_RUN_MULTIPLY_SUBTRACT: slot[to] -= slot[a] * slot[b] */
  int32_t to, a, b, c; /* slots */
} hepar_instruction;

enum { HEPAR_RUN_MULTIPLY_SUBTRACT = HEPAR_OP_COUNT, HEPAR_RUN_COPY };

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
  int32_t gradient_slot; /* gradient_count results of `gradient`: d rate[row] / d parameter[column] */
  /* the programs; every one but prelude may read prelude results */
  hepar_program prelude, initial, rates, time_rates, jacobian, factor, solve, outputs, switches, sets,
      gradient;
  /* patterns */
  hepar_entry *jacobian_entries; size_t jacobian_count;
  hepar_entry *factor_entries; size_t factor_count;   /* of W = c I - J after fill-in */
  int32_t *order;              /* elimination order: order[k] is the state eliminated k-th */
  hepar_entry *gradient_entries; size_t gradient_count; /* row: state, column: parameter */
  hepar_entry *input_entries; size_t input_count;       /* where inputs enter rates: bolus into an input */
  bool time_dependent;
  /* counted operations, for GFLOP/s */
  size_t rate_operations, jacobian_operations, factor_operations, solve_operations;
  char hash[65]; /* SHA-256 of everything that fixes the bits, hexadecimal */
} hepar_programs;

/* Derivatives, schedule, patterns. The gradient is made only when wanted (sensitivities). */
hepar_status hepar_programs_make(hepar_programs **programs, const hepar_model *model,
                                 bool with_gradient, hepar_error *error);
void hepar_programs_free(hepar_programs *programs);

/* Run a program over `lanes` lanes of a frame (lanes a multiple of 8, frame aligned to 64 bytes). */
void hepar_program_run(const hepar_program *program, double *frame, size_t lanes);

/* The kernel as C text (one translation unit without includes beyond ours, see kernel.h). */
hepar_status hepar_programs_print(const hepar_programs *programs, const char *symbol, char **text,
                                  hepar_error *error);

#endif
