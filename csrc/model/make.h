/* What is at hand while the programs of a model are made. */
#ifndef HEPAR_MODEL_MAKE_H
#define HEPAR_MODEL_MAKE_H

#include "rewrite.h"
#include "schedule.h"

/* In the order in which they are drafted: the initial values may use what the prelude keeps for the
   others, and the prelude comes last. Factor and solve have no expressions. */
typedef enum hepar_program_kind {
  HEPAR_PROGRAM_RATES,
  HEPAR_PROGRAM_TIME_RATES,
  HEPAR_PROGRAM_JACOBIAN,
  HEPAR_PROGRAM_OUTPUTS,
  HEPAR_PROGRAM_SWITCHES,
  HEPAR_PROGRAM_SETS,
  HEPAR_PROGRAM_GRADIENT,
  HEPAR_PROGRAM_INPUT_RATES,
  HEPAR_PROGRAM_INITIAL,
  HEPAR_PROGRAM_PRELUDE,
  HEPAR_PROGRAM_FACTOR,
  HEPAR_PROGRAM_SOLVE,
  HEPAR_PROGRAM_COUNT
} hepar_program_kind;

typedef struct hepar_made_entry {
  int32_t row, column;
  hepar_node node;
} hepar_made_entry;

typedef struct hepar_making {
  const hepar_model *model;
  hepar_programs *programs;
  hepar_graph graph; /* the model's, with derivatives */
  hepar_graph lean;
  hepar_node *results; /* derivatives of all rates by one leaf */
  hepar_rewriter rewriter;
  hepar_scheduler scheduler;
  hepar_draft drafts[HEPAR_PROGRAM_COUNT];
  int32_t prelude_slot, kept; /* where the prelude keeps its results, and how many */
} hepar_making;

/* Initial values as expressions of parameters and inputs: initial values of other states are put in
   their place. */
hepar_status hepar_making_initial(hepar_making *making, hepar_node *roots, hepar_error *error);
/* Order the operations of every program, lay out the frame, give slots. */
hepar_status hepar_making_layout(hepar_making *making, hepar_error *error);

/* A program by its kind, and its name. */
const hepar_program *hepar_programs_one(const hepar_programs *programs, int kind);
const char *hepar_program_name(int kind);

#endif
