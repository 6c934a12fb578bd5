/* The model of the solver bench for deSolve's lsoda: `parms` are the parameters and the
   infusion. */
#include "peer.h"

static double parms[PARAMETERS + 1];

void begin(void (*give)(int *, double *));
void rates(int *n, double *t, double *y, double *f, double *out, int *which);
void jacobian(int *n, double *t, double *y, int *low, int *up, double *j, int *rows, double *out,
              int *which);

void begin(void (*give)(int *, double *)) {
  int count = PARAMETERS + 1;
  give(&count, parms);
  begin_model();
  begin_segment(parms, parms[PARAMETERS]);
}

void rates(int *n, double *t, double *y, double *f, double *out, int *which) {
  (void)n;
  (void)t;
  (void)out;
  (void)which;
  rates_of(y, f);
}

void jacobian(int *n, double *t, double *y, int *low, int *up, double *j, int *rows, double *out,
              int *which) {
  (void)t;
  (void)low;
  (void)up;
  (void)out;
  (void)which;
  memset(j, 0, sizeof(double) * (size_t)(*n * *rows));
  jacobian_of(y, j);
}
