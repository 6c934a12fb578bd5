/* A worker: a frame of lanes, attempted steps, and what follows from them. */
#include "drive.h"

#include <float.h>
#include <string.h>

/* The next `count` doubles of a block, from a multiple of 64 bytes on. */
static double *cut(char **at, size_t count) {
  double *result = (double *)(void *)*at;
  *at += (count * sizeof(double) + 63) / 64 * 64;
  return result;
}

hepar_status hepar_worker_make(worker *w, solver *s, hepar_error *error) {
  const hepar_programs *p = s->programs;
  const hepar_model *m = s->model;
  size_t lanes = s->lanes, n = s->states;
  size_t frame = (size_t)p->slot_count * lanes;
  size_t rows = HEPAR_ROW_COUNT(n) * lanes;
  size_t each = 2 * m->input_count + 1;
  size_t integers = m->input_count + n;
  size_t total, flags;
  char *at;
  memset(w, 0, sizeof *w);
  w->solver = s;
  w->lanes = lanes;
  w->states = n;
  w->attempt = s->stages == 8 ? hepar_step_rodas5p(s->kernel) : hepar_step_tsit5(s->kernel);
  flags = m->switch_count + m->event_count;
  total = frame + rows + (s->probes ? frame : 0) + lanes * each + lanes * integers +
          m->switch_count;
  w->block = hepar_calloc(1, total * sizeof(double) + lanes * (flags + m->event_count) +
                                 lanes * sizeof(lane) + 16 * 64);
  if (w->block == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for %zu lanes of %d slots", lanes,
                      (int)p->slot_count);
  at = (char *)w->block + (64 - (uintptr_t)w->block % 64);
  w->frame = cut(&at, frame);
  w->work = cut(&at, rows);
  if (s->probes) w->probe = cut(&at, frame);
  w->low = cut(&at, m->switch_count);
  w->lane = (lane *)(void *)cut(&at, lanes * sizeof(lane) / sizeof(double) + 1);
  for (size_t l = 0; l < lanes; l++) {
    lane *a = &w->lane[l];
    double *numbers = (double *)(void *)at;
    a->levels = numbers;
    a->input_rates = numbers + m->input_count;
    at += each * sizeof(double);
  }
  for (size_t l = 0; l < lanes; l++) {
    w->lane[l].input_active = (uint32_t *)(void *)at;
    w->lane[l].state_active = w->lane[l].input_active + m->input_count;
    at += integers * sizeof(uint32_t);
  }
  for (size_t l = 0; l < lanes; l++) {
    w->lane[l].signs = (signed char *)at;
    w->lane[l].conditions = (bool *)(at + m->switch_count);
    at += flags;
  }
  w->fired = (bool *)at;
  hepar_programs_start(p, w->frame, lanes);
  if (w->probe != NULL) hepar_programs_start(p, w->probe, lanes);
  for (size_t l = 0; l < lanes; l++) {
    *row_at(w, HEPAR_ROW_TOLERANCE, l) = s->options.rtol;
    *row_at(w, HEPAR_ROW_STEP, l) = 1;
    for (size_t i = 0; i < n; i++) *row_at(w, HEPAR_ROW_ABSOLUTE(n) + i, l) = s->tolerances[i];
  }
  return hepar_sensitivity_make(w, error);
}

void hepar_worker_free(worker *w) {
  if (w->block == NULL) return;
  for (size_t l = 0; l < w->lanes; l++) hepar_timetable_free(&w->lane[l].own);
  hepar_sensitivity_free(w);
  hepar_free(w->aside_block);
  hepar_free(w->block);
  memset(w, 0, sizeof *w);
}

/* Give every free lane the next patient. */
static void refill(worker *w) {
  solver *s = w->solver;
  const hepar_kernel *kernel = s->kernel;
  bool loaded[HEPAR_MOST_LANES];
  bool any = false;
  for (size_t l = 0; l < w->lanes; l++) {
    loaded[l] = false;
    while (!w->lane[l].busy && !loaded[l]) {
      size_t slot = atomic_fetch_add(&s->round_next, 1);
      if (slot >= s->round_count) {
        w->drained = true;
        break;
      }
      loaded[l] = hepar_lane_load(w, l, slot);
    }
    any = any || loaded[l];
  }
  if (!any) return;
  hepar_lanes_prepare(w);
  kernel->initial(kernel, w->frame);
  for (size_t l = 0; l < w->lanes; l++)
    if (loaded[l] && !hepar_lane_start(w, l)) loaded[l] = false;
  for (size_t l = 0; w->sensitivity != NULL && l < w->lanes; l++)
    if (loaded[l]) hepar_sensitivity_start(w, l);
  for (size_t l = 0; l < w->lanes; l++)
    if (loaded[l]) hepar_lane_arrive(w, l);
}

