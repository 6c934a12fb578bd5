/* Inside the solver: what its files share. A worker has one frame of lanes and takes patients as
   lanes become free. */
#ifndef HEPAR_SOLVE_DRIVE_H
#define HEPAR_SOLVE_DRIVE_H

#include <math.h>
#include <stdatomic.h>

#include "base/lane_math.h"
#include "solve/solve.h"
#include "solve/step.h"
#include "solve/timetable.h"

enum {
  HEPAR_MOST_LANES = 64, /* of a kernel */
  HEPAR_MOST_OWN = 64,   /* states that are interpolated without a second frame */
  HEPAR_MOST_DENSE = 2048, /* states for dense factors: 32 MB */
  HEPAR_MOST_KEPT = 256  /* switches for which straight lines help the search */
};

/* One attempted step of all lanes; step.c picks it. */
typedef void (*hepar_attempt)(const hepar_kernel *kernel, double *frame, double *work);
hepar_attempt hepar_step_rodas5p(const hepar_kernel *kernel);
hepar_attempt hepar_step_tsit5(const hepar_kernel *kernel);
/* Rodas5P whose lanes 0 are solved with dense, pivoted factors; memory: see dense.c. */
void hepar_step_dense(const hepar_kernel *kernel, double *frame, double *work);

/* Weights of the stages for the states at a fraction theta of the step: y = before + sum w_i k_i.
   Rodas5P has 8 of them, Tsit5 7 (to be multiplied by h). */
void hepar_dense_weights(hepar_method method, double theta, double h, double weights[8]);

typedef struct lane {
  bool busy;
  bool fresh;        /* the step and the signs are to be found anew */
  bool first;        /* nothing has been evaluated yet */
  bool dense;        /* steps of this lane go through dense factors */
  bool just_rejected;
  bool last;         /* the step goes to the end of the segment */
  bool landed;       /* the last step was cut short at a switching point */
  bool turned;       /* sensitivities jump at the end of this step */
  bool smooth;       /* it was cut short, but the next one may be as long */
  bool cascade;      /* an event fired: others may follow at once */
  size_t slot;       /* place in the round's buffers */
  size_t patient;
  double time, step, step_before, error_before;
  double end;        /* of the segment: the next action, or the end of the run */
  size_t next_output, next_action;
  const hepar_timetable *timetable;
  hepar_timetable own;
  double *values, *sensitivities;
  unsigned unready;  /* rejections in a row for values that are not finite */
  unsigned stiff_signs, calm_signs;
  unsigned tries;    /* of the same switching point */
  double next_try;   /* the step that it asks for, 0: none */
  double regular;    /* the step before a switch cut it short, 0: none … */
  double hop;        /* … and the short one over the switch, which comes first, 0: none */
  int32_t blocked;   /* the state that would fall below 0, -1: none */
  unsigned clips;    /* steps in a row after which a state was set to 0 … */
  double clips_from; /* … and when the first of them was */
  uint64_t attempts;
  hepar_solve_statistics statistics;
  /* arrays of this lane, cut from one block */
  double *levels;        /* of inputs */
  double *input_rates;
  uint32_t *input_active; /* infusions that run now */
  uint32_t *state_active;
  signed char *signs;    /* of the switches */
  bool *conditions;
} lane;

/* What a round keeps of each patient until the consumer has had it. */
typedef struct outcome {
  bool done; /* by itself, not by an interrupt */
  hepar_status status;
  size_t times_done;
  double ended;
  hepar_solve_statistics statistics;
  char *message; /* or NULL */
} outcome;

typedef struct solver {
  const hepar_kernel *kernel;
  const hepar_programs *programs;
  const hepar_model *model;
  const hepar_solve_plan *plan;
  hepar_solve_options options;
  size_t lanes, states;
  long stages;             /* 8 or 7 */
  double *tolerances;      /* absolute, one per state */
  double *parameters, *inputs; /* the model's own values */
  hepar_timetable shared;
  bool wants_outputs;      /* a column that is no state */
  bool probes;             /* a second frame is needed */
  int32_t *guarded;        /* states to be kept nonnegative */
  size_t guarded_count;
  int32_t *watched;        /* states that switches are made of */
  size_t watched_count;
  size_t sensitivity_count;
  /* this round */
  size_t round_first, round_count;
  atomic_size_t round_next;
  double *values, *sensitivities;
  outcome *outcomes;
  size_t values_size, sensitivities_size; /* of one patient */
  hepar_progress *progress;
  atomic_int stop;         /* set by who sees Ctrl-C */
  atomic_size_t finished;  /* of this round */
  struct worker *workers;
  unsigned worker_count;
  size_t round_most, consumed;
} solver;

