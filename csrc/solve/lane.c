/* Lanes: patients that come and go, what happens to them at given times, first steps, failures. */
#include "drive.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *hepar_state_name(const solver *s, size_t state) {
  return s->model->symbols[s->model->states[state]].name;
}

/* A lane's columns in a frame: parameters, inputs. */
static void write_parameters(worker *w, double *frame, size_t l, const double *parameters) {
  const hepar_programs *p = w->solver->programs;
  for (size_t i = 0; i < w->solver->model->parameter_count; i++)
    *slot_at(w, frame, p->parameter_slot + (int32_t)i, l) = parameters[i];
}

/* Levels and running infusions together. */
static void write_inputs(worker *w, double *frame, size_t l) {
  const hepar_programs *p = w->solver->programs;
  const lane *a = &w->lane[l];
  for (size_t i = 0; i < w->solver->model->input_count; i++)
    *slot_at(w, frame, p->input_slot + (int32_t)i, l) = a->levels[i] + a->input_rates[i];
}

void hepar_lanes_prepare(worker *w) {
  const hepar_kernel *kernel = w->solver->kernel;
  kernel->prelude(kernel, w->frame);
  if (w->probe != NULL) kernel->prelude(kernel, w->probe);
}

void hepar_lane_finish(worker *w, size_t l) {
  solver *s = w->solver;
  lane *a = &w->lane[l];
  outcome *o = &s->outcomes[a->slot];
  size_t columns = s->plan->column_count;
  for (size_t i = a->next_output * columns; i < s->values_size; i++) a->values[i] = (double)NAN;
  for (size_t i = a->next_output * s->sensitivity_count * s->states; i < s->sensitivities_size; i++)
    a->sensitivities[i] = (double)NAN;
  o->done = o->status != HEPAR_INTERRUPTED;
  o->times_done = a->next_output;
  o->ended = a->time;
  o->statistics = a->statistics;
  hepar_timetable_free(&a->own);
  a->busy = false;
  a->fresh = false;
  w->busy--;
  (void)atomic_fetch_add(&s->finished, 1);
}

