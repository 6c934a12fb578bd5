/* Steady states: follow the model until it hardly moves, then Newton's method with the sparse
   factors, then the eigenvalues of the Jacobian for its stability. */
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "solve/solve.h"

/* Beyond so many states the eigenvalues are not looked for. */
enum { MOST_EIGEN = 512, MOST_ITERATIONS = 60 };

typedef struct still {
  const hepar_kernel *kernel;
  const hepar_programs *programs;
  size_t lanes, states;
  void *block;
  double *frame;
  const double *tolerances;
  double atol, rtol;
} still;

/* Slot s of the first lane; the other lanes are copies. */
static double get(const still *q, int32_t slot) { return q->frame[(size_t)slot * q->lanes]; }

/* The same in all lanes. */
static void set(const still *q, int32_t slot, double value) {
  for (size_t l = 0; l < q->lanes; l++) q->frame[(size_t)slot * q->lanes + l] = value;
}

/* The tolerance of state i at y. */
static double scale_of(const still *q, size_t i, double y) {
  return (q->tolerances != NULL ? q->tolerances[i] : q->atol) + q->rtol * fabs(y);
}

/* What source and consumer of a run share. */
typedef struct only {
  const hepar_patient *patient;
  const hepar_schedule *nothing;
  bool begun;     /* the states go on from `reached` */
  double *reached;
  size_t count;
} only;

/* The states at the end of a run. */
static hepar_status keep_last(void *data, const hepar_solve_result *result, hepar_error *error) {
  const only *o = data;
  if (result->status != HEPAR_OK) return hepar_fail(error, result->status, "%s", result->message);
  memcpy(o->reached, result->values, o->count * sizeof(double));
  return HEPAR_OK;
}

/* The patient without its schedule, from the states that were reached. */
static hepar_status the_only(void *data, size_t index, hepar_patient *patient, hepar_error *error) {
  const only *o = data;
  (void)index;
  (void)error;
  if (o->patient != NULL) *patient = *o->patient;
  patient->schedule = o->nothing;
  if (o->begun) patient->initial = o->reached;
  return HEPAR_OK;
}

/* Follow the model for a while, from y (or the start) to y. */
static hepar_status follow(const still *q, const hepar_patient *patient, bool begun, double span,
                           const hepar_solve_options *options, const int32_t *columns, double *y,
                           hepar_error *error) {
  static const hepar_schedule nothing = {0};
  only o = {patient, &nothing, begun, y, q->states};
  hepar_solve_plan plan = {.patient_count = 1, .source = the_only, .source_data = &o,
                           .end = span, .times = &span, .time_count = 1, .columns = columns,
                           .column_count = q->states, .consumer = keep_last, .consumer_data = &o};
  hepar_solve_options mine = *options;
  mine.threads = 1;
  mine.fixed_step = 0;
  mine.sensitivity_parameter_count = mine.sensitivity_state_count = 0;
  return hepar_solve_run(q->kernel, &plan, &mine, NULL, NULL, error);
}

/* One iteration: y += (c - J)^-1 f. Returns the size of the move in tolerances, NAN when the
   factors are not finite. */
static double iterate(const still *q, double c, double *residual) {
  const hepar_programs *p = q->programs;
  const hepar_kernel *kernel = q->kernel;
  double most = 0;
  *residual = 0;
  set(q, p->coefficient_slot, c);
  kernel->rates(kernel, q->frame);
  kernel->jacobian(kernel, q->frame);
  kernel->factor(kernel, q->frame);
  for (size_t i = 0; i < q->states; i++) {
    double f = get(q, p->rate_slot + (int32_t)i);
    double r = fabs(f) / scale_of(q, i, get(q, p->state_slot + (int32_t)i));
    if (!(r <= *residual)) *residual = r;
    set(q, p->vector_slot + (int32_t)i, f);
  }
  kernel->solve(kernel, q->frame);
  for (size_t i = 0; i < q->states; i++) {
    double x = get(q, p->vector_slot + (int32_t)i), y = get(q, p->state_slot + (int32_t)i);
    double r = fabs(x) / scale_of(q, i, y);
    if (!isfinite(x)) return (double)NAN;
    if (r > most) most = r;
  }
  for (size_t i = 0; i < q->states; i++)
    set(q, p->state_slot + (int32_t)i,
        get(q, p->state_slot + (int32_t)i) + get(q, p->vector_slot + (int32_t)i));
  return most;
}

