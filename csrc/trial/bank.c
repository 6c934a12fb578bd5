/* Virtual patients of a trial: drawn out of a bank, measured with error, put into levels. */
#include "simulate.h"

#include <math.h>

#define TRIES 4096

hepar_status hepar_ward_fill(hepar_ward *w, hepar_error *error) {
  const hepar_trial_design *d = w->design;
  if (d->bank == 0 || !d->bank_distinct) return HEPAR_OK;
  bool weighted = d->bank_cumulative != NULL;
  w->order = hepar_malloc(((weighted ? 0 : d->bank) + w->room) * sizeof *w->order);
  if (weighted) w->taken = hepar_calloc(d->bank, 1);
  if (w->order == NULL || (weighted && w->taken == NULL)) {
    hepar_ward_free(w);
    return hepar_fail(error, HEPAR_NOMEM, "no memory to draw from %zu virtual patients", d->bank);
  }
  w->swapped = w->order + (weighted ? 0 : d->bank);
  for (size_t k = 0; !weighted && k < d->bank; k++) w->order[k] = (uint32_t)k;
  return HEPAR_OK;
}

void hepar_ward_refill(hepar_ward *w, size_t left) {
  for (size_t i = w->n; w->swapped != NULL && i-- > left;) {
    uint32_t other = w->swapped[i];
    if (w->taken != NULL) {
      w->taken[other] = 0;
    } else {
      uint32_t swap = w->order[i];
      w->order[i] = w->order[other];
      w->order[other] = swap;
    }
  }
  w->n = left;
}

/* The place of a uniform number among weights that are summed up. */
static size_t weighted(const hepar_trial_design *d, double u) {
  size_t low = 0, high = d->bank - 1;
  u *= d->bank_cumulative[high];
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (d->bank_cumulative[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/* Who patient i of this replicate is. */
static size_t someone(hepar_ward *w, size_t i, const hepar_stream *stream) {
  const hepar_trial_design *d = w->design;
  if (d->bank_stride > 0) return i * d->bank_stride + (size_t)w->replicate;
  if (d->bank_cumulative != NULL) {
    size_t who = 0;
    for (uint32_t k = 0; k < TRIES; k++) {
      who = weighted(d, hepar_stream_uniform(stream, AT_WEIGHTED + k));
      if (!d->bank_distinct || !w->taken[who]) break;
    }
    if (d->bank_distinct) {
      w->taken[who] = 1;
      w->swapped[i] = (uint32_t)who;
    }
    return who;
  }
  size_t from = d->bank_distinct ? i : 0;
  size_t who = (size_t)hepar_stream_integer(stream, AT_BANK, (int64_t)from, (int64_t)d->bank - 1);
  if (d->bank_distinct) { /* a shuffle of Fisher and Yates, one step for each patient */
    uint32_t one = w->order[who];
    w->order[who] = w->order[i];
    w->order[i] = one;
    w->swapped[i] = (uint32_t)who;
    who = one;
  }
  return who;
}

/* A value as it is measured; `visit` counts from the baseline, 0. */
static double measured(const hepar_trial_design *d, const hepar_stream *stream, uint32_t visit,
                       double value) {
  double spread = d->noise_sd + d->noise_cv * fabs(value);
  if (!(spread > 0)) return value;
  return value + spread * hepar_stream_variate(stream, AT_BASELINE + visit, HEPAR_NORMAL, 0, 1);
}

/* The level of an outcome. */
static double level_of(const hepar_trial_design *d, double value) {
  if (d->cuts == 0 || isnan(value)) return value;
  if (d->endpoint == HEPAR_BINARY) return d->cut_below ? value <= d->cut[0] : value >= d->cut[0];
  size_t level = 0;
  while (level < d->cuts && value >= d->cut[level]) level++;
  return (double)level;
}

static void draw_time(hepar_ward *w, size_t i, size_t place, double stay) {
  const hepar_trial_design *d = w->design;
  double value = d->bank_value[place];
  w->what[i] = (uint8_t)d->bank_event[place];
  w->gone[i] = d->dropout > 0 ? -log(stay) / d->dropout : HUGE_VAL;
  w->when[i] = w->what[i] > 0 ? value : HUGE_VAL;
  if (isnan(value)) { /* never seen */
    w->what[i] = 0;
    w->when[i] = HUGE_VAL;
    w->gone[i] = 0;
  } else if (w->what[i] == 0) {
    w->gone[i] = fmin(w->gone[i], value); /* not followed any further */
  }
}

void hepar_ward_draw(hepar_ward *w, size_t i, const hepar_stream *stream, double stay) {
  const hepar_trial_design *d = w->design;
  size_t who = someone(w, i, stream), arm = d->bank_null ? 0 : w->arm[i];
  double base = NAN;
  if (d->endpoint == HEPAR_TIME_TO_EVENT) {
    draw_time(w, i, arm * d->bank + who, stay);
    return;
  }
  if (d->bank_baseline != NULL) {
    base = measured(d, stream, 0, d->bank_baseline[who]);
    w->baseline[i] = base;
  }
  size_t seen = w->visits;
  if (stay < d->dropout) seen = (size_t)(stay / d->dropout * (double)w->visits);
  for (size_t v = 0; v < w->visits; v++) {
    double y = d->bank_value[(arm * d->bank + who) * w->visits + v];
    if (arm == 1 && !isnan(w->effect)) y += w->effect;
    y = measured(d, stream, (uint32_t)v + 1, y);
    if (d->measure != HEPAR_MEASURE_VALUE) y -= base;
    if (d->measure == HEPAR_MEASURE_PERCENT) y *= 100 / base;
    if (d->bank_null && w->arm[i] > 0) y += d->null_shift;
    w->y[i * w->visits + v] = v < seen ? level_of(d, y) : NAN;
  }
}
