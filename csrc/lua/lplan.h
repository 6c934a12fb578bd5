/* A plan of the solver as a Lua table: lplan.c reads it, lsolve.c runs it. */
#ifndef HEPAR_LPLAN_H
#define HEPAR_LPLAN_H

#include "lcolumn.h"
#include "solve/solve.h"

#define LPLAN_WHERE "hepar.model.simulate"
/* So many failures are kept with their reasons. */
enum { LPLAN_FAILURES = 1000 };

/* Values of one kind of symbol: the same for all patients, or one for each. */
typedef struct values {
  double *all;           /* one for each symbol of the kind */
  const double **each;   /* a column, or NULL */
  size_t count;
  bool any;
} values;

typedef struct failure {
  size_t patient;
  double time;
  hepar_status status;
  char message[HEPAR_MESSAGE_SIZE];
} failure;

typedef struct lplan {
  lua_State *L;
  const hepar_model *model;
  hepar_solve_plan plan;
  hepar_solve_options options;
  hepar_schedule schedule;
  values parameters, inputs, initial;
  const double *starts;         /* of each patient; NULL: the plan's */
  const double **amounts;       /* of each dose: one for each patient; NULL: all the same */
  hepar_schedule_dose *doses;   /* when some differ: of each patient, all doses */
  hepar_schedule *schedules;    /* of each patient */
  double *rows;      /* of each patient: parameters, inputs, initial values */
  size_t row_size;
  double **columns;  /* of the results */
  double *ended;
  double **sensitivities;
  failure *failures;
  size_t failed;
} lplan;

/* Kinds of symbols, for lplan_names. */
#define LPLAN_PARAMETERS (1U << HEPAR_SYMBOL_PARAMETER)
#define LPLAN_INPUTS (1U << HEPAR_SYMBOL_INPUT)
#define LPLAN_STATES (1U << HEPAR_SYMBOL_STATE)
#define LPLAN_RESULTS (LPLAN_STATES | 1U << HEPAR_SYMBOL_LET | 1U << HEPAR_SYMBOL_OUTPUT)

/* Memory that the garbage collector frees; it stays on the stack. Zeroed. */
void *lplan_room(lua_State *L, size_t count, size_t size);
/* A text field of the table at `at`, or `absent`; it stays on the stack. */
const char *lplan_text(lua_State *L, int at, const char *name, const char *absent);
/* Names in the list `field` as symbols of the kinds asked for. */
const hepar_symbol **lplan_names(lplan *q, int at, const char *field, unsigned kinds,
                                 const char *what, size_t *count);
/* The parts of the table at `at`: method and tolerances, patients, doses and changes. */
void lplan_options(lplan *q, int at);
void lplan_patients(lplan *q, int at);
void lplan_schedule(lplan *q, int at);
/* After the schedule: when each patient begins. */
void lplan_starts(lplan *q, int at);

#endif
