/* Solving a model for many patients: each has its own time, step and schedule; several at a time go
   through one kernel, side by side. What a patient gets does not depend on who else is there, on
   the width of the kernel or on the number of threads, to the bit. docs/how-the-solver-works.md
   has the methods, the guarantees and the limits. */
#ifndef HEPAR_SOLVE_SOLVE_H
#define HEPAR_SOLVE_SOLVE_H

#include "solve/kernel.h"

typedef enum hepar_method {
  HEPAR_RODAS5P, /* stiff models: the default */
  HEPAR_TSIT5    /* models without fast rates */
} hepar_method;

/* What happens at given times: doses and changes. Times are in the model's unit. */
typedef struct hepar_schedule_dose {
  double at;
  double amount;     /* in the unit of the state or input, at least 0 */
  bool into_input;   /* target is an input that takes deliveries; otherwise a state */
  int32_t target;
  double duration;   /* 0: all at once (bolus); otherwise given evenly over this time (infusion) */
  double every;      /* 0: once; otherwise again after each such time */
  uint64_t count;    /* how often with `every`; 0: as long as `until` */
  double until;      /* the last time a dose may begin; NAN: the end of the run */
  double lag;        /* from the dose to its arrival, at least 0 */
  double fraction;   /* what arrives of it, 0 to 1 (1 when nothing is lost) */
} hepar_schedule_dose;

typedef struct hepar_schedule_change {
  double at;
  bool of_input; /* a level of an input; otherwise a parameter */
  int32_t target;
  double value;
} hepar_schedule_change;

typedef struct hepar_schedule {
  const hepar_schedule_dose *doses;
  size_t dose_count;
  const hepar_schedule_change *changes;
  size_t change_count;
} hepar_schedule;

/* One patient. NULL: the model's own values. The memory belongs to whoever gives it and is read
   before the source is asked again on the same thread. */
typedef struct hepar_patient {
  const double *parameters;       /* all of them, in the model's order */
  const double *inputs;           /* levels at the start */
  const double *initial;          /* states at the start; NAN: what the model says */
  const hepar_schedule *schedule; /* NULL: the plan's */
  const double *start;            /* from the plan's start to its first output; NULL: the plan's */
} hepar_patient;

typedef struct hepar_solve_statistics {
  uint64_t steps;      /* accepted */
  uint64_t rejected;
  uint64_t rates, jacobians, factors, solves, switches; /* evaluations */
  uint64_t restarts;   /* after doses, changes, events, switching points */
  uint64_t events;     /* events that fired */
  uint64_t dense_steps;/* with the dense, pivoted factors */
  uint64_t clipped;    /* times a state within its tolerance below 0 was set to 0 */
  bool stiff;          /* Tsit5 was limited by stability: take Rodas5P */
} hepar_solve_statistics;

typedef struct hepar_solve_options {
  hepar_method method;
  double rtol;              /* of each state, 1e-6 */
  double atol;              /* 1e-9, in the state's unit */
  const double *atol_each;  /* one for each state, or NULL */
  double first_step;        /* 0: chosen */
  double largest_step;      /* 0: no limit */
  double smallest_step;     /* 0: where time stops moving */
  double fixed_step;        /* above 0: every step is this long and none is rejected */
  uint64_t most_steps;      /* attempts for one patient; 0: 100,000 */
  bool keep_nonnegative;    /* states declared nonnegative stay so */
  bool after;               /* outputs at the time of a dose or change show the state after it */
  unsigned threads;         /* 0: one for each processor */
  const int32_t *sensitivity_parameters, *sensitivity_states; /* with respect to these … */
  size_t sensitivity_parameter_count, sensitivity_state_count; /* … parameters, initial states */
} hepar_solve_options;

/* Hands out patient `index`. Called from several threads at once, never twice for one index. */
typedef hepar_status (*hepar_solve_source)(void *data, size_t index, hepar_patient *patient,
                                           hepar_error *error);

/* What becomes of one patient. */
typedef struct hepar_solve_result {
  size_t patient;
  hepar_status status;     /* HEPAR_OK, or why it ended early; then message is a sentence */
  const char *message;
  size_t times_done;       /* rows that are filled; the others are NAN */
  double ended;            /* the model time that was reached */
  const double *values;    /* time_count rows of column_count */
  const double *sensitivities; /* time_count x (parameters, then states) x state_count, or NULL */
  hepar_solve_statistics statistics;
} hepar_solve_result;

/* Takes the results in the order of patients, on the thread that called. Anything but HEPAR_OK ends
   the run with that status. */
typedef hepar_status (*hepar_solve_consumer)(void *data, const hepar_solve_result *result,
                                             hepar_error *error);

typedef struct hepar_solve_plan {
  size_t patient_count;
  hepar_solve_source source; /* NULL: all patients are the model's own */
  void *source_data;
  const hepar_schedule *schedule; /* of everyone without an own one; may be NULL */
  double start, end;
  const double *times; /* rising, from start to end */
  size_t time_count;
  const int32_t *columns; /* states from 0, then model outputs, then lets, counted on */
  size_t column_count;
  hepar_solve_consumer consumer;
  void *consumer_data;
} hepar_solve_plan;

hepar_solve_options hepar_solve_options_default(void);

/* Run the plan. A patient that fails does not end the run: its result says why. `total` (may be
   NULL) sums the statistics. Memory does not grow with the number of patients. */
hepar_status hepar_solve_run(const hepar_kernel *kernel, const hepar_solve_plan *plan,
                             const hepar_solve_options *options, hepar_solve_statistics *total,
                             hepar_progress *progress, hepar_error *error);

typedef enum hepar_stability {
  HEPAR_STABLE,    /* every eigenvalue of the Jacobian has a negative real part */
  HEPAR_NEUTRAL,   /* none is positive, some are zero to rounding: a conserved quantity, say */
  HEPAR_UNSTABLE,
  HEPAR_UNKNOWN    /* too many states to ask */
} hepar_stability;

typedef struct hepar_steady {
  double *states;         /* state_count, filled */
  double *outputs;        /* output_count, filled; may be NULL */
  hepar_stability stability;
  double leading_real, leading_imaginary; /* the eigenvalue with the largest real part */
  double residual;        /* largest |rate| / (atol + rtol |state|), per time unit */
  double integrated;      /* how long it was followed before Newton's method took over */
  unsigned iterations;    /* of Newton's method */
} hepar_steady;

/* The steady state a patient comes to from its initial states (no schedule is followed).
   HEPAR_RANGE when none is found within `longest` time units. */
hepar_status hepar_solve_steady(const hepar_kernel *kernel, const hepar_patient *patient,
                                const hepar_solve_options *options, double longest,
                                hepar_steady *steady, hepar_error *error);

#endif
