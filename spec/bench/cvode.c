/* CVODE (SUNDIALS 6) on the model of the solver bench: BDF, dense, analytic Jacobian.
     cvode FOLDER RTOL ATOL PATIENTS NAME
   writes FOLDER/NAME.bin (patients x weeks x states) and FOLDER/NAME.speed (patients per
   second). */
#include "peer.h"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

static int rates(realtype t, N_Vector y, N_Vector f, void *data) {
  (void)t;
  (void)data;
  rates_of(NV_DATA_S(y), NV_DATA_S(f));
  return 0;
}

static int jacobian(realtype t, N_Vector y, N_Vector f, SUNMatrix j, void *data, N_Vector a,
                    N_Vector b, N_Vector c) {
  (void)t;
  (void)f;
  (void)data;
  (void)a;
  (void)b;
  (void)c;
  SUNMatZero(j);
  jacobian_of(NV_DATA_S(y), SM_DATA_D(j));
  return 0;
}

/* One patient: segment by segment, outputs by dense output. */
static int solve(void *cvode, N_Vector y, const double *parameters, double *out) {
  double *state = NV_DATA_S(y);
  int week = 1;
  memcpy(state, initial, sizeof initial);
  memcpy(out, state, sizeof initial);
  for (int s = 0; s < SEGMENTS; s++) {
    double t = segment[s], end = segment[s + 1];
    if (s % 2 == 0) state[3] += 5;
    begin_segment(parameters, s % 2 == 0 ? 240 : 0);
    if (CVodeReInit(cvode, t, y) != 0 || CVodeSetStopTime(cvode, end) != 0) return 1;
    while (t < end) {
      double to = week < WEEKS && 7.0 * week <= end ? 7.0 * week : end;
      if (CVode(cvode, to, y, &t, CV_NORMAL) < 0) return 1;
      if (week < WEEKS && to == 7.0 * week) memcpy(out + STATES * week++, state, sizeof initial);
    }
  }
  return 0;
}

int main(int count, char **words) {
  SUNContext context;
  char path[4096];
  int patients, failed = 0;
  double best = 1e300;
  static double parameters[PATIENTS][PARAMETERS], out[PATIENTS][WEEKS * STATES];
  if (count != 6) return 2;
  patients = atoi(words[4]) < PATIENTS ? atoi(words[4]) : PATIENTS;
  snprintf(path, sizeof path, "%s/parameters.bin", words[1]);
  FILE *file = fopen(path, "rb");
  if (file == NULL || fread(parameters, sizeof parameters, 1, file) != 1) return 1;
  fclose(file);
  begin_model();
  SUNContext_Create(NULL, &context);
  N_Vector y = N_VNew_Serial(STATES, context);
  void *cvode = CVodeCreate(CV_BDF, context);
  SUNMatrix a = SUNDenseMatrix(STATES, STATES, context);
  SUNLinearSolver linear = SUNLinSol_Dense(y, a, context);
  memcpy(NV_DATA_S(y), initial, sizeof initial);
  CVodeInit(cvode, rates, 0, y);
  CVodeSStolerances(cvode, atof(words[2]), atof(words[3]));
  CVodeSetMaxNumSteps(cvode, 5000000);
  CVodeSetLinearSolver(cvode, linear, a);
  CVodeSetJacFn(cvode, jacobian);
  for (int round = 0; round < (atof(words[2]) < 1e-8 ? 1 : 3); round++) {
    clock_t start = clock();
    for (int i = 0; i < patients; i++) failed += solve(cvode, y, parameters[i], out[i]);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds < best) best = seconds;
  }
  snprintf(path, sizeof path, "%s/%s.bin", words[1], words[5]);
  file = fopen(path, "wb");
  if (failed > 0 || file == NULL || fwrite(out, sizeof out[0], (size_t)patients, file) !=
      (size_t)patients)
    return 1;
  fclose(file);
  snprintf(path, sizeof path, "%s/%s.speed", words[1], words[5]);
  file = fopen(path, "w");
  fprintf(file, "%.3f\n", patients / best);
  return fclose(file);
}
