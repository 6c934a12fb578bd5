/* The plan: checks, rounds of patients over threads, results in order. */
#include "drive.h"

#include <float.h>
#include <string.h>

hepar_solve_options hepar_solve_options_default(void) {
  return (hepar_solve_options){.method = HEPAR_RODAS5P, .rtol = 1e-6, .atol = 1e-9,
                               .keep_nonnegative = true};
}

/* Tolerances that can be met. */
static hepar_status check_tolerances(const hepar_solve_options *o, const hepar_model *m,
                                     hepar_error *error) {
  if (!(o->rtol >= 1e-13 && o->rtol <= 0.1))
    return hepar_fail(error, HEPAR_MISUSE, "rtol must be from 1e-13 to 0.1, got %g", o->rtol);
  if (o->atol_each == NULL && !(o->atol > 0 && isfinite(o->atol)))
    return hepar_fail(error, HEPAR_MISUSE, "atol must be above 0, got %g", o->atol);
  for (size_t i = 0; o->atol_each != NULL && i < m->state_count; i++)
    if (!(o->atol_each[i] > 0 && isfinite(o->atol_each[i])))
      return hepar_fail(error, HEPAR_MISUSE, "atol of %s must be above 0, got %g",
                        m->symbols[m->states[i]].name, o->atol_each[i]);
  return HEPAR_OK;
}

/* Options that mean something for this kernel. */
static hepar_status check_options(const hepar_solve_options *o, const hepar_kernel *kernel,
                                  hepar_error *error) {
  const hepar_model *m = kernel->programs->model;
  const struct {
    const char *name;
    double value;
  } steps[] = {{"the first step", o->first_step},
               {"the largest step", o->largest_step},
               {"the smallest step", o->smallest_step},
               {"the fixed step", o->fixed_step}};
  hepar_status status = check_tolerances(o, m, error);
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    if (!(steps[i].value >= 0 && isfinite(steps[i].value)))
      return hepar_fail(error, HEPAR_MISUSE, "%s must be above 0, got %g", steps[i].name,
                        steps[i].value);
  if (o->method != HEPAR_RODAS5P && o->method != HEPAR_TSIT5)
    return hepar_fail(error, HEPAR_MISUSE, "there is no method number %d", (int)o->method);
  if (o->sensitivity_parameter_count + o->sensitivity_state_count > 0) {
    if (o->method != HEPAR_RODAS5P)
      return hepar_fail(error, HEPAR_MISUSE, "sensitivities are a matter of Rodas5P");
    if (m->event_count > 0)
      return hepar_fail(error, HEPAR_MISUSE,
                        "a model with events has no sensitivities here: the times of its events "
                        "depend on the parameters");
    if (kernel->gradient == NULL || kernel->programs->gradient.code == NULL)
      return hepar_fail(error, HEPAR_MISUSE,
          "the kernel was made without derivatives by parameters");
  }
  for (size_t i = 0; i < o->sensitivity_parameter_count; i++)
    if (o->sensitivity_parameters[i] < 0 ||
        (size_t)o->sensitivity_parameters[i] >= m->parameter_count)
      return hepar_fail(error, HEPAR_MISUSE, "there is no parameter %d for a sensitivity",
                        (int)o->sensitivity_parameters[i]);
  for (size_t i = 0; i < o->sensitivity_state_count; i++)
    if (o->sensitivity_states[i] < 0 || (size_t)o->sensitivity_states[i] >= m->state_count)
      return hepar_fail(error, HEPAR_MISUSE, "there is no state %d for a sensitivity",
                        (int)o->sensitivity_states[i]);
  return HEPAR_OK;
}

/* Times that rise, columns that exist. */
static hepar_status check_plan(const hepar_solve_plan *plan, const hepar_programs *p,
                               hepar_error *error) {
  const hepar_model *m = p->model;
  size_t columns = m->state_count + m->output_count + m->let_count;
  if (!isfinite(plan->start) || !isfinite(plan->end) || plan->end < plan->start)
    return hepar_fail(error, HEPAR_MISUSE,
        "a run goes from a time to a later one, not from %g to %g",
                      plan->start, plan->end);
  for (size_t i = 0; i < plan->time_count; i++) {
    double before = i == 0 ? plan->start : plan->times[i - 1];
    if (!(plan->times[i] >= before && plan->times[i] <= plan->end))
      return hepar_fail(error, HEPAR_MISUSE,
                        "output times must rise from %g to %g, but number %zu is %g", plan->start,
                        plan->end, i + 1, plan->times[i]);
  }
  for (size_t i = 0; i < plan->column_count; i++)
    if (plan->columns[i] < 0 || (size_t)plan->columns[i] >= columns)
      return hepar_fail(error, HEPAR_MISUSE, "column %d is not one of the %zu of the model",
                        (int)plan->columns[i], columns);
  return HEPAR_OK;
}

