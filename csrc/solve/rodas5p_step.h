/* One attempted step of Rodas5P for all lanes: a template. G. Steinebach, Construction of
   Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia Differential Equations
   package, BIT Numerical Mathematics 63 (2023) 27: 8 stages, order 5, stiffly accurate, the
   embedded method of order 4. In the transformed form of Hairer and Wanner, Solving Ordinary
   Differential Equations II, IV.7:
     (1/(gamma h) I - J) k_i = f(t + c_i h, y + sum a_ij k_j) + sum (C_ij / h) k_j + h d_i df/dt.

   Include step.h, define the names below, include this; they are undefined at the end.
     HEPAR_STEP          the name of the function
     HEPAR_STEP_SCOPE    what stands in front: static, attributes
     HEPAR_LANES         lanes of the frame, a multiple of HEPAR_WIDTH
     HEPAR_WIDTH         2, 4 or 8: doubles in a vector
     HEPAR_STATES        number of states
     HEPAR_STATE_SLOT HEPAR_RATE_SLOT HEPAR_VECTOR_SLOT HEPAR_TIME_SLOT HEPAR_COEFFICIENT_SLOT
     HEPAR_TIME_RATE_SLOT  read when HEPAR_TIME_DEPENDENT is not 0
     HEPAR_TIME_DEPENDENT
     HEPAR_RATES HEPAR_TIME_RATES HEPAR_JACOBIAN HEPAR_FACTOR HEPAR_SOLVE
                         functions or macros called as NAME(kernel, frame)
   The function is void HEPAR_STEP(const hepar_kernel *kernel, double *frame, double *work).
   It leaves the new states in the state slots, and the states before in work. Every lane is treated
   alike, in the same order of operations, whatever the width: the same bits. */

#define HEPAR_V HEPAR_PASTE(hepar_d, HEPAR_WIDTH)
#define HEPAR_M HEPAR_PASTE(hepar_u, HEPAR_WIDTH)
#define HEPAR_SELECT(mask, a, b)                                                                   \
  ((HEPAR_V)(((HEPAR_M)(mask) & (HEPAR_M)(a)) | (~(HEPAR_M)(mask) & (HEPAR_M)(b))))
#define HEPAR_ABSOLUTE(a) ((HEPAR_V)((HEPAR_M)(a) & 0x7fffffffffffffffULL))
#define HEPAR_AT(base, row) ((HEPAR_V *)((base) + (row) * (long)(HEPAR_LANES)))

/* From stage to right-hand side: rates + deliveries + scratch / h + h d df/dt, then solve. */
#define HEPAR_STAGE(c, d, past)                                                                    \
  for (long j = 0; j < chunks; j++) time[j] = begun[j] + (c) * step[j];                            \
  HEPAR_RATES(kernel, frame);                                                                      \
  if (past) {                                                                                      \
    for (long s = 0; s < states; s++)                                                              \
      for (long j = 0; j < chunks; j++)                                                            \
        vector[s * chunks + j] =                                                                   \
            rate[s * chunks + j] + scratch[s * chunks + j] * inverse[j];                           \
  } else {                                                                                         \
    for (long i = 0; i < count; i++) vector[i] = rate[i];                                          \
  }                                                                                                \
  if (delivers)                                                                                    \
    for (long i = 0; i < count; i++)                                                               \
      vector[i] = HEPAR_SELECT(delivery[i] != 0.0, vector[i] + delivery[i], vector[i]);            \
  if (HEPAR_TIME_DEPENDENT && (d) != 0)                                                            \
    for (long s = 0; s < states; s++)                                                              \
      for (long j = 0; j < chunks; j++)                                                            \
        vector[s * chunks + j] += ((d) * step[j]) * drift[s * chunks + j];                         \
  HEPAR_SOLVE(kernel, frame);

