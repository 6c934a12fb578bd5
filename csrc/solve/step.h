/* What one attempted step and the solver hand each other: rows of a work array, each one double per
   lane. Row r of lane l is work[r * lanes + l]. No includes: generated code carries
   this text too. */
#ifndef HEPAR_SOLVE_STEP_H
#define HEPAR_SOLVE_STEP_H

enum {
  HEPAR_ROW_STEP,        /* in: h, the step to attempt */
  HEPAR_ROW_STEP_BEFORE, /* in: the last accepted step */
  HEPAR_ROW_ERROR_BEFORE,/* in: its error, at least 1e-2 */
  HEPAR_ROW_TOLERANCE,   /* in: the relative tolerance */
  HEPAR_ROW_ERROR,       /* out: root mean square of error / tolerance; above 1 or NaN: reject */
  HEPAR_ROW_FACTOR,      /* out: the next step should be this times h */
  HEPAR_ROW_STIFF,       /* out of Tsit5: (h times the dominant eigenvalue)^2 */
  HEPAR_ROW_TIME,        /* out: the time the step started from */
  HEPAR_ROW_INVERSE,     /* scratch: 1 / h */
  HEPAR_ROW_FLAGS,       /* in: lane 0 is not 0 when the rows of deliveries are to be added */
  HEPAR_ROWS
};

/* After those rows: n of absolute tolerances, n of states before the step (out), n of deliveries
   (added to the rates), 8 n of stages (out), n of scratch. */
#define HEPAR_ROW_ABSOLUTE(n) (HEPAR_ROWS)
#define HEPAR_ROW_STATES(n) (HEPAR_ROWS + (n))
#define HEPAR_ROW_DELIVERIES(n) (HEPAR_ROWS + 2 * (n))
#define HEPAR_ROW_STAGES(n) (HEPAR_ROWS + 3 * (n))
#define HEPAR_ROW_SCRATCH(n) (HEPAR_ROWS + 11 * (n))
#define HEPAR_ROW_COUNT(n) (HEPAR_ROWS + 12 * (n))

/* Doubles and masks side by side, as both gcc and clang have them. */
typedef double hepar_d1 __attribute__((vector_size(8), may_alias));
typedef double hepar_d2 __attribute__((vector_size(16), may_alias));
typedef double hepar_d4 __attribute__((vector_size(32), may_alias));
typedef double hepar_d8 __attribute__((vector_size(64), may_alias));
typedef unsigned long long hepar_u1 __attribute__((vector_size(8), may_alias));
typedef unsigned long long hepar_u2 __attribute__((vector_size(16), may_alias));
typedef unsigned long long hepar_u4 __attribute__((vector_size(32), may_alias));
typedef unsigned long long hepar_u8 __attribute__((vector_size(64), may_alias));

#define HEPAR_PASTE_(a, b) a##b
#define HEPAR_PASTE(a, b) HEPAR_PASTE_(a, b)

#endif
