/* A schedule as a sorted list of single actions. */
#ifndef HEPAR_SOLVE_TIMETABLE_H
#define HEPAR_SOLVE_TIMETABLE_H

#include "solve/solve.h"

typedef enum hepar_action_kind { /* in the order in which they happen at one time */
  HEPAR_SET_PARAMETER,
  HEPAR_SET_INPUT,
  HEPAR_STOP_STATE, /* infusion rates end and begin */
  HEPAR_STOP_INPUT,
  HEPAR_START_STATE,
  HEPAR_START_INPUT,
  HEPAR_BOLUS_STATE,
  HEPAR_BOLUS_INPUT
} hepar_action_kind;

typedef struct hepar_action {
  double time;
  double value;
  int32_t target;
  uint8_t kind;
  size_t order; /* as given: the last word where all else is alike */
} hepar_action;

typedef struct hepar_timetable {
  hepar_action *actions;
  size_t count, room;
  bool into_states; /* an infusion goes into a state */
} hepar_timetable;

/* Check a schedule and spell it out from start to end, in order. */
hepar_status hepar_timetable_make(hepar_timetable *timetable, const hepar_schedule *schedule,
                                  const hepar_model *model, double start, double end,
                                  hepar_error *error);
void hepar_timetable_free(hepar_timetable *timetable);

#endif
