/* What the files of csrc/score share. A score is a table entry: inputs with units and bounds, the
   formula, its source, and a kernel that takes the inputs within their bounds. */
#ifndef HEPAR_SCORE_H
#define HEPAR_SCORE_H

#include <math.h>

#include "hepar.h"

#define NO_YES "no=0|yes=1"

/* A flag: no unless given. */
#define FLAG(name, about) \
  {name, about, NULL, NULL, NULL, NULL, 0, 1, (double)NAN, (double)NAN, 0, 0, NO_YES}

/* Remember one step of a calculation, and give its value back. */
static inline double hepar_score_note(hepar_score_trace *trace, const char *what, double value) {
  if (trace != NULL && trace->count < HEPAR_SCORE_STEPS) {
    trace->steps[trace->count].what = what;
    trace->steps[trace->count++].value = value;
  }
  return value;
}

/* The nearest whole number, halves up: what people and allocation rules do. */
static inline double hepar_score_round(double x) { return floor(x + 0.5); }

/* 1, 2 or 3: below `second`, from there up to `third` included, above. */
static inline double hepar_score_points(double x, double second, double third) {
  return x < second ? 1 : x <= third ? 2 : 3;
}

/* The families; each ends with an entry without a name. */
extern const hepar_score hepar_scores_meld[];
extern const hepar_score hepar_scores_cirrhosis[];
extern const hepar_score hepar_scores_alcohol[];
extern const hepar_score hepar_scores_clif[];
extern const hepar_score hepar_scores_kings[];

#endif
