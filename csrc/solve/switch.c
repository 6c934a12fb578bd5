/* Switching points and events: where the sign of a switch turns, the step ends and a new one
   begins. */
#include "drive.h"

#include <float.h>

enum { MOST_TRIES = 40 };
/* An error, in tolerances, that may stay at a switching point. */
#define SMALL_ERROR 0.01
/* A share of a step that is lost in the error of its end. */
#define LITTLE_LEFT 1e-9
/* The share of a step by which the next one hops over the switch that it came up to. */
#define HOP 1e-3

/* -1, 0 or 1. */
static signed char sign_of(double x) { return (signed char)((x > 0) - (x < 0)); }

/* The switches and conditions at the states and times that a frame holds. */
void hepar_lanes_signs(worker *w, double *frame) {
  w->solver->kernel->switches(w->solver->kernel, frame);
}

/* Whether a switch of the lane differs from what it was when the step began. */
static bool turned(const worker *w, double *frame, size_t l) {
  const solver *s = w->solver;
  const lane *a = &w->lane[l];
  for (size_t i = 0; i < s->model->switch_count; i++)
    if (sign_of(*slot_at(w, frame, s->programs->switch_slot + (int32_t)i, l)) != a->signs[i])
      return true;
  return false;
}

/* Put the states at a fraction of the step into the probing frame. */
static void probe_at(worker *w, size_t l, double theta) {
  const hepar_programs *p = w->solver->programs;
  if (theta >= 1) {
    for (size_t i = 0; i < w->states; i++)
      *slot_at(w, w->probe, p->state_slot + (int32_t)i, l) =
          *slot_at(w, w->frame, p->state_slot + (int32_t)i, l);
  } else {
    hepar_lane_interpolate(w, l, theta, slot_at(w, w->probe, p->state_slot, l), w->lanes);
  }
  *slot_at(w, w->probe, p->time_slot, l) =
      *row_at(w, HEPAR_ROW_TIME, l) + theta * *row_at(w, HEPAR_ROW_STEP, l);
}

/* Where the search goes next: the first zero that straight lines through the values at both ends
   promise, or the middle when that has not helped. */
static double guess(const worker *w, size_t l, const double *low, double a, double b, bool halve) {
  const solver *s = w->solver;
  double best = b;
  if (halve) return a + (b - a) / 2;
  for (size_t i = 0; i < s->model->switch_count; i++) {
    double x = low[i], y = *slot_at(w, w->probe, s->programs->switch_slot + (int32_t)i, l);
    double at;
    if (sign_of(y) == w->lane[l].signs[i] || x == y) continue;
    at = a + (b - a) * (x / (x - y));
    if (at < best) best = at;
  }
  /* A little inside, so that an exact hit closes in from both sides. */
  if (!(best > a + (b - a) / 64)) best = a + (b - a) / 64;
  if (!(best < b - (b - a) / 64)) best = b - (b - a) / 64;
  return best;
}

typedef struct search {
  double a, b;     /* no switch has turned at a, one has at b */
  double *low;     /* the switches at a */
  double width;    /* of the bracket two rounds ago */
  unsigned rounds;
} search;

