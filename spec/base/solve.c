/* The C interface of the solver: patients streamed through a consumer, in order, at constant memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hepar.h"
#include "solve/solve.h"

static void check(int good, const char *what) { printf("%s: %s\n", good ? "ok" : "not ok", what); }

static const char text[] = "model decay \"x' = -k x\"\n"
                           "param k = 1\n"
                           "state x = 2\n"
                           "x' = -k * x\n";

typedef struct stream {
  size_t next, stop_at;
  double worst;
  bool in_order;
} stream;

static double rate_of(size_t patient) { return 0.1 + (double)(patient % 97) / 50; }

/* Patients are made up when asked for; nobody holds them all. */
static hepar_status give(void *data, size_t index, hepar_patient *patient, hepar_error *error) {
  static _Thread_local double k;
  (void)data;
  (void)error;
  k = rate_of(index);
  patient->parameters = &k;
  return HEPAR_OK;
}

static hepar_status take(void *data, const hepar_solve_result *result, hepar_error *error) {
  stream *s = data;
  double wanted = 2 * exp(-rate_of(result->patient) * 3);
  double e = fabs(result->values[0] - wanted);
  if (result->patient != s->next) s->in_order = false;
  s->next++;
  if (result->status != HEPAR_OK || !(e < s->worst)) s->worst = e;
  if (s->next == s->stop_at) return hepar_fail(error, HEPAR_FULL, "enough");
  return HEPAR_OK;
}

int main(void) {
  const hepar_model_options options = {.file = "decay", .check_units = true};
  hepar_model *model = NULL;
  hepar_programs *programs = NULL;
  hepar_kernel *kernel = NULL;
  hepar_error error = {0};
  const double times[] = {3};
  const int32_t columns[] = {0};
  stream s = {0, 0, 0, true};
  hepar_solve_plan plan = {.patient_count = 300000, .source = give, .end = 3, .times = times,
                           .time_count = 1, .columns = columns, .column_count = 1,
                           .consumer = take, .consumer_data = &s};
  hepar_solve_options how = hepar_solve_options_default();
  hepar_solve_statistics total;
  uint64_t blocks;
  hepar_start();
  check(hepar_model_parse(&model, text, strlen(text), &options, &error) == HEPAR_OK, "a model");
  check(hepar_programs_make(&programs, model, false, &error) == HEPAR_OK, "programs");
  check(hepar_kernel_interpret(&kernel, programs, &error) == HEPAR_OK, "a kernel");
  how.threads = 2;
  hepar_memory_fail_at(0, false);
  check(hepar_solve_run(kernel, &plan, &how, &total, NULL, &error) == HEPAR_OK, "a run");
  blocks = hepar_memory_count();
  check(s.next == plan.patient_count && s.in_order, "every patient once, in order");
  check(s.worst < 1e-5, "within tolerance");
  check(total.steps > plan.patient_count, "statistics");
  s = (stream){0, 0, 0, true};
  plan.patient_count = 70000;
  hepar_memory_fail_at(0, false);
  check(hepar_solve_run(kernel, &plan, &how, NULL, NULL, &error) == HEPAR_OK, "a shorter run");
  check(hepar_memory_count() == blocks, "as many allocations for fewer patients");
  s = (stream){0, 12345, 0, true};
  check(hepar_solve_run(kernel, &plan, &how, NULL, NULL, &error) == HEPAR_FULL, "a consumer's no");
  check(strcmp(error.message, "enough") == 0 && s.next == 12345, "at once, with its words");
  plan.source = NULL;
  plan.patient_count = 0;
  check(hepar_solve_run(kernel, &plan, &how, &total, NULL, &error) == HEPAR_OK && total.steps == 0,
        "nobody");
  hepar_kernel_free(kernel);
  hepar_programs_free(programs);
  hepar_model_free(model);
  check(hepar_memory_live() == 0, "nothing left");
  return 0;
}
