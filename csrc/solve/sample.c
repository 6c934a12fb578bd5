/* Dense output: the states anywhere inside the step that was accepted last. */
#include "drive.h"

void hepar_lane_interpolate(const worker *w, size_t l, double theta, double *to, size_t stride) {
  const solver *s = w->solver;
  size_t n = w->states, lanes = w->lanes;
  const double *before = w->work + HEPAR_ROW_STATES(n) * lanes + l;
  const double *k = w->work + HEPAR_ROW_STAGES(n) * lanes + l;
  size_t next = n * lanes; /* from one stage to the next */
  double c[8];
  hepar_dense_weights(s->options.method, theta, *row_at(w, HEPAR_ROW_STEP, l), c);
  if (s->stages == 8) {
    for (size_t i = 0; i < n; i++, before += lanes, k += lanes)
      to[i * stride] = *before + (((c[0] * k[0] + c[1] * k[next]) +
                                   (c[2] * k[2 * next] + c[3] * k[3 * next])) +
                                  ((c[4] * k[4 * next] + c[5] * k[5 * next]) +
                                   (c[6] * k[6 * next] + c[7] * k[7 * next])));
  } else {
    for (size_t i = 0; i < n; i++, before += lanes, k += lanes)
      to[i * stride] = *before + (((c[0] * k[0] + c[1] * k[next]) +
                                   (c[2] * k[2 * next] + c[3] * k[3 * next])) +
                                  ((c[4] * k[4 * next] + c[5] * k[5 * next]) + c[6] * k[6 * next]));
  }
  if (s->options.keep_nonnegative)
    for (size_t g = 0; g < s->guarded_count; g++) {
      double *value = to + (size_t)s->guarded[g] * stride;
      if (*value < 0) *value = 0;
    }
}

typedef double pair __attribute__((vector_size(16), may_alias));

/* The same operations as for one lane, two lanes at a time. */
void hepar_lanes_interpolate(worker *w, double theta, const int32_t *states, size_t count) {
  const solver *s = w->solver;
  size_t n = w->states, pairs = w->lanes / 2, next = n * pairs;
  pair c[8][HEPAR_MOST_LANES / 2];
  for (size_t l = 0; l < w->lanes; l++) {
    double one[8];
    hepar_dense_weights(s->options.method, theta, *row_at(w, HEPAR_ROW_STEP, l), one);
    for (size_t i = 0; i < 8; i++) c[i][l / 2][l % 2] = one[i];
  }
  for (size_t i = 0; i < count; i++) {
    size_t state = (size_t)states[i];
    const pair *before = (const pair *)row_at(w, HEPAR_ROW_STATES(n) + state, 0);
    const pair *k = (const pair *)row_at(w, HEPAR_ROW_STAGES(n) + state, 0);
    pair *to = (pair *)slot_at(w, w->probe, s->programs->state_slot + states[i], 0);
    for (size_t p = 0; p < pairs; p++, before++, k++, to++) {
      pair last = c[6][p] * k[6 * next];
      if (s->stages == 8) last = last + c[7][p] * k[7 * next];
      *to = *before + (((c[0][p] * k[0] + c[1][p] * k[next]) +
                        (c[2][p] * k[2 * next] + c[3][p] * k[3 * next])) +
                       ((c[4][p] * k[4 * next] + c[5][p] * k[5 * next]) + last));
    }
  }
  for (size_t g = 0; s->options.keep_nonnegative && g < s->guarded_count; g++)
    for (size_t l = 0; l < w->lanes; l++) {
      double *value = slot_at(w, w->probe, s->programs->state_slot + s->guarded[g], l);
      if (*value < 0) *value = 0;
    }
  for (size_t l = 0; l < w->lanes; l++)
    *slot_at(w, w->probe, s->programs->time_slot, l) =
        *row_at(w, HEPAR_ROW_TIME, l) + theta * *row_at(w, HEPAR_ROW_STEP, l);
}