HEPAR_STEP_SCOPE void HEPAR_STEP(const hepar_kernel *kernel, double *frame, double *work) {
  const double gamma = 0.21193756319429014;
  const long chunks = (long)(HEPAR_LANES) / HEPAR_WIDTH;
  const long states = (long)(HEPAR_STATES);
  const long count = states * chunks;
  HEPAR_V *const y = HEPAR_AT(frame, HEPAR_STATE_SLOT);
  const HEPAR_V *const rate = HEPAR_AT(frame, HEPAR_RATE_SLOT);
  HEPAR_V *const vector = HEPAR_AT(frame, HEPAR_VECTOR_SLOT);
  HEPAR_V *const time = HEPAR_AT(frame, HEPAR_TIME_SLOT);
  HEPAR_V *const coefficient = HEPAR_AT(frame, HEPAR_COEFFICIENT_SLOT);
  const HEPAR_V *const drift = HEPAR_AT(frame, HEPAR_TIME_RATE_SLOT);
  const HEPAR_V *const step = HEPAR_AT(work, HEPAR_ROW_STEP);
  HEPAR_V *const inverse = HEPAR_AT(work, HEPAR_ROW_INVERSE);
  HEPAR_V *const begun = HEPAR_AT(work, HEPAR_ROW_TIME);
  HEPAR_V *const before = HEPAR_AT(work, HEPAR_ROW_STATES(states));
  const HEPAR_V *const delivery = HEPAR_AT(work, HEPAR_ROW_DELIVERIES(states));
  HEPAR_V *const k1 = HEPAR_AT(work, HEPAR_ROW_STAGES(states));
  HEPAR_V *const k2 = k1 + count, *const k3 = k2 + count, *const k4 = k3 + count;
  HEPAR_V *const k5 = k4 + count, *const k6 = k5 + count, *const k7 = k6 + count;
  HEPAR_V *const k8 = k7 + count;
  HEPAR_V *const scratch = HEPAR_AT(work, HEPAR_ROW_SCRATCH(states));
  const int delivers = work[HEPAR_ROW_FLAGS * (long)(HEPAR_LANES)] != 0;
  for (long j = 0; j < chunks; j++) {
    inverse[j] = 1.0 / step[j];
    coefficient[j] = inverse[j] / gamma;
    begun[j] = time[j];
  }
  if (HEPAR_TIME_DEPENDENT) HEPAR_TIME_RATES(kernel, frame);
  HEPAR_JACOBIAN(kernel, frame);
  HEPAR_FACTOR(kernel, frame);
  for (long i = 0; i < count; i++) before[i] = y[i];
  HEPAR_STAGE(0.0, 0.21193756319429014, 0)
  for (long i = 0; i < count; i++) {
    const HEPAR_V a = vector[i];
    k1[i] = a;
    y[i] = before[i] + 3.0 * a;
    scratch[i] = -14.155112264123755 * a;
  }
  HEPAR_STAGE(0.6358126895828704, -0.42387512638858027, 1)
  for (long i = 0; i < count; i++) {
    const HEPAR_V a = k1[i], b = vector[i];
    k2[i] = b;
    y[i] = before[i] + (2.849394379747939 * a + 0.45842242204463923 * b);
    scratch[i] = -17.97296035885952 * a + -2.859693295451294 * b;
  }
  HEPAR_STAGE(0.4095798393397535, -0.3384627126235924, 1)
  for (long i = 0; i < count; i++) {
    const HEPAR_V a = k1[i], b = k2[i], c = vector[i];
    k3[i] = c;
    y[i] = before[i] +
           ((-6.954028509809101 * a + 2.489845061869568 * b) + -10.358996098473584 * c);
    scratch[i] = (147.12150275711716 * a + -1.41221402718213 * b) + 71.68940251302358 * c;
  }
  HEPAR_STAGE(0.9769306725060716, 1.8046452872882734, 1)
  for (long i = 0; i < count; i++) {
    const HEPAR_V a = k1[i], b = k2[i], c = k3[i], d = vector[i];
    k4[i] = d;
    y[i] = before[i] + ((2.8029986275628964 * a + 0.5072464736228206 * b) +
                        (-0.3988312541770524 * c + -0.04721187230404641 * d));
    scratch[i] = (165.43517024871676 * a + -0.4592823456491126 * b) +
                 (42.90938336958603 * c + -5.961986721573306 * d);
  }
  HEPAR_STAGE(0.4288403609558664, 2.325825639765069, 1)
  for (long i = 0; i < count; i++) {
    const HEPAR_V a = k1[i], b = k2[i], c = k3[i], d = k4[i], e = vector[i];
    k5[i] = e;
    y[i] = before[i] + (((-7.502846399306121 * a + 2.561846144803919 * b) +
                         (-11.627539656261098 * c + -0.18268767659942256 * d)) +
                        0.030198172008377946 * e);
    scratch[i] = ((24.854864614690072 * a + -3.0009227002832186 * b) +
                  (47.4931110020768 * c + 5.5814197821558125 * d)) +
                 -0.6610691825249471 * e;
  }
  HEPAR_STAGE(1.0, 0.0, 1)
  for (long i = 0; i < count; i++) {
    const HEPAR_V a = k1[i], b = k2[i], c = k3[i], d = k4[i], e = k5[i], f = vector[i];
    k6[i] = f;
    y[i] += f;
    scratch[i] = ((30.91273214028599 * a + -3.1208243349937974 * b) +
                  (77.79954646070892 * c + 34.28646028294783 * d)) +
                 (-19.097331116725623 * e + -28.087943162872662 * f);
  }
  HEPAR_STAGE(1.0, 0.0, 1)
  for (long i = 0; i < count; i++) {
    const HEPAR_V a = k1[i], b = k2[i], c = k3[i], d = k4[i], e = k5[i], f = k6[i], g = vector[i];
    k7[i] = g;
    y[i] += g;
    scratch[i] = (((37.80277123390563 * a + -3.2571969029072276 * b) +
                   (112.26918849496327 * c + 66.9347231244047 * d)) +
                  (-40.06618937091002 * e + -54.66780262877968 * f)) +
                 -9.48861652309627 * g;
  }
  HEPAR_STAGE(1.0, 0.0, 1)
  for (long i = 0; i < count; i++) {
    k8[i] = vector[i];
    y[i] += vector[i];
  }
#define HEPAR_DIFFERENCE(i) k8[i]
#include "solve/step_error.h"
}

#undef HEPAR_STAGE
#undef HEPAR_TIME_RATE_SLOT
#undef HEPAR_TIME_DEPENDENT
#undef HEPAR_TIME_RATES
#undef HEPAR_JACOBIAN
#undef HEPAR_FACTOR
#undef HEPAR_SOLVE
#undef HEPAR_VECTOR_SLOT
#undef HEPAR_COEFFICIENT_SLOT
#include "solve/step_end.h"