/* Newton's method from y; with a conserved quantity J is singular, and c > 0 keeps to its level. */
static bool newton(const still *q, const double *y, double c, hepar_steady *steady) {
  const hepar_programs *p = q->programs;
  double size = INFINITY, before;
  for (size_t i = 0; i < q->states; i++) set(q, p->state_slot + (int32_t)i, y[i]);
  for (steady->iterations = 0; steady->iterations < MOST_ITERATIONS; steady->iterations++) {
    before = size;
    size = iterate(q, c, &steady->residual);
    if (isnan(size)) return false;
    if (size == 0 || (size < 1e-3 && size >= before / 2)) break; /* as near as rounding allows */
  }
  if (!(size < 1e-3)) return false;
  /* Near what was followed: not another steady state far away. */
  for (size_t i = 0; i < q->states; i++) {
    double x = get(q, p->state_slot + (int32_t)i);
    double size_of = fabs(x) > fabs(y[i]) ? fabs(x) : fabs(y[i]);
    if (fabs(x - y[i]) > 0.01 * size_of + 10 * scale_of(q, i, x)) return false;
  }
  return true;
}

/* The eigenvalue with the largest real part, and what it says. */
static hepar_status judge(const still *q, hepar_steady *steady, hepar_error *error) {
  const hepar_programs *p = q->programs;
  size_t n = q->states;
  gsl_matrix *a;
  gsl_vector_complex *values;
  gsl_eigen_nonsymm_workspace *work;
  double largest = 0;
  int failed;
  steady->stability = HEPAR_UNKNOWN;
  steady->leading_real = steady->leading_imaginary = (double)NAN;
  if (n == 0 || n > MOST_EIGEN) return HEPAR_OK;
  q->kernel->jacobian(q->kernel, q->frame);
  a = gsl_matrix_calloc(n, n);
  values = gsl_vector_complex_alloc(n);
  work = gsl_eigen_nonsymm_alloc(n);
  if (a == NULL || values == NULL || work == NULL) {
    if (a != NULL) gsl_matrix_free(a);
    if (values != NULL) gsl_vector_complex_free(values);
    if (work != NULL) gsl_eigen_nonsymm_free(work);
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for the eigenvalues");
  }
  for (size_t e = 0; e < p->jacobian_count; e++)
    *gsl_matrix_ptr(a, (size_t)p->jacobian_entries[e].row, (size_t)p->jacobian_entries[e].column) +=
        get(q, p->jacobian_slot + (int32_t)e);
  gsl_eigen_nonsymm_params(0, 1, work);
  failed = gsl_eigen_nonsymm(a, values, work);
  if (failed == 0) {
    for (size_t i = 0; i < n; i++) {
      gsl_complex z = gsl_vector_complex_get(values, i);
      double size = hypot(GSL_REAL(z), GSL_IMAG(z));
      if (size > largest) largest = size;
      if (isnan(steady->leading_real) || GSL_REAL(z) > steady->leading_real) {
        steady->leading_real = GSL_REAL(z);
        steady->leading_imaginary = fabs(GSL_IMAG(z));
      }
    }
    steady->stability = steady->leading_real > 1e-12 * largest    ? HEPAR_UNSTABLE
                        : steady->leading_real >= -1e-12 * largest ? HEPAR_NEUTRAL
                                                                   : HEPAR_STABLE;
  }
  gsl_matrix_free(a);
  gsl_vector_complex_free(values);
  gsl_eigen_nonsymm_free(work);
  return HEPAR_OK;
}