/* Set the steps to be attempted. */
static void prepare(worker *w) {
  solver *s = w->solver;
  for (size_t l = 0; l < w->lanes; l++) {
    lane *a = &w->lane[l];
    double h = 1, before = 1, error_before = 1;
    if (a->busy) {
      double left = a->end - a->time;
      h = a->step;
      if (s->options.largest_step > 0 && h > s->options.largest_step) h = s->options.largest_step;
      a->last = h >= 0.99 * left;
      if (a->last) h = left;
      before = a->step_before > 0 ? a->step_before : h;
      error_before = a->step_before > 0 ? a->error_before : 1e100;
      *slot_at(w, w->frame, s->programs->time_slot, l) = a->time;
    }
    *row_at(w, HEPAR_ROW_STEP, l) = h;
    *row_at(w, HEPAR_ROW_STEP_BEFORE, l) = before;
    *row_at(w, HEPAR_ROW_ERROR_BEFORE, l) = error_before;
  }
}

/* Memory for dense factors, which are asked for seldom: on first use. */
static bool step_aside(worker *w) {
  const hepar_programs *p = w->solver->programs;
  size_t n = w->states, frame = (size_t)p->slot_count * w->lanes;
  size_t rows = HEPAR_ROW_COUNT(n) * w->lanes + n * n + n;
  char *at;
  if (w->aside != NULL) return true;
  w->aside_block = hepar_calloc(1, (frame + rows) * sizeof(double) + 3 * 64);
  if (w->aside_block == NULL) return false;
  at = (char *)w->aside_block + (64 - (uintptr_t)w->aside_block % 64);
  w->aside = cut(&at, frame);
  w->aside_work = cut(&at, rows);
  hepar_programs_start(p, w->aside, w->lanes);
  return true;
}

/* Do the attempt of one lane again with dense, pivoted factors. */
static void again(worker *w, size_t l) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  size_t n = s->states, lanes = w->lanes;
  size_t inputs = HEPAR_ROW_STAGES(n); /* rows up to the stages are given */
  for (size_t slot = 0; slot < (size_t)p->slot_count; slot++) {
    double value = w->frame[slot * lanes + l];
    for (size_t k = 0; k < lanes; k++) w->aside[slot * lanes + k] = value;
  }
  for (size_t r = 0; r < inputs; r++)
    for (size_t k = 0; k < lanes; k++) w->aside_work[r * lanes + k] = w->work[r * lanes + l];
  for (size_t k = 0; k < lanes; k++) {
    w->aside_work[HEPAR_ROW_FLAGS * lanes + k] = *row_at(w, HEPAR_ROW_FLAGS, 0);
    w->aside[(size_t)p->time_slot * lanes + k] = w->lane[l].time;
    for (size_t i = 0; i < n; i++)
      w->aside[((size_t)p->state_slot + i) * lanes + k] = *row_at(w, HEPAR_ROW_STATES(n) + i, l);
  }
  hepar_step_dense(s->kernel, w->aside, w->aside_work);
  for (size_t r = 0; r < HEPAR_ROW_COUNT(n); r++)
    if (r != HEPAR_ROW_FLAGS) w->work[r * lanes + l] = w->aside_work[r * lanes];
  for (size_t i = 0; i < n; i++)
    *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) =
        w->aside[((size_t)p->state_slot + i) * lanes];
  w->lane[l].statistics.dense_steps++;
}

/* The state that stands most in the way: one that is not finite, or the one with the largest
   error. */
static size_t culprit(const worker *w, size_t l, bool *finite) {
  const solver *s = w->solver;
  size_t n = s->states, worst = 0;
  double most = -1;
  *finite = true;
  for (size_t i = 0; i < n; i++) {
    double y = *slot_at(w, w->frame, s->programs->state_slot + (int32_t)i, l);
    double before = *row_at(w, HEPAR_ROW_STATES(n) + i, l);
    size_t stage = s->stages == 8 ? 7 : 0;
    double e = fabs(*row_at(w, HEPAR_ROW_STAGES(n) + stage * n + i, l)) /
               (s->tolerances[i] + s->options.rtol * fabs(before));
    if (!isfinite(y)) {
      *finite = false;
      return i;
    }
    if (e > most) {
      most = e;
      worst = i;
    }
  }
  return worst;
}

/* States declared nonnegative: within the tolerance below 0 they become 0, beyond it the step is
   too long. Returns false for the latter. */
