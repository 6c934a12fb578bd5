/* Patients of a replicate. Every number is a function of seed, replicate, patient and purpose, so
   that it depends neither on threads nor on the size or the arm of the trial. */
#include "simulate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define PATIENT 0x70617469U
#define BLOCK 0x626c6f63U

hepar_status hepar_ward_new(hepar_ward *w, const hepar_trial_design *d, hepar_error *error) {
  size_t n = (size_t)fmax((double)d->n, d->resize != HEPAR_RESIZE_NONE ? d->most : 0);
  *w = (hepar_ward){.design = d, .room = n};
  w->visits = d->endpoint == HEPAR_CONTINUOUS ? d->visits : 1;
  /* doubles first, then bytes, in two blocks */
  double *numbers = hepar_calloc(n * (6 + 2 * w->visits), sizeof *numbers);
  uint8_t *bytes = hepar_calloc(n * 7, 1);
  if (numbers == NULL || bytes == NULL) {
    hepar_free(numbers);
    hepar_free(bytes);
    return hepar_fail(error, HEPAR_NOMEM, "no memory for %zu patients", n);
  }
  w->baseline = numbers;
  w->arrival = numbers + n;
  w->when = numbers + 2 * n;
  w->gone = numbers + 3 * n;
  w->some_baseline = numbers + 4 * n;
  w->some_time = numbers + 5 * n;
  w->y = numbers + 6 * n;
  w->some_y = w->y + n * w->visits;
  w->arm = bytes;
  w->stratum = bytes + n;
  w->event = bytes + 2 * n;
  w->group = bytes + 3 * n;
  w->some_event = bytes + 4 * n;
  w->some_stratum = bytes + 5 * n;
  w->what = bytes + 6 * n;
  return hepar_ward_fill(w, error);
}

void hepar_ward_free(hepar_ward *w) {
  hepar_free(w->baseline);
  hepar_free(w->arm);
  hepar_free(w->order);
  hepar_free(w->taken);
  w->baseline = NULL;
  w->arm = w->taken = NULL;
  w->order = w->swapped = NULL;
}

void hepar_ward_start(hepar_ward *w, uint64_t replicate, double effect) {
  hepar_ward_refill(w, 0);
  w->clock = 0;
  w->replicate = replicate;
  w->effect = effect;
  memset(w->drawn, 0, sizeof w->drawn);
  memset(w->block_left, 0, sizeof w->block_left);
}

static hepar_stream stream_of(const hepar_ward *w, size_t patient) {
  return hepar_stream_new(w->design->seed, w->replicate << 32 | patient, PATIENT);
}

/* The place of u among shares that add up to about 1. */
static size_t pick(const double *share, size_t count, double u) {
  double total = 0;
  for (size_t k = 0; k < count; k++) total += share[k];
  u *= total;
  for (size_t k = 0; k + 1 < count; k++) {
    if (u < share[k]) return k;
    u -= share[k];
  }
  while (count > 1 && !(share[count - 1] > 0)) count--;
  return count - 1;
}

/* The next arm of a stratum's permuted block. */
static size_t from_block(hepar_ward *w, size_t stratum, const bool *open) {
  const hepar_trial_design *d = w->design;
  uint8_t *block = w->block[stratum];
  if (w->block_left[stratum] == 0) {
    double sum = 0, whole = 0;
    size_t filled = 0;
    for (size_t a = 0; a < d->arms; a++)
      if (open[a]) sum += d->ratio[a];
    for (size_t a = 0; a < d->arms; a++) {
      if (!open[a]) continue;
      whole += d->ratio[a];
      size_t until = (size_t)floor((double)d->block * whole / sum + 0.5);
      while (filled < until && filled < HEPAR_TRIAL_BLOCK) block[filled++] = (uint8_t)a;
    }
    hepar_stream stream = hepar_stream_new(d->seed, w->replicate << 32 | stratum, BLOCK);
    for (size_t i = filled; i > 1; i--) {
      size_t j = (size_t)hepar_stream_integer(&stream, w->drawn[stratum]++, 0, (int64_t)i - 1);
      uint8_t swap = block[i - 1];
      block[i - 1] = block[j];
      block[j] = swap;
    }
    w->block_left[stratum] = filled;
  }
  return block[--w->block_left[stratum]];
}