/* The first turn in (a, b] of one lane, to a few roundings of the time. */
static double search_lane(worker *w, size_t l, search *q) {
  const solver *s = w->solver;
  const hepar_programs *p = s->programs;
  size_t count = s->model->switch_count;
  double h = *row_at(w, HEPAR_ROW_STEP, l), begun = *row_at(w, HEPAR_ROW_TIME, l);
  double scale = fabs(begun) > fabs(begun + h) ? fabs(begun) : fabs(begun + h);
  double least = 4 * DBL_EPSILON * (1 + scale / h);
  if (least > 1) least = 1;
  probe_at(w, l, q->a);
  hepar_lanes_signs(w, w->probe);
  for (size_t i = 0; i < count; i++)
    q->low[i] = *slot_at(w, w->probe, p->switch_slot + (int32_t)i, l);
  probe_at(w, l, q->b);
  hepar_lanes_signs(w, w->probe);
  q->width = q->b - q->a;
  for (q->rounds = 0; q->b - q->a > least && q->rounds < 200; q->rounds++) {
    bool halve = q->rounds % 3 == 2 && q->b - q->a > q->width / 4;
    double theta;
    /* guess() reads the switches at b from the frame; keep them while a moves. */
    double kept[HEPAR_MOST_KEPT];
    size_t keep = count < HEPAR_MOST_KEPT ? count : HEPAR_MOST_KEPT;
    if (q->rounds % 3 == 0) q->width = q->b - q->a;
    theta = guess(w, l, q->low, q->a, q->b, halve || count > HEPAR_MOST_KEPT);
    for (size_t i = 0; i < keep; i++)
      kept[i] = *slot_at(w, w->probe, p->switch_slot + (int32_t)i, l);
    probe_at(w, l, theta);
    hepar_lanes_signs(w, w->probe);
    if (turned(w, w->probe, l)) {
      q->b = theta;
    } else {
      q->a = theta;
      for (size_t i = 0; i < count; i++)
        q->low[i] = *slot_at(w, w->probe, p->switch_slot + (int32_t)i, l);
      for (size_t i = 0; i < keep; i++)
        *slot_at(w, w->probe, p->switch_slot + (int32_t)i, l) = kept[i];
    }
  }
  return q->b;
}

/* Tell the sensitivities which switch turned. */
static void turn(worker *w, size_t l, const search *q) {
  const solver *s = w->solver;
  probe_at(w, l, q->b);
  hepar_lanes_signs(w, w->probe);
  for (size_t i = 0; i < s->model->switch_count; i++)
    if (sign_of(*slot_at(w, w->probe, s->programs->switch_slot + (int32_t)i, l)) !=
        w->lane[l].signs[i]) {
      hepar_sensitivity_turn(w, l, (int32_t)i, q->a, q->b);
      return;
    }
}

/* Keep the signs and conditions that the frame shows for a lane; true when an event turned true. */
static bool keep_signs(worker *w, size_t l, bool fire, bool *fired) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  lane *a = &w->lane[l];
  bool any = false;
  for (size_t i = 0; i < s->model->switch_count; i++)
    a->signs[i] = sign_of(*slot_at(w, w->frame, p->switch_slot + (int32_t)i, l));
  for (size_t i = 0; i < s->model->event_count; i++) {
    bool holds = *slot_at(w, w->frame, p->condition_slot + (int32_t)i, l) != 0;
    fired[i] = fire && holds && !a->conditions[i];
    if (fired[i]) any = true;
    a->conditions[i] = holds;
  }
  return any;
}

/* End the step at the fraction theta. */
static void land(worker *w, size_t l, double theta, double *upto) {
  const hepar_programs *p = w->solver->programs;
  double begun = *row_at(w, HEPAR_ROW_TIME, l);
  lane *a = &w->lane[l];
  a->fresh = true;
  a->tries = 0;
  if (theta >= 1) return;
  probe_at(w, l, theta);
  for (size_t i = 0; i < w->states; i++)
    *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) =
        *slot_at(w, w->probe, p->state_slot + (int32_t)i, l);
  *upto = *slot_at(w, w->probe, p->time_slot, l);
  if (!(*upto > begun)) *upto = nextafter(begun, INFINITY);
  a->landed = true;
}

/* A step that a switch turns in is only as good as its error says: beyond the switch its stages
   have seen other rates. If that error is small, or nothing is left before the switch, the step
   ends there; otherwise it is tried again up to just before it. Rejected steps are looked at, too:
   they know where to try next. */