void hepar_lane_fail(worker *w, size_t l, hepar_status status, const char *format, ...) {
  solver *s = w->solver;
  lane *a = &w->lane[l];
  outcome *o = &s->outcomes[a->slot];
  char what[HEPAR_MESSAGE_SIZE - 128];
  char text[HEPAR_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  (void)snprintf(text, sizeof text, "patient %zu at time %.9g%s%s: %s", a->patient + 1, a->time,
                 s->model->time_unit != NULL ? " " : "",
                 s->model->time_unit != NULL ? s->model->time_unit : "", what);
  o->status = status;
  o->message = hepar_strdup(text);
  hepar_lane_finish(w, l);
}

/* The first parameter, input or state that is no number, as a sentence; true when there is one. */
static bool refuse_values(worker *w, size_t l, const hepar_patient *patient) {
  const hepar_model *m = w->solver->model;
  const double *lists[] = {patient->parameters, patient->inputs, patient->initial};
  const int32_t *places[] = {m->parameters, m->inputs, m->states};
  const size_t counts[] = {m->parameter_count, m->input_count, m->state_count};
  static const char *const kinds[] = {"parameter", "input", "the initial value of"};
  for (int k = 0; k < 3; k++)
    for (size_t i = 0; lists[k] != NULL && i < counts[k]; i++) {
      if (isfinite(lists[k][i]) || (k == 2 && isnan(lists[k][i]))) continue;
      hepar_lane_fail(w, l, HEPAR_RANGE, "%s %s is %s", kinds[k], m->symbols[places[k][i]].name,
                      isnan(lists[k][i]) ? "not a number" : "infinite");
      return true;
    }
  return false;
}

bool hepar_lane_load(worker *w, size_t l, size_t slot) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  lane *a = &w->lane[l];
  hepar_patient patient = {0};
  hepar_error error = {0};
  hepar_status status = HEPAR_OK;
  const double *parameters;
  double *levels = a->levels;
  double *input_rates = a->input_rates;
  uint32_t *input_active = a->input_active, *state_active = a->state_active;
  signed char *signs = a->signs;
  bool *conditions = a->conditions;
  memset(a, 0, sizeof *a);
  a->levels = levels;
  a->input_rates = input_rates;
  a->input_active = input_active;
  a->state_active = state_active;
  a->signs = signs;
  a->conditions = conditions;
  a->slot = slot;
  a->patient = s->round_first + slot;
  a->busy = a->fresh = a->first = true;
  a->blocked = -1;
  a->values = s->values + slot * s->values_size;
  if (s->sensitivity_count > 0) a->sensitivities = s->sensitivities + slot * s->sensitivities_size;
  a->time = s->plan->start;
  a->timetable = &s->shared;
  w->busy++;
  if (s->plan->source != NULL)
    status = s->plan->source(s->plan->source_data, a->patient, &patient, &error);
  if (status == HEPAR_OK && patient.start != NULL) {
    double last = s->plan->time_count > 0 ? s->plan->times[0] : s->plan->end;
    if (*patient.start >= s->plan->start && *patient.start <= last) a->time = *patient.start;
    else
      status = hepar_fail(&error, HEPAR_RANGE, "it starts at %g, which is not from %g to %g",
                          *patient.start, s->plan->start, last);
  }
  if (status == HEPAR_OK && patient.schedule != NULL) {
    status = hepar_timetable_make(&a->own, patient.schedule, s->model, a->time, s->plan->end,
                                  &error);
    a->timetable = &a->own;
  }
  if (status != HEPAR_OK) {
    hepar_lane_fail(w, l, status, "%s", error.message);
    return false;
  }
  if (refuse_values(w, l, &patient)) return false;
  for (size_t i = 0; i < s->states; i++)
    *row_at(w, HEPAR_ROW_SCRATCH(s->states) + i, l) =
        patient.initial != NULL ? patient.initial[i] : (double)NAN;
  if (a->timetable->into_states) *row_at(w, HEPAR_ROW_FLAGS, 0) = 1;
  parameters = patient.parameters != NULL ? patient.parameters : s->parameters;
  memset(a->input_rates, 0, s->model->input_count * sizeof *a->input_rates);
  memset(a->input_active, 0, s->model->input_count * sizeof *a->input_active);
  memset(a->state_active, 0, s->states * sizeof *a->state_active);
  for (size_t i = 0; i < s->model->input_count; i++)
    a->levels[i] = patient.inputs != NULL ? patient.inputs[i] : s->inputs[i];
  for (size_t i = 0; i < s->states; i++) *row_at(w, HEPAR_ROW_DELIVERIES(s->states) + i, l) = 0;
  write_parameters(w, w->frame, l, parameters);
  write_inputs(w, w->frame, l);
  *slot_at(w, w->frame, p->time_slot, l) = a->time;
  if (w->probe != NULL) {
    write_parameters(w, w->probe, l, parameters);
    write_inputs(w, w->probe, l);
  }
  return true;
}

/* After preludes and initial values have run: the states at the start. False when they are none. */
bool hepar_lane_start(worker *w, size_t l) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  for (size_t i = 0; i < s->states; i++) {
    double value = *slot_at(w, w->frame, p->initial_slot + (int32_t)i, l);
    double given = *row_at(w, HEPAR_ROW_SCRATCH(s->states) + i, l);
    if (!isnan(given)) value = given;
    *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) = value;
    if (isfinite(value)) continue;
    hepar_lane_fail(w, l, HEPAR_RANGE, "the initial value of %s is not finite",
                    hepar_state_name(s, i));
    return false;
  }
  return true;
}

/* A bolus into an input: the states jump by the input's part in their rates. */
static void deliver(worker *w, size_t l, int32_t input, double amount) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  *slot_at(w, w->frame, p->time_slot, l) = w->lane[l].time;
  if (w->sensitivity != NULL) hepar_sensitivity_deliver(w, l, input, amount);
  s->kernel->input_rates(s->kernel, w->frame);
  for (size_t e = 0; e < p->input_count; e++)
    if (p->input_entries[e].column == input)
      *slot_at(w, w->frame, p->state_slot + p->input_entries[e].row, l) +=
          *slot_at(w, w->frame, p->input_rate_slot + (int32_t)e, l) * amount;
}