/* Shares of an adaptive allocation: by the square root of the share of successes (Rosenberger and
   others, Biometrics 2001;57:909) or by the standard deviation (Neyman). */
static void adapt(const hepar_ward *w, const bool *open, double *share) {
  const hepar_trial_design *d = w->design;
  double n[HEPAR_TRIAL_ARMS] = {0}, sum[HEPAR_TRIAL_ARMS] = {0}, square[HEPAR_TRIAL_ARMS] = {0};
  for (size_t i = 0; i < w->n; i++) {
    double y = w->y[i * w->visits + w->visits - 1];
    if (isnan(y)) continue;
    n[w->arm[i]]++;
    sum[w->arm[i]] += y;
    square[w->arm[i]] += y * y;
  }
  for (size_t a = 0; a < d->arms; a++) {
    double p = (sum[a] + 1) / (n[a] + 2); /* a uniform prior, so that nobody is left out */
    if (d->endpoint == HEPAR_BINARY) {
      share[a] = sqrt(d->lower ? 1 - p : p);
    } else {
      double v = n[a] > 1 ? (square[a] - sum[a] * sum[a] / n[a]) / (n[a] - 1) : 0;
      share[a] = v > 0 ? sqrt(v) : 1;
    }
    if (!open[a]) share[a] = 0;
  }
}

static double logistic(double x) { return 1 / (1 + exp(-x)); }

/* The outcome of an arm at a visit, from its standard normal. */
static double continuous(const hepar_ward *w, size_t arm, size_t visit, double z, double shift) {
  const hepar_trial_design *d = w->design;
  double mean = d->mean[arm][visit];
  if (arm == 1 && !isnan(w->effect)) mean = d->mean[0][visit] + w->effect;
  return mean + d->sd[arm][visit] * z + shift;
}

/* Drop-out by what was seen, or by what is missed. */
static void leave(hepar_ward *w, size_t i, const hepar_stream *stream) {
  const hepar_trial_design *d = w->design;
  double *y = w->y + i * d->visits, worse = d->lower ? 1 : -1;
  for (size_t v = 0; v < d->visits; v++) {
    double score = 0;
    if (d->dropout_by == HEPAR_DROPOUT_BY_UNSEEN) score = (y[v] - d->mean[0][v]) / d->sd[0][v];
    else if (v > 0) score = (y[v - 1] - d->mean[0][v - 1]) / d->sd[0][v - 1];
    else if (d->with_baseline) score = (w->baseline[i] - d->baseline_mean) / d->baseline_sd;
    double odds = d->leave[v] + worse * d->leave_slope * score;
    if (hepar_stream_uniform(stream, AT_LEAVING + v) >= logistic(odds)) continue;
    for (; v < d->visits; v++) y[v] = NAN;
  }
}

static void draw_visits(hepar_ward *w, size_t i, const hepar_stream *stream, double shift,
                        double stay) {
  const hepar_trial_design *d = w->design;
  size_t wide = d->visits + 1;
  double z[HEPAR_TRIAL_VISITS + 1] = {0};
  for (size_t v = 0; v < wide; v++)
    z[v] = hepar_stream_variate(stream, AT_BASELINE + v, HEPAR_NORMAL, 0, 1);
  /* the baseline is the first of the correlated numbers */
  w->baseline[i] = d->baseline_mean + d->baseline_sd * z[0] + shift;
  for (size_t v = 0; v < d->visits; v++) {
    double sum = 0;
    for (size_t k = 0; k <= v + 1; k++) sum += d->root[(v + 1) * wide + k] * z[k];
    w->y[i * d->visits + v] = continuous(w, w->arm[i], v, sum, shift);
  }
  if (d->dropout_by != HEPAR_DROPOUT_BY_CHANCE) {
    leave(w, i, stream);
  } else if (stay < d->dropout) { /* seen until some visit before the last */
    size_t seen = (size_t)(stay / d->dropout * (double)d->visits);
    for (size_t v = seen; v < d->visits; v++) w->y[i * d->visits + v] = NAN;
  }
}

