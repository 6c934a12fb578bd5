/* The 20-state model for peers of the solver: hepar's own C of it, one patient at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LANES 1
#include "liver20.c"
#include "layout.h"

enum { PRELUDE = 9, RATES = 0, JACOBIAN_OF = 2, WEEKS = 49, SEGMENTS = 6 };

/* Times between which nothing is switched: three infusions of an hour, 28 days apart. */
static const double segment[SEGMENTS + 1] = {0, 1.0 / 24, 28, 28 + 1.0 / 24, 56, 56 + 1.0 / 24,
                                              336};

static double frame[SLOTS] __attribute__((aligned(64)));

static void begin_model(void) { memcpy(frame + NUMBER, numbers, sizeof numbers); }

/* Parameters and the rate of infusion of one patient and segment. */
static void begin_segment(const double *parameters, double infusion) {
  memcpy(frame + STATES, parameters, PARAMETERS * sizeof *parameters);
  frame[STATES + PARAMETERS] = infusion;
  hepar_kernel_entry.run[PRELUDE](0, frame);
}

static void rates_of(const double *y, double *f) {
  memcpy(frame, y, STATES * sizeof *y);
  hepar_kernel_entry.run[RATES](0, frame);
  memcpy(f, frame + RATE, STATES * sizeof *f);
}

/* The Jacobian by columns. */
static void jacobian_of(const double *y, double *j) {
  memcpy(frame, y, STATES * sizeof *y);
  hepar_kernel_entry.run[JACOBIAN_OF](0, frame);
  for (int e = 0; e < ENTRIES; e++)
    j[entry_row[e] + entry_column[e] * STATES] = frame[JACOBIAN + e];
}