/* Do one action. Sets *changed when preludes must run. */
static void act(worker *w, size_t l, const hepar_action *action, bool *changed) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  lane *a = &w->lane[l];
  int32_t target = action->target;
  double *delivery;
  switch ((hepar_action_kind)action->kind) {
    case HEPAR_SET_PARAMETER:
      *slot_at(w, w->frame, p->parameter_slot + target, l) = action->value;
      if (w->probe != NULL) *slot_at(w, w->probe, p->parameter_slot + target, l) = action->value;
      if (w->sensitivity != NULL) hepar_sensitivity_fix(w, l, target);
      *changed = true;
      return;
    case HEPAR_SET_INPUT:
      a->levels[target] = action->value;
      *changed = true;
      return;
    case HEPAR_START_INPUT:
      a->input_active[target]++;
      a->input_rates[target] += action->value;
      *changed = true;
      return;
    case HEPAR_STOP_INPUT:
      /* When the last one ends, nothing is left of the roundings. */
      a->input_active[target]--;
      a->input_rates[target] -= action->value;
      if (a->input_active[target] == 0) a->input_rates[target] = 0;
      *changed = true;
      return;
    case HEPAR_START_STATE:
      a->state_active[target]++;
      *row_at(w, HEPAR_ROW_DELIVERIES(s->states) + (size_t)target, l) += action->value;
      return;
    case HEPAR_STOP_STATE:
      delivery = row_at(w, HEPAR_ROW_DELIVERIES(s->states) + (size_t)target, l);
      a->state_active[target]--;
      *delivery -= action->value;
      if (a->state_active[target] == 0) *delivery = 0;
      return;
    case HEPAR_BOLUS_STATE:
      *slot_at(w, w->frame, p->state_slot + target, l) += action->value;
      return;
    case HEPAR_BOLUS_INPUT:
      if (*changed) {
        write_inputs(w, w->frame, l);
        hepar_lanes_prepare(w);
      }
      deliver(w, l, target, action->value);
      return;
  }
}

void hepar_lane_arrive(worker *w, size_t l) {
  solver *s = w->solver;
  lane *a = &w->lane[l];
  bool changed = false;
  size_t first = a->next_action;
  if (!s->options.after) hepar_lane_sample_now(w, l);
  while (a->next_action < a->timetable->count &&
         a->timetable->actions[a->next_action].time <= a->time) {
    act(w, l, &a->timetable->actions[a->next_action], &changed);
    a->next_action++;
  }
  if (changed) {
    write_inputs(w, w->frame, l);
    if (w->probe != NULL) write_inputs(w, w->probe, l);
    hepar_lanes_prepare(w);
  }
  if (s->options.after) hepar_lane_sample_now(w, l);
  if (a->time >= s->plan->end) {
    hepar_lane_finish(w, l);
    return;
  }
  a->end = s->plan->end;
  if (a->next_action < a->timetable->count)
    a->end = a->timetable->actions[a->next_action].time;
  if (a->next_action > first) {
    a->fresh = true;
    a->smooth = false;
    a->dense = false;
    a->statistics.restarts += !a->first;
  }
}

/* The root mean square of values over their tolerances at the states of the lane. */
static double norm(const worker *w, size_t l, const double *values, const double *states) {
  const solver *s = w->solver;
  double sum = 0;
  for (size_t i = 0; i < s->states; i++) {
    double scale = s->tolerances[i] + s->options.rtol * fabs(states[i * w->lanes]);
    double x = values[i * w->lanes] / scale;
    sum += x * x;
  }
  (void)l;
  return sqrt(sum / (double)s->states);
}

/* Rates of all lanes, deliveries added, as first stages. */
static void first_stages(worker *w, const bool *wanted) {
  const solver *s = w->solver;
  const hepar_programs *p = s->programs;
  size_t n = s->states;
  s->kernel->rates(s->kernel, w->frame);
  for (size_t i = 0; i < n; i++)
    for (size_t l = 0; l < w->lanes; l++)
      if (wanted[l])
        *row_at(w, HEPAR_ROW_STAGES(n) + i, l) =
            *slot_at(w, w->frame, p->rate_slot + (int32_t)i, l) +
            *row_at(w, HEPAR_ROW_DELIVERIES(n) + i, l);
}

/* Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.4: a first step whose
   explicit Euler step changes little, and whose error term is small. */
void hepar_lanes_begin(worker *w) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  size_t n = s->states, lanes = w->lanes;
  bool wanted[HEPAR_MOST_LANES], search[HEPAR_MOST_LANES];
  double trial[HEPAR_MOST_LANES], slope[HEPAR_MOST_LANES];
  bool any = false, searches = false;
  for (size_t l = 0; l < lanes; l++)
    if (w->lane[l].busy) *slot_at(w, w->frame, p->time_slot, l) = w->lane[l].time;
  hepar_lanes_fire(w);
  for (size_t l = 0; l < lanes; l++) {
    wanted[l] = w->lane[l].busy && w->lane[l].fresh;
    any = any || wanted[l];
  }
  if (!any) return;
  first_stages(w, wanted);
  for (size_t l = 0; l < lanes; l++) {
    lane *a = &w->lane[l];
    const double *y = slot_at(w, w->frame, p->state_slot, l);
    const double *f = row_at(w, HEPAR_ROW_STAGES(n), l);
    double left = a->end - a->time, size;
    size_t bad = n;
    search[l] = false;
    if (!wanted[l]) continue;
    for (size_t i = n; i-- > 0;)
      if (!isfinite(f[i * lanes])) bad = i;
    if (bad < n) {
      hepar_lane_fail(w, l, HEPAR_RANGE, "the rate of %s is not finite", hepar_state_name(s, bad));
      continue;
    }
    a->fresh = a->first = false;
    if (a->smooth) {
      a->smooth = false;
      a->statistics.rates++;
      continue;
    }
    a->step_before = a->regular = a->hop = 0;
    a->just_rejected = false;
    a->unready = 0;
    a->statistics.rates++;
    if (s->options.fixed_step > 0 || s->options.first_step > 0) {
      a->step = s->options.fixed_step > 0 ? s->options.fixed_step : s->options.first_step;
      continue;
    }
    slope[l] = norm(w, l, f, y);
    size = norm(w, l, y, y);
    trial[l] = size < 1e-5 || slope[l] < 1e-5 ? 1e-6 : 0.01 * size / slope[l];
    if (trial[l] > left) trial[l] = left;
    search[l] = searches = true;
    for (size_t i = 0; i < n; i++) {
      double *state = slot_at(w, w->frame, p->state_slot + (int32_t)i, l);
      *row_at(w, HEPAR_ROW_STATES(n) + i, l) = *state;
      *state += trial[l] * f[i * lanes];
    }
    *slot_at(w, w->frame, p->time_slot, l) = a->time + trial[l];
  }
  if (!searches) return;
  s->kernel->rates(s->kernel, w->frame);
  for (size_t l = 0; l < lanes; l++) {
    lane *a = &w->lane[l];
    const double *f = row_at(w, HEPAR_ROW_STAGES(n), l);
    double curve, step, most;
    if (!search[l]) continue;
    for (size_t i = 0; i < n; i++) {
      *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) = *row_at(w, HEPAR_ROW_STATES(n) + i, l);
      *row_at(w, HEPAR_ROW_SCRATCH(n) + i, l) =
          *slot_at(w, w->frame, p->rate_slot + (int32_t)i, l) +
          *row_at(w, HEPAR_ROW_DELIVERIES(n) + i, l) - f[i * lanes];
    }
    *slot_at(w, w->frame, p->time_slot, l) = a->time;
    curve = norm(w, l, row_at(w, HEPAR_ROW_SCRATCH(n), l), row_at(w, HEPAR_ROW_STATES(n), l)) /
            trial[l];
    most = curve > slope[l] ? curve : slope[l];
    step = most <= 1e-15 ? (1e-6 > trial[l] * 1e-3 ? 1e-6 : trial[l] * 1e-3)
                         : hepar_lane_exp(hepar_lane_log(0.01 / most) / 5);
    if (!isfinite(step)) step = trial[l];
    a->step = step < 100 * trial[l] ? step : 100 * trial[l];
    a->statistics.rates++;
  }
}