/* The states that a program reads. */
static size_t find_states(const solver *s, const hepar_program *program, int32_t *list) {
  size_t count = 0;
  for (size_t i = 0; i < s->states; i++) {
    int32_t slot = s->programs->state_slot + (int32_t)i;
    bool reads = false;
    for (size_t k = 0; k < program->count && !reads; k++) {
      const hepar_instruction *x = &program->code[k];
      reads = x->a == slot || x->b == slot || x->c == slot; /* one too many does no harm */
    }
    if (reads) list[count++] = (int32_t)i;
  }
  return count;
}

/* What the model says of itself: values, tolerances, states to be guarded. */
static void take_model(solver *s) {
  const hepar_model *m = s->model;
  for (size_t i = 0; i < m->parameter_count; i++)
    s->parameters[i] = m->symbols[m->parameters[i]].value;
  for (size_t i = 0; i < m->input_count; i++) s->inputs[i] = m->symbols[m->inputs[i]].value;
  for (size_t i = 0; i < m->state_count; i++) {
    s->tolerances[i] = s->options.atol_each != NULL ? s->options.atol_each[i] : s->options.atol;
    if (s->options.keep_nonnegative && m->symbols[m->states[i]].nonnegative)
      s->guarded[s->guarded_count++] = (int32_t)i;
  }
  for (size_t i = 0; i < s->plan->column_count; i++)
    if ((size_t)s->plan->columns[i] >= m->state_count) s->wants_outputs = true;
  s->watched_count = find_states(s, &s->programs->switches, s->watched);
  s->probes = s->wants_outputs || m->switch_count > 0 || m->state_count > HEPAR_MOST_OWN;
}

/* How many patients a round has: enough to keep all lanes busy, no more than 32 MB of results. */
static size_t round_size(const solver *s, unsigned threads) {
  size_t each = (s->values_size + s->sensitivities_size) * sizeof(double) + sizeof(outcome);
  size_t most = ((size_t)32 << 20) / each;
  size_t least = s->lanes * threads * 4;
  if (most > 65536) most = 65536;
  return most > least ? most : least;
}

