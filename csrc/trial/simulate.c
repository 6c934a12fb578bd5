/* Replicates of a trial, from the first patient to the decision. */
#include "simulate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define CHUNK 8

typedef struct job {
  const hepar_trial_design *design;
  hepar_trial_run *runs;
  hepar_ward *wards;
  double **calendar; /* room for the event times of each worker */
} job;

static int rising(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Calendar times of the events of interest in open arms, in order; how many. */
static size_t event_times(const hepar_ward *w, const bool *open, double *times) {
  size_t count = 0;
  for (size_t i = 0; i < w->n; i++)
    if (open[w->arm[i]] && w->what[i] == 1 && w->when[i] <= w->gone[i])
      times[count++] = w->arrival[i] + w->when[i];
  qsort(times, count, sizeof *times, rising);
  return count;
}

/* The time of a look, and how many events there are then. */
static double look_time(const hepar_ward *w, const double *times, size_t count, size_t k,
                        uint32_t *events) {
  const hepar_trial_design *d = w->design;
  double end = w->clock + d->follow_up, wanted = d->events[k];
  if (!isnan(wanted) && wanted >= 1 && (size_t)wanted <= count && times[(size_t)wanted - 1] < end)
    end = times[(size_t)wanted - 1] * (1 + 1e-12);
  if (isinf(end)) end = count > 0 ? fmax(times[count - 1], w->clock) : w->clock;
  *events = 0;
  while (*events < count && times[*events] <= end) ++*events;
  return end;
}

/* The size after a look at the variance of both arms together, corrected for the difference that
   was planned: Gould and Shih; Kieser and Friede, Stat Med 2003;22:995. */
static size_t blinded_size(const hepar_ward *w) {
  const hepar_trial_design *d = w->design;
  double n = 0, mean = 0, ss = 0, x = 0, xx = 0, xy = 0;
  for (size_t i = 0; i < w->n; i++) {
    double y = w->y[i * w->visits + w->visits - 1];
    if (isnan(y)) continue;
    double dy = y - mean, dx = w->baseline[i] - x;
    n++;
    mean += dy / n;
    x += dx / n;
    ss += dy * (y - mean);
    xx += dx * (w->baseline[i] - x);
    xy += dx * (y - mean);
  }
  if (n < 4) return d->n;
  if (d->with_baseline && d->analysis == HEPAR_ANALYSIS_ANCOVA && xx > 0) ss -= xy * xy / xx;
  double share = d->ratio[1] / (d->ratio[0] + d->ratio[1]);
  double variance = ss / (n - 1) - share * (1 - share) * d->planned_difference *
                                       d->planned_difference;
  double size = (double)d->n * variance / (d->planned_sd * d->planned_sd);
  if (!(size > (double)d->n)) return d->n;
  return (size_t)fmin(ceil(size), d->most);
}

/* The size after the first of two looks: when the conditional power under the trend lies in the
   promising zone, what lifts it to the target (Mehta and Pocock, Stat Med 2011;30:3267). */
static size_t promising_size(const hepar_trial_design *d, double z, size_t now) {
  double t = d->fraction[0], rest = sqrt(1 - t);
  double need = (d->upper[1] - sqrt(t) * z) / rest;
  double after = (double)(d->n - now), power;
  if (!(z > 0)) return d->n;
  power = gsl_cdf_ugaussian_P(z * sqrt(after / (double)now) - need);
  if (power < d->promising_from || power >= d->promising_to) return d->n;
  double target = need + gsl_cdf_ugaussian_Pinv(d->promising_to);
  double size = (double)now * (1 + target * target / (z * z));
  return size > (double)d->n ? (size_t)fmin(ceil(size), d->most) : d->n;
}

/* Arms that stay open after a look: those above the bound below, and no more than `keep`. */
static size_t drop_arms(const hepar_trial_design *d, size_t k, const double *z, bool *open) {
  size_t left = 0;
  for (size_t a = 1; a < d->arms; a++) {
    if (open[a] && z[a] < d->lower_bound[k]) open[a] = false;
    left += open[a];
  }
  while (d->keep > 0 && left > d->keep) {
    size_t worst = 0;
    for (size_t a = 1; a < d->arms; a++)
      if (open[a] && (worst == 0 || z[a] < z[worst])) worst = a;
    open[worst] = false;
    left--;
  }
  return left;
}

/* The arms that are better by adjusted p values, as bits. */
static uint8_t adjusted(const hepar_trial_design *d, const double *z) {
  double p[HEPAR_TRIAL_ARMS], lambda[HEPAR_TRIAL_ARMS], values[HEPAR_TRIAL_ARMS];
  unsigned shown = 0;
  for (size_t a = 1; a < d->arms; a++) {
    p[a - 1] = gsl_cdf_ugaussian_Q(z[a]);
    lambda[a - 1] = sqrt(d->ratio[a] / (d->ratio[a] + d->ratio[0]));
  }
  hepar_multiplicity_adjust(d->adjust, d->arms - 1, p, lambda, values);
  for (size_t a = 1; a < d->arms; a++)
    if (values[a - 1] <= d->adjust_alpha) shown |= 1U << a;
  return (uint8_t)shown;
}

static hepar_status replicate(hepar_ward *w, double *times, hepar_trial_run *run,
                              hepar_error *error) {
  const hepar_trial_design *d = w->design;
  bool open[HEPAR_TRIAL_ARMS], survival = d->endpoint == HEPAR_TIME_TO_EVENT;
  double z[HEPAR_TRIAL_ARMS] = {0}, before = 0;
  size_t n = d->n, count = 0, last = 0, arms = d->arms - 1;
  *run = (hepar_trial_run){.arm = 1, .estimate = NAN};
  for (size_t a = 0; a < d->arms; a++) open[a] = true;
  if (survival) {
    hepar_ward_enrol(w, n, open);
    count = event_times(w, open, times);
  }
  if (d->resize == HEPAR_RESIZE_BLINDED) {
    hepar_ward_enrol(w, (size_t)floor(d->resize_at * (double)n + 0.5), open);
    n = blinded_size(w);
  }
  for (size_t k = 0; k < d->looks; k++) {
    double now = 0;
    size_t here = k + 1 == d->looks ? n : (size_t)floor(d->fraction[k] * (double)d->n + 0.5);
    bool split = d->resize == HEPAR_RESIZE_PROMISING && k == 1;
    if (survival) {
      now = look_time(w, times, count, k, &run->events);
      for (here = 0; here < w->n && w->arrival[here] < now;) here++;
    } else {
      hepar_ward_enrol(w, here, open);
      now = w->clock + d->follow_up;
    }
    run->look = (uint8_t)(k + 1);
    run->duration = now;
    run->n = (uint32_t)here;
    double best = -HUGE_VAL;
    for (size_t a = 1; a < d->arms; a++) {
      hepar_answer answer;
      if (!open[a]) continue;
      hepar_status status = hepar_ward_test(w, a, split ? last : 0, here, now, &answer, error);
      if (status == HEPAR_RANGE) run->failed = 1;
      else if (status != HEPAR_OK) return status;
      z[a] = answer.z;
      if (split) z[a] = sqrt(d->fraction[0]) * before + sqrt(1 - d->fraction[0]) * answer.z;
      if (z[a] > best) {
        best = z[a];
        run->arm = (uint8_t)a;
        run->estimate = answer.estimate;
      }
    }
    run->z = best;
    if (d->adjust != HEPAR_MULTIPLICITY_NONE) {
      run->shown = adjusted(d, z);
      if (run->shown != 0) run->decision = 1;
    } else {
      for (size_t a = 1; a < d->arms; a++)
        if (open[a] && z[a] >= d->upper[k]) run->shown |= (uint8_t)(1U << a);
    }
    if (d->adjust == HEPAR_MULTIPLICITY_NONE && best >= d->upper[k]) run->decision = 1;
    else if (d->sided == 2 && best <= -d->upper[k]) run->decision = -1;
    if (run->decision != 0 || k + 1 == d->looks) break;
    size_t left = drop_arms(d, k, z, open);
    if (left == 0) {
      run->futile = 1;
      break;
    }
    if (d->resize == HEPAR_RESIZE_PROMISING) n = promising_size(d, best, here);
    for (size_t s = 0; s < HEPAR_TRIAL_STRATA; s++)
      if (d->arms > 2) w->block_left[s] = 0; /* new blocks for the arms that are left */
    if (survival && left < arms) { /* who comes later goes to the arms that are left */
      hepar_ward_refill(w, here);
      w->clock = here > 0 ? w->arrival[here - 1] : 0;
      hepar_ward_enrol(w, n, open);
      count = event_times(w, open, times);
    }
    arms = left;
    before = best;
    last = here;
  }
  size_t treated = 0;
  for (size_t i = 0; i < run->n; i++) {
    treated += w->arm[i] == 1;
    if (!survival && isnan(w->y[i * w->visits + w->visits - 1])) run->missing++;
  }
  run->share = run->n > 0 ? (uint8_t)floor(100.0 * (double)treated / run->n + 0.5) : 0;
  return HEPAR_OK;
}

static hepar_status task(void *data, size_t index, unsigned worker, hepar_error *error) {
  job *j = data;
  const hepar_trial_design *d = j->design;
  size_t end = (index + 1) * CHUNK < d->replicates ? (index + 1) * CHUNK : d->replicates;
  for (size_t r = index * CHUNK; r < end; r++) {
    hepar_ward *w = &j->wards[worker];
    hepar_ward_start(w, d->first + r, d->effects != NULL ? d->effects[r] : NAN);
    hepar_status status = replicate(w, j->calendar[worker], &j->runs[r], error);
    if (status != HEPAR_OK) return status;
  }
  return HEPAR_OK;
}

hepar_status hepar_trial_simulate(const hepar_trial_design *d, hepar_trial_run *runs,
                                  hepar_progress *progress, hepar_error *error) {
  job j = {.design = d, .runs = runs};
  hepar_pool *pool = NULL;
  unsigned threads = 0;
  if (d->arms < 2 || d->arms > HEPAR_TRIAL_ARMS || d->n < 2 || d->looks < 1 ||
      d->looks > HEPAR_LOOKS || d->visits > HEPAR_TRIAL_VISITS ||
      d->strata > HEPAR_TRIAL_STRATA || d->levels > HEPAR_TRIAL_LEVELS ||
      d->block > HEPAR_TRIAL_BLOCK || d->block < 1 || d->cuts >= HEPAR_TRIAL_LEVELS ||
      (d->bank > 0 && d->bank_distinct && (d->bank < d->n || d->bank > UINT32_MAX)) ||
      (d->bank_stride > 0 && (d->bank < d->n * d->bank_stride || d->first + d->replicates >
                                                                      d->bank_stride)))
    return hepar_fail(error, HEPAR_MISUSE, "the design is outside its limits");
  hepar_status status = hepar_pool_new(&pool, d->threads, error);
  if (status != HEPAR_OK) return status;
  threads = hepar_pool_threads(pool);
  j.wards = hepar_calloc(threads, sizeof *j.wards);
  j.calendar = hepar_calloc(threads, sizeof *j.calendar);
  if (j.wards == NULL || j.calendar == NULL)
    status = hepar_fail(error, HEPAR_NOMEM, "no memory for the trials");
  for (unsigned i = 0; status == HEPAR_OK && i < threads; i++) {
    status = hepar_ward_new(&j.wards[i], d, error);
    if (status != HEPAR_OK) break;
    j.calendar[i] = hepar_malloc(j.wards[i].room * sizeof **j.calendar);
    if (j.calendar[i] == NULL)
      status = hepar_fail(error, HEPAR_NOMEM, "no memory for the event times");
  }
  if (status == HEPAR_OK)
    status = hepar_pool_run(pool, (d->replicates + CHUNK - 1) / CHUNK, task, &j, progress, error);
  for (unsigned i = 0; j.wards != NULL && j.calendar != NULL && i < threads; i++) {
    hepar_ward_free(&j.wards[i]);
    hepar_free(j.calendar[i]);
  }
  hepar_free(j.wards);
  hepar_free(j.calendar);
  hepar_pool_free(pool);
  return status;
}

hepar_status hepar_trial_allot(const hepar_trial_design *d, double *arms, hepar_error *error) {
  hepar_ward w;
  if (d->allocation == HEPAR_ALLOCATE_ADAPTIVE || d->strata > 1 || d->bank > 0 || d->arms < 2 ||
      d->arms > HEPAR_TRIAL_ARMS || d->block < 1 || d->block > HEPAR_TRIAL_BLOCK)
    return hepar_fail(error, HEPAR_MISUSE, "the arms of this design are not known beforehand");
  hepar_status status = hepar_ward_new(&w, d, error);
  if (status != HEPAR_OK) return status;
  for (size_t r = 0; r < d->replicates; r++) {
    hepar_ward_allot(&w, d->first + r, d->n);
    for (size_t i = 0; i < d->n; i++) arms[i * d->replicates + r] = w.arm[i];
  }
  hepar_ward_free(&w);
  return HEPAR_OK;
}
