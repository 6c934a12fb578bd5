#include "timetable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many actions may one patient's schedule have. */
enum { MOST_ACTIONS = 1000000 };

/* The name of a target, for messages. */
static const char *target_name(const hepar_model *model, const int32_t *places, int32_t target) {
  return model->symbols[places[target]].name;
}

/* One more action. */
static hepar_status add(hepar_timetable *table, hepar_action_kind kind, double time, int32_t target,
                        double value, hepar_error *error) {
  hepar_action *action;
  if (table->count == table->room) {
    size_t room = table->room == 0 ? 16 : table->room * 2;
    hepar_action *more;
    if (table->count >= MOST_ACTIONS)
      return hepar_fail(error, HEPAR_RANGE, "a schedule has at most %d doses and changes",
                        MOST_ACTIONS);
    more = hepar_realloc(table->actions, room * sizeof *more);
    if (more == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a schedule");
    table->actions = more;
    table->room = room;
  }
  action = &table->actions[table->count];
  *action = (hepar_action){.time = time, .value = value, .target = target, .kind = (uint8_t)kind,
                           .order = table->count};
  table->count++;
  return HEPAR_OK;
}

/* What is wrong with a dose, in one sentence, or HEPAR_OK. */
static hepar_status check_dose(const hepar_schedule_dose *dose, const hepar_model *model,
                               double start, hepar_error *error) {
  size_t targets = dose->into_input ? model->input_count : model->state_count;
  const char *name;
  if (dose->target < 0 || (size_t)dose->target >= targets)
    return hepar_fail(error, HEPAR_MISUSE, "a dose goes into %s %d, but there are %zu",
                      dose->into_input ? "input" : "state", (int)dose->target, targets);
  name = target_name(model, dose->into_input ? model->inputs : model->states, dose->target);
  if (!isfinite(dose->amount) || dose->amount < 0)
    return hepar_fail(error, HEPAR_MISUSE, "a dose of %s must be at least 0, got %g", name,
                      dose->amount);
  if (!isfinite(dose->at))
    return hepar_fail(error, HEPAR_MISUSE, "the time of a dose of %s must be a number", name);
  if (dose->at < start)
    return hepar_fail(error, HEPAR_MISUSE, "a dose of %s at %g lies before the start at %g", name,
                      dose->at, start);
  if (!isfinite(dose->duration) || dose->duration < 0)
    return hepar_fail(error, HEPAR_MISUSE,
        "the duration of a dose of %s must be at least 0, got %g",
                      name, dose->duration);
  if (!isfinite(dose->every) || dose->every < 0)
    return hepar_fail(error, HEPAR_MISUSE, "the interval of doses of %s must be above 0, got %g",
                      name, dose->every);
  if (dose->count > 1 && !(dose->every > 0))
    return hepar_fail(error, HEPAR_MISUSE, "%llu doses of %s need an interval",
                      (unsigned long long)dose->count, name);
  if (dose->until < dose->at)
    return hepar_fail(error, HEPAR_MISUSE, "doses of %s end at %g, before the first at %g", name,
                      dose->until, dose->at);
  if (!isfinite(dose->lag) || dose->lag < 0)
    return hepar_fail(error, HEPAR_MISUSE, "the lag of a dose of %s must be at least 0, got %g",
                      name, dose->lag);
  if (!(dose->fraction >= 0 && dose->fraction <= 1))
    return hepar_fail(error, HEPAR_MISUSE,
                      "the fraction of a dose of %s that arrives must be 0 to 1, got %g", name,
                      dose->fraction);
  /* Without units nobody can tell a level from a rate of delivery. */
  if (dose->into_input && model->symbols[model->inputs[dose->target]].unit != NULL &&
      !model->symbols[model->inputs[dose->target]].delivered)
    return hepar_fail(error, HEPAR_MISUSE,
                      "%s is used as a level and takes no doses; set it at a time instead", name);
  return HEPAR_OK;
}

/* A dose, and its repetitions up to the end of the run. */
static hepar_status add_dose(hepar_timetable *table, const hepar_schedule_dose *dose,
                             double end, hepar_error *error) {
  double until = isnan(dose->until) ? end : dose->until;
  double amount = dose->amount * dose->fraction;
  bool input = dose->into_input;
  for (uint64_t i = 0;; i++) {
    /* Multiplied, not summed up: the hundredth dose is where it belongs. */
    double at = dose->at + (double)i * dose->every;
    double arrives = at + dose->lag;
    hepar_status status;
    if (i > 0 && (dose->every <= 0 || (dose->count > 0 ? i >= dose->count : at > until))) break;
    if (arrives > end) break;
    if (dose->duration > 0) {
      double rate = amount / dose->duration;
      status = add(table, input ? HEPAR_START_INPUT : HEPAR_START_STATE, arrives, dose->target,
                   rate, error);
      if (status == HEPAR_OK && arrives + dose->duration <= end)
        status = add(table, input ? HEPAR_STOP_INPUT : HEPAR_STOP_STATE, arrives + dose->duration,
                     dose->target, rate, error);
      if (!input) table->into_states = true;
    } else {
      status = add(table, input ? HEPAR_BOLUS_INPUT : HEPAR_BOLUS_STATE, arrives, dose->target,
                   amount, error);
    }
    if (status != HEPAR_OK) return status;
  }
  return HEPAR_OK;
}

/* A change of a parameter or of an input's level. */
static hepar_status add_change(hepar_timetable *table, const hepar_schedule_change *change,
                               const hepar_model *model, double start, double end,
                               hepar_error *error) {
  size_t targets = change->of_input ? model->input_count : model->parameter_count;
  const char *name;
  if (change->target < 0 || (size_t)change->target >= targets)
    return hepar_fail(error, HEPAR_MISUSE, "a change is of %s %d, but there are %zu",
                      change->of_input ? "input" : "parameter", (int)change->target, targets);
  name = target_name(model, change->of_input ? model->inputs : model->parameters, change->target);
  if (!isfinite(change->value) || !isfinite(change->at))
    return hepar_fail(error, HEPAR_MISUSE, "a change of %s must be a number at a time", name);
  if (change->at < start)
    return hepar_fail(error, HEPAR_MISUSE, "a change of %s at %g lies before the start at %g", name,
                      change->at, start);
  if (change->at > end) return HEPAR_OK;
  return add(table, change->of_input ? HEPAR_SET_INPUT : HEPAR_SET_PARAMETER, change->at,
             change->target, change->value, error);
}

/* By time, then by kind, then as given. */
static int compare(const void *left, const void *right) {
  const hepar_action *a = left, *b = right;
  if (a->time != b->time) return a->time < b->time ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return a->order < b->order ? -1 : a->order > b->order;
}

hepar_status hepar_timetable_make(hepar_timetable *table, const hepar_schedule *schedule,
                                  const hepar_model *model, double start, double end,
                                  hepar_error *error) {
  hepar_status status = HEPAR_OK;
  memset(table, 0, sizeof *table);
  if (schedule == NULL) return HEPAR_OK;
  for (size_t i = 0; i < schedule->change_count && status == HEPAR_OK; i++)
    status = add_change(table, &schedule->changes[i], model, start, end, error);
  for (size_t i = 0; i < schedule->dose_count && status == HEPAR_OK; i++) {
    status = check_dose(&schedule->doses[i], model, start, error);
    if (status == HEPAR_OK) status = add_dose(table, &schedule->doses[i], end, error);
  }
  if (status != HEPAR_OK) {
    hepar_timetable_free(table);
    return status;
  }
  if (table->count > 1) qsort(table->actions, table->count, sizeof *table->actions, compare);
  return HEPAR_OK;
}

void hepar_timetable_free(hepar_timetable *table) {
  hepar_free(table->actions);
  memset(table, 0, sizeof *table);
}
