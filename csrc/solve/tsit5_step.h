/* One attempted step of Tsit5 for all lanes: a template. Ch. Tsitouras, Runge-Kutta pairs of order
   5(4) satisfying only the first column simplifying assumption, Computers & Mathematics with
   Applications 62 (2011) 770: seven stages, order 5, the last one being the first of the next step.

   What is to be defined is what rodas5p_step.h lists, without the Jacobian, its factors and drift.
   The first stage is expected in the row of stages (the rates at the states before); the function
   leaves the seventh there too, and the size of the dominant eigenvalue times h in HEPAR_ROW_STIFF,
   estimated from the last two stages as in Hairer and Wanner II, IV.2. */

#define HEPAR_V HEPAR_PASTE(hepar_d, HEPAR_WIDTH)
#define HEPAR_M HEPAR_PASTE(hepar_u, HEPAR_WIDTH)
#define HEPAR_SELECT(mask, a, b)                                                                   \
  ((HEPAR_V)(((HEPAR_M)(mask) & (HEPAR_M)(a)) | (~(HEPAR_M)(mask) & (HEPAR_M)(b))))
#define HEPAR_ABSOLUTE(a) ((HEPAR_V)((HEPAR_M)(a) & 0x7fffffffffffffffULL))
#define HEPAR_AT(base, row) ((HEPAR_V *)((base) + (row) * (long)(HEPAR_LANES)))

#define HEPAR_STAGE(c, k)                                                                          \
  for (long j = 0; j < chunks; j++) time[j] = begun[j] + (c) * step[j];                            \
  HEPAR_RATES(kernel, frame);                                                                      \
  for (long i = 0; i < count; i++) (k)[i] = rate[i];                                               \
  if (delivers)                                                                                    \
    for (long i = 0; i < count; i++)                                                               \
      (k)[i] = HEPAR_SELECT(delivery[i] != 0.0, rate[i] + delivery[i], rate[i]);

/* The states of a stage: before + h * (sum of stages). */
#define HEPAR_COMBINE(sum)                                                                         \
  for (long s = 0; s < states; s++)                                                                \
    for (long j = 0; j < chunks; j++) {                                                            \
      const long i = s * chunks + j;                                                               \
      y[i] = before[i] + step[j] * (sum);                                                          \
    }

HEPAR_STEP_SCOPE void HEPAR_STEP(const hepar_kernel *kernel, double *frame, double *work) {
  const long chunks = (long)(HEPAR_LANES) / HEPAR_WIDTH;
  const long states = (long)(HEPAR_STATES);
  const long count = states * chunks;
  HEPAR_V *const y = HEPAR_AT(frame, HEPAR_STATE_SLOT);
  const HEPAR_V *const step = HEPAR_AT(work, HEPAR_ROW_STEP);
  const HEPAR_V *const rate = HEPAR_AT(frame, HEPAR_RATE_SLOT);
  HEPAR_V *const time = HEPAR_AT(frame, HEPAR_TIME_SLOT);
  HEPAR_V *const begun = HEPAR_AT(work, HEPAR_ROW_TIME);
  HEPAR_V *const stiff = HEPAR_AT(work, HEPAR_ROW_STIFF);
  HEPAR_V *const before = HEPAR_AT(work, HEPAR_ROW_STATES(states));
  const HEPAR_V *const delivery = HEPAR_AT(work, HEPAR_ROW_DELIVERIES(states));
  HEPAR_V *const k1 = HEPAR_AT(work, HEPAR_ROW_STAGES(states));
  HEPAR_V *const k2 = k1 + count, *const k3 = k2 + count, *const k4 = k3 + count;
  HEPAR_V *const k5 = k4 + count, *const k6 = k5 + count, *const k7 = k6 + count;
  HEPAR_V *const sixth = HEPAR_AT(work, HEPAR_ROW_SCRATCH(states));
  const int delivers = work[HEPAR_ROW_FLAGS * (long)(HEPAR_LANES)] != 0;
  for (long j = 0; j < chunks; j++) begun[j] = time[j];
  for (long i = 0; i < count; i++) before[i] = y[i];
  HEPAR_COMBINE(0.161 * k1[i])
  HEPAR_STAGE(0.161, k2)
  HEPAR_COMBINE(-0.008480655492356989 * k1[i] + 0.335480655492357 * k2[i])
  HEPAR_STAGE(0.327, k3)
  HEPAR_COMBINE((2.8971530571054935 * k1[i] + -6.359448489975075 * k2[i]) +
                4.3622954328695815 * k3[i])
  HEPAR_STAGE(0.9, k4)
  HEPAR_COMBINE((5.325864828439257 * k1[i] + -11.748883564062828 * k2[i]) +
                (7.4955393428898365 * k3[i] + -0.09249506636175525 * k4[i]))
  HEPAR_STAGE(0.9800255409045097, k5)
  HEPAR_COMBINE(((5.86145544294642 * k1[i] + -12.92096931784711 * k2[i]) +
                 (8.159367898576159 * k3[i] + -0.071584973281401 * k4[i])) +
                -0.028269050394068383 * k5[i])
  for (long i = 0; i < count; i++) sixth[i] = y[i];
  HEPAR_STAGE(1.0, k6)
  HEPAR_COMBINE(((0.09646076681806523 * k1[i] + 0.01 * k2[i]) +
                 (0.4798896504144996 * k3[i] + 1.379008574103742 * k4[i])) +
                (-3.290069515436081 * k5[i] + 2.324710524099774 * k6[i]))
  HEPAR_STAGE(1.0, k7)
  for (long j = 0; j < chunks; j++) {
    HEPAR_V above = step[j] - step[j], below = above + 1e-300;
    for (long s = 0; s < states; s++) {
      const long i = s * chunks + j;
      const HEPAR_V a = k7[i] - k6[i], b = y[i] - sixth[i];
      above += a * a;
      below += b * b;
    }
    stiff[j] = (step[j] * step[j]) * above / below; /* squared: nobody needs the root */
  }
#define HEPAR_DIFFERENCE(i)                                                                        \
  (step[j] * (((-0.00178001105222577714 * k1[i] + -0.0008164344596567469 * k2[i]) +                \
               (0.007880878010261995 * k3[i] + -0.1447110071732629 * k4[i])) +                     \
              ((0.5823571654525552 * k5[i] + -0.45808210592918697 * k6[i]) +                       \
               0.015151515151515152 * k7[i])))
#include "solve/step_error.h"
}

#undef HEPAR_STAGE
#undef HEPAR_COMBINE
#include "solve/step_end.h"