static bool guard(worker *w, size_t l) {
  solver *s = w->solver;
  lane *a = &w->lane[l];
  bool clipped = false;
  for (size_t g = 0; g < s->guarded_count; g++) {
    size_t i = (size_t)s->guarded[g];
    double *y = slot_at(w, w->frame, s->programs->state_slot + (int32_t)i, l);
    if (*y >= 0) continue;
    if (*y < -s->tolerances[i]) {
      a->blocked = (int32_t)i;
      return false;
    }
  }
  for (size_t g = 0; g < s->guarded_count; g++) {
    size_t i = (size_t)s->guarded[g];
    double *y = slot_at(w, w->frame, s->programs->state_slot + (int32_t)i, l);
    if (*y < 0) {
      *y = 0;
      a->blocked = (int32_t)i;
      a->statistics.clipped++;
      clipped = true;
    }
  }
  if (!clipped || a->clips == 0) a->clips_from = a->time;
  a->clips = clipped ? a->clips + 1 : 0;
  return true;
}

/* The step is refused: a shorter one from the same point. */
static void reject(worker *w, size_t l, double error, bool negative) {
  solver *s = w->solver;
  lane *a = &w->lane[l];
  size_t n = s->states;
  double h = *row_at(w, HEPAR_ROW_STEP, l), factor = *row_at(w, HEPAR_ROW_FACTOR, l);
  double least = s->options.smallest_step;
  if (least <= 0) least = 4 * DBL_EPSILON * fabs(a->time) + DBL_MIN * 1e10;
  a->statistics.rejected++;
  if (!isfinite(error)) {
    factor = 0.25;
    if (++a->unready >= 3 && s->stages == 8 && n <= HEPAR_MOST_DENSE) a->dense = true;
  } else if (negative) {
    factor = 0.5;
  }
  if (!(factor <= 0.9)) factor = 0.9;
  a->step = h * factor;
  if (a->next_try > 0 && (a->next_try < a->step || error <= 1)) a->step = a->next_try;
  a->just_rejected = true;
  if (a->step < least) {
    bool finite;
    size_t state = culprit(w, l, &finite);
    if (!finite)
      hepar_lane_fail(w, l, HEPAR_RANGE, "%s is not finite, however short the step",
                      hepar_state_name(s, state));
    else if (negative)
      hepar_lane_fail(w, l, HEPAR_RANGE, "%s is declared nonnegative, and falls below 0",
                      hepar_state_name(s, (size_t)a->blocked));
    else
      hepar_lane_fail(w, l, HEPAR_RANGE,
                      "the step would have to be shorter than %.3g (because of %s)", least,
                      hepar_state_name(s, state));
    return;
  }
  for (size_t i = 0; i < n; i++)
    *slot_at(w, w->frame, s->programs->state_slot + (int32_t)i, l) =
        *row_at(w, HEPAR_ROW_STATES(n) + i, l);
}

/* The step is kept, up to `upto`; what comes next. */
static void keep(worker *w, size_t l, double upto, double error) {
  solver *s = w->solver;
  lane *a = &w->lane[l];
  size_t n = s->states, lanes = w->lanes;
  double h = *row_at(w, HEPAR_ROW_STEP, l), factor = *row_at(w, HEPAR_ROW_FACTOR, l);
  double begun = a->time;
  a->statistics.steps++;
  a->time = upto;
  a->unready = a->tries = 0;
  a->step_before = h;
  a->error_before = error > 1e-2 ? error : 1e-2;
  if (factor > 6) factor = 6;
  if (a->just_rejected && factor > 1) factor = 1;
  a->just_rejected = false;
  a->step = s->options.fixed_step > 0 ? s->options.fixed_step : h * factor;
  if (a->regular > 0 && s->options.fixed_step <= 0) {
    /* What was just before a switch hops over it, what is behind goes on as before. */
    if (a->hop > 0) {
      a->step = a->hop;
      a->hop = 0;
    } else {
      if (a->step < a->regular) a->step = a->regular;
      a->regular = 0;
    }
    a->step_before = 0;
  }
  if (s->stages == 7) {
    /* The stability region of Tsit5 ends near -3.2 on the real axis. */
    double *k = row_at(w, HEPAR_ROW_STAGES(n), l);
    if (*row_at(w, HEPAR_ROW_STIFF, l) > 3.2 * 3.2) {
      a->calm_signs = 0;
      if (++a->stiff_signs >= 15) a->statistics.stiff = true;
    } else if (++a->calm_signs >= 6) {
      a->stiff_signs = 0;
    }
    for (size_t i = 0; i < n; i++) k[i * lanes] = k[(6 * n + i) * lanes];
  }
  if (w->sensitivity != NULL &&
      !hepar_sensitivity_keep(w, l, a->landed ? (upto - begun) / h : 1)) {
    hepar_lane_fail(w, l, HEPAR_RANGE, "a sensitivity is not finite");
    return;
  }
  a->turned = false;
  if (a->landed) {
    a->landed = false;
    a->statistics.restarts++;
    /* A switching point a rounding before the end is at the end: no step is left to take. */
    if (a->time < a->end) return;
    hepar_lane_arrive(w, l);
    return;
  }
  if (a->last) hepar_lane_arrive(w, l);
}