static void draw_level(hepar_ward *w, size_t i, double u, double shift) {
  const hepar_trial_design *d = w->design;
  size_t arm = w->arm[i], levels = d->levels, level = 0;
  const double *p = d->probability[arm];
  double below = 0, effect = shift;
  if (arm == 1 && !isnan(w->effect)) {
    p = d->probability[0];
    effect += w->effect;
  }
  /* the level rises with 1 - u; log odds are shifted alike at all cut points */
  for (level = levels - 1; level > 0; level--) {
    below += p[level];
    double share = effect == 0 ? below : logistic(log(below / (1 - below)) + effect);
    if (below >= 1) share = 1;
    if (u < share) break;
  }
  w->y[i] = (double)level;
}

static void draw_time(hepar_ward *w, size_t i, const hepar_stream *stream, double shift,
                      double stay) {
  const hepar_trial_design *d = w->design;
  size_t arm = w->arm[i];
  double hazard = d->hazard[arm], other = HUGE_VAL;
  if (arm == 1 && !isnan(w->effect)) hazard = d->hazard[0] * exp(w->effect);
  hazard *= exp(shift);
  w->when[i] = -log(hepar_stream_uniform(stream, AT_OUTCOME)) / hazard;
  w->what[i] = 1;
  if (d->competing[arm] > 0)
    other = -log(hepar_stream_uniform(stream, AT_COMPETING)) / d->competing[arm];
  if (other < w->when[i]) {
    w->when[i] = other;
    w->what[i] = 2;
  }
  w->gone[i] = d->dropout > 0 ? -log(stay) / d->dropout : HUGE_VAL;
}

/* The arm of the next patient of a stratum. */
static uint8_t allot(hepar_ward *w, size_t stratum, const bool *open, const double *share,
                     const hepar_stream *stream) {
  const hepar_trial_design *d = w->design;
  if (d->allocation == HEPAR_ALLOCATE_BLOCK) return (uint8_t)from_block(w, stratum, open);
  return (uint8_t)pick(share, d->arms, hepar_stream_uniform(stream, AT_ARM));
}

void hepar_ward_allot(hepar_ward *w, uint64_t replicate, size_t n) {
  bool open[HEPAR_TRIAL_ARMS];
  hepar_ward_start(w, replicate, NAN);
  for (size_t a = 0; a < HEPAR_TRIAL_ARMS; a++) open[a] = true;
  for (size_t i = 0; i < n && i < w->room; i++) {
    hepar_stream stream = stream_of(w, i);
    w->arm[i] = allot(w, 0, open, w->design->ratio, &stream);
  }
}