/* Memory for everything, once for the whole run. */
static hepar_status make(solver *s, unsigned threads, hepar_error *error) {
  const hepar_model *m = s->model;
  size_t doubles = s->states + m->parameter_count + m->input_count;
  hepar_status status;
  size_t round;
  s->tolerances = hepar_calloc(doubles + 1, sizeof(double));
  s->guarded = hepar_calloc(2 * s->states + 1, sizeof *s->guarded);
  if (s->tolerances == NULL || s->guarded == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a run");
  s->watched = s->guarded + s->states;
  s->parameters = s->tolerances + s->states;
  s->inputs = s->parameters + m->parameter_count;
  take_model(s);
  status = hepar_timetable_make(&s->shared, s->plan->schedule, m, s->plan->start, s->plan->end,
      error);
  if (status != HEPAR_OK) return status;
  s->values_size = s->plan->time_count * s->plan->column_count;
  s->sensitivities_size = s->plan->time_count * s->sensitivity_count * s->states;
  round = round_size(s, threads);
  if (round > s->plan->patient_count) round = s->plan->patient_count;
  s->round_most = round;
  s->values = hepar_malloc((round * s->values_size + 1) * sizeof(double));
  s->sensitivities = hepar_malloc((round * s->sensitivities_size + 1) * sizeof(double));
  s->outcomes = hepar_calloc(round + 1, sizeof *s->outcomes);
  s->workers = hepar_calloc(threads, sizeof *s->workers);
  if (s->values == NULL || s->sensitivities == NULL || s->outcomes == NULL || s->workers == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for the results of %zu patients",
                      round);
  s->worker_count = threads;
  for (unsigned i = 0; i < threads; i++) {
    status = hepar_worker_make(&s->workers[i], s, error);
    if (status != HEPAR_OK) return status;
  }
  return HEPAR_OK;
}

/* Give all of it back, however far make came. */
static void clear(solver *s) {
  for (size_t i = 0; s->outcomes != NULL && i < s->round_most; i++)
    hepar_free(s->outcomes[i].message);
  for (unsigned i = 0; s->workers != NULL && i < s->worker_count; i++)
    hepar_worker_free(&s->workers[i]);
  hepar_free(s->workers);
  hepar_free(s->outcomes);
  hepar_free(s->sensitivities);
  hepar_free(s->values);
  hepar_free(s->guarded);
  hepar_free(s->tolerances);
  hepar_timetable_free(&s->shared);
}

/* One patient's statistics to the sum. */
static void add_statistics(hepar_solve_statistics *sum, const hepar_solve_statistics *one) {
  sum->steps += one->steps;
  sum->rejected += one->rejected;
  sum->rates += one->rates;
  sum->jacobians += one->jacobians;
  sum->factors += one->factors;
  sum->solves += one->solves;
  sum->switches += one->switches;
  sum->restarts += one->restarts;
  sum->events += one->events;
  sum->dense_steps += one->dense_steps;
  sum->clipped += one->clipped;
  sum->stiff = sum->stiff || one->stiff;
}

/* The results of a round, in order, to the consumer: up to the first that an interrupt has left. */
static hepar_status consume(solver *s, hepar_solve_statistics *total, hepar_error *error) {
  hepar_status status = HEPAR_OK;
  bool all = true;
  for (size_t i = 0; i < s->round_count; i++) {
    outcome *o = &s->outcomes[i];
    all = all && o->done;
    if (status == HEPAR_OK && all) {
      s->consumed++;
      hepar_solve_result result = {
          .patient = s->round_first + i,
          .status = o->status,
          .message = o->status == HEPAR_OK ? NULL
                     : o->message != NULL  ? o->message
                                           : "there is no memory for the reason",
          .times_done = o->times_done,
          .ended = o->ended,
          .values = s->values + i * s->values_size,
          .sensitivities =
              s->sensitivity_count > 0 ? s->sensitivities + i * s->sensitivities_size : NULL,
          .statistics = o->statistics};
      if (total != NULL) add_statistics(total, &o->statistics);
      if (s->plan->consumer != NULL)
        status = s->plan->consumer(s->plan->consumer_data, &result, error);
    }
    hepar_free(o->message);
    memset(o, 0, sizeof *o);
  }
  return status;
}

/* Round after round. */
static hepar_status run(solver *s, hepar_pool *pool, hepar_solve_statistics *total,
                        hepar_error *error) {
  hepar_status status = HEPAR_OK;
  while (status == HEPAR_OK && s->round_first < s->plan->patient_count) {
    size_t left = s->plan->patient_count - s->round_first;
    s->round_count = left < s->round_most ? left : s->round_most;
    atomic_store(&s->round_next, 0);
    atomic_store(&s->finished, 0);
    status = hepar_progress_step(s->progress, s->round_first, s->plan->patient_count);
    if (status == HEPAR_OK)
      status = hepar_pool_run(pool, hepar_pool_threads(pool), hepar_worker_task, s, NULL, error);
    else
      (void)hepar_fail(error, HEPAR_INTERRUPTED, "interrupted");
    if (status == HEPAR_OK) {
      status = consume(s, total, error);
    } else if (status == HEPAR_INTERRUPTED) {
      hepar_status taken = consume(s, total, error);
      if (taken != HEPAR_OK) return taken;
    }
    s->round_first += s->round_count;
  }
  if (status == HEPAR_INTERRUPTED)
    return hepar_fail(error, status, "interrupted after %zu of %zu patients", s->consumed,
                      s->plan->patient_count);
  return status;
}

hepar_status hepar_solve_run(const hepar_kernel *kernel, const hepar_solve_plan *plan,
                             const hepar_solve_options *options, hepar_solve_statistics *total,
                             hepar_progress *progress, hepar_error *error) {
  solver s = {.kernel = kernel, .programs = kernel->programs, .model = kernel->programs->model,
              .plan = plan, .lanes = kernel->lanes, .progress = progress};
  hepar_pool *pool = NULL;
  hepar_status status;
  size_t useful = plan->patient_count / kernel->lanes + 1;
  unsigned threads;
  s.options = options != NULL ? *options : hepar_solve_options_default();
  if (s.options.most_steps == 0) s.options.most_steps = 100000;
  s.states = s.model->state_count;
  s.stages = s.options.method == HEPAR_RODAS5P ? 8 : 7;
  s.sensitivity_count = s.options.sensitivity_parameter_count + s.options.sensitivity_state_count;
  if (total != NULL) memset(total, 0, sizeof *total);
  if (kernel->lanes < 2 || kernel->lanes > HEPAR_MOST_LANES || kernel->lanes % 2 != 0)
    return hepar_fail(error, HEPAR_INTERNAL, "a kernel has 2 to %d lanes, not %zu",
                      HEPAR_MOST_LANES, kernel->lanes);
  status = check_options(&s.options, kernel, error);
  if (status == HEPAR_OK) status = check_plan(plan, s.programs, error);
  if (status != HEPAR_OK) return status;
  /* A thread without lanes to fill would only take memory. */
  threads = s.options.threads;
  if (threads == 0) {
    status = hepar_pool_new(&pool, 0, error);
    if (status != HEPAR_OK) return status;
    threads = hepar_pool_threads(pool);
    hepar_pool_free(pool);
  }
  if (useful < threads) threads = (unsigned)useful;
  status = hepar_pool_new(&pool, threads, error);
  if (status != HEPAR_OK) return status;
  status = make(&s, threads, error);
  if (status == HEPAR_OK) status = run(&s, pool, total, error);
  clear(&s);
  hepar_pool_free(pool);
  return status;
}
