/* A scenario's model for deSolve: hepar's own C of it, one patient at a time. `parms` are the
   parameters and inputs of the patient. Built with model.c and layout.h of a folder that
   scenario.lua has filled. */
#include <string.h>

#define LANES 1
#include "model.c"
#include "layout.h"

enum { RATES = 0, JACOBIAN_OF = 2, OUTPUTS = 3, INPUT_RATES = 7, INITIAL = 8, PRELUDE = 9 };

static double frame[SLOTS] __attribute__((aligned(64)));
static double parms[PARAMETERS + INPUTS];

void begin(void (*give)(int *, double *));
void rates(int *n, double *t, double *y, double *f, double *out, int *which);
void jacobian(int *n, double *t, double *y, int *low, int *up, double *j, int *rows, double *out,
              int *which);
void start(const double *values, double *y);
void enter(double *y);
void bolus(const double *values, const int *input, const double *amount, double *y);
void look(const double *values, const double *t, const double *y, double *out);

/* What depends on parameters and inputs alone. */
static void prepare(const double *values) {
  memcpy(frame + NUMBER, numbers, sizeof numbers);
  memcpy(frame + STATES, values, (PARAMETERS + INPUTS) * sizeof *values);
  hepar_kernel_entry.run[PRELUDE](0, frame);
}

/* deSolve calls this before every integration. */
void begin(void (*give)(int *, double *)) {
  int count = PARAMETERS + INPUTS;
  give(&count, parms);
  prepare(parms);
}

static void set(double t, const double *y) {
  memcpy(frame, y, STATES * sizeof *y);
  frame[STATES + PARAMETERS + INPUTS] = t;
}

/* The rates; what the scenario records when deSolve asks for outputs. */
void rates(int *n, double *t, double *y, double *f, double *out, int *which) {
  (void)n;
  set(*t, y);
  hepar_kernel_entry.run[RATES](0, frame);
  memcpy(f, frame + RATE, STATES * sizeof *f);
  if (which[0] < WANTED) return;
  hepar_kernel_entry.run[OUTPUTS](0, frame);
  for (int i = 0; i < WANTED; i++) out[i] = frame[wanted[i]];
}

/* The Jacobian by columns. */
void jacobian(int *n, double *t, double *y, int *low, int *up, double *j, int *rows, double *out,
              int *which) {
  (void)low;
  (void)up;
  (void)out;
  (void)which;
  memset(j, 0, sizeof(double) * (size_t)(*n * *rows));
  set(*t, y);
  hepar_kernel_entry.run[JACOBIAN_OF](0, frame);
  for (int e = 0; e < ENTRIES; e++)
    j[entry_row[e] + entry_column[e] * *rows] = frame[JACOBIAN + e];
}

/* States of a patient at the very beginning. */
void start(const double *values, double *y) {
  prepare(values);
  hepar_kernel_entry.run[INITIAL](0, frame);
  memcpy(y, frame + START, STATES * sizeof *y);
}

/* The probabilities of survival at the start of the trial. */
void enter(double *y) {
  for (size_t i = 0; i < sizeof enters / sizeof *enters; i++)
    if (enters[i].state >= 0) y[enters[i].state] = enters[i].value;
}

/* A dose all at once into input `*input` (from 1). */
void bolus(const double *values, const int *input, const double *amount, double *y) {
  prepare(values);
  set(0, y);
  hepar_kernel_entry.run[INPUT_RATES](0, frame);
  for (int e = 0; e < INPUT_ENTRIES; e++)
    if (input_of[e] == *input - 1) y[input_row[e]] += *amount * frame[INPUT_RATE + e];
}

/* What the scenario records, of given states. */
void look(const double *values, const double *t, const double *y, double *out) {
  prepare(values);
  set(*t, y);
  hepar_kernel_entry.run[OUTPUTS](0, frame);
  for (int i = 0; i < WANTED; i++) out[i] = frame[wanted[i]];
}