void hepar_ward_enrol(hepar_ward *w, size_t n, const bool *open) {
  const hepar_trial_design *d = w->design;
  double share[HEPAR_TRIAL_ARMS] = {0};
  for (size_t a = 0; a < d->arms; a++) share[a] = open[a] ? d->ratio[a] : 0;
  for (size_t i = w->n; i < n && i < w->room; i++) {
    hepar_stream stream = stream_of(w, i);
    size_t k = 0;
    if (d->strata > 1)
      k = pick(d->stratum_share, d->strata, hepar_stream_uniform(&stream, AT_STRATUM));
    w->stratum[i] = (uint8_t)k;
    if (d->rate > 0) w->clock -= log(hepar_stream_uniform(&stream, AT_ARRIVAL)) / d->rate;
    w->arrival[i] = w->clock;
    if (d->allocation == HEPAR_ALLOCATE_ADAPTIVE && i >= d->block && i % d->block == 0)
      adapt(w, open, share);
    w->arm[i] = allot(w, k, open, share, &stream);
    double stay = hepar_stream_uniform(&stream, AT_DROPOUT);
    double shift = d->strata > 1 ? d->stratum_shift[k] : 0;
    if (d->bank > 0) {
      hepar_ward_draw(w, i, &stream, stay);
    } else if (d->endpoint == HEPAR_CONTINUOUS) {
      draw_visits(w, i, &stream, shift, stay);
    } else if (d->endpoint == HEPAR_TIME_TO_EVENT) {
      draw_time(w, i, &stream, shift, stay);
    } else {
      draw_level(w, i, hepar_stream_uniform(&stream, AT_OUTCOME), shift);
      if (stay < d->dropout) w->y[i] = NAN;
    }
    w->n = i + 1;
  }
}

hepar_status hepar_ward_test(const hepar_ward *w, size_t arm, size_t first, size_t last,
                             double calendar, hepar_answer *answer, hepar_error *error) {
  const hepar_trial_design *d = w->design;
  hepar_sample s = {.group = w->group, .tau = d->tau, .degrees = d->degrees, .prior = d->prior,
                    .imputation = d->imputation, .imputations = d->imputations, .seed = d->seed,
                    .stream = w->replicate << 8 | arm,
                    .prior_of = d->endpoint == HEPAR_TIME_TO_EVENT ? HEPAR_PRIOR_OF_LOG_HAZARD
                                : d->endpoint == HEPAR_BINARY    ? HEPAR_PRIOR_OF_LOG_ODDS
                                                                 : HEPAR_PRIOR_OF_MEAN,
                    .components = d->components, .visit_count = w->visits, .strata = d->strata};
  hepar_error reason;
  size_t n = 0;
  for (size_t i = first; i < last; i++) {
    if (w->arm[i] != 0 && w->arm[i] != arm) continue;
    w->group[n] = w->arm[i] == arm;
    w->some_stratum[n] = w->stratum[i];
    if (d->endpoint == HEPAR_TIME_TO_EVENT) {
      double left = calendar - w->arrival[i];
      if (left <= 0) continue;
      double time = fmin(w->when[i], fmin(w->gone[i], left));
      w->some_time[n] = time;
      w->some_event[n] = time == w->when[i] ? w->what[i] : 0;
    } else {
      w->some_baseline[n] = w->baseline[i];
      if (d->analysis == HEPAR_ANALYSIS_MMRM || d->analysis == HEPAR_ANALYSIS_IMPUTED)
        memcpy(w->some_y + n * w->visits, w->y + i * w->visits, w->visits * sizeof *w->y);
      else
        w->some_y[n] = w->y[i * w->visits + w->visits - 1];
    }
    n++;
  }
  s.n = n;
  s.y = s.visits = w->some_y;
  s.baseline = d->with_baseline ? w->some_baseline : NULL;
  s.stratum = d->strata > 1 ? w->some_stratum : NULL;
  s.time = w->some_time;
  s.event = w->some_event;
  hepar_status status = hepar_trial_test(d->analysis, &s, answer, &reason);
  if (status == HEPAR_RANGE && d->analysis == HEPAR_ANALYSIS_PROPORTIONAL_ODDS)
    status = hepar_trial_test(HEPAR_ANALYSIS_WILCOXON, &s, answer, &reason);
  if (status == HEPAR_RANGE) {
    answer->z = 0;
    answer->estimate = NAN;
    return status;
  }
  if (status != HEPAR_OK) return hepar_fail(error, status, "%s", reason.message);
  answer->z = hepar_claim_z(d->analysis, d->claim, d->margin, d->lower, answer);
  return HEPAR_OK;
}