/* Columns that are states, from the probing frame (or wherever the states are). */
static void keep_states(worker *w, size_t l, const double *states, size_t stride) {
  const hepar_solve_plan *plan = w->solver->plan;
  lane *a = &w->lane[l];
  double *row = a->values + a->next_output * plan->column_count;
  for (size_t c = 0; c < plan->column_count; c++) {
    size_t column = (size_t)plan->columns[c];
    if (column < w->states) row[c] = states[column * stride];
  }
}

/* Columns that are outputs, after the program of outputs has run on the probing frame. */
static void keep_outputs(worker *w, size_t l) {
  const hepar_solve_plan *plan = w->solver->plan;
  const hepar_programs *p = w->solver->programs;
  lane *a = &w->lane[l];
  double *row = a->values + a->next_output * plan->column_count;
  for (size_t c = 0; c < plan->column_count; c++) {
    size_t column = (size_t)plan->columns[c];
    if (column >= w->states)
      row[c] = *slot_at(w, w->probe, p->output_slot + (int32_t)(column - w->states), l);
  }
}

void hepar_lanes_sample(worker *w, const double *upto, const bool *accepted) {
  solver *s = w->solver;
  const hepar_solve_plan *plan = s->plan;
  double own[HEPAR_MOST_OWN];
  bool any;
  do {
    bool due[HEPAR_MOST_LANES];
    any = false;
    for (size_t l = 0; l < w->lanes; l++) {
      lane *a = &w->lane[l];
      double begun, h, at, theta;
      double *to;
      due[l] = false;
      if (!accepted[l] || a->next_output >= plan->time_count) continue;
      at = plan->times[a->next_output];
      /* At the end of a segment the outputs may have to wait for what happens there. */
      if (!(at < upto[l] || (at == upto[l] && !s->options.after))) continue;
      due[l] = any = true;
      begun = *row_at(w, HEPAR_ROW_TIME, l);
      h = *row_at(w, HEPAR_ROW_STEP, l);
      theta = (at - begun) / h;
      to = own;
      if (s->wants_outputs || w->states > HEPAR_MOST_OWN)
        to = slot_at(w, w->probe, s->programs->state_slot, l);
      if (at == upto[l]) {
        const double *states = slot_at(w, w->frame, s->programs->state_slot, l);
        size_t stride = to == own ? 1 : w->lanes;
        for (size_t i = 0; i < w->states; i++) to[i * stride] = states[i * w->lanes];
      } else {
        hepar_lane_interpolate(w, l, theta > 1 ? 1 : theta, to, to == own ? 1 : w->lanes);
      }
      keep_states(w, l, to, to == own ? 1 : w->lanes);
      if (s->wants_outputs) *slot_at(w, w->probe, s->programs->time_slot, l) = at;
      if (a->sensitivities != NULL) hepar_sensitivity_sample(w, l, theta, false);
    }
    if (any && s->wants_outputs) s->kernel->outputs(s->kernel, w->probe);
    for (size_t l = 0; any && l < w->lanes; l++) {
      if (!due[l]) continue;
      if (s->wants_outputs) keep_outputs(w, l);
      w->lane[l].next_output++;
    }
  } while (any);
}

void hepar_lane_sample_now(worker *w, size_t l) {
  solver *s = w->solver;
  lane *a = &w->lane[l];
  const double *states = slot_at(w, w->frame, s->programs->state_slot, l);
  bool ran = false;
  while (a->next_output < s->plan->time_count && s->plan->times[a->next_output] <= a->time) {
    keep_states(w, l, states, w->lanes);
    if (s->wants_outputs) {
      double *to = slot_at(w, w->probe, s->programs->state_slot, l);
      for (size_t i = 0; i < w->states && !ran; i++) to[i * w->lanes] = states[i * w->lanes];
      *slot_at(w, w->probe, s->programs->time_slot, l) = a->time;
      if (!ran) s->kernel->outputs(s->kernel, w->probe);
      ran = true;
      keep_outputs(w, l);
    }
    if (a->sensitivities != NULL) hepar_sensitivity_sample(w, l, 1, true);
    a->next_output++;
  }
}