typedef struct worker {
  solver *solver;
  size_t lanes, states; /* again, close by */
  double *frame, *work;
  double *probe;        /* a second frame with the same parameters, or NULL */
  double *aside, *aside_work; /* for single lanes with dense factors; NULL before the first */
  void *aside_block;
  lane *lane;
  void *block;
  struct hepar_sensitivity *sensitivity; /* or NULL */
  double *low;          /* switches, while searching */
  bool *fired;          /* lanes x events */
  size_t busy;
  bool drained;         /* nobody is left to take */
  hepar_attempt attempt;
} worker;

/* Slot s of lane l, row r of lane l. */
static inline double *slot_at(const worker *w, double *frame, int32_t slot, size_t l) {
  return frame + (size_t)slot * w->lanes + l;
}
static inline double *row_at(const worker *w, size_t row, size_t l) {
  return w->work + row * w->lanes + l;
}

/* worker.c */
hepar_status hepar_worker_make(worker *w, solver *s, hepar_error *error);
void hepar_worker_free(worker *w);
hepar_status hepar_worker_task(void *data, size_t index, unsigned number, hepar_error *error);

/* lane.c: patients in and out of lanes, actions, first steps */
bool hepar_lane_load(worker *w, size_t l, size_t slot);
bool hepar_lane_start(worker *w, size_t l);
/* Everything that is due at the time of the lane: actions, outputs; then the end of the segment. */
void hepar_lane_arrive(worker *w, size_t l);
/* Choose the first steps of all fresh lanes, fire events that are due. */
void hepar_lanes_begin(worker *w);
void hepar_lane_finish(worker *w, size_t l);
/* The patient has failed: one sentence, with the time, the state and the patient put in front. */
void hepar_lane_fail(worker *w, size_t l, hepar_status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const char *hepar_state_name(const solver *s, size_t state);
/* Copy what the lane's parameters and inputs are to the probing frame, and run the preludes. */
void hepar_lanes_prepare(worker *w);

/* sample.c: dense output */
void hepar_lane_interpolate(const worker *w, size_t l, double theta, double *to, size_t stride);
/* These states of all lanes at a fraction of their steps, in the probing frame. */
void hepar_lanes_interpolate(worker *w, double theta, const int32_t *states, size_t count);
/* Outputs of the lanes with `due[l]` up to `upto[l]` within the step that was just accepted. */
void hepar_lanes_sample(worker *w, const double *upto, const bool *accepted);
/* Outputs at the very time of the lane from the states in its frame: up to and at that time. */
void hepar_lane_sample_now(worker *w, size_t l);

/* switch.c: switching points and events */
void hepar_lanes_signs(worker *w, double *frame);
/* Steps in which a switch turns: they end there (upto[l] and the states are moved), or are refused
   with a shorter one to try. */
void hepar_lanes_locate(worker *w, double *upto, bool *accepted);
void hepar_lanes_fire(worker *w);

/* sensitivity.c: after an attempt, the same step for the sensitivities; then like the states */
hepar_status hepar_sensitivity_make(worker *w, hepar_error *error);
void hepar_sensitivity_free(worker *w);
void hepar_sensitivity_start(worker *w, size_t l);
void hepar_sensitivity_step(worker *w);
/* Let the errors of the sensitivities count, too. */
void hepar_sensitivity_errors(worker *w);
/* `now`: at the time of the lane, not within the step. */
void hepar_sensitivity_sample(worker *w, size_t l, double theta, bool now);
/* The step is kept up to theta; false when a value is not finite. */
bool hepar_sensitivity_keep(worker *w, size_t l, double theta);
/* What a bolus into an input does to them; before the states change. */
void hepar_sensitivity_deliver(worker *w, size_t l, int32_t input, double amount);
/* A switch turned between two fractions of the step: what that adds to them. */
void hepar_sensitivity_turn(worker *w, size_t l, int32_t which, double left, double right);
/* From here on nothing depends on that parameter: the schedule has set it. */
void hepar_sensitivity_fix(worker *w, size_t l, int32_t parameter);

#endif