/* A frame with the patient's parameters and inputs. */
static hepar_status open_frame(still *q, const hepar_patient *patient, hepar_error *error) {
  const hepar_programs *p = q->programs;
  const hepar_model *m = p->model;
  q->block = hepar_calloc(1, (size_t)p->slot_count * q->lanes * sizeof(double) + 64);
  if (q->block == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a model");
  q->frame = (double *)(void *)((char *)q->block + (64 - (uintptr_t)q->block % 64));
  hepar_programs_start(p, q->frame, q->lanes);
  for (size_t i = 0; i < m->parameter_count; i++)
    set(q, p->parameter_slot + (int32_t)i, patient != NULL && patient->parameters != NULL
                                               ? patient->parameters[i]
                                               : m->symbols[m->parameters[i]].value);
  for (size_t i = 0; i < m->input_count; i++)
    set(q, p->input_slot + (int32_t)i, patient != NULL && patient->inputs != NULL
                                           ? patient->inputs[i]
                                           : m->symbols[m->inputs[i]].value);
  q->kernel->prelude(q->kernel, q->frame);
  return HEPAR_OK;
}

/* Follow, try Newton's method, follow four times as long … */
static hepar_status seek(const still *q, const hepar_patient *patient,
                         const hepar_solve_options *options, double longest, const int32_t *columns,
                         double *y, hepar_steady *steady, hepar_error *error) {
  double span = longest / 4096, largest = 0;
  bool begun = false;
  steady->integrated = 0;
  for (;;) {
    hepar_status status;
    if (steady->integrated + span > longest) span = longest - steady->integrated;
    status = follow(q, patient, begun, span, options, columns, y, error);
    if (status != HEPAR_OK) return status;
    begun = true;
    steady->integrated += span;
    if (newton(q, y, 0, steady)) return HEPAR_OK;
    q->kernel->jacobian(q->kernel, q->frame);
    for (size_t e = 0; e < q->programs->jacobian_count; e++) {
      double size = fabs(get(q, q->programs->jacobian_slot + (int32_t)e));
      if (isfinite(size) && size > largest) largest = size;
    }
    if (newton(q, y, 1e-9 * largest + 1e-300, steady)) return HEPAR_OK;
    if (steady->integrated >= longest * (1 - 1e-12))
      return hepar_fail(error, HEPAR_RANGE,
                        "no steady state within %g: the rates are still %.3g times the tolerances",
                        longest, steady->residual);
    span *= 4;
  }
}

hepar_status hepar_solve_steady(const hepar_kernel *kernel, const hepar_patient *patient,
                                const hepar_solve_options *options, double longest,
                                hepar_steady *steady, hepar_error *error) {
  const hepar_programs *p = kernel->programs;
  const hepar_model *m = p->model;
  hepar_solve_options mine = options != NULL ? *options : hepar_solve_options_default();
  still q = {.kernel = kernel, .programs = p, .lanes = kernel->lanes, .states = m->state_count,
             .tolerances = mine.atol_each, .atol = mine.atol, .rtol = mine.rtol};
  size_t n = q.states;
  double *y;
  int32_t *columns;
  hepar_status status;
  if (!(longest > 0 && isfinite(longest)))
    return hepar_fail(error, HEPAR_MISUSE, "the longest time must be above 0, got %g", longest);
  if (p->time_dependent)
    return hepar_fail(error, HEPAR_MISUSE,
        "a model whose rates depend on time has no steady state");
  y = hepar_calloc(n + 1, sizeof *y);
  columns = hepar_calloc(n + 1, sizeof *columns);
  status = y == NULL || columns == NULL
               ? hepar_fail(error, HEPAR_NOMEM, "there is no memory for a steady state")
               : open_frame(&q, patient, error);
  for (size_t i = 0; status == HEPAR_OK && i < n; i++) columns[i] = (int32_t)i;
  if (status == HEPAR_OK)
    status = seek(&q, patient, &mine, longest, columns, y, steady, error);
  if (status == HEPAR_OK) {
    for (size_t i = 0; i < n; i++) steady->states[i] = get(&q, p->state_slot + (int32_t)i);
    if (steady->outputs != NULL) {
      kernel->outputs(kernel, q.frame);
      for (size_t i = 0; i < m->output_count; i++)
        steady->outputs[i] = get(&q, p->output_slot + (int32_t)i);
    }
    status = judge(&q, steady, error);
  }
  hepar_free(q.block);
  hepar_free(columns);
  hepar_free(y);
  return status;
}