/* The patient has had its steps. */
static void tired(worker *w, size_t l) {
  lane *a = &w->lane[l];
  bool finite;
  size_t state = culprit(w, l, &finite);
  hepar_lane_fail(w, l, HEPAR_RANGE,
                  "%llu steps were not enough (most_steps); the last was %.3g, %s allows no "
                  "longer one",
                  (unsigned long long)a->attempts, a->step_before,
                  hepar_state_name(w->solver, state));
}

/* One attempted step of all lanes and its consequences. */
static void advance(worker *w) {
  solver *s = w->solver;
  bool accepted[HEPAR_MOST_LANES];
  double upto[HEPAR_MOST_LANES], error[HEPAR_MOST_LANES];
  bool negative[HEPAR_MOST_LANES];
  const bool fixed = s->options.fixed_step > 0;
  prepare(w);
  w->attempt(s->kernel, w->frame, w->work);
  for (size_t l = 0; l < w->lanes; l++) {
    if (!w->lane[l].busy) continue;
    w->lane[l].attempts++;
    if (!w->lane[l].dense) continue;
    if (step_aside(w))
      again(w, l);
    else
      hepar_lane_fail(w, l, HEPAR_NOMEM, "there is no memory for dense factors");
  }
  if (w->sensitivity != NULL) {
    hepar_sensitivity_step(w);
    hepar_sensitivity_errors(w);
  }
  for (size_t l = 0; l < w->lanes; l++) {
    lane *a = &w->lane[l];
    accepted[l] = false;
    if (!a->busy) continue;
    error[l] = *row_at(w, HEPAR_ROW_ERROR, l);
    accepted[l] = error[l] <= 1 || (fixed && isfinite(error[l]));
    negative[l] = false;
    if (accepted[l] && s->guarded_count > 0 && !guard(w, l)) {
      negative[l] = true;
      accepted[l] = false;
    }
    upto[l] = a->last ? a->end : a->time + *row_at(w, HEPAR_ROW_STEP, l);
  }
  if (s->model->switch_count > 0) hepar_lanes_locate(w, upto, accepted);
  hepar_lanes_sample(w, upto, accepted);
  for (size_t l = 0; l < w->lanes; l++) {
    lane *a = &w->lane[l];
    if (!a->busy) continue;
    a->statistics.rates += s->stages == 8 ? 8 : 6;
    if (s->stages == 8) {
      a->statistics.jacobians++;
      a->statistics.factors++;
      a->statistics.solves += 8 * (1 + s->sensitivity_count);
      if (w->sensitivity != NULL) a->statistics.jacobians += 24;
    }
    if (accepted[l])
      keep(w, l, upto[l], error[l]);
    else
      reject(w, l, error[l], negative[l]);
    /* A thousand steps in a row that end below 0 and lead nowhere: the model wants to be there. */
    if (a->busy && a->clips >= 1000 &&
        a->time - a->clips_from < 1e-4 * (s->plan->end - s->plan->start))
      hepar_lane_fail(w, l, HEPAR_RANGE,
          "%s is declared nonnegative, and its rate takes it below 0",
                      hepar_state_name(s, (size_t)a->blocked));
    if (a->busy && a->attempts >= s->options.most_steps) tired(w, l);
  }
}

hepar_status hepar_worker_task(void *data, size_t index, unsigned number, hepar_error *error) {
  solver *s = data;
  worker *w = &s->workers[number];
  unsigned since = 0;
  (void)index;
  w->drained = false;
  for (;;) {
    bool fresh = false;
    if (!w->drained && w->busy < w->lanes) refill(w);
    if (w->busy == 0) {
      if (w->drained) return HEPAR_OK;
      continue;
    }
    for (size_t l = 0; l < w->lanes; l++) fresh = fresh || (w->lane[l].busy && w->lane[l].fresh);
    if (fresh) {
      hepar_lanes_begin(w);
      if (w->busy == 0) continue;
    }
    advance(w);
    if (++since < 256) continue;
    since = 0;
    if (number == 0 && hepar_progress_step(s->progress, s->round_first + atomic_load(&s->finished),
                                           s->plan->patient_count) != HEPAR_OK)
      atomic_store(&s->stop, 1);
    if (hepar_interrupt_pending()) atomic_store(&s->stop, 1);
    if (atomic_load(&s->stop) != 0) {
      for (size_t l = 0; l < w->lanes; l++)
        if (w->lane[l].busy) hepar_lane_fail(w, l, HEPAR_INTERRUPTED, "interrupted");
      return hepar_fail(error, HEPAR_INTERRUPTED, "interrupted");
    }
  }
}