static void settle(worker *w, size_t l, bool half, bool *accepted, double *upto) {
  lane *a = &w->lane[l];
  double h = *row_at(w, HEPAR_ROW_STEP, l), begun = *row_at(w, HEPAR_ROW_TIME, l);
  double least = 16 * DBL_EPSILON * (fabs(begun) > h ? fabs(begun) : h);
  search q = {.a = half ? 0 : 0.5, .b = half ? 0.5 : 1, .low = w->low};
  bool small = *accepted && *row_at(w, HEPAR_ROW_ERROR, l) <= SMALL_ERROR;
  double theta = search_lane(w, l, &q);
  a->statistics.switches += q.rounds + 2;
  /* Nothing to speak of is left behind the switch: a second try would end at the same place. */
  if (*accepted && 1 - q.a <= LITTLE_LEFT) small = true;
  if (small || theta * h <= least || a->tries >= MOST_TRIES) {
    *accepted = true;
    a->smooth = small;
    a->hop = 0;
    if (w->sensitivity != NULL) turn(w, l, &q);
    land(w, l, theta, upto);
    return;
  }
  if (*accepted) { /* a step of this length is right here, but for the switch */
    if (a->regular <= 0) a->regular = h;
    a->hop = HOP * h;
  }
  *accepted = false;
  a->tries++;
  a->next_try = q.a * h;
  if (a->next_try < least) a->next_try = least / 2;
}

void hepar_lanes_locate(worker *w, double *upto, bool *accepted) {
  solver *s = w->solver;
  bool half[HEPAR_MOST_LANES], looked[HEPAR_MOST_LANES] = {false};
  for (size_t l = 0; l < w->lanes; l++) {
    looked[l] = w->lane[l].busy && isfinite(*row_at(w, HEPAR_ROW_ERROR, l)) &&
                !(s->options.fixed_step > 0 && !accepted[l]);
    w->lane[l].next_try = 0;
  }
  hepar_lanes_interpolate(w, 0.5, s->watched, s->watched_count);
  hepar_lanes_signs(w, w->probe);
  for (size_t l = 0; l < w->lanes; l++) half[l] = looked[l] && turned(w, w->probe, l);
  hepar_lanes_signs(w, w->frame);
  for (size_t l = 0; l < w->lanes; l++) {
    if (!looked[l]) continue;
    w->lane[l].statistics.switches += 2;
    if (half[l] || turned(w, w->frame, l)) settle(w, l, half[l], &accepted[l], &upto[l]);
  }
}

/* What the events that fired set, in their order, of the states before. */
static void set_states(worker *w, size_t l, const bool *fired) {
  solver *s = w->solver;
  const hepar_programs *p = s->programs;
  size_t place = 0;
  for (size_t e = 0; e < s->model->event_count; e++) {
    const hepar_model_event *event = &s->model->events[e];
    for (size_t i = 0; i < event->set_count; i++, place++)
      if (fired[e])
        *slot_at(w, w->frame, p->state_slot + event->set_states[i], l) =
            *slot_at(w, w->frame, p->set_slot + (int32_t)place, l);
    if (fired[e]) w->lane[l].statistics.events++;
  }
}

void hepar_lanes_fire(worker *w) {
  solver *s = w->solver;
  bool *fired = w->fired;
  bool again = true;
  size_t events = s->model->event_count;
  if (s->model->switch_count == 0 && events == 0) return;
  for (unsigned round = 0; again; round++) {
    bool any[HEPAR_MOST_LANES];
    again = false;
    hepar_lanes_signs(w, w->frame);
    for (size_t l = 0; l < w->lanes; l++) {
      lane *a = &w->lane[l];
      any[l] = false;
      if (!a->busy || !a->fresh || (round > 0 && !a->cascade)) continue;
      a->statistics.switches++;
      any[l] = keep_signs(w, l, !a->first, fired + l * events);
      if (any[l]) a->smooth = false;
      a->first = false;
      a->cascade = any[l];
      if (any[l] && round >= 100) {
        hepar_lane_fail(w, l, HEPAR_RANGE, "events set each other off without end");
        any[l] = a->cascade = false;
      }
      again = again || any[l];
    }
    if (!again) break;
    s->kernel->sets(s->kernel, w->frame);
    for (size_t l = 0; l < w->lanes; l++)
      if (any[l]) set_states(w, l, fired + l * events);
  }
}
